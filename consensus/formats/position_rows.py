"""Rows of positions: one in each row, or a grid of members and targets."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from attrs import frozen

from consensus.finding import Finding, Severity
from consensus.formats.json_records import is_json, read_rows
from consensus.formats.rows import (
    BadRowError,
    Columns,
    Record,
    finding_of,
    folded,
    in_order,
    shown,
    take_rows,
)
from consensus.formats.source import Source
from consensus.formats.stance_words import is_no_stance, read_stance
from consensus.formats.table import Cell, TableRow, read_table
from consensus.model.stance import Source as PositionSource
from consensus.model.stance import Stance

COLUMNS = Columns(
    {
        "target": ("item", "paragraph", "para", "label", "amendment", "provision"),
        "member": ("code", "delegation", "country", "country code", "by", "participant"),
        "stance": ("position", "vote", "ballot", "opinion"),
        "reason": ("rationale", "comment", "comments", "explanation", "statement"),
        "conditions": ("condition", "provided", "provided that"),
        "otherwise": ("else",),
        "reservation": ("reservations",),
        "source": (),
        "document": ("doc", "reference", "url"),
        "via": ("on behalf of", "through"),
        "date": ("day", "when", "happened"),
        "stale": (),
        "words": (),
    }
)
SOURCES = {
    **{source.value: source.value for source in PositionSource},
    **dict.fromkeys(("from the floor", "oral", "spoken", "in the room"), PositionSource.FLOOR),
    **dict.fromkeys(("in writing", "letter", "mail", "e mail", "email"), PositionSource.WRITTEN),
    **dict.fromkeys(("via group", "via a group"), PositionSource.GROUP),
    **dict.fromkeys(("in confidence", "confidential"), PositionSource.CONFIDENCE),
    **dict.fromkeys(("secretariat's reading", "reading"), PositionSource.SECRETARIAT),
}
"""The words that name where a position comes from, and what each stands for."""

_BESIDE_A_GRID = frozenset({"name", "group", "stakeholder group", "kind", "text", "title"})


@frozen
class PositionRow:
    """One position as it came.

    Attributes:
        line: where it begins in the file, counted from 1.
        target: the label or handle of the item or amendment.
        member: the member's code.
        stance: what the member says.
        reason: why, in the member's words.
        conditions: the labels or handles of what must be agreed for the stance to hold.
        otherwise: the stance that counts once a condition has failed; None when not said.
        reservation: a reservation on record.
        source: where the position comes from; None when not said.
        document: the written source.
        via: the code of the negotiating group that spoke for the member.
        date: the day the stance was taken, or where it is known the moment.
        stale: whether it was taken on words that are no longer there.
        words: the words of an amendment's change that it is about; empty for all of them.
    """

    line: int
    target: str
    member: str
    stance: Stance
    reason: str = ""
    conditions: tuple[str, ...] = ()
    otherwise: Stance | None = None
    reservation: str = ""
    source: PositionSource | None = None
    document: str = ""
    via: str = ""
    date: datetime.date | None = None
    stale: bool = False
    words: str = ""


def read_positions(source: Source) -> tuple[tuple[PositionRow, ...], tuple[Finding, ...]]:
    """Read positions from JSON Lines, or from a table with named columns.

    Either a position stands in each row (`target`, `member`, `stance` and more), or the table is a
    grid: with the members down the side and a target in each other column, or with the targets
    down the side and a member in each other column. Empty cells, and words like `no record`, are
    no positions, and what is marked as stale would have to be taken afresh. Stances are read in the
    words of several vocabularies.

    Args:
        source: the file that was read.

    Returns:
        the good rows, and a finding for each row that was left out or said that there is no
        position.
    """
    table, problems = ((), ()) if is_json(source) else read_table(source)
    header = table[0].cells if table else ()
    side = COLUMNS.known(header[0].text) if header else ""
    is_grid = side in ("target", "member") and not any(
        COLUMNS.known(cell.text) == "stance" for cell in header
    )
    if is_grid and len(header) > 1:
        rows, refused = _grid(table, side, source.name)
        return tuple(rows), in_order(problems, refused)
    records, findings = read_rows(source, COLUMNS, needed=("target", "member", "stance"))
    records, silent = _taken(records, source.name)
    rows, refused = take_rows(records, _position, source.name)
    return tuple(rows), in_order(findings, silent, refused)


def _taken(records: Iterable[Record], file: str) -> tuple[list[Record], list[Finding]]:
    """Part the records that state a position from those that say there is none."""
    taken: list[Record] = []
    silent: list[Finding] = []
    for record in records:
        word = record.word("stance")
        if word and is_no_stance(word):
            message = f"The stance is {shown(word)}, which is no position; the row was passed over."
            silent.append(Finding(message, Severity.NOTE, file, record.line))
        elif record.word("stale").casefold() in ("yes", "true"):
            message = "It is stale and needs to be taken afresh; the row was passed over."
            silent.append(Finding(message, Severity.NOTE, file, record.line))
        else:
            taken.append(record)
    return taken, silent


def _position(record: Record) -> PositionRow:
    target, member = record.word("target"), record.word("member")
    if not target:
        raise BadRowError("there is no target; give the label or handle of an item", "target")
    if not member:
        raise BadRowError("there is no member; give its code", "member")
    if not record.word("stance"):
        raise BadRowError(f"there is no stance; it can be {', '.join(Stance)}", "stance")
    source = record.choice("source", SOURCES, "")
    return PositionRow(
        line=record.line,
        target=target,
        member=member,
        stance=_stance(record.word("stance"), "stance"),
        reason=record.text("reason"),
        conditions=record.codes("conditions"),
        otherwise=_stance(record.word("otherwise"), "otherwise")
        if record.word("otherwise")
        else None,
        reservation=record.text("reservation"),
        source=PositionSource(source) if source else None,
        document=record.word("document"),
        via=record.word("via"),
        date=record.moment("date"),
        words=record.text("words"),
    )


def _stance(word: str, name: str) -> Stance:
    try:
        return read_stance(word)
    except ValueError as error:
        raise BadRowError(str(error), name) from None


def _grid(
    table: Iterable[TableRow], side: str, file: str
) -> tuple[list[PositionRow], list[Finding]]:
    """Read a grid, whose first column holds what the side names."""
    header, *body = table
    names = [cell.text.strip() for cell in header.cells]
    rows: list[PositionRow] = []
    findings: list[Finding] = []
    for place, name in enumerate(names):
        if place and (not name or name in names[1:place]):
            message = (
                f"The column {shown(name)} has no name or one that came before; it was passed over"
            )
            findings.append(_at(header.cells[place], f"{message}.", file))
            names[place] = ""
    for row in body:
        first = row.cells[0].text.strip()
        if not first:
            findings.append(_at(row.cells[0], f"The {side} is missing; give one.", file))
            continue
        if len(row.cells) > len(names):
            findings.append(_at(row.cells[len(names)], "This cell stands under no name.", file))
        for name, cell in zip(names[1:], row.cells[1:], strict=False):
            if not name or folded(name) in _BESIDE_A_GRID or is_no_stance(cell.text):
                continue
            target, member = (first, name) if side == "target" else (name, first)
            try:
                stance = _stance(cell.text, "stance")
            except BadRowError as error:
                places = {"stance": (cell.line, cell.column)}
                findings.append(finding_of(error, file, cell.line, places))
            else:
                rows.append(PositionRow(row.line, target, member, stance))
    return rows, findings


def _at(cell: Cell, message: str, file: str) -> Finding:
    return Finding(message, Severity.ERROR, file, cell.line, cell.column)
