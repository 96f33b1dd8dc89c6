"""`consensus log`: what was recorded."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Command, as_json
from consensus.cli.target import reading


@click.command(cls=Command, python="[describe(*each, ...) for each in group.history()]")
@click.option("-n", "limit", type=click.IntRange(1), help="Only the last so many steps.")
@as_json
def log(limit: int | None, as_json: bool) -> None:
    """List what was recorded, step by step.

    \b
    Examples:
      consensus log -n 10
      consensus log --json
    """
    from consensus.reports.history_lines import describe

    with reading() as group:
        steps = list(group.history())
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
        undone = " (undone)" if line.undone else ""
        output.write(f"{line.id}  {line.happened:%Y-%m-%d %H:%M}{where}{by}{undone}", bold=True)
        for sentence in line.sentences:
            output.write(f"  {output.one_line(sentence)}")
        if line.note:
            output.write(f"  note: {output.one_line(line.note)}")
