"""Another program reads the same in our Word documents as we do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from consensus.formats.conversion import Form, convert, form_of
from consensus.formats.docx.reader import read_document
from consensus.formats.docx.view import text
from consensus.formats.docx.writer import write_document
from consensus.formats.tracked_amendments import set_amendments
from consensus.reports.audience import Audience
from consensus.working_group.write_docx import DocxKind, set_docx, write_docx
from tests.support.office import OFFICE, WHY_NOT, office_lines
from tests.working_group.test_write_docx import (
    PROPOSALS,
    SPONSORS,
    alone,
    draft_of,
    harbour,
    revised,
)

pytestmark = [pytest.mark.long, pytest.mark.skipif(OFFICE is None, reason=WHY_NOT)]


def lines(content: bytes, accepting: str) -> list[str]:
    """The lines as we read them, without notes and their signs."""
    shown = text(read_document(content, "d.docx"), accepting).split("\n\n")[0]
    return without_notes(shown.split("\n"))


def without_notes(shown: list[str]) -> list[str]:
    """Lines without notes and their signs."""
    signless = [re.sub(r"\[\^\d*\]", "", line) for line in shown if not line.startswith("[^]")]
    return [line for line in signless if line.strip()]


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        (DocxKind.ROLLING, {}),
        (DocxKind.ROLLING, {"names": True, "symbol": "A/H/1"}),
        (DocxKind.CLEAN, {}),
        (DocxKind.TRACKED, {"revision": "Rev.1", "with_concordance": True}),
        (DocxKind.AMENDMENTS, {"audience": Audience.MEMBERS}),
    ],
    ids=str,
)
def test_libreoffice_reads_every_kind_of_document(
    office_folder: Path, kind: DocxKind, how: dict[str, Any]
) -> None:
    """The paragraphs and cells that it shows, all changes accepted, are those that we read."""
    with harbour() if kind is DocxKind.CLEAN else revised() as group:
        group.propose("R3", old="at night", text="at night and in fog", by=["ASH"])
        group.propose("R3", kind="move", after="R1", by=["BAY"])
        if kind is DocxKind.ROLLING:
            group.bracket("R2", "The office [ASH: should | BAY: shall]:")
        written = write_docx(group.state, draft_of(group), kind, **how)
    ours = [cell for line in lines(written, "accept") for cell in line.split(" | ")]
    theirs = [cell for line in office_lines(written, office_folder) for cell in line.split(" | ")]
    assert ours == theirs


@pytest.mark.parametrize("name", ["in.md", "in.txt", "in.critic.md"])
def test_libreoffice_reads_what_was_converted(office_folder: Path, name: str) -> None:
    """Accepted and rejected, texts that became Word files read the same."""
    shown = "# Rules\n\n1. Members {~~shall~>should~~}{>>ASH<<} report [every year].[^1]\n\n"
    shown += "(a) {++Ships wait.\n\n++}{>>BAY<<}2. The end.\n\n[^1]: A note.\n"
    source = form_of(name)
    assert source is not None
    written = convert(shown.encode(), name, source, Form.DOCX).content
    for accepting, accepts in (("accept", True), ("reject", False)):
        found = office_lines(written, office_folder, lambda _, accepts=accepts: accepts)
        assert lines(written, accepting) == found


def test_libreoffice_accepts_and_rejects_a_revision(office_folder: Path) -> None:
    """Accepted it is the revision, rejected the first draft."""
    with revised() as group:
        written = write_docx(group.state, draft_of(group), DocxKind.TRACKED, revision="Rev.1")
    assert lines(written, "accept") == office_lines(written, office_folder)
    assert lines(written, "reject") == office_lines(written, office_folder, lambda author: False)


def test_libreoffice_tells_amendments_apart(office_folder: Path) -> None:
    """Accepting what names an amendment and rejecting all else gives that amendment."""
    with harbour() as group:
        chosen = (0, 1, 2, 7, 8, 10, 13, 18)
        for number, sponsors in zip(chosen, SPONSORS, strict=True):
            group.propose(by=list(sponsors), **PROPOSALS[number])
        found = set_amendments(group.state, draft_of(group), names=True)
        title_block = set_docx(
            group.state, draft_of(group), DocxKind.AMENDMENTS, audience=Audience.MEMBERS
        ).title_block
        written = write_document(found.document, title_block)
    for place, number in enumerate(chosen, 1):
        wanted = {name for name, handles in found.authors.items() if f"A{place}" in handles}
        shown = office_lines(written, office_folder, lambda author, wanted=wanted: author in wanted)
        assert without_notes(alone(number)) == shown


@pytest.mark.parametrize(
    "chosen",
    [
        {
            "target": "3",
            "kind": "split",
            "text": "Ships may enter.",
            "parts": ["At night."],
        },
        {"target": "3", "kind": "join", "others": ["4"], "text": "Ships may enter; fees are paid."},
    ],
    ids=["split", "join"],
)
def test_libreoffice_divides_and_joins_paragraphs(
    office_folder: Path, chosen: dict[str, Any]
) -> None:
    """What one amendment divides or joins is so when its paragraph marks are accepted."""
    with harbour() as group:
        draft = draft_of(group)
        plain = lines(write_docx(group.state, draft), "accept")
        group.propose(by=["ASH"], **chosen)
        written = write_docx(group.state, draft, DocxKind.AMENDMENTS, audience=Audience.MEMBERS)
    assert lines(written, "accept") == office_lines(written, office_folder)
    assert plain == office_lines(written, office_folder, lambda author: False)
