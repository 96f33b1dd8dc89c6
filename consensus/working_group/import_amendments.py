"""Imports rows of amendments: each becomes an operation, a tray entry, a duplicate or a finding."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
from attrs import evolve

from consensus.arguments import OnProgress
from consensus.errors import NotFound, Rejected
from consensus.finding import Severity
from consensus.formats.amendment_rows import AmendmentRow
from consensus.formats.source import Source
from consensus.history.operations import (
    AddGroup,
    AddMember,
    ChangeText,
    ProposeAmendment,
    PutInTray,
)
from consensus.model.amendments import Amendment, AmendmentState
from consensus.model.state import State
from consensus.text.brackets import BracketedText
from consensus.working_group.bracket_notation import read_text
from consensus.working_group.import_base import (
    Importer,
    ImportReport,
    find_sponsors,
    generate_code,
    known_sponsors,
)
from consensus.working_group.merging import plan_edit
from consensus.working_group.placing import Place, Placer, UnplacedError

# What the rows of an exported list are called, which they are called again.
_HANDLE = re.compile(r"A[1-9]\d{0,4}")


def import_amendments(
    state: State,
    draft: str,
    source: Source,
    rows: Sequence[AmendmentRow],
    new_id: Callable[[], str],
    now: datetime,
    add_members: bool = False,
    progress: OnProgress | None = None,
) -> ImportReport:
    """Computes what a file of amendments adds to the record.

    Arguments as `ImportCommands.import_amendments`; the state is left as it was.
    """
    importer = _AmendmentImporter(state, draft, source, new_id, now, add_members)
    with state.journal.rollback_scope():
        for number, row in enumerate(rows):
            importer.take_row(row)
            if progress is not None:
                progress(number + 1, len(rows))
    report = importer.report(len(rows), sum(importer.placed.values()))
    return evolve(report, placed=importer.placed, tray=importer.tray)


class _AmendmentImporter(Importer):
    def __init__(
        self,
        state: State,
        draft: str,
        source: Source,
        new_id: Callable[[], str],
        now: datetime,
        add_members: bool,
    ) -> None:
        super().__init__(state, source, new_id, now)
        self._draft = draft
        self._add_members = add_members
        self._placer = Placer(state, draft)
        self.placed = {"target": 0, "exact": 0, "normalised": 0, "fuzzy": 0}
        self.tray = 0

    def take_row(self, row: AmendmentRow) -> None:
        """Imports one row, puts it into the tray, or refuses it."""
        digest = _digest(row)
        if digest in self.state.imported:
            self.duplicates += 1
            return
        try:
            sponsors = self._members(row, row.by or ((row.group,) if row.group else ()))
            cosponsors = self._members(row, row.cosponsors)
        except (NotFound, Rejected) as error:
            self.refuse(row.line, str(error))
            return
        if sponsors and all(self.state.members[code].observer for code in sponsors):
            self.find(
                row.line,
                f"{', '.join(sponsors)} observes: no member stands behind it yet",
                Severity.NOTE,
            )
        if self._revise(row, sponsors):
            return
        try:
            place = self._placer.place(row)
            operation = propose_at(
                self.state, place, self._draft, row, sponsors, cosponsors, digest
            )
        except UnplacedError as unplaced:
            self._put_in_tray(row, digest, str(unplaced))
            return
        except Rejected as rejected:
            self.refuse(row.line, str(rejected))
            return
        if _HANDLE.fullmatch(row.id) and not self._is_taken(row.id):
            operation = evolve(operation, handle=row.id)
        if self.take(row.line, operation):
            how = operation.placing.how
            self.placed[how] += 1
            if place.note:
                self.find(row.line, place.note, Severity.NOTE)
            if how == "fuzzy":
                handle = self.state.handle_of(operation.target)
                self.find(
                    row.line,
                    f"its quotation is not to the letter; placed at {handle} with a likeness of"
                    f" {operation.placing.score:.0%}",
                    Severity.NOTE,
                )

    def _is_taken(self, handle: str) -> bool:
        return handle in self.state.handles or handle in self.state.spent

    def _members(self, row: AmendmentRow, names: Sequence[str]) -> tuple[str, ...]:
        # A comma may belong to a name, or introduce the group that a person speaks for.
        together = known_sponsors(self.state, ", ".join(names)) if len(names) > 1 else ()
        if together:
            return together
        found: list[str] = []
        for name in names:
            try:
                found += find_sponsors(self.state, name)
            except NotFound:
                if not self._add_members:
                    raise
                found.append(self._add_member(name, row.group if name != row.group else ""))
        return tuple(dict.fromkeys(found))

    def _add_member(self, name: str, group: str) -> str:
        code, belongs = generate_code(name, self.state.members), generate_code(group, ())
        if belongs and belongs not in self.state.groups:
            self.try_out(AddGroup(code=belongs, name="" if group == belongs else group))
        self.try_out(AddMember(code=code, name="" if code == name else name, group=belongs))
        return code

    def _revise(self, row: AmendmentRow, sponsors: tuple[str, ...]) -> bool:
        """Imports a row whose id is known as the next wording of that amendment.

        Files of other drafts and other sponsors may count their rows alike.
        """
        known = self.state.imported.get(f"row {row.id}") if row.id else None
        if known is None:
            return self._is_same(row, sponsors)
        amendment = self.state.amendments[known]
        if amendment.draft != self._draft or not _same_people(sponsors, amendment.backers):
            self.find(
                row.line,
                f"{amendment.handle} is another amendment of the same number, {row.id}",
                Severity.NOTE,
            )
            return False
        if amendment.state is not AmendmentState.OPEN:
            self.refuse(row.line, f"{amendment.handle} came from this row and is decided already")
            return True
        try:
            place = self._placer.place(row)
        except UnplacedError as unplaced:
            self.refuse(row.line, f"a new wording of {amendment.handle}, but {unplaced}")
            return True
        if _what(place, row.parts) != _what(amendment, amendment.parts):
            self.refuse(
                row.line,
                f"{amendment.handle} came from this row and proposed something else there;"
                " withdraw it, and give the row another number",
            )
            return True
        text = place.text
        if text == self.state.text(known):
            self.duplicates += 1
            return True
        revised: ChangeText = plan_edit(self.state, known, text, self.new_id)
        if self.take(row.line, revised):
            self.placed["target"] += 1
            self.find(row.line, f"taken as a new wording of {amendment.handle}", Severity.NOTE)
        return True

    def _is_same(self, row: AmendmentRow, sponsors: tuple[str, ...]) -> bool:
        """Whether a row is an unchanged export of an amendment of this record."""
        amendment = self.state.amendments.get(self.state.handles.get(row.id, ""))
        if amendment is None or amendment.sponsors != sponsors:
            return False
        try:
            place = self._placer.place(row)
        except UnplacedError:
            return False
        same = _what(place, row.parts) == _what(amendment, amendment.parts)
        same = same and place.text == self.state.text(amendment.id)
        self.duplicates += same
        return same

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


def _same_people(sponsors: tuple[str, ...], backers: tuple[str, ...]) -> bool:
    return bool(set(sponsors) & set(backers)) or not (sponsors or backers)


def _what(proposed: Place | Amendment, parts: tuple[str, ...]) -> tuple[object, ...]:
    """Returns what an amendment does besides changing words, for comparison."""
    place = (proposed.target, proposed.parent, proposed.after, proposed.others)
    return (proposed.kind, *place, parts)


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
    """Returns the operation that records a row as an amendment.

    Raises:
        UnplacedError: it fits nowhere.
    """
    return propose_at(state, placer.place(row), draft, row, sponsors, cosponsors, digest, tray)


def propose_at(
    state: State,
    place: Place,
    draft: str,
    row: AmendmentRow,
    sponsors: tuple[str, ...],
    cosponsors: tuple[str, ...] = (),
    digest: str = "",
    tray: str = "",
) -> ProposeAmendment:
    """Returns the operation that records a row as an amendment at a given place."""
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
        label=row.label or place.label,
        item_kind=place.item_kind,
        parts=row.parts,
        others=place.others,
        tray=tray,
        row=row.id,
        digest=digest,
        circulated=row.circulated,
    )


def _digest(row: AmendmentRow) -> str:
    content = msgspec.json.encode(dict(row.fields), order="sorted")
    return hashlib.sha256(content).hexdigest()
