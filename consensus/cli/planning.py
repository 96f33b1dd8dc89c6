"""`consensus undertaking`: what somebody offered, or was asked, to do."""

from __future__ import annotations

from collections import Counter

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_member, complete_undertaking
from consensus.cli.context import given_start, moment, reading, recording
from consensus.cli.reporting import made_by, tell_step, tell_texts


@click.group("undertaking", cls=Noun)
def undertaking() -> None:
    """Keep what somebody offered to do, until when, and whether it is done.

    \b
    Examples:
      consensus undertaking add "prepare a reference document" --by chair --due "next meeting"
      consensus undertaking done U1 "sent round on Monday"
    """


@undertaking.command("add", python="group.undertake('compile the replies', 'secretariat', due=due)")
@click.argument("what")
@click.option(
    "--by",
    required=True,
    shell_complete=complete_member,
    help="A member, an office such as chair or secretariat, or a person by name.",
)
@click.option(
    "--due",
    default="",
    metavar="TIME-OR-MEETING",
    help='A time, a meeting to come, or "next meeting".',
)
@click.option("--made", default="", metavar="TIME", help="When it was undertaken, if not now.")
def add(what: str, by: str, due: str, made: str) -> None:
    """Record that somebody undertakes to do something.

    \b
    Examples:
      consensus undertaking add "compile the replies" --by secretariat --due 2017-01-20
      consensus undertaking add "a softer verb for 3" --by MER --due M2
    """
    with recording() as group:
        step = group.undertake(
            what,
            by,
            due=moment(due) if due else None,
            happened=given_start(made) if made else None,
        )
        handle = made_by(group, step)
        found = group.state.undertakings[group.state.handles[handle]]
        tell_step(step, f"{found.by} undertakes to {what}", handle)


@undertaking.command("done", python="group.fulfil('U1', 'sent round on Monday')")
@click.argument("undertaking", shell_complete=complete_undertaking)
@click.argument("outcome", default="")
def done(undertaking: str, outcome: str) -> None:
    """Record that it is done, and how.

    \b
    Examples:
      consensus undertaking done U1
      consensus undertaking done U1 "sent round on Monday"
    """
    with recording() as group:
        tell_step(group.fulfil(undertaking, outcome), f"{undertaking} is done")


@undertaking.command("list", python="undertaking_lines(group.state, group.now(), audience, left)")
@click.option("--open", "open_only", is_flag=True, help="Only those that are not done.")
@as_json
def list_(open_only: bool, as_json: bool) -> None:
    """List who undertook what, and what is overdue.

    \b
    Examples:
      consensus undertaking list
      consensus undertaking list --open --json
    """
    from consensus.reports.audience import Audience
    from consensus.reports.planning import undertaking_lines

    with reading() as group:
        lines = [
            each
            for each in undertaking_lines(group.state, group.now(), Audience.SECRETARIAT, Counter())
            if each.done is None or not open_only
        ]
    if as_json:
        output.write_json({"undertakings": lines})
        return
    output.write_table(
        ("undertaking", "by", "what", "due", "done"),
        [
            (
                each.handle,
                each.by,
                each.what,
                " ".join(
                    (
                        *([f"before {each.before}"] if each.before else []),
                        *([f"{each.due:%Y-%m-%d %H:%M}"] if each.due else []),
                        *(["(overdue)"] if each.is_overdue else []),
                    )
                ),
                f"{each.done:%Y-%m-%d} {each.outcome}".rstrip() if each.done else "",
            )
            for each in lines
        ],
        "nothing is undertaken",
    )


@undertaking.command("remind", python="undertaking_reminder(group.state, undertaking, group.now())")
@click.argument("undertakings", nargs=-1, shell_complete=complete_undertaking)
@as_json
def remind(undertakings: tuple[str, ...], as_json: bool) -> None:
    """Write the texts that remind of what was undertaken and is not done; nothing is sent.

    Without a name, of what is overdue.

    \b
    Examples:
      consensus undertaking remind
      consensus undertaking remind U2
    """
    from consensus.model.lookup import find_undertaking
    from consensus.reports.planning import is_overdue
    from consensus.reports.reminders import undertaking_reminder

    with reading() as group:
        state, now = group.state, group.now()
        chosen = [state.undertakings[find_undertaking(state, each)] for each in undertakings] or [
            each for each in state.undertakings.values() if is_overdue(state, each, now)
        ]
        texts = {each.handle: undertaking_reminder(state, each, now) for each in chosen}
    tell_texts({handle: text for handle, text in texts.items() if text}, as_json)
