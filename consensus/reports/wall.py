"""The wall: the public view of the current target, for a screen in the room."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

import msgspec
from attrs import evolve, frozen

from consensus.errors import Damaged, Rejected
from consensus.model.amendments import AmendmentKind, AmendmentState
from consensus.model.rivals import competing_amendments
from consensus.model.staleness import is_introduced
from consensus.model.state import State
from consensus.reports.amendments import PieceKind, change_summary, compare_texts
from consensus.reports.audience import told_verdict
from consensus.reports.words import label_of, ruled_note, sign_of
from consensus.rules.judgement import AGREED_STATUSES, Judgement
from consensus.rules.reasons import Pending
from consensus.rules.verdict import PROVISIONAL, UNDECIDED, Status, Verdict
from consensus.text.bracket_edits import letter_of
from consensus.text.brackets import BracketedText, scan_brackets
from consensus.text.display import one_line, shortened
from consensus.text.hunk import Change, Conflict

_FIRST_WORDS = 40
_ENDED = frozenset({Status.WITHDRAWN, Status.REJECTED, Status.DELETED, Status.NO_CONSENSUS})


@frozen
class Totals:
    """How far a text has come."""

    agreed: int  # how many items are agreed or adopted and await no approval
    open: int  # how many are still to be settled, those agreed ad referendum or deferred included
    provisional: int = 0  # how many of these are agreed, but for the rest of their draft
    ruled: int = 0  # how many of all the chair declared agreed over objections
    no_consensus: int = 0  # on how many there was no consensus

    @property
    def words(self) -> str:
        """Such as `2 agreed, 4 open (3 provisionally agreed), no consensus on 1`."""
        agreed = f" ({self.provisional} {PROVISIONAL})" if self.provisional else ""
        left = f", {Status.NO_CONSENSUS} on {self.no_consensus}" if self.no_consensus else ""
        return f"{self.agreed} agreed, {self.open} open{agreed}{left}{ruled_note(self.ruled)}"

    @classmethod
    def of(cls, verdicts: Collection[Verdict]) -> Totals:
        """Returns how far the targets of some verdicts have come."""
        settled = [each for each in verdicts if each.status not in _ENDED]
        agreed = sum(each.status in AGREED_STATUSES for each in settled)
        provisional = sum(each.is_provisional for each in settled)
        ruled = sum(each.is_ruling for each in settled)
        apart = sum(each.status is Status.NO_CONSENSUS for each in verdicts)
        return cls(agreed, len(settled) - agreed, provisional, ruled, apart)


class View(StrEnum):
    """What the room sees of a text."""

    TEXT = "text"
    AMENDMENTS = "amendments"
    CHANGE = "change"
    SIDE_BY_SIDE = "side-by-side"
    PROGRESS = "progress"

    @property
    def words(self) -> str:
        """The view, as it is offered, such as `with all amendments`."""
        return _VIEWS[self]


_VIEWS = {
    View.TEXT: "the text alone",
    View.AMENDMENTS: "with all amendments",
    View.CHANGE: "with this one",
    View.SIDE_BY_SIDE: "side by side",
    View.PROGRESS: "progress",
}


class Mark(StrEnum):
    """How some words of a slide are meant."""

    KEPT = "kept"
    PUT_IN = "put in"
    TAKEN_OUT = "taken out"
    NOT_AGREED = "not agreed"
    SIGN = "sign"


@frozen
class SlidePart:
    """Some words of a slide."""

    text: str  # the words, or a bracket sign or letter
    mark: Mark = Mark.KEPT  # how they are meant


@frozen
class SlideOption:
    """One of several wordings that are too long to stand in the text."""

    letter: str  # such as `(A)`
    parts: tuple[SlidePart, ...]  # the wording, a whole phrase


@frozen
class Slide:
    """What the projector shows, without a member's name or stance."""

    title: str  # of the draft, package or working group
    label: str = ""  # what people call the item; empty where the whole is shown
    # where it stands, in words, with `pending` where an approval is awaited; empty where the whole
    # is shown
    status: str = ""
    # the text without amendments, line by line, in bracket notation without names; or what is in
    # the whole. Joined by line feeds they are one text, since a bracket may span lines
    lines: tuple[str, ...] = ()
    totals: Totals | None = None  # how far the whole has come; None where one item is shown
    # when it was shown, to distinguish the same shown again; None before
    pushed: datetime | None = None
    # which text it is, such as `Rev.1` or `working text after Rev.1`, and what is shown with it
    source: str = ""
    # the text with what is put in, taken out and not agreed; empty where the whole is shown
    parts: tuple[SlidePart, ...] = ()
    beside: tuple[SlidePart, ...] = ()  # how it would read, where both are shown side by side
    options: tuple[SlideOption, ...] = ()  # the wordings of which `parts` has the letters alone

    @property
    def seen(self) -> tuple[SlidePart, ...]:
        """The text with its change, or what is in the whole, with the sign of each status."""
        if self.parts:
            return self.parts
        lines = (_with_sign(each) for each in self.lines) if self.totals else self.lines
        return tuple(_signs("\n".join(lines)))

    @property
    def drawn(self) -> tuple[str, ...]:
        """The text with its change in CriticMarkup, and the options beneath it, line by line."""
        beside = f" || {_drawn(self.beside)}" if self.beside else ""
        beneath = (f"{each.letter} {_drawn(each.parts)}" for each in self.options)
        return (*f"{_drawn(self.parts)}{beside}".splitlines(), *beneath)

    def shows(self, state: State, target: str) -> bool:
        """Returns whether it shows the present text of an item or amendment."""
        return (self.label, self.lines) == (_target_name(state, target), _text(state, target))


def _with_sign(line: str) -> str:
    sign = sign_of(line.rpartition(": ")[2])
    return f"{sign} {line}" if sign else line


_CRITIC = {Mark.PUT_IN: "{{++{}++}}", Mark.TAKEN_OUT: "{{--{}--}}"}


def _drawn(parts: Iterable[SlidePart]) -> str:
    return "".join(_CRITIC.get(each.mark, "{}").format(each.text) for each in parts)


_GONE = "gone"


def _is_gone(state: State, target: str) -> bool:
    return target in state.items and state.items[target].removed


def _version(state: State, target: str) -> str:
    """Returns the id of the version of a text, or what has become of it."""
    amendment = state.amendments.get(target)
    if amendment is not None and amendment.state is not AmendmentState.OPEN:
        return amendment.state.value
    return _GONE if _is_gone(state, target) else state.version(target).id


@frozen
class _Shown:
    """What the room is shown, and of which texts."""

    target: str  # the id of the text; empty for all drafts
    view: View
    amendments: tuple[str, ...] = ()  # the ids of those that are shown with an item
    versions: tuple[str, ...] = ()  # those of its texts: it is made again when one changes

    @classmethod
    def of(cls, state: State, target: str, view: View, amendments: Iterable[str]) -> _Shown:
        ids = tuple(amendments)
        amended = (state.amendments[target].target,) if target in state.amendments else ()
        known = [each for each in (target, *amended, *ids) if state.is_target(each)]
        texts = known if view is not View.PROGRESS else ()
        return cls(target, view, ids, tuple(_version(state, each) for each in texts))


@frozen
class _Stored:
    """What of a stored slide says when it is to be made again."""

    pushed: datetime | None = None
    of: _Shown | None = None


def views_of(state: State, now: datetime, target: str) -> tuple[View, ...]:
    """Returns what the room can be shown of a target, the usual view first."""
    amendment = state.amendments.get(target)
    item = amendment.target if amendment else target
    if item not in state.items and not amendment:
        return (View.PROGRESS,)
    others = len(_introduced(state, now, item))
    usual = View.CHANGE if amendment else View.AMENDMENTS if others else View.TEXT
    is_pair = amendment.kind is AmendmentKind.MODIFY if amendment else others == 1
    possible = {
        View.CHANGE: amendment is not None,
        View.AMENDMENTS: others > 0,
        View.TEXT: item in state.items,
        View.SIDE_BY_SIDE: is_pair,
        View.PROGRESS: state.draft_of(target) in state.drafts,
    }
    return tuple(dict.fromkeys((usual, *(view for view, holds in possible.items() if holds))))


def slide_of(state: State, judgement: Judgement, target: str, view: str = "") -> Slide:
    """Returns the slide of a target, of a draft with its statuses, or of how far all have come.

    Raises Rejected where the target has no such view.
    """
    return _slide(state, judgement, _chosen(state, judgement.now, target, view))


def slide_to_show(
    state: State, judgement: Judgement, target: str, view: str, pushed: datetime
) -> tuple[Slide, bytes]:
    """Returns the slide of a target, and its bytes, from which `followed` makes it again."""
    shown = _chosen(state, judgement.now, target, view)
    slide = evolve(_slide(state, judgement, shown), pushed=pushed)
    return slide, _encoded(slide, shown)


def _chosen(state: State, now: datetime, target: str, view: str) -> _Shown:
    known = views_of(state, now, target)
    if view and view not in known:
        raise Rejected(f"there is no such view of it; it has: {', '.join(known)}")
    chosen = View(view or known[0])
    if target in state.amendments and chosen in (View.TEXT, View.AMENDMENTS):
        target = state.amendments[target].target
    is_with = chosen in (View.AMENDMENTS, View.SIDE_BY_SIDE) and target in state.items
    return _Shown.of(state, target, chosen, _introduced(state, now, target) if is_with else ())


def _slide(state: State, judgement: Judgement, shown: _Shown) -> Slide:
    target, view = shown.target, shown.view
    if not target:
        found = {each: _items(state, judgement, each)[1] for each in state.drafts}
        far = (f"{state.drafts[each].title}: {Totals.of(found[each]).words}" for each in found)
        totals = Totals.of([verdict for each in found.values() for verdict in each])
        return Slide(state.title, lines=tuple(map(_escaped_words, far)), totals=totals)
    if target in state.packages:
        package = state.packages[target]
        names = (
            f"{_target_name(state, each)}: {_words(_told(state, judgement, each))}"
            for each in (*package.items, *package.amendments)
        )
        status = _words(_told(state, judgement, target))
        return Slide(package.title, "package", status, tuple(map(_escaped_words, names)))
    if target in state.drafts or view is View.PROGRESS:
        draft = target if target in state.drafts else state.draft_of(target)
        lines, verdicts = _items(state, judgement, draft)
        return Slide(state.drafts[draft].title, lines=lines, totals=Totals.of(verdicts))
    draft = state.draft_of(target)
    slide = Slide(
        state.drafts[draft].title if draft else state.title,
        _target_name(state, target),
        _words(_told(state, judgement, target)),
        _text(state, target),
        source=_source(state, target, view),
    )
    if view is View.TEXT:
        text = "\n".join(slide.lines)
        is_left_out = state.left_out(target) or _is_gone(state, target)
        return _marked(slide, _replaced(text, "") if is_left_out else _signs(text))
    if view is View.AMENDMENTS:
        return _marked(slide, _joined(_combined(state, target, shown.amendments)))
    target = shown.amendments[0] if shown.amendments else target
    parts = tuple(_joined(_changed(state, target)))
    if view is View.CHANGE:
        return _marked(slide, parts)
    before, after = (
        tuple(each for each in parts if each is not _BETWEEN and each.mark is not other)
        for other in (Mark.PUT_IN, Mark.TAKEN_OUT)
    )
    return evolve(_marked(slide, before), beside=_marked(slide, after).parts)


def _introduced(state: State, now: datetime, target: str) -> tuple[str, ...]:
    """Returns the ids of the undecided amendments to the words of a text that were introduced."""
    found = filter(state.is_open, competing_amendments(state, target))
    return tuple(each.id for each in found if is_introduced(state, each.id, now))


def _source(state: State, target: str, view: View) -> str:
    """Returns which text a slide shows, and with what."""
    amended = state.amendments[target].target if target in state.amendments else target
    draft = state.draft_of(target)
    if amended not in state.items or not draft:
        return ""
    published = [each for each in state.revisions.values() if each.draft == draft]
    name = state.drafts[draft].revision
    version = state.version(amended)
    is_there = version.id in published[-1].versions if published else version.number == 1
    text = name if name and is_there else f"working text after {name}" if name else "working text"
    return f"{text}, {view.words}" if view is View.AMENDMENTS else text


def _encoded(slide: Slide, shown: _Shown) -> bytes:
    whole = msgspec.to_builtins(slide) | {"of": msgspec.to_builtins(shown)}
    return msgspec.json.encode(whole)


def followed(shown: bytes, state: State, judgement: Callable[[], Judgement]) -> bytes:
    """Returns a stored slide, made again if a text of which it was made has changed.

    Positions, decisions and other amendments change nothing. Of an amendment that was merged it
    shows the text that came of it; of one that is not proposed any more, the text it was to amend,
    or itself struck out where it was to be inserted. It is empty where nothing is left of it.
    Raises Damaged where it is none that this software knows.
    """
    stored = _decoded(shown, _Stored)
    before = stored.of
    if before is None or not before.target or before.target in state.drafts:
        return shown
    target, view, amendments = before.target, before.view, before.amendments
    amendment = state.amendments.get(target)
    if not state.is_target(target):
        amended = (state.versions[e].target for e in before.versions if e in state.versions)
        target, view = next((each for each in amended if each in state.items), ""), View.TEXT
        if not target:
            return b""
    elif before == _Shown.of(state, target, view, amendments):
        return shown
    elif amendment and amendment.state is not AmendmentState.OPEN:
        is_new = amendment.kind is AmendmentKind.INSERT
        target = (amendment.became or target) if is_new else amendment.target
        view = View.TEXT if target in state.items else View.CHANGE
    known = {each.id for each in state.amendments_on(target) if state.is_open(each)}
    amendments = tuple(each for each in amendments if each in known)
    if target in state.items and not amendments:
        view = View.TEXT
    after = _Shown.of(state, target, view, amendments)
    return _encoded(evolve(_slide(state, judgement(), after), pushed=stored.pushed), after)


def decode_slide(shown: bytes) -> Slide:
    """Parses a slide; raises Damaged where it is none that this software knows."""
    return _decoded(shown, Slide)


Stored = TypeVar("Stored")


def _decoded(shown: bytes, kind: type[Stored]) -> Stored:
    try:
        return msgspec.json.decode(shown, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Damaged("what the room sees cannot be read; show it again, or blank it") from error


def _items(
    state: State, judgement: Judgement, draft: str
) -> tuple[tuple[str, ...], Sequence[Verdict]]:
    """Returns the status of each item of a draft that can be agreed, as a line and a verdict."""
    items = [each.id for each in state.walk(draft) if each.kind.can_be_agreed]
    verdicts = [_told(state, judgement, each) for each in items]
    lines = (f"{_target_name(state, each.target)}: {_words(each)}" for each in verdicts)
    return tuple(map(_escaped_words, lines)), verdicts


def _text(state: State, target: str) -> tuple[str, ...]:
    """Returns the lines of a text; of an amendment that arranges items, first what it would do."""
    text = state.version(target).wording.notation(names=False)
    lines = tuple(text.split("\n")) if text else ()
    amendment = state.amendments.get(target)
    if amendment is None or amendment.kind in (AmendmentKind.MODIFY, AmendmentKind.INSERT):
        return lines
    return (_escaped_words(change_summary(state, target, names=False)), *lines)


def _words(verdict: Verdict) -> str:
    pending = any(isinstance(reason, Pending) for reason in verdict.reasons)
    standing = Status.OPEN.value if verdict.status in UNDECIDED else verdict.standing
    return f"{standing}{', pending' if pending else ''}"


def _told(state: State, judgement: Judgement, target: str) -> Verdict:
    return told_verdict(state, judgement.verdict(target, with_moves=False))


def _target_name(state: State, target: str) -> str:
    """Returns what the room calls a target: by its label or first words; an amendment by handle."""
    if target in state.amendments:
        amendment = state.amendments[target]
        to = state.full_label(amendment.target) if amendment.target in state.items else ""
        return f"{amendment.handle} to {to}" if to else amendment.handle
    return label_of(state, target) or f"“{shortened(one_line(state.text(target)), _FIRST_WORDS)}”"


def _escaped_words(words: str) -> str:
    """Returns words that are no text of a draft in bracket notation, brackets escaped."""
    return BracketedText.plain(words).notation()


# The text with its changes marked.


def _signs(text: str, mark: Mark = Mark.KEPT) -> Iterator[SlidePart]:
    """Yields a text in bracket notation as words and signs, without what escapes signs."""
    found = scan_brackets(text)
    structure, escapes = {*found.structure}, {*found.escapes}
    # Bars stand between spaces, which are no part of the options.
    bars = [at for at in found.structure if text[at] == "|"]
    escapes |= {near for at in bars for near in (at - 1, at + 1) if text[near] == " "}
    words = ""
    for at, character in enumerate(text):
        if at in structure:
            if words:
                yield SlidePart(words, mark)
            yield SlidePart(character, Mark.SIGN)
            words = ""
        elif at not in escapes:
            words += character
    if words:
        yield SlidePart(words, mark)


def _whole(text: str, mark: Mark) -> SlidePart:
    """Returns a text that is put in or taken out, its brackets as signs of the text."""
    return SlidePart("".join(each.text for each in _signs(text)), mark)


_BETWEEN = SlidePart(" ")


def _replaced(old: str, new: str) -> Iterator[SlidePart]:
    """Yields words taken out, and those put in, which a space parts from them."""
    if old:
        yield _whole(old, Mark.TAKEN_OUT)
    if old and not old[-1].isspace() and new[:1].isalnum():
        yield _BETWEEN
    if new:
        yield _whole(new, Mark.PUT_IN)


def _changed(state: State, target: str) -> Iterator[SlidePart]:
    """Yields the text that an amendment was made to, with what it changes."""
    amendment = state.amendments[target]
    new = state.version(target).wording.notation(names=False)
    old = state.versions[amendment.against].wording.notation(False) if amendment.against else ""
    if amendment.kind is AmendmentKind.INSERT:
        is_left = amendment.state in (AmendmentState.OPEN, AmendmentState.MERGED)
        yield from _replaced("", new) if is_left else _replaced(new, "")
    elif amendment.kind is AmendmentKind.DELETE:
        yield from _replaced(old, "")
    elif amendment.kind is not AmendmentKind.MODIFY:
        yield from _signs("\n".join(_text(state, target)))
    else:
        removed = ""
        for piece in compare_texts(old, new):
            if piece.kind is PieceKind.REMOVED:
                removed = piece.text
                continue
            is_put_in = piece.kind is PieceKind.INSERTED
            yield from _replaced(removed, piece.text if is_put_in else "")
            removed = ""
            if not is_put_in:
                yield from _signs(piece.text)
        yield from _replaced(removed, "")


def _joined(parts: Iterable[SlidePart]) -> Iterator[SlidePart]:
    """Yields parts, changes between which there is nothing but a space as one change."""
    old = new = space = ""
    for part in parts:
        if part.mark is Mark.TAKEN_OUT:
            old, new, space = f"{old}{space}{part.text}", new + space, ""
        elif part.mark is Mark.PUT_IN:
            old, new, space = old + space, f"{new}{space}{part.text}", ""
        elif part is _BETWEEN:
            continue
        elif part.mark is Mark.KEPT and not part.text.strip() and (old or new):
            space += part.text
        else:
            yield from _replaced(old.rstrip() if new else old, new)
            yield from ((SlidePart(space), part) if space else (part,))
            old = new = space = ""
    yield from _replaced(old, new)


def _combined(state: State, target: str, amendments: Iterable[str]) -> Iterator[SlidePart]:
    """Yields a text with amendments, those that exclude each other as options in brackets."""
    # Recording loads no more than it needs.
    from consensus.text.combine import combine

    def text(each: str) -> str:
        return state.version(each).wording.notation(names=False)

    # Proposals are sorted by their keys.
    proposals = {f"{at:04}": text(each) for at, each in enumerate(amendments)}
    for hunk in combine(text(target), proposals).hunks:
        if isinstance(hunk, Conflict):
            # Of insertions of which only the order is asked, none excludes another.
            options = [each.text for each in hunk.options if each.by or hunk.kind != "order"]
            for number, option in enumerate(options):
                yield SlidePart("|" if number else "[", Mark.SIGN)
                yield from _signs(option)
            yield SlidePart("]", Mark.SIGN)
        elif isinstance(hunk, Change):
            yield from _replaced(hunk.replaces, hunk.text)
        else:
            yield from _signs(hunk.text)


_SHORT = (3, 64)
"""Up to so many options of so many characters stand in the text; more are listed beneath it."""

_NO_PHRASE = re.compile(r"[,;:.!?)]|(?:no text)?\Z")
_LAST_WORD = re.compile(r"\S+\s*\Z")
_FIRST_WORD = re.compile(r"\s*\S+")


def _marked(slide: Slide, parts: Iterable[SlidePart]) -> Slide:
    """Returns a slide with a text, of which options in brackets have letters."""
    waiting = list(parts)
    written: list[SlidePart] = []
    listed: list[SlideOption] = []
    letters = 0
    while waiting:
        part = waiting.pop(0)
        options = _options(waiting) if part == _OPENING else None
        if options is None:
            written.append(part)
            continue
        del waiting[: sum(map(len, options)) + len(options)]  # with the sign behind each
        if len(options) == 1:
            written += (_OPENING, *map(_in_brackets, options[0]), SlidePart("]", Mark.SIGN))
            continue
        wordings, before, after = _phrases(options, written, waiting)
        names = [f"({letter_of(letters + at).upper()})" for at in range(len(options))]
        letters += len(options)
        most, longest = _SHORT
        is_short = len(options) <= most and sum(len(_text_of(each)) for each in wordings) <= longest
        written.append(SlidePart(f"{before}[", Mark.SIGN))
        for at, (name, wording) in enumerate(zip(names, wordings, strict=True)):
            written.append(SlidePart(f"{' / ' if at else ''}{name}", Mark.SIGN))
            if is_short:
                written += (SlidePart(" ", Mark.SIGN), *wording)
            else:
                listed.append(SlideOption(name, wording))
        written.append(SlidePart(f"]{after}", Mark.SIGN))
    return evolve(slide, parts=tuple(each for each in written if each.text), options=tuple(listed))


_OPENING = SlidePart("[", Mark.SIGN)


def _options(parts: Iterable[SlidePart]) -> list[list[SlidePart]] | None:
    """Returns the options of the bracket that was opened before; None if it is not closed."""
    depth, options = 1, list[list[SlidePart]](([],))
    for part in parts:
        sign = part.text if part.mark is Mark.SIGN else ""
        depth += {"[": 1, "]": -1}.get(sign, 0)
        if not depth:
            return options
        if sign == "|" and depth == 1:
            options.append([])
        else:
            options[-1].append(part)
    return None


def _in_brackets(part: SlidePart) -> SlidePart:
    if part.mark is Mark.SIGN:
        return SlidePart(" / " if part.text == "|" else part.text, Mark.SIGN)
    return evolve(part, mark=Mark.NOT_AGREED) if part.mark is Mark.KEPT else part


def _text_of(parts: Iterable[SlidePart]) -> str:
    return "".join(each.text for each in parts)


def _phrases(
    options: Sequence[list[SlidePart]], written: list[SlidePart], waiting: list[SlidePart]
) -> tuple[list[tuple[SlidePart, ...]], str, str]:
    """Returns the options as phrases that begin with a word, and the space around the bracket.

    Where one has no words, or begins with a comma, all take in the word before them, or after.
    """
    texts = [*map(_text_of, options)]
    first, last = "", ""
    if any(_NO_PHRASE.match(each.strip()) for each in texts):
        options = [[] if _text_of(each).strip() == "no text" else each for each in options]
        first = _taken(written, -1, _LAST_WORD)
        last = "" if first else _taken(waiting, 0, _FIRST_WORD)
    begins = not first and all(each[:1].isspace() for each in texts if each)
    phrases = []
    for text, option in zip(texts, options, strict=True):
        word = first.rstrip() if text.lstrip()[:1] in ",;:." else first
        parts = [SlidePart(word), *option, SlidePart(last)]
        phrases.append(tuple(map(_in_brackets, _stripped(parts))) or (_NO_TEXT,))
    ends = not last and any(each[-1:].isspace() for each in texts)
    return phrases, " " if begins else "", " " if ends else ""


_NO_TEXT = SlidePart("no text", Mark.NOT_AGREED)


def _taken(parts: list[SlidePart], at: int, pattern: re.Pattern[str]) -> str:
    """Takes the word beside a bracket out of what is around it; empty where it has a mark."""
    if not parts or parts[at].mark is not Mark.KEPT:
        return ""
    found = pattern.search(parts[at].text)
    if found is None:
        return ""
    parts[at] = SlidePart(pattern.sub("", parts[at].text, count=1))
    return found[0]


def _stripped(parts: Iterable[SlidePart]) -> list[SlidePart]:
    """Returns parts without white space at both ends."""
    found = [each for each in parts if each.text]
    for at, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while found and not (text := strip(found[at].text)):
            del found[at]
        if found:
            found[at] = evolve(found[at], text=text)
    return found
