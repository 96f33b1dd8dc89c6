"""`consensus report`: what members say, sent in and undertook."""

from __future__ import annotations

from typing import Any

import click

from consensus.cli.command import Command
from consensus.cli.completing import complete_draft, complete_member, complete_question
from consensus.cli.report_output import deliver_report, report_options
from consensus.cli.report_texts import some


@click.command(
    "matrix",
    cls=Command,
    python="write_report(group, 'matrix', 'csv', Wanted(audience=Audience.MEMBERS))",
)
@click.argument("draft", default="", shell_complete=complete_draft)
@click.option(
    "--with-amendments", is_flag=True, help="Also what is said of amendments and packages."
)
@report_options("text", "markdown", "json", "csv", "html")
def matrix(draft: str, with_amendments: bool, **delivery: Any) -> None:
    """Report what every member says of every item, as a matrix; not for the public.

    \b
    Examples:
      consensus report matrix --audience members -o matrix.html
      consensus report matrix --audience secretariat --with-amendments --to csv
    """
    deliver_report("matrix", drafts=some(draft), with_amendments=with_amendments, **delivery)


@click.command(
    "groups",
    cls=Command,
    python="write_report(group, 'groups', 'html', Wanted(audience=Audience.MEMBERS))",
)
@click.argument("draft", default="", shell_complete=complete_draft)
@report_options()
def groups(draft: str, **delivery: Any) -> None:
    """Report how every stakeholder group stands on every item; not for the public.

    \b
    Examples:
      consensus report groups --audience members -o groups.html
    """
    deliver_report("groups", drafts=some(draft), **delivery)


@click.command(
    "member",
    cls=Command,
    python="write_report(group, 'member', wanted=Wanted(Audience.MEMBERS, 'ALV'))",
)
@click.argument("code", shell_complete=complete_member)
@report_options()
def member(code: str, **delivery: Any) -> None:
    """Report everything that a member said, proposed, sent in and undertook; not for the public.

    \b
    Examples:
      consensus report member ALV --audience members
      consensus report member ALV --audience secretariat -o alvora.docx
    """
    deliver_report("member", subject=code, **delivery)


@click.command(
    "contributions",
    cls=Command,
    python="write_report(group, 'contributions', 'csv', Wanted(questions=('Q1',)))",
)
@click.argument("questions", nargs=-1, shell_complete=complete_question)
@report_options()
def contributions(questions: tuple[str, ...], **delivery: Any) -> None:
    """Compile the contributions by question and stakeholder group.

    Contributions are public documents, unless they came in confidence.

    \b
    Examples:
      consensus report contributions -o compilation.md
      consensus report contributions Q1 --to csv
    """
    deliver_report("contributions", questions=questions, **delivery)


@click.command(
    "undertakings",
    cls=Command,
    python="write_report(group, 'undertakings', 'csv', Wanted(open_only=True))",
)
@click.option("--open", "open_only", is_flag=True, help="Only those that are not done.")
@report_options()
def undertakings(open_only: bool, **delivery: Any) -> None:
    """Report who undertook what, and what is overdue.

    \b
    Examples:
      consensus report undertakings --open --audience members
      consensus report undertakings --audience secretariat -o undertakings.csv
    """
    deliver_report("undertakings", open_only=open_only, **delivery)


@click.command(
    "attendance",
    cls=Command,
    python="write_report(group, 'attendance', 'csv', Wanted(Audience.MEMBERS))",
)
@report_options()
def attendance(**delivery: Any) -> None:
    """Report who belongs to the working group, and who is at the meeting that goes on.

    \b
    Examples:
      consensus report attendance --audience members -o attendance.docx
    """
    deliver_report("attendance", **delivery)


COMMANDS = (matrix, groups, member, contributions, undertakings, attendance)
"""The commands of this file, in the order in which they are listed."""
