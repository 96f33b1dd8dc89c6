"""Showing which columns of a list hold what, before anything is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from consensus.cli import output

if TYPE_CHECKING:
    from consensus.formats.amendment_rows import ColumnMap
    from consensus.formats.source import Source

GUESS = "guess"
_ROWS_SHOWN = 3
_FIELDS_SHOWN = ("id", "target", "kind", "old", "text", "by", "cosponsors", "group", "rationale")


def chosen_columns(given: str, source: Source) -> ColumnMap | None:
    """The columns that a command is told: by a file, by `guess`, or not at all."""
    from consensus.cli.context import source_of
    from consensus.formats.amendment_rows import read_column_map
    from consensus.formats.guess_columns import guess_columns

    if not given:
        return None
    if given == GUESS:
        return guess_columns(source).columns
    return read_column_map(source_of(given))


def tell_columns(source: Source, given: str, as_json: bool) -> None:
    """Show the columns that are given or else guessed, and the first rows as they are read.

    What is printed can be kept as a file for `--columns`.
    """
    from consensus.formats.amendment_rows import read_amendments
    from consensus.formats.guess_columns import guess_columns

    reasons: dict[str, str] = {}
    left: tuple[str, ...] = ()
    columns = None if given == GUESS else chosen_columns(given, source)
    if columns is None:
        guess = guess_columns(source)
        columns, reasons, left = guess.columns, dict(guess.reasons), guess.left
    rows, findings = read_amendments(source, columns=columns)
    shown = [_shown(row) for row in rows[:_ROWS_SHOWN]]
    if as_json:
        output.write_json(
            {
                "heading_row": columns.heading_row,
                "columns": columns.fields,
                "reasons": reasons,
                "left": left,
                "rows": shown,
                "findings": findings,
            }
        )
        return
    output.write(columns.toml(reasons).rstrip("\n"))
    if left:
        output.write(f"# kept as they are: {', '.join(map(output.one_line, left))}")
    for row in shown:
        output.write("")
        for name, value in row.items():
            output.write(f"# {name}: {output.one_line(str(value))}")
    for finding in findings:
        output.say(str(finding))
    output.say(
        f"{len(rows)} rows can be read so; nothing was recorded. Keep this as a file and give it"
        f" with --columns, or take it as it is with --columns {GUESS}"
    )


def _shown(row: object) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _FIELDS_SHOWN}
    told = {
        name: "; ".join(value) if isinstance(value, tuple) else value
        for name, value in values.items()
    }
    return {name: value for name, value in told.items() if value}
