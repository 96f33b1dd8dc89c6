"""Turning imported rows into operations: nothing lost, nothing doubled, every fault a finding."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time

import msgspec
from attrs import evolve, field, frozen

from consensus.errors import NotFound, Rejected
from consensus.finding import Finding, Severity
from consensus.formats.amendment_rows import AmendmentRow
from consensus.formats.draft_document import DraftDocument
from consensus.formats.position_rows import PositionRow
from consensus.formats.source import Source
from consensus.history.operation import Act, Operation
from consensus.history.operations import (
    AddMember,
    ChangeText,
    ImportDraft,
    NewItem,
    ProposeAmendment,
    PutInTray,
    StateGroupPosition,
    TakePosition,
)
from consensus.model.amendment import AmendmentState
from consensus.model.naming import find_member, find_target
from consensus.model.position import Position
from consensus.model.stance import Source as PositionSource
from consensus.model.stance import Stance
from consensus.model.state import State
from consensus.text.brackets import BracketedText, parse
from consensus.working_group.merging import codes, plan_edit, read_text, storable
from consensus.working_group.placing import Placer, UnplacedError, handles_for

Progress = Callable[[int, int], None]


@frozen
class ImportReport:
    """What an import does.

    Attributes:
        rows: how many rows the file had, bad ones included.
        placed: for amendments, how a place was found, to how many found it so.
        taken: how many rows went into the record as what they are.
        tray: how many wait in the tray.
        duplicates: how many were in the record already.
        refused: how many were bad and stayed out.
        findings: what was wrong, row by row.
        operations: what is to be recorded.
    """

    rows: int = 0
    placed: dict[str, int] = field(factory=dict)
    taken: int = 0
    tray: int = 0
    duplicates: int = 0
    refused: int = 0
    findings: tuple[Finding, ...] = ()
    operations: tuple[Operation, ...] = ()


def draft_operation(
    state: State, document: DraftDocument, source: Source, revision: str
) -> tuple[ImportDraft, tuple[Finding, ...]]:
    """The operation that takes a draft in, and what is odd about the brackets in its text."""
    findings: list[Finding] = []
    items: list[NewItem] = []
    above: list[tuple[int, int]] = []
    handles = handles_for(state, [(each.kind, each.label) for each in document.items])
    for number, each in enumerate(document.items):
        while above and above[-1][0] >= each.depth:
            above.pop()
        wording, odd = parse(each.text, codes(state), markdown=True)
        findings += [
            evolve(finding, file=source.name, line=each.line + max(finding.line - 1, 0))
            for finding in odd
        ]
        parent = f"#{above[-1][1]}" if above else ""
        items.append(
            NewItem(
                handle=handles[number],
                kind=each.kind,
                label=each.label,
                wording=storable(wording),
                parent=parent,
            )
        )
        above.append((each.depth, number))
    operation = ImportDraft(
        handle=state.next_handle("D"),
        title=document.title,
        items=tuple(items),
        revision=revision,
        source=source.name,
        digest=source.digest,
    )
    return operation, tuple(findings)


class Importer:
    """Tries operations on a state one after the other, so that each row sees those before it."""

    def __init__(self, state: State, source: Source, new_id: Callable[[], str]) -> None:
        self.state = state
        self.source = source
        self.new_id = new_id
        self.operations: list[Operation] = []
        self.findings: list[Finding] = []
        self.duplicates = 0
        self.refused = 0
        moment = datetime.min.replace(tzinfo=UTC)
        self._act = Act("", "", moment, moment)

    def find(self, line: int, message: str, severity: Severity = Severity.WARNING) -> None:
        """Note a finding on a line."""
        self.findings.append(Finding(message, severity, self.source.name, line))

    def refuse(self, line: int, message: str) -> None:
        """Note that a row stays out."""
        self.refused += 1
        self.find(line, message, Severity.ERROR)

    def take(self, line: int, operation: Operation) -> bool:
        """Take an operation in if it can be recorded; whether it was."""
        operation = evolve(operation, id=self.new_id())
        reasons = list(operation.check(self.state, self._act))
        if reasons:
            self.refuse(line, "; ".join(dict.fromkeys(reasons)))
            return False
        operation.apply(self.state, self._act)
        self.operations.append(operation)
        return True


def import_amendments(
    state: State,
    draft: str,
    source: Source,
    rows: Sequence[AmendmentRow],
    new_id: Callable[[], str],
    add_members: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Work out what a file of amendments adds to the record.

    Args:
        state: the state it is added to; it is left as it was.
        draft: the id of the draft that is amended.
        source: the file.
        rows: its good rows.
        new_id: makes identities.
        add_members: whether sponsors nobody knows become members.
        progress: called with the rows done and the rows in all.
    """
    importer = _AmendmentImporter(state, draft, source, new_id, add_members)
    with state.journal.trial():
        for number, row in enumerate(rows):
            importer.take_row(row)
            if progress is not None:
                progress(number + 1, len(rows))
    return ImportReport(
        rows=len(rows),
        placed=importer.placed,
        taken=sum(importer.placed.values()),
        tray=importer.tray,
        duplicates=importer.duplicates,
        refused=importer.refused,
        findings=tuple(importer.findings),
        operations=tuple(importer.operations),
    )


class _AmendmentImporter(Importer):
    def __init__(
        self,
        state: State,
        draft: str,
        source: Source,
        new_id: Callable[[], str],
        add_members: bool,
    ) -> None:
        super().__init__(state, source, new_id)
        self._draft = draft
        self._add_members = add_members
        self._placer = Placer(state, draft)
        self.placed = {"target": 0, "exact": 0, "normalised": 0, "fuzzy": 0}
        self.tray = 0

    def take_row(self, row: AmendmentRow) -> None:
        """Take one row in, put it in the tray, or refuse it."""
        digest = _digest(row)
        if digest in self.state.imported:
            self.duplicates += 1
            return
        try:
            sponsors = self._members(row, row.by)
            cosponsors = self._members(row, row.cosponsors)
        except NotFound as error:
            self.refuse(row.line, str(error))
            return
        if sponsors and all(self.state.members[code].observer for code in sponsors):
            self.find(
                row.line,
                f"{', '.join(sponsors)} observes: no member stands behind it yet",
                Severity.NOTE,
            )
        if self._revise(row):
            return
        try:
            operation = propose_row(
                self.state, self._placer, self._draft, row, sponsors, cosponsors, digest
            )
        except UnplacedError as unplaced:
            self._put_in_tray(row, digest, str(unplaced))
            return
        except Rejected as rejected:
            self.refuse(row.line, str(rejected))
            return
        if self.take(row.line, operation):
            how = operation.placing.how
            self.placed[how] += 1
            if how == "fuzzy":
                handle = self.state.handle_of(operation.target)
                self.find(
                    row.line,
                    f"its quotation is not to the letter; placed at {handle} with a likeness of"
                    f" {operation.placing.score:.0%}",
                    Severity.NOTE,
                )

    def _members(self, row: AmendmentRow, names: Sequence[str]) -> tuple[str, ...]:
        found: list[str] = []
        for name in names:
            try:
                found.append(find_member(self.state, name))
            except NotFound:
                if not self._add_members or not self.take(row.line, AddMember(code=name)):
                    raise
                found.append(name)
        return tuple(found)

    def _revise(self, row: AmendmentRow) -> bool:
        """Take a row whose id is known as the next wording of that amendment."""
        known = self.state.imported.get(f"row {row.id}") if row.id else None
        if known is None:
            return False
        amendment = self.state.amendments[known]
        if amendment.state is not AmendmentState.OPEN:
            self.refuse(row.line, f"{amendment.handle} came from this row and is decided already")
            return True
        try:
            text = self._placer.place(row).text
        except UnplacedError as unplaced:
            self.refuse(row.line, f"a new wording of {amendment.handle}, but {unplaced}")
            return True
        if text == self.state.text(known):
            self.duplicates += 1
            return True
        revised: ChangeText = plan_edit(self.state, known, text, self.new_id)
        if self.take(row.line, revised):
            self.placed["target"] += 1
            self.find(row.line, f"taken as a new wording of {amendment.handle}", Severity.NOTE)
        return True

    def _put_in_tray(self, row: AmendmentRow, digest: str, problem: str) -> None:
        entry = PutInTray(
            handle=self.state.next_handle("TR"),
            fields=dict(row.fields),
            problem=problem,
            source=self.source.name,
            line=row.line,
            digest=digest,
        )
        if self.take(row.line, entry):
            self.tray += 1
            self.find(row.line, f"{problem}; it waits in the tray as {entry.handle}")


def propose_row(
    state: State,
    placer: Placer,
    draft: str,
    row: AmendmentRow,
    sponsors: tuple[str, ...],
    cosponsors: tuple[str, ...] = (),
    digest: str = "",
    tray: str = "",
) -> ProposeAmendment:
    """The operation that records a row as an amendment.

    Raises:
        UnplacedError: it fits nowhere.
    """
    place = placer.place(row)
    wording = read_text(state, place.text) if place.text else BracketedText(())
    has_version = place.target in state.items or place.target in state.amendments
    return ProposeAmendment(
        handle=state.next_handle("A"),
        kind=place.kind,
        draft=draft,
        target=place.target,
        against=state.version_id(place.target) if has_version else "",
        wording=wording,
        sponsors=sponsors,
        cosponsors=cosponsors,
        rationale=row.rationale,
        dated=row.date,
        placing=place.placing,
        parent=place.parent,
        after=place.after,
        label=row.label,
        item_kind=place.item_kind,
        parts=row.parts,
        others=place.others,
        tray=tray,
        row=row.id,
        digest=digest,
    )


def import_positions(
    state: State, source: Source, rows: Sequence[PositionRow], new_id: Callable[[], str]
) -> ImportReport:
    """Work out what a file of positions adds to the record; the state is left as it was."""
    importer = Importer(state, source, new_id)
    with state.journal.trial():
        for row in rows:
            _take_position(importer, row)
    return ImportReport(
        rows=len(rows),
        taken=len(importer.operations),
        duplicates=importer.duplicates,
        refused=importer.refused,
        findings=tuple(importer.findings),
        operations=tuple(importer.operations),
    )


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
        document=row.document or importer.source.name,
        happened=datetime.combine(row.date, time(), UTC) if row.date else None,
    )
    held = state.positions.get(target, {}).get(member)
    if held is not None and _said(held) == _said(position):
        importer.duplicates += 1
        return
    importer.take(row.line, position)


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
    """What is recorded when a negotiating group speaks for its members.

    Members that have spoken for themselves keep what they said, and so do those that stand behind
    an amendment; None when nobody is left for whom it would be new.
    """
    held = state.positions.get(target, {})
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
    )


def _digest(row: AmendmentRow) -> str:
    content = msgspec.json.encode(dict(row.fields), order="sorted")
    return hashlib.sha256(content).hexdigest()
