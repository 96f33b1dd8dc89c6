"""The app: its screens, how it records and reads for them, and the palette."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path, PurePath
from typing import Any, ClassVar

from textual import work
from textual.binding import Binding
from textual.color import Color
from textual.command import CommandPalette, Provider
from textual.notifications import SeverityLevel
from textual.screen import Screen

from consensus.errors import ConsensusError, Rejected, StoreError
from consensus.rules.judgement import AGREED_STATUSES
from consensus.text.display import escape_control_characters
from consensus.working_group import WorkingGroup
from consensus.working_group.log import system_clock
from tui.host import Floor
from tui.keymap import EVERYWHERE, bindings, key_of
from tui.palette import PLACEHOLDER, Everything, Palette
from tui.screens.analysis import AnalysisScreen
from tui.screens.base import KeyQueueApp, RecordScreen, opens_dialog
from tui.screens.bracket import BracketScreen
from tui.screens.consolidate import ConsolidateScreen
from tui.screens.deliver import DeliverScreen
from tui.screens.dialogs import AskText, Confirm, Pick, PressKey
from tui.screens.dossier import DossierScreen
from tui.screens.draft import DraftScreen
from tui.screens.grid import GridScreen
from tui.screens.help import HelpScreen
from tui.screens.history import HistoryScreen
from tui.screens.importing import ImportScreen
from tui.screens.item import ItemScreen
from tui.screens.meeting import MeetingScreen, find_floor
from tui.screens.overview import OverviewScreen
from tui.screens.package import PackageScreen
from tui.screens.planning import PapersScreen
from tui.screens.settle import SettleScreen
from tui.screens.target_commands import make_statement
from tui.screens.tray import TrayScreen
from tui.screens.welcome import WelcomeScreen
from tui.screens.wording import (
    EditScreen,
    LeaveForGood,
    ProposeScreen,
    WordingScreen,
    unrecorded_spans,
)
from tui.settings import THEMES, Preferences, remember_recent
from tui.views.history import lapsed_in, last_step_view
from tui.views.importing import first_item, lasting_place
from tui.views.meeting import (
    StatusView,
    floor_to,
    is_proposal,
    room_view,
    room_views,
    status_view,
)
from tui.views.planning import Sheet
from tui.views.text import Span, members_view, targets_view, text_of
from tui.widgets.frame import in_the_past
from tui.worker import Act, Answer, Change, Look, Opening, Recorded, RecordWorker

ON_TARGETS: Mapping[str, Callable[[str], Screen[Any]]] = {
    "merge": SettleScreen,
    "edit": EditScreen,
    "brackets": BracketScreen,
    "propose": ProposeScreen,
    "dossier": DossierScreen,
}
"""The name of a screen to the screen about one target, which other screens open by its name."""


DONE_SECONDS, REFUSAL_SECONDS = 4.0, 3600.0
"""How long it is said what was done, and what was refused, which the next key takes away."""

_WAIT = "dialogs", "_loader"
"""The groups of Textual workers that wait for a person, and so are never waited for."""


class RecordingApp(KeyQueueApp):
    """An app over a record, with one worker thread that reads and records for all screens."""

    def __init__(self, opened: Opening) -> None:
        super().__init__()
        self.record_worker = RecordWorker(opened)
        self._last_problem = ""
        self._is_taking_in = False
        self._room_view = ""
        self.recordings: set[asyncio.Task[Any]] = set()
        """What is being recorded, and is seen through whatever becomes of who waits for it."""

    @property
    def under_way(self) -> list[str]:
        """Names of what was requested and is under way, but for dialogs that wait for an answer."""
        return [
            *(f"{each.group} of {each.node}" for each in self.workers if each.group not in _WAIT),
            *(f"a dialog of {each.node}" for each in self.open_dialogs if self.is_about_to_ask),
            *(each.get_name() for each in self.recordings),
            *([] if self.record_worker.is_idle else ["the worker"]),
        ]

    async def ask(self, look: Look[Answer]) -> Answer | None:
        return await self._answered(self.record_worker.look(look))

    async def glance(self, look: Look[Answer]) -> Answer | None:
        return await self._answered(self.record_worker.glance(look))

    async def _answered(self, answer: Awaitable[Answer]) -> Answer | None:
        try:
            return await answer
        except ConsensusError as error:
            self.tell(str(error), is_problem=True)
            return None

    async def record(
        self, what: str, act: Act[Recorded], then: Callable[[], Awaitable[str]] | None = None
    ) -> Recorded | None:
        # Once begun it is seen through, whatever becomes of who waits for it.
        recording = asyncio.create_task(self._record(what, act, then), name=what)
        self.recordings.add(recording)
        recording.add_done_callback(self.recordings.discard)
        return await asyncio.shield(recording)

    async def _record(
        self, what: str, act: Act[Recorded], then: Callable[[], Awaitable[str]] | None
    ) -> Recorded | None:
        if self.refuses_in_the_past(what):
            return None
        try:
            step, is_news = await self.record_worker.record(act)
        except Rejected as refused:
            self._refuse(what, refused.reasons)
            # It may have loaded what others recorded, which is shown before another key counts.
            self.floor.is_unseen = True
            self.look_for_news()
            return None
        except (ConsensusError, ValueError) as error:
            self._refuse(what, (str(error),))
            return None
        self.floor.is_unseen |= is_news
        following = await then() if then else ""
        self.tell("; ".join(filter(None, (f"✓ {what}", *lapsed_in(step), following))))
        self.show_anew(self.told if is_news else None)
        return step

    def refuses_in_the_past(self, what: str) -> bool:
        if self.as_of:
            reason = f"{in_the_past(self.as_of)}; Esc returns to the present"
            self._refuse(what, (reason,))
        return bool(self.as_of)

    def _refuse(self, what: str, reasons: tuple[str, ...]) -> None:
        self.refused = reasons
        self.tell(f"{what}: {'; '.join(reasons)}", is_problem=True)

    def tell(self, words: str, is_problem: bool = False) -> None:
        # One at a time: what was said before may hold no longer.
        self.clear_notifications()
        self.told = f"{'✗ ' if is_problem else ''}{escape_control_characters(words)}"
        self.refusal = self.told if is_problem else ""
        if words:
            seconds = REFUSAL_SECONDS if is_problem else DONE_SECONDS
            severity: SeverityLevel = "error" if is_problem else "information"
            self.notify(self.told, severity=severity, timeout=seconds, markup=False)

    def forget_refusal(self) -> None:
        if self.refusal:
            self.tell("")

    def look_for_news(self) -> None:
        """Loads what other processes have recorded, and shows it."""
        # One look after the other: one that was given up could have taken in what no later one
        # would tell of.
        if not self._is_taking_in:
            self._is_taking_in = True
            self._take_in()

    @work(group="take-in")
    async def _take_in(self) -> None:
        try:
            changed = await self.record_worker.refresh()
            self.room = await self.record_worker.glance(room_view)
        except ConsensusError as error:
            if str(error) != self._last_problem:
                self._last_problem = str(error)
                self.tell(str(error), is_problem=True)
            return
        finally:
            self._is_taking_in = False
        self._last_problem = ""
        self.floor.is_unseen = changed
        if changed:
            self.show_anew(news="")

    def show_anew(self, news: str | None = None) -> None:
        """Refreshes what is visible from the record, with `news` that another process changed."""
        for screen in self.screen_stack:
            if isinstance(screen, RecordScreen):
                if news is not None:
                    screen.news = screen.news or news
                screen.look_again()
        self.look_at_status()

    @work(exclusive=True, group="status")
    async def look_at_status(self) -> None:
        self.status = await self.ask(status_view) or self.status

    async def show(self, what: str, act: Change, at_once: bool = False) -> None:
        """Changes what the wall shows, which is no step, `at_once` if no state is needed."""
        try:
            await (self.record_worker.at_once(act) if at_once else self.record_worker.urge(act))
        except ConsensusError as error:
            self._refuse(what, (str(error),))
        else:
            self.tell(f"✓ {what}")
            self.look_for_news()


_ON_RECORD = {action.does.partition("(")[0] for action in EVERYWHERE} - {
    *("help", "change_theme", "quit", "leave", "focus_next", "focus_previous")
}
"""What can be done on every screen, but only with a record."""

POLL_SECONDS = 0.25
"""How often it is looked whether another process has recorded something."""

_FOLDER = Path(__file__).parent
_STYLES: list[str | PurePath] = [_FOLDER / "app.tcss", *sorted(_FOLDER.glob("screens/*.tcss"))]
"""Those of all screens: where a screen brings others, Textual reads all of them anew."""


class ConsensusApp(RecordingApp):
    """The facilitator's terminal."""

    TITLE = "consensus"
    CSS_PATH: ClassVar[list[str | PurePath]] = _STYLES
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {Everything}
    BINDINGS = bindings(EVERYWHERE)
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        "overview": OverviewScreen,
        "draft": DraftScreen,
        "step": ItemScreen,
        "grid": GridScreen,
        "members": MeetingScreen,
        "history": HistoryScreen,
        "tray": TrayScreen,
        "papers": DeliverScreen,
        "lists": PapersScreen,
        "analysis": AnalysisScreen,
    }
    DEFAULT_MODE = "overview"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (160, "-wide")]  # noqa: RUF012 - as Textual has it

    def __init__(
        self,
        opened: Opening,
        preferences: Preferences | None = None,
        clock: Callable[[], datetime] = system_clock,
        place: str = "",
    ) -> None:
        super().__init__(opened)
        self._place = place  # where the record is; empty where it is not to be remembered
        for theme in THEMES:
            self.register_theme(theme)
        self.clock = clock
        self._preferences = preferences or Preferences()
        self.theme = self._preferences.theme or THEMES[0].name
        self.unfinished, self.floor = {}, Floor()
        self.unsaved_input = {}

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Returns the colours that a theme need not name: of lesser words, and of lines."""
        colours = self.current_theme.to_color_system().generate()
        text, ground = (Color.parse(colours[each]) for each in ("foreground", "background"))
        if text.ansi is not None:
            return {"muted": "ansi_default", "dim": "ansi_bright_black"}
        return {"muted": text.blend(ground, 0.3).hex, "dim": text.blend(ground, 0.6).hex}

    def get_key_display(self, binding: Binding) -> str:
        """Returns a key as it is shown, Enter by the arrow that keyboards bear."""
        return "↵" if binding.key == "enter" else super().get_key_display(binding)

    async def on_mount(self) -> None:
        """Opens the record and begins to watch it."""
        self.set_keymap(dict(self._preferences.keys))
        if self.current_mode != "welcome":
            self.record_worker.open()
            self._watch_record()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Returns whether a key of every screen is active: without a record, only a few."""
        return self.record_worker.is_open or action not in _ON_RECORD

    async def open_record(self, place: str, opened: Opening) -> str:
        worker = RecordWorker(opened)
        worker.open()
        try:
            await worker.look(lambda group, _: group.head)
        except ConsensusError as error:
            await worker.close()
            return str(error)
        except asyncio.CancelledError:
            await worker.close()
            raise
        self.record_worker, self._place = worker, place
        self._watch_record()
        await self.switch_mode("overview")
        return ""

    def _watch_record(self) -> None:
        self.set_interval(POLL_SECONDS, self.look_for_news)
        self.look_at_status()
        self._warn_of_unreadable()

    @work(group="unreadable")
    async def _warn_of_unreadable(self) -> None:
        """Names the first step that cannot be read, and how many are left out for that."""
        steps = await self.ask(lambda group, _: group.unreadable)
        if steps:
            first = next((each for each in steps if each.operations), steps[0])
            more = f"; {len(steps) - 1} more are left out for that" if len(steps) > 1 else ""
            self.tell(f"{first}{more}; see consensus file check", is_problem=True)

    def watch_status(self, before: StatusView | None, now: StatusView | None) -> None:
        """Puts the record at the head of those opened lately when the first of it is known."""
        if before is None and now is not None:
            self._remember()

    def _remember(self) -> None:
        """Puts the record at the head of those opened lately, with how far it is."""
        if not (self._place and self.status):
            return
        totals = self.status.totals
        agreed, total = sum(totals[each] for each in AGREED_STATUSES), sum(totals.values())
        said = f"{agreed} of {total} agreed" if total else "no text yet"
        try:
            remember_recent(lasting_place(self._place), self.status.title, said, self.clock())
        except OSError as error:
            self.log.warning(f"what was opened lately cannot be kept: {error}")

    async def on_unmount(self) -> None:
        """Waits for pending recordings, and closes the record."""
        self._remember()
        await self.record_worker.close()

    def open_screen(self, name: str, target: str = "") -> None:
        """Pushes a screen of `ON_TARGETS`, or `package`, about the target with an id."""
        self.push_screen(ON_TARGETS[name](target) if name in ON_TARGETS else PackageScreen())

    async def action_go(self, mode: str) -> None:
        while isinstance(self.screen, Screen) and len(self.screen_stack) > 1:
            await self.pop_screen()
        if mode == "grid" and self.status:
            self.member = self.member or self.status.floor.speaker or ""
        await self.switch_mode(mode)
        self.look_at_status()

    async def action_leave(self) -> None:
        """Leaves the screen, or else returns from the past."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        elif self.as_of:
            await self.return_to_present()

    async def action_quit(self) -> None:
        """Quits, after a question if unrecorded input would be lost."""
        lost = unrecorded_spans(
            self.unsaved_input.values(), self.screen_stack, len(self.unfinished)
        )
        if lost and not isinstance(self.screen, LeaveForGood):
            self.push_screen(LeaveForGood(lost), lambda leaves: self.exit() if leaves else None)
        else:
            self.exit()

    async def look_back(self, step: str, moment: str) -> None:
        self.tell(f"reading the history as of {moment} …")
        try:
            await self.record_worker.look_back(step)
        except ConsensusError as error:
            self.tell(str(error), is_problem=True)
            return
        self.as_of = moment
        self.tell(f"this is the history as of {moment}, on every screen")
        self.show_anew()

    async def return_to_present(self) -> None:
        self.record_worker.return_to_present()
        self.as_of = ""
        self.tell("this is the present")
        self.show_anew()

    @opens_dialog
    async def action_jump(self) -> None:
        """Goes to an item, amendment or package by its label or handle."""
        lines = await self.glance(targets_view)
        if lines is None:
            return
        picked = await self.push_screen_wait(Pick("Go to", lines, self.target))
        if picked:
            await self.go_to(picked)

    async def go_to(self, target: str) -> None:
        """Shows a target: on this screen if it can, else in the draft."""
        self.tell("")  # What was told before is not of this one.
        self.turn_to(target)
        here = self.current_mode
        modes = ("step",) if await self.glance(is_proposal(target)) else ("draft", "step", "grid")
        await self.action_go(here if here in modes else modes[0])
        if isinstance(self.screen, RecordScreen):
            self.screen.look_again()

    def action_command_palette(self) -> None:
        """Opens the palette."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(Palette(placeholder=PLACEHOLDER, id="--command-palette"))

    async def go_to_member(self, code: str) -> None:
        self.member = code
        await self.action_go("grid")

    async def go_to_paper(self, sheet: Sheet, key: str) -> None:
        await self.action_go("lists")
        if isinstance(self.screen, PapersScreen):
            self.screen.turn_to(sheet, key)

    def action_help(self) -> None:
        """Shows what can be done on this screen."""
        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_consolidate(self) -> None:
        """Opens the screen that draws amendments to the selection together into one wording."""
        if isinstance(self.screen, WordingScreen):
            return
        if self.target:
            self.push_screen(ConsolidateScreen(self.target))
        else:
            self.tell("select the item whose amendments are drawn together", is_problem=True)

    async def action_copy_text(self) -> None:
        """Copies what the mouse has selected, or else the text of what is selected."""
        screen = self.screen
        text = screen.get_selected_text() or ""
        if not text and isinstance(screen, RecordScreen):
            text = screen.text_to_copy()
        target = self.target
        if not text and target:
            text = await self.glance(lambda group, _: text_of(group, target)) or ""
        if text:
            self.copy_to_clipboard(text)
            self.tell(f"✓ copied {len(text)} characters, for terminals that take them")
        else:
            self.tell("select something to copy first", is_problem=True)

    @opens_dialog
    async def action_undo(self) -> None:
        """Undoes the user's last step, after a preview."""
        if self.refuses_in_the_past("undo"):
            return
        last = await self.glance(last_step_view)
        if last is None:
            return
        spans = (Span("\n".join(last.sentences)),)
        if await self.push_screen_wait(Confirm("Take back your last step?", spans, "undo")):
            await self.record(f"took back: {last.sentences[0]}", lambda group: group.undo(last.id))

    def action_import_file(self) -> None:
        """Opens the screen that imports files."""
        if self.is_web:
            self.tell("files are imported on the machine where the group is kept", is_problem=True)
        elif isinstance(self.screen, ImportScreen):
            self.screen.type_path()
        else:
            self.push_screen(ImportScreen())

    @opens_dialog
    async def action_first_item(self) -> None:
        """Writes the first item of a draft, where there is none."""
        drafts = await self.glance(lambda group, _: len(group.state.drafts))
        if drafts:
            self.tell("there is a draft already; 2 shows it", is_problem=True)
        elif drafts is not None and not self.refuses_in_the_past("the first item"):
            asked = "Its words. Others come after it, proposed (a), or with another file."
            words = await self.push_screen_wait(AskText("What does the first item say?", asked))
            if words and await self.record("the first item is written", first_item(words)):
                await self.action_go("draft")

    async def action_packages(self) -> None:
        """Opens the packages."""
        if not isinstance(self.screen, PackageScreen):
            await self.push_screen(PackageScreen())

    @opens_dialog
    async def action_make_statement(self) -> None:
        """Records a member's statement beside the decision on the selection."""
        await make_statement(self, self.target)

    @opens_dialog
    async def action_ballot(self) -> None:
        """Goes to the open ballot on the selection; if there is none, opens one."""
        target = self.target
        found = await self.glance(lambda group, _: group.state.ballots_on(target))
        if found is not None:
            going_on = [each.handle for each in found if each.is_open]
            await self.go_to_paper(Sheet.BALLOTS, "".join(going_on[-1:]))
            if not going_on and isinstance(self.screen, PapersScreen):
                await self.screen.open_ballot(target)

    @opens_dialog
    async def action_next_speaker(self) -> None:
        """Gives the floor to the next speaker; if none waits, the speaker keeps it."""
        floor = await find_floor(self)
        if floor is None:
            return
        waiting = [each.member for each in floor.waiting]
        if not waiting:
            keeps = f"; {floor.speaker} keeps the floor" if floor.speaker else ""
            asks = f"{key_of(self, 'floor.flag')} notes who asks"
            self.tell(f"nobody waits for the floor{keeps}; {asks}", is_problem=True)
            return
        following = f"; then {', '.join(waiting[1:4])}" if waiting[1:] else ""
        await self.record(f"{waiting[0]} has the floor{following}", floor_to(waiting[0]))

    @opens_dialog
    async def action_raise_flag(self) -> None:
        """Records that a member asks for the floor."""
        if await find_floor(self) is None:
            return
        code = await self.pick_member("Who asks for the floor?")
        if code:
            await self.record(f"{code} asks for the floor", lambda group: group.request_floor(code))

    async def pick_member(self, title: str) -> str | None:
        members = await self.glance(members_view)
        if members is None:
            return None
        return await self.push_screen_wait(Pick(title, members))

    @opens_dialog
    async def action_push_to_wall(self) -> None:
        """Shows the selection on the wall, or the overview if there is none."""
        target = self.target
        if self.refuses_in_the_past("on the projector"):
            return
        views = await self.glance(room_views(target))
        if views is None:
            return
        view: str | None = ""
        if len(views) > 1:
            view = await self.push_screen_wait(PressKey("What to show?", views, self._room_view))
            self._room_view = view or self._room_view
        if view is not None:
            await self.show("on the projector", lambda group: group.show_on_projector(target, view))

    async def action_blank_wall(self) -> None:
        """Blanks the wall at once."""
        await self.show("nothing is shown", lambda group: group.blank_projector(), at_once=True)


class BeginningApp(ConsensusApp):
    """The facilitator's terminal before there is a record: it begins with the welcome.

    `place` is where one is to be, and `by` who records, as far as they are known.
    """

    DEFAULT_MODE = "welcome"

    def __init__(
        self,
        preferences: Preferences | None = None,
        clock: Callable[[], datetime] = system_clock,
        place: str = "",
        by: str = "",
    ) -> None:
        super().__init__(_none_open, preferences, clock)
        self.add_mode("welcome", partial(WelcomeScreen, place, by))


def _none_open() -> WorkingGroup:
    raise StoreError("no file is open yet")
