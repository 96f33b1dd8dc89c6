"""Sentences on texts: proposals and changes, positions, and decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from consensus.history.operation import Operation
from consensus.history.operations import (
    ArrangeItems,
    AskQuestion,
    ChangeText,
    ExtendDeadline,
    ImportDraft,
    LiftPending,
    MakeStatement,
    NoteSense,
    PresentTexts,
    ProposeAmendment,
    ProposePackage,
    PublishRevision,
    ReceiveContribution,
    RecordDecision,
    StateGroupPosition,
    TakePosition,
    WithdrawAmendment,
    WithdrawPosition,
)
from consensus.model.decisions import Outcome, StatementKind
from consensus.model.drafts import Cause
from consensus.model.meetings import Forum
from consensus.model.planning import Question
from consensus.model.positions import Source, Stance
from consensus.reports.audience import Kind
from consensus.reports.summary import context
from consensus.reports.summary.context import (
    Attribution,
    Happening,
    Narrator,
    Quantity,
    Sentence,
    Telling,
    clause,
    counted,
    day,
    label,
    moment,
    motion,
    number,
)
from consensus.reports.words import listed

# What was decided, what was still awaited, and what members put on record beside it.

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
    if decision.unmet and decision.outcome.closes and narrator.attribution.audience.sees_names:
        text += ", although its rule was not met"
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
    return f"decisions {said} {decision.due} {bool(decision.unmet)}"


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


# What was done to texts: amendments, changes, packages, revisions; and what was asked.


def _tell_questions(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    asked = [narrator.state.questions[each.operation.id] for each in happenings]
    words = [f"({each.number}) {' '.join(each.text.split())}" for each in asked]
    what = "the following question" if len(asked) == 1 else f"{number(len(asked))} questions"
    yield narrator.sentence(
        happenings,
        f"{what} will guide the contributions of members and others: {' '.join(words)}",
        key=asked[0].handle,
        things=[each.id for each in asked],
    )
    deadlines = {each.operation.deadline for each in happenings}
    for deadline in sorted(each for each in deadlines if each):
        about = [each for each in happenings if each.operation.deadline == deadline]
        questions = [narrator.state.questions[each.operation.id] for each in about]
        yield narrator.sentence(
            about,
            f"the deadline for replies{_to(questions, narrator)} is {moment(deadline)}",
            key=f"deadline:{questions[0].handle}",
            things=[each.id for each in questions],
        )


def _to(questions: Sequence[Question], narrator: Narrator) -> str:
    """To which questions, where it is not to all there are."""
    if len(questions) == len(narrator.state.questions):
        return ""
    noun = "question" if len(questions) == 1 else "questions"
    return f" to {noun} {listed([each.number for each in questions])}"


def _asked(operation: AskQuestion, narrator: Narrator) -> str:
    return "questions"


def _tell_deadline(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    extended: ExtendDeadline = happenings[0].operation
    state = narrator.state
    questions = [state.questions[each.operation.question] for each in happenings]
    to = _to(questions, narrator)
    if extended.deadline is None:
        text = f"there is no deadline for replies{to} any more"
    else:
        text = f"the deadline for replies{to} is {moment(extended.deadline)}"
    yield narrator.sentence(
        happenings,
        text,
        key=f"deadline:{questions[0].handle}",
        things=[each.id for each in questions],
    )


def _extended(operation: ExtendDeadline, narrator: Narrator) -> str:
    return f"deadline {operation.deadline}"


def _tell_contributions(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    what = counted(len(happenings), "contribution was", "contributions were")
    yield narrator.sentence(
        happenings,
        f"{what} received",
        key="contributions",
        things=[each.operation.id for each in happenings],
    )


def _tell_proposals(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    state = narrator.state
    targets = dict.fromkeys(
        each.operation.target
        for each in happenings
        if each.operation.target in state.items or each.operation.target in state.amendments
    )
    what = counted(len(happenings), "amendment was", "amendments were")
    to = f" to {narrator.subjects(list(targets))}" if targets else ""
    yield narrator.sentence(
        happenings,
        f"{what} proposed{to}",
        key="amendments",
        things=[each.operation.id for each in happenings],
    )


def _tell_withdrawals(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    ended = [each for each in happenings if each.operation.ends or not each.operation.members]
    if not ended:
        return
    gone = list(dict.fromkeys(each.operation.amendment for each in ended))
    be = "was" if len(gone) == 1 else "were"
    yield narrator.sentence(
        ended, f"{narrator.subjects(gone)} {be} withdrawn", key="withdrawn", things=gone
    )


def _tell_changes(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    of_items = [each for each in happenings if each.operation.target in narrator.state.items]
    for key, done, is_editorial in (
        ("texts", "revised", False),
        ("corrections", "corrected editorially", True),
    ):
        changed = [
            each for each in of_items if (each.operation.cause is Cause.EDITORIAL) is is_editorial
        ]
        items = list(dict.fromkeys(each.operation.target for each in changed))
        if items:
            yield narrator.sentence(
                changed,
                f"the text of {narrator.subjects(items)} was {done}",
                key=key,
                things=items,
            )
    for each in of_items:
        change: ChangeText = each.operation
        if change.unbracketed:
            item = narrator.subjects([change.target])
            yield narrator.sentence(
                [each],
                f"words that members objected to, or reserved their position on, were taken into"
                f" {item} without brackets, on the Chair's instruction"
                f"{reason_clause(change.reason, narrator)}",
                key=f"instruction:{narrator.state.handle_of(change.target)}",
                things=[change.target, *change.unbracketed],
            )


def _tell_presented(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    texts = list(dict.fromkeys(target for each in happenings for target in each.operation.targets))
    be = "was" if len(texts) == 1 else "were"
    yield narrator.sentence(
        happenings, f"{narrator.subjects(texts)} {be} presented", key="presented", things=texts
    )


def _tell_arrangement(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    for done, of in _ARRANGED.items():
        about = [each for each in happenings if of(each.operation)]
        items = list(dict.fromkeys(item for each in about for item in of(each.operation)))
        if items:
            be = "was" if len(items) == 1 else "were"
            yield narrator.sentence(
                about, f"{narrator.subjects(items)} {be} {done}", key=done, things=items
            )
    for each in happenings:
        arranged: ArrangeItems = each.operation
        for amendment in arranged.opposed:
            ruled = narrator.state.instructions[arranged.id]
            yield narrator.sentence(
                [each],
                f"{narrator.subject(amendment)} was carried out although members objected to it, or"
                f" reserved their position on it, on the Chair's instruction"
                f"{reason_clause(ruled.reason, narrator)}",
                key=f"instruction:{narrator.state.handle_of(amendment)}",
                things=[amendment],
            )


def _joined(operation: ArrangeItems) -> tuple[str, ...]:
    return (*operation.reworded, *operation.removed) if _joins(operation) else ()


def _joins(operation: ArrangeItems) -> bool:
    return bool(operation.reworded and operation.removed)


def _split(operation: ArrangeItems) -> tuple[str, ...]:
    return tuple(operation.reworded) if not operation.removed else ()


def _inserted(operation: ArrangeItems) -> tuple[str, ...]:
    """The items that an operation made, but for the parts of what it split."""
    if operation.reworded:
        return ()
    return tuple(f"{operation.id}.{number}" for number in range(len(operation.inserted)))


_ARRANGED: Mapping[str, Callable[[ArrangeItems], tuple[str, ...]]] = {
    "deleted": lambda operation: () if _joins(operation) else operation.removed,
    "joined": _joined,
    "split": _split,
    "inserted": _inserted,
    "moved": lambda operation: tuple(each.item for each in operation.moved),
}
"""What was done to items, to which an operation did it to."""


def _tell_draft(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    imported: ImportDraft = happenings[0].operation
    yield narrator.sentence(
        happenings,
        f"{context.subject(narrator.state, imported.id)} was introduced",
        key=narrator.state.handle_of(imported.id),
        things=(imported.id,),
    )


def _tell_package(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    proposed: ProposePackage = happenings[0].operation
    items = context.subjects(narrator.state, proposed.items)
    yield narrator.sentence(
        happenings,
        f"{narrator.subject(proposed.id)}, on {items}, was proposed",
        key=narrator.state.handle_of(proposed.id),
        things=(proposed.id, *proposed.items),
    )


def _tell_revision(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    published: PublishRevision = happenings[0].operation
    standing = f", {published.standing}" if published.standing else ""
    yield narrator.sentence(
        happenings,
        f"{published.name} of {context.subject(narrator.state, published.draft)} was"
        f" issued{standing}",
        key=f"revision:{narrator.state.handle_of(published.draft)}",
        things=(published.draft,),
    )


def _one_sentence(operation: Operation, narrator: Narrator) -> str:
    return operation.NAME


TEXT_TELLING: Mapping[type[Operation], Telling] = {
    AskQuestion: Telling(_tell_questions, _asked),
    ExtendDeadline: Telling(_tell_deadline, _extended),
    ReceiveContribution: Telling(_tell_contributions, _one_sentence),
    ImportDraft: Telling(_tell_draft),
    ProposeAmendment: Telling(_tell_proposals, _one_sentence),
    PresentTexts: Telling(_tell_presented, _one_sentence),
    WithdrawAmendment: Telling(_tell_withdrawals, _one_sentence),
    ChangeText: Telling(_tell_changes, _one_sentence),
    ArrangeItems: Telling(_tell_arrangement, _one_sentence),
    ProposePackage: Telling(_tell_package),
    PublishRevision: Telling(_tell_revision),
}
"""The class of an operation on texts and questions to how it is told."""


# Where members stood: the sense of the room, and positions taken in the meeting.

# What one, and what several, did.
_VERBS: Mapping[Stance, tuple[str, str]] = {
    Stance.SUPPORT: ("supported", "supported"),
    Stance.ACCEPT: ("could accept", "could accept"),
    Stance.ABSTAIN: ("stood aside on", "stood aside on"),
    Stance.HOLD: ("reserved its position on", "reserved their positions on"),
    Stance.DISAGREE: ("was not in favour of", "were not in favour of"),
    Stance.OBJECT: ("objected to", "objected to"),
    Stance.RECUSE: ("took no part in the consideration of",) * 2,
}
_SINGULAR = ("one ", "a ", "an ", "each ", "every ")
# Words for how many that do not say of what.
_WITHOUT_A_NOUN = frozenset(
    ("all", "few", "many", "most", "none", "one", "several", "some", "two", "three")
)


def _tell_sense(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    noted: NoteSense = happenings[0].operation
    if not narrator.attribution.tells(Kind.SENSES):
        return
    quantity = _quantity(noted.quantity.strip(), narrator.attribution)
    verb = _VERBS[noted.stance][not quantity.words.startswith(_SINGULAR)]
    note = f" ({noted.note.strip().rstrip('.')})" if noted.note.strip() else ""
    yield narrator.sentence(
        happenings,
        f"{quantity.words} {verb} {narrator.subject(noted.target)}{note}",
        key=f"sense:{narrator.state.handle_of(noted.target)}",
        things=(noted.target,),
        quantities=(quantity,),
    )


def _quantity(noted: str, attribution: Attribution) -> Quantity:
    """How many it was, by the table where a number was noted, or else in the words noted."""
    if noted.isdecimal():
        return attribution.quantity(int(noted))
    folded = noted.casefold()
    if folded == "the majority":
        return Quantity("the majority of members")
    last = folded.split()[-1]
    return Quantity(f"{noted} members" if last in _WITHOUT_A_NOUN else noted)


def _tell_positions(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    attribution = narrator.attribution
    stances = _stances(happenings, narrator)
    target = happenings[0].operation.target
    parts: list[str] = []
    quantities: list[Quantity] = []
    subject = ""
    for stance in Stance:
        codes = [code for code, (taken, _) in stances.items() if taken is stance]
        if not codes:
            continue
        via = _named(codes, stances) if attribution.names else codes
        who, behind = attribution.members(via)
        verb = _VERBS[stance][len(codes) > 1]
        subject = "it" if subject else narrator.subject(target, _version(happenings))
        parts.append(f"{who} {verb} {subject}")
        quantities += behind
    if parts:
        yield narrator.sentence(
            happenings,
            listed(parts),
            key=f"positions:{narrator.state.handle_of(target)}",
            things=(target,),
            quantities=quantities,
        )


def _stances(happenings: Sequence[Happening], narrator: Narrator) -> dict[str, tuple[Stance, str]]:
    """The stance that each member took last, as far as it is told, and via which group."""
    taken: dict[str, tuple[Stance, str]] = {}
    for happening in happenings:
        each = happening.operation
        if isinstance(each, WithdrawPosition):
            taken.pop(each.member, None)
        elif isinstance(each, StateGroupPosition):
            if narrator.attribution.hears(Source.GROUP):
                taken.update(dict.fromkeys(each.members, (each.stance, each.group)))
        elif narrator.attribution.hears(each.source):
            taken[each.member] = each.stance, each.via
        else:
            taken.pop(each.member, None)
    members = narrator.state.members
    return {code: found for code, found in taken.items() if not members[code].observer}


def _named(codes: Sequence[str], stances: Mapping[str, tuple[Stance, str]]) -> list[str]:
    """The groups that spoke, in the place of their members, and who spoke for itself."""
    return list(dict.fromkeys(stances[code][1] or code for code in codes))


def _version(happenings: Sequence[Happening]) -> str:
    versions = [getattr(each.operation, "version", "") for each in happenings]
    return versions[-1] if versions[-1:] != [happenings[0].operation.target] else ""


def _on_target(operation: TakePosition, narrator: Narrator) -> str:
    return f"positions {label(narrator.state, operation.target)} {operation.target}"


STANCE_TELLING: Mapping[type[Operation], Telling] = {
    NoteSense: Telling(_tell_sense),
    TakePosition: Telling(_tell_positions, _on_target),
    StateGroupPosition: Telling(_tell_positions, _on_target),
    WithdrawPosition: Telling(_tell_positions, _on_target),
}
"""The class of an operation on stances to how it is told."""
