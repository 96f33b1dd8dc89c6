"""What went in, and who objects, told at the command line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from consensus import WorkingGroup

from .conftest import Run, done

RULED = ("--without-brackets", "--reason", "the text binds nobody else", "--yes")


@pytest.fixture
def binding(run: Run, harbour: Path) -> Path:
    """A1 and A2 would make paragraph 2 binding, and Bayland objects; silence is consent."""
    done(run("rule", "set", "consent()"))
    for member in ("ASH", "COL"):
        done(
            run("amendment", "add", "2", "--text", "shall", "--old", "should", "--sponsor", member)
        )
    for amendment in ("A1", "A2"):
        done(run("position", "set", "BAY", amendment, "object", "--reason", "no binding language"))
    return harbour


def dossier(run: Run, target: str) -> Any:
    """What `why` says as data."""
    return done(run("why", target, "--json")).json


def test_what_went_in_and_who_objects(run: Run, binding: Path) -> None:
    """In brackets unless the chair rules; then it blocks, is to be confirmed, and lapses."""
    asked = done(run("merge", "2", "--take", "A1,A2", "--dry-run"))
    assert "[should | ASH, COL: shall]" in asked.out
    assert "BAY objects: “no binding language” (A1)" in asked.out
    refused = run("merge", "2", "--take", "A1,A2", "--without-brackets", "--yes")
    assert refused.code == 3
    assert refused.err.endswith("instruction, with a reason (--without-brackets --reason TEXT)\n")
    merged = done(run("merge", "2", "--take", "A1,A2", *RULED))
    assert "the objection of BAY to “should” → “shall” (A1 and A2) stands on the text" in merged.err
    assert dossier(run, "2")["status"] == "blocked"
    assert (
        "BAY objects to “should” → “shall” (A1 and A2): “no binding language”"
        in done(run("why", "2")).out
    )
    told = done(run("history", "list")).out
    assert "merged without brackets over BAY: “the text binds nobody else”" in told
    other = done(run("draft", "edit", "2", "The office must publish all reports."))
    assert "the objection of BAY to “should” → “shall” (A1 and A2) is to be confirmed" in other.err
    assert "to be confirmed by BAY" in done(run("why", "2")).out
    assert dossier(run, "2")["status"] == "blocked"
    before = done(run("draft", "edit", "2", "The office should publish all reports."))
    assert "(A1 and A2) no longer applies: the text reads as before" in before.err
    found = dossier(run, "2")
    assert found["status"] == "ready"
    assert [each["state"] for each in found["contested"]] == ["lapsed", "lapsed"]


def test_words_in_brackets_go_in_when_the_bracket_is_settled(run: Run, binding: Path) -> None:
    """Contested in the bracket, and as well when the chair has chosen them."""
    done(run("merge", "2", "--take", "A1,A2", "--yes"))
    assert [each["state"] for each in dossier(run, "2")["contested"]] == ["standing", "standing"]
    done(run("merge", "2", "--settle", "B1=b", *RULED))
    assert dossier(run, "2")["status"] == "blocked"
    done(run("draft", "edit", "2", "The office should publish all reports."))
    assert dossier(run, "2")["status"] == "ready"


SHALL = "The office shall publish all reports."
SHOULD = "The office should publish all reports."


@pytest.mark.parametrize(
    "settled",
    [
        ("merge", "2", "--take", "A1,A2", *RULED),
        ("merge", "2", "--settle", "B1=b", *RULED),
        ("draft", "edit", "2", SHALL),
    ],
    ids=["the amendments' own choice", "the option", "an edit"],
)
def test_objection_is_to_the_change_and_not_to_its_brackets(
    run: Run, binding: Path, settled: tuple[str, ...]
) -> None:
    """However the bracket ends, what is objected to are the words against those before it."""
    done(run("merge", "2", "--take", "A1,A2", "--yes"))
    merged = done(run(*settled))
    assert "the objection of BAY to “should” → “shall” (A1 and A2) stands on the text" in merged.err
    found = dossier(run, "2")["contested"]
    assert {(each["replaces"], each["text"]) for each in found} == {("should", "shall")}
    assert [each["amendment"] for each in found] == ["A1", "A2"]
    back = done(run("draft", "edit", "2", SHOULD))
    assert "to “should” → “shall” (A1 and A2) no longer applies" in back.err
    assert dossier(run, "2")["status"] == "ready"
    again = done(run("draft", "edit", "2", SHALL))
    assert "“should” → “shall” (A1 and A2) stands on the text" in again.err
    assert dossier(run, "2")["status"] == "blocked"
    bracketed = done(run("draft", "edit", "2", "The office [should | shall] publish all reports."))
    assert "lapsed" not in bracketed.err
    done(run("draft", "edit", "2", "The office must publish all reports."))
    assert {each["state"] for each in dossier(run, "2")["contested"]} == {"to be confirmed"}


def test_objection_to_an_inserted_sentence_outlives_its_brackets(run: Run, harbour: Path) -> None:
    """The sentence goes in in brackets, then by option; it lapses and comes back as without."""
    done(run("rule", "set", "consent()"))
    text = f"{SHOULD} The chair is elected."
    done(run("amendment", "add", "2", "--text", text, "--sponsor", "ASH"))
    done(run("position", "set", "BAY", "A1", "object", "--words", "The chair is elected."))
    done(run("merge", "2", "--take", "A1", "--yes"))
    merged = done(run("merge", "2", "--settle", "B1=b", *RULED))
    assert "the objection of BAY to the insertion of “The chair is elected.” (A1)" in merged.err
    assert "no longer applies" in done(run("draft", "edit", "2", SHOULD)).err
    assert "stands on the text" in done(run("draft", "edit", "2", text)).err
    assert dossier(run, "2")["status"] == "blocked"


def test_named_words_are_all_that_bayland_objects_to(run: Run, harbour: Path) -> None:
    """The other change of the same amendment is not contested; other words are refused."""
    done(run("rule", "set", "consent()"))
    text = "The office shall publish all annual reports."
    done(run("amendment", "add", "2", "--text", text, "--sponsor", "ASH"))
    wrong = run("position", "set", "BAY", "A1", "object", "--words", "monthly")
    assert (wrong.code, "“monthly” is nothing that A1 changes" in wrong.err) == (3, True)
    wrong = run("position", "set", "BAY", "A1", "support", "--words", "shall")
    assert (wrong.code, "only an objection or reserved position" in wrong.err) == (3, True)
    told = " ".join(done(run("position", "set", "--help")).out.split())
    assert "Of an amendment: the words that are objected to or reserved." in told
    done(run("position", "set", "BAY", "A1", "object", "--words", "shall"))
    listed = done(run("position", "list", "--on", "A1", "--json")).json["positions"]
    assert [each["words"] for each in listed if each["member"] == "BAY"] == ["shall"]
    done(run("merge", "2", "--take", "A1", *RULED))
    (contested,) = dossier(run, "2")["contested"]
    assert (contested["replaces"], contested["text"]) == ("should", "shall")


def test_objection_to_what_went_in_is_settled_on_the_paragraph(run: Run, binding: Path) -> None:
    """Answered, then withdrawn; nothing is left of it."""
    done(run("merge", "2", "--take", "A1,A2", *RULED))
    done(run("objection", "answer", "2", "BAY", "it binds the office alone"))
    assert {each["answer"] for each in dossier(run, "2")["contested"]} == {
        "it binds the office alone"
    }
    done(run("objection", "withdraw", "2", "BAY"))
    assert dossier(run, "2")["status"] == "ready"


def test_gavel_names_whom_it_goes_over(run: Run, binding: Path) -> None:
    """Also when the objection was to the amendment; with other words it hears that none is."""
    done(run("merge", "2", "--take", "A1,A2", *RULED))
    assert run("decision", "add", "2", "agreed").code == 3
    over = done(run("decision", "add", "2", "agreed", "--reason", "the chair's ruling", "--yes"))
    assert "the Chair declared 2 (N2) agreed; BAY stated its objection" in over.err
    done(run("decision", "add", "2", "reopened"))
    assert dossier(run, "2")["status"] == "blocked"
    done(run("draft", "edit", "2", "The office must publish all reports."))
    done(run("meeting", "open", "First meeting"))
    done(run("meeting", "presence", "ASH"))
    done(run("position", "set", "ASH", "2", "support"))
    refused = run("decision", "add", "2", "agreed", "--no-objection")
    assert (refused.code, "'consensus meeting presence BAY'" in refused.err) == (3, True)
    done(run("meeting", "presence", "BAY"))
    heard = done(run("decision", "add", "2", "agreed", "--no-objection"))
    assert "no objection heard" in heard.err
    assert "over the standing" not in heard.err


def test_sponsors_are_asked_again_and_nobody_is_counted_twice(run: Run, binding: Path) -> None:
    """Who proposed part of the text is neither for the whole nor without a position."""
    done(run("merge", "2", "--take", "A1,A2", *RULED))
    found = next(
        each for each in done(run("status", "--json")).json["items"] if each["label"] == "2"
    )
    assert (found["proposed"], found["no_position"], found["eligible"]) == (2, 0, 3)
    assert found["counts"]["object"] == 1
    told = done(run("why", "2")).out.split("- to be reconfirmed (2 of 3)\n")[1].splitlines()
    assert [line.split()[0] for line in told[:2]] == ["ASH", "COL"]
    own = done(run("next", "--member", "ASH", "--json")).json["next"]
    assert any("to be reconfirmed" in each["reason"] for each in own)


def test_condition_met_in_part_is_named_before_it_is_recorded(run: Run, harbour: Path) -> None:
    """Its member counts as conditional afterwards: neither for it nor against it."""
    done(run("draft", "edit", "2", "The office should publish all reports. They are printed."))
    text = "The office shall publish all reports. They are read."
    done(run("amendment", "add", "2", "--text", text, "--sponsor", "ASH"))
    done(run("amendment", "add", "2", "--text", "must", "--old", "should", "--sponsor", "COL"))
    done(run("position", "set", "BAY", "3", "accept", "--if", "A1"))
    plan = done(run("merge", "2", "--take", "A1", "--settle", "1=A2", "--dry-run", "--json")).json
    assert plan["conditions"] == [{"member": "BAY", "amendment": "A1"}]
    done(run("merge", "2", "--take", "A1", "--settle", "1=A2", "--yes"))
    found = dossier(run, "3")
    assert (
        "to be confirmed by BAY: A1 merged in part or in other words" in done(run("why", "3")).out
    )
    assert found["counts"]["accept"] == found["counts"]["object"] == 0


def test_undone_merge_leaves_the_objection_on_the_amendments(run: Run, binding: Path) -> None:
    """And an undone edit that had ended it lets it stand again."""
    done(run("merge", "2", "--take", "A1,A2", *RULED))
    done(run("draft", "edit", "2", "The office should publish all reports."))
    done(run("undo"))
    assert dossier(run, "2")["status"] == "blocked"
    done(run("undo"))
    assert dossier(run, "2")["contested"] == []
    assert dossier(run, "A1")["status"] == "blocked"


def test_objection_recorded_in_another_copy_stands_on_what_went_in(run: Run, harbour: Path) -> None:
    """Whoever merged had not heard of it; after the sync both copies name Bayland."""
    done(run("rule", "set", "consent()"))
    done(run("amendment", "add", "2", "--text", "shall", "--old", "should", "--sponsor", "ASH"))
    other = harbour.parent / "copies" / "other.consensus"
    other.parent.mkdir()
    shutil.copy(harbour, other)
    here, there = ("-f", str(harbour)), ("-f", str(other))
    done(run(*there, "position", "set", "BAY", "A1", "object", "--reason", "not binding"))
    done(run(*here, "merge", "2", "--take", "A1", "--yes"))
    synced = done(run(*here, "sync", "run", str(other)))
    assert "BAY objects to “should” → “shall” (A1): “not binding”; it went into N2" in synced.err
    for copy in (here, there):
        found = done(run(*copy, "why", "2", "--json")).json
        assert found["status"] == "blocked"
        assert [(each["member"], each["state"]) for each in found["contested"]] == [
            ("BAY", "standing")
        ]


@pytest.mark.parametrize("settled", [("--take", "A1"), ("--settle", "B1=b")])
def test_named_words_stay_opposed_in_brackets(
    run: Run, harbour: Path, settled: tuple[str, str]
) -> None:
    """Lifting the brackets around words that a member objects to takes the chair's reason."""
    done(run("rule", "set", "consent()"))
    done(run("amendment", "add", "2", "--text", "shall", "--old", "should", "--sponsor", "ASH"))
    done(run("position", "set", "BAY", "A1", "object", "--words", "shall"))
    done(run("merge", "2", "--take", "A1", "--yes"))
    refused = run("merge", "2", *settled, "--yes")
    assert (refused.code, "BAY objects" in refused.err) == (3, True)
    merged = done(run("merge", "2", *settled, *RULED))
    assert "the objection of BAY to “should” → “shall” (A1) stands on the text" in merged.err


def test_edit_names_the_amendments_that_it_takes_out_again_and_those_it_meets(
    run: Run, harbour: Path
) -> None:
    """With those who proposed them, also when it is editorial; a closed paragraph refuses that."""
    done(run("rule", "set", "consent()"))
    secret = "Votes are secret."
    done(run("amendment", "add", "2", "--text", f"{SHOULD} {secret}", "--sponsor", "BAY"))
    done(run("merge", "2", "--take", "A1", "--yes"))
    out = done(run("draft", "edit", "2", SHOULD))
    assert "A1 of BAY is no longer in the text" in out.err
    shown = f"A1 (BAY), merged: insert “{secret}”; no longer in the text as it was merged"
    assert shown in done(run("why", "2")).out
    assert (
        "no longer" not in done(run("draft", "edit", "2", "The office should publish reports.")).err
    )
    done(run("amendment", "add", "2", "--text", "shall", "--old", "should", "--sponsor", "ASH"))
    text = "The office shall publish reports."
    done(run("decision", "add", "2", "agreed", "--reason", "the chair's ruling", "--yes"))
    refused = run("draft", "edit", "2", text, "--editorial")
    assert refused.code == 3
    assert "N2 is closed by a decision and would say what A2 asks for" in refused.err
    done(run("draft", "edit", "2", "The Office should publish reports.", "--editorial"))
    done(run("decision", "add", "2", "reopened"))
    met = done(run("draft", "edit", "2", "The Office shall publish reports.", "--editorial"))
    assert "A2 of ASH is met: the text says now what it asks for" in met.err


def test_words_chosen_from_a_bracket_are_missed_when_they_go(run: Run, binding: Path) -> None:
    """They went in by the amendment's own choice, and an edit takes them out again."""
    done(run("merge", "2", "--take", "A1,A2", "--yes"))
    done(run("merge", "2", "--take", "A1,A2", *RULED))
    out = done(run("draft", "edit", "2", SHOULD)).err
    assert "A1 of ASH is no longer in the text" in out
    assert "A2 of COL is no longer in the text" in out


def test_paragraph_shows_who_objects_to_words_in_its_brackets(run: Run, binding: Path) -> None:
    """Once, as long as it is open; dropped it lapses, withdrawn it is gone, kept it stands."""
    done(run("position", "set", "BAY", "2", "support"))
    done(run("merge", "2", "--take", "A1,A2", "--yes"))
    shown = done(run("why", "2")).out
    assert "BAY objects to “should” → “shall” (A1 and A2): “no binding language”" in shown
    assert "A1 (ASH), blocked: replace “should” by “shall”\n" in shown
    item = next(
        each for each in done(run("status", "--json")).json["items"] if each["label"] == "2"
    )
    assert (item["counts"]["object"], item["counts"]["support"], item["no_position"]) == (1, 0, 2)
    refused = run("decision", "add", "2", "agreed")
    assert (refused.code, "BAY" in refused.err) == (3, True)
    for words in (
        ("answer", "2", "BAY", "why"),
        ("accommodate", "2", "BAY"),
        ("maintain", "2", "BAY"),
    ):
        told = run("objection", *words).err
        assert (
            f"{words[0]} the objection of BAY to A1 ('consensus objection {words[0]} A1 BAY')"
            in told
        )
    elsewhere = run("objection", "withdraw", "2", "BAY")
    assert elsewhere.code == 3
    assert (
        "what BAY objects to or reserves on is in brackets as A1; withdraw the objection of BAY"
        " to A1 ('consensus objection withdraw A1 BAY')\n" in elsewhere.err
    )
    done(run("merge", "2", "--settle", "B1=a", "--yes"))
    found = dossier(run, "2")
    states = [each["state"] for each in found["contested"]]
    assert (found["status"], states) == ("ready", ["lapsed", "lapsed"])
    done(run("undo"))
    done(run("merge", "2", "--settle", "B1=b", *RULED))
    assert {each["state"] for each in dossier(run, "2")["contested"]} == {"standing"}
    done(run("undo"))
    for amendment in ("A1", "A2"):
        done(run("objection", "withdraw", amendment, "BAY"))
    assert dossier(run, "2")["contested"] == []


@pytest.fixture(params=["undecided", "rejected", "withdrawn"])
def bracketed(run: Run, binding: Path, request: pytest.FixtureRequest) -> Path:
    """The words stand in brackets, and of A1 and A2 it was decided so."""
    done(run("merge", "2", "--take", "A1,A2", "--yes"))
    for amendment in ("A1", "A2") if request.param != "undecided" else ():
        done(run("decision", "add", amendment, request.param))
    return binding


@pytest.mark.parametrize("way", ["B1=b", "B1=text:shall", "B1=text:shall promptly"])
def test_opposed_words_leave_their_brackets_only_with_the_reason(
    run: Run, bracketed: Path, way: str
) -> None:
    """Whatever became of the amendment: who objects is listed, and objects to the text then."""
    assert [each["state"] for each in dossier(run, "2")["contested"]] == ["standing", "standing"]
    refused = run("merge", "2", "--settle", way, "--yes")
    assert (refused.code, "BAY objects: “no binding language” (A1)" in refused.err) == (3, True)
    told = done(run("merge", "2", "--settle", way, *RULED))
    assert "BAY objects: “no binding language” (A1)" in told.out.split("Who objects")[1]
    assert "merged without brackets over BAY" in told.err
    found = dossier(run, "2")
    assert (found["status"], found["counts"]["object"]) == ("blocked", 1)
    assert {each["state"] for each in found["contested"]} == {"standing"}


@pytest.mark.parametrize("way", ["B1=text:may", "B1=drop"])
def test_other_words_for_a_bracket_are_to_be_confirmed(run: Run, bracketed: Path, way: str) -> None:
    """They block, until the text reads as it did before the words were put there."""
    told = done(run("merge", "2", "--settle", way, "--yes"))
    planned = "the objection of BAY to “should” → “shall” (A1) is to be confirmed"
    assert planned in told.out.split("To be confirmed")[1]
    assert planned.replace("A1", "A1 and A2") in told.err
    assert dossier(run, "2")["status"] == "blocked"
    done(run("draft", "edit", "2", SHOULD))
    assert dossier(run, "2")["status"] == "ready"


def test_words_as_before_for_a_bracket_end_the_objection(run: Run, bracketed: Path) -> None:
    """The step says whose objection ends, and the words put there again are contested again."""
    told = done(run("merge", "2", "--settle", "B1=a", "--yes"))
    assert "the objection of BAY to “should” → “shall” (A1 and A2) no longer applies" in told.err
    assert dossier(run, "2")["status"] == "ready"
    done(run("draft", "edit", "2", SHALL))
    assert dossier(run, "2")["status"] == "blocked"


@pytest.mark.parametrize(("way", "instead"), [("1=text:", "1=base"), ("B1=text: ", "B1=drop")])
def test_wording_without_words_settles_nothing(
    run: Run, binding: Path, way: str, instead: str
) -> None:
    """It would leave two spaces where the words were; what to do instead is said."""
    done(run("amendment", "add", "2", "--text", "may", "--old", "should", "--sponsor", "BAY"))
    done(run("draft", "edit", "2", "The office should publish all [annual] reports."))
    refused = run("merge", "2", "--settle", way, "--yes")
    assert (refused.code, f"has no words; {instead}" in refused.err) == (3, True)


def test_an_objection_to_some_words_says_to_which(run: Run, binding: Path) -> None:
    """Where other words of the amendment wait for it, and on the amendment itself."""
    text = "The office shall publish most reports."
    done(run("amendment", "add", "2", "--text", text, "--sponsor", "ASH"))
    done(run("position", "set", "BAY", "A3", "object", "--words", "shall", "--reason", "binding"))
    planned = run("merge", "2", "--dry-run")
    assert "c2: BAY objects to “shall”: “binding”" in planned.out + planned.err
    assert "BAY to “shall”, raised: binding" in done(run("why", "A3")).out


def test_conflict_that_is_settled_by_other_words_merges_nothing(run: Run, binding: Path) -> None:
    """The log says that the text was reworded, and what was closed by that."""
    done(run("amendment", "add", "2", "--text", "may", "--old", "should", "--sponsor", "BAY"))
    done(run("merge", "2", "--settle", "1=text:must", "--yes"))
    told = done(run("history", "list")).out
    assert "2 (N2) was reworded; A1, A2 and A3 not retained" in told
    assert "merged" not in told


def test_position_on_the_text_with_the_bracket_answers_for_it(run: Run, binding: Path) -> None:
    """Who accepts the paragraph as it is, bracket and all, is not counted against it."""
    done(run("merge", "2", "--take", "A1,A2", "--yes"))
    done(run("position", "set", "BAY", "2", "accept"))
    found = dossier(run, "2")
    assert (found["contested"], found["counts"]["accept"]) == ([], 1)


def test_same_words_are_opposed_in_every_amendment_that_wants_them(run: Run, harbour: Path) -> None:
    """Whatever became of the amendment that Bayland objected to, the other names Bayland."""
    for member in ("ASH", "COL"):
        done(
            run("amendment", "add", "2", "--text", "shall", "--old", "should", "--sponsor", member)
        )
    done(run("position", "set", "BAY", "A1", "object", "--reason", "binding"))
    same = "BAY objects to the same words in A1: “binding”"
    for before in ((), ("amendment", "withdraw", "A1", "--user", "ASH")):
        if before:
            done(run(*before))
        assert same in done(run("why", "A2")).out
        assert same in done(run("next")).out
        refused = run("decision", "add", "A2", "agreed")
        assert refused.code == 3
        assert "BAY still objects" in refused.err
        preview = run("merge", "2", "--dry-run").out
        assert "c1: BAY objects: “binding” (A1)" in preview
    bracketed = done(run("merge", "2", "--take", "A2", "--yes"))
    assert "[should | COL: shall]" in bracketed.out
    assert dossier(run, "2")["contested"][0]["member"] == "BAY"
    assert run("merge", "2", "--settle", "B1=b", "--yes").code == 3
    done(run("merge", "2", "--settle", "B1=b", *RULED))
    assert "BAY objects to “should” → “shall” (A1): “binding”" in done(run("why", "2")).out
    done(run("objection", "withdraw", "2", "BAY"))
    assert "BAY objects" not in done(run("why", "2")).out.split("Positions")[0]


def test_withdrawn_objection_frees_the_same_words(run: Run, harbour: Path) -> None:
    """Once Bayland withdraws it in A1, nothing stands against A2."""
    done(run("rule", "set", "consent()"))
    for member in ("ASH", "COL"):
        done(
            run("amendment", "add", "2", "--text", "shall", "--old", "should", "--sponsor", member)
        )
    done(run("position", "set", "BAY", "A1", "object"))
    done(run("decision", "add", "A1", "rejected"))
    assert "A2: blocked" in done(run("why", "A2")).out
    done(run("objection", "withdraw", "A1", "BAY"))
    assert "A2: ready" in done(run("why", "A2")).out
    assert "is merged" in done(run("merge", "2", "--dry-run")).out


def test_consolidated_wording_is_opposed_where_it_has_the_words(run: Run, harbour: Path) -> None:
    """The gavel on it needs a reason, and what it draws together reads so, not as withdrawn."""
    done(run("amendment", "add", "2", "--text", "shall", "--old", "should", "--sponsor", "ASH"))
    done(run("amendment", "add", "2", "--text", "some", "--old", "all", "--sponsor", "COL"))
    done(run("position", "set", "BAY", "A1", "object", "--reason", "binding"))
    text = "The office shall publish some reports."
    consenting = ("--sponsor", "COL", "--consenting", "ASH,COL")
    done(run("amendment", "consolidate", "A1", "A2", "--text", text, *consenting))
    told = done(run("why", "A3")).out
    assert "BAY objects to the same words in A1: “binding”" in told
    assert "ready for decision" not in done(run("next")).out
    assert run("decision", "add", "A3", "agreed").code == 3
    assert "A1: consolidated into A3" in done(run("why", "A1")).out
    assert "A1 (ASH), consolidated into A3: " in done(run("why", "2")).out
    assert "withdrawn" not in done(run("why", "A1")).out
    over = done(run("merge", "2", "--take", "A3", *RULED))
    assert "the objection of BAY to “should” → “shall” (A1) stands on the text" in over.err
    assert "A3 merged without brackets" in over.err


def test_what_is_deleted_over_an_objection_is_told(run: Run, harbour: Path) -> None:
    """Everywhere with the instruction and its reason; who proposed it proposed none of its text."""
    done(run("amendment", "add", "2", "--kind", "delete", "--sponsor", "COL"))
    done(run("position", "set", "BAY", "A1", "object", "--reason", "reports are needed"))
    done(run("meeting", "open", "Session"))
    done(run("merge", "A1", *RULED))
    done(run("meeting", "close"))
    ruled = (
        "A1 was carried out (delete 2) although members objected to it or held it, on the Chair's"
        " instruction: the text binds nobody else"
    )
    assert "A1 merged without brackets over BAY: “the text binds nobody" in _log(run)
    summary = " ".join(done(run("report", "summary", "--audience", "members")).out.split())
    assert "Paragraph 2 was deleted." in summary
    assert (
        "The proposal to delete paragraph 2 (A1) was carried out, on the Chair's instruction, for"
        " the following reason: the text binds nobody else. One member had objected to it."
    ) in summary
    assert ruled in done(run("report", "meeting", "--audience", "secretariat")).out
    assert "binds nobody" not in done(run("report", "meeting", "--audience", "public")).out
    for target in ("A1", "N2", "2", "1"):
        assert ruled in done(run("why", target)).out
    deleted = dossier(run, "2")
    assert deleted["status"] == "deleted"
    assert "- deleted by the merge of A1 on " in done(run("why", "2")).out
    assert deleted["proposed"] == []
    told = done(run("report", "positions", "--audience", "secretariat")).out
    assert "object: the deletion of “The office should publish all reports.” (A1)" in told
    assert run("draft", "edit", "2", "The office publishes.").code == 3


def test_the_summary_says_who_objected_and_who_reserved(run: Run, binding: Path) -> None:
    """In sentences of their own, by name only where members are named."""
    done(run("position", "set", "ASH", "A2", "hold"))
    done(run("meeting", "open", "Session"))
    done(run("merge", "2", "--take", "A1,A2", *RULED))
    done(run("meeting", "close"))

    def summary(*options: str) -> str:
        return " ".join(done(run("report", "summary", *options)).out.split())

    ruled = (
        "Words of amendments A1 and A2 were taken into this paragraph without brackets, on"
        " the Chair's instruction"
    )
    reason = ", for the following reason: the text binds nobody else."
    found = summary("--audience", "members", "--names")
    assert (
        f"{ruled}{reason} Bayland had objected to these words."
        " Ashland had reserved its position on these words."
    ) in found
    found = summary("--audience", "members")
    assert "One member had objected to these words. One member had reserved its position" in found
    found = summary("--audience", "public")
    assert f"{ruled}. Objections to these words had been stated. Positions on these words" in found
    assert not re.search("Bayland|Ashland|binds nobody", found)


def test_what_is_inserted_or_moved_over_an_objection_is_told(run: Run, harbour: Path) -> None:
    """In the summary and by `why` of the item, as for a deletion."""
    new = ("--kind", "insert", "--after", "1", "--text", "Boats are counted.")
    done(run("amendment", "add", "D1", *new, "--sponsor", "COL"))
    moved = ("--kind", "move", "--after", "3")
    done(run("amendment", "add", "1", *moved, "--sponsor", "COL"))
    for amendment in ("A1", "A2"):
        done(run("position", "set", "BAY", amendment, "object", "--reason", "no"))
    done(run("meeting", "open", "Session"))
    for amendment in ("A1", "A2"):
        done(run("merge", amendment, *RULED))
    summary = " ".join(done(run("report", "summary", "--audience", "members")).out.split())
    assert "Paragraph 1 bis was inserted." in summary
    assert "Paragraph 1 was moved." in summary
    assert summary.count("the text binds nobody else") == 2
    for target, amendment in (("N4", "A1"), ("1", "A2")):
        assert f"{amendment} was carried out (" in done(run("why", target)).out


def _log(run: Run) -> str:
    return done(run("history", "list")).out


def test_a_package_is_blocked_while_a_part_of_it_is_opposed(run: Run, binding: Path) -> None:
    """`why`, `next` and the gavel say the same, and decided, each item names its own objectors."""
    done(run("decision", "package", "add", "Deal", "--on", "1,2", "--amendment", "A1"))
    done(run("position", "set", "ASH", "1", "object", "--reason", "too long"))
    done(run("position", "set", "COL", "PKG1", "support"))
    opposed = "BAY objects to A1, which is part of it"
    found = dossier(run, "PKG1")
    assert found["status"] == "blocked"
    assert "ASH objects to 1 (N1), which is part of it" in found["reasons"]
    assert opposed in found["reasons"]
    (told,) = [
        each for each in done(run("next", "--json")).json["next"] if each["handle"] == "PKG1"
    ]
    assert opposed in told["reason"]
    assert told["rank"] != "ready for the gavel"
    refused = run("decision", "add", "PKG1", "agreed")
    assert (refused.code, "BAY" in refused.err) == (3, True)
    ruled = ("--without-brackets", "--reason", "time is short")
    done(run("decision", "add", "PKG1", "agreed", *ruled, "--yes"))
    for target, stated in (
        ("PKG1", "ASH and BAY stated their objections"),
        ("1", "ASH stated its objection"),
        ("2", "BAY stated its objection"),
    ):
        assert f"the Chair declared it agreed; {stated}" in dossier(run, target)["reasons"]
    assert dossier(run, "1")["decisions"][0]["over"] == ["ASH"]
    assert dossier(run, "2")["decisions"][0]["over"] == ["BAY"]


def test_gavel_over_an_objection_is_told_with_whom_and_why(run: Run, harbour: Path) -> None:
    """The log and the list of decisions name who objects, and a decision on no meeting no forum."""
    done(run("position", "set", "BAY", "1", "object", "--reason", "too strict"))
    done(run("decision", "add", "1", "agreed", "--reason", "time is short", "--yes"))
    pending = done(run("decision", "add", "2", "agreed", "--pending", "COL"))
    assert "2 (N2) agreed, awaiting confirmation by COL" in pending.err
    ruling = "the Chair declared 1 (N1) agreed, although its rule was not met"
    assert f"{ruling}; BAY stated its objection; the Chair's reason: “time is short”" in _log(run)
    told = done(run("decision", "list")).out
    (line,) = [each for each in told.splitlines() if each.startswith("DEC1")]
    assert "BAY" in line
    assert "time is short" in line
    assert "committee" not in told
    done(run("decision", "add", "3", "agreed", "--forum", "plenary"))
    assert "plenary" in done(run("decision", "list")).out


def test_who_objects_is_named_before_fresh_positions_are_asked_for(run: Run, harbour: Path) -> None:
    """A text that waits for fresh positions and is opposed says both."""
    for member in ("ASH", "COL"):
        done(run("position", "set", member, "1", "support"))
    for member in ("BAY", "COL"):
        done(run("position", "set", member, "1", "object", "--reason", "too strict"))
    done(run("draft", "edit", "1", "Members shall report twice a year to the harbour office."))
    done(run("amendment", "add", "1", "--old", "twice", "--text", "once", "--sponsor", "ASH"))
    told = {each["rank"]: each["reason"] for each in done(run("next", "--json")).json["next"]}
    assert told["needs fresh positions"].startswith("BAY, COL object; the text changed after ASH")


def test_condition_goes_along_with_what_was_accepted_on_it(run: Run, harbour: Path) -> None:
    """Named and no support while it waits, and to be confirmed by its member when it fails."""
    done(run("rule", "set", "consent()"))
    done(run("amendment", "add", "2", "--text", "shall", "--old", "should", "--sponsor", "ASH"))
    done(run("position", "set", "BAY", "A1", "accept", "--if", "3", "--reason", "both"))
    done(run("merge", "2", "--take", "A1", "--yes"))
    waiting = done(run("why", "2")).out
    assert "BAY's position is conditional on 3 (N3)" in waiting
    assert "BAY (can live with it, floor, provided 3 (N3), otherwise objects): both" in waiting
    assert "no position (1 of 3): COL" in waiting
    done(run("decision", "add", "3", "rejected"))
    assert "to be confirmed by BAY: its condition has failed: 3 (N3)" in done(run("why", "2")).out
    refused = run("decision", "add", "2", "agreed")
    assert (refused.code, "BAY still objects" in refused.err) == (3, True)
    done(run("position", "set", "BAY", "2", "accept"))
    assert "to be confirmed" not in done(run("why", "2")).out


def test_condition_that_was_met_leaves_a_member_to_be_asked(run: Run, harbour: Path) -> None:
    """It supported a part of the text then, which is no support of the whole."""
    done(run("amendment", "add", "2", "--text", "shall", "--old", "should", "--sponsor", "ASH"))
    done(run("position", "set", "BAY", "A1", "accept", "--if", "3"))
    done(run("merge", "2", "--take", "A1", "--yes"))
    done(run("decision", "add", "3", "agreed", "--reason", "settled"))
    found = dossier(run, "2")
    assert found["proposed"] == ["ASH", "BAY"]
    assert found["counts"]["accept"] == 0


def test_disagreement_is_named_and_blocks_nothing(run: Run, harbour: Path) -> None:
    """In the plan, on the paragraph and at the gavel, where it is no silence."""
    done(run("rule", "set", "consent()"))
    done(run("amendment", "add", "2", "--text", "shall", "--old", "should", "--sponsor", "ASH"))
    done(run("position", "set", "BAY", "A1", "disagree", "--reason", "no"))
    merged = done(run("merge", "2", "--yes"))
    assert "against: BAY: no (A1)" in merged.out
    told = done(run("why", "2")).out
    assert "2: ready" in told.replace(" (N2)", "")
    assert "BAY is against part of this text" in told
    assert "no position (1 of 3): COL" in told
    assert "nobody spoke" not in done(run("decision", "add", "2", "agreed")).err


def test_nobody_is_said_to_be_silent_who_proposed_part(run: Run, harbour: Path) -> None:
    """A gavel on what has sponsors is no silence, and who proposed part of it is not silent."""
    done(run("rule", "set", "no_objection()"))
    sponsors = ("--sponsor", "ASH,BAY,COL")
    done(run("amendment", "add", "2", "--text", "shall", "--old", "should", *sponsors))
    done(run("decision", "add", "A1", "agreed"))
    decided = done(run("decision", "list", "--json")).json
    assert 'no_objection_heard": true' not in str(decided).replace("'", '"').casefold()
    done(run("merge", "2", "--yes"))
    assert "would be met if any member came out in favour" in done(run("why", "2")).out
    assert "silent member" not in done(run("why", "2")).out


def test_of_a_deleted_item_nobody_is_missed(run: Run, harbour: Path) -> None:
    """`why` says by which merge it was deleted and when, and lists no member without a position."""
    done(run("position", "set", "BAY", "2", "support"))
    done(run("amendment", "add", "2", "--kind", "delete", "--sponsor", "ASH"))
    done(run("amendment", "add", "2", "--text", "must", "--old", "should", "--sponsor", "COL"))
    assert "- closes A2, which would change what is deleted" in (
        done(run("merge", "A1", "--dry-run")).out
    )
    done(run("merge", "A1", "--yes"))
    day = done(run("history", "list", "--json")).json["steps"][0]["happened"][:10]
    told = done(run("why", "2"))
    assert told.out.startswith("2 (N2): deleted\n")
    assert f"- deleted by the merge of A1 on {day}\n" in told.out
    assert "no position" not in told.out
    assert dossier(run, "2")["no_position"] == []
    assert "no position" not in done(run("report", "dossier", "2", "--audience", "members")).out
    assert dossier(run, "A2")["reasons"] == [
        f"not retained in the merge of 2 (N2) on {day}, which took A1"
    ]


def test_objection_that_comes_while_the_question_is_asked_stops_the_merge(
    run: Run, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is recorded, and who objects since the plan was shown is named."""
    done(run("rule", "set", "consent()"))
    done(run("amendment", "add", "2", "--text", "shall", "--old", "should", "--sponsor", "ASH"))

    def objecting(*asked: object, **how: object) -> bool:
        with WorkingGroup.open(harbour, by="deputy") as group:
            group.take_position("BAY", "A1", "object", reason="no binding language")
        return True

    monkeypatch.setattr("consensus.cli.output.is_interactive", lambda: True)
    monkeypatch.setattr("click.confirm", objecting)
    asked = run("merge", "2", "--take", "A1")
    assert asked.code == 3
    assert "since this was shown: BAY objects: “no binding language” (A1)" in asked.err
    assert "; nothing was recorded; give the command again to see it anew\n" in asked.err
    assert done(run("why", "2", "--json")).json["text"] == "The office should publish all reports."


def test_objection_to_a_deletion_that_comes_while_it_is_asked_stops_it(
    run: Run, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The item stays, since the deletion takes the Chair's instruction by now."""
    done(run("rule", "set", "consent()"))
    done(run("amendment", "add", "2", "--kind", "delete", "--sponsor", "ASH"))

    def objecting(*asked: object, **how: object) -> bool:
        with WorkingGroup.open(harbour, by="deputy") as group:
            group.take_position("BAY", "A1", "object")
        return True

    monkeypatch.setattr("consensus.cli.output.is_interactive", lambda: True)
    monkeypatch.setattr("click.confirm", objecting)
    asked = run("merge", "A1")
    assert (asked.code, "BAY objects to A1 since this was planned" in asked.err) == (3, True)
    assert dossier(run, "2")["status"] != "deleted"


def test_condition_that_fails_by_a_deletion_is_named_before_it(run: Run, harbour: Path) -> None:
    """On the item that goes, and on an amendment that is closed with it."""
    done(run("rule", "set", "consent()"))
    done(run("amendment", "add", "2", "--text", "shall", "--old", "should", "--sponsor", "ASH"))
    done(run("amendment", "add", "2", "--kind", "delete", "--sponsor", "COL"))
    done(run("position", "set", "BAY", "1", "accept", "--if", "2"))
    done(run("position", "set", "BAY", "3", "support", "--if", "A1", "--otherwise", "abstain"))
    asked = done(run("merge", "A2", "--dry-run"))
    assert "Conditions that fail" in asked.out
    assert "- BAY on N1: “accept” provided N2, which fails; then counts as “object”" in asked.out
    assert "- BAY on N3: “support” provided A1, which fails; then counts as “abstain”" in asked.out
    failing = done(run("merge", "A2", "--dry-run", "--json")).json["failing"]
    assert [(each["on"], each["conditions"]) for each in failing] == [
        ("N1", ["N2"]),
        ("N3", ["A1"]),
    ]
    done(run("merge", "A2", "--yes"))
    assert dossier(run, "1")["counts"]["object"] == 1


def test_label_that_several_items_have_is_not_used_for_one(run: Run, folder: Path) -> None:
    """Where numbers begin again in each part, an amendment names its item by its handle."""
    done(run("init", "--title", "Panel"))
    (folder / "rules.md").write_text(
        "# Rules\n\n## Part one\n\n1. Boats wait.\n\n2. Ships go.\n\n## Part two\n\n1. Fees are"
        " paid.\n\n3. Bills are sent.\n",
        encoding="utf-8",
    )
    done(run("draft", "import", "rules.md"))
    done(run("member", "add", "ASH"))
    done(run("amendment", "add", "N4", "--kind", "delete", "--sponsor", "ASH"))
    assert "A1: delete N4" in done(run("merge", "A1", "--dry-run")).out
    done(run("amendment", "add", "3", "--kind", "delete", "--sponsor", "ASH"))
    assert "A2: delete 3" in done(run("merge", "A2", "--dry-run")).out


def test_objection_is_told_by_the_words_from_before_a_bracket(run: Run, binding: Path) -> None:
    """Of an amendment with the same option and another change, as on the paragraph itself."""
    text = "The office shall publish annual reports."
    done(run("amendment", "add", "2", "--text", text, "--sponsor", "COL"))
    done(run("position", "set", "ASH", "A1", "object", "--reason", "capital says no"))
    done(run("merge", "2", "--take", "A1,A2", "--yes"))
    told = done(run("why", "A3")).out
    assert told[told.index("Objections\n") :].splitlines()[1:] == [
        "- ASH objects to “should” → “shall” (A1): “capital says no”",
        "- BAY objects to “should” → “shall” (A1): “no binding language”",
        "- BAY objects to “should” → “shall” (A2): “no binding language”",
    ]
    assert "deletion" not in told


def test_settling_for_one_names_no_other_with_the_same_words(run: Run, harbour: Path) -> None:
    """What A3 wants besides waits over an objection or a condition, as its own plan line says."""
    for words, by in ((SHALL, "ASH"), ("The office must publish all reports.", "COL")):
        done(run("amendment", "add", "2", "--text", words, "--sponsor", by))
    both = "The office shall publish reports."
    done(run("amendment", "add", "2", "--text", both, "--sponsor", "COL"))
    fewer = "The office should publish reports."
    done(run("amendment", "add", "2", "--text", fewer, "--sponsor", "ASH"))
    done(run("position", "set", "BAY", "A4", "object"))
    asked = done(run("merge", "2", "--settle", "1=A1", "--dry-run"))
    assert f"{SHALL}\n" in asked.out
    assert "A3, A4: waits: BAY objects (A4)\n" in asked.out
    named = done(run("merge", "2", "--settle", "1=A3", "--dry-run")).out
    assert "A3, A4: is merged in brackets\n" in named
    done(run("position", "set", "BAY", "A4", "accept", "--if", "1"))
    asked = done(run("merge", "2", "--settle", "1=A1", "--dry-run"))
    assert f"{SHALL}\n" in asked.out
    assert "A3, A4: waits: BAY has a condition\n" in asked.out


@pytest.fixture
def rivals(run: Run, harbour: Path) -> Path:
    """A1, A2 and A4 contend over the verb, A3 and A4 over the year."""
    text = "The office {} report to the members in {} year of its mandate.".format
    done(run("draft", "edit", "2", text("should", "every")))
    for verb, often, by in (
        ("shall", "every", "ASH"),
        ("must", "every", "COL"),
        ("should", "any", "BAY"),
        ("shall", "each", "ASH"),
    ):
        done(run("amendment", "add", "2", "--text", text(verb, often), "--sponsor", by))
    done(run("position", "set", "BAY", "A1", "object", "--reason", "not binding"))
    return harbour


def test_words_in_brackets_are_told_from_those_still_open(run: Run, rivals: Path) -> None:
    """A4 has one of each, and only words that a member objects to ask for an instruction."""
    asked = done(run("merge", "2", "--settle", "1=A1", "--dry-run"))
    assert "- A4: in brackets, not merged: “should” becomes “shall”\n" in asked.out
    assert "- A4: undecided (conflict 2): “every” becomes “each”\n" in asked.out
    assert "words of A1, A4 go in brackets" in asked.err
    every = done(run("merge", "2", "--settle", "1=brackets", "--dry-run"))
    assert "words of A1, A4 go in brackets" in every.err


def test_conflict_settled_with_its_bracket_is_not_open(run: Run, rivals: Path) -> None:
    """It is counted neither for A4, of which only other words are left, nor for A2 kept open."""
    done(run("merge", "2", "--settle", "1=A1", "--yes"))
    for more in ((), ("--keep-open", "A2")):
        merged = done(run("merge", "2", "--settle", "B1=b", *more, *RULED[:-1], "--dry-run"))
        assert "1 of 2 conflicts stays open" in merged.err
        assert "- 1  settled with the bracket\n" in merged.out
    done(run("merge", "2", "--settle", "B1=b", *RULED))
    assert "1 conflict\n" in run("combine", "2").out


def test_an_amendment_is_shown_with_who_proposed_it_and_why_at_the_top(
    run: Run, harbour: Path
) -> None:
    """Under the line with the rule, before its words."""
    propose = ("amendment", "add", "2", "--text", "shall", "--old", "should", "--sponsor", "ASH")
    done(run(*propose, "--reason", "soft"))
    for command in (("why", "A1"), ("amendment", "show", "A1")):
        lines = done(run(*command)).out.splitlines()
        assert lines[1].startswith("amendment: modify to 2 (N2)")
        assert lines[2:5] == ["proposed by ASH", "rationale: soft", ""]


def test_amendment_named_that_stands_in_a_conflict_is_told_how_to_settle_it(
    run: Run, rivals: Path
) -> None:
    """Only its conflict keeps it out, whatever else waits."""
    refused = run("merge", "2", "--take", "A3", "--yes")
    said = "A3 stands in conflict 2; choose A3 for conflict 2 (--settle 2=A3)\n"
    assert (refused.code, refused.err) == (3, f"consensus: {said}")


def test_conflict_settled_with_another_says_so(run: Run, rivals: Path) -> None:
    """Keeping the base settles the whole question; A1 named settles only the verb."""
    asked = done(run("merge", "2", "--settle", "1=base", "--dry-run")).out
    assert (
        "- 1  base: “should”, one question with 2\n- 2  base: “every”, one question with 1\n"
        in asked
    ), asked
    assert (
        "- 1  A2: “must”\n- 2  stays open"
        in done(run("merge", "2", "--settle", "1=A2", "--dry-run")).out
    )
