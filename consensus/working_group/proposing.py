"""Recording one amendment as a person states it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

import attrs

from consensus.errors import Rejected
from consensus.formats.amendment_rows import AmendmentRow, read_amendments
from consensus.formats.source import Source
from consensus.history.operations import ProposeAmendment
from consensus.model.amendments import AmendmentKind, Placing, TrayEntry, TrayState
from consensus.model.lookup import find, find_member
from consensus.model.state import State
from consensus.working_group.bracket_notation import check_typed, unpaired_brackets
from consensus.working_group.import_amendments import propose_row
from consensus.working_group.placing import Placer, UnplacedError
from consensus.working_group.sponsoring import find_sponsors


def plan_proposal(
    state: State,
    draft: str,
    *,
    target: str,
    text: str,
    old: str,
    by: Sequence[str],
    cosponsors: Sequence[str],
    kind: AmendmentKind,
    after: str,
    parent: str,
    label: str,
    parts: Sequence[str],
    others: Sequence[str],
    rationale: str,
    tray: str,
    circulated: datetime | None,
) -> ProposeAmendment:
    """What is recorded when a member proposes an amendment; see `Acts.propose`.

    Raises:
        Rejected: it fits nowhere, or a text has a square bracket without its other half.
    """
    # A passage may begin or end within a bracket, and what replaces it then does so too.
    check_typed(*parts, *(() if unpaired_brackets(old) else (text,)))
    row = AmendmentRow(
        line=0,
        fields={},
        id="",
        target=target,
        kind=kind,
        old=old,
        text=text,
        after=after,
        parent=parent,
        label=label,
        by=tuple(by),
        cosponsors=tuple(cosponsors),
        rationale=rationale,
        date=None,
        parts=tuple(parts),
        others=tuple(others),
        circulated=circulated,
    )
    try:
        return propose_row(
            state,
            Placer(state, draft),
            draft,
            row,
            tuple(find_member(state, code) for code in by),
            tuple(find_member(state, code) for code in cosponsors),
            tray=tray,
        )
    except UnplacedError as unplaced:
        raise Rejected(str(unplaced)) from unplaced


def plan_placing(
    state: State, entry: str, target: str, *, old: str | None = None, text: str | None = None
) -> ProposeAmendment:
    """What is recorded when an entry of the tray is placed by hand.

    Args:
        state: the state.
        entry: the handle of the entry.
        target: what it amends.
        old: the passage that is replaced, empty for the whole; the one the row quotes when not
            given.
        text: the new words; those of the row when not given.

    Raises:
        Rejected: it is placed or set aside already, says nothing that could be recorded there, or
            the text has a square bracket without its other half.
    """
    found = state.tray.get(find(state, entry))
    if found is None:
        raise Rejected(f"{entry} is no entry of the tray")
    if found.state is not TrayState.WAITING:
        raise Rejected(f"{found.handle} is {found.state} already")
    row = row_of_entry(found)
    there = find(state, target)
    draft = there if there in state.drafts else state.draft_of(there)
    if row.kind == AmendmentKind.INSERT:
        row = attrs.evolve(row, target="", old="", after="" if there in state.drafts else target)
    else:
        row = attrs.evolve(row, target=target, old=row.old if old is None else old)
    if text is not None and not unpaired_brackets(row.old):
        check_typed(text)
    try:
        operation = propose_row(
            state,
            Placer(state, draft),
            draft,
            row if text is None else attrs.evolve(row, text=text),
            _behind(state, row.by or ((row.group,) if row.group else ())),
            _behind(state, row.cosponsors),
            tray=found.id,
        )
    except UnplacedError as unplaced:
        raise Rejected(
            f"{unplaced}; quote the passage that is replaced, or an empty one for the whole"
        ) from unplaced
    return attrs.evolve(operation, placing=Placing(how="by hand", quote=row.old))


def _behind(state: State, names: Sequence[str]) -> tuple[str, ...]:
    found = [code for name in names for code in find_sponsors(state, name)]
    return tuple(dict.fromkeys(found))


def row_of_entry(entry: TrayEntry) -> AmendmentRow:
    """The row as it was read when it was put in the tray.

    Args:
        entry: the entry.

    Raises:
        Rejected: it cannot be read any more.
    """
    source = Source.of(json.dumps(dict(entry.fields)), entry.source)
    rows, findings = read_amendments(source, "jsonl")
    if not rows:
        raise Rejected(*(each.message for each in findings))
    return rows[0]
