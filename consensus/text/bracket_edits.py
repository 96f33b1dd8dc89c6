"""Changes of brackets: lift, drop, withdraw, choose; whether a change only writes brackets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from string import ascii_lowercase
from typing import TypeAlias

from attrs import evolve

from consensus.errors import InvalidChoice, NotFound
from consensus.text.brackets import (
    EVERY_CODE,
    NO_TEXT,
    Bracket,
    BracketedText,
    BracketOption,
    Part,
    alternative_runs,
    bracket_spans,
    parse,
    render,
    slashed,
    without_option_label,
)

_CLOSING_SIGNS = tuple(" .,;:!?)\n")
_OPENING_SIGNS = tuple("(\n")


def lift(text: BracketedText, number: int, option: int | None = None) -> BracketedText:
    """Removes a bracket and keeps its words.

    A label that distinguishes its options, such as `Option 1:`, is removed too.

    Args:
        number: which bracket, counted from 1 by opening brackets, nested ones included.
        option: which option's words are kept, counted from 1; needed when there are several.

    Raises:
        NotFound: there is no such bracket or option.
        InvalidChoice: the bracket has several options and none was named.
    """

    def kept(bracket: Bracket) -> Sequence[Part]:
        if option is None and len(bracket.options) > 1:
            raise InvalidChoice(f"bracket {number} has {len(bracket.options)} options: say which")
        place = 1 if option is None else option
        if not 1 <= place <= len(bracket.options):
            raise NotFound(f"bracket {number} has no option {place}")
        parts = bracket.options[place - 1].text.parts
        return _without_label(parts) if len(bracket.options) > 1 else parts

    return replace_bracket(text, number, kept)


def _without_label(parts: Sequence[Part]) -> Sequence[Part]:
    if not parts or not isinstance(parts[0], str):
        return parts
    words = without_option_label(parts[0])
    if words != parts[0] and len(parts) == 1 and NO_TEXT.fullmatch(words):
        return ()
    return BracketedText((words, *parts[1:])).parts


def drop(text: BracketedText, number: int) -> BracketedText:
    """Deletes a bracket together with its words, and the white space that it leaves doubled.

    Raises:
        NotFound: there is no such bracket.
    """
    return replace_bracket(text, number, lambda bracket: ())


def letter_of(number: int) -> str:
    """Returns the letter of an option, counted from 0: a, b, … z, aa, ab, …"""
    higher, last = divmod(number, len(ascii_lowercase))
    return (letter_of(higher - 1) if higher else "") + ascii_lowercase[last]


def one_after_the_other(bracket: Bracket, choice: str) -> list[int]:
    """Returns the options, counted from 0, that a choice such as `b+c` joins in that order.

    Its letters must name different options with words of a bracket with an option `no text`, so
    that they only insert; otherwise the result is empty.
    """
    words = [render(option.text).strip() for option in bracket.options]
    by_letter = {letter_of(place): place for place, each in enumerate(words) if each}
    letters = [each.strip() for each in choice.split("+")]
    if all(words) or len(letters) < 2 or len({*letters} & by_letter.keys()) < len(letters):
        return []
    return [by_letter[each] for each in letters]


def withdraw(text: BracketedText, code: str) -> BracketedText:
    """Removes a name from every bracket; a bracket without holders stays."""

    def without(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if name != code)

    def withdrawn(option: BracketOption) -> BracketOption:
        names = map(without, (option.proposes, option.supports, option.opposes))
        return BracketOption(option.text, *names)

    def change(parts: Sequence[_Numbered]) -> Iterator[Part]:
        for _, part in parts:
            yield part if isinstance(part, str) else Bracket(tuple(map(withdrawn, part.options)))

    return _rewrite(text, change)


def find_alternatives(text: BracketedText) -> tuple[int, ...]:
    """Returns the brackets that may be choices, as `parse` notes them, by number.

    These are the first of each run of neighbours without a holder, and each with a slash between
    words.
    """
    return _chosen(text, lambda bracket: len(slashed(bracket)) > 1)[1]


def choose_alternatives(text: BracketedText) -> tuple[BracketedText, tuple[int, ...]]:
    """Turns every bracket that looks like a choice and has no holder into one.

    Neighbours without a name among them are a choice, and so are words parted by slashes where
    they are single words (`[shall/should]`) or the slashes stand between spaces.

    Returns:
        The text, and the numbers, before the change, of the brackets that are choices now, the
        first of each run of neighbours.
    """
    return _chosen(text, _is_slashed_clearly)


def _chosen(
    text: BracketedText, is_slashed: Callable[[Bracket], bool]
) -> tuple[BracketedText, tuple[int, ...]]:
    chosen: list[int] = []

    def choices(parts: Sequence[_Numbered]) -> Iterator[Part]:
        done = 0
        for run in alternative_runs([part for _, part in parts]):
            first, *others = run.values()
            yield from (part for _, part in parts[done : min(run)])
            if others or is_slashed(first):
                chosen.append(parts[min(run)][0])
                yield _choice([first, *others])
            else:
                yield first
            done = max(run) + 1
        yield from (part for _, part in parts[done:])

    changed = _rewrite(text, choices)
    return changed, tuple(sorted(chosen))


def _is_slashed_clearly(bracket: Bracket) -> bool:
    words = slashed(bracket)
    if len(words) < 2:
        return False
    text = str(bracket.options[0].text.parts[0])
    return len(text.split(" / ")) == len(words) or not any(" " in word.strip() for word in words)


def _choice(run: Sequence[Bracket]) -> Bracket:
    if len(run) > 1:
        return Bracket(tuple(option for bracket in run for option in bracket.options))
    option = run[0].options[0]
    words = map(BracketedText.plain, slashed(run[0]))
    return Bracket(tuple(evolve(option, text=each) for each in words))


_Numbered = tuple[int, Part]


def _rewrite(
    text: BracketedText, change: Callable[[Sequence[_Numbered]], Iterable[Part]]
) -> BracketedText:
    """Returns a text with each run of parts passed through a callback, innermost first."""
    # The callback gets each part with the number of its bracket; words have the number 0.
    rebuilt: list[_Numbered] = []  # brackets whose own bracket is still to come, the last one first

    def changed(old: BracketedText) -> BracketedText:
        parts = [(0, part) if isinstance(part, str) else rebuilt.pop() for part in old.parts]
        return BracketedText(tuple(change(parts)))

    for number, bracket in reversed([*enumerate(text.brackets(), 1)]):
        options = tuple(evolve(option, text=changed(option.text)) for option in bracket.options)
        rebuilt.append((number, Bracket(options)))
    return changed(text)


def replace_bracket(
    text: BracketedText, number: int, replacement: Callable[[Bracket], Sequence[Part]]
) -> BracketedText:
    """Replaces a bracket by the parts that a callback returns for it.

    Raises:
        NotFound: there is no such bracket.
    """
    found = False

    def replaced(parts: Sequence[_Numbered]) -> Iterable[Part]:
        nonlocal found
        for place, (its, part) in enumerate(parts):
            if its == number and isinstance(part, Bracket):
                found = True
                kept = replacement(part)
                before, after = (
                    [each for _, each in side] for side in (parts[:place], parts[place + 1 :])
                )
                if not kept:
                    _close_gap(before, after)
                return (*before, *kept, *after)
        return [part for _, part in parts]

    result = _rewrite(text, replaced)
    if not found:
        raise NotFound(f"there is no bracket {number}")
    return result


def _close_gap(before: list[Part], after: list[Part]) -> None:
    """Removes the superfluous white space that is left where words were deleted."""
    left = before[-1] if before else "\n"
    right = after[0] if after else "\n"
    if not isinstance(left, str) or not isinstance(right, str):
        return
    breaks = min(len(left) - len(left.rstrip("\n")), len(right) - len(right.lstrip("\n")))
    if breaks and before and after:
        after[0] = right[breaks:]
    elif left.endswith(" ") and right.startswith(_CLOSING_SIGNS):
        before[-1] = left[:-1]
    elif left.endswith(_OPENING_SIGNS) and right.startswith(" "):
        after[0] = right[1:]


# A part of the text before, by its index, and how many of its characters were matched.
_Place: TypeAlias = tuple[int, int]
_Parts: TypeAlias = tuple[Part, ...]


def only_brackets(before: BracketedText, after: BracketedText) -> bool:
    """Returns whether a text differs from another only by brackets written into it.

    A new bracket has the old words as its first option, and may have others; an old bracket may
    have further options. Names do not matter.
    """

    @cache
    def ends(old: _Parts, new: _Parts, start: _Place) -> frozenset[_Place]:
        """Returns where in the old parts the new ones may end if they begin at a place there."""
        places = frozenset((start,))
        for part in new:
            places = frozenset(end for place in places for end in ends_of_part(old, part, place))
        return places

    def ends_of_part(old: _Parts, part: Part, place: _Place) -> Iterable[_Place]:
        number, offset = place
        there = old[number] if number < len(old) else ""
        if isinstance(part, Bracket):
            yield from ends(old, part.options[0].text.parts, place)
            if isinstance(there, Bracket) and goes_on(there, part):
                yield number + 1, 0
        elif isinstance(there, str) and there.startswith(part, offset):
            end = offset + len(part)
            yield (number + 1, 0) if end == len(there) else (number, end)

    def goes_on(old: Bracket, new: Bracket) -> bool:
        """Returns whether a bracket is an old one, perhaps with further options."""
        return len(new.options) >= len(old.options) and all(
            is_whole(one.text.parts, other.text.parts)
            for one, other in zip(old.options, new.options, strict=False)
        )

    def is_whole(old: _Parts, new: _Parts) -> bool:
        return (len(old), 0) in ends(old, new, (0, 0))

    return is_whole(before.parts, after.parts)


def change_phrase(old: str, new: str) -> str:
    """Returns a change of words, or the settlement of a bracket: `“should” becomes “shall”`."""
    bracket, now = old.strip(), new.strip()
    if bracket_spans(bracket)[:1] == ((0, len(bracket)),):
        read = next(parse(bracket, EVERY_CODE)[0].brackets())
        options = [each.text.notation(names=False).strip() for each in read.options]
        offered = f"the bracket “[{' | '.join(each or 'no text' for each in options)}]”"
        if now not in options:
            return f"“{now}” in place of {offered}" if now else f"take out {offered} and its words"
        if len(options) == 1:
            return f"lift the brackets around “{now}”"
        return f"{f'“{now}”' if now else 'no text'} stays of {offered}"
    if not old:
        return f"put in “{new}”"
    return f"“{old}” becomes “{new}”" if new else f"take out “{old}”"
