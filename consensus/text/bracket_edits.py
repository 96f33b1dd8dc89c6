"""Changes of brackets: lift, drop, withdraw, choose; whether a change only writes brackets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from string import ascii_lowercase
from typing import TypeAlias

from attrs import define, evolve, field

from consensus.errors import InvalidChoice, NotFound
from consensus.text.brackets import (
    BETWEEN_ALTERNATIVES,
    NO_TEXT,
    Bracket,
    BracketedText,
    BracketOption,
    Part,
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
        place = 0
        while place < len(parts):
            number, part = parts[place]
            run = [] if isinstance(part, str) or part.holders else [part]
            while run and (following := _alternative_after(parts, place)):
                place, neighbour = following
                run.append(neighbour)
            if len(run) > 1 or (run and is_slashed(run[0])):
                chosen.append(number)
                part = _choice(run)
            yield part
            place += 1

    changed = _rewrite(text, choices)
    return changed, tuple(sorted(chosen))


def _is_slashed_clearly(bracket: Bracket) -> bool:
    words = slashed(bracket)
    if len(words) < 2:
        return False
    text = str(bracket.options[0].text.parts[0])
    return len(text.split(" / ")) == len(words) or not any(" " in word.strip() for word in words)


def _alternative_after(parts: Sequence[_Numbered], place: int) -> tuple[int, Bracket] | None:
    """Returns the bracket beside one, and its index, where it has no holder either."""
    for following, (_, part) in enumerate(parts[place + 1 : place + 3], place + 1):
        if isinstance(part, Bracket):
            return None if part.holders else (following, part)
        if not BETWEEN_ALTERNATIVES.fullmatch(part):
            break
    return None


def _choice(run: Sequence[Bracket]) -> Bracket:
    if len(run) > 1:
        return Bracket(tuple(option for bracket in run for option in bracket.options))
    option = run[0].options[0]
    words = map(BracketedText.plain, slashed(run[0]))
    return Bracket(tuple(evolve(option, text=each) for each in words))


_Numbered = tuple[int, Part]


@define
class _Rebuilt:
    """A bracket, or the text as a whole, of which a changed copy is being made."""

    number: int
    bracket: Bracket | None
    waiting: Iterator[Part]
    options: list[BracketOption] = field(factory=list)
    parts: list[_Numbered] = field(factory=list)


def _rewrite(
    text: BracketedText, change: Callable[[Sequence[_Numbered]], Iterable[Part]]
) -> BracketedText:
    """Returns a text with each run of parts passed through a callback, innermost first.

    The callback gets each part with the number of its bracket; words have the number 0.
    """
    count = 0
    open_ = [_Rebuilt(0, None, iter(text.parts))]
    while True:
        current = open_[-1]
        part = next(current.waiting, None)
        if isinstance(part, str):
            current.parts.append((0, part))
            continue
        if part is not None:
            count += 1
            open_.append(_Rebuilt(count, part, iter(part.options[0].text.parts)))
            continue
        changed = BracketedText(tuple(change(current.parts)))
        if current.bracket is None:
            return changed
        options = current.bracket.options
        current.options.append(evolve(options[len(current.options)], text=changed))
        if len(current.options) < len(options):
            current.waiting = iter(options[len(current.options)].text.parts)
            current.parts = []
            continue
        open_.pop()
        open_[-1].parts.append((current.number, Bracket(tuple(current.options))))


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


def only_brackets(before: BracketedText, after: BracketedText) -> bool:
    """Returns whether a text differs from another only by brackets written into it.

    A new bracket has the old words as its first option, and may have others; an old bracket may
    have further options. Names do not matter.
    """
    return _Matching().is_whole(before.parts, after.parts)


@define
class _Matching:
    """Matches the parts of one text with those of another; results are cached."""

    _known: dict[tuple[int, int, _Place], frozenset[_Place]] = field(factory=dict)

    def is_whole(self, before: Sequence[Part], after: Sequence[Part]) -> bool:
        return (len(before), 0) in self._ends(before, after, (0, 0))

    def _ends(
        self, before: Sequence[Part], after: Sequence[Part], start: _Place
    ) -> frozenset[_Place]:
        """Returns the offsets at which parts that begin at an offset may end in the old text."""
        key = (id(before), id(after), start)
        if key not in self._known:
            places = frozenset((start,))
            for part in after:
                places = frozenset(
                    end for place in places for end in self._after_part(before, part, place)
                )
            self._known[key] = places
        return self._known[key]

    def _after_part(self, before: Sequence[Part], part: Part, place: _Place) -> frozenset[_Place]:
        number, offset = place
        there = before[number] if number < len(before) else ""
        if isinstance(part, str):
            if not isinstance(there, str) or not there.startswith(part, offset):
                return frozenset()
            end = offset + len(part)
            return frozenset(((number + 1, 0) if end == len(there) else (number, end),))
        found = self._ends(before, part.options[0].text.parts, place)
        if isinstance(there, Bracket) and self._goes_on(there, part):
            return found | {(number + 1, 0)}
        return found

    def _goes_on(self, before: Bracket, after: Bracket) -> bool:
        """Returns whether a bracket is an old one, perhaps with further options."""
        return len(after.options) >= len(before.options) and all(
            self.is_whole(old.text.parts, new.text.parts)
            for old, new in zip(before.options, after.options, strict=False)
        )
