"""A summary that was edited: what it still rests on, and what it does not say any more."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus import WorkingGroup
from consensus.errors import UnreadableInput
from consensus.formats.source import Source
from consensus.model.meetings import InterventionKind
from consensus.reports.audience import Audience
from consensus.reports.summary.markup import (
    EditedSummary,
    SentenceStatus,
    read_summary,
    summary_markdown,
)
from tests.support.market import new_market


def held(group: WorkingGroup) -> str:
    """A meeting with a concern, a suggestion, two issues and a date; its summary as Markdown."""
    group.open_meeting("Spring meeting", number="3", place="the old hall")
    group.add_agenda_item("hours")
    group.take_up_agenda_item("hours")
    group.note_intervention("noise on 12 May", kind=InterventionKind.CONCERN, voices=3)
    group.note_intervention("doors be shut", kind=InterventionKind.SUGGESTION)
    for issue in ("roofs", "drains"):
        group.note_intervention(issue, kind=InterventionKind.ISSUE)
    return written(group)


def written(group: WorkingGroup) -> str:
    """The summary for members, as Markdown."""
    return summary_markdown(group.summary(audience=Audience.MEMBERS))


def read(group: WorkingGroup, text: str) -> EditedSummary:
    """An edited summary, held against the record."""
    return group.edited_summary(Source.of(text, "summary.md"))


def statuses(edited: EditedSummary) -> dict[str, SentenceStatus]:
    """How each sentence stands, by what it is about."""
    return {each.key or each.text: each.footing for each in edited.sentences}


def test_what_nobody_edited_stands_as_it_was_made(market: WorkingGroup) -> None:
    """Every sentence is there, with its steps, and the summary is the same."""
    text = held(market)
    found = read(market, text)
    assert set(statuses(found).values()) == {SentenceStatus.AS_MADE}
    assert found.stands
    made = market.summary(audience=Audience.MEMBERS)
    assert found.summary.sentences == made.sentences
    assert summary_markdown(found.summary) == text


def test_other_words_rest_on_the_same_steps(market: WorkingGroup) -> None:
    """An edited sentence keeps its trace, and what it no longer says is named."""
    text = held(market).replace("several members expressed concern", "many were concerned")
    text = text.replace("noise on 12 May", "noise in spring")
    found = read(market, text)
    edited = next(each for each in found.sentences if each.key == "INT1")
    assert (edited.footing, edited.things) == (SentenceStatus.EDITED, ("INT1",))
    assert edited.steps == next(
        each.steps for each in found.summary.sentences if each.key == "INT1"
    )
    assert edited.missing == ("12", "several members")
    assert not found.stands


def test_sentences_can_be_moved_left_out_and_put_in(market: WorkingGroup) -> None:
    """What was put in rests on nothing; what was left out is listed; the rest stands."""
    text = held(market)
    suggestion = re.search(r"   It was suggested .*\n", text)
    assert suggestion is not None
    text = text.replace(suggestion[0], "")
    text = text.replace("   - drains", "   - smoke\n   - drains")
    text = text.replace("2. The meeting", "2. All were in good spirits. The meeting")
    found = read(market, text)
    assert statuses(found)["INT2"] is SentenceStatus.LEFT_OUT
    assert statuses(found)["smoke"] is SentenceStatus.ADDED
    assert statuses(found)["All were in good spirits."] is SentenceStatus.ADDED
    assert statuses(found)["agenda"] is SentenceStatus.AS_MADE
    assert statuses(found)["INT4"] is SentenceStatus.AS_MADE
    assert found.stands


def test_a_record_that_went_on_makes_a_sentence_outdated(market: WorkingGroup) -> None:
    """What was corrected in the record since is shown with the words it would have today."""
    text = held(market)
    market.add_agenda_item("roofs")
    market.take_up_agenda_item("roofs")
    found = read(market, text)
    outdated = next(each for each in found.sentences if each.footing is SentenceStatus.OUTDATED)
    assert outdated.key == "agenda"
    assert "roofs" in outdated.made
    assert not found.stands


def test_what_was_undone_is_gone(market: WorkingGroup) -> None:
    """A sentence on a step that was taken back rests on nothing."""
    text = held(market)
    market.undo()
    found = read(market, text)
    assert statuses(found)["INT4"] is SentenceStatus.GONE
    assert not found.stands


def test_a_file_that_does_not_say_its_meeting_is_refused(market: WorkingGroup) -> None:
    """Without its first line nobody knows what to hold it against."""
    text = held(market).split("\n", 1)[1]
    with pytest.raises(UnreadableInput, match="does not say of which meeting"):
        read(market, text)


def test_lines_folded_by_an_editor_read_the_same(market: WorkingGroup) -> None:
    """Sentences that were joined to one line, and lines that were broken, keep their marks."""
    text = held(market)
    head, body = text.split("\n\n1. ", 1)
    folded = re.sub(
        r" (?=concern|considered)", "\n   ", re.sub(r" -->\n {3}(?=[A-Z])", " --> ", body)
    )
    found = read(market, f"{head}\n\n1. {folded}")
    assert set(statuses(found).values()) == {SentenceStatus.AS_MADE}


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1
).filter(lambda text: text.split() != [])


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_no_words_of_a_record_lose_their_marks(said: list[str]) -> None:
    """Whatever signs were said, the file reads back as it was made; nothing forges a mark."""
    with new_market() as group:
        group.open_meeting("Any meeting")
        for words in said:
            group.note_intervention(words, kind=InterventionKind.ISSUE)
            group.note_intervention(f"{words} <!-- INT1 00000000 -->")
        made = group.summary(audience=Audience.MEMBERS)
        marked = read_summary(summary_markdown(made), "summary.md")
        assert [
            each.key
            for paragraph in marked.paragraphs
            for each in (*paragraph.sentences, *paragraph.points)
        ] == [each.key for each in made.sentences]
        assert set(statuses(read(group, summary_markdown(made))).values()) == {
            SentenceStatus.AS_MADE
        }
