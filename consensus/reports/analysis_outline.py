"""An analysis laid out."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.reports.analysis import AnalysisSection, analysis_sections
from consensus.reports.analysis_report import AnalysisReport
from consensus.reports.outline import (
    Block,
    Grid,
    Heading,
    Outline,
    place,
    points_of,
    said,
)


def analysis_outline(report: AnalysisReport) -> Outline:
    """Lay an analysis out, section by section."""
    blocks = (block for section in analysis_sections(report) for block in _section(section))
    return Outline("Analysis", (), report.withheld, tuple(blocks))


def _section(section: AnalysisSection) -> Iterator[Block]:
    yield Heading(2, section.heading, place(section.heading.lower()))
    yield said(section.how_to_read)
    yield from points_of(*section.sentences)
    for each in section.tables:
        yield Heading(3, each.title, place(section.heading.lower(), each.title.lower()))
        yield Grid(f"{section.heading}: {each.title}", each.table)
        if each.left_out:
            yield said(f"Further rows left out: {each.left_out}.")
