"""`consensus init`: start a working group."""

from __future__ import annotations

import re
import unicodedata

import click

from consensus.cli import output
from consensus.cli.command import Command
from consensus.cli.context import ENDING, given_span, given_start, session


@click.command(
    "init",
    cls=Command,
    python="WorkingGroup.create('panel.consensus', title='Panel', rule='consent()')",
)
@click.option("--title", default="", metavar="TITLE", help="The name of the working group.")
@click.option(
    "--rule", default="consent()", show_default=True, metavar="RULE", help="How it decides."
)
@click.option("--language", default="en", show_default=True, help="The language of its drafts.")
@click.option(
    "--notice",
    default="none",
    show_default=True,
    metavar="TIME",
    help="How long a text is circulated before it is introduced, such as 24h or 2d.",
)
@click.option(
    "--tables", is_flag=True, help="Only make the tables of a database, or bring them up to date."
)
def init(title: str, rule: str, language: str, notice: str, tables: bool) -> None:
    """Start a working group in a new file or a database.

    The file is the one that -f names, or else has a name made from the title. In a database the
    working group has the name that ?group= gives, or else one made from the title; the tables are
    made where there are none, and brought up to date where they are of an earlier version.

    With a notice period, no text is ready before it was circulated for so long, presented in a
    meeting ('consensus amendment present') or put under silence.

    \b
    Examples:
      consensus init --title "Harbour panel"
      consensus -f panel.consensus init --title "Harbour panel" --rule "no_objection()"
      consensus init --title "Harbour panel" --notice 24h
      consensus -f postgresql://localhost/secretariat init --title "Harbour panel"
      consensus -f postgresql://localhost/secretariat init --tables
    """
    from consensus.store.opening import prepare_database, shown_place, with_name
    from consensus.working_group import WorkingGroup

    if tables:
        prepare_database(session().file)
        output.say("the tables are up to date")
        return
    if not title:
        raise click.UsageError("say what the working group is called, with --title")
    period = given_span(notice)
    place = with_name(session().file or file_name_for(title), name_for(title))
    WorkingGroup.create(
        place,
        title=title,
        rule=rule,
        language=language,
        notice=period,
        by=session().by,
        happened=given_start(session().at) if session().at else None,
    ).close()
    output.write(shown_place(place))
    output.say(f"{title} is begun; it decides by {rule}")


def file_name_for(title: str) -> str:
    """A name for the file of a working group, of letters, digits and hyphens."""
    return name_for(title) + ENDING


def name_for(title: str) -> str:
    """A name for a working group, of letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title.casefold())
    words = re.sub(r"[^\w]+|_", "-", "".join(c for c in plain if not unicodedata.combining(c)))
    return words.strip("-")[:60].rstrip("-") or "working-group"
