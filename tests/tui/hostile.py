"""Texts that are hard to show, and a bare screen to show a widget on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Awaitable, Callable

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widget import Widget

from tests.tui.playing import run, settled

HOSTILE = {
    "markup": "Members [bold]shall[/bold] report [/] [brackets] [link=x]x[/] \\[ $x [@click=quit]",
    "escape sequences": "red \x1b[31m clear \x1b[2J title \x1b]0;x\x07 bell \x07 back\b\b \x7f",
    "eight-bit controls": "csi \x9b31m nel\x85 end",
    "line signs": "carriage\rreturn vertical\x0btab form\x0cfeed ls\u2028 ps\u2029 end",
    "directions": "pay \u202e001\u202c to \u2066them\u2069 \u200fand \u061c\u200e end",
    "tags": "flag \U0001f3f4\U000e0067\U000e0062\U000e007f tags \U000e0041\U000e0042 end",
    "arabic": "يجب على الأعضاء تقديم تقرير سنوي عن التقدم المحرز في تنفيذ هذا القرار",
    "hebrew": "על החברים להגיש דוח שנתי על ההתקדמות ביישום החלטה זו",
    "devanagari": "सदस्य राज्यों को वार्षिक प्रतिवेदन प्रस्तुत करना चाहिए क्‍ष",
    "thai": "รัฐสมาชิกต้องส่งรายงานประจำปีเกี่ยวกับความคืบหน้าในการปฏิบัติตามข้อมตินี้",
    "chinese": "各成员国应每年提交报告，说明本决议的执行进展情况。「秘书处」应予公布。",
    "emoji": "thumbs 👍🏽 family 👨‍👩‍👧 flag 🇫🇷 heart ❤️ key 1️⃣ end",
    "marks": "e\u0301" * 30 + " z" + "\u0300\u0301\u0302" * 20 + " end",
    "tabs": "one\ttwo\tthree",
    "surrogate pairs": "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠀀𠀁",
}
"""Texts by what is hard about them."""

_STYLING = re.compile(r"\x1b\[[0-9;:]*m|\x1b\]8;[^\x1b]*\x1b\\")

_DIRECTIONS = frozenset(
    "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)


class Bare(App[None]):
    """A screen with nothing but the widget."""

    def __init__(self, widget: Widget, scrolls: bool) -> None:
        super().__init__()
        self.widget = widget
        self._scrolls = scrolls

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        if self._scrolls:
            with VerticalScroll():
                yield self.widget
        else:
            yield self.widget


def on_screen(
    widget: Widget,
    story: Callable[[Pilot[None]], Awaitable[None]],
    size: tuple[int, int] = (40, 12),
    scrolls: bool = False,
) -> None:
    """Show a widget on a bare screen, and play a story.

    Args:
        widget: the widget.
        story: what is done with it.
        size: of the terminal.
        scrolls: whether it stands in what scrolls it.
    """

    async def played() -> None:
        app = Bare(widget, scrolls)
        async with app.run_test(size=size) as pilot:
            await settled(app)
            await story(pilot)

    run(played())


def lines_of(pilot: Pilot[None]) -> list[str]:
    """The lines on the screen, as they stand, with what is blank at their ends."""
    strips = pilot.app.screen._compositor.render_strips()
    return ["".join(part.text for part in strip) for strip in strips]


def raw_controls(pilot: Pilot[None]) -> set[str]:
    """The control signs that would reach the terminal, apart from those that style."""
    strips = pilot.app.screen._compositor.render_strips()
    written = "\n".join(strip.render(pilot.app.console) for strip in strips)
    bare = _STYLING.sub("", written).replace("\n", "")
    return {sign for sign in bare if unicodedata.category(sign) == "Cc" or sign in _DIRECTIONS}
