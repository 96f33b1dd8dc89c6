"""`consensus tui`: the screens of the terminal."""

from __future__ import annotations

import click

from consensus.cli.command import Command
from consensus.cli.context import place_of_record, session


@click.command("tui", cls=Command)
@click.argument("path", metavar="[FILE]", default="")
@click.option("--wall", is_flag=True, help="Show only what is pushed to the wall.")
def tui(path: str, wall: bool) -> None:
    """Step through the drafts on the screens of the terminal.

    Everything is recorded at once, and what others record appears by itself. With --wall it is a
    screen for the room: blank until a facilitator pushes something to it.

    \b
    Examples:
      consensus tui
      consensus tui wgec.consensus --by "Ana, secretariat"
      consensus tui --wall
    """
    from tui.start import start

    start(path or place_of_record(), session().by, wall)
