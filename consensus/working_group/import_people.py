"""Imports members and groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias
from unicodedata import normalize

import attrs

from consensus.finding import Severity
from consensus.formats.amendment_rows import known_members
from consensus.formats.member_rows import GroupRow, MemberRow, ParticipantRow
from consensus.formats.source import Source
from consensus.history import operations
from consensus.model.lookup import find_member
from consensus.model.meetings import Participant, ParticipantFields
from consensus.model.people import Member, Role
from consensus.model.state import State
from consensus.text.display import escape_control_characters, one_line
from consensus.working_group.import_base import Importer, Trial

_Offices: TypeAlias = set[tuple[Role, str, str]]


class MemberImporter(Importer[MemberRow]):
    """Imports members and the groups they name; known ones change, save for blank cells."""

    def __init__(self, state: State, source: Source, new_id: Callable[[], str]) -> None:
        super().__init__(state, source, new_id)
        self._alliances: dict[str, list[str]] = defaultdict(list)
        self._offices = _offices(state)

    def take_row(self, row: MemberRow) -> bool:
        """Imports a member, its stakeholder group and its offices."""
        if row.group and row.group not in self.state.groups:
            self.take(row.line, operations.AddGroup(code=row.group, name=row.group_name))
        taken = self._take_member(row)
        if row.code in self.state.members:
            for code in row.negotiating_groups:
                self._alliances[code].append(row.code)
        return taken

    def finish(self) -> None:
        """Forms the negotiating groups that the rows name, or adds members to them."""
        for code, members in self._alliances.items():
            _form(self, 0, code, "", members, joining=True)

    def _take_member(self, row: MemberRow) -> bool:
        known = self.state.members.get(row.code)
        names = ("name", "group", "observer", "since", "until")
        given = {name: getattr(row, name) or None for name in names}
        weights = {name: number for name, _, number in (w.rpartition("=") for w in row.weights)}
        before = known or Member(row.code)
        fields = changed_fields(before, given, dict(before.weights) | weights)
        if known and fields == changed_fields(known, {}):
            self.duplicates += not self._fill_offices(row)
            return False
        kind = operations.ChangeMember if known else operations.AddMember
        if not self.take(row.line, kind(**fields)):
            return False
        if known is not None:
            self.find(row.line, f"{row.code} is known already; its details change", Severity.NOTE)
        self._fill_offices(row)
        return True

    def _fill_offices(self, row: MemberRow) -> bool:
        """Records the offices that a row names; returns whether one of them was new."""
        return sum(self._fill_office(row, each) for each in row.offices) > 0

    def _fill_office(self, row: MemberRow, named: str) -> bool:
        """Records one office and updates the set of those held; returns whether it was new."""
        role, _, person = (part.strip() for part in named.partition(":"))
        if role.lower() not in list(Role):
            self.find(row.line, f"{role} is no office; offices are {', '.join(Role)}")
            return False
        person = person or row.name or row.code
        office = operations.AssignOffice(role=Role(role.lower()), person=person, member=row.code)
        held = (office.role, office.person, office.member)
        if held in self._offices or not self.take(row.line, office):
            return False
        if office.role is Role.FACILITATOR:
            self._offices.add(held)
        else:
            # It may have ended another's; facilitators, of whom there can be many, end none.
            self._offices = _offices(self.state)
        return True


class ParticipantImporter(Importer[ParticipantRow]):
    """Imports the list of participants of a meeting: of who is on it already, filled cells hold."""

    def __init__(
        self, state: State, source: Source, new_id: Callable[[], str], meeting: str
    ) -> None:
        super().__init__(state, source, new_id)
        listed = (each for each in state.participants.values() if each.meeting == meeting)
        self._meeting, self._known = meeting, {_who(each): each.id for each in listed}

    def take_row(self, row: ParticipantRow) -> bool:
        """Lists a person, or corrects what is listed of it."""
        given = plain_words(attrs.asdict(row, filter=attrs.filters.exclude("line")))
        found = known_members(self.state, row.member or row.organisation)
        if len(found) == 1:
            given["member"] = found[0]
        elif row.member:
            given["member"] = find_member(self.state, row.member)
        # Who comes from a member and from elsewhere is refused.
        if given["member"] and known_members(self.state, row.organisation) == (given["member"],):
            given["organisation"] = ""
        state, handle = self.state, self.state.next_handle("PER")
        stated = given | {name: bool(given[name]) for name in ("is_head", "remote")}
        person = operations.ListParticipant(meeting=self._meeting, handle=handle, **stated)
        if (listed := self._known.get(_who(person))) is None:
            if not self.take(row.line, person):
                return False
            self._known[_who(person)] = self.operations[-1].id
            return True
        filled = {name: value for name, value in given.items() if value not in ("", None)}
        corrected = corrected_participant(state.participants[listed], filled)
        return self.take(row.line, corrected) if corrected else self.pass_over()


def _who(person: ParticipantFields) -> tuple[str, str, str]:
    name, organisation = normalize("NFC", person.name), normalize("NFC", person.organisation)
    return name.casefold(), person.member, organisation.casefold()


def plain_words(given: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what is given of a person, words in NFC on one line, without control characters."""

    def plain(words: str) -> str:
        signs = (
            each for each in words if each.isspace() or escape_control_characters(each) == each
        )
        return one_line(normalize("NFC", "".join(signs)))

    return {name: plain(it) if isinstance(it, str) else it for name, it in given.items()}


def corrected_participant(
    known: Participant, given: Mapping[str, Any]
) -> operations.CorrectParticipant | None:
    """Returns what corrects a person on a list, of whom only what is not None changes."""
    changed = {name: value for name, value in given.items() if value is not None}
    wanted = attrs.evolve(known, **plain_words(changed))
    if wanted == known:
        return None
    stated = attrs.asdict(wanted, filter=attrs.filters.exclude("id", "handle"))
    return operations.CorrectParticipant(participant=known.id, **stated)


def _offices(state: State) -> _Offices:
    return {(each.role, each.person, each.member) for each in state.offices.values()}


def changed_fields(
    member: Member, changes: Mapping[str, Any], weights: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Returns the fields stated of a member, the ends of the calendar being no day."""
    weighed = dict(member.weights) if weights is None else weights
    given = {n: value for n, value in changes.items() if value is not None}
    days = {n: None for n, value in given.items() if value in (date.min, date.max)}
    wanted = attrs.evolve(member, weights=tuple(sorted(weighed.items())), **given | days)
    return attrs.asdict(wanted, recurse=False, filter=attrs.filters.exclude("former"))


class GroupImporter(Importer[GroupRow]):
    """Imports stakeholder and negotiating groups."""

    def take_row(self, row: GroupRow) -> bool:
        """Adds or renames a stakeholder group, or forms a negotiating group."""
        if row.kind == "negotiating":
            return _form(self, row.line, row.code, row.name, row.members)
        known = self.state.groups.get(row.code)
        if known is not None and known.name == row.name:
            return self.pass_over()
        return self.take(row.line, operations.AddGroup(code=row.code, name=row.name))


def _form(
    trial: Trial, line: int, code: str, name: str, members: Sequence[str], joining: bool = False
) -> bool:
    """Forms an alliance of these members; with `joining`, added to those it already has."""
    known = trial.state.negotiating_groups.get(code)
    together = set(members)
    if known is not None:
        name = name or known.name
        if joining or not members:
            together |= set(known.members)
        if known.name == name and set(known.members) == together:
            trial.duplicates += not joining
            return False
    formed = operations.FormNegotiatingGroup(code=code, name=name, members=tuple(sorted(together)))
    if not trial.take(line, formed):
        return False
    if left := sorted(set(known.members) - together if known else ()):
        trial.find(line, f"{code}: {', '.join(left)} {'leave' if left[1:] else 'leaves'}")
    return True
