"""Deliver: what is written is what the command writes, and what is checked before it leaves."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from consensus import WorkingGroup
from consensus.errors import ConsensusError, Rejected, StoreError
from consensus.formats.comment_table import decode_xlsx
from consensus.formats.source import Source
from consensus.reports.audience import Audience
from consensus.reports.summary.context import names_in
from consensus.reports.summary.summary import ChairSummary
from consensus.working_group.log import system_clock
from consensus.working_group.recording import places_with
from consensus.working_group.reports.report import Form
from consensus.working_group.reports.writing import REPORTS, write_files
from tests.cli.conftest import done, run_command
from tests.tui.playing import Player, assert_looks_in_sizes, play, until
from tests.tui.records import opened
from tui.app import ConsensusApp
from tui.screens import base
from tui.screens.deliver import DeliverScreen, Preview
from tui.screens.planning import PapersScreen
from tui.views import deliver as views
from tui.views.deliver import (
    COMMENTS,
    RECORD,
    About,
    DeliverView,
    Kept,
    Offer,
    PaperFile,
    Part,
    check_look,
    deliver_look,
    preview_look,
    replaced_look,
    revision_look,
    write_look,
)
from tui.views.meeting import naming_view
from tui.widgets.passage import Passage

FOLDER = Path("out/2017-01-27")


def no_check() -> None:
    """Nothing urgent is queued."""


@pytest.fixture
def there(example: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example in the present folder, with a revision, read by commands at the same moment."""
    now = (lambda: __import__("tests.tui.playing", fromlist=["NOW"]).NOW).__code__
    monkeypatch.setattr(system_clock, "__code__", now)
    with opened(example, "sec") as group:
        group.publish("Rev.1")
    return example


COMMANDS = {
    "changes": ("draft", "compare", "{old}", "{new}"),
    "concordance": ("draft", "compare", "{new}", "--labels"),
    "draft": ("draft", "show", "{drafts}"),
    "amendments": ("report", "compilation"),
    "matrix": ("report", "positions"),
    "groups": ("report", "positions", "--by-group"),
    "sources": ("amendment", "show", "{subject}", "--sources"),
    "undertakings": ("plan", "undertaking", "list"),
    "attendance": ("member", "list", "--presence"),
    "decisions": ("decision", "list"),
    "consultations": ("consultation", "list"),
    "ballots": ("ballot", "list"),
    "milestones": ("plan", "milestone", "list"),
    "progress": ("status", "--progress"),
}
"""The command of each report that is not one of `consensus report` with its own name."""

OWN_JSON = ("draft", "concordance")
"""The reports of which commands print data of their own."""


def command_of(offer: Offer) -> list[str]:
    """The command that writes a paper."""
    wanted = offer.about.wanted
    given = COMMANDS.get(offer.key)
    if given is None:
        return ["report", offer.key, *([str(wanted["subject"])] if "subject" in wanted else ())]
    return [each.format(**wanted) for each in given if each != "{new}" or wanted.get("new")]


def offers(record: Path) -> DeliverView:
    """What can be written of a record."""
    with opened(record, "sec") as group:
        return deliver_look("", "", {})(group, no_check)


@pytest.mark.parametrize("audience", Audience)
def test_every_paper_is_what_the_command_writes(there: Path, audience: Audience) -> None:
    """Byte for byte, of each report in each form."""
    view = offers(there)
    different = []
    compared = 0
    with opened(there, "sec") as group:
        for offer in view.offers:
            for form in offer.forms if not offer.missing and offer.key != RECORD else ():
                if form == Form.JSON and offer.key in OWN_JSON:
                    continue
                paper = PaperFile(offer, form, audience)
                path = f"command{Form(form).ending}"
                command = (*command_of(offer), "--audience", audience, "--to", form, "-o", path)
                answer = run_command("-f", str(there), *map(str, command))
                if "not available for the public" in answer.err or answer.code:
                    with pytest.raises(ConsensusError):
                        write_look((paper,), str(FOLDER), print)(group, no_check)
                    continue
                (written,) = write_look((paper,), str(FOLDER), lambda _: None)(group, no_check)
                compared += 1
                if written.read_bytes() != Path(path).read_bytes():
                    different.append(f"{offer.key} as {form}")
    assert different == []
    assert compared > 150


def test_the_record_is_what_the_command_exports(there: Path) -> None:
    """With all its steps, to be imported elsewhere."""
    offer = offers(there).offer(RECORD)
    assert offer is not None
    done(run_command("-f", str(there), "sync", "export", "command.bundle"))
    with opened(there, "sec") as group:
        paper = PaperFile(offer, offer.forms[0], Audience.SECRETARIAT)
        (written,) = write_look((paper,), str(FOLDER), lambda _: None)(group, no_check)
    assert written.read_bytes() == Path("command.bundle").read_bytes()


def test_a_comment_table_is_written_once_all_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before, it is said of which comments nothing is; the file is what the library writes."""
    monkeypatch.chdir(tmp_path)
    with WorkingGroup.in_memory(title="Tides") as group:
        group.add_member("ASH")
        group.import_draft(Source.of("# Tides\n\n1. The tide is low.\n", "tides.md"))
        table = "MB/NC,Clause,Type of comment,Comments,Proposed change\nASH,1,ge,Good.,\n"
        group.import_amendments(Source.of(table, "form.csv"))
        offer = deliver_look("", "", {})(group, no_check).offer(COMMENTS)
        assert offer is not None
        paper = PaperFile(offer, "xlsx", Audience.MEMBERS)
        assert paper.name == "comment-table.xlsx"
        checked = check_look((paper,), Audience.MEMBERS, 80, Kept())(group, no_check)
        assert "1 comment has no disposition yet: ASH-001" in checked.findings[0][1]
        group.resolve_comments("ASH-001", "noted")
        checked = check_look((paper,), Audience.MEMBERS, 80, Kept())(group, no_check)
        assert "names each body" in checked.findings[0][1]
        (part,) = preview_look(paper, 80, Kept())(group, no_check)
        assert "Noted." in part.spans[0].text
        (written,) = write_look((paper,), str(FOLDER), lambda _: None)(group, no_check)
        assert "Noted." in decode_xlsx(written.read_bytes(), "back.xlsx").text


def test_every_report_is_offered_once(there: Path) -> None:
    """Under words of its own, and with the record itself."""
    found = offers(there).offers
    assert sorted(each.key for each in found) == sorted((*REPORTS, RECORD))
    assert len({each.title for each in found}) == len(found)
    assert all(each.title and each.title != each.key for each in found)


def names_of(folder: Path) -> list[str]:
    """The files in a folder."""
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


AFTER = ["changes-Rev.1-since-first-draft.docx", "concordance-Rev.1.docx", "summary-M3.docx"]


def test_after_a_meeting_three_papers_are_ticked_and_written(there: Path) -> None:
    """The summary, the revision against the text before, and its concordance; by one key."""

    async def story(player: Player) -> None:
        await player.press("8")
        assert "To deliver after M3, for: public, to out/2017-01-27/" in player.screen()
        await assert_looks_in_sizes(player, "deliver")
        await player.press("enter")
        assert player.notice() == f"✓ written to {FOLDER}: {AFTER[2]}, {AFTER[0]}, {AFTER[1]}"
        assert names_of(FOLDER) == AFTER

    play(there, story)


def test_files_are_replaced_only_after_a_question(there: Path) -> None:
    """Which names them; Esc leaves them as they are."""

    async def story(player: Player) -> None:
        FOLDER.mkdir(parents=True)
        (FOLDER / AFTER[2]).write_text("mine")
        await player.press("8", "enter")
        assert "Replace these files?" in player.screen()
        assert AFTER[2] in player.screen()
        await player.press("escape")
        assert player.notice() == "nothing was written"
        assert names_of(FOLDER) == [AFTER[2]]
        assert (FOLDER / AFTER[2]).read_text() == "mine"
        await player.press("enter", "enter")
        assert names_of(FOLDER) == AFTER
        assert (FOLDER / AFTER[2]).read_bytes()[:2] == b"PK"

    play(there, story)


def test_nothing_is_written_where_one_paper_cannot_be_made(
    there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even those before it, nor a part of it."""

    def refuse(*given: object) -> bytes:
        raise Rejected("it cannot be made")

    monkeypatch.setattr(views, "write_value_docx", refuse)

    async def story(player: Player) -> None:
        await player.press("8", "f")
        await player.type("text\n")
        await player.press("enter")
        assert "it cannot be made" in player.notice()
        assert names_of(FOLDER) == []

    play(there, story)


def test_a_folder_that_takes_nothing_is_told_of(there: Path) -> None:
    """And another one can be chosen."""

    async def story(player: Player) -> None:
        Path("taken").write_text("a file")
        await player.press("8", "d", *["backspace"] * 14)
        await player.type("taken\n")
        await player.press("enter")
        assert "taken cannot be written to" in player.notice()
        assert Path("taken").read_text() == "a file"

    play(there, story)


def test_a_sentence_says_what_it_rests_on(there: Path) -> None:
    """With the numbers behind its words, and what was recorded."""

    async def story(player: Player) -> None:
        await player.press("8", "v", "down", "down")
        await assert_looks_in_sizes(player, "deliver-reading")
        await player.press("enter")
        assert "What it rests on" in player.screen()
        assert "DEC12: 1 (R1) adopted" not in player.screen()
        assert "1 thing recorded" in player.screen()
        await player.press("enter", "A", "s", "enter")
        assert "DEC12: 1 (R1) adopted" in player.screen()
        await player.press("enter")
        assert player.app.screen.query_one(Preview).has_focus

    play(there, story)


def test_what_a_paper_is_about_its_form_and_audience_are_chosen(there: Path) -> None:
    """The name of the file says so, and it is as the command writes it."""

    async def story(player: Player) -> None:
        await player.press("8", "space", "down", "space", "down", "space", "down", "space")
        await player.press("f")
        await player.type("csv\n")
        await player.press("A", "m")
        await player.press("enter")
        assert names_of(FOLDER) == ["open-members.csv"]
        await player.press("home", "space", "down", "down", "down", "space", "home", "c")
        await player.type("M2\n")
        await player.press("A", "p", "enter")
        assert names_of(FOLDER) == ["open-members.csv", "summary-M2.docx"]

    play(there, story)
    command = ("report", "summary", "M2", "-o", "command.docx")
    done(run_command("-f", str(there), *command))
    assert (FOLDER / "summary-M2.docx").read_bytes() == Path("command.docx").read_bytes()


def test_what_leaves_the_house_is_checked(there: Path) -> None:
    """What is withheld is counted; quotations and brackets are to be looked at."""
    view = offers(there)
    ticked = tuple(e for e in view.offers if e.key in ("summary", "changes"))
    with opened(there, "sec") as group:
        for audience, told in (
            (Audience.PUBLIC, "withheld and counted: sponsors 1, positions 6, reasons 5"),
            (Audience.SECRETARIAT, "nothing is withheld"),
        ):
            papers = tuple(PaperFile(each, each.forms[0], audience) for each in ticked)
            found = check_look(papers, audience, 60, Kept())(group, no_check)
            words = [words for _, words in found.findings]
            assert words[0].startswith(told)
            assert words[1] == "check the quotations in paragraphs 1 and 3"
            assert words[2] == "3 paragraphs have brackets in Rev.1: not finished"
            assert found.to_read["summary"] == 2


def test_whom_words_name_is_said_where_nobody_may_be_named(there: Path) -> None:
    """Under the Chatham House rule: when it is noted, and before the summary leaves."""
    with opened(there, "sec") as group:
        group.open_meeting("Retreat", chatham_house=True)
        code, name = next((e.code, e.name) for e in group.state.members.values())
        assert names_in(group.state, f"{code}, {name}; {code}s, {name}s") == (code, name)
        said = f"the delegate of {name} feared inspections"
        named = naming_view(said)(group, no_check)
        group.note_intervention(said, kind="concern", voices=3)
        group.close_meeting()
    (summary,) = (e for e in offers(there).offers if e.key == "summary")
    with opened(there, "sec") as group:
        paper = PaperFile(summary, summary.forms[0], Audience.PUBLIC)
        found = check_look((paper,), Audience.PUBLIC, 60, Kept())(group, no_check).findings
    assert named == f" ! its words name {name}, and are read so"
    assert (True, f"paragraph 2 names {name}: read it") in found


def test_closing_a_meeting_leads_to_what_is_delivered(in_session: Path) -> None:
    """Its summary is the first paper, and ticked."""

    async def story(player: Player) -> None:
        await player.press("5", "M", "enter")
        screen = player.app.screen
        assert isinstance(screen, DeliverScreen)
        assert "To deliver after M4" in player.screen()
        assert screen.papers[0].name == "summary-M4.docx"

    play(in_session, story)


def test_before_a_meeting_is_closed_nothing_is_ticked(in_session: Path) -> None:
    """Enter says so, and what ticks a paper."""

    async def story(player: Player) -> None:
        await player.press("8", "enter")
        assert player.notice() == "✗ nothing is ticked: space ticks a paper"
        await player.press("down", "down", "space")
        assert "no revision is published yet" in player.notice()

    play(in_session, story)


def test_publishing_writes_the_revision_and_its_concordance(example: Path) -> None:
    """Unless they are unticked in the same dialog."""

    async def story(player: Player) -> None:
        await player.press("2", "P", "enter")
        assert "D1 is published as Rev.1; written to" in player.notice()
        assert names_of(FOLDER) == AFTER[:2]
        await player.press("8", "P", "tab", "tab", "tab", "space", "tab", "space", "enter")
        assert "✓ D1 is published as Rev.2" in player.notice()
        assert names_of(FOLDER) == AFTER[:2]

    play(example, story)


def test_the_papers_of_a_revision_are_those_of_its_draft(example: Path) -> None:
    """Though another draft has a revision of the same name."""
    with opened(example, "sec") as group:
        text = "# Other\n\n## Part\n\n1. Harbours are kept open.\n"
        group.import_draft(Source("other.md", text, "0" * 64))
        first, second = (each.handle for each in group.state.drafts.values())
        group.publish("Rev.1", draft=second)
        group.publish("Rev.1", draft=first)
        for draft in (first, second):
            found = revision_look(draft, "Rev.1")(group, no_check)
            assert [each.about.wanted["drafts"] for each in found] == [draft, draft]


FALSE_FOLDERS = "~nobody-of-that-name/papers", "n" * 300


@pytest.mark.parametrize("folder", FALSE_FOLDERS, ids=("home", "length"))
def test_a_folder_that_cannot_be_is_told_of(there: Path, folder: str) -> None:
    """Its name ends nothing."""
    papers = (PaperFile(offers(there).offers[0], "html", Audience.PUBLIC),)
    with opened(there, "sec") as group:
        for look in (replaced_look(papers, folder), write_look(papers, folder, print)):
            with pytest.raises(StoreError, match=folder[:20]):
                look(group, no_check)


def test_where_one_file_fails_the_others_are_named(tmp_path: Path) -> None:
    """Those that are there, and those that are not."""
    with pytest.raises(StoreError, match=r"; written: a\.txt; not written: no/b\.txt, c\.txt$"):
        write_files(tmp_path, {"a.txt": b"a", "no/b.txt": b"b", "c.txt": b"c"})


def test_what_cannot_be_made_is_said_in_its_place(
    there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the preview, and of each paper in the check; the others are checked all the same."""
    found = views.find_report

    def refuse(name: str) -> object:
        if name == "summary":
            raise Rejected("not for them")
        return found(name)

    monkeypatch.setattr(views, "find_report", refuse)
    ticked = [e for e in offers(there).offers if e.key in ("summary", "changes")]
    papers = tuple(PaperFile(each, "docx", Audience.PUBLIC) for each in ticked)
    with opened(there, "sec") as group:
        (part,) = preview_look(papers[0], 60, Kept())(group, no_check)
        assert part.spans[0].text == "cannot be made: not for them"
        look = check_look(papers, Audience.PUBLIC, 60, Kept())
        told = [words for _, words in look(group, no_check).findings]
        assert "Chair’s summary cannot be made: not for them" in told
        assert "3 paragraphs have brackets in Rev.1: not finished" in told


def test_what_is_gone_is_no_longer_chosen(there: Path) -> None:
    """Such as a revision that was undone."""
    gone = About("D1 Rev.9", "Rev.9", {"drafts": "D1", "new": "Rev.9"})
    with opened(there, "sec") as group:
        offer = deliver_look("", "", {"concordance": gone})(group, no_check).offer("concordance")
    assert offer is not None
    assert offer.about.words == "Rev.1"


def test_space_ticks_wherever_the_focus_is(debate: Path) -> None:
    """It gives nobody the floor; what was ticked stays when a meeting is closed elsewhere."""
    with opened(debate, "sec") as group:
        before = len(group.steps())

    async def story(player: Player) -> None:
        await player.press("8", "v", "question_mark")
        await player.type("rests")
        assert "What the sentence of the summary rests on" in player.screen()
        await player.press("escape", "space")
        screen = player.app.screen
        assert isinstance(screen, DeliverScreen)
        assert screen.ticked == {"summary"}
        with opened(debate, "sec") as group:
            assert len(group.steps()) == before
            group.close_meeting()
        await player.look_for_news()
        assert screen.ticked == {"summary"}

    play(debate, story)


def test_everything_can_be_chosen(there: Path) -> None:
    """As what a paper is about, like any one thing."""

    async def story(player: Player) -> None:
        await player.press("8")
        screen = player.app.screen
        assert isinstance(screen, DeliverScreen)
        screen.select("matrix", About("D1", "of D1", {"texts": "D1"}))
        await player.settle()
        assert screen.offer
        assert screen.offer.about.words == "of D1"
        await player.press("c")
        await player.type("everything\n")
        assert screen.offer
        assert screen.offer.about.words == ""

    play(there, story)


def test_nothing_is_written_on_a_machine_elsewhere(
    there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the screens are in a browser; nor published as the past."""
    monkeypatch.setattr(ConsensusApp, "is_web", True)

    async def story(player: Player) -> None:
        await player.press("8", "enter")
        assert "papers are written on the machine where the group is kept" in player.notice()
        assert names_of(FOLDER) == []
        player.app.as_of = "yesterday"
        await player.press("P")
        assert isinstance(player.app.screen, DeliverScreen)
        assert "yesterday" in player.notice()

    play(there, story)


def test_the_history_is_not_written_beside_public_papers_unasked(there: Path) -> None:
    """It has what was said in confidence."""

    async def story(player: Player) -> None:
        await player.press("8", "end", "space", "enter")
        assert "Write the whole history beside them?" in player.screen()
        await player.press("escape")
        assert player.notice() == "nothing was written"
        assert names_of(FOLDER) == []

    play(there, story)


def test_keys_typed_before_a_question_do_nothing_else(
    debate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the look before the question takes long, they are dropped."""
    with opened(debate, "sec") as group:
        before = len(group.steps())

    def slowly(*given: object) -> list[str]:
        time.sleep(1)
        return places_with(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(base, "_PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(views, "places_with", slowly)

    async def story(player: Player) -> None:
        await player.press("8", "R")
        await player.hurry(*"Alvora", "enter", "q", "space", "space", "1", "enter")
        assert "Why?" in player.screen()
        await player.press("escape")
        assert isinstance(player.app.screen, DeliverScreen)

    play(debate, story)
    with opened(debate, "sec") as group:
        assert len(group.steps()) == before


def test_words_are_erased_for_good(example: Path) -> None:
    """After their places were counted, with what may still have them; the history verifies."""
    with opened(example, "sec") as group:
        group.open_meeting("Third meeting")
        group.note_intervention("Ms. Ottoline Example asked for a glossary.")
        group.close_meeting()

    async def story(player: Player) -> None:
        await player.press("8")
        assert "Ottoline" in player.app.screen.query_one(Preview).query_one(Passage).text
        await player.press("R")
        await player.type("Ms. Ottoline Example\n")
        assert "They are erased in 1 place, such as:" in player.screen()
        assert "27 Jan 2017 17:00" in player.screen()
        await player.type("a name\n")
        assert "in 1 place." in player.screen()
        await player.press("enter")
        assert "What may still have the words" in player.screen()
        await player.press("escape")
        assert "Ottoline" not in player.app.screen.query_one(Preview).query_one(Passage).text
        await player.press("R")
        await player.type("Ottoline\n")
        assert "nothing that was recorded has these words" in player.notice()

    play(example, story)
    with opened(example, "sec") as group:
        assert len(group.verify().redactions) == 1


def test_a_page_is_gone_to_by_arrow_or_click(there: Path) -> None:
    """From the papers to be delivered to the lists, and back."""

    async def story(player: Player) -> None:
        await player.press("8", "right")
        assert isinstance(player.app.screen, PapersScreen)
        await player.press("left")
        assert isinstance(player.app.screen, DeliverScreen)
        await player.pilot.click("#tab-milestones")
        await player.settle()
        assert isinstance(player.app.screen, PapersScreen)
        await player.pilot.click("#tab-deliver")
        await player.settle()
        assert isinstance(player.app.screen, DeliverScreen)

    play(there, story)


def test_every_preview_can_be_read(there: Path) -> None:
    """Of each paper in each form, for each audience that may have it."""
    view = offers(there)
    with opened(there, "sec") as group:
        for offer in view.offers:
            for form in offer.forms if not offer.missing else ():
                paper = PaperFile(offer, form, Audience.MEMBERS)
                parts = preview_look(paper, 60, Kept())(group, no_check)
                assert any(span.text.strip() for part in parts for span in part.spans)


def test_a_paper_is_made_once_until_something_is_recorded(
    there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For the preview and for what is checked in it, whatever was looked at between."""
    made: list[object] = []

    def noted(summary: ChairSummary) -> Iterator[Part]:
        made.append(summary)
        return summary_parts(summary)

    summary_parts = views._summary_parts
    monkeypatch.setattr(views, "_summary_parts", noted)

    async def story(player: Player) -> None:
        await player.press("8", "space", "down", "up", "A", "m", "space", "A", "p")
        assert len(made) == 2  # once for each audience
        await player.press("down", "up", "3", "8")
        assert len(made) == 2
        with opened(there, "other") as group:
            group.add_member("NEW", "Newland")
        await player.look_for_news()
        assert len(made) == 3

    play(there, story)


def test_a_key_does_not_wait_for_a_paper(there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That it is being made is said at once, and not that it is the one before."""
    gate = threading.Event()

    def slow(name: str) -> object:
        if name == "open":
            gate.wait(20)
        return find_report(name)

    find_report = views.find_report
    monkeypatch.setattr(views, "find_report", slow)

    async def story(player: Player) -> None:
        await player.press("8", "down", "down")
        text = player.app.screen.query_one("#preview-text", Passage)
        before = text.text
        player.send("down")
        await until(player.app, lambda: text.text == "being made …")
        gate.set()
        await player.settle()
        assert text.text not in (before, "being made …")

    play(there, story)


def test_escape_goes_back_to_the_list(there: Path) -> None:
    """From the paper as it would be, where the keys of the list would act out of sight."""

    async def story(player: Player) -> None:
        await player.press("8", "v")
        assert isinstance(player.app.focused, Preview)
        await player.press("escape")
        assert player.app.focused is player.app.screen.query_one("#offers")

    play(there, story)


def test_papers_that_the_cursor_passes_are_not_made(
    there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one took long, only that on which the cursor rests."""
    asked: list[str] = []

    def noted(name: str) -> object:
        asked.append(name)
        return find_report(name)

    find_report = views.find_report
    monkeypatch.setattr(views, "find_report", noted)
    monkeypatch.setattr(views, "_SLOW_SECONDS", 0.0)

    async def story(player: Player) -> None:
        await player.press("8")
        asked.clear()
        await player.hurry("down", "down", "down", "down", "down")
        screen = player.app.screen
        assert isinstance(screen, DeliverScreen)
        assert screen.offer is not None
        assert asked == [screen.offer.key]
        await player.press("up", "down")
        assert asked[1:].count(screen.offer.key) == 0  # what is made is shown as it is

    play(there, story)


def test_of_a_long_table_the_first_rows_are_shown(tmp_path: Path) -> None:
    """And that there are more, as of a long text."""
    path = tmp_path / "long.consensus"
    with WorkingGroup.create(path, title="Long", by="sec") as group:
        for number in range(views._MOST_PARTS + 1):
            group.add_member(f"M{number:03}", f"Member {number}")
        group.open_meeting("First")
        view = deliver_look("", "", {})(group, no_check)
        offer = view.offer("attendance")
        assert offer is not None
        paper = PaperFile(offer, offer.forms[0], Audience.MEMBERS)
        parts = preview_look(paper, 60, Kept())(group, no_check)
    words = "".join(span.text for part in parts for span in part.spans)
    assert "M399" in words
    assert "M400" not in words
    assert words.rstrip().endswith("… and more")
