"""What a draft or a table says of the standing of its items, recorded in one step."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus import Source, WorkingGroup
from consensus.errors import Rejected
from consensus.formats.draft_docx import decode_docx
from consensus.history.operations import RecordDecision
from consensus.model.decisions import Outcome
from consensus.model.meetings import Forum
from consensus.working_group.import_base import ImportReport
from consensus.working_group.import_state import read_status, status_table
from tests.conftest import at_most
from tests.support.docx_files import docx, p, row, table

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)

PIER = """# Pier rules

Recalling the pier law, (agreed)

OP1. Members shall keep the lights burning (agreed).

OP2. Members shall report every year. [Agreed]

OP3 [agreed ad ref] Members shall meet in spring;

OP4. Ships shall wait. (agreed ad ref 12 May)

OP5. Pilots shall sail at dawn (agreed in informal consultations).

OP6. Fees shall be paid – agreed, 3 June 2026, in plenary

OP7. Whales shall pass first.

OP7 alt. Whales shall pass when the tide allows.

OP8. Chair's proposal: The bureau shall meet twice a year.

OP9. Lamps shall be green.

Agreed ad ref.

OP10. Nets shall be dry (agreed by all but two).

OP11. Ropes shall be short.

OP11. Ropes shall be short or coiled. (Facilitator's text)

OP12. Convenir de l'ouverture (convenu ad referendum le 3 mai 2026)

OP13. Los botes esperan [acordado]

OP14. Gulls shall be fed as agreed.

OP15. Oil shall be burnt. (withdrawn)

Alt. Oil shall not be burnt.

OP16. Chairs stay dry – agreed in principle

OP17. Bells are rung. (rejected)

OP18. Masts are tall. agreed

OP19. Sails are white; agreed upon request.
"""

READ = [
    ("“Recalling the pier law,”", "agreed (“agreed”)"),
    ("OP1", "agreed (“agreed”)"),
    ("OP2", "agreed (“Agreed”)"),
    ("OP3", "agreed ad ref (“agreed ad ref”)"),
    (
        "OP4",
        "agreed ad ref on 2026-05-12 (“agreed ad ref 12 May”);"
        " the year is not said, 2026 was taken",
    ),
    ("OP5", "agreed ad ref in informals (“agreed in informal consultations”)"),
    ("OP6", "agreed on 2026-06-03 in plenary (“agreed, 3 June 2026, in plenary”)"),
    ("OP7 alt", "alternative to OP7 (“alt”)"),
    ("OP8", "proposal of the Chair (“Chair's proposal”)"),
    ("OP9", "agreed ad ref (“Agreed ad ref.”)"),
    (
        "OP10",
        "nothing is recorded (“agreed by all but two”);"
        " it is not understood, and stays in the text",
    ),
    ("OP11 alt", "alternative to OP11 (“alt”)"),
    ("OP11 alt", "proposal of the Facilitator (“Facilitator's text”)"),
    ("OP12", "agreed ad ref on 2026-05-03 (“convenu ad referendum le 3 mai 2026”)"),
    ("OP13", "agreed (“acordado”)"),
    (
        "OP15",
        "nothing is recorded (“withdrawn”); it has alternatives, so that nothing is decided of it",
    ),
    ("OP15 alt", "alternative to OP15 (“alt”)"),
    (
        "OP16",
        "nothing is recorded (“agreed in principle”); it is not understood, and stays in the text",
    ),
    ("OP17", "rejected (“rejected”)"),
    ("OP18", "agreed (“agreed”)"),
]


def group_at() -> WorkingGroup:
    """A group at a fixed moment."""
    return WorkingGroup.in_memory(title="Pier", clock=lambda: NOW)


def sentences(report: ImportReport) -> list[tuple[str, str]]:
    """What a file says of its items, as people read it."""
    return [(each.label, each.sentence) for each in report.statuses]


def texts(group: WorkingGroup) -> dict[str, str]:
    """The text of each item of the only draft, by its label."""
    (draft,) = group.state.drafts
    return {each.label: group.state.text(each.id) for each in group.state.walk(draft)}


def test_every_suffix_is_proposed_recorded_and_taken_out_of_the_text() -> None:
    """The acceptance: one draft with every suffix, and those that are not understood as text."""
    group = group_at()
    report = group.import_draft(Source.of(PIER, "pier.md"), statuses=True)
    assert sentences(report) == READ
    assert [str(each) for each in report.findings] == [
        f"pier.md:{line}:1: note: OP{number} alt is an option of OP{number}."
        for line, number in ((19, 7), (31, 11), (41, 15))
    ]
    state = group.state
    decided = {
        state.name_of(each.targets[0]): (each.outcome, each.forum, each.happened.date())
        for each in state.decisions.values()
    }
    undated = NOW.date()
    assert decided == {
        "P1": (Outcome.AGREED, Forum.COMMITTEE, undated),
        "OP1 (O1)": (Outcome.AGREED, Forum.COMMITTEE, undated),
        "OP2 (O2)": (Outcome.AGREED, Forum.COMMITTEE, undated),
        "OP3 (O3)": (Outcome.AGREED_AD_REF, Forum.COMMITTEE, undated),
        "OP4 (O4)": (Outcome.AGREED_AD_REF, Forum.COMMITTEE, date(2026, 5, 12)),
        "OP5 (O5)": (Outcome.AGREED_AD_REF, Forum.INFORMALS, undated),
        "OP6 (O6)": (Outcome.AGREED, Forum.PLENARY, date(2026, 6, 3)),
        "OP9 (O9)": (Outcome.AGREED_AD_REF, Forum.COMMITTEE, undated),
        "OP12 (O12)": (Outcome.AGREED_AD_REF, Forum.COMMITTEE, date(2026, 5, 3)),
        "OP13 (O13)": (Outcome.AGREED, Forum.COMMITTEE, undated),
        "OP17 (O17)": (Outcome.REJECTED, Forum.COMMITTEE, undated),
        "OP18 (O18)": (Outcome.AGREED, Forum.COMMITTEE, undated),
    }
    there = texts(group)
    assert there[""] == "Recalling the pier law,"
    assert there["OP1"] == "Members shall keep the lights burning."
    assert there["OP3"] == "Members shall meet in spring;"
    assert there["OP6"] == "Fees shall be paid"
    assert there["OP7"] == (
        "[Whales shall pass first. | OP7 alt: Whales shall pass when the tide allows.]"
    )
    assert there["OP8"] == "The bureau shall meet twice a year."
    assert there["OP10"] == "Nets shall be dry (agreed by all but two)."
    assert there["OP11"] == "[Ropes shall be short. | OP11 alt: Ropes shall be short or coiled.]"
    assert there["OP14"] == "Gulls shall be fed as agreed."
    assert there["OP15"] == "[Oil shall be burnt. | OP15 alt: Oil shall not be burnt.]"
    assert there["OP16"] == "Chairs stay dry – agreed in principle"
    assert there["OP18"] == "Masts are tall."
    assert there["OP19"] == "Sails are white; agreed upon request."


@pytest.mark.parametrize(
    ("ends", "outcome"),
    [("(agreed ad ref) (agreed)", Outcome.AGREED), ("(deferred) (agreed)", Outcome.AGREED)],
)
def test_the_last_of_two_statuses_holds(ends: str, outcome: Outcome) -> None:
    """They are recorded in the order in which they stand."""
    group = group_at()
    group.import_draft(Source.of(f"1. Members shall meet. {ends}\n", "two.md"), statuses=True)
    last = [*group.state.decisions.values()][-1]
    assert (last.outcome, [*texts(group).values()]) == (outcome, ["Members shall meet."])


def test_one_undo_takes_all_of_it_back() -> None:
    """The draft and what was decided of it came in one step, and nobody has taken a position."""
    group = group_at()
    group.import_draft(Source.of(PIER, "pier.md"), statuses=True)
    assert not any(group.state.positions.values())
    group.undo()
    assert (group.state.drafts, group.state.decisions, group.state.interventions) == ({}, {}, {})


def test_what_is_recorded_claims_no_more_than_the_file() -> None:
    """A decision names the file, its words, and that no day was named; a proposal who made it."""
    group = group_at()
    group.import_draft(Source.of(PIER, "pier.md"), statuses=True)
    reasons = [each.reason for each in group.state.decisions.values()]
    assert reasons[3:5] == [
        "as pier.md says, without a day: “agreed ad ref”",
        "as pier.md says: “agreed ad ref 12 May”",
    ]
    proposed = [(each.office, each.text) for each in group.state.interventions.values()]
    assert proposed == [
        ("chair", "to have this text, marked “Chair's proposal”"),
        (
            "facilitator",
            "to have the wording of OP11 alt, marked “Facilitator's text”",
        ),
    ]


def test_plain_text_and_word_say_the_same() -> None:
    """Own lines, and what stands behind a comma, make no headings of plain text."""
    plain = group_at()
    report = plain.import_draft(Source.of(PIER.replace("# ", ""), "pier.txt"), statuses=True)
    assert sentences(report) == READ
    lines = [line for line in PIER.replace("# ", "").split("\n") if line]
    word = group_at()
    file = decode_docx(docx(*map(p, lines)), "pier.docx")
    assert sentences(word.import_draft(file, statuses=True)) == READ
    assert texts(plain) == texts(word)


HEADED = """Pier rules

Article 1 (agreed)

Members shall meet.

(a) in spring;

(b) in autumn. [agreed ad ref]

Article 2. Fees (agreed in plenary on 3 March 2026)

1. Fees are paid.

2. Fees are refunded.

ARTICLE 3

3. [Text in brackets (agreed)]

Chair's proposal

4. Bells are rung.

5. Bells are rung twice. (agreed, pending KEL)

6 alt. Bells are never rung.

7. (agreed ad ref)

Kites land.

8. Kites fly on 2 days (agreed on 2 December 2026)
"""


def test_a_heading_says_it_of_what_is_under_it() -> None:
    """What has a status of its own keeps that; a proposal on a line of its own is the next item."""
    group = group_at()
    report = group.import_draft(Source.of(HEADED, "headed.txt"), statuses=True)
    unread = "it is not understood, and stays in the text"
    assert sentences(report) == [
        ("“Members shall meet.”", "agreed (“agreed”)"),
        ("(a)", "agreed (“agreed”)"),
        ("(b)", "agreed ad ref (“agreed ad ref”)"),
        ("1", "agreed on 2026-03-03 in plenary (“agreed in plenary on 3 March 2026”)"),
        ("2", "agreed on 2026-03-03 in plenary (“agreed in plenary on 3 March 2026”)"),
        ("4", "proposal of the Chair (“Chair's proposal:”)"),
        ("5", f"nothing is recorded (“agreed, pending KEL”); {unread}"),
        ("7", "agreed ad ref (“agreed ad ref”)"),
        ("8", f"nothing is recorded (“agreed on 2 December 2026”); {unread}"),
    ]
    there = texts(group)
    assert (there["3"], there["7"]) == ("[Text in brackets (agreed)]", "Kites land.")
    assert [str(each) for each in report.findings] == [
        "headed.txt:27:1: warning: 6 alt stands beside no 6; it stays as it is."
    ]


@pytest.mark.parametrize(
    ("line", "label", "text"),
    [
        ("OP1 agreed: Boats are moored.", "OP1", "Boats are moored."),
        ("OP1 – agreed – Boats are moored.", "OP1", "Boats are moored."),
        ("OP1 AGREED Boats are moored.", "OP1", "Boats are moored."),
        ("OP1 [Agreed]: Boats are moored.", "OP1", "Boats are moored."),
        ("1 (agreed) Boats are moored.", "1", "Boats are moored."),
        ("1. Boats are **moored** *(agreed)*;", "1", "Boats are **moored**;"),
    ],
)
def test_a_status_stands_at_either_end(line: str, label: str, text: str) -> None:
    """Behind the label with a colon, dashes, brackets or in capitals, or behind the text."""
    group = group_at()
    report = group.import_draft(Source.of(f"# Quay\n\n{line}\n", "quay.md"), statuses=True)
    assert [each.status for each in report.statuses] == ["agreed"]
    assert texts(group) == {label: text}


@pytest.mark.parametrize(
    "line",
    [
        *("OP1 AGREED UN TEXTS are kept.", "1. Agreed texts are kept.", "1. As agreed, keep it."),
        *("1. DEFERRED payments are recorded.", "2. AGREED minutes are read."),
    ],
)
def test_words_of_the_text_are_no_status(line: str) -> None:
    """What goes on as a sentence is one."""
    group = group_at()
    group.import_draft(Source.of(f"# Quay\n\n{line}\n", "quay.md"), statuses=True)
    assert not group.state.decisions
    assert line.partition(" ")[2] in texts(group).values()


def test_without_being_asked_a_note_says_that_statuses_are_there() -> None:
    """Nothing is read into a text that was not asked to be."""
    report = group_at().import_draft(Source.of(PIER, "pier.md"))
    assert not report.statuses
    assert str(report.findings[-1]) == (
        "pier.md:3:1: note: 13 items say how they stand, such as “agreed” of “Recalling the pier"
        " law,”; it was read as text of theirs."
    )


@pytest.mark.parametrize(
    ("words", "outcome", "day", "forum"),
    [
        ("AGREED", Outcome.AGREED, None, None),
        ("Agreed text.", Outcome.AGREED, None, None),
        ("text agreed ad ref", Outcome.AGREED_AD_REF, None, None),
        ("agreed, 12/05/2026", Outcome.AGREED, date(2026, 5, 12), None),
        ("agreed 5.12.2025", Outcome.AGREED, date(2025, 12, 5), None),
        ("agreed 5/13/2026", Outcome.AGREED, date(2026, 5, 13), None),
        ("agreed 5/13.2026", None, None, None),
        ("text agreed", Outcome.AGREED, None, None),
        ("ad ref", Outcome.AGREED_AD_REF, None, None),
        ("agreed ad referendum, 12 Dec.", Outcome.AGREED_AD_REF, date(2025, 12, 12), None),
        (
            "agreed informally on May 3, 2026",
            Outcome.AGREED_AD_REF,
            date(2026, 5, 3),
            Forum.INFORMALS,
        ),
        ("agreed 2026-05-03 in Committee", Outcome.AGREED, date(2026, 5, 3), Forum.COMMITTEE),
        ("adoptée en séance plénière le 1er mars", Outcome.ADOPTED, None, None),
        (
            "adoptada en plenaria el 3 de mayo de 2026",
            Outcome.ADOPTED,
            date(2026, 5, 3),
            Forum.PLENARY,
        ),
        ("aplazado", Outcome.DEFERRED, None, None),
        ("agreed ad ref by the EU", None, None, None),
        ("agreed 12 members", None, None, None),
        ("agreed 31 June", None, None, None),
        ("agreed 3 May 2031", None, None, None),
        ("not agreed", None, None, None),
        ("agreed plenary plenary", None, None, None),
        ("", None, None, None),
    ],
)
def test_words_are_a_status_as_a_whole_or_not_at_all(
    words: str, outcome: Outcome | None, day: date | None, forum: Forum | None
) -> None:
    """Three languages, a day of the past and a forum; one word more, and nothing is understood."""
    found = read_status(words, NOW.date())
    if words == "adoptée en séance plénière le 1er mars":
        day, forum = date(2026, 3, 1), Forum.PLENARY
    told = (found.outcome, found.day, found.forum) if found else (None, None, None)
    assert told == (outcome, day, forum)


@pytest.mark.parametrize(
    ("words", "office"),
    [
        ("Chair's proposal", "chair"),
        ("Chairman’s text", "chair"),
        ("Co-Chairs' compromise proposal", "the Co-Chairs"),
        ("proposal by the Chair", "chair"),
        ("the Chair's proposal", "chair"),
        ("Proposition de la présidente", "chair"),
        ("propuesta del facilitador", "facilitator"),
    ],
)
def test_who_proposes_is_read(words: str, office: str) -> None:
    """Offices, in three languages."""
    found = read_status(words, NOW.date())
    assert found
    assert found.office == office


TABLE = """Label,Status,Date,Forum
OP7,agreed ad ref,2026-05-14,plenary
OP8,agreed,,
OP1,agreed,,
OP10,Chair's proposal,,
OP14,agreed in principle,,
OP16,agreed,2031-01-01,
OP16,agreed,,the bar
OP99,agreed,,
"""


def test_a_table_does_the_same() -> None:
    """Rows are decisions of their day; what is known already, or not understood, is told."""
    group = group_at()
    group.import_draft(Source.of(PIER, "pier.md"), statuses=True)
    report = group.import_statuses(Source.of(TABLE, "standing.csv"))
    assert sentences(report) == [
        ("OP7", "agreed ad ref on 2026-05-14 in plenary (“agreed ad ref”)"),
        ("OP8", "agreed (“agreed”)"),
        ("OP10", "proposal of the Chair (“Chair's proposal”)"),
    ]
    assert (report.taken, report.duplicates, report.refused) == (3, 1, 4)
    assert [str(each) for each in report.findings] == [
        "standing.csv:6:6: error: “agreed in principle” is no status; those that are read are"
        " agreed ad ref, agreed, adopted, deferred, withdrawn, rejected. The row was left out.",
        "standing.csv:7:13: error: 2031-01-01 is still to come. The row was left out.",
        "standing.csv:8:14: error: “the bar” is no forum; they are informals, committee, plenary."
        " The row was left out.",
        "standing.csv:9: error: nothing is called OP99; did you mean OP9 or OP19 or O9?",
    ]
    again = group.import_statuses(Source.of(TABLE, "standing.csv"))
    assert (again.step, again.taken, again.duplicates) == (None, 0, 4)
    group.undo()
    assert len(group.state.decisions) == 12


def test_a_table_in_a_word_file_does_the_same() -> None:
    """Under heads that say so; a draft that has a table is a draft."""
    group = group_at()
    group.import_draft(Source.of(PIER, "pier.md"), statuses=True)
    rows = row("Item", "Status", "Date"), row("OP14", "agreed", "2026-05-14")
    file = decode_docx(docx(p("Where we are"), table(*rows)), "standing.docx")
    report = group.import_statuses(file)
    assert sentences(report) == [("OP14", "agreed on 2026-05-14 (“agreed”)")]
    other = decode_docx(docx(table(row("Item", "Weight"), row("OP14", "2"))), "weights.docx")
    assert (status_table(other), status_table(Source.of("1. Rest.", "rest.md"))) == (None, None)


def test_a_table_takes_no_decision_over_an_objection() -> None:
    """It names no reason for that, so it is for the secretariat to record it."""
    group = group_at()
    group.import_members(Source.of("code\nALV\n", "members.csv"))
    group.import_draft(Source.of("1. Bells are rung.\n\n2. Kites fly.\n", "bells.md"))
    group.take_position("ALV", "1", "object")
    report = group.import_statuses(Source.of("label,status\n1,agreed\n2,agreed\n", "s.csv"))
    assert (report.taken, report.refused) == (1, 1)
    assert "has an objection that was not seen, of ALV" in str(report.findings[0])
    with pytest.raises(Rejected):
        group.import_statuses(Source.of("label,status\n1,agreed\n", "s.csv"), strict=True)


_WORDS = st.sampled_from(
    [
        *(
            "(agreed",
            "agreed)",
            "[agreed ad ref]",
            "(agreed)",
            "Agreed.",
            "– agreed",
            "12 May",
            "alt",
        ),
        *(
            "Chair's proposal:",
            "(Chair's text)",
            "in plenary",
            "OP1",
            "OP1 alt",
            "1.",
            "(a)",
            "\n\n",
        ),
        *(
            "\n",
            "# ",
            "[^1]: ",
            "~~old~~ (rejected)",
            "ships",
            "shall wait",
            ",",
            ".",
            "[",
            "]",
            "|",
        ),
    ]
)


@given(st.lists(_WORDS, max_size=25).map(" ".join), st.sampled_from(["a.md", "a.txt"]))
@at_most(60)
def test_any_text_comes_in_whole_or_is_refused(text: str, name: str) -> None:
    """What is recorded is listed, and each word that is no status stays in the text."""
    group = group_at()
    try:
        report = group.import_draft(Source.of(text or "x", name), statuses=True)
    except Rejected:
        return
    decided = [each for each in report.operations if isinstance(each, RecordDecision)]
    assert len(decided) == sum(each.outcome is not None for each in report.statuses)
    kept = " ".join([group.state.text(each) for each in group.state.items])
    titles = "".join(each.title for each in group.state.drafts.values())
    assert kept.count("ships") + titles.count("ships") == text.count("ships")
