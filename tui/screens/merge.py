"""Merging: how the amendments to one text combine is settled, and recorded by one confirmation."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.widgets import Static

from consensus.text.combination import (
    Combination,
    Conflict,
    InBrackets,
    Reword,
    Settlement,
    with_wording,
)
from consensus.text.display import made_visible
from tui.actions.action import bindings
from tui.actions.merge import MERGE
from tui.asks import asks
from tui.messages import StepRefused
from tui.screens.base import RecordScreen
from tui.screens.confirming import Confirm
from tui.screens.dialogs import Choice, PressKey
from tui.screens.merge_details import merge_details
from tui.screens.merge_question import confirm_merge, settle_question
from tui.screens.merge_rows import COLUMNS, Place, merge_rows, title_of, wanted_by
from tui.screens.wording_question import AskWording
from tui.views.combining import added, both, pair, taking
from tui.views.merge import MergeView, Question, merge_view
from tui.views.merge_choices import MergeChoices, favoured, place_of
from tui.views.merge_pieces import number_of_current, pieces_of_choices
from tui.views.text import Piece
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.rows import Rows
from tui.worker import Look


class MergeScreen(RecordScreen[MergeView, None]):
    """Settles how the undecided amendments to one text combine, hunk by hunk.

    Nothing is recorded before the one confirmation. What was chosen so far is kept when the
    record changes, where it still fits, and when another screen is looked at in between.

    Args:
        target: the id of an item or amendment.
    """

    CSS_PATH = "merge.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(MERGE)]

    def __init__(self, target: str) -> None:
        super().__init__()
        self._asked = target
        self._view: MergeView | None = None
        self._choices = MergeChoices()
        self._refusal = ""

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield from frame()
        yield Static("", id="title", markup=False)
        yield Static("", id="problem", markup=False)
        with VerticalScroll(id="text", can_focus=False):
            yield Passage(id="combined")
        yield Rows(COLUMNS, id="hunks", empty="")
        with VerticalScroll(id="details", can_focus=False):
            yield Passage(id="said")

    def on_mount(self) -> None:
        """Begin in the list."""
        self.desk_app.look_at_bar()
        self.query_one("#hunks", Rows).focus()

    def look(self) -> Look[MergeView]:
        """What the screen reads."""
        return merge_view(self._asked)

    def show(self, view: MergeView) -> None:
        """Show how the amendments combine now, keeping the choices that still fit."""
        before = self._view
        self._view = view
        begun = self.desk_app.unfinished.get(view.target)
        if before is None and begun is None:
            self._choices = MergeChoices.begin(view.waiting)
        elif before is None and begun is not None:
            combination, self._choices = begun
            self._carry(combination, view, "your choices from before are still here")
        elif before is not None and before.combination != view.combination:
            self._carry(before.combination, view, f"{view.name} combines otherwise now")
        elif before is not None and before.waiting != view.waiting:
            self._choices = self._choices.carried(view.combination, view.combination, view.waiting)
        self._show()
        if before is None:
            self._begin(view)

    def on_step_refused(self, event: StepRefused) -> None:
        """Remember why, so that it is still said once the change that was behind it is seen."""
        self._refusal = f"not merged: {'; '.join(event.reasons)}. "

    def _carry(self, old: Combination, view: MergeView, why: str) -> None:
        made = self._choices.number
        self._choices = self._choices.carried(old, view.combination, view.waiting)
        self._keep()
        fit = self._choices.number
        if made:
            lost = "" if fit == made else f"; {fit} of your {made} choices still fit"
            # Whatever was refused over that change is told first, and has still to be said.
            self.call_later(self._tell_carried, f"{why}{lost}", fit < made)

    def _tell_carried(self, words: str, is_problem: bool) -> None:
        refusal, self._refusal = self._refusal, ""
        self.desk_app.tell(f"{refusal}{words}", is_problem=is_problem or bool(refusal))

    def _keep(self) -> None:
        """Leave the choices where this screen finds them again."""
        if self._view is None:
            return
        if self._choices.number:
            begun = (self._view.combination, self._choices)
            self.desk_app.unfinished[self._view.target] = begun
        else:
            self.desk_app.unfinished.pop(self._view.target, None)

    def _choose(self, choices: MergeChoices) -> None:
        self._choices = choices
        self._refusal = ""
        self._keep()
        self._show()

    def _begin(self, view: MergeView) -> None:
        """Put the cursor on what the screen was opened for, or on the first thing to settle."""
        places = [Place.of(row.key) for row in self.query_one("#hunks", Rows).rows]
        wanted = [each for each in places if view.asked_for in wanted_by(view, each)]
        first = [each for each in places if each.kind in ("question", "conflict")]
        if begins := (wanted if view.asked_for else []) or first or places:
            self._go(begins[0])

    def _show(self) -> None:
        view = self._view
        if view is None:
            return
        self.query_one("#title", Static).update(made_visible(title_of(view, self._choices)))
        problem = self.query_one("#problem", Static)
        said = view.problem or view.on_brackets
        problem.update(made_visible(said))
        problem.display = bool(said)
        self.query_one("#hunks", Rows).show(merge_rows(view, self._choices))
        self._show_place()

    def _show_place(self) -> None:
        view = self._view
        if view is None:
            return
        place = self._place
        said = self.query_one("#said", Passage)
        said.show(merge_details(view, self._choices, place))
        self.query_one("#details").scroll_home(animate=False)
        recorded = view.in_brackets(self._choices)
        pieces = pieces_of_choices(view.combination, recorded, view.backers, place.conflict)
        combined = self.query_one("#combined", Passage)
        combined.show(pieces)
        if place.conflict >= 0:
            self.call_after_refresh(self._bring_into_sight, number_of_current(pieces))

    def _bring_into_sight(self, piece: int) -> None:
        if not self.is_active:
            return
        line = self.query_one("#combined", Passage).line_of(piece)
        region = Region(0, max(0, line - 1), 1, 3)
        self.query_one("#text").scroll_to_region(region, animate=False)

    # The cursor

    @property
    def _place(self) -> Place:
        return Place.of(self.query_one("#hunks", Rows).key)

    @property
    def _conflict(self) -> Conflict | None:
        """The conflict that the cursor is on."""
        number = self._place.conflict
        if self._view is None or number < 0:
            self._problem("go to a conflict first: n")
            return None
        return self._view.combination.conflicts[number]

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Show what the cursor is on, its whole conflict in sight."""
        event.stop()
        rows = self.query_one("#hunks", Rows)
        number = self._place.conflict
        if number >= 0:
            keys = [Place.of(row.key).conflict for row in rows.rows]
            first, count = keys.index(number), keys.count(number)
            room = rows.scrollable_content_region.height - 1
            if count <= room:
                rows.scroll_to_region(Region(0, first, 1, count + 1), animate=False)
        self._show_place()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Do what Enter does."""
        event.stop()
        self.action_choose()

    def _go(self, place: Place) -> None:
        self.query_one("#hunks", Rows).move_to_key(place.key)

    def action_next_conflict(self, by: int) -> None:
        """Go to the next or the previous conflict that is not settled."""
        if self._view is None:
            return
        count = len(self._view.combination.conflicts)
        here = self._place.conflict
        for step in range(1, count + 1):
            number = (here + by * step if here >= 0 or by > 0 else count - step) % count
            if number not in self._choices.settled:
                self._go(Place("conflict", number))
                return
        self.desk_app.tell("every conflict is settled; F2 merges" if count else "no conflict here")

    # Choosing

    def action_choose(self) -> None:
        """Settle the conflict for the option, or take or leave the change."""
        view, place = self._view, self._place
        if view is None:
            return
        if place.kind == "question":
            self._ask_question(view.questions[place.number])
        elif place.kind == "change":
            taken = place.number in self._choices.left
            self._choose(self._choices.with_change(view.combination, place.number, taken))
        elif place.kind == "conflict":
            self._go(Place("option", place.number))
        elif place.kind == "option":
            conflict = view.combination.conflicts[place.number]
            self._settle(taking(conflict.options[place.option]), place.number, conflict)

    def _settle(self, settlement: Settlement, number: int, conflict: Conflict) -> None:
        """Settle a conflict, wherever it stands by now, unless the settlement does not fit."""
        view = self._view
        place = place_of(view.combination, number, conflict) if view is not None else None
        if view is None or place is None:
            # What was typed is said, so that it is not lost.
            words = f": {settlement.text.strip()}" if isinstance(settlement, Reword) else ""
            self._problem(f"the conflict has changed meanwhile, so this was not taken{words}")
            return
        try:
            conflict.settled(settlement, view.backers)
        except ValueError as error:
            self._problem(str(error))
            return
        self._choose(self._choices.with_settlement(view.combination, place, settlement))
        if isinstance(settlement, Reword | InBrackets):
            self._go(Place("wording" if isinstance(settlement, Reword) else "brackets", place))

    def _problem(self, words: str) -> None:
        self.desk_app.tell(words, is_problem=True)

    def action_unsettle(self) -> None:
        """Leave the conflict unsettled, or take the change, as at the beginning."""
        view, place = self._view, self._place
        if view is not None and place.kind == "change":
            self._choose(self._choices.with_change(view.combination, place.number, True))
        elif view is not None and place.conflict >= 0:
            self._choose(self._choices.with_settlement(view.combination, place.conflict, None))
            if place.kind != "option":
                self._go(Place("conflict", place.conflict))

    def action_add(self) -> None:
        """Add the option to those that the conflict is settled for, or take it from them."""
        conflict, place = self._conflict, self._place
        if conflict is None or place.kind != "option":
            return
        chosen = favoured(self._choices.settled.get(place.number))
        try:
            settlement = added(conflict, chosen, conflict.options[place.option])
        except ValueError as error:
            self._problem(str(error))
        else:
            self._settle(settlement, place.number, conflict)

    @asks
    async def action_both(self) -> None:
        """Settle the conflict for two options, asking for their order where it matters."""
        conflict, place = self._conflict, self._place
        if conflict is None:
            return
        here = conflict.options[place.option] if place.kind == "option" else None
        chosen = favoured(self._choices.settled.get(place.number))
        try:
            ways = both(conflict, pair(conflict, chosen, here))
        except ValueError as error:
            self._problem(str(error))
            return
        if len(ways) == 1:
            self._settle(ways[0], place.number, conflict)
            return
        orders = [
            Choice(str(number), ", ".join(favoured(way)), conflict.settled(way).text, str(number))
            for number, way in enumerate(ways, 1)
        ]
        if picked := await self.app.push_screen_wait(PressKey("In which order?", orders)):
            self._settle(ways[int(picked) - 1], place.number, conflict)

    @asks
    async def action_new_wording(self) -> None:
        """Settle the conflict by new wording."""
        conflict, place = self._conflict, self._place
        if conflict is None or self._view is None:
            return
        settlement = self._choices.settled.get(place.number)
        value = conflict.replaces
        if place.kind == "option":
            value = conflict.options[place.option].text
        elif settlement is not None:
            value = conflict.settled(settlement, self._view.backers).text
        pieces = pieces_of_choices(
            self._view.combination, self._choices, self._view.backers, place.number
        )
        title = f"What is to stand in place of conflict {place.number + 1}?"
        words = await self.app.push_screen_wait(AskWording(title, pieces, value.strip()))
        if words is not None:
            self._settle(with_wording(conflict, words), place.number, conflict)

    def action_brackets(self) -> None:
        """Write every option of the conflict as a bracket, left open."""
        conflict = self._conflict
        if conflict is not None:
            self._settle(InBrackets(), self._place.number, conflict)

    def action_keep_open(self) -> None:
        """Keep those open against whom the conflict is settled, or no longer."""
        conflict, place = self._conflict, self._place
        if conflict is None:
            return
        settlement = self._choices.settled.get(place.number)
        against = set(conflict.by) - set(favoured(settlement))
        if place.kind == "option" and conflict.options[place.option].by:
            against = set(conflict.options[place.option].by)
        self._choose(self._choices.with_kept_open(against))

    # Where more is to be seen

    def action_dossier(self) -> None:
        """Show everything about the amendment that the cursor is on, or about the text."""
        from tui.screens.dossier import DossierScreen

        if self._view is not None:
            handles = wanted_by(self._view, self._place)
            self.app.push_screen(DossierScreen(self._view.id_of(handles)))

    def action_holders(self) -> None:
        """Show who holds which wording, and whom to call."""
        from tui.screens.holders import HoldersScreen

        if self._view is not None:
            self.app.push_screen(HoldersScreen(self._view.target))

    # Recording

    @asks
    async def _ask_question(self, question: Question) -> None:
        """Ask what is to become of an amendment to the arrangement, and record it."""
        if await settle_question(self, question):
            self.desk_app.unfinished.pop(self._asked, None)
            self.dismiss(None)

    @asks
    async def action_merge(self) -> None:
        """Show what would change, ask once, and record it."""
        view = self._view
        if view is None:
            return
        if view.problem:
            self._problem(view.problem)
            return
        if await confirm_merge(self, view, self._choices):
            self._choices = MergeChoices()
            self._keep()
            self.dismiss(None)

    @asks
    async def action_leave_merge(self) -> None:
        """Leave without recording; after a question where choices were made."""
        if self._choices.number:
            pieces = (Piece("Nothing was recorded; what you chose here is forgotten."),)
            if not await self.app.push_screen_wait(
                Confirm("Leave without merging?", pieces, "leave", "stay")
            ):
                return
        self._choices = MergeChoices()
        self._keep()
        self.dismiss(None)
