"""Parsed drafts: items, alternatives, and the place of each in the file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate

from attrs import evolve, frozen

from consensus.finding import Finding, Severity
from consensus.formats.labels import (
    LabelNesting,
    Mark,
    bare_mark,
    join_label,
    kind_of,
    may_be_title,
    parents,
    parts_of,
    split_inner,
    split_label,
)
from consensus.formats.source import Source
from consensus.model.drafts import ItemKind
from consensus.text.brackets import (
    Bracket,
    BracketedText,
    BracketOption,
    OptionLabel,
    parse,
    read_option_label,
    render,
)

FOOTNOTE = re.compile(r"(\[\^[^\s\[\]]+\]):\s*")
"""The start of a footnote; the text in square brackets is its label."""

_LINK = r"\[(?!\^)(?:[^\[\]\\]|\\.)+\]:[ \t]*\S+(?:[ \t]+[\"'(].*)?"
MARKUP = re.compile(rf"---[ \t]*\n(?s:.*)|--- \w+|\{{(?:::?|#)[^{{}}\n]*\}}|{_LINK}(?:\n{_LINK})*")
"""What is about a text and none to negotiate: front matter, `--- abstract`, `{:toc}`, and
definitions of links."""

_EMPHASIS = re.compile(r"([*_]{1,3})([^*_\n]+)\1")
# A participle, in the languages that have one, perhaps with adverbs, and a comma at the end.
_PREAMBULAR = re.compile(
    r"[*_]{0,3}(?:(?:Also|Further|Once|Again|\w+ly|\w+ment|\w+mente),? )*(?:\w+(?:ing|ant|ndo)"
    r"|[Aa]ware|[Mm]indful|[Cc]onscious|[Cc]onvinced|[Cc]oncerned|[Aa]larmed|[Dd]etermined"
    r"|[Gg]uided|[Dd]esirous|[Dd]isturbed|[Ee]ncouraged|[Ii]nspired)\b"
    r".*,(?: and)?[*_]{0,3}(?:\[.*)?",
    re.DOTALL,
)
_RECOMMENDATIONS = re.compile(r"\brecommendations?\b", re.IGNORECASE)


@frozen
class DraftItem:
    """An item of a draft as it was imported."""

    kind: ItemKind  # what it is
    # the printed label without a final stop, such as `3`, `12(a)`, `OP7 ter` or `[^1]`; empty for
    # none
    label: str
    text: str  # its text as written, without the label
    depth: int  # 0 at the top; an item stands under the nearest earlier item of smaller depth
    line: int  # where it begins in the file, counted from 1


@frozen
class DraftDocument:
    """A draft as it was imported: its title, empty for none, and its items, footnotes last."""

    title: str
    items: tuple[DraftItem, ...]


def recommends(heading: str) -> bool:
    """Returns whether a heading or title announces recommendations."""
    return bool(_RECOMMENDATIONS.search(heading))


def without_emphasis(text: str) -> str:
    """Returns a line without the stars or lines that print it whole in italics or bold."""
    found = _EMPHASIS.fullmatch(text)
    return found[2] if found else text


class DraftBuilder:
    """Collects the items of a draft, and the headings that they stand under."""

    def __init__(self, title: str = "") -> None:
        self.title = title
        self.items: list[DraftItem] = []
        self.nesting = LabelNesting(0)
        self._headings: list[tuple[int, bool]] = []

    @property
    def depth(self) -> int:
        """The depth of what stands directly under the last heading."""
        return len(self._headings)

    def add(self, item: DraftItem) -> None:
        """Adds an item."""
        self.items.append(item)

    def join_last(self, item: DraftItem) -> None:
        """Replaces the last two items by one."""
        self.items[-2:] = [item]

    def mark_at(self, place: int = -1) -> Mark | None:
        """Returns the mark that an item is, such as `Article 2`, whose title may come yet."""
        item = self.items[place] if len(self.items) >= -place else None
        is_bare = item is not None and item.kind is ItemKind.SECTION and not item.label
        return bare_mark(self.items[place].text) if is_bare else None

    def take_title(self, before_heading: bool = False) -> None:
        """Makes the line behind `Article 2` its title, once it is known that more follows it.

        An article before the next heading has no other text than that line, which is no title then.
        """
        mark = self.mark_at(-2) if self.nesting.ends_with_line else None
        if not mark or (mark.is_article and before_heading):
            return
        if may_be_title(words := without_emphasis(self.items[-1].text)):
            self.join_last(evolve(self.items[-2], label=mark.label, text=words))
            self._headings[-1] = self._headings[-1][0], recommends(words)
            self.nesting.reset()

    def add_heading(self, label: str, words: str, level: int, line: int) -> None:
        """Adds a section, with which those of its level and below end.

        One without a number directly under a line such as `Article 2` is its title.
        """
        self.take_title(before_heading=True)
        label, words = (label, words) if words or "." not in label else ("", label)
        mark = None if label else self.mark_at()
        if mark and may_be_title(words):
            above, over = sum(each < level for each, _ in self._headings), self._headings[-1][0]
            if above == self.depth - 1 or (mark.is_article and above == self.depth):
                self.add(DraftItem(ItemKind.SECTION, "", words, self.depth, line))
                self.join_last(evolve(self.items[-2], label=mark.label, text=words))
                self._headings[-1] = min(level, over), recommends(words)
                return
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        self.add(DraftItem(ItemKind.SECTION, label, words, self.depth, line))
        self._headings.append((level, recommends(words)))
        self.nesting = LabelNesting(self.depth, label or words)

    def add_text(
        self,
        label: str,
        text: str,
        line: int,
        nesting: LabelNesting,
        depth: int | None = None,
        bulleted: bool = False,
    ) -> None:
        """Adds a paragraph at a depth, or at the one that its label and its typed bullet imply.

        `(a) (i) …` are two items. What follows a number that stands alone is its text.
        """
        self.take_title()
        if not label and depth is None and nesting.ends_with_label:
            bare = self.items[-1]
            self.add(evolve(bare, label="", text=text, line=line))
            self.join_last(evolve(bare, text=text))
            nesting.add(bare.label, text, bare.depth)
            return
        if not label and depth is None and (behind := nesting.split_bullet(text)):
            bulleted, (label, text) = True, split_label(behind)
        inner, text = split_inner(label, text)
        if depth is None:
            depth = nesting.depth_below() if bulleted else nesting.depth_of(label, text)
        self.add_paragraph(label, "" if inner else text, depth, line)
        nesting.add(label, text, depth, bulleted=bulleted)
        if inner:
            self.add_text(inner, text, line, nesting)

    def add_whole(self, text: str, line: int, nesting: LabelNesting) -> None:
        """Adds what is kept as it is written, such as a table or code."""
        depth = nesting.depth_of("", text)
        self.add_paragraph("", text, depth, line)
        nesting.add("", text, depth)

    def add_paragraph(self, label: str, text: str, depth: int, line: int) -> None:
        """Adds an item whose kind its label, its depth and what announces it imply."""
        recommendations = recommends(self.title) or any(each for _, each in self._headings)
        kind = kind_of(label, recommendations=recommendations, nested=depth > self.depth)
        if not label and MARKUP.fullmatch(text):
            kind = ItemKind.TITLE
        self.add(DraftItem(kind, label, text, depth, line))


def with_kinds(items: Sequence[DraftItem]) -> Iterator[DraftItem]:
    """Yields the items, those marked whose kind only what stands around them tells.

    Where there are no articles, paragraphs that begin with a participle and end in a comma are
    preambular, and numbers after them operative, up to an annex; paragraphs that end in a colon
    above other items are chapeaux.
    """
    above = list(parents(item.depth for item in items))
    has_items = set(above)
    headed = [Mark.of(each.label or each.text) for each in items if each.kind is ItemKind.SECTION]
    is_act = any(mark.is_of_act for mark in headed if mark)
    is_resolution = False
    for index, (item, parent) in enumerate(zip(items, above, strict=True)):
        known = parts_of(item.label)
        kind = item.kind
        if kind is ItemKind.SECTION:
            is_resolution = is_resolution and not Mark.of(item.label or item.text)
        elif (
            kind is ItemKind.PARAGRAPH
            and not (item.label or is_act)
            and (_PREAMBULAR.fullmatch(item.text))
        ):
            kind, is_resolution = ItemKind.PREAMBULAR, True
        elif kind is ItemKind.PARAGRAPH and is_resolution and known and known.is_plain_number:
            is_below = parent >= 0 and items[parent].kind is not ItemKind.SECTION
            kind = kind if is_below else ItemKind.OPERATIVE
        announces = kind is ItemKind.PARAGRAPH and item.text.endswith(":")
        if announces and index in has_items and not (known and known.is_prefixed):
            kind = ItemKind.CHAPEAU
        yield item if kind is item.kind else evolve(item, kind=kind)


def check_labels(items: Iterable[DraftItem], file: str) -> tuple[Finding, ...]:
    """Returns a finding for each label that stands on several items of one parent."""
    items = tuple(items)
    lines: dict[tuple[int, str], list[int]] = {}
    for item, parent in zip(items, parents(item.depth for item in items), strict=True):
        if item.label:
            lines.setdefault((parent, item.label), []).append(item.line)
    return tuple(
        Finding(
            f"The label {label} stands on {len(where)} items, the first in line {where[0]}; all"
            " were kept, so name them by their handles or correct the labels.",
            Severity.WARNING,
            file,
            where[1],
        )
        for (_, label), where in lines.items()
        if len(where) > 1
    )


_ALT = re.compile(r"\s+alt\b.*")
_NOT_FOLDED = (ItemKind.SECTION, ItemKind.FOOTNOTE)


def with_alternatives(
    document: DraftDocument, codes: Collection[str] = (), file: str = ""
) -> tuple[DraftDocument, tuple[Finding, ...]]:
    """Returns the items, consecutive options and `alt` paragraphs folded into one item each.

    The text of the item is a bracket whose options are those wordings in order, each with its
    printed label before it: `[Option 1: … | Option 2: …]`, `[… | 7 alt: …]`. What stands under an
    option is part of its wording. Options under a paragraph that announces them (`…:`) or says
    nothing become part of it. `codes` are those of members and groups, for names in brackets. What
    became one item is a note, and what could not a warning.
    """
    folding = _AlternativeFolder(document.items, codes, file)
    return evolve(document, items=tuple(folding.items())), tuple(folding.findings)


@frozen
class _Option:
    label: OptionLabel
    start: int
    end: int


class _AlternativeFolder:
    """Merges items that are alternatives of one text into one item with options in brackets."""

    def __init__(self, items: Sequence[DraftItem], codes: Collection[str], file: str) -> None:
        self._read = items
        self._codes = codes
        self._file = file
        self._done: list[DraftItem] = []
        self._hosts: dict[int, list[BracketOption]] = {}
        self.findings: list[Finding] = []

    def items(self) -> list[DraftItem]:
        place = 0
        while place < len(self._read):
            options = self._options_at(place)
            if len(options) > 1:
                self._fold_options(options)
                place = options[-1].end
                continue
            if options:
                self._find(
                    self._read[place],
                    f"{options[0].label.label} has no other option after it; it stays as it is.",
                )
            item = self._read[place]
            parts = parts_of(item.label)
            end = self._end_of(place)
            if parts is not None and parts.is_alternative and self._fold_alt(item, place, end):
                place = end
                continue
            self._done.append(item)
            place += 1
        return [
            evolve(item, text=self._written(self._hosts[index])) if index in self._hosts else item
            for index, item in enumerate(self._done)
        ]

    def _options_at(self, place: int) -> list[_Option]:
        """Returns the consecutive options that begin at an index, each with its own items."""
        first = self._read[place]
        options: list[_Option] = []
        while place < len(self._read):
            item = self._read[place]
            label = read_option_label(item.text)
            if (
                label is None
                or len(options) + 1 not in label.places
                or item.depth != first.depth
                or item.kind is ItemKind.FOOTNOTE
                or (options and item.label not in ("", first.label))
            ):
                break
            end = self._end_of(place)
            if not label.rest and end == place + 1 and item.kind is not ItemKind.SECTION:
                end = self._end_of_headed(place)
            options.append(_Option(label, place, end))
            place = end
        if options and not options[-1].label.rest:
            # Nothing ends the last option but the end of its first paragraph.
            last = options[-1]
            own = self._end_of(last.start)
            if own == last.start + 1 and own < last.end:
                options[-1] = evolve(last, end=self._end_of(own))
        return options

    def _end_of_headed(self, place: int) -> int:
        """Returns where the unlabelled paragraphs end that follow an option's label."""
        depth = self._read[place].depth
        end = place + 1
        while end < len(self._read):
            item = self._read[end]
            if (
                item.depth != depth
                or item.label
                or item.kind in _NOT_FOLDED
                or read_option_label(item.text)
            ):
                break
            end = self._end_of(end)
        return end

    def _end_of(self, place: int) -> int:
        end = place + 1
        while end < len(self._read) and self._read[end].depth > self._read[place].depth:
            end += 1
        return end

    def _fold_options(self, options: Sequence[_Option]) -> None:
        first = self._read[options[0].start]
        inside = [
            self._read[place] for each in options for place in range(each.start + 1, each.end)
        ]
        if any(item.kind in _NOT_FOLDED for item in inside):
            self._done += self._read[options[0].start : options[-1].end]
            self._find(first, "The options hold sections of their own; they stay as they are.")
            return
        wordings = [
            self._option(each.label.label, each.label.rest, each.start + 1, each.end)
            for each in options
        ]
        names = ", ".join(each.label.label for each in options)
        host = self._announcing(first, options[-1].end)
        where = "an item"
        if host is not None:
            where = host.label or "the paragraph before them"
            text = f"{host.text} {self._written(wordings)}".lstrip()
            self._done[-1] = evolve(host, text=text)
        else:
            kind = ItemKind.PARAGRAPH if first.kind in _NOT_FOLDED else first.kind
            self._done.append(evolve(first, kind=kind, text=self._written(wordings)))
        self._find(first, f"{names} are the options of {where}.", Severity.NOTE)

    def _announcing(self, first: DraftItem, end: int) -> DraftItem | None:
        if first.label or not self._done:
            return None
        host = self._done[-1]
        if host.kind in _NOT_FOLDED or host.depth > first.depth:
            return None
        if host.text and not host.text.endswith(":"):
            return None
        is_above = end < len(self._read) and self._read[end].depth > host.depth
        kind = ItemKind.PARAGRAPH if host.kind is ItemKind.CHAPEAU and not is_above else host.kind
        return evolve(host, kind=kind)

    def _fold_alt(self, item: DraftItem, place: int, end: int) -> bool:
        """Folds an `alt` paragraph into its neighbour; returns whether it is one."""
        base = _ALT.sub("", item.label)
        host = len(self._done) - 1
        while host >= 0 and self._done[host].depth > item.depth:
            host -= 1
        if host < 0 or self._done[host].depth != item.depth or self._done[host].label != base:
            self._find(item, f"{item.label} stands beside no {base}; it stays as it is.")
            return False
        if host < len(self._done) - 1:
            self._find(
                item,
                f"{item.label} is an alternative to {base}, which has items under it; it stays"
                " an item of its own.",
            )
            return False
        if any(self._read[each].kind in _NOT_FOLDED for each in range(place + 1, end)):
            self._find(item, f"{item.label} holds sections of its own; it stays as it is.")
            return False
        own = self._option("", self._done[host].text, 0, 0)
        self._hosts.setdefault(host, [own]).append(
            self._option(item.label, item.text, place + 1, end)
        )
        self._find(item, f"{item.label} is an option of {base}.", Severity.NOTE)
        return True

    def _option(self, label: str, text: str, start: int, end: int) -> BracketOption:
        """Returns an option with the items under it, without a bracket around the whole."""
        below = (join_label(each.label, each.text) for each in self._read[start:end])
        words = " ".join(filter(None, (text, *below)))
        wording = parse(words, self._codes, markdown=True)[0]
        option = BracketOption(wording)
        if len(wording.parts) == 1 and isinstance(wording.parts[0], Bracket):
            options = wording.parts[0].options
            option = options[0] if len(options) == 1 else option
        if not label:
            return option
        if not option.text.parts:
            return evolve(option, text=BracketedText.plain(f"{label}: no text"))
        return evolve(option, text=BracketedText((f"{label}: ", *option.text.parts)))

    def _written(self, options: Sequence[BracketOption]) -> str:
        return render(BracketedText((Bracket(tuple(options)),)), markdown=True)

    def _find(self, item: DraftItem, message: str, severity: Severity = Severity.WARNING) -> None:
        self.findings.append(Finding(message, severity, self._file, item.line, 1))


# So many characters locate the text of an item on a line, behind marks and labels.
_TELLING = 16
# What reading sets before lines of its own, and the file does not have.
_ADDED = "\\>#<!-"
# Between two characters of an item the file has list and quotation marks, no more.
_LONGEST_GAP = 200


class SourceMap:
    """Maps offsets in items to lines and columns of the file.

    Reading joins lines and takes off labels and marks of lists, but it keeps every word in its
    order; so each character of an item is the next equal one in the file.
    """

    def __init__(self, source: Source) -> None:
        self._name = source.name
        self._text = source.text
        lines = source.text.split("\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in lines)]

    def locate(self, item: DraftItem, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yields findings on the text of an item as findings on the file."""
        found = list(findings)
        if not found:
            return
        places = self._places(item)
        starts = [0, *accumulate(len(line) + 1 for line in item.text.split("\n"))]
        for each in found:
            at = places[min(starts[max(each.line, 1) - 1] + max(each.column, 1), len(places)) - 1]
            line = bisect_right(self._starts, at)
            yield evolve(each, file=self._name, line=line, column=at - self._starts[line - 1] + 1)

    def _places(self, item: DraftItem) -> list[int]:
        source, text = self._text, item.text
        here = self._begin(item)
        places: list[int] = []
        for sign in text:
            if sign.isspace():
                places.append(here)
                continue
            there = here
            while there < len(source) and source[there].isspace():
                there += 1
            if source[there : there + 1] != sign:
                # What parsing added has no place in the file; what it left out is skipped.
                there = -1 if sign in _ADDED else source.find(sign, there, there + _LONGEST_GAP)
            places.append(here if there < 0 else there)
            here = here if there < 0 else there + 1
        return places or [here]

    def _begin(self, item: DraftItem) -> int:
        start = self._starts[min(max(item.line, 1), len(self._starts)) - 1]
        end = self._text.find("\n", start)
        end = len(self._text) if end < 0 else end
        telling = "".join(item.text.split())[:_TELLING]
        for place in range(start, end):
            ahead = self._text[place : place + 4 * _TELLING]
            if telling and "".join(ahead.split()).startswith(telling):
                return place
        return start
