"""Draw the pictures of the README: real commands, run on the example, as they look in a terminal.

Run it from the root of the project, as `python docs/pictures/make_pictures.py`.
"""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

FOLDER = Path(__file__).parent
COLUMNS = 104

PICTURES = {
    "status": (["status"], 60),
    "combine": (["merge", "7", "--dry-run"], 30),
}
"""The arguments of each command, and how many lines of what it prints are drawn at most."""


def run_in_terminal(command: list[str], folder: str) -> str:
    """What a command prints when its output is a terminal of `COLUMNS` columns."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "LINES": "60", "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    process = subprocess.Popen(
        command, cwd=folder, stdout=theirs, stderr=theirs, stdin=theirs, env=environment
    )
    os.close(theirs)
    printed = bytearray()
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        printed += piece
    process.wait()
    os.close(ours)
    return printed.decode().replace("\r\n", "\n")


def draw(title: str, printed: str) -> str:
    """A picture of a terminal as SVG."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(printed.rstrip()))
    picture = console.export_svg(title=title, unique_id="terminal")
    # Readers of the page load nothing from elsewhere: their own typeface will do.
    return re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)


def main() -> None:
    """Draw every picture anew."""
    consensus = str(Path(sys.executable).parent / "consensus")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [consensus, "demo", "--no-tui", "wgec.consensus"],
            cwd=folder,
            check=True,
            capture_output=True,
        )
        for name, (arguments, most) in PICTURES.items():
            printed = run_in_terminal([consensus, *arguments], folder)
            lines = printed.splitlines()
            printed = "\n".join(lines[:most] + ["…"] * (len(lines) > most))
            picture = draw(f"consensus {' '.join(arguments)}", printed)
            (FOLDER / f"{name}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
