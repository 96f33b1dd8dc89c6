"""How the undecided amendments to one text combine, and who wants what of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.model.amendment import AmendmentKind, AmendmentState
from consensus.model.rivals import combination_of, names_of, rivals
from consensus.model.state import State
from consensus.reports.backing import Backing, backing
from consensus.reports.change_summary import change_summary
from consensus.reports.targets import label_of
from consensus.text.combination import Combination

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from tui.desk import Check, Look


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
        ids: the handle of each amendment to its id.
        questions: what is asked before the wording.
        backing: who is for and against a wording, by the handles of the amendments that want it;
            of the wording as it stands under no handle.
        waiting: the numbers, from 0, of the changes that go in only when they are chosen.
        problem: why nothing can be merged; empty when it can.
        asked_for: the handle of the amendment that the screen was opened for; empty for a text
            with amendments of its own.
    """

    target: str
    handle: str
    name: str
    combination: Combination
    sponsors: Mapping[str, tuple[str, ...]]
    ids: Mapping[str, str]
    questions: tuple[Question, ...]
    backing: Mapping[tuple[str, ...], Backing]
    waiting: frozenset[int]
    problem: str
    asked_for: str

    def held_by(self, handles: tuple[str, ...]) -> str:
        """Amendments with those who propose them: `A4 (ALV), A5 (TAL)`."""
        return ", ".join(
            f"{each} ({', '.join(self.sponsors.get(each, ())) or 'the chair'})" for each in handles
        )

    def id_of(self, handles: tuple[str, ...]) -> str:
        """The id of the first of some amendments; of the text where there is none."""
        return self.ids[handles[0]] if handles else self.target


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
    combination = combination_of(state, target)
    questions = tuple(_questions(group, target, check))
    check()
    return MergeView(
        target=target,
        handle=state.handle_of(target),
        name=name_of(state, target),
        combination=combination,
        sponsors=names_of(state, target),
        ids={
            **{each.handle: each.id for each in rivals(state, target)},
            **{each.handle: each.id for each in questions},
        },
        questions=questions,
        backing=_backing(group, target, combination, check),
        waiting=frozenset(each.number for each in group.changes_to(target) if not each.is_default),
        problem=_problem(state, target),
        asked_for=asked_for,
    )


def _text_of(state: State, asked: str) -> tuple[str, str]:
    """The id of the text whose amendments are merged, and the handle of the one asked for."""
    amendment = state.amendments.get(asked)
    if amendment is None or rivals(state, asked):
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
    if state.bars_changes(target):
        return f"{handle} is closed by a decision: it has to be reopened before anything goes in"
    amendment = state.amendments.get(target)
    if amendment is not None and amendment.state is not AmendmentState.OPEN:
        return f"{handle} is {amendment.state} already"
    return ""
