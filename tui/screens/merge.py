"""Merging the amendments to one text, hunk by hunk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.widgets import Static

from consensus.errors import ConsensusError
from consensus.reports.holders import Support
from consensus.text.bracket_edits import change_phrase
from consensus.text.combination import Combination
from consensus.text.display import count_noun, escape_control_characters
from consensus.text.hunk import (
    Conflict,
    InBrackets,
    InOrder,
    KeepBase,
    Option,
    Reword,
    Settlement,
    Take,
    same_question,
    with_wording,
)
from consensus.text.merge import in_brackets
from tui.keymap import MERGE, bindings
from tui.screens.base import RecordScreen, StepRefused, opens_dialog
from tui.screens.dialogs import AskWording, ConfirmWithReason
from tui.screens.dossier import DossierScreen
from tui.screens.holders import HoldersScreen
from tui.views.merge import (
    MergeChoices,
    MergePreview,
    MergeView,
    Question,
    add_option,
    against_base,
    arrangement_preview,
    both,
    merge_preview,
    merge_view,
    note_on,
    note_on_settlement,
    number_of_current,
    pair,
    place_of,
    rejection_preview,
    settled_for,
    settlement_for,
    spans_as_chosen,
    what_remains,
)
from tui.views.text import Choice, Mark, Span
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.rows import Cell, Column, Row, Rows, Tone
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
            screen.post_message(StepRefused(chosen.what, reasons))
            return False
        if preview.spans == shown.spans:
            return False
        news = (Span(f"Not recorded: {'; '.join(screen.host.refused)}\n\n", Mark.SIGN),)
    return False


COLUMNS = (
    Column(width=4),
    Column("what"),
    Column("who wants it", 20),
    Column("for", 4, to_the_right=True),
    Column("against", 7, to_the_right=True),
)


@frozen
class Place:
    """What a row of the merge stands for."""

    # `question`, `change`, `conflict`, `option`, `wording`, `brackets`, or of a bracket of the
    # text `bracket` or `way`
    kind: str
    number: int  # of the question, change or conflict, from 0; of a bracket of the text from 1
    option: int = 0  # of the option, from 0; 0 for what has none, 1 for the note on a change

    @property
    def key(self) -> str:
        """The key of the row."""
        return f"{self.kind} {self.number} {self.option}"

    @property
    def conflict(self) -> int:
        """The number of the conflict that the row belongs to; negative for none."""
        return -1 if self.kind in ("question", "change", "bracket", "way", "") else self.number

    @classmethod
    def of(cls, key: str) -> Place:
        """Parses the key of a row."""
        if not key:
            return cls("", -1)
        kind, number, option = key.split(" ")
        return cls(kind, int(number), int(option))


def wanted_by(view: MergeView, place: Place) -> tuple[str, ...]:
    """Returns the handles of the amendments that want what a row stands for."""
    if place.kind == "question":
        return (view.questions[place.number].handle,)
    if place.kind == "change":
        return view.combination.changes[place.number].by
    if place.kind == "option":
        return view.combination.conflicts[place.number].options[place.option].by
    return ()


def title_of(view: MergeView, choices: MergeChoices) -> str:
    """Returns a line on what is merged, and how many choices are made."""
    combination = view.combination
    amendments = len(combination.proposals)
    if not amendments and not view.ways:
        return f"{view.name}: no undecided amendment changes its words"
    changes = len(view.planned)
    resolved = view.resolved(choices)
    proposed = count_noun(amendments - len(view.apart), "amendment", "amendments")
    parts = [" and ".join((proposed, *view.apart))]
    if changes:
        count = sum(row.is_ticked for row in resolved.changes)
        parts.append(f"{count} of {changes} changes taken")
    for kind, noun in (("substance", "conflicts"), ("order", "orders")):
        numbers = [at for at, each in enumerate(combination.conflicts) if each.kind == kind]
        if numbers:
            settled = sum(at in resolved.settled for at in numbers)
            parts.append(f"{settled} of {len(numbers)} {noun} settled")
    if count := len(view.ways):
        parts.append(f"{len(choices.brackets)} of {count} brackets settled")
    return f"{view.name}: {', '.join(parts)}"


def merge_rows(view: MergeView, choices: MergeChoices) -> Iterator[Row]:
    """Yields the rows of every question, change, conflict and bracket, in that order."""
    for number, question in enumerate(view.questions):
        sponsors = ", ".join(question.sponsors) or "the chair"
        yield Row(
            Place("question", number).key,
            Cell("?", "warning"),
            Cell(f"first: {question.does}?", "warning"),
            Cell(f"{question.handle} ({sponsors})"),
            *_numbers(question.backing),
        )
    resolved = view.resolved(choices)
    for change in resolved.changes:
        number, taken = change.places[0], change.is_ticked
        yield Row(
            Place("change", number).key,
            Cell("[x]" if taken else "[ ]", "good" if taken else "faint"),
            Cell(change_phrase(change.replaces, change.text), "" if taken else "faint"),
            *_who(view, change.by, view.for_changes[number]),
        )
        if note := note_on(change):
            yield Row(Place("change", number, 1).key, Cell(""), Cell(f"  {note}", "warning"))
    for number, conflict in enumerate(view.combination.conflicts):
        # Words in brackets also go for places of their question that nobody has settled.
        settlement = choices.settled.get(number, resolved.settled.get(number))
        said = note_on_settlement(resolved, number)
        yield from _conflict(view, number, conflict, settlement, said)
    yield from _brackets(view, choices)


def _brackets(view: MergeView, choices: MergeChoices) -> Iterator[Row]:
    for number, ways in enumerate(view.ways, start=1):
        chosen = choices.brackets.get(number)
        how = "new wording" if isinstance(chosen, Reword) else chosen
        stands = f"settled: {how}" if chosen else "a bracket of the text"
        sign = Cell(f"B{number}", "good" if chosen else "warning")
        yield Row(Place("bracket", number).key, sign, Cell(stands, "strong"))
        for place, way in enumerate(ways):
            mark = Cell(" (•)", "good") if way.how == chosen else Cell(" ( )", "faint")
            what = Cell(f"{way.how}: {quote(way.words)}")
            numbers = _numbers(way.support) if way.support else ()
            yield Row(Place("way", number, place).key, mark, what, Cell(way.named), *numbers)
        if isinstance(chosen, Reword):
            said = Cell(f"new wording: {quote(chosen.text)}")
            yield Row(Place("way", number, -1).key, Cell(" (•)", "good"), said)


def _conflict(
    view: MergeView, number: int, conflict: Conflict, settlement: Settlement | None, said: str
) -> Iterator[Row]:
    together = [str(at + 1) for at in same_question(view.combination.conflicts, number)]
    one_question = f"; belongs with {', '.join(together)}" if together else ""
    stands = f"settled: {settled_as(settlement)}" if settlement else "unsettled"
    if conflict.kind == "order":
        stands = f"order: {settled_as(settlement)}" if settlement else "order, which first? open"
    yield Row(
        Place("conflict", number).key,
        Cell(f"‹{number + 1}›", "good" if settlement else "warning"),
        Cell(f"{stands}{f', {said}' if said else ''}{one_question}", "strong"),
    )
    for place, option in enumerate(conflict.options):
        words = option_words(option) if option.by or conflict.kind != "order" else "neither"
        yield Row(
            Place("option", number, place).key,
            Cell(*_mark(settlement, option)),
            Cell(words, beside=quote(conflict.replaces) if option.by else ""),
            *_who(view, option.by, view.for_options[number][place]),
        )
    if isinstance(settlement, Reword):
        written = f"new wording: {quote(settlement.text)}"
        yield Row(Place("wording", number).key, Cell(" (•)", "good"), Cell(written))
    elif isinstance(settlement, InBrackets):
        written = conflict.settled(settlement, view.backers).text
        yield Row(Place("brackets", number).key, Cell(" (•)", "good"), Cell(written))


def _who(view: MergeView, handles: tuple[str, ...], found: Support) -> tuple[Cell, Cell, Cell]:
    return (Cell(view.held_by(handles)), *_numbers(found))


def _numbers(found: Support) -> tuple[Cell, Cell]:
    """Returns how many are for it and against it, with a mark for a standing objection."""
    against: Tone = "bad" if found.objecting else ""
    sign = "!" if found.objecting else ""
    return Cell(str(len(found.in_favour))), Cell(f"{sign}{len(found.against)}", against)


def _mark(settlement: Settlement | None, option: Option) -> tuple[str, Tone]:
    if isinstance(settlement, KeepBase) and not option.by:
        return " (•)", "good"
    keys = settled_for(settlement)
    if not set(keys) & set(option.by):
        return " ( )", "faint"
    if isinstance(settlement, InOrder):
        sides = list(dict.fromkeys(key in option.by for key in keys))
        return (" (1)" if sides[0] else " (2)"), "good"
    return " (•)", "good"


def option_words(option: Option) -> str:
    """Returns the words of an option; the present wording is named as such."""
    if not option.by:
        return f"as it stands: {quote(option.text)}"
    return quote(option.text)


def settled_as(settlement: Settlement) -> str:
    """Returns what a conflict is settled by, in few words."""
    match settlement:
        case KeepBase():
            return "as it stands"
        case Reword():
            return "new wording"
        case InBrackets():
            return "in brackets, left open"
        case InOrder(keys):
            return f"{', then '.join(keys)}"
        case Take(keys):
            return ", ".join(keys)


def quote(text: str) -> str:
    """Returns words between quotation marks; `no text` for none."""
    return f"“{text}”" if text.strip() else "no text"


def merge_details(view: MergeView, choices: MergeChoices, place: Place) -> tuple[Span, ...]:
    """Returns the spans on who wants the row, what choosing it would do, and its wording."""
    match place.kind:
        case "question":
            return tuple(_question(view, place.number))
        case "change":
            return tuple(_change(view, choices, place.number))
        case "conflict":
            return tuple(_conflict_details(view, choices, place.number))
        case "option" | "wording" | "brackets":
            return tuple(_option(view, choices, place))
        case "bracket":
            return (Span("↓ and Enter choose one, e: other words. Unsettled, the bracket stays."),)
        case "way":
            way = view.ways[place.number - 1][max(place.option, 0)]
            does = "its words go with it" if way.how == "drop" else f"{quote(way.words)} stays"
            said = f": {_support_numbers(way.support)}" if way.support else ""
            who = way.named or "no member is named with it"
            return (Span(who, Mark.NAME), Span(f"{said}\nEnter: {does}"))
        case _:
            return (Span("No amendment changes its words. Esc: back", Mark.FAINT),)


def _question(view: MergeView, number: int) -> Iterator[Span]:
    question = view.questions[number]
    yield Span(f"{question.handle}", Mark.NAME)
    yield Span(f" would {question.does}: {_support_numbers(question.backing)}\n")
    yield Span("Enter: settle this question, which is one of its own, before the wording\n")
    if question.text:
        yield Span(question.text, Mark.ADDED)


def _change(view: MergeView, choices: MergeChoices, number: int) -> Iterator[Span]:
    change = view.combination.changes[number]
    planned = next(each for each in view.resolved(choices).changes if number in each.places)
    yield Span(view.held_by(change.by), Mark.NAME)
    yield Span(f": {_support_numbers(view.for_changes[planned.places[0]])}\n")
    if number not in choices.left:
        yield Span("taken; Enter: leave it")
    elif planned.is_ticked:
        yield Span("taken with the conflict that is settled for it")
    else:
        stays, how = "left, and stays open", ""
        if planned.is_doubted and view.is_in_brackets(planned):
            stays, how = "in brackets, and stays undecided", " without, for which a reason is asked"
        elif planned.is_doubted:
            how = " in brackets"
        yield Span(f"{stays}; Enter: take it{how}")
    yield Span("\n")
    if note := note_on(planned):
        yield Span(f"{note}\n", Mark.SIGN)
    if view.in_favour:
        yield Span(f"in favour of the text as it stands: {', '.join(view.in_favour)}\n")
    yield from against_base(planned.replaces, planned.text)
    place = view.combination.hunks.index(change)
    for neighbours in view.combination.neighbours:
        if place in neighbours.changes:
            yield Span(f"\nto be read again, several change this sentence: {neighbours.sentence}")


def _conflict_details(view: MergeView, choices: MergeChoices, number: int) -> Iterator[Span]:
    conflict = view.combination.conflicts[number]
    count = len(view.combination.conflicts)
    kind = "order" if conflict.kind == "order" else "conflict"
    yield Span(f"{kind} {number + 1} of {count}", Mark.SIGN)
    yield Span(f" between {', '.join(conflict.by)}\n")
    if conflict.kind == "order":
        yield Span("likely both wanted, so this asks which comes first; t: both, one first\n")
    for keys in _go_together(conflict):
        yield Span(f"can be carried out together: {', '.join(sorted(keys))}\n")
    settlement = choices.settled.get(number)
    if settlement is not None:
        yield from _consequence(view, choices, number, settlement)
    else:
        yield Span("↓ and Enter choose one. Unsettled, the text stays and they all stay open.")


def _option(view: MergeView, choices: MergeChoices, place: Place) -> Iterator[Span]:
    number = place.number
    conflict = view.combination.conflicts[number]
    settlement: Settlement | None
    if place.kind == "option":
        option = conflict.options[place.option]
        settlement = settlement_for(option)
        text = option.text
        if option.by:
            yield Span(view.held_by(option.by), Mark.NAME)
        else:
            yield Span("the words as they stand", Mark.NAME)
        found = view.for_options[number][place.option]
        named = f" ({', '.join(found.in_favour)})" if found.in_favour and not option.by else ""
        yield Span(f": {_support_numbers(found)}{named}\n")
        friends = _friends(conflict, option.by)
        if friends:
            yield Span(f"goes together with {', '.join(friends)} (+)\n")
    else:
        recorded = view.resolved(choices).settled
        settlement = choices.settled.get(number, recorded.get(number))
        if not isinstance(settlement, Reword | InBrackets):
            return
        text = conflict.settled(settlement, view.backers).text
    yield from _consequence(view, choices, number, settlement)
    yield Span("\n")
    yield from against_base(conflict.replaces, text)


def _go_together(conflict: Conflict) -> list[frozenset[str]]:
    if conflict.kind == "order":
        return []
    return [
        keys for keys in conflict.compatible if len({conflict.wording(key) for key in keys}) > 1
    ]


def _friends(conflict: Conflict, by: tuple[str, ...]) -> list[str]:
    """Returns the others that can be carried out together with an option."""
    wanted = set(by)
    return sorted(
        {key for keys in _go_together(conflict) if wanted & keys for key in keys - wanted}
    )


def _consequence(
    view: MergeView, choices: MergeChoices, number: int, settlement: Settlement
) -> Iterator[Span]:
    """Yields what a settlement of a conflict would do to the amendments in it."""
    combination = view.combination
    conflict = combination.conflicts[number]
    settled = choices.with_settlement(combination, number, settlement)
    resolved = view.resolved(settled)
    if said := note_on_settlement(resolved, number):
        yield Span(f"{said}\n", Mark.SIGN)
    bracketed = in_brackets(conflict, resolved.settled[number])
    fates: dict[str, list[str]] = {}
    for outcome in resolved.merge(settled.keep_open, view.backers).outcomes:
        if outcome.key in conflict.by:
            fate = "in brackets, not merged" if outcome.key in bracketed else what_remains(outcome)
            fates.setdefault(fate, []).append(outcome.key)
    said = "; ".join(
        f"{', '.join(keys)} {fate.replace('stays', 'stay') if len(keys) > 1 else fate}".replace(
            ";", ","
        )
        for fate, keys in sorted(fates.items())
    )
    chosen = choices.settled.get(number) == settlement
    yield Span(f"{'chosen' if chosen else 'Enter'}: {said}")
    kept = sorted(choices.keep_open & set(conflict.by))
    if kept:
        yield Span(f"; kept open: {', '.join(kept)}")
    elsewhere = [
        f"{key} in {at + 1}"
        for at, each in enumerate(combination.conflicts)
        for key in conflict.by
        if at != number and key in each.by and at not in choices.settled
    ]
    if elsewhere:
        yield Span(f"; still contending: {', '.join(elsewhere)}")


def _support_numbers(found: Support) -> str:
    words = f"{len(found.in_favour)} in favour, {len(found.against)} against"
    if found.objecting:
        verb = "objects" if len(found.objecting) == 1 else "object"
        words += f" ({', '.join(found.objecting)} {verb})"
    return f"{words}, of {found.eligible}"


class MergeScreen(RecordScreen[MergeView, None]):
    """Settles how the undecided amendments to one item or amendment combine, hunk by hunk.

    Nothing is recorded before the one confirmation. What was chosen so far is kept when the
    record changes, where it still fits, and while another screen is in front.
    """

    CSS_PATH = "merge.tcss"
    BINDINGS = bindings(MERGE)
    CHOOSES = "choose"

    def __init__(self, target: str) -> None:
        super().__init__()
        self._asked = target
        self._view: MergeView | None = None
        self._choices = MergeChoices()
        self._refusal = ""

    def compose(self) -> ComposeResult:
        yield from frame()
        yield Static("", id="title", markup=False)
        yield Static("", id="problem", markup=False)
        with VerticalScroll(id="text", can_focus=False):
            yield Passage(id="combined")
        yield Rows(COLUMNS, id="hunks", empty="")
        with VerticalScroll(id="details", can_focus=False):
            yield Passage(id="said")

    def on_mount(self) -> None:
        self.host.look_at_status()
        self.query_one("#hunks", Rows).focus()

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
            self._carry(
                before.combination,
                view,
                f"the amendments to {view.name} have changed; read its text again before you merge",
            )
        elif before is not None and before.waiting != view.waiting:
            self._choices = self._choices.rebase(view.combination, view.combination, view.waiting)
        self._show()
        if before is None:
            self._begin(view)

    def on_step_refused(self, event: StepRefused) -> None:
        """Stores the reasons, to show them after the screen is refreshed."""
        self._refusal = f"not merged: {'; '.join(event.reasons)}. "

    def _carry(self, old: Combination, view: MergeView, why: str) -> None:
        made = self._choices.number
        self._choices = self._choices.rebase(old, view.combination, view.waiting)
        self._keep()
        fit = self._choices.number
        if made:
            lost = "" if fit == made else f"; {fit} of your {made} choices still fit"
            # What was refused over that change is shown first, and has still to be shown.
            self.call_later(self._tell_carried, f"{why}{lost}", fit < made)

    def _tell_carried(self, words: str, is_problem: bool) -> None:
        refusal, self._refusal = self._refusal, ""
        self.host.tell(f"{refusal}{words}", is_problem=is_problem or bool(refusal))

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
        self._refusal = ""
        self._keep()
        self._show()

    def _begin(self, view: MergeView) -> None:
        """Puts the cursor on the requested row, or on the first open conflict."""
        places = [Place.of(row.key) for row in self.query_one("#hunks", Rows).rows]
        wanted = [each for each in places if view.asked_for in wanted_by(view, each)]
        first = [each for each in places if each.kind in ("question", "conflict")]
        if begins := (wanted if view.asked_for else []) or first or places:
            self._go(begins[0])

    def _show(self) -> None:
        view = self._view
        if view is None:
            return
        self.show_line("#title", title_of(view, self._choices))
        said = "\n".join(filter(None, (view.copies, view.problem)))
        self.show_line("#problem", said)
        self.query_one("#problem").display = bool(said)
        self.query_one("#hunks", Rows).show([*merge_rows(view, self._choices)])
        self._show_place()

    def _show_place(self) -> None:
        view = self._view
        if view is None:
            return
        place = self._place
        self.query_one("#said", Passage).show(merge_details(view, self._choices, place))
        self.query_one("#details").scroll_home(animate=False)
        spans = spans_as_chosen(view, self._choices, place.conflict)
        self.query_one("#combined", Passage).show(spans)
        if place.conflict >= 0:
            self.call_after_refresh(self._bring_into_sight, number_of_current(spans))

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
            self._choose(self._choices.with_change(view.combination, place.number, taken))
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
        self._choose(self._choices.with_settlement(view.combination, place, settlement))
        if isinstance(settlement, Reword | InBrackets):
            self._go(Place("wording" if isinstance(settlement, Reword) else "brackets", place))

    def _problem(self, words: str) -> None:
        self.host.tell(words, is_problem=True)

    def action_unsettle(self) -> None:
        """Leaves the conflict unsettled, or takes the change, as at the beginning."""
        view, place = self._view, self._place
        if view is not None and place.kind == "change":
            self._choose(self._choices.with_change(view.combination, place.number, True))
        elif place.kind in ("bracket", "way"):
            self._choose(self._choices.with_bracket(place.number, None))
            self._go(Place("bracket", place.number))
        elif view is not None and place.conflict >= 0:
            self._choose(self._choices.with_settlement(view.combination, place.conflict, None))
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
            value = self._view.ways[place.number - 1][max(place.option, 0)].words
            title = f"What is to stand in place of bracket B{place.number}?"
            if words := await self.app.push_screen_wait(AskWording(title, (), value)):
                self._choose(self._choices.with_bracket(place.number, Reword(words)))
                self._go(Place("way", place.number, -1))
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

    def action_holders(self) -> None:
        """Shows who holds which wording, and whom to call."""
        if self._view is not None:
            self.app.push_screen(HoldersScreen(self._view.target))

    @opens_dialog
    async def _ask_question(self, question: Question) -> None:
        """Asks what is to become of an amendment to the arrangement, and records it."""
        if await settle_question(self, question):
            self.host.unfinished.pop(self._asked, None)
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
            self.dismiss(None)

    @opens_dialog
    async def action_leave_merge(self) -> None:
        """Leaves without recording; after a question where choices were made."""
        if self._choices.number:
            spans = (Span("Nothing was recorded; what you chose here is forgotten."),)
            if not await self.confirm("Leave without merging?", spans, "leave", "stay"):
                return
        self._choices = MergeChoices()
        self._keep()
        self.dismiss(None)
