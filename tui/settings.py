"""Preferences of the user in a file, and themes."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from attrs import asdict, field, frozen
from textual.theme import BUILTIN_THEMES, Theme

from consensus.errors import UnreadableInput
from tui.keymap import REGISTRY

DARK = Theme(
    name="consensus-dark",
    primary="#4a90d9",
    secondary="#7aa2c8",
    warning="#e5b567",
    error="#f07178",
    success="#8ccf7e",
    accent="#d4a5e0",
    foreground="#e4e6ea",
    background="#14171c",
    surface="#1c2027",
    panel="#252b34",
    dark=True,
)

LIGHT = Theme(
    name="consensus-light",
    primary="#1f5fa8",
    secondary="#4a6f94",
    warning="#8a5a00",
    error="#a3262f",
    success="#256b2a",
    accent="#6b2f86",
    foreground="#16191d",
    background="#fbfaf7",
    surface="#f1efe9",
    panel="#e2dfd6",
    dark=False,
)

CONTRAST = Theme(
    name="consensus-contrast",
    primary="#ffff00",
    secondary="#00ffff",
    warning="#ffd700",
    error="#ff8080",
    success="#7fff7f",
    accent="#ffffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    dark=True,
    luminosity_spread=0.0,
    text_alpha=1.0,
    variables={"muted": "#e0e0e0", "dim": "#a0a0a0"},
)

THEMES = (DARK, LIGHT, CONTRAST)
"""The own themes beside those of Textual; the first is the usual one."""


FILE = Path("consensus") / "tui.toml"
"""Where preferences are, in the folder that `XDG_CONFIG_HOME` names or in `~/.config`."""


@frozen
class Preferences:
    """Preferences of the user."""

    theme: str = ""  # the name of a theme; empty for the usual one
    # the keys of actions, as Textual names them, by the id of the action
    keys: Mapping[str, str] = field(factory=dict)


def place_of_preferences(environment: Mapping[str, str] = os.environ) -> Path:
    """Returns the path of the user's preferences, whether or not the file exists."""
    folder = environment.get("XDG_CONFIG_HOME")
    return (Path(folder) if folder else Path.home() / ".config") / FILE


def read_preferences(path: Path | None = None) -> Preferences:
    """Reads the user's preferences; it raises `UnreadableInput` where they are none.

    The file need not be there. It looks like this:

        theme = "consensus-light"

        [keys]
        "stance.support" = "s,f5"
    """
    place = path or place_of_preferences()
    try:
        found = tomllib.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Preferences()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableInput(f"{place} cannot be read: {error}") from error
    unknown = sorted(set(found) - {"theme", "keys"})
    if unknown:
        raise UnreadableInput(f"{place} has {', '.join(unknown)}; it knows of theme and keys")
    return Preferences(_theme(place, found.get("theme", "")), _keys(place, found.get("keys", {})))


def _theme(place: Path, theme: Any) -> str:
    names = [*(each.name for each in THEMES), *BUILTIN_THEMES]
    if theme not in ("", *names):
        raise UnreadableInput(f"{place}: there is no theme {theme!r}; use {' or '.join(names)}")
    return str(theme)


def _keys(place: Path, keys: Any) -> dict[str, str]:
    if not isinstance(keys, dict):
        raise UnreadableInput(f"{place}: keys is a table, headed [keys]")
    known = {action.id for actions in REGISTRY.values() for action in actions}
    for name, key in keys.items():
        if name not in known:
            raise UnreadableInput(
                f"{place} names the action {name!r}, which there is not; the help names them all"
            )
        if not isinstance(key, str) or not key.strip():
            raise UnreadableInput(f'{place}: {name} needs a key such as "ctrl+s"')
    return keys


# The records that were opened last.

_RECENT = "recent.json"
_MOST_RECENT = 6


@frozen
class Recent:
    """A record that was opened lately."""

    place: str  # its file, or the URL of its database without a password
    title: str
    said: str = ""  # how far it was, such as `5 of 23 agreed`
    seen: str = ""  # when, in ISO form


def read_recent() -> tuple[Recent, ...]:
    """Returns the records that were opened lately, the last one first; none if there is no list."""
    try:
        found = json.loads(_recent_file().read_text(encoding="utf-8"))
        return tuple(_recent(each) for each in found)[:_MOST_RECENT]
    except (OSError, ValueError, TypeError):
        # It is a convenience: a list that is damaged begins anew.
        return ()


def _recent(found: Any) -> Recent:
    """Returns an entry of the list; raises ValueError or TypeError where it is none."""
    recent = Recent(**found)
    if not all(isinstance(each, str) for each in asdict(recent).values()):
        raise TypeError("an entry is in words")
    if not recent.place.isprintable() or (recent.seen and not datetime.fromisoformat(recent.seen)):
        raise ValueError("it names no place")
    return recent


def remember_recent(place: str, title: str, said: str, now: datetime) -> None:
    """Puts a record at the head of those that were opened lately; raises OSError if it cannot."""
    file = _recent_file()
    others = [each for each in read_recent() if each.place != place]
    kept = [Recent(place, title, said, now.isoformat()), *others][:_MOST_RECENT]
    file.parent.mkdir(parents=True, exist_ok=True)
    # Two programs may write it at once, and either can be killed: it is replaced as a whole.
    written = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        written.write_text(json.dumps([asdict(each) for each in kept], indent=1), encoding="utf-8")
        written.replace(file)
    finally:
        with suppress(FileNotFoundError):
            written.unlink()


def _recent_file() -> Path:
    return place_of_preferences().with_name(_RECENT)
