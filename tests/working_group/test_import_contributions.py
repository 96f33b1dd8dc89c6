"""Questions asked, contributions received, passages highlighted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from consensus import WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.formats.source import Source
from consensus.history.operations import HighlightPassage, ReceiveContribution
from consensus.model.planning import Answer, Contribution, Document

LETTER = Document("letter.pdf", "0" * 64)


@pytest.fixture
def asked(panel: WorkingGroup) -> WorkingGroup:
    """The panel with two questions, to be answered within a day."""
    deadline = panel.now() + timedelta(days=1)
    panel.ask_question("What makes a harbour a good neighbour of its town?", deadline=deadline)
    panel.ask_question("Which lights should the panel recommend?", number="2(a)")
    return panel


def contribution(group: WorkingGroup, handle: str = "C1") -> Contribution:
    """A contribution by its handle."""
    return group.state.contributions[group.state.handles[handle]]


def answers(group: WorkingGroup, handle: str = "C1") -> dict[str, str]:
    """What a contribution says to each question, by the question's handle."""
    return {
        group.state.handle_of(each.question): each.text
        for each in contribution(group, handle).answers
    }


def test_questions_are_numbered_and_have_deadlines(asked: WorkingGroup) -> None:
    """The next whole number is given where none is; a deadline can be extended or lifted."""
    asked.ask_question("Why?")
    numbers = [(each.handle, each.number) for each in asked.state.questions.values()]
    assert numbers == [("Q1", "1"), ("Q2", "2(a)"), ("Q3", "2")]
    later = asked.now() + timedelta(days=9)
    asked.extend_deadline("1", later)
    assert asked.state.questions[asked.state.handles["Q1"]].deadline == later
    asked.extend_deadline("Q1", None)
    assert asked.state.questions[asked.state.handles["Q1"]].deadline is None


def test_questions_that_cannot_be_asked_are_refused(asked: WorkingGroup) -> None:
    """Without words, under a number that is taken, or due before they are asked."""
    with pytest.raises(Rejected, match="a question has words"):
        asked.ask_question(" ")
    with pytest.raises(Rejected, match=r"question 2\(a\) was asked already, as Q2"):
        asked.ask_question("Why?", number="2(a)")
    with pytest.raises(Rejected, match=r"the deadline, 2.*, lies before the question"):
        asked.ask_question("Why?", deadline=asked.now() - timedelta(days=1))
    with pytest.raises(Rejected, match="with its time zone"):
        asked.ask_question("Why?", deadline=datetime(2030, 1, 1))  # noqa: DTZ001 - the point of it
    with pytest.raises(NotFound, match=r"no question is called 9; there is 1 \(Q1\)"):
        asked.extend_deadline("9", None)
    with pytest.raises(Rejected, match="Q2 has that deadline already"):
        asked.extend_deadline("Q2", None)


def test_contributions_come_from_members_observers_and_others(asked: WorkingGroup) -> None:
    """A member by its code, somebody else by name and stakeholder group."""
    asked.receive_contribution("ASH", {"1": "Quiet.", "2(a)": "Red ones."}, documents=[LETTER])
    asked.receive_contribution("obs", text="We watch.")
    asked.receive_contribution(name="Harbour Trust", group="civ", answers={"Q1": "Gardens."})
    assert answers(asked) == {"Q1": "Quiet.", "Q2": "Red ones."}
    assert contribution(asked).documents == (LETTER,)
    assert (contribution(asked, "C2").member, contribution(asked, "C2").text) == (
        "OBS",
        "We watch.",
    )
    third = contribution(asked, "C3")
    assert (third.member, third.name, third.group) == ("", "Harbour Trust", "CIV")


def test_late_contribution_is_taken(asked: WorkingGroup) -> None:
    """After the deadline it is late for that question, and in the record all the same."""
    late = asked.now() + timedelta(days=2)
    asked.receive_contribution("ASH", {"1": "Quiet."}, received=late)
    first, second = asked.state.questions.values()
    received = contribution(asked).received
    assert (first.is_late(received), second.is_late(received)) == (True, False)


def test_later_contribution_takes_the_place_of_an_earlier(asked: WorkingGroup) -> None:
    """The earlier one stays in the record; only the same contributor can replace it."""
    asked.receive_contribution("ASH", {"1": "Quiet."})
    with pytest.raises(Rejected, match="C1 comes from ASH"):
        asked.receive_contribution("BAY", {"1": "Loud."}, replaces="C1")
    step = asked.receive_contribution("ASH", {"1": "Very quiet."}, replaces="C1")
    assert (contribution(asked).stands, contribution(asked, "C2").stands) == (False, True)
    assert contribution(asked).replaced_by == contribution(asked, "C2").id
    with pytest.raises(Rejected, match="C1 was replaced already"):
        asked.receive_contribution("ASH", {"1": "Loud."}, replaces="C1")
    asked.undo(step.id)
    assert contribution(asked).stands


def test_what_is_no_contribution_is_refused(asked: WorkingGroup) -> None:
    """From nobody, without words, to a question nobody asked, or the same again."""
    with pytest.raises(Rejected, match="say who it comes from"):
        asked.receive_contribution(text="Hello.")
    with pytest.raises(Rejected, match="has words or documents"):
        asked.receive_contribution("ASH")
    with pytest.raises(Rejected, match="the answer to Q1 has no words"):
        asked.receive_contribution("ASH", {"1": " "})
    with pytest.raises(NotFound, match="no question is called 7"):
        asked.receive_contribution("ASH", {"7": "Quiet."})
    with pytest.raises(NotFound, match="no stakeholder group is called XYZ"):
        asked.receive_contribution(name="Trust", group="XYZ", text="Hello.")
    with pytest.raises(Rejected, match="by its code, or somebody else by a name"):
        asked.receive_contribution("ASH", text="Hello.", name="Ashland")
    asked.receive_contribution("ASH", {"1": "Quiet."})
    with pytest.raises(Rejected, match="the same contribution was received already, as C1"):
        asked.receive_contribution("ASH", {"1": "Quiet."})
    question = asked.state.handles["Q1"]
    with pytest.raises(Rejected, match="the same question is answered twice") as refused:
        asked.record(
            ReceiveContribution(
                handle="C9",
                received=datetime(2026, 1, 1, tzinfo=UTC),
                member="BAY",
                name="Bay",
                group="XYZ",
                answers=(Answer(question, "a"), Answer(question, "b"), Answer("none", "c")),
                replaces="none",
            )
        )
    assert len(refused.value.reasons) == 5


def test_passage_is_highlighted_as_it_was_written(asked: WorkingGroup) -> None:
    """Typography may differ; what is kept are the words of the contribution, and where they are."""
    asked.receive_contribution(
        "ASH", {"1": "Quiet “gardens” for\nall."}, text="Bridging divides matters."
    )
    asked.highlight("C1", 'quiet "gardens" for all', items=["1", "Q2"], issue="gardens")
    asked.highlight("ASH", "bridging divides", issue="divides")
    first, second = asked.state.highlights.values()
    assert first.passage == "Quiet “gardens” for\nall"
    assert first.question == asked.state.handles["Q1"]
    assert [asked.state.handle_of(each) for each in first.links] == ["R1", "Q2"]
    assert (second.handle, second.question) == ("HL2", "")


def test_passage_that_is_not_there_is_refused(asked: WorkingGroup) -> None:
    """What is nearly there is named; words linked to nothing say nothing."""
    asked.receive_contribution("ASH", {"1": "Quiet gardens for all who live there."})
    with pytest.raises(NotFound, match="does not say that; did you mean: Quiet gardens for all"):
        asked.highlight("C1", "quiet garden for all who live there", issue="gardens")
    with pytest.raises(NotFound, match=r"C1 does not say that$"):
        asked.highlight("C1", "taxes", issue="taxes")
    with pytest.raises(Rejected, match="say what the passage is about"):
        asked.highlight("C1", "gardens")
    with pytest.raises(Rejected, match="say which words"):
        asked.highlight("C1", " ")
    with pytest.raises(NotFound, match="HL9"):
        asked.highlight("C1", "gardens", items=["HL9"])
    with pytest.raises(Rejected, match="does not answer that question") as refused:
        asked.record(
            HighlightPassage(
                handle="HL1",
                contribution=asked.state.handles["C1"],
                passage="x",
                question="none",
                links=("no", "no"),
            )
        )
    assert len(refused.value.reasons) == 3


def test_contributor_with_several_contributions_is_asked_for_a_handle(asked: WorkingGroup) -> None:
    """A code names a contribution only where just one of it stands."""
    asked.receive_contribution("ASH", {"1": "Quiet."})
    asked.receive_contribution("ASH", {"2(a)": "Red."})
    with pytest.raises(NotFound, match="several contributions come from ASH; say which: C1, C2"):
        asked.highlight("ASH", "Quiet", issue="x")
    with pytest.raises(NotFound, match="no contribution is called C7"):
        asked.highlight("C7", "Quiet", issue="x")


def test_files_are_taken_in_once(asked: WorkingGroup) -> None:
    """Who they come from stands in them or in their names; the same again adds nothing."""
    files = [
        Source.of("Q1: Quiet.\n", "replies/ash-letter.md"),
        Source.of("From: Harbour Trust\nGroup: CIV\n\nQ1: Gardens.\n", "x.txt"),
        Source.of("Q1: From nobody.\n", "unknown.txt"),
        Source.of("contributor,question,answer\nBAY,1,Loud.\nBAY,7,None.\n", "answers.csv"),
    ]
    report = asked.import_contributions(files)
    assert (report.rows, report.taken, report.refused) == (5, 3, 2)
    assert [(each.file, each.line) for each in report.findings] == [
        ("unknown.txt", 1),
        ("answers.csv", 3),
    ]
    assert [answers(asked, handle)["Q1"] for handle in ("C1", "C2", "C3")] == [
        "Quiet.",
        "Gardens.",
        "Loud.",
    ]
    (document,) = contribution(asked).documents
    assert (document.name, document.digest) == ("ash-letter.md", files[0].digest)
    steps = len(asked.steps())
    again = asked.import_contributions(files)
    assert (again.taken, again.duplicates, len(asked.steps())) == (0, 3, steps)


def test_import_replaces_when_asked_to(asked: WorkingGroup) -> None:
    """Without, both stand and a note says so."""
    asked.import_contributions(Source.of("Q1: Quiet.\n", "ash.md"))
    report = asked.import_contributions(Source.of("Q1: Loud.\n", "ash.md"))
    assert [each.message for each in report.findings] == ["C1 comes from ASH too; both stand."]
    asked.import_contributions(Source.of("Q1: Both.\n", "ash.md"), replace=True)
    standing = [each.handle for each in asked.state.contributions.values() if each.stands]
    assert standing == ["C1", "C3"]


def test_strict_import_takes_nothing_when_something_is_bad(asked: WorkingGroup) -> None:
    """Every reason is given, and nothing is recorded."""
    files = [Source.of("Q1: Quiet.\n", "ash.md"), Source.of("Q1: Whose?\n", "unknown.md")]
    with pytest.raises(Rejected, match="does not say who it comes from"):
        asked.import_contributions(files, strict=True)
    assert not asked.state.contributions


def test_import_takes_who_it_comes_from_as_given(asked: WorkingGroup) -> None:
    """A code, or a name and a group, stands for all files; a name may hold a code."""
    asked.import_contributions(Source.of("Q1: Quiet.\n", "a.md"), contributor="BAY")
    asked.import_contributions(Source.of("Q1: Quiet.\n", "b.md"), name="Trust", group="CIV")
    asked.import_contributions(Source.of("From: The Ashes (ASH)\n\nQ1: Quiet.\n", "c.md"))
    found = [(each.member, each.name) for each in asked.state.contributions.values()]
    assert found == [("BAY", ""), ("", "Trust"), ("ASH", "")]
