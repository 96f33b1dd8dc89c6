"""Answer members in a chat: for whoever connects a chat room to a record.

    python examples/chat_bot.py panel.consensus --member ASH

    status                    where every item stands
    why 2                     why it stands there, and what would change that
    text 2                    how it reads now
    support 2 because ...     also accept, abstain, hold, disagree and object, each with a reason
    propose 2: old -> new     other words for some of its words
    undo                      take back what this member did last

It reads lines and writes answers, so that whatever speaks the protocol of the room can pipe into
it; one process speaks for one member, and tells it what members may see. What is typed counts as
said in writing, also while a meeting is open, so nobody need be in the room. Without a record it
plays a talk with a panel of three.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable

from consensus import ConsensusError, Source, Stance, WorkingGroup, explain

TALK = (
    ("ASH", "status"),
    ("ASH", "support 2"),
    ("BAY", "object 2 because rescuers come by it"),
    ("BAY", "why 2"),
    ("BAY", "propose 2: shut -> shut at night"),
    ("ELM", "text 2"),
    ("ELM", "object 7"),
    ("BAY", "undo"),
    ("ELM", "object because it is dear"),
    ("ELM", "hello"),
)
SAID = re.compile(
    r"(?P<word>\w+)(?:\s+(?!because\b)(?P<target>[^\s:]+))?:?\s*(?:because\b\s*)?(?P<rest>.*)",
    re.DOTALL | re.IGNORECASE,
)
WITH_TARGET = ("why", "text", "propose", *Stance)


def answer(group: WorkingGroup, member: str, message: str) -> str:
    """Does what a member asks for; returns what to say to it."""
    found = SAID.fullmatch(message.strip())
    if not found:
        return "Say something, such as: status"
    word, target, rest = found["word"].lower(), found["target"] or "", found["rest"]
    if word in WITH_TARGET and not target:
        return f"Say which text, such as: {word} 2"
    group.refresh()
    try:
        with group.acting_as(by=f"{member} (chat)"):
            match word:
                case "status":
                    items = group.status(audience="members").items
                    return "\n".join(
                        f"{item.label}: {item.standing}"
                        for item in items
                        if item.kind not in ("title", "section")
                    )
                case "why":
                    return "\n".join(explain(group.verdict(target, "members"), group.state.name_of))
                case "text":
                    return group.combination(target).render("brackets")
                case "propose":
                    old, arrow, new = (part.strip() for part in rest.partition("->"))
                    if not arrow:
                        return "Say it like this: propose 2: old words -> new words"
                    made = group.propose(target, new, old=old, by=[member])
                    return f"{made.handle} is noted. {group.combination(target).render('brackets')}"
                case "undo":
                    group.undo()
                    return "Taken back."
                case stance if stance in set(Stance):
                    group.take_position(
                        member, target, stance, reason=rest, source="written", document="chat"
                    )
                    return f"Noted. {target} is {group.verdict(target, 'members').standing}."
                case _:
                    known = ", ".join(("status", "undo", *WITH_TARGET))
                    return f"I do not know {word!r}; I know {known}."
    except ConsensusError as refused:
        return f"That cannot be: {refused}"


def converse(group: WorkingGroup, member: str, messages: Iterable[str]) -> None:
    """Answer each line."""
    for message in messages:
        print(answer(group, member, message), flush=True)


def sample() -> WorkingGroup:
    """Returns a panel of three with two paragraphs."""
    group = WorkingGroup.in_memory(title="Panel", rule="no_objection()")
    group.import_members(Source.of("code\nASH\nBAY\nELM\n", "members.csv"))
    group.import_draft(Source.of("1. The lights stay on.\n\n2. The gate is shut.", "panel.md"))
    return group


def main() -> None:
    """Answer what comes in, or play a talk."""
    options = argparse.ArgumentParser(description="Answer members in a chat.")
    options.add_argument("record", nargs="?", help="the file or URL of a record")
    options.add_argument("--member", help="the code of the member that writes")
    given = options.parse_args()
    if (given.record is None) != (given.member is None):
        options.error("name a record and a member, or neither")
    if given.record:
        with WorkingGroup.open(given.record) as group:
            converse(group, given.member, sys.stdin)
        return
    with sample() as group:
        for member, message in TALK:
            print(f"{member}> {message}")
            converse(group, member, [message])


if __name__ == "__main__":
    main()
