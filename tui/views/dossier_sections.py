"""The sections of a dossier as passages to be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from consensus.model.amendments import AmendmentState
from consensus.reports.amendments import AmendmentLine, is_undecided
from consensus.reports.consultations import consultation_sentence
from consensus.reports.decisions import DecisionLine
from consensus.reports.positions import ObjectionLine, PositionLine
from consensus.reports.words import SIGNS
from consensus.rules.verdict import UNDECIDED
from tui.views.dossier import DossierView, Part
from tui.views.text import Mark, Piece, pieces_of_comparison


def section(view: DossierView, part: Part) -> tuple[Piece, ...]:
    """One section of a dossier.

    Args:
        view: the dossier.
        part: which section.
    """
    return tuple(_SECTIONS[part](view)) or (Piece(_EMPTY[part], Mark.FAINT),)


def count_of(view: DossierView, part: Part) -> str:
    """What stands beside a section in the list of them: how much there is, in a word."""
    found = view.dossier
    if part is Part.STATUS:
        return SIGNS[found.status]
    standing = sum(each.is_standing for each in found.objections)
    standing += sum(each.is_open for each in found.contested)
    counts = {
        Part.POSITIONS: sum(len(each.positions) for each in found.positions),
        Part.OBJECTIONS: len(found.objections) + len(found.contested),
        Part.AMENDMENTS: len(found.amendments),
        Part.RELATED: len(view.related),
        Part.VERSIONS: len(view.versions),
        Part.DECISIONS: len(found.decisions) + len(found.instructions),
        Part.ROOM: len(found.senses) + len(found.consultations),
    }
    count = counts.get(part)
    if count is None:
        return ""
    return f"✗{standing}" if part is Part.OBJECTIONS and standing else str(count or "–")


_EMPTY: Mapping[Part, str] = {
    Part.WHAT: "nothing is known of it",
    Part.STATUS: "nothing is known of it",
    Part.POSITIONS: "No position yet. Positions are taken in the step-through (3).",
    Part.OBJECTIONS: "No member objects.",
    Part.AMENDMENTS: "No amendment. Press a to propose one.",
    Part.RELATED: "It hangs together with nothing else.",
    Part.VERSIONS: "A package has no text of its own.",
    Part.DECISIONS: "Nothing was declared yet. Step through (3) has the gavel.",
    Part.ROOM: "No sense of the room was noted, and no consultation was opened.",
    Part.HISTORY: "reading the record …",
}


def _what(view: DossierView) -> Iterator[Piece]:
    subject = view.dossier.subject
    about = f" to {subject.amends}" if subject.amends else ""
    version = f", version {subject.version}" if subject.version else ""
    yield Piece(f"{subject.kind.capitalize()}{about}{version}\n", Mark.FAINT)
    if subject.title:
        yield Piece(f"{subject.title}\n", Mark.HEADING)
    if view.proposes:
        yield Piece(f"{view.proposes}\n", Mark.HEADING)
    yield Piece("\n")
    yield from view.text
    if subject.kind.startswith("amendment"):
        behind = ", ".join(view.backers) or "the chair"
        yield from _line("\n\nProposed by", behind)
        yield from _line("State", str(view.state))
    for heading, handles in (("Draws together", subject.sources), ("Settles", subject.settles)):
        if handles:
            yield from _line(heading, ", ".join(handles))
    if subject.rationale:
        yield from _line("Rationale", subject.rationale)


def _line(heading: str, words: str) -> Iterator[Piece]:
    yield Piece(f"\n{heading}: ", Mark.HEADING)
    yield Piece(words)


def _status(view: DossierView) -> Iterator[Piece]:
    found = view.dossier
    yield Piece(f"{SIGNS[found.status]} {found.status}", Mark.HEADING)
    yield Piece(f", judged by {found.rule}\n")
    for sentence in found.sentences:
        yield Piece(f"\n– {sentence}")
    if found.could_change:
        yield Piece("\n\nWhat could change it\n", Mark.HEADING)
        yield Piece(found.could_change)
    yield Piece(f"\n\nOf {found.eligible} members that count\n", Mark.HEADING)
    for stance, count in found.counts.items():
        if count:
            yield Piece(f"{count:4} {stance}\n")
    if found.proposed:
        yield Piece(f"{len(found.proposed):4} proposed or supported part of it\n")
    yield Piece(f"{len(found.no_position):4} no position\n")
    if found.reopening:
        yield from _line("Asked to be reopened by", ", ".join(found.reopening))


def _positions(view: DossierView) -> Iterator[Piece]:
    found = view.dossier
    for group in found.positions:
        counted = found.counts.get(group.stance, 0)
        yield Piece(f"{group.stance.capitalize()}", Mark.HEADING)
        yield Piece(f"  {counted} of {found.eligible} count\n", Mark.FAINT)
        for line in group.positions:
            yield from _position(line)
        yield Piece("\n")
    if found.proposed:
        yield Piece("Proposed or supported part of this text", Mark.HEADING)
        yield Piece(f"  {len(found.proposed)} of {found.eligible}, to be reconfirmed\n", Mark.FAINT)
        yield Piece(f"{', '.join(found.proposed)}\n\n")
    if found.positions and found.no_position:
        yield Piece("No position", Mark.HEADING)
        yield Piece(f"  {len(found.no_position)} of {found.eligible}\n", Mark.FAINT)
        yield Piece(", ".join(found.no_position))


def _position(line: PositionLine) -> Iterator[Piece]:
    yield Piece(f"  {line.member}", Mark.NAME)
    notes = [
        f"via {line.via}"
        if line.via
        else "as sponsor"
        if line.by_sponsoring
        else line.source.value,
        line.document,
        f"provided {', '.join(line.conditions)}, otherwise {line.otherwise}"
        if line.conditions
        else "",
        f"reservation: {line.reservation}" if line.reservation else "",
    ]
    yield Piece(f" ({', '.join(each for each in notes if each)})", Mark.FAINT)
    if line.is_stale:
        yield Piece(f" stale: taken on version {line.version}", Mark.SIGN)
    yield Piece(f": {line.reason}\n" if line.reason else "\n")


def _objections(view: DossierView) -> Iterator[Piece]:
    for line in view.dossier.objections:
        yield from _objection(line)
    for contested in view.dossier.contested:
        yield Piece(f"{'✗' if contested.is_open else '–'} ", Mark.HEADING)
        yield Piece(f"{contested.sentence}\n\n")


def _objection(line: ObjectionLine) -> Iterator[Piece]:
    standing = "✗ stands" if line.is_standing else "no longer stands"
    yield Piece(f"{line.member}", Mark.NAME)
    yield Piece(f"  {line.state}, {standing}\n", Mark.HEADING)
    yield Piece(f"{line.reason or 'reason not stated'}\n")
    if line.answer:
        yield Piece("answered: ", Mark.FAINT)
        yield Piece(f"{line.answer}\n")
    yield Piece("\n")


def _amendments(view: DossierView) -> Iterator[Piece]:
    for line in view.dossier.amendments:
        yield from _amendment(line)


def _amendment(line: AmendmentLine) -> Iterator[Piece]:
    margin = "  " * line.depth
    yield Piece(f"{margin}{line.handle}", Mark.NAME)
    is_gone = line.state is not AmendmentState.OPEN and line.status in UNDECIDED
    status = line.state.value if is_gone else f"{SIGNS[line.status]} {line.status}"
    if is_undecided(line) and not line.introduced:
        status += ", not yet introduced"
    by = ", ".join((*line.sponsors, *line.cosponsors)) or "the chair"
    late = ", asks to reopen" if line.late else ""
    yield Piece(f"  {status}, {by}{late}\n", Mark.HEADING)
    yield Piece(f"{margin}{line.summary}\n\n")


def _related(view: DossierView) -> Iterator[Piece]:
    likeness = {each.handle: f" ({each.likeness:.0%} alike)" for each in view.relatives.near}
    before = ""
    for line in view.related:
        if line.how != before:
            yield Piece(f"{chr(10) if before else ''}{line.how.capitalize()}\n", Mark.HEADING)
            before = line.how
        yield Piece(f"  {line.handle}", Mark.NAME)
        alike = likeness.get(line.handle, "") if line.how == "nearly the same" else ""
        yield Piece(f"{alike} {line.beginning}\n")
    if view.related:
        yield Piece("\nEnter goes to one of them.", Mark.FAINT)


def _versions(view: DossierView) -> Iterator[Piece]:
    for line in reversed(view.versions):
        yield Piece(f"Version {line.number}", Mark.HEADING)
        merged = f" of {', '.join(line.merged)}" if line.merged else ""
        yield Piece(f"  {line.cause}{merged}\n", Mark.FAINT)
        yield from pieces_of_comparison(line.pieces)
        yield Piece("\n\n")


def _decisions(view: DossierView) -> Iterator[Piece]:
    for line in view.dossier.decisions:
        yield from _decision(line)
    for instruction in view.dossier.instructions:
        yield Piece(f"{instruction.sentence}\n\n", Mark.SIGN)


def _decision(line: DecisionLine) -> Iterator[Piece]:
    yield Piece(f"{line.handle}", Mark.NAME)
    yield Piece(f"  {line.outcome}", Mark.HEADING)
    notes = [
        line.scope.value,
        line.forum.value,
        line.meeting,
        f"{line.happened:%Y-%m-%d %H:%M}",
        "no objection heard" if line.no_objection_heard else "",
        f"due {line.due.isoformat()}" if line.due else "",
    ]
    yield Piece(f", {', '.join(each for each in notes if each)}\n")
    if line.pending:
        yield Piece(f"pending the word of {', '.join(line.pending)}\n", Mark.SIGN)
    if line.over:
        yield Piece(f"over the standing objection of {', '.join(line.over)}\n", Mark.SIGN)
    if line.unmet:
        yield Piece(f"although {line.unmet} was not met\n", Mark.SIGN)
    if not line.is_current:
        yield Piece("no longer holds\n", Mark.FAINT)
    if line.reason:
        yield Piece(f"{line.reason}\n")
    for each in line.statements:
        yield Piece(f"  {each.member}", Mark.NAME)
        yield Piece(f", {each.kind}{f': {each.text}' if each.text else ''}\n")
    yield Piece("\n")


def _room(view: DossierView) -> Iterator[Piece]:
    for sense in view.dossier.senses:
        yield Piece(f"{sense.quantity}: {sense.stance}", Mark.HEADING)
        yield Piece(f"{f': {sense.note}' if sense.note else ''}\n")
    for consultation in view.dossier.consultations:
        yield Piece(f"{consultation_sentence(consultation)}\n")


def _history(view: DossierView) -> Iterator[Piece]:
    for line in reversed(view.history or ()):
        yield Piece(f"{line.happened:%Y-%m-%d %H:%M}", Mark.FAINT)
        yield Piece(f" {line.by} " if line.by else " ", Mark.NAME)
        yield Piece("; ".join(line.sentences), Mark.REMOVED if line.undone else Mark.KEPT)
        yield Piece(" (taken back)\n" if line.undone else "\n", Mark.FAINT)


_SECTIONS: Mapping[Part, Callable[[DossierView], Iterator[Piece]]] = {
    Part.WHAT: _what,
    Part.STATUS: _status,
    Part.POSITIONS: _positions,
    Part.OBJECTIONS: _objections,
    Part.AMENDMENTS: _amendments,
    Part.RELATED: _related,
    Part.VERSIONS: _versions,
    Part.DECISIONS: _decisions,
    Part.ROOM: _room,
    Part.HISTORY: _history,
}
