"""What was rejected or withdrawn is struck out of every text, or left out of it."""

from __future__ import annotations

import csv
import re
from io import BytesIO, StringIO
from zipfile import ZipFile

import attrs
import pytest

from consensus import Wanted, WorkingGroup, write_report
from consensus.errors import Rejected, Unresolved
from consensus.formats.draft_docx import DocxSource, decode_docx
from consensus.formats.draft_writer import NOTATIONS, write_text, write_translation
from consensus.formats.source import Source
from consensus.history.operation import StepContext
from consensus.reports.audience import Audience
from consensus.reports.next_items import next_items
from consensus.reports.progress import bracket_statistics
from consensus.reports.revisions import FIRST, find_issue, revision_document
from consensus.reports.status import status_json
from consensus.reports.translations import language_versions
from consensus.rules.explain import explain_standing
from consensus.rules.verdict import Status
from consensus.working_group.publishing import plan_revision
from consensus.working_group.write_docx import DocxKind, set_docx, write_docx
from tests.support.panel import make_panel, status, text_source

RULES = """# Market rules

1. Stalls open at dawn.

2. The office [should | shall]:

   (a) publish its reports [in full];

   (b) answer letters.

3. Fees are paid in advance.

4. Dogs stay [at home | outside].

5. Cats may stay.
"""
OUT = "Not in this text: paragraph 2, rejected; paragraph 4, withdrawn."


@pytest.fixture
def rules() -> WorkingGroup:
    """A draft of which paragraph 2, with two below it, was rejected, and paragraph 4 withdrawn."""
    panel = make_panel()
    panel.import_draft(text_source("rules.md", RULES))
    panel.decide("C2", "rejected", reason="no support")
    panel.decide("N4", "withdrawn", reason="by its proposer")
    return panel


def draft(group: WorkingGroup) -> str:
    """The draft of the market."""
    return group.state.handles["D2"]


def written(group: WorkingGroup, notation: str) -> str:
    """The draft in a notation."""
    return write_text(group.state, draft(group), notation)


def word(group: WorkingGroup, kind: DocxKind, revision: str = "") -> bytes:
    """The draft as a Word file."""
    return write_docx(group.state, draft(group), kind, revision=revision, audience=Audience.MEMBERS)


def part(file: bytes, name: str) -> str:
    """One part of a Word file."""
    with ZipFile(BytesIO(file)) as archive:
        return archive.read(name).decode()


def test_a_rolling_text_strikes_it_out_and_says_why(rules: WorkingGroup) -> None:
    """Also what stands under it, in every notation that has brackets."""
    for notation in ("brackets", "markdown", "critic"):
        text = written(rules, notation)
        assert "~~The office [should | shall]:~~ (rejected)" in text
        assert "~~answer letters.~~ (rejected)" in text
        assert "~~Dogs stay [at home | outside].~~ (withdrawn)" in text
        assert "~~Fees" not in text


def test_a_clean_text_is_without_it(rules: WorkingGroup) -> None:
    """Its brackets are none of the text."""
    assert written(rules, "clean") == (
        "Market rules\n\n1. Stalls open at dawn.\n\n3. Fees are paid in advance.\n\n"
        "5. Cats may stay.\n"
    )
    found = set_docx(rules.state, draft(rules), DocxKind.CLEAN)
    assert [each.message for each in found.findings] == [OUT]
    assert found.title_block.left_out == OUT


def test_what_is_reopened_is_in_the_text_again(rules: WorkingGroup) -> None:
    """With its brackets."""
    rules.decide("N4", "reopened")
    assert "4. Dogs stay [at home | outside]." in written(rules, "brackets")
    with pytest.raises(Unresolved, match=r"brackets are left \(1\), in 4"):
        written(rules, "clean")


def test_what_is_agreed_under_it_stays(rules: WorkingGroup) -> None:
    """The chair said of it something else."""
    rules.decide("L2", "agreed", no_objection_heard=True)
    assert "(b) answer letters." in written(rules, "clean")
    assert "publish" not in written(rules, "clean")


def test_its_brackets_count_nowhere(rules: WorkingGroup) -> None:
    """Not in its statistics, its status, its report, nor as a reason."""
    found = bracket_statistics(rules.state, draft(rules))
    assert (found.items, found.clean, found.total.brackets) == ((), 7, 0)
    assert not any(each["brackets"] for each in status_json(rules.status())["items"])
    assert not any(each.kind == "brackets" for each in rules.verdict("N4").reasons)
    page = "".join(write_report(rules, "open", "csv", Wanted("members", drafts=("D2",))))
    assert {each["brackets"] for each in csv.DictReader(StringIO(page))} == {"0"}


NOTED = """# Notes

1. Stalls[^1] open.

2. Dogs[^2] stay[^3].

3. Cats[^1] stay[^3].

[^1]: On stalls and cats.

[^2]: On dogs alone.

[^3]: On dogs and cats.

[^4]: On nothing.
"""


def test_its_footnotes_go_with_it(rules: WorkingGroup) -> None:
    """Unless another text that remains refers to them, or the Chair said of them something else."""
    rules.import_draft(text_source("notes.md", NOTED))
    notes = rules.state.handles["D3"]

    def clean() -> str:
        return write_text(rules.state, notes, "clean")

    rules.decide("N2", "rejected", reason="no support")
    assert re.findall(r"^\[\^.\]", clean(), re.MULTILINE) == ["[^1]", "[^3]", "[^4]"]
    assert "[^2]: ~~On dogs alone.~~ (rejected)" in write_text(rules.state, notes, "markdown")
    rules.decide("N7", "withdrawn", reason="no support")
    assert re.findall(r"^\[\^.\]", clean(), re.MULTILINE) == ["[^1]", "[^4]"]
    rules.publish("Rev.1", draft="D3")
    page = "".join(write_report(rules, "draft", "markdown", Wanted(new="Rev.1", drafts=("D3",))))
    assert "On stalls and cats." in page
    assert page.count("ogs") == 0
    adopted = rules.decide("D3", "adopted", no_objection_heard=True).made.targets
    assert [rules.state.handle_of(each) for each in adopted] == ["N6", "F1", "F4"]
    for kind in ("reference", "final"):
        assert "On dogs" not in "".join(write_report(rules, kind, wanted=Wanted(drafts=("D3",))))
    rules.decide("N7", "reopened")
    assert "[^3]" in clean()


def test_a_footnote_that_another_or_the_title_refers_to_stays(rules: WorkingGroup) -> None:
    """No reference is left without its note; two that refer to each other go with their text."""
    words = NOTED.replace("# Notes", "# Notes[^5]").replace(
        "2. Dogs[^2] stay[^3].", "2. Dogs[^2][^5]."
    )
    words = words.replace("On stalls and cats.", "On stalls, see[^2].")
    words = words.replace("3. Cats[^1] stay[^3].", "3. Cats[^3].")
    words = words.replace("On dogs and cats.", "On cats, see[^6].")
    words += "\n[^5]: On the title.\n\n[^6]: On tails, see[^3].\n"
    rules.import_draft(text_source("notes.md", words))
    notes = rules.state.handles["D3"]

    def kept() -> list[str]:
        return re.findall(r"^\[\^.\]", write_text(rules.state, notes, "clean"), re.MULTILINE)

    rules.decide("N2", "rejected", reason="no support")
    assert kept() == ["[^1]", "[^2]", "[^3]", "[^4]", "[^5]", "[^6]"]
    rules.decide("N7", "rejected", reason="no support")
    assert kept() == ["[^1]", "[^2]", "[^4]", "[^5]"]
    rules.publish("Rev.1", draft="D3")
    page = "".join(write_report(rules, "draft", "markdown", Wanted(new="Rev.1", drafts=("D3",))))
    assert "On dogs alone." in page
    assert "On tails" not in page
    rules.decide("N6", "rejected", reason="no support")
    assert kept() == ["[^4]", "[^5]"]
    rules.decide("F1", "agreed", no_objection_heard=True)
    assert kept() == ["[^1]", "[^2]", "[^4]", "[^5]"]


def test_a_revision_published_with_such_footnotes_keeps_them(rules: WorkingGroup) -> None:
    """It is read as it was recorded."""
    rules.import_draft(text_source("notes.md", NOTED))
    rules.decide("N2", "rejected", reason="no support")
    made = plan_revision(
        rules.state, rules.state.handles["D3"], "Rev.1", rules.new_id, renumbering=False
    )
    note = rules.state.items[rules.state.handles["F2"]]
    before = attrs.evolve(
        made,
        items=(*made.items[:-2], note.id, *made.items[-2:]),
        versions=(*made.versions[:-2], note.version, *made.versions[-2:]),
    )
    act = StepContext("", "", rules.now(), rules.now())
    assert list(before.check(rules.state, act)) == []


@pytest.mark.parametrize("outcome", ["rejected", "withdrawn", "no consensus"])
def test_its_amendments_are_settled_with_it(rules: WorkingGroup, outcome: str) -> None:
    """They are undecided on no list, and come back with it, a deferred one as deferred."""
    rules.propose("N5", "Cats may stay inside.", by=["ASH"])
    rules.propose("A1", "Cats may stay outside.", by=["BAY"])
    rules.propose("N5", "Cats may never stay.", by=["ELM"])
    rules.propose("N5", "Cats may come.", by=["FIR"])
    rules.propose("N5", kind="delete", by=["ASH"])
    rules.decide("A4", "deferred", reason="no time")
    item = rules.state.handles["N5"]
    names = [f"A{number}" for number in range(1, 6)]
    before = [status(rules, each) for each in names]
    assert before[3] is Status.DEFERRED
    assert len(rules.judgement().undecided_amendments(item)) == 4
    assert rules.analysis.conflicts().amendments == 5
    rules.decide("N5", outcome, reason="no support", tried="x" * (outcome == "no consensus"))
    settled = Status.NO_CONSENSUS if outcome == "no consensus" else Status.REJECTED
    assert [status(rules, each) for each in names] == [settled] * 5
    assert rules.judgement().undecided_amendments(item) == []
    assert rules.analysis.conflicts().amendments == 0
    assert {*names, "N5"}.isdisjoint(
        each for turn in rules.analysis.order().turns for each in turn.targets
    )
    assert not any(each.kind == "amendments" for each in rules.verdict("N5").reasons)
    found = next_items(rules.state, rules.judgement(), [draft(rules)])
    assert {*names}.isdisjoint(each.handle for each in found)
    page = "".join(write_report(rules, "open", "markdown", Wanted("members", drafts=("D2",))))
    assert "A1" not in page
    listed = "".join(write_report(rules, "amendments", wanted=Wanted("members", drafts=("D2",))))
    word = "no consensus" if outcome == "no consensus" else "falls"
    assert re.findall(r"^### (A\d), .*, ([a-z ]+)$", listed, re.MULTILINE) == [
        (each, word) for each in ("A1", "A2", "A3", "A4", "A5")
    ]
    still = Wanted("members", open_only=True, drafts=("D2",))
    assert "A1" not in "".join(write_report(rules, "amendments", wanted=still))
    rules.decide("N5", "reopened")
    assert [status(rules, each) for each in names] == before
    assert len(rules.judgement().undecided_amendments(item)) == 4


def test_an_amendment_falls_with_the_one_that_it_amends(rules: WorkingGroup) -> None:
    """And with what stands above its text; both say with what, to every audience."""
    rules.propose("N5", "Cats may stay inside.", by=["ASH"])
    rules.propose("A1", "Cats may stay outside.", by=["BAY"])
    rules.propose("L1", "publish its reports at once;", by=["BAY"])
    rules.propose(text="(c) close at noon;", kind="insert", parent="C2", draft="D2", by=["ASH"])
    rules.decide("A1", "rejected", reason="no support")
    told = {
        each: explain_standing(rules.verdict(each), rules.state.name_of)
        for each in ("A2", "A3", "A4")
    }
    assert told == {
        "A2": ("falls with A1",),
        "A3": ("falls with 2(a) (L1)",),
        "A4": ("falls with 2 (C2)",),
    }
    assert rules.verdict("A2").words == "falls"
    with pytest.raises(Rejected, match="A4 falls with C2; reopen that first"):
        rules.merge("A4")
    with pytest.raises(Rejected, match="A3 falls with L1; reopen that first"):
        rules.merge("A3")
    assert rules.analysis.conflicts().amendments == 0
    rules.decide("A1", "reopened")
    assert status(rules, "A2") is not Status.REJECTED


def test_an_insertion_under_a_text_without_consensus_is_settled(rules: WorkingGroup) -> None:
    """As a change of its words is; it goes in once that is reopened."""
    rules.propose(text="(c) close at noon;", kind="insert", parent="C2", draft="D2", by=["ASH"])
    rules.propose("N3", kind="move", parent="C2", by=["ASH"])
    rules.decide("C2", "reopened")
    for member in ("ASH", "BAY", "COL", "DUN", "ELM", "FIR"):
        rules.take_position(member, "A1", "support")
    assert status(rules, "A1") is Status.READY
    rules.decide("C2", "no consensus", tried="three meetings")
    assert [status(rules, each) for each in ("A1", "A2")] == [Status.NO_CONSENSUS] * 2
    assert explain_standing(rules.verdict("A2"), rules.state.name_of) == (
        "left as it is, with 2 (C2), without consensus",
    )
    left = "A1 is left as it is, with C2, without consensus; reopen that first"
    with pytest.raises(Rejected, match=left):
        rules.merge("A1")
    with pytest.raises(Rejected, match=left):
        rules.decide("A1", "agreed", no_objection_heard=True)
    rules.decide("C2", "reopened")
    rules.merge("A1")


def test_a_join_falls_with_each_text_that_it_joins(rules: WorkingGroup) -> None:
    """Whichever is named first."""
    rules.propose("N3", kind="join", others=["N5"], text="Fees and cats.", by=["ASH"])
    rules.propose("N5", kind="join", others=["N1"], text="Cats and stalls.", by=["ASH"])
    rules.decide("N5", "rejected", reason="no support")
    assert [status(rules, each) for each in ("A1", "A2")] == [Status.REJECTED] * 2
    assert rules.verdict("A1").words == "falls"
    with pytest.raises(Rejected, match=r"^N5 is closed by a decision; reopen it first$"):
        rules.merge("A1")
    rules.decide("N5", "reopened")
    rules.decide("N1", "no consensus", tried="three meetings")
    assert status(rules, "A2") is Status.NO_CONSENSUS


def test_nothing_is_decided_of_an_amendment_that_falls(rules: WorkingGroup) -> None:
    """Nor put to silence or to the vote; one that was agreed before falls, too."""
    rules.propose("N5", "Cats may stay inside.", by=["ASH"])
    rules.propose("N5", "Cats may stay outside.", by=["BAY"])
    rules.take_position("BAY", "N3", "support", conditions=["A2"])
    rules.decide("A2", "agreed", no_objection_heard=True)
    rules.decide("N5", "rejected", reason="no support")
    falls = "A1 falls with N5; reopen that first"
    for outcome in ("agreed", "adopted", "deferred", "rejected"):
        with pytest.raises(Rejected, match=falls):
            rules.decide("A1", outcome, reason="so", no_objection_heard=outcome == "agreed")
    with pytest.raises(Rejected, match=falls):
        rules.open_silence(["A1"], hours=48)
    with pytest.raises(Rejected, match=falls):
        rules.open_ballot("text", "Shall it be so?", on="A1")
    with pytest.raises(Rejected, match=falls):
        rules.open_ballot("ranked", "Which?", options=["A1", "N1"])
    assert (rules.verdict("A2").words, status(rules, "A2")) == ("falls", Status.REJECTED)
    assert [each.kind for each in rules.verdict("N3").reasons if "condition" in each.kind] == [
        "condition-failed"
    ]
    page = "".join(write_report(rules, "reference", wanted=Wanted(drafts=("D2",))))
    assert "not merged yet" not in page
    rules.decide("N5", "reopened")
    assert status(rules, "A2") is Status.AGREED
    rules.decide("A1", "agreed", no_objection_heard=True)


def test_a_reference_document_calls_nothing_agreed_that_falls(rules: WorkingGroup) -> None:
    """Nor an amendment to a text that has no consensus."""
    rules.propose("N5", "Cats may stay inside.", by=["ASH"])
    rules.propose("N5", kind="join", others=["N3"], text="Cats and fees.", by=["ASH"])
    rules.decide("N3", "rejected", reason="no support")
    page = "".join(write_report(rules, "reference", wanted=Wanted("members", drafts=("D2",))))
    assert "1 open amendment" in page
    assert "not merged yet" not in page


def test_what_was_conditional_on_what_falls_has_failed(rules: WorkingGroup) -> None:
    """Until its text is reopened."""
    rules.propose("N5", "Cats may stay inside.", by=["ASH"])
    rules.take_position("BAY", "N3", "support", conditions=["A1"])
    rules.decide("N5", "rejected", reason="no support")
    assert [each.kind for each in rules.verdict("N3").reasons if "condition" in each.kind] == [
        "condition-failed"
    ]


def test_a_report_of_the_draft_strikes_it_out_in_every_form(rules: WorkingGroup) -> None:
    """With a word beside, as a column in a table."""
    wanted = Wanted("members", drafts=("D2",))
    pages = {
        each: "".join(write_report(rules, "draft", each, wanted))
        for each in ("markdown", "html", "csv", "text")
    }
    assert "~~4 Dogs stay [at home | outside].~~ (withdrawn)" in pages["markdown"]
    assert "[-4 Dogs stay [at home | outside].-] (withdrawn)" in pages["text"]
    assert "</span>.</s> (withdrawn)" in pages["html"]
    rows = {each["handle"]: each["left_out"] for each in csv.DictReader(StringIO(pages["csv"]))}
    assert rows == {
        **dict.fromkeys(("N1", "N3", "N5"), ""),
        **dict.fromkeys(("C2", "L1", "L2"), "rejected"),
        "N4": "withdrawn",
    }


def test_a_rolling_word_file_strikes_it_out(rules: WorkingGroup) -> None:
    """Also with the amendments to the rest as tracked changes; an amendment to it is named."""
    rules.propose("N4", "Dogs stay away.", by=["ASH"])
    rules.propose("N3", "Fees are paid at once.", by=["ASH"])
    for kind in (DocxKind.ROLLING, DocxKind.AMENDMENTS):
        body = part(word(rules, kind), "word/document.xml")
        assert body.count("<w:strike/>") >= 4
        assert body.count(" (rejected)") == 3
        assert body.count(" (withdrawn)") == 1
    (note,) = set_docx(
        rules.state, draft(rules), DocxKind.AMENDMENTS, audience=Audience.MEMBERS
    ).findings
    assert note.message.startswith("A1 amend")


def test_a_revision_is_without_it_and_says_so(rules: WorkingGroup) -> None:
    """It numbers the rest; what comes back has a number again."""
    rules.publish("Rev.1", draft="D2")
    issue = find_issue(rules.state, draft(rules), "Rev.1")
    assert [issue.labels[each] for each in issue.items] == ["1", "2", "3"]
    document = revision_document(rules.state, draft(rules), "Rev.1")
    assert document.left_out == (
        "Not in this text: the former paragraph 2, rejected; the former paragraph 4, withdrawn."
    )
    page = "".join(write_report(rules, "draft", "markdown", Wanted(new="Rev.1", drafts=("D2",))))
    assert document.left_out in page
    assert "Dogs" not in page
    assert "the former paragraph 4, withdrawn" in part(
        word(rules, DocxKind.TRACKED, "Rev.1"), "word/header1.xml"
    ) + part(word(rules, DocxKind.TRACKED, "Rev.1"), "word/header2.xml")
    assert "~~Dogs stay" in written(rules, "markdown")
    rules.decide("N4", "reopened")
    rules.publish("Rev.2", draft="D2")
    issue = find_issue(rules.state, draft(rules), "Rev.2")
    assert [issue.labels[each] for each in issue.items] == ["1", "2", "3", "4"]
    assert rules.state.full_label(rules.state.handles["N4"]) == "3"


def test_a_revision_goes_on_to_say_what_it_is_without(rules: WorkingGroup) -> None:
    """Whatever is reopened, numbered, rejected or reworded after it was published."""
    rules.decide("N5", "rejected", reason="no support")
    rules.publish("Rev.1", draft="D2")
    said = (
        "Not in this text: the former paragraph 2, rejected; the former paragraph 4, withdrawn; "
        "the former paragraph 5, rejected."
    )
    rules.decide("C2", "reopened")
    rules.decide("N4", "reopened")
    rules.decide("N3", "rejected", reason="no support")
    for name in ("Rev.2", "Rev.3"):
        assert revision_document(rules.state, draft(rules), "Rev.1").left_out == said
        rules.publish(name, draft="D2")
    found = find_issue(rules.state, draft(rules), "Rev.1")
    assert [rules.state.handle_of(each) for each in found.left_out] == [
        "C2",
        "L1",
        "L2",
        "N4",
        "N5",
    ]


def test_one_number_of_two_is_told_apart(rules: WorkingGroup) -> None:
    """By the text in which it was theirs."""
    rules.publish("Rev.1", draft="D2")
    rules.decide("N3", "rejected", reason="no support")
    rules.publish("Rev.2", draft="D2")
    assert revision_document(rules.state, draft(rules), "Rev.2").left_out == (
        "Not in this text: the former paragraph 2 of the first draft, rejected; "
        "the former paragraph 2 of Rev.1, rejected; the former paragraph 4, withdrawn."
    )


def test_the_number_of_a_part_is_whole(rules: WorkingGroup) -> None:
    """Also after the revision that left it out."""
    rules.decide("C2", "reopened")
    rules.decide("L1", "rejected", reason="no support")
    rules.publish("Rev.1", draft="D2")
    assert "the former subparagraph 2(a), rejected" in (
        revision_document(rules.state, draft(rules), "Rev.1").left_out
    )


def test_without_new_numbers_it_keeps_its_own(rules: WorkingGroup) -> None:
    """A body that numbers by hand finds it where it was."""
    rules.publish("Rev.1", draft="D2", renumber=False)
    assert [rules.state.items[rules.state.handles[each]].label for each in ("N4", "N5")] == [
        "4",
        "5",
    ]


def test_a_comparison_says_why_it_is_gone(rules: WorkingGroup) -> None:
    """It was not deleted."""
    wanted = Wanted(old=FIRST, drafts=("D2",))
    page = "".join(write_report(rules, "changes", "markdown", wanted))
    assert "## Paragraph 4 of “Market rules”: removed, withdrawn" in page
    assert "## Chapeau 2 of “Market rules”: removed, rejected" in page


def test_every_text_read_back_proposes_nothing(rules: WorkingGroup) -> None:
    """Whether it strikes it out, leaves it out, or was printed before it was rejected."""
    before = make_panel()
    before.import_draft(text_source("rules.md", RULES))
    files: list[Source | DocxSource] = [
        text_source(f"{each}.{ending}", written(rules, each))
        for each in NOTATIONS
        for ending in ("md", "txt")
        if each != "critic"
    ]
    files += [
        text_source(f"before-{each}.md", written(before, each)) for each in ("brackets", "markdown")
    ]
    kinds = (DocxKind.CLEAN, DocxKind.ROLLING, DocxKind.AMENDMENTS)
    files += [decode_docx(word(rules, each), f"{each}.docx") for each in kinds]
    files.append(decode_docx(word(before, DocxKind.ROLLING), "before.docx"))
    for file in files:
        comparison, _ = rules.compare_draft(file, "D2")
        assert {name for name, count in comparison.totals.items() if count} == {"kept"}, file.name
        assert rules.import_counter_draft(file, by=["ASH"], draft="D2").operations == (), file.name


def test_a_clean_text_read_back_proposes_only_what_changed(rules: WorkingGroup) -> None:
    """New paragraphs come where they stand; none is deleted or moved."""
    text = written(rules, "clean").replace("3. Fees", "3. Light is free.\n\n4. Fees")
    text = text.replace("Cats may stay", "Cats may stay outside")
    report = rules.import_counter_draft(text_source("clean.txt", text), by=["ASH"], draft="D2")
    made = [rules.state.amendments[each.id] for each in report.operations]
    assert [(each.kind, each.target == draft(rules)) for each in made] == [
        ("insert", True),
        ("modify", False),
    ]
    assert rules.state.handle_of(made[1].target) == "N5"


def test_what_has_no_number_any_more_is_not_moved(panel: WorkingGroup) -> None:
    """In plain text a struck paragraph without a label seems to be part of the one before it."""
    panel.decide(["3", "4"], "rejected", reason="no support")
    panel.publish("Rev.1")
    text = write_text(panel.state, panel.state.handles["D1"])
    report = panel.import_counter_draft(text_source("again.txt", text), by=["ASH"])
    assert report.operations == ()


def test_a_revision_sent_back_in_word_proposes_nothing(rules: WorkingGroup) -> None:
    """Its tracked changes of the secretariat strike the rejected paragraphs."""
    rules.publish("Rev.1", draft="D2")
    file = decode_docx(word(rules, DocxKind.TRACKED, "Rev.1"), "rev1.docx")
    assert rules.import_counter_draft(file, by=["ASH"], draft="D2").operations == ()
    report = rules.import_docx_amendments(file, authors={"Secretariat": "ASH"}, draft="D2")
    assert [each for each in report.operations if each.NAME == "propose-amendment"] == []


def test_a_translation_strikes_it_out_and_does_not_lack_it(rules: WorkingGroup) -> None:
    """And its strikes are not imported."""
    rules.translate("N1", "fr", "Les étals ouvrent à l'aube.")
    rules.translate("N4", "fr", "Les chiens restent [dehors].")
    text = write_translation(rules.state, draft(rules), "fr")
    assert "~~Les chiens restent [dehors].~~ (withdrawn)" in text
    (version,) = language_versions(rules.state, [draft(rules)])
    assert version.missing == 2
    report = rules.import_translation(text_source("fr.md", text), "fr", draft="D2")
    assert not any("~~" in each.text for each in report.operations)


def test_the_rest_can_be_adopted_without_it(rules: WorkingGroup) -> None:
    """Neither what was rejected nor what stands under it is decided with the draft."""
    rules.decide("D2", "adopted", no_objection_heard=True)
    assert status(rules, "N5") is Status.ADOPTED
    assert status(rules, "C2") is Status.REJECTED
    assert status(rules, "L1") is Status.REJECTED
    assert rules.state.last_decision(rules.state.handles["L1"]) is None


def test_what_is_left_out_with_another_is_open_nowhere(rules: WorkingGroup) -> None:
    """It stands as that does and says with what, unless it is agreed apart; both come back."""
    rules.import_draft(text_source("notes.md", NOTED))
    rules.decide("N2", "withdrawn", reason="no support")
    for name, standing, text in (("L1", "rejected", "2 (C2)"), ("F2", "withdrawn", "2 (N2)")):
        assert rules.verdict(name).words == standing
        told = explain_standing(rules.verdict(name), rules.state.name_of)
        assert told == (f"left out with {text}",)
    by_handle = {each["handle"]: each["status"] for each in status_json(rules.status())["items"]}
    assert [by_handle[each] for each in ("L1", "L2", "F2")] == ["rejected", "rejected", "withdrawn"]
    found = next_items(rules.state, rules.judgement(), [draft(rules)])
    assert {"L1", "L2", "F2"}.isdisjoint(each.handle for each in found)
    rules.decide("L2", "agreed", no_objection_heard=True)
    assert status(rules, "L2") is Status.AGREED
    rules.decide("C2", "reopened")
    assert status(rules, "L1") is Status.OPEN


def test_it_is_carried_over_only_by_name(rules: WorkingGroup) -> None:
    """The text of another group is what it has not given up."""
    other = make_panel()
    other.carry_over(rules, draft="D2", everything=True)
    assert [each.text for each in other.state.versions.values() if "Dogs" in each.text] == []


def test_a_stale_text_proposes_nothing_when_all_is_reopened(rules: WorkingGroup) -> None:
    """Its strikes are the software's, and nobody's words."""
    files: list[Source | DocxSource] = [
        text_source(f"{each}.{ending}", written(rules, each))
        for each in ("brackets", "markdown")
        for ending in ("md", "txt")
    ]
    for kind in (DocxKind.ROLLING, DocxKind.AMENDMENTS):
        files.append(decode_docx(word(rules, kind), f"{kind}.docx"))
    for each in ("C2", "N4"):
        rules.decide(each, "reopened")
    for file in files:
        comparison, _ = rules.compare_draft(file, "D2")
        assert {name for name, count in comparison.totals.items() if count} == {"kept"}, file.name
        assert rules.import_counter_draft(file, by=["ASH"], draft="D2").operations == (), file.name


def test_a_stale_text_proposes_what_was_changed_in_it(rules: WorkingGroup) -> None:
    """Also between the strikes."""
    text = written(rules, "markdown").replace("outside", "in")
    rules.decide("N4", "reopened")
    report = rules.import_counter_draft(text_source("r.md", text), by=["ASH"], draft="D2")
    (made,) = (rules.state.amendments[each.id] for each in report.operations)
    assert rules.state.text(made.id) == "Dogs stay [at home | in]."


def test_a_struck_text_begins_another_draft_as_it_was(rules: WorkingGroup) -> None:
    """And whoever imports it is told."""
    text = written(rules, "markdown").replace("Market", "Other")
    word_file = decode_docx(word(rules, DocxKind.ROLLING), "other.docx")
    for source, lines in ((text_source("other.md", text), [5, 7, 9, 13]), (word_file, None)):
        report = rules.import_draft(source)
        texts = [each.text for each in rules.state.versions.values()]
        assert not any("~~" in each or "(rejected)" in each for each in texts)
        assert "Dogs stay [at home | outside]." in texts[-3:]
        struck = [e.line for e in report.findings if e.message.startswith("This was struck out")]
        assert len(struck) == 4
        assert lines is None or struck == lines
