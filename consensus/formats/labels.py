"""Printed labels of items: parsing, and renumbering."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import Enum

from attrs import frozen

from consensus.model.drafts import ItemKind

LIST_LABEL = re.compile(r"\d{1,9}\)?")
"""A label that Markdown writes as the number of a list."""

_LATIN = r"(?:bis|ter|quater|quinquies|sexies|septies|octies|nonies|novies|decies)\b"
INSERTED = rf"(?:\s?{_LATIN})"
SUFFIX = rf"(?:\s?{_LATIN}|\salt\b(?:\s?\d{{1,2}}\b)?)"
ROMAN = r"(?:(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3}))"
UPPER_ROMAN = r"(?:(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3}))"
LETTERS = rf"(?:{ROMAN}|aa|bb|cc|dd|ee|ff|gg|hh|[a-z])"
SUB = rf"(?:\s?\((?:{LETTERS}|\d{{1,2}})\))"
_PARTS = re.compile(
    r"(?P<before>(?:PP|OP|R|Recommendation)\s?|(?:[A-Z]|\d{1,9})\.(?:\d{1,9}\.)*|\(|)"
    rf"(?P<number>\d{{1,9}}|{LETTERS}|{UPPER_ROMAN}|[A-Z])"
    rf"(?P<inner>(?:(?<=\d)[a-z]\b)?{SUFFIX}*)(?P<after>[.)]?)"
    rf"(?P<sub>{SUB}*)(?P<outer>{SUFFIX}*)"
)
_FIRST = frozenset({"1", "a", "A", "i", "I"})


@frozen
class LabelParts:
    """A parsed label."""

    before: str  # what stands before its number: `OP`, `A.`, `5.1.`, `(`
    number: str  # digits, letters or a Roman numeral
    after: str  # what closes it: `)`, `.` or nothing
    sub: str  # the letters that follow a number, as in `12(a)`
    suffix: str  # `bis`, `ter`, `alt`, as printed

    @property
    def base(self) -> str:
        """The label without its subdivision and suffix: `OP7` of `OP7(a) bis`."""
        return self.before + self.number + self.after

    @property
    def family(self) -> str:
        """What labels of one series have in common: `OP1`, `(a)`, `A.1`, `12(a)`."""
        return self.base + "(a)" if self.sub else self.series

    @property
    def series(self) -> str:
        """The family of the label without its subdivision."""
        kind = "1" if self.number.isdigit() else "a" if self.number.islower() else "A"
        return self.before + kind + self.after

    @property
    def is_alternative(self) -> bool:
        """Whether it is an `alt`: beside a paragraph, not after it."""
        return "alt" in self.suffix.split()

    @property
    def is_first(self) -> bool:
        """Whether a series begins with it."""
        return not self.suffix and (self.sub.strip(" ()") or self.number) in _FIRST

    @property
    def is_prefixed(self) -> bool:
        """Whether letters of its own name its series: `OP7`, `R3`, `A.1`, but not `3` or `(a)`."""
        return self.before[:1].isalpha()

    @property
    def is_plain_number(self) -> bool:
        """Whether it is a number, alone or in a cluster: `3`, `3)`, `5.1`, `A.1`, `OP7`."""
        return self.number.isdigit() and not self.sub and self.before != "("

    @property
    def is_letter(self) -> bool:
        """Whether it is a letter or small Roman numeral: `(a)`, `iv)`."""
        return self.number.islower() and not self.before[:1].isalnum()


def parts_of(label: str) -> LabelParts | None:
    """Parses a label; returns None for an unknown form."""
    found = _PARTS.fullmatch(label)
    if found is None:
        return None
    suffix = (found["inner"] + found["outer"]).strip()
    return LabelParts(found["before"], found["number"], found["after"], found["sub"], suffix)


_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv")),
    (1, "i"),
)
_ALPHABET = 26


class Numerals(Enum):
    """The numerals that a series uses."""

    DIGITS = "digits"
    LETTERS = "letters"
    ROMAN = "roman"

    def parse(self, numeral: str) -> int:
        """Returns the number that a numeral means."""
        match self:
            case Numerals.DIGITS:
                return int(numeral)
            case Numerals.LETTERS:
                # After z come aa, bb, as in resolutions of the United Nations.
                return (len(numeral) - 1) * _ALPHABET + ord(numeral[0].lower()) - ord("a") + 1
            case Numerals.ROMAN:
                return _ROMAN_NUMBERS.get(numeral.lower(), 1)

    def render(self, number: int, capital: bool = False) -> str:
        """Returns the numeral of a number, counted from 1."""
        match self:
            case Numerals.DIGITS:
                return str(number)
            case Numerals.LETTERS:
                rounds, letter = divmod(number - 1, _ALPHABET)
                written = chr(ord("a") + letter) * (rounds + 1)
            case Numerals.ROMAN:
                written = _roman(number)
        return written.upper() if capital else written


def numerals_of(series: Collection[str]) -> Numerals:
    """Returns the kind of numerals that the bases of a series use."""
    if all(numeral.isdigit() for numeral in series):
        return Numerals.DIGITS
    # Letters that can be Roman numerals are so if one has several (`iv`), or the first is `i`.
    small = [numeral.lower() for numeral in series]
    if not all(numeral in _ROMAN_NUMBERS for numeral in small):
        return Numerals.LETTERS
    several = any(len(numeral) > 1 for numeral in small)
    return Numerals.ROMAN if several or small[0] == "i" else Numerals.LETTERS


def _roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        written += sign * times
    return written


_ROMAN_NUMBERS = {_roman(number): number for number in range(1, 200)}


def parents(depths: Iterable[int]) -> Iterator[int]:
    """Yields for each depth the index of the parent item; -1 at the top."""
    above: list[tuple[int, int]] = []
    for index, depth in enumerate(depths):
        while above and above[-1][0] >= depth:
            above.pop()
        yield above[-1][1] if above else -1
        above.append((depth, index))


FIRST_OF_AN_EXCERPT = 6
"""A series whose lowest number is at least this belongs to a text that begins elsewhere and goes
on from there; a lower one only lost its first paragraphs, and begins at 1 again."""

_SUBDIVISION = re.compile(r"(\s?\()([a-z0-9]+)(\))")


def renumber(items: Sequence[tuple[int, ItemKind, str]]) -> tuple[str, ...]:
    """Returns continuous labels for items (depth, kind, label), as when a revision is published.

    `OP`, `PP`, `R` and plain numbers run through the whole draft, or restart under each parent if
    plain ones did before; letters restart; `A.1` and `5.1` follow the label of their heading.
    `OP7 bis` becomes `OP8`; an `alt` stays the alternative of its paragraph while that is there.
    """
    return _Renumbering(items).labels()


class _Renumbering:
    def __init__(self, items: Sequence[tuple[int, ItemKind, str]]) -> None:
        self._old = [label for _, _, label in items]
        self._headings = [kind is ItemKind.SECTION for _, kind, _ in items]
        self._parents = list(parents(depth for depth, _, _ in items))
        self._labelled = {
            index: parts
            for index, (_, kind, label) in enumerate(items)
            if kind is not ItemKind.FOOTNOTE and (parts := parts_of(label)) is not None
        }
        self._restarting = self._find_restarting()
        self._holders = self._find_holders()

    def labels(self) -> tuple[str, ...]:
        bases = self._bases()
        subdivisions = self._subdivisions()
        new = list(self._old)
        for index, parts in self._labelled.items():
            base = bases[self._holders[index]]
            if parts.sub:
                new[index] = base + subdivisions.get(index, f"{parts.sub} {parts.suffix}".rstrip())
            elif self._holders[index] != index:
                new[index] = f"{base} {parts.suffix}"
            else:
                new[index] = base
        return tuple(new)

    def _find_restarting(self) -> set[str]:
        """Finds the series of plain numbers that restart under different parents."""
        seen: dict[tuple[bool, str, str], int] = {}
        restarting: set[str] = set()
        for index, parts in self._labelled.items():
            if parts.before or parts.sub or parts.suffix:
                continue
            key = (self._headings[index], parts.series, parts.number)
            if seen.setdefault(key, self._parents[index]) != self._parents[index]:
                restarting.add(parts.series)
        return restarting

    def _find_holders(self) -> dict[int, int]:
        """Finds for each label the item that holds its number: itself or the one it belongs to."""
        # `12(a)` and `12 alt` belong to the nearest `12` before them, or else to the first after;
        # the first of those that find none holds the number itself.
        holding: dict[tuple[bool, str], list[int]] = {}
        dependent: list[int] = []
        for index, parts in self._labelled.items():
            if parts.sub or parts.is_alternative:
                dependent.append(index)
            else:
                holding.setdefault((self._headings[index], parts.base), []).append(index)
        holders = {index: index for indices in holding.values() for index in indices}
        for index in dependent:
            key = (self._headings[index], self._labelled[index].base)
            candidates = holding.setdefault(key, [index])
            before = [candidate for candidate in candidates if candidate <= index]
            holders[index] = before[-1] if before else candidates[0]
        return holders

    def _bases(self) -> dict[int, str]:
        """Numbers the items that hold a number, and writes their labels without subdivisions."""
        series: dict[tuple[bool, str, int], list[int]] = {}
        for index in sorted(set(self._holders.values())):
            parts = self._labelled[index]
            key = (self._headings[index], parts.series, self._scope(index, parts))
            series.setdefault(key, []).append(index)
        numbers: dict[int, str] = {}
        for indices in series.values():
            numerals = [self._labelled[each].number for each in indices]
            numbers |= _assign_numerals(indices, numerals)
        bases: dict[int, str] = {}
        for index in sorted(numbers):
            parts = self._labelled[index]
            before = parts.before
            heading = self._heading_of(index, parts)
            if heading in bases:
                before = bases[heading].rstrip(".)") + "."
            bases[index] = before + numbers[index] + parts.after
        return bases

    def _scope(self, index: int, parts: LabelParts) -> int:
        """Returns the item under which a series runs; -1 for the whole draft."""
        heading = self._heading_of(index, parts)
        if heading >= 0:
            return heading
        runs_through = parts.number.isdigit() and parts.before != "("
        if runs_through and parts.series not in self._restarting:
            return -1
        return self._parents[index]

    def _heading_of(self, index: int, parts: LabelParts) -> int:
        """Returns the item above whose label a cluster begins with; -1 when there is none."""
        if not parts.before.endswith("."):
            return -1
        above = self._parents[index]
        while above >= 0:
            label = self._labelled.get(above)
            if label is not None and self._old[above] == parts.before[:-1]:
                return above
            above = self._parents[above]
        return -1

    def _subdivisions(self) -> dict[int, str]:
        groups: dict[int, list[int]] = {}
        for index, parts in self._labelled.items():
            if _SUBDIVISION.fullmatch(parts.sub) and not parts.is_alternative:
                groups.setdefault(self._holders[index], []).append(index)
        new: dict[int, str] = {}
        for indices in groups.values():
            subs = [self._labelled[index].sub for index in indices]
            numerals = [sub.strip(" ()") for sub in subs]
            for index, numeral in _assign_numerals(indices, numerals).items():
                new[index] = _SUBDIVISION.sub(rf"\g<1>{numeral}\g<3>", self._labelled[index].sub)
        return new


def _assign_numerals(indices: Sequence[int], numerals: Sequence[str]) -> dict[int, str]:
    style = numerals_of(numerals)
    lowest = min(style.parse(numeral) for numeral in numerals)
    first = lowest if lowest >= FIRST_OF_AN_EXCERPT else 1
    capital = numerals[0].isupper()
    return {index: style.render(number, capital) for number, index in enumerate(indices, first)}


_END = r"(?=\s|$)"
_LABELS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"((?:PP|OP|R)\s?\d{{1,3}}{SUB}*{SUFFIX}*)[.:]?{_END}",
        rf"(Recommendation\s\d{{1,3}}{SUFFIX}*)(?:[.:]{_END}|\s[–—-]{_END}|(?=\s[A-Z])|$)",
        rf"([A-Z]\.\d{{1,3}}(?:\.\d{{1,3}})*{SUB}*{SUFFIX}*)\.?{_END}",
        rf"(\d{{1,3}}(?:\.\d{{1,3}})*(?:{SUB}+{SUFFIX}*|{SUFFIX}+))[.:]?{_END}",
        rf"(\d{{1,3}}(?:\.\d{{1,3}})+)(?:\.{_END}|(?=\t|\s+\[?[A-Z]|$))",
        rf"(\d{{1,3}}[a-z]?)\.{_END}",
        rf"(\d{{1,3}}\)){_END}",
        rf"(\((?:{LETTERS}|{UPPER_ROMAN}|[A-Z]|\d{{1,3}}[a-z]?){INSERTED}?\){SUFFIX}*)"
        rf"(?:\.?{_END}|(?={SUB}\s))",
        rf"((?:{ROMAN}|[a-z])\)){_END}",
        rf"({ROMAN}|[a-z])\.{_END}",
    )
)
_HEADING_LABELS = (
    *_LABELS,
    re.compile(rf"({UPPER_ROMAN}|[A-Z])\.{_END}"),
    re.compile(r"(\d{1,3}(?:\.\d{1,3})*(?=\s+[A-Z])|\d{1,3}(?:\.\d{1,3})+(?=\s+[a-z]))"),
)
CLAUSE = re.compile(r"(?:[A-Z]|\d{1,3})(?:\.\d{1,3})+")
_CAPITAL = re.compile(r"\[?[A-Z]")
_SEVERAL_LINES = re.compile(r"(?:[:;.]|[;,] (?:and|or|et|ou|y|o|und|oder))$")
_PREAMBULAR_END = re.compile(r",$")


def split_label(text: str, heading: bool = False) -> tuple[str, str]:
    """Splits the printed label off the start of a text such as `12(a) Members shall report.`

    In a heading `A. Scope`, `3 Scope` and `3.1 scope` are labelled too.
    """
    first = text[:1]
    if not (first == "(" or (first.isascii() and first.isalnum())):
        return "", text
    for pattern in _HEADING_LABELS if heading else _LABELS:
        found = pattern.match(text)
        if found:
            return found[1], text[found.end() :].lstrip()
    return "", text


def join_label(label: str, text: str) -> str:
    """Joins a label and a text such that `split_label` splits them again.

    `4.2` stands without a stop, as it is printed, but before small letters, which would follow a
    number as they do.
    """
    if not label:
        return text
    is_clause = (
        CLAUSE.fullmatch(label) and label[0].isdigit() and (not text or _CAPITAL.match(text))
    )
    stop = "" if is_clause or label.endswith((")", ".", "]")) else "."
    return f"{label}{stop} {text}".rstrip()


_BY_PREFIX = {
    "PP": ItemKind.PREAMBULAR,
    "OP": ItemKind.OPERATIVE,
    **dict.fromkeys(("R", "Recommendation"), ItemKind.RECOMMENDATION),
}


def kind_of(label: str, *, recommendations: bool = False, nested: bool = False) -> ItemKind:
    """Returns the kind of item that a label and a place imply.

    It may stand under a heading that announces recommendations, or nested under a paragraph.
    """
    parts = parts_of(label)
    if parts is None:
        return ItemKind.PARAGRAPH
    if parts.sub or (parts.is_letter and nested):
        return ItemKind.SUBPARAGRAPH
    is_recommended = recommendations and parts.is_plain_number
    otherwise = ItemKind.RECOMMENDATION if is_recommended else ItemKind.PARAGRAPH
    return _BY_PREFIX.get(parts.before.strip(), otherwise)


def begins_item(line: str, line_before: str) -> bool:
    """Returns whether a line in a paragraph begins an item: its label follows `…:` or `…; and`."""
    label, _ = split_label(line)
    if label and _SEVERAL_LINES.search(line_before):
        return True
    return label.startswith(("PP", "OP")) and bool(_PREAMBULAR_END.search(line_before))
