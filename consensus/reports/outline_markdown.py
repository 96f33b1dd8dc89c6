"""An outline written as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

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
)
from consensus.reports.tables import escape_html, markdown_of, one_line, quoted

# With its own escapes, if any: a backslash of the words must not undo this one.
_BRACKET = re.compile(r"[\\\[\]]")
_MARKS = {Mark.PLAIN: "", Mark.STRONG: "**", Mark.INSERTED: "**", Mark.REMOVED: "~~"}


def outline_markdown(outline: Outline) -> Iterator[str]:
    """Write an outline as Markdown, in pieces.

    What a user wrote is quoted, so that no heading of theirs is taken for one of the report, and
    the HTML in it is escaped; the only HTML is the anchors of headings.
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
        yield from _block(block, outline.has_contents)


def _contents(outline: Outline) -> Iterator[str]:
    for block in outline.blocks:
        if isinstance(block, Heading) and block.level <= 3:
            indent = "  " * (block.level - 2)
            words = _BRACKET.sub(r"\\\g<0>", _line(block.words))
            yield f"{indent}- [{words}](#{block.anchor})\n"


def _block(block: Block, is_linked: bool) -> Iterator[str]:
    match block:
        case Heading():
            place = f'<a id="{block.anchor}"></a>' if is_linked and block.level <= 3 else ""
            yield f"{'#' * block.level} {place}{_line(block.words)}\n"
        case Passage():
            yield f"{one_line(marked(block.spans))}\n"
        case Quotation():
            yield f"{quoted(marked(block.spans))}\n"
        case Points():
            for point in block.points:
                yield f"{'  ' * point.depth}- {_line(point.words)}\n"
        case Grid():
            yield markdown_of(block.table)


def _line(text: str) -> str:
    return escape_html(one_line(text))


def marked(spans: Iterable[Span]) -> str:
    """Write words with their marks, white space outside them since Markdown wants it so."""
    # A tag may begin in one span and end in the next.
    return escape_html("".join(map(_marked, spans)))


def _marked(span: Span) -> str:
    mark = _MARKS[span.mark]
    words = span.text.strip()
    if not mark or not words:
        return span.text
    start = span.text.index(words)
    return f"{span.text[:start]}{mark}{words}{mark}{span.text[start + len(words) :]}"
