"""Importing files on the screens: previews, kinds, what is refused, and taking it back."""

from __future__ import annotations

import asyncio
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from consensus import WorkingGroup
from consensus.formats.source import Source, read_bytes
from tests.support.docx_files import docx, ins, p
from tests.tui.playing import NOW, Player, Story, assert_looks_in_sizes, play
from tui.app import ConsensusApp
from tui.screens.importing import FileTree, ImportScreen
from tui.screens.overview import OverviewScreen
from tui.views.importing import (
    KINDS,
    File,
    Preview,
    bring,
    kinds_of,
    preview,
    preview_look,
    read_file,
)
from tui.worker import Interrupted

_EXAMPLE = Path(__file__).parents[2] / "examples" / "wgec"
_MAIL = """From: {sender}
To: secretariat@example.org
Subject: Paragraph 5
Message-ID: <1@example.org>
Date: Mon, 30 Jan 2017 10:00:00 +0000

In paragraph 2 please replace "continuing" by "open".
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a group without anything in it, and files."""
    folder = tmp_path / "desk"
    folder.mkdir()
    monkeypatch.chdir(folder)
    WorkingGroup.create(
        folder / "new.consensus", title="Tides", by="sec", clock=lambda: NOW
    ).close()
    return folder


def put(folder: Path, *names: str) -> None:
    """Puts files of the example into a folder."""
    for name in names:
        shutil.copy(_EXAMPLE / name, folder / name)


def on(folder: Path, story: Story, size: tuple[int, int] = (80, 24)) -> None:
    """Play a story on the group in a folder."""
    play(folder / "new.consensus", story, size)


async def look_at(player: Player, name: str) -> str:
    """Type the name of a file where files are imported; what is said of it."""
    if not isinstance(player.app.screen, ImportScreen):
        await player.press("ctrl+o")
    typed = player.app.screen.query_one(Input)
    typed.focus()
    typed.value = name
    await player.press("enter")
    return counts(player)


def lines(player: Player) -> str:
    """What would be taken, and what is odd."""
    return str(player.app.screen.query_one("#lines", Static).render())


def counts(player: Player) -> str:
    """What is said of the file, but for the key that turns it to another kind."""
    return str(player.app.screen.query_one("#counts", Static).render()).partition("   →")[0]


def pane(player: Player) -> str:
    """The title over what a file would bring."""
    return str(player.app.screen.query_one("#brings").border_title)


def test_a_draft_is_imported_after_a_look_at_it(desk: Path) -> None:
    """In one step, which u takes back; nothing is recorded before Enter in the preview."""
    put(desk, "draft.md")

    async def story(player: Player) -> None:
        assert await look_at(player, "draft.md") == "✓ 28 taken"
        assert pane(player) == "draft.md as a draft"
        assert "✓ 28 taken   → as contributions" in player.screen()
        assert "1  Encourage all who take part" in lines(player)
        with WorkingGroup.open(desk / "new.consensus") as group:
            assert not group.state.drafts
        await player.press("enter")
        assert "imported a draft from draft.md: 28 taken" in player.notice()
        with WorkingGroup.open(desk / "new.consensus") as group:
            assert len(group.state.drafts) == 1
        await player.press("u", "enter")
        with WorkingGroup.open(desk / "new.consensus") as group:
            assert not group.state.drafts
        await player.press("escape")
        assert isinstance(player.app.screen, OverviewScreen)

    on(desk, story)


def test_after_an_import_another_path_can_be_typed(desk: Path) -> None:
    """With the key that imports; Enter on a folder is named, and what is refused is not offered."""
    put(desk, "draft.md")
    (desk / "papers").mkdir()
    name = f"{'x' * 200}.docx"
    (desk / name).write_text("A text.", encoding="utf-8")

    async def story(player: Player) -> None:
        await look_at(player, "draft.md")
        assert "↵ import it" in player.screen()
        await player.press("enter")
        assert player.app.screen.query_one(FileTree).has_focus
        assert "↵ open or close" in player.screen()
        await player.press("ctrl+o")
        await player.type("draft.md")
        assert player.app.screen.query_one(Input).value == "draft.md"
        await player.press("down")
        await player.until(lambda: bool(player.app.screen.query_one(FileTree).root.children))
        await player.press("home", "down")
        assert "↵ open or close" in player.screen()
        await player.press("down")
        assert "↵ look at it" in player.screen()
        said = await look_at(player, name)
        assert said.startswith("✗ xxxxxxxxxxxxxxxxxxxx…xxxxxxxxxxxxxx.docx is no Word document")
        assert "name a text .txt or .md" in said
        assert "import it" not in player.screen()

    on(desk, story)


def test_each_kind_is_recognised_by_its_name_and_content(desk: Path) -> None:
    """In the order in which a group needs them; the next kind is a key away."""
    put(desk, "draft.md", "members.csv", "amendments.jsonl", "positions.csv")
    shutil.copy(desk / "members.csv", desk / "who.csv")
    (desk / "5.eml").write_text(_MAIL.format(sender="ana@alvora.example"), encoding="utf-8")

    async def story(player: Player) -> None:
        assert await look_at(player, "who.csv") == "✓ 45 taken"
        assert pane(player) == "who.csv as members"
        await player.press("enter")
        assert (await look_at(player, "who.csv")).startswith("✗ nothing new in who.csv")
        await look_at(player, "draft.md")
        await player.press("enter")
        said = await look_at(player, "amendments.jsonl")
        assert said == "✓ 52 taken, 2 to the inbox, without a place yet, 1 refused"
        assert "✗ line 55: no member has the code XQZ" in lines(player)
        assert "A1  " in lines(player) or "A1 proposed by OWC" in lines(player)
        await player.press("right")
        assert pane(player) != "amendments.jsonl as amendments"
        await player.press("left")
        assert pane(player) == "amendments.jsonl as amendments"
        await player.press("enter")
        assert pane(player) == "amendments.jsonl is imported"
        assert counts(player) == "✓ 52 taken, 2 to the inbox, without a place yet, 1 refused"
        said = lines(player)
        assert "7 shows what waits in the inbox" in said
        assert "what is refused is not recorded: mend amendments.jsonl, import it again" in said
        assert "✗ line 55: no member has the code XQZ" in said
        assert "52 amendments proposed; TR1 put in the inbox" in player.screen()
        await look_at(player, "amendments.jsonl")
        assert pane(player) == "amendments.jsonl as amendments"
        assert await look_at(player, "positions.csv") == "✓ 150 taken"
        await player.press("enter")
        said = await look_at(player, "5.eml")
        assert said == "✓ 0 taken, 1 to the inbox, without a place yet"
        await player.press("enter")

    on(desk, story)
    with WorkingGroup.open(desk / "new.consensus") as group:
        state = group.state
        assert (len(state.members), len(state.drafts), len(state.tray)) == (45, 1, 3)
        # Each was one step.
        assert len(group.steps()) == 6


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"%PDF-1.4", "a PDF; copy its text"),
        ("a.xlsx", b"PK\x03\x04", "damaged or was cut short"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0", "is of no kind that is known"),
        ("a.docx", b"PK\x03\x04 broken", "a.docx"),
        ("a.md", b"", "a.md is empty"),
        ("a.ini", b"x = 1", "is of no kind that is known"),
        ("gone.md", None, "there is no file gone.md"),
        ("a.eml", b"no mail", "a.eml"),
    ],
)
def test_a_wrong_file_is_said_in_a_sentence(
    desk: Path, name: str, content: bytes | None, said: str
) -> None:
    """And Enter says it again, and imports nothing."""
    if content is not None:
        (desk / name).write_bytes(content)

    async def story(player: Player) -> None:
        found = await look_at(player, name)
        assert found.startswith("✗ ")
        assert said in found
        await player.press("enter")
        assert said in player.notice()

    on(desk, story)
    with WorkingGroup.open(desk / "new.consensus") as group:
        assert len(group.steps()) == 1


def test_amendments_need_a_draft_first(desk: Path) -> None:
    """Before there is one, that is said, and no list of them is taken for one of members."""
    put(desk, "draft.md", "amendments.jsonl")

    async def story(player: Player) -> None:
        said = await look_at(player, "amendments.jsonl")
        assert said.startswith("✗ import a draft first, which they are about")
        await player.press("enter")
        assert "import a draft first" in player.notice()
        await look_at(player, "draft.md")
        await player.press("enter")
        assert "0 taken, 55 refused" in await look_at(player, "amendments.jsonl")
        assert pane(player) == "amendments.jsonl as amendments"
        assert "no member has the code" in lines(player)

    on(desk, story)
    assert recorded(desk) == 1


def test_a_path_can_be_typed_at_once(desk: Path) -> None:
    """No letter of it does anything else; the arrow goes to the list."""
    put(desk, "draft.md")

    async def story(player: Player) -> None:
        await player.press("ctrl+o")
        await player.type("../desk/draft.md\n")
        assert counts(player).startswith("✓ 28 taken")
        await player.press("escape", "ctrl+o")
        tree = player.app.screen.query_one(FileTree)
        await player.until(lambda: len(tree.root.children) == 1)
        await player.press("down")
        assert tree.has_focus
        assert "↵ look at it" in player.screen().splitlines()[-1]
        assert counts(player).startswith("✓ 28 taken")

    on(desk, story)


def test_files_are_chosen_from_the_tree(desk: Path) -> None:
    """The one under the cursor is looked at; Enter goes to the preview, Enter again imports."""
    put(desk, "draft.md", "members.csv")
    (desk / "picture.png").write_bytes(b"x")

    async def story(player: Player) -> None:
        await player.press("ctrl+o")
        tree = player.app.screen.query_one(FileTree)
        await player.until(lambda: len(tree.root.children) == 2)
        await player.press("down")
        assert pane(player) == "draft.md as a draft"
        await player.press("down")
        assert pane(player) == "members.csv as members"
        await assert_looks_in_sizes(player, "import-members")
        await player.press("enter", "enter")
        assert "imported members from members.csv" in player.notice()

    on(desk, story)


def test_after_a_refused_file_another_is_chosen(desk: Path) -> None:
    """Enter on one that cannot be imported says why, and the cursor stays among the files."""
    put(desk, "draft.md")
    (desk / "a.docx").write_bytes(b"PK\x03\x04 broken")

    async def story(player: Player) -> None:
        await player.press("ctrl+o")
        tree = player.app.screen.query_one(FileTree)
        await player.until(lambda: len(tree.root.children) == 2)
        await player.press("down", "enter")
        assert "a.docx" in player.notice()
        await player.press("down", "enter", "enter")
        assert "imported a draft from draft.md" in player.notice()

    on(desk, story)


def test_nothing_is_imported_by_a_click(desk: Path) -> None:
    """A click on a file looks at it."""
    put(desk, "draft.md")

    async def story(player: Player) -> None:
        await player.press("ctrl+o")
        tree = player.app.screen.query_one(FileTree)
        await player.until(lambda: len(tree.root.children) == 1)
        for _ in range(2):
            await player.pilot.click(tree, offset=(6, 1))
            await player.settle()
        assert pane(player) == "draft.md as a draft"

    on(desk, story)
    with WorkingGroup.open(desk / "new.consensus") as group:
        assert not group.state.drafts


def test_what_others_record_changes_the_preview(desk: Path) -> None:
    """And what was shown before is not imported twice."""
    put(desk, "draft.md")

    async def story(player: Player) -> None:
        await look_at(player, "draft.md")
        with WorkingGroup.open(desk / "new.consensus", by="ana") as group:
            group.import_draft(desk / "draft.md")
        await player.look_for_news()
        assert "imported already" in counts(player)
        await player.press("enter")

    on(desk, story)
    with WorkingGroup.open(desk / "new.consensus") as group:
        assert len(group.state.drafts) == 1


# What Enter imports is what was shown.


@contextmanager
def held_up(player: Player) -> Iterator[None]:
    """Keeps the record busy while keys are pressed, and lets it go a moment later."""
    gate = threading.Event()
    busy = asyncio.create_task(player.app.record_worker.urge(lambda group: gate.wait(10)))
    yield
    asyncio.get_running_loop().call_later(0.3, gate.set)
    assert not busy.done()


def recorded(folder: Path) -> int:
    """How many steps are in the file, but for the first."""
    with WorkingGroup.open(folder / "new.consensus") as group:
        return len(group.steps()) - 1


def test_enter_imports_no_kind_that_was_not_shown(desk: Path) -> None:
    """Neither that before the arrow, nor the next one, before anybody has seen it."""
    put(desk, "draft.md")

    async def story(player: Player) -> None:
        await look_at(player, "draft.md")
        with held_up(player):
            player.send("right")
            player.send("enter")
        await player.settle()
        assert "look again" in player.notice()
        assert recorded(desk) == 0
        assert pane(player) == "draft.md as contributions"
        await player.press("left", "enter")
        assert "imported a draft from draft.md: 28 taken" in player.notice()

    on(desk, story)


def test_enter_imports_for_no_author_that_was_not_shown(desk: Path) -> None:
    """Whose changes they are is previewed before they are recorded."""
    put(desk, "members.csv")
    changed = p("Ships wait", ins("Ana", " [at night]"), " for ", ins("Ben", "the "), "tide.")
    (desk / "review.docx").write_bytes(docx(p("Tides", "Title"), changed))
    (desk / "draft.docx").write_bytes(docx(p("Tides", "Title"), p("Ships wait for tide.")))
    with WorkingGroup.open(desk / "new.consensus", by="sec") as group:
        group.import_members(desk / "members.csv")
        group.import_draft(desk / "draft.docx")

    async def story(player: Player) -> None:
        await look_at(player, "review.docx")
        assert "which member is Ana?" in lines(player)
        await player.press("m")
        await player.type("ALV\n")
        with held_up(player):
            for key in ("B", "K", "V", "enter", "enter"):
                player.send(key)
        await player.settle()
        assert "look again" in player.notice()
        assert recorded(desk) == 2
        assert "✓ 2 taken" in counts(player)
        await player.press("enter")

    on(desk, story)
    with WorkingGroup.open(desk / "new.consensus") as group:
        assert {each.sponsors for each in group.state.amendments.values()} == {("ALV",), ("BKV",)}


def test_what_others_recorded_a_moment_ago_is_shown_first(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Enter records nothing then, though no screen has heard of it yet."""
    put(desk, "draft.md", "members.csv", "amendments.jsonl")
    monkeypatch.setattr("tui.app.POLL_SECONDS", 1000)
    with WorkingGroup.open(desk / "new.consensus", by="sec") as group:
        group.import_members(desk / "members.csv")
        group.import_draft(desk / "draft.md")

    async def story(player: Player) -> None:
        assert "52 taken" in await look_at(player, "amendments.jsonl")
        with WorkingGroup.open(desk / "new.consensus", by="ana") as group:
            group.add_member("XQZ", "Xquiz")
        await player.press("enter")
        assert "look again" in player.notice()
        assert recorded(desk) == 3
        assert "53 taken" in counts(player)
        await player.press("enter")
        assert "53 taken" in player.notice()

    on(desk, story)
    with WorkingGroup.open(desk / "new.consensus") as group:
        assert len(group.state.amendments) == 53


def test_a_file_that_was_written_anew_is_shown_first(desk: Path) -> None:
    """What is recorded is what it says then."""
    (desk / "draft.md").write_text("# Tides\n\n1. Ships wait.\n", encoding="utf-8")

    async def story(player: Player) -> None:
        await look_at(player, "draft.md")
        (desk / "draft.md").write_text("# Tides\n\n1. Boats wait.\n", encoding="utf-8")
        os.utime(desk / "draft.md", ns=(1, 1))
        await player.press("enter")
        assert "look again: draft.md has changed" in player.notice()
        assert recorded(desk) == 0
        assert "Boats wait." in lines(player)
        await player.press("enter")

    on(desk, story)
    with WorkingGroup.open(desk / "new.consensus") as group:
        assert [group.state.text(each) for each in group.state.items] == ["Boats wait."]


def test_reading_a_file_holds_up_no_recording(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read on a thread of its own, and what is read for nothing is given up."""
    put(desk, "draft.md", "members.csv")
    gate = threading.Event()

    def slowly(path: Path) -> bytes:
        if path.name == "draft.md":
            gate.wait(10)
        return read_bytes(path)

    monkeypatch.setattr("tui.views.importing.read_bytes", slowly)

    async def story(player: Player) -> None:
        await player.press("ctrl+o")
        player.app.screen.query_one(Input).value = "draft.md"
        await asyncio.sleep(0.2)
        add = player.app.record_worker.record(lambda group: group.add_member("ANA", "Ana").step)
        await asyncio.wait_for(add, 2)
        assert "reading draft.md" in counts(player)
        player.app.screen.query_one(Input).value = "members.csv"
        await player.until(lambda: pane(player) == "members.csv as members")
        gate.set()
        await asyncio.sleep(0.1)
        await player.settle()
        assert pane(player) == "members.csv as members"

    on(desk, story)


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("members", "code\nANA"),
        ("groups", "code,kind\nGOV,stakeholder"),
        ("positions", "member,target,stance\nANA,1,support"),
        ("ratings", "member,target,rating\nANA,1,5"),
        ("amendments", "target,kind,text\n1,modify,Ships wait."),
    ],
)
def test_what_is_urgent_does_not_wait_for_a_table(desk: Path, kind: str, row: str) -> None:
    """After each row it is asked whether something else is to be recorded."""
    (desk / "rows.csv").write_text(row, encoding="utf-8")

    def check() -> None:
        raise Interrupted

    look = preview_look(read_file(desk / "rows.csv"), kind, {}, lambda done, total: None)
    with WorkingGroup.in_memory() as group:
        group.import_draft(_EXAMPLE / "draft.md")
        with pytest.raises(Interrupted):
            look(group, check)


def test_a_large_file_is_looked_at_only_when_asked(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By Enter, and once more after what others record, when Enter is to import it."""
    put(desk, "draft.md")
    monkeypatch.setattr("tui.screens.importing.LARGE_BYTES", 1000)

    async def story(player: Player) -> None:
        await player.press("ctrl+o")
        tree = player.app.screen.query_one(FileTree)
        await player.until(lambda: len(tree.root.children) == 1)
        await player.press("down")
        assert "↵ looks at what it would bring" in counts(player)
        assert lines(player) == ""
        await player.press("enter")
        assert counts(player).startswith("✓ 28 taken")
        with WorkingGroup.open(desk / "new.consensus", by="ana") as group:
            group.add_member("ANA", "Ana")
        await player.look_for_news()
        assert counts(player).startswith("✓ 28 taken")
        await player.press("enter")
        assert "look again" in player.notice()
        assert recorded(desk) == 1
        await player.press("enter")
        assert "imported a draft from draft.md" in player.notice()

    on(desk, story)


def test_the_projector_goes_blank_while_a_file_is_tried(desk: Path) -> None:
    """What is tried is stopped for it, and tried again after that."""
    put(desk, "draft.md", "members.csv")
    with WorkingGroup.open(desk / "new.consensus", by="sec") as group:
        group.import_members(desk / "members.csv")
        group.import_draft(desk / "draft.md")
        group.show_on_projector("1")
    put(desk, "amendments.jsonl")

    async def story(player: Player) -> None:
        await player.press("ctrl+o")
        typed = player.app.screen.query_one(Input)
        typed.focus()
        typed.value = "amendments.jsonl"
        player.send("f9")
        await player.settle()
        assert player.app.room == ""
        assert counts(player).startswith("✓ 52 taken")

    on(desk, story)


def test_over_the_web_no_files_of_this_machine_are_shown(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has the screens in a browser does not see what is beside the record."""
    monkeypatch.setattr(ConsensusApp, "is_web", True)

    async def story(player: Player) -> None:
        await player.press("ctrl+o")
        assert isinstance(player.app.screen, OverviewScreen)
        assert "on the machine where the group is kept" in player.notice()

    on(desk, story)


def test_where_nothing_is_yet_each_screen_says_what_to_do_and_does_it(desk: Path) -> None:
    """A draft is imported, or its first item written, from wherever one is."""

    async def story(player: Player) -> None:
        said = "nothing yet: ^o imports a draft, a writes the first item"
        for place in "123469":
            await player.press(place)
            assert said in player.screen(), place
        for place in "57":
            await player.press(place)
            assert "^o imports" in player.screen(), place
        await player.press("a")
        await player.type("Ships wait [at night] for the tide.\n")
        assert "Ships wait" in player.screen()
        await player.press("1", "a")
        assert "there is a draft already" in player.notice()

    on(desk, story)
    with WorkingGroup.open(desk / "new.consensus") as group:
        (item,) = [each for draft in group.state.drafts for each in group.state.walk(draft)]
        assert group.state.text(item.id) == "Ships wait [at night] for the tide."


def test_a_draft_alone_says_what_else_comes_from_files(desk: Path) -> None:
    """On the overview as long as something is missing, and where positions would be."""
    put(desk, "draft.md", "members.csv", "amendments.jsonl", "positions.csv")
    with WorkingGroup.open(desk / "new.consensus", by="sec") as group:
        group.import_draft(desk / "draft.md")

    async def story(player: Player) -> None:
        assert "^o imports members, amendments, positions and mails" in player.screen()
        await player.press("4")
        assert "^o imports members" in player.screen()
        for name in ("members.csv", "amendments.jsonl"):
            await look_at(player, name)
            await player.press("enter")
        await player.press("escape")
        assert "nobody yet: f shows others, ^o imports positions" in player.screen()
        await player.press("1")
        assert "^o imports positions and mails" in player.screen()
        await look_at(player, "positions.csv")
        await player.press("enter", "escape")
        assert "^o imports" not in player.screen()

    on(desk, story)


def test_a_draft_and_the_step_through_begin_with_their_own_key(desk: Path) -> None:
    """Where a proposes an amendment otherwise, it writes the first item."""

    async def story(player: Player) -> None:
        await player.press("3", "a", "escape", "2", "a")
        await player.type("Ships wait.\n")
        assert "Ships wait." in player.screen()

    on(desk, story)


def test_every_kind_is_offered_for_some_file(tmp_path: Path) -> None:
    """And each ending that can be read has a kind."""
    offered = set()
    with WorkingGroup.in_memory() as group:
        group.import_draft(_EXAMPLE / "draft.md")
        for ending in {e for kind in KINDS for e in kind.endings} - {".docx", ".xlsx"}:
            file = tmp_path / f"file{ending}"
            file.write_text("x", encoding="utf-8")
            offered |= {kind.id for kind in kinds_of(read_file(file), group)}
    assert offered == {kind.id for kind in KINDS}


def test_a_draft_is_offered_with_what_it_says_of_its_items() -> None:
    """The preview names each status and the words it was read from; a table does the same."""
    with WorkingGroup.in_memory() as group:
        draft = File("quay.md", b"", Source.of("1. Boats are moored (agreed).\n", "quay.md"))
        shown = preview(group, draft, "statuses", {}, lambda done, total: None)
        assert shown.lines[:2] == (("1", "agreed (“agreed”)"), ("1", "Boats are moored."))
        bring(group, draft, shown.kinds[0])
        source = Source.of("label,status,date\n1,adopted,2016-05-03\n", "standing.csv")
        table = File("standing.csv", b"", source)
        shown = preview(group, table, "", {}, lambda done, total: None)
        assert (shown.kinds[0].id, shown.counts) == ("decisions", "1 taken")
        assert shown.lines == (("1", "adopted on 2016-05-03 (“adopted”)"),)


_FORM = """MB/NC,Clause,Type of comment,Comments,Proposed change
ASH-004,1,te,Why.,"Replace ""low"" with ""high""."
BAY,General,ge,Good.,
"""


def test_a_comment_table_is_previewed_and_taken_in_each_of_its_forms(tmp_path: Path) -> None:
    """With the comments that have nothing to merge; the same in another form adds nothing."""
    with WorkingGroup.in_memory(title="Tides") as group:
        for code in ("ASH", "BAY"):
            group.add_member(code)
        group.import_draft(Source.of("# Tides\n\n1. The tide is low.\n", "tides.md"))
        (tmp_path / "form.csv").write_text(_FORM, encoding="utf-8")
        file = read_file(tmp_path / "form.csv")
        shown = preview(group, file, "amendments", {}, lambda done, total: None)
        assert shown.counts == "2 taken"
        assert any("with no change to merge" in words for _, words in shown.lines)
        report = bring(group, file, shown.kinds[0])
        assert report.step is not None
        group.resolve_comments(["ASH-004", "BAY-001"], "noted")
        for ending in ("docx", "xlsx"):
            (tmp_path / f"form.{ending}").write_bytes(group.comment_table(ending))
            known = bring(group, read_file(tmp_path / f"form.{ending}"), shown.kinds[0])
            assert (known.duplicates, known.step) == (2, None)


_FERRY = """# Rules for the ferry

1. The ferry shall run every day.

2. The harbour master may close the pier in a storm.

3. Each operator shall report delays to the council.
"""
_ASKED = 'In paragraph 3, replace "shall" by "should".'


@pytest.mark.parametrize(
    ("name", "text", "kind", "counts"),
    [
        ("ost.md", f"Proposals by Ostrava Islands\n\n{_ASKED}\n", "amendments", "1 taken"),
        ("ost.docx", f"From: OST\n{_ASKED}", "amendments", "1 taken"),
        ("letter.txt", f"From: OST\n\nWe sail.\n\nWe fish.\n\n{_ASKED}\n", "contributions", ""),
        ("other.md", _FERRY.replace("shall", "should"), "version", "2 taken"),
        ("views.md", "# Views\n\nWe sail.\n", "version", ""),
        ("table.csv", "Member,Paragraph,Proposal\nOST,3,Delete the paragraph.\n", "amendments", ""),
        ("codes.csv", "code,target,by,old,text\nX,3,OST,shall,should\n", "amendments", "1 taken"),
        ("said.csv", "target,member,stance\n3,OST,support\n", "positions", "1 taken"),
        ("who.csv", "code,name,group\nALV,Alvara,East\n", "members", "1 taken"),
        ("rows.json", '[{"target": "3", "by": "OST", "text": "Gone."}]', "amendments", "1 taken"),
    ],
)
def test_a_file_is_taken_for_the_kind_that_its_words_say(
    tmp_path: Path, name: str, text: str, kind: str, counts: str
) -> None:
    """By the headings of a table, and by what a paper asks for."""
    file = tmp_path / name
    content = docx(*map(p, text.split("\n"))) if name.endswith("docx") else text.encode()
    file.write_bytes(content)
    seen = _tried(read_file(file))
    assert seen.kinds[0].id == kind
    assert counts in seen.counts


def test_a_paper_that_names_nobody_asks_whose_it_is(tmp_path: Path) -> None:
    """What is said of its author is what it is imported with."""
    file = tmp_path / "letter.txt"
    file.write_text(_ASKED, encoding="utf-8")
    seen = _tried(read_file(file))
    assert seen.authors == ("the author of letter.txt",)
    assert seen.problem == "it is not known which members propose this"
    seen = _tried(read_file(file), {"the author of letter.txt": "OST"})
    assert (seen.problem, seen.counts, seen.authors) == ("", "1 taken", ())
    assert seen.lines == (("", "A1 proposed by OST to 3 (N3)"),)


def _tried(file: File, authors: dict[str, str] | None = None) -> Preview:
    """What a file would bring to a group with a draft and a member."""
    with WorkingGroup.in_memory() as group:
        group.add_member("OST", "Ostrava Islands")
        group.import_draft(Source.of(_FERRY, "ferry.md"))
        return preview(group, file, "", authors or {}, lambda done, total: None)
