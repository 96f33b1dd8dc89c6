"""What people give where a file is imported: a path, a `Source`, or something else by mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from consensus import DocxSource, ImportReport, Rejected, Source, StatedBy, WorkingGroup, read_file
from consensus.formats.draft_docx import read_docx
from consensus.working_group.write_docx import DocxKind, write_docx

DRAFT = "# Harbour\n\n1. Members shall report every year.\n\n2. Lamps are lit at dusk.\n"
FILES = {
    "zero draft.md": DRAFT,
    "other.md": DRAFT.replace("shall", "should"),
    "draft.fr.md": DRAFT.replace("Lamps are lit at dusk", "Les lampes"),
    "members.csv": "code,name\nASH,Ashland\nBAY,Bay\n",
    "groups.csv": "code,name\nGOV,Governments\n",
    "amendments.csv": "target,text,by\n2,Lamps are lit at night.,ASH\n",
    "positions.csv": "target,member,stance\n1,ASH,support\n",
    "ratings.csv": "target,member,rating,round\n1,ASH,7,1\n",
    "ASH.md": "We thank the secretariat.\n",
    "BAY.md": "We have a question.\n",
    "calls.csv": "roll call,member,vote\nR1,ASH,yes\nR1,BAY,no\n",
    "comments.csv": "comment-id,comment-body\n0,Keep it.\n1,Drop it.\n",
    "votes.csv": "participant,0,1\n1,1,-1\n2,0,1\n",
    "papers.csv": "member,vote,comment\nASH,approve,\n",
}

Import = Callable[[WorkingGroup, Path], ImportReport]
IMPORTS: dict[str, Import] = {
    "draft": lambda g, at: g.import_draft(at / "zero draft.md", "Rev.1"),
    "members": lambda g, at: g.import_members(at / "members.csv"),
    "groups": lambda g, at: g.import_groups(at / "groups.csv"),
    "amendments": lambda g, at: g.import_amendments(at / "amendments.csv"),
    "positions": lambda g, at: g.import_positions(at / "positions.csv"),
    "ratings": lambda g, at: g.import_ratings(at / "ratings.csv"),
    "a contribution": lambda g, at: g.import_contributions(at / "ASH.md"),
    "contributions": lambda g, at: g.import_contributions([at / "ASH.md", at / "BAY.md"]),
    "a counter-draft": lambda g, at: g.import_counter_draft(at / "other.md", by=["ASH"]),
    "a translation": lambda g, at: g.import_translation(at / "draft.fr.md", "fr"),
    "roll calls": lambda g, at: g.import_roll_calls(at / "calls.csv"),
    "a poll": lambda g, at: g.import_poll(at / "comments.csv", at / "votes.csv"),
    "a ballot": lambda g, at: g.import_ballot("BAL1", at / "papers.csv"),
    "changes in Word": lambda g, at: g.import_docx_amendments(at / "review.docx"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files, one of each kind."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def group(folder: Path) -> Iterator[WorkingGroup]:
    """A panel with a draft and two members, a ballot on the draft, and a review of it in Word."""
    with WorkingGroup.in_memory(title="Harbour panel", by="secretary") as panel:
        panel.import_draft(Source.of("1. Members report.\n\n2. Lamps are lit at dusk.\n", "a.md"))
        panel.import_members(folder / "members.csv")
        panel.open_ballot("text", on="1", rule="consensus_minus(1)")
        written = write_docx(panel.state, panel.state.handles["D1"], DocxKind.CLEAN)
        (folder / "review.docx").write_bytes(written)
        yield panel


@pytest.mark.parametrize("what", IMPORTS)
def test_a_path_is_read(group: WorkingGroup, folder: Path, what: str) -> None:
    """Wherever a file is imported, its path does."""
    report = IMPORTS[what](group, folder)
    assert report.refused == 0, report.findings
    assert what == "changes in Word" or report.rows > 0


def test_a_path_gives_what_the_source_does(folder: Path) -> None:
    """Text and digest are the same, so the same file given otherwise is known again."""
    with WorkingGroup.in_memory(title="Harbour panel") as panel:
        panel.import_draft(folder / "zero draft.md")
        with pytest.raises(Rejected, match="already"):
            panel.import_draft(Source.of(DRAFT, "zero draft.md"))
        comparison, _ = panel.compare_draft(folder / "other.md")
    assert comparison is not None


def test_files_are_read_by_their_ending(folder: Path, group: WorkingGroup) -> None:
    """Of a Word document changes and comments are kept; a text is a text."""
    word = read_file(folder / "review.docx")
    assert isinstance(word, DocxSource)
    assert word.digest == read_docx(folder / "review.docx").digest
    text = read_file(str(folder / "zero draft.md"))
    assert (text.text, text.name) == (DRAFT, str(folder / "zero draft.md"))
    (folder / "old.md").write_bytes("1. Café.\n".encode("cp1252"))
    assert "cp1252" in read_file(folder / "old.md").findings[0].message


MISTAKES: dict[str, tuple[Callable[[WorkingGroup], object], str]] = {
    "the name of a table": (
        lambda g: g.import_members("members.csv"),
        r"source must be a Source or a path, not 'members.csv'; write Path\('…'\) for a file",
    ),
    "the words of a table": (
        lambda g: g.import_positions("target,member\n"),
        r"and Source.of\('…', name\) for a text",
    ),
    "the name of a draft": (
        lambda g: g.import_draft("draft.md"),
        "source must be a Source or a path, not 'draft.md'",
    ),
    "a name among paths": (
        lambda g: g.import_contributions([Path("a.md"), "b.md"]),
        r"sources\[1\] must be a Source or a path, not 'b.md'",
    ),
    "the name of a Word file": (
        lambda g: g.import_docx_amendments("a.docx"),
        r"must be a DocxSource or a path, not 'a.docx'; write Path\('…'\) for a Word file$",
    ),
    "a text for a Word file": (
        lambda g: g.import_docx_amendments(Source.of("1. A.", "a.md")),
        "must be a DocxSource or a path",
    ),
    "the name of a file as its text": (
        lambda g: g.import_draft(Source.of("draft.md")),
        "must be what the file holds, not the name of a file, 'draft.md'; read_file reads a file",
    ),
    "name and text swapped": (
        lambda g: g.import_draft(Source(DRAFT, "zero draft.md", "1")),
        "or the name and the text of the Source are swapped",
    ),
    "a sentence and its name swapped": (
        lambda g: g.import_draft(Source.of("draft.md", "1. Members shall report.")),
        "the name and the text of the Source are swapped",
    ),
    "an item without a stop and its name swapped": (
        lambda g: g.import_draft(Source.of("draft.md", "1. Members shall report")),
        "the name and the text of the Source are swapped",
    ),
    "a heading and its name swapped": (
        lambda g: g.import_draft(Source.of("draft.md", "# Harbour")),
        "the name and the text of the Source are swapped",
    ),
    "a path as a text": (
        lambda g: g.import_draft(Source.of(Path("draft.md"), "draft.md")),  # type: ignore[arg-type] # wrong
        "text must be a text, not a value of the type .*Path",
    ),
    "bytes as a text": (
        lambda g: g.import_draft(Source.of(b"1. A.", "draft.md")),  # type: ignore[arg-type] # wrong
        "text must be a text, not a value of the type bytes",
    ),
    "a file as where a position comes from": (
        lambda g: g.take_position("ASH", "1", "support", source=Source.of("a", "b.md")),
        "source must be 'floor', 'written', .*, not a value of the type Source",
    ),
    "where a position comes from as a file": (
        lambda g: g.import_positions(StatedBy.WRITTEN),
        "source must be a Source or a path, not 'written'",
    ),
    "a long line and its name swapped": (
        lambda g: g.import_draft(Source.of("draft.md", "1. Members shall report " * 12)),
        "the name and the text of the Source are swapped",
    ),
    "the name of a mail": (
        lambda g: g.import_mail("mails/d.mbox"),
        r"files\[0\] must be a path or a file opened for reading bytes, not 'mails/d.mbox';"
        r" write Path\('…'\) for a file$",
    ),
    "a source for a mail": (
        lambda g: g.import_mail(Source.of("From: a@b.example", "a.eml")),
        "must be a path or a file opened for reading bytes, not a value of the type Source",
    ),
    "a line and its name swapped": (
        lambda g: g.import_members(Source.of("members.csv", "code,ASH")),
        "the name and the text of the Source are swapped",
    ),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_is_told(group: WorkingGroup, what: str) -> None:
    """What was given and what is wanted are said, and nothing is recorded."""
    head, (wrong, message) = group.head, MISTAKES[what]
    with pytest.raises(Rejected, match=message):
        wrong(group)
    assert group.head == head


@pytest.mark.parametrize(
    "source",
    [
        Source.of("1. See annex.md\n", "a.md"),
        Source.of("draft.md\n", "list.txt"),
        Source.of("1. As in annex.md", "draft"),
        Source.of("README.md", "Title"),
        Source.of("README.md", "Annex 2, second reading"),
        Source.of("README.md", "2026-01"),
    ],
)
def test_a_text_may_name_a_file(source: Source) -> None:
    """A draft of one line that ends in the name of a file is a draft."""
    with WorkingGroup.in_memory(title="Harbour panel") as panel:
        assert panel.import_draft(source).taken == 1
