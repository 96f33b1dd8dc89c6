"""What was done to texts: amendments, changes, packages, revisions; and what was asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from consensus.history.operation import Operation
from consensus.history.operations import (
    ArrangeItems,
    AskQuestion,
    ChangeText,
    ExtendDeadline,
    ImportDraft,
    PresentTexts,
    ProposeAmendment,
    ProposePackage,
    PublishRevision,
    ReceiveContribution,
    WithdrawAmendment,
)
from consensus.model.question import Question
from consensus.model.version import Cause
from consensus.reports.summary import subjects
from consensus.reports.summary.context import counted, number
from consensus.reports.summary.dates import moment
from consensus.reports.summary.decision_telling import reason_clause
from consensus.reports.summary.narrator import Narrator, Telling
from consensus.reports.summary.proceedings import Happening
from consensus.reports.summary.sentence import Sentence
from consensus.reports.words import listed


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
    state = narrator.state
    drafts = list(dict.fromkeys(each.operation.draft for each in happenings))
    named = listed([subjects.subject(state, each) for each in drafts])
    yield narrator.sentence(
        happenings, f"the order of {named} was changed", key="order", things=drafts
    )


def _tell_draft(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    imported: ImportDraft = happenings[0].operation
    yield narrator.sentence(
        happenings,
        f"{subjects.subject(narrator.state, imported.id)} was introduced",
        key=narrator.state.handle_of(imported.id),
        things=(imported.id,),
    )


def _tell_package(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    proposed: ProposePackage = happenings[0].operation
    items = subjects.subjects(narrator.state, proposed.items)
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
        f"{published.name} of {subjects.subject(narrator.state, published.draft)} was"
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
