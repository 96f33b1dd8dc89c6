"""Word documents read, and hostile or damaged ones refused."""

from __future__ import annotations

import struct
import time
import tracemalloc
import zipfile
import zlib
from datetime import UTC, datetime
from io import BytesIO
from random import Random

import pytest

from consensus.errors import UnreadableInput
from consensus.formats.docx import archive as limits
from consensus.formats.docx.archive import DEEPEST
from consensus.formats.docx.document import Document, Paragraph, RevisionKind, Table
from consensus.formats.docx.reader import read_document
from consensus.formats.docx.view import text, view
from tests.support.docx_files import (
    MEGABYTE,
    STRICT_W,
    STYLES,
    W,
    about,
    archive,
    cell,
    comment,
    dele,
    docx,
    extended,
    field,
    field_sign,
    ins,
    level,
    mark,
    moved_from,
    moved_to,
    note_sign,
    notes,
    p,
    part,
    parts,
    r,
    row,
    style,
    table,
    typed,
    with_document,
)


def read(*body: str, **more: object) -> Document:
    """The document of some paragraphs and tables."""
    return read_document(docx(*body, **more), "d.docx")  # type: ignore[arg-type]  # passed on


def both(*body: str, **more: object) -> tuple[str, str]:
    """The text with all changes rejected, and with all accepted."""
    document = read(*body, **more)
    return text(document, "reject"), text(document, "accept")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (p("plain"), "plain"),
        (p('<w:r><w:t xml:space="preserve"> a </w:t></w:r>', "b"), " a b"),
        (p("<w:r><w:t> a </w:t></w:r>", "b"), "ab"),
        (p("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>"), "a\tb\nc"),
        (p('<w:r><w:t>a</w:t><w:br w:type="page"/><w:t>b</w:t></w:r>'), "ab"),
        (p("<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t></w:r>"), "a\N{NON-BREAKING HYPHEN}b"),
        (p('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>'), "≥"),
        (p('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'), "✓"),
        (p('<w:r><w:sym w:font="Other" w:char="03A9"/></w:r>'), "Ω"),
        (p('<w:r><w:sym w:font="Other" w:char="D800"/></w:r>', "a"), "a"),
        (p('<w:hyperlink r:id="rId9">', r("link"), "</w:hyperlink>"), "link"),
        (p("<w:smartTag><w:smartTagPr/>", r("Geneva"), "</w:smartTag>"), "Geneva"),
        (
            p(
                "<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>",
                r("in"),
                "</w:sdtContent></w:sdt>",
            ),
            "in",
        ),
        ("<w:sdt><w:sdtContent>" + p("block") + "</w:sdtContent></w:sdt>", "block"),
        ("<w:customXml>" + p("custom") + "</w:customXml>", "custom"),
        (p('<w:fldSimple w:instr=" PAGE ">', r("7"), "</w:fldSimple>"), "7"),
        (p("see ", field("REF _x", "section 3"), "."), "see section 3."),
        (p(field("IF 1", field("REF _y", "inner")), "."), "inner."),
        (
            p(
                field_sign("begin"),
                "<w:r><w:instrText>XE</w:instrText></w:r>",
                field_sign("end"),
                "a",
            ),
            "a",
        ),
        (p("<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>"), "a+b"),
        (
            p(
                "<w:ruby><w:rt>",
                r("hiragana"),
                "</w:rt><w:rubyBase>",
                r("漢字"),
                "</w:rubyBase></w:ruby>",
            ),
            "漢字",
        ),
        (p(r("שלום", "<w:rPr><w:rtl/></w:rPr>"), properties="<w:bidi/>"), "שלום"),
        (p('<w:dir w:val="rtl">', r("עולם"), "</w:dir>"), "עולם"),
        (p("a") + p() + p("b"), "a\n\nb"),
        (p("a") + '<w:bookmarkStart w:id="1" w:name="x"/>' + p("b"), "a\nb"),
        (
            p(
                "<mc:AlternateContent><mc:Choice>", r("new"), "</mc:Choice><mc:Fallback>", r("old")
            ).replace("</w:p>", "</mc:Fallback></mc:AlternateContent></w:p>"),
            "new",
        ),
    ],
)
def test_what_is_text(content: str, expected: str) -> None:
    """What is printed is text, whatever holds it; instructions and properties are not."""
    assert read(content).findings == ()
    assert both(content) == (expected, expected)


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    """A text box is written twice for old versions of Word, and read once."""
    box = f"<w:txbxContent>{p('boxed')}</w:txbxContent>"
    content = p(
        "<w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>",
        "anchor",
    )
    assert both(content)[0] == "anchor\nboxed"


def test_a_field_may_go_on_over_paragraphs() -> None:
    """A table of contents is one field; its instruction hides nothing behind it."""
    content = (
        p(
            field_sign("begin"),
            "<w:r><w:instrText>TOC</w:instrText></w:r>",
            field_sign("separate"),
            "One",
        ),
        p("Two", field_sign("end")),
        p("after"),
    )
    assert both(*content)[0] == "One\nTwo\nafter"


def test_a_field_that_never_ends_hides_nothing() -> None:
    """Damaged fields show what they would hide, and that is a finding."""
    document = read(p("a", field_sign("begin"), r("hidden?")), p("b"))
    assert text(document) == "ahidden?\nb"
    assert [each.message for each in document.findings] == [
        "1 fields never end; their instructions were read as text."
    ]


NESTED = (
    ("reject", "a z"),
    ("accept", "a one z"),
    (("ANA",), "a one two z"),
    (("BEN",), "a z"),
    (("ANA", "BEN"), "a one z"),
    ((), "a z"),
)


@pytest.mark.parametrize(("accepting", "expected"), NESTED)
def test_a_deletion_within_an_insertion(accepting: str | tuple[str, ...], expected: str) -> None:
    """What Ana inserts and Ben deletes is there only when hers is accepted and his is not."""
    document = read(p("a ", ins("ANA", "one ", dele("BEN", "two ")), "z"))
    assert expected == text(document, accepting)


@pytest.mark.parametrize(("accepting", "expected"), NESTED)
def test_an_insertion_within_a_deletion(accepting: str | tuple[str, ...], expected: str) -> None:
    """It is the same whichever of the two marks stands inside the other."""
    document = read(p("a ", ins("ANA", "one "), dele("BEN", ins("ANA", "two ")), "z"))
    assert expected == text(document, accepting)


def test_unknown_words_are_refused() -> None:
    """A word that is neither accept nor reject is a mistake of the caller."""
    with pytest.raises(ValueError, match="not maybe"):
        text(read(p(ins("ANA", "a"))), "maybe")


@pytest.mark.parametrize(
    ("body", "rejected", "accepted"),
    [
        # A paragraph split: the new mark stands behind its first part.
        (p("one ", marked=mark("ins", "A")) + p("two"), "one two", "one \ntwo"),
        # Two paragraphs joined.
        (p("one ", marked=mark("del", "A")) + p("two"), "one \ntwo", "one two"),
        # A paragraph inserted whole, and one deleted whole.
        (p(ins("A", "new"), marked=mark("ins", "A")) + p("old"), "old", "new\nold"),
        (p(dele("A", "old"), marked=mark("del", "A")) + p("kept"), "old\nkept", "kept"),
        # The last paragraph goes: there is nothing it could go on into.
        (p("kept") + p(dele("A", "last"), marked=mark("del", "A")), "kept\nlast", "kept"),
        (p("kept") + p("last", marked=mark("del", "A")), "kept\nlast", "kept\nlast"),
        # An empty one comes, and goes.
        (p("a") + p(marked=mark("ins", "A")) + p("b"), "a\nb", "a\n\nb"),
        (p("a") + p(marked=mark("del", "A")) + p("b"), "a\n\nb", "a\nb"),
        # Three marks in a row, inserted and deleted in turn.
        (
            p("1", marked=mark("ins", "A")) + p("2", marked=mark("del", "B")) + p("3"),
            "12\n3",
            "1\n23",
        ),
        # What has lost its mark does not go on into a table.
        (p("x", marked=mark("del", "A")) + table(row("c")), "x\nc", "x\nc"),
        # A mark that was inserted and deleted again is never there.
        (p("a", marked=mark("ins", "A") + mark("del", "B")) + p("b"), "ab", "ab"),
        # A change around whole paragraphs.
        (ins("A", p("whole")) + p("b"), "b", "whole\nb"),
    ],
)
def test_marks_of_paragraphs(body: str, rejected: str, accepted: str) -> None:
    """A paragraph whose mark is gone goes on into the next one."""
    assert (rejected, accepted) == both(body)


def test_a_joined_paragraph_is_what_its_last_mark_says() -> None:
    """Its format is that of the mark that is left, as the standard has it."""
    document = read(p("Head", style="berschrift1", marked=mark("ins", "A")), p("body"))
    assert [block.format.heading for block in _paragraphs(document, "reject")] == [0]
    assert [block.format.heading for block in _paragraphs(document, "accept")] == [1, 0]


def _paragraphs(document: Document, accepting: str) -> list:  # type: ignore[type-arg]  # of a test
    return [each for block in view(document, accepting).blocks for each in block.paragraphs()]


def test_moves_are_moves() -> None:
    """What left one place and came to another shares the name of the move."""
    body = (
        p("first"),
        '<w:moveFromRangeStart w:id="1" w:author="A" w:name="move7"/>',
        p(moved_from("A", r("wanders")), marked=mark("moveFrom", "A")),
        '<w:moveFromRangeEnd w:id="1"/>',
        p("middle"),
        '<w:moveToRangeStart w:id="2" w:author="A" w:name="move7"/>',
        p(moved_to("A", "wanders", dele("B", " off")), marked=mark("moveTo", "A")),
        '<w:moveToRangeEnd w:id="2"/>',
        p("last"),
    )
    assert both(*body) == ("first\nwanders\nmiddle\nlast", "first\nmiddle\nwanders\nlast")
    document = read(*body)
    assert text(document, ["A"]) == "first\nmiddle\nwanders off\nlast"
    assert [(each.kind, each.move) for each in document.revisions] == [
        (RevisionKind.MOVED_FROM, "move7"),
        (RevisionKind.MOVED_FROM, "move7"),
        (RevisionKind.MOVED_TO, "move7"),
        (RevisionKind.MOVED_TO, "move7"),
        (RevisionKind.DELETED, ""),
    ]


def test_tracked_rows_and_cells() -> None:
    """Rows and cells come and go as a whole."""
    body = table(
        row("1", "2"),
        row(cell(p(ins("A", "3"))), cell(p(ins("A", "4"))), marked=mark("ins", "A")),
        row("5", "6", marked=mark("del", "A")),
        row("7", cell("8", marked=mark("cellIns", "A")), cell("9", marked=mark("cellDel", "A"))),
    )
    assert both(body) == ("1 | 2\n5 | 6\n7 | 9", "1 | 2\n3 | 4\n7 | 8")


def test_tables_in_tables_and_rows_in_content_controls() -> None:
    """A table may stand in a cell, and a row in a content control."""
    inner = table(row("a", "b"))
    wrapped = f"<w:sdt><w:sdtContent>{row('c', 'd')}</w:sdtContent></w:sdt>"
    body = table(row(cell("x", inner, "y"), "z"), wrapped)
    assert both(body)[0] == "x a | b y | z\nc | d"


def test_notes_are_numbered_from_the_text_as_it_was() -> None:
    """A new note renumbers no other, and one whose sign is deleted is gone with it."""
    body = p(
        "a", ins("A", note_sign("footnote", 3)), "b", note_sign("footnote", 1), "c",
        dele("A", note_sign("footnote", 2)), note_sign("endnote", 1),
    )  # fmt: skip
    more = {
        "word/footnotes.xml": notes("footnote", "first", "second", "new"),
        "word/endnotes.xml": notes("endnote", "end"),
    }
    assert both(body, more=more) == (
        "ab[^1]c[^2][^i]\n[^1] first\n[^2] second\n[^i] end",
        "a[^3]b[^1]c[^i]\n[^1] first\n[^3] new\n[^i] end",
    )


def test_headers_stand_apart() -> None:
    """Headers and footers are kept, but are no part of the text; their changes are a finding."""
    more = {
        "word/header1.xml": part("hdr", p("Restricted", ins("A", " use"))),
        "word/footer1.xml": part("ftr", p("page 1")),
    }
    document = read(p("text"), more=more)
    assert text(document) == "text"
    assert (len(document.headers), len(document.footers), len(document.revisions)) == (1, 1, 0)
    assert (
        document.findings[0].message == "1 changes are in headers and footers, which are no text."
    )


def test_printed_numbers_are_counted_over_what_is_there() -> None:
    """Levels begin anew under each number; what is not in the text is not counted."""
    body = (
        p("one", numbering=(1, 0)),
        p(ins("A", "new"), numbering=(1, 0), marked=mark("ins", "A")),
        p("sub", numbering=(1, 1)),
        p("sub", numbering=(1, 1)),
        p("deep", numbering=(1, 2)),
        p("two", numbering=(1, 0)),
        p("sub", numbering=(1, 1)),
        p("bullet", numbering=(2, 0)),
        p("anew", numbering=(3, 0)),
        p("goes on", numbering=(3, 0)),
        p("none", numbering=(0, 0)),
    )
    rejected, accepted = both(*body)
    assert rejected == (
        "1. one\n(a) sub\n(b) sub\n(i) deep\n2. two\n(a) sub\n• bullet\n1. anew\n2. goes on\nnone"
    )
    assert accepted.startswith("1. one\n2. new\n(a) sub")


def test_numbers_of_several_levels_and_of_styles() -> None:
    """A style may number its paragraphs; `%1.%2` prints both levels, legal ones in digits."""
    numbering = (
        '<w:abstractNum w:abstractNumId="5">'
        + level(0, "upperRoman", "%1.", more='<w:pStyle w:val="Kopf"/>')
        + level(1, "decimal", "%1.%2", start=3, more="<w:isLgl/>")
        + level(2, "lowerLetter", "%3)", more='<w:lvlRestart w:val="0"/>')
        + '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="5"/></w:num>'
    )
    styles = (
        STYLES
        + style(
            "Kopf", "heading 1", '<w:numPr><w:numId w:val="5"/></w:numPr><w:outlineLvl w:val="0"/>'
        )
        + style("Unter", "Sub", '<w:numPr><w:ilvl w:val="1"/></w:numPr>', based_on="Kopf")
    )
    body = (
        p("A", style="Kopf"), p("b", style="Unter"), p("c", numbering=(5, 2)),
        p("D", style="Kopf"), p("e", style="Unter"), p("f", numbering=(5, 2)),
    )  # fmt: skip
    document = read(*body, numbering=numbering, styles=styles)
    assert text(document) == "I. A\n1.3 b\na) c\nII. D\n2.3 e\nb) f"
    assert [each.format.heading for each in _paragraphs(document, "accept")] == [1, 1, 0, 1, 1, 0]


def test_a_style_based_on_itself_ends() -> None:
    """Circular styles are read as far as they go."""
    styles = style("A", "a", based_on="B") + style("B", "b", based_on="A")
    assert text(read(p("text", style="A"), styles=styles)) == "text"


def test_a_change_of_format_is_undone_when_rejected() -> None:
    """A paragraph that was made a heading is none with the change rejected."""
    change = (
        '<w:pPrChange w:id="1" w:author="A"><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:pPrChange>"
    )
    document = read(p("Scope", style="berschrift2", properties=change))
    assert (text(document, "reject"), text(document, "accept")) == ("1. Scope", "Scope")
    assert [each.kind for each in document.revisions] == [RevisionKind.FORMATTED]


def test_dates_are_universal_where_the_file_says_so() -> None:
    """Word writes local time with a Z; only the later attribute is universal time."""
    universal = ' w16du:dateUtc="2024-03-01T09:00:00Z"'
    local, exact, odd, fine = (
        ins("A", "a", day="2024-03-01T10:00:00Z"),
        ins("A", "b", day="2024-03-01T10:00:00Z", more=universal),
        ins("A", "c", day="yesterday"),
        ins("A", "d", day="2024-03-01T10:00:00.5+02:00"),
    )
    assert [
        datetime(2024, 3, 1, 10),  # noqa: DTZ001  # it has no zone
        datetime(2024, 3, 1, 9, tzinfo=UTC),
        None,
        datetime(2024, 3, 1, 10, 0, 0, 500_000),  # noqa: DTZ001  # nor has this one
    ] == [each.date for each in read(p(local, exact, odd, fine)).revisions]


def test_comments_have_words_authors_and_answers() -> None:
    """A comment is about words, answers another, or stands alone; its date may be universal."""
    more = {
        "word/commentsExtended.xml": extended(
            "commentsEx",
            "w15",
            '<w15:commentEx w15:paraId="0000000A" w15:done="1"/>'
            '<w15:commentEx w15:paraId="0000000B" w15:paraIdParent="0000000A" w15:done="0"/>',
        ),
        "word/commentsIds.xml": extended(
            "commentsIds",
            "w16cid",
            '<w16cid:commentId w16cid:paraId="0000000B" w16cid:durableId="77"/>',
        ),
        "word/commentsExtensible.xml": extended(
            "commentsExtensible",
            "w16cex",
            '<w16cex:commentExtensible w16cex:durableId="77"'
            ' w16cex:dateUtc="2024-01-02T03:04:05Z"/>',
        ),
    }
    comments = (
        comment(0, "ANA", "Why?", para_id="0000000A")
        + comment(1, "BEN", "Because.", para_id="0000000B")
        + comment(2, "ANA", "Hm.")
    )
    body = (
        p(
            "x ",
            '<w:commentRangeStart w:id="1"/>',
            about(0, "these"),
            '<w:commentRangeEnd w:id="1"/>',
            " y",
        ),
        p("z", '<w:r><w:commentReference w:id="2"/></w:r>', '<w:commentRangeStart w:id="9"/>'),
        p("end"),
    )
    document = read(*body, comments=comments, more=more)
    assert [(each.author, each.text, each.answers, each.is_done) for each in document.comments] == [
        ("ANA", "Why?", "", True),
        ("BEN", "Because.", "0", False),
        ("ANA", "Hm.", "", False),
    ]
    assert datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC) == document.comments[1].date
    first, second, third = _paragraphs(document, "accept")
    assert [(run.text, run.run.comments) for run in first.runs if run.run.comments] == [
        ("these", ("1", "0"))
    ]
    assert (first.comments, second.comments, third.comments) == (("1", "0"), ("2",), ())
    assert document.authors == ("ANA", "BEN")


def test_strict_documents_read_as_others() -> None:
    """The strict namespaces say the same; a text that names one keeps it."""
    members = parts(p("see ", ins("A", STRICT_W), "."))
    members = {
        name: content.replace(f'"{W}"', f'"{STRICT_W}"').replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, content in members.items()
    }
    document = read_document(archive(members), "strict.docx")
    assert f"see {STRICT_W}." == text(document)
    assert document.revisions[0].author == "A"


def test_parts_in_utf_16() -> None:
    """The standard allows UTF-16 too."""
    members: dict[str, str | bytes] = dict(parts(p("größer")))
    whole = str(members["word/document.xml"]).replace("UTF-8", "UTF-16")
    members["word/document.xml"] = whole.encode("utf-16")
    assert text(read_document(archive(members), "d.docx")) == "größer"


def test_what_is_no_text_is_a_finding() -> None:
    """Embedded documents, pictures and hidden words are counted."""
    hidden = r("secret", "<w:rPr><w:vanish/></w:rPr>")
    picture = "<w:r><w:pict><v:shape><v:imagedata/></v:shape></w:pict></w:r>"
    document = read(p("a", hidden, picture), '<w:altChunk r:id="rId5"/>')
    assert [each.message for each in document.findings] == [
        "1 other documents are embedded in it and were not read.",
        "1 pictures are no text and were left out.",
        "1 passages are hidden in print; they were read too.",
    ]


def test_progress_is_told() -> None:
    """It counts up to the number of paragraphs."""
    told: list[tuple[int, int]] = []
    read_document(
        docx(p("a"), table(row("b", "c")), p("d")), "d.docx", lambda *each: told.append(each)
    )
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_blocks_are_paragraphs_and_tables() -> None:
    """Neighbouring runs with the same marks are one."""
    document = read(p(r("a"), r("b"), ins("A", "c", "d")), table(row("e")))
    first, second = document.body
    assert isinstance(first, Paragraph)
    assert isinstance(second, Table)
    assert [run.text for run in first.runs] == ["ab", "cd"]
    assert [each.number for each in document.paragraphs()] == [1, 2]


# Hostile and damaged files: a clear error each, in bounded time and memory.


def refusal(content: bytes) -> str:
    """Why a file is refused, which takes at most a minute of processor time and 500 MB."""
    tracemalloc.start()
    begin = time.thread_time()
    try:
        with pytest.raises(UnreadableInput) as refused:
            read_document(content, "evil.docx")
        assert tracemalloc.get_traced_memory()[1] < 500 * MEGABYTE
        assert time.thread_time() - begin < 60
    finally:
        tracemalloc.stop()
    return str(refused.value)


BODY = "<w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body>"


def test_entities_are_refused() -> None:
    """A part that declares entities is not parsed, whatever they would grow to."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(12))
    message = refusal(with_document(typed(f"<!DOCTYPE x [{laughs}]>", "&l11;")))
    assert message == (
        "evil.docx: word/document.xml declares <!DOCTYPE, which no Word document does;"
        " nothing was read"
    )


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://localhost:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY % e SYSTEM "http://localhost:9/x"> %e;]>',
    ],
)
def test_external_entities_are_refused(declaration: str) -> None:
    """Nothing outside the archive is ever looked at."""
    assert "declares <!DOCTYPE" in refusal(with_document(typed(declaration, "&e;")))


def test_entities_in_other_parts_and_encodings_are_refused() -> None:
    """Every part is read with the same care, in UTF-16 too."""
    styles = part("styles", "").replace("?>", '?><!DOCTYPE s [<!ENTITY e "x">]>', 1)
    assert "word/styles.xml" in refusal(archive({**parts(), "word/styles.xml": styles}))
    wide = typed('<!DOCTYPE x [<!ENTITY e "x">]>', "&e;").replace("UTF-8", "UTF-16")
    assert "declares <!DOCTYPE" in refusal(with_document(wide.encode("utf-16")))


def test_undeclared_entities_and_other_encodings_are_damage() -> None:
    """An entity that nothing declares, or an encoding the standard does not allow."""
    assert "damaged" in refusal(with_document(part("document", BODY.format("&nosuch;"))))
    other = part("document", BODY.format("x")).replace("UTF-8", "UTF-7")
    assert "is in UTF-7" in refusal(with_document(other))
    assert "is not in UTF-16-LE" in refusal(with_document(b"\xff\xfe<"))


def test_a_bomb_by_its_declared_size() -> None:
    """A part that declares to unpack to more than any text is not unpacked."""
    huge = b"<w:document>" + b" " * (limits.LARGEST_PART + 1)
    assert "unpacks to more than 40 MB" in refusal(with_document(huge))
    assert "400 times its size" in refusal(with_document(b" " * (20 * MEGABYTE)))


def test_a_bomb_by_its_real_size() -> None:
    """An archive that lies about the size of a part is damaged, and unpacked no further."""
    content = bytearray(with_document(b" " * (100 * MEGABYTE)))
    true = struct.pack("<L", 100 * MEGABYTE)
    content = bytearray(bytes(content).replace(true, struct.pack("<L", 1000)))
    assert "damaged" in refusal(bytes(content))


def test_all_parts_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many parts, each within the limit, are refused by their sum."""
    monkeypatch.setattr(limits, "LARGEST_TOTAL", 3 * MEGABYTE)
    noise = Random(1).randbytes(900_000).hex()
    more = {"word/header1.xml": part("hdr", p(noise)), "word/footer1.xml": part("ftr", p(noise))}
    assert "more than 3 MB" in refusal(docx(p("x"), more=more))


def test_many_members_are_refused() -> None:
    """An archive with more files than any document has is not opened."""
    members = {f"{n}.xml": "" for n in range(limits.MOST_MEMBERS + 1)}
    assert "more than 10,000 files" in refusal(archive(members))


def test_names_are_no_paths(tmp_path: object) -> None:
    """Members named like paths are not touched, and relations that lead out lead nowhere."""
    members = {
        **parts(p("text")),
        "../../../../tmp/evil.xml": "x",
        "/etc/passwd": "x",
        "C:\\evil.xml": "x",
    }
    members["word/_rels/document.xml.rels"] = (
        members["word/_rels/document.xml.rels"]
        .replace("styles.xml", "../../../../etc/passwd")
        .replace("numbering.xml", "file:///etc/passwd")
    )
    # What leads above the top ends at the top, where there is a member of that name: no styles.
    members["/etc/passwd"] = part("styles", "")
    assert text(read_document(archive(members), "d.docx")) == "text"


def test_a_part_that_is_there_twice_is_refused() -> None:
    """Two readers of one file must not see two texts."""
    buffer = BytesIO(docx(p("one")))
    with zipfile.ZipFile(buffer, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("word/document.xml", part("document", BODY.format("two")))
    assert "has the part word/document.xml twice" in refusal(buffer.getvalue())


def test_what_is_no_docx() -> None:
    """Other kinds of files are told by name."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    sheet = archive({**parts(), "word/document.xml": "<workbook/>"})
    convert = "or convert it: soffice --convert-to docx FILE"
    save = f"name a text .txt or .md, and save anything else as .docx, {convert}"
    assert [
        refusal(content)
        for content in (
            b"",
            b"# Markdown",
            b"%PDF-1.7",
            ole,
            ole + "EncryptedPackage".encode("utf-16-le"),
            archive({"a.txt": "x"}),
            sheet,
        )
    ] == [
        "evil.docx is empty",
        f"evil.docx is no Word document (.docx): it is no zip archive; {save}",
        f"evil.docx is no Word document (.docx): it is no zip archive; {save}",
        f"evil.docx is an old Word or Excel document; save it as .docx, {convert}",
        "evil.docx is protected by a password; save it without one",
        "evil.docx is no Word document (.docx): the archive holds no main part",
        "evil.docx is no Word document but an Excel workbook",
    ]


def test_a_password_on_the_archive() -> None:
    """Archives can be encrypted as well."""
    content = bytearray(docx(p("x")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(signature)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(signature, place + 4)
    assert "protected by a password" in refusal(bytes(content))


def test_every_cut_is_refused() -> None:
    """A file that was cut short anywhere is refused."""
    whole = docx(p("x" * 400))
    for end in range(1, len(whole) - 1, 37):
        assert refusal(whole[:end]).startswith("evil.docx is ")


def test_deep_nesting_is_refused() -> None:
    """Neither the parser nor we descend without end."""
    for opening, closing in (
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        ("<w:ins>", "</w:ins>"),
    ):
        for times in (DEEPEST, 20_000):
            body = f"<w:body>{opening * times}{p('x')}{closing * times}</w:body>"
            message = refusal(with_document(part("document", body)))
            assert f"nested deeper than {DEEPEST}" in message


def test_nesting_within_the_limit_is_read() -> None:
    """What the limit allows is read to the bottom, wherever the call comes from."""
    times = (DEEPEST - 8) // 2
    body = "<w:sdt><w:sdtContent>" * times + p("deep") + "</w:sdtContent></w:sdt>" * times
    assert text(read_document(docx(body), "d.docx")) == "deep"
    times = (DEEPEST - 8) // 3
    body = "<w:tbl><w:tr><w:tc>" * times + p("deep") + "</w:tc></w:tr></w:tbl>" * times
    assert text(read_document(docx(body), "d.docx")) == "deep"


def test_hundreds_of_comments_on_the_same_words_stay_comments() -> None:
    """Those beyond what a margin holds stand in their paragraph, and are on no words."""
    keys = range(300)
    starts, ends = (
        "".join(f'<w:commentRange{what} w:id="{key}"/>' for key in keys)
        for what in ("Start", "End")
    )
    signs = "".join(f'<w:r><w:commentReference w:id="{key}"/></w:r>' for key in keys)
    said = "".join(comment(key, "A", "why") for key in keys)
    content = docx(f"<w:p>{starts}<w:r><w:t>words</w:t></w:r>{ends}{signs}</w:p>", comments=said)
    document = read_document(content, "d.docx")
    (paragraph,) = document.body
    assert isinstance(paragraph, Paragraph)
    about, alone = paragraph.runs[0].comments, paragraph.comments
    assert (len(document.comments), len(about), len(alone)) == (300, 200, 100)


def test_many_elements_and_attributes_are_refused() -> None:
    """A small file that would make a tree of gigabytes is refused before it is parsed."""
    crowd = "<w:x/>" * 4_000_000
    assert "more elements than" in refusal(with_document(_hard_to_pack(part("document", crowd))))


def _hard_to_pack(content: str) -> bytes:
    """The same in UTF-8 with a comment that keeps the archive from looking like a bomb."""
    return (
        f"<!--{Random(2).randbytes(200_000).hex()}-->".join(
            content.split("?>", 1) if "?>" in content else ("", content)
        )
        .replace("<?xml version='1.0' encoding='UTF-8'", "")
        .encode()
    )


def test_damage_within_a_packed_part_is_told() -> None:
    """A part whose bytes do not unpack, or to something else, is damaged."""
    content = docx(p("x" * 4000))
    place = content.find(b"word/document.xml") + len(b"word/document.xml")
    broken = content[:place] + zlib.compress(b"other")[:40] + content[place + 40 :]
    assert "cannot be unpacked" in refusal(broken)
