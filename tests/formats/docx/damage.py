"""Word files damaged at random: bytes changed or cut, tags cut, doubled, swapped or put in."""

from __future__ import annotations

from random import Random

from .build import (
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
