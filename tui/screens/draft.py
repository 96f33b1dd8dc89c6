"""A draft as a tree of items, with the text of one beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static

from consensus.reports.words import SIGNS
from consensus.rules.verdict import PROVISIONAL, Status
from consensus.text.display import count_noun
from tui.keymap import DRAFT, bindings, key_of
from tui.screens.base import TargetScreen, opens_dialog
from tui.screens.publish import publish
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
)
from tui.views.text import Choice
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.rows import Cell, Column, LazyRows, Row, Rows, Tone, as_written
from tui.worker import Look

COLUMNS = (Column(width=1), Column(), Column(width=3, to_the_right=True))
"""What is seen of each item in the outline: its sign, its words, how many amendments are open."""


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


_LARGE = 100
"""From how many items on chapters that are wholly agreed are closed at first."""


class Listing:
    """The listed items of a draft: after a filter or a search, or those of open chapters."""

    def __init__(
        self,
        view: DraftView,
        kept: Filter = ALL,
        words: str = "",
        closed: Collection[str] = (),
        is_searching: bool = False,
    ) -> None:
        self._view = view
        self._filter = kept
        self._words = words
        self._folded = closed
        self.is_narrowed = kept is not ALL or is_searching
        self.chapters = view.chapters
        self.places = {line.id: place for place, line in enumerate(view.lines)}
        self.finds = [line.id for line in view.lines if words and has_words(line, words)]
        self._lines: list[ItemLine] = []
        found, until = set(self.finds), 0
        for place, line in enumerate(view.lines):
            if self.is_narrowed:
                if kept.keeps(line) and (not is_searching or not words or line.id in found):
                    self._lines.append(line)
            elif place >= until:
                self._lines.append(line)
                until = self.chapters[line.id].end if line.id in closed else place
        self._found = found
        self.rows = LazyRows([line.id for line in self._lines], self._row)

    @property
    def empty(self) -> str:
        """The message where nothing is listed; none where there is no draft."""
        if self._view.draft is None:
            return ""
        if self._words:
            return "nothing has these words; Esc shows all items"
        return f"nothing is {self._filter.name}; Esc shows all items"

    def title(self, other: str) -> str:
        """Returns a line on what is listed; `other` is the key that shows another draft."""
        draft = self._view.draft
        if draft is None:
            return "No draft"
        items = sum(not line.is_heading for line in self._view.lines)
        listed = sum(not line.is_heading for line in self._lines) if self.is_narrowed else items
        count = f"{listed} of {items} items" if self.is_narrowed else f"{items} items"
        if self._filter is not ALL:
            count += f", {self._filter.name}"
        if self._words:
            count += f", {len(self.finds)} with “{self._words}”"
        drafts = len(self._view.drafts)
        more = f"  {drafts} drafts ({other})" if drafts > 1 else ""
        return f"{count}{more}  {draft.handle} {draft.title}"

    @property
    def counts(self) -> list[str]:
        """What stands at the right of closed chapters."""
        return [self.chapters[line.id].words for line in self._lines if line.id in self._folded]

    def update_line(self, place: int, line: ItemLine) -> bool:
        """Replaces the line of one item; returns whether it is at that position."""
        if not self._lines or self._lines[place].id != line.id:
            return False
        self._lines[place] = line
        self.rows.forget(place)
        return True

    def next_from(self, item: str, by: int) -> str:
        """Returns the next find or, without a search, undecided item, wrapping around."""
        lines = self._lines if self.is_narrowed else self._view.lines
        place = next((n for n, line in enumerate(lines) if line.id == item), 0)
        for step in range(1, len(lines) + 1):
            line = lines[(place + by * step) % len(lines)]
            if line.id in self._found if self._words else is_line_undecided(line):
                return line.id
        return ""

    def neighbours(self, item: str, lines_of_text: int) -> tuple[list[str], list[str]]:
        """Returns the items of the draft that stand before and after one, as there is room."""
        place, lines = self.places.get(item, 0), self._view.lines
        before = lines[max(0, place - _BEFORE) : place] if lines_of_text else ()
        # With the line between two, an item takes three at least, but for headings.
        after = lines[place + 1 : place + 1 + lines_of_text // 3]
        return [each.id for each in before], [each.id for each in after]

    def above(self, item: str) -> list[str]:
        """Returns the headings above an item or heading, the nearest first."""
        place = self.places.get(item, 0)
        above = (each for each in reversed(self._view.lines[:place]) if each.is_heading)
        return [each.id for each in above if self.chapters[each.id].end > place]

    def _row(self, number: int) -> Row:
        line = self._lines[number]
        words = around(line.text, self._words)
        named = f"{line.label}  {words}" if line.label else words
        indent = 0 if self.is_narrowed else line.depth
        is_found = line.id in self._found
        if line.is_heading:
            is_closed = line.id in self._folded and not self.is_narrowed
            count = self.chapters[line.id].words if is_closed else ""
            sign = "▸" if is_closed else "▾"
            return Row(
                *(line.id, Cell(sign, "faint"), Cell(named, "strong"), Cell(count, "faint")),
                indent=indent,
            )
        return Row(
            line.id,
            Cell(SIGNS[line.status], _TONES.get(line.status, "")),
            Cell(named, "accent" if is_found else ""),
            Cell(str(line.amendments or ""), "warning"),
            indent=indent,
        )


PAUSE_SECONDS = 0.4
"""How long after something was recorded, or the cursor moved, the whole tree is read again."""

_BEFORE = 3
"""How many items of the running text are shown before the one at the cursor."""


class _Text(VerticalScroll, inherit_bindings=False):
    """The running text, in which arrows go from item to item and pages are scrolled."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page_up", "page up", show=False),
        Binding("pagedown", "page_down", "page down", show=False),
    ]


class DraftScreen(TargetScreen[DraftView, None]):
    """Shows the outline of a draft, and beside it the text at the cursor and where it stands."""

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
        self._showing = Showing.ROLLING
        self._filter = ALL
        self._words = ""
        self._folded: set[str] = set()
        self._came_from = ""
        self._listing = Listing(DraftView())

    def compose(self) -> ComposeResult:
        yield from frame("draft")
        with Container(id="body"):
            with Vertical(id="outline", classes="pane"):
                yield Rows(COLUMNS, empty="", id="tree")
                with Horizontal(id="search-line"):
                    yield Static("search", classes="hint")
                    yield Input(placeholder="label, handle or words", id="search")
                    yield Static("↑↓ next   Enter stay   Esc back", classes="hint")
            with Container(id="beside"):
                with _Text(id="words-pane", classes="pane"):
                    yield Passage(id="before")
                    yield Static("", id="name", markup=False)
                    yield Passage(id="text")
                    yield Passage(id="after")
                with VerticalScroll(id="verdict-pane", classes="pane"):
                    yield Passage(id="verdict")

    def on_mount(self) -> None:
        """Focuses the outline, and follows the target of all screens."""
        self.query_one("#verdict-pane").border_title = "Where it stands"
        self._tree.focus()
        self.watch(self.host, "target", self._follow, init=False)

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
            self.show_read(view)
        if first:
            await self._read_item()

    async def _read_item(self) -> None:
        """Reads the item under the cursor, and shows it and its line in the outline."""
        key, showing = self._tree.key, self._showing
        if not key:
            self._show_item(None)
            return
        room = self.query_one("#words-pane").size.height
        before, after = self._listing.neighbours(key, 0 if self.has_class("-narrow") else room)
        found = await self.glance(
            lambda group, check: item_view(group, check, key, showing, before, after)
        )
        if self.is_there and key == self._tree.key and showing is self._showing:
            self._show_item(found)

    def show(self, view: DraftView) -> None:
        if view.draft is not None and (self._view is None or self._draft != view.draft.id):
            self._draft = view.draft.id
            chapters = view.chapters.items() if len(view.lines) >= _LARGE else ()
            self._folded = {key for key, each in chapters if each.is_agreed}
        self._view = view
        self._show_tree()

    def _show_tree(self, key: str = "") -> None:
        if self._view is not None:
            searching = self.has_class("searching")
            self._listing = Listing(self._view, self._filter, self._words, self._folded, searching)
            self._tree.empty = self._listing.empty or self.nothing_yet()
            self._tree.fit(2, self._listing.counts)
            self._tree.show(self._listing.rows, key)
            self._show_title()

    def _show_title(self) -> None:
        other, key = (key_of(self.app, each) for each in ("draft.pick", "draft.showing"))
        self.query_one("#outline").border_title = as_written(self._listing.title(other))
        showing = str(self._showing)
        if self._showing is Showing.CHANGES:
            showing += f" {self._item.since}" if self._item else " the last revision"
        name = f"{self._item.name}, " if self._item else ""
        self.query_one("#words-pane").border_title = as_written(f"{name}{showing} ({key})")

    def _show_item(self, found: ItemView | None) -> None:
        self._item = found
        name = f"{SIGNS[found.line.status]} {found.name}" if found else ""
        with self.app.batch_update():
            for place in ("before", "text", "after"):
                spans = highlight(getattr(found, place, ()), self._words)
                self.query_one(f"#{place}", Passage).show(spans)
            verdict = (*found.standing, *found.amendments) if found else ()
            self.query_one("#verdict", Passage).show(verdict)
            # Without a layout of its own: the line is as high as it was.
            self.query_one("#name", Static).update(as_written(name), layout=False)
            if found and self._listing.update_line(self._tree.cursor, found.line):
                self._tree.refresh_row(self._tree.cursor)
            self._show_title()
            self._scroll_to_item()

    def _scroll_to_item(self) -> None:
        """Brings the item into sight, with a little of what stands before it."""
        pane, before = self.query_one("#words-pane"), self.query_one("#before", Passage)
        size = before.size
        line = before.get_content_height(size, size, size.width) + 1 if before.display else 0
        # The lines are counted, since the layout that follows would need a second one to scroll.
        place = max(0, line - pane.size.height // 4)
        pane.scroll_to(y=place, animate=False, immediate=True, force=True)

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
        """Moves the cursor to an item, showing it where a filter or a closed chapter hides it."""
        if not item or item == self._tree.key:
            return
        with self.prevent(Rows.Moved):
            if not self._tree.move_to_key(item) and item in self._listing.places:
                self._filter, self._words = ALL, ""
                self._folded.difference_update(self._listing.above(item))
                self._show_tree(item)
        self._scroll_up()

    def _scroll_up(self) -> None:
        self.query_one("#verdict-pane").scroll_to(y=0, animate=False)

    def action_move(self, by: int) -> None:
        """Moves in the outline, during a search too."""
        self._tree.action_move(by)

    def action_fold(self, is_closing: bool) -> None:
        """Closes the chapter at the cursor, or the one around it, or opens it."""
        key = self._tree.key
        if is_closing and (key not in self._listing.chapters or key in self._folded):
            key = next(iter(self._listing.above(key)), key)
        if key in self._listing.chapters and not self._listing.is_narrowed:
            (self._folded.add if is_closing else self._folded.discard)(key)
            self._show_tree(key)

    def action_next(self, by: int) -> None:
        """Goes to the next find or undecided item, wrapping around."""
        found = self._listing.next_from(self._tree.key, by)
        if not found:
            self.host.tell("everything that is listed is settled")
        elif not self._tree.move_to_key(found):
            self._folded.difference_update(self._listing.above(found))
            self._show_tree(found)

    async def action_step(self) -> None:
        """Opens the step-through at this item; a chapter is closed or opened."""
        key = self._tree.key
        if self.has_class("searching"):
            self._end_search()
        elif key in self._listing.chapters and not self._listing.is_narrowed:
            self.action_fold(key not in self._folded)
        elif key:
            self.host.turn_to(key)
            await self.host.action_go("step")

    def action_open(self, screen: str) -> None:
        """Opens a screen about the item under the cursor, such as the editor."""
        if self.pointed:
            self.host.open_screen(screen, self.pointed)
        elif screen == "propose":
            self.host.action_first_item()

    @opens_dialog
    async def action_publish(self) -> None:
        """Shows what would be published, asks for its name, and publishes it."""
        draft = self._draft
        if not draft:
            self.host.tell("there is no draft to publish", is_problem=True)
            return
        await publish(self.host, draft)

    def action_turn(self) -> None:
        """Switches how the text is shown."""
        ways = list(Showing)
        self._showing = ways[(ways.index(self._showing) + 1) % len(ways)]
        self._show_title()
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
        """Ends the search at the item, among all others; the words stay marked."""
        event.stop()
        self._end_search(self._words)

    def _end_search(self, words: str = "") -> None:
        self.remove_class("searching")
        self._tree.focus()
        with self.prevent(Input.Changed):
            self.query_one("#search", Input).value = ""
        key = self._tree.key
        self._words = words
        self._folded.difference_update(self._listing.above(key))
        self._show_tree(key)
        self._show_item(self._item)

    async def action_all(self) -> None:
        """Goes back to where the search began, or else shows all items again."""
        if self.has_class("searching"):
            self._end_search()
            self._tree.move_to_key(self._came_from)
        elif self._words or self._filter is not ALL:
            self._filter, self._words = ALL, ""
            self._show_tree(self._tree.key)
            self._show_item(self._item)
        else:
            await self.host.run_action("leave")

    def text_to_copy(self) -> str:
        return self.query_one("#text", Passage).text
