"""Automatic numbering of paragraphs: the formats of list levels, and the counters."""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import field, frozen

from consensus.formats.labels import Numerals

_PLACE = re.compile(r"%([1-9])")
_LONGEST = 5_000  # beyond this, letters and Roman numerals would be lines of their own
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_ARABIC = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_CHINESE = "零一二三四五六七八九"
_CHINESE_FORMATS = (
    *("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting"),
    *("taiwaneseCounting", "taiwaneseCountingThousand", "koreanCounting"),
)
BULLET = "bullet"
NO_NUMBER = "none"


@frozen
class ListPlace:
    """The id of a list, and the level of a paragraph in it, 0 for the outermost."""

    numbering: str
    level: int


@frozen
class Level:
    """The format of one level of a list."""

    # how its numbers are written, in the words of the format: `decimal`, `lowerLetter`, …
    form: str = "decimal"
    text: str = ""  # what is printed, `%1` standing for the number of the first level
    start: int = 1  # the first number
    # the level, counted from 1, after which it restarts; 0 for never, -1 for any that is further
    # out
    restarts_after: int = -1
    is_legal: bool = False  # whether the numbers of all levels are printed as digits
    style: str = ""  # the id of the style whose paragraphs are of this level; empty for none


@frozen
class Numbering:
    """A list definition that paragraphs refer to."""

    sequence: str  # the id of what it shares its numbers with
    levels: Mapping[int, Level]  # by their place, 0 for the outermost
    # the levels that restart, each to its first number
    starts: Mapping[int, int] = field(factory=dict)


class Counter:
    """Counts the paragraphs of the lists of one text, in document order."""

    def __init__(self, numberings: Mapping[str, Numbering]) -> None:
        self._numberings = numberings
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def count(self, place: ListPlace) -> tuple[str, bool]:
        """Returns what is printed before the next paragraph, and whether that is a bullet."""
        numbering = self._numberings.get(place.numbering)
        level = numbering.levels.get(place.level) if numbering else None
        if numbering is None or level is None:
            return "", False
        if level.form == BULLET:
            return "•", True
        counts = self._counts.setdefault(numbering.sequence, {})
        start = level.start
        if place.level in numbering.starts:
            start = numbering.starts[place.level]
            if (place.numbering, place.level) not in self._begun:
                self._begun.add((place.numbering, place.level))
                counts.pop(place.level, None)
        counts[place.level] = counts.get(place.level, start - 1) + 1
        for deeper in [each for each in counts if each > place.level]:
            known = numbering.levels.get(deeper)
            after = known.restarts_after if known else -1
            if after == -1 or place.level < after:
                del counts[deeper]
        return _PLACE.sub(
            lambda found: self._number(numbering, int(found[1]) - 1, level, counts), level.text
        ), False

    def _number(
        self, numbering: Numbering, place: int, printed: Level, counts: Mapping[int, int]
    ) -> str:
        level = numbering.levels.get(place, Level())
        number = counts.get(place, numbering.starts.get(place, level.start))
        form = "decimal" if printed.is_legal and level.form != NO_NUMBER else level.form
        return write_number(number, form)


def write_number(number: int, form: str) -> str:
    """Returns a number, from 0, in a form such as `lowerRoman`; in digits if it is unknown."""
    if form in (NO_NUMBER, BULLET):
        return ""
    if form == "decimalZero":
        return f"{number:02}"
    if not 0 < number <= _LONGEST:
        return str(number)
    match form:
        case "lowerLetter" | "upperLetter":
            return Numerals.LETTERS.render(number, form == "upperLetter")
        case "lowerRoman" | "upperRoman":
            return Numerals.ROMAN.render(number, form == "upperRoman")
        case "russianLower" | "russianUpper":
            letters = _cycled(_RUSSIAN, number)
            return letters.upper() if form == "russianUpper" else letters
        case "arabicAlpha":
            return _cycled(_ARABIC, number)
        case "ordinal":
            last = 0 if number % 100 in (11, 12, 13) else number % 10
            return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"
        case "numberInDash":
            return f"- {number} -"
        case "decimalFullWidth" | "decimalFullWidth2":
            return "".join(chr(ord("０") + int(digit)) for digit in str(number))
        case _ if form in _CHINESE_FORMATS and number < 100:
            return _chinese(number)
        case _:
            return str(number)


def _cycled(letters: str, number: int) -> str:
    """Returns the letter of a number, from 1; after the last come doubled ones: z, aa, bb."""
    rounds, place = divmod(number - 1, len(letters))
    return letters[place] * (rounds + 1)


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else _CHINESE[tens] + "十"
    return ten + (_CHINESE[ones] if ones else "")
