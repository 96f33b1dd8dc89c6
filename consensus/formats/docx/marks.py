"""Making revisions of the elements that mark them."""

from __future__ import annotations

from lxml import etree

from consensus.formats.docx.revision import Revision, RevisionKind, read_date
from consensus.formats.docx.xml import (
    AUTHOR,
    CELL_DELETED,
    CELL_INSERTED,
    DATE,
    DATE_UTC,
    DELETED,
    FORMAT_CHANGES,
    ID,
    INSERTED,
    MOVED_FROM,
    MOVED_TO,
    NAME,
    qualified,
)

KINDS = {
    INSERTED: RevisionKind.INSERTED,
    DELETED: RevisionKind.DELETED,
    MOVED_FROM: RevisionKind.MOVED_FROM,
    MOVED_TO: RevisionKind.MOVED_TO,
    CELL_INSERTED: RevisionKind.INSERTED,
    CELL_DELETED: RevisionKind.DELETED,
}
"""The elements that mark text, paragraph marks, rows and cells, and what each means."""

_RANGE_STARTS = {
    qualified("w:moveFromRangeStart"): RevisionKind.MOVED_FROM,
    qualified("w:moveToRangeStart"): RevisionKind.MOVED_TO,
}
_RANGE_ENDS = {
    qualified("w:moveFromRangeEnd"): RevisionKind.MOVED_FROM,
    qualified("w:moveToRangeEnd"): RevisionKind.MOVED_TO,
}
RANGES = frozenset((*_RANGE_STARTS, *_RANGE_ENDS))
"""The elements between which what is moved stands."""


class Marks:
    """Makes a revision of each mark of a document, in the order of reading."""

    def __init__(self) -> None:
        self.revisions: list[Revision] = []
        self._moves: dict[RevisionKind, dict[str, str]] = {
            RevisionKind.MOVED_FROM: {},
            RevisionKind.MOVED_TO: {},
        }

    def of(self, element: etree._Element) -> Revision:
        """Make a revision of the element that marks it."""
        tag = str(element.tag)
        kind = RevisionKind.FORMATTED if tag in FORMAT_CHANGES else KINDS[tag]
        names = self._moves.get(kind, {}).values()
        revision = Revision(
            number=len(self.revisions) + 1,
            kind=kind,
            author=element.get(AUTHOR, "").strip(),
            date=read_date(element.get(DATE_UTC), element.get(DATE)),
            move=next(reversed(names), ""),
        )
        self.revisions.append(revision)
        return revision

    def within(self, properties: etree._Element | None) -> tuple[Revision, ...]:
        """The revisions that stand as marks in the properties of a row, a cell or a sign."""
        if properties is None:
            return ()
        return tuple(self.of(each) for each in properties if each.tag in KINDS)

    def bound(self, element: etree._Element) -> None:
        """Take note of where a range that is moved begins or ends."""
        tag = str(element.tag)
        if tag in _RANGE_STARTS:
            self._moves[_RANGE_STARTS[tag]][element.get(ID, "")] = element.get(NAME, "")
        else:
            self._moves[_RANGE_ENDS[tag]].pop(element.get(ID, ""), None)
