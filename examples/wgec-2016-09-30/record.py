"""Record the first meeting of the Working Group on Enhanced Cooperation, through the library.

python record.py [FILE] makes the same record as record.sh, and prints the chair's summary.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from consensus import (
    Audience,
    Forum,
    InterventionKind,
    Role,
    Wanted,
    WorkingGroup,
    write_report,
)

HERE = Path(__file__).parent
GENEVA = timezone(timedelta(hours=2))
DOCUMENTS = "http://unctad.org/meetings/en"
PALAIS = "the Palais des Nations in Geneva, Switzerland"


def at(clock: str, day: int = 30) -> datetime:
    """A time in Geneva, in September 2016."""
    return datetime.fromisoformat(f"2016-09-{day}T{clock}").replace(tzinfo=GENEVA)


def record(path: Path) -> None:
    """Record the meeting in a new file."""
    before = at("12:00", day=29)
    with WorkingGroup.create(
        path,
        title="Working Group on Enhanced Cooperation",
        parent="United Nations Commission on Science and Technology for Development",
        by="secretariat",
        happened=before,
    ) as group:
        prepare(group)
    for clock, happen in PROCEEDINGS.items():
        with WorkingGroup.open(path, by="secretariat", happened=at(clock)) as group:
            happen(group)


def prepare(group: WorkingGroup) -> None:
    """Before the meeting: who belongs to the group, and the agenda."""
    group.import_members(HERE / "members.csv")
    group.add_agenda_item(
        "goals and target dates to meet the request of the General Assembly"
        " (A/RES/70/125, paragraph 65)"
    )
    group.add_agenda_item("methods of work")
    group.add_agenda_item("review of work and documents related to enhanced cooperation")
    group.add_agenda_item("proposals on topics and format of next meetings")
    group.add_agenda_item("proposed dates for next meetings")


def agree(group: WorkingGroup, proposal: str) -> None:
    """Record a procedural proposal that is agreed at once."""
    group.decide(group.add_proposal(proposal).handle, "agreed")


def opening(group: WorkingGroup) -> None:
    """Paragraphs 1 to 3: the opening, and the chair."""
    group.open_meeting(
        "First meeting",
        Forum.PLENARY,
        number="1",
        place=PALAIS,
        opened_by="Ms. Shamika Sirimanne, Director of the UNCTAD Division on Technology and"
        " Logistics and Head of the CSTD secretariat",
        facilities=["remote participation", "real-time transcription"],
    )
    group.note_intervention(
        "an [introductory presentation]"
        f"({DOCUMENTS}/Presentation/WGEC_2016_meeting1_IntroRemarks_en.pdf)",
        kind=InterventionKind.PRESENTATION,
        office="Mr. Peter Major, Acting Chair of the twentieth session of the CSTD",
    )
    group.nominate(Role.CHAIR, "Ambassador Benedicto Fonseca of Brazil", by="Mr. Major")
    group.approve_nomination("NOM1")


def goals(group: WorkingGroup) -> None:
    """Paragraph 4: goals and target dates."""
    group.take_up_agenda_item("1")
    agree(
        group,
        "that, to fulfil its mandate of reporting to the twenty-first session of the Commission, it"
        " must complete its work by the end of January 2018, so that its report can become part of"
        " the annual report of the Commission to the Economic and Social Council, and can serve the"
        " annual report of the Secretary-General on the outcomes of the World Summit on the"
        " Information Society, as A/RES/70/125 requests",
    )
    group.add_milestone("the completion of the work", date(2018, 1, 31))
    group.note_intervention(
        "the lack of funding, which keeps representatives of developing countries and other"
        " stakeholders from attending in person",
        kind=InterventionKind.CONCERN,
        voices=6,
    )
    for remedy in (
        "the secretariat further its fund-raising efforts",
        "where possible, future meetings be held back-to-back with the intersessional panels and"
        " the annual sessions of the CSTD, to make use of the travel support",
    ):
        group.note_intervention(remedy, kind=InterventionKind.SUGGESTION, remedies="INT3")
    group.finish_agenda_item()


def methods(group: WorkingGroup) -> None:
    """Paragraph 5: methods of work."""
    group.take_up_agenda_item("2")
    for said in (
        "the methods of work of the first CSTD working group on enhanced cooperation^[2013-2014]"
        " should be followed in general",
        "he would promote an interactive dialogue between members and non-members, so that all"
        " relevant stakeholders are fully involved, as the General Assembly had called for",
        "members would get the floor in the order of their requests, whatever their stakeholder"
        " group and whether they take part in person or remotely, and observers after them in the"
        " order of their requests, time allowing",
    ):
        group.note_intervention(said, office="chair")
    co_chair = group.add_proposal(
        "to have a co-chair who represents the non-governmental stakeholders", office="chair"
    ).handle
    group.note_intervention("this proposal", kind=InterventionKind.EXCHANGE, items=[co_chair])
    group.note_sense(co_chair, "the majority", "object")
    group.decide(co_chair, "deferred", reason="the majority objected")
    group.note_intervention(
        "it could be taken up again at a later stage, if found appropriate",
        kind=InterventionKind.SUGGESTION,
        office="chair",
        items=[co_chair],
    )
    plenary = group.add_proposal("to work in plenary rather than in break-out groups")
    group.note_sense(plenary.handle, "most", "support")
    group.finish_agenda_item()


def work_so_far(group: WorkingGroup) -> None:
    """Paragraph 6: what has been done so far."""
    group.take_up_agenda_item("3")
    group.note_intervention(
        "the work done so far on enhanced cooperation, including the documents of the first working"
        " group (2013-2014)",
        kind=InterventionKind.STOCK,
    )
    group.note_intervention("ways and means to draw on this work", kind=InterventionKind.EXCHANGE)
    group.undertake(
        "prepare a reference document, based on the [“Mapping of international Internet public"
        f" policy issues”]({DOCUMENTS}/SessionalDocuments/ecn162015crp2_en.pdf)"
        " (E/CN.16/2015/CRP.2), that separates factual information from more controversial text",
        "chair",
        due="next meeting",
    )
    for said in (
        "the document could guide the Working Group, should it wish to work on selected topics at"
        " a later stage",
        "it could, in addition, hold those recommendations of the first working group on which"
        " [consensus had emerged]"
        f"({DOCUMENTS}/SessionalDocuments/CSTD_WGEC2013-14_DraftRecommend_en.pdf)",
    ):
        group.note_intervention(said, office="chair")
    group.finish_agenda_item()


def questions(group: WorkingGroup) -> None:
    """Paragraphs 7 to 9: the questions, other issues, and the replies."""
    group.take_up_agenda_item("4")
    agree(group, "that two questions will guide the discussion at its next meeting")
    group.ask_question("What are the high-level characteristics of enhanced cooperation?")
    group.ask_question(
        "Which kind of recommendations should be considered, given the work of the previous working"
        " group and the Tunis Agenda, in particular its paragraphs 69 to 71?"
    )
    agree(
        group,
        "that the secretariat gather inputs on these questions from members and other stakeholders",
    )
    group.note_intervention(
        "these two questions are comprehensive, and should therefore allow for inputs or comments"
        " on any relevant issue",
        kind=InterventionKind.NOTE,
    )
    for issue in (
        "sustainable development goals and the link to enhanced cooperation",
        "globally applicable principles of public policy issues",
        "enabling governments to carry out, on an equal footing, their roles and responsibilities"
        " in international public policy issues pertaining to the Internet",
        "a safe and secure Internet",
        "bridging digital divides",
    ):
        group.note_intervention(issue, kind=InterventionKind.ISSUE)
    agree(
        group,
        "that the secretariat post the questions on the mailing list of the Working Group and"
        " online",
    )
    for number in ("1", "2"):
        group.extend_deadline(number, datetime.fromisoformat("2016-12-07T23:59:59+00:00"))
    group.undertake(
        "compile the replies and make them available to the Working Group",
        "secretariat",
        due="next meeting",
    )
    group.finish_agenda_item()


def next_meeting(group: WorkingGroup) -> None:
    """Paragraph 10: the next meeting."""
    group.take_up_agenda_item("5")
    agree(group, f"to hold its second meeting on 26-27 January 2017 at {PALAIS}")
    group.announce_meeting(
        "Second meeting",
        datetime.fromisoformat("2017-01-26T10:00:00+01:00"),
        ends=datetime.fromisoformat("2017-01-27T18:00:00+01:00"),
        number="2",
        place=PALAIS,
    )
    group.finish_agenda_item()


PROCEEDINGS: dict[str, Callable[[WorkingGroup], object]] = {
    "10:00": opening,
    "10:30": goals,
    "11:15": methods,
    "15:00": work_so_far,
    "16:00": questions,
    "17:30": next_meeting,
    "18:00": WorkingGroup.close_meeting,
}


def main() -> None:
    """Record the meeting, and print its summary."""
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "wgec-2016-09-30.consensus")
    record(path)
    with WorkingGroup.open(path) as group:
        wanted = Wanted(Audience.MEMBERS, dated=date(2016, 10, 17))
        print(*write_report(group, "summary", "text", wanted), sep="", end="")


if __name__ == "__main__":
    main()
