"""Places of rows: labels, citations and quotations resolved to items and offsets in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import pairwise

import attrs

from consensus.errors import NotFound
from consensus.formats.amendment_rows import AmendmentRow, doubt_of_whole, first_part
from consensus.formats.bracket_notation import keep_names
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
from consensus.model.amendments import AT_TARGET, AmendmentKind, Placing
from consensus.model.drafts import Item, ItemKind
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
from consensus.text.diff import words_of
from consensus.text.merge import rebase, settled_for_text


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


# Placing: where an amendment goes by what it names or quotes, and the text it would make.

ELLIPSIS = re.compile(r"[\[(]\s*(?:\.{3}|…)\s*[\])]|(?:^|(?<=\s))(?:…|\.{3})(?=\s|$)")
_NO_TEXTS = (ItemKind.TITLE, ItemKind.SECTION, ItemKind.FOOTNOTE)
_MOST_NAMED = 3
_UNCLEAR_WORDS = 6  # so many, and none of the heading's, may be a sentence
_FIRST = "first"
_LONGEST_HEADING = 120  # characters
_SIGNS = ".,;:!?"
_SURE_WORDS = 8  # of a quotation that is followed against the citation it came with
_FEWEST_WORDS = 4  # that a quote needs to find its place against the name it came with


class UnplacedError(Exception):
    """A row fits nowhere; the message says why. It is caught within the import."""


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
        self.state = state
        self.draft = draft
        self._nameless = nameless  # whether rows are of a text printed without names

    @cached_property
    def passages(self) -> Passages:
        """The texts of the draft, to find quotations in."""
        items = self.state.walk(self.draft)
        return Passages({item.id: self.state.text(item.id) for item in items})

    @cached_property
    def citations(self) -> CitationIndex:
        """The items of the draft, to find what is cited."""
        return CitationIndex(self.state, self.draft)

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
        whole = self.state.text(target)
        if kind is AmendmentKind.MOVE:
            parent, after = self._insertion_point(row)
            return placed(row, kind, target, whole, parent=parent, after=after)
        if kind is AmendmentKind.SPLIT:
            text = first_part(whole, row.text, row.parts, self.state.name_of(target))
            return placed(row, kind, target, text)
        others = tuple(self.find_item(name, _DONE[kind]) for name in row.others)
        joined = row.text or " ".join(self.state.text(each) for each in (target, *others))
        return placed(row, kind, target, joined, others=others)

    def _change(self, row: AmendmentRow) -> AmendmentRow:
        is_deletion = row.kind is AmendmentKind.DELETE
        if not row.old:
            target, note = self.find_target(row.target), ""
            if not is_deletion:
                target, note = self.find_clause_text(row.target, target, row.text)
            wording = self.state.version(target).wording
            whole = wording.notation()
            text = self.without_label(target, row.text)
            if self._nameless:
                text = keep_names(self.state, wording, text)
            if doubt := doubt_of_whole(row, text, whole):
                raise UnplacedError(doubt)
            if is_deletion:
                return self.deletion(row, target, AT_TARGET)
            if not text.strip():
                raise UnplacedError("it leaves no words; to take an item out, its kind is delete")
            if text == whole:
                raise UnplacedError("it changes nothing")
            return placed(row, AmendmentKind.MODIFY, target, text, note=note)
        target, found, placing, note = self.find_words(row.target, row.old)
        whole = self.state.text(target)
        passage = whole[found.start : found.end]
        text = "" if is_deletion else self.without_label(target, row.text)
        if not text.strip() and passage.strip() == whole.strip() and target in self.state.items:
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
        if target not in self.state.items:
            raise UnplacedError("an amendment is not deleted but withdrawn")
        below = children_of(self.state, target)
        if self.state.items[target].kind is ItemKind.SECTION and below and not takes_all:
            under = self.state.handle_of(target)
            handles = ", ".join(self.state.handle_of(each) for each in below)
            raise UnplacedError(f"what stands under {under} would stay; delete {handles} too")
        return placed(row, AmendmentKind.DELETE, target, "", placing, note=note)

    def without_label(self, target: str, text: str) -> str:
        """Returns a text without the label of its item, where it begins with it."""
        item = self.state.items.get(target)
        return text[repeated_label(item.label, text) :] if item else text

    def _insertion(self, row: AmendmentRow) -> AmendmentRow:
        cited = None if row.parent or row.old else self._new(row)
        if cited is not None:
            return self.insert_new(row, cited)
        if row.old or (row.after and not row.parent and not self._is_place(row.after)):
            target, found, placing, note = self.find_words(row.target, row.old or row.after)
            text = insert_after(self.state.text(target), found, row.text)
            return placed(row, AmendmentKind.MODIFY, target, text, placing, note=note)
        parent, after = self._insertion_point(row)
        return placed(
            row,
            AmendmentKind.INSERT,
            self.draft,
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
            self.draft,
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
        items = self.state.items
        if row.parent:
            is_top = row.parent == self.state.drafts[self.draft].handle
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
        maker = self.state.amendments.get(before)
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
        maker = self.state.amendments.get(place)
        if maker is not None:
            above = maker.parent if maker.kind is AmendmentKind.INSERT else None
        else:
            above = self.state.items[place].parent
        return "" if above == self.draft else above

    def kind_at(self, parent: str, after: str) -> ItemKind:
        """Returns the kind of a new item that stands behind another, or as the last under one."""
        items = self.state.items
        if after in self.state.amendments:
            return ItemKind(self.state.amendments[after].item_kind or ItemKind.PARAGRAPH)
        if after in items:
            kind = items[after].kind
            return ItemKind.PARAGRAPH if kind is ItemKind.CHAPEAU else kind
        siblings = self.state.children.get(parent or self.draft, ())
        kinds = [items[each].kind for each in siblings if items[each].kind.can_be_agreed]
        return kinds[-1] if kinds else ItemKind.PARAGRAPH

    def find_words(self, name: str, quote: str) -> tuple[str, Anchor, Placing, str]:
        """Returns the target of a quote and the anchor in it, in or under a name, or anywhere."""
        if name:
            try:
                target = self.find_target(name)
            except UnplacedError:
                found = self._literally(quote)
                if found is None or len(quote.split()) < _FEWEST_WORDS:
                    raise
                there = self.state.handle_of(found.key)
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
                    there = self.state.handle_of(other.key)
                    note = f"{name} does not say its words; they stand at {there}"
                    placing = Placing(other.anchor.how.value, other.anchor.score, quote)
                    return other.key, other.anchor, placing, note
                also = f"; that is at {self.state.handle_of(other.key)}" if other else ""
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
            handles = ", ".join(map(self.state.handle_of, keys[:3]))
            raise UnplacedError(f"it could belong to {handles}: {shortened(quote)}")
        place = self._with_signs(clear, quote)
        return clear.key, place, Placing(place.how.value, place.score, quote), ""

    def _with_signs(self, found: Placement, quote: str) -> Anchor:
        """Returns an anchor extended by the punctuation at the end of the quote."""
        whole, place = self.state.text(found.key), found.anchor
        signs, end = quote.rstrip()[len(quote.rstrip().rstrip(_SIGNS)) :], place.end
        while place.how is AnchorKind.FUZZY and signs and whole[end : end + 1] == signs[0]:
            signs, end = signs[1:], end + 1
        return attrs.evolve(place, end=end)

    def _is_beside(self, one: str, other: str) -> bool:
        items = self.state.items
        return one in items and items[one].parent == items[other].parent != self.draft

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
                end = len(self.state.text(first.key)) if head else end
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
            own = Passages({target: self.state.text(target)})
            places = self.find_quoted(own, quote, target)
        if len(places) > 1 and places[0].anchor.how is not AnchorKind.FUZZY:
            raise UnplacedError(f"{shortened(quote)} stands there {len(places)} times; quote more")
        if places:
            return places[0]
        below = [*children_of(self.state, target), *self.citations.behind(target)]
        texts: dict[str, str] = {}
        while below:
            item = below.pop(0)
            bare = self.without_label(item, quote)
            texts[item] = self.state.text(item)
            below += children_of(self.state, item)
            if bare != quote and (place := anchor(bare, texts[item])):
                return Placement(item, place)
        return settled(self.find_quoted(Passages(texts), quote)) if texts else None

    def _is_place(self, name: str) -> bool:
        """Returns whether a name is that of an item, or of an amendment that inserts one."""
        try:
            found = find(self.state, name, self.draft)
        except NotFound:
            return False
        maker = self.state.amendments.get(found)
        return found in self.state.items or (
            maker is not None and maker.kind is AmendmentKind.INSERT
        )

    def find_target(self, name: str) -> str:
        """Returns the id of the item or amendment that a name or a citation means.

        Raises UnplacedError where it means no target that can be amended here, or several.
        """
        if not name:
            raise UnplacedError("it names no text and quotes no passage")
        target = "" if name.casefold() in self.labels else self._found_cited(name)
        try:
            target = target or find(self.state, name, self.draft)
        except NotFound as error:
            target = self._cited(name, error)
        state = self.state
        if target in state.items and state.items[target].removed:
            raise UnplacedError(f"{name} was removed from the draft")
        if target not in state.items and target not in state.amendments:
            raise UnplacedError(f"{name} is nothing that can be amended")
        if state.draft_of(target) != self.draft:
            raise UnplacedError(f"{name} is in another draft")
        return target

    @cached_property
    def labels(self) -> set[str]:
        """The labels of items, so that what is cited in words is looked up as such at once."""
        items = self.state.items.values()
        labels = {self.state.full_label(item.id) for item in items} | {i.label for i in items}
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
        item, below = self.state.items.get(target), children_of(self.state, target)
        if item is None or item.kind is not ItemKind.SECTION or not below:
            return target, ""
        citation = parse_citation(name)
        if (
            target.startswith(name)
            or name.upper().removeprefix("HANDLE:") == item.handle
            or (citation and citation.levels[-1] == Level(Part.TITLE, None))
        ):
            return target, ""
        texts = [each for each in below if self.state.items[each].kind not in _NO_TEXTS]
        heading = self.state.text(target)
        is_heading = _is_heading(text, heading, map(self.state.text, texts))
        shared = _shared(words_of(text.casefold()), heading)
        is_unclear = len(text.split()) >= _UNCLEAR_WORDS and not any(map(str.isalnum, shared))
        if is_heading and not is_unclear:
            return target, f"taken as a new heading of {name}"
        if len(texts) == 1 and not is_heading:
            return texts[0], f"taken as the new text under {name}"
        handles = ", ".join(map(self.state.handle_of, texts[:_MOST_NAMED]))
        more = " and others" if len(texts) > _MOST_NAMED else ""
        several = f"several texts: {handles}{more}" if len(texts) > 1 else f"the text {handles}"
        has = several if texts else "no text of its own"
        raise UnplacedError(f"{name} is the heading {item.handle} and under it {has}; say which")

    def find_item(self, name: str, done: str) -> str:
        """Returns the id of an item that is to be moved, split or joined."""
        target = self.find_target(name)
        if target not in self.state.items:
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
