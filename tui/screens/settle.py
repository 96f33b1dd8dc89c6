"""Settling the points of one text: conflicts between amendments, changes, brackets."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, VerticalScroll
from textual.geometry import Region
from textual.widgets import Static

from consensus.errors import ConsensusError
from consensus.text.combination import Combination
from consensus.text.display import count_noun, escape_control_characters
from consensus.text.hunk import (
    Conflict,
    InBrackets,
    Reword,
    Settlement,
    with_wording,
)
from tui.keymap import GAVELLING, MERGE, SPEAKING, bindings
from tui.screens.base import RecordScreen, opens_dialog
from tui.screens.dialogs import AskWording, ConfirmWithReason
from tui.screens.dossier import DossierScreen
from tui.screens.points import (
    COLUMNS,
    add_option,
    both,
    card_of,
    merge_details,
    not_recorded,
    pair,
    point_rows,
    row_now,
    settlement_for,
    title_of,
    wanted_by,
    what_becomes,
)
from tui.screens.target_commands import DecisionCommands, FloorLine
from tui.views.item import GavelView
from tui.views.merge import (
    MergeChoices,
    MergePreview,
    MergeView,
    Place,
    Question,
    arrangement_preview,
    merge_preview,
    merge_view,
    number_of_current,
    place_of,
    rejection_preview,
    settled_for,
    spans_as_chosen,
)
from tui.views.text import Choice, Mark, Span
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.rows import Rows, as_written
from tui.worker import Look


async def confirm_merge(
    screen: RecordScreen[Any, Any], view: MergeView, choices: MergeChoices
) -> bool:
    """Shows what would be merged, asks, and returns whether it is recorded; for workers only."""
    instructs = "without brackets, on the Chair's instruction"
    look = merge_preview(view, choices)
    return await _confirm(screen, f"Merge into {view.name}?", look, instructs)


async def settle_question(screen: RecordScreen[Any, Any], question: Question) -> bool:
    """Asks about an amendment to the arrangement, and whether it is carried out; for workers."""
    sponsors = ", ".join(question.sponsors) or "the chair"
    answer = await screen.press_key(
        escape_control_characters(f"{question.handle} ({sponsors}) would {question.does}"),
        (
            Choice("carry out", "carry it out", question.does, "y"),
            Choice("reject", "reject it", "the text stays as it is", "n"),
        ),
    )
    if not answer:
        return False
    carried = answer == "carry out"
    read = arrangement_preview(question) if carried else rejection_preview(question)
    title = f"{'Carry out' if carried else 'Reject'} {question.handle}?"
    instructs = "carry it out, on the Chair's instruction"
    return await _confirm(screen, title, read, instructs) and carried


async def _confirm(
    screen: RecordScreen[Any, Any], title: str, look: Look[MergePreview], instructs: str
) -> bool:
    """Asks whether something is recorded, and why; again where something else would be by then."""
    preview = await screen.ask(look)
    news: tuple[Span, ...] = ()
    reason = ""
    while preview is not None:
        spans = (*news, *preview.spans)
        if not preview.takes_reason:
            if not await screen.confirm(title, spans, preview.does):
                return False
            chosen = preview
        else:
            second = instructs if preview.ruled is not None else ""
            asked = ConfirmWithReason(title, spans, preview.does, second, reason)
            answer = await screen.app.push_screen_wait(asked)
            if answer is None:
                return False
            reason = answer.reason
            chosen = (preview.ruled or preview) if answer.is_instruction else preview
        if await screen.record(chosen.what, chosen.because(reason)):
            return True
        shown = preview
        try:
            preview = await screen.host.record_worker.look(look)
        except ConsensusError as error:
            reasons = (*screen.host.refused, str(error))
            screen.host.tell(f"{chosen.what}: {'; '.join(reasons)}", is_problem=True)
            return False
        if preview.spans == shown.spans:
            return False
        news = (Span(f"Not recorded: {'; '.join(screen.host.refused)}\n\n", Mark.SIGN),)
    return False


_CARDS = 5


class SettleScreen(FloorLine[MergeView, None], DecisionCommands[MergeView, None]):
    """Settles the points of one item or amendment, one after the other.

    Nothing is recorded before the one confirmation. What was chosen so far is kept when the
    record changes, where it still fits, and while another screen is in front.
    """

    CSS_PATH = "settle.tcss"
    BINDINGS = bindings((*MERGE, *GAVELLING, *SPEAKING))
    CHOOSES = "choose"
    _figures = False

    def __init__(self, target: str) -> None:
        super().__init__()
        self._asked = target
        self._view: MergeView | None = None
        self._choices = MergeChoices()

    def compose(self) -> ComposeResult:
        yield from frame("step")
        yield Static("", id="problem", markup=False)
        with VerticalScroll(id="text", classes="pane"):
            yield Passage(id="combined")
        with Horizontal(id="cards"):
            for number in range(_CARDS):
                with VerticalScroll(id=f"card-{number}", can_focus=False, classes="card pane"):
                    yield Passage()
        with Container(id="below"):
            yield Rows(COLUMNS, id="hunks", empty="")
            with VerticalScroll(id="details", classes="pane"):
                yield Passage(id="said")
        yield Static("", id="floor-line", markup=False)

    def on_mount(self) -> None:
        hunks = self.query_one("#hunks", Rows)
        hunks.add_class("pane")
        hunks.border_title = "Points"
        hunks.focus()

    @property
    def pointed(self) -> str:
        """The id of the amendment at the cursor, or of the text."""
        view = self._view
        return view.id_of(wanted_by(view, self._place)) if view else ""

    @property
    def matter(self) -> str:
        """The id of the text."""
        return self._view.target if self._view else ""

    @property
    def known(self) -> Collection[str]:
        """The ids of the text and of the amendments to it."""
        return (self._view.target, *self._view.ids.values()) if self._view else ()

    def look(self) -> Look[MergeView]:
        return merge_view(self._asked)

    def show(self, view: MergeView) -> None:
        """Shows how the amendments combine now, keeping the choices that still fit."""
        before = self._view
        self._view = view
        begun = self.host.unfinished.get(view.target)
        if before is None and begun is None:
            self._choices = MergeChoices.begin(view.waiting)
        elif before is None and begun is not None:
            combination, self._choices = begun
            self._carry(combination, view, "your choices from before are still here")
        elif before is not None and before.combination != view.combination:
            is_text = before.combination.base != view.combination.base
            what = "text of {} has" if is_text else "amendments to {} have"
            why = f"the {what.format(view.name)} changed; read it again before you merge"
            self._carry(before.combination, view, why)
        elif before is not None and before.waiting != view.waiting:
            left = self._choices.left
            self._choices = self._choices.rebase(view.combination, view.combination, view.waiting)
            self._keep()
            if self._choices.left != left:
                count = count_noun(len(self._choices.left ^ left), "change is", "changes are")
                self._problem(f"{count} ticked otherwise, as members say something else by now")
        self._show(row_now(before, view))
        if before is None:
            self._begin(view)
        self.listen()

    def _carry(self, old: Combination, view: MergeView, why: str) -> None:
        made, lost = self._choices.number, [*self._choices.lost(old, view.combination)]
        self._choices = self._choices.rebase(old, view.combination, view.waiting)
        self._keep()
        if made:
            self.call_later(self._tell_carried, "; ".join((why, *lost)), bool(lost))

    def _tell_carried(self, words: str, is_problem: bool) -> None:
        # What was refused over that change still stands, and is said first.
        refusal = self.host.refusal.removeprefix("✗ ")
        words = "; ".join(filter(None, (refusal, words)))
        self.host.tell(words, is_problem=is_problem or bool(refusal))

    def _keep(self) -> None:
        """Stores the choices for when the screen is opened again."""
        if self._view is None:
            return
        if self._choices.number:
            begun = (self._view.combination, self._choices)
            self.host.unfinished[self._view.target] = begun
        else:
            self.host.unfinished.pop(self._view.target, None)

    def _choose(self, choices: MergeChoices) -> None:
        self._choices = choices
        self._keep()
        self._show()

    def _begin(self, view: MergeView) -> None:
        """Puts the cursor on the requested row, or on the first open conflict."""
        places = [Place.of(row.key) for row in self.query_one("#hunks", Rows).rows]
        wanted = [each for each in places if view.asked_for in wanted_by(view, each)]
        first = [each for each in places if each.kind in ("question", "conflict")]
        if begins := (wanted if view.asked_for else []) or first or places:
            self._go(begins[0])

    def _show(self, now: Callable[[str], str] = str) -> None:
        view = self._view
        if view is None:
            return
        self.query_one("#text").border_title = as_written(title_of(view, self._choices))
        said = "\n".join(filter(None, (view.copies, view.problem)))
        self.show_line("#problem", said)
        self.query_one("#problem").display = bool(said)
        self.query_one("#hunks", Rows).show([*point_rows(view, self._choices)], now=now)
        self.show_state(not_recorded(self._choices))
        self._show_place()

    def _show_place(self) -> None:
        view = self._view
        if view is None:
            return
        place = self._place
        has_cards = self._show_cards(view, place)
        details = self.query_one("#details")
        details.border_title = "What becomes of each" if has_cards else "Who, and why"
        told = () if has_cards else merge_details(view, self._choices, place, self._figures)
        fates = () if self.has_class("-narrow") else what_becomes(view, self._choices)
        self.query_one("#said", Passage).show((*told, Span("\n" * bool(told)), *fates))
        details.scroll_home(animate=False)
        spans = spans_as_chosen(view, self._choices, place.conflict)
        self.query_one("#combined", Passage).show(spans)
        if place.conflict >= 0:
            self.call_after_refresh(self._bring_into_sight, number_of_current(spans))

    def _show_cards(self, view: MergeView, place: Place) -> bool:
        """Shows the wordings of the point side by side, where there is room for that."""
        point, number = place.point
        kind = {"conflict": "option", "bracket": "way"}.get(point, "")
        rows = [Place.of(row.key) for row in self.query_one("#hunks", Rows).rows]
        options = [
            each for each in rows if (each.kind, each.number) == (kind, number) and each.option >= 0
        ]
        has_cards = bool(options) and not self.has_class("-narrow")
        self.query_one("#cards").display = has_cards
        if not has_cards:
            return False
        room = _CARDS if self.has_class("-wide") else 3
        here = options.index(place) if place in options else 0
        options = options[max(0, here - room + 1) :][:room]
        for at in range(_CARDS):
            card = self.query_one(f"#card-{at}")
            card.display = at < len(options)
            if card.display:
                title, spans, is_taken = card_of(view, self._choices, options[at], self._figures)
                card.border_title = as_written(title)
                card.border_subtitle = "◉ taken" if is_taken else "○"
                card.set_class(options[at] == place, "-current")
                card.query_one(Passage).show(spans)
        return True

    def action_along(self, by: int) -> None:
        """Goes to the wording beside this one; where they are rows, to the point beside it."""
        places = [Place.of(row.key) for row in self.query_one("#hunks", Rows).rows]
        here = self._place
        kinds = ("option", "way", "wording", "brackets")
        if self.query_one("#cards").display:
            wanted = [each for each in places if each.point == here.point and each.kind in kinds]
        else:
            wanted = [each for each in places if each.kind not in kinds and not each.option]
        at = places.index(here)
        beyond = [each for each in wanted if (places.index(each) - at) * by > 0]
        if beyond:
            self._go(beyond[0] if by > 0 else beyond[-1])

    def action_figures(self) -> None:
        """Shows how many are for and against, or hides it."""
        self._figures = not self._figures
        self._show_place()

    def on_resize(self) -> None:
        """Shows the wordings side by side, or as rows."""
        self.call_after_refresh(self._show_place)
        self.listen()

    def _bring_into_sight(self, span: int) -> None:
        if not self.is_active:
            return
        line = self.query_one("#combined", Passage).line_of(span)
        region = Region(0, max(0, line - 1), 1, 3)
        self.query_one("#text").scroll_to_region(region, animate=False)

    @property
    def _place(self) -> Place:
        return Place.of(self.query_one("#hunks", Rows).key)

    @property
    def _conflict(self) -> Conflict | None:
        """The conflict under the cursor."""
        number = self._place.conflict
        if self._view is None or number < 0:
            self._problem("go to a conflict first: n")
            return None
        return self._view.combination.conflicts[number]

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Shows the row under the cursor in full, and its conflict in the text."""
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
        self.listen()

    def _go(self, place: Place) -> None:
        self.query_one("#hunks", Rows).move_to_key(place.key)

    def action_next_conflict(self, by: int) -> None:
        """Goes to the next or the previous conflict that is not settled."""
        if self._view is None:
            return
        count = len(self._view.combination.conflicts)
        here = self._place.conflict
        for step in range(1, count + 1):
            number = (here + by * step if here >= 0 or by > 0 else count - step) % count
            if number not in self._choices.settled:
                self._go(Place("conflict", number))
                return
        self.host.tell("every conflict is settled; F2 merges" if count else "no conflict here")

    def action_choose(self) -> None:
        """Settles the conflict for the option, or takes or leaves the change."""
        view, place = self._view, self._place
        if view is None:
            return
        if place.kind == "question":
            self._ask_question(view.questions[place.number])
        elif place.kind == "change":
            taken = place.number in self._choices.left
            self._choose(self._with_change(view, place.number, taken))
        elif place.kind == "conflict":
            self._go(Place("option", place.number))
        elif place.kind == "bracket":
            self._go(Place("way", place.number))
        elif place.kind == "way" and place.option >= 0:
            way = view.ways[place.number - 1][place.option]
            self._choose(self._choices.with_bracket(place.number, way.how))
        elif place.kind == "option":
            conflict = view.combination.conflicts[place.number]
            self._settle(settlement_for(conflict.options[place.option]), place.number, conflict)

    def _settle(self, settlement: Settlement, number: int, conflict: Conflict) -> None:
        """Settles a conflict, wherever it stands by now, unless the settlement does not fit."""
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
        self._choose(self._with_settlement(view, place, settlement))
        if isinstance(settlement, Reword | InBrackets):
            self._go(Place("wording" if isinstance(settlement, Reword) else "brackets", place))

    def _with_change(self, view: MergeView, number: int, taken: bool) -> MergeChoices:
        """Takes or leaves a change, with the punctuation beside it that is its amendment's."""
        choices = self._choices.with_change(view.combination, number, taken)
        for at, host in view.folded.items():
            if host == Place("change", number):
                choices = choices.with_change(view.combination, at, taken)
        return choices

    def _with_settlement(
        self, view: MergeView, number: int, settlement: Settlement | None
    ) -> MergeChoices:
        """Settles a conflict; the punctuation beside it goes with the words of its amendment."""
        choices = self._choices.with_settlement(view.combination, number, settlement)
        for at, host in view.folded.items():
            if host == Place("conflict", number):
                by = view.combination.changes[at].by
                waits = settlement is None or isinstance(settlement, InBrackets)
                taken = (
                    at not in view.waiting if waits else bool({*settled_for(settlement)} & {*by})
                )
                choices = choices.with_change(view.combination, at, taken)
        return choices

    def _problem(self, words: str) -> None:
        self.host.tell(words, is_problem=True)

    def action_unsettle(self) -> None:
        """Leaves the conflict unsettled, or the change, as at the beginning."""
        view, place = self._view, self._place
        if view is not None and place.kind == "change":
            taken = place.number not in view.waiting
            self._choose(self._with_change(view, place.number, taken))
        elif place.kind in ("bracket", "way"):
            self._choose(self._choices.with_bracket(place.number, None))
            self._go(Place("bracket", place.number))
        elif view is not None and place.conflict >= 0:
            self._choose(self._with_settlement(view, place.conflict, None))
            if place.kind != "option":
                self._go(Place("conflict", place.conflict))

    def action_add(self) -> None:
        """Adds the option to those that the conflict is settled for, or takes it from them."""
        conflict, place = self._conflict, self._place
        if conflict is None or place.kind != "option":
            return
        chosen = settled_for(self._choices.settled.get(place.number))
        try:
            settlement = add_option(conflict, chosen, conflict.options[place.option])
        except ValueError as error:
            self._problem(str(error))
        else:
            self._settle(settlement, place.number, conflict)

    @opens_dialog
    async def action_both(self) -> None:
        """Settles the conflict for two options, asking for their order where it matters."""
        conflict, place = self._conflict, self._place
        if conflict is None:
            return
        here = conflict.options[place.option] if place.kind == "option" else None
        chosen = settled_for(self._choices.settled.get(place.number))
        try:
            ways = both(conflict, pair(conflict, chosen, here))
        except ValueError as error:
            self._problem(str(error))
            return
        if len(ways) == 1:
            self._settle(ways[0], place.number, conflict)
            return
        orders = [
            Choice(
                str(number), ", ".join(settled_for(way)), conflict.settled(way).text, str(number)
            )
            for number, way in enumerate(ways, 1)
        ]
        if picked := await self.press_key("In which order?", orders):
            self._settle(ways[int(picked) - 1], place.number, conflict)

    @opens_dialog
    async def action_new_wording(self) -> None:
        """Settles the conflict, or the bracket of the text, by new wording."""
        place = self._place
        if self._view is not None and place.kind in ("bracket", "way"):
            before = self._view
            value = before.ways[place.number - 1][max(place.option, 0)].words
            title = f"What is to stand in place of bracket B{place.number}?"
            if words := await self.app.push_screen_wait(AskWording(title, (), value)):
                number = self._view.bracket_of(before, place.number)
                if not number:
                    gone = "the brackets have changed meanwhile, so this was not taken"
                    self._problem(f"{gone}: {words.strip()}")
                    return
                self._choose(self._choices.with_bracket(number, Reword(words)))
                self._go(Place("way", number, -1))
            return
        conflict = self._conflict
        if conflict is None or self._view is None:
            return
        settlement = self._choices.settled.get(place.number)
        value = conflict.replaces
        if place.kind == "option":
            value = conflict.options[place.option].text
        elif settlement is not None:
            value = conflict.settled(settlement, self._view.backers).text
        view = self._view
        spans = spans_as_chosen(view, self._choices, place.number)
        title = f"What is to stand in place of conflict {place.number + 1}?"
        words = await self.app.push_screen_wait(AskWording(title, spans, value.strip()))
        if words is not None:
            self._settle(with_wording(conflict, words), place.number, conflict)

    def action_brackets(self) -> None:
        """Writes every option of the conflict as a bracket, left open."""
        conflict = self._conflict
        if conflict is not None:
            self._settle(InBrackets(), self._place.number, conflict)

    def action_keep_open(self) -> None:
        """Keeps the losing amendments of the conflict open, or no longer."""
        conflict, place = self._conflict, self._place
        if conflict is None:
            return
        settlement = self._choices.settled.get(place.number)
        against = set(conflict.by) - set(settled_for(settlement))
        if place.kind == "option" and conflict.options[place.option].by:
            against = set(conflict.options[place.option].by)
        self._choose(self._choices.with_kept_open(against))

    def action_dossier(self) -> None:
        """Shows everything about the amendment that the cursor is on, or about the text."""
        if self._view is not None:
            handles = wanted_by(self._view, self._place)
            self.app.push_screen(DossierScreen(self._view.id_of(handles)))

    async def _read_gavel(self) -> GavelView | None:
        if kept := not_recorded(self._choices):
            self._problem(f"{kept}, and F2 merges them; only then it is decided, with g")
            return None
        return await super()._read_gavel()

    async def go_on(self, decided: str) -> str:
        """Leaves for the screen that it was opened from, and names nothing."""
        self.dismiss(None)
        return ""

    @opens_dialog
    async def _ask_question(self, question: Question) -> None:
        """Asks what is to become of an amendment to the arrangement, and records it."""
        if await settle_question(self, question):
            self.host.unfinished.pop(self.matter, None)
            self.dismiss(None)

    @opens_dialog
    async def action_merge(self) -> None:
        """Shows what would change, asks once, and records it."""
        view = self._view
        if view is None:
            return
        if view.problem:
            self._problem(view.problem)
            return
        if await confirm_merge(self, view, self._choices):
            self._choices = MergeChoices()
            self._keep()
            self.host.target = view.target  # what is still open is the text
            self.dismiss(None)
