"""A record of votes as another tool or body keeps it: what was put, who voted, and how."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence

from attrs import field, frozen

from consensus.errors import UnreadableInput
from consensus.finding import Finding, Severity
from consensus.formats.rows import Record
from consensus.formats.source import Source
from consensus.model.stance import Stance


@frozen
class Question:
    """One thing that was voted on.

    Attributes:
        label: what it is called in the file, such as the number of the roll call.
        text: its title or words.
        date: the day of the vote; None when not said.
    """

    label: str
    text: str
    date: datetime.date | None = None


@frozen
class Voter:
    """One that voted.

    Attributes:
        line: where it stands first in the file, counted from 1.
        code: its code.
        name: its name in full.
        group: the code of its group; empty for none.
        group_name: the name of that group.
    """

    line: int
    code: str
    name: str = ""
    group: str = ""
    group_name: str = ""


@frozen
class CastVote:
    """One vote.

    Attributes:
        line: where it stands in the file, counted from 1.
        question: the label of what was voted on.
        voter: the code of who voted.
        stance: how.
        reason: why, in the voter's words; may be empty.
        happened: when; None where it is known only of the question, or not at all.
    """

    line: int
    question: str
    voter: str
    stance: Stance
    reason: str = ""
    happened: datetime.datetime | None = None


@frozen
class VoteRecord:
    """Everything that a record of votes says.

    Attributes:
        questions: what was voted on, in the order in which it is to be listed.
        voters: who voted, in the order of the file.
        votes: the votes, in the order of the file.
        rows: how many votes the file holds, bad ones included.
        duplicates: how many said again what was said already.
        refused: how many were bad and stayed out.
        findings: what was wrong.
    """

    questions: tuple[Question, ...]
    voters: tuple[Voter, ...]
    votes: tuple[CastVote, ...]
    rows: int
    duplicates: int = 0
    refused: int = 0
    findings: tuple[Finding, ...] = field(default=(), repr=False)


def said_once(votes: Iterable[CastVote]) -> Iterator[tuple[CastVote, CastVote | None]]:
    """Go through votes, with the earlier one of the same voter on the same question, if any."""
    seen: dict[tuple[str, str], CastVote] = {}
    for vote in votes:
        place = (vote.question, vote.voter)
        yield vote, seen.get(place)
        seen.setdefault(place, vote)


def needed_records(
    records: Sequence[Record], findings: Sequence[Finding], source: Source
) -> Sequence[Record]:
    """The records of a file that is of no use without any.

    Raises:
        UnreadableInput: it has none; the first finding says why.
    """
    if not records:
        errors = [each for each in findings if each.severity is Severity.ERROR]
        raise UnreadableInput(str(errors[0]) if errors else f"{source.name} holds no rows")
    return records
