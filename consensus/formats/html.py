"""HTML as plain text: paragraphs, lists and quotations, and words struck out or put in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

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
# Private signs stand for the marks until it is known whether anything is struck out at all.
_MARKS = {"struck": ("\ue000", "\ue001"), "put in": ("\ue002", "\ue003")}
_CRITIC = {"\ue000": "{--", "\ue001": "--}", "\ue002": "{++", "\ue003": "++}"}
_DEEPEST_QUOTE = 20
_PIECE = 16_384


def html_text(html: str) -> str:
    """Write HTML as plain text.

    Paragraphs are parted by blank lines, quotations have `>` before each line. Where words are
    struck out, they stand as `{--words--}`, and those underlined or put in as `{++words++}`.

    Args:
        html: a document or a piece of one, however broken.
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
    """Collects the text of a document as its tags open and close."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._skipping = 0
        self._pre = 0
        self._marks: list[tuple[str, str]] = []

    def comment(self, text: str | bytes) -> None:
        """Leave a comment out."""

    def start(self, tag: str | bytes, attrib: Mapping[Any, Any]) -> None:
        """Take note that an element opens."""
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
        """Take note that an element closes."""
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
        """Take words in."""
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
        """The whole text."""
        self._break()
        text = "\n".join(self._lines)
        if _MARKS["struck"][0] in text:
            for sign, written in _CRITIC.items():
                text = text.replace(sign, written)
        else:
            text = re.sub("[\ue000-\ue003]", "", text)
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n")

    def _break(self, blank: bool = False, soft: bool = False) -> None:
        """End the line; with `blank`, and the paragraph."""
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
    """Whether an element strikes words out or puts them in; empty for neither."""
    style = style[:500].replace(" ", "").casefold()
    if tag in _STRUCK or "line-through" in style:
        return "struck"
    return "put in" if tag in _PUT_IN or "text-decoration:underline" in style else ""
