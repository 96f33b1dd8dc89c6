"""The wall: what the room sees, who else it is for, and the window through which it is read."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve

from consensus import WorkingGroup
from consensus.errors import Damaged, NotFound, Rejected, StoreError
from consensus.history.operations import AddMember, SetAllOrNothing
from consensus.reports.wall import Slide, Totals, decode_slide, encode_slide
from consensus.working_group.wall import WallWindow
from tests.support.panel import fill, make_panel

RECORDING = """
import sys
from consensus import WorkingGroup
with WorkingGroup.open(sys.argv[1], by="second terminal") as group:
    group.take_position("BAY", "3", "object", reason="Nights are dark.")
    group.decide("1", "agreed")
    print(group.projector().label)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A record on disk."""
    place = tmp_path / "harbour.consensus"
    with WorkingGroup.create(place, title="Harbour panel", by="secretary") as group:
        fill(group)
    return place


def shown(group: WorkingGroup) -> bytes:
    """The bytes on the wall."""
    return group._log.store.on_wall()


class TestStories:
    def test_the_wall_stays_until_it_is_pushed(self, path: Path) -> None:
        """Another terminal records an objection and a decision: not one byte changes."""
        with WorkingGroup.open(path) as facilitator, WorkingGroup.open(path) as wall:
            facilitator.show_on_projector("3")
            before = shown(wall)
            facilitator.verdict("4")
            told = subprocess.run(
                [sys.executable, "-c", RECORDING, str(path)],
                check=True,
                capture_output=True,
                text=True,
            )
            assert told.stdout.strip() == "3"
            assert facilitator.refresh()
            assert before == shown(wall) == shown(facilitator)
            facilitator.show_on_projector("1")
            found = wall.projector()
            assert found is not None
            assert (found.label, found.status) == ("1", "agreed")
            facilitator.blank_projector()
            assert wall.projector() is None

    def test_pending_is_said_without_a_name(self) -> None:
        """What awaits somebody's word is not in the agreed totals, until that word comes."""
        with make_panel() as panel:
            panel.decide("4", "agreed", pending=["DUN"])
            slide = panel.show_on_projector("4")
            assert (slide.label, slide.status) == ("4", "agreed ad ref, pending")
            assert b"DUN" not in shown(panel)
            assert Totals(0, 4) == panel.show_on_projector("D1").totals
            panel.confirm_decision("4", "DUN")
            assert panel.show_on_projector("4").status == "agreed"
            assert Totals(1, 3) == panel.show_on_projector().totals

    def test_a_ruling_is_told_from_what_the_group_agreed(self) -> None:
        """It says that the chair declared it, of the item and in the list, and names nobody."""
        with make_panel() as panel:
            panel.take_position("DUN", "1", "object", reason="too costly")
            panel.decide("1", "agreed", reason="heard three times")
            assert panel.show_on_projector("1").status == "agreed, declared by the Chair"
            (ruled,) = [each for each in panel.show_on_projector("D1").lines if "agreed" in each]
            assert ruled.endswith(": agreed, declared by the Chair")
            assert b"DUN" not in shown(panel)
            assert panel.show_on_projector().totals == Totals(1, 3, ruled=1)

    def test_nothing_is_agreed_in_the_room_until_everything_is(self) -> None:
        """What is agreed is so provisionally, in words, in the list and in the totals."""
        with make_panel() as panel:
            panel.record(SetAllOrNothing(draft=panel.state.handles["D1"], holds=True))
            panel.take_position("DUN", "2", "object", source="confidence")
            panel.decide("1", "agreed")
            panel.decide("2", "agreed", reason="heard three times")
            assert panel.show_on_projector("1").status == "provisionally agreed"
            # Of an objection in confidence the room is told nothing.
            assert panel.show_on_projector("2").status == "provisionally agreed"
            (line,) = panel.show_on_projector().lines
            assert line.endswith(": 0 agreed, 4 open (2 provisionally agreed)")
            totals = panel.show_on_projector("D1").totals
            assert totals == Totals(0, 4, provisional=2)
            panel.decide(["3", "4"], "agreed")
            assert panel.show_on_projector("D1").totals == Totals(4, 0)


class TestSlides:
    def test_nothing_is_shown_at_first(self) -> None:
        """The wall starts blank."""
        with make_panel() as panel:
            assert panel.projector() is None

    def test_an_item_shows_its_text_without_names(self) -> None:
        """Brackets are there, and who holds them is not; nor how near agreement is."""
        with make_panel() as panel:
            panel.bracket("4", "Fees [ASH: are | BAY: may be] paid in advance.")
            panel.take_position("ASH", "4", "object", reason="May is weak.")
            slide = panel.show_on_projector("4")
            text = "Fees [are | may be] paid in advance."
            expected = Slide("Harbour rules", "4", "open", (text,))
            assert slide == panel.projector()
            assert expected == evolve(slide, pushed=None)

    def test_an_amendment_shows_what_it_would_make(self) -> None:
        """It has the handle and the item in its label, and no sponsor."""
        with make_panel() as panel:
            panel.propose("4", "Fees are paid [later].", by=["ELM"], rationale="Cash is short.")
            slide = panel.show_on_projector("A1")
            assert (slide.label, slide.status) == ("A1 to 4", "open")
            assert slide.lines == ("Fees are paid [later].",)

    def test_an_amendment_without_a_text_says_what_it_would_do(self) -> None:
        """The room is told what is to go, or to move where."""
        with make_panel() as panel:
            panel.propose("4", kind="delete", by=["ELM"])
            panel.propose("4", kind="move", after="1", by=["ELM"])
            assert panel.show_on_projector("A1").lines == ("delete 4",)
            assert panel.show_on_projector("A2").lines[0] == "move 4 after 1"

    def test_a_package_shows_where_its_parts_stand(self) -> None:
        """Each part is named with its status."""
        with make_panel() as panel:
            panel.propose_package("Both", ["1", "4"])
            panel.decide("1", "agreed")
            slide = panel.show_on_projector("PKG1")
            assert (slide.title, slide.label, slide.status) == ("Both", "PKG1", "open")
            assert slide.lines == ("1: agreed", "4: open")

    def test_a_draft_shows_where_its_items_stand(self) -> None:
        """What was rejected is neither agreed nor open; what is deferred is open."""
        with make_panel() as panel:
            panel.decide("1", "adopted")
            panel.decide("2", "rejected")
            panel.decide("3", "deferred", reason="no time")
            slide = panel.show_on_projector("D1")
            assert slide.lines == ("1: adopted", "2: rejected", "3: deferred", "4: open")
            assert (slide.title, slide.label, slide.status) == ("Harbour rules", "", "")
            assert Totals(1, 2) == slide.totals

    def test_the_overview_counts_every_draft(self) -> None:
        """Without a target the wall shows how far the drafts have come."""
        with make_panel() as panel:
            panel.decide("1", "agreed")
            expected = Slide(
                "Harbour panel",
                lines=("Harbour rules: 1 agreed, 3 open",),
                totals=Totals(1, 3),
            )
            assert expected == evolve(panel.show_on_projector(), pushed=None)

    def test_slides_come_back_as_they_were(self) -> None:
        """Encoding and decoding are each other's inverse."""
        for slide in (Slide("a"), Slide("a", "b", "c", ("[d]", "é"), Totals(1, 2))):
            assert slide == decode_slide(encode_slide(slide))

    def test_a_wall_that_cannot_be_read_says_so(self) -> None:
        """Bytes of other software are an error that says what to do."""
        with make_panel() as panel:
            for strange in (b"{", b"[]", b"\xff"):
                panel._log.store.show_on_wall(strange)
                with pytest.raises(Damaged, match="show it again"):
                    panel.projector()


class TestKeeping:
    def test_nothing_is_recorded(self) -> None:
        """The wall is no part of the history, and can be pushed after an undo."""
        with make_panel() as panel:
            head, steps = panel.head, len(panel.steps())
            panel.show_on_projector("1")
            panel.blank_projector()
            assert (head, steps) == (panel.head, len(panel.steps()))

    def test_what_is_not_there_changes_nothing(self) -> None:
        """A wrong name leaves the wall as it was."""
        with make_panel() as panel:
            panel.show_on_projector("1")
            before = shown(panel)
            with pytest.raises(NotFound):
                panel.show_on_projector("R99")
            assert before == shown(panel)

    def test_the_past_has_no_wall(self) -> None:
        """It cannot be pushed to from the past, whose wall is blank."""
        with make_panel() as panel:
            panel.show_on_projector("1")
            past = panel.as_of(panel.steps()[-1].id)
            assert past.projector() is None
            with pytest.raises(Rejected, match="can be read, not changed"):
                past.show_on_projector("1")
            with pytest.raises(Rejected, match="can be read, not changed"):
                past.blank_projector()

    def test_a_redaction_blanks_the_wall(self) -> None:
        """It may show the words that were taken out."""
        with make_panel() as panel:
            panel.edit("4", "Fees are paid to Mr Vane.")
            panel.show_on_projector("4")
            panel.redact("Mr Vane")
            assert panel.projector() is None

    def test_somebody_elses_step_is_seen_first(self, path: Path) -> None:
        """What is pushed shows the record as it is, not as it was last looked at."""
        with WorkingGroup.open(path) as one, WorkingGroup.open(path) as other:
            other.record(AddMember(code="GUM"))
            other.decide("1", "agreed")
            assert one.show_on_projector("1").status == "agreed"

    def test_a_backup_shows_nothing(self, path: Path) -> None:
        """The copy of a record has a blank wall."""
        with WorkingGroup.open(path) as group:
            group.show_on_projector("1")
            group.backup(path.with_name("copy.consensus"))
        with WorkingGroup.open(path.with_name("copy.consensus")) as copy:
            assert copy.projector() is None


# The window through which a screen for the room looks at the wall.


def test_it_shows_what_is_pushed_and_blanked(path: Path) -> None:
    """A window that is open sees at once what another handle puts on the wall."""
    with WallWindow.open(path) as window, WorkingGroup.open(path) as facilitator:
        assert window.slide() is None
        shown = facilitator.show_on_projector("3")
        assert shown == window.slide()
        facilitator.blank_projector()
        assert window.slide() is None


def test_it_begins_only_where_a_record_is(tmp_path: Path) -> None:
    """Where there is nothing to look at, the opening says so."""
    with pytest.raises(StoreError, match="no file"):
        WallWindow.open(tmp_path / "none.consensus")


def test_it_comes_back_after_an_error(path: Path) -> None:
    """A file that was away is read again when it is there again."""
    away = path.with_name("away")
    with WallWindow.open(path) as window:
        path.rename(away)
        with pytest.raises(StoreError, match="cannot be found"):
            window.slide()
        away.rename(path)
        assert window.slide() is None


def test_it_reads_the_file_that_took_the_place(path: Path) -> None:
    """A backup moved into the place of the record is what the room sees from then on."""
    other = path.with_name("other.consensus")
    shutil.copy(path, other)
    with WorkingGroup.open(other) as facilitator:
        shown = facilitator.show_on_projector("2")
    with WallWindow.open(path) as window:
        assert window.slide() is None
        other.replace(path)
        assert shown == window.slide()


def test_it_is_not_stopped_by_what_it_cannot_read(path: Path) -> None:
    """What other software put on the wall is an error, and the next push is seen."""
    with WallWindow.open(path) as window, WorkingGroup.open(path) as facilitator:
        facilitator._log.store.show_on_wall(b"{]")
        with pytest.raises(Damaged):
            window.slide()
        assert facilitator.show_on_projector("3") == window.slide()
