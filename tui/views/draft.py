"""The draft: its items, filters, and one item in full."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum

from attrs import define, frozen

from consensus.model.drafts import Draft, Item
from consensus.model.lookup import amendments_below
from consensus.model.state import State
from consensus.reports.amendments import amendment_line, is_undecided
from consensus.reports.audience import Audience, Viewer, visible_verdict
from consensus.reports.decisions import decision_lines
from consensus.reports.revisions import FIRST, find_issue
from consensus.reports.words import sign_of
from consensus.rules.explain import explain_change, explain_counts, explain_standing
from consensus.rules.expression import parse_rule
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import PROVISIONAL, Status
from consensus.text.display import shortened
from consensus.working_group import WorkingGroup
from tui.views.text import Mark, Span, spans_of_change, spans_of_wording
from tui.worker import Check

_OFTEN = 20
_AMENDMENTS_SHOWN = 20


class Showing(StrEnum):
    """How the text of a draft is shown."""

    ROLLING = "rolling text"
    CLEAN = "clean words"
    CHANGES = "changes since"


@frozen
class ItemLine:
    """An item in the outline of a draft."""

    id: str
    handle: str
    label: str  # the label as it is printed; may be empty
    depth: int  # how many items stand above it
    is_heading: bool  # whether it is a heading, which is not agreed
    text: str  # its text, in the notation of brackets
    status: str  # in words
    brackets: int  # how many brackets are in it
    amendments: int  # how many amendments to it are open
    stale: int  # how many members need to take a fresh position on it


@define
class Chapter:
    """What stands under a heading, without what is withdrawn or rejected."""

    end: int  # the position after its last item
    items: int = 0
    agreed: int = 0
    first: str = ""  # the labels of its first and last item
    last: str = ""

    @property
    def is_agreed(self) -> bool:
        """Whether all of it is agreed."""
        return 0 < self.items == self.agreed

    @property
    def words(self) -> str:
        """How much of it is agreed, and from which item to which it goes."""
        of = "agreed" if self.is_agreed else f"of {self.items}"
        agreed = f"{self.agreed} {of}"
        return f"{agreed}  {self.first}–{self.last}" if self.first != self.last else agreed


@frozen
class DraftView:
    """A draft as an outline."""

    drafts: tuple[Draft, ...] = ()
    draft: Draft | None = None  # which one is shown; None while there is none
    lines: tuple[ItemLine, ...] = ()  # its items, in the order of the document
    chapters: Mapping[str, Chapter] = {}  # what stands under each heading, by its id


@frozen
class Place:
    """The draft and the item where a target stands."""

    draft: str  # the id of the draft; empty where it stands in none
    item: str  # the id of the item; empty where it stands by none, as a new paragraph at the end


@frozen
class ItemView:
    """One item in full, within the running text."""

    line: ItemLine  # the item in the outline, as it is now
    name: str  # its full label and handle
    text: tuple[Span, ...]  # its text, as it is to be shown
    before: tuple[Span, ...]  # the items that stand before it
    after: tuple[Span, ...]  # and those after it
    since: str  # the name of the state that changes are shown against
    standing: tuple[Span, ...]  # its status, and why
    amendments: tuple[Span, ...]  # the undecided amendments to it


def draft_view(group: WorkingGroup, check: Check, draft: str = "") -> DraftView:
    """Reads a draft as an outline; the first one if none is named."""
    state = group.state
    drafts = tuple(state.drafts.values())
    shown = state.drafts.get(draft) or next(iter(drafts), None)
    if shown is None:
        return DraftView()
    judgement = group.judgement()
    lines: list[ItemLine] = []
    depths = {shown.id: -1}
    for number, item in enumerate(state.walk(shown.id)):
        if number % _OFTEN == 0:
            check()
        depth = depths[item.id] = depths.get(item.parent, -1) + 1
        lines.append(_line(state, judgement, item, depth))
    return DraftView(drafts, shown, tuple(lines), _chapters(lines))


def _chapters(lines: Sequence[ItemLine]) -> dict[str, Chapter]:
    found: dict[str, Chapter] = {}
    around: list[tuple[int, Chapter]] = []
    for place, line in enumerate(lines):
        while around and around[-1][0] >= line.depth:
            around.pop()
        for _, chapter in around:
            chapter.end = place + 1
            if not line.is_heading and line.status not in _GONE:
                chapter.items += 1
                chapter.agreed += line.status in _AGREED
                chapter.first = chapter.first or line.label
                chapter.last = line.label or chapter.last
        if line.is_heading:
            found[line.id] = Chapter(place + 1)
            around.append((line.depth, found[line.id]))
    return found


def item_view(
    group: WorkingGroup,
    check: Check,
    item: str,
    showing: Showing = Showing.ROLLING,
    before: Sequence[str] = (),
    after: Sequence[str] = (),
) -> ItemView | None:
    """Reads one item in full, and the items around it; returns None when it was removed."""
    state = group.state
    found = state.items.get(item)
    if found is None or found.removed:
        return None
    judgement = group.judgement()
    line = _line(state, judgement, found, state.depth(item))
    name = f"{state.full_label(item) or shortened(line.text, 30)}  ({found.handle})"
    names = [each.name for each in state.revisions.values() if each.draft == found.draft]
    issue = find_issue(state, found.draft, names[-1] if names else FIRST)
    signs = find_issue(state, found.draft).signs(state, names=True) if state.spanning else {}

    def shown(each: str) -> tuple[Span, ...]:
        wording = state.version(each).wording
        if why := state.left_out(each):
            return Span(wording.notation(), Mark.REMOVED), Span(f" ({why})", Mark.SIGN)
        if showing is Showing.CLEAN:
            # Undisputed words; brackets are left out and marked.
            left_out = Span("[…]", Mark.SIGN)
            return tuple(
                Span(part) if isinstance(part, str) else left_out for part in wording.parts
            )
        if showing is Showing.CHANGES:
            version = issue.versions.get(each)
            was = state.versions[version].text if version else ""
            return spans_of_change(was, wording.notation())
        if each in signs:
            return (Span(signs[each].written(wording)),)
        return spans_of_wording(wording)

    def running(ids: Sequence[str]) -> Iterator[Span]:
        for place, each in enumerate(ids):
            label, between = state.items[each].label, "\n\n" if place else ""
            if state.items[each].kind.can_be_agreed:
                sign = sign_of(judgement.verdict(each, with_moves=False).words)
                yield Span(f"{between}{label or state.handle_of(each)} {sign} ", Mark.HEADING)
                yield from shown(each)
            else:
                text = state.version(each).wording.notation(names=False)
                yield Span(f"{between}{f'{label}  ' * bool(label)}{text}", Mark.HEADING)

    return ItemView(
        line=line,
        name=name,
        text=shown(item),
        before=tuple(running(before)),
        after=tuple(running(after)),
        since=issue.name,
        standing=tuple(_standing(state, judgement, found)),
        amendments=tuple(_amendments(state, judgement, item, check)),
    )


def place_of(group: WorkingGroup, check: Check, target: str) -> Place:
    """Returns where a target stands: at itself, its target, or the first item of a package."""
    state = group.state
    draft = ""
    seen = target
    while seen in state.amendments:
        amendment = state.amendments[seen]
        draft = amendment.draft
        seen = amendment.target
        if seen == draft:
            seen = amendment.after if amendment.after in state.items else amendment.parent
    if seen in state.packages:
        seen = next(iter(state.packages[seen].items), "")
    if seen in state.items:
        return Place(state.items[seen].draft, seen)
    return Place(draft or (target if target in state.drafts else ""), "")


def _line(state: State, judgement: Judgement, item: Item, depth: int) -> ItemLine:
    wording = state.versions[item.version].wording
    is_heading = not item.kind.can_be_agreed
    verdict = None if is_heading else judgement.verdict(item.id, with_moves=False)
    return ItemLine(
        id=item.id,
        handle=item.handle,
        label=item.label,
        depth=depth,
        is_heading=is_heading,
        text=wording.notation(),
        status=verdict.words if verdict else Status.OPEN,
        brackets=state.brackets_in(item.id),
        amendments=len(judgement.undecided_amendments(item.id)),
        stale=len(verdict.counts.stale) if verdict else 0,
    )


def _standing(state: State, judgement: Judgement, item: Item) -> Iterator[Span]:
    if not item.kind.can_be_agreed:
        yield Span("a heading, which is not agreed by itself", Mark.FAINT)
        return
    verdict = judgement.verdict(item.id)
    shown = visible_verdict(state, verdict, Viewer(Audience.SECRETARIAT))
    yield Span(f"{sign_of(shown.standing)} {shown.standing}", Mark.HEADING)
    present = "" if verdict.counts.present is None else f", {verdict.counts.present} present"
    yield Span(f"\n{explain_counts(verdict.counts)}{present}\n")
    for sentence in explain_standing(shown, state.name_of):
        yield Span(f"· {sentence}\n")
    if change := explain_change(shown, label=state.name_of):
        yield Span("→ ", Mark.SIGN)
        yield Span(f"{change}\n")
    yield Span(f"Rule: {parse_rule(shown.rule).sentence}\n", Mark.FAINT)
    for decision in decision_lines(state, item.id, Viewer(Audience.SECRETARIAT)):
        if decision.is_current:
            yield Span(
                f"{decision.handle}: {decision.outcome} on {decision.happened:%Y-%m-%d %H:%M}"
                f", {decision.forum}\n"
            )


def _amendments(state: State, judgement: Judgement, item: str, check: Check) -> Iterator[Span]:
    left = 0
    for number, (each, depth) in enumerate(amendments_below(state, item)):
        check()
        if number >= _AMENDMENTS_SHOWN:
            left += 1
            continue
        line = amendment_line(state, judgement, each.id, Viewer(Audience.SECRETARIAT), depth)
        undecided = is_undecided(line)
        strong, usual = (Mark.HEADING, Mark.KEPT) if undecided else (Mark.FAINT, Mark.FAINT)
        yield Span(f"{'  ' * depth}{line.handle} ", strong)
        new = ", not yet introduced" if undecided and not line.introduced else ""
        yield Span(f"{sign_of(line.standing)} {line.standing}{new}  ", usual)
        yield Span(f"{', '.join(line.sponsors) or 'the chair'}: {line.summary}\n", usual)
    if left:
        yield Span(f"and {left} more amendments; i shows them all\n", Mark.FAINT)


_BEFORE_THE_WORDS = 18


@frozen
class Filter:
    """A filter of the items of a draft."""

    name: str  # what they have in common, such as `blocked`
    key: str  # the key that picks it
    keeps: Callable[[ItemLine], bool]  # whether an item is one of them


def _of(*wanted: str) -> Callable[[ItemLine], bool]:
    return lambda line: not line.is_heading and line.status in wanted


is_line_undecided = _of(Status.OPEN, Status.BLOCKED, Status.CONDITIONAL, Status.READY)
"""Whether an item is still to be settled."""

_AGREED = (Status.AGREED, Status.ADOPTED)
_GONE = (Status.WITHDRAWN, Status.REJECTED, Status.DELETED)

ALL = Filter("all", "l", lambda line: True)

FILTERS = (
    ALL,
    Filter("undecided", "u", is_line_undecided),
    Filter("open", "o", _of(Status.OPEN)),
    Filter("blocked", "b", _of(Status.BLOCKED)),
    Filter("conditional", "c", _of(Status.CONDITIONAL)),
    Filter("ready", "r", _of(Status.READY)),
    Filter("to be reconfirmed", "s", lambda line: line.stale > 0),
    Filter("with brackets", "k", lambda line: line.brackets > 0),
    Filter("with open amendments", "m", lambda line: line.amendments > 0),
    Filter("agreed", "a", _of(*_AGREED)),
    Filter(PROVISIONAL, "p", _of(PROVISIONAL)),
    Filter("agreed ad ref", "f", _of(Status.AGREED_AD_REF)),
    Filter("deferred", "d", _of(Status.DEFERRED)),
    Filter("no consensus", "n", _of(Status.NO_CONSENSUS)),
    Filter("withdrawn or rejected", "w", _of(Status.WITHDRAWN, Status.REJECTED)),
)
"""What can be picked, in this order."""


def has_words(line: ItemLine, words: str) -> bool:
    """Returns whether an item's name or text contains words, ignoring case."""
    wanted = words.casefold()
    return (
        wanted in line.text.casefold()
        or wanted in line.label.casefold()
        or wanted == line.handle.casefold()
    )


def around(text: str, words: str) -> str:
    """Returns a text from shortly before the first match of words."""
    place = text.casefold().find(words.casefold()) if words else -1
    if place <= _BEFORE_THE_WORDS:
        return text
    space = text.find(" ", place - _BEFORE_THE_WORDS, place)
    return f"…{text[space + 1 if space >= 0 else place - _BEFORE_THE_WORDS :]}"


def highlight(spans: tuple[Span, ...], words: str) -> Iterator[Span]:
    """Yields spans with the matches of words highlighted."""
    wanted = words.casefold()
    for span in spans:
        folded = span.text.casefold()
        # Folding may lengthen a text, as it does `ß`; places in it would then be wrong.
        if not wanted or len(folded) != len(span.text):
            yield span
            continue
        at = 0
        while (place := folded.find(wanted, at)) >= 0:
            if place > at:
                yield Span(span.text[at:place], span.mark)
            at = place + len(wanted)
            yield Span(span.text[place:at], Mark.STRONG)
        if at < len(span.text):
            yield Span(span.text[at:], span.mark)
