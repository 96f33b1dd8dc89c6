"""Word files through the command: drafts, reviews, and files that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.docx_files import about, archive, comment, dele, docx, ins, p, part, parts

from .conftest import Run

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
    """Authors are said one by one or in a table; who is unknown stays out, with exit code 0."""
    answer = run("amendment", "import", "ana.docx", "ben.docx", "--author", "Ana Lopes=ASH")
    assert answer.code == 0
    assert (
        "“Ben” is no member's code or name, so 1 changed paragraph of theirs stayed out"
        in answer.err
    )
    assert answer.out.splitlines()[-1] == (
        "3 rows: 2 taken, 0 in the tray, 0 known already, 1 refused"
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
    before = run("log", "--json").out
    answer = run(*command, name)
    assert answer.code == 3
    assert name in answer.err
    assert len(answer.err.splitlines()) == 1
    assert "Traceback" not in answer.err
    assert before == run("log", "--json").out


def test_a_good_file_beside_a_bad_one_is_not_taken(quay: Path, run: Run) -> None:
    """Several files come in together or not at all."""
    (quay / "bad.docx").write_bytes(b"PK\x03\x04")
    before = run("log", "--json").out
    assert run("amendment", "import", "ana.docx", "bad.docx", "--author", "Ana Lopes=ASH").code == 3
    assert before == run("log", "--json").out
