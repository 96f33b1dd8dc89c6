"""The table of commands: where each is defined, and its help in a few words."""

from __future__ import annotations

from consensus.cli.lazy import Place

COMMANDS = {
    "Begin": {
        "init": Place("init:init", "Start a working group in a new file or a database."),
        "demo": Place("demo:demo", "Make a working group to learn with."),
        "draft": Place("draft:draft", "Take a draft in, and show it."),
        "member": Place("member:member", "Add members and observers, and list them."),
        "group": Place("group:group", "Take stakeholder and negotiating groups in."),
        "office": Place("office:office", "Say who holds which office."),
        "rule": Place("rule:rule", "Say how consensus is judged."),
    },
    "Text": {
        "amendment": Place("amendment:amendment", "Propose amendments and follow them."),
        "tray": Place("tray:tray", "Place what fitted nowhere."),
        "mail": Place("mail:mail", "Take mails in, and the amendments that they ask for."),
        "combine": Place("combine:combine", "Combine proposals for one text."),
        "convert": Place(
            "convert:convert", "Convert a text between notations and formats, without any record."
        ),
        "merge": Place("merge:merge", "Merge amendments into the text they amend."),
        "edit": Place("edit:edit", "Give an item another text."),
        "bracket": Place("edit:bracket", "Put words of an item in brackets."),
        "translation": Place(
            "translation:translation",
            "Keep drafts in other languages, each paragraph tied to the version it renders.",
        ),
        "carry-over": Place(
            "carry_over:carry_over",
            "Carry over what another working group agreed, with where it comes from.",
        ),
        "revision": Place("revision:revision", "Publish the present text, and compare."),
    },
    "Positions and decisions": {
        "position": Place("position:position", "Record who says what."),
        "silence": Place("silence:silence", "Put texts under silence, and break it."),
        "rating": Place("rating:rating", "Record ratings from 1 to 9, in rounds."),
        "roll-call": Place("voting:roll_call", "Take roll calls in from the records of a plenary."),
        "poll": Place("voting:poll", "Take polls in: on people's comments, or on proposals."),
        "objection": Place("objection:objection", "Follow an objection."),
        "sense": Place("sense:sense", "Note the sense of the room, without names."),
        "meeting": Place(
            "meeting:meeting", "Announce, open and close meetings, and note who is there."
        ),
        "agenda": Place(
            "agenda:agenda", "Put matters on the agenda, take them up and finish them."
        ),
        "floor": Place(
            "floor:floor", "Keep the speakers' list of a meeting, and note what was said."
        ),
        "decision": Place("decision:decision", "Record what the chair declared."),
        "consultation": Place(
            "consultation:consultation", "Ask members to find common ground, and report back."
        ),
        "question": Place(
            "question:question", "Ask members and others to answer in writing, and until when."
        ),
        "contribution": Place(
            "contribution:contribution",
            "Take in what members and others answer, and see who has not.",
        ),
        "undertaking": Place(
            "undertaking:undertaking",
            "Keep what somebody offered to do, until when, and whether it is done.",
        ),
        "milestone": Place(
            "milestone:milestone",
            "Set what the group is to have reached by a day, and count the days.",
        ),
        "package": Place("package:package", "Settle several questions together."),
    },
    "See": {
        "tui": Place("tui:tui", "Step through the drafts on the screens of the terminal."),
        "status": Place("status:status", "Show what is agreed and what is open."),
        "why": Place("why:why", "Explain where a target stands, and what could change it."),
        "holders": Place(
            "holders:holders",
            "Say who holds which wording, who could live with several, and whom to call.",
        ),
        "next": Place("next_items:next_items", "List what to take up next, and why."),
        "analyse": Place(
            "analyse:analyse", "Look at the record as a whole: conflicts, packages, coalitions."
        ),
        "check": Place("check:check", "Test whether items have a status."),
        "wall": Place("wall:wall", "Show the room what it is to see, and nothing else."),
        "serve": Place(
            "serve:serve",
            "Show a live page to the hall and the public, and the screens to facilitators.",
        ),
        "report": Place("report:report", "Write reports for an audience."),
        "graph": Place("graph:graph", "Write the graph of members, texts and positions."),
    },
    "Record": {
        "log": Place("log:log", "List what was recorded, step by step."),
        "undo": Place("undo:undo", "Take a step back."),
        "redact": Place("redact:redact", "Take words out of the record for good."),
        "note": Place("note:note", "Keep private notes, outside the record."),
        "sync": Place("sync:sync", "Join the record with a copy of it that went its own way."),
        "bundle": Place(
            "sync:bundle", "Write steps into a file, to be sent to whoever keeps another copy."
        ),
        "unbundle": Place("sync:unbundle", "Take in the steps that somebody sent."),
        "overtaken": Place(
            "overtaken:overtaken",
            "Settle what no longer applies since two copies were joined, or cannot be read.",
        ),
        "verify": Place("keeping:verify", "Prove that nothing recorded was altered."),
        "backup": Place("keeping:backup", "Copy the record to a new file, while it is in use."),
        "copy": Place(
            "places:copy",
            "Copy a record to a new file or into a database, and prove that the copy is the same.",
        ),
        "working-groups": Place(
            "places:working_groups",
            "List the records in a folder, or the working groups in a database.",
        ),
        "doctor": Place("keeping:doctor", "Examine a record, and say what to do."),
        "completion": Place("completion:completion", "Print the script that completes commands."),
    },
}
"""Heading to the name of a command to its place."""
