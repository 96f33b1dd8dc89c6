"""`consensus report analysis`: the analysis of whole drafts, for whoever may see it."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Command, as_json
from consensus.cli.completing import complete_draft
from consensus.cli.target import progress, reading
from consensus.cli.why import AUDIENCES


@click.command(cls=Command, python="group.analysis.report('secretariat')")
@click.argument("draft", default="", shell_complete=complete_draft)
@click.option(
    "--to",
    "form",
    type=click.Choice(["markdown", "json", "html"]),
    default="markdown",
    show_default=True,
    help="How it is written; html is one page with pictures that needs no network.",
)
@click.option(
    "--audience",
    type=AUDIENCES,
    default="public",
    show_default=True,
    help="Who is to see it; the public sees progress alone.",
)
@click.option("-o", "--output", "path", default="", metavar="FILE", help="Write to this file.")
@as_json
def analysis(draft: str, form: str, audience: str, path: str, as_json: bool) -> None:
    """Report conflicts, packages, coalitions, bridges, and whom to call.

    The secretariat sees everything. Members see what can be reckoned from what was said openly, but
    neither coalitions nor whom to call.

    \b
    Examples:
      consensus report analysis --audience secretariat --to html -o analysis.html
      consensus report analysis D1 --audience members -o analysis.md
    """
    from consensus.reports.analysis_markdown import analysis_markdown
    from consensus.reports.html.analysis_page import analysis_page
    from consensus.reports.json_form import to_json

    with reading() as group, progress("analysing") as told:
        found = group.analysis.report(audience, draft, told)
    if as_json or form == "json":
        output.deliver(output.json_of(to_json(found)) + "\n", path)
    elif form == "html":
        output.deliver(analysis_page(found), path)
    else:
        output.deliver(analysis_markdown(found), path)
