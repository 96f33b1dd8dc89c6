"""Names on papers: what people call a text, a meeting or a decision, for the handles they type."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from html import escape, unescape
from typing import Any

import attrs
from attrs import frozen

from consensus.model.state import State
from consensus.reports.amendments import change_summary
from consensus.reports.outline import (
    Block,
    Cell,
    Grid,
    Heading,
    Outline,
    Passage,
    Point,
    Points,
)
from consensus.reports.summary.context import day
from consensus.rules.expression import parse_rule
from consensus.text.display import one_line, shortened

_HANDLE = r"(?<![\w’'-])[A-Z]{1,4}\d+(?:-\d+)?(?![\w-])"
# A handle in brackets behind a name, alone or before more words; some in a row; or one.
_PLACES = re.compile(
    rf" \((?P<behind>{_HANDLE})(?P<more>\)|, )"
    rf"|(?P<row>{_HANDLE}(?:(?:, | and ){_HANDLE})+)"
    rf"|(?P<one>{_HANDLE})"
)
_NEAR = re.compile(rf"(?:(\w+)\W*)?({_HANDLE})(?=(?:\W*(\w+))?)")
_SIGN = re.compile(r"[A-Z]\d")  # without which there is no handle
_RULE = re.compile(r"\b[a-z]\w*\(.*\)")
_IN_WORDS = re.compile(r"\b(?:of|on|to|in|from|after|before|for|against|provided) $")
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d$")
_COMMAND = re.compile(r"\bconsensus [a-z -]+ $")
_MOST_QUOTED = 40
_NEAR_BY = 100  # characters before a handle that are looked at
# Tables of a state without words of people; the question of a ballot is named as other words are.
_NO_WORDS = frozenset(
    (
        *("handles", "spent", "numbers", "imported", "journal", "moments", "children", "decided"),
        *("amendments_to", "ballots", "member_codes", "recirculated", "overtaken", "presented"),
        "origins",
        "positions",  # of which there are many: their words are looked at one by one
    )
)


class Place(Enum):
    """Where on a paper a name stands: it is short where what it is is plain to see."""

    SENTENCE = "sentence"
    CELL = "cell"
    HEADING = "heading"


@frozen
class _Name:
    """What something is called."""

    whole: str  # in a sentence
    short: str  # in a table or a list
    printed: tuple[str, ...] = ()  # what stands before its handle in brackets where it is named
    behind: str = ""  # what stands there instead of the brackets
    noun: str = ""  # what its kind is called
    number: str = ""  # what stands behind that noun
    is_said_anyway: bool = False  # whether it is left out where a line begins with its handle


class PaperNames:
    """Writes names for the handles in what papers say; words of the record stay as they are.

    Amendments keep their handles, by which everybody calls them.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._names: dict[str, _Name | None] = {}
        self._labels = Counter(
            state.full_label(each.id) for each in state.items.values() if not each.removed
        )

    def outline(self, outline: Outline) -> Outline:
        """Returns an outline with names; quotations stay as they are."""
        return attrs.evolve(
            outline,
            title=self.words(outline.title, Place.HEADING),
            lines=tuple(map(self.words, outline.lines)),
            blocks=tuple(map(self._block, outline.blocks)),
        )

    def _block(self, block: Block) -> Block:
        match block:
            case Heading():
                return attrs.evolve(block, words=self.words(block.words, Place.HEADING))
            case Passage():
                spans = (attrs.evolve(each, text=self.words(each.text)) for each in block.spans)
                return Passage(tuple(spans))
            case Points():
                return Points(
                    tuple(Point(self.words(each.words), each.depth) for each in block.points)
                )
            case Grid():
                rows = ((self._subject(row[0]), *map(self._cell, row[1:])) for row in block.rows)
                headings = (self.words(each, Place.CELL) for each in block.table.headings)
                return Grid.of(self.words(block.title), tuple(headings), rows)
        return block

    def _cell(self, cell: Cell) -> Cell:
        return self.words(cell, Place.CELL) if isinstance(cell, str) else cell

    def _subject(self, cell: Cell) -> Cell:
        """Returns what a row is about; beside the handle of an amendment stands what it does."""
        key = self._state.handles.get(cell, "") if isinstance(cell, str) else ""
        if key not in self._state.amendments or cell in self._labels:
            return self._cell(cell)
        does = shortened(change_summary(self._state, key, names=False), _MOST_QUOTED)
        return f"{cell} ({does}{'”' * (does.count('“') - does.count('”'))})"

    def words(self, words: str, place: Place = Place.SENTENCE) -> str:
        """Returns words with names for the handles in them."""
        words = self._ruled(words)
        written, at = "", 0
        for found in _PLACES.finditer(words):
            written += words[at : found.start()]
            at = found.end()
            if found["behind"]:
                written = self._behind(written, found, place)
            elif found["row"]:
                written += self._row(found, place)
            else:
                name = self._known(found["one"], found, found.start())
                if name and name.is_said_anyway and not found.start():
                    at = min(at + 1, len(words))  # with the space behind it
                else:
                    written += found[0] if name is None else self._said(name, place, written)
        written += words[at:]
        is_alone = place is Place.HEADING or (place is Place.SENTENCE and words.endswith("."))
        if written != words and is_alone and not words[:1].islower():
            return written[:1].upper() + written[1:]
        return written

    def _said(self, name: _Name, place: Place, before: str = "") -> str:
        is_short = place is not Place.SENTENCE and not _IN_WORDS.search(before[-_NEAR_BY:])
        return name.short if is_short else name.whole

    def _behind(self, before: str, found: re.Match[str], place: Place) -> str:
        name = self._known(found["behind"], found, found.start("behind"))
        if name is None:
            return before + found[0]
        more = " (" if found["more"] == ", " else ""
        printed = next(filter(before.endswith, name.printed), "")
        if printed:
            rest = before.removesuffix(printed)
            is_first = place is Place.HEADING and not rest
            if place is Place.SENTENCE or is_first or _IN_WORDS.search(rest[-_NEAR_BY:]):
                before = rest + name.whole
            return before + more
        if name.is_said_anyway and not more and _DAY.search(before[-_NEAR_BY:]):
            return before
        if name.behind and not more:
            return before + name.behind
        return f"{before} ({name.short}{found['more']}"

    def _row(self, found: re.Match[str], place: Place) -> str:
        """Returns some names in a row, those of a kind behind one noun where it is a sentence."""
        signs = re.split(f"({_HANDLE})", found["row"])
        names, at = [], found.start()
        for sign in signs:
            names.append(self._known(sign, found, at) if re.fullmatch(_HANDLE, sign) else None)
            at += len(sign)
        handles = range(1, len(signs), 2)
        before = found.string[: found.start()].rstrip().casefold()
        nouns = {each: name.noun if (name := names[each]) else "" for each in handles}
        for each in handles:
            name, noun = names[each], nouns[each]
            if name is None:
                continue
            if place is not Place.SENTENCE or not noun:
                signs[each] = self._said(name, place)
            elif nouns.get(each - 2) == noun or (each == 1 and before.endswith(_plural(noun))):
                signs[each] = name.number
            else:
                is_one = nouns.get(each + 2) != noun
                signs[each] = f"{noun if is_one else _plural(noun)} {name.number}"
        return "".join(signs)

    def _known(self, handle: str, found: re.Match[str], start: int) -> _Name | None:
        """Returns the name of a handle in a text; None if it is no handle or is in quoted words."""
        key = self._state.handles.get(handle)
        if key is None or key in self._state.amendments:
            return None
        if handle in self._labels or handle in self._state.members:
            return None
        if _COMMAND.search(found.string, max(0, start - _NEAR_BY), start) or self._is_own(
            handle, found.string, start
        ):
            return None
        if key not in self._names:
            self._names[key] = _name(self._state, key, self._labels)
        return self._names[key]

    def _is_own(self, handle: str, words: str, start: int) -> bool:
        derived = self._state.journal.derived
        if (own := derived.get("own words")) is None:
            own = derived["own words"] = _own_words(self._state)
        near = own.get(handle)
        if not near:
            return False
        before = re.search(r"(\w+)\W*$", words[max(0, start - _NEAR_BY) : start])
        behind = re.compile(r"\W*(\w+)").match(words, start + len(handle))
        here = (before[1] if before else "", behind[1] if behind else "")
        for there in near:
            alike = [one == other for one, other in zip(here, there, strict=True) if one and other]
            if alike and all(alike):
                return True
        return False

    def _ruled(self, words: str) -> str:
        """Returns words with the sentence of each rule of the record for how it is written."""
        if "(" in words and "_" in words:
            for rule in _rules(self._state):
                if rule in words:
                    words = words.replace(rule, parse_rule(rule).sentence)
        return words

    def page(self, chunks: Iterable[str]) -> Iterator[str]:
        """Yields the HTML of a page with names; texts of the record on it stay as they are."""
        inside: list[tuple[str, bool]] = []  # the elements around, and whether they are a text
        for chunk in chunks:
            yield "".join(self._marked_up(chunk, inside))

    def _marked_up(self, chunk: str, inside: list[tuple[str, bool]]) -> Iterator[str]:
        for part in _MARKUP.split(chunk):
            tag = _TAG.match(part)
            if tag is None:
                is_text = bool(inside) and inside[-1][1]
                yield part if is_text or not part.strip() else self._escaped(part, inside)
                continue
            name = tag["name"]
            if tag["end"]:
                while inside and inside.pop()[0] != name:
                    pass
            elif name not in _VOID and not part.endswith("/>"):
                is_text = name in ("script", "style") or 'class="text' in part
                inside.append((name, is_text or (bool(inside) and inside[-1][1])))
            yield (
                _SPOKEN.sub(lambda found: f'{found[1]}="{self._attribute(found[2])}"', part)
                if "=" in part
                else part
            )

    def _escaped(self, part: str, inside: list[tuple[str, bool]]) -> str:
        around = {name for name, _ in inside}
        place = Place.HEADING if around & _HEADINGS else Place.SENTENCE
        place = Place.CELL if around & _CELLS else place
        words = unescape(part)
        named = self.words(words, place)
        return part if named == words else escape(named, quote=False)

    def _attribute(self, value: str) -> str:
        words = unescape(value)
        named = self.words(words, Place.CELL)
        return value if named == words else escape(named)


_MARKUP = re.compile(r"(<[^>]*>)")
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)")
_SPOKEN = re.compile(r'\b(aria-label|title|alt)="([^"]*)"')
_VOID = frozenset({"br", "hr", "input", "link", "meta"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "title", "nav"})
_CELLS = frozenset({"td", "th", "svg"})


def _plural(noun: str) -> str:
    return f"{noun}x" if noun.endswith("eau") else f"{noun}s"


def _rules(state: State) -> list[str]:
    rules = {each.rule for each in state.settings.values()}
    rules |= {each.rule for each in state.drafts.values()}
    rules |= {each.rule for each in state.items.values()}
    return sorted(filter(_RULE.match, rules), key=len, reverse=True)


def _name(state: State, key: str, labels: Mapping[str, int]) -> _Name | None:
    for table, name in _NAMED.items():
        if (noun := getattr(state, table).get(key)) is not None:
            return name(state, noun, labels)
    return None


def _item(state: State, item: Any, labels: Mapping[str, int]) -> _Name:
    label, kind = state.full_label(item.id), item.kind.value
    first = shortened(one_line(state.text(item.id)), _MOST_QUOTED)
    if not label:
        quoted = f"“{first}”" if first else f"the {kind}"
        return _Name(quoted, quoted)
    short = label
    if state.is_label_shared(item.id):
        short = f"{label} (“{first}”)"
    elif labels[label] > 1 and item.draft in state.drafts:
        short = f"{label} of “{state.drafts[item.draft].title}”"
    # Of a preambular paragraph `PP`, and of a proposal `proposal`, is in the noun already.
    number = re.sub("^(PP|proposal )(?=[0-9])", "", short) if len(kind.split()) > 1 else short
    printed = (label, item.label)
    return _Name(f"{kind} {number}", short, printed, f" ({short})", kind, number)


def _printed(words: str) -> tuple[str, ...]:
    return (words,) if words else ()


def _draft(state: State, draft: Any, _: Mapping[str, int]) -> _Name:
    titled = f"“{draft.title}”" if draft.title and len(state.drafts) > 1 else "the draft"
    return _Name(titled, titled, _printed(draft.title))


def _decision(state: State, made: Any, labels: Mapping[str, int]) -> _Name:
    when = day(made.happened)
    names = [_name(state, each, labels) for each in made.targets]
    on = names[0].whole if len(names) == 1 and names[0] else ""
    if len(made.targets) == 1 and made.targets[0] in state.amendments:
        on = f"amendment {state.handle_of(made.targets[0])}"
    said = f"the decision of {when}"
    return _Name(f"{said} on {on}" if on else said, when, behind=f" on {when}", is_said_anyway=True)


def _titled(noun: str, dated: str = "") -> Callable[[State, Any, Mapping[str, int]], _Name]:
    def named(_: State, found: Any, __: Mapping[str, int]) -> _Name:
        said = f"the {noun}" + (f" of {day(getattr(found, dated))}" if dated else "")
        return _Name(found.title or said, found.title or said, _printed(found.title))

    return named


def _dated(noun: str, dated: str) -> Callable[[State, Any, Mapping[str, int]], _Name]:
    def named(_: State, found: Any, __: Mapping[str, int]) -> _Name:
        when = day(getattr(found, dated))
        return _Name(f"the {noun} of {when}", f"{noun} of {when}")

    return named


def _package(_: State, found: Any, __: Mapping[str, int]) -> _Name:
    return _Name(f"the package “{found.title}”", found.title, _printed(found.title))


def _agenda(_: State, found: Any, __: Mapping[str, int]) -> _Name:
    if not found.number:
        return _Name(f"“{found.title}”", found.title, _printed(found.title))
    return _Name(
        f"agenda item {found.number}", f"agenda item {found.number}", _printed(found.title)
    )


def _question(_: State, found: Any, __: Mapping[str, int]) -> _Name:
    said = f"question {found.number}"
    return _Name(said, said, _printed(found.number))


def _ballot(_: State, found: Any, __: Mapping[str, int]) -> _Name:
    return _Name(f"the ballot “{found.question}”", found.question, _printed(found.question))


def _plain(noun: str) -> Callable[[State, Any, Mapping[str, int]], _Name]:
    return lambda *_: _Name(f"the {noun}", f"the {noun}")


_NAMED: Mapping[str, Callable[[State, Any, Mapping[str, int]], _Name]] = {
    "items": _item,
    "packages": _package,
    "drafts": _draft,
    "meetings": _titled("meeting", "opened"),
    "announcements": _titled("meeting", "begins"),
    "agenda": _agenda,
    "decisions": _decision,
    "interventions": _dated("statement", "happened"),
    "silences": _dated("silence procedure", "opened"),
    "consultations": _dated("consultation", "opened"),
    "questions": _question,
    "contributions": _dated("contribution", "received"),
    "highlights": _plain("highlighted passage"),
    "undertakings": _dated("undertaking", "made"),
    "milestones": _titled("milestone"),
    "nominations": _dated("nomination", "made"),
    "ballots": _ballot,
    "tray": _plain("entry of the inbox"),
}


def _own_words(state: State) -> dict[str, set[tuple[str, str]]]:
    """Returns what stands on both sides of each handle that is in words of the record."""
    found: dict[str, set[tuple[str, str]]] = {}
    for words in _words_of_record(state):
        if _SIGN.search(words):
            for before, handle, behind in _NEAR.findall(words):
                if handle in state.handles and (before or behind):
                    found.setdefault(handle, set()).add((before, behind))
    return found


def _words_of_record(state: State) -> set[str]:
    """Returns every string in a state that may be words of people, each once."""
    words: set[str] = set()
    for each in state.positions.common_parts():
        words.update((each.reason, each.reservation, each.document, each.words))
    left = [getattr(state, e.name) for e in attrs.fields(State) if e.name not in _NO_WORDS]
    while left:
        value = left.pop()
        if isinstance(value, str):
            words.add(value)
        elif isinstance(value, Mapping):
            left += value.values()
        elif isinstance(value, list | tuple):
            left += value
        else:
            left += (getattr(value, name) for name in _fields(type(value)))
    return words


def _fields(kind: type) -> tuple[str, ...]:
    names: tuple[str, ...] = getattr(kind, "__struct_fields__", ())
    return names or tuple(each.name for each in getattr(kind, "__attrs_attrs__", ()))
