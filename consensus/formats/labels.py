"""Printed labels: recognised at the start of a text, told apart by family, and set before it."""

from __future__ import annotations

import re

from consensus.formats.label_parts import (
    INSERTED,
    LETTERS,
    ROMAN,
    SUB,
    SUFFIX,
    UPPER_ROMAN,
    parts_of,
)
from consensus.formats.renumbering import renumber
from consensus.model.draft import ItemKind

__all__ = ["begins_item", "join_label", "kind_of", "renumber", "split_label"]

_END = r"(?=\s|$)"
_LABELS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"((?:PP|OP|R)\s?\d{{1,3}}{SUB}*{SUFFIX}*)[.:]?{_END}",
        rf"(Recommendation\s\d{{1,3}}{SUFFIX}*)(?:[.:]{_END}|\s[–—-]{_END}|(?=\s[A-Z])|$)",
        rf"([A-Z]\.\d{{1,3}}(?:\.\d{{1,3}})*{SUB}*{SUFFIX}*)\.?{_END}",
        rf"(\d{{1,3}}(?:\.\d{{1,3}})*(?:{SUB}+{SUFFIX}*|{SUFFIX}+))[.:]?{_END}",
        rf"(\d{{1,3}}(?:\.\d{{1,3}})+)(?:\.{_END}|(?=\s+[A-Z]))",
        rf"(\d{{1,3}})\.{_END}",
        rf"(\d{{1,3}}\)){_END}",
        rf"(\((?:{LETTERS}|[A-Z]|\d{{1,3}}){INSERTED}?\){SUFFIX}*)\.?{_END}",
        rf"((?:{ROMAN}|[a-z])\)){_END}",
        rf"({ROMAN}|[a-z])\.{_END}",
    )
)
_HEADING_LABELS = (
    *_LABELS,
    re.compile(rf"({UPPER_ROMAN}|[A-Z])\.{_END}"),
    re.compile(r"(\d{1,3}(?:\.\d{1,3})*)(?=\s+[A-Z])"),
)
_SEVERAL_LINES = re.compile(r"(?:[:;.]|[;,] (?:and|or|et|ou|y|o|und|oder))$")
_PREAMBULAR_END = re.compile(r",$")


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
