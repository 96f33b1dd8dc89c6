"""Rows of amendments, as a secretariat's spreadsheet or another tool hands them over."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, frozen

from consensus.finding import Finding, Severity
from consensus.formats.amendment_columns import ColumnMap, with_columns
from consensus.formats.amendment_words import KINDS, says_deleted, says_new, says_nothing
from consensus.formats.json_records import is_json, read_json_records
from consensus.formats.rows import (
    BadRowError,
    Columns,
    Record,
    folded,
    in_order,
    read_records,
    take_rows,
)
from consensus.formats.source import Source
from consensus.model.amendment import AmendmentKind, AmendmentState
from consensus.model.draft import ItemKind
from consensus.text.brackets import DEEPEST, find_signs, too_deep

COLUMNS = Columns(
    {
        "id": ("number", "no", "nr", "amendment id", "reference", "ref"),
        "target": ("item", "paragraph", "para", "provision", "article"),
        "kind": ("type", "action", "operation"),
        "old": ("old text", "original", "original text", "replaces", "existing text", "from"),
        "text": (
            *("new", "new text", "amendment", "amended text", "proposed text", "proposal"),
            *("replacement", "wording", "to"),
        ),
        "after": ("insert after",),
        "parent": ("under", "section"),
        "label": ("new label",),
        "item_kind": (),
        "by": (
            *("sponsor", "sponsors", "author", "authors", "proposer", "proposers", "proposed by"),
            *("submitter", "submitted by", "member", "members", "delegation", "delegations"),
        ),
        "cosponsors": (
            *("cosponsor", "co-sponsor", "co-sponsors", "cosponsored by", "supported by"),
            *("supporters", "seconders"),
        ),
        "rationale": ("reason", "reasons", "justification", "explanation", "comment", "comments"),
        "date": ("dated", "day", "submitted", "submitted on"),
        "circulated": ("circulated on", "date circulated", "distributed", "distributed on"),
        "parts": ("split into",),
        "others": ("join with", "joined with"),
        "group": ("political group", "on behalf of"),
        "state": (),
    }
)


@frozen
class AmendmentRow:
    """One amendment as it came.

    Attributes:
        line: where it begins in the file, counted from 1.
        fields: every field as it came, flattened to text, by the name it came with.
        id: what the other side calls it; may be empty.
        target: the label or handle of what it changes; may be empty when `old` finds the place.
        kind: `modify`, `insert`, `delete`, `move`, `split` or `join`.
        old: the passage that it quotes; empty when it means the whole item.
        text: the wording proposed; for a split, that of the first part.
        after: for insertions and moves, what it follows.
        parent: for insertions and moves, what it goes under.
        label: for insertions, the label proposed.
        item_kind: for insertions, what kind of item comes in; empty where its place tells.
        by: the codes of its sponsors.
        cosponsors: the codes of those that joined.
        rationale: why, in the sponsors' words.
        date: the day it was made.
        circulated: when it was sent to the members; a day is its first moment.
        parts: for a split, the texts of the second and later parts.
        others: for a join, the labels or handles of what is joined to the target.
        group: the code or name of the group that its sponsors belong to or speak for.
        state: how far it has come, where that is said; only what is open is read.
    """

    line: int
    fields: Mapping[str, str]
    id: str = ""
    target: str = ""
    kind: str = AmendmentKind.MODIFY.value
    old: str = ""
    text: str = ""
    after: str = ""
    parent: str = ""
    label: str = ""
    item_kind: str = ""
    by: tuple[str, ...] = ()
    cosponsors: tuple[str, ...] = ()
    rationale: str = ""
    date: datetime.date | None = None
    circulated: datetime.datetime | None = None
    parts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    group: str = ""
    state: str = ""


_ITEM_KINDS = {each.value: each.value for each in ItemKind}


def read_amendments(
    source: Source, fmt: str = "", columns: ColumnMap | None = None
) -> tuple[tuple[AmendmentRow, ...], tuple[Finding, ...]]:
    """Read amendments from JSON Lines, a JSON array or a table with named columns.

    Columns and keys go by several names (`text`, `new text`, `amendment`; `by`, `sponsors`,
    `authors`). In a table, lists of codes are parted by semicolons, lines or commas. A row without
    a kind modifies, unless its text is that of `deleted`, `supprimé` and the like, or its target
    says that it is new, as `Recital 12 a (new)` does. Rows whose state is not open are passed over.

    Args:
        source: the file that was read.
        fmt: `jsonl`, `json` or `csv`; told by the name of the file or its first sign when empty.
        columns: for a table, which of its columns are meant; told by their names when None.

    Returns:
        the good rows, and a finding for each row that was left out.

    Raises:
        ValueError: the format is none of these.
    """
    fmt = fmt or ("jsonl" if is_json(source) else "csv")
    if columns is not None:
        fmt = "csv"
    if fmt in ("jsonl", "json"):
        records, findings = read_json_records(source, COLUMNS)
    elif fmt == "csv":
        if columns is None:
            records, findings = read_records(source, COLUMNS)
        else:
            records, findings = with_columns(source, columns, COLUMNS)
    else:
        raise ValueError(f"amendments come as jsonl, json or csv, not as {fmt}")
    records, settled = _open(records, source.name)
    rows, refused = take_rows(records, _row, source.name)
    odd = [each for record in records for each in _unbalanced(record, source.name)]
    return tuple(rows), in_order(findings, settled, odd, refused)


def _open(records: Iterable[Record], file: str) -> tuple[list[Record], list[Finding]]:
    """Part the records of amendments that are open from those that are said to be settled."""
    taken: list[Record] = []
    settled: list[Finding] = []
    for record in records:
        word = folded(record.text("state"))
        if word in _SETTLED:
            message = f"It is {word}; the row was passed over."
            settled.append(Finding(message, Severity.NOTE, file, record.line))
        else:
            taken.append(record)
    return taken, settled


_SETTLED = frozenset(each.value for each in AmendmentState) - {AmendmentState.OPEN.value}


def _row(record: Record) -> AmendmentRow:
    row = AmendmentRow(
        line=record.line,
        fields=record.fields,
        id=record.word("id"),
        target=record.word("target"),
        kind=str(record.choice("kind", KINDS, AmendmentKind.MODIFY)),
        old=record.text("old"),
        text=record.text("text"),
        after=record.word("after"),
        parent=record.word("parent"),
        label=record.word("label"),
        item_kind=record.choice("item_kind", _ITEM_KINDS, ""),
        by=record.codes("by"),
        cosponsors=record.codes("cosponsors"),
        rationale=record.text("rationale"),
        date=record.day("date"),
        circulated=record.start("circulated"),
        parts=record.texts("parts"),
        others=record.codes("others"),
        group=record.word("group"),
        state=record.word("state"),
    )
    _check_depth(record)
    if not record.word("kind"):
        row = _by_its_words(row)
    missing = _missing(row)
    if missing:
        raise BadRowError(f"to {row.kind}, {missing}")
    return row


def _check_depth(record: Record) -> None:
    for name in ("text", "parts"):
        text = record.text(name)
        if too_deep(text) is not None:
            raise BadRowError(
                f"brackets are nested beyond {DEEPEST} deep; write the text with fewer", name
            )


def _unbalanced(record: Record, file: str) -> Iterator[Finding]:
    """A finding on a text for a whole item that has square brackets without their other half."""
    text = record.text("text")
    odd = () if record.text("old") else find_signs(text).findings
    if odd:
        line, column = record.columns.get("text", (record.line, 0))
        count = "a square bracket" if len(odd) == 1 else f"{len(odd):,} square brackets"
        yield Finding(
            f"Its text has {count} without the other half, the first in line {odd[0].line} of it at"
            f" character {odd[0].column}; such brackets were kept as ordinary characters.",
            Severity.WARNING,
            file,
            line,
            column,
        )


def _by_its_words(row: AmendmentRow) -> AmendmentRow:
    """A row of which no column says what it does, by what its cells say."""
    old = "" if says_nothing(row.old) else row.old
    if says_deleted(row.text):
        return evolve(row, kind=AmendmentKind.DELETE.value, old=old, text="")
    if not old and says_new(row.target):
        return evolve(row, kind=AmendmentKind.INSERT.value, old="")
    return row


def _missing(row: AmendmentRow) -> str:
    """Say what a row lacks to be an amendment of its kind; empty when it lacks nothing."""
    match AmendmentKind(row.kind):
        case AmendmentKind.MODIFY if not (row.text.strip() or row.old.strip()):
            return "give the new text, or the passage that goes"
        case AmendmentKind.INSERT if not row.text.strip():
            return "give the text that comes in"
        case AmendmentKind.DELETE if not (row.target or row.old.strip()):
            return "give what goes: a target, or the passage as old"
        case AmendmentKind.MOVE if not (row.target and (row.after or row.parent)):
            return "give the target, and what it goes after or under"
        case AmendmentKind.SPLIT if not (row.target and row.parts):
            return "give the target, and as parts the texts of the second and later parts"
        case AmendmentKind.JOIN if not (row.target and row.others):
            return "give the target, and as others what is joined to it"
        case _:
            return ""
