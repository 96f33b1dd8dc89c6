"""Sponsoring: which members are meant by the names that stand behind an amendment."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import chain, count

from consensus.errors import NotFound
from consensus.model.lookup import find_member
from consensus.model.state import State

_NAME_AND_CODE = re.compile(r"(?P<name>.*\S)\s*[(\[](?P<code>[^()\[\]]+)[)\]]")
_SEVERAL = re.compile(r"\s*(?:[;,/&\n]|\b(?:and|et|und|y)\b)\s*")
_NOT_IN_CODES = re.compile(r"[\s()\[\]|\\:,]+")
_FOR_GROUP = re.compile(
    r"[\s,(–-]*\b(?:on behalf of|for|au nom du|au nom de|im namen der|im namen von|en nombre de"
    r"|en nombre del)\s+(?:the\s+|la\s+)?(?:(?:groupe?|grupo|fraktion)\s+)?"
    r"(?P<group>.+?)(?:[\s-]+(?:group|fraktion))?\s*\)?$",
    re.IGNORECASE,
)


def find_sponsors(state: State, words: str) -> tuple[str, ...]:
    """The members that one cell of sponsors means.

    Args:
        state: where members and negotiating groups are looked up.
        words: codes or names, `Ashland (ASH)`, several of them, a negotiating group, which
            stands for its members, or `Jane Roe, on behalf of the Island States`.

    Returns:
        The codes of the members, each once.

    Raises:
        NotFound: a name means no member.
    """
    found = _known(state, words)
    if found:
        return found
    behalf = _FOR_GROUP.search(words)
    if behalf is not None:
        before = words[: behalf.start()].strip(" ,")
        group = _known(state, behalf["group"].strip())
        if group or (before and _known(state, before)):
            return _known(state, before) or group
    parts = [part for part in _SEVERAL.split(words) if part]
    if len(parts) < 2:
        return (find_member(state, words),)
    return tuple(dict.fromkeys(code for part in parts for code in find_sponsors(state, part)))


def known_sponsors(state: State, words: str) -> tuple[str, ...]:
    """As `find_sponsors`, and nobody where a name means no member."""
    try:
        return find_sponsors(state, words)
    except NotFound:
        return ()


def coined_code(name: str, taken: Container[str]) -> str:
    """A code for somebody of whom only the name is known: its words, joined.

    One word alone is a code already, or was to be one.

    Args:
        name: such as `Jane Roe`, which makes `Jane-Roe`.
        taken: the codes that others have.
    """
    if len(name.split()) < 2:
        return name
    code = _NOT_IN_CODES.sub("-", name.strip()).strip("-")
    numbered = (f"{code}-{number}" for number in count(2))
    return next(each for each in chain((code,), numbered) if each not in taken)


def _known(state: State, words: str) -> tuple[str, ...]:
    """The members behind a code, a name or a negotiating group; none where nobody is so called."""
    if words in state.members:
        return (words,)
    names = [" ".join(words.split())]
    if parted := _NAME_AND_CODE.fullmatch(names[0]):
        names += [parted["code"].strip(), parted["name"]]
    for name in names:
        wanted = name.casefold()
        for member in state.members.values():
            if wanted in (member.code.casefold(), member.name.casefold()) and wanted:
                return (member.code,)
        for group in state.negotiating_groups.values():
            if wanted in (group.code.casefold(), group.name.casefold()) and wanted:
                return group.members
    return ()
