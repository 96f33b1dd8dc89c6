"""Writes drafts and the reference document as Word files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum

import attrs
from attrs import frozen

from consensus.errors import Rejected
from consensus.finding import Finding, Severity
from consensus.formats.bracket_notation import check_clean
from consensus.formats.docx.document import Document, Note, Paragraph, Run, Table
from consensus.formats.docx.styles import heading_format, text_format
from consensus.formats.docx.writer import TitleBlock, write_document
from consensus.formats.typesetter import add_footnote
from consensus.model.state import State
from consensus.reports import reference, revisions
from consensus.reports.audience import Audience
from consensus.reports.revisions import FIRST, PRESENT, Issue, concordance, find_issue
from consensus.working_group.docx_blocks import table_row
from consensus.working_group.queries import Queries
from consensus.working_group.track_changes import set_amendments, set_changes, set_issue

_ROLLING = "Rolling text"
_CLEAN = "Clean text"
_AMENDMENTS = "Amendments over the present text"


class DocxKind(StrEnum):
    """The content of a Word document of a draft."""

    CLEAN = "clean"
    """The text, which must have no brackets left."""
    ROLLING = "rolling"
    """The text with its brackets."""
    TRACKED = "tracked"
    """The text, with what changed since another state of it as tracked changes."""
    AMENDMENTS = "amendments"
    """The text, with what the undecided amendments would change as tracked changes."""


@frozen
class DocxDraft:
    """A draft as a Word document, before it is written."""

    document: Document  # what is written
    title_block: TitleBlock  # what its headers say
    findings: tuple[Finding, ...] = ()  # what is not in it


def write_docx(
    state: State,
    draft: str,
    kind: DocxKind = DocxKind.ROLLING,
    *,
    revision: str = PRESENT,
    against: str = "",
    names: bool = False,
    audience: Audience = Audience.PUBLIC,
    symbol: str = "",
    issued: datetime | None = None,
    with_concordance: bool = False,
) -> bytes:
    """Returns a draft as the bytes of a Word document.

    Args:
        kind: what the document shows.
        revision: which state of the draft, named as in `find_issue`; empty for the present text.
        against: for `TRACKED`, which state it is compared with; empty for the one issued before it.
        names: whether brackets say who holds what.
        audience: who it is for; amendments, which name their sponsors, are not for the public.
        symbol: the symbol of the document; empty for none.
        issued: the time that the present text is printed with; a revision has its own.
        with_concordance: whether a table of what the revision did to the labels follows the text.

    Returns:
        The bytes of the file, the same for the same record.

    Raises:
        NotFound: no revision has such a name, or there is no concordance to go with the text.
        Rejected: the audience may not see what was asked for.
        Unresolved: `CLEAN` was asked for, and brackets are left.
    """
    found = set_docx(
        state,
        draft,
        kind,
        revision=revision,
        against=against,
        names=names,
        audience=audience,
        symbol=symbol,
        issued=issued,
        with_concordance=with_concordance,
    )
    return write_document(found.document, found.title_block)


def last_recorded(group: Queries) -> datetime | None:
    """Returns the time of the last step, which dates the present text."""
    steps = group.steps()
    return steps[-1].recorded if steps else None


def set_docx(
    state: State,
    draft: str,
    kind: DocxKind = DocxKind.ROLLING,
    *,
    revision: str = PRESENT,
    against: str = "",
    names: bool = False,
    audience: Audience = Audience.PUBLIC,
    symbol: str = "",
    issued: datetime | None = None,
    with_concordance: bool = False,
) -> DocxDraft:
    """Returns a draft as a Word document to be written or inspected; arguments as `write_docx`."""
    issue = find_issue(state, draft, revision)
    findings: tuple[Finding, ...] = ()
    left_out = ""
    if kind in (DocxKind.CLEAN, DocxKind.TRACKED) or issue.issued:
        left_out = revisions.left_out_sentence(state, issue)
        issue = issue.clean()
    match kind:
        case DocxKind.CLEAN:
            check_clean(
                (issue.labels[item] or state.handle_of(item), state.versions[version])
                for item, version in issue.versions.items()
            )
            document, name = set_issue(state, draft, issue), _CLEAN
        case DocxKind.ROLLING:
            document, name = set_issue(state, draft, issue, names), _ROLLING
        case DocxKind.TRACKED:
            earlier = find_issue(state, draft, against or _issued_before(state, draft, issue))
            document = set_changes(state, draft, earlier, issue, names)
            name = f"{_ROLLING}, changes since {earlier.name}"
        case DocxKind.AMENDMENTS:
            document, findings = _amendments(state, draft, names, audience)
            name = _AMENDMENTS
    if with_concordance:
        document = attrs.evolve(document, body=(*document.body, *_concordance(state, draft, issue)))
    if issue.issued is not None:
        name, issued = issue.name, issue.issued
    title_block = TitleBlock(
        body=state.title,
        title=state.drafts[draft].title,
        name=name,
        symbol=symbol,
        issued=issued,
        standing=issue.standing,
        language=issue.language,
        left_out=left_out,
    )
    if left_out:
        findings += (Finding(left_out, Severity.NOTE),)
    return DocxDraft(document, title_block, findings)


def _issued_before(state: State, draft: str, issue: Issue) -> str:
    names = [each.name for each in state.revisions.values() if each.draft == draft]
    if issue.name in names:
        names = names[: names.index(issue.name)]
    return names[-1] if names else FIRST


def _amendments(
    state: State, draft: str, names: bool, audience: Audience
) -> tuple[Document, tuple[Finding, ...]]:
    if not audience.sees_names:
        raise Rejected(
            "amendments as tracked changes name their sponsors, which the public does not see; say"
            " that the document is for members or for the secretariat"
        )
    found = set_amendments(state, draft, names)
    if not found.left_out:
        return found.document, ()
    note = Finding(
        f"{', '.join(found.left_out)} amend other amendments, or what was rejected or withdrawn,"
        " and not the present text; they are not in the document.",
        Severity.NOTE,
    )
    return found.document, (note,)


def _concordance(state: State, draft: str, issue: Issue) -> Iterable[Paragraph | Table]:
    """Yields the heading and table of a concordance; new items under the label in discussion."""
    found = concordance(state, draft, issue.name)
    discussed = {
        state.handle_of(line.item): line.old
        for revision in state.revisions.values()
        if revision.draft == draft and revision.name == issue.name
        for line in revision.concordance
    }
    rows = [
        (discussed[line.handle] or "–", line.new or "–", line.change.value)
        for line in found.lines
        if discussed[line.handle] or line.new
    ]
    yield Paragraph(0, (Run(f"Concordance of labels, {found.name}"),), format=heading_format(1))
    yield Table(tuple(map(table_row, (("Was", "Is", "What became of it"), *rows))))


# A character that would be part of a bracket in the notation, and is not in the text.
_SIGN = re.compile(r"\\([\[\]|:\\])")


def write_reference_docx(document: reference.ReferenceDocument, language: str = "en") -> bytes:
    """Returns a reference document as Word bytes, with notes on a text as footnotes."""
    title_block = TitleBlock(
        body=document.title,
        title="Reference document",
        name="Reference document",
        issued=document.as_of,
        language=language,
    )
    notes: list[Note] = []
    body = tuple(_paragraphs(document, notes))
    return write_document(Document(body, tuple(notes)), title_block)


def _paragraphs(document: reference.ReferenceDocument, notes: list[Note]) -> Iterator[Paragraph]:
    yield Paragraph(0, (Run(reference.preface(document)),))
    for heading, items in reference.document_parts(document):
        yield Paragraph(0, (Run(heading),), format=heading_format(1))
        under = ""
        if not items:
            yield Paragraph(0, (Run("Nothing."),))
        for each in items:
            if each.heading and each.heading != under:
                yield Paragraph(0, (Run(each.heading),), format=heading_format(2))
            under = each.heading
            yield _paragraph(each, notes)
    if ending := reference.closing_sentence(document):
        yield Paragraph(0, (Run(ending),))


def _paragraph(item: reference.ReferenceItem, notes: list[Note]) -> Paragraph:
    text = _SIGN.sub(r"\1", item.text)
    runs = [Run(f"{item.label or item.handle}\t{text}")]
    said = "; ".join(filter(None, (item.standing, *reference.item_notes(item))))
    if said:
        runs.append(add_footnote(notes, [Run(f"{said[:1].upper()}{said[1:]}.")]))
    return Paragraph(0, tuple(runs), format=text_format(1))
