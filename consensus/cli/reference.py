"""`consensus report reference`: the reference document."""

from __future__ import annotations

from typing import Any

import click

from consensus.cli.command import Command
from consensus.cli.completing import complete_draft
from consensus.cli.report_output import deliver_report, report_options


@click.command(
    "reference",
    cls=Command,
    python="reference_document(group.state, group.judgement(), group.now())",
)
@click.argument("drafts", nargs=-1, shell_complete=complete_draft)
@report_options("text", "markdown", "json", "html", "docx")
def reference(drafts: tuple[str, ...], **delivery: Any) -> None:
    """Write a reference document: what nobody contests, what is contested, what was carried over.

    Contested is what has brackets or open amendments; for members, also what somebody objects to,
    is against or reserves its position on. What was carried over from another working group says
    where it comes from, and whether this one has reconfirmed it.

    \b
    Examples:
      consensus report reference -o reference.md
      consensus report reference D2 --audience members -o reference.docx
    """
    deliver_report("reference", drafts=drafts, **delivery)
