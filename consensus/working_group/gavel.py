"""What a gavel would record, to be looked at before it falls."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime

import attrs
from attrs import frozen

from consensus.errors import Rejected
from consensus.history.operation import Act, Operation
from consensus.history.operations import ArrangeItems, ChangeText, RecordDecision
from consensus.model.decisions import Outcome
from consensus.model.state import State
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import Verdict
from consensus.working_group.decisions import plan_decision, plan_package, plan_reopening

# Stands in for the reason that is still to be given; nothing is recorded with it.
_REASON = "…"


@frozen
class Gavel:
    """What a gavel on one target would record.

    Attributes:
        target: the id of the item, amendment or package.
        verdict: what its rule says of it now.
        outcomes: what can be declared of it, the likeliest first.
        over: the codes of members over whose standing objection an agreement would go.
        opposing: the codes of members that object to words which an agreement on a package would
            put into a text, or hold them.
        unmet: the rule that an agreement would not meet; empty when it is met.
        no_objection_heard: whether an agreement would pass in silence.
        present: the codes of members recorded as present; empty between meetings.
        absent: the codes of members not present.
        awaiting: the codes of members whose word its last decision still awaits.
        refusal: why nothing can be declared of it, where `outcomes` is empty.
    """

    target: str
    verdict: Verdict
    outcomes: tuple[Outcome, ...]
    over: tuple[str, ...]
    opposing: tuple[str, ...]
    unmet: str
    no_objection_heard: bool
    present: tuple[str, ...]
    absent: tuple[str, ...]
    awaiting: tuple[str, ...]
    refusal: str = ""


def foresee_gavel(state: State, judgement: Judgement, target: str, now: datetime) -> Gavel:
    """Say what a gavel would record, recording nothing.

    Args:
        state: the state.
        judgement: of that state.
        target: the id of an item, amendment or package.
        now: the moment.
    """
    meeting = state.meeting
    act = Act("", "", now, now, meeting.id if meeting else "")
    outcomes: list[Outcome] = []
    refusals: list[str] = []
    agreement: RecordDecision | None = None
    opposing: set[str] = set()
    for outcome in Outcome:
        try:
            operations = _plan(state, judgement, target, outcome, act)
        except Rejected as refused:
            refusals += refused.reasons
            continue
        decision = next(each for each in operations if isinstance(each, RecordDecision))
        if outcome is Outcome.AGREED:
            agreement = decision
            opposing = {
                each.member
                for operation in operations
                if isinstance(operation, ChangeText | ArrangeItems)
                for each in operation.contested
                if not each.contested
            }
        # What a package would change first is taken back by now.
        versions = tuple(state.version_id(each) for each in decision.targets)
        reasons = list(attrs.evolve(decision, versions=versions).check(state, act))
        if reasons:
            refusals += reasons
        else:
            outcomes.append(outcome)
    last = state.last_decision(target)
    return Gavel(
        target=target,
        verdict=judgement.verdict(target),
        outcomes=tuple(outcomes),
        over=agreement.over if agreement else (),
        opposing=tuple(sorted(opposing)),
        unmet=agreement.unmet if agreement else "",
        no_objection_heard=agreement.no_objection_heard if agreement else False,
        present=agreement.present if agreement else (),
        absent=agreement.absent if agreement else (),
        awaiting=last.pending if last else (),
        refusal="" if outcomes else "; ".join(dict.fromkeys(refusals)),
    )


def _plan(
    state: State, judgement: Judgement, target: str, outcome: Outcome, act: Act
) -> Sequence[Operation]:
    numbers = itertools.count()

    def new_id() -> str:
        return f"foreseen {next(numbers)}"

    if target in state.packages:
        return plan_package(
            state, judgement, new_id, target, outcome, act, reason=_REASON, without_brackets=True
        )
    decision = plan_decision(state, judgement, new_id, [target], outcome, reason=_REASON)
    return (decision, *plan_reopening(state, new_id, decision))
