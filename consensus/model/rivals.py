"""Rivals: the undecided amendments to the words of a text, and how they combine."""

from __future__ import annotations

from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.positions import Source, Stance
from consensus.model.staleness import is_stale
from consensus.model.state import State
from consensus.text.combination import Backers, Combination


def competing_amendments(state: State, target: str) -> tuple[Amendment, ...]:
    """The undecided amendments to the words of a target, a chair's proposal included."""
    return tuple(
        amendment
        for each in state.amendments_to.get(target, ())
        if (amendment := state.amendments[each]).state is AmendmentState.OPEN
        and amendment.kind is AmendmentKind.MODIFY
    )


def same_arrangements(state: State, amendment: Amendment) -> list[Amendment]:
    """The other undecided amendments that would do the same to the same items.

    Args:
        state: the state.
        amendment: one that inserts, deletes, moves, splits or joins items.
    """

    def wanted(one: Amendment) -> tuple[object, ...]:
        place = (one.kind, one.draft, one.target, one.parent, one.after, one.others)
        return (*place, one.item_kind, one.parts, state.text(one.id))

    return [
        each
        for each in map(state.amendments.__getitem__, state.amendments_to.get(amendment.target, ()))
        if each.state is AmendmentState.OPEN
        and each is not amendment
        and wanted(each) == wanted(amendment)
    ]


def with_sources(state: State, amendment: Amendment) -> list[Amendment]:
    """Returns an amendment and those that it draws together, unless they were withdrawn or merged.

    Args:
        state: the state.
        amendment: the amendment.
    """
    found = [amendment]
    for each in found:
        found += [
            source
            for name in each.sources
            if (source := state.amendments[name]) not in found
            and source.state not in (AmendmentState.WITHDRAWN, AmendmentState.MERGED)
        ]
    return found


def names_of(state: State, target: str) -> dict[str, tuple[str, ...]]:
    """The handle of each undecided amendment to a target, to the codes of its sponsors."""
    return {each.handle: each.sponsors for each in competing_amendments(state, target)}


def backers_of(state: State, target: str) -> dict[str, Backers]:
    """The handle of each undecided amendment to a target, to who proposes and who supports it.

    Co-sponsors support it unless they say otherwise, and so do members whose position says so.
    What was said in confidence is left out.
    """
    found = {}
    for each in competing_amendments(state, target):
        said = state.positions.get(each.id, {})
        supports = [code for code in each.cosponsors if code not in said]
        supports += [
            code
            for code, position in sorted(said.items())
            if position.stance is Stance.SUPPORT
            and position.source is not Source.CONFIDENCE
            and not position.conditions
            and not is_stale(state, position)
        ]
        supports = [code for code in supports if code not in each.sponsors]
        found[each.handle] = Backers(each.sponsors, tuple(supports))
    return found


def combine_pending(state: State, target: str, names: bool = True) -> Combination:
    """How all undecided amendments to the words of a target combine, by their handles.

    Args:
        state: the state.
        target: the id of the item or amendment.
        names: whether the brackets in the texts say who holds what.
    """

    def text(each: str) -> str:
        return state.version(each).wording.notation(names)

    # What only reads loads no more than it needs.
    from consensus.text.combine import combine

    return combine(
        text(target), {each.handle: text(each.id) for each in competing_amendments(state, target)}
    )


def clashing(combination: Combination) -> dict[tuple[str, str], tuple[str, ...]]:
    """The pairs of amendments whose words exclude each other, and the words they contend for.

    Args:
        combination: how they combine, by their handles.

    Returns:
        Each pair, in the order of its handles, to the words of the text in each conflict where
        it cannot be had together; empty words where both only put something in.
    """
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for conflict in combination.conflicts:
        for pair in conflict.excluding:
            found[pair] = (*found.get(pair, ()), conflict.replaces)
    return found
