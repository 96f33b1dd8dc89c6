"""A reference document as a page."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.reports.html.element import Element, Node, element
from consensus.reports.html.page import masthead, page
from consensus.reports.html.signs import slug
from consensus.reports.html.wording import passage, wording
from consensus.reports.reference import ReferenceDocument, ReferenceItem
from consensus.reports.reference_markdown import closing, drawn_on, item_name, item_notes, parts


def reference_page(document: ReferenceDocument, language: str = "") -> Iterator[str]:
    """Write a reference document as a page, in pieces.

    Args:
        document: the document.
        language: the language of the texts, as a tag; empty for not known.
    """
    return page(
        f"{document.title}: reference document",
        masthead(document.as_of, document.audience, document.withheld, drawn_on(document)),
        [
            element(
                "ul",
                (
                    element("li", element("a", heading, href=f"#{slug(heading.lower())}"))
                    for heading, _ in parts(document)
                ),
            )
        ],
        _main(document, language),
    )


def _main(document: ReferenceDocument, language: str) -> Iterator[Node]:
    for heading, items in parts(document):
        place = slug(heading.lower())
        yield element(
            "section",
            element("h2", heading, id=place),
            _items(items, language) if items else [element("p", "Nothing.")],
            aria_labelledby=place,
        )
    if ending := closing(document):
        yield element("p", ending)


def _items(items: tuple[ReferenceItem, ...], language: str) -> Iterator[Element]:
    under = ""
    for each in items:
        if each.heading and each.heading != under:
            yield element("h3", each.heading)
        under = each.heading
        yield element(
            "article",
            element("p", element("strong", item_name(each))),
            passage(wording(each.text), language),
            _notes(each),
            class_="item",
        )


def _notes(item: ReferenceItem) -> Element | None:
    notes = item_notes(item)
    return element("ul", (element("li", note) for note in notes)) if notes else None
