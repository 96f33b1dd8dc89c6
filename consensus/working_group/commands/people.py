"""Acts on who belongs to the working group, and who holds which office."""

from __future__ import annotations

from datetime import date, datetime

from consensus.errors import Rejected
from consensus.history.operations import AddMember, AssignOffice, DeclineNomination, Nominate
from consensus.history.step import Step
from consensus.model.lookup import find_member, find_nomination
from consensus.model.people import Role
from consensus.working_group.recording import Recording


class MembershipActs(Recording):
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
        role: Role | str,
        person: str,
        *,
        member: str = "",
        happened: datetime | None = None,
    ) -> Step:
        """Give an office to a person; only facilitators can be several.

        Args:
            role: which office.
            person: the person's name.
            member: the code of the delegation the person comes from; none if not given.
            happened: when, if not now.

        Raises:
            Rejected: the person has no name.
        """
        if not person.strip():
            raise Rejected("name the person who takes the office")
        code = find_member(self.state, member) if member else ""
        operation = AssignOffice(role=Role(role), person=person, member=code)
        return self.record(operation, happened=happened)

    def nominate(
        self,
        role: Role | str,
        person: str,
        *,
        member: str = "",
        by: str = "",
        happened: datetime | None = None,
    ) -> Step:
        """Put a person forward for an office, which is taken once the members approve.

        Args:
            role: for which office.
            person: the person's name.
            member: the code of the delegation the person comes from; none if not given.
            by: who nominates the person: an office or a body, in words.
            happened: when, if not now.
        """
        operation = Nominate(
            handle=self.state.next_handle("NOM"),
            role=Role(role),
            person=person,
            member=find_member(self.state, member) if member else "",
            by=by.strip(),
        )
        return self.record(operation, happened=happened)

    def approve_nomination(self, nomination: str, happened: datetime | None = None) -> Step:
        """Record that the members approve a nomination, and the person takes the office.

        Args:
            nomination: its handle.
            happened: when, if not now.
        """
        found = self.state.nominations[find_nomination(self.state, nomination)]
        operation = AssignOffice(
            role=found.role, person=found.person, member=found.member, nomination=found.id
        )
        return self.record(operation, happened=happened)

    def decline_nomination(
        self, nomination: str, reason: str = "", happened: datetime | None = None
    ) -> Step:
        """Record that a nomination is not approved, not accepted or taken back.

        Args:
            nomination: its handle.
            reason: why.
            happened: when, if not now.
        """
        found = find_nomination(self.state, nomination)
        return self.record(DeclineNomination(nomination=found, reason=reason), happened=happened)

    def vacate_office(
        self, role: Role | str, *, member: str = "", happened: datetime | None = None
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
        operation = AssignOffice(role=Role(role), person="", member=code)
        return self.record(operation, happened=happened)
