"""Word files: drafts, tracked changes as amendments, comments as rationales and notes."""

from __future__ import annotations

import datetime
from random import Random

import pytest

from consensus import WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.finding import Severity
from consensus.formats.draft_docx import DocxSource, decode_docx, read_docx_draft
from consensus.history.operations import AddMember
from consensus.model.amendments import Amendment, AmendmentKind
from consensus.model.drafts import ItemKind
from consensus.reports.audience import Audience, Kind
from consensus.reports.dossier import dossier, dossier_outline
from consensus.text.combination import Combination
from tests.support.docx_files import (
    about,
    cell,
    comment,
    dele,
    docx,
    ins,
    mark,
    moved_from,
    moved_to,
    note_sign,
    notes,
    p,
    row,
    table,
)
from tests.support.market import markdown
from tests.support.panel import ticking

TITLE = p("Draft on harbours", style="Titel")
AUTHORS = {"Ana": "ALV", "Ben": "BKV", "Secretariat": ""}


def word(*body: str, name: str = "review.docx", **more: object) -> DocxSource:
    """A Word file that was read."""
    return decode_docx(docx(TITLE, *body, **more), name)  # type: ignore[arg-type]  # passed on


def group_with(*sources: DocxSource) -> WorkingGroup:
    """A working group with Ana and Ben, and the first file as its draft."""
    group = WorkingGroup.in_memory(title="Panel", clock=ticking())
    group.record(AddMember(code="ALV"), AddMember(code="BKV"), AddMember(code="CAT", name="Cat Ek"))
    group.import_draft(sources[0])
    return group


def amendments(group: WorkingGroup) -> list[Amendment]:
    """All amendments, in their order."""
    return list(group.state.amendments.values())


def told(group: WorkingGroup) -> list[tuple[str, str, str, str]]:
    """Sponsors, kind, target and text of every amendment."""
    state = group.state
    return [
        (",".join(each.sponsors), str(each.kind), state.handle_of(each.target), state.text(each.id))
        for each in amendments(group)
    ]


def present(group: WorkingGroup) -> list[str]:
    """The texts of the only draft, in order."""
    return [group.state.text(item.id) for item in group.state.walk(next(iter(group.state.drafts)))]


def test_a_word_file_is_a_draft() -> None:
    """Titles, headings, numbers, letters, bullets, rows and notes are what they are in print."""
    source = word(
        p("Recommendations", style="berschrift1"),
        p("Members", ins("Ana", " always"), " report:", numbering=(1, 0)),
        p("on time;", numbering=(1, 1)),
        p("in full", note_sign("footnote", 1), ".", numbering=(1, 1)),
        p("The office publishes.", numbering=(1, 0)),
        p("Bulleted.", numbering=(2, 0)),
        p("Scope", style="berschrift2"),
        p("3.\tTyped by hand."),
        p(),
        p("PP1 Recalling\u00a0this,"),
        table(row("Port", "Fee [a"), row("North", "5]")),
        more={"word/footnotes.xml": notes("footnote", "See annex.")},
    )
    group = group_with(source)
    state = group.state
    (draft,) = state.drafts.values()
    assert draft.title == "Draft on harbours"
    assert [
        (item.kind, item.label, state.depth(item.id), state.text(item.id).replace("\\", ""))
        for item in state.walk(draft.id)
    ] == [
        (ItemKind.SECTION, "", 0, "Recommendations"),
        (ItemKind.RECOMMENDATION, "1", 1, "Members report:"),
        (ItemKind.SUBPARAGRAPH, "(a)", 2, "on time;"),
        (ItemKind.SUBPARAGRAPH, "(b)", 2, "in full[^1]."),
        (ItemKind.RECOMMENDATION, "2", 1, "The office publishes."),
        (ItemKind.PARAGRAPH, "", 2, "Bulleted."),
        (ItemKind.SECTION, "", 1, "Scope"),
        (ItemKind.RECOMMENDATION, "3", 2, "Typed by hand."),
        (ItemKind.PREAMBULAR, "PP1", 2, "Recalling\u00a0this,"),
        (ItemKind.PARAGRAPH, "", 2, "Port | Fee [a"),
        (ItemKind.PARAGRAPH, "", 2, "North | 5]"),
        (ItemKind.FOOTNOTE, "[^1]", 0, "See annex."),
    ]


def test_the_same_words_again_add_nothing() -> None:
    """Two reviewers' files against one original are the same draft."""
    group = group_with(word(p("One."), p("Two.")))
    with pytest.raises(Rejected, match="already"):
        group.import_draft(word(p("One", ins("Ana", " more"), "."), p("Two."), name="other.docx"))


def test_findings_name_the_paragraph() -> None:
    """What is odd about brackets is found with the number of the paragraph and the column."""
    group = WorkingGroup.in_memory()
    report = group.import_draft(word(p(), p("Fees [are due.")))
    assert [(f.file, f.line, f.column) for f in report.findings] == [("review.docx", 3, 6)]


EVERYTHING = (
    p(
        "Members",
        ins("Ana", " always", day="2017-03-04T08:00:00Z"),
        " report ",
        dele("Ben", "yearly"),
        ".",
    ),
    p(ins("Ana", "New one."), marked=mark("ins", "Ana")),
    p(dele("Ben", "Ships wait outside."), marked=mark("del", "Ben")),
    p("The office publishes the reports ", marked=mark("ins", "Ana")),
    p("and keeps them."),
    p("Fees are waived.", marked=mark("del", "Ben")),
    p(" Boats are free."),
    '<w:moveFromRangeStart w:id="1" w:author="Ana" w:name="m"/>',
    p(moved_from("Ana", "Pilots guide the ships in."), marked=mark("moveFrom", "Ana")),
    '<w:moveFromRangeEnd w:id="1"/>',
    p("Whales have the right of way."),
    '<w:moveToRangeStart w:id="2" w:author="Ana" w:name="m"/>',
    p(moved_to("Ana", "Pilots guide the ships in."), marked=mark("moveTo", "Ana")),
    '<w:moveToRangeEnd w:id="2"/>',
    p("The end."),
)


def test_every_kind_of_change_is_an_amendment_of_its_author() -> None:
    """Modify, insert, delete, split, join and move, each with its day."""
    source = word(*EVERYTHING)
    group = group_with(source)
    report = group.import_docx_amendments(source, authors=AUTHORS)
    assert told(group) == [
        ("ALV", "modify", "N1", "Members always report yearly."),
        ("ALV", "insert", "D1", "New one."),
        ("ALV", "split", "N3", "The office publishes the reports"),
        ("ALV", "move", "N6", "Pilots guide the ships in."),
        ("BKV", "modify", "N1", "Members report ."),
        ("BKV", "join", "N4", "Fees are waived. Boats are free."),
        ("BKV", "delete", "N2", ""),
    ]
    assert (report.taken, report.tray, report.refused) == (7, 0, 0)
    assert datetime.date(2017, 3, 4) == amendments(group)[0].dated
    assert amendments(group)[2].parts == ("and keeps them.",)


def test_the_same_change_again_adds_nothing() -> None:
    """Files are sent on with everybody's changes in them; each change comes in once."""
    source = word(*EVERYTHING)
    group = group_with(source)
    first = group.import_docx_amendments(source, authors={"Ana": "ALV"})
    assert (first.taken, first.refused) == (4, 3)
    again = group.import_docx_amendments(word(*EVERYTHING, name="sent on.docx"), authors=AUTHORS)
    assert (again.taken, again.duplicates, again.refused) == (3, 4, 0)
    head = group.head
    third = group.import_docx_amendments(source, source, authors=AUTHORS)
    assert (0, 14, head) == (third.taken, third.duplicates, group.head)


def test_unknown_authors_stay_out_with_numbers() -> None:
    """Nobody's changes are given to a member; the finding says how many and what to do."""
    source = word(
        p("One", ins("Dan", " d"), ins("Cat Ek", " c"), ins("bkv", " b"), "."),
        p(about(0, "Two")),
        comments=comment(0, "Dan", "Really?"),
    )
    group = group_with(source)
    report = group.import_docx_amendments(source)
    assert [each.sponsors[0] for each in amendments(group)] == ["CAT", "BKV"]
    (finding,) = report.findings
    assert (finding.severity, report.refused) == (Severity.ERROR, 2)
    assert finding.message.startswith("“Dan” is no member's code or name, so 1 changed paragraph")
    head = group.head
    with pytest.raises(Rejected, match="Dan"):
        group.import_docx_amendments(source, strict=True)
    assert head == group.head
    with pytest.raises(NotFound):
        group.import_docx_amendments(source, authors={"Dan": "DAN"})
    assert group.import_docx_amendments(source, authors={"Dan": ""}).findings == ()


def test_a_change_by_nobody_has_no_sponsor() -> None:
    """The secretariat's proposals have no member behind them."""
    source = word(p("One", ins("Secretariat", " more"), "."))
    group = group_with(source)
    report = group.import_docx_amendments(source, authors=AUTHORS)
    assert told(group) == [("", "modify", "N1", "One more.")]
    assert [f.message for f in report.findings] == ["Nothing in these files is by “Ana”, “Ben”."]


def test_several_files_meet_in_one_combination() -> None:
    """Where two reviewers change the same words there is a conflict, with all they want there."""
    base = word(p("Members shall report every year to the office."))
    ana = word(
        p(
            "Members ",
            dele("Ana", "shall"),
            ins("Ana", "should"),
            " report every year to the office.",
        ),
        name="ana.docx",
    )
    ben = word(
        p(
            "Members ",
            dele("Ben", "shall"),
            ins("Ben", "may"),
            " report every year to the ",
            ins("Ben", "port "),
            "office.",
        ),
        name="ben.docx",
    )
    group = group_with(base)
    report = group.import_docx_amendments(ana, ben, authors=AUTHORS)
    assert report.taken == 2
    combination: Combination = group.combination("N1")
    assert combination.render("brackets") == (
        "Members [shall | A1: should | A2: may] report every year to the [no text | A2: port]"
        " office."
    )


def test_comments_are_rationales_or_notes() -> None:
    """On a change of its author a comment says why; elsewhere it is noted in writing."""
    source = word(
        p("Members ", about(0, ins("Ana", "always ")), "report."),
        p("Ships ", about(1, "wait"), " outside.", about(2)),
        p(ins("Ana", about(3, "New.")), marked=mark("ins", "Ana")),
        p("End."),
        comments=comment(0, "Ana", "As agreed.")
        + comment(1, "Ben", "How long?", day="2017-05-06T00:00:00Z")
        + comment(2, "Secretariat", "Noted.")
        + comment(3, "Ben", "Not new."),
    )
    group = group_with(source)
    report = group.import_docx_amendments(source, authors=AUTHORS)
    assert [each.rationale for each in amendments(group)] == ["“always”: As agreed.", ""]
    state = group.state
    assert [
        ("BKV", "“wait”: How long?", "N2", datetime.date(2017, 5, 6)),
        ("BKV", "Not new.", "A2", datetime.date(2017, 1, 26)),
        ("", "Noted.", "N2", datetime.date(2017, 1, 26)),
    ] == [
        (each.member, each.text, state.handle_of(each.targets[0]), each.written)
        for each in state.interventions.values()
    ]
    assert report.taken == 5
    again = group.import_docx_amendments(source, authors=AUTHORS)
    assert (again.taken, again.duplicates) == (0, 5)


def test_a_comment_on_what_is_proposed_already_is_a_note() -> None:
    """It is not lost with a change that is not recorded again."""
    source = word(p(about(0, "One", ins("Ana", " more"), ".")), comments=comment(0, "Ana", "Why?"))
    group = group_with(source)
    group.propose("N1", text="One more.", by=["ALV"], rationale="Needed.")
    report = group.import_docx_amendments(source, authors=AUTHORS)
    assert (report.taken, report.duplicates) == (1, 1)
    assert [each.text for each in group.state.interventions.values()] == ["Why?"]


def test_a_deletion_of_other_words_than_before_is_a_new_proposal() -> None:
    """What ended is known only for as long as the text it stood against stands."""
    group = group_with(word(p("Ships wait."), p("Three.")))
    group.propose("N1", kind="delete", by=["ALV"])
    group.withdraw("A1")
    group.edit("N1", "Quite other words.", reason="agreed")
    report = group.import_docx_amendments(
        word(p(dele("Ana", "Quite other words.")), p("Three.")), authors=AUTHORS
    )
    assert (report.taken, report.duplicates) == (1, 0)
    assert told(group)[1:] == [("ALV", "delete", "N1", "")]


def test_an_older_file_proposes_nothing_again_that_a_merge_left_out() -> None:
    """It changes the text that the amendment was made against."""
    group = group_with(word(p("One two three.")))
    for text, member in (("One two four.", "ALV"), ("One two five.", "BKV")):
        group.propose("N1", text=text, by=[member])
    group.merge("N1", settle={1: "A2"})
    sent = word(p("One two ", dele("Ana", "three"), ins("Ana", "four"), "."))
    report = group.import_docx_amendments(sent, authors=AUTHORS)
    assert (report.taken, report.duplicates) == (0, 1)
    assert "A1, which was not retained, says the same;" in str(report.findings[-1])


@pytest.mark.parametrize(
    ("ended", "said"), [("withdrawn", "withdrawn"), ("rejected", "not retained"), ("open", "")]
)
@pytest.mark.parametrize("is_imported", [True, False])
def test_what_is_known_and_has_ended_is_named(ended: str, said: str, is_imported: bool) -> None:
    """So nobody believes that it is proposed again."""
    source = word(p("One ", ins("Ana", "more "), "two."))
    group = group_with(source)
    if is_imported:
        group.import_docx_amendments(source, authors=AUTHORS)
    else:
        group.propose("N1", text="One more two.", by=["ALV"])
    if ended == "withdrawn":
        group.withdraw("A1")
    elif ended == "rejected":
        group.decide("A1", "rejected")
    report = group.import_docx_amendments(source, authors=AUTHORS)
    assert (report.taken, report.duplicates) == (0, 1)
    notes = [each for each in report.findings if each.message.startswith("A1")]
    assert [(each.severity, each.message) for each in notes] == [
        (
            Severity.NOTE,
            f"A1, which was {said}, says the same; to propose it again, add it as a new amendment",
        )
    ] * bool(said)


def test_notes_are_shown_with_what_they_are_on() -> None:
    """The dossier of an item has what was written of it; the public is told how many."""
    source = word(
        p(about(0, "One"), " is."), comments=comment(0, "Ana", "Why?", day="2017-05-06T00:00:00Z")
    )
    group = group_with(source)
    group.import_docx_amendments(source, authors=AUTHORS)
    (item,) = group.state.walk(next(iter(group.state.drafts)))
    shown = dossier(group.state, group.judgement(), item.id, Audience.SECRETARIAT)
    assert "- ALV, written 2017-05-06: “One”: Why?" in markdown(dossier_outline(shown)).splitlines()
    public = dossier(group.state, group.judgement(), item.id)
    assert (public.noted, public.withheld.counts[Kind.INTERVENTIONS]) == ((), 1)


def test_changes_to_changes_amend_amendments() -> None:
    """What Ben does inside Ana's insertion is his amendment to her amendment."""
    source = word(
        p(
            "Members ",
            ins("Ana", "always and ", dele("Ben", "everywhere "), ins("Ben", "gladly ")),
            "report.",
        ),
        p(ins("Ana", "All new", dele("Ben", " words"), "."), marked=mark("ins", "Ana")),
        p("End ", ins("Ana", dele("Ben", "struck")), "."),
    )
    group = group_with(source)
    report = group.import_docx_amendments(source, authors=AUTHORS)
    assert told(group) == [
        ("ALV", "modify", "N1", "Members always and everywhere report."),
        ("ALV", "insert", "D1", "All new words."),
        ("ALV", "modify", "N2", "End struck."),
        ("BKV", "modify", "A1", "Members always and gladly report."),
        ("BKV", "modify", "A2", "All new."),
    ]
    _, finding = report.findings
    assert finding.message.startswith("Ben would strike, part or move A3;")


def test_a_change_within_moved_words_is_one_to_the_item() -> None:
    """Ana moves a paragraph, Ben changes it where it went: that is the item all the same."""
    source = word(
        '<w:moveFromRangeStart w:id="1" w:author="Ana" w:name="m"/>',
        p(moved_from("Ana", "Pilots guide the ships in."), marked=mark("moveFrom", "Ana")),
        '<w:moveFromRangeEnd w:id="1"/>',
        p("Whales have the right of way."),
        '<w:moveToRangeStart w:id="2" w:author="Ana" w:name="m"/>',
        p(
            moved_to("Ana", "Pilots guide ", dele("Ben", "the "), "ships in."),
            marked=mark("moveTo", "Ana"),
        ),
        '<w:moveToRangeEnd w:id="2"/>',
        p("The end."),
    )
    group = group_with(source)
    group.import_docx_amendments(source, authors=AUTHORS)
    assert told(group) == [
        ("ALV", "move", "N1", "Pilots guide the ships in."),
        ("BKV", "modify", "N1", "Pilots guide ships in."),
    ]


def test_changes_are_carried_over_what_was_agreed_since() -> None:
    """A file made of an earlier text amends the present one, with the reviewer's changes alone."""
    group = group_with(word(p("Members report every year."), p("Ships wait.")))
    group.edit("N1", "All members report every year.")
    late = word(
        p("Members report ", dele("Ana", "every year"), ins("Ana", "monthly"), "."),
        p("Ships wait."),
    )
    report = group.import_docx_amendments(late, authors={"Ana": "ALV"})
    assert told(group) == [("ALV", "modify", "N1", "All members report monthly.")]
    assert [(each.severity, each.line) for each in report.findings] == [(Severity.WARNING, 2)]
    assert "not as in D1 even without the tracked changes" in report.findings[0].message


def test_changes_to_what_is_not_in_the_draft_wait_in_the_tray() -> None:
    """A paragraph that the draft does not have is not lost with the change to it."""
    group = group_with(word(p("Members report every year."), p("Ships wait.")))
    other = word(
        p("Members report every year."),
        p("A paragraph of another version entirely", ins("Ana", ", changed"), "."),
        p("Ships ", ins("Ana", "must "), "wait."),
    )
    report = group.import_docx_amendments(other, authors={"Ana": "ALV"})
    assert told(group) == [("ALV", "modify", "N2", "Ships must wait.")]
    (entry,) = group.state.tray.values()
    assert entry.fields["old"] == "A paragraph of another version entirely."
    assert entry.fields["by"] == "ALV"
    assert report.tray == 1
    assert group.import_docx_amendments(other, authors={"Ana": "ALV"}).duplicates == 2


def test_a_file_without_changes_says_so() -> None:
    """Somebody who turned tracking off is told what to do."""
    source = word(p("One."))
    group = group_with(source)
    report = group.import_docx_amendments(source)
    assert (report.taken, report.operations) == (0, ())
    assert "no tracked changes" in report.findings[0].message


def test_a_counter_draft_in_word_is_taken_with_its_changes() -> None:
    """Compared as a version, a file says what it says with all changes accepted."""
    group = group_with(word(p("One is the first."), p("Two is the second.")))
    later = word(p("One is the first."), p("Two is the ", ins("Ana", "very "), "second."))
    comparison, _ = group.compare_draft(later)
    assert not comparison.is_same
    report = group.import_counter_draft(later, by=["BKV"])
    assert report.taken == 1
    assert told(group) == [("BKV", "modify", "N2", "Two is the very second.")]


def test_rows_notes_and_headings_are_amended() -> None:
    """Tracked rows come and go, a new footnote is an item, a heading is reworded."""
    more = {"word/footnotes.xml": notes("footnote", "Old note.", p(ins("Ana", "New note.")))}
    source = word(
        p("Fees", dele("Ana", " and dues"), style="berschrift1"),
        table(
            row("Port", "Fee"),
            row(cell(p(ins("Ana", "North"))), cell(p(ins("Ana", "5"))), marked=mark("ins", "Ana")),
            row("South", "6"),
        ),
        p("See", note_sign("footnote", 1), ins("Ana", note_sign("footnote", 2)), "."),
        more=more,
    )
    group = group_with(source)
    group.import_docx_amendments(source, authors=AUTHORS)
    assert told(group) == [
        ("ALV", "modify", "S1", "Fees"),
        ("ALV", "insert", "D1", "North | 5"),
        ("ALV", "modify", "N3", r"See\[^1\]\[^2\]."),
        ("ALV", "insert", "D1", "New note."),
    ]
    assert (
        amendments(group)[3].item_kind,
        amendments(group)[3].label,
    ) == (ItemKind.FOOTNOTE, "[^2]")


# What holds for every reviewed Word file: one author’s amendments make that author’s text.


_WORDS = ("harbour", "ship", "pilot", "whale", "office", "member", "fee", "report", "year")
_AUTHORS = ("Ana", "Ben")


class Reviewed:
    """A document that some authors changed at random.

    Args:
        random: what decides.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._body: list[str] = []
        self._notes: list[str] = []

    def source(self) -> DocxSource:
        """The file: paragraphs, headings, tables, moves and notes, all of them changed."""
        kinds = (self._whole, self._table, self._heading, self._move, *(self._paragraph,) * 5)
        for _ in range(self._random.randint(3, 9)):
            self._random.choice(kinds)()
        more = {"word/footnotes.xml": notes("footnote", *self._notes)} if self._notes else {}
        return word(*self._body, p("The end of it."), more=more)

    def _words(self, count: int) -> str:
        return " ".join(self._random.choices(_WORDS, k=count))

    def _author(self) -> str:
        return self._random.choice(_AUTHORS)

    def _numbering(self) -> tuple[int, int] | None:
        return (1, self._random.randint(0, 1)) if self._random.random() < 0.4 else None

    def _runs(self) -> list[str]:
        runs = []
        for _ in range(self._random.randint(1, 5)):
            text = self._words(self._random.randint(1, 6)) + " "
            how = self._random.random()
            if how < 0.15:
                text = ins(self._author(), text)
            elif how < 0.3:
                text = dele(self._author(), text)
            elif how < 0.36:
                text = ins(self._author(), dele(self._author(), text))
            runs.append(text)
        return runs

    def _whole(self) -> None:
        """A paragraph put in or struck whole."""
        author = self._author()
        name, change = self._random.choice((("ins", ins), ("del", dele)))
        text = change(author, self._words(5))
        self._body.append(p(text, marked=mark(name, author), numbering=self._numbering()))

    def _table(self) -> None:
        rows = []
        for _ in range(self._random.randint(1, 4)):
            author = self._author()
            name, change = self._random.choice((("ins", ins), ("del", dele)))
            if self._random.random() < 0.4:
                cells = [cell(p(change(author, self._words(count)))) for count in (3, 2)]
                rows.append(row(*cells, marked=mark(name, author)))
            else:
                rows.append(row(cell(p(*self._runs())), cell(p(*self._runs()))))
        self._body.append(table(*rows))

    def _heading(self) -> None:
        level = self._random.randint(1, 2)
        self._body.append(p(self._words(2), style=f"berschrift{level}"))

    def _move(self) -> None:
        author, text = self._author(), self._words(6)
        number = 10 + 2 * len(self._body)
        for kind, moved, place, at in (
            ("moveFrom", moved_from, len(self._body), number),
            ("moveTo", moved_to, self._random.randint(0, len(self._body)), number + 1),
        ):
            start = f'<w:{kind}RangeStart w:id="{at}" w:author="{author}" w:name="m{number}"/>'
            paragraph = p(moved(author, text), marked=mark(kind, author))
            self._body.insert(place, f'{start}{paragraph}<w:{kind}RangeEnd w:id="{at}"/>')

    def _paragraph(self) -> None:
        runs, author = self._runs(), self._author()
        if self._random.random() < 0.2:
            self._notes.append(self._words(4))
            sign = note_sign("footnote", len(self._notes))
            runs.append(self._random.choice((sign, ins(author, sign), dele(author, sign))))
        marked = ""
        if self._random.random() < 0.3:
            marked = mark(self._random.choice(("ins", "del")), author)
        self._body.append(p(*runs, marked=marked, numbering=self._numbering()))


def merge_all(group: WorkingGroup) -> None:
    """Merge every open amendment, in the order of their handles."""
    for each in amendments(group):
        if each.kind is AmendmentKind.MODIFY:
            group.merge(group.state.handle_of(each.target), take=[each.handle])
        else:
            group.merge(each.handle)


@pytest.mark.parametrize("seed", range(120))
def test_amendments_of_one_author_make_that_authors_text(seed: int) -> None:
    """Merged in order, what Ana changed makes the text with her changes accepted alone."""
    source = Reviewed(Random(seed)).source()
    group = group_with(source)
    group.import_docx_amendments(source, authors={"Ana": "ALV"})
    merge_all(group)
    base, _ = read_docx_draft(source.shown, "")
    draft, _ = read_docx_draft(source.with_accepted(["Ana"]).shown, "", base)
    texts = [text.replace("\\", "") for text in present(group)]
    assert [item.text for item in draft.document.items] == texts
