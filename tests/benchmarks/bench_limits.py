"""What long files, long lists of members and files beyond a limit cost, each as its own command.

Run it as `python -m tests.benchmarks.bench_limits`; it prints one JSON object per row. Memory is
the most that the process had, time is processor time of the whole command. What each 1,000 more
take, from one size to the next, stays the same where time grows with the size. The filter of a
report page is measured in Chromium, where that is on the path.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.support.browser import CHROMIUM, Browser
from tests.support.docx_files import docx, p

_WORDS = ("committee", "shall", "consider", "coastal", "waters", "report", "annually", "members")
_PARAGRAPHS = (2_000, 6_300, 20_000)
_MEMBERS = (1_000, 10_000, 100_000)
_ITEMS = 6_000


def paragraphs(count: int) -> list[str]:
    """Paragraphs of 31 words, each with a number of its own."""
    chance = random.Random(1)
    return [
        f"Paragraph number {number} says that {' '.join(chance.choices(_WORDS, k=26))}."
        for number in range(count)
    ]


def command(folder: Path, *arguments: str) -> dict[str, object]:
    """Run the command in a folder; its exit code, processor time and memory, and its last words."""
    said = folder / "said"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "consensus", *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(process.pid, 0)
    lines = said.read_text(encoding="utf-8").splitlines()
    return {
        "processor seconds": round(used.ru_utime + used.ru_stime, 2),
        "MiB": round(used.ru_maxrss / 1024),
        "exit": os.waitstatus_to_exitcode(status),
        "says": next((line for line in lines if "in." in line), "")[:120],
    }


def record(folder: Path, *arguments: str) -> dict[str, object]:
    """Run a command on a new record with a member and a paragraph."""
    for old in folder.glob("x.consensus*"):
        old.unlink()
    (folder / "base.md").write_text("# T\n\n1. One.\n", encoding="utf-8")
    command(folder, "init", "--title", "x")
    command(folder, "member", "add", "ASH")
    if arguments[0] == "amendment":
        command(folder, "draft", "import", "base.md")
    return command(folder, *arguments)


def growing(folder: Path) -> Iterator[dict[str, object]]:
    """What drafts and lists of members of growing length cost."""
    makers: dict[str, tuple[str, tuple[int, ...], Callable[[int], bytes]]] = {
        "draft in Markdown": (
            "draft import in.md",
            _PARAGRAPHS,
            lambda count: "\n\n".join(paragraphs(count)).encode(),
        ),
        "draft in Word": (
            "draft import in.docx",
            _PARAGRAPHS,
            lambda count: docx(*map(p, paragraphs(count))),
        ),
        "members with groups, alliances and offices": (
            "member import in.csv",
            _MEMBERS,
            lambda count: "\n".join(
                (
                    "code,name,group,negotiating_groups,office",
                    *(f"M{n},Land {n},G{n % 5},A{n % 7},facilitator: P{n}" for n in range(count)),
                )
            ).encode(),
        ),
    }
    for what, (arguments, sizes, make) in makers.items():
        smaller, before = 0, 0.0
        for size in sizes:
            (folder / arguments.rpartition(" ")[2]).write_bytes(make(size))
            row = record(folder, *arguments.split())
            taken = row["processor seconds"]
            assert isinstance(taken, float)
            more = round((taken - before) * 1_000_000 / (size - smaller)) if smaller else None
            yield {"what": what, "size": size, **row, "ms for each 1,000 more": more}
            smaller, before = size, taken


def _nested() -> str:
    return "[" * 100_000 + "x" + "]" * 100_000


def _line() -> str:
    return "members shall report to the office every year " * 220_000


def _never_closed() -> str:
    return '"' + ("x" * 59 + "\n") * 500_000


# Each file is made when it is written, since a process counts the memory of what started it.
_BEYOND: tuple[tuple[str, str, str, Callable[[], str]], ...] = (
    ("cell never closed, 30 MB", "member", "csv", lambda: f"code,name\nA,{_never_closed()}"),
    ("cell never closed, 30 MB", "position", "csv", lambda: f"target,member\n1,{_never_closed()}"),
    ("cell never closed, 30 MB", "amendment", "csv", lambda: f"target,text\n1,{_never_closed()}"),
    ("2,700,000 rows with slips", "member", "csv", lambda: "code,name\n" + 'A,"x\n' * 2_700_000),
    ("a million columns", "member", "csv", lambda: "code" + ",c" * 1_000_000 + "\nA\n"),
    ("100,000 nested brackets", "draft", "md", _nested),
    ("100,000 nested brackets", "draft", "txt", _nested),
    ("100,000 nested brackets", "amendment", "csv", lambda: f"target,text\n1,{_nested()}\n"),
    ("100,000 brackets never closed", "draft", "md", lambda: "1. " + "[" * 100_000),
    ("100,000 values of JSON in each other", "amendment", "jsonl", lambda: "[" * 100_000),
    ("a line of 10 MB", "draft", "md", _line),
    ("a line of 10 MB", "draft", "txt", _line),
    ("a line of 10 MB", "amendment", "csv", lambda: f"target,text\n1,{_line()}\n"),
    ("a line of 10 MB", "amendment", "jsonl", lambda: f'{{"target": "1", "text": "{_line()}"}}'),
    ("a line of 10 MB", "mail", "eml", lambda: f"From: a@b.example\nSubject: s\n\n{_line()}\n"),
    (
        "lists of 1,000 levels",
        "draft",
        "md",
        lambda: "\n".join("  " * level + "- x" for level in range(1_000)),
    ),
)


def beyond(folder: Path) -> Iterator[dict[str, object]]:
    """What files beyond a limit cost until they are refused."""
    for what, noun, ending, make in _BEYOND:
        (folder / f"in.{ending}").write_text(make(), encoding="utf-8")
        row = record(folder, noun, "import", f"in.{ending}")
        yield {"what": what, "as": f"{noun} import in.{ending}", **row}


def filtering(folder: Path) -> Iterator[dict[str, object]]:
    """What each key in the filter of a report page takes, until the result is painted."""
    items = "\n\n".join(f"{n}. {words}" for n, words in enumerate(paragraphs(_ITEMS), 1))
    (folder / "in.md").write_text(items, encoding="utf-8")
    record(folder, "draft", "import", "in.md")
    command(folder, "report", "open", "--to", "html", "-o", "page.html")
    browser = Browser(folder / "browser")
    try:
        browser.begin()
        browser.open((folder / "page.html").as_uri())
        for typed in ("4", "41", "41 ", "nothing", ""):
            script, whole = browser.ask(
                f"""new Promise((answer) => {{
                  const box = document.getElementById("filter");
                  const begun = performance.now();
                  box.value = {json.dumps(typed)};
                  box.dispatchEvent(new Event("input", {{ bubbles: true }}));
                  const done = performance.now() - begun;
                  // A message that is sent before a paint arrives after it.
                  requestAnimationFrame(() => {{
                    const painted = new MessageChannel();
                    painted.port1.onmessage = () => answer([done, performance.now() - begun]);
                    painted.port2.postMessage(0);
                  }});
                }})"""
            )
            yield {
                "what": f"filter of {_ITEMS:,} items by {typed!r}",
                "script, ms": round(script, 1),
                "until painted, ms": round(whole, 1),
            }
    finally:
        browser.close()


def main() -> None:
    """Print a row for each measurement."""
    with tempfile.TemporaryDirectory() as place:
        for measured in (growing, beyond, *((filtering,) if CHROMIUM else ())):
            for row in measured(Path(place)):
                print(json.dumps(row, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
