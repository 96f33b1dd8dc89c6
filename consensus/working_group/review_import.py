"""Making amendments and notes of the tracked changes and comments in Word files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from consensus.finding import Finding, Severity
from consensus.formats.docx.document import Comment, RevisionKind
from consensus.formats.draft_docx import DocxSource, trace
from consensus.history.operation import Operation
from consensus.history.operations import NoteIntervention, ProposeAmendment
from consensus.model.amendments import AmendmentKind
from consensus.model.state import State
from consensus.text.blocks import BlockChange
from consensus.text.brackets import BracketedText
from consensus.working_group.import_base import Importer, ImportReport, Progress
from consensus.working_group.margin import Margin
from consensus.working_group.nesting import nested_changes, with_nested
from consensus.working_group.review_authors import Reviewer, Reviewers
from consensus.working_group.review_maker import ReviewMaker, digest_of
from consensus.working_group.review_text import (
    Review,
    carried,
    lay_beside,
    numbers_of,
    review_by,
    untracked,
)


def import_reviews(
    state: State,
    draft: str,
    sources: Sequence[DocxSource],
    authors: Mapping[str, str],
    new_id: Callable[[], str],
    progress: Progress | None = None,
) -> ImportReport:
    """Work out the amendments and notes that Word files with tracked changes add to the record.

    Args:
        state: the state they are added to; it is left as it was.
        draft: the id of the draft that was reviewed.
        sources: the files.
        authors: who the authors in the files are: name to the code of a member, or to nothing for
            one who speaks for nobody, such as the secretariat.
        new_id: makes identities.
        progress: called with the reviewers done and the reviewers in all.

    Raises:
        NotFound: a code is no member's.
    """
    reviewers = Reviewers(state, sources, authors)
    operations: list[Operation] = []
    findings: list[Finding] = list(reviewers.findings)
    taken = tray = duplicates = refused = done = 0
    count = sum(len(source.document.authors) for source in sources)
    with state.journal.trial():
        for source in sources:
            file = _File(state, draft, source, reviewers, new_id)
            for author in source.document.authors:
                file.take_author(author)
                done += 1
                if progress is not None:
                    progress(done, count)
            file.take_nested()
            file.take_notes()
            operations += file.operations
            findings += file.findings
            tray += file.tray
            duplicates += file.duplicates
            refused += file.refused
    taken = len(operations) - tray
    return ImportReport(
        rows=taken + tray + duplicates + refused,
        taken=taken,
        tray=tray,
        duplicates=duplicates,
        refused=refused,
        findings=tuple(findings),
        operations=tuple(operations),
    )


class _File(Importer):
    """One file, taken in reviewer by reviewer."""

    def __init__(
        self,
        state: State,
        draft: str,
        source: DocxSource,
        reviewers: Reviewers,
        new_id: Callable[[], str],
    ) -> None:
        super().__init__(state, source, new_id)
        self.tray = 0
        self._draft = draft
        self._document = source.document
        self._reviewers = reviewers
        self._baseline = lay_beside(state, draft, source)
        self._margin = Margin(source.document)
        self._makers: dict[str, ReviewMaker] = {}
        self._notes: list[Comment] = []
        handle = state.handle_of(draft)
        self.findings += (*source.document.findings, *untracked(self._baseline, handle))
        formatted = sum(
            1 for each in source.document.revisions if each.kind is RevisionKind.FORMATTED
        )
        if formatted:
            said = (
                "1 change of format is" if formatted == 1 else f"{formatted} changes of format are"
            )
            self.find(0, f"{said} no amendment.", Severity.NOTE)
        if not source.document.authors:
            self.find(
                0,
                "It holds no tracked changes and no comments; compare it with the draft to make"
                " amendments of what it says otherwise.",
            )
        for handle in reviewers.handles(source):
            self.find(
                0,
                f"“{handle}” is the handle of an amendment and no member, so nobody sponsors what"
                " it would change.",
                Severity.NOTE,
            )
        self._waiting = reviewers.of(source)
        items = self._baseline.version.items
        self._nodes: dict[int, str] = {}
        for there, at in self._baseline.item_of.items():
            for number in numbers_of(self._baseline.draft.places[there]):
                self._nodes[number] = items[at].id

    def take_author(self, author: str) -> None:
        """Take in what an author changed, and put off what the author said beside that."""
        if author not in self._reviewers:
            self._leave_out(author)
            return
        # One author can be several reviewers, and one reviewer have several authors.
        for reviewer in [each for each in self._waiting if each.authors[0] == author]:
            self._take_reviewer(reviewer)

    def _leave_out(self, author: str) -> None:
        # How many amendments these would be, nobody needs to know before who it is.
        count, comments = self._margin.changed(author), len(self._margin.by(author))
        self.refused += count + comments
        self.find(0, self._reviewers.unknown(author, count, comments), Severity.ERROR)

    def _take_reviewer(self, reviewer: Reviewer) -> None:
        review = review_by(self.state, self._baseline, reviewer.authors)
        title, before = review.draft.document.title, self._baseline.draft.document.title
        if title != before:
            self.find(
                min(self._baseline.draft.title, default=0),
                f"{reviewer.name} would have “{title}” for “{before}”; titles are not amended.",
            )
        maker = ReviewMaker(self.state, self._baseline, review, reviewer, self._margin, self.new_id)
        mine = [each for each in reviewer.authors if each not in self._makers]
        self._makers.update(dict.fromkeys(mine, maker))
        maker.make([said for each in mine for said in self._margin.by(each)])
        self._notes += maker.left
        self._nodes.update(maker.nodes)
        self._gather(maker)

    def _gather(self, maker: ReviewMaker) -> None:
        self.operations += maker.operations
        self.findings += maker.findings
        self.tray += maker.tray
        self.duplicates += maker.duplicates
        self.refused += maker.refused

    def take_nested(self) -> None:
        """Take in what reviewers did to each other's words, as amendments to amendments."""
        for (giver, author), numbers in nested_changes(self._document).items():
            maker = self._makers.get(giver)
            if author not in self._reviewers:
                continue
            if maker is None:
                self.find(
                    0,
                    f"{author} also changes what {giver} put in, which was not taken in; that"
                    " waits until it is.",
                )
                continue
            accepting = with_nested(maker.reviewer.authors, numbers)
            review = review_by(self.state, self._baseline, accepting)
            self._take_nested(maker, author, review)

    def _take_nested(self, maker: ReviewMaker, author: str, after: Review) -> None:
        before = maker.review
        for match in trace(before.draft, after.draft):
            if match.fate is BlockChange.KEPT:
                continue
            item = before.draft.document.items[match.old[0]] if match.old else None
            line = item.line if item else after.draft.document.items[match.new[0]].line
            target = maker.at_line.get(line, "") if item else ""
            if not target or match.fate is not BlockChange.MODIFIED:
                self._opposed(line, author, target, maker.reviewer.name)
                continue
            wording = carried(
                self.state,
                before.wordings[match.old[0]],
                self.state.version(target).wording,
                after.wordings[match.new[0]].notation(),
            )
            amended = self.state.amendments.get(target)
            is_reword = amended is not None and amended.kind is AmendmentKind.MODIFY
            if is_reword and wording == self._amended(target):
                self._opposed(line, author, target, maker.reviewer.name)
                continue
            new = after.draft.document.items[match.new[0]].text
            digest = digest_of("change to a change", self._draft, author, target, new)
            if digest in self.state.imported:
                self.duplicates += 1
                continue
            numbers = numbers_of(after.draft.places[match.new[0]])
            proposed = ProposeAmendment(
                handle=self.state.next_handle("A"),
                kind=AmendmentKind.MODIFY,
                draft=self._draft,
                target=target,
                against=self.state.version_id(target),
                wording=wording,
                sponsors=self._reviewers.sponsors(author),
                dated=self._margin.day((author,), numbers),
                digest=digest,
            )
            self.take(line, proposed)

    def _amended(self, amendment: str) -> BracketedText:
        """The text that an amendment amends, as it is without it."""
        return self.state.version(self.state.amendments[amendment].target).wording

    def _opposed(self, line: int, author: str, target: str, giver: str) -> None:
        what = self.state.handle_of(target) if target else f"what {giver} proposes here"
        self.find(
            line,
            f"{author} would strike, part or move {what}; no amendment to an amendment does that,"
            " so an objection to it may be what is meant.",
        )

    def take_notes(self) -> None:
        """Take in the comments that say nothing on a change of their author, as written notes."""
        for comment in self._notes:
            numbers = self._margin.numbers(comment)
            targets = dict.fromkeys(
                self._nodes[number] for number in numbers if number in self._nodes
            )
            target = next(iter(targets), self._draft)
            said = (comment.author, comment.text, str(comment.date))
            digest = digest_of("comment", self._draft, *said, target)
            if digest in self.state.imported:
                self.duplicates += 1
                continue
            sponsors = self._reviewers.sponsors(comment.author)
            note = NoteIntervention(
                handle=self.state.next_handle("INT"),
                text=self._margin.said(comment),
                member=sponsors[0] if sponsors else "",
                targets=(target,),
                written=comment.date.date() if comment.date else None,
                digest=digest,
            )
            self.take(numbers[0] if numbers else 0, note)
