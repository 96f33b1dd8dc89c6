"""Resolves the choices of a merge: which changes go in, what in brackets, and who objects."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from datetime import datetime

from attrs import evolve, frozen

from consensus.model.contested import shared_changes
from consensus.model.rivals import combine_pending
from consensus.model.state import State
from consensus.rules.judgement import Judgement
from consensus.rules.mergeable import Dissent, PlannedChange, Readiness
from consensus.text import hunk
from consensus.text.combination import Combination
from consensus.text.merge import Merge, at_brackets, in_brackets, merge, with_questions


@frozen
class ResolvedChoices:
    """What was chosen of a combination, as a merge records it: opposed words in brackets."""

    combination: Combination  # the amendments, combined
    changes: tuple[PlannedChange, ...]  # those in no conflict, ticked, and in brackets or not
    # by the place of a conflict, those of one question together
    settled: Mapping[int, hunk.Settlement]
    against: Mapping[int, Sequence[Dissent]]  # who objects to the words these take, or holds them
    # Those for words that a member objects to or holds, in brackets even where they are recorded
    # without; new wording, which is no option of a bracket, as it is.
    bracketed: Mapping[int, hunk.Settlement]

    @property
    def beyond_brackets(self) -> set[str]:
        """The amendments with opposed words that are in brackets already, or in new wording."""
        reworded = [at for at, way in self.bracketed.items() if isinstance(way, hunk.Reword)]
        changes = self.combination.changes
        rows = [row for row in self.changes if row.is_ticked and row.is_doubted]
        linked = {key for row in rows if changes[row.places[0]].linked for key in row.by}
        return linked.union(each.on for at in reworded for each in self.against[at])

    def merge(
        self,
        keep_open: Iterable[str],
        names: hunk.Names,
        brackets: Mapping[int, str | hunk.Reword] | None = None,
    ) -> Merge:
        """Returns the new text and what becomes of each amendment; see `text.merge.merge`."""
        return merge(
            self.combination,
            take=[at for row in self.changes if row.is_ticked for at in row.places],
            settle=self.settled,
            keep_open={*keep_open, *find_undecided(self.combination, self.settled)},
            in_brackets=[row.places[0] for row in self.changes if row.in_brackets],
            brackets=brackets,
            names=names,
        )


def resolve_choices(
    combination: Combination,
    readiness: Readiness,
    settle: Mapping[int, hunk.Settlement | str],
    changes: Collection[int] | None = None,
    take: Collection[str] | None = None,
    brackets: Mapping[int, str | hunk.Reword] | None = None,
    without_brackets: bool = False,
) -> ResolvedChoices:
    """Returns choices as a merge records them; the arguments are those of `plan_merge`."""
    conflicts = combination.conflicts
    settled = hunk.settled_by_question(conflicts, settle)
    against: dict[int, list[Dissent]] = {}
    bracketed: dict[int, hunk.Settlement] = {}
    while added := settled.keys() - against.keys():
        for at in added:
            against[at] = dissent_in(readiness, conflicts[at], settled[at])
            if written := _with_brackets(conflicts[at], settled[at], against[at]):
                bracketed[at] = written
        if not without_brackets:
            # Words in brackets go for their whole question, typed ones only for their place.
            settled = hunk.settled_by_question(conflicts, settled | bracketed)
    with_question = with_questions(combination, settled)
    at_signs = at_brackets(combination, brackets or {})
    rows = _ticked(readiness.changes(combination), take, changes, with_question, at_signs)
    if not without_brackets:
        # What writes or lifts brackets does not go in in brackets.
        linked = {at for at, each in enumerate(combination.changes, 1) if each.linked}
        doubted = [row.is_ticked and row.is_doubted and row.number not in linked for row in rows]
        rows = [evolve(row, in_brackets=each) for row, each in zip(rows, doubted, strict=True)]
    return ResolvedChoices(combination, tuple(rows), settled, against, bracketed)


def changes_to(state: State, target: str, now: datetime) -> tuple[PlannedChange, ...]:
    """Returns the changes of a text that are in no conflict, ticked if a merge takes them."""
    readiness = Readiness.of(state, Judgement(state, now), target)
    return tuple(_ticked(readiness.changes(combine_pending(state, target)), None, None))


def _ticked(
    rows: Sequence[PlannedChange],
    take: Collection[str] | None,
    changes: Collection[int] | None,
    settled: Set[int] = frozenset(),
    at_brackets: Set[int] = frozenset(),
) -> list[PlannedChange]:
    """Returns the changes, with those ticked that go in: named, settled for, or by default."""

    def goes_in(row: PlannedChange) -> bool:
        if not settled.isdisjoint(row.places):
            return True
        if changes is not None:
            return not frozenset(changes).isdisjoint(row.numbers)
        if take is not None:
            return any(key in take and key not in row.in_part for key in row.by)
        return row.is_default and at_brackets.isdisjoint(row.places)

    return [evolve(row, is_ticked=goes_in(row)) for row in rows]


@frozen
class Opposition:
    """The members that object to what a merge puts into a text, or hold it, and the amendments."""

    against: tuple[Dissent, ...]  # by what goes in; members that wait for a condition included
    doubtful: tuple[str, ...]  # of which such words go in
    contested: tuple[str, ...]  # that a member objects to or holds, without those put in brackets
    beyond_brackets: tuple[str, ...]  # those that stand in brackets already, or go in otherwise

    @classmethod
    def of(
        cls, readiness: Readiness, resolved: ResolvedChoices, met: Collection[str]
    ) -> Opposition:
        """Collects the opposition to what goes in."""
        ticked = [row for row in resolved.changes if row.is_ticked]
        settled_for = [each for dissent in resolved.against.values() for each in dissent]
        against = [each for row in ticked for each in row.against] + settled_for
        against += [said for key in met for _, said in readiness.dissent[key]]
        opposed = {each.on for each in against if not each.is_conditional}
        doubtful = {key for row in ticked if row.is_doubted for key in row.by}
        doubtful |= opposed.intersection((*met, *(each.on for each in settled_for)))
        for at, way in resolved.bracketed.items():
            conflict = resolved.combination.conflicts[at]
            on = {each.on for each in resolved.against[at] if not each.is_conditional}
            doubtful.update(_opposed_in(conflict, in_brackets(conflict, way), on))
        going_in = tuple(key for key in readiness.handles if key in doubtful)
        chosen = {at for at, way in resolved.settled.items() if isinstance(way, hunk.InBrackets)}
        plain = {*(e.on for at, said in resolved.against.items() if at not in chosen for e in said)}
        plain.update(met, *([each.on for each in row.against] for row in ticked))
        contested = tuple(key for key in going_in if key in opposed & plain)
        beyond = resolved.beyond_brackets.union(met)
        return cls(
            tuple(against), going_in, contested, tuple(key for key in contested if key in beyond)
        )

    def members_against(self, handles: Collection[str]) -> list[str]:
        """Returns the codes of the members that object to, or hold, words of some amendments."""
        opposed = {each.on for each in self.against if not each.is_conditional}
        return sorted(
            {each.member for each in self.against if each.on in handles and each.on in opposed}
        )


def dissent_in(
    readiness: Readiness, conflict: hunk.Conflict, settlement: hunk.Settlement
) -> list[Dissent]:
    """Returns who objects to the words that a settlement of a conflict takes, or holds them."""
    chosen = conflict.by if settlement == hunk.InBrackets() else chosen_by(conflict, settlement)
    texts = [settlement.text] if isinstance(settlement, hunk.Reword) else []
    opposed = [key for key in conflict.by if readiness.dissent[key]]
    going_in = {*conflict.siding(chosen), *_within(conflict, opposed, chosen, texts)}
    return [
        said
        for key in sorted(going_in)
        for said in readiness.against([key], conflict.replaces, conflict.wording(key))
    ]


def _with_brackets(
    conflict: hunk.Conflict, settlement: hunk.Settlement, against: Iterable[Dissent]
) -> hunk.Settlement | None:
    """Returns a settlement in brackets if a member objects to its words, or holds them."""
    opposed = {each.on for each in against if not each.is_conditional}
    if not opposed or isinstance(settlement, hunk.InBrackets):
        return settlement if opposed else None
    chosen = chosen_by(conflict, settlement)
    doubtful = _opposed_in(conflict, chosen, opposed)
    if isinstance(settlement, hunk.InOrder):
        return hunk.InOrder(*chosen, bracketed=(*doubtful, *settlement.bracketed))
    if isinstance(settlement, hunk.Reword) and chosen and not conflict.linked:
        return hunk.InBrackets(*chosen, is_alone=True)
    return conflict.in_brackets(chosen, doubtful) if chosen else settlement


def _opposed_in(conflict: hunk.Conflict, keys: Iterable[str], opposed: Set[str]) -> list[str]:
    """Returns those of some amendments with the words of opposed ones, with more or without."""
    return [
        key
        for key in keys
        if not opposed.isdisjoint((*conflict.siding([key]), *_within(conflict, opposed, [key])))
    ]


def _within(
    conflict: hunk.Conflict, keys: Iterable[str], chosen: Iterable[str], texts: Iterable[str] = ()
) -> dict[str, tuple[hunk.HunkOutcome, ...]]:
    """Returns the amendments with changes that chosen ones, or other texts, also make."""
    base = conflict.replaces
    wordings = [*map(conflict.wording, chosen), *texts]
    found = {
        key: tuple(
            each for text in wordings for each in shared_changes(base, conflict.wording(key), text)
        )
        for key in keys
    }
    return {key: changes for key, changes in found.items() if changes}


def chosen_by(conflict: hunk.Conflict, settlement: hunk.Settlement) -> tuple[str, ...]:
    """Returns the amendments whose words a settlement takes, typed again or not."""
    match settlement:
        case hunk.Take(keys) | hunk.InOrder(keys) | hunk.InBrackets(keys):
            return keys
        case hunk.Reword(text):
            return next((each.by for each in conflict.options if each.text == text), ())
        case hunk.KeepBase():
            return ()


def words_in_brackets(
    combination: Combination,
    rows: Iterable[PlannedChange],
    settled: Mapping[int, hunk.Settlement],
    key: str,
) -> list[hunk.HunkOutcome]:
    """Returns the words of an amendment that go into the text in brackets."""
    found = [hunk.HunkOutcome(e.replaces, e.text) for e in rows if e.in_brackets and key in e.by]
    for at, way in settled.items():
        conflict = combination.conflicts[at]
        if key in in_brackets(conflict, way):
            found.append(hunk.HunkOutcome(conflict.replaces, conflict.wording(key)))
    return found


def find_undecided(combination: Combination, settled: Mapping[int, hunk.Settlement]) -> set[str]:
    """Returns the amendments left undecided, since their words are only in brackets."""
    found: set[str] = set()
    decided: set[str] = set()
    for number, settlement in settled.items():
        conflict = combination.conflicts[number]
        chosen = chosen_by(conflict, settlement)
        others = set(conflict.by).difference(conflict.siding(chosen))
        shared = _within(conflict, others, chosen)
        # What is deleted in brackets may stay, so that who deletes less of it stays open.
        within = {key for key in shared if any(each.text.strip() for each in shared[key])}
        is_order = isinstance(settlement, hunk.InOrder) and settlement.bracketed == settlement.keys
        if isinstance(settlement, hunk.InBrackets) or is_order:
            found |= others - within
            decided |= within
        else:
            decided |= others
    return found - decided
