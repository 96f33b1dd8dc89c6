"""One wording set beside several amendments, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from consensus.errors import Rejected
from consensus.history.operation import Operation
from consensus.history.operations import ProposeAmendment, RetireAmendment
from consensus.model.amendments import AmendmentKind, AmendmentState
from consensus.model.state import State
from consensus.text.merge import provenance
from consensus.working_group.bracket_notation import check_typed, codes, read_text


def plan_consolidation(
    state: State,
    new_id: Callable[[], str],
    sources: Sequence[str],
    text: str,
    by: Sequence[str] = (),
    consenting: Sequence[str] = (),
    rationale: str = "",
) -> tuple[Operation, ...]:
    """What is recorded when one wording is set beside several amendments.

    A source is retired only when all its sponsors consent, or all its co-sponsors where no sponsor
    is left; the others stay alive beside it.

    Args:
        state: the state.
        new_id: makes identities.
        sources: the ids of the amendments drawn together, all to the same text.
        text: the consolidated text, in notation.
        by: the codes of the members that propose it; empty for a chair's or facilitator's text.
        consenting: the codes of the members that consent to their amendments' retirement.
        rationale: why; may be empty.

    Raises:
        Rejected: they do not all change the words of one text, one is decided already, or the text
            has a square bracket without its other half.
    """
    check_typed(text)
    amendments = [state.amendments[each] for each in dict.fromkeys(sources)]
    for each in amendments:
        if each.state is not AmendmentState.OPEN:
            raise Rejected(f"{each.handle} is {each.state} already")
    targets = {each.target for each in amendments}
    modifying = all(each.kind is AmendmentKind.MODIFY for each in amendments)
    if len(amendments) < 2 or len(targets) != 1 or not modifying:
        raise Rejected("a consolidated wording draws together amendments to the words of one text")
    target = targets.pop()
    texts = {each.handle: state.text(each.id) for each in amendments}
    rows = provenance(state.text(target), texts, text, codes(state))
    proposal = ProposeAmendment(
        id=new_id(),
        handle=state.next_handle("A"),
        kind=AmendmentKind.MODIFY,
        draft=amendments[0].draft,
        target=target,
        against=state.version_id(target),
        wording=read_text(state, text),
        sponsors=tuple(by),
        rationale=rationale,
        sources=tuple(each.id for each in amendments),
        new_words=tuple(row.text.strip() for row in rows if row.is_new),
    )
    retired = [
        RetireAmendment(amendment=each.id, into=proposal.id, consenting=behind)
        for each in amendments
        if set(behind := each.sponsors or each.cosponsors) <= set(consenting)
    ]
    return (proposal, *retired)
