"""Whatever a record says is shown as it was written: no bracket of it is read as markup."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import tui
from consensus import Stance, WorkingGroup
from consensus.formats.source import decode
from consensus.history.operations import AddMember
from consensus.model.meetings import Forum
from tests.tui.playing import HOSTILE, NOW, Player, play, raw_controls
from tui.widgets.frame import Places

PLAIN = "Deal [/] on [4] [ALV: shall] to [should] \\[ [@click=quit]"
"""Brackets as papers have them, which would end, open or hide something if they were markup."""

_PLACES = "123456789"


def make_hostile(path: Path, words: str) -> Path:
    """A record all of whose names, titles, texts and reasons are the same words."""
    with WorkingGroup.create(
        path, title=words, rule="consent()", by="sec", clock=lambda: NOW
    ) as group:
        for code in ("ASH", "BAY", "COL"):
            group.record(AddMember(code=code, name=f"{code} {words}"))
        text = " ".join(words.split())
        draft = f"# {text}\n\n## Part {text}\n\n1. First {text} zzaway here.\n\n2. Second {text}.\n"
        group.import_draft(decode(draft.encode(), "draft.md"))
        group.open_meeting(words, Forum.INFORMALS)
        group.note_presence(["ASH", "BAY", "COL"])
        group.add_agenda_item(words, targets=["1"])
        group.propose("1", "should", old="zzaway", by=["ASH"], rationale=words)
        group.propose("1", "must", old="zzaway", by=["BAY"], rationale=words)
        group.propose_package(words, ["1", "2"], ["A1"])
        group.take_position("COL", "1", Stance.OBJECT, reason=words)
        group.take_position("COL", "A1", Stance.OBJECT, reason=words)
        group.note_intervention(words, member="ASH", items=["1"])
        group.request_floor("ASH")
        group.request_floor("BAY")
        group.give_floor()
        group.ask_question(words)
        group.open_ballot("yes-no", words)
        group.undertake(words, "ASH")
    return path


@pytest.mark.parametrize(
    ("words", "size"),
    [(f"{HOSTILE['markup']} {PLAIN}", (80, 24)), (" ".join(reversed(HOSTILE.values())), (200, 50))],
    ids=["brackets", "all"],
)
def test_no_words_of_a_record_are_read_as_markup(
    tmp_path: Path, words: str, size: tuple[int, int]
) -> None:
    """Every place and everything that opens from one shows them, and sends no control sign."""
    record = make_hostile(tmp_path / "hostile.consensus", words)

    async def story(player: Player) -> None:
        async def press(*keys: str) -> None:
            for key in keys:
                await player.press(key)
                assert raw_controls(player.pilot) == set(), (keys, key)

        await press(*_PLACES)
        await press("3", "down", "i", *["down"] * 8, "escape")
        await press("3", "enter", *["down"] * 5, "escape", "escape")
        await press("3", "a", "escape", "e", "escape", "g", "escape", "b", "escape", "t", "t")
        await press("K", "g", "escape", "escape")
        await press("2", "slash", "left_square_bracket", "slash", "enter", "escape")
        await press("6", "slash", "left_square_bracket", "slash", "right_square_bracket", "escape")
        await press("8", *["tab"] * 6)
        await press("ctrl+p", "left_square_bracket", "slash", "escape", "question_mark", "escape")

    play(record, story, size)


def test_brackets_of_titles_are_shown_whole(tmp_path: Path) -> None:
    """On the overview, in a draft's title, in a dossier, in packages, and where to deliver to."""
    record = make_hostile(tmp_path / "plain.consensus", PLAIN)

    async def story(player: Player) -> None:
        for keys in (("1",), ("2",), ("3",), ("3", "i"), ("escape", "K"), ("escape", "5"), ("6",)):
            await player.press(*keys)
            assert PLAIN in player.screen(), (keys, player.screen())
        await player.press("2", "slash")
        await player.type("[/")
        assert "with “[/”" in player.screen()
        await player.press("escape", "escape", "6", "slash")
        await player.type("[/]")
        assert ": [/]" in player.screen()
        await player.press("escape", "escape", "8", "d")
        await player.type(" [/] x")
        await player.press("enter")
        assert "[/] x/" in player.screen()

    play(record, story, (200, 50))


def test_no_place_is_active_on_a_screen_without_a_number(example: Path) -> None:
    """Everything about one text is no part of the overview."""

    async def story(player: Player) -> None:
        await player.press("3")
        assert player.app.screen.query_one(Places).active == "step"
        await player.press("i")
        assert player.app.screen.query_one(Places).active == ""

    play(example, story)


def test_titles_and_lines_of_the_screens_read_no_markup() -> None:
    """What sets a title sets words as they were written; what is filled later reads no markup."""
    wrong = []
    for path in sorted(Path(tui.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and _sets_a_title(node.targets[0]):
                values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
                is_right = all(map(_is_as_written, values))
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "Static":
                fills = not node.args or not ast.unparse(node.args[0]).strip("'")
                is_right = not fills or "markup" in {each.arg for each in node.keywords}
            else:
                continue
            if not is_right:
                wrong.append(f"{path.name}:{node.lineno}: {ast.unparse(node)}")
    assert not wrong, "\n".join(wrong)


def _sets_a_title(target: ast.expr) -> bool:
    targets = target.elts if isinstance(target, ast.Tuple) else [target]
    return any(
        isinstance(each, ast.Attribute) and each.attr in ("border_title", "border_subtitle")
        for each in targets
    )


def _is_as_written(value: ast.expr) -> bool:
    if isinstance(value, ast.IfExp):
        return _is_as_written(value.body) and _is_as_written(value.orelse)
    called = isinstance(value, ast.Call) and ast.unparse(value.func) == "as_written"
    return called or isinstance(value, ast.Constant)
