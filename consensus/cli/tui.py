"""`consensus tui` and `demo`."""

from __future__ import annotations

import os
import shlex
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from consensus.cli import output
from consensus.cli.context import ENDING, record_context
from consensus.cli.framework import command
from consensus.reports.next_items import next_items
from consensus.reports.words import SIGNS, display_name, ruled_note
from consensus.rules.expression import parse_rule

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup


@command("tui", tells_data=False)
@click.argument("path", metavar="[FILE]", default="")
@click.option("--projector", is_flag=True, help="Show only what the room may see.")
def tui(path: str, projector: bool) -> None:
    """Open the screens; --projector: what the room sees.

    The screens work in a terminal. They record each of your steps immediately. When another person
    records a step, the screens show it, too.

    If there is no working group in this folder, or several, or nothing in FILE, the screens ask
    first. You can begin a new group with a draft and a list of members, open another file or
    database, or look around in a sample group.

    With --projector you get a screen for the room. It is blank until a facilitator shows a text.

      consensus tui
      consensus tui wgec.consensus --user "Ana, secretariat"
      consensus tui --projector
    """
    found = record_context().places()
    # Where none is there yet, or it is not clear which, the screens ask; the room has one.
    place = path or (found[0] if len(found) == 1 else "")
    _start(place or (record_context().place() if projector else ""), projector)


def _start(place: str, projector: bool = False) -> None:
    # In a browser, the screens are drawn by another driver than that of a terminal.
    if not (output.is_interactive() or os.environ.get("TEXTUAL_DRIVER")):
        raise click.UsageError(
            "the screens need a terminal; use commands elsewhere, such as 'consensus status'"
        )
    from tui.start import start

    start(place, record_context().user, projector)


@command("demo [PATH]", tells_data=False)
@click.option("--no-tui", is_flag=True, help="Print a summary. Do not open the screens.")
def demo(path: str, no_tui: bool) -> None:
    """Create a sample working group, to learn and to try.

    The group has done about half of its work. It has a draft of 16 recommendations, 52 amendments,
    and some decisions. Countries, texts and positions are invented. On a terminal, the command also
    opens the screens. It never overwrites a file.

      consensus demo try.consensus --no-tui
    """
    from consensus.working_group.script import make_example

    names = (f"wgec-demo{f'-{number}' if number > 1 else ''}{ENDING}" for number in count(1))
    given = record_context().file
    # What stands in the environment is the group of every day.
    named = given if given != os.environ.get("CONSENSUS_FILE") else ""
    if path and named:
        raise click.UsageError("name the file once: as PATH, or with -f")
    place = path or named or next(name for name in names if not Path(name).exists())
    with make_example(place, record_context().user) as group:
        if no_tui or not output.is_interactive():
            _show(group, place)
            return
    output.echo_status(f"the working group is in {place}")
    _start(place)


def _show(group: WorkingGroup, place: str) -> None:
    """Prints the first overview for a facilitator."""
    state = group.state
    report = group.status()
    output.write(state.title, bold=True)
    rule = state.settings[""].rule
    output.write(f"in {place}\nRule: {parse_rule(rule).sentence} ({rule})")
    output.write(f"\n{sum(report.totals.values())} items", bold=True)
    for status, number in report.in_words.items():
        if number:
            output.write(f"{SIGNS[status]} {number:>2} {status}")
    if report.ruled:
        output.write(ruled_note(report.ruled, ""))
    found = next_items(state, group.judgement(), list(state.drafts), today=group.now().date())[:5]
    named = ((display_name(each.label, each.handle), each) for each in found)
    next_up = [f"{name}: {each.rank.words}; {each.reason}" for name, each in named]
    output.write_section("To take up next", next_up)
    waiting = [each for each in state.tray.values() if each.state == "waiting"]
    output.write_section("In the inbox", [f"{each.handle}: {each.problem}" for each in waiting])
    output.write("\nTry", bold=True)
    for words in ("why 5", "merge 3 --dry-run", "report open"):
        output.write(f"  consensus -f {shlex.quote(place)} {words}")
