"""Versions of texts, the sources of their words, and where they come from."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from consensus.errors import NotFound
from consensus.model import drafts
from consensus.model.amendments import AmendmentState
from consensus.model.drafts import Cause
from consensus.model.staleness import Reconfirmation, is_changed, reconfirmation
from consensus.model.state import State
from consensus.reports.amendments import Piece, compare_texts
from consensus.reports.audience import Audience, Kind, Viewer, Withheld
from consensus.reports.decisions import OriginLine as OriginLine
from consensus.reports.outline import Outline, Table, grid_of, points_of
from consensus.text.merge import Provenance, provenance


@frozen
class VersionLine:
    """One version of a text."""

    number: int  # counted from 1
    cause: Cause  # why the text became this
    merged: tuple[str, ...]  # the handles of the amendments that were merged whole into it
    pieces: tuple[Piece, ...]  # what changed since the version before; the whole text of the first


def version_lines(
    state: State, target: str, audience: Audience = Audience.PUBLIC
) -> tuple[VersionLine, ...]:
    """Returns the versions of an item or amendment, in order; none of a package."""
    if target in state.packages:
        return ()
    found: list[VersionLine] = []
    version = state.version(target)
    while True:
        before = state.versions.get(version.previous)
        text = version.wording.notation(audience.sees_names)
        old = text if before is None else before.wording.notation(audience.sees_names)
        merged = tuple(state.handle_of(each) for each in version.merged_whole)
        found.append(VersionLine(version.number, version.cause, merged, compare_texts(old, text)))
        if before is None:
            return tuple(reversed(found))
        version = before


@frozen
class SourceLine:
    """One amendment that was drawn together with others."""

    handle: str  # such as `A8`
    sponsors: tuple[str, ...]  # the codes of the members that propose it; empty where withheld
    state: AmendmentState  # whether it was retired or stays alive


@frozen
class SourceTable:
    """A consolidated wording, run by run of words."""

    handle: str  # the handle of the amendment that proposes the wording
    amends: str  # the handle of what it amends
    # every run of words with the handles it comes from; together they are the wording
    rows: tuple[Provenance, ...]
    sources: tuple[SourceLine, ...]  # the amendments that were drawn together
    withheld: Withheld  # what was left out for the audience


def source_table(state: State, amendment: str, audience: Audience = Audience.PUBLIC) -> SourceTable:
    """Returns the source of every run of words in a consolidated wording; NotFound in another."""
    found = state.amendments[amendment]
    if not found.sources:
        raise NotFound(f"{found.handle} does not consolidate other amendments")
    names, viewer = audience.sees_names, Viewer(audience)
    lines: list[SourceLine] = []
    texts: dict[str, str] = {}
    for source in (state.amendments[each] for each in found.sources):
        backers = viewer.named(source.backers, Kind.SPONSORS)
        lines.append(SourceLine(source.handle, backers, source.state))
        texts[source.handle] = state.version(source.id).wording.notation(names)
    base = state.versions[found.against].wording.notation(names)
    proposed = state.version(amendment).wording
    return SourceTable(
        handle=found.handle,
        amends=state.handle_of(found.target),
        rows=provenance(base, texts, proposed.notation(names), proposed.holders),
        sources=tuple(lines),
        withheld=viewer.withheld,
    )


def source_rows(table: SourceTable) -> Table:
    """Returns a source table as rows of cells, to be written as CSV or Markdown."""
    origins = (
        ", ".join(row.sources) or ("new" if row.is_new else table.amends) for row in table.rows
    )
    return Table.of(("words", "from"), zip((row.text for row in table.rows), origins, strict=True))


def source_outline(table: SourceTable) -> Outline:
    """Returns a source table as an outline."""
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


# Where texts that were carried over come from.


def origin_line(state: State, item: str) -> OriginLine | None:
    """Returns where an item comes from; None for one that was not carried over."""
    if item not in state.origins:
        return None
    decision = state.last_decision(item)
    return OriginLine(
        item=state.items[item].handle,
        label=state.full_label(item),
        draft=state.drafts[state.items[item].draft].handle,
        origins=state.origins[item],
        standing=reconfirmation(state, item),
        decision=decision.handle if decision else "",
        decided=decision.happened if decision else None,
        is_changed=is_changed(state, item),
    )


def origin_lines(state: State) -> tuple[OriginLine, ...]:
    """Returns all carried-over items that can be agreed, in the order of the documents."""
    found = [
        origin_line(state, item.id)
        for draft in state.drafts
        for item in state.walk(draft)
        if item.kind.can_be_agreed
    ]
    return tuple(line for line in found if line is not None)


def origin_phrase(origins: Sequence[drafts.Provenance]) -> str:
    """Returns the origin of an item as a phrase: `recommendation 3 of X, agreed on 2013-11-08`."""
    return "; before that ".join(_was(each) for each in origins)


def _was(origin: drafts.Provenance) -> str:
    outcome = "not decided there"
    if origin.outcome and origin.decided is not None:
        at = f", {origin.meeting}" if origin.meeting else ""
        outcome = f"{origin.outcome} there on {origin.decided:%Y-%m-%d}{at}"
    return f"{f'item {origin.label}' if origin.label else 'a text'} of {origin.group}, {outcome}"


def origin_sentence(line: OriginLine) -> str:
    """Returns the origin of an item and the group's stand on it, without capital and full stop."""
    decided = f" on {line.decided:%Y-%m-%d} ({line.decision})" if line.decided else ""
    standing = line.standing.value
    if line.standing is not Reconfirmation.NOT_RECONFIRMED:
        standing += decided
    elif line.is_changed:
        standing += ", and changed since"
    return f"carried over from {origin_phrase(line.origins)}: {standing}"
