"""Competing amendments to the words of a text, and how they combine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.contested import before_brackets, changes_in_both
from consensus.model.positions import Stance
from consensus.model.staleness import is_stale
from consensus.model.state import State
from consensus.text.hunk import Backers, HunkOutcome
from consensus.text.merge import choices_made, rebase, settled_for_text

if TYPE_CHECKING:
    from consensus.text.combination import Combination


def competing_amendments(state: State, target: str) -> tuple[Amendment, ...]:
    """Returns the undecided amendments to the words of a target, a chair's proposal included."""
    return tuple(
        each
        for each in state.amendments_on(target)
        if each.state is AmendmentState.OPEN and each.kind is AmendmentKind.MODIFY
    )


def same_arrangements(state: State, amendment: Amendment) -> list[Amendment]:
    """Returns the other amendments, not merged, with the same effect on the same items."""

    def wanted(one: Amendment) -> tuple[object, ...]:
        place = (one.kind, one.draft, one.target, one.parent, one.after, one.others)
        return (*place, one.item_kind, one.parts, state.text(one.id))

    return [
        each
        for each in state.amendments_on(amendment.target)
        if each.state is not AmendmentState.MERGED
        and each is not amendment
        and wanted(each) == wanted(amendment)
    ]


def arranged_change(state: State, amendment: Amendment) -> HunkOutcome:
    """Returns the effect of an amendment that arranges items, as in `ContestedChange`."""
    text = state.text(amendment.id)
    if amendment.kind is AmendmentKind.INSERT:
        return HunkOutcome("", text)
    if amendment.kind is AmendmentKind.DELETE:
        return HunkOutcome(state.text(amendment.target), "")
    if amendment.kind is AmendmentKind.MOVE:
        return HunkOutcome(" ".join(spot_now(state, amendment.target)), "")
    return HunkOutcome(state.text(amendment.target), text)


def spot_now(state: State, item: str) -> tuple[str, str]:
    """Returns the ids of an item's parent, and of the item before it or `first`."""
    parent = state.items[item].parent
    before = "first"
    for each in state.children[parent]:
        if each == item:
            break
        if not state.items[each].removed:
            before = each
    return parent, before


def with_sources(state: State, amendment: Amendment) -> list[Amendment]:
    """Returns an amendment and its sources that were not withdrawn or merged."""
    found = [amendment]
    for each in found:
        found += [
            source
            for name in each.sources
            if (source := state.amendments[name]) not in found
            and source.state not in (AmendmentState.WITHDRAWN, AmendmentState.MERGED)
        ]
    return found


def consolidated_into(state: State, amendment: Amendment) -> Amendment | None:
    """Returns the amendment that took the place of one consolidated with others."""
    if amendment.state is not AmendmentState.RETIRED:
        return None
    others = state.amendments_on(amendment.target)
    return next((each for each in others if amendment.id in each.sources), None)


def same_changes(state: State, amendment: Amendment, other: Amendment) -> tuple[HunkOutcome, ...]:
    """Returns what another amendment would change in the present text and an amendment, too."""
    now, wanted, mine = map(state.text, (amendment.target, other.id, amendment.id))
    then = state.versions[other.against].text if other.against else now
    if then != now:
        choices = choices_made(now, mine)
        if any(choice.is_option for choice in choices):
            made = [each for choice in choices for each in choice.changes]
            return tuple(each for each in changes_in_both(then, wanted, wanted) if each in made)
        wanted = settled_for_text(rebase(then, now, wanted)).text()
    return changes_in_both(before_brackets(now, wanted, mine), wanted, mine)


def names_of(state: State, target: str) -> dict[str, tuple[str, ...]]:
    """Returns the handle of each undecided amendment to a target, with its sponsors' codes."""
    return {each.handle: each.sponsors for each in competing_amendments(state, target)}


def backers_of(state: State, target: str) -> dict[str, Backers]:
    """Returns the handle of each undecided amendment to a target, with proposers and supporters.

    Co-sponsors support it unless they say otherwise, and so do members whose position says so.
    Brackets are read by everybody, so only positions that were stated openly are among them.
    """
    found = {}
    for each in competing_amendments(state, target):
        said = state.positions.get(each.id, {})
        supports = [code for code in each.cosponsors if code not in said]
        supports += [
            code
            for code, position in sorted(said.items())
            if position.stance is Stance.SUPPORT
            and position.source.is_open
            and not position.conditions
            and not is_stale(state, position)
        ]
        supports = [code for code in supports if code not in each.sponsors]
        found[each.handle] = Backers(each.sponsors, tuple(supports))
    return found


def combine_pending(state: State, target: str, names: bool = True) -> Combination:
    """Combines the undecided amendments to a text, whose brackets have `names` where wanted."""

    def text(each: str) -> str:
        return state.version(each).wording.notation(names)

    # What only reads loads no more than it needs.
    from consensus.text.combine import combine

    return combine(
        text(target), {each.handle: text(each.id) for each in competing_amendments(state, target)}
    )


def clashing(combination: Combination) -> dict[tuple[str, str], tuple[str, ...]]:
    """Returns the pairs of amendments that exclude each other, with the words they contend for.

    Each pair of handles, sorted, has the base words of each conflict in which they exclude each
    other; empty words if both only insert.
    """
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for conflict in combination.conflicts:
        for pair in conflict.excluding:
            found[pair] = (*found.get(pair, ()), conflict.replaces)
    return found
