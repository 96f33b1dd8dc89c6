"""Placing: where an amendment goes by what it names or quotes, and the text it would make."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from attrs import frozen

from consensus.errors import NotFound
from consensus.formats.amendment_rows import AmendmentRow
from consensus.model.amendment import AmendmentKind, Placing
from consensus.model.draft import ItemKind
from consensus.model.naming import find
from consensus.model.state import State
from consensus.text.anchor import Anchor, AnchorKind, Passages, anchor, settled


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
    """

    kind: AmendmentKind
    target: str
    text: str
    placing: Placing
    parent: str = ""
    after: str = ""
    others: tuple[str, ...] = ()
    item_kind: ItemKind | None = None


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
            target = self._named(row.target)
            whole = self._state.text(target)
            if kind is AmendmentKind.DELETE:
                if target not in self._state.items:
                    raise UnplacedError("an amendment is not deleted but withdrawn")
                return Place(kind, target, "", Placing())
            if not row.text.strip():
                raise UnplacedError("it leaves no words; to take an item out, its kind is delete")
            if row.text == whole:
                raise UnplacedError("it changes nothing")
            return Place(kind, target, row.text, Placing())
        target, found, placing = self._quoted(row.target, row.old)
        whole = self._state.text(target)
        text = replaced(whole, found, row.text if kind is AmendmentKind.MODIFY else "")
        if text == whole:
            raise UnplacedError("it changes nothing")
        return Place(AmendmentKind.MODIFY, target, text, placing)

    def _insertion(self, row: AmendmentRow) -> Place:
        if row.old or (row.after and not self._is_item(row.after)):
            target, found, placing = self._quoted(row.target, row.old or row.after)
            text = inserted(self._state.text(target), found, row.text)
            return Place(AmendmentKind.MODIFY, target, text, placing)
        parent, after = self._spot(row)
        placing = Placing()
        return Place(
            AmendmentKind.INSERT,
            self._draft,
            row.text,
            placing,
            parent,
            after,
            item_kind=self._kind_at(parent, after),
        )

    def _spot(self, row: AmendmentRow) -> tuple[str, str]:
        """The parent and the item before a place; `target` names it where `after` is empty."""
        items = self._state.items
        if row.parent:
            parent = self._named(row.parent)
            after = self._named(row.after) if row.after else ""
            if after and (after not in items or items[after].parent != parent):
                raise UnplacedError(f"{row.after} does not stand under {row.parent}")
            return parent, after
        name = row.after or (row.target if row.kind == "insert" else "")
        if not name:
            return "", ""
        before = self._named(name)
        if before not in items:
            raise UnplacedError(f"{name} is no item that a text could follow")
        if items[before].kind in (ItemKind.SECTION, ItemKind.TITLE):
            return before, "" if row.after == "" else "first"
        parent = items[before].parent
        return parent if parent in items else "", before

    def _kind_at(self, parent: str, after: str) -> ItemKind:
        items = self._state.items
        if after in items:
            kind = items[after].kind
            return ItemKind.PARAGRAPH if kind is ItemKind.CHAPEAU else kind
        siblings = self._state.children.get(parent or self._draft, ())
        kinds = [items[each].kind for each in siblings if items[each].kind.can_be_agreed]
        return kinds[-1] if kinds else ItemKind.PARAGRAPH

    def _quoted(self, name: str, quote: str) -> tuple[str, Anchor, Placing]:
        """The target and the place in it of a passage quoted, in a named target or anywhere."""
        if name:
            target = self._named(name)
            found = anchor(quote, self._state.text(target))
            if found is None:
                raise UnplacedError(f"{name} does not say: {_shortened(quote)}")
            how = "target" if found.how is AnchorKind.EXACT else found.how.value
            return target, found, Placing(how, found.score, quote)
        placements = self._passages.find(quote)
        if not placements:
            raise UnplacedError(f"nothing in the draft says: {_shortened(quote)}")
        clear = settled(placements)
        if clear is None:
            handles = ", ".join(self._state.handle_of(each.key) for each in placements[:3])
            raise UnplacedError(f"it could belong to {handles}: {_shortened(quote)}")
        found = clear.anchor
        return clear.key, found, Placing(found.how.value, found.score, quote)

    def _is_item(self, name: str) -> bool:
        try:
            return find(self._state, name, self._draft) in self._state.items
        except NotFound:
            return False

    def _named(self, name: str) -> str:
        if not name:
            raise UnplacedError("it names no target and quotes no passage")
        try:
            target = find(self._state, name, self._draft)
        except NotFound as error:
            raise UnplacedError(str(error)) from error
        state = self._state
        if target in state.items and state.items[target].removed:
            raise UnplacedError(f"{name} was removed from the draft")
        if target not in state.items and target not in state.amendments:
            raise UnplacedError(f"{name} is nothing that can be amended")
        if state.draft_of(target) != self._draft:
            raise UnplacedError(f"{name} is in another draft")
        return target

    def _item(self, name: str, done: str) -> str:
        target = self._named(name)
        if target not in self._state.items:
            raise UnplacedError(f"only items can be {done}, and {name} is none")
        return target


_DONE = {
    AmendmentKind.MOVE: "moved",
    AmendmentKind.SPLIT: "split",
    AmendmentKind.JOIN: "joined",
}


def replaced(whole: str, found: Anchor, text: str) -> str:
    """A text with the passage found replaced; a deletion leaves one space, not two."""
    before, after = whole[: found.start], whole[found.end :]
    if not text:
        if before[-1:].isspace() and (after[:1].isspace() or after[:1] in _CLOSING):
            before = before.rstrip()
        elif not before:
            after = after.lstrip()
    return before + text + after


def inserted(whole: str, found: Anchor, text: str) -> str:
    """A text with words put in after the passage found, set off by a space where needed."""
    before, after = whole[: found.end], whole[found.end :]
    if before[-1:].isspace() or text[:1].isspace() or text[:1] in _CLOSING:
        gap = ""
    else:
        gap = " "
    tail = " " if after[:1].isalnum() and text[-1:].isalnum() else ""
    return before + gap + text + tail + after


# Signs before which no space is written; the empty string stands for the end of the text.
_CLOSING = ("", ",", ".", ";", ":", ")", "]", "!", "?")


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
