"""An analysis written as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.reports.analysis_report import AnalysisReport
from consensus.reports.analysis_sections import AnalysisSection, analysis_sections
from consensus.reports.tables import markdown_of


def analysis_markdown(report: AnalysisReport) -> str:
    """Write an analysis as Markdown."""
    return "\n".join(_report(report)) + "\n"


def _report(report: AnalysisReport) -> Iterator[str]:
    yield f"# {report.title}: analysis"
    yield ""
    yield f"As of {report.as_of:%Y-%m-%d %H:%M %Z}".rstrip() + f", for: {report.audience}."
    if report.withheld.counts:
        yield report.withheld.sentence()
    for section in analysis_sections(report):
        yield from _section(section)


def _section(section: AnalysisSection) -> Iterator[str]:
    yield ""
    yield f"## {section.heading}"
    yield ""
    yield f"*{section.how_to_read}*"
    if section.sentences:
        yield ""
        yield from (f"- {sentence}" for sentence in section.sentences)
    for each in section.tables:
        yield ""
        yield f"### {each.title}"
        yield ""
        yield markdown_of(each.table).rstrip("\n")
        if each.left_out:
            yield ""
            yield f"Further rows left out: {each.left_out}."
