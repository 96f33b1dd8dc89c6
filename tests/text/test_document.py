"""Whole documents combined: blocks put in, struck, moved, split and joined, and their words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.errors import Unresolved
from consensus.text.blocks import split_blocks
from consensus.text.combination import Combination
from consensus.text.document import combine_documents
from consensus.text.hunk import InBrackets, InOrder, KeepBase, Kept, Reword, Settlement, Take
from consensus.text.tokens import tokenise
from tests.text.strategies import NEW_PARAGRAPHS, amended_documents, moved_documents

TITLE = "# Report"
ONE = "States shall report every year on the measures they have taken."
TWO = "The Secretariat compiles these reports in all languages."
THREE = "A review conference meets every five years."
NEW = "Observers may attend."


def document(*blocks: str) -> str:
    """Write blocks with blank lines between them."""
    return "\n\n".join(blocks) + "\n"


BASE = document(TITLE, ONE, TWO, THREE)


def combined(**proposals: str) -> Combination:
    """Combine proposals for the base."""
    return combine_documents(BASE, proposals)


@pytest.mark.parametrize(
    ("base", "proposals", "expected"),
    [
        (BASE, {}, BASE),
        ("", {}, ""),
        ("", {"A": "one\n", "B": "one\n"}, "one\n"),
        ("one\n", {"A": "", "B": "one\n"}, ""),
        ("one", {"A": "one\n"}, "one\n"),
        ("one\n", {"A": "one"}, "one"),
        ("\n\n", {"A": "\n"}, "\n"),
        ("one", {"A": "one\n\ntwo", "B": "zero\n\none"}, "zero\n\none\n\ntwo"),
        # Insertions beside what another changes, strikes or moves.
        (
            BASE,
            {
                "A": document(TITLE, ONE, NEW, TWO, THREE),
                "B": document(TITLE, ONE.replace("taken", "planned"), TWO[4:], THREE),
            },
            document(TITLE, ONE.replace("taken", "planned"), NEW, TWO[4:], THREE),
        ),
        (
            BASE,
            {"A": document(TITLE, ONE, NEW, TWO, THREE), "B": document(TITLE, TWO, THREE)},
            document(TITLE, NEW, TWO, THREE),
        ),
        (
            BASE,
            {"A": document(TITLE, ONE, TWO, NEW, THREE), "B": document(TITLE, ONE, TWO)},
            document(TITLE, ONE, TWO, NEW),
        ),
        (
            BASE,
            {"A": document(TITLE, THREE, ONE, TWO), "B": document(TITLE, ONE, TWO, THREE, NEW)},
            document(TITLE, THREE, ONE, TWO, NEW),
        ),
        # One moves what another changes; two move the same; moves with and without a final newline.
        (
            BASE,
            {
                "A": document(TITLE, THREE, ONE, TWO),
                "B": BASE.replace("five years", "two years").replace("compiles", "collects"),
            },
            document(
                TITLE,
                THREE.replace("five", "two"),
                ONE,
                TWO.replace("compiles", "collects"),
            ),
        ),
        (
            BASE,
            {
                "A": document(TITLE, TWO, THREE, ONE),
                "B": document(TITLE, TWO, THREE, ONE.replace("shall", "should")),
            },
            document(TITLE, TWO, THREE, ONE.replace("shall", "should")),
        ),
        (
            BASE[:-1],
            {"A": document(TITLE, TWO, THREE, ONE)[:-1], "B": BASE.replace("five", "six")[:-1]},
            document(TITLE, TWO, THREE.replace("five", "six"), ONE)[:-1],
        ),
        # One paragraph split in two, and a word changed in its tail by another; and joined.
        (
            document(f"{ONE} {TWO}"),
            {
                "A": document(ONE, TWO),
                "B": document(f"{ONE} {TWO}").replace("all languages", "six languages"),
            },
            document(ONE, TWO.replace("all", "six")),
        ),
        (
            document(ONE, TWO, THREE),
            {
                "A": document(f"{ONE} {TWO}", THREE),
                "B": document(ONE, TWO, THREE).replace("all languages", "six languages"),
            },
            document(f"{ONE} {TWO.replace('all', 'six')}", THREE),
        ),
        # The items of a list.
        (
            "- 1\n- 2\n- 3\n- 5\n",
            {"A": "- 1\n- 2\n- 5\n", "B": "- 1\n- 2\n- 3\n- 4\n- 5\n"},
            "- 1\n- 2\n- 4\n- 5\n",
        ),
        (
            "line one\n\nline two\n",
            {"A": "line one, longer\n\nline two\n", "B": "line one\n\nline two, too\n"},
            "line one, longer\n\nline two, too\n",
        ),
        # Line ends of other systems, and code that is left as it is.
        (
            "one\r\n\r\ntwo\r\n",
            {"A": "one\r\n\r\nnew\r\n\r\ntwo\r\n", "B": "one\r\n\r\nthe two\r\n"},
            "one\r\n\r\nnew\r\n\r\nthe two\r\n",
        ),
        (
            "```\na\n\nb\n```\n\nend\n",
            {"A": "```\na\n\nb\nc\n```\n\nend\n", "B": "```\na\n\nb\n```\n\nthe end\n"},
            "```\na\n\nb\nc\n```\n\nthe end\n",
        ),
        # Scripts with and without spaces.
        (
            "على الدول أن تقدم تقاريرها.\n\nسطر ثان هنا.\n",
            {
                "A": "على الدول أن تقدم تقاريرها كل سنة.\n\nسطر ثان هنا.\n",
                "B": "سطر ثان هنا.\n\nعلى الدول أن تقدم تقاريرها.\n",
            },
            "سطر ثان هنا.\n\nعلى الدول أن تقدم تقاريرها كل سنة.\n",
        ),
        (
            "सदस्य हर वर्ष रिपोर्ट देंगे।\n\nदूसरा अनुच्छेद यहाँ है।\n",
            {
                "A": "सदस्य हर माह रिपोर्ट देंगे।\n\nदूसरा अनुच्छेद यहाँ है।\n",
                "B": "सदस्य हर वर्ष रिपोर्ट देंगे।\n\nनया।\n\nदूसरा अनुच्छेद यहाँ है।\n",
            },
            "सदस्य हर माह रिपोर्ट देंगे।\n\nनया।\n\nदूसरा अनुच्छेद यहाँ है।\n",
        ),
        (
            "成员每年提交报告。\n\n秘书处汇编报告。\n",
            {
                "A": "成员每月提交报告。\n\n秘书处汇编报告。\n",
                "B": "成员每年提交报告。\n\n秘书处汇编所有报告。\n",
            },
            "成员每月提交报告。\n\n秘书处汇编所有报告。\n",
        ),
        (
            "สมาชิกส่งรายงานทุกปี\n\nจบ\n",
            {"A": "สมาชิกส่งรายงานทุกเดือน\n\nจบ\n", "B": "สมาชิกส่งรายงานทุกปี\n\nใหม่\n\nจบ\n"},
            "สมาชิกส่งรายงานทุกเดือน\n\nใหม่\n\nจบ\n",
        ),
        (
            "Agreed 👍🏽 by all.\n\n👩‍👩‍👧 end.\n",
            {
                "A": "Agreed 👍🏿 by all.\n\n👩‍👩‍👧 end.\n",
                "B": "Agreed 👍🏽 by all.\n\n👩‍👩‍👧 the end.\n",
            },
            "Agreed 👍🏿 by all.\n\n👩‍👩‍👧 the end.\n",
        ),
    ],
)
def test_what_does_not_conflict_is_done(
    base: str, proposals: dict[str, str], expected: str
) -> None:
    """Changes of the arrangement and of words come together, and nothing doubles or sticks."""
    combination = combine_documents(base, proposals)
    assert expected == combination.text()
    assert expected == "".join(hunk.text for hunk in combination.hunks)  # type: ignore[union-attr]  # no conflict is left
    assert proposals == {key: combination.project(key) for key in proposals}


def test_a_block_that_one_strikes_and_another_changes_is_in_conflict() -> None:
    """The conflict is about the whole block, which may stay, go, or stay changed."""
    combination = combined(A=document(TITLE, ONE, THREE), B=BASE.replace("compiles", "collects"))
    (conflict,) = combination.conflicts
    texts = [f"{TWO}\n\n", "", f"{TWO}\n\n".replace("compiles", "collects")]
    assert texts == [option.text for option in conflict.options]
    assert document(TITLE, ONE, THREE) == combination.settle({1: "A"}).text()
    assert combination.settle({1: KeepBase()}).text() == BASE


def test_blocks_that_two_put_in_at_one_place_may_both_stand_in_either_order() -> None:
    """Insertions at one place are a conflict that keeping both settles."""
    combination = combined(
        A=document(TITLE, ONE, NEW, TWO, THREE), B=document(TITLE, ONE, "More.", TWO, THREE)
    )
    in_order = combination.settle({1: InOrder("B", "A")})
    assert document(TITLE, ONE, "More.", NEW, TWO, THREE) == in_order.text()
    assert document(TITLE, ONE, NEW, TWO, THREE) == combination.settle({1: "A"}).text()


MOVED = document(TITLE, THREE, ONE, TWO)
STRUCK = document(TITLE, ONE, TWO)
MOVED_ELSEWHERE = document(THREE, TITLE, ONE, TWO)


def test_a_block_that_one_moves_and_another_strikes_is_one_question() -> None:
    """The conflicts where it stood and where it is to stand are linked and settled together."""
    combination = combined(A=MOVED, B=STRUCK)
    assert [conflict.linked for conflict in combination.conflicts] == [1, 1]
    for number in (1, 2):
        assert combination.settle({number: "A"}).text() == MOVED
        assert combination.settle({number: Take("B")}).text() == STRUCK
        assert combination.settle({number: KeepBase()}).text() == BASE
    with pytest.raises(Unresolved):
        combination.text()


def test_a_block_that_two_move_elsewhere_stands_in_one_place_only() -> None:
    """Whoever is taken, nothing is doubled; both cannot be taken."""
    combination = combined(A=MOVED, B=MOVED_ELSEWHERE)
    assert combination.settle({1: "A"}).text() == MOVED
    assert combination.settle({3: "B"}).text() == MOVED_ELSEWHERE
    with pytest.raises(ValueError, match="conflict"):
        combination.settle({1: Take("A", "B")})


def test_linked_conflicts_have_one_settlement() -> None:
    """Saying two things of one question is refused, and so is a stranger to it."""
    combination = combined(A=MOVED, B=STRUCK)
    with pytest.raises(ValueError, match="one question"):
        combination.settle({1: "A", 2: "B"})
    with pytest.raises(ValueError, match="C has no option here: choose from A, B"):
        combination.settle({1: "C"})
    with pytest.raises(ValueError, match="no conflict 3: there are 2, counted from 1"):
        combination.settle({3: "A"})


def test_new_wording_of_a_moved_block_stands_where_it_is_given() -> None:
    """Elsewhere nothing of what was disputed is left."""
    combination = combined(A=MOVED, B=STRUCK)
    assert document(TITLE, NEW, ONE, TWO) == combination.settle({1: Reword(f"{NEW}\n\n")}).text()


def test_two_that_move_to_one_place_may_stand_there_in_order() -> None:
    """A block moved to where another puts one in is a conflict that keeping both settles."""
    combination = combined(A=MOVED, B=document(TITLE, NEW, ONE, TWO, THREE))
    assert not combination.is_clean
    in_order = combination.settle({1: InOrder("B", "A")})
    assert document(TITLE, NEW, THREE, ONE, TWO) == in_order.text()
    assert combination.settle({1: "A"}).text() == MOVED


def test_a_section_moves_whole_and_what_is_put_in_behind_it_is_a_question() -> None:
    """An insertion inside a moved section goes along; behind it, it might belong to either."""
    base = document("# A", ONE, TWO, "# B", THREE)
    moved = document("# B", THREE, "# A", ONE, TWO)
    inside = document("# A", ONE, NEW, TWO, "# B", THREE)
    behind = document("# A", ONE, TWO, "# B", THREE, NEW)
    expected = document("# B", THREE, "# A", ONE, NEW, TWO)
    assert expected == combine_documents(base, {"A": moved, "B": inside}).text()
    contested = combine_documents(base, {"A": moved, "B": behind})
    assert [conflict.linked for conflict in contested.conflicts] == [1, 1, 1]
    assert moved == contested.settle({1: "A"}).text()
    assert behind == contested.settle({1: "B"}).text()
    assert base == contested.settle({1: KeepBase()}).text()


def test_a_paragraph_wrapped_otherwise_is_the_same() -> None:
    """Soft line breaks are layout: they go in, and never contend with a word."""
    base = document("One two three four\nfive six seven.", THREE)
    wrapped = base.replace("three four\nfive", "three\nfour five")
    found = combine_documents(base, {"A": wrapped, "B": base.replace("seven", "eight")})
    assert found.text() == wrapped.replace("seven", "eight")


def test_in_code_a_line_break_counts() -> None:
    """Lines of code broken otherwise by two are in conflict."""
    base = document("```\none two three\n```", THREE)
    found = combine_documents(
        base,
        {"A": base.replace("one two", "one\ntwo"), "B": base.replace("one two", "one\n\ntwo")},
    )
    assert len(found.conflicts) == 1


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Apples are red fruit.", "Votes stay secret.", "order"),
        ("Votes stay secret for a year.", "Votes stay secret for ten years.", "substance"),
    ],
)
def test_blocks_at_one_place_are_an_order_where_they_are_unlike(
    one: str, other: str, kind: str
) -> None:
    """Different blocks inserted at one place are both likely wanted; like ones are rivals."""
    base = document(ONE, THREE)
    found = combine_documents(
        base, {"A": document(ONE, one, THREE), "B": document(ONE, other, THREE)}
    )
    assert [conflict.kind for conflict in found.conflicts] == [kind]
    settled = found.settle({1: InOrder("B", "A")})
    assert settled.text() == document(ONE, other, one, THREE)


TERMS = ("Alpha: one.", "Board: all.", "Member: some.", "Statutes: these rules.")


@pytest.mark.parametrize(
    ("marker", "items", "two", "is_clean"),
    [
        ("-", TERMS, ("Delegate: a person.", "*Fee*: what is paid."), True),
        ("*", TERMS, ("Fee: what is paid.", "Delegate: a person."), True),
        ("-", TERMS, ("Delegate: a person.", "Zone: a place."), False),
        ("-", TERMS[1:], ("Delegate: a person.", "Fee: what is paid."), False),
        ("-", (*TERMS, "Association: a body."), ("Delegate: a person.", "Fee: a sum."), False),
        ("-", TERMS, ("Fee: what is paid each year.", "Fees: what is paid each year."), False),
        ("1.", TERMS, ("Delegate: a person.", "Fee: what is paid."), False),
    ],
)
def test_only_an_alphabetical_list_says_which_of_two_items_comes_first(
    marker: str, items: tuple[str, ...], two: tuple[str, str], is_clean: bool
) -> None:
    """Unlike items that fit into a list of four or more stand as it is sorted, unasked."""

    def listed(*new: str) -> str:
        place = items.index("Member: some.")
        return "".join(f"{marker} {each}\n" for each in (*items[:place], *new, *items[place:]))

    proposals = {"A": listed(two[0]), "B": listed(two[1])}
    found = combine_documents(listed(), proposals)
    assert found.is_clean == is_clean
    assert {key: found.project(key) for key in proposals} == proposals
    if is_clean:
        assert found.text() == listed(*sorted(two, key=lambda item: item.strip("*")))
        assert {change.by for change in found.changes} == {("A",), ("B",)}


@pytest.mark.parametrize(
    ("items", "one", "other"),
    [
        ("(a) apples;(b) beans;(c) carrots;(d) yams", "(e) lemons grown nearby", "(e) nuts abroad"),
        ("a. apples;b. beans;c. carrots;d. yams", "e. lemons grown nearby", "e. nuts abroad"),
        ("R1: apples;R2: beans;R3: carrots;R4: yams", "R5: lemons grown nearby", "R5: nuts"),
        ("10 apples;11 beans;12 carrots;13 yams", "2 lemons grown nearby", "30 nuts abroad"),
        ("apples;beans;  - broad ones;  - dry ones", "  - eager ones", "- doves and other birds"),
        ("apples;beans;carrots;dates", "leeks\n  - long ones", "lemons of every kind"),
    ],
)
def test_items_with_letters_or_items_of_their_own_are_in_no_alphabetical_order(
    items: str, one: str, other: str
) -> None:
    """No letter is given twice, and no item goes to the items of another, without a question."""

    def listed(*new: str) -> str:
        return "".join(f"{'' if '- ' in each[:4] else '- '}{each}\n" for each in new)

    base = items.split(";")
    proposals = {"A": listed(*base, one), "B": listed(*base, other)}
    found = combine_documents(listed(*base), proposals)
    assert [conflict.kind for conflict in found.conflicts] == ["order"]
    assert {key: found.project(key) for key in proposals} == proposals


def numbered(*items: str) -> str:
    """Write the items of a numbered list."""
    return "".join(f"{number}. {item}\n" for number, item in enumerate(items, 1))


ITEMS = ("Tea is free.", "Cake is sold.", "Rooms stay open.", "Votes are secret.")


def test_items_that_several_insert_are_numbered_on() -> None:
    """Each text numbers its own list; the outcome has no number twice and none left out."""
    tea, cake, rooms, votes = ITEMS
    ours = numbered(tea, cake, "Alpha goes first.", rooms, votes)
    theirs = numbered(tea, cake, rooms, "Gamma is third.", votes)
    found = combine_documents(numbered(*ITEMS), {"A": ours, "B": theirs})
    assert found.text() == numbered(tea, cake, "Alpha goes first.", rooms, "Gamma is third.", votes)
    assert {"A": ours, "B": theirs} == {key: found.project(key) for key in ("A", "B")}


def test_items_in_an_order_are_numbered_on() -> None:
    """Two items that both have the next number have two numbers once their order is settled."""
    base = numbered(*ITEMS)
    found = combine_documents(
        base, {"A": f"{base}5. Alpha goes first.\n", "B": f"{base}5. Gamma is third by far.\n"}
    )
    assert [conflict.kind for conflict in found.conflicts] == ["order"]
    settled = found.settle({1: InOrder("B", "A")})
    assert settled.text() == numbered(*ITEMS, "Gamma is third by far.", "Alpha goes first.")


def test_a_number_that_does_not_run_on_is_left_alone() -> None:
    """Numbers that an author does not count on from the item before stay as they are."""
    base = "1. Tea is free.\n2. Cake is sold.\n"
    found = combine_documents(
        base, {"A": f"{base}7. Alpha goes first.\n", "B": base.replace("2.", "4.")}
    )
    assert found.text() == "1. Tea is free.\n4. Cake is sold.\n7. Alpha goes first.\n"


def test_renumbering_one_item_leaves_those_behind_it() -> None:
    """Only the number that somebody changes goes on from the item before."""
    base = "1. Tea is free.\n2. Cake is sold.\n3. Rooms stay open.\n4. Votes are secret.\n"
    changed = base.replace("2.", "5.")
    found = combine_documents(base, {"A": changed, "B": base.replace("free", "sold")})
    assert found.text() == changed.replace("free", "sold")
    fewer = numbered(ITEMS[0], *ITEMS[2:])
    found = combine_documents(base, {"A": fewer, "B": base.replace("open", "shut")})
    assert found.text() == fewer.replace("open", "shut")


def test_what_all_insert_at_one_place_goes_in_for_all() -> None:
    """Only what stands around the same block is asked, or goes in where one alone has it."""
    found = combine_documents(
        document(TITLE, THREE),
        {"A": document(TITLE, ONE, TWO, THREE), "B": document(TITLE, TWO, NEW, THREE)},
    )
    assert found.text() == document(TITLE, ONE, TWO, NEW, THREE)
    assert ("A", "B") in [change.by for change in found.changes]


def test_each_block_has_questions_of_its_own() -> None:
    """Conflicts in two blocks are two questions, and settling one leaves the other."""
    base = document("Tea is free.", "Cake is sold.")
    found = combine_documents(
        base,
        {
            "A": document("Rice is free.", "Bread is sold."),
            "B": document("Oats are free.", "Pie is sold."),
        },
    )
    assert [conflict.question for conflict in found.conflicts] == [1, 2]
    assert len(found.settle({1: "A"}).conflicts) == 1
    assert found.taken("A") == ()


def test_plain_text_has_no_lists() -> None:
    """What would be items in Markdown is one paragraph in plain text."""
    base = "- one\n- two\n"
    proposals = {"A": "- one\n- new\n- two\n", "B": "- one\n- other\n- two\n"}
    assert combine_documents(base, proposals, markdown=False).conflicts
    assert combine_documents(base, {"A": proposals["A"]}, markdown=False).text() == proposals["A"]


def test_an_unknown_proposal_is_refused() -> None:
    """Only what was combined can be projected."""
    with pytest.raises(ValueError, match="no proposal 'C': choose from A"):
        combined(A=MOVED).project("C")


def test_changes_in_one_sentence_are_neighbours() -> None:
    """Clean changes by different proposals in one sentence are to be read again."""
    combination = combined(A=BASE.replace("every", "each", 1), B=BASE.replace("taken", "planned"))
    assert [each.by for each in combination.neighbours] == [("A", "B")]


def test_conflicts_take_up_whole_lines_between_markers() -> None:
    """A line with conflicts in it stands whole in each wording, as its author has it."""
    combination = combined(
        A=BASE.replace("shall", "should"),
        B=BASE.replace("shall", "may").replace("taken", "planned"),
    )
    theirs = ONE.replace("taken", "planned").replace("shall", "may")
    expected = document(
        TITLE,
        f"<<<<<<< A\n{ONE.replace('shall', 'should')}\n||||||| base\n{ONE}\n=======\n"
        f"{theirs}\n>>>>>>> B\n\n{TWO}",
        THREE,
    )
    assert expected == combination.render("markers")


def test_a_contested_move_is_written_at_both_places() -> None:
    """Brackets stand where the block was and where it is to stand."""
    brackets = combined(A=MOVED, B=STRUCK).render("brackets")
    expected = document(TITLE, f"[no text | A: {THREE}]", ONE, TWO, f"[{THREE} | A, B: no text]")
    assert expected == brackets
    settled = combined(A=MOVED, B=STRUCK).settle({1: InBrackets()})
    assert expected == settled.text()


def test_rejecting_a_move_in_critic_markup_leaves_the_block_where_it_was() -> None:
    """A move is a deletion and an insertion, also where words of the block are in conflict."""
    critic = combined(A=MOVED, B=BASE.replace("five", "two"), C=BASE.replace("five", "ten"))
    written = critic.render("critic")
    assert written.startswith(f"{TITLE}\n\n{{++A review conference meets every ++}}")
    assert written.endswith(f"{{--\n\n{THREE}--}}{{>>A<<}}\n")
    assert [part for part in written.split("{") if part.startswith("~~")] == []


# The laws of combining whole documents.


Case = tuple[str, dict[str, str]]


def composed(text: str) -> str:
    """Spell a text in NFC: a combination keeps the spelling of the base."""
    return unicodedata.normalize("NFC", text)


def settlements(data: st.DataObject, combination: Combination) -> dict[int, Settlement | str]:
    """Draw a settlement for every conflict, one for all that are linked."""
    drawn: dict[int, Settlement | str] = {}
    links: dict[int, Settlement | str] = {}
    for number, conflict in enumerate(combination.conflicts, 1):
        if conflict.linked not in links or not conflict.linked:
            choices: list[Settlement | str] = [KeepBase(), InBrackets(), *conflict.by]
            links[conflict.linked] = data.draw(st.sampled_from(choices))
        drawn[number] = links[conflict.linked]
    return drawn


@given(amended_documents(), st.booleans())
def test_blocks_lose_nothing(case: Case, markdown: bool) -> None:
    """The blocks of any document joined together are the document."""
    for text in (case[0], *case[1].values()):
        blocks = split_blocks(text, markdown)
        assert text == "".join(block.text for block in blocks)
        assert all(block.text for block in blocks)


@given(amended_documents(), st.randoms(use_true_random=False))
def test_order_never_matters(case: Case, random: object) -> None:
    """The same proposals in any order give the same combination."""
    base, proposals = case
    items = list(proposals.items())
    random.shuffle(items)  # type: ignore[attr-defined]  # what st.randoms draws is not public
    expected = combine_documents(base, proposals)
    found = combine_documents(base, dict(items))
    assert expected == found
    assert expected.render("brackets") == found.render("brackets")


@given(amended_documents())
def test_nothing_proposed_changes_nothing(case: Case) -> None:
    """Without proposals the text is the base."""
    assert case[0] == combine_documents(case[0], {}).text()


@given(amended_documents(), st.booleans())
def test_one_proposal_gives_exactly_its_text(case: Case, markdown: bool) -> None:
    """A proposal alone is never in conflict, and nothing of it is lost."""
    base, proposals = case
    for text in proposals.values():
        combination = combine_documents(base, {"A": text, "B": text}, markdown=markdown)
        assert combination.is_clean
        assert text == combination.text()
        assert composed(text) == composed(combination.render("clean"))


@given(amended_documents(), st.booleans())
def test_projection_gives_exactly_the_proposal(case: Case, markdown: bool) -> None:
    """All in favour of one, the others' changes left out: that is its text, to the last sign."""
    base, proposals = case
    combination = combine_documents(base, proposals, markdown=markdown)
    assert proposals == {key: combination.project(key) for key in proposals}


@given(amended_documents(), st.data())
def test_settling_every_conflict_leaves_none(case: Case, data: st.DataObject) -> None:
    """A settled combination is clean, and its projections are what they were."""
    base, proposals = case
    combination = combine_documents(base, proposals)
    settled = combination.settle(settlements(data, combination))
    assert settled.is_clean
    assert settled.text() == "".join(hunk.text for hunk in settled.hunks)  # type: ignore[union-attr]  # no conflict is left
    assert proposals == {key: settled.project(key) for key in proposals}


@given(amended_documents())
def test_rejecting_everything_gives_the_base(case: Case) -> None:
    """With no change made and every conflict settled for the base, the base is there again."""
    base, proposals = case
    arrangement = combine_documents(base, proposals).arrangement
    assert arrangement is not None
    hunks = (placed.hunk for placed in arrangement.hunks(for_critic=True))
    kept = (hunk.text if isinstance(hunk, Kept) else hunk.replaces for hunk in hunks)
    assert base == "".join(kept)


@given(amended_documents(), st.data())
def test_no_word_is_glued_that_nobody_glued(case: Case, data: st.DataObject) -> None:
    """Every token of a result is in the base or in a proposal."""
    base, proposals = case
    combination = combine_documents(base, proposals)
    settlement = settlements(data, combination)
    settled = combination.settle(
        {at: KeepBase() if one == InBrackets() else one for at, one in settlement.items()}
    )
    known = {token for source in (base, *proposals.values()) for token in tokenise(source)}
    found = {token for token in tokenise(settled.text()) if token.strip()}
    assert {*map(composed, found)} <= {*map(composed, known)}


@given(amended_documents())
def test_every_notation_can_write_it(case: Case) -> None:
    """What is combined can be written down, whatever is in conflict."""
    base, proposals = case
    combination = combine_documents(base, proposals)
    for notation in ("brackets", "markers", "critic"):
        assert isinstance(combination.render(notation), str)
    assert all(len(each.by) > 1 for each in combination.neighbours)


@given(moved_documents(), st.data(), st.sampled_from(["", "\n"]))
def test_no_block_is_doubled_or_dropped_that_nobody_doubled_or_dropped(
    case: tuple[list[str], dict[str, list[str]]], data: st.DataObject, end: str
) -> None:
    """However moves, deletions and insertions are settled, each block stands once or was struck."""
    base, blocks = case
    proposals = {key: "\n\n".join(each) + end for key, each in blocks.items()}
    combination = combine_documents("\n\n".join(base) + end, proposals)
    assert proposals == {key: combination.project(key) for key in proposals}
    chosen = settlements(data, combination)
    text = combination.settle(
        {at: KeepBase() if one == InBrackets() else one for at, one in chosen.items()}
    ).text()
    found = [block.content for block in split_blocks(text) if block.content]
    assert len(found) == len(set(found))
    assert set(found) <= {*base, *NEW_PARAGRAPHS}
    kept = set(base).intersection(*blocks.values())
    assert kept <= set(found)


TREES = tuple(
    f"- {name}: {name.lower()}wood, {name.lower()}bark and {name.lower()}leaf."
    for name in ("Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple", "Oak", "Yew")
)
LISTED = st.sets(st.sampled_from(TREES))


@given(LISTED, st.lists(LISTED, min_size=1, max_size=5), st.sampled_from(["", "Trees:\n\n"]))
def test_a_sorted_list_stays_sorted(base: set[str], added: list[set[str]], heading: str) -> None:
    """Whatever items several insert, a list of four or more goes on in its order, unasked."""

    def written(items: set[str]) -> str:
        return heading + "".join(f"{item}\n" for item in sorted(items))

    proposals = {str(key): written(base | more) for key, more in enumerate(added)}
    found = combine_documents(written(base), proposals)
    assert proposals == {key: found.project(key) for key in proposals}
    if len(base) >= 4:
        assert found.text() == written(base.union(*added))
