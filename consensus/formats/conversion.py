"""Conversion of a text between notations and formats, without any record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from enum import StrEnum

import attrs
from attrs import frozen

from consensus.errors import Unresolved
from consensus.finding import Finding, Severity
from consensus.formats.docx.document import Accepting, Document, Revision, paragraphs_of
from consensus.formats.docx.reader import read_document
from consensus.formats.docx.styles import TITLE
from consensus.formats.docx.view import view
from consensus.formats.docx.writer import TitleBlock, write_document
from consensus.formats.draft import DraftDocument
from consensus.formats.draft_docx import read_docx_draft
from consensus.formats.draft_text import read_markdown_draft, read_plain_draft
from consensus.formats.draft_writer import OutItem, write_draft, write_plain_draft
from consensus.formats.html import write_html_page
from consensus.formats.marked_text import (
    document_of,
    flatten,
    resolve_changes,
    with_labels_split,
    with_notes,
    with_typed_numbers,
)
from consensus.formats.source import check_lines, decode
from consensus.formats.tracked_text import (
    NOBODY,
    bracket_changes,
    codes_for_brackets,
    read_critic,
    write_critic,
)
from consensus.text.brackets import EVERY_CODE, parse
from consensus.text.display import count_noun


class Form(StrEnum):
    """A notation or format of a text."""

    MARKDOWN = "markdown"
    """Markdown, brackets in the text."""
    BRACKETS = "brackets"
    """Plain text, brackets in it."""
    CRITIC = "critic"
    """CriticMarkup: changes with their authors."""
    CLEAN = "clean"
    """Plain text without any bracket or change; only to be written."""
    DOCX = "docx"
    """Word, with tracked changes."""
    HTML = "html"
    """A page of HTML; only to be written."""

    @property
    def is_read(self) -> bool:
        """Whether texts can be read in it."""
        return self not in (Form.CLEAN, Form.HTML)


_SEVERAL = re.compile(r"\s*[;,]\s*")

_ENDINGS = {
    ".critic.md": Form.CRITIC,
    ".critic.markdown": Form.CRITIC,
    ".critic.txt": Form.CRITIC,
    ".md": Form.MARKDOWN,
    ".markdown": Form.MARKDOWN,
    ".txt": Form.BRACKETS,
    ".docx": Form.DOCX,
    ".html": Form.HTML,
    ".htm": Form.HTML,
}


@frozen
class Converted:
    """The bytes of a text in another form, and findings: what was odd, and what it lacks."""

    content: bytes
    findings: tuple[Finding, ...]


def form_of(name: str) -> Form | None:
    """Returns the form that the ending of a file's name implies; None for an unknown ending."""
    return next((form for end, form in _ENDINGS.items() if name.lower().endswith(end)), None)


def convert(
    content: bytes,
    name: str,
    source: Form,
    target: Form,
    accepting: str | Collection[str] | None = None,
    language: str = "",
) -> Converted:
    """Converts a text to another form; raises ValueError if the source is one only written.

    With `accepting` some changes are accepted and all others rejected; None keeps them as changes,
    or as brackets where the form knows no changes. A change is by every author whom it names:
    `ASH; BAY` by `ASH`, by `BAY` and by `ASH; BAY`.
    """
    draft: DraftDocument | None = None
    findings: tuple[Finding, ...] = ()
    match source:
        case Form.MARKDOWN | Form.BRACKETS:
            read = read_markdown_draft if source is Form.MARKDOWN else read_plain_draft
            draft, findings = read(decode(content, name))
            document = with_notes(document_of(draft))
        case Form.CRITIC:
            text = decode(content, name)
            check_lines(text)
            document, findings = read_critic(text.text, name)
            document = with_notes(with_labels_split(document))
        case Form.DOCX:
            document = with_typed_numbers(read_document(content, name))
            headed = Finding("Headers and footers were left out.", Severity.NOTE, name)
            findings = (
                *document.findings,
                *_lost(Counter(comments=len(document.comments)), name),
                *[headed] * bool(document.headers or document.footers),
            )
        case _:
            raise ValueError(f"{source} is only written, and not read")
    if accepting is not None:
        which, unknown = _accepted(document, accepting, name)
        document, findings = resolve_changes(document, which), (*findings, *unknown)
    writing = _Converter(document, draft, name, language)
    written = _WRITERS[target](writing)
    lost = _lost(writing.lost, name)
    return Converted(written, (*findings, *writing.findings, *lost))


def _accepted(
    document: Document, accepting: str | Collection[str], name: str
) -> tuple[Accepting, tuple[Finding, ...]]:
    """Returns which changes are accepted, and a finding for each author without changes."""
    if isinstance(accepting, str):
        return accepting, ()
    authors = dict.fromkeys(each.author for each in document.marks())
    named = {author: {author, *_SEVERAL.split(author)} for author in authors}
    there = ", ".join(filter(None, authors)) or "nobody"
    unknown = sorted(set(accepting).difference(*named.values()))
    findings = [
        Finding(f"No change is by {each}; there are those by {there}.", Severity.WARNING, name)
        for each in unknown
    ]
    chosen = frozenset(author for author, names in named.items() if names & set(accepting))
    return chosen, tuple(findings)


class _Converter:
    """Writes a document in each form, and counts what the form cannot keep."""

    def __init__(
        self, document: Document, draft: DraftDocument | None, name: str, language: str
    ) -> None:
        self.document, self.draft = document, draft
        self.name, self.language = name, language
        self.lost: Counter[str] = Counter()
        self.findings: list[Finding] = []

    @property
    def revisions(self) -> list[Revision]:
        return list(self.document.marks())

    def flat(self, keeping_tables: bool = False) -> Document:
        """Returns the document as a text can have it: no moves, tables only if they are kept."""
        document, lost = flatten(self.document, keeping_tables)
        self.lost += lost
        return document

    def as_draft(self) -> DraftDocument:
        if self.draft is not None:
            return self.draft
        flattened = self.flat()
        marked = [each for each in paragraphs_of(flattened.body) if each.mark]
        self.lost["marks"] += sum(not all(run.marks for run in each.runs) for each in marked)
        self.lost["dates"] += sum(each.date is not None for each in self.revisions)
        renamed = {
            each.author
            for each in self.revisions
            if codes_for_brackets(each.author) != (each.author,) and each.author != NOBODY
        }
        self.lost["names"] += sum("; ".join(codes_for_brackets(each)) != each for each in renamed)
        document = with_notes(bracket_changes(flattened))
        found, findings = read_docx_draft(view(document), self.name)
        self.findings += findings
        return found.document

    def title(self) -> str:
        paragraphs = paragraphs_of(self.document.body)
        return next((each.text for each in paragraphs if each.format.style == TITLE), "")


def _clean(writing: _Converter) -> bytes:
    if count := len(writing.revisions):
        raise Unresolved(
            f"there is no clean text: changes are left ({count}); accept or reject them"
        )
    title, outline = _outline(writing)
    items: list[OutItem] = []
    brackets = 0
    for item in outline:
        wording = parse(item.text, EVERY_CODE, markdown=True)[0]
        brackets += wording.count
        items.append(attrs.evolve(item, text="".join(map(str, wording.parts))))
    if brackets:
        raise Unresolved(f"there is no clean text: brackets are left ({brackets})")
    return write_plain_draft(title, items).encode()


def _outline(writing: _Converter) -> tuple[str, list[OutItem]]:
    draft = writing.as_draft()
    return draft.title, [
        OutItem(each.label, each.kind, each.depth, each.text, each.is_label_inside)
        for each in draft.items
    ]


def _critic(writing: _Converter) -> bytes:
    writing.lost["dates"] += sum(each.date is not None for each in writing.revisions)
    return write_critic(writing.flat()).replace("\t", " ").encode()


def _html(writing: _Converter) -> bytes:
    return write_html_page(with_notes(writing.flat(keeping_tables=True)), writing.language).encode()


def _docx(writing: _Converter) -> bytes:
    writing.lost["labels"] += sum(
        note.label != f"[^{number}]" for number, note in enumerate(writing.document.notes, 1)
    )
    title = writing.title()
    title_block = TitleBlock(body=title, title=title, name="", language=writing.language)
    return write_document(writing.document, title_block)


_WRITERS: dict[Form, Callable[[_Converter], bytes]] = {
    Form.MARKDOWN: lambda writing: write_draft(*_outline(writing)).encode(),
    Form.BRACKETS: lambda writing: write_plain_draft(*_outline(writing)).encode(),
    Form.CRITIC: _critic,
    Form.CLEAN: _clean,
    Form.DOCX: _docx,
    Form.HTML: _html,
}


_LOSSES = {
    "comments": ("comment was left out", "comments were left out", Severity.WARNING),
    "rows": ("row of a table became a line", "rows of tables became lines", Severity.NOTE),
    "moves": (
        "moved passage became words taken out and words put in",
        "moved passages became words taken out and words put in",
        Severity.NOTE,
    ),
    "passages": (
        "passage that somebody puts in and somebody takes out again was left out",
        "passages that somebody puts in and somebody takes out again were left out",
        Severity.WARNING,
    ),
    "marks": (
        "paragraph is divided or joined by a change, which brackets cannot say; it is divided",
        "paragraphs are divided or joined by a change, which brackets cannot say; they are divided",
        Severity.WARNING,
    ),
    "dates": ("change lost its date", "changes lost their dates", Severity.NOTE),
    "names": (
        "author became a name of one word",
        "authors became names of one word",
        Severity.NOTE,
    ),
    "labels": ("footnote was numbered anew", "footnotes were numbered anew", Severity.NOTE),
}


def _lost(lost: Counter[str], name: str) -> Iterator[Finding]:
    for kind, (one, many, severity) in _LOSSES.items():
        if count := lost[kind]:
            yield Finding(f"{count_noun(count, one, many)}.", severity, name)
