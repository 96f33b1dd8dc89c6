"""A reference document written as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.reports.origin_lines import origin_sentence
from consensus.reports.reference import ReferenceDocument, ReferenceItem
from consensus.reports.tables import one_line, quoted


def parts(document: ReferenceDocument) -> tuple[tuple[str, tuple[ReferenceItem, ...]], ...]:
    """The parts of a document under their headings.

    To the public no heading says that nobody contests a text: who does is not for them to know.
    """
    names = document.audience.sees_names
    settled = "What nobody contests" if names else "Texts without brackets and open amendments"
    unsettled = "What is contested" if names else "Texts with brackets or open amendments"
    return (
        (settled, document.uncontested),
        (unsettled, document.contested),
        ("What comes from other working groups", document.carried_over),
    )


def reference_markdown(document: ReferenceDocument) -> str:
    """Write a reference document as Markdown; parts without a text say so."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: ReferenceDocument) -> Iterator[str]:
    yield f"# {document.title}: reference document"
    yield ""
    yield preface(document)
    for heading, items in parts(document):
        yield ""
        yield f"## {heading}"
        under = ""
        if not items:
            yield ""
            yield "Nothing."
        for each in items:
            if each.heading and each.heading != under:
                yield ""
                yield f"### {one_line(each.heading)}"
            under = each.heading
            yield ""
            yield f"**{item_name(each)}**"
            yield ""
            yield quoted(each.text)
            if notes := item_notes(each):
                yield ""
                yield from (f"- {note}" for note in notes)
    if ending := closing(document):
        yield ""
        yield ending


def preface(document: ReferenceDocument) -> str:
    """What the document is, in a sentence or two."""
    moment = f"{document.as_of:%Y-%m-%d %H:%M %Z}".rstrip()
    return f"As of {moment}, for: {document.audience}. {drawn_on(document)}".rstrip()


def drawn_on(document: ReferenceDocument) -> str:
    """Which drafts it draws together, as a sentence; empty where none has a title."""
    drafts = ", ".join(f"“{each}”" for each in document.drafts if each)
    return f"It draws on {drafts}." if drafts else ""


def closing(document: ReferenceDocument) -> str:
    """What is not in it; empty where everything is."""
    count = document.left_out
    left = f"Not retained, and left out: {count} {'item' if count == 1 else 'items'}."
    return " ".join(filter(None, (left if count else "", document.withheld.sentence())))


def item_name(item: ReferenceItem) -> str:
    """An item by its label and handle, with what was decided of it."""
    name = f"{item.label} ({item.handle})" if item.label else item.handle
    return f"{name}: {item.status}" if item.status else name


def item_notes(item: ReferenceItem) -> tuple[str, ...]:
    """What is contested in an item, and where it comes from."""
    notes = [f"contested: {', '.join(item.contested)}"] if item.contested else []
    if item.origin is not None:
        notes.append(origin_sentence(item.origin))
    return tuple(notes)
