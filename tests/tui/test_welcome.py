"""Beginning: the welcome without a record, a new group, an existing one, the demo."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import threading
from contextlib import closing
from pathlib import Path

import pytest
from textual.keys import _character_to_key
from textual.widgets import Input, Select
from textual.widgets._footer import FooterKey

from consensus import WorkingGroup
from consensus.errors import StoreError
from consensus.store.opening import open_store
from tests.tui.playing import (
    NOW,
    PATIENCE_SECONDS,
    Player,
    Story,
    assert_looks,
    play_on,
    run,
    until,
)
from tui.app import ConsensusApp
from tui.screens.importing import ChooseFile, FileTree
from tui.screens.overview import OverviewScreen
from tui.screens.welcome import WelcomeScreen
from tui.settings import place_of_preferences, read_recent, remember_recent
from tui.start import make_app, start
from tui.views.importing import (
    DRAFT,
    MEMBERS,
    File,
    Found,
    Kind,
    Known,
    full_place,
    known_groups,
    look_into,
)
from tui.widgets.rows import Rows
from tui.worker import Opening

_DRAFT = """# Harbour rules

1. Members shall report every year [to the harbour office].

2. Ships may enter at night with a pilot on board.
"""
_MEMBERS = "code,name,group\nASH,Ashland,GOV\nBAY,Bayland,GOV\nCOL,Colland,CIV\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which the terminal is started."""
    place = tmp_path / "desk"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def files(folder: Path) -> Path:
    """The same with a draft and a list of members."""
    (folder / "zero-draft.md").write_text(_DRAFT, encoding="utf-8")
    (folder / "members.csv").write_text(_MEMBERS, encoding="utf-8")
    return folder


def welcome(story: Story, size: tuple[int, int] = (80, 24), place: str = "") -> None:
    """Play a story that begins at the welcome."""
    play_on(make_app(place, "sec", clock=lambda: NOW), story, size)


def found(player: Player, field: str) -> str:
    """What is said beside a field."""
    return str(player.app.screen.query_one(f"#{field}-found").render())


def value(player: Player, field: str) -> str:
    """What is in a field."""
    return player.app.screen.query_one(f"#{field}", Input).value


def focus(player: Player) -> str:
    """The field that has the focus."""
    assert player.app.focused is not None
    return player.app.focused.id or ""


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_without_a_record_it_begins_with_the_welcome(files: Path, size: tuple[int, int]) -> None:
    """Sensible answers are filled in, each with what it found, and nothing is written."""

    async def story(player: Player) -> None:
        assert isinstance(player.app.screen, WelcomeScreen)
        assert found(player, "draft") == "✓ 2 items, 1 bracket"
        assert found(player, "members") == "✓ 3 members in 2 groups"
        assert (value(player, "title"), value(player, "place")) == (
            "Harbour rules",
            "harbour-rules",
        )
        assert "1    Members shall report every year [to the harbour office]." in player.screen()
        assert_looks(player, "welcome")
        # Keys of other screens do nothing where there is no record.
        await player.press("u", "q", "space", "f9", "2", "w")
        assert isinstance(player.app.screen, WelcomeScreen)

    welcome(story, size)
    assert {each.name for each in files.iterdir()} == {"zero-draft.md", "members.csv"}


def test_enter_begins_the_group_whole_and_opens_it(files: Path) -> None:
    """Members and draft are in the new file, recorded by who was named, with the rule chosen."""

    async def story(player: Player) -> None:
        await player.press("n")
        assert focus(player) == "draft"
        player.app.screen.query_one("#rule", Select).value = "no_objection()"
        player.app.screen.query_one("#style", Select).value = "un"
        await player.settle()
        player.app.screen.query_one("#by", Input).value = "Ana"
        await player.press("enter")
        assert focus(player) == "enter"
        said = str(player.app.screen.query_one("#enter").render())
        assert said == (
            "↵ begins “Harbour rules”; 3 members in 2 groups; 2 items, 1 bracket; recorded by Ana\n"
            "Rule: United Nations: adoption without a vote"
        )
        await player.press("enter")
        assert isinstance(player.app.screen, OverviewScreen)
        assert "Harbour rules" in player.screen()
        await player.press("2")
        assert "Ships may enter at night" in player.screen()

    welcome(story)
    with WorkingGroup.open(files / "harbour-rules.consensus") as group:
        assert (group.title, group.state.settings[""].rule) == ("Harbour rules", "no_objection()")
        assert group.state.settings[""].style == "un"
        assert [*group.state.members] == ["ASH", "BAY", "COL"]
        assert {each.line.by for each in group.chronicle.entries(lambda: None)} == {"Ana"}


def test_enter_goes_on_to_what_is_empty(folder: Path) -> None:
    """The title is needed; draft and members may come later."""

    async def story(player: Player) -> None:
        await player.press("n", "enter")
        assert focus(player) == "members"
        await player.press("enter")
        assert focus(player) == "title"
        await player.press("enter")
        assert focus(player) == "place"
        await player.press("enter")
        assert "✗ say what the group is called" in found(player, "title")
        assert focus(player) == "title"
        await player.type("Tides")
        assert value(player, "place") == "tides"
        await player.press("enter", "enter")
        assert isinstance(player.app.screen, OverviewScreen)

    welcome(story)
    with WorkingGroup.open(folder / "tides.consensus") as group:
        assert (group.title, len(group.state.drafts)) == ("Tides", 0)


def test_the_rule_is_that_of_the_style(files: Path) -> None:
    """As long as no other is chosen, and in the words under the form."""

    async def story(player: Player) -> None:
        await player.press("n", *["tab"] * 4, "enter", "end", "enter")
        assert player.app.screen.query_one("#style", Select).value == "iso"
        assert "every objection was resolved" in player.screen()
        assert "no member objects or reserves" not in player.screen()

    welcome(story)


def test_every_field_is_reached_forwards_and_backwards(files: Path) -> None:
    """By Tab and by the arrows; in the form no letter is a command; a rule is chosen by keys."""
    fields = ["draft", "members", "title", "rule", "style", "by", "place", "enter"]

    async def story(player: Player) -> None:
        await player.press("n")
        for on, back in (("tab", "shift+tab"), ("down", "up")):
            assert focus(player) == "draft"
            for each in fields[1:]:
                await player.press(on)
                assert focus(player) == each
            for each in reversed(fields[:-1]):
                await player.press(back)
                assert focus(player) == each
        await player.press("tab", "tab", "tab", "d", "o", "1")
        assert isinstance(player.app.screen, WelcomeScreen)
        assert "↵ choose" in player.screen()
        await player.press("enter", "down", "down", "enter", "tab", "enter", "down", "enter")
        chosen = [player.app.screen.query_one(f"#{each}", Select).value for each in fields[3:5]]
        assert chosen[0]
        assert chosen[1] == "un"
        # What is wrong in a field is said there, and Enter stays until it is mended.
        await player.press("shift+tab", "shift+tab", "shift+tab", "shift+tab")
        await player.type("x\n")
        assert focus(player) == "draft"
        assert "✗ a draft comes from" in found(player, "draft")
        await player.press("shift+tab", "tab")
        await player.type("zero-draft.md\n\n")
        assert isinstance(player.app.screen, OverviewScreen)

    welcome(story)
    assert {each.name for each in files.glob("*.consensus")} == {"harbour-rules.consensus"}


def test_what_is_typed_while_a_draft_is_read_waits_for_the_next_field(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In its order; and where none is left, Enter after it begins nothing that was not seen."""
    go_on = threading.Event()

    def slowly(path: str, kind: Kind, members: File | None = None) -> Found:
        go_on.wait(PATIENCE_SECONDS)
        return look_into(path, kind, members)

    async def story(player: Player) -> None:
        await player.press("n")
        player.app.screen.query_one("#draft", Input).value = ""
        player.app.screen.query_one("#by", Input).value = ""
        await player.settle()
        assert (focus(player), value(player, "title")) == ("draft", "")
        monkeypatch.setattr("tui.screens.welcome.look_into", slowly)
        for sign in "zero-draft.md\nAna\nBo\n":
            player.send("enter" if sign == "\n" else _character_to_key(sign), sign)
        await until(player.app, lambda: "is being read" in player.screen())
        go_on.set()
        await player.settle()
        assert (value(player, "title"), value(player, "by")) == ("Harbour rules", "Ana")
        assert focus(player) == "enter"
        assert "↵ begins “Harbour rules”" in player.screen()
        await player.press("a")
        assert "went into no field" in player.screen()
        await player.press("enter", "enter")
        assert isinstance(player.app.screen, OverviewScreen)

    welcome(story)


def test_escape_ends_the_wait_for_a_draft(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was typed for the next field is let go, and nothing is begun."""
    go_on = threading.Event()

    def slowly(path: str, kind: Kind, members: File | None = None) -> Found:
        go_on.wait(PATIENCE_SECONDS)
        return look_into(path, kind, members)

    async def story(player: Player) -> None:
        await player.press("n")
        monkeypatch.setattr("tui.screens.welcome.look_into", slowly)
        player.app.screen.query_one("#draft", Input).value = "zero-draft.md "
        await player.pilot.pause()
        for key in ("enter", "x", "escape"):
            player.send(key)
            await player.pilot.pause()
        await until(player.app, lambda: focus(player) == "ways")
        go_on.set()
        await player.settle()
        assert value(player, "title") == "Harbour rules"

    welcome(story)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "draft.pdf",
            b"%PDF-1.4",
            "draft.pdf is a PDF; copy its text into a text or Markdown file",
        ),
        ("draft.pdf", b"%PDF-1.4", "--convert-to docx"),
        ("draft.csv", b"a,b", "a draft comes from .docx, .markdown, .md or .txt files"),
        ("draft.docx", b"PK\x03\x04 no", "draft.docx"),
        ("draft.docx", b"A text.", "it is no zip archive; name a text .txt or .md"),
        (f"{'x' * 240}.docx", b"A text.", f"✗ {'x' * 20}…{'x' * 14}.docx is no Word"),
        ("draft.md", b"", "draft.md is empty"),
        ("gone.md", None, "there is no file gone.md"),
    ],
)
def test_a_wrong_draft_is_said_at_its_field(
    folder: Path, name: str, content: bytes | None, said: str
) -> None:
    """And Enter does not begin with it."""
    if content is not None:
        (folder / name).write_bytes(content)

    async def story(player: Player) -> None:
        await player.press("n")
        player.app.screen.query_one("#draft", Input).value = name
        player.app.screen.query_one("#title", Input).value = "Tides"
        player.app.screen.query_one("#place", Input).focus()
        await player.press("enter")
        assert found(player, "draft").startswith("✗ ")
        assert said in found(player, "draft")
        assert isinstance(player.app.screen, WelcomeScreen)
        assert focus(player) == "draft"

    welcome(story)
    assert not [*folder.glob("*.consensus*")]


def test_findings_are_shown_with_their_line(folder: Path) -> None:
    """What is odd about a draft is seen before anything is recorded."""
    (folder / "draft.md").write_text("# Tides\n\n1. All ships] wait.\n", encoding="utf-8")

    async def story(player: Player) -> None:
        assert "! line 3: " in player.screen()

    welcome(story, (120, 40))


def test_what_is_wrong_in_a_list_of_members_is_read_to_its_end(files: Path) -> None:
    """Beside the form, that of the field with the focus first; also what to do about it."""
    rows = _MEMBERS + "AB C,Spaced,GOV\nASH,Twice,GOV\n"
    (files / "members.csv").write_text(rows, encoding="utf-8")

    async def story(player: Player) -> None:
        whole = look_into("members.csv", MEMBERS).findings
        await player.press("n", "down")
        shown = " ".join(player.screen().split())
        assert whole
        for each in whole:
            assert " ".join(f"! {each}".split()) in shown

    welcome(story)


def test_a_file_is_never_overwritten(files: Path) -> None:
    """Another name is filled in; typed all the same, or there meanwhile, it is refused."""
    (files / "harbour-rules.consensus").write_bytes(b"something of value")

    async def story(player: Player) -> None:
        assert value(player, "place") == "harbour-rules-2"
        place = player.app.screen.query_one("#place", Input)
        place.focus()
        place.value = "harbour-rules"
        await player.press("enter")
        assert "harbour-rules.consensus is there already" in found(player, "place")
        place.value = "other"
        await player.settle()
        (files / "other.consensus").write_bytes(b"quicker")
        await player.press("enter")
        assert "is there already" in found(player, "place")
        assert isinstance(player.app.screen, WelcomeScreen)

    welcome(story)
    assert (files / "harbour-rules.consensus").read_bytes() == b"something of value"
    assert (files / "other.consensus").read_bytes() == b"quicker"


def test_a_group_that_cannot_begin_leaves_nothing(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is written at once, with all it begins with; where that fails, there is no file."""
    there = {each.name for each in files.iterdir()}

    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    async def story(player: Player) -> None:
        place = player.app.screen.query_one("#place", Input)
        place.focus()
        place.value = "nowhere/harbour"
        await player.press("enter")
        assert "there is no folder nowhere" in found(player, "place")
        place.value = "postgresql://localhost:1/tides"
        await player.press("enter", "enter")
        assert "✗ " in found(player, "place")
        place.value = "harbour"
        await player.settle()
        with monkeypatch.context() as patched:
            patched.setattr("os.link", full)
            patched.setattr("os.replace", full)
            await player.press("enter", "enter")
        assert "✗ " in found(player, "place")
        assert "No space left" in found(player, "place")
        assert isinstance(player.app.screen, WelcomeScreen)
        assert {each.name for each in files.iterdir()} == there
        await player.press("enter", "enter")
        assert isinstance(player.app.screen, OverviewScreen)

    welcome(story)
    with closing(open_store(files / "harbour.consensus", read_only=True)) as store:
        assert store.length == 3


def test_a_missing_or_empty_file_opens_the_welcome_too(folder: Path) -> None:
    """With its name filled in where nothing is there; nothing is written over an empty one."""

    async def missing(player: Player) -> None:
        assert value(player, "place") == "tides"
        assert "nothing is in tides.consensus yet" in player.screen()

    async def empty(player: Player) -> None:
        assert isinstance(player.app.screen, WelcomeScreen)
        assert value(player, "place") == "tides"
        said = str(player.app.screen.query_one("#way-problem").render())
        assert "nothing is in tides.consensus yet; choose another name" in said
        assert "is there already" in found(player, "place")

    welcome(missing, place="tides.consensus")
    (folder / "tides.consensus").touch()
    welcome(empty, place="tides.consensus")
    assert (folder / "tides.consensus").stat().st_size == 0


def test_records_in_the_folder_and_those_opened_lately_are_listed(
    folder: Path, example_made: Path
) -> None:
    """A digit opens one; the list is in the folder of the preferences."""
    shutil.copy(example_made, folder / "wgec.consensus")
    shutil.copy(example_made, folder / "second.consensus")
    remember_recent(str(folder / "second.consensus"), "A second group", "5 of 23 agreed", NOW)
    remember_recent(str(folder / "gone.consensus"), "Gone", "", NOW)

    async def story(player: Player) -> None:
        rows = player.app.screen.query_one("#ways", Rows).rows
        assert [Path(row.key).name for row in rows][3:] == ["second.consensus", "wgec.consensus"]
        assert "5 of 23 agreed" in player.screen()
        await player.press("2")
        assert isinstance(player.app.screen, OverviewScreen)

    welcome(story)
    assert place_of_preferences().with_name("recent.json").is_file()
    last = read_recent()[0]
    assert (Path(last.place).name, last.said) == ("wgec.consensus", "5 of 23 agreed")


def test_a_damaged_list_of_recent_records_is_begun_anew(folder: Path) -> None:
    """It is a convenience; nobody is kept from work by it."""
    file = place_of_preferences().with_name("recent.json")
    file.parent.mkdir(parents=True)
    for damaged in ("{", json.dumps([{"place": "x"}]), json.dumps({"a": 1}), "[1]"):
        file.write_text(damaged, encoding="utf-8")
        assert read_recent() == ()
    odd = {"place": "x", "title": "X", "said": "", "seen": ""}
    for wrong in ({"seen": "yesterday"}, {"place": 7}, {"title": 7}, {"place": "\x9b"}):
        file.write_text(json.dumps([odd | wrong]), encoding="utf-8")
        assert read_recent() == ()
    for place in (folder, "file://elsewhere/x"):
        file.write_text(json.dumps([odd | {"place": str(place)}]), encoding="utf-8")
        assert known_groups() == []
    (folder / "x").write_bytes(b"x")
    file.write_text(json.dumps([odd]), encoding="utf-8")
    assert [(each.place, each.seen) for each in known_groups()] == [("x", None)]
    file.unlink()
    remember_recent("x", "Tides", "", NOW)
    assert [each.title for each in read_recent()] == ["Tides"]
    assert [each.name for each in file.parent.iterdir()] == ["recent.json"]


def test_what_is_no_record_is_said_where_it_was_named(folder: Path, example_made: Path) -> None:
    """The dialog stays until a record opens, or it is left."""
    (folder / "notes.consensus").write_text("no record", encoding="utf-8")
    shutil.copy(example_made, folder / "wgec.consensus")

    async def story(player: Player) -> None:
        await player.press("o")
        assert isinstance(player.app.screen, ChooseFile)
        for name, said in (
            ("notes.consensus", "is no record of a working group"),
            ("gone.consensus", "/gone.consensus; check the name"),
            ("mysql://localhost/x", "nothing can be kept at mysql://"),
        ):
            player.app.screen.query_one(Input).value = name
            await player.press("enter")
            assert isinstance(player.app.screen, ChooseFile)
            assert said in str(player.app.screen.query_one("#problem").render())
            assert player.app.screen.query_one(Input).value == name
        player.app.screen.query_one(Input).value = "wgec.consensus"
        await player.press("enter")
        assert isinstance(player.app.screen, OverviewScreen)

    welcome(story)


def test_a_file_is_chosen_from_a_tree_of_what_can_be_read(files: Path) -> None:
    """Hidden files and other kinds are left out; the field has the file chosen."""
    for name in (".hidden.md", "picture.png", "table.csv"):
        (files / name).write_text("x", encoding="utf-8")

    async def story(player: Player) -> None:
        await player.press("n", "ctrl+o")
        tree = player.app.screen.query_one(FileTree)
        await player.until(lambda: bool(tree.root.children))
        assert [str(each.label) for each in tree.root.children] == ["zero-draft.md"]
        await player.press("down", "down", "enter")
        assert isinstance(player.app.screen, WelcomeScreen)
        assert Path(value(player, "draft")).name == "zero-draft.md"
        assert found(player, "draft") == "✓ 2 items, 1 bracket"

    welcome(story)


def test_over_the_web_nothing_is_begun(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has the screens in a browser does not choose among the files of this machine."""
    monkeypatch.setenv("TEXTUAL_DRIVER", "textual.drivers.web_driver:WebDriver")
    with pytest.raises(StoreError, match="there is no file"):
        start("gone.consensus")


def test_the_demo_opens_in_a_file_that_is_new(folder: Path) -> None:
    """It is there at once and whole; another one gets another name."""
    (folder / "wgec-demo.consensus").write_bytes(b"of value")

    async def story(player: Player) -> None:
        await player.press("d")
        assert isinstance(player.app.screen, OverviewScreen)

    welcome(story)
    assert (folder / "wgec-demo.consensus").read_bytes() == b"of value"
    with WorkingGroup.open(folder / "wgec-demo-2.consensus") as group:
        assert len(group.state.amendments) > 50


def test_a_second_enter_or_an_edit_while_a_file_is_read_does_no_harm(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The group begins once, when what is named then is read."""
    go_on = threading.Event()

    def slowly(path: str, kind: Kind, members: File | None = None) -> Found:
        go_on.wait(PATIENCE_SECONDS)
        return look_into(path, kind, members)

    async def story(player: Player) -> None:
        await player.press("n")
        monkeypatch.setattr("tui.screens.welcome.look_into", slowly)
        members = player.app.screen.query_one("#members", Input)
        members.focus()
        members.value = "none.csv"
        await player.pilot.pause()
        for _ in range(3):
            player.send("enter")
        members.value = "members.csv"
        await player.pilot.pause()
        assert isinstance(player.app.screen, WelcomeScreen)
        go_on.set()
        await player.settle()
        assert isinstance(player.app.screen, OverviewScreen)

    welcome(story)
    with WorkingGroup.open(files / "harbour-rules.consensus") as group:
        assert len(group.state.members) == 3


def test_a_group_is_written_and_opened_once(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is pressed while it is written, nothing else is opened."""
    opened = []
    go_on = threading.Event()
    open_record = ConsensusApp.open_record

    async def slowly(app: ConsensusApp, place: str, opening: Opening) -> str:
        opened.append(place)
        await asyncio.to_thread(go_on.wait, PATIENCE_SECONDS)
        return await open_record(app, place, opening)

    monkeypatch.setattr(ConsensusApp, "open_record", slowly)

    async def story(player: Player) -> None:
        await player.press("n")
        for key in ("enter", "enter", "enter", "escape", "d", "o", "enter"):
            player.send(key)
            await player.pilot.pause()
        go_on.set()
        await player.settle()
        assert isinstance(player.app.screen, OverviewScreen)

    welcome(story)
    assert opened == ["harbour-rules.consensus"]
    assert [each.name for each in files.glob("*.consensus")] == opened


def test_what_is_opened_when_the_terminal_is_left_is_closed(example: Path) -> None:
    """The thread that holds the record ends with it."""
    opening_at, go_on = threading.Event(), threading.Event()
    groups = []

    def slowly() -> WorkingGroup:
        opening_at.set()
        go_on.wait(PATIENCE_SECONDS)
        groups.append(WorkingGroup.open(example))
        return groups[0]

    async def story(player: Player) -> None:
        trying = asyncio.create_task(player.app.open_record("x", slowly))
        await asyncio.to_thread(opening_at.wait)
        trying.cancel()
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await trying
        assert groups[0]._log.is_closed

    welcome(story)


def test_a_pipe_is_no_draft(folder: Path) -> None:
    """Nothing waits for what may never come."""
    os.mkfifo(folder / "draft.md")
    assert look_into("draft.md", DRAFT).said == "draft.md is no file"


def test_no_click_writes_or_begins(files: Path) -> None:
    """Neither on a key nor on a row: the example is written with its key."""
    before = {each.name for each in files.iterdir()}

    async def story(player: Player) -> None:
        rows = player.app.screen.query_one("#ways", Rows)
        at = rows.content_region.offset - rows.region.offset
        for line in (1, 1, 1, 0, 0):
            await player.pilot.click(rows, offset=(at.x + 1, at.y + line))
            await player.settle()
        assert "press d" in str(player.app.screen.query_one("#way-problem").render())
        for key in [each for each in player.app.screen.query(FooterKey) if each.action == "demo"]:
            await player.pilot.click(key)
            await player.settle()
        assert isinstance(player.app.screen, WelcomeScreen)

    welcome(story, (120, 40))
    assert {each.name for each in files.iterdir()} == before


def test_a_name_of_a_file_commands_no_terminal(folder: Path) -> None:
    """What it would take as a command is one strange character in the field."""
    (folder / "draft\x9b2J.md").write_text(_DRAFT, encoding="utf-8")
    (folder / "people\x9b2J.csv").write_text(_MEMBERS, encoding="utf-8")

    async def story(player: Player) -> None:
        assert value(player, "draft") == "draft\x9b2J.md"
        assert "\x9b" not in player.screen()
        assert found(player, "draft") == "✓ 2 items, 1 bracket"
        await player.press("n", "ctrl+o")
        tree = player.app.screen.query_one(FileTree)
        await player.until(lambda: bool(tree.root.children))
        assert "\x9b" not in player.screen()

    welcome(story)


def test_the_home_folder_and_any_ending_are_understood() -> None:
    """A place is where a shell would have it, and has one ending."""
    assert full_place("~/x") == f"{Path.home()}/x.consensus"
    assert full_place("x.Consensus") == "x.Consensus"
    assert full_place("postgresql://h/~x") == "postgresql://h/~x"


def test_the_ways_are_there_before_the_records(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that is slow keeps nobody from beginning."""
    go_on = threading.Event()

    def slowly() -> list[Known]:
        go_on.wait(PATIENCE_SECONDS)
        return []

    monkeypatch.setattr("tui.screens.welcome.known_groups", slowly)

    async def story() -> None:
        app = make_app("", "sec", clock=lambda: NOW)
        async with app.run_test() as pilot:
            await pilot.pause()
            assert len(app.screen.query_one("#ways", Rows).rows) == 3
            go_on.set()

    run(story())
