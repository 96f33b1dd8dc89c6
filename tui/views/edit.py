"""What another wording would change, and what hangs on it, as a passage to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from consensus.working_group.editing import Fate
from tui.views.proposal import refuse_if_changed
from tui.views.text import Mark, Piece, pieces_of_change
from tui.views.wording import WordingView, pieces_of_both

if TYPE_CHECKING:
    from consensus.history.step import Step
    from consensus.working_group import WorkingGroup
    from consensus.working_group.editing import EditPlan
    from tui.worker import Act, Check, Look

_LISTED = 12


def edit_foresight(
    wording: WordingView, against: str, text: str, editorial: bool
) -> Look[tuple[Piece, ...]]:
    """Work out what another wording would do.

    Args:
        wording: what is reworded.
        against: what it said when the rewording was begun.
        text: the words typed.
        editorial: whether nothing of substance changes.
    """

    def look(group: WorkingGroup, check: Check) -> tuple[Piece, ...]:
        if not text.strip():
            return (Piece("a text needs words; to take the item out, propose that", Mark.SIGN),)
        if text == wording.text:
            return (Piece("nothing yet: type above what it should say", Mark.FAINT),)
        if against != wording.text:
            pieces = pieces_of_both(against, wording.text, text, check)
        else:
            pieces = pieces_of_change(wording.text, text)
        check()
        plan = group.plan_edit(wording.target, text, editorial=editorial)
        return (*pieces, *consequences(plan))

    return look


def consequences(plan: EditPlan) -> tuple[Piece, ...]:
    """What hangs on a rewording: amendments, positions, decisions, and odd brackets."""
    return tuple(_consequences(plan))


def _consequences(plan: EditPlan) -> Iterator[Piece]:
    for finding in plan.findings:
        yield Piece(
            f"\n\n✗ line {finding.line}, sign {finding.column}: {finding.message}", Mark.SIGN
        )
    if plan.decisions:
        yield Piece(f"\n\n{', '.join(plan.decisions)} would no longer cover the words", Mark.SIGN)
    if plan.taken_out:
        handles = ", ".join(plan.taken_out)
        yield Piece(f"\n\n{handles} would no longer be in the text", Mark.SIGN)
    yield from pieces_of_sections(plan.effects.sections)
    if plan.following:
        yield Piece("\n\nAmendments", Mark.HEADING)
        yield from _following(plan)
    if plan.refreshing:
        yield Piece("\n\nPositions to be reconfirmed", Mark.HEADING)
        for refreshing in plan.refreshing[:_LISTED]:
            yield Piece(f"\n{refreshing.member}", Mark.NAME)
            yield Piece(f": {refreshing.stance} on {refreshing.target}")
        yield from _more(len(plan.refreshing))
    elif not plan.findings:
        yield Piece("\n\nno position needs to be reconfirmed", Mark.FAINT)


def pieces_of_sections(sections: Iterable[tuple[str, Sequence[str]]]) -> Iterator[Piece]:
    """What a change of text would do, with headings."""
    for heading, lines in sections:
        yield Piece(f"\n\n{heading}", Mark.HEADING)
        yield from (Piece(f"\n- {line}") for line in lines)


def _following(plan: EditPlan) -> Iterator[Piece]:
    for fate, many in ((Fate.FOLLOWS, "follow as they are"), (Fate.MET, "say nothing more")):
        handles = [each.handle for each in plan.following if each.fate is fate]
        if handles:
            yield Piece(f"\n{', '.join(handles)}", Mark.NAME)
            yield Piece(f" {many if len(handles) > 1 else fate}")
    clashing = [each for each in plan.following if each.fate is Fate.CLASHES]
    for each in clashing[:_LISTED]:
        yield Piece(f"\n{each.handle}", Mark.NAME)
        yield Piece(f" {each.fate}: ")
        yield from pieces_of_change(plan.new, each.after)
    yield from _more(len(clashing))


def _more(count: int) -> Iterator[Piece]:
    if count > _LISTED:
        yield Piece(f"\nand {count - _LISTED} more", Mark.FAINT)


def editing(wording: WordingView, version: str, text: str, editorial: bool, reason: str) -> Act:
    """How another wording is recorded: as an edit of an item, or as its sponsors' revision.

    Args:
        wording: what is reworded.
        version: the id of the version that was seen.
        text: the words.
        editorial: whether nothing of substance changes.
        reason: why; may be empty.
    """

    def act(group: WorkingGroup) -> Step:
        refuse_if_changed(group, wording.target, version)
        if wording.is_amendment:
            return group.revise(wording.target, text, reason)
        return group.edit(wording.target, text, editorial=editorial, reason=reason)

    return act
