"""A text that somebody is about to reword: what it says now, and who has the floor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from consensus.errors import NotFound
from consensus.finding import Severity
from consensus.reports.words import label_of
from consensus.text.brackets import parse
from consensus.text.merge import rebase, settled_for_text
from tui.views.text import Mark, Piece, pieces_of_change

if TYPE_CHECKING:
    from collections.abc import Collection

    from consensus.working_group import WorkingGroup
    from tui.worker import Check

_NO_TEXT = "a package has no text of its own: open one of its items, with j and its label"


@frozen
class WordingView:
    """What is reworded.

    Attributes:
        target: its id.
        name: what people call it, such as `5 (R5)`.
        text: what it says now, in the notation of brackets.
        version: the id of that version.
        number: the number of that version.
        is_amendment: whether it is an amendment.
        is_closed: whether it was agreed, so that what is proposed now asks to reopen it.
        speaker: the code of who has the floor; may be empty.
    """

    target: str
    name: str
    text: str
    version: str
    number: int
    is_amendment: bool
    is_closed: bool
    speaker: str


def wording_view(group: WorkingGroup, target: str) -> WordingView:
    """Read what an item or amendment says now.

    Raises:
        NotFound: nothing is selected, or what is has no text of its own.
    """
    state = group.state
    if target in state.packages:
        raise NotFound(_NO_TEXT)
    if target not in state.items and target not in state.amendments:
        raise NotFound("no item is selected: go to one with j and its label")
    version = state.version(target)
    return WordingView(
        target=target,
        name=name_of(group, target),
        text=version.wording.notation(),
        version=version.id,
        number=version.number,
        is_amendment=target in state.amendments,
        is_closed=state.is_closed(target),
        speaker=state.floor.speaker if state.floor else "",
    )


def name_of(group: WorkingGroup, target: str) -> str:
    """What people call a target: its label with its handle, or its handle alone."""
    handle, label = group.state.handle_of(target), label_of(group.state, target)
    return f"{label} ({handle})" if label else handle


def problems_of(group: WorkingGroup, text: str) -> tuple[str, ...]:
    """What is odd about the brackets of a text, one sentence each, notes left out."""
    codes = (*group.state.members, *group.state.negotiating_groups)
    _, findings = parse(text, codes)
    return tuple(
        f"line {each.line}, sign {each.column}: {each.message}"
        for each in findings
        if each.severity is not Severity.NOTE
    )


def carried_over(before: str, now: str, typed: str) -> str:
    """What was typed over one text, over the text that has come in its place.

    Where both changed the same words, those that were typed stand.
    """
    return settled_for_text(rebase(before, now, typed)).text()


def pieces_of_both(before: str, now: str, typed: str, check: Check) -> tuple[Piece, ...]:
    """What others changed meanwhile, and what is typed against what the text says now."""
    check()
    found = [Piece("Changed meanwhile\n", Mark.HEADING), *pieces_of_change(before, now)]
    check()
    found += [Piece("\n\nWhat you type, against that\n", Mark.HEADING)]
    return (*found, *pieces_of_change(now, typed))


def listed(codes: Collection[str], nobody: str) -> str:
    """Codes as a person reads them, or what stands for none."""
    return ", ".join(codes) if codes else nobody
