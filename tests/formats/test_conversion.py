"""Texts converted between notations and formats: what comes back, and what is said to be lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.errors import UnreadableInput, Unresolved
from consensus.formats.conversion import Converted, Form, convert, form_of
from consensus.formats.docx.document import (
    Cell,
    Document,
    Paragraph,
    ParagraphFormat,
    Revision,
    RevisionKind,
    Row,
    Run,
    Table,
)
from consensus.formats.docx.reader import read_document
from consensus.formats.docx.styles import heading_format
from consensus.formats.docx.view import text
from consensus.formats.docx.writer import TitleBlock, write_document
from consensus.formats.tracked_text import codes_for_brackets, read_critic, write_critic
from tests.conftest import at_most

DRAFT = """# Harbour rules

## Recommendations

1. Members [shall | BAY: should] report every year.[^1]

2. The office should:

   (a) publish all reports;

   (b) answer questions.

3. Ships wait \\[as before\\].

[^1]: Harbour law, article 3.
"""
CRITIC = """# Harbour rules

1. Members {~~shall~>should~~}{>>ASH; BAY<<} report{++ promptly++}{>>COL<<}.

2. Ships wait.

{++3. Whales go first.

++}{>>ASH<<}4. Fees {--of all kinds --}{>>BAY<<}are paid.
"""


def converted(content: str | bytes, source: Form, target: Form, **how: object) -> Converted:
    """A text in another form."""
    given_ = content.encode() if isinstance(content, str) else content
    return convert(given_, "in", source, target, **how)  # type: ignore[arg-type]  # passed on


def words(content: str | bytes, source: Form, target: Form, **how: object) -> str:
    """A text in another form, as text."""
    return converted(content, source, target, **how).content.decode()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.md", Form.MARKDOWN),
        ("A.MARKDOWN", Form.MARKDOWN),
        ("a.critic.md", Form.CRITIC),
        ("a.txt", Form.BRACKETS),
        ("a.docx", Form.DOCX),
        ("a.html", Form.HTML),
        ("a.pdf", None),
        ("-", None),
    ],
)
def test_the_ending_says_the_form(name: str, expected: Form | None) -> None:
    """A file is what its name ends in."""
    assert form_of(name) is expected


@pytest.mark.parametrize("through", [Form.MARKDOWN, Form.DOCX])
def test_a_draft_comes_back_from_other_formats(through: Form) -> None:
    """Labels, depths, brackets and footnotes of a draft survive the way there and back."""
    there = converted(DRAFT, Form.MARKDOWN, through)
    assert tuple(each for each in there.findings if "anew" in each.message) == ()
    back = words(there.content, through, Form.MARKDOWN)
    assert words(DRAFT, Form.MARKDOWN, Form.MARKDOWN) == back


def test_plain_text_comes_back_from_word() -> None:
    """A text with brackets is the same after it was a Word document."""
    plain = words(DRAFT, Form.MARKDOWN, Form.BRACKETS)
    there = converted(plain, Form.BRACKETS, Form.DOCX).content
    assert plain == words(there, Form.DOCX, Form.BRACKETS)


def test_criticmarkup_comes_back_from_word() -> None:
    """Tracked changes have the words, kinds and authors of CriticMarkup."""
    there = converted(CRITIC, Form.CRITIC, Form.DOCX).content
    document = read_document(there, "d.docx")
    assert document.authors == ("ASH; BAY", "COL", "ASH", "BAY")
    assert words(there, Form.DOCX, Form.CRITIC) == CRITIC


def test_changes_become_brackets_with_names() -> None:
    """What is taken out is the first option, and each wording has its authors."""
    shown = words(CRITIC, Form.CRITIC, Form.BRACKETS).split("\n\n")
    assert shown == [
        "Harbour rules",
        "1. Members [shall | ASH, BAY: should] report [COL: promptly].",
        "2. Ships wait.",
        "[ASH: 3. Whales go first.]",
        "4. Fees [of all kinds | BAY: no text] are paid.\n",
    ]


@pytest.mark.parametrize(
    ("accepting", "expected"),
    [
        ("accept", "1. Members should report promptly."),
        ("reject", "1. Members shall report."),
        ({"COL"}, "1. Members shall report promptly."),
    ],
)
def test_changes_can_be_decided(accepting: object, expected: str) -> None:
    """All are accepted, none, or those of some authors; then the text is clean."""
    for form, content in (
        (Form.CRITIC, CRITIC.encode()),
        (Form.DOCX, converted(CRITIC, Form.CRITIC, Form.DOCX).content),
    ):
        shown = words(content, form, Form.CLEAN, accepting=accepting)
        assert expected == shown.split("\n\n")[1]


def test_a_change_is_by_everybody_whom_it_names() -> None:
    """What several want is accepted with each of them; who made no change is named."""
    expected = words(CRITIC, Form.CRITIC, Form.CLEAN, accepting={"ASH; BAY", "BAY"})
    found = converted(CRITIC, Form.CRITIC, Form.CLEAN, accepting={"BAY", "DUN"})
    assert "1. Members should report." in expected
    assert expected == found.content.decode()
    assert [str(each) for each in found.findings] == [
        "in: warning: No change is by DUN; there are those by ASH; BAY, COL, ASH, BAY."
    ]


def test_clean_text_has_neither_changes_nor_brackets() -> None:
    """What is not decided is named, and nothing is written."""
    with pytest.raises(Unresolved, match=r"changes are left \(6\)"):
        converted(CRITIC, Form.CRITIC, Form.CLEAN)
    with pytest.raises(Unresolved, match=r"brackets are left \(1\)"):
        converted(DRAFT, Form.MARKDOWN, Form.CLEAN)
    agreed = DRAFT.replace("[shall | BAY: should]", "shall")
    assert "3. Ships wait [as before]." in words(agreed, Form.MARKDOWN, Form.CLEAN)


def test_html_is_escaped_and_needs_nothing_else() -> None:
    """No sign of the text is taken for HTML, and the page names no other address."""
    hostile = 'A <script>alert("x")</script> & {++<b>++}{>>"><i>ASH<<}\x1b[31m.\n'
    page = words(hostile, Form.CRITIC, Form.HTML, language='"><x>')
    for sign in ("<script", "<b>", "<i>", "<x>", "\x1b", "http"):
        assert sign not in page
    author = "&quot;&gt;&lt;i&gt;ASH"
    assert f'<ins title="{author}" data-by="{author}">&lt;b&gt;</ins>' in page


def test_html_has_headings_notes_and_changes() -> None:
    """The page has the structure of the text."""
    page = words(DRAFT, Form.MARKDOWN, Form.HTML, language="fr")
    assert '<html lang="fr">' in page
    assert '<h1 dir="auto">Harbour rules</h1>' in page
    assert '<h2 dir="auto">Recommendations</h2>' in page
    assert '<sup id="sign-1"><a href="#note-1">1</a></sup>' in page
    assert "Harbour law, article 3." in page
    assert 'margin-inline-start: 2em"' in page


def test_html_keeps_tables_and_says_once_who_changed_what() -> None:
    """Rows and cells stay; the last of neighbouring changes bears the name of their author."""
    ash, bay = (Revision(0, RevisionKind.INSERTED, who) for who in ("ASH", "BAY"))
    out = Revision(0, RevisionKind.DELETED, "ASH")

    def cell(*runs: Run) -> Cell:
        return Cell((Paragraph(0, runs),))

    kept = Row((cell(Run("a")), cell(Run("b", (out,)), Run("c", (ash,)), Run("d", (bay,)))))
    put_in = Row((cell(Run("e")), cell()), (bay,))
    content = write_document(Document((Table((kept, put_in)),)), TitleBlock("", "", ""))
    page = words(content, Form.DOCX, Form.HTML)
    by_ash, by_bay = (f'title="{who}" data-by="{who}"' for who in ("ASH", "BAY"))
    assert (
        f'<td><p dir="auto"><del title="ASH">b</del><ins {by_ash}>c</ins>'
        f"<ins {by_bay}>d</ins></p></td></tr>"
        f'<tr><td><p dir="auto"><ins {by_bay}>e</ins></p></td>'
    ) in page


def test_tables_of_markdown_are_tables() -> None:
    """They are such in Word and HTML; a bar that stands for something else leaves them as text."""
    table = "| what | when |\n|---|:-:|\n| fees \\| dues | [daily] |\n| none |\n"
    page = words(table, Form.MARKDOWN, Form.HTML)
    assert page.count("<tr>") == 3
    assert '<td><p dir="auto">fees | dues</p></td><td><p dir="auto">[daily]</p></td>' in page
    there = converted(table, Form.MARKDOWN, Form.DOCX).content
    assert words(there, Form.DOCX, Form.BRACKETS).split("\n\n")[1] == "fees | dues | [daily]"
    odd = table.replace("[daily]", "[daily | BAY: weekly]")
    assert "<tr>" not in words(odd, Form.MARKDOWN, Form.HTML)


def tracked(*runs: Run, mark: tuple[Revision, ...] = ()) -> bytes:
    """A Word document of one paragraph and another."""
    body = (Paragraph(0, runs, mark), Paragraph(0, (Run("End."),)))
    return write_document(Document(body), TitleBlock("", "", ""))


def test_what_is_lost_is_said() -> None:
    """Dates, moves, authors' full names and words nobody has in the end are findings."""
    day = datetime(2017, 1, 26, tzinfo=UTC)
    put_in = Revision(0, RevisionKind.INSERTED, "Ana Sol", day)
    out = Revision(0, RevisionKind.DELETED, "Ben", day)
    moved = Revision(0, RevisionKind.MOVED_TO, "Ben", day, "m")
    content = tracked(Run("a", (put_in,)), Run("b"), Run("c", (put_in, out)), Run("d", (moved,)))
    found = converted(content, Form.DOCX, Form.BRACKETS)
    assert "[Ana-Sol: a]b[Ben: d]" in found.content.decode()
    said = " ".join(each.message for each in found.findings)
    for part in ("1 moved passage became", "1 passage that", "4 changes lost their", "1 author"):
        assert part in said


def test_a_divided_paragraph_cannot_be_said_in_brackets() -> None:
    """It stands divided, and a finding says so; CriticMarkup can say it."""
    mark = (Revision(0, RevisionKind.INSERTED, "ASH"),)
    content = tracked(Run("Members report."), mark=mark)
    assert any(
        "1 paragraph is divided" in each.message
        for each in converted(content, Form.DOCX, Form.BRACKETS).findings
    )
    assert words(content, Form.DOCX, Form.CRITIC) == "Members report.{++\n\n++}{>>ASH<<}End.\n"


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("ASH", ("ASH",)),
        ("ASH; BAY", ("ASH", "BAY")),
        ("ASH, BAY; COL", ("ASH", "BAY", "COL")),
        ("Ana Sol [chair]", ("Ana-Sol-chair",)),
        ("", ()),
    ],
)
def test_authors_become_names_in_brackets(author: str, expected: tuple[str, ...]) -> None:
    """A name in a bracket is one word, and several authors are several names."""
    assert expected == codes_for_brackets(author)


def test_what_is_not_what_it_is_said_to_be_is_refused() -> None:
    """A text is no Word document, and a Word document is no text."""
    with pytest.raises(UnreadableInput):
        converted(DRAFT, Form.DOCX, Form.CRITIC)
    with pytest.raises(UnreadableInput):
        converted(tracked(Run("a")), Form.MARKDOWN, Form.CRITIC)
    with pytest.raises(ValueError, match="only written"):
        converted(DRAFT, Form.HTML, Form.CRITIC)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a {++b++} c", ("a  c", "a b c")),
        ("a {--b --}c", ("a b c", "a c")),
        ("a {~~b~>d~~} c", ("a b c", "a d c")),
        ("a {==b==}{>>why?<<} c", ("a b c", "a b c")),
        ("a {\\++b++\\} c", ("a {++b++} c", "a {++b++} c")),
        ("a {++b", ("a {++b", "a {++b")),
        ("one\ntwo", ("one two", "one two")),
        ("one\\\ntwo", ("one\ntwo", "one\ntwo")),
        ("{--one\n\n--}two", ("one\ntwo", "two")),
    ],
)
def test_criticmarkup_is_read(written: str, expected: tuple[str, str]) -> None:
    """Rejected and accepted, marks give the old and the new text."""
    document = read_critic(written)[0]
    assert expected == tuple(text(document, way) for way in ("reject", "accept"))


sentences = st.text("ab {}+-~<>=\\#[|é", min_size=1, max_size=6).map(lambda each: f"w{each}w")
changes = st.one_of(
    st.just(()),
    st.tuples(
        st.builds(
            Revision,
            st.just(0),
            st.sampled_from((RevisionKind.INSERTED, RevisionKind.DELETED)),
            st.sampled_from(("ASH", "ASH; BAY", "Author", "{++a++}")),
        )
    ),
)
paragraphs = st.builds(
    Paragraph,
    st.just(0),
    st.lists(st.builds(Run, sentences, changes), min_size=1, max_size=4).map(tuple),
    changes,
    st.sampled_from((ParagraphFormat(), ParagraphFormat("title"), heading_format(2))),
)


def shown(document: Document) -> list[object]:
    """Texts and formats, with changes accepted, rejected, and by author."""
    ways = ("accept", "reject", {"ASH"}, {"ASH; BAY"}, {"Author", "{++a++}"})
    formats: list[object] = [each.format for each in document.paragraphs()]
    return formats + [text(document, way) for way in ways]


@at_most(150)
@given(st.lists(paragraphs, min_size=1, max_size=4))
def test_criticmarkup_loses_nothing(body: list[Paragraph]) -> None:
    """Written and read, a text has the same words, changes, authors and headings."""
    # Nothing follows the last paragraph that it could be joined to.
    *others, last = body
    document = Document((*others, Paragraph(0, last.runs, (), last.format)))
    written = write_critic(document)
    assert shown(document) == shown(read_critic(written)[0])
    assert written == write_critic(read_critic(written)[0])


lines = st.lists(
    st.from_regex(
        r"[A-Z][a-z]{1,6}( [a-z]{1,6}| \[[a-z]{1,5}( \| [A-Z]{3}: [a-z]{1,5})?\]){1,4}[.;]",
        fullmatch=True,
    ),
    min_size=2,
    max_size=6,
)


@at_most(60)
@given(lines, st.sampled_from((Form.DOCX, Form.CRITIC, Form.MARKDOWN)))
def test_numbered_texts_come_back(sentences: list[str], through: Form) -> None:
    """A numbered text with brackets is the same by way of any format."""
    plain = "Rules\n\n" + "\n\n".join(f"{n}. {each}" for n, each in enumerate(sentences, 1)) + "\n"
    there = converted(plain, Form.BRACKETS, through).content
    assert plain == words(there, through, Form.BRACKETS)
    assert not re.search("[{}]", there.decode("latin-1")) or through is Form.DOCX
