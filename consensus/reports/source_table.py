"""Where the words of a consolidated wording come from."""

from __future__ import annotations

from collections import Counter

from attrs import frozen

from consensus.errors import NotFound
from consensus.model.amendment import AmendmentState
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Withheld
from consensus.reports.outline import Outline, grid_of, points_of
from consensus.reports.tables import Table
from consensus.text.merge import Provenance, provenance


@frozen
class SourceLine:
    """One amendment that was drawn together with others.

    Attributes:
        handle: such as `A8`.
        sponsors: the codes of the members behind it; empty where withheld.
        state: whether it was retired or stays alive.
    """

    handle: str
    sponsors: tuple[str, ...]
    state: AmendmentState


@frozen
class SourceTable:
    """A consolidated wording, run by run of words.

    Attributes:
        handle: the handle of the amendment that proposes the wording.
        amends: the handle of what it amends.
        rows: every run of words with the handles it comes from; together they are the wording.
        sources: the amendments that were drawn together.
        withheld: what was left out for the audience.
    """

    handle: str
    amends: str
    rows: tuple[Provenance, ...]
    sources: tuple[SourceLine, ...]
    withheld: Withheld


def source_table(state: State, amendment: str, audience: Audience = Audience.PUBLIC) -> SourceTable:
    """Say of every run of words in a consolidated wording where it comes from.

    Args:
        state: the state.
        amendment: the id of the amendment that draws others together.
        audience: who it is for.

    Raises:
        NotFound: it draws no others together.
    """
    found = state.amendments[amendment]
    if not found.sources:
        raise NotFound(f"{found.handle} is no consolidated wording")
    names = audience.sees_names
    left_out: Counter[Kind] = Counter()
    lines: list[SourceLine] = []
    texts: dict[str, str] = {}
    for source in (state.amendments[each] for each in found.sources):
        left_out[Kind.SPONSORS] += 0 if names else len(source.backers)
        lines.append(SourceLine(source.handle, source.backers if names else (), source.state))
        texts[source.handle] = state.version(source.id).wording.notation(names)
    base = state.versions[found.against].wording.notation(names)
    proposed = state.version(amendment).wording
    return SourceTable(
        handle=found.handle,
        amends=state.handle_of(found.target),
        rows=provenance(base, texts, proposed.notation(names), proposed.holders),
        sources=tuple(lines),
        withheld=Withheld.of(left_out),
    )


def source_rows(table: SourceTable) -> Table:
    """A source table as rows of cells, to be written as CSV or Markdown."""
    return Table.of(("words", "from"), ((row.text, _origin(row, table)) for row in table.rows))


def _origin(row: Provenance, table: SourceTable) -> str:
    if row.is_new:
        return "new"
    return ", ".join(row.sources) or table.amends


def source_outline(table: SourceTable) -> Outline:
    """Lay a source table out."""
    return Outline(
        f"Sources of {table.handle}",
        (f"It amends {table.amends}.",),
        table.withheld,
        (
            *points_of(*map(_source, table.sources)),
            *grid_of("Words and where they come from", source_rows(table)),
        ),
    )


def _source(line: SourceLine) -> str:
    by = f", by {', '.join(line.sponsors)}" if line.sponsors else ""
    return f"{line.handle}{by}: {line.state}"
