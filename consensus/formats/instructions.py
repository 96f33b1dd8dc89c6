"""Parser for amendment instructions such as "in OP4 replace … by …", in four languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from attrs import evolve, frozen

from consensus.formats.citations import Citation, is_new, match_citation, parse_citation
from consensus.text.anchor import Anchor, normalize_text
from consensus.text.diff import diff
from consensus.text.edit import apply


class Act(StrEnum):
    """The kind of change that an instruction requests."""

    REPLACE = "replace"
    DELETE = "delete"
    INSERT = "insert"
    REWRITE = "rewrite"
    NEW_ITEM = "new item"


class Where(StrEnum):
    """Where words are inserted."""

    AFTER = "after"
    BEFORE = "before"
    BEGINNING = "beginning"
    END = "end"


@frozen
class Instruction:
    """One change requested in words."""

    words: str  # the sentence that asks for it
    act: Act  # what it asks for
    cited: str = ""  # what it says is changed, as it is written; empty where it does not say
    # the words that go and those that come, in each way that the sentence can be read, the
    # likeliest first. For insertions, the first are those beside which the others come
    readings: tuple[tuple[str, str], ...] = ()
    where: Where = Where.AFTER  # for insertions, where
    everywhere: bool = False  # whether every occurrence of the words is meant


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
MASK = "\ue010"
MASK_END = "\ue011"
_QUOTATION = rf"(?:{_NAMED})?{MASK}\d+{MASK_END}"
_TERM = rf"(?:{_QUOTATION}|[^{MASK}{MASK_END}]{{1,400}}?)"
# Separators between two terms; a quotation is none.
_GAP = rf"[^\w{MASK}]+"
_LONG_TERM = rf"(?:{_QUOTATION}|[^{MASK}{MASK_END}]{{1,3000}}?)"


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
    rf"(?<={MASK_END}),?\s+(?:and|et|und|y)\s+(?:(?:also|then|aussi|auch|también)\s+)?"
    rf"(?=(?:{_REPLACE}|{_DELETE}|{_INSERT})\b)",
    re.IGNORECASE,
)
BETWEEN = re.compile(
    r"\b(?:between|entre|zwischen)\s+(?P<first>.+?)\s+(?:and|et|und|y)\s+", re.IGNORECASE
)
TO_WHAT = re.compile(r"(?:to|à|au|zu|a|al)\s+(?P<cited>\S.*)", re.IGNORECASE)
HANDLE = re.compile(r"[A-Z]{1,3}\d{1,4}\b")


def mask(text: str) -> tuple[str, list[str]]:
    """Returns a text with a placeholder for each quotation, and the quotations."""
    quotes: list[str] = []

    def take(found: re.Match[str]) -> str:
        quotes.append(found[0])
        return f"{MASK}{len(quotes) - 1}{MASK_END}"

    return QUOTES.sub(take, text.replace(MASK, "").replace(MASK_END, "")), quotes


def unmask(text: str, quotes: Sequence[str]) -> str:
    """Returns a text with its placeholders replaced by the quotations."""
    return re.sub(
        rf"{MASK}(\d+){MASK_END}",
        lambda found: quotes[int(found[1])] if int(found[1]) < len(quotes) else "",
        text,
    )


def without_quotes(quote: str) -> str:
    """Returns the words within quotation marks."""
    found = QUOTES.fullmatch(quote)
    return next(each for each in found.groups() if each is not None) if found else quote


_MOST_READINGS = 4
_MOST_CITED = 4
_LONGEST_CHANGE = 600  # characters, quotations counted as a few


def sole_citation(sentence: str) -> str:
    """Returns the citation if a sentence is nothing else; empty otherwise."""
    cited, end = leading_citation(sentence)
    return cited if end and not sentence[end:].strip(" .,;:–—-*") else ""


def leading_citation(sentence: str) -> tuple[str, int]:
    """Returns the citation that a sentence begins with, and its end; 0 for none."""
    bullet = BULLET.match(sentence)
    start = bullet.end() if bullet else 0
    lead = re.compile(
        rf"(?:(?:also|and|please|similarly|aussi|auch|también)\W+)?(?:{IN}\s+)?", re.IGNORECASE
    )
    found = lead.match(sentence, start)
    begin = found.end() if found else start
    citation, end = match_citation(sentence, begin)
    if citation is not None and _is_place(citation, sentence, begin, end, begin > start):
        return sentence[begin:end].strip(), end
    handle = HANDLE.match(sentence, begin)
    return (handle[0], handle.end()) if handle else ("", 0)


def _is_place(
    citation: Citation, sentence: str, begin: int, end: int, after_preposition: bool
) -> bool:
    """Returns whether a citation is meant as one, and is not just a number or letter."""
    if citation.levels[0].part is not None:
        return any(level.number for level in citation.levels) or citation.is_new
    number = sentence[begin:end].strip(" .")
    return number[:1].isdigit() and (after_preposition or sentence[end : end + 1] == ":")


_REPLACING = (
    *(SUBSTITUTES, INSTEAD, PREFERS, PREFERS_TO, REPLACED, SEEN_REPLACED, SHOULD_READ, DURCH),
    ARROW,
)


class InstructionParser:
    """Parses one sentence as an instruction; `context` is what was cited before it."""

    def __init__(self, sentence: str, context: str) -> None:
        self._words = sentence
        self._context = context
        bullet = BULLET.match(sentence)
        rest = sentence[bullet.end() :] if bullet else sentence
        self.cited, end = leading_citation(rest)
        rest = rest[end:] if end else rest
        self._tells = rest.lstrip()[:1] in (":", "–", "—") or rest.lstrip("\" '“«„")[:1].isupper()
        self._held, self._quotes = mask(LINES.sub("", rest.strip().lstrip(" ,:–—-*")))
        everywhere = re.search(rf"[,\s(]*\b(?:{EVERYWHERE})\b\)?", self._held, re.IGNORECASE)
        self._everywhere = everywhere is not None
        if everywhere:
            self._held = self._held[: everywhere.start()] + self._held[everywhere.end() :]
            self._held = self._held.strip(" ,:")

    def read(self) -> Instruction | None:
        """Returns what the sentence asks for; None where it is no instruction."""
        if self.cited:
            if self._tells and self._held and is_new(self.cited):
                return self._made(Act.NEW_ITEM, [("", self._text(self._held))])
            if GONE.match(self._held):
                return self._made(Act.DELETE, [("", "")])
            if rewritten := REWRITES.match(self._held) or REPLACES_ALL.match(self._held):
                new = NAMING.sub("", rewritten["new"])
                return self._made(Act.REWRITE, [("", self._text(new))])
        return self._new_item() or self._cited_within() or self._change()

    def _made(
        self,
        act: Act,
        readings: Sequence[tuple[str, str]],
        where: Where = Where.AFTER,
        cited: str | None = None,
    ) -> Instruction:
        return Instruction(
            self._words.strip(),
            act,
            self._place() if cited is None else cited,
            tuple(readings)[:_MOST_READINGS],
            where,
            self._everywhere,
        )

    def _place(self) -> str:
        """Returns the target cited here, or else in the sentences before; empty for everywhere."""
        return self.cited or ("" if self._everywhere else self._context)

    def _text(self, words: str) -> str:
        """Returns words that are a whole text, with the stop at their end."""
        whole = unmask(words, self._quotes).strip()
        return (
            without_quotes(whole.rstrip("."))
            if without_quotes(whole.rstrip(".")) != whole.rstrip(".")
            else whole
        )

    def _term(self, words: str) -> str:
        """Returns words of the text, without quotation marks and what introduces them."""
        words = NAMING.sub("", words.strip())
        whole = unmask(words, self._quotes).strip(" ,;:")
        quotation = whole.rstrip(".?!")
        within = without_quotes(quotation)
        return within.strip() if within != quotation else whole.rstrip("?!").removesuffix(".")

    def _new_item(self) -> Instruction | None:
        found = NEW_ITEM.match(self._held)
        if found is None:
            return None
        words = unmask(found["cited"], self._quotes).strip()
        added = TO_WHAT.fullmatch(words)
        if added and parse_citation(added["cited"]):
            new = self._term(found["new"])
            return self._made(Act.INSERT, [("", new)], Where.END, added["cited"])
        if between := BETWEEN.search(words):
            words = f"after {between['first']}"
        neighbour = re.search(rf"\b(?:{AFTER}|{BEFORE})\b.*$", words, re.IGNORECASE)
        citation = parse_citation(words)
        if citation is None and neighbour:
            words = neighbour[0]
            citation = parse_citation(words)
        if citation is None or not any(level.number for level in citation.levels):
            return None
        return self._made(Act.NEW_ITEM, [("", self._text(found["new"]))], cited=words)

    def _cited_within(self) -> Instruction | None:
        """Parses without the citation inside: `replace … in paragraph 4 with …`."""
        if self.cited:
            return None
        whole = self._held
        tried = 0
        for found in reversed(list(re.finditer(rf"\s{IN}\s+", whole, re.IGNORECASE))):
            citation, end = match_citation(whole, found.end())
            if citation is None or citation.levels[0].part is None:
                continue
            tried += 1
            if tried > _MOST_CITED:
                return None
            self.cited = whole[found.end() : end].strip(" .,")
            self._held = whole[: found.start()] + whole[end:]
            change = self._change()
            if change is not None:
                return change
            self._held, self.cited = whole, ""
        return None

    def _change(self) -> Instruction | None:
        held = self._held
        if len(held) > _LONGEST_CHANGE:
            return None
        if found := REPLACES.match(held):
            readings = list(self._splits(found["verb"], found["both"]))
            if readings:
                old = parse_citation(readings[0][0])
                if old is not None and old.levels[0].part is not None:
                    new = NAMING.sub("", readings[0][1])
                    return self._made(Act.REWRITE, [("", new)], cited=readings[0][0])
                return self._made(Act.REPLACE, readings)
        for pattern in _REPLACING:
            if found := pattern.match(held):
                return self._made(
                    Act.REPLACE, [(self._term(found["old"]), self._term(found["new"]))]
                )
        for pattern in INSERTS:
            if found := pattern.match(held):
                return self._insertion(found)
        for pattern in (DELETES, DELETED):
            if found := pattern.match(held):
                return self._deletion(self._term(found["old"]))
        return None

    def _splits(self, verb: str, both: str) -> Iterator[tuple[str, str]]:
        """Yields the ways to split `old by new`, at each word that may separate them."""
        changes = re.match(r"chang|amend|modif|änder|cambia", verb, re.IGNORECASE)
        for parting in (TO, BY) if changes else (BY, TO):
            for found in re.finditer(rf"\s+(?:{parting})\s*:?\s+", both, re.IGNORECASE):
                old, new = self._term(both[: found.start()]), self._term(both[found.end() :])
                if old and new:
                    yield old, new

    def _insertion(self, found: re.Match[str]) -> Instruction:
        groups = found.groupdict()
        where = next(each for each in Where if groups.get(each.value))
        beside = self._term(groups["old"]) if groups.get("old") else ""
        new = self._term(groups["new"])
        citation = parse_citation(beside) if beside and not self.cited else None
        if citation is not None and citation.levels[0].part is not None:
            return self._made(Act.NEW_ITEM, [("", new)], cited=f"{groups[where.value]} {beside}")
        return self._made(Act.INSERT, [(beside, new)], where)

    def _deletion(self, old: str) -> Instruction:
        citation = parse_citation(old)
        if citation is not None and citation.levels[0].part is not None:
            return self._made(Act.DELETE, [("", "")], cited=old)
        if HANDLE.fullmatch(old):
            return self._made(Act.DELETE, [("", "")], cited=old)
        return self._made(Act.DELETE, [(old, "")])


LONGEST_SENTENCE = 4000
_MOST_SENTENCES = 2000
_MOST_PLACES = 100


def read_instructions(text: str) -> Iterator[Instruction]:
    """Parses the changes that a text requests, sentence by sentence; its lines may be wrapped.

    What a line cites alone (`OP4:`), or a sentence begins with, holds until something else is cited
    or a paragraph without any instruction comes. What is asked for in several places at once is an
    instruction for each.
    """
    cited = announced = ""
    for paragraph in _paragraphs(text):
        if announced:
            yield _new_item(announced, paragraph)
            cited = announced = ""
            continue
        asked = False
        for number, line in enumerate(paragraph):
            for sentence in _sentences(line):
                if alone := sole_citation(sentence):
                    cited, asked = alone, True
                    announced = alone if is_new(alone) else ""
                    continue
                found = InstructionParser(sentence, cited).read()
                if found is not None:
                    cited = found.cited or cited
                    asked = True
                    yield from _each(found)
            following = paragraph[number + 1 :]
            if announced and "".join(following).strip():
                yield _new_item(announced, following)
                cited = announced = ""
                break
        if not asked:
            cited = ""


def _each(found: Instruction) -> Iterator[Instruction]:
    citation = parse_citation(found.cited) if found.act is not Act.NEW_ITEM else None
    if citation is None or not citation.is_several:
        yield found
        return
    for each in citation.each()[:_MOST_PLACES]:
        yield evolve(found, cited=str(each))


def _new_item(cited: str, lines: Sequence[str]) -> Instruction:
    """Returns the instruction to insert the text under `OP3 bis (new)`."""
    words = " ".join(lines)
    return Instruction(words, Act.NEW_ITEM, cited, (("", without_quotes(words)),))


def _paragraphs(text: str) -> Iterator[list[str]]:
    """Yields the paragraphs of a text as lists of lines, wrapped lines joined."""
    for chunk in re.split(r"\n[ \t]*\n", text):
        lines: list[str] = []
        for line in chunk.split("\n"):
            begins = BULLET.match(line) or leading_citation(line)[1]
            if not lines or begins or _ends(lines[-1]):
                lines.append(line.strip())
            else:
                lines[-1] = f"{lines[-1]} {line.strip()}"
        if any(lines):
            yield lines


def _ends(line: str) -> bool:
    return line.endswith((".", ";", ":", "!", "?")) or len(line) < 50


def _sentences(line: str) -> Iterator[str]:
    held, quotes = mask(line)
    parts = re.split(r"(?<=[.;!?])\s+(?=\S)", held)[:_MOST_SENTENCES]
    for part in (each for sentence in parts for each in NEXT.split(sentence)):
        whole = unmask(part, quotes)
        if 3 < len(whole) <= LONGEST_SENTENCE:
            yield whole


# What a mail pastes: paragraphs with words marked, and one after the other.

_MARKED = re.compile(r"\{(?P<kind>--|\+\+)(?P<words>.*?)(?:--|\+\+)\}", re.DOTALL)
_STRUCK = re.compile(r"~~(?=\S)(.{1,2000}?)(?<=\S)~~", re.DOTALL)
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1", re.DOTALL)


def is_marked(paragraph: str) -> bool:
    """Returns whether a paragraph has marks for deleted or inserted words."""
    return bool(_MARKED.search(paragraph))


def with_marks(text: str) -> str:
    """Marks words struck out in Markdown, and bold ones beside them, as changes of a text."""
    if not _STRUCK.search(text):
        return text
    return _BOLD.sub(r"{++\2++}", _STRUCK.sub(r"{--\1--}", text))


def split_at_labels(paragraph: str) -> Iterator[str]:
    """Yields the parts of a paragraph, split before each label such as `OP4.`, each on one line."""
    lines: list[str] = []
    for line in paragraph.split("\n"):
        if lines and _is_labelled(line.strip()):
            yield " ".join(" ".join(lines).split())
            lines = []
        lines.append(line)
    yield " ".join(" ".join(lines).split())


def _is_labelled(line: str) -> bool:
    citation, end = match_citation(line)
    if citation is None:
        return False
    return line[:end].endswith((".", ")", ":")) or line[end:].lstrip()[:1] in ("", ":", "–", "—")


def before_and_after(paragraph: str) -> tuple[str, str]:
    """Returns the text of a paragraph with marks before and after the marked changes."""
    old = _MARKED.sub(lambda found: found["words"] if found["kind"] == "--" else "", paragraph)
    new = _MARKED.sub(lambda found: "" if found["kind"] == "--" else found["words"], paragraph)
    return " ".join(old.split()), re.sub(r" (?=[.,;:])", "", " ".join(new.split()))


# Fitting words of a mail into a text.


def in_printed_typography(whole: str, text: str) -> str:
    """Returns a new version of a text with the quotes, dashes and spaces of the text.

    Text copied through a mail comes back in another typography, which is no proposed change.
    """
    edits = [
        edit
        for edit in diff(whole, text)
        if not _printed_alike(whole[edit.start : edit.end], edit.text)
    ]
    return apply(whole, tuple(edits))


def _printed_alike(one: str, other: str) -> bool:
    """Returns whether two passages differ in typography alone; capitals are more than that."""
    letters = ["".join(sign for sign in each if sign.isalnum()) for each in (one, other)]
    return (
        letters[0] == letters[1]
        and normalize_text(one).text.strip() == normalize_text(other).text.strip()
    )


def insert_before(whole: str, found: Anchor, text: str) -> str:
    """Returns a text with words inserted before a passage."""
    gap = "" if text[-1:].isspace() else " "
    return whole[: found.start] + text + gap + whole[found.start :]


def insert_at_end(whole: str, text: str) -> str:
    """Returns a text with words added before its last stop, or after it if they are a sentence."""
    bare = whole.rstrip()
    stop = bare[-1:] if bare[-1:] in (".", ";", ",", ":") else ""
    if stop and not (text[:1].isupper() and text.rstrip()[-1:] in (".", ";", ",")):
        gap = "" if text[:1] in (",", ";", ".", ":") else " "
        return f"{bare[:-1]}{gap}{text.rstrip('.;,')}{stop}"
    return f"{bare} {text}"
