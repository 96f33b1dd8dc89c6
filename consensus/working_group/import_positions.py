"""Imports positions, ratings, and votes cast elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time

from consensus.errors import NotFound, Rejected
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
from consensus.working_group.import_base import Importer, ImportReport
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
    is known of them. The state is left as it was.

    Args:
        sources: the files, that of the votes first; the same ones again are refused.
        record: what they say.
        title: that of the draft.

    Raises:
        Rejected: nothing was voted on, or the same files are in the record already.
    """
    importer = Importer(state, sources[0], new_id)
    with state.journal.rollback_scope():
        members = _join(importer, record)
        draft = _draft(state, sources, record, title)
        importer.try_out(draft)
    (draft,) = (each for each in importer.operations if isinstance(each, ImportDraft))
    operations = [*importer.operations, *_positions(record, draft, members, sources[0].name)]
    unknown = [each for each in record.votes if each.voter not in members]
    return ImportReport(
        rows=record.rows,
        taken=len(record.votes) - len(unknown),
        duplicates=record.duplicates,
        refused=record.refused + len(unknown),
        findings=(*record.findings, *importer.findings),
        operations=tuple(operations),
    )


def position_rows(state: State, record: VoteRecord, target: str) -> tuple[PositionRow, ...]:
    """Returns votes as positions on a target that is in the record already.

    Args:
        state: where voters are looked up, by code or name.
        record: the votes.
        target: the name of what they were cast on.
    """
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


def _join(importer: Importer, record: VoteRecord) -> dict[str, str]:
    """Adds the voters that are not members yet; returns the code of each voter."""
    state = importer.state
    members: dict[str, str] = {}
    known = _known(state)
    for voter in record.voters:
        same = known.get(voter.code.casefold()) or known.get(voter.name.casefold())
        if same:
            members[voter.code] = same
            continue
        if voter.group and voter.group not in state.groups:
            importer.take(voter.line, AddGroup(code=voter.group, name=voter.group_name))
        group = voter.group if voter.group in state.groups else ""
        if importer.take(voter.line, AddMember(code=voter.code, name=voter.name, group=group)):
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
    held = {
        each.label: datetime.combine(each.date, time(), UTC) if each.date else None
        for each in record.questions
    }
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


def import_positions(
    state: State, source: Source, rows: Sequence[PositionRow], new_id: Callable[[], str]
) -> ImportReport:
    """Computes what a file of positions adds to the record; the state is left as it was."""
    importer = Importer(state, source, new_id)
    with state.journal.rollback_scope():
        for row in rows:
            _take_position(importer, row)
    return importer.report(len(rows))


def _take_position(importer: Importer, row: PositionRow) -> None:
    state = importer.state
    try:
        target = find_target(state, row.target)
        if row.member in state.negotiating_groups:
            _take_group_position(importer, row, target)
            return
        member = find_member(state, row.member)
        conditions = tuple(find_target(state, name) for name in row.conditions)
    except NotFound as error:
        importer.refuse(row.line, str(error))
        return
    position = TakePosition(
        target=target,
        version=state.version_id(target),
        member=member,
        stance=row.stance,
        reason=row.reason,
        conditions=conditions,
        otherwise=row.otherwise or Stance.OBJECT,
        reservation=row.reservation,
        source=row.source or (PositionSource.GROUP if row.via else PositionSource.WRITTEN),
        via=row.via,
        document=row.document or ("" if row.source else importer.source.name),
        happened=_moment(row.date),
        digest=f"{importer.source.digest} {row.line}",
        words=row.words,
    )
    held = state.positions.get(target, {}).get(member)
    known = position.digest in state.imported
    if known or (held is not None and _said(held) == _said(position)):
        importer.duplicates += 1
        return
    importer.take(row.line, position)


def _moment(day: date | None) -> datetime | None:
    """Returns when a stance was taken; a day is its beginning."""
    if day is None or isinstance(day, datetime):
        return day
    return datetime.combine(day, time(), UTC)


def _take_group_position(importer: Importer, row: PositionRow, target: str) -> None:
    position = group_position(
        importer.state, row.member, target, row.stance, row.reason, row.document
    )
    if position is None:
        importer.duplicates += 1
    else:
        importer.take(row.line, position)


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


def import_ratings(
    state: State, source: Source, rows: Sequence[RatingRow], new_id: Callable[[], str]
) -> ImportReport:
    """Computes what a file of ratings adds to the record; the state is left as it was."""
    importer = Importer(state, source, new_id)
    with state.journal.rollback_scope():
        for row in rows:
            _rate(importer, row)
    return importer.report(len(rows))


def latest_round(state: State, target: str) -> int:
    """Returns the current round of rating of a target; 1 if it was never rated."""
    given = state.ratings.get(target, {}).values()
    return max((each.round for each in given), default=1)


def _rate(importer: Importer, row: RatingRow) -> None:
    state = importer.state
    try:
        target, member = find_target(state, row.target), find_member(state, row.member)
    except NotFound as error:
        importer.refuse(row.line, str(error))
        return
    rating = RateTarget(
        target=target,
        version=state.version_id(target),
        member=member,
        rating=row.rating,
        round=latest_round(state, target) if row.round is None else row.round,
        happened=datetime.combine(row.date, time(), UTC) if row.date else None,
    )
    held = state.ratings.get(target, {}).get(member)
    if (
        held is not None
        and (held.version, held.rating) == (rating.version, rating.rating)
        and row.round in (None, held.round)
    ):
        importer.duplicates += 1
        return
    importer.take(row.line, rating)
