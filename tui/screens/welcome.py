"""The welcome: a new group, a record that is there, or the demo."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar, cast

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Select, Static

from consensus.errors import StoreError
from consensus.model.people import Style
from consensus.text.display import escape_control_characters, shortened
from tui.host import Host
from tui.keymap import WELCOME, bindings, key_of
from tui.screens.base import KeyQueueApp, opens_dialog
from tui.screens.importing import ChooseFile, OneCell
from tui.views.importing import (
    DRAFT,
    MEMBERS,
    RECORDS,
    Beginning,
    Found,
    Known,
    demo_opening,
    free_name,
    full_place,
    known_groups,
    likely_files,
    look_into,
    opening,
    place_problem,
    rule_choices,
)
from tui.widgets.frame import KeyLine
from tui.widgets.rows import Cell, Column, Row, Rows
from tui.worker import Opening

_FIELDS = ("draft", "members", "title", "rule", "style", "by", "place")
_NAMES = ("Draft", "Members", "Title", "Rule", "Style", "You are", "File")
_OPENS = "a *.consensus file, or postgresql://…"
_WAYS = (
    ("new", "n", "New group", "a draft, its members, a rule"),
    ("demo", "d", "Look around", "a sample group that is in the middle of it"),
    ("open", "o", "Open …", _OPENS),
)
_NOTE = (
    "Nothing is written before you say so. Word, Markdown and text drafts; members in CSV; either"
    " may come later."
)
_FOR = "for bodies that must agree on a text"
_MOST_LISTED = 9
_FIRST_ITEMS, _FINDINGS = 6, 3
_TITLE = 40
"""So much of a title is said."""


class Options(Select[str], inherit_bindings=False):
    """A field of which one of a list is taken; the arrows go to the fields around it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "show_overlay", show=False)]


class LastLine(Static, can_focus=True):
    """The line under the form: what Enter does and, while it has the focus, what is to begin."""


class WelcomeScreen(Screen[None]):
    """Begins a group, or opens one; nothing is written before Enter under the form."""

    CSS_PATH = "welcome.tcss"
    BINDINGS = bindings(WELCOME)

    def __init__(self, place: str = "", by: str = "") -> None:
        super().__init__()
        self._place, self._by = place, by
        self._found: dict[str, Found] = {}
        self._reading: set[str] = set()  # the fields whose files are not read to the end yet
        self._all_read = asyncio.Event()
        self._busy = asyncio.Lock()
        self._lately: list[str] = []
        self._is_titled = self._is_placed = False
        self._strayed = False  # whether letters were typed where no field is

    @property
    def host(self) -> Host:
        """The app, which opens the record."""
        return cast("Host", self.app)

    def compose(self) -> ComposeResult:
        """Lays out the ways to begin, and the form of a new group."""
        draft, members = likely_files(Path())
        given = {"draft": draft, "members": members, "by": self._by or os.environ.get("USER", "")}
        if self._place:
            given["place"] = self._place.removesuffix(*RECORDS)
        with Horizontal(id="welcome"):
            with Vertical(classes="pane", id="ways-pane") as ways:
                ways.border_title = "Welcome"
                brand = "[ consensus ]", "bold $text-primary"
                yield Static(Content.assemble(brand, f"\n{_FOR}"), id="brand")
                columns = Column(width=2), Column(width=18), Column()
                yield Rows(columns, id="ways")
                yield Static("", id="way-problem", markup=False)
            with VerticalScroll(classes="pane", id="form-pane", can_focus=False) as form:
                form.border_title = "New group"
                for field, name in zip(_FIELDS, _NAMES, strict=True):
                    with Horizontal(classes="field"):
                        yield Static(name, classes="field-name")
                        yield self._input(field, given.get(field, ""))
                        yield Static("", classes="field-found", id=f"{field}-found", markup=False)
                yield LastLine("", id="enter", markup=False)
                yield Static("", id="findings", markup=False)
                yield Static("", id="first", markup=False)
                yield Static(_NOTE, id="begins", markup=False)
        yield KeyLine()

    def _input(self, field: str, value: str) -> Input | Select[str]:
        if field == "rule":
            return Options(rule_choices(Style.PLAIN), id=field, allow_blank=False)
        if field == "style":
            styles = [(str(each), str(each)) for each in Style]
            return Options(styles, id=field, allow_blank=False)
        return Input(value, id=field, compact=True, highlighter=OneCell())

    def on_mount(self) -> None:
        """Lists what can be opened, and looks into what is filled in."""
        self.query_one("#ways", Rows).focus()
        self._show_ways()
        self._list_ways()
        self._say("style", "words of papers and members")
        self._say("rule", f"{len(rule_choices(Style.PLAIN)) - 1} others")
        self._say("by", "each step keeps it")
        if self._place:
            self._is_placed = True
            is_empty = bool(place_problem(self._place))
            but = "; choose another name for a new group" if is_empty else ""
            self._say_way(f"nothing is in {self._place} yet{but}")
        self._look_into("members")
        self._check_place()
        self._say_enter()

    @work(group="ways")
    async def _list_ways(self) -> None:
        """Lists the records opened lately, and others in this folder."""
        known = (await asyncio.to_thread(known_groups))[:_MOST_LISTED]
        if self.is_attached and self.app.is_running:
            self._show_ways(known)

    def _show_ways(self, known: Sequence[Known] = ()) -> None:
        self._lately = [each.place for each in known]
        rows = [
            Row(key, Cell(press, "accent"), Cell(name, "strong"), Cell(words, "faint"))
            for key, press, name, words in _WAYS
        ]
        for number, each in enumerate(known, 1):
            when = _moment_words(each.seen, self.host.clock()) if each.seen else ""
            said = Cell("  ".join(filter(None, (each.said, when))), "faint")
            rows.append(Row(each.place, Cell(f"{number}", "accent"), Cell(each.name), said))
        self.query_one("#ways", Rows).show(rows)

    def _say(self, field: str, words: str, is_good: bool | None = None) -> None:
        """Says beside a field what was found."""
        found = self.query_one(f"#{field}-found", Static)
        sign = {True: "✓ ", False: "✗ ", None: ""}[is_good]
        found.update(sign + escape_control_characters(words))
        found.set_class(is_good is True, "-good")
        found.set_class(is_good is False, "-bad")

    def _say_way(self, words: str) -> None:
        problem = self.query_one("#way-problem", Static)
        problem.update(escape_control_characters(words))
        problem.set_class(bool(words), "-said")

    def _value(self, field: str) -> str:
        widget = self.query_one(f"#{field}", Input)
        return widget.value.strip()

    def _fill(self, field: str, value: str) -> None:
        """Fills in an answer, of which the beginning is shown."""
        widget = self.query_one(f"#{field}", Input)
        widget.value = value
        widget.cursor_position = 0

    # The form.

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        field = event.input.id or ""
        if field in ("draft", "members"):
            self._look_into(field)
        elif field == "title":
            self._is_titled = event.input.has_focus or self._is_titled
            self._name_place()
        elif field == "place":
            self._is_placed = event.input.has_focus or self._is_placed
            self._check_place()
        self._say_enter()

    @on(Select.Changed, "#style")
    def _restyle(self, event: Select.Changed) -> None:
        """Offers the rule of the style first, unless another one was chosen."""
        rule = self.query_one("#rule", Select)
        chosen = rule.value
        choices = rule_choices(str(event.value))
        rule.set_options(choices)
        # The words of the same value may be others, and are drawn where it changes alone.
        rule.value = choices[-1][1]
        rule.value = chosen

    def _name_place(self) -> None:
        """Names the file after the title, unless it was named by hand."""
        title = self._value("title")
        if not title:
            self._say("title", "what the group is called")
        elif self._is_titled:
            self._say("title", "")
        if not self._is_placed:
            self._fill("place", free_name(title) if title else "")

    def _check_place(self) -> None:
        typed = self._value("place")
        problem = place_problem(typed)
        added = full_place(typed).removeprefix(typed)
        self._say("place", problem or added, False if problem else None)

    def _look_into(self, field: str) -> None:
        self._say(field, "reading …")
        self._reading.add(field)
        self._all_read.clear()
        # What was begun for the same field is cancelled: this one comes to the end in its place.
        self.run_worker(self._read(field), group=f"look-{field}", exclusive=True)

    async def _read(self, field: str) -> None:
        """Reads a file that was named, and says what it holds."""
        kind = DRAFT if field == "draft" else MEMBERS
        others = self._found.get("members") if kind is DRAFT else None
        before = others.file if others else None
        found = await asyncio.to_thread(look_into, self._value(field), kind, before)
        self._found[field] = found
        self._say(field, found.said, False if found.is_problem else bool(found.file) or None)
        if field == "members":
            # The draft may name members, whom it finds only now.
            self._look_into("draft")
        else:
            if not self._is_titled and (found.title or not found.file):
                self._fill("title", found.title)
                self._name_place()
                self._say("title", "from the draft" if found.title else "")
            self._show_beginning()
        self._reading.discard(field)
        if not self._reading:
            self._all_read.set()

    def _show_beginning(self) -> None:
        """Shows what is odd about the files, in full, and the first items of the draft."""
        lines: list[Content] = []
        draft = self._found.get("draft")
        if draft and draft.lines:
            lines.append(Content.styled("It would begin with", "$text-muted"))
            for label, words in draft.lines[: max(_FIRST_ITEMS, self.size.height - 26)]:
                named = f"{escape_control_characters(label):<4} ", "bold"
                lines.append(Content.assemble(named, escape_control_characters(words)))
        self.query_one("#first", Static).update(Content("\n").join(lines))
        here = self.focused.id if self.focused else ""
        odd = sorted(self._found.items(), key=lambda each: each[0] != here)
        shown = [f"! {each}" for _, found in odd for each in found.findings[:_FINDINGS]]
        said = self.query_one("#findings", Static)
        said.update(escape_control_characters("\n".join(shown)))
        said.display = bool(shown)

    def on_descendant_focus(self) -> None:
        """Says what Enter does in this field."""
        self._strayed = False
        self._say_enter()
        self._show_beginning()

    def on_key(self, event: events.Key) -> None:
        """Says that what is typed on the last line went nowhere; Enter begins nothing then."""
        if self.focused is self.query_one("#enter") and event.is_printable:
            event.stop()
            self._strayed = True
            self._say_enter()

    def _say_enter(self) -> None:
        here, following = self.focused.id if self.focused else "", self._next_empty()
        does = f"↵ next, {_NAMES[_FIELDS.index(following)]}" if following else "↵ to the last line"
        does = "↵ choose" if here in ("rule", "style") else does
        words = f"{does}   Tab ⇧Tab other fields   ^o choose a file   Esc back"
        if cast("KeyQueueApp", self.app).is_held:
            words = "the file is being read; what you type waits for the next field"
        elif here == "enter":
            words = "what was typed went into no field; ↵ looks again, ⇧Tab goes back"
            words = words if self._strayed else self._what_begins()
        self.query_one("#enter", Static).update(words if self._is_in_form else "")

    def _what_begins(self) -> str:
        """Returns what Enter on the last line begins: title, members and rule."""
        found = [self._found[each] for each in ("members", "draft") if each in self._found]
        rule = self.query_one("#rule", Select)
        named = next(words for words, each in rule._options if each == rule.value)
        parts = (
            f"↵ begins “{shortened(self._value('title'), _TITLE)}”",
            *(each.said for each in found if each.file),
            f"recorded by {shortened(self._value('by') or 'nobody', _TITLE)}",
        )
        return escape_control_characters(f"{'; '.join(parts)}\nRule: {named}")

    @property
    def _is_in_form(self) -> bool:
        return self.focused is not None and (self.focused.id or "") in (*_FIELDS, "enter")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Returns whether a key is active: in the form no letter or digit is a command."""
        is_in_list = self.focused is not None and self.focused.id == "ways"
        return is_in_list or action not in ("new", "demo", "open", "recent")

    def action_field(self, by: int) -> None:
        """Goes to the field above or below."""
        (self.focus_next if by > 0 else self.focus_previous)()

    def _next_empty(self) -> str:
        """Returns the first field after this one that nothing is in; empty if there is none."""
        here = self.focused.id if self.focused else None
        if here not in _FIELDS:
            return ""
        later = self.query(".field Input").results(Input)
        after = _FIELDS.index(here)
        empty = (each.id or "" for each in later if not each.value.strip())
        return next((name for name in empty if _FIELDS.index(name) > after), "")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        """Goes on once the files are read; what is typed meanwhile waits."""
        event.stop()
        cast("KeyQueueApp", self.app).held = self._go_on(event.input.id or "")
        self._say_enter()

    @work(group="go-on", exclusive=True)
    async def _go_on(self, field: str) -> None:
        """Goes on to a field that is empty, to what is wrong, or else to the last line."""
        await self._all_read.wait()
        is_wrong = field in self._found and self._found[field].is_problem
        following = field if is_wrong else self._next_empty()
        self.set_focus(self.query_one(f"#{following or (self._wrong() or ['enter'])[0]}"))
        self.call_later(self._say_enter)

    def _wrong(self) -> list[str]:
        """Says what keeps a group from beginning, and returns the fields."""
        wrong = [name for name, found in self._found.items() if found.is_problem]
        self._check_place()
        if not self._value("title"):
            self._say("title", "say what the group is called", is_good=False)
            wrong.append("title")
        elif not self._value("place"):
            self._say("place", "name the file that the group is kept in", is_good=False)
            wrong.append("place")
        elif place_problem(self._value("place")):
            wrong.append("place")
        return sorted(wrong, key=_FIELDS.index)

    @work(group="begin")
    async def _begin(self) -> None:
        """Creates the group as the form has it, unless one is being opened already."""
        if not self._busy.locked():
            async with self._busy:
                await self._create()

    async def _create(self) -> None:
        """Creates the group as the form has it, whole or not at all, and opens it."""
        await self._all_read.wait()
        files = {name: self._found.get(name, Found("")) for name in ("draft", "members")}
        if wrong := self._wrong():
            self.query_one(f"#{wrong[0]}").focus()
            return
        beginning = Beginning(
            title=self._value("title"),
            place=self._value("place"),
            by=self._value("by"),
            rule=str(self.query_one("#rule", Select).value),
            style=str(self.query_one("#style", Select).value),
            draft=files["draft"].file,
            members=files["members"].file,
        )
        self._say("place", "beginning …")
        try:
            problem = await self.host.open_record(*beginning.opening(self.host.clock))
        except StoreError as error:
            problem = str(error)
        if problem:
            self._say("place", problem, is_good=False)
            self.query_one("#place").focus()

    # The list.

    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Does what was chosen."""
        event.stop()
        if event.key == "demo" and event.by_click:
            key = key_of(self.app, "welcome.demo")
            self._say_way(f"press {key}: it writes a file in this folder")
        elif event.key in ("new", "demo", "open"):
            await self.run_action(event.key)
        else:
            self._open(event.key)

    def action_choose(self) -> None:
        """Does what is selected; on the last line, begins what it says."""
        if self.focused is not self.query_one("#enter"):
            self.query_one("#ways", Rows).action_choose()
        elif self._strayed:
            self._strayed = False
            self._say_enter()
        else:
            self._begin()

    def action_new(self) -> None:
        """Goes to the form, to the first field that is empty."""
        inputs = [*self.query(".field Input").results(Input)]
        next((each for each in inputs if not each.value), inputs[0]).focus()

    def action_back(self) -> None:
        """Goes back to the list."""
        self.query_one("#ways", Rows).focus()

    def action_recent(self, number: int) -> None:
        """Opens one of the records in the list."""
        if number <= len(self._lately):
            self._open(self._lately[number - 1])

    def action_demo(self) -> None:
        """Opens the example, in a new file in this folder."""
        self._open_with(*demo_opening(self._value("by"), self.host.clock))

    def _open(self, place: str) -> None:
        self._open_with(place, self._opening(place))

    def _opening(self, place: str) -> Opening:
        return opening(place, self._value("by"), self.host.clock)

    @work(group="begin")
    async def _open_with(self, place: str, opened: Opening) -> None:
        if not self._busy.locked():
            async with self._busy:
                self._say_way("opening …")
                self._say_way(await self.host.open_record(place, opened))

    @opens_dialog
    async def action_open(self) -> None:
        """Asks for a record, until one opens."""
        place = problem = ""
        while not self._busy.locked():
            question = ChooseFile("Open a working group", _OPENS, RECORDS, place, problem)
            if not (place := await self.app.push_screen_wait(question) or ""):
                return
            async with self._busy:
                problem = await self.host.open_record(place, self._opening(place))
            if not problem:
                return

    @opens_dialog
    async def action_choose_file(self) -> None:
        """Chooses the file of the draft, or of the members where that field has the focus."""
        here = self.focused.id if self.focused else ""
        if here not in _FIELDS:
            await self.run_action("open")
            return
        kind = MEMBERS if here == "members" else DRAFT
        question = ChooseFile(f"Which file has {kind.name}?", "", kind.endings)
        chosen = await self.app.push_screen_wait(question)
        if chosen:
            field = self.query_one(f"#{kind.id}", Input)
            field.value = chosen
            field.focus()


def _moment_words(moment: datetime, now: datetime) -> str:
    """Returns the time of a moment today, or else its day."""
    moment, now = moment.astimezone(), now.astimezone()
    return f"today {moment:%H:%M}" if moment.date() == now.date() else f"{moment:%-d %b %Y}"
