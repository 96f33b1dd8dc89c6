"""One wording set beside several amendments, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from consensus.errors import Rejected
from consensus.history.operation import Operation
from consensus.history.operations import ProposeAmendment, RetireAmendment
from consensus.model.amendment import AmendmentKind
from consensus.model.state import State
from consensus.text.diff import diff
from consensus.text.tokens import tokenise
from consensus.working_group.merging import read_text


@frozen
class Provenance:
    """Where one run of words of a consolidated wording comes from.

    Attributes:
        text: the words.
        sources: the handles of the amendments that have them there; empty for words that stood
            in the text before, or are new.
        is_new: whether neither the text nor any source has them.
    """

    text: str
    sources: tuple[str, ...]
    is_new: bool = False


def provenance(base: str, sources: Mapping[str, str], wording: str) -> tuple[Provenance, ...]:
    """Say of every run of words in a consolidated wording where it comes from.

    Args:
        base: the text that all of them amend.
        sources: the handle of each amendment to its text.
        wording: the consolidated text.
    """
    tokens = tokenise(wording)
    in_base = _shared(base, wording)
    shared = {handle: _shared(text, wording) for handle, text in sources.items()}
    rows: list[Provenance] = []
    position = 0
    for token in tokens:
        if in_base[position]:
            row = Provenance(token, ())
        else:
            handles = tuple(handle for handle in sources if shared[handle][position])
            row = Provenance(token, handles, not handles and not token.isspace())
        if rows and _same_origin(rows[-1], row):
            last = rows.pop()
            row = Provenance(last.text + token, last.sources, last.is_new)
        rows.append(row)
        position += len(token)
    return tuple(rows)


def _same_origin(one: Provenance, other: Provenance) -> bool:
    return (one.sources, one.is_new) == (other.sources, other.is_new)


def _shared(text: str, wording: str) -> list[bool]:
    """For each character of the wording, whether the other text has it in the same order."""
    kept = [True] * len(wording)
    offset = 0
    for edit in diff(text, wording):
        start = edit.start + offset
        for place in range(start, start + len(edit.text)):
            kept[place] = False
        offset += len(edit.text) - (edit.end - edit.start)
    return kept


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

    A source is retired only when all its sponsors consent; the others stay alive beside it.

    Args:
        state: the state.
        new_id: makes identities.
        sources: the ids of the amendments drawn together, all to the same text.
        text: the consolidated text, in notation.
        by: the codes of the members that propose it; empty for a chair's or facilitator's text.
        consenting: the codes of the members that consent to their amendments' retirement.
        rationale: why; may be empty.

    Raises:
        Rejected: they do not all change the words of one text.
    """
    amendments = [state.amendments[each] for each in sources]
    targets = {each.target for each in amendments}
    modifying = all(each.kind is AmendmentKind.MODIFY for each in amendments)
    if len(amendments) < 2 or len(targets) != 1 or not modifying:
        raise Rejected("a consolidated wording draws together amendments to the words of one text")
    target = targets.pop()
    rows = provenance(
        state.text(target), {each.handle: state.text(each.id) for each in amendments}, text
    )
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
        sources=tuple(sources),
        new_words=tuple(row.text.strip() for row in rows if row.is_new),
    )
    retired = [
        RetireAmendment(amendment=each.id, into=proposal.id, consenting=each.sponsors)
        for each in amendments
        if set(each.sponsors) <= set(consenting)
    ]
    return (proposal, *retired)
