"""Brackets as structure: text that is not agreed, its options, and who holds which.

Written `[BRA: shall | USA: should]`, `[COL propose, MWI support, PER oppose: text]` or `[text]`,
with a backslash before a square sign, bar, colon or backslash that is meant as it stands, and
`no text` for an empty option. Every walk here is a loop and none a recursion, since printed drafts
nest brackets to any depth.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeAlias

from attrs import field, frozen

from consensus.errors import InvalidChoice
from consensus.text.bracket_signs import DESTINATION, find_signs, link_labels

_CODE = r"[^\s,:\[\]|\\]++"
_HOLDER = rf"{_CODE}(?:\s++(?:propose|support|oppose)s?+(?![^\s,:]))?+"
ATTRIBUTION = re.compile(rf"\s*+({_HOLDER}(?:\s*+,\s*+{_HOLDER})*+)\s*+:")
NO_TEXT = re.compile(r"\s*no text\s*")
PROTECTED_NO_TEXT = re.compile(r"(\s*)\\(no text\s*)")
_MEANT_AS_SIGN = re.compile(r"[\[\]]|\\(?=[\[\]|:\\]|\Z)")
_MEANT_AS_SIGN_INSIDE = re.compile(r"[\[\]|]|\\(?=[\[\]|:\\]|\Z)")


class EveryCode(Collection[str]):
    """The codes known to a reader who takes every name before a colon at its word.

    `render` protects what only looks like a name, so that text written by it reads back as it was
    whatever the codes of the body are or were.
    """

    def __contains__(self, code: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


EVERY_CODE = EveryCode()


def is_code(name: str) -> bool:
    """Tell whether a name can be written in a bracket, being one word without `,:[]|\\`."""
    return re.fullmatch(_CODE, name) is not None


def _check_codes(instance: object, attribute: object, names: tuple[str, ...]) -> None:
    for name in names:
        if not is_code(name):
            raise InvalidChoice(f"{name!r} cannot be written in a bracket: use a code like BRA")


def _in_normal_form(parts: Iterable[str | Bracket]) -> tuple[str | Bracket, ...]:
    normal: list[str | Bracket] = []
    words: list[str] = []
    for part in parts:
        if isinstance(part, str):
            words.append(part)
            continue
        if joined := "".join(words):
            normal.append(joined)
        words.clear()
        normal.append(part)
    if joined := "".join(words):
        normal.append(joined)
    return tuple(normal)


@frozen(eq=False, repr=False)
class BracketedText:
    """Text in which some words may stand in brackets.

    Neighbouring strings are joined and empty ones dropped, so equal texts compare equal.

    Attributes:
        parts: the words outside brackets, and the brackets, in order.
    """

    parts: tuple[str | Bracket, ...] = field(default=(), converter=_in_normal_form)

    @classmethod
    def plain(cls, text: str) -> BracketedText:
        """Make a text without brackets; square signs in it are ordinary signs."""
        return cls((text,))

    def brackets(self) -> Iterator[Bracket]:
        """Yield every bracket, nested ones included, in the order of their opening signs."""
        waiting = [iter(self.parts)]
        while waiting:
            part = next(waiting[-1], None)
            if part is None:
                waiting.pop()
            elif not isinstance(part, str):
                yield part
                waiting.append(inner for option in part.options for inner in option.text.parts)

    @property
    def count(self) -> int:
        """How many brackets there are, nested ones included."""
        return sum(1 for _ in self.brackets())

    @property
    def depth(self) -> int:
        """How deep brackets are nested: 0 without any, 1 when none holds another."""
        deepest = 0
        waiting = [iter(self.parts)]
        while waiting:
            part = next(waiting[-1], None)
            if part is None:
                waiting.pop()
            elif not isinstance(part, str):
                waiting.append(inner for option in part.options for inner in option.text.parts)
                deepest = max(deepest, len(waiting) - 1)
        return deepest

    @property
    def is_clean(self) -> bool:
        """Whether no word stands in brackets."""
        return all(isinstance(part, str) for part in self.parts)

    @property
    def holders(self) -> tuple[str, ...]:
        """Everyone who is named in a bracket, in the order of first mention."""
        return tuple(dict.fromkeys(name for bracket in self.brackets() for name in bracket.holders))

    def notation(self, names: bool = True) -> str:
        """Write the text in bracket notation, with or without the names."""
        return render(self, names)

    # Rendering loses nothing and does not recurse, which comparing nested tuples would.
    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BracketedText):
            return NotImplemented
        return render(self) == render(other)

    def __hash__(self) -> int:
        return hash(render(self))

    def __str__(self) -> str:
        return render(self)

    def __repr__(self) -> str:
        return f"<BracketedText {render(self)!r}>"


@frozen
class BracketOption:
    """One wording that a bracket offers.

    Attributes:
        text: the words, which may hold brackets; without any it is `no text`.
        proposes: codes of those who propose it.
        supports: codes of those who support it.
        opposes: codes of those who oppose it.
    """

    text: BracketedText
    proposes: tuple[str, ...] = field(default=(), validator=_check_codes)
    supports: tuple[str, ...] = field(default=(), validator=_check_codes)
    opposes: tuple[str, ...] = field(default=(), validator=_check_codes)

    @property
    def names(self) -> tuple[str, ...]:
        """Everyone named with this option."""
        return (*self.proposes, *self.supports, *self.opposes)

    @property
    def attribution(self) -> str:
        """Everyone named with this option, as it is printed: `BRA propose, FIN oppose`."""
        if not self.supports and not self.opposes:
            return ", ".join(self.proposes)
        clauses = (
            (self.proposes, "propose"),
            (self.supports, "support"),
            (self.opposes, "oppose"),
        )
        return ", ".join(f"{', '.join(codes)} {verb}" for codes, verb in clauses if codes)


@frozen
class Bracket:
    """Words that are not agreed: one or several options for one place."""

    options: tuple[BracketOption, ...] = field()

    @options.validator
    def _check_options(self, attribute: object, options: tuple[BracketOption, ...]) -> None:
        if not options:
            raise InvalidChoice("a bracket has at least one option")

    @property
    def holders(self) -> tuple[str, ...]:
        """Everyone named with one of the options, in the order of first mention."""
        return tuple(dict.fromkeys(name for option in self.options for name in option.names))


Part: TypeAlias = str | Bracket


def render(text: BracketedText, names: bool = True, markdown: bool = False) -> str:
    """Write a text in bracket notation, such that `parse` reads the same text again.

    Args:
        text: the text.
        names: print who proposes, supports and opposes each option.
        markdown: leave links and code as they are, for `parse(…, markdown=True)`; only there a
            bracket that holds nothing but a number or the label of a link is not read again.
    """
    # Most texts have no brackets, so that there is nothing to walk through.
    if not markdown and len(text.parts) == 1 and isinstance(text.parts[0], str):
        return _protect(text.parts[0], _MEANT_AS_SIGN)
    labels = link_labels("\n".join(_strings(text))) if markdown else None
    written: list[str] = []
    waiting = [_pieces_of(text.parts, _MEANT_AS_SIGN, labels)]
    while waiting:
        piece = next(waiting[-1], None)
        if piece is None:
            waiting.pop()
        elif isinstance(piece, str):
            written.append(piece)
        else:
            waiting.append(_pieces_of_bracket(piece, names, labels))
    return "".join(written)


def _strings(text: BracketedText) -> Iterator[str]:
    yield from (part for part in text.parts if isinstance(part, str))
    for bracket in text.brackets():
        for option in bracket.options:
            yield from (part for part in option.text.parts if isinstance(part, str))


def _pieces_of_bracket(
    bracket: Bracket, names: bool, labels: frozenset[str] | None
) -> Iterator[Part]:
    yield "["
    for place, option in enumerate(bracket.options):
        if place:
            yield " | "
        yield from _pieces_of_option(option, names, labels)
    yield "]"


def _pieces_of_option(
    option: BracketOption, names: bool, labels: frozenset[str] | None
) -> Iterator[Part]:
    attribution = option.attribution if names else ""
    if attribution:
        yield f"{attribution}: "
    pieces = _pieces_of(option.text.parts, _MEANT_AS_SIGN_INSIDE, labels)
    first = next(pieces, "no text")
    if isinstance(first, str):
        looks_like_names = None if attribution else ATTRIBUTION.match(first)
        if looks_like_names:
            colon = looks_like_names.end() - 1
            first = f"{first[:colon]}\\{first[colon:]}"
        elif len(option.text.parts) == 1 and (
            NO_TEXT.fullmatch(first) or PROTECTED_NO_TEXT.fullmatch(first)
        ):
            margin = len(first) - len(first.lstrip())
            first = f"{first[:margin]}\\{first[margin:]}"
    yield first
    yield from pieces


def _pieces_of(
    parts: Sequence[Part], meant: re.Pattern[str], labels: frozenset[str] | None
) -> Iterator[Part]:
    after_bracket = False
    for part in parts:
        if not isinstance(part, str):
            yield part
        elif labels is None:
            yield _protect(part, meant)
        else:
            opening = "\\" if after_bracket and DESTINATION.match(part) else ""
            yield opening + _protect_outside_links(part, meant, labels)
        after_bracket = not isinstance(part, str)


def _protect(text: str, meant: re.Pattern[str]) -> str:
    # Most texts have no sign, and each of these looks takes a hundredth of what a pattern takes.
    if "[" in text or "]" in text or "|" in text or "\\" in text:
        return meant.sub(r"\\\g<0>", text)
    return text


def _protect_outside_links(text: str, meant: re.Pattern[str], labels: frozenset[str]) -> str:
    written: list[str] = []
    place = 0
    for start, end in find_signs(text, markdown=True, labels=labels).protected:
        written += (meant.sub(r"\\\g<0>", text[place:start]), text[start:end])
        place = end
    return "".join((*written, meant.sub(r"\\\g<0>", text[place:])))
