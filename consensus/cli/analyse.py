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


@analyse.command(python="group.analysis.coalitions()")
@draft_option
@as_json
def coalitions(draft: str, as_json: bool) -> None:
    """Say which members agree with each other more than with the rest.

    They are claimed only where positions shuffled by lot would not divide the members as much.
    Each is told by what sets it apart. Members that said too little are left out.

    \b
    Examples:
      consensus analyse coalitions
      consensus analyse coalitions --json
    """
    from consensus.cli.analysis_view import show_coalitions

    with reading() as group, progress("shuffling positions") as told:
        found = group.analysis.coalitions(draft, told)
        if as_json:
            output.write_json(
                {**output.plain(found), "names": [each.name for each in found.coalitions]}
            )
        else:
            show_coalitions(group.state, found)


@analyse.command(python="group.analysis.bridges('groups')")
@click.option(
    "--across",
    type=click.Choice(["groups", "coalitions"]),
    default="groups",
    show_default=True,
    help="Declared stakeholder groups, or the coalitions that are found.",
)
@click.option("-n", "limit", type=click.IntRange(1), default=10, show_default=True, help="So many.")
@draft_option
@as_json
def bridges(across: str, limit: int, draft: str, as_json: bool) -> None:
    """Say what members of every group can live with, and what divides the groups most.

    Group-informed consensus is the product over the groups of (agree + 1) / (seen + 2).

    \b
    Examples:
      consensus analyse bridges
      consensus analyse bridges --across coalitions -n 5
    """
    from consensus.cli.analysis_view import show_bridges

    with reading() as group, progress("shuffling positions") as told:
        found = group.analysis.bridges(across, draft, told)
        if as_json:
            output.write_json(
                {
                    "groups": found.groups,
                    "bridging": found.bridging[:limit],
                    "divisive": found.divisive[:limit],
                    "ungrouped": found.ungrouped,
                }
            )
        else:
            show_bridges(group.state, found, limit)
