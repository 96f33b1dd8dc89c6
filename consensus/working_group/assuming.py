"""What would be recorded if what is assumed happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from consensus.analysis.what_if import Assumption, Declares, Judges, Merges, Says, Withdraws
from consensus.errors import Rejected
from consensus.history.operation import Act, Operation
from consensus.history.operations import SetRule, TakePosition, WithdrawAmendment
from consensus.model.amendments import AmendmentKind
from consensus.model.lookup import find, find_amendment, find_member, find_target
from consensus.model.positions import Source
from consensus.model.state import State
from consensus.rules.expression import parse_rule
from consensus.rules.judgement import Judgement
from consensus.working_group.arranging import plan_arrangement
from consensus.working_group.decisions import plan_decision, plan_package, plan_reopening
from consensus.working_group.merging import plan_merge, plan_taking

_REASON = "assumed"


def plan_assumption(
    state: State, act: Act, new_id: Callable[[], str], assumption: Assumption
) -> Sequence[Operation]:
    """Work out the operations that would be recorded if what is assumed happened.

    Args:
        state: the state in which it would happen.
        act: the act in which it would happen.
        new_id: makes identities.
        assumption: what is assumed.

    Raises:
        NotFound: something is called by a name that nothing has.
        Rejected: it cannot happen.
        MalformedRule: a rule cannot be read.
    """
    match assumption:
        case Says():
            return [_saying(state, new_id(), assumption)]
        case Merges():
            return [_merging(state, act, new_id, assumption)]
        case Withdraws():
            return [_withdrawing(state, new_id(), assumption)]
        case Judges(rule, target):
            parse_rule(rule)
            return [SetRule(id=new_id(), rule=rule, target=find(state, target) if target else "")]
        case Declares():
            return _declaring(state, act, new_id, assumption)


def _saying(state: State, operation: str, said: Says) -> TakePosition:
    target = find_target(state, said.target)
    return TakePosition(
        id=operation,
        target=target,
        version=state.version_id(target),
        member=find_member(state, said.member),
        stance=said.stance,
        conditions=tuple(find_target(state, name) for name in said.provided),
        source=Source.SECRETARIAT,
    )


def _merging(state: State, act: Act, new_id: Callable[[], str], merges: Merges) -> Operation:
    target = find_target(state, merges.target)
    amendment = state.amendments.get(target)
    if amendment is not None and amendment.kind is not AmendmentKind.MODIFY and not merges.take:
        return plan_arrangement(state, target, new_id)
    if target in state.packages:
        raise Rejected(f"{merges.target} is a package, which has no text of its own")
    if merges.take:
        handles = [state.amendments[find_amendment(state, each)].handle for each in merges.take]
        return plan_taking(state, target, new_id, act.recorded, handles).operation
    return plan_merge(state, target, new_id, act.recorded).operation


def _withdrawing(state: State, operation: str, withdraws: Withdraws) -> WithdrawAmendment:
    amendment = state.amendments[find_amendment(state, withdraws.amendment)]
    codes = tuple(find_member(state, code) for code in withdraws.members)
    leaving = codes or amendment.backers
    return WithdrawAmendment(
        id=operation,
        amendment=amendment.id,
        members=leaving,
        ends=not set(amendment.backers).difference(leaving),
    )


def _declaring(
    state: State, act: Act, new_id: Callable[[], str], declares: Declares
) -> Sequence[Operation]:
    target = find_target(state, declares.target)
    judgement = Judgement(state, act.recorded)
    if target in state.packages:
        return plan_package(
            state,
            judgement,
            new_id,
            target,
            declares.outcome,
            act,
            reason=_REASON,
            without_brackets=True,
        )
    decision = plan_decision(state, judgement, new_id, [target], declares.outcome, reason=_REASON)
    return (decision, *plan_reopening(state, new_id, decision))
