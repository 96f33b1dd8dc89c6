"""What amendments propose, carried over to a text that has changed under them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from attrs import frozen

from consensus.errors import Rejected
from consensus.history.operations import FollowUp
from consensus.history.operations.drafts import unsettled
from consensus.model.amendments import Amendment, AmendmentKind
from consensus.model.drafts import Cause
from consensus.model.rivals import rivals
from consensus.model.state import State
from consensus.text.brackets import BracketedText
from consensus.text.combination import HunkOutcome
from consensus.text.merge import BASE, TEXT, linked_changes, rebase, settled_for_text
from consensus.working_group.bracket_notation import read_text

# Signs for private use; one that no text has marks where the parts of a split part.
_MARKS = range(0xE000, 0xF8FF)


@frozen
class Carried:
    """What a text proposes, over a base that has changed under it.

    Attributes:
        text: the text over the new base, its own words winning wherever both changed the same.
        is_clean: whether they never did.
        taken: what the new base has of it already.
    """

    text: str
    is_clean: bool
    taken: tuple[HunkOutcome, ...] = ()


def carried(old_base: str, new_base: str, text: str) -> Carried:
    """Carry what a text proposes over to a base that has changed."""
    combination = rebase(old_base, new_base, text)
    settled = settled_for_text(combination)
    taken = tuple(
        HunkOutcome(replaces, new)
        for numbers, replaces, new in linked_changes(combination)
        if all({BASE, TEXT} <= set(combination.changes[each].by) for each in numbers)
    )
    return Carried(settled.text(), combination.is_clean, taken)


def carried_parts(
    old_base: str, new_base: str, parts: Sequence[str]
) -> tuple[tuple[str, ...], bool]:
    """The parts into which a text is split, over a base that has changed; and if that is clean."""
    present = set(chain(old_base, new_base, *parts))
    mark = next(sign for sign in map(chr, _MARKS) if sign not in present)
    found = carried(old_base, new_base, mark.join(parts))
    return tuple(found.text.split(mark)), found.is_clean


def carry_modifying(state: State, amended: str, target: str, old: str, new: str) -> list[FollowUp]:
    """The follow-ups of the amendments to the words of a text that becomes another.

    One that proposed nothing but what the text says now is merged by that.

    Args:
        state: the state before.
        amended: the id of the text.
        target: the id of what they amend from now on; the same, unless it was merged.
        old: the text before.
        new: the text after.
    """
    follow_ups: list[FollowUp] = []
    for amendment in rivals(state, amended):
        mine = state.text(amendment.id)
        found = carried(old, new, mine)
        is_merged = bool(found.taken) and found.text == new
        follow_ups.append(
            FollowUp(
                amendment=amendment.id,
                seen=amendment.version,
                wording=None if is_merged else read_text(state, found.text),
                cause=_cause(found.is_clean),
                target=target if target != amended else "",
                taken=found.taken,
            )
        )
        heir = target if is_merged else amendment.id
        follow_ups += carry_modifying(state, amendment.id, heir, mine, found.text)
    return follow_ups


def carry_rearranging(state: State, amended: str, old: str, new: str) -> list[FollowUp]:
    """The follow-ups of the amendments that split a text, or join it to others."""
    follow_ups: list[FollowUp] = []
    for amendment in unsettled(state, amended):
        mine = state.text(amendment.id)
        parts: tuple[str, ...] = ()
        if amendment.kind is AmendmentKind.SPLIT:
            (text, *rest), clean = carried_parts(old, new, (mine, *amendment.parts))
            parts = tuple(rest)
        elif amendment.kind is AmendmentKind.JOIN:
            joined = (amendment.target, *amendment.others)
            found = carried(
                " ".join(old if each == amended else state.text(each) for each in joined),
                " ".join(new if each == amended else state.text(each) for each in joined),
                mine,
            )
            text, clean = found.text, found.is_clean
        else:
            continue
        follow_ups.append(
            FollowUp(
                amendment=amendment.id,
                seen=amendment.version,
                wording=read_text(state, text),
                parts=parts,
                cause=_cause(clean),
            )
        )
        follow_ups += carry_modifying(state, amendment.id, amendment.id, mine, text)
    return follow_ups


def _cause(clean: bool) -> Cause:
    return Cause.REBASED if clean else Cause.REMAINDER


def over_present_text(state: State, amendment: Amendment) -> BracketedText | None:
    """The wording of an amendment that is to be opened again, over what its target says now.

    Returns:
        None when the target says what it said.

    Raises:
        Rejected: it splits or joins a text that has changed, which has to be proposed anew.
    """
    if not amendment.against or amendment.against == state.version_id(amendment.target):
        return None
    if amendment.kind in (AmendmentKind.SPLIT, AmendmentKind.JOIN):
        raise Rejected(
            f"{state.handle_of(amendment.target)} has changed since {amendment.handle};"
            f" propose to {amendment.kind} it anew"
        )
    if amendment.kind is not AmendmentKind.MODIFY:
        return None
    old = state.versions[amendment.against].wording.notation()
    found = carried(old, state.text(amendment.target), state.text(amendment.id))
    return read_text(state, found.text)
