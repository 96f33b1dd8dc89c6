"""Parser for citations of provisions, such as "Article 3, paragraph 2"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache, cached_property
from string import ascii_lowercase

import attrs
from attrs import frozen

from consensus.errors import NotFound
from consensus.formats.labels import Numerals
from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.drafts import Item, ItemKind
from consensus.model.state import State


class Part(StrEnum):
    """The kind of a part of a text that a citation names."""

    ANNEX = "annex"
    BOOK = "book"
    PART = "part"
    TITLE = "title"
    CHAPTER = "chapter"
    SECTION = "section"
    ARTICLE = "article"
    PREAMBLE = "preamble"
    CITATION = "citation"
    RECITAL = "recital"
    OPERATIVE = "operative paragraph"
    RECOMMENDATION = "recommendation"
    PARAGRAPH = "paragraph"
    SUBPARAGRAPH = "subparagraph"
    POINT = "point"
    INDENT = "indent"
    SENTENCE = "sentence"
    INTRODUCTION = "introductory part"
    FOOTNOTE = "footnote"
    NOTE = "note"

    @property
    def is_heading(self) -> bool:
        """Whether other parts belong under it, below a heading of its own."""
        return self in _HEADINGS

    @property
    def is_within(self) -> bool:
        """Whether it is a passage within an item, and no item of its own."""
        return self in (Part.SENTENCE, Part.INTRODUCTION)


_HEADINGS = frozenset(
    {Part.ANNEX, Part.BOOK, Part.PART, Part.TITLE, Part.CHAPTER, Part.SECTION, Part.ARTICLE}
)

_PARTS: Mapping[Part, str] = {
    Part.ANNEX: "annex annexe annexes anhang anlage anexo appendix schedule apéndice appendice",
    Part.BOOK: "book livre buch libro",
    Part.PART: "part parts partie teil parte",
    Part.TITLE: "title titre titel título heading überschrift intitulé",
    Part.CHAPTER: "chapter chap chapitre kapitel capítulo cap",
    Part.SECTION: "section sections sect sec secs abschnitt sección",
    Part.ARTICLE: (
        "article articles art arts artikel artikels artículo artículos clause clauses"
        " subclause subclauses cl cls §§ §"
    ),
    Part.PREAMBLE: "preamble préambule präambel preámbulo",
    Part.CITATION: "citation citations visa visas bezugsvermerk bezugsvermerke visto vistos",
    Part.RECITAL: (
        "recital recitals rec considérant considérants erwägungsgrund erwägung erwägungsgründe"
        " considerando considerandos pp preambular_paragraph preambular_para"
        " paragraph_of_the_preamble paragraphe_préambulaire paragraphe_du_préambule"
        " alinéa_du_préambule präambelabsatz präambelparagraf párrafo_preambular"
        " párrafo_del_preámbulo preamble_paragraph whereas"
    ),
    Part.OPERATIVE: (
        "op operative_paragraph operative_para operative_clause paragraphe_du_dispositif"
        " paragraphe_opérationnel operativer_absatz beschlussabsatz párrafo_dispositivo"
        " párrafo_operativo párrafo_de_la_parte_dispositiva"
    ),
    Part.RECOMMENDATION: "recommendation recommendations recommandation empfehlung recomendación",
    Part.PARAGRAPH: (
        "paragraph paragraphs para paras par paragraphe paragraphes absatz absatzes absätze abs"
        " apartado apartados párrafo párrafos paragraf"
    ),
    Part.SUBPARAGRAPH: (
        "subparagraph sub-paragraph subparagraphs subpara subsection subsections subsec alinéa"
        " alinéas sous-paragraphe unterabsatz unterabsatzes uabs subpárrafo"
    ),
    Part.POINT: (
        "point points pt letter lit littera item subpoint sub-point lettre sous-point buchstabe"
        " doppelbuchstabe buchstaben buchst bst nummer nr ziffer ziff nummern punkt"
        " unterbuchstabe punto letra inciso numeral no number subitem"
    ),
    Part.INDENT: (
        "indent indents tiret tirets spiegelstrich guion guión bullet"
        " bullets bullet_point list_item dash"
    ),
    Part.SENTENCE: "sentence sentences phrase satz sätze frase oración",
    Part.INTRODUCTION: (
        "introductory_part introductory_wording introductory_phrase introductory_sentence chapeau"
        " partie_introductive phrase_introductive einleitung einleitender_teil einleitungssatz"
        " parte_introductoria frase_introductoria"
    ),
    Part.NOTE: "note notes example anmerkung beispiel remarque exemple nota ejemplo",
    Part.FOOTNOTE: "footnote fußnote nota_al_pie note_de_bas_de_page",
}
PARTS: Mapping[str, Part] = {
    word.replace("_", " "): part for part, words in _PARTS.items() for word in words.split()
}
"""Each word in small letters, and the part it names."""

# How the first to the tenth are called; a French or Spanish word agrees with what it counts.
_ORDINALS = (
    "first premier première erste erster ersten erstes primero primera primer",
    "second deuxième seconde zweite zweiter zweiten zweites segundo segunda",
    "third troisième dritte dritter dritten drittes tercero tercera tercer",
    "fourth quatrième vierte vierter vierten viertes cuarto cuarta",
    "fifth cinquième fünfte fünfter fünften fünftes quinto quinta",
    "sixth sixième sechste sechster sechsten sechstes sexto sexta",
    "seventh septième siebte siebter siebten siebtes séptimo séptima",
    "eighth huitième achte achter achten achtes octavo octava",
    "ninth neuvième neunte neunter neunten neuntes noveno novena",
    "tenth dixième zehnte zehnter zehnten zehntes décimo décima",
)
_SOLE = "only sole single einziger einzigen unique único única"
_LAST = "last final letzte letzter letzten dernier dernière último última"
ORDINALS: Mapping[str, int] = {
    **{word: number for number, words in enumerate(_ORDINALS, 1) for word in words.split()},
    **dict.fromkeys(_SOLE.split(), 1),
    **dict.fromkeys(_LAST.split(), -1),
}
"""Each word for an ordinal number up to the tenth, and the number."""

LATIN = ("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies")
"""Suffixes of insertions after a number: `7 bis` is the first after 7, as is `7 a`."""

INSERTED: Mapping[str, int] = {
    **{word: number for number, word in enumerate(LATIN, 1)},
    "nonies": 8,
}

_NEW = (
    "new nouveau nouvel nouvelle nouveaux nouvelles neu neue neuer neues neuen nuevo nueva nuevos"
    " nuevas"
)
_AFTER = "after following après nach después_de después_del tras"
_BEFORE = "before avant vor antes_de antes_del"
_OF = "of de_la de_l' des du del de von zu d'"
_SKIPPED = "the le la les l' el los las der die das dem den in im au aux in_the within under"
# A letter after a number, as `e` or `y`, is taken for a word only where a number follows.
_AND = "and et und y e to à through"


def _any_of(words: Iterable[str]) -> str:
    """Returns a pattern that matches any of some words, the longest first."""
    ordered = sorted({word.replace("_", " ") for word in words}, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


_WORD_END = r"(?![^\W\d_])"
_DOUBLED = "|".join(2 * chr(letter) for letter in range(ord("a"), ord("z") + 1))
_BASE = (
    rf"-?\d{{1,4}}(?:\.\d{{1,4}})*|[a-z]\.\d{{1,4}}(?:\.\d{{1,4}})*|(?=[ivxlc])c{{0,3}}(?:x[cl]|l?x{{0,3}})(?:i[xv]|v?i{{0,3}})(?![^\W_])"
    rf"|{_DOUBLED}|[a-z]"
)
_LATIN = rf"\s?(?:{'|'.join(INSERTED)}){_WORD_END}"
# A letter alone is a suffix, as in `5 a`, `(5a)`; before a parenthesis it is a point: `5 a)`.
_LETTER = r"(?:(?<=\d)[a-z](?![^\W_])|\s[a-z](?![^\W_]|\s+\(?\d))(?(open)|(?!\s?\)))"


_NUMBER = (
    rf"(?P<number>(?P<open>\(\s?)?(?P<base>{_BASE})(?P<inserted>{_LATIN}|{_LETTER})?"
    rf"(?P<alternative>\s?\balt\b(?:\s?(?:\d{{1,2}}|{'|'.join(INSERTED)}){_WORD_END})?)?"
    rf"{_WORD_END}(?:\s?\)(?P<behind>{_LATIN})?)?\.?)"
)
_number_pattern = cache(lambda: re.compile(_NUMBER, re.IGNORECASE))


@cache
def token_pattern() -> re.Pattern[str]:
    """Returns the pattern of one token of a citation: a word for a part, a number, a separator."""
    # Compiled when the first citation is read, since most commands read none.
    return re.compile(
        "|".join(
            (
                rf"(?P<new>[(\[]?\s?\b(?:{_any_of(_NEW.split())})\b\s?[)\]]?)",
                r"(?P<matter>\bmatter\s+(?:preceding|before)\s+\w+\s+\(\w{1,4}\))",
                rf"(?P<after>\b(?:{_any_of(_AFTER.split())})\b)",
                rf"(?P<before>\b(?:{_any_of(_BEFORE.split())})\b)",
                rf"(?P<ordinal>\b(?:{_any_of(ORDINALS)})\b"
                rf"|\b\d{{1,2}}(?:st|nd|rd|th|ère|er|ème|e|º|ª|°){_WORD_END})",
                rf"(?P<part>(?!par\s+[^\W\d])(?:§§?"
                rf"|\b(?:{_any_of(word for word in PARTS if word[0] != '§')}){_WORD_END})\.?)",
                rf"(?P<of>\b(?:{_any_of(_OF.split())})(?:\b|(?<='))|(?<=\bnote \d )in\b)",
                rf"(?P<skipped>\b(?:{_any_of(_SKIPPED.split())})(?:\b|(?<=')))",
                rf"(?P<several>\b(?:{_any_of(_AND.split())})\b(?=\s*\(?[\w§])|&|(?<=\d)\s?[-–](?=\d))",
                _NUMBER,
                r"(?P<sign>(?:[\s,;:/|.–—·\"'“”’)\]\[]|\((?!\s?\w{1,5}\s?\))|-(?!\d)|(?<!\s)-)+)",
            )
        ),
        re.IGNORECASE,
    )


LONGEST_CITATION = 200
"""Characters. The longest citations in lists of amendments have some hundred."""


class Relation(StrEnum):
    """Whether a citation means the provision itself, or the place after or before it."""

    AT = "at"
    AFTER = "after"
    BEFORE = "before"


@frozen
class Numeral:
    """The number of a provision."""

    base: str  # digits, letters or a Roman numeral, in small letters
    # 0 for the number itself, 1 for the first inserted after it (`5 bis`, `5 a`), 2 for the second
    # (`5 ter`, `5 b`)
    inserted: int = 0
    alternative: str = ""  # `alt` and what follows it, for what stands beside it; empty for none
    counted: bool = False  # whether it only counts (`second indent`), and nothing of it is printed

    def __str__(self) -> str:
        latin = f" {LATIN[self.inserted - 1]}" if 0 < self.inserted <= len(LATIN) else ""
        return f"{self.base}{latin}{f' {self.alternative}' if self.alternative else ''}"


@frozen
class Level:
    """One level of a citation: `paragraph 1`, `(a)`, `title`; part or number may be missing."""

    part: Part | None
    number: Numeral | None

    def __str__(self) -> str:
        return " ".join(str(each) for each in (self.part, self.number) if each)


@frozen
class Citation:
    """A parsed citation: the levels that lead to the provision it names."""

    levels: tuple[Level, ...]  # from the outermost to the innermost
    relation: Relation = Relation.AT  # whether it, or a place beside it, is meant
    is_new: bool = False  # whether it says that it is not there yet
    is_several: bool = False  # whether it cites more than one, as `Articles 5 and 6` does

    def __str__(self) -> str:
        return ", ".join(map(str, self.levels))

    def each(self) -> tuple[Citation, ...]:
        """Returns one citation for each provision named: `Articles 5 and 6` gives two."""
        if not self.is_several:
            return (self,)
        last = len(self.levels) - 1
        part = self.levels[last].part
        while last > 0 and _stand_beside(self.levels[last - 1].part, part):
            last -= 1
            part = self.levels[last].part
        around, cited = self.levels[:last], self.levels[last:]
        return tuple(
            Citation((*around, Level(level.part or part, level.number))) for level in cited
        )


def parse_citation(words: str) -> Citation | None:
    """Returns what a text that is nothing but a citation cites; None where it is none.

    Such as `Article 5 – paragraph 1 – point a`, `Recital 12 a (new)`, `OP4 bis`, `§ 3(b)`, `punto 2
    del anexo II`, `Artikel 5 Absatz 1 Buchstabe a`.
    """
    if len(words) > LONGEST_CITATION:
        return None
    found, end = match_citation(words)
    return found if found is not None and not words[end:].strip(" .,;:") else None


def is_new(words: str) -> bool:
    """Returns whether a citation marks its target as not there yet: `Recital 12 a (new)`."""
    found = parse_citation(words)
    return found is not None and found.is_new


def is_inserted(words: str) -> bool:
    """Returns whether a citation has the number of what came in between: `OP7 bis`, `PP3 alt`."""
    latin = re.search(rf"\d\s?(?:{'|'.join(LATIN)}|alt)\b", words, re.IGNORECASE)
    return latin is not None and parse_citation(words) is not None


def match_citation(text: str, start: int = 0) -> tuple[Citation | None, int]:
    """Returns the citation that begins at an offset of a text, None for none, and where it ends."""
    parser = _CitationParser(start)
    text = text[: start + LONGEST_CITATION].replace("’", "'")
    place = start
    pattern = token_pattern()
    while found := pattern.match(text, place):
        if found.lastgroup == "several" and parser.awaits_number:
            found = _number_pattern().match(text, place) or found  # the letter of `point e`
        if found.end() == place or not parser.add(found):
            break
        place = found.end()
        # What only leads on to a number that does not come is no more of the citation.
        if found.lastgroup not in _LEADING:
            parser.end = place
    citation = parser.citation()
    return citation, parser.end if citation else start


class _CitationParser:
    """Collects the levels of a citation, token by token."""

    def __init__(self, start: int) -> None:
        # What `of` joins stands the other way round: `point 2 of Annex II`.
        self._chunks: list[list[Level]] = [[]]
        self._part: Part | None = None
        self._counts: list[int] = []  # the ordinals before the part that they count
        self._relation = Relation.AT
        self._is_new = False
        self._is_several = False
        self._runs = False
        self.end = start

    def add(self, found: re.Match[str]) -> bool:
        """Adds a token; returns whether the citation can continue with it."""
        kind = found.lastgroup
        word = " ".join(found[0].casefold().split())
        if kind == "part":
            self._close()
            # Letters that only ignoring case makes alike, as `İ`, make no word.
            self._part = PARTS.get(word.rstrip("."))
            if self._part is None:
                return False
            self._counted()
        elif kind == "number":
            self._number(found)
        elif kind == "ordinal":
            count = ORDINALS.get(word) or int(re.sub(r"\D", "", word) or 0)
            if self._runs and self._counts:
                if not self._counts[-1] < count < _LONGEST_RUN:
                    return False
                self._counts.extend(range(self._counts[-1] + 1, count))
            self._counts = [*(self._counts if self._is_several else ()), count]
            if self._part is None:
                return True
            self._counted()
            self.end = found.end()
        elif kind == "new":
            self._is_new = True
        elif kind == "matter":
            self._levels.append(Level(Part.INTRODUCTION, None))
        elif kind in ("after", "before"):
            if self._levels or self._part:
                return False
            self._relation = Relation(kind)
        elif kind == "of" or (kind == "several" and word == "to" and self._is_note):
            self._close()
            if self._levels:
                self._chunks.append([])
        elif kind == "several":
            self._close()
            self._is_several = self._is_several or bool(self._levels or self._counts)
            self._runs = word in _RUNS
        return True

    @property
    def _is_note(self) -> bool:
        return bool(self._levels) and self._levels[-1].part is Part.NOTE

    @property
    def awaits_number(self) -> bool:
        """Whether the word for a part was the last, and its number is to come."""
        return self._part is not None

    @property
    def _levels(self) -> list[Level]:
        return self._chunks[-1]

    def _number(self, found: re.Match[str]) -> None:
        base = found["base"].casefold()
        inserted = (found["inserted"] or found["behind"] or "").strip().casefold()
        part, self._part = self._part, None
        number = Numeral(
            base,
            INSERTED.get(inserted) or ascii_lowercase.find(inserted or " ") + 1,
            " ".join((found["alternative"] or "").casefold().split()),
        )
        if self._runs and self._levels:
            self._run_to(number)
        self._runs = False
        self._levels.append(Level(part, number))

    def _run_to(self, last: Numeral) -> None:
        """Handles what stands between two numbers, as in `paragraphs 4 to 7`."""
        part, first = self._levels[-1].part, self._levels[-1].number
        if first is None or not (first.base.isdecimal() and last.base.isdecimal()):
            return
        between = range(int(first.base) + 1, int(last.base))
        if len(between) < _LONGEST_RUN:
            self._levels.extend(Level(part, Numeral(str(each))) for each in between)

    def _counted(self) -> None:
        """Joins ordinals with the part that they count, in either order."""
        if self._part is not None and self._counts:
            numbers = (Numeral(str(each), counted=True) for each in self._counts)
            self._levels.extend(Level(self._part, number) for number in numbers)
            self._part, self._counts, self._runs = None, [], False

    def _close(self) -> None:
        if self._part is not None:
            self._levels.append(Level(self._part, None))
            self._part = None

    def citation(self) -> Citation | None:
        """Returns the citation; None when no level was found."""
        self._close()
        levels = [level for chunk in reversed(self._chunks) for level in chunk]
        if not levels:
            return None
        levels = [
            level
            for level, inner in zip(levels, (*levels[1:], None), strict=True)
            # What only repeats the next one, as in `paragraph OP4`, is none.
            if level != Level(Part.PARAGRAPH, None) or not inner or inner.part not in _PARAGRAPHS
        ]
        if len(levels) > 1 and levels[0] in _NAMED_SO and levels[1].part is Part.PARAGRAPH:
            levels = [Level(levels[0].part, levels[1].number), *levels[2:]]
        both = [level.part for level in levels[:2]] == [Part.ARTICLE, Part.ARTICLE]
        if both and not self._is_several:  # `article 2 § 1`
            levels[1] = Level(Part.PARAGRAPH, levels[1].number)
        if levels[0].part is Part.PREAMBLE and len(levels) > 1:
            levels = [Level(Part.RECITAL, levels[1].number), *levels[2:]]
        return Citation(tuple(levels), self._relation, self._is_new, self._is_several)


def _stand_beside(one: Part | None, other: Part | None) -> bool:
    """Returns whether two such parts are siblings, neither a part of the other."""
    return other in (None, one) or (one in _PARAGRAPHS and other in _PARAGRAPHS)


_PARAGRAPHS = (Part.OPERATIVE, Part.RECITAL, Part.RECOMMENDATION)
# `Op. para. 4`
_NAMED_SO = (Level(Part.OPERATIVE, None), Level(Part.RECITAL, None))
_RUNS = ("to", "à", "through", "-", "–")
_LONGEST_RUN = 50  # numbers; a citation of more is a typing error
_LEADING = ("sign", "skipped", "of", "several", "ordinal")


# Citing: which items of a draft words such as `Article 5 – paragraph 1 – point a` mean.

_HEADING_KINDS = (ItemKind.TITLE, ItemKind.SECTION)
_ALIKE = (Part.ARTICLE, Part.SECTION)
_COUNTED = (Part.SUBPARAGRAPH, Part.INDENT, Part.PARAGRAPH)
_MOST_NAMED = 3


@frozen
class ItemPosition:
    """The position where a new item is inserted."""

    parent: str  # the id of the item it goes under; empty for the draft
    after: str  # the item it follows, or the amendment that makes it; `first`; empty for the last
    label: str = ""  # the label that its number makes; empty where it tells none
    is_heading: bool = False  # whether the new item has others under it


def children_of(state: State, parent: str) -> list[str]:
    """Returns the ids of the items directly under one that were not removed."""
    return [each for each in state.children.get(parent, ()) if not state.items[each].removed]


class CitationIndex:
    """Finds the items of one draft that citations name."""

    def __init__(self, state: State, draft: str) -> None:
        self._state = state
        self._draft = draft

    def find(self, citation: Citation, scope: str = "") -> str:
        """Returns the id of the cited item, of those under `scope` if it is given.

        Raises NotFound unless there is exactly one.
        """
        if citation.is_several:
            raise NotFound(f"{citation} are several; make an amendment of each")
        return self._only(citation.levels, citation, scope or self._draft)

    def insertion_point(self, citation: Citation, scope: str = "") -> ItemPosition:
        """Returns the position of a new item that is cited by its number, or by a neighbour.

        If `scope` is given, it is under that item. Raises NotFound where it cannot be determined.
        """
        within = scope or self._draft
        if citation.relation is not Relation.AT and not citation.is_new:
            return self._beside(self.find(citation, within), citation.relation)
        *above, last = citation.levels
        if citation.is_several or last.number is None:
            raise NotFound(f"the place of {citation} is not clear; name what it follows")
        scope = self._only(above, citation, within) if above else within
        there = self._steps([scope], last)
        if there:
            handle = self._state.items[there[0]].handle
            raise NotFound(f"{citation} is not new: it is there as {handle}")
        is_heading = last.part is not None and last.part.is_heading
        number = last.number
        if number.base.startswith("-") and not (number.inserted or number.counted):
            # `Article -11` is put before Article 11.
            follows = Level(last.part, attrs.evolve(number, base=number.base[1:]))
            point = self._beside(self._only((follows,), citation, scope), Relation.BEFORE)
            return attrs.evolve(point, is_heading=is_heading)
        for earlier in _before(number):
            level = Level(last.part, earlier)
            model = self._steps([scope], level)
            if model:
                label = self._label_beside(self._state.items[model[0]], number)
                return attrs.evolve(self._after(model[0]), label=label, is_heading=is_heading)
            maker = self._maker(level, scope)
            if maker is not None:
                label = _with_number(maker.label, number)
                return ItemPosition(maker.parent, maker.id, label, is_heading)
        if scope == self._draft:
            raise NotFound(f"the draft has nothing that {citation} could follow")
        return ItemPosition(scope, "")

    def _beside(self, item: str, relation: Relation) -> ItemPosition:
        after = self._after(item)
        if relation is Relation.AFTER:
            return after
        siblings = children_of(self._state, after.parent or self._draft)
        place = siblings.index(item)
        return ItemPosition(after.parent, siblings[place - 1] if place else "first")

    def _after(self, item: str) -> ItemPosition:
        parent = self._state.items[item].parent
        is_heading = self._state.items[item].kind in _HEADING_KINDS
        return ItemPosition(
            parent if parent in self._state.items else "", item, is_heading=is_heading
        )

    def _maker(self, level: Level, scope: str) -> Amendment | None:
        """Returns the open amendment that inserts an item, under the same parent."""
        for each in self._state.amendments.values():
            if (
                each.kind is AmendmentKind.INSERT
                and each.draft == self._draft
                and each.state is AmendmentState.OPEN
                and each.label
                and self._is_under(each.parent, scope)
            ):
                key = _key(each.label)
                if key and _same(level, key):
                    return each
        return None

    def _is_under(self, item: str, scope: str) -> bool:
        while item in self._state.items and item != scope:
            item = self._state.items[item].parent
        return item == scope or (scope == self._draft and not item)

    def _label_beside(self, model: Item, number: Numeral) -> str:
        """Returns a free label with a number, written as that of an item beside it is."""
        label = _with_number(model.label, number)
        siblings = children_of(self._state, model.parent)
        return "" if any(self._state.items[each].label == label for each in siblings) else label

    def _only(self, levels: Sequence[Level], citation: Citation, scope: str) -> str:
        scopes = [scope]
        for at, level in enumerate(levels):
            found = self._steps(scopes, level)
            if not found:
                dotted = _undotted(level)
                if dotted:
                    whole = (*levels[:at], *dotted, *levels[at + 1 :])
                    return self._only(whole, citation, scope)
                within = ", ".join(map(str, levels[:at])) or "the draft"
                raise NotFound(f"{within} has no {level}")
            scopes = found
        if len(scopes) > 1:
            handles = [self._state.items[each].handle for each in scopes[:_MOST_NAMED]]
            more = " and others" if len(scopes) > _MOST_NAMED else ""
            raise NotFound(f"{citation} could be {', '.join(handles)}{more}; say which")
        return scopes[0]

    def _steps(self, scopes: Sequence[str], level: Level) -> list[str]:
        return list(dict.fromkeys(each for scope in scopes for each in self._step(scope, level)))

    def _step(self, scope: str, level: Level) -> Sequence[str]:
        """Returns what a level means under an item: the nearest that have its number."""
        if scope != self._draft and (
            (level.part is not None and level.part.is_within)
            or (level.part is Part.TITLE and level.number is None)
        ):
            return [scope]
        by_depth: dict[int, list[str]] = {}
        for item in self._candidates(level):
            depth = self._depth(item, scope)
            if depth is not None and self._is(item, level):
                by_depth.setdefault(depth, []).append(item.id)
        if by_depth:
            return self._of_the_series(scope, by_depth[min(by_depth)], level.part)
        flat = (each for each in self.behind(scope) if self._is(self._items[each], level))
        found = next(flat, "")
        return [found] if found else self._by_count(scope, level)

    def _of_the_series(self, scope: str, found: list[str], part: Part | None) -> list[str]:
        """Returns those of equal numbers that are named so, or written as the first there is."""
        named = [
            each for each in found if (key := self._keys[each]) and key.part is part is not None
        ]
        if named:
            return named
        first = next((each for each in self._below_of(scope) if self._items[each].label), "")
        shape = _shape(self._items[first].label) if first else ""
        return [each for each in found if _shape(self._items[each].label) == shape] or found

    def _below_of(self, scope: str) -> Sequence[str]:
        return [each for each in self._state.children.get(scope, ()) if each in self._items]

    def behind(self, scope: str) -> Sequence[str]:
        """Returns what stands behind a text as its parts do, and not under it.

        In a draft that was taken in without its levels, `(1)` stands beside the `(b)` it is in.
        """
        return self._flat.get(scope, ())

    @cached_property
    def _flat(self) -> dict[str, list[str]]:
        below: dict[str, list[str]] = {}
        series: list[tuple[str, str]] = []
        before = ""
        for item in self._items.values():
            if item.kind in _HEADING_KINDS:
                series = []
            elif item.label:
                shape = _shape(item.label, before)
                shapes = [each for each, _ in series]
                if shape in shapes:
                    del series[shapes.index(shape) :]
                for _, above in series:
                    below.setdefault(above, []).append(item.id)
                series.append((shape, item.id))
                before = item.label
        return below

    def _candidates(self, level: Level) -> Iterable[Item]:
        """Yields the items that may have the number of a level, in their order."""
        if level.number is None:
            return self._items.values()
        same = {each for sign in _signs(level.number) for each in self._by_sign.get(sign, ())}
        return map(self._items.__getitem__, sorted(same, key=self._order.__getitem__))

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {item.id: item for item in self._state.walk(self._draft)}

    @cached_property
    def _order(self) -> dict[str, int]:
        return {each: place for place, each in enumerate(self._items)}

    @cached_property
    def _by_sign(self) -> dict[str, list[str]]:
        """The items by each way to write the base of their number."""
        by_sign: dict[str, list[str]] = {}
        for item, key in self._keys.items():
            for sign in _signs(key.number) if key and key.number else ():
                by_sign.setdefault(sign, []).append(item)
        return by_sign

    def _depth(self, item: Item, scope: str) -> int | None:
        """Returns how many items but headings are between an item and one above; None if none."""
        depth = 0
        while item.parent in self._items and item.parent != scope:
            item = self._items[item.parent]
            depth += item.kind not in _HEADING_KINDS
        return depth if scope in (item.parent, self._draft) else None

    def _by_count(self, scope: str, level: Level) -> Sequence[str]:
        """Returns the item that a number counts, where no item has it printed."""
        number = level.number
        if number is None or number.inserted or not number.base.removeprefix("-").isdecimal():
            return []
        place = int(number.base)
        if level.part in (Part.RECITAL, Part.CITATION):
            texts = [each for each in self._preamble if not self._state.items[each].label]
            if level.part is Part.CITATION:
                texts = [each for each in texts if _REGARD.match(self._state.text(each))]
        elif scope == self._draft:
            return []
        else:
            below = [self._items[each] for each in self._below_of(scope)]
            items = [each for each in below if each.kind.can_be_agreed]
            texts = [each.id for each in items if not each.label and self._keys[each.id] is None]
            can = self._items[scope].kind.can_be_agreed
            if level.part in (None, Part.PARAGRAPH, Part.SUBPARAGRAPH) and place == 1:
                # The only paragraph of an article may have no number, and be the article itself.
                if len(items) == len(texts) == 1:
                    return texts
                key = self._keys[scope]
                if can and not items and level.part and key and key.part in _ALIKE:
                    return [scope]
            if level.part not in (*_COUNTED, Part.POINT):
                return []
            if level.part is Part.SUBPARAGRAPH and can:
                texts = [scope, *texts]
            if level.part in (Part.INDENT, Part.POINT):
                kinds = [self._items[each].kind for each in texts]
                listed = (
                    texts[kinds.index(ItemKind.SUBPARAGRAPH) :]
                    if ItemKind.SUBPARAGRAPH in kinds
                    else []
                )
                texts = listed or (texts if level.part is Part.INDENT else [])
        if place < 0:
            return texts[place:] if number.counted else []
        return texts[place - 1 : place] if place else []

    def _is(self, item: Item, level: Level) -> bool:
        """Returns whether an item has the kind and the number of a level."""
        key = self._keys[item.id]
        part = level.part
        if level.number is None:
            if part is Part.TITLE:
                return item.kind is ItemKind.TITLE
            return key is not None and key.part is part and part is not None
        if key is None or not _same(level, key):
            return False
        heading = item.kind in _HEADING_KINDS
        if ItemKind.FOOTNOTE is item.kind or part is Part.FOOTNOTE:
            return ItemKind.FOOTNOTE is item.kind and part is Part.FOOTNOTE
        if part is None:
            return True
        if part is Part.NOTE or key.part is Part.NOTE:
            return part is key.part
        if part.is_heading:
            # What has sections and no articles has them also as `§`.
            alike = part in _ALIKE and key.part in _ALIKE and part not in self._heading_parts
            return key.part is part or alike or (key.part is None and heading)
        if part is Part.RECITAL:
            return key.part is part or item.id in self._preamble
        if part is Part.OPERATIVE and ItemKind.OPERATIVE in self._kinds:
            return item.kind is ItemKind.OPERATIVE or key.part is part
        if part is Part.RECOMMENDATION and ItemKind.RECOMMENDATION in self._kinds:
            return item.kind is ItemKind.RECOMMENDATION or key.part is part
        return not heading and item.id not in self._preamble

    @cached_property
    def _heading_parts(self) -> frozenset[Part | None]:
        return frozenset(key.part for key in self._keys.values() if key)

    @cached_property
    def _kinds(self) -> frozenset[ItemKind]:
        return frozenset(item.kind for item in self._items.values())

    @cached_property
    def _preamble(self) -> dict[str, None]:
        """The items of the preamble: those labelled so, or all before the first article."""
        items = list(self._items.values())
        said = [item.id for item in items if item.kind is ItemKind.PREAMBULAR]
        if said:
            return dict.fromkeys(said)
        articles = [
            at
            for at, item in enumerate(items)
            if (key := self._keys[item.id]) and key.part is Part.ARTICLE
        ]
        before = items[: articles[0]] if articles else ()
        return dict.fromkeys(item.id for item in before if item.kind.can_be_agreed)

    @cached_property
    def _keys(self) -> dict[str, Level | None]:
        """By item, the level that its label or its heading names."""
        keys: dict[str, Level | None] = {}
        for item in self._items.values():
            keys[item.id] = _key(item.label) if item.label else self._key_of_heading(item)
        return keys

    def _key_of_heading(self, item: Item) -> Level | None:
        text = self._state.text(item.id)
        noted = re.match(r"[A-Z]{4,} \d+", text)
        citation, _ = match_citation(noted[0] if noted else text)
        first = citation.levels[0] if citation else None
        if noted and first is not None and first.part is Part.NOTE:
            return first
        named = first is not None and first.part is not None and first.part.is_heading
        return first if named else None


def _shape(label: str, before: str = "") -> str:
    """Returns how a label is written: `(1)` of `(12)`, `(a)` of `(b)`, `(i)` of a Roman numeral."""
    number, last = label.strip("(). "), before.strip("(). ")
    is_next = len(number) == len(last) == 1 and ord(number) - ord(last) == 1
    if set(number.casefold()) <= set("ivx") and number and not is_next:
        return re.sub(r"[ivx]+", "i", re.sub(r"[IVX]+", "I", label))
    return re.sub(r"[A-Z]", "A", re.sub(r"[a-z]", "a", re.sub(r"\d+", "1", label)))


def _key(label: str) -> Level | None:
    citation, end = match_citation(label.strip("[]^"))
    return citation.levels[-1] if citation and end == len(label.strip("[]^")) else None


def repeated_label(label: str, text: str) -> int:
    """Returns how many characters of a text only repeat the label of its item, as `1. ` does."""
    key = _key(label) if label else None
    if label[-1:] in (".", ")") and (own := re.match(rf"\s*{re.escape(label)}\s+(?=\S)", text)):
        return own.end()
    citation, end = match_citation(text)
    if key is None or citation is None or len(citation.levels) > 1:
        return 0
    # `dem 1. Januar` and `Satz 2` begin a quotation of a text that is called (1) or (2).
    begins = token_pattern().match(text.lstrip(" \t\u00a0[\"'“„«"))
    level = citation.levels[0]
    if (
        begins is None
        or begins.lastgroup not in ("part", "number")
        or (level.part is not None and level.part.is_within)
    ):
        return 0
    number, printed = level.number, text[:end].strip()
    # Without punctuation or a word for it, a number or a letter may be the first word of the text.
    is_marked = printed[-1:] in (".", ")") or level.part is not None or text[end : end + 1] == ":"
    if number is None or not is_marked or not _same(Level(key.part, number), key):
        return 0
    rest = text[end:].lstrip(" \t\u00a0:.–—-\n")
    return len(text) - len(rest) if rest else 0


# What the citations of a preamble begin with.
_REGARD = re.compile(r"\W*(?:having regard|vu |vus? |gestützt auf|vist[oa]s? )", re.IGNORECASE)


def _signs(number: Numeral) -> set[str]:
    """Returns the ways to write the base of a number; equal numbers have one in common."""
    return {number.base, _doubled(number).base, _value(number.base)} - {""}


def _same(level: Level, key: Level) -> bool:
    """Returns whether two levels have one number, as `II` and `2` of an annex, `aa` and `a bis`."""
    one, other = level.number, key.number
    if one is None or other is None:
        return False
    one, other = attrs.evolve(one, counted=False), attrs.evolve(other, counted=False)
    if one == other or _doubled(one) == other or one == _doubled(other):
        return True
    is_heading = any(each is not None and each.is_heading for each in (level.part, key.part))
    rest = (one.inserted, one.alternative) == (other.inserted, other.alternative)
    return is_heading and rest and _value(one.base) == _value(other.base) != ""


def _doubled(number: Numeral) -> Numeral:
    base = number.base
    if number.inserted == 1 and len(base) == 1 and base.isalpha():
        return Numeral(2 * base, 0, number.alternative)
    return number


def _value(base: str) -> str:
    if base.isdecimal():
        return str(int(base))
    return str(Numerals.ROMAN.parse(base)) if set(base) <= set("ivxlc") else ""


def _before(number: Numeral) -> Iterator[Numeral]:
    """Yields the numbers that the item before may have, the nearest first."""
    if number.alternative:
        yield attrs.evolve(number, alternative="")
    for inserted in range(number.inserted - 1, -1, -1):
        yield Numeral(number.base, inserted)
    if number.inserted or number.alternative:
        return
    if number.base.isdecimal() and int(number.base) > 1:
        yield Numeral(str(int(number.base) - 1))
    elif len(number.base) == 1 and number.base > "a":
        yield Numeral(chr(ord(number.base) - 1))


def _with_number(label: str, number: Numeral) -> str:
    """Returns a label with another number: `(c)` after `(b)`, `OP4 ter` after `OP4 bis`."""
    key = _key(label) if label else None
    if key is None or key.number is None:
        return ""
    base = key.number.base
    place = label.casefold().rfind(base)
    if place < 0 or number.alternative:
        return ""
    head, tail = label[:place], label[place + len(base) :]
    latin = f" {LATIN[number.inserted - 1]}" if 0 < number.inserted <= len(LATIN) else ""
    closing = tail[:1] if tail[:1] in (")", ".") else ""
    written = number.base.upper() if label[place : place + 1].isupper() else number.base
    return f"{head}{written}{closing}{latin}"


def _undotted(level: Level) -> tuple[Level, ...]:
    """Returns the levels of `5.1`, where no label is written so; empty without a point."""
    number = level.number
    if number is None or "." not in number.base:
        return ()
    first, *between, last = number.base.split(".")
    return (
        Level(level.part, Numeral(first)),
        *(Level(None, Numeral(each)) for each in between),
        Level(None, attrs.evolve(number, base=last)),
    )
