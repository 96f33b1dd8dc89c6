"""Rows: a cursor that stays, cells cut between signs, and no cost for rows nobody sees."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.pilot import Pilot

from tests.tui.hostile import HOSTILE, lines_of, on_screen, raw_controls
from tests.tui.playing import press, resize, settled
from tui.widgets.passage import fit_to_width
from tui.widgets.rows import Cell, Column, LazyRows, Row, Rows

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
    return [Row(f"r{number}", (Cell(f"row {number}"),)) for number in range(first, last + 1)]


def showing(
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

    showing(numbered(5, 40), story)


def test_the_cursor_goes_to_the_nearest_row_when_its_own_is_gone() -> None:
    """Where the row under the cursor is gone, the one in its place is told, or the last."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        await press(pilot.app, "end")
        rows.show(numbered(1, 3))
        await settled(pilot.app)
        assert rows.key == "r3"
        assert rows.told[-1] == ("moved", "r3")

    showing(numbered(1, 9), story)


def test_the_scroll_stays_when_rows_change() -> None:
    """The same rows stay in sight, though the cursor is elsewhere."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        rows.scroll_to(y=20, animate=False)
        await settled(pilot.app)
        rows.show(numbered(1, 60))
        await settled(pilot.app)
        assert lines_of(pilot)[0].strip("▁▂▃▄▅▆▇█ ") == "row 21"

    showing(numbered(1, 50), story)


def test_the_row_under_the_cursor_stays_in_sight_in_a_smaller_terminal() -> None:
    """What was at the end of the list scrolls with its end."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        await press(pilot.app, "pagedown", "up")
        assert rows.key == "r9"
        await resize(pilot, (20, 5))
        assert "row 9" in "".join(lines_of(pilot))

    showing(numbered(1, 50), story)


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

    showing(numbered(1, 50), story)


def test_a_row_is_in_sight_when_the_cursor_goes_to_it_before_the_rows_are_laid_out() -> None:
    """The scroll bar is not there yet, and the list scrolls all the same."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        rows.show(numbered(1, 50))
        rows.move_to_key("r30")
        await settled(pilot.app)
        assert "row 30" in "".join(lines_of(pilot))

    showing([], story)


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

    showing(numbered(1, 50), story)


def test_a_click_moves_the_cursor_and_another_chooses() -> None:
    """A click puts the cursor on a row, and a click on the cursor chooses the row."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        await pilot.click(rows, offset=(2, 4))
        await settled(pilot.app)
        assert rows.told == [("moved", "r5")]
        await pilot.click(rows, offset=(2, 4))
        await settled(pilot.app)
        assert rows.told == [("moved", "r5"), ("chosen", "r5")]

    showing(numbered(1, 50), story)


def test_a_click_below_the_last_row_does_nothing() -> None:
    """Where there is no row nothing is moved to."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        await pilot.click(rows, offset=(2, 8))
        await settled(pilot.app)
        assert rows.told == []

    showing(numbered(1, 3), story)


def test_clicks_count_from_what_is_scrolled_to() -> None:
    """A click finds the row that is seen there, below the titles."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        rows.scroll_to(y=20, animate=False)
        await settled(pilot.app)
        await pilot.click(rows, offset=(2, 1))
        await settled(pilot.app)
        assert rows.key == "r21"

    showing(numbered(1, 50), story, (Column("title"),))


def test_enter_chooses() -> None:
    """Enter tells the row under the cursor."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        await press(pilot.app, "down", "enter")
        assert rows.told == [("moved", "r2"), ("chosen", "r2")]

    showing(numbered(1, 3), story)


def test_nothing_is_chosen_of_nothing() -> None:
    """Without rows there is a word instead, and no key does anything."""

    async def story(pilot: Pilot[None], rows: Telling) -> None:
        await press(pilot.app, "down", "enter", "end", "pagedown")
        assert rows.told == []
        assert lines_of(pilot)[0].strip() == "nothing here"

    showing((), story)


def test_a_million_rows_are_made_as_they_are_seen() -> None:
    """Of a million rows only those that come into sight are made, wherever the cursor goes."""
    made: set[int] = set()

    def make(number: int) -> Row:
        made.add(number)
        return Row(f"k{number}", (Cell(f"row {number}"),))

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

    showing(rows_of, story)


def test_a_row_that_is_forgotten_is_made_anew() -> None:
    """A row shows what it stands for now once it is forgotten; the others stay as they are."""
    names = ["one", "two"]
    rows = LazyRows(["a", "b"], lambda number: Row("ab"[number], (Cell(names[number]),)))
    assert [row.cells[0].text for row in rows] == ["one", "two"]
    names[:] = ["three", "four"]
    rows.forget(1)
    assert [row.cells[0].text for row in rows] == ["one", "four"]
    assert [row.key for row in rows[1:]] == ["b"]


@pytest.mark.parametrize("what", HOSTILE)
def test_no_control_sign_of_a_cell_reaches_the_terminal(what: str) -> None:
    """Whatever a cell holds, its line is as wide as the screen and holds no control sign."""
    rows = [Row("a", (Cell("1"), Cell(HOSTILE[what]), Cell("end")))]

    async def story(pilot: Pilot[None], widget: Telling) -> None:
        line = lines_of(pilot)[0]
        assert raw_controls(pilot) == set()
        assert cell_len(line) == 30
        assert line.endswith("end")

    columns = (Column(width=2), Column(), Column(width=3))
    showing(rows, story, columns, (30, 4))


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
