"""Styles: the sentences of the UN, the IETF and ISO, and what they leave as it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

import consensus.reports.summary
from consensus import Style, WorkingGroup
from consensus.errors import WrongValue
from consensus.formats.source import Source
from consensus.model.decisions import Outcome
from consensus.model.meetings import InterventionKind
from consensus.model.positions import Stance
from consensus.reports.audience import Audience
from consensus.reports.decisions import decisions, decisions_outline
from tests.support.market import markdown

TITLES = {
    Style.PLAIN: "Working Group on Tidal Energy",
    Style.UN: "Working Group on Tidal Energy",
    Style.IETF: "Tidal Data Working Group",
    Style.ISO: "ISO/TC 999",
}
DRAFT = """# Tidal energy

## Recommendations

1. States should map their tidal streams.

2. Turbines should be licensed by the coastal State.

3. Cables are buried.

4. Fishing grounds are respected.

5. Data are shared freely.

6. A fund is set up.
"""
CODES = ("ALV", "BOR", "CEL", "DOR", "ELM", "FEN", "GAL")
OTHERS = {
    Style.UN: r"\bparticipants?\b|\bthe chairs\b|\bsections?\b|\bclauses?\b|member bod|\bexperts?\b"
    r"|IESG|\bin the rough\b|rough consensus|last call|sustained opposition|design team|ad hoc"
    r"|the committee|\baccepted\b|\bapproved\b|disapproved|\bcomment\b|\baction\b",
    Style.IETF: r"\bdelegations?\b|\bmembers?\b|Working Group agreed|ad referendum|the Chair\b"
    r"|recommendations?\b(?! on)|paragraphs?\b|\bclauses?\b|silence|informal consultations"
    r"|reserv(ed|ing) its position|join consensus|revert to|undertook|sustained|\bcomment\b",
    Style.ISO: r"\bdelegations?\b|\bmembers\b|\bmember\b(?! bod)|Working Group agreed"
    r"|ad referendum|recommendations?\b(?! on)|paragraphs?\b|\bsections?\b|participants?\b|IESG"
    r"|silence|informal consultations|rough consensus|join consensus|revert to|undertook|last call",
}
"""Words of the other bodies, which no summary in a style has."""


def begun(style: Style, title: str = "", rule: str | None = None) -> WorkingGroup:
    """A working group in a style, with six recommendations and seven members."""
    times = (datetime(2026, 5, 4, 9, tzinfo=UTC) + timedelta(minutes=each) for each in range(9999))
    group = WorkingGroup.in_memory(
        title=title or TITLES[style],
        style=style,
        rule=rule,
        notice=timedelta(),
        clock=lambda: next(times),
    )
    # What the public reads is compared between the styles.
    group.set_audience_policy("un")
    for code in CODES:
        group.add_member(code, code.title())
    group.import_draft(Source.of(DRAFT, "draft.md"))
    return group


def opened(style: Style, rule: str | None = None) -> WorkingGroup:
    """The same in its first meeting, with all seven there."""
    group = begun(style, rule=rule)
    group.open_meeting("First")
    group.note_presence(CODES)
    return group


def play(style: Style) -> WorkingGroup:
    """A meeting in which most of what can be told happened."""
    group = begun(style)
    group.announce_meeting("Third", datetime(2026, 7, 1, 9, tzinfo=UTC), number="3", place="Bonn")
    group.open_meeting("Second", number="2", place="the Old Port", opened_by="the clerk")
    group.note_presence(["ALV", "BOR", "CEL", "DOR", "ELM", "FEN"])
    group.add_agenda_item("the text")
    group.take_up_agenda_item("1")
    group.propose("1", "chart", old="map", by=["ALV"])
    group.merge("1")
    for member in ("ALV", "BOR", "CEL", "DOR"):
        group.take_position(member, "1", "support")
    group.take_position("ELM", "1", "accept")
    group.decide("1", "agreed")
    group.take_position("BOR", "2", "object", reason="too early")
    group.answer_objection("2", "BOR", "it was heard twice")
    group.decide("2", "agreed", reason="the discussion is exhausted")
    group.decide("3", "agreed ad ref", pending=["CEL"])
    group.decide("4", "deferred", reason="time is short", due=date(2026, 7, 1))
    group.decide("5", "rejected")
    group.take_position("FEN", "6", "hold", reason="no instructions")
    group.open_consultation(
        ["6"], facilitator="the vice-chair", due=datetime(2026, 6, 1, tzinfo=UTC), purpose="a size"
    )
    group.open_silence(["6"], hours=72)
    group.break_silence("SP1", "GAL", "too costly")
    group.undertake("list the costs", "secretariat", due="next meeting")
    group.note_intervention("the cost", kind=InterventionKind.CONCERN, voices=3)
    group.decide("1", "adopted")
    group.close_meeting()
    return group


@pytest.fixture(scope="module")
def played() -> Iterator[dict[Style, WorkingGroup]]:
    """The same meeting in every style."""
    groups = {style: play(style) for style in Style}
    yield groups
    for group in groups.values():
        group.close()


def told(group: WorkingGroup, audience: Audience = Audience.MEMBERS) -> str:
    """All sentences of the summary of the last meeting."""
    return " ".join(each.text for each in group.summary(audience=audience).sentences)


SAID = {
    Style.PLAIN: (
        "one amendment was proposed: to ",
        "Most members supported this paragraph and one member could accept it.",
        "The Working Group agreed on this paragraph.",
        "The Chair declared this paragraph agreed; one member stated its objection; the Chair gave"
        " the following reason: the discussion is exhausted.",
        "The Working Group agreed ad referendum on paragraph 3, awaiting confirmation by one"
        " member.",
        "It was decided not to pursue paragraph 4 for the moment and to return to it on 1 July"
        " 2026, for the following reason: time is short.",
        "Paragraph 5 was not agreed to.",
        "One member reserved its position on paragraph 6.",
        "Consultations on this paragraph, led by the vice-chair, were opened, to report back by"
        " 1 June 2026: a size.",
        "The silence on this paragraph was broken by one member.",
        "The Secretariat undertook to list the costs before the third meeting.",
        "Several members expressed concern over the cost.",
        "The Working Group adopted paragraph 1.",
    ),
    Style.UN: (
        "one amendment was proposed: to ",
        "Most members supported this recommendation and one member could join consensus on it.",
        "The Working Group agreed on this recommendation, as amended.",
        "The Chair declared this recommendation agreed; one member stated its objection; the Chair"
        " gave the following reason: the discussion is exhausted.",
        "The Working Group agreed ad referendum on recommendation 3, awaiting confirmation by one"
        " member.",
        "The Working Group decided to revert to recommendation 4 at its third meeting, for the"
        " following reason: time is short.",
        "There was no agreement on recommendation 5.",
        "One member reserved its position on recommendation 6.",
        "The Chair requested the vice-chair to hold informal consultations on this recommendation,"
        " to report back by 1 June 2026: a size.",
        "The silence on this recommendation was broken by one member.",
        "The Secretariat undertook to list the costs before the third meeting.",
        "Several members expressed concern over the cost.",
        "The Working Group adopted recommendation 1 by consensus.",
    ),
    Style.IETF: (
        "one change was proposed: to ",
        "Most participants supported this section and one participant could live with it.",
        "The chairs called rough consensus on this section.",
        "The chairs called rough consensus on this section; the objection of one participant was"
        " addressed but not accommodated; the chairs gave the following reason: the discussion is"
        " exhausted.",
        "The chairs called rough consensus on section 3, pending confirmation on the list by one"
        " participant.",
        "Section 4 was left open, to be revisited at the third meeting, for the following reason:"
        " time is short.",
        "There was no consensus on section 5.",
        "One participant reserved judgement on section 6.",
        "A design team on this section, led by the vice-chair, was formed, to report by 1 June"
        " 2026: a size.",
        "An objection to this section was raised in last call by one participant.",
        "The Secretariat took the action to list the costs before the third meeting.",
        "Several participants expressed concern over the cost.",
        "The chairs called rough consensus on section 1, to be sent to the IESG.",
    ),
    Style.ISO: (
        "one comment was submitted: to ",
        "Four member bodies approved this clause and one member body could accept it.",
        "The committee accepted this clause, as amended.",
        "The committee accepted this clause, with the opposition of one member body noted; the"
        " Chair gave the following reason: the discussion is exhausted.",
        "The committee accepted clause 3, subject to confirmation by one member body.",
        "Clause 4 was deferred to the third meeting, for the following reason: time is short.",
        "Clause 5 was not accepted.",
        "One member body reserved its position on clause 6.",
        "An ad hoc group on this clause, led by the vice-chair, was set up, to report by 1 June"
        " 2026: a size.",
        "The approval of this clause by default was opposed by one member body.",
        "The Secretariat took the action to list the costs before the third meeting.",
        "Three member bodies expressed concern over the cost.",
        "The committee resolved to approve clause 1.",
    ),
}


@pytest.mark.parametrize("style", Style)
def test_each_body_reads_its_own_sentences(played: dict[Style, WorkingGroup], style: Style) -> None:
    """What happened is told in the same order, in the words of the style."""
    text = told(played[style])
    places = [text.find(each) for each in SAID[style]]
    assert [said for said, place in zip(SAID[style], places, strict=True) if place < 0] == []
    assert all(first < second for first, second in pairwise(places))


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("style", OTHERS)
def test_no_word_of_another_body_is_read(
    played: dict[Style, WorkingGroup], style: Style, audience: Audience
) -> None:
    """Neither in the summary nor in the notes of the list of decisions."""
    listed = decisions(played[style].state, audience).decisions
    text = told(played[style], audience) + "".join(
        f"; {each.declared}; {'; '.join(each.notes)}" for each in listed
    )
    text = text.replace("; committee;", ";")  # the forum
    assert re.findall(f".*(?:{OTHERS[style]})", text) == []


def test_every_style_says_as_much(played: dict[Style, WorkingGroup]) -> None:
    """The same sentences, in number, steps and what they are about, whoever reads them."""
    for audience in Audience:
        traces = [
            [(each.key, each.things, len(each.steps)) for each in made.sentences]
            for made in (group.summary(audience=audience) for group in played.values())
        ]
        assert all(each == traces[0] for each in traces)


def test_counts_stay_true(played: dict[Style, WorkingGroup]) -> None:
    """The numbers behind the words are the same; ISO prints them, but not for the public."""
    numbers = [
        [(each.count, each.of) for said in made.sentences for each in said.quantities]
        for made in (group.summary(audience=Audience.MEMBERS) for group in played.values())
    ]
    assert all(each == numbers[0] for each in numbers)
    group = opened(Style.ISO)
    for member in ("ALV", "BOR", "CEL"):
        group.take_position(member, "1", "hold")
    group.decide("1", "agreed", reason="heard")
    assert "three member bodies reserving their positions" in told(group)
    assert "several member bodies reserving their positions" in told(group, Audience.PUBLIC)


def test_the_list_of_decisions_has_the_words_of_the_style(
    played: dict[Style, WorkingGroup],
) -> None:
    """What was declared and the notes; the data beside them is the same in each style."""
    listed = {
        style: decisions(group.state, Audience.MEMBERS).decisions for style, group in played.items()
    }
    assert [each.declared for each in listed[Style.UN]] == [
        *("agreed", "agreed", "agreed ad referendum", "deferred", "not agreed", "adopted")
    ]
    assert [each.declared for each in listed[Style.IETF]] == [
        *("rough consensus", "rough consensus", "rough consensus, to be confirmed", "left open"),
        *("no consensus", "rough consensus, to the IESG"),
    ]
    assert [each.declared for each in listed[Style.ISO]] == [
        *("accepted", "accepted", "accepted subject to confirmation", "deferred", "not accepted"),
        "approved",
    ]
    assert "with BOR in the rough" in listed[Style.IETF][1].notes
    assert "with the opposition of BOR noted" in listed[Style.ISO][1].notes
    assert "the Chair's ruling; BOR stated its objection" in listed[Style.UN][1].notes
    assert "awaiting confirmation by CEL" in listed[Style.PLAIN][2].notes
    assert "awaiting confirmation by CEL" in listed[Style.UN][2].notes
    outcomes = [[each.decision.outcome for each in found] for found in listed.values()]
    assert all(each == outcomes[0] for each in outcomes)
    public = decisions(played[Style.ISO].state)
    assert "confirmation awaited from one member body" in public.decisions[2].notes
    assert "| rejected |" not in markdown(decisions_outline(public))


def test_dissent_is_told_without_names_where_the_rule_tolerates_it() -> None:
    """The public reads how many in the words of the body; of a ruling, that some objected."""
    for style, rule, words in (
        (Style.UN, "consensus_minus(1)", "agreed on recommendation 2, one member against."),
        (Style.IETF, None, "on section 2; the objection of one participant was addressed but not"),
        (Style.ISO, None, "clause 2, with sustained opposition of one member body noted."),
        (Style.IETF, "consensus_minus(1)", "section 2, with one participant in the rough."),
        (Style.ISO, "consensus_minus(1)", "clause 2, with the opposition of one member body not"),
        (Style.UN, "consent()", "declared recommendation 2 agreed; objections were stated."),
        (Style.IETF, "consent()", "ruled that there was rough consensus on section 2; objections"),
        (Style.ISO, "consent()", "declared clause 2 accepted; opposition was stated."),
    ):
        group = opened(style, rule)
        group.take_position("BOR", "2", "object", reason="Borland cannot pay")
        if rule is None:
            group.answer_objection("2", "BOR", "a fund pays")
        if style is Style.ISO and rule is None:
            group.settle_objection("2", "BOR", "sustained")
        group.decide("2", "agreed", reason="heard")
        text = told(group, Audience.PUBLIC)
        assert words in text
        assert "Bor" not in text


def test_by_consensus_is_said_only_where_nothing_stood_against_it() -> None:
    """An objection, a reserved position, one against, a ballot: any of them, and it is not said."""

    def adopted(stance: Stance | None, audience: Audience, observer: bool = False) -> bool:
        group = opened(Style.UN, "consensus_minus(3)")
        group.add_member("OBS", observer=True)
        group.note_presence(["OBS"])
        if stance:
            group.take_position("OBS" if observer else "BOR", "2", stance, reason="no")
        group.decide("2", "adopted", reason="heard")
        return "by consensus" in told(group, audience)

    for audience in Audience:
        assert adopted(None, audience)
        assert adopted(Stance.SUPPORT, audience)
        assert adopted(Stance.OBJECT, audience, observer=True)
        for stance in (Stance.OBJECT, Stance.HOLD, Stance.DISAGREE):
            assert not adopted(stance, audience)
    group = opened(Style.UN)
    group.open_ballot("text", on="2", rule='majority("simple")')
    group.cast_vote("BAL1", "ALV", "approve")
    group.close_ballot("BAL1")
    group.decide("2", "adopted")
    assert "adopted this recommendation." in told(group)


def test_members_dissociate_themselves_from_a_consensus_only_if_there_was_one() -> None:
    """Else from the decision, as in plain words."""
    group = opened(Style.UN)
    group.decide("1", "agreed")
    group.make_statement("DEC1", "ALV", "dissociation", "no")
    group.take_position("BOR", "2", "object", reason="no")
    group.decide("2", "agreed", reason="heard")
    group.make_statement("DEC2", "ALV", "dissociation", "no")
    text = told(group)
    assert "dissociated itself from the consensus on this recommendation." in text
    assert "dissociated itself from the decision on this recommendation." in text


@pytest.mark.parametrize(
    ("style", "title", "words"),
    [
        (Style.ISO, "ISO/TC 999", "The committee accepted"),
        (Style.ISO, "Working Group 8 of ISO/TC 999", "The working group accepted"),
        (Style.UN, "Committee on Tides", "The Committee agreed on"),
        (Style.IETF, "tides", "The chairs called rough consensus on"),
    ],
)
def test_what_a_body_is_called(style: Style, title: str, words: str) -> None:
    """By its title, in small letters where the style has them; in an ISO group sit experts."""
    group = begun(style, title)
    group.open_meeting("First")
    group.note_presence(["ALV", "BOR"])
    group.decide("1", "agreed")
    assert words in told(group)
    nouns = {"Working Group 8 of ISO/TC 999": "experts", "ISO/TC 999": "member bodies"}
    noun = nouns.get(title, "participants" if style is Style.IETF else "members")
    assert f"Two of the seven {noun} took part." in told(group)


def test_the_counting_words_of_the_body_are_left_alone() -> None:
    """What it calls its shares is its own; only one and some are named by the style."""
    group = begun(Style.IETF)
    group.set_quantifiers({"a number of delegations": ">0"})
    group.open_meeting("First")
    for count in (1, 3):
        group.note_intervention("the cost", kind=InterventionKind.CONCERN, voices=count)
    text = told(group)
    assert "One participant expressed concern over the cost." in text
    assert "A number of delegations expressed concern over the cost." in text


def test_iso_tells_how_many_approved_with_comments() -> None:
    """The reason given last by who is in favour is a comment; the public does not read of it."""
    group = opened(Style.ISO)
    for member, reason in (("ALV", "in part"), ("BOR", ""), ("CEL", "too long"), ("DOR", "ok")):
        group.take_position(member, "1", "support", reason=reason, source="written", document="L")
    group.take_position("DOR", "1", "support", source="written", document="L2")
    group.take_position("ELM", "1", "object", reason="costly", source="written", document="L")
    group.take_position("FEN", "2", "support", reason="good", source="written", document="L")
    text = told(group)
    assert "Four member bodies approved clause 1 (two with comments) and one member body" in text
    assert "One member body approved clause 2 (with comments)." in text
    assert "with comments" not in told(group, Audience.PUBLIC)


def test_paragraphs_are_called_by_their_kind() -> None:
    """Preambular ones by every body, recommendations by the UN, each with its number."""
    draft = "# D\n\nPP1. Recalling its work,\n\nPP2. Noting the sea,\n\n1. Act.\n"
    said = {}
    for style in Style:
        group = begun(style)
        group.import_draft(Source.of(draft, "d.md"))
        group.open_meeting("First")
        group.decide(["PP1", "PP2", "R1"], "agreed")
        group.decide("PP2", "adopted")
        said[style] = told(group)
    assert "agreed on paragraph 1 and preambular paragraphs 1 and 2." in said[Style.PLAIN]
    assert "on section 1 and preambular paragraphs 1 and 2." in said[Style.IETF]
    assert "accepted clause 1 and preambular paragraphs 1 and 2." in said[Style.ISO]
    assert "on recommendation 1 and preambular paragraphs 1 and 2." in said[Style.UN]
    assert "adopted preambular paragraph 2 by consensus." in said[Style.UN]


def test_motions_and_what_nobody_has_to_confirm() -> None:
    """A motion reads on; agreed ad referendum is told as such where no member is named."""
    texts = []
    for style in (Style.IETF, Style.ISO):
        group = begun(style)
        group.import_draft(Source.of("# Motions\n\n1. To meet twice a year.\n", "motions.md"))
        group.open_meeting("First")
        group.decide("N1", "agreed")
        group.decide("R3", "agreed ad ref")
        texts.append(told(group))
    assert "There was rough consensus to meet twice a year." in texts[0]
    assert "rough consensus on section 3, pending confirmation on the list." in texts[0]
    assert "The committee agreed to meet twice a year." in texts[1]
    assert "The committee accepted clause 3, subject to confirmation." in texts[1]


def test_a_style_sets_rule_and_notice_unless_they_are_given() -> None:
    """Each of the three is then changed without the others."""
    hours = timedelta(hours=1)
    for style, rule, notice in (
        (Style.PLAIN, "consent()", 0),
        (Style.UN, "consent()", 24),
        (Style.IETF, "rough_consensus()", 0),
        (Style.ISO, "iso_consensus()", 0),
    ):
        found = WorkingGroup.in_memory(style=style.value).state.settings[""]
        assert (found.style, found.rule, found.notice) == (style, rule, notice * hours)
        own = WorkingGroup.in_memory(style=style, rule="unanimity()", notice=2 * hours)
        found = own.state.settings[""]
        assert (found.style, found.rule, found.notice) == (style, "unanimity()", 2 * hours)
    group = WorkingGroup.in_memory(style="un", notice=timedelta())
    assert not group.state.settings[""].notice
    group.set_style("iso")
    assert group.state.settings[""].rule == "consent()"
    group.set_rule("unanimity()")
    assert group.state.settings[""].style is Style.ISO
    group.undo()
    group.undo()
    assert group.state.settings[""].style is Style.UN
    assert group.state.settings[""].rule == "consent()"


def test_a_style_that_is_not_there_is_refused_with_those_that_are() -> None:
    """At the beginning and later."""
    said = "style must be 'plain', 'un', 'ietf' or 'iso', not 'ansi'"
    with pytest.raises(WrongValue, match=said):
        WorkingGroup.in_memory(style="ansi")
    with WorkingGroup.in_memory() as group, pytest.raises(WrongValue, match=said):
        group.set_style("ansi")


def test_the_table_has_a_sentence_for_all_that_can_be_said() -> None:
    """Each entry is plain at least, each style fills the same blanks, and no word is wrong."""
    folder = Path(consensus.reports.summary.__file__).parent
    table = tomllib.loads((folder / "styles.toml").read_text(encoding="utf-8"))
    assert {*Stance, *(f"declared {each}" for each in Outcome)} <= table.keys()
    for key, row in table.items():
        assert {"plain"} <= row.keys() <= {*Style}, key
        blanks = {
            blank
            for each in row.values()
            for words in ([each] if isinstance(each, str) else each)
            for blank in re.findall(r"\{(\w+)\}", words)
        }
        assert all(len(each) == 2 for each in row.values() if isinstance(each, list)), key
        assert blanks <= {
            *("body", "chair", "who", "what", "on", "codes", "words", "number", "name", "standing"),
            *("amended", "by_consensus", "until", "day", "at", "at_its", "then", "consensus"),
            *("due", "purpose", "led", "outcome", "by", "to", "it", "tried", "level"),
        }, key


@pytest.mark.parametrize("style", Style)
def test_what_was_said_in_confidence_changes_no_sentence(style: Style) -> None:
    """Nor any note of the list of decisions, but for the secretariat, which reads of it."""
    for stance in (Stance.OBJECT, Stance.HOLD, Stance.DISAGREE):
        texts: dict[Audience, set[str]] = {each: set() for each in Audience}
        for is_said in (True, False):
            group = opened(style)
            group.take_position("ALV", "2", "support")
            if is_said:
                group.take_position("BOR", "2", stance, reason="no money", source="confidence")
            group.decide("2", "adopted", reason="heard")
            for audience, found in texts.items():
                (last,) = group.summary(audience=audience).sentences[-1:]
                (listed,) = decisions(group.state, audience).decisions
                # The reason of a ruling that is not known of is left out.
                text = last.text.partition(", for the following reason")[0].rstrip(".")
                found.add(f"{text} {listed.declared} {listed.notes}")
        assert len(texts[Audience.PUBLIC]) == len(texts[Audience.MEMBERS]) == 1
        is_read = style is Style.UN or stance is not Stance.DISAGREE
        assert len(texts[Audience.SECRETARIAT]) == 1 + is_read
