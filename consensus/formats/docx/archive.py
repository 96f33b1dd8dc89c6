"""The archive that a .docx is: opened within limits, its members never taken for paths."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

from consensus.errors import UnreadableInput

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

# Below this many bytes unpacked a ratio says nothing and harms nobody.
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
    """The members of a .docx, unpacked one by one when they are asked for.

    Args:
        content: the bytes of the file.
        name: as errors print it.

    Raises:
        UnreadableInput: it is empty, no zip archive, protected by a password, cut short, or larger
            or fuller than a document can be.
    """

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

    def read(self, part: str) -> bytes:
        """Unpack a part.

        Args:
            part: its name in the archive, such as `word/document.xml`; letters' case is no matter.

        Raises:
            UnreadableInput: it is not there, there twice, encrypted, damaged, or too large, by what
                the archive declares or by what comes out.
        """
        key = _key(part)
        info = self._members.get(key)
        if info is None:
            raise UnreadableInput(f"{self._name} is no Word document: it has no part {part}")
        if key in self._doubled:
            raise UnreadableInput(f"{self._name} has the part {part} twice; which is meant?")
        if info.flag_bits & _IS_ENCRYPTED:
            raise UnreadableInput(_protected(self._name))
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
            raise UnreadableInput(_protected(name))
        raise UnreadableInput(f"{name} is an old Word or Excel document; save it as .docx")
    if not content.startswith(_ZIP):
        raise UnreadableInput(f"{name} is no Word document (.docx): it is no zip archive")
    if content.count(_MEMBER) > MOST_MEMBERS:
        raise UnreadableInput(
            f"{name} holds more than {MOST_MEMBERS:,} files, as no Word document does"
        )


def _protected(name: str) -> str:
    return f"{name} is protected by a password; save it without one"
