"""Drafts in other languages: each paragraph tied to the version it renders."""

from __future__ import annotations

import pytest

from consensus import WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.formats.source import decode
from consensus.reports.translations import LanguageVersion, language_versions
from consensus.working_group.write_text import write_translation

DRAFT = """# On benches

Recalling that benches get dirty,

1. Users shall clean the bench.

2. The workshop keeps brushes, namely:

    (a) hard ones;

    (b) soft ones.
"""

FRENCH = """# Des bancs

Rappelant que les bancs se salissent,

1. Les usagers nettoient le banc.

2. L'atelier tient des brosses, à savoir :

    (a) des dures ;

    (b) des douces.
"""


@pytest.fixture
def group() -> WorkingGroup:
    """A draft, and nothing translated yet."""
    group = WorkingGroup.in_memory(title="Workshop")
    group.import_draft(decode(DRAFT.encode(), "draft.md"))
    return group


def french(group: WorkingGroup) -> LanguageVersion:
    """How far the French version is behind."""
    (found,) = language_versions(group.state, list(group.state.drafts), "fr")
    return found


def test_a_translated_draft_finds_its_items(group: WorkingGroup) -> None:
    """By their labels, and those without one by their order."""
    report = group.import_translation(decode(FRENCH.encode(), "draft.fr.md"), "fr")
    assert (report.taken, report.findings) == (5, ())
    assert [(item.label, item.text) for item in french(group).items] == [
        ("", "Rappelant que les bancs se salissent,"),
        ("1", "Les usagers nettoient le banc."),
        ("2", "L'atelier tient des brosses, à savoir :"),
        ("2(a)", "des dures ;"),
        ("2(b)", "des douces."),
    ]
    assert french(group).sentence == "fr: up to date"


def test_the_same_translation_again_adds_nothing(group: WorkingGroup) -> None:
    """It is in the record already."""
    group.import_translation(decode(FRENCH.encode(), "draft.fr.md"), "fr")
    report = group.import_translation(decode(FRENCH.encode(), "again.md"), "fr")
    assert (report.taken, report.duplicates) == (0, 5)


def test_what_changes_leaves_its_translation_behind(group: WorkingGroup) -> None:
    """Until it is rendered afresh."""
    group.import_translation(decode(FRENCH.encode(), "draft.fr.md"), "fr")
    group.edit("1", "Users shall clean the whole bench.")
    assert french(group).sentence == "fr: 1 paragraph behind"
    assert [item.label for item in french(group).items if item.is_behind] == ["1"]
    group.translate("1", "fr", "Les usagers nettoient tout le banc.")
    assert french(group).behind == 0


def test_what_has_no_place_is_a_finding(group: WorkingGroup) -> None:
    """With its line; the others go in, unless they are to go in all together."""
    more = FRENCH + "\n9. Un paragraphe de plus.\n"
    report = group.import_translation(decode(more.encode(), "draft.fr.md"), "fr")
    assert report.taken == 5
    assert [finding.line for finding in report.findings] == [13]
    with pytest.raises(Rejected, match=r"draft\.fr\.md:13"):
        group.import_translation(decode(more.encode(), "draft.fr.md"), "de", strict=True)


def test_status_counts_what_is_behind(group: WorkingGroup) -> None:
    """And what is not translated."""
    group.translate("1", "fr", "Les usagers nettoient le banc.")
    group.edit("1", "Users shall clean benches.")
    (found,) = group.status().languages
    assert (found.behind, found.missing) == (1, 4)


def test_the_language_of_the_drafts_is_no_translation(group: WorkingGroup) -> None:
    """It is the draft itself."""
    with pytest.raises(Rejected, match="en is the language of the drafts"):
        group.translate("1", "en", "Users clean.")


def test_a_translation_is_written_with_what_it_lacks_in_braces(group: WorkingGroup) -> None:
    """So that nobody takes it for whole."""
    group.translate("1", "fr", "Les usagers nettoient le banc.")
    text = write_translation(group.state, next(iter(group.state.drafts)), "fr")
    assert "1. Les usagers nettoient le banc." in text
    assert "{Recalling that benches get dirty,}" in text
    with pytest.raises(NotFound, match="translated into de"):
        write_translation(group.state, next(iter(group.state.drafts)), "de")


def test_a_translation_can_be_undone(group: WorkingGroup) -> None:
    """As every step."""
    group.translate("1", "fr", "Les usagers nettoient le banc.")
    group.undo()
    assert language_versions(group.state, list(group.state.drafts)) == ()
