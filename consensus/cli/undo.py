"""`consensus undo`: take a step back."""

from __future__ import annotations

import click

from consensus.cli.command import Command
from consensus.cli.context import recording
from consensus.cli.reporting import tell_step


@click.command("undo", cls=Command, python="group.undo()")
@click.argument("step", default="")
@click.option("--reason", default="", help="Why.")
def undo(step: str, reason: str) -> None:
    """Take a step back.

    It is your own last one, as --by says, unless one is named. The log keeps it, marked as undone.
    A step that later ones depend on is not undone; they are named.

    \b
    Examples:
      consensus undo
      consensus undo 019cafe0 --reason "recorded for the wrong member"
    """
    from consensus.history.operations import UndoStep
    from consensus.reports.history import describe

    with recording() as group:
        state, history = group.state, list(group.history())
        recorded = group.undo(step, reason)
        operation = recorded.operation(1)
        assert isinstance(operation, UndoStep)
        # What it made has its handle only in the state from before.
        did = next(
            "; ".join(describe(each, operations, state).sentences)
            for each, operations, _ in history
            if each.id == operation.step
        )
        tell_step(recorded, f"undone, step {operation.step}: {did}")
