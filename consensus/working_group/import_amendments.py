"""Imports rows of amendments: each becomes an operation, a tray entry, a duplicate or a finding."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Container, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import chain, count

import msgspec
from attrs import evolve

from consensus.errors import NotFound, Rejected
from consensus.finding import Severity
from consensus.formats.amendment_rows import AmendmentRow, find_sponsors
from consensus.formats.placing import UnplacedError
from consensus.formats.source import Source
from consensus.history.operations import AddGroup, AddMember, ChangeText
from consensus.model.amendments import Amendment, AmendmentState
from consensus.model.state import State
from consensus.working_group.editing import plan_edit
from consensus.working_group.import_base import Importer, ImportReport, Trial
from consensus.working_group.proposing import proposal_of

# What the rows of an exported list are called, which they are called again.
_HANDLE = re.compile(r"A[1-9]\d{0,4}")
_NOT_IN_CODES = re.compile(r"[\s()\[\]|\\:,]+")


class AmendmentImporter(Importer[AmendmentRow]):
    """Imports amendments to a draft; with `add_members`, unknown sponsors become members."""

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
        # Imported late, since only rows ask in words, and a typed proposal is none.
        from consensus.formats.instruction_placer import InstructionPlacer
        from consensus.formats.numbered_lines import LinePlacer

        self._names = LinePlacer(state, draft)
        self._placer = InstructionPlacer(self._names, state, draft)
        self._placed = {"target": 0, "exact": 0, "normalised": 0, "fuzzy": 0}

    def take_row(self, row: AmendmentRow) -> bool:
        """Imports one row, puts it into the tray, or refuses it."""
        content = msgspec.json.encode(dict(row.fields), order="sorted")
        digest = hashlib.sha256(content).hexdigest()
        if digest in self.state.imported:
            return self.pass_over()
        sponsors = self._members(row, row.by or ((row.group,) if row.group else ()))
        cosponsors = self._members(row, row.cosponsors)
        if sponsors and all(self.state.members[code].observer for code in sponsors):
            self.find(
                row.line,
                f"{', '.join(sponsors)} observes: no member has proposed it yet",
                Severity.NOTE,
            )
        revised = self._revise(row, sponsors)
        if revised is not None:
            return revised
        try:
            placed, *others = self._placer.place_all(row)
        except UnplacedError as unplaced:
            return put_unplaced_in_tray(self, row, digest, unplaced)
        placed = evolve(placed, by=sponsors, cosponsors=cosponsors)
        if not self._take_placed(row, placed, digest):
            return False
        for number, each in enumerate(others, 2):
            other = evolve(each, by=sponsors, cosponsors=cosponsors, id="", note="")
            self._take_placed(row, other, f"{digest} {number}")
        return True

    def _take_placed(self, row: AmendmentRow, placed: AmendmentRow, digest: str) -> bool:
        """Imports what a row does to one text."""
        operation = proposal_of(self.state, self._draft, placed, digest)
        is_taken = row.id in self.state.handles or row.id in self.state.spent
        if placed.id and _HANDLE.fullmatch(row.id) and not is_taken:
            operation = evolve(operation, handle=row.id)
        if not self.take(row.line, operation):
            return False
        how = operation.placing.how
        self._placed[how] += 1
        if placed.note:
            self.find(row.line, placed.note, Severity.NOTE)
        if how == "fuzzy":
            handle = self.state.handle_of(operation.target)
            self.find(
                row.line,
                f"its quotation is not to the letter; placed at {handle} with a likeness of"
                f" {operation.placing.score:.0%}",
                Severity.NOTE,
            )
        return True

    def report(self) -> ImportReport:
        """Returns the report of the import, with how many rows found their place in which way."""
        return evolve(super().report(), placed=self._placed)

    def _members(self, row: AmendmentRow, names: Sequence[str]) -> tuple[str, ...]:
        if len(names) > 1:
            # A comma may belong to a name, or introduce the group that a person speaks for.
            with suppress(NotFound):
                return find_sponsors(self.state, ", ".join(names))
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
        code, belongs = _generate_code(name, self.state.members), _generate_code(group, ())
        if belongs and belongs not in self.state.groups:
            self.try_out(AddGroup(code=belongs, name="" if group == belongs else group))
        self.try_out(AddMember(code=code, name="" if code == name else name, group=belongs))
        return code

    def _revise(self, row: AmendmentRow, sponsors: tuple[str, ...]) -> bool | None:
        """Imports a row whose id is known as the next wording of that amendment; None if not."""
        known = self.state.imported.get(f"row {row.id}") if row.id else None
        if known is None:
            return self.pass_over() if self._is_same(row, sponsors) else None
        amendment = self.state.amendments[known]
        backers = amendment.backers
        is_theirs = not {*sponsors}.isdisjoint(backers) or not (sponsors or backers)
        if amendment.draft != self._draft or not is_theirs:
            self.find(
                row.line,
                f"{amendment.handle} is another amendment of the same number, {row.id}",
                Severity.NOTE,
            )
            return None
        if amendment.state is not AmendmentState.OPEN:
            raise Rejected(f"{amendment.handle} came from this row and is decided already")
        try:
            placed = self._placer.place(row)
        except UnplacedError as unplaced:
            raise Rejected(f"a new wording of {amendment.handle}, but {unplaced}") from unplaced
        if _what(placed) != _what(amendment):
            raise Rejected(
                f"{amendment.handle} came from this row and proposed something else there;"
                " withdraw it, and give the row another number"
            )
        if placed.text == self.state.text(known):
            return self.pass_over()
        revised: ChangeText = plan_edit(self.state, known, placed.text, self.new_id)
        if not self.take(row.line, revised):
            return False
        self._placed["target"] += 1
        self.find(row.line, f"taken as a new wording of {amendment.handle}", Severity.NOTE)
        return True

    def _is_same(self, row: AmendmentRow, sponsors: tuple[str, ...]) -> bool:
        """Returns whether a row is an unchanged export of an amendment of this record."""
        amendment = self.state.amendments.get(self.state.handles.get(row.id, ""))
        if amendment is None or amendment.sponsors != sponsors:
            return False
        try:
            placed = self._placer.place(row)
        except UnplacedError:
            return False
        return _what(placed) == _what(amendment) and placed.text == self.state.text(amendment.id)


def put_unplaced_in_tray(
    trial: Trial, row: AmendmentRow, digest: str, unplaced: UnplacedError
) -> bool:
    """Puts a row into the tray and finds why; returns False, as it is no amendment yet."""
    handle = trial.put_in_tray(row.line, row.fields, str(unplaced), digest)
    if handle:
        trial.find(row.line, f"{unplaced}; it waits in the inbox as {handle}")
    return False


def _generate_code(name: str, taken: Container[str]) -> str:
    """Generates a code for a member of whom only the name is known: `Jane-Roe` for `Jane Roe`."""
    if len(name.split()) < 2:  # a code already, or what was to be one
        return name
    code = _NOT_IN_CODES.sub("-", name.strip()).strip("-")
    numbered = (f"{code}-{number}" for number in count(2))
    return next(each for each in chain((code,), numbered) if each not in taken)


def _what(proposed: AmendmentRow | Amendment) -> tuple[object, ...]:
    """Returns what an amendment does besides changing words, for comparison."""
    place = (proposed.target, proposed.parent, proposed.after, proposed.others)
    return (proposed.kind, *place, proposed.parts)
