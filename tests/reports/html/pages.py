"""Every page that can be made of a record, and what a parser finds in one."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from consensus.model.document_order import targets_in_order
from consensus.reports.audience import Audience
from consensus.reports.comparison import compare_revisions
from consensus.reports.dossier import dossier
from consensus.reports.group_matrix import group_matrix
from consensus.reports.html.comparison_page import comparison_page
from consensus.reports.html.dossier_page import dossier_page
from consensus.reports.html.draft_page import draft_page
from consensus.reports.html.open_items_page import open_items_page
from consensus.reports.open_items import open_items_report
from consensus.reports.pictures import pictures
from consensus.reports.revision_report import revision_document
from consensus.reports.shown_verdict import shown_statuses
from consensus.working_group import WorkingGroup
from tests.reports.conftest import MORNING

_VOID = frozenset({"br", "hr", "input", "link", "meta"})


def open_page(
    group: WorkingGroup, audience: Audience = Audience.PUBLIC, agreed_only: bool = False
) -> str:
    """What is agreed and what is open, as a page."""
    state, judgement = group.state, group.judgement()
    drafts = list(state.drafts)
    found = open_items_report(state, judgement, drafts, audience, agreed_only, now=MORNING)
    return "".join(open_items_page(found, pictures(state, judgement, drafts, audience)))


def pages(group: WorkingGroup, audience: Audience) -> Iterator[str]:
    """Every page of a record for an audience."""
    state, judgement = group.state, group.judgement()
    yield open_page(group, audience)
    yield open_page(group, audience, agreed_only=True)
    for draft in state.drafts:
        document = revision_document(state, draft, audience=audience)
        statuses = shown_statuses(state, judgement, draft, audience)
        yield "".join(draft_page(document, statuses, audience, MORNING))
        compared = compare_revisions(state, draft, audience=audience)
        yield "".join(comparison_page(compared, audience, MORNING, kept=True))
    for target in targets_in_order(state, list(state.drafts)):
        groups = group_matrix(state, judgement, [target], audience)
        found = dossier(state, judgement, target, audience)
        yield "".join(dossier_page(found, groups, audience, MORNING))


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
