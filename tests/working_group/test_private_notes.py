"""Private notes leave no trace in the record, nor in anything made of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from consensus import WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.reports.audience import Audience
from consensus.reports.dossier import dossier
from consensus.reports.history import describe
from consensus.reports.json import to_json
from consensus.reports.open_items import open_items_report
from consensus.store.memory import MemoryStore
from consensus.working_group.log import Log
from tests.support.panel import fill, ticking

SECRET = "Quillfeather"


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A record in a file, with two private notes beside it."""
    path = tmp_path / "harbour.consensus"
    with WorkingGroup.create(path, title="Harbour panel", by="chair", clock=ticking()) as group:
        fill(group)
        group.note_privately("1", f"{SECRET} of ASH wants to relent")
        group.note_privately("R2", "BAY waits for its capital")
    return path


def test_notes_are_found_again_by_target(record: Path) -> None:
    """A note names its target as every act does, and says when and by whom it was written."""
    with WorkingGroup.open(record) as group:
        everything = group.private_notes()
        assert [each.text for each in everything] == [
            f"{SECRET} of ASH wants to relent",
            "BAY waits for its capital",
        ]
        assert group.private_notes("2") == everything[1:]
        assert (everything[0].by, everything[0].target) == ("chair", group.state.handles["R1"])
        group.remove_private_note(1)
        assert group.private_notes() == everything[1:]


def test_nothing_made_of_the_record_has_a_note(record: Path, tmp_path: Path) -> None:
    """Record, backup, every report, the graph and the proof are as if no note had been written."""
    with WorkingGroup.open(record) as group:
        head, length = group.head, len(group.steps())
        group.note_privately("1", f"{SECRET} again")
        assert (group.head, len(group.steps())) == (head, length)
        copy = tmp_path / "copy" / "harbour.consensus"
        copy.parent.mkdir()
        group.backup(copy)
        assert group.verify(head).is_intact
        state, judgement = group.state, group.judgement()
        made = [repr(state), repr(list(group.graph.nodes(data=True))), repr(group.verify())]
        secretariat = Audience.SECRETARIAT
        items = open_items_report(
            state, judgement, list(state.drafts), secretariat, now=group.now()
        )
        shown = dossier(state, judgement, state.handles["R1"], secretariat)
        made += [json.dumps(to_json(each)) for each in (items, shown)]
        made += [
            json.dumps(to_json(describe(step, operations, state, undone, secretariat)))
            for step, operations, undone in group.history()
        ]
        assert not any(SECRET in each for each in made)
    assert [each.name for each in copy.parent.iterdir()] == ["harbour.consensus"]
    for file in (record, copy):
        assert SECRET.encode() not in file.read_bytes()
    with WorkingGroup.open(copy) as copied:
        assert copied.private_notes() == ()


def test_the_past_shows_the_notes_written_by_then_and_takes_none(record: Path) -> None:
    """A note is no part of what was there before it was written."""
    with WorkingGroup.open(record, clock=ticking()) as group:
        steps = group.steps()
        past = group.as_of(steps[-1].id)
        assert past.private_notes() == ()
        with pytest.raises(Rejected, match="can be read, not changed"):
            past.note_privately("1", "too late")
        with pytest.raises(Rejected, match="can be read, not changed"):
            past.remove_private_note(1)


def test_notes_of_a_group_in_memory_are_in_memory(panel: WorkingGroup) -> None:
    """A group that is gone when the program ends has notes that are gone with it."""
    note = panel.note_privately("1", "for now")
    assert panel.private_notes("1") == (note,)
    panel.remove_private_note(note.number)
    assert panel.private_notes() == ()


def test_empty_notes_and_unknown_targets_are_refused(panel: WorkingGroup) -> None:
    """A note needs words, and something to be about."""
    with pytest.raises(Rejected, match="a note needs words"):
        panel.note_privately("1", "  ")
    with pytest.raises(NotFound):
        panel.note_privately("R99", "on nothing")


def test_record_in_no_file_takes_no_notes() -> None:
    """Where nothing lies beside the record, a note is refused, not lost."""
    with WorkingGroup(Log(MemoryStore(), ticking(), "")) as group:
        fill(group)
        assert group.private_notes() == ()
        with pytest.raises(Rejected, match="in no file"):
            group.note_privately("1", "lost")
