"""Amendments at the command line: how they are introduced, closed and listed."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from .conftest import DRAFT, Run, done

# What is introduced, what is closed, and what the chair finds next, at the command line.


def hours_ago(hours: int) -> str:
    """A time before now as a user types it."""
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat(timespec="minutes")


@pytest.fixture
def noticed(run: Run, folder: Path) -> Run:
    """A working group with a notice of a day, whose draft has been there for a week."""
    (folder / "rules.md").write_text(DRAFT, encoding="utf-8")
    begun = ("--at", hours_ago(24 * 7))
    done(run(*begun, "init", "--title", "Harbour panel", "--notice", "24h"))
    done(run(*begun, "draft", "import", "rules.md"))
    for code in ("ASH", "BAY", "COL"):
        done(run(*begun, "member", "add", code))
    return run


def amendment(run: Run, handle: str) -> Any:
    """What `amendment list` says of an amendment."""
    found = done(run("amendment", "list", "--json")).json["amendments"]
    return next(each for each in found if each["handle"] == handle)


def next_ranks(run: Run) -> dict[str, list[str]]:
    """Under which ranks `next` lists what, by handle."""
    found: dict[str, list[str]] = {}
    for each in done(run("next", "--json")).json["next"]:
        found.setdefault(each["handle"], []).append(each["rank"])
    return found


def propose(run: Run, circulated: str = "") -> None:
    """An amendment to recommendation 1, sent round now or earlier."""
    sent = ("--circulated", circulated) if circulated else ()
    words = ("--old", "shall", "--text", "should", "--sponsor", "ASH")
    done(run("amendment", "add", "1", *words, *sent))


def test_what_only_observers_propose_is_said(noticed: Run) -> None:
    """When it is recorded and before it goes in; whoever is named twice is named once."""
    done(noticed("member", "add", "OBS", "--observer"))
    words = ("--old", "all", "--text", "most", "--sponsor", "OBS,OBS")
    said = done(noticed("amendment", "add", "2", *words)).err
    assert "A1 is proposed by OBS (" in said
    assert "OBS observes: no member has proposed it yet" in said
    shown = done(noticed("merge", "2", "--take", "A1", "--dry-run"))
    assert "A1, which no member proposed, is merged" in shown.err
    propose(noticed)
    assert "no member proposed" not in done(noticed("merge", "1", "--take", "A2", "--dry-run")).err


def test_split_and_join_are_shown_as_they_would_read(noticed: Run) -> None:
    """Before they are merged, with every text; what words change beside it is said at once."""
    done(noticed("amendment", "add", "2", "--kind", "split", "--part", "all reports."))
    split = ("amendment", "add", "3", "--kind", "split", "--text", "Ships may enter at night.")
    said = done(noticed(*split, "--part", "A pilot is on board.")).err
    assert "beside the split, it would insert “.”; replace “with” by “A”" in said
    cut = done(noticed("amendment", "add", "1", *split[3:5], "--part", "harbour office."))
    assert "beside" not in cut.err
    shown = done(noticed("merge", "A1", "--dry-run"))
    assert (
        "- 2 would read: The office should publish\n- 2 bis would read: all reports." in shown.out
    )
    done(noticed("merge", "A1", "--yes"))
    done(noticed("amendment", "add", "2", "--kind", "join", "--other", "2 bis"))
    fields = done(noticed("merge", "A4", "--dry-run", "--json")).json
    assert fields["texts"] == [{"item": "2", "text": "The office should publish all reports."}]


def test_what_is_not_introduced_waits_and_says_until_when(noticed: Run) -> None:
    """It is open and not among what can be merged, and `why` says what would introduce it."""
    propose(noticed)
    found = amendment(noticed, "A1")
    assert (found["status"], found["introduced"], found["presented"]) == ("open", False, "")
    assert next_ranks(noticed)["A1"] == ["not yet introduced"]
    assert "amendments ready to be merged" not in done(noticed("next")).out
    why = done(noticed("why", "A1")).out
    assert "not yet introduced: circulated " in why
    assert "its notice of 24 hours ends " in why
    assert "or present it in a meeting" in why


def test_it_is_ready_once_its_notice_has_passed(noticed: Run) -> None:
    """Counted from when it was circulated, whenever that was recorded."""
    propose(noticed, hours_ago(25))
    assert (amendment(noticed, "A1")["status"], amendment(noticed, "A1")["introduced"]) == (
        "ready",
        True,
    )
    (first, *_) = done(noticed("next", "--json")).json["next"]
    assert (first["rank"], first["reason"]) == (
        "amendments ready to be merged",
        "A1 could be merged",
    )


def test_it_is_ready_once_it_was_presented(noticed: Run) -> None:
    """In a meeting, which its record tells; between meetings nothing is presented."""
    propose(noticed)
    refused = noticed("amendment", "present", "A1")
    assert (refused.code, refused.out) == (3, "")
    assert "no meeting is open; open one first" in refused.err
    done(noticed("meeting", "open", "First meeting"))
    done(noticed("amendment", "present", "A1", "2"))
    assert (amendment(noticed, "A1")["status"], amendment(noticed, "A1")["presented"]) == (
        "ready",
        "M1",
    )
    assert "A1 and 2 (N2) presented in M1" in done(noticed("history", "list")).out
    summary = done(noticed("report", "summary", "M1")).out
    assert "were presented" in summary
    record = done(noticed("report", "meeting", "M1", "--to", "json")).json
    assert record["presented"] == ["A1", "2 (N2)"]
    done(noticed("undo"))
    assert amendment(noticed, "A1")["status"] == "open"


def test_only_what_is_introduced_is_ticked(noticed: Run) -> None:
    """What waits is told with the reason; presented or circulated long enough ago, it goes in."""
    propose(noticed)
    words = ("--old", "year", "--text", "month", "--sponsor", "BAY")
    done(noticed("amendment", "add", "1", *words, "--circulated", hours_ago(25)))

    def ticked() -> dict[str, bool]:
        merge = done(noticed("merge", "1", "--dry-run", "--json")).json
        return {each["by"][0]: each["ticked"] for each in merge["changes"]}

    assert ticked() == {"A1": False, "A2": True}
    shown = done(noticed("merge", "1", "--dry-run")).out
    assert "Members shall report every month to the harbour office." in shown
    assert "A1: waits: not yet introduced: circulated " in shown
    done(noticed("meeting", "open", "First meeting"))
    done(noticed("amendment", "present", "A1"))
    assert ticked() == {"A1": True, "A2": True}
    done(noticed("undo"))
    done(noticed("rule", "notice", "none"))
    assert ticked() == {"A1": True, "A2": True}


def test_the_notice_period_is_set_and_shown(noticed: Run) -> None:
    """As minutes, hours or days, or none; what is no length of time is named."""
    assert done(noticed("rule", "notice")).out == "24 hours\n"
    propose(noticed)
    done(noticed("rule", "notice", "none"))
    assert done(noticed("rule", "notice", "--json")).json["minutes"] == 0
    assert amendment(noticed, "A1")["status"] == "ready"
    done(noticed("rule", "notice", "2d"))
    assert done(noticed("rule", "notice")).out == "2 days\n"
    wrong = noticed("rule", "notice", "tomorrow")
    assert (wrong.code, "such as 90m, 24h or 2d" in wrong.err) == (2, True)


def test_files_say_when_their_rows_were_circulated(noticed: Run, folder: Path) -> None:
    """A column, or an option for all rows without it; exported rows say it again."""
    rows = f"target,old,text,by,circulated\n1,shall,may,ASH,{hours_ago(30)}\n2,should,may,BAY,\n"
    (folder / "rows.csv").write_text(rows, encoding="utf-8")
    done(noticed("amendment", "import", "rows.csv", "--circulated", hours_ago(2)))
    assert [amendment(noticed, each)["status"] for each in ("A1", "A2")] == ["ready", "open"]
    written = done(noticed("amendment", "list", "--to", "jsonl")).out
    assert written.count('"circulated"') == 2


def test_a_rejected_paragraph_is_in_no_list_and_takes_nothing_in(noticed: Run) -> None:
    """Until the chair reopens it; editorial corrections remain possible, and the log tells them."""
    propose(noticed, hours_ago(30))
    done(noticed("decision", "add", "1", "rejected"))
    listed = next_ranks(noticed)
    assert not {"N1", "A1"} & set(listed)
    for command in (
        ("merge", "1", "--dry-run"),
        ("merge", "1", "--yes"),
        ("draft", "edit", "1", "Other."),
    ):
        refused = noticed(*command)
        assert (refused.code, refused.out) == (3, "")
        assert "reopen it first ('consensus decision add N1 reopened')" in refused.err
    corrected = "Members shall report every year to the Harbour Office."
    done(noticed("draft", "edit", "1", corrected, "--editorial"))
    assert "1 (N1) was corrected editorially" in done(noticed("history", "list")).out
    done(noticed("decision", "add", "1", "reopened"))
    assert next_ranks(noticed)["N1"] == ["amendments ready to be merged", "waits for the text"]


def test_a_deferred_paragraph_comes_back_on_its_day(noticed: Run) -> None:
    """Before, neither it nor what amends it is listed; then it is, and reopening takes it up."""
    propose(noticed, hours_ago(30))
    later = ("--reason", "awaits an answer", "--due", "2999-05-04")
    done(noticed("decision", "add", "1", "deferred", *later))
    assert not {"N1", "A1"} & set(next_ranks(noticed))
    past = ("--reason", "awaits an answer", "--due", "2001-05-04")
    done(noticed("decision", "add", "1", "deferred", *past))
    assert next_ranks(noticed)["N1"] == ["amendments ready to be merged", "deferred and due"]
    done(noticed("decision", "add", "1", "reopened"))
    assert "deferred and due" not in next_ranks(noticed)["N1"]


def test_an_undiscussed_paragraph_does_not_head_what_is_next(noticed: Run) -> None:
    """Under consent silence meets the rule; what somebody spoke on comes first."""
    done(noticed("position", "set", "BAY", "3", "support"))
    found = done(noticed("next", "--json")).json["next"]
    assert [(each["label"], each["rank"]) for each in found] == [
        ("3", "ready for the gavel"),
        ("1", "not discussed yet"),
        ("2", "not discussed yet"),
    ]
    said = "the rule is met in silence, and nobody has spoken: ask for objections"
    assert found[1]["reason"] == said


def test_who_holds_the_present_words_stands_in_a_conflict(noticed: Run) -> None:
    """Beside the option as it is, and apart from those behind the amendments."""
    propose(noticed)
    words = ("--old", "shall", "--text", "must", "--sponsor", "BAY")
    done(noticed("amendment", "add", "1", *words))
    done(noticed("amendment", "add", "1", "--old", "year", "--text", "month", "--sponsor", "ASH"))
    done(noticed("position", "set", "COL", "1", "accept"))
    shown = noticed("combine", "1")
    assert "“shall”  as it is: accepted by COL" in shown.out
    assert "in favour of the text as it is: accepted by COL" in shown.out
    data = noticed("combine", "1", "--json").json
    (conflict,) = data["conflicts"]
    held = {tuple(each["by"]): each["positions"] for each in conflict["options"]}
    assert held == {
        (): [{"member": "COL", "stance": "accept"}],
        ("A1",): [],
        ("A2",): [],
    }
    assert data["in_favour_of_base"] == [{"member": "COL", "stance": "accept"}]
    (cluster,) = done(noticed("analyse", "conflicts", "--json")).json["clusters"]
    assert cluster["present"] == [1]


def test_the_answer_of_an_awaited_member_opens_the_paragraph(noticed: Run) -> None:
    """Its change is no request to reopen but the word that was awaited; the decision says so."""
    done(noticed("decision", "add", "1", "agreed", "ad", "ref", "--pending", "ASH"))
    propose(noticed, hours_ago(30))
    (decision,) = done(noticed("decision", "list", "--json")).json["decisions"]
    assert (decision["pending"], decision["answered_by"]) == ([], ["A1"])
    assert next_ranks(noticed)["N1"] == ["amendments ready to be merged", "waits for the text"]
    why = done(noticed("why", "1")).out
    assert "answered with a change: A1" in why
    done(noticed("merge", "1", "--yes"))


def test_named_before_it_is_introduced_it_goes_in_and_is_not_ready(noticed: Run) -> None:
    """Plan and data name it, the item waits, and presented again it is ready."""
    done(noticed("meeting", "open", "First meeting"))
    done(noticed("amendment", "present", "1"))
    propose(noticed)
    shown = done(noticed("merge", "1", "--take", "A1", "--dry-run")).out
    assert "Not introduced yet\n- A1 is not yet introduced: circulated " in shown
    data = done(noticed("merge", "1", "--take", "A1", "--dry-run", "--json")).json
    assert list(data["not_introduced"]) == ["A1"]
    done(noticed("merge", "1", "--take", "A1", "--yes"))
    assert "not yet introduced: circulated " in done(noticed("why", "1")).out
    assert next_ranks(noticed)["N1"] == ["not yet introduced"]
    done(noticed("amendment", "present", "1"))
    assert next_ranks(noticed)["N1"] == ["ready for the gavel"]


def test_the_confirmation_says_that_it_is_not_introduced(
    noticed: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a terminal it is in the question itself, of words and of whole items."""
    monkeypatch.setattr("consensus.cli.output.is_interactive", lambda: True)
    propose(noticed)
    words = ("--after", "1", "--text", "Quays are swept.", "--sponsor", "ASH")
    done(noticed("amendment", "add", "--kind", "insert", *words))
    for named in (("1", "--take", "A1"), ("A2",)):
        answer = noticed("merge", *named, stdin="n\n")
        assert f"Record this, before {named[-1]} is introduced? [Y/n]" in answer.err


def test_an_insertion_merged_before_it_is_introduced_is_named(noticed: Run) -> None:
    """Before it is recorded, and the new item waits."""
    words = ("--after", "1", "--text", "Quays are swept.", "--sponsor", "ASH")
    done(noticed("amendment", "add", "--kind", "insert", *words))
    shown = done(noticed("merge", "A1", "--yes")).out
    assert "- A1 is not yet introduced: circulated " in shown
    assert "not yet introduced" in done(noticed("why", "1 bis")).out


def test_the_gavel_on_what_is_not_introduced_says_so(noticed: Run) -> None:
    """In its output, in `why` and in the list of decisions; it is not refused."""
    done(noticed("draft", "edit", "3", "Ships wait."))
    made = done(noticed("decision", "add", "3", "agreed"))
    assert "although its notice of 24 hours was not met" in made.err
    assert "N3 is not yet introduced: circulated " in made.err
    assert "nobody spoke on it" in made.err
    assert "although its notice of 24 hours was not met" in done(noticed("why", "3")).out
    log = done(noticed("history", "list")).out
    assert "3 (N3) agreed, although its notice of 24 hours was not met" in log
    (decision,) = done(noticed("decision", "list", "--json")).json["decisions"]
    assert decision["unmet"] == "its notice of 24 hours"


def test_a_proposal_without_words_is_told_how_to_give_them(noticed: Run) -> None:
    """With --text, or --kind delete to take an item out."""
    refused = noticed("amendment", "add", "3", "--sponsor", "ASH")
    assert (refused.code, "say with --text how 3 would read" in refused.err) == (3, True)


# Lists of amendments on the command line: columns shown first, then taken.

LIST = """No.;Provision;Existing text;Amendment;Submitted by
1;paragraph 1;1. Members shall report every year to the harbour office.;deleted;Ashland
2;Paragraph 3 a (new);;3a. Boats may not.;"BAY
COL"
3;Chapter 9;;Anything.;ASH
"""


def test_columns_are_shown_and_kept(run: Run, harbour: Path, folder: Path) -> None:
    """Nothing is recorded by showing; what is shown is a file that the import takes."""
    (folder / "list.csv").write_text(LIST, encoding="utf-8")
    before = harbour.read_bytes()
    shown = done(run("amendment", "import", "list.csv", "--show-columns"))
    assert 'target = "Provision"  # by its heading' in shown.out
    assert "# kind: delete" in shown.out
    assert "nothing was recorded" in shown.err
    assert harbour.read_bytes() == before
    (folder / "columns.toml").write_text(shown.out, encoding="utf-8")
    report = done(run("amendment", "import", "list.csv", "--columns", "columns.toml", "--json"))
    counts = ("rows", "taken", "tray", "refused")
    assert [report.json[name] for name in counts] == [3, 2, 1, 0]
    again = done(run("amendment", "import", "list.csv", "--columns", "guess", "--json"))
    assert again.json["duplicates"] == 3
    made = run("amendment", "list", "--json").json["amendments"]
    assert [each["summary"] for each in made] == ["delete 1", "insert “Boats may not.” after 3"]
    run("inbox", "place", "TR1", "2")
    assert run("inbox", "list", "--json").json["tray"] == []


def test_documented_columns_are_guessed_as_themselves(
    run: Run, harbour: Path, folder: Path
) -> None:
    """Sponsors stay sponsors, and one that nobody knows is refused as in a plain import."""
    (folder / "list.csv").write_text(
        "target,by,old,text\n1,ASH,shall,should\n1,QQQ,every,each\n", encoding="utf-8"
    )
    shown = done(run("amendment", "import", "list.csv", "--show-columns"))
    assert 'by = "by"  # by its heading' in shown.out
    guessed = run("amendment", "import", "list.csv", "--columns", "guess")
    assert (guessed.code, "QQQ" in guessed.err) == (1, True)
    made = run("amendment", "list", "--json").json["amendments"]
    assert [each["sponsors"] for each in made] == [["ASH"]]


def test_a_column_left_for_a_more_exact_one_is_told(run: Run, harbour: Path, folder: Path) -> None:
    """By what shows the columns, and by the import, also in its data."""
    (folder / "list.csv").write_text(
        "target,by,old,new text,text\n1,ASH,shall,should,Said in the hall.\n", encoding="utf-8"
    )
    warning = 'the heading "text" also says text; the column "new text" was taken for it'
    shown = done(run("amendment", "import", "list.csv", "--show-columns"))
    assert f"warning: {warning}" in shown.err
    made = done(run("amendment", "import", "list.csv", "--columns", "guess", "--json"))
    assert (made.json["taken"], made.json["warnings"]) == (1, [warning])


def test_shown_columns_as_data(run: Run, harbour: Path, folder: Path) -> None:
    """Scripts get fields, reasons, rows and findings."""
    (folder / "list.csv").write_text(LIST, encoding="utf-8")
    shown = done(run("amendment", "import", "list.csv", "--show-columns", "--json")).json
    assert shown["columns"]["by"] == ["Submitted by"]
    assert (shown["heading_row"], len(shown["rows"]), shown["left"]) == (1, 3, [])


def test_bad_columns_are_refused(run: Run, harbour: Path, folder: Path) -> None:
    """In a sentence, and nothing is recorded."""
    (folder / "list.csv").write_text(LIST, encoding="utf-8")
    (folder / "columns.toml").write_text('[columns]\ntext = "Wording"\n', encoding="utf-8")
    answer = run("amendment", "import", "list.csv", "--columns", "columns.toml")
    assert (answer.code, answer.out) == (3, "")
    assert 'list.csv has no column "Wording"' in answer.err
    (folder / "empty.csv").write_text("one line\n", encoding="utf-8")
    assert run("amendment", "import", "empty.csv", "--show-columns").code == 3


def test_amendments_name_items_by_their_labels(run: Run, demo: Path) -> None:
    """What would be inserted, moved or deleted is placed by printed labels, not by handles."""
    listed = done(run("amendment", "list", "--json")).json["amendments"]
    does = {each["handle"]: each["summary"] for each in listed}
    assert does["A40"].endswith("” after 16(b)") or does["A40"].endswith("” after 16(c)")
    assert (does["A25"], does["A43"]) == ("delete 14", "move 10 after 4")


def test_list_and_why_say_who_proposes_and_who_supports(run: Run, harbour: Path) -> None:
    """In the words of 'combine'; who proposes alone is named without."""
    propose = ("amendment", "add", "1", "--old", "shall", "--text")
    done(run(*propose, "must", "--sponsor", "ASH,BAY", "--sponsor", "COL"))
    done(run(*propose, "may", "--sponsor", "COL"))
    done(run(*propose, "can"))
    listed = done(run("amendment", "list")).out.splitlines()
    named = ("ASH, BAY propose, COL support", "COL", "the chair")
    assert [f"  {each}  " in line for each, line in zip(named, listed[1:], strict=True)] == [
        True
    ] * 3
    why = done(run("why", "A1")).out
    assert "proposed by ASH, BAY\n" in why
    assert "supported by COL\n" in why
    assert "supported by" not in done(run("why", "A2")).out
    assert "A1 (ASH, BAY propose, COL support), " in done(run("why", "1")).out


def test_a_misspelt_column_is_named_beside_the_nearest_known_one(
    run: Run, harbour: Path, folder: Path
) -> None:
    """The rows that miss it go to the inbox, and the finding says why; other columns are left."""
    rows = "targte,text,by,remarks\n1,Members may report.,ASH,new\n"
    (folder / "list.csv").write_text(rows, encoding="utf-8")
    answer = done(run("amendment", "import", "list.csv"))
    assert (
        'list.csv:1:1: warning: The column "targte" is not known, and what is in it was not read;'
        ' if it is "target", name it so.\n'
    ) in answer.err
    assert answer.err.count("is not known") == 1
    assert "1 in the inbox" in answer.out


@pytest.mark.parametrize("name", ["old", "quote", "Quotes", "find", "passage", "original"])
def test_a_passage_by_any_of_its_names_is_what_is_replaced(
    run: Run, harbour: Path, folder: Path, name: str
) -> None:
    """The rest of the item stays as it is."""
    whole = done(run("draft", "show", "--json")).json["items"][0]["text"]
    first = whole.split()[0]
    rows = f"target,by,{name},text\n1,ASH,{first},Every\n"
    (folder / "list.csv").write_text(rows, encoding="utf-8")
    assert "1 taken" in done(run("amendment", "import", "list.csv")).out
    assert done(run("amendment", "list", "--json")).json["amendments"][0]["text"] == whole.replace(
        first, "Every", 1
    )


@pytest.mark.parametrize(
    ("header", "row", "words"),
    [
        ("target,by,qoute,text", "1,ASH,shall,should", 'the column "qoute" is not known'),
        (
            "target,by,odl,text",
            "1,ASH,shall,should",
            'is it the passage to be replaced? name it "old"',
        ),
        ("target,by,zitat,text", "1,ASH,shall,should", 'the column "zitat" is not known'),
        (
            "target,by,qoute,text",
            "1,ASH,shall,Members may report to the panel by the end of every month and every year.",
            'name it "old"',
        ),
        ("target,by,qoute,kind,text", "1,ASH,shall,delete,", 'name it "old"'),
        (
            "target,memebr,old,text",
            "1,ASH,shall,should",
            'it has no proposer, and the column "memebr"',
        ),
        ("target,by,knid,text", "1,ASH,insert,A new point.", 'name it "kind"'),
    ],
)
def test_a_row_whose_passage_or_proposer_may_be_in_an_unknown_column_waits(
    run: Run, harbour: Path, folder: Path, header: str, row: str, words: str
) -> None:
    """It is not taken as a new text of the whole item, nor as the chair's; the finding says why."""
    (folder / "list.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    answer = done(run("amendment", "import", "list.csv"))
    assert "0 taken, 1 in the inbox" in answer.out
    assert words in answer.err
    assert not run("amendment", "list", "--json").json["amendments"]


def test_an_unknown_column_beside_a_whole_new_text_is_left_unread(
    run: Run, harbour: Path, folder: Path
) -> None:
    """Remarks do not hold up an amendment with a proposer, a passage or a text of usual length."""
    whole = done(run("draft", "show", "--json")).json["items"][0]["text"]
    first = whole.split()[0]
    long = f"1,ASH,,{whole[:-1]} soon.,urgent,\n1,ASH,{first},No,urgent,\n"
    rows = f"target,by,old,text,remarks,page\n{long}"
    (folder / "list.csv").write_text(rows + "1,ASH,,None at all.,,7\n", encoding="utf-8")
    assert "3 taken, 0 in the inbox" in done(run("amendment", "import", "list.csv")).out


def test_a_waiting_row_is_placed_where_its_passage_is_quoted(
    run: Run, harbour: Path, folder: Path
) -> None:
    """Without the passage it is refused again; an empty one means the whole."""
    (folder / "list.csv").write_text("target,by,zitat,text\n1,ASH,it,No.\n", encoding="utf-8")
    done(run("amendment", "import", "list.csv"))
    refused = run("inbox", "place", "TR1", "1")
    assert refused.code == 3
    assert "an empty one for the whole" in refused.err
    done(run("inbox", "place", "TR1", "1", "--old", ""))
    assert done(run("amendment", "list", "--json")).json["amendments"][0]["text"] == "No."


# What is recorded as data, and what is only tried.


def test_the_first_sponsor_leads_and_the_others_join(run: Run, harbour: Path) -> None:
    """However old scripts name them, each meaning is there; nobody leads where none is named."""
    add = ("amendment", "add", "1", "--old", "shall", "--text")
    done(run(*add, "must", "--sponsor", "ASH,BAY", "--sponsor", "COL"))
    done(run(*add, "may", "--sponsor", "", "--sponsor", "COL"))
    old = done(run(*add, "can", "--cosponsor", "COL", "--by", "ASH", "--by", "BAY"))
    assert "'--cosponsor' is now '--sponsor'\n'--by' is now '--sponsor'\n" in old.err
    listed = done(run("amendment", "list", "--json")).json["amendments"]
    both = (["ASH", "BAY"], ["COL"])
    found = [(each["sponsors"], each["cosponsors"]) for each in listed]
    assert found == [both, ([], ["COL"]), both]
    chosen = done(run("amendment", "list", "--sponsor", "BAY", "--on", "1", "--json"))
    assert [each["handle"] for each in chosen.json["amendments"]] == ["A1", "A3"]


def test_an_amendment_is_told_as_data_and_tried_before(run: Run, harbour: Path) -> None:
    """A trial leaves nothing behind; what both say is the same but for the step."""
    add = ("amendment", "add", "1", "--old", "shall", "--text", "should", "--sponsor", "OBS")
    tried = done(run(*add, "--dry-run", "--json")).json
    assert done(run("amendment", "list", "--json")).json["amendments"] == []
    made = done(run(*add, "--json")).json
    assert (tried.pop("step"), len(made.pop("step"))) == (None, 36)
    assert tried == made
    assert made["handles"] == ["A1"]
    assert made["changed"] == [{"on": "A1", "was": "", "is": "open"}]
    assert made["warnings"] == ["OBS observes: no member has proposed it yet"]
    said = done(run("amendment", "withdraw", "A1", "--dry-run"))
    assert said.out == "A1: open → withdrawn\n"
    assert said.err.endswith("nothing was recorded\n")
    assert amendment(run, "A1")["state"] == "open"


def test_rows_that_are_refused_say_so_and_the_rest_is_recorded(
    run: Run, harbour: Path, folder: Path
) -> None:
    """By exit code 1 after what it did, as text and as data; by 3 where nothing is left."""
    (folder / "list.csv").write_text("target,text,by\n1,Yes.,ASH\n2,No.,NIX\n", encoding="utf-8")
    tried = run("amendment", "import", "list.csv", "--json", "--dry-run")
    assert (tried.code, tried.json["refused"], tried.json["step"]) == (1, 1, None)
    taken = run("amendment", "import", "list.csv", "--json")
    assert (taken.code, taken.json["taken"], taken.json["refused"]) == (1, 1, 1)
    assert (taken.json["handles"], len(taken.json["findings"])) == (["A1"], 1)
    again = run("amendment", "import", "list.csv")
    assert (again.code, again.out) == (
        1,
        "2 rows: 0 taken, 0 in the inbox, 1 known already, 1 refused\n",
    )
    (folder / "bad.csv").write_text("target,text,by\n2,No.,NIX\n", encoding="utf-8")
    none = run("amendment", "import", "bad.csv", "--json")
    assert (none.code, none.json["refused"], none.json["step"]) == (3, 1, None)
    assert "no row could be taken; nothing was recorded" in none.err
    strict = run("amendment", "import", "list.csv", "--strict")
    assert (strict.code, strict.out) == (3, "")
    assert len(done(run("amendment", "list", "--json")).json["amendments"]) == 1


def test_what_is_known_and_was_withdrawn_is_named(run: Run, harbour: Path, folder: Path) -> None:
    """In a note, as text and as data."""
    done(run("amendment", "add", "2", "--old", "all", "--text", "most", "--sponsor", "ASH"))
    done(run("draft", "show", "--amendments", "--audience", "members", "-o", "sent.docx"))
    done(run("amendment", "withdraw", "A1"))
    said = "A1, which was withdrawn, says the same; to propose it again, add it as a new amendment"
    again = done(run("amendment", "import", "sent.docx"))
    assert again.out == "1 row: 0 taken, 0 in the inbox, 1 known already, 0 refused\n"
    assert f"note: {said} ('consensus amendment add')\n" in again.err
    (found,) = done(run("amendment", "import", "sent.docx", "--json")).json["findings"]
    assert (found["severity"], found["message"]) == ("note", said)


def test_what_a_clause_is_taken_as_is_said(run: Run, folder: Path) -> None:
    """It can be its heading or the text under it."""
    (folder / "d.md").write_text("# W\n\n### 5.1 Reporting\n\nMembers report.\n", encoding="utf-8")
    done(run("init", "--title", "W"))
    done(run("draft", "import", "d.md"))
    for text, said in (("Reports", "a new heading of"), ("Members rest.", "the new text under")):
        added = done(run("amendment", "add", "5.1", "--text", text))
        assert added.err.endswith(f"\ntaken as {said} 5.1\n")


def test_an_amendment_is_shown_with_its_sources_and_as_a_report(run: Run, harbour: Path) -> None:
    """On the terminal to the secretariat; written, to the public if nobody else is named."""
    for words, member in (("every month", "ASH"), ("each week", "BAY")):
        add = ("amendment", "add", "1", "--old", "every year", "--text", words)
        done(run(*add, "--sponsor", member, "--reason", "time"))
    made = ("--text", "Members shall report each month to the harbour office.", "--reason", "both")
    done(run("amendment", "consolidate", "A1", "A2", *made, "--sponsor", "COL"))
    assert "proposed by COL" in done(run("amendment", "show", "A3")).out
    public = done(run("amendment", "show", "A3", "--to", "text")).out
    assert ("for: public." in public, "COL" in public) == (True, False)
    members = ("--audience", "members", "--to")
    assert "COL" in done(run("amendment", "show", "A3", *members, "text")).out
    sources = ("amendment", "show", "A3", "--sources", *members)
    rows = [json.loads(line) for line in done(run(*sources, "jsonl")).out.splitlines()]
    header, *lines = csv.reader(done(run(*sources, "csv")).out.splitlines())
    assert [list(each.values()) for each in rows] == lines
    assert {*header} == {*rows[0]}
    old = done(run("report", "sources", "A3", "--to", "csv"))
    assert old.err == "'report sources' is now 'amendment show --sources'\n"
    assert old.out == done(run("amendment", "show", "A3", "--sources", "--to", "csv")).out


def test_what_was_copied_from_a_print_without_names_keeps_them(run: Run, harbour: Path) -> None:
    """All three commands that take a whole text leave the names of brackets that are as printed."""
    done(run("draft", "bracket", "2", "--text", "The office [ASH: should publish] all reports."))
    words = "The office [should publish] all {} reports."
    done(run("amendment", "add", "2", "--text", words.format("short"), "--sponsor", "BAY"))
    done(run("amendment", "add", "2", "--text", words.format("long"), "--sponsor", "COL"))
    done(run("amendment", "edit", "A2", words.format("new")))
    both = words.format("short new")
    done(run("amendment", "consolidate", "A1", "A2", "--text", both))
    for handle in ("A1", "A2", "A3"):
        assert "[ASH: should publish] all" in amendment(run, handle)["text"]


# Comment tables.

FORM = """MB/NC,Clause,Type of comment,Comments,Proposed change
ASH-004,1,te,Why.,"Replace ""shall"" with ""should""."
BAY,General,ge,Good.,
"""


def test_a_comment_table_goes_back_once_all_is_said(noticed: Run, folder: Path) -> None:
    """Until then nothing is written, and it is said of which comments it is not known."""
    (folder / "form.csv").write_text(FORM, encoding="utf-8")
    done(noticed("amendment", "import", "form.csv"))
    listed = done(noticed("amendment", "list", "--comments")).out
    assert "ASH-004" in listed
    refused = noticed("amendment", "list", "--to", "docx", "-o", "back.docx")
    assert (refused.code, (folder / "back.docx").exists()) == (3, False)
    assert "2 comments have no disposition yet: ASH-004, BAY-001; resolve comments" in refused.err
    assert "('consensus amendment resolve')" in refused.err
    done(noticed("amendment", "resolve", "BAY-001", "noted"))
    done(noticed("amendment", "resolve", "ASH-004", "not accepted", "--reason", "Too weak."))
    for ending in ("docx", "xlsx"):
        done(noticed("amendment", "list", "--to", ending, "-o", f"back.{ending}"))
        again = done(noticed("amendment", "import", f"back.{ending}")).out
        assert "2 known already" in again
    assert "Too weak." in done(noticed("amendment", "list", "--comments", "--to", "csv")).out


def test_a_comment_is_shown_by_its_number(noticed: Run, folder: Path) -> None:
    """With its words, and what was made of it; a disposition that is none is refused."""
    (folder / "form.csv").write_text(FORM, encoding="utf-8")
    done(noticed("amendment", "import", "form.csv"))
    assert "amendments: A1" in done(noticed("amendment", "show", "ash-004")).out
    assert noticed("amendment", "resolve", "ASH-004", "fine").code == 3
    told = done(noticed("amendment", "resolve", "ASH-004", "see BAY-001", "--json")).json
    assert told["step"]
    assert done(noticed("amendment", "show", "ASH-004", "--json")).json["see"] == "BAY-001"
    assert noticed("amendment", "list", "--comments", "--on", "1").code == 2
