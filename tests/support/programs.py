"""Run programs one after the other in this process, as `python PATH` would.

`python -m tests.support.programs` reads a list of runs from stdin, each the path of a program, its
arguments and what is typed, and writes for each what it printed and its exit code: all as JSON.
"""

from __future__ import annotations

import contextlib
import io
import json
import runpy
import sys
import traceback
from unittest import mock


def run(path: str, words: list[str], typed: str) -> tuple[str, int]:
    """What a program prints, with what went wrong, and its exit code."""
    printed, code = io.StringIO(), 0
    with (
        contextlib.redirect_stdout(printed),
        mock.patch.object(sys, "argv", [path, *words]),
        mock.patch.object(sys, "stdin", io.StringIO(typed)),
    ):
        try:
            runpy.run_path(path, run_name="__main__")
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 0
        except Exception:
            traceback.print_exc(file=printed)
            code = 70
    return printed.getvalue(), code


if __name__ == "__main__":
    json.dump([run(*each) for each in json.load(sys.stdin)], sys.stdout)
