"""Draw the screens of the README: the terminal over the example, as keys have left it.

Run it from the root of the project, as `python docs/pictures/make_screens.py`.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from consensus import WorkingGroup
from consensus.working_group.script import make_example
from consensus.working_group.wall import WallWindow
from tui.start import make_app
from tui.wall import WallApp

FOLDER = Path(__file__).parent
SIZE = (108, 32)
NOW = datetime(2017, 1, 27, 17, 0, tzinfo=UTC)

MEETING = ("5", "M", *"Third", "space", *"day", "enter", "enter", "H", "enter")
SPEAKING = ("q", *"MER", "enter", "space", "q", *"ALV", "enter", "q", *"VCN", "enter")

SCREENS = {
    "screen-overview": (),
    "screen-draft": ("2", *("down",) * 16),
    "screen-step": (*MEETING, *SPEAKING, "3", "j", "3", "enter", "right", "down", "down"),
    "screen-merge": (*MEETING, "3", "j", "3", "enter", "enter", "down", "down", "enter"),
}
"""The keys that lead to each picture."""

RECORDING: tuple[tuple[float, tuple[str, ...]], ...] = (
    (2.5, (*MEETING, "3", "j", "9", "enter")),
    (2.0, ("q", *"MER", "enter", "space")),
    (2.5, ("s",)),
    (2.5, ("j", "3", "enter", "enter")),
    (2.5, ("down", "down", "enter")),
    (4.0, ("f2",)),
    (2.5, ("enter",)),
    (3.5, ("j", "9", "enter", "end", "g")),
    (2.5, ("enter",)),
)
"""Seconds that a frame of the recording stays, and the keys that lead to it."""


async def draw(place: Path, name: str, keys: tuple[str, ...]) -> None:
    """Press keys, and keep what the screen shows as SVG."""
    app = make_app(str(place), "secretariat", lambda: NOW)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(1)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.2)
        await pilot.pause(1)
        picture = app.export_screenshot(title=app.title)
    (FOLDER / f"{name}.svg").write_text(_plain(picture, "terminal"), encoding="utf-8")


async def draw_projector(place: Path) -> None:
    """Show a text to the room, and keep what the room sees as SVG."""
    with WallWindow.open(place) as window, WorkingGroup.open(place, clock=lambda: NOW) as group:
        app = WallApp(window, clock=lambda: NOW)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause(1)
            group.show_on_projector("3")
            await pilot.pause(1)
            picture = app.export_screenshot(title="projector")
    (FOLDER / "screen-projector.svg").write_text(_plain(picture, "terminal"), encoding="utf-8")


def _plain(picture: str, name: str) -> str:
    """A picture without typefaces, which readers of the page would load from elsewhere."""
    without_fonts = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    return re.sub(r"terminal-\d+", name, without_fonts)


async def record(place: Path) -> str:
    """Press the keys of the recording, and return its frames as one SVG that plays them."""
    frames: list[tuple[float, str]] = []
    app = make_app(str(place), "secretariat", lambda: NOW)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(1)
        for seconds, keys in RECORDING:
            for key in keys:
                await pilot.press(key)
                await pilot.pause(0.2)
            await pilot.pause(1)
            frames.append((seconds, app.export_screenshot(title=app.title)))
    whole = sum(seconds for seconds, _ in frames)
    rules, shown, begin = [], [], 0.0
    for number, (seconds, picture) in enumerate(frames):
        start, end = (100 * each / whole for each in (begin, begin + seconds))
        begin += seconds
        rules.append(
            f"@keyframes f{number} {{ 0%, {start:.2f}% {{ visibility: hidden }}"
            f" {start + 0.01:.2f}%, {end:.2f}% {{ visibility: visible }}"
            f" {min(end + 0.01, 100):.2f}%, 100% {{ visibility: hidden }} }}"
            f" #f{number} {{ animation: f{number} {whole}s steps(1) infinite }}"
        )
        shown.append(f'<g id="f{number}">{_plain(picture, f"t{number}")}</g>')
    box = re.search(r'viewBox="[^"]*"', frames[0][1])
    assert box is not None
    style = f"<style>{' '.join(rules)}</style>"
    return (
        f'<svg {box[0]} xmlns="http://www.w3.org/2000/svg">\n{style}\n'
        + "\n".join(shown)
        + "\n</svg>\n"
    )


def main() -> None:
    """Draw every screen anew."""
    for name, keys in SCREENS.items():
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "wgec.consensus"
            make_example(place, "secretariat", lambda: NOW).close()
            asyncio.run(draw(place, name, keys))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "wgec.consensus"
        make_example(place, "secretariat", lambda: NOW).close()
        (FOLDER / "meeting.svg").write_text(asyncio.run(record(place)), encoding="utf-8")
        asyncio.run(draw_projector(place))


if __name__ == "__main__":
    main()
