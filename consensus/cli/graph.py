"""`consensus graph`: the graph of members, texts and positions."""

from __future__ import annotations

import json

import click

from consensus.cli import output
from consensus.cli.command import Command, as_json
from consensus.cli.target import reading
from consensus.cli.why import AUDIENCES


@click.command(cls=Command, python="export_graph(group.graph, 'json')")
@click.option(
    "--to",
    "notation",
    type=click.Choice(["json", "dot", "graphml"]),
    default="json",
    show_default=True,
    help="How it is written.",
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
def graph(notation: str, audience: str, path: str, as_json: bool) -> None:
    """Write the graph of members, texts and positions.

    \b
    Examples:
      consensus graph --to dot -o graph.dot
      consensus graph --audience secretariat --to graphml -o graph.graphml
    """
    from consensus.model.graph import export_graph
    from consensus.reports.audience import Audience
    from consensus.reports.shown_graph import show_graph

    with reading() as group:
        shown = show_graph(group.state, group.graph, Audience(audience))
    written = export_graph(shown.graph, "json" if as_json else notation)
    if as_json or notation == "json":
        written = output.json_of(json.loads(written))
    output.deliver(written + "\n", path)
    if shown.withheld:
        output.say(f"withheld from this audience: {shown.withheld} nodes and edges")
