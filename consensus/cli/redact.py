"""`consensus redact`: take words out for good."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Command
from consensus.cli.reporting import tell_step
from consensus.cli.target import given_text, recording


@click.command(cls=Command, python="group.redact('the words', reason='Chatham House rule')")
@click.argument("words")
@click.option("--step", default="", help="Only in this step.")
@click.option("--reason", default="", help="Why; without the words.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def redact(words: str, step: str, reason: str, yes: bool) -> None:
    """Take words out of the record for good.

    The chain of steps still verifies, and names the gap. This cannot be undone. Give - to read the
    words from stdin, so that they stay out of the history of the shell.

    \b
    Examples:
      consensus redact "Ms. Example" --reason "Chatham House rule"
      consensus redact - --step 019cafe0 --yes < words.txt
    """
    wanted = given_text(words)
    with recording() as group:
        if not yes and not output.is_interactive():
            raise click.UsageError("this cannot be undone; say --yes where nobody can be asked")
        if not yes:
            click.confirm("The words will be gone for good. Go on?", abort=True, err=True)
        recorded = group.redact(wanted, step, reason)
        count = len(recorded.bodies) - 1
        tell_step(recorded, f"taken out of {count} {'place' if count == 1 else 'places'}")
