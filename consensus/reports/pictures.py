"""What the pictures of a report show, for its audience."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from consensus.history.collection import collection_paused
from consensus.model.state import State
from consensus.reports.audience import Audience
from consensus.reports.group_matrix import GroupMatrix, group_matrix
from consensus.reports.matrix import Matrix, matrix
from consensus.reports.progress import ProgressPoint, progress
from consensus.reports.ties import Ties, ties
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import UNDECIDED

MOST_CELLS = 6_000
"""Beyond this nobody finds a member in the matrix, and groups are shown alone."""


@frozen
class Pictures:
    """What the pictures of a report show.

    Attributes:
        matrix: members against items; None where the audience may see none, or there are too
            many.
        groups: stakeholder groups against items; None where the audience may see none.
        open_groups: the same of the undecided items alone; None where the audience may see none.
        progress: how far the drafts had come at the end of each day with decisions.
        ties: how texts hang together.
    """

    matrix: Matrix | None
    groups: GroupMatrix | None
    open_groups: GroupMatrix | None
    progress: tuple[ProgressPoint, ...]
    ties: Ties


def pictures(
    state: State,
    judgement: Judgement,
    drafts: Sequence[str],
    audience: Audience = Audience.PUBLIC,
) -> Pictures:
    """Gather what the pictures of a report show.

    Args:
        state: the state.
        judgement: of that state.
        drafts: the ids of the drafts.
        audience: who they are for.
    """
    with collection_paused():
        grid = groups = open_groups = None
        if audience.sees_names:
            items = [
                item.id for draft in drafts for item in state.walk(draft) if item.kind.can_be_agreed
            ]
            groups = group_matrix(state, judgement, items, audience)
            undecided = frozenset(
                state.handle_of(item)
                for item in items
                if judgement.verdict(item, with_moves=False).status in UNDECIDED
            )
            open_groups = GroupMatrix(
                groups.groups, tuple(row for row in groups.rows if row.target.handle in undecided)
            )
            if len(items) * len(judgement.electorate.groups) <= MOST_CELLS:
                grid = matrix(state, judgement, drafts, audience, items_only=True)
        return Pictures(
            grid, groups, open_groups, progress(state, drafts), ties(state, drafts, audience)
        )
