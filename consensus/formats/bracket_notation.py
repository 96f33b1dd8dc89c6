"""Texts in bracket notation: names, checks, and brackets that go on over several paragraphs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from consensus.errors import Rejected, Unresolved
from consensus.finding import Finding
from consensus.model.decisions import Outcome
from consensus.model.drafts import SpanningBracket, Version
from consensus.model.state import State
from consensus.text.brackets import (
    ATTRIBUTION,
    DEEPEST,
    BracketedText,
    BracketOption,
    parse,
    scan_brackets,
)

_UNPAIRED = {
    "[": r"this square bracket is never closed; close it, or write \[ where it is one of the words",
    "]": r"this square bracket was never opened; open it, or write \] where it is one of the words",
}
_STRIKE = re.compile(r"[~\\]")
LEFT_OUT = (Outcome.REJECTED.value, Outcome.WITHDRAWN.value)
"""Why something is struck out, as it is printed behind it."""

_STRUCK = re.compile(rf"~~(.*)~~ \((?:{'|'.join(LEFT_OUT)})\)", re.DOTALL)
_BETWEEN_STRIKES = re.compile(r"~~(\s+)~~")
# A reference to a footnote as it is typed; where brackets count it is written `\[^1\]`.
_FOOTNOTE_SIGN = re.compile(r"(?<!\\)\[(\^[^\s\[\]\\|:]+)\]")


def codes(state: State) -> frozenset[str]:
    """Returns the codes that may stand as names in brackets."""
    return frozenset((*state.members, *state.negotiating_groups))


def read_text(state: State, text: str) -> BracketedText:
    """Parses a text with the codes now known; a reference to a footnote, `[^1]`, is no bracket."""
    return check_storable(parse(_FOOTNOTE_SIGN.sub(r"\\[\1\\]", text), codes(state))[0])


def keep_names(state: State, before: BracketedText, text: str) -> str:
    """Returns a text with the names in its brackets that it was printed without.

    A whole bracket without a name, with the same options in the same order, has its names back. Any
    other is as given, as are all where one stands with the names it has: they were seen.
    """
    if not before.holders:
        return text
    given = [BracketedText((part,)) for part in read_text(state, text).parts]
    stored: defaultdict[str, list[BracketedText]] = defaultdict(list)
    for part in before.parts:
        if not isinstance(part, str):
            whole = BracketedText((part,))
            if whole.holders and whole in given:
                return text
            stored[_options_of(whole)].append(whole)
    # Of several with the same options, each is told by its order, if none came or went.
    counts = Counter(map(_options_of, given))
    named = {key: iter(each) for key, each in stored.items() if len(each) == counts[key]}
    found = [next(named.get(_options_of(each), iter(())), each) for each in given]
    kept = [new if new.holders else old for new, old in zip(given, found, strict=True)]
    return text if kept == given else "".join(each.notation() for each in kept)


def _options_of(whole: BracketedText) -> str:
    return " ".join(whole.notation(names=False).split())


def unpaired_brackets(text: str) -> tuple[Finding, ...]:
    """Returns a finding for each square bracket without its other half in a text as it is typed."""
    lines = text.split("\n")
    return tuple(
        evolve(each, message=_UNPAIRED[lines[each.line - 1][each.column - 1]])
        for each in scan_brackets(text).findings
    )


def check_new_text(state: State, target: str, text: str) -> None:
    """Raises Rejected where a text is the one that an item or amendment has already."""
    if read_text(state, text) == state.version(target).wording:
        raise Rejected(
            f"that is the text of {state.handle_of(target)} already; nothing would change"
        )


def check_typed(*texts: str, where: str = "") -> None:
    """Raises Rejected where a square bracket has no other half and is not written as `\\[`."""
    for text in texts:
        for found in unpaired_brackets(text)[:1]:
            raise Rejected(f"{where}line {found.line}, character {found.column}: {found.message}")


def put_in_brackets(text: str, words: str) -> str:
    """Returns a text with some of its words, which must stand there once, in brackets."""
    times = text.count(words)
    if times != 1:
        found = f"those words stand there {times} times" if times else "those words are not there"
        raise Rejected(f"{found}; quote them as they stand, with enough of them to be clear")
    return text.replace(words, f"[{words}]")


def check_clean(texts: Iterable[tuple[str, Version]]) -> None:
    """Raises Unresolved where brackets are left in one of several texts, each with its label."""
    left = [(label, version.wording.count) for label, version in texts if version.wording.count]
    if left:
        count, where = sum(each for _, each in left), ", ".join(label for label, _ in left)
        raise Unresolved(f"there is no clean text: brackets are left ({count}), in {where}")


def check_lifted(spanning: Iterable[SpanningBracket]) -> None:
    """Raises Unresolved where brackets over several items are left."""
    if left := [each.handle for each in spanning]:
        raise Unresolved(
            f"there is no clean text: brackets over several items are left: {', '.join(left)}"
        )


def strike(text: str, why: str) -> str:
    """Returns a text struck out line by line, with why it is not part of its draft behind it."""
    lines = (f"~~{line.strip()}~~" if line.strip() else "" for line in text.split("\n"))
    return f"{chr(10).join(lines)} ({why})"


def unstruck(text: str) -> str:
    """Returns a text that was struck out whole as it was before; any other as it is."""
    found = _STRUCK.fullmatch(text)
    return _BETWEEN_STRIKES.sub(r"\1", found[1]) if found else text


def without_strikes(text: str) -> str:
    """Returns a text without strikes, escapes and breaks, by which what was struck out is known."""
    return " ".join(_STRIKE.sub("", text).split())


def check_storable(wording: BracketedText) -> BracketedText:
    """Returns a text; raises Rejected where its brackets are nested too deep to be stored."""
    if wording.depth > DEEPEST:
        raise Rejected(f"brackets are nested {wording.depth} deep; {DEEPEST} is the most")
    return wording


# Brackets that open in one paragraph and close in a later one.

_TAIL = re.compile(r"[\]\s]*[.;,:]?$")
_CODES = re.compile(r"[A-Z][A-Z0-9]{1,7}")


def outer_signs(text: str) -> tuple[str, str, str]:
    """Splits off the signs that a paragraph begins and ends with, and the names behind the first.

    These are signs without their other half, and those of a bracket around the whole paragraph.
    """
    if not text.startswith("[") and not text.endswith("]"):
        return "", text, ""
    signs = scan_brackets(text, markdown=True)
    unpaired, pairs = set(signs.unpaired), dict(_pairs(text, signs.structure))
    found = _TAIL.search(text)
    start, end, tail = 0, len(text), found.start() if found else len(text)
    while start in unpaired or pairs.get(start, -1) >= tail:
        if text[start] != "[":
            break
        start += 1
        named = ATTRIBUTION.match(text, start)
        codes_ = [each.split()[0] for each in named[1].split(",")] if named else []
        if named and all(map(_CODES.fullmatch, codes_)):
            start = named.end()
        start += len(text[start:]) - len(text[start:].lstrip())
    opened = {closing: opening for opening, closing in pairs.items()}
    while end > start and (end - 1 in unpaired or opened.get(end - 1, start) < start):
        if text[end - 1] != "]":
            break
        end = len(text[: end - 1].rstrip())
    end = max(start, end)
    return text[:start], text[start:end], text[end:]


def _pairs(text: str, structure: Iterable[int]) -> Iterator[tuple[int, int]]:
    open_: list[int] = []
    for offset in structure:
        if text[offset] == "[":
            open_.append(offset)
        elif text[offset] == "]":
            yield open_.pop(), offset


@frozen
class SpanningSigns:
    """A bracket that opens in one text and closes in a later one."""

    first: int  # the index of the text in which it opens
    last: int  # the index of the one in which it closes
    named: BracketOption  # who is named behind its opening sign; without words
    opens: int = 0  # where it opens in the text without such signs, in the notation of brackets
    closes: int = -1  # where it closes; -1 for the end of the text
