"""Conversion of HTML to text, and of documents to HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import groupby, pairwise
from typing import Any

from consensus.formats.docx.document import (
    Block,
    Document,
    Paragraph,
    Revision,
    Row,
    Run,
    paragraphs_of,
)
from consensus.formats.docx.styles import TITLE

_SKIPPED = frozenset({"head", "style", "script", "title", "template", "noscript", "svg", "math"})
_BLOCKS = frozenset(
    {
        *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre"),
        *("section", "article", "header", "footer", "main", "hr", "dl", "form", "address"),
    }
)
_LINES = frozenset({"li", "tr", "dt", "dd"})
_STRUCK = frozenset({"s", "strike", "del"})
_PUT_IN = frozenset({"ins", "u"})
# Private-use characters are placeholders for the marks until any deletion is known.
_MARKS = {"struck": ("\ue000", "\ue001"), "put in": ("\ue002", "\ue003")}
_CRITIC = {"\ue000": "{--", "\ue001": "--}", "\ue002": "{++", "\ue003": "++}"}
_DEEPEST_QUOTE = 20
_PIECE = 16_384


def text_from_html(html: str) -> str:
    """Returns HTML, however broken, as plain text.

    Where words are struck out, they become `{--words--}`, and inserted ones `{++words++}`.
    """
    from lxml import etree

    target = _Target()
    parser = etree.HTMLParser(target=target, recover=True, no_network=True, remove_comments=True)
    html = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000-\ue003\ud800-\udfff]", "", html)
    for place in range(0, len(html), _PIECE):
        parser.feed(html[place : place + _PIECE])
    if not html.strip():
        return ""
    try:
        return str(parser.close())
    except etree.XMLSyntaxError:
        # What holds no element at all is a text already.
        return target.close()


class _Target:
    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._skipping = 0
        self._pre = 0
        self._marks: list[tuple[str, str]] = []

    def comment(self, text: str | bytes) -> None:
        """Ignores a comment."""

    def start(self, tag: str | bytes, attrib: Mapping[Any, Any]) -> None:
        tag = str(tag)
        if tag in _SKIPPED:
            self._skipping += 1
        elif tag in _BLOCKS:
            self._break(blank=True)
            self._quotes += tag == "blockquote"
            self._pre += tag == "pre"
        elif tag in _LINES:
            self._break()
            if tag == "li":
                self._line.append("- ")
        elif tag == "br":
            self._break(soft=True)
        elif tag in ("td", "th") and self._line:
            self._line.append("\t")
        mark = _mark(tag, str(attrib.get("style", "")))
        if mark:
            self._line.append(_MARKS[mark][0])
            self._marks.append((tag, mark))

    def end(self, tag: str | bytes) -> None:
        tag = str(tag)
        if self._marks and self._marks[-1][0] == tag:
            self._line.append(_MARKS[self._marks.pop()[1]][1])
        if tag in _SKIPPED:
            self._skipping = max(0, self._skipping - 1)
        elif tag == "blockquote":
            self._break()
            self._quotes = max(0, self._quotes - 1)
            self._lines.append("")
        elif tag in _BLOCKS:
            self._break(blank=True)
            self._pre = max(0, self._pre - (tag == "pre"))
        elif tag in _LINES:
            self._break()

    def data(self, data: str | bytes) -> None:
        if self._skipping:
            return
        text = str(data)
        if self._pre:
            first, *others = text.split("\n")
            self._line.append(first)
            for other in others:
                self._break(soft=True)
                self._line.append(other)
        else:
            self._line.append(re.sub(r"[ \t\r\n\f]+", " ", text))

    def close(self) -> str:
        self._break()
        text = "\n".join(self._lines)
        if _MARKS["struck"][0] in text:
            for sign, written in _CRITIC.items():
                text = text.replace(sign, written)
        else:
            text = re.sub("[\ue000-\ue003]", "", text)
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n")

    def _break(self, blank: bool = False, soft: bool = False) -> None:
        for _, mark in reversed(self._marks):
            self._line.append(_MARKS[mark][1])
        words = "".join(self._line)
        words = words.rstrip() if self._pre else re.sub(r" {2,}", " ", words).strip()
        self._line = [_MARKS[mark][0] for _, mark in self._marks]
        bare = re.sub("[\ue000-\ue003]", "", words).strip()
        prefix = "> " * min(self._quotes, _DEEPEST_QUOTE)
        if bare or soft:
            self._lines.append((prefix + (words if bare else "")).rstrip())
        if blank and self._lines and self._lines[-1].strip("> "):
            self._lines.append(prefix.rstrip())


def _mark(tag: str, style: str) -> str:
    """Returns whether an element deletes or inserts its words; empty for neither."""
    style = style[:500].replace(" ", "").casefold()
    if tag in _STRUCK or "line-through" in style:
        return "struck"
    return "put in" if tag in _PUT_IN or "text-decoration:underline" in style else ""


_STYLE = """
body { font: 1.05rem/1.5 "Times New Roman", Times, serif; max-width: 42rem; margin: 2rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; } h3, h4, h5, h6 { font-size: 1.05rem; }
ins { color: #05602a; } del { color: #a11; }
[data-by]::after { content: "\\2009" attr(data-by); font-size: .65em; vertical-align: super;
  display: inline-block; text-decoration: none; }
table { border-collapse: collapse; margin: 1rem 0; }
td { border: 1px solid; padding: 0 .5rem; vertical-align: top; }
td p { margin: .25rem 0; }
.notes { font-size: .9rem; border-top: 1px solid; }
"""
_LEVEL = re.compile(r"text (\d)")
_NO_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def write_html_page(document: Document, language: str = "") -> str:
    """Returns a document as a page of HTML, its changes as `ins` and `del` that say by whom.

    Nothing in the document may bear more than one change, and no row of a table any.
    """
    numbers = {note.key: number for number, note in enumerate(document.notes, 1)}
    paragraphs = paragraphs_of(document.body)
    title = next((each.text for each in paragraphs if each.format.style == TITLE), "")
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{_escape(language)}">' if language else "<html>",
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_escape(title)}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        *(_block(each, numbers) for each in document.body),
    ]
    if document.notes:
        lines.append('<ol class="notes">')
        for note in document.notes:
            number = numbers[note.key]
            inside = " ".join(_runs(each, numbers) for each in paragraphs_of(note.blocks))
            inside += f' <a href="#sign-{number}">↑</a>'
            lines.append(f'<li id="note-{number}" dir="auto">{inside}</li>')
        lines.append("</ol>")
    return "\n".join((*lines, "</body>", "</html>", ""))


def _paragraph(paragraph: Paragraph, numbers: dict[str, int]) -> str:
    level = 1 if paragraph.format.style == TITLE else 0
    if paragraph.format.heading:
        level = paragraph.format.heading + 1
    name = f"h{min(level, 6)}" if level else "p"
    found = _LEVEL.fullmatch(paragraph.format.style)
    indent = f' style="margin-inline-start: {2 * int(found[1])}em"' if found else ""
    return f'<{name} dir="auto"{indent}>{_runs(paragraph, numbers)}</{name}>'


def _block(block: Block, numbers: dict[str, int]) -> str:
    if isinstance(block, Paragraph):
        return _paragraph(block, numbers)
    return f"<table>{''.join(_row(row, numbers) for row in block.rows)}</table>"


def _row(row: Row, numbers: dict[str, int]) -> str:
    cells = ("".join(_block(each, numbers) for each in cell.blocks) for cell in row.cells)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _runs(paragraph: Paragraph, numbers: dict[str, int]) -> str:
    groups = [(marks, list(runs)) for marks, runs in groupby(paragraph.runs, lambda run: run.marks)]
    authors = [marks[0].author if marks else "" for marks, _ in groups]
    followed = zip(groups, pairwise([*authors, ""]), strict=True)
    return "".join(
        _tracked_words(marks, "".join(_inside(runs, numbers)), author != following)
        for (marks, runs), (author, following) in followed
    )


def _tracked_words(marks: tuple[Revision, ...], inside: str, is_last: bool) -> str:
    """Returns words with their change; the last run of one author carries the name."""
    if not marks:
        return inside
    revision = marks[0]
    name = "ins" if revision.kind.inserts else "del"
    moment = ""
    if revision.date is not None:
        moment = f' datetime="{revision.date.isoformat(timespec="seconds")}"'
    by = ""
    if revision.author:
        author = _escape(revision.author)
        by = f' title="{author}"' + (f' data-by="{author}"' if is_last else "")
    return f"<{name}{by}{moment}>{inside}</{name}>"


def _inside(runs: Iterable[Run], numbers: dict[str, int]) -> Iterator[str]:
    for run in runs:
        if run.note:
            number = numbers[run.note]
            yield f'<sup id="sign-{number}"><a href="#note-{number}">{number}</a></sup>'
        yield _escape(run.text).replace("\t", " ").replace("\n", "<br>")


def _escape(text: str) -> str:
    return escape(_NO_HTML.sub("\N{REPLACEMENT CHARACTER}", text))
