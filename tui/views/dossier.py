"""The dossier of a target: its sections, consultations and notes, and what-if."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from attrs import frozen

from consensus.analysis.what_if import Assumption, Effect, Effects, Merges
from consensus.model.amendments import AmendmentKind, AmendmentState
from consensus.model.state import State
from consensus.reports.amendments import (
    RelatedAmendments,
    change_summary,
    is_undecided,
    related_amendments,
)
from consensus.reports.audience import Audience
from consensus.reports.consultations import consultation_lines, consultation_sentence
from consensus.reports.dossier import (
    Dossier,
    dossier,
    dossier_sections,
    position_origin,
    why_sentences,
)
from consensus.reports.history import HistoryLine, describe, ids_of_target, is_about
from consensus.reports.positions import PositionLine
from consensus.reports.texts import VersionLine, version_lines
from consensus.reports.words import SIGNS, label_of, label_or_handle, sign_of
from consensus.rules.explain import explain_counts
from consensus.rules.verdict import UNDECIDED
from consensus.text.display import shortened
from consensus.working_group import WorkingGroup
from consensus.working_group.queries import noted_words
from tui.views.text import (
    Mark,
    Span,
    name_of,
    spans_of_amendment,
    spans_of_comparison,
    spans_of_wording,
)
from tui.worker import Check, as_look

_BEGINNING = 48


class Part(StrEnum):
    """The sections of a dossier, in order."""

    WHAT = "What it is"
    STATUS = "Status and why"
    POSITIONS = "Positions"
    OBJECTIONS = "Objections"
    AMENDMENTS = "Amendments to it"
    RELATED = "Related"
    VERSIONS = "Versions"
    DECISIONS = "Decisions"
    BALLOTS = "Ballots"
    ROOM = "Room, consultations"
    HISTORY = "History"


@frozen
class RelatedLine:
    """A target related to that of the dossier, in which way, and how its text begins."""

    id: str
    handle: str
    how: str  # the relation, in words
    beginning: str


@frozen
class DossierView:
    """Everything known about one target."""

    name: str
    dossier: Dossier
    text: tuple[Span, ...]  # with changes marked where it is an amendment
    proposes: str  # what an amendment would do; empty where the marks say it
    copied: str  # the text as it is copied
    state: AmendmentState | None  # how far an amendment has come
    backers: tuple[str, ...]  # of an amendment
    holders: tuple[str, ...]  # those named in its brackets
    relatives: RelatedAmendments  # what it has to do with other amendments
    related: tuple[RelatedLine, ...]  # to be gone to
    versions: tuple[VersionLine, ...]
    history: tuple[HistoryLine, ...] | None  # None where it was not asked for

    @property
    def is_item(self) -> bool:
        """Whether the target is an item."""
        return self.state is None and not self.is_package

    @property
    def is_package(self) -> bool:
        """Whether the target is a package, which has no text of its own."""
        return self.dossier.subject.kind == "package"


def dossier_view(
    group: WorkingGroup, check: Check, target: str, *, with_history: bool
) -> DossierView:
    """Reads everything known about a target; its steps only where they are asked for."""
    state = group.state
    judgement = group.judgement()
    check()
    found = dossier(state, judgement, target, Audience.SECRETARIAT)
    check()
    amendment = state.amendments.get(target)
    kin = related_amendments(state, target)
    check()
    versions = version_lines(state, target, Audience.SECRETARIAT)
    history = _history(group, check, target) if with_history else None
    has_text = target not in state.packages
    # The marks in the text of a new or deleted item do not show what is done.
    is_placed = amendment and amendment.kind in (AmendmentKind.INSERT, AmendmentKind.DELETE)
    if amendment is not None:
        text = spans_of_amendment(state, target)
    elif has_text:
        text = spans_of_wording(state.version(target).wording)
    else:
        text = ()
    return DossierView(
        name=name_of(group.state, target),
        dossier=found,
        text=text,
        proposes=change_summary(state, target) if is_placed else "",
        copied=state.text(target) if has_text else found.subject.title,
        state=amendment.state if amendment else None,
        backers=amendment.backers if amendment else (),
        holders=state.version(target).wording.holders if has_text else (),
        relatives=kin,
        related=_related(group, target, found, kin),
        versions=versions,
        history=history,
    )


def _related(
    group: WorkingGroup, target: str, found: Dossier, kin: RelatedAmendments
) -> tuple[RelatedLine, ...]:
    subject = found.subject
    ways: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("amends", (subject.amends,) if subject.amends else ()),
        ("draws together", subject.sources),
        ("contains", subject.settles),
        ("the same", kin.same),
        ("nearly the same", tuple(each.handle for each in kin.near)),
        ("conflicts with", kin.rivals),
        ("follows", kin.follows),
        ("followed by", kin.followed_by),
        ("conditional on", found.conditional_on),
        ("awaited by", found.awaited_by),
        ("linked with", found.together),
        ("part of", found.packages),
        ("amended by", tuple(each.handle for each in found.amendments)),
    )
    lines: dict[str, RelatedLine] = {}
    for how, handles in ways:
        for handle in handles:
            key = group.state.handles[handle]
            if key not in lines and group.state.is_target(key):
                lines[key] = RelatedLine(key, handle, how, beginning_of(group, key))
    return tuple(lines.values())


def beginning_of(group: WorkingGroup, target: str) -> str:
    """Returns how a text begins; of an amendment what it does, of a package its title."""
    state = group.state
    if target in state.amendments:
        return change_summary(state, target)
    text = label_of(state, target) if target in state.packages else state.text(target)
    return shortened(" ".join(text.split()), _BEGINNING)


def _history(group: WorkingGroup, check: Check, target: str) -> tuple[HistoryLine, ...]:
    things = ids_of_target(group.state, target)
    found: list[HistoryLine] = []
    for step, operations, undone in group.history():
        check()
        mine = tuple(each for each in operations if is_about(each, things))
        if mine:
            found.append(describe(step, mine, group.state, undone))
    return tuple(found)


def section(view: DossierView, part: Part) -> tuple[Span, ...]:
    """Returns one section of a dossier as spans."""
    return tuple(_SECTIONS[part](view)) or (Span(_EMPTY[part], Mark.FAINT),)


def count_of(view: DossierView, part: Part) -> str:
    """Returns how much a section contains, in a word, for the list of sections."""
    found = view.dossier
    if part is Part.STATUS:
        return sign_of(found.standing)
    standing = sum(each.is_standing for each in found.objections)
    standing += sum(each.is_open for each in found.contested)
    counts = {
        Part.POSITIONS: sum(len(each.positions) for each in found.positions),
        Part.OBJECTIONS: len(found.objections) + len(found.contested),
        Part.AMENDMENTS: len(found.amendments),
        Part.RELATED: len(view.related),
        Part.VERSIONS: len(view.versions),
        Part.DECISIONS: len(found.decisions) + len(found.instructions),
        Part.BALLOTS: len(found.ballots),
        Part.ROOM: len(found.senses) + len(found.consultations),
    }
    count = counts.get(part)
    if count is None:
        return ""
    return f"✗{standing}" if part is Part.OBJECTIONS and standing else str(count or "–")


_EMPTY: Mapping[Part, str] = {
    Part.WHAT: "nothing is known of it",
    Part.STATUS: "nothing is known of it",
    Part.POSITIONS: "No position yet. Positions are recorded in the step-through (3).",
    Part.OBJECTIONS: "No member objects.",
    Part.AMENDMENTS: "No amendment. Press a to propose one.",
    Part.RELATED: "It is linked with nothing else.",
    Part.VERSIONS: "A package has no text of its own.",
    Part.DECISIONS: "Nothing was decided yet. Decide in the step-through (3).",
    Part.BALLOTS: "It was not put to the vote. Y opens a ballot.",
    Part.ROOM: "No sense of the room was noted, and no consultation was opened.",
    Part.HISTORY: "reading the history …",
}


def _what(view: DossierView) -> Iterator[Span]:
    subject = view.dossier.subject
    about = f" to {subject.amends}" if subject.amends else ""
    version = f", version {subject.version}" if subject.version else ""
    yield Span(f"{subject.kind.capitalize()}{about}{version}", Mark.FAINT)
    if is_amendment := subject.kind.startswith("amendment"):
        yield from _line("Proposed by", ", ".join(view.backers) or "the chair")
        yield from _line("Rationale", subject.rationale)
    for words in filter(None, (subject.title, view.proposes)):
        yield Span(f"\n{words}", Mark.HEADING)
    yield Span("\n\n")
    yield from view.text
    yield from _line("\n\nState", str(view.state) if is_amendment else "")
    yield from _line("Draws together", ", ".join(subject.sources))
    yield from _line("Settles", ", ".join(subject.settles))


def _line(heading: str, words: str) -> Iterator[Span]:
    if words:
        yield Span(f"\n{heading}: ", Mark.HEADING)
        yield Span(words)


def _status(view: DossierView) -> Iterator[Span]:
    found = view.dossier
    yield Span(f"{sign_of(found.standing)} {found.standing}", Mark.HEADING)
    yield from (Span(f"\n– {each}") for each in why_sentences(found))
    yield Span("\n")
    yield from _line("Asked to be reopened by", ", ".join(found.reopening))


def _positions(view: DossierView) -> Iterator[Span]:
    found = view.dossier
    for stance in found.stances:
        yield Span(f"{stance.heading.capitalize()}\n", Mark.HEADING)
        for line, said in stance.lines:
            yield from _position(line, said)
        for code, said in stance.of_part:
            yield Span(f"  {code}", Mark.NAME)
            yield Span(f" ({said})\n", Mark.SIGN)
        yield Span("\n")
    if found.stances and found.no_position:
        yield Span(f"{found.no_position_heading.capitalize()}\n", Mark.HEADING)
        yield Span(", ".join(found.no_position))


def _position(line: PositionLine, said: str) -> Iterator[Span]:
    yield Span(f"  {line.member}", Mark.NAME)
    yield Span(f" ({position_origin(line, said)})", Mark.SIGN if line.is_stale else Mark.FAINT)
    yield Span(f": {line.reason}\n" if line.reason else "\n")


def _objections(view: DossierView) -> Iterator[Span]:
    for line in view.dossier.objections:
        standing = "✗ stands" if line.is_standing else "no longer stands"
        yield Span(line.who, Mark.NAME)
        yield Span(f"  {line.became}, {standing}\n", Mark.HEADING)
        yield Span(f"{line.reason or 'reason not stated'}\n")
        yield Span(f"answered: {line.answer}\n\n" if line.answer else "\n")
    for contested in view.dossier.contested:
        yield Span(f"{'✗' if contested.is_open else '–'} ", Mark.HEADING)
        yield Span(f"{contested.sentence}\n\n")


def _told(*headings: str) -> Callable[[DossierView], Iterator[Span]]:
    """Returns what yields parts of the report, with the name that each sentence begins with."""

    def told(view: DossierView) -> Iterator[Span]:
        found = dict(dossier_sections(view.dossier))
        for sentence in (each for heading in headings for each in found.get(heading, ())):
            name, space, rest = sentence.partition(" ")
            yield Span(name, Mark.NAME)
            yield Span(f"{space}{rest}\n\n")

    return told


def _amendments(view: DossierView) -> Iterator[Span]:
    for line in view.dossier.amendments:
        margin = "  " * line.depth
        yield Span(f"{margin}{line.handle}", Mark.NAME)
        is_gone = line.state is not AmendmentState.OPEN and line.status in UNDECIDED
        status = line.state.value if is_gone else f"{sign_of(line.standing)} {line.standing}"
        if is_undecided(line) and not line.introduced:
            status += ", not yet introduced"
        by = ", ".join(line.backers) or "the chair"
        late = ", requests reopening" if line.late else ""
        yield Span(f"  {status}, {by}{late}\n", Mark.HEADING)
        yield Span(f"{margin}{line.summary}\n\n")


def _related_section(view: DossierView) -> Iterator[Span]:
    likeness = {each.handle: f" ({each.likeness:.0%} alike)" for each in view.relatives.near}
    before = ""
    for line in view.related:
        if line.how != before:
            yield Span(f"{chr(10) if before else ''}{line.how.capitalize()}\n", Mark.HEADING)
            before = line.how
        yield Span(f"  {line.handle}", Mark.NAME)
        alike = likeness.get(line.handle, "") if line.how == "nearly the same" else ""
        yield Span(f"{alike} {line.beginning}\n")
    if view.related:
        yield Span("\nEnter goes to one of them.", Mark.FAINT)


def _versions(view: DossierView) -> Iterator[Span]:
    for line in reversed(view.versions):
        yield Span(f"Version {line.number}", Mark.HEADING)
        merged = f" of {', '.join(line.merged)}" if line.merged else ""
        yield Span(f"  {line.cause}{merged}\n", Mark.FAINT)
        yield from spans_of_comparison(line.pieces)
        yield Span("\n\n")


def _history_section(view: DossierView) -> Iterator[Span]:
    for line in reversed(view.history or ()):
        yield Span(f"{line.happened:%Y-%m-%d %H:%M}", Mark.FAINT)
        yield Span(f" {line.by} " if line.by else " ", Mark.NAME)
        yield Span("; ".join(line.sentences), Mark.REMOVED if line.undone else Mark.KEPT)
        yield Span(" (taken back)\n" if line.undone else "\n", Mark.FAINT)


_SECTIONS: Mapping[Part, Callable[[DossierView], Iterator[Span]]] = {
    Part.WHAT: _what,
    Part.STATUS: _status,
    Part.POSITIONS: _positions,
    Part.OBJECTIONS: _objections,
    Part.AMENDMENTS: _amendments,
    Part.RELATED: _related_section,
    Part.VERSIONS: _versions,
    Part.DECISIONS: _told("Decisions"),
    Part.BALLOTS: _told("Ballots"),
    Part.ROOM: _told("Sense of the room", "Consultations"),
    Part.HISTORY: _history_section,
}


@frozen
class NoteLine:
    """A private note, removed by its number."""

    number: int
    written: datetime
    text: str


@frozen
class ConsultationsAndNotesView:
    """The consultations and private notes on a target."""

    handle: str
    name: str
    notes: tuple[NoteLine, ...]
    consultations: tuple[tuple[str, str], ...]  # those that go on: handle and sentence
    codes: tuple[str, ...]  # of those that can take part


@as_look
def consultations_and_notes_view(
    group: WorkingGroup, check: Check, target: str
) -> ConsultationsAndNotesView:
    """Reads the consultations and private notes on a target."""
    state = group.state
    handle = state.handle_of(target)
    lines = consultation_lines(state, group.now(), Audience.SECRETARIAT, Counter(), target)
    return ConsultationsAndNotesView(
        handle=handle,
        name=label_or_handle(state, target),
        notes=tuple(
            NoteLine(each.number, each.written, noted_words(each))
            for each in group.private_notes(f"handle:{handle}")
        ),
        consultations=tuple(
            (each.handle, consultation_sentence(each)) for each in lines if each.goes_on
        ),
        codes=tuple(state.members),
    )


_MOST = 40


@frozen
class WhatIfSubject:
    """A target of assumptions."""

    name: str
    handle: str
    text: str  # the handle of the text that it amends, or its own
    is_amendment: bool
    is_item: bool
    can_go_in: bool  # whether it, or what amends it, can be merged

    def goes_in(self) -> Assumption:
        """Returns the assumption that it is merged, or the uncontested amendments to it."""
        if self.text == self.handle:
            return Merges(f"handle:{self.handle}")
        return Merges(f"handle:{self.text}", (self.handle,))


@frozen
class WhatIfView:
    """The effects of some assumptions: what was supposed, and what would change."""

    title: str
    spans: tuple[Span, ...]


@as_look
def what_if_subject(group: WorkingGroup, check: Check, target: str) -> WhatIfSubject:
    """Reads what can be assumed about a target."""
    state = group.state
    handle = state.handle_of(target)
    amendment = state.amendments.get(target)
    text = handle
    if amendment is not None and amendment.kind is AmendmentKind.MODIFY:
        text = state.handle_of(amendment.target)
    return WhatIfSubject(
        label_or_handle(state, target),
        handle,
        text,
        amendment is not None,
        target in state.items,
        amendment is not None or bool(state.open_amendments(target)),
    )


@as_look
def what_if_view(
    group: WorkingGroup, check: Check, assumptions: Sequence[Assumption]
) -> WhatIfView:
    """Reads what would follow from assumptions, each on top of the last."""
    found = group.analysis.what_if(*assumptions, progress=lambda *_: check())
    count = len(found.turned)
    changes = {0: "no status would change", 1: "one status would change"}
    said = "; ".join(each.replace("handle:", "") for each in found.assumptions)
    title = f"If {said}: {changes.get(count, f'{count} statuses would change')}"
    return WhatIfView(title, tuple(_spans(group.state, found)))


def _spans(state: State, found: Effects) -> Iterator[Span]:
    for effect in found.turned[:_MOST]:
        before, after = effect.words
        yield Span(f"{_name(effect)}  ", Mark.HEADING)
        yield Span(f"{SIGNS[before]} {before}" if before else "not there")
        yield Span(f" → {SIGNS[after]} {after}\n" if after else " → gone\n", Mark.STRONG)
        yield from _reasons(effect)
    if len(found.turned) > _MOST:
        yield Span(f"and {len(found.turned) - _MOST} more\n", Mark.FAINT)
    if found.shifted:
        yield Span("the same status for other reasons\n", Mark.HEADING)
        for effect in found.shifted[:_MOST]:
            yield Span(f"{_name(effect)}  {effect.words[1]}\n", Mark.NAME)
            yield from _reasons(effect)
    yield Span(f"{found.judged} looked at again; nothing was recorded", Mark.FAINT)


def _name(effect: Effect) -> str:
    return effect.label or effect.target


def _reasons(effect: Effect) -> Iterator[Span]:
    for sign, sentences in (("+", effect.gained), ("−", effect.lost)):
        for sentence in sentences:
            yield Span(f"  {sign} {sentence}\n")
    if effect.after is not None and not (effect.gained or effect.lost):
        yield Span(f"  {explain_counts(effect.after.counts)}\n")
