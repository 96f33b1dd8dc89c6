"""Commands on drafts and amendments: import, changes, merges, revisions and translations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

import consensus
from consensus.errors import Rejected
from consensus.finding import Finding
from consensus.formats.amendment_rows import AmendmentRow, first_part
from consensus.formats.bracket_notation import check_new_text, check_typed, keep_names, read_text
from consensus.formats.source import Source
from consensus.history import operations
from consensus.history.operation import Operation
from consensus.history.step import Step
from consensus.model import lookup
from consensus.model.amendments import Amendment, AmendmentKind, Disposition, TrayState
from consensus.model.drafts import Cause, Draft, SpanningBracket, Translation, Version
from consensus.rules.mergeable import PlannedChange, check_instruction, dissent_on
from consensus.text.bracket_edits import only_brackets, withdraw
from consensus.text.brackets import BracketedText
from consensus.working_group import editing, merging
from consensus.working_group.commands.imports import ImportCommands
from consensus.working_group.import_base import ImportReport
from consensus.working_group.merge_choices import changes_to
from consensus.working_group.proposing import plan_placing, plan_proposal
from consensus.working_group.queries import Queries
from consensus.working_group.recording import Made, Recording

if TYPE_CHECKING:
    from consensus.formats.draft_version import DraftVersion


class TextCommands(Recording):
    """Commands that change the words of a draft."""

    def translate(
        self, item: str, language: str, text: str, *, happened: datetime | None = None
    ) -> Made[Translation]:
        """Records how the present text of an item reads in another language.

        The language is a tag such as `fr`.
        """
        found = self._item(item)
        operation = operations.TranslateItem(
            item=found, language=language, version=self.state.version_id(found), text=text
        )
        step = self.record(operation, happened=happened)
        return self._made(step, self.state.translations[language], key=found)

    def carry_over(
        self,
        other: Queries,
        items: Sequence[str] = (),
        *,
        draft: str = "",
        everything: bool = False,
        title: str = "",
        happened: datetime | None = None,
    ) -> Made[Draft]:
        """Imports what another working group agreed, with its provenance.

        It is not agreed here: each item is "not reconfirmed" until this working group decides it.

        Args:
            items: which of its items, by label or handle; those it agreed or adopted if not given.
            draft: which of its drafts, where it has several and no items are named.
            everything: whether all items of that draft are taken, agreed or not.
            title: that of the draft here; derived from the other's if not given.

        Raises:
            NotFound: an item is not there, or nothing was agreed.
            Rejected: the other record was altered or is in a block of `atomic`, an item stands in
                a bracket over several, or the same was carried over already.
        """
        from consensus.working_group.publishing import plan_carry_over

        operation = plan_carry_over(
            self, other, items, draft=draft, everything=everything, title=title
        )
        note = f"carried over from {other.title}"
        step = self.record(operation, happened=happened, note=note, outside_meeting=True)
        return self._made(step, self.state.drafts)

    def check_origins(self, other: Queries) -> tuple[Finding, ...]:
        """Compares what was carried over with the record that it came from.

        Returns a finding for each item that the other record does not have so, or else a note.
        """
        from consensus.working_group.publishing import check_origins

        return check_origins(self, other)

    def plan_merge(
        self,
        target: str,
        *,
        take: Collection[str] | None = None,
        changes: Collection[int] | None = None,
        settle: merging.Settlements | None = None,
        keep_open: Collection[str] = (),
        without_brackets: merging.WithoutBrackets = False,
        reason: str = "",
    ) -> merging.MergePlan:
        """Computes what a merge would change and leave, without recording it.

        Words that a member objects to, or reserves its position on, never go in by default. Named
        in `take`, `changes` or `settle` they go in in brackets.

        Args:
            target: the item or amendment whose amendments are merged.
            take: the handles of the amendments whose changes go in; if not given, those that are
                ready and that no member objects to or holds.
            changes: the numbers, from 1, of the changes that go in, in place of `take`.
            settle: conflict number, from 1, to the handle of the amendment that it is settled for,
                or to a `Settlement` of `consensus.text.hunk`; others stay open. The name of a
                bracket of the text, such as `B1`, to `keep`, `drop`, the letter of an option or a
                `Reword`.
            keep_open: handles of amendments whose hunks settled against them stay alive.
            without_brackets: whether words that a member objects to or holds go in without
                brackets, on the Chair's instruction; `needed` for only those that cannot go in in
                brackets, since they stand in one or are new wording.
            reason: why; needed where words go in without brackets.

        Raises:
            Rejected: the target is closed, a name or number is not there, a settlement does not
                fit, nothing would go in, or a reason is missing.
        """
        found = self._target(target)
        request = merging.MergeRequest(
            take, changes, settle or {}, keep_open, without_brackets, reason
        )
        return merging.plan_merge(self.state, found, request, self.new_id, self.now())

    def changes_to(self, target: str) -> tuple[PlannedChange, ...]:
        """Returns the changes of a text that are in no conflict, and whether a merge takes each."""
        return changes_to(self.state, self._target(target), self.now())

    def merge(
        self,
        target: str | merging.MergePlan,
        *,
        take: Collection[str] | None = None,
        changes: Collection[int] | None = None,
        settle: merging.Settlements | None = None,
        keep_open: Collection[str] = (),
        without_brackets: merging.WithoutBrackets = False,
        reason: str = "",
        happened: datetime | None = None,
    ) -> Made[Version]:
        """Merges amendments into the text they amend, hunk by hunk; see `plan_merge`.

        A plan that was made before, and shown perhaps, is recorded as it is, with the reason if one
        is given. It is refused if by now another member objects, or anything else would be planned.

        An amendment that inserts, deletes, moves, splits or joins items is merged by its own
        name as the target; where `take`, `changes` or `settle` are given, the amendments to its
        own words are merged into it instead. It cannot go in in brackets, so where a member
        objects to it or holds it, it takes `without_brackets` and a reason.
        """
        if isinstance(target, merging.MergePlan):
            if take is not None or changes is not None or settle or keep_open or without_brackets:
                raise Rejected(
                    "a plan is recorded as it was made: give take, changes, settle, keep_open and"
                    " without_brackets to plan_merge, not beside its plan"
                )
            self._refuse_unless_writable()
            self.refresh()
            if changed := target.changed_in(self.state, self.new_id, self.now()):
                raise Rejected(*changed)
            operation = evolve(target.operation, reason=reason or target.operation.reason)
            step = self.record(operation, happened=happened)
            return self._worded(step, operation.target)
        found = self._target(target)
        amendment = self.state.amendments.get(found)
        whole = take is None and changes is None and settle is None
        if whole and amendment is not None and amendment.kind is not AmendmentKind.MODIFY:
            arranged = editing.plan_arrangement(self.state, found, self.new_id)
            opposed = dissent_on(self.state, self.judgement(), found)
            check_instruction(amendment.handle, opposed, bool(without_brackets), reason)
            step = self.record(arranged, happened=happened, note=reason)
            return self._worded(step, self.state.amendments[found].holder)
        request = merging.MergeRequest(
            take, changes, settle or {}, keep_open, without_brackets, reason
        )
        plan = merging.plan_merge(self.state, found, request, self.new_id, self.now())
        return self._worded(self.record(plan.operation, happened=happened), found)

    def plan_edit(self, target: str, text: str, *, editorial: bool = False) -> editing.EditPlan:
        """Computes what another wording of an item or amendment would do, without recording it.

        Arguments as `edit`.

        Raises:
            Rejected: the text has no words, or it is a package, which has no text of its own.
        """
        found = self._target(target)
        if found in self.state.packages:
            raise Rejected(f"{target} is a package, which has no text of its own")
        cause = Cause.EDITORIAL if editorial else Cause.EDIT
        operation = editing.plan_edit(self.state, found, text, self.new_id, cause)
        return editing.preview_edit(self.state, operation, text)

    def edit(
        self, item: str, text: str, *, editorial: bool = False, reason: str = ""
    ) -> Made[Version]:
        """Replaces the text of an item; the amendments to it are rebased.

        Args:
            text: the text from now on, in the notation of brackets.
            editorial: whether nothing of substance changes, so that positions carry over.

        Raises:
            Rejected: it has no words, a square bracket without its other half, or is the text of
                the item already.
        """
        check_typed(text)
        target = self._item(item)
        check_new_text(self.state, target, text)
        cause = Cause.EDITORIAL if editorial else Cause.EDIT
        plan = editing.plan_edit(self.state, target, text, self.new_id, cause, reason)
        return self._worded(self.record(plan), target)

    def bracket(self, item: str, text: str, reason: str = "") -> Made[Version]:
        """Records brackets around words of an item's text.

        `text` is its text with the brackets, otherwise unchanged.

        Raises:
            Rejected: words outside the new brackets differ, or a bracket has no other half.
        """
        target = self._item(item)
        check_typed(text)
        wording = read_text(self.state, text)
        if _doubled(wording):
            raise Rejected("those words are in brackets already")
        before = self.state.version(target).wording
        if not only_brackets(before, wording) and _words(wording) != _words(before):
            raise Rejected("writing brackets leaves the words as they are; edit the text instead")
        plan = editing.plan_edit(self.state, target, text, self.new_id, Cause.BRACKETING, reason)
        return self._worded(self.record(plan), target)

    def leave_brackets(self, item: str, member: str, reason: str = "") -> Made[Version]:
        """Removes a member's name from an item's brackets, which stay; `Rejected` if in none.

        Those over several items are left as well.
        """
        target = self._item(item)
        code = self._member(member)
        over = [each for each in self.state.spanning_over(target) if code in each.holders]
        plan: list[Operation] = [
            operations.LeaveBracketedItems(bracket=each.id, member=code, reason=reason)
            for each in over
        ]
        before = self.state.version(target).wording
        after = withdraw(before, code)
        if after != before:
            cause, text = Cause.BRACKETING, after.notation()
            plan.append(editing.plan_edit(self.state, target, text, self.new_id, cause, reason))
        if not plan:
            raise Rejected(f"{code} holds no option in the brackets of {item}")
        return self._worded(self.record(*plan), target)

    def bracket_items(
        self, first: str, last: str, *, by: Sequence[str] = (), reason: str = ""
    ) -> Made[SpanningBracket]:
        """Records a bracket around items of a draft, from one to a later one.

        None of them is agreed until it is settled.

        Args:
            first: the item in which it opens.
            last: the item in which it closes.
            by: the codes of who proposes what is in it.

        Raises:
            Rejected: the second item does not come after the first in one draft, or one of them is
                closed by a decision.
        """
        from consensus.working_group.spanning import plan_bracketing

        ends, members = (self._item(first), self._item(last)), self._members(by)
        step = self.record(plan_bracketing(self.state, *ends, members, reason))
        return self._made(step, self.state.spanning)

    def settle_bracket(
        self, bracket: str, how: str = "keep", reason: str = ""
    ) -> Made[SpanningBracket]:
        """Settles a bracket over several items, which frees all of them.

        Args:
            bracket: its handle, such as `BR1`, or an item that stands in no other such bracket.
            how: `keep` the words and lift it, `drop` it and its words, or, of alternatives, the
                letter of the one whose items stay; those of the others leave the text.

        Raises:
            NotFound: there is none, or the item stands in several.
            Rejected: it was settled, or what leaves the text is closed by a decision or amended.
        """
        from consensus.working_group.spanning import find_spanning, plan_settling

        found = find_spanning(self.state, bracket)
        plan = plan_settling(self.state, found, how, self.new_id, reason)
        return self._made(self.record(*plan), self.state.spanning, key=found)


def _doubled(wording: BracketedText) -> bool:
    """Returns whether a bracket contains nothing but another bracket."""
    return any(
        len(bracket.options) == 1
        and len(bracket.options[0].text.parts) == 1
        and not isinstance(bracket.options[0].text.parts[0], str)
        for bracket in wording.brackets()
    )


def _words(text: BracketedText) -> str:
    """Returns every word of a text without bracket characters, of brackets all options."""
    return "".join(
        part if isinstance(part, str) else "".join(_words(each.text) for each in part.options)
        for part in text.parts
    )


# What reads whole drafts is imported late, as what reads tables is.


class DraftCommands(ImportCommands):
    """Commands that import and compare whole drafts."""

    def import_draft(
        self,
        source: Source | Path,
        revision: str = "zero draft",
        *,
        alternatives: bool = False,
        statuses: bool = False,
    ) -> ImportReport:
        """Imports a draft from Word, or from Markdown or plain text by the file's suffix.

        Args:
            source: the file; a Word file with all its changes rejected, as `read_docx` makes it.
            revision: what this state is called.
            alternatives: whether neighbouring brackets without a name, slashes in brackets,
                `Option 1:` paragraphs and `alt` paragraphs are read as choices.
            statuses: whether what the text says of its items is recorded in the same step, and
                taken out of it: `(agreed ad ref 12 May)` as a decision, `alt` and `Option 1:` as
                choices, `Chair's proposal` as who proposes; see `ImportReport.statuses`.

        Raises:
            Rejected: it is empty, or the same content is in the record already.
        """
        from consensus.formats.draft_docx import text_or_docx
        from consensus.working_group.import_state import import_with_statuses

        source, now = text_or_docx(source), self.now()
        how = alternatives, self.new_id, now, statuses
        report = import_with_statuses(self.state, source, revision, *how)
        return self._record_import(report, source.name)

    def draft_report(
        self,
        drafts: str | Sequence[str] = (),
        audience: consensus.Audience | str = "public",
        *,
        with_unagreed: bool = True,
    ) -> ImportReport:
        """Makes a draft of the paragraphs of the final report, to be adopted one by one.

        Its annexes are not in it, since nobody edits them. Reports are not about such a draft.

        Args:
            drafts: the drafts to report on; all but reports if not given.
            audience: the public; any other is refused, since everybody reads the text of a draft.
            with_unagreed: whether texts without consensus are stated beside those with.
        """
        from consensus.working_group.import_drafts import import_report

        names = [drafts] if isinstance(drafts, str) else drafts
        chosen = [lookup.find_draft(self.state, each) for each in names]
        report = import_report(
            self.state, self.now(), self.new_id(), chosen, audience, with_unagreed
        )
        return self._record_import(report, "the final report")

    def compare_draft(
        self, source: Source | Path, draft: str = "", *, alternatives: bool = False
    ) -> tuple[consensus.DraftComparison, tuple[Finding, ...]]:
        """Compares the present text of a draft with another version of it, recording nothing.

        The arguments are as for `import_counter_draft`. Returns what was kept, modified, moved,
        inserted, deleted, split and joined, and what is odd about the file.
        """
        from consensus.formats.draft_version import findings_of
        from consensus.working_group.import_drafts import compare_draft

        version = self._version(source, draft, alternatives)
        title = self.state.drafts[version.draft].title
        return compare_draft(self.state, version), findings_of(version, title)

    def import_counter_draft(
        self,
        source: Source | Path,
        *,
        by: Sequence[str] = (),
        cosponsors: Sequence[str] = (),
        rationale: str = "",
        draft: str = "",
        alternatives: bool = False,
        anyway: bool = False,
    ) -> ImportReport:
        """Imports another version of a draft as amendments, in one step.

        The same content again adds nothing. A file in which less than a quarter of the draft's
        paragraphs is found is refused, since it would delete the others.

        Args:
            source: the file of the version; a Word file with all its changes accepted.
            by: the codes of the members that propose it; none for a chair's text.
            cosponsors: the codes of those that joined.
            rationale: why, for each of the amendments.
            alternatives: as for `import_draft`, and as the draft was read.
            anyway: whether it is imported however little of the draft is in it.

        Raises:
            Rejected: hardly anything of the draft is in it.
        """
        from consensus.formats.draft_docx import text_or_docx
        from consensus.formats.draft_version import check_is_version
        from consensus.working_group.counter_drafts import CounterDraft

        source = text_or_docx(source)
        version = self._version(source, draft, alternatives)
        if not anyway:
            check_is_version(self.state, version)
        made = CounterDraft(
            self.state,
            version,
            self.new_id,
            self._members(by),
            self._members(cosponsors),
            rationale,
        )
        return self._import(source, made.make(), strict=False)

    def _version(self, source: Source | Path, draft: str, alternatives: bool) -> DraftVersion:
        from consensus.formats.draft_docx import DocxSource, text_or_docx
        from consensus.formats.draft_version import read_version

        source = text_or_docx(source)
        if isinstance(source, DocxSource):
            source = source.accepted()
        return read_version(self.state, lookup.find_draft(self.state, draft), source, alternatives)

    def import_translation(
        self, source: Source | Path, language: str, draft: str = "", strict: bool = False
    ) -> ImportReport:
        """Imports a translated draft, each paragraph linked to the version it translates.

        The file is from Word, or in Markdown or plain text by the ending of its name. The language
        is a tag such as `fr`. A paragraph that finds no item is bad.
        """
        from consensus.formats.draft_docx import text_or_docx
        from consensus.working_group.import_drafts import import_translation

        source, found = text_or_docx(source), lookup.find_draft(self.state, draft)
        return self._import(source, import_translation(self.state, found, language, source), strict)


class AmendmentCommands(Recording):
    """Commands on amendments before they are merged."""

    def propose(
        self,
        target: str = "",
        text: str = "",
        *,
        old: str = "",
        by: Sequence[str] = (),
        cosponsors: Sequence[str] = (),
        kind: AmendmentKind | str = AmendmentKind.MODIFY,
        after: str = "",
        parent: str = "",
        label: str = "",
        parts: Sequence[str] = (),
        others: Sequence[str] = (),
        rationale: str = "",
        draft: str = "",
        tray: str = "",
        circulated: datetime | None = None,
        happened: datetime | None = None,
        nameless: bool = False,
    ) -> Made[Amendment]:
        """Records an amendment.

        Args:
            target: what it amends; may be left out when `old` says where it belongs.
            text: the new words: of the whole, or of the passage `old`.
            old: the passage that is replaced.
            by: the codes of its sponsors; none for a chair's proposal.
            cosponsors: the codes of its co-sponsors.
            kind: modify, insert, delete, move, split or join.
            after: for insertions and moves, what it follows: an item, or a passage quoted.
            parent: for insertions and moves, the section it goes under.
            label: for insertions, the label proposed.
            parts: for a split, the second and later parts, as the target ends; `text` is the
                first, or else what stands before them.
            others: for a join, the items joined to the target.
            draft: which draft, where there are several; that of the target if not given.
            tray: the handle of the tray entry it is made of.
            circulated: when it was sent to the members, if not when it was proposed.
            nameless: whether `text` was made of one printed without the names in its brackets: a
                bracket with the same options and no name then has its names back.

        Raises:
            Rejected: it fits nowhere, a text has a square bracket without its other half, or the
                parts of a split without `text` are not what its target ends with.
        """
        row = AmendmentRow(
            target=target,
            kind=AmendmentKind(kind),
            old=old,
            text=text,
            after=after,
            parent=parent,
            label=label,
            by=self._members(by),
            cosponsors=self._members(cosponsors),
            rationale=rationale,
            parts=tuple(parts),
            others=tuple(others),
            circulated=circulated,
        )
        entry = lookup.find(self.state, tray) if tray else ""
        operation = plan_proposal(self.state, self._draft(draft, target), row, entry, nameless)
        return self._made(self.record(operation, happened=happened), self.state.amendments)

    def _draft(self, draft: str, target: str) -> str:
        """Returns the id of a draft that is named, or else of the one that a target is in."""
        state = self.state
        if draft or not target or len(state.drafts) < 2:
            return lookup.find_draft(state, draft)
        return state.draft_of(self._target(target))

    def revise(
        self, amendment: str, text: str, reason: str = "", *, nameless: bool = False
    ) -> Made[Version]:
        """Records another wording that an amendment's sponsors put forward.

        `nameless` as in `propose`.

        Raises:
            Rejected: it has no words, a square bracket without its other half, or is the text of
                the amendment already, or as the first part of a split all of the item.
        """
        check_typed(text)
        target = self._amendment(amendment)
        if nameless:
            text = keep_names(self.state, self.state.version(target).wording, text)
        check_new_text(self.state, target, text)
        split = self.state.amendments[target]
        if split.kind is AmendmentKind.SPLIT:
            whole, name = self.state.text(split.target), self.state.name_of(split.target)
            first_part(whole, text, split.parts, name)
        plan = editing.plan_edit(self.state, target, text, self.new_id, reason=reason)
        return self._worded(self.record(plan), target)

    def withdraw(self, amendment: str, members: Sequence[str] = (), reason: str = "") -> Step:
        """Records that sponsors withdraw; with the last of them, the amendment is withdrawn.

        `members` are the codes of those that withdraw; empty for all.
        """
        found = self._amendment(amendment)
        codes = self._members(members)
        operation = operations.WithdrawAmendment(
            amendment=found,
            members=codes,
            ends=not set(self.state.amendments[found].backers).difference(codes),
            reason=reason,
        )
        return self.record(operation)

    def take_up(self, amendment: str, members: Sequence[str]) -> Step:
        """Records new sponsors of a withdrawn amendment, which is rebased on the present text."""
        state = self.state
        found = state.amendments[self._amendment(amendment)]
        operation = operations.TakeUpAmendment(
            amendment=found.id,
            members=self._members(members),
            wording=editing.over_present_text(state, found),
            over=state.version_id(found.target) if found.against else "",
        )
        return self.record(operation)

    def cosponsor(self, amendment: str, members: Sequence[str]) -> Step:
        """Records that members join an amendment."""
        operation = operations.CosponsorAmendment(
            amendment=self._amendment(amendment), members=self._members(members)
        )
        return self.record(operation)

    def consolidate(
        self,
        amendments: Sequence[str],
        text: str,
        *,
        by: Sequence[str] = (),
        consenting: Sequence[str] = (),
        rationale: str = "",
        nameless: bool = False,
    ) -> Made[Amendment]:
        """Records one new amendment drawn from several others.

        Args:
            by: the codes of the members that propose it; none for a facilitator's text.
            consenting: the codes of the sponsors whose own amendments are closed by it.
            nameless: as in `propose`.
        """
        planned = editing.plan_consolidation(
            self.state,
            self.new_id,
            [self._amendment(name) for name in amendments],
            text,
            self._members(by),
            self._members(consenting),
            rationale,
            nameless,
        )
        return self._made(self.record(*planned), self.state.amendments)

    def place(
        self, entry: str, target: str, *, old: str | None = None, text: str | None = None
    ) -> Made[Amendment]:
        """Records an amendment made of a tray entry, placed by hand.

        Args:
            entry: the handle of the entry.
            old: the passage that is replaced, empty for the whole; the one the row quotes if not
                given.
            text: the new words; those of the row if not given.
        """
        operation = plan_placing(self.state, entry, target, old=old, text=text)
        return self._made(self.record(operation), self.state.amendments)

    def dismiss(self, entry: str, reason: str) -> Step:
        """Closes a tray entry, named by its handle, without an amendment."""
        return self.record(operations.SetAside(entry=lookup.find(self.state, entry), reason=reason))

    def resolve_comments(
        self,
        comments: str | Sequence[str],
        disposition: Disposition,
        *,
        reason: str = "",
        wording: str = "",
        see: str = "",
        happened: datetime | None = None,
    ) -> Step:
        """Records what became of comments of a table, in place of what follows from amendments.

        A proposal of theirs that waits in the inbox is closed with it.

        Args:
            comments: their numbers, such as `DE-012`.
            disposition: what became of them.
            reason: why; needed where they are not accepted.
            wording: the words in the text for them; needed where they are accepted in principle.
            see: the number of the comment whose disposition they share.

        Raises:
            NotFound: no comment has such a number.
            Rejected: a reason, words or the other comment is missing; nothing has changed.
        """
        names = [comments] if isinstance(comments, str) else comments
        found = [lookup.find_comment(self.state, each) for each in names]
        other = lookup.find_comment(self.state, see).id if see else ""
        made: list[Operation] = []
        for each in found:
            said = operations.ResolveComment(
                comment=each.id, disposition=disposition, reason=reason, wording=wording, see=other
            )
            made.append(said)
            entry = self.state.tray.get(each.entry)
            if entry is not None and entry.state is TrayState.WAITING:
                why = " ".join(filter(None, (f"{each.handle}: {disposition}", see)))
                made.append(operations.SetAside(entry=entry.id, reason=why))
        if not made:
            raise Rejected("name a comment")
        return self.record(*made, happened=happened)

    def comment_table(self, form: str = "docx", *, draft: str = "", source: str = "") -> bytes:
        """Returns the comments that came in tables as one, with the secretariat's observations.

        Args:
            form: `docx`, `xlsx` or `csv`.
            draft: the draft they are on; all if not given.
            source: the name of the table they came in; all if not given.

        Raises:
            Rejected: there are none, it is not known what became of some, or a workbook is asked
                for and what writes it is not installed.
        """
        from consensus.working_group.comment_tables import write_comment_table

        return write_comment_table(
            self.state, form, lookup.find_draft(self.state, draft) if draft else "", source
        )
