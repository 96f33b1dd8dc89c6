"""HTML elements as values: text is escaped, and URLs of other hosts are refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from typing import TypeAlias

from attrs import frozen

from consensus.text.display import escape_control_characters

Attribute: TypeAlias = str | float | bool | None


@frozen
class Verbatim:
    """A style sheet or script of this package, written unescaped; never text of a record."""

    text: str


@frozen
class Element:
    """One element; its children are iterated when it is written, and may be generated lazily."""

    start: str  # its start tag; the whole element where all that stands in it is known
    end: str = ""  # its end tag; empty where the start is the whole element
    children: Iterable[Node] = ()  # what stands in it; nothing where the start is the whole element


Node: TypeAlias = Element | str | Verbatim
Content: TypeAlias = Node | Iterable[Node] | None

# HTML Living Standard 13.1.2, as far as pages here use them.
_VOID = frozenset({"br", "hr", "input", "link", "meta"})
# Shapes of SVG, which hold nothing here and are written short.
_SHAPES = frozenset({"circle", "line", "path", "polygon", "polyline", "rect", "use"})
# A line break behind these changes nothing on the page, and keeps its lines short.
_BLOCKS = frozenset(
    (
        *("article", "blockquote", "body", "caption", "dd", "details", "div", "dl", "dt", "figure"),
        *("footer", "form", "g", "h1", "h2", "h3", "h4", "head", "header", "html", "li", "main"),
        *("meta", "nav", "ol", "p", "script", "section", "style", "summary", "svg", "table"),
        *("tbody", "thead", "title", "tr", "ul"),
    )
)
_NAME = re.compile(r"[a-z][a-z0-9-]*", re.IGNORECASE)
_ADDRESSES = frozenset({"action", "formaction", "href", "src", "srcset", "poster", "data"})
_SAFE_ADDRESS = re.compile(r"#|data:,\Z")


def element(name: str, /, *content: Content, **attributes: Attribute) -> Element:
    """Returns a new element with words, elements, and iterables of them; None is left out.

    Attributes are named with `_` for `-`, and one more `_` behind a word of Python. True writes the
    name alone; False, None and "" leave it out, but for `alt` and `value`. A ValueError is raised
    for one that would run a script, set a style, or name a place outside the page.
    """
    written = "".join(map(_attribute, attributes.items())) if attributes else ""
    behind = "\n" if name in _BLOCKS else ""
    if name in _VOID:
        return Element(f"<{name}{written}>{behind}")
    if name in _SHAPES and not content:
        return Element(f"<{name}{written}/>")
    start, end = f"<{name}{written}>", f"</{name}>{behind}"
    inside = [start]
    for each in content:
        if isinstance(each, str):
            inside.append(_escape(each))
        elif isinstance(each, Element) and not each.end:
            inside.append(each.start)
        elif each is not None:
            return Element(start, end, _flatten(content))
    inside.append(end)
    return Element("".join(inside))


def rect(
    x: float, y: float, width: float, height: float, *content: Content, **look: Attribute
) -> Element:
    """Returns a rectangle of a picture, in pixels."""
    return element("rect", *content, x=x, y=y, width=width, height=height, **look)


_NODES = (Element, str, Verbatim)


def _escape(words: str) -> str:
    return escape(_visible(words), quote=False)


def _visible(words: str) -> str:
    # No control character is printable, and `isprintable` is quicker than a search.
    return words if words.isprintable() else escape_control_characters(words)


def _flatten(content: Iterable[Content]) -> Iterator[Node]:
    for each in content:
        if isinstance(each, _NODES):
            yield each
        elif each is not None:
            yield from each


def _attribute(given: tuple[str, Attribute]) -> str:
    name, value = _written_name(given[0]), given[1]
    if value is True:
        return f" {name}"
    if value is False or value is None or (value == "" and name not in ("alt", "value")):
        return ""
    if name in _ADDRESSES and not _SAFE_ADDRESS.match(str(value)):
        raise ValueError(f"a page names no place outside itself: {name}={value!r}")
    if isinstance(value, int | float):
        return f' {name}="{number(value)}"'
    return f' {name}="{escape(_visible(value))}"'


def number(value: float) -> str:
    """Returns a number with at most one decimal, as pixels are written."""
    return f"{value:.1f}".removesuffix(".0")


@cache
def _written_name(given: str) -> str:
    name = given.rstrip("_").replace("_", "-")
    name = _IN_CAPITALS.get(name, name)
    if not _NAME.fullmatch(name) or name.startswith("on") or name == "style":
        raise ValueError(f"no attribute of a page: {given!r}")
    return name


# SVG knows capitals.
_IN_CAPITALS = {
    each.lower(): each
    for each in ("markerHeight", "markerWidth", "patternUnits", "refX", "refY", "viewBox")
}


def write(nodes: Iterable[Node]) -> Iterator[str]:
    """Yields the HTML of elements, iteratively, since printed drafts nest deep."""
    waiting: list[tuple[Iterator[Node], str]] = [(iter(nodes), "")]
    while waiting:
        children, end = waiting[-1]
        for node in children:
            if isinstance(node, str):
                yield _escape(node)
            elif isinstance(node, Element):
                yield node.start
                if node.end:
                    waiting.append((iter(node.children), node.end))
                    break
            else:
                yield node.text
        else:
            waiting.pop()
            yield end


_PLAIN_HANDLE = re.compile(r"[A-Z]+[0-9]+")


def anchor(handle: str) -> str:
    """Returns the id of a place on a page: the handle itself where it is plain."""
    if _PLAIN_HANDLE.fullmatch(handle):
        return handle
    return f"x-{handle.encode('utf-8', 'surrogatepass').hex()}"
