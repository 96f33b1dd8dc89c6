"""Plans revisions, and texts carried over from another working group."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

import consensus
from consensus.errors import NotFound, Rejected
from consensus.finding import Finding, Severity
from consensus.formats.bracket_notation import check_storable
from consensus.formats.labels import renumber
from consensus.formats.placing import handles_for
from consensus.history.operations import CarryOverItems, NewItem, PublishRevision
from consensus.model.drafts import Item, ItemKind, LineNumbers, Provenance, Relabelling, Revision
from consensus.model.lookup import find_draft, find_item
from consensus.model.staleness import digest_of
from consensus.model.state import State
from consensus.reports.revisions import label_once
from consensus.text.brackets import parse
from consensus.text.display import count_noun


def plan_revision(
    state: State,
    draft: str,
    name: str,
    new_id: Callable[[], str],
    standing: str = "",
    language: str = "",
    renumbering: bool = True,
    line_numbers: LineNumbers | None = None,
) -> PublishRevision:
    """Returns the operation that publishes the present state of a draft; arguments as `publish`."""
    items = list(state.in_text(draft))
    labels = [item.label for item in items]
    if renumbering:
        known = [(state.depth(e.id), e.kind, label_once(state, e.id)) for e in items]
        labels = list(renumber(known))
    concordance = [
        Relabelling(item.id, item.label, label) for item, label in zip(items, labels, strict=True)
    ]
    last = last_revision(state, draft)
    before = last.items if last else tuple(e for e in state.items if e.startswith(f"{draft}."))
    concordance += [
        Relabelling(item, state.items[item].label, "")
        for item in before
        if state.items[item].removed
    ]
    concordance += [
        # The sign of a footnote is in the texts that refer to it.
        Relabelling(item.id, item.label, "" if renumbering and not is_footnote else item.label)
        for item, is_footnote in ((e, e.kind is ItemKind.FOOTNOTE) for e in state.walk(draft))
        if state.left_out(item.id) and (item.label or item.id in before)
    ]
    return PublishRevision(
        id=new_id(),
        draft=draft,
        name=name,
        items=tuple(item.id for item in items),
        versions=tuple(item.version for item in items),
        concordance=tuple(concordance),
        standing=standing,
        language=language or state.settings[""].language,
        line_numbers=line_numbers,
    )


def last_revision(state: State, draft: str) -> Revision | None:
    """Returns the latest revision of a draft; None before the first."""
    issued = [each for each in state.revisions.values() if each.draft == draft]
    return issued[-1] if issued else None


_REVISION = "carried over"


def plan_carry_over(
    group: consensus.Queries,
    other: consensus.Queries,
    items: Sequence[str] = (),
    *,
    draft: str = "",
    everything: bool = False,
    title: str = "",
) -> CarryOverItems:
    """Returns what imports items of another group, without names in brackets, as `carry_over`."""
    state = other.state
    if other.head in {step.hash for step in group.steps()}:
        raise Rejected("that is this file itself; name the file of another working group")
    other._log.refuse_within_atomic("what the other file holds is carried over at once")
    verification = other.verify()
    if not verification.is_unaltered:
        altered = [each for each in verification.problems if not each.unreadable]
        raise Rejected(*(f"that file was altered: {each}" for each in altered))
    chosen = _chosen(state, items, draft, everything)
    if not chosen:
        raise NotFound(
            f"nothing is agreed in the record of {state.title}; name the items, or take everything"
        )
    taken = (each.id for each in _in_order(state, chosen) if each.id in chosen)
    over = (bracket for item in taken for bracket in state.spanning_over(item))
    if bracket := next(over, None):
        ends = " to ".join(map(state.name_of, (bracket.items[0], bracket.items[-1])))
        raise Rejected(
            f"a bracket is open there from {ends}, and would not come along: settle it first, or"
            " name other items"
        )
    shown = [each for each in _in_order(state, chosen) if each.id in _with_headings(state, chosen)]
    labels = [_label(state, each, chosen) for each in shown]
    handles = handles_for(
        group.state, [(each.kind, label) for each, label in zip(shown, labels, strict=True)]
    )
    places = {each.id: f"#{place}" for place, each in enumerate(shown)}
    new = tuple(
        NewItem(
            handle=handles[place],
            kind=each.kind,
            label=labels[place],
            wording=check_storable(parse(state.version(each.id).wording.notation(False), ())[0]),
            parent=_above(state, each, places),
        )
        for place, each in enumerate(shown)
    )
    drafts = dict.fromkeys(state.drafts[each.draft].title for each in shown)
    return CarryOverItems(
        handle=group.state.next_handle("D"),
        title=title or f"{', '.join(filter(None, drafts)) or 'Text'} ({state.title})",
        items=new,
        revision=_REVISION,
        source=state.title,
        digest=f"{verification.head} {' '.join(each.id for each in shown)}",
        origins=tuple(_origins(other, each) for each in shown),
    )


def _chosen(state: State, items: Sequence[str], draft: str, everything: bool) -> set[str]:
    if items:
        return {find_item(state, name) for name in items}
    drafts = [find_draft(state, draft)] if draft else list(state.drafts)
    there = [each for one in drafts for each in state.in_text(one) if each.kind.can_be_agreed]
    return {each.id for each in there if everything or _is_agreed(state, each.id)}


def _is_agreed(state: State, item: str) -> bool:
    decision = state.last_decision(item)
    return decision is not None and decision.closes and not decision.pending


def _in_order(state: State, chosen: Collection[str]) -> Iterator[Item]:
    for draft in dict.fromkeys(state.items[each].draft for each in state.items):
        if any(state.items[each].draft == draft for each in chosen):
            yield from state.walk(draft)


def _with_headings(state: State, chosen: Collection[str]) -> set[str]:
    found = set(chosen)
    for each in chosen:
        parent = state.items[each].parent
        while parent in state.items:
            if not state.items[parent].kind.can_be_agreed:
                found.add(parent)
            parent = state.items[parent].parent
    return found


def _label(state: State, item: Item, chosen: Collection[str]) -> str:
    """Returns the printed label; in full where the item's parent is not carried over."""
    under = item.parent in chosen or item.parent not in state.items
    return item.label if under else state.full_label(item.id)


def _above(state: State, item: Item, places: dict[str, str]) -> str:
    parent = item.parent
    while parent in state.items and parent not in places:
        parent = state.items[parent].parent
    return places.get(parent, "")


def _origins(other: consensus.Queries, item: Item) -> tuple[Provenance, ...]:
    """Returns where an item was before: in that group, and where that carried it over from."""
    state = other.state
    decision = state.last_decision(item.id)
    meeting = state.meetings.get(decision.meeting) if decision else None
    here = Provenance(
        group=state.title,
        head=other.head,
        item=item.handle,
        label=state.full_label(item.id),
        version=state.version(item.id).number,
        digest=digest_of(state.version(item.id).wording),
        outcome=decision.outcome.value if decision else "",
        decision=decision.handle if decision else "",
        decided=decision.happened if decision else None,
        meeting=meeting.title if meeting else "",
    )
    return (here, *state.origins.get(item.id, ()))


def check_origins(group: consensus.Queries, other: consensus.Queries) -> tuple[Finding, ...]:
    """Compares what was carried over with its origin, as `TextCommands.check_origins` says."""
    state, theirs = group.state, other.state
    carried = {
        item: origins[0]
        for item, origins in state.origins.items()
        if origins[0].group == theirs.title and state.items[item].kind.can_be_agreed
    }
    if not carried:
        return (Finding(f"Nothing was carried over from {theirs.title}.", Severity.WARNING),)
    problems = [
        Finding(f"The record of {theirs.title}: {each}", Severity.ERROR)
        for each in other.verify().problems
        if not each.unreadable
    ]
    heads = {step.hash for step in other.steps()}
    for item, origin in carried.items():
        if reason := _differs(theirs, origin, heads):
            problems.append(Finding(f"{state.handle_of(item)}: {reason}", Severity.ERROR))
    if problems:
        return tuple(problems)
    count = count_noun(len(carried), "item is", "items are")
    return (Finding(f"{count} as the record of {theirs.title} has it.", Severity.NOTE),)


def _differs(theirs: State, origin: Provenance, heads: Collection[str]) -> str:
    """Returns how an origin differs from the other record; empty where it does not."""
    if origin.head not in heads:
        return f"that file never had the fingerprint {origin.head[:12]}…"
    item = theirs.items.get(theirs.handles.get(origin.item, ""))
    if item is None:
        return f"that file has no {origin.item}"
    version = _version(theirs, item.version, origin.version)
    if version is None or digest_of(theirs.versions[version].wording) != origin.digest:
        return f"version {origin.version} of {origin.item} has another text there"
    decision = theirs.handles.get(origin.decision, "")
    if origin.decision and decision not in theirs.decided.get(item.id, ()):
        return f"{origin.decision} does not decide {origin.item} there"
    return ""


def _version(state: State, newest: str, number: int) -> str | None:
    """Returns the id of the version with a number, searched from the newest back."""
    version: str | None = newest
    while version and state.versions[version].number != number:
        version = state.versions[version].previous
    return version or None
