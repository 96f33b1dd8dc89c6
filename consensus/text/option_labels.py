"""Labels of options as printed drafts set them before their words: `Option 1:`, `7 alt:`."""

from __future__ import annotations

import re

from attrs import frozen

_NUMBER = r"\(?(?P<number>\d{1,2}|[A-Za-z]|[ivx]{2,4}|[IVX]{2,4})\)?"
_REMARK = r"(?:\s*\([^()\n]{1,60}\))?"
_OPTION = re.compile(
    rf"(?P<marks>[*_]{{0,3}})(?P<label>(?:option|alternative|variant)\s+{_NUMBER}{_REMARK})"
    r"(?P<stop>\s*[:.\u2013\u2014-])?(?P=marks)(?P<late>\s*[:.\u2013\u2014-])?(?:\s+|$)",
    re.IGNORECASE,
)
_ALTERNATIVE = re.compile(
    r"(?P<label>(?:[A-Z]{1,14}\.?\s?)?\(?[\dA-Za-z.]{1,9}\)?(?:\s?\([\da-z]{1,4}\))*"
    r"(?:\s[a-z]{3,9})?\salt\b(?:\s(?:\d{1,2}|[a-z]{3,9}))*):\s+"
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


@frozen
class OptionLabel:
    """The label of an option, and the words behind it.

    Attributes:
        label: as printed, without what parts it from the words: `Option 1`.
        places: which place among the options its number may mean: `i` is the first and the ninth.
        rest: the words behind it; empty where the label stands alone.
    """

    label: str
    places: frozenset[int]
    rest: str


def read_option_label(text: str) -> OptionLabel | None:
    """Take `Option 1:`, `Alternative B.` or `**Variant ii**` off the start of a text.

    Args:
        text: a paragraph; the label counts where a stop, emphasis or nothing follows it.
    """
    found = _OPTION.match(text)
    if found is None:
        return None
    rest = text[found.end() :]
    if rest and not (found["stop"] or found["late"] or found["marks"]):
        return None
    number = found["number"].lower()
    places = {int(number)} if number.isdigit() else set()
    if number in _ROMAN:
        places.add(_ROMAN.index(number) + 1)
    if len(number) == 1 and number.isalpha():
        places.add(ord(number) - ord("a") + 1)
    return OptionLabel(" ".join(found["label"].split()), frozenset(places), rest)


def without_option_label(text: str) -> str:
    """The words of an option without its label, `Option 1:` or `7 alt:`, where it has one."""
    option = read_option_label(text)
    if option is not None:
        return option.rest
    found = _ALTERNATIVE.match(text)
    return text[found.end() :] if found else text
