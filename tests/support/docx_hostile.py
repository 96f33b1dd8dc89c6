"""Files made to do harm, or broken, under the name of a Word file."""

from __future__ import annotations

import struct
from random import Random

from tests.support.docx_build import archive, docx, p, part, parts

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
