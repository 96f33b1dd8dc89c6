"""Outlines as plain text for a terminal, and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from consensus.reports.outline import (
    Block,
    Grid,
    Heading,
    Mark,
    Outline,
    Passage,
    Points,
    Quotation,
    Span,
    Table,
    escape_html,
    markdown_of,
    markdown_quotation,
    markdown_row,
    typed_marks,
)
from consensus.text.brackets import scan_brackets
from consensus.text.display import aligned, one_line, width_of, wrapped

# An outline written for a terminal.

_UNDERLINES = {1: "=", 2: "-"}
_INDENT = "  "


def outline_text(outline: Outline, width: int = 80) -> Iterator[str]:
    """Yields an outline as plain text, in chunks; a table too wide is written row by row."""
    yield _lines(_heading(1, outline.title))
    if outline.preface:
        yield "\n"
    for line in outline.preface:
        yield _lines(wrapped(_read(line), width))
    for block in outline.blocks:
        yield "\n"
        yield _lines(_text_block(block, width))


def _lines(lines: Iterator[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _heading(level: int, words: str) -> Iterator[str]:
    title = one_line(_read(words))
    yield title
    if level in _UNDERLINES:
        yield _UNDERLINES[level] * width_of(title)


def _text_block(block: Block, width: int) -> Iterator[str]:
    match block:
        case Heading():
            yield from _heading(block.level, block.words)
        case Passage():
            yield from wrapped(_read(typed_marks(block.spans)), width)
        case Quotation():
            for line in _read(typed_marks(block.spans)).splitlines() or [""]:
                yield from wrapped(line, width, "  | ", "  | ")
        case Points():
            for point in block.points:
                indent = _INDENT * point.depth
                yield from wrapped(_read(point.words), width, f"{indent}- ", f"{indent}  ")
        case Grid():
            yield from _columns(block, width) or _table(block.table, width)


def _read(words: str) -> str:
    """Returns words without the backslashes that only protect the signs after them."""
    gone = scan_brackets(words).escapes if "\\" in words else ()
    return "".join(sign for at, sign in enumerate(words) if at not in gone) if gone else words


def _table(table: Table, width: int) -> Iterator[str]:
    rows = [[one_line(_read(cell)) for cell in row] for row in (table.headings, *table.rows)]
    lines = aligned(rows)
    if max(map(width_of, lines)) > width:
        yield from _row_by_row(rows, width)
    else:
        yield from lines


# Narrower columns of running text are not read.
_NARROWEST = 21


def _columns(grid: Grid, width: int) -> list[str]:
    """Returns marked texts in columns of the same width; nothing where these would be narrow."""
    wide = (width + 2) // len(grid.table.headings) - 2
    if not grid.marked or wide < _NARROWEST:
        return []
    lines: list[str] = []
    for row in (grid.table.headings, *grid.table.rows):
        lines += [""] * bool(lines)
        for parts in zip_longest(*(wrapped(_read(cell), wide) for cell in row), fillvalue=""):
            padded = (part + " " * (wide - width_of(part)) for part in parts)
            lines.append("  ".join(padded).rstrip())
    return lines


def _row_by_row(rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    (_, *headings), *others = rows
    for number, (first, *cells) in enumerate(others):
        if number:
            yield ""
        yield from wrapped(first or "-", width)
        for heading, cell in zip(headings, cells, strict=True):
            if cell:
                yield from wrapped(f"{heading}: {cell}", width, _INDENT, _INDENT * 2)


# An outline written as Markdown.

# With its own escapes, if any: a backslash of the words must not undo this one.
_BRACKET = re.compile(r"[\\\[\]]")
_MARKS = {Mark.PLAIN: "", Mark.STRONG: "**", Mark.INSERTED: "**", Mark.REMOVED: "~~"}
# Between a word and a comma Markdown takes no asterisk or tilde for a mark; these signs stand for
# tags until the words are escaped.
_TAGGED = {Mark.INSERTED: ("\1", "\2"), Mark.REMOVED: ("\3", "\4")}
_TAGS = {"\1": "<ins>", "\2": "</ins>", "\3": "<del>", "\4": "</del>"}
_SIGN = re.compile("[\1-\4]")


def outline_markdown(outline: Outline) -> Iterator[str]:
    """Yields an outline as Markdown, in chunks.

    Text of users is quoted, so that no heading in it is taken for one of the report, and
    the HTML in it is escaped; the only HTML is the anchors of headings, and marks of words.
    """
    yield f"# {_line(outline.title)}\n"
    if outline.preface:
        yield "\n"
    for line in outline.preface:
        yield f"{_line(line)}\n"
    if outline.has_contents:
        yield "\n"
        yield from _contents(outline)
    for block in outline.blocks:
        yield "\n"
        yield from _markdown_block(block, outline.has_contents)


def _contents(outline: Outline) -> Iterator[str]:
    for block in outline.blocks:
        if isinstance(block, Heading) and block.level <= 3:
            indent = "  " * (block.level - 2)
            words = _BRACKET.sub(r"\\\g<0>", _line(block.words))
            yield f"{indent}- [{words}](#{block.anchor})\n"


def _markdown_block(block: Block, is_linked: bool) -> Iterator[str]:
    match block:
        case Heading():
            place = f'<a id="{block.anchor}"></a>' if is_linked and block.level <= 3 else ""
            yield f"{'#' * block.level} {place}{_line(block.words)}\n"
        case Passage():
            yield f"{one_line(markdown_spans(block.spans))}\n"
        case Quotation():
            yield f"{markdown_quotation(markdown_spans(block.spans))}\n"
        case Points():
            for point in block.points:
                yield f"{'  ' * point.depth}- {_line(point.words)}\n"
        case Grid():
            if not block.marked:
                yield markdown_of(block.table)
                return
            yield markdown_of(Table(block.table.headings, ()))
            for row in block.marked:
                yield markdown_row(
                    escape_html(cell) if isinstance(cell, str) else markdown_spans(cell.spans)
                    for cell in row
                )


def _line(text: str) -> str:
    return escape_html(one_line(text))


def markdown_spans(spans: Iterable[Span]) -> str:
    """Returns words with their Markdown marks, white space moved outside them."""
    found = [each for each in spans if each.text]
    around = [" ", *(each.text for each in found), " "]
    written = "".join(
        _markdown_span(each, around[at][-1], around[at + 2][0]) for at, each in enumerate(found)
    )
    # A tag may begin in one span and end in the next.
    written = escape_html(written)
    return _SIGN.sub(lambda found: _TAGS[found[0]], written) if _SIGN.search(written) else written


def _markdown_span(span: Span, before: str, after: str) -> str:
    if not _MARKS[span.mark]:
        return span.text
    first, *others = span.text.split("\n")
    lines = [f"{before}{first}", *(f" {each}" for each in others)]
    ends = (*(" " for _ in others), after)
    marked = (_marked_line(line + end, span.mark) for line, end in zip(lines, ends, strict=True))
    return "\n".join(marked)


def _marked_line(line: str, mark: Mark) -> str:
    """Returns a line with its mark, without the signs before and after it."""
    words = line[1:-1].strip()
    if not words:
        return line[1:-1]
    start = line.index(words, 1)
    end = start + len(words)
    opening = closing = _MARKS[mark]
    begins = words[0].isalnum() or line[start - 1].isspace()
    if mark in _TAGGED and not (begins and (words[-1].isalnum() or line[end].isspace())):
        opening, closing = _TAGGED[mark]
    return f"{line[1:start]}{opening}{words}{closing}{line[end:-1]}"
