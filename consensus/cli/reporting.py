"""What a command tells of a step that it recorded, and of an import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from consensus.cli import output
from consensus.errors import Rejected

if TYPE_CHECKING:
    from consensus.history.step import Step
    from consensus.working_group import WorkingGroup
    from consensus.working_group.import_base import ImportReport


def tell_step(step: Step, sentence: str, made: str = "") -> None:
    """Say on stderr what was recorded; what was made by it goes to stdout, for scripts.

    Args:
        step: what was recorded.
        sentence: what happened, in words.
        made: the handle of the thing it made; empty when it made none.
    """
    if made:
        output.write(made)
    output.say(f"{sentence} (step {step.id})")


def tell_contested(group: WorkingGroup, step: Step) -> None:
    """Say on stderr what a change of text made of objections and holds, and of other amendments."""
    from consensus.reports.audience import Audience
    from consensus.reports.step_sentences import contested_sentences, overtaken_sentences
    from consensus.reports.words import Voice

    voice = Voice(group.state, Audience.SECRETARIAT)
    for index in range(1, len(step.bodies)):
        operation = step.operation(index)
        for sentence in contested_sentences(operation, voice):
            output.say(sentence)
        for sentence in overtaken_sentences(operation, voice):
            output.say(sentence)


def made_by(group: WorkingGroup, step: Step, index: int = 1) -> str:
    """The handle of what the operation at an index of a step made."""
    operation = step.operation(index)
    assert operation is not None
    return group.state.handle_of(operation.id)


def tell_texts(texts: Mapping[str, str], as_json: bool) -> None:
    """Write texts that are to be sent round, each with what it is about.

    Args:
        texts: handle to text.
        as_json: whether to print them as JSON.
    """
    if as_json:
        output.write_json(
            {"reminders": [{"about": about, "mail": text} for about, text in texts.items()]}
        )
    elif texts:
        output.write_exactly("\n".join(texts.values()))
    else:
        output.say("nobody is to be reminded")


def tell_import(report: ImportReport, as_json: bool) -> None:
    """Say what an import did: findings on stderr, numbers on stdout.

    Args:
        report: what it did.
        as_json: whether to print the numbers and findings as JSON.

    Raises:
        Rejected: every row was refused.
    """
    _tell_numbers(report, as_json)
    if report.refused and report.refused == report.rows:
        raise Rejected("no row could be taken; nothing was recorded")


def _tell_numbers(report: ImportReport, as_json: bool) -> None:
    if as_json:
        output.write_json(
            {
                "rows": report.rows,
                "placed": report.placed,
                "taken": report.taken,
                "tray": report.tray,
                "duplicates": report.duplicates,
                "refused": report.refused,
                "findings": report.findings,
            }
        )
        return
    for finding in report.findings:
        output.say(str(finding))
    output.write(
        f"{report.rows} rows: {report.taken} taken, {report.tray} in the tray,"
        f" {report.duplicates} known already, {report.refused} refused"
    )
    if report.taken and report.placed:
        ways = ", ".join(f"{count} by {how}" for how, count in report.placed.items() if count)
        output.say(f"placed: {ways}")
