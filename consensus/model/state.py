"""The state of a working group, its journal of changes, and ids."""

from __future__ import annotations

import re
import secrets
import uuid
from collections import ChainMap, Counter, deque
from collections.abc import Container, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from typing import Any, Protocol, TypeAlias, TypeVar

import attrs
import msgspec
from attrs import define, frozen

from consensus.errors import NotFound
from consensus.model.amendments import Amendment, AmendmentState, TableComment, TrayEntry
from consensus.model.ballots import Ballot, Vote
from consensus.model.contested import ContestedChange
from consensus.model.decisions import Consultation, Decision, Outcome, Package, Silence, Statement
from consensus.model.drafts import (
    Draft,
    Instruction,
    Item,
    ItemKind,
    Provenance,
    Revision,
    SpanningBracket,
    Translation,
    Version,
)
from consensus.model.meetings import (
    AgendaItem,
    Announcement,
    Intervention,
    Meeting,
    Participant,
    Presence,
    Presentation,
    SpeakersList,
)
from consensus.model.people import (
    QUANTIFIERS,
    AudiencePolicy,
    Group,
    Member,
    NegotiatingGroup,
    Nomination,
    Office,
    Quantifier,
    Style,
    day_of,
)
from consensus.model.planning import Contribution, Highlight, Milestone, Question, Undertaking
from consensus.model.position_table import PositionTable
from consensus.model.positions import Objection, Position, Rating, SenseOfTheRoom, Stance

Key = TypeVar("Key")
Value = TypeVar("Value")

_ABSENT = object()
# a reference to a footnote, such as `\[^1\]`, in a title `[^1]`
_NOTE = re.compile(r"\\?\[(\^[^\s\[\]\\]+)\\?\]")
GIVEN_UP = (AmendmentState.CLOSED, AmendmentState.WITHDRAWN, AmendmentState.RETIRED)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


_MOST_TRACKED = 2_000
"""How many changes are kept at most; after more, callers must assume that all changed."""

Change: TypeAlias = tuple[MutableMapping[Any, Any], Any, Any]
"""A table, or a dictionary inside one, the key of an entry written or removed, and its value."""


class UndoJournal:
    """Writes to dictionaries, and remembers old entries within a rollback scope."""

    def __init__(self) -> None:
        self._entries: list[tuple[MutableMapping[Any, Any], Any, Any]] | None = None
        self.derived: dict[str, Any] = {}  # what was computed from the tables; a change clears it
        self._derived_of: dict[int, dict[str, Any]] = {}
        self.changes: int = 0  # how many were tracked, rollbacks included
        self._latest: deque[Change] | None = None

    def derived_of(self, table: MutableMapping[Any, Any]) -> dict[str, Any]:
        """Returns what was computed from one table; a change of that table clears it."""
        return self._derived_of.setdefault(id(table), {})

    def track(self) -> int:
        """Keeps changes from now on, and returns how many there were before."""
        self._latest = deque(maxlen=_MOST_TRACKED) if self._latest is None else self._latest
        return self.changes

    def changes_since(self, seen: int) -> list[Change] | None:
        """Returns the changes after a number of them; None if they are no longer kept."""
        count, latest = self.changes - seen, self._latest or ()
        return list(islice(latest, len(latest) - count, None)) if count <= len(latest) else None

    def _clear_derived(self, table: MutableMapping[Any, Any]) -> None:
        self.derived.clear()
        self._derived_of.pop(id(table), None)

    def _note(self, table: MutableMapping[Any, Any], key: Any, value: Any) -> None:
        if self._latest is not None:
            self._latest.append((table, key, value))
            self.changes += 1

    def put(self, table: MutableMapping[Key, Value], key: Key, value: Value) -> None:
        """Sets an entry of a table."""
        self._clear_derived(table)
        if self._entries is not None:
            self._entries.append((table, key, table.get(key, _ABSENT)))
        table[key] = value
        self._note(table, key, value)

    def change(self, table: MutableMapping[Key, Any], key: Key, **fields: Any) -> None:
        """Replaces fields of an entry of a table."""
        entry = table[key]
        replaced = msgspec.structs.replace if isinstance(entry, msgspec.Struct) else attrs.evolve
        self.put(table, key, replaced(entry, **fields))

    def nested(self, table: MutableMapping[Key, dict[str, Value]], key: Key) -> dict[str, Value]:
        """Returns the table under a key, which is put there if there is none."""
        found = table.get(key)
        if found is None:
            found = {}
            self.put(table, key, found)
        return found

    def remove(self, table: MutableMapping[Key, Value], key: Key) -> None:
        """Removes an entry of a table."""
        self._clear_derived(table)
        if self._entries is not None:
            self._entries.append((table, key, table[key]))
        if self._latest is not None:
            self._note(table, key, table[key])
        del table[key]

    def drop(self, table: MutableMapping[Key, Value], key: Key) -> None:
        """Removes a derived entry, if there is one; a rollback removes it too."""
        if self._entries is not None:
            self._entries.append((table, key, table.get(key, _ABSENT)))
        table.pop(key, None)

    @contextmanager
    def rollback_scope(self, keep: bool = False) -> Iterator[None]:
        """Rolls changes back at the end of the block; with `keep`, only on an exception."""
        outer = self._entries
        entries: list[tuple[MutableMapping[Any, Any], Any, Any]] = []
        self._entries = entries
        kept = False
        try:
            yield
            kept = keep
        finally:
            self._entries = outer
            if not kept:
                for table, key, before in reversed(entries):
                    self._clear_derived(table)
                    if before is _ABSENT:
                        gone = table.pop(key, None)
                    else:
                        table[key] = gone = before
                    self._note(table, key, gone)
            elif outer is not None:
                outer.extend(entries)


def new_id(now: datetime) -> str:
    """Returns a UUIDv7 as 36 characters that sort by time (RFC 9562, section 5.7)."""
    # In whole numbers: as floats, the milliseconds of some moments are one too few.
    since = now.astimezone(UTC) - _EPOCH
    milliseconds = since // timedelta(milliseconds=1) & ((1 << 48) - 1)
    value = (milliseconds << 80) | secrets.randbits(80)
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return str(uuid.UUID(int=value))


def free_handle(handle: str, taken: Container[str]) -> str:
    """Returns a handle, with the first free suffix if it is taken: `A17-2`, `A17-3`, ..."""
    return next(each for each in suffixed(handle) if each not in taken)


def suffixed(handle: str) -> Iterator[str]:
    """Yields a handle and its alternatives: `A17`, `A17-2`, `A17-3`, ..."""
    yield handle
    yield from (f"{handle}-{number}" for number in count(2))


NOT_YET = "it is about what had not happened by then"  # why a past leaves out what had happened


@frozen
class Superseded:
    """A step, or operations of one, that other steps superseded or that cannot be read.

    It stays in the record, changes nothing, and waits to be settled; no rival applies until a user
    chooses.
    """

    step: str  # the id of the step
    operations: tuple[int, ...]  # which do not apply, counted from 1; 0 is who recorded it
    reasons: tuple[str, ...]  # why, as sentences
    rivals: tuple[str, ...] = ()  # the ids of the steps that settled the same otherwise
    targets: tuple[str, ...] = ()  # the ids of what they all settled
    unreadable: bool = False  # whether it, or what it rests on, cannot be read
    objections: tuple[tuple[str, str], ...] = ()  # target and member of each

    @property
    def is_ahead(self) -> bool:
        """Whether it is left out of a past since it is about what came later."""
        return self.reasons == (NOT_YET,)


class Handled(Protocol):
    """A noun that people have a short name for."""

    @property
    def handle(self) -> str:
        """The handle."""


# The tables of nouns with a handle, but for items, which are looked up first.
_HANDLED = (
    *("amendments", "packages", "drafts", "meetings", "agenda", "interventions", "decisions"),
    *("silences", "consultations", "questions", "contributions", "highlights", "undertakings"),
    *("milestones", "announcements", "nominations", "ballots", "tray", "participants", "comments"),
    "spanning",
)


@frozen
class Settings:
    """What holds for the whole working group."""

    title: str = ""  # its name
    rule: str = "consent()"  # the rule for everything that has none of its own
    carry_over: str = "while own wishes are met"  # how supportive positions carry over changes
    language: str = "en"  # the language of its drafts, as a tag such as `en`
    # which words summaries have for which share of the members
    quantifiers: tuple[Quantifier, ...] = QUANTIFIERS
    # how long a text has to be circulated before it is introduced; nothing for at once
    notice: timedelta = timedelta()
    style: Style = Style.PLAIN  # after which body its summaries are worded
    levels: tuple[str, ...] = ()  # its levels of agreement, from the most to the least
    unopposed: tuple[str, ...] = ()  # those of them that are declared only where nobody objects
    policy: AudiencePolicy = AudiencePolicy.UN  # what its papers tell, and of whom
    minority: int = 0  # how many members make a statement one that everybody reads; 0 for none
    parent: str = ""  # the body that it is part of, at the head of its papers; may be empty
    key: str = ""  # the id of what began the record, on no paper: numbers of members follow from it


@define
class State:
    """Everything known at one moment, as the replay of the log leaves it.

    Values in the tables are frozen; tables change only through `journal`. Most tables map an id to
    its noun; `amendments_to`, `children` and `decided` map an id to the ids below it;
    `member_codes` maps the case-folded code of each member to its code; `positions`, `objections`
    and `ratings` map a target to what each member said, `votes` an open ballot; `floors` maps a
    meeting to its speakers' list; `spent` holds the handles of what was undone; `numbers` holds the
    highest number given under each handle's letters; `imported` maps the digest of an imported row
    to what was made of it; `moments` holds when an amendment was made; `presented` maps a target to
    when it was presented in meetings; `recirculated` maps a text to when words went in that were
    not introduced; `origins` maps an item that was carried over to where it was before, nearest
    first; `translations` maps a language to the items that are rendered in it; `overtaken` maps a
    step to what of it does not apply since two copies were joined; `contested` maps a text to the
    changes in it that members objected to or held before they went in, those that ended included;
    `instructions` maps an operation to the Chair's instruction by which they went in; `spanning`
    holds the brackets over several items, those that ended included.
    """

    settings: dict[str, Settings] = attrs.field(factory=lambda: {"": Settings()})
    groups: dict[str, Group] = attrs.field(factory=dict)
    members: dict[str, Member] = attrs.field(factory=dict)
    member_codes: dict[str, str] = attrs.field(factory=dict)
    negotiating_groups: dict[str, NegotiatingGroup] = attrs.field(factory=dict)
    nominations: dict[str, Nomination] = attrs.field(factory=dict)
    offices: dict[str, Office] = attrs.field(factory=dict)
    announcements: dict[str, Announcement] = attrs.field(factory=dict)
    meetings: dict[str, Meeting] = attrs.field(factory=dict)
    presence: dict[str, dict[str, Presence]] = attrs.field(factory=dict)
    participants: dict[str, Participant] = attrs.field(factory=dict)
    agenda: dict[str, AgendaItem] = attrs.field(factory=dict)
    floors: dict[str, SpeakersList] = attrs.field(factory=dict)
    interventions: dict[str, Intervention] = attrs.field(factory=dict)
    drafts: dict[str, Draft] = attrs.field(factory=dict)
    items: dict[str, Item] = attrs.field(factory=dict)
    children: dict[str, tuple[str, ...]] = attrs.field(factory=dict)
    origins: dict[str, tuple[Provenance, ...]] = attrs.field(factory=dict)
    amendments: dict[str, Amendment] = attrs.field(factory=dict)
    amendments_to: dict[str, tuple[str, ...]] = attrs.field(factory=dict)
    versions: MutableMapping[str, Version] = attrs.field(factory=dict)
    positions: PositionTable = attrs.field(factory=PositionTable)
    objections: MutableMapping[str, dict[str, Objection]] = attrs.field(factory=dict)
    contested: dict[str, tuple[ContestedChange, ...]] = attrs.field(factory=dict)
    instructions: dict[str, Instruction] = attrs.field(factory=dict)
    ratings: dict[str, dict[str, Rating]] = attrs.field(factory=dict)
    silences: dict[str, Silence] = attrs.field(factory=dict)
    consultations: dict[str, Consultation] = attrs.field(factory=dict)
    ballots: dict[str, Ballot] = attrs.field(factory=dict)
    votes: dict[str, dict[str, Vote]] = attrs.field(factory=dict)
    questions: dict[str, Question] = attrs.field(factory=dict)
    contributions: dict[str, Contribution] = attrs.field(factory=dict)
    highlights: dict[str, Highlight] = attrs.field(factory=dict)
    undertakings: dict[str, Undertaking] = attrs.field(factory=dict)
    milestones: dict[str, Milestone] = attrs.field(factory=dict)
    presented: dict[str, tuple[Presentation, ...]] = attrs.field(factory=dict)
    recirculated: dict[str, datetime] = attrs.field(factory=dict)
    senses: dict[str, SenseOfTheRoom] = attrs.field(factory=dict)
    decisions: dict[str, Decision] = attrs.field(factory=dict)
    decided: dict[str, tuple[str, ...]] = attrs.field(factory=dict)
    statements: dict[str, Statement] = attrs.field(factory=dict)
    packages: dict[str, Package] = attrs.field(factory=dict)
    tray: dict[str, TrayEntry] = attrs.field(factory=dict)
    comments: dict[str, TableComment] = attrs.field(factory=dict)
    revisions: dict[str, Revision] = attrs.field(factory=dict)
    translations: dict[str, dict[str, Translation]] = attrs.field(factory=dict)
    spanning: dict[str, SpanningBracket] = attrs.field(factory=dict)
    handles: dict[str, str] = attrs.field(factory=dict)
    spent: dict[str, str] = attrs.field(factory=dict)
    numbers: dict[str, int] = attrs.field(factory=dict)
    imported: dict[str, str] = attrs.field(factory=dict)
    moments: dict[str, datetime] = attrs.field(factory=dict)
    overtaken: dict[str, Superseded] = attrs.field(factory=dict)
    journal: UndoJournal = attrs.field(factory=UndoJournal, eq=False, repr=False)

    @property
    def title(self) -> str:
        """The name of the working group."""
        return self.settings[""].title

    def give_handle(self, handle: str, key: str) -> str:
        """Assigns a handle to an id, suffixed if another has it, and returns it."""
        taken = ChainMap(self.handles, self.spent)
        handle = next(each for each in suffixed(handle) if self._is_for(key, each, taken))
        if handle in self.spent:
            self.journal.remove(self.spent, handle)
        self.journal.put(self.handles, handle, key)
        self.reserve_handle(handle)
        return handle

    def _is_for(self, key: str, handle: str, taken: Mapping[str, str]) -> bool:
        if handle not in taken:
            return True
        maker = self.spent.get(handle)
        return maker is not None and (key == maker or key.startswith(f"{maker}."))

    def put_position(self, position: Position) -> None:
        """Sets the position of a member on a target."""
        self.journal.put(
            self.journal.nested(self.positions, position.target), position.member, position
        )
        self.journal.drop(self.positions.rolls, position.target)

    def remove_position(self, target: str, member: str) -> None:
        """Removes the position of a member on a target."""
        self.journal.remove(self.positions[target], member)
        self.journal.drop(self.positions.rolls, target)

    def settled_apart(self) -> dict[str, tuple[str, ...]]:
        """Returns what copies settled differently, with the steps that await a choice."""
        found: dict[str, tuple[str, ...]] = {}
        for waiting in self.overtaken.values():
            for target in waiting.targets:
                found[target] = (*found.get(target, ()), waiting.step)
        return found

    def spend_handle(self, handle: str, key: str) -> None:
        """Reserves the handle of an undone operation, so that it is not reused."""
        handle = free_handle(handle, ChainMap(self.handles, self.spent))
        self.journal.put(self.spent, handle, key)
        self.reserve_handle(handle)

    def reserve_handle(self, handle: str) -> None:
        """Reserves a handle, so that it is not reused."""
        letters = handle.rstrip("0123456789")
        number = handle[len(letters) :]
        if number and int(number) > self.numbers.get(letters, 0):
            self.journal.put(self.numbers, letters, int(number))

    def next_handle(self, letters: str, skip: int = 0) -> str:
        """Returns the next free handle with these letters, or the one `skip` numbers after it."""
        return f"{letters}{self.numbers.get(letters, 0) + 1 + skip}"

    def is_target(self, key: str) -> bool:
        """Returns whether positions and decisions can be recorded on an id."""
        return key in self.items or key in self.amendments or key in self.packages

    def handle_of(self, key: str) -> str:
        """Returns the handle of a target, draft, meeting, decision or silence procedure."""
        if key in self.items:
            return self.items[key].handle
        for name in _HANDLED:
            table: Mapping[str, Handled] = getattr(self, name)
            if key in table:
                return table[key].handle
        raise NotFound(f"nothing in the history has the id {key}")

    def version_id(self, target: str) -> str:
        """Returns the id of the current version of a target; a package is its own only version."""
        if target in self.items:
            return self.items[target].version
        if target in self.amendments:
            return self.amendments[target].version
        if target in self.packages:
            return target
        raise NotFound(f"nothing in the history has the id {target}")

    def version(self, target: str) -> Version:
        """Returns the current version of an item or amendment."""
        return self.versions[self.version_id(target)]

    def text(self, target: str) -> str:
        """Returns the current text of an item or amendment, in the notation of brackets."""
        return self.version(target).wording.notation()

    def draft_of(self, target: str) -> str:
        """Returns the id of the draft that a target belongs to; empty for packages over several."""
        if target in self.items:
            return self.items[target].draft
        if target in self.amendments:
            return self.amendments[target].draft
        if target in self.packages:
            drafts = {self.draft_of(item) for item in self.packages[target].items}
            return drafts.pop() if len(drafts) == 1 else ""
        raise NotFound(f"nothing in the history has the id {target}")

    def rule_of(self, target: str) -> str:
        """Returns the rule of a target: its own, its draft's, or the working group's."""
        if target in self.items and self.items[target].rule:
            return self.items[target].rule
        draft = self.draft_of(target)
        if draft and self.drafts[draft].rule:
            return self.drafts[draft].rule
        return self.settings[""].rule

    def walk(self, draft: str) -> Iterator[Item]:
        """Yields the items of a draft in the order of the document, removed ones left out."""
        pending = list(reversed(self.children.get(draft, ())))
        while pending:
            item = self.items[pending.pop()]
            if not item.removed:
                yield item
            pending.extend(reversed(self.children.get(item.id, ())))

    def in_text(self, draft: str) -> Iterator[Item]:
        """Yields the items of a draft in its order, without what was rejected or withdrawn."""
        return (item for item in self.walk(draft) if not self.left_out(item.id))

    @property
    def proposals(self) -> tuple[Item, ...]:
        """The procedural proposals, which stand in no draft, the first made first."""
        return tuple(each for each in self.items.values() if each.kind is ItemKind.PROPOSAL)

    def left_out(self, item: str, with_notes: bool = True) -> str:
        """Returns why an item is not part of its text, `rejected` or `withdrawn`; empty if it is.

        What stands under such an item goes with it, unless that is agreed, and so does a footnote
        to such items alone.
        """
        while item in self.items:
            decision = self.last_decision(item)
            if decision is not None and (decision.gives_up or decision.closes):
                is_out = decision.gives_up and not decision.keeps_text
                return decision.outcome.value if is_out else ""
            gone = [self.left_out(each) for each in self._citing(item) if with_notes]
            if gone and all(gone):
                return gone[0]
            item = self.items[item].parent
        return ""

    def goes_with(self, item: str) -> str:
        """Returns the item with which an item without a decision of its own is left out."""
        while item in self.items:
            last = self.last_decision(item)
            if last is not None and last.gives_up:
                return item
            item = next(iter(self._citing(item)), self.items[item].parent)
        return ""

    def _citing(self, item: str) -> Sequence[str]:
        """Returns what refers to a footnote, a title by its draft; none of anything else.

        For another footnote that goes with its texts stand those.
        """
        if item not in self.items or self.items[item].kind is not ItemKind.FOOTNOTE:
            return ()
        found: dict[tuple[str, str], list[str]] | None = self.journal.derived.get("notes")
        if found is None:
            found = self.journal.derived["notes"] = {}
            titles = ((each.id, each.id, each.title) for each in self.drafts.values())
            kept = (each for each in self.items.values() if not each.removed)
            texts = ((each.draft, each.id, self.text(each.id)) for each in kept)
            for draft, key, text in (*titles, *texts):
                for sign in set(_NOTE.findall(text)):
                    found.setdefault((draft, f"[{sign}]"), []).append(key)
        citing, known = [], [item]
        for each in known:  # which grows
            above, last = self.items.get(each), self.last_decision(each)
            is_said = last is not None and (last.gives_up or last.closes)
            if above is None or above.kind is not ItemKind.FOOTNOTE or is_said:
                citing.append(each)
            elif more := found.get((above.draft, above.label)):
                known += (key for key in more if key not in known)
            elif each != item:
                citing.append(each)
        return citing

    def lacks_consensus(self, target: str) -> bool:
        """Returns whether there was no consensus on a text, or on one that it stands on."""
        last, amendment = self.last_decision(target), self.amendments.get(target)
        if last is not None and (last.gives_up or last.closes):
            return last.keeps_text
        return amendment is not None and any(map(self.lacks_consensus, amendment.texts))

    def falls_with(self, amendment: str) -> str:
        """Returns the text that is gone, so that an open amendment to it falls; empty if none is.

        It is gone if rejected, withdrawn or removed; an amendment, also if it was not retained.
        """
        found = self.amendments.get(amendment)
        if found is None or found.state is not AmendmentState.OPEN:
            return ""
        for text in found.texts:
            above, item = self.amendments.get(text), self.items.get(text)
            if above is not None and above.state in GIVEN_UP:
                return text
            if item is not None and (item.removed or self.left_out(text)):
                return text
            if fell := self.falls_with(text):
                return fell
        return ""

    def is_open(self, amendment: Amendment) -> bool:
        """Returns whether an amendment is not settled yet, nor by what became of its text."""
        if amendment.state is not AmendmentState.OPEN:
            return False
        return not self.lacks_consensus(amendment.id) and not self.falls_with(amendment.id)

    def state_of(self, amendment: Amendment) -> AmendmentState:
        """Returns how far an amendment has come: closed, too, if what became of its text did it."""
        is_settled = amendment.state is AmendmentState.OPEN and not self.is_open(amendment)
        return AmendmentState.CLOSED if is_settled else amendment.state

    def brackets_in(self, item: str) -> int:
        """Returns how many open brackets an item has or stands in; none if it is out."""
        found = self.version(item).wording.count + len(self.spanning_over(item))
        return 0 if found and (self.left_out(item) or self.lacks_consensus(item)) else found

    def spanning_over(self, item: str) -> Sequence[SpanningBracket]:
        """Returns the open brackets over several items that an item stands in."""
        found: dict[str, list[SpanningBracket]] = self.journal.derived.setdefault("spanning", {})
        if not found:
            for bracket in self.spanning.values():
                for each in () if bracket.became else bracket.items:
                    found.setdefault(each, []).append(bracket)
        return found.get(item, ())

    def full_label(self, item: str) -> str:
        """Returns the full label of an item: `12(a)` where only `(a)` is printed under 12."""
        found = self.items[item]
        label = found.label
        while label.startswith("(") and found.parent in self.items:
            found = self.items[found.parent]
            if found.kind.can_be_agreed:
                label = found.label + label
        return label

    def is_label_shared(self, item: str) -> bool:
        """Returns whether another item of its draft has the label and full label of an item."""
        derived = self.journal.derived_of(self.items)
        if (counted := derived.get("labels")) is None:
            counted = derived["labels"] = Counter(
                (each.draft, each.label, self.full_label(each.id))
                for each in self.items.values()
                if each.label and not each.removed
            )
        found = self.items[item]
        others: int = counted[found.draft, found.label, self.full_label(item)]
        return others > (not found.removed)

    def name_of(self, target: str) -> str:
        """Returns an item by its label with its handle, as sentences do, and others by handle."""
        handle = self.handle_of(target)
        label = self.full_label(target) if target in self.items else ""
        return f"{label} ({handle})" if label else handle

    def depth(self, item: str) -> int:
        """Returns the number of items above an item."""
        count = 0
        parent = self.items[item].parent
        while parent in self.items:
            count += 1
            parent = self.items[parent].parent
        return count

    def open_amendments(self, target: str) -> tuple[Amendment, ...]:
        """Returns the undecided amendments to a target with a member behind them, in order.

        A chair's or an observer's proposal has no member behind it.
        """
        found: list[Amendment] = []
        for each in self.amendments_to.get(target, ()):
            amendment = self.amendments[each]
            if amendment.state is AmendmentState.OPEN:
                for code in amendment.backers:
                    if not self.members[code].observer:
                        found.append(amendment)
                        break
        return tuple(found)

    def amendments_on(self, target: str) -> Iterator[Amendment]:
        """Yields every amendment to a target, in order."""
        return map(self.amendments.__getitem__, self.amendments_to.get(target, ()))

    def contested_in(self, target: str) -> tuple[ContestedChange, ...]:
        """Returns the changes in a text that count against it."""
        return tuple(each for each in self.contested.get(target, ()) if each.is_open)

    def consultations_on(self, target: str) -> tuple[Consultation, ...]:
        """Returns the consultations about a target, the first opened first."""
        return tuple(each for each in self.consultations.values() if target in each.items)

    def ballots_on(self, target: str) -> tuple[Ballot, ...]:
        """Returns the ballots about a target, or among options that it is one of."""
        return tuple(each for each in self.ballots.values() if target in each.versions)

    def counting(self, day: date) -> tuple[Member, ...]:
        """Returns the members that count on a day, without observers, in the record's order."""
        return tuple(member for member in self.members.values() if member.counts_on(day))

    def entitled(self, ballot: Ballot, moment: datetime) -> tuple[str, ...]:
        """Returns the codes of the members with a vote in a ballot: those not recused, sorted."""
        moment = ballot.counted_at(moment)
        counting = {each.code for each in self.counting(day_of(moment))}
        return tuple(sorted(counting - self.recusals(ballot, moment).keys()))

    def recusals(self, ballot: Ballot, moment: datetime) -> dict[str, Position]:
        """Returns the recusals by then from what is voted on; of a draft, from none of its items.

        From an option, and from a part of a package, they are recusals as well.
        """
        package = self.packages.get(ballot.target)
        parts = (*package.items, *package.amendments) if package else ()
        texts = (*ballot.versions.keys() - ballot.texts.keys(), *parts)
        said = (each for text in sorted(texts) for each in self.positions.get(text, {}).values())
        recused = [e for e in said if e.stance is Stance.RECUSE and e.happened <= moment]
        return {each.member: each for each in recused}

    def negotiating_groups_of(self, member: str) -> tuple[str, ...]:
        """Returns the codes of the negotiating groups a member belongs to."""
        return tuple(group.code for group in self.negotiating_groups.values() if group.has(member))

    def offices_by_member(self) -> dict[str, list[Office]]:
        """Returns the offices held by people of each member, the first assigned first."""
        found: dict[str, list[Office]] = {}
        for office in self.offices.values():
            found.setdefault(office.member, []).append(office)
        return found

    @property
    def meeting(self) -> Meeting | None:
        """The meeting that goes on; None between meetings."""
        going_on = [meeting for meeting in self.meetings.values() if meeting.closed is None]
        return going_on[-1] if going_on else None

    @property
    def meetings_to_come(self) -> tuple[Announcement, ...]:
        """The meetings that were announced and not opened or cancelled, the next one first."""
        found = [
            each
            for each in self.announcements.values()
            if each.id not in self.meetings and not each.cancelled
        ]
        return tuple(sorted(found, key=lambda each: each.begins))

    def presence_of(self, member: str, meeting: str) -> Presence:
        """Returns the presence of a member at a meeting; absent unless recorded."""
        return self.presence.get(meeting, {}).get(member, Presence.ABSENT)

    @property
    def floor(self) -> SpeakersList | None:
        """The speakers' list of the meeting that goes on; None between meetings."""
        meeting = self.meeting
        return self.floor_of(meeting.id) if meeting else None

    def floor_of(self, meeting: str) -> SpeakersList:
        """Returns the speakers' list of a meeting, empty until a member asks for the floor."""
        return self.floors.get(meeting) or SpeakersList(meeting)

    def agenda_of(self, meeting: str) -> tuple[AgendaItem, ...]:
        """Returns the agenda of a meeting and of the next one; for an empty id, only the latter."""
        return tuple(each for each in self.agenda.values() if each.meeting in ("", meeting))

    def due_moment(self, undertaking: Undertaking) -> datetime | None:
        """Returns when an undertaking is due: its time, or the start of the meeting before which.

        A cancelled meeting is replaced by the next one that opens.
        """
        if undertaking.due is not None:
            return undertaking.due
        if undertaking.before:
            if undertaking.before in self.meetings:
                return self.meetings[undertaking.before].opened
            announced = self.announcements[undertaking.before]
            if not announced.cancelled:
                return announced.begins
        elif not undertaking.next_meeting:
            return None
        later = [each.opened for each in self.meetings.values() if each.opened > undertaking.made]
        return min(later, default=None)

    def is_overdue(self, undertaking: Undertaking, now: datetime) -> bool:
        """Returns whether an undertaking is due at a moment, and not done."""
        due = self.due_moment(undertaking)
        return undertaking.done is None and due is not None and due < now

    def last_decision(self, target: str) -> Decision | None:
        """Returns the decision that holds for a target; None if none, or it was reopened."""
        return next(self.gavels_on(target), None)

    def gavels_on(self, target: str) -> Iterator[Decision]:
        """Yields the decisions on a target since it was last open, the last first."""
        for each in reversed(self.decided.get(target, ())):
            decision = self.decisions[each]
            if decision.outcome is Outcome.REOPENED or target in decision.returned:
                return
            yield decision

    def is_closed(self, target: str) -> bool:
        """Returns whether a decision closes it: what is proposed later asks to reopen it."""
        decision = self.last_decision(target)
        return decision is not None and decision.closes

    def awaits(self, target: str, members: Iterable[str]) -> bool:
        """Returns whether the decision on a target awaits the word of one of these members."""
        decision = self.last_decision(target)
        return decision is not None and not set(decision.pending).isdisjoint(members)

    def bars_changes(self, target: str) -> bool:
        """Returns whether merges into a target are barred until the chair reopens it."""
        decision = self.last_decision(target)
        if decision is None:
            return False
        # What ended an amendment is its state: rejected or withdrawn, it may be taken up again.
        return decision.bars_changes if target in self.items else decision.closes
