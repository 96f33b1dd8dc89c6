"""Acts on files of drafts: taken in, compared, made amendments of, in other languages."""

from __future__ import annotations

from collections.abc import Sequence

from consensus.finding import Finding
from consensus.formats.draft_docx import DocxSource
from consensus.formats.source import Source
from consensus.model.lookup import find_draft, find_member
from consensus.reports.draft_comparison import DraftComparison
from consensus.working_group.commands.imports import ImportActs
from consensus.working_group.counter_drafts import import_counter_draft
from consensus.working_group.drafting import draft_operation, read_draft
from consensus.working_group.import_base import ImportReport
from consensus.working_group.import_drafts import (
    DraftVersion,
    compare_draft,
    find_resembling,
    find_version,
    findings_of,
    resemblance,
)
from consensus.working_group.translating import import_translation


class DraftActs(ImportActs):
    """What is done with files that hold a whole draft."""

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

    def import_translation(
        self, source: Source, language: str, draft: str = "", strict: bool = False
    ) -> ImportReport:
        """Take a draft in, in another language, each paragraph tied to the version it renders.

        Args:
            source: a Word file, or one in Markdown or plain text by the ending of its name.
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
