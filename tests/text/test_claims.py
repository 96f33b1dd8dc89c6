"""Claims: what one voice wants in one sentence is taken or left as a whole."""

from __future__ import annotations

import pytest

from consensus.text.combine import combine
from consensus.text.hunk import InOrder, KeepBase, Take
from consensus.text.merge import merge

CHAIR = "Members elect a chair."
BOARD = "The board shall meet twice a year in public."
AGENDA = "The secretariat shall send the agenda to all members before each session."
RECORDS = "Each controller and processor shall keep records of all operations."
PLAN = "Plan 123 FINAL"


@pytest.mark.parametrize(
    ("base", "proposals", "expected"),
    [
        (
            "The chair shall report to the members.",
            {
                "A": "The chair shall report to the members every year.",
                "B": "The chair shall report to the members. Reports are public.",
            },
            "The chair shall report to the members every year. Reports are public.",
        ),
        (
            "See Article 4 of the charter. It binds all members.",
            {
                "A": "See Article\u00a04 of the charter.\nIt binds all members.",
                "B": "See Article 4 of the charter. It binds all full members.",
            },
            "See Article\u00a04 of the charter.\nIt binds all full members.",
        ),
        (
            BOARD,
            {
                "A": "The board may meet four times a year in public.",
                "B": "The board must meet twice a year in public.",
            },
            "The board [shall meet twice | A: may meet four times | B: must meet twice] a year in"
            " public.",
        ),
        (
            AGENDA,
            {
                "A": "Before a session opens, every delegation receives its papers from the"
                " secretariat.",
                "B": AGENDA.replace("each session", "each regular session"),
            },
            f"[{AGENDA[:-1]} | A: Before a session opens, every delegation receives its papers from"
            " the secretariat | B: The secretariat shall send the agenda to all members before each"
            " regular session].",
        ),
        (
            CHAIR,
            {"A": f"{CHAIR} The chair serves two years.", "B": f"{CHAIR} Votes are secret."},
            f"{CHAIR} [no text | A: The chair serves two years. | B: Votes are secret.]",
        ),
        (
            CHAIR,
            {
                "A": f"{CHAIR} The chair serves for two years.",
                "B": f"{CHAIR} The chair serves for three years.",
            },
            f"{CHAIR} [no text | A: The chair serves for two years. |"
            " B: The chair serves for three years.]",
        ),
        (
            "The body acts without delay.",
            {
                "A": "The body acts without undue delay.",
                "B": "The body acts without unreasonable delay.",
            },
            "The body acts without [no text | A: undue | B: unreasonable] delay.",
        ),
        (
            "Parties shall protect forests.",
            {
                "A": "Parties shall protect forests and wetlands.",
                "B": "Parties shall protect forests and wetlands and rivers.",
            },
            "Parties shall protect forests [no text | A: and wetlands |"
            " B: and wetlands and rivers].",
        ),
        (
            RECORDS,
            {
                "A": "Each controller shall keep records of the main operations.",
                "B": "Each controller shall keep records of all operations.",
                "C": RECORDS.replace("of all", "of some"),
            },
            "Each controller shall keep records of [all | A: the main | C: some] operations.",
        ),
        (
            "States shall inform the public and, where they deem it useful, hold hearings.",
            {
                "A": "States shall inform the public and hold hearings.",
                "B": "States shall inform the general public and, where they deem it useful, hold"
                " hearings.",
            },
            "States shall inform the general public and hold hearings.",
        ),
        (
            "The fund is open to all. It pays grants once a year.",
            {
                "A": "The fund is open to all members. It pays loans once a year.",
                "B": "The fund is open to all. It pays prizes once a year.",
            },
            "The fund is open to all members. It pays [grants | A: loans | B: prizes] once a year.",
        ),
        (
            "Notify members , and the chair.",
            {"A": "Notify members and the chair.", "B": "Notify members , and the whole chair."},
            "Notify members and the whole chair.",
        ),
        (
            PLAN,
            {"A": "Plan 456 FINAL", "B": "Plan 124 FINAL"},
            "Plan [123 | A: 456 | B: 124] FINAL",
        ),
        (PLAN, {"A": "Plan2 123 FINAL", "B": "Plan 123 FINAL2"}, "Plan2 123 FINAL2"),
        (
            PLAN,
            {"A": "Plan2 123 FINAL", "B": "Plan3 123 FINAL 2"},
            "[Plan | A: Plan2 | B: Plan3] 123 FINAL [no text | B: 2]",
        ),
        (PLAN, {"A": "Plan2 123 FINAL", "B": "Plan2 123 FINAL 2"}, "Plan2 123 FINAL 2"),
        (
            "- 1\n- 2\n- 3\n- 5",
            {"A": "- 1\n- 2\n- 5", "B": "- 1\n- 2\n- 3\n- 4\n- 5"},
            "- 1\n- 2\n- 4\n- 5",
        ),
        (
            "- one\n- two",
            {"A": "- one\n- two\n- red", "B": "- one\n- two\n- blue"},
            "- one\n- two\n[no text | A: - red | B: - blue]",
        ),
        (
            "items 1 2 3 5",
            {"A": "items 1 2 5", "B": "items 1 2 new 5"},
            "items 1 2 [3 | A: no text | B: new] 5",
        ),
        (
            "The members meet in spring.",
            {"A": "The members will meet in spring.", "B": ""},
            "[The members meet in spring. | A: The members will meet in spring. | B: no text]",
        ),
        (
            "Tea is served first. Cake comes later.",
            {
                "A": "Rice is served first. Cake comes later.",
                "B": "Oats are served first. Cake comes at last.",
            },
            "[Tea is | A: Rice is | B: Oats are] served first. Cake comes at last.",
        ),
        (
            "First line.\nSecond line.",
            {"A": "First line. More.\nSecond line."},
            "First line. More.\nSecond line.",
        ),
        (
            "Members report annually.",
            {"A": "Members shall report annually.", "B": "Members not report annually."},
            "Members [no text | A: shall | B: not] report annually.",
        ),
        ("x, and and y", {"A": "x, and y", "B": "x and y"}, "[x, and | A: x, | B: x] and y"),
        (
            "Keep # and { and [ as they are.",
            {"A": "Leave # and { and [ as they are.", "B": "Keep # and { and [ as they were."},
            "Leave # and { and [ as they were.",
        ),
        (
            "we consider measures now",
            {"A": "we [consider measures] now", "B": "we [consider] measures now"},
            "we [consider measures | A: [consider measures] | B: [consider] measures] now",
        ),
        (
            "One thing. And then another thing.",
            {"A": "One thing.\n\nAnd then another thing.", "B": "One thing. And then some thing."},
            "One thing.\n\nAnd then some thing.",
        ),
        ("和平与发展。", {"A": "和平与安全。", "B": "友谊与发展。"}, "友谊与安全。"),
        (
            "Members, towns and lakes, shall report.",
            {
                "A": "Members, towns and lakes and rivers, shall report.",
                "B": "Members, towns and lakes, streams and rivers, shall report.",
            },
            "Members, towns and lakes[no text | A:  and rivers | B: , streams and rivers], shall"
            " report.",
        ),
        (
            "Notice is given in a newspaper, ten days before.",
            {
                "A": "Notice is given on the website, ten days before.",
                "B": "Notice is given in a newspaper, on the website, ten days before.",
            },
            "Notice is given [in a newspaper | A: on the website | B: in a newspaper, on the"
            " website], ten days before.",
        ),
        (
            "The value is named `copy`.",
            {"A": "The value is named `ref`.", "B": "The value is named `copy` or `move`."},
            "The value is named `ref` or `move`.",
        ),
        (
            "Beards are forbidden.",
            {
                "A": "Workers who do not shave shall have hoods.",
                "B": "Beards are forbidden. Workers who do not shave shall have another mask.",
            },
            "[Beards are forbidden. | A: Workers who do not shave shall have hoods. | B: Beards are"
            " forbidden. Workers who do not shave shall have another mask.]",
        ),
        (
            "The type is that of the other branch.",
            {
                "A": "The type is that of the other branch; where both do, it is an expression.",
                "B": "The type is that of the other branch. Where both do, so does the expression.",
            },
            "The type is that of the other branch[no text | A: ; where both do, it is an"
            " expression]. [no text | B: Where both do, so does the expression.]",
        ),
        (
            "Feeding is prohibited.",
            {
                "A": "Feeding may be authorised by the office.",
                "B": "Failing agreement the office decides. Feeding is prohibited.",
            },
            "Failing agreement the office decides. Feeding may be authorised by the office.",
        ),
        (
            "The board has seven trustees elected for terms of three years.",
            {
                "A": "The board has nine trustees elected for terms of three years.",
                "B": "The board has seven trustees appointed for terms of four years.",
                "C": "The board has five trustees named for terms of five years.",
            },
            "The board has [seven trustees elected for terms of three years | A: nine trustees"
            " elected for terms of three years | B: seven trustees appointed for terms of four"
            " years | C: five trustees named for terms of five years].",
        ),
        (
            "Work is [to be done | to be finished] soon.",
            {"A": "Work is done soon.", "B": "Work is going to be done quite soon."},
            "Work is [to be done | to be finished | A: done | B: going to be done quite] soon.",
        ),
        (
            "代理人は、五人以上の組合員を代理することができない。",
            {
                "A": "代理人は、三人以上の組合員を代理することができない。",
                "B": "代理人は、組合員又はその親族でなければならない。",
            },
            "代理人は、[五人以上の組合員を代理することができない | A:"
            " 三人以上の組合員を代理することができない | B:"
            " 組合員又はその親族でなければならない]。",
        ),
        (
            "It has five professors, one member of the staff and a chair.",
            {
                "A": "It has three professors, two members of the staff and a chair.",
                "B": "It has four professors, one member of the staff and a chair.",
            },
            "It has [five | A: three | B: four] professors, [one member | A: two members] of the"
            " staff and a chair.",
        ),
        (
            "Jewellery is removed; covering it with tape is not permitted. The referee looks on.",
            {
                "A": "Jewellery is removed; what stays must be covered with tape. The referee or an"
                " assistant referee looks on.",
                "B": "Jewellery is removed. The referee looks on.",
            },
            "Jewellery is removed[; covering it with tape is not permitted | A: ; what stays must"
            " be covered with tape | B: no text]. The referee or an assistant referee looks on.",
        ),
        (
            "An agreement holds if each branch approves it.",
            {
                "A": "An agreement holds if most members approve it.",
                "B": "An agreement holds if every branch approves it by ballot. A branch that"
                " rejects it may leave.",
            },
            "An agreement holds if [each branch approves it | A: most members approve it | B: every"
            " branch approves it by ballot]. A branch that rejects it may leave.",
        ),
        (
            "Votes must be signed by the voter; a missing signature may be supplied in person.",
            {
                "A": "Votes must be signed by the voter. A missing signature makes the vote void.",
                "B": "Votes must be signed by the voter; a missing signature may be supplied in"
                " person or by post.",
                "C": "Votes must be signed by the voter and one witness; a missing signature may be"
                " supplied in person.",
            },
            "Votes must be signed by the voter [no text | C: and one witness][; a missing signature"
            " may be supplied in person | A: no text | B: ; a missing signature may be supplied in"
            " person or by post]. [no text | A: A missing signature makes the vote void.]",
        ),
        (
            "Museums should answer requests.",
            {
                "A": "Museums shall answer requests.",
                "B": "Museums and universities should answer requests.",
            },
            "Museums [no text | B: and universities] [should | A: shall] answer requests.",
        ),
        (
            "Craft are removed within twenty years of their end.",
            {
                "A": "Craft are removed within five years of their end.",
                "B": "Craft are removed as soon as practicable and in any case within ten years of"
                " their end.",
            },
            "Craft are removed [no text | B: as soon as practicable and in any case] within [twenty"
            " | A: five | B: ten] years of their end.",
        ),
        (
            "The union gives five days' notice.",
            {
                "A": "The union gives 48 hours' notice.",
                "B": "The union gives two days' notice.",
            },
            "The union gives [five days' | A: 48 hours' | B: two days'] notice.",
        ),
        (
            "Plans show exits, lifts and risers and valves.",
            {
                "A": "Plans show exits, lifts and risers, valves and batteries.",
                "B": "Plans show exits, lifts and risers and fans.",
            },
            "Plans show exits, lifts and [risers and valves | A: risers, valves and batteries | B:"
            " risers and fans].",
        ),
        (
            "Overflow wraps around in all cases.",
            {
                "A": "Overflow raises a fault, unless the operator wraps (e.g. `+%`).",
                "B": "Overflow wraps around in most cases.",
            },
            "Overflow [wraps around in all cases | A: raises a fault, unless the operator wraps"
            " (e.g. `+%`) | B: wraps around in most cases].",
        ),
        (
            "The server sends an alert and closes the line. It shall not go on without a key.",
            {
                "A": "The server sends an alert, closes the line and shall not go on without a"
                " key.",
                "B": "The server sends an alert and closes the line. Under no circumstances shall"
                " it go on without a key.",
            },
            "The server sends an [alert and closes the line. It shall not go on without a key | A:"
            " alert, closes the line and shall not go on without a key | B: alert and closes the"
            " line. Under no circumstances shall it go on without a key].",
        ),
    ],
)
def test_each_case_comes_out_as_people_expect(
    base: str, proposals: dict[str, str], expected: str
) -> None:
    """What goes in goes in whole, and what contends is one question with readable options."""
    assert expected == combine(base, proposals).render("brackets")


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("Spills are reported.", "Gloves are binned.", "order"),
        ("The chair is elected.", "The budget is approved.", "order"),
        ("Members shall report.", "Observers shall attend.", "order"),
        ("Die Wahl ist geheim.", "Der Beitrag ist fällig.", "order"),
        ("The chair serves for two years.", "The chair serves for three years.", "substance"),
        ("The fee is ten.", "The fee is two.", "substance"),
        ("The fee is 10.", "The age is 20.", "order"),
        ("Fees are waived.", "Fees are doubled.", "substance"),
        ("It is open to all.", "It is closed to all.", "substance"),
    ],
)
def test_little_words_alone_make_no_two_sentences_alike(first: str, second: str, kind: str) -> None:
    """Of short sentences the order is asked, unless they share a word that says something."""
    (conflict,) = combine(CHAIR, {"A": f"{CHAIR} {first}", "B": f"{CHAIR} {second}"}).conflicts
    assert conflict.kind == kind


def test_a_conflict_says_what_it_asks_and_what_belongs_to_it() -> None:
    """Where only an order is asked the kind says so; regions of one claim are one question."""
    (order,) = combine(
        CHAIR, {"A": f"{CHAIR} The chair serves two years.", "B": f"{CHAIR} Votes are secret."}
    ).conflicts
    assert order.kind == "order"
    base = "Tea is served first of all with the best cake."
    first, second = combine(
        base,
        {
            "A": base.replace("Tea", "Rice").replace("cake", "bread"),
            "B": base.replace("Tea", "Oats"),
        },
    ).conflicts
    assert (first.kind, second.kind) == ("substance", "substance")
    assert first.question == second.question
    assert [option.by for option in second.options] == [(), ("A",)]


def test_items_put_on_a_list_at_one_place_meet() -> None:
    """Both begin behind the item before them, whichever comma they could stand beside."""
    base = "The office shall invite the members of the group, and report to the board."
    combination = combine(
        base,
        {
            "A": base.replace("group,", "group and observers,"),
            "B": base.replace("group,", "group, guests and observers,"),
        },
    )
    assert combination.render("brackets") == (
        "The office shall invite the members of the group"
        "[no text | A:  and observers | B: , guests and observers], and report to the board."
    )


def test_signs_are_not_doubled() -> None:
    """Changes of two that together would write two commas in a row are in conflict."""
    base = "The office shall report, in May to the board."
    combination = combine(
        base,
        {
            "A": base.replace("report,", "report soon,"),
            "B": base.replace("report, in May", "report, as ever, in May"),
        },
    )
    assert ",," not in combination.render("brackets")


def test_a_rewritten_sentence_is_one_option_beside_a_strike() -> None:
    """What is deleted in the next sentence belongs to the claim, and is a place of its own."""
    first = "Research on humans shall be submitted to the Ethics Committee before it begins."
    new = "No person shall be recruited into research until the Ethics Committee has agreed."
    kept = "The Committee is guided by respect and justice"
    struck = "; it shall look with special care at research with prisoners, minors and patients"
    base = f"{first} {kept}{struck}."
    combination = combine(
        base,
        {
            "A": f"{new} {kept}.",
            "B": base.replace("humans", "humans or animals"),
            "C": base.replace("minors", "children"),
        },
    )
    assert combination.render("brackets") == (
        f"[{first[:-1]} | A: {new[:-1]} | B: {first[:-1].replace('humans', 'humans or animals')}]. "
        f"{kept}[{struck} | A: no text | C: {struck.replace('minors', 'children')}]."
    )
    assert combination.settle({1: "A"}).text() == f"{new} {kept}."


def test_a_rewritten_paragraph_is_one_question_asked_sentence_by_sentence() -> None:
    """Each sentence stands beside what it became, and all go with the rewrite or none."""
    first, second, third = (
        "Residents may keep up to six hens in the garden.",
        "The henhouse stands three metres from the fence.",
        "Permission ends after two complaints.",
    )
    texts = {
        "A": f"{first.replace('six', 'four')} {second} {third}",
        "B": f"{first} {second.replace('three', 'five')} {third.replace('two', 'three')}",
        "C": "No poultry is kept in any garden. What was permitted stays until the last bird dies.",
    }
    combination = combine(f"{first} {second} {third}", texts)
    assert combination.render("brackets") == (
        f"[{first[:-1]} | A: {first[:-1].replace('six', 'four')} | C: No poultry is kept in any"
        f" garden]. [{second[:-1]} | B: {second[:-1].replace('three', 'five')} | C: What was"
        f" permitted stays until the last bird dies]. [{third} | B:"
        f" {third.replace('two', 'three')} | C: no text]"
    )
    assert {each.question for each in combination.conflicts} == {1}
    assert combination.settle({1: "C"}).text() == texts["C"]
    assert combination.taken("A") == combination.taken("B") == combination.taken("C") == ()


def test_a_sentence_between_two_that_are_rewritten_goes_in() -> None:
    """It has a place of its own, which no option of the rewritten sentences has."""
    base = "Parties are entitled to free time on the radio. Half of the time is divided equally."
    rewrite = "Stations give balanced news of every candidate. No airtime is ever allotted free."
    combination = combine(
        base,
        {
            "A": base.replace("Half", "A third").replace("radio", "air"),
            "B": base.replace("radio. ", "radio. Others have none. "),
            "C": rewrite,
        },
    )
    assert "]. Others have none. [" in combination.render("brackets")


def test_an_addition_beside_a_conflict_is_kept_however_that_is_settled() -> None:
    """It waits for its claim, but stays open where the words before it are settled for another."""
    texts = {"A": "Plan2 123 FINAL", "B": "Plan3 123 FINAL 2"}
    combination = combine(PLAN, texts)
    assert combination.settle({1: "B"}).text() == texts["B"]
    merged = merge(combination, settle={0: "A"})
    assert merged.text == "Plan2 123 FINAL"
    assert [each.next_text for each in merged.outcomes] == [None, "Plan2 123 FINAL 2"]
    assert combination.settle({1: "A", 2: "B"}).text() == "Plan2 123 FINAL 2"


@pytest.mark.parametrize(
    ("base", "proposals", "expected"),
    [
        (
            "Payments need two signatures, one of which shall be the President's own.",
            {
                "A": "Payments need two signatures, none of which shall be given by the payee.",
                "B": "Payments need two signatures, which may be electronic, one of which shall be"
                " the President's own.",
            },
            "Payments need two signatures[no text | B: , which may be electronic], [one of which"
            " shall be the President's own | A: none of which shall be given by the payee].",
        ),
        (
            "In cases of minimal risk its chair may decide alone.",
            {
                "A": "Cases of minimal risk are exempt.",
                "B": "In cases of minimal risk its chair and one other member may decide.",
            },
            "[In cases of minimal risk its chair may decide alone | A: Cases of minimal risk are"
            " exempt | B: In cases of minimal risk its chair and one other member may decide].",
        ),
        (
            "Screening is not delayed because of [poor] sugar control.",
            {
                "A": "Screening is not delayed because of poor sugar control.",
                "B": "Screening is not delayed because of sugar control above target.",
            },
            "Screening is not delayed because of [A: poor | B: no text] sugar control [no text | B:"
            " above target].",
        ),
        (
            "Plans are filed within five days of the entry into force of this Protocol and are"
            " renewed every four years.",
            {
                "A": "Plans are filed within six days of the entry into force of this Protocol and"
                " are renewed every five years.",
                "B": "Plans are filed within nine days of the entry into force of this Protocol and"
                " are renewed every four years.",
            },
            "Plans are filed within [five | A: six | B: nine] days of the entry into force of this"
            " Protocol and are renewed every [four | A: five] years.",
        ),
        (
            "The board has seven trustees elected at large for terms of three years.",
            {
                "A": "The board has nine trustees elected by ward for terms of three years.",
                "B": "The board has seven trustees elected at large and two students appointed for"
                " terms of four years.",
            },
            "The board has [seven trustees elected at large | A: nine trustees elected by ward | B:"
            " seven trustees elected at large and two students appointed] for terms of [three | B:"
            " four] years.",
        ),
        (
            "Members should adopt national plans.",
            {
                "A": "Members shall adopt, no later than next year, national plans.",
                "B": "Members may adopt national plans.",
            },
            "Members [should | A: shall | B: may] adopt[no text | A: , no later than next year,]"
            " national plans.",
        ),
        (
            "Reports are due every four hours and no ship leaves port before.",
            {
                "A": "Reports are due every six hours and no ship or boat leaves port before.",
                "B": "Reports are due every four hours.",
            },
            "Reports are due every [four | A: six] hours [and no ship leaves port before | A: and"
            " no ship or boat leaves port before | B: no text].",
        ),
    ],
)
def test_places_of_one_question_that_are_chosen_together_are_one_phrase(
    base: str, proposals: dict[str, str], expected: str
) -> None:
    """Few words kept between them are joined in; places that can be chosen apart stay apart."""
    assert expected == combine(base, proposals).render("brackets")


def test_an_option_says_whose_words_it_includes() -> None:
    """An option that holds the words of another and more includes it."""
    (conflict,) = combine(
        "Parties shall protect forests.",
        {
            "A": "Parties shall protect forests and wetlands.",
            "B": "Parties shall protect forests and wetlands and rivers.",
        },
    ).conflicts
    assert [option.includes for option in conflict.options] == [(), (), ("A",)]


@pytest.mark.parametrize(
    ("settlement", "expected"),
    [
        (InOrder("A", "B"), f"{CHAIR} The chair serves two years. Votes are secret."),
        (InOrder("B", "A"), f"{CHAIR} Votes are secret. The chair serves two years."),
        (Take("B", "A"), f"{CHAIR} Votes are secret. The chair serves two years."),
        (Take("A"), f"{CHAIR} The chair serves two years."),
        (KeepBase(), CHAIR),
    ],
)
def test_an_order_is_settled_by_either_order_one_or_neither(
    settlement: InOrder | Take | KeepBase, expected: str
) -> None:
    """An order is asked without a default, and settled like any conflict."""
    combination = combine(
        CHAIR, {"A": f"{CHAIR} The chair serves two years.", "B": f"{CHAIR} Votes are secret."}
    )
    assert not combination.is_clean
    assert expected == combination.settle({1: settlement}).text()


def test_a_moved_sentence_is_taken_or_left_at_both_places() -> None:
    """Where another inserts a sentence too, both ends of the move are one question."""
    base = "Members elect a chair. Votes are secret and public. The office keeps a list."
    moved = "The office keeps a list. Members elect a chair. Votes are secret and public."
    combination = combine(base, {"A": moved, "B": f"Rooms stay open at night. {base}"})
    assert not combination.changes
    assert {conflict.question for conflict in combination.conflicts} == {1}
    assert combination.settle({1: "A"}).text() == moved
    both = combination.settle({1: InOrder("B", "A")})
    assert both.text() == f"Rooms stay open at night. {moved}"


def test_a_moved_sentence_is_found_whole_where_others_are_like_it() -> None:
    """What stands elsewhere is deleted and inserted whole, so that only its own words contend."""
    term, votes = "The chair serves for two years.", "Votes on budgets are taken by secret ballot."
    minutes = "The office publishes all minutes within a week."
    base, moved = f"{term} {votes} {minutes}", f"{term} {minutes} {votes}"
    added = f"{term} {votes} Observers may speak at the end. {minutes}"
    combination = combine(base, {"A": moved, "B": added})
    assert combination.text() == f"{term} Observers may speak at the end. {minutes} {votes}"
    combination = combine(base, {"A": moved, "B": base.replace("secret", "open")})
    assert combination.render("brackets") == (
        f"{term} [{votes} | A: no text | B: {votes.replace('secret', 'open')}] {minutes}"
        f" [no text | A: {votes}]"
    )
    assert combination.settle({1: "A"}).text() == moved


def test_a_moved_sentence_does_not_rewrite_what_it_passes() -> None:
    """Words that another changes between both ends of a move are not in question."""
    base = "Members elect a chair. Votes are secret and public. The office keeps a list."
    moved = "The office keeps a list. Members elect a chair. Votes are secret and public."
    combination = combine(base, {"A": moved, "B": base.replace("secret", "open")})
    assert combination.text() == moved.replace("secret", "open")


def test_a_question_is_settled_together_unless_said_otherwise() -> None:
    """Taking one side in a region takes it in the others of its question."""
    base = "Tea is served first of all with the best cake."
    proposals = {
        "A": base.replace("Tea", "Rice").replace("cake", "bread"),
        "B": base.replace("Tea", "Oats"),
    }
    combination = combine(base, proposals)
    assert combination.settle({1: "A"}).text() == proposals["A"]
    assert combination.settle({1: KeepBase()}).text() == base
    assert len(combination.settle({1: "B"}).conflicts) == 1
    apart = combination.settle({1: "A", 2: KeepBase()})
    assert apart.text() == base.replace("Tea", "Rice")


def test_what_goes_in_by_default_is_known_for_each_proposal() -> None:
    """`taken` gives the changes of a proposal that nothing contends with."""
    combination = combine(
        "The fund is open to all. It pays grants once a year.",
        {
            "A": "The fund is open to all members. It pays loans once a year.",
            "B": "The fund is open to all. It pays prizes once a year.",
        },
    )
    assert [change.text for change in combination.taken("A")] == [" members"]
    assert combination.taken("B") == ()


def test_what_is_left_of_an_order_stays_alive() -> None:
    """Until an order is settled both insertions are left; settled for one, the other is closed."""
    texts = {"A": f"{CHAIR} The chair serves two years.", "B": f"{CHAIR} Votes are secret."}
    combination = combine(CHAIR, texts)
    merged = merge(combination)
    assert merged.text == CHAIR
    assert {each.key: each.next_text for each in merged.outcomes} == texts
    settled = merge(combination, settle={0: InOrder("B", "A")})
    assert [each.next_text for each in settled.outcomes] == [None, None]
    assert all(each.taken and not each.closed for each in settled.outcomes)


@pytest.mark.parametrize("count", [41, 100])
def test_many_rivals_are_combined_shown_and_settled_at_once(count: int) -> None:
    """No number of compatible sets is computed unless a few of them are requested."""
    words = [f"word{at}" for at in range(60)]
    base = f"{' '.join(words)}."
    rivals = {
        f"A{at}": base.replace(f"word{at % 60} ", f"other{at} ").replace(
            f"word{(at * 7) % 59} ", f"more{at} word{(at * 7) % 59} "
        )
        for at in range(count)
    }
    combination = combine(base, rivals)
    shown = combination.render("brackets")
    fields = [(each.compatible, each.excluding) for each in combination.conflicts]
    settled = combination.settle({at: KeepBase() for at, _ in enumerate(combination.conflicts, 1)})
    assert shown
    assert all(len(compatible) <= 20 for compatible, _ in fields)
    assert settled.is_clean


@pytest.mark.parametrize("gap", [" ", "\n\n"])
def test_deleted_sentences_in_a_row_are_deleted_whole_or_not_at_all(gap: str) -> None:
    """Where another changes the first of them, the second does not go by itself."""
    base = f"Members meet annually. They report on it.{gap}The chair presides over it."
    combination = combine(
        base,
        {"A": base.replace("annually", "twice a year"), "B": "The chair presides over it."},
    )
    (conflict,) = combination.conflicts
    assert conflict.kind == "substance"
    assert not combination.taken("B")
    assert combination.settle({1: KeepBase()}).text() == base


def test_label_of_a_paragraph_is_no_sentence() -> None:
    """A paragraph whose label another replaces is deleted whole or not at all."""
    base = "1. Members report annually.\n\n1. Members meet annually."
    combination = combine(
        base, {"A": base.replace("1.", "shall", 1), "B": "1. Members meet annually."}
    )
    assert combination.settle({1: KeepBase()}).text() == base


def test_sentence_that_is_run_into_the_one_before_is_not_deleted() -> None:
    """What another moves away stands once: the two contend, and nothing goes in by itself."""
    first = "The board shall meet twice a year in public. يجتمع المجلس مرتين في السنة."
    middle = "Each member and each observer shall keep the records of the board."
    last = "Le réseau répond à l’assemblée; c’est la règle."
    moved = f"{last} The chair serves two years. {first} {middle}"
    run_on = (
        "The board shall meet twice a year in public.  Each each member observer and shall keep "
        "the records of board. the all all répond à l’assemblée; c’est la règle."
    )
    combination = combine(f"{first} {middle} {last}", {"A": moved, "B": run_on})
    assert not combination.taken("A")
    kept = combination.settle({at: KeepBase() for at, _ in enumerate(combination.conflicts, 1)})
    assert kept.text().count("répond") == 1
