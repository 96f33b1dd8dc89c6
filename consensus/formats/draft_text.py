"""Parsers for drafts in Markdown and plain text, tables included."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import define, evolve, frozen

from consensus.finding import Finding, Severity
from consensus.formats import draft
from consensus.formats.bracket_notation import outer_signs
from consensus.formats.draft import ENDS_SENTENCE, LabelNesting, Mark, bare_mark, split_heading
from consensus.formats.labels import LIST_LABEL, begins_item, parts_of, split_label
from consensus.formats.source import Source, check_lines, limit_error
from consensus.model.drafts import ItemKind

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from consensus.formats.docx.document import Table


_BULLET = re.compile(r"[-*•–◦▪‣○●·]\s+")
_TYPED_BULLET = re.compile(r"[•◦▪‣○●]\s+")  # Markdown has signs of its own for others
_OPENING = re.compile(r"(?i:preamble|préambule|präambel|preámbulo|whereas|foreword|introduction)")


@frozen
class _Paragraph:
    text: str
    line: int
    alone: bool


def read_plain_draft(source: Source) -> tuple[draft.DraftDocument, tuple[Finding, ...]]:
    """Parses a draft from plain text, in which blank lines separate the paragraphs.

    A first line that stands alone is the title. A line in capitals, `Article 2`, a clause such as
    `4.2 Load`, or a short line without a stop at its end, is a heading when more text follows.
    """
    check_lines(source)
    paragraphs = list(_paragraphs(source.text))
    title = ""
    first = paragraphs[0] if len(paragraphs) > 1 else None
    if first and first.alone and not split_label(first.text)[0] and not Mark.of(first.text):
        title = paragraphs.pop(0).text
    reading = _PlainTextParser(title)
    for paragraph, following in pairwise((*paragraphs, None)):
        if paragraph:
            reading.take(paragraph, following.text if following else "")
    reading.take_title(before_heading=True)
    items = (*draft.with_kinds(reading.items), *reading.footnotes)
    return draft.DraftDocument(title, items), draft.check_labels(items, source.name)


class _PlainTextParser(draft.DraftBuilder):
    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.footnotes: list[draft.DraftItem] = []

    def take(self, paragraph: _Paragraph, following: str) -> None:
        text, line = paragraph.text, paragraph.line
        if footnote := draft.FOOTNOTE.match(text):
            note = draft.DraftItem(ItemKind.FOOTNOTE, footnote[1], text[footnote.end() :], 0, line)
            self.footnotes.append(note)
            return
        opening, text, closing = self.split_signs(text)
        since = len(self.items)
        if not text:
            return
        if level := self._level(evolve(paragraph, text=text), outer_signs(following)[1]):
            label, words = split_heading(text.replace("\t", " "))
            self.add_heading(label, words, level, line)
        elif bullet := _BULLET.match(text):
            self.add_text(*split_label(text[bullet.end() :]), line, self.nesting, bulleted=True)
        else:
            self.add_text(*split_label(text), line, self.nesting)
        self.put_signs(opening, closing, since)

    def _level(self, paragraph: _Paragraph, following: str) -> int:
        text = paragraph.text
        if not paragraph.alone or not following:
            return 0
        if level := draft.heading_level(text, following):
            return level + 1
        label, words = split_heading(text)
        if not words or not any(map(str.isalpha, words)) or _BULLET.match(text):
            return 0
        if ENDS_SENTENCE.search(words) or (self.mark_at() and draft.may_be_title(text)):
            return 0
        if words.isupper() and not _OPENING.fullmatch(words):
            return 1
        if text[0].islower() and self.items and "." in self.items[-1].label:
            return 0  # the definition of a term
        parts = parts_of(label)
        may_carry = parts is None or (parts.number.isupper() and not parts.before)
        is_short = (
            may_carry and len(text) <= draft.LONGEST_HEADING and not self.nesting.is_in_article
        )
        return draft.OTHER_HEADING if is_short else 0


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    """Yields the paragraphs, and the labelled lines inside them, each as one line."""
    lines: list[str] = []
    for number, line in enumerate((*text.split("\n"), ""), 1):
        words = line.strip()
        if words:
            lines.append(words)
            continue
        if lines and read_pipe_table(whole := "\n".join(lines)):
            yield _Paragraph(whole, number - len(lines), alone=False)
            lines = []
        for start, end in _chunks(lines, _BULLET):
            is_alone = (end - start == len(lines) == 1) or bool(bare_mark(lines[start]))
            yield _Paragraph(" ".join(lines[start:end]), number - len(lines) + start, is_alone)
        lines = []


def _chunks(
    lines: Sequence[str], bullet: re.Pattern[str], inside: bool = False
) -> Iterator[tuple[int, int]]:
    start, under_mark = 0, False
    for place in range(1, len(lines) + 1):
        if place < len(lines):
            line, before = lines[place], lines[place - 1]
            is_marked = place == start + 1 and bare_mark(before) is not None
            is_labelled = bool(split_label(line)[0]) and under_mark
            begins = is_marked or is_labelled or begins_item(line, before)
            if not inside:
                begins = begins or any(map(_MARKUP.fullmatch, (line, before)))
            if not (begins or draft.FOOTNOTE.match(line) or bullet.match(line)):
                continue
            under_mark = is_marked
        if start < place:
            yield start, place
        start = place


_CODE_INDENT = 4  # so many spaces more than the content of an item begin code, and no list
_DEEPEST_NESTING = 60  # list levels count twice; CommonMark itself knows no limit
MOST_LEVELS = 100
"""Levels. Documents in print have fewer than ten; beyond 30 a list is read as plain text, which has
no levels left, and one of 1,000 is a megabyte of white space."""

FRONT_MATTER = re.compile(
    r"---[ \t]*\n(?!\s*--- ).*?\n(?:(?:---|\.\.\.)[ \t]*(?:\n|\Z)|(?=--- \w+[ \t]*(?:\n|\Z)))",
    re.DOTALL,
)
"""What stands before the text; in drafts of the IETF it ends where `--- abstract` begins."""

_TITLE_OF_FRONT = re.compile(r"^title:[ \t]*([\"']?)(\w.*?)\1[ \t]*$", re.MULTILINE)
_MARKUP = re.compile(r"--- \w+|\{(?:::?|#)[^{}]*\}")  # what has a line of its own
_MARKER = re.compile(r"\s*(?:[-+*]|\d{1,9}[.)])\s+")
_MAY_BEGIN_BLOCK = re.compile(r"[\s#>\-+*_`~<|=:\d]")
_LIST_MARKER = re.compile(r"(?:[-+*]|\d{1,9}[.)])(?= |\Z)")
_QUOTED = re.compile(r"[ >]*")
_RULE = re.compile(r"([-*_])(?: *\1)+ *")  # a line across the page, which begins no list
_DASHES = re.compile(r"-[-\s]*")  # behind the dash of a list they make a line across the page
_CLOSING_SIGNS = re.compile(r"(?:(?<=\s)|^)#+$")
_LEVELS_OF_HEADINGS = 6  # what only its words make a heading stands under those with `#`
_EMPTY_COMMENT = "<!-- -->"
_CLOSED_BY = {
    "<!--": "-->",
    "<?": "?>",
    "<![CDATA[": "]]>",
    "<pre": "</pre>",
    "<script": "</script>",
    "<style": "</style>",
    "<textarea": "</textarea>",
}
_WHOLE = {"table_open": "table_close", "blockquote_open": "blockquote_close"}


def read_markdown_draft(source: Source) -> tuple[draft.DraftDocument, tuple[Finding, ...]]:
    """Parses a draft from Markdown (CommonMark with tables); labels used twice are findings.

    The first heading of level 1 is the title. Block quotes, tables and code are kept whole; front
    matter, definitions of links, and lines such as `{:toc}` and `--- abstract` are items of the
    kind `title`. The items of a list stand under the paragraph before it when the list has no
    numbers, or when the paragraph announces it (`…:`); an empty comment (`<!-- -->`) parts them.
    """
    check_lines(source)
    _check_nesting(source)
    parser = _MarkdownParser(source)
    document = parser.document()
    findings = list(draft.check_labels(document.items, source.name))
    if not any(each.kind.can_be_agreed for each in document.items):
        severity = Severity.WARNING if document.items else Severity.ERROR
        findings.append(Finding("The file holds no paragraph to negotiate.", severity, source.name))
    read = [each for item in document.items for each in (item.label, item.text)]
    title = document.title if parser.title_line else ""
    if _letters_in(title, *read) != _letters_in(source.text):
        document, findings_of_plain = read_plain_draft(source)
        message = (
            "The lists of this file are nested too deeply to be read as Markdown; it was read as"
            " plain text, so check where each paragraph stands."
        )
        findings = [Finding(message, Severity.WARNING, source.name), *findings_of_plain]
    return document, tuple(findings)


def has_own_end(front: str) -> bool:
    """Returns whether front matter ends with a line of its own, not where the abstract begins."""
    return front.endswith(("\n---", "\n..."))


def _check_nesting(source: Source) -> None:
    """Raises if lists and quotations are nested too deeply, before they are parsed."""
    # Follows where the content of each open item of a list begins, as CommonMark does.
    inside: list[int] = []
    for number, line in enumerate(source.text.split("\n"), 1):
        line = line.expandtabs(4).rstrip()
        prefix = _QUOTED.match(line)
        at = prefix.end() if prefix else 0
        if at == len(line) or _RULE.fullmatch(line, at):
            continue
        while inside and at < inside[-1]:
            inside.pop()
        while at - (inside[-1] if inside else 0) < _CODE_INDENT:
            marker = _LIST_MARKER.match(line, at)
            if marker is None or len(inside) > MOST_LEVELS:
                break
            content = marker.end()
            while line[content : content + 1] == " ":
                content += 1
            inside.append(min(content, marker.end() + _CODE_INDENT))
            at = content
        if len(inside) + line.count(">", 0, at) > MOST_LEVELS:
            message = (
                f"lists or quotations are nested beyond {MOST_LEVELS} levels here; write them with"
                " fewer, such as 1, (a), (i)"
            )
            raise limit_error(source.name, number, at + 1, message)


def is_paragraph(text: str) -> bool:
    """Returns whether Markdown parses a text as one paragraph, not as a list, heading or table."""
    if "\n" not in text and not _MAY_BEGIN_BLOCK.match(text):
        return True
    tokens = _markdown().parse(text)
    return len(tokens) == 3 and tokens[0].type == "paragraph_open"


def protect_start(text: str) -> str:
    """Returns a line, escaped where Markdown would take its start for a list or the like."""
    misread = draft.FOOTNOTE.match(text) or _DASHES.fullmatch(text) or not is_paragraph(text)
    if not text or not misread:
        return text
    number = re.match(r"\d{1,9}(?=[.)])", text)
    place = number.end() if number else 0
    return f"{text[:place]}\\{text[place:]}"


def escape_closing_hashes(heading: str) -> str:
    """Returns a heading with the `#` at its end escaped, which Markdown would remove."""
    return _CLOSING_SIGNS.sub(lambda found: "\\" + found[0], heading)


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST_NESTING}).enable("table")
    # Inline markup stays as written, and definitions of links are text that must not vanish.
    return parser.disable(["inline", "text_join", "reference"])


def _letters_in(*texts: str) -> int:
    """Returns how many letters and digits there are; parsing moves text but drops none."""
    return sum(len(re.sub(r"[\W_]+", "", text)) for text in texts)


@define
class _List:
    ordered: bool
    depth: int | None = None


@define
class _ListItem:
    of: _List
    label: str
    line: int
    body: LabelNesting | None = None


class _MarkdownParser(draft.DraftBuilder):
    def __init__(self, source: Source) -> None:
        super().__init__()
        self._text = source.text
        self._lines = source.text.split("\n")
        self.title_line = 0
        self._footnotes: list[draft.DraftItem] = []
        self._containers: list[_ListItem] = []

    def document(self) -> draft.DraftDocument:
        skipped = 0
        titled = None
        if front := FRONT_MATTER.match(self._text):
            text = front[0].rstrip()
            self.add_whole(text, 1, self.nesting)
            skipped = front[0].count("\n")
            self._lines = [""] * skipped + self._lines[skipped:]
            titled = None if has_own_end(text) else _TITLE_OF_FRONT.search(text)
        tokens = _markdown().parse("\n".join(self._lines))
        self.title_line, self.title = (0, titled[2]) if titled else _find_title(tokens)
        self._walk(tokens)
        self.take_title(before_heading=True)
        items = [*draft.with_kinds(self.items), *self._footnotes]
        return draft.DraftDocument(self.title, tuple(items))

    def _walk(self, tokens: Sequence[Token]) -> None:
        lists: list[_List] = []
        opened: Token | None = None
        until: tuple[str, int] | None = None
        for token in tokens:
            if until:
                until = None if until == (token.type, token.level) else until
            elif token.type in ("paragraph_open", "heading_open"):
                opened = token
            elif token.type == "inline" and opened is not None:
                if opened.type == "heading_open":
                    self._heading(opened, token.content)
                else:
                    self._paragraph(token.content.split("\n"), _line(opened))
                opened = None
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                lists.append(_List(token.type == "ordered_list_open"))
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                lists.pop()
            elif token.type == "list_item_open":
                closing = ")" if token.markup == ")" else ""
                label = token.info + closing if lists[-1].ordered else ""
                self._containers.append(_ListItem(lists[-1], label, _line(token)))
            elif token.type == "list_item_close":
                if self._containers[-1].body is None and self._containers[-1].label:
                    self._add("", self._containers[-1].line)
                self._containers.pop()
            elif token.type in _WHOLE:
                self._add(self._whole(token), _line(token), labelled=False)
                until = (_WHOLE[token.type], token.level)
            else:
                self._code(token)

    def _code(self, token: Token) -> None:
        content = token.content.rstrip()
        if token.type == "fence":
            marks = token.markup
            while re.search(rf"^ {{0,3}}{marks}", token.content, re.MULTILINE):
                marks += marks[0]
            inside = [token.content.removesuffix("\n")] if token.content else []
            fence = "\n".join((f"{marks}{token.info.rstrip()}", *inside, marks))
            self._add(fence, _line(token), labelled=False)
        elif token.type == "code_block" and split_label(content.lstrip())[0][:1] == "(":
            # Points that hang by tabs are no code.
            for found in re.finditer(r"(?:.*\S.*(?:\n|\Z))+", content):
                above = content.count("\n", 0, found.start())
                self._paragraph(found[0].strip().split("\n"), _line(token) + above)
        elif token.type == "code_block":
            lines = (f"    {line}" if line.strip() else "" for line in content.split("\n"))
            self._add("\n".join(lines), _line(token), labelled=False)
        elif token.type == "html_block":
            content = content.lstrip()
            if content == _EMPTY_COMMENT:
                self._nesting().reset()
                return
            for opening, closing in _CLOSED_BY.items():
                if content.lower().startswith(opening.lower()) and closing not in content:
                    content = f"{content}\n{closing}"
                    break
            self._add(content, _line(token), labelled=False)

    def _whole(self, token: Token) -> str:
        """Returns the lines of a table or block quote without their indentation."""
        start, end = token.map or (0, 0)
        lines = self._lines[start:end]
        for container in self._containers:
            if container.line == start + 1:
                lines[0] = _MARKER.sub("", lines[0], count=1)
        lines = [line.strip() for line in lines]
        while not lines[-1]:
            lines.pop()
        if token.type == "blockquote_open":
            lines = [line if line.startswith(">") else f"> {line}" for line in lines]
        return "\n".join(lines)

    def _heading(self, token: Token, content: str) -> None:
        text = _heading_text(content)
        level = int(token.tag[1:])
        if self._containers:
            if text:
                self._add(f"\\{'#' * level} {text}", _line(token), labelled=False)
            return
        if not text:
            return
        if _line(token) == self.title_line:
            if not self._headings:
                self.nesting = LabelNesting(0)
            return
        opening, text, closing = self.split_signs(text)
        since = len(self.items)
        if text:
            self.add_heading(*split_heading(text), level, _line(token))
            self.put_signs(opening, closing, since)

    def _paragraph(self, lines: list[str], line: int) -> None:
        lines = [*map(_without_hard_break, lines[:-1]), lines[-1].strip()]
        for start, end in _chunks(lines, _TYPED_BULLET, inside=bool(self._containers)):
            self._chunk(lines[start:end], line + start)

    def _chunk(self, lines: list[str], line: int) -> None:
        lines = [each for each in lines if each]
        joined = " ".join(lines)
        if not joined:
            return
        if footnote := draft.FOOTNOTE.match(joined):
            text = joined[footnote.end() :]
            self._footnotes.append(draft.DraftItem(ItemKind.FOOTNOTE, footnote[1], text, 0, line))
            return
        begins_item = self._containers and self._containers[-1].body is None
        alone = begins_item and not outer_signs(joined)[1]  # a sign, and all that the item has
        opening, words, closing = ("", joined, "") if alone else self.split_signs(joined)
        if words != joined:
            joined, lines = words, [words]
        since = len(self.items)
        if joined:
            self._words(joined, lines, line)
            self.put_signs(opening, closing, since)

    def _words(self, joined: str, lines: list[str], line: int) -> None:
        plain = draft.without_emphasis(joined).replace("\t", " ")
        mark = None if self._containers or self.nesting.is_parted else Mark.of(plain)
        if mark and mark.is_heading:
            self.add_heading(*split_heading(plain), _LEVELS_OF_HEADINGS + mark.level, line)
            return
        label, text = split_label(joined)
        apart = "\n".join(lines)
        # Joined, some lines would make a list or a table of what was a paragraph.
        would_change = not label and not is_paragraph(joined) and is_paragraph(apart)
        if would_change or draft.MARKUP.fullmatch(apart):
            self._add(apart, line, labelled=False)
        elif LIST_LABEL.fullmatch(label):
            self._add(joined[: len(joined) - len(text)] + protect_start(text), line)
        else:
            self._add(joined if label else protect_start(joined), line)

    def _add(self, text: str, line: int, labelled: bool = True) -> None:
        self.take_title()
        begun = [container for container in self._containers if container.body is None]
        for container in begun[:-1]:
            self._begin(container, container.label, "", container.line)
        if begun:
            label = begun[-1].label
            if not label and labelled:
                label, text = split_label(text)
            self._begin(begun[-1], label, text, line)
            return
        nesting = self._nesting()
        if labelled:
            self.add_text(*split_label(text), line, nesting)
        else:
            self.add_whole(text, line, nesting)

    def _begin(self, container: _ListItem, label: str, text: str, line: int) -> None:
        nesting = self._nesting()
        if container.of.depth is None:
            container.of.depth = (
                nesting.depth_of(label) if container.of.ordered else nesting.depth_below()
            )
        depth = container.of.depth
        inner, text = draft.split_inner(label, text)
        if label or text:
            self.add_paragraph(label, "" if inner else text, depth, line)
        nesting.add(label, text, depth, bulleted=not container.of.ordered)
        container.body = LabelNesting(depth + 1 if label or text else depth)
        if inner:
            self.add_text(inner, text, line, container.body)

    def _nesting(self) -> LabelNesting:
        bodies = [container.body for container in self._containers if container.body is not None]
        return bodies[-1] if bodies else self.nesting


def _find_title(tokens: Sequence[Token]) -> tuple[int, str]:
    for heading, inline in pairwise(tokens):
        text = _heading_text(inline.content)
        if heading.type == "heading_open" and heading.level == 0 and text:
            return (_line(heading), text) if heading.tag == "h1" else (0, "")
    return 0, ""


def _heading_text(content: str) -> str:
    return escape_closing_hashes(" ".join(content.split("\n")))


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0


def _without_hard_break(line: str) -> str:
    """Strips a line, and the backslash at its end that would break it."""
    line = line.strip()
    backslashes = len(line) - len(line.rstrip("\\"))
    return line[:-1].rstrip() if backslashes % 2 else line


# Tables of Markdown, whose cells are parted by bars, as tables of a document.
# Source: GitHub Flavored Markdown 0.29, section 4.10.

_BAR = re.compile(r"(?<!\\)\|")
_TABLE_RULE = re.compile(r"\s*:?-+:?\s*")


def read_pipe_table(text: str) -> Table | None:
    """Parses a text as a pipe table; None where it is none, or a row has more cells than headings.

    That is so where there is a bar in a bracket; short rows end in empty cells.
    """
    lines = text.strip().split("\n")
    if len(lines) < 2 or not _BAR.search(lines[0]):
        return None
    heading, rule = (list(_cells(line)) for line in lines[:2])
    if len(heading) != len(rule) or not all(map(_TABLE_RULE.fullmatch, rule)):
        return None
    rows = [heading, *(list(_cells(line)) for line in lines[2:])]
    if any(len(row) > len(heading) for row in rows):
        return None
    # Drafts without a table need nothing of Word.
    from consensus.formats.docx.document import Cell, Paragraph, ParagraphFormat, Row, Run, Table
    from consensus.formats.docx.styles import CELL

    def cell(text: str) -> Cell:
        return Cell((Paragraph(0, (Run(text),), format=ParagraphFormat(CELL)),))

    padded = ([*row, *[""] * (len(heading) - len(row))] for row in rows)
    return Table(tuple(Row(tuple(map(cell, row))) for row in padded))


def _cells(line: str) -> Iterator[str]:
    parts = _BAR.split(line.strip().removeprefix("|"))
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    for part in parts:
        yield part.strip().replace("\\|", "|")
