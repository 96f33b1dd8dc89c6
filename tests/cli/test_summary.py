"""The chair's summary from the command line: every format, the trace, and reading it back."""

from __future__ import annotations

from pathlib import Path

import pytest

from consensus.text.display import one_line

from .conftest import Run, done


@pytest.fixture
def met(run: Run, harbour: Path) -> Run:
    """A meeting in which something was said, agreed and planned."""
    done(run("meeting", "open", "First meeting", "--number", "1", "--place", "the pier"))
    done(run("agenda", "add", "reports"))
    done(run("agenda", "take-up", "1"))
    done(run("floor", "note", "the cost of paper", "--kind", "concern", "--voices", "2"))
    done(run("floor", "note", "paper be saved", "--kind", "suggestion", "--remedy-for", "INT1"))
    done(run("decision", "record", "1", "agreed"))
    done(run("milestone", "add", "all reports", "2040-01-31"))
    done(run("meeting", "close"))
    return run


MEMBERS = ("report", "summary", "--audience", "members", "--dated", "2030-01-02")


def test_it_is_numbered_text_and_the_trace_stands_under_it(met: Run) -> None:
    """Paragraphs as documents have them; asked for, what each sentence rests on."""
    text = done(met(*MEMBERS)).out
    assert text.startswith("Harbour panel\nFirst meeting\nPier, ")
    assert "\nChair’s summary\n2 January 2030\n" in text
    assert "To address this concern, it was suggested that paper be saved." in one_line(text)
    assert "[INT1]" not in text
    assert "; INT1; some members: 2 of 3" in done(met(*MEMBERS, "--trace")).out


def test_the_default_is_for_the_public(met: Run) -> None:
    """What was said is withheld and counted."""
    text = done(met("report", "summary")).out
    assert "agreed on paragraph 1" in text
    assert "paper" not in text
    assert "Withheld from this audience: interventions 2." in text


def test_data_has_steps_and_numbers(met: Run) -> None:
    """JSON has the trace of each sentence."""
    found = done(met(*MEMBERS, "--json")).json
    sentences = [each for one in found["paragraphs"] for each in one["sentences"]]
    concern = next(each for each in sentences if each["key"] == "INT1")
    assert concern["quantities"] == [{"words": "some members", "count": 2, "of": 3}]
    assert len(concern["steps"]) == 1
    assert found["schema"] == 1


def test_an_edited_summary_says_what_still_stands(met: Run, folder: Path) -> None:
    """It stands as it was made, and edited; a date that was lost does not."""
    done(met(*MEMBERS, "--to", "markdown", "-o", "s.md"))
    assert "as made" in done(met("report", "edited", "s.md")).out
    file = folder / "s.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("31 January 2040", "early 2040"), encoding="utf-8")
    answer = met("report", "edited", "s.md", "--json")
    edited = next(each for each in answer.json["sentences"] if each["key"] == "MS1")
    assert (answer.code, edited["footing"], edited["missing"]) == (1, "edited", ["31"])
    assert "early 2040" in done(met("report", "edited", "s.md", "--to", "text", "--trace")).out
    assert met("report", "edited", "nothing.md").code == 3


def test_it_becomes_a_page_and_a_word_document(met: Run, folder: Path) -> None:
    """Both have every sentence; the trace is folded away, or in footnotes."""
    from consensus.formats.docx.reader import read_document

    page = done(met(*MEMBERS, "--to", "html", "--trace")).out
    assert page.startswith("<!doctype html>")
    assert "concern, it was suggested that paper be saved." in page
    assert "<summary>What this rests on</summary>" in page
    done(met(*MEMBERS, "--to", "docx", "--trace", "-o", "s.docx"))
    document = read_document((folder / "s.docx").read_bytes(), "s.docx")
    words = ["".join(run.text for run in each.runs) for each in document.paragraphs()]
    assert any(
        "The Panel agreed on paragraph 1, although its rule was not met." in each for each in words
    )
    assert any("[DEC1] " in each for each in words)


def test_without_a_meeting_there_is_nothing_to_summarise(run: Run, harbour: Path) -> None:
    """It says so, and names the meetings that there are if another was meant."""
    assert "no meeting was opened yet" in run("report", "summary").err
    assert run("report", "summary", "M7").code == 3
