"""Imports members and groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from consensus.finding import Severity
from consensus.formats.member_rows import GroupRow, MemberRow
from consensus.formats.source import Source
from consensus.history.operations import (
    AddGroup,
    AddMember,
    AssignOffice,
    ChangeMember,
    FormNegotiatingGroup,
)
from consensus.model.people import Member, Role
from consensus.model.state import State
from consensus.working_group.import_base import Importer, ImportReport

# Turning rows of members and groups into operations.

_Offices: TypeAlias = set[tuple[Role, str, str]]


def import_members(
    state: State, source: Source, rows: Sequence[MemberRow], new_id: Callable[[], str]
) -> ImportReport:
    """Computes what a file of members adds to the record; the state is left as it was.

    Stakeholder groups that are named for the first time are added, negotiating groups formed,
    and a member already known with other details is changed.
    """
    importer = Importer(state, source, new_id)
    alliances: dict[str, list[str]] = {}
    offices = _offices(state)
    taken = 0
    with state.journal.rollback_scope():
        for row in rows:
            if row.group and row.group not in state.groups:
                importer.take(row.line, AddGroup(code=row.group, name=row.group_name))
            taken += _take_member(importer, row, offices)
            if row.code not in state.members:
                continue
            for code in row.negotiating_groups:
                alliances.setdefault(code, []).append(row.code)
        for code, members in alliances.items():
            _form(importer, 0, code, "", members, joining=True)
    return importer.report(len(rows), taken)


def _known_beside(known: Member | None, row: MemberRow) -> Member:
    """Returns the member a row describes; blank cells keep what is known."""
    if known is None:
        return Member(row.code, row.name, row.group, row.observer, row.since, row.until)
    return Member(
        row.code,
        row.name or known.name,
        row.group or known.group,
        row.observer or known.observer,
        row.since or known.since,
        row.until or known.until,
    )


def _take_member(importer: Importer, row: MemberRow, offices: _Offices) -> bool:
    known = importer.state.members.get(row.code)
    wanted = _known_beside(known, row)
    if known == wanted:
        if not _fill_offices(importer, row, offices):
            importer.duplicates += 1
        return False
    kind = AddMember if known is None else ChangeMember
    taken = importer.take(
        row.line,
        kind(
            code=wanted.code,
            name=wanted.name,
            group=wanted.group,
            observer=wanted.observer,
            since=wanted.since,
            until=wanted.until,
        ),
    )
    if taken and known is not None:
        importer.find(row.line, f"{row.code} is known already; its details change", Severity.NOTE)
    if taken:
        _fill_offices(importer, row, offices)
    return taken


def _offices(state: State) -> _Offices:
    return {(each.role, each.person, each.member) for each in state.offices.values()}


def _fill_offices(importer: Importer, row: MemberRow, offices: _Offices) -> bool:
    """Records the offices that a row names; returns whether one of them was new."""
    return sum(_fill_office(importer, row, each, offices) for each in row.offices) > 0


def _fill_office(importer: Importer, row: MemberRow, named: str, offices: _Offices) -> bool:
    """Records one office and updates the set of those held; returns whether it was new."""
    role, _, person = (part.strip() for part in named.partition(":"))
    if role.lower() not in list(Role):
        roles = ", ".join(Role)
        importer.find(row.line, f"{role} is no office; offices are {roles}")
        return False
    person = person or row.name or row.code
    office = AssignOffice(role=Role(role.lower()), person=person, member=row.code)
    held = (office.role, office.person, office.member)
    if held in offices or not importer.take(row.line, office):
        return False
    if office.role is not Role.FACILITATOR:
        # It may have ended another's; facilitators, of whom there can be many, end none.
        offices.clear()
        offices |= _offices(importer.state)
    else:
        offices.add(held)
    return True


def import_groups(
    state: State, source: Source, rows: Sequence[GroupRow], new_id: Callable[[], str]
) -> ImportReport:
    """Computes what a file of groups adds to the record; the state is left as it was."""
    importer = Importer(state, source, new_id)
    taken = 0
    with state.journal.rollback_scope():
        for row in rows:
            if row.kind == "negotiating":
                taken += _form(importer, row.line, row.code, row.name, row.members)
                continue
            known = state.groups.get(row.code)
            if known is not None and known.name == row.name:
                importer.duplicates += 1
            else:
                taken += importer.take(row.line, AddGroup(code=row.code, name=row.name))
    return importer.report(len(rows), taken)


def _form(
    importer: Importer,
    line: int,
    code: str,
    name: str,
    members: Sequence[str],
    joining: bool = False,
) -> bool:
    """Forms an alliance of these members; with `joining`, added to those it already has."""
    known = importer.state.negotiating_groups.get(code)
    together = set(members)
    if known is not None:
        name = name or known.name
        if joining or not members:
            together |= set(known.members)
        if known.name == name and set(known.members) == together:
            importer.duplicates += not joining
            return False
    formed = FormNegotiatingGroup(code=code, name=name, members=tuple(sorted(together)))
    return importer.take(line, formed)
