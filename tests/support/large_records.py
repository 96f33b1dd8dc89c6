"""Two large records of the shapes that large processes have, made with words of their own.

`python -m tests.support.large_records FOLDER` writes both, each with a snapshot beside it:

- `code.consensus`: a code of 884 provisions in chapters, 1,500 amendments of 40 members in five
  groups, many of them in conflict, positions, objections, conditions, decisions, and two meetings;
- `votes.consensus`: 6,203 texts in chapters, on each of which 40 to 190 members took a position,
  and nothing else: no groups, no amendments, no decisions.

The same seed makes the same texts, members and positions. Both exist in a small size for tests.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from attrs import frozen

from consensus.formats.source import Source
from consensus.history.operation import Operation
from consensus.history.operations import (
    AddGroup,
    AddMember,
    AnswerObjection,
    ProposeAmendment,
    TakePosition,
)
from consensus.model.amendments import AmendmentKind
from consensus.model.decisions import Outcome
from consensus.model.positions import Stance, StatedBy
from consensus.model.state import State
from consensus.store.cache import FOLDER
from consensus.text.brackets import BracketedText
from consensus.working_group import WorkingGroup
from tests.support.panel import ticking
from tests.support.recording import HARBOUR_WORDS

_BEGUN = datetime(2025, 9, 1, 9, 0, tzinfo=UTC)
_AT_ONCE = 5_000
_STANCES = (
    *(Stance.SUPPORT,) * 52,
    *(Stance.ACCEPT,) * 24,
    *(Stance.ABSTAIN,) * 10,
    *(Stance.HOLD,) * 5,
    *(Stance.DISAGREE,) * 5,
    *(Stance.OBJECT,) * 4,
)
_REASONS = (
    "The cost for small harbours was not looked at.",
    "Nobody has said who bears the toll.",
    "It repeats what an earlier article says.",
)


@frozen
class Shape:
    """How large a record is, and what is in it.

    Attributes:
        title: the name of the working group.
        chapters: how many chapters its draft has.
        items: how many texts that can be agreed, spread over the chapters.
        members: how many members count.
        groups: the codes of stakeholder groups; none for members without one.
        amendments: how many amendments there are.
        fewest: how many members take a position on a text at least.
        most: how many do at most.
        every: how often a text has positions; 1 for each, 3 for each third.
        decided: how often a text is decided; 0 for never.
    """

    title: str
    chapters: int
    items: int
    members: int
    groups: Sequence[str]
    amendments: int
    fewest: int
    most: int
    every: int
    decided: int


CODE = Shape(
    title="Code of harbours",
    chapters=26,
    items=858,
    members=40,
    groups=("GOV", "BUS", "CIV", "TEC", "ACA"),
    amendments=1_500,
    fewest=3,
    most=25,
    every=3,
    decided=7,
)
"""884 provisions, of which 26 are headings."""

VOTES = Shape(
    title="Assembly of harbours",
    chapters=62,
    items=6_203,
    members=190,
    groups=(),
    amendments=0,
    fewest=40,
    most=190,
    every=1,
    decided=0,
)

SMALL_CODE = Shape("Small code", 8, 240, 12, ("GOV", "BUS", "CIV"), 150, 2, 8, 2, 6)
SMALL_VOTES = Shape("Small assembly", 4, 240, 10, (), 0, 4, 10, 1, 0)
"""Of the same shapes, and just as large that pages show them chapter by chapter."""


def new_record(shape: Shape, path: Path | None = None, seed: int = 1) -> WorkingGroup:
    """Make a record of a shape.

    Args:
        shape: how large, and with what in it.
        path: the file to create; it is kept in memory where None.
        seed: another one makes other texts and positions.
    """
    chance = random.Random(seed)
    clock = ticking(_BEGUN)
    if path:
        group = WorkingGroup.create(path, title=shape.title, by="SEC", clock=clock)
    else:
        group = WorkingGroup.in_memory(title=shape.title, by="SEC", clock=clock)
    group.record(*(AddGroup(code=code) for code in shape.groups), *_members(shape))
    group.import_draft(Source.of(_draft(shape, chance), "draft.md"))
    _record(group, _amendments(group.state, shape, chance))
    _record(group, _positions(group.state, shape, chance))
    if shape.decided:
        _meet(group, shape, chance)
    return group


def _members(shape: Shape) -> list[AddMember]:
    return [
        AddMember(
            code=f"M{number:03}",
            name=f"Port of {HARBOUR_WORDS[number % 40].capitalize()} {number // 40 + 1}",
            group=shape.groups[number % len(shape.groups)] if shape.groups else "",
        )
        for number in range(shape.members)
    ]


def _draft(shape: Shape, chance: random.Random) -> str:
    lines = [f"# {shape.title}"]
    number = 0
    for chapter in range(1, shape.chapters + 1):
        lines.append(f"## {chapter}. {' '.join(chance.sample(HARBOUR_WORDS, 2)).capitalize()}")
        last = shape.items * chapter // shape.chapters
        while number < last:
            number += 1
            words = chance.choices(HARBOUR_WORDS, k=chance.randint(18, 40))
            words[3] = "shall"
            lines.append(f"{number}. {' '.join(words).capitalize()}.")
    return "\n\n".join(lines) + "\n"


def _amendments(state: State, shape: Shape, chance: random.Random) -> Iterator[Operation]:
    draft, *_ = state.drafts
    items = [each for each in state.walk(draft) if each.kind.can_be_agreed]
    # Amendments gather on few texts, where they conflict.
    contested = chance.sample(items, max(1, len(items) // 3))
    for number in range(1, shape.amendments + 1):
        item = chance.choice(contested if number % 4 else items)
        words = state.version(item.id).wording.notation().split()
        place = chance.randrange(4, 10)
        words[place : place + number % 3] = chance.sample(HARBOUR_WORDS, 1 + number % 2)
        sponsors = chance.sample(range(shape.members), chance.randint(1, 3))
        yield ProposeAmendment(
            handle=f"A{number}",
            kind=AmendmentKind.MODIFY,
            draft=draft,
            target=item.id,
            against=item.id,
            wording=BracketedText.plain(" ".join(words)),
            sponsors=tuple(f"M{each:03}" for each in sponsors),
            rationale=chance.choice(_REASONS),
        )


def _positions(state: State, shape: Shape, chance: random.Random) -> Iterator[Operation]:
    members = [*state.members]
    items = [each.id for each in state.items.values() if each.kind.can_be_agreed]
    for place, target in enumerate((*items, *state.amendments)):
        if place % shape.every:
            continue
        # Some texts are contested, most are not.
        stances = _STANCES if place % 5 == 0 else _STANCES[:86]
        for member in chance.sample(members, chance.randint(shape.fewest, shape.most)):
            stance = chance.choice(stances)
            is_against = stance in (Stance.OBJECT, Stance.DISAGREE)
            near = items[max(0, place - 1)] if place < len(items) else target
            waits = stance is Stance.ACCEPT and shape.amendments and near != target
            yield TakePosition(
                target=target,
                version=state.version_id(target),
                member=member,
                stance=stance,
                reason=chance.choice(_REASONS) if is_against else "",
                conditions=(near,) if waits and chance.random() < 0.05 else (),
                source=StatedBy.WRITTEN,
                document="replies.csv",
            )
            if stance is Stance.OBJECT and chance.random() < 0.3:
                yield AnswerObjection(
                    target=target, member=member, answer="The secretariat compared the costs."
                )


def _meet(group: WorkingGroup, shape: Shape, chance: random.Random) -> None:
    """Two meetings decide some texts, with agenda, interventions and undertakings."""
    items = [each for each in group.state.items.values() if each.kind.can_be_agreed]
    decided = items[:: shape.decided]
    half = len(decided) // 2
    outcomes = (Outcome.AGREED,) * 8 + (Outcome.DEFERRED, Outcome.REJECTED)
    for number, part in enumerate((decided[:half], decided[half:]), start=1):
        group.open_meeting(f"Meeting {number}")
        group.note_presence([*group.state.members][: shape.members * 3 // 4])
        for place in range(0, len(part), 10):
            title = f"Articles from {part[place].label}"
            group.add_agenda_item(title, targets=[e.handle for e in part[place : place + 10]])
            group.take_up_agenda_item(title)
            member = chance.choice([*group.state.members])
            group.note_intervention(
                chance.choice(_REASONS), member=member, items=[part[place].handle]
            )
        group.undertake("compare the tolls", "M001", due="next meeting")
        for each in part:
            group.decide(each.handle, chance.choice(outcomes), reason="Declared by the Chair.")
        group.close_meeting()


def _record(group: WorkingGroup, operations: Iterator[Operation]) -> None:
    waiting: list[Operation] = []
    for each in operations:
        waiting.append(each)
        if len(waiting) == _AT_ONCE:
            group.record(*waiting)
            waiting.clear()
    if waiting:
        group.record(*waiting)


def write_records(folder: Path) -> dict[str, Path]:
    """Write both large records into a folder, with their snapshots, and return where they are."""
    os.environ[FOLDER] = str(folder.resolve() / "cache")
    paths = {}
    for name, shape in (("code", CODE), ("votes", VOTES)):
        paths[name] = folder / f"{name}.consensus"
        with new_record(shape, paths[name]) as group:
            group._log.keep_snapshot()
    return paths


if __name__ == "__main__":
    for each in write_records(Path(sys.argv[1])).values():
        sys.stdout.write(f"{each}\n")
