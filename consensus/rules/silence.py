"""`silence(hours=72)`: nobody objected before a deadline."""

from __future__ import annotations

from datetime import timedelta

import attrs
from attrs import frozen

from consensus.errors import MalformedRule
from consensus.model.counts import Counts
from consensus.model.stance import Stance
from consensus.rules.context import Context, SilenceSeen
from consensus.rules.procedure_reasons import (
    NoSilence,
    SilenceBroken,
    SilenceEnded,
    SilenceRunning,
    SilenceTooShort,
)
from consensus.rules.reasons import NobodyEligible, Reason, StandingObjections
from consensus.rules.rule import Rule
from consensus.rules.weight import Weight

_HOUR = timedelta(hours=1)


def _read_hours(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        raise MalformedRule(f"the hours of silence are a whole number from 1, not {given!r}")
    return given


@frozen
class Silence(Rule):
    """Met when a silence procedure lasted long enough and nobody objected before its deadline.

    The last procedure over the target is looked at, and only while the text is the one that was
    put under silence. Silence that was broken stays broken, even when the objection is withdrawn;
    the text is put under silence again. An objection that stood before the procedure began counts
    while it stands. One that comes at the deadline or later is too late to count; ask
    `all_of(silence(), consent())` where it should.

    Attributes:
        hours: how long the procedure has to last.
    """

    name = "silence"
    weighs = frozenset({Weight.OBJECTIONS})
    hours: int = attrs.field(default=72, converter=_read_hours)

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Say that there was no silence, who broke it, or what it still lacks."""
        if not counts.eligible:
            return (NobodyEligible(),)
        seen = context.silence
        if seen is None:
            return (NoSilence(),)
        if seen.text_changed:
            return (SilenceEnded(),)
        return (*self._too_short(seen), *_objected(seen, counts))

    def _too_short(self, seen: SilenceSeen) -> tuple[Reason, ...]:
        lasts = seen.deadline - seen.opened
        if lasts >= self.hours * _HOUR:
            return ()
        return (SilenceTooShort(lasts // _HOUR, self.hours),)


def _objected(seen: SilenceSeen, counts: Counts) -> tuple[Reason, ...]:
    if seen.broken_by:
        return (SilenceBroken(seen.broken_by),)
    running = () if seen.is_over else (SilenceRunning(seen.deadline),)
    earlier = counts.of(Stance.OBJECT) - len(seen.late)
    if earlier <= 0:
        return running
    members = tuple(each for each in counts.standing if each not in seen.late)
    return (*running, StandingObjections(members, earlier))
