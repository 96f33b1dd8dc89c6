"""`consensus why`: where a target stands, and what could change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from consensus.cli.command import Command, as_json
from consensus.cli.completing import complete_target
from consensus.cli.context import reading, reading_with_acts

if TYPE_CHECKING:
    from consensus.reports.overtaken import OvertakenLine

AUDIENCES = click.Choice(["public", "members", "secretariat"])


@click.command(
    "why",
    cls=Command,
    python="dossier(group.state, group.judgement(), item, Audience.SECRETARIAT)",
)
@click.argument("target", shell_complete=complete_target)
@click.option("--rule", default="", metavar="RULE", help="Judge by this rule, on trial.")
@click.option(
    "--audience",
    type=AUDIENCES,
    default="secretariat",
    show_default=True,
    help="Who is to see it.",
)
@as_json
def why(target: str, rule: str, audience: str, as_json: bool) -> None:
    """Explain where a target stands, and what could change it.

    \b
    Examples:
      consensus why 5
      consensus why A17 --json
      consensus why 5 --rule "consensus_minus(1)"
    """
    from consensus.cli.dossier_view import tell_dossier
    from consensus.model.lookup import find_target
    from consensus.reports.audience import Audience
    from consensus.reports.dossier import dossier

    with reading() as group:
        found = find_target(group.state, target)
        shown = dossier(group.state, group.judgement(rule), found, Audience(audience))
    lines: tuple[OvertakenLine, ...] = ()
    if shown.settled_apart and not as_json:
        with reading_with_acts() as whole:
            lines = tuple(each for each in whole.overtaken if each.id in shown.settled_apart)
    tell_dossier(shown, as_json, lines)
