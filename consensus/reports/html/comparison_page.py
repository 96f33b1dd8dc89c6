"""A comparison of two states of a draft as a page, with insertions and deletions marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consensus.reports.comparison import Change, Comparison, ItemComparison
from consensus.reports.html.element import Element, Node, anchor, element
from consensus.reports.html.page import controls, masthead, page, self_link
from consensus.reports.html.signs import CHANGE_SIGNS, change, contents_line, named, slug
from consensus.reports.html.strip import Square, strip
from consensus.reports.html.wording import changes, passage
from consensus.reports.preface import Sheet
from consensus.reports.targets import spoken


def comparison_page(
    comparison: Comparison,
    sheet: Sheet,
    kept: bool = False,
) -> Iterator[str]:
    """Write a comparison as a page, in pieces.

    Args:
        comparison: the comparison.
        sheet: whose it is, when and for whom it is drawn up.
        kept: whether items that stayed as they were are shown too.
    """
    shown = comparison.shown(kept)
    left = len(comparison.items) - len(shown)
    return page(
        f"{comparison.draft}, {comparison.new} against {comparison.old}",
        sheet,
        masthead(
            comparison.withheld,
            "Words in the earlier state alone are struck out, words in the later one alone are"
            " underlined.",
            f"Items that stayed as they were, left out: {left}." if left else "",
        ),
        [element("ol", map(_line, shown))],
        _main(comparison, shown, sheet.language),
    )


def _line(item: ItemComparison) -> Element:
    return contents_line(item.label, item.handle, change(item.change))


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
