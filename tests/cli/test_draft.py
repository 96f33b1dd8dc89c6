"""Drafts at the command line: in Word and other notations, languages, revisions and versions."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from consensus.formats.docx.document import RevisionKind
from consensus.formats.docx.reader import read_document
from consensus.formats.docx.view import text
from tests.support.docx_files import about, archive, comment, dele, docx, ins, mark, p, part, parts
from tests.support.office import OFFICE, WHY_NOT, office_lines

from .conftest import DRAFT, Run, done

# A revision at 08:40: reviewers' Word files become Rev.1, issued as tracked changes.

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
    done(run("init", "--title", "Harbour panel", "--user", "Jo Secretary"))
    for code in ("ASH", "BAY"):
        done(run("member", "add", code))
    done(run("draft", "import", "zero.docx"))
    done(run("draft", "translation", "import", "zero.fr.docx", "--language", "fr"))
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
    done(run(*at, "draft", "publish", "Rev.1", "--standing", "without prejudice"))
    show = ("draft", "show", "--revision", "Rev.1", "--to", "docx", "--concordance")
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
    assert "fr: 14 paragraphs outdated, 1 paragraph not translated" in said


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
    for words in ("A/H/1/Rev.1", "27 January 2017, 08:40 UTC", "without prejudice", "English"):
        assert words in head


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


# Word documents written at the command line.

RESOLUTION = """# Harbour resolution

PP1 Recalling the harbour law,

OP6 Decides that members shall report every year;

OP7 Invites the office to publish all reports;

OP8 Decides to remain seized of the matter.
"""
FRENCH_RESOLUTION = """# Résolution du port

PP1 Rappelant la loi portuaire,

OP6 Décide que les membres font rapport chaque année ;

OP7 Invite le bureau à publier tous les rapports ;

OP8 Décide de rester saisi de la question.
"""


def lines(path: Path, accepting: str = "accept") -> list[str]:
    """The lines of a Word file, empty ones left out."""
    read = text(read_document(path.read_bytes(), path.name), accepting)
    return [line for line in read.split("\n") if line]


def everything_in(path: Path) -> str:
    """All parts of a Word file."""
    with zipfile.ZipFile(path) as file:
        return b"".join(map(file.read, file.namelist())).decode()


def test_revision_is_issued_as_tracked_changes_of_the_secretariat(run: Run, folder: Path) -> None:
    """Rev.1 is tracked against the zero draft, and its concordance maps every label."""
    (folder / "zero.md").write_text(RESOLUTION, encoding="utf-8")
    (folder / "zero.fr.md").write_text(FRENCH_RESOLUTION, encoding="utf-8")
    done(run("init", "--title", "Harbour panel", "--user", "Jo Secretary"))
    for code in ("ASH", "BAY"):
        done(run("member", "add", code))
    done(run("draft", "import", "zero.md"))
    done(run("draft", "translation", "import", "zero.fr.md", "--language", "fr"))
    done(run("draft", "show", "--to", "docx", "-o", "zero.docx"))
    insert = ("amendment", "add", "--kind", "insert", "--after", "OP7")
    done(run(*insert, "--label", "OP7 bis", "--text", "Reports are public;", "--sponsor", "ASH"))
    done(run("merge", "A1", "--yes"))
    for label, old, new in (("OP6", "shall", "should"), ("OP7", "all", "most")):
        done(run("amendment", "add", label, "--old", old, "--text", new, "--sponsor", "BAY"))
    done(run("merge", "OP6", "--yes"))
    done(run("merge", "OP7", "--yes"))
    done(run("draft", "publish", "Rev.1", "--standing", "without prejudice"))

    show = ("draft", "show", "--revision", "Rev.1", "--to", "docx")
    said = done(run(*show, "--symbol", "A/H/1/Rev.1", "--concordance", "-o", "rev1.docx"))
    assert (said.out, said.err) == ("", "written to rev1.docx\n")
    done(run(*show, "--no-changes", "--concordance", "-o", "clean.docx"))

    issued = Path("rev1.docx")
    document = read_document(issued.read_bytes(), "rev1.docx")
    assert document.authors == ("Secretariat",)
    assert "OP8.\tReports are public;" in lines(issued)
    assert lines(Path("clean.docx")) == lines(issued)
    concordance = lines(issued).index("Concordance of labels, Rev.1")
    zero = lines(Path("zero.docx"))
    assert zero == lines(issued, "reject")[: len(zero)]
    assert lines(issued)[concordance + 1 :] == [
        "Was | Is | What became of it",
        "PP1 | PP1 | kept",
        "OP6 | OP6 | kept",
        "OP7 | OP7 | kept",
        "OP7 bis | OP8 | new",
        "OP8 | OP9 | renumbered",
    ]
    inside = everything_in(issued)
    for said_on_it in ("A/H/1/Rev.1", "without prejudice", "Original: English"):
        assert said_on_it in inside
    for hidden in ("ASH", "BAY", "Jo Secretary"):
        assert hidden not in inside
    assert "fr: 2 paragraphs outdated, 1 paragraph not translated" in done(run("status")).out


def test_the_help_says_what_a_concordance_needs(run: Run) -> None:
    """Both options without which it is refused."""
    said = " ".join(done(run("draft", "show", "--help")).out.split())
    assert "--concordance With --revision and --to docx: old and new labels" in said


def test_amendments_are_written_for_members_only(run: Run, harbour: Path) -> None:
    """The public is refused, and told what to say; members get tracked changes by sponsor."""
    done(run("amendment", "add", "1", "--old", "shall", "--text", "should", "--sponsor", "ASH"))
    show = ("draft", "show", "--to", "docx", "--amendments", "-o", "amendments.docx")
    refused = run(*show)
    assert (refused.code, refused.out) == (3, "")
    assert "for members or for the secretariat" in refused.err
    assert not Path("amendments.docx").exists()
    done(run(*show, "--audience", "members"))
    document = read_document(Path("amendments.docx").read_bytes(), "amendments.docx")
    assert document.authors == ("ASH",)
    assert "1.\tMembers should report every year to the harbour office." in lines(
        Path("amendments.docx")
    )


def test_brackets_keep_a_clean_document_from_being_written(run: Run, harbour: Path) -> None:
    """The rolling text is written with its brackets, names only when asked; a clean one is not."""
    done(run("draft", "edit", "1", "Members [ASH: shall] report every year to the harbour office."))
    done(run("draft", "show", "--to", "docx", "-o", "rolling.docx"))
    assert "1.\tMembers [shall] report every year to the harbour office." in lines(
        Path("rolling.docx")
    )
    done(run("draft", "show", "--to", "docx", "--names", "-o", "named.docx"))
    assert "ASH: shall" in "".join(lines(Path("named.docx")))
    refused = run("draft", "show", "--to", "docx", "--no-brackets", "-o", "clean.docx")
    assert (refused.code, "brackets are left" in refused.err) == (3, True)


def test_word_documents_go_to_files(run: Run, harbour: Path) -> None:
    """Without a file nothing is written to the terminal, and options of Word ask for Word."""
    assert run("draft", "show", "--to", "docx").code == 2
    assert run("draft", "show", "--amendments").code == 2
    assert run("draft", "show", "--revision", "Rev.1", "--concordance").code == 2


def test_the_same_record_gives_the_same_file(run: Run, harbour: Path) -> None:
    """Printed twice, the rolling text is the same to the byte, whatever the time is by then."""
    for name in ("one.docx", "other.docx"):
        done(run("draft", "show", "--to", "docx", "-o", name))
    assert Path("one.docx").read_bytes() == Path("other.docx").read_bytes()


def test_other_notations_go_to_files_too(run: Run, harbour: Path) -> None:
    """What is printed can be written to a file."""
    printed = done(run("draft", "show", "--to", "markdown")).out
    done(run("draft", "show", "--to", "markdown", "-o", "rules.md"))
    assert printed == Path("rules.md").read_text(encoding="utf-8")


def test_a_revision_is_shown_in_every_form(run: Run, harbour: Path) -> None:
    """It stays as it was published; data has the keys of a draft and of a revision."""
    done(run("draft", "publish", "Rev.1", "--standing", "without prejudice"))
    done(run("draft", "edit", "2", "Another text."))
    shown = ("draft", "show", "--revision", "Rev.1")
    for form in ("brackets", "clean", "critic", "markdown", "text", "csv", "html"):
        text = done(run(*shown, "--to", form)).out
        assert ("publish all reports" in text, "Another text" in text) == (True, False), form
    data = done(run(*shown, "--json")).json
    assert (data["name"], data["revision"], data["standing"], data["draft"]) == (
        *("Rev.1", "Rev.1", "without prejudice", "D1"),
    )
    second = data["items"][1]
    assert (second["version"], second["brackets"], second["label"]) == (1, 0, "2")
    present = done(run("draft", "show", "--json")).json
    assert (present["revision"], present["items"][1]["version"]) == ("Rev.1", 2)
    assert run("draft", "show", "D2", "--revision", "Rev.1").code == 3
    old = done(run("revision", "show", "--to", "brackets", "Rev.1"))
    assert (old.out, old.err) == (
        done(run(*shown)).out,
        "'revision show' is now 'draft show --revision'\n",
    )


def test_a_revision_is_without_what_was_left_out_in_every_form(run: Run, harbour: Path) -> None:
    """And says so; the present text shows it struck out, and counts no bracket that is settled."""
    done(run("draft", "edit", "3", "Fees [are | may be] low."))
    done(run("decision", "add", "2", "rejected"))
    done(run("decision", "add", "3", "no-consensus", "--tried", "three meetings"))
    done(run("draft", "publish", "Rev.1"))
    shown = ("draft", "show", "--revision", "Rev.1")
    for form in ("brackets", "critic", "markdown"):
        text = done(run(*shown, "--to", form))
        assert ("publish all reports" in text.out, "~~" in text.out) == (False, False), form
        assert text.err == "Not in this text: the former paragraph 2, rejected.\n", form
    assert "~~" in done(run("draft", "show")).out
    for every in (shown, shown[:2]):
        assert not any(each["brackets"] for each in done(run(*every, "--json")).json["items"])


def test_what_a_file_ends_in_says_how_a_draft_is_written(run: Run, harbour: Path) -> None:
    """An audience makes it a document; --to goes before the ending."""
    for name in ("r.txt", "r.md", "r.csv", "r.html", "r.json", "r.docx"):
        done(run("draft", "show", "-o", name))
    assert Path("r.txt").read_text("utf-8") == done(run("draft", "show")).out
    assert Path("r.md").read_text("utf-8") == done(run("draft", "show", "--to", "markdown")).out
    assert Path("r.json").read_text("utf-8") == done(run("draft", "show", "--json")).out
    assert Path("r.csv").read_text("utf-8").startswith("handle,label,kind,depth,text,left_out\n")
    assert Path("r.html").read_text("utf-8").startswith("<!doctype html>")
    assert lines(Path("r.docx"))[0] == "Harbour rules"
    done(run("draft", "show", "--audience", "members", "-o", "members.md"))
    assert "Harbour panel" in Path("members.md").read_text("utf-8")
    done(run("draft", "show", "--to", "brackets", "-o", "b.html"))
    assert Path("b.html").read_text("utf-8") == done(run("draft", "show")).out


def test_names_in_brackets_are_kept_from_the_public(run: Run, harbour: Path) -> None:
    """Whatever the form, an audience says whether it is told who supports an option."""
    done(run("draft", "edit", "1", "Members [ASH: shall] report every year to the harbour office."))
    for audience, is_named in (("public", False), ("members", True), ("secretariat", True)):
        for form in ("brackets", "text", "markdown", "json", "html"):
            text = done(run("draft", "show", "--audience", audience, "--to", form)).out
            assert ("ASH" in text, form) == (is_named, form)


def test_labels_of_a_revision_are_compared(run: Run, harbour: Path) -> None:
    """As a document and as data; what is compared otherwise is refused."""
    done(run("draft", "publish", "Rev.1"))
    shown = ("draft", "compare", "Rev.1", "--labels")
    assert "item,old label,new label,change" in done(run(*shown, "--to", "csv")).out
    data = done(run(*shown, "--json")).json
    assert (data["revision"], data["name"], data["rows"][0]) == (
        *("Rev.1", "Rev.1"),
        {"handle": "N1", "old": "1", "new": "1"},
    )
    assert done(run(*shown, "--to", "json")).json == data
    assert data["lines"][0]["change"] == "kept"
    assert run(*shown, "--include-unchanged").code == 2
    assert run("draft", "compare", "Rev.9", "--labels", "--json").code == 3


def test_revisions_are_found_in_their_draft(run: Run, harbour: Path, folder: Path) -> None:
    """With several drafts, the name of a revision says which is meant."""
    (folder / "second.md").write_text("# Second\n\n1. Whales first.\n", encoding="utf-8")
    done(run("draft", "import", "second.md"))
    done(run("draft", "publish", "Rev.1", "--draft", "D1"))
    done(run("draft", "publish", "Other", "--draft", "D2"))
    for form in ("brackets", "text", "json"):
        assert "Whales first" in done(run("draft", "show", "--revision", "Other", "--to", form)).out
    assert "Harbour" in done(run("draft", "compare", "Rev.1", "--labels")).out
    assert run("draft", "show", "D1", "--revision", "Other").code == 3
    assert run("draft", "compare", "Other", "--labels", "--draft", "D1", "--json").code == 3


def test_publishing_is_tried_and_told_as_data(run: Run, harbour: Path) -> None:
    """Tried, nothing is published; as data, the step is named."""
    tried = done(run("draft", "publish", "Rev.1", "--dry-run"))
    assert tried.err == "Rev.1 published; numbering unchanged\nnothing was recorded\n"
    assert done(run("draft", "list", "--revisions", "--json")).json["revisions"] == []
    told = done(run("draft", "publish", "Rev.1", "--json")).json
    assert told["step"] == run("history", "list", "--json").json["steps"][-1]["id"]
    assert told["warnings"] == []


def test_a_revision_is_published_in_numbered_lines(run: Run, harbour: Path) -> None:
    """Its lines can be cited, and those of a revision without are none."""
    done(run("draft", "publish", "Rev.1", "--line-numbers", "document"))
    shown = done(run("draft", "show", "--revision", "Rev.1", "--to", "numbered")).out
    assert shown.startswith("Harbour rules, Rev.1, page 1\n\n    1  ")
    done(run("draft", "publish", "Rev.2"))
    failed = run("draft", "show", "--revision", "Rev.2", "--to", "numbered")
    assert "Rev.2 was published without line numbers" in failed.err


def test_an_edit_tells_which_results_it_changes(run: Run, harbour: Path) -> None:
    """Tried and done alike, the text is named on which positions need to be reconfirmed."""
    done(run("position", "set", "ASH", "2", "support"))
    edit = ("draft", "edit", "2", "The office may publish reports.")
    tried = done(run(*edit, "--dry-run"))
    assert tried.out == "2 (N2): ready → open\n"
    assert "should publish" in done(run("draft", "show")).out
    (changed,) = done(run(*edit, "--json")).json["changed"]
    assert f"2 (N2): {changed['was']} → {changed['is']}\n" == tried.out
    assert "may publish" in done(run("draft", "show")).out


# Word files through the command: drafts, reviews, and files that cannot be read.

TITLE = p("Rules of the quay", style="Titel")
BASE = (
    TITLE,
    p("Members report every year.", numbering=(1, 0)),
    p("Ships wait.", numbering=(1, 0)),
)


@pytest.fixture
def quay(folder: Path, run: Run) -> Path:
    """A record with a draft from Word, and two reviewed files beside it."""
    (folder / "zero.docx").write_bytes(docx(*BASE))
    first = p("Members ", dele("Ana Lopes", "report"), ins("Ana Lopes", "tell"), " every year.")
    (folder / "ana.docx").write_bytes(
        docx(TITLE, first, p(about(0, "Ships"), " wait."), comments=comment(0, "Ana Lopes", "Why?"))
    )
    second = p("Members ", dele("Ben", "report"), ins("Ben", "answer"), " every year.")
    (folder / "ben.docx").write_bytes(docx(TITLE, second, p("Ships wait.")))
    run("init", "--title", "Quay")
    (folder / "members.csv").write_text("code,name\nASH,\nBAY,\n", encoding="utf-8")
    run("member", "import", "members.csv")
    assert run("draft", "import", "zero.docx").out == "D1\n"
    return folder


def test_a_word_draft_is_shown(quay: Path, run: Run) -> None:
    """Printed numbers are labels."""
    assert run("draft", "show").out == (
        "Rules of the quay\n\n1. Members report every year.\n\n2. Ships wait.\n"
    )


def test_reviews_come_in_by_author(quay: Path, run: Run) -> None:
    """Authors are said one by one or in a table; who is unknown stays out, with exit code 1."""
    answer = run("amendment", "import", "ana.docx", "ben.docx", "--author", "Ana Lopes=ASH")
    assert answer.code == 1
    assert (
        "“Ben” is no member's code or name, so 1 changed paragraph of theirs stayed out"
        in answer.err
    )
    assert answer.out.splitlines()[-1] == (
        "3 rows: 2 taken, 0 in the inbox, 0 known already, 1 refused"
    )
    (quay / "who.csv").write_text("author,code\nAna Lopes,ASH\nBen,BAY\n", encoding="utf-8")
    again = run("amendment", "import", "ana.docx", "ben.docx", "--authors", "who.csv", "--json")
    assert (again.json["taken"], again.json["duplicates"]) == (1, 2)
    shown = run("why", "1", "--json")
    assert shown.code == 0
    assert "before its conflict is settled" in run("merge", "1").err


def test_strict_takes_nothing(quay: Path, run: Run) -> None:
    """One unknown author is enough to leave all out."""
    command = ("amendment", "import", "ana.docx", "ben.docx", "--author", "Ben=BAY", "--strict")
    assert run(*command).code == 3
    assert run("amendment", "list", "--json").json["amendments"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("ana.docx", "members.csv"),
        ("members.csv", "members.csv"),
        ("ana.docx", "--add-members"),
        ("members.csv", "--author", "Ana=ASH"),
        ("ana.docx", "--author", "Ana"),
    ],
)
def test_options_that_do_not_go_together(quay: Path, run: Run, arguments: tuple[str, ...]) -> None:
    """Mistakes in the command are told as such."""
    assert run("amendment", "import", *arguments).code == 2


def test_a_word_file_is_compared_and_piped(quay: Path, run: Run) -> None:
    """As a version of the draft, a file says what it says with all changes accepted."""
    shown = run("draft", "import", "ana.docx", "--compare")
    assert (shown.code, "tell" in shown.out) == (0, True)
    content = (quay / "ben.docx").read_bytes()
    piped = run("amendment", "import", "-", "--author", "Ben=BAY", "--json", stdin=content)
    assert piped.json["taken"] == 1
    (quay / "renamed").write_bytes(content)
    assert (
        run("amendment", "import", "renamed", "--author", "Ben=BAY", "--json").json["duplicates"]
        == 1
    )


HOSTILE = {
    "no.docx": b"text",
    "empty.docx": b"",
    "cut.docx": docx(*BASE)[:900],
    "bomb.docx": archive({**parts(), "word/document.xml": b" " * 30_000_000}),
    "entity.docx": archive(
        {
            **parts(),
            "word/document.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
            + part("document", "<w:body><w:p/></w:body>").split("?>")[1],
        }
    ),
    "locked.docx": b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
    "missing.docx": None,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("command", [("draft", "import"), ("amendment", "import")])
def test_files_that_cannot_be_read(
    quay: Path, run: Run, command: tuple[str, ...], name: str
) -> None:
    """They are refused with one line and no traceback, and nothing is recorded."""
    content = HOSTILE[name]
    if content is not None:
        (quay / name).write_bytes(content)
    before = run("history", "list", "--json").out
    answer = run(*command, name)
    assert answer.code == (3 if content is not None else 4)
    assert name in answer.err
    assert len(answer.err.splitlines()) == 1
    assert "Traceback" not in answer.err
    assert before == run("history", "list", "--json").out


def test_a_good_file_beside_a_bad_one_is_not_taken(quay: Path, run: Run) -> None:
    """Several files come in together or not at all."""
    (quay / "bad.docx").write_bytes(b"PK\x03\x04")
    before = run("history", "list", "--json").out
    assert run("amendment", "import", "ana.docx", "bad.docx", "--author", "Ana Lopes=ASH").code == 3
    assert before == run("history", "list", "--json").out


def test_a_text_copied_without_names_warns_that_they_are_gone(run: Run, harbour: Path) -> None:
    """The text is as given, since it may be meant; one that settles a bracket needs no warning."""
    named = "The office [ASH: should publish | no text] all reports."
    lost = "its brackets lost their names; 'consensus draft show --names' prints names"
    done(run("draft", "bracket", "2", "--text", named))
    assert lost not in done(run("draft", "edit", "2", named.replace("all", "most"))).err
    copied = "The office [should publish | no text] few reports."
    assert lost in done(run("draft", "edit", "2", copied)).err
    assert copied in done(run("draft", "show", "--names")).out
    done(run("draft", "edit", "2", named))
    assert lost not in done(run("draft", "edit", "2", "The office should publish reports.")).err
    done(run("draft", "edit", "2", named))
    assert lost not in done(run("draft", "edit", "2", "The office publishes reports[^1].")).err


# Counter-drafts, and the brackets of foreign drafts, at the command line.

COUNTER = DRAFT.replace("shall", "should").replace("3. Ships", "3. Whales go first.\n\n4. Ships")
ROLLING = """# Rolling text

1. Members [shall] [should] pay.

1 alt. Members [may/must] pay.

2. They:

Option 1: pay now

Option 2: pay later ]
"""


@pytest.fixture
def counter(harbour: Path, folder: Path) -> str:
    """A counter-draft beside the record."""
    (folder / "counter.md").write_text(COUNTER, encoding="utf-8")
    return "counter.md"


def test_comparing_shows_and_records_nothing(run: Run, counter: str) -> None:
    """What changed is printed; the log is as it was."""
    before = run("history", "list", "--json").out
    answer = done(run("draft", "import", counter, "--compare"))
    assert "Items: 2 kept, 1 modified, 1 inserted." in answer.out
    assert "~~shall~~ **should**" in answer.out
    assert "publish all reports" not in answer.out
    assert (
        "publish all reports"
        in run("draft", "import", counter, "--compare", "--include-unchanged").out
    )
    assert run("history", "list", "--json").out == before


def test_comparing_as_data(run: Run, counter: str) -> None:
    """The comparison is data with its totals."""
    data = done(run("draft", "import", counter, "--compare", "D1", "--json")).json
    assert (data["draft"], data["totals"]["modified"], data["findings"]) == ("D1", 1, [])
    assert [item["fate"] for item in data["items"]] == ["modified", "kept", "inserted", "kept"]


def test_a_counter_draft_becomes_amendments(run: Run, counter: str) -> None:
    """Each amendment has its sponsors and its reason, and the same file again adds nothing."""
    arguments = (
        "draft",
        "import",
        counter,
        "--as-amendments",
        "--sponsor",
        "ASH,BAY",
    )
    answer = done(run(*arguments, "--reason", "whales", "--json"))
    assert [
        (each["handle"], each["kind"], each["target"], each["sponsors"], each["rationale"])
        for each in answer.json["amendments"]
    ] == [
        ("A1", "modify", "N1", ["ASH", "BAY"], "whales"),
        ("A2", "insert", "D1", ["ASH", "BAY"], "whales"),
    ]
    assert (answer.json["handles"], len(answer.json["changed"])) == (["A1", "A2"], 2)
    again = run(*arguments, "--json").json
    assert (again["amendments"], again["duplicates"], again["step"]) == ([], 4, None)
    assert "nothing was added" in run(*arguments).err


def test_a_version_taken_in_as_a_draft_is_noticed(run: Run, counter: str) -> None:
    """The user is told which draft it resembles and how to compare."""
    answer = run("draft", "import", counter)
    assert (answer.code, answer.out) == (0, "D2\n")
    assert "counter.md:1:1: warning: This resembles D1 (Harbour rules)" in answer.err
    assert "--compare D1" in answer.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--sponsor", "ASH"), 2),
        (("--compare", "D9"), 3),
        (("--as-amendments", "--sponsor", "XYZ"), 3),
    ],
)
def test_what_does_not_go_together_is_refused(
    run: Run, counter: str, arguments: tuple[str, ...], code: int
) -> None:
    """Sponsors without amendments, a draft nobody knows, a sponsor nobody knows."""
    assert run("draft", "import", counter, *arguments).code == code


def test_alternatives_on_import(run: Run, folder: Path, harbour: Path) -> None:
    """Neighbours, slashes, options and `alt` paragraphs become choices, findings naming places."""
    (folder / "rolling.md").write_text(ROLLING, encoding="utf-8")
    answer = run("draft", "import", "rolling.md", "--alternatives")
    assert answer.code == 0
    assert "rolling.md:3:12: note: Bracket 1 stands beside another" in answer.err
    assert "rolling.md:11:21: warning: This square bracket is closed" in answer.err
    items = done(run("draft", "show", "D2", "--json")).json["items"]
    assert [item["text"] for item in items] == [
        "[Members [shall | should] pay. | 1 alt: Members [may | must] pay.]",
        r"They: [Option 1: pay now | Option 2: pay later \]]",
    ]


def test_brackets_are_counted(run: Run, folder: Path, harbour: Path) -> None:
    """A table for people and the same as data; none where there are none."""
    (folder / "rolling.md").write_text(ROLLING, encoding="utf-8")
    run("draft", "import", "rolling.md")
    lines = run("draft", "brackets", "D2").out.splitlines()
    assert lines[-1].split()[:6] == ["in", "all", "3", "1", "3", "0"]
    data = done(run("draft", "brackets", "D2", "--json")).json
    assert (data["total"]["brackets"], data["items"][0]["alternatives"]) == (3, [1])
    assert "there are no brackets" in run("draft", "brackets", "D1").err


def test_items_are_counted_without_the_headings_above_them(run: Run, folder: Path) -> None:
    """Imports, drafts, revisions, brackets and the history count them as a status does."""
    done(run("init", "--title", "Panel"))
    (folder / "one.md").write_text("# Rules\n\n## Fees\n\n1. Members [shall] pay.\n", "utf-8")
    (folder / "two.md").write_text("# Rules\n\n## Fees\n\n1. A.\n\n2. [B.]\n", "utf-8")
    assert "Rules: 1 item\n" in done(run("draft", "import", "one.md")).err
    assert "Rules: 2 items\n" in done(run("draft", "import", "two.md")).err
    done(run("draft", "publish", "Rev.1", "--draft", "D2"))
    listed = [each["items"] for each in done(run("draft", "list", "--json")).json["drafts"]]
    revisions = done(run("draft", "list", "--revisions", "--json")).json["revisions"]
    assert (listed, [each["items"] for each in revisions]) == ([1, 2], [2])
    assert "0 items have none" in done(run("draft", "brackets", "D1")).err
    assert "1 item has none" in done(run("draft", "brackets", "D2")).err
    history = done(run("history", "list")).out
    assert "imported draft D1 with 1 item\n" in history
    assert "imported draft D2 with 2 items\n" in history
    assert "Rev.1 of D2 published with 2 items\n" in history


# `consensus convert` as a user runs it.

TEXT = "Rules\n\n1. Members [shall] report.\n\n2. Ships wait.\n"
CRITIC = "# Rules\n\n1. Members {~~shall~>should~~}{>>ASH<<} report.\n"


def test_endings_say_what_is_converted(run: Run, folder: Path) -> None:
    """No record is needed, and the file is written beside what is said of it."""
    Path("rules.txt").write_text(TEXT, encoding="utf-8")
    said = done(run("convert", "rules.txt", "rules.docx"))
    assert (said.out, said.err) == ("", "written to rules.docx\n")
    assert done(run("convert", "rules.docx", "--to", "brackets")).out == TEXT
    done(run("convert", "rules.docx", "rules.md"))
    assert Path("rules.md").read_text(encoding="utf-8").startswith("# Rules\n")


def test_options_go_before_endings(run: Run, folder: Path) -> None:
    """--from and --to say what a file is, whatever its name; - is stdin or stdout."""
    found = done(run("convert", "-", "--from", "critic", "--to", "brackets", stdin=CRITIC))
    assert "1. Members [shall | ASH: should] report." in found.out
    done(run("convert", "-", "out.dat", "--from", "critic", "--to", "docx", stdin=CRITIC))
    assert read_document(Path("out.dat").read_bytes(), "out").authors == ("ASH",)


def test_changes_are_kept_or_decided(run: Run, folder: Path) -> None:
    """They stay unless all, none or some authors' are accepted."""
    Path("rules.critic.md").write_text(CRITIC, encoding="utf-8")
    assert done(run("convert", "rules.critic.md", "--to", "critic")).out == CRITIC
    for changes, word in (("accept", "should"), ("reject", "shall"), ("ASH,BAY", "should")):
        clean = done(run("convert", "rules.critic.md", "--to", "clean", "--changes", changes)).out
        assert f"1. Members {word} report." in clean
    refused = run("convert", "rules.critic.md", "--to", "clean")
    assert (refused.code, "changes are left (2)" in refused.err) == (3, True)


def test_what_is_lost_is_said_on_stderr(run: Run, folder: Path) -> None:
    """The text is written all the same."""
    found = done(run("convert", "-", "--from", "critic", "--to", "html", stdin="A.{>>why?<<}\n"))
    assert '<p dir="auto">A.</p>' in found.out
    assert "stdin: warning: 1 comment was left out." in found.err


def test_data_has_the_text_and_what_was_lost(run: Run, folder: Path) -> None:
    """--json has findings as values, and the text unless that goes to a file."""
    said = CRITIC + "\nEnd.{>>why?<<}\n"
    asked = ("convert", "-", "--from", "critic", "--to", "brackets", "--json")
    found = done(run(*asked, stdin=said)).json
    assert (found["from"], found["to"], found["written"]) == ("critic", "brackets", "")
    assert "Members [shall | ASH: should] report." in found["text"]
    assert [each["message"] for each in found["findings"]] == ["1 comment was left out."]
    written = done(run("convert", "-", "out.html", "--from", "critic", "--json", stdin=said)).json
    assert (written["to"], written["written"], "text" in written) == ("html", "out.html", False)


def test_a_word_document_can_go_into_a_pipe(folder: Path) -> None:
    """Named as -, stdout takes its bytes, and stdin gives them."""
    command = [sys.executable, "-m", "consensus", "convert", "-"]
    made = subprocess.run(
        [*command, "-", "--from", "critic", "--to", "docx"],
        input=CRITIC.encode(),
        capture_output=True,
        check=True,
    )
    assert (read_document(made.stdout, "d").authors, made.stderr) == (("ASH",), b"")
    back = subprocess.run(
        [*command, "--from", "docx", "--to", "critic"],
        input=made.stdout,
        capture_output=True,
        check=True,
    )
    assert back.stdout.decode() == CRITIC


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("rules.txt", "rules.pdf"), 2, "say it with --to"),
        (("rules.pdf", "rules.md"), 2, "say it with --from"),
        (("rules.txt",), 2, "stdout does not say what it is; say it with --to"),
        (("rules.html", "rules.md"), 2, "only written"),
        (("rules.txt", "--to", "docx"), 2, "goes to a file"),
        (("rules.txt", "-", "--to", "clean", "--json"), 2, "leave OUT out"),
        (("missing.txt", "rules.md"), 4, "there is no file missing.txt"),
        (("rules.docx", "rules.md"), 3, "no Word document"),
        ((".", "x.md", "--from", "markdown"), 4, "is a directory"),
    ],
)
def test_mistakes_are_named(
    run: Run, folder: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    """One line says what to do, with the exit code of its kind."""
    Path("rules.txt").write_text(TEXT, encoding="utf-8")
    Path("rules.docx").write_text(TEXT, encoding="utf-8")
    found = run("convert", *arguments)
    assert (found.code, found.out, said in found.err) == (code, "", True)


# Drafts in other languages, from the command line.


def test_a_translation_is_taken_in_shown_and_falls_behind(run: Run, harbour: Path) -> None:
    """What is behind is said by the status too."""
    added = done(run("draft", "translation", "add", "1", "fr", "Les membres rendent compte.")).err
    assert added.startswith("1 (N1) in fr (step ")
    assert "Les membres rendent compte." in run("draft", "translation", "show", "fr").out
    done(run("draft", "edit", "1", "Members report whenever they like."))
    assert "fr: 1 paragraph outdated" in run("draft", "translation", "list").out
    assert "fr: 1 paragraph outdated" in run("status").out
    (language,) = run("status", "--json").json["languages"]
    assert (language["language"], language["behind"]) == ("fr", 1)
    (listed,) = run("draft", "translation", "list", "--language", "fr", "--json").json["languages"]
    assert [each["label"] for each in listed["items"] if each["is_behind"]] == ["1"]


def test_report_says_how_many_paragraphs_each_language_is_behind(
    run: Run, harbour: Path, folder: Path
) -> None:
    """As the status does, in every form."""
    french = "1. Un.\n\n2. Deux.\n\n3. Trois.\n"
    (folder / "draft.fr.md").write_text(french, "utf-8")
    done(run("draft", "translation", "import", "draft.fr.md", "--language", "fr"))
    assert "Language versions: fr: up to date." in done(run("report", "open")).out
    for label in ("1", "2"):
        done(run("draft", "edit", label, f"Other words for {label}."))
    assert "fr: 2 paragraphs outdated" in done(run("status")).out
    assert "Language versions: fr: 2 paragraphs outdated." in done(run("report", "open")).out
    assert "fr: 2 paragraphs outdated." in done(run("report", "open", "--to", "html")).out
    (draft,) = done(run("report", "open", "--json")).json["drafts"]
    assert draft["languages"] == [{"language": "fr", "behind": 2, "missing": 0}]


def test_a_whole_draft_is_matched_by_its_labels(run: Run, harbour: Path, folder: Path) -> None:
    """A paragraph that finds no item is a finding with its line."""
    (folder / "draft.fr.md").write_text("1. Les membres rendent compte.\n\n99. De plus.\n", "utf-8")
    found = run("draft", "translation", "import", "draft.fr.md", "--language", "fr")
    assert "draft.fr.md:3" in found.err
    shown = run("draft", "translation", "show", "fr", "--json").json
    assert "1. Les membres rendent compte." in shown["text"]


# A draft that comes with what was agreed of it.

QUAY = """# Quay rules

1. Boats are moored. (agreed ad ref 12 May 2016)

2. Ropes are dried – agreed, in informals

2 alt. Ropes are not dried.

3. Nets are mended (agreed by most).
"""


def test_statuses_are_shown_and_asked_about_once(run: Run, folder: Path) -> None:
    """In a pipe it takes --yes; a trial leaves nothing; one undo takes all of it back."""
    (folder / "quay.md").write_text(QUAY, "utf-8")
    done(run("init", "--title", "Quay panel"))
    refused = run("draft", "import", "quay.md", "--state")
    assert refused.code == 2
    shown = [
        "1: agreed ad ref on 2016-05-12 (“agreed ad ref 12 May 2016”)",
        "2: nothing is recorded (“agreed, in informals”);"
        " it has alternatives, so that nothing is decided of it",
        "2 alt: alternative to 2 (“alt”)",
        "3: nothing is recorded (“agreed by most”); it is not understood, and stays in the text",
    ]
    assert refused.err.split("\n")[:5] == [
        *shown,
        "consensus: Import this with 2 statuses; say --yes where nobody can be asked"
        " (see 'consensus draft import --help')",
    ]
    tried = done(run("draft", "import", "quay.md", "--state", "--dry-run"))
    assert "1 (N1): not there → agreed ad ref" in tried.out
    taken = done(run("draft", "import", "quay.md", "--state", "--yes", "--json")).json
    assert [each["status"] for each in taken["statuses"]] == [
        *("agreed ad ref", "", "alternative to 2", "")
    ]
    assert taken["handles"] == ["D1", "DEC1"]
    (folder / "standing.csv").write_text("label,status,date\n3,agreed,2016-06-01\n", "utf-8")
    table = done(run("draft", "import", "standing.csv", "--state", "--draft", "D1", "--yes"))
    assert "3: agreed on 2016-06-01 (“agreed”)" in table.err
    decided = done(run("decision", "list", "--json")).json["decisions"]
    assert [each["happened"][:10] for each in decided] == ["2016-05-12", "2016-06-01"]
    done(run("undo", "--yes"))
    done(run("undo", "--yes"))
    assert done(run("draft", "list", "--json")).json["drafts"] == []


def test_statuses_go_with_a_new_draft(run: Run, harbour: Path, folder: Path) -> None:
    """Options that would be left unread are mistakes."""
    (folder / "quay.md").write_text(QUAY, "utf-8")
    for more in (["--compare"], ["--as-amendments"], ["--as", "poll"]):
        assert run("draft", "import", "quay.md", "--state", *more).code == 2
    assert "--draft goes with --state" in run("draft", "import", "quay.md", "--draft", "D1").err


# Carrying over from another group's file, from the command line.


@pytest.fixture
def second(run: Run, harbour: Path) -> Run:
    """Two records: the harbour panel, which agreed on 1, and one that begins."""
    done(run("decision", "add", "1", "agreed"))
    done(run("-f", "second.consensus", "init", "--title", "Second panel"))

    def on_second(*words: str) -> object:
        return run("-f", "second.consensus", *words)

    return on_second  # type: ignore[return-value]


def test_story_of_what_an_earlier_group_agreed(second: Run) -> None:
    """Taken over it is not reconfirmed, then it is; its origin shows, is proved, and is data."""
    taken = done(second("draft", "carry-over", "harbour.consensus"))
    assert (taken.out, "not reconfirmed" in taken.err) == ("D1\n", True)
    assert "not reconfirmed" in done(second("draft", "list", "--carried-over")).out
    assert "carried over from item 1 of Harbour panel" in done(second("why", "1")).out
    done(second("decision", "add", "1", "agreed"))
    (line,) = done(second("draft", "list", "--carried-over", "--json")).json["carried_over"]
    assert (line["standing"], line["origins"][0]["group"]) == ("reconfirmed", "Harbour panel")
    proof = done(second("history", "verify", "--origin", "harbour.consensus"))
    assert "1 item is as the record of Harbour panel has it" in proof.out
    text = done(second("report", "reference")).out
    assert "carried over from item 1 of Harbour panel, agreed there on" in text
    found = done(second("report", "reference", "--json")).json["carried_over"][0]["origin"]
    assert found["standing"] == "reconfirmed"
    assert done(second("report", "reference", "--to", "html")).out.startswith("<!doctype html>")
    done(second("report", "reference", "--to", "docx", "-o", "r.docx"))


def test_a_record_that_is_another_fails_the_proof(second: Run, harbour: Path) -> None:
    """The exit code is 1, and each item is named."""
    shutil.copy(harbour, harbour.with_name("other.consensus"))
    done(second("draft", "carry-over", "harbour.consensus"))
    from consensus import WorkingGroup

    with WorkingGroup.open(harbour.with_name("other.consensus")) as other:
        other.undo()
    answer = second("history", "verify", "--origin", "other.consensus", "--json")
    assert (answer.code, answer.json["intact"]) == (1, False)


def test_what_cannot_be_taken_says_why(second: Run) -> None:
    """No file, no such item, both ways of choosing."""
    assert second("draft", "carry-over", "nothing.consensus").code == 4
    assert second("history", "verify", "--origin", "nothing.consensus").code == 4
    assert second("draft", "carry-over", "harbour.consensus", "9").code == 3
    assert second("draft", "carry-over", "harbour.consensus", "1", "--everything").code == 2
    assert "nothing was carried over" in done(second("draft", "list", "--carried-over")).err
