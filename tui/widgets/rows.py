"""A list of rows that draws only the visible ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, Literal, TypeAlias, overload

from attrs import evolve, frozen
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from consensus.text.display import escape_control_characters, one_line, shortened, shortened_pair
from tui.widgets.passage import fit_to_width

Tone: TypeAlias = Literal["", "strong", "faint", "good", "bad", "warning", "accent"]
"""How a cell is meant; what it says is in its words or signs too."""


# More characters of a text than these are never drawn for a column: joined emoji and letters with
# many marks take several, and a paragraph may be very long.
_SIGNS_PER_COLUMN = 16


def as_written(words: str) -> Content:
    """Returns words as they were written: no markup is read, control characters are escaped."""
    return Content(escape_control_characters(words))


def _one_line(text: str) -> str:
    return escape_control_characters(one_line(text))


@frozen
class Cell:
    """One cell."""

    text: str  # its text; control characters are escaped, and line breaks become spaces
    tone: Tone = ""  # how it is meant
    beside: str = ""  # a text that it is told from where there is no room for all of it

    @property
    def shown(self) -> str:
        """The text as a terminal may show it, on one line."""
        return _one_line(self.text)

    def beginning(self, room: int) -> str:
        """Returns as much of the text as fits in so many columns, or more."""
        most = room * _SIGNS_PER_COLUMN
        if self.beside:
            return shortened_pair(_one_line(self.beside), _one_line(self.text), room)[1]
        return _one_line(self.text[:most] if len(self.text) > most else self.text)


@frozen(init=False)
class Row:
    """One row."""

    key: str  # what it stands for, so that it is found again when the rows change
    cells: tuple[Cell, ...]  # one for each column; the last of fewer takes the room that is left
    indent: int  # how far the widest cell is set in

    def __init__(self, key: str, *cells: Cell, indent: int = 0) -> None:
        self.__attrs_init__(key, cells, indent)


@frozen
class Column:
    """One column."""

    title: str = ""  # stands above it; the titles are left out where all are empty
    width: int = 0  # in columns of the terminal; 0 for the one that takes what is left
    to_the_right: bool = False  # whether its cells end at its right edge, as numbers do


_KEPT = 512


class LazyRows(Sequence[Row]):
    """Rows of known keys, each created on first access; the last few hundred are cached."""

    def __init__(self, keys: Sequence[str], make: Callable[[int], Row]) -> None:
        self._keys = keys
        self._make = make
        self._made: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self._keys)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        number = range(len(self))[place]
        row = self._made.get(number)
        if row is None:
            if len(self._made) >= _KEPT:
                self._made.clear()
            row = self._made[number] = self._make(number)
        return row

    def forget(self, place: int) -> None:
        """Drops a row from the cache."""
        self._made.pop(place, None)

    def key_at(self, place: int) -> str:
        """Returns the key of a row, without creating the row."""
        return self._keys[place]

    def place_of(self, key: str) -> int | None:
        """Returns the index of the row of a key; None if there is none."""
        try:
            return self._keys.index(key)
        except ValueError:
            return None


_GAP = 1

_NAMED_IN = 40
"""In so many columns a row is named that is gone."""


class Rows(ScrollView, can_focus=True):
    """A table of rows; the cursor stays on its row when the rows are replaced.

    The one column without a width takes what is left; `empty` is shown where there is no row.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--title",
        "rows--cursor",
        "rows--strong",
        "rows--faint",
        "rows--good",
        "rows--bad",
        "rows--warning",
        "rows--accent",
    }
    DEFAULT_CSS = """
    Rows {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .rows--title { text-style: bold; color: $text-muted; }
        & > .rows--cursor { background: $surface; text-style: bold; }
        &:focus > .rows--cursor { background: $primary; color: $text; text-style: bold; }
        & > .rows--strong { text-style: bold; }
        & > .rows--faint { color: $text-muted; }
        & > .rows--good { color: $text-success; }
        & > .rows--bad { color: $text-error; }
        & > .rows--warning { color: $text-warning; }
        & > .rows--accent { color: $text-accent; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "up", show=False),
        Binding("down", "move(1)", "down", show=False),
        Binding("pageup", "move_page(-1)", "page up", show=False),
        Binding("pagedown", "move_page(1)", "page down", show=False),
        Binding("home", "move_to(0)", "first", show=False),
        Binding("end", "move_to(-1)", "last", show=False),
        Binding("enter", "choose", "choose", show=False),
    ]

    cursor: reactive[int] = reactive(0)

    class Moved(Message):
        """Posted when the cursor moves to another row; `key` is empty when there is none."""

        def __init__(self, rows: Rows, key: str) -> None:
            self.rows = rows
            self.key = key
            super().__init__()

    class Chosen(Moved):
        """Posted when a row is chosen, with Enter or a click on the row under the cursor."""

        by_click = False

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: str = "nothing here",
        id: str | None = None,  # noqa: A002 - every widget names it so
    ) -> None:
        super().__init__(id=id)
        self._columns = self._at_least = tuple(columns)
        self.empty = empty
        self._rows: Sequence[Row] = ()
        self._top = 1 if any(column.title for column in columns) else 0
        self._just_focused = False
        self._clicked_into = False
        self._terminal = Size()
        self._height = 0
        self._leaves_enter = False
        self._seen = ""  # the words of the row that the cursor was seen on last
        self.lost = ""
        """What the cursor was on, where that was not among the rows shown last."""

    def on_mount(self) -> None:
        """Remembers the size of the terminal."""
        self._terminal = self.app.size
        named = [each for each in type(self.screen).BINDINGS if isinstance(each, Binding)]
        self._leaves_enter = any(each.show and "enter" in each.key.split(",") for each in named)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leaves Enter to a screen that names it among its keys."""
        return not (action == "choose" and self._leaves_enter)

    @property
    def rows(self) -> Sequence[Row]:
        """The rows, which may be made as they are drawn."""
        return self._rows

    @property
    def key(self) -> str:
        """The key of the row under the cursor; empty when there is none."""
        return _key_at(self._rows, self.cursor) if self._rows else ""

    def show(self, rows: Sequence[Row], key: str = "", now: Callable[[str], str] = str) -> None:
        """Replaces the rows; the row at the cursor stays in its line, unless given another.

        Where what it stands for is gone, the cursor goes to the nearest below it that is not, or
        above. `now` returns the key by now of what had another before; empty if that is gone.
        """
        was, before, old = self.key, self.cursor, self._rows
        self._rows, self.lost = rows, ""
        places = {_key_at(rows, place): place for place in reversed(range(len(rows)))}
        order = (*range(max(before, 0), len(old)), *range(before - 1, -1, -1))
        kept = (at for at in order if now(_key_at(old, at)) in places)
        place = places.get(key)
        if place is None and (found := next(kept, None)) is not None:
            place = places[now(_key_at(old, found))]
            self.lost = self._seen if found != before else ""
        elif place is None:
            place = max(0, min(before, len(rows) - 1))
            self.lost = self._seen if old and not rows else ""
        self.virtual_size = Size(self.size.width, len(rows) + self._top)
        with self.prevent(Rows.Moved):
            self.set_reactive(Rows.cursor, place)
        if key and key != was:
            self._keep_in_sight()
        else:
            place = self.scroll_offset.y + self.cursor - before
            self.scroll_to(y=place, animate=False, immediate=True, force=True)
        self.refresh()
        if self.key != was or self.lost:
            self.post_message(self.Moved(self, self.key))

    def _name_of(self, row: Row) -> str:
        """Returns the words of a row that name it: those that stand out, or have most room."""
        widest = [cell for of, cell in zip(self._columns, row.cells, strict=False) if not of.width]
        strong = [cell for cell in row.cells if cell.tone == "strong"]
        return shortened((*strong, *widest, Cell(""))[0].shown.strip(), _NAMED_IN)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Replaces the columns; the rows shown next have a cell for each."""
        self._columns = self._at_least = tuple(columns)

    def fit(self, number: int, texts: Iterable[str]) -> None:
        """Gives a column room for its longest text, and at least its own width."""
        column = self._at_least[number]
        wide = evolve(column, width=max(column.width, *map(len, texts), 0))
        self._columns = (*self._columns[:number], wide, *self._columns[number + 1 :])

    def move_to_key(self, key: str) -> bool:
        """Moves the cursor to a row; returns whether there is one of that key."""
        place = _place_of(self._rows, key)
        if place is None:
            return False
        self.cursor = place
        return True

    def refresh_row(self, place: int) -> None:
        """Redraws one row."""
        self.refresh_line(place + self._top)

    def validate_cursor(self, cursor: int) -> int:
        """Clamps the cursor to the rows."""
        return max(0, min(cursor, len(self._rows) - 1))

    def watch_cursor(self, before: int, after: int) -> None:
        """Scrolls to the cursor and posts where it is."""
        self._keep_in_sight()
        for place in (before, after):
            self.refresh_row(place)
        self.post_message(self.Moved(self, self.key))

    def on_resize(self, event: events.Resize) -> None:
        """Gives the widest column the remaining width."""
        # In a terminal of another size the row under the cursor is in sight; where only the share
        # of the list changes, it stays in sight, unless it was scrolled out of it.
        self.virtual_size = Size(event.size.width, len(self._rows) + self._top)
        lines = 1 + self.cursor - self.scroll_offset.y
        was_in_sight = not self._height or 0 < lines <= self._height - self._top
        if was_in_sight or self._terminal != self.app.size:
            self._keep_in_sight()
        self._height = self.size.height
        self._terminal = self.app.size

    def action_move(self, by: int) -> None:
        """Moves the cursor up or down."""
        self.cursor += by

    def action_move_page(self, by: int) -> None:
        """Moves the cursor by a page."""
        self.cursor += by * max(1, self.scrollable_content_region.height - self._top - 1)

    def action_move_to(self, place: int) -> None:
        """Moves the cursor to the first row, or to the last."""
        self.cursor = place if place >= 0 else len(self._rows) - 1

    def action_choose(self) -> None:
        """Posts that the row under the cursor was chosen."""
        if self._rows:
            self.post_message(self.Chosen(self, self.key))

    def on_focus(self) -> None:
        """Distinguishes the click that focuses the list from later ones."""
        self._just_focused = True
        # The press of the button that gave it the focus, if one did, waits to be handled already.
        self.call_later(self._forget_focusing)

    def on_mouse_down(self) -> None:
        """Notes whether this click focuses the list."""
        self._clicked_into = self._just_focused

    def _forget_focusing(self) -> None:
        self._just_focused = False

    def on_click(self, event: events.Click) -> None:
        """Moves the cursor to the click; a click on the cursor chooses."""
        # The click that gives the list the focus chooses nothing, wherever the cursor was.
        inside = event.get_content_offset(self)
        place = inside.y + self.scroll_offset.y - self._top if inside else -1
        if inside is None or inside.y < self._top or not 0 <= place < len(self._rows):
            return
        is_later = self.has_focus and not self._clicked_into
        if place == self.cursor and (is_later or event.chain > 1):
            chosen = self.Chosen(self, self.key)
            chosen.by_click = True
            self.post_message(chosen)
        self.cursor = place

    def render_line(self, y: int) -> Strip:
        """Draws one line."""
        width = self.scrollable_content_region.width
        style = self.rich_style
        if self._top and y == 0:
            title = self.get_component_rich_style("rows--title")
            titles = Row("", *(Cell(column.title) for column in self._columns))
            return self._strip(titles, width, style + title)
        place = y - self._top + self.scroll_offset.y
        if not self._rows and place == 0:
            faint = self.get_component_rich_style("rows--faint")
            return Strip([Segment(self.empty, style + faint)]).adjust_cell_length(width, style)
        if not 0 <= place < len(self._rows):
            return Strip.blank(width, style)
        row = self._rows[place]
        if place == self.cursor:
            self._seen = self._name_of(row)
            cursor = self.get_component_rich_style("rows--cursor")
            return self._strip(row, width, style + cursor, toned=False)
        return self._strip(row, width, style)

    def _strip(self, row: Row, width: int, style: Style, toned: bool = True) -> Strip:
        fixed = sum(column.width for column in self._columns if column.width)
        left = max(1, width - fixed - _GAP * (len(self._columns) - 1))
        segments: list[Segment] = []
        used = 0
        for column, cell in zip(self._columns, row.cells, strict=False):
            room = column.width or left
            if cell is row.cells[-1] and len(row.cells) < len(self._columns):
                # The last cell of a row with fewer cells takes the room of those left out.
                room = width - used
            used += room + _GAP
            text = cell.beginning(room)
            if not column.width and row.indent:
                text = "  " * row.indent + text
            tone = style
            if cell.tone and toned:
                tone = style + self.get_component_rich_style(f"rows--{cell.tone}")
            if segments:
                segments.append(Segment(" " * _GAP, style))
            segments.append(Segment(fit_to_width(text, room, column.to_the_right), tone))
        return Strip(segments).adjust_cell_length(width, style)

    def _keep_in_sight(self) -> None:
        if self.is_attached and self.size:
            # The titles stay, so a row is in sight where as many lines below it are as they take.
            region = Region(0, self.cursor, 1, 1 + self._top)
            # The scroll bar only comes with the next layout, and scrolling is not to wait for it.
            self.scroll_to_region(region, animate=False, force=True)
            if self.scroll_y:
                self.vertical_scrollbar.position = self.scroll_y


def _key_at(rows: Sequence[Row], place: int) -> str:
    return rows.key_at(place) if isinstance(rows, LazyRows) else rows[place].key


def _place_of(rows: Sequence[Row], key: str) -> int | None:
    if isinstance(rows, LazyRows):
        return rows.place_of(key)
    return next((place for place, row in enumerate(rows) if row.key == key), None)
