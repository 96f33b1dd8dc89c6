"""Parser for citations of provisions, such as "Article 3, paragraph 2"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from string import ascii_lowercase

from attrs import frozen


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
    Part.SECTION: "section sections sect abschnitt sección",
    Part.ARTICLE: (
        "article articles art arts artikel artikels artículo artículos clause clauses §§ §"
    ),
    Part.PREAMBLE: "preamble préambule präambel preámbulo",
    Part.RECITAL: (
        "recital recitals considérant considérants erwägungsgrund erwägung erwägungsgründe"
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
        "subparagraph sub-paragraph subparagraphs subpara alinéa alinéas sous-paragraphe"
        " unterabsatz unterabsatzes uabs subpárrafo"
    ),
    Part.POINT: (
        "point points pt letter lit littera item subpoint sub-point lettre sous-point buchstabe"
        " buchstaben buchst bst nummer nr ziffer ziff nummern punkt unterbuchstabe punto letra"
        " inciso numeral no number subitem"
    ),
    Part.INDENT: "indent indents tiret tirets spiegelstrich guion guión bullet dash",
    Part.SENTENCE: "sentence sentences phrase satz sätze frase oración",
    Part.INTRODUCTION: (
        "introductory_part introductory_wording introductory_phrase introductory_sentence chapeau"
        " partie_introductive phrase_introductive einleitung einleitender_teil einleitungssatz"
        " parte_introductoria frase_introductoria"
    ),
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
ORDINALS: Mapping[str, int] = {
    word: number for number, words in enumerate(_ORDINALS, 1) for word in words.split()
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
    rf"\d{{1,4}}(?:\.\d{{1,4}})*|[a-z]\.\d{{1,4}}(?:\.\d{{1,4}})*|[ivxlc]{{1,7}}(?![^\W_])"
    rf"|{_DOUBLED}|[a-z]"
)
_LATIN = rf"\s?(?:{'|'.join(INSERTED)}){_WORD_END}"
# A letter alone is a suffix, as in `5 a`, `(5a)`; before a parenthesis it is a point: `5 a)`.
_LETTER = r"(?:(?<=\d)\s?|\s)[a-z](?![^\W_]|\s+\(?\d)(?(open)|(?!\s?\)))"


@cache
def token_pattern() -> re.Pattern[str]:
    """Returns the pattern of one token of a citation: a word for a part, a number, a separator."""
    # Compiled when the first citation is read, since most commands read none.
    return re.compile(
        "|".join(
            (
                rf"(?P<new>[(\[]?\s?\b(?:{_any_of(_NEW.split())})\b\s?[)\]]?)",
                rf"(?P<after>\b(?:{_any_of(_AFTER.split())})\b)",
                rf"(?P<before>\b(?:{_any_of(_BEFORE.split())})\b)",
                rf"(?P<ordinal>\b(?:{_any_of(ORDINALS)})\b"
                rf"|\b\d{{1,2}}(?:st|nd|rd|th|ère|er|ème|e|º|ª|°){_WORD_END})",
                rf"(?P<part>(?:§§?|\b(?:{_any_of(word for word in PARTS if word[0] != '§')})"
                rf"{_WORD_END})\.?)",
                rf"(?P<of>\b(?:{_any_of(_OF.split())})(?:\b|(?<=')))",
                rf"(?P<skipped>\b(?:{_any_of(_SKIPPED.split())})(?:\b|(?<=')))",
                rf"(?P<several>\b(?:{_any_of(_AND.split())})\b(?=\s*\(?[\w§])|&|(?<=\d)\s?[-–](?=\d))",
                rf"(?P<number>(?P<open>\(\s?)?(?P<base>{_BASE})(?P<inserted>{_LATIN}|{_LETTER})?"
                rf"(?P<alternative>\s?\balt\b(?:\s?(?:\d{{1,2}}|{'|'.join(INSERTED)}){_WORD_END})?)?"
                rf"{_WORD_END}(?:\s?\)(?P<behind>{_LATIN})?)?\.?)",
                r"(?P<sign>[\s,;:/|.–—\-·\"'“”’)\](\[]+)",
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


def match_citation(text: str, start: int = 0) -> tuple[Citation | None, int]:
    """Returns the citation that begins at an offset of a text, None for none, and where it ends."""
    parser = _CitationParser(start)
    text = text[: start + LONGEST_CITATION].replace("’", "'")
    place = start
    pattern = token_pattern()
    while found := pattern.match(text, place):
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
        self._count = 0
        self._relation = Relation.AT
        self._is_new = False
        self._is_several = False
        self._runs = False
        self.end = start

    def add(self, found: re.Match[str]) -> bool:
        """Adds a token; returns whether the citation can continue with it."""
        kind = next(name for name in _KINDS if found[name] is not None)
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
            self._count = ORDINALS.get(word) or int(re.sub(r"\D", "", word) or 0)
            if self._part is None:
                return True
            self._counted()
            self.end = found.end()
        elif kind == "new":
            self._is_new = True
        elif kind in ("after", "before"):
            if self._levels or self._part:
                return False
            self._relation = Relation(kind)
        elif kind == "of":
            self._close()
            if self._levels:
                self._chunks.append([])
        elif kind == "several":
            self._close()
            self._is_several = self._is_several or bool(self._levels)
            self._runs = word in _RUNS
        return True

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
        """Joins an ordinal with the part that it counts, in either order."""
        if self._part is not None and self._count:
            number = Numeral(str(self._count), counted=True)
            self._levels.append(Level(self._part, number))
            self._part, self._count = None, 0

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
        if levels[0].part is Part.PREAMBLE and len(levels) > 1:
            levels = [Level(Part.RECITAL, levels[1].number), *levels[2:]]
        return Citation(tuple(levels), self._relation, self._is_new, self._is_several)


def _stand_beside(one: Part | None, other: Part | None) -> bool:
    """Returns whether two such parts are siblings, neither a part of the other."""
    return other in (None, one) or (one in _PARAGRAPHS and other in _PARAGRAPHS)


_PARAGRAPHS = (Part.OPERATIVE, Part.RECITAL, Part.RECOMMENDATION)
_RUNS = ("to", "à", "through", "-", "–")
_LONGEST_RUN = 50  # numbers; a citation of more is a typing error
_LEADING = ("sign", "skipped", "of", "several", "ordinal")
_KINDS = ("new", "after", "before", "ordinal", "part", "of", "skipped", "several", "number", "sign")
