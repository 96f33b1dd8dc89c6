"""Packages: the greatest set that could be agreed together, against trying every set."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from random import Random

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consensus.analysis.order import Need, Never, strongly_connected_targets
from consensus.analysis.packages import Outlook, Packages, failing_with
from consensus.formats.source import Source
from consensus.history.operations import AddMember
from consensus.model.positions import Stance
from consensus.working_group import WorkingGroup


def panel_with(items: int, rule: str = "no_objection()") -> WorkingGroup:
    """Four members and a draft of so many recommendations."""
    group = WorkingGroup.in_memory(title="Panel", rule=rule)
    group.record(*(AddMember(code=code) for code in ("ANA", "BEN", "CAT", "DAN")))
    text = "\n\n".join(f"{number}. Members do thing {number}." for number in range(1, items + 1))
    group.import_draft(Source.of(text, "draft.md"))
    return group


def items_of(group: WorkingGroup) -> list[str]:
    """The handles of the items."""
    return [each.handle for each in group.state.items.values()]


def drawn(chance: Random, items: int, rule: str) -> WorkingGroup:
    """A panel whose members accept, object and make conditions by lot."""
    group = panel_with(items, rule)
    handles = items_of(group)
    for target in handles:
        for member in ("ANA", "BEN", "CAT", "DAN"):
            if chance.random() < 0.6:
                others = [each for each in handles if each != target]
                conditions = chance.sample(others, min(len(others), chance.choice([0, 0, 1, 1, 2])))
                group.take_position(
                    member,
                    target,
                    "accept",
                    conditions=conditions,
                    otherwise=chance.choice(["object", "abstain", "hold"]),
                )
            elif chance.random() < 0.15:
                group.take_position(member, target, "object", reason="No.")
    return group


def together(found: Packages) -> set[str]:
    """Everything that could be agreed together, of all bundles."""
    return {each for bundle in found.bundles for each in bundle.together}


def greatest_by_trying(group: WorkingGroup, targets: Sequence[str]) -> set[str]:
    """The greatest set in which each could be agreed if the others were, by trying every one."""
    judgement, state = group.judgement(), group.state
    ids = [state.handles[each] for each in targets]
    union: set[str] = set()
    for mask in range(1 << len(ids)):
        chosen = {each for at, each in enumerate(ids) if mask >> at & 1}
        if all(judgement.could_be_agreed(each, chosen) for each in chosen):
            union |= chosen
    return {state.handle_of(each) for each in union}


RULES = ["no_objection()", "unanimity()", 'threshold("1/2", of="cast")', "consensus_minus(1)"]


@given(st.randoms(use_true_random=False), st.integers(2, 7), st.sampled_from(RULES))
@settings(max_examples=40)
def test_it_is_the_greatest_of_all_sets(chance: Random, items: int, rule: str) -> None:
    """What is found by dropping what fails is the union of all sets that stand on their own."""
    with drawn(chance, items, rule) as group:
        found = group.analysis.packages()
        bundled = [each for bundle in found.bundles for each in bundle.targets]
        assert together(found) == greatest_by_trying(group, bundled)
        for bundle in found.bundles:
            fallen = {each.target for each in bundle.fallen}
            assert fallen | set(bundle.together) == set(bundle.targets)
            assert not fallen & set(bundle.together)


def holds_by_hand(group: WorkingGroup, target: str, assumed: set[str]) -> bool:
    """Whether somebody accepts a target and nobody objects or holds, if some others are agreed."""
    state = group.state
    said = [
        position.stance
        if {state.handle_of(each) for each in position.conditions} <= assumed
        else position.otherwise
        for position in state.positions.get(state.handles[target], {}).values()
    ]
    return Stance.ACCEPT in said and not {Stance.OBJECT, Stance.HOLD} & {*said}


@given(st.randoms(use_true_random=False))
@settings(max_examples=10)
def test_twelve_targets_too(chance: Random) -> None:
    """The same for twelve targets, each of the 4,096 sets judged from the positions by hand."""
    with drawn(chance, 12, "no_objection()") as group:
        found = group.analysis.packages()
        handles = items_of(group)
        holding = {each: 1 << at for at, each in enumerate(handles)}
        union: set[str] = set()
        for mask in range(1 << len(handles)):
            chosen = {each for each in handles if mask & holding[each]}
            if not chosen <= union and all(holds_by_hand(group, each, chosen) for each in chosen):
                union |= chosen
        assert together(found) == union & set(found.targets)


@given(st.randoms(use_true_random=False), st.integers(2, 6))
@settings(max_examples=30)
def test_what_would_fall_falls(chance: Random, items: int) -> None:
    """Without one target the greatest set is what was said to be left."""
    with drawn(chance, items, "no_objection()") as group:
        found = group.analysis.packages()
        for bundle in found.bundles:
            assert bundle.breaks is not None
            for target, falling in bundle.breaks.items():
                state, judgement = group.state, group.judgement()
                left = set(bundle.together) - {target}
                ids = {state.handles[each] for each in left}
                while gone := {each for each in ids if not judgement.could_be_agreed(each, ids)}:
                    ids -= gone
                assert {state.handle_of(each) for each in ids} == left - set(falling)
                assert falling == failing_with(state, judgement, bundle, target)


def test_a_ring_and_who_waits_for_what() -> None:
    """Two conditions on each other make a ring; each falls with the other."""
    with panel_with(3) as group:
        group.take_position("ANA", "N1", "accept", conditions=["N2"])
        group.take_position("BEN", "N2", "support", conditions=["N1"])
        (bundle,) = group.analysis.packages().bundles
    assert bundle.rings == (("N1", "N2"),)
    assert bundle.together == ("N1", "N2")
    assert bundle.breaks == {"N1": ("N2",), "N2": ("N1",)}
    assert [(each.member, each.target, each.condition, each.prospect) for each in bundle.waits] == [
        ("ANA", "N1", "N2", Outlook.TOGETHER),
        ("BEN", "N2", "N1", Outlook.TOGETHER),
    ]


def test_a_chain_falls_round_by_round() -> None:
    """An objection at the end of a chain takes the rest with it, and the rounds tell why."""
    with panel_with(3) as group:
        group.take_position("ANA", "N1", "accept", conditions=["N2"])
        group.take_position("BEN", "N2", "accept", conditions=["N3"])
        group.take_position("CAT", "N3", "object", reason="No.")
        (bundle,) = group.analysis.packages().bundles
    assert bundle.together == ()
    assert [(each.round, each.target, each.because) for each in bundle.fallen] == [
        (1, "N3", ()),
        (2, "N2", ("N3",)),
        (3, "N1", ("N2",)),
    ]
    assert "CAT objects" in bundle.fallen[0].reasons
    assert {each.prospect for each in bundle.waits} == {Outlook.UNREACHED}


def test_conditions_that_can_never_be_met() -> None:
    """Two that exclude each other, one that would delete what is spoken of, one that has failed."""
    with panel_with(4) as group:
        group.propose("N1", "Members do nothing 1.", by=["ANA"])
        group.propose("N1", "Members do something 1.", by=["BEN"])
        group.propose("N2", kind="delete", by=["ANA"])
        group.decide("N4", "rejected", reason="Enough.")
        group.take_position("CAT", "N3", "accept", conditions=["A1", "A2"])
        group.take_position("CAT", "N2", "accept", conditions=["A3"], otherwise="hold")
        group.take_position("DAN", "N3", "accept", conditions=["N4"])
        found = group.analysis.packages().never
    assert [(each.member, each.target, each.conditions, each.why) for each in found] == [
        ("CAT", "N2", ("A3",), Never.DELETED),
        ("CAT", "N3", ("A1", "A2"), Never.EXCLUSIVE),
        ("DAN", "N3", ("N4",), Never.FAILED),
    ]
    assert found[0].otherwise == "hold"


def test_conditions_that_exclude_what_is_spoken_of() -> None:
    """An amendment cannot be had with its rival, nor with what it would take out."""
    with panel_with(3) as group:
        group.propose("N1", "Members do nothing 1.", by=["ANA"])
        group.propose("N1", "Members do something 1.", by=["BEN"])
        group.propose("N2", kind="delete", by=["ANA"])
        group.propose_package("Bargain", ["N1", "N3"], ["A2"])
        group.take_position("CAT", "A1", "accept", conditions=["A2"])
        group.take_position("DAN", "A1", "accept", conditions=["PKG1"])
        group.take_position("DAN", "A3", "accept", conditions=["N2"])
        found = group.analysis.packages().never
    assert [(each.member, each.target, each.conditions, each.why) for each in found] == [
        ("CAT", "A1", ("A2",), Never.SPOKEN_OF),
        ("DAN", "A1", ("PKG1",), Never.SPOKEN_OF),
        ("DAN", "A3", ("N2",), Never.DELETES),
    ]


def test_a_rule_that_is_not_monotone_does_not_go_with_conditions() -> None:
    """Only a declaration settles what such a rule judges."""
    with panel_with(2, "silence()") as group:
        group.take_position("ANA", "N1", "accept", conditions=["N2"])
        (bundle,) = group.analysis.packages().bundles
    assert bundle.together == ()


def test_long_chains_are_no_matter_of_depth() -> None:
    """A long chain is followed to its end without recursion."""
    with panel_with(400) as group:
        handles = items_of(group)
        for one, other in pairwise(handles):
            group.take_position("ANA", one, "accept", conditions=[other])
        (bundle,) = group.analysis.packages().bundles
        assert bundle.breaks is None
        assert bundle.together == ()
        assert len(bundle.fallen) == 400
        group.take_position("BEN", handles[-1], "support")
        (bundle,) = group.analysis.packages().bundles
        assert len(bundle.together) == 400
        assert len(failing_with(group.state, group.judgement(), bundle, handles[-1])) == 399


def test_order_puts_what_is_waited_for_first() -> None:
    """Conditions and amendments come before what waits for them; else the draft decides."""
    with panel_with(3) as group:
        group.take_position("ANA", "N1", "accept", conditions=["N3"])
        group.propose("N3", "Members do less.", by=["BEN"])
        group.propose("A1", "Members do still less.", by=["CAT"])
        found = group.analysis.order()
    assert [each.targets for each in found.turns] == [("N2",), ("A2",), ("A1",), ("N3",), ("N1",)]
    (link,) = found.turns[-1].links
    assert (link.after, link.need, link.members) == ("N3", Need.CONDITION, ("ANA",))
    assert found.rings == ()


def test_order_takes_rings_at_once() -> None:
    """What waits for each other is one turn, and what waits for it comes after."""
    with panel_with(4) as group:
        group.take_position("ANA", "N3", "accept", conditions=["N4"])
        group.take_position("BEN", "N4", "accept", conditions=["N3"])
        group.take_position("BEN", "N1", "accept", conditions=["N4"])
        found = group.analysis.order()
    assert [each.targets for each in found.turns] == [("N2",), ("N3", "N4"), ("N1",)]
    assert found.rings == (found.turns[1],)


def test_order_leaves_out_what_is_decided_and_puts_packages_before_what_they_settle() -> None:
    """Decided items are no turns; a package comes before its items."""
    with panel_with(3) as group:
        group.take_position("ANA", "N1", "support")
        group.decide("N1", "agreed")
        group.propose_package("Bargain", ["N2", "N3"])
        found = group.analysis.order()
    assert [each.targets for each in found.turns] == [("PKG1",), ("N2",), ("N3",)]


@pytest.mark.parametrize("seed", range(4))
def test_order_never_puts_anything_before_what_it_waits_for(seed: int) -> None:
    """Every link leads back to an earlier turn, or into the same ring."""
    with drawn(Random(seed), 10, "no_objection()") as group:
        seen: set[str] = set()
        for turn in group.analysis.order().turns:
            for link in turn.links:
                assert link.after in seen or link.after in turn.targets
            seen.update(turn.targets)
        assert seen == set(items_of(group))


# Rings of conditions.


_TARGETS = st.sampled_from("abcdefgh")


@given(st.dictionaries(_TARGETS, st.sets(_TARGETS, max_size=4)))
def test_rings_are_the_strongly_connected_components(conditions: dict[str, set[str]]) -> None:
    """They are what a graph library finds, components of one target left out."""
    graph = networkx.DiGraph(
        [(one, other) for one, needed in conditions.items() for other in needed]
    )
    expected = sorted(
        tuple(sorted(component))
        for component in networkx.strongly_connected_components(graph)
        if len(component) > 1
    )
    assert list(strongly_connected_targets(conditions)) == expected


def test_long_chain_needs_no_recursion() -> None:
    """Thousands of conditions in one ring are one package."""
    conditions = {str(number): {str((number + 1) % 20_000)} for number in range(20_000)}
    (ring,) = strongly_connected_targets(conditions)
    assert len(ring) == 20_000


@pytest.mark.parametrize("seed", range(12))
def test_what_is_linked_with_a_target_is_its_strongly_connected_component(seed: int) -> None:
    """In whatever order the targets are asked for."""
    chance = Random(seed)
    with drawn(chance, chance.randrange(2, 9), "no_objection()") as group:
        judgement, targets = group.judgement(), list(group.state.items)
        needed = {each: judgement.conditions_of(each) for each in targets}
        rings = {each: ring for ring in strongly_connected_targets(needed) for each in ring}
        asked = group.judgement()
        for each in chance.sample(targets, len(targets)):
            others = tuple(other for other in rings.get(each, ()) if other != each)
            assert asked.package_of(each) == others
