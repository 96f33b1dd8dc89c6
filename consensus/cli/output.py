"""Everything that commands print: results, steps, findings and rows."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

from consensus.text.display import aligned, escape_control_characters, one_line

if TYPE_CHECKING:
    from attrs import AttrsInstance

    from consensus.finding import Finding


# Data goes to stdout, everything else to stderr, and no control character to a terminal.


class ReaderGone(Exception):  # noqa: N818 - named for what happened, like the errors of the library
    """The process that read the output has exited, as `head` does."""

    exit_code = 141  # 128 + SIGPIPE, as shells report it


def write(text: str, bold: bool = False, end: str = "\n") -> None:
    """Writes data to stdout, and its end behind it; bold where the terminal shows it."""
    _write(sys.stdout, text, end, bold)


def deliver(content: str | bytes | Iterable[str], path: str) -> None:
    """Writes data to a file; to stdout for an empty path or `-`, bytes only if no terminal."""
    pieces = [content] if isinstance(content, str | bytes) else content
    if is_file(path):
        from consensus.store.files import replace_file

        encoded = (each if isinstance(each, bytes) else each.encode() for each in pieces)
        replace_file(Path(path), encoded)
        echo_status(f"written to {path}")
        return
    for each in pieces:
        if isinstance(each, bytes):
            _write_bytes(each)
        else:
            write(each, end="")


def is_file(path: str) -> bool:
    """Returns whether a path names a file and not stdout, as `-` does."""
    return path not in ("", "-")


def _write_bytes(content: bytes) -> None:
    if is_terminal(sys.stdout):
        raise click.UsageError("this is no text for a terminal; name a file")
    sys.stdout.flush()
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _leave(sys.stdout)


def echo_status(text: str) -> None:
    """Writes a message to stderr."""
    _write(sys.stderr, text)


def echo_findings(findings: Iterable[Finding]) -> None:
    """Writes what was found in a file or a text to stderr, a line each."""
    for each in findings:
        echo_status(with_commands(str(each)))


def with_commands(text: str) -> str:
    """Returns what the library says, with the command or option for what it says to do."""
    from consensus.cli import failure

    return failure.with_commands(text)


def is_json() -> bool:
    """Returns whether the present command prints data, as `--json` asks for."""
    return bool(click.get_current_context().obj.is_json)


def write_json(fields: AttrsInstance | Mapping[str, Any]) -> None:
    """Writes one JSON object to stdout, its schema first: a report, or names with any values."""
    write(json_of(fields))


def wrote_json(fields: AttrsInstance | Mapping[str, Any]) -> bool:
    """Writes one JSON object if `--json` asks for data; returns whether it did."""
    if is_json():
        write_json(fields)
    return is_json()


def json_of(fields: AttrsInstance | Mapping[str, Any]) -> str:
    """Returns one JSON object, its schema first."""
    # Imported here, since most commands print none.
    from consensus.reports.json import json_whole

    return json_whole(fields)


def picked(each: object, *names: str) -> dict[str, Any]:
    """Returns attributes by their names, as JSON has them."""
    return {name: getattr(each, name) for name in names}


def write_table(header: Sequence[str], rows: Sequence[Sequence[Any]], empty: str = "none") -> None:
    """Writes rows in columns as wide as their cells, of any values; numbers are aligned right."""
    if not rows:
        echo_status(empty)
        return
    heading, *lines = aligned([header, *([_cell(cell) for cell in row] for row in rows)])
    write(heading, bold=True)
    write("\n".join(lines))


def write_list(
    name: str, lines: Sequence[Any], columns: str, empty: str, told: Any = None, **cells: Any
) -> None:
    """Writes lines to stdout as a table, or as JSON under a name; tells the user if `empty`.

    Columns are headings, parted by commas and with `_` for spaces, and behind `=` the attribute or
    key that they show where it has another name. What is shown of none is worked out by `cells`.
    Where JSON has other lines, they are `told`.
    """
    if wrote_json({name: lines if told is None else told}):
        return
    shown = {
        heading.replace("_", " "): cells.get(key or heading) or partial(_of, key or heading)
        for heading, _, key in (each.partition("=") for each in columns.split(","))
    }
    write_table([*shown], [[cell(each) for cell in shown.values()] for each in lines], empty)


def _of(name: str, line: Any) -> Any:
    return line[name] if isinstance(line, dict) else getattr(line, name)


def write_section(heading: str, lines: Iterable[str]) -> None:
    """Writes lines as points under a heading, those that are indented under the point before."""
    shown = list(lines)
    if shown:
        write(f"\n{heading}", bold=True)
    for line in shown:
        write(f"  {line}" if line.startswith("  ") else f"- {line}")


def _cell(value: Any) -> str:
    """Returns a cell on one line, with control characters escaped on a terminal."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, tuple | list):
        value = ", ".join(value)
    line = "" if value is None else one_line(str(value))
    return escape_control_characters(line) if is_shown() else line


def shows_colour() -> bool:
    """Returns whether to use colour: on a terminal, unless NO_COLOR is set (no-color.org)."""
    return (
        is_terminal(sys.stdout)
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )


def is_shown() -> bool:
    """Returns whether stdout is a terminal."""
    return is_terminal(sys.stdout)


def is_interactive() -> bool:
    """Returns whether the user can be prompted: stdin and stderr are terminals."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)


def is_terminal(stream: TextIO) -> bool:
    """Returns whether what is written to a stream goes to a terminal."""
    return bool(getattr(stream, "isatty", lambda: False)())


def _write(stream: TextIO, text: str, end: str = "\n", bold: bool = False) -> None:
    if is_terminal(stream):
        text = escape_control_characters(text)
    if bold and shows_colour():
        text = click.style(text, bold=True)
    try:
        stream.write(text + end)
        stream.flush()
    except BrokenPipeError:
        _leave(stream)


def _leave(stream: TextIO) -> NoReturn:
    """Closes a stream whose reader is gone."""
    # What is still buffered has nowhere to go; without this the interpreter complains at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    raise ReaderGone from None


output_option = partial(click.option, "-o", "--output", "path", default="", metavar="FILE")


def check_rows(form: str | None, path: str) -> None:
    """Raises UsageError for options of a list of rows that do not go together."""
    if path and not form:
        raise click.UsageError("-o goes with --to")
    if form and is_json():
        raise click.UsageError("--json prints what --to would write otherwise; choose one")


def as_rows(function: Callable[..., Any], others: tuple[str, ...] = ()) -> Callable[..., Any]:
    """Adds the options `--to`, also in other forms, and `-o`, as `form` and `path`, to a list."""

    @wraps(function)
    def checked(*arguments: Any, **given: Any) -> Any:
        check_rows(given["form"], given["path"])
        return function(*arguments, **given)

    return click.option(
        "--to",
        "form",
        type=click.Choice(["csv", "jsonl", *others]),
        help="Write all rows with all columns, in the format that 'import' reads.",
    )(output_option(help="With --to, write to this file.")(checked))
