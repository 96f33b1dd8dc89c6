"""Polls in which people write comments and vote on those of others, as Pol.is exports them."""

from __future__ import annotations

from collections.abc import Mapping

from consensus.errors import UnreadableInput
from consensus.finding import Finding, Severity
from consensus.formats.rows import Columns, folded, in_order, read_records, shown
from consensus.formats.source import Source
from consensus.formats.table import Cell, TableRow, read_table
from consensus.formats.vote_record import CastVote, Question, Voter, VoteRecord, needed_records
from consensus.model.stance import Stance

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
"""What the numbers in the matrix stand for: agree, disagree and pass."""

_REVERSED = {Stance.SUPPORT: Stance.DISAGREE, Stance.DISAGREE: Stance.SUPPORT}
_REJECTED = "-1"
_AGREE, _DISAGREE = "n agree", "n disagree"


def read_poll(comments: Source, votes: Source, *, rejected: bool = True) -> VoteRecord:
    """Read a poll from its comments and the matrix of who voted how on which.

    In the matrix each row is a participant and each column named by a number a comment: 1 agrees,
    -1 disagrees, 0 passes, and an empty cell was not seen. Some exports have 1 and -1 the other
    way round; the counts of each participant that stand in the same row say which it is. Groups
    of opinion that the tool found become the groups `G0`, `G1` and so on.

    Args:
        comments: `comments.csv`.
        votes: `participants-votes.csv`.
        rejected: whether comments that the moderators rejected are taken in, with their votes.

    Raises:
        UnreadableInput: a file holds no comments, or no matrix.
    """
    questions, left_out, findings = _comments(comments, rejected)
    matrix = _Matrix(votes, questions, left_out)
    named = matrix.named
    return VoteRecord(
        questions=tuple(
            sorted(
                (*questions.values(), *named.values()),
                key=lambda each: (len(each.label), each.label),
            )
        ),
        voters=tuple(matrix.voters),
        votes=tuple(matrix.votes),
        rows=len(matrix.votes) + matrix.refused,
        refused=matrix.refused,
        findings=(*findings, *matrix.findings),
    )


def _comments(
    source: Source, rejected: bool
) -> tuple[dict[str, Question], frozenset[str], tuple[Finding, ...]]:
    records, problems = read_records(source, COMMENT_COLUMNS, needed=("comment", "words"))
    questions: dict[str, Question] = {}
    left_out: set[str] = set()
    findings: list[Finding] = []
    for record in needed_records(records, problems, source):
        label, words = record.word("comment"), record.word("words")
        if not label or label in questions or label in left_out:
            why = f"The comment {shown(label)} came before" if label else "There is no number"
            message = f"{why}; the row was left out."
            findings.append(Finding(message, Severity.WARNING, source.name, record.line))
        elif record.word("moderated") == _REJECTED and not rejected:
            left_out.add(label)
        else:
            questions[label] = Question(label, words or f"Comment {label}, which has no words")
    if left_out:
        message = f"{len(left_out)} comments that the moderators rejected were left out."
        findings.append(Finding(message, Severity.NOTE, source.name))
    return questions, frozenset(left_out), in_order(problems, findings)


class _Matrix:
    """The matrix of participants and comments, read once."""

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
        folds = [folded(name) for name in names]
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
        self._check_signs(table[1:], columns)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was wrong, in the order of the file."""
        return in_order(self._findings)

    def _read(self, row: TableRow) -> None:
        number = self._at(row, "participant")
        code = f"P{number}"
        if not number or code in self._codes:
            why = f"The participant {shown(number)} came before" if number else "There is no number"
            self._note(f"{why}; the row was left out.", Severity.ERROR, row.line)
            self.refused += sum(1 for at in self._columns if _text(row, at))
            return
        self._codes.add(code)
        group = self._at(row, "group id")
        self.voters.append(
            Voter(
                row.line,
                code,
                f"Participant {number}",
                f"G{group}" if group else "",
                f"Opinion group {group}" if group else "",
            )
        )
        for at, name in self._columns.items():
            word = _text(row, at)
            if word in STANCES:
                self.votes.append(CastVote(row.line, name, code, STANCES[word]))
            elif word:
                self.refused += 1
                cell: Cell = row.cells[at]
                message = f"{shown(word)} is no vote; it can be 1, 0, -1 or nothing."
                self._note(message, Severity.ERROR, cell.line, cell.column)

    def _check_signs(self, rows: tuple[TableRow, ...], columns: Mapping[int, str]) -> None:
        """Hold the matrix against the counts in it, and turn the signs if these say so."""
        if _AGREE not in self._side or _DISAGREE not in self._side:
            return
        as_counted = as_turned = differing = 0
        for row in rows:
            words = [STANCES.get(_text(row, at)) for at in columns]
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
                CastVote(
                    each.line, each.question, each.voter, _REVERSED.get(each.stance, each.stance)
                )
                for each in self.votes
            ]
            self._note(
                "By the counts of its participants, -1 agrees and 1 disagrees in this file, and so"
                " it was read.",
                Severity.WARNING,
            )
        differing += min(as_counted, as_turned)
        if differing:
            self._note(
                f"The counts of {differing} participants are not those of their votes; the votes"
                " were counted.",
                Severity.WARNING,
            )

    def _at(self, row: TableRow, name: str) -> str:
        return _text(row, self._side[name]) if name in self._side else ""

    def _note(self, message: str, severity: Severity, line: int = 0, column: int = 0) -> None:
        self._findings.append(Finding(message, severity, self._file, line, column))


def _text(row: TableRow, at: int) -> str:
    return row.cells[at].text.strip() if at < len(row.cells) else ""
