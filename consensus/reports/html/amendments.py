"""Amendments on a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consensus.model.amendment import AmendmentKind
from consensus.reports.amendment_lines import AmendmentLine
from consensus.reports.html.element import Element, Node, anchor, element
from consensus.reports.html.signs import status
from consensus.reports.html.wording import changes, name, passage, wording

_DEEPEST = 2


def amendments_list(
    lines: Sequence[AmendmentLine], text: str, language: str, item: str = ""
) -> Element:
    """Amendments with what each would change marked.

    Args:
        lines: the amendments, those to another behind it.
        text: the present text of what the first of them amend; empty where there is none.
        language: the language of the texts, as a tag; empty for not known.
        item: the handle of what they amend.
    """
    texts = {item: text, **{line.handle: line.text for line in lines}}
    return element(
        "ul",
        (_amendment(line, texts.get(line.target, ""), language) for line in lines),
        class_="amendments",
    )


def _amendment(line: AmendmentLine, against: str, language: str) -> Element:
    backers = ", ".join(line.backers)
    to = f" to {line.target}" if line.depth else ""
    words: Iterator[Node] | None = None
    if line.changes:
        words = changes(line.changes)
    elif line.kind is AmendmentKind.DELETE and against:
        words = iter([element("del", against)])
    elif line.text:
        words = wording(line.text)
    return element(
        "li",
        element(
            "p",
            element("b", name(line.handle)),
            f" {line.kind}{to}",
            f", by {backers}" if backers else None,
            " ",
            status(line.status),
            " late" if line.late else None,
        ),
        element("p", name(line.summary)),
        passage(words, language) if words is not None else None,
        element("p", "Why: ", name(line.rationale)) if line.rationale else None,
        id=anchor(line.handle),
        class_=f"d{min(line.depth, _DEEPEST)}" if line.depth else None,
    )
