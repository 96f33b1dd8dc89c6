"""The meeting: who has the floor and who waits, the agenda, and who is there."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from consensus.text.display import made_visible
from tui.actions.action import bindings
from tui.actions.meeting import MEETING
from tui.asks import asks
from tui.screens.attending import Attending
from tui.screens.convening import Convening
from tui.screens.dialogs import Choice, PressKey
from tui.screens.giving_floor import GivingFloor
from tui.screens.meeting_rows import (
    AGENDA_COLUMNS,
    MEMBERS_COLUMNS,
    SPEAKERS_COLUMNS,
    agenda_details,
    agenda_row,
    agenda_title,
    attendance_line,
    member_details,
    member_row,
    speaker_line,
    speakers_title,
    waiting_details,
    waiting_key,
    waiting_row,
)
from tui.views.floor import time_of_speaker
from tui.views.meeting import MeetingView, meeting_view
from tui.widgets.frame import frame
from tui.widgets.rows import Rows
from tui.worker import Look

_ADDING = (
    Choice("agenda", "an item of the agenda", key_press="a"),
    Choice("member", "a member", key_press="m"),
    Choice("observer", "an observer", key_press="o"),
    Choice("office", "who holds an office", "chair, co-chair, facilitator, secretary", "f"),
)


class MeetingScreen(GivingFloor, Attending, Convening):
    """The meeting that goes on, and how to open one where none does."""

    CSS_PATH = "meeting.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(MEETING)]

    def __init__(self) -> None:
        super().__init__()
        self._current = ""

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield from frame("members")
        with Vertical(id="meeting"):
            yield Static("", id="meeting-title", markup=False)
            yield Static("", id="attendance", markup=False)
            with Horizontal(id="floor"):
                yield Static("", id="speaker", markup=False)
                yield Static("", id="time", markup=False)
            with Horizontal(id="lists"):
                with Vertical(id="left"):
                    with Vertical(classes="list"):
                        yield Static("", id="speakers-title", classes="list-title", markup=False)
                        yield Rows(SPEAKERS_COLUMNS, id="speakers")
                    with Vertical(classes="list"):
                        yield Static("", id="agenda-title", classes="list-title", markup=False)
                        yield Rows(AGENDA_COLUMNS, empty="nothing; + adds to it", id="agenda")
                with Vertical(id="right", classes="list"):
                    yield Static("", id="members-title", classes="list-title", markup=False)
                    yield Rows(MEMBERS_COLUMNS, id="members")
            yield Static("", id="details", markup=False)

    def on_mount(self) -> None:
        """Begin with the members, and keep the time."""
        self.query_one("#members", Rows).focus()
        self.set_interval(1, self._tick)

    def look(self) -> Look[MeetingView]:
        """The meeting that goes on."""
        return meeting_view

    def show(self, view: MeetingView) -> None:
        """Show the meeting."""
        self.seen = view
        report = view.floor
        self.query_one("#attendance", Static).update(attendance_line(view))
        self.query_one("#floor").display = bool(report.meeting)
        self.query_one("#speaker", Static).update(made_visible(speaker_line(report)))
        self._tick()
        self.query_one("#speakers-title", Static).update(made_visible(speakers_title(view)))
        speakers = self.query_one("#speakers", Rows)
        speakers.empty = (
            "q notes who asks for the floor" if report.meeting else "no meeting is open"
        )
        speakers.show([waiting_row(place, each) for place, each in enumerate(report.waiting, 1)])
        self.query_one("#agenda-title", Static).update(agenda_title(report))
        current = next((each.handle for each in report.agenda if each.is_current), "")
        agenda = [agenda_row(each) for each in report.agenda]
        self.query_one("#agenda", Rows).show(agenda, current if current != self._current else "")
        self._current = current
        everybody = view.attendance.attendants
        members = [each for each in everybody if self.is_shown(each)]
        title = f"Members: {len(members)} of {len(everybody)}, {self.shown_in_words}"
        self.query_one("#members-title", Static).update(made_visible(title))
        rows = self.query_one("#members", Rows)
        rows.empty = "nobody; f shows others" if everybody else "nobody yet; + adds somebody"
        rows.show([member_row(each) for each in members], self.member_to_select())
        self._show_details()

    def _tick(self) -> None:
        """Show for how long the meeting has gone on, and the speaker has spoken."""
        view = self.seen
        if view is None:
            return
        now = view.read if self.desk_app.as_of else self.desk_app.clock()
        self.query_one("#meeting-title", Static).update(made_visible(_title(view, now)))
        time = self.query_one("#time", Static)
        words, is_over = time_of_speaker(view.floor, now) if view.floor.speaker else ("", False)
        time.update(words)
        time.set_class(is_over, "over")

    def _show_details(self) -> None:
        """Show all of what is selected in the list that has the focus, which its row may cut."""
        view = self.seen
        if view is None:
            return
        details = ""
        if self.is_at("speakers"):
            key = self.selected("speakers")
            details = next(
                (waiting_details(each) for each in view.floor.waiting if waiting_key(each) == key),
                "",
            )
        elif self.is_at("agenda"):
            key = self.selected("agenda")
            details = next(
                (agenda_details(each) for each in view.floor.agenda if each.handle == key), ""
            )
        elif found := self.attendant(self.selected("members")):
            details = member_details(found, view)
        self.query_one("#details", Static).update(made_visible(details))

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Show what is selected; of the agenda, let other screens look at what it is about."""
        self._show_details()
        if self.seen is not None and event.rows.id == "agenda" and event.rows.has_focus:
            targets = self.seen.agenda_targets.get(event.key)
            if targets:
                self.desk_app.target = targets[0]

    def on_descendant_focus(self) -> None:
        """Show what is selected in the list that has the focus now."""
        self._show_details()

    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Note a presence, give the floor, or take a matter up."""
        if event.rows.id == "members":
            await self.turn_presence(event.key)
        elif event.rows.id == "speakers":
            await self.give_to(event.key)
        else:
            await self.take_up(event.key)

    async def action_remove(self) -> None:
        """Take the selected speaker off the list, or note that the selected member is absent."""
        if self.is_at("speakers"):
            await self.withdraw(self.selected("speakers"))
        elif self.is_at("members"):
            await self.note_absent(self.selected("members"))
        else:
            self.desk_app.tell("what is on the agenda stays there; C says that it is done")

    @asks
    async def action_add(self) -> None:
        """Add to the agenda, to the members, or to who holds an office."""
        picked = await self.app.push_screen_wait(PressKey("What is to be added?", _ADDING))
        if picked == "agenda":
            await self.add_agenda_item()
        elif picked == "office":
            await self.give_office()
        elif picked:
            await self.add_member(observer=picked == "observer")


def _title(view: MeetingView, now: datetime) -> str:
    if view.opened is None:
        return "No meeting is open: M opens one"
    there = view.attendance
    minutes = max(0, int((now - view.opened).total_seconds())) // 60
    hours = f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
    return f"{there.meeting} {there.title} ({there.forum}), for {hours}"
