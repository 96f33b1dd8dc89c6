"""What can be done with packages."""

from __future__ import annotations

from tui.actions.action import Action
from tui.keymap import ASIDES, GAVELLING, SPEAKING

OF_PACKAGES = (
    Action("package.propose", "a", "propose", "propose", "Propose a package"),
    Action("package.dossier", "i", "dossier", "all about it", "Everything about it", False),
    Action(
        "package.open",
        "enter",
        "step",
        "step through",
        "Step through what it settles, beginning with it",
        listed=False,
    ),
    Action(
        "package.scroll_up",
        "ctrl+up,shift+up",
        "scroll_text(-1)",
        "text up",
        "Scroll the text up",
        False,
        listed=False,
    ),
    Action(
        "package.scroll_down",
        "ctrl+down,shift+down",
        "scroll_text(1)",
        "text down",
        "Scroll the text down",
        False,
        listed=False,
    ),
)

PACKAGES = (*OF_PACKAGES, *SPEAKING, *GAVELLING, *ASIDES)

PACKAGE_PROPOSAL = (
    Action(
        "package_proposal.mark",
        "enter",
        "mark",
        "take or leave",
        "Take it into the package, or leave it out",
        listed=False,
    ),
    Action("package_proposal.propose", "f2", "propose", "propose", "Give it a title and record it"),
    Action(
        "package_proposal.leave",
        "escape",
        "leave_proposal",
        "leave",
        "Leave without recording anything",
        False,
        listed=False,
    ),
)
