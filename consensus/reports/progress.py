"""Progress: how many items were agreed at the end of each day, and how many brackets are left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import date
from enum import StrEnum
from itertools import groupby

from attrs import fields_dict, frozen

from consensus.model.decisions import Decision, Outcome
from consensus.model.drafts import Item, ItemKind
from consensus.model.state import State
from consensus.reports.audience import Audience, visible_decision
from consensus.reports.outline import Outline, Table, grid_of
from consensus.reports.words import ruled_note
from consensus.rules.verdict import BY_THE_CHAIR, PROVISIONAL
from consensus.text.bracket_edits import find_alternatives
from consensus.text.brackets import BracketedText
from consensus.text.display import count_noun
from consensus.text.tokens import tokenise


class By(StrEnum):
    """The unit that progress is counted by."""

    DAY = "day"
    MEETING = "meeting"


@frozen
class ProgressPoint:
    """How far some drafts had come at the end of a day, or of a meeting."""

    day: date  # the day on which decisions were declared; of a meeting the last such day
    agreed: int  # how many items were agreed or adopted by then, with nothing pending since
    # how many were agreed ad referendum, or still await confirmation or the rest of their draft
    ad_ref: int
    closed: int  # how many were withdrawn, rejected or left without consensus
    items: int  # how many items can be agreed, as the drafts are now
    # the handle of the meeting at which they were declared; empty for what was declared outside
    # meetings, and where days are counted
    meeting: str = ""
    # how many of those agreed ad referendum awaited only the rest of their draft, of which
    # nothing is agreed until everything is
    provisional: int = 0
    ruled: int = 0  # how many of all that were agreed the chair declared so over objections
    no_consensus: int = 0  # how many of those closed were left without consensus

    @property
    def ended(self) -> int:
        """How many were withdrawn or rejected, those apart that were left without consensus."""
        return self.closed - self.no_consensus

    @property
    def awaited(self) -> int:
        """How many were agreed ad referendum, those apart that await only the rest of a draft."""
        return self.ad_ref - self.provisional

    @property
    def sentence(self) -> str:
        """How many were agreed and closed, in words."""
        provisional = f" {self.provisional} {PROVISIONAL}," if self.provisional else ""
        left = f", {self.no_consensus} {Outcome.NO_CONSENSUS}" if self.no_consensus else ""
        return (
            f"{self.agreed} agreed,{provisional} {self.awaited} agreed ad referendum,"
            f" {self.ended} withdrawn or rejected{left}{ruled_note(self.ruled)}"
        )

    @property
    def left(self) -> int:
        """How many items are neither agreed, nor agreed ad referendum, nor closed."""
        return self.items - self.agreed - self.ad_ref - self.closed


def progress(
    state: State, drafts: Sequence[str], by: By = By.DAY, audience: Audience = Audience.PUBLIC
) -> tuple[ProgressPoint, ...]:
    """Returns how many items were agreed at the end of each day or meeting with decisions on items.

    A decision counts from the day it was declared; a word that it awaited counts as given from
    then on, and items are those of the drafts as they are now. Decisions outside meetings are a
    point of their own between the meetings, and so is the day since when nothing of a draft is
    agreed until everything is, if none was decided since; before it what was agreed was agreed.
    """
    items = [item.id for draft in drafts for item in state.walk(draft) if item.kind.can_be_agreed]
    declared = sorted(
        (
            (item, visible_decision(state.decisions[each], audience))
            for item in items
            for each in state.decided.get(item, ())
        ),
        key=lambda each: each[1].happened,
    )
    standing: dict[str, Decision] = {}
    bound = [
        (since.date(), {*_to_be_agreed(state, draft)})
        for draft in drafts
        if (since := state.drafts[draft].whole_since)
    ]
    periods: list[_Period] = [*_periods(state, declared, by)]
    last = max((since for since, _ in bound), default=None)
    if periods and last and last > periods[-1][0]:
        periods.append((last, "", ()))
    return tuple(_point(*period, standing, len(items), bound) for period in periods)


def _to_be_agreed(state: State, draft: str) -> Iterator[str]:
    """Yields the items of a draft but for those that go with one that was rejected or withdrawn."""
    for item in state.walk(draft):
        goes = state.left_out(item.id) and state.last_decision(item.id) is None
        if item.kind.can_be_agreed and not goes:
            yield item.id


_Declared = Sequence[tuple[str, Decision]]
_Period = tuple[
    date, str, _Declared
]  # its last day, the handle of its meeting, and what was decided


def _periods(state: State, declared: _Declared, by: By) -> Iterator[_Period]:
    """Yields the decisions of each day or meeting, one after the other."""

    def of(each: tuple[str, Decision]) -> date | str:
        return each[1].happened.date() if by is By.DAY else each[1].meeting

    for period, found in groupby(declared, key=of):
        together = list(found)
        meeting = state.handle_of(period) if isinstance(period, str) and period else ""
        yield together[-1][1].happened.date(), meeting, together


def _point(
    day: date,
    meeting: str,
    together: _Declared,
    standing: dict[str, Decision],
    items: int,
    bound: Sequence[tuple[date, Set[str]]],
) -> ProgressPoint:
    """Returns the counts after one period; of `bound`, since a day, none is agreed until all is."""
    standing.update(together)
    found: dict[str, set[str]] = {"agreed": set(), "ad ref": set(), "closed": set()}
    for item, decision in standing.items():
        if decision.outcome is Outcome.AGREED_AD_REF or (decision.closes and decision.pending):
            found["ad ref"].add(item)
        elif decision.closes:
            found["agreed"].add(item)
        elif decision.gives_up:
            found["closed"].add(item)
    agreed, ad_ref, closed = found.values()
    kept = {item for item, one in standing.items() if one.outcome is Outcome.ADOPTED}
    kept_back = {item for item, one in standing.items() if one.keeps_text}
    out = agreed | closed - kept_back
    left = [each for since, each in bound if since <= day and not each <= out]
    provisional = sum(len(agreed & each - kept) for each in left)
    return ProgressPoint(
        day=day,
        agreed=len(agreed) - provisional,
        ad_ref=len(ad_ref) + provisional,
        closed=len(closed),
        items=items,
        meeting=meeting,
        provisional=provisional,
        no_consensus=sum(one.keeps_text for one in standing.values()),
        ruled=sum(item in one.ruled and any(one.over_on(item)) for item, one in standing.items()),
    )


def count_rows(
    points: Sequence[ProgressPoint], closed: str = "closed", items: str = "of items"
) -> tuple[tuple[str, ...], list[tuple[int, ...]]]:
    """Returns headings, and the numbers of each point; what is rare only where there is any."""
    names = {
        "agreed": "agreed",
        "provisional": PROVISIONAL,
        "awaited": "ad referendum",
        "ended": closed,
        "no_consensus": Outcome.NO_CONSENSUS,
        "left": "left",
        "items": items,
        "ruled": BY_THE_CHAIR,
    }
    for rare in ("provisional", "no_consensus", "ruled"):
        if not any(getattr(each, rare) for each in points):
            del names[rare]
    return tuple(names.values()), [tuple(getattr(each, name) for name in names) for each in points]


@frozen
class Progress:
    """How far some drafts have come."""

    by: By  # whether days or meetings are counted
    points: tuple[ProgressPoint, ...]  # the days or meetings with decisions, the first first


def progress_outline(report: Progress) -> Outline:
    """Returns the progress as an outline."""
    if not report.points:
        return Outline("Progress", ("Nothing has been decided yet.",))
    last = report.points[-1]
    items = count_noun(last.items, "item", "items")
    sentence = f"By {last.day.isoformat()}, of {items}: {last.sentence}."
    names, rows = count_rows(report.points, "withdrawn or rejected", "items")
    counted = list(zip(report.points, rows, strict=True))
    if report.by is By.DAY:
        grid = Table.of(("day", *names), [(each.day, *row) for each, row in counted])
    else:
        grid = Table.of(
            ("meeting", "day", *names),
            [(each.meeting or "between meetings", each.day, *row) for each, row in counted],
        )
    return Outline("Progress", (sentence,), blocks=grid_of("Progress in numbers", grid))


def progress_table(report: Progress) -> Table:
    """Returns the progress as a table, a row for each day or meeting."""
    settled = (("agreed_ad_referendum", "ad_ref"), ("withdrawn_or_rejected", "ended"))
    apart = (("provisionally_agreed", "provisional"), ("declared_by_the_chair", "ruled"))
    columns = ("day", "meeting", "agreed", *settled, "left", "items", *apart, "no_consensus")
    return Table.of_attributes(report.points, *columns)


# Brackets: how many are left in a draft.


@frozen
class BracketCounts:
    """What the brackets of a text, or of a whole draft, add up to."""

    brackets: int  # how many there are, nested ones included
    depth: int  # how deep they are nested: 0 without any, 1 when none holds another
    options: int  # how many wordings they offer; a bracket with one wording offers one
    attributed: int  # how many of these name a member or group
    held_by_nobody: int  # how many brackets have no name in any of their own options
    # how many look like choices and were read as text: runs of neighbours that no member holds,
    # and slashes between words
    alternatives: int
    words: int  # how many words there are in all options and outside
    words_in_brackets: int  # how many of these stand in brackets


@frozen
class ItemBrackets:
    """The brackets of one item."""

    handle: str  # such as `R3`
    label: str  # its printed label; empty for none
    counts: BracketCounts  # what they add up to
    # the numbers of the brackets that look like choices, counted from 1 by opening signs; for
    # neighbours that of the first
    alternatives: tuple[int, ...]


@frozen
class BracketStatistics:
    """The brackets of a draft."""

    draft: str  # its handle
    title: str  # its title
    items: tuple[ItemBrackets, ...]  # the items that have brackets, in the order of the draft
    clean: int  # how many items, leaving out headings, have none
    total: BracketCounts  # what they add up to; its depth is the greatest
    left: tuple[ItemBrackets, ...] = ()  # those on which there was no consensus; counted nowhere


def bracket_statistics(state: State, draft: str) -> BracketStatistics:
    """Returns the statistics of the brackets in a draft.

    Of an item that was rejected or withdrawn no bracket and no word counts.
    """
    there = state.drafts[draft]
    left: list[ItemBrackets] = []
    found: list[tuple[ItemKind, ItemBrackets]] = []
    for item in state.walk(draft):
        counted = _of_item(state, item)
        if counted.counts.brackets and state.lacks_consensus(item.id):
            left.append(counted)
        else:
            found.append((item.kind, counted))
    items = tuple(each for _, each in found if each.counts.brackets)
    clean = sum(kind.can_be_agreed and not each.counts.brackets for kind, each in found)
    counts = [each.counts for _, each in found]
    sums = {name: sum(getattr(e, name) for e in counts) for name in fields_dict(BracketCounts)}
    depth = max((each.depth for each in counts), default=0)
    total = BracketCounts(**(sums | {"depth": depth}))
    return BracketStatistics(there.handle, there.title, items, clean, total, tuple(left))


def _of_item(state: State, item: Item) -> ItemBrackets:
    is_out = state.left_out(item.id)
    wording = BracketedText() if is_out else state.version(item.id).wording
    alternatives = find_alternatives(wording)
    return ItemBrackets(
        item.handle, state.full_label(item.id), _counts(wording, len(alternatives)), alternatives
    )


def _counts(wording: BracketedText, alternatives: int) -> BracketCounts:
    brackets = tuple(wording.brackets())
    outside = sum(map(_words, _strings(wording)))
    inside = sum(
        _words(text)
        for bracket in brackets
        for option in bracket.options
        for text in _strings(option.text)
    )
    return BracketCounts(
        brackets=len(brackets),
        depth=wording.depth,
        options=sum(len(bracket.options) for bracket in brackets),
        attributed=sum(bool(option.names) for each in brackets for option in each.options),
        held_by_nobody=sum(not bracket.holders for bracket in brackets),
        alternatives=alternatives,
        words=outside + inside,
        words_in_brackets=inside,
    )


def _strings(text: BracketedText) -> Iterator[str]:
    return (part for part in text.parts if isinstance(part, str))


def _words(text: str) -> int:
    return sum(1 for token in tokenise(text) if any(map(str.isalnum, token)))
