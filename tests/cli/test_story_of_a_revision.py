"""A revision at 08:40: reviewers' Word files become Rev.1, issued as tracked changes."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from consensus.formats.docx.document import RevisionKind
from consensus.formats.docx.reader import read_document
from consensus.formats.docx.view import text
from tests.support.docx_files import comment, dele, docx, ins, mark, p
from tests.support.office import OFFICE, WHY_NOT, office_lines

from .conftest import Run, done

PREAMBLE = (
    *("the harbour law", "the pilots", "the wrecks", "the tides"),
    *("the lights", "the whales", "the fees"),
)
ACTIONS = (
    *("members shall report", "the office shall publish", "ships shall wait", "pilots shall sail"),
    *("whales shall pass", "lights shall burn", "fees shall be paid"),
)
LAST = "OP8. Decides to remain seized of the matter."
FRENCH = [f"PP{number}. Rappelant le point {number}," for number in range(1, 8)]
FRENCH += [f"OP{number}. Décide du point {number} ;" for number in range(1, 8)]
FRENCH += ["OP8. Décide de rester saisi de la question."]


def paragraphs() -> list[tuple[str, str, str]]:
    """The beginning, a word that will be replaced, and the end of each of fourteen paragraphs."""
    found = [(f"PP{number}. ", "Recalling", f" {what},") for number, what in enumerate(PREAMBLE, 1)]
    for number, what in enumerate(ACTIONS, 1):
        before, after = what.split("shall")
        found.append((f"OP{number}. Decides that {before}", "shall", f"{after} every year;"))
    return found


def zero_draft() -> bytes:
    """The text that was sent out."""
    body = [p("".join(pieces)) for pieces in paragraphs()]
    return docx(p("Harbour resolution", style="Titel"), *body, p(LAST))


def reviewed() -> bytes:
    """The same with changes by two reviewers, on every paragraph but the last, and one put in."""
    body = []
    for before, word, after in paragraphs():
        new = "Noting" if word == "Recalling" else "should"
        author = "Ana Lopes" if word == "Recalling" else "Ben Okri"
        body.append(p(before, dele(author, word), ins(author, new), after))
    put_in = ins("Ana Lopes", "OP7 bis. Decides that reports are public;")
    body.append(p(put_in, marked=mark("ins", "Ana Lopes")))
    said = comment(0, "Ben Okri", "A secret reason.")
    return docx(p("Harbour resolution", style="Titel"), *body, p(LAST), comments=said)


def issue(run: Run, folder: Path) -> Path:
    """Play everything up to the document of Rev.1."""
    (folder / "zero.docx").write_bytes(zero_draft())
    (folder / "reviewed.docx").write_bytes(reviewed())
    (folder / "zero.fr.docx").write_bytes(docx(*map(p, ("Résolution du port", *FRENCH))))
    done(run("init", "--title", "Harbour panel", "--by", "Jo Secretary"))
    for code in ("ASH", "BAY"):
        done(run("member", "add", code))
    done(run("draft", "import", "zero.docx"))
    done(run("translation", "import", "zero.fr.docx", "--language", "fr"))
    who = ("--author", "Ana Lopes=ASH", "--author", "Ben Okri=BAY")
    taken = done(run("amendment", "import", "reviewed.docx", *who, "--json")).json
    assert (taken["taken"], taken["tray"], taken["refused"]) == (16, 0, 0)
    labels = [f"PP{number}" for number in range(1, 8)] + [f"OP{number}" for number in range(1, 8)]
    for label in labels:
        done(run("merge", label, "--yes"))
    amendments = done(run("amendment", "list", "--json")).json["amendments"]
    (insertion,) = [each["handle"] for each in amendments if each["kind"] == "insert"]
    done(run("merge", insertion, "--yes"))
    at = ("--at", "2017-01-27T08:40+00:00")
    done(run(*at, "revision", "publish", "Rev.1", "--standing", "without prejudice"))
    show = ("revision", "show", "Rev.1", "--to", "docx", "--concordance")
    done(run(*show, "--symbol", "A/H/1/Rev.1", "-o", "rev1.docx"))
    return folder / "rev1.docx"


def test_revision_is_issued_from_reviewed_word_files(run: Run, folder: Path) -> None:
    """Tracked changes of the secretariat, no hidden names, every label mapped, French behind."""
    issued = issue(run, folder)
    document = read_document(issued.read_bytes(), "rev1.docx")
    assert document.authors == ("Secretariat",)
    moments = {each.date.isoformat() for each in document.revisions if each.date}
    assert moments == {"2017-01-27T08:40:00+00:00"}
    kinds = {each.kind for each in document.revisions}
    assert kinds == {RevisionKind.INSERTED, RevisionKind.DELETED}

    zero = read_document(zero_draft(), "zero.docx")
    accepted = [line for line in text(document).split("\n") if line]
    rejected = [line for line in text(document, "reject").split("\n") if line]
    sent = [line.replace(". ", ".\t", 1) for line in text(zero).split("\n") if line]
    assert rejected[: len(sent)] == sent
    assert "PP1.\tNoting the harbour law," in accepted
    assert "OP8.\tDecides that reports are public;" in accepted
    assert "OP9.\tDecides to remain seized of the matter." in accepted
    kept = [f"PP{number}" for number in range(1, 8)] + [f"OP{number}" for number in range(1, 8)]
    at = accepted.index("Concordance of labels, Rev.1")
    assert accepted[at + 1 :] == [
        "Was | Is | What became of it",
        *(f"{label} | {label} | kept" for label in kept),
        "OP7 bis | OP8 | new",
        "OP8 | OP9 | renumbered",
    ]
    said = done(run("status")).out
    assert "fr: 14 paragraphs behind, 1 paragraph not translated" in said


def test_nothing_hidden_is_in_the_file_of_a_revision(run: Run, folder: Path) -> None:
    """Its masthead says when, what it is and in which language; no part names a person."""
    with zipfile.ZipFile(issue(run, folder)) as file:
        members = {name: file.read(name).decode() for name in file.namelist()}
        hidden = {(info.date_time, info.create_system, info.comment) for info in file.infolist()}
    assert hidden == {((1980, 1, 1, 0, 0, 0), 0, b"")}
    everything = "".join(members.values())
    for secret in ("ASH", "BAY", "Ana", "Lopes", "Ben", "Okri", "Jo ", "secret", "rsid"):
        assert secret not in everything
    assert {"docProps/app.xml", "word/comments.xml", "word/people.xml"}.isdisjoint(members)
    assert set(re.findall(r'w:author="([^"]*)"', everything)) == {"Secretariat"}
    head = re.sub("<[^>]+>", "|", members["word/header1.xml"])
    for part in ("A/H/1/Rev.1", "27 January 2017, 08:40 UTC", "without prejudice", "English"):
        assert part in head


@pytest.mark.skipif(OFFICE is None, reason=WHY_NOT)
def test_libreoffice_reads_the_revision_as_we_do(
    run: Run, folder: Path, office_folder: Path
) -> None:
    """Accepted it is Rev.1, and rejected the text that was sent out."""
    content = issue(run, folder).read_bytes()
    document = read_document(content, "rev1.docx")
    for accepting, accepts in (("accept", True), ("reject", False)):
        cells = text(document, accepting).replace(" | ", "\n").split("\n")
        lines = [line for line in cells if line]
        assert lines == office_lines(content, office_folder, lambda _, accepts=accepts: accepts)
