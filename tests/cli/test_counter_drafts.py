"""Counter-drafts, and the brackets of foreign drafts, at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import DRAFT, Run, done

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
    before = run("log", "--json").out
    answer = done(run("draft", "import", counter, "--compare"))
    assert "Items: 2 kept, 1 modified, 1 inserted." in answer.out
    assert "~~shall~~**should**" in answer.out
    assert "publish all reports" not in answer.out
    assert "publish all reports" in run("draft", "import", counter, "--compare", "--kept").out
    assert run("log", "--json").out == before


def test_comparing_as_data(run: Run, counter: str) -> None:
    """The comparison is data with its totals."""
    data = done(run("draft", "import", counter, "--compare", "D1", "--json")).json
    assert (data["draft"], data["totals"]["modified"], data["findings"]) == ("D1", 1, [])
    assert [item["fate"] for item in data["items"]] == ["modified", "kept", "inserted", "kept"]


def test_a_counter_draft_becomes_amendments(run: Run, counter: str) -> None:
    """Each amendment has its sponsors and its reason, and the same file again adds nothing."""
    arguments = ("draft", "import", counter, "--as-amendments", "--by", "ASH", "--by", "BAY")
    answer = done(run(*arguments, "--rationale", "whales", "--json"))
    assert [
        (each["handle"], each["kind"], each["target"], each["sponsors"], each["rationale"])
        for each in answer.json["amendments"]
    ] == [
        ("A1", "modify", "N1", ["ASH", "BAY"], "whales"),
        ("A2", "insert", "D1", ["ASH", "BAY"], "whales"),
    ]
    again = run(*arguments, "--json").json
    assert (again["amendments"], again["duplicates"]) == ([], 4)
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
        (("--by", "ASH"), 2),
        (("--compare", "D9"), 3),
        (("--as-amendments", "--by", "XYZ"), 3),
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
