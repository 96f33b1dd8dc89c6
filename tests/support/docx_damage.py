"""Word files damaged at random: bytes changed or cut, and tags and elements, in many ways."""

from __future__ import annotations

from copy import deepcopy
from random import Random

from lxml import etree

from tests.support.docx_build import (
    about,
    comment,
    dele,
    docx,
    field,
    ins,
    mark,
    moved_from,
    moved_to,
    note_sign,
    notes,
    p,
    row,
    table,
)

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
