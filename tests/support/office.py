"""LibreOffice as a second reader: what it makes of the changes in a file."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from lxml import etree

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
WHY_NOT = "LibreOffice is not installed (Debian: libreoffice-writer-nogui)"

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_BODY = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}text"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_SIGNS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}


@lru_cache
def _flat(content: bytes, folder: Path) -> bytes:
    """A Word file as one XML file of LibreOffice."""
    assert OFFICE is not None
    written, flat = folder / "written.docx", folder / "written.fodt"
    written.write_bytes(content)
    flat.unlink(missing_ok=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", "fodt", "--outdir", str(folder)]
    subprocess.run([*command, str(written)], check=True, capture_output=True, timeout=600)
    return flat.read_bytes()


def office_lines(
    content: bytes, folder: Path, accepts: Callable[[str], bool] = lambda author: True
) -> list[str]:
    """The lines of a file as LibreOffice reads it, empty ones and notes left out.

    Args:
        content: the file.
        folder: where LibreOffice may write, and keeps what its first start takes seconds to make.
        accepts: which authors' changes are accepted; all others are rejected.
    """
    body = etree.fromstring(_flat(content, folder)).find(f".//{_BODY}")
    assert body is not None
    gone: set[str] = set()
    for region in body.iter(f"{_TEXT}changed-region"):
        is_deletion = region.find(f"{_TEXT}deletion") is not None
        creator = region.find(f".//{_CREATOR}")
        author = (creator.text or "") if creator is not None else ""
        if is_deletion == accepts(author):
            gone.add(region.get(f"{_TEXT}id", ""))
    lines: list[str] = [""]
    hidden: set[str] = set()
    for kind, text in _signs(body):
        if kind == "start":
            hidden |= {text} & gone
        elif kind == "end":
            hidden.discard(text)
        elif not hidden and kind == "paragraph":
            lines.append("")
        elif not hidden:
            lines[-1] += text
    return [line for line in lines if line.strip()]


def _signs(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield words, ends of paragraphs, and where changes begin and end."""
    for child in element:
        tag = child.tag
        if tag in (f"{_TEXT}tracked-changes", f"{_TEXT}note"):
            pass
        elif tag == f"{_TEXT}change-start":
            yield "start", child.get(f"{_TEXT}change-id", "")
        elif tag == f"{_TEXT}change-end":
            yield "end", child.get(f"{_TEXT}change-id", "")
        elif tag == f"{_TEXT}s":
            yield "words", " " * int(child.get(f"{_TEXT}c", "1"))
        elif tag in _SIGNS:
            yield "words", _SIGNS[tag]
        else:
            # Between paragraphs there is only the white space of the file.
            yield "words", (child.text or "") if tag in _PARAGRAPHS or _is_inside(child) else ""
            yield from _signs(child)
            if tag in _PARAGRAPHS:
                yield "paragraph", ""
        if _is_inside(child) and child.tail:
            yield "words", child.tail


def _is_inside(element: etree._Element) -> bool:
    return any(each.tag in _PARAGRAPHS for each in element.iterancestors())
