"""How many files of the project a command passes through, from its name to its last line.

A file counts when a function of it is called while the command runs: functions, methods, properties
and validators alike, as a reader may have to open it for any of them. Bodies of modules and what is
called while a module is imported do not count, nor does code that libraries generate.

`python -m tests.cli.test_files_passed -f harbour.consensus status` lists those of any command.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import FrameType

import pytest

from consensus import WorkingGroup
from consensus.cli import main

ROOT = Path(__file__).parents[2]
OURS = tuple(f"{ROOT / top}/" for top in ("consensus", "tui"))
ROWS = "target,text,by\n1,Members must report every year to the harbour office.,ASH\n"


def files_passed(*arguments: str) -> list[str]:
    """The files that a command passes through in this process, in the order of their first call."""
    passed: dict[str, None] = {}
    importing = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal importing
        code = frame.f_code
        if code.co_name == "<module>":
            importing += (event == "call") - (event == "return")
        elif event == "call" and not importing and code.co_filename.startswith(OURS):
            passed.setdefault(str(Path(code.co_filename).relative_to(ROOT)))

    sys.setprofile(note)
    try:
        main(list(arguments), standalone_mode=False)
    finally:
        sys.setprofile(None)
    return list(passed)


def passed_by(*arguments: str) -> list[str]:
    """The same in a process of its own, where nothing was read before; `-s` shows how many."""
    script = [sys.executable, "-m", "tests.cli.test_files_passed", *arguments]
    answer = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, check=True)
    passed = [line for line in answer.stderr.splitlines() if (ROOT / line).is_file()]
    print(f"consensus {' '.join(arguments[2:])}: {len(passed)} files")
    return passed


@pytest.fixture
def amended(harbour: Path) -> Path:
    """The record with an open amendment."""
    with WorkingGroup.open(harbour, by="secretary") as group:
        group.propose("1", "Members must report every year to the harbour office.", by=["ASH"])
    return harbour


def test_an_imported_amendment_passes_few_files(harbour: Path, folder: Path) -> None:
    """From the row to its place in the record; the record is replayed first."""
    (folder / "rows.csv").write_text(ROWS, encoding="utf-8")
    passed = passed_by("-f", str(harbour), "amendment", "import", str(folder / "rows.csv"))
    assert "consensus/formats/placing.py" in passed
    # Three of them read what may be an instruction in words; seven see whether a file is a table of
    # amendments, one of comments, or a paper, and of which kind; one whether a row cites a line.
    assert len(passed) <= 48


def test_a_status_passes_few_files(amended: Path) -> None:
    """From the command to the line, in a record with a snapshot, as one that is worked with has."""
    with WorkingGroup.open(amended) as group:
        group._log.keep_snapshot()
    passed = passed_by("-f", str(amended), "status")
    assert {"consensus/history/snapshot.py", "consensus/rules/explain.py"} <= set(passed)
    assert len(passed) <= 30


def test_replaying_the_record_passes_few_files_more(amended: Path) -> None:
    """Without a snapshot, the operations of the record are followed too."""
    passed = passed_by("-f", str(amended), "status")
    assert "consensus/history/operations/amendments.py" in passed
    assert len(passed) <= 36


if __name__ == "__main__":
    print(*files_passed(*sys.argv[1:]), sep="\n", file=sys.stderr)
