"""Rules that compare a share: thresholds, majorities, quorums, weights; some members; vetoes."""

from __future__ import annotations

import re
from abc import abstractmethod
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import attrs
from attrs import frozen
from msgspec.structs import replace

from consensus.model.counting import Counts
from consensus.model.positions import Stance
from consensus.rules import reasons
from consensus.rules.reasons import BASES, Compared, Label, OfMembers, Reason, too_few
from consensus.rules.rule import (
    Rule,
    check_part,
    flag,
    is_word,
    must_be,
    objections,
    one_of,
    read_choice,
)
from consensus.rules.verdict import Context, Denominator, RuleInput, needed, read_share
from consensus.text.display import list_phrase

_NOT_COUNTED = {
    Denominator.ELIGIBLE: "Silence and standing aside count like votes against.",
    Denominator.MEMBERS: "Silence, standing aside and being recused count like votes against.",
    Denominator.PRESENT: "Outside a meeting nobody is known to be present; remote is present.",
    Denominator.CAST: "Standing aside is expressed; reserving, being recused and silence are not.",
    Denominator.FOR_OR_AGAINST: (
        "Against is who is against it or objects. Standing aside, reserved positions and silence"
        " do not count; 0 to 0 does not pass."
    ),
    Denominator.REASONED: (
        "Against is who is against it or objects, and states a reason; without one it does not"
        " count, nor do standing aside, reserved positions and silence. 0 to 0 does not pass."
    ),
}
_WEIGHED = {
    Denominator.CAST: frozenset({RuleInput.CAST}),
    Denominator.FOR_OR_AGAINST: frozenset({RuleInput.AGAINST}),
}
AGAINST = (Stance.DISAGREE, Stance.OBJECT)  # the stances of those who are against


def _read_of(given: object) -> Denominator:
    return read_choice("`of` is one of", given, Denominator)


def votes(of: Denominator, counts: Counts, context: Context) -> Counts:
    """Returns the counts of the votes that a denominator knows of."""
    is_reasoned = of is Denominator.REASONED
    return counts.narrowed(context.roster.members, reasoned=True) if is_reasoned else counts


def total_of(of: Denominator, counts: Counts) -> int:
    """Returns a denominator; 0 for those present while no meeting is open."""
    if of is Denominator.PRESENT:
        return counts.present or 0
    if of in (Denominator.FOR_OR_AGAINST, Denominator.REASONED):
        return counts.in_favour + counts.of(*AGAINST)
    recused = counts.of(Stance.RECUSE) if of is Denominator.MEMBERS else 0
    return counts.cast if of is Denominator.CAST else counts.eligible + recused


def nothing_of(of: Denominator, counts: Counts) -> tuple[Reason, ...]:
    """Returns why there is nothing that a share could be of; empty where there is something."""
    if of is Denominator.PRESENT and counts.present is None:
        return (reasons.NOT_AT_MEETING,)
    if not counts.eligible:
        return (reasons.NOBODY_ELIGIBLE,)
    if not total_of(of, counts):
        is_present = of is Denominator.PRESENT
        return (reasons.NOBODY_PRESENT if is_present else reasons.NO_VOTES_CAST,)
    return ()


class ShareRule(Rule):
    """Base of rules that compare a number with a share of a denominator (`of`)."""

    of: Denominator

    @abstractmethod
    def compared(self, counts: Counts) -> Compared:
        """Returns the number, what is needed and of what: the reason, if it is short."""

    @property
    def notes(self) -> tuple[str, ...]:
        return (_NOT_COUNTED[self.of],)

    @property
    def weighs(self) -> frozenset[RuleInput]:
        return _WEIGHED.get(self.of, frozenset())

    def _found(self, counts: Counts, context: Context) -> Compared:
        """Returns `compared` on the votes that count, naming how many votes against do not."""
        counted = votes(self.of, counts, context)
        found, dropped = self.compared(counted), counts.of(*AGAINST) - counted.of(*AGAINST)
        said = f"{found.of}; {dropped} against without reasons not counted"
        return replace(found, of=said) if dropped else found

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        found, counted = self._found(counts, context), votes(self.of, counts, context)
        return nothing_of(self.of, counted) or ((found,) if found.is_short else ())

    def figures(self, counts: Counts, context: Context) -> tuple[str, ...]:
        return (self._found(counts, context).sentence(),)

    @property
    def has_moves(self) -> bool:
        """Whether votes are counted with or without a reason, which the search does not know."""
        return self.of is not Denominator.REASONED


@frozen
class Threshold(ShareRule):
    """Met when at least a share of those who count (`of`) is in favour.

    Abstentions count among those cast, not among those for or against; holds and recusals never
    do. Of an empty denominator no share is enough.
    """

    name = "threshold"
    counts_silence = False
    share: Fraction = attrs.field(converter=read_share)
    # `for or against` is what most parliaments and the 3GPP (Working Procedures, article 26) count.
    of: Denominator = attrs.field(default=Denominator.ELIGIBLE, converter=_read_of)
    # Whether a standing objection keeps the rule from being met.
    block: bool = attrs.field(default=True, validator=flag("`block` is"))

    @property
    def sentence(self) -> str:
        block = ", and none objects" if self.block else ""
        return f"at least {self.share} of {BASES[self.of]} are in favour{block}"

    @property
    def short_form(self) -> str:
        of = BASES[self.of].removeprefix("all ")
        return f"{self.share} of {of}{', no objection' if self.block else ''}"

    @property
    def notes(self) -> tuple[str, ...]:
        block = "One objection blocks." if self.block else "No objection blocks by itself."
        return (_NOT_COUNTED[self.of], block)

    @property
    def weighs(self) -> frozenset[RuleInput]:
        blocking = {RuleInput.OBJECTIONS} if self.block else set()
        return _WEIGHED.get(self.of, frozenset()) | blocking

    def compared(self, counts: Counts) -> Compared:
        total = total_of(self.of, counts)
        return too_few(counts.in_favour, needed(self.share, total), self.of, total)

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        blocking = objections(counts) if self.block else ()
        return (*blocking, *ShareRule.reasons(self, counts, context))


_MORE_FOR = {
    "simple": "more are for than against",
    "absolute": "more than half of all members are for",
    "two-thirds": "at least 2/3 of those for or against are for",
}


@frozen
class Majority(ShareRule):
    """Met by a majority of votes, as the kind says.

    Support and accept are votes for, disagree and object votes against. `simple` and
    `two-thirds` are of the members voting for or against: abstentions, holds and silence are
    not votes, as in rules 83, 85 and 86 of the rules of procedure of the UN General Assembly
    (A/520), by which members who abstain are considered as not voting. Here a vote may be given
    in writing, so being present is not asked; add `quorum` where it is. `absolute` is more than
    half of all eligible members. Equal votes do not pass (rule 95), and so neither does 0-0.
    """

    name = "majority"
    short = "{0.kind} majority"
    counts_silence = False
    kind: str = attrs.field(validator=one_of("a majority is one of", _MORE_FOR))
    of: Denominator = attrs.field(init=False, repr=False)

    @of.default
    def _denominator(self) -> Denominator:
        is_absolute = self.kind == "absolute"
        return Denominator.ELIGIBLE if is_absolute else Denominator.FOR_OR_AGAINST

    @property
    def sentence(self) -> str:
        return _MORE_FOR[self.kind]

    @property
    def notes(self) -> tuple[str, ...]:
        return (_NOT_COUNTED[self.of], "No objection blocks by itself.")

    def compared(self, counts: Counts) -> Compared:
        total = total_of(self.of, counts)
        need = needed(Fraction(2, 3), total) if self.kind == "two-thirds" else total // 2 + 1
        found = too_few(counts.in_favour, need, self.of, total)
        return found if self.kind == "absolute" else replace(found, what=reasons.FOR)


def _read_quorum_of(given: object) -> Denominator:
    return read_choice("`of` is one of", given, (Denominator.PRESENT, Denominator.CAST))


@frozen
class Quorum(ShareRule):
    """Met when at least a share of the members is present, or has expressed a position."""

    name = "quorum"
    short = "quorum {0.share}"
    share: Fraction = attrs.field(converter=read_share)
    # Whether those present or the positions cast are counted.
    of: Denominator = attrs.field(default=Denominator.PRESENT, converter=_read_quorum_of)
    # Whether the share itself is too little, as where a quorum is a majority of the members.
    above: bool = attrs.field(default=False, validator=flag("`above` is"))

    @property
    def sentence(self) -> str:
        least = "more than" if self.above else "at least"
        what = "are present" if self.of is Denominator.PRESENT else "have expressed a position"
        return f"{least} {self.share} of the members {what}"

    @property
    def notes(self) -> tuple[str, ...]:
        cast = "What is said does not matter, only that a position is expressed."
        return (_NOT_COUNTED[self.of] if self.of is Denominator.PRESENT else cast,)

    @property
    def counts_silence(self) -> bool:
        return self.of is Denominator.PRESENT

    def compared(self, counts: Counts) -> Compared:
        total = counts.eligible
        need = floor(self.share * total) + 1 if self.above else needed(self.share, total)
        return reasons.quorum_missing(total_of(self.of, counts), need, self.of, total)

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        if not counts.eligible:
            return (reasons.NOBODY_ELIGIBLE,)
        if self.of is Denominator.PRESENT and counts.present is None:
            return (reasons.NOT_AT_MEETING,)
        found = self.compared(counts)
        return (found,) if found.is_short else ()


_OPPOSED = {
    "against": ("against", AGAINST),
    "objections": ("objecting", (Stance.OBJECT,)),
    "abstentions": ("standing aside", (Stance.ABSTAIN,)),
}


@frozen
class AtMost(ShareRule):
    """A rule met when at most a share of the members in `of` holds the position `what`.

    ISO and IEC ask that not more than one quarter of the votes cast are negative (ISO/IEC
    Directives, Part 1, clauses 2.6.3 and 2.7.3), the IEEE SA that fewer than 30 % of the ballots
    returned abstain (Standards Board Operations Manual, clause 5.4.3). Of an empty denominator no
    share is small enough.
    """

    name = "at_most"
    short = "limit of {0.share} {0.what}"
    counts_silence = False
    share: Fraction = attrs.field(converter=read_share)
    what: str = attrs.field(default="against", validator=one_of("at_most counts one of", _OPPOSED))
    of: Denominator = attrs.field(default=Denominator.FOR_OR_AGAINST, converter=_read_of)
    # Whether the share itself is too much already.
    below: bool = attrs.field(default=False, validator=flag("`below` is"))

    @property
    def sentence(self) -> str:
        most = "fewer than" if self.below else "at most"
        return f"{most} {self.share} of {BASES[self.of]} are {_OPPOSED[self.what][0]}"

    @property
    def weighs(self) -> frozenset[RuleInput]:
        counted = RuleInput.AGAINST if self.what == "against" else RuleInput.OBJECTIONS
        return _WEIGHED.get(self.of, frozenset()) | {counted}

    @property
    def has_moves(self) -> bool:
        return self.what != "abstentions" and self.of is not Denominator.REASONED

    def compared(self, counts: Counts) -> Compared:
        total = total_of(self.of, counts)
        most = ceil(self.share * total) - 1 if self.below else floor(self.share * total)
        what, stances = _OPPOSED[self.what]
        have = counts.of(*stances)
        return Compared("too-many", have, most, BASES[self.of], total, what, at_most=True)


# Rules that tell members apart: some of them, their weights and vetoes.


@frozen
class Among(Rule):
    """Met when the members of one group, counted alone, meet the inner rule."""

    name = "among"
    short = "{0.who}: {0.rule.short_form}"
    notes = ("What is asked among some alone counts nobody else.",)
    has_moves = False
    # The code of a group, such as the P-members of a committee, or an office such as `chair`.
    who: str = attrs.field(validator=must_be("among takes a code, such as GOV", is_word))
    rule: Rule = attrs.field(validator=lambda rule, _, given: check_part(rule.name, given))

    @property
    def sentence(self) -> str:
        own = re.sub("of (all|the) members", "of its members", self.rule.sentence)
        return f"among {self.who} alone: {own}"

    @property
    def parts(self) -> tuple[Rule, ...]:
        return (self.rule,)

    def own(self, counts: Counts, context: Context) -> tuple[Counts, Context]:
        """Returns the counts and the context of these members alone."""
        context = context.among(self.who)
        return counts.narrowed(context.roster.members), context

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        if self.who not in {**context.roster.groups, **context.roster.lists}:
            said = f"there is no group {self.who}"
            return (reasons.Fixed("no-such-group", said, reasons.MEMBERSHIP),)
        unmet = self.rule.reasons(*self.own(counts, context))
        return (reasons.GroupUnmet(self.who, reasons=unmet),) if unmet else ()

    def figures(self, counts: Counts, context: Context) -> tuple[str, ...]:
        found = self.rule.figures(*self.own(counts, context))
        return tuple(f"{self.who}: {each}" for each in found)


class NotListed(Reason, frozen=True):
    """The list of members lacks what a rule needs: members, or a weight (`what`) of some."""

    kind = "not-listed"
    bound_to = reasons.MEMBERSHIP
    what: str
    codes: tuple[str, ...]

    def sentence(self, label: Label = str) -> str:
        return f"the list of members has no {self.what} {list_phrase(self.codes)}"


def _decimal(number: Fraction) -> str:
    return f"{Decimal(number.numerator) / Decimal(number.denominator):f}"


@frozen
class Weighted(Rule):
    """Met when the members in favour have at least a share of the weight, exactly.

    A weight is a column of the list of members, such as the population of a state: the Council of
    the European Union asks for 65 % of it (Treaty on European Union, article 16(4)).
    """

    name = "weighted"
    short = "{0.share} of {0.by}"
    counts_silence = False
    has_moves = False
    share: Fraction = attrs.field(converter=read_share)
    by: str = attrs.field(default="weight", validator=must_be("`by` is a name", is_word))
    of: Denominator = attrs.field(default=Denominator.ELIGIBLE, converter=_read_of)

    @property
    def notes(self) -> tuple[str, ...]:
        return (_NOT_COUNTED[self.of],)

    @property
    def sentence(self) -> str:
        return f"those in favour have at least {self.share} of the {self.by} of {BASES[self.of]}"

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        counts = votes(self.of, counts, context)
        if nothing := nothing_of(self.of, counts):
            return nothing
        unknown = context.roster.members - context.roster.weights.get(self.by, {}).keys()
        in_order = sorted(unknown, key=lambda code: (len(code), code))
        ones = {code: counts.narrowed(frozenset({code})) for code in in_order}
        weighed = [c for c, one in ones.items() if one.in_favour or total_of(self.of, one)]
        if weighed:
            return (NotListed(f"{self.by} of", tuple(weighed)),)
        have, total = self._weigh(counts, context)
        return () if total and have >= self.share * total else (self._said(have, total),)

    def figures(self, counts: Counts, context: Context) -> tuple[str, ...]:
        return (self._said(*self._weigh(votes(self.of, counts, context), context)).sentence(),)

    def _weigh(self, counts: Counts, context: Context) -> tuple[Fraction, Fraction]:
        """Returns the weight of those in favour, and of the denominator."""
        have = total = Fraction(0)
        for code in context.roster.members:
            # Who has no weight is in neither, or else this is not reached.
            weight = context.roster.weights.get(self.by, {}).get(code, Fraction(0))
            one = counts.narrowed(frozenset({code}))
            have += weight * one.in_favour
            total += weight * total_of(self.of, one)
        return have, total

    def _said(self, have: Fraction, total: Fraction) -> Compared:
        """Returns both weights as exact decimals, and the share in percent, rounded down."""
        share = f"{floor(have / total * 10_000) / 100 if total else 0:.2f}% of {BASES[self.of]}"
        numbers = _decimal(have), str(self.share), share, _decimal(total)
        return Compared("weight-too-low", *numbers, f"{self.by} in favour")


class Vetoed(OfMembers, frozen=True):
    """Some members without whose agreement nothing passes are against it."""

    kind = "vetoed"
    says = ("{} is against it, with a veto", "{} are against it, each with a veto")


def _read_codes(given: object) -> tuple[object, ...]:
    return tuple(given) if isinstance(given, list | tuple) else (given,)


@frozen
class NoVeto(Rule):
    """Met when none of the members named is against it.

    In the Security Council the votes of the permanent members have to concur (Charter of the United
    Nations, article 27(3)); by its practice, abstaining is no veto (International Court of Justice,
    Namibia, Advisory Opinion of 21 June 1971, paragraph 22).
    """

    name = "no_veto"
    short = "no veto"
    has_moves = False
    notes = ("Who of them is against or objects vetoes; standing aside and silence are no veto.",)
    by: tuple[str, ...] = attrs.field(
        converter=_read_codes,
        validator=must_be(
            'no_veto takes codes, such as ["CHN", "FRA"]',
            lambda codes: bool(codes) and all(map(is_word, codes)),
        ),
    )

    @property
    def sentence(self) -> str:
        return f"none of {list_phrase(self.by)} is against it"

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        roster = context.roster
        unknown = tuple(c for c in self.by if c not in roster.members | roster.elsewhere)
        if unknown:
            return (NotListed("member" if len(unknown) == 1 else "members", unknown),)
        asked = (c for c in self.by if c in roster.members)
        vetoing = tuple(c for c in asked if counts.narrowed(frozenset({c})).of(*AGAINST))
        return (Vetoed(vetoing),) if vetoing else ()

    def figures(self, counts: Counts, context: Context) -> tuple[str, ...]:
        asked = len(context.roster.members.intersection(self.by))
        return (f"none of {asked} with a veto is against it",)


RULES: tuple[type[Rule], ...] = (Threshold, AtMost, Majority, Weighted, NoVeto, Quorum, Among)
"""The rules in this file, in the order in which they are listed."""
