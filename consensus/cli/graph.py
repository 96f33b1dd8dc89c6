"""`consensus graph`: the graph of members, texts and positions."""

from __future__ import annotations

import json

import click

from consensus.cli import output
from consensus.cli.command import Command, as_json
from consensus.cli.completing import complete_target
from consensus.cli.context import reading
from consensus.cli.why import AUDIENCES


@click.command("graph", cls=Command, python="export_graph(group.graph, 'json')")
@click.option(
    "--to",
    "notation",
    type=click.Choice(["json", "dot", "graphml", "svg"]),
    default="json",
    show_default=True,
    help="How it is written; svg is a picture of one text and what hangs on it.",
)
@click.option(
    "--around",
    "target",
    default="",
    metavar="TARGET",
    shell_complete=complete_target,
    help="The item, amendment or package in the middle of the picture.",
)
@click.option(
    "--audience",
    type=AUDIENCES,
    default="public",
    show_default=True,
    help="Who is to see it; for the public it has no members and no positions.",
)
@click.option("-o", "--output", "path", default="", metavar="FILE", help="Write to this file.")
@as_json
def graph(notation: str, target: str, audience: str, path: str, as_json: bool) -> None:
    """Write the graph of members, texts and positions.

    Of one text and what hangs on it, it draws a picture.

    \b
    Examples:
      consensus graph --to dot -o graph.dot
      consensus graph --audience secretariat --to graphml -o graph.graphml
      consensus graph --around 5 --audience members --to svg -o 5.svg
    """
    from consensus.model.graph import export_graph
    from consensus.model.lookup import find_target
    from consensus.reports.audience import Audience
    from consensus.reports.diagrams.pictures import neighbourhood
    from consensus.reports.graph import show_graph

    notation = "json" if as_json else notation
    if bool(target) != (notation == "svg"):
        raise click.UsageError("--around TARGET and --to svg go together")
    with reading() as group:
        shown = show_graph(group.state, group.graph, Audience(audience))
        if target:
            centre = find_target(group.state, target)
            written = neighbourhood(shown.graph, centre).svg()
        else:
            written = export_graph(shown.graph, notation) + "\n"
    if notation == "json":
        written = output.json_of(json.loads(written)) + "\n"
    output.deliver(written, path)
    if shown.withheld:
        output.say(f"withheld from this audience: {shown.withheld} nodes and edges")
