"""Places by page and line, in revisions that were published in numbered lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby

import attrs
from attrs import frozen

from consensus.formats.bracket_notation import outer_signs
from consensus.formats.instruction_forms import LINES, SPAN
from consensus.formats.labels import join_label
from consensus.formats.placing import Placer, UnplacedError, shortened
from consensus.model.amendments import Placing
from consensus.model.drafts import ItemKind, Revision
from consensus.model.spanning import Signs, signs_in
from consensus.model.state import State
from consensus.text.anchor import Anchor, AnchorKind, Passages
from consensus.text.brackets import render
from consensus.text.display import graphemes, width_of

# An edition whose lines are broken here, so that what stands on each is known by its number.


@frozen
class NumberedLine:
    """A line of an edition with line numbers."""

    page: int  # its page, from 1
    number: int  # its number, as it is printed
    item: str  # the id of the item that it is of
    start: int  # where in the printed text of the item its words begin
    end: int  # where they end


@frozen
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


# What is cited of it.

_ALONE = re.compile(LINES, re.IGNORECASE)
_NUMBERS = [
    re.compile(rf"(?<!\w)(?:{words}){SPAN}", re.IGNORECASE)
    for words in (
        r"pages?|pp?\.|s\.|seiten?|páginas?|págs?\.",
        r"lines?|ll?\.|z\.|lignes?|zeilen?|líneas?",
    )
]
_REVISION = re.compile(r"\brev(?:ision)?\W*(?=\d)", re.IGNORECASE)
_BESIDE = 8  # characters beside words that show them to be the same
_MOST_NAMED = 3
NO_EDITION = "it names lines, and no such revision was published with line numbers: {}"


@frozen
class CitedLines:
    """Pages and lines that are cited: the first and the last of each, 0 where none is said."""

    pages: tuple[int, int]
    lines: tuple[int, int]

    def __str__(self) -> str:
        said = (("page", self.pages), ("line", self.lines))
        return ", ".join(
            f"{word} {first}" if first == last else f"{word}s {first} to {last}"
            for word, (first, last) in said
            if last
        )


def read_lines(words: str) -> CitedLines | None:
    """Returns the pages and lines that words cite; None where they say anything else, or several.

    Such as `page 2, line 14`, `lines 14 to 16 on page 3`, `p. 3, l. 5–7`, `Seite 2, Zeile 4`.
    """
    if not _ALONE.fullmatch(words.strip(" .,;:()")):
        return None
    said = []
    for pattern in _NUMBERS:
        found = [*pattern.finditer(words)]
        first, last = (int(found[0][1]), int(found[0][2] or found[0][1])) if found else (0, 0)
        together = found and re.search(r"\b(?:and|et|und|y)\b", found[0][0]) and last != first + 1
        if len(found) > 1 or last < first or together or (found and not first):
            return None
        said.append((first, last))
    return CitedLines(*said)


@frozen
class LinePlace:
    """What stands on cited lines of an edition."""

    name: str  # such as `page 2, line 14 of Rev.1`
    spans: Mapping[str, tuple[int, int]]  # by the id of each item where in its text they are
    whole: frozenset[str]  # the items that stand there whole
    begun: frozenset[str]  # the items that begin there
    texts: Mapping[str, str]  # by the id of each item its text in the edition


class LinePlacer(Placer):
    """Finds the places of rows also by the pages and lines that they cite."""

    @cached_property
    def editions(self) -> Sequence[NumberedEdition]:
        """The revisions that were published with line numbers, the first of them first."""
        issued = (e for e in self.state.revisions.values() if e.draft == self.draft)
        return [edition for e in issued if (edition := numbered_edition(self.state, e))]

    def cited_lines(self, name: str) -> tuple[CitedLines, Sequence[NumberedEdition]] | None:
        """Returns the lines that a name cites and the editions they may be of; None if no lines."""
        if not re.search(r"\d", name) or name.casefold() in self.labels:
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
                named = f"{cited} of {self.state.handle_of(lines_of)} in {edition.name}"
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
            one = self.state.handle_of(within)
            raise UnplacedError(f"its row is on {one}, and {self.offered(there, 'say which')}")
        return kept

    def is_below(self, item: str, above: str) -> bool:
        """Whether an item is another, or stands under it."""
        while item in self.state.items and item != above:
            item = self.state.items[item].parent
        return item == above

    def offered(self, places: Sequence[LinePlace], asks: str) -> str:
        """Returns in which items some places are, and what is asked of that."""
        items = (" and ".join(map(self.state.handle_of, each.spans)) for each in places)
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
            if not self.state.items[item].removed:
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
        everywhere = self.passages.find(quote)
        ways = {each.how for anchors in there.values() for each in anchors}
        # Where the same letters stand elsewhere, words that are only alike may not be meant.
        if there and (
            ways == {AnchorKind.EXACT} or everywhere[0].anchor.how is not AnchorKind.EXACT
        ):
            return there
        every = [(item, each) for item, anchors in found.items() for each in anchors]
        if len(every) == 1 and all(every[0][0] in each.spans for each in places):
            ((item, alone),) = every
            again = [(each.key, each.anchor) for each in everywhere]
            if alone.how is not AnchorKind.FUZZY and again == every:
                return {item: [alone]}
        others = list(dict.fromkeys(self.state.handle_of(item) for item, _ in every))
        also = f"; that stands in {' and '.join(others[:_MOST_NAMED])}; say which" if others else ""
        raise UnplacedError(self.offered(places, f"there is no {shortened(quote)}{also}"))

    def _starts(self, place: LinePlace, item: str, quote: str) -> list[int]:
        """Returns where a quotation begins in a text now, of those within lines of its edition.

        If none is within the lines, of those that reach into them. Raises UnplacedError where the
        text has changed, and it is not clear what became of the words.
        """
        texts = place.texts[item], self.state.text(item)
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
        if not is_same:
            raise UnplacedError(
                f"{self.state.handle_of(item)} has changed since {place.name}; say where"
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
            of = self.state.handle_of(items.pop())
            raise UnplacedError(
                f"{places[0].name} is not all of {of}; quote the words that are meant"
            )
        return items.pop()

    def find_target(self, name: str) -> str:
        """Returns the id of what a name means, or of the one item that stands on lines whole."""
        return self._whole_on(name) if self.cited_lines(name) else super().find_target(name)

    def find_clause_text(self, name: str, target: str, text: str) -> tuple[str, str]:
        """Returns what a new text of a found target replaces; of lines, it is that target."""
        is_said = bool(self.cited_lines(name))
        return (target, "") if is_said else super().find_clause_text(name, target, text)

    def find_words(self, name: str, quote: str) -> tuple[str, Anchor, Placing, str]:
        """Returns the target of a quotation and the anchor in it, by lines or by a name."""
        if not self.cited_lines(name):
            return super().find_words(name, quote)
        found: dict[str, list[Anchor]] = {}
        for each in self.find_quoted(self.passages, quote):
            found.setdefault(each.key, []).append(each.anchor)
        there = self.on_lines(self.line_places(name), quote, found)
        every = [(item, place) for item, anchors in there.items() for place in anchors]
        if len(every) > 1:
            raise UnplacedError(f"{shortened(quote)} stands there {len(every)} times; quote more")
        ((target, place),) = every
        return target, place, Placing(place.how.value, place.score, quote), ""
