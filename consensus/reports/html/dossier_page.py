"""A dossier as a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from consensus.reports.audience import Audience
from consensus.reports.dossier import Dossier
from consensus.reports.dossier_markdown import dossier_sections
from consensus.reports.group_matrix import GroupMatrix
from consensus.reports.html.amendments import amendments_list
from consensus.reports.html.element import Element, Node, element
from consensus.reports.html.figure import Cells, table
from consensus.reports.html.heat_map import group_stances
from consensus.reports.html.page import masthead, page
from consensus.reports.html.signs import slug, spoken, status
from consensus.reports.html.wording import name, passage, wording
from consensus.reports.position_lines import PositionLine
from consensus.reports.stance_signs import STANCE_SIGNS

_WITHHELD, _POSITIONS, _AMENDMENTS = "Withheld", "Positions", "Amendments"


def dossier_page(
    dossier: Dossier,
    groups: GroupMatrix,
    audience: Audience,
    as_of: datetime,
    language: str = "",
) -> Iterator[str]:
    """Write a dossier as a page, in pieces.

    Args:
        dossier: the dossier.
        groups: how the groups stand on its target, for the same audience.
        audience: who it is for.
        as_of: the moment it is drawn up.
        language: the language of the text, as a tag; empty for not known.
    """
    subject = dossier.subject
    parts = [part for part in dossier_sections(dossier) if part[0] != _WITHHELD]
    title = f": {subject.title}" if subject.title else ""
    return page(
        spoken(subject.label, subject.handle) + title,
        masthead(as_of, audience, dossier.withheld),
        [
            element(
                "ul",
                (
                    element("li", element("a", heading, href=f"#{slug(heading.lower())}"))
                    for heading in ("Text", *(heading for heading, _ in parts))
                ),
            )
        ],
        _main(dossier, groups, parts, language),
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
                        _notes(line),
                    )
                    for line in lines
                ],
            ),
            "Positions, member by member",
        )
    if dossier.no_position:
        yield element("p", f"No position: {', '.join(dossier.no_position)}.")
    if groups.rows:
        yield element("h3", "How the groups stand")
        yield table(group_stances(groups), "Groups against stances")


def _notes(line: PositionLine) -> str:
    notes = (
        "as sponsor" if line.by_sponsoring else "",
        f"on version {line.version}, needs a fresh position" if line.is_stale else "",
        f"provided {', '.join(line.conditions)}, otherwise {line.otherwise}"
        if line.conditions
        else "",
        f"reservation: {line.reservation}" if line.reservation else "",
    )
    return "; ".join(note for note in notes if note)
