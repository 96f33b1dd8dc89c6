"""Thousands of amendments that only quote what they change find their places, all or nothing."""

from __future__ import annotations

import json
import random
import sqlite3
from pathlib import Path

import pytest

from consensus import WorkingGroup
from consensus.errors import StoreError
from consensus.formats.source import Source
from consensus.history.operations import AddMember
from tests.support.panel import text_source, ticking

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
_VERBS = ["shall", "should", "may", "must", "will", "can"]


def _provision(chance: random.Random, number: int) -> str:
    words = [chance.choice(_WORDS) for _ in range(chance.randint(14, 30))]
    words[3] = chance.choice(_VERBS)
    words[7] = f"number{chance.randint(0, 99999)}"
    return f"The {' '.join(words)}."


def make_draft(provisions: int, seed: int) -> tuple[Source, list[str]]:
    """A draft of numbered provisions, and their texts."""
    chance = random.Random(seed)
    texts = [_provision(chance, number) for number in range(provisions)]
    lines = [f"{number}. {text}" for number, text in enumerate(texts, start=1)]
    return text_source("rules.md", "# Rules of the harbour\n\n" + "\n\n".join(lines)), texts


def make_rows(texts: list[str], count: int, seed: int) -> tuple[Source, dict[str, int]]:
    """Amendments that name no target, and the provision that each quotes (-1: none)."""
    chance = random.Random(seed)
    lines: list[str] = []
    quoted: dict[str, int] = {}
    for number in range(count):
        place = chance.randrange(len(texts))
        words = texts[place].split()
        start = chance.randint(0, 3)
        quote = words[start : start + 10]
        how = number % 20
        if how == 0:
            quote = ["some", "words", "that", "nobody", "wrote", "about", f"topic{number}"]
        elif how == 1:
            quote[2] = quote[2] + "s"
        elif how == 2:
            quote = [word.upper() if word == quote[0] else word for word in quote]
        row = {
            "id": f"row-{number}",
            "kind": "modify",
            "old": " ".join(quote),
            "text": " ".join([*quote[:-1], "changed", str(number)]),
            "by": [f"M{number % 7}"],
        }
        lines.append(json.dumps(row))
        quoted[f"row-{number}"] = -1 if how == 0 else place
    return text_source("rows.jsonl", "\n".join(lines)), quoted


def start(path: Path, provisions: int) -> tuple[WorkingGroup, list[str]]:
    """A working group of seven members with a long draft."""
    group = WorkingGroup.create(path, title="Harbour", clock=ticking())
    group.record(*(AddMember(code=f"M{number}") for number in range(7)))
    draft, texts = make_draft(provisions, seed=1)
    group.import_draft(draft)
    return group, texts


def test_three_thousand_amendments_by_their_quotations(tmp_path: Path) -> None:
    """They come in as one step, at the provisions they quote, and the counts add up."""
    group, texts = start(tmp_path / "harbour.consensus", 900)
    rows, quoted = make_rows(texts, 3_000, seed=2)
    with group:
        before = len(group.steps())
        report = group.import_amendments(rows)
        state = group.state
        assert len(group.steps()) == before + 1
        assert sum(report.placed.values()) + report.tray + report.refused == report.rows == 3_000
        assert report.refused == 0
        assert len(state.amendments) == sum(report.placed.values())
        assert len(state.tray) == report.tray == 150
        assert report.placed["exact"] >= 2_500
        assert report.placed["fuzzy"] >= 100
        items = list(state.walk(next(iter(state.drafts))))
        numbers = {item.id: int(item.label) - 1 for item in items if item.label}
        wrong = [
            row
            for row, place in quoted.items()
            if place >= 0
            and numbers[state.amendments[state.imported[f"row {row}"]].target] != place
        ]
        assert wrong == []
        again = group.import_amendments(rows)
        assert (again.duplicates, again.operations) == (3_000, ())
        assert group.verify().is_intact


@pytest.mark.parametrize("failing", ["append", "commit"])
def test_import_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """When the write fails, neither file nor state knows any of the rows."""
    import consensus.working_group.log as log

    # A head that is another than expected is tried again, a thousand times.
    monkeypatch.setattr(log, "_backoff", lambda _: None)
    path = tmp_path / "harbour.consensus"
    group, texts = start(path, 20)
    rows, _ = make_rows(texts, 40, seed=3)
    store = group._log.store
    appended = store.append

    def fail(step: object, expected_head: str) -> None:
        if failing == "commit":
            appended(step, "no such head")  # type: ignore[arg-type]  # refused by its head
        raise StoreError("the disk is full")

    with group:
        head = group.head
        with monkeypatch.context() as patched:
            patched.setattr(store, "append", fail)
            with pytest.raises(StoreError):
                group.import_amendments(rows)
        assert (group.head, group.state.amendments, group.state.tray) == (head, {}, {})
        assert group.import_amendments(rows).taken > 0
    with WorkingGroup.open(path) as reopened:
        assert reopened.verify().is_intact
        assert len(reopened.state.amendments) > 0


def test_strict_import_takes_none_if_one_row_is_bad(tmp_path: Path) -> None:
    """With `strict`, one unknown sponsor keeps every row out."""
    from consensus.errors import Rejected

    group, _ = start(tmp_path / "harbour.consensus", 5)
    good = {"target": "1", "kind": "modify", "text": "All new.", "by": ["M1"]}
    bad = {"target": "2", "kind": "modify", "text": "All new.", "by": ["M99"]}
    rows = text_source("rows.jsonl", f"{json.dumps(good)}\n{json.dumps(bad)}")
    with group:
        with pytest.raises(Rejected, match=r"rows.jsonl:2: error: no member has the code M99"):
            group.import_amendments(rows, strict=True)
        assert group.state.amendments == {}
        report = group.import_amendments(rows)
        assert (report.taken, report.refused) == (1, 1)
        added = group.import_amendments(rows, add_members=True)
        assert (added.taken, added.duplicates) == (1, 1)
        assert "M99" in group.state.members


def test_the_record_is_one_sqlite_file(tmp_path: Path) -> None:
    """What was imported lies in steps of an SQLite file."""
    path = tmp_path / "harbour.consensus"
    group, _ = start(path, 5)
    group.close()
    connection = sqlite3.connect(path)
    assert connection.execute("select count(*) from steps").fetchone() == (3,)
    connection.close()
