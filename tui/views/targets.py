"""Everything that can be gone to, and everybody that can be named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from consensus.model.lookup import targets_in_order
from consensus.reports.words import label_of
from consensus.text.display import shortened

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from tui.worker import Check

_BEGINNING = 60


@frozen
class TargetLine:
    """An item, amendment or package, as people pick it from a list.

    Attributes:
        id: its id.
        handle: such as `R3`.
        label: the printed label; may be empty.
        beginning: how its text begins, or what it is called.
    """

    id: str
    handle: str
    label: str
    beginning: str


@frozen
class MemberLine:
    """A member or observer, as people pick it from a list.

    Attributes:
        code: such as `BRA`.
        name: its name, with its group.
    """

    code: str
    name: str


def targets_view(group: WorkingGroup, check: Check) -> tuple[TargetLine, ...]:
    """Read every item, amendment and package that can be gone to, in the order of the drafts."""
    state = group.state
    found: list[TargetLine] = []
    for target in targets_in_order(state, list(state.drafts)):
        check()
        package = state.packages.get(target)
        text = package.title if package else state.text(target)
        handle, label = state.handle_of(target), label_of(state, target)
        found.append(TargetLine(target, handle, label, shortened(text, _BEGINNING)))
    return tuple(found)


def members_view(group: WorkingGroup, check: Check) -> tuple[MemberLine, ...]:
    """Read every member and observer, in the order of the record."""
    return tuple(
        MemberLine(
            each.code,
            f"{each.name}{' (observer)' if each.observer else ''}",
        )
        for each in group.state.members.values()
    )


def text_of(group: WorkingGroup, target: str) -> str:
    """The text of an item or amendment in bracket notation; the title of a package."""
    package = group.state.packages.get(target)
    return package.title if package else group.state.text(target)
