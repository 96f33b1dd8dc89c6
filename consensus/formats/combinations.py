"""Combinations as numbered data, and how their conflicts and brackets are settled in words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from consensus.errors import Rejected
from consensus.model.positions import Stance
from consensus.text.bracket_edits import change_phrase, letter_of
from consensus.text.brackets import EVERY_CODE, BracketedText, BracketOption, bracket_spans, parse
from consensus.text.combination import Combination
from consensus.text.display import count_noun
from consensus.text.hunk import (
    Change,
    Conflict,
    InBrackets,
    InOrder,
    KeepBase,
    Option,
    Reword,
    Settlement,
    Take,
    same_question,
    with_wording,
)
from consensus.text.merge import linked_changes


def combination_fields(
    combination: Combination,
    present: Mapping[str, Stance] | None = None,
    otherwise: Sequence[Collection[str]] = (),
) -> dict[str, Any]:
    """Returns a combination as data: hunks in order, changes and conflicts by number.

    Those at `present` in favour of the words hold the option "as it is" of each conflict, but for
    those who want something `otherwise` there.
    """
    held = [{"member": member, "stance": stance} for member, stance in (present or {}).items()]
    hunks: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    conflicts: list[dict[str, Any]] = []
    for hunk in combination.hunks:
        if isinstance(hunk, Conflict):
            here = [e for e in held if e["member"] not in otherwise[len(conflicts)]]
            conflicts.append(_conflict(len(conflicts) + 1, hunk, here))
            hunks.append({"kind": "conflict", "number": len(conflicts)})
        elif isinstance(hunk, Change):
            changes.append(
                {
                    "number": len(changes) + 1,
                    "replaces": hunk.replaces,
                    "text": hunk.text,
                    "by": list(hunk.by),
                    "linked": hunk.linked,
                    "layout": hunk.is_layout,
                }
            )
            hunks.append({"kind": "change", "number": len(changes)})
        else:
            hunks.append({"kind": "kept", "text": hunk.text})
    return {
        "base": combination.base,
        "in_favour_of_base": held,
        "proposals": list(combination.proposals),
        "hunks": hunks,
        "changes": changes,
        "conflicts": conflicts,
        "neighbours": [
            {"sentence": each.sentence, "by": each.by} for each in combination.neighbours
        ],
        "findings": combination.findings,
    }


def _conflict(
    number: int, conflict: Conflict, held: Sequence[Mapping[str, object]]
) -> dict[str, Any]:
    return {
        "number": number,
        "replaces": conflict.replaces,
        "options": [
            {
                "letter": letter_of(place),
                "text": option.text,
                "by": list(option.by),
                "includes": list(option.includes),
                "positions": [] if option.by else held,
            }
            for place, option in enumerate(conflict.options)
        ],
        "compatible": [sorted(keys) for keys in conflict.compatible],
        "linked": conflict.linked,
        "kind": conflict.kind,
        "question": conflict.question,
    }


def bracket_fields(brackets: Iterable[Sequence[BracketOption]]) -> list[dict[str, Any]]:
    """Returns the brackets of a text as data, B1, B2 … in the order of opening brackets."""
    return [
        {
            "name": f"B{number}",
            "options": [
                {
                    "letter": letter_of(place),
                    "text": option.text.notation(),
                    "proposes": option.proposes,
                    "supports": option.supports,
                    "opposes": option.opposes,
                }
                for place, option in enumerate(options)
            ],
        }
        for number, options in enumerate(brackets, start=1)
    ]


def numbered_text(combination: Combination) -> str:
    """Returns the text with the numbers of its changes and conflicts in it, as in a merge."""
    groups = [numbers for numbers, _, _ in linked_changes(combination)]
    number_of = {at: numbers[0] + 1 for numbers in groups for at in numbers}
    changes = conflicts = 0
    written = ""
    for hunk in combination.hunks:
        if isinstance(hunk, Conflict):
            conflicts += 1
            written += f"‹{conflicts}: {hunk.replaces}›"
        elif isinstance(hunk, Change):
            written += f"‹c{number_of[changes]}: {hunk.text}›"
            changes += 1
        else:
            written += hunk.text
    return written


def conflicts_over_brackets(combination: Combination) -> dict[int, int]:
    """Returns the number of each bracket that is all of a conflict, with that of the conflict."""
    found, place, conflicts = {}, 0, 0
    spans = bracket_spans(combination.base)
    for hunk in combination.hunks:
        if isinstance(hunk, Conflict):
            conflicts += 1
            start = place + len(hunk.replaces) - len(hunk.replaces.lstrip())
            if (span := (start, start + len(hunk.replaces.strip()))) in spans:
                found[spans.index(span) + 1] = conflicts
        place += len(hunk.replaces)
    return found


def standing_options(combination: Combination, keys: Collection[str]) -> Iterator[str]:
    """Yields which of some proposals are options of a bracket of the text, and what takes them."""
    base, changes = combination.base, combination.changes
    asked = [
        (key, replaces, text)
        for numbers, replaces, text in linked_changes(combination)
        for key in changes[numbers[0]].by
    ]
    asked += [(key, e.replaces, e.wording(key)) for e in combination.conflicts for key in e.by]
    for number, (bracket, (start, end)) in enumerate(
        zip(parse(base, EVERY_CODE)[0].brackets(), bracket_spans(base), strict=True), start=1
    ):
        letters = {each.text.notation(): letter_of(at) for at, each in enumerate(bracket.options)}
        for key, replaces, text in asked:
            if key in keys and replaces.strip() == base[start:end] and text.strip() in letters:
                letter = letters[text.strip()]
                yield f"{key} stands in bracket B{number} already; choose {letter} for B{number}"


_LISTS = (
    *("outcomes", "in_part", "stale", "proposing", "changes", "brackets", "objecting", "bracketed"),
    *("unbracketed", "contested", "lapsed", "to_confirm", "conditions", "failing"),
)


def nothing_fields(combination: Combination) -> dict[str, Any]:
    """Returns the fields of a merge that puts nothing in; what is open stays so."""
    orders = [each.kind for each in combination.conflicts].count("order")
    conflicts = len(combination.conflicts) - orders
    return {
        **{name: [] for name in _LISTS},
        **{name: {} for name in ("in_favour", "not_introduced", "settled")},
        "conflicts": conflicts,
        "conflicts_open": conflicts,
        "conflicts_in_brackets": 0,
        "orders": orders,
        "orders_open": orders,
    }


_NAME = re.compile(r"[1-9][0-9]{0,5}|[bB][1-9][0-9]{0,5}")
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’"}


def read_settlements(
    given: Sequence[str], combination: Combination, handle: str
) -> dict[int | str, Settlement | str]:
    """Parses settlements such as `1=A7`, `2=b`, `3=A7+A9`, `4=base`, `5=text:"words"`, `B1=keep`.

    Raises ValueError if one is not written so, or settles what another one did, and Rejected if
    what it names is not there.
    """
    found: dict[int | str, Settlement | str] = {}
    for each in given:
        name, sign, by = (part.strip() for part in each.partition("="))
        if not (sign and by and _NAME.fullmatch(name)):
            wanted = f"a settlement is written NUMBER=WHAT or B1=WHAT, not {each}"
            raise ValueError(f"{wanted}; numbers begin at 1" if name.isdigit() else wanted)
        key: int | str
        settlement: Settlement | str
        if name[0] in "bB":
            key = f"B{int(name[1:])}"
            settlement = _of_bracket(by, int(name[1:]), combination)
        else:
            key = int(name)
            if not 1 <= key <= len(combination.conflicts):
                count = len(combination.conflicts)
                number = f"{name}: it has {'only one' if count == 1 else count}"
                raise Rejected(f"{handle} has no conflict {number if count else 'to settle'}")
            settlement = _settlement(by, key - 1, combination)
        if key in found:
            what = key if isinstance(key, str) else f"conflict {name}"
            raise ValueError(f"{what} is settled twice")
        found[key] = settlement
    return found


def _of_bracket(by: str, number: int, combination: Combination) -> str | Reword:
    way, sign, words = by.partition(":")
    if not (sign and way == "text"):
        return by
    brackets = [*parse(combination.base, EVERY_CODE)[0].brackets()]
    if not 0 < number <= len(brackets):
        raise Rejected(f"there is no bracket B{number}: the text has {len(brackets) or 'none'}")
    options = tuple(Option(each.text.notation()) for each in brackets[number - 1].options)
    return _new_words(words, Conflict(options[0].text, options))


def read_changes(given: Sequence[str]) -> list[int] | None:
    """Parses numbers of changes such as `1` or `c1`; None if none is given."""
    found = []
    for each in (part for one in given for part in _parts(one)):
        read = re.fullmatch(r"[cC]?(\d+)", each)
        if read is None or not int(read[1]):
            raise ValueError(f"a change is named c1, c2 and so on, not {each}")
        found.append(int(read[1]))
    return found if given else None


def _settlement(by: str, number: int, combination: Combination) -> Settlement:
    conflicts, conflict = combination.conflicts, combination.conflicts[number]
    way, sign, rest = by.partition(":")
    if sign and way == "text":
        return _new_words(rest, conflict)
    if sign and way == "order":
        return InOrder(*_parts(rest))
    if by == "base":
        return KeepBase()
    if by == "brackets":
        return InBrackets()
    for place, option in enumerate(conflict.options):
        if by == letter_of(place):
            return Take(*option.by) if option.by else KeepBase()
    if re.search(r",\s*[bB]?[0-9]+=", by):
        raise ValueError(f"settle each conflict or bracket by itself, not all in {by}")
    keys = [part.strip() for part in by.split("+") if part.strip()]
    if not keys:
        raise ValueError(f"{by} names nothing to settle for")
    unknown = [key for key in keys if key not in combination.proposals]
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
    # Linked conflicts take all that contend in any of them.
    if (strangers := chosen.difference(conflict.by)) and not conflict.linked:
        key = min(strangers)
        there = [at for at, each in enumerate(conflicts, 1) if key in each.by]
        others = [f"choose {key} for conflict {at}" for at in there]
        instead = " or ".join(others) or f"take {key} too"
        raise Rejected(f"{key} wants nothing in {number + 1}; settle that alone, and {instead}")
    if not conflict.replaces and any(chosen.issuperset(pair) for pair in conflict.excluding):
        return InOrder(*keys)
    return Take(*keys)


def _new_words(text: str, conflict: Conflict) -> Reword:
    """Returns new words without quotes, spaced from their neighbours as the old ones were."""
    if len(text) >= 2 and _QUOTES.get(text[0]) == text[-1]:
        text = text[1:-1]
    return with_wording(conflict, text)


def _parts(text: str) -> Iterator[str]:
    return (part.strip() for part in text.split(",") if part.strip())


def write_settlement(way: Settlement | str) -> str:
    """Returns a settlement as it is written behind `--settle NUMBER=`."""
    match way:
        case str():
            return way
        case Take(keys):
            return "+".join(keys)
        case InOrder(keys, bracketed):
            how = f", {', '.join(bracketed)} in brackets" if bracketed else ""
            return "+".join(keys) + how
        case InBrackets(keys):
            return f"{'+'.join(keys)} in brackets" if keys else "brackets"
        case Reword(text):
            return f'text:"{text}"'
        case KeepBase():
            return "base"


def counted_words(combination: Combination, wording: BracketedText) -> str:
    """Returns how many changes, conflicts, orders and other brackets there are in a text."""
    conflicts, over = combination.conflicts, conflicts_over_brackets(combination)
    orders = [each.kind for each in conflicts].count("order")
    counted = [
        count_noun(len(linked_changes(combination)), "change", "changes"),
        count_noun(len(conflicts) - orders, "conflict", "conflicts")
        + (f" ({len(over)} over brackets)" if over else ""),
    ]
    counted += [count_noun(orders, "order", "orders")] if orders else []
    others = len([*wording.brackets()]) - len(over)
    counted += [count_noun(others, "bracket", "brackets")] if others else []
    return ", ".join(counted)


def combination_sections(
    combination: Combination,
    wording: BracketedText,
    sponsors: Mapping[str, str],
    in_favour: str,
    *held: str,
) -> Iterator[tuple[str, list[str]]]:
    """Yields the changes, conflicts and brackets of a text as lines under headings.

    `in_favour` says who is in favour of the text as it is, and `held` who is so in each conflict.
    """

    def by(keys: Iterable[str]) -> str:
        return ", ".join(f"{key} ({sponsors.get(key) or 'the chair'})" for key in keys)

    def quoted(text: str) -> str:
        return f"“{text}”" if text else "(nothing)"

    conflicts = combination.conflicts
    changes = [
        f"c{at[0] + 1}  {change_phrase(old, new)}  {by(combination.changes[at[0]].by)}"
        for at, old, new in linked_changes(combination)
    ]
    standing = [f"    in favour of the text as it is: {in_favour}"] if in_favour else []
    if changes:
        yield "Changes", changes + standing
    for number, conflict in enumerate(conflicts, start=1):
        is_order = conflict.kind == "order"
        stands = f"as it is{f': {held[number - 1]}' if held[number - 1] else ''}"
        lines = []
        for place, option in enumerate(conflict.options):
            more = f", with the words of {', '.join(option.includes)}" if option.includes else ""
            holders = by(option.by) if option.by else stands
            lines.append(f"{letter_of(place)}  {quoted(option.text)}  {holders}{more}")
        lines += [
            f"   can be carried out together: {', '.join(sorted(keys))}"
            for keys in (() if is_order else conflict.compatible)
            if len({conflict.wording(key) for key in keys}) > 1
        ]
        together = ", ".join(str(at + 1) for at in same_question(conflicts, number - 1))
        asked = f", one question with {together}" if together else ""
        heading = f"Order {number}: which first?" if is_order else f"Conflict {number}{asked}"
        yield heading, lines
    over = conflicts_over_brackets(combination)
    for number, bracket in enumerate(wording.brackets(), start=1):
        asked = f", one question with conflict {over[number]}" if number in over else ""
        lines = []
        for place, offered in enumerate(bracket.options):
            holders = f"  {offered.attribution}" if offered.names else ""
            lines.append(f"{letter_of(place)}  {quoted(offered.text.notation())}{holders}")
        yield f"Bracket B{number}{asked}", lines
