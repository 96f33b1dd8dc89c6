"""Fuzzing of Word files as drafts, translations, reviews and counter-drafts.

Run it as `python -m tests.fuzz.word_files --minutes 10`.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from random import Random

from consensus import WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.formats.docx.view import text
from consensus.formats.draft_docx import decode_docx
from consensus.history.operations import AddMember
from tests.support.docx_build import archive
from tests.support.docx_damage import WHOLE, damaged, mangled, rearranged

from .fuzzing import Reader, main


def damaged_file(random: Random) -> bytes:
    """A Word file whose bytes were changed, or the tags of one of its parts."""
    if random.random() < 0.1:
        return damaged(WHOLE, random)
    with zipfile.ZipFile(BytesIO(WHOLE)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    name = random.choice(["word/document.xml", "word/document.xml", *members])
    change = mangled if random.random() < 0.25 else rearranged
    return archive({**members, name: change(members[name], random)})


def read_file(content: bytes, random: Random) -> None:
    """Read a file in every way in which it could be meant."""
    source = decode_docx(content, "fuzz.docx")
    for accepting in ("accept", "reject", ["A"]):
        text(source.document, accepting)
    with WorkingGroup.in_memory() as group, WorkingGroup.in_memory() as other:
        for each in (group, other):
            each.record(AddMember(code="A"), AddMember(code="B"))
        group.import_draft(decode_docx(WHOLE, "whole.docx"))
        for take in (
            lambda: group.import_translation(source, "fr"),
            lambda: group.import_docx_amendments(source),
            lambda: group.compare_draft(source),
            lambda: group.import_counter_draft(source.accepted(), by=["B"]),
            lambda: other.import_draft(source),
            lambda: other.import_docx_amendments(source),
        ):
            try:
                take()
            except (Rejected, NotFound):
                continue
        group.verify()
        other.verify()


READER = Reader("word_files", damaged_file, read_file)

if __name__ == "__main__":
    main(READER)
