"""Combining: the cases that any merge of amendments must get right, and the fine print."""

from __future__ import annotations

import pytest

from consensus.errors import Unresolved
from consensus.text.combination import Combination
from consensus.text.combine import combine
from consensus.text.hunk import Change, Conflict, Kept, Option

PLAN = "Plan 123 FINAL"


def conflicts(combination: Combination) -> list[tuple[str, dict[str, str]]]:
    """Give each conflict as the words it replaces and who wants what instead."""
    return [
        (
            conflict.replaces,
            {", ".join(option.by): option.text for option in conflict.options if option.by},
        )
        for conflict in combination.conflicts
    ]


def changes(combination: Combination) -> list[tuple[str, str, str]]:
    """Give each change as who makes it, what it replaces, and by what."""
    return [(", ".join(change.by), change.replaces, change.text) for change in combination.changes]


@pytest.mark.parametrize(
    ("base", "proposals", "expected"),
    [
        (PLAN, {"A": "Plan2 123 FINAL", "B": "Plan 123 FINAL2"}, "Plan2 123 FINAL2"),
        (PLAN, {"A": "Plan2 123 FINAL", "B": "Plan2 123 FINAL 2"}, "Plan2 123 FINAL 2"),
        ("First.\nSecond.", {"A": "First. More.\nSecond."}, "First. More.\nSecond."),
        (
            "One thing. And then another thing.",
            {"A": "One thing.\n\nAnd then another thing.", "B": "One thing. And then some thing."},
            "One thing.\n\nAnd then some thing.",
        ),
        (
            "# 1 {x} [y] <z> & \\[w\\]",
            {"A": "# 2 {x} [y] <z> & \\[w\\]", "B": "# 1 {x} [y] <z> & \\[v\\]"},
            "# 2 {x} [y] <z> & \\[v\\]",
        ),
        ("we weigh the means", {"A": "we [weigh the means]"}, "we [weigh the means]"),
        (
            "we weigh the means now",
            {"A": "we [weigh the means] now", "B": "we weigh all means now"},
            "we [weigh all means] now",
        ),
        (
            "we weigh the means now",
            {"A": "we [weigh the means] now", "B": "we weigh [the] means now"},
            "we [weigh [the] means] now",
        ),
        (
            "we [weigh the means] now",
            {"A": "we weigh the means now", "B": "we [weigh all means] now"},
            "we weigh all means now",
        ),
        ("we should report", {"A": "we shall report", "B": "we should inform"}, "we shall inform"),
        ("", {"A": "All new."}, "All new."),
        ("All old.", {"A": "", "B": ""}, ""),
        ("和平与发展", {"A": "和平与安全", "B": "友谊与发展"}, "友谊与安全"),
    ],
)
def test_what_does_not_clash_is_combined(
    base: str, proposals: dict[str, str], expected: str
) -> None:
    """Proposals that change different words, or the same in the same way, make one text."""
    assert expected == combine(base, proposals).text()


@pytest.mark.parametrize(
    ("base", "proposals", "expected"),
    [
        (
            PLAN,
            {"A": "Plan 456 FINAL", "B": "Plan 124 FINAL"},
            [("123", {"A": "456", "B": "124"})],
        ),
        (
            PLAN,
            {"A": "Plan2 123 FINAL", "B": "Plan3 123 FINAL 2"},
            [("Plan", {"A": "Plan2", "B": "Plan3"}), ("", {"B": " 2"})],
        ),
        (
            "We meet in spring.",
            {"A": "We will meet in spring.", "B": ""},
            [("We meet in spring.", {"A": "We will meet in spring.", "B": ""})],
        ),
        (
            "Tea and cake for everyone here.",
            {"A": "Rice and cake for everyone here.", "B": "Oats and cake for all here."},
            [("Tea", {"A": "Rice", "B": "Oats"}), ("everyone", {"B": "all"})],
        ),
        (
            "Members report annually.",
            {"A": "Members shall report annually.", "B": "Members not report annually."},
            [("", {"A": "shall ", "B": "not "})],
        ),
        (
            "Members should report.",
            {"A": "Members shall report.", "B": "Members shall not report."},
            [("should", {"A": "shall", "B": "shall not"})],
        ),
        (
            "x, and and y",
            {"A": "x, and y", "B": "x and y"},
            [("x, and", {"A": "x,", "B": "x"})],
        ),
        (
            "we weigh the means now",
            {"A": "we [weigh the] means now", "B": "we weigh [the means] now"},
            [("weigh the means", {"A": "[weigh the] means", "B": "weigh [the means]"})],
        ),
        (
            "we weigh the means now",
            {"A": "we [weigh the means] now", "B": "we weigh the now"},
            [("weigh the means", {"A": "[weigh the means]", "B": "weigh the"})],
        ),
        (
            "we should soon report to all",
            {"A": "we shall early notify to all", "B": "we should later report to all"},
            [
                (
                    "should soon report",
                    {"A": "shall early notify", "B": "should later report"},
                )
            ],
        ),
        ("", {"A": "Yes", "B": "No"}, [("", {"A": "Yes", "B": "No"})]),
    ],
)
def test_what_clashes_is_a_conflict_over_no_more_than_it_must(
    base: str, proposals: dict[str, str], expected: list[tuple[str, dict[str, str]]]
) -> None:
    """A conflict covers the words in dispute, and shows every option with its holders."""
    assert expected == conflicts(combine(base, proposals))


def test_rival_phrases_stay_whole_when_a_third_changes_one_word() -> None:
    """Two who rewrite a phrase dispute it whole, though a third wants another word in it only."""
    combination = combine(
        "We met the quick brown fox again.",
        {
            "A": "We met the slow red dog again.",
            "B": "We met the small white cat again.",
            "C": "We met the quick black fox again.",
            "D": "They met the quick brown fox again.",
        },
    )
    assert conflicts(combination) == [
        (
            "quick brown fox",
            {"A": "slow red dog", "B": "small white cat", "C": "quick black fox"},
        )
    ]
    assert changes(combination) == [("D", "We", "They")]


def test_the_rest_of_a_proposal_stays_clear_of_its_conflict() -> None:
    """A proposal in conflict in one sentence keeps its changes in others."""
    combination = combine(
        "Tea is free. Cake is sold.",
        {"A": "Rice is free. Cake is sold.", "B": "Oats are free. Cake is sold daily."},
    )
    assert changes(combination) == [("B", "", " daily")]


def test_the_same_change_names_all_who_make_it() -> None:
    """One change of several proposals is one, credited to all."""
    combination = combine(PLAN, {"B": "Plan2 123 FINAL 2", "A": "Plan2 123 FINAL"})
    assert changes(combination) == [("A, B", "Plan", "Plan2"), ("B", "", " 2")]


def test_a_hunk_is_a_plain_value() -> None:
    """Kept words, changes and conflicts compare by what they say."""
    assert (
        Kept("we "),
        Conflict("should", (Option("should"), Option("may", ("B",)), Option("shall", ("A",)))),
        Kept(" meet. We "),
        Change("", "all ", ("A",)),
        Kept("eat."),
    ) != combine("we should meet. We eat.", {}).hunks
    assert (
        Kept("we "),
        Conflict(
            "should",
            (Option("should"), Option("shall", ("A",)), Option("may", ("B",))),
            question=1,
        ),
        Kept(" meet. We "),
        Change("", "all ", ("A",)),
        Kept("eat."),
    ) == combine(
        "we should meet. We eat.",
        {"A": "we shall meet. We all eat.", "B": "we may meet. We eat."},
    ).hunks


def test_a_bracket_is_one_edit() -> None:
    """The opening and the closing bracket of one proposal are linked, those of two are not."""
    combination = combine(
        "we weigh the means and the ends",
        {"A": "we [weigh] the means and the ends", "B": "we weigh the means and [the ends]"},
    )
    assert [change.linked for change in combination.changes] == [1, 1, 2, 2]


def test_options_put_in_with_a_bracket_belong_to_it() -> None:
    """A bracket that offers another wording is one edit with its bar and its options."""
    combination = combine("we should meet", {"A": "we [should | shall] meet"})
    assert changes(combination) == [("A", "", "["), ("A", "", " | shall]")]
    assert {1} == {change.linked for change in combination.changes}


def test_a_bracket_that_moves_is_one_edit() -> None:
    """Where a kept bracket sign gets another partner, what was put in and taken out is linked."""
    combination = combine("a [b c d] e", {"A": "a [b] c [d] e"})
    assert len({change.linked for change in combination.changes} - {0}) == 1


def test_taking_out_a_bracket_another_builds_on_clashes() -> None:
    """A bracket cut in two needs the signs that another strikes."""
    assert not combine("a [b c] d", {"A": "a [b] [c] d", "B": "a b c d"}).is_clean


def test_layout_yields_to_words() -> None:
    """One deletes the comma, another only the space behind it, which would glue the words."""
    combination = combine("one, two", {"A": "one two", "B": "one,two"})
    assert combination.text() == "one two"


def test_neighbouring_words_replaced_by_the_same_word_clash() -> None:
    """Two proposals that would together write a word twice in a row are in conflict."""
    combination = combine("red dog", {"A": "big dog", "B": "red big"})
    assert conflicts(combination) == [("red dog", {"A": "big dog", "B": "red big"})]


def test_layout_inside_an_option_belongs_to_it() -> None:
    """White space that one deletes inside a conflict is part of its option, and no word is lost."""
    base = "[aaa\n]a"
    proposals = {"A": "aaa\n]a", "B": "a[aaa]a"}
    combination = combine(base, proposals)
    assert {key: combination.project(key) for key in proposals} == proposals


def test_layout_between_places_that_read_as_one_belongs_to_the_option() -> None:
    """No word of the base is written twice, and each side stays its author's own text."""
    proposals = {"A": "Rice\nis cold.", "B": "Oats is warm."}
    combination = combine("Tea is hot.", proposals)
    assert [type(hunk) for hunk in combination.hunks] == [Conflict, Kept]
    assert {key: combination.project(key) for key in proposals} == proposals
    proposals = {"A": "[aa|not]\\[\na,", "B": "|not]\\[a."}
    combination = combine("[aa|not]\\[a", proposals)
    assert {key: combination.project(key) for key in proposals} == proposals


def test_words_compare_whatever_their_normalisation() -> None:
    """A text typed with composed letters changes nothing in one with decomposed letters."""
    combination = combine("cafe\u0301 noir", {"A": "caf\u00e9 noir", "B": "caf\u00e9 au lait"})
    assert combination.text() == "cafe\u0301 au lait"
    assert changes(combination) == [("B", "noir", "au lait")]


def test_changes_of_several_in_one_sentence_are_to_be_read_again() -> None:
    """Clean changes by different proposals in one sentence are neighbours, others are not."""
    combination = combine(
        "We meet in May. We vote in June each year. We rest.",
        {
            "A": "We meet in March. We vote in June each year. We rest.",
            "B": "We meet in May. We decide in June each year. We rest.",
            "C": "We meet in May. We vote in June every year. We rest.",
        },
    )
    (neighbours,) = combination.neighbours
    assert neighbours.sentence == "We decide in June every year."
    assert neighbours.by == ("B", "C")
    assert [
        hunk.text
        for index in neighbours.changes
        if isinstance(hunk := combination.hunks[index], Change)
    ] == ["decide", "every"]


def test_there_is_no_text_while_conflicts_are_left() -> None:
    """Asking for the text says how many conflicts stand in the way."""
    combination = combine("Red. Tea.", {"A": "Blue. Oat.", "B": "Pink. Rye."})
    with pytest.raises(Unresolved, match="2 conflicts are left"):
        combination.text()


def test_projecting_on_an_unknown_proposal_names_the_known_ones() -> None:
    """A wrong key is a mistake of the caller."""
    with pytest.raises(ValueError, match="no proposal 'C': choose from A, B"):
        combine("a", {"A": "b", "B": "c"}).project("C")
