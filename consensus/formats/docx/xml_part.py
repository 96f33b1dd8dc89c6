"""A part of a Word document as XML: without entities, document types or anything from elsewhere."""

from __future__ import annotations

import codecs
import re

from lxml import etree

from consensus.errors import UnreadableInput
from consensus.formats.docx.xml import STRICT

DEEPEST = 150
"""How deep elements may be nested. Tables in tables in text boxes stay below 60."""

MOST_ELEMENTS = 1_500_000
"""Of one part. A page of text with tracked changes has about a thousand."""

# Every element takes one of these signs at least, and every attribute one of those.
_MOST_TAGS = 2 * MOST_ELEMENTS
_MOST_ATTRIBUTES = 4 * MOST_ELEMENTS
_CHUNK = 64 * 1024
_DECLARED = re.compile(r"""\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_DOCUMENT_TYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def parse_part(content: bytes, name: str, part: str) -> etree._Element:
    """Parse a part; names of the strict namespaces become the transitional ones.

    Args:
        content: its bytes, in UTF-8 or UTF-16, as the standard asks.
        name: the name of the file, as errors print it.
        part: the name of the part.

    Raises:
        UnreadableInput: it is no well-formed XML, declares a document type or entities, or is
            nested deeper or has more elements than a document can.
    """
    content = _as_utf_8(content, name, part)
    if content.count(b"<") > _MOST_TAGS or content.count(b"=") > _MOST_ATTRIBUTES:
        raise UnreadableInput(f"{name}: {part} has more elements than {MOST_ELEMENTS:,}")
    parser = etree.XMLPullParser(
        events=("start", "end"),
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    depth = elements = 0
    try:
        for start in range(0, len(content), _CHUNK):
            parser.feed(content[start : start + _CHUNK])
            for event, _ in parser.read_events():
                depth += 1 if event == "start" else -1
                elements += event == "start"
                if depth > DEEPEST:
                    raise UnreadableInput(_too_deep(name, part))
            if elements > MOST_ELEMENTS:
                raise UnreadableInput(f"{name}: {part} has more elements than {MOST_ELEMENTS:,}")
        root = parser.close()
    except etree.XMLSyntaxError as error:
        if "depth" in str(error):
            raise UnreadableInput(_too_deep(name, part)) from error
        raise UnreadableInput(
            f"{name} is damaged: {part} is no well-formed XML ({error.msg})"
        ) from error
    if next(root.iter(etree.Entity), None) is not None:
        raise UnreadableInput(f"{name} is damaged: {part} names an entity that nothing declares")
    if root.tag.partition("}")[0].lstrip("{") in STRICT or set(root.nsmap.values()) & set(STRICT):
        _make_transitional(root)
    return root


def _too_deep(name: str, part: str) -> str:
    return f"{name}: {part} is nested deeper than {DEEPEST} elements, as no Word document is"


def _as_utf_8(content: bytes, name: str, part: str) -> bytes:
    """The part in UTF-8 without its declaration of an encoding, when it is what it may be."""
    encoding = _UTF_16.get(content[:2], "utf-8")
    mark = 2 if encoding != "utf-8" else 3 * content.startswith(codecs.BOM_UTF8)
    try:
        text = content[mark:].decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            f"{name} is damaged: {part} is not in {encoding.upper()} ({error.reason})"
        ) from error
    if found := _DOCUMENT_TYPE.search(text):
        raise UnreadableInput(
            f"{name}: {part} declares {found[0]}, which no Word document does; nothing was read"
        )
    declared = _DECLARED.match(text)
    if declared and declared[1].lower() not in ("utf-8", "utf8", "utf-16", "us-ascii"):
        raise UnreadableInput(f"{name} is damaged: {part} is in {declared[1]}, not in UTF-8")
    return content[mark:] if encoding == "utf-8" else text.encode()


def _make_transitional(root: etree._Element) -> None:
    for element in root.iter(etree.Element):
        element.tag = _transitional(str(element.tag))
        for key, value in element.attrib.items():
            changed = _transitional(str(key))
            if changed != key:
                del element.attrib[key]
                element.set(changed, value)


def _transitional(name: str) -> str:
    space, brace, local = name.rpartition("}")
    known = STRICT.get(space[1:])
    return f"{{{known}{brace}{local}" if known else name
