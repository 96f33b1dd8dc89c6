"""A dossier as the command line shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from consensus.cli import output
from consensus.reports.consultations import consultation_sentence
from consensus.reports.meetings import noted_sentence
from consensus.reports.reference import origin_sentence

if TYPE_CHECKING:
    from consensus.reports.dossier import Dossier
    from consensus.reports.overtaken import OvertakenLine
    from consensus.reports.positions import PositionLine


def fields_of(shown: Dossier) -> dict[str, Any]:
    """A dossier as data, what it is about beside the rest."""
    fields: dict[str, Any] = output.plain(shown)
    return {**fields.pop("subject"), "reasons": fields.pop("sentences"), **fields}


def tell_dossier(
    shown: Dossier, as_json: bool, settled_apart: Sequence[OvertakenLine] = ()
) -> None:
    """Print a dossier, as data or for people."""
    if as_json:
        output.write_json(fields_of(shown))
    else:
        show_dossier(shown, settled_apart)


def show_dossier(shown: Dossier, settled_apart: Sequence[OvertakenLine] = ()) -> None:
    """Write a dossier: what it is, where it stands and why, who says what, and what amends it.

    Args:
        shown: the dossier.
        settled_apart: the steps that settled it otherwise, of which one is to be chosen.
    """
    subject = shown.subject
    name = f"{subject.label} ({subject.handle})" if subject.label else subject.handle
    about = f" to {subject.amends}" if subject.amends else ""
    output.write(f"{name}: {shown.status}", bold=True)
    output.write(f"{subject.kind}{about}, judged by {shown.rule}")
    for text in (subject.title, subject.text):
        if text:
            output.write(f"\n{text}")
    if subject.settles:
        output.write(f"settles {', '.join(subject.settles)}")
    if subject.sponsors:
        output.write(f"proposed by {', '.join(subject.sponsors)}")
    if subject.rationale:
        output.write(f"rationale: {subject.rationale}")
    _section(
        "Settled otherwise in two copies: choose one with 'consensus overtaken again STEP'",
        [
            f"step {each.id}{_after(' by ', each.line.by)}:"
            f" {'; '.join((*each.line.sentences, *each.would_read))}"
            for each in settled_apart
        ],
    )
    _section("Why", shown.sentences)
    if shown.could_change:
        _section("What could change it", [shown.could_change])
    _positions(shown)
    _section(
        "Objections",
        [
            f"{each.member}: {each.state}{_after(': ', each.reason or 'not stated')}"
            f"{_after('; answered: ', each.answer)}"
            for each in shown.objections
        ]
        + [each.sentence for each in shown.contested],
    )
    _section(
        "Amendments to it",
        [
            f"{'  ' * each.depth}{each.handle} ({', '.join(each.sponsors) or 'no sponsor shown'},"
            f" {each.status}): {each.summary}"
            for each in shown.amendments
        ],
    )
    _section(
        "Decisions",
        [
            *(each.sentence for each in shown.instructions),
            *(
                f"{each.handle}: {each.outcome}, {each.happened:%Y-%m-%d %H:%M}"
                f"{_after(': ', each.reason)}"
                f"{_after('; answered with a change: ', ', '.join(each.answered_by))}"
                for each in shown.decisions
            ),
        ],
    )
    _section("Consultations", list(map(consultation_sentence, shown.consultations)))
    _section("Sense of the room", [f"{each.quantity}: {each.stance}" for each in shown.senses])
    _section("Noted", list(map(noted_sentence, shown.noted)))
    if shown.origin is not None:
        _section("Where it comes from", [origin_sentence(shown.origin)])
    for title, handles in (
        ("Waits for", shown.conditional_on),
        ("Awaited by", shown.awaited_by),
        ("Hangs together with", shown.together),
        ("Part of", shown.packages),
        ("Asked to be reopened by", shown.reopening),
    ):
        if handles:
            output.write(f"{title}: {', '.join(handles)}")
    if shown.withheld.counts:
        output.say(shown.withheld.sentence())


def _positions(shown: Dossier) -> None:
    lines: list[str] = []
    for group in shown.positions:
        # Observers are listed and not counted, and so is what needs to be taken afresh.
        count = f" ({shown.counts.get(group.stance, 0)} of {shown.eligible})"
        lines.append(f"{group.stance}{count if shown.counts else ''}")
        lines += [f"  {_position(each)}" for each in group.positions]
    proposed = len(shown.proposed)
    if proposed:
        lines.append(
            f"proposed or supported part of this text, to be reconfirmed ({proposed} of"
            f" {shown.eligible}): {', '.join(shown.proposed)}"
        )
    silent = len(shown.no_position)
    if silent:
        lines.append(f"no position ({silent} of {shown.eligible}): {', '.join(shown.no_position)}")
    _section("Positions", lines)


def _position(line: PositionLine) -> str:
    return (
        line.member
        + (" (stale)" if line.is_stale else "")
        + (" as sponsor" if line.by_sponsoring else "")
        + _after(" via ", line.via)
        + _after(" provided agreed: ", ", ".join(line.conditions))
        + _after(": ", line.reason)
        + _after("; reservation: ", line.reservation)
    )


def _section(title: str, lines: list[str] | tuple[str, ...]) -> None:
    if not lines:
        return
    output.write(f"\n{title}", bold=True)
    for line in lines:
        output.write(f"- {line}" if not line.startswith("  ") else f"  {line}")


def _after(opening: str, text: str) -> str:
    return f"{opening}{text}" if text else ""
