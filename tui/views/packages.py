"""Packages: what each settles, what it would do to the texts, and its status."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from attrs import frozen

from consensus.errors import Rejected
from consensus.history.operations import ArrangeItems, ChangeText
from consensus.model.amendments import AmendmentKind, AmendmentState
from consensus.model.counting import positions_on
from consensus.model.decisions import Outcome, Package, PackageState, phrased
from consensus.model.state import State
from consensus.reports.amendments import change_summary
from consensus.reports.audience import Audience
from consensus.reports.dossier import dossier
from consensus.reports.step_sentences import contested_sentences
from consensus.reports.words import SAYS_OF, SentenceContext
from consensus.rules.explain import explain_counts
from consensus.rules.judgement import Judgement
from consensus.text.display import shortened
from consensus.working_group import WorkingGroup
from consensus.working_group.decisions import Declaration, plan_package
from tui.views.text import Mark, Span, name_of, spans_of_change
from tui.worker import Check, as_look

_BEGINNING = 60


@frozen
class PackageLine:
    """A package in a list."""

    id: str
    handle: str
    title: str
    status: str  # in words
    settles: str  # what it settles and takes, as people call it


@frozen
class PackagesView:
    """Every package, and one of them in full."""

    packages: tuple[PackageLine, ...]
    selected: str  # the id of the one in full; empty for none
    # all about that one: how it stands, what it settles, and what it would do
    spans: tuple[Span, ...]


@as_look
def packages_view(group: WorkingGroup, check: Check, selected: str) -> PackagesView:
    """Reads every package, and all about one; the first undecided if none."""
    state = group.state
    judgement = group.judgement()
    found = selected if selected in state.packages else _first(state)
    lines: list[PackageLine] = []
    for package in state.packages.values():
        check()
        lines.append(
            PackageLine(
                package.id,
                package.handle,
                package.title,
                judgement.verdict(package.id, with_moves=False).words,
                settled_by(state, package.items, package.amendments),
            )
        )
    spans = tuple(_about(group, state.packages[found], judgement)) if found else ()
    return PackagesView(tuple(lines), found, spans)


def settled_by(state: State, items: tuple[str, ...], amendments: tuple[str, ...]) -> str:
    """Returns what a package settles and takes: `3, 7, PP4 with A4, A15`."""
    labels = ", ".join(state.full_label(each) or state.handle_of(each) for each in items)
    handles = ", ".join(state.handle_of(each) for each in amendments)
    return f"{labels} with {handles}" if handles else labels


def _first(state: State) -> str:
    undecided = (each.id for each in state.packages.values() if each.state is PackageState.OPEN)
    return next(undecided, next(iter(state.packages), ""))


def _about(group: WorkingGroup, package: Package, judgement: Judgement) -> Iterator[Span]:
    state = group.state
    found = dossier(state, judgement, package.id, Audience.SECRETARIAT)
    verdict = judgement.verdict(package.id, with_moves=False)
    yield Span(f"{package.handle} is {phrased(found.standing)}. ", Mark.HEADING)
    yield Span(explain_counts(verdict.counts))
    for sentence in found.sentences:
        yield Span(f"\n- {sentence}")
    if found.could_change:
        yield Span(f"\n- {found.could_change}")
    for decision in found.decisions:
        said = f"\n{decision.handle}: {decision.outcome} on {decision.happened:%Y-%m-%d at %H:%M}"
        yield Span(said, Mark.HEADING)
        if decision.pending:
            yield Span(f", awaiting confirmation by {', '.join(decision.pending)}")
        yield Span(decision.dissent)
        if decision.reason:
            yield Span(f": {decision.reason}")
        for statement in decision.statements:
            words = f": {statement.text}" if statement.text else ""
            yield Span(f"\n  {statement.kind} of {statement.member}{words}")
    yield from _texts(group, package, judgement)
    yield from _conditions(state, package)


def _texts(group: WorkingGroup, package: Package, judgement: Judgement) -> Iterator[Span]:
    state = group.state
    changes: dict[str, ChangeText] = {}
    arranged: list[ArrangeItems] = []
    problem = ""
    if package.state is PackageState.OPEN:
        try:
            changes, arranged = _preview(group, package, judgement)
        except Rejected as refused:
            problem = "; ".join(refused.reasons)
        yield Span("\n\nOne decision on all of these, or none", Mark.HEADING)
    else:
        yield Span("\n\nIn it", Mark.HEADING)
    if problem:
        yield Span(f"\nIt cannot be agreed as it is: {problem}", Mark.SIGN)
    for item in package.items:
        status = judgement.verdict(item, with_moves=False).standing
        yield Span(f"\n{name_of(state, item)}", Mark.NAME)
        yield Span(f", {status}: ")
        change = changes.get(item)
        if change is None:
            yield Span(shortened(state.text(item), 2 * _BEGINNING))
        else:
            yield from spans_of_change(state.text(item), change.wording.notation())
    for each in package.amendments:
        amendment = state.amendments[each]
        by = ", ".join(amendment.sponsors) or "the chair"
        taken = "" if amendment.state is AmendmentState.OPEN else f", {amendment.state}"
        yield Span(f"\n{amendment.handle} ({by}){taken}", Mark.NAME)
        yield Span(f": {change_summary(state, each)}")
    context = SentenceContext(state, Audience.SECRETARIAT)
    for operation in (*changes.values(), *arranged):
        for sentence in contested_sentences(operation, context):
            yield Span(f"\nagreed, {sentence}", Mark.SIGN)
    for new in (new for operation in arranged for new in operation.inserted):
        yield Span(f"\nnew {new.label}: ", Mark.NAME)
        yield Span(new.wording.notation(), Mark.ADDED)


def _preview(
    group: WorkingGroup, package: Package, judgement: Judgement
) -> tuple[dict[str, ChangeText], list[ArrangeItems]]:
    """Returns what agreeing on a package would do to the texts, recording nothing."""
    numbers = itertools.count()
    declared = Declaration(Outcome.AGREED, reason="…", without_brackets=True)
    operations = plan_package(
        group.state, judgement, lambda: f"foreseen {next(numbers)}", package.id, declared
    )
    changes = {each.target: each for each in operations if isinstance(each, ChangeText)}
    return changes, [each for each in operations if isinstance(each, ArrangeItems)]


def _conditions(state: State, package: Package) -> Iterator[Span]:
    """Yields the conditional positions on what a package settles."""
    targets = (package.id, *package.items, *package.amendments)
    lines = [
        f"\n- {position.member} {SAYS_OF[position.stance].format(state.handle_of(target))},"
        " if agreed: " + ", ".join(state.handle_of(each) for each in position.conditions)
        for target in targets
        for position in positions_on(state, target)
        if position.conditions
    ]
    if lines:
        yield Span("\n\nConditions", Mark.HEADING)
    yield from (Span(line) for line in lines)


@frozen
class Candidate:
    """An item that a package may settle, or an amendment that it may take."""

    id: str
    name: str  # the label of an item, the handle of an amendment
    says: str  # how its text begins, or what it would do
    # for an amendment, the id of the item it amends; empty for an item, and for an amendment that
    # puts in an item
    item: str
    is_item: bool


def candidates_view(group: WorkingGroup, check: Check) -> tuple[Candidate, ...]:
    """Reads the undecided items with their undecided amendments, then insertions."""
    state = group.state
    found: list[Candidate] = []
    for draft in state.drafts:
        for item in state.walk(draft):
            check()
            if item.kind.can_be_agreed and not state.bars_changes(item.id):
                name = state.full_label(item.id) or item.handle
                says = shortened(state.text(item.id), 2 * _BEGINNING)
                found.append(Candidate(item.id, name, says, "", is_item=True))
                found += _amendments(state, item.id)
        found += _amendments(state, draft)
    return tuple(found)


def _amendments(state: State, target: str) -> Iterator[Candidate]:
    for each in state.amendments_to.get(target, ()):
        amendment = state.amendments[each]
        if state.is_open(amendment):
            by = ", ".join(amendment.sponsors) or "the chair"
            says = f"{by}: {change_summary(state, each)}"
            item = "" if amendment.kind is AmendmentKind.INSERT else target
            yield Candidate(each, amendment.handle, says, item, is_item=False)
