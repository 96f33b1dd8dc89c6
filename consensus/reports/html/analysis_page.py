"""An analysis as a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consensus.reports.analysis import AnalysisSection, analysis_sections
from consensus.reports.analysis_report import AnalysisReport
from consensus.reports.diagrams.picture import Picture
from consensus.reports.html.element import Element, Node, element
from consensus.reports.html.figure import Cells, table
from consensus.reports.html.page import masthead, page
from consensus.reports.html.signs import slug
from consensus.reports.html.wording import name
from consensus.reports.preface import Sheet


def analysis_page(report: AnalysisReport, sheet: Sheet) -> Iterator[str]:
    """Write an analysis as a page, in pieces.

    Args:
        report: the analysis.
        sheet: whose it is, when and for whom it is drawn up.
    """
    sections = analysis_sections(report)
    return page(
        "Analysis",
        sheet,
        masthead(report.withheld),
        [element("ul", map(_line, sections))],
        map(_section, sections),
    )


def _place(heading: str) -> str:
    return slug(heading.lower().replace(",", ""))


def _line(section: AnalysisSection) -> Element:
    return element("li", element("a", section.heading, href=f"#{_place(section.heading)}"))


def _section(section: AnalysisSection) -> Element:
    place = _place(section.heading)
    return element(
        "section",
        element("h2", section.heading, id=place),
        element("p", section.how_to_read, class_="caption"),
        element("ul", (element("li", name(each)) for each in section.sentences))
        if section.sentences
        else None,
        _picture(section.picture) if section.picture else None,
        _tables(section),
        aria_labelledby=place,
    )


def _picture(picture: Picture) -> Sequence[Node]:
    return [
        element("h3", picture.title),
        element("p", picture.legend, class_="caption"),
        element(
            "div",
            picture.element(),
            class_="scroll picture",
            tabindex=0,
            role="region",
            aria_label=f"{picture.title}: picture",
        ),
    ]


def _tables(section: AnalysisSection) -> Iterator[Node]:
    for each in section.tables:
        yield element("h3", each.title)
        yield table(Cells(each.table.headings, each.table.rows), f"{section.heading}: {each.title}")
        if each.left_out:
            yield element("p", f"Further rows left out: {each.left_out}.")
