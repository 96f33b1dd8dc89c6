"""Proposals that were decided on in Loomio, as it exports them: a file for each, with its votes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count, pairwise

from attrs import frozen

from consensus.errors import UnreadableInput
from consensus.finding import Finding, Severity
from consensus.formats.html import html_text
from consensus.formats.rows import folded, in_order, shown
from consensus.formats.source import Source
from consensus.formats.stance_words import read_stance
from consensus.formats.table import Cell, TableRow, read_table
from consensus.formats.vote_record import CastVote, Question, Voter, VoteRecord
from consensus.model.stance import Stance

_FEWEST_OPTIONS = 2
_TAG = re.compile(r"<[a-z][^<>]*>", re.IGNORECASE)
_NO_CODE = re.compile(r"[\s()\[\]|\\:,;]+")


@frozen
class _Header:
    """The headings over the votes.

    Attributes:
        row: the number of their row, counted from 0.
        options: the column of each option, and what it stands for; None for no stance.
        columns: the other columns by their names in small letters.
        voter: the column with the names.
    """

    row: int
    options: dict[int, Stance | None]
    columns: dict[str, int]
    voter: int


def read_proposals(sources: Sequence[Source]) -> VoteRecord:
    """Read proposals with their votes and reasons, each from a file of its own.

    The options of a proposal are read as stances by their names: agree, abstain, disagree, block
    and the like. Both forms of the export are read: the one with the parts `poll`, `poll_options`
    and `votes`, and the earlier one with a row for each participant and a total below.

    Args:
        sources: the files.

    Raises:
        UnreadableInput: a file holds no proposal, or one whose options are no stances.
    """
    codes = _Codes()
    read = [_Proposal(source, str(number), codes) for number, source in enumerate(sources, 1)]
    return VoteRecord(
        questions=tuple(each.question for each in read),
        voters=tuple(codes.voters),
        votes=tuple(vote for each in read for vote in each.votes),
        rows=sum(len(each.votes) + each.refused for each in read),
        refused=sum(each.refused for each in read),
        findings=tuple(finding for each in read for finding in in_order(each.findings)),
    )


class _Codes:
    """Gives those that voted their codes: the same to the same name in all files."""

    def __init__(self) -> None:
        self.voters: list[Voter] = []
        self._codes: dict[tuple[str, int], str] = {}
        self._given: set[str] = set()

    def code(self, line: int, name: str, time: int) -> str:
        """The code of who is called so, for the second of one name in one file another one."""
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
    """One file."""

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
        above = rows[: header.row]
        self.question = Question(label, _words(above) or source.name)
        for column, stance in header.options.items():
            if stance is None:
                self._note(rows[header.row].cells[column], "is no stance; its votes stay out")
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
        self.votes.append(
            CastVote(
                row.line,
                self._label,
                codes.code(row.line, name, time),
                stance,
                reason=_plain(_at(row, header.columns.get("reason", -1))),
                happened=self._moment(row),
            )
        )

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
        message = f"{shown(cell.text)} {problem}."
        finding = Finding(message, Severity.ERROR, self._file, cell.line, cell.column)
        self.findings.append(finding)


def _header(rows: Sequence[TableRow]) -> _Header | None:
    """The headings over the votes; None where there are none."""
    for number, row in enumerate(rows):
        names = [folded(cell.text) for cell in row.cells]
        if names == ["votes"] and number + 1 < len(rows):
            return _in_parts(number + 1, rows[number + 1])
        stances = [_stance(cell.text) for cell in row.cells]
        if sum(each is not None for each in stances) >= _FEWEST_OPTIONS:
            last = len(stances) - 1
            options = {at: stances[at] for at in range(1, last) if names[at]}
            return _Header(number, options, {"reason": last}, voter=0)
    return None


def _in_parts(number: int, row: TableRow) -> _Header | None:
    """The headings in the part `votes`: what is known of each vote, and then the options."""
    names = [folded(cell.text) for cell in row.cells]
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
    """Why a file is no proposal that could be read."""
    if rows and rows[0].cells[0].text.startswith("Export for"):
        return (
            f"{source.name} is the export of a whole group, which does not say who chose what;"
            " export each proposal instead"
        )
    return (
        f"{source.name} is no proposal with its votes, whose options are stances such as agree,"
        " abstain, disagree and block"
    )


def _words(rows: Sequence[TableRow]) -> str:
    """The title of a proposal and its details, from what stands above its votes."""
    told: dict[str, str] = {}
    for names, values in pairwise(rows):
        if folded(names.cells[0].text) == "id" and not told:
            told = {
                folded(name.text): value.text
                for name, value in zip(names.cells, values.cells, strict=False)
            }
    if not told:
        told = {folded(row.cells[0].text): row.cells[-1].text for row in rows}
        told.setdefault("title", rows[0].cells[-1].text if rows else "")
    parts = (_plain(told.get("title", "")), _plain(told.get("details", "")))
    return "\n\n".join(part for part in parts if part)


def _plain(text: str) -> str:
    """Words that may be HTML, as plain text."""
    return html_text(text) if _TAG.search(text) else text.strip()


def _without_total(rows: Sequence[TableRow], header: _Header) -> Sequence[TableRow]:
    """The rows of those that voted, without the sums below them."""
    if header.voter or not rows:
        return rows
    *voters, last = rows
    sums = [sum(_is_chosen(_at(row, at)) for row in voters) for at in header.options]
    is_total = [_at(last, at) for at in header.options] == [str(each) for each in sums]
    return voters if is_total or folded(_at(last, 0)) == "total" else rows


def _is_chosen(written: str) -> bool:
    return written.strip() not in ("", "0", "0.0")


def _at(row: TableRow, place: int) -> str:
    return row.cells[place].text.strip() if 0 <= place < len(row.cells) else ""
