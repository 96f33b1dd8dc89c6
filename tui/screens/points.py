"""The points of a text as rows: what each is, from whom, and what choosing it would do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import evolve

from consensus.errors import ConsensusError
from consensus.model.positions import Stance
from consensus.reports.holders import Support
from consensus.reports.words import STANCE_SIGNS
from consensus.rules.mergeable import PlannedChange
from consensus.text.bracket_edits import change_phrase, letter_of
from consensus.text.display import count_noun
from consensus.text.hunk import (
    Change,
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
from consensus.text.merge import in_brackets
from tui.views.merge import (
    MergeChoices,
    MergeView,
    Place,
    Way,
    against_base,
    bracketed,
    note_on,
    note_on_settlement,
    settled_for,
    what_of,
    what_remains,
)
from tui.views.positions import who_and_why
from tui.views.text import Mark, Span
from tui.widgets.rows import Cell, Column, Row, Tone

COLUMNS = (
    Column(width=4),
    Column("point, wordings"),
    Column("from", 16),
    Column("in its way", 14),
)


def wanted_by(view: MergeView, place: Place) -> tuple[str, ...]:
    """Returns the handles of the amendments that want what a row stands for."""
    if place.handle:
        return (place.handle,)
    if place.kind == "question":
        return (view.questions[place.number].handle,)
    if place.kind == "change":
        return view.combination.changes[place.number].by
    if place.kind == "option":
        return view.combination.conflicts[place.number].options[place.option].by
    return ()


def row_now(before: MergeView | None, now: MergeView | None) -> Callable[[str], str]:
    """Returns what gives the key by now of the row that had another in a view before."""
    if before is None or now is None:
        return str
    if (before.combination, before.questions) == (now.combination, now.questions):
        return str
    old, new = [*_places(before)], [*_places(now)]

    def key_now(key: str) -> str:
        place = Place.of(key)
        if not place.kind:
            return key
        for name in _names(before, place):
            was = [each for each in old if name in _names(before, each)]
            alike = [each for each in new if name in _names(now, each)]
            if len(was) == len(alike) and place in was:
                return alike[was.index(place)].key
        return ""

    return key_now


def _places(view: MergeView) -> Iterator[Place]:
    """Yields what each row that there can be stands for."""
    yield from (Place("question", number) for number in range(len(view.questions)))
    for place in view.points:
        yield place
        if place.kind == "bracket":
            ways = range(-1, len(view.ways[place.number - 1]))
            yield from (Place("way", place.number, at) for at in ways)
        elif isinstance(hunk := _hunk(view, place), Conflict):
            yield from (Place(each, place.number) for each in ("wording", "brackets"))
            for at, option in enumerate(hunk.options):
                yield (here := Place("option", place.number, at))
                yield from (evolve(here, handle=handle) for handle in option.by)
        else:
            yield evolve(place, option=1)
            yield from (evolve(place, handle=handle) for handle in hunk.by)


def _hunk(view: MergeView, place: Place) -> Conflict | Change:
    found = view.combination
    return (found.changes if place.kind == "change" else found.conflicts)[place.number]


def _names(view: MergeView, place: Place) -> Iterator[tuple[object, ...]]:
    """Yields keys of the element a row represents, independent of its number, exact ones first."""
    kind, at = place.kind, place.option
    if kind == "question":
        yield kind, view.questions[place.number].id
    elif kind in ("bracket", "way"):
        words = bracketed(view.combination.base)[place.number - 1]
        yield from ((kind, at, *words), (kind, at, words[0]))
    else:
        hunk = _hunk(view, place)
        by = hunk.options[at].by if kind == "option" and isinstance(hunk, Conflict) else hunk.by
        note = at if kind == "change" else 0
        yield kind, by, note, place.handle, what_of(hunk)
        # What an amendment wants in a place is the same, though others came to it or left it.
        kind = "words" if by and not note and kind in ("option", "change") else kind
        for handle in (place.handle,) if place.handle else by or hunk.by:
            own = [each for each in view.combination.hunks if handle in getattr(each, "by", ())]
            its = kind, note, handle, own.index(hunk), len(own)
            yield bool(place.handle), *its
            if place.handle:
                yield False, *its


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


def not_recorded(choices: MergeChoices) -> str:
    """Returns how many choices are kept that are not recorded; empty for none."""
    kept = count_noun(choices.number, "choice is", "choices are")
    return f"nothing is recorded yet: {kept} kept here" if choices.number else ""


def point_rows(
    view: MergeView, choices: MergeChoices, signs: Mapping[str, Cell] | None = None
) -> Iterator[Row]:
    """Yields the rows of all questions, then of the points of the text in its order.

    With `signs`, amendments have those instead of how the points are settled, and each of several
    that want the same words has a row of its own.
    """
    for number, question in enumerate(view.questions):
        sponsors = view.said.named(question.sponsors) or "the chair"
        yield Row(
            Place("question", number).key,
            Cell("?", "warning") if signs is None else signs[question.handle],
            Cell(f"first: {question.does}?", "warning"),
            Cell(f"{question.handle} ({sponsors})"),
            *_in_its_way(view, (question.handle,), question.backing),
        )
    resolved = view.resolved(choices)
    planned = {row.places[0]: row for row in resolved.changes}
    for place in view.points:
        if place.kind == "change":
            yield from _change_rows(view, place, planned[place.number], signs)
        elif place.kind == "bracket":
            yield from _bracket_rows(view, choices, place.number)
        else:
            # Words in brackets also go for places of their question that nobody has settled.
            settled = choices.settled.get(place.number, resolved.settled.get(place.number))
            said = note_on_settlement(resolved, place.number)
            yield from _conflict_rows(view, place.number, settled, said, signs)


def _change_rows(
    view: MergeView, place: Place, change: PlannedChange, signs: Mapping[str, Cell] | None
) -> Iterator[Row]:
    taken = change.is_ticked
    mark = Cell("[x]" if taken else "[ ]", "good" if taken else "faint")
    yield Row(
        place.key,
        mark if signs is None else signs[change.by[0]],
        Cell(change_phrase(change.replaces, change.text), "" if taken else "faint"),
        *_who(view, change.by, view.for_changes[place.number]),
    )
    if note := note_on(change):
        yield Row(evolve(place, option=1).key, Cell(""), Cell(f"  {note}", "warning"))
    if signs is not None:
        yield from _each(view, place, change.by, signs)


def _each(
    view: MergeView, place: Place, by: tuple[str, ...], signs: Mapping[str, Cell]
) -> Iterator[Row]:
    """Yields a row for each of several amendments that want the same words."""
    for handle in by if len(by) > 1 else ():
        found = view.for_each[handle]
        name = Cell(f"└ {handle}", "strong")
        yield Row(
            evolve(place, handle=handle).key, signs[handle], name, *_who(view, (handle,), found)
        )


def _bracket_rows(view: MergeView, choices: MergeChoices, number: int) -> Iterator[Row]:
    chosen = choices.brackets.get(number)
    how = "new wording" if isinstance(chosen, Reword) else chosen
    stands = f"bracket, settled: {how}" if chosen else "a bracket of the text"
    sign = Cell(f"B{number}", "good" if chosen else "warning")
    yield Row(Place("bracket", number).key, sign, Cell(stands, "strong"))
    for place, way in enumerate(view.ways[number - 1]):
        mark = Cell(" (•)", "good") if way.how == chosen else Cell(" ( )", "faint")
        what = Cell(f"{way.how}: {quote(way.words)}")
        against = _in_its_way(view, (), way.support) if way.support else ()
        yield Row(Place("way", number, place).key, mark, what, Cell(way.named), *against)
    if isinstance(chosen, Reword):
        said = Cell(f"new wording: {quote(chosen.text)}")
        yield Row(Place("way", number, -1).key, Cell(" (•)", "good"), said)


def _conflict_rows(
    view: MergeView,
    number: int,
    settlement: Settlement | None,
    said: str,
    signs: Mapping[str, Cell] | None,
) -> Iterator[Row]:
    conflict = view.combination.conflicts[number]
    together = [str(at + 1) for at in same_question(view.combination.conflicts, number)]
    one_question = f"; belongs with {', '.join(together)}" if together else ""
    count = len(conflict.options)
    stands = f"settled: {settled_as(settlement)}" if settlement else "unsettled"
    if signs is not None and not settlement:
        stands = f"conflict over {count} wordings"
    if conflict.kind == "order":
        stands = f"order: {settled_as(settlement)}" if settlement else "order, which first? open"
    beside = [
        change_phrase(each.replaces, each.text)
        for at, each in enumerate(view.combination.changes)
        if view.folded.get(at) == Place("conflict", number)
    ]
    stands += f"; with {', '.join(beside)}" if beside else ""
    yield Row(
        Place("conflict", number).key,
        Cell(f"‹{number + 1}›", "good" if settlement else "warning"),
        Cell(f"{stands}{f', {said}' if said else ''}{one_question}", "strong"),
    )
    for place, option in enumerate(conflict.options):
        words = option_words(option) if option.by or conflict.kind != "order" else "neither"
        here = Place("option", number, place)
        mark = Cell(*_mark(settlement, option))
        yield Row(
            here.key,
            mark if signs is None or not option.by else signs[option.by[0]],
            Cell(words, beside=quote(conflict.replaces) if option.by else ""),
            *_who(view, option.by, view.for_options[number][place]),
        )
        if signs is not None:
            yield from _each(view, here, option.by, signs)
    if isinstance(settlement, Reword):
        written = f"new wording: {quote(settlement.text)}"
        yield Row(Place("wording", number).key, Cell(" (•)", "good"), Cell(written))
    elif isinstance(settlement, InBrackets):
        written = conflict.settled(settlement, view.backers).text
        yield Row(Place("brackets", number).key, Cell(" (•)", "good"), Cell(written))


def _who(view: MergeView, handles: tuple[str, ...], found: Support) -> tuple[Cell, ...]:
    """Returns from whom words are, whether they were introduced, and who is in their way."""
    return (Cell(view.held_by(handles)), *_in_its_way(view, handles, found))


def _in_its_way(view: MergeView, handles: tuple[str, ...], found: Support) -> tuple[Cell]:
    said = view.said
    holding = {
        line.member
        for each in handles
        for line in said.positions.get(each, ())
        if line.stance is Stance.HOLD
    }
    in_way = (
        [f"{STANCE_SIGNS[Stance.OBJECT]} {' '.join(found.objecting)}"] if found.objecting else []
    )
    in_way += [f"{STANCE_SIGNS[Stance.HOLD]} {' '.join(sorted(holding))}"] if holding else []
    if handles and all(each in view.readiness.not_introduced for each in handles):
        in_way.append("not introduced")
    elif view.are_away(handles):
        in_way.append("absent")
    return (Cell(" ".join(in_way), "bad" if found.objecting else "warning"),)


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


def merge_details(
    view: MergeView, choices: MergeChoices, place: Place, figures: bool = False
) -> tuple[Span, ...]:
    """Returns the spans on who says what of the row, what choosing it would do, and its wording."""
    found = support_of(view, place)
    handles = wanted_by(view, place)
    told = [*who_and_why(view.said, handles or (view.handle,), found.objecting)] if found else []
    if found and place.kind == "way":
        told = [*_named_in_brackets(view.ways[place.number - 1][place.option])]
    if found and figures:
        told.append(Span(f"{_support_numbers(found)}\n", Mark.FAINT))
    match place.kind:
        case "question":
            return (*_question(view, place.number), *told)
        case "change":
            return (*_change(view, choices, place.number), *told)
        case "conflict":
            return tuple(_conflict_details(view, choices, place.number))
        case "option" | "wording" | "brackets":
            return (*told, *_option(view, choices, place))
        case "bracket":
            return (Span("↓ and Enter choose one, e: other words. Unsettled, the bracket stays."),)
        case "way":
            way = view.ways[place.number - 1][max(place.option, 0)]
            does = "its words go with it" if way.how == "drop" else f"{quote(way.words)} stays"
            is_taken = choices.brackets.get(place.number) == way.how
            return (*told, Span(f"{does}; F2: merge" if is_taken else f"Enter: {does}"))
        case _:
            return (Span("No amendment changes its words. Esc: back", Mark.FAINT),)


def support_of(view: MergeView, place: Place) -> Support | None:
    """Returns who is for and against what a row stands for; None for what has no words."""
    match place.kind:
        case "question":
            return view.questions[place.number].backing
        case "change":
            row = next(each for each in view.planned if place.number in each.places)
            return view.for_changes[row.places[0]]
        case "option":
            return view.for_options[place.number][place.option]
        case "way" if place.option >= 0:
            return view.ways[place.number - 1][place.option].support
        case _:
            return None


def _named_in_brackets(way: Way) -> Iterator[Span]:
    if way.support and way.support.objecting:
        yield Span(f"✗ {' '.join(way.support.objecting)} ", Mark.REMOVED)
        yield Span("object\n" if len(way.support.objecting) > 1 else "objects\n")
    yield Span(way.named or "no member is named with it", Mark.NAME)
    yield Span("\n")


def _question(view: MergeView, number: int) -> Iterator[Span]:
    question = view.questions[number]
    yield Span(f"{question.handle}", Mark.NAME)
    yield Span(f" would {question.does}\n")
    yield Span("Enter: settle this question, which is one of its own, before the wording\n")
    if question.text:
        yield Span(question.text, Mark.ADDED)


def _change(view: MergeView, choices: MergeChoices, number: int) -> Iterator[Span]:
    change = view.combination.changes[number]
    planned = next(each for each in view.resolved(choices).changes if number in each.places)
    yield Span(f"{view.held_by(change.by)}\n", Mark.NAME)
    if number not in choices.left:
        yield Span("taken; Enter: leave it   F2: merge")
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
    yield from against_base(planned.replaces, planned.text)
    yield Span("\n")
    place = view.combination.hunks.index(change)
    for neighbours in view.combination.neighbours:
        if place in neighbours.changes:
            yield Span(f"to be read again, several change this sentence: {neighbours.sentence}\n")


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
        yield Span(f"{view.held_by(option.by) or 'the words as they stand'}\n", Mark.NAME)
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


def card_of(
    view: MergeView, choices: MergeChoices, place: Place, figures: bool
) -> tuple[str, list[Span], bool]:
    """Returns the title of a wording, all that is said of it, and whether it is taken."""
    found = support_of(view, place)
    told = [*merge_details(view, choices, place, figures)]
    letter = letter_of(place.option)
    if place.kind == "way":
        way = view.ways[place.number - 1][place.option]
        is_taken = choices.brackets.get(place.number) == way.how
        return f"{letter}  {way.how}: {quote(way.words)}", told, is_taken
    conflict = view.combination.conflicts[place.number]
    option = conflict.options[place.option]
    before, after = view.around(place.number)
    reads = [
        Span(f"…{before}", Mark.FAINT),
        Span(option.text, Mark.ADDED),
        Span(f"{after}…\n\n", Mark.FAINT),
    ]
    is_taken = _mark(choices.settled.get(place.number), option)[0] != " ( )"
    alone = [Span("no objection to it is on record\n")] if found and not found.objecting else []
    return f"{letter}  {option.text.strip() or 'no text'}", [*reads, *alone, *told], is_taken


def what_becomes(view: MergeView, choices: MergeChoices) -> Iterator[Span]:
    """Yields what becomes of each amendment, and who objects to what goes in."""
    resolved = view.resolved(choices)
    try:
        merged = resolved.merge(choices.keep_open, view.backers, choices.brackets)
    except ConsensusError as error:
        yield Span(f"{error}\n", Mark.SIGN)
        return
    bracketed = {
        key
        for number, way in resolved.settled.items()
        for key in in_brackets(view.combination.conflicts[number], way)
    }
    bracketed |= {key for row in resolved.changes if row.in_brackets for key in row.by}
    fates: dict[str, list[str]] = {}
    for outcome in merged.outcomes:
        fate = "in brackets" if outcome.key in bracketed else what_remains(outcome)
        fates.setdefault(fate, []).append(outcome.key)
    for fate, keys in fates.items():
        yield Span(f"{fate}: ", Mark.NAME)
        yield Span(f"{', '.join(keys)}\n")
    against = [each for row in resolved.changes if row.is_ticked for each in row.against]
    against += [each for dissent in resolved.against.values() for each in dissent]
    for each in dict.fromkeys(against):
        yield Span("✗ ", Mark.SIGN)
        yield Span(f"{each.sentence} ({each.where})\n")


def settlement_for(option: Option) -> Settlement:
    """Returns the settlement that leaves an option in place of its conflict."""
    return Take(*option.by) if option.by else KeepBase()


def add_option(conflict: Conflict, chosen: Sequence[str], option: Option) -> Take:
    """Returns the settlement with one more option, or without it; ValueError if it cannot be."""
    if not option.by:
        raise ValueError("the text as it stands goes together with no other wording")
    before = [each for each in conflict.options if set(each.by) & set(chosen)]
    if option not in before:
        return _together(conflict, [*before, option])
    return _together(conflict, [each for each in before if each != option] or [option])


def _together(conflict: Conflict, options: Sequence[Option]) -> Take:
    taken = Take(*(key for option in options for key in option.by))
    conflict.settled(taken)
    return taken


def pair(conflict: Conflict, chosen: Sequence[str], here: Option | None) -> tuple[Option, ...]:
    """Returns the options that `both` stands for, `here` and the chosen; ValueError if unclear."""
    proposed = [each for each in conflict.options if each.by]
    before = [each for each in proposed if set(each.by) & set(chosen) and each != here]
    if here is not None and here.by and len(before) == 1:
        return before[0], here
    if len(proposed) != 2:
        raise ValueError("choose one wording with Enter, go to the other, then t")
    return tuple(proposed)


def both(conflict: Conflict, options: Sequence[Option]) -> tuple[Settlement, ...]:
    """Returns how to settle for two options: one way, or one for each order; ValueError if none."""
    if conflict.kind == "substance":
        try:
            return (_together(conflict, options),)
        except ValueError:
            # They exclude each other, unless they can stand one after the other.
            pass
    one, other = options
    ways: dict[str, Settlement] = {}
    try:
        for first, second in ((one, other), (other, one)):
            way = InOrder(*first.by, *second.by)
            ways.setdefault(conflict.settled(way).text, way)
    except ValueError:
        raise ValueError(
            f"{', '.join(one.by)} and {', '.join(other.by)} conflict here; both can be"
            " had only where they put words in at one place"
        ) from None
    return tuple(ways.values())
