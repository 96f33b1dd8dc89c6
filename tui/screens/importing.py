"""Importing a file with a preview of what it would bring, and choosing files."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable
from pathlib import Path

from attrs import evolve
from rich.highlighter import Highlighter
from rich.style import Style
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import DirectoryTree, Input, Static, Tree
from textual.widgets._directory_tree import DirEntry
from textual.widgets.tree import TreeNode
from textual.worker import get_current_worker

from consensus.arguments import OnProgress
from consensus.errors import ConsensusError
from consensus.text.display import escape_control_characters
from tui.keymap import CHOOSING, FILES, IMPORTING, REFUSED, TO_LIST, bindings, key_of
from tui.screens.base import RecordScreen, opens_dialog
from tui.screens.dialogs import Question
from tui.views.importing import (
    PLACED_LATER,
    READABLE,
    SINCE,
    File,
    Preview,
    import_act,
    preview_look,
    read_file,
    with_short_name,
)
from tui.views.text import Choice, members_view
from tui.widgets.frame import frame
from tui.widgets.rows import as_written
from tui.worker import Interrupted, Look


class OneCell(Highlighter):
    """Shows what a terminal would take as a command as one character."""

    def highlight(self, text: Text) -> None:
        """Replaces such characters where they are shown; the value keeps them."""
        text.plain = "".join(
            each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text.plain
        )


class FileTree(DirectoryTree):
    """The folders and files that can be read."""

    BINDINGS = bindings(FILES)
    ICON_NODE, ICON_NODE_EXPANDED, ICON_FILE = "▸ ", "▾ ", ""

    def __init__(self, folder: Path, endings: Collection[str]) -> None:
        super().__init__(folder.absolute())
        self._endings = endings

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Returns whether a key is active: Enter opens a folder, and looks at a file."""
        data = self.cursor_node.data if self.cursor_node else None
        is_folder = data is not None and data.path.is_dir()
        return action not in ("select_cursor", "turn_folder") or is_folder is (
            action == "turn_folder"
        )

    def watch_cursor_line(self, previous_line: int, line: int) -> None:
        """Names what Enter does at the cursor."""
        super().watch_cursor_line(previous_line, line)
        if self.is_attached:
            self.screen.refresh_bindings()

    def action_turn_folder(self) -> None:
        """Opens the folder at the cursor, or closes it."""
        self.action_select_cursor()

    def enter_list(self) -> None:
        """Takes the focus, with the cursor on the first file or folder."""
        self.cursor_line = max(self.cursor_line, 1)
        self.focus()

    def render_label(self, node: TreeNode[DirEntry], base_style: Style, style: Style) -> Text:
        """Shows a name without what a terminal would take as a command."""
        return OneCell()(super().render_label(node, base_style, style))

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Leaves out what is hidden, and files of other kinds."""
        for path in paths:
            is_wanted = path.suffix.casefold() in self._endings or path.is_dir()
            if is_wanted and not path.name.startswith("."):
                yield path


class ChooseFile(Question[str]):
    """Asks for a file, typed or chosen from a tree; answers with a path or what was typed."""

    BINDINGS = bindings(CHOOSING)

    def __init__(
        self,
        title: str,
        placeholder: str,
        endings: Collection[str],
        value: str = "",
        problem: str = "",
    ) -> None:
        super().__init__()
        self._title, self._placeholder, self._endings = title, placeholder, endings
        self._value, self._problem = value, problem

    def compose(self) -> ComposeResult:
        """Lays out the field above the tree."""
        with Vertical(id="choosing") as around:
            around.border_title = as_written(self._title)
            typing = self._placeholder or "type a path, or choose below"
            yield Input(
                self._value,
                placeholder=typing,
                id="answer",
                compact=True,
                highlighter=OneCell(),
            )
            yield Static(escape_control_characters(self._problem), id="problem", markup=False)
            yield FileTree(Path(), self._endings)
            yield Static("↵ choose   ↓ to the list   .. a folder above", classes="question-keys")

    def action_list(self) -> None:
        """Goes to the tree."""
        self.query_one(FileTree).enter_list()

    @on(Input.Changed)
    def _show_folder(self, event: Input.Changed) -> None:
        """Shows the folder that is typed."""
        event.stop()
        folder = Path(event.value.strip() or ".").expanduser()
        if folder.is_dir():
            self.query_one(FileTree).path = folder

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        typed = event.value.strip()
        if typed and not Path(typed).expanduser().is_dir():
            self.dismiss(typed)
        else:
            self.action_list()

    @on(DirectoryTree.FileSelected)
    def _chosen(self, event: DirectoryTree.FileSelected) -> None:
        event.stop()
        self.dismiss(str(event.path))


class Brings(VerticalScroll):
    """What the file would bring, or why it cannot be imported."""

    BINDINGS = bindings(REFUSED)


_NOBODY = "nobody"
LARGE_BYTES = 2 * 1024 * 1024
"""From so many on a file is looked at only when Enter asks for it."""


def _stamp(path: Path) -> tuple[int, int]:
    """Returns the size of a file and when it was written; nothing of what is not there."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return 0, 0
    return found.st_size, found.st_mtime_ns


class ImportScreen(RecordScreen[Preview, None]):
    """Shows what a file would bring, and imports it in one step.

    A file is read on a thread of its own, and tried on the record after that.
    """

    CSS_PATH = "importing.tcss"
    BINDINGS = bindings((*IMPORTING, *TO_LIST))

    def __init__(self) -> None:
        super().__init__()
        self._path: Path | None = None
        self._stamp = 0, 0  # of the file when it was read
        self._file: File | None = None  # None until it is read
        self._is_asked = False  # whether it is to be read; a large one only by Enter
        self._kind = ""
        self._authors: dict[str, str] = {}
        self._shown = Preview()
        self._again = ""  # why what Enter was to import has to be looked at again

    def compose(self) -> ComposeResult:
        """Lays out the files, and what the one under the cursor would bring."""
        yield from frame()
        with Horizontal(id="importing"):
            with Vertical(classes="pane", id="files") as files:
                files.border_title = "Import a file"
                typing = "type a path, or ↓ to the list"
                yield Input(placeholder=typing, id="answer", compact=True, highlighter=OneCell())
                yield FileTree(Path(), READABLE)
            with Brings(classes="pane", id="brings") as brings:
                brings.border_title = "What it would bring"
                yield Static("", id="counts", markup=False)
                yield Static("", id="lines", markup=False)

    def look(self) -> Look[Preview]:
        # A large file is tried again only when Enter finds that the record is another.
        is_done = self._stamp[0] >= LARGE_BYTES and not self._shown.wait
        if self._file is None or is_done:
            return lambda group, check: self._shown
        return preview_look(self._file, self._kind, {**self._authors}, self._progress())

    def _progress(self) -> OnProgress:
        """Returns what tells from another thread how far a file is, until it is given up."""
        loop, worker = asyncio.get_running_loop(), get_current_worker()

        def tell(done: int, total: int) -> None:
            if worker.is_cancelled:
                raise Interrupted
            loop.call_soon_threadsafe(show, f"{self._shown.wait} {done} of {total}")

        def show(words: str) -> None:
            if self.is_there and self._shown.wait and not worker.is_cancelled:
                self.show_line("#counts", words)

        return tell

    def _look_anew(self) -> None:
        """Reads the file if it is not read, and tries it; until then Enter imports nothing."""
        self._is_asked = True
        name, kinds = self._shown.name, self._shown.kinds
        self.show(Preview(name, kinds=kinds, wait=f"reading {name} …"))
        if self._file is None:
            self._read()
        else:
            self.look_again()

    @work(exclusive=True, group="read")
    async def _read(self) -> None:
        if self._path is None:
            return
        self._stamp = _stamp(self._path)
        try:
            self._file = await asyncio.to_thread(read_file, self._path, self._progress())
        except ConsensusError as error:
            self.show(Preview(self._shown.name, problem=str(error)))
        else:
            self._look_anew()

    def show(self, view: Preview) -> None:
        self._shown = view
        kinds = [kind.name for kind in view.kinds]
        title = f"{view.name} as {kinds[0]}" if kinds else "What it would bring"
        title = f"{view.name} is imported" if view.is_recorded else title
        self.query_one("#brings").border_title = as_written(with_short_name(title, view.name))
        said = with_short_name(view.wait or view.problem or view.counts, view.name)
        tone = "$text-error" if view.problem else "$text-success" if view.counts else ""
        sign = {"$text-error": "✗ ", "$text-success": "✓ "}.get(tone, "")
        other = f"   {key_of(self.app, 'import.other')} as {kinds[1]}" if kinds[1:] else ""
        counts = Content.styled(sign + escape_control_characters(said), tone)
        self.query_one("#counts", Static).update(counts + Content.styled(other, "$text-muted"))
        key = key_of(self.app, "import.authors")
        whose = [f"{key}: which member is {each}?" for each in view.authors]
        lines = [
            Content.styled(escape_control_characters(each), "$text-warning")
            for each in (*whose, *view.findings)
        ]
        lines += [
            Content.assemble(
                (f"{escape_control_characters(name)}  " if name else "", "bold"),
                escape_control_characters(words),
            )
            for name, words in view.lines
        ]
        self.query_one("#lines", Static).update(Content("\n").join(lines))
        self.refresh_bindings()
        if self._again and not view.wait:
            self.host.tell(f"look again: {self._again}", is_problem=True)
            self._again = ""

    def _turn_to(self, path: Path, is_asked: bool = False) -> None:
        if path != self._path:
            self._path, self._file, self._kind, self._again = path, None, "", ""
            self._is_asked = is_asked
            for group in ("read", "look"):
                self.workers.cancel_group(self, group)
            size = _stamp(path)[0]
            large = f"{size / 2**20:.0f} MB: ↵ looks at what it would bring"
            self.show(Preview(path.name, wait=large))
            if is_asked or size < LARGE_BYTES:
                self._look_anew()
        elif is_asked and not self._is_asked:
            self._look_anew()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        """Shows the folder or the file that is typed."""
        event.stop()
        path = Path(event.value.strip() or ".").expanduser()
        if path.is_dir():
            self.query_one(FileTree).path = path
        elif path.is_file():
            self._turn_to(path)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        path = Path(event.value.strip() or ".").expanduser()
        if path.is_dir():
            self.action_list()
        else:
            self._turn_to(path, is_asked=True)
            self.query_one("#brings").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Returns whether a key is active: what cannot be imported is not offered."""
        is_refused = bool(self._shown.problem and not self._shown.wait)
        return action not in ("import", "refused") or is_refused is (action == "refused")

    def action_refused(self) -> None:
        """Says why the file cannot be imported, and goes back to the files."""
        self.host.tell(self._shown.problem, is_problem=True)
        self.query_one(FileTree).focus()

    def type_path(self) -> None:
        """Goes to the field for a path."""
        self.query_one("#answer").focus()

    def action_list(self) -> None:
        """Goes from the field to the files."""
        if self.query_one(Input).has_focus:
            self.query_one(FileTree).enter_list()

    @on(Tree.NodeHighlighted)
    def _highlighted(self, event: Tree.NodeHighlighted[DirEntry]) -> None:
        """Shows what the file under the cursor would bring."""
        event.stop()
        if event.node.data and event.node.data.path.is_file():
            self._turn_to(event.node.data.path)

    @on(DirectoryTree.FileSelected)
    def _chosen(self, event: DirectoryTree.FileSelected) -> None:
        """Goes to the preview, where Enter imports."""
        event.stop()
        self._turn_to(event.path, is_asked=True)
        found = self._shown
        if found.problem and not found.authors and not found.kinds[1:]:
            self.host.tell(found.problem, is_problem=True)
        else:
            self.query_one("#brings").focus()

    def action_kind(self, by: int) -> None:
        """Looks at the file as another kind of content."""
        kinds = self._shown.kinds
        if kinds[1:]:
            self._kind = kinds[by].id
            self._shown = evolve(self._shown, kinds=(*kinds[by:], *kinds[:by]))
            self._look_anew()

    @opens_dialog
    async def action_authors(self) -> None:
        """Asks which members the authors of tracked changes are."""
        members = await self.glance(members_view)
        if members is None:
            return
        nobody = Choice(_NOBODY, "nobody's", "without a sponsor, such as the secretariat's")
        for author in self._shown.authors:
            picked = await self.pick(f"Which member is {author}?", [*members, nobody])
            if picked is None:
                return
            self._authors[author] = "" if picked == _NOBODY else picked
            self._look_anew()

    async def action_import(self) -> None:
        """Imports the file as it is shown, in one step; what is not so any more is shown first."""
        seen = self._shown
        if self._path is None:
            self.host.tell("choose a file first", is_problem=True)
            self.query_one(FileTree).focus()
        elif seen.wait and self._is_asked:
            self._again = "it was not shown yet"
        elif seen.wait:
            self._look_anew()
        elif _stamp(self._path) != self._stamp:
            self._again, self._file = f"{seen.name} has changed", None
            self._look_anew()
        else:
            await self._import(seen)

    async def _import(self, seen: Preview) -> None:
        what = f"imported {seen.kinds[0].name} from {seen.name}: {seen.counts}"
        later = list[str]()
        if PLACED_LATER in seen.counts:
            later.append(f"{key_of(self.app, 'go.tray')} shows what waits in the inbox")
            what += f"; {later[0]}"
        if " refused" in seen.counts:
            later.append(f"what is refused is not recorded: mend {seen.name}, import it again")
        # What is recorded is shown at once, and the file is to be looked at no more then.
        path, self._path, self._file = self._path, None, None
        if await self.record(what, import_act(seen, {**self._authors})):
            self.workers.cancel_group(self, "look")
            found = (*later, *seen.findings)
            done = Preview(seen.name, counts=seen.counts, findings=found, is_recorded=True)
            self.show(done)
            self.query_one("#answer", Input).value = ""
            self.query_one(FileTree).focus()
            return
        self._path, self._file = path, seen.file
        if SINCE in self.host.refused:
            self._again = SINCE
            self._look_anew()
