"""Word documents that tests build, damage at random, or make to do harm."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from copy import deepcopy
from io import BytesIO
from itertools import count
from random import Random
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": W,
        "r": _RELATIONS,
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
        "w16cid": "http://schemas.microsoft.com/office/word/2016/wordml/cid",
        "w16cex": "http://schemas.microsoft.com/office/word/2018/wordml/cex",
        "w16du": "http://schemas.microsoft.com/office/word/2023/wordml/word16du",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
DAY = "2017-01-26T10:00:00Z"
_ids = count(1_000)


def r(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def gone(text: str) -> str:
    """A run of deleted text."""
    return f'<w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r>'


def _marked(name: str, author: str, content: str, day: str, more: str = "") -> str:
    return (
        f'<w:{name} w:id="{next(_ids)}" w:author={quoteattr(author)} w:date="{day}"{more}>'
        f"{content}</w:{name}>"
    )


def ins(author: str, *content: str, day: str = DAY, more: str = "") -> str:
    """What an author inserted: runs, or plain text."""
    return _marked("ins", author, "".join(map(_run, content)), day, more)


def dele(author: str, *content: str, day: str = DAY) -> str:
    """What an author deleted: runs, or plain text."""
    inside = "".join(each if each.startswith("<") else gone(each) for each in content)
    return _marked("del", author, inside, day)


def moved_from(author: str, *content: str) -> str:
    """What an author moved away from here."""
    return _marked("moveFrom", author, "".join(map(_run, content)), DAY)


def moved_to(author: str, *content: str) -> str:
    """What an author moved here."""
    return _marked("moveTo", author, "".join(map(_run, content)), DAY)


def mark(name: str, author: str, day: str = DAY) -> str:
    """The mark of a paragraph, row or cell as `ins`, `del`, `moveFrom`, `moveTo`, …"""
    return f'<w:{name} w:id="{next(_ids)}" w:author={quoteattr(author)} w:date="{day}"/>'


def p(
    *content: str,
    style: str = "",
    numbering: tuple[int, int] | None = None,
    marked: str = "",
    properties: str = "",
    para_id: str = "",
) -> str:
    """A paragraph of runs or plain texts."""
    inside = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbering:
        inside += (
            f'<w:numPr><w:ilvl w:val="{numbering[1]}"/><w:numId w:val="{numbering[0]}"/></w:numPr>'
        )
    inside += f"<w:rPr>{marked}</w:rPr>" if marked else ""
    inside += properties
    inside = f"<w:pPr>{inside}</w:pPr>" if inside else ""
    named = f' w14:paraId="{para_id}"' if para_id else ""
    return f"<w:p{named}>{inside}{''.join(map(_run, content))}</w:p>"


def _run(content: str) -> str:
    return content if content.startswith("<") else r(content)


def table(*rows: str) -> str:
    """A table of rows."""
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def row(*cells: str, marked: str = "") -> str:
    """A row of cells, each the content of one."""
    properties = f"<w:trPr>{marked}</w:trPr>" if marked else ""
    inside = "".join(each if each.startswith("<w:tc>") else cell(each) for each in cells)
    return f"<w:tr>{properties}{inside}</w:tr>"


def cell(*content: str, marked: str = "") -> str:
    """A cell of paragraphs or plain texts."""
    properties = f"<w:tcPr>{marked}</w:tcPr>" if marked else ""
    blocks = "".join(
        each if each.startswith(("<w:p>", "<w:p ", "<w:tbl>")) else p(each) for each in content
    )
    return f"<w:tc>{properties}{blocks}</w:tc>"


def field_sign(kind: str) -> str:
    """A sign that begins, parts or ends a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(instruction: str, result: str) -> str:
    """A complex field."""
    return (
        field_sign("begin")
        + f"<w:r><w:instrText>{escape(instruction)}</w:instrText></w:r>"
        + field_sign("separate")
        + _run(result)
        + field_sign("end")
    )


def note_sign(kind: str, number: int) -> str:
    """The sign of a footnote or endnote."""
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def notes(kind: str, *texts: str) -> str:
    """The part with footnotes or endnotes, counted from 1, each its paragraphs or text."""
    inside = "".join(
        f'<w:{kind} w:id="{number}">{each if each.startswith("<w:p") else p(each)}</w:{kind}>'
        for number, each in enumerate(texts, 1)
    )
    line = f'<w:{kind} w:type="separator" w:id="0">{p("-----")}</w:{kind}>'
    return _part(f"{kind}s", line + inside)


def comment(
    number: int, author: str, text: str, day: str = DAY, para_id: str = "", more: str = ""
) -> str:
    """A comment."""
    return (
        f'<w:comment w:id="{number}" w:author={quoteattr(author)} w:date="{day}"{more}>'
        f"{p(text, para_id=para_id)}</w:comment>"
    )


def about(number: int, *content: str) -> str:
    """Runs that a comment is about, with its sign behind them."""
    return (
        f'<w:commentRangeStart w:id="{number}"/>{"".join(map(_run, content))}'
        f'<w:commentRangeEnd w:id="{number}"/>'
        f'<w:r><w:commentReference w:id="{number}"/></w:r>'
    )


def style(style_id: str, name: str, properties: str = "", based_on: str = "") -> str:
    """A style of paragraphs."""
    basis = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/>{basis}'
        f"<w:pPr>{properties}</w:pPr></w:style>"
    )


STYLES = "".join(
    (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/>'
        "</w:style>",
        style("Titel", "Title"),
        *(style(f"berschrift{level}", f"heading {level}") for level in (1, 2, 3)),
    )
)


def level(place: int, form: str, text: str, start: int = 1, more: str = "") -> str:
    """A level of a list."""
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = (
    '<w:abstractNum w:abstractNumId="1">'
    + level(0, "decimal", "%1.")
    + level(1, "lowerLetter", "(%2)")
    + level(2, "lowerRoman", "(%3)")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="2">'
    + level(0, "bullet", "\uf0b7")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    + '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    + '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
    + '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)
"""List 1 is `1.`, `(a)`, `(i)`; list 2 has bullets; list 3 is list 1 begun anew."""


def _part(name: str, inside: str) -> str:
    return f"<?xml version='1.0' encoding='UTF-8'?><w:{name} {_NAMESPACES}>{inside}</w:{name}>"


_KINDS = {
    "word/styles.xml": "styles",
    "word/numbering.xml": "numbering",
    "word/footnotes.xml": "footnotes",
    "word/endnotes.xml": "endnotes",
    "word/comments.xml": "comments",
    "word/commentsExtended.xml": "commentsExtended",
    "word/commentsIds.xml": "commentsIds",
    "word/commentsExtensible.xml": "commentsExtensible",
    "word/header1.xml": "header",
    "word/footer1.xml": "footer",
}


def parts(
    *body: str,
    comments: str = "",
    numbering: str = NUMBERING,
    styles: str = STYLES,
    more: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The parts of a document.

    Args:
        body: its paragraphs and tables.
        comments: those in its margin.
        numbering: its lists.
        styles: its styles.
        more: other parts, by their names in the archive.
    """
    found = {
        "word/document.xml": _part("document", f"<w:body>{''.join(body)}<w:sectPr/></w:body>"),
        "word/styles.xml": _part("styles", styles),
        "word/numbering.xml": _part("numbering", numbering),
        **(more or {}),
    }
    if comments:
        found["word/comments.xml"] = _part("comments", comments)
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": _relations({"word/document.xml": "officeDocument"}),
        "word/_rels/document.xml.rels": _relations(
            {name.removeprefix("word/"): _KINDS[name] for name in found if name in _KINDS}
        ),
        **found,
    }


def part(name: str, inside: str) -> str:
    """A part whose outermost element is in the namespace of words."""
    return _part(name, inside)


def extended(name: str, prefix: str, inside: str) -> str:
    """A part whose outermost element is in a namespace of later versions of Word."""
    return f"<{prefix}:{name} {_NAMESPACES}>{inside}</{prefix}:{name}>"


def _relations(targets: Mapping[str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def archive(members: Mapping[str, str | bytes]) -> bytes:
    """A zip archive."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def docx(
    *body: str,
    comments: str = "",
    numbering: str = NUMBERING,
    styles: str = STYLES,
    more: Mapping[str, str] | None = None,
) -> bytes:
    """A Word document; arguments as `parts`."""
    return archive(parts(*body, comments=comments, numbering=numbering, styles=styles, more=more))


# Word files damaged at random: bytes changed or cut, and tags and elements, in many ways.


WHOLE = docx(
    p("Title", style="Titel"),
    p("one ", ins("A", "in", dele("B", "out")), dele("B", "gone"), note_sign("footnote", 1)),
    p(moved_from("A", "moved"), marked=mark("moveFrom", "A"), numbering=(1, 0)),
    p(moved_to("A", "moved"), marked=mark("moveTo", "A")),
    p(about(0, field("REF x", "field"))),
    table(row("a", "b", marked=mark("ins", "A"))),
    comments=comment(0, "A", "why"),
    more={"word/footnotes.xml": notes("footnote", "note")},
)


_PIECES = (
    *(b"<w:ins>", b"</w:ins>", b"<w:p>", b"</w:p>", b"<w:tbl>", b"</w:tbl>", b"<w:tc/>", b"&amp;"),
    *(b"&x;", b"<![CDATA[", b"]]>", b"<!--", b"-->", b'w:val=""', b'w:id="-1"', b"\x00", b"\xff"),
    *(b'w:val="99999999999999999999"', b'w:val="\xd9\xa3"', b'w:val="x"', b"<w:numPr/>", b"w:"),
    *(b'<w:fldChar w:fldCharType="begin"/>', b'<w:sym w:char="zz"/>', b"<w:r/>", b"<w:sdt/>"),
)


def mangled(content: bytes, random: Random) -> bytes:
    """A part in which tags were cut, doubled, swapped or put in."""
    for _ in range(random.randint(1, 4)):
        places = [at for at, sign in enumerate(content) if sign == ord("<")] or [0]
        one, other = sorted((random.choice(places), random.choice(places)))
        how = random.random()
        if how < 0.25:
            content = content[:one] + content[other:]
        elif how < 0.5:
            content = content[:other] + content[one:]
        elif how < 0.8:
            at = one if how < 0.7 else random.randrange(len(content) + 1)
            content = content[:at] + random.choice(_PIECES) + content[at:]
        else:
            content = damaged(content, random)
    return content


def damaged(content: bytes, random: Random) -> bytes:
    """Bytes of which a few were changed, or some were cut out."""
    changed = bytearray(content)
    for _ in range(random.randint(1, 6)):
        if not changed:
            break
        changed[random.randrange(len(changed))] = random.randrange(256)
    if random.random() < 0.3:
        del changed[random.randrange(len(changed) + 1) :]
    return bytes(changed)


_VALUES = (
    *("", "0", "-1", "1", "9" * 30, "x", "\u0663", "A", "B", "begin", "end", "separate"),
    *("2017-13-45T99:00:00Z", "Wingdings", "F0E0"),
)
_TAGS = (
    *("p", "r", "t", "delText", "ins", "del", "moveFrom", "moveTo", "tbl", "tr", "tc", "sdt", "br"),
    *("pPr", "rPr", "trPr", "numPr", "fldChar", "instrText", "commentRangeStart", "sdtContent"),
    *("footnoteReference", "sym", "moveFromRangeStart", "moveToRangeEnd", "pPrChange"),
    *("txbxContent", "vMerge", "cellIns", "hyperlink", "smartTag", "lvl", "abstractNum", "style"),
)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def rearranged(content: bytes, random: Random) -> bytes:
    """A part whose elements were taken out, doubled, moved, wrapped, or given other names."""
    root = etree.fromstring(content)
    for _ in range(random.randint(1, 8)):
        every = [each for each in root.iter(etree.Element) if each is not root]
        if not every:
            break
        one, other = random.choice(every), random.choice(every)
        how = random.choice(("out", "double", "move", "wrap", "rename", "set", "unset"))
        inside = set(one.iter())
        if how == "out":
            _parent(one).remove(one)
        elif how in ("double", "move") and other not in inside:
            moved = deepcopy(one) if how == "double" else one
            other.insert(random.randint(0, len(other)), moved)
        elif how == "wrap":
            around = etree.Element(_WORD + random.choice(_TAGS))
            around.set(_WORD + "author", random.choice("AB"))
            _parent(one).replace(one, around)
            around.append(one)
        elif how == "rename":
            one.tag = _WORD + random.choice(_TAGS)
        elif how == "set":
            name = random.choice([*one.attrib, _WORD + "val", _WORD + "id", _WORD + "type"])
            one.set(name, random.choice(_VALUES))
        elif how == "unset" and one.attrib:
            del one.attrib[random.choice(list(one.attrib))]
    return etree.tostring(root)


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None
    return parent


# Files made to do harm, or broken, under the name of a Word file.


MEGABYTE = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def with_document(content: str | bytes) -> bytes:
    """A document whose main part is what is given."""
    return archive({**parts(), "word/document.xml": content})


def typed(declaration: str, inside: str) -> str:
    """A main part with a document type."""
    body = f"<w:body><w:p><w:r><w:t>{inside}</w:t></w:r></w:p></w:body>"
    return part("document", body).replace("?>", f"?>{declaration}", 1)


def hostile_files(address: str) -> dict[str, bytes]:
    """Files by what is wrong with them.

    Args:
        address: what an external entity, template or picture would be fetched from.
    """
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(12))
    bomb = with_document(b" " * (100 * MEGABYTE))
    sizes = struct.pack("<L", 100 * MEGABYTE), struct.pack("<L", 1000)
    deep = "<w:tbl><w:tr><w:tc>" * 5000 + p("x") + "</w:tc></w:tr></w:tbl>" * 5000
    whole = docx(p("x" * 4000))
    crowd = f"<!--{Random(2).randbytes(200_000).hex()}-->" + "<w:x/>" * 4_000_000
    return {
        "empty": b"",
        "no archive": b"%PDF-1.7 and more",
        "another archive": archive({"a.txt": "x"}),
        "cut short": whole[: len(whole) // 2],
        "protected": _OLE + "EncryptedPackage".encode("utf-16-le"),
        "old": _OLE,
        "entity bomb": with_document(typed(f"<!DOCTYPE x [{laughs}]>", "&l11;")),
        "file": with_document(typed('<!DOCTYPE x [<!ENTITY e SYSTEM "secret.txt">]>', "&e;")),
        "address": with_document(typed(f'<!DOCTYPE x [<!ENTITY e SYSTEM "{address}">]>', "&e;")),
        "document type": with_document(typed(f'<!DOCTYPE x SYSTEM "{address}">', "x")),
        "bomb by its declared size": bomb,
        "bomb by its real size": bomb.replace(*sizes),
        "deep": with_document(part("document", f"<w:body>{deep}</w:body>")),
        "crowd": with_document(part("document", f"<w:body>{crowd}</w:body>")),
        "not well-formed": with_document("<w:document><w:body>"),
    }


def leading_out(address: str) -> bytes:
    """A document that can be read, and whose members and relations lead elsewhere."""
    members: dict[str, str | bytes] = {
        **parts(p("Members report.")),
        "../../escaped.txt": "x",
        "/tmp/escaped.txt": "x",
        "C:\\escaped.txt": "x",
    }
    relations = str(members["word/_rels/document.xml.rels"])
    outside = (
        f'<Relationship Id="rId90" TargetMode="External" Target="{address}" Type="http://schemas.'
        'openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
    )
    members["word/_rels/document.xml.rels"] = relations.replace(
        "</Relationships>", f"{outside}</Relationships>"
    ).replace("styles.xml", "../../../secret.txt")
    return archive(members)
