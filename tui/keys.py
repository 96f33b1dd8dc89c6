"""Keys that a person has chosen instead of the usual ones."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from consensus.errors import UnreadableInput
from tui.actions.registry import REGISTRY

FILE = Path("consensus") / "keys.toml"
"""Where the keys are, in the folder that `XDG_CONFIG_HOME` names or in `~/.config`."""


def place_of_keys(environment: Mapping[str, str] = os.environ) -> Path:
    """The file with the person's own keys, whether or not it is there."""
    folder = environment.get("XDG_CONFIG_HOME")
    return (Path(folder) if folder else Path.home() / ".config") / FILE


def read_keys(path: Path | None = None) -> dict[str, str]:
    """Read which keys do what instead of the usual ones.

    The file has one line for each action, its id and its keys as Textual names them:
    `"stance.support" = "s,f2"`.

    Args:
        path: the file; that of the person who runs this if not given. It need not be there.

    Returns:
        Keys by the id of the action.

    Raises:
        UnreadableInput: it is no TOML, or names an action that there is not.
    """
    place = path or place_of_keys()
    try:
        found = tomllib.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableInput(f"{place} cannot be read as keys: {error}") from error
    known = {action.id for actions in REGISTRY.values() for action in actions}
    for name, keys in found.items():
        if name not in known:
            raise UnreadableInput(
                f"{place} names the action {name!r}, which there is not; the help lists them all"
            )
        if not isinstance(keys, str) or not keys.strip():
            raise UnreadableInput(f'{place}: {name} needs a key such as "ctrl+s"')
    return found
