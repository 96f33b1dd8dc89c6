"""A dossier written as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.reports.amendment_lines import AmendmentLine
from consensus.reports.consultation_lines import consultation_sentence
from consensus.reports.decision_lines import DecisionLine
from consensus.reports.dossier import Dossier
from consensus.reports.noted_lines import noted_sentence
from consensus.reports.origin_lines import origin_sentence
from consensus.reports.position_lines import ObjectionLine, PositionGroup, PositionLine
from consensus.reports.tables import one_line, quoted


def dossier_markdown(dossier: Dossier) -> str:
    """Write a dossier as Markdown; parts of which nothing is known are left out."""
    return "\n".join(_lines(dossier)) + "\n"


def _lines(dossier: Dossier) -> Iterator[str]:
    subject = dossier.subject
    name = f"{subject.label} ({subject.handle})" if subject.label else subject.handle
    title = f": {subject.title}" if subject.title else ""
    yield f"# {name}{title}"
    yield ""
    version = f", version {subject.version}" if subject.version else ""
    yield f"{subject.kind.capitalize()}{version}. **{dossier.status.capitalize()}**."
    if subject.text:
        yield ""
        yield quoted(subject.text)
    for heading, entries in dossier_sections(dossier):
        yield ""
        yield f"## {heading}"
        yield ""
        yield from (f"- {entry}" for entry in entries)


def dossier_sections(dossier: Dossier) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The parts of a dossier in sentences, each with its heading; empty parts are left out."""
    parts = (
        ("Why", (*dossier.sentences, dossier.could_change)),
        ("What it hangs together with", _relations(dossier)),
        ("Positions", _positions(dossier)),
        ("Objections", map(_objection, dossier.objections)),
        ("Amendments", map(_amendment, dossier.amendments)),
        ("Decisions", map(_decision, dossier.decisions)),
        (
            "Sense of the room",
            (f"{each.quantity}: {each.stance}{_after(each.note)}" for each in dossier.senses),
        ),
        ("Consultations", map(consultation_sentence, dossier.consultations)),
        ("Noted", map(noted_sentence, dossier.noted)),
        ("Where it comes from", [origin_sentence(dossier.origin)] if dossier.origin else []),
        ("Withheld", (dossier.withheld.sentence(),)),
    )
    for heading, sentences in parts:
        entries = tuple(one_line(each) for each in sentences if each)
        if entries:
            yield heading, entries


def _relations(dossier: Dossier) -> Iterator[str]:
    subject = dossier.subject
    named = (
        ("amends", (subject.amends,) if subject.amends else ()),
        ("proposed by", subject.sponsors),
        ("draws together", subject.sources),
        ("settles", subject.settles),
        ("positions on it are conditional on", dossier.conditional_on),
        ("positions conditional on it are on", dossier.awaited_by),
        ("its conditions form a ring with", dossier.together),
        ("part of", dossier.packages),
        ("asked to be reopened by", dossier.reopening),
    )
    yield from (f"{what} {', '.join(names)}" for what, names in named if names)
    if subject.rationale:
        yield f"rationale: {subject.rationale}"


def _positions(dossier: Dossier) -> Iterator[str]:
    yield from map(_group, dossier.positions)
    if dossier.no_position:
        yield f"no position: {', '.join(dossier.no_position)}"


def _group(group: PositionGroup) -> str:
    return f"{group.stance}: {'; '.join(map(_position, group.positions))}"


def _position(line: PositionLine) -> str:
    notes = [
        f"via {line.via}" if line.via else line.source.value,
        line.document,
        "as sponsor" if line.by_sponsoring else "",
        f"on version {line.version}, needs a fresh position" if line.is_stale else "",
        f"provided {', '.join(line.conditions)}, otherwise {line.otherwise}"
        if line.conditions
        else "",
        f"reservation: {line.reservation}" if line.reservation else "",
    ]
    return f"{line.member} ({', '.join(note for note in notes if note)}){_after(line.reason)}"


def _objection(line: ObjectionLine) -> str:
    reason = line.reason or "not stated"
    answer = f"; answered: {line.answer}" if line.answer else ""
    return f"{line.member}, {line.state}: {reason}{answer}"


def _amendment(line: AmendmentLine) -> str:
    backers = (*line.sponsors, *line.cosponsors)
    by = f" ({', '.join(backers)})" if backers else ""
    to = f" to {line.target}" if line.depth else ""
    return f"{line.handle}{by}{to}, {line.state}, {line.status}: {line.summary}"


def _decision(line: DecisionLine) -> str:
    pending = ", ".join(line.pending) or (str(line.pending_count) if line.pending_count else "")
    notes = [
        line.scope.value,
        line.forum.value,
        line.meeting,
        f"{line.happened:%Y-%m-%d %H:%M}",
        "no objection heard" if line.no_objection_heard else "",
        f"pending {pending}" if pending else "",
        f"over the standing objection of {', '.join(line.over)}" if line.over else "",
        f"although {line.unmet} was not met" if line.unmet else "",
        f"due {line.due.isoformat()}" if line.due else "",
        "" if line.is_current else "no longer holds",
    ]
    told = f"{line.handle} {line.outcome} ({', '.join(note for note in notes if note)})"
    statements = "".join(
        f"; {each.member}, {each.kind}{_after(each.text)}" for each in line.statements
    )
    return f"{told}{_after(line.reason)}{statements}"


def _after(words: str) -> str:
    return f": {words}" if words else ""
