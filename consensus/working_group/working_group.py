"""A working group: the one door to its record for command line, terminal and embedders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import attrs

from consensus.errors import Rejected
from consensus.finding import Finding, Severity
from consensus.formats.amendment_columns import ColumnMap
from consensus.formats.amendment_guess import unmapped
from consensus.formats.amendment_rows import read_amendments
from consensus.formats.docx_source import DocxSource
from consensus.formats.member_rows import read_groups, read_members
from consensus.formats.poll import read_poll
from consensus.formats.position_rows import read_positions
from consensus.formats.rating_rows import read_ratings
from consensus.formats.roll_calls import read_roll_calls
from consensus.formats.source import Source
from consensus.history.operations import StartWorkingGroup
from consensus.model.naming import find_draft, find_member
from consensus.model.pinning import CarryOver
from consensus.reports.draft_comparison import DraftComparison
from consensus.rules.expression import parse_rule
from consensus.store.memory import MemoryStore
from consensus.store.notes import MemoryNotes
from consensus.store.opening import create_store, open_notes, open_store
from consensus.working_group.acts import Acts
from consensus.working_group.comparing import (
    DraftVersion,
    compare_draft,
    find_resembling,
    find_version,
    findings_of,
    resemblance,
)
from consensus.working_group.counter_drafting import import_counter_draft
from consensus.working_group.drafting import draft_operation, read_draft
from consensus.working_group.importer import ImportReport, Progress
from consensus.working_group.importing import import_amendments
from consensus.working_group.joining import import_groups, import_members
from consensus.working_group.log import Clock, Log
from consensus.working_group.rating import import_ratings
from consensus.working_group.reviewing import import_reviews
from consensus.working_group.stating import import_positions
from consensus.working_group.translating import import_translation
from consensus.working_group.vote_importing import import_votes


def _system_clock() -> datetime:
    return datetime.now(UTC)


class WorkingGroup(Acts):
    """Everything about one process of agreeing on a text.

    It is opened with `create`, `open` or `in_memory`, and closed when a `with` block ends:

        >>> from consensus import WorkingGroup
        >>> with WorkingGroup.in_memory(title="Panel") as panel:
        ...     panel.title
        'Panel'
    """

    @classmethod
    def create(
        cls,
        path: str | Path,
        *,
        title: str,
        rule: str = "consent()",
        carry_over: CarryOver = CarryOver.WISHES_MET,
        language: str = "en",
        by: str = "",
        clock: Clock = _system_clock,
        happened: datetime | None = None,
    ) -> Self:
        """Start a working group in a new file.

        Args:
            path: the file; it must not exist.
            title: the name of the working group.
            rule: the rule for everything that has none of its own.
            carry_over: how supportive positions carry over a change of text.
            language: the language of its drafts, as a tag such as `en`.
            by: who records.
            clock: tells the time.
            happened: when what is recorded happened, as for `open`.

        Raises:
            StoreError: the file is there already or cannot be written.
            MalformedRule: the rule cannot be read.
        """
        parse_rule(rule)
        if not title.strip():
            raise Rejected("a working group needs a title")
        log = Log(create_store(str(path)), clock, by, happened=happened)
        started = cls(log, notes=open_notes(path))
        try:
            started.record(
                StartWorkingGroup(title=title, rule=rule, carry_over=carry_over, language=language)
            )
        except BaseException:
            started.close()
            Path(path).unlink(missing_ok=True)
            raise
        return started

    @classmethod
    def in_memory(
        cls,
        *,
        title: str = "Working group",
        rule: str = "consent()",
        carry_over: CarryOver = CarryOver.WISHES_MET,
        language: str = "en",
        by: str = "",
        clock: Clock = _system_clock,
    ) -> Self:
        """Start a working group that is gone when the program ends; arguments as `create`."""
        started = cls(Log(MemoryStore(), clock, by), notes=MemoryNotes())
        started.record(
            StartWorkingGroup(title=title, rule=rule, carry_over=carry_over, language=language)
        )
        return started

    @classmethod
    def open(
        cls,
        path_or_url: str | Path,
        *,
        by: str = "",
        clock: Clock = _system_clock,
        happened: datetime | None = None,
    ) -> Self:
        """Open a working group that is there.

        Args:
            path_or_url: the file.
            by: who records.
            clock: tells the time.
            happened: when what is recorded happened, where it is recorded later and the act
                itself does not say; now if not given.

        Raises:
            StoreError: it is not there, is no record, is locked, damaged or of a later version.
        """
        log = Log(open_store(str(path_or_url)), clock, by, happened=happened)
        return cls(log, notes=open_notes(path_or_url))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._log.close()

    def as_of(self, when: datetime | str) -> WorkingGroup:
        """The working group as it was; it can be read, not changed.

        Args:
            when: a moment of recording, the handle or title of a meeting (its end), the name of
                a revision (its issue), or the id of a step or the start of it.

        Raises:
            NotFound: there is no such meeting, revision or step.
        """
        log, moment = self._cut(when)
        return WorkingGroup(log, past=moment, notes=self._notes)

    def backup(self, path: str | Path, progress: Progress | None = None) -> None:
        """Copy the whole record to a new file, while it is in use; private notes stay here.

        Raises:
            StoreError: the file is there already or cannot be written.
        """
        self._log.store.backup(str(path), progress)

    # Imports

    def import_draft(
        self, source: Source, revision: str = "zero draft", *, alternatives: bool = False
    ) -> ImportReport:
        """Take a draft in, from Word, or from Markdown or plain text by the ending of its name.

        Args:
            source: the file; a Word file with all its changes rejected, as `read_docx` makes it.
            revision: what this state is called.
            alternatives: whether neighbouring brackets that nobody holds, slashes in brackets,
                `Option 1:` paragraphs and `alt` paragraphs are read as choices.

        Raises:
            Rejected: it is empty, or the same content is in the record already.
        """
        read = read_draft(self.state, source, alternatives)
        resembling = find_resembling(self.state, read)
        operation = draft_operation(self.state, read, source, revision)
        self.record(operation, note=f"imported {source.name}", outside_meeting=True)
        hints = (resemblance(resembling, source),) if resembling else ()
        return ImportReport(
            rows=len(operation.items),
            taken=len(operation.items),
            findings=(*read.findings, *hints),
            operations=(operation,),
            resembles=resembling.handle if resembling else "",
        )

    def compare_draft(
        self, source: Source, draft: str = "", *, alternatives: bool = False
    ) -> tuple[DraftComparison, tuple[Finding, ...]]:
        """Compare the present text of a draft with another version of it, recording nothing.

        Args:
            source: the file of the version; a Word file with all its changes accepted.
            draft: which draft, where there are several.
            alternatives: as for `import_draft`, and as the draft was read.

        Returns:
            What was kept, modified, moved, inserted, deleted, split and joined, and what is odd
            about the file.
        """
        version = self._version(source, draft, alternatives)
        title = self.state.drafts[version.draft].title
        return compare_draft(self.state, version), findings_of(version, title)

    def import_counter_draft(
        self,
        source: Source,
        *,
        by: Sequence[str] = (),
        cosponsors: Sequence[str] = (),
        rationale: str = "",
        draft: str = "",
        alternatives: bool = False,
    ) -> ImportReport:
        """Make amendments, in one step, of all that another version of a draft does to it.

        The same content again adds nothing.

        Args:
            source: the file of the version; a Word file with all its changes accepted.
            by: the codes of the members that propose it; none for a chair's text.
            cosponsors: the codes of those that joined.
            rationale: why, for each of the amendments.
            draft: which draft is amended, where there are several.
            alternatives: as for `import_draft`, and as the draft was read.
        """
        report = import_counter_draft(
            self.state,
            self._version(source, draft, alternatives),
            self.new_id,
            tuple(find_member(self.state, code) for code in by),
            tuple(find_member(self.state, code) for code in cosponsors),
            rationale,
        )
        return self._import(source, report, (), strict=False)

    def _version(self, source: Source, draft: str, alternatives: bool) -> DraftVersion:
        if isinstance(source, DocxSource):
            source = source.accepted()
        read = read_draft(self.state, source, alternatives)
        return find_version(self.state, find_draft(self.state, draft), source, read)

    def import_members(self, source: Source, strict: bool = False) -> ImportReport:
        """Take members and observers in from a CSV file; see `ImportReport`."""
        rows, findings = read_members(source)
        report = import_members(self.state, source, rows, self.new_id)
        return self._import(source, report, findings, strict)

    def import_groups(self, source: Source, strict: bool = False) -> ImportReport:
        """Take stakeholder and negotiating groups in from a CSV file; see `ImportReport`."""
        rows, findings = read_groups(source)
        report = import_groups(self.state, source, rows, self.new_id)
        return self._import(source, report, findings, strict)

    def import_amendments(
        self,
        source: Source,
        *,
        columns: ColumnMap | None = None,
        draft: str = "",
        add_members: bool = False,
        strict: bool = False,
        progress: Progress | None = None,
    ) -> ImportReport:
        """Take amendments in from JSON Lines or CSV, in one step.

        Args:
            source: the file.
            columns: for a table, which of its columns hold what; told by the names known for them
                if not given.
            draft: which draft they amend, where there are several.
            add_members: whether sponsors nobody knows become members.
            strict: whether nothing goes in when one row is bad.
            progress: called with the rows done and the rows in all.

        Raises:
            Rejected: a row is bad and `strict` is set.
            UnreadableInput: a column of the map is not there.
        """
        rows, findings = read_amendments(source, columns=columns)
        if columns is None:
            findings += unmapped(source, rows)
        report = import_amendments(
            self.state,
            find_draft(self.state, draft),
            source,
            rows,
            self.new_id,
            add_members,
            progress,
        )
        return self._import(source, report, findings, strict)

    def import_docx_amendments(
        self,
        *sources: DocxSource,
        authors: Mapping[str, str] | None = None,
        draft: str = "",
        strict: bool = False,
        progress: Progress | None = None,
    ) -> ImportReport:
        """Make amendments of the tracked changes in Word files, and notes of their comments.

        Each author's changes are compared with the text as it was before anybody's, and become that
        member's amendments. A comment on something that its author changes is the rationale of
        that; any other is an intervention, noted in writing. The same change again adds nothing,
        from whichever file it comes.

        Args:
            sources: the files, reviewed against one original.
            authors: name of an author to the code of a member, or to nothing for one who speaks for
                nobody; those whose name is a member's code or name need not be said.
            draft: which draft they amend, where there are several.
            strict: whether nothing goes in when an author is nobody's, or a change cannot be taken.
            progress: called with the reviewers done and the reviewers in all.

        Raises:
            NotFound: a code is no member's.
            Rejected: something could not be taken in and `strict` is set.
        """
        report = import_reviews(
            self.state,
            find_draft(self.state, draft),
            sources,
            authors or {},
            self.new_id,
            progress,
        )
        together = attrs.evolve(sources[0], name=", ".join(each.name for each in sources))
        return self._import(together, report, (), strict)

    def import_positions(self, source: Source, strict: bool = False) -> ImportReport:
        """Take positions in from a CSV file; see `ImportReport`."""
        rows, findings = read_positions(source)
        report = import_positions(self.state, source, rows, self.new_id)
        return self._import(source, report, findings, strict)

    def import_ratings(self, source: Source, strict: bool = False) -> ImportReport:
        """Take ratings in from a CSV file; see `ImportReport`."""
        rows, findings = read_ratings(source)
        report = import_ratings(self.state, source, rows, self.new_id)
        return self._import(source, report, findings, strict)

    def import_roll_calls(
        self,
        votes: Source,
        titles: Source | None = None,
        *,
        title: str = "",
        strict: bool = False,
    ) -> ImportReport:
        """Take roll calls in, in one step: a draft of what was voted on, members and positions.

        Args:
            votes: the file of votes; see `read_roll_calls`.
            titles: the file that says what was voted on.
            title: that of the draft; made of the name of the file if not given.
            strict: whether nothing goes in when one row is bad.

        Raises:
            Rejected: the same files are in the record already, or a row is bad and `strict` is set.
            UnreadableInput: the files hold no roll calls.
        """
        record = read_roll_calls(votes, titles)
        sources = (votes, titles) if titles else (votes,)
        title = title or f"Roll calls of {Path(votes.name).name}"
        report = import_votes(self.state, sources, record, title, self.new_id)
        return self._import(votes, report, (), strict)

    def import_translation(
        self, source: Source, language: str, draft: str = "", strict: bool = False
    ) -> ImportReport:
        """Take a draft in, in another language, each paragraph tied to the version it renders.

        Args:
            source: the file, in Markdown or plain text by the ending of its name.
            language: a tag such as `fr`.
            draft: which draft it renders, where there are several.
            strict: whether nothing goes in when a paragraph finds no item.

        Raises:
            Rejected: a paragraph finds no item and `strict` is set.
        """
        found = find_draft(self.state, draft)
        return self._import(
            source, import_translation(self.state, found, language, source), (), strict
        )

    def import_poll(
        self,
        comments: Source,
        votes: Source,
        *,
        title: str = "",
        rejected: bool = True,
        strict: bool = False,
    ) -> ImportReport:
        """Take a poll in, in one step: a draft of its comments, its participants and their votes.

        Args:
            comments: the file of comments; see `read_poll`.
            votes: the matrix of who voted how.
            title: that of the draft; made of the name of the file if not given.
            rejected: whether comments that the moderators rejected are taken in.
            strict: whether nothing goes in when one vote is bad.

        Raises:
            Rejected: the same files are in the record already, or a vote is bad and `strict` is
                set.
            UnreadableInput: the files hold no comments, or no matrix.
        """
        record = read_poll(comments, votes, rejected=rejected)
        title = title or f"Poll of {Path(comments.name).name}"
        report = import_votes(self.state, (votes, comments), record, title, self.new_id)
        return self._import(votes, report, (), strict)

    def _import(
        self,
        source: Source,
        report: ImportReport,
        unread: tuple[Finding, ...],
        strict: bool,
    ) -> ImportReport:
        bad_rows = {each.line for each in unread if each.severity is Severity.ERROR}
        whole = attrs.evolve(
            report,
            rows=report.rows + len(bad_rows),
            refused=report.refused + len(bad_rows),
            findings=tuple(sorted((*unread, *report.findings), key=lambda each: each.line)),
        )
        bad = [str(each) for each in whole.findings if each.severity is Severity.ERROR]
        if strict and bad:
            raise Rejected(*bad)
        if whole.operations:
            self.record(*whole.operations, note=f"imported {source.name}", outside_meeting=True)
        return whole
