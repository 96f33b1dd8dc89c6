"""`consensus overtaken`: what no longer applies since copies were joined, or cannot be read."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.context import reading_with_acts, recording
from consensus.cli.reporting import tell_step


@click.group("overtaken", cls=Noun)
def overtaken() -> None:
    """Settle what no longer applies since two copies were joined, or cannot be read.

    \b
    Examples:
      consensus overtaken list
      consensus overtaken again 019cafe0
    """


@overtaken.command("list", python="group.overtaken")
@as_json
def list_(as_json: bool) -> None:
    """List what waits to be settled, why it does not apply, and what it rested on.

    Each is settled in one of three ways: record it again ('again'), let it go ('let-go'), or take
    back what stands in its way ('consensus undo'), after which it applies by itself.

    Where copies decided, merged or edited the same thing otherwise, all of them wait, and its text
    and status are those from before. 'again' chooses one of them and lets the others go.

    \b
    Examples:
      consensus overtaken list
      consensus overtaken list --json
    """
    with reading_with_acts() as group:
        lines = group.overtaken
    if as_json:
        output.write_json({"overtaken": lines})
        return
    for each in lines:
        line = each.line
        by = f" by {line.by}" if line.by else ""
        part = f" ({each.rows} of {each.of} rows)" if each.rows < each.of else ""
        output.write(f"{line.id}  {line.happened:%Y-%m-%d %H:%M}{by}{part}", bold=True)
        for sentence in (*line.sentences, *each.would_read):
            output.write(f"  {output.one_line(sentence)}")
        for reason in each.reasons:
            output.write(f"  does not apply: {output.one_line(reason)}")
        for rested in each.rests_on:
            output.write(f"  rested on: {output.one_line(rested)}")
    if not lines:
        output.say("nothing waits to be settled")


@overtaken.command("again", python="group.take_again('019cafe0')")
@click.argument("step")
@click.option("--reason", default="", help="A word on it.")
def again(step: str, reason: str) -> None:
    """Record once more what no longer applied, as far as it applies now.

    Of steps that settled the same thing otherwise, this chooses one; the others are let go.

    It keeps the time at which it happened, its meeting and its handles. What it was said of is not
    changed: a position that was taken on another wording is still one on that wording.

    \b
    Examples:
      consensus overtaken again 019cafe0
    """
    from consensus.history.operations import SettleOvertaken

    with recording() as group:
        recorded = group.take_again(step, reason)
        settled = [recorded.operation(each) for each in range(1, len(recorded.bodies))]
        _, *others = [each.step for each in settled if isinstance(each, SettleOvertaken)]
        let_go = "".join(f"; let go: step {each}" for each in others)
        tell_step(recorded, f"recorded again: step {step}{let_go}")


@overtaken.command("let-go", python="group.let_go('019cafe0', 'asked again')")
@click.argument("step")
@click.argument("reason")
def let_go(step: str, reason: str) -> None:
    """Leave out what no longer applied; the log keeps it, and says why.

    \b
    Examples:
      consensus overtaken let-go 019cafe0 "the member was asked again"
    """
    with recording() as group:
        tell_step(group.let_go(step, reason), f"let go: step {step}")
