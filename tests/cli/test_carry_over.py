"""Carrying over from another group's file, from the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .conftest import Run, done


@pytest.fixture
def second(run: Run, harbour: Path) -> Run:
    """Two records: the harbour panel, which agreed on 1, and one that begins."""
    done(run("decision", "record", "1", "agreed"))
    done(run("-f", "second.consensus", "init", "--title", "Second panel"))

    def on_second(*words: str) -> object:
        return run("-f", "second.consensus", *words)

    return on_second  # type: ignore[return-value]


def test_story_of_what_an_earlier_group_agreed(second: Run) -> None:
    """Taken over it is not reconfirmed, then it is; its origin shows, is proved, and is data."""
    taken = done(second("carry-over", "take", "harbour.consensus"))
    assert (taken.out, "not reconfirmed" in taken.err) == ("D1\n", True)
    assert "not reconfirmed" in done(second("carry-over", "list")).out
    assert "carried over from 1 (N1) of Harbour panel" in done(second("why", "1")).out
    done(second("decision", "record", "1", "agreed"))
    (line,) = done(second("carry-over", "list", "--json")).json["carried_over"]
    assert (line["standing"], line["origins"][0]["group"]) == ("reconfirmed", "Harbour panel")
    proof = done(second("verify", "--origin", "harbour.consensus"))
    assert "1 item is as the record of Harbour panel has it" in proof.out
    text = done(second("report", "reference")).out
    assert "carried over from 1 (N1) of Harbour panel, agreed there on" in text
    found = done(second("report", "reference", "--json")).json["carried_over"][0]["origin"]
    assert found["standing"] == "reconfirmed"
    assert done(second("report", "reference", "--to", "html")).out.startswith("<!doctype html>")
    done(second("report", "reference", "--to", "docx", "-o", "r.docx"))


def test_a_record_that_is_another_fails_the_proof(second: Run, harbour: Path) -> None:
    """The exit code is 1, and each item is named."""
    shutil.copy(harbour, harbour.with_name("other.consensus"))
    done(second("carry-over", "take", "harbour.consensus"))
    from consensus import WorkingGroup

    with WorkingGroup.open(harbour.with_name("other.consensus")) as other:
        other.undo()
    answer = second("verify", "--origin", "other.consensus", "--json")
    assert (answer.code, answer.json["intact"]) == (1, False)


def test_what_cannot_be_taken_says_why(second: Run) -> None:
    """No file, no such item, both ways of choosing."""
    assert second("carry-over", "take", "nothing.consensus").code == 3
    assert second("verify", "--origin", "nothing.consensus").code == 3
    assert second("carry-over", "take", "harbour.consensus", "9").code == 3
    assert second("carry-over", "take", "harbour.consensus", "1", "--everything").code == 2
    assert "nothing was carried over" in done(second("carry-over", "list")).err
