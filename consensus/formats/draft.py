"""Parsed drafts: what opens which level, items, alternatives, and their places in the file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from attrs import evolve, frozen

from consensus.finding import Finding, Severity
from consensus.formats.bracket_notation import SpanningSigns, outer_signs
from consensus.formats.labels import (
    CLAUSE,
    SUFFIX,
    UPPER_ROMAN,
    LabelParts,
    join_label,
    kind_of,
    parents,
    parts_of,
    split_label,
)
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
    is_label_inside: bool = False  # whether the signs that its text begins with stand before it


@frozen
class GroupOfItems:
    """Items in a row that are one of several alternatives, by their places in a document."""

    label: str  # such as `Option 1`
    first: int
    last: int
    named: BracketOption  # who is named before the label; without words


@frozen
class DraftDocument:
    """A draft as it was imported: its title, empty for none, and its items, footnotes last."""

    title: str
    items: tuple[DraftItem, ...]
    spanning: tuple[SpanningSigns, ...] = ()  # brackets over several items, taken out of their text
    groups: tuple[tuple[GroupOfItems, ...], ...] = ()  # which groups are alternatives


def recommends(heading: str) -> bool:
    """Returns whether a heading or title announces recommendations."""
    return bool(_RECOMMENDATIONS.search(heading))


LONGEST_HEADING = 72
"""Characters; a heading of a printed draft stands on one line."""

_LONGEST_TITLE = 160  # characters; under `Article 5` a title may run over some lines
_MOST_WORDS = 5  # so many words behind `§ 7` are its title, more may be a sentence
ENDS_SENTENCE = re.compile(r"[.;:,!?]$")
_ARTICLE, _CHAPTER = 7, 5  # their levels, as they stand among the words for headings
_CLAUSES = 10  # the level above clauses such as `4.2`; those have one for each of their numbers
OTHER_HEADING = 30
"""The level of a heading that nothing numbers, which ends with any that something does."""


HEADINGS = (
    "annex annexe annexes anhang anlage anexo appendix schedule apéndice appendice",
    "book livre buch libro",
    "part parts partie teil parte",
    "title titre titel título heading überschrift intitulé",
    "chapter chap chapitre kapitel capítulo cap",
    "section sections sect sec secs abschnitt sección",
    "article articles art arts artikel artikels artículo artículos clause clauses"
    " subclause subclauses cl cls §§ §",
)
"""The words for parts of a text that have headings, in the order of what contains what."""


@cache
def _words_of_marks() -> tuple[re.Pattern[str], dict[str, int]]:
    words = {word: level for level, each in enumerate(HEADINGS, 1) for word in each.split()}
    ordered = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    number = rf"(?:\d{{1,4}}[a-z]?|{UPPER_ROMAN}|[A-Z])(?![^\W_]){SUFFIX}*"
    return re.compile(rf"(?P<word>(?i:{ordered}))(?:\.?\s?(?P<number>{number})|\b)"), words


@frozen
class Mark:
    """The start of a heading such as `Article 2`, `CHAPTER IV`, `§ 7a` or `Annex`."""

    label: str  # as it is printed, such as `Article 2`
    level: int  # what it opens: 1 for an annex, then book, part, title, chapter, section, article
    title: str  # what follows on the same line, without a sign between them
    is_stopped: bool  # whether a stop is between them
    is_heading: bool  # whether the line is a heading by its form, not perhaps a sentence

    @classmethod
    def of(cls, text: str) -> Mark | None:
        """Returns the mark that a line begins with; None for none."""
        pattern, words = _words_of_marks()
        found = pattern.match(text) if text[:1] == "§" or text[:1].isupper() else None
        if not found:
            return None
        number, level = found["number"], words[found["word"].casefold()]
        rest = text[found.end() :]
        title = rest.lstrip(" \t.:–—-")
        is_parted = rest.strip()[:1] in tuple(".:–—-")
        if not number and (level > 1 or (title and not is_parted)):
            return None
        if level == _ARTICLE and number.isupper():
            level = _CHAPTER  # under Articles with Roman numerals stand Sections
        is_name = title[:1].isupper() and rest[0].isspace() and len(title.split()) <= _MOST_WORDS
        is_short = len(text) <= LONGEST_HEADING and not ENDS_SENTENCE.search(title)
        is_heading = not title or (is_short and (is_parted or is_name))
        return cls(" ".join(found[0].split()), level, title, rest[:1] == ".", is_heading)

    @property
    def is_article(self) -> bool:
        """Whether it opens an article, in which what has no number belongs to the number before."""
        return self.level == _ARTICLE

    @property
    def is_of_act(self) -> bool:
        """Whether it is one of an act or a treaty: an article, or a chapter, which holds some."""
        return self.level in (_ARTICLE, _CHAPTER)


def bare_mark(text: str) -> Mark | None:
    """Returns the mark that a line is, such as `Article 2`; None for any other line."""
    mark = Mark.of(text)
    return mark if mark and not mark.title else None


def may_be_title(text: str) -> bool:
    """Returns whether a line may be the title of the article whose number stands above it."""
    return (
        len(text) <= _LONGEST_TITLE
        and (text[:1] == "[" or text[:1].isupper())
        and not ENDS_SENTENCE.search(text)
        and "\n" not in text
        and not split_label(text, heading=True)[0]
        and not Mark.of(text)
        and not NOTE.match(text)
    )


def heading_level(text: str, following: str) -> int:
    """Returns the level that a line opens by its number or its mark; 0 where it is no heading.

    Article 2 and the like open one each, in the order of `Mark.level`, and clauses such as `4` and
    `4.2` below them, if they hold no sentence and a text, a clause of theirs or, under `4.2`, a
    list follows.
    """
    if mark := Mark.of(text):
        return mark.level if mark.is_heading and following else 0
    label, words = split_label(text, heading=True)
    below, parts = split_label(following, heading=True)[0], parts_of(label)
    if not words or ENDS_SENTENCE.search(words) or len(text) > LONGEST_HEADING or not following:
        return 0
    is_clause = CLAUSE.fullmatch(label) or (parts is not None and label.isdigit())
    is_own = below.startswith(f"{label}.") or not below
    is_list = "." in label and below.rstrip(".)").endswith("a") and not _BREAKS_OFF.search(words)
    if not is_clause or text[len(label)] == "." or not (is_own or is_list):
        return 0
    return _CLAUSES + label.count(".")


# So ends a sentence that the list below goes on with.
_BREAKS_OFF = re.compile(
    r"\b(?:shall|should|may|must|will|can|to|by|of|for|the|and|or|that|is|are|include)$", re.I
)
NOTE = re.compile(r"(?:NOTE|EXAMPLE|Note \d+ to entry)\b")
"""The start of a note or an example, which belongs to the clause or point before it."""


_BULLET = re.compile(r"(?:[•◦▪‣○●·]|(?P<dash>[–—-]))\s+(?=\S)")
# What stands under no number of an article: the words that close a text, and code.
_CLOSING = re.compile(r"(?i:done (?:at|in)|in witness|fait à|hecho en|geschehen)\b|\s")


def split_heading(text: str) -> tuple[str, str]:
    """Splits the label off a heading, as `split_label`, also that of `Article 3. Scope`."""
    mark = Mark.of(text)
    if mark and mark.is_stopped and mark.title:
        return mark.label, mark.title
    return split_label(text, heading=True)


def split_inner(label: str, text: str) -> tuple[str, str]:
    """Splits a second label, the first of a series, off a text, such as that of `(a) (i) …`."""
    inner, rest = split_label(text) if label[:1] == text[:1] == "(" else ("", "")
    parts = parts_of(inner)
    return (inner, rest) if parts and parts.is_first and rest else ("", text)


@frozen
class _Level:
    family: str
    label: str
    depth: int
    announces: bool
    bulleted: bool
    is_bare: bool
    is_parted: bool


class LabelNesting:
    """The open labels of one section or list item; computes the depth of the next label.

    A label goes on at the depth of its own series; `(a)` begins a series under the labelled or
    announcing (`…:`) paragraph before it, and so does a number that is the first of its series
    after an announcing one; `(1)` and `(A)` begin one under any label, and `4.2` stands under `4`.
    A note stands under the number it is on, or beside the letter, and in an article what has no
    label under the number before it. Everything else stands at the foot.
    """

    def __init__(self, foot: int, heading: str = "") -> None:
        self._foot = foot
        self._rungs: list[_Level] = []
        self.is_parted = False
        mark = Mark.of(heading) if heading else None
        self.is_in_article = mark is not None and mark.is_article

    def depth_of(self, label: str, text: str = "") -> int:
        """Returns the depth of an item with a label and a text."""
        if not self._rungs:
            return self._foot
        parts = parts_of(label)
        if parts is None:
            on = [rung for rung in self._rungs if rung.label]
            if not (on and not label and NOTE.match(text)):
                return self._foot if _CLOSING.match(text) else self._under_number()
            known = parts_of(on[-1].label)
            return on[-1].depth + (known is not None and known.is_plain_number)
        family = self._family(parts)
        for rung in reversed(self._rungs):
            if rung.family == family:
                return rung.depth
        last = self._rungs[-1]
        if parts.sub:
            base = [rung.depth for rung in self._rungs if rung.label == parts.base]
            return base[-1] + 1 if base else self._foot
        for rung in reversed(self._rungs):
            if parts.before.endswith(".") and rung.label == parts.before[:-1]:
                return rung.depth + 1
        if parts.is_prefixed:
            return self._foot
        if parts.is_plain_number:
            below = parts.is_first and (last.announces or last.family == "(1)")
        elif parts.is_letter:
            below = last.announces or bool(last.label)
        else:
            below = last.announces or (parts.is_first and parts.before == "(" and bool(last.label))
        if below:
            return last.depth + 1
        return self._under_number() if parts.is_letter else self._foot

    def _under_number(self) -> int:
        parts = parts_of(self._rungs[0].label) if self.is_in_article else None
        is_numbered = parts is not None and parts.number.isdigit()
        return self._rungs[0].depth + is_numbered

    @property
    def ends_with_line(self) -> bool:
        """Whether the last item, at the foot, has no label, and is of no list and not parted."""
        last = self._rungs[-1] if self._rungs else _Level("", "", -1, False, False, False, False)
        return last.depth == self._foot and not (last.bulleted or last.label or last.is_parted)

    @property
    def ends_with_label(self) -> bool:
        """Whether the last item is a label alone, whose text may come next."""
        return bool(self._rungs) and self._rungs[-1].is_bare

    def holds(self, depth: int) -> bool:
        """Whether an item with a label, or one that announces others, is open at a depth."""
        return any(each.depth == depth and (each.label or each.announces) for each in self._rungs)

    def split_bullet(self, text: str) -> str:
        """Returns what stands behind the typed sign of an item of a list; empty where it is none.

        A dash is one only in a list, or where one is announced.
        """
        found = None if self.is_parted else _BULLET.match(text)
        last = self._rungs[-1] if self._rungs else None
        if not found or (found["dash"] and not (last and (last.announces or last.bulleted))):
            return ""
        return text[found.end() :]

    def depth_below(self) -> int:
        """Returns the depth of the items of a list without labels."""
        if not self._rungs:
            return self._foot
        last = self._rungs[-1]
        return last.depth if last.bulleted else last.depth + 1

    def add(self, label: str, text: str, depth: int, bulleted: bool = False) -> None:
        """Adds an item, whose label is open from then on."""
        if self._rungs and not label and not bulleted and NOTE.match(text):
            return  # what it is on goes on behind it
        parts = parts_of(label)
        family = self._family(parts) if parts else ""
        while self._rungs and self._rungs[-1].depth >= depth:
            self._rungs.pop()
        announces = text.endswith(":")
        label = label if parts else ""
        is_bare = bool(label) and not text
        level = _Level(family, label, depth, announces, bulleted, is_bare, self.is_parted)
        self._rungs.append(level)
        self.is_parted = False

    def reset(self) -> None:
        """Closes all labels, so that the next item is at the base depth, and begins anew."""
        self._rungs.clear()
        self.is_parted = True

    def copy(self) -> LabelNesting:
        """Returns a copy with the same labels open."""
        other = LabelNesting(self._foot)
        other._rungs, other.is_in_article = list(self._rungs), self.is_in_article
        return other

    def _family(self, parts: LabelParts) -> str:
        """Returns the series of a label; `(i)` continues after `(h)`, and otherwise is Roman."""
        family = parts.family
        number = parts.number
        is_letter = parts.is_letter or (parts.before == "(" and number.isupper())
        if not is_letter or parts.sub or not set(number.casefold()) <= set("ivxl"):
            return family
        roman = family.replace("a", "i").replace("A", "I")
        letter_before = chr(ord(number) - 1) if len(number) == 1 else ""
        for rung in reversed(self._rungs):
            known = parts_of(rung.label)
            if rung.family == family and known and known.number == letter_before:
                return family
            if rung.family == roman:
                return roman
        return roman if number in ("i", "I") or len(number) > 1 else family


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
        self._opening = ""  # signs on a line of their own, for what comes next

    def split_signs(self, text: str) -> tuple[str, str, str]:
        """Splits the signs of brackets off a paragraph; those that stand alone go to its neighbour.

        Returns them and the words, which are empty where there is nothing else.
        """
        opening, words, closing = outer_signs(text)
        if words or not (opening or closing):
            opening, self._opening = self._opening + opening, ""
        elif closing and not opening and self.items:
            self.items[-1] = evolve(self.items[-1], text=self.items[-1].text + closing)
        else:
            self._opening += opening + closing
        return opening, words, closing

    def put_signs(self, opening: str, closing: str, since: int) -> None:
        """Puts the signs of a paragraph around the items that were made of it, of which `since`."""
        if not (opening or closing):
            return
        first, last = min(since, len(self.items) - 1), len(self.items) - 1
        begun = self.items[first]
        is_inside = bool(opening and begun.label)
        self.items[first] = evolve(begun, text=opening + begun.text, is_label_inside=is_inside)
        words = self.items[last].text
        words = words + closing if words else closing.lstrip()
        self.items[last] = evolve(self.items[last], text=words)

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
        return bare_mark(outer_signs(self.items[place].text)[1]) if is_bare else None

    def take_title(self, before_heading: bool = False) -> None:
        """Makes the line behind `Article 2` its title, once it is known that more follows it.

        An article before the next heading has no other text than that line, which is no title then.
        """
        mark = self.mark_at(-2) if self.nesting.ends_with_line else None
        if not mark or (mark.is_article and before_heading):
            return
        if may_be_title(words := without_emphasis(self.items[-1].text)):
            self._join_title(mark.label, words)
            self._headings[-1] = self._headings[-1][0], recommends(words)
            self.nesting.reset()

    def _join_title(self, label: str, words: str) -> None:
        """Makes the last item the title of the mark before it."""
        opening, _, closing = outer_signs(self.items[-2].text)
        self.join_last(evolve(self.items[-2], label=label, text=opening + words + closing))

    def add_heading(self, label: str, words: str, level: int, line: int) -> None:
        """Adds a section, with which those of its level and below end.

        One without a number directly under a line such as `Article 2` is its title.
        """
        self.take_title(before_heading=True)
        if not words and CLAUSE.fullmatch(label) and label[0].isdigit():
            label, words = "", label
        mark = None if label else self.mark_at()
        if mark and may_be_title(words):
            above, over = sum(each < level for each, _ in self._headings), self._headings[-1][0]
            if above == self.depth - 1 or (mark.is_article and above == self.depth):
                self.add(DraftItem(ItemKind.SECTION, "", words, self.depth, line))
                self._join_title(mark.label, words)
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
        kind, words = item.kind, outer_signs(item.text)[1]
        if kind is ItemKind.SECTION:
            is_resolution = is_resolution and not Mark.of(item.label or item.text)
        elif (
            kind is ItemKind.PARAGRAPH
            and not (item.label or is_act)
            and _PREAMBULAR.fullmatch(words)
        ):
            kind, is_resolution = ItemKind.PREAMBULAR, True
        elif kind is ItemKind.PARAGRAPH and is_resolution and known and known.is_plain_number:
            is_below = parent >= 0 and items[parent].kind is not ItemKind.SECTION
            kind = kind if is_below else ItemKind.OPERATIVE
        announces = kind is ItemKind.PARAGRAPH and words.endswith(":")
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
    `alt` is part of its wording. Options under a paragraph that announces them (`…:`) or says
    nothing become part of it. Options of several paragraphs are groups of items, whose heads go.
    `codes` are those of members and groups, for names in brackets. What became one item, or groups,
    is a note, and what could not a warning. A bracket around an option goes with its label.
    """
    folding = _AlternativeFolder(document, codes, file)
    items, spanning = tuple(folding.items()), tuple(folding.spanning())
    changed = evolve(document, items=items, spanning=spanning, groups=tuple(folding.groups))
    return changed, tuple(folding.findings)


@frozen
class _Option:
    label: OptionLabel
    start: int
    end: int
    around: SpanningSigns | None  # the bracket that begins and ends with it


class _AlternativeFolder:
    """Merges items that are alternatives of one text into one item with options in brackets."""

    def __init__(self, document: DraftDocument, codes: Collection[str], file: str) -> None:
        self._read = document.items
        self._codes = codes
        self._file = file
        self._spanning = list(document.spanning)
        self._done: list[DraftItem] = []
        self._hosts: dict[int, list[BracketOption]] = {}
        self._places: dict[int, int] = {}  # of what was read, where it is now
        self.groups: list[tuple[GroupOfItems, ...]] = []
        self.findings: list[Finding] = []

    def items(self) -> list[DraftItem]:
        place = 0
        while place < len(self._read):
            options = self._options_at(place)
            if len(options) > 1:
                if self._are_groups(options):
                    self._group(options)
                else:
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
            is_alternative = parts is not None and parts.is_alternative
            is_alternative = is_alternative and not self._is_cut(place - 1, end)
            if is_alternative and self._fold_alt(item, place, end):
                place = end
                continue
            self._keep(place, item)
            place += 1
        return [
            evolve(item, text=self._written(self._hosts[index])) if index in self._hosts else item
            for index, item in enumerate(self._done)
        ]

    def spanning(self) -> Iterator[SpanningSigns]:
        """Yields the brackets over several items, where these are now."""
        for each in self._spanning:
            if each.first in self._places and each.last in self._places:
                first, last = self._places[each.first], self._places[each.last]
                yield evolve(each, first=first, last=last)

    def _keep(self, place: int, item: DraftItem) -> None:
        self._places[place] = len(self._done)
        self._done.append(item)

    def _is_cut(self, start: int, end: int) -> bool:
        """Returns whether a bracket over several items opens or closes between two places."""
        return any(
            start < each < end for one in self._spanning for each in (one.first + 1, one.last)
        )

    def _options_at(self, place: int) -> list[_Option]:
        """Returns the consecutive options that begin at an index, each with its own items."""
        first = self._read[place]
        options: list[_Option] = []
        while place < len(self._read):
            item = self._read[place]
            opening, words, closing = outer_signs(item.text)
            label = read_option_label(words)
            parsed = parse(item.text, (), markdown=True)[0] if label and opening else None
            if (
                label is None
                or (parsed and any(len(each.options) > 1 for each in parsed.brackets()))
                or len(options) + 1 not in label.places
                or item.depth != first.depth
                or item.kind is ItemKind.FOOTNOTE
                or (options and item.label not in ("", first.label))
            ):
                break
            if label.rest:
                label = evolve(label, rest=opening + label.rest + closing)
            begun = [each for each in self._spanning if each.first == place]
            around = min(begun, key=lambda each: each.last, default=None)
            end = around.last + 1 if around else self._end_of(place)
            if (
                not (label.rest or around)
                and end == place + 1
                and item.kind is not ItemKind.SECTION
            ):
                end = self._end_of_headed(place, len(options) + 2)
            options.append(_Option(label, place, end, around))
            place = end
        if options and not (options[-1].label.rest or options[-1].around):
            # Nothing ends the last option but the end of its first paragraph, or of those that
            # have the labels of others.
            last = options[-1]
            end = self._end_of(last.start)
            if end == last.start + 1 and end < last.end:
                known = {e.label for e in self._read[options[0].start : last.start] if e.label}
                end = self._end_of(end)
                while end < len(self._read) and self._read[end].label in known:
                    end = self._end_of(end)
                options[-1] = evolve(last, end=end)
        return options

    def _end_of_headed(self, place: int, following: int) -> int:
        """Returns where the paragraphs end that follow an option's label.

        That is where the option with the number `following` comes; else those behind the first end
        with one that has a label.
        """
        depth = self._read[place].depth
        end = plain = place + 1
        while end < len(self._read):
            item = self._read[end]
            label = read_option_label(outer_signs(item.text)[1])
            if label and item.depth == depth:
                return end if following in label.places else plain
            if item.depth < depth or item.kind in _NOT_FOLDED:
                break
            is_next = plain == end and (end == place + 1 or not item.label)
            end = self._end_of(end)
            plain = end if is_next else plain
        return plain

    def _end_of(self, place: int) -> int:
        end = place + 1
        while end < len(self._read) and self._read[end].depth > self._read[place].depth:
            end += 1
        return end

    def _are_groups(self, options: Sequence[_Option]) -> bool:
        """Returns whether an option has several paragraphs, or holds sections or brackets."""
        return any(
            each.end - each.start > 2 - bool(each.label.rest)
            or self._is_cut(each.start, each.end - 1)
            or any(item.kind in _NOT_FOLDED for item in self._read[each.start + 1 : each.end])
            for each in options
        )

    def _group(self, options: Sequence[_Option]) -> None:
        groups: list[GroupOfItems] = []
        for each in options:
            begin = len(self._done)
            head = self._read[each.start]
            named = each.around.named if each.around else BracketOption(BracketedText())
            if each.label.rest or each.end == each.start + 1:
                text = each.label.rest or "no text"
                option = self._option("", text, 0, 0)
                if each.end == each.start + 1 and not each.around:
                    text, named = render(option.text, markdown=True), option
                self._keep(each.start, evolve(head, text=text))
            is_section = head.kind is ItemKind.SECTION and not each.label.rest
            for place in range(each.start + 1, each.end):
                item = self._read[place]
                self._keep(place, evolve(item, depth=item.depth - is_section))
            self._places.setdefault(each.start, begin)
            if each.around:
                self._spanning.remove(each.around)
            groups.append(GroupOfItems(each.label.label, begin, len(self._done) - 1, named))
        self.groups.append(tuple(groups))
        names = " and ".join(each.label.label for each in options)
        counts = " and ".join(str(each.last - each.first + 1) for each in groups)
        message = f"{names} are alternatives, of {counts} items; those of one stay."
        self._find(self._read[options[0].start], message, Severity.NOTE)

    def _fold_options(self, options: Sequence[_Option]) -> None:
        first = self._read[options[0].start]
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
        for place in range(options[0].start, options[-1].end):
            self._places[place] = len(self._done) - 1
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
        self._places |= dict.fromkeys(range(place, end), host)
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
