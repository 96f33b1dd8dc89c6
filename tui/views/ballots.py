"""Ballots: what one would be opened with, who votes in it, and the report of voting."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from consensus.errors import Rejected
from consensus.model.ballots import Ballot, BallotKind
from consensus.model.state import State
from consensus.reports.ballots import BallotLine, ballot_blocks, declared
from consensus.reports.consultations import written
from consensus.reports.outline import Grid, Heading, Points
from consensus.reports.words import label_or_handle
from consensus.text.display import aligned
from consensus.working_group import WorkingGroup
from consensus.working_group.ballots import AS_IT_STANDS, options_in_conflict
from tui.views.text import Choice, Mark, Span
from tui.worker import Check, as_look

_QUESTIONS = {
    BallotKind.TEXT: "Approval of {}",
    BallotKind.YES_NO: "Shall {} be agreed?",
    BallotKind.SCALE: "How far do you agree with {}?",
    BallotKind.APPROVAL: "Which wordings of {} are acceptable?",
    BallotKind.RANKED: "Which wording of {} is preferred?",
}


@as_look
def opening_answers(
    group: WorkingGroup, check: Check, kind: BallotKind, target: str
) -> dict[str, str]:
    """Reads what is asked of a ballot on a target, if any, with likely answers."""
    state = group.state
    name = label_or_handle(state, target) if target else ""
    found = {"question": _QUESTIONS[kind].format(name) if name else ""}
    if kind.has_options:
        found["options"] = ", ".join(_options(group, target)) if target else ""
    if kind is BallotKind.RANKED:
        found["default"] = AS_IT_STANDS if found["options"] else ""
    elif kind is BallotKind.SCALE:
        found["points"] = "4-5 70%"
    elif not kind.has_options:
        found["rule"] = 'majority("simple")'
    if kind is BallotKind.TEXT:
        return {**found, "rule": state.rule_of(target), "until": ""}
    return {**found, "secret": "", "until": ""}


def _options(group: WorkingGroup, target: str) -> tuple[str, ...]:
    """Returns the amendments that conflict, or all that are undecided, and to take none."""
    amendment = group.state.amendments.get(target)
    item = amendment.target if amendment else target
    try:
        return options_in_conflict(group.state, item, group.now())
    except Rejected:
        found = [each.handle for each in group.judgement().undecided_amendments(item)]
    return (*found, AS_IT_STANDS) if found else ()


@frozen
class VotingView:
    """Who votes in a ballot, and who did."""

    ballot: Ballot
    voters: tuple[Choice, ...]  # the members with a vote, each with what it chose, if anything
    missing: tuple[str, ...]  # the codes of those that have not voted
    present: tuple[str, ...]  # those of the voters that are at the meeting; all without a meeting


@as_look
def voting_view(group: WorkingGroup, check: Check, ballot: str) -> VotingView:
    """Reads who votes in a ballot with an id."""
    state = group.state
    asked, cast = state.ballots[ballot], state.votes.get(ballot, {})
    codes = state.entitled(asked, group.now())
    said = {code: written(each.choice, asked.kind) for code, each in cast.items()}
    there = group.judgement().present
    names = (f"{state.members[each].name}  {said.get(each, '')}" for each in codes)
    voters = tuple(Choice(*each) for each in zip(codes, codes, names, strict=True))
    missing = tuple(code for code in codes if code not in said)
    present = tuple(code for code in codes if there is None or code in there)
    return VotingView(asked, voters, missing, present)


def report_spans(state: State, ballot: Ballot, line: BallotLine) -> Iterator[Span]:
    """Yields the report of voting, with what the Chair declares, or which keys go on."""
    for block in (blocks := tuple(ballot_blocks(line))):
        if isinstance(block, Heading):
            yield Span(f"{block.words}\n", Mark.HEADING)
            mark = Mark.HEADING if line.closed else Mark.FAINT
            yield Span(f"{_goes_on(state, ballot, line)}\n", mark)
        elif isinstance(block, Grid):
            head, *rows = aligned((block.table.headings, *block.table.rows))
            yield Span(f"\n{head}\n", Mark.FAINT)
            yield from (Span(f"{each}\n") for each in rows)
        elif isinstance(block, Points):
            # What is said last of a closed ballot names a command; here a key does that.
            end = -1 if line.closed and block is blocks[-1] else None
            yield from (Span(f"{each.words}\n") for each in block.points[:end])


def _goes_on(state: State, ballot: Ballot, line: BallotLine) -> str:
    if ballot.is_open:
        votes = "" if line.is_overdue else "v records votes, "
        return "C enters totals and closes it" if line.secret else f"{votes}C closes it"
    target, outcome = declared(state, ballot)
    if not target:
        return f"The chair declares: {line.result}"
    if outcome is None:
        result = f"{line.result[:1].upper()}{line.result[1:]}"
        return f"{result}; the Chair declares what follows (g: decide)"
    return f"The chair declares: {label_or_handle(state, target)} {outcome} (g: decide)"
