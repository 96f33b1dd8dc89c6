"""What can be picked where papers are added: questions, contributors, meetings to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from consensus.model.people import Group
from consensus.model.state import State
from tui.views.targets import MemberLine, members_view

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from tui.worker import Check, Look


@frozen
class QuestionChoice:
    """A question that can be answered.

    Attributes:
        id: its id.
        number: as it is printed.
        text: the question.
    """

    id: str
    number: str
    text: str


@frozen
class ContributorsView:
    """Who can contribute.

    Attributes:
        members: members and observers.
        groups: the stakeholder groups that somebody else can belong to.
    """

    members: tuple[MemberLine, ...]
    groups: tuple[Group, ...]


@frozen
class Earlier:
    """The last contribution of somebody that stands.

    Attributes:
        id: its id; empty for none.
        handle: such as `C1`; empty for none.
    """

    id: str = ""
    handle: str = ""


def questions_view(group: WorkingGroup, check: Check) -> tuple[QuestionChoice, ...]:
    """Read the questions, in the order in which they were asked."""
    return tuple(
        QuestionChoice(each.id, each.number, each.text) for each in group.state.questions.values()
    )


def contributors_view(group: WorkingGroup, check: Check) -> ContributorsView:
    """Read who can contribute."""
    return ContributorsView(members_view(group, check), tuple(group.state.groups.values()))


def meetings_to_come_view(group: WorkingGroup, check: Check) -> tuple[tuple[str, str], ...]:
    """Read the meetings to come, the next one first: handle and title."""
    return tuple((each.handle, each.title) for each in group.state.meetings_to_come)


def standing_of(code: str, name: str) -> Look[Earlier]:
    """What reads the last contribution of somebody that stands.

    Args:
        code: of a member or observer.
        name: of somebody who is neither.
    """

    def last(state: State) -> Earlier:
        for each in reversed(state.contributions.values()):
            if each.stands and (each.member, each.name.casefold()) == (code, name.casefold()):
                return Earlier(each.id, each.handle)
        return Earlier()

    return lambda group, check: last(group.state)
