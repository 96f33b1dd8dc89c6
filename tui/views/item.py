"""One text with its points and where it stands, and the preview of a decision on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from attrs import frozen

from consensus.analysis.conflicts import Exclusion, exclusions_at
from consensus.errors import Rejected
from consensus.history.operations import RecordDecision
from consensus.history.step import Step
from consensus.model.contested import ContestedState
from consensus.model.counting import contested_on
from consensus.model.decisions import Outcome
from consensus.model.lookup import amendments_below
from consensus.model.rivals import competing_amendments
from consensus.model.staleness import is_introduced
from consensus.model.state import State
from consensus.reports.amendments import change_summary
from consensus.reports.audience import Audience, confided, marked_verdict
from consensus.reports.matrix import Standings, standings
from consensus.reports.next_items import agenda_order, is_open_root, root_target
from consensus.reports.status import explain_waiting
from consensus.reports.words import declared_words, label_of, label_or_handle, unmet_words
from consensus.rules.explain import explain, explain_counts
from consensus.rules.judgement import Judgement
from consensus.rules.reasons import Pending
from consensus.text.brackets import bracket_spans, parse
from consensus.text.display import one_line, shortened
from consensus.text.hunk import Change, Conflict
from consensus.working_group import WorkingGroup
from consensus.working_group.decisions import preview_gavel
from tui.views.dossier import ConsultationsAndNotesView, consultations_and_notes_view
from tui.views.merge import MergeView, Place, merge_view, replaced
from tui.views.positions import Said, said_of
from tui.views.text import Mark, Span, spans_of_amendment, spans_of_wording, with_spaces
from tui.worker import Check, as_act, as_look


@frozen
class Decidable:
    """A target to be decided in a matter: the item itself, an amendment, a package."""

    id: str
    handle: str
    name: str
    depth: int  # 0 for the matter itself and packages, 1 for amendments to it, and so on
    what: str  # who proposes it and what it would do; empty for an item
    status: str  # in words
    # the codes of those that object and those that reserve their position
    objecting: tuple[str, ...]
    holding: tuple[str, ...]
    counts: str  # how many say what, as a sentence
    # why it stands there, what would change it, and what it excludes, one sentence each
    why: tuple[str, ...]
    is_package: bool
    is_awaiting: bool  # whether its decision awaits the confirmation of a member
    spans: tuple[Span, ...]  # its text; of an amendment, its changes marked against what it amends


@frozen
class Neighbour:
    """A matter before or after the one that is shown."""

    id: str
    name: str
    beginning: str  # how its text begins
    amendments: int  # how many amendments to it are undecided


@frozen
class ItemView:
    """One matter, and its position in the order of the drafts."""

    matter: str  # the id of the item or amendment
    name: str
    kind: str
    place: int  # its position among the matters, from 1; 0 if it is no longer one
    total: int  # how many matters there are
    # the matter itself first, then the amendments to it, then packages
    decidables: tuple[Decidable, ...]
    text: tuple[Span, ...]  # its text, with brackets
    merge: MergeView | None  # how its undecided amendments combine; None where they fell with it
    said: Said  # what members say of it and of what is proposed to it
    room: Standings  # who stands where on what is selected
    # what goes on beside the meeting on what is selected: consultations, private notes
    beside: tuple[str, ...]
    selected: str  # the id of the selected target
    outline: tuple[Neighbour, ...]  # what stands around it; empty where that was not asked for


@frozen
class Next:
    """The next open matter."""

    matter: str  # its id; empty when nothing else is open
    again: bool  # whether the search came to the end and began again at the other


@as_look
def item_view(
    group: WorkingGroup,
    check: Check,
    matter: str,
    target: str,
    with_outline: bool,
) -> ItemView | None:
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
    fell = not all(map(state.is_open, competing_amendments(state, found)))
    merge = None if fell or found in state.packages else merge_view(found)(group, check)
    place = order.index(found) if found in order else -1
    return ItemView(
        matter=found,
        name=label_or_handle(state, found),
        kind=_kind(state, found),
        place=place + 1,
        total=len(order),
        decidables=tuple(decidables),
        text=_text(state, found),
        merge=merge,
        said=said_of(group, found, (each.id for each in decidables), merge.said if merge else None),
        room=standings(state, judgement, selected, Audience.SECRETARIAT),
        beside=tuple(_beside(consultations_and_notes_view(selected)(group, check))),
        selected=selected,
        outline=_outline(state, order, max(place, 0)) if with_outline else (),
    )


_AROUND = 30


def _outline(state: State, order: list[str], place: int) -> tuple[Neighbour, ...]:
    first = max(0, min(place - _AROUND // 2, len(order) - 2 * _AROUND))
    return tuple(
        Neighbour(
            each,
            label_or_handle(state, each),
            shortened(
                state.packages[each].title if each in state.packages else state.text(each), 60
            ),
            sum(state.is_open(amendment) for amendment, _ in amendments_below(state, each)),
        )
        for each in order[first : first + 2 * _AROUND]
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
        objecting=tuple(each.member for each in counts.standing),
        holding=tuple(counts.holds),
        counts=explain_counts(counts),
        why=(
            *explain(marked_verdict(state, verdict), label=partial(label_or_handle, state)),
            *excludes,
        ),
        is_package=target in state.packages,
        is_awaiting=any(isinstance(each, Pending) for each in verdict.reasons),
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


_MOST_SHOWN = 60
"""The wordings of every point are shown in the text where they have no more characters."""

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def spans_of_points(view: MergeView, current: Place | None = None) -> tuple[Span, ...]:
    """Returns the text with its points marked and numbered, with all wordings of the current one.

    Without a current point, all of them are shown where they are short.
    """
    return tuple(with_spaces(_points(view, current)))


def _points(view: MergeView, current: Place | None) -> Iterator[Span]:
    start = conflicts = changes = 0
    brackets = bracket_spans(view.combination.base)
    chosen = current.point if current else ()
    for hunk in view.combination.hunks:
        end = start + len(hunk.replaces)
        if isinstance(hunk, Conflict):
            is_whole = chosen == ("conflict", conflicts)
            is_short = sum(len(each.text) for each in hunk.options) <= _MOST_SHOWN
            number = str(conflicts + 1).translate(_RAISED)
            yield Span(f"[{number}", Mark.STRONG if is_whole else Mark.SIGN)
            yield from _wordings(hunk, is_whole or (not chosen and is_short))
            yield Span("]", Mark.SIGN)
            conflicts += 1
        elif isinstance(hunk, Change):
            yield from replaced(hunk.replaces, hunk.text, Mark.ADDED)
            if chosen == ("change", changes):
                yield Span(f" {', '.join(hunk.by)} ", Mark.NAME)
            changes += 1
        else:
            yield from _kept(hunk.text, start, end, brackets)
        start = end


def _wordings(conflict: Conflict, is_whole: bool) -> Iterator[Span]:
    for place, option in enumerate(conflict.options):
        if place and not is_whole:
            yield Span(f" / +{len(conflict.options) - 1}", Mark.SIGN)
            return
        if place:
            yield Span(" / ", Mark.SIGN)
        if option.by:
            yield Span(f"{', '.join(option.by)}: ", Mark.NAME)
        yield Span(option.text, Mark.OPTION) if option.text.strip() else Span("—", Mark.FAINT)


def _kept(text: str, start: int, end: int, brackets: Sequence[tuple[int, int]]) -> Iterator[Span]:
    done = start
    for number, (first, last) in enumerate(brackets, 1):
        if done <= first and last <= end:
            yield Span(text[done - start : first - start])
            wording, _ = parse(text[first - start : last - start])
            _, *others = spans_of_wording(wording)
            yield Span(f"[B{str(number).translate(_RAISED)} ", Mark.SIGN)
            yield from others
            done = last
    yield Span(text[done - start :])


@frozen
class GavelView:
    """A preview of a decision."""

    target: str  # the id of what would be decided
    versions: tuple[str, ...]  # the ids of the versions of all that an agreement would decide
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
    unconfirmed: frozenset[str]  # those whose objection was to words that have changed since
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
    codes: Mapping[str, str]  # of every member, with its name
    refusal: str  # why nothing can be declared, where `outcomes` is empty
    levels: tuple[str, ...] = ()  # the levels of agreement that can be stated
    # of a package each part by its name, with how its text begins, or with what it changes
    parts: tuple[tuple[str, str], ...] = ()


def _parts(state: State, target: str) -> Iterator[tuple[str, str]]:
    if target in state.packages:
        package = state.packages[target]
        for each in package.items:
            yield label_or_handle(state, each), shortened(one_line(state.text(each)), _MOST_SHOWN)
        for each in package.amendments:
            words = one_line(change_summary(state, each))
            to = label_or_handle(state, root_target(state, each))
            yield f"{label_or_handle(state, each)} to {to}", shortened(words, _MOST_SHOWN)


def _in_one_bracket(state: State, target: str) -> str:
    if target not in state.items or state.version(target).wording.count:
        return ""
    return f"[{state.version(target).text}]"


def _declares(
    state: State, decided: Sequence[str], outcome: Outcome, agreement: RecordDecision | None
) -> str:
    """Returns what is declared: what informals agree on is agreed ad ref."""
    made = agreement.outcome if agreement and outcome is Outcome.AGREED else outcome
    return declared_words(state, decided, made)


@as_look
def gavel_view(group: WorkingGroup, check: Check, target: str) -> GavelView:
    """Reads the preview of a decision on a target."""
    state = group.state
    gavel = preview_gavel(state, group.judgement(), target, group.now(), group.projector())
    meeting, agreement = state.meeting, gavel.agreement
    decided = agreement.targets if agreement else (target,)
    name = partial(label_or_handle, state)
    said = (*gavel.outcomes, Outcome.AGREED)
    contested = [each for one in decided for each in contested_on(state, one)]
    return GavelView(
        target=target,
        versions=tuple(map(state.version_id, (target, *decided))),
        handle=state.handle_of(target),
        name=name(target),
        status=gavel.verdict.words,
        counts=explain_counts(gavel.verdict.counts),
        why=explain(marked_verdict(state, gavel.verdict), label=name),
        waiting=explain_waiting(state, target),
        outcomes=gavel.outcomes,
        over=agreement.over if agreement else (),
        unconfirmed=frozenset(e.member for e in contested if e.state is ContestedState.TO_CONFIRM),
        holding=agreement.holding if agreement else (),
        notes={code: said for each in decided for code, said in confided(state, each).items()},
        opposing=gavel.opposing,
        ruled=agreement is not None and bool(agreement.ruled),
        in_brackets=_in_one_bracket(state, target),
        declares={e: _declares(state, decided, e, agreement) for e in said},
        unmet=unmet_words(agreement, name, is_ahead=True) if agreement else "",
        no_objection_heard=agreement is not None and agreement.no_objection_heard,
        meeting=meeting.title if meeting else "",
        present=gavel.there[0],
        absent=gavel.there[1],
        parts=tuple(_parts(state, target)),
        awaiting=gavel.awaiting,
        dropping=gavel.dropping,
        codes={each.code: each.name for each in state.members.values()},
        refusal=gavel.refusal,
        levels=state.settings[""].levels,
    )


def refuse_if_unseen(group: WorkingGroup, seen: GavelView) -> None:
    """Raises `Rejected` unless a text, and what members say of it, stand as they were shown."""
    group.refresh()
    now = gavel_view(seen.target)(group, lambda: None)
    against = {*now.over, *now.holding, *now.opposing}
    if unseen := sorted(against.difference(seen.over, seen.holding, seen.opposing)):
        who = ", ".join(unseen)
        raise Rejected(f"what {who} said of {seen.name} was not seen; look at {seen.name} again")
    if now != seen:
        raise Rejected(f"{seen.name} stands otherwise since it was shown; look at it again")


@as_act
def decide_act(group: WorkingGroup, /, seen: GavelView, outcome: Outcome, **declared: Any) -> Step:
    """Records a decision; raises `Rejected` if anything of its preview is otherwise since."""
    refuse_if_unseen(group, seen)
    return group.decide(f"handle:{seen.handle}", outcome, **declared)


@as_act
def bracket_all_act(group: WorkingGroup, seen: GavelView) -> Step:
    """Puts a text in one bracket, as a preview offered it."""
    refuse_if_unseen(group, seen)
    return group.bracket(f"handle:{seen.handle}", seen.in_brackets)
