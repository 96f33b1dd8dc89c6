"""Looking at a whole working group at once: what its record says when it is taken together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from consensus.model.naming import find_draft

if TYPE_CHECKING:
    from consensus.analysis.conflicts import Conflicts, Progress
    from consensus.working_group.reading import Reading


class Analysis:
    """What can be asked of a working group as a whole; nothing is recorded by asking.

    It is for the facilitator: whom it is shown to is decided by whoever shows it.

    Args:
        group: the working group, or one as of a moment.
    """

    def __init__(self, group: Reading) -> None:
        self._group = group

    def _drafts(self, draft: str) -> Sequence[str]:
        state = self._group.state
        return [find_draft(state, draft)] if draft else list(state.drafts)

    def conflicts(self, draft: str = "", progress: Progress | None = None) -> Conflicts:
        """What the undecided amendments exclude, and the largest set that can be had together.

        Args:
            draft: which draft; all if not given.
            progress: called with the texts combined and the texts in all.

        Raises:
            NotFound: there is no such draft.
        """
        from consensus.analysis.conflicts import find_conflicts

        group = self._group
        electorate = group.judgement().electorate
        return find_conflicts(group.state, self._drafts(draft), electorate, progress=progress)
