"""`consensus report reference`: the reference document."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Command, as_json
from consensus.cli.completing import complete_draft
from consensus.cli.target import reading
from consensus.cli.why import AUDIENCES


@click.command(
    cls=Command, python="reference_document(group.state, group.judgement(), group.now())"
)
@click.argument("drafts", nargs=-1, shell_complete=complete_draft)
@click.option(
    "--to",
    "form",
    type=click.Choice(["markdown", "json", "html", "docx"]),
    default="markdown",
    show_default=True,
    help="How it is written.",
)
@click.option(
    "--audience", type=AUDIENCES, default="public", show_default=True, help="Who is to see it."
)
@click.option("-o", "--output", "path", default="", metavar="FILE", help="Write to this file.")
@as_json
def reference(drafts: tuple[str, ...], form: str, audience: str, path: str, as_json: bool) -> None:
    """Write a reference document: what nobody contests, what is contested, what was carried over.

    Contested is what has brackets or open amendments; for members, also what somebody objects to,
    is against or reserves its position on. What was carried over from another working group says
    where it comes from, and whether this one has reconfirmed it.

    \b
    Examples:
      consensus report reference -o reference.md
      consensus report reference D2 --audience members --to docx -o reference.docx
    """
    from consensus.model.naming import find_draft
    from consensus.reports.audience import Audience
    from consensus.reports.html.reference_page import reference_page
    from consensus.reports.json_form import to_json
    from consensus.reports.reference import reference_document
    from consensus.reports.reference_markdown import reference_markdown
    from consensus.working_group.referencing import write_reference_docx

    with reading() as group:
        chosen = [find_draft(group.state, each) for each in drafts]
        made = reference_document(
            group.state, group.judgement(), group.now(), Audience(audience), chosen
        )
        language = group.state.settings[""].language
    if as_json or form == "json":
        output.deliver(output.json_of(to_json(made)) + "\n", path)
    elif form == "html":
        output.deliver(reference_page(made, language), path)
    elif form == "docx":
        content = write_reference_docx(made, language)
        output.deliver_bytes(content, path) if path else output.write_bytes(content)
    else:
        output.deliver(reference_markdown(made), path)
