"""Renders a combination: clean, with brackets, with conflict markers, or as CriticMarkup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter

from attrs import evolve, frozen

from consensus.errors import InvalidChoice
from consensus.text.bracket_edits import lift
from consensus.text.brackets import EVERY_CODE, Bracket, BracketedText, BracketOption, parse, render
from consensus.text.combination import Backers, Change, Conflict, Hunk, Kept, Names, Option

_SHORTEST_MARKER = 7  # what git writes
_LIKE_A_MARKER = re.compile(r"^([<|=>])\1*", re.MULTILINE)
_CRITIC_OPENING = re.compile(r"\{(?=\+\+|--|~~|==|>>)")
_CRITIC_CLOSING = re.compile(r"(\+\+|--|~~|==|<<)(?=\})|~(?=>)")


def render_bracket(options: Sequence[Option], names: Names | None = None) -> str:
    """Renders the options of a conflict as one bracket.

    Where the base has a bracket that offers a choice, its options become options of this one with
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
    """Returns the choices that a bracket offers for the options of a conflict.

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
    """Renders the hunks of a combination as one text.

    Args:
        hunks: the hunks; changes are written as made in every notation but `critic`, which shows
            them.
        notation: `brackets`, with `[shall | BRA: should]` for a conflict; `markers`, with the
            markers that git writes, each on a line of its own; or `critic`, CriticMarkup.
        names: the codes to print for each proposal, as for `render_bracket`.

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
    """Returns the names for proposals; those of the base if `by` is empty."""
    if names is None:
        return Backers(tuple(by))
    given = [names[key] for key in tuple(by) or ("",) if key in names]
    found = [each if isinstance(each, Backers) else Backers(each) for each in given]
    proposes = tuple(dict.fromkeys(code for each in found for code in each.proposes))
    supports = dict.fromkeys(code for each in found for code in each.supports)
    return Backers(proposes, tuple(code for code in supports if code not in proposes))


def _label(option: Option, names: Names | None) -> str:
    backers = _backers(option.by, names)
    return ", ".join((*backers.proposes, *backers.supports))


def _shared_margins(texts: Sequence[str]) -> tuple[str, str]:
    """Returns the white space with which all non-empty texts begin, and end."""
    worded = [text for text in texts if text]
    before = _shared_margin(worded)
    after = _shared_margin([text[len(before) :][::-1] for text in worded])[::-1]
    if len(worded) == len(texts):
        return before, after
    # Where nothing is to stand, `lift` closes one gap, so only one margin may be moved outside.
    if not all(map(str.strip, worded)):
        return "", ""
    return ("", after) if after else (before, "")


def _shared_margin(texts: Sequence[str]) -> str:
    margin = texts[0][: len(texts[0]) - len(texts[0].lstrip())] if texts else ""
    while not all(text.startswith(margin) for text in texts):
        margin = margin[:-1]
    return margin


def _choices(text: str, option: Option, names: Names | None) -> Iterator[Choice]:
    """Yields the choices of an option: several if it has one bracket that offers some.

    A proposal that puts unattributed words in brackets doubts them: taking its bracket apart would
    make its author a proposer of those words. So a bracket of one option is taken apart only if it
    is the whole wording of the base.
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
    """Returns whether a proposal keeps words in brackets, and others propose other words.

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
    def both(names: Callable[[BracketOption], tuple[str, ...]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*names(one.option), *names(other.option))))

    proposes = both(attrgetter("proposes"))
    supports = (code for code in both(attrgetter("supports")) if code not in proposes)
    opposes = both(attrgetter("opposes"))
    option = BracketOption(one.option.text, proposes, tuple(supports), opposes)
    by = tuple(dict.fromkeys((*one.by, *other.by)))
    return Choice(option, by, one.stands or other.stands)


def _brackets(hunks: Sequence[Hunk], names: Names | None) -> str:
    return "".join(
        render_bracket(hunk.options, names) if isinstance(hunk, Conflict) else hunk.text
        for hunk in hunks
    )


def _markers(hunks: Sequence[Hunk], names: Names | None) -> str:
    size = _marker_size(hunks)
    page = ""
    is_open = False  # whether a line that ends in a marker is still to end

    def marker(sign: str, label: str = "") -> str:
        line_end = "\n" if page and not page.endswith("\n") else ""
        return line_end + " ".join((sign * size, *label.split()))

    for hunk in hunks:
        if not isinstance(hunk, Conflict):
            if is_open and hunk.text:
                page += "" if hunk.text.startswith("\n") else "\n"
                is_open = False
            page += hunk.text
            continue
        base, *proposed = _base_first(hunk.options)
        *others, last = proposed
        sides = [("=", _label(option, names), option.text) for option in others]
        if others:
            sides = [("<", *sides[0][1:]), ("|", "base", base.text), *sides[1:]]
        else:
            sides = [("<", "base", base.text)]
        for sign, label, text in (*sides, ("=", "", last.text)):
            page += f"{marker(sign, label)}\n{text}"
        page += marker(">", _label(last, names))
        # The line break behind a line that a conflict is about is not the marker's.
        is_open = not all(option.text.endswith("\n") for option in hunk.options if option.text)
        page += "" if is_open else "\n"
    return f"{page}\n" if is_open else page


def _marker_size(hunks: Sequence[Hunk]) -> int:
    """Returns the length of conflict markers, with which no line of the texts begins."""
    texts = (
        text
        for hunk in hunks
        for text in (
            [option.text for option in hunk.options] if isinstance(hunk, Conflict) else [hunk.text]
        )
    )
    runs = (len(run[0]) for text in texts for run in _LIKE_A_MARKER.finditer(text))
    return max(_SHORTEST_MARKER, max(runs, default=0) + 1)


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
    """Renders a change or conflict so that rejecting all of it leaves the words of the base."""
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
    """Escapes CriticMarkup in a text, as CommonMark escapes punctuation."""
    return _CRITIC_CLOSING.sub(r"\g<0>\\", _CRITIC_OPENING.sub(r"{\\", text))


_WRITERS: dict[str, Callable[[Sequence[Hunk], Names | None], str]] = {
    "brackets": _brackets,
    "markers": _markers,
    "critic": _critic,
}
