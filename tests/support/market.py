"""A market committee of seven members whose record holds something of everything."""

from __future__ import annotations

from datetime import UTC, date, datetime

from consensus.formats.source import Source
from consensus.history.operations import AddGroup, AddMember, FormNegotiatingGroup
from consensus.model.meetings import Presence
from consensus.reports.outline import Outline
from consensus.reports.outline_text import outline_markdown
from consensus.working_group import WorkingGroup
from tests.support.panel import ticking

DRAFT = """# Market rules

## Recommendations

1. Stalls should open at seven in the morning.

2. Sellers shall pay the fee before noon.

3. Music may be played on the square.

4. Dogs are kept on a lead.

5. The committee meets every month.
"""

MEMBERS = {
    "ASP": ("Guild of Aspen", "TRD"),
    "BIR": ("Birch Row", "TRD"),
    "CED": ("Cedar Lane", "TRD"),
    "DOG": ("Dogwood Court", "NBR"),
    "ELD": ("Elder Street", "NBR"),
    "FIG": ("Fig Yard", "NBR"),
    "GUM": ("Gum Terrace", ""),
}
MORNING = datetime(2026, 4, 7, 8, 0, tzinfo=UTC)


def markdown(outline: Outline) -> str:
    """An outline as Markdown in one piece."""
    return "".join(outline_markdown(outline))


def new_market() -> WorkingGroup:
    """Seven members, an observer, an alliance, and a draft of five recommendations."""
    group = WorkingGroup.in_memory(title="Market committee", by="clerk", clock=ticking(MORNING))
    group.record(
        AddGroup(code="TRD", name="Traders"),
        AddGroup(code="NBR", name="Neighbours"),
        *(
            AddMember(code=code, name=name, group=belongs)
            for code, (name, belongs) in MEMBERS.items()
        ),
        AddMember(code="OBS", observer=True),
        FormNegotiatingGroup(code="ROW", members=("ASP", "BIR")),
    )
    group.import_draft(Source.of(DRAFT, "market.md"))
    return group


def busy_market() -> WorkingGroup:
    """The same after a morning's work.

    R1 is agreed; R2 has two rival amendments and an objection; R3 is blocked by one objection;
    R4 is agreed pending one member's word; R5 is deferred.
    """
    group = new_market()
    group.propose("R2", "midday", old="noon", by=["ASP"], rationale="Noon is ambiguous.")
    group.propose("R2", "sunset", old="noon", by=["ELD"], cosponsors=["FIG"])
    group.propose(kind="insert", after="R5", text="Minutes are kept.", by=["CED"], label="6")
    group.take_position("BIR", "R2", "object", reason="The fee is too high.")
    group.take_position("DOG", "R3", "object", reason="Nights are loud.")
    group.answer_objection("R3", "DOG", "Music ends at eight.")
    group.take_position("ELD", "R3", "accept", reservation="Only on Saturdays.")
    group.take_position("CED", "R3", "support", conditions=["R4"], source="written", document="L1")
    group.take_position("GUM", "R3", "abstain", source="confidence", reason="Whispered.")
    group.state_group_position("ROW", "R4", "support")
    group.note_sense("R3", "several", "disagree", "about the drums")
    group.decide("R1", "agreed")
    group.decide("R4", "agreed", pending=["FIG"])
    group.make_statement("R1", "ASP", "explanation of position", "Seven is early.")
    group.decide("R5", "deferred", reason="The hall is closed.", due=date(2026, 5, 1))
    return group


def hold_a_meeting(group: WorkingGroup) -> None:
    """A meeting of the market that does something of everything."""
    group.open_meeting("Tuesday")
    group.note_presence(["ASP", "BIR", "ELD", "OBS"])
    group.note_presence(["FIG"], Presence.REMOTE)
    group.add_agenda_item("Opening hours", targets=["R1"])
    group.take_up_agenda_item("Opening hours")
    group.request_floor("ELD")
    group.give_floor()
    group.note_intervention("Seven is too early.", member="ELD", items=["R1"])
    group.end_intervention()
    group.undertake("ask the neighbours", "ELD", due="next meeting")
    group.undertake("compile the replies", "secretariat")
    group.open_consultation("R3", facilitator="Ada Hale", participants=["BIR", "DOG"])
    group.decide("R1", "reopened", reason="Somebody was late.")
    group.add_milestone("all fees", date(2027, 1, 1))
    group.close_meeting()
