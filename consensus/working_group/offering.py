"""Offering: the amendments that a mail in the tray may ask for, for a person to take or leave."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

import attrs
from attrs import frozen

from consensus.errors import NotFound, Rejected
from consensus.formats.amendment_rows import AmendmentRow
from consensus.formats.instructions import Act, Instruction, Where, read_instructions
from consensus.formats.provision import read_citation
from consensus.history.operations import ProposeAmendment
from consensus.model.amendment import AmendmentKind, Placing
from consensus.model.naming import find, find_draft
from consensus.model.state import State
from consensus.model.tray import TrayEntry
from consensus.text.anchor import Anchor, AnchorKind, Passages
from consensus.working_group.fitting import as_printed, inserted, put_at_end, put_before, replaced
from consensus.working_group.importing import propose_at
from consensus.working_group.placing import Place, Placer, UnplacedError
from consensus.working_group.sponsoring import find_sponsors

LONGEST_TEXT = 60_000
"""Signs of a mail that are looked through; what is longer is a document and no mail."""

_MOST = 200
_MOST_PLACES = 8  # of words that are not said to stand in one item
_FEWEST_WORDS = 5  # of a paragraph that may be one of the draft
_LEAST_LIKENESS = 0.6
_LEAST_COVERED = 0.6  # share of an item that a pasted paragraph must stand for
_CRITIC = re.compile(r"\{(?P<kind>--|\+\+)(?P<words>.*?)(?:--|\+\+)\}", re.DOTALL)


@frozen
class Offer:
    """An amendment that somebody seems to ask for.

    Attributes:
        number: by which it is taken, counted from 1.
        place: where it goes, and what it makes of the text there.
        draft: the id of the draft.
        words: the words of the mail that ask for it.
        score: how sure it is that this is meant, from 0 to 1.
        reopens: whether it changes what is closed by a decision, and so asks to reopen it.
    """

    number: int
    place: Place
    draft: str
    words: str
    score: float
    reopens: bool = False


def offers(state: State, entry: str) -> tuple[Offer, ...]:
    """Find what an entry of the tray asks for: in words, by marked words, or by pasted paragraphs.

    Args:
        state: the state.
        entry: the handle or id of the entry.

    Returns:
        The amendments it may mean, in the order of the mail; none for what is no mail.

    Raises:
        NotFound: there is no such entry.
    """
    found = _entry(state, entry)
    if not found.is_mail:
        return ()
    return tuple(_Offering(state, found).read())


def plan_offers(
    state: State, entry: str, numbers: Sequence[int], by: Sequence[str] = ()
) -> tuple[ProposeAmendment, ...]:
    """What is recorded when offers of an entry are taken.

    Args:
        state: the state.
        entry: the handle or id of the entry.
        numbers: of the offers; none for all.
        by: codes or names of the sponsors; as the entry says if not given.

    Raises:
        NotFound: there is no such entry, or a sponsor is not known.
        Rejected: there is no such offer.
    """
    found = _entry(state, entry)
    known = {each.number: each for each in offers(state, entry)}
    if not known:
        raise Rejected(f"{found.handle} offers nothing; place it by hand")
    for number in numbers:
        if number not in known:
            raise Rejected(f"{found.handle} has no offer {number}; it has 1 to {len(known)}")
    names = [*by] or [each for each in (found.fields.get("by", ""),) if each]
    sponsors = tuple(code for name in names for code in find_sponsors(state, name))
    chosen = [known[number] for number in dict.fromkeys(numbers or known)]
    row = AmendmentRow(0, {}, by=sponsors, date=_day(found))
    return tuple(
        attrs.evolve(
            propose_at(state, each.place, each.draft, row, sponsors, tray=found.id),
            handle=state.next_handle("A", skip),
        )
        for skip, each in enumerate(chosen)
    )


def _entry(state: State, name: str) -> TrayEntry:
    found = state.tray.get(name) or state.tray.get(find(state, name))
    if found is None:
        raise NotFound(f"{name} is no entry of the tray")
    return found


def _day(entry: TrayEntry) -> date | None:
    try:
        return date.fromisoformat(entry.fields.get("date", "")[:10])
    except ValueError:
        return None


class _Offering:
    """Looks through one mail."""

    def __init__(self, state: State, entry: TrayEntry) -> None:
        self._state = state
        self._text = entry.fields.get("text", "")[:LONGEST_TEXT]
        self._quoted = entry.fields.get("quoted", "")[: LONGEST_TEXT - len(self._text)]
        named = entry.fields.get("draft", "")
        drafts = [find_draft(state, named)] if named else list(state.drafts)
        self._draft_states = [_DraftLookup(state, draft) for draft in drafts]

    def read(self) -> Iterator[Offer]:
        """The offers, each place and text once."""
        seen: set[tuple[object, ...]] = set()
        number = 0
        for place, draft, words, score in self._found():
            same = (place.kind, place.target, place.text, place.parent, place.after)
            if same in seen:
                continue
            seen.add(same)
            number += 1
            reopens = place.target in self._state.items and self._state.is_closed(place.target)
            yield Offer(number, place, draft, words, round(score, 2), reopens)
            if number == _MOST:
                return

    def _found(self) -> Iterator[tuple[Place, str, str, float]]:
        marked = bool(_CRITIC.search(self._text))
        if not marked:
            for instruction in read_instructions(self._text):
                for lookup in self._draft_states:
                    for place, score in lookup.asked(instruction):
                        yield place, lookup.draft, instruction.words, score
        for text, share in ((self._text, 1.0), (self._quoted, 0.9)):
            for paragraph in re.split(r"\n[ \t]*\n", text):
                found = [
                    (score, lookup.draft, place)
                    for lookup in self._draft_states
                    for place, score in lookup.pasted(" ".join(paragraph.split()))
                ]
                for score, draft, place in sorted(found, key=lambda each: -each[0])[:1]:
                    yield place, draft, paragraph.strip(), score * share


class _DraftLookup:
    """One draft, in which the places of instructions and paragraphs are looked up."""

    def __init__(self, state: State, draft: str) -> None:
        self._state = state
        self.draft = draft
        self._placer = Placer(state, draft)

    @cached_property
    def _passages(self) -> Passages:
        items = self._state.walk(self.draft)
        return Passages({each.id: self._state.text(each.id) for each in items})

    # What is asked for in words

    def asked(self, instruction: Instruction) -> Iterator[tuple[Place, float]]:
        """The places of an instruction, each with how sure it is."""
        if instruction.act is Act.NEW_ITEM or (
            instruction.act is Act.DELETE and not instruction.readings[0][0]
        ):
            yield from self._rows(instruction)
            return
        target = ""
        if instruction.cited:
            try:
                target = self._placer.named(instruction.cited)
            except UnplacedError:
                if instruction.act is Act.REWRITE or instruction.where in (
                    Where.BEGINNING,
                    Where.END,
                ):
                    return
        if instruction.act is Act.REWRITE:
            if target in self._state.items:
                yield from self._whole(target, instruction.readings[0][1], 1.0)
        elif not instruction.readings[0][0]:
            if target:
                yield from self._at_edge(target, instruction)
        else:
            yield from self._words(target, instruction)

    def _rows(self, instruction: Instruction) -> Iterator[tuple[Place, float]]:
        kind = "insert" if instruction.act is Act.NEW_ITEM else "delete"
        row = AmendmentRow(
            0, {}, target=instruction.cited, kind=kind, text=instruction.readings[0][1]
        )
        try:
            yield self._placer.place(row), 1.0
        except UnplacedError:
            return

    def _at_edge(self, target: str, instruction: Instruction) -> Iterator[tuple[Place, float]]:
        whole, new = self._state.text(target), instruction.readings[0][1]
        if instruction.where is Where.END:
            text = put_at_end(whole, new)
        else:
            text = put_before(whole, Anchor.whole(whole), new)
        yield Place(AmendmentKind.MODIFY, target, text, Placing()), 1.0

    def _words(self, target: str, instruction: Instruction) -> Iterator[tuple[Place, float]]:
        """Change words: in what is cited, or wherever they stand."""
        for old, new in instruction.readings:
            found = self._stand(old, target)
            if not found:
                continue
            if instruction.everywhere:
                for item, anchors in found.items():
                    yield self._changed(item, anchors, old, new, instruction), 0.95
                return
            # Words that stand in several places are offered for each, none of them surely meant.
            places = [(item, each) for item, anchors in found.items() for each in anchors]
            if len(places) > _MOST_PLACES:
                return
            for item, anchor in places:
                sure = (1.0 if target else 0.8) / len(places) * anchor.score
                yield self._changed(item, [anchor], old, new, instruction), sure
            return

    def _stand(self, words: str, target: str) -> dict[str, list[Anchor]]:
        """Where words stand: in an item and what is under it, or in the draft."""
        if target:
            texts = {each: self._state.text(each) for each in self._under(target)}
            placements = Passages(texts).find(words, hint=target)
        else:
            placements = self._passages.find(words)
        found: dict[str, list[Anchor]] = {}
        for each in placements:
            if each.anchor.how is not AnchorKind.FUZZY or not found:
                found.setdefault(each.key, []).append(each.anchor)
        return found

    def _under(self, target: str) -> Iterator[str]:
        yield target
        for child in self._state.children.get(target, ()):
            if not self._state.items[child].removed:
                yield from self._under(child)

    def _changed(
        self, item: str, anchors: Sequence[Anchor], old: str, new: str, instruction: Instruction
    ) -> Place:
        text = self._state.text(item)
        for anchor in sorted(anchors, key=lambda each: -each.start):
            if instruction.act is Act.INSERT and instruction.where is Where.BEFORE:
                text = put_before(text, anchor, new)
            elif instruction.act is Act.INSERT:
                text = inserted(text, anchor, new)
            else:
                text = replaced(text, anchor, _cased(text, anchor, old, new))
        first = anchors[0]
        how = "target" if first.how is AnchorKind.EXACT else first.how.value
        return Place(AmendmentKind.MODIFY, item, text, Placing(how, first.score, old))

    # What is pasted

    def pasted(self, paragraph: str) -> Iterator[tuple[Place, float]]:
        """The item that a paragraph is another state of."""
        marked = bool(_CRITIC.search(paragraph))
        old, new = _parted(paragraph)
        old, new = (each.strip(' "“”«»') for each in (old, new))
        if len(old.split()) < _FEWEST_WORDS and not marked:
            return
        hint = ""
        provision, end = read_citation(old)
        if provision is not None and old[end:].strip():
            try:
                hint = self._placer.named(old[:end].strip(" .:–—-"))
            except UnplacedError:
                hint = ""
        if hint and hint in self._state.items:
            old_text = old[end:].lstrip(" .:–—-)")
            yield from self._other_state(hint, old_text, new[_same_end(new, end) :], marked)
            return
        for near in self._passages.nearest(old, 1):
            if near.anchor.score >= _LEAST_LIKENESS:
                yield from self._other_state(near.key, old, new, marked)

    def _other_state(
        self, item: str, old: str, new: str, marked: bool
    ) -> Iterator[tuple[Place, float]]:
        whole = self._state.text(item)
        old = self._placer.bare(item, old)
        new = self._placer.bare(item, new).lstrip(" .:–—-)")
        near = Passages({item: whole}).nearest(old, 1)
        if not near or near[0].anchor.score < _LEAST_LIKENESS:
            return
        found = near[0].anchor
        covered = (found.end - found.start) / max(1, len(whole))
        if marked:
            passage = whole[found.start : found.end]
            ends = old.rstrip(".;,") if whole[found.end : found.end + 1] in ".;," else old
            new = new.rstrip(".;,") if ends != old else new
            text = replaced(whole, found, as_printed(passage, new))
            yield from self._whole(item, text, found.score)
        elif covered >= _LEAST_COVERED:
            yield from self._whole(item, new, 0.9 * found.score)

    def _whole(self, item: str, text: str, score: float) -> Iterator[tuple[Place, float]]:
        whole = self._state.text(item)
        text = as_printed(whole, self._placer.bare(item, text))
        if text.strip() and text.strip() != whole.strip():
            yield Place(AmendmentKind.MODIFY, item, text, Placing("fuzzy", min(score, 1.0))), score


def _parted(paragraph: str) -> tuple[str, str]:
    """What a paragraph with marked words was, and what it is to be."""
    old = _CRITIC.sub(lambda found: found["words"] if found["kind"] == "--" else "", paragraph)
    new = _CRITIC.sub(lambda found: "" if found["kind"] == "--" else found["words"], paragraph)
    return " ".join(old.split()), re.sub(r" (?=[.,;:])", "", " ".join(new.split()))


def _same_end(new: str, end: int) -> int:
    """Where the citation before a paragraph ends that was changed behind it."""
    return min(end, len(new))


def _cased(text: str, found: Anchor, old: str, new: str) -> str:
    """New words, beginning with a capital where those they replace do only in the text."""
    there = text[found.start : found.start + 1]
    if there.isupper() and old[:1].islower() and new[:1].islower():
        return new[:1].upper() + new[1:]
    return new
