"""Sentences for verdicts, counts and moves, and for what copies left to be settled."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from consensus.model.counting import Counts, Standpoint, positions_on
from consensus.model.positions import Position, Stance
from consensus.model.rivals import competing_amendments
from consensus.model.staleness import ConditionState
from consensus.model.state import State
from consensus.rules.reasons import ClosedByMerge, ConsolidatedInto, Label, Reason, RemovedBy
from consensus.rules.verdict import ACCEPT, ANSWER, UNDECIDED, Move, NoMove, Status, Verdict
from consensus.text.display import count_noun, count_phrase, list_phrase

_WAITS_FOR: dict[str, str] = {
    NoMove.TEXT: "the text",
    NoMove.PRESENCE: "enough members to be present",
    NoMove.MEMBERSHIP: "members who can take one",
    NoMove.SILENCE: "a silence procedure to run its course",
    NoMove.RATINGS: "ratings",
    NoMove.CONDITIONS: "its conditions to be agreed with it",
    NoMove.INTRODUCTION: "it to be introduced",
}
_NO_MOVE: dict[str, str] = {
    **dict.fromkeys(("", NoMove.MET, NoMove.NOT_ASKED), ""),
    NoMove.SUPPORT: "accepting is not enough: at least one member has to support",
    NoMove.OTHER: "no number of members accepting would do",
    NoMove.NOT_MONOTONE: "more acceptance need not meet this rule, so no least move is named",
    NoMove.PARTS: "no position on the whole would do, but an end of the objections to its parts",
    NoMove.TOLD_APART: "there is no single smallest change for this rule",
    NoMove.TOO_INTRICATE: "the rule has too many alternatives for a least move to be named",
}


def explain(verdict: Verdict, names: bool = True, label: Label = str) -> tuple[str, ...]:
    """Returns why a target has its status, and who could change it.

    Args:
        verdict: the verdict.
        names: whether members may be named; without, only numbers are given.
        label: what to call the target with a given id; by default the id.

    Returns:
        One sentence for each reason, without capital and full stop; before them what was
        declared or that the rule is met, and after them what would meet it.
    """
    sentences = explain_standing(verdict if names else verdict.anonymous(), label)
    change = explain_change(verdict)
    return (*sentences, change) if change else sentences


def explain_standing(verdict: Verdict, label: Label = str) -> tuple[str, ...]:
    """Returns why a target has its status, as `explain`, without what could change it."""
    sentences = tuple([each.sentence(label) for each in verdict.reasons])
    if verdict.status not in UNDECIDED:
        if says_outcome(verdict.status, verdict.reasons):
            return sentences
        if verdict.is_provisional and (over := verdict.reasons[0]).kind == "decided-over":
            until = f"{verdict.words} until everything in the draft is agreed"
            return (msgspec.structs.replace(over, outcome=until).sentence(label), *sentences[1:])
        return (f"it is {verdict.words}", *sentences)
    whose = "its own rule" if verdict.no_move == NoMove.PARTS else "the rule"
    met = f"{whose} is met: {'; '.join(verdict.figures)}".removesuffix(": ")
    return (met, *sentences) if verdict.met else sentences


def says_outcome(status: Status, given: Iterable[Reason]) -> bool:
    """Returns whether the reasons given say what became of a target that is decided."""
    kinds = {
        Status.DELETED: RemovedBy,
        Status.REJECTED: ClosedByMerge,
        Status.WITHDRAWN: ConsolidatedInto,
    }
    return status in kinds and any(isinstance(each, kinds[status]) for each in given)


def explain_change(verdict: Verdict) -> str:
    """Returns which members could change a status, as `explain`; empty if none is named."""
    if verdict.could_change:
        return explain_moves(verdict.could_change, verdict.counts)
    if verdict.no_move in _NO_MOVE:
        return _NO_MOVE[verdict.no_move]
    wanted = _WAITS_FOR.get(verdict.no_move, verdict.no_move)
    return f"no stance alone would do: the rule waits for {wanted}"


def explain_moves(moves: tuple[Move, ...], counts: Counts) -> str:
    """Returns which moves together would meet a rule, as a clause, given the counts before."""
    parts = [_move(move, counts) for move in moves]
    if len(parts) > 2:
        return f"these together would do: {'; '.join(parts)}"
    return f"{list_phrase(parts)} would do"


_WHO = {
    None: ("member without a position", "members without a position"),
    Stance.HOLD: ("holding member", "holding members"),
    Stance.ABSTAIN: ("abstaining member", "abstaining members"),
    Stance.DISAGREE: ("disagreeing member", "disagreeing members"),
    Stance.OBJECT: ("objecting member", "objecting members"),
}


def _move(move: Move, counts: Counts) -> str:
    one, many = _WHO[move.stance]
    lifting = "lifting the hold"
    if move.stance is Stance.HOLD and counts.conditional:
        if counts.holds:
            one, many = "holding or waiting member", "holding or waiting members"
            lifting = "lifting the hold or dropping the condition"
        else:
            one, many = "waiting member", "waiting members"
            lifting = "dropping the condition"
    if move.stance is None and counts.classes[Standpoint.RECONFIRM]:
        without = "without a position or to be reconfirmed"
        one, many = (f"{each} {without}" for each in ("member", "members"))
    if move.to == ANSWER:
        one, many = "unanswered objection", "unanswered objections"
    elif move.answered is not None:
        answered = "answered" if move.answered else "unanswered"
        one, many = f"{answered} {one}", f"{answered} {many}"
    if move.count < move.among:
        which = f"any {count_phrase(move.count, 'one', '{}')} of the {move.among} {many}"
    elif move.count == 2:
        which = f"both {many}"
    else:
        which = count_phrase(move.count, f"the one {one}", f"all {{}} {many}")
    if move.group is not None and (len(counts.groups) > 1 or move.group not in counts.groups):
        which += f" of {move.group or 'no group'}"
    if move.to == ANSWER:
        return f"answering or withdrawing {which}"
    if move.to == ACCEPT:
        return f"{which} accepting"
    if move.stance is Stance.HOLD:
        return f"{which} {lifting}"
    return f"{which} withdrawing the objection"


def standing_words(present: Mapping[str, Stance], terms: Mapping[str, str]) -> str:
    """Returns who supports and who accepts a text, each with its `position_terms`; may be empty."""
    said = (("supported by", Stance.SUPPORT), ("accepted by", Stance.ACCEPT))
    named = {
        how: [code + terms.get(code, "") for code, taken in present.items() if taken is stance]
        for how, stance in said
    }
    return ", ".join(f"{how} {', '.join(codes)}" for how, codes in named.items() if codes)


def position_terms(state: State, target: str) -> dict[str, str]:
    """Returns on what terms members take a position on a text, such as ` (if A9 is agreed)`."""
    found: dict[str, list[str]] = {}
    for each in positions_on(state, target):
        if each.conditions:
            be = "is" if len(each.conditions) == 1 else "are"
            needed = list_phrase(map(state.name_of, each.conditions))
            found[each.member] = [f"if {needed} {be} agreed"]
    for amendment in competing_amendments(state, target):
        for code in amendment.backers:
            verb = "proposes" if code in amendment.sponsors else "supports"
            found.setdefault(code, []).append(f"{verb} {amendment.handle}")
    return {member: f" ({', '.join(said)})" for member, said in found.items()}


def failure_words(state: State, position: Position) -> str:
    """Returns why a stance is off, such as `its condition failed: A2 was rejected`; or nothing."""
    became = []
    for each in ConditionState.of(position, state).failed:
        decision, amendment = state.last_decision(each), state.amendments.get(each)
        what = decision.outcome.value if decision else amendment.state.value if amendment else ""
        became.append(f"{state.name_of(each)} was {what or 'deleted'}")
    return f"its condition failed: {list_phrase(became)}" if became else ""


def explain_counts(counts: Counts) -> str:
    """Returns how many say what of a target, with the number of those that count, as a sentence.

    Such as `2 of 41 in favour (1 support, 1 accept), 1 objects, 38 no position`, without capital
    and full stop; what no member says is left out, and who is recused is outside the number.
    """
    classes = counts.classes
    support, accept = classes[Standpoint.SUPPORT], classes[Standpoint.ACCEPT]
    recused = f" ({counts.of(Stance.RECUSE)} recused)" if counts.of(Stance.RECUSE) else ""
    parts = [f"{support + accept} of {counts.eligible}{recused} in favour"]
    if support and accept:
        parts[0] += f" ({support} support, {accept} accept)"
    for standpoint, one, many in (
        (Standpoint.OBJECT, "objects", "object"),
        (Standpoint.DISAGREE, "against", "against"),
        (Standpoint.ABSTAIN, "stands aside", "stand aside"),
        (Standpoint.HOLD, "holds", "hold"),
        (Standpoint.CONDITIONAL, "waits for a condition", "wait for a condition"),
        (Standpoint.RECONFIRM, "to be reconfirmed", "to be reconfirmed"),
        (Standpoint.NONE, "no position", "no position"),
    ):
        if classes[standpoint] > 0:
            parts.append(count_noun(classes[standpoint], one, many))
    return ", ".join(parts)


def waiting_objections(state: State) -> dict[str, tuple[tuple[str, str], ...]]:
    """Returns what members object to or hold in steps that do not apply, to (step, member)."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for waiting in state.overtaken.values():
        for target, member in waiting.objections:
            found[target] = (*found.get(target, ()), (waiting.step, member))
    return found


def waiting_targets(state: State, drafts: Collection[str]) -> Iterator[str]:
    """Yields the targets in some drafts, and packages over several, about which that is so."""
    for target in {**state.settled_apart(), **waiting_objections(state)}:
        if state.is_target(target) and state.draft_of(target) in ("", *drafts):
            yield target


def explain_waiting(state: State, target: str) -> tuple[str, ...]:
    """Returns what copies of the record left to be settled about a target, a clause each."""
    found = []
    if target in state.settled_apart():
        found.append(
            "two copies settled it otherwise, so text and status are those from before; choose"
            " with 'consensus overtaken'"
        )
    for step, member in waiting_objections(state).get(target, ()):
        found.append(
            f"{member} objected to it or held it in a copy, on a text that is not here (step"
            f" {step}): ask {member}, record its position anew, and let that step go with"
            " 'consensus overtaken let-go'"
        )
    return tuple(found)
