"""Brackets over several items: where they open and close in the text of a draft as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from attrs import evolve, frozen

from consensus.model.amendments import AmendmentKind
from consensus.model.drafts import AT_END, BEFORE_LABEL, BracketedItems, SpanningBracket
from consensus.model.state import State
from consensus.text.brackets import (
    ATTRIBUTION,
    EVERY_CODE,
    BracketedText,
    attribution_of,
    bracket_spans,
    parse,
    render,
)
from consensus.text.diff import diff

# A place in a text while it is written; no text has such a character.
_PLACE = "\ufdd1"


@frozen
class Signs:
    """The signs of brackets over several items that are printed with the text of one of them."""

    opening: tuple[tuple[int, str], ...] = ()  # where each opens, and the sign with its names
    closing: tuple[int, ...] = ()  # where each closes

    @property
    def is_before_label(self) -> bool:
        """Whether one stands before the label of the item."""
        return any(place == BEFORE_LABEL for place, _ in self.opening)

    def around(self, text: str) -> str:
        """Returns a text in other words with all signs at its ends."""
        return f"{''.join(sign for _, sign in self.opening)}{text}{']' * len(self.closing)}"

    def written(self, wording: BracketedText, names: bool = True, markdown: bool = False) -> str:
        """Returns the text in bracket notation with the signs where they stand."""
        notation = wording.notation()
        opened = [(max(place, 0), sign) for place, sign in self.opening]
        closed = [place for place in self.closing if place != AT_END]
        places = sorted([(place, 1, sign) for place, sign in opened if place])
        places = sorted(
            [*places, *((place, 0, "]") for place in closed)], key=lambda each: each[:2]
        )
        for place, _, _ in reversed(places):
            notation = notation[:place] + _PLACE + notation[place:]
        # Parsed only with places inside, since all else is written as it is.
        text = render(parse(notation, EVERY_CODE)[0] if places else wording, names, markdown)
        pieces = text.split(_PLACE)
        said = [pieces[0], *(s + piece for (*_, s), piece in zip(places, pieces[1:], strict=True))]
        begun = "".join(sign for place, sign in opened if not place)
        if begun and (like := ATTRIBUTION.match(said[0])) and not begun.endswith(": "):
            said[0] = f"{said[0][: like.end() - 1]}\\{said[0][like.end() - 1 :]}"
        return begun + "".join(said) + "]" * (len(self.closing) - len(closed))


def open_brackets(state: State, draft: str) -> tuple[SpanningBracket, ...]:
    """Returns the brackets over several items of a draft that are open.

    None is that was lifted or deleted, or whose items were all removed, left out or left without
    consensus.
    """

    def is_in(item: str) -> bool:
        is_out = state.left_out(item) or state.lacks_consensus(item)
        return not (state.items[item].removed or is_out)

    return tuple(
        each
        for each in state.spanning.values()
        if each.draft == draft and not each.became and any(map(is_in, each.items))
    )


def brackets_left(state: State, draft: str) -> int:
    """Returns how many open brackets a draft has; one over several items counts once."""
    items = (item.id for item in state.walk(draft))
    own = (state.brackets_in(each) - len(state.spanning_over(each)) for each in items)
    return sum(each for each in own if each > 0) + len(open_brackets(state, draft))


def signs_in(
    state: State,
    brackets: Iterable[SpanningBracket],
    versions: Mapping[str, str],
    names: bool = False,
) -> dict[str, Signs]:
    """Returns the signs of brackets in a text of a draft, by the item they are printed with.

    Args:
        brackets: those that are open there.
        versions: the ids of its items, in order, to those of their versions.
        names: whether the opening signs say who holds what.
    """
    items = list(versions)
    places = {item: number for number, item in enumerate(items)}
    opening: dict[str, list[tuple[int, int, str]]] = {}
    closing: dict[str, list[tuple[int, int]]] = {}
    for bracket in brackets:
        for option in bracket.options:
            sign, (opens, closes) = _sign(option, names), _ends(state, option)
            for run in _runs(sorted(places[item] for item in option.items if item in places)):
                first, last = items[run[0]], items[run[-1]]
                begin, end = 0, AT_END
                if first == opens:
                    begin = _carried(state, option.opens, option.seen[0], versions[first])
                if last == closes:
                    end = _carried(state, option.closes, option.seen[-1], versions[last], True)
                opening.setdefault(first, []).append((begin, -len(run), sign))
                closing.setdefault(last, []).append((end, len(run)))
    return {
        item: Signs(
            tuple((begin, sign) for begin, _, sign in sorted(opening.get(item, ()))),
            tuple(end for end, _ in closing.get(item, ())),
        )
        for item in {**opening, **closing}
    }


def _ends(state: State, option: BracketedItems) -> tuple[str, str]:
    """Returns the items in which a bracket opened and closed when it was written."""
    first, last = (state.versions[each].target for each in option.seen)
    return first, last


def _sign(option: BracketedItems, names: bool) -> str:
    named = attribution_of(option.proposes, option.supports, option.opposes) if names else ""
    said = ": ".join(filter(None, (named, option.label)))
    return f"[{said}: " if said else "["


def _runs(places: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yields the runs of places that follow each other."""
    begin = 0
    for number in range(1, len(places) + 1):
        if number == len(places) or places[number] != places[number - 1] + 1:
            yield places[begin:number]
            begin = number


def _carried(state: State, place: int, seen: str, now: str, is_end: bool = False) -> int:
    """Returns where a place in a version of a text is in another version of it."""
    if place < 0 or seen == now:
        return place
    text = state.versions[now].text
    found = _moved(state.versions[seen].text, text, place)
    for start, end in bracket_spans(text):
        if start < found < end:
            found = end if is_end else start
    return AT_END if is_end and found >= len(text) else found


@lru_cache(maxsize=256)
def _moved(old: str, new: str, place: int) -> int:
    shift = 0
    for edit in diff(old, new):
        if edit.end > place:
            return min(place, edit.start) + shift if edit.start < place else place + shift
        shift += len(edit.text) - (edit.end - edit.start)
    return place + shift


def words_outside(state: State, option: BracketedItems, item: str) -> tuple[str, str]:
    """Returns the words of an item before a bracket opens in it, and those after it closes."""
    before = after = ""
    opens, closes = _ends(state, option)
    text, now = state.text(item), state.version_id(item)
    if item == opens:
        before = text[: max(_carried(state, option.opens, option.seen[0], now), 0)].rstrip()
    if item == closes:
        place = _carried(state, option.closes, option.seen[-1], now, True)
        after = text[place:].lstrip() if place != AT_END else ""
    return before, after


def ends_among(state: State, items: Sequence[str]) -> Iterator[str]:
    """Yields the handles of the open brackets that open or close among the words of some items."""
    for bracket in dict.fromkeys(each for item in items for each in state.spanning_over(item)):
        has_ends = not {*bracket.items}.issuperset(items)
        for option in bracket.options:
            has_ends |= any(any(words_outside(state, option, item)) for item in items)
        if has_ends:
            yield bracket.handle


def take_in(state: State, draft: str, made: Sequence[str], amendments: Iterable[str]) -> None:
    """Puts new items of a draft into the brackets they stand in, and what was joined to such items.

    That is every one between two items of a bracket, and a part of one that was split.
    """
    brackets = open_brackets(state, draft)
    if not brackets:
        return
    order = [item.id for item in state.walk(draft)]
    merged = [state.amendments[each] for each in amendments]
    parts = {each.target for each in merged if each.kind is AmendmentKind.SPLIT}
    joins = {o: e.target for e in merged if e.kind is AmendmentKind.JOIN for o in e.others}
    for bracket in brackets:
        options = []
        for option in bracket.options:
            held = list(option.items)
            for item in made:
                at = order.index(item) if item in order else 0
                before, after = order[at - 1 : at], order[at + 1 : at + 2]
                inside = bool(after) and after[0] in bracket.items
                if {*held}.issuperset(before) and at and (inside or parts.intersection(held)):
                    held.insert(held.index(before[0]) + 1, item)
            held += (to for o, to in joins.items() if o in held and to not in held)
            options.append(evolve(option, items=tuple(held)))
        if tuple(options) != bracket.options:
            state.journal.change(state.spanning, bracket.id, options=tuple(options))
