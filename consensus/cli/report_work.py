"""`consensus report`: meetings, decisions, consultations, milestones and progress."""

from __future__ import annotations

from typing import Any

import click

from consensus.cli.command import Command
from consensus.cli.completing import complete_draft, complete_meeting
from consensus.cli.report_output import deliver_report, report_options
from consensus.cli.report_texts import some


@click.command(
    "meeting", cls=Command, python="write_report(group, 'meeting', wanted=Wanted(subject='M1'))"
)
@click.argument("meeting", default="", shell_complete=complete_meeting)
@report_options()
def meeting(meeting: str, **delivery: Any) -> None:
    """Report what was recorded of a meeting; of the last one if none is named.

    Who was there, its agenda, what was noted, decided and undertaken, and who spoke, which alone is
    in the table for spreadsheets.

    \b
    Examples:
      consensus report meeting
      consensus report meeting M1 --audience members -o first-meeting.docx
    """
    deliver_report("meeting", subject=meeting, **delivery)


@click.command("decisions", cls=Command, python="write_report(group, 'decisions', 'csv')")
@report_options()
def decisions(**delivery: Any) -> None:
    """Report what the chair declared, in order.

    \b
    Examples:
      consensus report decisions
      consensus report decisions --audience members -o decisions.csv
    """
    deliver_report("decisions", **delivery)


@click.command(
    "consultations",
    cls=Command,
    python="write_report(group, 'consultations', 'csv', Wanted(open_only=True))",
)
@click.option("--open", "open_only", is_flag=True, help="Only those that have not reported back.")
@report_options()
def consultations(open_only: bool, **delivery: Any) -> None:
    """Report who was asked to find common ground on what, and what came of it.

    \b
    Examples:
      consensus report consultations --open --audience members
    """
    deliver_report("consultations", open_only=open_only, **delivery)


@click.command("milestones", cls=Command, python="write_report(group, 'milestones', 'csv')")
@report_options()
def milestones(**delivery: Any) -> None:
    """Report what is to be reached by which day, and how many days are left.

    \b
    Examples:
      consensus report milestones
      consensus report milestones -o milestones.csv
    """
    deliver_report("milestones", **delivery)


@click.command("progress", cls=Command, python="write_report(group, 'progress', 'html')")
@click.argument("draft", default="", shell_complete=complete_draft)
@click.option(
    "--by",
    type=click.Choice(["day", "meeting"]),
    default="day",
    show_default=True,
    help="What is counted by.",
)
@report_options()
def progress(draft: str, by: str, **delivery: Any) -> None:
    """Report how many items were agreed by the end of each day or meeting with decisions.

    \b
    Examples:
      consensus report progress --by meeting
      consensus report progress -o progress.html
    """
    from consensus.reports.progress import By

    deliver_report("progress", drafts=some(draft), by=By(by), **delivery)


COMMANDS = (meeting, decisions, consultations, milestones, progress)
"""The commands of this file, in the order in which they are listed."""
