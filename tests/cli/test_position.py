"""Positions at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Answer, Run, done


def test_what_is_not_for_the_room_is_marked_for_the_secretariat(run: Run, harbour: Path) -> None:
    """Where a position is taken, listed and explained, and where the Chair declares over it."""
    secretly = ("--source", "confidence", "--reason", "no")
    taken = run("position", "set", "ASH", "1", "object", *secretly)
    assert "ASH on 1 (N1): object, in confidence" in taken.err
    done(run("position", "set", "BAY", "1", "hold", "--source", "secretariat"))
    done(run("position", "set", "COL", "1", "object", "--reason", "late"))
    listed = run("position", "list", "--on", "1").out
    assert "object, in confidence" in listed
    assert "hold, as the secretariat reads it" in listed
    told = run("why", "1").out
    assert "- ASH (in confidence) and COL object\n" in told
    assert "- BAY (as the secretariat reads it) reserves its position\n" in told
    assert "- ASH (in confidence), raised: no\n" in told
    assert "- COL, raised: late\n" in told
    ruled = run("decision", "add", "1", "agreed", "--reason", "time", "--yes")
    assert "; ASH (in confidence) and COL stated their objections" in ruled.err
    assert "with the position reserved by BAY (as the secretariat reads it)" in ruled.err
    assert "ASH (in confidence) and COL stated their objections" in run("why", "1").out
    assert "in confidence" not in run("why", "1", "--audience", "members").out


@pytest.mark.parametrize(
    ("word", "stance"),
    [
        ("support", "support"),
        ("Can live with it", "accept"),
        ("noobj", "accept"),
        ("stands aside", "abstain"),
        ("reserves its position", "hold"),
        ("is against, without blocking", "disagree"),
        ("no", "disagree"),
        ("discuss", "object"),
        ("block", "object"),
        ("recused", "recuse"),
    ],
)
def test_a_position_is_said_in_the_words_of_any_body(
    run: Run, harbour: Path, word: str, stance: str
) -> None:
    """The stored value, its word, and those of ballots; also in a file, and for a group."""
    done(run("position", "set", "ASH", "1", word))
    Path("p.csv").write_text(f'target,member,position\n1,BAY,"{word}"\n', encoding="utf-8")
    done(run("position", "import", "p.csv"))
    Path("g.csv").write_text("code,name,kind,members\nC,C,negotiating,COL\n", encoding="utf-8")
    done(run("member", "group", "import", "g.csv"))
    if stance != "recuse":
        done(run("position", "group", "C", "1", word))
    listed = done(run("position", "list", "--on", "1", "--json")).json["positions"]
    assert {each["stance"] for each in listed} == {stance}
    assert len(listed) == 3 - (stance == "recuse")


def test_a_position_that_is_none_is_refused_with_near_words(run: Run, harbour: Path) -> None:
    """Nothing is recorded."""
    answer = run("position", "set", "ASH", "1", "suport")
    assert (answer.code, "did you mean support" in answer.err) == (2, True)
    assert done(run("position", "list", "--json")).json["positions"] == []


def objections(run: Run, *given: str) -> list[tuple[str, ...]]:
    """What is listed: on what, by whom, its state and answer."""
    rows = done(run("objection", "list", "--json", *given)).json["objections"]
    return [(each["on"], each["member"], each["state"], each["answer"]) for each in rows]


def test_objections_are_listed_with_what_became_of_them(run: Run, harbour: Path) -> None:
    """Raised, answered, accommodated, maintained or withdrawn, of all texts or one."""
    for text in ("1", "2"):
        for code in ("ASH", "BAY", "COL"):
            done(run("position", "set", code, text, "object", "--reason", f"{code} on {text}"))
    done(run("objection", "answer", "1", "ASH", "see 2"))
    done(run("objection", "accommodate", "1", "BAY"))
    done(run("objection", "maintain", "2", "ASH", "--reason", "as before"))
    done(run("objection", "withdraw", "2", "BAY"))
    done(run("position", "set", "COL", "2", "accept"))
    assert objections(run) == [
        ("N1", "ASH", "answered", "see 2"),
        ("N1", "BAY", "accommodated", ""),
        ("N1", "COL", "raised", ""),
        ("N2", "ASH", "sustained", ""),
        ("N2", "BAY", "withdrawn", ""),
        ("N2", "COL", "withdrawn", ""),
    ]
    assert [each[1] for each in objections(run, "--on", "1")] == ["ASH", "BAY", "COL"]
    for command in (
        "objection list --on 2",
        "why 2",
        "report dossier 2 --audience members",
        "history list",
    ):
        shown = done(run(*command.split())).out
        assert ("maintained" in shown, "sustained" in shown) == (True, False), command
    assert done(run("objection", "list", "--on", "3")).err == "there is no such objection\n"


def test_who_may_see_which_objections(run: Run, harbour: Path) -> None:
    """Members see those raised openly, the public how many those are; none learns of the others."""
    done(run("position", "set", "ASH", "1", "object", "--source", "confidence", "--reason", "no"))
    done(run("position", "set", "BAY", "1", "object", "--reason", "late"))
    done(run("position", "set", "COL", "1", "object"))
    done(run("position", "set", "COL", "1", "support"))
    assert "ASH (in confidence)" in done(run("objection", "list")).out
    told = done(run("objection", "list", "--audience", "members"))
    assert ("BAY" in told.out, "ASH" in told.out + told.err) == (True, False)
    assert "COL" not in told.out  # it is not known any more whether it was raised openly
    assert "Withheld" not in told.err
    public = done(run("objection", "list", "--audience", "public"))
    assert (public.out, "Not shown in this version: objections." in public.err) == ("", True)
    assert "no objection is shown to the public\n" in public.err
    assert "no such" not in public.err
    data = done(run("objection", "list", "--audience", "public", "--json")).json
    assert (data["objections"], data["withheld"]) == ([], {"counts": {"objections": 1}})


def test_of_a_small_body_the_public_learns_no_number_of_objections(run: Run, harbour: Path) -> None:
    """Of three members it could show who they are: the data says only that there was one."""
    for member in ("ASH", "BAY"):
        done(run("position", "set", member, "1", "object", "--reason", "late"))
        for command in (("objection", "list"), ("why", "1"), ("why", "1", "--wordings")):
            data = done(run(*command, "--audience", "public", "--json")).json
            assert set(data["withheld"]["counts"].values()) == {1}


def test_an_objection_goes_with_the_words_that_it_is_about(run: Run, harbour: Path) -> None:
    """Merged, it is one to the text; rolled back by an edit, it is accommodated; listed once."""
    done(run("amendment", "add", "1", "--old", "shall", "--text", "must", "--sponsor", "ASH"))
    done(run("position", "set", "BAY", "A1", "object", "--reason", "too hard"))
    assert objections(run) == [("A1", "BAY", "raised", "")]
    done(run("merge", "1", "--take", "A1", "--yes", "--without-brackets", "--reason", "heard"))
    (row,) = done(run("objection", "list", "--json")).json["objections"]
    assert (row["on"], row["state"], row["reason"]) == ("N1", "raised", "too hard")
    assert row["words"] == "“shall” → “must” (A1)"
    assert objections(run, "--on", "A1") == objections(run, "--on", "1") != []
    for given in ((), ("--on", "1"), ("--on", "A1")):
        data = done(run("objection", "list", "--audience", "public", "--json", *given)).json
        assert data["withheld"]["counts"] == {"objections": 1}
    done(run("objection", "answer", "1", "BAY", "it is the law"))
    assert objections(run) == [("N1", "BAY", "answered", "it is the law")]
    done(run("draft", "edit", "1", "Members shall report every year to the harbour office."))
    (row,) = done(run("objection", "list", "--json")).json["objections"]
    assert (row["state"], row["is_standing"]) == ("accommodated", False)


def test_a_failed_condition_leaves_an_objection(run: Run, harbour: Path) -> None:
    """As soon as what it was to be agreed with is not, and for those who may see the position."""
    done(run("position", "set", "ASH", "1", "accept", "--if", "2", "--reason", "both or neither"))
    assert objections(run) == []
    done(run("decision", "add", "2", "rejected"))
    assert objections(run) == [("N1", "ASH", "raised", "")]
    assert objections(run, "--on", "1", "--audience", "members") == objections(run)
    public = done(run("objection", "list", "--audience", "public", "--json")).json
    assert (public["objections"], public["withheld"]["counts"]) == ([], {"objections": 1})


RECORDED = (
    ("position", "set", "ASH", "1", "object"),
    ("position", "withdraw", "BAY", "1"),
    ("position", "rate", "ASH", "1", "8"),
    ("position", "sense", "1", "several", "support"),
    ("objection", "answer", "1", "BAY", "see 2"),
    ("objection", "accommodate", "1", "BAY"),
    ("objection", "maintain", "1", "BAY"),
    ("objection", "withdraw", "1", "BAY"),
)


def steps(run: Run) -> int:
    """How many steps were recorded."""
    return len(done(run("history", "list", "--json")).json["steps"])


@pytest.mark.parametrize("words", RECORDED, ids=" ".join)
def test_what_is_recorded_is_told_as_data_or_only_tried(
    run: Run, harbour: Path, words: tuple[str, ...]
) -> None:
    """With --dry-run nothing stays, and what would change is the same as what then does."""
    done(run("position", "set", "BAY", "1", "object"))
    before = steps(run)
    tried = done(run(*words, "--dry-run", "--json")).json
    assert (tried["step"], steps(run)) == (None, before)
    assert "nothing was recorded" in done(run(*words, "--dry-run")).err
    made = done(run(*words, "--json")).json
    assert steps(run) == before + 1
    assert made["step"]
    assert list(made) == ["schema", "step", "handles", "changed", "warnings"]
    assert made["changed"] == tried["changed"]


def test_which_results_change_is_told(run: Run, harbour: Path) -> None:
    """Of the text that is objected to, before and after."""
    done(run("position", "set", "ASH", "1", "support"))
    made = done(run("position", "set", "BAY", "1", "object", "--json")).json
    assert made["changed"] == [{"on": "N1", "was": "ready", "is": "blocked"}]


def test_refused_rows_of_ratings_exit_1(run: Run, harbour: Path) -> None:
    """Like those of positions, after the others were recorded; one object goes to stdout."""
    Path("r.csv").write_text("target,member,rating\n1,ASH,8\n1,XXX,4\n", encoding="utf-8")
    answer: Answer = run("position", "import", "--ratings", "r.csv", "--json")
    assert (answer.code, answer.json["taken"], answer.json["refused"]) == (1, 1, 1)
    (row,) = done(run("position", "list", "--ratings", "--member", "ASH", "--json")).json["ratings"]
    assert (row["target"], row["rating"]) == ("N1", 8)
    assert done(run("position", "list", "--ratings", "--reconfirm")).out == ""
    assert run("position", "list", "--ratings", "--to", "csv").code == 2


def test_what_comes_after_a_decision_is_said_to_be_a_request_to_reopen(
    run: Run, harbour: Path
) -> None:
    """An amendment or an objection, and not support, reserve, or an observer's objection."""
    done(run("decision", "add", "2", "agreed"))
    said = "2 (N2) is closed by a decision: this is a request to reopen it\n"
    change = ("--text", "Later.", "--sponsor", "ASH")
    assert said in done(run("amendment", "add", "2", *change)).err
    assert said in done(run("position", "set", "BAY", "2", "object")).err
    for arguments in (("ASH", "2", "support"), ("OBS", "2", "object"), ("BAY", "1", "object")):
        assert "reopen" not in run("position", "set", *arguments).err
    for stance in ("hold", "disagree"):
        found = done(run("position", "set", "ASH", "2", stance)).err
        assert "2 (N2) is closed by a decision: this does not change it\n" in found


def test_a_position_that_does_not_count_is_recorded_with_a_warning(run: Run, harbour: Path) -> None:
    """Of who is no member any more; that observers are not counted is known of them."""
    done(run("member", "edit", "COL", "--until", "2020-01-01"))
    answer = done(run("position", "set", "COL", "1", "support", "--json"))
    assert answer.json["warnings"] == ["it does not count: COL is no member today"]
    for code, stance in (("ASH", "recuse"), ("OBS", "support")):
        for more in ((), ("--source", "confidence")):
            assert "not count" not in done(run("position", "set", code, "1", stance, *more)).err
