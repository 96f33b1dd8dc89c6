"""What if: the verdicts that would change, as they are shown; nothing is recorded by asking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.analysis.what_if import Assumption, Declares, Judges, Merges, Says, Withdraws
from consensus.model.amendments import AmendmentKind
from consensus.model.decisions import Outcome
from consensus.model.positions import Stance
from consensus.reports.words import SIGNS
from consensus.rules.explain import explain_counts
from tui.views.positions import name_of
from tui.views.text import Mark, Piece

if TYPE_CHECKING:
    from consensus.analysis.what_if import Effect, Effects
    from consensus.model.state import State
    from consensus.working_group import WorkingGroup
    from tui.worker import Check, Look

_MOST = 40


@frozen
class Supposable:
    """What can be supposed of something.

    Attributes:
        name: what people call it.
        handle: its handle.
        text: the handle of the text that it amends; its own where it amends none.
        is_amendment: whether it is an amendment, which can be withdrawn.
        is_item: whether it is an item, which can have a rule of its own.
        can_go_in: whether something can be merged: it, or what amends it.
    """

    name: str
    handle: str
    text: str
    is_amendment: bool
    is_item: bool
    can_go_in: bool

    def says(self, member: str, stance: str) -> Assumption:
        """A member takes a stance on it."""
        return Says(member, f"handle:{self.handle}", Stance(stance))

    def goes_in(self) -> Assumption:
        """It goes into its text, or what nobody contends goes into it."""
        if self.text == self.handle:
            return Merges(f"handle:{self.handle}")
        return Merges(f"handle:{self.text}", (self.handle,))

    def is_withdrawn(self) -> Assumption:
        """Its sponsors take it back."""
        return Withdraws(self.handle)

    def is_declared(self) -> Assumption:
        """The chair declares it agreed."""
        return Declares(f"handle:{self.handle}", Outcome.AGREED)

    def is_judged_by(self, rule: str) -> Assumption:
        """It is judged by another rule; everything, if it is no item."""
        return Judges(rule, f"handle:{self.handle}" if self.is_item else "")


@frozen
class SupposedView:
    """What would follow from some assumptions.

    Attributes:
        title: what was supposed, and how much would change.
        pieces: what would change, and why.
    """

    title: str
    pieces: tuple[Piece, ...]


def supposable(target: str) -> Look[Supposable]:
    """What reads what can be supposed of a target, by its id."""

    def look(group: WorkingGroup, check: Check) -> Supposable:
        state = group.state
        handle = state.handle_of(target)
        amendment = state.amendments.get(target)
        text = handle
        if amendment is not None and amendment.kind is AmendmentKind.MODIFY:
            text = state.handle_of(amendment.target)
        return Supposable(
            name_of(state, target),
            handle,
            text,
            amendment is not None,
            target in state.items,
            amendment is not None or bool(state.open_amendments(target)),
        )

    return look


def supposed(assumptions: Sequence[Assumption]) -> Look[SupposedView]:
    """What reads what would follow from some assumptions, each on top of those before."""

    def look(group: WorkingGroup, check: Check) -> SupposedView:
        found = group.analysis.what_if(*assumptions, progress=lambda *_: check())
        count = len(found.turned)
        changes = {0: "no status would change", 1: "one status would change"}
        said = "; ".join(each.replace("handle:", "") for each in found.assumptions)
        title = f"If {said}: {changes.get(count, f'{count} statuses would change')}"
        return SupposedView(title, tuple(_pieces(group.state, found)))

    return look


def _pieces(state: State, found: Effects) -> Iterator[Piece]:
    for effect in found.turned[:_MOST]:
        before, after = effect.status_before, effect.status_after
        yield Piece(f"{_name(effect)}  ", Mark.HEADING)
        yield Piece(f"{SIGNS[before]} {before}" if before else "not there")
        yield Piece(f" → {SIGNS[after]} {after}\n" if after else " → gone\n", Mark.STRONG)
        yield from _reasons(effect)
    if len(found.turned) > _MOST:
        yield Piece(f"and {len(found.turned) - _MOST} more\n", Mark.FAINT)
    if found.shifted:
        yield Piece("the same status for other reasons\n", Mark.HEADING)
        for effect in found.shifted[:_MOST]:
            yield Piece(f"{_name(effect)}  {effect.status_after}\n", Mark.NAME)
            yield from _reasons(effect)
    yield Piece(f"{found.judged} looked at again; nothing was recorded", Mark.FAINT)


def _name(effect: Effect) -> str:
    return effect.label or effect.target


def _reasons(effect: Effect) -> Iterator[Piece]:
    for sign, sentences in (("+", effect.gained), ("−", effect.lost)):
        for sentence in sentences:
            yield Piece(f"  {sign} {sentence}\n")
    if effect.after is not None and not (effect.gained or effect.lost):
        yield Piece(f"  {explain_counts(effect.after.counts)}\n")
