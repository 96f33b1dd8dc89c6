"""The parts of a Word document, found by what each is to the others."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from lxml import etree

from consensus.errors import UnreadableInput
from consensus.formats.docx.archive import Archive
from consensus.formats.docx.xml import DOCUMENT, MAIN_PART
from consensus.formats.docx.xml_part import parse_part

_MAIN_BY_CUSTOM = "word/document.xml"
_OTHER_KINDS = {
    "workbook": "an Excel workbook",
    "presentation": "a PowerPoint presentation",
    "FixedDocumentSequence": "an XPS document",
}


class Package:
    """The parts of a Word document.

    Args:
        content: the bytes of the file.
        name: as errors print it.

    Raises:
        UnreadableInput: it is no Word document, or cannot be opened safely.
    """

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
        """The part that has a relation to the main one; None where there is none.

        Args:
            relation: how the address of the relation ends, such as `/styles`.

        Raises:
            UnreadableInput: it is damaged or not safe.
        """
        return next(iter(self.all_related(relation)), None)

    def all_related(self, relation: str) -> list[etree._Element]:
        """The parts that have a relation to the main one, in the order in which they are named.

        Raises:
            UnreadableInput: one of them is damaged or not safe.
        """
        parts = dict.fromkeys(part for kind, part in self._related if kind.endswith(relation))
        return [self._parse(part) for part in parts if part in self._archive]

    def _find_main(self) -> str:
        for kind, part in self._relations(""):
            if kind.endswith(MAIN_PART) and part in self._archive:
                return part
        if _MAIN_BY_CUSTOM in self._archive:
            return _MAIN_BY_CUSTOM
        raise UnreadableInput(
            f"{self._name} is no Word document (.docx): the archive holds no main part"
        )

    def _relations(self, part: str) -> list[tuple[str, str]]:
        """The relations of a part: the kind of each, and the name of the other part."""
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
