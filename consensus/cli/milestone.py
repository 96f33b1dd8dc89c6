"""`consensus milestone`: what the group is to have reached by a day."""

from __future__ import annotations

from datetime import date

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_milestone
from consensus.cli.context import reading, recording
from consensus.cli.reporting import made_by, tell_step

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group("milestone", cls=Noun)
def milestone() -> None:
    """Set what the group is to have reached by a day, and count the days.

    \b
    Examples:
      consensus milestone add "final report" 2018-01-31
      consensus milestone list
    """


@milestone.command("add", python="group.add_milestone('final report', date(2018, 1, 31))")
@click.argument("title")
@click.argument("target", type=_DAY, metavar="DAY")
def add(title: str, target: date) -> None:
    """Set something to reach by a day.

    \b
    Examples:
      consensus milestone add "final report" 2018-01-31
    """
    with recording() as group:
        step = group.add_milestone(title, _day(target))
        tell_step(step, f"{title} is to be reached by {_day(target)}", made_by(group, step))


@milestone.command("move", python="group.move_milestone('MS1', date(2018, 2, 15))")
@click.argument("milestone", shell_complete=complete_milestone)
@click.argument("target", type=_DAY, metavar="DAY")
@click.option("--reason", default="", help="Why.")
def move(milestone: str, target: date, reason: str) -> None:
    """Let a milestone be reached by another day.

    \b
    Examples:
      consensus milestone move MS1 2018-02-15 --reason "the session was moved"
    """
    with recording() as group:
        step = group.move_milestone(milestone, _day(target), reason)
        tell_step(step, f"{milestone} is to be reached by {_day(target)}")


@milestone.command("reached", python="group.reach_milestone('MS1')")
@click.argument("milestone", shell_complete=complete_milestone)
@click.option("--note", default="", help="A word on it.")
def reached(milestone: str, note: str) -> None:
    """Record that a milestone is reached.

    \b
    Examples:
      consensus milestone reached MS1
      consensus milestone reached "final report" --note "a day early"
    """
    with recording() as group:
        tell_step(group.reach_milestone(milestone, note), f"{milestone} is reached")


@milestone.command("list", python="milestone_lines(group.state, group.now().date())")
@click.option(
    "--warn", type=click.IntRange(0), metavar="DAYS", help="From how many days before it is near."
)
@as_json
def list_(warn: int | None, as_json: bool) -> None:
    """List the milestones, with the days that are left; a note on stderr warns of what is near.

    \b
    Examples:
      consensus milestone list
      consensus milestone list --warn 30 --json
    """
    from consensus.reports.audience import Audience
    from consensus.reports.planning import WARNING_DAYS, Countdown, milestone_lines

    with reading() as group:
        lines = milestone_lines(
            group.state,
            group.now().date(),
            Audience.SECRETARIAT,
            WARNING_DAYS if warn is None else warn,
        )
    if as_json:
        output.write_json({"milestones": lines})
        return
    output.write_table(
        ("milestone", "title", "target", "", "note"),
        [
            (each.handle, each.title, each.target.isoformat(), each.sentence, each.note)
            for each in lines
        ],
        "no milestone is set",
    )
    for each in lines:
        if each.countdown in (Countdown.NEAR, Countdown.OVERDUE):
            output.say(f"{each.title} ({each.handle}): {each.sentence}")


def _day(target: date) -> date:
    """The day of what was parsed, which has a time of day."""
    return date(target.year, target.month, target.day)
