"""`consensus ballot`: opened, cast, imported, closed and shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run

ISO = "code,name,group,group_name\n" + "".join(f"M{n},Body {n},P,P-members\n" for n in range(1, 9))


@pytest.fixture
def committee(run: Run, folder: Path) -> Run:
    """A committee of eight member bodies with a draft, on which a ballot is open."""
    (folder / "members.csv").write_text(ISO, encoding="utf-8")
    (folder / "draft.md").write_text("# Lamps\n\n1. Lamps are lit.\n\n2. Logs are kept.\n")
    assert run("init", "--title", "Lamps").code == 0
    assert run("member", "import", "members.csv").code == 0
    assert run("draft", "import", "draft.md").code == 0
    answer = run("ballot", "open", "text", "--on", "1", "--rule", "iso-dis", "--due", "2999-05-01")
    assert (answer.code, answer.out) == (0, "BAL1\n")
    return run


@pytest.mark.parametrize(
    ("negative", "reason", "result"),
    [
        (2, "not measurable", "the text is approved"),
        (3, "not measurable", "the text is not approved"),
        (3, "", "the text is approved"),
    ],
)
def test_an_approval_at_its_boundary(
    committee: Run, negative: int, reason: str, result: str
) -> None:
    """A quarter of eight is allowed against, three are not, unless they state no reason."""
    for number in range(1, 9):
        choice = "disapprove" if number <= negative else "approve"
        said = ["--comment", reason] if reason and number <= negative else []
        cast = committee("ballot", "cast", "BAL1", f"M{number}", choice, *said)
        assert cast.code == 0
        assert ("it does not count" in cast.err) == (choice == "disapprove" and not said)
    closed = committee("ballot", "close", "BAL1")
    assert (closed.code, closed.out) == (0, f"{result}\n")
    assert "% of votes for and reasoned votes against" in closed.err
    shown = committee("ballot", "show", "BAL1").out
    assert f"Result: {result}" in shown
    is_agreed = "not approved" not in result
    how = "it: consensus decision add N1 agreed" if is_agreed else "what follows"
    assert " ".join(shown.split()).endswith(f"decides nothing; the Chair declares {how}")
    assert result in committee("why", "1").out
    assert committee("status", "--json").json["totals"]["agreed"] == 0
    outcome = "agreed" if is_agreed else "rejected"
    assert committee("decision", "add", "N1", outcome).code == 0


def test_a_disapproval_counts_without_reasons_where_none_are_asked(committee: Run) -> None:
    """Nothing is said of reasons then."""
    committee("ballot", "open", "text", "--on", "D1", "--rule", 'majority("simple")')
    cast = committee("ballot", "cast", "BAL2", "M1", "disapprove")
    assert (cast.code, "reasons" in cast.err) == (0, False)


def test_who_sees_what(committee: Run) -> None:
    """Before it is closed only the secretariat sees choices; the public never sees who chose."""
    committee("ballot", "cast", "1", "M1", "disapprove", "--comment", "too bright")
    for audience, sees in (("secretariat", True), ("members", False), ("public", False)):
        shown = committee("ballot", "show", "BAL1", "--audience", audience)
        assert ("too bright" in shown.out, "disapprove" in shown.out) == (sees, sees)
    assert committee("status", "--json").json["items"][0]["ballots"] == ["BAL1"]
    assert "BAL1" in committee("status").out
    assert committee("ballot", "close", "BAL1").code == 3
    assert committee("ballot", "close", "BAL1", "--reason", "moot").code == 0
    members = committee("ballot", "show", "BAL1", "--audience", "members", "--json").json
    (line,) = members["ballots"]
    assert line["votes"] == [
        {"member": "M1", "name": "Body 1", "choice": "disapprove", "comment": "too bright"}
    ]
    public = committee("ballot", "list", "--audience", "public", "--json").json
    (line,) = public["ballots"]
    assert (line["votes"], line["voters"], line["totals"]["disapprove"]) == ([], [], 1)
    assert "M1" not in committee("ballot", "list", "--audience", "public").out
    assert "too bright" not in committee("history", "list", "--audience", "members").out


def test_a_secret_ballot_from_papers(committee: Run, folder: Path) -> None:
    """Papers without names and a roll go in together, and the ballot is closed."""
    committee("ballot", "open", "yes-no", "Shall we move?", "--secret")
    (folder / "papers.csv").write_text("vote\nyes\nno\nyes\n", encoding="utf-8")
    (folder / "roll.csv").write_text("member\nM3\nM1\nM2\n", encoding="utf-8")
    assert committee("ballot", "cast", "BAL2", "M1", "yes").code == 3
    given = ("ballot", "import", "BAL2", "papers.csv", "--took-part", "roll.csv")
    assert committee(*given, "--dry-run", "--json").json["result"] == "yes, the rule is met"
    answer = committee(*given)
    assert answer.out == (
        "3 rows: 3 taken, 0 in the inbox, 0 known already, 0 refused\nyes, the rule is met\n"
    )
    shown = committee("ballot", "show", "BAL2").out
    assert "These are: M1, M2, M3" in shown
    (line,) = committee("ballot", "show", "BAL2", "--json").json["ballots"]
    assert (line["votes"], list(line["totals"].items())) == (
        [],
        [("yes", 2), ("no", 1), ("blank", 0)],
    )


@pytest.mark.parametrize(
    ("counts", "roll", "code", "note"),
    [
        (["yes=2"], "M1,M2", 0, "all who took part chose the same"),
        (["yes=1", "no=1"], "M1,M2", 0, "as many said yes as no: a tie"),
        (["yes=1", "blank=1"], "M1,M2", 0, "each of them knows what the other chose"),
        (["yes=1"], "M1", 3, "one member alone took part"),
        (["yes"], "M1,M2", 2, "yes is not written as CHOICE=N"),
        (["yes=two"], "M1,M2", 2, "as a whole number"),
    ],
)
def test_what_cannot_be_helped_is_said(
    committee: Run, counts: list[str], roll: str, code: int, note: str
) -> None:
    """A secret ballot of few, or of one mind, tells more than it should."""
    committee("ballot", "open", "yes-no", "Shall we move?", "--secret")
    given = [part for each in counts for part in ("--count", each)]
    answer = committee("ballot", "close", "BAL2", *given, "--took-part", roll)
    assert answer.code == code
    shown = committee("ballot", "show", "BAL2").out if code == 0 else answer.err
    assert note in " ".join(shown.split())


def test_options_in_order(committee: Run) -> None:
    """The amendments of a conflict are ranked, and what the report says of them adds up."""
    committee("amendment", "add", "2", "--text", "must be", "--old", "are", "--sponsor", "M1")
    committee("amendment", "add", "2", "--text", "will be", "--old", "are", "--sponsor", "M2")
    opened = committee(
        *("ballot", "open", "ranked", "--on", "2", "--conflict"),
        *("--default", "the text as it stands", "--majority", "A1=2"),
    )
    assert (opened.code, opened.out) == (0, "BAL2\n")
    for member, choice in (("M1", "A1 > A2"), ("M2", "A2 > A1"), ("M3", "A2"), ("M4", "A1 = A2")):
        assert committee("ballot", "cast", "BAL2", member, choice).code == 0
    tried = committee("ballot", "close", "BAL2", "--dry-run", "--json")
    assert (tried.err, tried.json["result"]) == ("", "A2 is recommended")
    assert committee("ballot", "close", "BAL2").out == "A2 is recommended\n"
    shown = committee("ballot", "show", "BAL2").out
    assert "Order: A2 > A1 > the text as it stands" in shown
    assert "A1 = A2" in shown
    assert "consensus decision add A2 agreed" in " ".join(shown.split())
    assert committee("ballot", "show", "BAL2", "--json").json["ballots"][0]["preferences"] == [
        [0, 1, 3],
        [2, 0, 4],
        [0, 0, 0],
    ]


def test_a_text_that_changed_meanwhile_is_told(committee: Run) -> None:
    """The ballot stays, on the text that was put to the vote."""
    committee("draft", "edit", "1", "Lamps are lit at dusk.")
    assert committee("ballot", "cast", "BAL1", "M1", "approve").code == 0
    shown = " ".join(committee("ballot", "show", "BAL1").out.split())
    assert "paragraph 1 has changed since; the votes are on the earlier text" in shown


def test_a_whole_draft_can_be_voted_on(committee: Run) -> None:
    """As an enquiry draft is: the votes are on the texts that it had, and what changed is named."""
    opened = committee("ballot", "open", "text", "--on", "D1", "--rule", "iso-dis")
    assert (opened.code, opened.out) == (0, "BAL2\n")
    for number in range(1, 9):
        assert committee("ballot", "cast", "D1", f"M{number}", "approve").code == 0
    assert committee("ballot", "close", "BAL2").code == 0
    shown = " ".join(committee("ballot", "show", "BAL2").out.split())
    assert "the Chair declares it: consensus decision add D1 agreed" in shown
    assert committee("undo").code == 0
    committee("draft", "edit", "1", "Lamps are lit at dusk.")
    committee("draft", "edit", "2", "Logs are kept well.")
    assert "BAL2, Approval of Lamps, D1, open" in committee("why", "2").out
    assert committee("ballot", "close", "BAL2").out == "the text is approved\n"
    shown = " ".join(committee("ballot", "show", "BAL2").out.split())
    since = "paragraph 1 and paragraph 2 have changed since; the votes are on the earlier text"
    assert since in shown
    assert "About: the draft" in shown
    assert shown.endswith("decides nothing; the Chair declares what follows")
    assert committee("decision", "add", "D1", "agreed").code == 0


def test_what_is_overdue_is_named(committee: Run) -> None:
    """In the list of ballots, and among what to take up next."""
    at = ("--at", "2026-01-05T09:00+00:00")
    committee("ballot", "open", "text", "--on", "2", "--rule", "3gpp", "--due", "2026-02-01", *at)
    assert "(overdue)" in committee("ballot", "list").out
    assert "a ballot whose deadline has passed" in committee("next").out
    late = committee("ballot", "cast", "BAL2", "M1", "approve")
    assert late.code == 3
    assert "is late: the deadline of BAL2 was 2026-02-01 23:59" in late.err
    at = ("--at", "2026-01-31T09:00+00:00")
    assert committee("ballot", "cast", "BAL2", "M1", "approve", *at).code == 0
    assert committee("ballot", "close", "BAL2").out == "the text is approved\n"
    listed = committee("ballot", "list", "--open", "--json").json["ballots"]
    assert [each["handle"] for each in listed] == ["BAL1"]


def test_rows_that_are_bad_are_findings(committee: Run, folder: Path) -> None:
    """With their line; the others go in."""
    rows = "member,vote,comments\nM1,Approval,\nM9,Approval,\nM2,Maybe,\n"
    (folder / "votes.csv").write_text(rows, encoding="utf-8")
    answer = committee("ballot", "import", "BAL1", "votes.csv")
    assert "votes.csv:3" in answer.err
    assert "votes.csv:4" in answer.err
    assert "3 rows: 1 taken" in answer.out
    assert committee("ballot", "import", "BAL1", "votes.csv", "--strict").code == 3


@pytest.mark.parametrize(
    ("quantity", "stance"),
    [("23 to 4", "support"), ("louder for", "support"), ("4 of 27", "object")],
)
def test_straw_polls_and_hums_are_senses_of_the_room(
    committee: Run, quantity: str, stance: str
) -> None:
    """With their figures, in `why`, and counted nowhere."""
    assert committee("position", "sense", "1", quantity, stance).code == 0
    assert f"{quantity}: {stance}" in committee("why", "1").out
    assert committee("status", "--json").json["items"][0]["counts"][stance] == 0
