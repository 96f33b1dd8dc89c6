"""Blocks: the paragraphs, list items, headings and table rows that a document consists of."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from enum import StrEnum
from typing import TypeAlias

from attrs import frozen

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")

_LINE_BREAK = re.compile(r"[\r\n]")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}(?=\s|$)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|--+)\s*$")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}\s*$")
_TABLE_ROW = re.compile(r"\s*\|")
_LIST_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])(?=\s|$)")
# CommonMark lets only these interrupt a paragraph, so that a line may begin with "1986.".
_INTERRUPTING_ITEM = re.compile(r"\s*(?:[-*+]|1[.)])\s+\S")
_INDENTED = re.compile(r"(?: {4}| {0,3}\t)")
_CONTINUED = re.compile(r"(?: {2}|\t)")
_RAW_HTML = {
    "<!--": re.compile("-->"),
    **{
        f"<{tag}": re.compile(f"</{tag}>", re.IGNORECASE)
        for tag in ("pre", "script", "style", "textarea")
    },
}
_RAW_HTML_START = re.compile(r" {0,3}(<!--|<(?:pre|script|style|textarea)(?=[\s>]))", re.IGNORECASE)


class BlockKind(StrEnum):
    """What a block of a document is.

    Attributes:
        PARAGRAPH: a run of lines that is nothing else.
        HEADING: a heading, with its underline if it has one.
        LIST_ITEM: one item of a list, without what is nested in it.
        TABLE_ROW: one row of a table.
        CODE: code or raw HTML as a whole, blank lines in it included.
        FRONT_MATTER: the metadata at the head of a file, whole.
        BLANK: blank lines before everything else.
    """

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list item"
    TABLE_ROW = "table row"
    CODE = "code"
    FRONT_MATTER = "front matter"
    BLANK = "blank"


@frozen
class Block:
    """One block of a document.

    Attributes:
        kind: what it is.
        content: its lines; the end of the last line and blank lines behind it are no part of it.
        separator: what stands between it and the next block.
    """

    kind: BlockKind
    content: str
    separator: str

    @property
    def text(self) -> str:
        """The block as it stands in the document, with its separator."""
        return self.content + self.separator


def split_blocks(text: str, markdown: bool = True) -> tuple[Block, ...]:
    """Cut a document into blocks, losing nothing.

    Args:
        text: the document.
        markdown: whether to read headings, list items, table rows, code and front matter, by the
            rules of CommonMark where they matter for cutting; otherwise blank lines part blocks.

    Returns:
        The blocks in order; their texts joined together are the document again. Blank lines
        belong to the block before them.
    """
    lines = _lines(text)
    kinds = [*map(_line_kind if markdown else _plain_line_kind, lines), _BLANK_LINE]
    block_at = _block_at if markdown else _paragraph_at
    return tuple(_blocks(lines, kinds, block_at))


def _lines(text: str) -> list[str]:
    lines = text.splitlines(keepends=True)
    # That is quick, but it breaks lines at other signs too.
    if len(lines) == text.count("\n") + (not text.endswith("\n") and bool(text)):
        return lines
    return _LINE.findall(text)


def parted(text: str) -> tuple[str, str]:
    """Part a text from what ends it: the end of its last line with words, and blank lines."""
    solid = len(text.rstrip())
    found = _LINE_BREAK.search(text, solid)
    end = found.start() if found else len(text)
    return text[:end], text[end:]


def _blocks(lines: Sequence[str], kinds: Sequence[_LineKind], block_at: _Reader) -> Iterator[Block]:
    at = 0
    in_list = False
    while at < len(lines):
        if kinds[at] is _LineKind.TEXT and kinds[at + 1] is _BLANK_LINE and not in_list:
            kind, stop = BlockKind.PARAGRAPH, at + 1
        else:
            kind, stop = block_at(lines, kinds, at, in_list)
            if kind is BlockKind.LIST_ITEM:
                in_list = True
            elif in_list:
                in_list = _CONTINUED.match(lines[at]) is not None
        end = stop
        while end < len(lines) and kinds[end] is _BLANK_LINE:
            end += 1
        yield Block(kind, *parted("".join(lines[at:end])))
        at = end


class _LineKind(StrEnum):
    """What a line is when looked at alone."""

    BLANK = "blank"
    TEXT = "text"
    INDENTED = "indented"
    RULE = "rule"
    UNDERLINE = "underline"
    HEADING = "heading"
    TABLE_ROW = "table row"
    LIST_ITEM = "list item"
    INTERRUPTING_ITEM = "interrupting item"
    FENCE = "fence"
    RAW_HTML = "raw html"


_BLANK_LINE = _LineKind.BLANK
_SHAPES = (
    (_LineKind.RULE, _RULE),
    (_LineKind.UNDERLINE, _UNDERLINE),
    (_LineKind.HEADING, _HEADING),
    (_LineKind.TABLE_ROW, _TABLE_ROW),
    (_LineKind.INTERRUPTING_ITEM, _INTERRUPTING_ITEM),
    (_LineKind.LIST_ITEM, _LIST_ITEM),
    (_LineKind.FENCE, _FENCE),
    (_LineKind.RAW_HTML, _RAW_HTML_START),
    (_LineKind.INDENTED, _INDENTED),
)
_SINGLE = {
    _LineKind.RULE: BlockKind.PARAGRAPH,
    _LineKind.HEADING: BlockKind.HEADING,
    _LineKind.TABLE_ROW: BlockKind.TABLE_ROW,
}
_ITEMS = (_LineKind.LIST_ITEM, _LineKind.INTERRUPTING_ITEM)
_ENDS_A_PARAGRAPH = frozenset(_LineKind) - {
    _LineKind.TEXT,
    _LineKind.INDENTED,
    _LineKind.LIST_ITEM,
}


def _line_kind(line: str) -> _LineKind:
    # No other shape begins with a letter.
    if line[0].isalpha():
        return _LineKind.TEXT
    if line.isspace():
        return _BLANK_LINE
    return next((kind for kind, shape in _SHAPES if shape.match(line)), _LineKind.TEXT)


def _plain_line_kind(line: str) -> _LineKind:
    return _BLANK_LINE if line.isspace() else _LineKind.TEXT


# Says what block begins at a line, and the line after its last one.
_Reader: TypeAlias = Callable[
    [Sequence[str], Sequence[_LineKind], int, bool], tuple[BlockKind, int]
]


def _paragraph_at(
    lines: Sequence[str], kinds: Sequence[_LineKind], at: int, in_list: bool
) -> tuple[BlockKind, int]:
    if kinds[at] is _BLANK_LINE:
        return BlockKind.BLANK, at
    return BlockKind.PARAGRAPH, _lines_of_text(kinds, at, {_BLANK_LINE})


def _block_at(
    lines: Sequence[str], kinds: Sequence[_LineKind], at: int, in_list: bool
) -> tuple[BlockKind, int]:
    kind = kinds[at]
    if at == 0 and lines[0].rstrip() == "---":
        end = _closing(lines, 1, re.compile(r"(?:---|\.\.\.)\s*$"))
        if end is not None:
            return BlockKind.FRONT_MATTER, end
    if kind is _BLANK_LINE:
        return BlockKind.BLANK, at
    if kind in _SINGLE:
        return _SINGLE[kind], at + 1
    if kind is _LineKind.FENCE:
        sign = lines[at].strip()
        run = sign[: len(sign) - len(sign.lstrip(sign[0]))]
        closing = re.compile(rf"\s*{re.escape(run)}{re.escape(sign[0])}*\s*$")
        # A fence that is never closed reaches to the end.
        return BlockKind.CODE, _closing(lines, at + 1, closing) or len(lines)
    if kind is _LineKind.RAW_HTML:
        opening = lines[at].lstrip()
        tag = next(tag for tag in _RAW_HTML if opening.lower().startswith(tag))
        return BlockKind.CODE, _closing(lines, at, _RAW_HTML[tag]) or len(lines)
    if kind is _LineKind.INDENTED and not in_list:
        return BlockKind.CODE, _indented_code(kinds, at)
    if kind in _ITEMS:
        return BlockKind.LIST_ITEM, _lines_of_text(kinds, at + 1, (*_ENDS_A_PARAGRAPH, *_ITEMS))
    end = _lines_of_text(kinds, at + 1, _ENDS_A_PARAGRAPH)
    if end < len(lines) and _UNDERLINE.match(lines[end]):
        return BlockKind.HEADING, end + 1
    return BlockKind.PARAGRAPH, end


def _closing(lines: Sequence[str], at: int, sign: re.Pattern[str]) -> int | None:
    """Give the line after the next one that closes what was opened."""
    return next((i + 1 for i in range(at, len(lines)) if _closes(lines[i], sign)), None)


def _closes(line: str, sign: re.Pattern[str]) -> bool:
    # A tag may close anywhere in a line, a fence only at its beginning.
    return (sign.search if sign in _RAW_HTML.values() else sign.match)(line) is not None


def _indented_code(kinds: Sequence[_LineKind], at: int) -> int:
    end = at + 1
    for place in range(at + 1, len(kinds)):
        if kinds[place] is _LineKind.INDENTED:
            end = place + 1
        elif kinds[place] is not _BLANK_LINE:
            break
    return end


def _lines_of_text(kinds: Sequence[_LineKind], at: int, ends: Container[_LineKind]) -> int:
    while kinds[at] not in ends:
        at += 1
    return at
