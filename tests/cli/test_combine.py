"""Combining files, without any record, and the amendments to an item."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run, done

BASE = "Members should report annually.\n"


@pytest.fixture
def texts(folder: Path) -> Path:
    """A base and three proposals for it."""
    for name, text in {
        "base": BASE,
        "one": "Members shall report annually.\n",
        "two": "Members must report annually.\n",
        "three": "All members should report annually.\n".replace("All members", "Members"),
        "four": "Members should report annually to the office.\n",
    }.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def test_files_that_agree_combine(run: Run, texts: Path) -> None:
    """The text goes to stdout, to the letter."""
    answer = run("combine", "base.txt", "A=one.txt", "B=four.txt")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == "Members shall report annually to the office.\n"


@pytest.mark.parametrize(
    ("notation", "written"),
    [
        ("brackets", "Members [should | A: shall | B: must] report annually.\n"),
        (
            "critic",
            "Members {~~should~>shall~~}{>>A<<}{++must++}{>>B<<} report annually.\n",
        ),
        (
            "markers",
            "<<<<<<< A\nMembers shall report annually.\n||||||| base\nMembers should report"
            " annually.\n=======\nMembers must report annually.\n>>>>>>> B\n",
        ),
    ],
)
def test_conflict_is_written_and_answered_no(
    run: Run, texts: Path, notation: str, written: str
) -> None:
    """What the files disagree on is in the text, and the exit code says so."""
    answer = run("combine", "base.txt", "A=one.txt", "B=two.txt", "--to", notation)
    assert (answer.code, answer.out, answer.err) == (1, written, "1 conflict remains\n")


def test_clean_text_of_a_conflict_is_refused(run: Run, texts: Path) -> None:
    """There is no clean text while files disagree."""
    answer = run("combine", "base.txt", "A=one.txt", "B=two.txt", "--to", "clean")
    assert (answer.code, answer.out) == (3, "")


def test_combination_as_data(run: Run, texts: Path) -> None:
    """Hunks in the order of the text; changes and conflicts numbered from 1."""
    found = run("combine", "base.txt", "A=one.txt", "B=two.txt", "C=four.txt", "--json")
    assert found.code == 1
    data = found.json
    assert data["schema"] == 1
    assert [each["kind"] for each in data["hunks"]].count("conflict") == 1
    assert [(each["number"], each["by"]) for each in data["changes"]] == [(1, ["C"])]
    (conflict,) = data["conflicts"]
    assert [(each["letter"], each["text"], each["by"]) for each in conflict["options"]] == [
        ("a", "should", []),
        ("b", "shall", ["A"]),
        ("c", "must", ["B"]),
    ]


def test_proposal_from_a_pipe(run: Run, texts: Path) -> None:
    """One of the files may be stdin."""
    answer = run("combine", "base.txt", "A=-", stdin="Members shall report annually.\n")
    assert answer.out == "Members shall report annually.\n"


def test_paragraph_that_moved_is_followed(run: Run, folder: Path) -> None:
    """Whole documents: what one moves, the other may change."""
    one, two, three = "1. One should.", "2. Two may.", "3. Three will."
    for name, paragraphs in {
        "base": (one, two, three),
        "moved": (two, one, three),
        "changed": (one.replace("should", "shall"), two.replace("may", "can"), three, "4. New."),
    }.items():
        (folder / f"{name}.md").write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    answer = run("combine", "base.md", "A=moved.md", "B=changed.md")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == "2. Two can.\n\n1. One shall.\n\n3. Three will.\n\n4. New.\n"


def test_code_of_markdown_is_one_block(run: Run, folder: Path) -> None:
    """The name of the base says whether blank lines in a fenced block part anything."""
    base = "```\none\n\ntwo\n```\n"
    for ending in ("md", "txt"):
        (folder / f"base.{ending}").write_text(base, encoding="utf-8")
        (folder / f"a.{ending}").write_text("```\ntwo\n\none\n```\n", encoding="utf-8")
        assert run("combine", f"base.{ending}", f"A=a.{ending}").out == (
            folder / f"a.{ending}"
        ).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ("base.txt", "A=one.txt", "--names"),
        ("-", "A=-"),
    ],
)
def test_options_of_the_other_kind_are_usage_errors(
    run: Run, texts: Path, arguments: tuple[str, ...]
) -> None:
    """What goes with an item does not go with files, and stdin is read once."""
    assert run("combine", *arguments).code == 2


def test_name_that_no_bracket_can_hold_is_a_usage_error(run: Run, texts: Path) -> None:
    """Names are written into brackets."""
    assert run("combine", "base.txt", "two words=one.txt", "B=two.txt").code == 2


def test_item_shows_numbers_options_and_holders(run: Run, demo: Path) -> None:
    """What the chair needs to see to merge: numbers, letters, who, and what is one question."""
    answer = run("combine", "3")
    assert (answer.code, answer.err) == (1, "")
    for words in (
        "3 (R3): 7 amendments to its words, 1 change, 3 conflicts",
        "c1  “those whom” becomes “the communities that”  A51 (CDR)",
        "Conflict 3, one question with 2",
        "a  “should be”  as it is",
        "b  “shall be”  A4 (ALV propose, UVD, YAR support), A5 (TAL)",
    ):
        assert words in answer.out


def test_deletion_of_the_item_is_to_be_asked_first(run: Run, demo: Path) -> None:
    """An amendment that deletes is not woven into the words."""
    assert "first to be asked: A25 (" in run("combine", "14").out


def test_item_in_brackets_by_amendment_or_sponsor(run: Run, demo: Path) -> None:
    """The holders of options are amendments, or with --names the members behind them."""
    assert "A6: is best when" in run("combine", "3", "--to", "brackets").out
    named = run("combine", "3", "--to", "brackets", "--names").out
    assert "MER propose, HVN support: is best when" in named


def test_a_choice_of_a_bracket_is_one_change_in_critic_markup(run: Run, harbour: Path) -> None:
    """A bracket that is settled, lifted or written is replaced whole, not sign by sign."""
    done(run("edit", "2", "The office [should | BAY: shall] publish all reports [at once]."))
    propose = ("amendment", "propose", "2", "--by", "ASH")
    whole = "The office shall publish all reports at once."
    done(run(*propose, "--text", whole))
    assert done(run("combine", "2", "--to", "critic")).out == (
        "The office {~~[should | BAY: shall]~>shall~~}{>>A1<<} publish all reports"
        " {~~[at once]~>at once~~}{>>A1<<}.\n"
    )
