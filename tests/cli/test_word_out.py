"""Word documents written at the command line."""

from __future__ import annotations

import zipfile
from pathlib import Path

from consensus.formats.docx.reader import read_document
from consensus.formats.docx.view import text

from .conftest import Run, done

RESOLUTION = """# Harbour resolution

PP1 Recalling the harbour law,

OP6 Decides that members shall report every year;

OP7 Invites the office to publish all reports;

OP8 Decides to remain seized of the matter.
"""
FRENCH = """# Résolution du port

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
    (folder / "zero.fr.md").write_text(FRENCH, encoding="utf-8")
    done(run("init", "--title", "Harbour panel", "--by", "Jo Secretary"))
    for code in ("ASH", "BAY"):
        done(run("member", "add", code))
    done(run("draft", "import", "zero.md"))
    done(run("translation", "import", "zero.fr.md", "--language", "fr"))
    done(run("draft", "show", "--to", "docx", "-o", "zero.docx"))
    insert = ("amendment", "propose", "--kind", "insert", "--after", "OP7")
    done(run(*insert, "--label", "OP7 bis", "--text", "Reports are public;", "--by", "ASH"))
    done(run("merge", "A1", "--yes"))
    for label, old, new in (("OP6", "shall", "should"), ("OP7", "all", "most")):
        done(run("amendment", "propose", label, "--old", old, "--text", new, "--by", "BAY"))
    done(run("merge", "OP6", "--yes"))
    done(run("merge", "OP7", "--yes"))
    done(run("revision", "publish", "Rev.1", "--standing", "without prejudice"))

    show = ("revision", "show", "Rev.1", "--to", "docx")
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
    assert "fr: 2 paragraphs behind, 1 paragraph not translated" in done(run("status")).out


def test_amendments_are_written_for_members_only(run: Run, harbour: Path) -> None:
    """The public is refused, and told what to say; members get tracked changes by sponsor."""
    done(run("amendment", "propose", "1", "--old", "shall", "--text", "should", "--by", "ASH"))
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
    done(run("edit", "1", "Members [ASH: shall] report every year to the harbour office."))
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
    assert run("revision", "show", "Rev.1", "--concordance").code == 2


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
