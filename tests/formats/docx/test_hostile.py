"""Hostile and damaged files: a clear error each, in bounded time and memory."""

from __future__ import annotations

import struct
import time
import tracemalloc
import zipfile
import zlib
from io import BytesIO
from random import Random

import pytest

from consensus.errors import UnreadableInput
from consensus.formats.docx import archive as limits
from consensus.formats.docx.archive import DEEPEST
from consensus.formats.docx.document import Paragraph
from consensus.formats.docx.reader import read_document
from consensus.formats.docx.view import text
from tests.support.docx_build import archive, comment, docx, p, part, parts
from tests.support.docx_hostile import MEGABYTE, typed, with_document


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
        "evil.docx is no Word document (.docx): it is no zip archive",
        "evil.docx is no Word document (.docx): it is no zip archive",
        "evil.docx is an old Word or Excel document; save it as .docx",
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
