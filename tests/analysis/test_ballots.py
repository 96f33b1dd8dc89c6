"""Counting ballots: preferences by Schulze's method, and votes as counts that rules judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.analysis.ballots import Ranking, counts_of, preferences_of, schulze
from consensus.model.ballots import Ranks
from consensus.model.positions import Stance
from consensus.rules.expression import parse_rule
from consensus.rules.share_rules import AGAINST
from consensus.rules.verdict import Context, Roster

# Schulze's method.


def ranked(votes: Mapping[str, int]) -> list[Ranks]:
    """Ballots such as `{"ACBED": 5}`: five that prefer A to C, C to B and so on."""
    choices = ((tuple((each,) for each in order), count) for order, count in votes.items())
    return [choice for choice, count in choices for _ in range(count)]


def test_the_example_of_45_voters_gives_the_published_result() -> None:
    """M. Schulze, A new monotonic … single-winner election method; as in Wikipedia, Schulze method.

    The table of preferences, the strengths of the strongest paths and the order E, A, C, B, D are
    those that are published.
    """
    votes = {
        "ACBED": 5,
        "ADECB": 5,
        "BEDAC": 8,
        "CABED": 3,
        "CAEBD": 7,
        "CBADE": 2,
        "DCEBA": 7,
        "EBADC": 8,
    }
    table = preferences_of("ABCDE", ranked(votes))
    assert table == (
        (0, 20, 26, 30, 22),
        (25, 0, 16, 33, 18),
        (19, 29, 0, 17, 24),
        (15, 12, 28, 0, 14),
        (23, 27, 21, 31, 0),
    )
    found = schulze("ABCDE", table)
    assert found.places == (("E",), ("A",), ("C",), ("B",), ("D",))
    strengths = {
        "A": {"B": 28, "C": 28, "D": 30, "E": 24},
        "B": {"A": 25, "C": 28, "D": 33, "E": 24},
        "C": {"A": 25, "B": 29, "D": 29, "E": 24},
        "D": {"A": 25, "B": 28, "C": 28, "E": 24},
        "E": {"A": 25, "B": 28, "C": 28, "D": 31},
    }
    assert found.strengths == {
        (one, other): count for one, row in strengths.items() for other, count in row.items()
    }


def test_the_example_of_21_voters_gives_the_published_result() -> None:
    """The first example of Schulze's paper (section 3.1): D is chosen though D loses to A."""
    votes = {"ACDB": 8, "BADC": 2, "CDBA": 4, "DBAC": 4, "DCBA": 3}
    table = preferences_of("ABCD", ranked(votes))
    assert table == ((0, 8, 14, 10), (13, 0, 6, 2), (7, 15, 0, 12), (11, 19, 9, 0))
    found = schulze("ABCD", table)
    assert found.places == (("D",), ("A",), ("C",), ("B",))
    assert (found.strengths["D", "A"], found.strengths["A", "D"]) == (13, 12)


def test_who_beats_all_others_is_chosen() -> None:
    """The capital of Tennessee, the usual example of a Condorcet winner."""
    votes = {"MNCK": 42, "NCKM": 26, "CKNM": 15, "KCNM": 17}
    found = schulze("MNCK", preferences_of("MNCK", ranked(votes)))
    assert found.places == (("N",), ("C",), ("K",), ("M",))


def test_options_left_out_are_last_and_equal() -> None:
    """Who ranks A alone prefers it to all others, and none of these to another."""
    assert preferences_of("ABC", [(("A",),), (("B", "C"),), ()]) == (
        (0, 1, 1),
        (1, 0, 0),
        (1, 0, 0),
    )


@pytest.mark.parametrize(
    ("over", "under", "ratio", "stays"),
    [
        (5, 5, "1", False),
        (6, 5, "1", True),
        (0, 0, "1", False),
        (1, 0, "1", True),
        (11, 4, "3", False),
        (12, 4, "3", True),
        (13, 4, "3", True),
        (1, 0, "3", True),
        (0, 0, "3", False),
        (7, 5, "3/2", False),
        (9, 6, "3/2", True),
    ],
)
def test_an_option_has_to_beat_the_default(over: int, under: int, ratio: str, stays: bool) -> None:
    """More prefer it to the default, and at least the ratio times as many (Debian, A.5)."""
    found = schulze("AD", ((0, over), (under, 0)), "D", {"A": Fraction(ratio)})
    assert found.places == ((("A",), ("D",)) if stays else (("D",),))
    assert (found.dropped == {}) == stays
    if not stays:
        assert found.dropped["A"].startswith(f"A is left out: {over} prefer it to D, and {under}")


def test_an_option_that_wins_otherwise_is_dropped_for_its_majority() -> None:
    """A beats all, and needs three times as many as prefer the default; so B is left."""
    votes = {"ABD": 6, "BDA": 4}
    table = preferences_of("ABD", ranked(votes))
    assert schulze("ABD", table, "D").places == (("A",), ("B",), ("D",))
    found = schulze("ABD", table, "D", {"A": Fraction(3)})
    assert found.places == (("B",), ("D",))
    assert found.dropped == {
        "A": "A is left out: 6 prefer it to D, and 4 do not; 3 times as many are needed"
    }


def test_ties_are_ties() -> None:
    """Two options that as many prefer to one another, and a perfect circle, are in one place."""
    even = preferences_of("AB", ranked({"AB": 3, "BA": 3}))
    assert schulze("AB", even).places == (("A", "B"),)
    circle = preferences_of("ABC", ranked({"ABC": 2, "BCA": 2, "CAB": 2}))
    assert schulze("ABC", circle).places == (("A", "B", "C"),)


def by_dropping(names: Sequence[str], table: Sequence[Sequence[int]]) -> set[str]:
    """The winners by the constitution of Debian, A.5, step by step: Schwartz set dropping."""
    index = {name: at for at, name in enumerate(names)}

    def strength(pair: tuple[str, str]) -> tuple[int, int]:
        a, b = (index[each] for each in pair)
        return table[a][b], -table[b][a]

    defeats = {(a, b) for a, b in product(names, names) if sum(strength((a, b))) > 0}
    while True:
        reached = networkx.transitive_closure(networkx.DiGraph(list(defeats)))
        reached.add_nodes_from(names)
        schwartz = {
            a
            for a in names
            if all(reached.has_edge(a, b) or not reached.has_edge(b, a) for b in names if b != a)
        }
        within = [each for each in defeats if set(each) <= schwartz]
        if not within:
            return schwartz
        weakest = min(map(strength, within))
        defeats -= {each for each in within if strength(each) == weakest}


@st.composite
def tables(draw: st.DrawFn) -> list[list[int]]:
    """How many prefer each of some options to each other one."""
    size = draw(st.integers(1, 5))
    return [[0 if a == b else draw(st.integers(0, 4)) for b in range(size)] for a in range(size)]


@given(tables())
def test_the_strongest_paths_choose_what_dropping_leaves(table: list[list[int]]) -> None:
    """The first place is what Debian's procedure leaves in the Schwartz set, ties included."""
    names = "ABCDE"[: len(table)]
    found = schulze(names, tuple(map(tuple, table)))
    assert set(found.places[0]) == by_dropping(names, table)
    assert sorted(each for place in found.places for each in place) == sorted(names)


@given(st.permutations("ABCD"), st.lists(st.permutations("ABCD"), max_size=9))
def test_the_order_of_the_options_does_not_matter(
    order: Sequence[str], votes: Sequence[Sequence[str]]
) -> None:
    """Whoever names the options first or last, the places are the same."""

    def ranking(names: Sequence[str]) -> Ranking:
        choices = [tuple((each,) for each in vote) for vote in votes]
        return schulze(names, preferences_of(names, choices))

    one, other = ranking("ABCD"), ranking(order)
    assert [set(place) for place in one.places] == [set(place) for place in other.places]
    assert one.strengths == other.strengths


# Votes as counts.


def answers(**numbers: int) -> dict[str, tuple[Stance, str]]:
    """Members that answered: so many support, object with a reason, object `without`, abstain."""
    stances = {
        "support": (Stance.SUPPORT, ""),
        "object": (Stance.OBJECT, "why"),
        "without": (Stance.OBJECT, ""),
        "abstain": (Stance.ABSTAIN, ""),
        "disagree": (Stance.DISAGREE, ""),
        "recused": (Stance.RECUSE, ""),
    }
    return {
        f"{name}{number}": stances[name]
        for name, count in numbers.items()
        for number in range(count)
    }


def is_met(rule: str, given_: Mapping[str, tuple[Stance, str]], silent: Iterable[str] = ()) -> bool:
    """Whether a rule is met by answers; all members are in the group P."""
    groups = dict.fromkeys([*given_, *silent], "P")
    everybody = frozenset(groups)
    roster = Roster(everybody, {"P": everybody, "": frozenset()})
    context = Context(groups=("P",), is_item=False, roster=roster)
    return parse_rule(rule).is_met(counts_of(groups, given_, None), context)


@pytest.mark.parametrize(
    ("given_", "met"),
    [
        (answers(support=8, object=2), True),
        (answers(support=6, object=2), True),
        (answers(support=6, object=3), False),
        (answers(support=5, object=2), False),
        (answers(support=6, object=2, without=5), True),
        (answers(support=6, object=2, abstain=9), True),
        (answers(support=2, object=1), False),
        (answers(support=0, object=0, abstain=4), False),
        (answers(support=1), True),
    ],
)
def test_two_thirds_and_not_more_than_a_quarter(
    given_: Mapping[str, tuple[Stance, str]], met: bool
) -> None:
    """ISO/IEC Directives, Part 1, 2.6.3 and 2.7.3: without abstentions, and reasons are needed."""
    rule = 'threshold("2/3", of="for or against with reasons", block=False)'
    limit = 'at_most("1/4", "against", of="for or against with reasons")'
    assert is_met(f'all_of(among("P", {rule}), {limit}, clean_text(False))', given_) == met


def test_recused_members_are_outside_but_of_all_members() -> None:
    """A share of all members has them in its denominator, one of the eligible has not."""
    votes = answers(support=9, disagree=5, recused=1)
    assert is_met('threshold("9/14", block=False)', votes)
    assert is_met('threshold("9/15", of="members", block=False)', votes)
    assert not is_met('threshold("9/14", of="members", block=False)', votes)


@given(
    st.dictionaries(
        st.sampled_from("abcdefgh"),
        st.tuples(
            st.sampled_from([s for s in Stance if s is not Stance.HOLD]), st.text("x", max_size=1)
        ),
    ),
    st.frozensets(st.sampled_from("abcdefgh")),
)
def test_counts_narrowed_are_those_of_the_members_alone(
    votes: dict[str, tuple[Stance, str]], some: frozenset[str]
) -> None:
    """And with reasons asked for, votes against without one are gone."""
    groups = dict.fromkeys("abcdefgh", "")
    whole = counts_of(groups, votes, "abc")
    alone = counts_of(
        dict.fromkeys(some, ""),
        {code: said for code, said in votes.items() if code in some},
        "abc",
    )
    narrowed = whole.narrowed(some)
    assert (narrowed.stances(), narrowed.eligible, narrowed.silent, narrowed.standing) == (
        *(alone.stances(), alone.eligible, alone.silent, alone.standing),
    )
    reasoned = whole.narrowed(frozenset(groups), reasoned=True)
    stated = [1 for stance, reason in votes.values() if stance in AGAINST and reason]
    assert reasoned.of(*AGAINST) == len(stated)
    assert whole.eligible == 8 - whole.of(Stance.RECUSE)
