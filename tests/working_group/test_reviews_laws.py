"""What holds for every reviewed Word file: one author’s amendments make that author’s text."""

from __future__ import annotations

from random import Random

import pytest

from consensus import WorkingGroup
from consensus.formats.draft_docx import DocxSource, read_docx_draft
from consensus.model.amendments import AmendmentKind
from tests.support.docx_build import (
    cell,
    dele,
    ins,
    mark,
    moved_from,
    moved_to,
    note_sign,
    notes,
    p,
    row,
    table,
)

from .test_reviews import amendments, group_with, present, word

_WORDS = ("harbour", "ship", "pilot", "whale", "office", "member", "fee", "report", "year")
_AUTHORS = ("Ana", "Ben")


class Reviewed:
    """A document that some authors changed at random.

    Args:
        random: what decides.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._body: list[str] = []
        self._notes: list[str] = []

    def source(self) -> DocxSource:
        """The file: paragraphs, headings, tables, moves and notes, all of them changed."""
        kinds = (self._whole, self._table, self._heading, self._move, *(self._paragraph,) * 5)
        for _ in range(self._random.randint(3, 9)):
            self._random.choice(kinds)()
        more = {"word/footnotes.xml": notes("footnote", *self._notes)} if self._notes else {}
        return word(*self._body, p("The end of it."), more=more)

    def _words(self, count: int) -> str:
        return " ".join(self._random.choices(_WORDS, k=count))

    def _author(self) -> str:
        return self._random.choice(_AUTHORS)

    def _numbering(self) -> tuple[int, int] | None:
        return (1, self._random.randint(0, 1)) if self._random.random() < 0.4 else None

    def _runs(self) -> list[str]:
        runs = []
        for _ in range(self._random.randint(1, 5)):
            text = self._words(self._random.randint(1, 6)) + " "
            how = self._random.random()
            if how < 0.15:
                text = ins(self._author(), text)
            elif how < 0.3:
                text = dele(self._author(), text)
            elif how < 0.36:
                text = ins(self._author(), dele(self._author(), text))
            runs.append(text)
        return runs

    def _whole(self) -> None:
        """A paragraph put in or struck whole."""
        author = self._author()
        name, change = self._random.choice((("ins", ins), ("del", dele)))
        text = change(author, self._words(5))
        self._body.append(p(text, marked=mark(name, author), numbering=self._numbering()))

    def _table(self) -> None:
        rows = []
        for _ in range(self._random.randint(1, 4)):
            author = self._author()
            name, change = self._random.choice((("ins", ins), ("del", dele)))
            if self._random.random() < 0.4:
                cells = [cell(p(change(author, self._words(count)))) for count in (3, 2)]
                rows.append(row(*cells, marked=mark(name, author)))
            else:
                rows.append(row(cell(p(*self._runs())), cell(p(*self._runs()))))
        self._body.append(table(*rows))

    def _heading(self) -> None:
        level = self._random.randint(1, 2)
        self._body.append(p(self._words(2), style=f"berschrift{level}"))

    def _move(self) -> None:
        author, text = self._author(), self._words(6)
        number = 10 + 2 * len(self._body)
        for kind, moved, place, at in (
            ("moveFrom", moved_from, len(self._body), number),
            ("moveTo", moved_to, self._random.randint(0, len(self._body)), number + 1),
        ):
            start = f'<w:{kind}RangeStart w:id="{at}" w:author="{author}" w:name="m{number}"/>'
            paragraph = p(moved(author, text), marked=mark(kind, author))
            self._body.insert(place, f'{start}{paragraph}<w:{kind}RangeEnd w:id="{at}"/>')

    def _paragraph(self) -> None:
        runs, author = self._runs(), self._author()
        if self._random.random() < 0.2:
            self._notes.append(self._words(4))
            sign = note_sign("footnote", len(self._notes))
            runs.append(self._random.choice((sign, ins(author, sign), dele(author, sign))))
        marked = ""
        if self._random.random() < 0.3:
            marked = mark(self._random.choice(("ins", "del")), author)
        self._body.append(p(*runs, marked=marked, numbering=self._numbering()))


def merge_all(group: WorkingGroup) -> None:
    """Merge every open amendment, in the order of their handles."""
    for each in amendments(group):
        if each.kind is AmendmentKind.MODIFY:
            group.merge(group.state.handle_of(each.target), take=[each.handle])
        else:
            group.merge(each.handle)


@pytest.mark.parametrize("seed", range(120))
def test_amendments_of_one_author_make_that_authors_text(seed: int) -> None:
    """Merged in order, what Ana changed makes the text with her changes accepted alone."""
    source = Reviewed(Random(seed)).source()
    group = group_with(source)
    group.import_docx_amendments(source, authors={"Ana": "ALV"})
    merge_all(group)
    base, _ = read_docx_draft(source.shown, "")
    draft, _ = read_docx_draft(source.with_accepted(["Ana"]).shown, "", base)
    texts = [text.replace("\\", "") for text in present(group)]
    assert [item.text for item in draft.document.items] == texts
