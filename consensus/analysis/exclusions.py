"""What choosing each of the amendments to one text would exclude."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from attrs import frozen

from consensus.analysis.clashes import exclusions, find_clashes
from consensus.model.amendment import AmendmentState
from consensus.model.document_order import amendments_below
from consensus.model.electorate import Electorate
from consensus.model.pinning import wanting
from consensus.model.rivals import combination_of
from consensus.model.state import State


@frozen
class Exclusion:
    """What choosing one amendment would exclude.

    Attributes:
        excludes: the handles of the undecided amendments that could not be had with it.
        costs: how many members that count support or accept these, a member once for each.
    """

    excludes: tuple[str, ...]
    costs: int


def exclusions_at(state: State, text: str, electorate: Electorate) -> Mapping[str, Exclusion]:
    """What each undecided amendment to a text excludes, of those to it and of what goes below it.

    It is quick, since other texts are not looked at: `find_conflicts` looks at whole drafts.

    Args:
        state: the state.
        text: the id of an item, or of an amendment that inserts one.
        electorate: whose support counts.

    Returns:
        By the handles of those amendments that exclude any.
    """
    undecided = [
        amendment
        for amendment, _ in amendments_below(state, text)
        if amendment.state is AmendmentState.OPEN
    ]
    if text in state.items:
        draft = state.items[text].draft
        below = (state.amendments[each] for each in state.amendments_to.get(draft, ()))
        undecided += [
            each for each in below if each.state is AmendmentState.OPEN and each.parent == text
        ]
    if len(undecided) < 2:
        return {}
    excluded = exclusions(find_clashes(state, undecided, partial(combination_of, state)))

    def support(handle: str) -> int:
        return (wanting(state, state.handles[handle]) & electorate.everybody).bit_count()

    return {
        handle: Exclusion(others, sum(map(support, others))) for handle, others in excluded.items()
    }
