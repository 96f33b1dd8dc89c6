"""Brackets in a text: which one stands where, and how one is written, lifted or dropped."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.errors import Rejected
from consensus.text.bracket_edits import drop, lift
from consensus.text.brackets import find_signs, without_words
from tui.views.proposal import refuse_if_changed
from tui.views.wording import WordingView, wording_view

if TYPE_CHECKING:
    from consensus.history.step import Step
    from consensus.working_group import WorkingGroup
    from tui.worker import Act, Check


@frozen
class BracketLine:
    """One bracket of a text.

    Attributes:
        number: counted from 1 by opening signs.
        start: where its opening sign stands in the text.
        end: where it ends, behind its closing sign.
        options: the wordings that it offers, in the notation of brackets.
        holders: for each option, the codes of those named with it.
    """

    number: int
    start: int
    end: int
    options: tuple[str, ...]
    holders: tuple[tuple[str, ...], ...]


@frozen
class BracketsView:
    """A text with its brackets.

    Attributes:
        wording: the text.
        brackets: its brackets, in the order of their opening signs.
        codes: the codes that may stand in a bracket.
        signs: where the text has signs of brackets, names in them and `no text`, in order.
    """

    wording: WordingView
    brackets: tuple[BracketLine, ...]
    codes: frozenset[str]
    signs: tuple[tuple[int, int], ...]

    def at(self, offset: int) -> BracketLine | None:
        """The innermost bracket around a place of the text."""
        around = [each for each in self.brackets if each.start <= offset < each.end]
        return around[-1] if around else None

    def crosses(self, start: int, end: int) -> bool:
        """Whether a stretch of the text has signs or names of a bracket that it has not whole."""
        for sign_start, sign_end in self.signs:
            if sign_start < end and start < sign_end:
                bracket = self.at(sign_start)
                if bracket is None or bracket.start < start or end < bracket.end:
                    return True
        return False


def brackets_view(group: WorkingGroup, check: Check, target: str) -> BracketsView:
    """Read a text with its brackets.

    Raises:
        NotFound: nothing is selected, or what is has no text of its own.
    """
    wording = wording_view(group, target)
    check()
    found = group.state.version(target).wording
    places = _places(wording.text)
    lines = tuple(
        BracketLine(
            number,
            start,
            end,
            tuple(option.text.notation() for option in bracket.options),
            tuple(option.names for option in bracket.options),
        )
        for number, ((start, end), bracket) in enumerate(
            zip(places, found.brackets(), strict=True), 1
        )
    )
    codes = frozenset((*group.state.members, *group.state.negotiating_groups))
    return BracketsView(wording, lines, codes, without_words(wording.text, codes))


def _places(text: str) -> list[tuple[int, int]]:
    """Where each bracket begins and ends, in the order of their opening signs."""
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for offset in find_signs(text).structure:
        if text[offset] == "[":
            opened.append(len(found))
            found.append((offset, offset))
        elif text[offset] == "]":
            number = opened.pop()
            found[number] = (found[number][0], offset + 1)
    return found


def bracketed(
    text: str, start: int, end: int, by: Collection[str], other: str, other_by: Collection[str]
) -> str:
    """A text with some of its words in a bracket.

    Args:
        text: the text, in the notation of brackets.
        start: where the words begin.
        end: where they end.
        by: the codes of those who hold them; may be empty.
        other: another wording beside them; empty for none.
        other_by: the codes of those who propose that.
    """
    inside = _option(text[start:end], by)
    if other:
        inside = f"{inside} | {_option(other, other_by)}"
    return f"{text[:start]}[{inside}]{text[end:]}"


def _option(words: str, by: Collection[str]) -> str:
    return f"{', '.join(by)}: {words}" if by else words


def bracketing(wording: WordingView, text: str) -> Act:
    """How brackets are written into an item."""

    def act(group: WorkingGroup) -> Step:
        refuse_if_changed(group, wording.target, wording.version)
        return group.bracket(wording.target, text)

    return act


def lifting(wording: WordingView, number: int, option: int, by: tuple[str, ...]) -> Act:
    """How it is proposed that an option of a bracket stands without its signs.

    Args:
        wording: the text.
        number: which bracket, counted from 1.
        option: which option's words are kept, counted from 1.
        by: the codes of the sponsors.
    """

    def act(group: WorkingGroup) -> Step:
        refuse_if_changed(group, wording.target, wording.version)
        before = group.state.version(wording.target).wording
        text = lift(before, number, option).notation()
        return group.propose(wording.target, text, by=by)

    return act


def dropping(wording: WordingView, number: int, by: tuple[str, ...]) -> Act:
    """How it is proposed that a bracket goes with its words; arguments as `lifting`."""

    def act(group: WorkingGroup) -> Step:
        refuse_if_changed(group, wording.target, wording.version)
        text = drop(group.state.version(wording.target).wording, number).notation()
        if not text.strip():
            raise Rejected("nothing would be left; propose to delete the item instead")
        return group.propose(wording.target, text, by=by)

    return act


def codes_in(typed: str, known: Collection[str]) -> tuple[str, ...]:
    """The codes in a line that a person typed, parted by spaces or commas, each once.

    Args:
        typed: the line; how letters are cased does not matter.
        known: the codes that there are.
    """
    folded = {code.casefold(): code for code in known}
    words = typed.replace(",", " ").split()
    return tuple(dict.fromkeys(folded.get(word.casefold(), word) for word in words))


def unknown_in(typed: str, known: Collection[str]) -> str:
    """What is wrong with codes that were typed; nothing where all are known."""
    unknown = [code for code in codes_in(typed, known) if code not in known]
    return f"nobody has the code {', '.join(unknown)}" if unknown else ""
