"""The report on agreed and open items of drafts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import groupby

import attrs
from attrs import frozen

from consensus.history.replay import gc_paused
from consensus.model.counting import Standpoint
from consensus.model.drafts import Item, ItemKind
from consensus.model.positions import Stance
from consensus.model.state import State
from consensus.reports import outline
from consensus.reports.amendments import AmendmentLine, amendment_lines, is_undecided
from consensus.reports.audience import Audience, Viewer, Withheld, visible_verdict
from consensus.reports.decisions import members_apart
from consensus.reports.reference import AGREED
from consensus.reports.texts import origin_line, origin_sentence
from consensus.reports.translations import LanguageProgress, language_versions
from consensus.reports.words import SIGNS, display_name, ruled_note, words_of
from consensus.rules.explain import count_line, explain_standing
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import PROVISIONAL, Status, Verdict
from consensus.text.display import count_noun, one_line


class Section(StrEnum):
    """A part of the report."""

    AGREED = "agreed"
    AD_REF = "agreed ad referendum"
    OPEN = "open"
    DEFERRED = "deferred"
    NO_CONSENSUS = "no consensus"
    NOT_RETAINED = "not retained"


MOST_AT_ONCE = 200
"""Items of a draft; more are shown chapter by chapter, after those that are most contested."""
MOST_CONTESTED = "What is most contested"
_MOST_CHAPTERS, _IN_A_CHAPTER, _MOST_CONTESTED = 100, 100, 20

_PARTS: tuple[str, ...] = (Section.AGREED, PROVISIONAL, *tuple(Section)[1:])

_SECTIONS = {
    Status.AGREED: Section.AGREED,
    Status.ADOPTED: Section.AGREED,
    Status.AGREED_AD_REF: Section.AD_REF,
    Status.DEFERRED: Section.DEFERRED,
    Status.NO_CONSENSUS: Section.NO_CONSENSUS,
    Status.WITHDRAWN: Section.NOT_RETAINED,
    Status.REJECTED: Section.NOT_RETAINED,
    Status.DELETED: Section.NOT_RETAINED,
}


@frozen
class OpenItem:
    """One item of the report, agreed or open."""

    handle: str  # such as `R3`
    label: str  # the printed label; may be empty
    kind: str  # what it is
    section: Section  # under which part of the report it falls
    status: Status  # where it stands
    standing: str  # the same in words, with whether the chair declared it over objections
    text: str  # its text in the notation of brackets, named for audiences that may see names
    brackets: int  # how many brackets are in it
    decision: str  # the handle of the decision that holds; empty when there is none
    decided: datetime | None  # when that was declared; None when there is none
    reasons: tuple[str, ...]  # why it stands there, one sentence each
    # how many positions count of each stance; empty where withheld
    counts: Mapping[Stance, int]
    # the number of members in each class, together `eligible`; empty where withheld
    classes: Mapping[Standpoint, int]
    eligible: int  # how many members count
    # the undecided amendments to it, those to an amendment after it
    amendments: tuple[AmendmentLine, ...]
    open_amendments: int  # how many of those to itself a member is behind
    headings: tuple[str, ...] = ()  # those under which it stands in its draft, outermost first
    sections: tuple[str, ...] = ()  # the handles of those headings

    @property
    def against(self) -> tuple[int, int]:
        """How many members object to it, and are against it; 0 where that is withheld."""
        return self.classes.get(Standpoint.OBJECT, 0), self.classes.get(Standpoint.DISAGREE, 0)

    @property
    def part(self) -> str:
        """The heading under which it falls: what is only provisionally agreed has its own."""
        return PROVISIONAL if words_of(self.standing) == PROVISIONAL else self.section


@frozen
class Chapter:
    """The items under one heading of a draft that has many."""

    heading: str  # its words; for items under none the first and the last of them
    items: tuple[OpenItem, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many of its items have each status, in words; empty ones left out."""
        found = Counter(words_of(each.standing) for each in self.items)
        return {words: found[words] for words in SIGNS if found[words]}


@frozen
class DraftItems:
    """The items of one draft."""

    handle: str  # such as `D1`
    title: str  # the title of the draft
    revision: str  # the name of its last published state
    items: tuple[OpenItem, ...]  # those that can be agreed, in the order of the document
    insertions: tuple[AmendmentLine, ...]  # the undecided amendments that would insert an item
    totals: Mapping[Section, int]  # how many items fall under each part, those left out included
    provisional: int  # how many of those agreed ad referendum are so only until all of it is agreed
    ruled: int  # how many the chair declared agreed over objections
    languages: tuple[LanguageProgress, ...] = ()  # how far its language versions are

    @property
    def parts(self) -> Iterator[tuple[str, tuple[OpenItem, ...]]]:
        """The items under each heading, empty ones left out."""
        for part in _PARTS:
            if items := tuple(item for item in self.items if item.part == part):
                yield part, items

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The items by the deepest headings of which there are not too many.

        There are none where all items can be read one after the other.
        """
        if len(self.items) <= MOST_AT_ONCE:
            return ()
        for depth in range(max(len(each.headings) for each in self.items), 0, -1):
            runs = self._runs(depth)
            if 1 < len(runs) <= _MOST_CHAPTERS:
                named = ((" – ".join(run[0].headings[:depth]), run) for run in runs)
                return tuple(
                    Chapter(words or _unheaded(run, run is runs[0]), run) for words, run in named
                )
        starts = range(0, len(self.items), _IN_A_CHAPTER)
        parts = (self.items[each : each + _IN_A_CHAPTER] for each in starts)
        return tuple(Chapter(_numbers(part), part) for part in parts)

    def _runs(self, depth: int) -> list[tuple[OpenItem, ...]]:
        return [tuple(run) for _, run in groupby(self.items, lambda each: each.sections[:depth])]


def _unheaded(items: Sequence[OpenItem], is_first: bool) -> str:
    """Returns what a run of items under no heading is called."""
    if all(each.kind == ItemKind.FOOTNOTE for each in items):
        return "Footnotes"
    if is_first and all(each.kind == ItemKind.PREAMBULAR or not each.label for each in items):
        return "Preamble"
    return _numbers(items)


def _numbers(items: Sequence[OpenItem]) -> str:
    return " to ".join(dict.fromkeys(each.label or each.handle for each in (items[0], items[-1])))


@frozen
class OpenItems:
    """What is agreed and what is open."""

    title: str  # the name of the working group
    as_of: datetime  # the moment it was drawn up
    audience: Audience  # who it is for
    agreed_only: bool  # whether what is not agreed was left out
    drafts: tuple[DraftItems, ...]  # draft by draft
    # how many items of all drafts fall under each part, those left out included
    totals: Mapping[Section, int]
    # how many of those agreed ad referendum are so only until all of their draft is
    provisional: int
    ruled: int  # how many the chair declared agreed over objections
    left_out: int  # how many items are left out because only the agreed ones are wanted
    withheld: Withheld  # what was left out for the audience

    @property
    def parts(self) -> Iterator[tuple[str, int]]:
        """How many items fall under each heading, empty ones left out."""
        for part in _PARTS:
            count = self.provisional if part == PROVISIONAL else self.totals[Section(part)]
            count -= self.provisional if part == Section.AD_REF else 0
            if count:
                yield part, count

    @property
    def is_large(self) -> bool:
        """Whether one of its drafts has too many items to be read one after the other."""
        return any(draft.chapters for draft in self.drafts)

    @property
    def most_contested(self) -> tuple[OpenItem, ...]:
        """The open items that most members are against, or with the most undecided amendments."""
        contested = [
            item
            for draft in self.drafts
            for item in draft.items
            if item.section is Section.OPEN and (any(item.against) or item.open_amendments)
        ]
        contested.sort(
            key=lambda each: (*(-count for count in each.against), -each.open_amendments)
        )
        return tuple(contested[:_MOST_CONTESTED])


def open_items_report(
    state: State,
    judgement: Judgement,
    drafts: Sequence[str],
    audience: Audience = Audience.PUBLIC,
    agreed_only: bool = False,
    *,
    now: datetime,
) -> OpenItems:
    """Returns what is agreed and what is open, draft by draft.

    With `agreed_only` everything else is left out and counted, also what is agreed ad referendum,
    since it still awaits the approval of a member.
    """
    viewer = Viewer(audience).throughout(state, now)
    with gc_paused():
        parts = tuple(
            _draft_items(state, judgement, draft, viewer, agreed_only) for draft in drafts
        )
    totals = {section: sum(part.totals[section] for part in parts) for section in Section}
    return OpenItems(
        title=state.title,
        as_of=now,
        audience=audience,
        agreed_only=agreed_only,
        drafts=parts,
        totals=totals,
        provisional=sum(part.provisional for part in parts),
        ruled=sum(part.ruled for part in parts),
        left_out=sum(totals.values()) - totals[Section.AGREED] if agreed_only else 0,
        withheld=viewer.withheld,
    )


def _draft_items(
    state: State, judgement: Judgement, draft: str, viewer: Viewer, agreed_only: bool
) -> DraftItems:
    totals = dict.fromkeys(Section, 0)
    provisional = ruled = 0
    items: list[OpenItem] = []
    for item in state.walk(draft):
        if not item.kind.can_be_agreed:
            continue
        # Counted apart, since what is left out as not agreed is not withheld.
        own = Viewer(viewer.audience)
        verdict = judgement.verdict(item.id, with_moves=False)
        shown = visible_verdict(state, verdict, own)
        section = _SECTIONS.get(shown.status, Section.OPEN)
        totals[section] += 1
        provisional += shown.is_provisional
        ruled += shown.is_ruling
        if section is Section.AGREED or not agreed_only:
            line = _open_item(state, judgement, item, shown, own)
            items.append(attrs.evolve(line, amendments=()) if agreed_only else line)
            viewer.left_out.update(own.left_out)
    insertions = (
        () if agreed_only else amendment_lines(state, judgement, draft, viewer, is_undecided)
    )
    found = state.drafts[draft]
    return DraftItems(
        found.handle,
        found.title,
        found.revision,
        tuple(items),
        insertions,
        totals,
        provisional,
        ruled,
        tuple(each.progress for each in language_versions(state, [draft])),
    )


def _open_item(
    state: State, judgement: Judgement, item: Item, shown: Verdict, viewer: Viewer
) -> OpenItem:
    decision = state.last_decision(item.id)
    origin = origin_line(state, item.id)
    apart = members_apart(state, item.id, viewer) if shown.status in AGREED else {}
    above = _sections_above(state, item)
    return OpenItem(
        handle=item.handle,
        label=state.full_label(item.id),
        kind=item.kind.value,
        section=_SECTIONS.get(shown.status, Section.OPEN),
        status=shown.status,
        standing=shown.standing,
        text=viewer.text(state.version(item.id).wording),
        brackets=state.brackets_in(item.id),
        decision=decision.handle if decision else "",
        decided=decision.happened if decision else None,
        reasons=(
            *explain_standing(shown, state.name_of),
            *(said for kind, said in apart.items() if kind != "over" or not shown.is_whole),
            *([origin_sentence(origin)] if origin else []),
        ),
        counts=shown.counts.stances() if shown.is_whole else {},
        classes={each: n for each, n in shown.counts.classes.items() if n and shown.is_whole},
        eligible=shown.counts.eligible,
        amendments=amendment_lines(state, judgement, item.id, viewer, is_undecided),
        open_amendments=len(judgement.undecided_amendments(item.id)),
        headings=tuple(_heading(state, each, Viewer(viewer.audience)) for each in above),
        sections=tuple(each.handle for each in above),
    )


def _sections_above(state: State, item: Item) -> list[Item]:
    found: list[Item] = []
    while (above := state.items.get(item.parent)) is not None:
        if above.kind is ItemKind.SECTION:
            found.insert(0, above)
        item = above
    return found


def _heading(state: State, section: Item, viewer: Viewer) -> str:
    label = f"{section.label.rstrip('.')}. " if section.label else ""
    return label + one_line(viewer.text(state.version(section.id).wording))


def open_items_outline(report: OpenItems) -> outline.Outline:
    """Returns the report as an outline, draft by draft, and in each by parts."""
    left_out = (
        f"Only what is agreed is shown; left out: {count_noun(report.left_out, 'item', 'items')}."
        if report.agreed_only
        else ""
    )
    parts = ", ".join(f"{count} {part}" for part, count in report.parts)
    return outline.Outline(
        "Agreed and open",
        (f"Items: {parts or 'none'}{ruled_note(report.ruled)}.", left_out),
        report.withheld,
        (*_contested(report), *(block for draft in report.drafts for block in _draft(draft))),
    )


def _contested(report: OpenItems) -> Iterator[outline.Block]:
    if report.is_large and (contested := report.most_contested):
        yield outline.Heading(2, MOST_CONTESTED, "most-contested")
        lines = (
            f"{display_name(e.label, e.handle)}: {e.standing}; {contested_sentence(e)}"
            for e in contested
        )
        yield from outline.points_of(*lines)


def _draft(draft: DraftItems) -> Iterator[outline.Block]:
    title = f"{draft.title or draft.handle} ({draft.revision})"
    yield outline.Heading(2, title, outline.place(draft.handle))
    if draft.languages:
        yield outline.passage(
            f"Language versions: {'; '.join(each.sentence for each in draft.languages)}."
        )
    yield from _overview(draft)
    for part, items in draft.parts:
        yield outline.Heading(3, part.capitalize(), outline.place(draft.handle, part))
        for item in items:
            yield from _item(item)
    if draft.insertions:
        yield outline.Heading(
            3, "Items that amendments would insert", outline.place(draft.handle, "insertions")
        )
        yield outline.Points(tuple(map(_amendment, draft.insertions)))


def _overview(draft: DraftItems) -> Iterator[outline.Block]:
    """Yields the chapters of a draft with many items, each with its counts."""
    if chapters := draft.chapters:
        counts = [each.counts for each in chapters]
        words = [each for each in SIGNS if any(each in own for own in counts)]
        words = words if len(words) > 1 else []
        rows = [
            (each.heading, len(each.items), *(own.get(word, 0) for word in words))
            for each, own in zip(chapters, counts, strict=True)
        ]
        yield outline.Heading(3, "Chapters", outline.place(draft.handle, "chapters"))
        yield outline.Grid("Chapters", outline.Table.of(("chapter", "items", *words), rows))


def contested_sentence(item: OpenItem) -> str:
    """Returns how many members are against an item, and how many amendments are undecided."""
    objects, disagrees = item.against
    amendments = count_noun(item.open_amendments, "undecided amendment", "undecided amendments")
    said = (
        count_noun(objects, "member objects", "members object") if objects else "",
        count_noun(disagrees, "is against", "are against") if disagrees else "",
        amendments if item.open_amendments else "",
    )
    return ", ".join(filter(None, said))


def _item(item: OpenItem) -> Iterator[outline.Block]:
    decision = f" ({item.decision})" if item.decision else ""
    name = display_name(item.label, item.handle)
    yield outline.Heading(4, f"{name}: {item.standing}{decision}", outline.place(item.handle))
    yield outline.quoted_text(item.text)
    points = (
        *([outline.Point(counts_sentence(item))] if item.classes else []),
        *map(outline.Point, item.reasons),
        *map(_amendment, item.amendments),
    )
    if points:
        yield outline.Points(points)


def counts_sentence(item: OpenItem) -> str:
    """Returns how many members are in each class, of how many that could take a position."""
    return count_line(item.classes, item.eligible, item.counts[Stance.RECUSE])


def _amendment(line: AmendmentLine) -> outline.Point:
    by = f" ({line.attribution})" if line.backers else ""
    late = ", late" if line.late else ""
    return outline.Point(f"{line.handle}{by}, {line.standing}{late}: {line.summary}", line.depth)


_HEADINGS = (
    *("draft", "handle", "label", "kind", "section", "status", "decision", "brackets"),
    *("open_amendments", "amendments", "sponsors", "reasons", "text", "standing"),
)


def open_items_table(report: OpenItems) -> outline.Table:
    """Returns the report as a table, a row for each item."""
    rows = [
        (
            draft.handle,
            item.handle,
            item.label,
            item.kind,
            item.section,
            item.status,
            item.decision,
            item.brackets,
            item.open_amendments,
            "; ".join(line.handle for line in item.amendments),
            "; ".join(
                f"{line.handle}: {', '.join(line.backers)}"
                for line in item.amendments
                if line.backers
            ),
            "; ".join(item.reasons),
            item.text,
            item.standing,
        )
        for draft in report.drafts
        for item in draft.items
    ]
    return outline.Table.of(_HEADINGS, rows)
