"""A comparison of two states of a draft as a page, with insertions and deletions marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from consensus.reports.audience import Audience
from consensus.reports.comparison import Change, Comparison, ItemComparison
from consensus.reports.html.element import Element, Node, anchor, element
from consensus.reports.html.page import controls, masthead, page, self_link
from consensus.reports.html.signs import CHANGE_SIGNS, change, named, slug, spoken
from consensus.reports.html.strip import Square, strip
from consensus.reports.html.wording import changes, passage


def comparison_page(
    comparison: Comparison,
    audience: Audience,
    as_of: datetime,
    kept: bool = False,
    language: str = "",
) -> Iterator[str]:
    """Write a comparison as a page, in pieces.

    Args:
        comparison: the comparison.
        audience: who it is for.
        as_of: the moment it is drawn up.
        kept: whether items that stayed as they were are shown too.
        language: the language of the texts, as a tag; empty for not known.
    """
    shown = [
        item
        for item in comparison.items
        if kept or item.change is not Change.KEPT or item.old_label != item.new_label
    ]
    left = len(comparison.items) - len(shown)
    return page(
        f"{comparison.draft}: {comparison.new} against {comparison.old}",
        masthead(
            as_of,
            audience,
            comparison.withheld,
            "Words in the earlier state alone are struck out, words in the later one alone are"
            " underlined.",
            f"Items that stayed as they were, left out: {left}." if left else "",
        ),
        [element("ol", map(_line, shown))],
        _main(comparison, shown, language),
    )


def _line(item: ItemComparison) -> Element:
    place = anchor(item.handle)
    return element(
        "li",
        element("a", *named(item.label, item.handle), href=f"#{place}"),
        " ",
        change(item.change),
        data_for=place,
    )


def _main(comparison: Comparison, shown: Sequence[ItemComparison], language: str) -> Iterator[Node]:
    if comparison.items:
        yield element(
            "section",
            element("h2", "At a glance", id="glance"),
            strip(
                "What became of each item",
                [
                    Square(spoken(each.label, each.handle), CHANGE_SIGNS[each.change], each.change)
                    for each in comparison.items
                ],
            ),
            aria_labelledby="glance",
        )
    yield controls(
        [
            (slug(each), f"{CHANGE_SIGNS[each]} {each} ({count})")
            for each in Change
            if (count := sum(1 for item in shown if item.change is each))
        ]
    )
    yield element(
        "section",
        element("h2", "Changes", id="changes"),
        (_item(item, language) for item in shown) if shown else [element("p", "None.")],
        aria_labelledby="changes",
    )


def _item(item: ItemComparison, language: str) -> Element:
    place = anchor(item.handle)
    return element(
        "article",
        element(
            "h3",
            element("span", *named(item.label, item.handle)),
            change(item.change),
            self_link(place, spoken(item.label, item.handle)),
        ),
        passage(changes(item.pieces), language),
        class_="item",
        id=place,
        data_status=slug(item.change),
        data_names="\n".join(filter(None, (item.old_label, item.new_label, item.handle))),
    )
