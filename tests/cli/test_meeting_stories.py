"""The stories of the wall, the leak and the summary, played at the command line."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from .conftest import Run, done

SECRETS = ("BAY", "Bayland", "Plankton", "Quagmire", "Rutabaga")
REPORTS = (
    ("report", "open"),
    ("report", "draft"),
    ("report", "dossier", "1"),
    ("report", "contributions"),
    ("report", "summary"),
    ("report", "reference"),
    ("report", "meeting"),
)
FORMS = ("text", "markdown", "json", "csv", "html", "docx")


def test_the_wall_stays_until_it_is_pushed(run: Run, harbour: Path) -> None:
    """Browsing, another's objection and a gavel change nothing on it; blanking clears it."""
    done(run("wall", "push", "1"))
    shown = done(run("wall", "show", "--json")).out
    for browsing in (("why", "2"), ("status",), ("holders", "1"), ("log",)):
        done(run(*browsing))
    done(run("--by", "another", "position", "take", "BAY", "1", "object", "--reason", "no"))
    done(run("--by", "another", "decision", "record", "2", "agreed", "--pending", "COL"))
    assert done(run("wall", "show", "--json")).out == shown
    done(run("wall", "push", "2"))
    pushed = done(run("wall", "show")).out
    assert "pending" in pushed
    assert "COL" not in pushed
    done(run("wall", "blank"))
    assert "the wall is blank" in run("wall", "show").err


@pytest.fixture
def leaky(run: Run, harbour: Path) -> Run:
    """A record in which one member is a sponsor, objects, says why, speaks and undertakes."""
    done(run("meeting", "open", "First meeting", "--opened-by", "Mr. Rutabaga"))
    done(run("meeting", "presence", "ASH,BAY,COL"))
    done(run("office", "assign", "chair", "Ada Rutabaga", "--member", "BAY"))
    propose = ("amendment", "propose", "1", "--old", "shall", "--text", "must", "--by", "BAY")
    done(run(*propose, "--rationale", "Plankton"))
    done(run("position", "take", "BAY", "1", "object", "--reason", "Quagmire"))
    done(run("sense", "2", "several", "object", "--note", "Quagmire"))
    done(run("floor", "note", "Plankton is scarce", "--member", "BAY", "--item", "1"))
    done(run("undertaking", "add", "count the Plankton", "--by", "BAY"))
    done(run("question", "ask", "Which ships?"))
    done(run("contribution", "add", "BAY", "--answer", "1=Quagmire", "--confidential"))
    done(run("decision", "record", "3", "deferred", "--reason", "Quagmire"))
    done(run("meeting", "close"))
    return run


@pytest.mark.parametrize("report", REPORTS, ids=lambda words: words[1])
def test_nothing_planted_leaves_by_default(
    leaky: Run, folder: Path, report: tuple[str, ...]
) -> None:
    """No sponsor, stance or reason in any form of a report; its data counts what was withheld."""
    written = 0
    for form in FORMS:
        path = folder / f"report.{form}"
        answer = leaky(*report, "--to", form, "-o", str(path))
        if answer.code == 2:
            continue
        done(answer)
        written += 1
        text = words_in(path)
        assert [secret for secret in SECRETS if secret in text] == []
    assert written >= 3
    withheld = json.loads((folder / "report.json").read_text(encoding="utf-8")).get("withheld")
    assert report[1] in ("draft", "contributions") or withheld["counts"]


def words_in(path: Path) -> str:
    """What stands in a file, all parts of it where it is an archive."""
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            return "\n".join(archive.read(each).decode() for each in archive.namelist())
    return path.read_text(encoding="utf-8")


def test_what_was_planted_is_there_for_the_secretariat(leaky: Run) -> None:
    """It is not that nothing was recorded."""
    dossier = done(leaky("report", "dossier", "1", "--audience", "secretariat")).out
    assert [each for each in ("BAY", "Plankton", "Quagmire") if each not in dossier] == []
    told = done(leaky("report", "summary", "--audience", "members")).out
    assert "Rutabaga" in told


def test_a_summary_under_the_chatham_house_rule_names_nobody(run: Run, harbour: Path) -> None:
    """It says several, the trace holds the count, and a name typed by mistake is redacted."""
    done(run("meeting", "open", "Retreat", "--chatham-house"))
    done(run("meeting", "presence", "ASH,BAY,COL"))
    done(run("floor", "note", "fees that are too high", "--voices", "3", "--kind", "concern"))
    done(run("floor", "note", "as Mrs Lind put it, fees keep ships away", "--member", "BAY"))
    done(run("rule", "quantifiers", "several members=>0"))
    done(run("position", "take", "COL", "1", "object", "--reason", "fees"))
    done(run("meeting", "close"))
    done(run("redact", "Mrs Lind", "--reason", "named under the rule of the house", "--yes"))
    for audience in ("public", "members", "secretariat"):
        for form in ("text", "markdown", "json", "html"):
            summary = ("report", "summary", "--audience", audience, "--attributed", "--to", form)
            text = done(run(*summary, "--trace")).out
            named = ("ASH", "BAY", "COL", "Ashland", "Bayland", "Colland", "Lind")
            assert [each for each in named if each in text] == []
    told = done(run("report", "summary", "--audience", "members", "--json")).json
    sentences = [each for one in told["paragraphs"] for each in one["sentences"]]
    concern = next(each for each in sentences if each["key"] == "INT1")
    assert concern["text"] == "Several members expressed concern over fees that are too high."
    assert concern["quantities"] == [{"words": "several members", "count": 3, "of": 3}]
    proof = done(run("verify"))
    assert "1 redaction on record" in proof.out
