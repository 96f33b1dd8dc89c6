"""The merge: choices, what they take and leave, and the text that results."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import TypeAlias

import attrs
from attrs import evolve, field, frozen

from consensus.errors import ConsensusError, Rejected
from consensus.history.operations.drafts import ended
from consensus.history.step import Step
from consensus.model.amendments import AmendmentKind
from consensus.model.decisions import Outcome, phrased
from consensus.model.positions import Stance
from consensus.model.rivals import backers_of, combine_pending, competing_amendments, names_of
from consensus.model.state import State
from consensus.reports.amendments import change_summary
from consensus.reports.audience import Audience
from consensus.reports.holders import Support, support, support_in_places, support_of_options
from consensus.reports.status import explain_waiting
from consensus.reports.step_sentences import change_sentence
from consensus.reports.words import SentenceContext, label_or_handle
from consensus.rules.judgement import Judgement
from consensus.rules.mergeable import Dissent, PlannedChange, Readiness, dissent_on
from consensus.text.bracket_edits import letter_of
from consensus.text.brackets import bracket_spans
from consensus.text.combination import Combination
from consensus.text.display import count_noun, list_phrase, shortened
from consensus.text.hunk import (
    Backers,
    Change,
    Conflict,
    InBrackets,
    InOrder,
    Kept,
    Names,
    Option,
    Reword,
    Settlement,
    Take,
    render_bracket,
    settled_by_question,
)
from consensus.text.merge import MergeOutcome as WhatRemains
from consensus.text.merge import in_brackets, linked_changes
from consensus.working_group import WorkingGroup
from consensus.working_group.contesting import effects_of
from consensus.working_group.editing import plan_arrangement
from consensus.working_group.merge_choices import ResolvedChoices, dissent_in, resolve_choices
from consensus.working_group.merging import MergePlan
from tui.views.positions import Said, said_of
from tui.views.text import (
    Mark,
    Span,
    spans_of_change,
    with_spaces,
)
from tui.views.wording import spans_of_sections
from tui.worker import Act, Check, as_look


@frozen
class MergeChoices:
    """Which changes are left out, and how conflicts are settled; empty at first."""

    # the numbers, from 0, of the changes that are left out; the others are taken
    left: frozenset[int] = frozenset()
    # the number, from 0, of each conflict that is settled, and by what
    settled: Mapping[int, Settlement] = field(factory=dict)
    # handles of amendments that stay alive where a conflict is settled against them
    keep_open: frozenset[str] = frozenset()
    # the numbers, from 0, of the changes that are left out unless they are chosen
    waiting: frozenset[int] = frozenset()
    # the number, from 1, of each bracket of the text that is settled, and by what
    brackets: Mapping[int, str | Reword] = field(factory=dict)
    # the numbers, from 0, of the changes that were chosen to be as they would be by now unasked
    chosen: frozenset[int] = frozenset()

    @classmethod
    def begin(cls, waiting: Iterable[int]) -> MergeChoices:
        """Returns the first choices, with waiting changes left out."""
        numbers = frozenset(waiting)
        return cls(left=numbers, waiting=numbers)

    @property
    def number(self) -> int:
        """How many choices were made."""
        settled = len(self.settled) + len(self.brackets)
        return len(self._changes) + settled + len(self.keep_open)

    def taken(self, combination: Combination) -> list[int]:
        """Returns the numbers, from 1, of the changes that are not left out."""
        return [at + 1 for at in range(len(combination.changes)) if at not in self.left]

    def with_change(self, combination: Combination, number: int, taken: bool) -> MergeChoices:
        """Takes or leaves a change, with those that are one edit with it."""
        edits = (numbers for numbers, _, _ in linked_changes(combination))
        together = frozenset(next(numbers for numbers in edits if number in numbers))
        left = self.left - together if taken else self.left | together
        return evolve(self, left=left, chosen=self.chosen - together)

    def with_settlement(
        self, combination: Combination, number: int, settlement: Settlement | None
    ) -> MergeChoices:
        """Settles or unsettles a conflict, and the others of its question not settled otherwise."""
        followed = _following(combination, number, self.settled.get(number))
        settled = {
            at: each
            for at, each in self.settled.items()
            if at != number and followed.get(at) != each
        }
        settled = {**_following(combination, number, settlement), **settled}
        if settlement is not None:
            settled[number] = settlement
        return evolve(self, settled=settled_by_question(combination.conflicts, settled))

    def with_bracket(self, number: int, way: str | Reword | None) -> MergeChoices:
        """Settles or unsettles a bracket of the text."""
        others = {at: each for at, each in self.brackets.items() if at != number}
        return evolve(self, brackets=others if way is None else {**others, number: way})

    def with_kept_open(self, handles: Iterable[str]) -> MergeChoices:
        """Keeps amendments alive where something is settled against them; none of them any more
        if all were kept alive already."""
        wanted = frozenset(handles)
        if wanted <= self.keep_open:
            return evolve(self, keep_open=self.keep_open - wanted)
        return evolve(self, keep_open=self.keep_open | wanted)

    def rebase(
        self, old: Combination, new: Combination, waiting: Iterable[int] = ()
    ) -> MergeChoices:
        """Returns the choices that still fit a changed combination."""
        numbers = frozenset(waiting)
        if old == new and numbers == self.waiting:
            return self
        conflicts, changes, brackets = _places_now(old, new)
        left, carried = numbers, set()
        for number in self._changes & changes.keys():
            carried.add(place := changes[number])
            left = left | {place} if number in self.left else left - {place}
        return MergeChoices(
            left,
            {conflicts[at]: way for at, way in self.settled.items() if at in conflicts},
            self.keep_open & frozenset(new.proposals),
            numbers,
            {brackets[at]: way for at, way in self.brackets.items() if at in brackets},
            frozenset(carried) - (left ^ numbers),
        )

    def lost(self, old: Combination, new: Combination) -> Iterator[str]:
        """Yields a sentence on each choice that does not fit a changed combination."""
        conflicts, changes, brackets = _places_now(old, new)
        found = bracketed(new.base)
        for at in sorted(self.brackets.keys() - brackets.keys()):
            words, *_ = named = bracketed(old.base)[at - 1]
            is_there = any(words == each for each, *_ in found)
            why = "the words around it have changed" if is_there else "it has changed or is gone"
            why = "another is like it" if named in found else why
            yield _no_longer(words, why)
        for at in sorted(self.settled.keys() - conflicts.keys()):
            yield _no_longer(_named(old.conflicts[at]), "its wordings have changed")
        for at in sorted(self._changes - changes.keys()):
            yield _no_longer(_named(old.changes[at]), "who proposes what there has changed")
        for handle in sorted(self.keep_open.difference(new.proposals)):
            yield f"{handle} is not open any more, and cannot be kept so"

    @property
    def _changes(self) -> frozenset[int]:
        """The numbers of the changes that were chosen."""
        return self.chosen | (self.left ^ self.waiting)


def _no_longer(words: str, why: str) -> str:
    return f"your choice at {shortened(words, _AROUND)} no longer applies: {why}"


def _named(hunk: Conflict | Change) -> str:
    words = [
        hunk.replaces,
        *([each.text for each in hunk.options] if isinstance(hunk, Conflict) else [hunk.text]),
    ]
    return f"“{next((each.strip() for each in words if each.strip()), '')}”"


def _following(
    combination: Combination, number: int, settlement: Settlement | None
) -> dict[int, Settlement]:
    """Returns the settlements of other conflicts that follow from one."""
    if settlement is None:
        return {}
    found = settled_by_question(combination.conflicts, {number: settlement})
    return {at: each for at, each in found.items() if at != number}


Unfinished: TypeAlias = tuple[Combination, MergeChoices]
"""Choices with the combination that they were made of."""


def what_of(hunk: Conflict | Change) -> tuple[object, ...]:
    """Returns what a conflict or change does, by which it is found again."""
    if isinstance(hunk, Conflict):
        return hunk.replaces, hunk.options
    return hunk.replaces, hunk.text, hunk.by


def bracketed(base: str) -> list[tuple[str, ...]]:
    """Returns each bracket of a text, with the words around it that tell it from others."""
    return [
        (base[start:end], *_words(base[:start])[-_TELLING:], "…", *_words(base[end:])[:_TELLING])
        for start, end in bracket_spans(base)
    ]


def _places_now(old: Combination, new: Combination) -> tuple[dict[int, int], ...]:
    """Returns the number that each conflict, change and bracket has now; none if it changed.

    A conflict is the same where its words and its options are, a change where it does the same for
    the same amendments, a bracket where it and the words around it are the same.
    """
    return (
        _same([*map(what_of, old.conflicts)], [*map(what_of, new.conflicts)]),
        _same([*map(what_of, old.changes)], [*map(what_of, new.changes)]),
        _same(bracketed(old.base), bracketed(new.base), first=1),
    )


def _same(old: Sequence[object], new: Sequence[object], first: int = 0) -> dict[int, int]:
    """Maps old indexes to new ones; equal elements only where there are as many as before."""
    found: dict[int, int] = {}
    for at, each in enumerate(old):
        places = [place for place, other in enumerate(new, first) if other == each]
        if len(places) == old.count(each):
            found[at + first] = places[old[:at].count(each)]
    return found


def place_of(combination: Combination, number: int, conflict: Conflict) -> int | None:
    """Returns the number, from 0, that a conflict has now; None if it changed."""
    conflicts = combination.conflicts
    numbers = [number] if number < len(conflicts) else []
    numbers += range(len(conflicts))
    wanted = what_of(conflict)
    return next((at for at in numbers if what_of(conflicts[at]) == wanted), None)


def settled_for(settlement: Settlement | None) -> tuple[str, ...]:
    """Returns the handles of the amendments that a settlement takes, in its order."""
    return settlement.keys if isinstance(settlement, Take | InOrder | InBrackets) else ()


@frozen
class Question:
    """An amendment to the arrangement of items, which is asked on its own, such as `delete R14`."""

    id: str
    handle: str
    sponsors: tuple[str, ...]  # the codes of its sponsors
    does: str  # what it would do, in words
    kind: AmendmentKind
    text: str
    backing: Support


@frozen
class Way:
    """A way to settle a bracket of the text."""

    how: str  # `keep`, `drop` or the letter of an option
    words: str  # what then stands there; empty for no text
    named: str = ""  # who is named with these words, as it is printed
    support: Support | None = None  # who is for and against them; None where no option is kept


@frozen
class Place:
    """What a row of the points of a text stands for."""

    # `question`, `change`, `conflict`, `option`, `wording`, `brackets`, or of a bracket of the
    # text `bracket` or `way`
    kind: str
    number: int  # of the question, change or conflict, from 0; of a bracket of the text from 1
    option: int = 0  # of the option, from 0; 0 for what has none, 1 for the note on a change
    handle: str = ""  # of one amendment, where several want these words

    @property
    def key(self) -> str:
        """The key of the row."""
        return f"{self.kind} {self.number} {self.option} {self.handle}".rstrip()

    @property
    def conflict(self) -> int:
        """The number of the conflict that the row belongs to; negative for none."""
        return self.number if self.kind in ("conflict", "option", "wording", "brackets") else -1

    @property
    def point(self) -> tuple[str, int]:
        """The point that the row belongs to."""
        if self.conflict >= 0:
            return "conflict", self.number
        return "bracket" if self.kind == "way" else self.kind, self.number

    @classmethod
    def of(cls, key: str) -> Place:
        """Parses the key of a row."""
        kind, *numbers = key.split(" ")
        if len(numbers) < 2:
            return cls("", -1)
        return cls(kind, int(numbers[0]), int(numbers[1]), *numbers[2:])


@frozen
class MergeView:
    """How the undecided amendments to one text combine, by their handles."""

    target: str
    handle: str
    name: str
    combination: Combination
    sponsors: Mapping[str, tuple[str, ...]]
    # the handle of each amendment to who is named with its words in brackets
    backers: Mapping[str, Backers]
    ids: Mapping[str, str]
    apart: tuple[str, ...]  # the handles of those that no member proposed
    questions: tuple[Question, ...]  # the amendments to the arrangement, asked before the wording
    # who is for and against each change, by its first number, from 0
    for_changes: Mapping[int, Support]
    for_each: Mapping[str, Support]  # the same for each amendment, by handle
    for_options: tuple[tuple[Support, ...], ...]  # the same for each option of each conflict
    ways: tuple[tuple[Way, ...], ...]  # how each bracket of the text can be settled, B1 first
    readiness: Readiness
    planned: tuple[PlannedChange, ...]
    copies: str  # what copies of the record left to be settled about the text first; may be empty
    problem: str  # why nothing can be merged; empty when it can
    asked_for: str  # the handle of the amendment that the screen was opened for; may be empty
    said: Said  # what members say of the text and of the amendments

    @property
    def points(self) -> Iterator[Place]:
        """The points of the text in its order: conflicts, changes and brackets."""
        return (place for _, place in sorted(self._points(), key=lambda each: each[0]))

    def _points(self) -> Iterator[tuple[int, Place]]:
        conflicts = changes = start = 0
        shown = {row.places[0] for row in self.planned} - self.folded.keys()
        for hunk in self.combination.hunks:
            if isinstance(hunk, Conflict):
                yield start, Place("conflict", conflicts)
                conflicts += 1
            elif isinstance(hunk, Change):
                if changes in shown:
                    yield start, Place("change", changes)
                changes += 1
            start += len(hunk.replaces)
        for number, (start, _) in enumerate(bracket_spans(self.combination.base), 1):
            yield start, Place("bracket", number)

    @property
    def folded(self) -> dict[int, Place]:
        """The changes of punctuation alone, from 0, and the point of their amendment beside each.

        They follow what becomes of that point, and need no row of their own.
        """
        found: list[tuple[Place, frozenset[str], bool]] = []
        conflicts = changes = 0
        firsts = {number: row for row in self.planned for number in row.places}
        for hunk in self.combination.hunks:
            if isinstance(hunk, Conflict):
                found.append((Place("conflict", conflicts), frozenset(hunk.by), False))
                conflicts += 1
            elif isinstance(hunk, Change):
                is_whole = len(firsts[changes].places) == 1
                is_mark = (
                    is_whole and not hunk.linked and _words(hunk.text) == _words(hunk.replaces)
                )
                found.append((Place("change", changes), frozenset(hunk.by), is_mark))
                changes += 1
        folded: dict[int, Place] = {}
        for at, (place, by, is_mark) in enumerate(found):
            beside = [found[each] for each in (at - 1, at + 1) if 0 <= each < len(found)]
            hosts = [each for each, others, other_mark in beside if by <= others and not other_mark]
            if is_mark and hosts:
                folded[place.number] = hosts[0]
        return folded

    @property
    def waiting(self) -> frozenset[int]:
        """The numbers, from 0, of the changes that go in only when chosen."""
        waiting = [each for each in self.planned if self.problem or not each.is_default]
        return frozenset(number for each in waiting for number in each.places)

    def is_in_brackets(self, change: PlannedChange) -> bool:
        """Returns whether a change writes or lifts brackets, as the choice of an option does."""
        return self.combination.changes[change.places[0]].linked != 0

    def resolved(self, choices: MergeChoices) -> ResolvedChoices:
        """Returns the choices as a merge records them, with opposed words in brackets."""
        # What cannot be put in brackets goes in without, which only the Chair's instruction does.
        return resolve_choices(
            self.combination,
            self.readiness,
            choices.settled,
            choices.taken(self.combination),
            brackets=choices.brackets,
        )

    def held_by(self, handles: tuple[str, ...]) -> str:
        """Returns amendments with their sponsors: `A4 (ALV), A5 (TAL)`."""
        return ", ".join(
            f"{each} ({self.said.named(self.sponsors.get(each, ())) or 'the chair'})"
            for each in handles
        )

    def are_away(self, handles: tuple[str, ...]) -> bool:
        """Returns whether no sponsor of some amendments is at the meeting that goes on."""
        sponsors = {code for each in handles for code in self.sponsors.get(each, ())}
        return bool(sponsors) and sponsors <= self.said.absent

    def around(self, number: int) -> tuple[str, str]:
        """Returns a few words of the text before and after a conflict."""
        start = conflicts = 0
        for hunk in self.combination.hunks:
            if isinstance(hunk, Conflict):
                if conflicts == number:
                    break
                conflicts += 1
            start += len(hunk.replaces)
        base, end = self.combination.base, start + len(self.combination.conflicts[number].replaces)
        return base[:start][-_AROUND:].lstrip(), base[end:][:_AROUND].rstrip()

    def bracket_of(self, before: MergeView, number: int) -> int:
        """Returns the number, from 1, that a bracket has now; 0 if it changed."""
        return _places_now(before.combination, self.combination)[2].get(number, 0)

    def id_of(self, handles: tuple[str, ...]) -> str:
        """Returns the id of the first of some amendments; of the text for none."""
        return self.ids[handles[0]] if handles else self.target


_AROUND = 24

_TELLING = 3
"""So many words on either side tell a bracket from others."""


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def note_on(row: PlannedChange) -> str:
    """Returns why a change waits, who objects or holds, and whose is in part; may be empty."""
    if not row.is_ticked:
        return row.why_not or listed_dissent(row.against)
    said = [listed_dissent(row.against)] if row.against else []
    if row.in_brackets:
        said = [f"in brackets: {said[0]}"]
    if row.in_part:
        said.append(f"{', '.join(row.in_part)} in part")
    return "; ".join(said)


def note_on_settlement(resolved: ResolvedChoices, number: int) -> str:
    """Returns who objects to the words that settle a conflict, or holds them; may be empty."""
    if number not in resolved.bracketed:
        return ""
    conflict = resolved.combination.conflicts[number]
    is_bracketed = in_brackets(conflict, resolved.settled[number])
    how = "in brackets" if is_bracketed else "without brackets"
    return f"{how}: {listed_dissent(resolved.against[number])}"


def listed_dissent(dissent: Iterable[Dissent]) -> str:
    """Returns who objects or holds, with the reasons, on one line."""
    return "; ".join(dict.fromkeys(each.sentence for each in dissent))


@as_look
def merge_view(group: WorkingGroup, check: Check, asked: str) -> MergeView:
    """Reads how the amendments to a text combine."""
    # An amendment to words that has none to itself stands for the text it amends.
    state = group.state
    target, asked_for = _text_of(state, asked)
    combination = combine_pending(state, target)
    competing, backed = competing_amendments(state, target), state.open_amendments(target)
    questions = tuple(_questions(group, target, check))
    check()
    judgement = group.judgement()
    readiness = Readiness.of(state, judgement, target)
    planned = tuple(readiness.changes(combination))
    present = support_in_places(state, judgement, target, combination)

    @cache
    def backing(handles: tuple[str, ...]) -> Support:
        check()
        return support(state, judgement, [state.handles[each] for each in handles])

    return MergeView(
        target=target,
        handle=state.handle_of(target),
        name=label_or_handle(state, target),
        combination=combination,
        sponsors=names_of(state, target),
        backers=backers_of(state, target),
        ids={each.handle: each.id for each in competing}
        | {each.handle: each.id for each in questions},
        apart=tuple(each.handle for each in competing if each not in backed),
        questions=questions,
        for_each={each.handle: backing((each.handle,)) for each in competing},
        for_changes={row.places[0]: _facing(backing(row.by), row.against) for row in planned},
        for_options=tuple(
            tuple(
                _facing(backing(option.by), dissent_in(readiness, conflict, Take(*option.by)))
                if option.by
                else here
                for option in conflict.options
            )
            for conflict, here in zip(combination.conflicts, present, strict=True)
        ),
        ways=tuple(_ways(state, judgement, target)),
        readiness=readiness,
        planned=planned,
        copies="; ".join(explain_waiting(state, target)),
        problem=_problem(state, target),
        asked_for=asked_for,
        said=said_of(
            group,
            target,
            [*(each.id for each in competing), *(each.id for each in questions)],
        ),
    )


def _text_of(state: State, asked: str) -> tuple[str, str]:
    """Returns the id of the text to merge into, and the handle of the amendment asked for."""
    amendment = state.amendments.get(asked)
    if amendment is None or competing_amendments(state, asked):
        return asked, ""
    if amendment.kind is AmendmentKind.MODIFY:
        return amendment.target, amendment.handle
    return asked, amendment.handle


def _questions(group: WorkingGroup, target: str, check: Check) -> Iterator[Question]:
    state = group.state
    judgement = group.judgement()
    for amendment in state.amendments.values():
        check()
        concerned = (amendment.target, *amendment.others, amendment.id)
        is_about = amendment.kind is not AmendmentKind.MODIFY and target in concerned
        if not (is_about and state.is_open(amendment)):
            continue
        has_text = amendment.kind not in (AmendmentKind.DELETE, AmendmentKind.MOVE)
        text = state.text(amendment.id) if has_text else ""
        yield Question(
            amendment.id,
            amendment.handle,
            amendment.sponsors,
            change_summary(state, amendment.id),
            amendment.kind,
            "\n".join((text, *amendment.parts)) if has_text else "",
            support(state, judgement, [amendment.id]),
        )


def _facing(found: Support, dissent: Iterable[Dissent]) -> Support:
    """Returns who is for and against words; who objects to others of their amendments is not."""
    objecting = {each.member for each in dissent if each.stance is Stance.OBJECT}
    objecting -= set(found.in_favour)
    against = objecting.union(found.against) - (set(found.objecting) - objecting)
    return evolve(found, against=tuple(sorted(against)), objecting=tuple(sorted(objecting)))


def _ways(state: State, judgement: Judgement, target: str) -> Iterator[tuple[Way, ...]]:
    for options in support_of_options(state, judgement, target):
        letters = [letter_of(at) for at in range(len(options))] if len(options) > 1 else ["keep"]
        ways = [
            Way(letter, option.text.notation().strip(), option.attribution, found)
            for letter, (option, found) in zip(letters, options, strict=True)
        ]
        is_offered = any(not way.words for way in ways)
        yield (*ways, *(() if is_offered else (Way("drop", ""),)))


def _problem(state: State, target: str) -> str:
    decision = state.last_decision(target)
    if decision is not None and state.bars_changes(target) and not any(ended(state, target)):
        return (
            f"{state.handle_of(target)} is {phrased(decision.outcome)}, so nothing is merged:"
            " reopen it first (g)"
        )
    return "; ".join(ended(state, target))


def spans_of_choices(
    resolved: ResolvedChoices | MergePlan, names: Names, current: int = -1
) -> tuple[Span, ...]:
    """Returns a combination as it would read now: changes marked, conflicts numbered."""
    return tuple(with_spaces(_spans(resolved, names, current)))


def spans_as_chosen(view: MergeView, choices: MergeChoices, current: int) -> tuple[Span, ...]:
    """Returns the text as it would read, or why brackets of it cannot be settled so."""
    resolved = view.resolved(choices)
    combined = spans_of_choices(resolved, view.backers, current)
    if not choices.brackets:
        return combined
    try:
        merged = resolved.merge(choices.keep_open, view.backers, choices.brackets)
    except ConsensusError as error:
        return (Span(f"{error}\n", Mark.SIGN), *combined)
    return spans_of_change(view.combination.base, merged.text)


def _spans(resolved: ResolvedChoices | MergePlan, names: Names, current: int) -> Iterator[Span]:
    conflicts = changes = 0
    first = int(isinstance(resolved, MergePlan))  # the number of the first conflict settled
    rows = {number: row for row in resolved.changes for number in row.places}
    for hunk in resolved.combination.hunks:
        if isinstance(hunk, Conflict):
            settlement = resolved.settled.get(conflicts + first)
            yield from _conflict(hunk, conflicts, settlement, names, conflicts == current)
            conflicts += 1
        elif isinstance(hunk, Change):
            row = rows[changes]
            changes += 1
            if not row.is_ticked or hunk.text == hunk.replaces:
                yield Span(hunk.replaces)
            elif row.in_brackets:
                options = Option(hunk.replaces), Option(hunk.text, hunk.by)
                yield Span(render_bracket(options, names), Mark.ADDED)
            else:
                yield from replaced(hunk.replaces, hunk.text, Mark.ADDED)
        else:
            yield Span(hunk.text)


def _conflict(
    conflict: Conflict, number: int, settlement: Settlement | None, names: Names, is_current: bool
) -> Iterator[Span]:
    sign = Mark.STRONG if is_current else Mark.SIGN
    if settlement is None:
        yield Span(f"‹{number + 1}: ", sign)
        if conflict.replaces:
            yield Span(conflict.replaces, Mark.OPTION)
        else:
            yield Span("nothing", Mark.FAINT)
        yield Span("›", sign)
        return
    settled = conflict.settled(settlement, names)
    yield Span(f"‹{number + 1}✓ ", sign)
    if isinstance(settled, Kept) or isinstance(settlement, InBrackets):
        yield Span(settled.text, Mark.CHOSEN)
    else:
        yield from replaced(settled.replaces, settled.text, Mark.CHOSEN)
    yield Span("›", sign)


def replaced(old: str, new: str, mark: Mark) -> Iterator[Span]:
    """Yields words that are taken out, and those that stand there instead."""
    if old:
        yield Span(old, Mark.REMOVED)
    if new:
        yield Span(new, mark)


def number_of_current(spans: tuple[Span, ...]) -> int:
    """Returns the index of the first span of the current conflict; 0 for none."""
    return next((at for at, span in enumerate(spans) if span.mark is Mark.STRONG), 0)


def against_base(base: str, wording: str) -> tuple[Span, ...]:
    """Returns a wording marked against the base, or whole where little of that is left."""
    if wording == base:
        return (Span(wording) if wording else Span("no text", Mark.FAINT),)
    if not wording:
        return (Span(base, Mark.REMOVED),)
    spans = spans_of_change(base, wording)
    kept = sum(len(span.text) for span in spans if span.mark is Mark.KEPT)
    if 2 * kept >= len(wording):
        return spans
    removed = [Span(base, Mark.REMOVED)] if base else []
    return tuple(with_spaces([*removed, Span(wording, Mark.ADDED)]))


@frozen
class MergePreview:
    """What one confirmation would record."""

    what: str  # what happens, in few words
    spans: tuple[Span, ...]
    # what records exactly that, for a reason in words that may be empty; refused when the record
    # is another by then
    because: Callable[[str], Act[Step]]
    takes_reason: bool = True  # whether a reason is recorded with it
    # what that is called, such as `merge, A4 in brackets (MER objects)`; empty where it cannot be
    # recorded, and `ruled` can
    does: str = "merge"
    # the same without brackets, on the Chair's instruction, which needs a reason; None where no
    # member objects to what goes in, or holds it
    ruled: MergePreview | None = None


@as_look
def merge_preview(
    group: WorkingGroup, check: Check, view: MergeView, choices: MergeChoices
) -> MergePreview:
    """Computes what a merge would do.

    It raises `Rejected` when the amendments combine otherwise by now, or nothing can be merged so.
    """
    if combine_pending(group.state, view.target) != view.combination:
        raise Rejected(f"{view.name} has changed since you looked; look at it again")
    now = evolve(view, backers=backers_of(group.state, view.target))
    settle: dict[int | str, Settlement | str] = {at + 1: e for at, e in choices.settled.items()}
    settle |= {f"B{number}": way for number, way in choices.brackets.items()}
    planning = partial(
        group.plan_merge,
        view.target,
        changes=choices.taken(view.combination),
        settle=settle,
        keep_open=sorted(choices.keep_open),
    )
    state = group.state
    ruling = partial(planning, reason=_TO_BE_SAID)
    try:
        plan = planning()
    except Rejected as refused:
        # Some words cannot go in in brackets: for them only the Chair's instruction is left.
        try:
            plan = ruling(without_brackets="needed")
        except Rejected:
            raise refused from None
        ruled = _preview(state, plan, now, tuple(_preview_spans(plan, None, now)))
        return attrs.evolve(ruled, does="", ruled=ruled)
    check()
    second = ruling(without_brackets=True) if plan.bracketed else None
    spans = tuple(_preview_spans(plan, second, now))
    other = _preview(state, second, now, spans) if second else None
    return _preview(state, plan, now, spans, other)


_TO_BE_SAID = "to be said"


def _preview(
    state: State,
    plan: MergePlan,
    view: MergeView,
    spans: tuple[Span, ...],
    ruled: MergePreview | None = None,
) -> MergePreview:
    def because(reason: str) -> Act[Step]:
        # What was shown is recorded, without the reason that stood in for the one given.
        shown = attrs.evolve(plan, operation=attrs.evolve(plan.operation, reason=""))
        return lambda other: other.merge(shown, reason=reason)

    what = [
        change_sentence(
            attrs.evolve(plan.operation, reason=""), SentenceContext(state, Audience.SECRETARIAT)
        )
    ]
    if not plan.merge.outcomes and (lifted := _settled_brackets(plan)):
        what = [f"in {view.name}, {list_phrase(lifted)}"]
    written = plan.conflicts_in_brackets
    for kind, count in (("conflict", plan.conflicts_open + written), ("order", plan.orders_open)):
        what += [f"{count_noun(count, kind, f'{kind}s')} open"] if count else []
        if kind == "conflict" and written:
            what[-1] += f", {f'{written} of them ' if count > 1 else ''}in brackets"
    what += _still_to_decide(view)
    does = "merge"
    if plan.bracketed:
        opposed = [each for each in plan.objecting if each.on in plan.bracketed]
        members = dict.fromkeys(attrs.evolve(each, reason="").sentence for each in opposed)
        does += f", {', '.join(plan.bracketed)} in brackets ({'; '.join(members)})"
    if plan.left_in_brackets:
        does += f", {', '.join(plan.left_in_brackets)} in brackets, left open"
    return MergePreview("; ".join(what), spans, because, does=does, ruled=ruled)


@as_look
def arrangement_preview(group: WorkingGroup, check: Check, question: Question) -> MergePreview:
    """Computes what an amendment to the arrangement would do."""
    state = group.state
    operation = plan_arrangement(state, question.id, group.new_id)
    spans = [Span(f"{question.handle} is merged whole: {question.does}.\n")]
    opposed = dissent_on(state, group.judgement(), question.id)
    spans += [Span(f"{each.sentence}\n", Mark.SIGN) for each in opposed]
    if early := group.judgement().not_introduced(question.id):
        spans.append(Span(f"{question.handle} is {early.sentence()}\n", Mark.SIGN))
    for item in operation.removed:
        spans += [Span("\n"), Span(state.text(item), Mark.REMOVED), Span("\n")]
        left = [
            state.amendments[each].handle
            for each in state.amendments_to.get(item, ())
            if each != question.id and state.amendments[each].state == "open"
        ]
        if left:
            spans.append(Span(f"\nClosed with it: {', '.join(left)}\n"))
    for item, wording in operation.reworded.items():
        spans += [Span("\n"), *spans_of_change(state.text(item), wording.notation())]
    for new in operation.inserted:
        label = f"\n{new.label or new.handle}  "
        spans += [Span(label, Mark.NAME), Span(new.wording.notation(), Mark.ADDED)]
    spans += spans_of_sections(effects_of(state, operation).sections)
    what = f"{question.handle} is carried out: {question.does}"

    def because(reason: str) -> Act[Step]:
        return lambda other: other.record(operation, note=reason)

    found = MergePreview(what, tuple(spans), because, bool(opposed), "record it")
    return attrs.evolve(found, does="", ruled=found) if opposed else found


@as_look
def rejection_preview(group: WorkingGroup, check: Check, question: Question) -> MergePreview:
    """Computes what rejecting an amendment to the arrangement would do."""
    spans = (Span(f"{question.handle} is closed; the text stays as it is."),)
    what = f"{question.handle} is rejected: {question.does}"

    def because(reason: str) -> Act[Step]:
        return lambda other: other.decide(question.id, Outcome.REJECTED, reason=reason)

    return MergePreview(what, spans, because, does="record it")


def _still_to_decide(view: MergeView) -> list[str]:
    return [f"still to be decided: {each.handle}, {each.does}" for each in view.questions]


def _settled_brackets(plan: MergePlan) -> list[str]:
    """Returns what becomes of each bracket that is settled, as a sentence without a stop."""
    said: list[str] = []
    for each in (bracket for bracket in plan.brackets if bracket.choice is not None):
        start, end = bracket_spans(plan.combination.base)[each.number - 1]
        inside = plan.combination.base[start + 1 : end - 1].strip()
        leaving = f", leaving {each.words_left}" if each.options[1:] else ""
        lifted = f"the brackets around “{inside}” are lifted{leaving}"
        is_left = each.words_left != "no text"
        said.append(lifted if is_left else f"“{inside}” is deleted with its brackets")
    return said


def _summary(plan: MergePlan) -> str:
    """Returns what becomes of the amendments, by handle, in one line."""
    bracketed = ("in brackets, contested", "in brackets, left open")
    kinds = ("merged", "in part", *bracketed, "not retained", "undecided")
    fates: dict[str, list[str]] = {kind: [] for kind in kinds}
    for outcome in plan.merge.outcomes:
        if outcome.taken:
            fate = "in part" if outcome.left or outcome.closed else "merged"
        elif outcome.key in plan.bracketed:
            fate = "in brackets, contested"
        elif outcome.key in plan.left_in_brackets:
            fate = "in brackets, left open"
        else:
            fate = "undecided" if outcome.left else "not retained"
        fates[fate].append(outcome.key)
    return "; ".join(f"{fate}: {', '.join(keys)}" for fate, keys in fates.items() if keys)


def _preview_spans(plan: MergePlan, ruled: MergePlan | None, view: MergeView) -> Iterator[Span]:
    becomes = (_summary(plan), *_settled_brackets(plan), *_still_to_decide(view))
    yield from (Span(f"{each}\n", Mark.SIGN) for each in becomes if each)
    if ruled is not None:
        yield Span(f"or, without brackets, {_summary(ruled)}\n", Mark.SIGN)
    yield Span("\n")
    if any(each.choice is not None for each in plan.brackets):
        yield from spans_of_change(plan.combination.base, plan.merge.text)
        yield Span("\n\nIt will read:\n", Mark.HEADING)
        yield Span(plan.merge.text)
    else:
        yield from spans_of_choices(plan, view.backers)
    yield from spans_of_sections(plan.sections)
    if ruled is not None:
        said = {line for section in plan.sections for line in section.lines}
        lines = [line for section in ruled.sections for line in section.lines if line not in said]
        yield from spans_of_sections([("If merged without brackets", lines)])
    settled = plan.combination.settle(plan.settled, view.backers)
    for neighbours in settled.neighbours:
        yield Span(f"\n\n{', '.join(neighbours.by)} change the same sentence: read it as a whole")
    for finding in settled.findings:
        yield Span(f"\n\n{finding.message}")


def what_remains(outcome: WhatRemains) -> str:
    """Returns what a merge leaves of an amendment, in few words."""
    if outcome.taken and not outcome.left and not outcome.closed:
        return "merged in full"
    if outcome.taken:
        return "merged in part" + ("" if outcome.left else "; the rest is not retained")
    return "remains undecided" if outcome.left else "not retained"
