"""`consensus tray`: amendments that fitted nowhere."""

from __future__ import annotations

from typing import Any

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_target, complete_tray
from consensus.cli.reporting import made_by, tell_step
from consensus.cli.target import reading, recording


@click.group(cls=Noun)
def tray() -> None:
    """Place what fitted nowhere.

    \b
    Examples:
      consensus tray list
      consensus tray place TR1 7
    """


@tray.command("list", python="group.state.tray")
@click.option("--all", "everything", is_flag=True, help="Also what was placed or set aside.")
@as_json
def list_(everything: bool, as_json: bool) -> None:
    """List what waits to be placed, and why it could not be.

    \b
    Examples:
      consensus tray list
      consensus tray list --all --json
    """
    with reading() as group:
        rows: list[dict[str, Any]] = [
            {
                "handle": each.handle,
                "state": each.state,
                "problem": each.problem,
                "source": each.source,
                "line": each.line,
                "fields": each.fields,
                "became": group.state.handle_of(each.became) if each.became else "",
                "reason": each.reason,
            }
            for each in group.state.tray.values()
            if everything or each.state == "waiting"
        ]
    if as_json:
        output.write_json({"tray": rows})
        return
    output.write_table(
        ("entry", "state", "by", "why", "words"),
        [
            (
                row["handle"],
                row["state"],
                row["fields"].get("by", ""),
                row["problem"],
                row["fields"].get("text", ""),
            )
            for row in rows
        ],
        "the tray is empty",
    )


@tray.command(python="group.place('TR1', '7')")
@click.argument("entry", shell_complete=complete_tray)
@click.argument("target", shell_complete=complete_target)
@click.option(
    "--old", help="The passage that is replaced, in place of the row's; empty for the whole."
)
@click.option("--text", help="The new words, in place of the row's.")
def place(entry: str, target: str, old: str | None, text: str | None) -> None:
    """Make an amendment of an entry, at a target named by hand.

    \b
    Examples:
      consensus tray place TR1 7
      consensus tray place TR2 14 --old "every year"
    """
    with recording() as group:
        step = group.place(entry, target, old=old, text=text)
        handle = made_by(group, step)
        tell_step(step, f"{entry} is placed on {target} as {handle}", handle)


@tray.command("set-aside", python="group.set_aside('TR1', 'a remark, no amendment')")
@click.argument("entry", shell_complete=complete_tray)
@click.argument("reason")
def set_aside(entry: str, reason: str) -> None:
    """Record that an entry needs no place.

    \b
    Examples:
      consensus tray set-aside TR1 "a remark, no amendment"
    """
    with recording() as group:
        tell_step(group.set_aside(entry, reason), f"{entry} is set aside")
