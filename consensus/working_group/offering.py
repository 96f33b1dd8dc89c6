"""Offering: the amendments that a mail in the tray may ask for, for a person to take or leave."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

import attrs
from attrs import frozen

from consensus.errors import Rejected
from consensus.formats.amendment_rows import AmendmentRow
from consensus.formats.instructions import read_instructions
from consensus.history.operations import ProposeAmendment
from consensus.model.amendments import Amendment, TrayEntry, TrayState
from consensus.model.lookup import find_draft, find_tray_entry
from consensus.model.state import State
from consensus.text.anchor import Passages
from consensus.working_group.import_amendments import propose_at
from consensus.working_group.pasted import Pastes, is_marked, pieces, with_marks
from consensus.working_group.placing import Place, Placer
from consensus.working_group.requested import Requests
from consensus.working_group.sponsoring import find_sponsors

LONGEST_TEXT = 60_000
"""Signs of a mail that are looked through; what is longer is a document and no mail."""

_MOST = 200
_SHARE_OF_QUOTED = 0.9  # how much surer it is that somebody means own words than quoted ones


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
        taken: the handle of the amendment that proposes the same for the same people already;
            empty for none.
    """

    number: int
    place: Place
    draft: str
    words: str
    score: float
    reopens: bool = False
    taken: str = ""


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
    return OfferReader(state).read(entry)


def plan_offers(
    state: State, entry: str, numbers: Sequence[int], by: Sequence[str] = ()
) -> tuple[ProposeAmendment, ...]:
    """What is recorded when offers of an entry are taken.

    Args:
        state: the state.
        entry: the handle or id of the entry.
        numbers: of the offers; none for all that were not taken yet.
        by: codes or names of the sponsors; as the entry says if not given.

    Raises:
        NotFound: there is no such entry, or a sponsor is not known.
        Rejected: there is no such offer, it was taken already, or nobody is behind it.
    """
    found = find_tray_entry(state, entry)
    known = {each.number: each for each in offers(state, entry)}
    if not known:
        raise Rejected(f"{found.handle} offers nothing; place it by hand")
    for number in numbers:
        if number not in known:
            raise Rejected(f"{found.handle} has no offer {number}; it has 1 to {len(known)}")
        if known[number].taken:
            raise Rejected(f"offer {number} was taken as {known[number].taken} already")
    names = [*by] or [each for each in (found.fields.get("by", ""),) if each]
    if not names:
        raise Rejected(f"nobody knows whose {found.handle} is; say who proposes it")
    sponsors = tuple(code for name in names for code in find_sponsors(state, name))
    wanted = numbers or [each.number for each in known.values() if not each.taken]
    if not wanted:
        raise Rejected(f"everything that {found.handle} offers was taken already")
    chosen = [known[number] for number in dict.fromkeys(wanted)]
    row = AmendmentRow(0, {}, by=sponsors, date=_day(found))
    return tuple(
        attrs.evolve(
            propose_at(state, each.place, each.draft, row, sponsors, tray=found.id),
            handle=state.next_handle("A", skip),
        )
        for skip, each in enumerate(chosen)
    )


def _day(entry: TrayEntry) -> date | None:
    try:
        return date.fromisoformat(entry.fields.get("date", "")[:10])
    except ValueError:
        return None


class OfferReader:
    """Finds offers in one mail after the other, as long as no text changes.

    Args:
        state: the state.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._lookups: dict[str, _Lookup] = {}

    def read(self, entry: str) -> tuple[Offer, ...]:
        """The offers of an entry; see `offers`."""
        found = find_tray_entry(self._state, entry)
        if not found.is_mail:
            return ()
        named = found.fields.get("draft", "")
        drafts = [find_draft(self._state, named)] if named else list(self._state.drafts)
        for draft in drafts:
            if draft not in self._lookups:
                self._lookups[draft] = _Lookup(self._state, draft)
        lookups = [self._lookups[draft] for draft in drafts]
        return tuple(_Offering(self._state, found, lookups).read())


class _Offering:
    """Looks through one mail."""

    def __init__(self, state: State, entry: TrayEntry, lookups: Sequence[_Lookup]) -> None:
        self._state = state
        self._entry = entry
        self._text = with_marks(entry.fields.get("text", "")[:LONGEST_TEXT])
        left = max(0, LONGEST_TEXT - len(self._text))
        self._quoted = with_marks(entry.fields.get("quoted", "")[:left])
        self._drafts = lookups

    def read(self) -> Iterator[Offer]:
        """The offers, each place and text once."""
        seen: set[tuple[object, ...]] = set()
        sender = self._entry.fields.get("by", "")
        number = 0
        for place, draft, words, score in self._found():
            same = (place.kind, place.target, place.text, place.parent, place.after)
            if same in seen:
                continue
            seen.add(same)
            number += 1
            reopens = place.target in self._state.items and self._state.is_closed(place.target)
            # A change by a member whose word is awaited is its answer.
            reopens = reopens and not self._state.awaits(place.target, (sender,))
            yield Offer(
                *(number, place, draft, words, round(score, 2), reopens), taken=self._taken(place)
            )
            if number == _MOST:
                return

    def _taken(self, place: Place) -> str:
        """The handle of the amendment that was made of a place; empty for none."""
        for amendment in self._made:
            same = (amendment.kind, amendment.target, amendment.parent, amendment.after)
            if same == (place.kind, place.target, place.parent, place.after) and (
                not place.text or place.text in self._texts(amendment.version)
            ):
                return amendment.handle
        return ""

    @cached_property
    def _made(self) -> tuple[Amendment, ...]:
        """The amendments of the sender, among which are those that were made of the mail."""
        if self._entry.state is not TrayState.PLACED:
            return ()
        sender = self._entry.fields.get("by", "")
        return tuple(
            each for each in self._state.amendments.values() if not sender or sender in each.backers
        )

    def _texts(self, version: str) -> Iterator[str]:
        while version:
            found = self._state.versions[version]
            yield found.wording.notation()
            version = found.previous

    def _found(self) -> Iterator[tuple[Place, str, str, float]]:
        paragraphs = _paragraphs(self._text)
        requested: list[str] = []
        unmarked = "\n\n".join(each for each in paragraphs if not is_marked(each))
        for instruction in read_instructions(unmarked):
            for lookup in self._drafts:
                for place, score in lookup.requests.places(instruction):
                    requested.append(" ".join(instruction.words.split()))
                    yield place, lookup.draft, instruction.words, score
        for each in paragraphs:
            # What asks for a change in words may quote so much that it looks like a paragraph.
            if not any(words in " ".join(each.split()) for words in requested):
                yield from self._pasted(each, is_quoted=False)
        for each in _paragraphs(self._quoted):
            yield from self._pasted(each, is_quoted=True)

    def _pasted(self, paragraph: str, is_quoted: bool) -> Iterator[tuple[Place, str, str, float]]:
        share = _SHARE_OF_QUOTED if is_quoted else 1.0
        for words in pieces(paragraph):
            found = [
                (score, lookup.draft, place)
                for lookup in self._drafts
                for place, score in lookup.pastes.places(words, is_quoted)
            ]
            for score, draft, place in sorted(found, key=lambda each: -each[0])[:1]:
                yield place, draft, words, score * share


def _paragraphs(text: str) -> list[str]:
    return re.split(r"\n[ \t]*\n", text)


class _Lookup:
    """One draft, in which the places of instructions and paragraphs are looked up."""

    def __init__(self, state: State, draft: str) -> None:
        self.draft = draft
        placer = Placer(state, draft)
        passages = Passages({each.id: state.text(each.id) for each in state.walk(draft)})
        self.requests = Requests(state, placer, passages)
        self.pastes = Pastes(state, placer, passages)
