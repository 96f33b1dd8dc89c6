"""Reading a phrase: the signs of one paragraph, with the changes and comments on each."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator

from attrs import frozen
from lxml import etree

from consensus.formats.docx.document import Run
from consensus.formats.docx.fields import FIELD_SIGN, Fields
from consensus.formats.docx.marks import KINDS, RANGES, Marks
from consensus.formats.docx.revision import Revision
from consensus.formats.docx.symbols import symbol
from consensus.formats.docx.xml import (
    FORMAT_CHANGES,
    ID,
    PARAGRAPH_PROPERTIES,
    RUN,
    RUN_PROPERTIES,
    qualified,
)

COMMENT_STARTS = frozenset({qualified("w:commentRangeStart")})
COMMENT_ENDS = frozenset({qualified("w:commentRangeEnd")})

_TEXTS = frozenset(map(qualified, ("w:t", "w:delText", "m:t")))
_SIGNS = {
    qualified("w:tab"): "\t",
    qualified("w:ptab"): "\t",
    qualified("w:cr"): "\n",
    qualified("w:noBreakHyphen"): "\N{NON-BREAKING HYPHEN}",
    qualified("w:softHyphen"): "\N{SOFT HYPHEN}",
}
_BREAK = qualified("w:br")
_BREAK_KIND = qualified("w:type")
_SYMBOL = qualified("w:sym")
_SYMBOL_FONT = qualified("w:font")
_SYMBOL_CODE = qualified("w:char")
_NOTES = {
    qualified("w:footnoteReference"): "footnote",
    qualified("w:endnoteReference"): "endnote",
}
_COMMENT_SIGN = qualified("w:commentReference")
_ALTERNATIVES = qualified("mc:AlternateContent")
_CHOICE = qualified("mc:Choice")
_FALLBACK = qualified("mc:Fallback")
_BOX = qualified("w:txbxContent")
_PICTURES = frozenset(
    (
        "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic",
        "{urn:schemas-microsoft-com:vml}imagedata",
    )
)
# That many comments on the same words are more than a margin has room for; a further one stands
# where its sign is.
_MOST_OPEN = 200
_HIDDEN = qualified("w:vanish")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BREAKING = str.maketrans("\t\n\r", "   ")
_CONTENT_CONTROL = qualified("w:sdt")
_CONTENT = qualified("w:sdtContent")
# The reading of a sign stands above it and is no word of the text; neither are instructions.
_SILENT = frozenset(
    map(qualified, ("w:rt", "w:instrText", "w:delInstrText", "w:sdtPr", "w:sdtEndPr", "w:rubyPr"))
) | {PARAGRAPH_PROPERTIES}


def choice(element: etree._Element) -> etree._Element | None:
    """Which of several contents that say the same is read: the first; None where there is none."""
    chosen = element.find(_CHOICE)
    return element.find(_FALLBACK) if chosen is None else chosen


@frozen
class Phrase:
    """The signs of a paragraph.

    Attributes:
        runs: signs that bear the same marks are one.
        comments: the ids of comments whose sign stands here and that are about no words.
        pictures: how many pictures stand among them.
        hidden: how many of its runs are hidden in print.
    """

    runs: tuple[Run, ...]
    comments: tuple[str, ...]
    pictures: int
    hidden: int


class PhraseReader:
    """Reads the paragraphs of one story; fields and comments may go on from one to the next.

    Args:
        marks: makes revisions.
        has_fields: whether instructions of fields are to be told from text.
        about_words: the ids of the comments that say where their words end.
        box: called with a text box and the changes that it is part of.
    """

    def __init__(
        self,
        marks: Marks,
        has_fields: bool,
        about_words: Container[str],
        box: Callable[[etree._Element, tuple[Revision, ...]], None],
    ) -> None:
        self._marks = marks
        self._has_fields = has_fields
        self._fields = Fields()
        self._box = box
        self._comments: dict[str, None] = {}
        self._about: tuple[str, ...] = ()
        self._ending = about_words
        self._about_words: set[str] = set()
        self._alone: dict[str, None] = {}
        self._runs: list[Run] = []
        self._pictures = self._hidden = 0

    def read(self, element: etree._Element, outer: tuple[Revision, ...]) -> Phrase:
        """Read a paragraph.

        Args:
            element: the paragraph.
            outer: the changes that all of it is part of.
        """
        self._runs, self._alone, self._pictures, self._hidden = [], {}, 0, 0
        self._walk(element, outer)
        runs = tuple(_joined(self._runs))
        return Phrase(runs, tuple(self._alone), self._pictures, self._hidden)

    def comment(self, element: etree._Element) -> None:
        """Take note of where the words that a comment is about begin or end."""
        key = element.get(ID, "")
        if element.tag in COMMENT_ENDS:
            self._comments.pop(key, None)
        elif key in self._ending and len(self._comments) < _MOST_OPEN:
            self._comments[key] = None
        self._about = tuple(self._comments)

    def _walk(self, parent: etree._Element, marks: tuple[Revision, ...]) -> None:
        for element in parent:
            tag = element.tag
            if tag == RUN:
                self._walk(element, marks)
            elif tag in _TEXTS:
                self._add(_words(element), marks)
            elif tag in _SIGNS:
                self._add(_SIGNS[tag], marks)
            elif tag == RUN_PROPERTIES:
                self._hidden += element.find(_HIDDEN) is not None
                for change in element.iter(*FORMAT_CHANGES):
                    self._marks.of(change)
            elif tag in KINDS:
                self._walk(element, (*marks, self._marks.of(element)))
            elif tag in _SILENT:
                continue
            elif tag in RANGES:
                self._marks.bound(element)
            elif tag in COMMENT_STARTS or tag in COMMENT_ENDS:
                self.comment(element)
            else:
                self._special(element, marks)

    def _special(self, element: etree._Element, marks: tuple[Revision, ...]) -> None:
        tag = str(element.tag)
        if tag == FIELD_SIGN:
            self._fields.take(element)
        elif tag == _BREAK:
            kind = element.get(_BREAK_KIND)
            self._add("\n" if kind in (None, "textWrapping") else "", marks)
        elif tag == _SYMBOL:
            self._add(symbol(element.get(_SYMBOL_FONT, ""), element.get(_SYMBOL_CODE, "")), marks)
        elif tag in _NOTES:
            self._add("", marks, f"{_NOTES[tag]} {element.get(ID, '')}")
        elif tag == _COMMENT_SIGN:
            key = element.get(ID, "")
            if key not in self._about_words:
                self._alone[key] = None
        elif tag == _ALTERNATIVES:
            chosen = choice(element)
            if chosen is not None:
                self._walk(chosen, marks)
        elif tag == _BOX:
            self._box(element, marks)
        elif tag == _CONTENT_CONTROL:
            content = element.find(_CONTENT)
            if content is not None:
                self._walk(content, marks)
        else:
            self._pictures += tag in _PICTURES
            self._walk(element, marks)

    def _add(self, text: str, marks: tuple[Revision, ...], note: str = "") -> None:
        if not (text or note) or (self._has_fields and self._fields.hides):
            return
        self._about_words.update(self._about)
        self._runs.append(Run(text, marks, self._about, note))


def _words(element: etree._Element) -> str:
    """The words of an element; white space at its ends counts only where it says so."""
    text = (element.text or "").translate(_BREAKING)
    return text if element.get(_SPACE) == "preserve" else text.strip(" ")


def _joined(runs: list[Run]) -> Iterator[Run]:
    """Join neighbouring runs that bear the same marks."""
    waiting: list[Run] = []
    for run in runs:
        if waiting and (
            run.note
            or waiting[0].note
            or run.marks != waiting[0].marks
            or run.comments != waiting[0].comments
        ):
            yield _one(waiting)
            waiting = []
        waiting.append(run)
    if waiting:
        yield _one(waiting)


def _one(runs: list[Run]) -> Run:
    first = runs[0]
    if len(runs) == 1:
        return first
    return Run("".join(run.text for run in runs), first.marks, first.comments, first.note)
