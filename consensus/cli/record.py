"""`consensus verify`, `backup` and `doctor`: keeping the record."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from consensus.cli import output
from consensus.cli.command import Command, as_json
from consensus.cli.context import place_of_record, progress, reading_with_acts, session

if TYPE_CHECKING:
    from consensus.finding import Finding


@click.command("verify", cls=Command, python="group.verify()")
@click.option(
    "--head", default="", metavar="HASH", help="A head noted before: nothing was cut off."
)
@click.option(
    "--origin",
    default="",
    metavar="FILE",
    help="Another working group's record: what was carried over from it is as it has it.",
)
@as_json
def verify(head: str, origin: str, as_json: bool) -> None:
    """Prove that nothing recorded was altered.

    Note the head somewhere else, and later give it with --head: this proves that nothing was cut
    off either. Where a snapshot is kept to open the record fast, the log is replayed and compared
    with it. Steps of a clock that was set back or is fast are named. The exit code is 1 when
    something is not as it was recorded, or cannot be read.

    \b
    Examples:
      consensus verify
      consensus verify --head 5f2c…
      consensus verify --origin earlier-group.consensus
    """
    from consensus.finding import Severity
    from consensus.history.snapshot import read_snapshot
    from consensus.history.verify import SnapshotCheck, with_snapshot
    from consensus.history.verify import verify as verify_steps
    from consensus.store.opening import open_store

    # Read as it lies there: what cannot be replayed any more is what this is to find.
    with closing(open_store(place_of_record(), read_only=True)) as store:
        found = verify_steps(store.read_stored(), head, now=datetime.now(UTC))
        found = with_snapshot(found, store.snapshot(read_snapshot), store)
    origins = _check_origins(origin) if origin and found.is_intact else ()
    stands = found.is_intact and all(each.severity is Severity.NOTE for each in origins)
    if as_json:
        output.write_json({"intact": stands, **output.plain(found), "origins": origins})
    else:
        output.write(f"{found.steps} steps, head {found.head}")
        redacted = len(found.redactions)
        if redacted:
            output.write(f"{redacted} {'redaction' if redacted == 1 else 'redactions'} on record")
        if found.snapshot is SnapshotCheck.AGREES:
            output.write("the kept snapshot agrees with the log, which was replayed")
        withheld = len(found.withheld)
        if withheld:
            output.write(
                f"{withheld} {'redaction' if withheld == 1 else 'redactions'} on record, words"
                " withheld until 'consensus redact --erase' confirms the erasure"
            )
        for problem in found.problems:
            output.write(str(problem))
        for finding in (*origins, *found.times):
            output.write(str(finding))
        if found.set_aside:
            aside = len(found.set_aside)
            what = (
                "operation that cannot be read" if aside == 1 else "operations that cannot be read"
            )
            output.write(f"{aside} {what}, set aside on record")
        if found.is_unreadable:
            output.say("unreadable; everything is as it was recorded, see 'consensus doctor'")
        else:
            output.say("intact" if stands else "not as it was recorded")
    click.get_current_context().exit(0 if stands else 1)


def _check_origins(file: str) -> tuple[Finding, ...]:
    from consensus.errors import UnreadableInput
    from consensus.working_group import WorkingGroup

    if not Path(file).is_file():
        raise UnreadableInput(f"there is no file {file}")
    with reading_with_acts() as group, WorkingGroup.open(file) as other:
        return group.check_origins(other)


@click.command("backup", cls=Command, python="group.backup('copy.consensus')")
@click.argument("path")
def backup(path: str) -> None:
    """Copy the record to a new file, while it is in use.

    \b
    Examples:
      consensus backup copy-of-friday.consensus
    """
    with reading_with_acts() as group, progress("backup") as show:
        group.backup(path, show)
    output.write(path)


@click.command("doctor", cls=Command, python="doctor('panel.consensus', repair=True)")
@click.option(
    "--repair", is_flag=True, help="Drop what is of no use, set aside what cannot be read."
)
@click.option("--head", default="", metavar="HASH", help="A head noted before.")
@as_json
def doctor(repair: bool, head: str, as_json: bool) -> None:
    """Examine a record, and say what to do.

    A repair records that a step which cannot be read is set aside, and so is what rests on it; no
    step that is there ever changes. The exit code is 1 when something is wrong.

    \b
    Examples:
      consensus doctor
      consensus -f panel.consensus doctor --repair
    """
    from consensus.finding import Severity
    from consensus.store.doctor import doctor as examine

    found = examine(place_of_record(), head=head, repair=repair, by=session().by)
    wrong = any(each.severity is not Severity.NOTE for each in found)
    if as_json:
        output.write_json({"sound": not wrong, "findings": found})
    else:
        for each in found:
            output.write(str(each))
        output.say("something is wrong" if wrong else "the record is in order")
    click.get_current_context().exit(1 if wrong else 0)
