"""Decisions, packages, consultations, silences, ratings and offices at the command line."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.history.samples.make_sample import FOLDER as SAMPLES

from .conftest import Run, done, item, run_command

# The stories of a meeting, played at the command line.


def total(run: Run, status: str) -> int:
    """How many items have a status."""
    return int(done(run("status", "--json")).json["totals"][status])


def test_hold_keeps_an_item_open_until_instructions_come(run: Run, harbour: Path) -> None:
    """A hold moves no share; acceptance makes the item ready."""
    done(run("position", "set", "ASH", "1", "support"))
    done(run("position", "set", "BAY", "1", "hold"))
    held = item(run, "1")
    assert (held["status"], held["counts"]["support"], held["eligible"]) == ("open", 1, 3)
    done(run("position", "set", "BAY", "1", "accept"))
    assert item(run, "1")["status"] == "ready"


@pytest.mark.parametrize("rule", ["consent()", "no_objection()"])
def test_eleven_paragraphs_pass_in_silence(run: Run, tmp_path: Path, rule: str) -> None:
    """Each says that no objection was heard and who was there; none is stamped or invented."""
    draft = tmp_path / "draft.md"
    draft.write_text("\n\n".join(f"{number}. Lamp {number} burns." for number in range(1, 12)))
    done(run("init", "--title", "Lamps", "--rule", rule))
    for code in ("ASH", "BAY", "COL"):
        done(run("member", "add", code))
    done(run("draft", "import", str(draft)))
    done(run("meeting", "open", "First meeting"))
    done(run("meeting", "presence", "ASH", "BAY"))
    if rule == "no_objection()":
        asked = "nobody has spoken; ask for objections"
        assert (item(run, "1")["status"], item(run, "1")["reasons"]) == ("open", [asked])
    for label in range(1, 12):
        recorded = done(run("decision", "add", str(label), "agreed"))
        assert "although" not in recorded.err
        assert "no objection heard" in recorded.err
    decisions = done(run("decision", "list", "--json")).json["decisions"]
    assert [each["no_objection_heard"] for each in decisions] == [True] * 11
    assert {each["unmet"] for each in decisions} == {""}
    assert (decisions[0]["present"], decisions[0]["absent"]) == (["ASH", "BAY"], ["COL"])
    assert (total(run, "agreed"), item(run, "1")["no_position"]) == (11, 3)
    assert "although" not in run("why", "1").out + run("history", "list").out + run("status").out
    assert run("status", "--require", "agreed").code == 0


def test_a_draft_is_agreed_without_what_was_rejected_or_withdrawn(run: Run, harbour: Path) -> None:
    """Such items stay as they are, which is said; one alone is agreed once it is reopened."""
    done(run("decision", "add", "1", "rejected"))
    done(run("decision", "add", "2", "withdrawn"))
    recorded = done(run("decision", "add", "D1", "agreed"))
    assert "left as they are: N1 (rejected), N2 (withdrawn)" in recorded.err
    assert (total(run, "agreed"), total(run, "rejected"), total(run, "withdrawn")) == (1, 1, 1)
    assert "ask for objections" not in done(run("why", "1")).out
    refused = run("decision", "add", "1", "agreed")
    assert refused.code == 3
    assert "N1 is rejected; reopen it first ('consensus decision add N1 reopened')" in refused.err
    assert "N2 is withdrawn; reopen it first" in run("decision", "add", "2", "adopted").err
    done(run("decision", "add", "N1", "reopened"))
    done(run("decision", "add", "N1", "agreed"))
    for name in ("N1", "N3"):
        done(run("decision", "add", name, "reopened"))
        done(run("decision", "add", name, "rejected"))
    nothing = "every item of D1 is agreed already, or rejected or withdrawn"
    assert nothing in run("decision", "add", "D1", "agreed").err


def test_without_a_meeting_or_its_quorum_none_was_asked(run: Run, harbour: Path) -> None:
    """What passes in silence outside a meeting, or without its quorum, does not meet the rule."""
    done(run("rule", "set", "no_objection()"))
    alone = done(run("decision", "add", "1", "agreed"))
    assert "although its rule was not met" in alone.err
    assert "no meeting is open in which the Chair could ask" in alone.err
    done(run("meeting", "open", "First meeting", "--quorum", "2/3"))
    done(run("meeting", "presence", "ASH"))
    assert "although its rule was not met" in done(run("decision", "add", "2", "agreed")).err
    done(run("meeting", "presence", "BAY"))
    assert "although" not in done(run("decision", "add", "3", "agreed")).err


def test_no_objection_is_heard_where_nobody_asks(run: Run, harbour: Path) -> None:
    """Outside a meeting it is recorded only where it is said that the Chair asked."""
    done(run("rule", "set", "consent()"))
    unasked = done(run("decision", "add", "1", "agreed"))
    assert ("nobody spoke on it" in unasked.err, "heard" in unasked.err) == (True, False)
    asked = done(run("decision", "add", "2", "agreed", "--no-objection"))
    assert ("nobody spoke on it" in asked.err, "no objection heard" in asked.err) == (False, True)
    decisions = done(run("decision", "list", "--json")).json["decisions"]
    assert [each["no_objection_heard"] for each in decisions] == [False, True]
    shown = [done(run("why", each)).out for each in ("1", "2")]
    assert ["no objection heard" in each for each in shown] == [False, True]


def test_a_decision_says_that_a_silence_procedure_goes_on(run: Run, harbour: Path) -> None:
    """With what an objection then is; not of a text without one, nor once it is over."""
    end = ("--at", "2030-01-01T10:00Z")
    done(run("silence", "open", "1", "3", "--due", "2030-01-04T10:00Z", *end))
    first = done(run("decision", "add", "1", "2", "agreed", "--at", "2030-01-02T10:00Z"))
    runs = "SP1 on 1 (N1) is still running until 2030-01-04 10:00 UTC"
    assert f"{runs}; an objection now is a request to reopen" in first.err
    assert first.err.count("is still running") == 1
    done(run("silence", "break", "1", "ASH", "--on", "1", "--at", "2030-01-03T10:00Z"))
    assert "request to reopen" in done(run("why", "1")).out
    later = done(run("decision", "add", "3", "agreed", "--at", "2030-01-05T10:00Z"))
    assert "is still running" not in later.err


def test_who_reserves_its_position_is_stored_with_the_decision(run: Run, harbour: Path) -> None:
    """Under a rule that holds do not matter to, the decision names who was known to hold."""
    done(run("rule", "set", "consensus_minus(1)"))
    done(run("position", "set", "ASH", "1", "hold"))
    recorded = done(run("decision", "add", "1", "agreed", "--yes"))
    assert "with the position reserved by ASH" in recorded.err
    (decision,) = done(run("decision", "list", "--json")).json["decisions"]
    assert (decision["holding"], decision["unmet"]) == (["ASH"], "")


@pytest.mark.parametrize("rule", ["consent()", "consensus_minus(1)"])
def test_a_decision_with_a_position_reserved_is_asked_for(
    run: Run, harbour: Path, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    """Not of the member whose confirmation it awaits, nor where nothing is agreed."""
    done(run("rule", "set", rule))
    done(run("position", "set", "ASH", "1", "hold"))
    piped = run("decision", "add", "1", "agreed")
    assert (piped.code, piped.out) == (2, "")
    how = "with the position reserved by ASH"
    assert f"the decision would be {how}; say --yes where nobody can be asked" in piped.err
    done(run("decision", "add", "1", "agreed", "ad", "ref", "--pending", "ASH"))
    done(run("decision", "add", "1", "reopened"))
    done(run("decision", "add", "1", "deferred", "--reason", "no time"))
    done(run("position", "set", "COL", "1", "object"))
    both = run("decision", "add", "1", "agreed", "--reason", "time is short")
    assert f"the decision would be over the objection of COL, {how}; say --yes" in both.err
    done(run("position", "withdraw", "COL", "1"))
    monkeypatch.setattr("consensus.cli.output.is_interactive", lambda: True)
    refused = run("decision", "add", "1", "agreed", stdin="n\n")
    assert (refused.code, f"Record this decision {how}? [y/N]" in refused.err) == (1, True)
    done(run("decision", "add", "1", "agreed", stdin="y\n"))


_RULED = "; 1 of the agreed declared by the Chair, objections stated"


@pytest.mark.parametrize(
    ("rule", "given", "status", "logged", "why", "ruled"),
    [
        (
            "consent()",
            ("agreed", "--reservation", "COL=understood as voluntary"),
            "agreed",
            "1 (N1) agreed",
            "1 (N1): agreed\n",
            "",
        ),
        (
            "consent()",
            ("agreed", "--dissociation", "COL=we take no part"),
            "agreed",
            "1 (N1) agreed",
            "1 (N1): agreed\n",
            "",
        ),
        (
            "consent()",
            ("deferred", "--reason", "a capital is asked"),
            "deferred",
            "1 (N1) deferred: “a capital is asked”",
            "1 (N1): deferred\n",
            "",
        ),
        (
            "consent()",
            ("rejected",),
            "rejected",
            "1 (N1) not agreed to",
            "1 (N1): rejected\n",
            "",
        ),
        (
            "consent()",
            ("agreed", "--reason", "heard three times"),
            "agreed",
            "the Chair declared 1 (N1) agreed; COL stated its objection; the Chair's reason: “heard"
            " three times”",
            "the Chair declared it agreed; COL stated its objection",
            _RULED,
        ),
        (
            "unanimity()",
            ("agreed", "--reason", "heard three times"),
            "agreed",
            "the Chair declared 1 (N1) agreed, although its rule was not met; COL stated its"
            " objection; the Chair's reason: “heard three times”",
            "the Chair declared it agreed; COL stated its objection",
            _RULED,
        ),
        (
            "consensus_minus(1)",
            ("agreed", "--reservation", "COL=understood as voluntary"),
            "agreed",
            "1 (N1) agreed",
            "1 (N1): agreed\n",
            "",
        ),
        (
            "consensus_minus(1)",
            ("deferred", "--reason", "a capital is asked"),
            "deferred",
            "1 (N1) deferred: “a capital is asked”",
            "1 (N1): deferred\n",
            "",
        ),
        (
            "consensus_minus(1)",
            ("rejected",),
            "rejected",
            "1 (N1) not agreed to",
            "1 (N1): rejected\n",
            "",
        ),
        (
            "consensus_minus(1)",
            ("agreed",),
            "agreed",
            "1 (N1) agreed, COL objecting",
            "agreed, COL objecting",
            "",
        ),
    ],
)
def test_the_gavel_against_an_objection_has_four_ways(
    run: Run,
    harbour: Path,
    rule: str,
    given: tuple[str, ...],
    status: str,
    logged: str,
    why: str,
    ruled: str,
) -> None:
    """Log, reasons and totals say which it was; only a ruling is kept apart from the agreed."""
    done(run("rule", "set", rule))
    done(run("meeting", "open", "First meeting"))
    done(run("meeting", "presence", "ASH", "BAY", "COL"))
    done(run("position", "set", "COL", "1", "object", "--reason", "too costly"))
    done(run("decision", "add", "1", *given, "--yes"))
    assert item(run, "1")["status"] == status
    assert f"DEC1: {logged}\n" in done(run("history", "list")).out
    assert why in done(run("why", "1")).out
    shown = done(run("status")).out
    assert shown.endswith(f"3 items{ruled}\n")
    assert ("agreed over 1 objection " in shown) == bool(ruled)
    assert done(run("status", "--json")).json["ruled"] == bool(ruled)
    (decision,) = done(run("decision", "list", "--json")).json["decisions"]
    assert decision["over"] == (["COL"] if "objecti" in logged else [])
    assert [each["text"] for each in decision["statements"]] == [
        each.partition("=")[2] for each in given if "=" in each
    ]
    done(run("meeting", "close"))
    summary = " ".join(done(run("report", "summary", "--audience", "members")).out.split())
    declared = "The Chair declared this paragraph agreed" in summary
    assert (declared, "; one member stated its objection" in summary) == (bool(ruled),) * 2
    assert not (ruled and "agreed on" in summary)


OVER = ("decision", "add", "1", "agreed", "--reason", "time is short")


@pytest.mark.parametrize("rule", ["consent()", "consensus_minus(1)"])
def test_a_decision_over_an_objection_is_asked_for(
    run: Run, harbour: Path, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    """A pipe needs --yes, also where the rule allows the objection; a no leaves nothing behind."""
    done(run("rule", "set", rule))
    done(run("position", "set", "COL", "1", "object"))
    before = len(done(run("history", "list", "--json")).json["steps"])
    piped = run(*OVER)
    assert (piped.code, piped.out) == (2, "")
    assert (
        "the decision would be over the objection of COL; say --yes where nobody can be asked"
        in piped.err
    )
    monkeypatch.setattr("consensus.cli.output.is_interactive", lambda: True)
    refused = run(*OVER, stdin="n\n")
    assert (refused.code, "over the objection of COL? [y/N]" in refused.err) == (1, True)
    assert refused.err.endswith("nothing was recorded\n")
    assert len(done(run("history", "list", "--json")).json["steps"]) == before
    assert item(run, "1")["status"] != "agreed"
    # An older click shows what is answered.
    assert done(run(*OVER, stdin="y\n")).out.endswith("DEC1\n")
    assert item(run, "1")["status"] == "agreed"


@pytest.mark.parametrize(
    ("meanwhile", "changed"),
    [
        (("position", "set", "ASH", "1", "support"), ""),
        (("draft", "edit", "2", "Another text."), ""),
        (("position", "set", "BAY", "1", "object"), "who objects"),
        (("position", "set", "BAY", "1", "hold"), "who reserves a position"),
        (("draft", "edit", "1", "Another text."), "the text"),
        (("rule", "set", "consensus_minus(1)"), "whether the rule is met"),
        (
            ("amendment", "add", "1", "--old", "shall", "--text", "must", "--sponsor", "ASH"),
            "the open amendments",
        ),
    ],
    ids=lambda each: each if isinstance(each, str) else " ".join(each),
)
def test_others_may_record_while_somebody_is_asked(
    run: Run,
    harbour: Path,
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: tuple[str, ...],
    changed: str,
) -> None:
    """The decision is recorded then, and refused only where it would be on something else."""
    done(run("position", "set", "COL", "1", "object"))
    done(run("position", "set", "BAY", "1", "support"))

    def answer(*_: object, **__: object) -> bool:
        done(run_command("-f", str(harbour), "--user", "Bo", *meanwhile))
        return True

    monkeypatch.setattr("consensus.cli.output.is_interactive", lambda: True)
    monkeypatch.setattr("click.confirm", answer)
    told = run(*OVER)
    assert (told.code, told.out) == ((3, "") if changed else (0, "DEC1\n"))
    refused = f"something changed meanwhile: {changed}"
    assert (refused in told.err, "look and give the command again" in told.err) == (
        bool(changed),
    ) * 2
    steps = done(run("history", "list", "--json")).json["steps"]
    assert [each["by"] for each in steps[-2:]][-1 if changed else 0] == "Bo"


@pytest.mark.parametrize(
    "given",
    [
        ("2", "agreed"),
        ("1", "rejected"),
        ("1", "deferred", "--reason", "a capital is asked"),
        ("1", "agreed", "--reservation", "COL=understood as voluntary"),
        ("1", "agreed", "--dissociation", "COL=no"),
        ("1", "agreed", "--reason", "late", "--dry-run"),
    ],
)
def test_what_goes_over_no_objection_is_not_asked_for(
    run: Run, harbour: Path, given: tuple[str, ...]
) -> None:
    """Nor what is only tried; nobody is there to be asked."""
    done(run("position", "set", "COL", "1", "object"))
    assert "the objection of" not in done(run("decision", "add", *given)).err


def test_a_draft_or_package_over_an_objection_is_asked_for(
    run: Run, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To one of its texts, or to an amendment of the package."""
    done(run("amendment", "add", "1", "--old", "shall", "--text", "must", "--sponsor", "ASH"))
    done(run("decision", "package", "add", "Reports", "--on", "1,2", "--amendment", "A1"))
    done(run("position", "set", "COL", "A1", "object"))
    ruled = ("agreed", "--reason", "late", "--without-brackets")
    asked = run("decision", "add", "PKG1", *ruled)
    assert (asked.code, "over the objection of COL;" in asked.err) == (2, True)
    done(run("position", "set", "BAY", "3", "object"))
    asked = run("decision", "add", "D1", *ruled[:-1])
    assert (asked.code, "over the objection of BAY;" in asked.err) == (2, True)
    assert done(run("decision", "list", "--json")).json["decisions"] == []
    monkeypatch.setattr("consensus.cli.output.is_interactive", lambda: True)
    # An older click shows what is answered.
    assert done(run("decision", "add", "PKG1", *ruled, stdin="y\n")).out.endswith("DEC1\n")
    done(run("decision", "add", "D1", *ruled[:-1], "--yes"))


def test_whose_word_was_in_confidence_is_marked_by_text(run: Run, harbour: Path) -> None:
    """Who objects openly to one text and in confidence to another is marked on that alone."""
    done(run("position", "set", "ASH", "1", "object"))
    done(run("position", "set", "ASH", "2", "object", "--source", "confidence"))
    done(run("position", "set", "BAY", "2", "object"))
    done(run("position", "set", "COL", "1", "hold", "--source", "secretariat"))
    done(run("position", "set", "COL", "2", "hold"))
    told = done(run("decision", "add", "1", "2", "agreed", "--reason", "late", "--yes")).err
    assert "ASH (in confidence on N2) and BAY stated their objections" in told
    assert "reserved by COL (as the secretariat reads it on N1)\n" in told


def test_a_decision_is_told_as_data(run: Run, harbour: Path) -> None:
    """With its handle and what changed; what is to be known beside it goes to stderr."""
    answer = done(run("decision", "add", "1", "agreed", "--pending", "COL", "--json"))
    data = answer.json
    assert list(data) == ["schema", "step", "handles", "changed", "warnings"]
    assert (data["handles"], bool(data["step"])) == (["DEC1"], True)
    assert data["changed"] == [{"on": "N1", "was": "open", "is": "agreed ad ref"}]
    assert "although" in answer.err
    tried = done(run("decision", "confirm", "1", "COL", "--dry-run")).err
    assert tried.startswith("COL confirmed 1 (N1)\n")
    confirmed = done(run("decision", "confirm", "1", "COL", "--json")).json
    assert confirmed["changed"] == [{"on": "N1", "was": "agreed ad ref", "is": "agreed"}]
    old = ("deferred", "--reason", "no time", "--due", "2001-01-01", "--json")
    (warned,) = done(run("decision", "add", "2", *old)).json["warnings"]
    assert "2001-01-01 is over already" in warned


TRIED = (
    ("decision", "add", "1", "agreed"),
    ("decision", "package", "add", "Both", "--on", "1,2"),
    ("decision", "statement", "3", "ASH", "explanation", "as before"),
    ("decision", "confirm", "3", "COL"),
    ("consultation", "open", "1"),
    ("consultation", "close", "CON1", "both agree"),
    ("silence", "open", "1", "--hours", "48"),
    ("silence", "break", "SP1", "BAY"),
    ("ballot", "open", "yes-no", "Shall we?"),
    ("ballot", "cast", "BAL1", "ASH", "yes"),
    ("ballot", "close", "BAL1", "--reason", "moot"),
)


def test_what_changed_is_told_as_status_tells_it(run: Run, harbour: Path) -> None:
    """In the words for where a text stands: provisionally agreed until all of its draft is."""
    done(run("draft", "set", "D1", "on"))
    tried = done(run("decision", "add", "1", "agreed", "--dry-run"))
    assert "1 (N1): open → provisionally agreed\n" in tried.out
    done(run("decision", "add", "1", "agreed"))
    rows = done(run("status", "--json")).json["items"]
    assert next(row["standing"] for row in rows if row["handle"] == "N1") == "provisionally agreed"


@pytest.mark.parametrize("words", TRIED, ids=" ".join)
def test_what_is_declared_or_opened_can_be_tried(
    run: Run, harbour: Path, words: tuple[str, ...]
) -> None:
    """Nothing of it stays; recorded then, one object tells what was made and changed."""
    done(run("decision", "add", "3", "agreed", "--pending", "COL"))
    done(run("consultation", "open", "2"))
    done(run("silence", "open", "2", "--hours", "48"))
    done(run("ballot", "open", "yes-no", "Shall we go on?"))
    before = done(run("history", "list", "--json")).json["steps"]
    tried = done(run(*words, "--dry-run", "--json")).json
    assert tried["step"] is None
    assert "nothing was recorded" in done(run(*words, "--dry-run")).err
    assert done(run("history", "list", "--json")).json["steps"] == before
    made = done(run(*words, "--json")).json
    assert made["changed"] == tried["changed"]
    assert len(done(run("history", "list", "--json")).json["steps"]) == len(before) + 1
    if words[1] in ("open", "add") or words[2] == "add":
        assert made["handles"] == tried["handles"] != []


@pytest.mark.parametrize("noun", ["decision", "consultation", "ballot"])
def test_a_list_is_a_report_where_its_options_are_given(run: Run, demo: Path, noun: str) -> None:
    """For an audience, in a form, to a file; as it was under the old name; else it is the list."""
    old = done(run("report", f"{noun}s", "--audience", "members"))
    new = done(run(noun, "list", "--audience", "members"))
    assert (new.out, old.err) == (
        old.out,
        f"'report {noun}s' is now '{noun} list --audience public'\n",
    )
    assert new.out.startswith("# ")
    assert done(run("report", f"{noun}s")).out == done(run(noun, "list", "--to", "markdown")).out
    assert done(run("report", f"{noun}s", "--json")).json["withheld"] is not None
    assert "withheld" not in done(run(noun, "list", "--json")).json
    done(run(noun, "list", "-o", "list.html"))
    assert "<html" in Path("list.html").read_text("utf-8")
    lines = done(run(noun, "list", "--to", "jsonl", "--audience", "secretariat")).out.splitlines()
    listed = done(run(noun, "list", "--json")).json[f"{noun}s"]
    assert [json.loads(each)["handle"] for each in lines] == [each["handle"] for each in listed]


def test_awaited_confirmations_are_listed_without_a_report(run: Run, demo: Path) -> None:
    """A report has all decisions, so the two do not go together."""
    answer = run("decision", "list", "--pending", "--to", "csv")
    assert (answer.code, "--pending goes without" in answer.err) == (2, True)


def test_a_ruling_over_an_objection_needs_a_reason(run: Run, harbour: Path) -> None:
    """Without one it is refused, with what else can be done; brackets are one of the ways."""
    done(run("position", "set", "COL", "1", "object", "--source", "written", "--document", "n"))
    refused = run("decision", "add", "1", "agreed")
    assert (refused.code, refused.out) == (3, "")
    for way in ("reservation", "dissociation", "brackets", "defer", "reject", "ruling"):
        assert way in refused.err
    done(run("draft", "bracket", "1", "every year"))
    assert item(run, "1")["brackets"] == 1
    for given, wrong in (
        ("COL", "COL is not written as MEMBER=WORDS"),
        ("COL=", "COL= is not written as MEMBER=WORDS"),
    ):
        answer = run("decision", "add", "1", "agreed", "--reservation", given)
        assert (answer.code, wrong in answer.err) == (2, True)
    answer = run("decision", "add", "1", "agreed", "--dissociation", "ASH=no")
    assert answer.code == 3
    assert "ASH does not object (objecting: COL)" in answer.err
    assert "consensus decision statement N1 ASH dissociation" in answer.err
    assert done(run("decision", "list", "--json")).json["decisions"] == []


@pytest.mark.parametrize(
    ("outcome", "given", "code", "wrong"),
    [
        ("agreed", ("--reservation", "COL=a", "--reservation", "COL=b"), 2, "named twice"),
        ("agreed", ("--reservation", "COL=a", "--dissociation", "col=b"), 3, "named twice"),
        ("rejected", ("--reservation", "COL=a"), 3, "rejected is no agreement, so no reservation"),
    ],
)
def test_who_does_not_stand_in_the_way_of_what_is_agreed_says_so_once(
    run: Run, harbour: Path, outcome: str, given: tuple[str, ...], code: int, wrong: str
) -> None:
    """A member named twice, or words beside another outcome, are refused, and nothing recorded."""
    done(run("position", "set", "COL", "1", "object"))
    answer = run("decision", "add", "1", outcome, *given)
    assert (answer.code, wrong in answer.err) == (code, True)
    assert done(run("decision", "list", "--json")).json["decisions"] == []


def test_a_ruling_is_told_of_what_was_objected_to_alone(run: Run, harbour: Path) -> None:
    """Of two paragraphs in one decision the Chair ruled on one alone."""
    done(run("meeting", "open", "First meeting"))
    done(run("meeting", "presence", "ASH", "BAY", "COL"))
    done(run("position", "set", "COL", "1", "object"))
    ruled = done(run("decision", "add", "1", "2", "agreed", "--reason", "late", "--yes"))
    assert (
        "1 (N1), 2 (N2) agreed, 1 (N1) by the Chair's ruling; COL stated its objection" in ruled.err
    )
    assert "although the rule of N1 was not met" in ruled.err
    log = done(run("history", "list")).out
    assert "agreed, 1 (N1) by the Chair's ruling (several items); COL stated" in log
    assert "COL stated its objection; the rule of 1 (N1) was not met;" in log
    for text, is_ruled in (("1", True), ("2", False)):
        why = done(run("why", text)).out.replace("when the Chair asked", "")
        assert ("Chair" in why) is is_ruled
    assert (
        "although the rule of paragraph 1 was not met"
        in done(run("decision", "list", "--audience", "public")).out
    )
    assert done(run("why", "1")).out.count("although its rule was not met") == 2
    assert "not met" not in done(run("why", "2")).out  # nobody spoke on it when the Chair asked
    summary = " ".join(done(run("report", "summary")).out.split())
    told = (
        "agreed on paragraph 2; the Chair declared paragraph 1 agreed; objections were stated; the"
    )
    assert f"{told} rule of paragraph 1 was not met" in summary
    (listed,) = done(run("decision", "list", "--json")).json["decisions"]
    assert listed["unmet_each"] == [listed["unmet"], ""]


def test_of_older_decisions_it_is_not_known_whose_rule_was_not_met(run: Run, folder: Path) -> None:
    """The fifth schema version did not store it; every page says so, and keeps to that."""
    shutil.copy(SAMPLES / "several-1.consensus", folder)
    unknown = "the rule of some of the texts decided together was not met; of which was not"
    for told in (run("why", "2"), run("why", "3(a)"), run("why", "4")):
        assert done(told).out.count(f"although {unknown} recorded") == 2
    assert f"{unknown} recorded" in done(run("history", "list")).out
    register = ("decision", "list", "--audience")
    assert f"although {unknown} recorded" in done(run(*register, "secretariat")).out
    summary = ("report", "summary", "--audience")
    told = " ".join(done(run(*summary, "secretariat")).out.split())
    assert "the rule of some of these texts was not met" in told
    for audience in ("members", "public"):  # an objection is in confidence
        for report in (summary, register, ("report", "open", "--audience")):
            assert "not met" not in done(run(*report, audience)).out


@pytest.mark.parametrize(
    ("way", "became"),
    [("--reservation", "joined with a reservation"), ("--dissociation", "dissociated itself")],
)
def test_an_objection_is_not_withdrawn_by_who_steps_aside(
    run: Run, harbour: Path, way: str, became: str
) -> None:
    """It says what the member did instead; its words, of several lines, are told on one."""
    done(run("position", "set", "COL", "1", "object", "--reason", "the fee"))
    said = done(run("decision", "add", "1", "agreed", way, "COL=for the harbour\nalone")).err
    assert f"1 (N1) agreed, with the {way.removeprefix('--')} of COL" in said
    assert "secretariat" not in said
    told = done(run("why", "1")).out
    assert f"- COL, {became}: the fee" in told
    assert "withdrawn" not in told
    assert "for the harbour alone" in told
    assert "for the harbour alone" in done(run("history", "list")).out
    undone = done(run("undo")).err
    assert "for the harbour alone" in undone.splitlines()[0]


def test_words_in_confidence_are_said_to_be(run: Run, harbour: Path) -> None:
    """Who records a reservation in confidence learns that members do not read it."""
    done(run("position", "set", "COL", "1", "object", "--source", "confidence"))
    said = done(run("decision", "add", "1", "agreed", "--reservation", "COL=on trial")).err
    assert "what COL put on record is for the secretariat" in said
    assert "on trial" not in done(run("decision", "list", "--audience", "members")).out


def test_under_the_chatham_house_rule_statements_are_for_the_secretariat(
    run: Run, harbour: Path
) -> None:
    """Also of who objected to nothing; in another meeting members read them."""
    done(run("decision", "add", "1", "agreed"))
    done(run("meeting", "open", "Retreat", "--chatham-house"))
    said = done(run("decision", "statement", "1", "COL", "explanation", "quite costly"))
    assert said.err.startswith("COL beside 1 (N1): explanation")
    assert "what COL put on record is for the secretariat" in said.err
    done(run("meeting", "close"))
    done(run("meeting", "open", "Second meeting"))
    said = done(run("decision", "statement", "1", "BAY", "explanation", "quite cheap"))
    assert "secretariat" not in said.err
    for command in (("decision", "list"), ("report", "dossier", "1"), ("why", "1")):
        told = done(run(*command, "--audience", "members")).out
        assert ("quite cheap" in told, "quite costly" in told) == (True, False)


def test_reopening_says_which_statements_are_annexed_no_more(run: Run, harbour: Path) -> None:
    """Of that text alone."""
    done(run("decision", "add", "1", "2", "agreed"))
    for text, member in (("1", "ASH"), ("2", "BAY")):
        words = ("reservation", "On the log.", "--annex")
        done(run("decision", "statement", text, member, *words))
    told = done(run("decision", "add", "1", "reopened")).err
    again = "the statements for the annex of ASH are annexed only if they are made again"
    assert f"N1: {again}" in told
    assert "BAY" not in told


def test_what_was_just_reopened_holds(run: Run, harbour: Path) -> None:
    """The reopening is the last that was declared; what it reopened holds no longer."""
    done(run("decision", "add", "1", "agreed"))
    done(run("decision", "add", "1", "reopened"))
    first, last = (each for each in done(run("why", "1")).out.splitlines() if "- DEC" in each)
    assert ("no longer holds" in first, "no longer holds" in last) == (True, False)


def test_a_decision_over_objections_whose_rule_is_not_met_needs_a_reason(
    run: Run, harbour: Path
) -> None:
    """A share that does not count objections as a block has still to be reached."""
    done(run("rule", "set", 'threshold("2/3", block=False)'))
    for code in ("ASH", "BAY"):
        done(run("position", "set", code, "1", "object"))
    refused = run("decision", "add", "1", "agreed")
    assert (refused.code, "whose rule is not met needs a reason" in refused.err) == (3, True)
    assert (
        "although" in done(run("decision", "add", "1", "agreed", "--reason", "late", "--yes")).err
    )


def test_somebody_absent_cannot_have_spoken(run: Run, harbour: Path) -> None:
    """The stance is refused as spoken, asked for its source, and taken as written."""
    done(run("meeting", "open", "First meeting"))
    done(run("meeting", "presence", "ASH"))
    spoken = run("position", "set", "COL", "1", "accept")
    assert (spoken.code, spoken.out) == (3, "")
    assert "COL’s attendance was not noted" in spoken.err
    assert "note the presence of COL ('consensus meeting presence COL')" in spoken.err
    done(run("meeting", "presence", "COL", "--absent"))
    assert "COL was noted absent" in run("position", "set", "COL", "1", "accept").err
    written = run("position", "set", "COL", "1", "accept", "--source", "written")
    assert (written.code, "name the written source" in written.err) == (3, True)
    done(
        run("position", "set", "COL", "1", "accept", "--source", "written", "--document", "note 4")
    )
    assert item(run, "1")["counts"]["accept"] == 1


def test_pending_word_keeps_an_item_from_the_agreed(run: Run, harbour: Path) -> None:
    """Agreed pending a word counts apart, names nobody in public, and is lifted by the word."""
    told = done(run("decision", "add", "2", "agreed", "--pending", "COL", "--forum", "informals"))
    assert "agreed ad ref, awaiting confirmation by COL" in told.out + told.err
    assert (total(run, "agreed"), total(run, "agreed ad ref")) == (0, 1)
    assert "COL" not in done(run("report", "open")).out
    done(run("decision", "confirm", "2", "COL"))
    assert (total(run, "agreed"), total(run, "agreed ad ref")) == (0, 1)
    assert "agreed in informals, and not yet by the committee" in done(run("next")).out
    done(run("decision", "add", "2", "agreed"))
    assert total(run, "agreed") == 1
    refused = run("decision", "add", "2", "adopted", "--forum", "informals")
    assert (refused.code, "informals adopt nothing" in refused.err) == (3, True)


def test_a_decision_that_another_replaced_is_told_once(run: Run, harbour: Path) -> None:
    """In the summary as it now holds; its list says by what, and no word is awaited of it."""
    done(run("meeting", "open", "First"))
    done(run("decision", "add", "1", "agreed"))
    awaited = ("agreed", "--pending", "ASH", "--pending", "COL")
    done(run("decision", "add", "2", *awaited))
    done(run("decision", "add", "2", *awaited, "--no-objection"))
    for code in ("ASH", "COL"):
        done(run("decision", "confirm", "2", code))
    text = " ".join(done(run("report", "summary", "--audience", "members")).out.split())
    assert text.count("agreed on paragraph 1") == text.count("agreed on paragraph 2") == 1
    assert text.count("awaiting confirmation") == text.count("the confirmation awaited") == 1
    assert "pending" not in text
    _, replaced, last = done(run("decision", "list", "--json")).json["decisions"]
    assert (replaced["replaced_by"], replaced["pending"]) == (["DEC3"], [])
    assert last["replaced_by"] == []
    listed = done(run("decision", "list")).out
    assert "agreed, replaced by DEC3" in listed
    assert "ASH" not in listed
    told = done(run("report", "meeting", "--audience", "members")).out.splitlines()
    _, before, after = [each for each in told if "committee;" in each]
    assert "no longer holds" in before
    assert "pending" not in before
    assert "was pending, confirmed by ASH and COL" in after


@pytest.mark.parametrize(
    ("before", "first", "after", "then", "told"),
    [
        ("object", "--reason rules", "objection withdraw 1 COL", "BAY", "the Chair declared"),
        ("object", "--reason rules", "objection withdraw 1 COL", "", "the Chair declared"),
        ("minus", "", "objection withdraw 1 COL", "BAY", ", one member objecting"),
        ("hold", "", "position withdraw COL 1", "BAY", "one member reserving its position"),
        ("", "--reason lateness", "", "BAY", "for the following reason: lateness"),
        ("", "", "", "", "awaiting confirmation by one member"),
        ("", "", "", "ASH", "awaiting confirmation by one member"),
    ],
)
def test_what_only_the_replaced_decision_says_is_told(
    run: Run, harbour: Path, before: str, first: str, after: str, then: str, told: str
) -> None:
    """It is left out of the summary only where the one that replaces it says all of it."""
    if before == "minus":
        done(run("rule", "set", "consensus_minus(1)"))
    if before:
        done(run("position", "set", "COL", "1", "hold" if before == "hold" else "object"))
    done(run("meeting", "open", "First"))
    agreed = ("decision", "add", "1", "agreed", "--yes")
    done(run(*agreed, "--pending", "BAY", *first.split()))
    if after:
        done(run(*after.split()))
    done(run(*agreed, *(("--pending", then) if then else ())))
    if then:
        done(run("decision", "confirm", "DEC2", then))
    summary = " ".join(done(run("report", "summary", "--audience", "members")).out.split())
    assert told.casefold() in summary.casefold()
    assert summary.count("greed on") + summary.count("declared") == 2


def test_nothing_is_stated_beside_what_is_reopened(run: Run, harbour: Path) -> None:
    """What to do is said; agreed again, or by the handle of the agreement, it can be stated."""
    done(run("decision", "add", "1", "agreed"))
    done(run("decision", "add", "1", "reopened"))
    for name in ("1", "DEC2"):
        refused = run("decision", "statement", name, "COL", "reservation", "on the cost")
        assert refused.code == 3
        assert (
            "N1 is reopened, not decided; record that COL accepts N1 with a reservation"
            " (consensus position set COL N1 accept --reservation '…')" in refused.err
        )
    done(run("decision", "add", "1", "agreed"))
    done(run("decision", "statement", "1", "COL", "reservation", "on the cost"))
    done(run("decision", "statement", "DEC1", "COL", "explanation", "as before"))


@pytest.mark.parametrize("name", ["1", "D1"])
def test_a_word_that_is_no_longer_awaited_is_told(run: Run, harbour: Path, name: str) -> None:
    """The receipt and `why` say so of what was decided without it; nothing is pending any more."""
    done(run("decision", "add", "1", "agreed", "--pending", "COL"))
    assert "DEC1" in run("decision", "list", "--pending").out
    told = done(run("decision", "add", name, "agreed")).err
    assert "N1: confirmation by COL was awaited, and is no longer" in told
    for audience, who in (("secretariat", "COL"), ("public", "one member")):
        notes = f"without the confirmation of {who}, awaited until then"
        assert notes in run("decision", "list", "--audience", audience).out
    assert "without the confirmation of COL, awaited until then" in run("why", "1").out
    assert run("decision", "list", "--pending").out == ""
    assert "without the word" not in run("why", "2").out


def test_no_word_is_given_on_what_no_longer_holds(run: Run, harbour: Path) -> None:
    """What holds now is said: decided again, awaiting another word, and reopened."""
    done(run("decision", "add", "1", "2", "agreed ad ref", "--pending", "COL"))
    done(run("decision", "add", "1", "agreed", "--pending", "BAY"))
    refused = "DEC1 holds no more, and awaits no word: N1 is agreed (DEC2), awaiting BAY; N2 is"
    done(run("decision", "add", "2", "reopened"))
    for name in ("DEC1", "1"):
        answer = run("decision", "confirm", name, "COL")
        assert (answer.code, f"{refused} reopened (DEC3)" in answer.err) == (3, True)
    done(run("decision", "confirm", "1", "BAY"))
    done(run("undo"))
    done(run("undo"))
    done(run("decision", "confirm", "2", "COL"))  # of the two it holds again for one


def test_a_word_still_awaited_is_not_given_up(run: Run, harbour: Path) -> None:
    """What is decided again pending the same word says nothing, also when the word has come."""
    done(run("decision", "add", "1", "agreed ad ref", "--pending", "COL"))
    told = done(run("decision", "add", "1", "agreed", "--pending", "COL")).err
    assert "no longer waited for" not in told
    assert "DEC2" in run("decision", "list", "--pending").out
    assert "DEC1" not in run("decision", "list", "--pending").out
    done(run("decision", "confirm", "1", "COL"))
    assert "without the word" not in run("why", "1").out


def test_a_decided_draft_says_what_was_open_of_it(run: Run, harbour: Path) -> None:
    """Its receipt names the items, and those that were deferred, amended or in brackets."""
    done(run("decision", "add", "1", "deferred", "--reason", "no time"))
    done(run("amendment", "add", "2", "--sponsor", "BAY", "--text", "Members report soon."))
    done(run("draft", "bracket", "3", "at night"))
    told = done(run("decision", "add", "D1", "agreed")).err
    for said in ("decided: N1, N2, N3", "deferred until then: N1", "with open amendments: N2"):
        assert f"{said}\n" in told
    assert "with brackets left: N3\n" in told


def test_a_rejected_draft_says_nothing_of_amendments_that_fall_with_it(
    run: Run, harbour: Path
) -> None:
    """They are not open any more."""
    done(run("amendment", "add", "2", "--sponsor", "BAY", "--text", "Members report soon."))
    told = done(run("decision", "add", "D1", "rejected", "--reason", "no support", "--yes"))
    assert "decided: N1, N2, N3\n" in told.err
    assert "open amendments" not in told.err


def test_amendment_at_midnight_is_a_request_to_reopen(run: Run, harbour: Path) -> None:
    """It is placed and listed, and the status does not move."""
    done(run("decision", "add", "1", "agreed", "ad", "ref"))
    done(run("amendment", "add", "1", "--old", "shall", "--text", "should", "--sponsor", "BAY"))
    assert item(run, "1")["status"] == "agreed ad ref"
    assert "reopen" in done(run("why", "1")).out
    refused = run("merge", "1", "--yes")
    assert (refused.code, "reopen it first" in refused.err) == (3, True)


def test_streamlining_keeps_what_its_sponsor_does_not_let_go(run: Run, harbour: Path) -> None:
    """Two sources retire, the third stays, and words found in none are marked."""
    for old, text, member in (
        ("shall", "must", "ASH"),
        ("every year", "twice a year", "BAY"),
        ("to the", "openly to the", "COL"),
    ):
        done(run("amendment", "add", "1", "--old", old, "--text", text, "--sponsor", member))
    wording = "Members must report twice a year and gladly to the harbour office."
    done(
        run(
            "amendment",
            "consolidate",
            "A1",
            "A2",
            "A3",
            "--text",
            wording,
            "--consenting",
            "ASH,COL",
        )
    )
    listed = done(run("amendment", "list", "--json")).json["amendments"]
    assert {each["handle"]: each["state"] for each in listed} == {
        "A1": "retired",
        "A2": "open",
        "A3": "retired",
        "A4": "open",
    }
    assert "gladly" in done(run("amendment", "show", "A4")).out


def test_package_waits_for_the_last_member_and_is_settled_whole(run: Run, harbour: Path) -> None:
    """Objected to, nothing changes; then one gavel settles it, and statements change no count."""
    done(run("amendment", "add", "1", "--old", "shall", "--text", "must", "--sponsor", "ASH"))
    done(run("decision", "package", "add", "Reports", "--on", "1,2", "--amendment", "A1"))
    done(run("position", "set", "COL", "PKG1", "object", "--reason", "not yet"))
    assert "shall" in done(run("why", "1", "--json")).json["text"]
    refused = run("decision", "add", "PKG1", "agreed")
    assert (refused.code, "needs a reason" in refused.err) == (3, True)
    done(run("position", "set", "COL", "PKG1", "accept"))
    done(run("decision", "add", "PKG1", "agreed"))
    before = item(run, "1")["counts"]
    done(run("decision", "statement", "PKG1", "BAY", "reservation", "on the second item"))
    done(run("decision", "statement", "PKG1", "ASH", "dissociation"))
    assert (item(run, "1")["counts"], total(run, "agreed")) == (before, 2)
    assert "must" in done(run("why", "1", "--json")).json["text"]


def test_revision_has_a_standing_and_a_concordance(run: Run, harbour: Path) -> None:
    """An inserted paragraph gets a number of its own, and every old label leads to a new one."""
    propose = ("amendment", "add", "--kind", "insert", "--after", "2")
    done(run(*propose, "--text", "Reports are public.", "--sponsor", "ASH"))
    done(run("merge", "A1", "--yes"))
    done(run("draft", "publish", "Rev.1", "--standing", "without prejudice"))
    rows = done(run("draft", "compare", "Rev.1", "--labels", "--json")).json["rows"]
    assert {row["old"]: row["new"] for row in rows} == {
        "1": "1",
        "2": "2",
        "2 bis": "3",
        "3": "4",
    }
    assert "without prejudice" in done(run("draft", "list", "--revisions")).out


# Silence procedures, ratings, offices, and drafts agreed as a whole.


def test_silence_is_opened_broken_and_listed(run: Run, harbour: Path) -> None:
    """Its handle goes to stdout; who breaks it over one text leaves the other as it was."""
    assert done(run("silence", "open", "1", "2", "--hours", "48")).out == "SP1\n"
    broken = done(run("silence", "break", "2", "BAY", "--reason", "too early", "--on", "2")).err
    assert "BAY broke the silence of SP1 over 2 (N2)" in broken
    rows = run("silence", "list", "--json").json["silences"]
    assert [(each["handle"], each["label"], each["course"]) for each in rows] == [
        ("SP1", "1", "running"),
        ("SP1", "2", "broken"),
    ]
    assert [(each["member"], each["reason"]) for each in rows[1]["breaches"]] == [
        ("BAY", "too early")
    ]
    assert "BAY (too early)" in run("silence", "list").out
    again = run("silence", "break", "SP1", "BAY", "--on", "2")
    assert (again.code, "BAY has broken SP1 over" in again.err) == (3, True)
    later = done(run("silence", "open", "3", "--hours", "48"))
    said = done(run("silence", "break", "SP2", "BAY")).err
    assert (later.out, "BAY broke the silence of SP2 over 3 (N3)" in said) == ("SP2\n", True)
    running = run("silence", "list", "--running", "--json").json["silences"]
    assert [each["label"] for each in running] == ["1"]
    reasons = run("why", "2", "--rule", "silence(48)").out
    assert "broke the silence" in reasons


def test_silence_says_where_it_is_not_enough(run: Run, harbour: Path) -> None:
    """At opening and in the notice: ratings, undecided amendments and brackets ask for more."""
    done(run("rule", "set", "consent()"))
    done(run("rule", "set", "delphi()", "1"))
    done(run("amendment", "add", "2", "--old", "all", "--text", "most", "--sponsor", "ASH"))
    said = done(run("silence", "open", "1", "2", "3", "--hours", "48")).err
    assert "silence alone does not make 1 (N1) agreed: its rule is “" in said
    assert "silence alone does not make 2 (N2) agreed: A1 is not decided" in said
    assert "make 3 agreed" not in said
    mixed = done(run("silence", "notice", "SP1")).out
    assert "unless a member objects before then, but where it says" in mixed
    assert "    Silence alone does not make it agreed: A1 is not decided.\n" in mixed
    done(run("draft", "edit", "3", "Ships may enter [at night] with a pilot on board."))
    assert "brackets are left in it" in done(run("silence", "open", "3", "--hours", "48")).err
    alone = done(run("silence", "notice", "SP2")).out
    assert "whether it is agreed then is for the Chair" in alone
    assert "taken as agreed" not in alone


def test_rating_that_does_not_count_is_named(run: Run, harbour: Path) -> None:
    """Of who observes and who is recused, when it is given and in the list."""
    done(run("position", "set", "BAY", "1", "recuse"))
    for code, why in (("OBS", "observes"), ("BAY", "is recused")):
        said = done(run("position", "rate", code, "1", "8")).err
        assert f"it does not count: {code} {why}\n" in said
    assert "does not count" not in done(run("position", "rate", "ASH", "1", "8")).err
    rows = done(run("position", "list", "--ratings", "--json")).json["ratings"]
    assert [row["not_counted"] for row in rows] == ["observes", "is recused", ""]
    assert "not counted: observes" in done(run("position", "list", "--ratings")).out


def test_silence_that_is_over_lapses_or_ends(run: Run, harbour: Path) -> None:
    """A change of the text ends it; the deadline passing without objection is all there is."""
    done(run("silence", "open", "1", "--due", "2999-03-05T18:00+00:00"))
    done(run("draft", "edit", "1", "Members report whenever they like."))
    (row,) = run("silence", "list", "--json").json["silences"]
    assert (row["course"], row["deadline"]) == ("ended", "2999-03-05T18:00:00+00:00")
    done(run("silence", "open", "2", "--at", "2001-03-01", "--due", "2001-03-05"))
    assert "passed without objection" in run("silence", "list").out
    assert [row["course"] for row in run("silence", "list", "--json").json["silences"]][
        1
    ] == "lapsed"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("1",), 2),
        (("1", "--hours", "3", "--due", "2999-01-01"), 2),
        (("1", "--due", "soon"), 2),
        (("1", "--hours", "0"), 2),
        (("1", "--due", "2001-01-01"), 3),
        (("99", "--hours", "3"), 3),
    ],
)
def test_silence_that_cannot_be_opened(
    run: Run, harbour: Path, arguments: tuple[str, ...], code: int
) -> None:
    """One length, and a deadline to come."""
    answer = run("silence", "open", *arguments)
    assert (answer.code, answer.out) == (code, "")
    assert len(answer.err.splitlines()) == 1


def test_ratings_are_given_and_judged(run: Run, harbour: Path) -> None:
    """The latest round counts, and a rating outlives no change of the words."""
    for code, number in (("ASH", "8"), ("BAY", "9"), ("COL", "7")):
        done(run("position", "rate", code, "1", number))
    assert "3 of 3 ratings are 7 to 9 (100%); 3 needed" in run("why", "1", "--rule", "delphi()").out
    done(run("position", "rate", "COL", "1", "2", "--round", "2"))
    rows = run("position", "list", "--ratings", "--on", "1", "--json").json["ratings"]
    assert [(each["member"], each["rating"], each["round"]) for each in rows] == [
        ("ASH", 8, 1),
        ("BAY", 9, 1),
        ("COL", 2, 2),
    ]
    done(run("draft", "edit", "1", "Members report whenever they like."))
    assert {
        each["stale"] for each in run("position", "list", "--ratings", "--json").json["ratings"]
    } == {True}
    assert run("position", "list", "--ratings").out.count("to be reconfirmed") == 3


@pytest.mark.parametrize("arguments", [("ASH", "1", "0"), ("ASH", "1", "10"), ("ASH", "1", "x")])
def test_rating_outside_the_scale_is_refused(
    run: Run, harbour: Path, arguments: tuple[str, ...]
) -> None:
    """Without a rule on ratings these are whole numbers from 1 to 9."""
    answer = run("position", "rate", *arguments)
    assert (answer.code, answer.out) == (3, "")
    assert "a whole number from 1 to 9, not" in answer.err


PANEL = 'delphi(agree="75%", against="25%", scale="1-7", in_favour="5-7", opposed="1-3", out="75%"'


def test_a_panel_rates_on_a_scale_of_its_own(run: Run, harbour: Path) -> None:
    """The scale of the rule holds for what is given and what comes from a file."""
    rule = f'{PANEL}, not_rated="X")'
    done(run("rule", "set", rule))
    off = run("position", "rate", "ASH", "1", "8")
    assert (off.code, "from 1 to 7, or X for cannot judge, not 8" in off.err) == (3, True)
    done(run("position", "rate", "ASH", "1", "7"))
    Path("r.csv").write_text("target,member,rating\n1,BAY,5\n1,COL,x\n2,ASH,9\n", "utf-8")
    answer = run("position", "import", "--ratings", "r.csv")
    assert "2 taken" in answer.out
    assert "from 1 to 7, or X for cannot judge, not 9" in answer.err
    rows = run("position", "list", "--ratings", "--json").json["ratings"]
    assert [(each["member"], each["rating"]) for each in rows] == [
        ("ASH", 7),
        ("BAY", 5),
        ("COL", None),
    ]
    assert "cannot judge" in run("position", "list", "--ratings").out
    assert "2 of 2 ratings are 5 to 7 (100%); 2 needed" in run("why", "1").out
    counted = rule.replace(")", ", count_not_rated=True)")
    assert "2 of 3 ratings are 5 to 7 (67%); 3 needed" in run("why", "1", "--rule", counted).out
    for code in ("ASH", "BAY", "COL"):
        done(run("position", "rate", code, "1", "2", "--round", "2"))
    assert "out: 3 of 3 ratings are 1 to 3, 3 needed for that" in run("why", "1").out


def test_ratings_come_from_a_file(run: Run, harbour: Path) -> None:
    """Good rows go in, bad ones are named, empty cells are skipped statements."""
    (harbour.parent / "round.csv").write_text(
        "statement,panellist,score\n1,ASH,8\n1,BAY,\n2,ASH,twelve\n2,XXX,4\n2,COL,12\n",
        encoding="utf-8",
    )
    answer = run("position", "import", "--ratings", "round.csv")
    assert answer.code == 1
    assert answer.out == "4 rows: 1 taken, 0 in the inbox, 0 known already, 3 refused\n"
    assert [line.split(":")[1] for line in answer.err.splitlines()] == ["4", "5", "6"]
    again = run("position", "import", "--ratings", "round.csv", "--json").json
    assert (again["taken"], again["duplicates"]) == (0, 1)
    assert run("position", "import", "--ratings", "round.csv", "--strict").code == 3


def test_offices_are_filled_and_emptied(run: Run, harbour: Path) -> None:
    """One person chairs at a time; the delegation is named if there is one."""
    done(run("member", "office", "assign", "chair", "Ada Lind", "--member", "ash"))
    done(run("member", "office", "assign", "chair", "Ben Oru"))
    done(run("member", "office", "assign", "facilitator", "Cleo Marn", "--member", "BAY"))
    assert run("member", "office", "list", "--json").json["offices"] == [
        {"role": "chair", "person": "Ben Oru", "member": "", "nomination": ""},
        {"role": "facilitator", "person": "Cleo Marn", "member": "BAY", "nomination": ""},
    ]
    done(run("member", "office", "vacate", "facilitator", "--member", "BAY"))
    assert "facilitator" not in run("member", "office", "list").out
    assert run("member", "office", "vacate", "facilitator").code == 3
    assert run("member", "office", "assign", "chair", " ").code == 2


def test_draft_is_agreed_as_a_whole(run: Run, harbour: Path) -> None:
    """Nothing is agreed until everything is, and back."""
    for holds in ("on", "off"):
        done(run("draft", "set", "D1", holds))
        steps = len(run("history", "list", "--json").json["steps"])
        again = done(run("draft", "set", "D1", holds)).err
        assert "as before; nothing is recorded" in again
        assert len(run("history", "list", "--json").json["steps"]) == steps
        (row,) = run("draft", "list", "--json").json["drafts"]
        assert row["all_or_nothing"] is (holds == "on")
    assert run("draft", "set", "D9", "on").code == 3


SAYS_SO = (
    *("status", "why 1", "status --require agreed", "rule compare consent() unanimity()"),
    *("report open", "report open --audience members", "report open --to html"),
    *("report dossier 1", "report dossier 1 --to html", "draft show --to html"),
    *("status --progress", "report analysis", "report reference", "report summary"),
    *("report reference --audience members", "report reference --to html", "projector status"),
)
"""What tells of an item that is agreed, in words."""


@pytest.mark.parametrize("ruled", [False, True])
def test_until_everything_is_agreed_each_item_is_so_provisionally(
    run: Run, harbour: Path, *, ruled: bool
) -> None:
    """Every command and report says so, and who declared it; with the last, all are agreed."""
    done(run("draft", "set", "D1", "on"))
    done(run("meeting", "open", "First meeting"))
    done(run("meeting", "presence", "ASH"))
    why = []
    if ruled:
        done(run("position", "set", "ASH", "1", "object", "--reason", "too dear"))
        why = ["--reason", "heard twice", "--yes"]
    recorded = done(run("decision", "add", "1", "agreed", *why))
    until = "provisionally agreed until everything in D1 is agreed"
    said = f"the Chair declared 1 (N1) {until}; ASH stated" if ruled else f"DEC1: 1 (N1) {until}"
    assert said in recorded.err + recorded.out
    why = done(run("why", "1")).out
    assert ("the Chair declared it provisionally agreed until everything in" in why) is ruled
    assert ("1 (N1): provisionally agreed\n" in why) is not ruled
    assert "it agreed" not in why
    assert "2 items of the draft are not agreed yet" in why
    done(run("projector", "show", "D1"))
    for words in SAYS_SO:
        told = run(*words.split()).out
        assert "provisionally agreed" in told.replace("\n", " ").casefold(), words
        assert not re.search(r"agreed ad ref\b", told), words
        assert ("he Chair" in re.sub(r"when\s+the\s+Chair\s+asked", "", told)) is ruled, words
    data = done(run("status", "--json")).json
    assert (data["totals"]["agreed ad ref"], data["provisional"], data["ruled"]) == (1, 1, ruled)
    assert item(run, "1")["status"] == "agreed ad ref"
    assert item(run, "1")["standing"].partition(",")[0] == "provisionally agreed"
    assert run("status", "--require", "agreed ad ref", "1").code == 0
    done(run("decision", "add", "2", "3", "agreed"))
    for words in SAYS_SO[:2]:
        assert "provisional" not in run(*words.split()).out
    assert (total(run, "agreed"), done(run("status", "--json")).json["provisional"]) == (3, 0)


def test_what_was_adopted_stays_so_until_everything_is_agreed(run: Run, harbour: Path) -> None:
    """Neither a draft that is agreed as a whole, nor what is left of it, takes an adoption back."""
    done(run("decision", "add", "1", "agreed"))
    done(run("decision", "add", "1", "adopted"))
    done(run("decision", "add", "2", "agreed"))
    done(run("draft", "set", "D1", "on"))
    assert [item(run, each)["standing"] for each in "12"] == ["adopted", "provisionally agreed"]
    assert run("why", "1").out.startswith("1 (N1): adopted\n")
    (point,) = run("status", "--progress", "--to", "json").json["points"]
    assert (point["agreed"], point["provisional"]) == (1, 1)


@pytest.mark.parametrize("by", ["day", "meeting"])
def test_progress_of_past_days_counts_what_stood_then(run: Run, harbour: Path, by: str) -> None:
    """Agreed stays agreed on days before the setting; its own day tells provisional."""

    def counted() -> list[tuple[str, int, int]]:
        points = done(run("status", "--progress", "--per", by, "--to", "json")).json["points"]
        return [(each["day"], each["agreed"], each["provisional"]) for each in points]

    def at(day: str, *arguments: str) -> None:
        done(run("--at", f"2031-05-{day}T12:00:00+00:00", *arguments))

    at("01", "decision", "add", "1", "agreed")
    at("03", "draft", "set", "D1", "on")
    assert counted() == [("2031-05-01", 1, 0), ("2031-05-03", 0, 1)]
    at("05", "decision", "add", "2", "agreed")
    if by == "day":
        assert counted() == [("2031-05-01", 1, 0), ("2031-05-05", 0, 2)]
    at("06", "decision", "add", "3", "agreed")
    assert counted()[-1] == ("2031-05-06", 3, 0)


def test_what_is_not_retained_keeps_nothing_from_being_agreed(run: Run, harbour: Path) -> None:
    """Nothing is agreed until everything that stays is."""
    done(run("draft", "set", "D1", "on"))
    done(run("decision", "add", "1", "2", "agreed"))
    assert total(run, "agreed") == 0
    done(run("decision", "add", "3", "withdrawn"))
    assert total(run, "agreed") == 2
    (last,) = done(run("status", "--progress", "--to", "json")).json["points"]
    assert (last["agreed"], last["provisional"], last["closed"]) == (2, 0, 1)


LISTS = (
    *("draft list", "draft list --revisions", "member list", "member group list"),
    *("member office list", "amendment list", "inbox list", "position list", "objection list"),
    *("position list --ratings", "silence list", "decision list", "decision package show"),
    *("consultation list", "ballot list", "meeting list", "meeting agenda list", "floor list"),
)


@pytest.mark.parametrize("words", LISTS)
def test_every_list_can_be_read_by_people(run: Run, demo: Path, words: str) -> None:
    """A list of the example is a table, or a word that there is nothing."""
    answer = run(*words.split())
    assert answer.code == 0
    assert answer.out or answer.err


# Who holds what, consultations and private notes, from the command line.


def test_story_of_whom_to_call(run: Run, harbour: Path) -> None:
    """Two camps and a bridge; a name leaves its bracket, which is then supported by nobody."""
    done(run("amendment", "add", "N1", "--text", "should", "--old", "shall", "--sponsor", "ASH"))
    done(run("amendment", "add", "N1", "--text", "may", "--old", "shall", "--sponsor", "BAY"))
    for target in ("A1", "A2"):
        done(run("position", "set", "COL", target, "accept"))
    shown = done(run("why", "1", "--wordings")).out
    assert "  option b [A1]: should\n    supported by ASH\n    can live with it: COL\n" in shown
    assert "could live with several\n  COL: A1, A2\n" in shown
    assert "1. COL could live with several: A1, A2" in shown
    found = done(run("why", "1", "--wordings", "--json")).json
    assert [each["member"] for each in found["bridges"]] == ["COL"]
    done(run("draft", "edit", "N2", "The office [ASH: should | BAY: may] publish all reports."))
    done(run("draft", "bracket", "N2", "--without", "BAY"))
    assert "  option b: may\n    supported by nobody\n" in done(run("why", "2", "--wordings")).out


def test_how_many_others_do_the_same_is_said(run: Run, harbour: Path) -> None:
    """Behind what the member does, before the wordings of which that is so."""
    done(run("amendment", "add", "N1", "--text", "may", "--old", "shall", "--sponsor", "ASH,BAY"))
    done(run("amendment", "add", "N2", "--kind", "delete", "--sponsor", "ASH,BAY,COL"))
    assert "ASH supports it, like one other: A1\n" in done(run("why", "1", "--wordings")).out
    assert "ASH supports it, like 2 others: A2\n" in done(run("why", "2", "--wordings")).out


def test_objection_to_words_in_brackets_is_one_to_those_alone(run: Run, demo: Path) -> None:
    """Whoever objects to what went in in brackets objects to no other words as they stand."""
    done(run("merge", "3", "--settle", "1=A4", "--yes"))
    shown = done(run("why", "3", "--wordings")).out
    (bracket, second, third, *_) = shown.split("\n\n")
    assert (
        "  option b [A4, A5]: shall be\n    supported by ALV, TAL, UVD, YAR\n    object: MER"
        in bracket
    )
    assert "conflict 1, option c [A6]: is best when" in bracket
    assert "option a (as it stands): open, transparent and inclusive" in second
    assert "option a (as it stands): taken as close as possible" in third
    assert not any("object: MER" in each for each in (second, third))
    assert "MER alone objects to it: bracket B1, option b, A4, A5\n" in shown


def test_holders_and_combine_give_questions_the_same_numbers(run: Run, demo: Path) -> None:
    """What is settled by a name from one is what the other shows under it."""
    done(run("merge", "3", "--settle", "1=A4", "--yes"))
    combined = run("combine", "3", "--json").json
    offered = {
        f"conflict {each['number']}, option {option['letter']}": option["text"].strip()
        for each in combined["conflicts"]
        for option in each["options"]
    } | {
        f"bracket {each['name']}, option {option['letter']}": option["text"]
        for each in combined["brackets"]
        for option in each["options"]
    }
    alternatives = done(run("why", "3", "--wordings", "--json")).json["alternatives"]
    named = {each["key"]: each["wording"] for each in alternatives if each["question"]}
    assert len(named) == 9
    assert named.items() <= offered.items()
    settled = done(run("merge", "3", "--settle", "2=b", "--dry-run", "--json")).json["settled"]
    assert (named["conflict 2, option b"], settled["2"]) == (
        "open, transparent, accountable and inclusive",
        "A7",
    )


def test_public_is_shown_wordings_alone(run: Run, harbour: Path) -> None:
    """With another audience no name is written, and what was withheld is counted."""
    done(run("draft", "edit", "N2", "The office [ASH: should | BAY: may] publish all reports."))
    answer = done(run("why", "2", "--wordings", "--audience", "public"))
    assert "option a: should" in answer.out
    assert not any(code in answer.out for code in ("ASH", "BAY", "nobody"))
    assert "Not shown in this version: names in brackets and analyses." in answer.err


def test_text_without_alternatives_says_so(run: Run, harbour: Path) -> None:
    """Nothing on the table is an answer on stderr, and an empty list as data."""
    answer = done(run("why", "3", "--wordings"))
    assert (answer.out, "no amendment to it is undecided" in answer.err) == ("", True)
    assert done(run("why", "3", "--wordings", "--json")).json["alternatives"] == []


def test_consultation_from_opening_to_report(run: Run, harbour: Path) -> None:
    """It is opened, listed, shown beside what it is about, and reported back."""
    opened = done(
        run(
            *("consultation", "open", "1", "2", "--facilitator", "Ada", "--with", "ASH,BAY"),
            *("--due", "2099-03-05T18:00", "--reason", "a verb"),
        )
    )
    assert opened.out == "CON1\n"
    assert "CON1" in done(run("consultation", "list", "--open")).out
    (line,) = done(run("consultation", "list", "--json")).json["consultations"]
    assert (line["items"], line["participants"]) == (["N1", "N2"], ["ASH", "BAY"])
    assert "purpose: a verb" in done(run("consultation", "show", "CON1")).out
    assert done(run("consultation", "show", "1", "--json")).json["facilitator"] == "Ada"
    assert "CON1" in done(run("status")).out
    assert "CON1 on N1, N2, led by Ada" in done(run("why", "1")).out
    reported = done(run("consultation", "close", "1", "should it is")).err
    assert "CON1 on 1 (N1), 2 (N2) reported back: should it is" in reported
    assert "there is no consultation" in done(run("consultation", "list", "--open")).err
    assert "outcome: should it is" in done(run("consultation", "show", "CON1")).out
    assert "CON1 reported back" in done(run("history", "list")).out


def test_time_that_is_none_is_a_usage_error(run: Run, harbour: Path) -> None:
    """A due time is a day or a time."""
    answer = run("consultation", "open", "1", "--due", "Tuesday")
    assert (answer.code, "is no time" in answer.err) == (2, True)


def test_private_notes_are_added_listed_and_removed(run: Run, harbour: Path) -> None:
    """They lie in a file beside the record, and no command that shows the record tells of them."""
    assert done(run("--user", "Ada", "note", "add", "1", "Quillfeather bluffs")).out == "1\n"
    assert done(run("note", "add", "N2", "-", stdin="wait\n")).out == "2\n"
    assert (harbour.parent / "harbour.notes").is_file()
    (first, _) = done(run("note", "list", "--json")).json["notes"]
    assert (first["target"], first["text"], first["by"]) == ("N1", "Quillfeather bluffs", "Ada")
    for command in (
        ("history", "list"),
        ("why", "1"),
        ("status", "--json"),
        ("history", "verify"),
        ("why", "1", "--wordings"),
    ):
        answer = done(run(*command))
        assert "Quillfeather" not in answer.out + answer.err
    done(run("file", "copy", "copy.record"))
    assert b"Quillfeather" not in (harbour.parent / "copy.record").read_bytes()
    done(run("note", "remove", "1"))
    assert [each["number"] for each in done(run("note", "list", "--json")).json["notes"]] == [2]
    answer = run("note", "remove", "1")
    assert (answer.code, "there is no private note 1" in answer.err) == (3, True)


def test_what_was_said_informally_is_for_no_paper(run: Run, harbour: Path) -> None:
    """It informs what is next, why, and whom to consult; no report and no count has it."""
    counted = done(run("status", "--json")).json
    said = ("note", "add", "1", "Quillfeather", "--member", "bay", "--position", "can live with it")
    done(run(*said))
    done(run("note", "add", "1", "", "--member", "COL", "--position", "object"))
    first, other = done(run("note", "list", "--json")).json["notes"]
    assert (first["member"], first["stance"], other["text"]) == ("BAY", "accept", "")
    for command in (("why", "1"), ("next",), ("next", "--consult")):
        told = " ".join(done(run(*command)).out.split())
        assert "BAY can live with it: Quillfeather" in told
        assert "COL objects" in told
        assert "Quillfeather" not in done(run(*command, "--json")).out
    assert done(run("status", "--json")).json == counted
    for audience in ("public", "members", "secretariat"):
        assert "Quillfeather" not in done(run("report", "dossier", "1", "--audience", audience)).out
    assert "Quillfeather" not in done(run("why", "1", "--audience", "members")).out
    assert "Quillfeather" not in done(run("history", "list", "--json")).out
    done(run("meeting", "proposal", "add", "to eat"))
    done(run("note", "add", "PROP1", "Quillfeather too", "--member", "BAY"))
    done(run("undo", "--yes"))
    assert "too" not in done(run("next", "--consult")).out
    assert run("note", "add", "1", "x", "--member", "NOBODY", "--dry-run").code == 3
    assert "say which member" in run("note", "add", "1", "x", "--position", "object").err
    assert run("note", "add", "1", "x", "--member", "NOBODY").code == 3
    assert run("note", "add", "1", "x", "--member", "BAY", "--position", "maybe").code == 2


# Offices from the command line.


def test_story_of_a_chair(run: Run, harbour: Path) -> None:
    """Nominated, awaiting approval, approved, listed; another nomination is declined."""
    nominated = run(
        *("member", "office", "nominate", "chair", "Ada Hale", "--member", "ASH"),
        "--nominated-by",
        "acting chair",
    )
    assert done(nominated).out == "NOM1\n"
    assert "NOM1, awaits approval" in done(run("member", "office", "list")).out
    waiting = done(run("member", "office", "list", "--json")).json["nominations"]
    assert [(each["person"], each["by"]) for each in waiting] == [("Ada Hale", "acting chair")]
    assert "Ada Hale is chair" in done(run("member", "office", "approve", "NOM1")).err
    (held,) = done(run("member", "office", "list", "--json")).json["offices"]
    assert held == {"role": "chair", "person": "Ada Hale", "member": "ASH", "nomination": "NOM1"}
    done(run("member", "office", "nominate", "co-chair", "Ben Oru"))
    done(run("member", "office", "decline", "NOM2", "--reason", "no time"))
    log = done(run("history", "list")).out
    assert "NOM1: somebody was nominated as chair by acting chair: Ada Hale" in log
    assert "NOM2 was declined: no time" in log
    assert run("member", "office", "approve", "NOM2").code == 3
    assert run("member", "office", "approve", "NOM9").code == 3


def test_no_consensus_says_what_was_tried_and_levels_are_listed(run: Run, harbour: Path) -> None:
    """The outcome can be written with a hyphen; a level of the list goes with it."""
    refused = run("decision", "add", "1", "no-consensus")
    assert (refused.code, "say what was tried" in refused.err) == (3, True)
    assert "there are no levels" in run("rule", "levels").err
    done(run("rule", "levels", "icann"))
    tried = ("--tried", "three meetings", "--level", "divergence")
    recorded = done(run("decision", "add", "1", "no-consensus", *tried))
    assert "no consensus (divergence)" in recorded.err
    found = done(run("decision", "list", "--json")).json["decisions"][0]
    assert (found["outcome"], found["tried"], found["level"]) == (
        *("no consensus", "three meetings", "divergence"),
    )
    (listed,) = [e for e in done(run("decision", "list")).out.splitlines() if "DEC1" in e]
    assert "no consensus (divergence)" in listed
    assert "three meetings" in listed
    assert item(run, "1")["status"] == "no consensus"
    assert "there was no consensus; tried: three meetings" in done(run("why", "1")).out
    listed = done(run("rule", "levels", "--json")).json["levels"]
    assert listed[0] == {"level": "full consensus", "unopposed": True}
    done(run("rule", "levels", "most", "few", "--unopposed", "most"))
    assert "there are no levels" in done(run("rule", "levels", "--none")).err
    assert run("rule", "levels", "--none", "most").code == 2
