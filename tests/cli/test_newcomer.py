"""What somebody new to the command does, and what must not happen to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run, done


def test_report_never_overwrites_the_record(run: Run, harbour: Path) -> None:
    """A report named like the record is refused, and the record is as it was."""
    before = harbour.read_bytes()
    answer = run("report", "open", "--to", "csv", "-o", "harbour.consensus")
    assert (answer.code, "left as it is" in answer.err) == (3, True)
    assert harbour.read_bytes() == before
    done(run("report", "open", "-o", "open.md"))
    done(run("report", "open", "-o", "open.md"))
    assert sorted(path.name for path in harbour.parent.iterdir() if path.suffix == ".md") == [
        "open.md"
    ]


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
def test_a_report_is_not_written_over_what_belongs_to_a_record(
    run: Run, demo: Path, ending: str
) -> None:
    """The newest steps may be beside the file for as long as it is open."""
    beside = demo.with_name(demo.name + ending)
    answer = run("report", "open", "--to", "csv", "-o", str(beside))
    assert (answer.code, "left as it is" in answer.err) == (3, True)
    assert not beside.exists()


def test_every_list_shows_rows(run: Run, demo: Path) -> None:
    """Lists print tables on a record that has something of everything."""
    done(run("revision", "publish", "Rev.1"))
    for noun in ("draft", "member", "amendment", "position", "decision", "revision", "tray"):
        assert len(done(run(noun, "list")).out.splitlines()) > 1


def test_blank_cells_leave_what_is_known_of_a_member(run: Run, harbour: Path, folder: Path) -> None:
    """A file without names or groups takes none away."""
    (folder / "codes.csv").write_text("code,since\nASH,2026-01-01\n", encoding="utf-8")
    done(run("member", "import", "codes.csv"))
    members = done(run("member", "list", "--json")).json["members"]
    ash = next(each for each in members if each["code"] == "ASH")
    assert (ash["name"], ash["group"]) == ("Ashland", "GOV")


def test_same_positions_again_change_nothing(run: Run, harbour: Path, folder: Path) -> None:
    """A position taken since is not put back by the file it came after."""
    (folder / "positions.csv").write_text(
        "target,member,stance\n1,ASH,object\n2,ASH,support\n", encoding="utf-8"
    )
    done(run("position", "import", "positions.csv"))
    done(run("position", "take", "ASH", "1", "accept"))
    done(run("edit", "2", "The office publishes everything."))
    again = done(run("position", "import", "positions.csv", "--json")).json
    assert (again["taken"], again["duplicates"]) == (0, 2)
    assert done(run("why", "1", "--json")).json["status"] == "ready"


def test_import_of_bad_rows_only_says_no(run: Run, harbour: Path, folder: Path) -> None:
    """Where no row can be taken, the exit code says so."""
    (folder / "positions.csv").write_text("target,member,stance\n1,NIX,object\n", encoding="utf-8")
    answer = run("position", "import", "positions.csv")
    assert (answer.code, "no row could be taken" in answer.err) == (3, True)


def test_merge_of_nothing_is_refused(run: Run, harbour: Path) -> None:
    """Before a conflict is settled there is nothing to record."""
    for word, member in (("should", "ASH"), ("may", "BAY")):
        done(run("amendment", "propose", "1", "--old", "shall", "--text", word, "--by", member))
    steps = len(done(run("log", "--json")).json["steps"])
    answer = run("merge", "1", "--yes")
    assert (answer.code, "before its conflict is settled" in answer.err) == (3, True)
    assert len(done(run("log", "--json")).json["steps"]) == steps


def test_codes_differ_by_more_than_their_case(run: Run, harbour: Path) -> None:
    """`ash` is not a second member beside `ASH`."""
    answer = run("member", "add", "ash", "Other")
    assert (answer.code, "letters of another case" in answer.err) == (3, True)


def test_brackets_are_written_with_options_and_never_doubled(run: Run, harbour: Path) -> None:
    """Options may stand beside the words as they are; an odd sign is named."""
    done(
        run(
            "bracket",
            "1",
            "--text",
            "Members [ASH: shall | BAY: should] report every year to the harbour office.",
        )
    )
    done(run("bracket", "2", "all"))
    doubled = run("bracket", "2", "--text", "The office should publish [[all]] reports.")
    assert (doubled.code, "in brackets already" in doubled.err) == (3, True)
    odd = run("bracket", "3", "--text", "Ships may enter [at night with a pilot on board.")
    assert (odd.code, "leaves the words" in odd.err) == (3, False)


def test_text_without_words_is_refused(run: Run, harbour: Path) -> None:
    """Neither an edit nor an amendment empties a paragraph by accident."""
    assert run("edit", "1", "").code == 3
    assert run("amendment", "propose", "1", "--text", "", "--by", "ASH").code == 3


def test_a_bracket_that_is_never_closed_is_refused(run: Run, harbour: Path) -> None:
    """Typed in an edit or an amendment; the message says where it stands and what to write."""
    for command in (("edit", "1"), ("amendment", "propose", "1", "--by", "ASH", "--text")):
        answer = run(*command, "Members shall [report")
        assert answer.code == 3
        assert "line 1, character 15: this square bracket is never closed" in answer.err
        assert r"write \[ where" in answer.err
        assert run(*command, rf"Members shall \[report {command[0]}").code == 0


def test_adoption_waits_for_a_pending_word(run: Run, harbour: Path) -> None:
    """What still awaits a member cannot be adopted over its head."""
    done(run("decision", "record", "1", "agreed", "--pending", "COL"))
    answer = run("decision", "record", "D1", "adopted")
    assert (answer.code, "still awaits the word of COL" in answer.err) == (3, True)


def test_table_is_no_draft(run: Run, harbour: Path, folder: Path) -> None:
    """A file of members is not taken for a draft."""
    (folder / "members.csv").write_text("code\nASH\n", encoding="utf-8")
    assert run("draft", "import", "members.csv").code == 3


def test_redaction_without_anybody_to_ask_needs_a_yes(run: Run, harbour: Path) -> None:
    """What cannot be undone does not happen by a slip in a script."""
    done(run("position", "take", "ASH", "1", "object", "--reason", "as Zorblax said"))
    assert run("redact", "Zorblax").code == 2
    done(run("redact", "Zorblax", "--yes"))


def test_position_list_shows_conditions(run: Run, harbour: Path) -> None:
    """A conditional support is not listed as a plain one, and what counts otherwise is shown."""
    done(run("position", "take", "ASH", "1", "support", "--if", "2", "--otherwise", "abstain"))
    assert "support provided N2, otherwise abstain" in done(run("position", "list")).out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ("edit 2|The office should publish all reports.", 3, "that is the text of N2 already"),
        ("amendment revise A1|{A1}", 3, "that is the text of A1 already"),
        ("amendment propose 1 --old shall", 3, "say with --text what replaces “shall”"),
        ("amendment propose 1 --kind delete --text x", 3, "--kind delete takes the whole item out"),
        ("amendment propose 1 --kind move", 3, "say with --after or --parent where the item goes"),
        ("position take ASH 2 accept --otherwise hold", 2, "--otherwise goes with --if"),
        ("merge 1 --take A1 --settle 1=A2 --yes", 3, "--take names A1, and --settle closes it"),
        ("log --meeting M9", 3, "no meeting is called M9"),
    ],
)
def test_what_contradicts_itself_or_changes_nothing_is_refused(
    run: Run, harbour: Path, arguments: str, code: int, said: str
) -> None:
    """The message says what is wrong and what to do, and nothing is recorded."""
    for word, member in (("should", "ASH"), ("may", "BAY")):
        done(run("amendment", "propose", "1", "--old", "shall", "--text", word, "--by", member))
    now = "Members should report every year to the harbour office."
    words, _, text = arguments.partition("|")
    steps = len(done(run("log", "--json")).json["steps"])
    answer = run(*words.split(), *([text.replace("{A1}", now)] if text else []))
    assert (answer.code, said in answer.err) == (code, True)
    assert len(done(run("log", "--json")).json["steps"]) == steps


def test_words_are_taken_out_where_that_is_said(run: Run, harbour: Path) -> None:
    """An empty text is no text that was forgotten."""
    done(run("amendment", "propose", "1", "--old", " every year", "--text", "", "--by", "ASH"))
    plan = done(run("merge", "1", "--take", "A1", "--dry-run", "--json")).json
    assert plan["text"] == "Members shall report to the harbour office."


def test_an_undo_that_is_refused_names_a_few_steps_in_words(run: Run, harbour: Path) -> None:
    """The last that depend on it come first, the others are counted; no reason has an id."""
    done(run("member", "add", "DOL"))
    added = done(run("log", "--json")).json["steps"][-1]["id"]
    for item in ("1", "2", "3"):
        done(run("position", "take", "DOL", item, "support"))
        done(run("amendment", "propose", item, "--text", f"Text {item}.", "--by", "DOL"))
    answer = run("undo", added)
    assert (answer.code, "6 later steps depend on it" in answer.err) == (3, True)
    assert answer.err.count("(no member has the code DOL)") == 3
    assert "and 3 more; 'consensus log' shows them" in answer.err
    several = run("undo", added[:2])
    assert (several.code, "give more of the id" in several.err) == (3, True)


def test_a_deferral_to_a_day_that_is_over_says_so(run: Run, harbour: Path) -> None:
    """What happened long ago may be recorded, and is due at once."""
    late = run("decision", "record", "2", "deferred", "--due", "2020-01-01", "--reason", "later")
    assert "2020-01-01 is over already, so it is listed as due from now on" in done(late).err


def test_a_merge_of_an_item_that_is_to_go_names_the_amendment(run: Run, harbour: Path) -> None:
    """What deletes an item is merged by its own name, which the refusal gives."""
    done(run("amendment", "propose", "3", "--kind", "delete", "--by", "ASH"))
    answer = run("merge", "3", "--yes")
    assert (answer.code, "with 'consensus merge A1'" in answer.err) == (3, True)
    assert "with 'consensus merge A1'" in done(run("merge", "3", "--dry-run")).out


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("code,name,group\nASH,Ashland,N\n", 3, "columns are target, member, stance"),
        (
            "target,member,stanse\n1,ASH,yes\n",
            3,
            "f.csv:1: error: The first row names no column for stance",
        ),
        ("target,member,stance\n", 0, "no rows: nothing was recorded"),
    ],
)
def test_a_table_of_something_else_is_refused_at_its_header(
    run: Run, harbour: Path, folder: Path, text: str, code: int, said: str
) -> None:
    """What the header has and lacks is said with its line; a header alone takes nothing in."""
    (folder / "f.csv").write_text(text, encoding="utf-8")
    answer = run("position", "import", "f.csv")
    assert (answer.code, said in answer.out + answer.err) == (code, True)
    assert done(run("position", "list", "--json")).json["positions"] == []


def test_an_unknown_ending_of_a_report_is_refused(run: Run, harbour: Path, folder: Path) -> None:
    """Unless the form is given; the endings that are known are listed."""
    answer = run("report", "open", "-o", "s.xyz")
    assert (answer.code, ".docx; with .xyz, add --to" in answer.err) == (2, True)
    done(run("report", "open", "-o", "s.xyz", "--to", "csv"))
    assert (folder / "s.xyz").read_text(encoding="utf-8").startswith("draft,")


def test_plain_text_has_no_escapes(run: Run, harbour: Path) -> None:
    """Markdown keeps the backslash before a bracket that is a word, text shows the bracket."""
    done(run("edit", "1", r"The office reports first.\[^ldc\]", "--reason", "a note"))
    assert r"first.\[^ldc\]" in done(run("report", "draft", "--to", "markdown")).out
    assert "first.[^ldc]" in done(run("report", "draft", "--to", "text")).out
    assert (
        "| The office reports first.[^ldc]"
        in done(run("report", "dossier", "1", "--to", "text")).out
    )


def test_the_public_reads_that_a_rule_was_not_met(run: Run, harbour: Path) -> None:
    """Without any name, in the summary and in the list of decisions."""
    done(run("position", "take", "BAY", "1", "object", "--reason", "too dear"))
    done(run("meeting", "open", "First meeting"))
    done(run("decision", "record", "1", "agreed", "--reason", "heard"))
    for kind in ("summary", "decisions"):
        told = " ".join(done(run("report", kind, "--to", "text")).out.split())
        assert ("although its rule was not met" in told, "BAY" in told) == (True, False)


def test_what_became_of_brackets_is_told(run: Run, harbour: Path) -> None:
    """By receipt, log and summary: which was lifted or deleted, and which option was chosen."""
    text = "The office shall [promptly] report [monthly | weekly] to [all] members."
    done(run("edit", "1", text))
    done(run("meeting", "open", "First meeting"))
    told = done(run("merge", "1", "--settle", "B1=drop", "--settle", "B2=b", "--yes")).err
    first = "“promptly” in brackets was deleted and"
    first += " the brackets around “monthly | weekly” were lifted, leaving “weekly”"
    assert f"in 1 (N1), {first}" in told
    done(run("merge", "1", "--settle", "B1=keep", "--yes"))
    lifted = "the brackets around “all” were lifted"
    assert f"in 1 (N1), {lifted}" in done(run("log")).out
    summary = " ".join(done(run("report", "summary", "--to", "text")).out.split())
    assert ("“promptly” in brackets was deleted" in summary, lifted in summary) == (True, True)
    done(run("edit", "1", "The office shall report to [nobody]."))
    done(run("edit", "1", "The office closes."))
    assert done(run("log")).out.count("1 (N1) was reworded") == 3


def test_an_insertion_without_a_place_says_that_it_goes_at_the_end(run: Run, harbour: Path) -> None:
    """An insertion that names a place, by its target or --after, says nothing of it."""
    new = ("amendment", "propose", "--kind", "insert", "--text", "New.", "--by", "ASH")
    assert "to go in at the end; --after names another place" in done(run(*new)).err
    assert "at the end" not in done(run(*new, "--after", "1")).err
