"""Roll calls of a plenary: one vote of one member in each row, and the titles in another file."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from consensus.finding import Finding, Severity
from consensus.formats.rows import Columns, Record, in_order, read_records, shown
from consensus.formats.source import Source
from consensus.formats.stance_words import is_no_stance, read_stance
from consensus.formats.vote_record import (
    CastVote,
    Question,
    Voter,
    VoteRecord,
    needed_records,
    said_once,
)
from consensus.model.stance import Stance

VOTE_COLUMNS = Columns(
    {
        "roll_call": ("rcid", "rollcall", "roll call id", "rollcall id", "vote id", "id"),
        "member": ("country code", "code", "member code", "member id", "delegation", "iso"),
        "name": ("country", "member name", "full name"),
        "vote": ("stance", "position", "ballot", "cast code"),
        "group": ("party", "stakeholder group", "group code"),
    }
)
TITLE_COLUMNS = Columns(
    {
        "roll_call": ("rcid", "rollcall", "roll call id", "rollcall id", "vote id", "id"),
        "number": ("unres", "document", "symbol", "resolution", "bill number"),
        "title": ("short", "name", "subject", "question"),
        "description": ("descr", "desc", "text"),
        "date": ("day", "held"),
    }
)


def read_roll_calls(votes: Source, titles: Source | None = None) -> VoteRecord:
    """Read roll calls from a table of votes, and one of titles.

    The votes need columns for the roll call, the member's code and the vote; the words for votes
    are those of `stance_words`, so `yes` is support, `no` disagree, and `absent` nothing. The
    titles need a column for the roll call, and may have `number`, `title`, `description` and
    `date`. The columns go by the names that known collections give them, such as `rcid`,
    `country_code` and `unres`.

    Args:
        votes: the file of votes.
        titles: the file of titles; without it roll calls have their numbers only.

    Raises:
        UnreadableInput: a file holds no roll calls at all.
    """
    questions, findings = _titles(titles) if titles else ({}, ())
    records, problems = read_records(votes, VOTE_COLUMNS, needed=("roll_call", "member", "vote"))
    reader = _Reader(votes.name)
    cast = [
        vote for each in needed_records(records, problems, votes) if (vote := reader.vote(each))
    ]
    kept = reader.once(cast)
    for vote in cast:
        if vote.question not in questions:
            text = f"Roll call {vote.question}"
            questions[vote.question] = Question(vote.question, text)
            if titles:
                message = f"{titles.name} has no title for the roll call {shown(vote.question)}."
                findings = (*findings, Finding(message, Severity.WARNING, votes.name, vote.line))
    unread = {each.line for each in problems if each.severity is Severity.ERROR}
    return VoteRecord(
        questions=tuple(questions.values()),
        voters=tuple(reader.voters.values()),
        votes=kept,
        rows=len(records) - reader.silent + len(unread),
        duplicates=reader.duplicates,
        refused=reader.refused + len(unread),
        findings=(*findings, *in_order(problems, reader.findings())),
    )


class _Reader:
    """Makes votes of rows; words that are no votes are named once, with how many rows have them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.voters: dict[str, Voter] = {}
        self.silent = self.refused = self.duplicates = 0
        self._stances: dict[str, Stance | str | None] = {}
        self._bad: dict[str, tuple[int, int]] = {}
        self._repeated: list[Finding] = []

    def vote(self, record: Record) -> CastVote | None:
        """The vote of a row; None for a bad row, and for one that says that nobody voted."""
        call, code, word = (record.word(name) for name in ("roll_call", "member", "vote"))
        if not call or not code:
            lacking = "member's code" if call else "roll call"
            self._refuse(f"The {lacking} is missing.", record.line)
            return None
        if code not in self.voters:
            name, group = record.word("name"), record.word("group")
            self.voters[code] = Voter(record.line, code, name, group)
        stance = self._stance(word)
        if stance is None:
            self.silent += 1
        elif not isinstance(stance, Stance):
            self._refuse(stance, record.line)
        else:
            return CastVote(record.line, call, code, stance)
        return None

    def once(self, votes: Sequence[CastVote]) -> tuple[CastVote, ...]:
        """The votes, each voter's first on each question only."""
        kept: list[CastVote] = []
        for vote, earlier in said_once(votes):
            if earlier is None:
                kept.append(vote)
            elif earlier.stance is vote.stance:
                self.duplicates += 1
            else:
                self.refused += 1
                message = (
                    f"{shown(vote.voter)} voted otherwise on {shown(vote.question)} in line"
                    f" {earlier.line}; the row was left out."
                )
                self._repeated.append(Finding(message, Severity.ERROR, self.file, vote.line))
        return tuple(kept)

    def findings(self) -> tuple[Finding, ...]:
        """What was wrong with rows."""
        bad = [
            Finding(
                message if count == 1 else f"{message} So in {count} rows, of which this is one.",
                Severity.ERROR,
                self.file,
                line,
            )
            for message, (line, count) in self._bad.items()
        ]
        return in_order(bad, self._repeated)

    def _stance(self, word: str) -> Stance | str | None:
        """What a word stands for: a stance, nothing, or what to say of a word that is none."""
        if word not in self._stances:
            try:
                self._stances[word] = None if is_no_stance(word) else read_stance(word)
            except ValueError as error:
                self._stances[word] = f"{error}. The row was left out."
        return self._stances[word]

    def _refuse(self, message: str, line: int) -> None:
        self.refused += 1
        first, count = self._bad.get(message, (line, 0))
        self._bad[message] = (first, count + 1)


def _titles(source: Source) -> tuple[dict[str, Question], tuple[Finding, ...]]:
    records, problems = read_records(source, TITLE_COLUMNS, needed=("roll_call",))
    questions: dict[str, Question] = {}
    findings: list[Finding] = []
    for record in needed_records(records, problems, source):
        call = record.word("roll_call")
        if not call or call in questions:
            why = f"{shown(call)} has a title already" if call else "The roll call is missing"
            message = f"{why}; the row was left out."
            findings.append(Finding(message, Severity.WARNING, source.name, record.line))
            continue
        title = record.word("title") or record.word("description") or f"Roll call {call}"
        number = record.word("number")
        text = f"{number}: {title}" if number else title
        questions[call] = Question(call, text, _day(record, source.name, findings))
    return questions, in_order(problems, findings)


def _day(record: Record, file: str, findings: list[Finding]) -> datetime.date | None:
    try:
        return record.day("date")
    except ValueError as error:
        findings.append(Finding(f"{error}.", Severity.WARNING, file, record.line))
        return None
