"""The parts of the analysis: what each found, row by row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.errors import Rejected
from consensus.reports.outline import Block, Grid, Heading, Passage, Points
from tui.views.text import Mark, Span
from tui.worker import Check, as_look

if TYPE_CHECKING:
    from consensus.model.state import State
    from consensus.working_group import WorkingGroup

_MOST_BRIDGES = 30
_NAMES = re.compile(r"[^\s,;()]+")


class Part(StrEnum):
    """A part of the analysis."""

    CALLS = "calls"
    CONFLICTS = "conflicts"
    ORDER = "order"
    PACKAGES = "packages"
    COALITIONS = "coalitions"
    BRIDGES = "bridges"
    PROGRESS = "progress"


@frozen
class Finding:
    """A row of a table of the analysis, or the title above its rows."""

    title: str  # of the table
    headings: Sequence[str] = ()
    cells: Sequence[str] = ()  # none for the title
    target: str = ""  # the id of the first text that it names; empty for none
    member: str = ""  # the code of the member that it names before any text; empty for none

    @property
    def key(self) -> str:
        """What tells it from the others of its part."""
        return "\t".join((self.title, *self.cells))

    @property
    def spans(self) -> Iterator[Span]:
        """All of it, without cells that have no words."""
        yield Span(self.title, Mark.HEADING)
        for heading, cell in zip(self.headings, self.cells, strict=True):
            if cell:
                yield Span(f"\n{heading}: ", Mark.NAME)
                yield Span(cell)


@frozen
class AnalysisView:
    """One part of the analysis."""

    part: Part
    head: str  # the step after which it was read
    day: date  # on which it was
    heading: str
    how_to_read: str
    sentences: Sequence[str]  # what was found as a whole
    findings: Sequence[Finding]  # and one by one


@as_look
def analysis_view(
    group: WorkingGroup, check: Check, part: Part, known: AnalysisView | None = None
) -> AnalysisView:
    """Reads one part of the analysis, slow for a large record; what is `known` if still true."""
    head, day = group.head, group.now().date()
    if known is not None and (known.head, known.day) == (head, day):
        return known
    headings: list[Heading] = []
    passages: list[str] = []
    sentences: list[str] = []
    findings: list[Finding] = []
    for block in _blocks(group, check, part, sentences):
        if isinstance(block, Heading):
            headings.append(block)
        elif isinstance(block, Passage):
            passages.append("".join(each.text for each in block.spans))
        elif isinstance(block, Points):
            sentences += [each.words for each in block.points]
        elif isinstance(block, Grid):
            findings.append(Finding(headings[-1].words))
            for cells in block.table.rows:
                named = _named(group.state, cells)
                findings.append(Finding(headings[-1].words, block.table.headings, cells, *named))
    heading, how = headings[0].words if headings else "", passages[0] if passages else ""
    return AnalysisView(part, head, day, heading, how, sentences, findings)


def _named(state: State, cells: Sequence[str]) -> tuple[str, str]:
    """Returns the first text, or else the member, that a row names."""
    for name in (name for cell in cells for name in _NAMES.findall(cell)):
        if name in state.members:
            return "", name
        if state.is_target(target := state.handles.get(name, "")):
            return target, ""
    return "", ""


def _blocks(group: WorkingGroup, check: Check, part: Part, sentences: list[str]) -> Iterator[Block]:
    """Yields the report of a part; adds why there is none to `sentences`."""
    from consensus.reports.analysis import part_outline

    found = group.analysis

    def progress(done: int, of: int) -> None:
        check()

    reads: dict[Part, Mapping[str, Callable[[], object]]] = {
        Part.CALLS: {"calls": lambda: found.calls("", progress, check)},
        Part.CONFLICTS: {"conflicts": lambda: found.conflicts("", progress)},
        Part.ORDER: {"order": found.order},
        Part.PACKAGES: {"packages": lambda: found.packages(check)},
        Part.COALITIONS: {"coalitions": lambda: found.coalitions("", progress)},
        Part.BRIDGES: {
            "bridges": lambda: found.bridges("groups", "", progress, check),
            "coalition_bridges": lambda: found.bridges("coalitions", "", progress, check),
        },
        Part.PROGRESS: {"progress": lambda: found.progress("meeting")},
    }
    for name, read in reads[part].items():
        try:
            one = {name: read()}
        except Rejected as none:
            sentences.append(f"{none}.".capitalize())
            continue
        yield from part_outline(group.state, group.now(), _MOST_BRIDGES, **one).blocks
