"""`consensus carry-over`: what another working group agreed, with where it comes from."""

from __future__ import annotations

from pathlib import Path

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.context import listed, reading, recording
from consensus.cli.reporting import made_by, tell_step


@click.group("carry-over", cls=Noun)
def carry_over() -> None:
    """Carry over what another working group agreed, with where it comes from.

    It is not agreed here: each text is "not reconfirmed" until this working group decides it.

    \b
    Examples:
      consensus carry-over take earlier-group.consensus
      consensus carry-over list
      consensus decision record 3 agreed
    """


@carry_over.command(
    "take", python="group.carry_over(WorkingGroup.open('earlier.consensus'), ['3'])"
)
@click.argument("file", metavar="FILE")
@click.argument("items", nargs=-1)
@click.option("--draft", default="", help="Which of its drafts, if not all.")
@click.option("--everything", is_flag=True, help="All items, agreed there or not.")
@click.option("--title", default="", help="The title of the draft here.")
def take(file: str, items: tuple[str, ...], draft: str, everything: bool, title: str) -> None:
    """Take items of another working group's record over; those that it agreed if none is named.

    The other record is only read, and must be intact. Names in brackets stay behind.

    \b
    Examples:
      consensus carry-over take earlier-group.consensus
      consensus carry-over take earlier-group.consensus 3 12(a) --title "Agreed earlier"
    """
    from consensus.errors import UnreadableInput
    from consensus.working_group import WorkingGroup

    if items and everything:
        raise click.UsageError("name items, or take everything")
    if not Path(file).is_file():
        raise UnreadableInput(f"there is no file {file}")
    with recording() as group, WorkingGroup.open(file) as other:
        step = group.carry_over(
            other, listed(items), draft=draft, everything=everything, title=title
        )
        taken = step.operation(1)
        count = len(getattr(taken, "items", ()))
        sentence = f"{count} items of {other.title} are carried over, not reconfirmed"
        tell_step(step, sentence, made_by(group, step))


@carry_over.command("list", python="origin_lines(group.state)")
@as_json
def list_(as_json: bool) -> None:
    """List what was carried over: where it comes from, and whether it was reconfirmed.

    \b
    Examples:
      consensus carry-over list
      consensus carry-over list --json
    """
    from consensus.reports.reference import came_from, origin_lines

    with reading() as group:
        lines = origin_lines(group.state)
    if as_json:
        output.write_json({"carried_over": lines})
        return
    rows = [
        (
            each.item,
            each.label,
            each.standing.value,
            "yes" if each.is_changed else "",
            came_from(each.origins),
        )
        for each in lines
    ]
    output.write_table(
        ("item", "label", "standing", "changed", "comes from"), rows, "nothing was carried over"
    )
