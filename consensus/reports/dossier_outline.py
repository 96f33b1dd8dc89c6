"""A dossier laid out."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.reports.amendment_lines import AmendmentLine
from consensus.reports.consultation_lines import consultation_sentence
from consensus.reports.decision_lines import DecisionLine, decision_notes
from consensus.reports.dossier import Dossier
from consensus.reports.noted_lines import noted_sentence
from consensus.reports.origin_lines import origin_sentence
from consensus.reports.outline import Outline, parts_of, points_of, quoted_text, said, strong
from consensus.reports.positions import ObjectionLine, PositionGroup, PositionLine, position_notes
from consensus.reports.tables import one_line
from consensus.reports.targets import spoken


def dossier_outline(dossier: Dossier) -> Outline:
    """Lay a dossier out; parts of which nothing is known are left out."""
    subject = dossier.subject
    title = f": {subject.title}" if subject.title else ""
    version = f", version {subject.version}" if subject.version else ""
    return Outline(
        f"{spoken(subject.label, subject.handle)}{title}",
        (),
        dossier.withheld,
        (
            said(
                f"{subject.kind.capitalize()}{version}. ",
                strong(f"{dossier.status.capitalize()}."),
                f" Judged by {dossier.rule}.",
            ),
            *((quoted_text(subject.text),) if subject.text else ()),
            *parts_of(
                *(
                    (heading, points_of(*sentences))
                    for heading, sentences in dossier_sections(dossier)
                )
            ),
        ),
    )


def dossier_sections(dossier: Dossier) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The parts of a dossier in sentences, each with its heading; empty parts are left out."""
    parts = (
        ("Why", (*dossier.sentences, dossier.could_change)),
        ("What it hangs together with", _relations(dossier)),
        ("Positions", _positions(dossier)),
        ("Objections", _objections(dossier)),
        ("Amendments", map(_amendment, dossier.amendments)),
        (
            "Decisions",
            (
                *(each.sentence for each in dossier.instructions),
                *map(_decision, dossier.decisions),
            ),
        ),
        (
            "Sense of the room",
            (f"{each.quantity}: {each.stance}{_after(each.note)}" for each in dossier.senses),
        ),
        ("Consultations", map(consultation_sentence, dossier.consultations)),
        ("Noted", map(noted_sentence, dossier.noted)),
        ("Where it comes from", [origin_sentence(dossier.origin)] if dossier.origin else []),
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
    if dossier.proposed:
        yield f"proposed or supported part of this text: {', '.join(dossier.proposed)}"
    if dossier.no_position:
        yield f"no position: {', '.join(dossier.no_position)}"


def _group(group: PositionGroup) -> str:
    return f"{group.stance}: {'; '.join(map(_position, group.positions))}"


def _position(line: PositionLine) -> str:
    origin = (f"via {line.via}" if line.via else line.source.value, line.document)
    notes = (*filter(None, origin), *position_notes(line))
    return f"{line.member} ({', '.join(notes)}){_after(line.reason)}"


def _objections(dossier: Dossier) -> Iterator[str]:
    yield from map(_objection, dossier.objections)
    yield from (each.sentence for each in dossier.contested)


def _objection(line: ObjectionLine) -> str:
    reason = line.reason or "not stated"
    answer = f"; answered: {line.answer}" if line.answer else ""
    return f"{line.member}, {line.state}: {reason}{answer}"


def _amendment(line: AmendmentLine) -> str:
    by = f" ({', '.join(line.backers)})" if line.backers else ""
    to = f" to {line.target}" if line.depth else ""
    return f"{line.handle}{by}{to}, {line.state}, {line.status}: {line.summary}"


def _decision(line: DecisionLine) -> str:
    notes = (f"{line.happened:%Y-%m-%d %H:%M}", *decision_notes(line))
    told = f"{line.handle} {line.outcome} ({', '.join(notes)})"
    statements = "".join(
        f"; {each.member}, {each.kind}{_after(each.text)}" for each in line.statements
    )
    return f"{told}{_after(line.reason)}{statements}"


def _after(words: str) -> str:
    return f": {words}" if words else ""
