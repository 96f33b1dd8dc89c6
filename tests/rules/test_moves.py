from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import attrs
import msgspec
import pytest
from hypothesis import given

from consensus.model.counting import Counts, GroupCount
from consensus.model.positions import Stance
from consensus.rules import parse_rule
from consensus.rules.moves import find_minimal_moves, minimal_moves
from consensus.rules.rule import Rule
from consensus.rules.verdict import ACCEPT, ANSWER, LIFT, Context, Move, NoMove, RuleInput
from tests.conftest import at_most

from .drawing import rules, situations

Class = tuple[Stance | None, bool]
"""A stance, and for objections whether they were answered."""

MOVABLE: tuple[Class, ...] = (
    (None, False),
    (Stance.HOLD, False),
    (Stance.ABSTAIN, False),
    (Stance.DISAGREE, False),
    (Stance.OBJECT, True),
    (Stance.OBJECT, False),
)


def silent_in(group: GroupCount) -> int:
    """How many of a group have no fresh position."""
    return group.eligible - group.of(*(set(Stance) - {Stance.RECUSE}))


def available(counts: Counts, code: str, of: Class) -> int:
    """How many members a class of a group has."""
    group = counts.groups[code]
    stance, answered = of
    if stance is None:
        return silent_in(group)
    if stance is Stance.OBJECT:
        return group.answered if answered else group.of(stance) - group.answered
    return group.of(stance)


def moved(counts: Counts, code: str, of: Class, to: str, count: int) -> Counts:
    """Counts after members of one class of one group have moved, written independently."""
    group = counts.groups[code]
    stance, answered = of
    stances = dict(group.stances)
    if stance is not None and to != ANSWER:
        stances[stance] = stances.get(stance, 0) - count
    if to == ACCEPT:
        stances[Stance.ACCEPT] = stances.get(Stance.ACCEPT, 0) + count
    left = group.answered - (count if answered else 0) + (count if to == ANSWER else 0)
    after = msgspec.structs.replace(group, stances=stances, answered=left)
    return attrs.evolve(counts, groups={**counts.groups, code: after})


def classes_of(move: Move, backwards: bool) -> list[Class]:
    """The classes a move can be made from; either kind of objection where the rule asks not."""
    if move.stance is not Stance.OBJECT or move.answered is not None:
        return [(move.stance, bool(move.answered))]
    return [(move.stance, backwards), (move.stance, not backwards)]


def played(counts: Counts, moves: tuple[Move, ...], backwards: bool) -> Counts:
    """Counts after the moves; those of any group are taken from the first or last groups."""
    for move in sorted(moves, key=lambda each: each.group is None):
        left = move.count
        codes = list(counts.groups) if move.group is None else [move.group]
        for code in reversed(codes) if backwards else codes:
            for of in classes_of(move, backwards):
                taken = min(left, available(counts, code, of))
                counts = moved(counts, code, of, move.to, taken)
                left -= taken
        assert left == 0
    return counts


def ways_from(of: Class) -> tuple[str, ...]:
    """What members of a class can move to."""
    if of == (Stance.OBJECT, False):
        return (ACCEPT, LIFT, ANSWER)
    return (ACCEPT, LIFT) if of[0] in (Stance.HOLD, Stance.OBJECT) else (ACCEPT,)


def every_change(counts: Counts, fewer_than: int) -> Iterator[Counts]:
    """All counts that fewer than so many members can bring about."""
    classes = [
        (code, of, to, available(counts, code, of))
        for code in counts.groups
        for of in MOVABLE
        for to in ways_from(of)
        if available(counts, code, of)
    ]
    for numbers in product(*(range(min(most, fewer_than - 1) + 1) for *_, most in classes)):
        if sum(numbers) >= fewer_than:
            continue
        changed = counts
        for (code, of, to, _), number in zip(classes, numbers, strict=True):
            if number:
                changed = moved(changed, code, of, to, number)
        if all(available(changed, code, of) >= 0 for code in changed.groups for of in MOVABLE):
            yield changed


@at_most(200)
@given(rule=rules, situation=situations(most=10))
def test_moves_meet_the_rule_and_fewer_never_do(
    rule: Rule, situation: tuple[Counts, Context]
) -> None:
    """The moves named meet the rule whoever makes them, and no smaller set of moves does."""
    counts, context = situation
    moves, reason = minimal_moves(rule, counts, context)
    assert find_minimal_moves(rule, counts, context).count == sum(move.count for move in moves)

    if moves:
        assert reason == ""
        assert not rule.is_met(counts, context)
        assert rule.is_met(played(counts, moves, backwards=False), context)
        assert rule.is_met(played(counts, moves, backwards=True), context)
        fewer_than = sum(move.count for move in moves)
    else:
        assert (reason == NoMove.MET) == rule.is_met(counts, context)
        fewer_than = counts.eligible + 1
    if reason not in (NoMove.MET, NoMove.TOLD_APART):
        assert not any(
            rule.is_met(changed, context) for changed in every_change(counts, fewer_than)
        )


def counted(**groups: dict[Stance | None, int]) -> Counts:
    """Counts in which every group is given by its stances, the silent under None."""
    return Counts(
        groups={
            "" if code == "none" else code: GroupCount(
                eligible=sum(stances.values()),
                stances={stance: n for stance, n in stances.items() if stance is not None},
            )
            for code, stances in groups.items()
        }
    )


def objecting(answered: int = 0, unanswered: int = 0, accept: int = 0, silent: int = 0) -> Counts:
    """Counts of a body in which some objections were answered."""
    eligible = answered + unanswered + accept + silent
    stances = {S.OBJECT: answered + unanswered, S.ACCEPT: accept}
    return Counts(groups={"": GroupCount(eligible, None, stances, answered)})


def context_of(counts: Counts, brackets: int = 0) -> Context:
    """A context in which every group is declared."""
    return Context(groups=tuple(code for code in counts.groups if code), brackets=brackets)


S = Stance


@pytest.mark.parametrize(
    ("rule", "counts", "expected"),
    [
        # An objection or a hold is lifted where that is enough.
        ("consent()", counted(none={S.OBJECT: 1, None: 4}), (Move("", S.OBJECT, LIFT, 1, 1),)),
        (
            "consent()",
            counted(GOV={S.HOLD: 1, None: 2}, CIV={S.OBJECT: 2}),
            (Move("GOV", S.HOLD, LIFT, 1, 1), Move("CIV", S.OBJECT, LIFT, 2, 2)),
        ),
        ("consensus_minus(1)", counted(none={S.OBJECT: 3}), (Move("", S.OBJECT, LIFT, 2, 3),)),
        (
            "consensus_minus(1)",
            counted(GOV={S.OBJECT: 2}, CIV={S.OBJECT: 1}),
            (Move(None, S.OBJECT, LIFT, 2, 3),),
        ),
        # One member who objects and would accept is fewer than two who move.
        (
            "no_objection()",
            counted(none={S.OBJECT: 1, None: 4}),
            (Move("", S.OBJECT, ACCEPT, 1, 1),),
        ),
        # The silent are asked before those who disagree.
        (
            'threshold("1/2", block=False)',
            counted(none={S.SUPPORT: 1, S.DISAGREE: 2, S.OBJECT: 1, S.ABSTAIN: 2, None: 2}),
            (Move("", None, ACCEPT, 2, 2), Move("", S.ABSTAIN, ACCEPT, 1, 2)),
        ),
        # It does not matter of which group.
        (
            'threshold("2/3")',
            counted(GOV={None: 5}, CIV={None: 4}),
            (Move(None, None, ACCEPT, 6, 9),),
        ),
        # It does where each group is asked on its own.
        (
            'each_group(threshold("1/2"))',
            counted(GOV={S.ACCEPT: 1, None: 4}, CIV={S.ACCEPT: 3, None: 2}),
            (Move("GOV", None, ACCEPT, 2, 4),),
        ),
        # One who votes against and turns counts twice.
        (
            'majority("simple")',
            counted(none={S.ACCEPT: 2, S.DISAGREE: 3, None: 5}),
            (Move("", S.DISAGREE, ACCEPT, 1, 3),),
        ),
        # Only objections that are not answered have to be, and then they may stand.
        (
            "rough_consensus()",
            objecting(answered=2, unanswered=1, accept=3),
            (Move("", S.OBJECT, ANSWER, 1, 1, answered=False),),
        ),
        (
            "rough_consensus()",
            objecting(answered=3, unanswered=2, accept=1, silent=4),
            (Move("", S.OBJECT, ANSWER, 2, 2, answered=False),),
        ),
        (
            "iso_consensus()",
            objecting(unanswered=1, silent=2),
            (Move("", S.OBJECT, ANSWER, 1, 1, answered=False),),
        ),
        # Where another rule limits how many objections stand, an answer is enough for as many.
        (
            "all_of(rough_consensus(), consensus_minus(1))",
            objecting(unanswered=3, accept=1),
            (
                Move("", S.OBJECT, ANSWER, 1, 3, answered=False),
                Move("", S.OBJECT, LIFT, 2, 3, answered=False),
            ),
        ),
        (
            "all_of(rough_consensus(), consent())",
            objecting(unanswered=1, silent=2),
            (Move("", S.OBJECT, LIFT, 1, 1, answered=False),),
        ),
        # Votes against count twice where those for or against are the denominator.
        (
            'threshold("1/2", of="for or against", block=False)',
            counted(none={S.ACCEPT: 1, S.DISAGREE: 3, None: 2}),
            (Move("", S.DISAGREE, ACCEPT, 1, 3),),
        ),
        (
            'at_most("1/4")',
            counted(none={S.ACCEPT: 5, S.OBJECT: 2, None: 2}),
            (Move("", None, ACCEPT, 1, 2),),
        ),
        # Where the rule does not ask which objections were answered, neither do the moves.
        (
            "consensus_minus(1)",
            objecting(answered=2, unanswered=1),
            (Move("", S.OBJECT, LIFT, 2, 3),),
        ),
        # Support is kept apart from acceptance.
        (
            "iesg_ballot()",
            counted(none={S.SUPPORT: 1, S.ACCEPT: 2, S.OBJECT: 1, None: 2}),
            (Move("", S.OBJECT, ACCEPT, 1, 1),),
        ),
        # The cheaper alternative is taken.
        (
            'any_of(unanimity(), majority("absolute"))',
            counted(none={None: 5}),
            (Move("", None, ACCEPT, 3, 5),),
        ),
    ],
)
def test_least_move(rule: str, counts: Counts, expected: tuple[Move, ...]) -> None:
    """The cheapest moves are named by class, asking for as little as is enough."""
    assert (expected, "") == minimal_moves(parse_rule(rule), counts, context_of(counts))


@pytest.mark.parametrize(
    ("rule", "counts", "brackets", "expected"),
    [
        ("consent()", counted(none={None: 3}), 0, NoMove.MET),
        ("clean_text()", counted(none={None: 3}), 1, NoMove.TEXT),
        ("all_of(clean_text(), consent())", counted(none={S.OBJECT: 1}), 1, NoMove.TEXT),
        ("each_group(clean_text())", counted(GOV={None: 1}), 1, NoMove.TEXT),
        ('quorum("1/2")', counted(none={None: 3}), 0, NoMove.PRESENCE),
        ('threshold("1/2", of="present")', counted(none={None: 3}), 0, NoMove.PRESENCE),
        ("unanimity()", counted(), 0, NoMove.MEMBERSHIP),
        ("silence()", counted(none={None: 3}), 0, NoMove.SILENCE),
        ("delphi()", counted(none={None: 3}), 0, NoMove.RATINGS),
        ("rand_ucla()", counted(none={None: 3}), 0, NoMove.RATINGS),
        ("each_group(delphi())", counted(GOV={None: 3}), 0, NoMove.RATINGS),
        ("all_of(consent(), delphi())", counted(none={S.OBJECT: 1}), 0, NoMove.RATINGS),
        ("iesg_ballot()", counted(none={S.ACCEPT: 3}), 0, NoMove.SUPPORT),
        ("each_group(consent())", counted(none={None: 3}), 0, NoMove.MEMBERSHIP),
        (
            f"any_of({', '.join(f'each_group(consensus_minus({n}))' for n in range(7))})",
            counted(GOV={S.OBJECT: 8}),
            0,
            NoMove.TOO_INTRICATE,
        ),
    ],
)
def test_no_move(rule: str, counts: Counts, brackets: int, expected: NoMove) -> None:
    """Where no moves are named, the reason is."""
    judged = parse_rule(rule)

    assert ((), expected) == minimal_moves(judged, counts, context_of(counts, brackets))


def test_another_way_round_brackets_is_found() -> None:
    """A rule that can be met without a clean text still has moves."""
    counts = counted(none={None: 3})
    moves, reason = minimal_moves(
        parse_rule("any_of(clean_text(), unanimity())"), counts, context_of(counts, brackets=1)
    )

    assert ((Move("", None, ACCEPT, 3, 3),), "") == (moves, reason)


class _CallsTo:
    """Counts how often a rule is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.number = 0
        asked = GroupCount.of

        def counting(group: GroupCount, *stances: Stance) -> int:
            self.number += 1
            return asked(group, *stances)

        monkeypatch.setattr(GroupCount, "of", counting)


@pytest.mark.parametrize(
    "rule",
    [
        "consent()",
        'threshold("3/4")',
        'majority("two-thirds")',
        "rough_consensus()",
        'each_group(threshold("2/3", of="cast"))',
        'all_of(quorum("2/3", of="cast"), each_group(threshold("2/3", of="cast")))',
    ],
)
def test_two_hundred_members_in_eight_groups_take_few_looks(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search looks at the counts some thousand times, not once per set of members."""
    counts = counted(
        **{
            f"G{place}": {
                S.SUPPORT: 4,
                S.ABSTAIN: 3,
                S.DISAGREE: 5,
                S.HOLD: place % 3,
                S.OBJECT: 1 + place % 2,
                None: 12 - place % 3 - place % 2,
            }
            for place in range(8)
        }
    )
    context = context_of(counts)
    calls = _CallsTo(monkeypatch)
    moves, _ = minimal_moves(parse_rule(rule), counts, context)

    assert moves
    assert calls.number < 10_000


def test_weights_are_declared_for_what_is_read() -> None:
    """A composite weighs what its rules weigh; what is asked of groups is not asked of all."""
    rule = parse_rule('all_of(consent(), each_group(quorum("1/2", of="cast")))')

    assert frozenset({RuleInput.OBJECTIONS, RuleInput.HOLDS}) == rule.weighs
