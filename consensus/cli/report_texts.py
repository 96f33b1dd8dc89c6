"""`consensus report`: what is agreed and open, drafts, and what changed in them."""

from __future__ import annotations

from typing import Any

import click

from consensus.cli.command import Command
from consensus.cli.completing import (
    complete_amendment,
    complete_draft,
    complete_revision,
    complete_target,
)
from consensus.cli.report_output import deliver_report, report_options


def some(name: str) -> tuple[str, ...]:
    """One name, or none where it is empty."""
    return (name,) if name else ()


@click.command(
    "open", cls=Command, python="write_report(group, 'open', 'html', Wanted(agreed_only=True))"
)
@click.argument("draft", default="", shell_complete=complete_draft)
@click.option("--agreed-only", is_flag=True, help="Leave out what is not agreed, and count it.")
@report_options()
def open_(draft: str, agreed_only: bool, **delivery: Any) -> None:
    """Report what is agreed and what is open.

    \b
    Examples:
      consensus report open
      consensus report open --agreed-only --to csv -o agreed.csv
      consensus report open -o open.html
    """
    deliver_report("open", drafts=some(draft), agreed_only=agreed_only, **delivery)


@click.command(
    "draft", cls=Command, python="write_report(group, 'draft', 'html', Wanted(drafts=('D1',)))"
)
@click.argument("draft", default="", shell_complete=complete_draft)
@click.option(
    "--revision",
    default="",
    shell_complete=complete_revision,
    help="As it was published, instead of as it is now.",
)
@report_options()
def draft_(draft: str, revision: str, **delivery: Any) -> None:
    """Report the rolling text: the present words, with what is not agreed in brackets.

    \b
    Examples:
      consensus report draft -o rolling.html
      consensus report draft D1 --revision Rev.1 --audience members -o rev1.docx
    """
    deliver_report("draft", drafts=some(draft), new=revision, **delivery)


@click.command(
    "changes",
    cls=Command,
    python="write_report(group, 'changes', 'html', Wanted(old='first', new='Rev.1'))",
)
@click.argument("old", shell_complete=complete_revision)
@click.argument("new", default="", shell_complete=complete_revision)
@click.option("--draft", default="", shell_complete=complete_draft, help="Which draft.")
@click.option("--kept", is_flag=True, help="Also show the items that stay as they were.")
@report_options()
def changes(old: str, new: str, draft: str, kept: bool, **delivery: Any) -> None:
    """Report what changed in a draft between two revisions, with words in and out marked.

    OLD is the name of a revision, or: first, for the draft as it was taken in. Without NEW it is
    compared with the present text. A Word document has the changes as tracked changes.

    \b
    Examples:
      consensus report changes first
      consensus report changes Rev.1 Rev.2 -o changes.html
    """
    deliver_report("changes", drafts=some(draft), old=old, new=new, kept=kept, **delivery)


@click.command(
    "concordance",
    cls=Command,
    python="write_report(group, 'concordance', 'csv', Wanted(new='Rev.1'))",
)
@click.argument("revision", shell_complete=complete_revision)
@click.option("--draft", default="", shell_complete=complete_draft, help="Which draft.")
@report_options()
def concordance(revision: str, draft: str, **delivery: Any) -> None:
    """Report which label became which when a revision was published.

    \b
    Examples:
      consensus report concordance Rev.1 -o labels.csv
    """
    deliver_report("concordance", drafts=some(draft), new=revision, **delivery)


@click.command(
    "dossier", cls=Command, python="write_report(group, 'dossier', 'html', Wanted(subject='5'))"
)
@click.argument("target", shell_complete=complete_target)
@report_options("text", "markdown", "json", "html", "docx")
def dossier(target: str, **delivery: Any) -> None:
    """Report everything that is known of one item, amendment or package.

    \b
    Examples:
      consensus report dossier 5
      consensus report dossier A17 --audience members -o a17.json
      consensus report dossier 5 -o item-5.html
    """
    deliver_report("dossier", subject=target, **delivery)


@click.command(
    "amendments",
    cls=Command,
    python="write_report(group, 'amendments', 'csv', Wanted(open_only=True))",
)
@click.argument("draft", default="", shell_complete=complete_draft)
@click.option("--open", "open_only", is_flag=True, help="Only those that are still open.")
@report_options()
def amendments(draft: str, open_only: bool, **delivery: Any) -> None:
    """Compile the amendments, item by item.

    \b
    Examples:
      consensus report amendments -o amendments.docx
      consensus report amendments --open --audience members --to csv
    """
    deliver_report("amendments", drafts=some(draft), open_only=open_only, **delivery)


@click.command(
    "sources", cls=Command, python="write_report(group, 'sources', 'csv', Wanted(subject='A9'))"
)
@click.argument("amendment", shell_complete=complete_amendment)
@report_options()
def sources(amendment: str, **delivery: Any) -> None:
    """Report where each word of a consolidated wording comes from.

    \b
    Examples:
      consensus report sources A9
      consensus report sources A9 --audience members -o sources.docx
    """
    deliver_report("sources", subject=amendment, **delivery)


COMMANDS = (open_, draft_, changes, concordance, dossier, amendments, sources)
"""The commands of this file, in the order in which they are listed."""
