"""Parsers for contributions and proposals in tables, texts and Word files, and whose they are."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from pathlib import Path

from attrs import evolve, frozen

from consensus.errors import NotFound, UnreadableFile, UnreadableInput
from consensus.finding import Finding, Severity
from consensus.formats.amendment_rows import COLUMNS as AMENDMENT_COLUMNS
from consensus.formats.amendment_rows import AmendmentRow, find_sponsors, known_members
from consensus.formats.docx.view import ShownParagraph, ShownRow
from consensus.formats.draft_docx import DocxSource
from consensus.formats.guess_columns import amendment_table
from consensus.formats.rows import (
    BadRowError,
    Columns,
    Row,
    bad_row_finding,
    normalize_name,
    quote_input,
    read_table_rows,
    sort_findings,
)
from consensus.formats.source import Source, check_lines
from consensus.model.planning import Document, Question
from consensus.model.state import State
from consensus.text.blocks import ShingleIndex, contained
from consensus.text.tokens import likeness

# People retype a question with a word or two changed; of two questions of one list that were
# compared, no two were more alike than 0.6.
_ALIKE = 0.75
# A question of few words is met by chance, give or take one.
_ALIKE_SHORT = 0.85
_SHORT = 6
# Two questions that a line is like to nearly the same degree are a matter for a human reader.
_CLEAR_LEAD = 0.02
# A heading that shortens a question keeps at least so many of its words.
_LEAST_KEPT = 3
_MOST_WORDS = 1.6  # times those of a question: anything longer holds more than the question

_MARKS = re.compile(r"^[\s>#*_]+|[\s*_#]+$")
_NUMBER = r"\(?(?P<number>[0-9]+(?:\.[0-9]+)*(?:\s?\([a-z]\)|[a-z]\b)?|[ivx]+\b)\)?"
_NAMED = re.compile(
    r"(?:(?:answer|reply|response)s?\s+(?:to\s+)?)?(?:question|q)\s*[.:]?\s*(?:no\.?|number|n°|#)?"
    rf"\s*{_NUMBER}(?P<end>\s*[:.)–—-]+\s*|\s*$|\s+)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LABELLED = re.compile(rf"{_NUMBER}\s*[.):–—-]*\s+(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_LABEL_ALONE = re.compile(rf"{_NUMBER}\s*[.):]*", re.IGNORECASE)


@frozen
class Mark:
    """The question that a line announces."""

    question: str  # the id of the question; empty where it names one that was not asked
    rest: str = ""  # what stands on the line beside the question, which begins the answer
    problem: str = ""  # why it is no question, or not just one; empty where it is
    score: float = 1.0  # how much of the line is the question and nothing else, from 0 to 1


class QuestionMatcher:
    """Finds the question that a line or cell means, by number, handle or similar words."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._questions = tuple(questions)
        self._lettering = ShingleIndex()
        self._letters = {each.id: self._lettering.letters(each.text) for each in questions}

    def mark(self, line: str, *, heading: bool) -> Mark | None:
        """Returns the question that a line announces, if any; a heading may name it loosely."""
        words = _MARKS.sub("", line)
        if named := _NAMED.fullmatch(words):
            found = self._by_number(named["number"])
            parted = named["end"].strip() or not named["rest"]
            if found is None and (heading or parted):
                problem = f"no question is called {named['number']}"
                return Mark("", named["rest"] if not heading else "", problem)
            if found is not None and (heading or parted):
                return self._named(found, named["rest"], heading)
        return self._by_label_or_words(words, heading)

    def _named(self, question: Question, rest: str, heading: bool) -> Mark:
        """Returns the mark of a question named by number, with or without words behind it."""
        if not rest or heading:
            return Mark(question.id)
        score = self._score(self._lettering.letters(rest), question, heading=False)
        return Mark(question.id, score=score) if score else Mark(question.id, rest, score=0.0)

    def find(self, cell: str) -> Mark:
        """Returns the question that a cell means, by number, handle or words."""
        words = _MARKS.sub("", cell)
        found = self._by_number(words.strip("().: "))
        if found is not None:
            return Mark(found.id)
        mark = self.mark(words, heading=True)
        return mark or Mark("", problem="it is no number of a question, and not like one")

    def _by_number(self, number: str) -> Question | None:
        folded = re.sub(r"\s", "", number).casefold().strip("().")
        numbers = {each.number.casefold().strip("()."): each for each in self._questions}
        handles = {each.handle.casefold(): each for each in self._questions}
        return numbers.get(folded) or handles.get(folded) or handles.get(f"q{folded}")

    def _by_label_or_words(self, words: str, heading: bool) -> Mark | None:
        if heading and (alone := _LABEL_ALONE.fullmatch(words)):
            found = self._by_number(alone["number"])
            return Mark(found.id) if found is not None else None
        if mark := self._by_words(words, heading):
            return mark
        labelled = _LABELLED.fullmatch(words)
        return self._by_words(labelled["rest"], heading) if labelled else None

    def _by_words(self, words: str, heading: bool) -> Mark | None:
        letters = self._lettering.letters(words)
        scored = ((self._score(letters, each, heading), each) for each in self._questions)
        scores = sorted((each for each in scored if each[0]), key=lambda each: -each[0])
        if not scores:
            return None
        best, found = scores[0]
        if len(scores) > 1 and best - scores[1][0] < _CLEAR_LEAD:
            other = scores[1][1]
            return Mark("", problem=f"it may be question {found.number} or {other.number}")
        return Mark(found.id, score=best)

    def _score(self, letters: str, question: Question, heading: bool) -> float:
        """Returns how similar a line is to a question; 0 below the threshold."""
        asked = self._letters[question.id]
        if not letters or len(letters) > _MOST_WORDS * len(asked):
            return 0.0
        score = likeness(letters, asked)
        if score >= (_ALIKE if len(asked) >= _SHORT else _ALIKE_SHORT):
            return score
        # As much of the question as a heading has room for.
        if heading and len(letters) >= _LEAST_KEPT and contained(letters, asked) == 1:
            return score
        return 0.0


COLUMNS = Columns(
    {
        "contributor": ("from", "code", "member", "name", "organisation", "organization"),
        "question": ("q", "question number", "number"),
        "answer": ("reply", "response", "text", "contribution"),
        "received": ("date", "received on", "submitted", "when"),
        "group": ("stakeholder group", "stakeholder"),
        "confidential": ("in confidence",),
    }
)


@frozen
class AnswerRow:
    """The answer of a contribution to a question, given by its id, and the line where it begins."""

    line: int
    question: str
    text: str


@frozen
class ContributionRow:
    """One contribution as it was imported."""

    line: int  # where it begins in the file, counted from 1
    contributor: str = ""  # the code or name of who it comes from; empty where it does not say
    group: str = ""  # the code or name of the contributor's stakeholder group; may be empty
    received: str = ""  # when it came, as it was written; empty where it does not say
    answers: tuple[AnswerRow, ...] = ()  # what it says to each question
    text: str = ""  # what it says beside the questions
    confidential: bool = False  # whether only the secretariat may see it


def read_moment(word: str) -> datetime | None:
    """Parses a time in ISO 8601, None where there is none; no zone is UTC, and a day is its noon.

    Noon is on that day nearly everywhere, so it is compared with a deadline as people would.
    """
    if not word:
        return None
    try:
        found = datetime.fromisoformat(word)
    except ValueError:
        said = f"{quote_input(word)} is no time; write it as 2016-12-15 or 2016-12-15T09:30"
        raise BadRowError(said, "received") from None
    if len(word) <= len("2016-12-15"):
        found = datetime.combine(found, time(12))
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def read_contribution_table(
    source: Source, questions: Sequence[Question]
) -> tuple[tuple[ContributionRow, ...], tuple[Finding, ...]]:
    """Parses contributions from a table with named columns, one answer in each row, and findings.

    The rows of one contributor that were received at one time are one contribution. A row without a
    question is a general remark; one without an answer is skipped.
    """
    raw_rows, findings = read_table_rows(source, COLUMNS, needed=("contributor", "answer"))
    matcher = QuestionMatcher(questions)
    rows: dict[tuple[str, str, str], ContributionRow] = {}
    refused: list[Finding] = []
    for row in raw_rows:
        if not row.word("answer"):
            continue
        try:
            _take(rows, row, matcher)
        except BadRowError as error:
            refused.append(bad_row_finding(error, source.name, row.line, row.columns))
    return tuple(rows.values()), sort_findings(findings, refused)


def _take(
    rows: dict[tuple[str, str, str], ContributionRow], raw: Row, matcher: QuestionMatcher
) -> None:
    """Adds the answer in a row to the contribution that it belongs to."""
    contributor = raw.required("contributor", "give a code or a name")
    answer = raw.text("answer").strip()
    received, group = raw.word("received"), raw.word("group")
    read_moment(received)
    confidential = raw.flag("confidential")
    key = (contributor.casefold(), group.casefold(), received)
    row = rows.get(key) or ContributionRow(raw.line, contributor, group, received)
    row = evolve(row, confidential=row.confidential or confidential)
    asked = raw.word("question")
    if not asked:
        rows[key] = evolve(row, text=f"{row.text}\n\n{answer}" if row.text else answer)
        return
    mark = matcher.find(asked)
    if not mark.question:
        raise BadRowError(f"{quote_input(asked)}: {mark.problem}", "question")
    if any(each.question == mark.question for each in row.answers):
        raise BadRowError(f"{contributor} answers {quote_input(asked)} in a row above", "question")
    rows[key] = evolve(row, answers=(*row.answers, AnswerRow(raw.line, mark.question, answer)))


_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+\S")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-{3,})\s*")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_FRONT_MATTER = "---"
_HEAD = re.compile(r"[\s>*_]*(?P<name>[A-Za-z ]{3,20}?)[*_]*\s*:[*_]*\s*(?P<value>\S.*?)[\s*_]*")
_HEAD_NAMES = {
    **dict.fromkeys(("from", "contributor", "submitted by", "name", "organisation"), "contributor"),
    **dict.fromkeys(("group", "stakeholder group", "stakeholder"), "group"),
    **dict.fromkeys(("received", "date", "received on", "submitted on"), "received"),
    "confidential": "confidential",
}
# A line that begins an answer without a blank one before it.
_OPENING = re.compile(
    r"[\s>*_]*(?:question|q)\s*\.?\s*(?:no\.?\s*)?\(?[0-9]+\)?[\s*_]*(?:[:.)–—-]|$)", re.IGNORECASE
)
# A question that was retyped runs over no more lines than this.
_LONGEST_QUESTION = 6


@frozen
class _Block:
    """Consecutive lines without a blank one; a heading is a block of its own, on one line."""

    line: int
    lines: tuple[str, ...]
    level: int  # of a heading, from 1 to 6; else 0
    size: int  # how many lines of the file it takes


@frozen
class _Part:
    """The words under one mark, which stands on `line`; no question for what answers none."""

    line: int
    question: str
    text: str


def read_contribution(
    source: Source, questions: Sequence[Question]
) -> tuple[ContributionRow, tuple[Finding, ...]]:
    """Parses one contribution from a text, divided into answers by headings and questions.

    An answer stands under a heading or line that names the question (`Question 1`, `Q2:`) or is its
    own words, give or take a few, and ends at the next one, or at a heading of the same level that
    is none. First lines such as `From: ASH`, also as front matter, say who it comes from.
    """
    check_lines(source)
    reader = _ContributionParser(source, questions)
    return reader.read(), tuple(reader.findings)


class _ContributionParser:
    def __init__(self, source: Source, questions: Sequence[Question]) -> None:
        self._source = source
        self._matcher = QuestionMatcher(questions)
        self._numbers = {each.id: each.number for each in questions}
        self._lines = source.text.split("\n")
        self.findings: list[Finding] = []

    def read(self) -> ContributionRow:
        head, start = self._head()
        parts = list(self._parts(start))
        answers: dict[str, list[str]] = {}
        for part in parts:
            if part.question:
                answers.setdefault(part.question, []).append(part.text)
        rows: list[AnswerRow] = []
        for question, texts in answers.items():
            text = "\n\n".join(each for each in texts if each)
            line = next(each.line for each in parts if each.question == question)
            if text:
                rows.append(AnswerRow(line, question, text))
            else:
                self._find(line, f"Nothing stands under question {self._numbers[question]}.")
        if not answers and self._numbers:
            self._find(0, "No question is named here, so all of it is kept beside the questions.")
        return ContributionRow(
            line=1,
            contributor=head.get("contributor", ""),
            group=head.get("group", ""),
            received=self._received(head.get("received", "")),
            answers=tuple(rows),
            text="\n\n".join(part.text for part in parts if not part.question and part.text),
            confidential=head.get("confidential", "no").casefold() in ("yes", "true", "y"),
        )

    def _find(self, line: int, message: str, severity: Severity = Severity.WARNING) -> None:
        self.findings.append(Finding(message, severity, self._source.name, line))

    def _received(self, word: str) -> str:
        try:
            read_moment(word)
        except BadRowError as error:
            self._find(1, f"{str(error).capitalize()}; it is taken as not given.")
            return ""
        return word

    def _head(self) -> tuple[dict[str, str], int]:
        """Returns what the first lines say of the contribution, and where they end."""
        lines = self._lines
        at = next((at for at, line in enumerate(lines) if line.strip()), 0)
        fenced = lines[at].strip() == _FRONT_MATTER
        at += fenced
        head: dict[str, str] = {}
        for place in range(at, len(lines)):
            line = lines[place].strip()
            if fenced and line == _FRONT_MATTER:
                return head, place + 1
            found = _HEAD.fullmatch(line)
            name = _HEAD_NAMES.get(normalize_name(found["name"])) if found else None
            if found and name:
                head.setdefault(name, found["value"].strip("\"'"))
            elif not fenced and line:
                return head, place if head else 0
        return ({}, 0) if fenced else (head, len(lines))

    def _parts(self, start: int) -> Iterator[_Part]:
        question, line, under, above = "", start + 1, 0, 0
        begin, first = start, ""
        for block in _blocks(self._lines, start):
            marked = self._mark(block)
            ends = bool(question) and 0 < block.level <= under
            if marked is None and not ends:
                above = block.level or above
                continue
            yield self._part(line, question, first, begin, block.line - 1)
            mark, size = marked or (Mark(""), 0)
            if mark.problem:
                self._find(block.line, f"{quote_input(block.lines[0])}: {mark.problem}.")
            elif marked is None:
                title = quote_input(block.lines[0].strip(" #*"))
                message = f"{title} stands under no question and is kept beside the answers."
                self._find(block.line, message, Severity.NOTE)
            # A question in bold letters stands below the heading above it.
            above = block.level or above
            question, line, under = mark.question, block.line, block.level or above + 1
            # What names a question that was not asked stays with the words under it.
            kept = 0 if mark.problem else size
            begin, first = block.line - 1 + kept, "" if mark.problem else mark.rest
        yield self._part(line, question, first, begin, len(self._lines))

    def _part(self, line: int, question: str, first: str, begin: int, end: int) -> _Part:
        text = "\n".join(self._lines[begin:end]).strip("\n").rstrip()
        return _Part(line, question, f"{first}\n{text}".strip("\n") if first else text)

    def _mark(self, block: _Block) -> tuple[Mark, int] | None:
        """Returns the question that a block begins with, and how many of its lines name it."""
        if block.level:
            mark = self._matcher.mark(block.lines[0], heading=True)
            return (mark, block.size) if mark else None
        found: tuple[Mark, int] | None = None
        for size in range(1, min(len(block.lines), _LONGEST_QUESTION) + 1):
            words = " ".join(line.strip() for line in block.lines[:size])
            mark = self._matcher.mark(words, heading=False)
            # A question may run over several lines; the answer may begin on the next.
            if mark and (found is None or mark.score > found[0].score):
                found = mark, size
        return found


def _blocks(lines: Sequence[str], start: int) -> Iterator[_Block]:
    chunk: list[str] = []
    begun = start
    fence = ""
    for at, line in enumerate((*lines[start:], ""), start):
        if fence or (opening := _FENCE.match(line)):
            chunk, begun = ([*chunk, line], begun) if chunk else ([line], at)
            closes = bool(fence) and line.strip() == fence
            fence = "" if closes else fence or (opening[1] if opening else "")
            continue
        if chunk and _UNDERLINE.fullmatch(line):
            level = 1 if line.strip().startswith("=") else 2
            yield _Block(begun + 1, (" ".join(chunk),), level, len(chunk) + 1)
            chunk = []
            continue
        heading = _HEADING.match(line)
        if chunk and (heading or not line.strip() or _OPENING.match(line)):
            yield _Block(begun + 1, tuple(chunk), 0, len(chunk))
            chunk = []
        if heading:
            yield _Block(at + 1, (line,), len(heading[1]), 1)
        elif line.strip():
            chunk, begun = ([*chunk, line], begun) if chunk else ([line], at)
    if chunk:
        yield _Block(begun + 1, tuple(chunk), 0, len(chunk))


_DEEPEST_HEADING = 6


def read_docx_contribution(
    source: DocxSource, questions: Sequence[Question]
) -> tuple[ContributionRow, tuple[Finding, ...]]:
    """Parses one contribution from a Word file, with all changes accepted, as from a text.

    Footnotes stand at the end; the lines of findings are the numbers of paragraphs.
    """
    lines = list(_lines(source.accepted()))
    text = "\n\n".join(words for _, words in lines)
    # Each paragraph is on a line of its own, with an empty one after it.
    numbers = {2 * at + 1: number for at, (number, _) in enumerate(lines)}
    row, findings = read_contribution(Source.of(text, source.name), questions)
    answers = tuple(
        AnswerRow(numbers.get(each.line, each.line), each.question, each.text)
        for each in row.answers
    )
    placed = (evolve(each, line=numbers.get(each.line, each.line)) for each in findings)
    return evolve(row, answers=answers), (*_changed(source), *placed)


def _changed(source: DocxSource) -> Iterator[Finding]:
    changes, comments = len(source.document.revisions), len(source.document.comments)
    if changes:
        message = f"Its {changes} tracked changes were taken as accepted; comments were left out."
        yield Finding(message, Severity.WARNING, source.name)
    elif comments:
        yield Finding(f"Its {comments} comments were left out.", Severity.NOTE, source.name)


def _lines(source: DocxSource) -> Iterator[tuple[int, str]]:
    """Yields the paragraphs that have words, each on one line, with their numbers."""
    for block in source.shown.blocks:
        if words := _line_of_block(block):
            yield block.number, words
    for note in source.shown.notes:
        yield note.number, " ".join(f"{note.note.label}: {note.text}".split())


def _line_of_block(block: ShownParagraph | ShownRow) -> str:
    words = " ".join(block.text.split())
    if not words or isinstance(block, ShownRow):
        return words
    if block.format.heading:
        return f"{'#' * min(block.format.heading, _DEEPEST_HEADING)} {words}"
    if block.is_bulleted:
        return f"- {' '.join(block.words.split())}"
    return words


def read_document(path: Path) -> Document:
    """Returns what is known of a file that came with a contribution: its name and digest."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}") from error
    return Document(path.name, digest)


# Whose a contribution is.


@frozen
class Contributor:
    """The member or other person that contributes."""

    member: str = ""  # the code of the member or observer; empty for who is neither
    name: str = ""  # the name of who is neither
    group: str = ""  # the code of the stakeholder group of who is neither; empty for none


def find_contributor(state: State, name: str, group: str = "") -> Contributor:
    """Returns the contributor of a code or name; others keep their name and group."""
    found = known_members(state, name.strip())
    if len(found) == 1:
        return Contributor(member=found[0])
    return Contributor(name=name.strip(), group=_find_group(state, group) if group else "")


def _find_group(state: State, name: str) -> str:
    folded = name.strip().casefold()
    for group in state.groups.values():
        if folded in (group.code.casefold(), group.name.casefold()):
            return group.code
    known = ", ".join(state.groups) or "none"
    raise NotFound(f"no stakeholder group is called {name}; there is {known}")


# Proposals in plain words: a paper of sentences that ask for changes, and who proposes them.

_NOUNS = (
    r"(?:proposals?|proposed|amendments?|changes|comments?|submissions?|contributions?|position"
    r"|suggest\w+|propositions?|amendements?|observations?|soumission|propuestas?|enmiendas?"
    r"|observaci\w+|contribución|presentación)"
)
_FROM = (
    r"(?:(?:submitted|presented|proposed|tabled|made|sent|présentée?s?|proposée?s?|soumise?s?"
    r"|déposée?s?|presentad[ao]s?|propuest[ao]s?)\s+)?(?:by|from|of|par|por|de\s+la|des|du|de|del)"
)
_NAMES_SPONSOR = re.compile(
    rf"(?:(?:from|de|sponsors?|delegation|délégation|delegación|submitted by|proposed by"
    rf"|présenté par|presentado por)\s*:\s*|(?=submitted|presented|proposed by|tabled|présent"
    rf"|presentad|prop\w+ p[ao]r|soumis|déposé){_FROM}\s+"
    rf"|(?:\W?\w+){{0,3}}?\W?\b{_NOUNS}\b[^.:“”\"]{{0,80}}?\s{_FROM}\s+)(?P<who>\S.{{0,120}})",
    re.IGNORECASE,
)
# Of a sentence about a proposal, which says nothing of who makes those that follow.
_SENTENCE = re.compile(
    r"\b(?:[Ww]e|[Oo]ur|[Ii]t|[Tt]his|[Tt]hat|[Nn]ous|[Nn]otre|[Nn]osotros|is|are|was|were|has|have|not"
    r"|cannot|est|sont|oppos\w+|object\w*|support\w*|agree\w*|(?:[Cc]omments?|[Vv]iews?) on"
    r"|(?:[Rr]eply|[Rr]esponse|[Rr]eaction|respect|regard) to)\b"
)
_DELEGATION = re.compile(
    r"(?:(?:the|la|le|el|les|los|las)\s+|l['’])?(?:(?:delegations?|délégations?|delegaci\w+"
    r"|permanent mission|government|gouvernement|gobierno|members?)\s+(?:of|d['’]|de|du|des|del)"
    r"\s*)?(?:(?:the|la|le|el|les|los|las)\s+|l['’])?",
    re.IGNORECASE,
)
_LEADS = re.compile(r"(?P<who>[^:“”\"]{2,60}):\s*(?P<rest>.*)", re.DOTALL)
_ABOUT = re.compile(
    r",?\s+(?:on|concerning|regarding|to the|sur|concernant|relati\w+|sobre)\s.*|\s*[(,].*",
    re.IGNORECASE,
)
_LONGEST_HEAD = 160  # characters of a line that names who proposes
_MOST_READ = 100  # paragraphs from which it is told whether a paper asks for changes
_THANKS = re.compile(
    r"(?:we|nous|\w+ (?:thanks?|remercie|agradece))?\W*(?:thank|welcome|appreciate|commend|remerci"
    r"|agradec|dear|mesdames|estimad)",
    re.IGNORECASE,
)
_MOST_CELLS = 100
_OPENS_QUOTE = re.compile(r"\s*[“«„\"]")


@frozen
class ProposalPaper:
    """What a paper asks for in words, paragraph by paragraph."""

    # what is asked for; each by the codes of who proposes it, or by the name that is no member's
    rows: tuple[AmendmentRow, ...]
    remarks: tuple[AmendmentRow, ...]  # paragraphs that ask for nothing; some may be new texts

    @property
    def is_proposals(self) -> bool:
        """Whether at least half of what it says asks for changes."""
        asking = sum(not each.doubt for each in self.rows)
        return 0 < asking >= len(self.rows) - asking + len(self.remarks)


def read_proposal_paper(state: State, source: Source, most: int = 0) -> ProposalPaper:
    """Parses a paper, or its first paragraphs, that asks for changes, as in `Delete “shall”.`

    Who proposes stands in a line such as `Proposals by Alvara`, or before a colon, and counts until
    the next such line; or it is the member that the first line names. A line that only cites a
    place is the place of what follows. What reads as a request and is not understood has a `doubt`.
    """
    if isinstance(source, DocxSource):
        blocks = source.accepted().shown.blocks
        shown = (each for each in blocks if isinstance(each, ShownParagraph))
        lines = [(each.number, words) for each in shown if (words := _line_of_block(each))]
    else:
        check_lines(source)
        lines = list(_text_paragraphs(source.text))
    reader = _ProposalParser(state)
    for number, words in lines[:most] if most else lines:
        reader.take(number, words)
    return reader.paper()


def has_proposal_table(source: Source) -> bool:
    """Returns whether a Word file has amendments, or comments of a comment table, in its tables."""
    from consensus.formats.comment_table import read_comments

    is_word = isinstance(source, DocxSource)
    return is_word and (
        amendment_table(source)[0] is not source or read_comments(source) is not None
    )


def is_paper(source: Source) -> bool:
    """Returns whether a file is a text of its author: no table, and without tracked changes."""
    if isinstance(source, DocxSource):
        return not (source.document.authors or has_proposal_table(source))
    ending = Path(source.name).suffix.casefold()
    first = next((line for line in source.text.split("\n") if line.strip()), "")
    is_table = any(map(AMENDMENT_COLUMNS.field_named, re.split(r"[,;\t|]", first)[:_MOST_CELLS]))
    return ending in (".md", ".markdown") or (ending == ".txt" and not is_table)


def is_proposal_paper(state: State, source: Source) -> bool:
    """Returns whether a paper, by how it begins, mostly asks for changes in words."""
    try:
        return read_proposal_paper(state, source, _MOST_READ).is_proposals
    except UnreadableInput:
        return False


def _text_paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yields the paragraphs of a text, each with its first line; wrapped lines are joined."""
    from consensus.formats.instructions import paragraphs_of

    at = 0
    lines = text.split("\n")
    for paragraph in paragraphs_of(text):
        for words in paragraph:
            if not words:
                continue
            begun = (n for n in range(at, len(lines)) if lines[n].strip())
            at = next((n for n in begun if words.startswith(lines[n].strip())), at)
            yield at + 1, words
            at += 1


class _ProposalParser:
    """Takes the paragraphs of a paper one after the other."""

    def __init__(self, state: State) -> None:
        from consensus.formats import instructions

        self._instructions = instructions
        self._state = state
        self._by: tuple[str, ...] = ()
        self._cited = ""
        self._held: tuple[int, str] | None = None  # what ends in a colon, before its words
        self._rows: list[AmendmentRow] = []
        self._remarks: list[AmendmentRow] = []

    def paper(self) -> ProposalPaper:
        """Returns what was taken."""
        if self._held:
            self._request(*self._held)
        titled = self._titled()
        rows, remarks = (
            tuple(evolve(row, by=row.by or titled) for row in each)
            for each in (self._rows, self._remarks)
        )
        return ProposalPaper(rows, remarks)

    def take(self, line: int, text: str) -> None:
        """Takes a paragraph."""
        words = text.strip().lstrip("#>").strip()
        bare = _MARKS.sub("", words)
        if self._held:
            line, held = self._held
            words, self._held = f"{held} {words}", None
            if _OPENS_QUOTE.match(words[len(held) :]) and not _is_closed(words):
                self._held = line, words
            else:
                self._request(line, words)
        elif not any(map(str.isalnum, bare)) or self._is_head(bare):
            return
        elif lead := self._led_by(bare):
            self._by, self._cited = lead[0], ""
            if lead[1].strip():
                self._request(line, lead[1])
        elif cited := self._instructions.sole_citation(bare):
            self._cited = cited
        elif not text.lstrip().startswith("#") or self._asked(words):
            self._request(line, words)
        else:
            self._remarks.append(self._row(line, words, ""))

    def _is_head(self, words: str) -> bool:
        """Returns whether a line says who proposes, which it then notes, or when and to whom."""
        found = _HEAD.fullmatch(words)
        name = _HEAD_NAMES.get(normalize_name(found["name"])) if found else None
        if found and name == "contributor":
            self._by, self._cited = self._who(found["value"].strip("\"'")), ""
        if name or len(words) > _LONGEST_HEAD:
            return bool(name)
        if not (named := _NAMES_SPONSOR.fullmatch(words)) or self._asked(words):
            return False
        if _SENTENCE.search(words) or self._instructions.leading_citation(named["who"])[1]:
            return False
        self._by, self._cited = self._who(named["who"]), ""
        return True

    def _who(self, words: str) -> tuple[str, ...]:
        """Returns the codes of the members that some words name, or else the name in them."""
        words = words.strip(" .:*_")
        short = _ABOUT.sub("", words)
        tries = (words, short, _DELEGATION.sub("", words, 1), _DELEGATION.sub("", short, 1))
        for each in dict.fromkeys(tries):
            try:
                return find_sponsors(self._state, each)
            except NotFound:
                continue
        return self._named_in(words) or (_DELEGATION.sub("", short, 1) or short,)

    def _named_in(self, words: str) -> tuple[str, ...]:
        """Returns the only member whose name stands in some words; none for several."""
        named = ((each.code, re.escape(each.name)) for each in self._state.members.values())
        found = [
            code
            for code, name in named
            if name and re.search(rf"(?<!\w){name}(?!\w)", words, re.IGNORECASE)
        ]
        return tuple(found) if len(found) == 1 else ()

    def _led_by(self, words: str) -> tuple[tuple[str, ...], str] | None:
        """Returns the members before a colon, or alone on a line, and what stands behind them."""
        found = _LEADS.fullmatch(words)
        who, rest = (found["who"], found["rest"]) if found else (words, "")
        if len(who) > _LONGEST_HEAD:
            return None
        names = (who, _DELEGATION.sub("", who, 1))
        codes = next(filter(None, (known_members(self._state, each) for each in names)), ())
        return (codes, rest) if codes else None

    def _titled(self) -> tuple[str, ...]:
        """Returns the only member that what stands before all requests names; none for several."""
        first = self._rows[0].line if self._rows else 0
        before = " ".join(each.text for each in self._remarks if each.line < first)[:_LONGEST_HEAD]
        return self._named_in(before)

    def _asked(self, words: str) -> bool:
        return any(not each.problem for each in self._instructions.read_proposal(words))

    def _request(self, line: int, words: str) -> None:
        """Takes what asks for changes, a reason of the last of them, or a remark."""
        reader = self._instructions
        text, reason = reader.split_reason(words)
        if reason and not text and self._rows:
            why = "\n\n".join(filter(None, (self._rows[-1].rationale, reason)))
            self._rows[-1] = evolve(self._rows[-1], rationale=why)
            return
        if words.endswith(":") and reader.seems_to_ask(words):
            self._held = line, words
            return
        pieces = list(reader.requests_of(words, self._cited))
        self._rows += (self._row(line, *piece) for piece in pieces)
        if pieces:
            return
        is_place = bool(self._cited or reader.leading_citation(words)[1])
        if is_place or (reader.seems_to_ask(words) and not _THANKS.match(words)):
            self._rows.append(self._row(line, words, self._cited, reader.NOT_UNDERSTOOD))
        else:
            self._remarks.append(self._row(line, words, ""))

    def _row(self, line: int, text: str, cited: str, doubt: str = "") -> AmendmentRow:
        fields = {"target": cited, "text": text} if cited else {"text": text}
        return AmendmentRow(line, fields, text=text, by=self._by, target=cited, doubt=doubt)


def _is_closed(words: str) -> bool:
    """Returns whether the quotation that ends some words is closed."""
    return words.rstrip(" .;,").endswith(("”", "»", '"', "“")) and len(words) > 1
