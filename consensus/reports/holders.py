"""Who holds what: the alternatives for a text, who could bridge them, and whom to call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import combinations

from attrs import frozen

from consensus.errors import NotFound
from consensus.model.state import State
from consensus.reports.alternatives import Alternative, AlternativeKind, Word, alternatives
from consensus.reports.audience import Audience, Kind, Withheld
from consensus.reports.shown_verdict import visible_positions
from consensus.reports.targets import label_of
from consensus.rules.judgement import Judgement


@frozen
class Bridge:
    """A member that could live with several alternatives of which only one can be had.

    Attributes:
        member: its code.
        alternatives: the keys of the alternatives; the handle of the text stands for its words as
            they are. An option that amendments want is named by those that the member is behind.
        conditional: whether its word on one of them holds only if something else is agreed.
    """

    member: str
    alternatives: tuple[str, ...]
    conditional: bool


class Weight(StrEnum):
    """How much the word of somebody would change; the first is to be called first."""

    BRIDGE = "could live with several"
    SOLE_HOLDER = "alone holds it"
    SOLE_OBJECTOR = "alone objects to it"
    HOLDER = "holds it with others"
    OBJECTOR = "objects to it with others"
    ACCEPTS = "can live with it"


_ORDER = {weight: number for number, weight in enumerate(Weight)}


@frozen
class Call:
    """Somebody to call, and why.

    Attributes:
        member: the code of the member, or of a negotiating group that a bracket names.
        weight: the most that its word would change.
        alternatives: the keys of the alternatives of which that is so.
        others: how many others hold, or object to, the one of these with the fewest; 0 when it is
            alone, or a bridge.
    """

    member: str
    weight: Weight
    alternatives: tuple[str, ...]
    others: int = 0


@frozen
class HoldersReport:
    """Who holds what of a text.

    Attributes:
        target: the handle of the item or amendment.
        label: its printed label; may be empty.
        alternatives: every wording on the table: options of brackets, options of conflicts between
            undecided amendments, and these amendments.
        bridges: who could live with several rivals, most alternatives first; empty where withheld.
        calls: whom to call, in the order of how much their word would change; empty where
            withheld. Those that do not count towards consensus are left out.
        withheld: what was left out for the audience.
    """

    target: str
    label: str
    alternatives: tuple[Alternative, ...]
    bridges: tuple[Bridge, ...]
    calls: tuple[Call, ...]
    withheld: Withheld

    @property
    def abandoned(self) -> tuple[Alternative, ...]:
        """The alternatives that nobody holds any longer."""
        return tuple(each for each in self.alternatives if each.is_abandoned)


def holders(
    state: State, judgement: Judgement, target: str, audience: Audience = Audience.PUBLIC
) -> HoldersReport:
    """Say who holds each alternative for a text, who could bridge them, and whom to call.

    Args:
        state: the state.
        judgement: of that state; it says who counts.
        target: the id of an item or amendment.
        audience: who it is for; the public unless it says otherwise.

    Raises:
        NotFound: the target has no text of its own.
    """
    if target not in state.items and target not in state.amendments:
        raise NotFound("only items and amendments have alternatives")
    found = alternatives(state, target, audience)
    counting = frozenset((*judgement.electorate.groups, *state.negotiating_groups))
    bridges = _bridges(found, state.handle_of(target), counting)
    return HoldersReport(
        target=state.handle_of(target),
        label=label_of(state, target),
        alternatives=found,
        bridges=bridges,
        calls=_calls(found, bridges, counting),
        withheld=_withheld(state, target, found, audience),
    )


def _bridges(
    found: Sequence[Alternative], text: str, counting: frozenset[str]
) -> tuple[Bridge, ...]:
    behind: dict[str, list[Alternative]] = {}
    for alternative in found:
        for member in alternative.behind:
            if member in counting:
                behind.setdefault(member, []).append(alternative)
    bridges: list[Bridge] = []
    for member, own in behind.items():
        keys = tuple(dict.fromkeys(_bridged(member, own, found, text)))
        if keys:
            conditional = any(
                word.conditions
                for each in own
                for word in (*each.holders, *each.accepting)
                if word.member == member
            )
            bridges.append(Bridge(member, keys, conditional))
    return tuple(sorted(bridges, key=lambda each: (-len(each.alternatives), each.member)))


def _bridged(
    member: str, own: Sequence[Alternative], found: Sequence[Alternative], text: str
) -> Iterator[str]:
    """The keys of the alternatives a member is behind of which only one can be had."""
    in_brackets: set[frozenset[str]] = set()
    mine = {each.key for each in own if each.kind is AlternativeKind.AMENDMENT}
    for one, other in combinations(own, 2):
        if other.key not in one.rivals:
            continue
        if one.kind is AlternativeKind.BRACKET:
            yield one.key
            yield other.key
            in_brackets |= {frozenset((a, b)) for a in one.amendments for b in other.amendments}
        elif one.kind is AlternativeKind.CONFLICT:
            for option in (one, other):
                # The same amendments may clash in many places, and are one alternative.
                named = [each for each in option.amendments if each in mine]
                yield from named or [text if option.stands else option.key]
    for one, other in combinations(own, 2):
        if (
            one.kind is AlternativeKind.AMENDMENT
            and other.key in one.rivals
            and frozenset((one.key, other.key)) not in in_brackets
        ):
            yield one.key
            yield other.key


def _calls(
    found: Sequence[Alternative], bridges: Sequence[Bridge], counting: frozenset[str]
) -> tuple[Call, ...]:
    reasons: dict[str, dict[Weight, list[tuple[str, int]]]] = {}

    def note(words: Sequence[Word], key: str, weight: Weight, alone: Weight) -> None:
        members = [each.member for each in words if not each.is_stale]
        for member in members:
            if member in counting:
                others = len(members) - 1
                by_weight = reasons.setdefault(member, {})
                by_weight.setdefault(weight if others else alone, []).append((key, others))

    for each in found:
        note(each.holders, each.key, Weight.HOLDER, Weight.SOLE_HOLDER)
        note(each.objecting, each.key, Weight.OBJECTOR, Weight.SOLE_OBJECTOR)
        note(each.accepting, each.key, Weight.ACCEPTS, Weight.ACCEPTS)
    calls = [Call(each.member, Weight.BRIDGE, each.alternatives) for each in bridges]
    bridging = {each.member for each in bridges}
    for member, by_weight in reasons.items():
        if member not in bridging:
            weight = min(by_weight, key=_ORDER.__getitem__)
            keys = tuple(key for key, _ in by_weight[weight])
            calls.append(Call(member, weight, keys, min(count for _, count in by_weight[weight])))
    return tuple(sorted(calls, key=_before))


def _before(call: Call) -> tuple[int, int, int, str]:
    return _ORDER[call.weight], call.others, -len(call.alternatives), call.member


def _withheld(
    state: State, target: str, found: Sequence[Alternative], audience: Audience
) -> Withheld:
    left_out: Counter[Kind] = Counter()
    amendments = [
        state.handles[each.key] for each in found if each.kind is AlternativeKind.AMENDMENT
    ]
    for each in (target, *amendments):
        everything = visible_positions(state, each, Audience.SECRETARIAT)
        seen = visible_positions(state, each, audience)
        left_out[Kind.POSITIONS] += len(everything) - len(seen)
    if not audience.sees_names:
        for each in (target, *amendments):
            left_out[Kind.NAMES] += len(state.version(each).wording.holders)
        for each in amendments:
            left_out[Kind.SPONSORS] += len(state.amendments[each].backers)
        left_out[Kind.ANALYSES] += 1
    return Withheld.of(left_out)
