"""Reports at the command line: the summary in every format, and what none of them may leak."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from consensus.text.display import one_line

from .conftest import Run, done

# The stories of the wall, the leak and the summary, played at the command line.

SECRETS = ("BAY", "Bayland", "Plankton", "Quagmire", "Rutabaga")
REPORTS = (
    ("report", "open"),
    ("draft", "show", "--audience", "public"),
    ("report", "dossier", "1"),
    ("report", "contributions"),
    ("report", "summary"),
    ("report", "reference"),
    ("report", "meeting"),
)
FORMS = ("text", "markdown", "json", "csv", "html", "docx")


def test_the_wall_stays_until_it_is_pushed(run: Run, harbour: Path) -> None:
    """Browsing, another's objection and a gavel change nothing on it; blanking clears it."""
    done(run("projector", "show", "1"))
    shown = done(run("projector", "status", "--json")).out
    for browsing in (("why", "2"), ("status",), ("why", "1", "--wordings"), ("history", "list")):
        done(run(*browsing))
    done(run("--by", "another", "position", "set", "BAY", "1", "object", "--reason", "no"))
    done(run("--by", "another", "decision", "add", "2", "agreed", "--pending", "COL"))
    assert done(run("projector", "status", "--json")).out == shown
    done(run("projector", "show", "2"))
    pushed = done(run("projector", "status")).out
    assert "pending" in pushed
    assert "COL" not in pushed
    done(run("projector", "blank"))
    assert "the room sees nothing" in run("projector", "status").err


@pytest.fixture
def leaky(run: Run, harbour: Path) -> Run:
    """A record in which one member is a sponsor, objects, says why, speaks and undertakes."""
    done(run("meeting", "open", "First meeting", "--opened-by", "the clerk"))
    done(run("meeting", "presence", "ASH,BAY,COL"))
    done(run("member", "office", "assign", "chair", "Ada Lind", "--member", "BAY"))
    propose = ("amendment", "add", "1", "--old", "shall", "--text", "must", "--by", "BAY")
    done(run(*propose, "--rationale", "Plankton"))
    done(run("position", "set", "BAY", "1", "object", "--reason", "Quagmire"))
    done(run("position", "sense", "2", "several", "object", "--note", "Quagmire"))
    done(run("floor", "note", "Plankton is scarce", "--member", "BAY", "--item", "1"))
    done(run("plan", "undertaking", "add", "count the Plankton", "--by", "BAY"))
    done(run("member", "office", "nominate", "co-chair", "Rutabaga"))
    done(run("member", "office", "decline", "NOM1", "--reason", "Quagmire"))
    done(run("contribution", "question", "add", "Which ships?"))
    done(run("contribution", "add", "BAY", "--answer", "1=Quagmire", "--confidential"))
    done(run("decision", "add", "3", "deferred", "--reason", "Quagmire"))
    done(run("meeting", "close"))
    return run


@pytest.mark.parametrize("report", REPORTS, ids=lambda words: words[1])
def test_nothing_planted_leaves_by_default(
    leaky: Run, folder: Path, report: tuple[str, ...]
) -> None:
    """No sponsor, stance or reason in any form of a report; its data counts what was withheld.

    Who was there is told of a meeting; the group keeps also that back by the Chatham House rule.
    """
    done(leaky("rule", "audience", "chatham-house"))
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
    assert report[1] in ("show", "contributions") or withheld["counts"]


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
    done(run("rule", "counting-words", "several members=>0"))
    done(run("position", "set", "COL", "1", "object", "--reason", "fees"))
    done(run("meeting", "close"))
    done(
        run(
            "history",
            "redact",
            "Mrs Lind",
            "--reason",
            "named under the rule of the house",
            "--yes",
        )
    )
    for audience in ("public", "members", "secretariat"):
        for form in ("text", "markdown", "json", "html"):
            summary = ("report", "summary", "--audience", audience, "--names", "--to", form)
            text = done(run(*summary, "--trace")).out
            named = ("ASH", "BAY", "COL", "Ashland", "Bayland", "Colland", "Lind")
            assert [each for each in named if each in text] == []
    told = done(run("report", "summary", "--audience", "members", "--json")).json
    sentences = [each for one in told["paragraphs"] for each in one["sentences"]]
    concern = next(each for each in sentences if each["key"] == "INT1")
    assert concern["text"] == "Several members expressed concern over fees that are too high."
    assert concern["quantities"] == [{"words": "several members", "count": 3, "of": 3}]
    proof = done(run("history", "verify"))
    assert "words of 1 step redacted" in proof.out


# The chair's summary from the command line: every format, the trace, and reading it back.


@pytest.fixture
def met(run: Run, harbour: Path) -> Run:
    """A meeting in which something was said, agreed and planned."""
    done(run("meeting", "open", "First meeting", "--number", "1", "--place", "the pier"))
    done(run("meeting", "agenda", "add", "reports"))
    done(run("meeting", "agenda", "open", "1"))
    done(run("floor", "note", "the cost of paper", "--kind", "concern", "--voices", "2"))
    done(run("floor", "note", "paper be saved", "--kind", "suggestion", "--remedy-for", "INT1"))
    done(run("decision", "add", "1", "agreed"))
    done(run("plan", "milestone", "add", "all reports", "2040-01-31"))
    done(run("meeting", "close"))
    return run


MEMBERS = ("report", "summary", "--audience", "members", "--at", "2030-01-02")


def test_it_is_numbered_text_and_the_trace_stands_under_it(met: Run) -> None:
    """Paragraphs as documents have them; asked for, what each sentence rests on."""
    text = done(met(*MEMBERS)).out
    assert text.startswith("Harbour panel\nFirst meeting\nPier, ")
    assert "\nChair’s summary\n2 January 2030\n" in text
    assert "To address this concern, it was suggested that paper be saved." in one_line(text)
    assert "[INT1]" not in text
    assert "; INT1; some members: 2 of 3" in done(met(*MEMBERS, "--trace")).out


def test_the_default_is_for_the_public(met: Run) -> None:
    """What a member said is withheld and counted, and what was said in general is not."""
    text = done(met("report", "summary")).out
    assert "agreed on paragraph 1" in text
    assert "concern" in text


def test_data_has_steps_and_numbers(met: Run) -> None:
    """JSON has the trace of each sentence."""
    found = done(met(*MEMBERS, "--json")).json
    sentences = [each for one in found["paragraphs"] for each in one["sentences"]]
    concern = next(each for each in sentences if each["key"] == "INT1")
    assert concern["quantities"] == [{"words": "some members", "count": 2, "of": 3}]
    assert len(concern["steps"]) == 1
    assert found["schema"] == 1


def test_an_edited_summary_says_what_still_stands(met: Run, folder: Path) -> None:
    """It stands as it was made, and edited; a date that was lost does not."""
    done(met(*MEMBERS, "--to", "markdown", "-o", "s.md"))
    assert "as made" in done(met("report", "summary", "--check", "s.md")).out
    file = folder / "s.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("31 January 2040", "early 2040"), encoding="utf-8")
    answer = met("report", "summary", "--check", "s.md", "--json")
    edited = next(each for each in answer.json["sentences"] if each["key"] == "MS1")
    assert (answer.code, edited["footing"], edited["missing"]) == (1, "edited", ["31"])
    assert (
        "early 2040"
        in done(met("report", "summary", "--check", "s.md", "--to", "text", "--trace")).out
    )
    done(met("report", "summary", "--check", "s.md", "-o", "s.html"))
    assert "early 2040" in (folder / "s.html").read_text(encoding="utf-8")
    assert met("report", "summary", "--check", "nothing.md").code == 4
    spelt_before = met("report", "edited", "--dated", "2030-01-02", "s.md")
    assert (spelt_before.code, spelt_before.out) == (
        1,
        met("report", "summary", "s.md", "--check").out,
    )


def test_what_an_edited_sentence_says_is_not_called_true(met: Run, folder: Path) -> None:
    """Only sentences that nobody edited are said to be true; how many others there are is told."""
    done(met(*MEMBERS, "--to", "markdown", "-o", "s.md"))
    check = ("report", "summary", "--check", "s.md")
    assert one_line(done(met(*check)).err) == "every sentence is still true"
    file = folder / "s.md"
    text = file.read_text(encoding="utf-8")
    assert "agreed on paragraph 1" in text
    text = text.replace("agreed on paragraph 1", "rejected paragraph 1")
    file.write_text(text, encoding="utf-8")
    assert one_line(done(met(*check)).err) == (
        "every sentence that was not edited is still true; 1 edited sentence is not checked:"
        " read it"
    )
    file.write_text(text + "\n\n9. All was well.\n", encoding="utf-8")
    assert one_line(done(met(*check)).err) == (
        "every sentence that was not edited is still true; 1 edited sentence and 1 added sentence"
        " are not checked: read them"
    )
    file.write_text(text.replace("31 January 2040", "soon"), encoding="utf-8")
    answer = met(*check)
    assert (answer.code, one_line(answer.err)) == (
        1,
        "not every sentence is still true; 2 edited sentences are not checked: read them",
    )


def test_it_becomes_a_page_and_a_word_document(met: Run, folder: Path) -> None:
    """Both have every sentence; the trace is folded away, or in footnotes."""
    from consensus.formats.docx.reader import read_document

    page = done(met(*MEMBERS, "--to", "html", "--trace")).out
    assert page.startswith("<!doctype html>")
    assert "concern, it was suggested that paper be saved." in page
    assert "<summary>What this rests on</summary>" in page
    done(met(*MEMBERS, "--to", "docx", "--trace", "-o", "s.docx"))
    document = read_document((folder / "s.docx").read_bytes(), "s.docx")
    words = ["".join(run.text for run in each.runs) for each in document.paragraphs()]
    assert any("The Panel agreed on paragraph 1." in each for each in words)
    assert any("[DEC1] " in each for each in words)


def test_without_a_meeting_there_is_nothing_to_summarise(run: Run, harbour: Path) -> None:
    """It says so, and names the meetings that there are if another was meant."""
    assert "no meeting was opened yet" in run("report", "summary").err
    assert run("report", "summary", "M7").code == 3


# The notice of a silence procedure, which goes to all members.


@pytest.mark.parametrize(
    ("stance", "said"),
    [("object", "one member objects"), ("hold", "one member reserves its position")],
)
def test_a_notice_says_what_stands_against_a_text_already(
    run: Run, harbour: Path, stance: str, said: str
) -> None:
    """Without names; what was said in confidence is not hinted at, and later words are awaited."""
    done(run("rule", "set", "consent()"))
    done(run("position", "set", "BAY", "1", stance, "--reason", "Quagmire"))
    done(run("position", "set", "COL", "2", stance, "--source", "confidence"))
    done(run("silence", "open", "1", "2", "--hours", "72"))
    told = done(run("silence", "notice", "SP1")).out
    assert "They are taken as agreed unless a member objects before then, but where" in told
    assert told.count(f"    Silence alone does not make it agreed: {said}.\n") == 1
    assert told.index(said) < told.index("2 (N2)")
    assert [secret for secret in (*SECRETS, "COL") if secret in told] == []
    done(run("silence", "open", "3", "--hours", "72"))
    assert "Silence alone" not in done(run("silence", "notice", "SP2")).out


def test_a_notice_says_what_a_rule_needs_beside_silence(run: Run, harbour: Path) -> None:
    """A rule that needs one in favour, or the question in a meeting, is not met by silence."""
    done(run("rule", "set", "no_objection()", "1"))
    done(run("silence", "open", "1", "--hours", "72"))
    told = done(run("silence", "notice", "SP1")).out
    assert "whether it is agreed then is for the Chair." in told
    assert "taken as agreed" not in told
    needs = "its rule also needs a member in favour, or the Chair to ask in a meeting"
    assert f"    Silence alone does not make it agreed: {needs}.\n" in told
    done(run("position", "set", "BAY", "1", "support"))
    told = done(run("silence", "notice", "SP1")).out
    assert "It is taken as agreed unless a member objects before then.\n" in told


def test_a_rule_decides_what_keeps_silence_from_agreeing(run: Run, harbour: Path) -> None:
    """One objection may be allowed, a procedure too short, a quorum asked as well."""
    done(run("position", "set", "BAY", "1", "object", "--reason", "Quagmire"))
    for rule, hours, said in (
        ("consensus_minus(1)", "48", ""),
        ("silence(72)", "72", "one member objects"),
        ("silence(72)", "48", "the silence procedure lasts 48 hours; 72 needed"),
        ('all_of(consensus_minus(1), quorum("1/2"))', "48", "no meeting is open"),
    ):
        done(run("rule", "set", rule, "1"))
        handle = done(run("silence", "open", "1", "--hours", hours)).out.strip()
        told = done(run("silence", "notice", handle)).out
        assert ("Silence alone" in told) is bool(said)
        assert said in told
        done(run("undo"))
