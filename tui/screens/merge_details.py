"""What the merge screen says of the row that the cursor is on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consensus.reports.holders import Backing
from consensus.text.combination import (
    Conflict,
    InBrackets,
    Reword,
    Settlement,
)
from consensus.text.merge import in_brackets
from tui.screens.merge_rows import Place
from tui.views.combining import taking
from tui.views.merge import MergeView, listed_dissent, note_on
from tui.views.merge_choices import MergeChoices, chosen_in
from tui.views.merge_pieces import against_base
from tui.views.merge_preview import what_remains
from tui.views.text import Mark, Piece


def merge_details(view: MergeView, choices: MergeChoices, place: Place) -> tuple[Piece, ...]:
    """Who wants what the cursor is on, what choosing it would do, and its wording, marked.

    Args:
        view: how the amendments combine.
        choices: what was chosen so far.
        place: where the cursor is.
    """
    match place.kind:
        case "question":
            return tuple(_question(view, place.number))
        case "change":
            return tuple(_change(view, choices, place.number))
        case "conflict":
            return tuple(_conflict(view, choices, place.number))
        case "option" | "wording" | "brackets":
            return tuple(_option(view, choices, place))
        case _:
            lifting = "; b in the step-through (3): lift or drop" if view.on_brackets else ""
            said = f"No amendment changes its words. Esc: back{lifting}"
            return (Piece(said, Mark.FAINT),)


def _question(view: MergeView, number: int) -> Iterator[Piece]:
    question = view.questions[number]
    yield Piece(f"{question.handle}", Mark.NAME)
    yield Piece(f" would {question.does}: {_numbers(question.backing)}\n")
    yield Piece("Enter: settle this question, which is one of its own, before the wording\n")
    if question.text:
        yield Piece(question.text, Mark.ADDED)


def _change(view: MergeView, choices: MergeChoices, number: int) -> Iterator[Piece]:
    change = view.combination.changes[number]
    planned = view.planned_as(number)
    yield Piece(view.held_by(change.by), Mark.NAME)
    yield Piece(f": {_numbers(view.backing[change.by])}\n")
    taken = number in choices.taken(view.combination)
    if number not in choices.left:
        yield Piece("taken; Enter: leave it")
    elif taken:
        yield Piece("taken with the conflict that is settled for it")
    else:
        in_brackets = " in brackets" if planned.is_doubted else ""
        yield Piece(f"left, and stays open; Enter: take it{in_brackets}")
    yield Piece("\n")
    if note := note_on(view, view.in_brackets(choices), number):
        yield Piece(f"{note}\n", Mark.SIGN)
    if accepted := view.backing[()].in_favour:
        yield Piece(f"in favour of the text as it stands: {_listed(accepted)}\n")
    yield from against_base(planned.replaces, planned.text)
    place = view.combination.hunks.index(change)
    for neighbours in view.combination.neighbours:
        if place in neighbours.changes:
            yield Piece(f"\nto be read again, several change this sentence: {neighbours.sentence}")


def _conflict(view: MergeView, choices: MergeChoices, number: int) -> Iterator[Piece]:
    conflict = view.combination.conflicts[number]
    count = len(view.combination.conflicts)
    kind = "order" if conflict.kind == "order" else "conflict"
    yield Piece(f"{kind} {number + 1} of {count}", Mark.SIGN)
    yield Piece(f" between {', '.join(conflict.by)}\n")
    if conflict.kind == "order":
        yield Piece("likely both wanted, so this asks which comes first; t: both, one first\n")
    for keys in _go_together(conflict):
        yield Piece(f"can be carried out together: {', '.join(sorted(keys))}\n")
    settlement = choices.settled.get(number)
    if settlement is not None:
        yield from _consequence(view, choices, number, settlement)
    else:
        yield Piece("↓ and Enter choose one. Unsettled, the text stays and they all stay open.")


def _option(view: MergeView, choices: MergeChoices, place: Place) -> Iterator[Piece]:
    number = place.number
    conflict = view.combination.conflicts[number]
    settlement: Settlement | None
    if place.kind == "option":
        option = conflict.options[place.option]
        settlement = taking(option)
        text = option.text
        if option.by:
            yield Piece(view.held_by(option.by), Mark.NAME)
        else:
            yield Piece("the text as it stands", Mark.NAME)
        found = view.backing[option.by]
        named = f" ({_listed(found.in_favour)})" if found.in_favour and not option.by else ""
        yield Piece(f": {_numbers(found)}{named}\n")
        friends = _friends(conflict, option.by)
        if friends:
            yield Piece(f"goes together with {', '.join(friends)} (+)\n")
    else:
        settlement = choices.settled.get(number)
        if not isinstance(settlement, Reword | InBrackets):
            return
        text = conflict.settled(settlement, view.backers).text
    yield from _consequence(view, choices, number, settlement)
    yield Piece("\n")
    yield from against_base(conflict.replaces, text)


def _go_together(conflict: Conflict) -> list[frozenset[str]]:
    if conflict.kind == "order":
        return []
    return [
        keys for keys in conflict.compatible if len({conflict.wording(key) for key in keys}) > 1
    ]


def _friends(conflict: Conflict, by: tuple[str, ...]) -> list[str]:
    """The others that can be carried out together with an option."""
    wanted = set(by)
    return sorted(
        {key for keys in _go_together(conflict) if wanted & keys for key in keys - wanted}
    )


def _consequence(
    view: MergeView, choices: MergeChoices, number: int, settlement: Settlement
) -> Iterator[Piece]:
    """What settling a conflict so would make of those that contend in it."""
    combination = view.combination
    conflict = combination.conflicts[number]
    settled = choices.with_settlement(combination, number, settlement)
    recorded = view.in_brackets(settled).settled[number]
    if recorded != settlement:
        dissent = view.dissent_on(number, chosen_in(conflict, settlement))
        yield Piece(f"in brackets, since {listed_dissent(dissent)}\n", Mark.SIGN)
    bracketed = in_brackets(conflict, recorded)
    fates: dict[str, list[str]] = {}
    for outcome in view.merged(settled).outcomes:
        if outcome.key in conflict.by:
            fate = "in brackets, undecided" if outcome.key in bracketed else what_remains(outcome)
            fates.setdefault(fate, []).append(outcome.key)
    said = "; ".join(
        f"{_listed(keys)} {_of_several(fate) if len(keys) > 1 else fate}".replace(";", ",")
        for fate, keys in sorted(fates.items())
    )
    chosen = choices.settled.get(number) == settlement
    yield Piece(f"{'chosen' if chosen else 'Enter'}: {said}")
    kept = sorted(choices.keep_open & set(conflict.by))
    if kept:
        yield Piece(f"; kept open: {_listed(kept)}")
    elsewhere = [
        f"{key} in {at + 1}"
        for at, each in enumerate(combination.conflicts)
        for key in conflict.by
        if at != number and key in each.by and at not in choices.settled
    ]
    if elsewhere:
        yield Piece(f"; still contending: {', '.join(elsewhere)}")


def _of_several(fate: str) -> str:
    return fate.replace("stays", "stay")


def _listed(keys: Sequence[str]) -> str:
    return ", ".join(keys)


def _numbers(found: Backing) -> str:
    words = f"{len(found.in_favour)} in favour, {len(found.against)} against"
    if found.objecting:
        verb = "objects" if len(found.objecting) == 1 else "object"
        words += f" ({', '.join(found.objecting)} {verb})"
    return f"{words}, of {found.eligible}"
