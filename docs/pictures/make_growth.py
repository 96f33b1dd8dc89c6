"""Draw how costs grow with the size of a record, from the rows that a benchmark printed.

Run it as `python docs/pictures/make_growth.py docs/performance.jsonl`; it writes
`growth-time.svg` and `growth-memory.svg` beside itself, and prints the table for the largest
record in Markdown. For the rows of another benchmark its name stands behind `growth`.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

WIDTH, HEIGHT = 740, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 252, 24, 44
# Told apart by dashes and by the names at their ends too, not by colour alone.
STYLES = [
    ("#1b4965", ""),
    ("#9a3412", "8 3"),
    ("#3f6212", "2 3"),
    ("#6b21a8", "10 3 2 3"),
    ("#0f766e", "5 5"),
    ("#92400e", "1 4"),
    ("#475569", "14 2"),
]
Points = Sequence[tuple[float, float]]


def read_rows(path: Path) -> list[dict[str, object]]:
    """The rows of a benchmark, one JSON object per line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def series(rows: Sequence[Mapping[str, object]], of: str, scale: float) -> dict[str, Points]:
    """What each thing costs at each number of positions; what waits for the disk is left out."""
    found: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        if "positions" in row and row["baseline"] != "bare commit":
            point = float(str(row["positions"])), float(str(row[of])) * scale
            found.setdefault(str(row["what"]), []).append(point)
    return {what: sorted(points) for what, points in found.items() if len(points) > 1}


def like_n_log_n(points: Points) -> Points:
    """What the first point would become if the cost grew as n log n."""
    first, cost = points[0]
    return [(n, cost * n * math.log(n) / (first * math.log(first))) for n, _ in points]


def ticks(low: float, high: float) -> Iterator[float]:
    """The round numbers from one to another on an axis of logarithms."""
    for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1):
        for digit in (1, 2, 5):
            value = digit * 10.0**power
            if low <= value <= high:
                yield value


def drawing(lines: Mapping[str, Points], title: str, unit: str) -> str:
    """A picture of several lines over the number of positions, both axes logarithmic."""
    every = [point for points in lines.values() for point in points]
    left, right = min(x for x, _ in every), max(x for x, _ in every)
    low, high = min(y for _, y in every) / 1.3, max(y for _, y in every) * 1.3

    def across(x: float) -> float:
        share = math.log(x / left) / math.log(right / left)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def down(y: float) -> float:
        share = math.log(y / low) / math.log(high / low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' font-family="sans-serif" font-size="12"><title>{escape(title)}</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
    ]
    for y in ticks(low, high):
        parts.append(
            f'<path d="M{LEFT} {down(y):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
            f'<text x="{LEFT - 8}" y="{down(y) + 4:.1f}" text-anchor="end">{y:g}</text>'
        )
    for x in sorted({x for x, _ in every}):
        parts.append(
            f'<text x="{across(x):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">'
            f"{x / 1000:,.0f}k</text>"
        )
    parts.append(
        f'<text x="{LEFT}" y="{HEIGHT - 8}">positions</text>'
        f'<text x="{LEFT - 52}" y="{TOP - 8}">{escape(unit)}</text>'
    )
    places: list[float] = []
    ends = sorted(lines.items(), key=lambda line: -line[1][-1][1])
    for number, (what, points) in enumerate(ends):
        colour, dashes = STYLES[number % len(STYLES)]
        path = "L".join(f"{across(x):.1f} {down(y):.1f}" for x, y in points)
        place = max(down(points[-1][1]), places[-1] + 15 if places else 0.0)
        places.append(place)
        parts.append(
            f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"'
            f' stroke-dasharray="{dashes}"/>'
            f'<text x="{WIDTH - RIGHT + 8}" y="{place + 4:.1f}" fill="{colour}">'
            f"{escape(what)}</text>"
        )
    return "\n".join([*parts, "</svg>", ""])


def table(rows: Sequence[Mapping[str, object]]) -> str:
    """The costs of the largest record, in Markdown."""
    measured = [row for row in rows if "positions" in row]
    largest = max(int(str(row["positions"])) for row in measured)
    lines = [
        "| what | time | processor time | ratio | to | peak memory |",
        "|---|---|---|---|---|---|",
    ]
    for row in measured:
        if row["positions"] == largest:
            lines.append(
                f"| {row['what']} | {_time(row['ms'])} | {_time(row['processor_ms'])} |"
                f" {row['ratio']} | {row['baseline']} | {row['peak_mib']} MiB |"
            )
    return "\n".join(lines)


def _time(milliseconds: object) -> str:
    value = float(str(milliseconds))
    return f"{value / 1000:.2f} s" if value >= 100 else f"{value:.2f} ms"


def main() -> None:
    """Write the pictures and print the table."""
    rows = read_rows(Path(sys.argv[1]))
    bench = str(rows[0]["bench"])
    stem = "growth" if bench == "large" else f"growth-{bench}"
    here = Path(__file__).parent
    times = series(rows, "processor_ms", 0.001)
    baseline = times["read and decode the log"]
    lines = {**times, "n log n": like_n_log_n(baseline)}
    (here / f"{stem}-time.svg").write_text(
        drawing(lines, "Processor time over the number of positions", "seconds"), encoding="utf-8"
    )
    memory = series(rows, "peak_mib", 1)
    (here / f"{stem}-memory.svg").write_text(
        drawing(memory, "Peak memory over the number of positions", "MiB"), encoding="utf-8"
    )
    sys.stdout.write(table(rows) + "\n")


if __name__ == "__main__":
    main()
