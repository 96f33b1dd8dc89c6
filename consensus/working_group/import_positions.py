"""Imports positions, ratings, and votes cast elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from operator import attrgetter

import attrs

from consensus.errors import Rejected
from consensus.formats.placing import handles_for
from consensus.formats.position_rows import PositionRow, RatingRow
from consensus.formats.source import Source
from consensus.formats.votes import VoteRecord, codes_by_name, digest_of_files, outsiders
from consensus.history import operations
from consensus.history.operation import Operation
from consensus.history.replay import apply_checked
from consensus.model.counting import contested_by
from consensus.model.decisions import Outcome
from consensus.model.drafts import ItemKind
from consensus.model.lookup import find_member, find_target
from consensus.model.meetings import Forum
from consensus.model.positions import Stance, StatedBy
from consensus.model.state import State
from consensus.rules.expression import parse_rule
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import Span
from consensus.text.brackets import BracketedText
from consensus.working_group.decisions import Declaration, act_of_trial, plan_decision
from consensus.working_group.import_base import Importer, ImportReport, Trial
from consensus.working_group.import_people import changed_fields

KIND = ItemKind.PARAGRAPH
"""What each thing that was voted on becomes."""


def import_votes(
    state: State,
    sources: Sequence[Source],
    record: VoteRecord,
    title: str,
    new_id: Callable[[], str],
    now: datetime,
) -> ImportReport:
    """Computes what votes add: a draft of the proposals, unknown voters, positions, and results."""
    trial = Trial(state, sources[0], new_id)
    with state.journal.rollback_scope():
        members = _join(trial, record)
        trial.findings += outsiders(record, members, state.members, sources[0].name)
        trial.try_out(_draft(state, sources, record, title))
        (draft,) = (each for each in trial.operations if isinstance(each, operations.ImportDraft))
        joined = len(trial.operations)
        positions = _positions(record, draft, members, sources[0].name)
        _declare(trial, record, draft.id, positions, now)
        trial.operations[joined:joined] = positions
    unknown = [each for each in record.votes if each.voter not in members]
    return attrs.evolve(
        trial.report(),
        rows=record.rows,
        taken=len(record.votes) - len(unknown),
        duplicates=record.duplicates,
        refused=record.refused + len(unknown),
        findings=(*record.findings, *trial.findings),
    )


def _join(trial: Trial, record: VoteRecord) -> dict[str, str]:
    """Adds the voters that are not members yet; returns the code of each voter."""
    state = trial.state
    members: dict[str, str] = {}
    by_name = codes_by_name(state.members.values())
    for voter in record.voters:
        if same := voter.known_as(state.member_codes, by_name):
            members[voter.code] = same
            member = state.members[same]
            if (voter.since or voter.until) and not (member.since or member.until):
                days = {"since": voter.since, "until": voter.until}
                trial.take(voter.line, operations.ChangeMember(**changed_fields(member, days)))
            continue
        if voter.group and voter.group not in state.groups:
            trial.take(voter.line, operations.AddGroup(code=voter.group, name=voter.group_name))
        group = voter.group if voter.group in state.groups else ""
        added = operations.AddMember(
            code=voter.code, name=voter.name, group=group, since=voter.since, until=voter.until
        )
        if trial.take(voter.line, added):
            members[voter.code] = voter.code
    return members


def _declare(
    trial: Trial, record: VoteRecord, draft: str, positions: Sequence[Operation], now: datetime
) -> None:
    """Adds what the file says came of each roll call, as decisions of its day."""
    decided = [(at, each) for at, each in enumerate(record.questions) if each.adopted is not None]
    apply_checked(trial.state, act_of_trial(trial.state, now), positions if decided else ())
    judgement = Judgement(trial.state, now)
    for at, each in decided:
        outcome, target = Outcome.ADOPTED if each.adopted else Outcome.REJECTED, f"{draft}.{at}"
        said = Declaration(outcome, forum=Forum.PLENARY, reason=f"as {trial.source.name} has it")
        decision = plan_decision(trial.state, judgement, trial.new_id, [target], said)
        trial.try_out(attrs.evolve(decision, happened=_moment(each.date)))
        met = judgement.verdict(target, with_moves=False).met
        if each.rule and met is not each.adopted:
            but = "meet" if met else "do not meet"
            message = f"Roll call {each.label} is said to be {outcome}, and its votes {but} the"
            trial.find(0, f"{message} majority that was needed.")


def _draft(
    state: State, sources: Sequence[Source], record: VoteRecord, title: str
) -> operations.ImportDraft:
    if not record.questions:
        raise Rejected(f"{sources[0].name} holds nothing that was voted on")
    kinds = [(KIND, each.label) for each in record.questions]
    with_titles = digest_of_files(sources)  # stored by records begun before votes alone counted
    return operations.ImportDraft(
        handle=state.next_handle("D"),
        title=title,
        items=tuple(
            operations.NewItem(
                handle=handle,
                kind=KIND,
                label=each.label,
                wording=BracketedText((each.text,)),
                rule=each.rule,
                voted=each.date,
            )
            for handle, each in zip(handles_for(state, kinds), record.questions, strict=True)
        ),
        revision="as voted on",
        source=sources[0].name,
        digest=with_titles if with_titles in state.imported else record.digest,
    )


def _positions(
    record: VoteRecord, draft: operations.ImportDraft, members: dict[str, str], document: str
) -> list[Operation]:
    # An item has the id of the operation that made it and its place, as in `ImportDraft`.
    items = {each.label: f"{draft.id}.{at}" for at, each in enumerate(record.questions)}
    held = {each.label: _moment(each.date) for each in record.questions}
    return [
        operations.TakePosition(
            target=items[vote.question],
            version=items[vote.question],
            member=members[vote.voter],
            stance=vote.stance,
            reason=vote.reason,
            source=StatedBy.WRITTEN,
            document=document,
            happened=vote.happened or held[vote.question],
        )
        for vote in record.votes
        if vote.voter in members
    ]


class PositionImporter(Importer[PositionRow]):
    """Imports positions of members, and of negotiating groups for their members."""

    def take_row(self, row: PositionRow) -> bool:
        """Imports a position, unless the member or group has said the same."""
        state = self.state
        target = find_target(state, row.target)
        if row.member in state.negotiating_groups:
            stated = group_position(state, row.member, target, row.stance, row.reason, row.document)
            return self.take(row.line, stated) if stated else self.pass_over()
        position = operations.TakePosition(
            target=target,
            version=state.version_id(target),
            member=find_member(state, row.member),
            stance=row.stance,
            reason=row.reason,
            conditions=tuple(find_target(state, name) for name in row.conditions),
            otherwise=row.otherwise or Stance.OBJECT,
            reservation=row.reservation,
            source=row.source or (StatedBy.GROUP if row.via else StatedBy.WRITTEN),
            via=row.via,
            document=row.document or ("" if row.source else self.source.name),
            happened=_moment(row.date),
            digest=f"{self.source.digest} {row.key}",
            words=row.words,
        )
        held = state.positions.get(target, {}).get(position.member)
        if position.digest in state.imported or (held and _said(held) == _said(position)):
            return self.pass_over()
        is_taken = self.take(row.line, position)
        if is_taken and held is not None and (day := row.date) is not None:
            then = held.happened if isinstance(day, datetime) else held.happened.date()
            if day < then:
                who = f"{held.member} on {state.name_of(target)}"
                now = f"{row.stance} of {day:%Y-%m-%d}"
                was = f"{held.stance} of {then:%Y-%m-%d}"
                self.find(row.line, f"{who}: {now} takes the place of {was}, which is later")
        return is_taken


def _moment(day: date | None) -> datetime | None:
    return day if day is None or isinstance(day, datetime) else datetime.combine(day, time(), UTC)


def group_position(
    state: State, group: str, target: str, stance: Stance, reason: str = "", document: str = ""
) -> operations.StateGroupPosition | None:
    """Returns the position of those in a group that have none of their own; None if of nobody."""
    held = {
        **{member: each.position for member, each in contested_by(state, target).items()},
        **state.positions.get(target, {}),
    }
    amendment = state.amendments.get(target)
    backers = amendment.backers if amendment else ()
    version = state.version_id(target)
    reached = tuple(
        code
        for code in state.negotiating_groups[group].members
        if (held[code].via if code in held else code not in backers)
    )
    said = (version, stance, reason)
    alike = [key for key, each in held.items() if (each.version, each.stance, each.reason) == said]
    if set(reached) <= set(alike):
        return None
    return operations.StateGroupPosition(
        target=target,
        version=version,
        group=group,
        members=reached,
        stance=stance,
        reason=reason,
        document=document,
    )


_said = attrgetter(
    *("version", "stance", "reason", "conditions", "otherwise", "reservation", "words")
)


class RatingImporter(Importer[RatingRow]):
    """Imports ratings."""

    def take_row(self, row: RatingRow) -> bool:
        """Imports a rating, unless the member has given the same."""
        state = self.state
        target, member = find_target(state, row.target), find_member(state, row.member)
        rating = operations.RateTarget(
            target=target,
            version=state.version_id(target),
            member=member,
            rating=read_rating(state, target, row.rating),
            round=latest_round(state, target) if row.round is None else row.round,
            happened=_moment(row.date),
        )
        held = state.ratings.get(target, {}).get(member)
        if (
            held is not None
            and (held.version, held.rating) == (rating.version, rating.rating)
            and row.round in (None, held.round)
        ):
            return self.pass_over()
        return self.take(row.line, rating)


def read_rating(state: State, target: str, given: int | str | None) -> int | None:
    """Returns a rating on the scale of the rule, None for who cannot judge; or raises Rejected."""
    scale = parse_rule(state.rule_of(target)).rated_on or Span(1, 9)
    written = scale.not_rated if given is None else str(given).strip()
    if scale.not_rated and written.casefold() == scale.not_rated.casefold():
        return None
    is_number = len(written) < 4 and written.isascii() and written.isdecimal()
    if not is_number or int(written) not in scale:
        raise Rejected(f"a rating of {state.handle_of(target)} is {scale.answers}, not {written}")
    return int(written)


def latest_round(state: State, target: str) -> int:
    """Returns the current round of rating of a target; 1 if it was never rated."""
    return max((each.round for each in state.ratings.get(target, {}).values()), default=1)
