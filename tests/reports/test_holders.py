"""Who holds what, who is for or against a wording, who could bridge it, and whom to call."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consensus.errors import NotFound
from consensus.model.positions import Stance
from consensus.reports.audience import Audience, Kind
from consensus.reports.holders import (
    Alternative,
    AlternativeKind,
    Attitude,
    Support,
    Weight,
    Word,
    support,
    support_in_places,
)
from consensus.text.hunk import InBrackets
from consensus.working_group import WorkingGroup
from consensus.working_group.script import make_example
from tests.conftest import at_most
from tests.support.market import new_market

# Who holds what, who could bridge it, and whom to call.

SECRETARIAT = Audience.SECRETARIAT


def codes(words: tuple[Word, ...]) -> tuple[str, ...]:
    """The members behind some words."""
    return tuple(each.member for each in words)


def options(group: WorkingGroup, target: str) -> dict[str, Alternative]:
    """The alternatives for a text, by key."""
    return {each.key: each for each in group.wordings(target, SECRETARIAT).alternatives}


@pytest.fixture
def rivals(market: WorkingGroup) -> WorkingGroup:
    """One option held by ASP and BIR, another by DOG and ELD; FIG can live with both."""
    market.propose("R2", "midday", old="noon", by=["ASP"], cosponsors=["BIR"])
    market.propose("R2", "sunset", old="noon", by=["DOG"], cosponsors=["ELD"])
    market.take_position("FIG", "A1", "accept")
    market.take_position("FIG", "A2", "accept")
    return market


def test_who_blocks_the_text_itself_is_called(market: WorkingGroup) -> None:
    """Objectors to a text without rival wordings are named as its verdict names them."""
    market.take_position("DOG", "R1", "object", reason="Too early.")
    assert [str(each.weight) for each in market.wordings("R1", SECRETARIAT).calls] == [
        "alone objects to it"
    ]
    market.take_position("ELD", "R1", "object", reason="Too late.")
    market.take_position("FIG", "R1", "hold")
    calls = market.wordings("R1", SECRETARIAT).calls
    assert [(each.member, each.weight, each.alternatives, each.others) for each in calls] == [
        ("DOG", Weight.OBJECTOR, ("R1",), 1),
        ("ELD", Weight.OBJECTOR, ("R1",), 1),
        ("FIG", Weight.RESERVES, ("R1",), 0),
    ]
    assert market.wordings("R1").calls == ()


def test_all_five_appear_and_the_one_that_accepts_both_is_the_bridge(rivals: WorkingGroup) -> None:
    """Two camps of two, and a member that can live with both options: it is called first."""
    report = rivals.wordings("R2", SECRETARIAT)
    found = {each.key: each for each in report.alternatives}
    first, second = found["conflict 1, option b"], found["conflict 1, option c"]
    assert (first.wording, codes(first.holders), codes(first.accepting)) == (
        "midday",
        ("ASP", "BIR"),
        ("FIG",),
    )
    assert (second.wording, codes(second.holders), codes(second.accepting)) == (
        "sunset",
        ("DOG", "ELD"),
        ("FIG",),
    )
    assert [(each.member, each.alternatives) for each in report.bridges] == [("FIG", ("A1", "A2"))]
    assert [(each.member, each.weight) for each in report.calls] == [
        ("FIG", Weight.BRIDGE),
        *((code, Weight.HOLDER) for code in ("ASP", "BIR", "DOG", "ELD")),
    ]


def test_names_in_a_bracket_are_holders_and_its_options_are_rivals(market: WorkingGroup) -> None:
    """Proposers, supporters and opponents named in a bracket stand where they are named."""
    market.edit(
        "R2",
        "Sellers [ASP, BIR propose, FIG support: shall | DOG, ELD propose, FIG support,"
        " CED oppose: should] pay the fee before noon.",
    )
    report = market.wordings("R2", SECRETARIAT)
    one, other = report.alternatives
    assert (codes(one.holders), codes(other.holders)) == (
        ("ASP", "BIR", "FIG"),
        ("DOG", "ELD", "FIG"),
    )
    assert codes(other.objecting) == ("CED",)
    assert [each.way for each in one.holders][-1] is Attitude.SUPPORTS_IN_BRACKET
    assert one.rivals == ("bracket B1, option b",)
    assert report.bridges[0].alternatives == ("bracket B1, option a", "bracket B1, option b")
    assert [(each.member, each.weight) for each in report.calls[:2]] == [
        ("FIG", Weight.BRIDGE),
        ("CED", Weight.SOLE_OBJECTOR),
    ]


def test_option_whose_last_name_was_withdrawn_is_held_by_nobody_and_stays(
    market: WorkingGroup,
) -> None:
    """A member that leaves its bracket leaves the words on the table, held by nobody."""
    market.edit("R2", "Sellers [GUM: shall | ASP: should] pay the fee before noon.")
    assert [each.weight for each in market.wordings("R2", SECRETARIAT).calls] == [
        Weight.SOLE_HOLDER,
        Weight.SOLE_HOLDER,
    ]
    market.leave_brackets("R2", "GUM")
    report = market.wordings("R2", SECRETARIAT)
    assert [(each.wording, codes(each.holders)) for each in report.alternatives] == [
        ("shall", ()),
        ("should", ("ASP",)),
    ]
    assert [each.key for each in report.alternatives if each.is_abandoned] == [
        "bracket B1, option a"
    ]


def test_amendments_bracketed_together_are_one_question(rivals: WorkingGroup) -> None:
    """Once a conflict is written as a bracket, the amendments stand beside the names in it."""
    rivals.merge("R2", settle={1: InBrackets()})
    report = rivals.wordings("R2", SECRETARIAT)
    questions = [each for each in report.alternatives if each.question]
    assert [(each.key, each.wording, each.amendments) for each in questions] == [
        ("bracket B1, option a", "noon", ()),
        ("bracket B1, option b", "midday", ("A1",)),
        ("bracket B1, option c", "sunset", ("A2",)),
    ]
    assert all(each.stands for each in questions)
    assert codes(questions[1].holders) == ("ASP", "BIR")
    rivals.take_position("FIG", "A1", "accept")
    rivals.take_position("FIG", "A2", "accept")
    assert [each.alternatives for each in rivals.wordings("R2", SECRETARIAT).bridges] == [
        ("bracket B1, option b", "bracket B1, option c")
    ]


def test_brackets_inside_and_beside_conflicts_are_told_apart(market: WorkingGroup) -> None:
    """A bracket that no amendment chooses from is a question beside the conflict."""
    market.edit("R2", "Sellers [ASP: shall [BIR: never] | ELD: should] pay the fee before noon.")
    market.propose("R2", "midday", old="noon", by=["CED"])
    market.propose("R2", "sunset", old="noon", by=["DOG"])
    found = options(market, "R2")
    assert [(key, each.wording) for key, each in found.items() if each.question] == [
        ("bracket B1, option a", "shall [BIR: never]"),
        ("bracket B1, option b", "should"),
        ("bracket B2, option a", "never"),
        ("conflict 1, option a", "noon"),
        ("conflict 1, option b", "midday"),
        ("conflict 1, option c", "sunset"),
    ]


def test_supporter_of_the_text_that_accepts_an_amendment_is_a_bridge(rivals: WorkingGroup) -> None:
    """Who supports the text as it stands holds its words in a conflict."""
    rivals.take_position("CED", "R2", "support")
    rivals.take_position("CED", "A2", "accept")
    rivals.take_position("GUM", "R2", "object")
    report = rivals.wordings("R2", SECRETARIAT)
    present = report.alternatives[0]
    assert (present.stands, codes(present.holders), codes(present.objecting)) == (
        True,
        ("CED",),
        ("GUM",),
    )
    assert {each.member: each.alternatives for each in report.bridges} == {
        "CED": ("R2", "A2"),
        "FIG": ("A1", "A2"),
    }


def test_objection_from_before_a_merge_stands_only_where_its_words_are(
    market: WorkingGroup,
) -> None:
    """Whoever objected to a change that went in objects to its place, and to no other words."""
    market.propose("R2", "the full fee", old="the fee", by=["ASP"])
    market.take_position("GUM", "A1", "object", reason="too dear")
    market.take_position("CED", "R2", "object", reason="all of it")
    market.merge("R2", take=["A1"], without_brackets=True, reason="ruled")
    for words, old in (("half", "full"), ("double", "full"), ("midday", "noon"), ("dusk", "noon")):
        market.propose("R2", words, old=old, by=["BIR"])
    found = options(market, "R2")
    fee, noon = found["conflict 1, option a"], found["conflict 2, option a"]
    assert (fee.wording, codes(fee.objecting), [each.on for each in fee.objecting]) == (
        "full",
        ("CED", "GUM"),
        ["R2", "A1"],
    )
    assert (noon.wording, codes(noon.objecting)) == ("noon", ("CED",))
    judgement, target = market.judgement(), market.state.handles["R2"]
    combination = market.combination("R2")
    assert [
        each.objecting for each in support_in_places(market.state, judgement, target, combination)
    ] == [("CED", "GUM"), ("CED",)]


def test_objection_to_a_withdrawn_choice_stands_at_its_option(rivals: WorkingGroup) -> None:
    """Words in brackets are objected to as long as they stand there, whoever gave them up."""
    rivals.take_position("GUM", "A1", "object", reason="too early")
    rivals.merge("R2", settle={1: InBrackets()})
    rivals.withdraw("A1")
    found = options(rivals, "R2")
    against = {key: codes(each.objecting) for key, each in found.items() if each.question}
    assert against == {
        "bracket B1, option a": (),
        "bracket B1, option b": ("GUM",),
        "bracket B1, option c": (),
    }


def test_deleting_a_text_excludes_every_change_of_it(market: WorkingGroup) -> None:
    """An amendment that deletes the item is a rival of one that changes its words."""
    market.propose("R3", "should be", old="may be", by=["ASP"])
    market.propose("R3", kind="delete", by=["BIR"])
    market.take_position("ELD", "A1", "accept")
    market.take_position("ELD", "A2", "accept")
    report = market.wordings("R3", SECRETARIAT)
    assert [(each.kind, each.key, each.rivals) for each in report.alternatives] == [
        (AlternativeKind.AMENDMENT, "A1", ("A2",)),
        (AlternativeKind.AMENDMENT, "A2", ("A1",)),
    ]
    assert [(each.member, each.alternatives) for each in report.bridges] == [("ELD", ("A1", "A2"))]


def test_who_says_otherwise_holds_its_amendment_no_longer(rivals: WorkingGroup) -> None:
    """A sponsor that objects to its own amendment is no holder, and a withdrawn objection none."""
    rivals.take_position("ASP", "A1", "object", reason="changed its mind")
    rivals.take_position("GUM", "A1", "object")
    rivals.settle_objection("A1", "GUM", "withdrawn")
    rivals.take_position("CED", "A1", "disagree")
    found = options(rivals, "R2")["A1"]
    assert (codes(found.holders), codes(found.against), codes(found.objecting)) == (
        ("BIR",),
        ("CED",),
        ("ASP",),
    )


def test_stale_word_is_listed_and_builds_no_bridge(rivals: WorkingGroup) -> None:
    """Who spoke of an earlier wording is listed so, and is no bridge before it speaks again."""
    rivals.propose("A1", "at midday", old="before midday", by=["ASP"])
    rivals.merge("A1")
    report = rivals.wordings("R2", SECRETARIAT)
    found = {each.key: each for each in report.alternatives}
    assert [(each.member, each.is_stale) for each in found["A1"].accepting] == [("FIG", True)]
    assert report.bridges == ()


def test_observer_is_listed_and_not_called(rivals: WorkingGroup) -> None:
    """An observer's word changes no count."""
    rivals.take_position("OBS", "A1", "support")
    report = rivals.wordings("R2", SECRETARIAT)
    assert "OBS" in codes(report.alternatives[1].holders)
    assert "OBS" not in [each.member for each in report.calls]


def test_public_sees_the_wordings_and_nobody(rivals: WorkingGroup) -> None:
    """By default no name appears, nor an analysis; what was withheld is counted."""
    rivals.edit("R4", "Dogs [ASP: are | BIR: may be] kept on a lead.")
    report = rivals.wordings("R2")
    assert [each.wording for each in report.alternatives][:3] == ["noon", "midday", "sunset"]
    assert not any(
        each.holders or each.accepting or each.is_abandoned for each in report.alternatives
    )
    assert (report.bridges, report.calls) == ((), ())
    assert report.withheld.counts == {Kind.SPONSORS: 4, Kind.POSITIONS: 6, Kind.ANALYSES: 1}
    assert rivals.wordings("R4").withheld.counts == {Kind.NAMES: 2, Kind.ANALYSES: 1}


def test_members_see_no_word_given_in_confidence(rivals: WorkingGroup) -> None:
    """What was whispered makes no bridge for the members, and is counted as withheld."""
    rivals.take_position("GUM", "A1", "accept", source="confidence")
    rivals.take_position("GUM", "A2", "accept", source="confidence")
    assert [each.member for each in rivals.wordings("R2", SECRETARIAT).bridges] == ["FIG", "GUM"]
    shown = rivals.wordings("R2", Audience.MEMBERS)
    assert [each.member for each in shown.bridges] == ["FIG"]
    assert shown.withheld.counts == {Kind.POSITIONS: 2}


CODES = ("ASP", "BIR", "CED", "DOG", "ELD")
WORDS = st.lists(st.sampled_from(["shall", "may", "not", "pay", "fees"]), max_size=3).map(" ".join)
OPTION = st.builds(lambda code, text: f"{code}: {text or 'no text'}", st.sampled_from(CODES), WORDS)
BRACKET = st.lists(OPTION, min_size=1, max_size=3).map(lambda options: f"[{' | '.join(options)}]")
TEXT = st.lists(st.one_of(WORDS, BRACKET), min_size=1, max_size=4).map(
    lambda parts: " ".join(("Sellers", *parts))
)


@at_most(60)
@example(
    text="Sellers [BIR: may]",
    proposals=["Sellers [ASP: shall]", "Sellers  [ASP: no text | BIR: shall]"],
)
@given(text=TEXT, proposals=st.lists(TEXT, max_size=4))
def test_every_name_option_and_amendment_is_on_the_table(text: str, proposals: list[str]) -> None:
    """Whatever stands in brackets and is proposed is listed, once, and nobody's name is lost."""
    market = new_market()
    if text != market.state.text(market.state.handles["R2"]):
        market.edit("R2", text)
    proposed = 0
    for code, proposal in zip(CODES, proposals, strict=False):
        if proposal != market.state.text(market.state.handles["R2"]):
            market.propose("R2", proposal, by=[code])
            proposed += 1
    wording = market.state.version(market.state.handles["R2"]).wording
    report = market.wordings("R2", SECRETARIAT)
    keys = [each.key for each in report.alternatives]
    assert len(keys) == len(set(keys))
    assert keys[len(keys) - proposed :] == [f"A{number + 1}" for number in range(proposed)]
    for number, bracket in enumerate(wording.brackets(), start=1):
        options = [each for each in report.alternatives if each.question == f"bracket B{number}"]
        assert {option.text.notation() for option in bracket.options} <= {
            each.wording for each in options
        }
        held = {code for each in options for code in codes(each.holders)}
        assert set(bracket.holders) <= held
    contended = {key for each in market.combination("R2").conflicts for key in each.by}
    listed = {key for each in report.alternatives if each.question for key in each.amendments}
    assert listed <= contended
    public = market.wordings("R2")
    # Without names, amendments may contend that with them do not.
    if not (contended or any(each.question and each.amendments for each in public.alternatives)):
        assert [each.key for each in public.alternatives] == keys
    assert not any(code in repr(public.alternatives) for code in CODES)


def test_package_has_no_alternatives(market: WorkingGroup) -> None:
    """A package has no text of its own."""
    market.propose_package("Both", ["R1", "R2"])
    with pytest.raises(NotFound, match="only items and amendments have alternatives"):
        market.wordings("PKG1")


# Who is for a wording, and who is against it.


@pytest.fixture(scope="module")
def wgec(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkingGroup]:
    """The example."""
    path: Path = tmp_path_factory.mktemp("example") / "wgec.consensus"
    with make_example(path, "sec") as group:
        yield group


def test_one_target_alone_is_backed_as_its_verdict_counts(wgec: WorkingGroup) -> None:
    """For every item and amendment the numbers are those that the rules judge by."""
    judgement = wgec.judgement()
    for target in (*wgec.state.items, *wgec.state.amendments):
        counts = judgement.counts(target)
        found = support(wgec.state, judgement, [target])
        assert (
            counts.in_favour,
            counts.of(Stance.DISAGREE, Stance.OBJECT),
            tuple(each.member for each in counts.standing),
            counts.eligible,
        ) == (len(found.in_favour), len(found.against), found.objecting, found.eligible)


def test_whoever_favours_one_of_two_that_want_the_same_is_for_it(market: WorkingGroup) -> None:
    """A wording that two amendments want has the friends of both, each counted once."""
    market.propose("R2", "midday", old="noon", by=["ASP"])
    market.propose("R2", "midday", old="noon", by=["BIR"])
    market.take_position("BIR", "A1", "object", reason="it is ours")
    market.take_position("DOG", "A2", "object", reason="too early")
    both = [market.state.handles["A1"], market.state.handles["A2"]]
    everybody = len(market.judgement().electorate.groups)
    assert Support(("ASP", "BIR"), ("DOG",), ("DOG",), everybody) == support(
        market.state, market.judgement(), both
    )
