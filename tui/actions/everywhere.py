"""What can be done on every screen."""

from __future__ import annotations

from tui.actions.action import Action

EVERYWHERE = (
    Action("go.overview", "1", "go('overview')", "overview", "Where everything stands", False),
    Action("go.draft", "2", "go('draft')", "draft", "The text of a draft, item by item", False),
    Action(
        "go.step",
        "3",
        "go('step')",
        "step through",
        "One open item after the other, to settle it",
        False,
    ),
    Action("go.grid", "4", "go('grid')", "positions", "Who stands where, in one grid", False),
    Action(
        "go.members", "5", "go('members')", "meeting", "Members, presence, speakers, agenda", False
    ),
    Action("go.history", "6", "go('history')", "history", "Everything that was recorded", False),
    Action("go.tray", "7", "go('tray')", "tray", "What came in and found no place", False),
    Action(
        "go.papers",
        "8",
        "go('papers')",
        "papers",
        "Questions and contributions, undertakings, milestones, consultations, translations",
        False,
    ),
    Action(
        "go.analysis",
        "9",
        "go('analysis')",
        "analysis",
        "The record as a whole: whom to call, conflicts, packages, coalitions, bridges, progress",
        False,
    ),
    Action("help", "question_mark,f1", "help", "help", "What can be done on this screen"),
    Action(
        "palette",
        "ctrl+p",
        "command_palette",
        "palette",
        "Go anywhere, do anything",
        False,
        listed=False,
    ),
    Action("theme", "T", "change_theme", "theme", "Dark, light, high contrast in turn", False),
    Action("jump", "j", "jump", "jump", "Go to an item, amendment or member by its label or code"),
    Action("undo", "u", "undo", "undo", "Take your own last step back, after a look at it"),
    Action(
        "floor.next",
        "space",
        "next_speaker",
        "next speaker",
        "Give the floor to the next speaker",
        False,
    ),
    Action("floor.flag", "q", "raise_flag", "flag", "Note that a member asks for the floor", False),
    Action(
        "wall.push", "w", "push_to_wall", "to the wall", "Show what is selected on the wall", False
    ),
    Action(
        "wall.blank", "f9", "blank_wall", "blank wall", "Blank the wall at once", False, urgent=True
    ),
    Action("packages", "K", "packages", "packages", "What is settled together by one gavel", False),
    Action(
        "statement",
        "S",
        "make_statement",
        "statement",
        "A reservation, explanation or dissociation beside a decision",
        False,
    ),
    Action(
        "consolidate",
        "O",
        "consolidate",
        "one wording",
        "Draw several amendments together into one wording",
        False,
    ),
    Action("copy", "y", "copy_text", "copy", "Copy the text of what is selected", False),
    Action("back", "escape", "leave", "back", "Leave this screen", False, listed=False),
    Action(
        "quit",
        "ctrl+q",
        "quit",
        "quit",
        "Leave; everything that was confirmed is in the record",
        False,
        urgent=True,
    ),
)
