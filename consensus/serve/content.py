"""What was issued: the revisions of the drafts, as everybody may read them."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime

from attrs import frozen

from consensus.errors import NotFound
from consensus.model.revision import Revision
from consensus.reports.audience import Audience
from consensus.reports.html.draft_page import draft_page
from consensus.reports.preface import Sheet
from consensus.reports.revision_report import revision_document
from consensus.working_group import WorkingGroup

_KEPT = 32


@frozen
class Issue:
    """One revision, as a list of them has it.

    Attributes:
        draft: the handle of the draft.
        title: its title.
        name: such as `Rev.1`.
        issued: when it was published.
        standing: such as `without prejudice`; may be empty.
        language: the original language, as a tag such as `en`.
    """

    draft: str
    title: str
    name: str
    issued: datetime
    standing: str
    language: str


@frozen
class Issues:
    """What a working group has issued.

    Attributes:
        title: what the working group is called.
        issues: the revisions, newest first.
    """

    title: str
    issues: tuple[Issue, ...]


class Issued:
    """Reads revisions from a record, in one thread; nothing that was not issued is read out.

    Args:
        place: the file or URL of the record.
    """

    def __init__(self, place: str) -> None:
        self._place = place
        self._group: WorkingGroup | None = None
        self._pages: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._head = ""

    def list(self) -> Issues:
        """Everything that was issued.

        Raises:
            StoreError: the record cannot be read.
        """
        state = self._read().state
        newest = sorted(state.revisions.values(), key=lambda each: each.issued, reverse=True)
        return Issues(
            state.title,
            tuple(
                Issue(
                    state.handle_of(each.draft),
                    state.drafts[each.draft].title,
                    each.name,
                    each.issued,
                    each.standing,
                    each.language,
                )
                for each in newest
            ),
        )

    def page(self, draft: str, name: str) -> str:
        """A revision as a page, without names.

        Args:
            draft: the handle of the draft.
            name: such as `Rev.1`.

        Raises:
            NotFound: nothing was issued under that name.
            StoreError: the record cannot be read.
        """
        group = self._read()
        if (draft, name) not in self._pages:
            found = _find(group, draft, name)
            document = revision_document(group.state, found.draft, found.name, Audience.PUBLIC)
            sheet = Sheet(group.title, found.issued, Audience.PUBLIC, document.language)
            written = "".join(draft_page(document, {}, sheet))
            self._pages[draft, name] = written
            while len(self._pages) > _KEPT:
                self._pages.popitem(last=False)
        return self._pages[draft, name]

    def close(self) -> None:
        """Let go of the record."""
        if self._group is not None:
            self._group.close()
            self._group = None

    def _read(self) -> WorkingGroup:
        if self._group is None:
            self._group = WorkingGroup.open(self._place)
        self._group.refresh()
        # What was redacted since is in no page from then on.
        if self._group.head != self._head:
            self._pages.clear()
            self._head = self._group.head
        return self._group


def _find(group: WorkingGroup, draft: str, name: str) -> Revision:
    state = group.state
    for each in state.revisions.values():
        if state.handle_of(each.draft) == draft and each.name == name:
            return each
    raise NotFound("no such revision was issued")
