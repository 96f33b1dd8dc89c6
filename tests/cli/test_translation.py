"""Drafts in other languages, from the command line."""

from __future__ import annotations

from pathlib import Path

from .conftest import Run, done


def test_a_translation_is_taken_in_shown_and_falls_behind(run: Run, harbour: Path) -> None:
    """What is behind is said by the status too."""
    done(run("translation", "add", "1", "fr", "Les membres rendent compte."))
    assert "Les membres rendent compte." in run("translation", "show", "fr").out
    done(run("edit", "1", "Members report whenever they like."))
    assert "fr: 1 paragraph behind" in run("translation", "list").out
    assert "fr: 1 paragraph behind" in run("status").out
    (language,) = run("status", "--json").json["languages"]
    assert (language["language"], language["behind"]) == ("fr", 1)
    (listed,) = run("translation", "list", "--language", "fr", "--json").json["languages"]
    assert [each["label"] for each in listed["items"] if each["is_behind"]] == ["1"]


def test_report_says_how_many_paragraphs_each_language_is_behind(
    run: Run, harbour: Path, folder: Path
) -> None:
    """As the status does, in every form."""
    french = "1. Un.\n\n2. Deux.\n\n3. Trois.\n"
    (folder / "draft.fr.md").write_text(french, "utf-8")
    done(run("translation", "import", "draft.fr.md", "--language", "fr"))
    assert "Language versions: fr: up to date." in done(run("report", "open")).out
    for label in ("1", "2"):
        done(run("edit", label, f"Other words for {label}."))
    assert "fr: 2 paragraphs behind" in done(run("status")).out
    assert "Language versions: fr: 2 paragraphs behind." in done(run("report", "open")).out
    assert "fr: 2 paragraphs behind." in done(run("report", "open", "--to", "html")).out
    (draft,) = done(run("report", "open", "--json")).json["drafts"]
    assert draft["languages"] == [{"language": "fr", "behind": 2, "missing": 0}]


def test_a_whole_draft_is_matched_by_its_labels(run: Run, harbour: Path, folder: Path) -> None:
    """A paragraph that finds no item is a finding with its line."""
    (folder / "draft.fr.md").write_text("1. Les membres rendent compte.\n\n99. De plus.\n", "utf-8")
    found = run("translation", "import", "draft.fr.md", "--language", "fr")
    assert "draft.fr.md:3" in found.err
    shown = run("translation", "show", "fr", "--json").json
    assert "1. Les membres rendent compte." in shown["text"]
