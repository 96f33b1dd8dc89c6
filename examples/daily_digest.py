"""A mail of what changed since yesterday: for whoever keeps members or the public informed.

    python examples/daily_digest.py panel.consensus --audience members \\
        --to members@panel.example --host mail.panel.example

It tells which items stand elsewhere and read otherwise than before, which amendments came in and
what was decided, as the audience may see it; where every item stands is attached as a page. Let
cron or a timer of systemd call it each morning. Without a host the mail is printed, not sent;
without a record it tells of a council of three.
"""

from __future__ import annotations

import argparse
import json
import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from consensus import Audience, Queries, Source, Wanted, WorkingGroup, write_report


def read(group: Queries, kind: str, wanted: Wanted) -> list[dict[str, Any]]:
    """Returns the items of a report, which has what its audience may see."""
    report = json.loads("".join(write_report(group, kind, "json", wanted)))
    return list(report["items"])


def texts(group: Queries, audience: Audience) -> dict[str, str]:
    """Returns how each item reads; for the public its brackets have no names."""
    ids = group.state.handles
    return {
        ids[item["handle"]]: item["text"]
        for draft in group.state.drafts.values()
        for item in read(group, "draft", Wanted(audience, drafts=draft.handle))
    }


def news(group: WorkingGroup, since: datetime, audience: Audience) -> Iterator[str]:
    """Yields a line for each change since a moment."""
    before = group.as_of(since, happened=True)
    earlier = {item.id: item for item in before.status(audience=audience).items}
    read_before, reads = texts(before, audience), texts(group, audience)
    for item in group.status(audience=audience).items:
        was = earlier.get(item.id)
        if item.kind in ("title", "section"):
            continue
        if was is None:
            yield f"{item.label} is new: {reads.get(item.id, 'no text')}"
            continue
        if was.standing != item.standing:
            yield f"{item.label} was {was.standing} and is {item.standing}"
        if item.id in reads and read_before.get(item.id) != reads[item.id]:
            yield f"{item.label} reads now: {reads[item.id]}"
    items = read(group, "amendments", Wanted(audience))
    for each in (each for found in items for each in found["amendments"]):
        if each["id"] not in before.state.amendments:
            amendment = group.state.amendments[each["id"]]
            # Members know who proposes what; the public does not.
            sponsors = ", ".join(each["sponsors"]) or "the chair"
            by = f" by {sponsors}" if audience.sees_names else ""
            target = group.state.name_of(amendment.target)
            text = each["text"] or "no text"
            yield f"{amendment.handle}{by} ({amendment.kind}) on {target}: {text}"
    for decision in group.state.decisions.values():
        if decision.id not in before.state.decisions:
            names = ", ".join(map(group.state.name_of, decision.targets))
            yield f"{decision.handle}: {names} {decision.outcome}"


def compose(group: WorkingGroup, since: datetime, audience: Audience) -> EmailMessage | None:
    """Returns the mail, without who it is from and to; None where nothing changed."""
    lines = list(news(group, since, audience))
    if not lines:
        return None
    message = EmailMessage()
    changes = "one change" if len(lines) == 1 else f"{len(lines)} changes"
    message["Subject"] = f"{group.title}: {changes} since {since:%d %B %Y}"
    message.set_content("\n".join(f"- {line}" for line in lines))
    page = "".join(write_report(group, "open", "html", Wanted(audience)))
    message.add_attachment(page, subtype="html", filename="open.html")
    return message


def sample() -> WorkingGroup:
    """Returns a council in which something happened last week, and something today."""
    group = WorkingGroup.in_memory(title="Harbour council", rule="no_objection()")
    with group.acting_as(happened=datetime.now(UTC) - timedelta(days=7)):
        group.import_members(Source.of("code\nASH\nBAY\nELM\n", "members.csv"))
        group.import_draft(
            Source.of("1. The harbour closes at ten.\n\n2. The quay is lit.", "harbour.md")
        )
        group.take_position("ASH", "2", "support")
    group.propose("1", "eleven", old="ten", by=["BAY"])
    group.merge("1")
    group.propose("2", "always lit", old="lit", by=["ELM"])
    group.take_position("ASH", "1", "support")
    group.decide("1", "agreed")
    group.take_position("BAY", "2", "object", reason="of the costs")
    return group


def main() -> None:
    """Compose a mail, and send or print it."""
    options = argparse.ArgumentParser(description="Mail what changed.")
    options.add_argument("record", nargs="?", help="the file or URL of a record")
    options.add_argument("--since", type=datetime.fromisoformat, help="such as 2026-03-10T07:00Z")
    options.add_argument("--audience", type=Audience, default=Audience.MEMBERS)
    options.add_argument("--to", default="members@panel.example")
    options.add_argument("--sender", default="secretariat@panel.example")
    options.add_argument("--host", help="the mail server to send it by")
    given = options.parse_args()
    since = given.since or datetime.now(UTC) - timedelta(days=1)
    opened = WorkingGroup.open(given.record, read_only=True) if given.record else sample()
    with opened as group:
        message = compose(group, since.astimezone(), given.audience)
    if message is None:
        print("nothing changed, so no mail is sent")
        return
    message["From"], message["To"] = given.sender, given.to
    if given.host:
        with smtplib.SMTP(given.host) as server:
            server.send_message(message)
        return
    body = message.get_body()
    print(f"To: {message['To']}\nSubject: {message['Subject']}\n")
    print(body.get_content() if body else "", end="")
    print("attached:", *(each.get_filename() for each in message.iter_attachments()))


if __name__ == "__main__":
    main()
