"""`consensus report summary` and `edited`: the chair's summary, and what became of it."""

from __future__ import annotations

from datetime import datetime
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import click

from consensus.cli import output
from consensus.cli.command import Command, as_json
from consensus.cli.completing import complete_meeting
from consensus.cli.context import reading, source_of
from consensus.cli.report_output import deliver_report, deliver_value, report_options
from consensus.cli.word import output_option

if TYPE_CHECKING:
    from consensus.reports.summary.markup import EditedSummary

_SIGNS_SHOWN = 70
FORMS = ("text", "markdown", "json", "html", "docx")

_dated = click.option(
    "--dated",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which it is drawn up; today if not given.",
)
_trace = click.option(
    "--trace", is_flag=True, help="Also give what each sentence rests on: steps, handles, numbers."
)


@click.command("summary", cls=Command, python="group.summary('M1', Audience.MEMBERS)")
@click.argument("meeting", default="", shell_complete=complete_meeting)
@click.option(
    "--attributed", is_flag=True, help="Name members, where the meeting's rule lets them."
)
@_trace
@_dated
@report_options(*FORMS)
def summary(
    meeting: str, attributed: bool, trace: bool, dated: datetime | None, **delivery: Any
) -> None:
    """Write the chair's summary of a meeting, made from what was recorded in it.

    It is of the last meeting if none is named. Members are counted in words, by the table of
    'consensus rule quantifiers', and not named. The public is told what was decided, asked and
    planned; what was said, and how many stood where, is for members. Under the Chatham House rule
    no name and no office is told to anybody.

    \b
    Examples:
      consensus report summary --audience members
      consensus report summary M1 --audience members --trace
      consensus report summary M1 --audience members --to markdown -o summary.md
      consensus report summary M1 --audience members --to docx -o summary.docx
    """
    deliver_report(
        "summary",
        # Only a file is to be edited; whoever pipes it wants to read it.
        piped="text",
        subject=meeting,
        attributed=attributed,
        trace=trace,
        dated=dated.date() if dated else None,
        **delivery,
    )


@click.command(
    "edited", cls=Command, python="group.edited_summary(read_source(Path('summary.md')))"
)
@click.argument("file")
@click.option(
    "--to",
    "form",
    type=click.Choice(FORMS),
    help="Write the edited summary, instead of how it stands.",
)
@_trace
@_dated
@output_option
@as_json
def edited(
    file: str, form: str | None, trace: bool, dated: datetime | None, path: str, as_json: bool
) -> None:
    """Say which sentences of an edited summary still stand, and on what; or write it.

    The file is one that 'consensus report summary --to markdown' wrote. Words may be changed,
    moved, left out and put in; the marks behind sentences keep what they rest on. Exit code 1 says
    that the record would make a sentence otherwise today, that what it rests on is gone, or that a
    figure is missing.

    \b
    Examples:
      consensus report edited summary.md
      consensus report edited summary.md --to docx -o summary.docx
    """
    with reading() as group:
        found = group.edited_summary(source_of(file), dated.date() if dated else None)
        if form:
            from consensus.working_group.reports.report import Wanted

            wanted = Wanted(found.summary.audience, trace=trace)
            deliver_value(group, "summary", found.summary, form, wanted, path)
            return
    if as_json:
        output.deliver(
            output.json_of({"stands": found.stands, "sentences": found.sentences}) + "\n", path
        )
    else:
        _tell(found)
    if not found.stands:
        click.get_current_context().exit(1)


def _tell(found: EditedSummary) -> None:
    rows = [
        (
            str(each.paragraph or ""),
            each.key,
            each.footing.value,
            ", ".join(each.missing),
            shorten(each.text or each.made, _SIGNS_SHOWN, placeholder="…"),
        )
        for each in found.sentences
    ]
    output.write_table(
        ("paragraph", "rests on", "stands", "missing", "sentence"), rows, "it has no sentence"
    )
    output.say("everything stands" if found.stands else "not everything stands on the record")
