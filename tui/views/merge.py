"""How the undecided amendments to one text combine, and who wants what of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from consensus.model.amendments import AmendmentKind, AmendmentState
from consensus.model.rivals import backers_of, combine_pending, competing_amendments, names_of
from consensus.model.state import State
from consensus.reports.amendments import change_summary
from consensus.reports.holders import Backing, backing
from consensus.reports.words import label_of
from consensus.text.brackets import bracket_spans
from consensus.text.combination import Backers, Combination
from consensus.text.merge import Merge, merge
from tui.views.merge_choices import MergeChoices, chosen_in

if TYPE_CHECKING:
    from consensus.rules.mergeable import Dissent, PlannedChange
    from consensus.working_group import WorkingGroup
    from tui.worker import Check, Look


@frozen
class Question:
    """An amendment that deletes, moves, splits, joins or puts in items: asked on its own.

    Attributes:
        id: its id.
        handle: such as `A25`.
        sponsors: the codes of those who propose it.
        does: what it would do, such as `delete R14`.
        kind: what kind of amendment it is.
        text: the text that it would put in; empty for one that puts in none.
        backing: who is for and against it.
    """

    id: str
    handle: str
    sponsors: tuple[str, ...]
    does: str
    kind: AmendmentKind
    text: str
    backing: Backing


@frozen
class MergeView:
    """How the undecided amendments to one text combine.

    Attributes:
        target: the id of the text.
        handle: its handle.
        name: what people call it, with its handle: `3 (R3)`.
        combination: how the amendments combine, by their handles.
        sponsors: the handle of each amendment to the codes of those who propose it.
        backers: the handle of each amendment to who is named with its words in brackets.
        ids: the handle of each amendment to its id.
        questions: what is asked before the wording.
        backing: who is for and against a wording, by the handles of the amendments that want it;
            of the wording as it stands under no handle.
        planned: the changes that nobody contradicts, and why some wait unless they are chosen.
        dissent: who objects to an option or holds it, by the numbers of conflict and option.
        problem: why nothing can be merged; empty when it can.
        asked_for: the handle of the amendment that the screen was opened for; empty for a text
            with amendments of its own.
    """

    target: str
    handle: str
    name: str
    combination: Combination
    sponsors: Mapping[str, tuple[str, ...]]
    backers: Mapping[str, Backers]
    ids: Mapping[str, str]
    questions: tuple[Question, ...]
    backing: Mapping[tuple[str, ...], Backing]
    planned: tuple[PlannedChange, ...]
    dissent: Mapping[tuple[int, int], tuple[Dissent, ...]]
    problem: str
    asked_for: str

    @property
    def on_brackets(self) -> str:
        """How the brackets of the text are settled; empty where it has none."""
        count = len(bracket_spans(self.combination.base))
        if not count:
            return ""
        named = "Bracket B1" if count == 1 else f"Brackets B1 to B{count}"
        command = f"consensus merge {self.handle} --settle B1=keep|drop|a"
        return f"{named}: settle with {command}"

    @property
    def waiting(self) -> frozenset[int]:
        """The numbers, from 0, of the changes that go in only when they are chosen, if ever."""
        waiting = [each for each in self.planned if self.problem or not each.is_default]
        return frozenset(number for each in waiting for number in each.numbers)

    def planned_as(self, number: int) -> PlannedChange:
        """What a change is part of: itself, or one edit in several places."""
        return next(each for each in self.planned if number in each.numbers)

    def dissent_on(self, number: int, handles: Iterable[str]) -> tuple[Dissent, ...]:
        """Who objects to what a conflict would be settled for, or holds it."""
        found: dict[Dissent, None] = {}
        for place, option in enumerate(self.combination.conflicts[number].options):
            if not set(option.by).isdisjoint(handles):
                found |= dict.fromkeys(self.dissent[number, place])
        return tuple(found)

    def in_brackets(self, choices: MergeChoices) -> MergeChoices:
        """Returns the choices as a merge records them, with opposed words in brackets."""
        settled = dict(choices.settled)
        for number, settlement in choices.settled.items():
            conflict = self.combination.conflicts[number]
            chosen = chosen_in(conflict, settlement)
            opposed = [
                key
                for key in chosen
                if any(not each.is_conditional for each in self.dissent_on(number, [key]))
            ]
            if opposed:
                settled[number] = conflict.in_brackets(chosen, opposed)
        taken = set(choices.taken(self.combination))
        bracketed = frozenset(
            each.number for each in self.planned if each.is_doubted and each.number in taken
        )
        return evolve(choices, settled=settled, bracketed=bracketed)

    def merged(self, choices: MergeChoices) -> Merge:
        """Returns what the choices would make of the text and of each amendment."""
        from consensus.working_group.merging import undecided

        recorded = self.in_brackets(choices)
        return merge(
            self.combination,
            take=recorded.taken(self.combination),
            settle=recorded.settled,
            keep_open={*recorded.keep_open, *undecided(self.combination, recorded.settled)},
            in_brackets=recorded.bracketed,
            names=self.backers,
        )

    def held_by(self, handles: tuple[str, ...]) -> str:
        """Amendments with those who propose them: `A4 (ALV), A5 (TAL)`."""
        return ", ".join(
            f"{each} ({', '.join(self.sponsors.get(each, ())) or 'the chair'})" for each in handles
        )

    def id_of(self, handles: tuple[str, ...]) -> str:
        """The id of the first of some amendments; of the text where there is none."""
        return self.ids[handles[0]] if handles else self.target


def note_on(view: MergeView, recorded: MergeChoices, number: int) -> str:
    """Why a change waits, who objects to it or holds it, and who gets it in part; may be empty.

    Args:
        view: how the amendments combine.
        recorded: what was chosen, as it would be recorded.
        number: that of the change, from 0.
    """
    planned = view.planned_as(number)
    if number not in recorded.taken(view.combination):
        return planned.why_not or listed_dissent(planned.against)
    said = [listed_dissent(planned.against)] if planned.against else []
    if number in recorded.bracketed:
        said = [f"in brackets: {said[0]}"]
    if planned.in_part:
        said.append(f"{', '.join(planned.in_part)} in part")
    return "; ".join(said)


def listed_dissent(dissent: Iterable[Dissent]) -> str:
    """Who objects or holds, with the reasons, on one line."""
    return "; ".join(dict.fromkeys(each.sentence for each in dissent))


def merge_view(target: str) -> Look[MergeView]:
    """What reads how the amendments to a text combine.

    Args:
        target: the id of an item or amendment; an amendment to words that has none to itself
            stands for the text it amends, one to an arrangement for its own question.
    """

    def look(group: WorkingGroup, check: Check) -> MergeView:
        return _read(group, target, check)

    return look


def _read(group: WorkingGroup, asked: str, check: Check) -> MergeView:
    state = group.state
    target, asked_for = _text_of(state, asked)
    combination = combine_pending(state, target)
    questions = tuple(_questions(group, target, check))
    check()
    return MergeView(
        target=target,
        handle=state.handle_of(target),
        name=name_of(state, target),
        combination=combination,
        sponsors=names_of(state, target),
        backers=backers_of(state, target),
        ids={
            **{each.handle: each.id for each in competing_amendments(state, target)},
            **{each.handle: each.id for each in questions},
        },
        questions=questions,
        backing=_backing(group, target, combination, check),
        planned=group.changes_to(target),
        dissent=group.dissent_on_options(target),
        problem=_problem(state, target),
        asked_for=asked_for,
    )


def _text_of(state: State, asked: str) -> tuple[str, str]:
    """The id of the text whose amendments are merged, and the handle of the one asked for."""
    amendment = state.amendments.get(asked)
    if amendment is None or competing_amendments(state, asked):
        return asked, ""
    if amendment.kind is AmendmentKind.MODIFY:
        return amendment.target, amendment.handle
    return asked, amendment.handle


def name_of(state: State, target: str) -> str:
    """What people call a target, with its handle: `3 (R3)`."""
    label, handle = label_of(state, target), state.handle_of(target)
    return f"{label} ({handle})" if label else handle


def _questions(group: WorkingGroup, target: str, check: Check) -> Iterator[Question]:
    state = group.state
    judgement = group.judgement()
    for amendment in state.amendments.values():
        check()
        concerned = (amendment.target, *amendment.others, amendment.id)
        is_open = amendment.state is AmendmentState.OPEN
        if target not in concerned or not is_open or amendment.kind is AmendmentKind.MODIFY:
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
            backing(state, judgement, [amendment.id]),
        )


def _backing(
    group: WorkingGroup, target: str, combination: Combination, check: Check
) -> dict[tuple[str, ...], Backing]:
    state = group.state
    judgement = group.judgement()
    camps = {change.by for change in combination.changes}
    camps |= {option.by for conflict in combination.conflicts for option in conflict.options}
    found: dict[tuple[str, ...], Backing] = {(): backing(state, judgement, [target])}
    for camp in camps - {()}:
        check()
        found[camp] = backing(state, judgement, [state.handles[each] for each in camp])
    return found


def _problem(state: State, target: str) -> str:
    handle = state.handle_of(target)
    if target in state.items and state.items[target].removed:
        return f"{handle} was removed from the draft"
    decision = state.last_decision(target)
    if decision is not None and state.bars_changes(target):
        return (
            f"{handle} is {decision.outcome}, so nothing goes in: reopen it first, with g in the"
            " step-through (3)"
        )
    amendment = state.amendments.get(target)
    if amendment is not None and amendment.state is not AmendmentState.OPEN:
        return f"{handle} is {amendment.state} already"
    return ""
