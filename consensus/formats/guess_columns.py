"""Guesses which columns of a list of amendments hold which fields, by headings and cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from attrs import frozen

from consensus.errors import UnreadableInput
from consensus.finding import Finding, Severity
from consensus.formats.amendment_rows import COLUMNS, FIELDS, ColumnMap
from consensus.formats.citations import parse_citation
from consensus.formats.draft_docx import DocxSource, table_under
from consensus.formats.rows import plain_heading, quote_input, read_table
from consensus.formats.source import Source

_HEADINGS: Mapping[str, str] = {
    "id": (
        "amendment number|amendment no|amendment nr|number|no|nr|n|am|am no|id|amendement n|numero"
        "|numero d amendement|antrag nr|anderungsantrag nr|nummer|lfd nr|enmienda n"
        "|numero de enmienda|ref no"
    ),
    "target": (
        "reference|provision|article|paragraph|recital|point|location|part of the text|item|target"
        "|section|clause|place|annex|disposition|reference du texte|partie du texte|alinea|annexe"
        "|considerant|stelle|bezug|fundstelle|vorschrift|artikel|absatz|textstelle|erwagung"
        "|referencia|disposicion|articulo|apartado|considerando|parte del texto|anexo"
    ),
    "kind": "kind|type|type of amendment|nature|action|art des antrags|tipo|tipo de enmienda",
    "old": (
        "original|original text|text proposed by|text proposed by the commission|present text"
        "|current text|old|existing text|draft text|old text|text of the draft|base text"
        "|commission proposal|draft|zero draft|quote|quotes|quoted text|quotation|find|passage"
        "|texte original|texte propose par"
        "|texte propose par la commission|texte actuel|texte initial|texte en vigueur"
        "|texte de base|ursprunglicher text|vorschlag der kommission|bisheriger text"
        "|geltende fassung|alter text|entwurf|originaltext|texto original|texto actual"
        "|texto propuesto por|texto de la comision|texto vigente|texto base"
    ),
    "text": (
        "amendment|proposed amendment|new text|proposed text|amended text|proposed wording|new"
        "|proposed change|redraft|proposed modification|text|proposal|suggested text"
        "|suggested change|suggested wording|revised text|revised wording|replacement"
        "|replacement text|new wording|amendement|texte propose"
        "|nouveau texte|texte amende|anderungsantrag|anderung|neuer text|vorgeschlagene fassung"
        "|neufassung|geanderter text|anderungsvorschlag|enmienda|texto propuesto|nuevo texto"
        "|texto enmendado|propuesta"
    ),
    "by": (
        "sponsor|sponsors|author|authors|tabled by|submitted by|proposed by|delegation"
        "|delegations|member|members|submitter|organisation|organization|country|commenter|auteur"
        "|auteurs|signataires|depose par|deposants|pays|antragsteller|eingebracht von"
        "|einreicher|mitglied|autor|autores|presentada por|firmantes|pais|from"
    ),
    "cosponsors": (
        "cosponsors|co sponsors|co signatories|supported by|supporters|cosignataires"
        "|cosignatarios|mitunterzeichner|unterstutzer|seconded by"
    ),
    "group": "political group|group|on behalf of|groupe|groupe politique|fraktion|gruppe|grupo",
    "rationale": (
        "justification|reason|reasons|rationale|explanation|comment|comments|expose des motifs"
        "|expose sommaire|motif|motifs|objet|begrundung|erlauterung|justificacion|motivacion"
        "|motivo|explanatory statement|remarks"
    ),
    "date": "date|dated|day|date of submission|date de depot|datum|eingangsdatum|fecha",
}
_PHRASES = {phrase: field for field, phrases in _HEADINGS.items() for phrase in phrases.split("|")}
_LONGEST_PHRASE = 6  # words
_LOOKED_AT = 60  # rows; more say no more
_HEADING_ROWS = 15
_LONGEST_HEADING = 60  # characters
_LONG = 25  # characters that a cell of words has on average
_MOSTLY = 0.7
_LEAST_ALIKE = 0.2  # share of words that an old and a new text have in common


@frozen
class ColumnGuess:
    """A guessed map of columns, with the reason for each field, the headings left, and doubts."""

    columns: ColumnMap
    reasons: Mapping[str, str]
    left: tuple[str, ...]
    doubts: tuple[str, ...] = ()  # of headings that are left though they name a field


def guess_columns(source: Source) -> ColumnGuess:
    """Guesses the columns of a list from its headings and the look of its cells."""
    table, _ = read_table(source)
    rows = [[cell.text.strip() for cell in row.cells] for row in table]
    if len(rows) < 2:
        raise UnreadableInput(f"{source.name} holds no rows under headings")
    top = _heading_row(rows)
    guess = _Guess(rows[top], rows[top + 1 : top + 1 + _LOOKED_AT])
    if "text" not in guess.found and "old" not in guess.found:
        problem = "no column looks like the text of amendments; say in a map of columns which it is"
        raise UnreadableInput(f"{source.name}: {problem}")
    names = {
        field: tuple(_name(rows[top], place) for place in guess.found[field])
        for field in FIELDS
        if field in guess.found
    }
    used = {place for places in guess.found.values() for place in places}
    left = tuple(name for place, name in enumerate(rows[top]) if place not in used and name)
    doubts = tuple(
        f"the heading {quote_input(rows[top][place])} also says {field}; the column"
        f" {quote_input(', '.join(map(str, names[field])))} was taken for it"
        for field, places in guess.named.items()
        for place in places
        if place not in used
    )
    return ColumnGuess(ColumnMap(names, top + 1), guess.reasons, left, doubts)


def amendment_table(
    source: Source, columns: ColumnMap | None = None
) -> tuple[Source, ColumnMap | None]:
    """Returns the rows of amendments of a Word file, with their columns; any other file as it is.

    A file with tracked changes has its amendments there.
    """
    if not isinstance(source, DocxSource) or source.accepted().digest != source.digest:
        return source, columns
    table = table_under(source, _is_head)
    return (table, columns or guess_columns(table).columns) if table else (source, columns)


def _is_head(cells: Sequence[str]) -> bool:
    meanings = [_meaning(cell) for cell in cells if len(cell) < _LONGEST_HEADING]
    found = {meaning[0] for meaning in meanings if meaning}
    return "text" in found and not found.isdisjoint(("target", "old"))


def unmapped(source: Source) -> tuple[Finding, ...]:
    """Returns a finding if a list, of which no row says where it goes, needs a map of columns."""
    try:
        found = guess_columns(source).columns.fields
    except UnreadableInput:
        return ()
    missing = [field for field in ("target", "old") if field in found]
    if not missing:
        return ()
    columns = {field: quote_input(", ".join(map(str, found[field]))) for field in missing}
    named = " and ".join(f"{column} for {field}" for field, column in columns.items())
    message = f"No row says what it amends; it seems to stand in {named}, so give a map of columns."
    return (Finding(message, Severity.WARNING, source.name, 1),)


def _name(header: Sequence[str], place: int) -> str | int:
    return header[place] if header[place] and header.count(header[place]) == 1 else place + 1


def _heading_row(rows: Sequence[Sequence[str]]) -> int:
    """Returns the row with the headings: the one with most of them, or else the first full one."""
    candidates = range(min(_HEADING_ROWS, len(rows) - 1))
    best = max(candidates, key=lambda at: (_hits(rows[at]), -at))
    if _hits(rows[best]) > 1:
        return best
    return max(candidates, key=lambda at: (sum(map(bool, rows[at])), -at))


def _hits(row: Sequence[str]) -> int:
    return sum(bool(_meaning(cell)) for cell in row if len(cell) < _LONGEST_HEADING)


def _meaning(heading: str) -> tuple[str, int] | None:
    """Returns the field that a heading names, and how many of its words say so; None for none."""
    cited = parse_citation(heading)
    if cited is not None and any(level.number for level in cited.levels):
        return None
    plain = plain_heading(heading)
    words = plain.split()
    # What an import without a map takes for a field is no other because of a word in it.
    known = COLUMNS.field_named(plain)
    if plain not in _PHRASES and known in FIELDS:
        return known, len(words)
    best: tuple[str, int] | None = None
    for start in range(len(words)):
        for size in range(min(_LONGEST_PHRASE, len(words) - start), best[1] if best else 0, -1):
            phrase = " ".join(words[start : start + size])
            if phrase in _PHRASES and (size > 1 or len(words) <= _LONGEST_PHRASE):
                best = (_PHRASES[phrase], size)
                break
    return best


class _Guess:
    def __init__(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self._header = header
        self._columns = [
            [row[place] for row in rows if place < len(row) and row[place]]
            for place in range(len(header))
        ]
        self._rows = rows
        self.found: dict[str, tuple[int, ...]] = {}
        self.reasons: dict[str, str] = {}
        self.named: dict[str, list[int]] = {}  # the places of all headings that name a field
        self._meanings = list(map(_meaning, header))
        self._by_headings()
        self._by_cells()

    def _take(self, field: str, places: Sequence[int], reason: str) -> None:
        self.found[field] = tuple(places)
        self.reasons[field] = reason

    def _free(self) -> Iterator[int]:
        used = {place for places in self.found.values() for place in places}
        return (at for at, cells in enumerate(self._columns) if at not in used and cells)

    def _by_headings(self) -> None:
        # By field: minus the words that say so, whether it has another name, and the place.
        named: dict[str, list[tuple[int, bool, int]]] = {}
        for place, heading in enumerate(self._header):
            if meaning := self._meanings[place]:
                # Lists of amendments have `Amendment` over their numbers as well.
                is_number = meaning[0] == "text" and _counts(self._columns[place])
                field = "id" if is_number else meaning[0]
                is_other = plain_heading(heading) != field
                named.setdefault(field, []).append((-meaning[1], is_other, place))
        self.named = {field: sorted(at for *_, at in named[field]) for field in named}
        for field, places in named.items():
            if field == "target" and len(places) > 1:
                cited = [at for at in self.named[field] if _cite(self._columns[at])]
                self._take(field, cited[:1] or self.named[field], "by its headings")
            else:
                self._take(field, [min(places)[-1]], "by its heading")
        both = self.found.get("text"), self.found.get("old")
        # Of two columns called alike, as `Text` and `Text`, the left one is what there is now.
        if both[1] is None and len(named.get("text", ())) > 1:
            old, text = sorted((at, exact) for exact, _, at in named["text"])[:2]
            if old[1] >= text[1]:
                self._take("old", [old[0]], "the left one of two texts")
                self._take("text", [text[0]], "the right one of two texts")

    def _by_cells(self) -> None:
        if "target" not in self.found:
            for place in [at for at in self._free() if _cite(self._columns[at])][:1]:
                self._take("target", [place], "its cells cite parts of a text")
        self._texts()
        for place in self._free():
            cells = self._columns[place]
            # What is called a text, though another column is more exactly that, is no reason.
            is_reason = not self._meanings[place] and _mean(cells) >= _LONG
            if is_reason and "rationale" not in self.found and "text" in self.found:
                self._take("rationale", [place], "its cells are long")
            elif "id" not in self.found and len(set(cells)) == len(cells) > 1 and _counts(cells):
                self._take("id", [place], "its cells are numbers that differ")

    def _texts(self) -> None:
        long = [at for at in self._free() if _mean(self._columns[at]) >= _LONG]
        if not long or ("text" in self.found and "old" in self.found):
            return
        for field, other in (("text", "old"), ("old", "text")):
            if field not in self.found and other in self.found:
                beside = self.found[other][0]
                best = max(long, key=lambda at: self._alike(at, beside))
                if field == "text" or self._alike(best, beside) > 0:
                    self._take(field, [best], f"its cells are like those of {other}")
                return
        pairs = combinations(long, 2)
        likeness, old, text = max(
            ((self._alike(*pair), *pair) for pair in pairs), default=(0.0, long[0], long[0])
        )
        if likeness > _LEAST_ALIKE:
            self._take("old", [old], "the left one of two columns that are alike")
            self._take("text", [text], "the right one of two columns that are alike")
        else:
            self._take("text", [long[0]], "its cells are long")

    def _alike(self, one: int, other: int) -> float:
        shares: list[float] = []
        for row in self._rows:
            if max(one, other) < len(row) and row[one] and row[other]:
                left, right = set(row[one].split()), set(row[other].split())
                shares.append(len(left & right) / len(left | right))
        return sum(shares) / len(shares) if shares else 0.0


def _cite(cells: Sequence[str]) -> bool:
    cited = (found for found in map(parse_citation, cells) if found)
    named = sum(any(each.part for each in found.levels) for found in cited)
    return bool(cells) and named >= _MOSTLY * len(cells)


def _mean(cells: Sequence[str]) -> float:
    return sum(map(len, cells)) / len(cells) if cells else 0.0


def _counts(cells: Sequence[str]) -> bool:
    numbers = sum(each.strip("#. ").isdecimal() for each in cells)
    return bool(cells) and numbers >= _MOSTLY * len(cells)
