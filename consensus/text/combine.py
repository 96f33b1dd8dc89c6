"""Combining several proposals for one text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations, zip_longest
from operator import attrgetter
from unicodedata import normalize

from consensus.arguments import validated
from consensus.text.claim import EditIndex, Sentences, Voice, is_little
from consensus.text.combination import Combination
from consensus.text.diff import atomic_edits, bracket_pairs, find_edits
from consensus.text.edit import Edit
from consensus.text.hunk import Change, Conflict, ConflictCause, Hunk, Kept, Option, bits
from consensus.text.region import Clashes, Region, RegionKind, find_regions, holds
from consensus.text.tokens import Kind, Numbers, Vocabulary, kinds_of

# Where a line ends because it must: in code, tables, headings, quotations and verse, and before an
# item of a list.
_LINES_MATTER = re.compile(
    r"^[ ]{0,3}(?:```|~~~|\|.*\|[ ]*$|[#>])"
    r"|[\r\n][ \t]*(?:[-*+] |\d{1,4}[.)] |\([a-z\d]{1,4}\) |(?:=+|-+)[ \t]*$)"
    r"|(?: {2}|\\)(?=[\r\n])",
    re.MULTILINE,
)
# A comma with white space has no more tokens than this.
_LONGEST_MARGIN = 2
_MARGIN = (Kind.SPACE, Kind.COMMA)
# A sign with white space around it has no more tokens than this.
_LONGEST_SIGN = 4
# An option of so many words takes in up to so many kept words before a sign: “staggered terms of
# three] years.” reads cut off.
_LAST_WORDS = ((4, 2), (12, 6))
_CLAUSE = 3  # and options of so many words up to a sign a little word, such as “the”, behind one
_IN_PHRASE = frozenset({Kind.WORD, Kind.SPACE})
# Members of an enum are slow to look up.
_CHANGE, _SPACE, _WORD = RegionKind.CHANGE, Kind.SPACE, Kind.WORD

_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,4}[.)]|\([a-z\d]{1,4}\)) ")
_CODE = re.compile(r"^(?: {4}|\t)", re.MULTILINE)


@validated
def combine(base: str, proposals: Mapping[str, str]) -> Combination:
    """Combines several proposals for one text as far as they agree.

    Every proposal is compared with the base by words. What a proposal wants in one sentence is a
    claim. Claims that no other contends with are changes; where claims contend there are
    conflicts, and where whole sentences are inserted at one place only their order is asked. White
    space and typography never contend with words.

    Args:
        base: the text that the proposals are made against.
        proposals: the proposed texts, each whole, under keys of any kind of name.

    Returns:
        The combination; the order of the proposals makes no difference.

    Raises:
        InvalidArgument: an argument has a wrong type.
    """
    if not proposals:
        # Most texts in a record have none.
        return Combination(base, proposals, (Kept(base),) if base else ())
    index = index_proposals(base, proposals)
    regions, clashes = find_regions(index)
    return Combination(base, proposals, tuple(_Writer(index, clashes).written(regions)))


def index_proposals(base: str, proposals: Mapping[str, str]) -> EditIndex:
    """Returns the edits and claims of all proposals, those that differ in layout as one."""
    vocabulary = Vocabulary(is_flowing=all(map(_is_flowing, {base, *proposals.values()})))
    read = vocabulary.read_base(base)
    keys: dict[str, list[str]] = {}
    for key in sorted(proposals):
        keys.setdefault(proposals[key], []).append(key)
    texts: dict[Numbers, list[str]] = {}
    for text in sorted(keys):
        texts.setdefault(vocabulary.read_proposal(text, read), []).append(text)
    sentences = Sentences(read, vocabulary)
    voices = []
    for numbers, own in texts.items():
        edits = find_edits(read.numbers, numbers, vocabulary, sentences)
        voices.append(Voice(own, [keys[text] for text in own], numbers, edits, vocabulary))
    voices.sort(key=attrgetter("keys"))
    pairs = bracket_pairs(read.numbers, vocabulary) if vocabulary.has_brackets else []
    parts_of = [
        atomic_edits(each.edits, each.new_starts, pairs, each.numbers, vocabulary)
        for each in voices
    ]
    return EditIndex(read, vocabulary, sentences, voices, parts_of)


def _is_flowing(text: str) -> bool:
    """Returns whether all line ends inside the paragraphs of a text are layout."""
    if "\n" not in text and "\r" not in text:
        return True
    if _LINES_MATTER.search(text):
        return False
    # The lines of an item of a list are indented without being code.
    return _ITEM.match(text) is not None or not _CODE.search(text)


class _Writer:
    """Converts regions to hunks."""

    def __init__(self, index: EditIndex, clashes: Clashes) -> None:
        self._index = index
        self._clashes = clashes
        self._layout = _spellings(index) if index.vocabulary.has_spellings else {}
        self._hunks: list[Hunk] = []
        self._done = 0
        self._voices_of: dict[int, list[tuple[int, Voice]]] = {}

    def written(self, regions: Sequence[Region]) -> list[Hunk]:
        """Returns the hunks of a text with these regions."""
        links: dict[int, int] = {}
        size = len(self._index.base.tokens)
        runs = self._joined(regions)
        for run, following in zip_longest(runs, runs[1:]):
            first = run[0]
            if first.kind is not _CHANGE:
                self._conflict(first, following[0].start if following else size)
                continue
            self._keep(first.start)
            self._done = run[-1].end
            link = links.setdefault(first.link, len(links) + 1) if first.link else 0
            self._change(run, link)
        self._keep(size)
        return self._hunks

    def _joined(self, regions: Sequence[Region]) -> list[list[Region]]:
        """Returns regions, neighbouring changes of the same voices together."""
        runs: list[list[Region]] = []
        for region in regions:
            if runs and self._are_one_change(runs[-1][-1], region):
                runs[-1].append(region)
            else:
                runs.append([region])
        return runs

    def _are_one_change(self, one: Region, other: Region) -> bool:
        # Tokens of white space never stand side by side.
        if other.start - one.end > 1 or one.link or other.link:
            return False
        if one.kind is not _CHANGE or other.kind is not _CHANGE:
            return False
        index = self._index
        gap = index.base.numbers[one.end : other.start]
        if gap and (index.vocabulary.kinds[gap] is not _SPACE or one.end in self._layout):
            return False
        return index.holders[one.parts[0]] == index.holders[other.parts[0]]

    def _keep(self, end: int) -> None:
        """Adds the kept tokens up to `end`; one that some voices spell otherwise is a change."""
        base = self._index.base
        start = self._done
        for place in [each for each in self._layout if start <= each < end] if self._layout else ():
            if start < place:
                self._hunks.append(Kept(base.slice(start, place)))
            text, by = self._layout[place]
            self._hunks.append(Change(base.tokens[place], text, by, is_layout=True))
            start = place + 1
        if start < end:
            self._hunks.append(Kept(base.slice(start, end)))
        self._done = end

    def _change(self, run: Sequence[Region], link: int) -> None:
        index = self._index
        start, last, end = run[0].start, run[-1].start, run[-1].end
        (_, voice), *others = self._holders(run[0].parts)
        # Both edges of a run are edges of edits that all of its voices have.
        by, text = voice.keys, voice.spell(*voice.span(start, end, start, last))
        for _, voice in others:
            by, text = by + voice.keys, min(text, voice.spell(*voice.span(start, end, start, last)))
        is_layout, in_part = run[0].parts[0] in index.layout, run[0].in_part
        for region in run[1:]:
            is_layout = is_layout and region.parts[0] in index.layout
            in_part = tuple(sorted({*in_part, *region.in_part}))
        replaced = index.base.slice(start, end)
        self._hunks.append(
            Change(replaced, text, tuple(sorted(by)), link, is_layout=is_layout, in_part=in_part)
        )

    def _holders(self, parts: Iterable[int]) -> list[tuple[int, Voice]]:
        """Returns the voices that have some atomic edits, with the bit of each."""
        held = self._index.held(parts)
        # Most edits are those of one voice, which has others too.
        if held not in self._voices_of:
            self._voices_of[held] = [(1 << at, self._index.voices[at]) for at in bits(held)]
        return self._voices_of[held]

    def _options(self, region: Region) -> list[tuple[Voice, int, int]]:
        """Returns the tokens of each voice in place of a region."""
        index, start, end = self._index, region.start, region.end
        edits = index.edits_of(region.parts)
        found = []
        for bit, voice in self._holders(region.parts):
            places = [edit.start for held, edit in edits if held & bit]
            # White space that it alone sets otherwise in here belongs to its wording.
            if index.layout:
                places += [
                    edit.start
                    for edit in voice.edits
                    if start <= edit.start <= edit.end <= end
                    if edit.start < edit.end or start < edit.start < end
                ]
            found.append((voice, *voice.span(start, end, min(places), max(places))))
        return found

    def _wordings(self, region: Region, options: Sequence[tuple[Voice, int, int]]) -> list[Numbers]:
        """Returns the tokens of all options, those of the base last."""
        wordings = [voice.numbers[first:last] for voice, first, last in options]
        return [*wordings, self._index.base.numbers[region.start : region.end]]

    def _margins(self, wordings: Sequence[Numbers]) -> tuple[int, int]:
        """Returns how many tokens of white space and commas all wordings share at each end."""
        kinds, first = self._index.vocabulary.kinds, wordings[0]
        # Something is left of each; with one that is empty, none shares anything.
        most = min(map(len, wordings)) - 1

        def is_shared(at: int) -> bool:
            return kinds[first[at]] in _MARGIN and all(each[at] == first[at] for each in wordings)

        leading = trailing = 0
        while leading < min(_LONGEST_MARGIN, most) and is_shared(leading):
            leading += 1
        while trailing < min(_LONGEST_MARGIN, most - leading) and is_shared(-1 - trailing):
            trailing += 1
        return leading, trailing

    def _start_of_phrase(self, region: Region, wordings: Iterable[Numbers], end: int) -> int:
        """Returns the start of a region, widened by a word where the options need it."""
        # No option is punctuation alone, or begins with a comma where another does not, and no
        # little word stands alone between a sign and a clause up to the next sign.
        numbers, vocabulary = self._index.base.numbers, self._index.vocabulary
        kinds = vocabulary.kinds
        start = region.start - 1
        start -= start > self._done and kinds[numbers[start]] is _SPACE
        if start < self._done or kinds[numbers[start]] is not _WORD:
            return region.start
        short = [kinds_of(text, vocabulary) for text in wordings if len(text) <= _LONGEST_SIGN]
        begin = {kinds[text[0]] is Kind.COMMA if text else None for text in wordings}
        if begin == {False, True} or not all(
            _WORD in each or {_SPACE, Kind.BREAK}.issuperset(each) for each in short
        ):
            # The first two words of a sentence go in together.
            first = start - 2
            return first if first >= self._done and first in self._index.sentences.starts else start
        before = start - 1
        before -= before > self._done and kinds[numbers[before]] is _SPACE
        around = numbers[before : before + 1] + numbers[end : end + 1]
        is_alone = not -1 < before < self._done and is_little(vocabulary.word(numbers[start]))
        if not is_alone or not _IN_PHRASE.isdisjoint(kinds_of(around, vocabulary)):
            return region.start
        return start if min(map(vocabulary.count_words, wordings)) >= _CLAUSE else region.start

    def _end_of_phrase(self, region: Region, wordings: Sequence[Numbers], limit: int) -> int:
        """Returns the end of a region, widened to punctuation that follows within a few words."""
        # It is not widened if an option has no words, or the base a bracket there.
        numbers, vocabulary = self._index.base.numbers, self._index.vocabulary
        kinds, count = vocabulary.kinds, vocabulary.count_words
        end = region.end
        # In “five days' notice” it belongs to the word before it.
        mark = numbers[end : min(end + 1, limit)]
        if mark and vocabulary.word(mark) in "'’" and mark not in numbers[:end]:
            region = region._replace(end=end + 1)
        if not all(wordings):
            return region.end
        end = region.end
        # White space stands between words, so that there are more of them behind that.
        last = min(limit, end + 2 * _LAST_WORDS[-1][1] + 2)
        while end < last and kinds[numbers[end]] in _IN_PHRASE:
            end += 1
        is_at_sign = end == len(numbers) or kinds[numbers[end]] not in _IN_PHRASE
        if (
            not is_at_sign
            or not 0 < (added := count(numbers[region.end : end])) <= _LAST_WORDS[-1][1]
        ):
            return region.end
        words = [*map(count, wordings)]
        fewest = next(few for few, most in _LAST_WORDS if added <= most)
        if not all(words) or Kind.OPEN in kinds_of(wordings[-1], vocabulary):
            return region.end
        if max(words) < fewest and not any(
            Kind.STOP in kinds_of(each[:-1], vocabulary) for each in wordings
        ):
            return region.end
        while kinds[numbers[end - 1]] is _SPACE:
            end -= 1
        return end

    def _conflict(self, region: Region, limit: int) -> None:
        index = self._index
        is_order = region.kind is RegionKind.ORDER
        written = self._options(region)
        leading = trailing = 0
        if not is_order:
            wordings = self._wordings(region, written)
            end = self._end_of_phrase(region, wordings, limit)
            start = self._start_of_phrase(region, wordings, end)
            more, behind = region.start - start, end - region.end
            if more or behind:
                region = region._replace(start=start, end=end)
                written = [(voice, first - more, last + behind) for voice, first, last in written]
                if index.layout:
                    written = self._options(region)
                wordings = self._wordings(region, written)
            leading, trailing = self._margins(wordings)
        start, end = region.start + leading, region.end - trailing
        self._keep(start)
        self._done = end
        replaced, its = index.base.slice(start, end), index.base.numbers[start:end]
        options: dict[Numbers, Option] = {}
        for voice, first, last in written:
            first, last = first + leading, last - trailing
            numbers = voice.numbers[first:last]
            if numbers == its:
                continue
            text, by = voice.spell(first, last), voice.keys
            if (known := options.get(numbers)) is not None:
                text, by = min(known.text, text), tuple(sorted({*known.by, *by}))
            options[numbers] = Option(text, by)
        if not options:
            self._hunks.append(Kept(replaced))
            return
        for one, other in () if is_order else permutations(options, 2):
            if holds(one, other, index.vocabulary):
                known = options[one]
                includes = tuple(sorted({*known.includes, *options[other].by}))
                options[one] = Option(known.text, known.by, includes)
        self._hunks.append(
            Conflict(
                replaced,
                (Option(replaced), *sorted(options.values(), key=attrgetter("by"))),
                ConflictCause(index, region, self._clashes, (leading, trailing)),
                kind="order" if is_order else "substance",
                question=region.question,
            )
        )


def _spellings(index: EditIndex) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Returns the kept tokens of the base that all deviating voices spell alike."""
    tokens = index.base.tokens
    wanted: dict[int, dict[str, list[str]]] = {}
    for voice in index.voices:
        spellings = voice.spellings
        place = its = 0
        end = Edit(len(tokens), len(tokens), "", len(tokens), len(tokens))
        starts = (*voice.new_starts, len(voice.numbers))
        for edit, new_start in zip((*voice.edits, end), starts, strict=True):
            kept = tokens[place : edit.start]
            for spelled, by in zip(spellings, voice.keys_of_text, strict=True):
                words = spelled[its:new_start]
                if words == kept:
                    continue
                for at, (word, own) in enumerate(zip(words, kept, strict=True), place):
                    if word != own and normalize("NFC", word) != normalize("NFC", own):
                        wanted.setdefault(at, {}).setdefault(word, []).extend(by)
            place, its = edit.end, new_start + len(edit.text)
    return {
        at: (word, tuple(sorted(set(by))))
        for at, words in sorted(wanted.items())
        if len(words) == 1
        for word, by in words.items()
    }
