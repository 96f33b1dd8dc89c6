"""Drafts, and the arrangement of their items."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.history.operations.texts import add_version
from consensus.model.amendment import AmendmentState
from consensus.model.draft import Draft, Item, ItemKind
from consensus.model.state import State
from consensus.model.version import Cause, Version
from consensus.text.brackets import BracketedText


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

    def apply(self, state: State, act: Act) -> None:
        """Add the draft and its items."""
        handle = state.give_handle(self.handle, self.id)
        draft = Draft(self.id, handle, self.title, self.revision)
        state.journal.put(state.drafts, self.id, draft)
        if self.digest:
            state.journal.put(state.imported, self.digest, self.id)
        add_items(state, self.id, self.id, self.items)

    def handles(self) -> Iterator[str]:
        """The handles of the draft and of its items."""
        yield self.handle
        yield from (item.handle for item in self.items)


@operation("arrange-items")
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
    """

    draft: str
    amendments: tuple[str, ...] = ()
    inserted: tuple[NewItem, ...] = ()
    removed: tuple[str, ...] = ()
    moved: tuple[MovedItem, ...] = ()
    reworded: dict[str, BracketedText] = attrs.field(factory=dict)
    seen: tuple[str, ...] = ()

    def touched(self) -> tuple[str, ...]:
        """The ids of the items removed, moved or reworded, in that order."""
        return (*self.removed, *(each.item for each in self.moved), *self.reworded)

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
            elif state.is_closed(item):
                yield f"{state.handle_of(item)} is closed by a decision; reopen it first"
        placed: tuple[NewItem | MovedItem, ...] = (*self.inserted, *self.moved)
        for place in (name for each in placed for name in (each.parent, each.after)):
            if place not in ("", "first") and not place.startswith("#"):
                found = state.items.get(place)
                if found is None or found.removed or found.draft != self.draft:
                    yield f"the place {place} is not in the draft"
        for moved in self.moved:
            above = moved.parent
            while above in state.items:
                if above == moved.item:
                    yield f"{state.handle_of(moved.item)} cannot be moved below itself"
                    break
                above = state.items[above].parent
        for amendment in self.amendments:
            found_amendment = state.amendments.get(amendment)
            if found_amendment is None:
                yield f"no amendment has the id {amendment}"
            elif found_amendment.state is not AmendmentState.OPEN:
                yield f"{found_amendment.handle} is {found_amendment.state} already"

    def apply(self, state: State, act: Act) -> None:
        """Put every item where it belongs."""
        put = state.journal.put
        for item in self.removed:
            put(state.items, item, attrs.evolve(state.items[item], removed=True))
            for unsettled in state.open_amendments(item):
                closed = attrs.evolve(unsettled, state=AmendmentState.CLOSED)
                put(state.amendments, unsettled.id, closed)
        for number, (item, wording) in enumerate(self.reworded.items()):
            version = f"{self.id}.w{number}"
            add_version(state, version, item, wording, Cause.MERGE, self.amendments)
        for each in self.moved:
            item_now = state.items[each.item]
            old = state.children[item_now.parent]
            left = tuple(child for child in old if child != each.item)
            put(state.children, item_now.parent, left)
            parent = each.parent or self.draft
            put(state.items, each.item, attrs.evolve(item_now, parent=parent))
            place_child(state, parent, each.item, each.after)
        add_items(state, self.draft, self.id, self.inserted)
        for amendment in self.amendments:
            merged = attrs.evolve(state.amendments[amendment], state=AmendmentState.MERGED)
            put(state.amendments, amendment, merged)

    def handles(self) -> Iterator[str]:
        """The handles of the new items."""
        yield from (item.handle for item in self.inserted)


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
    """Add new items to a draft; the id of each is the prefix and its number."""

    def resolve(name: str) -> str:
        return f"{prefix}.{name[1:]}" if name.startswith("#") else name

    for number, new in enumerate(items):
        made = f"{prefix}.{number}"
        parent = resolve(new.parent) or draft
        handle = state.give_handle(new.handle, made)
        item = Item(made, handle, draft, new.kind, new.label, parent, made)
        state.journal.put(state.items, made, item)
        state.journal.put(state.versions, made, Version(made, made, 1, new.wording))
        place_child(state, parent, made, resolve(new.after))


def place_child(state: State, parent: str, child: str, after: str) -> None:
    """Put an item among those under its parent: last, `first`, or after a named one."""
    siblings = state.children.get(parent, ())
    if after == "first":
        place = 0
    elif after in siblings:
        place = siblings.index(after) + 1
    else:
        place = len(siblings)
    state.journal.put(state.children, parent, (*siblings[:place], child, *siblings[place:]))
