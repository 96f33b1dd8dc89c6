"""The wall: the public view of the current target, for a screen in the room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec
from attrs import frozen

from consensus.errors import Damaged
from consensus.model.amendments import AmendmentKind
from consensus.model.state import State
from consensus.reports.amendments import change_summary
from consensus.reports.audience import Audience, public_status, visible_decision
from consensus.reports.words import label_of
from consensus.rules.judgement import AGREED_STATUSES, Judgement
from consensus.rules.reasons import Pending
from consensus.rules.verdict import Status
from consensus.text.brackets import BracketedText

_NOT_RETAINED = frozenset({Status.WITHDRAWN, Status.REJECTED, Status.DELETED})


@frozen
class Totals:
    """How far a text has come."""

    agreed: int  # how many items are agreed or adopted and await no approval
    open: int  # how many are still to be settled, those agreed ad referendum or deferred included


@frozen
class Slide:
    """The content of the wall, without a member's name or stance."""

    title: str  # of the draft, package or working group
    label: str = ""  # what people call the item; empty where the whole is shown
    # where it stands, in words, with `pending` where an approval is awaited; empty where the whole
    # is shown
    status: str = ""
    # the text, line by line, in bracket notation without names; or what is in the whole. Joined by
    # line feeds they are one text, since a bracket may span lines
    lines: tuple[str, ...] = ()
    totals: Totals | None = None  # how far the whole has come; None where one item is shown
    # when it was pushed, so that pushing the same again is told apart; None before
    pushed: datetime | None = None


def slide_of(state: State, judgement: Judgement, target: str) -> Slide:
    """Returns the slide of an item, amendment or package, or of a draft with its statuses."""
    if target in state.drafts:
        lines, totals = _items(state, judgement, target)
        return Slide(state.drafts[target].title, lines=lines, totals=totals)
    draft = state.draft_of(target)
    title = state.drafts[draft].title if draft else state.title
    status = _words(state, judgement, target)
    if target in state.packages:
        package = state.packages[target]
        names = (
            f"{_target_name(state, each)}: {_words(state, judgement, each)}"
            for each in (*package.items, *package.amendments)
        )
        return Slide(package.title, package.handle, status, tuple(map(_escaped_words, names)))
    return Slide(title, _target_name(state, target), status, _text(state, target))


def shows(slide: Slide, state: State, target: str) -> bool:
    """Returns whether a slide shows the present text of an item or amendment."""
    return (slide.label, slide.lines) == (_target_name(state, target), _text(state, target))


def overview_slide(state: State, judgement: Judgement) -> Slide:
    """Returns the slide of how far every draft has come."""
    lines: list[str] = []
    agreed = unsettled = 0
    for draft in state.drafts.values():
        _, totals = _items(state, judgement, draft.id)
        agreed += totals.agreed
        unsettled += totals.open
        lines.append(_escaped_words(f"{draft.title}: {totals.agreed} agreed, {totals.open} open"))
    return Slide(state.title, lines=tuple(lines), totals=Totals(agreed, unsettled))


def encode_slide(slide: Slide) -> bytes:
    """Serializes a slide."""
    return msgspec.json.encode(slide)


def decode_slide(shown: bytes) -> Slide:
    """Parses a slide.

    Raises:
        Damaged: it is none that this software knows.
    """
    try:
        return msgspec.json.decode(shown, type=Slide)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Damaged("what is on the wall cannot be read; push it again, or blank it") from error


def _items(state: State, judgement: Judgement, draft: str) -> tuple[tuple[str, ...], Totals]:
    """Returns the status of each item of a draft that can be agreed, and the counts of both."""
    lines: list[str] = []
    found: list[Status] = []
    for item in state.walk(draft):
        if item.kind.can_be_agreed:
            found.append(judgement.verdict(item.id, with_moves=False).status)
            words = f"{_target_name(state, item.id)}: {_words(state, judgement, item.id)}"
            lines.append(_escaped_words(words))
    return tuple(lines), _totals(found)


def _text(state: State, target: str) -> tuple[str, ...]:
    """Returns the lines of a text; of an amendment that arranges items, first what it would do."""
    text = state.version(target).wording.notation(names=False)
    lines = tuple(text.split("\n")) if text else ()
    amendment = state.amendments.get(target)
    if amendment is None or amendment.kind in (AmendmentKind.MODIFY, AmendmentKind.INSERT):
        return lines
    return (_escaped_words(change_summary(state, target, names=False)), *lines)


def _totals(found: Iterable[Status]) -> Totals:
    settled = [each for each in found if each not in _NOT_RETAINED]
    agreed = sum(each in AGREED_STATUSES for each in settled)
    return Totals(agreed, len(settled) - agreed)


def _words(state: State, judgement: Judgement, target: str) -> str:
    verdict = judgement.verdict(target, with_moves=False)
    pending = any(isinstance(reason, Pending) for reason in verdict.reasons)
    last = state.last_decision(target)
    told = visible_decision(last, Audience.PUBLIC).ruled if last else ()
    ruling = ", declared by the Chair" if verdict.is_ruling and target in told else ""
    return f"{public_status(verdict.status)}{ruling}{', pending' if pending else ''}"


def _target_name(state: State, target: str) -> str:
    """Returns the name of a target: a label, or else a handle; an amendment with its item."""
    if target in state.amendments:
        amendment = state.amendments[target]
        to = state.full_label(amendment.target) if amendment.target in state.items else ""
        return f"{amendment.handle} to {to}" if to else amendment.handle
    return label_of(state, target) or state.handle_of(target)


def _escaped_words(words: str) -> str:
    """Returns words that are no text of a draft in bracket notation, brackets escaped."""
    return BracketedText.plain(words).notation()
