"""Imports a Word review as amendments and notes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from attrs import evolve

from consensus.arguments import OnProgress
from consensus.errors import Rejected
from consensus.finding import Severity
from consensus.formats import review_text
from consensus.formats.amendment_rows import AmendmentRow
from consensus.formats.docx.document import Comment, RevisionKind
from consensus.formats.draft_docx import DocxSource, track_items
from consensus.formats.placing import Placer, UnplacedError, place_now
from consensus.formats.review_authors import Reviewer, Reviewers
from consensus.history.operations import NoteIntervention, ProposeAmendment
from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.decisions import Outcome
from consensus.model.state import State
from consensus.rules.verdict import NOT_RETAINED
from consensus.text.blocks import BlockChange, Match
from consensus.text.display import count_noun
from consensus.working_group.counter_drafts import AmendmentMaker
from consensus.working_group.import_amendments import put_unplaced_in_tray
from consensus.working_group.import_base import ImportReport, Trial, digest_of
from consensus.working_group.proposing import proposal_of


class ReviewMaker(AmendmentMaker):
    """Makes amendments of the changes of one reviewer."""

    def __init__(
        self,
        state: State,
        baseline: review_text.Baseline,
        review: review_text.Review,
        reviewer: Reviewer,
        comment_index: review_text.CommentIndex,
        new_id: Callable[[], str],
    ) -> None:
        super().__init__(state, review.version, new_id, reviewer.sponsors)
        self.review = review
        self.reviewer = reviewer
        self.left: list[Comment] = []
        """The comments that are on none of the changes."""
        self.at_line: dict[int, str] = {}
        """What the words at a line are: the amendment that makes them, or the item."""
        self.nodes: dict[int, str] = {}
        """The amendments that would make the paragraphs of some numbers."""
        self._baseline = baseline
        self._comment_index = comment_index
        self._reasons: dict[str, list[str]] = {}
        self._seen: Counter[str] = Counter()
        self._handled: set[str] = set()
        self._used: set[str] = set()  # the amendments that changes are, each one of them

    def make(self, comments: Sequence[Comment]) -> None:
        """Adds an amendment for every change; a comment on a change is its rationale."""
        about = {comment.id: self._change_of(comment) for comment in comments}
        for comment in comments:
            if about[comment.id]:
                said = self._comment_index.said(comment)
                self._reasons.setdefault(about[comment.id], []).append(said)
        for match in self._version.matches:
            if match.fate is not BlockChange.INSERTED and len(match.new) == 1:
                line = self._version.read.document.items[match.new[0]].line
                self.at_line[line] = self._version.items[match.old[0]].id
        for at in self.review.drifted:
            handle = self._version.items[at].handle
            self.find(
                0,
                f"{handle} has changed since this file was made, and {self.reviewer.name} parts or"
                " joins it; look at what was made of that.",
            )
        self.arrange()
        # Changes to text that is not in the draft are placed by quotation, or in the tray.
        placer = Placer(self.state, self._version.draft)
        for match in self.review.strays:
            self._take_row(placer, self._row(match))
        self.left = [each for each in comments if about[each.id] not in self._handled]

    def is_to_move(self, match: Match, item: str) -> bool:
        """Returns whether an item is moved: only those that the reviewer moved."""
        return match.is_moved

    def can_part(self, item: str) -> bool:
        """Returns whether an item can be split: only one without items under it."""
        return not self._insertion_points.children.get(item)

    def add(self, line: int, operation: ProposeAmendment) -> str:
        """Adds an amendment, unless the same members proposed the same already."""
        is_new = operation.kind is AmendmentKind.INSERT
        key = f"line {line}" if is_new else operation.target
        change = self.review.changes.get(key, _NOTHING)
        digest = self._digest(str(operation.kind), change, "" if is_new else operation.target)
        made = self.state.imported.get(digest, "")
        known = made or self._known(
            evolve(operation, sponsors=self.reviewer.sponsors), *change.old[:1]
        )
        reasons = "\n".join(self._reasons.get(key, ()))
        # What is said of a change that is known is a note, unless it is its rationale already.
        if made or not known or reasons in self.state.amendments[known].rationale:
            self._handled.add(key)
        if known:
            _pass_over(self, line, known)
        made = known or self._propose_new(line, operation, reasons, change, digest)
        self._used.add(made)
        amendment = self.state.amendments.get(made)
        if amendment is None:
            return ""
        if amendment.state is not AmendmentState.OPEN:
            return amendment.became
        if operation.kind in (AmendmentKind.INSERT, AmendmentKind.MODIFY):
            self.at_line[line] = made
        if is_new:
            self.nodes.update(dict.fromkeys(change.numbers, made))
        return made

    def _propose_new(
        self,
        line: int,
        operation: ProposeAmendment,
        reasons: str,
        change: review_text.Change,
        digest: str,
    ) -> str:
        whole = evolve(
            operation,
            handle=self.state.next_handle("A"),
            sponsors=self.reviewer.sponsors,
            rationale=reasons,
            dated=self._day(change.numbers),
            digest=digest,
        )
        return self.operations[-1].id if self.take(line, whole) else ""

    def _day(self, numbers: frozenset[int]) -> date | None:
        """Returns when the reviewer changed some paragraphs, preferring changes of its own."""
        for authors in (self.reviewer.alone, self.reviewer.authors):
            if day := self._comment_index.day(authors, numbers):
                return day
        return None

    def _change_of(self, comment: Comment) -> str:
        """Returns the key of the change that a comment is on; empty for none."""
        numbers = set(self._comment_index.numbers(comment))
        for key, change in self.review.changes.items():
            if numbers & change.numbers:
                return key
        return ""

    def _digest(self, kind: str, change: review_text.Change, target: str) -> str:
        """Returns the digest of a change, the same whichever file it comes from."""
        content = (kind, target, *change.old, "→", *change.new)
        key = json.dumps(content)
        self._seen[key] += 1
        draft = self._version.draft
        return digest_of(
            "tracked change", draft, self.reviewer.name, *content, str(self._seen[key])
        )

    def _row(self, match: Match) -> AmendmentRow:
        before = self._baseline.draft
        change = review_text.change_of(before, self.review.draft, match)
        old, new = "\n".join(change.old), "\n".join(change.new)
        kind = AmendmentKind.MODIFY if match.new else AmendmentKind.DELETE
        day = self._day(change.numbers)
        fields = {
            "kind": str(kind),
            "old": old,
            "text": new,
            "by": "; ".join(self.reviewer.sponsors),
            "date": day.isoformat() if day else "",
        }
        return AmendmentRow(
            line=before.document.items[match.old[0]].line,
            fields={name: value for name, value in fields.items() if value},
            kind=kind,
            old=old,
            text=new,
            by=self.reviewer.sponsors,
            date=day,
        )

    def _take_row(self, placer: Placer, row: AmendmentRow) -> None:
        draft = self._version.draft
        digest = self._digest(
            row.kind, review_text.Change((row.old,), (row.text,), frozenset()), ""
        )
        known = self.state.imported.get(digest) or review_text.amended_before(
            self.state, draft, row
        )
        if known:
            _pass_over(self, row.line, known)
            return
        try:
            operation = proposal_of(self.state, draft, placer.place(row), digest)
        except UnplacedError as unplaced:
            put_unplaced_in_tray(self, row, digest, unplaced)
            return
        except Rejected as rejected:
            self.refuse(row.line, str(rejected))
            return
        if known := self._known(operation):
            _pass_over(self, row.line, known)
        elif self.take(row.line, operation) and operation.placing.how == "fuzzy":
            handle = self.state.handle_of(operation.target)
            self.find(
                row.line,
                f"placed at {handle} with a likeness of {operation.placing.score:.0%}",
                Severity.NOTE,
            )

    def _known(self, proposed: ProposeAmendment, *changed: str) -> str:
        """Returns the id of an amendment by which its sponsors proposed the same; else empty."""
        # One that has ended was made against the present text, or that which the file changes.
        state = self.state
        same = [
            each
            for each in state.amendments_on(proposed.target)
            if each.id not in self._used
            and each.draft == proposed.draft
            and review_text.are_behind(proposed.sponsors, each)
            and _what(state, each) == _what(state, proposed)
            and (
                proposed.kind in (AmendmentKind.DELETE, AmendmentKind.MOVE)
                or review_text.words_now(state, each) == review_text.without_names(proposed.wording)
            )
            and (not _end(state, each) or review_text.was_made_against(state, each, changed))
        ]
        return min(same, key=lambda each: _end(state, each) != "").id if same else ""


def _end(state: State, amendment: Amendment) -> str:
    """Returns what became of an amendment that is not open any more; else empty."""
    decision = state.last_decision(amendment.id)
    if amendment.state is AmendmentState.OPEN and decision is not None and decision.gives_up:
        return Outcome.WITHDRAWN if decision.outcome is Outcome.WITHDRAWN else NOT_RETAINED
    return _ENDS[amendment.state]


_ENDS = {
    AmendmentState.OPEN: "",
    AmendmentState.MERGED: "merged",
    AmendmentState.CLOSED: NOT_RETAINED,
    AmendmentState.WITHDRAWN: "withdrawn",
    AmendmentState.RETIRED: "retired",
}


def _pass_over(trial: Trial, line: int, known: str) -> None:
    """Counts a change as known; what is not open any more is named, so that it can come again."""
    trial.pass_over()
    amendment = trial.state.amendments.get(known)
    if amendment is not None and (end := _end(trial.state, amendment)):
        trial.find(
            line,
            f"{amendment.handle}, which was {end}, says the same; to propose it again, add"
            " it as a new amendment",
            Severity.NOTE,
        )


def _what(state: State, proposed: Amendment | ProposeAmendment) -> tuple[object, ...]:
    place: tuple[object, ...] = ()
    if proposed.kind in (AmendmentKind.INSERT, AmendmentKind.MOVE):
        place = place_now(state, proposed.draft, proposed.parent, proposed.after, proposed.target)
    return (proposed.kind, proposed.others, proposed.parts, place)


_NOTHING = review_text.Change((), (), frozenset())


def import_reviews(
    state: State,
    draft: str,
    sources: Sequence[DocxSource],
    authors: Mapping[str, str],
    new_id: Callable[[], str],
    progress: OnProgress | None = None,
) -> ImportReport:
    """Computes what tracked changes add; arguments and errors as `import_docx_amendments`."""
    reviewers = Reviewers(state, sources, authors)
    whole = Trial(state, sources[0], new_id)
    whole.findings += reviewers.findings
    done, count = 0, sum(len(source.document.authors) for source in sources)
    with state.journal.rollback_scope():
        for source in sources:
            file = _File(state, draft, source, reviewers, new_id)
            for author in source.document.authors:
                file.take_author(author)
                done += 1
                if progress is not None:
                    progress(done, count)
            file.take_nested()
            file.take_notes()
            whole.include(file)
    whole.taken = len(whole.operations) - whole.tray
    whole.rows = whole.taken + whole.tray + whole.duplicates + whole.refused
    return whole.report()


class _File(Trial):
    """Imports one file, reviewer by reviewer."""

    def __init__(
        self,
        state: State,
        draft: str,
        source: DocxSource,
        reviewers: Reviewers,
        new_id: Callable[[], str],
    ) -> None:
        super().__init__(state, source, new_id)
        self._draft = draft
        self._document = source.document
        self._reviewers = reviewers
        self._baseline = review_text.align_with_draft(state, draft, source)
        self._comment_index = review_text.CommentIndex(source.document)
        self._makers: dict[str, ReviewMaker] = {}
        self._notes: list[Comment] = []
        handle = state.handle_of(draft)
        self.findings += (
            *source.document.findings,
            *review_text.untracked_differences(self._baseline, handle),
        )
        formatted = sum(
            1 for each in source.document.revisions if each.kind is RevisionKind.FORMATTED
        )
        if formatted:
            said = count_noun(formatted, "change of format is", "changes of format are")
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
            for number in review_text.numbers_of(self._baseline.draft.places[there]):
                self._nodes[number] = items[at].id

    def take_author(self, author: str) -> None:
        """Imports an author's changes, and queues the author's other comments."""
        if author not in self._reviewers:
            # How many amendments these would be is not computed before the author is known.
            count = self._comment_index.changed(author)
            comments = len(self._comment_index.by(author))
            self.refused += count + comments
            self.find(0, self._reviewers.unknown(author, count, comments), Severity.ERROR)
            return
        # One author can be several reviewers, and one reviewer have several authors.
        for reviewer in [each for each in self._waiting if each.authors[0] == author]:
            self._take_reviewer(reviewer)

    def _take_reviewer(self, reviewer: Reviewer) -> None:
        review = review_text.review_by(self.state, self._baseline, reviewer.authors)
        title, before = review.draft.document.title, self._baseline.draft.document.title
        if title != before:
            self.find(
                min(self._baseline.draft.title, default=0),
                f"{reviewer.name} would have “{title}” for “{before}”; titles are not amended.",
            )
        maker = ReviewMaker(
            self.state, self._baseline, review, reviewer, self._comment_index, self.new_id
        )
        mine = [each for each in reviewer.authors if each not in self._makers]
        self._makers.update(dict.fromkeys(mine, maker))
        maker.make([said for each in mine for said in self._comment_index.by(each)])
        self._notes += maker.left
        self._nodes.update(maker.nodes)
        self.include(maker)

    def take_nested(self) -> None:
        """Imports changes of reviewers to each other's words, as amendments to amendments."""
        for (giver, author), numbers in review_text.nested_changes(self._document).items():
            maker = self._makers.get(giver)
            if author not in self._reviewers:
                continue
            if maker is None:
                self.find(
                    0,
                    f"{author} also changes what {giver} put in, which was not merged; that"
                    " waits until it is.",
                )
                continue
            accepting = review_text.with_nested(maker.reviewer.authors, numbers)
            review = review_text.review_by(self.state, self._baseline, accepting)
            self._take_nested(maker, author, review)

    def _take_nested(self, maker: ReviewMaker, author: str, after: review_text.Review) -> None:
        before = maker.review
        for match in track_items(before.draft, after.draft):
            if match.fate is BlockChange.KEPT:
                continue
            item = before.draft.document.items[match.old[0]] if match.old else None
            line = item.line if item else after.draft.document.items[match.new[0]].line
            target = maker.at_line.get(line, "") if item else ""
            if not target or match.fate is not BlockChange.MODIFIED:
                self._opposed(line, author, target, maker.reviewer.name)
                continue
            wording = review_text.rebase_wording(
                self.state,
                before.wordings[match.old[0]],
                self.state.version(target).wording,
                after.wordings[match.new[0]].notation(),
            )
            amended = self.state.amendments.get(target)
            if (
                amended is not None
                and amended.kind is AmendmentKind.MODIFY
                and wording == self.state.version(amended.target).wording
            ):
                self._opposed(line, author, target, maker.reviewer.name)
                continue
            new = after.draft.document.items[match.new[0]].text
            digest = digest_of("change to a change", self._draft, author, target, new)
            if known := self.state.imported.get(digest):
                _pass_over(self, line, known)
                continue
            numbers = review_text.numbers_of(after.draft.places[match.new[0]])
            proposed = ProposeAmendment(
                handle=self.state.next_handle("A"),
                kind=AmendmentKind.MODIFY,
                draft=self._draft,
                target=target,
                against=self.state.version_id(target),
                wording=wording,
                sponsors=self._reviewers.sponsors(author),
                dated=self._comment_index.day((author,), numbers),
                digest=digest,
            )
            self.take(line, proposed)

    def _opposed(self, line: int, author: str, target: str, giver: str) -> None:
        what = self.state.handle_of(target) if target else f"what {giver} proposes here"
        self.find(
            line,
            f"{author} would strike, part or move {what}; no amendment to an amendment does that,"
            " so an objection to it may be what is meant.",
        )

    def take_notes(self) -> None:
        """Imports the comments that are on no change of their author, as written notes."""
        for comment in self._notes:
            numbers = self._comment_index.numbers(comment)
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
                text=self._comment_index.said(comment),
                member=sponsors[0] if sponsors else "",
                targets=(target,),
                written=comment.date.date() if comment.date else None,
                digest=digest,
            )
            self.take(numbers[0] if numbers else 0, note)
