"""Packages: several questions settled together by one gavel, or not at all."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class PackageState(StrEnum):
    """How far a package has come."""

    OPEN = "open"
    AGREED = "agreed"
    REFUSED = "refused"


@frozen
class Package:
    """A proposal that chooses among several items at once.

    Attributes:
        id: the id of the operation that proposed it.
        handle: such as `PKG1`.
        title: what people call it.
        items: the ids of the items it settles.
        amendments: the ids of the amendments it takes.
        state: how far it has come.
    """

    id: str
    handle: str
    title: str
    items: tuple[str, ...]
    amendments: tuple[str, ...] = ()
    state: PackageState = PackageState.OPEN
