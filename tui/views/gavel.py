"""What a gavel would record, as it is looked at before it falls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from consensus.model.decisions import Outcome
from consensus.rules.explain import explain, explain_counts
from consensus.rules.verdict import Status
from consensus.working_group.decisions import foresee_gavel
from tui.views.positions import name_of

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from tui.worker import Check, Look


@frozen
class GavelView:
    """What a gavel would record.

    Attributes:
        target: the id of what would be decided.
        handle: its handle.
        name: what people call it.
        status: where it stands.
        counts: how many say what, as a sentence.
        why: why it stands there, one sentence each.
        outcomes: what can be declared, the likeliest first.
        over: the codes of members over whose standing objection an agreement would go.
        opposing: the codes of members that object to words which a package would put in, or hold
            them.
        unmet: the rule that an agreement would not meet; empty when it is met.
        no_objection_heard: whether an agreement would pass in silence.
        meeting: the title of the meeting; empty between meetings.
        present: the codes of members recorded as present.
        absent: the codes of members not present.
        awaiting: the codes of members whose word its decision still awaits.
        codes: of every member, for those whose word an agreement is to await.
        refusal: why nothing can be declared, where `outcomes` is empty.
    """

    target: str
    handle: str
    name: str
    status: Status
    counts: str
    why: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    over: tuple[str, ...]
    opposing: tuple[str, ...]
    unmet: str
    no_objection_heard: bool
    meeting: str
    present: tuple[str, ...]
    absent: tuple[str, ...]
    awaiting: tuple[str, ...]
    codes: tuple[str, ...]
    refusal: str


def gavel_view(target: str) -> Look[GavelView]:
    """What reads what a gavel on a target would record."""

    def look(group: WorkingGroup, check: Check) -> GavelView:
        state = group.state
        gavel = foresee_gavel(state, group.judgement(), target, group.now())
        meeting = state.meeting
        return GavelView(
            target=target,
            handle=state.handle_of(target),
            name=name_of(state, target),
            status=gavel.verdict.status,
            counts=explain_counts(gavel.verdict.counts),
            why=explain(gavel.verdict, label=lambda each: name_of(state, each)),
            outcomes=gavel.outcomes,
            over=gavel.over,
            opposing=gavel.opposing,
            unmet=gavel.unmet,
            no_objection_heard=gavel.no_objection_heard,
            meeting=meeting.title if meeting else "",
            present=gavel.present,
            absent=gavel.absent,
            awaiting=gavel.awaiting,
            codes=tuple(state.members),
            refusal=gavel.refusal,
        )

    return look
