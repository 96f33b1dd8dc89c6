"""Drafts, and the arrangement of their items."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, ClassVar

import attrs
import msgspec
from attrs import frozen

from consensus.history.operation import Act, Operation, operation, upgrade
from consensus.history.operations.membership import unknown_holders
from consensus.history.operations.texts import (
    ContestedOutcome,
    add_contested,
    add_version,
    closed_by_decision,
    confirm_unseen,
    contest_unseen,
    is_of_words,
    redirect,
    settle_contested,
    unsettled,
)
from consensus.model.amendment import Amendment, AmendmentKind, AmendmentState
from consensus.model.contested import UNKNOWN, ContestedState
from consensus.model.draft import Draft, Item, ItemKind
from consensus.model.introduction import note_recirculated
from consensus.model.state import State
from consensus.model.version import Cause, Version
from consensus.text.brackets import BracketedText
from consensus.text.combination import HunkOutcome


@frozen(kw_only=True)
class NewItem:
    """An item as it comes into a draft.

    Attributes:
        handle: such as `R3`.
        kind: what it is.
        label: the printed label; empty for none.
        wording: its text.
        parent: the id of the item above; `#2` for the third new item of the same operation;
            empty for the top of the draft.
        after: the id (or `#2`) of the item it follows under its parent; `first` for the first
            place; empty for the last.
    """

    handle: str
    kind: ItemKind
    wording: BracketedText
    label: str = ""
    parent: str = ""
    after: str = ""


@frozen(kw_only=True)
class MovedItem:
    """An item in its new place.

    Attributes:
        item: the id of the item.
        parent: the id of the item above; empty for the top of the draft.
        after: as for a new item.
    """

    item: str
    parent: str = ""
    after: str = ""


@operation("import-draft")
@frozen(kw_only=True)
class ImportDraft(Operation):
    """A draft comes into the record.

    Attributes:
        handle: such as `D1`.
        title: the title of the document.
        items: its items, each after the one it stands under.
        revision: what this state is called.
        source: the name of the file it came from.
        digest: the digest of the content it came from; the same content adds nothing again.
    """

    STANDS_ALONE: ClassVar[bool] = True

    handle: str
    title: str
    items: tuple[NewItem, ...]
    revision: str = "zero draft"
    source: str = ""
    digest: str = ""

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse an empty draft and the same content again."""
        if not self.items:
            yield "the draft has no items"
        if self.digest and self.digest in state.imported:
            known = state.handle_of(state.imported[self.digest])
            yield f"the same content was imported already, as {known}"
        for item in self.items:
            yield from unknown_holders(state, item.wording)

    def apply(self, state: State, act: Act) -> None:
        """Add the draft and its items."""
        handle = state.give_handle(self.handle, self.id)
        draft = Draft(self.id, handle, self.title, self.revision, circulated=act.happened)
        state.journal.put(state.drafts, self.id, draft)
        if self.digest:
            state.journal.put(state.imported, self.digest, self.id)
        add_items(state, self.id, self.id, self.items)

    def handles(self) -> Iterator[str]:
        """The handles of the draft and of its items."""
        yield self.handle
        yield from (item.handle for item in self.items)


@operation("arrange-items", 2)
@frozen(kw_only=True)
class ArrangeItems(Operation):
    """Items of a draft are inserted, removed, moved, split or joined.

    Attributes:
        draft: the id of the draft.
        amendments: the ids of the amendments that are merged in full by it.
        inserted: the new items.
        removed: the ids of the items that leave the text; their history stays.
        moved: items in their new places.
        reworded: ids of items whose text changes with it (the first part of a split, the whole
            of a join) to their texts.
        seen: the ids of the versions of every item removed, moved or reworded, in that order.
        contested: what becomes of each change that a member objects to or holds.
        carries: whether objections go with the words; they did not in the first schema version.
    """

    INCIDENTAL: ClassVar[frozenset[str]] = Operation.INCIDENTAL | {"contested", "carries"}

    draft: str
    amendments: tuple[str, ...] = ()
    inserted: tuple[NewItem, ...] = ()
    removed: tuple[str, ...] = ()
    moved: tuple[MovedItem, ...] = ()
    reworded: dict[str, BracketedText] = attrs.field(factory=dict)
    seen: tuple[str, ...] = ()
    contested: tuple[ContestedOutcome, ...] = ()
    carries: bool = True

    def touched(self) -> tuple[str, ...]:
        """The ids of the items removed, moved or reworded, in that order."""
        return (*self.removed, *(each.item for each in self.moved), *self.reworded)

    def exclusive_targets(self) -> tuple[str, ...]:
        """The items that it removes, moves or rewords, and the amendments that it merges."""
        return (*self.touched(), *self.amendments)

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse when an item is gone, closed or has changed since."""
        if self.draft not in state.drafts:
            yield f"no draft has the id {self.draft}"
            return
        touched = self.touched()
        if len(touched) != len(self.seen):
            yield "the versions seen do not go with the items"
        for item, seen in zip(touched, self.seen, strict=False):
            if item not in state.items or state.items[item].draft != self.draft:
                yield f"no item of that draft has the id {item}"
            elif state.items[item].removed:
                yield f"{state.handle_of(item)} was removed from the draft already"
            elif state.version_id(item) != seen:
                yield f"{state.handle_of(item)} has changed since; look at it again"
            yield from closed_by_decision(state, item)
        if len(set(self.removed)) + len({*self.reworded} - {*self.removed}) != len(
            self.removed
        ) + len(self.reworded):
            yield "an item is named twice"
        for text in (*(each.wording for each in self.inserted), *self.reworded.values()):
            yield from unknown_holders(state, text)
        yield from self._check_places(state)
        yield from self._check_amendments(state)

    def _check_places(self, state: State) -> Iterator[str]:
        placed: tuple[NewItem | MovedItem, ...] = (*self.inserted, *self.moved)
        for each in placed:
            for place in (each.parent, each.after):
                if place not in ("", "first") and not place.startswith("#"):
                    found = state.items.get(place)
                    if found is None or found.draft != self.draft:
                        yield f"the place {place} is not in the draft"
                    # What follows a removed item keeps its place; what is below it has none.
                    elif found.removed and place == each.parent:
                        yield f"{found.handle} was removed from the draft"
        for moved in self.moved:
            if moved.after == moved.item:
                yield f"{state.handle_of(moved.item)} cannot be moved beside itself"
            above = moved.parent
            while above in state.items:
                if above == moved.item:
                    yield f"{state.handle_of(moved.item)} cannot be moved below itself"
                    break
                above = state.items[above].parent

    def _check_amendments(self, state: State) -> Iterator[str]:
        for amendment in self.amendments:
            found = state.amendments.get(amendment)
            if found is None:
                yield f"no amendment has the id {amendment}"
            elif found.state is not AmendmentState.OPEN:
                yield f"{found.handle} is {found.state} already"
        for item in self.reworded:
            for rival in unsettled(state, item):
                if rival.id not in self.amendments:
                    yield (
                        f"{rival.handle} changes the words of {state.handle_of(item)};"
                        " merge or decide it first"
                    )

    def apply(self, state: State, act: Act) -> None:
        """Put every item where it belongs."""
        put = state.journal.put
        changes = {
            each: arranged_change(state, state.amendments[each])
            for each in self.amendments
            if self.carries
        }
        for item in self.removed:
            put(state.items, item, attrs.evolve(state.items[item], removed=True))
            for each in state.amendments_to.get(item, ()):
                self._close(state, state.amendments[each])
        for number, (item, wording) in enumerate(self.reworded.items()):
            version = f"{self.id}.w{number}"
            add_version(state, version, item, wording, Cause.MERGE, self.amendments)
        for moved in self.moved:
            item_now = state.items[moved.item]
            old = state.children[item_now.parent]
            left = tuple(child for child in old if child != moved.item)
            put(state.children, item_now.parent, left)
            parent = moved.parent or self.draft
            put(state.items, moved.item, attrs.evolve(item_now, parent=parent))
            place_child(state, parent, moved.item, moved.after)
        add_items(state, self.draft, self.id, self.inserted)
        made = tuple(f"{self.id}.{number}" for number in range(len(self.inserted)))
        note_recirculated(state, (*self.reworded, *made), self.amendments, act.happened)
        new = iter(made)
        for name in self.amendments:
            merged = msgspec.structs.replace(
                state.amendments[name],
                state=AmendmentState.MERGED,
                merged_before=not self.carries,
            )
            # What amends its words goes on as an amendment to the item that has them now.
            heir = next(new) if merged.kind is AmendmentKind.INSERT else merged.target
            if merged.kind is AmendmentKind.INSERT:
                merged = msgspec.structs.replace(merged, became=heir)
            elif merged.kind is AmendmentKind.SPLIT:
                for part in islice(new, len(merged.parts)):
                    merged = msgspec.structs.replace(merged, became=part)
            put(state.amendments, name, merged)
            for amending in tuple(unsettled(state, name)):
                if merged.kind is AmendmentKind.INSERT or heir in self.reworded:
                    redirect(state, amending, heir)
                else:
                    self._close(state, amending)
        if self.carries:
            self._contest(state, changes)

    def _contest(self, state: State, changes: dict[str, HunkOutcome]) -> None:
        for item in self.reworded:
            confirm_unseen(state, item, self.contested)
        settle_contested(state, self.id, self.draft, self.contested)
        seen = {each.position for each in self.contested}
        for name, change in changes.items():
            holder = holder_of(state, state.amendments[name])
            contest_unseen(state, self.id, name, holder, (change,), seen)
        for item in self.removed:
            self._hand_on(state, item)

    def _hand_on(self, state: State, item: str) -> None:
        """Hand on what is still contested at a removed item to the one it was joined into.

        An objection to the deletion of another item goes to what stands near that now. One to
        words is here only if the operation did not know of it, and so is to be confirmed.
        """
        heir = joined_into(state, item)
        for each in state.contested_in(item):
            amendment = state.amendments[each.amendment]
            holder = heir
            if amendment.kind is AmendmentKind.DELETE:
                holder = holder_of(state, amendment)
            if holder == item:
                continue
            moved = msgspec.structs.replace(each, target=holder)
            if is_of_words(state, each):
                unseen = ContestedState.TO_CONFIRM
                moved = msgspec.structs.replace(moved, state=unseen, start=UNKNOWN, end=UNKNOWN)
            left = tuple(one for one in state.contested[item] if one.id != each.id)
            state.journal.put(state.contested, item, left)
            add_contested(state, moved)

    def _close(self, state: State, amendment: Amendment) -> None:
        if amendment.state is AmendmentState.OPEN:
            closed = msgspec.structs.replace(amendment, state=AmendmentState.CLOSED)
            state.journal.put(state.amendments, amendment.id, closed)

    def handles(self) -> Iterator[str]:
        """The handles of the new items."""
        yield from (item.handle for item in self.inserted)


@upgrade("arrange-items", 1)
def _carry_nothing(fields: dict[str, Any]) -> dict[str, Any]:
    """Its amendments count as agreed, and objections to them stayed where they were."""
    return {**fields, "carries": False}


def arranged_change(state: State, amendment: Amendment) -> HunkOutcome:
    """What an amendment that arranges items changes, as `ContestedChange` has it."""
    text = state.text(amendment.id)
    if amendment.kind is AmendmentKind.INSERT:
        return HunkOutcome("", text)
    if amendment.kind is AmendmentKind.DELETE:
        return HunkOutcome(state.text(amendment.target), "")
    if amendment.kind is AmendmentKind.MOVE:
        return HunkOutcome(" ".join(spot_now(state, amendment.target)), "")
    return HunkOutcome(state.text(amendment.target), text)


def spot_now(state: State, item: str) -> tuple[str, str]:
    """The ids of what an item stands under, and of the item that it follows there or `first`."""
    parent = state.items[item].parent
    before = "first"
    for each in state.children[parent]:
        if each == item:
            break
        if not state.items[each].removed:
            before = each
    return parent, before


def joined_into(state: State, item: str) -> str:
    """The id of the item that has the words of one that was joined; of itself for any other."""
    while state.items[item].removed:
        joining = (
            each.target
            for each in state.amendments.values()
            if each.kind is AmendmentKind.JOIN
            and each.state is AmendmentState.MERGED
            and item in each.others
        )
        above = next(joining, item)
        if above == item:
            break
        item = above
    return item


def holder_of(state: State, amendment: Amendment) -> str:
    """The id of the text on which objections to an amendment stand once it went in.

    That is the item itself, or the one that it was joined into. For one that was deleted it is the
    item above it, or where that is none that can be agreed the one before it, or after it; itself
    where no other is left.
    """
    target = amendment.target
    if amendment.kind is not AmendmentKind.DELETE:
        holder = amendment.holder
        return joined_into(state, holder) if holder in state.items else holder
    can_hold = [
        each.id
        for each in state.walk(amendment.draft)
        if each.kind.can_be_agreed and each.id != target
    ]
    above = state.items[target].parent
    beside = state.children[above]
    at = beside.index(target)
    near = (above, *reversed(beside[:at]), *beside[at:], *can_hold)
    return next((each for each in near if each in can_hold), target)


@operation("set-all-or-nothing")
@frozen(kw_only=True)
class SetAllOrNothing(Operation):
    """Whether nothing in a draft is agreed until everything is agreed.

    Attributes:
        draft: the id of the draft.
        holds: whether it holds from now on.
    """

    draft: str
    holds: bool

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse drafts that are not there."""
        if self.draft not in state.drafts:
            yield f"no draft has the id {self.draft}"

    def apply(self, state: State, act: Act) -> None:
        """Set it."""
        draft = attrs.evolve(state.drafts[self.draft], all_or_nothing=self.holds)
        state.journal.put(state.drafts, self.draft, draft)


def add_items(state: State, draft: str, prefix: str, items: tuple[NewItem, ...]) -> None:
    """Add new items to a draft; the id of each is the prefix and its number.

    The order under each parent is collected in a list and put once: a new tuple for each item
    took 1.8 GiB for 20,000 paragraphs, since the journal keeps what stood there before.
    """

    def resolve(name: str) -> str:
        return f"{prefix}.{name[1:]}" if name.startswith("#") else name

    children: dict[str, list[str]] = {}
    for number, new in enumerate(items):
        made = f"{prefix}.{number}"
        parent = resolve(new.parent) or draft
        handle = state.give_handle(new.handle, made)
        item = Item(made, handle, draft, new.kind, new.label, parent, made)
        state.journal.put(state.items, made, item)
        state.journal.put(state.versions, made, Version(made, made, 1, new.wording))
        if parent not in children:
            children[parent] = list(state.children.get(parent, ()))
        siblings = children[parent]
        siblings.insert(_place_among(siblings, resolve(new.after)), made)
    for parent, siblings in children.items():
        state.journal.put(state.children, parent, tuple(siblings))


def place_child(state: State, parent: str, child: str, after: str) -> None:
    """Put an item among those under its parent: last, `first`, or after a named one."""
    siblings = list(state.children.get(parent, ()))
    siblings.insert(_place_among(siblings, after), child)
    state.journal.put(state.children, parent, tuple(siblings))


def _place_among(siblings: list[str], after: str) -> int:
    """The index for a new child: 0 for `first`, after a named one, or else last."""
    if after == "first":
        return 0
    if after and siblings[-1:] != [after] and after in siblings:
        return siblings.index(after) + 1
    return len(siblings)
