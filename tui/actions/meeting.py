"""What can be done about a meeting, its floor, its agenda, and who is there."""

from __future__ import annotations

from tui.actions.action import Action

FLOOR = (
    Action(
        "floor.give", "F", "give_floor", "floor", "Give the floor to somebody, also out of turn"
    ),
    Action(
        "floor.reply",
        "R",
        "ask_reply",
        "reply",
        "Note that a member asks for a right of reply",
        False,
    ),
    Action("floor.end", "E", "end", "end", "End the intervention; nobody has the floor then"),
    Action(
        "floor.list",
        "L",
        "turn_list",
        "list",
        "Close the speakers' list, or open it again",
    ),
    Action("floor.time", "B", "set_time", "time", "Say how long an intervention may take"),
    Action("floor.note", "S", "note", "said", "Note what was said, by somebody or by nobody"),
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
        "Everything about the selected member: where it stands",
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
        "Add an item to the agenda, a member, an observer, or who holds an office",
    ),
    Action(
        "meeting.remove",
        "delete",
        "remove",
        "take off",
        "Take the selected speaker off the list; note that the selected member is absent",
        False,
        listed=False,
    ),
    Action(
        "meeting.list",
        "tab",
        "app.focus_next",
        "other list",
        "Go to the other list: members, speakers, agenda",
        False,
        listed=False,
    ),
)
