"""Ballots: what an audience sees of the votes, and the report of voting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from datetime import datetime
from itertools import groupby
from typing import Any

import attrs
from attrs import frozen

from consensus.analysis.ballots import count_ballot
from consensus.errors import NotFound
from consensus.history.operation import Operation
from consensus.history.operations import ImportDraft, TakePosition
from consensus.history.step import Step
from consensus.model.ballots import (
    ABSTAIN,
    APPROVE,
    BLANK,
    DISAPPROVE,
    INVALID,
    NO,
    WITH_COMMENTS,
    YES,
    Ballot,
    BallotKind,
    BallotOutcome,
    Ranks,
)
from consensus.model.decisions import Outcome
from consensus.model.people import AudiencePolicy, Group, Member, day_of
from consensus.model.positions import Stance
from consensus.model.staleness import text_changed
from consensus.model.state import State
from consensus.reports.audience import (
    SMALL,
    Audience,
    Kind,
    Viewer,
    Withheld,
    sees_persons,
)
from consensus.reports.consultations import ballot_result, written
from consensus.reports.meetings import alphabetical, visible_attendees
from consensus.reports.outline import (
    Block,
    Heading,
    Outline,
    Table,
    grid_of,
    moment,
    parts_of,
    passage,
    place,
    points_of,
)
from consensus.rules.expression import parse_rule
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import read_span
from consensus.text.display import count_noun, list_phrase
from consensus.text.tokens import FULL_STOPS


@frozen
class VoteLine:
    """What one member chose."""

    member: str  # its code
    name: str  # its name
    choice: str  # as it is written: an answer, or options
    comment: str  # its comments or reasons


@frozen
class BallotLine:
    """One ballot in a report; what is not described here is as it is stated of the ballot."""

    handle: str
    kind: BallotKind
    question: str
    about: tuple[str, ...]  # the handles of the texts that it is about
    answers: tuple[str, ...]
    default: str  # the option that others have to beat; empty for none
    rule: str  # how it is counted, in words; empty for options
    secret: bool  # whether only totals are kept, and who took part
    opened: datetime
    deadline: datetime | None  # until when votes are cast; None while it stays open
    is_overdue: bool  # whether it is open though its deadline has passed
    closed: datetime | None
    entitled: int  # how many members have a vote
    took_part: int  # how many of them took part
    voters: tuple[str, ...]  # who took part; empty where withheld
    missing: tuple[str, ...]  # who did not; empty where withheld, and while a secret ballot is open
    # who chose what, by code; empty for a secret ballot, and where withheld
    votes: tuple[VoteLine, ...]
    # how many chose each answer or marked each option, or spoilt their paper (`invalid`); empty
    # where withheld
    totals: Mapping[str, int]
    # how many prefer each option, in their order, to each other one
    preferences: tuple[tuple[int, ...], ...]
    places: Ranks  # the options by place, those that are tied together; empty where withheld
    # whether the votes meet the rule; None where there is no such result, or withheld
    met: bool | None
    found: tuple[str, ...]  # the shares with their bounds; empty where withheld
    result: str
    notes: tuple[str, ...]  # what is to be known of it
    declare: str  # the command that records what the Chair declares of it; empty for others to read


def ballot_line(state: State, ballot: Ballot, judgement: Judgement, viewer: Viewer) -> BallotLine:
    """Returns a ballot as an audience sees it: choices are withheld till it is closed."""
    counted = count_ballot(state, ballot, judgement)
    cast = state.votes.get(ballot.id, {})
    hidden = _hidden_recusals(state, ballot, judgement.now, viewer.audience)
    hidden -= set(counted.entitled)
    entitled = hidden.union(counted.entitled)
    # In a small assembly they would tell who chose what.
    is_small = state.settings[""].policy is AudiencePolicy.ASSEMBLY and len(entitled) <= SMALL
    is_told_totals = viewer.sees_names or not is_small
    sees_totals = viewer.audience.sees_all or (not ballot.is_open and is_told_totals)
    viewer.left_out[Kind.POSITIONS] += not (is_told_totals or ballot.is_open)
    took_part = tuple(sorted((hidden & cast.keys()).union(counted.took_part)))
    votes = tuple(
        VoteLine(code, state.members[code].name, written(each.choice, ballot.kind), each.comment)
        for code in took_part
        if (each := cast.get(code))
    )
    # The totals beside the votes would tell which of these is not counted.
    if not (sees_totals and viewer.sees_names) or hidden & cast.keys():
        viewer.left_out[Kind.POSITIONS] += len(votes)
        votes = ()
    answers = (*ballot.answers, INVALID)
    voters = viewer.named(took_part, Kind.MEMBERS)
    is_told = viewer.sees_names and not (ballot.secret and ballot.is_open)
    missing = sorted(entitled.difference(took_part)) if is_told else ()
    target, how = declared(state, ballot)
    judged = [judgement.verdict(e, with_moves=False) for e in ballot.texts or [target] if how]
    is_over = viewer.audience.sees_all and any(e.counts.standing and not e.met for e in judged)
    is_declared = how and viewer.audience.sees_all
    command = f"consensus decision add {state.handle_of(target)} {how}" if is_declared else ""
    return BallotLine(
        handle=ballot.handle,
        kind=ballot.kind,
        question=ballot.question,
        about=tuple(state.handle_of(e) for e in ballot.versions if e not in ballot.texts),
        answers=ballot.answers,
        default=ballot.default,
        rule=_counted_by(ballot),
        secret=ballot.secret,
        opened=ballot.opened,
        deadline=ballot.deadline,
        is_overdue=ballot.is_open and ballot.has_ended(judgement.now),
        closed=ballot.closed,
        entitled=len(entitled),
        took_part=len(took_part),
        voters=voters,
        missing=tuple(missing),
        votes=votes,
        totals={e: counted.totals[e] for e in answers if sees_totals and e in counted.totals},
        preferences=counted.preferences if sees_totals else (),
        places=counted.places if sees_totals else (),
        met=counted.met if sees_totals else None,
        found=counted.found if sees_totals else (),
        result=ballot_result(ballot),
        notes=tuple(_notes(state, ballot, counted, viewer, hidden, is_told_totals)),
        declare=f"{command} --reason TEXT" if is_over else command,
    )


def _hidden_recusals(state: State, ballot: Ballot, now: datetime, audience: Audience) -> set[str]:
    """Returns the members whose recusals in confidence the audience is told nothing of."""
    moment = ballot.counted_at(ballot.closed or now)
    counting = {each.code for each in state.counting(day_of(moment))}
    recusals = state.recusals(ballot, moment).values()
    hidden = {each.member for each in recusals if not (audience.sees_all or each.source.is_open)}
    return counting & hidden


def _counted_by(ballot: Ballot) -> str:
    if ballot.kind is BallotKind.SCALE:
        return f"at least {ballot.share} of the points given are {read_span(ballot.top).words}"
    return parse_rule(ballot.rule).sentence if ballot.rule else ""


def _moved_on(state: State, ballot: Ballot) -> tuple[list[str], list[str]]:
    """Returns what changed since it was put to the vote, and what was deleted."""
    gone = [e for e in ballot.versions if e in state.items and state.items[e].removed]
    texts = [each for each in ballot.versions if each not in (*gone, *state.drafts)]
    changed = [each for each in texts if text_changed(state, each, ballot.versions[each])]
    if ballot.texts:
        changed += [each.id for each in state.walk(ballot.target) if each.id not in ballot.texts]
    return changed, gone


def _notes(
    state: State,
    ballot: Ballot,
    counted: BallotOutcome,
    viewer: Viewer,
    hidden: Set[str],
    is_told_totals: bool,
) -> Iterator[str]:
    changed, gone = _moved_on(state, ballot)
    for what, found in (("changed", changed), ("been deleted", gone)):
        if found:
            texts = list_phrase(map(state.name_of, found))
            have = "has" if len(found) == 1 else "have"
            yield f"{texts} {have} {what} since; the votes are on the earlier text"
    cast = state.votes.get(ballot.id, {})
    # Totals that are not seen yet need no explanation.
    if lost := cast.keys() - set(counted.took_part) - (hidden if ballot.is_open else set()):
        told = viewer.named(tuple(sorted(lost - hidden)), Kind.MEMBERS)
        number = len(lost) - len(told)
        more = (f"{number} more" if told else f"{number}",) if number else ()
        yield f"members not counted, having no vote any more: {list_phrase((*told, *more))}"
    if ballot.secret and is_told_totals and (took_part := len(counted.took_part)):
        # Whether all or none chose each answer, marked each option, or prefer it to each other one.
        if {*counted.totals.values()}.union(*counted.preferences) <= {0, took_part}:
            yield "all who took part chose the same, so the totals show what each of them chose"
        elif took_part == 2:
            yield "two took part, so each of them knows what the other chose"
    yes, no = counted.totals.get(YES, 0), counted.totals.get(NO)
    if not ballot.is_open and is_told_totals and 0 < yes == no:
        yield "as many said yes as no: a tie"
    if not ballot.is_open and any(len(tied) > 1 for tied in counted.places[:1]):
        yield "options are tied; how a tie is broken is for the chair"
    if ballot.outcome is not None and ballot.outcome.reason:
        said = viewer.named(ballot.outcome.reason, Kind.REASONS)
        if ballot.deadline and ballot.closed and ballot.closed < ballot.deadline:
            yield "closed before its deadline" + (f": {said}" if said else "")
        elif not ballot.deadline and len(counted.took_part) < len(counted.entitled):
            yield "closed before all had voted" + (f": {said}" if said else "")
        elif said:
            yield said


def declared(state: State, ballot: Ballot) -> tuple[str, Outcome | None]:
    """Returns on which text the Chair declares what a ballot came to, by id, if any, and what.

    It is agreed if it was approved or chosen as it still is, and was not decided since.
    """
    done, (changed, gone) = ballot.outcome, _moved_on(state, ballot)
    if done is None or (done.met is None and not done.places):
        return "", None
    first = [*done.places[:1]] if done.places[:1] != ((ballot.default,),) else []
    chosen = (each.target for each in ballot.options if (each.name,) in first)
    target = next(chosen, "") if done.places else ballot.target
    texts = [e for e in ballot.texts if state.items[e].kind.can_be_agreed] or [target]
    is_agreed = bool(done.places) or (ballot.kind is BallotKind.TEXT and done.met)
    is_taken = is_agreed and not (changed or gone) and any(_can_be_agreed(state, e) for e in texts)
    return "" if target in gone else target, Outcome.AGREED if target and is_taken else None


def _can_be_agreed(state: State, target: str) -> bool:
    """Returns whether no decision on a text has to be reopened before it is agreed."""
    last, amendment = state.last_decision(target), state.amendments.get(target)
    if last and (last.gives_up or (last.closes and not last.goes_on_to(Outcome.AGREED))):
        return False
    return amendment is None or state.is_open(amendment)


@frozen
class Ballots:
    """Reports of voting: ballots with their results."""

    ballots: tuple[BallotLine, ...]  # the first opened first
    withheld: Withheld  # what was left out for the audience


def ballots(
    state: State,
    judgement: Judgement,
    audience: Audience = Audience.PUBLIC,
    open_only: bool = False,
    only: Iterable[str] = (),
) -> Ballots:
    """Returns the report on ballots: on those with the ids `only`, if there are any, or on all."""
    viewer = Viewer(audience).throughout(state, judgement.now)
    chosen = [state.ballots[each] for each in only] or state.ballots.values()
    shown = (each for each in chosen if each.is_open or not open_only)
    lines = tuple(ballot_line(state, each, judgement, viewer) for each in shown)
    return Ballots(lines, viewer.withheld)


def ballots_outline(report: Ballots) -> Outline:
    """Returns the report on ballots as an outline."""
    still_open = sum(1 for each in report.ballots if each.closed is None)
    total = count_noun(len(report.ballots), "ballot", "ballots")
    blocks = (block for each in report.ballots for block in ballot_blocks(each, each.question))
    return Outline("Ballots", (f"{total}: {still_open} open.",), report.withheld, tuple(blocks))


def ballot_blocks(line: BallotLine, heading: str = "") -> Iterator[Block]:
    """Yields a ballot as a report of voting: what, until when, who, the votes, the result."""
    yield Heading(
        2, heading or f"{line.handle}: {line.question}", place(line.handle), (line.handle,)
    )
    yield from points_of(*ballot_points(line))
    columns = (("vote", "choice"), ("comments", "comment"))
    votes = Table.of_attributes(line.votes, "member", "name", *columns)
    yield from grid_of(f"Votes on {line.question}", votes)
    totals = [] if line.preferences else [*line.totals.items()]
    yield from grid_of(f"Totals on {line.question}", Table.of(("", "votes"), totals))
    rows = enumerate(zip(line.answers, line.preferences, strict=False))
    preferences = Table.of(
        ("preferred to", *line.answers),
        [(name, *("" if at == o else n for o, n in enumerate(row))) for at, (name, row) in rows],
    )
    yield from grid_of(f"Preferences on {line.question}", preferences)
    yield from points_of(*ballot_findings(line))


def ballot_points(line: BallotLine) -> Iterator[str]:
    """Yields what a ballot is: its kind, its dates, who has a vote, and how it is counted."""
    yield f"Kind: {line.kind}, {'secret' if line.secret else 'by name'}"
    if line.about:
        yield f"About: {', '.join(line.about)}"
    until = f"; until {moment(line.deadline)}" if line.deadline else ""
    closed = f"; closed {moment(line.closed)}" if line.closed else ""
    overdue = "; its deadline has passed, close it" if line.is_overdue else ""
    yield f"Opened: {moment(line.opened)}{until}{closed}{overdue}"
    spoilt = f", {line.totals[INVALID]} with a spoilt paper" if line.totals.get(INVALID) else ""
    yield f"Took part: {line.took_part} of {count_noun(line.entitled, 'member', 'members')}{spoilt}"
    if line.secret and line.voters:
        yield f"These are: {', '.join(line.voters)}"
    if line.missing:
        missing = "Did not vote" if line.closed else "Still to vote"
        yield f"{missing}: {', '.join(line.missing)}"
    if line.rule:
        yield f"Rule: {line.rule}"
    if line.default:
        yield f"Default option: {line.default}"


def ballot_findings(line: BallotLine) -> Iterator[str]:
    """Yields what a ballot has come to: shares with their bounds, result, notes, what is next."""
    yield from (f"{each[:1].upper()}{each[1:]}" for each in line.found)
    if line.places:
        yield f"Order: {written(line.places)}"
    if line.closed is not None:
        yield f"Result: {line.result}"
    elif line.met is not None or line.places:
        yield "So it would be if it were closed now; votes can still come in and change"
    yield from (f"Note: {each}" for each in line.notes)
    if line.closed is not None:
        declared = f"it: {line.declare}" if line.declare else "what follows"
        yield f"It is a recommendation and decides nothing; the Chair declares {declared}"


def ballots_table(report: Ballots) -> Table:
    """Returns the report on ballots as a table for spreadsheets."""
    return Table.of_attributes(
        report.ballots,
        *("handle", "kind", "question", "about", "secret", "opened", "deadline"),
        *(("overdue", "is_overdue"), "closed", "entitled", "took_part", "met", "found", "result"),
    )


# The sheet on which a roll call is taken, or that shows one that was.


_VOTES = ("for", "against", "abstain", "did not vote")
_TICKED = {
    **dict.fromkeys((APPROVE, WITH_COMMENTS, YES, Stance.SUPPORT, Stance.ACCEPT), "for"),
    **dict.fromkeys((DISAPPROVE, NO, Stance.DISAGREE, Stance.OBJECT), "against"),
    **dict.fromkeys((ABSTAIN, BLANK, Stance.ABSTAIN), "abstain"),
}


@frozen
class RollCallLine:
    """A member on the sheet of a roll call."""

    member: str  # its code, or its number in an assembly
    name: str  # its name
    group: str  # what its stakeholder group is called; empty when it is in none, or withheld
    vote: str  # what is ticked: for, against, abstain or did not vote; empty where nothing is


@frozen
class RollCall:
    """The sheet of a roll call, blank or with the votes that were recorded."""

    about: str  # the handle of the text that is voted on, or the question
    columns: tuple[str, ...]  # what the body calls for, against, abstain and did not vote
    # the members in alphabetical order, perhaps group by group; empty where votes are withheld
    lines: tuple[RollCallLine, ...]
    entitled: int  # how many members have a vote
    # how many votes there are of each, or papers spoilt (`invalid`); empty on a blank sheet
    totals: Mapping[str, int]
    rule: str  # the majority that is needed, in words
    found: tuple[str, ...]  # the result of the votes and notes on it; empty where withheld
    chair: str  # what the body calls its chair
    by_group: bool = False  # whether each stakeholder group stands apart
    withheld: Withheld = attrs.field(factory=Withheld)  # what was left out for the audience


def roll_call(
    state: State,
    judgement: Judgement,
    subject: str,
    audience: Audience = Audience.PUBLIC,
    by_group: bool = False,
    recorded: Iterable[tuple[Step, tuple[Operation, ...]]] = (),
) -> RollCall:
    """Returns the sheet of a roll call.

    It is blank for a text, but for one on which a roll call was imported, and for a ballot in which
    nobody has voted yet. Of a secret ballot it has no names. Votes are as they were cast, whatever
    members said later.

    Args:
        subject: the id of a text, a draft or a ballot.
        recorded: the steps with what was recorded of a text, among it an imported roll call.
        by_group: whether each stakeholder group stands apart.

    Raises:
        NotFound: it is a ballot among options, or on a scale.
    """
    viewer = Viewer(audience).throughout(state, judgement.now)
    if subject in state.ballots:
        sheet = _voted_on(state, judgement, state.ballots[subject], viewer)
    else:
        sheet = _called_on(state, judgement, subject, viewer, recorded)
    lines = sorted(sheet.lines, key=lambda each: each.group if by_group else "")
    return attrs.evolve(sheet, lines=tuple(lines), by_group=by_group, withheld=viewer.withheld)


def _voted_on(state: State, judgement: Judgement, ballot: Ballot, viewer: Viewer) -> RollCall:
    if ballot.kind not in (BallotKind.TEXT, BallotKind.YES_NO):
        raise NotFound(f"{ballot.handle} is a ballot of the kind {ballot.kind}, not a roll call")
    line = ballot_line(state, ballot, judgement, viewer)
    entitled = ballot.outcome.entitled if ballot.outcome else state.entitled(ballot, judgement.now)
    hidden = _hidden_recusals(state, ballot, judgement.now, viewer.audience)
    counted = dict.fromkeys(_VOTES, 0)
    counted["did not vote"] = 0 if ballot.is_open else line.entitled - line.took_part
    for answer, count in line.totals.items():
        vote = _TICKED.get(answer, answer)
        counted[vote] = counted.get(vote, 0) + count
    # Of a secret ballot, or where votes are withheld, members without ticks would say nothing.
    is_told = not ballot.secret and len(line.votes) == line.took_part
    return _sheet(
        *(state, ballot.question, {*entitled} | hidden if is_told else (), line.rule, viewer),
        {each.member: _TICKED[each.choice] for each in line.votes},
        otherwise="" if ballot.is_open else "did not vote",
        entitled=line.entitled,
        totals=counted if line.totals and line.took_part else {},
        found=(
            *line.found,
            *([f"Result: {line.result}"] if line.closed else []),
            *(f"Note: {each}" for each in line.notes),
        ),
    )


def _called_on(
    state: State,
    judgement: Judgement,
    subject: str,
    viewer: Viewer,
    recorded: Iterable[tuple[Step, tuple[Operation, ...]]],
) -> RollCall:
    draft, cast = state.drafts.get(subject), dict[str, str]()
    day = state.items[subject].voted if subject in state.items else None
    for step, operations in recorded if subject in state.items else ():
        if any(each.name.partition("/")[0] == ImportDraft.NAME for each in step.bodies):
            for each in operations:
                if isinstance(each, TakePosition) and each.target == subject:
                    cast[each.member] = _TICKED[each.stance]
                    day = day or day_of(each.happened or step.moment)
    codes = {each.code for each in state.counting(day or day_of(judgement.now))}
    rule = draft.rule or state.settings[""].rule if draft else state.rule_of(subject)
    is_told = not cast or viewer.sees_names
    viewer.left_out[Kind.POSITIONS] += 0 if is_told else len(cast)
    counted = Counter(cast.get(code, "did not vote") for code in codes)
    return _sheet(
        *(state, state.handle_of(subject), codes if is_told else (), parse_rule(rule).sentence),
        *(viewer, cast),
        otherwise="did not vote" if cast else "",
        entitled=len(codes),
        totals={each: counted[each] for each in _VOTES} if cast and is_told else {},
        found=(),
    )


def _sheet(
    state: State,
    about: str,
    codes: Collection[str],
    rule: str,
    viewer: Viewer,
    votes: Mapping[str, str],
    otherwise: str,
    **more: Any,
) -> RollCall:
    from consensus.reports.summary.context import phrase

    style, lines = state.settings[""].style, []
    is_named = sees_persons(state, viewer.audience)
    for code in visible_attendees(state, sorted(codes), viewer):
        known = state.members[code] if is_named else Member(code, f"Member {code}")
        group = state.groups.get(known.group, Group(""))
        vote = votes.get(code, otherwise) if is_named else ""
        lines.append(RollCallLine(code, known.name, group.name or group.code, vote))
    if is_named:
        lines.sort(key=lambda each: alphabetical(each.name or each.member))
    columns, chair = tuple(phrase(style, "roll call").split("|")), phrase(style, "chair")
    return RollCall(about, columns, tuple(lines), rule=rule, chair=chair, **more)


_TO_SIGN = "_" * 18


def _box(is_ticked: bool) -> str:
    return "☒" if is_ticked else "☐"


def roll_call_outline(report: RollCall) -> Outline:
    """Returns the sheet of a roll call as an outline, with lines to sign on."""
    columns, blocks = ("member", *report.columns), list[Block]()
    counts = (str(report.totals.get(each, "")) for each in _VOTES)
    total = (f"Total: {count_noun(report.entitled, 'member', 'members')}", *counts)
    is_apart = not report.lines or (report.by_group and any(each.group for each in report.lines))
    for group, lines in groupby(report.lines, lambda each: each.group if is_apart else "Votes"):
        rows = [(e.name or e.member, *(_box(e.vote == vote) for vote in _VOTES)) for e in lines]
        group = group or "In no group"
        blocks += [Heading(2, group, place("group", group))] if is_apart else []
        blocks += grid_of(group, Table.of(columns, rows if is_apart else [*rows, total]))
    if is_apart:
        added = Table.of(("members", *report.columns), [total])
        blocks += parts_of(("Total", grid_of("Total", added)))
    if spoilt := report.totals.get(INVALID):
        blocks += points_of(f"Spoilt: {count_noun(spoilt, 'paper', 'papers')}")
    blocks += points_of(*(f"{each[:1].upper()}{each[1:]}" for each in report.found))
    chair = report.chair.removeprefix("the ")
    chair = f"{chair[:1].upper()}{chair[1:]}"
    blocks.append(passage(f"{chair}: {_TO_SIGN}   Secretary: {_TO_SIGN}   Date: {_TO_SIGN[8:]}"))
    stop = "" if report.about[-1:] in FULL_STOPS else "."
    lines_above = (
        f"Voted on: {report.about}{stop}",
        f"Rule: {report.rule}." if report.rule else "",
    )
    return Outline("Roll call", lines_above, report.withheld, tuple(blocks))


def roll_call_table(report: RollCall) -> Table:
    """Returns the sheet of a roll call as a table: an x for what is ticked."""
    rows = (
        (e.member, e.name, e.group, *("x" if e.vote == vote else "" for vote in _VOTES))
        for e in report.lines
    )
    return Table.of(("member", "name", "group", *report.columns), rows)
