"""Tracked changes in plain text: CriticMarkup, and changes in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TypeAlias

import attrs
from attrs import frozen

from consensus.finding import Finding, Severity
from consensus.formats.docx.document import (
    Document,
    Paragraph,
    ParagraphFormat,
    Revision,
    RevisionKind,
    Run,
    paragraphs_of,
)
from consensus.text.brackets import (
    EVERY_CODE,
    Bracket,
    BracketedText,
    BracketOption,
    is_code,
    parse,
    render,
)
from consensus.text.display import count_noun

# CriticMarkup: plain-text marks for inserted and deleted words and their authors.
# `{++inserted++}`, `{--deleted--}` and `{~~old~>new~~}`; a comment right behind, `{>>ASH<<}`,
# names the author. An empty line inside is an inserted or deleted paragraph. Source: the
# CriticMarkup toolkit, criticmarkup.com.

Piece: TypeAlias = tuple[str, tuple[Revision, ...]]
"""Some words and the changes that they are part of."""

NOBODY = "Author"
"""Who changed something where nothing says who."""

PARAGRAPH_END = "\n\n"

_BEGINNING = re.compile(r"\{(?:\+\+|--|~~|==|>>)")
_ENDS = {"{++": "++}", "{--": "--}", "{~~": "~~}", "{==": "==}", "{>>": "<<}"}
_SUBSTITUTION, _COMMENT, _BETWEEN = "{~~", "{>>", "~>"
# One backslash more escapes a mark, and reading takes one off again.
_OPENING = re.compile(r"\{(\\*)(?=\+\+|--|~~|==|>>)")
_CLOSING = re.compile(r"(\+\+|--|~~|==|<<)(\\*)(?=\})|(~)(\\*)(?=>)")
_PROTECTED_OPENING = re.compile(r"\{\\(\\*)(?=\+\+|--|~~|==|>>)")
_PROTECTED_CLOSING = re.compile(r"(\+\+|--|~~|==|<<)\\(\\*)(?=\})|(~)\\(\\*)(?=>)")
_END = re.compile(r"\n[ \t]*\n\s*")
_HEADING = re.compile(r"(#{1,6})[ \t]+")
_PROTECTED_HEADING = re.compile(r"\\(\\*#)")
_MAY_BE_HEADING = re.compile(r"\\*#")
_HARD_BREAK = "\\\n"


@frozen
class _Markup:
    """The text between an opening mark and its end, at offsets from `start` to `end`."""

    sign: str
    start: int
    end: int
    old: str = ""
    new: str = ""
    marked: str = ""  # words that are neither deleted nor inserted, but only pointed at

    def is_signed_by(self, behind: _Markup) -> bool:
        """Returns whether `behind` is a comment right after a change, which names its author."""
        is_change = self.sign not in ("{==", _COMMENT)
        return is_change and behind.sign == _COMMENT and behind.start == self.end


class _Search:
    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[str, int] = {}

    def after(self, sign: str, place: int) -> int:
        """Returns the offset of the next mark from an offset not before the last; -1 for none."""
        known = self._known.get(sign, 0)
        if 0 <= known < place or sign not in self._known:
            known = self._known[sign] = self._text.find(sign, place)
        return known


def _markup(text: str) -> Iterator[_Markup]:
    """Yields marked passages; an opening mark without an end is text."""
    search = _Search(text)
    place = 0
    while beginning := _BEGINNING.search(text, place):
        sign, start, inside = beginning[0], beginning.start(), beginning.end()
        place = start + 1
        parting = search.after(_BETWEEN, inside) if sign == _SUBSTITUTION else inside
        behind = parting + len(_BETWEEN) if sign == _SUBSTITUTION else inside
        close = search.after(_ENDS[sign], behind) if parting >= 0 else -1
        if close < 0:
            continue
        place = close + len(_ENDS[sign])
        words = text[behind:close]
        match sign:
            case "{++":
                yield _Markup(sign, start, place, new=words)
            case "{--":
                yield _Markup(sign, start, place, old=words)
            case "{~~":
                yield _Markup(sign, start, place, old=text[inside:parting], new=words)
            case _:
                yield _Markup(sign, start, place, marked=words)


def read_critic(text: str, name: str = "") -> tuple[Document, tuple[Finding, ...]]:
    """Parses a text with CriticMarkup as a document; lines that begin with `#` are headings."""
    pieces: list[Piece] = []
    place = comments = 0
    marked = list(_markup(text))
    for before, found, behind in zip([None, *marked], marked, [*marked[1:], None], strict=False):
        pieces.append((text[place : found.start], ()))
        place = found.end
        if found.sign == _COMMENT:
            comments += not (before and before.is_signed_by(found))
            continue
        author = NOBODY
        if behind and found.is_signed_by(behind):
            author = _unescape(behind.marked).strip() or NOBODY
        for words, kinds in (
            (found.old, (RevisionKind.DELETED,)),
            (found.new, (RevisionKind.INSERTED,)),
            (found.marked, ()),
        ):
            if words:
                pieces.append((words, tuple(Revision(0, kind, author) for kind in kinds)))
    pieces.append((text[place:], ()))
    said = count_noun(comments, "comment was", "comments were")
    lost = Finding(f"{said} left out.", Severity.WARNING, name)
    return Document(tuple(_paragraphs(pieces))), (lost,) if comments else ()


def _paragraphs(pieces: Iterable[Piece]) -> Iterator[Paragraph]:
    runs: list[Run] = []
    for words, marks in pieces:
        place = 0
        for end in _END.finditer(words):
            runs.append(_run(words[place : end.start()], marks))
            place = end.end()
            if any(run.text.strip() for run in runs):
                yield _paragraph(runs, marks)
            runs = []
        runs.append(_run(words[place:], marks))
    if any(run.text.strip() for run in runs):
        yield _paragraph(runs, ())


def _run(words: str, marks: tuple[Revision, ...]) -> Run:
    lines = (line.replace("\n", " ") for line in words.split(_HARD_BREAK))
    return Run(_unescape("\n".join(lines)), marks)


def _paragraph(runs: list[Run], mark: tuple[Revision, ...]) -> Paragraph:
    runs = [run for run in runs if run.text]
    first = runs[0].text.lstrip()
    how = ParagraphFormat()
    if heading := _HEADING.match(first):
        level = len(heading[1]) - 1
        how = ParagraphFormat(f"heading {level}", level) if level else ParagraphFormat("title")
        first = first[heading.end() :]
    else:
        first = _PROTECTED_HEADING.sub(r"\1", first, count=1) if first[:1] == "\\" else first
    runs[0] = Run(first, runs[0].marks)
    runs[-1] = Run(runs[-1].text.rstrip(), runs[-1].marks)
    return Paragraph(0, tuple(run for run in runs if run.text), mark, how)


def write_critic(document: Document) -> str:
    """Returns a document, of paragraphs only, with its changes as CriticMarkup."""
    pieces: list[Piece] = []
    for paragraph in document.paragraphs():
        for number, run in enumerate(paragraph.runs):
            words = _escape(run.text).replace("\n", _HARD_BREAK)
            words = words if number else _escape_start(paragraph.format, words)
            pieces.append((words, run.marks))
        pieces.append((PARAGRAPH_END, paragraph.mark))
    return "".join(_critic_markup(_join_pieces(pieces))).rstrip() + "\n" if pieces else ""


def _escape_start(how: ParagraphFormat, words: str) -> str:
    level = 1 if how.style == "title" else how.heading and how.heading + 1
    if level:
        return f"{'#' * min(level, 6)} {words}"
    return f"\\{words}" if _MAY_BE_HEADING.match(words) else words


def _join_pieces(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yields pieces, neighbours with the same change by one author joined."""
    for _, group in groupby(pieces, lambda piece: [(e.kind, e.author) for e in piece[1]]):
        together = list(group)
        yield "".join(words for words, _ in together), together[-1][1]


def _critic_markup(pieces: Iterable[Piece]) -> Iterator[str]:
    old: tuple[str, str] | None = None  # deleted words that others may replace, and their author
    for words, marks in pieces:
        author = marks[0].author if marks else ""
        is_new = bool(marks) and marks[0].kind.inserts
        if old and is_new and old[1] == author:
            yield f"{{~~{old[0]}~>{words}~~}}{_author_comment(author)}"
            old = None
            continue
        if old:
            yield f"{{--{old[0]}--}}{_author_comment(old[1])}"
        old = (words, author) if marks and not is_new else None
        if is_new:
            yield f"{{++{words}++}}{_author_comment(author)}"
        elif not marks:
            yield words
    if old:
        yield f"{{--{old[0]}--}}{_author_comment(old[1])}"


def _author_comment(author: str) -> str:
    return f"{{>>{_escape(author)}<<}}" if author and author != NOBODY else ""


def _escape(text: str) -> str:
    text = _OPENING.sub(r"{\\\1", text)
    return _CLOSING.sub(lambda found: _change_backslashes(found, "\\"), text)


def _unescape(text: str) -> str:
    text = _PROTECTED_CLOSING.sub(lambda found: _change_backslashes(found, ""), text)
    return _PROTECTED_OPENING.sub(r"{\1", text)


def _change_backslashes(found: re.Match[str], sign: str) -> str:
    return (found[1] or found[3]) + sign + (found[2] or found[4] or "")


_NOT_IN_CODES = re.compile(r"[\s,:\[\]|\\]+")


def codes_for_brackets(author: str) -> tuple[str, ...]:
    """Returns an author's names as bracket codes: `Ana Sol` as `Ana-Sol`, `ASH; BAY` as two."""
    names = (each.strip() for each in re.split(r"[;,]", author))
    codes = (each if is_code(each) else _NOT_IN_CODES.sub("-", each).strip("-") for each in names)
    return tuple(dict.fromkeys(filter(None, codes)))


def bracket_changes(document: Document) -> Document:
    """Returns a document, of paragraphs only, with its changes as brackets that name their authors.

    Deleted words are the first option, without a name; authors who only delete want `no text`.
    """
    body = tuple(
        attrs.evolve(each, number=number, runs=tuple(_runs(each.runs)), mark=())
        for number, each in enumerate(paragraphs_of(document.body), 1)
    )
    return Document(body)


def _runs(runs: Iterable[Run]) -> Iterator[Run]:
    for is_change, together in groupby(runs, key=lambda run: bool(run.marks)):
        if is_change:
            yield Run(_bracket(list(together)))
        else:
            yield from together


def _bracket(runs: list[Run]) -> str:
    old = ""
    new: dict[tuple[str, ...], str] = {}
    out: dict[tuple[str, ...], str] = {}
    for run in runs:
        by = codes_for_brackets(run.marks[0].author)
        if run.marks[0].kind.inserts:
            new[by] = new.get(by, "") + run.text
            # Authors who insert words may keep what others delete there.
            out.setdefault(by, "")
        else:
            old += run.text
            out[by] = out.get(by, "") + run.text
    before, after = _shared_margins([text for text in (old, *new.values()) if text])

    def wording(text: str) -> BracketedText:
        inside = text.removeprefix(before).removesuffix(after)
        return parse(inside, EVERY_CODE, markdown=True)[0]

    options = [BracketOption(wording(old))] if old else []
    options += [BracketOption(wording(text), by) for by, text in new.items()]
    alone = [by for by, text in out.items() if text and by not in new]
    if alone:
        inserting = {code for by in new for code in by}
        none = tuple(dict.fromkeys(code for by in alone for code in by if code not in inserting))
        if none or not new:
            options.append(BracketOption(BracketedText(), none))
    return render(BracketedText((before, Bracket(tuple(options)), after)), markdown=True)


def _shared_margins(texts: list[str]) -> tuple[str, str]:
    """Returns the white space that all texts begin and end with; it stands outside."""
    if any(not text.strip() for text in texts):
        return "", ""
    befores = {text[: len(text) - len(text.lstrip())] for text in texts}
    afters = {text[len(text.rstrip()) :] for text in texts}
    return (befores.pop() if len(befores) == 1 else "", afters.pop() if len(afters) == 1 else "")
