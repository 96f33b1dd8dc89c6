"""Drafts read from a file of any kind, and aligned with a draft of the record."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from attrs import evolve, frozen

from consensus.errors import Rejected, UnreadableInput
from consensus.finding import Finding, Severity
from consensus.formats.bracket_notation import (
    LEFT_OUT,
    SpanningSigns,
    codes,
    keep_names,
    read_text,
    strike,
    unstruck,
    without_strikes,
)
from consensus.formats.draft import DraftDocument, DraftItem, with_alternatives
from consensus.formats.draft_docx import DocxSource, read_docx_draft
from consensus.formats.draft_text import read_markdown_draft, read_plain_draft
from consensus.formats.labels import parents
from consensus.formats.source import Source, check_paragraph, limit_error
from consensus.model.drafts import BEFORE_LABEL, Item, ItemKind
from consensus.model.state import State
from consensus.text.blocks import BlockChange, Match, align
from consensus.text.bracket_edits import choose_alternatives
from consensus.text.brackets import (
    ATTRIBUTION,
    DEEPEST,
    READ_AS_TEXT,
    BracketedText,
    BracketOption,
    finding_at,
    parse,
    render,
    scan_brackets,
    too_deep,
)

# A place in a text while its brackets are parsed; no text has such a character.
_PLACE = "\ufdd0"
# Of one paragraph; 100,000 square brackets that are never closed would fill the screen for minutes.
_MOST_FINDINGS = 100


@frozen
class ReadDraft:
    """A draft parsed from a file, with its brackets as structure."""

    document: DraftDocument  # its title and items
    wordings: tuple[BracketedText, ...]  # the text of each item
    findings: tuple[Finding, ...]  # what is odd about the file and its brackets


def read_draft(
    state: State,
    source: Source,
    alternatives: bool = False,
    *,
    plain: bool = False,
    change: Callable[[DraftDocument], DraftDocument] | None = None,
) -> ReadDraft:
    """Parses a draft from a Word file, or from Markdown or plain text by the file's suffix.

    What was printed struck out is read as it was. With `plain`, Markdown is plain text, too. With
    `alternatives`, neighbouring brackets without a name, slashes in brackets, options that follow
    each other and `alt` paragraphs are choices. What `change` returns is read in place of the
    draft; options and `alt` paragraphs are choices then.
    """
    if source.name.lower().endswith((".csv", ".json", ".jsonl")):
        raise UnreadableInput(
            f"{source.name} is data, not a draft; amendments, members and positions have an"
            " import of their own"
        )
    document, findings = _read(source, plain)
    document = change(document) if change else document
    for item in document.items:
        check_paragraph(source.name, item.line, item.text)
    known = codes(state)
    source_map = SourceMap(source)
    odd: list[Finding] = []
    document = without_spanning(document, known)
    wordings: list[BracketedText] = []
    for item in document.items:
        _check_brackets(source_map, item)
        wording, noted = parse(item.text, known, markdown=True)
        if (words := unstruck(item.text)) != item.text:
            wording = parse(words, known, markdown=True)[0]
        if alternatives:
            noted = tuple(_chosen(wording, noted))
        wordings.append(wording)
        odd += source_map.locate(item, _first(noted))
    if alternatives or change:
        document, folded = with_alternatives(document, known, source.name)
        odd += folded
        wordings = [parse(unstruck(each.text), known, markdown=True)[0] for each in document.items]
    if alternatives:
        wordings = [choose_alternatives(each)[0] for each in wordings]
    odd += (_spanning(document, each, source.name) for each in document.spanning)
    odd.sort(key=lambda finding: (finding.line, finding.column))
    return ReadDraft(document, tuple(wordings), (*findings, *odd))


_NO_TEXT_OF_PARAGRAPHS = (ItemKind.FOOTNOTE, ItemKind.TITLE)


def without_spanning(document: DraftDocument, known: Collection[str]) -> DraftDocument:
    """Returns a document without the signs of brackets over several items, which it names."""
    old = document.items
    texts = [None if each.kind in _NO_TEXT_OF_PARAGRAPHS else each.text for each in old]
    found, spanning = take_spanning(texts, known)
    pairs = zip(old, texts, found, strict=True)
    items = tuple(evolve(item, text=new) if text else item for item, text, new in pairs)
    inside = [
        evolve(each, opens=BEFORE_LABEL)
        if not each.opens and old[each.first].is_label_inside
        else each
        for each in spanning
    ]
    return evolve(document, items=items, spanning=tuple(inside))


def _spanning(document: DraftDocument, bracket: SpanningSigns, file: str) -> Finding:
    first, last = (document.items[each] for each in (bracket.first, bracket.last))
    count = bracket.last - bracket.first + 1
    message = f"A bracket opens here and closes in line {last.line}: {count} items are in it."
    return Finding(message, Severity.NOTE, file, first.line, 1)


def _read(source: Source, plain: bool) -> tuple[DraftDocument, tuple[Finding, ...]]:
    if isinstance(source, DocxSource):
        draft, findings = read_docx_draft(source.shown, source.name)
        return draft.document, (*source.document.findings, *findings)
    reads_markdown = not plain and _is_markdown(source)
    return (read_markdown_draft if reads_markdown else read_plain_draft)(source)


def _is_markdown(source: Source) -> bool:
    return source.name.lower().endswith((".md", ".markdown"))


def _check_brackets(source_map: SourceMap, item: DraftItem) -> None:
    if item.text.count("[") <= DEEPEST:
        return
    offset = too_deep(item.text, markdown=True)
    if offset is None:
        return
    message = f"brackets are nested beyond {DEEPEST} deep here; write the text with fewer"
    (at,) = source_map.locate(item, [finding_at(item.text, offset, message, Severity.ERROR)])
    raise limit_error(at.file, at.line, at.column, message)


def _first(noted: tuple[Finding, ...]) -> tuple[Finding, ...]:
    more = len(noted) - _MOST_FINDINGS
    if more <= 0:
        return noted
    *first, last = noted[: _MOST_FINDINGS + 1]
    message = f"From here on, brackets of this paragraph have {more:,} more warnings like these."
    return (*first, evolve(last, message=message))


def _chosen(wording: BracketedText, noted: tuple[Finding, ...]) -> Iterator[Finding]:
    """Returns the findings on a text whose alternatives became choices."""
    starts = {f"Bracket {number} " for number in choose_alternatives(wording)[1]}
    for each in noted:
        is_chosen = each.message.startswith(tuple(starts)) and each.severity is Severity.NOTE
        if is_chosen and each.message.endswith(READ_AS_TEXT):
            message = each.message.removesuffix(READ_AS_TEXT) + "it was read as a choice."
            each = evolve(each, message=message)
        yield each


def take_spanning(
    texts: Sequence[str | None], codes: Collection[str]
) -> tuple[list[str], list[SpanningSigns]]:
    """Takes the brackets out of texts, in Markdown, that open in one and close in a later one.

    A sign without another half stays a sign. What is None is passed over, and becomes empty.
    """
    open_: list[tuple[int, int]] = []
    pairs: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for number, text in enumerate(texts):
        for offset in scan_brackets(text, markdown=True).unpaired if text else ():
            if text and text[offset] == "[":
                open_.append((number, offset))
            elif open_:
                pairs.append((open_.pop(), (number, offset)))
    if not pairs:
        return [text or "" for text in texts], []
    cuts: dict[int, list[tuple[int, int]]] = {}
    names: dict[tuple[int, int], BracketOption] = {}
    for opening, closing in pairs:
        text = texts[opening[0]] or ""
        named, end = _names_at(text, opening[1] + 1, codes)
        names[opening] = named
        for number, start, stop in ((*opening, end), (*closing, closing[1] + 1)):
            cuts.setdefault(number, []).append((start, stop))
    placed: dict[tuple[int, int], int] = {}
    found = [text or "" for text in texts]
    for number, spans in cuts.items():
        found[number], places = _without(found[number], sorted(spans), codes)
        placed |= {(number, offset): place for offset, place in places.items()}
    return found, [
        SpanningSigns(a[0], b[0], names[a], placed[a], placed[b]) for a, b in sorted(pairs)
    ]


def _names_at(text: str, start: int, codes: Collection[str]) -> tuple[BracketOption, int]:
    """Returns who is named at a place of a text, and where the words behind it begin."""
    named = ATTRIBUTION.match(text, start)
    if named and text[named.end() :].strip():
        bracket = next(parse(f"[{named[0]} x]", codes)[0].brackets())
        if bracket.holders:
            return evolve(bracket.options[0], text=BracketedText()), named.end()
    return BracketOption(BracketedText()), start


def _without(
    text: str, spans: Sequence[tuple[int, int]], codes: Collection[str]
) -> tuple[str, dict[int, int]]:
    """Returns a text without some signs, and where each stood, -1 for an end, in the notation."""
    pieces: list[str] = []
    done = 0
    for start, stop in spans:
        piece = text[done:start]
        is_opening = text[start] == "["
        if not is_opening:
            piece = piece.rstrip(" ")
        pieces.append(piece)
        done = stop
        before = "".join(pieces)
        while is_opening and text[done : done + 1] == " " and (not before or before[-1] == " "):
            done += 1
    pieces.append(text[done:])
    whole = "".join(pieces)
    marked = parse(_PLACE.join(pieces), codes, markdown=True)[0].notation()
    places: dict[int, int] = {}
    for number, (start, _) in enumerate(spans):
        at = [each.start() for each in re.finditer(_PLACE, marked)][number] - number
        is_end = text[start] == "]" and not marked[at + number :].strip(_PLACE)
        places[start] = -1 if is_end else at
    return whole, places


# So many characters locate the text of an item on a line, behind marks and labels.
_TELLING = 16
# What reading sets before lines of its own, and the file does not have.
_ADDED = "\\>#<!-"
# Between two characters of an item the file has list and quotation marks, no more.
_LONGEST_GAP = 200


class SourceMap:
    """Maps offsets in items to lines and columns of the file.

    Reading keeps every word in its order; so each character is the next equal one in the file.
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


@frozen
class DraftVersion:
    """Another version of a draft, aligned with the items of the draft."""

    draft: str  # the id of the draft
    source: Source  # the file of the version
    read: ReadDraft  # the version as it was read
    items: tuple[Item, ...]  # the items of the draft, in its order
    matches: tuple[Match, ...]  # in its order; what was deleted follows what stood before it

    @property
    def parents(self) -> tuple[int, ...]:
        """The number of the item above each item of the version; -1 at the top."""
        return tuple(parents(item.depth for item in self.read.document.items))


def read_version(state: State, draft: str, source: Source, alternatives: bool) -> DraftVersion:
    """Parses another version of a draft, and aligns its items with those of the draft.

    A draft that was printed as plain text may be saved as Markdown, in which none of its lines is a
    heading. Such a file is read as what has fewer changes.
    """
    read = read_draft(state, source, alternatives)
    version = find_version(state, draft, source, read)
    has_headings = any(not item.kind.can_be_agreed for item in read.document.items)
    if read.document.title or has_headings or not _is_markdown(source):
        return version
    printed = read_draft(state, source, alternatives, plain=True)
    if printed.document.title != state.drafts[draft].title:
        return version
    return min(
        (version, find_version(state, draft, source, printed)),
        key=lambda each: sum(match.fate is not BlockChange.KEPT for match in each.matches),
    )


def find_version(state: State, draft: str, source: Source, read: ReadDraft) -> DraftVersion:
    """Aligns the items of a draft with those of another version of it, as it was read from a file.

    Items are known by their words; one whose words are all new is the item with its label, if that
    is gone otherwise. A version without names in its brackets was printed without names.
    """
    items = tuple(state.walk(draft))
    # What people get to write in is printed without names as a rule.
    names = any(wording.holders for wording in read.wordings)
    read = _without_strikes(state, items, read)
    old = [state.version(item.id).wording.notation(names) for item in items]
    new = [wording.notation(names) for wording in read.wordings]
    found = (e for e in align(old, new).matches if not _is_out_already(state, items, e))
    matches = tuple(_by_label(tuple(found), items, read))
    if not names:
        read = _with_names(state, items, matches, read)
    return DraftVersion(draft, source, read, items, matches)


def _is_out_already(state: State, items: Sequence[Item], match: Match) -> bool:
    return match.fate is BlockChange.DELETED and bool(state.left_out(items[match.old[0]].id))


def _without_strikes(state: State, items: Sequence[Item], read: ReadDraft) -> ReadDraft:
    """Returns a version in which what was printed struck out is what the draft has of it."""
    struck: dict[str, BracketedText] = {}
    texts = [without_strikes(item.text) for item in read.document.items]
    whys = [why for why in LEFT_OUT if any(text.endswith(f" ({why})") for text in texts)]
    for item in items if whys else ():
        wording = state.version(item.id).wording
        for text in (render(wording, names, markdown=True) for names in (True, False)):
            struck |= {without_strikes(strike(text, why)): wording for why in whys}
    known = zip(texts, read.wordings, strict=True)
    return evolve(read, wordings=tuple(struck.get(text, wording) for text, wording in known))


def _with_names(
    state: State, items: Sequence[Item], matches: Sequence[Match], read: ReadDraft
) -> ReadDraft:
    """Adds the names in the draft's brackets to the brackets of a version printed without names."""
    wordings = list(read.wordings)
    for match in matches:
        if len(match.old) != 1 or len(match.new) != 1:
            continue
        before = state.version(items[match.old[0]].id).wording
        if before.holders:
            named = keep_names(state, before, wordings[match.new[0]].notation())
            wordings[match.new[0]] = read_text(state, named)
    return evolve(read, wordings=tuple(wordings))


def _by_label(matches: Sequence[Match], items: Sequence[Item], read: ReadDraft) -> Iterator[Match]:
    """Replaces a deletion and an insertion under the same label by one match."""
    inserted = {each.new[0] for each in matches if each.fate is BlockChange.INSERTED}
    deleted = {each.old[0] for each in matches if each.fate is BlockChange.DELETED}
    pairs = {old: new for each in matches for old in each.old for new in each.new}
    places = {item.id: place for place, item in enumerate(items)}
    above = [places.get(item.parent, -1) for item in items]
    new_above = tuple(parents(item.depth for item in read.document.items))
    old_keys = {at: (items[at].label, pairs.get(above[at], -1)) for at in deleted}
    new_keys = {at: (read.document.items[at].label, new_above[at]) for at in inserted}
    counts = Counter((*old_keys.values(), *new_keys.values()))
    partners = {key: at for at, key in old_keys.items() if key[0] and counts[key] == 2}
    found = {at: partners[key] for at, key in new_keys.items() if key in partners}
    taken = set(found.values())
    rising = _KeptOrder(matches)
    for each in matches:
        if each.fate is BlockChange.DELETED and each.old[0] in taken:
            continue
        if each.fate is BlockChange.INSERTED and each.new[0] in found:
            one, other = found[each.new[0]], each.new[0]
            is_moved = not rising.keeps(one, other)
            fate = BlockChange.MOVED_AND_MODIFIED if is_moved else BlockChange.MODIFIED
            yield Match(fate, (one,), (other,), 0.0, is_moved)
        else:
            yield each


class _KeptOrder:
    def __init__(self, matches: Iterable[Match]) -> None:
        kept = (each for each in matches if not each.is_moved)
        pairs = [(old, new) for each in kept for old in each.old for new in each.new]
        self._old = sorted(old for old, _ in pairs)
        self._new = sorted(new for _, new in pairs)

    def keeps(self, old: int, new: int) -> bool:
        """Adds a pair if it keeps its order among the others; returns whether it did."""
        below, new_below = bisect_left(self._old, old), bisect_left(self._new, new)
        if below != new_below:
            return False
        self._old.insert(below, old)
        self._new.insert(new_below, new)
        return True


def findings_of(version: DraftVersion, title: str) -> tuple[Finding, ...]:
    """Returns the findings of a comparison with a draft, of that title, that are on no one item."""
    notes: list[tuple[str, Severity]] = []
    there = version.read.document.title
    if there and there != title:
        notes.append((f"The title is now “{there}”; titles are not amended.", Severity.NOTE))
    if not any(match.old and match.new for match in version.matches):
        message = "No item of this file is one of the draft that it was compared with."
        notes.append((message, Severity.WARNING))
    return (*version.read.findings, *(Finding(*each, version.source.name, 1, 1) for each in notes))


# The share of the paragraphs of a draft that another version of it keeps, and what quotes them may.
_LEAST_KEPT, _LEAST_QUOTED = 0.25, 0.5


def check_is_version(state: State, version: DraftVersion) -> None:
    """Raises Rejected where so little of a draft is in a file that it is no version of it."""
    from consensus.formats.contributions import is_proposal_paper

    # What has only the label of a paragraph has none of its words.
    alike = [each for each in version.matches if each.old and each.new and each.likeness]
    found = sum(len(each.old) for each in alike)
    count, name = len(version.items), Path(version.source.name).name
    if found >= _LEAST_QUOTED * count:
        return
    asks = is_proposal_paper(state, version.source)
    if found >= _LEAST_KEPT * count and not asks:
        return
    little = f"only {found} of {count} paragraphs" if found else "no paragraph"
    seems = "import it as amendments, as a contribution or as a draft of its own"
    if asks:
        seems = "it asks for changes in words; import it as amendments"
    raise Rejected(
        f"{name} has {little} of the draft, so it seems to be no other version of it: {seems},"
        " or say that it is to be compared anyway"
    )


def match_translation(
    state: State, items: Sequence[Item], words: Sequence[DraftItem]
) -> Iterator[tuple[Item | None, DraftItem]]:
    """Yields the paragraphs of a translated draft, each with the item that it translates."""
    by_label = {_key(state.full_label(item.id)): at for at, item in enumerate(items) if item.label}
    place = 0
    waiting: list[DraftItem] = []
    labels = _full_labels(words)
    for each, label in zip(words, labels, strict=True):
        at = by_label.get(_key(label)) if label else None
        if at is None or at < place:
            waiting.append(each)
            continue
        yield from _in_order(items[place:at], waiting)
        yield items[at], each
        place, waiting = at + 1, []
    yield from _in_order(items[place:], waiting)


def _in_order(
    items: Sequence[Item], words: Sequence[DraftItem]
) -> Iterator[tuple[Item | None, DraftItem]]:
    """Pairs items without a label by their order; none where their numbers differ."""
    without = [item for item in items if not item.label]
    if len(without) == len(words):
        yield from zip(without, words, strict=True)
    else:
        yield from ((None, each) for each in words)


def _full_labels(words: Sequence[DraftItem]) -> list[str]:
    """Returns the labels in full: `12(a)` where only `(a)` is printed under 12."""
    found: list[str] = []
    above: list[tuple[int, str]] = []
    for each in words:
        while above and above[-1][0] >= each.depth:
            above.pop()
        label = each.label
        if label.startswith("(") and above:
            label = above[-1][1] + label
        found.append(label)
        above.append((each.depth, label or (above[-1][1] if above else "")))
    return found


def _key(label: str) -> str:
    return label.casefold().rstrip(".")
