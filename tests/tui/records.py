"""Small records to play with, opening screens on them, and reading what was recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import attrs
from textual.screen import Screen

from consensus.formats.source import Source
from consensus.history.operation import Operation
from consensus.history.operations import AddGroup, AddMember, ChangeText
from consensus.model.decisions import Decision
from consensus.model.lookup import find, find_target
from consensus.model.meetings import Forum, Presence, SpeakersList
from consensus.model.state import State
from consensus.text.combination import Combination
from consensus.working_group import WorkingGroup
from tests.tui.playing import NOW, Player
from tui.screens.planning import PapersScreen
from tui.screens.settle import SettleScreen
from tui.views.planning import Sheet
from tui.widgets.passage import Passage
from tui.widgets.rows import Rows

# A small record to step through, and what was recorded of it.

MEMBERS = {"ASH": "GOV", "BAY": "GOV", "COL": "GOV", "DUN": "CIV", "ELM": "CIV", "FIR": "BUS"}

_TEXTS = (
    "Members shall report every year to the harbour office.",
    "The office should publish all reports.",
    "Ships may enter at night with a pilot on board.",
    "Fees are paid in advance.",
)


def make_record(
    path: Path,
    *,
    paragraphs: int = 4,
    rule: str = "consent()",
    forum: Forum = Forum.COMMITTEE,
) -> WorkingGroup:
    """Six members, five of them at a meeting, and some recommendations; it is left open."""
    group = WorkingGroup.create(path, title="Harbour panel", rule=rule, by="sec", clock=lambda: NOW)
    group.record(
        *(AddGroup(id=group.new_id(), code=code) for code in dict.fromkeys(MEMBERS.values())),
        *(
            AddMember(id=group.new_id(), code=code, name=f"{code.title()}land", group=of)
            for code, of in MEMBERS.items()
        ),
    )
    texts = [_TEXTS[number % len(_TEXTS)] for number in range(paragraphs)]
    lines = [f"{number}. {text}" for number, text in enumerate(texts, 1)]
    text = "# Harbour rules\n\n## Recommendations\n\n" + "\n\n".join(lines) + "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    group.import_draft(Source("draft.md", text, digest))
    group.open_meeting("First", forum)
    group.note_presence(["ASH", "BAY", "COL", "DUN"])
    group.note_presence(["ELM"], Presence.REMOTE)
    return group


def opened(record: Path, by: str = "sec") -> WorkingGroup:
    """The working group of a record, at the time that everything is played."""
    return WorkingGroup.open(record, by=by, clock=lambda: NOW)


def decisions(path: Path) -> list[Decision]:
    """Every decision in the record."""
    with opened(path) as group:
        return list(group.state.decisions.values())


def status(path: Path, name: str) -> str:
    """Where a target stands."""
    with opened(path) as group:
        return group.verdict(name).status.value


def stances(path: Path, name: str) -> dict[str, str]:
    """What members have said of a target, by code."""
    with opened(path) as group:
        target = group.state.handles[name]
        held = group.state.positions.get(target, {})
        return {code: each.stance.value for code, each in held.items()}


def title(player: Player) -> str:
    """The title of the text that the step-through shows."""
    return str(player.app.screen.query_one("#text-pane").border_title)


def words(player: Player) -> str:
    """What the screen says, whatever its lines."""
    return " ".join(player.screen().split())


async def until(player: Player, happened: Callable[[], bool]) -> None:
    """Wait until something has happened that a dialog began."""
    await player.until(happened)


async def until_said(player: Player, words: str) -> None:
    """Wait until the line above the keys says something."""
    await until(player, lambda: words in player.notice())


async def until_asked(player: Player, words: str) -> None:
    """Wait until a dialog asks something."""
    await until(player, lambda: len(player.app.screen_stack) > 1 and words in player.screen())


async def step_to(player: Player, name: str) -> None:
    """Step through from an item, amendment or package on."""
    await player.press("3", "j")
    await until_asked(player, "Go to")
    await player.type(f"{name}\n")
    await until(player, lambda: len(player.app.screen_stack) == 1)


# Opening the merge screen, and reading what it recorded.


async def open_merge(player: Player, target: str) -> None:
    """Open the merge screen over the screen that is in front."""
    found = await player.app.record_worker.look(
        lambda group, check: find_target(group.state, target)
    )
    await player.app.push_screen(SettleScreen(found))
    await player.settle()


def combination(record: Path, target: str) -> Combination:
    """How the amendments to a text combine in a record."""
    with opened(record) as group:
        return group.combination(target)


def steps(record: Path) -> int:
    """How many steps a record has."""
    with opened(record) as group:
        return len(group.steps())


def last_operations(record: Path) -> tuple[Operation, ...]:
    """The operations of the last step, without what differs from one recording to the next."""
    with opened(record) as group:
        *_, (_, operations, _) = group.history()
    return tuple(attrs.evolve(each, id="") for each in operations)


def last_change(record: Path) -> ChangeText:
    """The change of text that the last step is."""
    (change,) = last_operations(record)
    assert isinstance(change, ChangeText)
    return change


# What is read of a meeting, in the file and on its screen, and going through its lists.

Found = TypeVar("Found")


def read(path: Path, look: Callable[[State], Found]) -> Found:
    """Something of the state, as the file has it."""
    with WorkingGroup.open(path, clock=lambda: NOW) as group:
        return look(group.state)


def floor_in(path: Path) -> SpeakersList:
    """The speakers' list, as the file has it."""

    def look(state: State) -> SpeakersList:
        assert state.floor is not None
        return state.floor

    return read(path, look)


def presence_in(path: Path, code: str) -> Presence:
    """Whether a member is at the meeting that goes on, as the file has it."""

    def look(state: State) -> Presence:
        assert state.meeting is not None
        return state.presence_of(code, state.meeting.id)

    return read(path, look)


def rows(player: Player, name: str) -> Rows:
    """One of the lists on the screen."""
    return player.app.screen.query_one(f"#{name}", Rows)


def keys(player: Player, name: str) -> list[str]:
    """The keys of the rows of a list, from the top."""
    return [row.key for row in rows(player, name).rows]


def points(player: Player) -> list[str]:
    """What the rows of points and wordings say, in full."""
    return [row.cells[1].text for row in rows(player, "hunks").rows]


async def go_to_member(player: Player, code: str) -> None:
    """Put the cursor on a member."""
    await player.press("slash")
    await player.type(f"{code}\n")


async def go_to_list(player: Player, name: str) -> None:
    """Give the keys to one of the lists."""
    rows(player, name).focus()
    await player.settle()


# A small record with papers beside its text, and where the screen shows them.

_DAY = timedelta(days=1)


def make_papers(path: Path) -> None:
    """Two questions, of which one is closed, and something of every other kind."""
    with make_record(path) as group:
        _questions(group)
        group.announce_meeting("Second", NOW + 10 * _DAY, number="2", place="Room 4")
        earlier = NOW - 9 * _DAY
        group.undertake(
            "send the fees of other harbours", "BAY", due=NOW - 2 * _DAY, happened=earlier
        )
        group.undertake("ask the pilots", "chair", due=NOW + 3 * _DAY)
        group.undertake("print the draft", "secretariat", due="Second")
        group.undertake("book the room", "Ann Example")
        group.close_undertaking("U4", "Room 4")
        group.add_milestone("first reading done", date(2017, 1, 20), happened=earlier)
        group.open_ballot("yes-no", on="2", deadline=NOW - _DAY, happened=earlier)
        group.cast_vote("BAL1", "ASH", "yes", happened=earlier)
        group.add_milestone("report adopted", date(2017, 3, 1))
        group.open_consultation(
            "3",
            facilitator="COL",
            due=NOW - _DAY,
            purpose="a text on pilots",
            participants=["ASH"],
            happened=earlier,
        )
        group.open_consultation("4", facilitator="Ann Example", due=NOW + _DAY)
        group.translate("1", "fr", "Les membres font rapport chaque année.")
        group.translate("2", "fr", "Le bureau publie tous les rapports.")
        group.edit("1", "Members shall report twice a year to the harbour office.")


def _questions(group: WorkingGroup) -> None:
    asked = NOW - 30 * _DAY
    group.ask_question("Which lights are needed?", deadline=NOW - 3 * _DAY, happened=asked)
    group.ask_question("Who pays?", number="2(a)", deadline=NOW + 4 * _DAY, happened=asked)
    group.receive_contribution(
        "ASH",
        {"1": "Red ones at the mole. Green ones at the pier.", "2(a)": "All who enter."},
        received=NOW - 5 * _DAY,
    )
    group.receive_contribution("", {"1": "None."}, name="Harbour Watch", received=NOW - _DAY)
    group.highlight("ASH", "Red ones at the mole", issue="colour of the lights")
    group.import_contributions(Source.of("Q2(a): The port.", "bay-letter.md"))


def lists(player: Player) -> str:
    """The names of the lists, what is overdue in each beside it."""
    return player.screen().splitlines()[2].strip()


def paper(player: Player) -> str:
    """What is selected, in full."""
    return player.app.screen.query_one("#paper", Passage).text


async def go_to_paper(player: Player, sheet: Sheet, key: str) -> None:
    """Put the cursor on one of the papers."""
    await player.app.go_to_paper(sheet, key)
    await player.settle()
    screen = player.app.screen
    assert isinstance(screen, PapersScreen)
    assert screen.selected is not None, player.screen()
    assert screen.selected[0] == key


# Playing the screens on which words are typed.

Opened = TypeVar("Opened", bound=Screen[None])


async def open_on(player: Player, screen: Callable[[str], Opened], name: str) -> Opened:
    """Open a screen on what a name means."""
    target = await player.app.record_worker.look(lambda group, check: find(group.state, name))
    player.app.target = target
    opened = screen(target)
    await player.app.push_screen(opened)
    await player.settle()
    return opened


def handle(group: WorkingGroup, name: str) -> str:
    """The id of what a name means."""
    return find(group.state, name)
