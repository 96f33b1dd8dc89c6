"""Making elements of a Word document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from lxml import etree

from consensus.formats.docx.xml import NAMES, WORDS, qualified

_NAMESPACES = {key: NAMES[key] for key in ("w", "r", "mc", "w16du")}
# Namespaces that a reader may pass over when it does not know them.
_IGNORABLE = "w16du"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

qualify = cache(qualified)


def make(
    name: str, attributes: Mapping[str, str] | None = None, *inside: etree._Element
) -> etree._Element:
    """Make an element.

    Args:
        name: with its usual prefix, such as `w:p`.
        attributes: by their names with prefixes.
        inside: what stands in it.
    """
    found = etree.Element(
        qualify(name), {qualify(key): printable(value) for key, value in (attributes or {}).items()}
    )
    found.extend(inside)
    return found


def make_root(name: str, *inside: etree._Element) -> etree._Element:
    """Make the outermost element of a part, which declares the namespaces."""
    root = etree.Element(qualify(name), {qualify("mc:Ignorable"): _IGNORABLE}, _NAMESPACES)
    root.extend(inside)
    return root


def valued(name: str, value: str | int) -> etree._Element:
    """Make an element that says one thing, such as `<w:jc w:val="both"/>`."""
    return make(name, {"w:val": str(value)})


def make_text(name: str, text: str) -> etree._Element:
    """Make an element of signs that keeps the white space at its ends."""
    found = etree.Element(qualify(name))
    found.set(_SPACE, "preserve")
    found.text = printable(text)
    return found


def printable(text: str) -> str:
    """The text with a sign in place of each that XML cannot hold, such as control signs."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def written(root: etree._Element) -> bytes:
    """The bytes of a part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def parsed(inside: str, name: str) -> etree._Element:
    """Make the outermost element of a part whose content never changes.

    Args:
        inside: the content, with the prefix `w` for the namespace of words.
        name: the name of the element.
    """
    return etree.fromstring(f'<w:{name} xmlns:w="{WORDS}">{inside}</w:{name}>')
