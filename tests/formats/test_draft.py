"""Drafts: read from Markdown and plain text with their alternatives, and written back the same."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.errors import UnreadableInput
from consensus.finding import Finding, Severity
from consensus.formats.draft import DraftDocument, DraftItem, with_alternatives
from consensus.formats.draft_text import MOST_LEVELS, read_markdown_draft, read_plain_draft
from consensus.formats.draft_version import SourceMap, without_spanning
from consensus.formats.draft_writer import OutItem, write_draft, write_plain_draft
from consensus.formats.source import Source
from consensus.model.drafts import ItemKind
from consensus.text.brackets import parse

RESOLUTION = """\
# Draft on the shared well

The Council,

PP1 Recalling its earlier work
on wells,

PP1 bis. Noting the report;

## A. Upkeep

OP1 Calls upon villages to:
(a) report yearly;
(b) pay:
  (i) in coin; or
  (ii) in kind.

OP7 ter Decides to *meet* [again | no text];[^1]

## Recommendations

The group recommends:

1. Villages act.
1. Traders pay:
   - soon
   - gladly

[^1]: A note
  that goes on.
"""


SHORT = {
    "T": ItemKind.TITLE,
    "S": ItemKind.SECTION,
    "PP": ItemKind.PREAMBULAR,
    "OP": ItemKind.OPERATIVE,
    "R": ItemKind.RECOMMENDATION,
    "C": ItemKind.CHAPEAU,
    "P": ItemKind.PARAGRAPH,
    "SP": ItemKind.SUBPARAGRAPH,
    "FN": ItemKind.FOOTNOTE,
}


def outline(document: DraftDocument) -> list[tuple[int, str, str, str]]:
    """Give each item as its depth, its kind in short, its label and its text."""
    short = {kind: letters for letters, kind in SHORT.items()}
    return [(item.depth, short[item.kind], item.label, item.text) for item in document.items]


def read(text: str) -> DraftDocument:
    """Read Markdown."""
    return read_markdown_draft(Source.of(text, "draft.md"))[0]


def rewritten(document: DraftDocument) -> str:
    """Write a draft that was read."""
    return write_draft(
        document.title,
        [OutItem(item.label, item.kind, item.depth, item.text) for item in document.items],
    )


def words(*texts: str) -> Counter[str]:
    """Count the words and numbers of texts."""
    return Counter(word for text in texts for word in re.findall(r"[^\W_]+", text))


def words_of(document: DraftDocument) -> Counter[str]:
    """Count the words of a draft, its labels included."""
    return words(document.title, *(f"{item.label} {item.text}" for item in document.items))


def test_a_resolution() -> None:
    """Title, sections, paragraphs of every kind, lists and footnotes are told apart."""
    document, findings = read_markdown_draft(Source.of(RESOLUTION, "draft.md"))
    assert document.title == "Draft on the shared well"
    assert outline(document) == [
        (0, "P", "", "The Council,"),
        (0, "PP", "PP1", "Recalling its earlier work on wells,"),
        (0, "PP", "PP1 bis", "Noting the report;"),
        (0, "S", "A", "Upkeep"),
        (1, "OP", "OP1", "Calls upon villages to:"),
        (2, "SP", "(a)", "report yearly;"),
        (2, "SP", "(b)", "pay:"),
        (3, "SP", "(i)", "in coin; or"),
        (3, "SP", "(ii)", "in kind."),
        (1, "OP", "OP7 ter", "Decides to *meet* [again | no text];[^1]"),
        (0, "S", "", "Recommendations"),
        (1, "C", "", "The group recommends:"),
        (2, "R", "1", "Villages act."),
        (2, "R", "1", "Traders pay:"),
        (3, "P", "", "soon"),
        (3, "P", "", "gladly"),
        (0, "FN", "[^1]", "A note that goes on."),
    ]
    assert [(finding.file, finding.line, finding.severity) for finding in findings] == [
        ("draft.md", 25, Severity.WARNING)
    ]
    assert [item.line for item in document.items[:4]] == [3, 5, 8, 10]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("> said\nso\n> - twice", [(0, "P", "", "> said\n> so\n> - twice")]),
        ("|a|b|\n|-|-|\n|1|2|", [(0, "P", "", "|a|b|\n|-|-|\n|1|2|")]),
        ("~~~ x\na\n\nb", [(0, "P", "", "~~~ x\na\n\nb\n~~~")]),
        ("    code\n\n    more", [(0, "P", "", "    code\n\n    more")]),
        ("<!-- note", [(0, "P", "", "<!-- note\n-->")]),
        ("---\na: b\n---\ntext", [(0, "T", "", "---\na: b\n---"), (0, "P", "", "text")]),
        ("[a]: http://b\n[c]: d", [(0, "T", "", "[a]: http://b\n[c]: d")]),
        ("7. x\n7. y", [(0, "P", "7", "x"), (0, "P", "7", "y")]),
        ("3) x\n\n   more", [(0, "P", "3)", "x"), (1, "P", "", "more")]),
        ("- 4. x", [(0, "P", "4", "x")]),
        ("4. - x", [(0, "P", "4", ""), (1, "P", "", "x")]),
        ("x:\n\n1. y", [(0, "C", "", "x:"), (1, "P", "1", "y")]),
        ("x:\n\n<!-- -->\n\n1. y", [(0, "P", "", "x:"), (0, "P", "1", "y")]),
        ("x\n\n- y\n  # z", [(0, "P", "", "x"), (1, "P", "", "y"), (2, "P", "", "\\# z")]),
        ("x\\\ny  \nz\\\\\nw", [(0, "P", "", "x y z\\\\ w")]),
        ("**\n*", [(0, "P", "", "**\n*")]),
        ("see\n(a) above", [(0, "P", "", "see (a) above")]),
        ("x\n===\ny #\n---", [(0, "S", "", "y \\#")]),
        ("# t\n# u\n### v", [(0, "S", "", "u"), (1, "S", "", "v")]),
        ("a\nb[^1]\n[^1]: n\n[^2]: m", [
            (0, "P", "", "a b[^1]"), (0, "FN", "[^1]", "n"), (0, "FN", "[^2]", "m")
        ]),
    ],
)  # fmt: skip
def test_blocks_of_markdown(text: str, items: list[tuple[int, str, str, str]]) -> None:
    """Blocks are kept whole, printed numbers are kept, and what is protected stays so."""
    assert items == outline(read(text))


@pytest.mark.parametrize("text", ["# Only a title", "***", "[^1]:"])
def test_hardly_anything(text: str) -> None:
    """A file without a paragraph gives a finding, and no failure."""
    document, findings = read_markdown_draft(Source.of(text, "x.md"))
    assert bool(document.items) != any(each.severity is Severity.ERROR for each in findings)


def test_lists_too_deep() -> None:
    """Lists nested beyond what can be read lose no word: the file is read as plain text."""
    text = "- " * MOST_LEVELS + "bottom"
    document, findings = read_markdown_draft(Source.of(text, "x.md"))
    assert words("bottom") == words_of(document)
    assert "nested too deeply" in findings[0].message


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("- " * (MOST_LEVELS + 1) + "x", "1:203"),
        ("> " * (MOST_LEVELS + 1) + "x", "1:203"),
        ("a\n\n" + "\n".join("   " * level + "1. x" for level in range(1_000)), "103:304"),
        ("\n".join(">" + " " * 2 * level + " * x" for level in range(MOST_LEVELS)), "100:203"),
    ],
)
def test_lists_beyond_the_limit(text: str, place: str) -> None:
    """Lists and quotations beyond the limit are refused, with the line and column of the first."""
    with pytest.raises(
        UnreadableInput, match=f"x.md:{place}: .* nested beyond {MOST_LEVELS} level"
    ):
        read_markdown_draft(Source.of(text, "x.md"))


@pytest.mark.parametrize("line", ["- " * 300, "* * " * 100, "    " + "- " * 300 + "x"])
def test_what_is_no_nested_list(line: str) -> None:
    """Lines across the page and code are not taken for lists, however long they are."""
    document, _ = read_markdown_draft(Source.of(f"One.\n\n{line}\n\nTwo.", "x.md"))
    texts = [item.text for item in document.items]
    assert (texts[0], texts[-1]) == ("One.", "Two.")


def test_a_line_that_is_one_paragraph_is_not_a_label() -> None:
    """Control signs and markup are text like any other."""
    text = "1. \x1b[31m<b>red</b> & [x](y) `[z]`"
    assert outline(read(text)) == [(0, "P", "1", "\x1b[31m<b>red</b> & [x](y) `[z]`")]


line = st.one_of(
    st.sampled_from(
        (
            *(
                "",
                "",
                "",
                "# T",
                "# Recommendations",
                "## A. b",
                "#### c #",
                "x:",
                "y;",
                "The *end*.",
                "two",
                "1. a",
            ),
            *("1. ", "2) b", "12. c", "- d", "-", "* e", "- (a) f", "(a) g", "(b) h:", "(i) j"),
            *("OP1 k:", "OP1(a) l", "PP2 bis m", "A.1 n", "> q", "| a | b |", "|---|---|", "```"),
            *("    code", "\tcode", "<!-- -->", "<!--", "<div>", "<b", "c>", "[^1]: note", "***"),
            *("[l]: http://m", "===", "---", "\\(a) o", "1\\. p", "R3", "Recommendation 4: r"),
            *(
                "Article 2",
                "## Article 3",
                "Definitions",
                "### Scope",
                "**§ 7**",
                "NOTE x.",
                "Annex",
            ),
            *("4.2 Load", "(a) (i) k", "(1) l", "(A) m", "• n", "— o", "Art. 5 – P", "CHAPTER I"),
            *("{:toc}", "--- abstract", "{: #x}", "## Intro {#intro}", "*Recalling* k,", "1."),
            *("## Recommendations", "~~~ py", "+ -", "\\", "5.1. s", "&amp; t", "[x | y]"),
        )
    ),
    st.text("ab #-1.>|`~*\\()[]:<", max_size=6),
)
indent = st.sampled_from(("", "", "", "  ", "   ", "     "))
lines = st.lists(st.builds("{}{}".format, indent, line), max_size=14)


@given(lines)
def test_no_word_of_markdown_is_lost(parts: list[str]) -> None:
    """Every word of the source stands in the title or in an item."""
    text = "\n".join(parts)
    assert words(text) == words_of(read(text))


@given(lines)
def test_what_was_read_is_written_so_that_it_reads_the_same(parts: list[str]) -> None:
    """Reading what was written of a draft gives that draft."""
    document = read("\n".join(parts))
    again = read(rewritten(document))
    assert (document.title, outline(document)) == (again.title, outline(again))


@pytest.mark.parametrize(
    "text",
    [
        "---\na: b\n---\n\n# T\n\n(a) x",
        "---\na: b\n---\n\n- x\n- y",
        "- a\n  - 1.\n     - b\n       > c\n  - 2. d",
        "- - - a\n    - b",
        "x:\n\n1. y\n\n<!-- -->\n\n2. z",
        "1. x\n\n       code\n\n   more\n2. y",
        "(a) x:\n\n- (b) y\n\n(c) z",
        "## Annex I\n\n## B. Scope\n\n## # odd \\#",
        "Annex\n\nFees\n\nThey are due.",
        "Appendix\n\nA. Fees\n\nThey are due.",
        "§ 7\n\nRecommendations\n\n1. Pay.",
        "Article 2\n\n1. x\n\n<!-- -->\n\n    code",
        "---\n\n--- abstract\n\nx",
        "(a) (i) x\n-",
        "4.1.1\n---\n\nx",
    ],
)
def test_arrangements_that_are_hard_to_write(text: str) -> None:
    """Front matter, nested numbers, gaps and code read back as they stood."""
    document = read(text)
    assert outline(document) == outline(read(rewritten(document)))


def test_labels_of_no_known_series_become_text() -> None:
    """A label that reading does not know is written before the text, and none of it is lost."""
    items = [
        OutItem("Annex I", ItemKind.SECTION, 0, "Scope"),
        OutItem("§ 5", ItemKind.PARAGRAPH, 1, "x"),
        OutItem("", ItemKind.TITLE, 1, "y"),
        OutItem("n", ItemKind.FOOTNOTE, 0, "z"),
    ]
    assert write_draft("", items) == "## Annex I. Scope\n\n§ 5. x\n\ny\n\n[^n]: z\n"


kinds = st.sampled_from((ItemKind.SECTION, ItemKind.PARAGRAPH, ItemKind.PARAGRAPH))
labels = st.sampled_from(("", "", "1", "2", "3)", "(a)", "(i)", "OP1", "OP1 bis", "A.1", "12(a)"))
texts = st.one_of(
    st.sampled_from(
        (
            *("a", "# b", "> c", "- d", "1. e", "(a) f", "```", "OP2 g", "<div>", "[^1]: h"),
            *("i:\n\nj", "* * *", "k #", "A. l", "bis m", "| n |\n|---|", "    o", "1.", "+"),
        )
    ),
    st.text("ab 1.#-(\n", min_size=1, max_size=8).filter(str.strip),
)
out_items = st.builds(OutItem, labels, kinds, st.integers(0, 3), texts)


@given(st.lists(out_items, max_size=8))
def test_any_items_are_written_one_by_one(items: list[OutItem]) -> None:
    """Whatever the texts, each item reads back as one, with its label and its words."""
    document = read(write_draft("", items))
    written = [(item.label, words(item.text)) for item in items]
    assert written == [(item.label, words(item.text)) for item in document.items]


def test_plain_text() -> None:
    """Blank lines part paragraphs, capitals and short lines are headings, labels are read."""
    text = """\
Draft on the shared well

RECOMMENDATIONS

Upkeep of the well

1. Villages are asked
to report:
(a) yearly; and
(b) in full.

• A bullet

2. Done.[^1]

[^1]: note

A last short line
"""
    document, findings = read_plain_draft(Source.of(text, "draft.txt"))
    assert document.title == "Draft on the shared well"
    assert outline(document) == [
        (0, "S", "", "RECOMMENDATIONS"),
        (1, "S", "", "Upkeep of the well"),
        (2, "R", "1", "Villages are asked to report:"),
        (3, "SP", "(a)", "yearly; and"),
        (3, "SP", "(b)", "in full."),
        (4, "P", "", "A bullet"),
        (2, "R", "2", "Done.[^1]"),
        (2, "P", "", "A last short line"),
        (0, "FN", "[^1]", "note"),
    ]
    assert findings == ()


@given(lines)
def test_no_word_of_plain_text_is_lost(parts: list[str]) -> None:
    """Every word of a plain text stands in the title or in an item."""
    text = "\n".join(parts)
    assert words(text) == words_of(read_plain_draft(Source.of(text))[0])


def test_writing_plain_text() -> None:
    """Plain text has a paragraph for each item, with its label."""
    items = [
        OutItem("A", ItemKind.SECTION, 0, "Upkeep"),
        OutItem("(a)", ItemKind.SUBPARAGRAPH, 1, "to report"),
        OutItem("", ItemKind.PARAGRAPH, 1, "and more"),
        OutItem("[^1]", ItemKind.FOOTNOTE, 0, "note"),
    ]
    assert (
        write_plain_draft("T", items)
        == "T\n\nA. Upkeep\n\n(a) to report\n\nand more\n\n[^1]: note\n"
    )


# Options and `alt` paragraphs as alternatives of items, and places of findings.


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
    plain, _ = folded("**Option 1**\n\nWe act.\n\n**Option 2**\n\nWe wait.\n\nAll else.\n")
    assert plain == [("", "[Option 1: We act. | Option 2: We wait.]"), ("", "All else.")]
    headed, _ = folded(
        "## Aim\n\n### Option 1\n\n5. We act.\n\n### Option 2\n\n5. We wait.\n\n## End\n\n"
        "6. Done.\n"
    )
    assert headed == [
        ("", "Aim"),
        ("", "[Option 1: 5. We act. | Option 2: 5. We wait.]"),
        ("", "End"),
        ("6", "Done."),
    ]


def groups(text: str, suffix: str = "md") -> list[tuple[list[tuple[str, int, int]], ...]]:
    """The alternatives of groups in a draft: label, first and last place of each; and its items."""
    source = Source.of(text, f"draft.{suffix}")
    read = read_markdown_draft if suffix == "md" else read_plain_draft
    document = without_spanning(read(source)[0], ("BRA",))
    changed, _ = with_alternatives(document, ("BRA",), source.name)
    found = [[(e.label, e.first, e.last) for e in each] for each in changed.groups]
    return [(each, [(e.label, e.text, e.depth) for e in changed.items]) for each in found]


@pytest.mark.parametrize("suffix", ["md", "txt"])
@pytest.mark.parametrize(
    ("before", "between", "behind"),
    [
        ("Option 1", "Option 2:", ""),
        ("[Option 1", "]\n\n[Option 2", "]"),
        ("[\n\nAlternative 1", "]\n\n[Alternative 2", "]"),
    ],
)
def test_options_of_several_paragraphs_are_groups_of_items(
    suffix: str, before: str, between: str, behind: str
) -> None:
    """Their heads go, and each paragraph stays an item of its own."""
    text = (
        f"A title\n\n1. We meet.\n\n{before}\n\n2. We act:\n\n3. now.\n\n{between}\n\n2. We wait."
    )
    text += f"\n\n3. Long.\n\n{behind}\n\n"
    ((found, items),) = groups(text.replace("A title", "# A title") if suffix == "md" else text)
    begin = found[0][1]
    name = before.split()[-2].strip("[")
    assert found == [(f"{name} 1", begin, begin + 1), (f"{name} 2", begin + 2, begin + 3)]
    assert [each[:2] for each in items[begin:]] == [
        *(("2", "We act:"), ("3", "now."), ("2", "We wait."), ("3", "Long.")),
    ]
    assert len({depth for _, _, depth in items[begin:]}) == 1


def test_the_first_words_may_stand_behind_the_label_of_a_group() -> None:
    """With names, and with items under it; a bracket within a group stays one."""
    ((found, items),) = groups(
        "1. We:\n\n[Option A: agree that\n\n(a) all\n\n(b) may.]\n\n[BRA: Option B: wait.]\n\n"
        "4. End.\n"
    )
    assert [each[0] for each in found] == ["Option A", "Option B"]
    assert [each[1] for each in items] == ["We:", "agree that", "all", "may.", "wait.", "End."]


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


def test_headings_alone_hold_nothing_to_negotiate() -> None:
    """They are read, for what is inserted under them, and that is said."""
    document, findings = read_markdown_draft(Source.of("# Title\n\n## Scope\n\n## Terms\n", "h.md"))
    assert [each.text for each in document.items] == ["Scope", "Terms"]
    assert [str(each) for each in findings] == [
        "h.md: warning: The file holds no paragraph to negotiate."
    ]
