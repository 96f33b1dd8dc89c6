"""Combinations: several proposals for one text, its notations, and what to read again in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, pairwise
from types import MappingProxyType
from typing import Literal, NamedTuple, Protocol

from attrs import evolve, field, frozen

from consensus.arguments import validated
from consensus.errors import InvalidChoice, Unresolved
from consensus.text.diff import ParsedBase, words_of
from consensus.text.edit import TextEdit
from consensus.text.hunk import (
    Change,
    Conflict,
    Hunk,
    Kept,
    Names,
    Option,
    Settlement,
    backers_of,
    base_first,
    no_conflict,
    own_wording,
    render_bracket,
    settled_by_question,
    settled_hunks,
)


def _by_key(proposals: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(sorted(proposals.items())))


class Arrangement(Protocol):
    """A document in parts, each with a combination of its own."""

    @property
    def is_clean(self) -> bool:
        """Whether no conflict is left in any part."""

    def hunks(self, *, for_critic: bool = False, by_words: bool = True) -> Iterator[PlacedHunk]:
        """Yields the hunks of the parts, in the order of the combined document."""

    def wording(self, key: str) -> str:
        """Returns the text of one proposal."""

    def settled(self, settlements: Mapping[int, Settlement], names: Names | None) -> Arrangement:
        """Returns the document with conflicts settled, by their index among all of them."""


class PlacedHunk(NamedTuple):
    """A hunk of a document."""

    hunk: Hunk
    part: int = -1  # for a conflict, the index of the part that it is in
    number: int = -1  # its index among the conflicts of that part


@frozen(eq=False)
class Combination:
    """Several proposals for one text, combined as far as they agree.

    Attributes:
        base: the text that the proposals are made against.
        proposals: the proposed texts by key, sorted by key.
        arrangement: the parts of a document; none for a single paragraph.
    """

    base: str
    proposals: Mapping[str, str] = field(converter=_by_key)
    _hunks: tuple[Hunk, ...] = ()
    arrangement: Arrangement | None = field(default=None, repr=False)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Combination):
            return NotImplemented
        return (self.base, self.proposals, self.hunks) == (other.base, other.proposals, other.hunks)

    @cached_property
    def hunks(self) -> tuple[Hunk, ...]:
        """What is kept, changed and in conflict, in the order of the combined text.

        Blocks that moved are deleted where they stood and inserted where they stand, by changes
        with one number as `linked`. Conflicts with one number as `linked` are one question about
        several places.
        """
        if self.arrangement is None:
            return self._hunks
        return tuple(placed.hunk for placed in self.arrangement.hunks())

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts that are not settled."""
        return tuple(hunk for hunk in self.hunks if isinstance(hunk, Conflict))

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes with which no proposal contends."""
        return tuple(hunk for hunk in self.hunks if isinstance(hunk, Change))

    @validated
    def taken(self, key: str) -> tuple[Change, ...]:
        """Returns the changes of a proposal that go in by default."""
        return tuple(change for change in self.changes if key in change.by)

    @property
    def is_clean(self) -> bool:
        """Whether no conflict is left, and no order is asked."""
        if self.arrangement is not None:
            return self.arrangement.is_clean
        return not any(isinstance(hunk, Conflict) for hunk in self._hunks)

    @property
    def neighbours(self) -> tuple[Neighbours, ...]:
        """Changes by different proposals in one sentence."""
        return tuple(_find_neighbours(self.hunks))

    @property
    def findings(self) -> tuple[TextFinding, ...]:
        """What a merge without conflicts may have got wrong: leftover terms, numbers."""
        changes = [each for each in self.hunks if isinstance(each, Change) and not each.is_layout]
        found: list[TextFinding] = []
        if len({change.by for change in changes}) > 1:
            found += _leftover_terms(self.base, self.proposals, changes)
            found += _same_numbers(changes)
        return (*found, *_changed_numbers(self.hunks))

    @validated
    def project(self, key: str) -> str:
        """Settles everything in favour of one proposal, without the others' changes.

        Args:
            key: the proposal.

        Returns:
            The text of that proposal.

        Raises:
            InvalidChoice: there is no such proposal.
        """
        if key not in self.proposals:
            raise InvalidChoice(f"no proposal {key!r}: choose from {', '.join(self.proposals)}")
        if self.arrangement is not None:
            return self.arrangement.wording(key)
        return "".join(own_wording(hunk, key) for hunk in self._hunks)

    @validated
    def settle(
        self, settlements: Mapping[int, Settlement | str], names: Names | None = None
    ) -> Combination:
        """Settles some of the conflicts.

        Args:
            settlements: what each conflict is settled by, under its number, counted from 1; the key
                of a proposal means taking that one. Other conflicts of the same question are
                settled alike where they can be, unless they are settled here too. Linked conflicts
                are settled together, by what is said for any one of them.
            names: the codes to print for each proposal where a conflict is put in brackets.

        Returns:
            The combination with those conflicts settled and the others as they were.

        Raises:
            InvalidChoice: there is no such conflict, a settlement does not fit it, or linked
                conflicts are to be settled in different ways.
        """
        conflicts = self.conflicts
        for number in settlements.keys() - range(1, len(conflicts) + 1):
            raise InvalidChoice(no_conflict(number, len(conflicts)))
        chosen = settled_by_question(conflicts, {at - 1: way for at, way in settlements.items()})
        if self.arrangement is not None:
            return evolve(self, arrangement=self.arrangement.settled(chosen, names))
        return evolve(self, hunks=settled_hunks(self._hunks, chosen, names))

    def text(self) -> str:
        """Returns the text with all changes made.

        Raises:
            Unresolved: conflicts are left.
        """
        if not self.is_clean:
            left = len(self.conflicts)
            raise Unresolved(
                f"{left} conflict{'s are' if left > 1 else ' is'} left to settle before there is "
                "one text"
            )
        return "".join(
            hunk.text for hunk in self._written("clean") if not isinstance(hunk, Conflict)
        )

    def _written(self, notation: str) -> Sequence[Hunk]:
        """Returns the hunks as a notation needs them."""
        if self.arrangement is None:
            return self._hunks
        # Only CriticMarkup shows changes, and rejecting all of them must leave the base.
        shows_changes = notation == "critic"
        placed = self.arrangement.hunks(for_critic=shows_changes, by_words=shows_changes)
        hunks = [each.hunk for each in placed]
        return [*_whole_lines(hunks)] if notation == "markers" else hunks

    @validated
    def render(self, notation: str, names: Names | None = None) -> str:
        """Renders the combination as one text.

        Args:
            notation: "brackets", "clean", "markers" or "critic". In a document, markers stand
                around whole lines.
            names: the codes to print for each proposal.

        Raises:
            Unresolved: "clean" was asked for and conflicts are left.
            InvalidChoice: there is no such notation.
        """
        if notation == "clean":
            return self.text()
        write = _WRITERS.get(notation)
        if write is None:
            known = ", ".join(_WRITERS)
            raise InvalidChoice(f"no notation {notation!r}: choose from clean, {known}")
        return write(self._written(notation), names)


_LINE_END = re.compile(r"\r\n|\r|\n")

_SHORTEST_MARKER = 7  # what git writes
_LIKE_A_MARKER = re.compile(r"^([<|=>])\1*", re.MULTILINE)
_CRITIC_OPENING = re.compile(r"\{(?=\+\+|--|~~|==|>>)")
_CRITIC_CLOSING = re.compile(r"(\+\+|--|~~|==|<<)(?=\})|~(?=>)")


def _label(by: Iterable[str], names: Names | None) -> str:
    backers = backers_of(by, names)
    return ", ".join((*backers.proposes, *backers.supports))


def _brackets(hunks: Sequence[Hunk], names: Names | None) -> str:
    return "".join(
        render_bracket(hunk.options, names) if isinstance(hunk, Conflict) else hunk.text
        for hunk in hunks
    )


def _markers(hunks: Sequence[Hunk], names: Names | None) -> str:
    size = _marker_size(hunks)
    page = ""
    is_open = False  # whether a line that ends in a marker is still to end

    def marker(sign: str, label: str = "") -> str:
        line_end = "\n" if page and not page.endswith("\n") else ""
        return line_end + " ".join((sign * size, *label.split()))

    for hunk in hunks:
        if not isinstance(hunk, Conflict):
            if is_open and hunk.text:
                page += "" if hunk.text.startswith("\n") else "\n"
                is_open = False
            page += hunk.text
            continue
        base, *proposed = base_first(hunk.options)
        *others, last = proposed
        sides = [("=", _label(option.by, names), option.text) for option in others]
        if others:
            sides = [("<", *sides[0][1:]), ("|", "base", base.text), *sides[1:]]
        else:
            sides = [("<", "base", base.text)]
        for sign, label, text in (*sides, ("=", "", last.text)):
            page += f"{marker(sign, label)}\n{text}"
        page += marker(">", _label(last.by, names))
        # The line break behind a line that a conflict is about is not the marker's.
        is_open = not all(option.text.endswith("\n") for option in hunk.options if option.text)
        page += "" if is_open else "\n"
    return f"{page}\n" if is_open else page


def _marker_size(hunks: Sequence[Hunk]) -> int:
    """Returns the length of conflict markers, with which no line of the texts begins."""
    texts = chain.from_iterable(map(_texts, hunks))
    runs = (len(run[0]) for text in texts for run in _LIKE_A_MARKER.finditer(text))
    return max(_SHORTEST_MARKER, max(runs, default=0) + 1)


def _texts(hunk: Hunk) -> list[str]:
    """Returns what may stand in place of a hunk."""
    return [each.text for each in hunk.options] if isinstance(hunk, Conflict) else [hunk.text]


def _critic(hunks: Sequence[Hunk], names: Names | None) -> str:
    written: list[str] = []
    # What is kept goes together, since a sign may begin in one hunk and end in the next.
    kept = ""
    for hunk in chain.from_iterable(map(_insertions_apart, _with_brackets_whole(hunks))):
        if isinstance(hunk, Kept):
            kept += hunk.text
        else:
            written += (_protected(kept), _critic_hunk(hunk, names))
            kept = ""
    return "".join((*written, _protected(kept)))


def _with_brackets_whole(hunks: Sequence[Hunk]) -> Iterator[Hunk]:
    """Yields the hunks, what one proposal does to a bracket within a block as one change."""
    ends = {each.linked: at for at, each in enumerate(hunks, 1) if isinstance(each, Change)}
    start = 0
    while start < len(hunks):
        hunk, end = hunks[start], start + 1
        if isinstance(hunk, Change) and hunk.linked:
            edit = hunks[start : ends[hunk.linked]]
            own = [each for each in edit if not isinstance(each, Conflict)]
            is_own = all(isinstance(each, Kept) or each.by == hunk.by for each in edit)
            old, new = "".join(e.replaces for e in own), "".join(e.text for e in own)
            if is_own and own == list(edit) and "\n\n" not in old + new:
                hunk, end = evolve(hunk, replaces=old, text=new), ends[hunk.linked]
        yield hunk
        start = end


def _insertions_apart(hunk: Hunk) -> Iterator[Hunk]:
    """Yields a hunk; of a conflict, options that only insert at an end of its words are apart."""
    base, options = hunk.replaces, hunk.options if isinstance(hunk, Conflict) else ()
    plain = base != "" and base == base.strip("+-~=<>{}")  # else a sign may go on beside it
    before = [o for o in options if plain and o.by and o.text.endswith(base)]
    behind = [o for o in options if plain and o.by and o.text.startswith(base) and o not in before]
    yield from (Change("", each.text.removesuffix(base), each.by) for each in before)
    others = tuple(each for each in options if each not in (*before, *behind))
    if isinstance(hunk, Conflict):
        hunk = evolve(hunk, options=others) if len(others) > 1 else Kept(base)
    yield hunk
    yield from (Change("", each.text.removeprefix(base), each.by) for each in behind)


def _critic_hunk(hunk: Change | Conflict, names: Names | None) -> str:
    """Renders a change or conflict so that rejecting all of it leaves the words of the base."""
    if isinstance(hunk, Change):
        return _critic_change(hunk.replaces, hunk.text, _label(hunk.by, names))
    base, *proposed = base_first(hunk.options)
    by: dict[str, list[str]] = {}
    for option in proposed:
        by.setdefault(option.text, []).extend(option.by)
    proposed = [Option(text, tuple(keys)) for text, keys in by.items()]
    # A deletion first, so that the base wording stands once and is taken out once.
    proposed.sort(key=lambda option: bool(option.text))
    return "".join(
        _critic_change("" if at else base.text, option.text, _label(option.by, names))
        for at, option in enumerate(proposed)
    )


def _critic_change(old: str, new: str, label: str) -> str:
    old, new = _protected(old), _protected(new)
    comment = f"{{>>{_protected(label)}<<}}" if label else ""
    if not old:
        return f"{{++{new}++}}{comment}"
    return (f"{{~~{old}~>{new}~~}}" if new else f"{{--{old}--}}") + comment


def _protected(text: str) -> str:
    """Escapes CriticMarkup in a text, as CommonMark escapes punctuation."""
    return _CRITIC_CLOSING.sub(r"\g<0>\\", _CRITIC_OPENING.sub(r"{\\", text))


_WRITERS: dict[str, Callable[[Sequence[Hunk], Names | None], str]] = {
    "brackets": _brackets,
    "markers": _markers,
    "critic": _critic,
}


def _whole_lines(hunks: Sequence[Hunk]) -> Iterator[Hunk]:
    """Widens conflicts to whole lines; several in one become one, each side with its own line."""
    line: list[Hunk] = []
    for hunk in hunks:
        if isinstance(hunk, Kept):
            for text in _up_to_line_ends(hunk.text):
                line.append(Kept(text))
                if _ends_line(text):
                    yield from _as_one(line)
                    line = []
            continue
        line.append(hunk)
        if all(not text or _ends_line(text) for text in _texts(hunk)) and (
            len(line) == 1 or isinstance(hunk, Change)
        ):
            yield from _as_one(line)
            line = []
    yield from _as_one(line)


def _ends_line(text: str) -> bool:
    return text.endswith(("\n", "\r"))


def _up_to_line_ends(text: str) -> Iterator[str]:
    """Yields a text in parts, cut behind its first line end and behind its last."""
    first = _LINE_END.search(text)
    last = max(text.rfind("\n"), text.rfind("\r")) + 1
    cuts = sorted({0, first.end() if first else 0, last, len(text)})
    yield from (text[start:end] for start, end in pairwise(cuts))


def _as_one(line: Sequence[Hunk]) -> Iterator[Hunk]:
    if not any(isinstance(hunk, Conflict) for hunk in line):
        yield Kept("".join(hunk.text for hunk in line if not isinstance(hunk, Conflict)))
        return
    # What a conflict was settled for is what all sides start from by now.
    line = [
        hunk if isinstance(hunk, Conflict) or hunk.settled_from is None else Kept(hunk.text)
        for hunk in line
    ]
    base = "".join(hunk.replaces for hunk in line)
    by: dict[str, list[str]] = {}
    for key in sorted({key for hunk in line if not isinstance(hunk, Kept) for key in hunk.by}):
        by.setdefault("".join(own_wording(hunk, key) for hunk in line), []).append(key)
    options = [Option(text, tuple(keys)) for text, keys in by.items() if text != base]
    yield Conflict(base, (Option(base), *options)) if options else Kept(base)


# What to read again: changes beside each other, terms and numbers left over.


# A term has at most this many words, and stands in the base at least this often.
_LONGEST_TERM = 4
_FEWEST_OCCURRENCES = 2
# Words up to this length are compared with their “s”: “as” is not several of “a”.
_LONGEST_UNFOLDED = 3
# Who renames a term leaves at most one in this many of its occurrences.
_NEARLY_ALL = 5

_SENTENCE_END = re.compile(r"[.!?;](?=\s)|[。！？；]|\n")
_ITEM = re.compile(r"^[ \t]*(\(?[A-Za-z0-9]{1,4}[.)])[ \t]+\S", re.MULTILINE)
_HEADING = re.compile(
    r"^(?:#+[ \t]*)?(?:(?:article|section|paragraph|rule|annex|chapter|part)[ \t]+)?"
    r"\d{1,3}(?=[.:)\s])",
    re.MULTILINE | re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(article|section|paragraph|rule|annex|chapter|part)([ \t\u00a0]+)(\d{1,3})\b", re.IGNORECASE
)


@frozen
class Neighbours:
    """Changes by different proposals in one sentence: clean, but to be read again.

    Attributes:
        sentence: the sentence with all changes made.
        changes: indices of the changes into the hunks of the combination.
        by: the proposals, sorted.
    """

    sentence: str
    changes: tuple[int, ...]
    by: tuple[str, ...]


@frozen
class TextFinding:
    """Something that a merge without conflicts may have got wrong.

    Attributes:
        kind: a term renamed by one proposal and used by another; two items inserted under one
            number; a reference to a number that the merge changes.
        message: what it is, in one sentence.
        by: the proposals, sorted.
        words: the term, number or reference as it stands.
        replacement: what may stand there instead; empty where nothing is offered.
    """

    kind: Literal["leftover term", "same number", "changed number"]
    message: str
    by: tuple[str, ...]
    words: str
    replacement: str = ""


def _find_neighbours(hunks: Sequence[Hunk]) -> Iterator[Neighbours]:
    """Yields the changes by different proposals that stand in one sentence."""
    # The words of each sentence, and who wants each of the changes in it, by its index.
    sentences: list[tuple[list[str], dict[int, tuple[str, ...]]]] = [([], {})]
    for index, hunk in enumerate(hunks):
        words, changes = sentences[-1]
        if not isinstance(hunk, Kept):
            words.append(hunk.replaces if isinstance(hunk, Conflict) else hunk.text)
            if isinstance(hunk, Change) and not hunk.is_layout:
                changes[index] = hunk.by
            continue
        start = 0
        for stop in _SENTENCE_END.finditer(hunk.text):
            words.append(hunk.text[start : stop.end()])
            sentences.append(([], {}))
            words, start = sentences[-1][0], stop.end()
        words.append(hunk.text[start:])
    for words, changes in sentences:
        if len(set(changes.values())) > 1:
            by = sorted({key for side in changes.values() for key in side})
            yield Neighbours("".join(words).strip(), tuple(changes), tuple(by))


def _leftover_terms(
    base: str, proposals: Mapping[str, str], changes: Sequence[Change]
) -> Iterator[TextFinding]:
    original = ParsedBase(base)
    base_words = _folded(words_of(base))
    found: dict[tuple[str, tuple[str, ...]], tuple[str, set[str]]] = {}
    for key, text in proposals.items():
        own = [change for change in changes if key in change.by]
        others = [change for change in changes if key not in change.by and change.text]
        if not own or not others:
            continue
        # Each term, several of a thing like one of it, with what stands for each of its forms.
        renamed: dict[tuple[str, ...], dict[str, str]] = {}
        for old, new in _replacements(base, original.edits(text)):
            words = words_of(old)
            if 0 < len(words) <= _LONGEST_TERM and new.strip():
                forms = renamed.setdefault(tuple(_folded(words)), {})
                forms.setdefault(" ".join(words).lower(), new.strip())
        for term, forms in sorted(renamed.items()):
            if not any(word.isalpha() for word in term):
                continue
            if any(_places(_folded(words_of(new)), term) for new in forms.values()):
                continue
            times = len(_places(base_words, term))
            left = len(_places(_folded(words_of(text)), term))
            if times < _FEWEST_OCCURRENCES or left * _NEARLY_ALL > times:
                continue
            if not any(_places(_folded(words_of(change.replaces)), term) for change in own):
                continue
            for change in others:
                words = words_of(change.text)
                places = _places(_folded(words), term)
                if len(places) > len(_places(_folded(words_of(change.replaces)), term)):
                    form = " ".join(words[places[-1] : places[-1] + len(term)])
                    new = forms.get(form.lower(), "")
                    found.setdefault((form, change.by), (new, set()))[1].add(key)
    for (form, users), (new, by) in sorted(found.items()):
        yield TextFinding(
            "leftover term",
            f"“{form}” is renamed by {', '.join(sorted(by))} and still used in the words of"
            f" {', '.join(users)}",
            tuple(sorted({*by, *users})),
            form,
            new,
        )


def _replacements(base: str, edits: Iterable[TextEdit]) -> Iterator[tuple[str, str]]:
    """Yields words of the base and what stands in their place, over spaces that both keep."""
    start = end = -1
    new = ""
    for edit in edits:
        gap = base[end : edit.start]
        if start >= 0 and gap.isspace():
            end, new = edit.end, new + gap + edit.text
            continue
        if start >= 0:
            yield base[start:end], new
        start, end, new = edit.start, edit.end, edit.text
    if start >= 0:
        yield base[start:end], new


def _folded(words: Iterable[str]) -> list[str]:
    """Returns words in lower case, without a plural “s”."""
    lower = [word.lower() for word in words]
    return [word.removesuffix("s") if len(word) > _LONGEST_UNFOLDED else word for word in lower]


def _places(words: Sequence[str], term: Sequence[str]) -> list[int]:
    size = len(term)
    return [
        at
        for at in range(len(words) - size + 1)
        if words[at] == term[0] and tuple(words[at : at + size]) == tuple(term)
    ]


def _same_numbers(changes: Sequence[Change]) -> Iterator[TextFinding]:
    labels: dict[str, list[tuple[str, ...]]] = {}
    for change in changes:
        for label in _ITEM.findall(change.text):
            if label not in _ITEM.findall(change.replaces):
                labels.setdefault(label, []).append(change.by)
    for label, sides in sorted(labels.items()):
        if len(set(sides)) > 1:
            by = tuple(sorted({key for side in sides for key in side}))
            message = f"two items are inserted as {label}, by {', '.join(by)}"
            yield TextFinding("same number", message, by, label)


def _changed_numbers(hunks: Sequence[Hunk]) -> Iterator[TextFinding]:
    """Yields references to renumbered items, except those by the author of the change."""
    moved: dict[str, tuple[str, tuple[str, ...]]] = {}
    before = ""
    for hunk in hunks:
        if isinstance(hunk, Change) and hunk.replaces.isdigit() and hunk.text.isdigit():
            line = f"{before[before.rfind(chr(10)) + 1 :]}{hunk.replaces}."
            heading = _HEADING.match(line)
            if heading and heading.end() == len(line) - 1:
                moved[hunk.replaces] = (hunk.text, hunk.by)
        before += hunk.replaces if isinstance(hunk, Conflict) else hunk.text
    if not moved:
        return
    movers = {key for _, by in moved.values() for key in by}
    kept = "".join(
        hunk.text
        if isinstance(hunk, Kept) or (isinstance(hunk, Change) and movers.isdisjoint(hunk.by))
        else "\0"
        for hunk in hunks
    )
    for found in _REFERENCE.finditer(kept):
        line = kept[kept.rfind("\n", 0, found.start()) + 1 : found.start()]
        behind = kept[found.end() : found.end() + 1]
        is_heading = "#" in line or (not line.strip() and behind in ("", "\n", ".", ":"))
        if found[3] in moved and not is_heading:
            new, by = moved[found[3]]
            words = found[0]
            yield TextFinding(
                "changed number",
                f"“{words}” refers to a number that {', '.join(by)} changes to {new}",
                by,
                words,
                f"{found[1]}{found[2]}{new}",
            )
