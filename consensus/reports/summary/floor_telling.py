"""What was said: interventions, and how many took the floor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from consensus.history.operation import Operation
from consensus.history.operations import GiveFloor, NoteIntervention
from consensus.model.floor import InterventionKind
from consensus.model.state import State
from consensus.reports.audience import Kind
from consensus.reports.summary.attribution import Attribution
from consensus.reports.summary.context import clause, counted, office, subject_phrase
from consensus.reports.summary.narrator import Narrator, Telling
from consensus.reports.summary.proceedings import Happening
from consensus.reports.summary.sentence import Quantity, Sentence
from consensus.reports.summary.subjects import motion


def _tell_intervention(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    noted: NoteIntervention = happenings[0].operation
    if not narrator.attribution.tells(Kind.INTERVENTIONS):
        return
    who, quantities = _speaker(noted, narrator.attribution)
    text = _SAID[noted.kind](who, noted, narrator)
    yield narrator.sentence(
        happenings,
        _opening(noted, narrator) + text,
        key=narrator.state.handle_of(noted.id),
        things=(noted.id, *noted.targets, *([noted.remedies] if noted.remedies else [])),
        quantities=quantities,
    )
    narrator.said = noted.id
    narrator.speak_of(noted.targets[0] if len(noted.targets) == 1 else "")


def _speaker(noted: NoteIntervention, attribution: Attribution) -> tuple[str, tuple[Quantity, ...]]:
    """Who said something, and the number behind that; empty where nobody is to be told."""
    if noted.office:
        return (subject_phrase(office(noted.office)) if attribution.tells_offices else ""), ()
    observer = noted.member in attribution.state.members and (
        attribution.state.members[noted.member].observer
    )
    if observer and not noted.voices and not attribution.names:
        return "one observer", (Quantity("one observer", 1),)
    if noted.member or noted.voices:
        codes = [noted.member] if noted.member else []
        return attribution.members(codes, max(0, noted.voices - len(codes)))
    return "", ()


def _opening(noted: NoteIntervention, narrator: Narrator) -> str:
    """What leads to a remedy, or to a paragraph that was spoken about."""
    if noted.remedies:
        said, remedied = narrator.said, narrator.remedied
        narrator.remedied = noted.remedies
        if remedied == noted.remedies:
            return "in addition, "
        if said == noted.remedies:
            return "to address this concern, "
        concern = narrator.state.interventions[noted.remedies]
        return f"to address the concern over {clause(concern.text)}, "
    texts = [each for each in noted.targets if _is_text(narrator.state, each)]
    if texts and noted.kind in _ON_TEXTS:
        return f"with regard to {narrator.subjects(texts)}, "
    return ""


def _is_text(state: State, target: str) -> bool:
    """Whether it is a paragraph, and no motion, whose words the intervention is about."""
    return target in state.items and not motion(state, target)


def _statement(who: str, noted: NoteIntervention, narrator: Narrator) -> str:
    said = f"{who or 'it was'} {narrator.again(who)}indicated"
    return f"{said} that {clause(noted.text)}"


def _presentation(who: str, noted: NoteIntervention, narrator: Narrator) -> str:
    return f"{who} made {clause(noted.text)}" if who else f"{clause(noted.text)} was made"


def _exchange(who: str, noted: NoteIntervention, narrator: Narrator) -> str:
    return f"{who or 'members'} exchanged views on {clause(noted.text)}"


def _stock(who: str, noted: NoteIntervention, narrator: Narrator) -> str:
    return f"{who or 'participants'} took stock of {clause(noted.text)}"


def _note(who: str, noted: NoteIntervention, narrator: Narrator) -> str:
    return f"{who or narrator.attribution.body} noted that {clause(noted.text)}"


def _proposal(who: str, noted: NoteIntervention, narrator: Narrator) -> str:
    return f"{who or 'it was'} proposed {clause(noted.text)}"


def _concern(who: str, noted: NoteIntervention, narrator: Narrator) -> str:
    what = f"{who} expressed concern" if who else "concern was expressed"
    return f"{what} over {clause(noted.text)}"


def _suggestion(who: str, noted: NoteIntervention, narrator: Narrator) -> str:
    return f"{who or 'it was'} suggested that {clause(noted.text)}"


def _issue(who: str, noted: NoteIntervention, narrator: Narrator) -> str:
    return f"{clause(noted.text)} ({who})" if who and noted.voices else clause(noted.text)


_SAID: Mapping[InterventionKind, Callable[[str, NoteIntervention, Narrator], str]] = {
    InterventionKind.STATEMENT: _statement,
    InterventionKind.PRESENTATION: _presentation,
    InterventionKind.EXCHANGE: _exchange,
    InterventionKind.STOCK: _stock,
    InterventionKind.NOTE: _note,
    InterventionKind.PROPOSAL: _proposal,
    InterventionKind.CONCERN: _concern,
    InterventionKind.SUGGESTION: _suggestion,
    InterventionKind.ISSUE: _issue,
}
_ON_TEXTS = frozenset(
    {
        InterventionKind.STATEMENT,
        InterventionKind.CONCERN,
        InterventionKind.SUGGESTION,
    }
)


def _tell_speakers(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    observers = {
        each.operation.member
        for each in happenings
        if narrator.state.members[each.operation.member].observer
    }
    members = {each.operation.member for each in happenings} - observers
    spoke = [
        counted(len(codes), one, many)
        for codes, one, many in (
            (members, "member", "members"),
            (observers, "observer", "observers"),
        )
        if codes
    ]
    yield narrator.sentence(happenings, f"{' and '.join(spoke)} took the floor", key="floor")


def _on_the_floor(operation: Operation, narrator: Narrator) -> str:
    return "floor"


FLOOR_TELLING: Mapping[type[Operation], Telling] = {
    GiveFloor: Telling(_tell_speakers, _on_the_floor),
    NoteIntervention: Telling(_tell_intervention),
}
"""The class of an operation on the floor to how it is told."""
