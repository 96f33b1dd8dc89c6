"""One wording drawn from several amendments: its sources, where its words come from, who agrees."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.model.amendments import AmendmentKind
from consensus.model.rivals import competing_amendments
from consensus.reports.amendments import change_summary
from consensus.text.combination import InBrackets
from consensus.text.combine import combine
from consensus.text.display import shortened
from consensus.text.merge import Provenance, provenance
from tui.views.proposal import refuse_if_changed
from tui.views.text import Mark, Piece
from tui.views.wording import WordingView, pieces_of_both, problems_of, wording_view

if TYPE_CHECKING:
    from consensus.history.step import Step
    from consensus.working_group import WorkingGroup
    from tui.worker import Act, Check, Look

_QUOTED = 44


@frozen
class SourceLine:
    """An undecided amendment that a wording can be drawn from.

    Attributes:
        id: its id.
        handle: such as `A17`.
        text: the whole text as it would be.
        behind: the codes of those whose consent retires it: its sponsors, or where none is left
            its co-sponsors.
        summary: what it would do.
    """

    id: str
    handle: str
    text: str
    behind: tuple[str, ...]
    summary: str


@frozen
class ConsolidationView:
    """A text with the undecided amendments to its words.

    Attributes:
        wording: the text.
        sources: the amendments, in order.
    """

    wording: WordingView
    sources: tuple[SourceLine, ...]


@frozen
class Consolidation:
    """One wording as far as it is drawn from others.

    Attributes:
        sources: the amendments it is drawn from.
        by: the codes of the members that propose it; none for a facilitator's text.
        consenting: the codes of the members that let their amendments go.
        rationale: why; may be empty.
    """

    sources: tuple[SourceLine, ...] = ()
    by: tuple[str, ...] = ()
    consenting: tuple[str, ...] = ()
    rationale: str = ""

    def missing(self, source: SourceLine) -> tuple[str, ...]:
        """The codes of those whose consent a source still needs to be retired."""
        return tuple(code for code in source.behind if code not in self.consenting)


def consolidation_view(group: WorkingGroup, check: Check, target: str) -> ConsolidationView:
    """Read what can be drawn together: the amendments to a text, or those beside an amendment.

    Raises:
        NotFound: nothing is selected, or what is has no text of its own.
    """
    state = group.state
    amendment = state.amendments.get(target)
    if amendment is not None and amendment.kind is AmendmentKind.MODIFY:
        target = amendment.target
    wording = wording_view(group, target)
    sources: list[SourceLine] = []
    for each in competing_amendments(state, target):
        check()
        behind = each.sponsors or each.cosponsors
        text, summary = state.text(each.id), change_summary(state, each.id)
        sources.append(SourceLine(each.id, each.handle, text, behind, summary))
    return ConsolidationView(wording, tuple(sources))


def combined_words(base: str, sources: Sequence[SourceLine]) -> str:
    """What amendments read together, in brackets where they exclude each other.

    Args:
        base: the text that they amend.
        sources: the amendments.
    """
    combination = combine(base, {each.handle: each.text for each in sources})
    names = {each.handle: each.behind for each in sources}
    every = range(len(combination.conflicts))
    return combination.settle(dict.fromkeys(every, InBrackets()), names).text()


def consolidation_foresight(
    made: Consolidation, wording: WordingView, against: str, text: str
) -> Look[tuple[Piece, ...]]:
    """Work out where the words come from and what becomes of the sources.

    Args:
        made: the wording as far as it is made.
        wording: the text that it would change.
        against: what that said when it was begun.
        text: the words typed.
    """

    def look(group: WorkingGroup, check: Check) -> tuple[Piece, ...]:
        if len(made.sources) < 2:
            return (
                Piece("Mark at least two of the amendments with Enter; Tab goes on.", Mark.FAINT),
            )
        texts = {each.handle: each.text for each in made.sources}
        codes = (*group.state.members, *group.state.negotiating_groups)
        rows = provenance(wording.text, texts, text, frozenset(codes))
        check()
        found = list(_words(rows))
        if against != wording.text:
            found += [Piece("\n\n"), *pieces_of_both(against, wording.text, text, check)]
        found += _table(rows)
        found += _fates(made)
        found += [Piece(f"\n✗ {each}", Mark.SIGN) for each in problems_of(group, text)]
        return tuple(found)

    return look


def _words(rows: Sequence[Provenance]) -> Iterator[Piece]:
    for row in rows:
        if row.is_new:
            yield Piece(row.text, Mark.STRONG)
        else:
            yield Piece(row.text, Mark.ADDED if row.sources else Mark.KEPT)


def _table(rows: Sequence[Provenance]) -> Iterator[Piece]:
    told = [row for row in rows if row.text.strip() and (row.is_new or row.sources)]
    yield Piece("\n\nWhere it comes from", Mark.HEADING)
    if not told:
        yield Piece("\nnothing but the text as it is", Mark.FAINT)
    for row in told:
        where = "new: in none of them" if row.is_new else ", ".join(row.sources)
        yield Piece(f"\n{where:10} ", Mark.STRONG if row.is_new else Mark.NAME)
        yield Piece(f"“{shortened(' '.join(row.text.split()), _QUOTED)}”")


def _fates(made: Consolidation) -> Iterator[Piece]:
    yield Piece("\n\nWhat becomes of them", Mark.HEADING)
    for source in made.sources:
        missing = made.missing(source)
        behind = ", ".join(source.behind) or "the chair"
        yield Piece(f"\n{source.handle:5}", Mark.NAME)
        if missing:
            yield Piece(f" stays alive: no consent of {', '.join(missing)}")
        else:
            yield Piece(f" retires: {behind} consents" if source.behind else " retires")


def consolidating(made: Consolidation, wording: WordingView, version: str, text: str) -> Act:
    """How one wording is set beside those it is drawn from.

    Args:
        made: the wording.
        wording: the text that it would change.
        version: the id of the version of that text that was seen.
        text: the words.
    """

    def act(group: WorkingGroup) -> Step:
        refuse_if_changed(group, wording.target, version)
        return group.consolidate(
            [each.id for each in made.sources],
            text,
            by=made.by,
            consenting=made.consenting,
            rationale=made.rationale,
        )

    return act


def everybody_behind(sources: Collection[SourceLine]) -> tuple[str, ...]:
    """The codes of all whose consent would retire the sources, each once."""
    return tuple(dict.fromkeys(code for each in sources for code in each.behind))
