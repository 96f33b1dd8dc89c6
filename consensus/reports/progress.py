"""Progress: how many items were agreed at the end of each day, and how many brackets are left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from enum import StrEnum
from itertools import accumulate, chain, groupby, pairwise

from attrs import evolve, fields_dict, frozen

from consensus.model.decisions import Decision, Outcome
from consensus.model.drafts import Item, ItemKind, SpanningBracket
from consensus.model.spanning import open_brackets, words_outside
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Viewer, Withheld, visible_decision
from consensus.reports.outline import Outline, Table, grid_of
from consensus.reports.revisions import FIRST, PRESENT, Issue, find_issue, label_once
from consensus.reports.words import ruled_note
from consensus.rules.verdict import BY_THE_CHAIR, PROVISIONAL
from consensus.text.bracket_edits import find_alternatives
from consensus.text.brackets import Bracket, BracketedText, scan_brackets
from consensus.text.display import count_noun
from consensus.text.tokens import comparers, tokenise


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
class BracketOverItems:
    """A bracket over several items, or alternatives of groups of items."""

    handle: str  # such as `BR1`
    first: str  # the name of the item in which it opens
    last: str  # the name of the item in which it closes
    options: tuple[str, ...]  # the labels of alternatives, such as `Option 1`; else one, empty


@frozen
class BracketStatistics:
    """The brackets of a draft."""

    draft: str  # its handle
    title: str  # its title
    items: tuple[ItemBrackets, ...]  # those that have brackets or stand in one, in its order
    clean: int  # how many items, leaving out headings, have none
    total: BracketCounts  # what they add up to; its depth is the greatest
    left: tuple[ItemBrackets, ...] = ()  # those on which there was no consensus; counted nowhere
    spanning: tuple[BracketOverItems, ...] = ()  # the brackets over several items among them


def bracket_statistics(state: State, draft: str) -> BracketStatistics:
    """Returns the statistics of the brackets in a draft.

    One over several items counts once, where it opens; all of them stand in brackets. Of an item
    that was rejected or withdrawn no bracket and no word counts.
    """
    there = state.drafts[draft]
    left: list[ItemBrackets] = []
    found: list[tuple[ItemKind, ItemBrackets]] = []
    opened: set[str] = set()
    for item in state.walk(draft):
        over = () if state.left_out(item.id) else state.spanning_over(item.id)
        counted = _of_item(state, item, over, [each for each in over if each.id not in opened])
        opened.update(each.id for each in over)
        if counted.counts.depth and state.lacks_consensus(item.id):
            left.append(counted)
        else:
            found.append((item.kind, counted))
    items = tuple(each for _, each in found if each.counts.depth)
    clean = sum(kind.can_be_agreed and not each.counts.depth for kind, each in found)
    counts = [each.counts for _, each in found]
    sums = {name: sum(getattr(e, name) for e in counts) for name in fields_dict(BracketCounts)}
    depth = max((each.depth for each in counts), default=0)
    total = BracketCounts(**(sums | {"depth": depth}))
    spanning = tuple(
        BracketOverItems(
            each.handle,
            state.name_of(each.items[0]),
            state.name_of(each.items[-1]),
            tuple(option.label for option in each.options),
        )
        for each in open_brackets(state, draft)
    )
    return BracketStatistics(there.handle, there.title, items, clean, total, tuple(left), spanning)


def _of_item(
    state: State, item: Item, over: Sequence[SpanningBracket], opening: Sequence[SpanningBracket]
) -> ItemBrackets:
    is_out = state.left_out(item.id)
    wording = BracketedText() if is_out else state.version(item.id).wording
    alternatives = find_alternatives(wording)
    counts = _counts(wording, len(alternatives), opening)
    if over:
        outside = min(
            sum(map(_words, words_outside(state, option, item.id)))
            for each in over
            for option in each.options
            if item.id in option.items
        )
        inside = max(counts.words_in_brackets, counts.words - outside)
        depth = counts.depth + len(over)
        counts = evolve(counts, depth=depth, words_in_brackets=inside)
    return ItemBrackets(item.handle, state.full_label(item.id), counts, alternatives)


def _counts(
    wording: BracketedText, alternatives: int, opening: Sequence[SpanningBracket]
) -> BracketCounts:
    brackets: tuple[Bracket | SpanningBracket, ...] = (*wording.brackets(), *opening)
    outside = sum(map(_words, _strings(wording)))
    inside = sum(
        _words(text)
        for bracket in wording.brackets()
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


# What became of brackets from one text of a draft to the next.


@frozen
class BracketTurnover:
    """How many brackets were settled, came and stayed between two texts of a draft."""

    before: int = 0  # how many were open in the earlier text
    lifted: int = 0  # how many went while the words, or those of an option, stayed
    deleted: int = 0  # how many went with their words
    new: int = 0  # how many came, or name the member since
    unnamed: int = 0  # how many stand as before, but name the member no more
    left: int = 0  # how many stand in a text that was left without consensus, and count no more
    open: int = 0  # how many are open in the later text: the other numbers add up to it


@frozen
class BracketsOf:
    """What became of the brackets of one item, of those that name one member, or of all."""

    name: str  # the handle of the item, such as `R3`, or the code of the member; empty for all
    label: str  # the label of the item, now or in the last text that had it; empty for none
    steps: tuple[BracketTurnover, ...]  # from each text to the next
    whole: BracketTurnover  # the steps added up


@frozen
class BracketChanges:
    """What became of the brackets of a draft from one of its texts to the next, up to now."""

    draft: str  # its handle
    title: str  # its title
    texts: tuple[str, ...]  # the names of the texts, the earliest first
    items: tuple[BracketsOf, ...]  # the items that had brackets, in the order of the draft
    members: tuple[BracketsOf, ...]  # by the members and groups that brackets name, by code
    total: BracketsOf
    withheld: Withheld  # what was left out for the audience


def bracket_changes(
    state: State, draft: str, since: str = FIRST, audience: Audience = Audience.PUBLIC
) -> BracketChanges:
    """Returns what became of the brackets of a draft since one of its texts.

    A bracket is still open while any of its words stands in a bracket in its place. Of another the
    words decide: it was lifted if at least half of those of an option stayed, else deleted, as one
    is whose text was rejected or withdrawn. Of a member those of the options decide that name it.
    What stands in another bracket is counted for itself.

    Args:
        since: the revision to begin with, or `first`.
        audience: who may read it; the public gets no names.

    Raises:
        NotFound: the draft has no such revision.
    """
    published = [each.name for each in state.revisions.values() if each.draft == draft]
    later = published[published.index(since) + 1 :] if since in published else published
    issues = [find_issue(state, draft, each).clean() for each in (since, *later, PRESENT)]
    outcomes: dict[str, list[list[_BracketOutcome]]] = {
        item: [_outcomes_between(state, item, *pair) for pair in pairwise(issues)]
        for item in dict.fromkeys(item for issue in reversed(issues) for item in issue.items)
    }
    for bracket in {each.id: each for issue in issues for each in issue.spanning}.values():
        opens = next(item for item in bracket.items if item in outcomes)
        for step, pair in zip(outcomes[opens], pairwise(issues), strict=True):
            step += _of_spanning(state, bracket, *pair)
    whole = [list(chain(*step)) for step in zip(*outcomes.values(), strict=True)]
    names = sorted({name for step in whole for each in step for name in each.names})
    viewer = Viewer(audience)
    return BracketChanges(
        draft=state.handle_of(draft),
        title=state.drafts[draft].title,
        texts=tuple(issue.name for issue in issues),
        items=tuple(
            _brackets_of(state.handle_of(item), found, label_once(state, item))
            for item, found in outcomes.items()
            if any(found)
        ),
        members=tuple(
            _brackets_of(name, [[e.of(name) for e in step if name in e.names] for step in whole])
            for name in viewer.named(tuple(names), Kind.NAMES)
        ),
        total=_brackets_of("", whole),
        withheld=viewer.withheld,
    )


@frozen
class _BracketOutcome:
    """A bracket that stood in the earlier of two texts, in the later, or in both."""

    became: str  # the field of `BracketTurnover` that counts it
    before: tuple[str, ...] | None  # whom it named in the earlier text; None if it was not there
    # whom it names in the later text; of one that is gone, whom the options named that stayed
    after: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.before or ()) + self.after

    def of(self, name: str) -> _BracketOutcome:
        """Returns it as a bracket of one of those that it names."""
        became = self.became
        if name not in self.after:
            became = "deleted" if became in ("lifted", "deleted") else "unnamed"
        return _BracketOutcome(became, self.before if name in (self.before or ()) else None)


def _brackets_of(
    name: str, steps: Sequence[Sequence[_BracketOutcome]], label: str = ""
) -> BracketsOf:
    counted = [_turnover(step) for step in steps]
    sums = {e: sum(getattr(step, e) for step in counted) for e in fields_dict(BracketTurnover)}
    ends = {"before": counted[0].before, "open": counted[-1].open} if counted else {}
    return BracketsOf(name, label, tuple(counted), BracketTurnover(**(sums | ends)))


def _turnover(outcomes: Sequence[_BracketOutcome]) -> BracketTurnover:
    before = sum(each.before is not None for each in outcomes)
    became = Counter(each.became for each in outcomes)
    return BracketTurnover(before=before, new=len(outcomes) - before, **became)


def _outcomes_between(state: State, item: str, old: Issue, new: Issue) -> list[_BracketOutcome]:
    before, after = (
        state.versions[issue.versions[item]].wording if item in issue.versions else BracketedText()
        for issue in (old, new)
    )
    is_left = new.revision is None and state.lacks_consensus(item)
    there = "left" if is_left else "open"
    stayed, still = _compare(before, after)
    named = [each.holders for each in after.brackets()]
    outcomes = [
        _BracketOutcome(there, each.holders, named[still[number]])
        if number in still
        else _BracketOutcome(
            "lifted" if stayed[number] else "deleted",
            each.holders,
            tuple(name for place in stayed[number] for name in each.options[place].names),
        )
        for number, each in enumerate(before.brackets())
    ]
    known = set(still.values())
    return outcomes + [
        _BracketOutcome(there, None, by) for at, by in enumerate(named) if at not in known
    ]


def _of_spanning(
    state: State, bracket: SpanningBracket, old: Issue, new: Issue
) -> Iterator[_BracketOutcome]:
    """Yields what became of a bracket over several items, if it was in one of two texts."""
    was, is_ = (any(each.id == bracket.id for each in issue.spanning) for issue in (old, new))
    before = bracket.holders if was else None
    is_left = new.revision is None and not bracket.became
    if is_:
        yield _BracketOutcome("open", before, bracket.holders)
    elif was and is_left and any(map(state.lacks_consensus, bracket.items)):
        yield _BracketOutcome("left", before, bracket.holders)
    elif was:
        kept = bracket.options[bracket.kept].names if bracket.became == "lifted" else ()
        yield _BracketOutcome(bracket.became or "deleted", before, kept)


def _compare(
    old: BracketedText, new: BracketedText
) -> tuple[list[tuple[int, ...]], dict[int, int]]:
    """Compares the brackets of two texts, each numbered in the order of opening signs.

    Returns the options of each of the old whose words stayed, those most of which stayed if it is
    at least half, and which of the old is which of the new.
    """
    tokens, brackets = _brackets_by_token(old.notation(names=False))
    new_tokens, new_brackets = _brackets_by_token(new.notation(names=False))
    _, _, opcodes = comparers()
    kept = {
        start + step: new_start + step
        for start, new_start, size in opcodes(tokens, new_tokens).as_matching_blocks()
        for step in range(size)
    }
    around: dict[int, list[int]] = {}
    for number, options in enumerate(new_brackets):
        for token in chain(*options):
            around.setdefault(token, []).append(number)
    shared = Counter(
        (number, other)
        for number, options in enumerate(brackets)
        for token in chain(*options)
        for other in around.get(kept.get(token, -1), ())
    )
    still: dict[int, int] = {}
    for (number, other), _ in sorted(shared.items(), key=lambda each: (-each[1], each[0])):
        if number not in still and other not in still.values():
            still[number] = other
    shares = [[_share(kept, option) for option in options] for options in brackets]
    stayed = [
        tuple(at for at, share in enumerate(each) if share == max(each) and 2 * share >= 1)
        for each in shares
    ]
    return stayed, still


def _share(kept: Mapping[int, int], option: Sequence[int]) -> float:
    return sum(token in kept for token in option) / len(option) if option else 0.0


def _brackets_by_token(text: str) -> tuple[list[str], list[list[list[int]]]]:
    """Returns the tokens of a text, and of each option of each bracket which it holds.

    White space and the signs of brackets are left out; what an inner bracket holds, an outer does.
    """
    tokens = tokenise(text)
    structure = set(scan_brackets(text).structure)
    found: list[list[list[int]]] = []
    open_: list[list[list[int]]] = []
    for number, (sign, end) in enumerate(zip(tokens, accumulate(map(len, tokens)), strict=True)):
        if end - 1 not in structure:
            for options in () if sign.isspace() else open_:
                options[-1].append(number)
        elif sign == "[":
            open_.append([[]])
            found.append(open_[-1])
        elif sign == "]":
            open_.pop()
        else:
            open_[-1].append([])
    return tokens, found
