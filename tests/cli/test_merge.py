"""Combining and merging at the command line: what goes in, what waits, and why."""

from __future__ import annotations

import csv
import json
import re
import shlex
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from consensus.errors import Rejected
from consensus.formats.bracket_notation import put_in_brackets

from .conftest import Answer, Run, done

# What goes in by a merge and what waits, played at the command line.

README = Path(__file__).parents[2] / "README.md"
RULING = ("--without-brackets", "--reason", "The Chair's ruling")


def text(run: Run, label: str) -> str:
    """The present text of an item."""
    items = done(run("draft", "show", "--names", "--json")).json["items"]
    return str(next(each["text"] for each in items if each["label"] == label))


def state_of(run: Run, handle: str) -> str:
    """How far an amendment has come."""
    amendments = done(run("amendment", "list", "--json")).json["amendments"]
    return str(next(each["state"] for each in amendments if each["handle"] == handle))


def plan(run: Run, *arguments: str) -> Any:
    """What a merge would record."""
    return done(run("merge", *arguments, "--dry-run", "--json")).json


def propose(run: Run, item: str, words: str, by: str, *more: str) -> Answer:
    """Propose the whole text of an item, or words of it."""
    return done(run("amendment", "add", item, "--text", words, "--sponsor", by, *more))


def test_half_of_an_amendment_does_not_go_in(run: Run, demo: Path) -> None:
    """14: half of A28, held by a member, went in by default beside a conflict about the rest.

    Nothing of it goes in now; settled for A28, all of it does, and in brackets, since it is held.
    """
    waits = "nothing can go into R14 before its conflict is settled; look at the plan"
    waits += " for 14 ('consensus merge 14 --dry-run'), and choose a wording for conflict 1"
    waits += " (--settle 1=WHAT)"
    answer = run("merge", "14", "--yes")
    assert (answer.code, answer.out) == (3, "")
    assert answer.err == f"consensus: {waits}\n"
    shown = run("merge", "14", "--dry-run")
    assert (shown.code, shown.out.splitlines()[-1]) == (0, waits)
    assert shown.err == "nothing was recorded\n"
    assert run("merge", "14", "--dry-run", "--strict").code == 1
    fields = done(run("merge", "14", "--dry-run", "--json"))
    assert fields.json["nothing"] == waits
    settled = plan(run, "14", "--settle", "1=A28")
    words = "take stock of existing arrangements at its twenty-first session, identify what they"
    assert f"KEL propose, MER, LUM, OWC support: {words} leave uncovered" in settled["text"]
    assert settled["bracketed"] == ["A28"]
    ruled = plan(run, "14", "--settle", "1=A28", *RULING)
    assert ruled["text"].startswith(f"Recommend that the Commission {words} leave uncovered, and")
    assert {each["key"] for each in ruled["outcomes"] if each["closed"]} == {
        "A26",
        "A27",
        "A29",
        "A30",
        "A50",
    }


def test_who_objects_to_what_is_settled_for_is_asked(run: Run, demo: Path) -> None:
    """3: settled for A4, the objection of MER to it was named nowhere and gone afterwards.

    The confirmation names MER and its reason; Enter writes a bracket; without, it takes a reason,
    and the objection stands on the text.
    """
    asked = done(run("merge", "3", "--settle", "1=A4", "--dry-run"))
    reason = "“Meridia cannot accept binding language in a voluntary text.”"
    assert f"- MER objects: {reason} (A4)" in asked.out
    assert "[should be | ALV, TAL propose, UVD, YAR support: shall be]" in asked.out
    assert "words of A4, A5 go in brackets" in asked.err
    refused = run("merge", "3", "--settle", "1=A4", "--without-brackets", "--yes")
    assert refused.code == 3
    assert (
        "are merged without brackets only on the Chair's instruction, with a reason" in refused.err
    )
    done(run("merge", "3", "--settle", "1=A4", "--yes"))
    assert text(run, "3").startswith("Agree that cooperation [should be | ")
    assert (state_of(run, "A4"), state_of(run, "A6")) == ("open", "open")
    done(run("merge", "3", "--settle", "B1=b", *RULING, "--yes"))
    assert text(run, "3").startswith("Agree that cooperation shall be open")
    assert "→ “shall be” (A4 and A5)" in done(run("why", "3")).out
    assert "MER objects" in done(run("why", "3")).out
    assert "merged without brackets over MER: “The Chair's ruling”" in run("history", "list").out


def test_an_objection_lapses_and_comes_back_with_the_words(run: Run, demo: Path) -> None:
    """Under other words it is to be confirmed, under those from before it has lapsed."""
    done(run("merge", "3", "--settle", "1=A4", *RULING, "--yes"))
    shall = text(run, "3")
    done(run("draft", "edit", "3", shall.replace("shall be", "must be")))
    assert "to be confirmed by MER" in done(run("why", "3")).out
    done(run("draft", "edit", "3", shall.replace("shall be", "should be")))
    why = done(run("why", "3")).out
    assert "MER objects" not in why
    assert "to be confirmed" not in why


def test_closed_items_are_not_merged_into(run: Run, demo: Path) -> None:
    """11: rejected, its text was changed by a merge without a word, and next offered it.

    It is refused until the chair reopens it, whatever is named; corrections stay possible.
    """
    before = text(run, "11")
    for more in ((), ("--take", "A23"), ("--settle", "B1=drop")):
        answer = run("merge", "11", *more, "--yes")
        assert answer.code == 3
        assert "R11 is closed by a decision; reopen it first" in answer.err
    done(run("draft", "edit", "11", before.replace("inventory", "Inventory"), "--editorial"))
    offered = done(run("next", "--json")).json["next"]
    assert not {"R11", "R13"} & {each["handle"] for each in offered}
    done(run("decision", "add", "11", "reopened", "--reason", "new facts"))
    done(run("merge", "11", "--yes"))
    assert "three organizations" in text(run, "11")


def test_a_bracket_is_not_written_around_a_bracket(run: Run, demo: Path) -> None:
    """3: a conflict over bracketed words wrote `[[… | RAH: …] | A7: …]`, co-sponsors gone.

    Its options are added to the bracket, with who proposes and who supports them.
    """
    done(run("merge", "3", "--settle", "1=brackets", "--take", "A51", "--yes"))
    before = text(run, "3")
    assert "[should be | ALV, TAL propose, UVD, YAR support: shall be | MER propose, HVN" in before
    bracket = before[before.index("[") : before.index("]") + 1]
    propose(run, "3", "may be", "CCE", "--old", bracket, "--sponsor", "NRF")
    done(run("merge", "3", "--settle", "1=brackets", "--yes"))
    assert bracket[:-1] + " | CCE propose, NRF support: may be]" in text(run, "3")
    assert "[[" not in text(run, "3")


def test_a_conflict_over_a_bracket_is_counted_once(run: Run, demo: Path) -> None:
    """What a merge writes in brackets stays open, and is one question with the bracket."""
    merged = done(run("merge", "3", "--settle", "1=A4", "--yes"))
    assert "3 of 3 conflicts stay open, 1 of them in brackets\n" in merged.err
    combined = run("combine", "3").out
    assert combined.startswith(
        "3 (R3): 6 amendments to its words, 0 changes, 3 conflicts (1 over brackets)\n"
    )
    assert "\nBracket B1, one question with conflict 1\n" in combined
    alone = done(run("merge", "14", "--settle", "1=A28", "--dry-run"))
    assert "1 of 1 conflict stays open, in brackets\n" in alone.err
    found = plan(run, "3", "--settle", "1=brackets", "--settle", "2=A7")
    numbers = ("conflicts", "conflicts_open", "conflicts_in_brackets")
    assert [found[each] for each in numbers] == [3, 1, 1]


@pytest.fixture
def order(run: Run, harbour: Path) -> Run:
    """Two amendments that each add a sentence to paragraph 2."""
    base = text(run, "2")
    propose(run, "2", f"{base} Ships of members pay half.", "ASH")
    propose(run, "2", f"{base} The office keeps accounts.", "BAY")
    return run


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("A1+A2", " Ships of members pay half. The office keeps accounts."),
        ("A2+A1", " The office keeps accounts. Ships of members pay half."),
        ("order:A2,A1", " The office keeps accounts. Ships of members pay half."),
        ("A1", " Ships of members pay half."),
        ("A2", " The office keeps accounts."),
        ("b", " Ships of members pay half."),
        ("base", ""),
        (
            "brackets",
            " [no text | ASH: Ships of members pay half. | BAY: The office keeps accounts.]",
        ),
    ],
)
def test_an_order_is_settled_each_of_its_ways(order: Run, way: str, expected: str) -> None:
    """It is called an order, has no default, and is counted beside the conflicts."""
    base = text(order, "2")
    assert "before its order is settled" in order("merge", "2", "--dry-run").out
    shown = order("combine", "2")
    assert (shown.code, "0 conflicts, 1 order" in shown.out) == (1, True)
    assert "Order 1: which first?" in shown.out
    settled = plan(order, "2", "--settle", f"1={way}")
    assert settled["text"] == f"{base}{expected}"
    assert (settled["conflicts"], settled["orders"], settled["orders_open"]) == (0, 1, 0)


def test_open_orders_are_named_beside_open_conflicts(order: Run) -> None:
    """Both counts are said, each by its own word."""
    base = text(order, "2")
    propose(order, "2", base.replace("should", "shall"), "COL")
    answer = order("merge", "2", "--dry-run")
    assert answer.err.startswith("1 of 1 order stays open\n")
    propose(order, "2", base.replace("should", "must"), "COL")
    propose(order, "2", base.replace("office", "clerk"), "ASH")
    answer = order("merge", "2", "--dry-run")
    assert answer.err.startswith("1 of 1 conflict stays open\n1 of 1 order stays open\n")
    found = plan(order, "2")
    assert (found["conflicts_open"], found["orders_open"]) == (1, 1)


@pytest.fixture
def bracketed(run: Run, harbour: Path) -> Run:
    """Paragraph 3 with two brackets, two rivals for a word and one about a bracket."""
    words = "Ships may enter [at night] with a [pilot | ASH: guide | BAY: crew] on board."
    done(run("draft", "edit", "3", words))
    propose(run, "3", "Vessels", "ASH", "--old", "Ships")
    propose(run, "3", "Boats", "BAY", "--old", "Ships")
    propose(run, "3", words.replace("[at night] ", ""), "COL")
    return run


@pytest.mark.parametrize(
    ("settled", "expected", "states"),
    [
        (
            ("1=A1", "B1=keep", "B2=a"),
            "Vessels may enter at night with a pilot on board.",
            ("merged", "closed", "closed"),
        ),
        (
            ("1=A2", "B1=drop", "b2=b"),
            "Boats may enter with a guide on board.",
            ("closed", "merged", "merged"),
        ),
        (
            ("1=base", "B1=a", 'B2=text:"local pilot"'),
            "Ships may enter at night with a local pilot on board.",
            ("closed", "closed", "closed"),
        ),
        (
            ("1=A1", "B2=drop"),
            "Vessels may enter with a on board.",
            ("merged", "closed", "merged"),
        ),
    ],
)
def test_brackets_are_settled_beside_a_conflict(
    bracketed: Run, settled: tuple[str, ...], expected: str, states: tuple[str, ...]
) -> None:
    """In one command, by their numbers as they are shown."""
    shown = bracketed("combine", "3")
    assert "2 brackets" in shown.out
    assert "\nBracket B2\na  “pilot”\nb  “guide”  ASH\nc  “crew”  BAY\n" in shown.out
    options = [each for way in settled for each in ("--settle", way)]
    asked = bracketed("merge", "3", *options, "--dry-run")
    if "b2=b" in settled:
        assert "- BAY proposed another option (B2)" in asked.out
        assert "reserves its position" not in asked.out
    done(bracketed("merge", "3", *options, "--yes"))
    assert text(bracketed, "3") == expected
    assert tuple(state_of(bracketed, each) for each in ("A1", "A2", "A3")) == states


@pytest.mark.parametrize(
    ("settle", "code", "message"),
    [
        ("B2=keep", 3, "B2 offers a choice, so say which: a “pilot”, b “guide”, c “crew”"),
        ("B1=c", 3, "B1 has no option c: choose keep, drop or one of a “at night”"),
        ("B3=drop", 3, "there is no bracket B3: there are 2"),
        ("B9=text:x", 3, "there is no bracket B9: the text has 2"),
        ("B=drop", 2, "a settlement is written NUMBER=WHAT or B1=WHAT, not B=drop"),
        ("0=A1", 2, "written NUMBER=WHAT or B1=WHAT, not 0=A1; numbers begin at 1"),
        ("2=A1", 3, "has no conflict 2: it has only one"),
        ("1=A9", 3, "A9 is no option here"),
        ("1=+", 2, "+ names nothing to settle for"),
    ],
)
def test_what_cannot_be_settled_is_said(
    bracketed: Run, settle: str, code: int, message: str
) -> None:
    """What is wrong, where, and what there is instead; nothing is recorded."""
    answer = bracketed("merge", "3", "--settle", settle, "--yes")
    assert (answer.code, answer.out) == (code, "")
    assert message in answer.err
    assert text(bracketed, "3").startswith("Ships may enter [at night]")


def test_the_rows_of_a_plan_say_what_waits_and_why(run: Run, harbour: Path) -> None:
    """Each change with its number, its amendments, whether it goes in, and who is against it."""
    propose(run, "1", "must", "ASH", "--old", "shall")
    propose(run, "1", "port", "BAY", "--old", "harbour")
    done(run("position", "set", "COL", "A1", "hold", "--reason", "no instructions"))
    found = plan(run, "1")
    waits, goes_in = found["changes"]
    assert (waits["number"], waits["by"], waits["ticked"]) == (1, ["A1"], False)
    assert waits["why_not"] == "COL reserves its position: “no instructions”"
    assert [(each["member"], each["stance"]) for each in waits["objecting"]] == [("COL", "hold")]
    assert (goes_in["number"], goes_in["ticked"], goes_in["why_not"]) == (2, True, "")
    shown = done(run("merge", "1", "--dry-run")).out
    assert "- c1  “shall” becomes “must”  A1: waits: COL reserves its position" in shown
    assert "- c2  “harbour” becomes “port”  A2: is merged\n" in shown
    named = plan(run, "1", "--change", "c1")
    assert named["text"].startswith("Members [shall | ASH: must] report")
    assert named["bracketed"] == ["A1"]
    assert [(each["member"], each["on"]) for each in named["objecting"]] == [("COL", "A1")]


@pytest.mark.parametrize(("typed", "recorded"), [("\n", True), ("n\n", False)])
def test_enter_writes_brackets(
    run: Run, demo: Path, monkeypatch: pytest.MonkeyPatch, typed: str, recorded: bool
) -> None:
    """At a terminal the question says what Enter does, after who objects was listed."""
    monkeypatch.setattr("consensus.cli.output.is_interactive", lambda: True)
    answer = run("merge", "3", "--settle", "1=A4", stdin=typed)
    assert "- MER objects: “Meridia" in answer.out
    assert "Record this, with words of A4, A5 in brackets? [Y/n]" in answer.err
    assert ("[should be | " in text(run, "3")) is recorded


def test_a_bracket_is_settled_where_no_amendment_is(run: Run, harbour: Path) -> None:
    """The text alone has a question, and the answer is a change of substance."""
    done(run("draft", "edit", "3", "Ships may enter [at night] with a pilot on board."))
    done(run("position", "set", "ASH", "3", "support"))
    assert plan(run, "3", "--settle", "B1=keep")["stale"] == [
        {"member": "ASH", "stance": "support"}
    ]
    done(run("merge", "3", "--settle", "B1=drop", "--yes"))
    assert text(run, "3") == "Ships may enter with a pilot on board."
    answer = run("merge", "3", "--settle", "B1=drop", "--yes")
    assert (answer.code, "no undecided amendment changes the words" in answer.err) == (3, True)


def test_merging_into_a_heading_names_what_is_changed_below_it(run: Run, tmp_path: Path) -> None:
    """A clause may have but one text, without a number of its own."""
    paper = tmp_path / "jars.md"
    paper.write_text("# Jars\n\n## 4 Lids\n\nA lid fits.\n\n## 5 Walls\n\nWalls are clear.\n")
    record = ("-f", str(tmp_path / "jars.consensus"))
    done(run(*record, "init", "--title", "Jars"))
    done(run(*record, "draft", "import", str(paper)))
    done(run(*record, "member", "add", "ASH", "Ashland"))
    done(run(*record, "amendment", "add", "N1", "--text", "A lid fits well.", "--sponsor", "ASH"))
    answer = run(*record, "merge", "4")
    assert (answer.code, "below it there are changes of N1" in answer.err) == (3, True)


def test_what_falls_is_closed_in_every_list(run: Run, harbour: Path) -> None:
    """Also as rows to be taken along, and where a state is asked for."""
    propose(run, "2", "weekly", "BAY")
    propose(run, "1", "weekly", "BAY")
    done(run("decision", "add", "2", "rejected", "--reason", "no support"))

    def listed(*words: str) -> list[tuple[str, str]]:
        found = done(run("amendment", "list", *words, "--json")).json["amendments"]
        return [(each["handle"], each["state"]) for each in found]

    assert listed() == [("A1", "closed"), ("A2", "open")]
    assert listed("--state", "open") == [("A2", "open")]
    assert listed("--state", "closed") == [("A1", "closed")]
    rows = [json.loads(e) for e in done(run("amendment", "list", "--to", "jsonl")).out.splitlines()]
    assert [(each["id"], each["state"]) for each in rows] == listed()
    page = done(run("amendment", "list", "--to", "csv", "--state", "closed")).out
    assert [(e["id"], e["state"]) for e in csv.DictReader(StringIO(page))] == [("A1", "closed")]


def test_nothing_that_falls_is_advised_to_be_merged(run: Run, harbour: Path) -> None:
    """Neither by its name, nor as the text that an amendment would take it into."""
    done(run("amendment", "add", "3", "--kind", "delete", "--sponsor", "ASH"))
    propose(run, "2", "weekly", "BAY")
    done(run("decision", "add", "3", "rejected", "--reason", "no support"))
    done(run("decision", "add", "2", "rejected", "--reason", "no support"))
    for name, why in (
        ("3", "N3 is closed by a decision; reopen it first"),
        ("A2", "A2 falls with N2; reopen that first"),
    ):
        for told in (run("merge", name, "--yes"), run("merge", name, "--dry-run")):
            assert why in told.err + told.out
            assert "merged by name" not in told.err + told.out
            assert "to take it" not in told.err + told.out


def test_a_plan_agrees_with_what_a_settled_bracket_does(run: Run, harbour: Path) -> None:
    """Conflicts and changes decided with the bracket are said to be, and its names object not."""
    for words, by in (("monthly", "ASH"), ("weekly", "BAY")):
        propose(run, "1", words, by, "--old", "every year")
    done(run("merge", "1", "--settle", "1=brackets", "--yes"))
    asked = done(run("merge", "1", "--settle", "B1=b", "--dry-run")).out
    assert "settled with the bracket" in asked
    assert "stays open" not in asked
    assert "waits" not in asked
    fates = "- A1: merged in full\n- A2: not retained, in favour of “monthly”: it wanted “weekly”\n"
    assert fates in asked
    assert "- BAY proposed another option (B1)" in asked
    assert "reserves its position" not in asked
    assert plan(run, "1", "--settle", "B1=b")["conflicts_open"] == 0
    taken = done(run("merge", "1", "--settle", "1=A1", "--dry-run")).out
    assert taken.startswith("The text would read\nMembers shall report monthly")
    assert "]  changes with what is merged" in taken


def test_an_opposed_change_decided_with_a_bracket_does_not_wait(run: Run, harbour: Path) -> None:
    """Settled for its option on the Chair's instruction, or dropped, its row says the same."""
    propose(run, "1", "monthly", "ASH", "--old", "every year")
    done(run("position", "set", "COL", "A1", "object"))
    done(run("merge", "1", "--take", "A1", "--yes"))
    for way, end in (("b", "merged in full"), ("a", "not retained")):
        asked = done(run("merge", "1", "--settle", f"B1={way}", *RULING, "--dry-run")).out
        assert "A1: settled with the bracket" in asked
        assert f"- A1: {end}" in asked


def test_the_merges_of_the_first_page_and_of_the_help_can_be_carried_out(
    run: Run, demo: Path
) -> None:
    """What the README and the help show as merges of the example does what they say."""
    pages = (README.read_text(encoding="utf-8"), done(run("merge", "--help")).out)
    shown = {
        command
        for page in pages
        for command in re.findall(r"^ *\$? ?consensus (merge .*)$", page, re.MULTILINE)
    }
    assert {"merge 3 --dry-run", "merge 3 --settle 1=A4 --settle 2=brackets --yes"} <= shown
    assert {"merge 3 --take A51 --settle 1=A4 --keep-open A6", "merge 7 --settle B1=b"} <= shown
    for command in shown:
        done(run(*shlex.split(command), "--dry-run"))


def test_the_log_says_all_that_a_merge_did(run: Run, demo: Path) -> None:
    """What went in, in part, in brackets and over whom, and what closed, at once and later."""
    for options, said in (
        (
            ("3", "--take", "A51", "--settle", "1=A4"),
            "A51 merged into 3 (R3); A4 and A5 in brackets, some of their words over MER (step",
        ),
        (("3", "--settle", "2=brackets"), "A7, A8 and A9 put in brackets in 3 (R3)"),
        (
            ("3", "--settle", "B1=b", *RULING),
            "A4 and A5 merged into 3 (R3); A4 and A5 merged without brackets over MER: “The"
            " Chair's ruling”; A6 not retained",
        ),
        (
            ("7", "--take", "A18", "--settle", "3=base"),
            "A18 merged into 7 (R7); A16 and A17 not retained",
        ),
        (
            ("14", "--settle", "1=base", "--keep-open", "A30"),
            "14 (R14) stays as it is; A26, A27, A28,",
        ),
    ):
        answer = done(run("merge", *options, "--yes"))
        assert said in answer.err
        assert said.removesuffix(" (step") in done(run("history", "list", "-n", "1")).out
    assert "over MER" not in done(run("report", "summary", "--audience", "members")).out


def test_an_order_in_brackets_can_still_be_both(run: Run, harbour: Path) -> None:
    """One after the other in either order, where the first option is no text."""
    base = text(run, "2")
    for words, by in (("A clerk keeps the seal.", "ASH"), ("Visitors pay no fee.", "BAY")):
        propose(run, "2", f"{base} {words}", by)
    done(run("merge", "2", "--settle", "1=brackets", "--yes"))
    assert "[no text | ASH: A clerk keeps the seal. | BAY: Visitors" in text(run, "2")
    refused = run("merge", "2", "--settle", "B1=b+a", "--dry-run")
    assert (refused.code, "B1 has no option b+a" in refused.err) == (3, True)
    refused = run("merge", "2", "--settle", "1=A2+A1", "--dry-run")
    assert refused.code == 3
    assert "as options of B1 they stand together: B1=c+b" in refused.err
    assert plan(run, "2", "--settle", "B1=b+c")["text"] == (
        f"{base} A clerk keeps the seal. Visitors pay no fee."
    )
    done(run("position", "set", "COL", "A1", "object"))
    assert run("merge", "2", "--settle", "B1=c+b", "--yes").code == 3
    said = done(run("merge", "2", "--settle", "B1=c+b", *RULING, "--yes")).err
    assert "A1 and A2 merged into 2 (N2); A1 merged without brackets over COL" in said
    assert ": “The Chair's ruling”; A2 before A1" in said
    assert "A2 before A1" in done(run("history", "list", "-n", "1")).out
    assert "insert “Visitors pay no fee.”; before A1" in done(run("why", "2")).out
    assert text(run, "2") == f"{base} Visitors pay no fee. A clerk keeps the seal."
    assert (state_of(run, "A1"), state_of(run, "A2")) == ("merged", "merged")
    assert "COL objects" in done(run("why", "2")).out


def test_combine_and_merge_give_changes_the_same_numbers(run: Run, harbour: Path) -> None:
    """One edit in several places, such as brackets that go, has the number of the first."""
    done(run("draft", "edit", "3", "Ships may enter [at night] with a pilot on board."))
    propose(run, "3", "Ships may enter at night with a skipper on board.", "ASH")

    def numbers(shown: str) -> list[str]:
        return re.findall(r"^(?:- )?(c\d+)  (.*?)  A1", shown, re.MULTILINE)

    combined = done(run("combine", "3")).out
    table, planned = done(run("merge", "3", "--dry-run")).out.split("The text would read")
    assert numbers(combined) == numbers(table) == numbers(planned)
    assert len(numbers(combined)) == 2
    assert "3: 1 amendment" in combined.replace(" (N3)", "")
    assert ", 2 changes," in combined


def test_quoted_new_words_are_parted_from_those_before(run: Run, harbour: Path) -> None:
    """A sentence in quotes goes behind the one before with a space, as without quotes."""
    base = text(run, "2")
    for words, by in (("A clerk keeps the seal.", "ASH"), ("Visitors pay no fee.", "BAY")):
        propose(run, "2", f"{base} {words}", by)
    for written in ('1=text:"Boats wait."', "1=text:Boats wait."):
        assert plan(run, "2", "--settle", written)["text"] == f"{base} Boats wait."


@pytest.mark.parametrize(
    ("written", "code", "said"),
    [
        ("1=x", 3, "x is no option here: choose from a (as it is), b (A1), c (A2), base, brackets"),
        ("1=b+c", 3, "options that go together are added by their handles"),
        ("1=A1,B1=keep", 2, "settle each conflict or bracket by itself (one --settle for each)"),
    ],
)
def test_what_settles_nothing_is_refused_with_what_would(
    run: Run, harbour: Path, written: str, code: int, said: str
) -> None:
    """The letters are listed, and several settlements in one are named as such."""
    for words, by in (("monthly", "ASH"), ("weekly", "BAY")):
        propose(run, "1", words, by, "--old", "every year")
    answer = run("merge", "1", "--settle", written)
    assert (answer.code, said in answer.err) == (code, True)


@pytest.mark.parametrize(
    ("named", "message"),
    [
        (("--settle", "9=A1"), "N1 has no conflict 9: it has only one"),
        (("--settle", "B9=drop"), "there is no bracket B9: there are none"),
        (("--settle", "B9=text:x"), "there is no bracket B9: the text has none"),
        (("--change", "99"), "there is no change c99: there is none"),
        (("--take", "A9"), "A9 is no open amendment to N1"),
    ],
)
def test_what_is_not_there_is_refused_as_bad_input(
    run: Run, harbour: Path, named: tuple[str, ...], message: str
) -> None:
    """A number or name that is well written and means nothing here has the same exit code."""
    for words, by in (("monthly", "ASH"), ("weekly", "BAY")):
        propose(run, "1", words, by, "--old", "every year")
    answer = run("merge", "1", *named, "--yes")
    assert (answer.code, message in answer.err) == (3, True)


def test_the_same_change_of_another_waits_for_the_objection(run: Run, demo: Path) -> None:
    """3: A5 wants what MER objects to in A4; alone it went in by default, MER named nowhere."""
    done(run("amendment", "withdraw", "A6"))
    done(run("objection", "withdraw", "A5", "MER"))
    shown = done(run("merge", "3", "--dry-run")).out
    assert "A4, A5: waits: " in shown
    assert (
        "MER objects: “Meridia cannot accept binding language in a voluntary text.” (A4)" in shown
    )
    assert "Agree that cooperation should be open" in shown
    done(run("merge", "3", "--take", "A5", "--yes"))
    assert text(run, "3").startswith("Agree that cooperation [should | ALV, TAL propose")


def test_a_package_over_an_objection_takes_the_second_key(run: Run, harbour: Path) -> None:
    """Refused it says who objects and what to write; carried out, the objection stands."""
    propose(run, "1", "must", "ASH", "--old", "shall")
    done(run("position", "set", "BAY", "A1", "object", "--reason", "too strong"))
    done(run("decision", "package", "add", "Reports", "--on", "1,2", "--amendment", "A1"))
    for more in ((), ("--reason", "all or nothing")):
        refused = run("decision", "add", "PKG1", "agreed", *more)
        assert refused.code == 3
        assert (
            "BAY objects: “too strong” (A1): words of A1 are merged without brackets" in refused.err
        )
    assert "shall" in text(run, "1")
    done(run("decision", "add", "PKG1", "agreed", *RULING, "--yes"))
    assert "must" in text(run, "1")
    assert "A1 merged without brackets over BAY" in done(run("history", "list")).out
    assert "BAY" in done(run("why", "1", "--json")).json["contested"][0]["member"]


def test_an_instruction_that_changes_nothing_is_said_to_be_one(run: Run, harbour: Path) -> None:
    """Where no member objects, words go in without brackets anyway."""
    propose(run, "1", "monthly", "ASH", "--old", "every year")
    said = done(run("merge", "1", "--take", "A1", *RULING, "--dry-run")).err
    assert "nothing is merged that a member objects to or reserves its position on" in said


def test_undo_says_what_was_undone(run: Run, harbour: Path) -> None:
    """In the words of the log, what was made by it with its handle."""
    propose(run, "1", "monthly", "ASH", "--old", "every year")
    done(run("merge", "1", "--take", "A1", "--yes"))
    assert ": A1 merged into 1 (N1) (step" in done(run("undo")).err
    assert "what was undone: A1 merged into 1 (N1)\n" in done(run("history", "list", "-n", "1")).out
    assert ": A1 proposed by ASH to 1 (N1) (step" in done(run("undo")).err


def test_what_a_merge_closed_names_that_merge(run: Run, demo: Path) -> None:
    """An amendment that was settled against is closed by the merge, and not rejected."""
    done(run("merge", "3", "--settle", "1=A4", *RULING, "--yes"))
    day = done(run("history", "list", "--json")).json["steps"][0]["happened"][:10]
    merged = f"not retained in the merge of 3 (R3) on {day}"
    closed = f"{merged}, which took A4 and A5"
    assert done(run("why", "A6", "--json")).json["reasons"] == [closed]
    assert done(run("why", "A6", "--audience", "public", "--json")).json["reasons"] == [closed]
    done(run("undo"))
    done(run("merge", "3", "--settle", "1=base", "--take", "A51", "--yes"))
    left = "which left those words as they were"
    assert done(run("why", "A4", "--json")).json["reasons"] == [f"{merged}, {left}"]
    done(run("merge", "16", "--settle", "1=base", "--yes"))
    assert done(run("why", "A36", "--json")).json["reasons"] == [
        f"not retained in the merge of 16 (R16) on {day}, {left}"
    ]
    done(run("undo"))
    done(run("decision", "add", "A36", "rejected", "--reason", "not now"))
    assert done(run("why", "A36", "--json")).json["reasons"] == []


def test_what_was_agreed_and_then_closed_says_both(run: Run, harbour: Path) -> None:
    """An amendment that the chair agreed, and a later merge settled against, is not just agreed."""
    propose(run, "1", "quarter", "ASH", "--old", "year")
    propose(run, "1", "month", "BAY", "--old", "year")
    done(run("decision", "add", "A1", "agreed"))
    assert done(run("why", "A1", "--json")).json["reasons"] == ["not in 1 (N1) yet"]
    done(run("merge", "1", "--settle", "1=A2", "--yes"))
    found = done(run("why", "A1", "--json")).json
    (closed,) = found["reasons"]
    assert found["status"] == "agreed"
    assert closed.startswith("not retained in the merge of 1 (N1) on ")
    assert closed.endswith(", which took A2")


def test_an_agreed_amendment_says_why_a_merge_leaves_it(run: Run, harbour: Path) -> None:
    """`next`, `status`, the plan of a merge and `why` say the same of what was agreed unmerged."""
    done(run("rule", "set", "consent()"))
    for member in ("ASH", "COL"):
        propose(run, "2", "shall", member, "--old", "should")
    done(run("position", "set", "BAY", "A1", "object", "--reason", "too strong"))
    done(run("decision", "add", "A2", "agreed", "--reason", "the Chair so rules", "--yes"))
    listed = {each["handle"]: each for each in done(run("next", "--json")).json["next"]}
    assert (listed["A2"]["rank"], listed["A2"]["reason"]) == (
        "agreed and to be merged",
        "agreed, and not in 2 (N2) yet; BAY objects: “too strong” (A1), so that a merge takes it"
        " only if it is named",
    )
    assert listed["N2"]["reason"] == "one amendment by a member is undecided"
    items = {each["handle"]: each for each in done(run("status", "--json")).json["items"]}
    assert items["N2"]["open_amendments"] == 1
    nothing = run("merge", "2", "--dry-run", "--json").json["nothing"]
    assert "BAY objects: “too strong” (A1)" in nothing
    assert done(run("why", "A2", "--json")).json["reasons"][-1] == "not in 2 (N2) yet"
    named = done(run("merge", "2", "--take", "A2", "--dry-run"))
    assert "- A1, A2: in brackets, not merged" in named.out


def test_an_agreed_amendment_in_conflict_says_which(run: Run, demo: Path) -> None:
    """What was agreed waits for its conflict by its own name, and counts as undecided nowhere."""
    done(run("decision", "add", "A7", "agreed"))
    listed = {each["handle"]: each for each in done(run("next", "--json")).json["next"]}
    waits = "agreed, and not in 3 (R3) yet; could be merged once conflict 2 is settled"
    assert listed["A7"]["reason"] == waits
    reasons = [each["reason"] for each in done(run("next", "--json")).json["next"]]
    once = "A9 once conflicts 2, 3 are settled, of 6 undecided amendments"
    assert f"A51 could be merged; {once}" in reasons
    assert "6 amendments by members are undecided" in reasons
    items = {each["handle"]: each for each in done(run("status", "--json")).json["items"]}
    assert items["R3"]["open_amendments"] == 6


def test_a_text_without_conflicts_has_none_to_settle(run: Run, demo: Path) -> None:
    """Settling where nothing conflicts is refused with the name of the text."""
    answer = run("merge", "PP3", "--settle", "1=A44")
    assert (answer.code, answer.err) == (3, "consensus: P3 has no conflict to settle\n")
    answer = run("merge", "14", "--settle", "9=A26")
    assert answer.err == "consensus: R14 has no conflict 9: it has only one\n"


def test_an_inserted_item_keeps_the_conditions_of_its_amendment(run: Run, harbour: Path) -> None:
    """Who accepted an insertion on a condition is conditional on the new item, until it fails."""
    done(run("rule", "set", "consent()"))
    propose(run, "1", "Boats wait.", "ASH", "--kind", "insert", "--after", "1")
    propose(run, "2", "all complete reports", "COL", "--old", "all reports")
    done(run("position", "set", "BAY", "A1", "accept", "--if", "A2"))
    done(run("merge", "A1", "--yes"))
    found = done(run("why", "N4", "--json")).json
    assert "BAY's position is conditional on A2" in found["reasons"]
    assert (found["status"], found["proposed"]) == ("conditional", ["ASH"])
    assert found["no_position"] == ["COL"]
    done(run("decision", "add", "A2", "rejected", "--reason", "no"))
    assert (
        "to be confirmed by BAY: its condition has failed: A2"
        in (done(run("why", "N4", "--json")).json["reasons"])
    )


# Merging from the command line.


@pytest.mark.parametrize("written", ["A2", "x=A2", "1", "1=", "0=A2", "2=A2"])
def test_other_notations_are_refused(run: Run, demo: Path, written: str) -> None:
    """What cannot be read is a usage error, before anything is recorded."""
    answer = run("merge", "4", "--settle", written)
    assert answer.code in (2, 3)
    assert answer.err.count("\n") == 1


def test_dry_run_records_nothing(run: Run, demo: Path) -> None:
    """What would happen is shown, and the record stays as it was."""
    before = run("history", "verify", "--json").json["head"]
    answer = run("merge", "3", "--dry-run")
    assert answer.code == 0
    assert "A51: merged in full" in answer.out
    assert "Positions on the text, to be reconfirmed" in answer.out
    assert "- support: ELD, OWC" in answer.out
    assert answer.err.splitlines()[0] == "3 of 3 conflicts stay open"
    assert answer.out.splitlines()[-1] == "A51: ready → merged"
    answer = run("merge", "3", "--settle", "1=base", "--dry-run")
    assert answer.err.splitlines()[0] == "2 of 3 conflicts stay open"
    assert run("history", "verify", "--json").json["head"] == before


def test_the_plan_quotes_what_a_conflict_is_settled_for(run: Run, demo: Path) -> None:
    """Words, as for a bracket; where several exclude each other, what to choose instead is said."""
    shown = done(run("merge", "3", "--settle", "1=base", "--settle", "2=base", "--dry-run")).out
    assert "- 1  base: “should be”\n" in shown
    assert "- 2  base: “open, transparent and inclusive”, one question with 3\n" in shown
    refused = run("merge", "3", "--settle", "1=A4+A6", "--dry-run")
    assert (refused.code, refused.err) == (
        3,
        "consensus: these proposals conflict here: A4 and A6; choose one, brackets or new words\n",
    )


def test_a_merge_names_what_is_left_open_in_brackets_and_what_is_still_asked(
    run: Run, demo: Path
) -> None:
    """Opposed words in brackets and others are told apart; an open deletion is named as such."""
    fields = plan(run, "14", "--settle", "1=brackets")
    assert fields["bracketed"] == ["A26", "A27", "A28"]
    merged = done(run("merge", "14", "--settle", "1=brackets", "--yes")).err
    assert "opposed words of A26, A27, A28 go in brackets; without" in merged
    assert "still to be decided: A25 (CCE): delete 14\n" in merged


def test_merge_takes_the_agreed_part_and_keeps_the_rest(run: Run, demo: Path) -> None:
    """What goes in goes in, what is settled against is closed, and the rest stays alive."""
    ruling = ("--without-brackets", "--reason", "a ruling")
    found = run(
        "merge", "3", "--settle", "1=b", "--keep-open", "A6", *ruling, "--yes", "--json"
    ).json
    assert found["text"].startswith("Agree that cooperation shall be open, transparent")
    assert (found["conflicts"], found["conflicts_open"]) == (3, 2)
    states = {
        each["handle"]: each["state"]
        for each in run("amendment", "list", "--json").json["amendments"]
    }
    assert (states["A4"], states["A5"], states["A51"]) == ("merged", "merged", "merged")
    assert (states["A6"], states["A7"], states["A9"]) == ("open", "open", "open")


def test_named_changes_go_in_alone(run: Run, demo: Path) -> None:
    """With --change the rest of an amendment waits."""
    found = run("merge", "3", "--change", "c1", "--yes", "--json").json
    assert "the communities that they affect" in found["text"]
    assert "taken as close as possible" in found["text"]


def test_conflict_becomes_a_bracket(run: Run, demo: Path) -> None:
    """A conflict that nobody settles can be written into the text."""
    found = run("merge", "3", "--take", "A51", "--settle", "1=brackets", "--yes", "--json").json
    assert (
        "[should be | ALV, TAL propose, UVD, YAR support: shall be"
        " | MER propose, HVN support: is best when]"
    ) in found["text"]
    assert run("status", "--json").json["items"][6]["brackets"] == 1


def test_structural_amendment_is_merged_by_its_name(run: Run, demo: Path) -> None:
    """An amendment that deletes or inserts goes in whole."""
    assert "delete" in run("merge", "A25", "--dry-run").out
    assert run("merge", "A25", "--take", "A3").code == 2
    refused = run("merge", "A25", "--yes")
    assert refused.code == 3
    assert "- UVD objects: “Silence is an answer as well, and the wrong one.”" in refused.out
    assert "A25 is merged only on the Chair's instruction, with a reason" in refused.err
    assert (
        run("merge", "A25", "--without-brackets", "--reason", "so it is ruled", "--yes").code == 0
    )
    assert "so it is ruled" in run("history", "list").out
    labels = {each["label"] for each in run("status", "--json").json["items"]}
    assert "14" not in labels
    assert run("report", "graph", "--audience", "secretariat").code == 0


def test_amendment_without_amendments_is_taken_through_its_item(run: Run, demo: Path) -> None:
    """Whoever names the amendment in place of the item is told how it is done."""
    answer = run("merge", "A51")
    assert answer.code == 3
    assert "to take it, merge R3" in answer.err


def test_words_to_be_bracketed_stand_there_once() -> None:
    """Words that are not there, or twice, are quoted with more of what is around them."""
    assert put_in_brackets("may or may not", "or may") == "may [or may] not"
    with pytest.raises(Rejected, match="those words are not there"):
        put_in_brackets("may or may not", "shall")
    with pytest.raises(Rejected, match="those words stand there 2 times"):
        put_in_brackets("may or may not", "may")


# Combining files, without any record, and the amendments to an item.

BASE = "Members should report annually.\n"


@pytest.fixture
def texts(folder: Path) -> Path:
    """A base and three proposals for it."""
    for name, text in {
        "base": BASE,
        "one": "Members shall report annually.\n",
        "two": "Members must report annually.\n",
        "three": "All members should report annually.\n".replace("All members", "Members"),
        "four": "Members should report annually to the office.\n",
    }.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def test_files_that_agree_combine(run: Run, texts: Path) -> None:
    """The text goes to stdout, to the letter."""
    answer = run("combine", "base.txt", "A=one.txt", "B=four.txt")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == "Members shall report annually to the office.\n"


@pytest.mark.parametrize(
    ("notation", "written"),
    [
        ("brackets", "Members [should | A: shall | B: must] report annually.\n"),
        (
            "critic",
            "Members {~~should~>shall~~}{>>A<<}{++must++}{>>B<<} report annually.\n",
        ),
        (
            "markers",
            "<<<<<<< A\nMembers shall report annually.\n||||||| base\nMembers should report"
            " annually.\n=======\nMembers must report annually.\n>>>>>>> B\n",
        ),
    ],
)
def test_conflict_is_written_and_answered_no(
    run: Run, texts: Path, notation: str, written: str
) -> None:
    """What the files disagree on is in the text, and the exit code says so."""
    answer = run("combine", "base.txt", "A=one.txt", "B=two.txt", "--to", notation)
    assert (answer.code, answer.out, answer.err) == (1, written, "1 conflict remains\n")


def test_clean_text_of_a_conflict_is_refused(run: Run, texts: Path) -> None:
    """There is no clean text while files disagree."""
    answer = run("combine", "base.txt", "A=one.txt", "B=two.txt", "--to", "clean")
    assert (answer.code, answer.out) == (3, "")


def test_combination_as_data(run: Run, texts: Path) -> None:
    """Hunks in the order of the text; changes and conflicts numbered from 1."""
    found = run("combine", "base.txt", "A=one.txt", "B=two.txt", "C=four.txt", "--json")
    assert found.code == 1
    data = found.json
    assert data["schema"] == 1
    assert [each["kind"] for each in data["hunks"]].count("conflict") == 1
    assert [(each["number"], each["by"]) for each in data["changes"]] == [(1, ["C"])]
    (conflict,) = data["conflicts"]
    assert [(each["letter"], each["text"], each["by"]) for each in conflict["options"]] == [
        ("a", "should", []),
        ("b", "shall", ["A"]),
        ("c", "must", ["B"]),
    ]


def test_proposal_from_a_pipe(run: Run, texts: Path) -> None:
    """One of the files may be stdin."""
    answer = run("combine", "base.txt", "A=-", stdin="Members shall report annually.\n")
    assert answer.out == "Members shall report annually.\n"


def test_paragraph_that_moved_is_followed(run: Run, folder: Path) -> None:
    """Whole documents: what one moves, the other may change."""
    one, two, three = "1. One should.", "2. Two may.", "3. Three will."
    for name, paragraphs in {
        "base": (one, two, three),
        "moved": (two, one, three),
        "changed": (one.replace("should", "shall"), two.replace("may", "can"), three, "4. New."),
    }.items():
        (folder / f"{name}.md").write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    answer = run("combine", "base.md", "A=moved.md", "B=changed.md")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == "2. Two can.\n\n1. One shall.\n\n3. Three will.\n\n4. New.\n"


def test_code_of_markdown_is_one_block(run: Run, folder: Path) -> None:
    """The name of the base says whether blank lines in a fenced block part anything."""
    base = "```\none\n\ntwo\n```\n"
    for ending in ("md", "txt"):
        (folder / f"base.{ending}").write_text(base, encoding="utf-8")
        (folder / f"a.{ending}").write_text("```\ntwo\n\none\n```\n", encoding="utf-8")
        assert run("combine", f"base.{ending}", f"A=a.{ending}").out == (
            folder / f"a.{ending}"
        ).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ("base.txt", "A=one.txt", "--names"),
        ("-", "A=-"),
    ],
)
def test_options_of_the_other_kind_are_usage_errors(
    run: Run, texts: Path, arguments: tuple[str, ...]
) -> None:
    """What goes with an item does not go with files, and stdin is read once."""
    assert run("combine", *arguments).code == 2


def test_name_that_no_bracket_can_hold_is_a_usage_error(run: Run, texts: Path) -> None:
    """Names are written into brackets."""
    assert run("combine", "base.txt", "two words=one.txt", "B=two.txt").code == 2


def test_item_shows_numbers_options_and_holders(run: Run, demo: Path) -> None:
    """What the chair needs to see to merge: numbers, letters, who, and what is one question."""
    answer = run("combine", "3")
    assert (answer.code, answer.err) == (1, "'combine ITEM' is now 'merge ITEM --dry-run'\n")
    assert done(run("merge", "3", "--dry-run")).out.startswith(answer.out)
    for words in (
        "3 (R3): 7 amendments to its words, 1 change, 3 conflicts",
        "c1  “those whom” becomes “the communities that”  A51 (CDR)",
        "Conflict 3, one question with 2",
        "a  “should be”  as it is",
        "b  “shall be”  A4 (ALV propose, UVD, YAR support), A5 (TAL)",
    ):
        assert words in answer.out


def test_deletion_of_the_item_is_to_be_asked_first(run: Run, demo: Path) -> None:
    """An amendment that deletes is not woven into the words."""
    assert "first to be asked: A25 (" in run("combine", "14").out


def test_item_in_brackets_by_amendment_or_sponsor(run: Run, demo: Path) -> None:
    """The holders of options are amendments, or with --names the members behind them."""
    shown = ("merge", "3", "--dry-run", "--to", "brackets")
    answer = done(run(*shown))
    assert ("A6: is best when" in answer.out, answer.err) == (True, "")
    assert run("combine", "3", "--to", "brackets").out == answer.out
    named = done(run(*shown, "--names")).out
    assert "MER propose, HVN support: is best when" in named
    assert run(*shown, "--strict").code == 1
    assert run("merge", "3", "--to", "brackets").code == 2
    assert run(*shown, "--settle", "1=A4").code == 2


def test_data_of_a_dry_run_has_the_combination_and_what_would_change(run: Run, demo: Path) -> None:
    """Beside what the merge would do; done, it is told with its step and without the choice."""
    data = plan(run, "3")
    combined = run("combine", "3", "--json").json
    assert data["combination"] == {key: each for key, each in combined.items() if key != "schema"}
    changed = [{"on": "A51", "was": "ready", "is": "merged"}]
    assert (data["step"], data["changed"], data["conflicts_open"]) == (None, changed, 3)
    told = done(run("merge", "3", "--json", "--yes")).json
    assert (told["changed"], told["text"], "combination" in told) == (changed, data["text"], False)
    assert told["step"] == run("history", "list", "--json").json["steps"][-1]["id"]
    nothing = done(run("merge", "6", "--dry-run", "--json")).json
    assert set(nothing) == {*data, "nothing"}
    assert not any(nothing[key] for key in ("outcomes", "changes", "settled", "changed"))


def test_nothing_to_merge_is_no_conflict(run: Run, harbour: Path) -> None:
    """With --strict a dry run answers no where conflicts are left, and for nothing else."""
    assert done(run("merge", "1", "--dry-run", "--strict")).err == "nothing was recorded\n"
    done(run("amendment", "add", "1", "--old", "shall", "--text", "should", "--sponsor", "ASH"))
    done(run("position", "set", "BAY", "A1", "object"))
    assert run("merge", "1", "--dry-run", "--strict").code == 0


def test_as_data_nothing_is_asked_on_a_terminal_either(
    run: Run, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked about would not be shown; --yes is needed as in a pipe."""
    done(run("amendment", "add", "1", "--old", "shall", "--text", "should", "--sponsor", "ASH"))
    monkeypatch.setattr("consensus.cli.output.is_interactive", lambda: True)
    refused = run("merge", "1", "--json", stdin="y\n")
    assert (refused.code, json.loads(refused.err)["kind"]) == (2, "usage")
    assert done(run("merge", "1", "--json", "--yes")).json["step"]


def test_words_that_stand_in_brackets_are_taken_from_there(run: Run, harbour: Path) -> None:
    """Named again they are said to stand there; unnamed, how one is named is said."""
    done(run("amendment", "add", "1", "--old", "shall", "--text", "should", "--sponsor", "ASH"))
    done(run("position", "set", "BAY", "A1", "object"))
    unnamed = run("merge", "1", "--yes")
    assert (unnamed.code, "the change (--take or --change)\n" in unnamed.err) == (3, True)
    done(run("merge", "1", "--take", "A1", "--yes"))
    again = run("merge", "1", "--take", "A1", "--yes")
    said = "A1 stands in bracket B1 already; choose b for B1 (--settle B1=b)"
    assert (again.code, said in again.err) == (3, True)


def test_what_a_merge_left_out_is_not_retained_everywhere(run: Run, harbour: Path) -> None:
    """For the public too; what was decided on is rejected, as the decision says."""
    for text in ("One.", "Two."):
        done(run("amendment", "add", "1", "--text", text, "--sponsor", "ASH"))
    done(run("amendment", "add", "2", "--text", "Three.", "--sponsor", "ASH"))
    done(run("merge", "1", "--settle", "1=A1", "--yes"))
    done(run("decision", "add", "A3", "rejected"))
    commands = ["amendment list", "why A2", "report dossier 1", "report dossier A2"]
    commands += [f"report amendments --audience {each}" for each in ("public", "members")]
    for command in commands:
        found = done(run(*command.split())).out
        assert "not retained" in found.casefold(), command
        assert not re.search(r"A2\b.*(rejected|closed)", found.replace("closed  not", "not")), (
            command
        )
    assert "rejected" in done(run("why", "A3")).out
    (line,) = done(run("amendment", "list", "--json")).json["amendments"][1:2]
    assert (line["status"], line["standing"]) == ("rejected", "not retained")


def test_a_pipe_says_yes_to_a_merge(run: Run, demo: Path) -> None:
    """Nobody can be asked there; with --strict the exit code says whether conflicts are left."""
    refused = run("merge", "3")
    assert (refused.code, "say --yes where nobody can be asked" in refused.err) == (2, True)
    refused = run("merge", "A25", "--without-brackets", "--reason", "so it is ruled")
    assert (refused.code, "say --yes" in refused.err) == (2, True)
    assert state_of(run, "A51") == "open"
    assert run("merge", "3", "--yes", "--strict").code == 1
    assert state_of(run, "A51") == "merged"
    settled = ("--settle", "1=A4", "--settle", "2=base", "--settle", "3=base", *RULING)
    assert done(run("merge", "3", *settled, "--dry-run", "--strict")).code == 0


def test_a_choice_of_a_bracket_is_one_change_in_critic_markup(run: Run, harbour: Path) -> None:
    """A bracket that is settled, lifted or written is replaced whole, not sign by sign."""
    done(
        run("draft", "edit", "2", "The office [should | BAY: shall] publish all reports [at once].")
    )
    propose = ("amendment", "add", "2", "--sponsor", "ASH")
    whole = "The office shall publish all reports at once."
    done(run(*propose, "--text", whole))
    assert done(run("combine", "2", "--to", "critic")).out == (
        "The office {~~[should | BAY: shall]~>shall~~}{>>A1<<} publish all reports"
        " {~~[at once]~>at once~~}{>>A1<<}.\n"
    )


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_conflict_has_one_number_in_library_commands_data_and_screens(
    run: Run, demo: Path, number: int
) -> None:
    """Whoever reads a number on one of them settles the same place with it on the others."""
    from consensus import WorkingGroup
    from consensus.model.lookup import find_target
    from tui.screens.points import point_rows
    from tui.views.merge import MergeChoices, merge_view

    with WorkingGroup.open(demo) as group:
        combination = group.combination("3")
        conflict = combination.conflicts[number - 1]
        handle = conflict.by[0]
        planned = group.plan_merge("3", take=[], settle={number: handle})
        view = merge_view(find_target(group.state, "3"))(group, lambda: None)
        settled = combination.settle({number: handle})
    ours = plan(run, "3", "--settle", f"{number}={handle}")
    assert len(combination.conflicts) == 3
    # Those of one question are settled together, the words at this place by it.
    assert [*map(str, sorted(planned.settled))] == sorted(ours["settled"])
    assert number in planned.settled
    assert conflict not in settled.conflicts
    shown = ours["combination"]["conflicts"][number - 1]
    assert (shown["number"], shown["replaces"]) == (number, conflict.replaces)
    told = done(run("merge", "3", "--dry-run")).out
    assert f"‹{number}: {conflict.replaces}›" in told
    rows = {row.key: row.cells[0].text for row in point_rows(view, MergeChoices())}
    assert rows[f"conflict {number - 1} 0"] == f"‹{number}›"
