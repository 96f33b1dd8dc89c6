"""Rows of a table of amendments: their columns, words for kinds, parsing, and sponsors."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count

from attrs import evolve, field, frozen

from consensus.errors import Rejected, UnreadableInput
from consensus.finding import Finding, Severity
from consensus.formats.citations import is_new, parse_citation
from consensus.formats.rows import (
    PLAIN_NAME,
    BadRowError,
    Columns,
    Row,
    TableRow,
    add_bad_row,
    bad_row_finding,
    check_lengths,
    convert_rows,
    is_json,
    normalize_name,
    quote_input,
    read_json_rows,
    read_table,
    read_table_rows,
    without_empty_end,
)
from consensus.formats.source import Source
from consensus.model.amendments import AmendmentKind, AmendmentState, CommentKind, Placing
from consensus.model.drafts import ItemKind
from consensus.model.lookup import find_member
from consensus.model.state import State
from consensus.text.brackets import DEEPEST, scan_brackets, too_deep
from consensus.text.diff import words_of

KINDS: Mapping[str, str] = {
    **{kind.value: kind.value for kind in AmendmentKind},
    **dict.fromkeys(
        (
            *("replace", "replacement", "amend", "change", "edit", "modification", "substitute"),
            *("modifier", "modifié", "remplacer", "remplacement", "substitution"),
            *("ändern", "änderung", "ersetzen", "ersetzung", "neufassung"),
            *("modificar", "modificación", "sustituir", "sustitución", "enmienda de modificación"),
        ),
        AmendmentKind.MODIFY,
    ),
    **dict.fromkeys(
        (
            *("add", "addition", "new", "insertion", "additional"),
            *("ajout", "ajouter", "nouveau", "insérer", "ajout d'un article"),
            *("einfügen", "einfügung", "ergänzung", "ergänzen", "neu", "zusatz"),
            *("añadir", "adición", "inserción", "insertar", "nuevo"),
        ),
        AmendmentKind.INSERT,
    ),
    **dict.fromkeys(
        (
            *("remove", "strike", "suppress", "deletion", "deleted", "strike out"),
            *("suppression", "supprimer", "supprimé"),
            *("streichen", "streichung", "gestrichen", "entfällt"),
            *("suprimir", "supresión", "suprimido"),
        ),
        AmendmentKind.DELETE,
    ),
    **dict.fromkeys(("merge", "combine"), AmendmentKind.JOIN),
    "relocate": AmendmentKind.MOVE,
    "divide": AmendmentKind.SPLIT,
}
"""The words for each kind of amendment."""

_DELETED = re.compile(
    r"\W*(?:(?:is|are|to be|shall be|es|wird|werden|est|sont|à|se)\s+)?"
    r"(?:deleted?|deletion|suppression|supprimée?s?|supprimer|gestrichen|streichen|streichung|entfällt|entfallen"
    r"|suprimid[oa]s?|suprimir|supresión|suprimen?)\W*",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"\W*(?:none|n/a|nil|néant|entfällt|ninguno|no text)?\W*", re.IGNORECASE)


def says_deleted(cell: str) -> bool:
    """Returns whether a cell for the new text means deletion: `deleted`, `[supprimé]`."""
    return len(cell) < 60 and bool(_DELETED.fullmatch(cell))


def says_nothing(cell: str) -> bool:
    """Returns whether a cell for a text counts as empty: `—`, `none`, `n/a`."""
    return len(cell) < 20 and bool(_NOTHING.fullmatch(cell))


FIELDS = (
    *("id", "target", "kind", "old", "text", "after", "parent", "label", "by", "cosponsors"),
    *("group", "rationale", "date", "circulated"),
)
"""What a column can hold; `parts` and `others` come in files of our own only."""

_LISTS = ("by", "cosponsors")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:\s.*)?")
_TWELVE = 12  # no month is later


@frozen
class ColumnMap:
    """Maps each field to the columns that hold it."""

    # each field with the headings, or the numbers counted from 1, of its columns
    fields: Mapping[str, tuple[str | int, ...]]
    # the row that has the headings, counted from 1; rows above it are left out
    heading_row: int = 1

    def toml(self, remarks: Mapping[str, str] | None = None) -> str:
        """Returns the map as TOML that `read_column_map` parses, with remarks beside its fields."""
        remarks = remarks or {}
        lines = [f"heading-row = {self.heading_row}", "", "[columns]"]
        for name, columns in self.fields.items():
            written = [json.dumps(each, ensure_ascii=False) for each in columns]
            value = written[0] if len(written) == 1 else f"[{', '.join(written)}]"
            remark = f"  # {remarks[name]}" if name in remarks else ""
            lines.append(f"{name} = {value}{remark}")
        return "\n".join(lines) + "\n"


def read_column_map(source: Source, fields: Sequence[str] = FIELDS) -> ColumnMap:
    """Parses a map of columns from TOML; raises UnreadableInput if it is none.

    Its table `columns` gives each of the `fields` the heading of its column, its number counted
    from 1, or a list of several.
    """
    try:
        read = tomllib.loads(source.text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnreadableInput(f"{source.name} is no valid TOML: {error}") from error
    columns = read.get("columns")
    if not isinstance(columns, dict) or not columns:
        raise UnreadableInput(
            f'{source.name} has no table [columns]; write for example text = "Amendment" in it'
        )
    unknown = [name for name in columns if name not in fields]
    if unknown:
        raise UnreadableInput(
            f"{source.name} maps {', '.join(map(quote_input, unknown))}; fields are"
            f" {', '.join(fields)}"
        )
    row = read.get("heading-row", 1)
    if not isinstance(row, int) or isinstance(row, bool) or row < 1:
        raise UnreadableInput(f"{source.name}: heading-row is a number counted from 1")
    return ColumnMap({name: _names(source, name, value) for name, value in columns.items()}, row)


def _names(source: Source, field: str, value: object) -> tuple[str | int, ...]:
    names = value if isinstance(value, list) else [value]
    columns = [each for each in names if isinstance(each, str | int) and not isinstance(each, bool)]
    if not columns or len(columns) < len(names):
        raise UnreadableInput(
            f"{source.name}: {field} is the heading of a column, its number, or a list of them"
        )
    return tuple(columns)


def map_columns(
    source: Source, chosen: ColumnMap, known: Columns
) -> tuple[list[Row], list[Finding]]:
    """Returns the rows of a table, its columns assigned to fields by a map, and findings.

    The names under which fields are `known` elsewhere are never taken for headings.
    """
    table, problems = read_table(source)
    findings = list(problems)
    if len(table) < chosen.heading_row:
        raise UnreadableInput(f"{source.name} has no row {chosen.heading_row} with headings")
    header = [cell.text.strip() for cell in table[chosen.heading_row - 1].cells]
    places = {
        name: tuple(_place(source, header, each) for each in columns)
        for name, columns in chosen.fields.items()
    }
    used = {place for each in places.values() for place in each}
    others = {
        place: heading if not known.field_named(heading) else f"column {heading}"
        for place, heading in enumerate(header)
        if place not in used and heading
    }
    rows: list[Row] = []
    for row in table[chosen.heading_row :]:
        cells = [cell.text for cell in row.cells]
        if [cell.strip() for cell in cells] == header:
            continue  # what was printed on several pages repeats its headings
        try:
            rows.append(_mapped_row(row, header, places, others))
        except BadRowError as error:
            where = _where(row, {**{name: (at,) for at, name in others.items()}, **places})
            add_bad_row(findings, bad_row_finding(error, source.name, row.line, where))
    return rows, findings


def _place(source: Source, header: Sequence[str], column: str | int) -> int:
    if isinstance(column, int):
        if 0 < column <= len(header):
            return column - 1
        raise UnreadableInput(f"{source.name} has {len(header)} columns, and no column {column}")
    for place, heading in enumerate(header):
        if normalize_name(heading) == normalize_name(column):
            return place
    raise UnreadableInput(
        f"{source.name} has no column {quote_input(column)}; it has"
        f" {', '.join(map(quote_input, header))}"
    )


def _mapped_row(
    row: TableRow,
    header: Sequence[str],
    places: Mapping[str, tuple[int, ...]],
    others: Mapping[int, str],
) -> Row:
    cells = without_empty_end(row.cells, len(header))
    if len(cells) > len(header):
        raise BadRowError(
            f"this row has {len(cells)} cells and {len(header)} headings; a text that holds the"
            " separator needs quotation marks around it"
        )
    texts = [cell.text for cell in cells] + [""] * (len(header) - len(cells))
    values = {name: _value(name, header, texts, at) for name, at in places.items()}
    fields = dict(values)
    for place, heading in others.items():
        numbered = (f"{heading} ({number})" for number in count(2))
        name = next(each for each in chain((heading,), numbered) if each not in fields)
        fields[name] = texts[place]
    return check_lengths(Row(row.line, fields, values, _where(row, places)))


def _value(name: str, header: Sequence[str], texts: Sequence[str], at: Sequence[int]) -> str:
    if name == "target" and len(at) > 1:
        return " – ".join(_cited(header[place], texts[place].strip()) for place in at).strip(" –")
    filled = [texts[place] for place in at if texts[place].strip()]
    if name == "date":
        return _iso_day(filled[0].strip()) if filled else ""
    return ("; " if name in _LISTS else "\n\n").join(filled)


def _where(row: TableRow, places: Mapping[str, tuple[int, ...]]) -> dict[str, tuple[int, int]]:
    """Returns the line and column at which the first cell of each field begins."""
    return {
        name: (row.cells[at[0]].line, row.cells[at[0]].column)
        for name, at in places.items()
        if at[0] < len(row.cells)
    }


def _cited(heading: str, cell: str) -> str:
    """Returns a cell of a column such as `Article`, with the heading where it is only a number."""
    found = parse_citation(cell)
    bare = found is not None and all(level.part is None for level in found.levels)
    return f"{heading} {cell}" if bare else cell


def _iso_day(written: str) -> str:
    """Returns a day as in ISO 8601; in 5/6/2024 the day comes first, unless it cannot be one."""
    found = _DAY_FIRST.fullmatch(written)
    if found is None:
        return written
    day, month, year = map(int, found.groups())
    if month > _TWELVE >= day:
        day, month = month, day
    return f"{year:04}-{month:02}-{day:02}"


COLUMNS = Columns(
    {
        "id": ("number", "no", "nr", "amendment id", "reference", "ref"),
        "target": ("item", "paragraph", "para", "provision", "article"),
        "kind": ("type", "action", "operation"),
        "old": (
            *("old text", "original", "original text", "replaces", "existing text", "from"),
            *("quote", "quotes", "quoted", "quoted text", "quotation", "find", "passage"),
            *("old wording", "old words", "current text", "current wording", "replaced"),
        ),
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
    """One amendment as it was imported or typed, and then as it was placed in a draft.

    Once it is placed, ids stand for names, and `text` is the whole text as it would be.
    """

    line: int = 0  # where it begins in the file, counted from 1
    # every field as it came, flattened to text, by the name it came with
    fields: Mapping[str, str] = field(factory=dict)
    id: str = ""  # what the other side calls it; may be empty
    # the label or handle of what it changes; may be empty when `old` finds the place
    target: str = ""
    kind: AmendmentKind = AmendmentKind.MODIFY  # what it does there
    old: str = ""  # the passage that it quotes; empty when it means the whole item
    text: str = ""  # the wording proposed; for a split, that of the first part
    after: str = ""  # for insertions and moves, what it follows
    parent: str = ""  # for insertions and moves, what it goes under
    label: str = ""  # for insertions, the label proposed
    # for insertions, the kind of the new item; empty to derive it from its place
    item_kind: str = ""
    by: tuple[str, ...] = ()  # the codes of its sponsors
    cosponsors: tuple[str, ...] = ()  # the codes of those that joined
    rationale: str = ""  # why, in the sponsors' words
    date: datetime.date | None = None  # the day it was made
    # when it was sent to the members; a day is its first moment
    circulated: datetime.datetime | None = None
    parts: tuple[str, ...] = ()  # for a split, the texts of the second and later parts
    # for a join, the labels or handles of what is joined to the target
    others: tuple[str, ...] = ()
    group: str = ""  # the code or name of the group that its sponsors belong to or speak for
    state: str = ""  # its state, where one is given; only open amendments are imported
    # the first unknown column of letters in it; empty for none, or where a map names the columns
    unread: str = ""
    doubt: str = ""  # why it cannot be placed before its columns are named otherwise
    placing: Placing | None = None  # how its place was found; None before it is placed
    note: str = ""  # what should be checked of its place, in one sentence; empty for nothing

    @property
    def says_where(self) -> bool:
        """Whether it says what it amends, by a name or by words of it."""
        return bool(self.target or self.old or self.after or self.parent)


@frozen
class CommentRow(AmendmentRow):
    """One row of a comment table; its comment is its rationale, and its `text` what it proposes."""

    number: str = ""  # as a column of its own has it; empty where the body's cell has it
    body: str = ""  # the cell that names the body, or that above it which holds for this row, too
    line_number: str = ""
    clause: str = ""
    paragraph: str = ""
    comment_kind: CommentKind | None = None
    observations: str = ""
    # the cells of other columns by their headings
    other_cells: Mapping[str, str] = field(factory=dict)
    language: str = "en"  # of the headings


_ITEM_KINDS = {each.value: each.value for each in ItemKind if each is not ItemKind.PROPOSAL}


def read_amendments(
    source: Source, fmt: str = "", columns: ColumnMap | None = None
) -> tuple[tuple[AmendmentRow, ...], tuple[Finding, ...]]:
    """Parses amendments from JSON Lines, a JSON array or a table with named columns.

    A row without a kind modifies, unless its text is that of `deleted`, `supprimé` and the like, or
    its target says that it is new, as `Recital 12 a (new)` does. Rows whose state is not open are
    skipped. A row without a sponsor or kind has a `doubt` where an unknown column is called alike.
    """
    fmt = fmt or ("jsonl" if is_json(source) else "csv")
    if columns is not None:
        raw_rows, findings = map_columns(source, columns, COLUMNS)
    elif fmt in ("jsonl", "json"):
        raw_rows, findings = read_json_rows(source, COLUMNS)
    elif fmt == "csv":
        raw_rows, findings = read_table_rows(source, COLUMNS)
    else:
        raise ValueError(f"amendments come as jsonl, json or csv, not as {fmt}")
    raw_rows, settled = _open(raw_rows, source.name)
    odd = [each for row in raw_rows for each in _unbalanced(row, source.name)]
    make = _row if columns is not None else _checked_row
    return convert_rows(raw_rows, make, source.name, findings, settled, odd)


def _checked_row(raw: Row) -> AmendmentRow:
    """Returns a row with what is doubtful of it since columns are not known."""
    row = _row(raw)
    unread = [name for name, text in raw.fields.items() if _is_unread(name, text)]
    resembled = {COLUMNS.resembled(name): name for name in reversed(unread)}
    doubt = ""
    if "by" in resembled and not (row.by or row.group):
        doubt = f'it has no proposer, and {_unknown(resembled["by"])}; is it that? name it "by"'
    elif "kind" in resembled and not raw.word("kind"):
        doubt = f'{_unknown(resembled["kind"])}; is it what the row does? name it "kind"'
    first = resembled.get("old") or next(iter(unread), "")
    return evolve(row, unread=first, doubt=doubt)


def _is_unread(name: str, text: str) -> bool:
    """Returns whether a field has words and neither it nor the key that it stands in is known."""
    top = name.partition(".")[0]
    known = any(COLUMNS.field_named(each) for each in (name, top, PLAIN_NAME.sub("", name)))
    return not known and any(map(str.isalpha, text))


def _unknown(name: str) -> str:
    return f"the column {quote_input(name)} is not known"


def doubt_of_whole(row: AmendmentRow, text: str, whole: str) -> str:
    """Returns why a row may mean a passage of the whole that it would replace; empty for none."""
    is_short = row.kind is AmendmentKind.MODIFY and 2 * len(text.split()) < len(whole.split())
    if row.unread and (is_short or COLUMNS.resembled(row.unread) == "old"):
        return f'{_unknown(row.unread)}; is it the passage to be replaced? name it "old"'
    return ""


def first_part(whole: str, given: str, parts: Sequence[str], name: str) -> str:
    """Returns the first part of a split: as given, or what stands before the others.

    Raises Rejected if the whole, called by its name, does not end with the other parts, white space
    aside, or the first part is nothing or all of it.
    """
    signs = len("".join("".join(parts).split()))
    if not signs:
        return given or whole  # refused when it is recorded
    cut = 0 if given else len(whole)
    while signs and cut:
        cut -= 1
        signs -= not whole[cut].isspace()
    first, rest = given or whole[:cut].rstrip(), whole[cut:]
    is_cut = rest.split() == " ".join(parts).split()
    if not given and not (is_cut and words_of(first) + words_of(rest) == words_of(whole)):
        raise Rejected(
            f"the parts are not the end of {name}, word for word and in order: to change words,"
            " propose a modification beside the split; quote them from there, or give the first"
            " part too"
        )
    if not first:
        raise Rejected(f"the parts are all of {name}: leave the first of them out")
    if words_of(first) == words_of(whole):
        raise Rejected(f"the first part is still all of {name}: leave the other parts out of it")
    return first


def _open(rows: Iterable[Row], file: str) -> tuple[list[Row], list[Finding]]:
    """Separates the rows of open amendments from those marked as settled."""
    taken: list[Row] = []
    settled: list[Finding] = []
    for row in rows:
        word = normalize_name(row.text("state"))
        if word in _SETTLED:
            message = f"It is {word}; the row was passed over."
            settled.append(Finding(message, Severity.NOTE, file, row.line))
        else:
            taken.append(row)
    return taken, settled


_SETTLED = frozenset(each.value for each in AmendmentState) - {AmendmentState.OPEN.value}


def _row(raw: Row) -> AmendmentRow:
    row = AmendmentRow(
        line=raw.line,
        fields=raw.fields,
        id=raw.word("id"),
        target=raw.word("target"),
        kind=AmendmentKind(raw.choice("kind", KINDS, AmendmentKind.MODIFY)),
        old=raw.text("old"),
        text=raw.text("text"),
        after=raw.word("after"),
        parent=raw.word("parent"),
        label=raw.word("label"),
        item_kind=raw.choice("item_kind", _ITEM_KINDS, ""),
        by=raw.codes("by"),
        cosponsors=raw.codes("cosponsors"),
        rationale=raw.text("rationale"),
        date=raw.day("date"),
        circulated=raw.start("circulated"),
        parts=raw.texts("parts"),
        others=raw.codes("others"),
        group=raw.word("group"),
        state=raw.word("state"),
    )
    _check_depth(raw)
    if not raw.word("kind"):
        row = _by_its_words(row)
    if missing := _missing(row):
        raise BadRowError(f"to {row.kind}, {missing}")
    return row


def _check_depth(row: Row) -> None:
    for name in ("text", "parts"):
        text = row.text(name)
        if too_deep(text) is not None:
            message = f"brackets are nested beyond {DEEPEST} deep; write the text with fewer"
            raise BadRowError(message, name)


def _unbalanced(row: Row, file: str) -> Iterator[Finding]:
    """Yields a finding if the square brackets in a text for a whole item are unbalanced."""
    text = row.text("text")
    odd = () if row.text("old") else scan_brackets(text).findings
    if odd:
        line, column = row.columns.get("text", (row.line, 0))
        count = "a square bracket" if len(odd) == 1 else f"{len(odd):,} square brackets"
        message = (
            f"Its text has {count} without the other half, the first in line {odd[0].line} of it at"
            f" character {odd[0].column}; such brackets were kept as ordinary characters."
        )
        yield Finding(message, Severity.WARNING, file, line, column)


def _by_its_words(row: AmendmentRow) -> AmendmentRow:
    """Returns a row with the kind that its words imply (deleted, new), if they do."""
    old = "" if says_nothing(row.old) else row.old
    if says_deleted(row.text):
        return evolve(row, kind=AmendmentKind.DELETE, old=old, text="")
    if not old and is_new(row.target):
        return evolve(row, kind=AmendmentKind.INSERT, old="")
    return row


def _missing(row: AmendmentRow) -> str:
    """Returns what a row lacks to be an amendment of its kind; empty when it is complete."""
    match row.kind:
        case AmendmentKind.MODIFY if not (row.text.strip() or row.old.strip()):
            return "give the new text, or the passage that goes"
        case AmendmentKind.INSERT if not row.text.strip():
            return "give the text that comes in"
        case AmendmentKind.DELETE if not (row.target or row.old.strip()):
            return "give what goes: its 'target', or the passage as old"
        case AmendmentKind.MOVE if not (row.target and (row.after or row.parent)):
            return "give the 'target', and what it goes after or under"
        case AmendmentKind.SPLIT if not (row.target and row.parts):
            return "give the 'target', and as parts the texts of the second and later parts"
        case AmendmentKind.JOIN if not (row.target and row.others):
            return "give the 'target', and as others what is joined to it"
        case _:
            return ""


# Sponsoring: which members are meant by the names that stand behind an amendment.

_NAME_AND_CODE = re.compile(r"(?P<name>.*\S)\s*[(\[](?P<code>[^()\[\]]+)[)\]]")
_SEVERAL = re.compile(r"\s*(?:[;,/&\n]|\b(?:and|et|und|y)\b)\s*")
_FOR_GROUP = re.compile(
    r"[\s,(–-]*\b(?:on behalf of|for|au nom du|au nom de|im namen der|im namen von|en nombre de"
    r"|en nombre del)\s+(?:the\s+|la\s+)?(?:(?:groupe?|grupo|fraktion)\s+)?"
    r"(?P<group>.+?)(?:[\s-]+(?:group|fraktion))?\s*\)?$",
    re.IGNORECASE,
)


def find_sponsors(state: State, words: str) -> tuple[str, ...]:
    """Returns the codes of members, or of a group's, in a cell of sponsors; raises NotFound."""
    found = known_members(state, words)
    if found:
        return found
    behalf = _FOR_GROUP.search(words)
    if behalf is not None:
        before = words[: behalf.start()].strip(" ,")
        group = known_members(state, behalf["group"].strip())
        if group or (before and known_members(state, before)):
            return known_members(state, before) or group
    parts = [part for part in _SEVERAL.split(words) if part]
    if len(parts) < 2:
        return (find_member(state, words),)
    return tuple(dict.fromkeys(code for part in parts for code in find_sponsors(state, part)))


def known_members(state: State, words: str) -> tuple[str, ...]:
    """Returns the members behind a code, a name or a negotiating group; none if unknown."""
    if words in state.members:
        return (words,)
    names = [" ".join(words.split())]
    if parted := _NAME_AND_CODE.fullmatch(names[0]):
        names += [parted["code"].strip(), parted["name"]]
    for name in names:
        wanted = name.casefold()
        for member in state.members.values():
            if wanted in (member.code.casefold(), member.name.casefold()) and wanted:
                return (member.code,)
        for group in state.negotiating_groups.values():
            if wanted in (group.code.casefold(), group.name.casefold()) and wanted:
                return group.members
    return ()
