"""Comment tables of standards bodies: read from Word, Excel and CSV, and written back."""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from itertools import count, islice, zip_longest
from types import ModuleType
from typing import Any, TypeAlias

from attrs import evolve, frozen

from consensus.errors import Rejected, UnreadableInput
from consensus.finding import Finding, Severity
from consensus.formats.amendment_rows import CommentRow
from consensus.formats.docx.archive import Archive, parse_part
from consensus.formats.docx.document import (
    Block,
    Cell,
    Document,
    Paragraph,
    ParagraphFormat,
    Row,
    Run,
    Table,
)
from consensus.formats.docx.styles import CELL
from consensus.formats.docx.view import ShownRow, view
from consensus.formats.docx.writer import TitleBlock, write_document
from consensus.formats.rows import (
    LONGEST_FIELD,
    MOST_COLUMNS,
    add_bad_row,
    plain_heading,
    quote_input,
    read_table,
    sort_findings,
    write_table,
)
from consensus.formats.source import LARGEST_SOURCE, Source, limit_error
from consensus.model.amendments import CommentKind, Disposition

Line: TypeAlias = tuple[int, Sequence[str]]
"""The cells of a row, with the line where it begins."""

_SHARES = (8, 8, 11, 11, 10, 20, 18, 14)  # how wide they are on paper
_HEADS: Mapping[str, Sequence[str]] = {
    "en": (
        *("MB/NC", "Line number (e.g. 17)", "Clause/ Subclause (e.g. 3.1)"),
        *("Paragraph/ Figure/ Table (e.g. Table 1)", "Type of comment (ge/te/ed)", "Comments"),
        *("Proposed change", "Observations of the secretariat"),
    ),
    "fr": (
        *("MB/NC", "Numéro de ligne (p. ex. 17)", "Article/ Paragraphe (p. ex. 3.1)"),
        *("Alinéa/ Figure/ Tableau (p. ex. Tableau 1)", "Type de commentaire (ge/te/ed)"),
        *("Commentaires", "Modification proposée", "Observations du secrétariat"),
    ),
    "de": (
        *("MB/NC", "Zeilennummer (z. B. 17)", "Abschnitt/ Unterabschnitt (z. B. 3.1)"),
        *("Absatz/ Bild/ Tabelle (z. B. Tabelle 1)", "Art des Kommentars (ge/te/ed)"),
        *("Kommentare", "Vorgeschlagene Änderung", "Bemerkungen des Sekretariats"),
    ),
    "es": (
        *("MB/NC", "Número de línea (p. ej. 17)", "Capítulo/ Apartado (p. ej. 3.1)"),
        *("Párrafo/ Figura/ Tabla (p. ej. Tabla 1)", "Tipo de comentario (ge/te/ed)"),
        *("Comentarios", "Cambio propuesto", "Observaciones de la secretaría"),
    ),
}

# Headings without accents, signs and the numbers of footnotes; the first that matches counts.
_HEADINGS = {
    field: re.compile(pattern)
    for field, pattern in {
        "observations": r".*(?:secretar|sekretar)|observations?$|observaciones$|dispositions?\b"
        r"|resolutions?\b",
        "kind": r"(?:type|art|tipo|nature|category)\b.*(?:com ?ment|kommentar|comentario)|ge te ed"
        r"|kommentarart|type?$|tipo$|category$",
        "number": r"(?:comment )?(?:no|nr|n|number|id|numero|nummer)(?: of comment)?$|lfd nr$",
        "change": r"proposed\b|proposal|proposition|modification|suggest|changement|vorgeschlagen"
        r"|\w*vorschlag\b|cambio|propuesta",
        "line_number": r"lines?\b|ligne|numero de (?:ligne|linea)|n de ligne|zeile|linea\b",
        "body": r"(?:mb|nc|nb)\b|member\b|national (?:committee|body)|countr|body\b|organi[sz]a"
        r"|organisme|comite|pays|pais|land\b|mitglied|membre|miembro|delegation|from$|source$"
        r"|comment(?:er|or|ator)\b",
        "clause": r"(?:sub)?clause|section|article|abschnitt|unterabschnitt|capitulo|apartado"
        r"|chapter|chapitre|kapitel",
        "paragraph": r"para|alinea|absatz|parrafo|figure|figura|bild|tab(?:le|elle|leau|la)\b|page"
        r"|note",
        "comment": r"comment|kommentar|comentario|remark|bemerkung|anmerkung|justification",
    }.items()
}
_OF_THE_FORM = re.compile(
    r"(?:mb|nc|nb)\b|member body|national (?:committee|body)|.*(?:secretar|sekretar)"
    r"|(?:type|art|tipo) (?:of|de|des) (?:com ?ment|kommentar|comentario)|ge te ed"
)
_LANGUAGES = {
    "fr": re.compile(r"commentaire|secretariat\b.*\bdu|\bdu secretariat|modification proposee"),
    "de": re.compile(r"kommentar|sekretariat|vorgeschlagen"),
    "es": re.compile(r"comentario|secretaria\b|cambio|propuesta"),
}
_FOOT = re.compile(
    r"\W*\d?\W*(?:mb|nc|type of comment|member body)\s*(?:/\s*nc\s*)?=|\W*\d?\W*type of comment\s*:"
    r"|\W*note\W*columns?\b|\W*page \d+ of|\W*iso/iec.{0,40}commenting template",
    re.IGNORECASE,
)
_PLACE_OF_COLUMN = re.compile(r"\(?\d\)?")
_KINDS = {
    word: kind
    for kind, words in {
        CommentKind.GENERAL: "ge gen general g allgemein al allg",
        CommentKind.TECHNICAL: "te tec tech technical t technique technisch tecnico tr",
        CommentKind.EDITORIAL: "ed edit editorial e redaktionell red redactionnel redaccional",
    }.items()
    for word in words.split()
}
_FEWEST_CELLS = 3  # of a row of numbers of columns
_HEADING_ROWS = 40


def read_comments(
    source: Source,
) -> tuple[tuple[CommentRow, ...], tuple[Finding, ...]] | None:
    """Parses the comment tables of a Word document or of rows, or returns None if it has none.

    Headings are known in English, French, German and Spanish, also where they stand at the top of
    each page. Rows above them, headings repeated, numbers of columns and what stands below the
    table are no comments. A cell of the body that is empty means the body above it.

    Returns:
        the comments, their words as they stand, and a finding for each row that was left out.
    """
    findings: list[Finding] = []
    tables = [*_tables(source, findings)]
    known = [
        next(filter(None, map(_heads, islice(lines, _HEADING_ROWS))), None) for lines in tables
    ]
    first = next(filter(None, known), None)
    if first is None:
        return None
    rows: list[CommentRow] = []
    for lines, heads in zip(tables, known, strict=True):
        if heads or max(len(cells) for _, cells in lines) == len(first.cells):
            rows += _rows(source.name, lines, None if heads else first, findings)
    return tuple(rows), sort_findings(findings)


@frozen
class _Heads:
    """The headings of a table: the field of each column, empty for one of no field."""

    cells: tuple[str, ...]
    fields: tuple[str, ...]
    language: str


def _tables(source: Source, findings: list[Finding]) -> Iterator[list[Line]]:
    """Yields the rows of each table, what is printed at the top of pages first."""
    document: Document | None = getattr(source, "document", None)
    if document is None:
        table, problems = read_table(source)
        findings += problems
        if table:
            merged = source.merged if isinstance(source, SheetSource) else {}
            above: Sequence[str] = ()
            rows: list[Line] = []
            for at, row in enumerate(table):
                above = _with_merged([e.text for e in row.cells], merged.get(at, ()), above)
                rows.append((row.line, above))
            yield rows
        return
    for blocks in document.headers:
        for block in blocks:
            if isinstance(block, Table):
                yield [(0, [_words(cell.blocks) for cell in row.cells]) for row in block.rows]
    lines: list[Line] = []
    for shown in (*view(document).blocks, None):
        if isinstance(shown, ShownRow):
            cells = ["\n".join(each.text for each in cell).strip() for cell in shown.cells]
            above = lines[-1][1] if lines else ()
            is_alike = len(above) == len(cells)
            cells = _with_merged(cells, shown.merged if is_alike else (), above)
            lines.append((shown.number, cells))
        elif lines:
            yield lines
            lines = []


class _Merged(str):
    """The words of a cell that is one with the cell above it."""

    __slots__ = ()


def _with_merged(cells: Sequence[str], merged: Collection[int], above: Sequence[str]) -> list[str]:
    """Returns the cells of a row, those that are one with the cell above it with its words."""
    every = [*cells, *[""] * (max(merged, default=-1) + 1 - len(cells))]
    return [
        _Merged(above[at]) if at in merged and at < len(above) else each
        for at, each in enumerate(every)
    ]


def _words(blocks: Iterable[Block]) -> str:
    return "\n".join(each.text for each in blocks if isinstance(each, Paragraph)).strip()


def _plain(heading: str) -> str:
    """Returns a heading for comparison, without the number of its footnote and its example."""
    bare = plain_heading(re.sub(r"\([^)]*\)", " ", heading) if len(heading) < 200 else "")
    return re.sub(r"(?<=[a-z])\d\b", "", bare).strip()


def _heads(line: Line) -> _Heads | None:
    """Returns the headings in a row of a comment table; None if it has none."""
    plain = [_plain(cell) for cell in line[1]]
    fields: list[str] = []
    for words in plain:
        names = (name for name, known in _HEADINGS.items() if known.match(words))
        name = next(names, "") if words else ""
        fields.append("" if name in fields else name)
    found = {*fields} - {""}
    is_form = any(_OF_THE_FORM.match(words) for words in plain)
    if not (is_form and {"comment", "change"} <= found and len(found) > len(("comment", "change"))):
        return None
    every = " ".join(plain)
    language = next((name for name, known in _LANGUAGES.items() if known.search(every)), "en")
    return _Heads(tuple(" ".join(each.split()) for each in line[1]), tuple(fields), language)


def _rows(
    file: str, lines: Iterable[Line], heads: _Heads | None, findings: list[Finding]
) -> Iterator[CommentRow]:
    body = ""
    for line, cells in lines:
        if found := _heads((line, cells)):
            heads, body = found, ""
            continue
        own = (each for each in cells if not isinstance(each, _Merged))
        filled = [" ".join(each.split()) for each in own if each.strip()]
        if heads is None or not filled or _is_no_comment(cells, filled):
            continue
        problem = _problem(cells, filled, heads)
        if problem:
            severity = Severity.ERROR if "cell" in problem else Severity.NOTE
            add_bad_row(findings, Finding(problem, severity, file, line))
            continue
        row = _row(line, cells, heads, body)
        body = row.body or body
        yield row


def _is_no_comment(cells: Sequence[str], filled: Sequence[str]) -> bool:
    """Whether a row has numbers of columns, or the words that stand below the table."""
    numbers = [_PLACE_OF_COLUMN.fullmatch(each) for each in filled]
    is_numbered = len(filled) >= _FEWEST_CELLS and len(filled) == len(cells) and all(numbers)
    return is_numbered or bool(_FOOT.match(filled[0]))


def _problem(cells: Sequence[str], filled: Sequence[str], heads: _Heads) -> str:
    """Returns why a row is no comment; empty if it is one."""
    said = dict(zip(heads.fields, cells, strict=False))
    has_words = any(said.get(name, "").strip() for name in ("comment", "change"))
    if len(set(filled)) == 1 and (len(filled) > 1 or not has_words):
        return f"{quote_input(filled[0])} heads other rows, and is no comment."
    if any(len(cell) > LONGEST_FIELD for cell in cells):
        return f"A cell has more than {LONGEST_FIELD:,} characters; the row was left out."
    named = len(heads.cells)
    if (len(cells) < named and not has_words) or any(map(str.strip, cells[named:])):
        return f"It has {len(cells)} cells under {named} headings; the row was left out."
    return "" if has_words else "It has no comment and no proposed change; the row was left out."


def _row(line: int, cells: Sequence[str], heads: _Heads, above: str) -> CommentRow:
    said: dict[str, str] = {}
    others: dict[str, str] = {}
    fields: dict[str, str] = {}
    for head, field, cell in zip_longest(heads.cells, heads.fields, cells, fillvalue=""):
        # A member that several rows have in common numbers them on, as in cells that are empty.
        words = "" if field == "body" and isinstance(cell, _Merged) else cell.strip()
        if words:
            (said if field else others)[field or head or "–"] = words
            fields[field or head] = words
    body = said.get("body", "")
    kind = plain_heading(said.get("kind", "")).split()
    return CommentRow(
        line=line,
        fields=fields,
        target=said.get("clause", ""),
        text=said.get("change", ""),
        rationale=said.get("comment", ""),
        number=said.get("number", ""),
        body=body or re.sub(r"(?<=\w)[\s_–-]*\d+$", "", above),
        line_number=said.get("line_number", ""),
        clause=said.get("clause", ""),
        paragraph=said.get("paragraph", ""),
        comment_kind=_KINDS.get(kind[0]) if kind else None,
        observations=said.get("observations", ""),
        other_cells=others,
        language=heads.language,
    )


# What became of a comment, in the words of its table.

_SAID: Mapping[str, Mapping[Disposition, str]] = {
    language: dict(zip(Disposition, words.split("|"), strict=True))
    for language, words in {
        "en": "Accepted|Accepted in principle|Partially accepted|Not accepted|Noted|Withdrawn|See",
        "fr": "Accepté|Accepté sur le principe|Accepté en partie|Non accepté|Pris note|Retiré|Voir",
        "de": "Angenommen|Im Grundsatz angenommen|Teilweise angenommen|Nicht angenommen"
        "|Zur Kenntnis genommen|Zurückgezogen|Siehe",
        "es": "Aceptado|Aceptado en principio|Aceptado parcialmente|No aceptado|Tomada nota"
        "|Retirado|Véase",
    }.items()
}
_STAYS = {
    "en": "the text stays as it is",
    "fr": "le texte reste inchangé",
    "de": "der Text bleibt, wie er ist",
    "es": "el texto queda como está",
}
_MEANT = {
    **{plain_heading(words): each for said in _SAID.values() for each, words in said.items()},
    **dict.fromkeys(("accept", "agreed"), Disposition.ACCEPTED),
    "agreed in principle": Disposition.IN_PRINCIPLE,
    **dict.fromkeys(("accepted in part", "partly accepted"), Disposition.IN_PART),
    **dict.fromkeys(("rejected", "not agreed", "reject"), Disposition.NOT_ACCEPTED),
}
_BEHIND = re.compile(r"(?P<said>[^\W\d_]+(?: [^\W\d_]+){0,3}?)(?:\s*[:.,;–—-]\s*|\s+(?=\S*\d)|$)")


@frozen
class Observation:
    """What the secretariat says of a comment: its disposition, and the words behind it."""

    disposition: Disposition
    words: str = ""  # a reason, or the words that are in the text
    see: str = ""  # the number of another comment that says more
    stays: bool = False  # whether the text stayed as it was


def read_observation(cell: str) -> Observation | None:
    """Returns what a cell says became of its comment; None where it says something else."""
    flat = " ".join(cell.split())
    found = _BEHIND.match(flat)
    meant = _MEANT.get(plain_heading(found["said"])) if found else None
    if found is None or meant is None:
        return None
    behind = flat[found.end() :]
    if meant is Disposition.SEE:
        return Observation(meant, see=behind.rstrip("."))
    return Observation(meant, behind)


def write_observation(said: Observation, language: str) -> str:
    """Returns a disposition as a cell, in a language, for `read_observation` to read again."""
    known = language if language in _SAID else "en"
    opening, see = _SAID[known][said.disposition], _SAID[known][Disposition.SEE]
    if said.disposition is Disposition.SEE:
        return f"{see} {said.see}."
    words = said.words or (_STAYS[known] if said.stays else "")
    words = ". ".join(filter(None, (words.rstrip("."), said.see and f"{see.lower()} {said.see}")))
    return f"{opening}: {words}." if words else f"{opening}."


# Writing.


def write_comments(rows: Sequence[CommentRow], form: str, title_block: TitleBlock) -> bytes:
    """Returns comments as a table with the headings of the form, in one of three formats.

    Args:
        rows: the comments in their order, with the observations on each.
        form: `docx`, `xlsx` or `csv`.
        title_block: the title of the document.

    Raises:
        Rejected: a workbook is asked for, and what writes it is not installed.
    """
    language = rows[0].language if rows else "en"
    others = list(dict.fromkeys(name for row in rows for name in row.other_cells))
    heads = [*_HEADS.get(language, _HEADS["en"]), *others]
    cells = [_cells(row, others) for row in rows]
    if form == "csv":
        return write_table(heads, cells).encode()
    if form == "xlsx":
        return _workbook(heads, cells, title_block.title)
    number, how = count(1), ParagraphFormat(CELL)
    table = Table(
        tuple(
            Row(
                tuple(
                    Cell(
                        tuple(
                            Paragraph(next(number), (Run(words),) if words else (), format=how)
                            for words in cell.split("\n")
                        )
                    )
                    for cell in row
                )
            )
            for row in (heads, *cells)
        ),
        (*_SHARES, *(10 for _ in others)),
    )
    return write_document(Document((table,)), evolve(title_block, is_wide=True))


def _cells(row: CommentRow, others: Sequence[str]) -> list[str]:
    kind = row.comment_kind or ""
    return [
        *(row.body, row.line_number, row.clause, row.paragraph, kind),
        *(row.rationale, row.text, row.observations),
        *(row.other_cells.get(name, "") for name in others),
    ]


# Workbooks.

_NO_READER = "workbooks need openpyxl; install it with: pip install 'consensus-tracker[xlsx]'"


def _openpyxl() -> ModuleType:
    try:
        import openpyxl
    except ModuleNotFoundError:
        raise Rejected(_NO_READER) from None
    return openpyxl


def _workbook(heads: Sequence[str], cells: Iterable[Sequence[str]], title: str) -> bytes:
    openpyxl = _openpyxl()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", title)[:31].strip(" '") or "Comments"
    for number, row in enumerate((heads, *cells), 1):
        for column, words in enumerate(row, 1):
            if len(words) > _LONGEST_IN_WORKBOOK:
                raise Rejected(f"a cell of row {number} is too long for a workbook; write docx")
            cell = sheet.cell(number, column, _UNPRINTABLE.sub("", words))
            cell.data_type = "s"  # also where it begins as a formula does
            cell.alignment = openpyxl.styles.Alignment(wrap_text=True, vertical="top")
    for letter, share in zip("ABCDEFGH", _SHARES, strict=True):
        sheet.column_dimensions[letter].width = 2 * share
    sheet.freeze_panes = "A2"
    written = BytesIO()
    book.save(written)
    return written.getvalue()


_MOST_MERGED = 1_000_000  # cells
_LONGEST_IN_WORKBOOK = 32_767  # characters (Excel 2007 and later)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")  # no workbook can hold them


def decode_xlsx(content: bytes, name: str) -> Source:
    """Reads the sheet of an Excel workbook that has most rows as comma-separated values.

    Raises:
        UnreadableInput: it is no workbook, is damaged, or is larger than a table can be.
        Rejected: what reads workbooks is not installed.
    """
    openpyxl = _openpyxl()
    archive = Archive(content, name)
    if "xl/workbook.xml" not in archive:
        raise UnreadableInput(f"{name} is no Excel workbook (.xlsx)")
    merges: dict[str, list[str]] = {}
    for part in archive.parts:
        if part.endswith((".xml", ".rels")):
            root = parse_part(archive.read(part), name, part)  # which refuses what would do harm
            merges[part] = [each.get("ref", "") for each in root.iter("{*}mergeCell")]
    try:
        with warnings.catch_warnings(action="ignore"):  # what it warns of is nothing of the cells
            book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
            sheets = [
                _rows_of(sheet, name, [*map(openpyxl.utils.range_boundaries, of)])
                for sheet in book.worksheets
                for of in [merges.get(sheet._worksheet_path.lstrip("/"), ())]
            ]
    except UnreadableInput:
        raise
    except Exception as error:  # of a damaged file it raises errors of many kinds
        raise UnreadableInput(f"{name} is damaged, or is no workbook ({error})") from error
    rows, merged = max(sheets, key=lambda each: len(each[0]), default=([], {}))
    if not rows:
        raise UnreadableInput(f"{name} is empty")
    read = Source.of(write_table(rows[0], rows[1:]), name)
    return SheetSource(name, read.text, read.digest, merged) if merged else read


@frozen
class SheetSource(Source):
    """A sheet of a workbook that has cells over several rows."""

    merged: Mapping[int, Collection[int]]  # by row the columns that are one with the cell above


def _rows_of(
    sheet: Any, name: str, merges: Sequence[tuple[int, int, int, int]]
) -> tuple[list[list[str]], dict[int, set[int]]]:
    """Returns the rows of a sheet that are not empty, and which of their cells go on from above."""
    rows: dict[int, list[str]] = {}
    size = last = 0
    sheet.reset_dimensions()  # which a file may state as larger than they are
    for last, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = [_cell_text(cell) for cell in row]
        size += sum(map(len, cells))
        if len(row) > MOST_COLUMNS or size > LARGEST_SOURCE:
            raise limit_error(name, last, 1, "the sheet is larger than a table can be")
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            rows[last] = cells
    merged: dict[int, set[int]] = {}
    places = {number: at for at, number in enumerate(rows)}
    columns = [(left, top + 1, min(bottom, last) + 1) for left, top, _, bottom in merges]
    if sum(max(0, end - begin) for _, begin, end in columns) > _MOST_MERGED:
        raise limit_error(name, 1, 1, "more cells are merged than a table can have")
    for left, begin, end in columns:
        for number in range(begin, end):
            if number in places:
                merged.setdefault(places[number], set()).add(left - 1)
    return [*rows.values()], merged


def _cell_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
