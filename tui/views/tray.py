"""Tray entries, and the amendments that mails suggest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.formats.amendment_rows import AmendmentRow
from consensus.model.amendments import AmendmentKind, TrayEntry, TrayState
from consensus.model.state import State
from consensus.reports.amendments import text_summary
from consensus.reports.contributions import TableCommentLine, comment_line, comment_lines
from consensus.text.display import shortened
from consensus.working_group.proposing import Suggestion, plan_placing, row_of_entry, suggest_places
from tui.views.text import Mark, Span, name_of, spans_of_change
from tui.worker import Check, as_look

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from consensus.working_group.import_mail import SuggestedAmendment


_SAID = (
    *(("from ", "sender name"), (" <", "sender address"), ("> ", "sent"), ("\nabout ", "subject")),
    ("\n\n", "text"),
)


@frozen
class OfferedChange:
    """An amendment that a mail seems to ask for."""

    number: int  # by which it is taken
    name: str  # the name of what it amends, or follows
    summary: str  # what it would do, in a line
    score: float  # how sure it is that it is meant, from 0 to 1
    reopens: bool  # whether it asks to reopen what is closed
    taken: str  # the handle of the amendment that was made of it; empty for none
    spans: tuple[Span, ...]  # the amendment, as changed words


def mail_spans(state: State, entry: TrayEntry, offers: tuple[OfferedChange, ...]) -> list[Span]:
    """Returns a mail in full, with its suggested amendments."""
    fields = entry.fields
    spans = [Span(entry.handle, Mark.HEADING), Span(f"  {entry.problem}")]
    if entry.state is TrayState.PLACED:
        spans.append(Span(f"\nplaced as {state.handle_of(entry.became)}", Mark.CHOSEN))
    elif entry.state is TrayState.SET_ASIDE:
        spans.append(Span(f"\ndismissed: {entry.reason}", Mark.CHOSEN))
    spans.append(Span("\n"))
    for lead, name in _SAID:
        spans += [Span(lead, Mark.FAINT), Span(fields.get(name, ""))]
    for name in ("attachments", "quoted", "signature"):
        if fields.get(name):
            spans.append(Span(f"\n\n{name}\n{fields[name]}", Mark.FAINT))
    return [*spans, *_offered(offers)]


def _offered(offers: tuple[OfferedChange, ...]) -> list[Span]:
    if not offers:
        return [Span("\n\nIt asks for no change of words that could be found.", Mark.FAINT)]
    spans = [Span("\n\nIt seems to ask for (Enter)", Mark.HEADING)]
    for each in offers:
        closed = ", which is closed" if each.reopens else ""
        spans += [
            Span(f"\n{each.score:4.0%} ", Mark.NAME),
            Span(f"{each.name}{closed}  ", Mark.HEADING),
            Span(each.summary),
            Span(f"  taken as {each.taken}" if each.taken else "", Mark.CHOSEN),
        ]
    return spans


def _change(state: State, offer: SuggestedAmendment) -> OfferedChange:
    place = offer.place
    if place.kind is AmendmentKind.INSERT:
        beside = place.after if place.after in state.items else place.parent or place.target
        name = (
            f"after {name_of(state, beside)}" if beside == place.after else name_of(state, beside)
        )
        summary = f"insert “{place.text}”"
        spans: tuple[Span, ...] = (Span(place.text, Mark.ADDED),)
    else:
        name, now = name_of(state, place.target), state.text(place.target)
        is_gone = place.kind is AmendmentKind.DELETE
        summary = "delete it" if is_gone else text_summary(now, place.text)
        spans = spans_of_change(now, place.text)
    return OfferedChange(
        *(offer.number, name, summary, offer.score, offer.reopens, offer.taken), spans=spans
    )


_BEGINNING = 70


@frozen
class TrayLine:
    """An entry in the list."""

    id: str
    handle: str
    state: TrayState  # what became of it
    by: str  # its sponsors, as they were given
    problem: str  # why it found no place
    text: str  # the words it proposes
    became: str  # the handle of the amendment that was made of it; empty until then
    disposition: str | None = None  # what became of a comment of a table; None for an entry
    is_undecided: bool = False  # whether that follows from amendments, once they are decided


@frozen
class TrayView:
    """The listed entries, and the comments of tables behind them."""

    lines: tuple[TrayLine, ...] = ()  # in the order in which they came
    waiting: int = 0  # how many wait for a place
    total: int = 0  # how many there are in all
    unanswered: int = 0  # of how many comments it is not known what became of them


@frozen
class SuggestedPlace:
    """A passage that an entry may be about."""

    target: str  # the id of the item or amendment that has it
    name: str  # the name of the target
    passage: str  # the words as they stand there
    score: float  # how much they are like the entry, from 0 to 1
    is_quoted: bool  # whether that is what it quotes, and not only what it proposes


@frozen
class EntryView:
    """An entry in full."""

    id: str
    handle: str
    by: str  # its sponsors, as they were given
    quotes: str  # the passage that it quotes; may be empty
    asks_passage: bool  # whether a passage has to be chosen beside the target
    spans: tuple[Span, ...]  # everything that came with it, and where it may belong
    # where it may belong, the likeliest first; none once it is out of the tray
    places: tuple[SuggestedPlace, ...]
    offers: tuple[OfferedChange, ...] = ()  # the amendments that it offers, if it is a mail
    likely: str = ""  # the code of the member that has the name of the sender; empty for none

    @property
    def left(self) -> tuple[OfferedChange, ...]:
        """The suggested amendments that were not taken yet."""
        return tuple(each for each in self.offers if not each.taken)


@frozen
class PlacingView:
    """A preview of placing an entry."""

    name: str  # the name of the target
    spans: tuple[Span, ...]  # the amendment, as changed words


@as_look
def tray_look(group: WorkingGroup, check: Check, everything: bool) -> TrayView:
    """Reads the entries, or `everything` that ever came."""
    state = group.state
    entries = list(state.tray.values())
    waiting = sum(1 for each in entries if each.state is TrayState.WAITING)
    lines: list[TrayLine] = []
    for each in entries:
        check()
        if everything or each.state is TrayState.WAITING:
            lines.append(_line(state, each))
    comments = comment_lines(state)
    lines += (_comment_line(state, e) for e in comments if everything or not e.disposition)
    unanswered = sum(not each.disposition for each in comments)
    return TrayView(tuple(lines), waiting, len(entries), unanswered)


@as_look
def entry_look(group: WorkingGroup, check: Check, entry: str) -> EntryView:
    """Reads an entry in full, with the places where it may belong."""
    state = group.state
    if entry in state.comments:
        comment = comment_line(state, state.comments[entry])
        shown = _comment(comment)
        return EntryView(entry, comment.number, comment.body, "", False, shown, ())
    found = state.tray[entry]
    row = row_of_entry(found)
    waits = found.state is TrayState.WAITING
    if found.is_mail:
        offers = tuple(_change(state, each) for each in group.offers(entry))
        shown = (*mail_spans(state, found, offers),)
        by = found.fields.get("by", "")
        name = found.fields.get("sender name", "").casefold()
        named = [each.code for each in state.members.values() if each.name.casefold() == name]
        likely = named[0] if len(named) == 1 else ""
        return EntryView(entry, found.handle, by, "", True, shown, (), offers, likely)
    suggested = suggest_places(state, entry, check) if waits else ()
    places = tuple(_place(state, each) for each in suggested)
    spans = [*_whole(state, found, row), *(_suggested(places) if waits else ())]
    asks = row.kind in (AmendmentKind.MODIFY, AmendmentKind.DELETE)
    by = ", ".join(row.by)
    return EntryView(entry, found.handle, by, row.old, asks, tuple(spans), places)


@as_look
def placing_look(
    group: WorkingGroup, check: Check, entry: str, target: str, passage: str
) -> PlacingView:
    """Reads what placing an entry would make, or raises; no passage is the whole text."""
    state = group.state
    operation = plan_placing(state, entry, target, old=passage)
    new = operation.wording.notation() if operation.wording else ""
    spans: list[Span] = []
    if operation.kind is AmendmentKind.INSERT:
        where = f"{'in' if target in state.drafts else 'after'} {name_of(state, target)}"
        spans = [Span(f"A new item {where}\n\n", Mark.FAINT), Span(new, Mark.ADDED)]
    elif operation.kind in (AmendmentKind.MODIFY, AmendmentKind.DELETE):
        spans = list(spans_of_change(state.text(operation.target), new))
    else:
        spans = [Span(f"{operation.kind} {name_of(state, operation.target)}\n\n"), Span(new)]
    return PlacingView(name_of(state, target), tuple(spans))


@as_look
def passage_look(group: WorkingGroup, check: Check, target: str) -> str:
    """Reads the present text of a target, for choosing a passage."""
    return group.state.text(target)


def _line(state: State, entry: TrayEntry) -> TrayLine:
    row = row_of_entry(entry)
    became = state.handle_of(entry.became) if entry.became else ""
    by = ", ".join(row.by)
    return TrayLine(entry.id, entry.handle, entry.state, by, entry.problem, row.text, became)


def _comment_line(state: State, line: TableCommentLine) -> TrayLine:
    waits = TrayState.PLACED if line.disposition else TrayState.WAITING
    said = f"{line.disposition}: {line.comment}"
    follows = not line.disposition and bool(line.amendments)
    return TrayLine(
        *(state.handles[line.number], line.number, waits, line.body, line.comment, said, ""),
        disposition=line.disposition,
        is_undecided=follows,
    )


def _comment(line: TableCommentLine) -> tuple[Span, ...]:
    """Returns a comment of a table in full, and what became of it."""
    at = (f"clause {line.clause}" if line.clause else "", line.paragraph, line.kind)
    where = ", ".join(filter(None, at))
    amendments = ", ".join(line.amendments)
    follows = f"{amendments}; what becomes of it follows from there, unless you say it (Enter)"
    said = (
        ("from", f"{line.body}, in {line.source}" if line.source else line.body),
        ("says", line.comment),
        ("proposes", line.change),
        ("became", amendments if line.disposition else follows if amendments else ""),
        ("waits as", line.entry),
        ("disposition", line.disposition or "none yet: Enter says what became of it"),
        ("see", line.see),
        ("because", line.words),
    )
    return (Span(line.number, Mark.HEADING), Span(f"  {where}"), *_said(said))


def _said(said: Iterable[tuple[str, str]]) -> Iterator[Span]:
    for name, words in said:
        if words:
            yield Span(f"\n{name} ", Mark.FAINT)
            yield Span(words)


def _place(state: State, found: Suggestion) -> SuggestedPlace:
    name = name_of(state, found.target)
    return SuggestedPlace(found.target, name, found.passage, found.score, found.is_quoted)


def _whole(state: State, entry: TrayEntry, row: AmendmentRow) -> list[Span]:
    """Returns everything that came with an entry, the words first."""
    where = f", line {entry.line}" if entry.line else ""
    spans = [
        Span(entry.handle, Mark.HEADING),
        Span(f"  {entry.problem}\n"),
        Span(f"from {entry.source or 'somebody'}{where}", Mark.FAINT),
        Span(f", {row.kind}", Mark.FAINT),
        Span(f", dated {row.date:%-d %b %Y}" if row.date else "", Mark.FAINT),
    ]
    if entry.state is TrayState.PLACED:
        spans.append(Span(f"\nplaced by hand as {state.handle_of(entry.became)}", Mark.CHOSEN))
    elif entry.state is TrayState.SET_ASIDE:
        spans.append(Span(f"\ndismissed: {entry.reason}", Mark.CHOSEN))
    said = (
        ("by", ", ".join(row.by)),
        ("with", ", ".join(row.cosponsors)),
        ("names", row.target),
        ("after", row.after),
        ("quotes", row.old),
        ("proposes", row.text),
        ("because", row.rationale),
    )
    return [*spans, *_said(said)]


def _suggested(places: tuple[SuggestedPlace, ...]) -> list[Span]:
    if not places:
        return [Span("\n\nNothing in the drafts is much like it.", Mark.FAINT)]
    quoted = "it quotes" if places[0].is_quoted else "it proposes"
    spans = [Span(f"\n\nNearest to what {quoted}", Mark.HEADING)]
    for each in places:
        spans += [
            Span(f"\n{each.score:4.0%} ", Mark.NAME),
            Span(f"{each.name}  ", Mark.HEADING),
            Span(shortened(each.passage, _BEGINNING)),
        ]
    return spans
