"""Who holds what, consultations and private notes, from the command line."""

from __future__ import annotations

from pathlib import Path

from .conftest import Run, done


def test_story_of_whom_to_call(run: Run, harbour: Path) -> None:
    """Two camps and a bridge; a name leaves its bracket, which is then held by nobody."""
    done(run("amendment", "propose", "N1", "--text", "should", "--old", "shall", "--by", "ASH"))
    done(run("amendment", "propose", "N1", "--text", "may", "--old", "shall", "--by", "BAY"))
    for target in ("A1", "A2"):
        done(run("position", "take", "COL", target, "accept"))
    shown = done(run("holders", "1")).out
    assert "  option b [A1]: should\n    held by ASH\n    can live with it: COL\n" in shown
    assert "could live with several\n  COL: A1, A2\n" in shown
    assert "1. COL could live with several: A1, A2" in shown
    found = done(run("holders", "1", "--json")).json
    assert [each["member"] for each in found["bridges"]] == ["COL"]
    done(run("edit", "N2", "The office [ASH: should | BAY: may] publish all reports."))
    done(run("bracket", "N2", "--without", "BAY"))
    assert "  option b: may\n    held by nobody\n" in done(run("holders", "2")).out


def test_how_many_others_do_the_same_is_said(run: Run, harbour: Path) -> None:
    """Behind what the member does, before the wordings of which that is so."""
    done(run("amendment", "propose", "N1", "--text", "may", "--old", "shall", "--by", "ASH,BAY"))
    done(run("amendment", "propose", "N2", "--kind", "delete", "--by", "ASH,BAY,COL"))
    assert "ASH holds it, like one other: A1\n" in done(run("holders", "1")).out
    assert "ASH holds it, like 2 others: A2\n" in done(run("holders", "2")).out


def test_objection_to_words_in_brackets_is_one_to_those_alone(run: Run, demo: Path) -> None:
    """Whoever objects to what went in in brackets objects to no other words as they stand."""
    done(run("merge", "3", "--settle", "1=A4", "--yes"))
    shown = done(run("holders", "3")).out
    (bracket, second, third, *_) = shown.split("\n\n")
    assert (
        "  option b [A4, A5]: shall be\n    held by ALV, TAL, UVD, YAR\n    object: MER" in bracket
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
    alternatives = done(run("holders", "3", "--json")).json["alternatives"]
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
    done(run("edit", "N2", "The office [ASH: should | BAY: may] publish all reports."))
    answer = done(run("holders", "2", "--audience", "public"))
    assert "option a: should" in answer.out
    assert not any(code in answer.out for code in ("ASH", "BAY", "nobody"))
    assert "Withheld from this audience: names in brackets 2, analyses 1." in answer.err


def test_text_without_alternatives_says_so(run: Run, harbour: Path) -> None:
    """Nothing on the table is an answer on stderr, and an empty list as data."""
    answer = done(run("holders", "3"))
    assert (answer.out, "no amendment to it is undecided" in answer.err) == ("", True)
    assert done(run("holders", "3", "--json")).json["alternatives"] == []


def test_consultation_from_opening_to_report(run: Run, harbour: Path) -> None:
    """It is opened, listed, shown beside what it is about, and reported back."""
    opened = done(
        run(
            *("consultation", "open", "1", "2", "--facilitator", "Ada", "--with", "ASH,BAY"),
            *("--due", "2099-03-05T18:00", "--purpose", "a verb"),
        )
    )
    assert opened.out == "CON1\n"
    assert "CON1" in done(run("consultation", "list", "--going-on")).out
    (line,) = done(run("consultation", "list", "--json")).json["consultations"]
    assert (line["items"], line["participants"]) == (["N1", "N2"], ["ASH", "BAY"])
    assert "purpose: a verb" in done(run("consultation", "show", "CON1")).out
    assert done(run("consultation", "show", "1", "--json")).json["facilitator"] == "Ada"
    assert "CON1" in done(run("status")).out
    assert "CON1 on N1, N2, led by Ada" in done(run("why", "1")).out
    done(run("consultation", "report", "CON1", "should it is"))
    assert "there is no consultation" in done(run("consultation", "list", "--going-on")).err
    assert "outcome: should it is" in done(run("consultation", "show", "CON1")).out
    assert "CON1 reported back" in done(run("log")).out


def test_time_that_is_none_is_a_usage_error(run: Run, harbour: Path) -> None:
    """A due time is a day or a time."""
    answer = run("consultation", "open", "1", "--due", "Tuesday")
    assert (answer.code, "is no time" in answer.err) == (2, True)


def test_private_notes_are_added_listed_and_removed(run: Run, harbour: Path) -> None:
    """They lie in a file beside the record, and no command that shows the record tells of them."""
    assert done(run("--by", "Ada", "note", "add", "1", "Quillfeather bluffs")).out == "1\n"
    assert done(run("note", "add", "N2", "-", stdin="wait\n")).out == "2\n"
    assert (harbour.parent / "harbour.notes").is_file()
    (first, _) = done(run("note", "list", "--json")).json["notes"]
    assert (first["target"], first["text"], first["by"]) == ("N1", "Quillfeather bluffs", "Ada")
    assert "Quillfeather" not in done(run("note", "list", "2")).out
    for command in (("log",), ("why", "1"), ("status", "--json"), ("verify",), ("holders", "1")):
        answer = done(run(*command))
        assert "Quillfeather" not in answer.out + answer.err
    done(run("backup", "copy.record"))
    assert b"Quillfeather" not in (harbour.parent / "copy.record").read_bytes()
    done(run("note", "remove", "1"))
    assert [each["number"] for each in done(run("note", "list", "--json")).json["notes"]] == [2]
    answer = run("note", "remove", "1")
    assert (answer.code, "there is no private note 1" in answer.err) == (3, True)
