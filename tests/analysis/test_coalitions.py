"""Coalitions: found where they are, in whatever order, and what bridges or divides them."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consensus.analysis.agreement import (
    PER_ONE,
    PRIOR,
    Ballot,
    Camp,
    Votes,
    Weights,
    adjusted_rand_index,
    alike,
    excess_agreement,
    expected,
    transposed,
)
from consensus.analysis.coalitions import (
    Coalitions,
    NoCoalitions,
    cluster_members,
)
from consensus.errors import Rejected
from consensus.formats.source import Source
from consensus.reports.diagrams.pictures import between_words
from consensus.working_group import WorkingGroup

STANCES = {"y": "yes", "n": "no", "a": "abstain"}


def panel_of(votes: dict[str, str], groups: dict[str, str] | None = None) -> WorkingGroup:
    """A working group whose members voted so: a letter for each roll call, `-` for none."""
    rows = ["rcid,country_code,vote,party"]
    for member, letters in votes.items():
        for number, letter in enumerate(letters):
            if letter != "-":
                party = (groups or {}).get(member, "")
                rows.append(f"{number + 1},{member},{STANCES[letter]},{party}")
    group = WorkingGroup.in_memory(title="Plenary")
    group.import_roll_calls(Source.of("\n".join(rows), "votes.csv"))
    return group


def two_blocs(count: int = 12, calls: int = 24, seed: int = 1) -> dict[str, str]:
    """Two blocs of equal size that oppose each other on every call, with a little straying."""
    chance = Random(seed)
    return {
        f"M{at:02}": "".join(
            chance.choice("yna") if chance.random() < 0.15 else "yn"[(at % 2 + call) % 2]
            for call in range(calls)
        )
        for at in range(count)
    }


def members(found: Coalitions) -> list[tuple[str, ...]]:
    """The members of each coalition."""
    return [each.members for each in found.coalitions]


def test_two_blocs_are_found_and_named_by_what_divides_them() -> None:
    """Two blocs are two coalitions; what defines one is where it leans the other way."""
    votes = two_blocs()
    with panel_of(votes) as group:
        found = group.analysis.coalitions()
    assert sorted(members(found)) == [tuple(sorted(votes)[0::2]), tuple(sorted(votes)[1::2])]
    for coalition in found.coalitions:
        assert coalition.inner > 0.8 > 0.3 > coalition.outer
        for defining in coalition.defining:
            assert abs(defining.gap) > 1.5
        assert coalition.name.startswith(("for ", "against "))
    assert found.none is None
    assert found.by_chance is not None
    assert found.strength > found.by_chance


def an_assembly(seed: int, calls: int = 30) -> tuple[dict[str, str], dict[str, str]]:
    """A session of sixty members as assemblies vote, and to which bloc each belongs.

    Seven in ten say yes to nearly all; a quarter say no, or abstain, on one call in two; a few vote
    as they like; some are away.
    """
    chance = Random(seed)
    blocs = {f"M{at:02}": "many" if at < 42 else "few" if at < 57 else "" for at in range(60)}
    against = [chance.random() < 0.5 for _ in range(calls)]

    def vote(bloc: str, is_against: bool) -> str:
        if chance.random() < 0.1:
            return "-"
        if not bloc:
            return chance.choice("yyyan")
        if bloc == "few" and is_against:
            return chance.choice("nnna")
        return chance.choice("yyyyyyyyya")

    votes = {
        member: "".join(vote(bloc, each) for each in against) for member, bloc in blocs.items()
    }
    return votes, {member: bloc for member, bloc in blocs.items() if bloc}


def test_two_sessions_of_an_assembly_divide_alike() -> None:
    """At least two coalitions of more than one in twenty, nearly the same in both sessions.

    They are those that voted so, each is named by the calls that define it, and those who vote as
    they like change little.
    """
    placed: list[dict[str, int]] = []
    for seed in (1, 2):
        votes, blocs = an_assembly(seed)
        with panel_of(votes) as group:
            found = group.analysis.coalitions()
            calls = {item.handle for item in group.state.items.values()}
        large = [each for each in found.coalitions if len(each.members) > 60 / 20]
        assert len(large) >= 2
        for coalition in large:
            assert coalition.name == ", ".join(map(str, coalition.defining[:2]))
            assert {each.target for each in coalition.defining} <= calls
        assert adjusted_rand_index(found.placed, blocs) >= 0.9
        placed.append({**found.placed})
    assert adjusted_rand_index(*placed) >= 0.7


@pytest.mark.parametrize("seed", range(6))
def test_none_are_claimed_where_positions_fell_by_lot(seed: int) -> None:
    """Shuffled among the members of each call, the same positions make no coalitions."""
    votes = two_blocs(seed=seed)
    chance = Random(seed)
    columns = list(zip(*votes.values(), strict=True))
    shuffled = [chance.sample(column, len(column)) for column in columns]
    rows = ["".join(letters) for letters in zip(*shuffled, strict=True)]
    with panel_of(dict(zip(votes, rows, strict=True))) as group:
        found = group.analysis.coalitions()
    assert found.coalitions == ()
    assert found.none is NoCoalitions.CHANCE


def test_members_that_only_agree_less_often_make_no_coalition() -> None:
    """Some who vote no more often, each at its own calls, do not hang together."""
    chance = Random(3)
    votes = {
        f"M{at:02}": "".join(
            "n" if chance.random() < (0.45 if at < 6 else 0.04) else "y" for _ in range(60)
        )
        for at in range(20)
    }
    with panel_of(votes) as group:
        assert group.analysis.coalitions().coalitions == ()


def test_who_said_little_is_left_out_and_named() -> None:
    """A member with too few positions is in no coalition, and the others are found without it."""
    votes = two_blocs()
    votes["LATE"] = "yn" + "-" * 22
    with panel_of(votes) as group:
        found = group.analysis.coalitions()
    assert found.left_out == ("LATE",)
    assert len(found.coalitions) == 2


def test_missing_positions_change_nothing() -> None:
    """With three positions in ten missing the same blocs are found."""
    votes = two_blocs(calls=40)
    with panel_of(votes) as group:
        whole = members(group.analysis.coalitions())
    chance = Random(2)
    sparse = {
        member: "".join("-" if chance.random() < 0.3 else letter for letter in letters)
        for member, letters in votes.items()
    }
    with panel_of(sparse) as group:
        assert sorted(members(group.analysis.coalitions())) == sorted(whole)


def test_who_is_with_both_stands_between() -> None:
    """A member that votes with each bloc by turns is told to be between them."""
    votes = two_blocs()
    votes["MID"] = "".join("yn"[call // 2 % 2] for call in range(24))
    with panel_of(votes) as group:
        found = group.analysis.coalitions()
    (between,) = found.between
    assert between.member == "MID"
    assert abs(between.agreement[0] - between.agreement[1]) < 0.2
    assert set(between.sides) == {0, 1}
    assert between.targets == 24


@pytest.mark.parametrize(("others", "is_between"), [(0, False), (6, False), (8, True), (12, True)])
def test_between_is_who_votes_with_each_on_a_third(others: int, is_between: bool) -> None:
    """Of what divides two coalitions a third at least has to be with each of them."""
    votes = two_blocs()
    votes["MID"] = "".join("yn"[(call + (call < others)) % 2] for call in range(24))
    with panel_of(votes) as group:
        found = group.analysis.coalitions()
    between = {each.member: each for each in found.between}
    assert ("MID" in between) is is_between
    for each in found.between:
        assert min(each.shares) >= 1 / 3
        assert sum(each.shares) == pytest.approx(1)
    if is_between:
        assert min(between["MID"].shares) == pytest.approx(others / 24)
        assert f"{others / 24:.0%}" in between_words(between["MID"])


def an_assembly_in_four(seed: int) -> tuple[dict[str, str], dict[str, str]]:
    """A session with four blocs, of which the two largest agree about as often as chance has it."""
    chance = Random(seed)
    sizes = {"west": 25, "east": 12, "south": 55, "north": 40, "": 5}
    blocs = [bloc for bloc, size in sizes.items() for _ in range(size)]
    calls = []
    for _ in range(70):
        south = chance.choice("yyyan")
        north = south if chance.random() < 0.3 else chance.choice("yany")
        west, east = chance.choice("nay"), chance.choice(["y", "y", "n", south])
        calls.append({"west": west, "east": east, "south": south, "north": north})

    def vote(bloc: str, call: dict[str, str]) -> str:
        if chance.random() < 0.1:
            return "-"
        return call[bloc] if bloc and chance.random() > 0.1 else chance.choice("nay")

    votes = {f"M{at:03}": "".join(vote(bloc, c) for c in calls) for at, bloc in enumerate(blocs)}
    return votes, {member: bloc for member, bloc in zip(votes, blocs, strict=True) if bloc}


def test_the_same_coalitions_without_a_fifth_of_the_roll_calls() -> None:
    """With 80 % of the roll calls, drawn by lot, nearly the same coalitions are found."""
    votes, blocs = an_assembly_in_four(1)
    with panel_of(votes) as group:
        whole = group.analysis.coalitions().placed
    assert adjusted_rand_index(whole, blocs) > 0.9
    chance = Random(1)
    for _ in range(2):
        drawn = sorted(chance.sample(range(70), 56))
        some = {member: "".join(each[at] for at in drawn) for member, each in votes.items()}
        with panel_of(some) as group:
            assert adjusted_rand_index(whole, group.analysis.coalitions().placed) >= 0.9


def test_many_members_are_placed_by_those_that_are_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of 1,200 members some are compared in pairs; the others go to the nearest coalition."""
    monkeypatch.setattr("consensus.analysis.coalitions.MOST_COMPARED", 120)
    votes = two_blocs(count=1_200, calls=12)
    with panel_of(votes) as group:
        found = group.analysis.coalitions()
    assert found.compared == 120
    blocs = {member: "AB"[at % 2] for at, member in enumerate(votes)}
    assert adjusted_rand_index(found.placed, blocs) > 0.97
    assert len(found.placed) + len(found.apart) == 1_200


def test_who_has_left_is_counted_where_it_voted() -> None:
    """A member of the day of a roll call is placed, though it is no member any more."""
    rows = ["rcid,code,vote,until,date"]
    for member, letters in two_blocs().items():
        left = "1990-12-31" if member == "M00" else ""
        days = enumerate(letters)
        rows += [f"{at},{member},{STANCES[each]},{left},1990-05-{at + 1:02}" for at, each in days]
    with WorkingGroup.in_memory(title="Plenary") as group:
        group.import_roll_calls(Source.of("\n".join(rows), "votes.csv"))
        assert "M00" in group.analysis.coalitions().placed


def test_they_are_held_against_the_declared_groups() -> None:
    """The index is 1 where the groups are the blocs, and about 0 where they cut across."""
    votes = two_blocs()
    same = {member: "AB"[at % 2] for at, member in enumerate(votes)}
    across = {member: "AB"[at // 2 % 2] for at, member in enumerate(votes)}
    with panel_of(votes, same) as group:
        assert group.analysis.coalitions().agreement_with_groups == 1
    with panel_of(votes, across) as group:
        index = group.analysis.coalitions().agreement_with_groups
    assert index is not None
    assert abs(index) < 0.2


def test_too_little_says_so() -> None:
    """Without enough that divides the members nothing is claimed, and why is said."""
    with panel_of({"A": "yy", "B": "yn", "C": "ny", "D": "nn"}) as group:
        assert group.analysis.coalitions().none is NoCoalitions.FEW_TARGETS
    with panel_of({"A": "ynynynyn", "B": "nynynyny"}) as group:
        assert group.analysis.coalitions().none is NoCoalitions.FEW_MEMBERS


@given(st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=12)
def test_order_and_names_change_nothing(chance: Random, blocs: bool) -> None:
    """Members in another order under other names, and calls in another order, divide alike."""
    votes = two_blocs(count=8, calls=10)
    if not blocs:
        votes = {each: "".join(chance.choice("yna-") for _ in range(10)) for each in votes}
    names = dict(zip(votes, chance.sample([f"X{at}" for at in range(99)], len(votes)), strict=True))
    calls = chance.sample(range(10), 10)
    order = chance.sample(list(votes), len(votes))
    other = {names[each]: "".join(votes[each][call] for call in calls) for each in order}
    with panel_of(votes) as group:
        found = group.analysis.coalitions()
    with panel_of(other) as group:
        again = group.analysis.coalitions()
    renamed = {frozenset(names[each] for each in every.members) for every in found.coalitions}
    assert renamed == {frozenset(every.members) for every in again.coalitions}
    assert found.strength == again.strength
    assert found.by_chance == again.by_chance


@st.composite
def excesses(draw: st.DrawFn) -> list[list[int]]:
    """Whole numbers for each pair, with many ties."""
    count = draw(st.integers(1, 8))
    rows = [[0] * count for _ in range(count)]
    for one in range(count):
        for other in range(one):
            rows[one][other] = rows[other][one] = draw(st.integers(-2, 2))
    return rows


@given(excesses(), st.randoms(use_true_random=False))
def test_division_does_not_depend_on_numbers(rows: list[list[int]], chance: Random) -> None:
    """However members are numbered, ties included, they are divided in the same way."""
    count = len(rows)
    order = chance.sample(range(count), count)
    found = cluster_members(rows)
    again = cluster_members([[rows[one][other] for other in order] for one in order])
    assert {frozenset(each) for each in found.sets} == {
        frozenset(order[at] for at in each) for each in again.sets
    }
    assert found.strength == again.strength
    assert found.strength == sum(
        rows[one][other] for each in found.sets for one in each for other in each if one > other
    )
    assert found.strength >= 0


@pytest.mark.parametrize(
    ("votes", "share"),
    [
        ((0, 0, 2), 1.0),
        ((1, 0, 1), 0.0),
        ((0, 1, 1), 0.5),
        # Of three pairs two are apart and one together.
        ((1, 0, 2), 1 / 3),
        # Of three pairs one is opposed and two are half agreed.
        ((1, 1, 1), 1 / 3),
        ((0, 0, 1), 1.0),
    ],
)
def test_expected_agreement(votes: tuple[int, int, int], share: float) -> None:
    """Two random members agree as often as their pairs do."""
    assert expected(*votes) == pytest.approx(share)


def rows_of(*members: str) -> tuple[Votes, ...]:
    """The votes of members, each a letter for a target, as sets of bits."""
    return tuple(
        (
            sum(1 << at for at, letter in enumerate(letters) if letter == "n"),
            sum(1 << at for at, letter in enumerate(letters) if letter == "a"),
            sum(1 << at for at, letter in enumerate(letters) if letter == "y"),
        )
        for letters in members
    )


def test_votes_are_transposed() -> None:
    """Members by targets become targets by members, and back."""
    rows = rows_of("yyn", "yan", "n-n", "---")
    assert transposed(rows, 3) == list(rows_of("yyn-", "ya--", "nnn-"))
    assert transposed(transposed(rows, 3), 4) == list(rows)
    assert transposed((), 2) == [(0, 0, 0)] * 2


@given(st.lists(st.integers(-50, 50), max_size=9), st.integers(0, 511))
def test_weights_are_added_up_over_a_set(numbers: list[int], targets: int) -> None:
    """The sum over a set of bits is that of the numbers in their places."""
    inside = targets & ((1 << len(numbers)) - 1)
    expected_sum = sum(each for at, each in enumerate(numbers) if inside >> at & 1)
    assert Weights(numbers).over(inside) == expected_sum


def test_agreement_of_pairs_by_hand() -> None:
    """Shares count what both spoke of; the excess is drawn to nothing where that is little."""
    rows = rows_of("yyn", "yan", "n-n")
    assert alike(rows[0], rows[1]) == (5, 3)
    assert alike(rows[0], rows[2]) == (2, 2)
    excess = excess_agreement(Ballot(rows, 3))
    above = (2.5 - (1 / 3 + 1 / 2 + 1)) / (3 + PRIOR)
    assert excess[0][1] / PER_ONE == pytest.approx(above, abs=1e-4)
    assert excess[1][0] == excess[0][1]


def test_adjusted_rand_by_hand() -> None:
    """The same is 1; a worked case: 2 pairs together in both, 3 and 6 in each, of 15 pairs."""
    one = dict(zip("abcdef", "112233", strict=True))
    assert adjusted_rand_index(one, one) == 1
    other = dict(zip("abcdef", "111222", strict=True))
    assert adjusted_rand_index(one, other) == pytest.approx((2 - 3 * 6 / 15) / (4.5 - 3 * 6 / 15))
    assert adjusted_rand_index(one, {"z": 1}) == 1


def test_camps() -> None:
    """A camp leans from all against to all for."""
    assert Camp(3, 0, 1).mean == 0.5
    assert Camp(0, 0, 0).mean == 0


# Bridges: group-informed consensus by hand, and what divides.


def test_group_informed_consensus_by_hand(panel: WorkingGroup) -> None:
    """The product of (agree + 1) / (seen + 2); holds and recusals are not seen, silence is 1/2."""
    panel.take_position("ASH", "R1", "support")
    panel.take_position("BAY", "R1", "accept")
    panel.take_position("COL", "R1", "abstain")
    panel.take_position("DUN", "R1", "object", reason="No.")
    panel.take_position("ELM", "R1", "hold")
    found = panel.analysis.bridges()
    assert found.groups == ("BUS", "CIV", "GOV")
    (bridge,) = found.targets
    assert bridge.target == "R1"
    assert bridge.consensus == pytest.approx((3 / 5) * (1 / 3) * (1 / 2))
    assert bridge.spread == pytest.approx(3 / 5 - 1 / 3)


def test_one_group_against_weighs_as_much_as_all_others(panel: WorkingGroup) -> None:
    """What every group can live with bridges more than what the most members want."""
    for code in ("ASH", "BAY", "COL"):
        panel.take_position(code, "R1", "support")
    for code in ("DUN", "ELM"):
        panel.take_position(code, "R1", "disagree")
    for code in ("ASH", "DUN", "FIR"):
        panel.take_position(code, "R2", "accept")
    found = panel.analysis.bridges()
    assert [each.target for each in found.bridging] == ["R2", "R1"]
    assert found.divisive[0].target == "R1"
    assert found.bridging[0].consensus == pytest.approx((2 / 3) ** 3)


def test_stale_support_and_withdrawn_objections_are_not_seen(panel: WorkingGroup) -> None:
    """Only what still counts is looked at."""
    panel.take_position("ASH", "R1", "support")
    panel.take_position("DUN", "R1", "object", reason="No.")
    panel.settle_objection("R1", "DUN", "withdrawn")
    panel.edit("R1", "Members write letters.")
    panel.take_position("FIR", "R1", "accept")
    (bridge,) = panel.analysis.bridges().targets
    assert {code: camp.seen for code, camp in bridge.camps.items()} == {
        "BUS": 1,
        "CIV": 0,
        "GOV": 0,
    }


def test_without_groups_there_is_nothing_to_bridge(panel: WorkingGroup) -> None:
    """Coalitions that are not there cannot be bridged, and the reason is given."""
    with pytest.raises(Rejected, match="no coalitions are found"):
        panel.analysis.bridges("coalitions")
    with (
        WorkingGroup.in_memory() as empty,
        pytest.raises(Rejected, match="fewer than two stakeholder groups"),
    ):
        empty.analysis.bridges()


@given(
    st.lists(
        st.tuples(st.text("yna-", min_size=5, max_size=5), st.sampled_from("PQR")),
        min_size=4,
        max_size=9,
    ).filter(lambda rows: len({group for _, group in rows}) > 1)
)
@settings(max_examples=25)
def test_it_is_what_the_votes_of_an_opinion_poll_come_to(rows: list[tuple[str, str]]) -> None:
    """Reckoned from the matrix of votes alone, statement by statement, it is the same number."""
    votes = {f"M{at}": letters for at, (letters, _) in enumerate(rows)}
    groups = {f"M{at}": group for at, (_, group) in enumerate(rows)}
    voting = {member for member, letters in votes.items() if letters.strip("-")}
    declared = sorted({groups[member] for member in voting})
    expected: dict[str, float] = {}
    for call in range(5):
        product = Fraction(1)
        for group in declared:
            said = [votes[each][call] for each in voting if groups[each] == group]
            seen = [letter for letter in said if letter != "-"]
            product *= Fraction(seen.count("y") + 1, len(seen) + 2)
        if any(votes[each][call] != "-" for each in voting):
            expected[f"N{call + 1}"] = float(product)
    with panel_of(votes, groups) as panel:
        if len(declared) < 2:
            return
        found = panel.analysis.bridges()
    assert {each.target: each.consensus for each in found.targets} == expected
