"""Rows of tables of members, groups, the authors of a Word review and the senders of mails."""

from __future__ import annotations

import datetime
import re

from attrs import frozen

from consensus.errors import UnreadableInput
from consensus.finding import Finding, Severity
from consensus.formats.amendment_rows import ColumnMap, map_columns
from consensus.formats.rows import (
    BadRowError,
    Columns,
    Row,
    convert_rows,
    quote_input,
    read_rows,
    read_table_rows,
    sort_findings,
)
from consensus.formats.source import Source

MEMBER_COLUMNS = Columns(
    {
        "code": ("member", "id", "abbreviation", "iso", "country code", "member code"),
        "name": ("full name", "country", "delegation", "organisation", "organization"),
        "group": ("stakeholder group", "stakeholder", "constituency"),
        "group_name": ("stakeholder group name", "name of group"),
        "observer": ("is observer",),
        "since": ("from", "joined", "member since"),
        "until": ("to", "left", "member until"),
        "negotiating_groups": ("negotiating group", "alliance", "alliances", "bloc", "blocs"),
        "offices": ("office", "role", "roles"),
        "weights": ("weight", "votes", "voting weight"),
        "population": ("inhabitants",),
    }
)
GROUP_COLUMNS = Columns(
    {
        "code": ("group", "id", "abbreviation"),
        "name": ("full name", "title"),
        "kind": ("type",),
        "members": ("member", "codes", "composition"),
    }
)
PARTICIPANT_COLUMNS = Columns(
    {
        "name": ("full name", "participant", "person"),
        "first_name": ("given name", "given names", "first names", "forename"),
        "last_name": ("family name", "surname", "last names"),
        "title": ("salutation", "honorific", "prefix", "form of address"),
        "function": ("position", "functional title", "job title", "role", "designation"),
        "member": ("delegation", "country", "code", "member code", "delegation code", "party"),
        "organisation": ("organization", "institution", "affiliation", "entity"),
        "is_head": ("head", "head of delegation", "hod"),
        "remote": ("remotely", "online", "virtual"),
    }
)
GROUP_KINDS = {
    **dict.fromkeys(("stakeholder", "stakeholder group", "constituency"), "stakeholder"),
    **dict.fromkeys(("negotiating", "negotiating group", "alliance", "bloc"), "negotiating"),
}
"""The words for each kind of group."""


@frozen
class MemberRow:
    """One member or observer as it was imported."""

    line: int  # where it begins in the file, counted from 1
    code: str  # such as `BRA`
    name: str = ""  # its name in full
    group: str = ""  # the code of its stakeholder group
    group_name: str = ""  # the name of that group
    observer: bool = False  # whether it takes part without counting
    since: datetime.date | None = None  # the first day of membership
    until: datetime.date | None = None  # the last day of membership
    negotiating_groups: tuple[str, ...] = ()  # the codes of the alliances it is in
    offices: tuple[str, ...] = ()  # those held by its people, as `chair` or `chair: Jane Roe`
    # What it weighs in votes, as `weight=29`; a column `population` is a weight of that name.
    weights: tuple[str, ...] = ()


@frozen
class GroupRow:
    """One group as it was imported."""

    line: int  # where it begins in the file, counted from 1
    code: str  # such as `G77`
    name: str = ""  # its name in full
    # `stakeholder` or `negotiating`; without a word for it, a group whose members are listed
    # negotiates
    kind: str = "stakeholder"
    members: tuple[str, ...] = ()  # the codes of its members


@frozen
class ParticipantRow:
    """One person on a list of participants as it was imported."""

    line: int  # where it begins in the file, counted from 1
    name: str  # the name, of first and last name where these have columns
    title: str = ""  # such as `Ms.`
    function: str = ""  # what the person is
    member: str = ""  # the code or name of the member or observer
    organisation: str = ""  # where the person comes from, in words, or a member by name
    is_head: bool | None = None  # whether the person heads the delegation; None if not said
    remote: bool | None = None  # whether the person takes part remotely; None if not said


def read_participants(
    source: Source, columns: ColumnMap | None = None
) -> tuple[tuple[ParticipantRow, ...], tuple[Finding, ...]]:
    """Parses a list of participants, one person a row; a map of columns says where fields are."""
    if columns is None:
        raw_rows, findings = read_rows(source, PARTICIPANT_COLUMNS)
    else:
        raw_rows, findings = map_columns(source, columns, PARTICIPANT_COLUMNS)
    return convert_rows(raw_rows, _participant, source.name, findings)


def _participant(raw: Row) -> ParticipantRow:
    parts = " ".join(filter(None, (raw.word("first_name"), raw.word("last_name"))))
    return ParticipantRow(
        line=raw.line,
        name=parts or raw.required("name", "give the person's, or a first and a last name"),
        title=raw.word("title"),
        function=raw.word("function"),
        member=raw.word("member"),
        organisation=raw.word("organisation"),
        is_head=raw.flag("is_head") if raw.word("is_head") else None,
        remote=raw.flag("remote") if raw.word("remote") else None,
    )


def read_members(source: Source) -> tuple[tuple[MemberRow, ...], tuple[Finding, ...]]:
    """Parses members and observers from JSON Lines, or from a table with named columns."""
    raw_rows, findings = read_rows(source, MEMBER_COLUMNS, needed=("code",))
    return convert_rows(raw_rows, _member, source.name, findings)


def read_groups(source: Source) -> tuple[tuple[GroupRow, ...], tuple[Finding, ...]]:
    """Parses stakeholder and negotiating groups; the columns are those of `GroupRow`."""
    raw_rows, findings = read_rows(source, GROUP_COLUMNS, needed=("code",))
    return convert_rows(raw_rows, _group, source.name, findings)


_WEIGHT = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,9})?", re.ASCII)
_GIVE_A_CODE = "give the member or group one, such as BRA"


def _member(raw: Row) -> MemberRow:
    row = MemberRow(
        line=raw.line,
        code=raw.required("code", _GIVE_A_CODE),
        name=raw.word("name"),
        group=raw.word("group"),
        group_name=raw.word("group_name"),
        observer=raw.flag("observer"),
        since=raw.day("since"),
        until=raw.day("until"),
        negotiating_groups=raw.codes("negotiating_groups"),
        offices=raw.codes("offices"),
        weights=_weights(raw),
    )
    if row.since and row.until and row.until < row.since:
        raise BadRowError("the last day of membership is before the first", "until")
    return row


def _weights(raw: Row) -> tuple[str, ...]:
    """Returns the weights of a row, as `population=83.4`; raises BadRowError for no number."""
    named = dict[str, str]()
    for written in re.split(r"[;\n]", raw.word("weights")):
        if written.strip():
            name, _, number = (each.strip() for each in written.rpartition("="))
            _add_weight(named, name if "=" in written else "weight", number, "weights")
    if number := raw.word("population"):
        _add_weight(named, "population", number, "population")
    return tuple(map("=".join, named.items()))


def _add_weight(named: dict[str, str], name: str, number: str, column: str) -> None:
    said = (
        f"{quote_input(f'{name}={number}')} is no weight; write a number such as 83445000 or 83.4"
    )
    if not name or not _WEIGHT.fullmatch(number):
        raise BadRowError(said, column)
    if name in named:
        raise BadRowError(f"the weight {quote_input(name)} is given twice", column)
    named[name] = number


def _group(row: Row) -> GroupRow:
    members = row.codes("members")
    default = "negotiating" if members else "stakeholder"
    return GroupRow(
        line=row.line,
        code=row.required("code", _GIVE_A_CODE),
        name=row.word("name"),
        kind=row.choice("kind", GROUP_KINDS, default),
        members=members,
    )


AUTHOR_COLUMNS = Columns(
    {
        "author": ("name", "reviewer", "user", "user name"),
        "code": ("member", "delegation", "member code", "is"),
    }
)


def read_authors(source: Source) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """Parses who is who, name to code; an empty code means one who represents no member."""
    raw_rows, findings = read_table_rows(source, AUTHOR_COLUMNS, needed=("author", "code"))
    return {row.word("author"): row.word("code") for row in raw_rows}, sort_findings(findings)


SENDER_COLUMNS = Columns(
    {
        "address": ("mail", "email", "e mail", "mail address", "sender", "from"),
        "code": ("member", "delegation", "member code"),
    }
)


def read_senders(source: Source) -> dict[str, str]:
    """Parses which address belongs to which member; raises UnreadableInput if a row lacks one."""
    records, findings = read_table_rows(source, SENDER_COLUMNS, needed=("address", "code"))
    pairs = [(each.word("address").casefold(), each.word("code")) for each in records]
    bad = [str(each) for each in findings if each.severity is Severity.ERROR]
    bad += [
        f"{quote_input(address)} has no code" for address, code in pairs if not (address and code)
    ]
    if bad:
        raise UnreadableInput(f"{source.name} does not say whose addresses they are: {bad[0]}")
    return dict(pairs)


def given_sender(given: str) -> tuple[str, str]:
    """Parses `ADDRESS=CODE` into address and code; raises ValueError if it is not written so."""
    address, sign, code = given.rpartition("=")
    if not sign or not code.strip() or "@" not in address:
        raise ValueError(f"{given} says of no address whose it is; write it as name@host=CODE")
    return address.strip().casefold(), code.strip()
