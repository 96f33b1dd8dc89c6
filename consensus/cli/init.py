"""`consensus init`: start a working group."""

from __future__ import annotations

import re
import unicodedata

import click

from consensus.cli import output
from consensus.cli.command import Command
from consensus.cli.target import ENDING, given_start, session


@click.command(
    cls=Command, python="WorkingGroup.create('panel.consensus', title='Panel', rule='consent()')"
)
@click.option("--title", required=True, metavar="TITLE", help="The name of the working group.")
@click.option(
    "--rule", default="consent()", show_default=True, metavar="RULE", help="How it decides."
)
@click.option("--language", default="en", show_default=True, help="The language of its drafts.")
def init(title: str, rule: str, language: str) -> None:
    """Start a working group in a new file.

    The file is the one that -f names, or else has a name made from the title.

    \b
    Examples:
      consensus init --title "Harbour panel"
      consensus -f panel.consensus init --title "Harbour panel" --rule "no_objection()"
    """
    from consensus.working_group import WorkingGroup

    place = session().file or file_name_for(title)
    WorkingGroup.create(
        place,
        title=title,
        rule=rule,
        language=language,
        by=session().by,
        happened=given_start(session().at) if session().at else None,
    ).close()
    output.write(place)
    output.say(f"{title} is begun; it decides by {rule}")


def file_name_for(title: str) -> str:
    """A name for the file of a working group, of letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title.casefold())
    words = re.sub(r"[^\w]+|_", "-", "".join(c for c in plain if not unicodedata.combining(c)))
    return (words.strip("-")[:60].rstrip("-") or "working-group") + ENDING
