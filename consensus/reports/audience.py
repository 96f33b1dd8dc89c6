"""Audiences: what each may see of a record, and the count of what is withheld."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import TypeVar

import attrs
from attrs import frozen
from msgspec.structs import replace

from consensus.model.counting import (
    Counts,
    GroupCount,
    Standpoint,
    contested_on,
    merged_into,
    number_of_positions,
    positions_on,
)
from consensus.model.decisions import Decision
from consensus.model.meetings import Meeting
from consensus.model.people import AudiencePolicy, day_of
from consensus.model.planning import Contribution, ContributionFields
from consensus.model.positions import Position, Stance, StatedBy
from consensus.model.state import State
from consensus.rules.reasons import (
    AlternativeUnmet,
    AsDeclared,
    ContestedChanges,
    DecidedOver,
    DecidedUnmet,
    GroupUnmet,
    OfMembers,
    PartOpposed,
    Pending,
    Reason,
    RequestToReopen,
)
from consensus.rules.verdict import UNDECIDED, NoMove, Status, Verdict
from consensus.text.brackets import BracketedText
from consensus.text.display import list_phrase

# Audiences: who may see what, and what was left out for them.


class Audience(StrEnum):
    """Who a report is for."""

    PUBLIC = "public"
    """Texts, decisions, and what was public in the room; no sponsor, stance, reason or analysis."""
    MEMBERS = "members"
    """Also sponsors, and what was said openly."""
    SECRETARIAT = "secretariat"
    """Everything."""

    @property
    def sees_names(self) -> bool:
        """Whether members may be named, with their reasons."""
        return self is not Audience.PUBLIC

    @property
    def sees_all(self) -> bool:
        """Whether it may also see what was said in confidence, and what would betray it."""
        return self is Audience.SECRETARIAT

    def sees(self, said: Position | ContributionFields | StatedBy) -> bool:
        """Returns whether it may see a position, what has such a source, or a contribution."""
        if self is Audience.SECRETARIAT:
            return True
        if isinstance(said, ContributionFields):
            return not said.confidential
        source = said if isinstance(said, StatedBy) else said.source
        return self is Audience.MEMBERS and source.is_open


class Kind(StrEnum):
    """The kind of what can be withheld from a report."""

    SPONSORS = "sponsors"
    POSITIONS = "positions"
    REASONS = "reasons"
    RATIONALES = "rationales"
    NAMES = "names in brackets"
    OBJECTIONS = "objections"
    STATEMENTS = "statements"
    SENSES = "senses of the room"
    INTERVENTIONS = "interventions"
    CONTRIBUTIONS = "contributions in confidence"
    HIGHLIGHTS = "passages highlighted"
    UNDERTAKINGS = "undertakings"
    MEMBERS = "members named"
    PERSONS = "persons named"
    ANALYSES = "analyses"

    @property
    def words(self) -> str:
        """As people read it; as data it keeps its name."""
        return self.value if "named" not in self else f"names of {self.partition(' ')[0]}"


@frozen
class Withheld:
    """What was left out of a report for its audience."""

    # how much of each kind, or 1 where a number could show who it was; kinds of which nothing was
    # left out are not named
    counts: Mapping[Kind, int] = attrs.field(factory=dict)

    @classmethod
    def of(cls, left_out: Counter[Kind], is_vague: bool = False) -> Withheld:
        """Returns the counts that a report collected while it was built, or only the kinds."""
        return cls({e: 1 if is_vague else left_out[e] for e in Kind if left_out[e]})

    @property
    def total(self) -> int:
        """How much was withheld in all."""
        return sum(self.counts.values())

    def sentence(self) -> str:
        """Returns of which kinds something was withheld, in a sentence; empty when nothing was."""
        kinds = [kind.words for kind in self.counts]
        return f"Not shown in this version: {list_phrase(kinds)}." if kinds else ""


def effective_audience(state: State, asked: Audience | str) -> Audience:
    """Returns the audience as which papers are read under the policy of the body."""
    audience, policy = Audience(asked), state.settings[""].policy
    if audience is Audience.PUBLIC and policy is AudiencePolicy.IETF:
        return Audience.MEMBERS
    is_closed = policy in (AudiencePolicy.CHATHAM_HOUSE, AudiencePolicy.ASSEMBLY)
    return Audience.PUBLIC if audience is Audience.MEMBERS and is_closed else audience


def sees_attendance(state: State, audience: Audience, meeting: Meeting | None = None) -> bool:
    """Returns whether an audience may know who took part and who held an office.

    Those who were there saw it, so everybody may, but under the Chatham House rule.
    """
    is_secret = state.settings[""].policy is AudiencePolicy.CHATHAM_HOUSE
    return audience.sees_all or not (is_secret or (meeting is not None and meeting.chatham_house))


def sees_persons(state: State, audience: Audience, meeting: Meeting | None = None) -> bool:
    """Returns whether an audience may read the persons on a list of participants."""
    is_numbered = state.settings[""].policy is AudiencePolicy.ASSEMBLY
    return audience.sees_all or (sees_attendance(state, audience, meeting) and not is_numbered)


def visible_decision(decision: Decision, audience: Audience) -> Decision:
    """Returns a decision without what would tell of an objection or a hold in confidence.

    A ruling over nothing else is an agreement then, and its reason is left out. Of no target it is
    told whether its rule was met, since what is said of one may be why that of another was not.
    """
    if audience.sees_all or not decision.is_confided:
        return decision

    def openly(on: Callable[[str], Iterable[str]]) -> dict[str, tuple[str, ...]]:
        hidden = decision.in_confidence
        return {t: tuple(e for e in on(t) if e not in hidden.get(t, ())) for t in decision.targets}

    over_each, holding_each = openly(decision.over_on), openly(decision.holding_on)
    over = tuple(each for each in decision.over if any(each in on for on in over_each.values()))
    ruled = tuple(each for each in decision.ruled if over_each[each])
    keeps_reason = ruled == decision.ruled and bool(over) == bool(decision.over)
    return attrs.evolve(
        decision,
        over=over,
        over_each=over_each,
        holding=tuple(e for e in decision.holding if any(e in on for on in holding_each.values())),
        holding_each=holding_each,
        ruled=ruled,
        unmet="",
        unmet_each=(),
        reason=decision.reason if keeps_reason else "",
    )


def told_verdict(state: State, verdict: Verdict, audience: Audience = Audience.PUBLIC) -> Verdict:
    """Returns a verdict that is the chair's ruling only where an audience may know of that."""
    last = state.last_decision(verdict.target)
    told = last is not None and verdict.target in visible_decision(last, audience).ruled
    return replace(verdict, is_ruling=verdict.is_ruling and told)


@contextmanager
def visible_state(state: State, audience: Audience) -> Iterator[int]:
    """Removes what was said in confidence while the block runs, and yields how many positions.

    What is computed in the block reveals nothing of them, since it does not depend on them. A
    judgement made before has to be made again in the block.
    """
    if audience.sees_all:
        yield 0
        return
    journal = state.journal
    with journal.rollback_scope():
        left_out = 0
        for target in list(state.positions):
            held = state.positions[target]
            hidden = [member for member, each in held.items() if not audience.sees(each)]
            objections = state.objections.get(target, {})
            for member in hidden:
                state.remove_position(target, member)
                if member in objections:
                    journal.remove(objections, member)
            left_out += len(hidden)
        for target, contested in list(state.contested.items()):
            seen = tuple(each for each in contested if audience.sees(each.position))
            if len(seen) < len(contested):
                journal.put(state.contested, target, seen)
                left_out += len({each.member for each in contested if each not in seen})
        for decision in [each for each in state.decisions.values() if each.is_confided]:
            journal.put(state.decisions, decision.id, visible_decision(decision, audience))
        yield left_out


_Value = TypeVar("_Value", bound="str | tuple[object, ...]")
_Said = TypeVar("_Said", Position, Contribution)


# What is not to be read out in the room, marked for the secretariat.

_NOTES = {StatedBy.CONFIDENCE: "in confidence", StatedBy.SECRETARIAT: "as the secretariat reads it"}


def confidence_note(source: StatedBy | str) -> str:
    """Returns what is said beside a position that not all members heard; empty for others."""
    return _NOTES.get(StatedBy(source), "")


def confided(state: State, target: str) -> dict[str, str]:
    """Returns what is said beside members that said something of a target in confidence."""
    said = [each.position for each in contested_on(state, target)]
    said += positions_on(state, target)
    return {each.member: note for each in said if (note := confidence_note(each.source))}


def marked(code: str, notes: Mapping[str, str]) -> str:
    """Returns the code of a member with its note, such as `EST (in confidence)`."""
    return f"{code} ({notes[code]})" if code in notes else code


def marked_verdict(state: State, verdict: Verdict) -> Verdict:
    """Returns a verdict whose reasons mark who spoke in confidence, for the secretariat."""
    reasons = tuple(_marked_reason(state, verdict.target, each) for each in verdict.reasons)
    return replace(verdict, reasons=reasons)


def _marked_reason(state: State, target: str, reason: Reason) -> Reason:
    if isinstance(reason, ContestedChanges):
        return replace(reason, member=marked(reason.member, confided(state, target)))
    if not isinstance(reason, OfMembers) or not reason.members:
        return reason
    notes = confided(state, reason.part if isinstance(reason, PartOpposed) else target)
    decision = state.last_decision(target)
    if isinstance(reason, DecidedOver) and decision:
        said = _NOTES[StatedBy.CONFIDENCE]
        notes = {e: notes.get(e, said) for e in decision.in_confidence.get(target, ())}
    members = tuple(
        marked(each, notes)
        if isinstance(each, str)
        else replace(each, member=marked(each.member, notes))
        for each in reason.members
    )
    return replace(reason, members=members)


SMALL = 5
"""How many members there are at most among whom one that is not named is still known."""


class Viewer:
    """The audience of a report, with the count of what is withheld from it.

    Attributes:
        is_vague: whether how many did not join in could tell who they are.
    """

    def __init__(self, audience: Audience, left_out: Counter[Kind] | None = None) -> None:
        self.audience = audience
        self.sees_names: bool = audience.sees_names
        self.left_out: Counter[Kind] = Counter() if left_out is None else left_out
        self.is_vague = False

    def at(self, state: State, meeting: str, moment: datetime) -> Viewer:
        """Returns the viewer of what was said in a meeting, or at a moment outside of any.

        Under the Chatham House rule members read it as the public does.
        """
        is_secret = not sees_attendance(state, self.audience, state.meetings.get(meeting))
        found = Viewer(Audience.PUBLIC if is_secret else self.audience, self.left_out)
        if not found.sees_names:
            counting = (each for each in state.members.values() if each.counts_on(day_of(moment)))
            found.is_vague = is_secret or len([*islice(counting, SMALL + 1)]) <= SMALL
        return found

    def throughout(self, state: State, moment: datetime) -> Viewer:
        """Returns the viewer of a report on more than one decision, drawn up at a moment."""
        found = self.at(state, "", moment)
        meetings = (None, *state.meetings.values())
        is_secret = not all(sees_attendance(state, self.audience, each) for each in meetings)
        found.is_vague = found.is_vague or is_secret
        return found

    def named(self, value: _Value, kind: Kind) -> _Value:
        """Returns words or codes where names may be seen; elsewhere none, counted as withheld."""
        if self.sees_names:
            return value
        is_many = isinstance(value, tuple) and not self.is_vague
        self.left_out[kind] += len(value) if is_many else bool(value)
        return type(value)()

    def seen(self, said: Iterable[_Said], kind: Kind) -> list[_Said]:
        """Returns what the audience may see of positions or contributions, and counts the rest."""
        whole = list(said)
        seen = [each for each in whole if self.audience.sees(each)]
        self.left_out[kind] += len(whole) - len(seen)
        return seen

    def text(self, wording: BracketedText) -> str:
        """Returns a text in bracket notation, whose holders are named where they may be seen."""
        self.named(wording.holders, Kind.NAMES)
        return wording.notation(self.sees_names)

    @property
    def withheld(self) -> Withheld:
        """What was withheld so far."""
        return Withheld.of(self.left_out, self.is_vague)


# A verdict as an audience may see it.

# The kinds of reasons that say nothing of what any member thinks.
_OF_THE_TEXT = frozenset(
    [
        *("all-or-nothing", "brackets", "closed-by-merge", "consolidated-into", "decision-stale"),
        *("no-groups", "no-silence", "nobody-eligible", "nobody-present", "not-at-meeting"),
        *("falls-with", "not-merged", "open-amendments", "removed-by", "silence-ended"),
        *("silence-running", "silence-too-short"),
    ]
)


_AGREED = frozenset({Status.AGREED, Status.AGREED_AD_REF, Status.ADOPTED})


def visible_positions(state: State, target: str, audience: Audience) -> tuple[Position, ...]:
    """Returns the positions on a target that an audience may see, those of sponsors included."""
    positions = positions_on(state, target)
    if audience.sees_all:
        return positions
    return tuple(each for each in positions if audience.sees(each))


def visible_verdict(state: State, verdict: Verdict, viewer: Viewer) -> Verdict:
    """Returns a verdict with what an audience may see of it; for the secretariat marked.

    An audience that may not see every position on the target sees reasons about the text and its
    decisions, not how near it is to agreement: numbers would let it infer who said what. What it is
    told is `open` for everything undecided, and how many members count.
    """
    verdict = told_verdict(state, verdict, viewer.audience)
    hidden = number_hidden(state, verdict.target, viewer.audience)
    viewer.left_out[Kind.POSITIONS] += hidden
    last = state.last_decision(verdict.target)
    unsaid = last.in_confidence if last and not viewer.audience.sees_all else {}
    betrays = last is not None and last.is_confided and not viewer.audience.sees_all
    seen = viewer.at(state, last.meeting, last.happened) if last else viewer
    if viewer.sees_names and not hidden and verdict.target not in unsaid:
        told = [e for e in verdict.reasons if not (betrays and isinstance(e, DecidedUnmet))]
        hidden_of = () if seen.sees_names else (Pending,)
        reasons = tuple(e.anonymous() if isinstance(e, hidden_of) else e for e in told)
        verdict = replace(verdict, reasons=reasons)
        return marked_verdict(state, verdict) if viewer.audience.sees_all else verdict
    number = verdict.counts.eligible + verdict.counts.of(Stance.RECUSE)
    has_totals = number > SMALL and not betrays and not viewer.sees_names
    is_assembly = state.settings[""].policy is AudiencePolicy.ASSEMBLY
    if has_totals and is_assembly and not number_hidden(state, verdict.target, Audience.MEMBERS):
        return _totals(verdict)
    reasons = tuple(_visible_reasons(verdict, seen.audience, betrays))
    # How many reasons are left out is not told, since one more would tell of an objection.
    viewer.left_out[Kind.ANALYSES] += verdict.status in UNDECIDED
    # As told of the decision: what members think of it now is withheld.
    missed = any(isinstance(each, DecidedUnmet) for each in reasons)
    return replace(
        verdict,
        status=Status.OPEN if verdict.status in UNDECIDED else verdict.status,
        met=verdict.status in _AGREED and not verdict.is_ruling and not missed,
        # Members that recused themselves are counted, since their absence would reveal them.
        counts=Counts({"": GroupCount(number)}),
        reasons=reasons,
        could_change=(),
        no_move=NoMove.WITHHELD,
        figures=(),
    )


def _totals(verdict: Verdict) -> Verdict:
    """Returns a verdict with how many members say what, and nothing of small groups."""
    groups = verdict.counts.groups
    told = verdict.anonymous()
    again = verdict.counts.classes[Standpoint.RECONFIRM]
    return replace(
        told,
        counts=Counts({"": groups.total}, stale=("",) * again, silent=verdict.counts.silent),
        reasons=tuple(
            replace(each, tried="") if isinstance(each, AsDeclared) else each
            for each in told.reasons
            if not isinstance(each, GroupUnmet | AlternativeUnmet)
            or (isinstance(each, GroupUnmet) and groups[each.group].eligible >= SMALL)
        ),
        could_change=(),
        no_move=NoMove.NOT_ASKED,
    )


def number_hidden(state: State, target: str, audience: Audience) -> int:
    """Returns how many positions on a target, or on its parts, an audience may not see."""
    if audience.sees_all:
        return 0
    if audience.sees_names:
        # The support of sponsors is implied, and every audience that sees names sees it.
        carried = contested_on(state, target)
        hidden = {each.member for each in carried if not audience.sees(each.position)}
        package = state.packages.get(target)
        parts = (*package.items, *package.amendments) if package else ()
        for part in (*parts, *(each.id for each in merged_into(state, target))):
            said = state.positions.get(part, {})
            hidden |= {member for member, each in said.items() if not audience.sees(each)}
        return len(hidden) + state.positions.count(target, lambda each: not audience.sees(each))
    return number_of_positions(state, target)


def _visible_reasons(verdict: Verdict, audience: Audience, betrays: bool) -> Iterator[Reason]:
    for reason in verdict.reasons:
        if reason.kind in _OF_THE_TEXT or (isinstance(reason, DecidedUnmet) and not betrays):
            yield reason
        elif isinstance(reason, DecidedOver) and verdict.is_ruling:
            yield replace(reason, members=(), count=0)
        elif isinstance(reason, AsDeclared) and (reason.level or reason.text):
            yield replace(reason, tried="")
        elif isinstance(reason, Pending):
            yield reason if audience.sees_names else reason.anonymous()
        elif isinstance(reason, RequestToReopen) and reason.amendments:
            yield replace(reason, members=(), count=0)
