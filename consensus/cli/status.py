"""`consensus status`: what is agreed and what is open."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Command, as_json
from consensus.cli.completing import complete_draft
from consensus.cli.context import reading


@click.command("status", cls=Command, python="group.status()")
@click.argument("draft", default="", shell_complete=complete_draft)
@click.option("--rule", default="", metavar="RULE", help="Judge by this rule, on trial.")
@as_json
def status(draft: str, rule: str, as_json: bool) -> None:
    """Show what is agreed and what is open.

    Each item has its status, and how many of the members that count are in favour. Nobody is named.

    \b
    Examples:
      consensus status
      consensus --as-of 2026-03-02 status D1 --json
      consensus status --rule "consensus_minus(1)"
    """
    from consensus.model.lookup import find_draft
    from consensus.reports.status import status_json, status_report

    with reading() as group:
        state = group.state
        drafts = [find_draft(state, draft)] if draft else list(state.drafts)
        report = status_report(state, group.judgement(rule), drafts)
    if as_json:
        output.write_json({"title": state.title, **status_json(report)})
        return
    from consensus.cli.status_view import show_status

    output.write(state.title, bold=True)
    show_status(report)
