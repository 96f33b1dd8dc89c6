"""Lists written as files of rows, which the commands that import read back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from consensus.cli import output

if TYPE_CHECKING:
    from consensus.model.amendments import Amendment
    from consensus.model.positions import Position
    from consensus.model.state import State


def as_rows(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command that lists something the options `--to` and `-o`, as `form` and `path`.

    It has the option `--json` already.
    """

    @wraps(function)
    def checked(*arguments: Any, **given: Any) -> Any:
        if given["path"] and not given["form"]:
            raise click.UsageError("-o goes with --to")
        if given["form"] and given["as_json"]:
            raise click.UsageError("--json prints what --to would write otherwise; choose one")
        return function(*arguments, **given)

    to_file = click.option(
        "-o", "--output", "path", default="", metavar="FILE", help="With --to, write to this file."
    )
    return click.option(
        "--to",
        "form",
        type=click.Choice(["csv", "jsonl"]),
        help="Write rows, everything in them, as 'import' reads them.",
    )(to_file(checked))


def write_amendment_rows(
    state: State, amendments: Iterable[Amendment], form: str, path: str
) -> None:
    """Write amendments as rows, to a file or to stdout."""
    from consensus.formats.row_writer import RowForm, write_amendments
    from consensus.working_group.write_text import amendment_row

    rows = [amendment_row(state, each) for each in amendments]
    output.deliver(write_amendments(rows, RowForm(form)), path)


def write_position_rows(state: State, positions: Iterable[Position], form: str, path: str) -> None:
    """Write positions as rows, to a file or to stdout."""
    from consensus.formats.row_writer import RowForm, write_positions
    from consensus.working_group.write_text import position_row

    rows = [position_row(state, each) for each in positions]
    output.deliver(write_positions(rows, RowForm(form)), path)


def write_member_rows(state: State, form: str, path: str) -> None:
    """Write members and observers as rows, to a file or to stdout."""
    from consensus.formats.row_writer import RowForm, write_members
    from consensus.working_group.write_text import member_rows

    output.deliver(write_members(member_rows(state), RowForm(form)), path)


def write_group_rows(state: State, form: str, path: str) -> None:
    """Write groups as rows, to a file or to stdout."""
    from consensus.formats.row_writer import RowForm, write_groups
    from consensus.working_group.write_text import group_rows

    output.deliver(write_groups(group_rows(state), RowForm(form)), path)
