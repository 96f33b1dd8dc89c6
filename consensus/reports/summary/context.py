"""Words that every sentence of a summary is put together from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from consensus.model.member import Role

_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth", "twentieth"),
)
_OFFICES = {
    Role.CHAIR: "the Chair",
    Role.CO_CHAIR: "the Co-Chair",
    Role.FACILITATOR: "the Facilitator",
    Role.SECRETARY: "the Secretariat",
    "secretariat": "the Secretariat",
}
_BODIES = re.compile(
    r"\b(working group|task force|group|committee|commission|council|assembly|conference|panel"
    r"|board)\b",
    re.IGNORECASE,
)
_BODY = "the Working Group"
# Capitals of words that are no names mean only that a sentence began.
_BEGINNINGS = frozenset(
    (
        *("a", "all", "an", "any", "as", "at", "both", "by", "each", "every", "few", "for", "from"),
        *("future", "he", "how", "if", "in", "it", "its", "many", "members", "more", "most", "no"),
        *("not", "of", "on", "once", "one", "only", "our", "several", "she", "some", "such"),
        *("that", "the", "their", "there", "these", "they", "this", "those", "to", "we", "what"),
        *("when", "where", "whether", "which", "who", "why", "with", "would"),
    )
)


def number(count: int, letters: bool = True) -> str:
    """A number as running text has it: in letters up to twelve.

    Args:
        count: the number.
        letters: whether small ones are written in letters.
    """
    return _NUMBERS[count] if letters and 0 <= count < len(_NUMBERS) else str(count)


def counted(count: int, one: str, many: str) -> str:
    """A number in letters with its noun: `one amendment`, `14 amendments`."""
    return f"{number(count)} {one if count == 1 else many}"


def ordinal(printed: str) -> str:
    """The ordinal of a printed number, such as `second`; empty where it is no number."""
    count = int(printed) if printed.isdecimal() and printed.isascii() else 0
    if 0 < count <= len(_ORDINALS):
        return _ORDINALS[count - 1]
    if not count:
        return ""
    ending = "th" if count % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(count % 10)
    return f"{count}{ending or 'th'}"


def body_of(title: str) -> str:
    """What a body is called in short, by its title: `the Committee`."""
    found = _BODIES.search(title)
    return f"the {found[0].title()}" if found else _BODY


def in_full(title: str) -> str:
    """The title of a body, to stand within a sentence."""
    if title.casefold().startswith("the "):
        return f"the {title[4:]}"
    return f"the {title}" if _BODIES.search(title) else title


def office(words: str) -> str:
    """An office within a sentence: `the Chair`, `the head of the secretariat`.

    Args:
        words: as it was recorded; what begins with a capital is taken as it is.
    """
    words = words.strip()
    known = _OFFICES.get(words.casefold().removeprefix("the "))
    if known:
        return known
    if words[:1].isupper() or words.startswith("the "):
        return words
    return f"the {words}"


def subject_phrase(words: str) -> str:
    """Who does something, with the comma that ends an apposition before the verb."""
    return f"{words}," if "," in words and not words.endswith(",") else words


def located(place: str) -> str:
    """Where something is held, with the comma before what follows; a place of one word is a town.

    Args:
        place: as it was recorded; empty for none.
    """
    if not place:
        return ""
    return f" {'at' if len(place.split()) > 1 else 'in'} {subject_phrase(place)}"


def clause(text: str) -> str:
    """Noted words, to stand within a sentence: without a full stop, and begun in small letters."""
    text = " ".join(text.split()).rstrip(".").rstrip()
    first = re.split(r"[\s,']", text, maxsplit=1)[0]
    if first[1:].islower() or len(first) == 1:
        small = first.casefold()
        if small in _BEGINNINGS:
            return small + text[len(first) :]
    return text


def infinitive(text: str) -> str:
    """What is to be done, with `to` before it."""
    text = clause(text)
    return text if text.startswith("to ") else f"to {text}"


def opened(text: str, opening: str = "") -> str:
    """A sentence that begins with a capital, after an opening where there is one."""
    whole = f"{opening}{text}"
    return whole[:1].upper() + whole[1:]


def ended(text: str) -> str:
    """A sentence with a full stop, unless it has an end of its own."""
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


def parted(parts: Sequence[str]) -> str:
    """Several long parts as they are read out, with semicolons: `a; b; and c`."""
    if len(parts) < 2:
        return "".join(parts)
    if len(parts) == 2:
        return f"{parts[0]}, and {parts[1]}"
    return f"{'; '.join(parts[:-1])}; and {parts[-1]}"
