"""Sentences for verdicts, counts, rules and moves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import singledispatch
from statistics import median

from consensus.model.amendments import AmendmentKind
from consensus.model.counting import Counts, Standing
from consensus.model.positions import Stance
from consensus.model.state import State
from consensus.rules import reasons
from consensus.rules.composite_rules import AllOf, AnyOf, EachGroup
from consensus.rules.counting_rules import (
    CleanText,
    ConsensusMinus,
    Consent,
    IesgBallot,
    Majority,
    MajorityKind,
    NoObjection,
    Quorum,
    RoughConsensus,
    Silence,
    Threshold,
    Unanimity,
)
from consensus.rules.expression import for_item
from consensus.rules.rating_rules import Delphi, RandUcla
from consensus.rules.reasons import Reason
from consensus.rules.rule import Rule
from consensus.rules.verdict import LIFT, UNDECIDED, Denominator, Move, NoMove, Status, Verdict
from consensus.text.display import count_noun

# Explanations: the sentences for verdicts, reasons and moves, and for nothing else.

Label = Callable[[str], str]
"""What to call the target with a given id."""

_WAITS_FOR: dict[str, str] = {
    NoMove.TEXT: "the text",
    NoMove.PRESENCE: "enough members to be present",
    NoMove.MEMBERSHIP: "members who can take one",
    NoMove.SILENCE: "a silence procedure to run its course",
    NoMove.RATINGS: "ratings",
    NoMove.CONDITIONS: "its conditions to be agreed with it",
    NoMove.INTRODUCTION: "it to be introduced",
}
_NO_MOVE: dict[str, str] = {
    NoMove.SUPPORT: "accepting is not enough: at least one member has to support",
    NoMove.OTHER: "no number of members accepting would do",
    NoMove.NOT_MONOTONE: "more acceptance need not meet this rule, so no least move is named",
    NoMove.TOO_INTRICATE: "the rule has too many alternatives for a least move to be named",
}
_ALWAYS_THE_SAME: dict[type[Reason], str] = {
    reasons.NoSupport: "nobody supports or accepts",
    reasons.NobodySupports: "nobody supports, and accepting is not enough",
    reasons.NoSilence: "it was never put under silence",
    reasons.SilenceEnded: "the text changed after it was put under silence",
    reasons.NoRatings: "nobody has rated the present wording",
    reasons.NotAtMeeting: (
        "the rule counts those present, and nobody is known to be outside a meeting"
    ),
    reasons.NobodyPresent: "no eligible member is present",
    reasons.NobodyEligible: "no member is eligible",
    reasons.NoGroups: (
        "the rule asks each stakeholder group, and none with eligible members is declared"
    ),
    reasons.NoVotesCast: "no position is cast that counts",
    reasons.DecisionStale: "the text changed after the decision",
}
_NOTHING_TO_SAY = ("", NoMove.MET, NoMove.NOT_ASKED)


def explain(verdict: Verdict, names: bool = True, label: Label = str) -> tuple[str, ...]:
    """Returns why a target has its status, and who could change it.

    Args:
        verdict: the verdict.
        names: whether members may be named; without, only numbers are given.
        label: what to call the target with a given id; by default the id.

    Returns:
        One sentence for each reason, without capital and full stop; before them what was
        declared or that the rule is met, and after them what would meet it.
    """
    sentences = explain_standing(verdict if names else verdict.anonymous(), label)
    change = explain_change(verdict)
    return (*sentences, change) if change else sentences


def explain_standing(verdict: Verdict, label: Label = str) -> tuple[str, ...]:
    """Returns why a target has its status, as `explain`, without what could change it."""
    sentences = tuple([explain_reason(each, label) for each in verdict.reasons])
    if verdict.status not in UNDECIDED:
        if says_outcome(verdict.status, verdict.reasons):
            return sentences
        return (f"it is {verdict.status}", *sentences)
    return (_met(verdict), *sentences) if verdict.met else sentences


def says_outcome(status: Status, given: Iterable[Reason]) -> bool:
    """Returns whether the reasons given say what became of a target that is decided."""
    kinds = {
        Status.DELETED: reasons.RemovedBy,
        Status.REJECTED: reasons.ClosedByMerge,
        Status.WITHDRAWN: reasons.ConsolidatedInto,
    }
    return status in kinds and any(isinstance(each, kinds[status]) for each in given)


def explain_change(verdict: Verdict) -> str:
    """Returns which members could change a status, as `explain`; empty if none is named."""
    if verdict.could_change:
        return explain_moves(verdict.could_change, verdict.counts)
    if verdict.no_move in _NO_MOVE:
        return _NO_MOVE[verdict.no_move]
    if verdict.no_move in _NOTHING_TO_SAY:
        return ""
    wanted = _WAITS_FOR.get(verdict.no_move, verdict.no_move)
    return f"no stance alone would do: the rule waits for {wanted}"


def _met(verdict: Verdict) -> str:
    counts = verdict.counts
    objecting = counts.of(Stance.OBJECT)
    objections = _several(objecting, "one objects", "{} object") if objecting else "none objects"
    ratings = counts.ratings
    rated = f", {_ratings(len(ratings))} with median {median(ratings):g}" if ratings else ""
    return (
        f"{verdict.rule} is met: {counts.in_favour} of {counts.eligible} eligible "
        f"support or accept, {objections}{rated}"
    )


@singledispatch
def explain_reason(reason: Reason, label: Label = str) -> str:
    """Returns one reason as a sentence, without capital and full stop.

    Args:
        reason: the reason; `reason.anonymous()` names no member.
        label: what to call the target with a given id.
    """
    return _ALWAYS_THE_SAME[type(reason)]


@explain_reason.register
def _(reason: reasons.StandingObjections, label: Label = str) -> str:
    return _several(reason.count, "one member objects", "{} members object") + _names(
        _stated(reason.members)
    )


@explain_reason.register
def _(reason: reasons.UnansweredObjections, label: Label = str) -> str:
    return _several(
        reason.count,
        "the objection of one member is not answered",
        "the objections of {} members are not answered",
    ) + _names(_stated(reason.members))


@explain_reason.register
def _(reason: reasons.Holds, label: Label = str) -> str:
    return _several(
        reason.count, "one member reserves its position", "{} members reserve their position"
    ) + _names(reason.members)


@explain_reason.register
def _(reason: reasons.AwaitingConditions, label: Label = str) -> str:
    return _several(
        reason.count, "one member waits for a condition", "{} members wait for a condition"
    ) + _names(reason.members)


@explain_reason.register
def _(reason: reasons.TooManyObjections, label: Label = str) -> str:
    objections = _several(reason.have, "one objection stands", "{} objections stand")
    return f"{objections}, and {f'at most {reason.allowed}' if reason.allowed else 'none'} may"


@explain_reason.register
def _(reason: reasons.TooFew, label: Label = str) -> str:
    return f"support or accept: {reason.have} of {reason.total} {reason.of}, {reason.need} needed"


@explain_reason.register
def _(reason: reasons.QuorumMissing, label: Label = str) -> str:
    what = "present" if reason.of == Denominator.PRESENT else "with a position cast"
    return f"quorum: {reason.have} of {reason.total} eligible {what}, {reason.need} needed"


@explain_reason.register
def _(reason: reasons.Brackets, label: Label = str) -> str:
    return _several(
        reason.count, "one bracket is left in the text", "{} brackets are left in the text"
    )


@explain_reason.register
def _(reason: reasons.OpenAmendments, label: Label = str) -> str:
    return _several(reason.count, "one amendment to it is open", "{} amendments to it are open")


@explain_reason.register
def _(reason: reasons.GroupUnmet, label: Label = str) -> str:
    return f"{reason.group or 'no group'}: {_joined(reason.reasons, label)}"


@explain_reason.register
def _(reason: reasons.AlternativeUnmet, label: Label = str) -> str:
    return f"{reason.rule} would do, but {_joined(reason.reasons, label)}"


@explain_reason.register
def _(reason: reasons.ConditionPending, label: Label = str) -> str:
    return f"{reason.member or 'a member'} waits for {_listed(map(label, reason.targets))}"


@explain_reason.register
def _(reason: reasons.ConditionFailed, label: Label = str) -> str:
    targets = _listed(map(label, reason.targets))
    if reason.to_confirm:
        member = reason.member or "a member"
        return f"to be confirmed by {member}: its condition has failed: {targets}"
    return f"the condition of {reason.member or 'a member'} has failed: {targets}"


@explain_reason.register
def _(reason: reasons.StalePositions, label: Label = str) -> str:
    return _several(
        reason.count,
        "the text changed, and one member needs to take a fresh position",
        "the text changed, and {} members need to take a fresh position",
    ) + _names(reason.members)


@explain_reason.register
def _(reason: reasons.ContestedChanges, label: Label = str) -> str:
    objects = reason.stance is Stance.OBJECT
    member = reason.member or "a member"
    if reason.elsewhere:
        verb = "objects to" if objects else "reserves its position on"
        kinds = {each.kind for each in reason.changes}
        what = "the same words" if kinds <= {AmendmentKind.MODIFY} else "the same change"
        others = _listed(dict.fromkeys(label(e.amendment) for e in reason.changes) or [""])
        where = f" in {others}" if others else ""
        return f"{member} {verb} {what}{where}" + (f": “{reason.words}”" if reason.words else "")
    proposing: dict[str, list[str]] = {}
    for each in reason.changes:
        what = contested_words(each.kind, each.replaces, each.text)
        proposing.setdefault(what, []).append(label(each.amendment))
    named = [f"{what} ({_listed(amendments)})" for what, amendments in proposing.items()]
    about = _listed(named or ["a change"])
    words = f": “{reason.words}”" if reason.words else ""
    if not reason.to_confirm:
        verb = "objects to" if objects else "reserves its position on"
        return f"{member} {verb} {about}{words}"
    verb = "objected to" if objects else "reserved its position on"
    there = _listed(dict.fromkeys(f"“{each.now}”" for each in reason.changes if each.now) or [""])
    now = f", and the words there are now {there}" if there else ", and the text has changed since"
    return f"to be confirmed by {member}: it {verb} {about}{words}{now}"


def contested_words(kind: str, replaces: str, text: str) -> str:
    """Returns what a member objects to, such as `“should” → “shall”`."""
    replaces, text = _shortened(replaces), _shortened(text)
    if kind == AmendmentKind.INSERT:
        return "its being put in"
    if kind == AmendmentKind.MOVE:
        return "its move"
    if not text:
        return f"the deletion of “{replaces}”"
    return f"“{replaces}” → “{text}”" if replaces else f"the insertion of “{text}”"


_MOST_WORDS = 12


def _shortened(text: str) -> str:
    words = text.split()
    return " ".join(words if len(words) <= _MOST_WORDS else [*words[:_MOST_WORDS], "…"])


@explain_reason.register
def _(reason: reasons.ConditionToConfirm, label: Label = str) -> str:
    targets = _listed(map(label, reason.targets))
    went_in = "went in in part or in other words"
    return f"to be confirmed by {reason.member or 'a member'}: {targets} {went_in}"


@explain_reason.register
def _(reason: reasons.ProposedPart, label: Label = str) -> str:
    return _several(
        reason.count,
        "one member proposed or supported part of this text, to be reconfirmed",
        "{} members proposed or supported part of this text, to be reconfirmed",
    ) + _names(reason.members)


@explain_reason.register
def _(reason: reasons.DisagreedPart, label: Label = str) -> str:
    return _several(
        reason.count,
        "one member disagrees with part of this text",
        "{} members disagree with part of this text",
    ) + _names(reason.members)


@explain_reason.register
def _(reason: reasons.ConsolidatedInto, label: Label = str) -> str:
    return f"it is consolidated into {label(reason.amendment)}"


@explain_reason.register
def _(reason: reasons.ClosedByMerge, label: Label = str) -> str:
    closed = f"closed by the merge of {label(reason.target)} on {reason.day:%Y-%m-%d}"
    if reason.took == (reason.target,):
        return f"{closed}, which left those words as they were"
    return f"{closed}, which took {_listed(map(label, reason.took))}" if reason.took else closed


@explain_reason.register
def _(reason: reasons.MergedBefore, label: Label = str) -> str:
    amendments = _listed(map(label, reason.amendments))
    return f"merged before objections were carried over to the text: {amendments}"


@explain_reason.register
def _(reason: reasons.RequestToReopen, label: Label = str) -> str:
    parts = []
    if reason.amendments:
        late = _several(len(reason.amendments), "one late amendment", "{} late amendments")
        parts.append(f"{late} ({', '.join(map(label, reason.amendments))})")
    if reason.count:
        named = f" ({', '.join(reason.members)})" if reason.members else ""
        parts.append(_several(reason.count, "one late objection", "{} late objections") + named)
    return f"asks to reopen: {_listed(parts)}"


@explain_reason.register
def _(reason: reasons.NotMerged, label: Label = str) -> str:
    return f"not in {label(reason.target)} yet"


@explain_reason.register
def _(reason: reasons.Pending, label: Label = str) -> str:
    return f"pending the word of {_members(reason.members, reason.count)}"


@explain_reason.register
def _(reason: reasons.PartOpposed, label: Label = str) -> str:
    one, many = ("holds", "hold") if reason.held else ("objects to", "object to")
    verb = one if reason.count == 1 else many
    who = _members(reason.members, reason.count)
    return f"{who} {verb} {label(reason.part)}, which is part of it"


@explain_reason.register
def _(reason: reasons.RemovedBy, label: Label = str) -> str:
    joined = f"joined to {label(reason.into)}" if reason.into else "deleted"
    day = f" on {reason.day:%Y-%m-%d}" if reason.day else ""
    return f"{joined} by the merge of {label(reason.amendment)}{day}"


@explain_reason.register
def _(reason: reasons.DecidedOver, label: Label = str) -> str:
    return f"decided over the standing objection of {_members(reason.members, reason.count)}"


@explain_reason.register
def _(reason: reasons.DecidedUnmet, label: Label = str) -> str:
    return f"decided although {reason.rule} was not met"


@explain_reason.register
def _(reason: reasons.AllOrNothing, label: Label = str) -> str:
    rest = _several(reason.open, "one item of the draft is not", "{} items of the draft are not")
    return f"nothing is agreed until everything is: {rest}"


@explain_reason.register
def _(reason: reasons.PackageTogether, label: Label = str) -> str:
    return f"hangs together with {_listed(map(label, reason.targets))}"


@explain_reason.register
def _(reason: reasons.NotIntroduced, label: Label = str) -> str:
    return (
        f"not yet introduced: circulated {_moment(reason.circulated)}, its notice of"
        f" {in_words(reason.notice)} ends {_moment(reason.circulated + reason.notice)};"
        " or present it in a meeting"
    )


@explain_reason.register
def _(reason: reasons.SilenceRunning, label: Label = str) -> str:
    return f"it is under silence until {_moment(reason.deadline)}"


@explain_reason.register
def _(reason: reasons.SilenceTooShort, label: Label = str) -> str:
    lasts = _several(reason.hours, "one hour", "{} hours")
    return f"the silence lasts {lasts}, {reason.need} needed"


@explain_reason.register
def _(reason: reasons.SilenceBroken, label: Label = str) -> str:
    return _several(
        reason.count, "one member broke the silence", "{} members broke the silence"
    ) + _names(_stated(reason.members))


@explain_reason.register
def _(reason: reasons.TooFewRateHigh, label: Label = str) -> str:
    return f"rated 7 to 9: {reason.have} of {_ratings(reason.total)}, {reason.need} needed"


@explain_reason.register
def _(reason: reasons.TooManyRateLow, label: Label = str) -> str:
    allowed = f"at most {reason.allowed}" if reason.allowed else "none"
    return f"rated 1 to 3: {reason.have} of {_ratings(reason.total)}, {allowed} allowed"


@explain_reason.register
def _(reason: reasons.MedianTooLow, label: Label = str) -> str:
    return f"the median of {_ratings(reason.total)} is {reason.median:g}, at least 7 needed"


@explain_reason.register
def _(reason: reasons.RatingsDisagree, label: Label = str) -> str:
    return (
        f"{_ratings(reason.total)} disagree: their 30th and 70th percentiles are "
        f"{reason.spread:g} apart, at most {reason.allowed:g} allowed"
    )


def explain_moves(moves: tuple[Move, ...], counts: Counts) -> str:
    """Returns which moves together would meet a rule, as a clause without capital and full stop.

    Args:
        moves: the moves, which together meet the rule.
        counts: the counts before the moves.
    """
    parts = [_move(move, counts) for move in moves]
    if len(parts) > 2:
        return f"these together would do: {'; '.join(parts)}"
    return f"{_listed(parts)} would do"


_WHO = {
    None: ("silent member", "silent members"),
    Stance.HOLD: ("holding member", "holding members"),
    Stance.ABSTAIN: ("abstaining member", "abstaining members"),
    Stance.DISAGREE: ("disagreeing member", "disagreeing members"),
    Stance.OBJECT: ("objecting member", "objecting members"),
}


def _move(move: Move, counts: Counts) -> str:
    one, many = _WHO[move.stance]
    lifting = "lifting the hold"
    if move.stance is Stance.HOLD and counts.conditional:
        if counts.holds:
            one, many = "holding or waiting member", "holding or waiting members"
            lifting = "lifting the hold or dropping the condition"
        else:
            one, many = "waiting member", "waiting members"
            lifting = "dropping the condition"
    if move.stance is None and (counts.proposed or counts.disagreed):
        one, many = (f"{each} without a position on the whole" for each in ("member", "members"))
    if move.answered is not None:
        answered = "answered" if move.answered else "unanswered"
        one, many = f"{answered} {one}", f"{answered} {many}"
    if move.count < move.among:
        which = f"any {_several(move.count, 'one', '{}')} of the {move.among} {many}"
    elif move.count == 2:
        which = f"both {many}"
    else:
        which = _several(move.count, f"the one {one}", f"all {{}} {many}")
    if move.group is not None and len(counts.groups) > 1:
        which += f" of {move.group or 'no group'}"
    if move.to != LIFT:
        return f"{which} accepting"
    if move.stance is Stance.HOLD:
        return f"{which} {lifting}"
    return f"{which} withdrawing the objection"


def _several(count: int, one: str, many: str) -> str:
    return one if count == 1 else many.format(count)


def _names(named: Iterable[str]) -> str:
    listed = ", ".join(named)
    return f": {listed}" if listed else ""


def _stated(members: Iterable[Standing]) -> list[str]:
    return [each.member if each.reason else f"{each.member} (not stated)" for each in members]


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M %Z}".rstrip()


def in_words(span: timedelta) -> str:
    """Returns a duration: in whole days from two on, else in hours and minutes."""
    minutes = span // timedelta(minutes=1)
    days, hours = minutes // (24 * 60), minutes // 60
    if days > 1 and minutes == days * 24 * 60:
        return f"{days} days"
    parts = [_several(hours, "one hour", "{} hours")] if hours else []
    if minutes % 60:
        parts.append(_several(minutes % 60, "one minute", "{} minutes"))
    return _listed(parts or ["no time"])


def _ratings(count: int) -> str:
    return count_noun(count, "rating", "ratings")


def _members(named: tuple[str, ...], count: int) -> str:
    return _listed(named) if named else _several(count, "one member", "{} members")


def _listed(parts: Iterable[str]) -> str:
    *before, last = parts
    return f"{', '.join(before)} and {last}" if before else last


def _joined(parts: tuple[Reason, ...], label: Label) -> str:
    return "; ".join(explain_reason(reason, label) for reason in parts)


def standing_words(present: Mapping[str, Stance]) -> str:
    """Returns who supports and who accepts the present words of a text; may be empty."""
    named = {
        "supported by": [code for code, stance in present.items() if stance is Stance.SUPPORT],
        "accepted by": [code for code, stance in present.items() if stance is Stance.ACCEPT],
    }
    return ", ".join(f"{how} {', '.join(codes)}" for how, codes in named.items() if codes)


def explain_counts(counts: Counts) -> str:
    """Returns how many say what of a target, with the number of those that count.

    Args:
        counts: the counts.

    Returns:
        One sentence without capital and full stop, such as `2 of 41 in favour (1 support, 1
        accept), 1 objects, 38 silent`; what nobody says is left out.
    """
    support, accept = counts.of(Stance.SUPPORT), counts.of(Stance.ACCEPT)
    conditional, stale = len(counts.conditional), len(counts.stale)
    proposed = len(counts.proposed)
    parts = [f"{counts.in_favour} of {counts.eligible} in favour"]
    if support and accept:
        parts[0] += f" ({support} support, {accept} accept)"
    for number, one, many in (
        (counts.of(Stance.OBJECT), "objects", "object"),
        (counts.of(Stance.DISAGREE), "against", "against"),
        (counts.of(Stance.ABSTAIN), "stands aside", "stand aside"),
        # Who waits for a condition is counted as holding, and said apart.
        (counts.of(Stance.HOLD) - conditional, "holds", "hold"),
        (conditional, "waits for a condition", "wait for a condition"),
        (counts.no_position, "silent", "silent"),
        (proposed, "proposed or supported part of it", "proposed or supported part of it"),
        (len(counts.disagreed), "disagrees with part of it", "disagree with part of it"),
        (stale, "needs a fresh position", "need a fresh position"),
        (counts.of(Stance.RECUSE), "recused", "recused"),
    ):
        if number > 0:
            parts.append(count_noun(number, one, many))
    return ", ".join(parts)


# Explanations of rules: one sentence for each.


@singledispatch
def explain_rule(rule: Rule) -> str:
    """Returns when a rule is met, as one sentence without capital and full stop."""
    raise NotImplementedError(f"no sentence is written for {type(rule).__name__}")


@explain_rule.register
def _(rule: Consent) -> str:
    return "no objection stands and nobody reserves its position"


@explain_rule.register
def _(rule: NoObjection) -> str:
    return (
        "no objection stands, nobody reserves its position, and at least one member supports or "
        "accepts"
    )


@explain_rule.register
def _(rule: Unanimity) -> str:
    return "every eligible member supports or accepts"


@explain_rule.register
def _(rule: ConsensusMinus) -> str:
    if not rule.objections:
        return "no objection stands"
    if rule.objections == 1:
        return "at most one objection stands"
    return f"at most {rule.objections} objections stand"


@explain_rule.register
def _(rule: Threshold) -> str:
    of = {
        Denominator.ELIGIBLE: "the eligible members",
        Denominator.PRESENT: "the members present",
        Denominator.CAST: "the positions cast",
    }[rule.of]
    block = " and no objection stands" if rule.block else ""
    return f"at least {rule.share} of {of} support or accept{block}"


@explain_rule.register
def _(rule: Majority) -> str:
    return {
        MajorityKind.SIMPLE: "more members are for it than against it",
        MajorityKind.ABSOLUTE: "more than half of the eligible members are for it",
        MajorityKind.TWO_THIRDS: "at least 2/3 of the members for or against it are for it",
    }[rule.kind]


@explain_rule.register
def _(rule: Quorum) -> str:
    what = "are present" if rule.of is Denominator.PRESENT else "have a position cast"
    return f"at least {rule.share} of the eligible members {what}"


@explain_rule.register
def _(rule: EachGroup) -> str:
    return f"in each stakeholder group on its own: {explain_rule(rule.rule)}"


@explain_rule.register
def _(rule: AllOf) -> str:
    if len(rule.rules) == 1:
        return explain_rule(rule.rules[0])
    return "all of these: " + "; ".join(f"({explain_rule(part)})" for part in rule.rules)


@explain_rule.register
def _(rule: AnyOf) -> str:
    if len(rule.rules) == 1:
        return explain_rule(rule.rules[0])
    return "any of these: " + "; ".join(f"({explain_rule(part)})" for part in rule.rules)


@explain_rule.register
def _(rule: CleanText) -> str:
    if rule.asked:
        return "no bracket and no open amendment is left in the text of an item"
    return "brackets and open amendments in the text do not matter"


@explain_rule.register
def _(rule: RoughConsensus) -> str:
    return "every standing objection was answered, and more members are for it than against it"


@explain_rule.register
def _(rule: IesgBallot) -> str:
    return (
        "at least one member supports, no objection stands, and at least 2/3 of the eligible "
        "members support or accept"
    )


@explain_rule.register
def _(rule: Silence) -> str:
    hours = "one hour" if rule.hours == 1 else f"{rule.hours} hours"
    return f"it was under silence for at least {hours} and nobody objected before the deadline"


@explain_rule.register
def _(rule: Delphi) -> str:
    return (
        f"at least {rule.agree} of the ratings are 7 to 9 and less than {rule.against} are 1 to 3"
    )


@explain_rule.register
def _(rule: RandUcla) -> str:
    return (
        "the median rating is 7 to 9 and the 30th and 70th percentiles are no further apart than "
        "the RAND/UCLA method allows"
    )


# Notes on rules: what a rule counts and leaves out, beside the sentence of when it is met.

CLEAN_TEXT = (
    "An item also needs a clean text: no bracket and no open amendment;"
    " clean_text(False) inside all_of switches that off."
)
"""What every rule asks of an item unless it speaks of the text itself."""

_DISAGREEMENT = "Who disagrees without objecting does not block."
_RATINGS = (
    "Stances do not matter: ratings from 1 to 9 of the present wording do, those of the last round."
)


def notes_on(rule: Rule) -> tuple[str, ...]:
    """Returns what a rule, and each rule in it, counts and leaves out.

    Args:
        rule: any rule.

    Returns:
        Sentences, with capital and full stop, each once; the last one is about items.
    """
    notes = [*_all_notes(rule)]
    if for_item(rule) is not rule:
        notes.append(CLEAN_TEXT)
    return tuple(dict.fromkeys(notes))


def _all_notes(rule: Rule) -> tuple[str, ...]:
    return (*_notes(rule), *(note for part in rule.parts for note in _all_notes(part)))


@singledispatch
def _notes(rule: Rule) -> tuple[str, ...]:
    return ()


@_notes.register
def _(rule: Consent) -> tuple[str, ...]:
    return ("Silence is consent.", _DISAGREEMENT)


@_notes.register
def _(rule: NoObjection) -> tuple[str, ...]:
    return ("Silence does not stand in the way, but is not enough.", _DISAGREEMENT)


@_notes.register
def _(rule: Unanimity) -> tuple[str, ...]:
    return ("Silence, abstaining and reserving a position all stand in the way.",)


@_notes.register
def _(rule: ConsensusMinus) -> tuple[str, ...]:
    return ("Nobody has to support; holds do not matter.", _DISAGREEMENT)


@_notes.register
def _(rule: Threshold) -> tuple[str, ...]:
    of = {
        Denominator.ELIGIBLE: "Silence counts like a vote against.",
        Denominator.PRESENT: "Outside a meeting nobody is known to be present; remote is present.",
        Denominator.CAST: "Abstentions are cast; holds, recusals and silence are not.",
    }[rule.of]
    block = "A standing objection blocks." if rule.block else "No objection blocks by itself."
    return (of, block)


@_notes.register
def _(rule: Majority) -> tuple[str, ...]:
    against = "Against are those who disagree or object; no objection blocks by itself."
    if rule.kind is MajorityKind.ABSOLUTE:
        return ("Silence and abstaining count like votes against; no objection blocks by itself.",)
    return (against, "Abstentions, holds and silence do not count; 0 to 0 does not pass.")


@_notes.register
def _(rule: Quorum) -> tuple[str, ...]:
    if rule.of is Denominator.PRESENT:
        return ("Outside a meeting nobody is known to be present; remote is present.",)
    return ("What is said does not matter, only that a position is cast.",)


@_notes.register
def _(rule: EachGroup) -> tuple[str, ...]:
    return ("Groups without eligible members, and members of no group, are not asked.",)


@_notes.register
def _(rule: CleanText) -> tuple[str, ...]:
    return ("It is asked of items only: an amendment may carry brackets.",) if rule.asked else ()


@_notes.register
def _(rule: RoughConsensus) -> tuple[str, ...]:
    return (
        "An objection has to be answered in substance, not necessarily accommodated (RFC 7282).",
        "Against are those who disagree or object, answered or not; 0 to 0 does not pass.",
        "Holds and silence do not matter.",
    )


@_notes.register
def _(rule: IesgBallot) -> tuple[str, ...]:
    return (
        "Support is “Yes”, accept “No Objection”, object “Discuss”, as the IESG ballots.",
        "Who recused itself is not eligible; who is silent is.",
    )


@_notes.register
def _(rule: Silence) -> tuple[str, ...]:
    return (
        "The last procedure over the present wording is looked at.",
        "Once broken it stays broken, though the objection be withdrawn.",
        "An objection at the deadline or later is too late to count; nobody has to support.",
    )


@_notes.register
def _(rule: Delphi) -> tuple[str, ...]:
    return (_RATINGS, "The shares are of the ratings given; who did not rate is left out.")


@_notes.register
def _(rule: RandUcla) -> tuple[str, ...]:
    return (
        _RATINGS,
        "Allowed between the 30th and the 70th percentile are 2.35 + 1.5 × |5 − their middle|"
        " (RAND/UCLA Appropriateness Method).",
        f"Percentiles are interpolated “{rule.percentiles}”.",
    )


# What copies of the record left to be settled.


def waiting_objections(state: State) -> dict[str, tuple[tuple[str, str], ...]]:
    """Returns what members object to or hold in steps that do not apply, to (step, member)."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for waiting in state.overtaken.values():
        for target, member in waiting.objections:
            found[target] = (*found.get(target, ()), (waiting.step, member))
    return found


def waiting_targets(state: State, drafts: Collection[str]) -> Iterator[str]:
    """Yields the targets in some drafts, and packages over several, about which that is so."""
    for target in {**state.settled_apart(), **waiting_objections(state)}:
        if state.is_target(target) and state.draft_of(target) in ("", *drafts):
            yield target


def explain_waiting(state: State, target: str) -> tuple[str, ...]:
    """Returns what copies of the record left to be settled about a target, and what to do.

    A sentence each, without capital and full stop; first whether they settled it otherwise.
    """
    found = []
    if target in state.settled_apart():
        found.append(
            "two copies settled it otherwise, so text and status are those from before; choose"
            " with 'consensus overtaken'"
        )
    for step, member in waiting_objections(state).get(target, ()):
        found.append(
            f"{member} objected to it or held it in a copy, on a text that is not here (step"
            f" {step}): ask {member}, record its position anew, and let that step go with"
            " 'consensus overtaken let-go'"
        )
    return tuple(found)
