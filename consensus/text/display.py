"""Text for display: widths and columns, graphemes, control characters, spreadsheet cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from unicodedata import category, east_asian_width

# Full-width signs count too: spreadsheets set to Chinese or Japanese read them alike. Apostrophes
# before a sign are matched so that one can be taken off again without guessing.
_FORMULA = re.compile(r"[\s']*[=+\-@\t\r\n＝＋－＠]")


def escape_formula(cell: str) -> str:
    """Prefixes a cell that a spreadsheet would take for a formula with an apostrophe.

    Such a text begins with `=`, `+`, `-`, `@`, a tab or a line break, as it is or after white space
    or apostrophes.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unescape_formula(cell: str) -> str:
    """Removes the apostrophe that `escape_formula` added."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell


# Latin, Greek, Cyrillic, typographic signs and symbols; no carriage return, which may be half a
# grapheme.
_SIMPLE = re.compile(
    "[\0-\x0c\x0e-\u024f\u0370-\u0482\u048a-\u04ff\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20ac"
    "\u2100-\u27bf]*+"
)


def is_simple_script(text: str) -> bool:
    """Returns whether each character is a grapheme, as in Latin without marks of their own."""
    return _SIMPLE.fullmatch(text) is not None


def graphemes(text: str) -> Iterator[str]:
    """Returns the graphemes of a text, such as a letter with its marks, or an emoji."""
    if is_simple_script(text):
        return iter(text)
    # Imported late, since most texts never need it.
    import regex

    return (found[0] for found in regex.finditer(r"\X", text))


_EMOJI_STYLE = "\ufe0f"


def width_of(text: str) -> int:
    """Returns the width of a text in terminal columns, by graphemes."""
    return len(text) if text.isascii() else sum(map(_width_of_sign, graphemes(text)))


def _width_of_sign(cluster: str) -> int:
    """Returns the width of a grapheme in columns, such as a letter with marks, or an emoji."""
    if _EMOJI_STYLE in cluster or any(east_asian_width(sign) in "WF" for sign in cluster):
        return 2
    return sum(category(sign) not in ("Mn", "Me", "Cf") for sign in cluster)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Returns rows of cells, headings first, as lines in columns; numbers right-aligned."""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(width_of, column)) for column in columns]
    to_the_right = [
        all(cell.replace("/", "").isdecimal() or not cell for cell in column[1:])
        for column in columns
    ]
    lines = []
    for row in rows:
        line = ""
        for cell, width, is_right in zip(row, widths, to_the_right, strict=True):
            gap = " " * (width - width_of(cell))
            line += f"{gap}{cell}  " if is_right else f"{cell}{gap}  "
        lines.append(line.rstrip())
    return lines


def wrapped(text: str, width: int, indent: str = "", hanging: str = "") -> Iterator[str]:
    """Yields a text in lines of a width, broken between words; a longer word overflows."""
    line, taken = indent, width_of(indent)
    is_empty = True
    for word in text.split():
        wide = width_of(word)
        if not is_empty and taken + 1 + wide > width:
            yield line
            line, taken, is_empty = hanging, width_of(hanging), True
        line += word if is_empty else f" {word}"
        taken += wide if is_empty else wide + 1
        is_empty = False
    yield line.rstrip() if is_empty else line


# C0 without tab and line feed, DEL and C1; line and paragraph separators; the signs that change
# the direction of writing (Unicode Standard Annex 9), which can make a text read as another; and
# signs that show nothing and that no script needs, tags among them. What parts or joins letters
# (U+200B to U+200D) stays: Thai, Persian, Hindi and the signs of emoji depend on it; and so do the
# tags of a flag, which spell a region behind a black flag.
_CONTROL = re.compile(
    "(?P<flag>\U0001f3f4[\U000e0030-\U000e007a]{3,6}\U000e007f)"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def escape_control_characters(text: str) -> str:
    """Returns the text with control characters as JSON escapes."""
    return _CONTROL.sub(lambda sign: sign["flag"] or _escaped(sign[0]), text)


def _escaped(sign: str) -> str:
    """Returns a character as JSON escapes it: one or two UTF-16 code units."""
    units = sign.encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def one_line(text: str) -> str:
    """Returns a text on one line, runs of white space replaced by single spaces."""
    return " ".join(text.split())


def count_noun(count: int, one: str, many: str) -> str:
    """Returns a count with its noun: `1 item`, `27 items`."""
    return f"{count} {one if count == 1 else many}"


def shortened(text: str, most: int) -> str:
    """Returns the text, shortened with an ellipsis if it has more graphemes than wanted."""
    if len(text) <= most:
        return text
    beginning: Sequence[str] = text[: most + 1]
    if not text.isascii():
        beginning = [*islice(graphemes(text), most + 1)]
        if len(beginning) <= most:
            return text
    return f"{''.join(beginning[: most - 1]).rstrip()}…"


def shortened_pair(old: str, new: str, most: int) -> tuple[str, str]:
    """Returns two texts shortened as `shortened`, from shortly before where they differ."""
    pairs = enumerate(zip(old, new, strict=False))
    shared = next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))
    start = max(0, shared - most // 2) if max(len(old), len(new)) > most else 0
    if start:
        start = old.find(" ", start - 1, shared) + 1 or start
    cut = "…" if start and not old[start - 1].isspace() else "… " if start else ""
    return shortened(cut + old[start:], most), shortened(cut + new[start:], most)


def count_phrase(count: int, one: str, many: str) -> str:
    """Returns `one` for a count of 1, else `many` with the count in place of `{}`."""
    return one if count == 1 else many.format(count)


def list_phrase(parts: Iterable[str]) -> str:
    """Returns parts, at least one, as a list in a sentence: `R1, R2 and R3`."""
    *before, last = parts
    return f"{', '.join(before)} and {last}" if before else last


def in_words(span: timedelta) -> str:
    """Returns a duration: in whole days from two on, else in hours and minutes."""
    minutes = span // timedelta(minutes=1)
    days, hours = minutes // (24 * 60), minutes // 60
    if days > 1 and minutes == days * 24 * 60:
        return f"{days} days"
    parts = [count_phrase(hours, "one hour", "{} hours")] if hours else []
    if minutes % 60:
        parts.append(count_phrase(minutes % 60, "one minute", "{} minutes"))
    return list_phrase(parts or ["no time"])
