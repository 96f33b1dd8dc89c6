"""Acts that look ahead: undertakings and milestones."""

from __future__ import annotations

from datetime import date, datetime

from consensus.errors import NotFound
from consensus.history.operations import (
    AddMilestone,
    FulfilUndertaking,
    MoveMilestone,
    ReachMilestone,
    Undertake,
)
from consensus.history.step import Step
from consensus.model.lookup import find_announcement, find_member, find_milestone, find_undertaking
from consensus.model.people import Role
from consensus.working_group.recording import Recording

NEXT_MEETING = "next meeting"
"""What an undertaking is due before when no meeting is named."""

_OFFICES = {
    **{role.value: role for role in Role},
    **dict.fromkeys(("secretariat", "the secretariat"), Role.SECRETARY),
    **dict.fromkeys(("chairman", "chairwoman", "chairperson", "the chair"), Role.CHAIR),
}


class PlanningActs(Recording):
    """What is done so that what was offered is done, and the group arrives in time."""

    def undertake(
        self,
        what: str,
        by: str,
        *,
        due: datetime | str | None = None,
        happened: datetime | None = None,
    ) -> Step:
        """Record that somebody undertakes to do something.

        Args:
            what: what is to be done.
            by: the code of a member or observer, an office such as `chair` or `secretariat`, or
                the name of a person.
            due: until when, with its time zone; or the meeting to come before which, by its handle
                or title, or `next meeting`.
            happened: when, if not now.
        """
        state = self.state
        member, office = "", _OFFICES.get(by.strip().casefold())
        if office is None:
            try:
                member = find_member(state, by.strip())
            except NotFound:
                member = ""
        before = ""
        is_next = isinstance(due, str) and due.strip().casefold() == NEXT_MEETING
        if is_next and state.meetings_to_come:
            before = state.meetings_to_come[0].id
        elif isinstance(due, str) and not is_next:
            before = find_announcement(state, due)
        operation = Undertake(
            handle=state.next_handle("U"),
            what=what,
            member=member,
            office=office,
            person="" if member or office else by.strip(),
            due=due if isinstance(due, datetime) else None,
            before=before,
            next_meeting=is_next and not before,
        )
        return self.record(operation, happened=happened)

    def fulfil(
        self, undertaking: str, outcome: str = "", *, happened: datetime | None = None
    ) -> Step:
        """Record that what was undertaken is done.

        Args:
            undertaking: its handle.
            outcome: how it was done, in words.
            happened: when, if not now.
        """
        found = find_undertaking(self.state, undertaking)
        operation = FulfilUndertaking(undertaking=found, outcome=outcome)
        return self.record(operation, happened=happened)

    def add_milestone(self, title: str, target: date, *, happened: datetime | None = None) -> Step:
        """Set something that the group is to have reached by a day.

        Args:
            title: what it is.
            target: the day.
            happened: when it was set, if not now.
        """
        operation = AddMilestone(handle=self.state.next_handle("MS"), title=title, target=target)
        return self.record(operation, happened=happened)

    def move_milestone(self, milestone: str, target: date, reason: str = "") -> Step:
        """Let a milestone be reached by another day.

        Args:
            milestone: its handle or title.
            target: the day.
            reason: why.
        """
        found = find_milestone(self.state, milestone)
        return self.record(MoveMilestone(milestone=found, target=target, reason=reason))

    def reach_milestone(
        self, milestone: str, note: str = "", *, happened: datetime | None = None
    ) -> Step:
        """Record that a milestone is reached.

        Args:
            milestone: its handle or title.
            note: a word on it.
            happened: when, if not now.
        """
        found = find_milestone(self.state, milestone)
        return self.record(ReachMilestone(milestone=found, note=note), happened=happened)
