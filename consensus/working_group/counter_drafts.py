"""Imports a counter-draft as amendments."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Container, Iterator
from typing import Any

from attrs import evolve

from consensus.finding import Severity
from consensus.formats.draft_version import DraftVersion, findings_of
from consensus.history.operations import ProposeAmendment
from consensus.model.amendments import AmendmentKind
from consensus.model.state import State
from consensus.text.blocks import BlockChange, Match
from consensus.text.brackets import BracketedText
from consensus.working_group.import_base import ImportReport, Trial, digest_of


class InsertionPoints:
    """The tree of a draft while it is turned, item by item, into that of another version."""

    def __init__(self, state: State, draft: str, removed: Container[str]) -> None:
        self._root = draft
        self._removed = removed
        self.parents: dict[str, str] = {}  # the parent of each item
        self.children: dict[str, list[str]] = {draft: []}  # the children of each, in order
        for item in state.walk(draft):
            # What stands under an item that is gone already stands where that stood.
            self._put(item.id, item.parent if item.parent in state.items else draft, "")

    def find(self, before: str, under: str, later: Container[str]) -> tuple[str, str]:
        """Returns the parent of an item that comes straight after another, and what it follows.

        It follows an item or is the `first`. The order of the text comes first: where that leaves
        no place under `under`, as for a heading that parts a section, another parent is chosen.
        `before` is empty at the beginning; the items in `later` stay where they are and come after
        it.
        """
        if not before:
            return self._root, "first"
        places = dict(self._places(before, under, later))
        while under not in places and under != self._root:
            under = self.parents[under]
        if under in places:
            return under, places[under]
        parent = next(reversed(places))
        return parent, places[parent]

    def _places(self, before: str, under: str, later: Container[str]) -> Iterator[tuple[str, str]]:
        """Yields the positions straight after an item in the text, the deepest first."""
        yield before, "first"
        while before != self._root:
            if under == before or any(each in later for each in self._inside(before)):
                return
            yield self.parents[before], before
            before = self.parents[before]

    def _inside(self, item: str) -> Iterator[str]:
        waiting = list(self.children.get(item, ()))
        while waiting:
            each = waiting.pop()
            yield each
            waiting += self.children.get(each, ())

    def is_at(self, item: str, parent: str, after: str) -> bool:
        """Returns whether an item stands at a position, removed items left out."""
        if self.parents[item] != parent:
            return False
        siblings = self.children[parent]
        place = siblings.index(item) - 1
        while place >= 0 and siblings[place] in self._removed:
            place -= 1
        return (siblings[place] if place >= 0 else "first") == after

    def put(self, item: str, parent: str, after: str) -> None:
        """Moves an item, with all below it, to a position."""
        if item in self.parents:
            self.children[self.parents[item]].remove(item)
        self._put(item, parent, after)

    def _put(self, item: str, parent: str, after: str) -> None:
        self.parents[item] = parent
        siblings = self.children.setdefault(parent, [])
        if after == "first":
            siblings.insert(0, item)
        elif after:
            siblings.insert(siblings.index(after) + 1, item)
        else:
            siblings.append(item)

    def above(self, item: str) -> Iterator[str]:
        """Yields the ids of an item and of its ancestors."""
        while item != self._root:
            yield item
            item = self.parents[item]


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
        found = {version.items[at].id for each in matches for at in each.old}
        self._removed |= {e.id for e in version.items if e.id not in found and state.left_out(e.id)}
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
            gone = [self._version.items[at].id for at in match.old]
            if match.fate is BlockChange.DELETED and not self.state.left_out(gone[0]):
                self._propose(AmendmentKind.DELETE, match.old[0], BracketedText())

    @abstractmethod
    def add(self, line: int, operation: ProposeAmendment) -> str:
        """Adds an amendment without handle, of a line or 0; returns its id, or nothing."""

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
        old, first = match.old[0], match.new[0]
        item, line = self._version.items[old].id, self._there[first].line
        self._later.discard(item)
        self._nodes[first] = item
        if self.is_to_move(match, item):
            parent, after = self._insertion_point(first)
            is_there = self._insertion_points.is_at(item, parent, after)
            if not is_there and after != item and item not in self._insertion_points.above(parent):
                words, under = self.state.version(item).wording, self._named(parent)
                self._propose(AmendmentKind.MOVE, old, words, line, parent=under, after=after)
                self._insertion_points.put(item, parent, after)
        wording = self._version.read.wordings[first]
        is_one_place = len({self._parents[at] for at in match.new}) == 1
        if match.fate is BlockChange.SPLIT and is_one_place and self.can_part(item):
            parts = tuple(self._version.read.wordings[at].notation() for at in match.new[1:])
            made = self._propose(AmendmentKind.SPLIT, old, wording, line, parts=parts)
            if made:
                self._insertion_points.put(made, self._insertion_points.parents[item], item)
            for at in match.new[1:]:
                self._nodes[at] = made or item
            return
        if match.fate is BlockChange.JOINED:
            others = tuple(self._version.items[at].id for at in match.old[1:])
            self._propose(AmendmentKind.JOIN, old, wording, line, others=others)
            return
        if wording != self.state.version(item).wording:
            self._propose(AmendmentKind.MODIFY, old, wording, line)
        for at in match.new[1:]:
            self._insert(at)

    def is_to_move(self, match: Match, item: str) -> bool:
        """Returns whether an item should stand elsewhere; what is not in the text stays."""
        parent = self._insertion_points.parents[item]
        if self.state.left_out(item) or match.is_moved or parent in self._removed:
            return not self.state.left_out(item)
        under = self._under(match.new[0])
        if under in self.state.items or under == self._version.draft:
            return parent != under
        # Under something new it can stay where it is, unless that goes elsewhere.
        return any(above in self._moved for above in self._insertion_points.above(item))

    def can_part(self, item: str) -> bool:
        """Returns whether an item can be split; if not, it is reworded, with an insertion after."""
        return True

    def _under(self, place: int) -> str:
        above = self._parents[place]
        return self._nodes[above] if above >= 0 else self._version.draft

    def _insertion_point(self, place: int) -> tuple[str, str]:
        # The parts of an item are placed before what was inserted between them.
        known = (self._nodes[at] for at in range(place - 1, -1, -1) if self._nodes[at])
        before = next(known, "")
        return self._insertion_points.find(before, self._under(place), self._later)

    def _named(self, parent: str) -> str:
        return "" if parent == self._version.draft else parent

    def _propose(
        self, kind: AmendmentKind, old: int, wording: BracketedText, line: int = 0, **more: Any
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
                **more,
            ),
        )


class CounterDraft(AmendmentMaker):
    """Makes the amendments that, merged in their order, turn a draft into another version of it."""

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
                "This file was imported as a counter-draft already, from"
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
        return digest_of("counter-draft", self._version.draft, self.source.digest, number)

    def _note_depths(self) -> None:
        if not self.operations:
            self.find(1, "It says what the draft says; there is nothing to amend.", Severity.NOTE)
        elsewhere = [
            place
            for place, node in enumerate(self._nodes)
            if node in self.state.items
            and self._insertion_points.parents[node] != self._under(place)
        ]
        if elsewhere:
            self.find(
                self._there[elsewhere[0]].line,
                f"{len(elsewhere)} items, the first here, would stand under something that is new;"
                " they stay under what they are under now, in the same order.",
                Severity.NOTE,
            )
