"""`consensus wall`: what the room sees."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_target
from consensus.cli.context import reading_with_acts, recording


@click.group("wall", cls=Noun)
def wall() -> None:
    """Show the room what it is to see, and nothing else.

    What was pushed stays as it is, whatever is recorded, until it is pushed again or blanked. It
    names no member, and says of nothing undecided how near it is to agreement.

    \b
    Examples:
      consensus wall push 3
      consensus wall blank
    """


@wall.command("push", python="group.push_to_wall('3')")
@click.argument("target", default="", shell_complete=complete_target)
def push(target: str) -> None:
    """Show an item, amendment, package or draft; how far all drafts have come if not named.

    \b
    Examples:
      consensus wall push 3
      consensus wall push D1
      consensus wall push
    """
    with recording() as group:
        slide = group.push_to_wall(target)
        output.say(f"on the wall: {' '.join(filter(None, (slide.title, slide.label)))}")


@wall.command("blank", python="group.blank_wall()")
def blank() -> None:
    """Show nothing.

    \b
    Examples:
      consensus wall blank
    """
    with recording() as group:
        group.blank_wall()
        output.say("the wall is blank")


@wall.command("show", python="group.wall()")
@as_json
def show(as_json: bool) -> None:
    """Show what is on the wall.

    \b
    Examples:
      consensus wall show
      consensus wall show --json
    """
    with reading_with_acts() as group:
        slide = group.wall()
    if as_json:
        output.write_json({"slide": slide})
        return
    if slide is None:
        output.say("the wall is blank")
        return
    output.write(" ".join(filter(None, (slide.title, slide.label))), bold=True)
    if slide.status:
        output.write(slide.status)
    for line in slide.lines:
        output.write(line)
    if slide.totals is not None:
        output.write(f"{slide.totals.agreed} agreed, {slide.totals.open} open")
