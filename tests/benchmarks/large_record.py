"""Records as large as one wants, written through the store: members, texts, amendments, positions.

What is in one: stakeholder groups, members and observers; one draft whose items have a few
amendments each, which rewrite, insert or strike a word; a position of every member on each of a
number of targets, most of them recorded target by target and some one by one, as in a meeting;
reasons for what is against, some conditions, objections answered; some amendments merged whole
after the positions were taken; some items agreed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from attrs import frozen

from consensus.history.operation import Operation, StepContext
from consensus.history.operations import (
    AddGroup,
    AddMember,
    AnswerObjection,
    ImportDraft,
    NewItem,
    ProposeAmendment,
    RecordDecision,
    StartWorkingGroup,
    TakePosition,
)
from consensus.history.step import Step, make_step
from consensus.model.amendments import AmendmentKind
from consensus.model.decisions import Outcome
from consensus.model.drafts import ItemKind
from consensus.model.positions import Source, Stance
from consensus.model.state import State, new_id
from consensus.store.port import Store
from consensus.text.brackets import BracketedText
from consensus.working_group.merging import plan_taking

_BEGUN = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
_GROUPS = ("GOV", "BUS", "CIV", "TEC")
_STANCES = (
    *(Stance.SUPPORT,) * 46,
    *(Stance.ACCEPT,) * 28,
    *(Stance.ABSTAIN,) * 9,
    *(Stance.HOLD,) * 6,
    *(Stance.DISAGREE,) * 6,
    *(Stance.OBJECT,) * 4,
    Stance.RECUSE,
)
_WORDS = [
    "harbour",
    "pilot",
    "vessel",
    "cargo",
    "berth",
    "quay",
    "tide",
    "signal",
    "lantern",
    "crew",
    "office",
    "ledger",
    "toll",
    "permit",
    "warden",
    "channel",
    "anchor",
    "mooring",
    "buoy",
    "freight",
    "manifest",
    "customs",
    "inspector",
    "engine",
    "deck",
    "hull",
    "passage",
    "current",
    "storm",
    "repair",
    "dock",
    "crane",
    "timber",
    "grain",
    "copper",
    "salt",
    "barrel",
    "rope",
    "sail",
    "chart",
]
_REASON = "The costs for small harbours were not looked at, and nobody has said who bears them."
_CHAPTER = 6
_ROWS_PER_STEP = 100
_STEPS_AT_ONCE = 500


@frozen
class Size:
    """How large a record is.

    Attributes:
        members: how many members count; a few observers come on top.
        items: how many paragraphs the draft has.
        amendments: how many amendments there are to them.
        targets: how many items and amendments every member has a position on.
    """

    members: int
    items: int
    amendments: int
    targets: int

    @property
    def positions(self) -> int:
        """How many positions there are."""
        return self.members * self.targets

    def part(self, share: float) -> Size:
        """A record of as many members, with a share of everything else."""
        items, amendments, targets = (
            max(1, int(each * share)) for each in (self.items, self.amendments, self.targets)
        )
        return Size(self.members, items, amendments, targets)


LARGE = Size(members=200, items=2_000, amendments=20_000, targets=5_000)


def write_record(store: Store, size: Size, seed: int = 1) -> None:
    """Write a record of a size into an empty store.

    Args:
        store: where.
        size: how large.
        seed: another one makes another record.
    """
    head = ""
    waiting: list[Step] = []
    for step in _steps(size, random.Random(seed)):
        waiting.append(step)
        if len(waiting) == _STEPS_AT_ONCE:
            store.extend(waiting, head)
            head = waiting[-1].hash
            waiting.clear()
    store.extend(waiting, head)


def _steps(size: Size, chance: random.Random) -> Iterator[Step]:
    head: tuple[str, ...] = ()
    for number, (act, operations) in enumerate(_acts(size, chance)):
        assert number or not head
        step = make_step(act, head, operations)
        head = (step.hash,)
        yield step


def _acts(size: Size, chance: random.Random) -> Iterator[tuple[StepContext, Sequence[Operation]]]:
    state = State()
    minutes = iter(range(10_000_000))

    def act() -> StepContext:
        moment = _BEGUN + timedelta(minutes=next(minutes))
        return StepContext(new_id(moment), "SEC", moment, moment)

    for now, operations in ((act(), each) for each in _texts(size, chance)):
        for each in operations:
            each.apply(state, now)
        yield now, operations
    targets = [*state.items, *state.amendments][: size.targets]
    for number, target in enumerate(targets):
        positions = list(_positions(state, target, chance))
        alone = 1 if number % 50 == 0 else len(positions)
        for first in range(0, len(positions), alone):
            yield act(), positions[first : first + alone]
    for item in [*state.items][::20]:
        merged = state.amendments[state.amendments_to[item][0]].handle
        now = act()
        plan = plan_taking(
            state,
            item,
            lambda: new_id(_BEGUN),
            now.recorded,
            [merged],
            without_brackets=True,
            reason="The chair's ruling",
        )
        plan.operation.apply(state, now)
        yield now, [plan.operation]
    for number, item in enumerate([*state.items][::10], start=1):
        yield act(), [_decision(state, item, f"C{number}")]


def _texts(size: Size, chance: random.Random) -> Iterator[list[Operation]]:
    yield [StartWorkingGroup(id=new_id(_BEGUN), title="Rules of the harbour")]
    yield [AddGroup(id=new_id(_BEGUN), code=code) for code in _GROUPS]
    yield [
        AddMember(
            id=new_id(_BEGUN),
            code=f"M{number:03}",
            name=f"Delegation {number}",
            group=_GROUPS[number % len(_GROUPS)],
            observer=number >= size.members,
        )
        for number in range(size.members + 5)
    ]
    draft = new_id(_BEGUN)
    texts = [" ".join(_sentence(chance)) for _ in range(size.items)]
    items = [
        NewItem(
            handle=f"N{number}",
            kind=ItemKind.PARAGRAPH,
            label=str(number),
            wording=BracketedText.plain(text),
        )
        for number, text in enumerate(texts, start=1)
    ]
    yield [ImportDraft(id=draft, handle="D1", title="Rules of the harbour", items=tuple(items))]
    amendments: list[Operation] = []
    for number in range(size.amendments):
        item = number % size.items
        amendments.append(
            ProposeAmendment(
                id=new_id(_BEGUN),
                handle=f"A{number + 1}",
                kind=AmendmentKind.MODIFY,
                draft=draft,
                target=f"{draft}.{item}",
                against=f"{draft}.{item}",
                wording=BracketedText.plain(_amended(texts[item], chance)),
                sponsors=(f"M{chance.randrange(size.members):03}",),
                rationale="It reads better so, and says who is meant.",
            )
        )
    for first in range(0, len(amendments), _ROWS_PER_STEP):
        yield amendments[first : first + _ROWS_PER_STEP]


def _sentence(chance: random.Random) -> list[str]:
    words = chance.choices(_WORDS, k=chance.randint(18, 40))
    words[3] = "shall"
    words[0] = words[0].capitalize()
    words[-1] += "."
    return words


def _amended(text: str, chance: random.Random) -> str:
    words = text.split()
    place = chance.randrange(1, len(words) - 1)
    what = chance.random()
    if what < 0.5:
        words[place] = chance.choice([each for each in _WORDS if each != words[place]])
    elif what < 0.8:
        words.insert(place, chance.choice(_WORDS))
    else:
        del words[place]
    return " ".join(words)


def _positions(state: State, target: str, chance: random.Random) -> Iterator[Operation]:
    near = _near(state, target)
    for member in state.members.values():
        if member.observer:
            continue
        stance = chance.choice(_STANCES)
        conditions: tuple[str, ...] = ()
        if near and stance is Stance.ACCEPT and chance.random() < 0.03:
            conditions = (chance.choice(near),)
        against = stance in (Stance.OBJECT, Stance.DISAGREE)
        yield TakePosition(
            id=new_id(_BEGUN),
            target=target,
            version=state.version_id(target),
            member=member.code,
            stance=stance,
            reason=_REASON if against else "",
            conditions=conditions,
            source=Source.WRITTEN,
            document="replies.csv",
        )
        if stance is Stance.OBJECT and chance.random() < 0.3:
            yield AnswerObjection(
                id=new_id(_BEGUN),
                target=target,
                member=member.code,
                answer="The secretariat has put the costs together.",
            )


def _near(state: State, target: str) -> list[str]:
    """The other items of the chapter, for conditions: there are a few paragraphs in each."""
    amendment = state.amendments.get(target)
    draft, _, number = (amendment.target if amendment else target).rpartition(".")
    first = int(number) // _CHAPTER * _CHAPTER
    chapter = [f"{draft}.{each}" for each in range(first, first + _CHAPTER)]
    return [each for each in chapter if each in state.items and each != target]


def _decision(state: State, item: str, handle: str) -> RecordDecision:
    return RecordDecision(
        id=new_id(_BEGUN),
        handle=handle,
        outcome=Outcome.AGREED,
        targets=(item,),
        versions=(state.version_id(item),),
    )
