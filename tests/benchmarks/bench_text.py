"""What combining texts costs, as ratios to what others take for the same.

Run it as `python -m tests.benchmarks.bench_text`; it prints one JSON object per row, with the bound
that a ratio is held to. The texts are made up, with words as frequent as in prose (Zipf's law) and
the same on every machine.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from diff_match_patch import diff_match_patch
from rapidfuzz.distance.Indel import opcodes

from consensus.text.blocks import align
from consensus.text.combination import Combination
from consensus.text.combine import combine
from consensus.text.document import combine_documents
from consensus.text.hunk import KeepBase
from consensus.text.tokens import tokenise
from tests.text.test_blocks import generated

_ROUNDS = 5
_PARAGRAPHS = 5
_SIGNS = ("", "", "", "", "", "", "", "", ",", ",", ".", ";")


class Writer:
    """Writes prose without a meaning, and amends it."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        letters = "etaoinshrdlu"
        self._words = ["".join(self._rng.choices(letters, k=1 + at % 9)) for at in range(4000)]
        self._weights = [1 / rank for rank in range(1, len(self._words) + 1)]

    def words(self, count: int) -> list[str]:
        """Write some words, with signs behind some of them."""
        drawn = self._rng.choices(self._words, self._weights, k=count)
        return [word + self._rng.choice(_SIGNS) for word in drawn]

    def amended(self, words: list[str], edits: int = 3) -> list[str]:
        """Replace, put in or strike a few words in a few places."""
        words = list(words)
        for _ in range(edits):
            at = self._rng.randrange(len(words))
            gone = self._rng.choice((0, 1, 1, 2, 4))
            words[at : at + gone] = self.words(self._rng.choice((0, 1, 2, 4)))
        return words

    def amendments(self, length: int, count: int) -> tuple[str, dict[str, str]]:
        """Write a paragraph and amendments to it."""
        base = self.words(length)
        return " ".join(base), {
            f"A{number}": " ".join(self.amended(base)) for number in range(1, count + 1)
        }


def milliseconds(
    work: Callable[[], object],
    rounds: int = _ROUNDS,
    clock: Callable[[], float] = time.process_time,
) -> float:
    """How long something takes at best; time of this process, so that others do not count."""
    best = float("inf")
    for _ in range(rounds):
        begun = clock()
        work()
        best = min(best, clock() - begun)
    return best * 1000


def least_work(base: str, proposals: dict[str, str]) -> None:
    """The floor: cut every text into tokens, number them, and find one difference a proposal."""
    numbers: dict[str, str] = {}

    def read(text: str) -> str:
        return "".join([numbers.setdefault(token, chr(len(numbers))) for token in tokenise(text)])

    own = read(base)
    for text in proposals.values():
        opcodes(own, read(text))


def patch_in_turn(base: str, proposals: dict[str, str]) -> None:
    """The baseline: the difference of each to the base by diff-match-patch, patched in turn."""
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    merged = base
    for text in proposals.values():
        merged, _ = engine.patch_apply(engine.patch_make(base, text), merged)


def merge_by_git(texts: tuple[str, str, str], folder: Path) -> str:
    """The baseline: `git merge-file` over files with one token a line, from text to text."""
    for name, text in zip(("ours", "base", "theirs"), texts, strict=True):
        lines = (token.replace("\n", "\\n") for token in tokenise(text))
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    merged = run_git(folder)
    return merged.replace("\n", "").replace("\\n", "\n")


def run_git(folder: Path) -> str:
    """Run `git merge-file` alone, over files that are there."""
    command = ["git", "merge-file", "-p", "ours", "base", "theirs"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return done.stdout.decode()


def paragraphs() -> Iterator[dict[str, object]]:
    """All amendments of a paragraph, against the least work and against patching in turn.

    Every number of amendments from 2 to 15 is measured with every length from 50 to 400 words in
    steps of 50, so that the middle ratio is that of the whole range; some have a row of their own.
    """
    writer = Writer(1)
    measured: list[tuple[float, float, float]] = []
    for count in range(2, 16):
        for length in range(50, 401, 50):
            row = [_against_others(*writer.amendments(length, count)) for _ in range(_PARAGRAPHS)]
            measured += row
            if count in (2, 4, 8, 15) and length in (50, 100, 200, 400):
                yield {"what": f"combine {count} amendments of {length} words", **_medians(row)}
    yield {
        "what": f"the middle one of all {len(measured)} paragraphs",
        **_medians(measured),
        "held to": "at most 3.5 times the floor, at least 8 times as quick as diff-match-patch",
    }
    own, least, patching = (sum(times) for times in zip(*measured, strict=True))
    yield {
        "what": "all of them together",
        "ms": round(own, 2),
        "times the floor": round(own / least, 2),
        "diff-match-patch": round(patching / own, 1),
    }


def _against_others(base: str, proposals: dict[str, str]) -> tuple[float, float, float]:
    """Give how long `combine`, the least work and patching in turn take for one paragraph."""
    return (
        milliseconds(lambda: combine(base, proposals)),
        milliseconds(lambda: least_work(base, proposals)),
        milliseconds(lambda: patch_in_turn(base, proposals), 2),
    )


def _medians(measured: list[tuple[float, float, float]]) -> dict[str, object]:
    """Give the median of the times and of the ratios of some paragraphs."""
    return {
        "ms": round(median(own for own, _, _ in measured), 2),
        "times the floor": round(median(own / least for own, least, _ in measured), 2),
        "diff-match-patch": round(median(patching / own for own, _, patching in measured), 1),
    }


def growth() -> Iterator[dict[str, object]]:
    """What doubling the length or the number of amendments costs."""
    writer = Writer(2)

    def cost(length: int, count: int) -> float:
        cases = [writer.amendments(length, count) for _ in range(5)]
        return milliseconds(lambda: [combine(*case) for case in cases])

    for length in (50, 100, 200, 400):
        ratio = cost(2 * length, 8) / cost(length, 8)
        yield {"what": f"{length} to {2 * length} words, 8 amendments", "ratio": round(ratio, 2)}
    for length in (50, 200, 800):
        for count, more in ((2, 4), (4, 8), (8, 15)):
            ratio = cost(length, more) / cost(length, count)
            yield {
                "what": f"{count} to {more} amendments of {length} words",
                "ratio": round(ratio, 2),
            }


def rivals() -> Iterator[dict[str, object]]:
    """Many rival amendments to one paragraph, combined, shown and settled."""
    writer = Writer(5)
    for count in (41, 100):
        base, proposals = writer.amendments(120, count)

        def work(base: str = base, proposals: dict[str, str] = proposals) -> None:
            combination = combine(base, proposals)
            combination.render("brackets")
            for conflict in combination.conflicts:
                assert conflict.compatible
            combination.settle({at: KeepBase() for at, _ in enumerate(combination.conflicts, 1)})

        yield {
            "what": f"{count} rivals, shown and settled",
            "ms": round(milliseconds(work, 3), 1),
            "held to": "300 ms",
        }


def extremes() -> Iterator[dict[str, object]]:
    """Texts that have nothing in common, and one paragraph of a megabyte."""
    writer = Writer(3)
    one, other = (" ".join(writer.words(4000))[:10_000] for _ in range(2))
    own = milliseconds(lambda: combine(one, {"A": other}))
    yield {"what": "two unrelated paragraphs of 10,000 characters", "ms": round(own, 1)}
    words = writer.words(180_000)
    base = " ".join(words)
    proposals = {key: " ".join(writer.amended(words, 50)) for key in "AB"}
    own = milliseconds(lambda: combine(base, proposals), 1)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield {
        "what": f"one paragraph of {len(base):,} characters, 2 amendments",
        "s": round(own / 1000, 1),
        "peak MB": round(memory / (1000 if sys.platform != "darwin" else 1e6)),
    }


def documents() -> Iterator[dict[str, object]]:
    """A document of 10,000 words of which two proposals change 5 % of the blocks each."""
    writer = Writer(4)
    blocks = [writer.words(60) for _ in range(167)]

    def proposal() -> str:
        changed = [*blocks]
        for at in random.Random(len(drawn)).sample(range(len(blocks)), len(blocks) // 20):
            changed[at] = writer.amended(blocks[at])
        drawn.append(changed)
        return "\n\n".join(" ".join(block) for block in changed) + "\n"

    drawn: list[list[list[str]]] = []
    base = "\n\n".join(" ".join(block) for block in blocks) + "\n"
    ours, theirs = proposal(), proposal()
    # Another process does the baseline's work, so all four go by the clock on the wall.
    wall, rounds = time.perf_counter, 3 * _ROUNDS

    def combination() -> Combination:
        return combine_documents(base, {"A": ours, "B": theirs})

    text = milliseconds(lambda: combination().is_clean, rounds, wall)
    own = milliseconds(lambda: combination().render("markers"), rounds, wall)
    with tempfile.TemporaryDirectory() as name:
        git = milliseconds(lambda: merge_by_git((ours, base, theirs), Path(name)), rounds, wall)
        process = milliseconds(lambda: run_git(Path(name)), rounds, wall)
    yield {
        "what": "combine a document of 10,000 words and see what conflicts",
        "ms": round(text, 2),
        "held to": "at least 3 times as quick as git",
        "git merge-file": round(git / text, 1),
        "its process alone": round(process / text, 1),
    }
    yield {
        "what": "combine it and write it with markers",
        "ms": round(own, 2),
        "git merge-file": round(git / own, 1),
        "its process alone": round(process / own, 1),
    }


def alignments() -> Iterator[dict[str, object]]:
    """Aligning drafts with 30 % of the blocks changed, 5 % moved, inserted and deleted each."""
    times = {}
    for count in (500, 1000, 2000):
        old, new, pairs = generated(count, count)
        times[count] = milliseconds(lambda o=old, n=new: align(o, n), 3)  # type: ignore[misc]  # bound now
        found = set(align(old, new).pairs) & pairs
        yield {
            "what": f"align {count:,} blocks",
            "ms": round(times[count], 1),
            "pairs found": round(len(found) / len(pairs), 4),
            "against half": round(times[count] / times.get(count // 2, times[count]), 2),
        }


def main() -> None:
    """Print all rows."""
    for rows in (paragraphs, growth, rivals, documents, alignments, extremes):
        for row in rows():
            sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
