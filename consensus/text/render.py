"""Writing a combination down: clean, with brackets, with conflict markers, or as CriticMarkup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from attrs import evolve, frozen

from consensus.errors import InvalidChoice
from consensus.text.bracket_edits import lift
from consensus.text.brackets import EVERY_CODE, Bracket, BracketedText, BracketOption, parse, render
from consensus.text.combination import Backers, Change, Conflict, Hunk, Kept, Names, Option

_SHORTEST_MARKER = 7  # what git writes
_LIKE_A_MARKER = re.compile(r"^([<|=>])\1*", re.MULTILINE)
_CRITIC_OPENING = re.compile(r"\{(?=\+\+|--|~~|==|>>)")
_CRITIC_CLOSING = re.compile(r"(\+\+|--|~~|==|<<)(?=\})|~(?=>)")


def write_bracket(options: Sequence[Option], names: Names | None = None) -> str:
    """Write the options of a conflict as one bracket.

    Where the base holds a bracket that offers a choice, its options become options of this one with
    the words around them, so that a conflict among the choices of a bracket is written as that
    bracket again. White space that all options with words share stands outside.

    Args:
        options: the options, their texts in bracket notation; the one nobody proposed is the
            wording of the base and comes first.
        names: the codes to print for each proposal; a proposal that is missing here is printed
            without a name. The keys of the proposals themselves when not given.

    Returns:
        The bracket in bracket notation, for instance `[shall | BRA: should]`.

    Raises:
        InvalidChoice: a name cannot be written in a bracket.
    """
    before, after = _shared_margins([option.text for option in options])
    bracket = Bracket(tuple(choice.option for choice in choices_of(options, names)))
    return f"{before}{render(BracketedText((bracket,)))}{after}"


@frozen
class Choice:
    """One wording among those that a bracket offers for a conflict.

    Attributes:
        option: the wording, and the names that are written with it.
        by: the proposals that want it.
        stands: whether the base has it.
    """

    option: BracketOption
    by: tuple[str, ...]
    stands: bool


def choices_of(options: Sequence[Option], names: Names | None = None) -> tuple[Choice, ...]:
    """Give the choices that the options of a conflict come to, as `write_bracket` writes them.

    Args:
        options: the options, their texts in bracket notation.
        names: the codes that go with each proposal, as for `write_bracket`.

    Returns:
        The choices, those of the base first. A proposal whose option is a bracket that says who
        holds what makes choices that it does not itself want.

    Raises:
        InvalidChoice: a name cannot be written in a bracket.
    """
    ordered = _base_first(options)
    before, after = _shared_margins([option.text for option in ordered])
    texts = [option.text.removeprefix(before).removesuffix(after) for option in ordered]
    merged: dict[BracketedText, Choice] = {}
    for text, option in zip(texts, ordered, strict=True):
        is_doubted = not option.by and _is_doubt(text, texts[1:])
        for choice in (
            [_choice(text, option, names)] if is_doubted else _choices(text, option, names)
        ):
            known = merged.get(choice.option.text)
            merged[choice.option.text] = _united(known, choice) if known else choice
    return tuple(merged.values())


def render_hunks(hunks: Sequence[Hunk], notation: str, names: Names | None = None) -> str:
    """Write the hunks of a combination as one text.

    Args:
        hunks: the hunks; changes are written as made in every notation but `critic`, which shows
            them.
        notation: `brackets`, with `[shall | BRA: should]` for a conflict; `markers`, with the
            markers that git writes, each on a line of its own; or `critic`, CriticMarkup.
        names: the codes to print for each proposal, as for `write_bracket`.

    Raises:
        InvalidChoice: there is no such notation, or a name cannot be written in a bracket.
    """
    write = _WRITERS.get(notation)
    if write is None:
        raise InvalidChoice(f"no notation {notation!r}: choose from clean, {', '.join(_WRITERS)}")
    return write(hunks, names)


def _base_first(options: Sequence[Option]) -> list[Option]:
    return sorted(options, key=lambda option: bool(option.by))


def _backers(by: Iterable[str], names: Names | None) -> Backers:
    """Returns who is named with proposals; with the base, where `by` is empty."""
    if names is None:
        return Backers(tuple(by))
    found = [
        each if isinstance(each, Backers) else Backers(each)
        for key in tuple(by) or ("",)
        if (each := names.get(key)) is not None
    ]
    proposes = tuple(dict.fromkeys(code for each in found for code in each.proposes))
    supports = dict.fromkeys(code for each in found for code in each.supports)
    return Backers(proposes, tuple(code for code in supports if code not in proposes))


def _label(option: Option, names: Names | None) -> str:
    backers = _backers(option.by, names)
    return ", ".join((*backers.proposes, *backers.supports))


def _shared_margins(texts: Sequence[str]) -> tuple[str, str]:
    """Return the white space that all texts with words begin with, and that all end with."""
    worded = [text for text in texts if text] or [""]
    first = worded[0]
    before = first[: len(first) - len(first.lstrip())]
    while not all(text.startswith(before) for text in worded):
        before = before[:-1]
    rests = [text[len(before) :] for text in worded]
    after = rests[0][len(rests[0].rstrip()) :]
    while not all(rest.endswith(after) for rest in rests):
        after = after[1:]
    if len(worded) == len(texts):
        return before, after
    # Where nothing is to stand, `lift` closes one gap, so only one margin may be moved outside.
    if any(not text.strip() for text in worded):
        return "", ""
    return ("", after) if after else (before, "")


def _choices(text: str, option: Option, names: Names | None) -> Iterator[Choice]:
    """Take an option apart into choices, where it holds one bracket that offers some.

    A proposal that puts unattributed words in brackets doubts them: taking its bracket apart
    would make its author a proposer of those words. So a bracket of one option is taken apart only
    where it is the whole wording of the base.
    """
    read = parse(text, EVERY_CODE)[0]
    is_whole = len(read.parts) == 1
    offering = [
        (number, bracket)
        for number, bracket in enumerate(read.brackets(), start=1)
        if bracket in read.parts and (is_whole or len(bracket.options) > 1)
    ]
    if len(offering) == 1:
        number, bracket = offering[0]
        inner = bracket.options
        if not option.by or (is_whole and all(choice.names for choice in inner)):
            for place, choice in enumerate(inner, start=1):
                words = choice.text if is_whole else lift(read, number, place)
                yield Choice(evolve(choice, text=words), (), not option.by)
            return
    yield _choice(text, option, names)


def _choice(text: str, option: Option, names: Names | None) -> Choice:
    backers = _backers(option.by, names)
    read = parse(text, EVERY_CODE)[0]
    written = BracketOption(read, proposes=backers.proposes, supports=backers.supports)
    return Choice(written, option.by, not option.by)


def _is_doubt(text: str, proposed: Sequence[str]) -> bool:
    """Tell whether words in brackets are kept in a proposal, and other words are proposed as well.

    Where proposals only keep or delete them, these are the two sides of the bracket. Otherwise
    the doubt is a third wording, which stands.
    """
    parts = parse(text, EVERY_CODE)[0].parts
    if len(parts) != 1 or isinstance(parts[0], str) or len(parts[0].options) > 1:
        return False
    (option,) = parts[0].options
    words = option.text.notation()
    if option.names or words not in proposed:
        return False
    return any(each not in (words, "") for each in proposed)


def _united(one: Choice, other: Choice) -> Choice:
    def both(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*left, *right)))

    proposes = both(one.option.proposes, other.option.proposes)
    option = BracketOption(
        one.option.text,
        proposes,
        tuple(
            code
            for code in both(one.option.supports, other.option.supports)
            if code not in proposes
        ),
        both(one.option.opposes, other.option.opposes),
    )
    return Choice(option, both(one.by, other.by), one.stands or other.stands)


def _brackets(hunks: Sequence[Hunk], names: Names | None) -> str:
    return "".join(
        write_bracket(hunk.options, names) if isinstance(hunk, Conflict) else hunk.text
        for hunk in hunks
    )


def _markers(hunks: Sequence[Hunk], names: Names | None) -> str:
    page = _Page(_marker_size(hunks))
    for hunk in hunks:
        if not isinstance(hunk, Conflict):
            page.text(hunk.text)
            continue
        base, *proposed = _base_first(hunk.options)
        labels = [_label(option, names) for option in proposed]
        *others, (last_option, last_label) = zip(proposed, labels, strict=True)
        for place, (option, label) in enumerate(others):
            page.marker("=" if place else "<", label)
            page.text(option.text)
            if not place:
                page.marker("|", "base")
                page.text(base.text)
        if not others:
            page.marker("<", "base")
            page.text(base.text)
        page.marker("=")
        page.text(last_option.text)
        are_lines = all(option.text.endswith("\n") for option in hunk.options if option.text)
        page.closing_marker(last_label, are_lines)
    return page.written()


class _Page:
    """A text in which markers stand on lines of their own."""

    def __init__(self, marker_size: int) -> None:
        self._size = marker_size
        self._pieces: list[str] = []
        self._is_closed = False

    def text(self, text: str) -> None:
        if self._is_closed and text:
            self._pieces.append("" if text.startswith("\n") else "\n")
            self._is_closed = False
        self._pieces.append(text)

    def marker(self, sign: str, label: str = "") -> None:
        self._marker(sign, label)
        self._pieces.append("\n")

    def closing_marker(self, label: str, are_lines: bool) -> None:
        """End a conflict; the line break behind a line that it is about is not the marker's."""
        self._marker(">", label)
        if are_lines:
            self._pieces.append("\n")
        self._is_closed = not are_lines

    def written(self) -> str:
        return "".join((*self._pieces, "\n" if self._is_closed else ""))

    def _marker(self, sign: str, label: str) -> None:
        before = next((piece for piece in reversed(self._pieces) if piece), "\n")
        if not before.endswith("\n"):
            self._pieces.append("\n")
        self._pieces.append(" ".join((sign * self._size, *label.split())))
        self._is_closed = False


def _marker_size(hunks: Sequence[Hunk]) -> int:
    """Return a length that no line of the texts begins with, as underlined headings may."""
    texts = (text for hunk in hunks for text in _texts(hunk))
    runs = (len(run[0]) for text in texts for run in _LIKE_A_MARKER.finditer(text))
    return max(_SHORTEST_MARKER, max(runs, default=0) + 1)


def _texts(hunk: Hunk) -> tuple[str, ...]:
    if isinstance(hunk, Conflict):
        return tuple(option.text for option in hunk.options)
    return (hunk.text,)


def _critic(hunks: Sequence[Hunk], names: Names | None) -> str:
    written: list[str] = []
    # What is kept goes together, since a sign may begin in one hunk and end in the next.
    kept = ""
    for hunk in hunks:
        if isinstance(hunk, Kept):
            kept += hunk.text
        else:
            written += (_protected(kept), _critic_hunk(hunk, names))
            kept = ""
    return "".join((*written, _protected(kept)))


def _critic_hunk(hunk: Change | Conflict, names: Names | None) -> str:
    """Write a change or conflict such that rejecting all of it leaves the wording of the base."""
    if isinstance(hunk, Change):
        return _critic_change(hunk.replaces, hunk.text)
    base, *proposed = _base_first(hunk.options)
    by: dict[str, list[str]] = {}
    for option in proposed:
        by.setdefault(option.text, []).extend(option.by)
    proposed = [Option(text, tuple(keys)) for text, keys in by.items()]
    # A deletion first, so that the base wording stands once and is taken out once.
    proposed.sort(key=lambda option: bool(option.text))
    written: list[str] = []
    replaces = base.text
    for option in proposed:
        written.append(_critic_change(replaces, option.text))
        if label := _label(option, names):
            written.append(f"{{>>{_protected(label)}<<}}")
        replaces = ""
    return "".join(written)


def _critic_change(old: str, new: str) -> str:
    old, new = _protected(old), _protected(new)
    if not old:
        return f"{{++{new}++}}"
    return f"{{~~{old}~>{new}~~}}" if new else f"{{--{old}--}}"


def _protected(text: str) -> str:
    """Part the signs of CriticMarkup that a text holds, as CommonMark escapes punctuation."""
    return _CRITIC_CLOSING.sub(r"\g<0>\\", _CRITIC_OPENING.sub(r"{\\", text))


_WRITERS: dict[str, Callable[[Sequence[Hunk], Names | None], str]] = {
    "brackets": _brackets,
    "markers": _markers,
    "critic": _critic,
}
