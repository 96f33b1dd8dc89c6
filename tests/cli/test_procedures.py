"""Silence procedures, ratings, offices, and drafts agreed as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run, done


def test_silence_is_opened_broken_and_listed(run: Run, harbour: Path) -> None:
    """Its handle goes to stdout; who breaks it over one text leaves the other as it was."""
    assert done(run("silence", "open", "1", "2", "--hours", "48")).out == "SP1\n"
    done(run("silence", "break", "SP1", "BAY", "--reason", "too early", "--target", "2"))
    rows = run("silence", "list", "--json").json["silences"]
    assert [(each["handle"], each["label"], each["course"]) for each in rows] == [
        ("SP1", "1", "running"),
        ("SP1", "2", "broken"),
    ]
    assert [(each["member"], each["reason"]) for each in rows[1]["breaches"]] == [
        ("BAY", "too early")
    ]
    assert "BAY (too early)" in run("silence", "list").out
    running = run("silence", "list", "--running", "--json").json["silences"]
    assert [each["label"] for each in running] == ["1"]
    reasons = run("why", "2", "--rule", "silence(48)").out
    assert "one member broke the silence" in reasons


def test_silence_that_is_over_lapses_or_ends(run: Run, harbour: Path) -> None:
    """A change of the text ends it; the deadline passing without objection is all there is."""
    done(run("silence", "open", "1", "--until", "2999-03-05T18:00+00:00"))
    done(run("edit", "1", "Members report whenever they like."))
    (row,) = run("silence", "list", "--json").json["silences"]
    assert (row["course"], row["deadline"]) == ("ended", "2999-03-05T18:00:00+00:00")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("1",), 2),
        (("1", "--hours", "3", "--until", "2999-01-01"), 2),
        (("1", "--until", "soon"), 2),
        (("1", "--hours", "0"), 2),
        (("1", "--until", "2001-01-01"), 3),
        (("99", "--hours", "3"), 3),
    ],
)
def test_silence_that_cannot_be_opened(
    run: Run, harbour: Path, arguments: tuple[str, ...], code: int
) -> None:
    """One length, and a deadline to come."""
    answer = run("silence", "open", *arguments)
    assert (answer.code, answer.out) == (code, "")
    assert len(answer.err.splitlines()) == 1


def test_ratings_are_given_and_judged(run: Run, harbour: Path) -> None:
    """The latest round counts, and a rating outlives no change of the words."""
    for code, number in (("ASH", "8"), ("BAY", "9"), ("COL", "7")):
        done(run("rating", "give", code, "1", number))
    assert "rated 7 to 9: 3 of 3 ratings, 3 needed" in run("why", "1", "--rule", "delphi()").out
    done(run("rating", "give", "COL", "1", "2", "--round", "2"))
    rows = run("rating", "list", "--target", "1", "--json").json["ratings"]
    assert [(each["member"], each["rating"], each["round"]) for each in rows] == [
        ("ASH", 8, 1),
        ("BAY", 9, 1),
        ("COL", 2, 2),
    ]
    done(run("edit", "1", "Members report whenever they like."))
    assert {each["stale"] for each in run("rating", "list", "--json").json["ratings"]} == {True}
    assert run("rating", "list").out.count("stale") == 3


@pytest.mark.parametrize("arguments", [("ASH", "1", "0"), ("ASH", "1", "10"), ("ASH", "1", "x")])
def test_rating_outside_the_scale_is_a_usage_error(
    run: Run, harbour: Path, arguments: tuple[str, ...]
) -> None:
    """Ratings are whole numbers from 1 to 9."""
    assert run("rating", "give", *arguments).code == 2


def test_ratings_come_from_a_file(run: Run, harbour: Path) -> None:
    """Good rows go in, bad ones are named, empty cells are skipped statements."""
    (harbour.parent / "round.csv").write_text(
        "statement,panellist,score\n1,ASH,8\n1,BAY,\n2,ASH,twelve\n2,XXX,4\n2,COL,12\n",
        encoding="utf-8",
    )
    answer = run("rating", "import", "round.csv")
    assert answer.code == 0
    assert answer.out == "4 rows: 1 taken, 0 in the tray, 0 known already, 3 refused\n"
    assert [line.split(":")[1] for line in answer.err.splitlines()] == ["4", "5", "6"]
    again = run("rating", "import", "round.csv", "--json").json
    assert (again["taken"], again["duplicates"]) == (0, 1)
    assert run("rating", "import", "round.csv", "--strict").code == 3


def test_offices_are_filled_and_emptied(run: Run, harbour: Path) -> None:
    """One person chairs at a time; the delegation is named if there is one."""
    done(run("office", "assign", "chair", "Ada Lind", "--member", "ash"))
    done(run("office", "assign", "chair", "Ben Oru"))
    done(run("office", "assign", "facilitator", "Cleo Marn", "--member", "BAY"))
    assert run("office", "list", "--json").json["offices"] == [
        {"role": "chair", "person": "Ben Oru", "member": "", "nomination": ""},
        {"role": "facilitator", "person": "Cleo Marn", "member": "BAY", "nomination": ""},
    ]
    done(run("office", "vacate", "facilitator", "--member", "BAY"))
    assert "facilitator" not in run("office", "list").out
    assert run("office", "vacate", "facilitator").code == 3
    assert run("office", "assign", "chair", " ").code == 2


def test_draft_is_agreed_as_a_whole(run: Run, harbour: Path) -> None:
    """Nothing is agreed until everything is, and back."""
    for holds in ("on", "off"):
        done(run("draft", "all-or-nothing", "D1", holds))
        (row,) = run("draft", "list", "--json").json["drafts"]
        assert row["all_or_nothing"] is (holds == "on")
    assert run("draft", "all-or-nothing", "D9", "on").code == 3


LISTS = "draft member group office amendment tray revision position meeting silence rating"


@pytest.mark.parametrize("noun", [*LISTS.split(), "agenda", "floor"])
def test_every_list_can_be_read_by_people(run: Run, demo: Path, noun: str) -> None:
    """A list of the example is a table, or a word that there is nothing."""
    answer = run(noun, "list")
    assert answer.code == 0
    assert answer.out or answer.err
