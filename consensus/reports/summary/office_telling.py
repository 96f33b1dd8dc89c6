"""Who took which office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from consensus.history.operation import Operation
from consensus.history.operations import AssignOffice
from consensus.model.member import Role
from consensus.reports.audience import Kind
from consensus.reports.summary.narrator import Narrator, Telling
from consensus.reports.summary.proceedings import Happening
from consensus.reports.summary.sentence import Sentence
from consensus.reports.summary.wording import body_of, office, subject_phrase


def _tell_office(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    taken: AssignOffice = happenings[0].operation
    attribution = narrator.attribution
    what = office(taken.role).removeprefix("the ")
    key = taken.role.value
    if not taken.person:
        yield narrator.sentence(happenings, f"the office of {what} fell vacant", key=key)
        return
    if not attribution.tells_offices:
        attribution.left_out[Kind.MEMBERS] += 1
        approved = ", with the approval of the members," if taken.approved else ""
        yield narrator.sentence(happenings, f"a {what}{approved} took office", key=key)
        return
    person = taken.person
    if taken.member:
        person = f"{person} ({attribution.member(taken.member)})"
    if not taken.nominated_by:
        yield narrator.sentence(happenings, f"{person} took office as {what}", key=key)
        return
    nominator = subject_phrase(office(taken.nominated_by))
    yield narrator.sentence(
        happenings,
        f"{nominator} nominated {person} as {what} of {body_of(narrator.state.title)}",
        key=f"{key}:nomination",
    )
    approval = "following the approval of the members, " if taken.approved else ""
    chaired = "accepted the nomination"
    if taken.role is Role.CHAIR and _stays(taken, narrator):
        chaired += " and chaired the remainder of the meeting"
    yield narrator.sentence(happenings, f"{approval}{taken.person} {chaired}", key=key)


def _stays(taken: AssignOffice, narrator: Narrator) -> bool:
    """Whether nobody else took the office later in the meeting."""
    changes = [
        each.operation
        for each in narrator.proceedings.of(AssignOffice)
        if each.operation.role is taken.role
    ]
    return bool(changes) and changes[-1].id == taken.id


OFFICE_TELLING: Mapping[type[Operation], Telling] = {AssignOffice: Telling(_tell_office)}
"""The class of an operation on offices to how it is told."""
