"""A dossier as a page."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.reports.dossier import Dossier
from consensus.reports.dossier_outline import dossier_sections
from consensus.reports.group_matrix import GroupMatrix
from consensus.reports.html.amendments import amendments_list
from consensus.reports.html.charts import group_stances
from consensus.reports.html.element import Element, Node, element
from consensus.reports.html.figure import Cells, table
from consensus.reports.html.page import masthead, page
from consensus.reports.html.signs import slug, status
from consensus.reports.html.wording import name, passage, wording
from consensus.reports.positions import position_notes
from consensus.reports.preface import Sheet
from consensus.reports.stance_signs import STANCE_SIGNS
from consensus.reports.targets import spoken

_POSITIONS, _AMENDMENTS = "Positions", "Amendments"


def dossier_page(
    dossier: Dossier,
    groups: GroupMatrix,
    sheet: Sheet,
) -> Iterator[str]:
    """Write a dossier as a page, in pieces.

    Args:
        dossier: the dossier.
        groups: how the groups stand on its target, for the same audience.
        sheet: whose it is, when and for whom it is drawn up.
    """
    subject = dossier.subject
    parts = list(dossier_sections(dossier))
    title = f": {subject.title}" if subject.title else ""
    return page(
        spoken(subject.label, subject.handle) + title,
        sheet,
        masthead(dossier.withheld),
        [
            element(
                "ul",
                (
                    element("li", element("a", heading, href=f"#{slug(heading.lower())}"))
                    for heading in ("Text", *(heading for heading, _ in parts))
                ),
            )
        ],
        _main(dossier, groups, parts, sheet.language),
    )


def _main(
    dossier: Dossier,
    groups: GroupMatrix,
    parts: list[tuple[str, tuple[str, ...]]],
    language: str,
) -> Iterator[Node]:
    subject = dossier.subject
    version = f", version {subject.version}" if subject.version else ""
    yield _section(
        "Text",
        element("p", f"{subject.kind.capitalize()}{version} ", status(dossier.status)),
        passage(wording(subject.text), language) if subject.text else None,
        element("p", f"Judged by {dossier.rule}.", class_="meta"),
    )
    for heading, sentences in parts:
        if heading == _POSITIONS:
            yield _section(heading, *_positions(dossier, groups))
        elif heading == _AMENDMENTS:
            yield _section(
                heading,
                amendments_list(dossier.amendments, subject.text, language, subject.handle),
            )
        else:
            yield _section(
                heading, element("ul", (element("li", name(each)) for each in sentences))
            )


def _section(heading: str, *content: Element | None) -> Element:
    place = slug(heading.lower())
    return element("section", element("h2", heading, id=place), *content, aria_labelledby=place)


def _positions(dossier: Dossier, groups: GroupMatrix) -> Iterator[Element]:
    lines = [line for group in dossier.positions for line in group.positions]
    if lines:
        yield table(
            Cells(
                ("member", "stance", "why", "where it was said", "notes"),
                [
                    (
                        line.member,
                        f"{STANCE_SIGNS[line.stance]}\N{NO-BREAK SPACE}{line.stance}",
                        line.reason,
                        f"via {line.via}" if line.via else line.document or line.source.value,
                        "; ".join(position_notes(line)),
                    )
                    for line in lines
                ],
            ),
            "Positions, member by member",
        )
    if dossier.proposed:
        part = "Proposed or supported part of this text"
        yield element("p", f"{part}: {', '.join(dossier.proposed)}.")
    if dossier.no_position:
        yield element("p", f"No position: {', '.join(dossier.no_position)}.")
    if groups.rows:
        yield element("h3", "How the groups stand")
        yield table(group_stances(groups), "Groups against stances")
