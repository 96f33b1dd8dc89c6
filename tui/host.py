"""The app as its screens and widgets see it: what they read of it and ask it to do."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

from attrs import define
from textual.app import App
from textual.reactive import reactive, var
from textual.worker import Worker

from tui.views.meeting import StatusView
from tui.views.merge import Unfinished
from tui.views.planning import Sheet
from tui.views.wording import UnsavedInput
from tui.worker import Act, Answer, Change, Look, Opening, Recorded, RecordWorker


@define
class Floor:
    """Who speaks, and on what, on every screen that records what members say."""

    speaker: str | None = None  # the code of who speaks; empty for nobody, None before a look
    target: str = ""  # the id of what is spoken on; empty before anything is shown
    named: str = ""  # the id of what was gone to, which whoever speaks next speaks on
    text: str = ""  # the id of the text that this is, or is proposed to
    known: Collection[str] = ()  # the ids of that text and of what is proposed to it
    is_closed: bool = False  # whether what was spoken on was closed since, which is not said yet
    is_unseen: bool = False  # whether others may have changed what the screen shows of it

    def speak_on(self, target: str) -> None:
        """Says that everybody speaks on a target."""
        self.target = self.named = target
        self.text, self.is_closed = "", False

    def of(self, selected: str) -> str:
        """Returns what is spoken on if that is proposed to the same text, or else the selection."""
        is_chosen = self.target in self.known and self.target != self.text
        return self.target if is_chosen and selected in self.known else selected


class Host(App[None]):
    """The interface of the app for screens, so that none imports `tui.app`, which imports all."""

    record_worker: RecordWorker  # reads and records for all screens
    clock: Callable[[], datetime]  # returns the current time
    # the choices of merges that are not recorded yet, by the id of the text
    unfinished: dict[str, Unfinished]
    floor: Floor
    refused: tuple[str, ...] = ()  # why what was to be recorded last was refused
    # the words typed on a screen that was left before they were recorded, by name
    unsaved_input: dict[str, UnsavedInput]

    told: str = ""
    """The message that was told last; empty once it no longer holds."""

    refusal: str = ""
    """The same where it stays until the next key; a question that follows it repeats it."""

    status: var[StatusView | None] = var(None)
    """What the frame of every screen says of the record; None until it was read."""

    as_of: reactive[str] = reactive("")
    """The moment of the past that all screens show, in words; empty for the present."""

    room: reactive[str] = reactive("")
    """What the room sees on the projector, in a word; empty for nothing."""

    target: reactive[str] = reactive("")
    """The id of the item, amendment or package that all screens look at."""

    member: reactive[str] = reactive("")
    """The code of the member that the grid of positions looks at; empty for none."""

    def turn_to(self, target: str) -> None:
        """Makes a target that of all screens, on which everybody speaks from now on."""
        self.target = target
        self.floor.speak_on(target)

    @abstractmethod
    async def ask(self, look: Look[Answer]) -> Answer | None:
        """Reads something of the record; None, and a message, where that fails."""

    @abstractmethod
    async def glance(self, look: Look[Answer]) -> Answer | None:
        """Reads something small that a key waits for; None, and a message, where that fails."""

    @abstractmethod
    async def record(
        self, what: str, act: Act[Recorded], then: Callable[[], Awaitable[str]] | None = None
    ) -> Recorded | None:
        """Records something, named in words; returns its step, or None if it is not in the file.

        What is to be done `then` returns what is said of it.
        """

    @abstractmethod
    async def show(self, what: str, act: Change, at_once: bool = False) -> None:
        """Changes something that is no step of the record, such as the wall or a note."""

    @abstractmethod
    def refuses_in_the_past(self, what: str) -> bool:
        """Returns whether the past is shown, where nothing can be recorded, and says so."""

    @abstractmethod
    async def open_record(self, place: str, opened: Opening) -> str:
        """Opens a record, and shows its overview; returns why that failed, empty if it did not."""

    @abstractmethod
    def tell(self, words: str, is_problem: bool = False) -> None:
        """Shows a message for a moment; a problem until the next key."""

    @abstractmethod
    def look_at_status(self) -> Worker[None]:
        """Reads again what the frame of every screen says."""

    @abstractmethod
    def open_screen(self, name: str, target: str = "") -> None:
        """Opens a screen by its name, about one target."""

    @abstractmethod
    async def action_go(self, mode: str) -> None:
        """Goes to one of the screens that have a number."""

    @abstractmethod
    def action_first_item(self) -> None:
        """Asks for the first item of a draft, where there is none."""

    @abstractmethod
    async def go_to(self, target: str) -> None:
        """Goes to a target, on the screen that shows it."""

    @abstractmethod
    async def go_to_member(self, code: str) -> None:
        """Goes to the positions of a member."""

    @abstractmethod
    async def go_to_paper(self, sheet: Sheet, key: str) -> None:
        """Goes to one of the papers beside the text, in its list."""

    @abstractmethod
    async def look_back(self, step: str, moment: str) -> None:
        """Shows the record on every screen as it was at the end of a step."""

    @abstractmethod
    async def return_to_present(self) -> None:
        """Shows the record on every screen as it is."""

    @abstractmethod
    async def pick_member(self, title: str) -> str | None:
        """Asks for a member by code or name; for workers only."""
