"""The text of a mail, parted into what its sender wrote, what is quoted, and the signature."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

_QUOTED = re.compile(r"\s{0,2}>")
_ATTRIBUTION = re.compile(
    r"\s*(?:on\b.{4,300}\bwrote|le\b.{4,300}\ba écrit|am\b.{4,300}\bschrieb\b.{0,120}"
    r"|el\b.{4,300}\bescribió)\s*:\s*",
    re.IGNORECASE,
)
_ATTRIBUTION_LINE = re.compile(
    r".{0,120}<[^<>\s]{3,200}>\s+(?:wrote|a écrit|schrieb|escribió)\s*:\s*", re.IGNORECASE
)
_ATTRIBUTION_LINES = 3
_FORWARDED = re.compile(
    r"\s*[-_]{2,}\s*(?:original message|forwarded message|message d['’]origine|message transféré"
    r"|message original|ursprüngliche nachricht|weitergeleitete nachricht|originalnachricht"
    r"|mensaje original|mensaje reenviado)\s*[-_]{2,}\s*",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"\W{0,4}(?:from|sent|date|to|cc|subject|de|envoyé|à|objet|von|gesendet|datum|an|betreff|enviado"
    r"|para|asunto|fecha)\W{0,4}:",
    re.IGNORECASE,
)
_HEADER_LINES = 3
_SENT_FROM = re.compile(
    r"\s*(?:sent from (?:my|outlook)|envoyé (?:de|depuis) mon|von meinem .{1,40} gesendet"
    r"|enviado desde mi|get outlook for)\b.{0,80}",
    re.IGNORECASE,
)
_LONGEST_SIGNATURE = 15  # lines


@frozen
class MailText:
    """What a mail says.

    Attributes:
        own: what its sender wrote, without quotations and signature.
        quoted: what it quotes of other mails, without the signs before the lines, and who is said
            to have written it.
        signature: the signature.
        exchange: what its sender wrote below quotations, with these before it, `> ` before each of
            their lines; empty where nothing is quoted above own words.
    """

    own: str
    quoted: str = ""
    signature: str = ""
    exchange: str = ""


def unflowed(text: str, delete_space: bool = False) -> str:
    """Join the lines of a text that may be wrapped anew (`format=flowed`, RFC 3676).

    Args:
        text: as it was sent.
        delete_space: whether the space at the end of a wrapped line goes (`delsp=yes`).
    """
    lines: list[tuple[str, str]] = []
    open_before = False
    for line in text.split("\n"):
        words = line.lstrip(">")
        marks = line[: len(line) - len(words)]
        words = words.removeprefix(" ")
        flows = words.endswith(" ") and words != "-- "
        kept = words[:-1] if flows and delete_space else words
        if open_before and lines and lines[-1][0] == marks and words != "-- ":
            lines[-1] = (marks, lines[-1][1] + kept)
        else:
            lines.append((marks, kept))
        open_before = flows
    return "\n".join(f"{marks} {words}" if marks else words for marks, words in lines)


def part_text(text: str) -> MailText:
    """Part the text of a mail.

    Args:
        text: the whole body, with line endings as `\\n`.
    """
    lines = text.split("\n")
    end = _forwarded_from(lines)
    own: list[str] = []
    quoted: list[str] = []
    exchange: list[str] = []
    at = 0
    while at < end:
        if _QUOTED.match(lines[at]):
            quoted.append(_unquoted(lines[at]))
            exchange.append(f"> {quoted[-1]}")
            at += 1
        elif size := _attribution(lines, at, end):
            quoted += [*lines[at : at + size], ""]
            at += size
        else:
            if quoted and quoted[-1] and own[-1:] != [""]:
                quoted.append("")
            own.append(lines[at])
            exchange.append(lines[at])
            at += 1
    own, signature = _signed(own)
    if end < len(lines):
        quoted += ["", *(_unquoted(line) for line in lines[end:])]
    return MailText(
        _joined(own), _joined(quoted), _joined(signature), _joined(_answering(exchange))
    )


def _answering(lines: list[str]) -> list[str]:
    """The lines of an exchange up to the last answer; none where nothing is answered."""
    while lines and (_QUOTED.match(lines[-1]) or not lines[-1].strip()):
        lines = lines[:-1]
    lines, _ = _signed(lines)
    return lines if any(map(_QUOTED.match, lines)) else []


def _joined(lines: Sequence[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")


def _unquoted(line: str) -> str:
    return re.sub(r"^\s{0,2}(?:>\s?)+", "", line)


def _forwarded_from(lines: Sequence[str]) -> int:
    """From which line on another mail stands whole; the number of lines where none does."""
    for at, line in enumerate(lines):
        if _FORWARDED.fullmatch(line):
            return at
        block = lines[at : at + _HEADER_LINES]
        if len(block) == _HEADER_LINES and all(_HEADER.match(each) for each in block):
            # The headers themselves are no words of anybody.
            return at
    return len(lines)


def _attribution(lines: Sequence[str], at: int, end: int) -> int:
    """How many lines say who wrote what is quoted next; 0 where none does."""
    for size in range(1, _ATTRIBUTION_LINES + 1):
        if at + size > end or not lines[at + size - 1].strip() or len(lines[at]) > 300:
            return 0
        near = lines[at + size : min(end, at + size + _ATTRIBUTION_LINES)]
        following = next((line for line in near if line.strip()), "")
        said = _ATTRIBUTION.fullmatch(" ".join(lines[at : at + size]))
        if size == 1:
            said = said or _ATTRIBUTION_LINE.fullmatch(lines[at])
        if said and (_QUOTED.match(following) or at + size >= end):
            return size
    return 0


def _signed(lines: list[str]) -> tuple[list[str], list[str]]:
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    for at in range(len(lines) - 1, max(-1, len(lines) - 2 - _LONGEST_SIGNATURE), -1):
        if lines[at] in ("-- ", "--", "—"):
            return lines[:at], lines[at + 1 :]
    if lines and _SENT_FROM.fullmatch(lines[-1]):
        return lines[:-1], lines[-1:]
    return lines, []
