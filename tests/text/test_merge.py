"""Merging by hunk: what goes in, what stays alive, what is rebased, and where words come from."""

from __future__ import annotations

from collections import Counter

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from consensus.errors import InvalidChoice, NotFound
from consensus.text.bracket_edits import letter_of
from consensus.text.brackets import EVERY_CODE, bracket_spans, parse, without_words
from consensus.text.combine import combine
from consensus.text.diff import diff
from consensus.text.hunk import HunkOutcome, InBrackets, InOrder, KeepBase, Reword, Take
from consensus.text.merge import (
    MergeOutcome,
    Provenance,
    choices_made,
    linked_changes,
    merge,
    provenance,
    rebase,
    settle_bracket,
    settled_for_text,
)
from consensus.text.tokens import tokenise
from tests.text.strategies import (
    OFFERED,
    amended,
    amended_beside_brackets,
    balanced_only,
    is_balanced,
    plain,
)

Case = tuple[str, dict[str, str]]

BASE = "We should meet in the spring; it is that of next year."
A = "We shall meet in the spring; it is that of this year."
B = "We may meet in the spring; it is that of next year."


def outcome(key: str, next_text: str | None, **hunks: tuple[tuple[str, str], ...]) -> MergeOutcome:
    """Write an outcome down with its hunks as pairs."""
    records = {
        what: tuple(HunkOutcome(*pair) for pair in hunks.get(what, ()))
        for what in ("taken", "left", "closed")
    }
    return MergeOutcome(key, next_text=next_text, **records)


def without_places(outcomes: tuple[MergeOutcome, ...]) -> tuple[MergeOutcome, ...]:
    """Leave out where in the new text the hunks taken stand."""
    return tuple(evolve(each, places=()) for each in outcomes)


def test_open_conflicts_leave_the_words_of_the_base() -> None:
    """What is agreed goes in; the options in dispute are left, each in its amendment."""
    merged = merge(combine(BASE, {"A": A, "B": B}))
    assert merged.text == "We should meet in the spring; it is that of this year."
    assert without_places(merged.outcomes) == (
        outcome(
            "A",
            "We shall meet in the spring; it is that of this year.",
            taken=(("next", "this"),),
            left=(("should", "shall"),),
        ),
        outcome(
            "B", "We may meet in the spring; it is that of this year.", left=(("should", "may"),)
        ),
    )


def test_settling_closes_what_it_decides_against() -> None:
    """The amendment a conflict is settled for is merged in full, its rival is closed."""
    merged = merge(combine(BASE, {"A": A, "B": B}), settle={0: "A"})
    assert merged.text == A
    assert without_places(merged.outcomes) == (
        outcome("A", None, taken=(("should", "shall"), ("next", "this"))),
        outcome("B", None, closed=(("should", "may"),)),
    )


def test_an_amendment_may_be_kept_open_against_a_decision() -> None:
    """What was decided against stays alive where the body wants it to."""
    merged = merge(combine(BASE, {"A": A, "B": B}), settle={0: "A"}, keep_open=("B",))
    assert without_places(merged.outcomes)[1] == outcome(
        "B", "We may meet in the spring; it is that of this year.", left=(("should", "may"),)
    )


@pytest.mark.parametrize(("settlement", "word"), [(KeepBase(), "should"), (Reword("must"), "must")])
def test_other_words_close_every_option(settlement: KeepBase | Reword, word: str) -> None:
    """Settled for the base or for new words, a conflict is closed for all who contended."""
    merged = merge(combine(BASE, {"A": A, "B": B}), settle={0: settlement})
    assert merged.text == f"We {word} meet in the spring; it is that of this year."
    assert [each.next_text for each in merged.outcomes] == [None, None]
    assert [len(each.closed) for each in merged.outcomes] == [1, 1]


def test_a_change_not_taken_is_left() -> None:
    """A merge may take one change of an amendment and leave another."""
    merged = merge(combine(BASE, {"A": A}), take=[1])
    assert merged.text == "We should meet in the spring; it is that of this year."
    assert without_places(merged.outcomes) == (
        outcome("A", A, taken=(("next", "this"),), left=(("should", "shall"),)),
    )


def test_linked_changes_go_together() -> None:
    """Taking an opening bracket takes the closing one."""
    merged = merge(combine("we weigh the means now", {"A": "we [weigh the means] now"}), take=[0])
    assert merged.text == "we [weigh the means] now"


def test_a_conflict_in_brackets_leaves_each_amendment_its_choice() -> None:
    """Each amendment becomes the choice of its option; bracketing those is the same bracket."""
    names = {"A": ("BRA",), "B": ("USA",)}
    merged = merge(combine(BASE, {"A": A, "B": B}), settle={0: InBrackets()}, names=names)
    assert merged.text == (
        "We [should | BRA: shall | USA: may] meet in the spring; it is that of this year."
    )
    choices = {each.key: each.next_text or "" for each in merged.outcomes}
    assert choices == {
        "A": "We shall meet in the spring; it is that of this year.",
        "B": "We may meet in the spring; it is that of this year.",
    }
    assert combine(merged.text, choices).render("brackets", names) == merged.text


def test_neighbouring_brackets_stay_questions_of_their_own() -> None:
    """Choices in two brackets side by side are two conflicts, and bracketed as they were."""
    first, second = "[should | A: shall | B: may]", "[report | A: notify | C: write]"
    base = f"We {first} {second} to all members."
    choices = {
        "A": "We shall notify to all members.",
        "B": f"We may {second} to all members.",
        "C": f"We {first} write to all members.",
    }
    again = combine(base, choices)
    assert len(again.conflicts) == 2
    assert again.render("brackets") == base


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"take": [7]}, "no change 8: there are 1, counted from 1"),
        ({"settle": {3: "A"}}, "no conflict 4: there is one, counted from 1"),
    ],
)
def test_unknown_numbers_are_refused(arguments: dict[str, object], message: str) -> None:
    """A change or conflict that does not exist is a mistake of the caller."""
    with pytest.raises(ValueError, match=message):
        merge(combine(BASE, {"A": A, "B": B}), **arguments)  # type: ignore[arg-type]  # by name


@given(amended())
def test_taking_everything_is_the_text(case: Case) -> None:
    """A clean combination merged whole gives its text and leaves nothing."""
    combination = combine(*case)
    if combination.is_clean:
        merged = merge(combination)
        assert merged.text == combination.text()
        assert all(each.next_text is None and not each.left for each in merged.outcomes)


@given(amended())
def test_taking_nothing_leaves_every_amendment_as_it_was(case: Case) -> None:
    """Nothing taken: the base stays, and each next text is the proposal itself."""
    base, proposals = case
    merged = merge(combine(base, proposals), take=())
    assert merged.text == base
    for each in merged.outcomes:
        text = base if each.next_text is None else each.next_text
        assert plain(text) == plain(proposals[each.key])
        assert not each.taken
        assert not each.closed


KEEPING = "Each controller and processor shall keep records of all operations."
HALF = combine(
    KEEPING,
    {
        "A": "Each controller shall keep records of the main operations.",
        "B": "Each controller shall keep records of all operations.",
        "C": "Each controller and processor shall keep records of some operations.",
    },
)


def test_what_is_held_within_a_contended_claim_is_named() -> None:
    """Striking two words goes in for the sake of one voice; another holds it in part."""
    (strike,) = HALF.changes
    (conflict,) = HALF.conflicts
    assert (strike.by, strike.in_part) == (("A", "B"), (("A", conflict.question),))


def test_a_claim_goes_in_whole_once_its_question_is_settled() -> None:
    """Nothing else is taken, but what is of one claim with the words settled for is."""
    merged = merge(HALF, take=(), settle={0: "A"})
    assert merged.text == HALF.proposals["A"]
    merged = merge(HALF, take=(), settle={0: "C"})
    assert merged.text == HALF.proposals["C"]


def test_what_is_settled_against_closes_where_it_was_settled() -> None:
    """Other words of the same claim stay open; what went in for another is taken."""
    by_key = {each.key: each for each in merge(HALF, take=(), settle={0: "C"}).outcomes}
    assert by_key["A"].closed == (HunkOutcome("all", "the main"),)
    assert by_key["A"].left == by_key["B"].left == (HunkOutcome("and processor ", ""),)
    by_key = {each.key: each for each in merge(HALF, settle={0: "C"}).outcomes}
    assert (by_key["A"].taken, by_key["A"].next_text) == (
        (HunkOutcome("and processor ", ""),),
        None,
    )


@pytest.mark.parametrize(
    ("base", "proposals", "words"),
    [
        (
            "The board shall meet twice a year in public.",
            {
                "A": "The board must meet often a year in public.",
                "B": "The board may meet twice a year in public.",
                "C": "The board shall meet once a year in public.",
                "D": "The board shall convene twice a year in public.",
            },
            "The board may convene once a year in public.",
        ),
        (
            "Members observers and members of the to the board\n    Everyone",
            {
                "A": "Members members of the and observers to the\n    Everyone",
                "B": "the to the board\n    ",
                "C": "Members observers and members of the\n    ",
            },
            "the\n    ",
        ),
        (
            "members ,! ",
            {"A": "please!", "B": "!ม", "C": "!", "D": "members\r\n,\r\nmembers "},
            "\r\nmembersม",
        ),
    ],
    ids=["a change between goes in", "more of the sentence is rewritten", "a sentence ends later"],
)
def test_places_that_read_as_one_after_a_merge_can_be_settled_for_both(
    base: str, proposals: dict[str, str], words: str
) -> None:
    """Two places of one question become one; B and C, at one place each, go in together still."""
    combination = combine(base, proposals)
    first, second = combination.conflicts
    assert first.question == second.question
    merged = merge(combination)
    rest = {each.key: each.next_text for each in merged.outcomes if each.next_text is not None}
    again = combine(merged.text, rest)
    (conflict,) = again.conflicts
    assert {"A", "B", "C"} == {*conflict.by}
    assert ("B", "C") not in conflict.excluding
    assert words == again.settle({1: Take("B", "C")}).text()


def test_a_sentence_appended_to_an_equal_one_meets_nothing_before_it() -> None:
    """What A appends stands in the text already once B goes in; C inserts at the beginning."""
    proposals = {
        "A": "votes are open. votes are secret.",
        "B": "votes are secret.",
        "C": "Also, votes are open.",
    }
    combination = combine("votes are open.", proposals)
    assert combination.is_clean
    (number,) = [at for at, each in enumerate(combination.changes) if each.by == ("B",)]
    merged = merge(combination, take={number})
    rest = {each.key: each.next_text for each in merged.outcomes if each.next_text is not None}
    assert combine(merged.text, rest).text() == "Also, votes are secret. votes are secret."


RECORDS = (
    "Each member shall keep the records of the board for ten years after the end of a session."
)


@pytest.mark.parametrize(
    ("base", "first", "others"),
    [
        (
            RECORDS,
            RECORDS.replace(" for ten years after the end of a session", ""),
            {
                "B": RECORDS.replace("Each member", "Every delegate").replace("records", "minutes"),
                "C": RECORDS.replace("shall", "must"),
            },
        ),
        (
            "The board meets in public.",
            "The board meets",
            {
                "B": "The board meets in public. Votes of the members are secret.",
                "C": "Votes of members are secret. The board meets in public.",
            },
        ),
    ],
    ids=["what is left rewrites a shorter sentence", "a sentence stands in another"],
)
def test_what_reads_otherwise_once_another_went_in_may_be_asked(
    base: str, first: str, others: dict[str, str]
) -> None:
    """B and C go together until A went in; then each can be had, and nothing of it is lost."""
    combination = combine(base, {"A": first, **others})
    assert combination.is_clean
    taken = {at for at, change in enumerate(combination.changes) if "A" in change.by}
    merged = merge(combination, take=taken)
    assert first == merged.text
    rest = {each.key: each.next_text for each in merged.outcomes if each.next_text is not None}
    again = combine(merged.text, rest)
    assert [pair for each in again.conflicts for pair in each.excluding] == [("B", "C")]
    for key, text in rest.items():
        assert text == again.settle({1: Take(key)}).text()


def test_words_go_in_in_brackets() -> None:
    """The words as they stand come first; who wants others becomes the choice of an option."""
    merged = merge(combine(BASE, {"A": A}), in_brackets=(0,), names={"A": ("ALV",)})
    assert merged.text == "We [should | ALV: shall] meet in the spring; it is that of this year."
    assert without_places(merged.outcomes) == (
        outcome("A", A, taken=(("next", "this"),), left=(("should", "shall"),)),
    )
    settled = merge(combine(BASE, {"A": A, "B": B}), settle={0: InBrackets("A")})
    assert settled.text == "We [should | A: shall] meet in the spring; it is that of this year."
    assert [each.next_text for each in settled.outcomes] == [A, None]
    assert settled.outcomes[1].closed == (HunkOutcome("should", "may"),)


def test_what_stays_open_beside_a_sentence_in_brackets_leaves_it_in_brackets() -> None:
    """B proposed its own sentence, and neither that of A nor the end of its bracket."""
    base = "Members elect a chair."
    found = combine(
        base, {"A": f"{base} The chair serves two years.", "B": f"{base} Votes are secret."}
    )
    settled = merge(found, settle={0: InOrder("A", bracketed="A")}, keep_open="B")
    bracket = "[no text | A: The chair serves two years.]"
    assert settled.text == f"{base} {bracket}"
    assert [each.next_text for each in settled.outcomes] == [
        f"{base} The chair serves two years.",
        f"{base} {bracket} Votes are secret.",
    ]


def test_what_is_chosen_from_a_bracket_is_one_change() -> None:
    """Its signs and the words between them go together, and what others change does not."""
    base = "Members [shall | ALV: may] report fully."
    (choice,) = linked_changes(combine(base, {"A": "Members may report fully."}))
    assert choice[1:] == ("[shall | ALV: may]", "may")
    (reworded,) = linked_changes(combine(base, {"A": "Members are asked to report fully."}))
    assert reworded[1:] == ("[shall | ALV: may]", "are asked to")
    lifted = linked_changes(
        combine(
            "We [meet in spring] here.",
            {"A": "We meet in spring here.", "B": "We [meet in autumn] here."},
        )
    )
    assert lifted == [((0, 2), "[meet in spring]", "meet in spring"), ((1,), "spring", "autumn")]


def test_lifting_brackets_does_not_go_in_in_brackets() -> None:
    """A bracket around a bracket would say nothing; the message says what can be done."""
    combination = combine("a [b] c", {"A": "a b c"})
    with pytest.raises(InvalidChoice, match="A only writes or lifts brackets here"):
        merge(combination, in_brackets=range(len(combination.changes)))


BRACKETED = "We [shall | ALV: may] meet in spring[, or in autumn,] and report."
SETTLING = {
    "A": "We may meet in spring[, or in autumn,] and report.",
    "B": "We [shall | ALV: may] meet in spring and report.",
    "C": "We [shall | ALV: may] meet in spring[, or in autumn,] and report fully.",
    "D": "We [shall | ALV: may] meet twice, in summer and in winter, and report.",
}


@pytest.mark.parametrize(
    ("choices", "text", "met", "closed"),
    [
        ({1: "a"}, "We shall meet in spring[, or in autumn,] and report.", "", "A"),
        ({1: "b"}, "We may meet in spring[, or in autumn,] and report.", "A", ""),
        ({1: "drop"}, "We meet in spring[, or in autumn,] and report.", "", "A"),
        ({2: "drop"}, "We [shall | ALV: may] meet in spring and report.", "B", ""),
        ({1: "b", 2: "keep"}, "We may meet in spring, or in autumn, and report.", "A", "B"),
        ({1: Reword("will")}, "We will meet in spring[, or in autumn,] and report.", "", "A"),
    ],
)
def test_brackets_of_the_base_are_settled(
    choices: dict[int, str | Reword], text: str, met: str, closed: str
) -> None:
    """Those who only said which words stay are met or closed; everybody else follows."""
    merged = merge(combine(BRACKETED, SETTLING), take=(), brackets=choices)
    assert merged.text == text
    ended = {each.key: each for each in merged.outcomes if each.next_text is None}
    assert {key for key, each in ended.items() if each.taken} == set(met)
    assert {key for key, each in ended.items() if each.closed} == set(closed)
    follows = next(each.next_text for each in merged.outcomes if each.key == "C")
    assert follows == text.replace("report", "report fully")
    wider = next(each.next_text for each in merged.outcomes if each.key == "D")
    assert wider is not None
    assert wider.endswith("meet twice, in summer and in winter, and report.")


def test_a_bracket_settled_against_an_amendment_may_leave_it_open() -> None:
    """Kept open, it proposes its words over what stands there now."""
    merged = merge(combine(BRACKETED, SETTLING), take=(), brackets={1: "a"}, keep_open=["A"])
    assert merged.outcomes[0].next_text == "We may meet in spring[, or in autumn,] and report."


def test_a_bracket_in_words_that_change_is_settled_with_them() -> None:
    """The message says where; a bracket that is not there has no number."""
    combination = combine("a [b] c", {"A": "a d c", "B": "a e c"})
    with pytest.raises(InvalidChoice, match="B1 stands in words that conflict 1 changes"):
        merge(combination, settle={0: "A"}, brackets={1: "keep"})
    with pytest.raises(InvalidChoice, match="B1 stands in words that A changes"):
        merge(combine("a [b] c", {"A": "a d c"}), brackets={1: "keep"})
    with pytest.raises(NotFound, match="there is no bracket B2: there is only B1"):
        merge(combination, brackets={2: "keep"})


@given(amended(), st.data())
def test_nothing_unmerged_vanishes(case: Case, data: st.DataObject) -> None:
    """Every hunk of every amendment is taken, left or closed, and what is left comes back."""
    base, proposals = case
    combination = combine(base, proposals)
    numbers = range(len(combination.changes))
    take = {number for number in numbers if data.draw(st.booleans())}
    settle = {
        index: data.draw(st.sampled_from([*conflict.by, KeepBase(), InBrackets()]))
        for index, conflict in enumerate(combination.conflicts)
        if data.draw(st.booleans())
    }
    merged = merge(combination, take=take, settle=settle)
    whole = merge(combination)
    for each, everything in zip(merged.outcomes, whole.outcomes, strict=True):
        wanted = (*everything.taken, *everything.left)
        found = (*each.taken, *each.left, *each.closed)
        assert sorted(found, key=str) == sorted(wanted, key=str)
        assert (each.next_text is None) == (not each.left)
        if each.next_text is not None:
            assert combine(merged.text, {"A": each.next_text}).text() == each.next_text


@given(amended(), st.data())
def test_the_remainder_can_go_in_later(case: Case, data: st.DataObject) -> None:
    """Of a clean combination, one part today and the rest tomorrow is the whole."""
    base, proposals = case
    combination = combine(base, proposals)
    if not combination.is_clean:
        return
    numbers = range(len(combination.changes))
    merged = merge(combination, take={number for number in numbers if data.draw(st.booleans())})
    rest = {each.key: each.next_text for each in merged.outcomes if each.next_text is not None}
    later = combine(merged.text, rest)
    assert later.is_clean
    assert later.text() == combination.text()


@given(amended().filter(balanced_only), st.data())
def test_a_settled_bracket_leaves_every_amendment_readable(case: Case, data: st.DataObject) -> None:
    """One bracket less, no sign without its partner, and nobody is gone without a record."""
    base, proposals = case
    spans = bracket_spans(base)
    if not spans:
        return
    number = data.draw(st.integers(1, len(spans)))
    bracket = [*parse(base, EVERY_CODE)[0].brackets()][number - 1]
    letters = [letter_of(place) for place in range(len(bracket.options))]
    ways: list[str | Reword] = ["drop", Reword("other words"), *letters]
    way = data.draw(st.sampled_from(ways))
    combination = combine(base, proposals)
    merged = merge(combination, take=(), brackets={number: way})
    assert is_balanced(merged.text)
    assert len(bracket_spans(merged.text)) < len(spans)
    assert merged.text == merge(combine(base, {}), brackets={number: way}).text
    before = merge(combination, take=())
    for was, each in zip(before.outcomes, merged.outcomes, strict=True):
        if each.next_text is None:
            assert bool(each.taken or each.closed) is bool(was.left)
        else:
            assert each.left
            assert is_balanced(each.next_text)
            assert combine(merged.text, {"A": each.next_text}).text() == each.next_text


@pytest.mark.parametrize(
    ("base", "text", "changes", "is_option"),
    [
        ("It [must | ANA: should] be.", "It should be.", [("must", "should")], True),
        ("It [must | ANA: should] be.", "It must be.", [], False),
        ("It [must | ANA: should] be.", "It may be.", [("must", "may")], False),
        ("It [must | ANA: should] be.", "It should stay.", [("must", "should")], True),
        ("It is. [no text | ANA: So.] End.", "It is. So. End.", [("", "So.")], True),
        ("It [must | ANA: no text] be.", "It be.", [("must ", "")], True),
        ("It [must] be.", "It must be.", [], False),
        ("It [must | ANA: should] be.", "It [must | ANA: should] stay.", [], False),
        ("It [BEN: must | ANA: should] be.", "It should be.", [], False),
    ],
)
def test_choices_are_read_against_the_words_before_the_bracket(
    base: str, text: str, changes: list[tuple[str, str]], is_option: bool
) -> None:
    """Never as signs that go; a bracket that stays, or has no words from before, is none."""
    found = choices_made(base, text)
    assert [(e.replaces, e.text) for one in found for e in one.changes] == changes
    assert any(one.is_option for one in found) is is_option


def test_words_in_brackets_stay_where_only_an_order_is_asked() -> None:
    """What another inserts at the same place stands beside the bracket, and does not remove it."""
    base = "Members elect a chair."
    placed = combine(
        base, {"A": f"{base} The chair serves two years.", "B": f"{base} Votes are secret."}
    )
    merged = merge(placed, settle={0: InBrackets("A")}, keep_open={"B"})
    assert merged.text == f"{base} [no text | A: The chair serves two years.]"
    left = {each.key: each.next_text for each in merged.outcomes}
    assert left["B"] == f"{merged.text} Votes are secret."
    again = combine(merged.text, {key: text for key, text in left.items() if text})
    assert again.is_clean


# Rebasing: a text carried over to another state of its base.


@pytest.mark.parametrize(
    ("old", "new", "text", "expected"),
    [
        ("We meet in May.", "We meet in June.", "We may meet in May.", "We may meet in June."),
        ("We meet.", "We meet.\n\nWe vote.", "We all meet.", "We all meet.\n\nWe vote."),
        ("One. Two.", "One. Two.", "One. Three.", "One. Three."),
        ("One. Two.", "One. Three.", "One. Three.", "One. Three."),
    ],
)
def test_a_text_is_carried_over(old: str, new: str, text: str, expected: str) -> None:
    """Changes of other words, and changes made by both, carry over cleanly."""
    assert rebase(old, new, text).text() == expected


def test_what_both_changed_is_a_conflict() -> None:
    """Where base and text went different ways, both wordings are there to choose from."""
    combination = rebase("We meet in May.", "We meet in June.", "We meet in July.")
    assert combination.render("brackets", {}) == "We meet in [May | June | July]."
    assert combination.settle({1: "text"}).text() == "We meet in July."


@given(amended())
def test_undoing_a_change_gives_the_text_before_it(case: tuple[str, dict[str, str]]) -> None:
    """Carried from after a change back to before it, the text with only that change is undone."""
    base, proposals = case
    changed = proposals["A"]
    assert rebase(changed, base, changed).text() == base


OR = "[shall | should]"


@pytest.mark.parametrize(
    ("new", "text", "expected"),
    [
        # What is put in beside the bracket, and what replaces words beside it.
        ("We should clean it.", f"We all {OR} clean it.", "We all should clean it."),
        ("We shall clean it.", f"All of us {OR} wash it.", "All of us shall wash it."),
        ("We clean it.", f"We all {OR} clean it.", "We all clean it."),
        ("We are to clean it.", f"We {OR} gladly clean it.", "We are to gladly clean it."),
        # Options that the text changes are its own words.
        ("We should clean it.", "We [shall | should all] clean it.", "We should all clean it."),
        ("We should clean it.", "We [must | should] clean it.", "We must clean it."),
        ("We should clean it.", "We [shall] clean it.", "We shall clean it."),
        # A bracket around it stays; one that only has another option now has it.
        ("We should clean it.", f"[We all {OR} clean it.]", "[We all should clean it.]"),
        (
            "We [shall | should | BAY: may] clean it.",
            f"We all {OR} clean it.",
            "We all [shall | should | BAY: may] clean it.",
        ),
        # Where new words stand for more than the bracket, only what the text changes is left.
        ("We tidy it.", f"We {OR} wash it.", "We wash it."),
    ],
)
def test_brackets_that_a_text_leaves_alone_follow(new: str, text: str, expected: str) -> None:
    """What is left of a text never writes back a bracket that is settled or has changed."""
    assert settled_for_text(rebase(f"We {OR} clean it.", new, text)).text() == expected


def brought_back(base: str, text: str, new: str, rest: str) -> list[str]:
    """The bracket signs and options that what is left adds, and its author never wrote."""
    wrote = {word for edit in diff(base, text) for word in tokenise(edit.text)}
    # Options of a bracket that it changes are its own.
    wrote.update(
        word
        for start, end in bracket_spans(base)
        if any(edit.start < end and start < edit.end for edit in diff(base, text))
        for word in tokenise(base[start + 1 : end - 1])
    )
    added = Counter(tokenise(rest)) - Counter(tokenise(new))
    return [word for word in added if word in (*OFFERED, "[", "]") and word not in wrote]


@given(amended_beside_brackets(), st.data())
def test_no_merge_and_no_edit_brings_a_bracket_back(
    case: tuple[str, dict[str, str]], data: st.DataObject
) -> None:
    """Whatever is taken and settled, later or at once, only the author's own words are left."""
    base, proposals = case
    number = data.draw(st.integers(1, len(bracket_spans(base))))
    read = parse(base, EVERY_CODE)[0]
    letters = [letter_of(at) for at in range(len([*read.brackets()][number - 1].options))]
    way = data.draw(st.sampled_from(["drop", Reword("other words"), *letters]))
    edited = settle_bracket(read, number, way).notation()
    combination = combine(base, proposals)
    settle = {
        at: data.draw(st.sampled_from([*conflict.by, KeepBase(), InBrackets()]))
        for at, conflict in enumerate(combination.conflicts)
        if data.draw(st.booleans())
    }
    keep_open = data.draw(st.sets(st.sampled_from(sorted(proposals))))
    merges = [
        merge(combination, settle=settle, keep_open=keep_open),
        merge(combination, take=(), keep_open=keep_open, brackets={number: way}),
    ]
    for merged in merges:
        for each in merged.outcomes:
            rest = merged.text if each.next_text is None else each.next_text
            assert not brought_back(base, proposals[each.key], merged.text, rest)
    for text in proposals.values():
        rest = settled_for_text(rebase(base, edited, text)).text()
        assert not brought_back(base, text, edited, rest)


# Where the words of a consolidated wording come from.


WORDING = "Members shall report."
SOURCES = {"A1": "Members should report.", "A2": "Members shall report yearly."}


def new_words(wording: str) -> list[str]:
    """What of a wording is in neither the text nor a source."""
    rows = provenance(WORDING, SOURCES, wording, {"ASH", "BAY"})
    return [row.text.strip() for row in rows if row.is_new]


def test_each_run_of_words_names_its_sources() -> None:
    """Words of the base name nobody, others those that have them there, new ones are told."""
    rows = provenance(WORDING, SOURCES, "Members should report yearly now.")
    assert [row for row in rows if row.sources or row.is_new] == [
        Provenance("should", ("A1",)),
        Provenance(" yearly", ("A2",)),
        Provenance("now", (), is_new=True),
    ]
    assert "".join(row.text for row in rows) == "Members should report yearly now."


@pytest.mark.parametrize(
    ("wording", "new"),
    [
        ("Members [ASH: shall | BAY: should] report.", []),
        ("Members [shall | no text] report.", []),
        ("Members [ASH propose, BAY oppose: shall] report.", []),
        ("Members [shall | might] report.", ["might"]),
        ("Members [Note: shall] report.", ["Note:"]),
    ],
)
def test_signs_of_brackets_and_names_are_never_new(wording: str, new: list[str]) -> None:
    """Only words are: a name that nobody bears is one."""
    assert new_words(wording) == new


def test_what_is_no_word_is_found_in_order() -> None:
    """Signs with the names behind them, and the words for an empty option."""
    text = "a [ASH: b | no text] c"
    found = [text[start:end] for start, end in without_words(text, {"ASH"})]
    assert found == ["[ASH:", "| no text", "]"]
