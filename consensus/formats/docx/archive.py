"""Word files as archives: size limits, parts and relations, and safe parsing of XML."""

from __future__ import annotations

import codecs
import posixpath
import re
import struct
import zipfile
import zlib
from io import BytesIO
from urllib.parse import unquote

from lxml import etree

from consensus.errors import UnreadableInput
from consensus.formats.docx.xml import DOCUMENT, STRICT

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes. Three hundred pages of text are below 1 MB; what is larger has pictures."""

LARGEST_PART = 40 * 1024 * 1024
"""Bytes of one part once unpacked; a thousand pages with many changes are below 30 MB."""

LARGEST_TOTAL = 120 * 1024 * 1024
"""Bytes of all parts that are read, once unpacked."""

MOST_MEMBERS = 10_000
"""Each picture is a member; a document with more than some hundred is rare."""

LARGEST_RATIO = 400
"""Of unpacked to packed bytes. XML shrinks to a tenth, and very uniform tables to a hundredth; a
bomb to a thousandth."""

# Below this many bytes a compression ratio is no sign of a bomb.
_SMALL = 1024 * 1024
_CHUNK = 256 * 1024
_MEMBER = b"PK\x01\x02"
_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_IS_ENCRYPTED = 0x1

_FAULTS = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, struct.error, OSError),
    *(ValueError, NotImplementedError, RuntimeError, OverflowError, IndexError, KeyError),
)
"""What `zipfile` and `zlib` raise over bytes that are no sound archive."""


class Archive:
    """The members of a .docx, decompressed lazily; `name` is what errors print."""

    def __init__(self, content: bytes, name: str) -> None:
        self._name = name
        self._total = 0
        _check_kind(content, name)
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except _FAULTS as error:
            raise UnreadableInput(
                f"{name} is damaged or was cut short; get it again from who sent it ({error})"
            ) from error
        self._members: dict[str, zipfile.ZipInfo] = {}
        self._doubled: set[str] = set()
        for info in self._zip.infolist():
            key = _key(info.filename)
            if key in self._members:
                self._doubled.add(key)
            self._members[key] = info

    def __contains__(self, part: str) -> bool:
        return _key(part) in self._members

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of its members, in small letters."""
        return tuple(self._members)

    def read(self, part: str) -> bytes:
        """Returns the decompressed content of a part by its name, whose case is ignored."""
        key = _key(part)
        info = self._members.get(key)
        if info is None:
            raise UnreadableInput(f"{self._name} is no Word document: it has no part {part}")
        if key in self._doubled:
            raise UnreadableInput(f"{self._name} has the part {part} twice; which is meant?")
        if info.flag_bits & _IS_ENCRYPTED:
            raise UnreadableInput(_password_message(self._name))
        self._check_size(part, info.file_size, info.compress_size)
        try:
            content = self._unpack(part, info)
        except UnreadableInput:
            raise
        except _FAULTS as error:
            raise UnreadableInput(
                f"{self._name} is damaged: its part {part} cannot be unpacked ({error})"
            ) from error
        self._total += len(content)
        return content

    def _unpack(self, part: str, info: zipfile.ZipInfo) -> bytes:
        chunks: list[bytes] = []
        size = 0
        with self._zip.open(info) as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                self._check_size(part, size, info.compress_size)
                chunks.append(chunk)
        return b"".join(chunks)

    def _check_size(self, part: str, size: int, packed: int) -> None:
        if size > LARGEST_PART or self._total + size > LARGEST_TOTAL:
            limit = LARGEST_PART if size > LARGEST_PART else LARGEST_TOTAL
            raise UnreadableInput(
                f"{self._name}: its part {part} unpacks to more than {limit // (1024 * 1024)} MB,"
                " which no text for people does; nothing of it was read"
            )
        if size > _SMALL and size > LARGEST_RATIO * max(packed, 1):
            raise UnreadableInput(
                f"{self._name}: its part {part} unpacks to more than {LARGEST_RATIO} times its"
                " size, as only an archive made to do harm does; nothing of it was read"
            )


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _check_kind(content: bytes, name: str) -> None:
    if not content:
        raise UnreadableInput(f"{name} is empty")
    if len(content) > LARGEST_FILE:
        raise UnreadableInput(
            f"{name} is larger than {LARGEST_FILE // (1024 * 1024)} MB; take its pictures out"
        )
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise UnreadableInput(_password_message(name))
        raise UnreadableInput(
            f"{name} is an old Word or Excel document; save it as .docx"
            ", or convert it: soffice --convert-to docx FILE"
        )
    if not content.startswith(_ZIP):
        raise UnreadableInput(
            f"{name} is no Word document (.docx): it is no zip archive; name a text .txt or .md,"
            " and save anything else as .docx, or convert it: soffice --convert-to docx FILE"
        )
    if content.count(_MEMBER) > MOST_MEMBERS:
        raise UnreadableInput(
            f"{name} holds more than {MOST_MEMBERS:,} files, as no Word document does"
        )


def _password_message(name: str) -> str:
    return f"{name} is protected by a password; save it without one"


DEEPEST = 150
"""How deep elements may be nested. Tables in tables in text boxes stay below 60."""

MOST_ELEMENTS = 1_500_000
"""Of one part. A page of text with tracked changes has about a thousand."""

# Every element has one of these characters at least, and every attribute one of those.
_MOST_TAGS = 2 * MOST_ELEMENTS
_MOST_ATTRIBUTES = 4 * MOST_ELEMENTS
_XML_CHUNK = 64 * 1024
_DECLARED = re.compile(r"""\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_DOCUMENT_TYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def parse_part(content: bytes, name: str, part: str) -> etree._Element:
    """Parses a part, within limits; names in the strict namespaces become the transitional ones."""
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
        for start in range(0, len(content), _XML_CHUNK):
            parser.feed(content[start : start + _XML_CHUNK])
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
    """Returns the part in UTF-8; raises if it declares another encoding or a document type."""
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


_MAIN_BY_CUSTOM = "word/document.xml"
_OTHER_KINDS = {
    "workbook": "an Excel workbook",
    "presentation": "a PowerPoint presentation",
    "FixedDocumentSequence": "an XPS document",
}


class Package:
    """The parts of a Word document; `name` is what errors print."""

    def __init__(self, content: bytes, name: str) -> None:
        self._name = name
        self._archive = Archive(content, name)
        self._main = self._find_main()
        self.main = self._parse(self._main)
        if self.main.tag != DOCUMENT:
            local = str(self.main.tag).rpartition("}")[2]
            what = _OTHER_KINDS.get(local, f"something that begins with <{local}>")
            raise UnreadableInput(f"{name} is no Word document but {what}")
        self._related = self._relations(self._main)

    def related(self, relation: str) -> etree._Element | None:
        """Returns the part that is related to the main one, such as by `/styles`; None for none."""
        return next(iter(self.all_related(relation)), None)

    def all_related(self, relation: str) -> list[etree._Element]:
        """Returns the parts of a kind that are related to the main one, in file order."""
        parts = dict.fromkeys(part for kind, part in self._related if kind.endswith(relation))
        return [self._parse(part) for part in parts if part in self._archive]

    def _find_main(self) -> str:
        for kind, part in self._relations(""):
            if kind.endswith("/officeDocument") and part in self._archive:
                return part
        if _MAIN_BY_CUSTOM in self._archive:
            return _MAIN_BY_CUSTOM
        problem = "is no Word document (.docx): the archive holds no main part"
        raise UnreadableInput(f"{self._name} {problem}")

    def _relations(self, part: str) -> list[tuple[str, str]]:
        """Returns the relations of a part: the kind of each, and the name of the other part."""
        folder, name = posixpath.split(part)
        there = posixpath.join(folder, "_rels", f"{name}.rels")
        if there not in self._archive:
            return []
        found = []
        for each in self._parse(there).iter(etree.Element):
            if each.get("TargetMode") == "External":
                continue
            target = unquote(each.get("Target", ""))
            # A name in the archive and never a path: what leads out of it is simply not there.
            place = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found.append((each.get("Type", ""), place))
        return found

    def _parse(self, part: str) -> etree._Element:
        return parse_part(self._archive.read(part), self._name, part)
