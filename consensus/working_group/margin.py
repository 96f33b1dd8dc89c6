"""The margin of a Word document: who commented on what, and who changed which paragraph when."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable

from consensus.formats.docx.document import (
    ACCEPT,
    Comment,
    Document,
    Revision,
    RevisionKind,
    is_shown,
)

_LONGEST_QUOTE = 120  # signs; a comment on more is on the paragraph


class Margin:
    """Looks up comments and changes by the paragraphs that they are in.

    Args:
        document: the document.
    """

    def __init__(self, document: Document) -> None:
        self.comments = document.comments
        self._by_id = {each.id: each for each in document.comments}
        self._by_author: dict[str, list[Comment]] = {}
        for each in document.comments:
            if each.text:
                self._by_author.setdefault(each.author, []).append(each)
        self._numbers: dict[str, list[int]] = {}
        self._quotes: dict[str, list[str]] = {}
        self._whole: dict[int, str] = {}
        self._revisions: dict[int, list[Revision]] = {}
        self._changed: Counter[str] = Counter()
        for paragraph in document.paragraphs():
            marks = [*paragraph.mark, *(change for change, _ in paragraph.former)]
            words = []
            for run in paragraph.runs:
                marks += run.marks
                if is_shown(run.marks, ACCEPT):
                    words.append(run.text)
                for key in run.comments:
                    self._quotes.setdefault(key, []).append(run.text)
            about = [key for run in paragraph.runs for key in run.comments]
            for key in dict.fromkeys((*about, *paragraph.comments)):
                self._numbers.setdefault(key, []).append(paragraph.number)
            self._whole[paragraph.number] = "".join(words)
            self._revisions[paragraph.number] = marks
            authors = {each.author for each in marks if each.kind is not RevisionKind.FORMATTED}
            self._changed.update(authors)

    def by(self, author: str) -> list[Comment]:
        """The comments of an author that say something, in the order of the file."""
        return self._by_author.get(author, [])

    def changed(self, author: str) -> int:
        """In how many paragraphs an author changed words or marks."""
        return self._changed[author]

    def numbers(self, comment: Comment) -> list[int]:
        """The numbers of the paragraphs that a comment is on; those of what it answers if none."""
        seen: set[str] = set()
        while comment.id not in self._numbers and comment.answers in self._by_id:
            if comment.id in seen:
                break
            seen.add(comment.id)
            comment = self._by_id[comment.answers]
        return self._numbers.get(comment.id, [])

    def said(self, comment: Comment) -> str:
        """What a comment says, after the words it is about where those are not the whole."""
        quote = " ".join("".join(self._quotes.get(comment.id, ())).split())
        numbers = self._numbers.get(comment.id, [])
        whole = " ".join(" ".join(self._whole[number] for number in numbers).split())
        if not quote or quote == whole or len(quote) > _LONGEST_QUOTE:
            return comment.text
        return f"“{quote}”: {comment.text}"

    def day(self, authors: Collection[str], numbers: Collection[int]) -> datetime.date | None:
        """The last day on which some authors changed some paragraphs; None where none is known."""
        return max(self._days(authors, numbers), default=None)

    def _days(self, authors: Collection[str], numbers: Iterable[int]) -> Iterable[datetime.date]:
        for number in numbers:
            for revision in self._revisions.get(number, ()):
                if revision.author in authors and revision.date is not None:
                    yield revision.date.date()
