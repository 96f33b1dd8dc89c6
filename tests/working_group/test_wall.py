"""The wall: what the room sees, who else it is for, and the window through which it is read."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from attrs import evolve

from consensus import WorkingGroup
from consensus.errors import Damaged, NotFound, Rejected, StoreError
from consensus.history.operations import AddMember, SetAllOrNothing
from consensus.reports.wall import Slide, Totals, View, decode_slide
from consensus.working_group.wall import WallWindow
from tests.support.panel import fill, make_panel


def drawn(slide: Slide | None) -> str:
    """The change that a slide shows, with signs in place of colours, and its options beneath."""
    assert slide is not None
    return "\n".join(slide.drawn)


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
            assert expected == evolve(slide, pushed=None, source="", parts=())
            assert drawn(slide) == "Fees [(A) are / (B) may be] paid in advance."

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
            assert (slide.title, slide.label, slide.status) == ("Both", "package", "open")
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
            assert slide == decode_slide(msgspec.json.encode(slide))

    def test_a_wall_that_cannot_be_read_says_so(self) -> None:
        """Bytes of other software are an error that says what to do."""
        with make_panel() as panel:
            for strange in (b"{", b"[]", b"\xff"):
                panel._log.store.show_on_wall(strange)
                with pytest.raises(Damaged, match="show it again"):
                    panel.projector()


class TestChanges:
    def test_all_amendments_are_shown_with_the_text(self) -> None:
        """What nobody contests is struck and underlined; what excludes each other are options."""
        with make_panel() as panel:
            panel.propose("4", "Fees must be paid in advance.", by=["ELM"])
            panel.propose("4", "Fees may be paid in advance.", by=["FIR"])
            panel.propose("4", "Fees are paid beforehand.", by=["ASH"])
            slide = panel.show_on_projector("4")
            assert drawn(slide) == (
                "Fees [(A) are / (B) must be / (C) may be] paid {--in advance--} {++beforehand++}."
            )
            assert slide.lines == ("Fees are paid in advance.",)
            assert slide.source == "zero draft, with all amendments"

    def test_many_or_long_options_are_listed_beneath(self) -> None:
        """Each is a whole phrase, and none begins with a comma or has no words."""
        with make_panel() as panel:
            for words in (" and the police", ", the police and the public", ", with a copy"):
                text = f"Members shall report every year to the harbour office{words}."
                panel.propose("1", text, by=["ELM"])
            assert drawn(panel.show_on_projector("1")) == (
                "Members shall report every year to the harbour [(A) / (B) / (C) / (D)].\n"
                "(A) office\n(B) office and the police\n(C) office, the police and the public\n"
                "(D) office, with a copy"
            )

    def test_letters_go_on_from_bracket_to_bracket(self) -> None:
        """So that each is said of one wording alone, those in the text included."""
        with make_panel() as panel:
            panel.edit(
                "4", "[All fees | Fees] [that are due] are paid [early | , if at all, late]."
            )
            assert drawn(panel.show_on_projector("4")) == (
                "[(A) All fees / (B) Fees] [that are due] are [(C) paid early / (D) paid, if at"
                " all, late]."
            )

    def test_a_bracket_or_a_quotation_begins_a_phrase(self) -> None:
        """So that no word is taken into the options that is in none of them."""
        with make_panel() as panel:
            panel.edit("4", "Fees [are | may be] paid in advance.")
            panel.propose("4", "Fees “shall” be paid in advance.", by=["ELM"])
            panel.propose("4", "Fees must be paid in advance.", by=["FIR"])
            assert drawn(panel.show_on_projector("4")) == (
                "Fees [(A) [are / may be] / (B) “shall” be / (C) must be] paid in advance."
            )

    def test_at_the_beginning_the_next_word_makes_the_phrase(self) -> None:
        """An option without words is none that a room could choose by its letter."""
        with make_panel() as panel:
            panel.edit("4", "[Only in advance, | no text] fees are paid \\[sic\\].")
            assert drawn(panel.show_on_projector("4")) == (
                "[(A) Only in advance, fees / (B) fees] are paid [sic]."
            )
            panel.edit("4", "[no text | all]")
            assert drawn(panel.show_on_projector("4")) == "[(A) no text / (B) all]"

    def test_one_amendment_is_shown_as_a_change(self) -> None:
        """Also what it adds or takes out as a whole."""
        with make_panel() as panel:
            panel.propose("4", "Fees are paid later.", by=["ELM"])
            panel.propose("4", kind="delete", by=["ELM"])
            panel.propose("D1", "Boats are free.", kind="insert", after="4", by=["ELM"])
            assert drawn(panel.show_on_projector("A1")) == (
                "Fees are paid {--in advance--} {++later++}."
            )
            assert drawn(panel.show_on_projector("A2")) == "{--Fees are paid in advance.--}"
            assert drawn(panel.show_on_projector("A3")) == "{++Boats are free.++}"

    def test_changes_side_by_side_are_shown_as_one(self) -> None:
        """Words that alternate with those they replace cannot be read from the last row."""
        with make_panel() as panel:
            panel.propose("3", "Boats can enter by day with a pilot on board.", by=["ELM"])
            assert drawn(panel.show_on_projector("A1")) == (
                "{--Ships may--} {++Boats can++} enter {--at night--} {++by day++}"
                " with a pilot on board."
            )

    def test_it_is_shown_in_other_ways_where_there_are_some(self) -> None:
        """The text alone, both side by side, or how far the draft has come."""
        with make_panel() as panel:
            panel.propose("4", "Fees are paid later.", by=["ELM"])
            shown = panel.show_on_projector("4", View.TEXT)
            assert (drawn(shown), shown.source) == ("Fees are paid in advance.", "zero draft")
            beside = "Fees are paid {--in advance--}. || Fees are paid {++later++}."
            for target in ("4", "A1"):
                shown = panel.show_on_projector(target, "side-by-side")
                assert drawn(shown) == beside
            assert drawn(panel.show_on_projector("A1", "amendments")) == (
                "Fees are paid {--in advance--} {++later++}."
            )
            assert panel.show_on_projector("4", "progress").totals == Totals(0, 4)
            with pytest.raises(Rejected, match="it has: text, progress"):
                panel.show_on_projector("1", "change")

    def test_what_was_rejected_is_struck_out(self) -> None:
        """And nothing that was proposed to it is shown with it."""
        with make_panel() as panel:
            panel.propose("4", "Fees are paid later.", by=["ELM"])
            panel.decide("4", "rejected")
            slide = panel.show_on_projector("4")
            assert (drawn(slide), slide.status) == ("{--Fees are paid in advance.--}", "rejected")

    def test_only_what_was_introduced_is_shown(self) -> None:
        """What is not yet may be shown alone, by which it is introduced."""
        with make_panel() as panel:
            panel.set_notice(timedelta(days=7))
            panel.propose("4", "Fees are paid later.", by=["ELM"])
            assert drawn(panel.show_on_projector("4")) == "Fees are paid in advance."
            assert "later" in drawn(panel.show_on_projector("A1"))

    def test_the_revision_or_the_working_text_is_named(self) -> None:
        """A text that changed since is that of no revision."""
        with make_panel() as panel:
            panel.publish("Rev.1")
            panel.edit("4", "Fees are paid later.")
            assert panel.show_on_projector("3").source == "Rev.1"
            assert panel.show_on_projector("4").source == "working text after Rev.1"

    def test_nobody_is_named(self) -> None:
        """Neither by a bracket, in whatever place, nor by an amendment."""
        with make_panel() as panel:
            panel.edit("4", "Fees [ASH: are | BAY: may be] paid [in advance].")
            panel.propose("4", "Fees [COL: must be] paid [DUN: in gold].", by=["ELM"])
            for target in ("4", "A1"):
                for view in ("", "text", "amendments", "side-by-side"):
                    panel.show_on_projector(target, view)
                    assert not re.search(rb"ASH|BAY|COL|DUN|ELM", shown(panel))


class TestFollowing:
    def test_it_follows_the_text_of_what_was_pushed(self) -> None:
        """An edit, a merge, and what takes either back; what was pushed stays so."""
        with make_panel() as panel:
            pushed = panel.show_on_projector("4").pushed
            panel.edit("4", "Fees are paid in time.")
            slide = panel.projector()
            assert drawn(slide) == "Fees are paid in time."
            assert slide is not None
            assert slide.pushed == pushed
            assert slide.source == "working text after zero draft"
            panel.undo()
            assert drawn(panel.projector()) == "Fees are paid in advance."

    def test_an_amendment_that_was_merged_is_the_text(self) -> None:
        """Whether it was shown alone or with the others."""
        for target, becomes in (
            ("A1", "Fees are paid later."),
            ("4", "{++All fees++} are paid later."),
        ):
            with make_panel() as panel:
                panel.propose("4", "Fees are paid later.", by=["ELM"])
                panel.propose("4", "All fees are paid in advance.", by=["FIR"])
                panel.show_on_projector(target)
                panel.merge("4", changes=[2], without_brackets=True, reason="so ruled")
                slide = panel.projector()
                assert slide is not None
                assert slide.label == "4"
                assert becomes in drawn(slide)

    def test_a_text_that_was_deleted_is_struck_out(self) -> None:
        """Whether it was shown, or the amendment that deletes it."""
        for target in ("4", "A1"):
            with make_panel() as panel:
                panel.propose("4", kind="delete", by=["ELM"])
                panel.show_on_projector(target)
                panel.merge("A1")
                slide = panel.projector()
                assert slide is not None
                assert (slide.label, slide.status) == ("4", "deleted")
                assert drawn(slide) == "{--Fees are paid in advance.--}"

    def test_an_insertion_that_was_merged_is_the_new_text(self) -> None:
        """Under the number it has there."""
        with make_panel() as panel:
            panel.propose("", "Boats wait.", kind="insert", after="4", by=["ELM"])
            panel.show_on_projector("A1")
            panel.merge("A1")
            slide = panel.projector()
            assert slide is not None
            assert slide.label != "A1"
            assert drawn(slide) == "Boats wait."

    def test_an_amendment_that_was_withdrawn_is_there_no_more(self) -> None:
        """Neither alone nor beside the text; a text that was to be inserted is struck out."""
        for target in ("A1", "4"):
            with make_panel() as panel:
                panel.propose("4", "Fees are paid later.", by=["ELM"])
                panel.show_on_projector(target)
                panel.withdraw("A1")
                slide = panel.projector()
                assert slide is not None
                assert slide.label == "4"
                assert drawn(slide) == "Fees are paid in advance."
        with make_panel() as panel:
            panel.propose("", "Boats wait.", kind="insert", after="4", by=["ELM"])
            panel.show_on_projector("A1")
            panel.withdraw("A1")
            slide = panel.projector()
            assert slide is not None
            assert (slide.status, drawn(slide)) == ("withdrawn", "{--Boats wait.--}")

    def test_nothing_is_left_of_what_was_undone(self) -> None:
        """The text that it was to amend is shown, or the projector is blank."""
        with make_panel() as panel:
            panel.propose("4", "Fees are paid later.", by=["ELM"])
            panel.show_on_projector("A1")
            panel.undo()
            slide = panel.projector()
            assert slide is not None
            assert (slide.label, drawn(slide)) == ("4", "Fees are paid in advance.")
            panel.propose("", "Boats wait.", kind="insert", after="4", by=["ELM"])
            panel.show_on_projector("A2")
            panel.undo()
            assert panel.projector() is None
            panel.propose_package("Both", ["1", "4"])
            panel.show_on_projector("PKG1")
            panel.undo()
            assert panel.projector() is None

    def test_positions_verdicts_and_other_amendments_change_nothing(self) -> None:
        """Not one byte, nor what is recorded of another text (story 5)."""
        with make_panel() as panel:
            panel.propose("4", "Fees are paid later.", by=["ELM"])
            panel.show_on_projector("4")
            before = shown(panel)
            panel.take_position("DUN", "4", "object", reason="Costs.")
            panel.take_position("DUN", "A1", "object", reason="Costs.")
            panel.propose("4", "Fees are paid never.", by=["FIR"])
            panel.edit("3", "Ships enter.")
            panel.decide("4", "rejected")
            assert shown(panel) == before

    def test_a_blank_projector_stays_blank(self) -> None:
        """And what shows how far the drafts have come is of its moment."""
        with make_panel() as panel:
            panel.edit("4", "Fees are paid later.")
            assert panel.projector() is None
            panel.show_on_projector("D1")
            before = shown(panel)
            panel.edit("4", "Fees are never paid.")
            assert shown(panel) == before

    def test_within_a_block_it_follows_at_the_end(self) -> None:
        """What is not recorded in the end is never shown."""
        with make_panel() as panel:
            panel.show_on_projector("4")
            before = shown(panel)
            with suppress(ZeroDivisionError), panel.atomic():
                panel.edit("4", "Fees are free.")
                assert shown(panel) == before
                raise ZeroDivisionError
            assert shown(panel) == before
            with panel.atomic():
                panel.edit("4", "Fees are due.")
                panel.edit("4", "Fees are paid.")
                assert shown(panel) == before
            assert drawn(panel.projector()) == "Fees are paid."

    def test_another_process_changes_it_too(self, path: Path) -> None:
        """Whoever records the change shows it."""
        with WorkingGroup.open(path) as one, WorkingGroup.open(path) as other:
            one.show_on_projector("4")
            other.edit("4", "Fees are due.")
            assert drawn(one.projector()) == "Fees are due."

    def test_what_another_copy_changed_is_seen(self, path: Path, tmp_path: Path) -> None:
        """After a sync with it, or after an import of its steps."""
        for number, is_sync in enumerate((True, False)):
            copy = tmp_path / f"copy-{number}.consensus"
            with WorkingGroup.open(path) as group:
                group.backup(copy)
                group.show_on_projector("4")
                with WorkingGroup.open(copy, by="other") as other:
                    other.edit("4", f"Fees are due in {number} days.")
                    group.sync(other) if is_sync else group.import_steps(other.export_steps())
                assert drawn(group.projector()) == f"Fees are due in {number} days."

    def test_a_slide_of_before_stays_unseen(self, path: Path) -> None:
        """A window opened later is blank until something is shown, though the text changes."""
        with WorkingGroup.open(path) as group, WallWindow.open(path) as window:
            group.show_on_projector("4")
            assert window.fresh() is None
            group.edit("4", "Fees are due.")
            assert window.fresh() is None
            group.show_on_projector("4")
            assert drawn(window.fresh()) == "Fees are due."


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
