"""Acts on texts: merges, edits, brackets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from consensus.errors import Rejected
from consensus.finding import Finding
from consensus.history.operations import TranslateItem
from consensus.history.step import Step
from consensus.model.amendments import AmendmentKind
from consensus.model.drafts import Cause
from consensus.model.lookup import find_item, find_member, find_target
from consensus.rules.mergeable import Dissent, PlannedChange, dissent_on
from consensus.text.bracket_edits import withdraw
from consensus.text.brackets import BracketedText
from consensus.working_group.arranging import plan_arrangement
from consensus.working_group.bracket_notation import check_typed, read_text
from consensus.working_group.carrying_over import check_origins, plan_carry_over
from consensus.working_group.editing import EditPlan, foresee
from consensus.working_group.merging import (
    MergePlan,
    Settlements,
    changes_to,
    check_instruction,
    dissent_on_options,
    plan_edit,
    plan_merge,
)
from consensus.working_group.queries import Reading
from consensus.working_group.recording import Recording


class TextActs(Recording):
    """What is done to the words of a draft."""

    def translate(
        self, item: str, language: str, text: str, *, happened: datetime | None = None
    ) -> Step:
        """Record how the present text of an item reads in another language.

        Args:
            item: the item.
            language: a tag such as `fr`.
            text: the words.
            happened: when it was made, if not now.
        """
        found = find_item(self.state, item)
        operation = TranslateItem(
            item=found, language=language, version=self.state.version_id(found), text=text
        )
        return self.record(operation, happened=happened)

    def carry_over(
        self,
        other: Reading,
        items: Sequence[str] = (),
        *,
        draft: str = "",
        everything: bool = False,
        title: str = "",
        happened: datetime | None = None,
    ) -> Step:
        """Take over what another working group agreed, with where it comes from.

        It is not agreed here: each item is "not reconfirmed" until this working group decides it.

        Args:
            other: the other working group, opened for reading.
            items: which of its items, by label or handle; those it agreed or adopted if not given.
            draft: which of its drafts, where it has several and no items are named.
            everything: whether all items of that draft are taken, agreed or not.
            title: that of the draft here; told from the other's if not given.
            happened: when, if not now.

        Raises:
            NotFound: an item is not there, or nothing was agreed.
            Rejected: the other record was altered, or the same was carried over already.
        """
        operation = plan_carry_over(
            self, other, items, draft=draft, everything=everything, title=title
        )
        note = f"carried over from {other.title}"
        return self.record(operation, happened=happened, note=note, outside_meeting=True)

    def check_origins(self, other: Reading) -> tuple[Finding, ...]:
        """Hold what was carried over against the record that it came from.

        Args:
            other: the other working group, opened for reading.

        Returns:
            A finding for each item that the other record does not have so; a note if it has all.
        """
        return check_origins(self, other)

    def plan_merge(
        self,
        target: str,
        *,
        take: Collection[str] | None = None,
        changes: Collection[int] | None = None,
        settle: Settlements | None = None,
        keep_open: Collection[str] = (),
        without_brackets: bool = False,
        reason: str = "",
    ) -> MergePlan:
        """Computes what a merge would change and leave, without recording it.

        Words that a member objects to, or reserves its position on, never go in by default. Named
        in `take`, `changes` or `settle` they go in in brackets.

        Args:
            target: the item or amendment whose amendments are merged.
            take: the handles of the amendments whose changes go in; if not given, those that are
                ready and that no member objects to or holds.
            changes: the numbers, from 0, of the changes that go in, in place of `take`.
            settle: conflict number, from 0, to how it is settled; others stay open. The name of a
                bracket of the text, such as `B1`, to `keep`, `drop`, the letter of an option or a
                `Reword`.
            keep_open: handles of amendments whose hunks settled against them stay alive.
            without_brackets: whether words that a member objects to or holds go in without
                brackets, on the chair's instruction.
            reason: why; needed where words go in without brackets.

        Raises:
            Rejected: the target is closed, a name or number is not there, a settlement does not
                fit, nothing would go in, or a reason is missing.
        """
        return plan_merge(
            self.state,
            find_target(self.state, target),
            self.new_id,
            self.now(),
            take,
            changes,
            settle,
            keep_open,
            without_brackets,
            reason,
        )

    def changes_to(self, target: str) -> tuple[PlannedChange, ...]:
        """Returns the changes of a text that no amendment contradicts, ticked as a merge does.

        Args:
            target: the item or amendment.
        """
        return changes_to(self.state, find_target(self.state, target), self.now())

    def dissent_on_options(self, target: str) -> dict[tuple[int, int], tuple[Dissent, ...]]:
        """Returns who objects to the options of conflicts, or holds them.

        Args:
            target: the item or amendment.

        Returns:
            For each option the members, by the numbers of conflict and option, both from 0.
        """
        return dissent_on_options(self.state, find_target(self.state, target), self.now())

    def merge(
        self,
        target: str,
        *,
        take: Collection[str] | None = None,
        changes: Collection[int] | None = None,
        settle: Settlements | None = None,
        keep_open: Collection[str] = (),
        without_brackets: bool = False,
        reason: str = "",
        happened: datetime | None = None,
    ) -> Step:
        """Merge amendments into the text they amend, hunk by hunk; see `plan_merge`.

        An amendment that inserts, deletes, moves, splits or joins items is merged by its own
        name as the target; where `take`, `changes` or `settle` are given, the amendments to its
        own words are merged into it instead. It cannot go in in brackets, so where a member
        objects to it or holds it, it takes `without_brackets` and a reason.
        """
        found = find_target(self.state, target)
        amendment = self.state.amendments.get(found)
        whole = take is None and changes is None and settle is None
        if whole and amendment is not None and amendment.kind is not AmendmentKind.MODIFY:
            arranged = plan_arrangement(self.state, found, self.new_id)
            opposed = dissent_on(self.state, self.judgement(), found)
            check_instruction(amendment.handle, opposed, without_brackets, reason)
            return self.record(arranged, happened=happened, note=reason)
        plan = self.plan_merge(
            target,
            take=take,
            changes=changes,
            settle=settle,
            keep_open=keep_open,
            without_brackets=without_brackets,
            reason=reason,
        )
        return self.record(plan.operation, happened=happened)

    def plan_edit(self, target: str, text: str, *, editorial: bool = False) -> EditPlan:
        """See what another wording of an item or amendment would do, without recording it.

        Args:
            target: the item or amendment.
            text: the text it would have, in the notation of brackets.
            editorial: whether nothing of substance changes, so that positions carry over.

        Raises:
            Rejected: the text has no words, or it is a package, which has no text of its own.
        """
        found = find_target(self.state, target)
        if found in self.state.packages:
            raise Rejected(f"{target} is a package, which has no text of its own")
        cause = Cause.EDITORIAL if editorial else Cause.EDIT
        operation = plan_edit(self.state, found, text, self.new_id, cause)
        return foresee(self.state, operation, text)

    def edit(self, item: str, text: str, *, editorial: bool = False, reason: str = "") -> Step:
        """Give an item another text; the amendments to it follow.

        Args:
            item: which item.
            text: the text from now on, in the notation of brackets.
            editorial: whether nothing of substance changes, so that positions carry over.
            reason: why.

        Raises:
            Rejected: it has no words, or a square bracket without its other half.
        """
        check_typed(text)
        target = find_item(self.state, item)
        cause = Cause.EDITORIAL if editorial else Cause.EDIT
        return self.record(plan_edit(self.state, target, text, self.new_id, cause, reason))

    def bracket(self, item: str, text: str, reason: str = "") -> Step:
        """Write brackets into an item's text.

        Args:
            item: which item.
            text: its text with the brackets, otherwise unchanged.
            reason: why.

        Raises:
            Rejected: words outside the new brackets' own signs differ, or a bracket has no other
                half.
        """
        target = find_item(self.state, item)
        check_typed(text)
        wording = read_text(self.state, text)
        if _doubled(wording):
            raise Rejected("those words are in brackets already")
        if not self._only_brackets(target, wording):
            raise Rejected("writing brackets leaves the words as they are; edit the text instead")
        return self.record(
            plan_edit(self.state, target, text, self.new_id, Cause.BRACKETING, reason)
        )

    def leave_brackets(self, item: str, member: str, reason: str = "") -> Step:
        """Take a member's name out of the brackets of an item; no bracket is deleted by it.

        Raises:
            Rejected: the member holds no option there.
        """
        target = find_item(self.state, item)
        code = find_member(self.state, member)
        before = self.state.version(target).wording
        after = withdraw(before, code)
        if after == before:
            raise Rejected(f"{code} holds no option in the brackets of {item}")
        plan = plan_edit(
            self.state, target, after.notation(), self.new_id, Cause.BRACKETING, reason
        )
        return self.record(plan)


def _doubled(wording: BracketedText) -> bool:
    """Whether a bracket holds nothing but another bracket."""
    return any(
        len(bracket.options) == 1
        and len(bracket.options[0].text.parts) == 1
        and not isinstance(bracket.options[0].text.parts[0], str)
        for bracket in wording.brackets()
    )
