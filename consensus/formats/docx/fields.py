"""Fields: what Word computes, of which the result is text and the instruction is not."""

from __future__ import annotations

from lxml import etree

from consensus.formats.docx.xml import qualified

FIELD_SIGN = qualified("w:fldChar")
_KIND = qualified("w:fldCharType")


class Fields:
    """Knows whether what is read stands in the instruction of a field.

    A field is `begin`, its instruction, `separate`, its result, `end`; instructions and results may
    hold fields. Without `separate` it has no result.
    """

    def __init__(self) -> None:
        self._in_result: list[bool] = []

    def take(self, element: etree._Element) -> None:
        """Take note of a sign that begins, parts or ends a field."""
        match element.get(_KIND):
            case "begin":
                self._in_result.append(False)
            case "separate" if self._in_result:
                self._in_result[-1] = True
            case "end" if self._in_result:
                self._in_result.pop()

    @property
    def hides(self) -> bool:
        """Whether what stands here is part of an instruction."""
        return not all(self._in_result)

    @property
    def is_open(self) -> bool:
        """Whether a field has begun and not ended."""
        return bool(self._in_result)
