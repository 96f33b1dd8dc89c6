"""Damaged Word files, taken in as drafts and as reviews."""

from __future__ import annotations

from consensus import WorkingGroup
from consensus.errors import NotFound, Rejected, UnreadableInput
from consensus.formats.docx_source import decode_docx
from consensus.history.operations import AddMember
from tests.formats.docx.damage import WHOLE, damaged_files


def test_random_damage_is_an_error_or_a_record() -> None:
    """What can be read is taken in or refused with reasons; nothing else is raised."""
    group = WorkingGroup.in_memory()
    group.record(AddMember(code="A"), AddMember(code="B"))
    group.import_draft(decode_docx(WHOLE, "whole.docx"))
    for content in damaged_files():
        try:
            source = decode_docx(content, "fuzz.docx")
        except UnreadableInput:
            continue
        other = WorkingGroup.in_memory()
        for take in (
            lambda source=source, group=group: group.import_docx_amendments(source),
            lambda source=source, other=other: other.import_draft(source),
            lambda source=source, other=other: other.import_docx_amendments(source),
        ):
            try:
                take()
            except (Rejected, NotFound):
                continue
