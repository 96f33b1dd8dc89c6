"""A small record to step through, and what was recorded of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from consensus.formats.source import Source
from consensus.history.operations import AddGroup, AddMember
from consensus.model.decisions import Decision
from consensus.model.meetings import Forum, Presence
from consensus.working_group import WorkingGroup
from tests.tui.playing import NOW, Player

MEMBERS = {"ASH": "GOV", "BAY": "GOV", "COL": "GOV", "DUN": "CIV", "ELM": "CIV", "FIR": "BUS"}

_TEXTS = (
    "Members shall report every year to the harbour office.",
    "The office should publish all reports.",
    "Ships may enter at night with a pilot on board.",
    "Fees are paid in advance.",
)


def make_record(path: Path, *, paragraphs: int = 4, rule: str = "consent()") -> WorkingGroup:
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
    group.open_meeting("First", Forum.INFORMALS)
    group.note_presence(["ASH", "BAY", "COL", "DUN"])
    group.note_presence(["ELM"], Presence.REMOTE)
    return group


def opened(path: Path) -> WorkingGroup:
    """The record as somebody else sees it."""
    return WorkingGroup.open(path, by="other", clock=lambda: NOW)


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
