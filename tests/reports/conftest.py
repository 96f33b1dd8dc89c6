"""The market committee as fixtures, and what a parser finds in a page."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from consensus.reports.audience import Audience
from consensus.working_group import WorkingGroup
from consensus.working_group.reports.report import Wanted
from consensus.working_group.reports.writing import write_report
from tests.support.market import busy_market, new_market

# The market committee as fixtures.


@pytest.fixture
def market() -> WorkingGroup:
    """The market committee before its first meeting."""
    return new_market()


@pytest.fixture
def busy() -> WorkingGroup:
    """The market committee after a morning's work."""
    return busy_market()


# What is agreed and open as a page, and what a parser finds in a page.

_VOID = frozenset({"br", "hr", "input", "link", "meta"})


def open_page(
    group: WorkingGroup, audience: Audience = Audience.PUBLIC, agreed_only: bool = False
) -> str:
    """What is agreed and what is open, as a page."""
    wanted = Wanted(audience, agreed_only=agreed_only)
    return "".join(write_report(group, "open", "html", wanted))


class Parsed(HTMLParser):
    """What a parser finds in a page.

    Attributes:
        tags: every start tag with its attributes, in order.
        words: all words outside scripts and style sheets.
        faults: elements that were not closed in the order in which they were opened.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.faults: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        self.faults += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of a start tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of a shape."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last."""
        if not self._open or self._open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data: str) -> None:
        """Gather words."""
        if not {"script", "style"} & set(self._open):
            self.words += data

    def attributes(self, name: str) -> list[str]:
        """The values of an attribute, wherever it stands."""
        return [attrs[name] or "" for _, attrs in self.tags if name in attrs]
