"""Draw the screens of the README: the terminal over the example, as keys have left it.

Run it from the root of the project, as `python docs/pictures/make_screens.py`.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from consensus.working_group.script import make_example
from tui.start import make_app

FOLDER = Path(__file__).parent
SIZE = (108, 32)
NOW = datetime(2017, 1, 27, 17, 0, tzinfo=UTC)

MEETING = ("5", "M", *"Third", "space", *"day", "enter", "enter", "H", "enter")
SPEAKING = ("q", *"MER", "enter", "space", "q", *"ALV", "enter", "q", *"VCN", "enter")

SCREENS = {
    "screen-overview": (),
    "screen-draft": ("2", *("down",) * 16),
    "screen-step": (*MEETING, *SPEAKING, "3", "j", "7", "enter", "down"),
    "screen-merge": (*MEETING, "3", "j", "3", "enter", "enter", "down", "down", "enter"),
}
"""The keys that lead to each picture."""


async def draw(record: Path, name: str, keys: tuple[str, ...]) -> None:
    """Press keys, and keep what the screen shows as SVG."""
    app = make_app(str(record), "secretariat", lambda: NOW)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(1)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.2)
        await pilot.pause(1)
        picture = app.export_screenshot(title=app.title)
    # Readers of the page load nothing from elsewhere: their own typeface will do.
    without_fonts = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    named = re.sub(r"terminal-\d+", "terminal", without_fonts)
    (FOLDER / f"{name}.svg").write_text(named, encoding="utf-8")


def main() -> None:
    """Draw every screen anew."""
    for name, keys in SCREENS.items():
        with tempfile.TemporaryDirectory() as folder:
            record = Path(folder) / "wgec.consensus"
            make_example(record, "secretariat", lambda: NOW).close()
            asyncio.run(draw(record, name, keys))


if __name__ == "__main__":
    main()
