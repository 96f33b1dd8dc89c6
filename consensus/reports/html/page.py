"""The frame of every page, and elements for texts, names and statuses."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

from consensus.reports.amendments import Piece, PieceKind
from consensus.reports.audience import Withheld
from consensus.reports.comparison import Change
from consensus.reports.html.element import (
    Attribute,
    Content,
    Element,
    Node,
    Verbatim,
    anchor,
    element,
    write,
)
from consensus.reports.json import join_chunks
from consensus.reports.outline import Sheet, as_of_line
from consensus.reports.summary.context import day
from consensus.reports.words import SIGNS, sign_of, words_of
from consensus.text.brackets import EVERY_CODE, Bracket, BracketedText, BracketOption, parse
from consensus.text.diff import refine

# The frame of a page: one file with its style and its script, that may not ask for anything.

# A page with more items is laid out only as far as it is seen.
_MANY = 200

# The words of the pages themselves; texts say their own language.
_LANGUAGE = "en"


def page(
    title: str,
    sheet: Sheet,
    masthead: Iterable[Node],
    contents: Iterable[Node],
    main: Iterable[Node],
    *,
    items: int = 0,
) -> Iterator[str]:
    """Yields the HTML of a page, as its parts are iterated; its filter looks through `items`."""
    listed = tuple(contents)
    nav = (
        element("nav", element("h2", "Contents", id="contents"), listed, aria_labelledby="contents")
        if listed
        else None
    )
    content = element("main", main, id="content", tabindex=-1)
    style, script = Verbatim(_file("page.css")), Verbatim(_file("page.js"))
    body = element(
        "body",
        element("a", "Skip to the content", class_="skip", href="#content"),
        element(
            "header",
            element("p", sheet.body, class_="body"),
            element("h1", title),
            element(
                "p",
                as_of_line(sheet.as_of, sheet.audience),
                class_="meta",
            ),
            masthead,
        ),
        element("div", nav, content, class_="columns") if nav else content,
        element("footer", element("p", f"{sheet.body}, {day(sheet.as_of)}")),
        element("script", script),
        class_="long" if items > _MANY else None,
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy()),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="generator", content="consensus"),
        element("link", rel="icon", href="data:,"),
        element("title", f"{title} – {sheet.body}"),
        element("style", style),
    )
    yield "<!doctype html>\n"
    yield from join_chunks(write([element("html", head, body, lang=_LANGUAGE)]))


def title_block(withheld: Withheld, *lines: str) -> Iterator[Node]:
    """Yields the lines under the heading, and what was withheld from the audience."""
    for line in lines:
        if line:
            yield element("p", line)
    if withheld.counts:
        yield element("p", withheld.sentence(), class_="withheld")


def filter_controls(choices: Sequence[tuple[str, str]]) -> Element:
    """Returns the filter controls of a page; they show only where the script runs.

    A choice is what stands in the `data-status` of items, and the words for it.
    """
    return element(
        "div",
        element(
            "label",
            "Filter by label or words ",
            element("input", id="filter", type="search"),
        ),
        element(
            "fieldset",
            element("legend", "Only"),
            *(
                element("label", element("input", type="checkbox", value=value), words)
                for value, words in choices
            ),
        )
        if len(choices) > 1
        else None,
        element(
            "div",
            *(
                element("button", words, type="button", data_act=act)
                for act, words in (
                    ("clear", "Show all"),
                    ("expand", "Expand everything"),
                    ("collapse", "Collapse everything"),
                )
            ),
        ),
        element("p", id="told", role="status"),
        class_="controls",
        id="controls",
        role="search",
        aria_label="Filter the items",
        hidden=True,
    )


def _policy() -> str:
    """Returns the Content Security Policy (W3C, level 3): the page's own style and script alone."""
    return (
        f"default-src 'none'; style-src '{_digest('page.css')}'; script-src '{_digest('page.js')}';"
        " img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(name: str) -> str:
    digest = hashlib.sha256(_file(name).encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


@cache
def _file(name: str) -> str:
    return (files("consensus.reports.html") / name).read_text(encoding="utf-8")


def titled_section(
    level: int, heading: Content, place: str, *content: Content, **look: Attribute
) -> Element:
    """Returns a section that is named by its heading."""
    title = element(f"h{level}", heading, id=place)
    return element("section", title, *content, **look, aria_labelledby=place)


def self_link(place: str, spoken_name: str) -> Element:
    """Returns a link to an item on its page; the script also copies it."""
    return element(
        "a", "#", href=f"#{place}", class_="self", aria_label=f"Copy a link to {spoken_name}"
    )


# Texts of a record on a page: brackets as structure, changes as insertions and deletions.

_SIGN = re.compile(r"\\(?P<meant>[\[\]|:\\])|[\[\]]")
_MARKS = {PieceKind.REMOVED: "del", PieceKind.INSERTED: "ins"}


def passage(content: Iterable[Node], language: str = "", within: str = "blockquote") -> Element:
    """Returns a text of the record, with its own writing direction and language."""
    return element(within, *content, class_="text", dir="auto", lang=language)


def name(words: str) -> Element:
    """Returns a handle, label, code or name, isolated from the writing direction around it."""
    return element("bdi", words)


def wording(notation: str) -> Iterator[Node]:
    """Yields a text in bracket notation, each bracket an element of its own."""
    if "[" not in notation and "\\" not in notation:
        yield notation
        return
    yield from _words(parse(notation, EVERY_CODE)[0])


def _words(text: BracketedText) -> Iterator[Node]:
    marks = {"class_": "bracket", "role": "group", "aria_label": "bracket"}
    for part in text.parts:
        yield part if isinstance(part, str) else element("span", _options(part), **marks)


def _options(bracket: Bracket) -> Iterator[Node]:
    yield "["
    for place, option in enumerate(bracket.options):
        if place:
            yield " | "
        yield element("span", _option(option), class_="option")
    yield "]"


def _option(option: BracketOption) -> Iterator[Node]:
    if option.names:
        yield element("b", f"{option.attribution}: ", class_="holders")
    if option.text.parts:
        yield from _words(option.text)
    else:
        yield element("em", "no text")


def marked_changes(pieces: Iterable[Piece]) -> Iterator[Node]:
    """Yields words with removed and inserted ones marked.

    Where one word replaces another like it, the letters that differ are marked in both.
    """
    shown = [*pieces]
    refined: dict[int, list[Node]] = {}
    for at, (old, new) in enumerate(pairwise(shown)):
        if (old.kind, new.kind) == (PieceKind.REMOVED, PieceKind.INSERTED):
            refined |= zip((at, at + 1), _letters_marked(old.text, new.text), strict=False)
    for at, piece in enumerate(shown):
        words: Iterable[Node] = refined.get(at) or _marked_characters(piece.text)
        if mark := _MARKS.get(piece.kind):
            yield element(mark, *words)
        else:
            yield from words


def _letters_marked(old: str, new: str) -> Iterator[list[Node]]:
    """Yields two words with differing letters marked; nothing if more differ than not."""
    found = refine(old, new) if old.isalnum() and new.isalnum() else []
    kept = sum(len(letters) for kind, letters in found if kind == "equal")
    for other in ("insert", "delete") if found and 2 * kept >= max(len(old), len(new)) else ():
        yield [
            text if kind == "equal" else element("b", text, class_="letters")
            for kind, text in found
            if kind != other
        ]


def _marked_characters(text: str) -> Iterator[Node]:
    """Yields a part of a text, bracket characters marked and escaped ones unescaped."""
    place = 0
    for sign in _SIGN.finditer(text):
        yield text[place : sign.start()]
        yield sign["meant"] or element("b", sign[0], class_="bracket")
        place = sign.end()
    yield text[place:]


# Statuses and stances on a page: a sign and a word, colour only besides.

CHANGE_SIGNS = {Change.KEPT: "=", Change.CHANGED: "±", Change.INSERTED: "+", Change.REMOVED: "−"}
"""A sign beside the word for what became of an item."""


@cache
def status(standing: str, count: int = 0) -> Element:
    """Returns a status in words with its sign, perhaps with how many have it."""
    return _chip(sign_of(standing), f"{count} {standing}" if count else standing, standing)


def change(of: Change) -> Element:
    """Returns what became of an item, as its sign and its word."""
    return _chip(CHANGE_SIGNS[of], of, of)


def _chip(sign: str, words: str, of: str) -> Element:
    shown = element("span", sign, aria_hidden="true")
    return element("span", shown, f" {words}", class_=f"status {slug(words_of(of))}")


def filter_choices(standings: Iterable[str]) -> list[tuple[str, str]]:
    """Returns the statuses that items can be filtered by, with the number of items."""
    counts = Counter(map(words_of, standings))
    return [
        (slug(each), f"{sign} {each} ({counts[each]})")
        for each, sign in SIGNS.items()
        if counts[each]
    ]


def slug(words: str) -> str:
    """Returns words as a class name for the style sheet."""
    return words.replace(" ", "-")


def item_name(label: str, handle: str) -> Iterator[Node]:
    """Yields the name of an item: its label, or its handle, for which papers have words."""
    yield name(label or handle)


def contents_line(label: str, handle: str, sign: Element) -> Element:
    """Returns the line of an item in the contents of a page, with a sign for its status there."""
    place = anchor(handle)
    link = element("a", *item_name(label, handle), href=f"#{place}")
    return element("li", link, " ", sign, data_for=place)
