"""The frame of a page: one file with its style and its script, that may not ask for anything."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

from consensus.reports.audience import Withheld
from consensus.reports.html.element import Element, Node, Verbatim, element, write
from consensus.reports.pieces import gathered
from consensus.reports.preface import Sheet, as_of_line

# The words of the pages themselves; texts say their own language.
_LANGUAGE = "en"


def page(
    title: str,
    sheet: Sheet,
    masthead: Iterable[Node],
    contents: Iterable[Node],
    main: Iterable[Node],
) -> Iterator[str]:
    """Write a page, in pieces, as it is read from its parts.

    Args:
        title: what it is called.
        sheet: whose it is, when and for whom it was drawn up.
        masthead: what stands under its heading.
        contents: the table of contents; empty where one look is enough.
        main: everything else.
    """
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
        element(
            "footer",
            element(
                "p", "Written by consensus. This page is one file and asks nothing of a network."
            ),
        ),
        element("script", script),
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy()),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("link", rel="icon", href="data:,"),
        element("title", f"{title} – {sheet.body}"),
        element("style", style),
    )
    yield "<!doctype html>\n"
    yield from gathered(write([element("html", head, body, lang=_LANGUAGE)]))


def masthead(withheld: Withheld, *lines: str) -> Iterator[Node]:
    """What stands under the heading, and at last what was left out for the audience.

    Args:
        withheld: what was left out.
        lines: what is to be said before.
    """
    for line in lines:
        if line:
            yield element("p", line)
    if withheld.counts:
        yield element("p", withheld.sentence(), class_="withheld")


def controls(choices: Sequence[tuple[str, str]]) -> Element:
    """What filters the items of a page; it shows only where the script runs.

    Args:
        choices: what items can be filtered by besides words: what stands in their `data-status`,
            and the words for it.
    """
    return element(
        "div",
        element(
            "label",
            "Filter by label, handle or words ",
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
    """The policy of the page (W3C Content Security Policy 3): its own style and script alone."""
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


def self_link(place: str, spoken_name: str) -> Element:
    """A link to an item on its page; the script also copies it."""
    return element(
        "a", "#", href=f"#{place}", class_="self", aria_label=f"Copy a link to {spoken_name}"
    )
