"""Citing: which items of a draft words such as `Article 5 – paragraph 1 – point a` mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import attrs
from attrs import frozen

from consensus.errors import NotFound
from consensus.formats.citations import (
    LATIN,
    Level,
    Numeral,
    Part,
    Provision,
    Relation,
    read_citation,
)
from consensus.formats.labels import Numerals
from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.drafts import Item, ItemKind
from consensus.model.state import State

_HEADINGS = (ItemKind.TITLE, ItemKind.SECTION)
_COUNTED = (Part.SUBPARAGRAPH, Part.INDENT, Part.PARAGRAPH)
_MOST_NAMED = 3


@frozen
class Spot:
    """Where something new is put in.

    Attributes:
        parent: the id of the item it goes under; empty for the draft.
        after: the id of the item it follows, or of the amendment that makes that item; `first`
            for the first place, empty for the last.
        label: the label that its number makes; empty where it tells none.
        is_heading: whether a part is put in that has others under it.
    """

    parent: str
    after: str
    label: str = ""
    is_heading: bool = False


class Citations:
    """Finds what is cited in one draft.

    Args:
        state: the state.
        draft: the id of the draft.
    """

    def __init__(self, state: State, draft: str) -> None:
        self._state = state
        self._draft = draft

    def find(self, provision: Provision) -> str:
        """The id of the item that a provision is.

        Raises:
            NotFound: there is none, there are several, or several are cited.
        """
        if provision.is_several:
            raise NotFound(f"{provision} are several; make an amendment of each")
        return self._only(provision.levels, provision)

    def spot(self, provision: Provision) -> Spot:
        """The place of something new that is cited by the number it is to have, or by a neighbour.

        Raises:
            NotFound: the place cannot be told.
        """
        if provision.relation is not Relation.AT and not provision.is_new:
            return self._beside(self.find(provision), provision.relation)
        *above, last = provision.levels
        if provision.is_several or last.number is None:
            raise NotFound(f"the place of {provision} cannot be told; name what it follows")
        scope = self._only(above, provision) if above else self._draft
        there = self._steps([scope], last)
        if there:
            handle = self._state.items[there[0]].handle
            raise NotFound(f"{provision} is not new: it is there as {handle}")
        is_heading = last.part is not None and last.part.is_heading
        number = last.number
        for earlier in _before(number):
            level = Level(last.part, earlier)
            model = self._steps([scope], level)
            if model:
                label = self._label(model[0], number)
                return attrs.evolve(self._after(model[0]), label=label, is_heading=is_heading)
            maker = self._maker(level, scope)
            if maker is not None:
                label = _with_number(maker.label, number)
                return Spot(maker.parent, maker.id, label, is_heading)
        if not above:
            raise NotFound(f"the draft has nothing that {provision} could follow")
        return Spot(scope, "")

    # The place beside an item

    def _beside(self, item: str, relation: Relation) -> Spot:
        after = self._after(item)
        if relation is Relation.AFTER:
            return after
        siblings = self._children(after.parent or self._draft)
        place = siblings.index(item)
        return Spot(after.parent, siblings[place - 1] if place else "first")

    def _after(self, item: str) -> Spot:
        parent = self._state.items[item].parent
        is_heading = self._state.items[item].kind in _HEADINGS
        return Spot(parent if parent in self._state.items else "", item, is_heading=is_heading)

    def _maker(self, level: Level, scope: str) -> Amendment | None:
        """The open amendment that puts a part in, under the same item."""
        for each in self._state.amendments.values():
            if (
                each.kind is AmendmentKind.INSERT
                and each.draft == self._draft
                and each.state is AmendmentState.OPEN
                and each.label
                and self._is_under(each.parent, scope)
            ):
                key = _key(each.label)
                if key and _same(level, key):
                    return each
        return None

    def _is_under(self, item: str, scope: str) -> bool:
        while item in self._state.items and item != scope:
            item = self._state.items[item].parent
        return item == scope or (scope == self._draft and not item)

    def _label(self, model: str, number: Numeral) -> str:
        """The label with a number, written as that of another item is."""
        label = _with_number(self._state.items[model].label, number)
        return "" if any(item.label == label for item in self._siblings(model)) else label

    def _siblings(self, item: str) -> Iterator[Item]:
        parent = self._state.items[item].parent
        return (self._state.items[each] for each in self._children(parent))

    # From level to level

    def _only(self, levels: Sequence[Level], provision: Provision) -> str:
        scopes = [self._draft]
        for at, level in enumerate(levels):
            found = self._steps(scopes, level)
            if not found:
                dotted = _undotted(level)
                if dotted:
                    return self._only((*levels[:at], *dotted, *levels[at + 1 :]), provision)
                within = ", ".join(map(str, levels[:at])) or "the draft"
                raise NotFound(f"{within} has no {level}")
            scopes = found
        if len(scopes) > 1:
            handles = [self._state.items[each].handle for each in scopes[:_MOST_NAMED]]
            more = " and others" if len(scopes) > _MOST_NAMED else ""
            raise NotFound(f"{provision} could be {', '.join(handles)}{more}; say which")
        return scopes[0]

    def _steps(self, scopes: Sequence[str], level: Level) -> list[str]:
        found = dict.fromkeys(each for scope in scopes for each in self._step(scope, level))
        return list(found)

    def _step(self, scope: str, level: Level) -> Sequence[str]:
        """What a level means under an item: the nearest that have its number."""
        if scope != self._draft and (
            (level.part is not None and level.part.is_within)
            or (level.part is Part.TITLE and level.number is None)
        ):
            return [scope]
        by_depth: dict[int, list[str]] = {}
        for depth, item in self._below(scope):
            if self._is(item, level):
                by_depth.setdefault(depth, []).append(item.id)
        if by_depth:
            return by_depth[min(by_depth)]
        return self._by_count(scope, level)

    def _by_count(self, scope: str, level: Level) -> Sequence[str]:
        """The item that a number only counts, where none has it printed."""
        number = level.number
        if number is None or number.inserted or not number.base.isdecimal():
            return []
        if level.part is Part.RECITAL:
            texts = [each for each in self._preamble if not self._state.items[each].label]
        elif level.part in _COUNTED and scope != self._draft:
            texts = [
                each
                for each in self._children(scope)
                if self._state.items[each].kind.can_be_agreed and not self._state.items[each].label
            ]
        else:
            return []
        place = int(number.base)
        return texts[place - 1 : place] if place else []

    def _is(self, item: Item, level: Level) -> bool:
        """Whether an item is what a level calls it, and has its number."""
        key = self._keys[item.id]
        part = level.part
        if level.number is None:
            if part is Part.TITLE:
                return item.kind is ItemKind.TITLE
            return key is not None and key.part is part and part is not None
        if key is None or not _same(level, key):
            return False
        heading = item.kind in _HEADINGS
        if ItemKind.FOOTNOTE is item.kind or part is Part.FOOTNOTE:
            return ItemKind.FOOTNOTE is item.kind and part is Part.FOOTNOTE
        if part is None:
            return True
        if part.is_heading:
            return key.part is part or (key.part is None and heading)
        if part is Part.RECITAL:
            return key.part is part or item.id in self._preamble
        if part is Part.OPERATIVE and self._has_kind(ItemKind.OPERATIVE):
            return item.kind is ItemKind.OPERATIVE or key.part is part
        if part is Part.RECOMMENDATION and self._has_kind(ItemKind.RECOMMENDATION):
            return item.kind is ItemKind.RECOMMENDATION or key.part is part
        return not heading and item.id not in self._preamble

    def _has_kind(self, kind: ItemKind) -> bool:
        return kind in self._kinds

    @cached_property
    def _kinds(self) -> frozenset[ItemKind]:
        return frozenset(item.kind for item in self._state.walk(self._draft))

    @cached_property
    def _preamble(self) -> dict[str, None]:
        """The items of the preamble: those that say so, or all before the first article."""
        items = list(self._state.walk(self._draft))
        said = [item.id for item in items if item.kind is ItemKind.PREAMBULAR]
        if said:
            return dict.fromkeys(said)
        articles = [
            at
            for at, item in enumerate(items)
            if (key := self._keys[item.id]) and key.part is Part.ARTICLE
        ]
        before = items[: articles[0]] if articles else ()
        return dict.fromkeys(item.id for item in before if item.kind.can_be_agreed)

    @cached_property
    def _keys(self) -> dict[str, Level | None]:
        """By item, what its label or its heading calls it."""
        keys: dict[str, Level | None] = {}
        for item in self._state.walk(self._draft):
            keys[item.id] = _key(item.label) if item.label else self._key_of_heading(item)
        return keys

    def _key_of_heading(self, item: Item) -> Level | None:
        provision, _ = read_citation(self._state.text(item.id))
        first = provision.levels[0] if provision else None
        named = first is not None and first.part is not None and first.part.is_heading
        return first if named else None

    def _children(self, parent: str) -> list[str]:
        items = self._state.items
        return [each for each in self._state.children.get(parent, ()) if not items[each].removed]

    def _below(self, scope: str) -> Iterator[tuple[int, Item]]:
        """The items under one, with how many that are no headings stand between."""
        pending = [(0, each) for each in reversed(self._children(scope))]
        while pending:
            depth, each = pending.pop()
            item = self._state.items[each]
            yield depth, item
            below = depth + (item.kind not in _HEADINGS)
            pending.extend((below, child) for child in reversed(self._children(each)))


def _key(label: str) -> Level | None:
    """What a label calls its item: its last level, as `(a)` of `12(a)`."""
    provision, end = read_citation(label.strip("[]^"))
    return provision.levels[-1] if provision and end == len(label.strip("[]^")) else None


def repeated_label(label: str, text: str) -> int:
    """How many signs of a text only repeat the label of its item, as `1. ` or `(12) ` do.

    Args:
        label: the label; empty for none.
        text: the text.
    """
    key = _key(label) if label else None
    provision, end = read_citation(text)
    if key is None or provision is None or len(provision.levels) > 1:
        return 0
    level = provision.levels[0]
    number, printed = level.number, text[:end].strip()
    # Without a sign or a word for it, a number or a letter may be the first word of the text.
    is_marked = printed[-1:] in (".", ")") or level.part is not None or text[end : end + 1] == ":"
    if number is None or not is_marked or not _same(Level(key.part, number), key):
        return 0
    rest = text[end:].lstrip(" \t\u00a0:.–—-\n")
    return len(text) - len(rest) if rest else 0


def _same(level: Level, key: Level) -> bool:
    """Whether two levels have the same number, as `II` and `2` of an annex, `aa` and `a bis`."""
    one, other = level.number, key.number
    if one is None or other is None:
        return False
    one, other = attrs.evolve(one, counted=False), attrs.evolve(other, counted=False)
    if one == other or _doubled(one) == other or one == _doubled(other):
        return True
    is_heading = any(each is not None and each.is_heading for each in (level.part, key.part))
    rest = (one.inserted, one.alternative) == (other.inserted, other.alternative)
    return is_heading and rest and _value(one.base) == _value(other.base) != ""


def _doubled(number: Numeral) -> Numeral:
    base = number.base
    if number.inserted == 1 and len(base) == 1 and base.isalpha():
        return Numeral(2 * base, 0, number.alternative)
    return number


def _value(base: str) -> str:
    if base.isdecimal():
        return str(int(base))
    if set(base) <= set("ivxlc"):
        return str(Numerals.ROMAN.read(base))
    return ""


def _before(number: Numeral) -> Iterator[Numeral]:
    """The numbers that something may have that stands before it, the nearest first."""
    if number.alternative:
        yield attrs.evolve(number, alternative="")
    for inserted in range(number.inserted - 1, -1, -1):
        yield Numeral(number.base, inserted)
    if number.inserted or number.alternative:
        return
    if number.base.isdecimal() and int(number.base) > 1:
        yield Numeral(str(int(number.base) - 1))
    elif len(number.base) == 1 and number.base > "a":
        yield Numeral(chr(ord(number.base) - 1))


def _with_number(label: str, number: Numeral) -> str:
    """A label with another number: `(c)` after `(b)`, `OP4 ter` after `OP4 bis`."""
    key = _key(label) if label else None
    if key is None or key.number is None:
        return ""
    base = key.number.base
    place = label.casefold().rfind(base)
    if place < 0 or number.alternative:
        return ""
    head, tail = label[:place], label[place + len(base) :]
    latin = f" {LATIN[number.inserted - 1]}" if 0 < number.inserted <= len(LATIN) else ""
    closing = tail[:1] if tail[:1] in (")", ".") else ""
    written = number.base.upper() if label[place : place + 1].isupper() else number.base
    return f"{head}{written}{closing}{latin}"


def _undotted(level: Level) -> tuple[Level, ...]:
    """The levels of `5.1`, where no label is written so; empty where there is no point."""
    number = level.number
    if number is None or "." not in number.base:
        return ()
    first, *between, last = number.base.split(".")
    return (
        Level(level.part, Numeral(first)),
        *(Level(None, Numeral(each)) for each in between),
        Level(None, attrs.evolve(number, base=last)),
    )
