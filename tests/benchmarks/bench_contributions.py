"""How fast contributions are taken in and compiled.

Run it as `python -m tests.benchmarks.bench_contributions`; it prints one JSON object a line. It
takes 187 contributions, as a call for input may bring, with 150 words to each of 8 questions.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median

from consensus.formats.source import Source
from consensus.history.operations import AddGroup, AddMember
from consensus.reports.audience import Audience
from consensus.reports.contributions import (
    compiled_contributions,
    contributions_outline,
    contributions_table,
)
from consensus.reports.outline_text import outline_markdown
from consensus.working_group import WorkingGroup
from tests.support.every_report import csv_of

_CONTRIBUTIONS = 187
_QUESTIONS = 8
_ROUNDS = 5
_WORDS = [
    "the",
    "harbour",
    "light",
    "keeper",
    "of",
    "a",
    "town",
    "should",
    "report",
    "storms",
    "and",
    "wrecks",
    "to",
    "every",
    "ship",
]
_GROUPS = ("GOV", "CIV", "BUS", "TEC", "INT")


def seconds(action: Callable[[], object]) -> float:
    """The median time that an action takes, in seconds."""
    times = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return median(times)


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(_WORDS, k=count))


def _asked() -> WorkingGroup:
    group = WorkingGroup.in_memory(clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    group.record(*(AddGroup(code=code) for code in _GROUPS))
    group.record(*(AddMember(code=f"M{n}", group=_GROUPS[n % 5]) for n in range(60)))
    chance = random.Random(7)
    for _ in range(_QUESTIONS):
        group.ask_question(
            f"What of {_words(chance, 20)}?", deadline=datetime(2027, 1, 1, tzinfo=UTC)
        )
    return group


def _replies(group: WorkingGroup) -> list[Source]:
    chance = random.Random(11)
    replies = []
    for number in range(_CONTRIBUTIONS):
        who = f"M{number}" if number < 60 else f"Friends of light {number}"
        parts = [f"From: {who}", "Group: CIV", f"# Reply {number}"]
        for question in group.state.questions.values():
            named = number % 2 and f"Question {question.number}"
            parts += [f"## {named or question.text}", *(_words(chance, 50) for _ in range(3))]
        replies.append(Source.of("\n\n".join(parts), f"reply-{number}.md"))
    return replies


def main() -> None:
    """Print a row for each measurement."""
    group = _asked()
    replies = _replies(group)
    text = "\n".join(each.text for each in replies)
    baseline = seconds(lambda: re.findall(r"\w+|\s+|.", text))

    def taken_in() -> WorkingGroup:
        fresh = _asked()
        report = fresh.import_contributions(replies)
        assert (report.taken, report.refused) == (_CONTRIBUTIONS, 0)
        return fresh

    full = taken_in()
    now = full.now()

    def compile_all() -> None:
        compiled = compiled_contributions(full.state, now, Audience.SECRETARIAT)
        assert sum(each.answered for each in compiled.questions) == _CONTRIBUTIONS * _QUESTIONS
        "".join(outline_markdown(contributions_outline(compiled)))
        csv_of(contributions_table(compiled))

    for what, action in (("take in", taken_in), ("compile as Markdown and CSV", compile_all)):
        taken = seconds(action)
        row = {
            "bench": "contributions",
            "what": what,
            "contributions": _CONTRIBUTIONS,
            "kilobytes": round(len(text.encode()) / 1000),
            "milliseconds": round(taken * 1000, 1),
            "ratio to splitting into words": round(taken / baseline, 1),
        }
        print(json.dumps(row))


if __name__ == "__main__":
    main()
