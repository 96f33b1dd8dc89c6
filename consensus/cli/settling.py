"""How conflicts, orders and brackets are settled, as it is written on the command line."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import click

from consensus.cli.context import listed
from consensus.errors import Rejected
from consensus.text.bracket_edits import letter_of
from consensus.text.brackets import EVERY_CODE, parse
from consensus.text.combination import (
    Combination,
    Conflict,
    InBrackets,
    InOrder,
    KeepBase,
    Option,
    Reword,
    Settlement,
    Take,
    with_wording,
)

_NAME = re.compile(r"[1-9][0-9]{0,5}|[bB][1-9][0-9]{0,5}")
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’"}


def settlements(
    given: Sequence[str], combination: Combination
) -> dict[int | str, Settlement | str]:
    """Reads settlements such as `1=A7`, `2=b`, `3=A7+A9`, `4=base`, `5=text:"words"`, `B1=keep`.

    Args:
        given: each a number of a conflict or order, counted from 1, or the name of a bracket of the
            text, and what it is settled by.
        combination: where the conflicts are.

    Returns:
        The index of a conflict, counted from 0, to its settlement, and the name of a bracket to
        what becomes of it.

    Raises:
        click.UsageError: one cannot be read, or something is settled twice.
        Rejected: one names a conflict, bracket or amendment that is not there.
    """
    found: dict[int | str, Settlement | str] = {}
    for each in given:
        name, sign, by = (part.strip() for part in each.partition("="))
        if not (sign and by and _NAME.fullmatch(name)):
            raise click.UsageError(f"a settlement is written NUMBER=WHAT or B1=WHAT, not {each}")
        key: int | str
        settlement: Settlement | str
        if name[0] in "bB":
            key = f"B{int(name[1:])}"
            settlement = _of_bracket(by, int(name[1:]), combination)
        else:
            key = int(name) - 1
            if not 0 <= key < len(combination.conflicts):
                raise Rejected(f"there is no conflict {name}: {_how_many(combination)}")
            settlement = _settlement(by, combination.conflicts[key], combination.proposals)
        if key in found:
            what = key if isinstance(key, str) else f"conflict {name}"
            raise click.UsageError(f"{what} is settled twice")
        found[key] = settlement
    return found


def _of_bracket(by: str, number: int, combination: Combination) -> str | Reword:
    way, sign, words = by.partition(":")
    if not (sign and way == "text"):
        return by
    brackets = [*parse(combination.base, EVERY_CODE)[0].brackets()]
    if not 0 < number <= len(brackets):
        raise Rejected(f"there is no bracket B{number}: {len(brackets)} are in the text")
    options = tuple(Option(each.text.notation()) for each in brackets[number - 1].options)
    return _new_words(words, Conflict(options[0].text, options))


def change_numbers(given: Sequence[str]) -> list[int] | None:
    """Read numbers of changes such as `1` or `c1`; counted from 0, None where none is given.

    Raises:
        click.UsageError: one is no number.
    """
    found = []
    for each in listed(given):
        read = re.fullmatch(r"[cC]?(\d+)", each)
        if read is None or not int(read[1]):
            raise click.UsageError(f"a change is named c1, c2 and so on, not {each}")
        found.append(int(read[1]) - 1)
    return found if given else None


def _settlement(by: str, conflict: Conflict, proposals: Collection[str]) -> Settlement:
    way, sign, rest = by.partition(":")
    if sign and way == "text":
        return _new_words(rest, conflict)
    if sign and way == "order":
        return InOrder(*listed([rest]))
    if by == "base":
        return KeepBase()
    if by == "brackets":
        return InBrackets()
    for place, option in enumerate(conflict.options):
        if by == letter_of(place):
            return Take(*option.by) if option.by else KeepBase()
    if re.search(r",\s*[bB]?[0-9]+=", by):
        raise click.UsageError(f"write one --settle for each conflict or bracket, not all in {by}")
    keys = [part.strip() for part in by.split("+") if part.strip()]
    if not keys:
        raise click.UsageError(f"{by} names nothing to settle for")
    unknown = [key for key in keys if key not in proposals]
    if unknown:
        letters = ", ".join(
            f"{letter_of(place)} ({', '.join(option.by) or 'as it is'})"
            for place, option in enumerate(conflict.options)
        )
        letters_added = [key for key in unknown if len(key) == 1 and len(keys) > 1]
        advice = "; options that go together are added by their handles" if letters_added else ""
        raise Rejected(
            f"{', '.join(unknown)} is no option here: choose from {letters}, base, brackets or"
            f' text:"…"{advice}'
        )
    chosen = set(keys)
    if not conflict.replaces and any(chosen.issuperset(pair) for pair in conflict.excluding):
        return InOrder(*keys)
    return Take(*keys)


def _new_words(text: str, conflict: Conflict) -> Reword:
    """New words, with or without quotes, parted from their neighbours as the old ones were."""
    if len(text) >= 2 and _QUOTES.get(text[0]) == text[-1]:
        text = text[1:-1]
    return with_wording(conflict, text)


def _how_many(combination: Combination) -> str:
    count = len(combination.conflicts)
    return "there is only one" if count == 1 else f"there are {count}" if count else "there is none"
