"""Commands on members, groups and offices, and on private notes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from consensus.errors import Rejected
from consensus.history.operations import (
    AddMember,
    AssignOffice,
    ChangeMember,
    DeclineNomination,
    Nominate,
)
from consensus.history.step import Step
from consensus.model.lookup import find_member, find_nomination, find_target
from consensus.model.people import Member, Nomination, Role
from consensus.model.positions import Stance
from consensus.store.notes import Notes, PrivateNote
from consensus.working_group.recording import Made, Recording


class MembershipCommands(Recording):
    """Commands on members and offices."""

    def add_member(
        self,
        code: str,
        name: str = "",
        *,
        group: str = "",
        observer: bool = False,
        since: date | None = None,
        until: date | None = None,
        weights: Mapping[str, str] | None = None,
        happened: datetime | None = None,
    ) -> Made[Member]:
        """Adds a member or observer; the step belongs to no meeting.

        Args:
            code: such as `BRA`; it stays for ever.
            group: the code of its stakeholder group; empty for none.
            observer: whether it takes part without counting.
            since: the first day of membership; from the beginning if not given.
            until: the last day of membership; without end if not given.
            weights: what rules such as `weighted` count it by, as `{"population": "83.4"}`.
        """
        from consensus.working_group.import_people import changed_fields

        given = {"name": name, "group": group, "observer": observer, "since": since, "until": until}
        operation = AddMember(**changed_fields(Member(code), given, weights))
        step = self.record(operation, happened=happened, outside_meeting=True)
        return self._made(step, self.state.members, operation.code, operation.code)

    def change_member(
        self,
        code: str,
        *,
        name: str | None = None,
        group: str | None = None,
        observer: bool | None = None,
        since: date | None = None,
        until: date | None = None,
        weights: Mapping[str, str] | None = None,
        happened: datetime | None = None,
    ) -> Step:
        """Changes what is known of a member or observer; the step belongs to no meeting.

        What is not given stays; an empty text takes a name, a group or a weight away, and
        `date.min` and `date.max` the first and the last day. Raises Rejected if nothing changes.
        """
        from consensus.working_group.import_people import changed_fields

        found = self.state.members[find_member(self.state, code)]
        given = {"name": name, "group": group, "observer": observer, "since": since, "until": until}
        weighed = dict(found.weights) | dict(weights or {})
        fields = changed_fields(found, given, {n: w for n, w in weighed.items() if w})
        if fields == changed_fields(found, {}):
            raise Rejected(f"nothing would change: {found.code} is that already")
        return self.record(ChangeMember(**fields), happened=happened, outside_meeting=True)

    def assign_office(
        self, role: Role | str, person: str, *, member: str = "", happened: datetime | None = None
    ) -> Step:
        """Gives an office to a person; only facilitators can be several.

        Args:
            role: `chair`, `co-chair`, `facilitator` or `secretary`.
            member: the delegation the person comes from; empty for none.
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
    ) -> Made[Nomination]:
        """Nominates a person for an office, which is taken once the members approve.

        Args:
            role: as for `assign_office`.
            member: the delegation the person comes from; empty for none.
            by: who nominates the person: an office or a body, in words.
        """
        operation = Nominate(
            handle=self.state.next_handle("NOM"),
            role=Role(role),
            person=person,
            member=find_member(self.state, member) if member else "",
            by=by.strip(),
        )
        return self._made(self.record(operation, happened=happened), self.state.nominations)

    def approve_nomination(self, nomination: str, happened: datetime | None = None) -> Step:
        """Records that members approve a nomination, by handle; the person takes the office."""
        found = self.state.nominations[find_nomination(self.state, nomination)]
        operation = AssignOffice(
            role=found.role, person=found.person, member=found.member, nomination=found.id
        )
        return self.record(operation, happened=happened)

    def decline_nomination(
        self, nomination: str, reason: str = "", happened: datetime | None = None
    ) -> Step:
        """Records that a nomination, by handle, is not approved, not accepted or withdrawn."""
        found = find_nomination(self.state, nomination)
        return self.record(DeclineNomination(nomination=found, reason=reason), happened=happened)

    def vacate_office(
        self, role: Role | str, *, member: str = "", happened: datetime | None = None
    ) -> Step:
        """Records that an office falls vacant.

        `role` is as for `assign_office`. With `member`, only the person of that delegation leaves.
        """
        code = find_member(self.state, member) if member else ""
        held = [each for each in self.state.offices.values() if each.role is role]
        if not any(code in ("", each.member) for each in held):
            raise Rejected(f"nobody{f' of {code}' if code else ''} is {role}")
        return self.record(AssignOffice(role=Role(role), person="", member=code), happened=happened)


class NoteCommands(Recording):
    """Commands on the facilitator's private notes, which are in no step, report or copy."""

    def note_privately(
        self, target: str, text: str, member: str = "", stance: Stance | str | None = None
    ) -> PrivateNote:
        """Writes a note on an item, amendment or package into the file of private notes.

        With `member` it is what that member said informally, and with `stance` where it would
        stand; it is in no paper, and counts nowhere.

        Raises:
            Rejected: the note says nothing, it has a stance of nobody, or the record is in no file.
        """
        found = find_target(self.state, target)
        if not (text.strip() or stance):
            raise Rejected("a note needs words")
        if stance and not member:
            raise Rejected("say which member would stand so")
        code = find_member(self.state, member) if member else ""
        taken = Stance(stance) if stance else None
        note = PrivateNote(0, found, text, self.now(), self._log.by, code, taken)
        return self._kept_notes().append(note)

    def remove_private_note(self, number: int) -> None:
        """Deletes a private note for good."""
        self._kept_notes().remove(number)

    def _kept_notes(self) -> Notes:
        self._refuse_unless_writable()
        self._log.refuse_within_atomic("private notes are kept at once")
        if self._notes is None:
            raise Rejected("private notes lie beside the file; this working group is in none")
        return self._notes
