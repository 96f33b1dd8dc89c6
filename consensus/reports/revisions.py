"""The text of a published revision, and the table of its new labels."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from enum import StrEnum

from attrs import frozen

from consensus.errors import NotFound
from consensus.model.draft import ItemKind
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Withheld
from consensus.reports.issues import PRESENT, find_issue
from consensus.reports.tables import Table


@frozen
class RevisionItem:
    """One item of a revision.

    Attributes:
        handle: such as `R3`.
        label: its label in that revision; empty for none.
        kind: what it is.
        depth: how many items stand above it.
        text: its text in the notation of brackets.
    """

    handle: str
    label: str
    kind: ItemKind
    depth: int
    text: str


@frozen
class RevisionDocument:
    """The text of a revision.

    Attributes:
        title: the title of the draft.
        name: such as `Rev.1`.
        issued: when it was published; None for what was not.
        standing: such as `without prejudice`; may be empty.
        language: the original language, as a tag such as `en`.
        items: in the order of the document.
        withheld: what was left out for the audience.
    """

    title: str
    name: str
    issued: datetime | None
    standing: str
    language: str
    items: tuple[RevisionItem, ...]
    withheld: Withheld


class LabelChange(StrEnum):
    """What a revision did to a label."""

    KEPT = "kept"
    RENUMBERED = "renumbered"
    NEW = "new"
    REMOVED = "removed"


@frozen
class ConcordanceLine:
    """One line of a concordance.

    Attributes:
        handle: the handle of the item, which never changes.
        old: its label before; empty when it had none.
        new: its label now; empty when it was removed.
        change: what became of it.
    """

    handle: str
    old: str
    new: str
    change: LabelChange


@frozen
class Concordance:
    """Old label to new, for every item of a revision and of the one before.

    Attributes:
        draft: the title of the draft.
        name: the name of the revision.
        lines: in the order of the revision, removed items last.
    """

    draft: str
    name: str
    lines: tuple[ConcordanceLine, ...]


def revision_document(
    state: State, draft: str, name: str = PRESENT, audience: Audience = Audience.PUBLIC
) -> RevisionDocument:
    """The text of a draft as it was issued, for a format to write.

    Items that were moved since stand as deep as they stand now; the state as of the revision has
    them as they stood.

    Args:
        state: the state.
        draft: the id of the draft.
        name: as in `find_issue`: a revision, `first`, or empty for the present text.
        audience: who it is for; only the public gets brackets without names.

    Raises:
        NotFound: no revision has that name.
    """
    issue = find_issue(state, draft, name)
    names = audience.sees_names
    left_out: Counter[Kind] = Counter()
    items: list[RevisionItem] = []
    for each in issue.items:
        item = state.items[each]
        wording = state.versions[issue.versions[each]].wording
        left_out[Kind.NAMES] += 0 if names else len(wording.holders)
        items.append(
            RevisionItem(
                item.handle,
                issue.labels[each],
                item.kind,
                state.depth(each),
                wording.notation(names),
            )
        )
    return RevisionDocument(
        title=state.drafts[draft].title,
        name=issue.name,
        issued=issue.issued,
        standing=issue.standing,
        language=issue.language,
        items=tuple(items),
        withheld=Withheld.of(left_out),
    )


def concordance(state: State, draft: str, name: str) -> Concordance:
    """The table of what a revision did to the labels.

    Args:
        state: the state.
        draft: the id of the draft.
        name: the name of the revision.

    Raises:
        NotFound: no revision of the draft has that name.
    """
    published = [each for each in state.revisions.values() if each.draft == draft]
    before = {item for item in state.items if item.startswith(f"{draft}.")}
    for revision in published:
        if revision.name == name:
            lines = tuple(
                ConcordanceLine(
                    state.items[line.item].handle,
                    line.old if line.item in before else "",
                    line.new,
                    _change(line.old, line.new, line.item in before, line.item in revision.items),
                )
                for line in revision.concordance
            )
            return Concordance(state.drafts[draft].title, name, lines)
        before = set(revision.items)
    raise NotFound(f"{state.handle_of(draft)} has no revision {name}")


def _change(old: str, new: str, was_there: bool, is_there: bool) -> LabelChange:
    if not is_there:
        return LabelChange.REMOVED
    if not was_there:
        return LabelChange.NEW
    return LabelChange.KEPT if old == new else LabelChange.RENUMBERED


def concordance_table(concordance: Concordance) -> Table:
    """A concordance as a table, to be written as CSV or Markdown."""
    return Table.of(
        ("item", "old label", "new label", "change"),
        ((line.handle, line.old, line.new, line.change) for line in concordance.lines),
    )
