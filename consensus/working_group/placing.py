"""Placing: where an amendment goes by what it names or quotes, and the text it would make."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import attrs
from attrs import frozen

from consensus.errors import NotFound
from consensus.formats.amendment_rows import AmendmentRow
from consensus.formats.citations import Provision, Relation, read_provision
from consensus.model.amendments import AmendmentKind, Placing
from consensus.model.drafts import ItemKind
from consensus.model.lookup import find
from consensus.model.state import State
from consensus.text.anchor import Anchor, AnchorKind, Passages, Placement, anchor, settled
from consensus.working_group.citing import Citations, Spot, repeated_label
from consensus.working_group.fitting import carried, inserted, replaced

_FIRST = "first"
_LONGEST_HEADING = 120  # signs
_SIGNS = ".,;:!?"
_FEWEST_WORDS = 4  # that a quote needs to find its place against the name it came with


class UnplacedError(Exception):
    """A row fits nowhere; the message says why. It never leaves the import."""


@frozen
class Place:
    """Where a row goes, and what it makes of the text there.

    Attributes:
        kind: what the amendment does there.
        target: the id of the item or amendment; of the draft for an insertion.
        text: the whole text as it would be, in notation.
        placing: how the place was found.
        parent: for insertions and moves, the id under which the text goes.
        after: for insertions and moves, the id it follows, or `first`.
        others: for a join, the ids of the items joined.
        item_kind: for insertions, the kind of the new item.
        label: for insertions, the label that the place tells.
        note: what is to be looked at again, in one sentence; empty for nothing.
    """

    kind: AmendmentKind
    target: str
    text: str
    placing: Placing
    parent: str = ""
    after: str = ""
    others: tuple[str, ...] = ()
    item_kind: ItemKind | None = None
    label: str = ""
    note: str = ""


class Placer:
    """Finds the places of rows in one draft.

    Args:
        state: where amendments already recorded are looked up.
        draft: the id of the draft.
    """

    def __init__(self, state: State, draft: str) -> None:
        self._state = state
        self._draft = draft

    @cached_property
    def _passages(self) -> Passages:
        items = self._state.walk(self._draft)
        return Passages({item.id: self._state.text(item.id) for item in items})

    @cached_property
    def _citations(self) -> Citations:
        return Citations(self._state, self._draft)

    def place(self, row: AmendmentRow) -> Place:
        """Find the place of a row.

        Raises:
            UnplacedError: it names or quotes nothing that is there, or it would change nothing.
        """
        kind = AmendmentKind(row.kind)
        if kind is AmendmentKind.INSERT:
            return self._insertion(row)
        if kind in (AmendmentKind.MODIFY, AmendmentKind.DELETE):
            return self._change(row, kind)
        target = self._item(row.target, _DONE[kind])
        whole = self._state.text(target)
        if kind is AmendmentKind.MOVE:
            parent, after = self._spot(row)
            return Place(kind, target, whole, Placing(), parent, after)
        if kind is AmendmentKind.SPLIT:
            text = row.text or whole
            return Place(kind, target, text, Placing())
        others = tuple(self._item(name, _DONE[kind]) for name in row.others)
        joined = row.text or " ".join(self._state.text(each) for each in (target, *others))
        return Place(kind, target, joined, Placing(), others=others)

    def _change(self, row: AmendmentRow, kind: AmendmentKind) -> Place:
        if not row.old:
            target = self.named(row.target)
            whole = self._state.text(target)
            if kind is AmendmentKind.DELETE:
                return self._deletion(target, Placing())
            text = self.bare(target, row.text)
            if not text.strip():
                raise UnplacedError("it leaves no words; to take an item out, its kind is delete")
            if text == whole:
                raise UnplacedError("it changes nothing")
            return Place(kind, target, text, Placing())
        target, found, placing, note = self._quoted(row.target, row.old)
        whole = self._state.text(target)
        passage = whole[found.start : found.end]
        text = "" if kind is AmendmentKind.DELETE else self.bare(target, row.text)
        if not text.strip() and passage.strip() == whole.strip() and target in self._state.items:
            return self._deletion(target, placing, note)
        if text and found.how is not AnchorKind.EXACT:
            text = carried(self.bare(target, row.old), text, passage)
        text = replaced(whole, found, text)
        if text == whole:
            raise UnplacedError("it changes nothing")
        return Place(AmendmentKind.MODIFY, target, text, placing, note=note)

    def _deletion(self, target: str, placing: Placing, note: str = "") -> Place:
        if target not in self._state.items:
            raise UnplacedError("an amendment is not deleted but withdrawn")
        below = self._children(target)
        if self._state.items[target].kind is ItemKind.SECTION and below:
            under = self._state.handle_of(target)
            handles = ", ".join(self._state.handle_of(each) for each in below)
            raise UnplacedError(f"what stands under {under} would stay; delete {handles} too")
        return Place(AmendmentKind.DELETE, target, "", placing, note=note)

    def _children(self, item: str) -> list[str]:
        items = self._state.items
        return [each for each in self._state.children.get(item, ()) if not items[each].removed]

    def bare(self, target: str, text: str) -> str:
        """A text without the label of its item, where it begins with it."""
        item = self._state.items.get(target)
        return text[repeated_label(item.label, text) :] if item else text

    def _insertion(self, row: AmendmentRow) -> Place:
        cited = None if row.parent or row.old else self._new(row)
        if cited is not None:
            return self._new_item(cited, row.text)
        if row.old or (row.after and not row.parent and not self._is_place(row.after)):
            target, found, placing, note = self._quoted(row.target, row.old or row.after)
            text = inserted(self._state.text(target), found, row.text)
            return Place(AmendmentKind.MODIFY, target, text, placing, note=note)
        parent, after = self._spot(row)
        return Place(
            AmendmentKind.INSERT,
            self._draft,
            row.text[repeated_label(row.label, row.text) :],
            Placing(),
            parent,
            after,
            item_kind=ItemKind(row.item_kind) if row.item_kind else self._kind_at(parent, after),
        )

    def _new(self, row: AmendmentRow) -> Provision | None:
        """What a row cites by the number it is to have, or as a neighbour of what it puts in."""
        for name in (row.after, row.target):
            provision = read_provision(name) if name else None
            if provision and (provision.is_new or provision.relation is not Relation.AT):
                return provision
        return None

    def _new_item(self, cited: Provision, text: str) -> Place:
        try:
            spot = self._citations.spot(cited)
        except NotFound as error:
            raise UnplacedError(str(error)) from error
        text = text[repeated_label(spot.label, text) :]
        return Place(
            AmendmentKind.INSERT,
            self._draft,
            text,
            Placing(),
            spot.parent,
            spot.after,
            item_kind=self._kind_of_new(spot, text),
            label=spot.label,
        )

    def _kind_of_new(self, spot: Spot, text: str) -> ItemKind:
        if not spot.is_heading:
            return self._kind_at(spot.parent, spot.after)
        is_heading = "\n" not in text.strip() and len(text) <= _LONGEST_HEADING
        return ItemKind.SECTION if is_heading else ItemKind.PARAGRAPH

    def _spot(self, row: AmendmentRow) -> tuple[str, str]:
        """The parent and the item before a place; `target` names it where `after` is empty."""
        items = self._state.items
        if row.parent:
            is_top = row.parent == self._state.drafts[self._draft].handle
            parent = "" if is_top else self.named(row.parent)
            if row.after in ("", _FIRST):
                return parent, row.after
            after = self.named(row.after)
            above = self._above(after)
            if above is None or above != parent:
                raise UnplacedError(f"{row.after} does not stand under {row.parent}")
            return parent, after
        name = row.after or (row.target if row.kind == "insert" else "")
        if not name:
            return "", ""
        before = self.named(name)
        maker = self._state.amendments.get(before)
        if maker and maker.kind is AmendmentKind.INSERT and row.kind == AmendmentKind.INSERT:
            return maker.parent, before
        if before not in items:
            raise UnplacedError(f"{name} is no item that a text could follow")
        if items[before].kind in (ItemKind.SECTION, ItemKind.TITLE):
            return before, "" if row.after == "" else "first"
        parent = items[before].parent
        return parent if parent in items else "", before

    def _above(self, place: str) -> str | None:
        """What stands above an item, or above what an amendment puts in; empty for the draft."""
        maker = self._state.amendments.get(place)
        if maker is not None:
            above = maker.parent if maker.kind is AmendmentKind.INSERT else None
        else:
            above = self._state.items[place].parent
        return "" if above == self._draft else above

    def _kind_at(self, parent: str, after: str) -> ItemKind:
        items = self._state.items
        if after in self._state.amendments:
            return ItemKind(self._state.amendments[after].item_kind or ItemKind.PARAGRAPH)
        if after in items:
            kind = items[after].kind
            return ItemKind.PARAGRAPH if kind is ItemKind.CHAPEAU else kind
        siblings = self._state.children.get(parent or self._draft, ())
        kinds = [items[each].kind for each in siblings if items[each].kind.can_be_agreed]
        return kinds[-1] if kinds else ItemKind.PARAGRAPH

    def _quoted(self, name: str, quote: str) -> tuple[str, Anchor, Placing, str]:
        """The target and the place in it of a passage quoted, in a named target or anywhere.

        What a named item does not say is looked for in what stands under it; where the name means
        nothing, words that stand in the draft as they are quoted find the place.
        """
        if name:
            try:
                target = self.named(name)
            except UnplacedError:
                found = settled(self._passages.find(quote))
                if found is None or found.anchor.how is AnchorKind.FUZZY or _is_short(quote):
                    raise
                there = self._state.handle_of(found.key)
                note = f"nothing is called {_shortened(name)}; its words stand at {there}"
                how = found.anchor.how.value
                return found.key, found.anchor, Placing(how, found.anchor.score, quote), note
            placement = self._within(target, self.bare(target, quote))
            if placement is None:
                raise UnplacedError(f"{name} does not say: {_shortened(quote)}")
            target, place = placement.key, self._with_signs(placement, quote)
            how = "target" if place.how is AnchorKind.EXACT else place.how.value
            return target, place, Placing(how, place.score, quote), ""
        placements = self._passages.find(quote)
        if not placements:
            raise UnplacedError(f"nothing in the draft says: {_shortened(quote)}")
        clear = settled(placements)
        if clear is None:
            handles = ", ".join(self._state.handle_of(each.key) for each in placements[:3])
            raise UnplacedError(f"it could belong to {handles}: {_shortened(quote)}")
        place = self._with_signs(clear, quote)
        return clear.key, place, Placing(place.how.value, place.score, quote), ""

    def _with_signs(self, found: Placement, quote: str) -> Anchor:
        """A passage found by its words, with the signs at its end that the quote has too."""
        whole, place = self._state.text(found.key), found.anchor
        signs, end = quote.rstrip()[len(quote.rstrip().rstrip(_SIGNS)) :], place.end
        while place.how is AnchorKind.FUZZY and signs and whole[end : end + 1] == signs[0]:
            signs, end = signs[1:], end + 1
        return attrs.evolve(place, end=end)

    def _within(self, target: str, quote: str) -> Placement | None:
        """Where a quote stands in an item, or else in what stands under it."""
        place = anchor(quote, self._state.text(target))
        if place is not None:
            return Placement(target, place)
        below = list(self._children(target))
        texts: dict[str, str] = {}
        while below:
            item = below.pop(0)
            bare = self.bare(item, quote)
            texts[item] = self._state.text(item)
            below += self._children(item)
            if bare != quote and (place := anchor(bare, texts[item])):
                return Placement(item, place)
        return settled(Passages(texts).find(quote)) if texts else None

    def _is_place(self, name: str) -> bool:
        """Whether a name is that of an item, or of an amendment that puts one in."""
        try:
            found = find(self._state, name, self._draft)
        except NotFound:
            return False
        maker = self._state.amendments.get(found)
        return found in self._state.items or (
            maker is not None and maker.kind is AmendmentKind.INSERT
        )

    def named(self, name: str) -> str:
        """The id of the item or amendment that a name or a citation means.

        Raises:
            UnplacedError: it means nothing that can be amended here, or several things.
        """
        if not name:
            raise UnplacedError("it names no target and quotes no passage")
        try:
            target = find(self._state, name, self._draft)
        except NotFound as error:
            target = self._cited(name, error)
        state = self._state
        if target in state.items and state.items[target].removed:
            raise UnplacedError(f"{name} was removed from the draft")
        if target not in state.items and target not in state.amendments:
            raise UnplacedError(f"{name} is nothing that can be amended")
        if state.draft_of(target) != self._draft:
            raise UnplacedError(f"{name} is in another draft")
        return target

    def _cited(self, name: str, unknown: NotFound) -> str:
        """The id of what is no handle and no label, but may be cited in words."""
        provision = read_provision(name)
        if provision is None:
            raise UnplacedError(str(unknown)) from unknown
        try:
            return self._citations.find(provision)
        except NotFound as error:
            # A number alone is looked up as a label, and that says more of what is there.
            bare = len(provision.levels) == 1 and provision.levels[0].part is None
            raise UnplacedError(str(unknown if bare else error)) from error

    def _item(self, name: str, done: str) -> str:
        target = self.named(name)
        if target not in self._state.items:
            raise UnplacedError(f"only items can be {done}, and {name} is none")
        return target


_DONE = {
    AmendmentKind.MOVE: "moved",
    AmendmentKind.SPLIT: "split",
    AmendmentKind.JOIN: "joined",
}


def _is_short(quote: str) -> bool:
    return len(quote.split()) < _FEWEST_WORDS


def _shortened(quote: str, limit: int = 60) -> str:
    flat = " ".join(quote.split())
    return f"“{flat}”" if len(flat) <= limit else f"“{flat[: limit - 1]}…”"


def handles_for(state: State, kinds: Sequence[tuple[ItemKind, str]]) -> tuple[str, ...]:
    """Handles for new items: with the number of the printed label where that is free.

    Args:
        state: whose handles are taken.
        kinds: the kind and label of each item, in order.
    """
    given: list[str] = [""] * len(kinds)
    taken: set[str] = set(state.handles)
    for place, (kind, label) in enumerate(kinds):
        number = label.strip("().").removeprefix(kind.letters)
        digits = number.strip("OPR ") if not number.isdecimal() else number
        handle = f"{kind.letters}{int(digits)}" if digits.isdecimal() else ""
        if handle and handle not in taken:
            given[place] = handle
            taken.add(handle)
    highest: dict[str, int] = {}
    for handle in taken:
        letters = handle.rstrip("0123456789")
        if handle[len(letters) :]:
            highest[letters] = max(highest.get(letters, 0), int(handle[len(letters) :]))
    for place, (kind, _) in enumerate(kinds):
        if not given[place]:
            letters = kind.letters
            top = max(highest.get(letters, 0), state.numbers.get(letters, 0)) + 1
            highest[letters] = top
            given[place] = f"{letters}{top}"
    return tuple(given)
