"""`consensus report analysis`: the analysis of whole drafts, for whoever may see it."""

from __future__ import annotations

from typing import Any

import click

from consensus.cli.command import Command
from consensus.cli.completing import complete_draft
from consensus.cli.report_output import deliver_report, report_options
from consensus.cli.report_texts import some


@click.command("analysis", cls=Command, python="group.analysis.report('secretariat')")
@click.argument("draft", default="", shell_complete=complete_draft)
@report_options("text", "markdown", "json", "html", "docx")
def analysis(draft: str, **delivery: Any) -> None:
    """Report conflicts, packages, coalitions, bridges, and whom to call.

    The secretariat sees everything. Members see what can be reckoned from what was said openly, but
    neither coalitions nor whom to call; the public sees progress alone.

    \b
    Examples:
      consensus report analysis --audience secretariat -o analysis.html
      consensus report analysis D1 --audience members -o analysis.md
    """
    deliver_report("analysis", label="analysing", drafts=some(draft), **delivery)
