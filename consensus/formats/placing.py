"""Places of rows: labels, citations and quotations resolved to items and offsets in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import attrs

from consensus.errors import NotFound
from consensus.formats.amendment_rows import AmendmentRow, doubt_of_whole, first_part
from consensus.formats.bracket_notation import keep_names, outer_signs
from consensus.formats.citations import (
    Citation,
    CitationIndex,
    ItemPosition,
    Level,
    Part,
    Relation,
    children_of,
    is_inserted,
    parse_citation,
    repeated_label,
)
from consensus.formats.instruction_forms import CitedLines, read_lines
from consensus.formats.labels import join_label
from consensus.model.amendments import AT_TARGET, AmendmentKind, Placing
from consensus.model.drafts import Item, ItemKind, Revision
from consensus.model.lookup import find
from consensus.model.state import State
from consensus.text.anchor import (
    Anchor,
    AnchorKind,
    Passages,
    Placement,
    anchor,
    settled,
)
from consensus.text.brackets import render
from consensus.text.diff import words_of
from consensus.text.display import graphemes, width_of
from consensus.text.merge import rebase, settled_for_text

if TYPE_CHECKING:
    from consensus.model.spanning import Signs


def insertion_point_of(state: State, parent: str, after: str) -> tuple[str, str]:
    """Returns the ids of the parent and the preceding item where an amendment inserts, as of now.

    What is to follow an item that another amendment would make, and did not, stands where that
    item would have stood.
    """
    while maker := state.amendments.get(after) or (
        state.amendments.get(parent) if after in ("", "first") else None
    ):
        if maker.became:
            parent, after = (parent, maker.became) if maker.id == after else (maker.became, after)
        elif maker.kind is AmendmentKind.INSERT:
            parent, after = maker.parent, maker.after
        else:
            after = maker.target
    if after in state.items:
        parent = state.items[after].parent
        return (parent if parent in state.items else ""), after
    return parent, after


def place_now(
    state: State, draft: str, parent: str, after: str, moved: str = ""
) -> tuple[str, int]:
    """Returns what an amendment puts something under, and how many items then come before it."""
    parent, after = insertion_point_of(state, parent, after)
    there = state.children.get(parent or draft, ())
    end = 0 if after == "first" else there.index(after) + 1 if after in there else len(there)
    before = (each for each in there[:end] if each != moved)
    return parent, sum(not state.items[each].removed for each in before)


# Fitting words into a text, at the passage where an amendment has them.


def replace_at(whole: str, found: Anchor, text: str) -> str:
    """Returns a text with a passage replaced; a deletion leaves one space, not two."""
    before, after = whole[: found.start], whole[found.end :]
    if text[:1] in (",", ";"):
        before = before.rstrip()
    if not text:
        if before[-1:].isspace() and (after[:1].isspace() or after[:1] in _CLOSING):
            before = before.rstrip()
        elif not before:
            after = after.lstrip()
    return before + text + after


def insert_after(whole: str, found: Anchor, text: str) -> str:
    """Returns a text with words inserted after a passage, with a space where needed."""
    before, after = whole[: found.end], whole[found.end :]
    if before[-1:].isspace() or text[:1].isspace() or text[:1] in _CLOSING:
        gap = ""
    else:
        gap = " "
    tail = " " if after[:1].isalnum() and text[-1:].isalnum() else ""
    return before + gap + text + tail + after


# Characters before which no space is written; the empty string stands for the end of the text.
_CLOSING = ("", ",", ".", ";", ":", ")", "]", "!", "?")


# An edition whose lines are broken here, so that what stands on each is known by its number.


@attrs.frozen
class NumberedLine:
    """A line of an edition with line numbers."""

    page: int  # its page, from 1
    number: int  # its number, as it is printed
    item: str  # the id of the item that it is of
    start: int  # where in the printed text of the item its words begin
    end: int  # where they end


@attrs.frozen
class NumberedEdition:
    """A revision as it was issued with line numbers."""

    name: str  # the name of the revision
    restarts: bool  # whether each page begins with line 1
    texts: Mapping[str, str]  # by the id of each item its text with its label, as it is printed
    lines: tuple[NumberedLine, ...]  # in order


def numbered_edition(state: State, revision: Revision) -> NumberedEdition | None:
    """Returns a revision in numbered lines; None where it was issued without them."""
    how = revision.line_numbers
    if how is None:
        return None
    versions = dict(zip(revision.items, revision.versions, strict=True))
    labels = {line.item: line.new for line in revision.concordance}
    signs: Mapping[str, Signs] = {}
    if revision.spanning:
        from consensus.model.spanning import signs_in

        signs = signs_in(state, [state.spanning[each] for each in revision.spanning], versions)
    texts: dict[str, str] = {}
    for each, version in versions.items():
        wording, found = state.versions[version].wording, signs.get(each)
        text = found.written(wording, False) if found else render(wording, False)
        opening, closing, label = "", "", labels.get(each, "")
        if found is not None and found.is_before_label:
            opening, text, closing = outer_signs(text)
        is_note = state.items[each].kind is ItemKind.FOOTNOTE
        printed = f"{label}: {text}" if is_note else join_label(label, text)
        texts[each] = opening + printed + closing
    places = [(each, *span) for each in texts for span in _lines(texts[each], how.width)]
    lines = (
        NumberedLine(at // how.page + 1, (at % how.page if how.restarts else at) + 1, *place)
        for at, place in enumerate(places)
    )
    return NumberedEdition(revision.name, how.restarts, texts, tuple(lines))


def _lines(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Yields where each line of a text begins and ends; only words longer than one are cut."""
    for row in re.finditer(r"[^\n]+", text):
        start = end = taken = 0
        for begin, word in _words(text, *row.span(), width):
            wide = width_of(word)
            if end and taken + (gap := begin > end) + wide <= width:
                taken += gap + wide
            else:
                if end:
                    yield start, end
                start, taken = begin, wide
            end = begin + len(word)
        if end:
            yield start, end


def _words(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, str]]:
    """Yields the words of a part of a text, and the pieces of one that no line can hold."""
    for found in re.compile(r"\S+").finditer(text, start, end):
        begin, piece = found.start(), ""
        for sign in graphemes(found[0]) if width_of(found[0]) > width else (found[0],):
            if piece and width_of(piece + sign) > width:
                yield begin, piece
                begin, piece = begin + len(piece), ""
            piece += sign
        yield begin, piece


# Placing: where an amendment goes by what it names or quotes, and the text it would make.

ELLIPSIS = re.compile(r"[\[(]\s*(?:\.{3}|…)\s*[\])]|(?:^|(?<=\s))(?:…|\.{3})(?=\s|$)")
_NO_TEXTS = (ItemKind.TITLE, ItemKind.SECTION, ItemKind.FOOTNOTE)
_MOST_NAMED = 3
_UNCLEAR_WORDS = 6  # so many, and none of the heading's, may be a sentence
_FIRST = "first"
_BESIDE = 8  # characters beside words that show them to be the same
_REVISION = re.compile(r"\brev(?:ision)?\W*(?=\d)", re.IGNORECASE)
_LONGEST_HEADING = 120  # characters
_SIGNS = ".,;:!?"
_SURE_WORDS = 8  # of a quotation that is followed against the citation it came with
_FEWEST_WORDS = 4  # that a quote needs to find its place against the name it came with


class UnplacedError(Exception):
    """A row fits nowhere; the message says why. It is caught within the import."""


NO_EDITION = "it names lines, and no such revision was published with line numbers: {}"


@attrs.frozen
class LinePlace:
    """What stands on cited lines of an edition."""

    name: str  # such as `page 2, line 14 of Rev.1`
    spans: Mapping[str, tuple[int, int]]  # by the id of each item where in its text they are
    whole: frozenset[str]  # the items that stand there whole
    begun: frozenset[str]  # the items that begin there
    texts: Mapping[str, str]  # by the id of each item its text in the edition


def placed(
    row: AmendmentRow,
    kind: AmendmentKind,
    target: str,
    text: str,
    placing: Placing = AT_TARGET,
    *,
    parent: str = "",
    after: str = "",
    others: tuple[str, ...] = (),
    item_kind: ItemKind | None = None,
    label: str = "",
    note: str = "",
) -> AmendmentRow:
    """Returns a row with its place: ids in place of names, and the whole text as it would be."""
    return attrs.evolve(
        row,
        kind=kind,
        target=target,
        text=text,
        placing=placing,
        parent=parent,
        after=after,
        others=others,
        item_kind=item_kind or "",
        label=row.label or label,
        note=note,
    )


_WORDED = (AmendmentKind.MODIFY, AmendmentKind.INSERT, AmendmentKind.DELETE)


class Placer:
    """Finds the places of rows in one draft, among its items and the amendments to them."""

    def __init__(self, state: State, draft: str, nameless: bool = True) -> None:
        self._state = state
        self._draft = draft
        self._nameless = nameless  # whether rows are of a text printed without names

    @cached_property
    def passages(self) -> Passages:
        """The texts of the draft, to find quotations in."""
        items = self._state.walk(self._draft)
        return Passages({item.id: self._state.text(item.id) for item in items})

    @cached_property
    def citations(self) -> CitationIndex:
        """The items of the draft, to find what is cited."""
        return CitationIndex(self._state, self._draft)

    # Places by page and line, in the editions that were issued with line numbers.

    @cached_property
    def editions(self) -> Sequence[NumberedEdition]:
        """The revisions that were published with line numbers, the first of them first."""
        issued = (e for e in self._state.revisions.values() if e.draft == self._draft)
        return [edition for e in issued if (edition := numbered_edition(self._state, e))]

    def cited_lines(self, name: str) -> tuple[CitedLines, Sequence[NumberedEdition]] | None:
        """Returns the lines that a name cites and the editions they may be of; None if no lines."""
        if not re.search(r"\d", name) or name.casefold() in self._labels:
            return None
        spelt = _REVISION.sub("Rev.", name)
        for each in self.editions:
            own = _REVISION.sub("Rev.", each.name)
            named = re.compile(rf"(?:(?:of|in)\s+)?(?<!\w){re.escape(own)}(?!\w)[\s,:]*", re.I)
            if named.search(spelt) and (cited := read_lines(named.sub("", spelt))):
                return cited, (each,)
        cited = read_lines(name)
        return (cited, () if "Rev." in spelt else self.editions) if cited else None

    def line_places(self, name: str, within: str = "", lines_of: str = "") -> Sequence[LinePlace]:
        """Returns where lines may be that a name cites, in any edition and on any page.

        If `within` is given, only what is in that item, or above it, counts; of the item
        `lines_of`, lines without a page may be counted from its beginning.

        Raises UnplacedError where no edition has them, or none there.
        """
        found = self.cited_lines(name)
        if found is None:
            raise UnplacedError(f"it is not clear which lines it means: {name}")
        cited, editions = found
        if not editions:
            raise UnplacedError(NO_EDITION.format(name))
        every = [each for edition in editions for each in self._line_places(edition, cited)]
        for edition in editions if lines_of and not cited.pages[0] else ():
            own = [each for each in edition.lines if each.item == lines_of]
            if chosen := own[cited.lines[0] - 1 : cited.lines[1]]:
                named = f"{cited} of {self._state.handle_of(lines_of)} in {edition.name}"
                every.append(self._line_place(edition, named, chosen))
        if not every:
            raise UnplacedError(f"{' and '.join(e.name for e in editions)}: there is no {cited}")
        there = [each for each in every if each.spans]
        if not there:
            raise UnplacedError(f"what was on {every[0].name} was removed from the draft")
        kept = [
            each
            for each in there
            if not within
            or any(self.is_below(e, within) or self.is_below(within, e) for e in each.spans)
        ]
        if not kept:
            one = self._state.handle_of(within)
            raise UnplacedError(f"its row is on {one}, and {self.offered(there, 'say which')}")
        return kept

    def is_below(self, item: str, above: str) -> bool:
        """Whether an item is another, or stands under it."""
        while item in self._state.items and item != above:
            item = self._state.items[item].parent
        return item == above

    def offered(self, places: Sequence[LinePlace], asks: str) -> str:
        """Returns in which items some places are, and what is asked of that."""
        items = (" and ".join(map(self._state.handle_of, each.spans)) for each in places)
        said = [f"{each.name} is in {where}" for each, where in zip(places, items, strict=True)]
        return "; ".join((*said[:_MOST_NAMED], asks))

    def _line_places(self, edition: NumberedEdition, cited: CitedLines) -> Iterator[LinePlace]:
        (first_page, last_page), (first, last) = cited.pages, cited.lines
        on_pages = [e for e in edition.lines if not last_page or first_page <= e.page <= last_page]
        pages = [[*lines] for _, lines in groupby(on_pages, lambda each: each.page)]
        if not (edition.restarts and last):
            pages = [on_pages]
        for lines in pages:
            chosen = [each for each in lines if not last or first <= each.number <= last]
            if chosen and (not last or len(chosen) == last - first + 1):
                page = chosen[0].page if edition.restarts and last else 0
                named = attrs.evolve(cited, pages=(page, page)) if page else cited
                yield self._line_place(edition, f"{named} of {edition.name}", chosen)

    def _line_place(
        self, edition: NumberedEdition, name: str, lines: Sequence[NumberedLine]
    ) -> LinePlace:
        spans: dict[str, tuple[int, int]] = {}
        whole, begun = set(), set()
        for item, group in groupby(lines, lambda each: each.item):
            if not self._state.items[item].removed:
                own, every = [*group], [each for each in edition.lines if each.item == item]
                spans[item] = own[0].start, own[-1].end
                begun |= {item} if own[0] == every[0] else set()
                whole |= {item} if own == every else set()
        return LinePlace(name, spans, frozenset(whole), frozenset(begun), edition.texts)

    def on_lines(
        self, places: Sequence[LinePlace], quote: str, found: Mapping[str, Sequence[Anchor]]
    ) -> dict[str, list[Anchor]]:
        """Returns where a quotation stands on lines, of all places where it was found.

        What stands once in the draft, in an item of these lines, is meant though it is on another
        line. Raises UnplacedError where the words are elsewhere, or nowhere.
        """
        there: dict[str, list[Anchor]] = {}
        for item, anchors in found.items():
            of = [each for each in places if item in each.spans]
            starts = {start for each in of for start in self._starts(each, item, quote)}
            if kept := [each for each in anchors if each.start in starts]:
                there[item] = kept
        if there:
            return there
        every = [(item, each) for item, anchors in found.items() for each in anchors]
        if len(every) == 1 and all(every[0][0] in each.spans for each in places):
            again = [e for e in self.passages.find(quote) if e.anchor.how is not AnchorKind.FUZZY]
            if len(again) == 1 and every[0][1].how is not AnchorKind.FUZZY:
                return {every[0][0]: [every[0][1]]}
        others = list(dict.fromkeys(self._state.handle_of(item) for item, _ in every))
        also = f"; that stands in {' and '.join(others[:_MOST_NAMED])}; say which" if others else ""
        raise UnplacedError(self.offered(places, f"there is no {shortened(quote)}{also}"))

    def _starts(self, place: LinePlace, item: str, quote: str) -> list[int]:
        """Returns where a quotation begins in a text now, of those within lines of its edition.

        If none is within the lines, of those that reach into them. Raises UnplacedError where the
        text has changed, and it is not clear what became of the words.
        """
        texts = place.texts[item], self._state.text(item)
        before, after = (
            sorted(
                (each.anchor for each in self.find_quoted(Passages({item: text}), quote)),
                key=lambda each: each.start,
            )
            for text in texts
        )
        start, end = place.spans[item]
        pairs = [*zip(before, after, strict=False)]
        found = [pair for pair in pairs if start <= pair[0].start and pair[0].end <= end] or [
            pair for pair in pairs if pair[0].start < end and start < pair[0].end
        ]

        def is_alike(*pair: Anchor) -> bool:
            beside = zip(texts, pair, strict=True)
            ends = [
                (text[max(0, at.start - _BESIDE) : at.start], text[at.end : at.end + _BESIDE])
                for text, at in beside
            ]
            return any(one == other for one, other in zip(*ends, strict=True))

        is_same = len(before) == len(after) and all(is_alike(*pair) for pair in found)
        if not (is_same or (len(before) == len(after) == 1)):
            raise UnplacedError(
                f"{self._state.handle_of(item)} has changed since {place.name}; say where"
                f" {shortened(quote)} is meant"
            )
        return [pair[1].start for pair in found]

    def _whole_on(self, name: str) -> str:
        """Returns the id of the one item that stands on lines whole; raises UnplacedError else."""
        places = self.line_places(name)
        items = {item for each in places for item in each.spans}
        if len(items) > 1:
            raise UnplacedError(self.offered(places, "say which"))
        if not all(each.whole == items for each in places):
            of = self._state.handle_of(items.pop())
            raise UnplacedError(
                f"{places[0].name} is not all of {of}; quote the words that are meant"
            )
        return items.pop()

    def place(self, row: AmendmentRow) -> AmendmentRow:
        """Returns a row with its place, and the whole text that it makes there.

        Raises UnplacedError where it means nothing that is there, or would change nothing.
        """
        if row.doubt:
            raise UnplacedError(row.doubt)
        kind = row.kind
        if kind is AmendmentKind.MODIFY and not row.old and is_inserted(row.target):
            with suppress(UnplacedError):
                self.find_target(row.target)
                return self._change(row)
            kind = AmendmentKind.INSERT
        if kind is AmendmentKind.INSERT:
            return self._insertion(row)
        if kind in (AmendmentKind.MODIFY, AmendmentKind.DELETE):
            return self._change(row)
        target = self.find_item(row.target, _DONE[kind])
        whole = self._state.text(target)
        if kind is AmendmentKind.MOVE:
            parent, after = self._insertion_point(row)
            return placed(row, kind, target, whole, parent=parent, after=after)
        if kind is AmendmentKind.SPLIT:
            text = first_part(whole, row.text, row.parts, self._state.name_of(target))
            return placed(row, kind, target, text)
        others = tuple(self.find_item(name, _DONE[kind]) for name in row.others)
        joined = row.text or " ".join(self._state.text(each) for each in (target, *others))
        return placed(row, kind, target, joined, others=others)

    def _change(self, row: AmendmentRow) -> AmendmentRow:
        is_deletion = row.kind is AmendmentKind.DELETE
        if not row.old:
            target, note = self.find_target(row.target), ""
            if not (is_deletion or self.cited_lines(row.target)):
                target, note = self.find_clause_text(row.target, target, row.text)
            wording = self._state.version(target).wording
            whole = wording.notation()
            text = self.without_label(target, row.text)
            if self._nameless:
                text = keep_names(self._state, wording, text)
            if doubt := doubt_of_whole(row, text, whole):
                raise UnplacedError(doubt)
            if is_deletion:
                return self.deletion(row, target, AT_TARGET)
            if not text.strip():
                raise UnplacedError("it leaves no words; to take an item out, its kind is delete")
            if text == whole:
                raise UnplacedError("it changes nothing")
            return placed(row, AmendmentKind.MODIFY, target, text, note=note)
        target, found, placing, note = self._quoted(row.target, row.old)
        whole = self._state.text(target)
        passage = whole[found.start : found.end]
        text = "" if is_deletion else self.without_label(target, row.text)
        if not text.strip() and passage.strip() == whole.strip() and target in self._state.items:
            return self.deletion(row, target, placing, note)
        if ELLIPSIS.search(row.old):
            text = _filled(passage, row.old, text) if text else text
        elif text and found.how is not AnchorKind.EXACT:
            # What differs only because the passage was copied otherwise is no change.
            combination = rebase(self.without_label(target, row.old), passage, text)
            text = settled_for_text(combination).text()
        text = replace_at(whole, found, text)
        if text == whole:
            raise UnplacedError("it changes nothing")
        return placed(row, AmendmentKind.MODIFY, target, text, placing, note=note)

    def deletion(
        self,
        row: AmendmentRow,
        target: str,
        placing: Placing,
        note: str = "",
        takes_all: bool = False,
    ) -> AmendmentRow:
        """Returns a row that takes an item out; raises UnplacedError where it cannot."""
        if target not in self._state.items:
            raise UnplacedError("an amendment is not deleted but withdrawn")
        below = children_of(self._state, target)
        if self._state.items[target].kind is ItemKind.SECTION and below and not takes_all:
            under = self._state.handle_of(target)
            handles = ", ".join(self._state.handle_of(each) for each in below)
            raise UnplacedError(f"what stands under {under} would stay; delete {handles} too")
        return placed(row, AmendmentKind.DELETE, target, "", placing, note=note)

    def without_label(self, target: str, text: str) -> str:
        """Returns a text without the label of its item, where it begins with it."""
        item = self._state.items.get(target)
        return text[repeated_label(item.label, text) :] if item else text

    def _insertion(self, row: AmendmentRow) -> AmendmentRow:
        cited = None if row.parent or row.old else self._new(row)
        if cited is not None:
            return self.insert_new(row, cited)
        if row.old or (row.after and not row.parent and not self._is_place(row.after)):
            target, found, placing, note = self._quoted(row.target, row.old or row.after)
            text = insert_after(self._state.text(target), found, row.text)
            return placed(row, AmendmentKind.MODIFY, target, text, placing, note=note)
        parent, after = self._insertion_point(row)
        return placed(
            row,
            AmendmentKind.INSERT,
            self._draft,
            row.text[repeated_label(row.label, row.text) :],
            parent=parent,
            after=after,
            item_kind=ItemKind(row.item_kind) if row.item_kind else self.kind_at(parent, after),
        )

    def _new(self, row: AmendmentRow) -> Citation | None:
        """Returns what a row cites by its future number, or as a neighbour of what it inserts."""
        for name in (row.after, row.target):
            citation = parse_citation(name) if name else None
            if citation and (
                citation.is_new or is_inserted(name) or citation.relation is not Relation.AT
            ):
                return citation
        return None

    def insert_new(self, row: AmendmentRow, cited: Citation) -> AmendmentRow:
        """Returns a row that inserts what is cited by its future number, or by a neighbour."""
        try:
            point = self.citations.insertion_point(cited)
        except NotFound as error:
            raise UnplacedError(str(error)) from error
        return self.insert_at_point(row, point)

    def insert_at_point(self, row: AmendmentRow, point: ItemPosition) -> AmendmentRow:
        """Returns a row that inserts its text at a position."""
        text = row.text[repeated_label(point.label, row.text) :]
        return placed(
            row,
            AmendmentKind.INSERT,
            self._draft,
            text,
            parent=point.parent,
            after=point.after,
            item_kind=self._kind_of_new(point, text),
            label=point.label,
        )

    def _kind_of_new(self, insertion_point: ItemPosition, text: str) -> ItemKind:
        if not insertion_point.is_heading:
            return self.kind_at(insertion_point.parent, insertion_point.after)
        bare = text.strip()
        is_heading = "\n" not in bare and len(bare) <= _LONGEST_HEADING and bare[-1:] not in ".;"
        return ItemKind.SECTION if is_heading else ItemKind.PARAGRAPH

    def _insertion_point(self, row: AmendmentRow) -> tuple[str, str]:
        """Returns the parent and the item before a place; `target` names it if `after` is empty."""
        items = self._state.items
        if row.parent:
            is_top = row.parent == self._state.drafts[self._draft].handle
            parent = "" if is_top else self.find_target(row.parent)
            if row.after in ("", _FIRST):
                return parent, row.after
            after = self.find_target(row.after)
            above = self._above(after)
            if above is None or above != parent:
                raise UnplacedError(f"{row.after} does not stand under {row.parent}")
            return parent, after
        name = row.after or (row.target if row.kind == "insert" else "")
        if not name:
            return "", ""
        before = self.find_target(name)
        maker = self._state.amendments.get(before)
        if maker and maker.kind is AmendmentKind.INSERT and row.kind == AmendmentKind.INSERT:
            return maker.parent, before
        if before not in items:
            raise UnplacedError(f"{name} is no item that a text could follow")
        if items[before].kind in (ItemKind.SECTION, ItemKind.TITLE):
            return before, "" if row.after == "" else "first"
        parent = items[before].parent
        return parent if parent in items else "", before

    def _above(self, place: str) -> str | None:
        """Returns the parent of an item or of an insertion; empty for the draft."""
        maker = self._state.amendments.get(place)
        if maker is not None:
            above = maker.parent if maker.kind is AmendmentKind.INSERT else None
        else:
            above = self._state.items[place].parent
        return "" if above == self._draft else above

    def kind_at(self, parent: str, after: str) -> ItemKind:
        """Returns the kind of a new item that stands behind another, or as the last under one."""
        items = self._state.items
        if after in self._state.amendments:
            return ItemKind(self._state.amendments[after].item_kind or ItemKind.PARAGRAPH)
        if after in items:
            kind = items[after].kind
            return ItemKind.PARAGRAPH if kind is ItemKind.CHAPEAU else kind
        siblings = self._state.children.get(parent or self._draft, ())
        kinds = [items[each].kind for each in siblings if items[each].kind.can_be_agreed]
        return kinds[-1] if kinds else ItemKind.PARAGRAPH

    def _quoted(self, name: str, quote: str) -> tuple[str, Anchor, Placing, str]:
        """Returns the target of a quote and the anchor in it, in or under a name, or anywhere."""
        if name and self.cited_lines(name):
            return self._quoted_on(name, quote)
        if name:
            try:
                target = self.find_target(name)
            except UnplacedError:
                found = self._literally(quote)
                if found is None or len(quote.split()) < _FEWEST_WORDS:
                    raise
                there = self._state.handle_of(found.key)
                note = f"nothing is called {shortened(name)}; its words stand at {there}"
                how = found.anchor.how.value
                return found.key, found.anchor, Placing(how, found.anchor.score, quote), note
            bare = self.without_label(target, quote)
            placement = self._within(target, bare)
            if placement is None or placement.anchor.how is AnchorKind.FUZZY:
                other = self._literally(bare)
                is_long = len(quote.split()) >= _SURE_WORDS and not self._is_place(name)
                # Numbers of a series are mistaken for one another, and seldom articles.
                if (
                    other is not None
                    and placement is None
                    and is_long
                    and (self._is_beside(target, other.key))
                ):
                    there = self._state.handle_of(other.key)
                    note = f"{name} does not say its words; they stand at {there}"
                    placing = Placing(other.anchor.how.value, other.anchor.score, quote)
                    return other.key, other.anchor, placing, note
                also = f"; that is at {self._state.handle_of(other.key)}" if other else ""
                if placement is None or other is not None:
                    raise UnplacedError(f"{name} does not say: {shortened(quote)}{also}")
            target, place = placement.key, self._with_signs(placement, quote)
            how = "target" if place.how is AnchorKind.EXACT else place.how.value
            return target, place, Placing(how, place.score, quote), ""
        placements = self.find_quoted(self.passages, quote)
        if not placements:
            raise UnplacedError(f"nothing in the draft says: {shortened(quote)}")
        clear = settled(placements)
        rivals = self.passages.ambiguous_keys(quote) if clear and clear.anchor.score == 1 else set()
        if clear is None or len(rivals) > 1:
            keys = sorted(rivals) or [each.key for each in placements]
            handles = ", ".join(map(self._state.handle_of, keys[:3]))
            raise UnplacedError(f"it could belong to {handles}: {shortened(quote)}")
        place = self._with_signs(clear, quote)
        return clear.key, place, Placing(place.how.value, place.score, quote), ""

    def _quoted_on(self, name: str, quote: str) -> tuple[str, Anchor, Placing, str]:
        found: dict[str, list[Anchor]] = {}
        for each in self.find_quoted(self.passages, quote):
            found.setdefault(each.key, []).append(each.anchor)
        there = self.on_lines(self.line_places(name), quote, found)
        every = [(item, place) for item, anchors in there.items() for place in anchors]
        if len(every) > 1:
            raise UnplacedError(f"{shortened(quote)} stands there {len(every)} times; quote more")
        ((target, place),) = every
        return target, place, Placing(place.how.value, place.score, quote), ""

    def _with_signs(self, found: Placement, quote: str) -> Anchor:
        """Returns an anchor extended by the punctuation at the end of the quote."""
        whole, place = self._state.text(found.key), found.anchor
        signs, end = quote.rstrip()[len(quote.rstrip().rstrip(_SIGNS)) :], place.end
        while place.how is AnchorKind.FUZZY and signs and whole[end : end + 1] == signs[0]:
            signs, end = signs[1:], end + 1
        return attrs.evolve(place, end=end)

    def _is_beside(self, one: str, other: str) -> bool:
        items = self._state.items
        return one in items and items[one].parent == items[other].parent != self._draft

    def find_quoted(self, passages: Passages, quote: str, hint: str = "") -> tuple[Placement, ...]:
        """Returns where a quote stands; where it leaves words out, from its first to its last."""
        if not ELLIPSIS.search(quote):
            return passages.find(quote, hint or None)
        head, *_, tail = (each.strip() for each in ELLIPSIS.split(quote))
        found: list[Placement] = []
        for first in passages.find(head or tail, hint or None):
            start, end, how = first.anchor.start, first.anchor.end, first.anchor.how
            if head and tail:
                ends = [
                    last.anchor
                    for last in passages.find(tail)
                    if last.key == first.key and last.anchor.start >= end
                ]
                if not ends:
                    continue
                end = min(each.end for each in ends)
                how = AnchorKind.FUZZY if ends[0].how is AnchorKind.FUZZY else how
            else:
                end = len(self._state.text(first.key)) if head else end
                start = start if head else 0
            how = AnchorKind.FUZZY if how is AnchorKind.FUZZY else AnchorKind.NORMALISED
            found.append(Placement(first.key, Anchor(start, end, first.anchor.score, how)))
        return tuple(found)

    def _literally(self, quote: str) -> Placement | None:
        """Returns where a quote stands to the letter, if that is once in the draft."""
        found = settled(self.find_quoted(self.passages, quote))
        if found is None or found.anchor.how is AnchorKind.FUZZY:
            return None
        # Where the same words stand elsewhere in other letters, that may be meant.
        return found if len(self.passages.ambiguous_keys(quote)) < 2 else None

    def _within(self, target: str, quote: str) -> Placement | None:
        """Returns where a quote stands in an item, or else in the items under it."""
        places = self.passages.literal_in(target, quote)
        if not places:
            own = Passages({target: self._state.text(target)})
            places = self.find_quoted(own, quote, target)
        if len(places) > 1 and places[0].anchor.how is not AnchorKind.FUZZY:
            raise UnplacedError(f"{shortened(quote)} stands there {len(places)} times; quote more")
        if places:
            return places[0]
        below = [*children_of(self._state, target), *self.citations.behind(target)]
        texts: dict[str, str] = {}
        while below:
            item = below.pop(0)
            bare = self.without_label(item, quote)
            texts[item] = self._state.text(item)
            below += children_of(self._state, item)
            if bare != quote and (place := anchor(bare, texts[item])):
                return Placement(item, place)
        return settled(self.find_quoted(Passages(texts), quote)) if texts else None

    def _is_place(self, name: str) -> bool:
        """Returns whether a name is that of an item, or of an amendment that inserts one."""
        try:
            found = find(self._state, name, self._draft)
        except NotFound:
            return False
        maker = self._state.amendments.get(found)
        return found in self._state.items or (
            maker is not None and maker.kind is AmendmentKind.INSERT
        )

    def find_target(self, name: str) -> str:
        """Returns the id of the item or amendment that a name or a citation means.

        Raises UnplacedError where it means no target that can be amended here, or several.
        """
        if not name:
            raise UnplacedError("it names no text and quotes no passage")
        if self.cited_lines(name):
            return self._whole_on(name)
        target = "" if name.casefold() in self._labels else self._found_cited(name)
        try:
            target = target or find(self._state, name, self._draft)
        except NotFound as error:
            target = self._cited(name, error)
        state = self._state
        if target in state.items and state.items[target].removed:
            raise UnplacedError(f"{name} was removed from the draft")
        if target not in state.items and target not in state.amendments:
            raise UnplacedError(f"{name} is nothing that can be amended")
        if state.draft_of(target) != self._draft:
            raise UnplacedError(f"{name} is in another draft")
        return target

    @cached_property
    def _labels(self) -> set[str]:
        """The labels of items, so that what is cited in words is looked up as such at once."""
        items = self._state.items.values()
        labels = {self._state.full_label(item.id) for item in items} | {i.label for i in items}
        return {each.casefold() for each in labels}

    def _found_cited(self, name: str) -> str:
        citation = parse_citation(name)
        if citation is not None and citation.levels[0].part is not None:
            with suppress(NotFound):
                return self.citations.find(citation)
        return ""

    def _cited(self, name: str, unknown: NotFound) -> str:
        """Returns the id of an item that is cited in words, by neither handle nor label."""
        citation = parse_citation(name)
        if citation is None:
            raise UnplacedError(str(unknown)) from unknown
        try:
            return self.citations.find(citation)
        except NotFound as error:
            # A number alone is looked up as a label, and that says more of what is there.
            bare = len(citation.levels) == 1 and citation.levels[0].part is None
            raise UnplacedError(str(unknown if bare else error)) from error

    def find_clause_text(self, name: str, target: str, text: str) -> tuple[str, str]:
        """Returns the id of what a whole new text of a found target replaces, and a note on it.

        A citation of a clause means the one text under its heading, unless the new words are
        clearly a heading. Raises UnplacedError where it cannot be known which text it is, also
        where many words are a heading's by their form alone.
        """
        item, below = self._state.items.get(target), children_of(self._state, target)
        if item is None or item.kind is not ItemKind.SECTION or not below:
            return target, ""
        citation = parse_citation(name)
        if (
            target.startswith(name)
            or name.upper().removeprefix("HANDLE:") == item.handle
            or (citation and citation.levels[-1] == Level(Part.TITLE, None))
        ):
            return target, ""
        texts = [each for each in below if self._state.items[each].kind not in _NO_TEXTS]
        heading = self._state.text(target)
        is_heading = _is_heading(text, heading, map(self._state.text, texts))
        shared = _shared(words_of(text.casefold()), heading)
        is_unclear = len(text.split()) >= _UNCLEAR_WORDS and not any(map(str.isalnum, shared))
        if is_heading and not is_unclear:
            return target, f"taken as a new heading of {name}"
        if len(texts) == 1 and not is_heading:
            return texts[0], f"taken as the new text under {name}"
        handles = ", ".join(map(self._state.handle_of, texts[:_MOST_NAMED]))
        more = " and others" if len(texts) > _MOST_NAMED else ""
        several = f"several texts: {handles}{more}" if len(texts) > 1 else f"the text {handles}"
        has = several if texts else "no text of its own"
        raise UnplacedError(f"{name} is the heading {item.handle} and under it {has}; say which")

    def find_item(self, name: str, done: str) -> str:
        """Returns the id of an item that is to be moved, split or joined."""
        target = self.find_target(name)
        if target not in self._state.items:
            raise UnplacedError(f"only items can be {done}, and {name} is none")
        return target


def _filled(passage: str, old: str, text: str) -> str:
    """Returns new words with what both they and the quotation of a passage leave out."""
    if not ELLIPSIS.search(text):
        return text
    heads, new = ELLIPSIS.split(old), ELLIPSIS.split(text)
    if len(heads) != len(new):
        raise UnplacedError("it leaves out other words than it quotes; write them in full")
    kept, start = [], 0
    for before, after in pairwise(heads):
        begin = passage.find(before.strip(), start) + len(before.strip())
        start = passage.find(after.strip(), begin)
        kept.append(passage[begin:start])
    if start < 0 or len(kept) != len(new) - 1:
        raise UnplacedError("it quotes what is not there to the letter; write it in full")
    return "".join(f"{one.strip()}{gap}" for one, gap in zip(new, (*kept, ""), strict=True))


_DONE = {AmendmentKind.MOVE: "moved", AmendmentKind.SPLIT: "split", AmendmentKind.JOIN: "joined"}


def _is_heading(text: str, heading: str, texts: Iterable[str]) -> bool:
    """Returns whether a new text is more like a heading than like what stands under it."""
    bare, words = text.strip(), words_of(text.casefold())
    if "\n" in bare or len(bare) > _LONGEST_HEADING:
        return False
    if bare[-1:] in _SIGNS and heading.rstrip()[-1:] not in _SIGNS:
        return False
    shared = len(_shared(words, heading))
    return all(len(_shared(words, each)) <= shared for each in texts)


def _shared(words: Iterable[str], text: str) -> set[str]:
    return set(words).intersection(words_of(text.casefold()))


def shortened(quote: str, limit: int = 60) -> str:
    """Returns a text on one line in quotation marks, cut off beyond so many characters."""
    flat = " ".join(quote.split())
    return f"“{flat}”" if len(flat) <= limit else f"“{flat[: limit - 1]}…”"


def handles_for(state: State, kinds: Sequence[tuple[ItemKind, str]]) -> tuple[str, ...]:
    """Generates handles for new items, with the number of the printed label where that is free."""
    given: list[str] = [""] * len(kinds)
    taken: set[str] = set(state.handles)
    for place, (kind, label) in enumerate(kinds):
        number = label.strip("().").removeprefix(kind.letters)
        digits = number.strip("OPR ") if not number.isdecimal() else number
        handle = f"{kind.letters}{int(digits)}" if digits.isdecimal() else ""
        if handle and handle not in taken:
            given[place] = handle
            taken.add(handle)
    highest: dict[str, int] = {}
    for handle in taken:
        letters = handle.rstrip("0123456789")
        if handle[len(letters) :]:
            highest[letters] = max(highest.get(letters, 0), int(handle[len(letters) :]))
    for place, (kind, _) in enumerate(kinds):
        if not given[place]:
            letters = kind.letters
            top = max(highest.get(letters, 0), state.numbers.get(letters, 0)) + 1
            highest[letters] = top
            given[place] = f"{letters}{top}"
    return tuple(given)


# How printed labels number what is inserted in between, in UN usage.
_ORDINALS = ("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies")


def label_of_part(item: Item, number: int) -> str:
    """Returns the label of the second or a later part of an item, counted from 0: `7 bis`."""
    return f"{item.label} {_ORDINALS[number]}" if number < len(_ORDINALS) else ""


def label_after(state: State, after: str) -> str:
    """Returns the label of an item inserted after another until a revision renumbers: `7 bis`."""
    if after not in state.items or not state.items[after].label:
        return ""
    label = state.items[after].label
    taken = {item.label for item in state.items.values() if not item.removed}
    for ordinal in _ORDINALS:
        if f"{label} {ordinal}" not in taken:
            return f"{label} {ordinal}"
    return ""
