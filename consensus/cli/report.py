"""`consensus report`: reports for an audience."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.analysis_report import analysis
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_draft, complete_question, complete_target
from consensus.cli.reference import reference
from consensus.cli.summary import edited, summary
from consensus.cli.target import reading
from consensus.cli.why import AUDIENCES


@click.group(cls=Noun)
def report() -> None:
    """Write reports for an audience.

    A report for the public, which is the default, names no member and gives no stance or reason;
    it says how much was withheld.

    \b
    Examples:
      consensus report open
      consensus report open --audience members --to csv -o open.csv
    """


@report.command("open", python="open_items_report(group.state, group.judgement(), drafts, now=now)")
@click.argument("draft", default="", shell_complete=complete_draft)
@click.option(
    "--to",
    "form",
    type=click.Choice(["markdown", "json", "csv", "html"]),
    default="markdown",
    show_default=True,
    help="How it is written; html is one page with pictures that needs no network.",
)
@click.option(
    "--audience", type=AUDIENCES, default="public", show_default=True, help="Who is to see it."
)
@click.option("--agreed-only", is_flag=True, help="Leave out what is not agreed, and count it.")
@click.option("-o", "--output", "path", default="", metavar="FILE", help="Write to this file.")
@as_json
def open_(
    draft: str, form: str, audience: str, agreed_only: bool, path: str, as_json: bool
) -> None:
    """Report what is agreed and what is open.

    \b
    Examples:
      consensus report open
      consensus report open --agreed-only --to csv -o agreed.csv
      consensus report open --to html -o open.html
    """
    from consensus.model.naming import find_draft
    from consensus.reports.audience import Audience
    from consensus.reports.html.open_items_page import open_items_page
    from consensus.reports.json_form import to_json
    from consensus.reports.open_items import open_items_report
    from consensus.reports.open_items_csv import open_items_csv
    from consensus.reports.open_items_markdown import open_items_markdown
    from consensus.reports.pictures import pictures

    with reading() as group:
        state, judgement = group.state, group.judgement()
        drafts = [find_draft(state, draft)] if draft else list(state.drafts)
        found = open_items_report(
            state, judgement, drafts, Audience(audience), agreed_only, now=group.now()
        )
        if form == "html" and not as_json:
            drawn = pictures(state, judgement, drafts, Audience(audience))
            language = state.settings[""].language
            output.deliver(open_items_page(found, drawn, language), path)
            return
    if as_json or form == "json":
        written = output.json_of(to_json(found)) + "\n"
    elif form == "csv":
        written = open_items_csv(found)
    else:
        written = open_items_markdown(found)
    output.deliver(written, path)


@report.command("draft", python="revision_document(group.state, draft, audience=Audience.PUBLIC)")
@click.argument("draft", default="", shell_complete=complete_draft)
@click.option(
    "--to",
    "form",
    type=click.Choice(["markdown", "json", "html"]),
    default="markdown",
    show_default=True,
    help="How it is written; html is one page that needs no network.",
)
@click.option(
    "--audience", type=AUDIENCES, default="public", show_default=True, help="Who is to see it."
)
@click.option("-o", "--output", "path", default="", metavar="FILE", help="Write to this file.")
@as_json
def draft_(draft: str, form: str, audience: str, path: str, as_json: bool) -> None:
    """Report the rolling text: the present words, with what is not agreed in brackets.

    \b
    Examples:
      consensus report draft --to html -o rolling.html
      consensus --as-of Rev.1 report draft D1 --audience members --to html -o rev1.html
    """
    from consensus.model.naming import find_draft
    from consensus.reports.audience import Audience
    from consensus.reports.html.draft_page import draft_page
    from consensus.reports.json_form import to_json
    from consensus.reports.revision_report import revision_document
    from consensus.reports.shown_verdict import shown_statuses
    from consensus.working_group.writing import write_text

    with reading() as group:
        state, shown_to = group.state, Audience(audience)
        found = find_draft(state, draft)
        document = revision_document(state, found, audience=shown_to)
        if as_json or form == "json":
            output.deliver(output.json_of(to_json(document)) + "\n", path)
        elif form == "html":
            statuses = shown_statuses(state, group.judgement(), found, shown_to)
            output.deliver(draft_page(document, statuses, shown_to, group.now()), path)
        else:
            output.deliver(write_text(state, found, "markdown", shown_to.sees_names), path)


@report.command(python="dossier(group.state, group.judgement(), item)")
@click.argument("target", shell_complete=complete_target)
@click.option(
    "--to",
    "form",
    type=click.Choice(["json", "markdown", "html"]),
    default="json",
    show_default=True,
    help="How it is written; html is one page that needs no network.",
)
@click.option(
    "--audience", type=AUDIENCES, default="public", show_default=True, help="Who is to see it."
)
@click.option("-o", "--output", "path", default="", metavar="FILE", help="Write to this file.")
@as_json
def dossier(target: str, form: str, audience: str, path: str, as_json: bool) -> None:
    """Report everything that is known of one item, amendment or package.

    \b
    Examples:
      consensus report dossier 5
      consensus report dossier A17 --audience members -o a17.json
      consensus report dossier 5 --to html -o item-5.html
    """
    from consensus.model.naming import find_target
    from consensus.reports.audience import Audience
    from consensus.reports.dossier import dossier as make_dossier
    from consensus.reports.dossier_markdown import dossier_markdown
    from consensus.reports.group_matrix import group_matrix
    from consensus.reports.html.dossier_page import dossier_page
    from consensus.reports.json_form import to_json

    with reading() as group:
        state, judgement, shown_to = group.state, group.judgement(), Audience(audience)
        about = find_target(state, target)
        found = make_dossier(state, judgement, about, shown_to)
        if as_json or form == "json":
            output.deliver(output.json_of(to_json(found)) + "\n", path)
        elif form == "html":
            groups = group_matrix(state, judgement, [about], shown_to)
            language = state.settings[""].language
            output.deliver(dossier_page(found, groups, shown_to, group.now(), language), path)
        else:
            output.deliver(dossier_markdown(found), path)


@report.command(
    python="compiled_contributions(group.state, group.now(), Audience.PUBLIC, questions)"
)
@click.argument("questions", nargs=-1, shell_complete=complete_question)
@click.option(
    "--to",
    "form",
    type=click.Choice(["markdown", "json", "csv"]),
    default="markdown",
    show_default=True,
    help="How it is written.",
)
@click.option(
    "--audience", type=AUDIENCES, default="public", show_default=True, help="Who is to see it."
)
@click.option("-o", "--output", "path", default="", metavar="FILE", help="Write to this file.")
@as_json
def contributions(
    questions: tuple[str, ...], form: str, audience: str, path: str, as_json: bool
) -> None:
    """Compile the contributions by question and stakeholder group.

    Contributions are public documents, unless they came in confidence.

    \b
    Examples:
      consensus report contributions -o compilation.md
      consensus report contributions Q1 --to csv
    """
    from consensus.model.naming import find_question
    from consensus.reports.audience import Audience
    from consensus.reports.contribution_forms import contributions_csv, contributions_markdown
    from consensus.reports.contributions import compiled_contributions
    from consensus.reports.json_form import to_json

    with reading() as group:
        asked = [find_question(group.state, each) for each in questions]
        found = compiled_contributions(group.state, group.now(), Audience(audience), asked)
    if as_json or form == "json":
        written = output.json_of(to_json(found)) + "\n"
    elif form == "csv":
        written = contributions_csv(found)
    else:
        written = contributions_markdown(found)
    output.deliver(written, path)


report.add_command(analysis)
report.add_command(summary)
report.add_command(edited)
report.add_command(reference)
