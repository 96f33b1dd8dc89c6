"""Imports a counter-draft as amendments."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from attrs import evolve

from consensus.finding import Severity
from consensus.history.operations import ProposeAmendment
from consensus.model.amendments import Amendment, AmendmentKind
from consensus.model.drafts import Item, ItemKind
from consensus.model.state import State
from consensus.text.blocks import BlockChange, Match
from consensus.text.brackets import BracketedText
from consensus.working_group.editing import insertion_point_of
from consensus.working_group.import_base import ImportReport, Trial
from consensus.working_group.import_drafts import DraftVersion, findings_of
from consensus.working_group.placing import InsertionPoints, parent_in_version

# Making amendments of a counter-draft: what it changes, inserts, deletes, moves and splits.


class AmendmentMaker(Trial, ABC):
    """Makes an amendment, for some members, of every difference between a draft and a version."""

    def __init__(
        self,
        state: State,
        version: DraftVersion,
        new_id: Callable[[], str],
        backers: tuple[str, ...],
    ) -> None:
        super().__init__(state, version.source, new_id)
        self._version = version
        self._backers = backers
        self._there = version.read.document.items
        self._parents = version.parents
        self._nodes = [""] * len(self._there)
        self._labels = {item.label for item in version.items}
        matches = version.matches
        self._removed = {
            version.items[at].id
            for each in matches
            for at in (each.old if each.fate is BlockChange.DELETED else each.old[1:])
        }
        self._moved = {version.items[at].id for each in matches if each.is_moved for at in each.old}
        self._insertion_points = InsertionPoints(state, version.draft, self._removed)
        self._later = {
            version.items[each.old[0]].id
            for each in matches
            if each.old and each.new and not each.is_moved
        }

    def arrange(self) -> None:
        """Adds an amendment for every difference."""
        for match in self._version.matches:
            if match.fate is BlockChange.INSERTED:
                self._insert(match.new[0])
            elif match.fate is not BlockChange.DELETED:
                self._keep(match)
        for match in self._version.matches:
            if match.fate is BlockChange.DELETED:
                self._propose(AmendmentKind.DELETE, match.old[0], BracketedText())

    @abstractmethod
    def add(self, line: int, operation: ProposeAmendment) -> str:
        """Adds an amendment that lacks a handle and sponsors; returns its id, empty if it was not.

        The line is where in the version it is; 0 for what is not there any more.
        """

    def _insert(self, place: int) -> None:
        item = self._there[place]
        parent, after = self._insertion_point(place)
        label = "" if item.label in self._labels else item.label
        self._labels.add(item.label)
        made = self.add(
            item.line,
            ProposeAmendment(
                handle="",
                kind=AmendmentKind.INSERT,
                draft=self._version.draft,
                target=self._version.draft,
                wording=self._version.read.wordings[place],
                parent=self._named(parent),
                after=after,
                label=label,
                item_kind=item.kind,
            ),
        )
        if made:
            self._insertion_points.put(made, parent, after)
        self._nodes[place] = made or (self._nodes[place - 1] if place else "")

    def _keep(self, match: Match) -> None:
        first = match.new[0]
        item = self._version.items[match.old[0]].id
        self._later.discard(item)
        self._nodes[first] = item
        if self.is_to_move(match, item):
            parent, after = self._insertion_point(first)
            is_there = self._insertion_points.is_at(item, parent, after)
            if not is_there and after != item and item not in self._insertion_points.above(parent):
                self._propose(
                    AmendmentKind.MOVE,
                    match.old[0],
                    self.state.version(item).wording,
                    self._there[first].line,
                    parent=self._named(parent),
                    after=after,
                )
                self._insertion_points.put(item, parent, after)
        wording = self._version.read.wordings[first]
        is_one_place = len({self._parents[at] for at in match.new}) == 1
        if match.fate is BlockChange.SPLIT and is_one_place and self.can_part(item):
            parts = tuple(self._version.read.wordings[at].notation() for at in match.new[1:])
            made = self._propose(
                AmendmentKind.SPLIT, match.old[0], wording, self._there[first].line, parts=parts
            )
            if made:
                self._insertion_points.put(made, self._insertion_points.parent(item), item)
            for at in match.new[1:]:
                self._nodes[at] = made or item
            return
        if match.fate is BlockChange.JOINED:
            others = tuple(self._version.items[at].id for at in match.old[1:])
            self._propose(
                AmendmentKind.JOIN, match.old[0], wording, self._there[first].line, others=others
            )
            return
        if wording != self.state.version(item).wording:
            self._propose(AmendmentKind.MODIFY, match.old[0], wording, self._there[first].line)
        for at in match.new[1:]:
            self._insert(at)

    def is_to_move(self, match: Match, item: str) -> bool:
        """Whether an item should stand elsewhere, or under another parent."""
        if match.is_moved or self._insertion_points.is_under_removed(item):
            return True
        under = self._under(match.new[0])
        if under in self.state.items or under == self._version.draft:
            return self._insertion_points.parent(item) != under
        # Under something new it can stay where it is, unless that goes elsewhere.
        return any(above in self._moved for above in self._insertion_points.above(item))

    def can_part(self, item: str) -> bool:
        """Whether an item can be split; otherwise it is reworded and followed by an insertion."""
        return True

    def _under(self, place: int) -> str:
        return parent_in_version(self._parents, self._nodes, place, self._version.draft)

    def _insertion_point(self, place: int) -> tuple[str, str]:
        # The parts of an item are placed before what was inserted between them.
        known = (self._nodes[at] for at in range(place - 1, -1, -1) if self._nodes[at])
        before = next(known, "")
        return self._insertion_points.find(before, self._under(place), self._later)

    def _named(self, parent: str) -> str:
        return "" if parent == self._version.draft else parent

    def _propose(
        self,
        kind: AmendmentKind,
        old: int,
        wording: BracketedText,
        line: int = 0,
        *,
        parent: str = "",
        after: str = "",
        parts: tuple[str, ...] = (),
        others: tuple[str, ...] = (),
    ) -> str:
        item = self._version.items[old]
        if self.state.is_closed(item.id) and not self.state.awaits(item.id, self._backers):
            self.find(
                line,
                f"{item.handle} is closed by a decision; to {kind} it is a request to reopen it.",
                Severity.NOTE,
            )
        return self.add(
            line,
            ProposeAmendment(
                handle="",
                kind=kind,
                draft=self._version.draft,
                target=item.id,
                against=item.version,
                wording=wording,
                parent=parent,
                after=after,
                parts=parts,
                others=others,
            ),
        )


class CounterDraft(AmendmentMaker):
    """Makes the amendments that turn a draft into another version of it.

    They come in the order of the version, deletions last, and merged in that order they make it:
    the same words in the same order. Labels are no part of that; a revision gives those.
    """

    def __init__(
        self,
        state: State,
        version: DraftVersion,
        new_id: Callable[[], str],
        sponsors: tuple[str, ...],
        cosponsors: tuple[str, ...],
        rationale: str,
    ) -> None:
        super().__init__(state, version, new_id, sponsors + cosponsors)
        self._sponsors = sponsors
        self._cosponsors = cosponsors
        self._rationale = rationale

    def make(self) -> ImportReport:
        """Makes an amendment of every difference; the state is left as it was."""
        self.findings += findings_of(self._version, self.state.drafts[self._version.draft].title)
        known = self.state.imported.get(self._digest(0))
        if known is None:
            with self.state.journal.rollback_scope():
                self.arrange()
                self._note_depths()
        else:
            self.duplicates = len(self._version.matches)
            self.find(
                1,
                "This file was taken in as a counter-draft already, from"
                f" {self.state.handle_of(known)} on; whoever joins it co-sponsors those.",
                Severity.NOTE,
            )
        self.rows, self.taken = len(self._version.matches), len(self.operations)
        return self.report()

    def add(self, line: int, operation: ProposeAmendment) -> str:
        """Adds an amendment."""
        self.try_out(
            evolve(
                operation,
                handle=self.state.next_handle("A"),
                sponsors=self._sponsors,
                cosponsors=self._cosponsors,
                rationale=self._rationale,
                digest=self._digest(len(self.operations)),
            )
        )
        return self.operations[-1].id

    def _digest(self, number: int) -> str:
        content = ["counter-draft", self._version.draft, self._version.source.digest, number]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def _note_depths(self) -> None:
        if not self.operations:
            self.find(1, "It says what the draft says; there is nothing to amend.", Severity.NOTE)
        elsewhere = [
            place
            for place, node in enumerate(self._nodes)
            if node in self.state.items
            and self._insertion_points.parent(node) != self._under(place)
        ]
        if elsewhere:
            self.find(
                self._there[elsewhere[0]].line,
                f"{len(elsewhere)} items, the first here, would stand under something that is new;"
                " they stay under what they are under now, in the same order.",
                Severity.NOTE,
            )


# What undecided amendments demand of each item of a draft: words, a place, or that it goes.

_BY_WORDS = (AmendmentKind.MODIFY, AmendmentKind.SPLIT, AmendmentKind.JOIN)


class PendingChanges:
    """Index of the undecided amendments to each item of a draft, by what they would change.

    None of the amendments amends another.
    """

    def __init__(self, state: State, draft: str, amendments: Sequence[Amendment]) -> None:
        self._state, self._draft = state, draft
        self.leaving: dict[str, list[str]] = defaultdict(list)
        """Item to the amendments that delete it or join it to another."""
        self.moving: dict[str, list[str]] = defaultdict(list)
        """Item to the amendments that move it, or something that it stands under."""
        self._wording: dict[str, list[Amendment]] = defaultdict(list)
        self._coming: dict[tuple[str, str], list[Amendment]] = defaultdict(list)
        for each in amendments:
            self._sort(each)
        self._divided = {
            item: each
            for each in amendments
            if each.kind in (AmendmentKind.SPLIT, AmendmentKind.JOIN) and self._is_undisputed(each)
            for item in (each.target, *each.others)
        }

    def wording(self, item: str) -> Sequence[Amendment]:
        """Returns the amendments that give an item other words."""
        return self._wording.get(item, ())

    def coming(self, parent: str, after: str) -> Sequence[Amendment]:
        """Returns the amendments that insert or move something to one place.

        It is behind an item, `first`, or at the end where `after` is empty, of an item or the
        draft.
        """
        return self._coming.get((parent, after), ())

    def division(self, item: str) -> Amendment | None:
        """Returns the amendment that splits or joins an item, if no other one touches these items.

        That is the case where no other amendment changes the items, they have no children, and
        nothing else comes between what is joined or divided.
        """
        return self._divided.get(item)

    def is_moved_only(self, item: str) -> bool:
        """Whether one amendment moves an item and no other changes it."""
        return (
            len(self.moving.get(item, ())) == 1
            and not self.leaving.get(item)
            and not self.wording(item)
        )

    def _sort(self, amendment: Amendment) -> None:
        kind, target = amendment.kind, amendment.target
        if kind is AmendmentKind.DELETE:
            self.leaving[target].append(amendment.id)
        for each in amendment.others:
            self.leaving[each].append(amendment.id)
        if kind in _BY_WORDS:
            self._wording[target].append(amendment)
        if kind is AmendmentKind.MOVE:
            for item in subtree(self._state, target):
                self.moving[item.id].append(amendment.id)
        if kind in (AmendmentKind.INSERT, AmendmentKind.MOVE):
            parent, after = insertion_point_of(self._state, amendment)
            self._coming[self._place(parent, after)].append(amendment)
        elif kind is AmendmentKind.SPLIT:
            self._coming[self._place(self._state.items[target].parent, target)].append(amendment)

    def _place(self, parent: str, after: str) -> tuple[str, str]:
        """Returns where an item stands: first, last, or after an item under a parent."""
        parent = parent or self._draft
        if after != "first" and after not in self._state.children.get(parent, ()):
            after = ""
        return parent, after

    def _is_undisputed(self, division: Amendment) -> bool:
        for item in (division.target, *division.others):
            is_target = item == division.target
            if (
                self._state.items[item].kind is ItemKind.FOOTNOTE
                or self.moving.get(item)
                or list(self.wording(item)) != [division] * is_target
                or self.leaving.get(item, []) != [division.id] * (not is_target)
                or any(not below.removed for below in list(subtree(self._state, item))[1:])
            ):
                return False
        return self._is_together(division)

    def _is_together(self, division: Amendment) -> bool:
        parent = self._state.items[division.target].parent
        items = (division.target, *division.others)
        if division.kind is AmendmentKind.SPLIT:
            return self.coming(parent, division.target)[:1] == [division]
        children = self._state.children[parent]
        there = [each for each in children if not self._state.items[each].removed]
        at = there.index(division.target)
        is_next = tuple(there[at : at + len(items)]) == items
        return is_next and not any(self.coming(parent, each) for each in items[:-1])


def items_changed_by(state: State, amendment: Amendment) -> Iterator[str]:
    """Yields the ids of the items whose words an amendment changes."""
    if amendment.kind is not AmendmentKind.INSERT:
        yield amendment.target
    yield from amendment.others
    if amendment.kind is AmendmentKind.MOVE:
        yield from (item.id for item in subtree(state, amendment.target) if not item.removed)


def subtree(state: State, item: str) -> Iterator[Item]:
    """Yields an item and all below it, in order, removed ones included."""
    waiting = [item]
    while waiting:
        found = waiting.pop()
        if found in state.items:
            yield state.items[found]
        waiting.extend(reversed(state.children.get(found, ())))
