"""Places of rows: labels, citations and quotations resolved to items and offsets in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import attrs
from attrs import frozen

from consensus.errors import NotFound
from consensus.formats.amendment_rows import AmendmentRow, doubt_of_whole, first_part
from consensus.formats.bracket_notation import keep_names
from consensus.formats.citations import (
    LATIN,
    Citation,
    Level,
    Numeral,
    Part,
    Relation,
    match_citation,
    parse_citation,
)
from consensus.formats.labels import Numerals
from consensus.model.amendments import AT_TARGET, Amendment, AmendmentKind, AmendmentState, Placing
from consensus.model.drafts import Item, ItemKind
from consensus.model.lookup import find
from consensus.model.state import State
from consensus.text.anchor import Anchor, AnchorKind, Passages, Placement, anchor, settled
from consensus.text.diff import words_of
from consensus.text.merge import rebase, settled_for_text

# Citing: which items of a draft words such as `Article 5 – paragraph 1 – point a` mean.

_HEADINGS = (ItemKind.TITLE, ItemKind.SECTION)
_NO_TEXTS = (*_HEADINGS, ItemKind.FOOTNOTE)
_COUNTED = (Part.SUBPARAGRAPH, Part.INDENT, Part.PARAGRAPH)
_MOST_NAMED = 3
_UNCLEAR_WORDS = 6  # so many, and none of the heading's, may be a sentence


@frozen
class ItemPosition:
    """The position where a new item is inserted."""

    parent: str  # the id of the item it goes under; empty for the draft
    after: str  # the item it follows, or the amendment that makes it; `first`; empty for the last
    label: str = ""  # the label that its number makes; empty where it tells none
    is_heading: bool = False  # whether the new item has others under it


def _children(state: State, parent: str) -> list[str]:
    return [each for each in state.children.get(parent, ()) if not state.items[each].removed]


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


class CitationIndex:
    """Finds the items of one draft that citations name."""

    def __init__(self, state: State, draft: str) -> None:
        self._state = state
        self._draft = draft

    def find(self, citation: Citation) -> str:
        """Returns the id of the cited item; raises NotFound unless there is exactly one."""
        if citation.is_several:
            raise NotFound(f"{citation} are several; make an amendment of each")
        return self._only(citation.levels, citation)

    def insertion_point(self, citation: Citation) -> ItemPosition:
        """Returns the position of a new item that is cited by its number, or by a neighbour.

        Raises NotFound where it cannot be determined.
        """
        if citation.relation is not Relation.AT and not citation.is_new:
            return self._beside(self.find(citation), citation.relation)
        *above, last = citation.levels
        if citation.is_several or last.number is None:
            raise NotFound(f"the place of {citation} is not clear; name what it follows")
        scope = self._only(above, citation) if above else self._draft
        there = self._steps([scope], last)
        if there:
            handle = self._state.items[there[0]].handle
            raise NotFound(f"{citation} is not new: it is there as {handle}")
        is_heading = last.part is not None and last.part.is_heading
        number = last.number
        for earlier in _before(number):
            level = Level(last.part, earlier)
            model = self._steps([scope], level)
            if model:
                label = self._label_beside(self._state.items[model[0]], number)
                return attrs.evolve(self._after(model[0]), label=label, is_heading=is_heading)
            maker = self._maker(level, scope)
            if maker is not None:
                label = _with_number(maker.label, number)
                return ItemPosition(maker.parent, maker.id, label, is_heading)
        if not above:
            raise NotFound(f"the draft has nothing that {citation} could follow")
        return ItemPosition(scope, "")

    def _beside(self, item: str, relation: Relation) -> ItemPosition:
        after = self._after(item)
        if relation is Relation.AFTER:
            return after
        siblings = _children(self._state, after.parent or self._draft)
        place = siblings.index(item)
        return ItemPosition(after.parent, siblings[place - 1] if place else "first")

    def _after(self, item: str) -> ItemPosition:
        parent = self._state.items[item].parent
        is_heading = self._state.items[item].kind in _HEADINGS
        return ItemPosition(
            parent if parent in self._state.items else "", item, is_heading=is_heading
        )

    def _maker(self, level: Level, scope: str) -> Amendment | None:
        """Returns the open amendment that inserts an item, under the same parent."""
        for each in self._state.amendments.values():
            if (
                each.kind is AmendmentKind.INSERT
                and each.draft == self._draft
                and each.state is AmendmentState.OPEN
                and each.label
                and self._is_under(each.parent, scope)
            ):
                key = _key(each.label)
                if key and _same(level, key):
                    return each
        return None

    def _is_under(self, item: str, scope: str) -> bool:
        while item in self._state.items and item != scope:
            item = self._state.items[item].parent
        return item == scope or (scope == self._draft and not item)

    def _label_beside(self, model: Item, number: Numeral) -> str:
        """Returns a free label with a number, written as that of an item beside it is."""
        label = _with_number(model.label, number)
        siblings = _children(self._state, model.parent)
        return "" if any(self._state.items[each].label == label for each in siblings) else label

    def _only(self, levels: Sequence[Level], citation: Citation) -> str:
        scopes = [self._draft]
        for at, level in enumerate(levels):
            found = self._steps(scopes, level)
            if not found:
                dotted = _undotted(level)
                if dotted:
                    return self._only((*levels[:at], *dotted, *levels[at + 1 :]), citation)
                within = ", ".join(map(str, levels[:at])) or "the draft"
                raise NotFound(f"{within} has no {level}")
            scopes = found
        if len(scopes) > 1:
            handles = [self._state.items[each].handle for each in scopes[:_MOST_NAMED]]
            more = " and others" if len(scopes) > _MOST_NAMED else ""
            raise NotFound(f"{citation} could be {', '.join(handles)}{more}; say which")
        return scopes[0]

    def _steps(self, scopes: Sequence[str], level: Level) -> list[str]:
        return list(dict.fromkeys(each for scope in scopes for each in self._step(scope, level)))

    def _step(self, scope: str, level: Level) -> Sequence[str]:
        """Returns what a level means under an item: the nearest that have its number."""
        if scope != self._draft and (
            (level.part is not None and level.part.is_within)
            or (level.part is Part.TITLE and level.number is None)
        ):
            return [scope]
        by_depth: dict[int, list[str]] = {}
        for depth, item in self._below(scope):
            if self._is(item, level):
                by_depth.setdefault(depth, []).append(item.id)
        return by_depth[min(by_depth)] if by_depth else self._by_count(scope, level)

    def _by_count(self, scope: str, level: Level) -> Sequence[str]:
        """Returns the item that a number counts, where no item has it printed."""
        number = level.number
        if number is None or number.inserted or not number.base.isdecimal():
            return []
        if level.part is Part.RECITAL:
            texts = [each for each in self._preamble if not self._state.items[each].label]
        elif level.part in _COUNTED and scope != self._draft:
            texts = [
                each
                for each in _children(self._state, scope)
                if self._state.items[each].kind.can_be_agreed and not self._state.items[each].label
            ]
        else:
            return []
        place = int(number.base)
        return texts[place - 1 : place] if place else []

    def _is(self, item: Item, level: Level) -> bool:
        """Returns whether an item has the kind and the number of a level."""
        key = self._keys[item.id]
        part = level.part
        if level.number is None:
            if part is Part.TITLE:
                return item.kind is ItemKind.TITLE
            return key is not None and key.part is part and part is not None
        if key is None or not _same(level, key):
            return False
        heading = item.kind in _HEADINGS
        if ItemKind.FOOTNOTE is item.kind or part is Part.FOOTNOTE:
            return ItemKind.FOOTNOTE is item.kind and part is Part.FOOTNOTE
        if part is None:
            return True
        if part.is_heading:
            return key.part is part or (key.part is None and heading)
        if part is Part.RECITAL:
            return key.part is part or item.id in self._preamble
        if part is Part.OPERATIVE and ItemKind.OPERATIVE in self._kinds:
            return item.kind is ItemKind.OPERATIVE or key.part is part
        if part is Part.RECOMMENDATION and ItemKind.RECOMMENDATION in self._kinds:
            return item.kind is ItemKind.RECOMMENDATION or key.part is part
        return not heading and item.id not in self._preamble

    @cached_property
    def _kinds(self) -> frozenset[ItemKind]:
        return frozenset(item.kind for item in self._state.walk(self._draft))

    @cached_property
    def _preamble(self) -> dict[str, None]:
        """The items of the preamble: those labelled so, or all before the first article."""
        items = list(self._state.walk(self._draft))
        said = [item.id for item in items if item.kind is ItemKind.PREAMBULAR]
        if said:
            return dict.fromkeys(said)
        articles = [
            at
            for at, item in enumerate(items)
            if (key := self._keys[item.id]) and key.part is Part.ARTICLE
        ]
        before = items[: articles[0]] if articles else ()
        return dict.fromkeys(item.id for item in before if item.kind.can_be_agreed)

    @cached_property
    def _keys(self) -> dict[str, Level | None]:
        """By item, the level that its label or its heading names."""
        keys: dict[str, Level | None] = {}
        for item in self._state.walk(self._draft):
            keys[item.id] = _key(item.label) if item.label else self._key_of_heading(item)
        return keys

    def _key_of_heading(self, item: Item) -> Level | None:
        citation, _ = match_citation(self._state.text(item.id))
        first = citation.levels[0] if citation else None
        named = first is not None and first.part is not None and first.part.is_heading
        return first if named else None

    def _below(self, scope: str) -> Iterator[tuple[int, Item]]:
        """Yields the items below one, each with the number of items but headings between them."""
        pending = [(0, each) for each in reversed(_children(self._state, scope))]
        while pending:
            depth, each = pending.pop()
            item = self._state.items[each]
            yield depth, item
            below = depth + (item.kind not in _HEADINGS)
            pending.extend((below, child) for child in reversed(_children(self._state, each)))


def _key(label: str) -> Level | None:
    citation, end = match_citation(label.strip("[]^"))
    return citation.levels[-1] if citation and end == len(label.strip("[]^")) else None


def repeated_label(label: str, text: str) -> int:
    """Returns how many characters of a text only repeat the label of its item, as `1. ` does."""
    key = _key(label) if label else None
    citation, end = match_citation(text)
    if key is None or citation is None or len(citation.levels) > 1:
        return 0
    level = citation.levels[0]
    number, printed = level.number, text[:end].strip()
    # Without punctuation or a word for it, a number or a letter may be the first word of the text.
    is_marked = printed[-1:] in (".", ")") or level.part is not None or text[end : end + 1] == ":"
    if number is None or not is_marked or not _same(Level(key.part, number), key):
        return 0
    rest = text[end:].lstrip(" \t\u00a0:.–—-\n")
    return len(text) - len(rest) if rest else 0


def _same(level: Level, key: Level) -> bool:
    """Returns whether two levels have one number, as `II` and `2` of an annex, `aa` and `a bis`."""
    one, other = level.number, key.number
    if one is None or other is None:
        return False
    one, other = attrs.evolve(one, counted=False), attrs.evolve(other, counted=False)
    if one == other or _doubled(one) == other or one == _doubled(other):
        return True
    is_heading = any(each is not None and each.is_heading for each in (level.part, key.part))
    rest = (one.inserted, one.alternative) == (other.inserted, other.alternative)
    return is_heading and rest and _value(one.base) == _value(other.base) != ""


def _doubled(number: Numeral) -> Numeral:
    base = number.base
    if number.inserted == 1 and len(base) == 1 and base.isalpha():
        return Numeral(2 * base, 0, number.alternative)
    return number


def _value(base: str) -> str:
    if base.isdecimal():
        return str(int(base))
    return str(Numerals.ROMAN.parse(base)) if set(base) <= set("ivxlc") else ""


def _before(number: Numeral) -> Iterator[Numeral]:
    """Yields the numbers that the item before may have, the nearest first."""
    if number.alternative:
        yield attrs.evolve(number, alternative="")
    for inserted in range(number.inserted - 1, -1, -1):
        yield Numeral(number.base, inserted)
    if number.inserted or number.alternative:
        return
    if number.base.isdecimal() and int(number.base) > 1:
        yield Numeral(str(int(number.base) - 1))
    elif len(number.base) == 1 and number.base > "a":
        yield Numeral(chr(ord(number.base) - 1))


def _with_number(label: str, number: Numeral) -> str:
    """Returns a label with another number: `(c)` after `(b)`, `OP4 ter` after `OP4 bis`."""
    key = _key(label) if label else None
    if key is None or key.number is None:
        return ""
    base = key.number.base
    place = label.casefold().rfind(base)
    if place < 0 or number.alternative:
        return ""
    head, tail = label[:place], label[place + len(base) :]
    latin = f" {LATIN[number.inserted - 1]}" if 0 < number.inserted <= len(LATIN) else ""
    closing = tail[:1] if tail[:1] in (")", ".") else ""
    written = number.base.upper() if label[place : place + 1].isupper() else number.base
    return f"{head}{written}{closing}{latin}"


def _undotted(level: Level) -> tuple[Level, ...]:
    """Returns the levels of `5.1`, where no label is written so; empty without a point."""
    number = level.number
    if number is None or "." not in number.base:
        return ()
    first, *between, last = number.base.split(".")
    return (
        Level(level.part, Numeral(first)),
        *(Level(None, Numeral(each)) for each in between),
        Level(None, attrs.evolve(number, base=last)),
    )


# Fitting words into a text, at the passage where an amendment has them.


def replace_at(whole: str, found: Anchor, text: str) -> str:
    """Returns a text with a passage replaced; a deletion leaves one space, not two."""
    before, after = whole[: found.start], whole[found.end :]
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

_FIRST = "first"
_LONGEST_HEADING = 120  # characters
_SIGNS = ".,;:!?"
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


class Placer:
    """Finds the places of rows in one draft, among its items and the amendments to them."""

    def __init__(self, state: State, draft: str, nameless: bool = True) -> None:
        self._state = state
        self._draft = draft
        self._nameless = nameless  # whether rows are of a text printed without names

    @cached_property
    def _passages(self) -> Passages:
        items = self._state.walk(self._draft)
        return Passages({item.id: self._state.text(item.id) for item in items})

    @cached_property
    def _citations(self) -> CitationIndex:
        return CitationIndex(self._state, self._draft)

    def place(self, row: AmendmentRow) -> AmendmentRow:
        """Returns a row with its place, and the whole text that it makes there.

        Raises UnplacedError where it means nothing that is there, or would change nothing.
        """
        kind = row.kind
        if row.doubt:
            raise UnplacedError(row.doubt)
        if kind is AmendmentKind.INSERT:
            return self._insertion(row)
        if kind in (AmendmentKind.MODIFY, AmendmentKind.DELETE):
            return self._change(row)
        target = self._item(row.target, _DONE[kind])
        whole = self._state.text(target)
        if kind is AmendmentKind.MOVE:
            parent, after = self._insertion_point(row)
            return placed(row, kind, target, whole, parent=parent, after=after)
        if kind is AmendmentKind.SPLIT:
            text = first_part(whole, row.text, row.parts, self._state.name_of(target))
            return placed(row, kind, target, text)
        others = tuple(self._item(name, _DONE[kind]) for name in row.others)
        joined = row.text or " ".join(self._state.text(each) for each in (target, *others))
        return placed(row, kind, target, joined, others=others)

    def _change(self, row: AmendmentRow) -> AmendmentRow:
        is_deletion = row.kind is AmendmentKind.DELETE
        if not row.old:
            target, note = self.find_target(row.target), ""
            if not is_deletion:
                target, note = self.find_clause_text(row.target, target, row.text)
            wording = self._state.version(target).wording
            whole = wording.notation()
            text = self.without_label(target, row.text)
            if self._nameless:
                text = keep_names(self._state, wording, text)
            if doubt := doubt_of_whole(row, text, whole):
                raise UnplacedError(doubt)
            if is_deletion:
                return self._deletion(row, target, AT_TARGET)
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
            return self._deletion(row, target, placing, note)
        if text and found.how is not AnchorKind.EXACT:
            # What differs only because the passage was copied otherwise is no change.
            combination = rebase(self.without_label(target, row.old), passage, text)
            text = settled_for_text(combination).text()
        text = replace_at(whole, found, text)
        if text == whole:
            raise UnplacedError("it changes nothing")
        return placed(row, AmendmentKind.MODIFY, target, text, placing, note=note)

    def _deletion(
        self, row: AmendmentRow, target: str, placing: Placing, note: str = ""
    ) -> AmendmentRow:
        if target not in self._state.items:
            raise UnplacedError("an amendment is not deleted but withdrawn")
        below = _children(self._state, target)
        if self._state.items[target].kind is ItemKind.SECTION and below:
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
            return self._new_item(row, cited)
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
            item_kind=ItemKind(row.item_kind) if row.item_kind else self._kind_at(parent, after),
        )

    def _new(self, row: AmendmentRow) -> Citation | None:
        """Returns what a row cites by its future number, or as a neighbour of what it inserts."""
        for name in (row.after, row.target):
            citation = parse_citation(name) if name else None
            if citation and (citation.is_new or citation.relation is not Relation.AT):
                return citation
        return None

    def _new_item(self, row: AmendmentRow, cited: Citation) -> AmendmentRow:
        try:
            point = self._citations.insertion_point(cited)
        except NotFound as error:
            raise UnplacedError(str(error)) from error
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
            return self._kind_at(insertion_point.parent, insertion_point.after)
        is_heading = "\n" not in text.strip() and len(text) <= _LONGEST_HEADING
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

    def _kind_at(self, parent: str, after: str) -> ItemKind:
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
        if name:
            try:
                target = self.find_target(name)
            except UnplacedError:
                found = settled(self._passages.find(quote))
                is_short = len(quote.split()) < _FEWEST_WORDS
                if found is None or found.anchor.how is AnchorKind.FUZZY or is_short:
                    raise
                there = self._state.handle_of(found.key)
                note = f"nothing is called {shortened(name)}; its words stand at {there}"
                how = found.anchor.how.value
                return found.key, found.anchor, Placing(how, found.anchor.score, quote), note
            placement = self._within(target, self.without_label(target, quote))
            if placement is None:
                raise UnplacedError(f"{name} does not say: {shortened(quote)}")
            target, place = placement.key, self._with_signs(placement, quote)
            how = "target" if place.how is AnchorKind.EXACT else place.how.value
            return target, place, Placing(how, place.score, quote), ""
        placements = self._passages.find(quote)
        if not placements:
            raise UnplacedError(f"nothing in the draft says: {shortened(quote)}")
        clear = settled(placements)
        if clear is None:
            handles = ", ".join(self._state.handle_of(each.key) for each in placements[:3])
            raise UnplacedError(f"it could belong to {handles}: {shortened(quote)}")
        place = self._with_signs(clear, quote)
        return clear.key, place, Placing(place.how.value, place.score, quote), ""

    def _with_signs(self, found: Placement, quote: str) -> Anchor:
        """Returns an anchor extended by the punctuation at the end of the quote."""
        whole, place = self._state.text(found.key), found.anchor
        signs, end = quote.rstrip()[len(quote.rstrip().rstrip(_SIGNS)) :], place.end
        while place.how is AnchorKind.FUZZY and signs and whole[end : end + 1] == signs[0]:
            signs, end = signs[1:], end + 1
        return attrs.evolve(place, end=end)

    def _within(self, target: str, quote: str) -> Placement | None:
        """Returns where a quote stands in an item, or else in the items under it."""
        place = anchor(quote, self._state.text(target))
        if place is not None:
            return Placement(target, place)
        below = list(_children(self._state, target))
        texts: dict[str, str] = {}
        while below:
            item = below.pop(0)
            bare = self.without_label(item, quote)
            texts[item] = self._state.text(item)
            below += _children(self._state, item)
            if bare != quote and (place := anchor(bare, texts[item])):
                return Placement(item, place)
        return settled(Passages(texts).find(quote)) if texts else None

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
        try:
            target = find(self._state, name, self._draft)
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

    def _cited(self, name: str, unknown: NotFound) -> str:
        """Returns the id of an item that is cited in words, by neither handle nor label."""
        citation = parse_citation(name)
        if citation is None:
            raise UnplacedError(str(unknown)) from unknown
        try:
            return self._citations.find(citation)
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
        item, below = self._state.items.get(target), _children(self._state, target)
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

    def _item(self, name: str, done: str) -> str:
        target = self.find_target(name)
        if target not in self._state.items:
            raise UnplacedError(f"only items can be {done}, and {name} is none")
        return target


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
