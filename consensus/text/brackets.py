"""Brackets, for text that is not agreed: scanning, parsing, rendering, and labels of options."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, pairwise
from typing import TypeAlias

from attrs import define, field, frozen

from consensus.errors import InvalidChoice
from consensus.finding import Finding, Severity

DEEPEST = 100
"""Brackets inside each other. What is stored is written by recursion, which has to end; no text for
people comes near it."""

_SIGN = re.compile(r"\\[\[\]|:\\]|[\[\]|]")
_BLANK_LINE = re.compile(r"\n[ \t]*+\n")
_BACKTICKS = re.compile(r"`+")
_TITLE = r"""(?:"[^"]*"|'[^']*'|\([^()]*\))"""
_DEFINITION = re.compile(
    r"^ {0,3}\[(?P<label>(?:[^\[\]\\]|\\.){1,999})\]:[ \t]*"
    r"(?:<[^<>\n]*>|[^\s<]\S*)(?:[ \t]+" + _TITLE + r")?[ \t]*$",
    re.MULTILINE,
)
# Where Markdown knows no brackets: fenced code; definitions of links and footnotes, and tags.
_FENCED = re.compile(
    r"^ {0,3}(?P<fence>(?P<mark>[`~])(?P=mark){2,})[^\n]*$"
    r"(?:[\s\S]*?^ {0,3}(?P=fence)(?P=mark)*[ \t]*$|[\s\S]*)",
    re.MULTILINE,
)
_OPAQUE = re.compile(
    _DEFINITION.pattern + r"|^ {0,3}\[\^[^\s\[\]]+\]:|<[A-Za-z/!][^<>\n]*>", re.MULTILINE
)
DESTINATION = re.compile(
    r"\(\s*(?:<[^<>\n]*>|(?:[^\s()\\<]|\\.|\((?:[^\s()\\]|\\.)*+\))*+)(?:\s+" + _TITLE + r")?\s*\)"
)
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999})\]")
_FOOTNOTE = re.compile(r"\[\^[^\s\[\]]+\]")
_CITATION = re.compile(r"\[\d+(?:\s*[,;\u2013-]\s*\d+)*\]")
_LONGEST_LABEL = 999  # CommonMark 0.31, section 4.7: a link label has at most 999 characters


@frozen
class BracketTokens:
    """The characters of a text that build or escape brackets, by their offsets."""

    structure: tuple[int, ...]  # of the opening signs, bars and closing signs that build brackets
    escapes: tuple[int, ...]  # of the backslashes that only protect the sign after them
    protected: tuple[tuple[int, int], ...]  # what Markdown reads as code or links: start and end
    findings: tuple[Finding, ...]  # unbalanced signs, and numbers that were taken for citations
    unpaired: tuple[int, ...] = ()  # of the signs that have no other half, which build none


def bracket_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Returns the span of each bracket of a text, in the order of their opening characters."""
    open_: list[int] = []
    spans: dict[int, tuple[int, int]] = {}
    for offset in scan_brackets(text).structure:
        if text[offset] == "[":
            open_.append(offset)
        elif text[offset] == "]":
            start = open_.pop()
            spans[start] = (start, offset + 1)
    return tuple(spans[start] for start in sorted(spans))


def too_deep(text: str, markdown: bool = False) -> int | None:
    """Returns the offset of the first bracket nested beyond `DEEPEST`; None if there is none."""
    depth = 0
    for offset in scan_brackets(text, markdown).structure:
        depth += (text[offset] == "[") - (text[offset] == "]")
        if depth > DEEPEST:
            return offset
    return None


def finding_at(text: str, offset: int, message: str, severity: Severity) -> Finding:
    """Returns a finding that names the line and column of an offset of a text."""
    column = offset - text.rfind("\n", 0, offset)
    return Finding(message, severity, line=text.count("\n", 0, offset) + 1, column=column)


def _link_labels(text: str) -> frozenset[str]:
    """Returns the labels that a Markdown text defines as links (`[label]: address`)."""
    return frozenset(_folded(match["label"]) for match in _DEFINITION.finditer(text))


def scan_brackets(
    text: str, markdown: bool = False, labels: frozenset[str] | None = None
) -> BracketTokens:
    """Returns which square brackets and bars of a text build brackets."""
    return _BracketScanner(text, markdown, labels).signs()


class _BracketScanner:
    """One pass over a text with a stack of the brackets that are open."""

    def __init__(self, text: str, markdown: bool, labels: frozenset[str] | None) -> None:
        self._text = text
        self._markdown = markdown
        self._labels = (_link_labels(text) if labels is None else labels) if markdown else ()
        self._protected = list(_opaque_spans(text)) if markdown else []
        self._opaque_starts = [start for start, _ in self._protected]
        self._structure: list[tuple[int, int]] = []  # offset, and where its opening sign stands
        self._escapes: list[int] = []
        self._open: list[int] = []
        self._unbalanced: list[int] = []
        self._citations: list[int] = []
        self._latest_link = -1

    def signs(self) -> BracketTokens:
        opaque = tuple(self._protected)
        place = 0
        while match := _SIGN.search(self._text, place):
            offset = match.start()
            covering = bisect_right(self._opaque_starts, offset) - 1
            if covering >= 0 and offset < opaque[covering][1]:
                place = opaque[covering][1]
                continue
            place = self._take(match[0], offset)
        never_closed = set(self._open)
        kept = tuple(offset for offset, opening in self._structure if opening not in never_closed)
        escapes, protected = tuple(self._escapes), tuple(sorted(self._protected))
        unpaired = tuple(sorted((*self._unbalanced, *self._open)))
        return BracketTokens(kept, escapes, protected, self._findings(), unpaired)

    def _take(self, sign: str, offset: int) -> int:
        """Processes one character; returns the offset at which to continue."""
        if sign[0] == "\\":
            self._escapes.append(offset)
            return offset + 2
        if sign == "[":
            self._open.append(offset)
            self._structure.append((offset, offset))
        elif sign == "|":
            if self._open:
                self._structure.append((offset, self._open[-1]))
        elif not self._open:
            self._unbalanced.append(offset)
        else:
            return self._close(offset)
        return offset + 1

    def _close(self, offset: int) -> int:
        opening = self._open.pop()
        after = offset + 1
        end = self._end_of_link(opening, after) if self._markdown else 0
        if end:
            while self._structure and self._structure[-1][0] >= opening:
                self._structure.pop()
            while self._escapes and self._escapes[-1] > opening:
                self._escapes.pop()
            self._protected.append((opening, end))
            if self._text[opening - 1 : opening] != "!":
                self._latest_link = opening
            return end
        self._structure.append((offset, opening))
        if self._markdown and self._text.startswith("\\(", after):
            self._escapes.append(after)  # what keeps `[text](note)` from being a link
            return after + 2
        return after

    def _end_of_link(self, opening: int, after: int) -> int:
        """Returns the end of the link that opens at an offset; 0 if it is no link."""
        text = self._text
        innermost = self._structure[-1][1] == opening
        if innermost and _FOOTNOTE.match(text, opening, after):
            return after
        if innermost and _CITATION.match(text, opening, after):
            self._citations.append(opening)
            return after
        if self._latest_link > opening and text[opening - 1 : opening] != "!":
            return 0  # CommonMark: links hold no links
        if destination := DESTINATION.match(text, after):
            return destination.end()
        if not self._labels or after - opening > _LONGEST_LABEL:
            return 0
        label = _LABEL.match(text, after)
        if label and label[1]:
            return label.end() if _folded(label[1]) in self._labels else 0
        if innermost and _folded(text[opening + 1 : after - 1]) in self._labels:
            return label.end() if label else after
        return 0

    def _findings(self) -> tuple[Finding, ...]:
        problems = [(offset, "closed but never opened") for offset in self._unbalanced]
        problems += [(offset, "opened but never closed") for offset in self._open]
        found = [
            finding_at(
                self._text,
                offset,
                f"This square bracket is {what}; it was kept as an ordinary sign.",
                Severity.WARNING,
            )
            for offset, what in sorted(problems)
        ]
        if self._citations:
            message = (
                f"Numbers in square brackets ({len(self._citations)}, the first here) were read as"
                " citations, not as text that is not agreed."
            )
            found.append(finding_at(self._text, self._citations[0], message, Severity.NOTE))
        return tuple(found)


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()


def _opaque_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yields disjoint spans, in order, in which Markdown has no brackets."""
    found = chain(_FENCED.finditer(text), _OPAQUE.finditer(text))
    spans = [*(match.span() for match in found), *_code_spans(text)]
    end = 0
    for start, stop in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= end:
            yield start, stop
            end = stop


def _code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yields the spans between two equally long runs of backticks in one paragraph."""
    edges = [0, *(blank.start() for blank in _BLANK_LINE.finditer(text)), len(text)]
    for paragraph in pairwise(edges):
        runs = list(_BACKTICKS.finditer(text, *paragraph))
        by_length: dict[int, list[int]] = {}
        for run in runs:
            by_length.setdefault(len(run[0]), []).append(run.start())
        end = 0
        for run in runs:
            if run.start() < end or text[run.start() - 1 : run.start()] == "\\":
                continue
            equals = by_length[len(run[0])]
            following = bisect_right(equals, run.start())
            if following < len(equals):
                end = equals[following] + len(run[0])
                yield run.start(), end


_CODE = r"[^\s,:\[\]|\\]++"
# A colon between digits joins them: `07:00` names nobody.
_HOLDER = rf"(?!\d++:\d){_CODE}(?:\s++(?:propose|support|oppose)s?+(?![^\s,:]))?+"
ATTRIBUTION = re.compile(rf"\s*+({_HOLDER}(?:\s*+,\s*+{_HOLDER})*+)\s*+:")
NO_TEXT = re.compile(r"\s*no text\s*")
PROTECTED_NO_TEXT = re.compile(r"(\s*)\\(no text\s*)")
_MEANT_AS_SIGN = re.compile(r"[\[\]]|\\(?=[\[\]|:\\]|\Z)")
_MEANT_AS_SIGN_INSIDE = re.compile(r"[\[\]|]|\\(?=[\[\]|:\\]|\Z)")


EVERY_CODE = None
"""In place of the known codes: every name before a colon is taken at its word.

`render` protects what only looks like a name, so that text written by it reads back as it was
whatever the codes of the body are or were.
"""


def is_code(name: str) -> bool:
    """Returns whether a name can be written in a bracket: one word without its signs."""
    return re.fullmatch(_CODE, name) is not None


def _check_codes(instance: object, attribute: object, names: tuple[str, ...]) -> None:
    for name in names:
        if not is_code(name):
            raise InvalidChoice(f"{name!r} cannot be written in a bracket: use a code like BRA")


def _in_normal_form(parts: Iterable[str | Bracket]) -> tuple[str | Bracket, ...]:
    normal: list[str | Bracket] = []
    for part in parts:
        if isinstance(part, str) and normal and isinstance(normal[-1], str):
            normal[-1] += part
        elif part:
            normal.append(part)
    return tuple(normal)


@frozen(eq=False, repr=False)
class BracketedText:
    """Text in which some words may stand in brackets.

    Neighbouring strings are joined and empty ones dropped, so equal texts compare equal.

    Attributes:
        parts: the words outside brackets, and the brackets, in order.
    """

    parts: tuple[str | Bracket, ...] = field(default=(), converter=_in_normal_form)

    @classmethod
    def plain(cls, text: str) -> BracketedText:
        """Returns a text without brackets; square brackets in it are plain characters."""
        return cls((text,))

    def brackets(self) -> Iterator[Bracket]:
        """Yields every bracket, nested ones included, in the order of their opening brackets."""
        return (bracket for bracket, _ in self._brackets_with_depth())

    def _brackets_with_depth(self) -> Iterator[tuple[Bracket, int]]:
        waiting = [iter(self.parts)]
        while waiting:
            part = next(waiting[-1], None)
            if part is None:
                waiting.pop()
            elif not isinstance(part, str):
                yield part, len(waiting)
                waiting.append(inner for option in part.options for inner in option.text.parts)

    @property
    def count(self) -> int:
        """How many brackets there are, nested ones included."""
        return sum(1 for _ in self.brackets())

    @property
    def depth(self) -> int:
        """How deep brackets are nested: 0 without any, 1 when none holds another."""
        return max((depth for _, depth in self._brackets_with_depth()), default=0)

    @property
    def is_clean(self) -> bool:
        """Whether no word stands in brackets."""
        return all(isinstance(part, str) for part in self.parts)

    @property
    def holders(self) -> tuple[str, ...]:
        """Everyone who is named in a bracket, in the order of first mention."""
        return tuple(dict.fromkeys(name for bracket in self.brackets() for name in bracket.holders))

    def notation(self, names: bool = True) -> str:
        """Returns the text in bracket notation, with or without the names."""
        return self._notation if names else render(self, names)

    @cached_property
    def _notation(self) -> str:
        return render(self)

    # Rendering loses nothing and does not recurse, which comparing nested tuples would.
    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BracketedText):
            return NotImplemented
        return self._notation == other._notation

    def __hash__(self) -> int:
        return hash(self._notation)

    def __str__(self) -> str:
        return self._notation

    def __repr__(self) -> str:
        return f"<BracketedText {render(self)!r}>"


@frozen
class BracketOption:
    """One wording that a bracket offers, and the codes of who proposes, supports or opposes it."""

    text: BracketedText  # which may hold brackets; without words it is `no text`
    proposes: tuple[str, ...] = field(default=(), validator=_check_codes)
    supports: tuple[str, ...] = field(default=(), validator=_check_codes)
    opposes: tuple[str, ...] = field(default=(), validator=_check_codes)

    @property
    def names(self) -> tuple[str, ...]:
        """Everyone named with this option."""
        return (*self.proposes, *self.supports, *self.opposes)

    @property
    def attribution(self) -> str:
        """Everyone named with this option, as it is printed: `BRA propose, FIN oppose`."""
        return attribution_of(self.proposes, self.supports, self.opposes)


def attribution_of(
    proposes: Sequence[str], supports: Sequence[str], opposes: Sequence[str] = ()
) -> str:
    """Returns who proposes, supports and opposes words, as brackets print it."""
    if not supports and not opposes:
        return ", ".join(proposes)
    clauses = ((proposes, "propose"), (supports, "support"), (opposes, "oppose"))
    return ", ".join(f"{', '.join(codes)} {verb}" for codes, verb in clauses if codes)


@frozen
class Bracket:
    """Words that are not agreed: one or several options for one place."""

    options: tuple[BracketOption, ...] = field()

    @options.validator
    def _check_options(self, attribute: object, options: tuple[BracketOption, ...]) -> None:
        if not options:
            raise InvalidChoice("a bracket has at least one option")

    @property
    def holders(self) -> tuple[str, ...]:
        """Everyone named with one of the options, in the order of first mention."""
        return tuple(dict.fromkeys(name for option in self.options for name in option.names))


Part: TypeAlias = str | Bracket


def render(text: BracketedText, names: bool = True, markdown: bool = False) -> str:
    """Returns a text in bracket notation, such that `parse` reads the same text again.

    Args:
        names: print who proposes, supports and opposes each option.
        markdown: leave links and code as they are, for `parse(…, markdown=True)`; only there a
            bracket that holds nothing but a number or the label of a link is not read again.
    """
    # Most texts have no brackets, so that there is nothing to walk through.
    if not markdown and len(text.parts) == 1 and isinstance(text.parts[0], str):
        return _protect(text.parts[0], _MEANT_AS_SIGN, None)
    texts = [text, *(option.text for each in text.brackets() for option in each.options)]
    words = (part for each in texts for part in each.parts if isinstance(part, str))
    labels = _link_labels("\n".join(words)) if markdown else None
    written: list[str] = []
    waiting = [_pieces_of(text.parts, _MEANT_AS_SIGN, labels)]
    while waiting:
        piece = next(waiting[-1], None)
        if piece is None:
            waiting.pop()
        elif isinstance(piece, str):
            written.append(piece)
        else:
            waiting.append(_pieces_of_bracket(piece, names, labels))
    return "".join(written)


def _pieces_of_bracket(
    bracket: Bracket, names: bool, labels: frozenset[str] | None
) -> Iterator[Part]:
    for place, option in enumerate(bracket.options):
        yield " | " if place else "["
        attribution = option.attribution if names else ""
        if attribution:
            yield f"{attribution}: "
        pieces = _pieces_of(option.text.parts, _MEANT_AS_SIGN_INSIDE, labels)
        first = next(pieces, "no text")
        if isinstance(first, str):
            is_alone = len(option.text.parts) == 1
            escape = -1
            if not attribution and (like_names := ATTRIBUTION.match(first)):
                escape = like_names.end() - 1
            elif is_alone and (NO_TEXT.fullmatch(first) or PROTECTED_NO_TEXT.fullmatch(first)):
                escape = len(first) - len(first.lstrip())
            if escape >= 0:
                first = f"{first[:escape]}\\{first[escape:]}"
        yield first
        yield from pieces
    yield "]"


def _pieces_of(
    parts: Sequence[Part], meant: re.Pattern[str], labels: frozenset[str] | None
) -> Iterator[Part]:
    is_behind_bracket = False
    for part in parts:
        if isinstance(part, str):
            is_link = is_behind_bracket and labels is not None and DESTINATION.match(part)
            yield ("\\" if is_link else "") + _protect(part, meant, labels)
        else:
            yield part
        is_behind_bracket = not isinstance(part, str)


def _protect(text: str, meant: re.Pattern[str], labels: frozenset[str] | None) -> str:
    """Escapes bracket characters in words; with labels, except in Markdown links and code."""
    # Most texts have no sign, and each of these looks takes a hundredth of what a pattern takes.
    if not ("[" in text or "]" in text or "|" in text or "\\" in text):
        return text
    is_markdown = labels is not None
    protected = scan_brackets(text, is_markdown, labels).protected if is_markdown else ()
    written: list[str] = []
    done = 0
    for start, end in (*protected, (len(text), len(text))):
        written += (meant.sub(r"\\\g<0>", text[done:start]), text[start:end])
        done = end
    return "".join(written)


_NUMBER = r"\(?(?P<number>\d{1,2}|[A-Za-z]|[ivx]{2,4}|[IVX]{2,4})\)?"
_REMARK = r"(?:\s*\([^()\n]{1,60}\))?"
_OPTION = re.compile(
    rf"(?P<marks>[*_]{{0,3}})(?P<label>(?:option|alternative|variant)\s+{_NUMBER}{_REMARK})"
    r"(?P<stop>\s*[:.\u2013\u2014-])?(?P=marks)(?P<late>\s*[:.\u2013\u2014-])?(?:\s+|$)",
    re.IGNORECASE,
)
_ALTERNATIVE = re.compile(
    r"(?P<label>(?:[A-Z]{1,14}\.?\s?)?\(?[\dA-Za-z.]{1,9}\)?(?:\s?\([\da-z]{1,4}\))*"
    r"(?:\s[a-z]{3,9})?\salt\b(?:\s(?:\d{1,2}|[a-z]{3,9}))*):\s+"
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


@frozen
class OptionLabel:
    """The label of an option, and the words behind it."""

    label: str  # as printed, without what parts it from the words: `Option 1`
    places: frozenset[int]  # among the options that its number may mean: `i` is the 1st and 9th
    rest: str  # empty where the label stands alone


def read_option_label(text: str) -> OptionLabel | None:
    """Takes `Option 1:`, `Alternative B.` or `**Variant ii**` off the start of a paragraph.

    The label counts where a stop, emphasis or nothing follows it.
    """
    found = _OPTION.match(text)
    if found is None:
        return None
    rest = text[found.end() :]
    if rest and not (found["stop"] or found["late"] or found["marks"]):
        return None
    number = found["number"].lower()
    places = {int(number)} if number.isdigit() else set()
    if number in _ROMAN:
        places.add(_ROMAN.index(number) + 1)
    if len(number) == 1 and number.isalpha():
        places.add(ord(number) - ord("a") + 1)
    return OptionLabel(" ".join(found["label"].split()), frozenset(places), rest)


def without_option_label(text: str) -> str:
    """Returns the words of an option without its label, `Option 1:` or `7 alt:`, if it has one."""
    option = read_option_label(text)
    if option is not None:
        return option.rest
    found = _ALTERNATIVE.match(text)
    return text[found.end() :] if found else text


READ_AS_TEXT = "alternatives? It was read as text of its own."
"""How the findings on what may be alternatives end."""

_BETWEEN_ALTERNATIVES = re.compile(r"[ \t\u00a0]*/?[ \t\u00a0]*")
_LOOKS_LIKE_CODE = re.compile(r"[A-Z][A-Z0-9]{1,5}")
_SLASH = re.compile(r"(?<=[^\W\d_])\s*/\s*(?=[^\W\d_])")
_IDIOM = re.compile(r"\s*and\s*/\s*or\s*", re.IGNORECASE)


def parse(
    text: str, codes: Collection[str] | None = (), markdown: bool = False
) -> tuple[BracketedText, tuple[Finding, ...]]:
    """Parses a text in bracket notation.

    Args:
        text: the text; characters that build no bracket are kept.
        codes: codes of members and groups, compared exactly; names not among them are text.
            `EVERY_CODE` accepts every name.
        markdown: the text is Markdown: what that resolves as links, images, footnotes or code, and
            numbers in brackets, builds no bracket.

    Returns:
        The text, and findings with line and column: unmatched brackets, unknown names (warnings),
        brackets that may be alternatives (notes, see `find_alternatives`).
    """
    reader = _Reader(text, scan_brackets(text, markdown), codes)
    result = reader.read()
    findings = sorted(reader.findings, key=lambda finding: (finding.line, finding.column))
    return result, tuple(findings)


@define
class _Opened:
    """A bracket, or the text as a whole, that is not closed yet."""

    number: int
    offset: int
    options: list[BracketOption] = field(factory=list)
    cuts: list[int] = field(factory=list)  # where words begin and end, around each bracket
    brackets: list[tuple[Bracket, int, int]] = field(factory=list)  # with number and offset


class _Reader:
    def __init__(self, text: str, signs: BracketTokens, codes: Collection[str] | None) -> None:
        self._text = text
        self._signs = signs
        self._codes = None if codes is None else frozenset(codes)
        self.findings = list(signs.findings)

    def read(self) -> BracketedText:
        opened = [_Opened(0, 0)]
        start = count = 0
        for offset in self._signs.structure:
            current = opened[-1]
            current.cuts += (start, offset)
            start = offset + 1
            sign = self._text[offset]
            if sign == "[":
                count += 1
                opened.append(_Opened(count, offset))
                continue
            current.options.append(self._option(current, is_last=sign == "]"))
            if sign == "]":
                opened.pop()
                bracket = Bracket(tuple(current.options))
                opened[-1].brackets.append((bracket, current.number, current.offset))
                if not bracket.holders and len(slashed(bracket)) > 1:
                    self._note_alternatives(current.number, current.offset, "holds a slash")
        opened[0].cuts += (start, len(self._text))
        return self._sequence(opened[0])

    def _option(self, opened: _Opened, is_last: bool) -> BracketOption:
        cuts = opened.cuts
        if opened.options and self._text.startswith(" ", cuts[0], cuts[1]):
            cuts[0] += 1
        if not is_last and self._text.endswith(" ", cuts[-2], cuts[-1]):
            cuts[-1] -= 1
        names, cuts[0] = self._names(cuts[0], cuts[1])
        option = BracketOption(self._sequence(opened), *names)
        opened.cuts.clear()
        opened.brackets.clear()
        return option

    def _sequence(self, opened: _Opened) -> BracketedText:
        cuts = opened.cuts
        if opened.number and not opened.brackets:
            if NO_TEXT.fullmatch(self._text, *cuts) or cuts[0] == cuts[1]:
                return BracketedText()
            if protected := PROTECTED_NO_TEXT.fullmatch(self._text, *cuts):
                return BracketedText.plain(protected[1] + protected[2])
        parts: list[Part] = [self._words(*cuts[:2])]
        for (bracket, _, _), *span in zip(opened.brackets, cuts[2::2], cuts[3::2], strict=True):
            parts += (bracket, self._words(*span))
        for run in alternative_runs(parts):
            if len(run) > 1:
                _, number, offset = opened.brackets[min(run) // 2]
                self._note_alternatives(number, offset, "stands beside another")
        return BracketedText(tuple(parts))

    def _words(self, start: int, end: int) -> str:
        escapes = self._signs.escapes
        words: list[str] = []
        for escape in escapes[bisect_left(escapes, start) : bisect_left(escapes, end)]:
            words.append(self._text[start:escape])
            start = escape + 1
        return "".join((*words, self._text[start:end]))

    def _names(self, start: int, end: int) -> tuple[Iterable[tuple[str, ...]], int]:
        """Returns the names at the start of an option, and the offset of its words."""
        attribution = ATTRIBUTION.match(self._text, start, end)
        if attribution is None:
            return (), start
        named: dict[str, list[str]] = {"propose": [], "support": [], "oppose": []}
        without_verb: list[str] = []
        for holder in attribution[1].split(","):
            code, *verb = holder.split()
            without_verb.append(code)
            if verb:
                named[verb[0].removesuffix("s")] += without_verb
                without_verb = []
        named["propose"] += without_verb
        if self._codes is not None and (
            unknown := [code for code in chain(*named.values()) if code not in self._codes]
        ):
            if all(map(_LOOKS_LIKE_CODE.fullmatch, unknown)):
                message = (
                    f"No member or group has the code {', '.join(unknown)}; the name was kept as"
                    " part of the text."
                )
                self._note(attribution.start(1), message)
            return (), start
        words = attribution.end()
        if self._text.startswith(" ", words, end):
            words += 1
        return (tuple(codes) for codes in named.values()), words

    def _note_alternatives(self, number: int, offset: int, what: str) -> None:
        self._note(offset, f"Bracket {number} {what}: {READ_AS_TEXT}")

    def _note(self, offset: int, message: str) -> None:
        self.findings.append(finding_at(self._text, offset, message, Severity.NOTE))


def alternative_runs(parts: Sequence[Part]) -> list[dict[int, Bracket]]:
    """Returns the runs of neighbouring brackets without a holder, by their indices."""
    runs: list[dict[int, Bracket]] = []
    end = 0
    for at, part in enumerate(parts):
        if isinstance(part, str) or part.holders:
            continue
        between = parts[end:at]
        if not runs or not all(
            isinstance(each, str) and _BETWEEN_ALTERNATIVES.fullmatch(each) for each in between
        ):
            runs.append({})
        runs[-1][at] = part
        end = at + 1
    return runs


def slashed(bracket: Bracket) -> list[str]:
    """Splits the words of a bracket at its slashes, where it has one option of plain words."""
    parts = bracket.options[0].text.parts
    if len(bracket.options) > 1 or len(parts) != 1 or not isinstance(parts[0], str):
        return []
    return [parts[0]] if _IDIOM.fullmatch(parts[0]) else _SLASH.split(parts[0])


def without_words(text: str, codes: Collection[str] = ()) -> tuple[tuple[int, int], ...]:
    """Returns the spans of a text in bracket notation that are no words.

    These are its bracket characters, the names among `codes` before a colon, and `no text`.
    """
    found: list[tuple[int, int]] = []
    structure = scan_brackets(text).structure
    for start, end in pairwise((*structure, len(text))):
        place = start + 1
        if text[start] in "[|":
            named = ATTRIBUTION.match(text, place, end)
            if named and all(each.split()[0] in codes for each in named[1].split(",")):
                place = named.end()
            if NO_TEXT.fullmatch(text, place, end):
                place = end
        found.append((start, place))
    return tuple(found)
