"""Every action, by the screen it belongs to."""

from __future__ import annotations

from collections.abc import Mapping

from textual.binding import Binding
from textual.dom import DOMNode

from tui.actions.action import Action
from tui.actions.analysis import ANALYSIS, SUPPOSING
from tui.actions.asking import ASKING
from tui.actions.bracket import BRACKET
from tui.actions.consolidate import CONSOLIDATE
from tui.actions.dossier import DOSSIER
from tui.actions.draft import DRAFT, PUBLISHING
from tui.actions.edit import EDIT
from tui.actions.everywhere import EVERYWHERE
from tui.actions.grid import GRID
from tui.actions.help import HELP
from tui.actions.history import HISTORY
from tui.actions.holders import HOLDERS
from tui.actions.meeting import MEETING
from tui.actions.merge import MERGE, WORDING
from tui.actions.overview import OVERVIEW
from tui.actions.package import OF_PACKAGES, PACKAGE_PROPOSAL
from tui.actions.papers import PAPERS
from tui.actions.propose import PROPOSE
from tui.actions.tray import TRAY
from tui.actions.wall import WALL
from tui.keymap import GAVEL, STEP

REGISTRY: Mapping[str, tuple[Action, ...]] = {
    "everywhere": EVERYWHERE,
    "overview": OVERVIEW,
    "draft": DRAFT,
    "publishing": PUBLISHING,
    "step through": STEP,
    "the gavel": GAVEL,
    "who holds what": HOLDERS,
    "what if": SUPPOSING,
    "analysis": ANALYSIS,
    "positions": GRID,
    "history": HISTORY,
    "tray": TRAY,
    "papers": PAPERS,
    "the wall": WALL,
    "meeting": MEETING,
    "merging": MERGE,
    "a wording": WORDING,
    "packages": OF_PACKAGES,
    "proposing a package": PACKAGE_PROPOSAL,
    "everything about it": DOSSIER,
    "brackets": BRACKET,
    "proposing": PROPOSE,
    "rewording": EDIT,
    "drawing together": CONSOLIDATE,
    "help": HELP,
    "a question": ASKING,
}
"""The actions of each screen, in the order of help, under the name people know it by."""


def actions_of(screen: DOMNode) -> tuple[Action, ...]:
    """The actions of one screen, those of every screen left out."""
    ids = {each.id for each in type(screen).BINDINGS if isinstance(each, Binding)}
    everywhere = {action.id for action in EVERYWHERE}
    return tuple(
        action
        for actions in REGISTRY.values()
        for action in actions
        if action.id in ids and action.id not in everywhere
    )
