"""Large records, and what benchmarks share that measure one record after the other.

What is in a record: stakeholder groups, members and observers; one draft whose items have a few
amendments each, which rewrite, insert or strike a word; a position of every member on each of a
number of targets, most of them recorded target by target and some one by one, as in a meeting;
reasons for what is against, some conditions, objections answered; some amendments merged whole
after the positions were taken; some items agreed.

All measures of one kind run in a process of their own, so that its memory is its own, on a record
that has a snapshot; the best of a few rounds counts, since whatever else the machine does only
makes a round longer. Ratios to the reading of the log are of processor time.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, TypeAlias

from attrs import frozen

from consensus import WorkingGroup
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
from consensus.history.step import Step, make_step, open_body
from consensus.model.amendments import AmendmentKind
from consensus.model.decisions import Outcome
from consensus.model.drafts import ItemKind
from consensus.model.positions import Stance, StatedBy
from consensus.model.state import State, new_id
from consensus.store.cache import FOLDER
from consensus.store.port import Store
from consensus.store.sqlite import SqliteStore
from consensus.text.brackets import BracketedText
from consensus.working_group.merging import plan_taking
from tests.support.recording import HARBOUR_WORDS

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
    words = chance.choices(HARBOUR_WORDS, k=chance.randint(18, 40))
    words[3] = "shall"
    words[0] = words[0].capitalize()
    words[-1] += "."
    return words


def _amended(text: str, chance: random.Random) -> str:
    words = text.split()
    place = chance.randrange(1, len(words) - 1)
    what = chance.random()
    if what < 0.5:
        words[place] = chance.choice([each for each in HARBOUR_WORDS if each != words[place]])
    elif what < 0.8:
        words.insert(place, chance.choice(HARBOUR_WORDS))
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
            source=StatedBy.WRITTEN,
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


# What benchmarks share that measure one record after the other, each larger than the one before.


BASELINE = "read and decode the log"
_SHARES = (1 / 128, 1 / 64, 1 / 32, 1 / 16)
_SHARES_OF_LARGE = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1)
_ROUNDS = 3


class Cost(NamedTuple):
    """What something costs, in seconds, and the most memory its process had, in MiB."""

    wall: float
    processor: float
    mib: float = 0.0

    def best(self, other: Cost) -> Cost:
        """The shorter times of two rounds, and the most memory of both."""
        return Cost(
            min(self.wall, other.wall),
            min(self.processor, other.processor),
            max(self.mib, other.mib),
        )


Costs: TypeAlias = dict[str, Cost]
Row: TypeAlias = dict[str, object]


def cost(work: Callable[[], object]) -> Cost:
    """What it costs to do something once."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - wall, time.process_time() - processor)


def median(costs: list[Cost]) -> Cost:
    """The middle one, by the time on the wall."""
    return sorted(costs)[len(costs) // 2]


def peak_mib() -> float:
    """The most memory that this process had, and not the one that began it (proc(5), VmHWM)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def write_with_snapshot(path: Path, size: Size) -> None:
    """Write a record of a size, and a snapshot at its end into a cache in the same folder."""
    os.environ[FOLDER] = str(path.parent.resolve() / "cache")
    with closing(SqliteStore.create(path)) as store:
        write_record(store, size)
    with WorkingGroup.open(path) as group:
        group._log.keep_snapshot()


def read_log(path: Path) -> Costs:
    """The baseline: every step read and every operation decoded, and nothing done with it."""

    def work() -> None:
        with closing(SqliteStore.open(path)) as store:
            for step in store.read():
                for sealed in step.bodies[1:]:
                    open_body(sealed.name, sealed.body or "")

    return {BASELINE: cost(work)}


def save_rows(rows: list[Row], path: Path | None) -> None:
    """Write rows to a file as well, one JSON object per line, if one was named."""
    if path:
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@frozen
class GrowingBench:
    """A benchmark of records that grow.

    Attributes:
        name: as its rows name it; its module is `bench_NAME`.
        measures: what it costs to do something with the record in a file, by what is done.
        on_the_wall: what waits for the disk, with what its time on the wall is compared with.
        whatever_record: what costs the same whatever the record.
    """

    name: str
    measures: tuple[Callable[[Path], Costs], ...]
    on_the_wall: Mapping[str, str] = {}
    whatever_record: Collection[str] = ()

    def run(self, about: str) -> None:
        """Print every row, or one measure for the process that asked for it.

        Args:
            about: what the help says of the benchmark.
        """
        parser = argparse.ArgumentParser(description=about)
        parser.add_argument("--large", action="store_true", help="go up to Large; takes minutes")
        parser.add_argument("--save", type=Path, help="write the rows to a file too")
        parser.add_argument("--measure", nargs=2, metavar=("NAME", "FILE"), help=argparse.SUPPRESS)
        given = parser.parse_args()
        if given.measure:
            name, path = given.measure
            work = {each.__name__: each for each in self.measures}[name]
            found = work(Path(path))
            sys.stdout.write(json.dumps({"costs": found, "mib": peak_mib()}))
            return
        rows: list[Row] = []

        def add(more: list[Row]) -> None:
            rows.extend(more)
            for row in more:
                sys.stdout.write(json.dumps(row) + "\n")
            sys.stdout.flush()

        sizes: dict[Size, Costs] = {}
        for share in _SHARES_OF_LARGE if given.large else _SHARES:
            size = LARGE.part(share)
            # In the current folder, since a folder for temporary files may be in memory.
            with tempfile.TemporaryDirectory(dir=".") as folder:
                sizes[size] = self._measure(size, Path(folder))
            add(self._rows(size, sizes[size]))
        add(self._growth(sizes))
        save_rows(rows, given.save)

    def _measure(self, size: Size, folder: Path) -> Costs:
        """The best of a few rounds of everything on a record of a size."""
        path = folder / "large.consensus"
        write_with_snapshot(path, size)
        best: Costs = {}
        for _ in range(_ROUNDS):
            for work in self.measures:
                for what, took in self._apart(work.__name__, path).items():
                    best[what] = took.best(best.get(what, took))
        return best

    def _apart(self, name: str, path: Path) -> Costs:
        """Run a measure in a process of its own."""
        module = f"tests.benchmarks.bench_{self.name}"
        command = [sys.executable, "-m", module, "--measure", name, str(path)]
        done = subprocess.run(command, capture_output=True, check=True, text=True)
        found = json.loads(done.stdout)
        return {what: Cost(took[0], took[1], found["mib"]) for what, took in found["costs"].items()}

    def _rows(self, size: Size, best: Costs) -> list[Row]:
        """Each measure with its ratio to its baseline."""
        return [
            {
                "bench": self.name,
                "what": what,
                "positions": size.positions,
                "amendments": size.amendments,
                "ms": round(took.wall * 1000, 3),
                "processor_ms": round(took.processor * 1000, 3),
                "peak_mib": round(took.mib),
                "baseline": self.on_the_wall.get(what, BASELINE),
                "ratio": round(self._ratio(what, best), 3),
            }
            for what, took in best.items()
            if what not in self.whatever_record or size.positions == LARGE.positions
        ]

    def _ratio(self, what: str, best: Costs) -> float:
        if what in self.on_the_wall:
            return best[what].wall / best[self.on_the_wall[what]].wall
        return best[what].processor / best[BASELINE].processor

    def _growth(self, found: Mapping[Size, Costs]) -> list[Row]:
        """How much more than n log n each measure grew, from the smallest record to the largest."""
        small, large = min(found, key=_entries), max(found, key=_entries)
        expected = _n_log_n(large) / _n_log_n(small)
        times = {
            what: took.processor / found[small][what].processor
            for what, took in found[large].items()
            if what not in self.on_the_wall and what not in self.whatever_record
        }
        return [
            {
                "bench": self.name,
                "what": f"growth of {what}",
                "from": _entries(small),
                "to": _entries(large),
                "times": round(grew, 2),
                "times_n_log_n": round(grew / expected, 2),
            }
            for what, grew in times.items()
        ]


def _entries(size: Size) -> int:
    return size.positions + size.amendments


def _n_log_n(size: Size) -> float:
    """What a cost would grow with at most."""
    return _entries(size) * math.log(_entries(size))
