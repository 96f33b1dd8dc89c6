"""Writers of drafts as Markdown and as plain text, and of a draft of the record in any notation."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

import attrs
from attrs import frozen

from consensus.errors import NotFound
from consensus.formats.bracket_notation import check_clean, check_lifted, outer_signs, strike
from consensus.formats.draft import (
    FOOTNOTE,
    LabelNesting,
    Mark,
    bare_mark,
    may_be_title,
    split_heading,
    split_inner,
    without_emphasis,
)
from consensus.formats.labels import CLAUSE, LIST_LABEL, join_label, split_label
from consensus.formats.source import Source
from consensus.model.amendments import AmendmentKind, AmendmentState
from consensus.model.drafts import Item, ItemKind, SpanningBracket
from consensus.model.state import State
from consensus.text.brackets import render

if TYPE_CHECKING:
    from consensus.model.spanning import Signs

_DEEPEST_HEADING = 6  # CommonMark has no more levels
_DEEPEST_PLAIN = 2  # without indentation a parser knows `(a)` and `(i)` under a number, no more
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_PUNCTUATION = re.compile(r"[^\w\s\\]")
_PART = "<!-- -->"


@frozen
class OutItem:
    """An item of a draft to be written."""

    label: str  # the printed label; empty for none
    kind: ItemKind  # what it is
    depth: int  # 0 at the top; an item stands under the nearest earlier item of smaller depth
    text: str  # its text, in Markdown
    is_label_inside: bool = False  # whether signs that its text begins with stand before its label

    @property
    def words(self) -> str:
        """Its text without the signs around it, by which readers tell what it is."""
        return outer_signs(self.text)[1]

    def join(self, text: str, joined: Callable[[str, str], str] = join_label) -> str:
        """Returns the label with a text."""
        if not self.is_label_inside or not self.label:
            return joined(self.label, text)
        opening, words, closing = outer_signs(text)
        return opening + joined(self.label, words) + closing


def write_draft(title: str, items: Iterable[OutItem]) -> str:
    """Returns a draft as Markdown that parses back to the same draft.

    But headings below the sixth level stay there, and several paragraphs in a text become items.
    """
    outline = _with_markdown_depths(items)
    return _MarkdownWriter(title, outline, _plain_places(outline)).text()


def write_plain_draft(title: str, items: Iterable[OutItem]) -> str:
    """Returns a draft as plain text: its title, and a paragraph with its label for each item."""
    paragraphs = [title] if title else []
    for item in items:
        stop = ": " if item.kind is ItemKind.FOOTNOTE else ""
        paragraphs.append(item.label + stop + item.text if stop else item.join(item.text))
    return "\n\n".join(paragraphs) + "\n"


def _with_markdown_depths(items: Iterable[OutItem]) -> list[OutItem]:
    """Returns the items at depths that Markdown can express, footnotes last."""
    # A paragraph belongs to the heading before it, a heading to headings only, and no item stands
    # more than one level below the one it is under.
    outlined: list[OutItem] = []
    footnotes: list[OutItem] = []
    above: list[tuple[int, int, bool]] = []
    for item in items:
        if item.kind is ItemKind.FOOTNOTE:
            footnotes.append(attrs.evolve(item, depth=0))
            continue
        is_section = item.kind is ItemKind.SECTION
        while above and above[-1][0] >= item.depth and (is_section or not above[-1][2]):
            above.pop()
        while is_section and above and not above[-1][2]:
            above.pop()
        depth = above[-1][1] + 1 if above else 0
        above.append((item.depth, depth, is_section))
        outlined.append(attrs.evolve(item, depth=depth))
    return [*outlined, *footnotes]


def _plain_places(items: Sequence[OutItem]) -> set[int]:
    """Returns the indices of items that need no list around them, as labels imply the depth."""
    places: set[int] = set()
    nesting = LabelNesting(0)
    foot = 0
    for index, item in enumerate(items):
        if item.kind is ItemKind.SECTION:
            foot = item.depth + 1
            nesting = LabelNesting(foot, item.label or item.text)
        elif item.kind is not ItemKind.FOOTNOTE and item.depth == foot:
            if nesting.depth_of(item.label, item.words) != foot:
                nesting.reset()
            nesting.add(item.label, item.words, foot)
            found = _plain_group(items, index, nesting, 1)
            if found is None:
                _add_bullets(items, index, nesting)
            else:
                nesting, plain = found
                places |= plain
    return places


def _plain_group(
    items: Sequence[OutItem], parent: int, nesting: LabelNesting, level: int
) -> tuple[LabelNesting, set[int]] | None:
    """Returns the nesting and indices of the items under one by labels alone; None if ambiguous."""
    nesting = nesting.copy()
    places: set[int] = set()
    for index in _children(items, parent):
        item = items[index]
        if nesting.depth_of(item.label, item.words) != item.depth or _is_misread(nesting, item):
            return None
        nesting.add(item.label, item.words, item.depth)
        places.add(index)
        found = _plain_group(items, index, nesting, level + 1) if level < _DEEPEST_PLAIN else None
        if found is None:
            _add_bullets(items, index, nesting)
        else:
            nesting = found[0]
            places |= found[1]
    return nesting, places


def _add_bullets(items: Sequence[OutItem], parent: int, nesting: LabelNesting) -> None:
    for index in _children(items, parent):
        nesting.add(items[index].label, items[index].words, items[index].depth, bulleted=True)


def _children(items: Sequence[OutItem], parent: int) -> Iterator[int]:
    depth = items[parent].depth
    for index in range(parent + 1, len(items)):
        if items[index].depth <= depth or items[index].kind is ItemKind.FOOTNOTE:
            return
        if items[index].depth == depth + 1:
            yield index


@frozen
class _OpenItem:
    depth: int
    indent: int
    is_empty: bool


class _MarkdownWriter:
    def __init__(self, title: str, items: Sequence[OutItem], plain: set[int]) -> None:
        # Plain notations, which are asked for more often, need no reader of Markdown.
        from consensus.formats.draft_text import FRONT_MATTER, escape_closing_hashes, has_own_end

        self._protect_end = escape_closing_hashes
        self._blocks: list[str] = []
        self._nesting = LabelNesting(0)
        self._foot = 0
        self._open: list[_OpenItem] = []
        self._takes_indented = self._awaits_title = False
        begin, self._top = 0, 2
        text = items[0].text if items and not items[0].label else ""
        if FRONT_MATTER.fullmatch(text) or FRONT_MATTER.match(f"{text}\n--- x"):
            begin, self._top = 1, 2 if has_own_end(text) or not title else 1
            self._blocks.append(text)
            self._nesting.add("", text, 0)
        if title and self._top > 1:
            self._blocks.append(f"# {self._protect_end(_one_line(title))}")
        for index, item in enumerate(items[begin:], begin):
            if item.kind is ItemKind.SECTION:
                self._heading(item)
            elif item.kind is ItemKind.FOOTNOTE:
                typed = FOOTNOTE.match(f"{item.label}:") is not None
                label = item.label if typed else f"[^{item.label or 'note'}]"
                self._blocks.append(f"{label}: {_one_line(item.text)}".rstrip())
            else:
                self._paragraph(item, index in plain or item.depth == self._foot)

    def text(self) -> str:
        return "\n\n".join(self._blocks) + "\n" if self._blocks else ""

    def _heading(self, item: OutItem) -> None:
        level = min(item.depth + self._top, _DEEPEST_HEADING)
        text = _join_label(item.label, _one_line(item.text), heading=True)
        self._blocks.append(f"{'#' * level} {self._protect_end(text)}")
        self._foot = item.depth + 1
        self._nesting = LabelNesting(self._foot, item.label or item.text)
        self._awaits_title = not item.label and bare_mark(text) is not None
        self._open.clear()
        self._takes_indented = False

    def _paragraph(self, item: OutItem, is_plain: bool) -> None:
        text = _body(item)
        list_label = bool(LIST_LABEL.fullmatch(item.label)) and not item.is_label_inside
        marker = f"{join_label(item.label, '')} " if list_label else ""
        if is_plain:
            self._open.clear()
            misread = self._nesting.depth_of(item.label, item.words) != item.depth
            misread = misread or _is_misread(self._nesting, item)
            words = without_emphasis(outer_signs(text)[1])
            misread = misread or (self._awaits_title and may_be_title(words))
            self._awaits_title = False
            if misread or (self._takes_indented and text.startswith(" ")):
                self._blocks.append(_PART)
                self._nesting.reset()
            self._blocks.append(_indent(marker, text))
            self._nesting.add(item.label, item.words, item.depth)
            self._takes_indented = list_label or text.startswith(" ")
            return
        self._awaits_title = False
        while self._open and self._open[-1].depth >= item.depth:
            self._open.pop()
        indent = self._open[-1].indent if self._open else 0
        block = _indent(" " * indent + "- " + marker, text)
        if self._open and self._open[-1].is_empty:
            self._blocks[-1] += "\n" + block
            self._open[-1] = attrs.evolve(self._open[-1], is_empty=False)
        else:
            self._blocks.append(block)
        if not self._open:
            self._nesting.add(item.label, item.words, item.depth, bulleted=True)
        inner = indent + 2 + len(marker)
        self._open.append(_OpenItem(item.depth, inner, is_empty=not text))
        self._takes_indented = True


def _is_misread(nesting: LabelNesting, item: OutItem) -> bool:
    """Returns whether a paragraph would be a heading, an item of a list, or text of a number."""
    if item.label:
        return False
    mark = Mark.of(without_emphasis(item.words))
    is_heading = mark is not None and mark.is_heading
    return is_heading or nesting.ends_with_label or bool(nesting.split_bullet(item.words))


def _indent(start: str, text: str) -> str:
    first, *others = text.split("\n")
    lines = [start + first, *(" " * len(start) + line if line else "" for line in others)]
    return "\n".join(lines).rstrip()


def _body(item: OutItem) -> str:
    from consensus.formats.draft_text import protect_start

    text = item.text.rstrip()
    is_list_label = bool(LIST_LABEL.fullmatch(item.label))
    if (is_list_label or not item.label) and _stands_whole(text):
        return text
    first, *others = [_one_line(part) for part in _BLANK_LINE.split(text.strip())]
    if not is_list_label or item.is_label_inside:
        first = item.join(first, _join_label)
    lines = [protect_start(first), *(_protect_next(_escape_label(part)) for part in others)]
    # A hard break keeps several paragraphs visible, and still one item.
    return "\\\n".join(lines)


def _protect_next(text: str) -> str:
    """Returns a line, escaped where Markdown would take it for an underline of the one before."""
    from consensus.formats.draft_text import is_paragraph, protect_start

    text = protect_start(text)
    return text if is_paragraph(f"x\n{text}") else f"\\{text}"


def _stands_whole(text: str) -> bool:
    """Returns whether a text is parsed as one item as it stands, as tables and code are."""
    from consensus.formats.draft_text import is_paragraph, read_markdown_draft

    if "\n" not in text and is_paragraph(text):
        return False
    document, _ = read_markdown_draft(Source.of(text))
    read = [(item.label, item.text, item.kind.can_be_agreed) for item in document.items]
    return not document.title and read in ([("", text, True)], [("", text, False)])


def _join_label(label: str, text: str, heading: bool = False) -> str:
    """Returns a text with its label, such that parsing splits off that label and no other."""
    if not label:
        return _escape_label(text, heading)
    if not heading and split_inner(label, text)[0]:
        text = f"\\{text}"
    for written in (join_label(label, text), join_label(label, "\\" + text)):
        found, rest = split_heading(written) if heading else split_label(written)
        if found == label and rest.removeprefix("\\") == text.removeprefix("\\"):
            return written
    return _escape_label(join_label(label, text), heading)


def _escape_label(text: str, heading: bool = False) -> str:
    """Returns a text, escaped where parsing would split off a label."""
    opening, text, closing = outer_signs(text)
    label, rest = split_heading(text) if heading else split_label(text)
    if not label or (heading and not rest and CLAUSE.fullmatch(text)):
        return opening + text + closing
    sign = _PUNCTUATION.search(text, 0, len(text) - len(rest))
    place = sign.start() if sign else 0
    return f"{opening}{text[:place]}\\{text[place:]}{closing}"


def _one_line(text: str) -> str:
    return " ".join(line.strip() for line in text.strip().split("\n"))


# The present text of a draft of the record.

Writer = Callable[[State, str, bool], str]


def write_text(state: State, draft: str, notation: str = "brackets", names: bool = False) -> str:
    """Returns the present text of a draft in one of the `NOTATIONS`.

    With `names`, who holds which option of a bracket, and who proposes what, is printed. Items that
    were rejected or withdrawn are struck out. Raises Unresolved if a clean text was asked for,
    which is without them, and brackets are left; NotFound if `numbered` was, and the last revision
    was published without line numbers.
    """
    writers = NOTATIONS | {"numbered": _numbered}
    if notation not in writers:
        raise ValueError(f"no notation {notation!r}: choose from {', '.join(writers)}")
    return writers[notation](state, draft, names)


def write_translation(state: State, draft: str, language: str) -> str:
    """Returns a draft in another language, as Markdown; what is not translated is in braces."""
    kept, signs = state.translations.get(language, {}), _signs(state, draft, False)
    if not any(item.id in kept for item in state.walk(draft)):
        raise NotFound(f"nothing of {state.handle_of(draft)} is translated into {language}")

    def written(item: Item) -> str:
        own = render(state.version(item.id).wording, False, markdown=True)
        text = kept[item.id].text if item.id in kept else f"{{{own}}}"
        text = signs[item.id].around(text) if item.id in signs else text
        return _struck(state, item.id, text)

    return write_draft(*_items(state, draft, written))


def _printed(state: State, draft: str, names: bool) -> tuple[str, list[OutItem]]:
    signs = _signs(state, draft, names)
    title, items = _items(state, draft, lambda item: _notation(state, item, signs, names))
    inside = [item.id in signs and signs[item.id].is_before_label for item in state.walk(draft)]
    pairs = zip(items, inside, strict=True)
    return title, [attrs.evolve(item, is_label_inside=is_inside) for item, is_inside in pairs]


def _clean(state: State, draft: str, names: bool) -> str:
    items = list(state.in_text(draft))
    check_clean((item.label or item.handle, state.version(item.id)) for item in items)
    check_lifted(_open_brackets(state, draft))
    texts = {item.id: "".join(map(str, state.version(item.id).wording.parts)) for item in items}
    return write_plain_draft(*_items(state, draft, lambda item: texts[item.id], items))


def _numbered(state: State, draft: str, names: bool) -> str:
    from consensus.formats.numbered_lines import numbered_edition

    issued = [each for each in state.revisions.values() if each.draft == draft]
    edition = numbered_edition(state, issued[-1]) if issued else None
    if edition is None:
        raise NotFound(f"{state.drafts[draft].revision} was published without line numbers")
    page, item = 0, ""
    written: list[str] = []
    for line in edition.lines:
        if line.page != page:
            title = filter(None, (state.drafts[draft].title, edition.name, f"page {line.page}"))
            written += [*("", "")[: 2 * page], ", ".join(title), ""]
        elif line.item != item:
            written.append("")
        page, item = line.page, line.item
        words = " ".join(edition.texts[item][line.start : line.end].split())
        written.append(f"{line.number:>5}  {words}")
    return "\n".join(written) + "\n"


def _critic(state: State, draft: str, names: bool) -> str:
    from consensus.formats.placing import insertion_point_of
    from consensus.text.combine import combine

    def words(target: str) -> str:
        return _struck(state, target, state.version(target).wording.notation(names))

    def changed(base: str, proposals: dict[str, str]) -> OutItem:
        text = combine(base, proposals).render("critic", sponsors)
        return OutItem("", ItemKind.PARAGRAPH, 0, text)

    pending = [
        each
        for each in state.amendments.values()
        if each.draft == draft
        and each.state is AmendmentState.OPEN
        and each.target not in state.amendments
        and not state.left_out(each.target)
    ]
    sponsors = {each.handle: each.sponsors for each in pending if names}
    reworded: dict[str, dict[str, str]] = defaultdict(dict)
    going: dict[str, dict[str, str]] = defaultdict(dict)
    coming: dict[str, list[tuple[int, OutItem]]] = defaultdict(list)
    for each in pending:
        gone, come, at = each.others, [("", part) for part in each.parts], (each.parent, each.after)
        if each.kind is AmendmentKind.DELETE:
            gone = (each.target,)
        elif each.kind is AmendmentKind.INSERT:
            come = [(each.label, words(each.id))]
        elif each.kind is AmendmentKind.MOVE:
            moved = (state.items[each.target], *state.walk(each.target))
            gone = tuple(item.id for item in moved)
            come = [(item.label, words(item.id)) for item in moved]
        else:
            reworded[each.target][each.handle] = words(each.id)
            at = (state.items[each.target].parent, each.target)
        for item_id in gone:
            going[item_id][each.handle] = ""
        if come:
            before, depth = _last_before(state, draft, *insertion_point_of(state, *at))
            new = [changed("", {each.handle: join_label(*one)}) for one in come]
            coming[before] += [(-depth, one) for one in new]
    written = [new for _, new in coming.pop(draft, ())]
    signs = _signs(state, draft, names)
    for item in state.walk(draft):
        if item.id in going and item.id not in reworded and item.kind is not ItemKind.FOOTNOTE:
            written.append(changed(join_label(item.label, words(item.id)), going[item.id]))
        else:
            found = changed(words(item.id), reworded[item.id] | going[item.id])
            text = signs[item.id].around(found.text) if item.id in signs else found.text
            written.append(OutItem(item.label, item.kind, found.depth, text))
        # What goes deeper comes first.
        written += [new for _, new in sorted(coming.pop(item.id, ()), key=itemgetter(0))]
    written += [new for others in coming.values() for _, new in others]
    return write_plain_draft(state.drafts[draft].title, written)


def _last_before(state: State, draft: str, parent: str, after: str) -> tuple[str, int]:
    """Returns after which item or draft something is printed that is put somewhere; how deep."""
    there = state.children.get(parent or draft, ())
    end = 0 if after == "first" else there.index(after) + 1 if after in there else len(there)
    items = [item for each in there[:end] for item in (state.items[each], *state.walk(each))]
    live = [item.id for item in items if not item.removed]
    depth = state.depth(parent) + 1 if parent in state.items else 0
    return (live[-1] if live else parent or draft), depth


def _notation(state: State, item: Item, signs: Mapping[str, Signs], names: bool) -> str:
    wording, found = state.version(item.id).wording, signs.get(item.id)
    text = found.written(wording, names, markdown=True) if found else render(wording, names, True)
    return _struck(state, item.id, text)


def _open_brackets(state: State, draft: str) -> tuple[SpanningBracket, ...]:
    if not state.spanning:
        return ()
    from consensus.model.spanning import open_brackets

    return open_brackets(state, draft)


def _signs(state: State, draft: str, names: bool) -> Mapping[str, Signs]:
    if not (brackets := _open_brackets(state, draft)):
        return {}
    from consensus.model.spanning import signs_in

    there = {item.id: item.version for item in state.in_text(draft)}
    return signs_in(state, brackets, there, names)


def _struck(state: State, target: str, text: str) -> str:
    why = state.left_out(target) if text else ""
    return strike(text, why) if why else text


def _items(
    state: State, draft: str, text: Callable[[Item], str], shown: Iterable[Item] | None = None
) -> tuple[str, list[OutItem]]:
    items = [
        OutItem(item.label, item.kind, state.depth(item.id), text(item))
        for item in (state.walk(draft) if shown is None else shown)
    ]
    return state.drafts[draft].title, items


NOTATIONS: dict[str, Writer] = {
    "brackets": lambda *given: write_plain_draft(*_printed(*given)),
    "clean": _clean,
    "markdown": lambda *given: write_draft(*_printed(*given)),
    "critic": _critic,
}
"""Every notation that the present text of a draft can be written in."""
