"""`consensus agenda`: what a meeting takes up, in order."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_agenda, complete_target
from consensus.cli.context import listed, reading, recording
from consensus.cli.reporting import made_by, tell_step


@click.group("agenda", cls=Noun)
def agenda() -> None:
    """Put matters on the agenda, take them up and finish them.

    Each has a speakers' list of its own.

    \b
    Examples:
      consensus agenda add "Reports" --on 1,2
      consensus agenda take-up 1
      consensus agenda finish
    """


@agenda.command("add", python="group.add_agenda_item('Reports', targets=['1', '2'])")
@click.argument("title")
@click.option("--number", default="", help="As it is printed; the next one if not given.")
@click.option(
    "--on",
    "targets",
    multiple=True,
    shell_complete=complete_target,
    help="What it concerns: items, amendments, packages or drafts.",
)
def add(title: str, number: str, targets: tuple[str, ...]) -> None:
    """Put a matter on the agenda of the meeting that goes on, or of the next one.

    \b
    Examples:
      consensus agenda add "Reports" --on 1,2
      consensus agenda add "Fees" --number "3(a)"
    """
    with recording() as group:
        step = group.add_agenda_item(title, number=number, targets=listed(targets))
        tell_step(step, f"{title} is on the agenda", made_by(group, step))


@agenda.command("adopt", python="group.adopt_agenda()")
def adopt() -> None:
    """Record that the meeting that goes on adopts its agenda.

    \b
    Examples:
      consensus agenda adopt
    """
    with recording() as group:
        tell_step(group.adopt_agenda(), "the agenda is adopted")


@agenda.command("take-up", python="group.take_up_agenda_item('1')")
@click.argument("name", shell_complete=complete_agenda)
def take_up(name: str) -> None:
    """Take a matter up, by its handle, number or title; an intervention that goes on ends.

    \b
    Examples:
      consensus agenda take-up 1
      consensus agenda take-up Reports
    """
    with recording() as group:
        step = group.take_up_agenda_item(name)
        floor = group.state.floor
        assert floor is not None
        tell_step(step, f"{group.state.agenda[floor.agenda_item].title} is taken up")


@agenda.command("finish", python="group.finish_agenda_item()")
@click.argument("name", default="", shell_complete=complete_agenda)
def finish(name: str) -> None:
    """Be done with a matter, if not named with the one that is taken up.

    Who still waits to speak on it waits no more.

    \b
    Examples:
      consensus agenda finish
      consensus agenda finish 1
    """
    with recording() as group:
        step = group.finish_agenda_item(name)
        tell_step(step, f"{name or 'the matter'} is finished")


@agenda.command("list", python="speakers(group.state, group.now()).agenda")
@as_json
def list_(as_json: bool) -> None:
    """List the agenda of the meeting that goes on, or of the next one.

    \b
    Examples:
      consensus agenda list
      consensus agenda list --json
    """
    from consensus.reports.meetings import speakers

    with reading() as group:
        lines = speakers(group.state, group.now()).agenda
    if as_json:
        output.write_json({"agenda": lines})
        return
    output.write_table(
        ("item", "number", "title", "on", ""),
        [
            (
                each.handle,
                each.number,
                each.title,
                ", ".join(each.targets),
                "taken up" if each.is_current else "finished" if each.is_finished else "",
            )
            for each in lines
        ],
        "nothing is on the agenda",
    )
