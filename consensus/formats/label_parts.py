"""A printed label, taken apart into what its series has in common and what counts up."""

from __future__ import annotations

import re

from attrs import frozen

_LATIN = r"(?:bis|ter|quater|quinquies|sexies|septies|octies|nonies|novies|decies)\b"
INSERTED = rf"(?:\s?{_LATIN})"
SUFFIX = rf"(?:\s?{_LATIN}|\salt\b(?:\s?\d{{1,2}}\b)?)"
ROMAN = r"(?:(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3}))"
UPPER_ROMAN = r"(?:(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3}))"
LETTERS = rf"(?:{ROMAN}|aa|bb|cc|dd|ee|ff|gg|hh|[a-z])"
SUB = rf"(?:\s?\((?:{LETTERS}|\d{{1,2}})\))"
_PARTS = re.compile(
    r"(?P<before>(?:PP|OP|R|Recommendation)\s?|(?:[A-Z]|\d{1,9})\.(?:\d{1,9}\.)*|\(|)"
    rf"(?P<number>\d{{1,9}}|{LETTERS}|{UPPER_ROMAN}|[A-Z])(?P<inner>{SUFFIX}*)(?P<after>[.)]?)"
    rf"(?P<sub>{SUB}*)(?P<outer>{SUFFIX}*)"
)
_FIRST = frozenset({"1", "a", "A", "i", "I"})


@frozen
class LabelParts:
    """A printed label, taken apart.

    Attributes:
        before: what stands before its number: `OP`, `A.`, `5.1.`, `(`.
        number: digits, letters or a Roman numeral.
        after: what closes it: `)`, `.` or nothing.
        sub: the letters that follow a number, as in `12(a)`.
        suffix: `bis`, `ter`, `alt`, as printed.
    """

    before: str
    number: str
    after: str
    sub: str
    suffix: str

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
        """Whether it is an `alt`, which stands beside a paragraph and not after it."""
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
    """Take a label apart; None when it is none that is known."""
    found = _PARTS.fullmatch(label)
    if found is None:
        return None
    suffix = (found["inner"] + found["outer"]).strip()
    return LabelParts(found["before"], found["number"], found["after"], found["sub"], suffix)
