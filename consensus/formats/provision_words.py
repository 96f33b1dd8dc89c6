"""The words by which parts of a text are cited, in English, French, German and Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache


class Part(StrEnum):
    """What part of a text a citation names."""

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
        """Whether other parts stand under it, below a heading of its own."""
        return self in _HEADINGS

    @property
    def is_within(self) -> bool:
        """Whether it is a stretch of its item, and no item of its own."""
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
"""How what is put in after a number is numbered: `7 bis` is the first after 7, as is `7 a`."""

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


def _one_of(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first."""
    ordered = sorted({word.replace("_", " ") for word in words}, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


_WORD_END = r"(?![^\W\d_])"
_DOUBLED = "|".join(2 * chr(letter) for letter in range(ord("a"), ord("z") + 1))
_BASE = (
    rf"\d{{1,4}}(?:\.\d{{1,4}})*|[a-z]\.\d{{1,4}}(?:\.\d{{1,4}})*|[ivxlc]{{1,7}}(?![^\W_])"
    rf"|{_DOUBLED}|[a-z]"
)
_LATIN = rf"\s?(?:{'|'.join(INSERTED)}){_WORD_END}"
# A letter alone counts on, as in `5 a`, `(5a)`; before a closing sign it is a point: `5 a)`.
_LETTER = r"(?:(?<=\d)\s?|\s)[a-z](?![^\W_]|\s+\(?\d)(?(open)|(?!\s?\)))"


@cache
def token() -> re.Pattern[str]:
    """What a citation is made of: words for parts, numbers, and what stands between them."""
    # Compiled when the first citation is read, since most commands read none.
    return re.compile(
        "|".join(
            (
                rf"(?P<new>[(\[]?\s?\b(?:{_one_of(_NEW.split())})\b\s?[)\]]?)",
                rf"(?P<after>\b(?:{_one_of(_AFTER.split())})\b)",
                rf"(?P<before>\b(?:{_one_of(_BEFORE.split())})\b)",
                rf"(?P<ordinal>\b(?:{_one_of(ORDINALS)})\b"
                rf"|\b\d{{1,2}}(?:st|nd|rd|th|ère|er|ème|e|º|ª|°){_WORD_END})",
                rf"(?P<part>(?:§§?|\b(?:{_one_of(word for word in PARTS if word[0] != '§')})"
                rf"{_WORD_END})\.?)",
                rf"(?P<of>\b(?:{_one_of(_OF.split())})(?:\b|(?<=')))",
                rf"(?P<skipped>\b(?:{_one_of(_SKIPPED.split())})(?:\b|(?<=')))",
                rf"(?P<several>\b(?:{_one_of(_AND.split())})\b(?=\s*\(?[\w§])|&|(?<=\d)\s?[-–](?=\d))",
                rf"(?P<number>(?P<open>\(\s?)?(?P<base>{_BASE})(?P<inserted>{_LATIN}|{_LETTER})?"
                rf"(?P<alternative>\s?\balt\b(?:\s?(?:\d{{1,2}}|{'|'.join(INSERTED)}){_WORD_END})?)?"
                rf"{_WORD_END}(?:\s?\)(?P<behind>{_LATIN})?)?\.?)",
                r"(?P<sign>[\s,;:/|.–—\-·\"'“”’)\](\[]+)",
            )
        ),
        re.IGNORECASE,
    )
