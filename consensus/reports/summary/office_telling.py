"""Who was nominated for an office, and who took it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from consensus.history.operation import Operation
from consensus.history.operations import AssignOffice, DeclineNomination, Nominate
from consensus.model.member import Role
from consensus.reports.audience import Kind
from consensus.reports.summary.context import body_of, office, subject_phrase
from consensus.reports.summary.narrator import Narrator, Telling
from consensus.reports.summary.proceedings import Happening
from consensus.reports.summary.sentence import Sentence


def _tell_nomination(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    made: Nominate = happenings[0].operation
    attribution = narrator.attribution
    what = office(made.role).removeprefix("the ")
    text = f"a nomination for {what} was made"
    if attribution.tells_offices:
        by = f" of {attribution.member(made.member)}" if made.member else ""
        nominated = f"{made.person}{by}"
        what = f"{what} of {body_of(narrator.state.title)}"
        text = f"{nominated} was nominated as {what}"
        if made.by:
            text = f"{subject_phrase(office(made.by))} nominated {nominated} as {what}"
    else:
        attribution.left_out[Kind.MEMBERS] += 1
    yield narrator.sentence(
        happenings, text, key=narrator.state.handle_of(made.id), things=(made.id,)
    )


def _tell_refusal(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    declined: DeclineNomination = happenings[0].operation
    nomination = narrator.state.nominations[declined.nomination]
    of = f" of {nomination.person}" if narrator.attribution.tells_offices else ""
    yield narrator.sentence(
        happenings,
        f"the nomination{of} was not taken up",
        key=f"declined:{nomination.handle}",
        things=(nomination.id,),
    )


def _tell_office(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    taken: AssignOffice = happenings[0].operation
    what = office(taken.role).removeprefix("the ")
    approval = "following the approval of the members, " if taken.nomination else ""
    if not taken.person:
        text = f"the office of {what} fell vacant"
    elif not narrator.attribution.tells_offices:
        narrator.attribution.left_out[Kind.MEMBERS] += 1
        text = f"{approval}a {what} took office"
    elif taken.nomination:
        text = f"{approval}{taken.person} accepted the nomination"
        if taken.role is Role.CHAIR and _stays(taken, narrator):
            text += " and chaired the remainder of the meeting"
    else:
        of = f" of {narrator.attribution.member(taken.member)}" if taken.member else ""
        text = f"{taken.person}{of} took office as {what}"
    things = [taken.nomination] if taken.nomination else []
    yield narrator.sentence(happenings, text, key=taken.role.value, things=things)


def _stays(taken: AssignOffice, narrator: Narrator) -> bool:
    """Whether nobody else took the office later in the meeting."""
    changes = [
        each.operation
        for each in narrator.proceedings.of(AssignOffice)
        if each.operation.role is taken.role
    ]
    return bool(changes) and changes[-1].id == taken.id


OFFICE_TELLING: Mapping[type[Operation], Telling] = {
    Nominate: Telling(_tell_nomination),
    DeclineNomination: Telling(_tell_refusal),
    AssignOffice: Telling(_tell_office),
}
"""The class of an operation on offices to how it is told."""
