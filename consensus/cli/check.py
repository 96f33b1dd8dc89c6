"""`consensus check`: a test for scripts."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Command, as_json
from consensus.cli.completing import complete_item
from consensus.cli.context import reading
from consensus.rules.verdict import Status


@click.command("check", cls=Command, python="falling_short(group.status().items, {Status.AGREED})")
@click.option(
    "--require",
    "required",
    multiple=True,
    required=True,
    type=click.Choice([each.value for each in Status]),
    help="The status to have; several mean any of them.",
)
@click.argument("items", nargs=-1, shell_complete=complete_item)
@as_json
def check(required: tuple[str, ...], items: tuple[str, ...], as_json: bool) -> None:
    """Test whether items have a status.

    All items are tested when none is named. Ready, agreed ad ref, agreed and adopted follow each
    other: who requires one is content with a later one. The exit code is 0 when all do, and 1 when
    some do not.

    \b
    Examples:
      consensus check --require agreed
      consensus check --require ready --require deferred 3 4 5
    """
    from consensus.errors import NotFound
    from consensus.model.lookup import find_item
    from consensus.reports.status import falling_short

    with reading() as group:
        wanted = {find_item(group.state, each) for each in items}
        report = [each for each in group.status().items if not wanted or each.id in wanted]
    if not report:
        raise NotFound("there is no item to check")
    short = falling_short(report, {Status(each) for each in required})
    if as_json:
        output.write_json(
            {
                "required": required,
                "met": not short,
                "checked": len(report),
                "short": [
                    {
                        "handle": each.handle,
                        "label": each.label,
                        "status": each.status,
                        "reasons": each.reasons,
                    }
                    for each in short
                ],
            }
        )
    else:
        for each in short:
            reasons = "; ".join(each.reasons)
            output.write(f"{each.label or each.handle} is {each.status}: {reasons}")
        output.say(f"{len(short)} of {len(report)} items fall short" if short else "all do")
    click.get_current_context().exit(1 if short else 0)
