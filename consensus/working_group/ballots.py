"""Ballots: how they are opened and closed, and files of votes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import attrs

from consensus.analysis.ballots import check_rule, count_ballot, count_choices, judge_count
from consensus.analysis.conflicts import exclusions_at
from consensus.errors import NotFound, Rejected
from consensus.finding import Finding, Severity
from consensus.formats.position_rows import BallotRow, option_named, read_ballot, read_choice
from consensus.formats.source import Source
from consensus.history.operations import CastVote, CloseBallot, OpenBallot
from consensus.model import ballots
from consensus.model.counting import Electorate
from consensus.model.lookup import find_member, find_target
from consensus.model.people import day_of
from consensus.model.state import State
from consensus.rules.expression import expression_of, parse_rule
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import read_share, read_span
from consensus.working_group.decisions import act_of_trial
from consensus.working_group.import_base import Importer, ImportReport

AS_IT_STANDS = "the text as it stands"
"""The option, beside the amendments of a conflict, to take none of them."""

_TOP, _SHARE, _MAJORITY = "4-5", "70%", 'majority("simple")'


def counted_by(
    state: State, moment: datetime, operation: OpenBallot, rule: str, top: str, share: str
) -> OpenBallot:
    """Returns a ballot with the rule, or the share of a scale, by which it is counted."""
    kind = operation.kind
    if rule and kind not in (ballots.BallotKind.TEXT, ballots.BallotKind.YES_NO):
        raise Rejected(f"a ballot of the kind {kind} is counted by no rule")
    if (top or share) and kind is not ballots.BallotKind.SCALE:
        raise Rejected("only a scale has points and a share of them")
    if kind is ballots.BallotKind.SCALE:
        top, bar = top.strip() or _TOP, read_share(share or _SHARE)
        points = read_span(f"{top}-{top}" if top.isdecimal() else top)
        if not 1 < points.first <= points.last == 5:
            raise Rejected("the top points of a scale are some of 1 to 5, and end with 5: 4-5")
        return attrs.evolve(operation, top=str(points), share=str(bar))
    if kind is ballots.BallotKind.TEXT and operation.target:
        own = state.drafts.get(operation.target)
        rule = rule or (own.rule if own else state.rule_of(operation.target))
        rule = rule or state.settings[""].rule
    elif kind is ballots.BallotKind.YES_NO:
        rule = rule or _MAJORITY
    expression = expression_of(rule) if rule else ""
    if expression:
        check_rule(parse_rule(expression), kind, Judgement(state, moment), operation.secret)
    return attrs.evolve(operation, rule=expression)


def options_of(
    state: State, names: Sequence[str], majorities: Mapping[str, str]
) -> tuple[ballots.BallotOption, ...]:
    """Returns the options with these names: texts by their handles, else words, as of headings."""
    found: list[ballots.BallotOption] = []
    for name in names:
        words, version = " ".join(name.split()), ""
        if words.casefold() in (ballots.NONE, ballots.INVALID):
            raise Rejected(f"{words} means something else in a vote, and cannot be an option")
        try:
            target = find_target(state, words)
        except NotFound:
            target = ""
        if target and (target not in state.items or state.items[target].kind.can_be_agreed):
            words, version = state.handle_of(target), state.version_id(target)
        else:
            target = ""
        found.append(ballots.BallotOption(words, target, version))
    ratios = {option_named(state, found, name): ratio for name, ratio in majorities.items()}
    if unknown := ratios.keys() - {each.name for each in found}:
        raise Rejected(f"{', '.join(sorted(unknown))} has a majority of its own and is no option")
    return tuple(attrs.evolve(each, ratio=ratios.get(each.name, "1")) for each in found)


def options_in_conflict(state: State, text: str, moment: datetime) -> tuple[str, ...]:
    """Returns the names of the options of the one conflict between amendments to a text."""
    if not text or text in state.drafts:
        raise Rejected("name the text whose conflicting amendments are the options")
    excluded = exclusions_at(state, text, Electorate.of(state, day_of(moment)))
    if not excluded:
        raise Rejected(f"no amendments to {state.name_of(text)} conflict")
    together = {next(iter(excluded))}
    while (
        reached := {o for e in together for o in excluded[e].excludes if o in excluded} - together
    ):
        together |= reached
    if together != set(excluded):
        raise Rejected(
            f"there are several conflicts in {state.name_of(text)}; name the amendments of one:"
            f" {', '.join(excluded)}"
        )
    return (*excluded, AS_IT_STANDS)


def plan_closing(
    state: State,
    ballot: ballots.Ballot,
    moment: datetime,
    reason: str,
    totals: Mapping[str, int],
    took_part: Sequence[str],
    preferences: tuple[tuple[int, ...], ...] = (),
) -> CloseBallot:
    """Returns the operation that closes a ballot, with what it comes to."""
    known = {each.casefold(): each for each in (*ballot.answers, ballots.INVALID)}
    names = {e: known.get(e.casefold()) or option_named(state, ballot.options, e) for e in totals}
    counted = {names[each]: count for each, count in totals.items()}
    if len(counted) < len(totals):
        raise Rejected("the total of one choice is given twice")
    operation = CloseBallot(
        ballot=ballot.id,
        entitled=state.entitled(ballot, moment),
        votes=tuple(sorted(each.id for each in state.votes.get(ballot.id, {}).values())),
        took_part=tuple(sorted(took_part)),
        totals=counted,
        preferences=preferences,
        reason=reason,
    )
    act = attrs.evolve(act_of_trial(state, moment), happened=moment)
    if problems := list(operation.check(state, act)):
        raise Rejected(*problems)
    judgement = Judgement(state, ballot.counted_at(moment))
    if ballot.secret:
        found = judge_count(ballot, judgement, operation, {})
    else:
        found = count_ballot(state, ballot, judgement)
    return attrs.evolve(operation, met=found.met, found=found.found, places=found.places)


class BallotImporter(Importer[BallotRow]):
    """Imports a file of the votes of members in an open ballot."""

    def __init__(
        self, ballot: ballots.Ballot, state: State, votes: Source, *arguments: Any
    ) -> None:
        super().__init__(state, votes, *arguments)
        self.ballot = ballot
        self.voted: set[str] = set()
        choices = (*ballot.answers, ballots.NONE) if ballot.kind.has_options else ()
        self.read = read_ballot(votes, "member", "vote", choices=choices)
        # Whoever holds the last of its votes in the file has cast all of them.
        known = [row for row in self.read[0] if row.member.casefold() in state.member_codes]
        good = [e for e in map(self._vote, known) if not any(e.wrong_choice(ballot))]
        last = {each.member: each for each in good}
        self.done = {each for each, vote in last.items() if self._holds(vote)}

    def _vote(self, row: BallotRow) -> CastVote:
        member = find_member(self.state, row.member)
        choice = read_choice(self.state, self.ballot, row.vote)
        return CastVote(ballot=self.ballot.id, member=member, choice=choice, comment=row.comment)

    def _holds(self, vote: CastVote) -> bool:
        held = self.state.votes.get(self.ballot.id, {}).get(vote.member)
        return held is not None and (held.choice, held.comment) == (vote.choice, vote.comment)

    def take_row(self, row: BallotRow) -> bool:
        """Imports a vote, unless the member has cast the same; of two of one member the later."""
        vote = self._vote(row)
        is_good = not any(vote.wrong_choice(self.ballot))
        if self._holds(vote) or (is_good and vote.member in self.done):
            return self.pass_over()
        if vote.member in self.voted:
            self.find(row.line, f"{vote.member} votes twice in this file; the later row counts.")
        self.voted.add(vote.member)
        return self.take(row.line, vote)


def count_papers(
    state: State,
    ballot: ballots.Ballot,
    papers: Source,
    took_part: Source | Sequence[str],
    moment: datetime,
    reason: str,
) -> ImportReport:
    """Returns how papers without names close a secret ballot: nothing but their totals is kept."""
    rows, findings = read_ballot(papers, "vote")
    problems = [each for each in findings if each.severity is Severity.ERROR]
    if any(row.member for row in rows):
        raise Rejected(f"{papers.name} names members; papers of a secret ballot have no names")
    choices: list[ballots.Ranks] = []
    for row in rows:
        if row.vote.strip().casefold() == ballots.INVALID:
            continue
        choices.append(read_choice(state, ballot, row.vote))
        vote = CastVote(ballot=ballot.id, member="", choice=choices[-1])
        problems += [
            Finding(f"{each[:1].upper()}{each[1:]}.", Severity.ERROR, papers.name, row.line)
            for each in vote.wrong_choice(ballot)
        ]
    codes: list[str] = []
    if isinstance(took_part, Source):
        roll, unread = read_ballot(took_part, "member")
        problems += [each for each in unread if each.severity is Severity.ERROR]
        for row in roll:
            try:
                codes.append(find_member(state, row.member))
            except NotFound as error:
                problems.append(Finding(f"{error}.", Severity.ERROR, took_part.name, row.line))
    else:
        codes = [find_member(state, each) for each in took_part]
    if problems:
        raise Rejected(*map(str, problems))
    if len(rows) != len(codes):
        empty = sum(not row.vote for row in rows)
        also = f" ({empty} of them empty)" if empty else ""
        raise Rejected(f"papers: {len(rows)}{also}; members who took part: {len(codes)}")
    totals, preferences = count_choices(ballot, choices)
    if len(choices) < len(rows):
        totals = {**totals, ballots.INVALID: len(rows) - len(choices)}
    operation = plan_closing(state, ballot, moment, reason, totals, codes, preferences)
    return ImportReport(rows=len(rows), taken=len(rows), operations=(operation,))
