"""Recording one amendment as a person states it."""

from __future__ import annotations

from collections.abc import Sequence

from consensus.errors import Rejected
from consensus.formats.amendment_rows import AmendmentRow
from consensus.history.operations import ProposeAmendment
from consensus.model.amendment import AmendmentKind
from consensus.model.naming import find_member
from consensus.model.state import State
from consensus.working_group.importing import propose_row
from consensus.working_group.placing import Placer, UnplacedError


def plan_proposal(
    state: State,
    draft: str,
    *,
    target: str,
    text: str,
    old: str,
    by: Sequence[str],
    cosponsors: Sequence[str],
    kind: str,
    after: str,
    parent: str,
    label: str,
    parts: Sequence[str],
    others: Sequence[str],
    rationale: str,
    tray: str,
) -> ProposeAmendment:
    """What is recorded when a member proposes an amendment; see `Acts.propose`.

    Raises:
        Rejected: it fits nowhere, or its kind is not known.
    """
    if kind not in list(AmendmentKind):
        raise Rejected(f"an amendment can {', '.join(AmendmentKind)}; it cannot {kind}")
    row = AmendmentRow(
        line=0,
        fields={},
        id="",
        target=target,
        kind=kind,
        old=old,
        text=text,
        after=after,
        parent=parent,
        label=label,
        by=tuple(by),
        cosponsors=tuple(cosponsors),
        rationale=rationale,
        date=None,
        parts=tuple(parts),
        others=tuple(others),
    )
    try:
        return propose_row(
            state,
            Placer(state, draft),
            draft,
            row,
            tuple(find_member(state, code) for code in by),
            tuple(find_member(state, code) for code in cosponsors),
            tray=tray,
        )
    except UnplacedError as unplaced:
        raise Rejected(str(unplaced)) from unplaced
