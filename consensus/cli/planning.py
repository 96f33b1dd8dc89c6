"""`consensus plan`: undertakings and milestones."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import click

from consensus.cli import options, output
from consensus.cli.context import moment
from consensus.cli.framework import Noun, report_options
from consensus.cli.recording import print_step
from consensus.cli.report import print_reminders
from consensus.model.lookup import find_undertaking
from consensus.reports.audience import Audience
from consensus.reports.planning import WARNING_DAYS, Countdown, milestone_lines, undertaking_lines
from consensus.reports.reminders import undertaking_reminder

if TYPE_CHECKING:
    from consensus.working_group import Queries, WorkingGroup


plan = Noun("plan", help="Undertakings and target dates.")


@plan.noun("undertaking")
def undertaking() -> None:
    """Tasks that somebody offered to do, with a deadline."""


@undertaking.records("add WHAT", "group.undertake('compile the replies', 'secretariat', due=due)")
@click.option(
    "--owner",
    required=True,
    shell_complete=options.complete_member,
    help="A member, an office such as chair, or a person by name.",
)
@options.text("--due", metavar="TIME-OR-MEETING", help='A time, a meeting, or "next meeting".')
def add_undertaking(group: WorkingGroup, what: str, owner: str, due: str) -> None:
    """Record an undertaking.

    WHAT completes "The Chair undertook to …".

      consensus plan undertaking add "compile the replies" --owner secretariat --due 2017-01-20
      consensus plan undertaking add "find a softer verb for 3" --owner MER --due M2
    """
    step = group.undertake(what, owner, due=moment(due) if due else None)
    print_step(step, f"{step.made.by} undertakes to {what}", step.handle)


@undertaking.records("close UNDERTAKING [OUTCOME]", "group.close_undertaking('U1', 'sent round')")
def done(group: WorkingGroup, undertaking: str, outcome: str) -> None:
    """Record that an undertaking is done.

    consensus plan undertaking close U1 "sent round on Monday"
    """
    print_step(group.close_undertaking(undertaking, outcome), f"{undertaking} is done")


@undertaking.lists("list", "undertaking_lines(group.state, now, audience, left)", "undertakings")
@options.flag("--open", "open_only", help="Only undertakings that are not done.")
@report_options(audience=None)
def list_undertakings(group: Queries, open_only: bool) -> None:
    """List undertakings; those that are overdue come first.

    consensus plan undertaking list --open --json
    consensus plan undertaking list --open --audience members -o undertakings.docx
    """
    found = undertaking_lines(group.state, group.now(), Audience.SECRETARIAT, Counter())
    lines = [each for each in found if each.done is None or not open_only]
    lines.sort(key=lambda each: not each.is_overdue)
    output.write_list(
        "undertakings",
        lines,
        "undertaking=handle,by,what,due=until,done=result",
        "no undertaking is recorded",
    )


@undertaking.reads("remind [UNDERTAKINGS...]", "undertaking_reminder(group.state, each, now)")
def remind(group: Queries, undertakings: list[str]) -> None:
    """Write reminders to those who have undertakings.

    Without UNDERTAKINGS, there is a reminder for each overdue undertaking. Nothing is sent.

      consensus plan undertaking remind U2
    """
    state, now = group.state, group.now()
    chosen = [state.undertakings[find_undertaking(state, each)] for each in undertakings]
    overdue = (each for each in state.undertakings.values() if state.is_overdue(each, now))
    print_reminders(group, undertaking_reminder, chosen or overdue)


@plan.noun("milestone")
def milestone() -> None:
    """Target dates, and the days left."""


@milestone.records("add TITLE", "group.add_milestone('final report', date(2018, 1, 31))")
@click.argument("target", type=options.Day(), metavar="DAY")
def add_milestone(group: WorkingGroup, title: str, target: date) -> None:
    """Set a target date.

    consensus plan milestone add "final report" 2018-01-31
    """
    step = group.add_milestone(title, target)
    print_step(step, f"target date: {title}, {target}", step.handle)


@milestone.records("edit MILESTONE", "group.move_milestone('MS1', date(2018, 2, 15))")
@click.argument("target", type=options.Day(), metavar="DAY")
@options.text("--reason", help="Why.")
def move(group: WorkingGroup, milestone: str, target: date, reason: str) -> None:
    """Move a target date.

    consensus plan milestone edit MS1 2018-02-15 --reason "the session was moved"
    """
    step = group.move_milestone(milestone, target, reason)
    print_step(step, f"target date: {milestone}, {target}")


@milestone.records("close MILESTONE", "group.reach_milestone('MS1')")
@options.text("--note", help="A short note.")
def reached(group: WorkingGroup, milestone: str, note: str) -> None:
    """Record that a target date was reached.

    consensus plan milestone close "final report" --note "a day early"
    """
    print_step(group.reach_milestone(milestone, note), f"{milestone} is reached")


@milestone.lists("list", "milestone_lines(group.state, group.now().date())", "milestones")
@options.number("--warn", metavar="DAYS", help="Show a date as near if so many days are left.")
@report_options(audience=None)
def list_milestones(group: Queries, warn: int | None) -> None:
    """List target dates, and the days left.

    consensus plan milestone list --warn 30 --json
    consensus plan milestone list -o milestones.csv
    """
    near, today = WARNING_DAYS if warn is None else warn, group.now().date()
    lines = milestone_lines(group.state, today, Audience.SECRETARIAT, near)
    output.write_list(
        "milestones", lines, "milestone=handle,title,target,=sentence,note", "no target date is set"
    )
    for each in () if output.is_json() else lines:
        if each.countdown in (Countdown.NEAR, Countdown.OVERDUE):
            output.echo_status(f"{each.title} ({each.handle}): {each.sentence}")
