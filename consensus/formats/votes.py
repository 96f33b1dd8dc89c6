"""Parsers for votes cast elsewhere: roll calls, and polls on comments and on proposals."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count, pairwise

from attrs import evolve, field, frozen

from consensus.errors import MalformedRule, UnreadableInput
from consensus.finding import Finding, Severity
from consensus.formats.html import text_from_html
from consensus.formats.position_rows import PositionRow, is_no_stance, read_stance
from consensus.formats.rows import (
    Cell,
    Columns,
    Row,
    TableRow,
    normalize_name,
    quote_input,
    read_table,
    read_table_rows,
    sort_findings,
)
from consensus.formats.source import Source
from consensus.model.people import Member
from consensus.model.positions import Stance
from consensus.rules.expression import parse_rule


@frozen
class Question:
    """A question that was voted on."""

    label: str  # its label in the file
    text: str  # its words
    date: dt.date | None = None  # the day of the vote, if it is said
    rule: str = ""  # the majority that was needed, as a rule; empty where it is not said
    adopted: bool | None = None  # whether it was adopted; None where it is not said


@frozen
class Voter:
    """A voter: where it stands first in the file, its group, and when it was a member."""

    line: int  # counted from 1
    code: str
    name: str = ""
    group: str = ""
    group_name: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    names: frozenset[str] = frozenset()  # all names that the file has for it

    def known_as(self, codes: Mapping[str, str], by_name: Mapping[str, str]) -> str:
        """Returns the code of the member that it is, by its code or else its names; or nothing."""
        folded = map(fold_name, (self.name, *sorted(self.names)))
        found = (by_name[each] for each in folded if each in by_name)
        return codes.get(self.code.casefold()) or next(found, "")


@frozen
class CastVote:
    """One vote."""

    line: int  # where it stands in the file, counted from 1
    question: str  # the label of what was voted on
    voter: str  # the code of who voted
    stance: Stance  # how
    reason: str = ""  # why, in the voter's words; may be empty
    # when; None where it is known only of the question, or not at all
    happened: dt.datetime | None = None


@frozen
class VoteRecord:
    """The questions, voters and votes in a file."""

    questions: tuple[Question, ...]  # in the order in which they are to be listed
    voters: tuple[Voter, ...]  # in the order of the file
    votes: tuple[CastVote, ...]  # in the order of the file
    rows: int  # how many votes the file holds, bad ones included
    digest: str  # of the files of votes, without those that say what was voted on
    duplicates: int = 0  # how many repeated an earlier vote
    refused: int = 0  # how many were bad and stayed out
    findings: tuple[Finding, ...] = field(default=(), repr=False)  # what was wrong


def digest_of_files(sources: Iterable[Source]) -> str:
    """Returns the digest by which votes in these files are recognised."""
    return hashlib.sha256("".join(each.digest for each in sources).encode()).hexdigest()


def deduplicate(votes: Iterable[CastVote]) -> Iterator[tuple[CastVote, CastVote | None]]:
    """Yields each vote with the earlier one of the same voter on the same question, if any."""
    seen: dict[tuple[str, str], CastVote] = {}
    for vote in votes:
        place = (vote.question, vote.voter)
        yield vote, seen.get(place)
        seen.setdefault(place, vote)


def fold_name(name: str) -> str:
    """Returns a name for comparison: its words in alphabetical order, without accents and `the`."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return " ".join(sorted(set(re.findall(r"\w+", letters)) - {"the"}))


def codes_by_name(members: Iterable[Member]) -> dict[str, str]:
    """Returns the codes of members by their folded names; that of several is left out."""
    known: dict[str, str] = {}
    listed = [*members]
    former = [(name, each.code) for each in listed for name in each.former]
    # A name that one has now goes before one that another had.
    for named in (former, [(each.name, each.code) for each in listed if each.name]):
        folded = [(fold_name(name), code) for name, code in named]
        several = Counter(name for name, _ in folded)
        known |= {name: code for name, code in folded if several[name] == 1}
    return known


def position_rows(
    record: VoteRecord, target: str, members: Mapping[str, Member], codes: Mapping[str, str]
) -> tuple[PositionRow, ...]:
    """Returns votes as positions on a target; voters go by the codes or names of members."""
    by_name = codes_by_name(members.values())
    voters = {
        each.code: each.known_as(codes, by_name) or each.name or each.code for each in record.voters
    }
    return tuple(
        PositionRow(e.line, target, voters[e.voter], e.stance, reason=e.reason, date=e.happened)
        for e in record.votes
    )


def outsiders(
    record: VoteRecord, codes: Mapping[str, str], members: Mapping[str, Member], file: str
) -> Iterator[Finding]:
    """Yields findings on voters, known by `codes`, that were no members on the day of a vote."""
    days = {each.label: each.date for each in record.questions}
    away: dict[str, list[CastVote]] = {}
    for vote in record.votes:
        day, code = days[vote.question], codes.get(vote.voter)
        if day and code and not members[code].counts_on(day):
            away.setdefault(code, []).append(vote)
    for code, (first, *more) in away.items():
        of = f"on the days of {len(more) + 1} of its votes" if more else "on the day of this vote"
        message = f"{code} was no member {of}, which count{'' if more else 's'} nowhere."
        yield Finding(message, Severity.WARNING, file, first.line)


def require_rows(rows: Sequence[Row], findings: Sequence[Finding], source: Source) -> Sequence[Row]:
    """Returns the rows of a file; raises UnreadableInput, by its first finding, if it has none."""
    if not rows:
        errors = [each for each in findings if each.severity is Severity.ERROR]
        raise UnreadableInput(str(errors[0]) if errors else f"{source.name} holds no rows")
    return rows


# Proposals that were decided on in Loomio, as it exports them: a file for each, with its votes.

_FEWEST_OPTIONS = 2
_TAG = re.compile(r"<[a-z][^<>]*>", re.IGNORECASE)
_NO_CODE = re.compile(r"[\s()\[\]|\\:,;]+")


@frozen
class _Header:
    """The headings over the votes: the stance of each option's column, and the other columns."""

    row: int  # counted from 0
    options: dict[int, Stance | None]
    columns: dict[str, int]
    voter: int


def read_proposals(sources: Sequence[Source]) -> VoteRecord:
    """Parses proposals with their votes and reasons, each from a file of its own.

    Both forms of the export are read: the one with the parts `poll`, `poll_options` and `votes`,
    and the earlier one with a row for each participant and a total below.
    """
    codes = _Codes()
    read = [_Proposal(source, str(number), codes) for number, source in enumerate(sources, 1)]
    return VoteRecord(
        questions=tuple(each.question for each in read),
        voters=tuple(codes.voters),
        votes=tuple(vote for each in read for vote in each.votes),
        rows=sum(len(each.votes) + each.refused for each in read),
        digest=digest_of_files(sources),
        refused=sum(each.refused for each in read),
        findings=tuple(finding for each in read for finding in sort_findings(each.findings)),
    )


class _Codes:
    """Assigns codes to voters, the same to the same name in all files, none that is taken."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.voters: list[Voter] = []
        self._codes: dict[tuple[str, int], str] = {}
        self._given = {each.casefold() for each in taken}

    def code(self, line: int, name: str, time: int) -> str:
        """Returns the code of a name; a second voter of that name in one file gets another."""
        key = (name.casefold(), time)
        if key not in self._codes:
            bare = _NO_CODE.sub("-", name.strip()).strip("-") or "voter"
            numbered = (bare if number == 1 else f"{bare}-{number}" for number in count(1))
            code = next(each for each in numbered if each.casefold() not in self._given)
            self._given.add(code.casefold())
            self._codes[key] = code
            self.voters.append(Voter(line, code, name))
        return self._codes[key]


class _Proposal:
    def __init__(self, source: Source, label: str, codes: _Codes) -> None:
        self._file = source.name
        rows, problems = read_table(source)
        self.findings: list[Finding] = list(problems)
        self.votes: list[CastVote] = []
        self.refused = 0
        header = _header(rows)
        if header is None:
            raise UnreadableInput(_why_not(source, rows))
        self._header = header
        self._label = label
        self.question = Question(label, _words(rows[: header.row]) or source.name)
        for column, stance in header.options.items():
            if stance is None:
                self._note(rows[header.row].cells[column], "is no position; its votes stay out")
        seen: dict[str, int] = {}
        for row in _without_total(rows[header.row + 1 :], header):
            name = _at(row, header.voter)
            if not name:
                continue
            seen[name.casefold()] = seen.get(name.casefold(), 0) + 1
            self._take(row, codes, name, seen[name.casefold()])

    def _take(self, row: TableRow, codes: _Codes, name: str, time: int) -> None:
        header = self._header
        chosen = [at for at in header.options if _is_chosen(_at(row, at))]
        if not chosen:
            return  # was asked, and did not vote
        stance = header.options[chosen[0]] if len(chosen) == 1 else None
        if stance is None:
            self.refused += 1
            if len(chosen) > 1:
                self._note(row.cells[header.voter], "chose several options; none was taken")
            return
        code = codes.code(row.line, name, time)
        reason = _plain_text(_at(row, header.columns.get("reason", -1)))
        vote = CastVote(row.line, self._label, code, stance, reason, self._moment(row))
        self.votes.append(vote)

    def _moment(self, row: TableRow) -> datetime | None:
        for name in ("updated at", "created at"):
            written = _at(row, self._header.columns.get(name, -1))
            try:
                found = datetime.fromisoformat(written.replace(" UTC", "+00:00"))
            except ValueError:
                continue
            return found if found.tzinfo else found.replace(tzinfo=UTC)
        return None

    def _note(self, cell: Cell, problem: str) -> None:
        message = f"{quote_input(cell.text)} {problem}."
        self.findings.append(Finding(message, Severity.ERROR, self._file, cell.line, cell.column))


def _header(rows: Sequence[TableRow]) -> _Header | None:
    for number, row in enumerate(rows):
        names = [normalize_name(cell.text) for cell in row.cells]
        if names == ["votes"] and number + 1 < len(rows):
            return _in_parts(number + 1, rows[number + 1])
        stances = [_stance(cell.text) for cell in row.cells]
        if sum(each is not None for each in stances) >= _FEWEST_OPTIONS:
            last = len(stances) - 1
            options = {at: stances[at] for at in range(1, last) if names[at]}
            return _Header(number, options, {"reason": last}, voter=0)
    return None


def _in_parts(number: int, row: TableRow) -> _Header | None:
    """Finds the headings in the part `votes`: fields of each vote, then the options."""
    names = [normalize_name(cell.text) for cell in row.cells]
    if "voter name" not in names or "reason" not in names:
        return None
    first = names.index("reason format" if "reason format" in names else "reason") + 1
    columns = {name: at for at, name in enumerate(names[:first])}
    options = {at: _stance(row.cells[at].text) for at in range(first, len(names)) if names[at]}
    if sum(each is not None for each in options.values()) < _FEWEST_OPTIONS:
        return None
    return _Header(number, options, columns, columns["voter name"])


def _stance(word: str) -> Stance | None:
    try:
        return read_stance(word) if word.strip() else None
    except ValueError:
        return None


def _why_not(source: Source, rows: Sequence[TableRow]) -> str:
    if rows and rows[0].cells[0].text.startswith("Export for"):
        return (
            f"{source.name} is the export of a whole group, which does not say who chose what;"
            " export each proposal instead"
        )
    return (
        f"{source.name} is no proposal with its votes, whose options are positions such as agree,"
        " abstain, disagree and block"
    )


def _words(rows: Sequence[TableRow]) -> str:
    """Returns the title of a proposal and its details, from the lines above its votes."""
    fields: dict[str, str] = {}
    for names, values in pairwise(rows):
        if normalize_name(names.cells[0].text) == "id" and not fields:
            fields = {
                normalize_name(name.text): value.text
                for name, value in zip(names.cells, values.cells, strict=False)
            }
    if not fields:
        fields = {normalize_name(row.cells[0].text): row.cells[-1].text for row in rows}
        fields.setdefault("title", rows[0].cells[-1].text if rows else "")
    parts = (_plain_text(fields.get("title", "")), _plain_text(fields.get("details", "")))
    return "\n\n".join(part for part in parts if part)


def _plain_text(text: str) -> str:
    return text_from_html(text) if _TAG.search(text) else text.strip()


def _without_total(rows: Sequence[TableRow], header: _Header) -> Sequence[TableRow]:
    if header.voter or not rows:
        return rows
    *voters, last = rows
    sums = [sum(_is_chosen(_at(row, at)) for row in voters) for at in header.options]
    is_total = [_at(last, at) for at in header.options] == [str(each) for each in sums]
    return voters if is_total or normalize_name(_at(last, 0)) == "total" else rows


def _is_chosen(written: str) -> bool:
    return written.strip() not in ("", "0", "0.0")


def _at(row: TableRow, place: int) -> str:
    return row.cells[place].text.strip() if 0 <= place < len(row.cells) else ""


# Roll calls of a plenary: one vote of one member in each row, and the titles in another file.

_ROLL_CALL = ("rcid", "rollcall", "roll call id", "rollcall id", "rollnumber", "vote id", "id")
_FACTS: Mapping[str, Sequence[str]] = {
    "date": ("day", "held", "voted on"),
    "result": ("outcome", "vote result", "adopted"),
    "majority": (
        *("majority needed", "majority required", "needed majority", "required majority"),
        *("required", "needed", "majority requirement"),
    ),
}
VOTE_COLUMNS = Columns(
    {
        "roll_call": _ROLL_CALL,
        "member": ("country code", "code", "member code", "member id", "delegation", "iso"),
        "name": ("country", "member name", "full name"),
        "vote": ("stance", "position", "ballot", "cast code"),
        "group": ("party", "stakeholder group", "group code"),
        "since": ("from", "joined", "member since"),
        "until": ("to", "left", "member until"),
        **_FACTS,
    }
)
TITLE_COLUMNS = Columns(
    {
        "roll_call": _ROLL_CALL,
        "number": ("unres", "document", "symbol", "resolution", "bill number"),
        "title": ("short", "name", "subject", "question"),
        "description": ("descr", "desc", "text"),
        **_FACTS,
    }
)

_RESULTS = {
    **dict.fromkeys(("adopted", "passed", "carried", "agreed", "agreed to", "approved"), True),
    **dict.fromkeys(("accepted", "confirmed", "yes", "true", "1"), True),
    **dict.fromkeys(("not adopted", "not passed", "not carried", "not agreed", "rejected"), False),
    **dict.fromkeys(("not agreed to", "not approved", "not accepted", "not confirmed"), False),
    **dict.fromkeys(("failed", "lost", "defeated", "negatived", "no", "false", "0"), False),
}
_OF_A_MAJORITY = re.compile(r"\bmajority\b|( of)?( the)?( members)? present and voting$")
_MAJORITIES = {
    **dict.fromkeys(("simple", "ordinary", "1/2", "half", "more than half"), 'majority("simple")'),
    **dict.fromkeys(("absolute", "of members", "of all members"), 'majority("absolute")'),
    **dict.fromkeys(("two thirds", "2/3"), 'majority("two-thirds")'),
    **dict.fromkeys(("unanimity", "unanimous"), "unanimity()"),
}


def read_roll_calls(votes: Source, titles: Source | None = None) -> VoteRecord:
    """Parses roll calls from a table of votes, and one of titles.

    A vote without a code is that of the member with its name. Either file may have the `date` of a
    roll call, its `result` and the `majority` it needed: simple, absolute, two-thirds, or a rule.
    """
    questions, findings = _titles(titles) if titles else ({}, ())
    rows, problems = read_table_rows(votes, VOTE_COLUMNS, needed=("roll_call", "vote"))
    require_rows(rows, problems, votes)
    if not {"member", "name"} & rows[0].values.keys():
        raise UnreadableInput(f"{votes.name} has no column for the member's code, nor for its name")
    reader = _VoteParser(votes.name, rows)
    cast: list[CastVote] = []
    told: list[Finding] = []
    first: dict[str, Row] = {}
    for row in rows:
        if vote := reader.vote(row):
            cast.append(vote)
            first.setdefault(vote.question, row)
    kept = reader.once(cast)
    for call, row in first.items():
        known = questions.get(call)
        if known is None and titles:
            message = f"{titles.name} has no title for the roll call {quote_input(call)}."
            told.append(Finding(message, Severity.WARNING, votes.name, row.line))
        known = known or Question(call, f"Roll call {call}")
        questions[call] = _with_facts(known, row, votes.name, told)
    unread = {each.line for each in problems if each.severity is Severity.ERROR}
    return VoteRecord(
        questions=tuple(questions.values()),
        voters=tuple(reader.voters.values()),
        votes=kept,
        rows=len(rows) - reader.silent + len(unread),
        digest=digest_of_files([votes]),
        duplicates=reader.duplicates,
        refused=reader.refused + len(unread),
        findings=(*findings, *sort_findings(problems, told, reader.findings())),
    )


def _with_facts(question: Question, row: Row, file: str, findings: list[Finding]) -> Question:
    def warn(message: str) -> None:
        findings.append(Finding(message, Severity.WARNING, file, row.line))

    day, rule, adopted = question.date, question.rule, question.adopted
    try:
        day = day or row.day("date")
    except ValueError as error:
        warn(f"{error}.")
    if word := row.word("result"):
        folded = normalize_name(word)
        known = (each for each in _RESULTS if f" {folded}".endswith(f" {each}"))
        # The longest counts, so that `not adopted` is not `adopted`.
        ending = max(known, key=len, default="")
        if not ending:
            warn(f"{quote_input(word)} is no result; write adopted or rejected.")
        elif adopted is None:
            adopted = _RESULTS[ending]
    if word := row.word("majority"):
        folded = _OF_A_MAJORITY.sub("", normalize_name(word)).strip()
        try:
            rule = rule or _MAJORITIES.get(folded or "simple") or str(parse_rule(word))
        except MalformedRule:
            warn(
                f"{quote_input(word)} is no majority; write simple, absolute, two-thirds or a rule."
                " The roll call follows the rule of the working group."
            )
    return evolve(question, date=day, rule=rule, adopted=adopted)


class _VoteParser:
    """Parses votes; an unknown word is reported once, with the number of its rows."""

    def __init__(self, file: str, rows: Iterable[Row]) -> None:
        self.file = file
        self.voters: dict[str, Voter] = {}
        self.silent = self.refused = self.duplicates = 0
        self._stances: dict[str, Stance | str | None] = {}
        self._bad: dict[str, tuple[int, int]] = {}
        self._found: list[Finding] = []
        self._seen: set[tuple[str, ...]] = set()
        named = {(row.word("name"), row.word("member")) for row in rows}
        self._codes: dict[str, set[str]] = {}
        for name, code in named:
            if name and code:
                self._codes.setdefault(fold_name(name), set()).add(code)
        self._made = _Codes(code for _, code in named)

    def vote(self, row: Row) -> CastVote | None:
        """Returns the vote of a row; None for an invalid row, and for one without a vote."""
        call, code, word = (row.word(name) for name in ("roll_call", "member", "vote"))
        if not call or not (code or row.word("name")):
            lacking = "member's code" if call else "roll call"
            self._refuse(f"The {lacking} is missing.", row.line)
            return None
        code = code or self._code_of(row)
        if not code:
            return None
        said = (code, *(row.word(name) for name in ("name", "since", "until")))
        if said not in self._seen:
            self._seen.add(said)
            self._note_voter(code, row)
        stance = self._stance(word)
        if stance is None:
            self.silent += 1
        elif not isinstance(stance, Stance):
            self._refuse(stance, row.line)
        else:
            return CastVote(row.line, call, code, stance)
        return None

    def _code_of(self, row: Row) -> str:
        """Returns the code for the name in a row without one; empty if it names several members."""
        name = row.word("name")
        codes = self._codes.get(fold_name(name), set())
        if len(codes) > 1:
            several = ", ".join(sorted(codes))
            self._refuse(f"{quote_input(name)} can be {several}; the row has no code.", row.line)
            return ""
        return next(iter(codes), "") or self._made.code(row.line, name, 1)

    def _note_voter(self, code: str, row: Row) -> None:
        """Notes what a row says of a voter; what an earlier one said stays."""
        name = row.word("name")
        known = self.voters.get(code) or Voter(row.line, code, name, row.word("group"))
        days = [known.since, known.until]
        for at, column in enumerate(("since", "until")):
            try:
                day = row.day(column)
            except ValueError as error:
                self._warn(f"{error}.", row.line)
                continue
            if days[at] and day and day != days[at]:
                other = f"{code} has another day in {column} in an earlier line, which counts"
                self._warn(f"{other}: a member joins and leaves once.", row.line)
            days[at] = days[at] or day
        if days[0] and days[1] and days[1] < days[0]:
            self._warn(f"{code} would leave before it joins; neither day was taken.", row.line)
            days = [known.since, None]
        names = known.names | {name} if name else known.names
        self.voters[code] = evolve(known, since=days[0], until=days[1], names=names)

    def _warn(self, message: str, line: int) -> None:
        self._found.append(Finding(message, Severity.WARNING, self.file, line))

    def once(self, votes: Sequence[CastVote]) -> tuple[CastVote, ...]:
        kept: list[CastVote] = []
        for vote, earlier in deduplicate(votes):
            if earlier is None:
                kept.append(vote)
            elif earlier.stance is vote.stance:
                self.duplicates += 1
            else:
                self.refused += 1
                message = (
                    f"{quote_input(vote.voter)} voted otherwise on {quote_input(vote.question)}"
                    f" in line {earlier.line}; the row was left out."
                )
                self._found.append(Finding(message, Severity.ERROR, self.file, vote.line))
        return tuple(kept)

    def findings(self) -> tuple[Finding, ...]:
        bad = []
        for message, (line, times) in self._bad.items():
            more = f" So in {times} rows, of which this is one." if times > 1 else ""
            bad.append(Finding(message + more, Severity.ERROR, self.file, line))
        return sort_findings(bad, self._found)

    def _stance(self, word: str) -> Stance | str | None:
        """Returns the stance that a word means, None for no vote, or what is wrong with it."""
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
    rows, problems = read_table_rows(source, TITLE_COLUMNS, needed=("roll_call",))
    questions: dict[str, Question] = {}
    findings: list[Finding] = []
    for row in require_rows(rows, problems, source):
        call = row.word("roll_call")
        if not call or call in questions:
            why = f"{quote_input(call)} has a title already" if call else "The roll call is missing"
            message = f"{why}; the row was left out."
            findings.append(Finding(message, Severity.WARNING, source.name, row.line))
            continue
        title = row.word("title") or row.word("description") or f"Roll call {call}"
        number = row.word("number")
        asked = Question(call, f"{number}: {title}" if number else title)
        questions[call] = _with_facts(asked, row, source.name, findings)
    return questions, sort_findings(problems, findings)


# Polls in which people write comments and vote on those of others, as Pol.is exports them.

COMMENT_COLUMNS = Columns(
    {
        "comment": ("comment id", "tid", "statement id", "id"),
        "words": ("comment body", "body", "txt", "text", "statement"),
        "moderated": ("mod", "moderation"),
    }
)
STANCES: Mapping[str, Stance] = {
    **dict.fromkeys(("1", "1.0"), Stance.SUPPORT),
    **dict.fromkeys(("-1", "-1.0"), Stance.DISAGREE),
    **dict.fromkeys(("0", "0.0", "-0.0"), Stance.ABSTAIN),
}
"""The stance of each number in the matrix: agree, disagree and pass."""

_REVERSED = {Stance.SUPPORT: Stance.DISAGREE, Stance.DISAGREE: Stance.SUPPORT}
_REJECTED = "-1"
_AGREE, _DISAGREE = "n agree", "n disagree"


def read_poll(comments: Source, votes: Source, *, rejected: bool = True) -> VoteRecord:
    """Parses a poll from its comments and the matrix of participants and comments.

    Some exports have 1 and -1 the other way round; the counts of each participant that stand in the
    same row say which it is. Without `rejected`, comments that the moderators rejected are left
    out, with their votes.
    """
    questions, left_out, findings = _comments(comments, rejected)
    matrix = _Matrix(votes, questions, left_out)
    asked = (*questions.values(), *matrix.named.values())
    return VoteRecord(
        questions=tuple(sorted(asked, key=lambda each: (len(each.label), each.label))),
        voters=tuple(matrix.voters),
        votes=tuple(matrix.votes),
        rows=len(matrix.votes) + matrix.refused,
        digest=digest_of_files([votes]),
        refused=matrix.refused,
        findings=(*findings, *matrix.findings),
    )


def _comments(
    source: Source, rejected: bool
) -> tuple[dict[str, Question], frozenset[str], tuple[Finding, ...]]:
    rows, problems = read_table_rows(source, COMMENT_COLUMNS, needed=("comment", "words"))
    questions: dict[str, Question] = {}
    left_out: set[str] = set()
    findings: list[Finding] = []
    for row in require_rows(rows, problems, source):
        label, words = row.word("comment"), row.word("words")
        if not label or label in questions or label in left_out:
            why = f"The comment {quote_input(label)} came before" if label else "There is no number"
            message = f"{why}; the row was left out."
            findings.append(Finding(message, Severity.WARNING, source.name, row.line))
        elif row.word("moderated") == _REJECTED and not rejected:
            left_out.add(label)
        else:
            questions[label] = Question(label, words or f"Comment {label}, which has no words")
    if left_out:
        message = f"{len(left_out)} comments that the moderators rejected were left out."
        findings.append(Finding(message, Severity.NOTE, source.name))
    return questions, frozenset(left_out), sort_findings(problems, findings)


class _Matrix:
    def __init__(
        self, source: Source, known: Mapping[str, Question], left_out: frozenset[str]
    ) -> None:
        self._file = source.name
        self.voters: list[Voter] = []
        self.votes: list[CastVote] = []
        self.named: dict[str, Question] = {}
        self.refused = 0
        table, problems = read_table(source)
        self._findings = list(problems)
        names = [cell.text.strip() for cell in table[0].cells] if table else []
        folds = [normalize_name(name) for name in names]
        columns = {at: name for at, name in enumerate(names) if name.isdecimal()}
        if not columns or "participant" not in folds:
            raise UnreadableInput(
                f"{source.name} is no matrix of votes: its first row needs a column participant"
                " and one for the number of each comment"
            )
        for at, name in columns.items():
            if name not in known and name not in left_out:
                self.named[name] = Question(name, f"Comment {name}, whose words are missing")
                cell = table[0].cells[at]
                message = f"No comment has the number {name}; its votes were taken all the same."
                self._note(message, Severity.WARNING, cell.line, cell.column)
        self._columns = {at: name for at, name in columns.items() if name not in left_out}
        self._side = {name: folds.index(name) for name in folds if name}
        self._codes: set[str] = set()
        for row in table[1:]:
            self._read(row)
        self._check_polarity(table[1:], columns)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return sort_findings(self._findings)

    def _read(self, row: TableRow) -> None:
        number = self._at(row, "participant")
        code = f"P{number}"
        if not number or code in self._codes:
            named = f"The participant {quote_input(number)} came before"
            why = named if number else "There is no number"
            self._note(f"{why}; the row was left out.", Severity.ERROR, row.line)
            self.refused += sum(1 for at in self._columns if _at(row, at))
            return
        self._codes.add(code)
        group = self._at(row, "group id")
        of = (f"G{group}", f"Opinion group {group}") if group else ()
        self.voters.append(Voter(row.line, code, f"Participant {number}", *of))
        for at, name in self._columns.items():
            word = _at(row, at)
            if word in STANCES:
                self.votes.append(CastVote(row.line, name, code, STANCES[word]))
            elif word:
                self.refused += 1
                message = f"{quote_input(word)} is no vote; it can be 1, 0, -1 or nothing."
                self._note(message, Severity.ERROR, row.cells[at].line, row.cells[at].column)

    def _check_polarity(self, rows: tuple[TableRow, ...], columns: Mapping[int, str]) -> None:
        """Compares the matrix with its counts, and inverts the signs if they are reversed."""
        if _AGREE not in self._side or _DISAGREE not in self._side:
            return
        as_counted = as_turned = differing = 0
        for row in rows:
            words = [STANCES.get(_at(row, at)) for at in columns]
            found = (words.count(Stance.SUPPORT), words.count(Stance.DISAGREE))
            said = (self._at(row, _AGREE), self._at(row, _DISAGREE))
            if said == (str(found[0]), str(found[1])):
                as_counted += found[0] != found[1]
            elif said == (str(found[1]), str(found[0])):
                as_turned += 1
            else:
                differing += 1
        if as_turned > as_counted:
            self.votes = [
                evolve(each, stance=_REVERSED.get(each.stance, each.stance)) for each in self.votes
            ]
            signs = "By the counts of its participants, -1 is for and 1 is against in this file"
            self._note(f"{signs}, and so it was read.", Severity.WARNING)
        differing += min(as_counted, as_turned)
        if differing:
            counts = f"The counts of {differing} participants are not those of their votes"
            self._note(f"{counts}; the votes were counted.", Severity.WARNING)

    def _at(self, row: TableRow, name: str) -> str:
        return _at(row, self._side[name]) if name in self._side else ""

    def _note(self, message: str, severity: Severity, line: int = 0, column: int = 0) -> None:
        self._findings.append(Finding(message, severity, self._file, line, column))
