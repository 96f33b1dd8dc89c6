"""Passages: any text is shown as itself, wrapped, and drawn only where it is seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.strip import Strip

from consensus.text.brackets import BracketedText, parse
from consensus.text.display import escape_control_characters
from tests.tui.hostile import HOSTILE, lines_of, on_screen, raw_controls
from tests.tui.playing import resize, settled
from tui.views.text import Mark, Span, spans_of_change, spans_of_wording
from tui.widgets.passage import Passage, wrap


def showing(
    spans: tuple[Span, ...],
    story: Callable[[Pilot[None], Passage], Awaitable[None]],
    size: tuple[int, int] = (40, 12),
) -> None:
    """Show spans in a passage that scrolls, and play a story."""
    passage = Passage()

    async def play(pilot: Pilot[None]) -> None:
        passage.show(spans)
        await settled(pilot.app)
        await story(pilot, passage)

    on_screen(passage, play, size, scrolls=True)


@pytest.mark.parametrize("what", HOSTILE)
def test_no_control_sign_reaches_the_terminal(what: str) -> None:
    """Whatever a text holds, the bytes for the terminal hold no control sign of it."""

    async def story(pilot: Pilot[None], passage: Passage) -> None:
        assert set() == raw_controls(pilot)

    showing((Span(HOSTILE[what]),), story)


@pytest.mark.parametrize("what", HOSTILE)
def test_every_sign_is_shown_and_fits(what: str) -> None:
    """Nothing of a text is lost or taken for markup, and no line is wider than the screen."""
    text = HOSTILE[what]

    async def story(pilot: Pilot[None], passage: Passage) -> None:
        lines = lines_of(pilot)
        expected = "".join(escape_control_characters(text).split())
        assert expected == "".join("".join(lines).split())
        assert {24} == {cell_len(line) for line in lines}

    showing((Span(text),), story, (24, 24))


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 10, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 8, ["one two", "three"]),
        ("one two", 7, ["one two"]),
        ("one  two", 4, ["one", "two"]),
        ("one two   ", 7, ["one two"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("a abcdefghij", 4, ["a", "abcd", "efgh", "ij"]),
        ("a\xa0b c", 3, ["a\xa0b", "c"]),
        ("成员国应", 4, ["成员", "国应"]),
        ("成员国应", 5, ["成员", "国应"]),
        ("成员，国应", 4, ["成", "员，", "国应"]),
        ("see 成员国", 6, ["see 成", "员国"]),
        ("👍🏽👍🏽👍🏽", 4, ["👍🏽👍🏽", "👍🏽"]),
        ("e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"]),
        ("一", 1, ["一"]),
        ("é one two", 5, ["é one", "two"]),
        ("नमस्ते सदस्य", 5, ["नमस्ते", "सदस्य"]),
    ],
)
def test_lines_end_where_they_may(text: str, width: int, expected: list[str]) -> None:
    """Lines end at white space and beside wide letters, and never within a sign."""
    assert expected == [text[start:end] for start, end in wrap(text, width)]


@given(st.text(st.characters(exclude_characters="\n"), max_size=60), st.integers(2, 20))
def test_wrapping_loses_only_white_space(text: str, width: int) -> None:
    """Lines follow each other, fit, and between them there is only white space."""
    shown = escape_control_characters(text).replace("\t", "    ")
    place = 0
    for start, end in wrap(shown, width):
        assert start >= place
        assert not shown[place:start].replace("\u200b", "").strip()
        assert cell_len(shown[start:end]) <= width or end - start == len(shown[start:end].strip())
        place = end
    assert not shown[place:].replace("\u200b", "").strip()


@given(st.text("ab \u0301中，「👍🏽", max_size=40), st.integers(2, 9))
def test_lines_are_never_too_wide(text: str, width: int) -> None:
    """With signs of up to two columns, no line takes more columns than there are."""
    assert all(cell_len(text[start:end]) <= width for start, end in wrap(text, width))


def test_tabs_take_room() -> None:
    """A tab is blank and takes as much room as it is drawn with."""

    async def story(pilot: Pilot[None], passage: Passage) -> None:
        assert lines_of(pilot)[0].strip() == "one    two"

    showing((Span("one\ttwo"),), story)


class Counting(Passage):
    """A passage that counts the lines that it draws."""

    drawn = 0

    def render_line(self, y: int) -> Strip:
        """Draw one line, and count it."""
        self.drawn += 1
        return super().render_line(y)


@pytest.mark.parametrize(
    "unit", ["word after word ", "सदस्य राज्यों को ", "成员国应每年提交报告，", "รัฐสมาชิกต้องส่งรายงาน"]
)
def test_only_what_is_seen_of_a_long_paragraph_is_drawn(unit: str) -> None:
    """A paragraph of 50,000 signs is scrolled to its end without drawing what is between."""
    text = (unit * 5_000)[:49_900] + " at the end"
    passage = Counting()

    async def story(pilot: Pilot[None]) -> None:
        passage.show((Span(text),))
        await settled(pilot.app)
        pilot.app.screen.query_one("VerticalScroll").scroll_end(animate=False)
        await settled(pilot.app)
        assert "at the end" in "".join(lines_of(pilot))
        assert passage.size.height > 400
        assert passage.drawn < 200

    on_screen(passage, story, (80, 24), scrolls=True)


def test_ten_thousand_lines_are_drawn_where_they_are_seen() -> None:
    """An item with 10,000 lines shows the line that is scrolled to."""
    text = "\n".join(f"line {number}" for number in range(10_000))

    async def story(pilot: Pilot[None], passage: Passage) -> None:
        pilot.app.screen.query_one("VerticalScroll").scroll_to(y=5_000, animate=False)
        await settled(pilot.app)
        assert lines_of(pilot)[0].split("▁")[0].strip() == "line 5000"

    showing((Span(text),), story)


def test_deep_brackets_are_shown() -> None:
    """Brackets nested 2,000 deep are shown with every sign."""
    text = "a [" * 2_000 + "x" + "]" * 2_000
    wording, _ = parse(text, ())
    assert wording.depth == 2_000

    async def story(pilot: Pilot[None], passage: Passage) -> None:
        assert passage.text.count("[") == 2_000
        assert set() == raw_controls(pilot)

    showing(spans_of_wording(wording), story)


def test_square_signs_are_only_signs() -> None:
    """What looks like markup is shown as it is, in brackets and beside them."""

    async def story(pilot: Pilot[None], passage: Passage) -> None:
        assert "[bold]x[/bold]" in "".join(lines_of(pilot))

    showing(spans_of_wording(BracketedText.plain("[bold]x[/bold]")), story)


def test_words_added_and_removed_differ_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no colour, added and removed words stand between the signs of CriticMarkup."""
    monkeypatch.setenv("NO_COLOR", "1")

    async def story(pilot: Pilot[None], passage: Passage) -> None:
        shown = "".join(lines_of(pilot))
        assert "{--shall--} {++should++}" in shown

    showing(spans_of_change("States shall act", "States should act"), story)


def test_words_added_and_removed_differ_in_more_than_colour() -> None:
    """Added words are underlined and removed ones struck."""

    async def story(pilot: Pilot[None], passage: Passage) -> None:
        styles = {
            part.text.strip(): part.style
            for strip in pilot.app.screen._compositor.render_strips()
            for part in strip
            if part.style is not None
        }
        assert styles["shall"].strike
        assert styles["should"].underline

    showing(spans_of_change("States shall act", "States should act"), story)


def test_what_the_mouse_selects_can_be_copied() -> None:
    """Words are selected over the end of a line, and are got as they stand in the text."""

    async def story(pilot: Pilot[None], passage: Passage) -> None:
        await pilot.mouse_down(passage, offset=(4, 0))
        await pilot.hover(passage, offset=(3, 1))
        await pilot.mouse_up(passage, offset=(3, 1))
        await settled(pilot.app)
        # From 8.0 on, Textual takes in the character under the mouse.
        assert (pilot.app.screen.get_selected_text() or "").rstrip() in ("two thr", "two thre")

    showing((Span("one "), Span("two", Mark.ADDED), Span(" three four")), story, (12, 6))


def test_a_span_can_be_scrolled_to() -> None:
    """The line on which a span begins is known, blank lines counted."""

    async def story(pilot: Pilot[None], passage: Passage) -> None:
        assert [passage.line_of(number) for number in range(3)] == [0, 0, 3]

    showing((Span("one "), Span("two\n\n\n"), Span("three")), story)


def test_other_words_take_the_place_of_those_shown() -> None:
    """What is shown next stands alone, at any width."""

    async def story(pilot: Pilot[None], passage: Passage) -> None:
        passage.show((Span("now something else"),))
        await settled(pilot.app)
        await resize(pilot, (10, 12))
        lines = [line.strip() for line in lines_of(pilot)]
        assert lines[:4] == ["now", "something", "else", ""]

    showing((Span("one two three"),), story)
