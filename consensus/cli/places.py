"""`consensus working-groups` and `copy`: records and the places where they are kept."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Command, as_json
from consensus.cli.context import progress, session


@click.command(
    "working-groups", cls=Command, python="list_records('postgresql://localhost/secretariat')"
)
@click.argument("place", metavar="[FOLDER-OR-URL]", default="")
@as_json
def working_groups(place: str, as_json: bool) -> None:
    """List the records in a folder, or the working groups in a database.

    If no place is given it is the database that -f names, or else this folder. A working group in a
    database is opened with ?group= and its name at the end of the URL, or &group= after other
    options.

    \b
    Examples:
      consensus working-groups
      consensus working-groups postgresql://localhost/secretariat
      consensus -f 'postgresql://localhost/secretariat?group=harbour' status
    """
    from consensus.store.opening import file_of, list_records

    given = session().file
    found = list_records(place or (given if given and file_of(given) is None else "."))
    if as_json:
        output.write_json({"working_groups": found})
        return
    output.write_table(
        ("name", "title", "steps", "recorded last"),
        [
            (
                each.name,
                each.title or each.problem,
                str(each.steps),
                each.recorded.astimezone().strftime("%Y-%m-%d %H:%M") if each.recorded else "",
            )
            for each in found
        ],
        empty="no working group is there",
    )


@click.command(
    "copy",
    cls=Command,
    python="copy_record('panel.consensus', 'postgresql://localhost/db?group=panel')",
)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(source: str, target: str) -> None:
    """Copy a record to a new file or into a database, and prove that the copy is the same.

    Every step keeps its hash, so a head noted before is still found. A record that is not as it was
    recorded is not copied. Private notes and what is on the wall stay where they are.

    \b
    Examples:
      consensus copy panel.consensus 'postgresql://localhost/secretariat?group=panel'
      consensus copy 'postgresql://localhost/secretariat?group=panel' panel.consensus
    """
    from consensus.store.opening import copy_record, shown_place

    with progress("steps") as show:
        made = copy_record(source, target, show)
    output.write(shown_place(target))
    output.say(f"copied and intact: {made.steps} steps, head {made.head}")
