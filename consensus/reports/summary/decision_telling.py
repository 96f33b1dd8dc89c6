"""What was decided, what was still awaited, and what members put on record beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from consensus.history.operation import Operation
from consensus.history.operations import LiftPending, MakeStatement, RecordDecision
from consensus.model.decision import Outcome, StatementKind
from consensus.model.meeting import Forum
from consensus.reports.audience import Kind
from consensus.reports.summary.context import clause
from consensus.reports.summary.dates import day
from consensus.reports.summary.narrator import Narrator, Telling
from consensus.reports.summary.proceedings import Happening
from consensus.reports.summary.sentence import Quantity, Sentence
from consensus.reports.summary.subjects import motion

_AGREED = {
    Outcome.AGREED: "agreed",
    Outcome.AGREED_AD_REF: "agreed ad referendum",
    Outcome.ADOPTED: "adopted",
}
_FORUMS = {
    Forum.INFORMALS: "in informal consultations",
    Forum.COMMITTEE: "in committee",
    Forum.PLENARY: "in plenary",
}

_FEW_WORDS = 4


def _tell_decision(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    decision: RecordDecision = happenings[0].operation
    targets = list(dict.fromkeys(each for one in happenings for each in one.operation.targets))
    awaited, quantities = _awaited(decision, narrator)
    yield narrator.sentence(
        happenings,
        f"{_declared(decision, targets, narrator)}{_elsewhere(decision, narrator)}{awaited}"
        f"{reason_clause(decision.reason, narrator)}",
        key=narrator.state.handle_of(decision.id),
        things=(*(each.operation.id for each in happenings), *targets),
        quantities=quantities,
    )


def _declared(decision: RecordDecision, targets: Sequence[str], narrator: Narrator) -> str:
    version = decision.versions[0] if len(targets) == 1 else ""
    if decision.outcome.closes:
        verb = _AGREED[decision.outcome]
        moved = motion(narrator.state, targets[0], version) if len(targets) == 1 else ""
        if moved and decision.outcome is not Outcome.ADOPTED:
            narrator.speak_of(targets[0])
            return f"{narrator.attribution.body} {verb} {moved}"
        on = "" if decision.outcome is Outcome.ADOPTED else " on"
        return f"{narrator.attribution.body} {verb}{on} {narrator.subjects(targets)}"
    what = narrator.subjects(targets)
    be = "was" if len(targets) == 1 else "were"
    if decision.outcome is Outcome.DEFERRED:
        until = f" and to return to it on {day(decision.due)}" if decision.due else ""
        if len(what.split()) > _FEW_WORDS:
            return f"it was decided, for the moment, not to pursue {what}{until}"
        return f"it was decided not to pursue {what} for the moment{until}"
    if decision.outcome is Outcome.REJECTED:
        return f"{what} {be} not agreed to"
    if decision.outcome is Outcome.WITHDRAWN:
        return f"{what} {be} withdrawn"
    return f"it was decided to reopen the discussion of {what}"


def _elsewhere(decision: RecordDecision, narrator: Narrator) -> str:
    """Where it was taken, if not in what the meeting is."""
    if decision.forum is narrator.attribution.meeting.forum or not decision.outcome.closes:
        return ""
    return f", {_FORUMS[decision.forum]}"


def _awaited(decision: RecordDecision, narrator: Narrator) -> tuple[str, tuple[Quantity, ...]]:
    """Whose word it awaits, and over whose objection it was taken."""
    text = ""
    found: tuple[Quantity, ...] = ()
    for codes, opening in (
        (decision.pending, ", pending the word of "),
        (decision.over, ", over the objection of "),
    ):
        if codes and narrator.attribution.tells(Kind.MEMBERS, len(codes)):
            who, behind = narrator.attribution.members(codes)
            text += opening + who
            found += behind
        elif codes:
            text += ", pending a word awaited" if codes is decision.pending else ""
    return text, found


def reason_clause(reason: str, narrator: Narrator) -> str:
    """The chair's reason, where the summary tells reasons."""
    if not reason.strip() or not narrator.attribution.tells(Kind.REASONS):
        return ""
    return f", for the following reason: {clause(reason)}"


def _alike(decision: RecordDecision, narrator: Narrator) -> str:
    """Decisions on paragraphs that say the same of each are told together; motions are not."""
    if any(motion(narrator.state, each) for each in decision.targets):
        return decision.id
    said = (decision.outcome, decision.forum, decision.pending, decision.over, decision.reason)
    return f"decisions {said} {decision.due}"


def _tell_word(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    lifted: LiftPending = happenings[0].operation
    if narrator.attribution.tells(Kind.MEMBERS):
        said = ("gave the word that was awaited on",) * 2
        yield _said_of(lifted.decision, "word", said, happenings, narrator)


def _awaiting(operation: LiftPending, narrator: Narrator) -> str:
    return f"word {operation.decision}"


_STATED = {
    StatementKind.EXPLANATION: ("explained its position on", "explained their positions on"),
    StatementKind.RESERVATION: ("placed a reservation on record on",) * 2,
    StatementKind.DISSOCIATION: (
        "dissociated itself from the decision on",
        "dissociated themselves from the decision on",
    ),
}


def _tell_statements(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    made: MakeStatement = happenings[0].operation
    if narrator.attribution.tells(Kind.STATEMENTS, len(happenings)):
        key = made.kind.name.casefold()
        yield _said_of(made.decision, key, _STATED[made.kind], happenings, narrator)


def _beside(operation: MakeStatement, narrator: Narrator) -> str:
    return f"{operation.kind} {operation.decision}"


def _said_of(
    decision: str,
    key: str,
    said: tuple[str, str],
    happenings: Sequence[Happening],
    narrator: Narrator,
) -> Sentence:
    """What members said of a decision; `said` is what one did, and what several did."""
    attribution, state = narrator.attribution, narrator.state
    codes = list(dict.fromkeys(each.operation.member for each in happenings))
    who, behind = attribution.members(codes)
    targets = state.decisions[decision].targets
    return narrator.sentence(
        happenings,
        f"{who} {said[len(codes) > 1]} {narrator.subjects(targets)}",
        key=f"{key}:{state.handle_of(decision)}",
        things=(decision, *targets),
        quantities=behind,
    )


DECISION_TELLING: Mapping[type[Operation], Telling] = {
    RecordDecision: Telling(_tell_decision, _alike),
    LiftPending: Telling(_tell_word, _awaiting),
    MakeStatement: Telling(_tell_statements, _beside),
}
"""The class of an operation on decisions to how it is told."""
