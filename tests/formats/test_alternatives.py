"""Options and `alt` paragraphs as alternatives of items, and places of findings."""

from __future__ import annotations

from consensus.finding import Finding, Severity
from consensus.formats.draft import DraftItem, SourceMap, with_alternatives
from consensus.formats.draft_text import read_markdown_draft, read_plain_draft
from consensus.formats.source import Source
from consensus.text.brackets import parse


def folded(text: str) -> tuple[list[tuple[str, str]], list[tuple[int, Severity]]]:
    """Labels and texts of a draft in Markdown with its alternatives, and the findings' lines."""
    document, _ = read_markdown_draft(Source.of(text, "draft.md"))
    changed, findings = with_alternatives(document, ("BRA",), "draft.md")
    items = [(item.label, item.text) for item in changed.items]
    return items, [(finding.line, finding.severity) for finding in findings]


def test_options_are_one_item() -> None:
    """Options that follow each other are a bracket with their labels, after what announces them."""
    items, findings = folded(
        "3. Members shall:\n\nOption 1: report\n\nOption 2: [BRA: pay]\n\nOption 3: no text\n\n"
        "4. The end.\n"
    )
    bracket = "[Option 1: report | BRA: Option 2: pay | Option 3: no text]"
    assert [("3", f"Members shall: {bracket}"), ("4", "The end.")] == items
    assert findings == [(3, Severity.NOTE)]


def test_options_with_nothing_before_them_are_an_item_of_their_own() -> None:
    """A paragraph that is complete is left alone."""
    items, _ = folded("3. We met.\n\nOption A. We act.\n\nOption B. We wait.\n\n4. The end.\n")
    assert items[1] == ("", "[Option A: We act. | Option B: We wait.]")
    assert len(items) == 3


def test_options_with_labels_on_lines_of_their_own() -> None:
    """A label alone, or in a heading, stands for what is under it."""
    plain, _ = folded("**Option 1**\n\nWe act.\n\nNow.\n\n**Option 2**\n\nWe wait.\n\nAll else.\n")
    assert plain == [("", "[Option 1: We act. Now. | Option 2: We wait.]"), ("", "All else.")]
    headed, _ = folded(
        "## Aim\n\n### Option 1\n\n5. We act:\n\n   (a) now;\n\n### Option 2\n\n5. We wait.\n"
        "\n## End\n\n6. Done.\n"
    )
    assert headed == [
        ("", "Aim"),
        ("", "[Option 1: 5. We act: (a) now; | Option 2: 5. We wait.]"),
        ("", "End"),
        ("6", "Done."),
    ]


def test_alt_paragraphs_are_options_of_the_one_beside_them() -> None:
    """An `alt` is an option, its label before it; what stands under it belongs to it."""
    items, findings = folded(
        "OP7. We act.\n\nOP7 alt. We wait:\n\n   (a) long;\n\nOP7 alt 2. [We sleep.]\n\n"
        "8. Bees.\n\n8 alt bis. Wasps.\n"
    )
    assert items == [
        ("OP7", "[We act. | OP7 alt: We wait: (a) long; | OP7 alt 2: We sleep.]"),
        ("8", "[Bees. | 8 alt bis: Wasps.]"),
    ]
    assert [line for line, _ in findings] == [3, 7, 11]


def test_what_cannot_be_one_item_stays_with_a_warning() -> None:
    """A lone option, an `alt` beside nothing, and one beside a paragraph with items stay."""
    text = (
        "Option 1: alone.\n\nOP9 alt. Beside nothing.\n\nOP3. We act:\n\n   (a) now;\n\n"
        "OP3 alt. We wait.\n"
    )
    document, _ = read_markdown_draft(Source.of(text, "draft.md"))
    changed, findings = with_alternatives(document, (), "draft.md")
    assert document == changed
    assert [(finding.line, finding.severity) for finding in findings] == [
        (1, Severity.WARNING),
        (3, Severity.WARNING),
        (9, Severity.WARNING),
    ]


def marked_signs(source: Source, items: tuple[DraftItem, ...]) -> list[tuple[str, int, int]]:
    """Where each letter X of the items is found in the file."""
    source_map = SourceMap(source)
    found = []
    for item in items:
        here = [
            Finding(
                "X", line=item.text[:at].count("\n") + 1, column=at - item.text.rfind("\n", 0, at)
            )
            for at, sign in enumerate(item.text)
            if sign == "X"
        ]
        found += [(each.file, each.line, each.column) for each in source_map.locate(item, here)]
    return found


def in_file(source: Source) -> list[tuple[str, int, int]]:
    """Where each letter X stands in a file."""
    return [
        (source.name, number, column)
        for number, line in enumerate(source.text.split("\n"), start=1)
        for column, sign in enumerate(line, start=1)
        if sign == "X"
    ]


def test_places_in_markdown() -> None:
    """Lists, labels, headings, quotations, tables and wrapped lines do not hide where a sign is."""
    text = (
        "# Title\n\n## 2 Part X\n\n1. One X and\n   two X lines\\\n   X broken\n\n"
        "   (a) sub X\n\n- bullet X\n\n> quoted X\n> twice X\n\n| a X |\n|---|\n| b X |\n\n"
        "OP7 bis. [[X]\n\n[^1]: note X\n"
    )
    source = Source.of(text, "draft.md")
    document, _ = read_markdown_draft(source)
    assert in_file(source) == marked_signs(source, document.items)


def test_places_in_plain_text() -> None:
    """Lines that were joined are told apart again."""
    text = "Title\n\n1. One X\n   two XX\n(a) three X\n\n* four X\n\nHEADING X\n\nlast X\n"
    source = Source.of(text, "draft.txt")
    document, _ = read_plain_draft(source)
    assert in_file(source) == marked_signs(source, document.items)


def test_unbalanced_signs_are_found_where_they_are() -> None:
    """A finding of the reader of brackets names the line and column of the file."""
    source = Source.of("# T\n\n1. One two\n   three ] four\n", "draft.md")
    (item,) = read_markdown_draft(source)[0].items
    (finding,) = SourceMap(source).locate(item, parse(item.text, (), markdown=True)[1])
    assert (finding.file, finding.line, finding.column) == ("draft.md", 4, 10)
