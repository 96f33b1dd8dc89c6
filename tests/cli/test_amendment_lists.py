"""Lists of amendments on the command line: columns shown first, then taken."""

from __future__ import annotations

from pathlib import Path

from .conftest import Run, done

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
    run("tray", "place", "TR1", "2")
    assert run("tray", "list", "--json").json["tray"] == []


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
    propose = ("amendment", "propose", "1", "--old", "shall", "--text")
    done(run(*propose, "must", "--by", "ASH,BAY", "--cosponsor", "COL"))
    done(run(*propose, "may", "--by", "COL"))
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
    assert "A1 (ASH, BAY propose, COL support, " in done(run("why", "1")).out


def test_a_misspelt_column_is_named_beside_the_nearest_known_one(
    run: Run, harbour: Path, folder: Path
) -> None:
    """The rows that miss it go to the tray, and the finding says why; other columns are left."""
    rows = "targte,text,by,remarks\n1,Members may report.,ASH,new\n"
    (folder / "list.csv").write_text(rows, encoding="utf-8")
    answer = done(run("amendment", "import", "list.csv"))
    assert (
        'list.csv:1:1: warning: The column "targte" is not known, and what is in it was not read;'
        ' if it is "target", name it so.\n'
    ) in answer.err
    assert answer.err.count("is not known") == 1
    assert "1 in the tray" in answer.out
