"""The rolling text of a draft as a page, its brackets as structure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from consensus.model.draft import ItemKind
from consensus.reports.html.element import Element, Node, anchor, element
from consensus.reports.html.page import controls, masthead, page, self_link
from consensus.reports.html.signs import choices, named, slug, status
from consensus.reports.html.wording import name, passage, wording
from consensus.reports.preface import Sheet
from consensus.reports.revisions import RevisionDocument, RevisionItem
from consensus.reports.targets import spoken
from consensus.rules.verdict import Status

_FIRST_LEVEL, _LAST_LEVEL = 2, 4
_DEEPEST = 3


def draft_page(
    document: RevisionDocument,
    statuses: Mapping[str, Status],
    sheet: Sheet,
) -> Iterator[str]:
    """Write the text of a draft as a page, in pieces.

    Args:
        document: the text.
        statuses: where each item stands for the audience, by its handle; items without one are
            shown without.
        sheet: whose it is, when and for whom it is drawn up.
    """
    state = document.name[:1].upper() + document.name[1:]
    issued = f", issued {document.issued:%Y-%m-%d}" if document.issued else ""
    standing = f", {document.standing}" if document.standing else ""
    return page(
        document.title or "Draft",
        sheet,
        masthead(document.withheld, f"{state}{issued}{standing}."),
        [element("ol", (_line(item, statuses) for item in document.items))],
        _main(document, statuses),
    )


def _line(item: RevisionItem, statuses: Mapping[str, Status]) -> Element:
    known = statuses.get(item.handle)
    words = [name(item.text)] if item.kind is ItemKind.SECTION else named(item.label, item.handle)
    return element(
        "li",
        element("a", *words, href=f"#{anchor(item.handle)}"),
        " ",
        status(known) if known else None,
        data_for=anchor(item.handle),
    )


def _main(document: RevisionDocument, statuses: Mapping[str, Status]) -> Iterator[Node]:
    yield controls(choices(Counter(statuses.values())))
    yield element(
        "article",
        _items(document, statuses),
        class_="draft",
        aria_label=document.title or "Draft",
    )


def _items(document: RevisionDocument, statuses: Mapping[str, Status]) -> Iterator[Node]:
    level = _FIRST_LEVEL - 1
    for item in document.items:
        if item.kind in (ItemKind.SECTION, ItemKind.TITLE):
            # No level is left out, however deep the draft has it.
            level = min(item.depth + _FIRST_LEVEL, level + 1, _LAST_LEVEL)
            yield element(
                f"h{level}",
                name(item.label) if item.label else None,
                " " if item.label else None,
                element("span", wording(item.text), lang=document.language, dir="auto"),
                id=anchor(item.handle),
            )
        else:
            yield _paragraph(item, statuses.get(item.handle), document.language)


def _paragraph(item: RevisionItem, known: Status | None, language: str) -> Element:
    place = anchor(item.handle)
    label = element("b", name(item.label), " ") if item.label else None
    depth = min(item.depth, _DEEPEST)
    return element(
        "div",
        passage(_labelled(label, item.text), language, within="p"),
        element(
            "p",
            status(known) if known else None,
            " ",
            self_link(place, spoken(item.label, item.handle)),
            class_="margin",
        ),
        class_=f"paragraph d{depth}" if depth else "paragraph",
        id=place,
        data_status=slug(known) if known else "none",
        data_names="\n".join(filter(None, (item.label, item.handle))),
    )


def _labelled(label: Element | None, text: str) -> Iterator[Node]:
    if label is not None:
        yield label
    yield from wording(text)
