"""Votes that were cast elsewhere become a draft, members and positions."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from pathlib import Path

import pytest

from .conftest import Run, done

WORDS = {"yes": "support", "no": "disagree", "abstain": "abstain"}
SIGNS = {"1": "support", "-1": "disagree", "0": "abstain"}


@pytest.fixture
def record(run: Run, folder: Path) -> Path:
    """A record without anything."""
    rule = "majority('two-thirds')"
    done(run("-f", "votes.consensus", "init", "--title", "Votes", "--rule", rule))
    return folder


@pytest.fixture
def roll_calls(record: Path) -> Counter[tuple[str, str]]:
    """Two files of roll calls; how often each vote was cast on each."""
    drawn = random.Random(1)
    rows = [
        (f"{call}", f"M{member}", f"Member {member}", drawn.choice([*WORDS, "absent"]))
        for call in range(100, 120)
        for member in range(30)
    ]
    text = io.StringIO()
    csv.writer(text).writerows([("rcid", "country_code", "country", "vote"), *rows])
    (record / "votes.csv").write_text(text.getvalue(), encoding="utf-8")
    titles = "".join(f"{call},Title of {call}\n" for call in range(100, 120))
    (record / "titles.csv").write_text(f"rcid,short\n{titles}", encoding="utf-8")
    return Counter((call, WORDS[vote]) for call, _, _, vote in rows if vote in WORDS)


def counted(run: Run) -> Counter[tuple[str, str]]:
    """How often each stance is taken on each item, as status says."""
    items = run("status", "--json").json["items"]
    return Counter(
        {
            (each["label"], stance): count
            for each in items
            for stance, count in each["counts"].items()
            if count
        }
    )


def test_roll_calls_imported_before_are_recognised_without_their_titles(
    run: Run, roll_calls: Counter[tuple[str, str]]
) -> None:
    """The same votes make no second draft, whether what was voted on is said with them or not."""
    command = ("draft", "import", "--as", "roll-call", "--votes", "votes.csv")
    done(run(*command))
    for again in (command, (*command, "--titles", "titles.csv"), (*command, "--title", "Other")):
        answer = run(*again)
        assert answer.code == 3
        assert "imported already, as D1" in answer.err
    assert [each["handle"] for each in run("draft", "list", "--json").json["drafts"]] == ["D1"]


def test_roll_calls_are_counted_as_in_the_file(
    run: Run, roll_calls: Counter[tuple[str, str]]
) -> None:
    """Every vote is a position, absence is none, and rules run on them."""
    data = done(
        run(
            "draft",
            "import",
            "--as",
            "roll-call",
            "--votes",
            "votes.csv",
            "--titles",
            "titles.csv",
            "--json",
        )
    ).json
    assert (data["draft"], data["items"], data["members"], data["refused"]) == ("D1", 20, 30, 0)
    assert sum(data["positions"].values()) == roll_calls.total() == data["taken"]
    assert counted(run) == roll_calls
    ready = {
        each["label"] for each in run("status", "--json").json["items"] if each["status"] == "ready"
    }
    assert ready == {
        f"{call}"
        for call in range(100, 120)
        if 3 * (votes := roll_calls[f"{call}", "support"])
        >= 2 * (votes + roll_calls[f"{call}", "disagree"])
    }
    assert "Title of 100" in run("draft", "show").out
    assert run("history", "list", "--json").out.count('"id"') == 2


MEMBERSHIP = """rcid,country_code,country,vote,since,until
1,OLD,Oldland,no,,1980-12-31
1,AA,Aland,yes,,
1,BB,Bland,yes,,
2,OLD,Oldland,no,,1980-12-31
2,NEW,Newland,yes,1985-01-01,
2,AA,Aland,yes,,
2,BB,Bland,no,,
3,NEW,Newland,yes,1985-01-01,
3,,West Sand,yes,,
3,AA,Aland,no,,
"""
RESULTS = """rcid,title,date,result,majority
1,Before,1980-06-01,rejected,two-thirds
2,After,1990-06-01,adopted,two-thirds
3,Later,1991-06-01,,simple
"""


@pytest.fixture
def joining(run: Run, record: Path) -> Path:
    """Three roll calls between which a member leaves and another joins."""
    (record / "votes.csv").write_text(MEMBERSHIP, encoding="utf-8")
    (record / "titles.csv").write_text(RESULTS, encoding="utf-8")
    return record


def test_votes_count_among_the_members_of_the_day(run: Run, joining: Path) -> None:
    """Who left or had not joined is in no count; a result is a decision of its day."""
    answer = done(
        run(
            "draft", "import", "--as", "roll-call", "--votes", "votes.csv", "--titles", "titles.csv"
        )
    )
    assert "OLD was no member on the day of this vote, which counts nowhere" in answer.err
    assert "Roll call 1 is said to be rejected, and its votes meet the majority" in answer.err
    items = {each["label"]: each for each in run("status", "--json").json["items"]}
    counted = {
        label: (each["eligible"], each["counts"]["support"], each["counts"]["disagree"])
        for label, each in items.items()
    }
    # Each time one of OLD and NEW beside AA, BB and West Sand, which has no dates.
    assert counted == {"1": (4, 2, 1), "2": (4, 2, 1), "3": (4, 2, 1)}
    assert {label: each["status"] for label, each in items.items()} == {
        "1": "rejected",
        "2": "adopted",
        "3": "ready",
    }
    days = [each["happened"][:10] for each in run("decision", "list", "--json").json["decisions"]]
    assert days == ["1980-06-01", "1990-06-01"]
    assert "West-Sand" in run("member", "list").out
    assert "NEW" not in run("why", "1").out


def test_reopened_a_roll_call_is_counted_among_the_present_members(run: Run, joining: Path) -> None:
    """Once the chair reopens it, what counts is who is a member today."""
    done(
        run(
            "draft", "import", "--as", "roll-call", "--votes", "votes.csv", "--titles", "titles.csv"
        )
    )
    done(run("decision", "add", "1", "reopened", "--reason", "taken up again"))
    (item,) = (each for each in run("status", "--json").json["items"] if each["label"] == "1")
    assert (item["status"], item["eligible"], item["counts"]["disagree"]) == ("ready", 4, 0)


def test_vote_goes_to_the_member_of_that_name(run: Run, record: Path) -> None:
    """The member list has the name, or had it before it was changed; dates are filled in."""
    (record / "members.csv").write_text("code,name\nWS,Republic of West Sand\n", encoding="utf-8")
    done(run("member", "import", "members.csv"))
    (record / "members.csv").write_text("code,name\nWS,Sandland\n", encoding="utf-8")
    done(run("member", "import", "members.csv"))
    (record / "votes.csv").write_text(
        'rcid,code,name,vote,joined\n1,,"West Sand, Republic of",yes,1973-09-18\n'
        "2,,Sandland,no,1973-09-18\n",
        encoding="utf-8",
    )
    data = done(run("draft", "import", "--as", "roll-call", "--votes", "votes.csv", "--json")).json
    assert (data["members"], data["taken"], data["refused"]) == (0, 2, 0)
    (member,) = run("member", "list", "--json").json["members"]
    assert (member["code"], member["name"], member["since"]) == ("WS", "Sandland", "1973-09-18")


def test_same_votes_add_nothing(run: Run, roll_calls: Counter[tuple[str, str]]) -> None:
    """The same files again are refused; the record is as it was."""
    done(run("draft", "import", "--as", "roll-call", "--votes", "votes.csv"))
    again = run("draft", "import", "--as", "roll-call", "--votes", "votes.csv")
    assert (again.code, again.out) == (3, "")
    assert "as D1" in again.err


def test_bad_rows_stay_out_and_strict_takes_nothing(run: Run, record: Path) -> None:
    """Codes that cannot be written and words that are no votes are findings."""
    (record / "votes.csv").write_text(
        "rcid,member,vote\n1,AA,yes\n1,B B,no\n1,CC,maybe\n", encoding="utf-8"
    )
    assert run("draft", "import", "--as", "roll-call", "--votes", "votes.csv", "--strict").code == 3
    answer = run("draft", "import", "--as", "roll-call", "--votes", "votes.csv")
    assert (answer.code, answer.out) == (1, "D1\n")
    assert "1 positions (1 support); 0 said twice, 2 refused" in answer.err
    assert counted(run) == {("1", "support"): 1}


def test_members_known_already_keep_what_is_known(run: Run, harbour: Path) -> None:
    """Votes of members are theirs, and only strangers join."""
    (harbour.parent / "votes.csv").write_text(
        "rcid,code,name,vote\n7,ash,Other name,yes\n7,ZED,Zedland,no\n", encoding="utf-8"
    )
    data = run("draft", "import", "--as", "roll-call", "--votes", "votes.csv", "--json").json
    assert (data["draft"], data["members"], data["taken"]) == ("D2", 1, 2)
    names = {each["code"]: each["name"] for each in run("member", "list", "--json").json["members"]}
    assert (names["ASH"], names["ZED"]) == ("Ashland", "Zedland")


def test_poll_is_counted_as_in_the_matrix(run: Run, record: Path) -> None:
    """Agree, disagree and pass; brackets in a comment are its own; each group can be asked."""
    drawn = random.Random(2)
    matrix = [[drawn.choice(["", "0", "1", "1", "-1"]) for _ in range(9)] for _ in range(25)]
    comments = [["comment-id", "comment-body"], *([str(at), f"No. {at} [sic]"] for at in range(9))]
    votes = [
        ["participant", "group-id", *map(str, range(9))],
        *([str(at), str(at % 2), *row] for at, row in enumerate(matrix)),
    ]
    for name, rows in {"comments.csv": comments, "votes.csv": votes}.items():
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        (record / name).write_text(text.getvalue(), encoding="utf-8")
    done(
        run(
            "draft",
            "import",
            "comments.csv",
            "--as",
            "poll",
            "--votes",
            "votes.csv",
            "--title",
            "A poll",
        )
    )
    assert counted(run) == Counter(
        (str(at), SIGNS[cell]) for row in matrix for at, cell in enumerate(row) if cell
    )
    found = run("status", "--rule", "each_group(majority('simple'))", "--json").json["items"]
    groups = [[Counter(row[at] for row in matrix[side::2]) for side in (0, 1)] for at in range(9)]
    assert [each["status"] == "ready" for each in found] == [
        all(group["1"] > group["-1"] for group in each) for each in groups
    ]
    assert {each["brackets"] for each in found} == {0}
    assert "A poll" in run("draft", "list").out


PROPOSAL = """Title,Red lights
Author,Ada Lind

Participant,Agree,Abstain,Disagree,Block,Reason
Ashland,1,0,0,0,
Bayland,0,0,0,1,Too bright
Zedland,0,1,0,0,
Total,1,1,0,1
"""


def test_proposals_become_a_draft_with_reasons(run: Run, harbour: Path, folder: Path) -> None:
    """Members are known by their names; a block objects."""
    (folder / "lights.csv").write_text(PROPOSAL)
    (folder / "fees.csv").write_text(PROPOSAL.replace("Red lights", "High fees"))
    data = done(
        run("draft", "import", "--as", "proposals", "lights.csv", "fees.csv", "--json")
    ).json
    assert (data["items"], data["members"]) == (2, 1)
    assert data["positions"] == {"abstain": 2, "object": 2, "support": 2}
    rows = done(run("position", "list", "--member", "BAY", "--json")).json["positions"]
    assert [each["reason"] for each in rows] == ["Too bright"] * 2
    again = run("draft", "import", "--as", "proposals", "lights.csv", "fees.csv")
    assert (again.code, "already" in again.err) == (3, True)


def test_proposal_was_about_something_in_the_record(run: Run, harbour: Path, folder: Path) -> None:
    """Its votes are positions on that; who is no member stays out."""
    (folder / "lights.csv").write_text(PROPOSAL)
    taken = run("draft", "import", "--as", "proposals", "lights.csv", "--on", "1")
    assert taken.code == 1
    assert taken.out.startswith("3 rows: 2 taken, 0 in the inbox, 0 known already, 1 refused")
    assert "no member has the code Zedland" in taken.err
    rows = done(run("position", "list", "--on", "1", "--json")).json["positions"]
    assert [(each["member"], each["stance"]) for each in rows] == [
        ("ASH", "support"),
        ("BAY", "object"),
    ]
    assert run("draft", "import", "--as", "proposals", "lights.csv", "b.csv", "--on", "1").code == 2


def test_votes_are_tried_and_told_as_data(run: Run, harbour: Path, folder: Path) -> None:
    """Tried, they show what would change; as data, what was made; then they are in the record."""
    (folder / "votes.csv").write_text("rcid,code,vote\n7,ASH,yes\n7,BAY,no\n", encoding="utf-8")
    asked = ("draft", "import", "votes.csv", "--as", "roll-call")
    tried = done(run(*asked, "--dry-run"))
    assert (tried.out == "7 (N7): not there → ready\n", "nothing was recorded" in tried.err) == (
        True,
        True,
    )
    assert len(done(run("draft", "list", "--json")).json["drafts"]) == 1
    data = done(run(*asked, "--json")).json
    assert (data["draft"], data["changed"]) == ("D2", [{"on": "N7", "was": "", "is": "ready"}])
    assert {"D2"} <= set(data["handles"])
    assert data["step"] == run("history", "list", "--json").json["steps"][-1]["id"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--votes", "a.csv"), "--votes goes with --as"),
        ((), "name one FILE"),
        (("a.csv", "b.csv"), "name one FILE"),
        (("a.csv", "--as", "poll"), "a poll is in two files"),
        (("a.csv", "b.csv", "--as", "roll-call"), "roll calls are in one file"),
        (("--as", "proposals"), "name the FILE of each proposal"),
        (("a.csv", "--as", "proposals", "--titles", "b.csv"), "--titles goes with"),
        (("a.csv", "--as", "roll-call", "--on", "1"), "--on goes with --as proposals"),
        (("a.csv", "--as", "roll-call", "--accepted-only"), "--accepted-only goes with"),
        (("a.csv", "--as", "proposals", "--on", "1", "--title", "T"), "without --title"),
        (("a.csv", "--as", "roll-call", "--compare"), "no draft to be compared"),
    ],
)
def test_files_of_votes_are_named_as_they_are_read(
    run: Run, harbour: Path, options: tuple[str, ...], said: str
) -> None:
    """Options that would be left unread, and too few files or too many, are mistakes."""
    answer = run("draft", "import", *options)
    assert (answer.code, said in answer.err) == (2, True)
