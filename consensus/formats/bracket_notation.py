"""Parsing and checking texts in bracket notation, with the codes of a working group as names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from attrs import evolve

from consensus.errors import Rejected, Unresolved
from consensus.finding import Finding
from consensus.model.decisions import Outcome
from consensus.model.drafts import Version
from consensus.model.state import State
from consensus.text.brackets import DEEPEST, BracketedText, parse, scan_brackets

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
    """Parses a text with the codes now known; a reference to a footnote, `[^1]`, is no bracket.

    Raises:
        Rejected: its brackets are nested deeper than can be stored.
    """
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


def check_clean(texts: Iterable[tuple[str, Version]]) -> None:
    """Raises Unresolved where brackets are left in one of several texts, each with its label."""
    left = [(label, version.wording.count) for label, version in texts if version.wording.count]
    if left:
        count, where = sum(each for _, each in left), ", ".join(label for label, _ in left)
        raise Unresolved(f"there is no clean text: brackets are left ({count}), in {where}")


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
