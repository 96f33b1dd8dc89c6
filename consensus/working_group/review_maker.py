"""Making the amendments of one reviewer of a Word document."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from attrs import evolve

from consensus.errors import Rejected
from consensus.finding import Severity
from consensus.formats.amendment_rows import AmendmentRow
from consensus.formats.docx.document import Comment
from consensus.history.operations import ProposeAmendment, PutInTray
from consensus.model.amendments import AmendmentKind, AmendmentState
from consensus.model.state import State
from consensus.text.blocks import BlockChange, Match
from consensus.working_group.counter_drafts import AmendmentMaker
from consensus.working_group.import_amendments import propose_row
from consensus.working_group.margin import Margin
from consensus.working_group.placing import Placer, UnplacedError
from consensus.working_group.review_authors import Reviewer
from consensus.working_group.review_text import Baseline, Change, Review, numbers_of


class ReviewMaker(AmendmentMaker):
    """Makes amendments of what one reviewer changed.

    Args:
        state: the state they are added to.
        baseline: the document without its changes.
        review: what the reviewer's changes make of the draft.
        reviewer: who it is.
        margin: when what was changed, and why.
        new_id: makes identities.
    """

    def __init__(
        self,
        state: State,
        baseline: Baseline,
        review: Review,
        reviewer: Reviewer,
        margin: Margin,
        new_id: Callable[[], str],
    ) -> None:
        super().__init__(state, review.version, new_id, reviewer.sponsors)
        self.review = review
        self.reviewer = reviewer
        self.tray = 0
        self.left: list[Comment] = []
        """The comments that are on none of the changes."""
        self.at_line: dict[int, str] = {}
        """What the words at a line are: the amendment that makes them, or the item."""
        self.nodes: dict[int, str] = {}
        """The amendments that would make the paragraphs of some numbers."""
        self._baseline = baseline
        self._margin = margin
        self._reasons: dict[str, list[str]] = {}
        self._seen: Counter[str] = Counter()
        self._handled: set[str] = set()

    def make(self, comments: Sequence[Comment]) -> None:
        """Take in an amendment for every change.

        Args:
            comments: what the reviewer said in the margin; what is on a change is its rationale.
        """
        about = {comment.id: self._change_of(comment) for comment in comments}
        for comment in comments:
            if about[comment.id]:
                said = self._margin.said(comment)
                self._reasons.setdefault(about[comment.id], []).append(said)
        for match in self.review.version.matches:
            if match.fate is not BlockChange.INSERTED and len(match.new) == 1:
                line = self.review.version.read.document.items[match.new[0]].line
                self.at_line[line] = self.review.version.items[match.old[0]].id
        for at in self.review.drifted:
            handle = self.review.version.items[at].handle
            self.find(
                0,
                f"{handle} has changed since this file was made, and {self.reviewer.name} parts or"
                " joins it; look at what was made of that.",
            )
        self.arrange()
        self._take_strays()
        self.left = [each for each in comments if about[each.id] not in self._handled]

    def is_to_move(self, match: Match, item: str) -> bool:
        """Only what the reviewer moved moves, however the document was laid out."""
        return match.is_moved

    def can_part(self, item: str) -> bool:
        """Only what has nothing under it: later parts would come behind all that."""
        return not self._spots.has_items_under(item)

    def add(self, line: int, operation: ProposeAmendment) -> str:
        """Take an amendment in, unless the same change was taken in before."""
        is_new = operation.kind is AmendmentKind.INSERT
        key = f"line {line}" if is_new else operation.target
        change = self.review.changes.get(key, _NOTHING)
        digest = self._digest(str(operation.kind), change, "" if is_new else operation.target)
        made = self.state.imported.get(digest, "")
        if made:
            self.duplicates += 1
        else:
            made = self._propose_new(line, operation, key, change, digest)
        self._handled.add(key)
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
        self, line: int, operation: ProposeAmendment, key: str, change: Change, digest: str
    ) -> str:
        whole = evolve(
            operation,
            handle=self.state.next_handle("A"),
            sponsors=self.reviewer.sponsors,
            rationale="\n".join(self._reasons.get(key, ())),
            dated=self._day(change.numbers),
            digest=digest,
        )
        return self.operations[-1].id if self.take(line, whole) else ""

    def _day(self, numbers: frozenset[int]) -> date | None:
        """When the reviewer changed some paragraphs; what only others want, too, tells least."""
        for authors in (self.reviewer.alone, self.reviewer.authors):
            if day := self._margin.day(authors, numbers):
                return day
        return None

    def _change_of(self, comment: Comment) -> str:
        """The change that a comment is on; empty for none."""
        numbers = set(self._margin.numbers(comment))
        for key, change in self.review.changes.items():
            if numbers & change.numbers:
                return key
        return ""

    def _digest(self, kind: str, change: Change, target: str) -> str:
        """What tells a change apart wherever it comes from: files are sent on and saved anew."""
        content = (kind, target, *change.old, "→", *change.new)
        key = json.dumps(content)
        self._seen[key] += 1
        draft = self.review.version.draft
        return digest_of(
            "tracked change", draft, self.reviewer.name, *content, str(self._seen[key])
        )

    def _take_strays(self) -> None:
        """Take in changes to what is not in the draft: by what they quote, or in the tray."""
        placer = Placer(self.state, self.review.version.draft)
        for match in self.review.strays:
            for row in self._rows(match):
                self._take_row(placer, row)

    def _rows(self, match: Match) -> Iterator[AmendmentRow]:
        before, after = self._baseline.draft, self.review.draft
        old = "\n".join(before.document.items[at].text for at in match.old)
        new = "\n".join(after.document.items[at].text for at in match.new)
        numbers = frozenset().union(
            *(numbers_of(before.places[at]) for at in match.old),
            *(numbers_of(after.places[at]) for at in match.new),
        )
        kind = AmendmentKind.MODIFY if match.new else AmendmentKind.DELETE
        day = self._day(numbers)
        fields = {
            "kind": str(kind),
            "old": old,
            "text": new,
            "by": "; ".join(self.reviewer.sponsors),
            "date": day.isoformat() if day else "",
        }
        yield AmendmentRow(
            line=before.document.items[match.old[0]].line,
            fields={name: value for name, value in fields.items() if value},
            kind=str(kind),
            old=old,
            text=new,
            by=self.reviewer.sponsors,
            date=day,
        )

    def _take_row(self, placer: Placer, row: AmendmentRow) -> None:
        digest = self._digest(row.kind, Change((row.old,), (row.text,), frozenset()), "")
        if digest in self.state.imported:
            self.duplicates += 1
            return
        draft = self.review.version.draft
        try:
            operation = propose_row(
                self.state, placer, draft, row, self.reviewer.sponsors, (), digest
            )
        except UnplacedError as unplaced:
            entry = PutInTray(
                handle=self.state.next_handle("TR"),
                fields=dict(row.fields),
                problem=str(unplaced),
                source=self.source.name,
                line=row.line,
                digest=digest,
            )
            if self.take(row.line, entry):
                self.tray += 1
                self.find(row.line, f"{unplaced}; it waits in the tray as {entry.handle}")
            return
        except Rejected as rejected:
            self.refuse(row.line, str(rejected))
            return
        if self.take(row.line, operation) and operation.placing.how == "fuzzy":
            handle = self.state.handle_of(operation.target)
            self.find(
                row.line,
                f"placed at {handle} with a likeness of {operation.placing.score:.0%}",
                Severity.NOTE,
            )


def digest_of(*content: str) -> str:
    """The digest by which something that was imported is known again."""
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


_NOTHING = Change((), (), frozenset())
