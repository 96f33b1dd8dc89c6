"""Reading bracket notation, in our own texts and in foreign ones."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable

from attrs import define, field

from consensus.finding import Finding, Severity
from consensus.text.bracket_signs import Lines, Signs, find_signs
from consensus.text.bracketed_text import (
    ATTRIBUTION,
    NO_TEXT,
    PROTECTED_NO_TEXT,
    Bracket,
    BracketedText,
    BracketOption,
    EveryCode,
    Part,
)

READ_AS_TEXT = "alternatives? It was read as text of its own."
"""How the findings on what may be alternatives end."""

BETWEEN_ALTERNATIVES = re.compile(r"[ \t\u00a0]*/?[ \t\u00a0]*")
_LOOKS_LIKE_CODE = re.compile(r"[A-Z][A-Z0-9]{1,5}")
_SLASH = re.compile(r"(?<=[^\W\d_])\s*/\s*(?=[^\W\d_])")
_IDIOM = re.compile(r"\s*and\s*/\s*or\s*", re.IGNORECASE)


def parse(
    text: str, codes: Collection[str] = (), markdown: bool = False
) -> tuple[BracketedText, tuple[Finding, ...]]:
    """Read a text in bracket notation.

    Args:
        text: the text; every sign that builds no bracket is kept.
        codes: codes of members and groups, compared exactly; names not among them are text.
        markdown: the text is Markdown: what that resolves as links, images, footnotes or code, and
            numbers in brackets, builds no bracket.

    Returns:
        The text, and findings with line and column: unbalanced signs and names that nobody bears
        (warnings), brackets that may be alternatives (notes, see `as_alternatives`).
    """
    known = codes if isinstance(codes, EveryCode) else frozenset(codes)
    reader = _Reader(text, find_signs(text, markdown), known)
    result = reader.read()
    findings = sorted(reader.findings, key=lambda finding: (finding.line, finding.column))
    return result, tuple(findings)


@define
class _Opened:
    """A bracket, or the text as a whole, whose end is still to come."""

    number: int
    offset: int
    options: list[BracketOption] = field(factory=list)
    spans: list[tuple[int, int]] = field(factory=list)
    brackets: list[Bracket] = field(factory=list)  # each between two spans
    numbers: list[tuple[int, int]] = field(factory=list)  # number and offset of each


class _Reader:
    def __init__(self, text: str, signs: Signs, known: Collection[str]) -> None:
        self._text = text
        self._signs = signs
        self._known = known
        self._lines = Lines(text)
        self.findings = list(signs.findings)

    def read(self) -> BracketedText:
        opened = [_Opened(0, 0)]
        place = count = 0
        for offset in self._signs.structure:
            current = opened[-1]
            current.spans.append((place, offset))
            place = offset + 1
            sign = self._text[offset]
            if sign == "[":
                count += 1
                opened.append(_Opened(count, offset))
                continue
            current.options.append(self._option(current, last=sign == "]"))
            if sign == "]":
                opened.pop()
                bracket = Bracket(tuple(current.options))
                opened[-1].brackets.append(bracket)
                opened[-1].numbers.append((current.number, current.offset))
                self._note_slash(bracket, current)
        opened[0].spans.append((place, len(self._text)))
        return self._sequence(opened[0], opened[0].spans)

    def _option(self, opened: _Opened, last: bool) -> BracketOption:
        """Read the option that ends here, and make room for the next."""
        (start, end), *rest = opened.spans
        if opened.options and self._text.startswith(" ", start, end):
            start += 1
        if not last:
            final_start, final_end = rest[-1] if rest else (start, end)
            if self._text.endswith(" ", final_start, final_end):
                final_end -= 1
            if rest:
                rest[-1] = (final_start, final_end)
            else:
                end = final_end
        names, start = self._names(start, end)
        option = BracketOption(self._sequence(opened, [(start, end), *rest]), *names)
        opened.spans.clear()
        opened.brackets.clear()
        opened.numbers.clear()
        return option

    def _sequence(self, opened: _Opened, spans: list[tuple[int, int]]) -> BracketedText:
        self._note_neighbours(opened, spans)
        if opened.number and len(spans) == 1:
            if NO_TEXT.fullmatch(self._text, *spans[0]) or spans[0][0] == spans[0][1]:
                return BracketedText()
            if protected := PROTECTED_NO_TEXT.fullmatch(self._text, *spans[0]):
                return BracketedText.plain(protected[1] + protected[2])
        parts: list[Part] = [self._words(*spans[0])]
        for bracket, span in zip(opened.brackets, spans[1:], strict=True):
            parts += (bracket, self._words(*span))
        return BracketedText(tuple(parts))

    def _words(self, start: int, end: int) -> str:
        escapes = self._signs.escapes
        words: list[str] = []
        for escape in escapes[bisect_left(escapes, start) : bisect_left(escapes, end)]:
            words.append(self._text[start:escape])
            start = escape + 1
        return "".join((*words, self._text[start:end]))

    def _names(self, start: int, end: int) -> tuple[Iterable[tuple[str, ...]], int]:
        """Read who is named at the start of an option; returns where its words begin."""
        attribution = ATTRIBUTION.match(self._text, start, end)
        if attribution is None:
            return (), start
        named: dict[str, list[str]] = {"propose": [], "support": [], "oppose": []}
        without_verb: list[str] = []
        for holder in attribution[1].split(","):
            code, *verb = holder.split()
            without_verb.append(code)
            if verb:
                named[verb[0].removesuffix("s")] += without_verb
                without_verb = []
        named["propose"] += without_verb
        unknown = [code for codes in named.values() for code in codes if code not in self._known]
        if unknown:
            if all(_LOOKS_LIKE_CODE.fullmatch(code) for code in unknown):
                self.findings.append(
                    self._lines.finding(
                        attribution.start(1),
                        f"No member or group has the code {', '.join(unknown)}; "
                        "the name was kept as part of the text.",
                        Severity.NOTE,
                    )
                )
            return (), start
        words = attribution.end()
        if self._text.startswith(" ", words, end):
            words += 1
        return (tuple(codes) for codes in named.values()), words

    def _note_neighbours(self, opened: _Opened, spans: list[tuple[int, int]]) -> None:
        run_goes_on = False
        for place in range(1, len(opened.brackets)):
            pair = opened.brackets[place - 1 : place + 1]
            beside = BETWEEN_ALTERNATIVES.fullmatch(self._text, *spans[place]) is not None
            beside = beside and not any(bracket.holders for bracket in pair)
            if beside and not run_goes_on:
                number, offset = opened.numbers[place - 1]
                self._note_alternatives(number, offset, "stands beside another")
            run_goes_on = beside

    def _note_slash(self, bracket: Bracket, opened: _Opened) -> None:
        if not bracket.holders and len(slashed(bracket)) > 1:
            self._note_alternatives(opened.number, opened.offset, "holds a slash")

    def _note_alternatives(self, number: int, offset: int, what: str) -> None:
        message = f"Bracket {number} {what}: {READ_AS_TEXT}"
        self.findings.append(self._lines.finding(offset, message, Severity.NOTE))


def slashed(bracket: Bracket) -> list[str]:
    """Split the words of a bracket at its slashes, where it has one option of plain words."""
    parts = bracket.options[0].text.parts
    if len(bracket.options) > 1 or len(parts) != 1 or not isinstance(parts[0], str):
        return []
    return [parts[0]] if _IDIOM.fullmatch(parts[0]) else _SLASH.split(parts[0])
