"""The example: a working group to learn with, halfway through its work."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from consensus.errors import UnreadableInput
from consensus.formats.source import Source, decode
from consensus.working_group.log import Clock
from consensus.working_group.script import play, read_script
from consensus.working_group.working_group import WorkingGroup

TITLE = "Working Group on Enhanced Cooperation (an example)"
RULE = "no_objection()"


def make_example(place: str | Path, by: str = "", clock: Clock | None = None) -> WorkingGroup:
    """Make the record of the example, in a new file.

    Args:
        place: the file; it must not exist.
        by: who records.
        clock: tells the time; that of the machine if not given.

    Returns:
        The working group, open.

    Raises:
        StoreError: the file is there already or cannot be written.
        UnreadableInput: the example was not installed.
    """
    given: dict[str, Any] = {"clock": clock} if clock else {}
    group = WorkingGroup.create(place, title=TITLE, rule=RULE, by=by, **given)
    try:
        group.import_groups(_file("groups.csv"))
        group.import_members(_file("members.csv"))
        group.import_draft(_file("draft.md"))
        group.import_amendments(_file("amendments.jsonl"))
        group.import_positions(_file("positions.csv"))
        play(group, read_script(_file("script.json")))
    except BaseException:
        group.close()
        raise
    return group


def _file(name: str) -> Source:
    """A file of the example, from the installed package or from the source checkout."""
    package = files("consensus")
    for folder in (package / "examples" / "wgec", package / ".." / "examples" / "wgec"):
        if (folder / name).is_file():
            return decode((folder / name).read_bytes(), name)
    raise UnreadableInput(f"the example is not installed: {name} is missing")
