"""Counting ballots: votes by a rule, marks of options, and preferences by Schulze's method."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import TypeAlias

from attrs import evolve, frozen

from consensus.errors import Rejected
from consensus.model.ballots import (
    ABSTAIN,
    APPROVE,
    BLANK,
    DISAPPROVE,
    NO,
    WITH_COMMENTS,
    YES,
    Ballot,
    BallotFields,
    BallotKind,
    BallotOutcome,
    Ranks,
)
from consensus.model.counting import Counts, GroupCount, Standing
from consensus.model.positions import Stance
from consensus.model.state import State
from consensus.rules.expression import parse_rule
from consensus.rules.judgement import Judgement
from consensus.rules.rating_rules import ratings_compared
from consensus.rules.rule import AllOf, EachGroup, Rule
from consensus.rules.share_rules import AGAINST
from consensus.rules.verdict import Context, needed, read_share, read_span

Table = tuple[tuple[int, ...], ...]

_STANCES = {
    APPROVE: Stance.SUPPORT,
    WITH_COMMENTS: Stance.ACCEPT,
    DISAPPROVE: Stance.OBJECT,
    ABSTAIN: Stance.ABSTAIN,
    YES: Stance.SUPPORT,
    NO: Stance.DISAGREE,
    BLANK: Stance.ABSTAIN,
}


Answers: TypeAlias = Mapping[str, tuple[Stance, str]]
"""The code of each member that voted, or is recused, to its stance and its reason."""


def counts_of(groups: Mapping[str, str], given: Answers, present: Collection[str] | None) -> Counts:
    """Returns votes as counts.

    Args:
        groups: the code of each member to that of its stakeholder group.
        given: what each of those that voted answered, and which of them are recused.
        present: who is at the meeting; None outside meetings.
    """
    there = None if present is None else groups.keys() & set(present)
    by_group: dict[str, list[str]] = {}
    for code, group in groups.items():
        by_group.setdefault(group, []).append(code)

    def counted(codes: Collection[str]) -> GroupCount:
        stances = Counter(given[code][0] for code in codes if code in given)
        voting = {c for c in codes if c not in given or given[c][0] is not Stance.RECUSE}
        return GroupCount(len(voting), None if there is None else len(there & voting), stances)

    def narrowed(members: frozenset[str], reasoned: bool) -> Counts:
        own = {code: group for code, group in groups.items() if code in members}
        said = {code: each for code, each in given.items() if code in own}
        return counts_of(own, _with_reasons(said) if reasoned else said, present)

    standing = (
        Standing(code, groups[code], reason=reason)
        for code, (stance, reason) in sorted(given.items())
        if stance is Stance.OBJECT
    )
    return Counts(
        groups={group: counted(codes) for group, codes in by_group.items()},
        standing=tuple(standing),
        silent=len(groups) - len(given),
        narrow=narrowed,
    )


def _with_reasons(given: Answers) -> Answers:
    """Returns the answers without those against that state no reason."""
    return {code: each for code, each in given.items() if each[1] or each[0] not in AGAINST}


def _all_parts(rule: Rule) -> Iterator[Rule]:
    yield rule
    for part in rule.parts:
        yield from _all_parts(part)


_NAME_ANOTHER = 'name a rule that counts votes, such as majority("simple")'


def check_rule(rule: Rule, kind: BallotKind, judgement: Judgement, secret: bool) -> None:
    """Raises Rejected for a rule by which the votes of a ballot cannot be counted.

    It has to be met when all are in favour, and not when all are against; where one alone is in
    favour, a no has to do what an objection does; one for a secret ballot must not tell members
    apart.
    """
    groups = judgement.electorate.groups
    if not groups:
        raise Rejected("there is no member that could vote")
    context = judgement.context_of_votes()
    yes, no = (APPROVE, DISAPPROVE) if kind is BallotKind.TEXT else (YES, NO)

    def votes(others: Stance, alone: str = "") -> Counts:
        said = {**dict.fromkeys(groups, others), **({alone: _STANCES[yes]} if alone else {})}
        return counts_of(groups, {e: (said[e], "a reason") for e in said}, groups)

    all_for, all_against = votes(_STANCES[yes]), votes(_STANCES[no])
    told_apart: list[Rule] = [each for each in _all_parts(rule) if isinstance(each, EachGroup)]

    def noted(counts: Counts, members: frozenset[str], reasoned: bool) -> Counts:
        told_apart.append(rule)
        return counts.narrowed(members, reasoned)

    unmet = rule.reasons(evolve(all_for, narrow=partial(noted, all_for)), context)
    is_blind = rule.is_met(evolve(all_against, narrow=partial(noted, all_against)), context)
    if secret and told_apart:
        raise Rejected(f"of a secret ballot only totals are kept, and {rule} needs every vote")
    if unmet:
        why = "; ".join(each.anonymous().sentence() for each in unmet)
        raise Rejected(f"under that rule no vote passes, not even with all in favour: {why}")
    if is_blind:
        raise Rejected(f"under the rule {rule} a vote passes with all against; {_NAME_ANOTHER}")
    heard = rule.rule if isinstance(rule, EachGroup) else rule
    lists = context.roster.lists.values()
    # Of members that only their weights tell apart one will do.
    alike = {(group, *(code in each for each in lists)): code for code, group in groups.items()}
    for code in alike.values() if len(groups) > 1 else ():
        passes, blocked = (votes(each, code) for each in (_STANCES[no], Stance.OBJECT))
        if heard.is_met(passes, context) and not heard.is_met(blocked, context):
            raise Rejected(f"under the rule {rule} a no does not count; {_NAME_ANOTHER}")


def _shares(rule: Rule, counts: Counts, context: Context) -> Iterator[str]:
    """Yields what each part of a rule has found: figures where it is met, or why it is not."""
    if isinstance(rule, AllOf):
        for part in rule.rules:
            yield from _shares(part, counts, context)
    elif unmet := rule.reasons(counts, context):
        yield from (each.anonymous().sentence() for each in unmet)
    else:
        yield from rule.figures(counts, context)


# Schulze's method.


@frozen
class Ranking:
    """What preferences come to.

    Attributes:
        places: the names of the options by place; several in one place are tied.
        dropped: the options that do not beat the default one, and why, in sentences.
        strengths: of those not dropped, each pair to how many prefer the one to the other in the
            weakest link of the strongest path between them; 0 where none leads.
    """

    places: Ranks
    dropped: Mapping[str, str]
    strengths: Mapping[tuple[str, str], int]


def preferences_of(names: Sequence[str], choices: Iterable[Ranks]) -> Table:
    """Returns how many prefer each option to each other one, in the order of the options.

    Options in one place are equal; those that a choice leaves out are below all that it names, and
    equal (constitution of the Debian project, A.5, as its votes are counted).
    """
    size = range(len(names))
    table = [[0 for _ in size] for _ in size]
    for choice in choices:
        place = {name: at for at, tied in enumerate(choice) for name in tied}
        at = [place.get(name, len(choice)) for name in names]
        for one in size:
            for other in size:
                table[one][other] += at[one] < at[other]
    return tuple(map(tuple, table))


def schulze(
    names: Sequence[str],
    preferences: Table,
    default: str = "",
    ratios: Mapping[str, Fraction] | None = None,
) -> Ranking:
    """Returns the options in the order that Schulze's method gives.

    An option A beats B on the whole where the strongest path of defeats from A to B is stronger
    than any from B to A; a path is as strong as its weakest defeat, and a defeat is weaker where
    fewer prefer the one, or as many do and more prefer the other. (M. Schulze, A new monotonic,
    clone-independent, reversal symmetric, and Condorcet-consistent single-winner election method,
    Social Choice and Welfare 36, 2011, with winning votes.)

    With a default option, others that do not defeat it are dropped first: an option needs the
    preference of more than prefer the default, and of at least as many times as many as its ratio
    says. That is the standard resolution procedure of the constitution of the Debian project, which
    then drops the weakest defeats within the Schwartz set until none is left there; the same
    options remain.
    """
    index = {name: at for at, name in enumerate(names)}
    over = {(a, b): preferences[index[a]][index[b]] for a in names for b in names}
    dropped: dict[str, str] = {}
    for name in names if default else ():
        ratio = (ratios or {}).get(name, Fraction(1))
        have, against = over[name, default], over[default, name]
        if name != default and not (have > against and have >= ratio * against):
            need = f"; {ratio} times as many are needed" if ratio != 1 else ""
            dropped[name] = (
                f"{name} is left out: {have} prefer it to {default}, and {against} do not{need}"
            )
    left = [name for name in names if name not in dropped]
    none = (0, 0)
    # A link that is no defeat is weaker than any.
    path = {
        (a, b): (over[a, b], -over[b, a]) if over[a, b] > over[b, a] else none
        for a in left
        for b in left
    }
    for via in left:
        for a in left:
            for b in left:
                if a != b:
                    through = min(path[a, via], path[via, b])
                    path[a, b] = max(path[a, b], through)
    places: list[tuple[str, ...]] = []
    waiting = left
    while waiting:
        first = tuple(a for a in waiting if not any(path[b, a] > path[a, b] for b in waiting))
        places.append(first)
        waiting = [each for each in waiting if each not in first]
    strengths = {pair: strength[0] for pair, strength in path.items() if pair[0] != pair[1]}
    return Ranking(tuple(places), dropped, strengths)


def count_ballot(state: State, ballot: Ballot, judgement: Judgement) -> BallotOutcome:
    """Returns what a ballot came to when it was closed, or what an open one would come to now."""
    cast, done = state.votes.get(ballot.id, {}), ballot.outcome
    entitled = done.entitled if done else state.entitled(ballot, judgement.now)
    votes = {code: each for code, each in sorted(cast.items()) if code in entitled}
    if ballot.secret:
        took_part, totals, preferences = (
            (done.took_part, done.totals, done.preferences) if done else ((), {}, ())
        )
    else:
        took_part = tuple(votes)
        totals, preferences = count_choices(ballot, [each.choice for each in votes.values()])
    counted = BallotOutcome(
        entitled=entitled, took_part=took_part, totals=totals, preferences=preferences
    )
    if done is not None:
        return evolve(counted, met=done.met, found=done.found, places=done.places)
    if ballot.secret:
        return evolve(counted, found=("it is open: papers are counted when it is closed",))
    said = {
        code: (_STANCES[answer], each.comment.strip())
        for code, each in votes.items()
        for answer in (each.choice[0][0] if not ballot.kind.has_options else "",)
        if answer in _STANCES
    }
    if ballot.has_ended(judgement.now):
        judgement = Judgement(state, ballot.counted_at(judgement.now))
    return judge_count(ballot, judgement, counted, said)


def count_choices(ballot: BallotFields, choices: Sequence[Ranks]) -> tuple[dict[str, int], Table]:
    """Returns how many chose each answer, or marked each option, and the preferences if ranked."""
    if ballot.kind is BallotKind.RANKED:
        return {}, preferences_of(ballot.answers, choices)
    named = Counter(each for choice in choices for place in choice for each in place)
    return {each: named[each] for each in ballot.answers}, ()


def judge_count(
    ballot: BallotFields, judgement: Judgement, counted: BallotOutcome, given: Answers
) -> BallotOutcome:
    """Returns a count with what it comes to; `given` are the answers by name, if they are known."""
    if not counted.took_part:
        return evolve(counted, found=("nobody voted, so there is no result",))
    if ballot.kind is BallotKind.RANKED:
        ratios = {each.name: Fraction(each.ratio) for each in ballot.options}
        ranking = schulze(ballot.answers, counted.preferences, ballot.default, ratios)
        return evolve(counted, places=ranking.places, found=tuple(ranking.dropped.values()))
    if ballot.kind is BallotKind.APPROVAL:
        by_marks: dict[int, list[str]] = {}
        for name in ballot.answers:
            by_marks.setdefault(counted.totals.get(name, 0), []).append(name)
        places = tuple(tuple(by_marks[each]) for each in sorted(by_marks, reverse=True) if each)
        return evolve(counted, places=places)
    if ballot.kind is BallotKind.SCALE:
        return _on_scale(ballot, counted)
    rule = parse_rule(ballot.rule)
    groups = judgement.electorate.groups
    recused = dict.fromkeys(groups.keys() - set(counted.entitled), (Stance.RECUSE, ""))
    # To rules that ask for presence those who took part are present, at a meeting or not.
    if ballot.secret:
        counts = _totals_as_counts(counted, len(recused))
    else:
        counts = counts_of(groups, {**given, **recused}, counted.took_part)
    context = judgement.context_of_votes()
    shares = tuple(dict.fromkeys(_shares(rule, counts, context)))
    return evolve(counted, met=rule.is_met(counts, context), found=shares)


def _on_scale(ballot: BallotFields, counted: BallotOutcome) -> BallotOutcome:
    top = read_span(ballot.top)
    points = {int(each): count for each, count in counted.totals.items() if each.isdecimal()}
    high, total = sum(count for each, count in points.items() if each in top), sum(points.values())
    if not total:
        return evolve(counted, met=False, found=("nobody chose a point",))
    said = ratings_compared(True, high, needed(read_share(ballot.share), total), total, top.words)
    return evolve(counted, met=not said.is_short, found=(said.sentence(),))


def _totals_as_counts(counted: BallotOutcome, recused: int) -> Counts:
    """Returns the totals of a secret ballot as counts, which tell no members apart."""
    voted = {_STANCES[each]: count for each, count in counted.totals.items() if each in _STANCES}
    eligible = len(counted.entitled)
    stances = {each: count for each, count in {**voted, Stance.RECUSE: recused}.items() if count}
    own = GroupCount(eligible, len(counted.took_part), stances)
    return Counts(groups={"": own}, silent=eligible - sum(voted.values()))
