"""`consensus log`: what was recorded."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Command, as_json
from consensus.cli.completing import complete_meeting
from consensus.cli.context import reading


@click.command("log", cls=Command, python="[describe(*each, ...) for each in group.history()]")
@click.option("-n", "limit", type=click.IntRange(1), help="Only the last so many steps.")
@click.option(
    "--meeting",
    default="",
    shell_complete=complete_meeting,
    help="Only what was recorded in this meeting.",
)
@click.option(
    "--before",
    default="",
    shell_complete=complete_meeting,
    help="Only what was recorded outside meetings, between this one and the one before it.",
)
@as_json
def log(limit: int | None, meeting: str, before: str, as_json: bool) -> None:
    """List what was recorded, step by step.

    \b
    Examples:
      consensus log -n 10
      consensus log --before M2
      consensus log --json
    """
    from consensus.model.lookup import find_meeting
    from consensus.reports.history import describe
    from consensus.reports.meeting_record import recorded_before, recorded_in

    if meeting and before:
        raise click.UsageError("give --meeting or --before, not both")
    with reading() as group:
        steps = list(group.history())
        if meeting:
            steps = list(recorded_in(steps, find_meeting(group.state, meeting)))
        elif before:
            steps = list(recorded_before(steps, find_meeting(group.state, before)))
        if limit is not None:
            steps = steps[-limit:]
        lines = [describe(*step[:2], group.state, step[2]) for step in steps]
        head = group.head
    if as_json:
        output.write_json({"head": head, "steps": lines})
        return
    for line in lines:
        where = f" in {line.meeting}" if line.meeting else ""
        by = f" by {line.by}" if line.by else ""
        undone = " (undone)" if line.undone else " (does not apply)" * line.overtaken
        output.write(f"{line.id}  {line.happened:%Y-%m-%d %H:%M}{where}{by}{undone}", bold=True)
        for sentence in line.sentences:
            output.write(f"  {output.one_line(sentence)}")
        if line.note:
            output.write(f"  note: {output.one_line(line.note)}")
