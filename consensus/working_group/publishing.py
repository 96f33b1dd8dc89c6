"""Publishing a revision: labels renumbered, and a concordance of every one."""

from __future__ import annotations

from collections.abc import Callable

from consensus.formats.labels import renumber
from consensus.history.operations import PublishRevision
from consensus.model.drafts import Relabelling, Revision
from consensus.model.state import State


def plan_revision(
    state: State,
    draft: str,
    name: str,
    new_id: Callable[[], str],
    standing: str = "",
    language: str = "",
    renumbering: bool = True,
) -> PublishRevision:
    """What is recorded when the present state of a draft is published.

    Args:
        state: the state.
        draft: the id of the draft.
        name: such as `Rev.1`.
        new_id: makes identities.
        standing: such as `without prejudice`.
        language: the original language; that of the working group if not given.
        renumbering: whether the labels are made continuous.
    """
    items = list(state.walk(draft))
    labels = [item.label for item in items]
    if renumbering:
        labels = list(renumber([(state.depth(item.id), item.kind, item.label) for item in items]))
    concordance = [
        Relabelling(item.id, item.label, label) for item, label in zip(items, labels, strict=True)
    ]
    last = last_revision(state, draft)
    before = last.items if last else _original(state, draft)
    concordance += [
        Relabelling(item, state.items[item].label, "")
        for item in before
        if state.items[item].removed
    ]
    return PublishRevision(
        id=new_id(),
        draft=draft,
        name=name,
        items=tuple(item.id for item in items),
        versions=tuple(item.version for item in items),
        concordance=tuple(concordance),
        standing=standing,
        language=language or state.settings[""].language,
    )


def last_revision(state: State, draft: str) -> Revision | None:
    """The revision of a draft published last; None while there is only the first draft."""
    issued = [each for each in state.revisions.values() if each.draft == draft]
    return issued[-1] if issued else None


def _original(state: State, draft: str) -> tuple[str, ...]:
    """The ids of the items with which the draft was imported."""
    return tuple(item for item in state.items if item.startswith(f"{draft}."))
