"""The step-through: one matter, and the preview of a decision on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial

from attrs import frozen

from consensus.analysis.conflicts import Exclusion, exclusions_at
from consensus.model.decisions import Outcome
from consensus.model.lookup import amendments_below
from consensus.model.positions import Stance
from consensus.model.staleness import is_introduced
from consensus.model.state import State
from consensus.reports.amendments import change_summary
from consensus.reports.audience import confided, marked_verdict
from consensus.reports.next_items import agenda_order, is_open_root, root_target
from consensus.reports.status import explain_waiting
from consensus.reports.words import declared_words, label_of, label_or_handle, unmet_words
from consensus.rules.explain import explain, explain_counts
from consensus.rules.judgement import Judgement
from consensus.working_group import WorkingGroup
from consensus.working_group.decisions import preview_gavel
from tui.views.dossier import ConsultationsAndNotesView, consultations_and_notes_view
from tui.views.positions import Saying, saying_view
from tui.views.text import Mark, Span, combined_spans, spans_of_amendment, spans_of_wording
from tui.worker import Check, as_look


@frozen
class Decidable:
    """A target to be decided in a matter: the item itself, an amendment, a package."""

    id: str
    handle: str
    name: str
    depth: int  # 0 for the matter itself and packages, 1 for amendments to it, and so on
    what: str  # who proposes it and what it would do; empty for an item
    status: str  # in words
    in_favour: int  # how many support or accept
    against: int  # how many disagree or object
    eligible: int  # of how many
    counts: str  # how many say what, as a sentence
    # why it stands there, what would change it, and what it excludes, one sentence each
    why: tuple[str, ...]
    is_package: bool
    spans: tuple[Span, ...]  # its text; of an amendment, its changes marked against what it amends


@frozen
class StepView:
    """One matter, and its position in the order of the drafts."""

    matter: str  # the id of the item or amendment
    name: str
    handle: str
    kind: str
    place: int  # its position among the matters, from 1; 0 if it is no longer one
    total: int  # how many matters there are
    # the matter itself first, then the amendments to it, then packages
    decidables: tuple[Decidable, ...]
    text: tuple[Span, ...]  # its text, with brackets
    # all its undecided amendments combined; empty where that was not asked for
    preview: tuple[Span, ...]
    saying: Saying  # who has the floor, and what it has said on what is selected
    # what goes on beside the meeting on what is selected: consultations, private notes
    beside: tuple[str, ...]
    selected: str  # the id of the selected target


@frozen
class Next:
    """The next open matter."""

    matter: str  # its id; empty when nothing else is open
    again: bool  # whether the search came to the end and began again at the other


@as_look
def step_view(
    group: WorkingGroup, check: Check, matter: str, target: str, preview: bool
) -> StepView | None:
    """Reads one matter; another one where the target is no part of it."""
    state = group.state
    judgement = group.judgement()
    order = list(agenda_order(state, list(state.drafts)))
    known = [each for each in (target, matter) if state.is_target(each)]
    selected = known[0] if known else _first_open(state, judgement, order, check)
    if not selected:
        return None
    is_part = selected in state.packages and matter in _settled_by(state, selected)
    found = matter if is_part else root_target(state, selected)
    decidables: list[Decidable] = []
    exclusions = exclusions_at(state, found, judgement.electorate)
    for each, depth in _decidables(state, found, selected):
        check()
        decidables.append(_decidable(state, judgement, each, depth, exclusions))
    return StepView(
        matter=found,
        name=label_or_handle(state, found),
        handle=state.handle_of(found),
        kind=_kind(state, found),
        place=order.index(found) + 1 if found in order else 0,
        total=len(order),
        decidables=tuple(decidables),
        text=_text(state, found),
        preview=combined_spans(group, found) if preview else (),
        saying=saying_view(selected)(group, check),
        beside=tuple(_beside(consultations_and_notes_view(selected)(group, check))),
        selected=selected,
    )


@as_look
def next_open(group: WorkingGroup, check: Check, matter: str, backwards: bool) -> Next:
    """Reads the next open matter."""
    state = group.state
    judgement = group.judgement()
    order = list(agenda_order(state, list(state.drafts)))
    if backwards:
        order.reverse()
    place = order.index(matter) if matter in order else -1
    for number, each in enumerate((*order[place + 1 :], *order[: max(place, 0)])):
        check()
        if is_open_root(state, judgement, each):
            return Next(each, number >= len(order) - place - 1)
    return Next("", False)


@as_look
def undecided_beside(group: WorkingGroup, check: Check, amendment: str) -> str:
    """Reads the id of the next undecided amendment to a text, or of the text."""
    state = group.state
    if amendment not in state.amendments:
        return ""
    target = state.amendments[amendment].target
    others = list(state.amendments_to.get(target, ()))
    place = others.index(amendment) if amendment in others else 0
    for each in (*others[place + 1 :], *others[:place]):
        is_open = state.is_open(state.amendments[each])
        if is_open and state.last_decision(each) is None:
            return each
    return target if state.is_target(target) else ""


def _first_open(state: State, judgement: Judgement, order: list[str], check: Check) -> str:
    for each in order:
        check()
        if is_open_root(state, judgement, each):
            return each
    return order[0] if order else ""


def _settled_by(state: State, package: str) -> tuple[str, ...]:
    found = state.packages[package]
    return (*found.items, *(root_target(state, each) for each in found.amendments))


def _decidables(state: State, matter: str, selected: str) -> Iterator[tuple[str, int]]:
    """Yields what is to be decided, with its depth; the selection is always included."""
    yield matter, 0
    if matter in state.packages:
        package = state.packages[matter]
        yield from ((each, 1) for each in (*package.items, *package.amendments))
        return
    for amendment, depth in amendments_below(state, matter):
        if state.is_open(amendment) or amendment.id == selected:
            yield amendment.id, depth + 1
    for package in state.packages.values():
        if matter in _settled_by(state, package.id):
            yield package.id, 0


def _decidable(
    state: State, judgement: Judgement, target: str, depth: int, exclusions: Mapping[str, Exclusion]
) -> Decidable:
    verdict = judgement.verdict(target)
    counts = verdict.counts
    handle = state.handle_of(target)
    excludes = (_excluding(exclusions[handle]),) if handle in exclusions else ()
    return Decidable(
        id=target,
        handle=handle,
        name=label_or_handle(state, target),
        depth=depth,
        what=_what(state, target, judgement.now),
        status=verdict.words,
        in_favour=counts.in_favour,
        against=counts.of(Stance.DISAGREE, Stance.OBJECT),
        eligible=counts.eligible,
        counts=explain_counts(counts),
        why=(
            *explain(marked_verdict(state, verdict), label=partial(label_or_handle, state)),
            *excludes,
        ),
        is_package=target in state.packages,
        spans=_text(state, target),
    )


def _excluding(exclusion: Exclusion) -> str:
    have = "has" if len(exclusion.excludes) == 1 else "have"
    return f"conflicts with {', '.join(exclusion.excludes)}, which {have} support {exclusion.costs}"


def _what(state: State, target: str, now: datetime) -> str:
    if target in state.packages:
        package = state.packages[target]
        settles = ", ".join(
            label_or_handle(state, each) for each in (*package.items, *package.amendments)
        )
        return f"{package.title}: {settles} together"
    if target in state.items:
        return "the text as it stands"
    amendment = state.amendments[target]
    by = ", ".join(amendment.backers) or "the chair"
    late = ", late: requests reopening" if amendment.late else ""
    new = "" if is_introduced(state, target, now) else ", not yet introduced"
    return f"{by}{late}{new}: {change_summary(state, target)}"


def _beside(view: ConsultationsAndNotesView) -> Iterator[str]:
    yield from (sentence for _, sentence in view.consultations)
    if view.notes:
        yield f"k: {len(view.notes)} of your notes" if len(view.notes) > 1 else "k: a note of yours"


def _kind(state: State, matter: str) -> str:
    if matter in state.items:
        return state.items[matter].kind.value
    if matter in state.packages:
        return "package"
    amendment = state.amendments[matter]
    label = f" {amendment.label}" if amendment.label else ""
    return f"new {amendment.item_kind or 'item'}{label}, proposed"


def _text(state: State, target: str) -> tuple[Span, ...]:
    if target in state.packages:
        package = state.packages[target]
        lines = [Span(package.title, Mark.STRONG)]
        for each in (*package.items, *package.amendments):
            title = label_of(state, each) or state.handle_of(each)
            lines += [Span(f"\n{title}  ", Mark.NAME), Span(state.text(each))]
        return tuple(lines)
    if target in state.amendments:
        return spans_of_amendment(state, target)
    return spans_of_wording(state.version(target).wording)


@frozen
class GavelView:
    """A preview of a decision."""

    target: str  # the id of what would be decided
    handle: str
    name: str
    status: str  # in words
    counts: str  # how many say what, as a sentence
    why: tuple[str, ...]  # why it stands there, one sentence each
    # what copies of the record left to be settled about it first, one sentence each
    waiting: tuple[str, ...]
    outcomes: tuple[Outcome, ...]  # what can be declared, the likeliest first
    # the codes of members over whose standing objection an agreement would go
    over: tuple[str, ...]
    holding: tuple[str, ...]  # the codes of members whose position an agreement would find reserved
    notes: Mapping[str, str]  # what is said beside those whose word not all members heard
    # the codes of members that object to words which a package would put in, or hold them
    opposing: tuple[str, ...]
    ruled: bool  # whether an agreement would be the chair's ruling, as its rule allows no objection
    in_brackets: str  # the text of an item in one bracket; empty where that cannot be written
    declares: Mapping[Outcome, str]  # what is said with an outcome: an agreement may be provisional
    unmet: str  # which rules an agreement would not meet, in words; empty when all are met
    no_objection_heard: bool  # whether an agreement would pass in silence in a meeting
    meeting: str  # the title of the meeting; empty between meetings
    present: tuple[str, ...]  # the codes of members recorded as present
    absent: tuple[str, ...]  # the codes of members not present
    awaiting: tuple[str, ...]  # the codes of members whose word its decision still awaits
    dropping: tuple[str, ...]  # the same of all that an agreement would decide
    codes: tuple[str, ...]  # of every member, for those whose word an agreement is to await
    refusal: str  # why nothing can be declared, where `outcomes` is empty
    levels: tuple[str, ...] = ()  # the levels of agreement that can be stated


def _in_one_bracket(state: State, target: str) -> str:
    if target not in state.items or state.version(target).wording.count:
        return ""
    return f"[{state.version(target).text}]"


@as_look
def gavel_view(group: WorkingGroup, check: Check, target: str) -> GavelView:
    """Reads the preview of a decision on a target."""
    state = group.state
    gavel = preview_gavel(state, group.judgement(), target, group.now(), group.projector())
    meeting, agreement = state.meeting, gavel.agreement
    decided = agreement.targets if agreement else (target,)
    name = partial(label_or_handle, state)
    return GavelView(
        target=target,
        handle=state.handle_of(target),
        name=name(target),
        status=gavel.verdict.words,
        counts=explain_counts(gavel.verdict.counts),
        why=explain(marked_verdict(state, gavel.verdict), label=name),
        waiting=explain_waiting(state, target),
        outcomes=gavel.outcomes,
        over=agreement.over if agreement else (),
        holding=agreement.holding if agreement else (),
        notes={code: said for each in decided for code, said in confided(state, each).items()},
        opposing=gavel.opposing,
        ruled=agreement is not None and bool(agreement.ruled),
        in_brackets=_in_one_bracket(state, target),
        declares={each: declared_words(state, decided, each) for each in gavel.outcomes},
        unmet=unmet_words(agreement, name, is_ahead=True) if agreement else "",
        no_objection_heard=agreement is not None and agreement.no_objection_heard,
        meeting=meeting.title if meeting else "",
        present=agreement.present if agreement else (),
        absent=agreement.absent if agreement else (),
        awaiting=gavel.awaiting,
        dropping=gavel.dropping,
        codes=tuple(state.members),
        refusal=gavel.refusal,
        levels=state.settings[""].levels,
    )
