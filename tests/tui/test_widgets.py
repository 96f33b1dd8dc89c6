"""Widgets: passages and rows show any text as itself and draw only what is seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.strip import Strip

from consensus.text.brackets import BracketedText, parse
from consensus.text.display import escape_control_characters
from tests.tui.playing import HOSTILE, lines_of, on_screen, press, raw_controls, resize, settled
from tui.views.text import Mark, Span, spans_of_change, spans_of_wording
from tui.widgets.passage import Passage, fit_to_width, wrap
from tui.widgets.rows import Cell, Column, LazyRows, Row, Rows

# Rows: a cursor that stays, cells cut between signs, and no cost for rows nobody sees.

_MANY = 1_000_000


class Telling(Rows):
    """Rows that keep what they tell."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__(columns)
        self.told: list[tuple[str, str]] = []

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Keep where the cursor went."""
        self.told.append(("moved", event.key))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Keep what was chosen."""
        self.told.append(("chosen", event.key))


def numbered(first: int, last: int) -> list[Row]:
    """Rows `r1`, `r2` and so on, each with its number."""
    return [Row(f"r{number}", Cell(f"row {number}")) for number in range(first, last + 1)]


def showing_rows(
    rows: Sequence[Row],
    story: Callable[[Pilot[None], Telling], Awaitable[None]],
    columns: Sequence[Column] = (Column(),),
    size: tuple[int, int] = (20, 10),
) -> None:
    """Show rows, the cursor on the first, and play a story."""
    widget = Telling(columns)

    async def play(pilot: Pilot[None]) -> None:
        widget.show(rows)
        widget.focus()
        await settled(pilot.app)
        widget.told.clear()
        await story(pilot, widget)

    on_screen(widget, play, size)


def test_the_cursor_stays_on_its_row_when_rows_change() -> None:
    """Rows that come before the one under the cursor do not move the cursor off it."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        await press(pilot.app, "down", "down")
        assert rows.key == "r7"
        rows.show(numbered(1, 40))
        await settled(pilot.app)
        assert (rows.key, rows.cursor) == ("r7", 6)
        assert rows.told == [("moved", "r6"), ("moved", "r7")]

    showing_rows(numbered(5, 40), story)


def test_the_cursor_goes_to_the_nearest_row_when_its_own_is_gone() -> None:
    """Where the row under the cursor is gone, the one in its place is told, or the last."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        await press(pilot.app, "end")
        rows.show(numbered(1, 3))
        await settled(pilot.app)
        assert rows.key == "r3"
        assert rows.told[-1] == ("moved", "r3")

    showing_rows(numbered(1, 9), story)


def test_the_scroll_stays_when_rows_change() -> None:
    """The same rows stay in sight, though the cursor is elsewhere."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        rows.scroll_to(y=20, animate=False)
        await settled(pilot.app)
        rows.show(numbered(1, 60))
        await settled(pilot.app)
        assert lines_of(pilot)[0].strip("▁▂▃▄▅▆▇█ ") == "row 21"

    showing_rows(numbered(1, 50), story)


@pytest.mark.parametrize(("line", "place"), [(3, 2), (0, 0)])
def test_a_click_counts_from_within_a_border(line: int, place: int) -> None:
    """A list with a box around it takes clicks where its rows stand."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        rows.styles.border = ("round", "white")
        await settled(pilot.app)
        await pilot.click(rows, offset=(3, line))
        await settled(pilot.app)
        assert rows.cursor == place

    showing_rows(numbered(1, 9), story)


def test_the_row_under_the_cursor_stays_in_sight_when_a_filter_comes_and_goes() -> None:
    """However many rows come in before it."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        rows.move_to_key("r250")
        await settled(pilot.app)
        for shown in (numbered(240, 260), numbered(1, 300)):
            rows.show(shown)
            await settled(pilot.app)
            assert rows.key == "r250"
            assert "row 250" in "".join(lines_of(pilot))

    showing_rows(numbered(1, 300), story)


def test_the_row_under_the_cursor_stays_in_sight_in_a_smaller_terminal() -> None:
    """What was at the end of the list scrolls with its end."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        await press(pilot.app, "pagedown", "up")
        assert rows.key == "r9"
        await resize(pilot, (20, 5))
        assert "row 9" in "".join(lines_of(pilot))

    showing_rows(numbered(1, 50), story)


def test_the_row_under_the_cursor_stays_in_sight_in_a_smaller_share_of_the_screen() -> None:
    """A list that gets fewer lines scrolls to its cursor, unless that was scrolled out of sight."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        await press(pilot.app, *["down"] * 7)
        rows.styles.height = 4
        await settled(pilot.app)
        assert "row 8" in "".join(lines_of(pilot))
        rows.scroll_to(y=20, animate=False)
        rows.styles.height = 3
        await settled(pilot.app)
        assert lines_of(pilot)[0].strip("▁▂▃▄▅▆▇█ ") == "row 21"

    showing_rows(numbered(1, 50), story)


def test_a_row_is_in_sight_when_the_cursor_goes_to_it_before_the_rows_are_laid_out() -> None:
    """The scroll bar is not there yet, and the list scrolls all the same."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        rows.show(numbered(1, 50))
        rows.move_to_key("r30")
        await settled(pilot.app)
        assert "row 30" in "".join(lines_of(pilot))

    showing_rows([], story)


def test_pages_are_turned() -> None:
    """Page down, page up, end and home move by what is in sight, and to the ends."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        for key, expected in (
            ("pagedown", "r10"),
            ("pagedown", "r19"),
            ("pageup", "r10"),
            ("end", "r50"),
            ("pagedown", "r50"),
            ("home", "r1"),
            ("up", "r1"),
        ):
            await press(pilot.app, key)
            assert rows.key == expected

    showing_rows(numbered(1, 50), story)


def test_a_click_moves_the_cursor_and_another_chooses() -> None:
    """A click puts the cursor on a row, and a click on the cursor chooses the row."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        await pilot.click(rows, offset=(2, 4))
        await settled(pilot.app)
        assert rows.told == [("moved", "r5")]
        await pilot.click(rows, offset=(2, 4))
        await settled(pilot.app)
        assert rows.told == [("moved", "r5"), ("chosen", "r5")]

    showing_rows(numbered(1, 50), story)


def test_a_click_below_the_last_row_does_nothing() -> None:
    """Where there is no row nothing is moved to."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        await pilot.click(rows, offset=(2, 8))
        await settled(pilot.app)
        assert rows.told == []

    showing_rows(numbered(1, 3), story)


def test_clicks_count_from_what_is_scrolled_to() -> None:
    """A click finds the row that is seen there, below the titles."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        rows.scroll_to(y=20, animate=False)
        await settled(pilot.app)
        await pilot.click(rows, offset=(2, 1))
        await settled(pilot.app)
        assert rows.key == "r21"

    showing_rows(numbered(1, 50), story, (Column("title"),))


def test_enter_chooses() -> None:
    """Enter tells the row under the cursor."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        await press(pilot.app, "down", "enter")
        assert rows.told == [("moved", "r2"), ("chosen", "r2")]

    showing_rows(numbered(1, 3), story)


def test_nothing_is_chosen_of_nothing() -> None:
    """Without rows there is a word instead, and no key does anything."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        await press(pilot.app, "down", "enter", "end", "pagedown")
        assert rows.told == []
        assert lines_of(pilot)[0].strip() == "nothing here"

    showing_rows((), story)


def test_a_million_rows_are_made_as_they_are_seen() -> None:
    """Of a million rows only those that come into sight are made, wherever the cursor goes."""
    made: set[int] = set()

    def make(number: int) -> Row:
        made.add(number)
        return Row(f"k{number}", Cell(f"row {number}"))

    rows_of = LazyRows([f"k{number}" for number in range(_MANY)], make)

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        await press(pilot.app, "down", "end", "pageup", "home")
        assert rows.move_to_key("k500000")
        await settled(pilot.app)
        assert "row 500000" in "".join(lines_of(pilot))
        rows.show(rows_of)
        await settled(pilot.app)
        assert rows.key == "k500000"
        assert not rows.move_to_key("k-1")
        assert len(made) < 200

    showing_rows(rows_of, story)


def test_a_row_that_is_forgotten_is_made_anew() -> None:
    """A row shows what it stands for now once it is forgotten; the others stay as they are."""
    names = ["one", "two"]
    rows = LazyRows(["a", "b"], lambda number: Row("ab"[number], Cell(names[number])))
    assert [row.cells[0].text for row in rows] == ["one", "two"]
    names[:] = ["three", "four"]
    rows.forget(1)
    assert [row.cells[0].text for row in rows] == ["one", "four"]
    assert [row.key for row in rows[1:]] == ["b"]


@pytest.mark.parametrize("what", HOSTILE)
def test_no_control_sign_of_a_cell_reaches_the_terminal(what: str) -> None:
    """Whatever a cell holds, its line is as wide as the screen and holds no control sign."""
    rows = [Row("a", Cell("1"), Cell(HOSTILE[what]), Cell("end"))]

    async def story(pilot: Pilot[None], widget: Telling) -> None:
        line = lines_of(pilot)[0]
        assert raw_controls(pilot) == set()
        assert cell_len(line) == 30
        assert line.endswith("end")

    columns = (Column(width=2), Column(), Column(width=3))
    showing_rows(rows, story, columns, (30, 4))


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("abc", 5, "abc  "),
        ("abcdef", 5, "abcd…"),
        ("abcde", 5, "abcde"),
        ("成员国", 6, "成员国"),
        ("成员国应", 6, "成员… "),
        ("成员国应", 5, "成员…"),
        ("👍🏽👍🏽👍🏽", 5, "👍🏽👍🏽…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("🇫🇷🇧🇷🇨🇳", 4, "🇫🇷… "),
        ("นิติกรรม", 4, "นิติก…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("", 2, "  "),
    ],
)
def test_cells_are_cut_between_signs(text: str, room: int, expected: str) -> None:
    """A text that is too long is cut by columns, never within what readers take for one sign."""
    assert fit_to_width(text, room) == expected


@given(st.text("ab \u0301中👍🏽\u200d❤️", max_size=30), st.integers(1, 12), st.booleans())
def test_a_fitted_text_is_exactly_as_wide(text: str, room: int, to_the_right: bool) -> None:
    """Cut or filled up, a text takes exactly the columns that it has."""
    assert cell_len(fit_to_width(text, room, to_the_right)) == room


def test_numbers_end_at_the_right() -> None:
    """A cell can end at the right edge of its column."""
    assert fit_to_width("7", 3, to_the_right=True) == "  7"


# Passages: any text is shown as itself, wrapped, and drawn only where it is seen.


def showing_spans(
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

    showing_spans((Span(HOSTILE[what]),), story)


@pytest.mark.parametrize("what", HOSTILE)
def test_every_sign_is_shown_and_fits(what: str) -> None:
    """Nothing of a text is lost or taken for markup, and no line is wider than the screen."""
    text = HOSTILE[what]

    async def story(pilot: Pilot[None], passage: Passage) -> None:
        lines = lines_of(pilot)
        expected = "".join(escape_control_characters(text).split())
        assert expected == "".join("".join(lines).split())
        assert {24} == {cell_len(line) for line in lines}

    showing_spans((Span(text),), story, (24, 24))


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

    showing_spans((Span("one\ttwo"),), story)


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

    showing_spans((Span(text),), story)


def test_deep_brackets_are_shown() -> None:
    """Brackets nested 2,000 deep are shown with every sign."""
    text = "a [" * 2_000 + "x" + "]" * 2_000
    wording, _ = parse(text, ())
    assert wording.depth == 2_000

    async def story(pilot: Pilot[None], passage: Passage) -> None:
        assert passage.text.count("[") == 2_000
        assert set() == raw_controls(pilot)

    showing_spans(spans_of_wording(wording), story)


def test_square_signs_are_only_signs() -> None:
    """What looks like markup is shown as it is, in brackets and beside them."""

    async def story(pilot: Pilot[None], passage: Passage) -> None:
        assert "[bold]x[/bold]" in "".join(lines_of(pilot))

    showing_spans(spans_of_wording(BracketedText.plain("[bold]x[/bold]")), story)


def test_words_added_and_removed_differ_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no colour, added and removed words stand between the signs of CriticMarkup."""
    monkeypatch.setenv("NO_COLOR", "1")

    async def story(pilot: Pilot[None], passage: Passage) -> None:
        shown = "".join(lines_of(pilot))
        assert "{--shall--} {++should++}" in shown

    showing_spans(spans_of_change("States shall act", "States should act"), story)


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

    showing_spans(spans_of_change("States shall act", "States should act"), story)


def test_what_the_mouse_selects_can_be_copied() -> None:
    """Words are selected over the end of a line, and are got as they stand in the text."""

    async def story(pilot: Pilot[None], passage: Passage) -> None:
        await pilot.mouse_down(passage, offset=(4, 0))
        await pilot.hover(passage, offset=(3, 1))
        await pilot.mouse_up(passage, offset=(3, 1))
        await settled(pilot.app)
        # From 8.0 on, Textual takes in the character under the mouse.
        assert (pilot.app.screen.get_selected_text() or "").rstrip() in ("two thr", "two thre")

    showing_spans((Span("one "), Span("two", Mark.ADDED), Span(" three four")), story, (12, 6))


def test_a_span_can_be_scrolled_to() -> None:
    """The line on which a span begins is known, blank lines counted."""

    async def story(pilot: Pilot[None], passage: Passage) -> None:
        assert [passage.line_of(number) for number in range(3)] == [0, 0, 3]

    showing_spans((Span("one "), Span("two\n\n\n"), Span("three")), story)


def test_other_words_take_the_place_of_those_shown() -> None:
    """What is shown next stands alone, at any width, also for whoever asks for an earlier span."""

    async def story(pilot: Pilot[None], passage: Passage) -> None:
        passage.show((Span("now something else"),))
        assert passage.line_of(2) == 0
        await settled(pilot.app)
        await resize(pilot, (10, 12))
        lines = [line.strip() for line in lines_of(pilot)]
        assert lines[:4] == ["now", "something", "else", ""]

    showing_spans((Span("one two three"),), story)
