"""Sentences for verdicts, counts and moves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from consensus.model.counting import Counts, GroupCount, Standpoint
from consensus.model.positions import Stance
from consensus.rules import reasons
from consensus.rules.reasons import Fixed, GroupUnmet, Label, Reason
from consensus.rules.verdict import ACCEPT, ANSWER, UNDECIDED, Move, NoMove, Verdict
from consensus.text.display import count_noun, count_phrase, list_phrase

_FIRST: dict[str, str] = {
    NoMove.TEXT: "the text has to be settled",
    NoMove.PRESENCE: "more members have to be present",
    NoMove.MEMBERSHIP: "the list of members and groups has to be completed",
    NoMove.SILENCE: "a silence procedure has to pass unbroken",
    NoMove.RATINGS: "a further round of ratings is needed",
    NoMove.INTRODUCTION: "it has to be introduced",
}
_NO_MOVE: dict[str, str] = {
    **dict.fromkeys(("", NoMove.MET, NoMove.NOT_ASKED, NoMove.WITHHELD), ""),
    NoMove.SUPPORT: "would be met only with at least one Yes",
    NoMove.OTHER: "no change of positions alone would meet this rule",
    NoMove.PARTS: "would be ready if nobody objected to a part of it or reserved a position on one",
    **dict.fromkeys(
        (NoMove.NOT_MONOTONE, NoMove.TOLD_APART, NoMove.TOO_INTRICATE),
        "there is no single smallest change for this rule",
    ),
}


def explain(verdict: Verdict, names: bool = True, label: Label = str) -> tuple[str, ...]:
    """Returns why a target has its status, a sentence for each reason, and what would change it.

    Without `names` only numbers are given; `label` is what to call the target with a given id.
    """
    sentences = explain_standing(verdict if names else verdict.anonymous(), label)
    change = explain_change(verdict, names, label)
    return (*sentences, change) if change else sentences


def explain_standing(verdict: Verdict, label: Label = str) -> tuple[str, ...]:
    """Returns why a target has its status, as `explain`, without what could change it."""
    given = verdict.reasons
    given = tuple([each for each in given if not _is_told_by_others(each, given)])
    if verdict.is_provisional and given and given[0].kind == "decided-over":
        until = f"{verdict.words} until everything in the draft is agreed"
        given = (msgspec.structs.replace(given[0], outcome=until), *given[1:])
    sentences = tuple([each.sentence(label) for each in given])
    if not verdict.met or verdict.status not in UNDECIDED:
        return sentences
    return ("; ".join(verdict.figures) or "the rule is met", *sentences)


def _is_told_by_others(one: Reason, given: Sequence[Reason]) -> bool:
    """Returns whether others say more: of all, to what members object, or on what they wait."""
    if isinstance(one, reasons.AwaitingConditions):
        waiting = reasons.ConditionPending | reasons.ConditionToConfirm
        return any(isinstance(each, waiting) for each in given)
    if isinstance(one, GroupUnmet):
        return all(isinstance(each, Fixed) and each in given for each in one.reasons)
    told = {(e.member, e.words) for e in given if isinstance(e, reasons.ContestedChanges)}
    objecting = one.members if type(one) is reasons.StandingObjections else ()
    return bool(objecting) and {(each.member, each.reason) for each in objecting} <= told


def explain_change(verdict: Verdict, names: bool = True, label: Label = str) -> str:
    """Returns what would change a status, as `explain`; empty if nothing is named."""
    if verdict.could_change:
        return explain_moves(verdict.could_change, verdict.counts, names)
    if verdict.no_move in _NO_MOVE:
        return _NO_MOVE[verdict.no_move]
    given = verdict.reasons if names else verdict.anonymous().reasons
    if verdict.no_move == NoMove.CONDITIONS:
        linked = [e.targets for e in given if isinstance(e, reasons.PackageTogether)]
        pending = [t for e in given if isinstance(e, reasons.ConditionPending) for t in e.targets]
        needed = dict.fromkeys(map(label, (verdict.target, *linked[0]) if linked else pending))
        agreed = list_phrase(needed or ["what it is conditional on"])
        return f"would be met if {agreed} were agreed{' together' if linked else ''}"
    todo = [count_phrase(e.count, *e.acts) for e in given if isinstance(e, reasons.InText)]
    opposed = reasons.StandingObjections | reasons.Holds
    left = [each.sentence(label) for each in given if isinstance(each, opposed)]
    # Of several rules any may be the one that is met in the end.
    left_out = reasons.InText | GroupUnmet | reasons.AlternativeUnmet
    told = [r for e in given for r in (e.reasons if isinstance(e, GroupUnmet) else (e,))]
    unrated = {NoMove.RATINGS.value: "ratings are needed"} if reasons.NO_RATINGS in told else {}
    first = _FIRST | unrated
    wanted = first.get(verdict.no_move, f"the rule depends on {verdict.no_move}")
    besides = (first.get(e.bound_to, "") for e in told if not isinstance(e, left_out))
    left += [each for each in dict.fromkeys(besides) if each and (todo or each != wanted)]
    even_then = f"; even then {list_phrase(left)}" if left else ""
    said = "changes it" if wanted == first[NoMove.RATINGS] else "can change it yet"
    return f"no position {said}: {list_phrase(todo or [wanted])}{even_then}"


# What members would have to do, by name where these are few, else by what they are.

_MOST_MOVING, _LEAST_GROUP = 3, 5  # how many are named, and are told of as a group without names


def explain_moves(moves: tuple[Move, ...], counts: Counts, names: bool = True) -> str:
    """Returns which moves together would meet a rule, as a clause, given the counts before."""
    moving = sum(move.count for move in moves)
    is_whole = all(move.to == ACCEPT and move.count == move.among for move in moves)
    if is_whole and moving > _MOST_MOVING and counts.in_favour + moving == counts.eligible:
        others = ", ".join(_parts(counts.classes)[bool(counts.in_favour) :])
        every = f"the other {moving}" if counts.in_favour else f"all {moving}"
        return f"would be met if {every} members were in favour ({others})"
    joined = [*_joined(moves, counts)]
    clauses = [_move(move, joined, counts, names) for move in joined]
    return f"would be met if {', and '.join(clauses)}"


def _joined(moves: Iterable[Move], counts: Counts) -> Iterable[Move]:
    """Returns the moves; those of all members of a class without their groups, as one."""
    found: dict[object, Move] = {}
    for move in moves:
        key = (move.stance, move.to, move.answered)
        alike = [e for e in moves if (e.stance, e.to, e.answered) == key and e.count == e.among]
        number = sum(each.among for each in alike)
        if move in alike and number == _in_class(move, counts):
            found[key] = msgspec.structs.replace(move, group=None, count=number, among=number)
        else:
            whose = None if move.among == _in_class(move, counts) else move.group
            found[(*key, move.group)] = msgspec.structs.replace(move, group=whose)
    return found.values()


def _in_class(move: Move, counts: Counts) -> int:
    """Returns how many members of any group are in the class of a move."""
    if move.stance is None:
        return counts.classes[Standpoint.NONE] + counts.classes[Standpoint.RECONFIRM]
    number, unanswered = counts.of(move.stance), counts.unanswered
    return {None: number, False: unanswered, True: number - unanswered}[move.answered]


_MEMBERS: dict[Stance | None, str] = {
    None: "member without a position",
    Stance.HOLD: "member with a {} position",
    Stance.ABSTAIN: "member standing aside",
    Stance.DISAGREE: "member against it",
    Stance.OBJECT: "objecting member",
}


def _move(move: Move, moves: Sequence[Move], counts: Counts, names: bool) -> str:
    """Returns a move as a clause; who moves is another than in the moves told before it."""
    if move.stance is None and move.count == 1 and move.among == counts.eligible:
        return "any member came out in favour"
    kept = "reserved or conditional" if counts.holds else "conditional"
    kept = kept if counts.conditional else "reserved"
    thing = "condition" if kept == "conditional" else f"{kept} position"
    thing = "objection" if move.stance is Stance.OBJECT else thing
    verb = "was" if move.count == 1 else "were"
    alike = [e for e in moves if (e.stance, e.answered) == (move.stance, move.answered)]
    before = alike[: alike.index(move)]
    left = move.among - sum(each.count for each in before if each.group == move.group)
    is_split = sum(each.group == move.group for each in alike) > 1
    if names and (who := _named(move, counts, left, is_split)):
        its, s = ("its", "") if move.count == 1 else ("their", "s")
        if move.to == ANSWER:
            return f"the objection{s} of {who} {verb} answered or withdrawn"
        if move.to == ACCEPT:
            return f"{who} accepted it"
        if thing == "reserved position":
            return f"{who} no longer reserved {its} position{s}"
        return f"{who} {'withdrew' if thing == 'objection' else 'gave up'} {its} {thing}{s}"
    one = thing if move.to != ACCEPT else _MEMBERS[move.stance].format(kept)
    if move.stance is None and counts.classes[Standpoint.RECONFIRM]:
        one += " or to be reconfirmed"
    if move.answered is not None:
        one = f"{'answered' if move.answered else 'unanswered'} {one}"
    of = _of_group(move, counts, names)
    s = "s" if left > 1 else ""
    those = re.sub("(member|objection|position|condition)", rf"\1{s}{of}", one, count=1)
    which = "both" if move.count == 2 else count_phrase(move.count, "the one", "all {}")
    groups = {_of_group(each, counts, names) for each in before}
    other = "other " if groups and ({of, ""} & groups or not of) else ""
    if move.count < left:
        which = f"any {count_phrase(move.count, 'one', '{}')} of the {other}{left}"
    elif other:
        which = count_phrase(move.count, "the other", "the other {}")
    ended = "withdrawn" if thing == "objection" else "given up"
    done = {ACCEPT: "accepted it", ANSWER: f"{verb} answered or withdrawn"}
    return f"{which} {those} {done.get(move.to, f'{verb} {ended}')}"


def _of_group(move: Move, counts: Counts, names: bool) -> str:
    if move.group is None or (len(counts.groups) == 1 and move.group in counts.groups):
        return ""
    size = counts.groups.get(move.group, GroupCount()).eligible
    return f" of {move.group or 'no group'}" if names or size >= _LEAST_GROUP else ""


def _named(move: Move, counts: Counts, left: int, is_split: bool) -> str:
    """Returns who of those left could make a move, if they are known and few; else nothing."""
    found: list[str] = []
    if move.stance is Stance.HOLD and move.among == counts.of(Stance.HOLD):
        found = [*counts.holds, *counts.conditional]
    elif move.stance is Stance.OBJECT:
        own = (each for each in counts.standing if move.group in (None, each.group))
        found = [each.member for each in own if move.answered in (None, each.answered)]
    if not len(found) == move.among <= _MOST_MOVING:
        return ""
    who = list_phrase(found)
    if left < move.among:
        return "another" if move.count < left else count_phrase(left, "the other", "the other {}")
    if move.count == 1:
        return f"one of {who}" if is_split else " or ".join(found)
    return f"any {move.count} of {who}" if move.count < move.among else who


def explain_counts(counts: Counts) -> str:
    """Returns how many say what of a target, of those that count, as `count_line`."""
    return count_line(counts.classes, counts.eligible, counts.of(Stance.RECUSE))


def count_line(classes: Mapping[Standpoint, int], eligible: int, recused: int) -> str:
    """Returns how many members are in each class, as a sentence without full stop.

    Such as `Of 41 members: 2 in favour (1 support, 1 can live with it), 1 objects, 38 no position`;
    what no member says is left out, and who is recused is outside the number.
    """
    outside = f" ({recused} recused)" if recused else ""
    said = ", ".join(_parts(classes)) or "no position"
    return f"Of {count_noun(eligible, 'member', 'members')}{outside}: {said}"


_SAID = (
    (Standpoint.OBJECT, "objects", "object"),
    (Standpoint.DISAGREE, "against", "against"),
    (Standpoint.ABSTAIN, "stands aside", "stand aside"),
    (Standpoint.HOLD, "reserved", "reserved"),
    (Standpoint.CONDITIONAL, "conditional", "conditional"),
    (Standpoint.RECONFIRM, "to be reconfirmed", "to be reconfirmed"),
    (Standpoint.NONE, "no position", "no position"),
)


def _parts(classes: Mapping[Standpoint, int]) -> list[str]:
    support, accept = (classes.get(each, 0) for each in (Standpoint.SUPPORT, Standpoint.ACCEPT))
    kinds = [count_noun(support, "supports", "support")] if support else []
    kinds += [f"{accept} can live with it"] if accept else []
    found = [f"{support + accept} in favour ({', '.join(kinds)})"] if kinds else []
    said = [(classes.get(each, 0), one, many) for each, one, many in _SAID]
    return found + [count_noun(*each) for each in said if each[0] > 0]
