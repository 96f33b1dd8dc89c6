"""Combining: what any merge of amendments must get right, conflicts settled, and findings."""

from __future__ import annotations

import gc
from random import Random

import pytest

from consensus.errors import InvalidChoice, Unresolved
from consensus.text.combination import Combination
from consensus.text.combine import combine
from consensus.text.document import combine_documents
from consensus.text.hunk import (
    Change,
    Conflict,
    InBrackets,
    InOrder,
    KeepBase,
    Kept,
    Option,
    Reword,
    Settlement,
    Take,
)

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


def test_what_only_three_together_would_double_is_asked_in_one_bracket() -> None:
    """Asked apart, words of A and C could meet where E takes out what stands between."""
    for base, proposals in (
        ("Yes.", {"A": "Yes a.", "C": "Yes. a, b", "E": "Yes"}),
        (".", {"A": "a .", "C": ". a ,", "E": ""}),
    ):
        (conflict,) = combine(base, proposals).conflicts
        assert {"A", "E"} <= {key for option in conflict.options for key in option.by}
        with pytest.raises(InvalidChoice, match="conflict"):
            combine(base, proposals).settle({1: Take("A", "E")})


@pytest.mark.parametrize(
    ("base", "proposals"),
    [
        (
            "Notify the chair and the members, please!\n\nThe council meets.",
            {
                "B": "Notify the chair please! the members, and now\n\nThe council meets.",
                "C": "Notify the chair and the members, please! now!",
                "D": "Notify the chair and the members, please!\n\nMay The council meets.",
            },
        ),
        (
            "Le réseau répond à l’assemblée; c’est la règle.\n\nMembers will report every year.",
            {
                "B": "Le réseau répond à l’assemblée; c’est règle. la now\n\n"
                "Members will report every year.",
                "C": "Members will report every year.\n\n"
                "Le réseau c’est à l’assemblée; répond la règle. now",
                "D": "Le réseau répond à l’assemblée; c’est la règle.\n\n"
                "All Members will report every year.",
            },
        ),
    ],
    ids=["a change", "another question"],
)
def test_words_that_would_double_those_beside_them_are_asked_with_them(
    base: str, proposals: dict[str, str]
) -> None:
    """What C adds would stand behind the same word of B, were C chosen against D."""
    last = combine(base, proposals).conflicts[-1]
    assert {key for option in last.options for key in option.by} == {"B", "C", "D"}


def test_words_that_would_double_across_what_a_third_deletes_are_asked_with_them() -> None:
    """C writes before what D deletes, and B the same word behind it: two alone are fine."""
    base = "report all the keep council shall every."
    proposals = {
        "A": "report all the keep council shall now every.",
        "B": "report all the keep states shall states every.",
        "C": "states all the keep council shall every.",
        "D": "report council shall every.",
    }
    combination = combine(base, proposals)
    with pytest.raises(InvalidChoice, match="conflict"):
        combination.settle({1: Take("B", "C")})
    assert "states states" not in combination.settle({1: Take("B")}).render("brackets")


def test_what_is_added_to_the_last_words_of_a_rewritten_phrase_is_asked_with_it() -> None:
    """Otherwise the sponsor could ask for what nobody wanted it to ask for."""
    base = "Its opinion shall be binding upon the investigator. It shall be public."
    added = base.replace("investigator", "investigator and the sponsor")
    other = "may be reconsidered at the request of"
    combination = combine(base, {"E": added, "F": base.replace("shall be binding upon", other)})
    (conflict,) = combination.conflicts
    assert {option.by: option.text for option in conflict.options} == {
        (): "shall be binding upon the investigator",
        ("E",): "shall be binding upon the investigator and the sponsor",
        ("F",): "may be reconsidered at the request of the investigator",
    }


@pytest.mark.parametrize(
    ("base", "starts"),
    [
        ("If it is tied, the older candidate is elected.", "the "),
        ("If it is tied, then the older candidate is elected.", ""),
        ("The older candidate is elected.", "The "),
        ("Tomorrow older candidate is elected.", ""),
        ("If it is tied, the older candidate is elected at its next meeting.", ""),
    ],
    ids=["after a sign", "two words", "sentence", "subject", "more words behind"],
)
def test_an_article_before_a_clause_in_conflict_goes_in_with_it(base: str, starts: str) -> None:
    """It is put in where it stands between a sign and a conflict that ends at the next sign."""
    wordings = ["older candidate is elected", "result is decided by lot", "two share the term"]
    proposals = {key: base.replace(wordings[0], wordings[at]) for at, key in enumerate("AB", 1)}
    (conflict,) = combine(base, proposals).conflicts
    assert [option.text for option in conflict.options] == [starts + each for each in wordings]


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


@pytest.mark.parametrize(
    "sentence",
    ["All members report to it in spring.", "All members shall report to it in spring.", ""],
    ids=["elsewhere", "elsewhere in other words", "deleted"],
)
def test_a_sentence_that_one_moves_and_another_moves_or_deletes_is_asked_about(
    sentence: str,
) -> None:
    """Otherwise it would stand twice, or stand although it is to be deleted."""
    base = "The board meets. All members report to it in spring. Costs are shared by all. It ends."
    moved = "All members report to it in spring. The board meets. Costs are shared by all. It ends."
    other = f"The board meets. Costs are shared by all. It ends. {sentence}".rstrip()
    combination = combine(base, {"A": moved, "B": other})
    assert len({conflict.question for conflict in combination.conflicts}) == 1
    for key, text in (("", base), ("A", moved), ("B", other)):
        ways = [key if key in each.by else KeepBase() for each in combination.conflicts]
        assert combination.settle(dict(enumerate(ways, 1))).text() == text


def test_a_sentence_that_all_move_to_one_place_is_no_question() -> None:
    """Nor is a move beside what another changes elsewhere."""
    base = "The fund pays. The board meets. Members report in spring. All costs are shared."
    moved = "Members report in spring. The fund pays. The board meets. All costs are shared."
    combination = combine(base, {"A": moved, "B": moved, "C": base.replace("All", "Most")})
    assert combination.text() == moved.replace("All", "Most")


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


# Settling conflicts: by proposals that agree, by the base, by new words, by brackets.


BASE = "We should meet in the spring of next year."
PROPOSALS = {
    "A": "We shall meet in the spring of next year.",
    "B": "We may meet in the spring of next year.",
    "C": "We shall meet in the spring of next year.",
}


def rivals() -> Combination:
    """Combine two wordings for one word, one of them wanted by two."""
    return combine(BASE, PROPOSALS)


@pytest.mark.parametrize(
    ("settlement", "word", "by"),
    [
        ("A", "shall", ("A", "C")),
        (Take("B"), "may", ("B",)),
        (Take("A", "C"), "shall", ("A", "C")),
        (Reword("might"), "might", ()),
        (Reword("may"), "may", ("B",)),
        (InBrackets(), "[should | A, C: shall | B: may]", ("A", "B", "C")),
    ],
)
def test_a_settled_conflict_is_a_change(
    settlement: Settlement | str, word: str, by: tuple[str, ...]
) -> None:
    """The change carries the words it was settled for and names those whose words they are."""
    settled = rivals().settle({1: settlement})
    assert settled.changes == (Change("should", word, by),)
    assert settled.text() == BASE.replace("should", word)


@pytest.mark.parametrize("settlement", [KeepBase(), Reword("should")])
def test_keeping_the_base_is_no_change(settlement: Settlement) -> None:
    """A conflict settled for the words of the base leaves them as kept."""
    settled = rivals().settle({1: settlement})
    assert settled.hunks[1] == Kept("should")
    assert settled.text() == BASE


def test_names_are_printed_as_asked_for() -> None:
    """Where a conflict is written as a bracket, the codes of sponsors can stand for keys."""
    names = {"A": ("BRA",), "B": ("USA", "CAN"), "C": ()}
    settled = rivals().settle({1: InBrackets()}, names)
    assert settled.changes[0].text == "[should | BRA: shall | USA, CAN: may]"


def test_the_others_stay_open() -> None:
    """Settling one conflict leaves the rest, and says what the settled one was."""
    combination = combine("Red. Tea.", {"A": "Blue. Oat.", "B": "Pink. Rye."})
    settled = combination.settle({2: "B"})
    assert len(settled.conflicts) == 1
    assert settled.changes[0].settled_from == combination.conflicts[1]
    assert settled.settle({1: "A"}).text() == "Blue. Rye."


WIDE = {
    "A": "We shall meet in the spring of next year.",
    "B": "",
    "C": "We should meet in the spring of every year.",
    "D": "We should meet in the spring of any year.",
}


def test_compatible_proposals_can_be_taken_together() -> None:
    """Two changes that exclude a third, but not each other, are carried out both."""
    combination = combine(BASE, WIDE)
    (conflict,) = combination.conflicts
    assert conflict.compatible == (
        frozenset({"A", "C"}),
        frozenset({"A", "D"}),
        frozenset({"B"}),
    )
    settled = combination.settle({1: Take("A", "C")})
    assert settled.text() == "We shall meet in the spring of every year."
    assert settled.changes[0].by == ("A", "C")


@pytest.mark.parametrize(
    ("settlement", "message"),
    [
        (Take("A", "B"), "conflict here: A and B"),
        (Take("A", "C", "D"), "conflict here: C and D"),
        ("E", "E has no option here: choose from A, B, C, D"),
        ("brackets", r"no proposal is called brackets: give InBrackets\(\), no string"),
        ("base", r"no proposal is called base: give KeepBase\(\), no string"),
        (InOrder("A", "C"), "only pure insertions at one place can stand in an order"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(settlement: Settlement | str, message: str) -> None:
    """A settlement that cannot be carried out names the proposals in its way."""
    with pytest.raises(ValueError, match=message):
        combine(BASE, WIDE).settle({1: settlement})


def test_a_conflict_that_does_not_exist_is_refused() -> None:
    """Conflicts are counted from 1, and who counts from 0, as in version 0.1, is told."""
    with pytest.raises(ValueError, match=r"no conflict 2: there is one, counted from 1$"):
        rivals().settle({2: "A"})
    with pytest.raises(ValueError, match=r"there is one, counted from 1 since version 0\.2$"):
        rivals().settle({0: "A"})


def test_taking_nobody_is_refused() -> None:
    """A settlement in favour of nobody is a mistake."""
    with pytest.raises(ValueError, match="at least one"):
        Take()


@pytest.mark.parametrize(
    ("base", "proposals", "expected"),
    [
        (
            "Members report.",
            {"A": "Members shall report.", "B": "Members promptly report."},
            {"AB": "Members shall promptly report.", "BA": "Members promptly shall report."},
        ),
        (
            "- one\n- two",
            {"A": "- one\n- two\n- red", "B": "- one\n- two\n- blue"},
            {"AB": "- one\n- two\n- red\n- blue", "BA": "- one\n- two\n- blue\n- red"},
        ),
        ("", {"A": "Red.", "B": "Blue"}, {"AB": "Red.Blue", "BA": "Blue Red."}),
    ],
)
def test_insertions_at_one_place_may_stand_in_either_order(
    base: str, proposals: dict[str, str], expected: dict[str, str]
) -> None:
    """Both of two insertions are kept in the order stated, and no words run together."""
    combination = combine(base, proposals)
    for order, text in expected.items():
        assert combination.settle({1: InOrder(*order)}).text() == text


def test_conflicts_made_by_hand_can_be_settled() -> None:
    """A conflict needs nothing but its options to be settled for one of them."""
    conflict = Conflict("a", (Option("a"), Option("b", ("B",)), Option("c", ("C", "D"))))
    assert conflict.compatible == (frozenset({"B"}), frozenset({"C", "D"}))
    assert conflict.settled("D") == Change("a", "c", ("C", "D"))
    with pytest.raises(ValueError, match="B and C"):
        conflict.settled(Take("B", "C"))


def test_only_those_whose_words_meet_exclude_each_other() -> None:
    """A third whose words stand in the same conflict goes with whom it doubles no word."""
    base = "Members report to the harbour office."
    found = combine(
        base,
        {
            "ASH": "Members report to our harbour office.",
            "BAY": "Members report to the our office.",
            "COL": "Members report to the port office.",
        },
    )
    (conflict,) = found.conflicts
    assert conflict.excluding == (("ASH", "BAY"), ("BAY", "COL"))
    settled = found.settle({1: Take("ASH", "COL")})
    assert settled.text() == "Members report to our port office."


# Many rival amendments to generated paragraphs: the same outcome in every order.


WORDS = [
    "the",
    "working",
    "group",
    "members",
    "and",
    "observers",
    "shall",
    "should",
    "may",
    "report",
    "annually",
    "on",
    "progress",
    "made",
    "in",
    "public",
    "policy",
    "to",
    "all",
    "relevant",
    "bodies",
    "with",
    "due",
    "regard",
    "for",
    "developing",
    "countries",
]


def paragraph(random: Random) -> list[str]:
    """Make up a paragraph of three sentences."""
    words = []
    for _ in range(3):
        length = random.randint(8, 20)
        sentence = [random.choice(WORDS) for _ in range(length)]
        sentence[-1] += "."
        words += sentence
    return words


def rival(random: Random, words: list[str]) -> str:
    """Amend a paragraph in one to four places."""
    words = list(words)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(words))
        what = random.randrange(4)
        if what == 0:
            words[at] = random.choice(WORDS)
        elif what == 1 and len(words) > 3:
            del words[at : at + random.randint(1, 3)]
            words = words or ["none"]
        elif what == 2:
            words[at:at] = random.choices(WORDS, k=random.randint(1, 3))
        else:
            end = min(len(words) - 1, at + random.randint(0, 4))
            words[at] = "[" + words[at]
            words[end] += "]"
    return " ".join(words)


def test_rivals_combine_alike_in_every_order_and_project_back() -> None:
    """200 paragraphs with 2 to 15 rivals: order is nothing, each rival is found again whole."""
    for seed in range(200):
        random = Random(seed)
        words = paragraph(random)
        base = " ".join(words)
        proposals = {
            f"A{number}": rival(random, words) for number in range(1, random.randint(2, 15) + 1)
        }
        twin = random.choice(sorted(proposals))
        proposals["twin"] = proposals[twin]
        expected = combine(base, proposals)
        for _ in range(10):
            shuffled = list(proposals.items())
            random.shuffle(shuffled)
            assert expected == combine(base, dict(shuffled))
        assert proposals == {key: expected.project(key) for key in proposals}
        for hunk in (*expected.changes, *(o for c in expected.conflicts for o in c.options)):
            assert (twin in hunk.by) == ("twin" in hunk.by)


# Findings: what a merge without conflicts may have got wrong.


PANEL_TEXT = "The review panel meets in May. The review panel reports in June. Members vote."


def test_a_term_that_one_renames_and_another_still_uses_is_found() -> None:
    """A voice renames every occurrence; the words of another still hold the old term."""
    found = combine(
        PANEL_TEXT,
        {
            "A9": PANEL_TEXT.replace("review panel", "audit board"),
            "A4": f"{PANEL_TEXT} The review panel publishes its votes.",
        },
    )
    assert found.is_clean
    (finding,) = found.findings
    assert finding.kind == "leftover term"
    assert finding.message == ("“review panel” is renamed by A9 and still used in the words of A4")
    assert (finding.words, finding.replacement, finding.by) == (
        "review panel",
        "audit board",
        ("A4", "A9"),
    )


def test_a_term_that_stands_once_or_is_a_number_is_none() -> None:
    """What the base uses once, what is renamed in part, and bare numbers are not reported."""
    once = combine(
        PANEL_TEXT,
        {
            "A": PANEL_TEXT.replace("Members", "States"),
            "B": f"{PANEL_TEXT} Members may also speak.",
        },
    )
    part = combine(
        PANEL_TEXT,
        {
            "A": PANEL_TEXT.replace("review panel", "audit board", 1),
            "B": f"{PANEL_TEXT} The review panel publishes its votes.",
        },
    )
    numbers = "It has 7 seats. It meets 7 times. It rests."
    bare = combine(
        numbers, {"A": numbers.replace("7", "9"), "B": f"{numbers} It has 7 members of staff."}
    )
    assert once.findings == part.findings == bare.findings == ()


def test_two_items_inserted_under_one_number_are_found() -> None:
    """Two list items put in by different voices carry the same number."""
    base = "1. One item here.\n2. Two items there.\n\nThe end of all.\n"
    found = combine_documents(
        base,
        {
            "A": base.replace("there.\n", "there.\n3. Apples are red fruit.\n"),
            "B": base.replace("The end of all.\n", "The end of all.\n\n3. Votes stay secret.\n"),
        },
    )
    assert [each.message for each in found.findings] == ["two items are inserted as 3., by A, B"]


def test_a_reference_to_a_number_that_changes_is_found() -> None:
    """Where a heading gets another number, references to the old one are named with the new."""
    base = "# Article 4\n\nMembers vote.\n\n# Article 5\n\nArticle 4 binds all.\n"
    found = combine_documents(base, {"A": base.replace("# Article 4", "# Article 6")})
    (finding,) = found.findings
    assert (finding.kind, finding.words, finding.replacement) == (
        "changed number",
        "Article 4",
        "Article 6",
    )


def test_a_term_is_found_in_the_singular_and_in_the_plural() -> None:
    """One who renames all members renames a member; what stands for that form is offered."""
    base = "All members meet. The members vote. Every member speaks."
    found = combine(
        base,
        {
            "A": "All States meet. The States vote. Every State speaks.",
            "B": f"{base} A member may also write.",
        },
    )
    (finding,) = found.findings
    assert (finding.words, finding.replacement) == ("member", "State")


def test_a_reference_that_another_adds_to_a_changed_number_is_found() -> None:
    """Who adds words with a reference does not know that another numbers on."""
    base = "1. Tea is free.\n\n2. Cake is sold at the door.\n"
    found = combine_documents(
        base,
        {
            "A": "1. Tea is free.\n\n2. Rooms stay open.\n\n3. Cake is sold at the door.\n",
            "B": base.replace("free.", "free. See section 2 for cake."),
        },
    )
    (finding,) = found.findings
    assert (finding.kind, finding.words, finding.replacement) == (
        "changed number",
        "section 2",
        "section 3",
    )


def test_combining_leaves_nothing_in_cycles() -> None:
    """What was read for a combination is freed with it, and waits for no garbage collector."""
    base = "Members shall meet twice a year."
    proposals = {"A": "Members may meet twice a year.", "B": "Members shall “meet” in public."}
    combine(base, proposals)
    gc.collect()
    gc.disable()
    try:
        combine(base, proposals)
        assert gc.collect() == 0
    finally:
        gc.enable()
