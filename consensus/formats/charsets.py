"""Bytes as text, in the encoding they are said to be in or in the likeliest one."""

from __future__ import annotations

import codecs

from attrs import frozen

# Codecs that Python has for other ends, of which some take quadratic time.
_NO_CHARSETS = frozenset(
    {"idna", "punycode", "raw_unicode_escape", "unicode_escape", "undefined", "mbcs", "oem"}
)
_FALLBACK = "cp1252"
_HEAD = 65_536
_MOSTLY = 0.4


@frozen
class Decoded:
    """A text, and what had to be guessed.

    Attributes:
        text: the text, with line endings as `\\n` and without NUL.
        problem: what was wrong, in one sentence without a stop; empty when nothing was.
    """

    text: str
    problem: str = ""


def decode_as(content: bytes, charset: str) -> Decoded:
    """Decode bytes; what is in another encoding than it says is read in UTF-8 or Windows-1252.

    Args:
        content: the bytes.
        charset: the encoding they are said to be in; empty where it is not said.
    """
    said = charset.strip().strip("\"'").casefold() or "us-ascii"
    known = _codec(said)
    problem = "" if known else f"the encoding {said[:40]!r} is not known"
    for name in dict.fromkeys(("ascii" if said == "us-ascii" else known, "utf-8", _FALLBACK)):
        if not name:
            continue
        try:
            text = content.decode(name)
        except (UnicodeError, LookupError):
            problem = problem or (f"it is not in {said[:40]}, as it says" if charset else "")
            continue
        if problem:
            problem = f"{problem}; it was read as {name}"
        return _plain(text, problem)
    text = content.decode(_FALLBACK, "replace")
    lost = text.count("\ufffd")
    return _plain(text, f"{problem or 'it is in no known encoding'}; {lost} signs were lost")


def guess_encoding(content: bytes) -> str:
    """The likeliest encoding of a text that does not say which it is in; empty for none.

    Args:
        content: the bytes; not in UTF-8.
    """
    head = content[:_HEAD]
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        # Of letters of few scripts, every second byte is the same; in the Latin one it is NUL.
        if head[first::2].count(0) > _MOSTLY * len(head[first::2]):
            return name if _fits(content, name) else ""
    return _FALLBACK if _fits(content, _FALLBACK) else ""


def _fits(content: bytes, name: str) -> bool:
    try:
        return "\0" not in content.decode(name)
    except UnicodeError:
        return False


def _codec(name: str) -> str:
    """The Python name of an encoding of texts; empty for none."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return "" if found.replace("-", "_") in _NO_CHARSETS else found


def _plain(text: str, problem: str) -> Decoded:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "")
        problem = f"{problem}; NUL signs were left out" if problem else "NUL signs were left out"
    return Decoded(text, problem)


def sound(text: str) -> str:
    """A text without halves of surrogate pairs, which stand for bytes of no known encoding."""
    try:
        return decode_as(text.encode("utf-8", "surrogateescape"), "utf-8").text
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode().replace("\0", "")
