"""`consensus next`: what to take up."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Command, as_json
from consensus.cli.completing import complete_member
from consensus.cli.context import reading


@click.command("next", cls=Command, python="next_items(group.state, group.judgement(), drafts)")
@click.option(
    "--member",
    default="",
    shell_complete=complete_member,
    help="What needs the position of this member.",
)
@click.option("-n", "limit", type=click.IntRange(1), help="At most so many.")
@as_json
def next_items(member: str, limit: int | None, as_json: bool) -> None:
    """List what to take up next, and why.

    What needs only the gavel comes first, then what is closest to agreement.

    \b
    Examples:
      consensus next -n 5
      consensus next --member ALV --json
    """
    from consensus.model.lookup import find_member
    from consensus.reports import next_items as reports

    with reading() as group:
        state = group.state
        code = find_member(state, member) if member else ""
        today = group.now().date()
        found = reports.next_items(state, group.judgement(), list(state.drafts), code, today)
    found = found[:limit]
    if as_json:
        output.write_json({"next": found})
        return
    output.write_table(
        ("label", "what", "because it is", "reason"),
        [(each.label, each.handle, each.rank, each.reason) for each in found],
        "there is nothing to take up",
    )
