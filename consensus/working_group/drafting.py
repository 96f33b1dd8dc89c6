"""Taking a draft in."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from consensus.errors import UnreadableInput
from consensus.finding import Finding, Severity
from consensus.formats.draft import DraftDocument, DraftItem, Origin, with_alternatives
from consensus.formats.draft_docx import DocxSource, read_docx_draft
from consensus.formats.draft_text import read_markdown_draft, read_plain_draft
from consensus.formats.source import Source, check_paragraph, unreadable_at
from consensus.history.operations import (
    ImportDraft,
    NewItem,
)
from consensus.model.state import State
from consensus.text.bracket_edits import choose_alternatives
from consensus.text.brackets import (
    DEEPEST,
    READ_AS_TEXT,
    BracketedText,
    finding_at,
    parse,
    too_deep,
)
from consensus.working_group.bracket_notation import codes
from consensus.working_group.placing import handles_for

# Of one paragraph; 100,000 square brackets that are never closed would fill the screen for minutes.
_MOST_FINDINGS = 100


@frozen
class ReadDraft:
    """A draft as it was read from a file, its brackets as structure.

    Attributes:
        document: its title and items.
        wordings: the text of each item.
        findings: what is odd about the file and the brackets in it, with line and column.
    """

    document: DraftDocument
    wordings: tuple[BracketedText, ...]
    findings: tuple[Finding, ...]


def read_draft(state: State, source: Source, alternatives: bool = False) -> ReadDraft:
    """Read a draft from a Word file, or from Markdown or plain text by the ending of its name.

    Args:
        state: whose codes may stand as names in brackets.
        source: the file.
        alternatives: whether neighbouring brackets that nobody holds, slashes in brackets,
            options that follow each other and `alt` paragraphs are choices.

    Raises:
        UnreadableInput: it is a table or other data, or a paragraph, the nesting of its items or
            that of its brackets goes beyond a limit.
    """
    if source.name.lower().endswith((".csv", ".json", ".jsonl")):
        raise UnreadableInput(
            f"{source.name} is data, not a draft; amendments, members and positions have an"
            " import of their own"
        )
    document, findings = _read(source)
    for item in document.items:
        check_paragraph(source.name, item.line, item.text)
    known = codes(state)
    origin = Origin(source)
    odd: list[Finding] = []
    wordings: list[BracketedText] = []
    for item in document.items:
        _check_brackets(origin, item)
        wording, noted = parse(item.text, known, markdown=True)
        if alternatives:
            noted = tuple(_chosen(wording, noted))
        wordings.append(wording)
        odd += origin.place(item, _first(noted))
    if alternatives:
        document, folded = with_alternatives(document, known, source.name)
        odd += folded
        wordings = [
            choose_alternatives(parse(item.text, known, markdown=True)[0])[0]
            for item in document.items
        ]
    odd.sort(key=lambda finding: (finding.line, finding.column))
    return ReadDraft(document, tuple(wordings), (*findings, *odd))


def _read(source: Source) -> tuple[DraftDocument, tuple[Finding, ...]]:
    if isinstance(source, DocxSource):
        draft, findings = read_docx_draft(source.shown, source.name)
        return draft.document, (*source.document.findings, *findings)
    reads_markdown = source.name.lower().endswith((".md", ".markdown"))
    return (read_markdown_draft if reads_markdown else read_plain_draft)(source)


def _check_brackets(origin: Origin, item: DraftItem) -> None:
    if item.text.count("[") <= DEEPEST:
        return
    offset = too_deep(item.text, markdown=True)
    if offset is None:
        return
    message = f"brackets are nested beyond {DEEPEST} deep here; write the text with fewer"
    (at,) = origin.place(item, [finding_at(item.text, offset, message, Severity.ERROR)])
    raise unreadable_at(at.file, at.line, at.column, message)


def _first(noted: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The first findings on a paragraph, the last of which says how many more there are."""
    more = len(noted) - _MOST_FINDINGS
    if more <= 0:
        return noted
    *first, last = noted[: _MOST_FINDINGS + 1]
    message = f"From here on, brackets of this paragraph have {more:,} more findings like these."
    return (*first, evolve(last, message=message))


def _chosen(wording: BracketedText, noted: tuple[Finding, ...]) -> Iterator[Finding]:
    """The findings on a text whose alternatives are made choices."""
    starts = {f"Bracket {number} " for number in choose_alternatives(wording)[1]}
    for each in noted:
        is_chosen = each.message.startswith(tuple(starts)) and each.severity is Severity.NOTE
        if is_chosen and each.message.endswith(READ_AS_TEXT):
            message = each.message.removesuffix(READ_AS_TEXT) + "it was read as a choice."
            each = evolve(each, message=message)
        yield each


def draft_operation(state: State, draft: ReadDraft, source: Source, revision: str) -> ImportDraft:
    """The operation that takes a draft in."""
    document = draft.document
    items: list[NewItem] = []
    above: list[tuple[int, int]] = []
    handles = handles_for(state, [(each.kind, each.label) for each in document.items])
    for number, each in enumerate(document.items):
        while above and above[-1][0] >= each.depth:
            above.pop()
        parent = f"#{above[-1][1]}" if above else ""
        items.append(
            NewItem(
                handle=handles[number],
                kind=each.kind,
                label=each.label,
                wording=draft.wordings[number],
                parent=parent,
            )
        )
        above.append((each.depth, number))
    return ImportDraft(
        handle=state.next_handle("D"),
        title=document.title,
        items=tuple(items),
        revision=revision,
        source=source.name,
        digest=source.digest,
    )
