"""The history of steps, and previews of undoing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress

from attrs import frozen

from consensus.errors import NotFound
from consensus.history.operations import ArrangeItems, ChangeMember, ChangeText
from consensus.history.replay import operations_of
from consensus.history.step import Step
from consensus.model.contested import ContestedState
from consensus.model.positions import Stance
from consensus.model.state import State
from consensus.reports.history import Entry, HistoryLine, describe, handles_about, search
from consensus.working_group import WorkingGroup
from tui.views.text import Mark, Span
from tui.worker import Check, as_look

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.\d+)?")
_MOST_SENTENCES = 300
"""How many operations of one step are listed; the others are counted."""

_STEPS_PER_TELLING = 500
"""After how many steps the progress of the verification is shown."""


@frozen
class HistoryView:
    """The steps that match a search."""

    entries: tuple[Entry, ...] = ()  # the steps, the last one first
    total: int = 0  # how many steps there are
    about: str = ""  # what the steps are about, by its handle; empty for anything
    waiting: int = 0  # how many steps no longer apply or cannot be read, and wait to be settled


@frozen
class StepView:
    """A step in full."""

    id: str
    spans: tuple[Span, ...]  # what it did, who recorded it and when, and its place in the chain


@frozen
class Undoing:
    """A step that is to be undone."""

    step: str
    what: str  # what it did, in one sentence

    def act(self, group: WorkingGroup) -> Step:
        """Undoes the step."""
        return group.undo(self.step)


@frozen
class UndoView:
    """A preview of an undo."""

    steps: tuple[Undoing, ...]  # the steps to undo, the last one first
    spans: tuple[Span, ...]  # what they did, and why each later one has to go too


@frozen
class Proof:
    """The result of a verification."""

    words: str  # what was found
    is_intact: bool  # whether everything is as it was recorded


@as_look
def history_look(
    group: WorkingGroup, check: Check, typed: str, target: str, only_waiting: bool = False
) -> HistoryView:
    """Reads the steps about a target in which all typed words are found."""
    state = group.state
    is_known = state.is_target(target) or target in state.drafts
    about = handles_about(state, target) if is_known else ()
    entries = group.chronicle.entries(check)
    found = [
        entry for entry in search(entries, typed, about) if entry.line.overtaken or not only_waiting
    ]
    return HistoryView(
        tuple(reversed(found)), len(entries), about[0] if about else "", len(state.overtaken)
    )


@as_look
def step_look(group: WorkingGroup, check: Check, step: str) -> StepView:
    """Reads a step in full."""
    return StepView(step, tuple(_whole(group, group.chronicle.entry(step))))


@as_look
def undo_look(group: WorkingGroup, check: Check, step: str) -> UndoView:
    """Reads what undoing a step would do; it raises if that is impossible."""
    group.chronicle.entries(check)
    resting = group.dependents(step)
    spans = list(_brief(group.chronicle.entry(step)))
    if resting:
        spans.append(Span("\n\nWhat was recorded later depends on it:", Mark.STRONG))
    for later, reason in resting:
        spans.append(Span("\n\n"))
        spans += _brief(group.chronicle.entry(later.id))
        spans.append(Span(f"\n  ({_with_handles(group.state, reason)})", Mark.FAINT))
    undone = [group.chronicle.entry(later.id) for later, _ in reversed(resting)]
    undone.append(group.chronicle.entry(step))
    firsts = ((each.id, (*each.line.sentences, "a step without words")[0]) for each in undone)
    return UndoView(tuple(Undoing(*each) for each in firsts), tuple(spans))


@as_look
def proof_look(group: WorkingGroup, check: Check, on_progress: Callable[[str], None]) -> Proof:
    """Verifies that no step was altered."""
    total = len(group.chronicle.entries(check))

    def progress(done: int) -> None:
        check()
        if done % _STEPS_PER_TELLING == 0:
            on_progress(f"proving that nothing was altered: {done} of {total} steps")

    found = group.verify(progress=progress)
    if not found.is_intact:
        return Proof("; ".join(str(each) for each in found.problems), False)
    redacted = len(found.redactions)
    gaps = f", {redacted} redacted on record" if redacted else ""
    if found.withheld:
        gaps += f", {len(found.withheld)} withheld until the erasure is confirmed"
    steps = "1 step is" if found.steps == 1 else f"all {found.steps} steps are"
    return Proof(f"{steps} as recorded{gaps}; fingerprint {found.head[:16]}…", True)


def moment_of(entry: Entry) -> str:
    """Returns when a step happened, in words."""
    return f"{entry.line.happened:%-d %b %Y %H:%M}"


def _why_it_waits(group: WorkingGroup, step: str) -> Iterator[Span]:
    """Yields why a step does not apply, and what it depended on."""
    for each in group.superseded:
        if each.id == step:
            part = f" ({each.rows} of its {each.of} rows)" if each.rows < each.of else ""
            unreadable = group.state.overtaken[step].unreadable
            since = "since a step cannot be read" if unreadable else "since copies were joined"
            yield Span(f"\n\nDoes not apply{part}, {since}:", Mark.STRONG)
            yield from (Span(f"\n{reason}") for reason in (*each.reasons, *each.would_read))
            yield from (Span(f"\nit rested on: {rested}") for rested in each.rests_on)
            yield Span("\nR reapplies or discards it", Mark.FAINT)


def _with_handles(state: State, reason: str) -> str:
    """Returns a reason with targets called by their names."""
    words = (word.strip(".,;:") for word in reason.split())
    for word in {word for word in words if _ID.fullmatch(word)}:
        with suppress(NotFound):
            reason = reason.replace(word, state.handle_of(word))
    return reason.replace("has the id", "is called")


def _brief(entry: Entry) -> list[Span]:
    """Returns what a step did, and when, in a few lines."""
    what = "; ".join(entry.line.sentences) or "nothing that is still there"
    return [Span(f"{moment_of(entry)}{_meeting(entry)}  ", Mark.HEADING), Span(what)]


def _meeting(entry: Entry) -> str:
    return f" in {entry.line.meeting}" if entry.line.meeting else ""


def _whole(group: WorkingGroup, entry: Entry) -> list[Span]:
    line = entry.line
    sentences = group.chronicle.sentences(entry.id, _MOST_SENTENCES)
    spans = [Span(f"{moment_of(entry)}{_meeting(entry)}", Mark.HEADING)]
    if line.undone:
        spans += [Span("  "), Span(" undone ", Mark.STRONG)]
    elif line.overtaken:
        spans += [Span("  "), Span(" does not apply ", Mark.STRONG)]
    spans += [Span(f"\n{sentence}") for sentence in sentences]
    if not sentences:
        spans.append(Span("\nits words were redacted"))
    left = entry.operations - len(sentences)
    if left > 0 and not entry.undoes:
        spans.append(Span(f"\n… and {left} more", Mark.FAINT))
    if line.note:
        spans.append(Span(f"\nnote: {line.note}"))
    if line.overtaken:
        spans += _why_it_waits(group, entry.id)
    by = f" by {line.by}" if line.by else ""
    parents = ", ".join(entry.parents) or "none, it is the first"
    spans += [
        Span(f"\n\nrecorded{by} {line.recorded:%-d %b %Y %H:%M:%S %Z}", Mark.FAINT),
        Span(f"\nstep {entry.id}, number {entry.place}", Mark.FAINT),
        Span(f"\nhash {entry.hash}", Mark.FAINT),
        Span(f"\nafter {parents}", Mark.FAINT),
    ]
    return spans


def last_step_view(group: WorkingGroup, check: Check) -> HistoryLine:
    """Reads the step that an undo would undo; raises `NotFound` where there is none."""
    step = group.last_own_step()
    operations = tuple(operations_of(step, {}))
    if any(each.is_redacted for each in step.bodies):
        operations = next(did for each, did, _ in group.history() if each.id == step.id)
    changes = any(isinstance(each, ChangeMember) for each in operations)
    known = {each.id: (each, did) for each, did, _ in group.history()} if changes else None
    return describe(step, operations, group.state, known=known)


_CALLED = {Stance.OBJECT: "objection", Stance.HOLD: "reserved position"}


def lapsed_in(step: Step) -> tuple[str, ...]:
    """Returns whose objections or holds lapsed in a step, one sentence for each member."""
    lapsed = {
        each.member: f"the {_CALLED[each.stance]} of {each.member} no longer applies"
        for operation in operations_of(step, {})
        if isinstance(operation, ChangeText | ArrangeItems)
        for each in operation.contested
        if each.state is ContestedState.LAPSED and not each.unchanged
    }
    return tuple(lapsed.values())
