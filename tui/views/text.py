"""Styled spans of text, names of targets, and moments."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from enum import StrEnum
from itertools import chain

from attrs import frozen

from consensus.model.amendments import Amendment, AmendmentKind
from consensus.model.lookup import targets_in_order
from consensus.model.state import State
from consensus.reports.amendments import Piece as Compared
from consensus.reports.amendments import PieceKind, change_summary, compare_texts
from consensus.reports.words import display_name, label_of
from consensus.text.brackets import Bracket, BracketedText
from consensus.text.display import shortened
from consensus.working_group import WorkingGroup
from tui.worker import Check


class Mark(StrEnum):
    """How a span of text is shown."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"
    SIGN = "sign"
    NAME = "name"
    OPTION = "option"
    CHOSEN = "chosen"
    FAINT = "faint"
    STRONG = "strong"
    HEADING = "heading"


_MARKS = {
    PieceKind.KEPT: Mark.KEPT,
    PieceKind.REMOVED: Mark.REMOVED,
    PieceKind.INSERTED: Mark.ADDED,
}


@frozen
class Span:
    """Some words with one mark."""

    text: str  # the words, control characters included
    mark: Mark = Mark.KEPT  # how they are meant


def plain(spans: Iterable[Span]) -> str:
    """Returns the words without marks."""
    return "".join(span.text for span in spans)


def spans_of_wording(wording: BracketedText, names: bool = True) -> tuple[Span, ...]:
    """Returns a text with its brackets and names marked."""
    return tuple(_wording(wording, names))


def spans_of_change(old: str, new: str) -> tuple[Span, ...]:
    """Returns one text changed into another: words kept, removed, added."""
    return spans_of_comparison(compare_texts(old, new))


def spans_of_comparison(compared: Iterable[Compared]) -> tuple[Span, ...]:
    """Returns a comparison: words kept, removed, added."""
    return tuple(with_spaces(Span(each.text, _MARKS[each.kind]) for each in compared))


def with_spaces(spans: Iterable[Span]) -> Iterator[Span]:
    """Yields the spans, deleted words parted by a space from those that replace them."""
    before = Span("")
    for span in spans:
        takes_place = before.mark is Mark.REMOVED and span.mark in (Mark.ADDED, Mark.CHOSEN)
        if takes_place and before.text[-1:].isalnum() and span.text[:1].isalnum():
            yield Span(" ")
        yield span
        before = span


def _wording(wording: BracketedText, names: bool) -> Iterator[Span]:
    # Printed drafts nest brackets to any depth, so this is a loop and no recursion.
    waiting: list[Iterator[Bracket | str | Span]] = [iter(wording.parts)]
    while waiting:
        part = next(waiting[-1], None)
        if part is None:
            waiting.pop()
        elif isinstance(part, Span):
            yield part
        elif isinstance(part, str):
            yield Span(part, Mark.OPTION if len(waiting) > 1 else Mark.KEPT)
        else:
            waiting.append(_bracket(part, names))


def _bracket(bracket: Bracket, names: bool) -> Iterator[Bracket | str | Span]:
    yield Span("[", Mark.SIGN)
    for number, option in enumerate(bracket.options):
        if number:
            yield Span(" | ", Mark.SIGN)
        if names and option.names:
            yield Span(f"{option.attribution}: ", Mark.NAME)
        if option.text.parts:
            yield from option.text.parts
        else:
            yield Span("no text", Mark.FAINT)
    yield Span("]", Mark.SIGN)


def spans_of_amendment(state: State, amendment: str) -> tuple[Span, ...]:
    """Returns what an amendment does, marked against the text it was made to."""
    found = state.amendments[amendment]
    return tuple(_PIECES[found.kind](state, found))


def _modify(state: State, amendment: Amendment) -> Iterator[Span]:
    base = state.versions[amendment.against].text
    yield from spans_of_change(base, state.text(amendment.id))


def _insert(state: State, amendment: Amendment) -> Iterator[Span]:
    yield from (
        Span(span.text, Mark.ADDED) if span.mark is Mark.KEPT else span
        for span in spans_of_wording(state.version(amendment.id).wording)
    )


def _delete(state: State, amendment: Amendment) -> Iterator[Span]:
    yield Span(state.versions[amendment.against].text, Mark.REMOVED)


def _rearrange(state: State, amendment: Amendment) -> Iterator[Span]:
    yield Span(f"{change_summary(state, amendment.id)}\n", Mark.STRONG)
    yield from _modify(state, amendment)
    for part in amendment.parts:
        yield Span(f"\n¶ {part}", Mark.ADDED)
    for other in amendment.others:
        yield Span(f"\n¶ {state.text(other)}", Mark.ADDED)


_PIECES: Mapping[AmendmentKind, Callable[[State, Amendment], Iterator[Span]]] = {
    AmendmentKind.MODIFY: _modify,
    AmendmentKind.INSERT: _insert,
    AmendmentKind.DELETE: _delete,
    AmendmentKind.MOVE: _rearrange,
    AmendmentKind.SPLIT: _rearrange,
    AmendmentKind.JOIN: _rearrange,
}


HOW_TO_TYPE = "A time of today (15:30), a day (2026-05-31), or both (2026-05-31 15:30)."
NO_MOMENT = "that is no time; write it as in 15:30 or 2026-05-31 15:30"
NO_DAY = "that is no day; write it as in 2026-05-31"

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_moment(answer: str, now: datetime, *, begins: bool = False) -> datetime | None:
    """Parses a typed moment in the time zone of this machine; None if invalid.

    A time alone is of the day of `now`; a day alone is its end, or its beginning if it `begins`.
    """
    if re.fullmatch(r"\d{1,2}:\d{2}", answer):
        answer = f"{now.astimezone():%Y-%m-%d} {answer:0>5}"
    try:
        found = datetime.fromisoformat(answer)
    except ValueError:
        return None
    if _DAY.fullmatch(answer) and not begins:
        found = datetime.combine(found, time.max)
    return found.astimezone() if found.tzinfo is None else found


def read_day(answer: str) -> date | None:
    """Parses a typed day; None if invalid."""
    if not _DAY.fullmatch(answer):
        return None
    try:
        return date.fromisoformat(answer)
    except ValueError:
        return None


def wrong_moment(answer: str, now: datetime, *, needed: bool = False, to_come: bool = False) -> str:
    """Returns what is wrong with a typed moment, such as one past that is `to_come`; or nothing."""
    found = read_moment(answer, now)
    if found is None:
        return NO_MOMENT if answer or needed else ""
    return f"{as_typed(found)} is past; name a time to come" if to_come and found <= now else ""


def wrong_day(answer: str) -> str:
    """Returns what is wrong with a typed day; empty if it is valid."""
    return "" if read_day(answer) else NO_DAY


def as_typed(moment: datetime) -> str:
    """Returns a moment as a user would type it, in the time zone of this machine."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def codes_in(answer: str, known: Collection[str]) -> tuple[str, ...]:
    """Returns the typed codes, cased as those they match."""
    folded = {each.casefold(): each for each in known}
    typed = re.split(r"[\s,;]+", answer)
    return tuple(dict.fromkeys(folded.get(each.casefold(), each) for each in typed if each))


def wrong_codes(answer: str, known: Collection[str]) -> str:
    """Returns a message that names the typed codes no member has; empty for none."""
    unknown = [each for each in codes_in(answer, known) if each not in known]
    return f"no member has the code {', '.join(unknown)}" if unknown else ""


def name_of(state: State, target: str) -> str:
    """Returns the name of a target: its label with its handle, or the handle alone."""
    handle = state.handle_of(target)
    label = label_of(state, target) if target not in state.drafts else ""
    return display_name(label, handle)


_BEGINNING = 60


@frozen
class Choice:
    """A choice of a dialog."""

    key: str  # what is answered when it is picked
    name: str  # the name that is shown and typed
    explanation: str = ""  # more about it
    key_press: str = ""  # a key that picks it at once, where nothing is typed; may be empty


def targets_view(group: WorkingGroup, check: Check) -> tuple[Choice, ...]:
    """Reads every item, amendment and package, by id, in their order, then the proposals."""
    state = group.state
    found: list[Choice] = []
    proposals = (each.id for each in state.proposals)
    for target in chain(targets_in_order(state, list(state.drafts)), proposals):
        check()
        package = state.packages.get(target)
        text = package.title if package else state.text(target)
        handle, label = state.handle_of(target), label_of(state, target)
        beginning = f"{handle}  {shortened(text, _BEGINNING)}"
        found.append(Choice(target, label or handle, beginning))
    return tuple(found)


def members_view(group: WorkingGroup, check: Check) -> tuple[Choice, ...]:
    """Reads every member and observer, by code, in the order of the record."""
    return tuple(
        Choice(each.code, each.code, f"{each.name}{' (observer)' if each.observer else ''}")
        for each in group.state.members.values()
    )


def text_of(group: WorkingGroup, target: str) -> str:
    """Returns the text of a target in bracket notation; the title of a package."""
    package = group.state.packages.get(target)
    return package.title if package else group.state.text(target)
