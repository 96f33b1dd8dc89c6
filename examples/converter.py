"""A folder of proposals in, one JSON file out: for whoever feeds another system with amendments.

    python examples/converter.py FOLDER --to amendments.json

FOLDER holds the draft, as `draft.docx`, `draft.md` or `draft.txt`, and what was sent in: tables
(`.csv`, `.jsonl`), Word files with tracked changes (`.docx`), and whole texts as their senders
want them, under the sender's name (`ASH.md`). It prints what became of each file, and what is to
be looked at; the exit code is 1 where something could not be taken. The JSON has every item with
its amendments (docs/schemas/reports/amendments.json). Without a folder it makes one of each kind.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from consensus import (
    ConsensusError,
    DocxSource,
    ImportReport,
    Rejected,
    Source,
    Wanted,
    WorkingGroup,
    read_file,
    write_report,
    write_report_docx,
)

TABLES = (".csv", ".jsonl")
TEXTS = (".md", ".txt")
DRAFT = "1. The harbour closes at ten.\n\n2. The quay is lit.\n\n3. Dogs are kept on a lead."


def read_folder(group: WorkingGroup, folder: Path) -> Iterator[tuple[str, ImportReport | str]]:
    """Imports the files of a folder; yields the name of each with what became of it."""
    files = sorted(path for path in folder.iterdir() if path.suffix in (".docx", *TABLES, *TEXTS))
    draft = next((path for path in files if path.stem == "draft"), None)
    if draft is None:
        raise Rejected(f"there is no draft.docx, draft.md or draft.txt in {folder}")
    yield draft.name, group.import_draft(draft)
    for path in files:
        if path != draft:
            try:
                yield path.name, read_proposals(group, path)
            except ConsensusError as error:
                yield path.name, str(error)


def read_proposals(group: WorkingGroup, path: Path) -> ImportReport:
    """Imports what one file proposes, by what kind of file it is."""
    source = read_file(path)
    if isinstance(source, DocxSource):
        return group.import_docx_amendments(source)
    if path.suffix in TABLES:
        return group.import_amendments(source, add_members=True)
    if path.stem not in group.state.members:
        group.add_member(path.stem)
    return group.import_counter_draft(source, by=[path.stem])


def fill(folder: Path) -> None:
    """Write a draft and one file of each kind."""
    Path(folder, "draft.md").write_text(DRAFT, encoding="utf-8")
    Path(folder, "ASH.md").write_text(DRAFT.replace("ten", "eleven"), encoding="utf-8")
    table = "target,old,text,by\n2,lit,lit at night,BAY\n7,,Nobody dives.,BAY\n"
    Path(folder, "list.csv").write_text(table, encoding="utf-8")
    Path(folder, "minutes.jsonl").write_text("We met at noon.\n", encoding="utf-8")
    with WorkingGroup.in_memory() as other:
        other.import_draft(Source.of(DRAFT, "draft.md"))
        other.add_member("BAY")
        other.propose("3", "in the water", old="on a lead", by=["BAY"])
        word = write_report_docx(other, "draft", Wanted("members", with_amendments=True))
        Path(folder, "review.docx").write_bytes(word)


def convert(folder: Path, to: Path) -> bool:
    """Writes the JSON, and says what became of each file; returns whether all was taken."""
    complete = True
    with WorkingGroup.in_memory(title=folder.name, rule="consent()") as group:
        for name, became in read_folder(group, folder):
            if isinstance(became, str):
                print(f"{name}: {became}")
                complete = False
                continue
            print(f"{name}: {became.taken} of {became.rows} taken")
            for finding in became.findings:
                print(f"  {finding.severity}, line {finding.line}: {finding.message}")
            complete = complete and not became.refused and not became.tray
        with to.open("w", encoding="utf-8") as file:
            file.writelines(write_report(group, "amendments", "json", Wanted("secretariat")))
        print(f"{len(group.state.amendments)} amendments are in {to.name}")
    return complete


def main() -> None:
    """Convert a folder, or one that is made for it."""
    options = argparse.ArgumentParser(description="Turn a folder of proposals into JSON.")
    options.add_argument("folder", nargs="?", type=Path)
    options.add_argument("--to", type=Path, help="the file to write")
    given = options.parse_args()
    if (given.folder is None) != (given.to is None):
        options.error("name a folder and the file to write, or neither")
    if given.folder is not None:
        sys.exit(0 if convert(given.folder, given.to) else 1)
    with TemporaryDirectory() as temporary:
        fill(Path(temporary))
        convert(Path(temporary), Path(temporary, "amendments.json"))


if __name__ == "__main__":
    main()
