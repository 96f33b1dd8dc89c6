"""What can be delivered: each report, what it can be about, how it would be, what to check."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import compress, islice
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from consensus.errors import ConsensusError, StoreError
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Withheld, sees_attendance
from consensus.reports.outline import Block, Grid, Heading, Outline, Points, Quotation, Table
from consensus.reports.outline import Mark as ReportMark
from consensus.reports.outline_text import outline_text
from consensus.reports.overtaken import Redaction
from consensus.reports.revisions import FIRST, Issue, find_issue
from consensus.reports.summary.context import Sentence, names_in
from consensus.reports.summary.summary import ChairSummary
from consensus.reports.words import label_of
from consensus.text.display import count_noun, list_phrase, shortened
from consensus.working_group import WorkingGroup
from consensus.working_group.recording import places_with
from consensus.working_group.reports.report import Form, Report, Subject, Wanted
from consensus.working_group.reports.writing import (
    REPORTS,
    find_report,
    outlined,
    write_files,
    write_value,
    write_value_docx,
)
from tui.views.history import moment_of
from tui.views.text import Choice, Mark, Span, members_view, targets_view, with_spaces
from tui.worker import Check, as_look

RECORD = "record"
"""The key of the whole history, which is no report, among the papers."""

COMMENTS = "comment-table"
"""The key of the comment table with the observations of the secretariat, which is none either."""

AFTER_A_MEETING = ("summary", "changes", "concordance")
"""The reports that are wanted after a meeting; they come first."""

_LONGEST = 40


@frozen
class About:
    """What a paper is about."""

    key: str  # tells it from others
    words: str  # behind its title
    wanted: Mapping[str, Any]  # the same as a report takes it


_EVERYTHING = About("", "", {})


@frozen
class Offer:
    """A paper that can be written."""

    key: str  # the name of the report, or `RECORD`
    title: str
    about: About
    forms: tuple[str, ...]  # those in which it can be written, the usual one first
    can_be_about: bool  # whether it can be about something else
    missing: str = ""  # why it cannot be written; empty if it can

    @property
    def words(self) -> str:
        """The title, and what it is about."""
        return f"{self.title}, {self.about.words}" if self.about.words else self.title


@frozen
class PaperFile:
    """A paper as it is to be written."""

    offer: Offer
    form: str
    audience: Audience

    @property
    def name(self) -> str:
        """The name of the file."""
        if self.offer.key == RECORD:
            return "history.bundle"
        if self.offer.key == COMMENTS:
            return f"{COMMENTS}.{self.form}"
        about = re.sub(r"\b(of|the) ", "", self.offer.about.words)
        whom = self.audience if self.audience.sees_names else ""
        words = (re.sub(r"[^\w.]+", "-", e).strip("-.") for e in (self.offer.key, about, whom))
        return f"{'-'.join(filter(None, words))}{Form(self.form).ending}"


@frozen
class DeliverView:
    """The papers that can be written."""

    after: str  # the handle of the last meeting if it is closed; empty while one is open
    offers: tuple[Offer, ...]
    folder: str  # where papers of today go

    def offer(self, key: str) -> Offer | None:
        """Returns a paper by its key."""
        return next((each for each in self.offers if each.key == key), None)


@as_look
def deliver_look(
    group: WorkingGroup, check: Check, target: str, member: str, chosen: Mapping[str, About]
) -> DeliverView:
    """Reads which papers there are, each about what was chosen, or what is looked at."""
    state = group.state
    first = [REPORTS[each] for each in AFTER_A_MEETING]
    reports = (*first, *(each for each in REPORTS.values() if each not in first))
    offers = [_offer(state, each, target, member, chosen.get(each.name)) for each in reports]
    if state.comments:
        forms = ("docx", "xlsx", "csv")
        offers.append(Offer(COMMENTS, "Comment table with observations", _EVERYTHING, forms, False))
    offers.append(Offer(RECORD, "The whole history", _EVERYTHING, ("bundle",), False))
    meeting = next(reversed(state.meetings.values()), None)
    after = meeting.handle if meeting and meeting.closed else ""
    return DeliverView(after, tuple(offers), f"out/{group.now():%Y-%m-%d}")


def _offer(
    state: State, report: Report[Any], target: str, member: str, chosen: About | None
) -> Offer:
    is_there = chosen is not None and _is_there(state, chosen)
    about = chosen if is_there else _usual(state, report.about, target, member)
    forms = sorted(report.forms, key=lambda each: each is not Form.DOCX)
    is_fixed = report.about is Subject.EVERYTHING
    missing = _MISSING.get(report.about, "there is nothing that it is about") if not about else ""
    return Offer(report.name, report.title, about or _EVERYTHING, (*forms,), not is_fixed, missing)


_MISSING = {
    Subject.MEETING: "no meeting was held yet",
    Subject.REVISION: "no revision is published yet",
    Subject.MEMBER: "there is no member yet",
    Subject.AMENDMENT: "no amendment was drawn together from others",
}


def _is_there(state: State, about: About) -> bool:
    """Returns whether what was chosen is still there, and was not undone."""
    wanted = about.wanted
    names = [wanted.get(each, "") for each in ("subject", "drafts", "texts", "questions")]
    issues = {"", FIRST, *(each.name for each in state.revisions.values())}
    known = all(not each or each in state.handles or each in state.members for each in names)
    return known and issues.issuperset(wanted.get(each, "") for each in ("old", "new"))


def _usual(state: State, about: Subject, target: str, member: str) -> About | None:
    """Returns what a report is about if nothing is chosen; None if there is nothing."""
    if about in (Subject.TARGET, Subject.VOTED):
        found = target or next(iter(state.items), "")
        return _one(state, found) if found else None
    if about is Subject.AMENDMENT:
        drawn = [each.id for each in state.amendments.values() if each.sources]
        found = target if target in drawn else next(iter(drawn), "")
        return _one(state, found) if found else None
    if about is Subject.MEMBER:
        found = member or next(iter(state.members), "")
        return About(found, f"of {found}", {"subject": found}) if found else None
    several = _several(state, about)
    if about in (Subject.MEETING, Subject.REVISIONS, Subject.REVISION, Subject.DRAFT):
        of_target = [each for each in several if target.startswith(each.key.split(" ")[0])]
        likely = of_target or several
        return likely[-1] if likely else None
    return several[0] if several else _EVERYTHING


def _one(state: State, target: str) -> About:
    handle = state.handle_of(target)
    return About(target, f"of {label_of(state, target) or handle}", {"subject": handle})


def _several(state: State, about: Subject) -> list[About]:
    """Returns what a report can be about, of kinds of which there are few; all of it first."""
    drafts = state.drafts.values()
    of_draft = {each.id: f" of {each.handle}" if len(drafts) > 1 else "" for each in drafts}
    match about:
        case Subject.MEETING | Subject.MEETINGS:
            held = [
                About(each.id, f"of {each.handle}", {"subject": each.handle})
                for each in state.meetings.values()
            ]
            return held if about is Subject.MEETING else [_EVERYTHING, *held]
        case Subject.DRAFT | Subject.DRAFTS | Subject.TEXTS:
            name = "texts" if about is Subject.TEXTS else "drafts"
            each_one = [About(e.id, f"of {e.handle}", {name: e.handle}) for e in drafts]
            return each_one if about is Subject.DRAFT else [_EVERYTHING, *each_one]
        case Subject.REVISION:
            return [
                About(
                    f"{each.draft} {each.name}",
                    f"{each.name}{of_draft[each.draft]}",
                    {"drafts": state.handle_of(each.draft), "new": each.name},
                )
                for each in state.revisions.values()
            ]
        case Subject.REVISIONS:
            return [found for each in drafts for found in _pairs(state, each.id, of_draft[each.id])]
        case Subject.QUESTIONS:
            asked = (
                About(e.id, f"question {e.number}", {"questions": e.handle})
                for e in state.questions.values()
            )
            return [_EVERYTHING, *asked]
    return []


def _pairs(state: State, draft: str, of: str) -> Iterator[About]:
    """Yields each revision of a draft against the one before; first the present text."""
    published = [each.name for each in state.revisions.values() if each.draft == draft]
    names = [find_issue(state, draft, FIRST).name, *published]
    olds = [FIRST, *published]
    pairs = [(olds[-1], names[-1], ""), *zip(olds, names, published, strict=False)]
    for old, name, new in pairs:
        words = f"{new or 'present text'} since {name}"
        wanted = {"drafts": state.handle_of(draft), "old": old, "new": new}
        yield About(f"{draft} {old} {new}", f"{words}{of}", wanted)


@as_look
def abouts_look(group: WorkingGroup, check: Check, key: str) -> tuple[tuple[Choice, About], ...]:
    """Reads everything that a paper can be about, as choices."""
    state, about = group.state, REPORTS[key].about
    if about is Subject.MEMBER:
        members = members_view(group, check)
        return tuple((e, About(e.key, f"of {e.key}", {"subject": e.key})) for e in members)
    found = [(Choice(e.key, e.words or "everything"), e) for e in _several(state, about)]
    if about in (Subject.TARGET, Subject.VOTED, Subject.AMENDMENT, Subject.TEXTS):
        is_text = about is Subject.TEXTS
        for each in targets_view(group, check):
            drawn = each.key in state.amendments and state.amendments[each.key].sources
            if about is Subject.AMENDMENT and not drawn:
                continue
            handle = state.handle_of(each.key)
            wanted = {"texts": handle} if is_text else {"subject": handle}
            found.append((each, About(each.key, f"of {each.name}", wanted)))
    if about is Subject.VOTED:
        for ballot in state.ballots.values():
            choice = Choice(ballot.id, ballot.handle, shortened(ballot.question, _LONGEST))
            found.append(
                (choice, About(ballot.id, f"of {ballot.handle}", {"subject": ballot.handle}))
            )
    return tuple(found)


def of_target(key: str, name: str, handle: str) -> About | None:
    """Returns what a paper about a text takes of one; None if it is about something else."""
    about = REPORTS[key].about if key in REPORTS else None
    if about in (Subject.TARGET, Subject.VOTED):
        return About(handle, f"of {name}", {"subject": handle})
    return About(handle, f"of {name}", {"texts": handle}) if about is Subject.TEXTS else None


def _wanted(group: WorkingGroup, paper: PaperFile) -> Wanted:
    return Wanted(paper.audience, **paper.offer.about.wanted).under_policy_of(group)


@frozen
class Part:
    """A part of a preview: a sentence of a summary, or anything else."""

    spans: tuple[Span, ...]
    sentence: Sentence | None = None


@frozen
class Made:
    """What is shown of a paper, and what is to be checked in it."""

    parts: tuple[Part, ...]
    problem: str = ""  # why it cannot be made; empty if it can
    withheld: Mapping[Kind, int] = field(factory=dict)
    quoting: tuple[str, ...] = ()  # the numbers of paragraphs with quotations to read
    naming: tuple[str, ...] = ()  # in which paragraphs words name whom nobody may name, and whom


_SLOW_SECONDS = 0.05


@define
class Kept:
    """What was made of papers, kept until something is recorded or another day begins."""

    is_slow: bool = False  # whether one of them took so long that a key would feel it
    _since: tuple[str, date] | None = None
    _made: dict[tuple[object, ...], Made] = field(factory=dict)

    def of(self, group: WorkingGroup, check: Check, paper: PaperFile, width: int) -> Made:
        """Returns what a paper is, made only where it is not kept."""
        since = group.head, group.now().date()
        if since != self._since:
            self._since, self._made = since, {}
        key = _key(paper, width)
        if key not in self._made:
            began = time.thread_time()
            self._made[key] = _made(group, check, paper, width)
            self.is_slow |= time.thread_time() - began > _SLOW_SECONDS
        return self._made[key]

    def has(self, paper: PaperFile, width: int) -> bool:
        """Returns whether a paper is kept, unless something was recorded since."""
        return _key(paper, width) in self._made


def _key(paper: PaperFile, width: int) -> tuple[object, ...]:
    return paper.offer.key, paper.offer.about.key, paper.form, paper.audience, width


_MOST_PARTS = 400


@as_look
def preview_look(
    group: WorkingGroup, check: Check, paper: PaperFile, width: int, kept: Kept
) -> tuple[Part, ...]:
    """Reads a paper as it would be, or why it cannot be; only the first hundreds of its parts."""
    return kept.of(group, check, paper, width).parts


def _made(group: WorkingGroup, check: Check, paper: PaperFile, width: int) -> Made:
    if paper.offer.key == RECORD:
        words = "All that was recorded, with everything that was said in confidence."
        return Made((Part((Span(words),)),))
    try:
        if paper.offer.key == COMMENTS:
            return Made((Part((Span(group.comment_table("csv").decode()),)),))
        return _made_anew(group, check, paper, width)
    except ConsensusError as error:
        where = "; the inbox lists them" if paper.offer.key == COMMENTS else ""
        words = f"cannot be made: {error}{where}"
        return Made((Part((Span(words, Mark.SIGN),)),), words)


def _made_anew(group: WorkingGroup, check: Check, paper: PaperFile, width: int) -> Made:
    report, wanted = find_report(paper.offer.key), _wanted(group, paper)
    check()
    value = report.make(group, wanted)
    paragraphs = value.paragraphs if isinstance(value, ChairSummary) else ()
    quotes = (any(_QUOTED.search(e.text) for e in each.all_sentences) for each in paragraphs)
    quoting = tuple(str(each.number) for each in compress(paragraphs, quotes))
    naming = tuple(_naming(group.state, value)) if paragraphs else ()
    if paper.form in (Form.CSV, Form.JSON):
        chunks = write_value(group, report, value, Form(paper.form), wanted)
        found: Iterator[Part] = (Part((Span(each),)) for each in chunks)
    elif isinstance(value, ChairSummary):
        found = _summary_parts(value)
    else:
        found = _outline_parts(outlined(group, report, value, wanted), width)
    parts = tuple(islice(found, _MOST_PARTS + 1))
    if len(parts) > _MOST_PARTS:
        parts = (*parts[:-1], Part((Span("\n… and more", Mark.FAINT),)))
    withheld = getattr(value, "withheld", Withheld())
    return Made(parts, "", withheld.counts, quoting, naming)


def _naming(state: State, summary: ChairSummary) -> Iterator[str]:
    """Yields whom the words of paragraphs name, where none may be named."""
    meeting = state.meetings[state.handles[summary.meeting]]
    if sees_attendance(state, summary.audience, meeting):
        return
    for each in summary.paragraphs:
        if names := names_in(state, " ".join(said.text for said in each.all_sentences)):
            yield f"paragraph {each.number} names {list_phrase(names)}"


def _summary_parts(summary: ChairSummary) -> Iterator[Part]:
    yield Part((Span(f"{summary.name}\n", Mark.HEADING), Span(f"{summary.where_and_when}\n")))
    for each in summary.paragraphs:
        yield Part((Span(f"\n{each.number}. ", Mark.HEADING),))
        for sentence in each.sentences:
            yield Part((Span(f"{sentence.text} "),), sentence)
        for point in each.points:
            yield Part((Span("\n   · "),))
            yield Part((Span(point.text),), point)
        yield Part((Span("\n"),))
    if summary.withheld.counts:
        yield Part((Span(f"\n{summary.withheld.sentence()}\n", Mark.FAINT),))


_MARKS = {
    ReportMark.PLAIN: Mark.KEPT,
    ReportMark.STRONG: Mark.HEADING,
    ReportMark.INSERTED: Mark.ADDED,
    ReportMark.REMOVED: Mark.REMOVED,
}


# A character that would be part of a bracket in the notation, and is not in the text.
_SIGN = re.compile(r"\\([\[\]|:\\])")


def _outline_parts(outline: Outline, width: int) -> Iterator[Part]:
    preface = "".join(f"{each}\n" for each in outline.preface)
    yield Part((Span(f"{outline.title}\n", Mark.HEADING), Span(preface, Mark.FAINT)))
    for block in outline.blocks:
        yield Part((Span("\n"), *_block(block, width), Span("\n")))


def _block(block: Block, width: int) -> Iterator[Span]:
    match block:
        case Heading():
            yield Span(block.words, Mark.HEADING)
        case Grid():
            table = Table(block.table.headings, block.table.rows[:_MOST_PARTS])
            first = Grid(block.title, table, block.marked[:_MOST_PARTS])
            *_, rows = outline_text(Outline("", blocks=(first,)), width)
            yield Span(rows.rstrip("\n"))
            if len(block.rows) > _MOST_PARTS:
                yield Span("\n… and more", Mark.FAINT)
        case Points():
            points = (f"{'  ' * each.depth}· {each.words}" for each in block.points)
            yield Span("\n".join(points))
        case _:
            if isinstance(block, Quotation):
                yield Span("   ")
            words = (Span(_SIGN.sub(r"\1", e.text), _MARKS[e.mark]) for e in block.spans)
            yield from with_spaces(words)


@as_look
def trace_look(
    group: WorkingGroup, check: Check, sentence: Sentence, audience: Audience
) -> tuple[Span, ...]:
    """Reads what a sentence of a summary rests on: the numbers in it, and what was recorded.

    Of that, an audience that may not see everything is told when it was, and how much.
    """
    group.chronicle.entries(check)
    spans = [Span(f"{sentence.text}\n", Mark.HEADING)]
    spans += (Span(f"\n{each}") for each in sentence.quantities)
    for step in sentence.steps:
        check()
        entry = group.chronicle.entry(step)
        spans.append(Span(f"\n{moment_of(entry)}  ", Mark.NAME))
        said = "; ".join(entry.line.sentences) or "its words were redacted"
        if not audience.sees_all:
            said = count_noun(len(entry.line.sentences), "thing", "things") + " recorded"
        spans.append(Span(said))
    if not sentence.steps:
        spans.append(Span("\nit rests on nothing that was recorded", Mark.FAINT))
    return tuple(spans)


@frozen
class Checked:
    """What to look at before papers leave the house."""

    findings: tuple[tuple[bool, str], ...]  # each, and whether it is to be looked at
    to_read: Mapping[str, int]  # how many places of a paper are to be read, by its key


_QUOTED = re.compile(r"“[^”]{20,}”|\"[^\"]{20,}\"")
_OF_TEXTS = ("draft", "changes", "concordance")


@as_look
def check_look(
    group: WorkingGroup,
    check: Check,
    papers: tuple[PaperFile, ...],
    audience: Audience,
    width: int,
    kept: Kept,
) -> Checked:
    """Reads what is withheld from papers, which quotations to read, and what is not finished."""
    findings: list[tuple[bool, str]] = []
    kinds: dict[str, int] = {}
    to_read: dict[str, int] = {}
    unfinished: dict[str, tuple[int, str]] = {}
    are_made = False
    for paper in papers:
        check()
        key, wanted = paper.offer.key, _wanted(group, paper)
        if key == RECORD:
            findings.append((True, "the history has everything, also what was said in confidence"))
            continue
        made = kept.of(group, check, paper, width)
        if made.problem:
            findings.append((True, f"{paper.offer.title} {made.problem}"))
            continue
        if key == COMMENTS:
            findings.append((True, "the comment table names each body, and has its words"))
            continue
        are_made = True
        findings += ((True, f"{words}: read it") for words in made.naming)
        for kind, count in made.withheld.items():
            kinds[kind.words] = kinds.get(kind.words, 0) + count
        if made.quoting:
            to_read[key] = len(made.quoting)
            where = list_phrase([*made.quoting])
            paragraphs = "paragraphs" if made.quoting[1:] else "paragraph"
            findings.append((True, f"check the quotations in {paragraphs} {where}"))
        elif key in _OF_TEXTS:
            for draft in wanted.drafts:
                found = find_issue(group.state, group.state.handles[draft], wanted.new)
                open_ones = _unfinished(group.state, found)
                unfinished[f"{draft} {wanted.new}"] = open_ones, wanted.new or "the present text"
    for open_ones, name in unfinished.values():
        if open_ones:
            have = count_noun(open_ones, "paragraph has", "paragraphs have")
            findings.append((True, f"{have} brackets in {name}: not finished"))
    said = [f"{words} {count}" for words, count in kinds.items()]
    if said:
        findings.insert(0, (False, f"withheld and counted: {list_phrase(said)}"))
    elif are_made:
        whom = "nothing is withheld" if audience.sees_all else "nothing had to be withheld"
        if any(each.offer.key == RECORD for each in papers):
            whom += " from the other papers"
        findings.insert(0, (audience.sees_all, whom))
    return Checked(tuple(findings), to_read)


def _unfinished(state: State, issue: Issue) -> int:
    inside = {item for each in issue.spanning for item in each.items}
    own = (item for item, each in issue.versions.items() if state.versions[each].wording.count)
    return len(inside.intersection(issue.versions).union(own))


def _place_of(folder: str) -> Path:
    """Returns a folder, which may begin with `~`; raises StoreError if there is no such home."""
    try:
        return Path(folder).expanduser()
    except RuntimeError as error:
        raise StoreError(f"{folder}: nobody has a folder of that name") from error


@as_look
def replaced_look(
    group: WorkingGroup, check: Check, papers: tuple[PaperFile, ...], folder: str
) -> tuple[str, ...]:
    """Looks which files of a folder papers would replace."""
    place = _place_of(folder)
    try:
        return tuple(each.name for each in papers if (place / each.name).exists())
    except OSError as error:
        raise StoreError(f"{folder} cannot be written to: {error.strerror or error}") from error


@as_look
def write_look(
    group: WorkingGroup,
    check: Check,
    papers: tuple[PaperFile, ...],
    folder: str,
    on_progress: Callable[[str], None],
) -> tuple[Path, ...]:
    """Makes papers, and then writes all of them; nothing if one of them cannot be made."""
    made: dict[str, bytes] = {}
    for number, paper in enumerate(papers, 1):
        check()
        on_progress(f"writing {number} of {len(papers)}: {paper.offer.title} …")
        made[paper.name] = _content(group, paper)
    return write_files(_place_of(folder), made)


def _content(group: WorkingGroup, paper: PaperFile) -> bytes:
    if paper.offer.key == RECORD:
        return group.export_steps()
    if paper.offer.key == COMMENTS:
        return group.comment_table(paper.form)
    report, wanted = find_report(paper.offer.key), _wanted(group, paper)
    value = report.make(group, wanted)
    if paper.form == Form.DOCX:
        return write_value_docx(group, report, value, wanted)
    return "".join(write_value(group, report, value, Form(paper.form), wanted)).encode()


@as_look
def revision_look(group: WorkingGroup, check: Check, draft: str, name: str) -> tuple[Offer, ...]:
    """Reads the papers that go with a revision of a draft: its Word file, and its concordance."""
    this = {"drafts": draft, "new": name}
    found = []
    for report in (REPORTS["changes"], REPORTS["concordance"]):
        abouts = (
            e for e in _several(group.state, report.about) if this.items() <= e.wanted.items()
        )
        found += [Offer(report.name, report.title, e, (Form.DOCX,), False) for e in abouts]
    return tuple(found)


_FIRST_PLACES = 3


@as_look
def redactable_look(group: WorkingGroup, check: Check, words: str) -> tuple[int, tuple[Span, ...]]:
    """Reads out of how many places words would be erased, and the first of them."""
    steps = places_with(group, words)
    spans: list[Span] = []
    group.chronicle.entries(check)
    for step in list(dict.fromkeys(steps))[:_FIRST_PLACES]:
        check()
        entry = group.chronicle.entry(step)
        spans.append(Span(f"\n{moment_of(entry)}  ", Mark.NAME))
        said = [each for each in entry.line.sentences if words in each] or entry.line.sentences
        spans.append(Span(_around(words, "; ".join(said))))
    return len(steps), tuple(spans)


def _around(words: str, text: str) -> str:
    start = max(0, text.find(words) - _LONGEST)
    return f"{'… ' if start else ''}{shortened(text[start:], 2 * _LONGEST + len(words))}"


def redacting(words: str, reason: str, done: list[Redaction]) -> Callable[[WorkingGroup], Any]:
    """Returns what erases words for good, and adds what came of it to a list."""

    def redact(group: WorkingGroup) -> Any:
        done.append(group.redact(words, reason=reason))
        return done[-1].step

    return redact
