"""The wall: the public view of the current target, for a screen in the room."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec
from attrs import frozen

from consensus.errors import Damaged
from consensus.model.amendments import AmendmentKind
from consensus.model.state import State
from consensus.reports.amendments import change_summary
from consensus.reports.audience import public_standing, told_verdict
from consensus.reports.words import label_of, ruled_note
from consensus.rules.judgement import AGREED_STATUSES, Judgement
from consensus.rules.reasons import Pending
from consensus.rules.verdict import PROVISIONAL, Status, Verdict
from consensus.text.brackets import BracketedText

_ENDED = frozenset({Status.WITHDRAWN, Status.REJECTED, Status.DELETED, Status.NO_CONSENSUS})


@frozen
class Totals:
    """How far a text has come."""

    agreed: int  # how many items are agreed or adopted and await no approval
    open: int  # how many are still to be settled, those agreed ad referendum or deferred included
    provisional: int = 0  # how many of these are agreed, but for the rest of their draft
    ruled: int = 0  # how many of all the chair declared agreed over objections
    no_consensus: int = 0  # on how many there was no consensus

    @property
    def words(self) -> str:
        """Such as `2 agreed, 4 open (3 provisionally agreed), no consensus on 1`."""
        agreed = f" ({self.provisional} {PROVISIONAL})" if self.provisional else ""
        left = f", {Status.NO_CONSENSUS} on {self.no_consensus}" if self.no_consensus else ""
        return f"{self.agreed} agreed, {self.open} open{agreed}{left}{ruled_note(self.ruled)}"

    @classmethod
    def of(cls, verdicts: Collection[Verdict]) -> Totals:
        """Returns how far the targets of some verdicts have come."""
        settled = [each for each in verdicts if each.status not in _ENDED]
        agreed = sum(each.status in AGREED_STATUSES for each in settled)
        provisional = sum(each.is_provisional for each in settled)
        ruled = sum(each.is_ruling for each in settled)
        apart = sum(each.status is Status.NO_CONSENSUS for each in verdicts)
        return cls(agreed, len(settled) - agreed, provisional, ruled, apart)


@frozen
class Slide:
    """What the projector shows, without a member's name or stance."""

    title: str  # of the draft, package or working group
    label: str = ""  # what people call the item; empty where the whole is shown
    # where it stands, in words, with `pending` where an approval is awaited; empty where the whole
    # is shown
    status: str = ""
    # the text, line by line, in bracket notation without names; or what is in the whole. Joined by
    # line feeds they are one text, since a bracket may span lines
    lines: tuple[str, ...] = ()
    totals: Totals | None = None  # how far the whole has come; None where one item is shown
    # when it was shown, to distinguish the same shown again; None before
    pushed: datetime | None = None


def slide_of(state: State, judgement: Judgement, target: str) -> Slide:
    """Returns the slide of an item, amendment or package, or of a draft with its statuses."""
    if target in state.drafts:
        lines, verdicts = _items(state, judgement, target)
        return Slide(state.drafts[target].title, lines=lines, totals=Totals.of(verdicts))
    draft = state.draft_of(target)
    title = state.drafts[draft].title if draft else state.title
    status = _words(_told(state, judgement, target))
    if target in state.packages:
        package = state.packages[target]
        names = (
            f"{_target_name(state, each)}: {_words(_told(state, judgement, each))}"
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
    found: list[Verdict] = []
    for draft in state.drafts.values():
        _, verdicts = _items(state, judgement, draft.id)
        found += verdicts
        lines.append(_escaped_words(f"{draft.title}: {Totals.of(verdicts).words}"))
    return Slide(state.title, lines=tuple(lines), totals=Totals.of(found))


def encode_slide(slide: Slide) -> bytes:
    """Serializes a slide."""
    return msgspec.json.encode(slide)


def decode_slide(shown: bytes) -> Slide:
    """Parses a slide; raises Damaged where it is none that this software knows."""
    try:
        return msgspec.json.decode(shown, type=Slide)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Damaged("what the room sees cannot be read; show it again, or blank it") from error


def _items(
    state: State, judgement: Judgement, draft: str
) -> tuple[tuple[str, ...], Sequence[Verdict]]:
    """Returns the status of each item of a draft that can be agreed, as a line and a verdict."""
    items = [each.id for each in state.walk(draft) if each.kind.can_be_agreed]
    verdicts = [_told(state, judgement, each) for each in items]
    lines = (f"{_target_name(state, each.target)}: {_words(each)}" for each in verdicts)
    return tuple(map(_escaped_words, lines)), verdicts


def _text(state: State, target: str) -> tuple[str, ...]:
    """Returns the lines of a text; of an amendment that arranges items, first what it would do."""
    text = state.version(target).wording.notation(names=False)
    lines = tuple(text.split("\n")) if text else ()
    amendment = state.amendments.get(target)
    if amendment is None or amendment.kind in (AmendmentKind.MODIFY, AmendmentKind.INSERT):
        return lines
    return (_escaped_words(change_summary(state, target, names=False)), *lines)


def _words(verdict: Verdict) -> str:
    pending = any(isinstance(reason, Pending) for reason in verdict.reasons)
    return f"{public_standing(verdict)}{', pending' if pending else ''}"


def _told(state: State, judgement: Judgement, target: str) -> Verdict:
    return told_verdict(state, judgement.verdict(target, with_moves=False))


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
