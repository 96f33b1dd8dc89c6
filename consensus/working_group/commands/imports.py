"""Commands that import tables, reviews and mails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import attrs

import consensus
from consensus.arguments import OnProgress
from consensus.errors import Rejected
from consensus.finding import Finding, Severity
from consensus.formats.amendment_rows import AmendmentRow, ColumnMap, read_amendments
from consensus.formats.rows import is_json
from consensus.formats.source import Source, as_source
from consensus.history.operations import AddGroup, FormNegotiatingGroup, ProposeAmendment
from consensus.model.lookup import find_any_meeting, find_draft
from consensus.model.state import State
from consensus.working_group.import_base import Importer, ImportReport, RowT
from consensus.working_group.recording import Made, Recording, made_by

if TYPE_CHECKING:
    from consensus.formats.votes import VoteRecord

# What reads files, and finds places for what is in them, is imported late: few programs need it.


class ImportCommands(Recording):
    """Commands that import members, amendments, positions, ratings and votes from files."""

    def import_members(
        self, source: Source | Path, strict: bool = False, progress: OnProgress | None = None
    ) -> ImportReport:
        """Imports members and observers from CSV or JSON Lines, one a row.

        The columns are `code`, `name`, `group`, `group_name`, `observer`, `since`, `until`,
        `negotiating_groups` and `offices`; only the code is needed. `progress` is called with the
        rows done and the rows in all, as by all imports of tables.
        """
        from consensus.formats.member_rows import read_members
        from consensus.working_group.import_people import MemberImporter

        return self._import_rows(read_members, MemberImporter, source, strict, progress)

    def import_groups(
        self, source: Source | Path, strict: bool = False, progress: OnProgress | None = None
    ) -> ImportReport:
        """Imports groups of members from CSV or JSON Lines, one a row.

        The columns are `code`, `name`, `kind` (`stakeholder` or `negotiating`) and `members`.
        """
        from consensus.formats.member_rows import read_groups
        from consensus.working_group.import_people import GroupImporter

        known = {*self.state.groups, *self.state.negotiating_groups}
        report = self._import_rows(read_groups, GroupImporter, source, strict, progress)
        kinds = (AddGroup, FormNegotiatingGroup)
        named = [each.code for each in report.operations if isinstance(each, kinds)]
        made = dict.fromkeys(code for code in named if code not in known)
        return attrs.evolve(report, handles=tuple(made))

    def import_participants(
        self,
        source: Source | Path,
        meeting: str = "",
        *,
        columns: ColumnMap | None = None,
        strict: bool = False,
    ) -> ImportReport:
        """Imports the list of participants of a meeting from CSV or JSON Lines, one person a row.

        The columns are `name` (or `first_name` and `last_name`), `title`, `function`, `member`,
        `organisation`, `is_head` and `remote`; only a name is needed. Who is on the list already is
        corrected.

        Args:
            meeting: as for `add_participant`.
            columns: the columns of a table; those of known names if not given.

        Raises:
            UnreadableInput: a column of the map is not there.
        """
        from consensus.formats.member_rows import read_participants
        from consensus.working_group.import_people import ParticipantImporter

        found, given = find_any_meeting(self.state, meeting), as_source(source)
        importer = ParticipantImporter(self.state, given, self.new_id, found)
        return self._import(given, importer.run(*read_participants(given, columns)), strict)

    def import_statuses(
        self,
        source: Source | Path,
        draft: str = "",
        *,
        strict: bool = False,
        progress: OnProgress | None = None,
    ) -> ImportReport:
        """Imports from CSV, JSON or a table in Word what was decided of items, in one step.

        The columns are `label`, `status` (such as `agreed ad ref`), `date` and `forum`; the first
        two are needed. What is recorded already adds nothing again.
        """
        from consensus.formats.draft_docx import text_or_docx
        from consensus.working_group.import_state import StatusImporter, status_table

        found, source = find_draft(self.state, draft), text_or_docx(source)
        source = status_table(source) or source
        importer = StatusImporter(self.state, found, source, self.new_id, self.now())
        rows, findings = importer.read()
        report = importer.run(_counted(rows, progress), findings)
        report = attrs.evolve(report, statuses=tuple(importer.statuses))
        return self._import(source, report, strict)

    def import_amendments(
        self,
        source: Source | Path,
        *,
        columns: ColumnMap | None = None,
        draft: str = "",
        add_members: bool = False,
        strict: bool = False,
        circulated: datetime | None = None,
        progress: OnProgress | None = None,
    ) -> ImportReport:
        """Imports amendments from JSON Lines, CSV, a workbook or the tables of a Word file.

        They are one step. Of a comment table each comment is kept with its number, and what it
        proposes becomes amendments, or waits in the inbox; one that only remarks has none.

        Args:
            columns: the columns of a table; guessed by known names if not given.
            add_members: whether unknown sponsors become members.
            circulated: when those were sent to the members whose row does not say it, if not now.
            progress: called with the rows done and the rows in all.

        Raises:
            UnreadableInput: a column of the map is not there.
        """
        from consensus.formats.comment_table import read_comments
        from consensus.formats.draft_docx import text_or_docx
        from consensus.formats.guess_columns import amendment_table, unmapped
        from consensus.working_group.import_amendments import AmendmentImporter

        source, found = text_or_docx(source), find_draft(self.state, draft)
        comments = None if columns or is_json(source) else read_comments(source)
        rows: tuple[AmendmentRow, ...]
        kind: type[AmendmentImporter] = AmendmentImporter
        if comments is not None:
            from consensus.working_group.comment_tables import CommentImporter

            kind, (rows, findings) = CommentImporter, comments
        else:
            source, columns = amendment_table(source, columns)
            rows, findings = read_amendments(source, columns=columns)
            if columns is None and rows and not any(each.says_where for each in rows):
                findings += unmapped(source)
        importer = kind(self.state, found, source, self.new_id, self.now(), add_members)
        report = importer.run(_counted(rows, progress), findings)
        return self._import(source, report, strict, circulated)

    def import_worded_amendments(
        self,
        source: Source | Path,
        *,
        by: Sequence[str] = (),
        authors: Mapping[str, str] | None = None,
        draft: str = "",
        add_members: bool = False,
        strict: bool = False,
        circulated: datetime | None = None,
    ) -> ImportReport:
        """Imports what a paper asks for in plain words, from Word, Markdown or plain text.

        A line such as `Proposals by Alvara` or `From: ALV` says who proposes what follows. What is
        placed becomes an amendment; what is not, and what reads as a request and is not understood,
        waits in the tray with the reason. A remark that asks for nothing stays out.

        Args:
            by: codes or names of who proposes all of it; as the paper says if not given.
            authors: as for `import_docx_amendments`; of a paper that names nobody, the author is
                `the author of` and the name of its file.
            add_members: whether who is named and no member becomes one.
            circulated: when they were sent to the members, if not now.
        """
        from consensus.formats.draft_docx import text_or_docx
        from consensus.working_group.import_mail import PaperImporter

        source, found = text_or_docx(source), find_draft(self.state, draft)
        importer = PaperImporter(self.state, found, source, self.new_id, self.now(), add_members)
        report = importer.import_paper(by, authors or {})
        return self._import(source, report, strict, circulated)

    def import_docx_amendments(
        self,
        *sources: consensus.DocxSource | Path,
        authors: Mapping[str, str] | None = None,
        draft: str = "",
        strict: bool = False,
        circulated: datetime | None = None,
        progress: OnProgress | None = None,
    ) -> ImportReport:
        """Imports the tracked changes of Word files as amendments, and their comments as notes.

        Each author's changes are compared with the text without any changes, and become that
        member's amendments. A comment on a change of its author is the rationale of that; any other
        is an intervention, noted in writing. A change that was imported before, from any file, adds
        nothing.

        Args:
            sources: the files, reviewed against one original.
            authors: name of an author to the code of a member, or to an empty text for one who
                speaks for no member; authors named like a member need not be given.
            strict: whether nothing is imported if an author is no member or a change is invalid.
            circulated: when they were sent to the members, if not now.
            progress: called with the reviewers done and the reviewers in all.
        """
        from consensus.formats.draft_docx import as_docx
        from consensus.working_group.review_import import import_reviews

        files, found = [as_docx(each) for each in sources], find_draft(self.state, draft)
        report = import_reviews(self.state, found, files, authors or {}, self.new_id, progress)
        together = attrs.evolve(files[0], name=", ".join(each.name for each in files))
        return self._import(together, report, strict, circulated)

    def import_positions(
        self, source: Source | Path, strict: bool = False, progress: OnProgress | None = None
    ) -> ImportReport:
        """Imports positions from CSV or JSON Lines, one a row, or from a grid.

        The columns are `target`, `member`, `date` and other arguments of `take_position`; a grid
        has members in its rows and targets in its columns, or the other way round.
        """
        from consensus.formats.position_rows import read_positions
        from consensus.working_group.import_positions import PositionImporter

        return self._import_rows(read_positions, PositionImporter, source, strict, progress)

    def import_ratings(
        self, source: Source | Path, strict: bool = False, progress: OnProgress | None = None
    ) -> ImportReport:
        """Imports ratings from CSV, one a row.

        The columns are `target`, `member`, `rating`, `round` and `date`.
        """
        from consensus.formats.position_rows import read_ratings
        from consensus.working_group.import_positions import RatingImporter

        return self._import_rows(read_ratings, RatingImporter, source, strict, progress)

    def import_roll_calls(
        self,
        votes: Source | Path,
        titles: Source | Path | None = None,
        *,
        title: str = "",
        strict: bool = False,
    ) -> ImportReport:
        """Imports roll calls, in one step: a draft of what was voted on, members and positions.

        The draft is named after its file if no title is given. The same votes again are refused.

        Args:
            votes: the file of votes; see `read_roll_calls`.
            titles: the file that says what was voted on.

        Raises:
            UnreadableInput: the files hold no roll calls.
        """
        from consensus.formats.votes import read_roll_calls

        sources = [as_source(each) for each in (votes, titles) if each]
        record = read_roll_calls(*sources)
        title = title or f"Roll calls of {Path(sources[0].name).name}"
        return self._import_votes(sources, record, title, strict)

    def import_poll(
        self,
        comments: Source | Path,
        votes: Source | Path,
        *,
        title: str = "",
        rejected: bool = True,
        strict: bool = False,
    ) -> ImportReport:
        """Imports a poll, in one step: a draft of its comments, its participants and their votes.

        The draft is named after its file if no title is given. The same votes again are refused.

        Args:
            comments: the file of comments; see `read_poll`.
            votes: the matrix: a row for each participant; 1, 0 or -1 in a column for each comment.
            rejected: whether comments that the moderators rejected are imported.

        Raises:
            UnreadableInput: the files hold no comments, or no matrix.
        """
        from consensus.formats.votes import read_poll

        sources = (as_source(votes), as_source(comments))
        record = read_poll(sources[1], sources[0], rejected=rejected)
        title = title or f"Poll of {Path(sources[1].name).name}"
        return self._import_votes(sources, record, title, strict)

    def import_proposals(
        self, *sources: Source | Path, title: str = "", on: str = "", strict: bool = False
    ) -> ImportReport:
        """Imports proposals decided on in Loomio, in one step, with votes and reasons.

        They become a draft, called as its files if no title is given; `on` is the item or amendment
        that a single proposal was about, on which its votes are positions then. The same files
        again are refused.

        Raises:
            UnreadableInput: a file holds no proposal whose options are stances.
        """
        from consensus.formats.votes import position_rows, read_proposals
        from consensus.working_group.import_positions import PositionImporter

        files = [as_source(each) for each in sources]
        record = read_proposals(files)
        if on:
            if len(files) > 1:
                raise Rejected("several proposals are not about one thing; take them one by one")
            rows = position_rows(record, on, self.state.members, self.state.member_codes)
            importer = PositionImporter(self.state, files[0], self.new_id)
            return self._import(files[0], importer.run(rows, record.findings), strict)
        title = title or f"Proposals of {', '.join(Path(each.name).name for each in files)}"
        return self._import_votes(files, record, title, strict)

    def _import_rows(
        self,
        read: Callable[[Source], tuple[Sequence[RowT], tuple[Finding, ...]]],
        importer: Callable[[State, Source, Callable[[], str]], Importer[RowT]],
        given: Source | Path,
        strict: bool,
        progress: OnProgress | None,
    ) -> ImportReport:
        source = as_source(given)
        rows, findings = read(source)
        report = importer(self.state, source, self.new_id).run(_counted(rows, progress), findings)
        return self._import(source, report, strict)

    def _import_votes(
        self, sources: Sequence[Source], record: VoteRecord, title: str, strict: bool
    ) -> ImportReport:
        from consensus.working_group.import_positions import import_votes

        report = import_votes(self.state, sources, record, title, self.new_id, self.now())
        return self._import(sources[0], report, strict)

    def _import(
        self, source: Source, report: ImportReport, strict: bool, circulated: datetime | None = None
    ) -> ImportReport:
        operations = tuple(
            attrs.evolve(each, circulated=each.circulated or circulated)
            if isinstance(each, ProposeAmendment)
            else each
            for each in report.operations
        )
        findings = sorted((*source.findings, *report.findings), key=lambda each: each.line)
        whole = attrs.evolve(report, operations=operations, findings=tuple(findings))
        return self._record_import(whole, source.name, strict)


def _counted(rows: Sequence[RowT], progress: OnProgress | None) -> Iterator[RowT]:
    """Yields rows, and reports each as done when the next one is asked for."""
    for number, row in enumerate(rows, 1):
        yield row
        if progress is not None:
            progress(number, len(rows))


class MailCommands(Recording):
    """Commands that import mails, and the amendments that mails ask for."""

    def import_mail(
        self,
        *files: Path | BinaryIO,
        name: str = "",
        senders: Mapping[str, str] | None = None,
        question: str = "",
        draft: str = "",
        deadline: datetime | None = None,
        strict: bool = False,
    ) -> ImportReport:
        """Imports mails, in one step, from mails (`.eml`) and mailboxes (mbox).

        A mail that answers a question becomes a contribution. Any other, and any mail of an unknown
        sender, becomes a tray entry that suggests the amendments it seems to ask for. A mail whose
        Message-ID is in the record already adds nothing.

        Args:
            files: paths of files, or of folders with mails in them, or the bytes of a file.
            name: what a file without a path is called.
            senders: by address, or by domain (`@mission.example`), the member it belongs to.
            question: the handle or number of the question that the mails answer.
            deadline: the last moment at which an amendment is not late.

        Raises:
            UnreadableInput: one is no mail.
        """
        from consensus.working_group.import_mail import MailImporter, without_folders

        opened = [*without_folders(files)]
        importer = MailImporter(
            self.state, self.new_id, self.now(), senders or {}, question, draft, deadline
        )
        report = importer.run(importer.rows_of(opened, name or "mail"))
        what = importer.source.name if len(opened) == 1 else f"{len(opened)} files of mail"
        return self._record_import(report, what, strict, (Severity.ERROR, Severity.WARNING))

    def offers(self, entry: str) -> tuple[consensus.SuggestedAmendment, ...]:
        """Returns the amendments that a tray entry asks for, as `take_offers` numbers them."""
        from consensus.working_group.import_mail import mail_amendments

        return mail_amendments(self.state, entry)

    def take_offers(
        self, entry: str, numbers: Sequence[int] = (), *, by: Sequence[str] = ()
    ) -> Made[tuple[consensus.Amendment, ...]]:
        """Records amendments that a mail in the tray asks for, in one step dated when it was sent.

        The mail came to the secretariat, so they are circulated when they are recorded.

        Args:
            numbers: of the offers; none for all that were not taken yet.
            by: codes or names of who proposes them; as the mail says if not given.
        """
        from consensus.working_group.import_mail import plan_mail_amendments

        operations = plan_mail_amendments(self.state, entry, numbers, by)
        sent = self.state.tray[operations[0].tray].fields.get("sent", "")
        moment = datetime.fromisoformat(sent) if sent else None
        now = self.now()
        happened = moment if moment and moment <= now else None
        circulated = [attrs.evolve(each, circulated=now) for each in operations]
        step = self.record(*circulated, happened=happened, outside_meeting=True)
        amendments = self.state.amendments
        made = tuple(amendments[each] for each in made_by(step, amendments))
        return Made.of(step, made, made[0].handle)
