"""The states of a draft that reports can name: as first imported, each revision, the present."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs
from attrs import frozen

from consensus.errors import NotFound
from consensus.model.revision import Revision
from consensus.model.state import State

FIRST = "first"
# What a draft is called when it is imported, unless it is said otherwise.
ZERO_DRAFT = "zero draft"
PRESENT = ""


@frozen
class Issue:
    """One state of a whole draft.

    Attributes:
        name: such as `Rev.1`.
        issued: when it was published; None for what was not.
        standing: such as `without prejudice`; may be empty.
        language: the original language, as a tag such as `en`.
        items: the ids of its items, in order.
        versions: item to the id of its version.
        labels: item to its label.
    """

    name: str
    issued: datetime | None
    standing: str
    language: str
    items: tuple[str, ...]
    versions: Mapping[str, str]
    labels: Mapping[str, str]


def find_issue(state: State, draft: str, name: str = PRESENT) -> Issue:
    """The state of a draft that a name means.

    Args:
        state: the state.
        draft: the id of the draft.
        name: the name of a revision; `first` for the draft as it was imported; empty for the
            present text.

    Raises:
        NotFound: no revision has that name; those there are are named.
    """
    published = [each for each in state.revisions.values() if each.draft == draft]
    if name == PRESENT:
        return _present(state, draft)
    for number, revision in enumerate(published):
        if revision.name == name:
            return _revision(revision, _labels(state, published[: number + 1]))
    if name in (FIRST, ZERO_DRAFT):
        return _first(state, draft, published)
    if not published and name == state.drafts[draft].revision:
        return _present(state, draft)
    known = ", ".join([*(each.name for each in published), FIRST])
    raise NotFound(f"{state.handle_of(draft)} has no revision {name}; there are: {known}")


def _labels(state: State, published: list[Revision]) -> Mapping[str, str]:
    """The labels of items after some revisions, each of which may have renumbered."""
    labels: dict[str, str] = {}
    for revision in published:
        labels.update((line.item, line.new) for line in revision.concordance)
    return labels


def _revision(revision: Revision, labels: Mapping[str, str]) -> Issue:
    return Issue(
        name=revision.name,
        issued=revision.issued,
        standing=revision.standing,
        language=revision.language,
        items=revision.items,
        versions=dict(zip(revision.items, revision.versions, strict=True)),
        labels={item: labels.get(item, "") for item in revision.items},
    )


def _present(state: State, draft: str) -> Issue:
    items = list(state.walk(draft))
    return Issue(
        name=f"present text after {state.drafts[draft].revision}",
        issued=None,
        standing="",
        language=state.settings[""].language,
        items=tuple(item.id for item in items),
        versions={item.id: item.version for item in items},
        labels={item.id: item.label for item in items},
    )


def _first(state: State, draft: str, published: list[Revision]) -> Issue:
    # The items that came with a draft are those whose ids its import gave; the id of the first
    # version of an item is that of the item.
    items = tuple(item for item in state.items if item.startswith(f"{draft}."))
    before: dict[str, str] = {}
    for revision in reversed(published):
        before.update((line.item, line.old) for line in revision.concordance)
    return Issue(
        name="first draft",
        issued=None,
        standing="",
        language=state.settings[""].language,
        items=items,
        versions={item: item for item in items},
        labels={item: before.get(item, state.items[item].label) for item in items},
    )


def with_labels_of(state: State, moment: datetime) -> State:
    """The state with the labels that its items had at a moment, before later revisions renumbered.

    Args:
        state: the state; it is not changed.
        moment: the moment; what was issued later is looked through.
    """
    before: dict[str, str] = {}
    for revision in reversed(state.revisions.values()):
        if revision.issued > moment:
            before.update((line.item, line.old) for line in revision.concordance)
    if not before:
        return state
    items = {
        each.id: attrs.evolve(each, label=before.get(each.id, each.label))
        for each in state.items.values()
    }
    return attrs.evolve(state, items=items)
