"""A draft as a tree of items, with the text of one beside it."""

from __future__ import annotations

import asyncio

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static

from consensus.reports.words import SIGNS
from consensus.rules.verdict import PROVISIONAL, Status
from consensus.text.display import count_noun
from tui.keymap import DRAFT, bindings
from tui.screens.base import TargetScreen, opens_dialog
from tui.screens.publish import PublishScreen
from tui.views.draft import (
    ALL,
    FILTERS,
    DraftView,
    Filter,
    ItemLine,
    ItemView,
    Showing,
    around,
    draft_view,
    has_words,
    highlight,
    is_line_undecided,
    item_view,
    place_of,
    whole_view,
)
from tui.views.overview import publishing_view
from tui.views.text import Choice
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.rows import Cell, Column, LazyRows, Row, Rows, Tone
from tui.worker import Look

COLUMNS = (
    Column("Item"),
    Column("Status", width=15),
    Column("[ ]", width=3, to_the_right=True),
    Column("amd", width=3, to_the_right=True),
    Column("rec.", width=5, to_the_right=True),
)
"""What is seen of each item in the tree."""

NO_DRAFT = "there is no draft yet; import one with 'consensus draft import FILE'"

_TONES: dict[str, Tone] = {
    Status.BLOCKED: "bad",
    Status.CONDITIONAL: "warning",
    Status.READY: "accent",
    Status.MERGED: "good",
    PROVISIONAL: "warning",
    Status.AGREED_AD_REF: "warning",
    Status.AGREED: "good",
    Status.ADOPTED: "good",
    Status.DEFERRED: "faint",
    Status.WITHDRAWN: "faint",
    Status.REJECTED: "faint",
    Status.NO_CONSENSUS: "faint",
    Status.DELETED: "faint",
}


class Listing:
    """The listed items of a draft, after a filter or a search."""

    def __init__(self, view: DraftView, kept: Filter = ALL, words: str = "") -> None:
        self._view = view
        self._filter = kept
        self._words = words
        self._lines = [
            line
            for line in view.lines
            if kept.keeps(line) and (not words or has_words(line, words))
        ]
        self.rows = LazyRows([line.id for line in self._lines], self._row)

    @property
    def is_whole(self) -> bool:
        """Whether every item is listed."""
        return self._filter is ALL and not self._words

    @property
    def empty(self) -> str:
        """The message where nothing is listed."""
        if self._view.draft is None:
            return NO_DRAFT
        if self._words:
            return "nothing has these words; Esc shows all items"
        return f"nothing is {self._filter.name}; Esc shows all items"

    @property
    def title(self) -> str:
        """A line on what is listed."""
        draft = self._view.draft
        if draft is None:
            return "No draft"
        title = f"{draft.handle} {draft.title}"
        if len(self._view.drafts) > 1:
            title = f"{len(self._view.drafts)} drafts (D)  {title}"
        if self.is_whole:
            return title
        items = sum(1 for line in self._view.lines if not line.is_heading)
        listed = sum(1 for line in self._lines if not line.is_heading)
        named = self._filter.name if self._filter is not ALL else "found"
        return f"{named}: {listed} of {items} items  {title}"

    def update_line(self, place: int, line: ItemLine) -> bool:
        """Replaces the line of one item; returns whether it is at that position."""
        if not self._lines or self._lines[place].id != line.id:
            return False
        self._lines[place] = line
        self.rows.forget(place)
        return True

    def undecided_from(self, place: int, by: int) -> int | None:
        """Returns the position of the next undecided item, wrapping around."""
        for step in range(1, len(self._lines) + 1):
            following = (place + by * step) % len(self._lines)
            if is_line_undecided(self._lines[following]):
                return following
        return None

    def _row(self, number: int) -> Row:
        line = self._lines[number]
        words = around(line.text, self._words)
        named = f"{line.label}  {words}" if line.label else words
        indent = line.depth if self.is_whole else 0
        if line.is_heading:
            return Row(line.id, Cell(named, "strong"), *(Cell(""),) * 4, indent=indent)
        return Row(
            line.id,
            Cell(named),
            Cell(f"{SIGNS[line.status]} {line.status}", _TONES.get(line.status, "")),
            Cell(str(line.brackets or "")),
            Cell(str(line.amendments or "")),
            Cell(str(line.stale or ""), "warning"),
            indent=indent,
        )


PAUSE_SECONDS = 0.4
"""How long after something was recorded, or the cursor moved, the whole tree is read again."""

_NARROW = 100


class DraftScreen(TargetScreen[DraftView, None]):
    """Shows the tree of a draft, and the text and status of the selected item."""

    CSS_PATH = "draft.tcss"
    BINDINGS = bindings(DRAFT)
    CHOOSES = "step"

    def __init__(self) -> None:
        super().__init__()
        self._view: DraftView | None = None
        self._draft = ""
        self._is_old = True
        self._followed = ""
        self._item: ItemView | None = None
        self._begins: dict[str, int] = {}
        self._showing = Showing.ROLLING
        self._filter = ALL
        self._words = ""
        self._came_from = ""
        self._listing = Listing(DraftView((), None, ()))
        self._written: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        yield from frame("draft")
        with Horizontal(id="head"):
            yield Static("", id="title", markup=False)
            yield Static("", id="showing", markup=False)
        with Container(id="body"):
            with Vertical(id="left"):
                yield Rows(COLUMNS, empty=NO_DRAFT, id="tree")
                with Horizontal(id="search-line"):
                    yield Static("search", classes="hint")
                    yield Input(placeholder="label, handle or words", id="search")
                    yield Static("↑↓ next   Enter stay   Esc back", classes="hint")
            with Vertical(id="right"):
                yield Static("", id="name", markup=False)
                with VerticalScroll(id="words-pane"):
                    yield Passage(id="words")
                with VerticalScroll(id="verdict-pane"):
                    yield Passage(id="verdict")

    def on_mount(self) -> None:
        """Focuses the tree, and follows the target of all screens."""
        self._tree.focus()
        self.watch(self.host, "target", self._follow, init=False)

    def on_resize(self, event: events.Resize) -> None:
        """Puts the tree above the text where both are too narrow side by side."""
        self.set_class(event.size.width < _NARROW, "narrow")

    @property
    def pointed(self) -> str:
        return self._tree.key

    @property
    def _tree(self) -> Rows:
        return self.query_one("#tree", Rows)

    def look(self) -> Look[DraftView]:
        draft = self._draft
        return lambda group, check: draft_view(group, check, draft)

    @work(exclusive=True, group="look")
    async def look_again(self) -> None:
        """Reads the item at once, and the whole tree after a pause."""
        self._is_old = True
        await self._read_in_turn()

    def _follow(self, target: str) -> None:
        if target != self._followed and self in self.app.screen_stack:
            self._read()

    @work(exclusive=True, group="look")
    async def _read(self) -> None:
        """Reads the item under the cursor, and the tree if that is pending."""
        await self._read_in_turn()

    async def _read_in_turn(self) -> None:
        if not self.is_there:
            return
        target = self.host.target
        item = self._tree.key
        if target and target != self._followed:
            place = await self.ask(lambda group, check: place_of(group, check, target))
            if place is None:
                return
            self._followed = target
            item = place.item or item
            if place.draft and place.draft != self._draft and self._view is not None:
                self._view = None
            self._draft = place.draft or self._draft
        if self._view is not None:
            self._move_to(item)
            await self._read_item()
            if not self._is_old or not self.is_there:
                return
            await asyncio.sleep(PAUSE_SECONDS)
        view = await self.ask(self.look())
        if view is None:
            return
        first = self._view is None
        self._is_old = False
        if first and item:
            with self.prevent(Rows.Moved):
                self.show(view)
            self._move_to(item)
        else:
            self.show(view)
        if first or self._showing is Showing.WHOLE:
            await self._read_item()

    async def _read_item(self) -> None:
        """Reads the item under the cursor, and shows it and its line in the tree."""
        key, showing = self._tree.key, self._showing
        if showing is Showing.WHOLE:
            await self._read_whole()
            return
        if not key:
            self._show_item(None)
            return
        found = await self.glance(lambda group, check: item_view(group, check, key, showing))
        if not self.is_there or key != self._tree.key or showing is not self._showing:
            return
        self._show_item(found)

    async def _read_whole(self) -> None:
        draft = self._draft
        if self._is_old or not self._begins:
            found = await self.ask(lambda group, check: whole_view(group, check, draft))
            if found is None:
                return
            spans, begins = found
            self._begins = dict(begins)
            self.query_one("#words", Passage).show(spans)
        self.call_after_refresh(self._scroll_to_item)

    def _scroll_to_item(self) -> None:
        number = self._begins.get(self._tree.key)
        if number is not None and self._showing is Showing.WHOLE:
            line = self.query_one("#words", Passage).line_of(number)
            self.query_one("#words-pane").scroll_to(y=line, animate=False)

    def show(self, view: DraftView) -> None:
        self._view = view
        if view.draft is not None:
            self._draft = view.draft.id
        self._show_tree()

    def _show_tree(self, key: str = "") -> None:
        if self._view is not None:
            self._listing = Listing(self._view, self._filter, self._words)
            self._tree.empty = self._listing.empty
            self._tree.fit(1, (f"{SIGNS[line.status]} {line.status}" for line in self._view.lines))
            self._tree.show(self._listing.rows, key)
            self._show_title()

    def _show_title(self) -> None:
        showing = str(self._showing)
        if self._showing is Showing.CHANGES:
            showing += f" {self._item.since}" if self._item else " the last revision"
        self._write("#title", self._listing.title)
        self._write("#showing", f"{showing} (t)")

    def _write(self, place: str, words: str) -> None:
        """Writes a line, unless it is unchanged: that would lay the screen out again."""
        if self._written.get(place) != words:
            self._written[place] = words
            self.show_line(place, words)

    def _show_item(self, found: ItemView | None) -> None:
        self._item = found
        text = self.query_one("#words", Passage)
        standing = self.query_one("#verdict", Passage)
        if found is None:
            self._write("#name", "")
            text.show(())
            standing.show(())
            return
        self._write("#name", f"{found.name}  {found.kind}")
        text.show(highlight(found.text, self._words))
        standing.show((*found.standing, *found.amendments))
        if self._listing.update_line(self._tree.cursor, found.line):
            self._tree.refresh_row(self._tree.cursor)
        self._show_title()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Makes the item the target of all screens, and reads it."""
        event.stop()
        if event.key != self._tree.key:
            return
        if not event.key:
            self._show_item(None)
            return
        self._followed = event.key
        self.host.target = event.key
        self._scroll_up()
        self._read()

    def _move_to(self, item: str) -> None:
        """Moves the cursor to an item, showing all items where it would be hidden."""
        if not item or item == self._tree.key:
            return
        with self.prevent(Rows.Moved):
            lines = self._view.lines if self._view is not None else ()
            is_there = self._tree.move_to_key(item)
            if not is_there and any(line.id == item for line in lines):
                self._filter, self._words = ALL, ""
                self._show_tree(item)
        self._scroll_up()

    def _scroll_up(self) -> None:
        if self._showing is not Showing.WHOLE:
            self.query_one("#words-pane").scroll_to(y=0, animate=False)
        self.query_one("#verdict-pane").scroll_to(y=0, animate=False)

    def action_move(self, by: int) -> None:
        """Moves in the tree during a search."""
        self._tree.action_move(by)

    def action_next(self, by: int) -> None:
        """Goes to the next undecided item, wrapping around."""
        place = self._listing.undecided_from(self._tree.cursor, by)
        if place is None:
            self.host.tell("everything that is listed is settled")
        else:
            self._tree.cursor = place

    async def action_step(self) -> None:
        """Opens the step-through at this item."""
        if self.has_class("searching"):
            self._end_search()
        elif self._tree.key:
            self.host.target = self._tree.key
            await self.host.action_go("step")

    def action_open(self, screen: str) -> None:
        """Opens a screen about the item under the cursor, such as the editor."""
        if self.pointed:
            self.host.open_screen(screen, self.pointed)

    @opens_dialog
    async def action_publish(self) -> None:
        """Shows what would be published, asks for its name, and publishes it."""
        draft = self._draft
        if not draft:
            self.host.tell("there is no draft to publish", is_problem=True)
            return
        view = await self.ask(lambda group, check: publishing_view(group, check, draft))
        if view is None:
            return
        wish = await self.app.push_screen_wait(PublishScreen(view))
        if wish is not None:
            await self.record(
                f"{view.handle} is published as {wish.name}",
                lambda group: group.publish(
                    wish.name, draft=view.handle, standing=wish.standing, renumber=wish.renumber
                ),
            )

    def action_turn(self) -> None:
        """Switches how the text is shown."""
        ways = list(Showing)
        self._showing = ways[(ways.index(self._showing) + 1) % len(ways)]
        self.set_class(self._showing is Showing.WHOLE, "whole")
        self._begins.clear()
        self._show_title()
        self.query_one("#words-pane").scroll_to(y=0, animate=False)
        self._read()

    @opens_dialog
    async def action_filter(self) -> None:
        """Asks which items to show."""
        lines = self._view.lines if self._view else ()
        items = [line for line in lines if not line.is_heading]
        choices = [
            Choice(
                each.name,
                each.name,
                count_noun(sum(map(each.keeps, items)), "item", "items"),
                each.key,
            )
            for each in FILTERS
        ]
        picked = await self.press_key("Show which items?", choices)
        if picked is not None:
            self._filter = next(each for each in FILTERS if each.name == picked)
            self._show_tree()

    @opens_dialog
    async def action_pick(self) -> None:
        """Asks which draft to show."""
        if self._view is None:
            return
        choices = [Choice(each.id, each.handle, each.title) for each in self._view.drafts]
        picked = await self.pick("Show which draft?", choices, self._draft)
        if picked and picked != self._draft:
            self._draft = picked
            self._view = None
            self._begins.clear()
            self._filter, self._words = ALL, ""
            self._read()

    def action_search(self) -> None:
        """Opens the search, which filters items while words are typed."""
        self._came_from = self._tree.key
        self.add_class("searching")
        self.query_one("#search", Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Shows the items that have the words."""
        event.stop()
        self._words = event.value.strip()
        self._show_tree()
        if self._item is not None and self._item.line.id == self._tree.key:
            self._show_item(self._item)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Ends the search at the item, among all others."""
        event.stop()
        self._end_search()

    def _end_search(self) -> None:
        self.remove_class("searching")
        self._tree.focus()
        with self.prevent(Input.Changed):
            self.query_one("#search", Input).value = ""
        key = self._tree.key
        self._words = ""
        self._show_tree(key)
        self._show_item(self._item)

    async def action_all(self) -> None:
        """Goes back to where the search began, or else shows all items again."""
        if self.has_class("searching"):
            self._end_search()
            self._tree.move_to_key(self._came_from)
        elif self._filter is not ALL:
            self._filter = ALL
            self._show_tree(self._tree.key)
        else:
            await self.host.run_action("leave")

    def text_to_copy(self) -> str:
        return self.query_one("#words", Passage).text
