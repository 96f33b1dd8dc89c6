"""Acts on who belongs to the working group, and who holds which office."""

from __future__ import annotations

from datetime import date, datetime

from consensus.errors import Rejected
from consensus.history.operations import AddMember, AssignOffice
from consensus.history.step import Step
from consensus.model.member import Role
from consensus.model.naming import find_member
from consensus.working_group.reading import Reading


class MembershipActs(Reading):
    """What is done about members and offices."""

    def add_member(
        self,
        code: str,
        name: str = "",
        *,
        group: str = "",
        observer: bool = False,
        since: date | None = None,
        until: date | None = None,
        happened: datetime | None = None,
    ) -> Step:
        """Let a member or observer join; that is nothing a meeting does.

        Args:
            code: such as `BRA`; it stays for ever.
            name: its name in full.
            group: the code of its stakeholder group; empty for none.
            observer: whether it takes part without counting.
            since: the first day of membership; from the beginning if not given.
            until: the last day of membership; without end if not given.
            happened: when it joined, if not now.
        """
        operation = AddMember(
            code=code, name=name, group=group, observer=observer, since=since, until=until
        )
        return self.record(operation, happened=happened, outside_meeting=True)

    def assign_office(
        self,
        role: Role,
        person: str,
        *,
        member: str = "",
        nominated_by: str = "",
        approved: bool = False,
        happened: datetime | None = None,
    ) -> Step:
        """Give an office to a person; only facilitators can be several.

        Args:
            role: which office.
            person: the person's name.
            member: the code of the delegation the person comes from; none if not given.
            nominated_by: the office or body that nominated the person, in words.
            approved: whether the members approved the nomination.
            happened: when, if not now.

        Raises:
            Rejected: the person has no name.
        """
        if not person.strip():
            raise Rejected("name the person who takes the office")
        code = find_member(self.state, member) if member else ""
        operation = AssignOffice(
            role=role,
            person=person,
            member=code,
            nominated_by=nominated_by,
            approved=approved,
        )
        return self.record(operation, happened=happened)

    def vacate_office(
        self, role: Role, *, member: str = "", happened: datetime | None = None
    ) -> Step:
        """Note that an office falls vacant.

        Args:
            role: which office.
            member: the code of a delegation whose person alone lays it down.
            happened: when, if not now.

        Raises:
            Rejected: nobody holds it.
        """
        code = find_member(self.state, member) if member else ""
        held = [each for each in self.state.offices.values() if each.role is role]
        if not any(code in ("", each.member) for each in held):
            raise Rejected(f"nobody{f' of {code}' if code else ''} is {role}")
        operation = AssignOffice(role=role, person="", member=code)
        return self.record(operation, happened=happened)
