"""Write docs/keys.md, the keys of every screen, from the registry of actions."""

from __future__ import annotations

from pathlib import Path

from tui.keymap import REGISTRY, Action

PAGE = Path(__file__).with_name("keys.md")
INTRODUCTION = """# Keys

Look here for what a key does on a screen. On the screen itself `?` lists the same.

This page is made by `docs/generate_keys.py` from the keys themselves. The last column is
the name under which [`tui.toml`](tui.md#other-keys-and-colours) can give an action other keys.
"""
SIGNS = {"question_mark": "?", "slash": "/", "plus": "+", "minus": "-", "full_stop": "."}


def key_name(key: str) -> str:
    """A key as it is printed on keyboards: `Ctrl+Q`, `?`, `N`."""
    parts = [SIGNS.get(each, each) for each in key.split("+")]
    modified = len(parts) > 1
    return "+".join(each if len(each) == 1 and not modified else each.title() for each in parts)


def row(action: Action) -> str:
    """An action as a row of a table."""
    keys = " ".join(f"`{key_name(key)}`" for key in action.key.split(","))
    return f"| {keys} | {action.help.replace('|', chr(92) + '|')} | `{action.id}` |"


def keys_page() -> str:
    """Returns the page."""
    lines = [INTRODUCTION]
    for screen, actions in REGISTRY.items():
        title = screen[0].upper() + screen[1:]
        lines += [f"## {title}", "", "| key | what it does | name |", "|---|---|---|"]
        lines += [*map(row, actions), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(keys_page(), encoding="utf-8")
