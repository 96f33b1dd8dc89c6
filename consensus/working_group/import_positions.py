"""Imports positions, ratings, and votes cast elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time

from consensus.errors import Rejected
from consensus.formats.position_rows import PositionRow, RatingRow
from consensus.formats.source import Source
from consensus.formats.votes import VoteRecord
from consensus.history.operation import Operation
from consensus.history.operations import (
    AddGroup,
    AddMember,
    ImportDraft,
    NewItem,
    RateTarget,
    StateGroupPosition,
    TakePosition,
)
from consensus.model.counting import contested_by
from consensus.model.drafts import ItemKind
from consensus.model.lookup import find_member, find_target
from consensus.model.positions import Position, Stance
from consensus.model.positions import Source as PositionSource
from consensus.model.state import State
from consensus.text.brackets import BracketedText
from consensus.working_group.import_base import Importer, ImportReport, Trial
from consensus.working_group.placing import handles_for

# Turning a record of votes into a draft, members and positions, in one step.

KIND = ItemKind.PARAGRAPH
"""What each thing that was voted on becomes."""


def import_votes(
    state: State,
    sources: Sequence[Source],
    record: VoteRecord,
    title: str,
    new_id: Callable[[], str],
) -> ImportReport:
    """Computes what a record of votes adds: a draft, its voters and their positions.

    Each proposal that was voted on becomes an item, under the label it has in the file; its words
    are taken as they are, brackets in them being no brackets. Members that are known keep what
    is known of them. The file of the votes comes first. The state is left as it was.

    Raises:
        Rejected: nothing was voted on, or the same files are in the record already.
    """
    trial = Trial(state, sources[0], new_id)
    with state.journal.rollback_scope():
        members = _join(trial, record)
        trial.try_out(_draft(state, sources, record, title))
    (draft,) = (each for each in trial.operations if isinstance(each, ImportDraft))
    operations = [*trial.operations, *_positions(record, draft, members, sources[0].name)]
    unknown = [each for each in record.votes if each.voter not in members]
    return ImportReport(
        rows=record.rows,
        taken=len(record.votes) - len(unknown),
        duplicates=record.duplicates,
        refused=record.refused + len(unknown),
        findings=(*record.findings, *trial.findings),
        operations=tuple(operations),
    )


def position_rows(state: State, record: VoteRecord, target: str) -> tuple[PositionRow, ...]:
    """Returns votes as positions on a target of the record; voters go by code or name."""
    known = _known(state)
    names = {each.code: each.name or each.code for each in record.voters}
    return tuple(
        PositionRow(
            vote.line,
            target,
            known.get(names[vote.voter].casefold(), names[vote.voter]),
            vote.stance,
            reason=vote.reason,
            date=vote.happened,
        )
        for vote in record.votes
    )


def _known(state: State) -> dict[str, str]:
    """Returns the codes of members by their names and codes in lower case."""
    named = {each.name.casefold(): code for code, each in state.members.items() if each.name}
    return named | state.member_codes


def _join(trial: Trial, record: VoteRecord) -> dict[str, str]:
    """Adds the voters that are not members yet; returns the code of each voter."""
    state = trial.state
    members: dict[str, str] = {}
    known = _known(state)
    for voter in record.voters:
        same = known.get(voter.code.casefold()) or known.get(voter.name.casefold())
        if same:
            members[voter.code] = same
            continue
        if voter.group and voter.group not in state.groups:
            trial.take(voter.line, AddGroup(code=voter.group, name=voter.group_name))
        group = voter.group if voter.group in state.groups else ""
        if trial.take(voter.line, AddMember(code=voter.code, name=voter.name, group=group)):
            members[voter.code] = voter.code
    return members


def _draft(state: State, sources: Sequence[Source], record: VoteRecord, title: str) -> ImportDraft:
    if not record.questions:
        raise Rejected(f"{sources[0].name} holds nothing that was voted on")
    kinds = [(KIND, each.label) for each in record.questions]
    return ImportDraft(
        handle=state.next_handle("D"),
        title=title,
        items=tuple(
            NewItem(
                handle=handle,
                kind=KIND,
                label=each.label,
                wording=BracketedText((each.text,)),
            )
            for handle, each in zip(handles_for(state, kinds), record.questions, strict=True)
        ),
        revision="as voted on",
        source=sources[0].name,
        digest=hashlib.sha256("".join(each.digest for each in sources).encode()).hexdigest(),
    )


def _positions(
    record: VoteRecord, draft: ImportDraft, members: dict[str, str], document: str
) -> list[Operation]:
    # An item has the id of the operation that made it and its place, as in `ImportDraft`.
    items = {each.label: f"{draft.id}.{at}" for at, each in enumerate(record.questions)}
    held = {each.label: _moment(each.date) for each in record.questions}
    return [
        TakePosition(
            target=items[vote.question],
            version=items[vote.question],
            member=members[vote.voter],
            stance=vote.stance,
            reason=vote.reason,
            source=PositionSource.WRITTEN,
            document=document,
            happened=vote.happened or held[vote.question],
        )
        for vote in record.votes
        if vote.voter in members
    ]


# Turning rows of positions into operations, and what a negotiating group says.


class PositionImporter(Importer[PositionRow]):
    """Imports positions of members, and of negotiating groups for their members."""

    def take_row(self, row: PositionRow) -> bool:
        """Imports a position, unless the member or group has said the same."""
        state = self.state
        target = find_target(state, row.target)
        if row.member in state.negotiating_groups:
            stated = group_position(state, row.member, target, row.stance, row.reason, row.document)
            return self.take(row.line, stated) if stated else self.pass_over()
        position = TakePosition(
            target=target,
            version=state.version_id(target),
            member=find_member(state, row.member),
            stance=row.stance,
            reason=row.reason,
            conditions=tuple(find_target(state, name) for name in row.conditions),
            otherwise=row.otherwise or Stance.OBJECT,
            reservation=row.reservation,
            source=row.source or (PositionSource.GROUP if row.via else PositionSource.WRITTEN),
            via=row.via,
            document=row.document or ("" if row.source else self.source.name),
            happened=_moment(row.date),
            digest=f"{self.source.digest} {row.line}",
            words=row.words,
        )
        held = state.positions.get(target, {}).get(position.member)
        known = position.digest in state.imported
        if known or (held is not None and _said(held) == _said(position)):
            return self.pass_over()
        return self.take(row.line, position)


def _moment(day: date | None) -> datetime | None:
    """Returns when a stance was taken; a day is its beginning."""
    if day is None or isinstance(day, datetime):
        return day
    return datetime.combine(day, time(), UTC)


def group_position(
    state: State, group: str, target: str, stance: Stance, reason: str = "", document: str = ""
) -> StateGroupPosition | None:
    """Returns the operation that records a negotiating group's position for its members.

    Members that have spoken for themselves keep what they said, and so do those that stand behind
    an amendment; None when it would be new for no member.
    """
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
    if all(code in held and _of(held[code]) == said for code in reached):
        return None
    return StateGroupPosition(
        target=target,
        version=version,
        group=group,
        members=reached,
        stance=stance,
        reason=reason,
        document=document,
    )


def _of(position: Position) -> tuple[str, Stance, str]:
    return position.version, position.stance, position.reason


def _said(position: Position | TakePosition) -> tuple[object, ...]:
    return (
        position.version,
        position.stance,
        position.reason,
        position.conditions,
        position.otherwise,
        position.reservation,
        position.words,
    )


# Turning rows of ratings into operations.


class RatingImporter(Importer[RatingRow]):
    """Imports ratings."""

    def take_row(self, row: RatingRow) -> bool:
        """Imports a rating, unless the member has given the same."""
        state = self.state
        target, member = find_target(state, row.target), find_member(state, row.member)
        rating = RateTarget(
            target=target,
            version=state.version_id(target),
            member=member,
            rating=row.rating,
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


def latest_round(state: State, target: str) -> int:
    """Returns the current round of rating of a target; 1 if it was never rated."""
    given = state.ratings.get(target, {}).values()
    return max((each.round for each in given), default=1)
