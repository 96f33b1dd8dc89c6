"""How long a large Word file takes: 300 pages with 10,000 tracked changes by five reviewers.

Run it as `python -m tests.benchmarks.bench_docx`; it prints one JSON object a line. Each measure
runs in a process of its own, and memory is the most that the whole process had.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from consensus import WorkingGroup
from consensus.formats.docx.view import text
from consensus.formats.draft_docx import DocxSource, read_docx
from consensus.history.operations import AddMember
from tests.support.docx_files import dele, docx, ins, mark, p, r, row, table

PAGES = 300
CHANGES = 10_000
REVIEWERS = ("Ana Lopes", "Ben Okri", "Cid Paz", "Dora Roy", "Eli Sand")
_PARAGRAPHS_PER_PAGE = 7
_WORDS_PER_PARAGRAPH = 60
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui", "ro")


def large_document() -> bytes:
    """A document of that size; it is the same each time."""
    random = Random(300)
    words = ["".join(random.choices(_SYLLABLES, k=random.randint(1, 4))) for _ in range(6000)]
    count = PAGES * _PARAGRAPHS_PER_PAGE
    share = CHANGES / count
    body = []
    for number in range(count):
        if number % 40 == 0:
            body.append(p(" ".join(random.choices(words, k=4)), style="berschrift1"))
        if number % 60 == 59:
            cells = [" ".join(random.choices(words, k=6)) for _ in range(4)]
            body.append(table(row(*cells), row(*cells[::-1])))
        pieces = int(share) + (random.random() < share % 1)
        runs = []
        for _ in range(pieces + 1):
            length = _WORDS_PER_PARAGRAPH // (pieces + 1)
            runs.append(r(" ".join(random.choices(words, k=length)) + " "))
            if len(runs) <= 2 * pieces:
                change = random.choice((ins, dele))
                runs.append(change(random.choice(REVIEWERS), " ".join(random.choices(words, k=2))))
        marked = mark("ins", random.choice(REVIEWERS)) if number % 90 == 5 else ""
        body.append(p(*runs, numbering=(1, 0), marked=marked))
    return docx(*body)


def _timed(action: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    found = action()
    return round(time.perf_counter() - start, 2), found


def measure(path: Path) -> dict[str, object]:
    """Read a file, and take its draft and all its changes in."""
    told = [0, 0]
    taken, source = _timed(lambda: read_docx(path, lambda *each: told.__setitem__(0, each[0])))
    assert isinstance(source, DocxSource)
    both, _ = _timed(lambda: (text(source.document, "accept"), text(source.document, "reject")))
    with WorkingGroup.in_memory() as group:
        codes = [f"M{number}" for number, _ in enumerate(REVIEWERS)]
        group.record(*(AddMember(code=code) for code in codes))
        drafted, _ = _timed(lambda: group.import_draft(source))
        authors = dict(zip(REVIEWERS, codes, strict=True))
        amended, _ = _timed(lambda: group.import_docx_amendments(source, authors=authors))
        return {
            "kilobytes": path.stat().st_size // 1000,
            "paragraphs": told[0],
            "changes": len(source.document.revisions),
            "amendments": len(group.state.amendments),
            "seconds to read": taken,
            "seconds for both texts": both,
            "seconds for the draft": drafted,
            "seconds for the amendments": amended,
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }


def main() -> None:
    """Print what was measured."""
    if len(sys.argv) > 1:
        print(json.dumps(measure(Path(sys.argv[1]))))
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "large.docx"
        path.write_bytes(large_document())
        subprocess.run([sys.executable, "-m", "tests.benchmarks.bench_docx", str(path)], check=True)


if __name__ == "__main__":
    main()
