"""`consensus analyse`: the record looked at as a whole, for the secretariat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_draft
from consensus.cli.target import progress, reading


@click.group(cls=Noun)
def analyse() -> None:
    """Look at the record as a whole: conflicts, packages, coalitions.

    It is for the secretariat: reports for others hold nothing of it. Nothing is recorded by asking.

    \b
    Examples:
      consensus analyse conflicts
    """


def draft_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option to look at one draft only."""
    return click.option(
        "--draft", default="", shell_complete=complete_draft, help="Only this draft."
    )(function)


@analyse.command(python="group.analysis.conflicts()")
@draft_option
@as_json
def conflicts(draft: str, as_json: bool) -> None:
    """Say which undecided amendments exclude each other, and what could be had together.

    Amendments that hang together are shown as one cluster, with the compatible set that has most
    support. The same and nearly the same are listed after them.

    \b
    Examples:
      consensus analyse conflicts
      consensus analyse conflicts --json
    """
    from consensus.cli.analysis_view import show_conflicts

    with reading() as group, progress("combining amendments") as told:
        found = group.analysis.conflicts(draft, told)
    if as_json:
        output.write_json(output.plain(found) | {"largest": found.largest})
    else:
        show_conflicts(found)
