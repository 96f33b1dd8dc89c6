"""What can be done about a meeting, its floor, its agenda, and who is there."""

from __future__ import annotations

from tui.actions.action import Action

FLOOR = (
    Action("floor.give", "F", "give_floor", "floor", "Give the floor by name, also out of turn"),
    Action(
        "floor.reply",
        "R",
        "ask_reply",
        "reply",
        "A member asks for a right of reply",
        False,
    ),
    Action("floor.end", "E", "end", "end", "End the intervention that goes on"),
    Action(
        "floor.list",
        "L",
        "turn_list",
        "list",
        "Close the speakers' list, or open it again",
    ),
    Action("floor.time", "B", "set_time", "time", "Say how long an intervention may take"),
    Action("floor.note", "I", "note", "said", "Note what was said, by a member or without a name"),
)

ATTENDING = (
    Action("members.many", "H", "note_many", "here", "Note at once who is here, group by group"),
    Action("members.find", "slash", "find", "find", "Go to a member by code or name"),
    Action("members.filter", "f", "filter", "filter", "Show only some of the members", False),
    Action(
        "members.positions",
        "i",
        "positions",
        "all of it",
        "Where the selected member stands",
        False,
        listed=False,
    ),
)

MEETING = (
    Action("meeting.meeting", "M", "turn_meeting", "meeting", "Open a meeting, or close it"),
    *FLOOR,
    Action(
        "agenda.finish", "C", "finish", "item done", "Be done with an item of the agenda", False
    ),
    *ATTENDING,
    Action(
        "meeting.add",
        "plus",
        "add",
        "add",
        "Add to agenda, members, observers, offices",
    ),
    Action(
        "meeting.remove",
        "delete",
        "remove",
        "take off",
        "Off the list; of a member: it is absent",
        False,
        listed=False,
    ),
    Action(
        "meeting.list",
        "tab",
        "app.focus_next",
        "other list",
        "Members, speakers, agenda in turn",
        False,
        listed=False,
    ),
)
