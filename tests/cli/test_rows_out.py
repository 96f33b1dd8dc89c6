"""Lists written as rows, and read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import DRAFT, Run, done


def rows(run: Run, *noun: str) -> list[dict[str, Any]]:
    """What a list says as data, without ids and moments, which no two records share."""
    (listed,) = (
        each for each in done(run(*noun, "list", "--json")).json.values() if isinstance(each, list)
    )
    return [
        {name: value for name, value in each.items() if name not in ("id", "happened")}
        for each in listed
    ]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_what_is_exported_comes_back(run: Run, harbour: Path, folder: Path, form: str) -> None:
    """Members, groups, amendments and positions, into a record of the same draft."""
    done(run("group", "import", "-", stdin="code,name,members\nISL,Islands,ASH;BAY\n"))
    done(run("office", "assign", "chair", "Ada Lind", "--member", "ASH"))
    done(run("amendment", "propose", "1", "--old", "shall", "--text", "should", "--by", "ASH"))
    done(run("amendment", "propose", "--kind", "insert", "--after", "2", "--text", "No, =1."))
    done(run("position", "take", "BAY", "1", "object", "--reason", 'too "soft"'))
    nouns = ("member", "group", "amendment", "position")
    for noun in nouns:
        written = done(run(noun, "list", "--to", form, "-o", f"{noun}.{form}"))
        assert written.out == ""
    listed = [rows(run, noun) for noun in nouns]
    again = ("-f", "again.consensus")
    (folder / "draft.md").write_text(DRAFT)
    done(run(*again, "init", "--title", "Again", "--rule", "no_objection()"))
    done(run(*again, "draft", "import", "draft.md"))
    for noun in nouns:
        done(run(*again, noun, "import", f"{noun}.{form}"))
    for noun, before in zip(nouns, listed, strict=True):
        assert rows(run, *again, noun) == before
    known = done(run("-f", str(harbour), "amendment", "import", f"amendment.{form}", "--json")).json
    assert (known["taken"], known["duplicates"]) == (0, 2)


def test_rows_go_to_stdout(run: Run, harbour: Path) -> None:
    """One object on each line, or a table; filters hold."""
    done(run("amendment", "propose", "1", "--text", "Reports are due.", "--by", "ASH"))
    done(run("amendment", "propose", "2", "--text", "Reports are read.", "--by", "BAY"))
    lines = done(run("amendment", "list", "--by", "BAY", "--to", "jsonl")).out.splitlines()
    assert len(lines) == 1
    assert '"text": "Reports are read."' in lines[0]
    table = done(run("member", "list", "--to", "csv")).out
    assert table.startswith("code,name,group,group_name,observer,")


def test_options_that_do_not_go_together_are_refused(run: Run, harbour: Path) -> None:
    """A file without a form, and two forms at once."""
    for noun in ("member", "group", "amendment", "position"):
        assert run(noun, "list", "-o", "x.csv").code == 2
        assert run(noun, "list", "--to", "csv", "--json").code == 2
