"""Keys: each does one thing, every action has one, and the line at the bottom names them."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
import string
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.screen import ModalScreen, Screen
from textual.widgets._footer import FooterKey

import tui
import tui.screens
from tests.tui.playing import Player, play
from tests.tui.records import steps
from tui.app import ConsensusApp
from tui.keymap import EVERYWHERE, REGISTRY, Action, actions_of
from tui.screens.help import HelpScreen
from tui.screens.welcome import WelcomeScreen
from tui.widgets.frame import KeyLine
from tui.widgets.rows import Rows

# The registry of actions: every key does one thing, and every action can be done.

ACTIONS = [action for actions in REGISTRY.values() for action in actions]

# What every keyboard has without AltGr: no bracket, brace, backslash, bar, at, tilde or caret.
WITHOUT_ALTGR = {
    *string.ascii_letters,
    *string.digits,
    *(f"f{number}" for number in range(1, 13)),
    *("enter", "escape", "space", "tab", "shift+tab", "backspace", "delete", "insert"),
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
    *("question_mark", "slash", "plus", "minus", "full_stop", "comma", "colon", "equals_sign"),
}


def screens() -> list[type[Screen[object]]]:
    """Every screen with keys of its own."""
    found: dict[str, type[Screen[object]]] = {}
    for module in pkgutil.iter_modules(tui.screens.__path__):
        for name, each in vars(import_module(f"tui.screens.{module.name}")).items():
            ours = inspect.isclass(each) and each.__module__.startswith("tui.")
            if ours and issubclass(each, Screen) and "BINDINGS" in vars(each):
                found[name] = each
    return list(found.values())


def bound(screen: type[Screen[object]]) -> list[Binding]:
    """The keys of a screen."""
    return [each for each in screen.BINDINGS if isinstance(each, Binding)]


def test_every_action_has_an_id_of_its_own() -> None:
    """So that keys chosen by a person mean one thing."""
    counts = Counter(action.id for action in ACTIONS)
    assert [name for name, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_is_said_in_words(action: Action) -> None:
    """With a word or two for the footer, and a sentence for the help."""
    assert action.label
    assert len(action.help.split()) > 1
    assert not action.help.endswith(".")


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_no_key_needs_altgr(action: Action) -> None:
    """On no European keyboard."""
    for key in action.key.split(","):
        plain = key.removeprefix("ctrl+").removeprefix("shift+") if key != "shift+tab" else key
        assert plain in WITHOUT_ALTGR


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.__name__)
def test_every_key_of_a_screen_comes_from_the_registry(screen: type[Screen[object]]) -> None:
    """So that help and palette know it."""
    known = {action.id for action in ACTIONS}
    assert [each.key for each in bound(screen) if each.id not in known] == []


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.__name__)
def test_every_key_of_a_screen_does_something(screen: type[Screen[object]]) -> None:
    """There is a method for every action."""
    missing = []
    for each in bound(screen):
        name = each.action.split("(")[0]
        place: type = ConsensusApp if name.startswith("app.") else screen
        if not hasattr(place, f"action_{name.rsplit('.')[-1]}"):
            missing.append(each.action)
    assert missing == []


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.__name__)
def test_no_key_of_a_screen_does_two_things(screen: type[Screen[object]]) -> None:
    """Neither on the screen itself."""
    keys = Counter(key for each in bound(screen) for key in each.key.split(","))
    assert [key for key, count in keys.items() if count > 1] == []


def test_what_can_be_done_everywhere_can_be_done() -> None:
    """The app has a method for each."""
    missing = [
        action.does
        for action in EVERYWHERE
        if not hasattr(ConsensusApp, f"action_{action.does.split('(')[0]}")
    ]
    assert missing == []


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.__name__)
def test_a_screen_gives_no_other_meaning_to_keys_of_every_screen(
    screen: type[Screen[object]],
) -> None:
    """Where nothing is being asked, a key that works everywhere does the same, or nothing."""
    if issubclass(screen, (ModalScreen, WelcomeScreen)):
        return  # before there is a record the keys of every screen have nothing to act on
    everywhere = {key: action.label for action in EVERYWHERE for key in action.key.split(",")}
    other = [
        f"{key}: {each.description}, elsewhere {everywhere[key]}"
        for each in bound(screen)
        for key in each.key.split(",")
        if everywhere.get(key, each.description) != each.description and key != "escape"
    ]
    assert other == []


def test_what_is_written_is_recorded_by_the_first_key() -> None:
    """F2 is the main key wherever it is one, so a narrow terminal names it, too."""
    with_f2 = {
        name: actions for name, actions in REGISTRY.items() if "f2" in {e.key for e in actions}
    }
    assert "merging" in with_f2
    assert [name for name, actions in with_f2.items() if actions[0].key != "f2"] == []


# Sentences that name a key: most ask the registry, and what cannot is held against it here.

NAMED = re.compile(
    r"(?:^|[\s“])(?:\((?=[A-Za-z0-9][:)]))?"
    r"((?:[A-Za-z]|\+|\^[a-z])(?=: |\)| [a-z]{2,}s\b)"
    r"|(?<=ress )[A-Za-z]\b|(?<=with )[a-z](?= in\b)|F\d+)"
)
"""A key in a sentence, by what stands around it: “C closes it”, “(g: decide)”, “press F3”."""

LITERAL = {
    "app": {"a": "draft.propose"},
    "screens/bracket": {"b": "bracket.mark"},
    "screens/consolidate": {"F7": "consolidate.anew", "a": "draft.propose"},
    "screens/dialogs": {"F2": "wording.done"},
    "screens/package": {"F2": "package_proposal.propose", "r": "stance.reservation"},
    "screens/planning": {"+": "papers.add", "j": "jump"},
    "screens/points": {"F2": "merge.merge", "e": "merge.wording", "t": "merge.both"},
    "screens/settle": {"F2": "merge.merge"},
    "screens/target_commands": {"A": "step.on_amendment"},
    "screens/wording": {"F3": "propose.kind", "F8": "propose.carry"},
    "views/ballots": {"C": "papers.done", "g": "papers.gavel", "v": "papers.vote"},
    "views/dossier": {"Y": "ballot", "a": "dossier.propose"},
    "views/draft": {"i": "draft.dossier"},
    "views/history": {"R": "history.settle"},
    "views/item": {"k": "aside.note"},
    "views/merge": {"g": "gavel.decide"},
    "views/planning": {"C": "papers.done", "d": "papers.defer", "y": "copy"},
    "views/wording": {"F3": "propose.kind"},
}
"""The keys that sentences of each file name, and the action that each stands for."""


def sentences(path: Path) -> list[str]:
    """The sentences that a file shows, without those that describe its code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    strings = (each for each in ast.walk(tree) if isinstance(each, ast.Constant))
    return [e.value for e in strings if isinstance(e.value, str) and id(e) not in said]


def test_a_sentence_names_no_key_that_does_something_else() -> None:
    """Where a sentence names a key by itself, that is the key of what it speaks of."""
    named: dict[str, set[str]] = {}
    for path in sorted(Path(tui.__path__[0]).rglob("*.py")):
        found = {key for each in sentences(path) if " " in each for key in NAMED.findall(each)}
        if found and path.stem != "keymap":
            name = path.relative_to(tui.__path__[0]).with_suffix("").as_posix()
            named[name] = found
    assert named == {name: set(keys) for name, keys in LITERAL.items()}
    first = {action.id: action.key.split(",")[0] for action in ACTIONS}
    signs = {"+": "plus"}
    wrong = [
        f"{place}: {key} is {first[action]}"
        for place, keys in LITERAL.items()
        for key, action in keys.items()
        if first[action] != (key.lower() if len(key) > 1 else signs.get(key, key))
    ]
    assert wrong == []


# The line of keys: what fits, and what a click on it does.


def named(player: Player) -> list[str]:
    """What the keys at the bottom do, in their order."""
    return [each.action for each in player.app.screen.query(FooterKey)]


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("place", [*"123456789"])
def test_the_keys_fit_and_help_is_the_last(example: Path, place: str, width: int) -> None:
    """The main key stays the first; what has no room is left out whole, before the last."""

    async def story(player: Player) -> None:
        await player.press(place)
        everything = [each.does for each in actions_of(player.app.screen) if each.shown]
        shown = named(player)
        assert shown[-1] == "help"
        assert shown[0] in everything
        assert player.screen().splitlines()[-1].endswith("? all keys")

    play(example, story, size=(width, 24))


def test_more_keys_are_named_as_the_terminal_grows(example: Path) -> None:
    """And fewer as it shrinks."""

    async def story(player: Player) -> None:
        await player.press("2")
        wide = named(player)
        await player.resize((80, 24))
        narrow = named(player)
        assert len(narrow) < len(wide)
        assert narrow == [*wide[: len(narrow) - 1], "help"]

    play(example, story, size=(160, 24))


def test_the_keys_are_laid_out_anew_only_where_others_are_shown(example: Path) -> None:
    """What moves a cursor leaves them as they are."""

    async def story(player: Player) -> None:
        await player.press("2")
        before = list(player.app.screen.query(FooterKey))
        await player.press("down", "down", "up")
        assert list(player.app.screen.query(FooterKey)) == before
        await player.resize((50, 24))
        narrow = list(player.app.screen.query(FooterKey))
        assert 1 < len(narrow) < len(before)
        await player.press("question_mark", "escape")
        assert list(player.app.screen.query(FooterKey)) == narrow

    play(example, story)


def test_a_click_on_a_key_presses_it(example: Path) -> None:
    """And the mouse over it says what it does."""

    async def story(player: Player) -> None:
        key = player.app.screen.query(FooterKey).last()
        assert key.tooltip == "What can be done on this screen"
        await player.pilot.click(key)
        await player.settle()
        assert isinstance(player.app.screen, HelpScreen)

    play(example, story)


def test_a_click_beside_the_keys_does_nothing(example: Path) -> None:
    """Where nothing stands, nothing is pressed."""

    async def story(player: Player) -> None:
        before = player.screen()
        await player.pilot.click(KeyLine, offset=(78, 0))
        await player.settle()
        assert player.screen() == before

    play(example, story)


# Nothing is recorded by clicks alone.

_PLACES = (*"123456789", "3 enter", "ctrl+o")
"""The keys to each screen that has a number, to where points are settled, and to the import."""


@pytest.mark.parametrize("place", _PLACES)
def test_no_click_on_a_key_records(debate: Path, place: str) -> None:
    """What a key would record at once, a click on it does not."""
    before = steps(debate)

    async def story(player: Player) -> None:
        await player.press("j")
        await player.type("4\n")
        await player.press(*place.split())
        for key in named(player):
            shown = [each for each in player.app.screen.query(FooterKey) if each.action == key]
            if shown and key not in ("quit", "app.quit"):
                await player.pilot.click(shown[0])
                await player.settle()
            while len(player.app.screen_stack) > 1:
                await player.press("escape")
            await player.press(*place.split())

    play(debate, story, size=(200, 50))
    assert steps(debate) == before


@pytest.mark.parametrize("place", _PLACES)
def test_no_click_on_a_row_records(debate: Path, place: str) -> None:
    """A click moves the cursor, and a second one opens what is there."""
    before = steps(debate)

    async def story(player: Player) -> None:
        await player.press(*place.split())
        for rows in list(player.app.screen.query(Rows)):
            if rows.rows and rows.region:
                at = rows.content_region.offset - rows.region.offset
                for _ in range(3):
                    if rows.is_attached and rows.screen.is_active:
                        await player.pilot.click(rows, offset=(at.x + 1, at.y + rows._top))
                        await player.settle()
            while len(player.app.screen_stack) > 1:
                await player.press("escape")
            await player.press(*place.split())

    play(debate, story, size=(200, 50))
    assert steps(debate) == before
