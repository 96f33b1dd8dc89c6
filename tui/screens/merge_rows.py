"""The rows of the merge screen: questions, changes, conflicts with their options."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from consensus.reports.holders import Backing
from consensus.text.combination import (
    Conflict,
    InBrackets,
    InOrder,
    KeepBase,
    Option,
    Reword,
    Settlement,
    Take,
    same_question,
)
from consensus.text.display import replacement
from tui.views.merge import MergeView, listed_dissent, note_on
from tui.views.merge_choices import MergeChoices, favoured
from tui.widgets.row import Cell, Column, Row, Tone

COLUMNS = (
    Column(width=4),
    Column("what"),
    Column("who wants it", 20),
    Column("for", 4, to_the_right=True),
    Column("against", 7, to_the_right=True),
)


@frozen
class Place:
    """What a row stands for.

    Attributes:
        kind: `question`, `change`, `conflict`, `option`, `wording` or `brackets`.
        number: of the question, change or conflict, from 0.
        option: of the option, from 0; 0 for what has none, 1 for the note on a change.
    """

    kind: str
    number: int
    option: int = 0

    @property
    def key(self) -> str:
        """The key of the row."""
        return f"{self.kind} {self.number} {self.option}"

    @property
    def conflict(self) -> int:
        """The number of the conflict that it belongs to; negative for none."""
        return self.number if self.kind not in ("question", "change", "") else -1

    @classmethod
    def of(cls, key: str) -> Place:
        """Read the key of a row."""
        if not key:
            return cls("", -1)
        kind, number, option = key.split(" ")
        return cls(kind, int(number), int(option))


def merge_rows(view: MergeView, choices: MergeChoices) -> list[Row]:
    """Every question, change and conflict, in that order, as rows.

    Args:
        view: how the amendments combine.
        choices: what was chosen so far.
    """
    return list(_rows(view, choices))


def wanted_by(view: MergeView, place: Place) -> tuple[str, ...]:
    """The handles of the amendments that want what a row stands for."""
    if place.kind == "question":
        return (view.questions[place.number].handle,)
    if place.kind == "change":
        return view.combination.changes[place.number].by
    if place.kind == "option":
        return view.combination.conflicts[place.number].options[place.option].by
    return ()


def title_of(view: MergeView, choices: MergeChoices) -> str:
    """What is merged, and how far the choices have come, on one line."""
    combination = view.combination
    amendments = len(combination.proposals)
    if not amendments:
        return f"{view.name}: no undecided amendment changes its words"
    changes = len(view.planned)
    parts = [f"{amendments} amendment{'' if amendments == 1 else 's'}"]
    if changes:
        taken = set(choices.taken(combination))
        count = sum(each.number in taken for each in view.planned)
        parts.append(f"{count} of {changes} changes taken")
    for kind, noun in (("substance", "conflicts"), ("order", "orders")):
        numbers = [at for at, each in enumerate(combination.conflicts) if each.kind == kind]
        if numbers:
            settled = sum(at in choices.settled for at in numbers)
            parts.append(f"{settled} of {len(numbers)} {noun} settled")
    return f"{view.name}: {', '.join(parts)}"


def _rows(view: MergeView, choices: MergeChoices) -> Iterator[Row]:
    for number, question in enumerate(view.questions):
        sponsors = ", ".join(question.sponsors) or "the chair"
        yield Row(
            Place("question", number).key,
            (
                Cell("?", "warning"),
                Cell(f"first: {question.does}?", "warning"),
                Cell(f"{question.handle} ({sponsors})"),
                *_numbers(question.backing),
            ),
        )
    recorded = view.in_brackets(choices)
    all_taken = set(choices.taken(view.combination))
    for change in view.planned:
        number = change.number
        taken = number in all_taken
        yield Row(
            Place("change", number).key,
            (
                Cell("[x]" if taken else "[ ]", "good" if taken else "faint"),
                Cell(replacement(change.replaces, change.text), "" if taken else "faint"),
                *_who(view, change.by),
            ),
        )
        if note := note_on(view, recorded, number):
            yield Row(Place("change", number, 1).key, (Cell(""), Cell(f"  {note}", "warning")))
    for number, conflict in enumerate(view.combination.conflicts):
        yield from _conflict(view, choices, number, conflict, recorded.settled.get(number))


def _conflict(
    view: MergeView,
    choices: MergeChoices,
    number: int,
    conflict: Conflict,
    recorded: Settlement | None,
) -> Iterator[Row]:
    settlement = choices.settled.get(number)
    together = [str(at + 1) for at in same_question(view.combination.conflicts, number)]
    one_question = f"; belongs with {', '.join(together)}" if together else ""
    stands = f"settled: {settled_as(settlement)}" if settlement else "unsettled"
    if conflict.kind == "order":
        stands = f"order: {settled_as(settlement)}" if settlement else "order, which first? open"
    if recorded is not None and settlement != recorded:
        dissent = view.dissent_on(number, favoured(recorded))
        one_question = f", in brackets: {listed_dissent(dissent)}{one_question}"
    yield Row(
        Place("conflict", number).key,
        (
            Cell(f"‹{number + 1}›", "good" if settlement else "warning"),
            Cell(f"{stands}{one_question}", "strong"),
        ),
    )
    for place, option in enumerate(conflict.options):
        mark, tone = _mark(settlement, option)
        yield Row(
            Place("option", number, place).key,
            (
                Cell(mark, tone),
                Cell(option_words(option) if option.by or conflict.kind != "order" else "neither"),
                *_who(view, option.by),
            ),
        )
    if isinstance(settlement, Reword):
        cells = (Cell(" (•)", "good"), Cell(f"new wording: {quoted(settlement.text)}"))
        yield Row(Place("wording", number).key, cells)
    elif isinstance(settlement, InBrackets):
        written = conflict.settled(settlement, view.backers).text
        yield Row(Place("brackets", number).key, (Cell(" (•)", "good"), Cell(written)))


def _who(view: MergeView, handles: tuple[str, ...]) -> tuple[Cell, Cell, Cell]:
    held = view.held_by(handles) if handles else ""
    return (Cell(held), *_numbers(view.backing[handles]))


def _numbers(found: Backing) -> tuple[Cell, Cell]:
    """How many are for it and against it; a sign where an objection stands."""
    against: Tone = "bad" if found.objecting else ""
    sign = "!" if found.objecting else ""
    return Cell(str(len(found.in_favour))), Cell(f"{sign}{len(found.against)}", against)


def _mark(settlement: Settlement | None, option: Option) -> tuple[str, Tone]:
    if isinstance(settlement, KeepBase) and not option.by:
        return " (•)", "good"
    keys = favoured(settlement)
    if not set(keys) & set(option.by):
        return " ( )", "faint"
    if isinstance(settlement, InOrder):
        sides = list(dict.fromkeys(key in option.by for key in keys))
        return (" (1)" if sides[0] else " (2)"), "good"
    return " (•)", "good"


def option_words(option: Option) -> str:
    """An option in words: what it says, the wording as it stands told apart."""
    if not option.by:
        return f"as it stands: {quoted(option.text)}"
    return quoted(option.text)


def settled_as(settlement: Settlement) -> str:
    """What a conflict is settled by, in few words."""
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


def quoted(text: str) -> str:
    """Words between quotation marks; none as such."""
    return f"“{text}”" if text.strip() else "no text"
