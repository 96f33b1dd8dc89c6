"""Every action, by the screen it belongs to."""

from __future__ import annotations

from collections.abc import Mapping

from tui.actions.action import Action
from tui.actions.asking import ASKING, CONFIRMING
from tui.actions.everywhere import EVERYWHERE
from tui.actions.overview import OVERVIEW

REGISTRY: Mapping[str, tuple[Action, ...]] = {
    "everywhere": EVERYWHERE,
    "overview": OVERVIEW,
    "a question": ASKING,
    "a confirmation": CONFIRMING,
}
"""The actions of each screen, in the order of help, under the name people know it by."""
