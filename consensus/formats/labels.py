"""Printed labels: recognised at the start of a text, told apart by family, and set before it."""

from __future__ import annotations

import re

from attrs import frozen

from consensus.model.draft import ItemKind

_LATIN = r"(?:bis|ter|quater|quinquies|sexies|septies|octies|nonies|novies|decies)\b"
_INSERTED = rf"(?:\s?{_LATIN})"
_SUFFIX = rf"(?:\s?{_LATIN}|\salt\b(?:\s?\d{{1,2}}\b)?)"
_ROMAN = r"(?:(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3}))"
_UPPER_ROMAN = r"(?:(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3}))"
_LETTERS = rf"(?:{_ROMAN}|aa|bb|cc|dd|ee|ff|gg|hh|[a-z])"
_SUB = rf"(?:\s?\((?:{_LETTERS}|\d{{1,2}})\))"
_END = r"(?=\s|$)"
_LABELS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"((?:PP|OP|R)\s?\d{{1,3}}{_SUB}*{_SUFFIX}*)[.:]?{_END}",
        rf"(Recommendation\s\d{{1,3}}{_SUFFIX}*)(?:[.:]{_END}|\s[–—-]{_END}|(?=\s[A-Z])|$)",
        rf"([A-Z]\.\d{{1,3}}(?:\.\d{{1,3}})*{_SUB}*{_SUFFIX}*)\.?{_END}",
        rf"(\d{{1,3}}(?:\.\d{{1,3}})*(?:{_SUB}+{_INSERTED}*|{_INSERTED}+))[.:]?{_END}",
        rf"(\d{{1,3}}(?:\.\d{{1,3}})+)(?:\.{_END}|(?=\s+[A-Z]))",
        rf"(\d{{1,3}})\.{_END}",
        rf"(\d{{1,3}}\)){_END}",
        rf"(\((?:{_LETTERS}|[A-Z]|\d{{1,3}}){_INSERTED}?\){_INSERTED}*){_END}",
        rf"((?:{_ROMAN}|[a-z])\)){_END}",
        rf"({_ROMAN}|[a-z])\.{_END}",
    )
)
_HEADING_LABELS = (
    *_LABELS,
    re.compile(rf"({_UPPER_ROMAN}|[A-Z])\.{_END}"),
    re.compile(r"(\d{1,3}(?:\.\d{1,3})*)(?=\s+[A-Z])"),
)
_PARTS = re.compile(
    r"(?P<before>(?:PP|OP|R|Recommendation)\s?|(?:[A-Z]|\d{1,9})\.(?:\d{1,9}\.)*|\(|)"
    rf"(?P<number>\d{{1,9}}|[A-Za-z]{{1,7}}?)(?P<inner>{_SUFFIX}*)(?P<after>[.)]?)"
    rf"(?P<sub>{_SUB}*)(?P<outer>{_SUFFIX}*)"
)
_FIRST = frozenset({"1", "a", "A", "i", "I"})
_SEVERAL_LINES = re.compile(r"(?:[:;.]|[;,] (?:and|or|et|ou|y|o|und|oder))$")
_PREAMBULAR_END = re.compile(r",$")


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
        if self.sub:
            return self.base + "(a)"
        kind = "1" if self.number.isdigit() else "a" if self.number.islower() else "A"
        return self.before + kind + self.after

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


def split_label(text: str, heading: bool = False) -> tuple[str, str]:
    """Take the printed label off the start of a text.

    Args:
        text: such as `12(a) Members shall report.`
        heading: whether the text is a heading, where `A. Scope` and `3 Scope` are labelled too.

    Returns:
        the label without its final stop, empty when there is none, and the text after it.
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
    """Set a label before a text, so that it can be taken off again."""
    if not label:
        return text
    stop = "" if label.endswith((")", ".", "]")) else "."
    return f"{label}{stop} {text}".rstrip()


def kind_of(label: str, *, recommendations: bool = False, nested: bool = False) -> ItemKind:
    """Tell what kind of item a label and its place make.

    Args:
        label: the printed label; empty for none.
        recommendations: whether it stands under a heading that announces recommendations.
        nested: whether it stands under another paragraph.
    """
    parts = parts_of(label)
    if parts is None:
        return ItemKind.PARAGRAPH
    if parts.sub or (parts.is_letter and nested):
        return ItemKind.SUBPARAGRAPH
    by_prefix = {
        "PP": ItemKind.PREAMBULAR,
        "OP": ItemKind.OPERATIVE,
        "R": ItemKind.RECOMMENDATION,
        "Recommendation": ItemKind.RECOMMENDATION,
    }
    prefix = parts.before.strip()
    if prefix in by_prefix:
        return by_prefix[prefix]
    if recommendations and parts.is_plain_number:
        return ItemKind.RECOMMENDATION
    return ItemKind.PARAGRAPH


def begins_item(line: str, line_before: str) -> bool:
    """Whether a line inside a paragraph begins an item of its own.

    A label after a line that closes a phrase does (`…:`, `…; and`); one in mid-sentence is a
    reference that the wrapping brought to the start of a line.
    """
    label, _ = split_label(line)
    if not label:
        return False
    if _SEVERAL_LINES.search(line_before):
        return True
    return label.startswith(("PP", "OP")) and bool(_PREAMBULAR_END.search(line_before))
