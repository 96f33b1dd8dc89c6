"""Packages."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.model.amendment import AmendmentState
from consensus.model.package import Package
from consensus.model.state import State


@operation("propose-package")
@frozen(kw_only=True)
class ProposePackage(Operation):
    """Several questions are to be settled together, or not at all.

    Attributes:
        handle: such as `PKG1`.
        title: what people call it.
        items: the ids of the items it settles.
        amendments: the ids of the amendments it takes.
    """

    handle: str
    title: str
    items: tuple[str, ...]
    amendments: tuple[str, ...] = ()

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse packages of what is not there or is settled already."""
        if len(self.items) < 2:
            yield "a package settles at least two items"
        named = (*self.items, *self.amendments)
        if len(set(named)) != len(named):
            yield "something is named twice"
        for item in self.items:
            if item not in state.items:
                yield f"no item has the id {item}"
            elif state.items[item].removed:
                yield f"{state.handle_of(item)} was removed from the draft"
        for each in self.amendments:
            amendment = state.amendments.get(each)
            if amendment is None:
                yield f"no amendment has the id {each}"
            elif amendment.state is not AmendmentState.OPEN:
                yield f"{amendment.handle} is {amendment.state} already"
            elif amendment.target not in self.items and amendment.target != amendment.draft:
                yield f"{amendment.handle} is to no item of the package"

    def apply(self, state: State, act: Act) -> None:
        """Add the package; the texts stay as they are."""
        handle = state.give_handle(self.handle, self.id)
        package = Package(self.id, handle, self.title, self.items, self.amendments)
        state.journal.put(state.packages, self.id, package)
