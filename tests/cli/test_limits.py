"""Files beyond a limit: refused at once, with file, line and column, and nothing recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from consensus.formats.rows import LONGEST_FIELD, MOST_BAD_ROWS, MOST_COLUMNS
from consensus.formats.source import LONGEST_PARAGRAPH

from .conftest import Run, done

REFUSED = 3
LONG = "a" * (LONGEST_FIELD + 1)
OPENED = "[" * 100_000
NESTED = "[" * 100_000 + "x" + "]" * 100_000
NEVER = 'AAA,"Alpha\n' + "x,y\n" * (LONGEST_FIELD // 4)
SLIPS = 'AAA,"Al"pha\n' * (MOST_BAD_ROWS + 1)
LISTS = "\n".join("  " * level + "- x" for level in range(200))
WIDE = "," * MOST_COLUMNS

BEYOND = {
    "members, cell never closed": ("member", f"code,name\n{NEVER}", "csv", "2:5: the cell that"),
    "groups, cell never closed": ("group", f"code,name\n{NEVER}", "csv", "2:5: the cell that"),
    "positions, cell never closed": (
        "position",
        f"target,member,stance,reason\n1,ASH,support,{NEVER}",
        "csv",
        "2:19: the cell that",
    ),
    "amendments, cell never closed": (
        "amendment",
        f"target,text\n1,{NEVER}",
        "csv",
        "2:7: the cell that",
    ),
    "rows with slips": ("member", f"code,name\n{SLIPS}", "csv", "2:5: more than 10,000 rows"),
    "wide head": ("member", f"code,name{WIDE}\nA,B\n", "csv", "1:16393: this row has more than"),
    "wide row": ("position", f"target,member\n1{WIDE}\n", "csv", "2:16386: this row has more"),
    "long cell": ("member", f"code,name\nA,{LONG}\n", "csv", "2:3: error: The field"),
    "long value": (
        "amendment",
        f'{{"target": "1", "text": "{LONG}"}}',
        "jsonl",
        "1:17: error: The",
    ),
    "long value in an array": (
        "amendment",
        f'[{{"target": "1"}},\n {{"by": "ASH",\n  "text": "{LONG}"}}]',
        "json",
        "3:3: error: The field",
    ),
    "long line of Markdown": ("draft", f"One.\n\n1. {LONG}\n", "md", "3:1: the paragraph that"),
    "long line of text": ("draft", f"One.\n\n1. {LONG}\n", "txt", "3:1: the paragraph that"),
    "long paragraph": (
        "draft",
        "a b\n" * (LONGEST_PARAGRAPH // 4 + 1),
        "txt",
        "1:1: the paragraph",
    ),
    "lists": ("draft", LISTS, "md", "101:203: lists or quotations are nested beyond 100 levels"),
    "brackets of Markdown": ("draft", f"1. {NESTED}\n", "md", "1:104: brackets are nested beyond"),
    "brackets of text": ("draft", f"1. {NESTED}\n", "txt", "1:104: brackets are nested beyond"),
    "brackets of a cell": (
        "amendment",
        f"target,text\n1,{NESTED}\n",
        "csv",
        "2:3: error: Brackets",
    ),
    "JSON inside itself": ("amendment", OPENED, "jsonl", "1:2: error: This is no valid JSON"),
}


@pytest.mark.parametrize(("noun", "text", "ending", "place"), BEYOND.values(), ids=BEYOND)
def test_beyond_a_limit(
    run: Run, harbour: Path, noun: str, text: str, ending: str, place: str
) -> None:
    """What no file of its kind has is refused where it begins, and nothing is recorded."""
    Path(f"in.{ending}").write_text(text, encoding="utf-8")
    before = run("verify", "--json").json["head"]
    answer = run(noun, "import", f"in.{ending}")
    assert answer.code == REFUSED
    assert f"in.{ending}:{place}" in answer.err
    assert len(answer.err) < 1_000
    assert run("verify", "--json").json["head"] == before


def test_long_line_of_a_text_without_a_record(run: Run, folder: Path) -> None:
    """Texts that are combined, converted or sent in have the same limit as drafts."""
    Path("base.md").write_text("One.\n", encoding="utf-8")
    for name in ("in.md", "in.txt"):
        Path(name).write_text(f"One.\n\n{LONG}\n", encoding="utf-8")
    for arguments in (
        ("combine", "base.md", "A=in.md"),
        ("combine", "in.txt", "A=base.md"),
        ("convert", "in.md", "out.html"),
        ("convert", "in.txt", "out.html", "--from", "critic"),
    ):
        answer = run(*arguments)
        assert answer.code == REFUSED
        assert ":3:1: the paragraph that begins here has 1,000,001 characters" in answer.err
    assert not Path("out.html").exists()


def test_brackets_that_are_never_closed(run: Run, harbour: Path) -> None:
    """They are kept as characters; the first are named with line and column, the rest counted."""
    opened = "[" * 10_000
    Path("in.md").write_text(f"One.\n\n1. {opened}\n", encoding="utf-8")
    lines = done(run("draft", "import", "in.md")).err.splitlines()
    assert lines[0].startswith("in.md:3:4: warning: This square bracket is opened but never")
    assert "in.md:3:104: warning: From here on, brackets of this paragraph have 9,900" in lines[100]
    Path("in.csv").write_text(f"target,text\nR1,{opened}\n", encoding="utf-8")
    answer = done(run("amendment", "import", "in.csv", "--draft", "D1"))
    assert "in.csv:2:4: warning: Its text has 10,000 square brackets" in answer.err


def test_rows_after_a_short_slip_are_read(run: Run, harbour: Path) -> None:
    """A mark that is never closed takes in no row after it, as long as the file is short."""
    Path("in.csv").write_text('code,name\nDUN,"Dunland\nELM,Elmland\n', encoding="utf-8")
    answer = done(run("member", "import", "in.csv"))
    assert "in.csv:2:5: error: The quotation marks of this row do not match" in answer.err
    assert "ELM" in run("member", "list").out
