"""`consensus report`: reports for an audience."""

from __future__ import annotations

import click

from consensus.cli import report_members, report_texts, report_work
from consensus.cli.analysis_report import analysis
from consensus.cli.command import Noun
from consensus.cli.reference import reference
from consensus.cli.summary import edited, summary


@click.group("report", cls=Noun)
def report() -> None:
    """Write reports for an audience.

    A report for the public, which is the default, names no member and gives no stance or reason;
    it says how much was withheld. What FILE ends in says how it is written: .md, .json, .csv, .html
    or .docx.

    \b
    Examples:
      consensus report open
      consensus report open --audience members -o open.html
      consensus report member ALV --audience secretariat --to csv
    """


for each in (
    *report_texts.COMMANDS,
    *report_members.COMMANDS,
    *report_work.COMMANDS,
    analysis,
    summary,
    edited,
    reference,
):
    report.add_command(each)
