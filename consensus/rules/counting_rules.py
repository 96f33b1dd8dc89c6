"""Rules that ask for objections and answers: consent, rough consensus, ballots and silence."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import attrs
from attrs import frozen

from consensus.model.counting import Counts
from consensus.model.positions import Stance
from consensus.rules import reasons
from consensus.rules.reasons import Reason
from consensus.rules.rule import Rule, holds, objections, whole_number
from consensus.rules.verdict import Context, Denominator, RuleInput, SilenceSeen, needed
from consensus.text.display import count_phrase

_DISAGREEMENT = "Who is against without objecting does not block."


@frozen
class Consent(Rule):
    """Met when no member objects or reserves its position.

    Without eligible members it is not met, since no silence could be consent.
    """

    name = "consent"
    sentence = "no member objects or reserves its position; silence is consent"
    short = "no objection"
    notes = (_DISAGREEMENT,)
    weighs = frozenset({RuleInput.OBJECTIONS, RuleInput.HOLDS})

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        if not counts.eligible:
            return (reasons.NOBODY_ELIGIBLE,)
        return objections(counts) + holds(counts)


@frozen
class Unanimity(Rule):
    """Met when every member is in favour; who recused itself is not counted."""

    name = "unanimity"
    sentence = "every member is in favour"
    notes = ("Silence, standing aside and reserving a position all stand in the way.",)
    counts_silence = False
    weighs = frozenset[RuleInput]()

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        total = counts.eligible
        if not total:
            return (reasons.NOBODY_ELIGIBLE,)
        if counts.in_favour >= total:
            return ()
        missing = reasons.too_few(counts.in_favour, total, Denominator.ELIGIBLE, total)
        return (*objections(counts), *holds(counts), missing)

    def figures(self, counts: Counts, context: Context) -> tuple[str, ...]:
        return (f"all {counts.eligible} are in favour",)


@frozen
class ConsensusMinus(Rule):
    """Met when at most so many members object."""

    name = "consensus_minus"
    short = "consensus minus {0.objections}"
    weighs = frozenset({RuleInput.OBJECTIONS})
    notes = ("Nobody has to support; reserved positions do not matter.", _DISAGREEMENT)
    # How many may stand.
    objections: int = attrs.field(validator=whole_number("the number of objections is", 0))

    @property
    def sentence(self) -> str:
        if not self.objections:
            return "no member objects; a reserved position does not count"
        said = "at most one member objects", "at most {} members object"
        return count_phrase(self.objections, *said)

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        if not counts.eligible:
            return (reasons.NOBODY_ELIGIBLE,)
        have = counts.of(Stance.OBJECT)
        if have <= self.objections:
            return ()
        return (*objections(counts), reasons.TooManyObjections(have, self.objections))


@frozen
class NoObjection(Rule):
    """Met when none objects or reserves, and one is in favour or the Chair heard no objection."""

    name = "no_objection"
    sentence = (
        "no member objects or reserves its position, and at least one is in favour or none "
        "objected when the Chair asked"
    )
    short = "no objection"
    notes = ("Silence is enough once the Chair has asked in a meeting.", _DISAGREEMENT)
    weighs = frozenset({RuleInput.OBJECTIONS, RuleInput.HOLDS})

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        if not counts.eligible:
            return (reasons.NOBODY_ELIGIBLE,)
        against = objections(counts) + holds(counts)
        if counts.in_favour or context.none_heard:
            return against
        unspoken = counts.no_position == counts.eligible
        return (*against, reasons.NOBODY_SPOKE if unspoken else reasons.NO_SUPPORT)

    def figures(self, counts: Counts, context: Context) -> tuple[str, ...]:
        heard = "no objection was heard when the Chair asked"
        return super().figures(counts, context) if counts.in_favour else (heard,)


class _Addressed(Rule):
    """Base of rules that are met when every standing objection was answered in substance."""

    weighs = frozenset({RuleInput.UNANSWERED})

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        if not counts.eligible:
            return (reasons.NOBODY_ELIGIBLE,)
        members = tuple(each for each in counts.standing if not each.answered)
        left = reasons.UnansweredObjections(members, counts.unanswered)
        return (left,) if counts.unanswered else ()

    def figures(self, counts: Counts, context: Context) -> tuple[str, ...]:
        objecting = counts.of(Stance.OBJECT)
        answered = "the one objection was answered", "each of the {} objections was answered"
        votes = f"{counts.in_favour} for, {objecting + counts.of(Stance.DISAGREE)} against"
        return (count_phrase(objecting, *answered) if objecting else "no objection", votes)


@frozen
class RoughConsensus(_Addressed):
    """Met when every objection that still stands was answered; counts decide nothing.

    Five people for and one hundred against can be rough consensus (RFC 7282, section 7).
    """

    name = "rough_consensus"
    sentence = (
        "every objection neither withdrawn nor accommodated was answered; counts decide nothing"
    )
    short = "rough consensus"
    notes = (
        "An objection has to be answered in substance, not necessarily accommodated (RFC 7282).",
        "Reserved positions and silence do not matter.",
    )


@frozen
class IsoConsensus(_Addressed):
    """Met when every objection was resolved, or is maintained after an attempt was recorded.

    Consensus is the absence of sustained opposition to substantial issues by any important part of
    the concerned interests (ISO/IEC Guide 2:2004, 1.7); it need not imply unanimity. An attempt is
    the recorded answer. Whether what is maintained is sustained opposition the leadership decides,
    who declares, and notes it.
    """

    name = "iso_consensus"
    sentence = "every objection was resolved, or is maintained although an answer is recorded"
    short = "ISO consensus"
    notes = (
        "An attempt to resolve an objection is its recorded answer (ISO/IEC Guide 2, 1.7).",
        "Whether what is maintained is sustained opposition, the leadership decides and notes.",
        "How many are for or against, reserved positions and silence do not matter.",
    )


@frozen
class IesgBallot(Rule):
    """Met when at least one supports, none objects, and two thirds are in favour.

    So the Internet Engineering Steering Group ballots, where at least two thirds of the area
    directors that are not recused have to ballot "Yes" or "No Objection".
    """

    name = "iesg_ballot"
    sentence = (
        "at least one Yes, no Discuss, and Yes or No Objection from at least 2/3 of those not "
        "recused"
    )
    short = "IESG ballot"
    notes = (
        "“Yes” is support, “No Objection” accept and “Discuss” object, as the IESG ballots.",
        "Who has no position is counted among those not recused.",
    )
    counts_silence = False
    weighs = frozenset({RuleInput.OBJECTIONS})

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        total = counts.eligible
        if not total:
            return (reasons.NOBODY_ELIGIBLE,)
        have, need = counts.in_favour, needed(Fraction(2, 3), total)
        return (
            *(() if counts.of(Stance.SUPPORT) else (reasons.NOBODY_SUPPORTS,)),
            *objections(counts),
            *((reasons.too_few(have, need, Denominator.ELIGIBLE, total),) if have < need else ()),
        )

    def figures(self, counts: Counts, context: Context) -> tuple[str, ...]:
        yes, total = counts.of(Stance.SUPPORT), counts.eligible
        said = f"{yes} Yes, {counts.of(Stance.ACCEPT)} No Objection, no Discuss"
        return (f"{said}: {counts.in_favour} of {total}; {needed(Fraction(2, 3), total)} needed",)


@frozen
class Silence(Rule):
    """Met when a silence procedure lasted long enough and no member objected before its deadline.

    An objection that stood before the procedure began counts while it stands. One that comes at the
    deadline or later is too late to count; ask `all_of(silence(), consent())` where it should.
    """

    name = "silence"
    short = "silence, {0.hours} h"
    weighs = frozenset({RuleInput.OBJECTIONS})
    notes = (
        "The last procedure over the present wording is looked at.",
        "Once broken it stays broken, also when the objection is withdrawn.",
        "An objection at the deadline or later is too late to count; nobody has to support.",
    )
    # How long the procedure has to last.
    hours: int = attrs.field(default=72, validator=whole_number("the hours of silence are", 1))

    @property
    def sentence(self) -> str:
        hours = count_phrase(self.hours, "one hour", "{} hours")
        return f"a silence procedure of at least {hours} passed unbroken"

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        if not counts.eligible:
            return (reasons.NOBODY_ELIGIBLE,)
        seen = context.silence
        if seen is None:
            return (reasons.NO_SILENCE,)
        if seen.text_changed:
            return (reasons.SILENCE_ENDED,)
        lasted = (seen.deadline - seen.opened) // timedelta(hours=1)
        too_short = (reasons.SilenceTooShort(lasted, self.hours),) if lasted < self.hours else ()
        return (*too_short, *_objected(seen, counts))

    def figures(self, counts: Counts, context: Context) -> tuple[str, ...]:
        ended = context.silence and reasons.moment_words(context.silence.deadline)
        return (f"silence passed unbroken on {ended}",)


def _objected(seen: SilenceSeen, counts: Counts) -> tuple[Reason, ...]:
    if seen.broken_by:
        return (reasons.SilenceBroken(seen.broken_by),)
    running = () if seen.is_over else (reasons.SilenceRunning(seen.deadline),)
    earlier = counts.of(Stance.OBJECT) - len(seen.late)
    if earlier <= 0:
        return running
    members = tuple(each for each in counts.standing if each not in seen.late)
    return (*running, reasons.StandingObjections(members, earlier))


RULES: tuple[type[Rule], ...] = (
    *(Consent, NoObjection, Unanimity, ConsensusMinus),
    *(RoughConsensus, IsoConsensus, IesgBallot, Silence),
)
"""The rules in this file, in the order in which they are listed."""
