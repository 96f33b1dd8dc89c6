"""Operations on brackets over several items: they are written, settled, and left by a member."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from consensus.history.operation import Operation, StepContext, operation
from consensus.history.operations.drafts import closed_by_decision
from consensus.model.drafts import BracketedItems, SpanningBracket
from consensus.model.state import State


@operation("bracket-items")
@frozen(kw_only=True, repr=False, eq=False)
class BracketItems(Operation):
    """Items of a draft stand in one bracket from now on, or are alternatives in groups.

    Attributes:
        handle: such as `BR1`.
        draft: the id of the draft.
        options: the items of a bracket; several for alternatives.
        is_original: whether the draft came with it.
        reason: why; may be empty.
    """

    handle: str
    draft: str
    options: tuple[BracketedItems, ...]
    is_original: bool = False
    reason: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if self.draft not in state.drafts:
            yield f"no draft has the id {self.draft}"
        if not self.options:
            yield "name the items that are in brackets"
        known = state.members.keys() | state.negotiating_groups.keys()
        for option in self.options:
            for name in option.names:
                if name not in known:
                    yield f"no member or negotiating group has the code {name}"
            if not option.items or len(option.seen) != 2:
                yield "a bracket has a first and a last item"
            for item in option.items:
                if item not in state.items or state.items[item].draft != self.draft:
                    yield f"no item of that draft has the id {item}"
                    continue
                if state.items[item].removed:
                    yield f"{state.handle_of(item)} was removed from the draft"
                yield from closed_by_decision(state, item)
            ends = option.items[:1] + option.items[-1:]
            for item, seen in zip(ends, option.seen, strict=False):
                if item in state.items and state.version_id(item) != seen:
                    yield f"{state.handle_of(item)} has changed since; look at it again"

    def apply(self, state: State, act: StepContext) -> None:
        self.add(state, state.spanning, SpanningBracket)


def _not_open(state: State, bracket: str) -> Iterator[str]:
    found = state.spanning.get(bracket)
    if found is None:
        yield f"no bracket over several items has the id {bracket}"
    elif found.became:
        yield f"{found.handle} was {found.became} already"


@operation("settle-bracketed-items")
@frozen(kw_only=True, repr=False, eq=False)
class SettleBracketedItems(Operation):
    """A bracket over several items ends; what leaves the text does so by another operation.

    Attributes:
        bracket: the id of the bracket.
        became: `lifted` where items stayed, `deleted` where none did.
        kept: of alternatives the number of the one that stayed, counted from 0.
        reason: why; may be empty.
    """

    bracket: str
    became: str
    kept: int = 0
    reason: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from _not_open(state, self.bracket)
        if self.became not in ("lifted", "deleted"):
            yield "a bracket is lifted or deleted"
        found = state.spanning.get(self.bracket)
        if found and not 0 <= self.kept < len(found.options):
            yield f"{found.handle} has no option {self.kept + 1}"

    def exclusive_targets(self) -> tuple[str, ...]:
        return (self.bracket,)

    def apply(self, state: State, act: StepContext) -> None:
        state.journal.change(state.spanning, self.bracket, became=self.became, kept=self.kept)


@operation("leave-bracketed-items")
@frozen(kw_only=True, repr=False, eq=False)
class LeaveBracketedItems(Operation):
    """A member or group is not named in a bracket over several items any more.

    Attributes:
        bracket: the id of the bracket.
        member: its code.
        reason: why; may be empty.
    """

    bracket: str
    member: str
    reason: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from _not_open(state, self.bracket)
        found = state.spanning.get(self.bracket)
        if found and self.member not in found.holders:
            yield f"{self.member} is not named in {found.handle}"

    def apply(self, state: State, act: StepContext) -> None:
        def without(names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(name for name in names if name != self.member)

        options = tuple(
            evolve(
                each,
                proposes=without(each.proposes),
                supports=without(each.supports),
                opposes=without(each.opposes),
            )
            for each in state.spanning[self.bracket].options
        )
        state.journal.change(state.spanning, self.bracket, options=options)
