"""A reference document laid out."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.reports.origin_lines import origin_sentence
from consensus.reports.outline import Block, Heading, Outline, place, points_of, quoted_text, said
from consensus.reports.preface import as_of_line
from consensus.reports.reference import ReferenceDocument, ReferenceItem
from consensus.reports.targets import spoken
from consensus.reports.words import several


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


def reference_outline(document: ReferenceDocument) -> Outline:
    """Lay a reference document out; parts without a text say so."""
    return Outline(
        "Reference document",
        tuple(filter(None, (drawn_on(document), not_retained(document)))),
        document.withheld,
        tuple(_blocks(document)),
    )


def _blocks(document: ReferenceDocument) -> Iterator[Block]:
    for heading, items in parts(document):
        yield Heading(2, heading, place(heading.lower()))
        if not items:
            yield said("Nothing.")
        under = ""
        for each in items:
            if each.heading and each.heading != under:
                yield Heading(3, each.heading, place("under", each.handle))
            under = each.heading
            yield Heading(4, item_name(each), place(each.handle))
            yield quoted_text(each.text)
            yield from points_of(*item_notes(each))


def preface(document: ReferenceDocument) -> str:
    """What the document is, in a sentence or two."""
    return f"{as_of_line(document.as_of, document.audience)} {drawn_on(document)}".rstrip()


def drawn_on(document: ReferenceDocument) -> str:
    """Which drafts it draws together, as a sentence; empty where none has a title."""
    drafts = ", ".join(f"“{each}”" for each in document.drafts if each)
    return f"It draws on {drafts}." if drafts else ""


def closing(document: ReferenceDocument) -> str:
    """What is not in it; empty where everything is."""
    return " ".join(filter(None, (not_retained(document), document.withheld.sentence())))


def not_retained(document: ReferenceDocument) -> str:
    """How many items were rejected or withdrawn, in a sentence; empty where none was."""
    count = document.left_out
    return f"Not retained, and left out: {several(count, 'item', 'items')}." if count else ""


def item_name(item: ReferenceItem) -> str:
    """An item by its label and handle, with what was decided of it."""
    name = spoken(item.label, item.handle)
    return f"{name}: {item.status}" if item.status else name


def item_notes(item: ReferenceItem) -> tuple[str, ...]:
    """What is contested in an item, and where it comes from."""
    notes = [f"contested: {', '.join(item.contested)}"] if item.contested else []
    if item.origin is not None:
        notes.append(origin_sentence(item.origin))
    return tuple(notes)
