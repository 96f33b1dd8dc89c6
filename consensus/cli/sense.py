"""`consensus sense`: the sense of the room."""

from __future__ import annotations

import click

from consensus.cli.command import Command
from consensus.cli.completing import complete_target
from consensus.cli.context import recording
from consensus.cli.position import STANCE
from consensus.cli.reporting import tell_step


@click.command("sense", cls=Command, python="group.note_sense('3', 'several', 'support')")
@click.argument("target", shell_complete=complete_target)
@click.argument("quantity")
@click.argument("stance", type=STANCE, metavar="STANCE")
@click.option("--note", default="", help="A word on it.")
def sense(target: str, quantity: str, stance: str, note: str) -> None:
    """Note the sense of the room, without names.

    It is a quantity, and counts nowhere.

    \b
    Examples:
      consensus sense 3 several support
      consensus sense 7 "the majority" disagree --note "no show of hands"
    """
    with recording() as group:
        step = group.note_sense(target, quantity, stance, note)
        tell_step(step, f"{quantity} on {target}: {stance}")
