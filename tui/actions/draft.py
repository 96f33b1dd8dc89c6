"""What can be done on the draft."""

from __future__ import annotations

from tui.actions.action import Action

DRAFT = (
    Action("draft.step", "enter", "step", "step through", "Step through from this item on"),
    Action(
        "draft.showing",
        "t",
        "turn",
        "text",
        "Show the text otherwise: rolling, clean, changes since the last revision, whole draft",
    ),
    Action("draft.search", "slash", "search", "search", "Look for a label, a handle or words"),
    Action("draft.filter", "f", "filter", "filter", "Show only blocked, ready, stale … items"),
    Action("draft.propose", "a", "propose", "propose", "Propose an amendment to this item"),
    Action("draft.edit", "e", "edit", "edit", "Write other words from the floor"),
    Action("draft.dossier", "i", "dossier", "all about it", "Everything about this item"),
    Action("draft.next", "n", "next(1)", "next open", "Go to the next item to be settled", False),
    Action(
        "draft.previous",
        "N",
        "next(-1)",
        "previous open",
        "Go to the item to be settled before this one",
        False,
    ),
    Action("draft.publish", "P", "publish", "publish", "Publish the draft as a revision"),
    Action("draft.pick", "D", "pick", "other draft", "Show another draft", False),
    Action(
        "draft.pane", "tab", "app.focus_next", "pane", "Go to the other pane", False, listed=False
    ),
    Action(
        "draft.leave_search",
        "escape",
        "all",
        "all items",
        "Leave the search, or show all items again",
        False,
        listed=False,
    ),
    Action("draft.up", "up", "move(-1)", "up", "The item above", False, listed=False),
    Action("draft.down", "down", "move(1)", "down", "The item below", False, listed=False),
)

PUBLISHING = (
    Action(
        "publishing.agree",
        "enter",
        "agree",
        "publish",
        "Publish the revision",
        urgent=True,
        listed=False,
    ),
    Action("publishing.leave", "escape", "leave", "leave it", "Leave it unpublished", listed=False),
)
