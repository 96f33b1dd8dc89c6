"""How fast files and texts are read, as ratios to splitting the same text into words.

Run it as `python -m tests.benchmarks.bench_reading`; it prints one JSON object a line.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from statistics import median

from consensus.formats.amendment_rows import AmendmentRow, read_amendments
from consensus.formats.draft_text import read_markdown_draft
from consensus.formats.row_writer import RowForm, write_amendments
from consensus.formats.source import Source
from consensus.text.brackets import parse, render

_ROUNDS = 5
_PARAGRAPH = "Members shall report [yearly | twice a year] on what they did for the well. " * 4


def seconds(action: Callable[[], object]) -> float:
    """The median time that an action takes, in seconds."""
    times = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return median(times)


def cases() -> Iterator[tuple[str, str, Callable[[str], object]]]:
    """The name, the text and the action of each measurement."""
    draft = "# T\n\n" + "".join(f"{n}. {_PARAGRAPH}\n\n   (a) so\n\n" for n in range(1, 1750))
    yield (
        "draft of half a megabyte",
        draft,
        lambda text: read_markdown_draft(Source.of(text, "a.md")),
    )
    rows = [
        AmendmentRow(line=0, fields={}, target=f"OP{n}", text="should report " * 20, by=("ALB",))
        for n in range(3000)
    ]
    for name, text in (
        ("3,000 rows of CSV", write_amendments(rows, RowForm.CSV)),
        ("3,000 rows of JSON Lines", write_amendments(rows, RowForm.JSONL)),
    ):
        yield name, text, lambda text: read_amendments(Source.of(text, "-"))
    nested = ("word " * 20 + "[A: alpha beta [B: gamma [d [e | zeta [C: eta]]] ] ] ") * 700
    for name, text in (
        ("brackets nested five deep", nested),
        ("opening brackets only", "[" * 100_000),
        ("half links", "[a](b" * 20_000),
        ("half definitions", "[a]: " * 20_000),
        ("half names", "[A, " * 25_000),
        ("half code", "`a`` " * 20_000),
    ):
        yield name, text, lambda text: parse(text, ("A", "B", "C"), markdown=True)
    yield "brackets written", nested, lambda text: render(parse(text, ("A", "B", "C"))[0])


def main() -> None:
    """Print a row for each measurement."""
    for name, text, action in cases():
        baseline = seconds(lambda text=text: re.findall(r"\w+|\s+|.", text))  # type: ignore[misc]  # bound now
        taken = seconds(lambda text=text, action=action: action(text))  # type: ignore[misc]  # bound now
        row = {
            "what": name,
            "kilobytes": round(len(text.encode()) / 1000),
            "milliseconds": round(taken * 1000, 1),
            "ratio to splitting into words": round(taken / baseline, 1),
        }
        print(json.dumps(row))


if __name__ == "__main__":
    main()
