"""Statuses and stances on a page: a sign and a word, colour only besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from consensus.reports.comparison import Change
from consensus.reports.html.element import Element, Node, anchor, element
from consensus.reports.html.wording import name
from consensus.reports.status_signs import SIGNS
from consensus.rules.verdict import Status

CHANGE_SIGNS = {
    Change.KEPT: "=",
    Change.CHANGED: "±",
    Change.INSERTED: "+",
    Change.REMOVED: "−",
}
"""A sign beside the word for what became of an item."""


@cache
def status(of: Status) -> Element:
    """A status as its sign and its word."""
    return _chip(SIGNS[of], of)


def change(of: Change) -> Element:
    """What became of an item, as its sign and its word."""
    return _chip(CHANGE_SIGNS[of], of)


def _chip(sign: str, word: str) -> Element:
    shown = element("span", sign, aria_hidden="true")
    return element("span", shown, f" {word}", class_=f"status {slug(word)}")


def choices(counts: Mapping[Status, int]) -> list[tuple[str, str]]:
    """What items can be filtered by: each status that some have, and how many."""
    return [
        (slug(each), f"{SIGNS[each]} {each} ({counts[each]})") for each in Status if counts[each]
    ]


def slug(words: str) -> str:
    """Words as a class of the style sheet."""
    return words.replace(" ", "-")


def named(label: str, handle: str) -> Iterator[Node]:
    """What people call an item: its label, with the handle behind it."""
    if label:
        yield name(label)
        yield element("span", " (", name(handle), ")", class_="handle")
    else:
        yield name(handle)


def contents_line(label: str, handle: str, sign: Element) -> Element:
    """The line of an item in the contents of a page, with a sign of how it stands there."""
    place = anchor(handle)
    link = element("a", *named(label, handle), href=f"#{place}")
    return element("li", link, " ", sign, data_for=place)
