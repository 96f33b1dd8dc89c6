"""Where in its file a sign of an item's text stands, so that findings can point there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from attrs import evolve

from consensus.finding import Finding
from consensus.formats.draft_document import DraftItem
from consensus.formats.source import Source

# So many signs tell where the text of an item begins on a line, behind marks and labels.
_TELLING = 16
# What reading sets before lines of its own, and the file does not have.
_ADDED = "\\>#<!-"
# Between two signs of an item the file has the mark of a list or a quotation, no more.
_LONGEST_GAP = 200


class Origin:
    """Finds the places of findings in a file.

    Reading joins lines and takes off labels and marks of lists, but it keeps every word in its
    order; so each sign of an item is the next one of its kind in the file.

    Args:
        source: the file.
    """

    def __init__(self, source: Source) -> None:
        self._name = source.name
        self._text = source.text
        lines = source.text.split("\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in lines)]

    def place(self, item: DraftItem, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield findings on the text of an item as findings on the file."""
        found = list(findings)
        if not found:
            return
        places = self._places(item)
        starts = [0, *accumulate(len(line) + 1 for line in item.text.split("\n"))]
        for each in found:
            at = places[min(starts[max(each.line, 1) - 1] + max(each.column, 1), len(places)) - 1]
            line = bisect_right(self._starts, at)
            yield evolve(each, file=self._name, line=line, column=at - self._starts[line - 1] + 1)

    def _places(self, item: DraftItem) -> list[int]:
        """Where in the file each sign of an item stands."""
        source, text = self._text, item.text
        here = self._begin(item)
        places: list[int] = []
        for sign in text:
            if sign.isspace():
                places.append(here)
                continue
            there = here
            while there < len(source) and source[there].isspace():
                there += 1
            if source[there : there + 1] != sign:
                # What reading added stands nowhere; what it left out is passed over.
                there = -1 if sign in _ADDED else source.find(sign, there, there + _LONGEST_GAP)
            places.append(here if there < 0 else there)
            here = here if there < 0 else there + 1
        return places or [here]

    def _begin(self, item: DraftItem) -> int:
        """Where in the file the text of an item begins."""
        start = self._starts[min(max(item.line, 1), len(self._starts)) - 1]
        end = self._text.find("\n", start)
        end = len(self._text) if end < 0 else end
        telling = "".join(item.text.split())[:_TELLING]
        for place in range(start, end):
            ahead = self._text[place : place + 4 * _TELLING]
            if telling and "".join(ahead.split()).startswith(telling):
                return place
        return start
