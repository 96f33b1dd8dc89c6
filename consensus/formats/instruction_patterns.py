"""Patterns of sentences that ask for a change of words, in English, French, German and Spanish."""

from __future__ import annotations

import re

_REPLACE = (
    "replace|replacing|change|changing|amend|remplacer|remplacez|changer|modifier|ersetzen|ersetze"
    "|ändern|ändere|sustituir|sustitúyase|reemplazar|reemplácese|cambiar"
)
BY = "with|by|par|durch|por"
TO = "to|into|en|zu"
_DELETE = (
    "delete|deleting|remove|removing|strike out|strike|omit|drop|supprimer|supprimez|retirer"
    "|streichen|streiche|entfernen|suprimir|suprímase|eliminar|elimínese"
)
_INSERT = (
    "insert|inserting|add|adding|append|ajouter|ajoutez|insérer|insérez|einfügen|ergänzen"
    "|hinzufügen|füge|ergänze|añadir|añádase|insertar|insértese|agregar"
)
AFTER = "immediately after|right after|after|following|après|nach|después de|después del|tras"
BEFORE = "immediately before|right before|before|avant|vor|antes de|antes del"
_END = "at the end|à la fin|am ende|al final"
_BEGINNING = "at the beginning|at the start|au début|am anfang|al principio|al comienzo"
EVERYWHERE = (
    r"throughout(?:\s+the\s+(?:text|draft|document))?|everywhere|in all places"
    r"|wherever\s+(?:it|they|this)\s+(?:appears?|occurs?)|across\s+the\s+(?:text|draft|document)"
    r"|(?:dans|à travers)\s+tout\s+le\s+texte|partout|überall|durchgehend|im\s+ganzen\s+text"
    r"|en\s+todo\s+el\s+texto"
)
_READS = (
    r"(?:should|shall|would|to|will|could|must)\s+(?:now\s+)?read(?:\s+as\s+follows)?"
    r"|reads?(?:\s+as\s+follows)|is\s+(?:amended|replaced)\s+(?:to\s+read|as\s+follows)"
    r"|se\s+lit(?:\s+comme\s+suit)?|devrait\s+se\s+lire|lautet(?:\s+wie\s+folgt)?"
    r"|soll\s+lauten|dice|debe\s+decir|debería\s+decir"
)
_LEAD_IN = (
    r"(?:(?:please|kindly|we|i|propose|proposes|suggest|suggests|would|like|want|wish|request|ask"
    r"|to|that|the|amendment|secretariat|and|also|then|my|our|delegation|nous|proposons|de|wir"
    r"|schlagen|vor|bitte|proponemos|prière|veuillez|hello|hi|dear|all|(?-i:[A-Z]{2,4})|for|is|be"
    r"|should|could|you|it|better|might|may)\W+){0,12}?"
)
_NAMED = (
    r"(?:(?:the|le|les|la|l'|das|die|den|el|las|los)?\s*(?:words?|phrase|term|expression|mots?|wörter"
    r"|wort|worte|begriff|palabras?|frase|terme|expresión|sentence|clause|comma)"
    r"|(?:the\s+)?following(?:\s+(?:words?|text|phrase|wording))?\s*:?|ce\s+qui\s+suit\s*:?"
    r"|folgende[sn]?(?:\s+(?:text|worte?|wörter))?\s*:?|lo\s+siguiente\s*:?)\s+"
)
NAMING = re.compile(rf"^{_NAMED}(?=\S)", re.IGNORECASE)
IN = r"(?:in|of|to|from|dans|de|du|en|von|im|aus|zu|del|au|à|for|on|regarding)"
QUOTES = re.compile(
    r"“([^“”]{1,3000})”|„([^„“”]{1,3000})[“”]|«\s?([^«»]{1,3000}?)\s?»|\"([^\"]{1,3000})\""
    r"|‘([^‘]{1,3000}?)’(?!\w)|(?<!\w)'([^']{1,3000}?)'(?!\w)|`([^`]{1,3000})`"
)
HELD = "\ue010"
HELD_END = "\ue011"
_QUOTATION = rf"(?:{_NAMED})?{HELD}\d+{HELD_END}"
_TERM = rf"(?:{_QUOTATION}|[^{HELD}{HELD_END}]{{1,400}}?)"
# What may stand between two terms; a quotation is no sign that stands between.
_GAP = rf"[^\w{HELD}]+"
_LONG_TERM = rf"(?:{_QUOTATION}|[^{HELD}{HELD_END}]{{1,3000}}?)"


def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(rf"{_LEAD_IN}{written}\W{{0,3}}$", re.IGNORECASE)


REWRITES = re.compile(rf"^\W*(?:{_READS})\s*:?\s*(?P<new>.{{2,3000}})$", re.IGNORECASE | re.DOTALL)
REPLACES = _pattern(rf"(?P<verb>{_REPLACE})\s+(?P<both>.{{1,3500}})")
# `OP3: replace with …`, where the whole is meant.
REPLACES_ALL = _pattern(
    rf"(?:{_REPLACE})(?:\s+(?:it|(?:(?:the|this)\s+)?(?:(?:whole|entire|existing|present)\s+)?"
    rf"(?:paragraph|item|recommendation|article|text)))?\s+(?:{BY})\s*:?\s+(?P<new>.{{2,3000}})"
)
PREFERS = _pattern(
    rf"(?:say|use|write|have|put|dire|employer|sagen|verwenden|decir|usar)\s+(?P<new>{_TERM})\s+"
    rf"(?:instead\s+of|rather\s+than|in\s+place\s+of|au\s+lieu\s+de|anstatt|statt|anstelle\s+von"
    rf"|en\s+lugar\s+de|en\s+vez\s+de)\s+(?P<old>{_TERM})"
)
PREFERS_TO = _pattern(
    rf"prefers?\s+(?P<new>{_QUOTATION})\s+(?:to|over|instead\s+of|rather\s+than)\s+"
    rf"(?P<old>{_QUOTATION})"
)
SUBSTITUTES = _pattern(rf"substitute\s+(?P<new>{_TERM})\s+for\s+(?P<old>{_TERM})")
INSTEAD = _pattern(
    rf"(?:instead\s+of|au\s+lieu\s+de|statt|anstelle\s+von|en\s+lugar\s+de)\s+(?P<old>{_TERM}){_GAP}"
    rf"(?:say|read|write|use|dire|lire|sagen|decir)?\s*(?P<new>{_TERM})"
)
REPLACED = _pattern(
    rf"(?P<old>{_TERM})\s+(?:should|shall|to|must|could|is\s+to|needs\s+to|sollte|soll|doit|debe)\s+"
    rf"(?:be\s+|être\s+|ser\s+)?(?:replaced|changed|remplacé|sustituid[oa])\s+"
    rf"(?:with|by|to|par|por)\s+(?P<new>{_TERM})"
)
SEEN_REPLACED = _pattern(
    rf"(?:see|have|voir|sehen|ver)\s+(?P<old>{_TERM})\s+"
    rf"(?:replaced|changed|amended|remplacé|ersetzt|sustituid[oa])\s+(?:with|by|to|par|por)\s+"
    rf"(?P<new>{_TERM})"
)
SHOULD_READ = _pattern(
    rf"(?:for\s+)?(?P<old>{_QUOTATION})\s*,?\s+(?:should\s+|to\s+|must\s+)?(?:now\s+)?"
    rf"(?:reads?|become|be|lire)\s+(?P<new>{_QUOTATION})"
)
DURCH = _pattern(rf"(?P<old>{_TERM})\s+durch\s+(?P<new>{_TERM})\s+(?:zu\s+)?ersetzen")
ARROW = _pattern(rf"(?P<old>{_TERM})\s*(?:→|->|=>|⇒)\s*(?P<new>{_TERM})")
DELETES = _pattern(rf"(?:{_DELETE})\s+(?P<old>{_LONG_TERM})")
DELETED = _pattern(
    rf"(?P<old>{_LONG_TERM})\s+(?:(?:should|shall|to|must|is\s+to)\s+be\s+(?:deleted|removed)"
    rf"|(?:zu\s+)?streichen|est\s+à\s+supprimer)"
)
GONE = re.compile(
    rf"^\W*(?:{_LEAD_IN}(?:{_DELETE}|streichen|gestrichen|supprimé|suprimido)"
    r"|(?:(?:should|shall|must|is|are|needs?|has|have)\s+)?(?:to\s+)?(?:be\s+)?"
    r"(?:deleted|removed|omitted|dropped)|à\s+supprimer|zu\s+streichen)"
    r"(?:\s+(?:(?:the|this|whole|entire)\s+){1,2}(?:paragraph|item|recommendation|article|text))?"
    r"\W*$",
    re.IGNORECASE,
)
_BESIDE = rf"(?:(?P<after>{AFTER})|(?P<before>{BEFORE}))"
INSERTS = (
    _pattern(rf"(?:{_INSERT})\s+(?P<new>{_LONG_TERM})\s+{_BESIDE}\s+(?P<old>{_TERM})(?:\s+ein)?"),
    _pattern(rf"{_BESIDE}\s+(?P<old>{_TERM}),?\s+(?:{_INSERT})\s*:?\s+(?P<new>{_LONG_TERM})"),
    _pattern(rf"{_BESIDE}\s+(?P<old>{_TERM})\s+(?P<new>{_TERM})\s+(?:einfügen|ergänzen)"),
    _pattern(
        rf"(?:{_INSERT})\s+(?P<new>{_LONG_TERM})\s+(?:(?P<end>{_END})|(?P<beginning>{_BEGINNING}))"
    ),
    _pattern(
        rf"(?:{_INSERT})\s+(?:(?P<end>{_END})|(?P<beginning>{_BEGINNING}))\s*[:,]?\s*"
        rf"(?P<new>{_LONG_TERM})"
    ),
    _pattern(
        rf"(?:(?P<end>{_END})|(?P<beginning>{_BEGINNING})),?\s+(?:{_INSERT})\s*:?\s+"
        rf"(?P<new>{_LONG_TERM})"
    ),
)
NEW_ITEM = re.compile(
    rf"^\W*{_LEAD_IN}(?:{_INSERT}|(?:propose|suggest|request|want|like)(?=\s+(?:an?\s+|the\s+)?new\b))"
    r"\s+(?:(?:a|an|une?|eine[nms]?|un|una)\s+)?"
    r"(?P<cited>[^:\n]{2,120}?)(?:\s*,?\s*(?:reading|to read|as follows|qui se lirait|mit dem text"
    r"|que diga))?\s*:\s*(?P<new>.{3,3000})$",
    re.IGNORECASE | re.DOTALL,
)
LINES = re.compile(
    r"^(?:(?:on\s+)?(?:lines?|pages?|p\.|lignes?|zeilen?|seiten?|líneas?|páginas?)\s*\d{1,4}"
    r"(?:\s*[-–]\s*\d{1,4})?\W+)+",
    re.IGNORECASE,
)
BULLET = re.compile(r"^\s*(?:[-*•–·]|\(?\d{1,2}[.)]|[a-z]\))\s+")
# Where an instruction ends in a quotation and the next one begins.
NEXT = re.compile(
    rf"(?<={HELD_END}),?\s+(?:and|et|und|y)\s+(?:(?:also|then|aussi|auch|también)\s+)?"
    rf"(?=(?:{_REPLACE}|{_DELETE}|{_INSERT})\b)",
    re.IGNORECASE,
)
BETWEEN = re.compile(
    r"\b(?:between|entre|zwischen)\s+(?P<first>.+?)\s+(?:and|et|und|y)\s+", re.IGNORECASE
)
TO_WHAT = re.compile(r"(?:to|à|au|zu|a|al)\s+(?P<cited>\S.*)", re.IGNORECASE)
HANDLE = re.compile(r"[A-Z]{1,3}\d{1,4}\b")
