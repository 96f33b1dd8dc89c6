"""Merging from the command line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from consensus.cli.merge import change_numbers, put_in_brackets, settlements
from consensus.errors import Rejected
from consensus.text.combine import combine
from consensus.text.hunk import InBrackets, InOrder, KeepBase, Reword, Settlement, Take

from .conftest import Run

COMBINATION = combine("a b c", {"A1": "a x c", "A2": "a y c", "A3": "a x c"})
EDGES = combine("we meet, and eat", {"A1": "we meet, or eat", "A2": "we meet eat"})


@pytest.mark.parametrize(
    ("written", "settlement"),
    [
        ("1=A2", Take("A2")),
        ("1=a", KeepBase()),
        ("1=b", Take("A1", "A3")),
        ("1=c", Take("A2")),
        ("1=A1+A3", Take("A1", "A3")),
        ("1=base", KeepBase()),
        ("1=brackets", InBrackets()),
        ("1=order:A1,A3", InOrder("A1", "A3")),
        ("1=text:new words", Reword("new words")),
        ('1=text:" new words "', Reword(" new words ")),
        ("1=text:“new words”", Reword("new words")),
        ("1=text:", Reword("")),
        ("1=text:x=y", Reword("x=y")),
    ],
)
def test_settlements_are_read(written: str, settlement: Settlement) -> None:
    """Each way to settle a conflict has its notation."""
    assert settlements([written], COMBINATION, "R1") == {0: settlement}


@pytest.mark.parametrize("written", ["A2", "x=A2", "1", "1=", "0=A2", "2=A2"])
def test_other_notations_are_refused(run: Run, demo: Path, written: str) -> None:
    """What cannot be read is a usage error, before anything is recorded."""
    answer = run("merge", "4", "--settle", written)
    assert answer.code in (2, 3)
    assert answer.err.count("\n") == 1


TWO_PLACES = combine(
    "The chair shall report. The board shall meet.",
    {
        "A1": "The chair may report. The board shall meet.",
        "A2": "The chair must report. The board must meet.",
        "A3": "The chair shall report. The board can meet.",
        "A4": "The chair shall report. The board shall meet. Reports are public.",
    },
)


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("1=A1+A3", "A3 wants nothing in 1; settle that alone, and add --settle 2=A3"),
        ("1=A1+A4", "A4 wants nothing in 1; settle that alone, and add --take A4"),
    ],
)
def test_an_amendment_that_wants_nothing_in_a_conflict_is_named(written: str, instead: str) -> None:
    """What to do in its place is said: settle the other conflict too, or take its changes."""
    with pytest.raises(Rejected, match=re.escape(instead)):
        settlements([written], TWO_PLACES, "R1")


def test_new_words_are_parted_as_the_old_ones_were() -> None:
    """Nobody types the white space at the edge of a conflict, and the shell takes quotes off."""
    conflict = EDGES.conflicts[0]
    assert conflict.replaces.startswith(",")
    found = settlements(["1=text:, but"], EDGES, "R1")[0]
    text = EDGES.settle({0: found}).text()
    assert text == "we meet, but eat"


@pytest.mark.parametrize(
    ("given", "numbers"), [((), None), (("1", "c3"), [0, 2]), (("C2,4",), [1, 3])]
)
def test_changes_are_numbered_from_one(given: tuple[str, ...], numbers: list[int] | None) -> None:
    """A change is named as it is shown."""
    assert change_numbers(given) == numbers


def test_dry_run_records_nothing(run: Run, demo: Path) -> None:
    """What would happen is shown, and the record stays as it was."""
    before = run("verify", "--json").json["head"]
    answer = run("merge", "3", "--dry-run")
    assert answer.code == 0
    assert "A51: merged in full" in answer.out
    assert "Positions on the text, to be reconfirmed" in answer.out
    assert "- support: ELD, OWC" in answer.out
    assert answer.err == "3 of 3 conflicts stay open\n"
    answer = run("merge", "3", "--settle", "1=base", "--dry-run")
    assert answer.err == "2 of 3 conflicts stay open\n"
    assert run("verify", "--json").json["head"] == before


def test_merge_takes_the_agreed_part_and_keeps_the_rest(run: Run, demo: Path) -> None:
    """What goes in goes in, what is settled against is closed, and the rest stays alive."""
    ruling = ("--without-brackets", "--reason", "a ruling")
    found = run("merge", "3", "--settle", "1=b", "--keep-open", "A6", *ruling, "--json").json
    assert found["text"].startswith("Agree that cooperation shall be open, transparent")
    assert (found["conflicts"], found["conflicts_open"]) == (3, 2)
    states = {
        each["handle"]: each["state"]
        for each in run("amendment", "list", "--json").json["amendments"]
    }
    assert (states["A4"], states["A5"], states["A51"]) == ("merged", "merged", "merged")
    assert (states["A6"], states["A7"], states["A9"]) == ("open", "open", "open")


def test_named_changes_go_in_alone(run: Run, demo: Path) -> None:
    """With --change the rest of an amendment waits."""
    found = run("merge", "3", "--change", "c1", "--json").json
    assert "the communities that they affect" in found["text"]
    assert "taken as close as possible" in found["text"]


def test_conflict_becomes_a_bracket(run: Run, demo: Path) -> None:
    """A conflict that nobody settles can be written into the text."""
    found = run("merge", "3", "--take", "A51", "--settle", "1=brackets", "--json").json
    assert (
        "[should be | ALV, TAL propose, UVD, YAR support: shall be"
        " | MER propose, HVN support: is best when]"
    ) in found["text"]
    assert run("status", "--json").json["items"][6]["brackets"] == 1


def test_structural_amendment_is_merged_by_its_name(run: Run, demo: Path) -> None:
    """An amendment that deletes or inserts goes in whole."""
    assert "delete" in run("merge", "A25", "--dry-run").out
    assert run("merge", "A25", "--take", "A3").code == 2
    refused = run("merge", "A25", "--yes")
    assert refused.code == 3
    assert "- UVD objects: “Silence is an answer as well, and the wrong one.”" in refused.out
    assert "A25 goes in only on the chair's instruction, with a reason" in refused.err
    assert run("merge", "A25", "--without-brackets", "--reason", "so it is ruled").code == 0
    assert "so it is ruled" in run("log").out
    labels = {each["label"] for each in run("status", "--json").json["items"]}
    assert "14" not in labels
    assert run("graph", "--audience", "secretariat").code == 0


def test_amendment_without_amendments_is_taken_through_its_item(run: Run, demo: Path) -> None:
    """Whoever names the amendment in place of the item is told how it is done."""
    answer = run("merge", "A51")
    assert answer.code == 3
    assert "to take it, merge R3" in answer.err


def test_words_to_be_bracketed_stand_there_once() -> None:
    """Words that are not there, or twice, are quoted with more of what is around them."""
    assert put_in_brackets("may or may not", "or may") == "may [or may] not"
    with pytest.raises(Rejected, match="those words are not there"):
        put_in_brackets("may or may not", "shall")
    with pytest.raises(Rejected, match="those words stand there 2 times"):
        put_in_brackets("may or may not", "may")
