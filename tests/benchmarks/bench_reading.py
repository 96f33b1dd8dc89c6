"""How fast files and texts are read, as ratios to splitting the same text into words.

Run it as `python -m tests.benchmarks.bench_reading`; it prints one JSON object a line. Brackets are
a thousand in 100 kB, nested five deep, and versions of a draft change, move, insert and delete a
tenth of 2,000 paragraphs.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from random import Random
from statistics import median

from consensus.formats.amendment_rows import AmendmentRow, read_amendments
from consensus.formats.draft_text import read_markdown_draft
from consensus.formats.export_rows import RowForm, export
from consensus.formats.placing import Placer
from consensus.formats.source import Source
from consensus.reports.progress import bracket_statistics
from consensus.text.bracket_edits import choose_alternatives
from consensus.text.brackets import parse, render
from consensus.text.tokens import tokenise
from consensus.working_group import WorkingGroup

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
        ("3,000 rows of CSV", export(AmendmentRow, rows, RowForm.CSV)),
        ("3,000 rows of JSON Lines", export(AmendmentRow, rows, RowForm.JSONL)),
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


def placing_ratio() -> float:
    """What 1,500 rows with citations cost, as a ratio to the same rows without."""
    chance = Random(7)
    texts = [" ".join(f"word{chance.randrange(600)}" for _ in range(30)) for _ in range(500)]
    articles = "\n\n".join(
        f"## Article {at // 5 + 1}\n" * (at % 5 == 0) + f"\n{at % 5 + 1}. {text}."
        for at, text in enumerate(texts)
    )
    with WorkingGroup.in_memory() as group:
        group.import_draft(Source.of(f"# Act\n\n{articles}\n", "act.md"))
        (draft,) = group.state.drafts

        def place(cited: bool) -> None:
            placer = Placer(group.state, draft)
            for at in (each % len(texts) for each in range(1500)):
                target = f"Article {at // 5 + 1}, paragraph {at % 5 + 1}" if cited else ""
                old = " ".join(texts[at].split()[4:10])
                placer.place(AmendmentRow(target=target, old=old, text="other words"))

        return seconds(lambda: place(cited=True)) / seconds(lambda: place(cited=False))


def main() -> None:
    """Print a row for each measurement."""
    ratio = round(placing_ratio(), 2)
    print(json.dumps({"what": "rows with citations", "ratio to rows without": ratio}))
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


# What brackets and versions of a draft cost, as ratios to splitting the same text into words.


_PARAGRAPHS = 2_000
_CODES = ("BRA", "USA", "COL")


def nested_text(paragraphs: bool) -> str:
    """100 kB with 1,000 brackets, five in each other, as one paragraph or as two hundred."""
    words = "the Parties shall take measures to protect their shared harbours and quays " * 8
    piece = (
        f"{words}[BRA: may | USA: must [act [now] [soon [COL propose, USA oppose: or"
        f" [never | so] [quite]]]] [in/on] time]. {words[:60]}"
    )
    count = 1_000 // piece.count("[")
    return ("\n\n" if paragraphs else " ").join([piece] * count)


def draft_text(chance: Random) -> list[str]:
    """2,000 paragraphs of forty words that have half of their words in common."""
    words = [f"word{number}" for number in range(800)]
    return [
        " ".join(chance.choice(words) for _ in range(40)) + f" {number}."
        for number in range(_PARAGRAPHS)
    ]


def version_of(paragraphs: list[str], chance: Random) -> list[str]:
    """A version of it in which a tenth of the paragraphs is changed, and some are moved."""
    changed = list(paragraphs)
    for number in range(_PARAGRAPHS // 40):
        place = chance.randrange(len(changed))
        words = changed[place].split()
        words[chance.randrange(30)] = f"new{number}"
        changed[place] = " ".join(words)
        changed.insert(chance.randrange(len(changed)), f"Inserted words of number{number} here.")
        changed.pop(chance.randrange(len(changed)))
        changed.insert(chance.randrange(len(changed)), changed.pop(chance.randrange(len(changed))))
    return changed


def source_of(paragraphs: list[str], name: str) -> Source:
    """A draft as a file."""
    lines = (f"{number}. {text}" for number, text in enumerate(paragraphs, start=1))
    return Source.of("# Rules\n\n" + "\n\n".join(lines) + "\n", name)


def measurements() -> Iterator[tuple[str, str, float]]:
    """The name, the text and the time in seconds of each measurement."""
    text = nested_text(paragraphs=False)
    read = parse(text, _CODES)[0]
    yield "read nested brackets", text, seconds(lambda: parse(text, _CODES))
    yield "read them as Markdown", text, seconds(lambda: parse(text, _CODES, markdown=True))
    yield "write nested brackets", text, seconds(lambda: render(read))
    yield "write them as Markdown", text, seconds(lambda: render(read, markdown=True))
    yield "make choices of them", text, seconds(lambda: choose_alternatives(read))
    foreign = Source.of(nested_text(paragraphs=True), "foreign.md")

    def taken_in() -> None:
        with WorkingGroup.in_memory() as group:
            group.import_draft(foreign, alternatives=True)
            bracket_statistics(group.state, next(iter(group.state.drafts)))

    yield "import and count a foreign draft", foreign.text, seconds(taken_in)
    chance = Random(1)
    paragraphs = draft_text(chance)
    version = source_of(version_of(paragraphs, chance), "version.md")
    with WorkingGroup.in_memory() as group:
        group.import_draft(source_of(paragraphs, "draft.md"))
        compared = seconds(lambda: group.compare_draft(version))
        yield "compare 2,000 paragraphs", version.text, compared

        def tabled() -> None:
            group.import_counter_draft(version)
            group.undo()

        yield "make amendments of them, and undo", version.text, seconds(tabled)


def measure_brackets() -> None:
    """Measure everything."""
    for name, text, took in measurements():
        baseline = seconds(lambda text=text: tokenise(text))  # type: ignore[misc]  # a bound default
        row = {
            "what": name,
            "kB": round(len(text) / 1000),
            "brackets": text.count("["),
            "seconds": round(took, 3),
            "per tokenise": round(took / baseline, 1),
        }
        print(json.dumps(row))


if __name__ == "__main__":
    main()
    measure_brackets()
