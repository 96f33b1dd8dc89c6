"""Files: what they would bring, tried without a trace, and the group that begins with them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from io import BytesIO
from itertools import count, islice
from pathlib import Path
from typing import TypeAlias

from attrs import frozen

from consensus.arguments import OnProgress
from consensus.errors import ConsensusError, HeadMoved, Rejected, StoreError, UnreadableInput
from consensus.finding import Finding, Severity
from consensus.formats.amendment_rows import COLUMNS as AMENDMENT_COLUMNS
from consensus.formats.contributions import COLUMNS as ANSWER_COLUMNS
from consensus.formats.contributions import has_proposal_table, is_paper, is_proposal_paper
from consensus.formats.draft_docx import DocxSource, decode_file
from consensus.formats.member_rows import GROUP_COLUMNS, MEMBER_COLUMNS
from consensus.formats.position_rows import COLUMNS as STANCE_COLUMNS
from consensus.formats.position_rows import RATING_COLUMNS
from consensus.formats.review_authors import Reviewers
from consensus.formats.rows import Columns
from consensus.formats.source import KNOWN_SIGNATURES, Source, read_bytes
from consensus.history.operations import AddMember, BracketItems, ImportDraft, PutInTray
from consensus.history.step import Step
from consensus.model.people import Style
from consensus.reports.history import describe
from consensus.reports.summary.context import phrase
from consensus.rules.expression import expression_of, parse_rule, procedures
from consensus.store.opening import (
    ENDING,
    IN_MEMORY,
    file_of,
    list_records,
    name_for,
    shown_place,
    with_name,
)
from consensus.text.display import count_noun, one_line
from consensus.working_group import WorkingGroup
from consensus.working_group.import_base import ImportReport
from consensus.working_group.import_mail import unknown_proposers
from consensus.working_group.import_state import STATUS_COLUMNS
from consensus.working_group.log import Clock
from consensus.working_group.script import make_example
from tui.settings import read_recent
from tui.worker import Check, Opening, as_act, as_look

# Files, and what can be made of them.

_SHOWN = 40
"""The most rows of a preview, and the most findings, that are shown."""

_NAME = 40
"""So much of the name of a file is shown at most."""

PLACED_LATER = "to the inbox"


@frozen
class File:
    """A file that was read: the words of a text or Word document, or the bytes of a mail."""

    name: str
    content: bytes
    source: Source | None  # None for mails


Authors: TypeAlias = Mapping[str, str]
"""Maps the names of authors to codes of members; the code is empty for none."""


@frozen
class Kind:
    """A kind of content that can be imported from files with some endings."""

    id: str
    name: str  # as what a file is imported
    endings: frozenset[str]
    # None for what `bring` imports otherwise
    bring: Callable[..., ImportReport] | None = None
    needs_draft: bool = False
    columns: Columns | None = None  # of its rows in tables


def _endings(*names: str) -> frozenset[str]:
    return frozenset(f".{name}" for name in names)


_TEXTS = _endings("docx", "md", "markdown", "txt")
_TABLES = _endings("csv", "tsv", "jsonl", "json")
_ROWS = _TABLES | _endings("docx")
_PAPERS = _TEXTS | _endings("xlsx")
_MAILS = _endings("eml", "mbox")
_STATUSES = partial(WorkingGroup.import_draft, statuses=True)

KINDS = (
    Kind("draft", "a draft", _TEXTS, WorkingGroup.import_draft),
    Kind("members", "members", _TABLES, WorkingGroup.import_members, False, MEMBER_COLUMNS),
    Kind("groups", "groups of members", _TABLES, WorkingGroup.import_groups, False, GROUP_COLUMNS),
    Kind("positions", "positions", _TABLES, WorkingGroup.import_positions, False, STANCE_COLUMNS),
    Kind("ratings", "ratings", _TABLES, WorkingGroup.import_ratings, False, RATING_COLUMNS),
    Kind("amendments", "amendments", _ROWS | _PAPERS, None, True, AMENDMENT_COLUMNS),
    Kind(
        *("version", "amendments, by comparing it with the draft", _TEXTS),
        *(WorkingGroup.import_counter_draft, True),
    ),
    Kind(
        *("contributions", "contributions", _TEXTS | _TABLES, WorkingGroup.import_contributions),
        *(False, ANSWER_COLUMNS),
    ),
    Kind("statuses", "a draft with its statuses", _TEXTS, _STATUSES),
    Kind(
        *("decisions", "what was decided", _ROWS, WorkingGroup.import_statuses),
        *(True, STATUS_COLUMNS),
    ),
    Kind("mails", "mails", _MAILS),
)
"""Every kind, the likeliest first where a file can be several."""

DRAFT, MEMBERS, _, _, _, AMENDMENTS = KINDS[:6]

RECORDS = frozenset({ENDING})

READABLE = frozenset(ending for kind in KINDS for ending in kind.endings)


def read_file(path: Path, progress: OnProgress | None = None) -> File:
    """Reads a file of any kind; raises `UnreadableInput` if it is of none, with what to do."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise UnreadableInput(f"{path.name} is no file")  # A pipe would be waited for.
    content = read_bytes(path)
    ending = path.suffix.casefold()
    if ending in _MAILS:
        return File(path.name, content, None)
    if ending not in READABLE and not content.startswith(tuple(KNOWN_SIGNATURES)):
        *others, last = sorted(READABLE)
        raise UnreadableInput(
            f"{path.name} is of no kind that is known; files end in {', '.join(others)} or {last}"
        )
    return File(path.name, content, decode_file(content, path.name, True, progress))


def bring(
    group: WorkingGroup,
    file: File,
    kind: Kind,
    authors: Authors | None = None,
    progress: OnProgress | None = None,
) -> ImportReport:
    """Imports a file as a kind, in one step."""
    source = file.source
    if source is None:
        return group.import_mail(BytesIO(file.content), name=file.name)
    if kind.bring is not None:
        by_rows = {"progress": progress} if kind.endings is _TABLES else {}
        return kind.bring(group, source, **by_rows)
    if is_paper(source):
        return group.import_worded_amendments(source, authors=authors)
    if isinstance(source, DocxSource) and not has_proposal_table(source):
        return group.import_docx_amendments(source, authors=authors, progress=progress)
    return group.import_amendments(source, progress=progress)


def _unknown_authors(group: WorkingGroup, file: File, kind: Kind, authors: Authors) -> list[str]:
    """Returns the authors of proposals of whom it is not known which member they are."""
    source = file.source
    if kind.id == "amendments" and source is not None and is_paper(source):
        return list(unknown_proposers(group.state, source, authors))
    if kind.id != "amendments" or not isinstance(source, DocxSource):
        return []
    known = Reviewers(group.state, [source], authors)
    return [each for each in source.document.authors if each not in known]


def kinds_of(file: File, group: WorkingGroup) -> list[Kind]:
    """Returns as what a file can be imported, the likeliest first."""
    ending, stem = Path(file.name).suffix.casefold(), Path(file.name).stem.casefold()
    found = [
        kind
        for kind in KINDS
        if ending in kind.endings and (group.state.drafts or not kind.needs_draft)
    ]
    source = file.source
    reviewed = isinstance(source, DocxSource) and source.accepted().digest != source.digest

    has_draft, is_text = bool(group.state.drafts), ending in _TEXTS
    asks = False
    if source is not None and has_draft and is_text:
        is_asking = is_paper(source) and is_proposal_paper(group.state, source)
        asks = is_asking or has_proposal_table(source)

    def likelihood(kind: Kind) -> tuple[bool, bool, bool, bool, int]:
        # A group has mostly one draft, and what comes later are proposals to change it.
        is_named = kind.id.rstrip("s") in stem
        is_amending = kind is AMENDMENTS and is_text
        is_review = is_amending and has_draft and (reviewed or asks)
        known = kind.columns.known_in(source) if kind.columns and source and not is_text else 0
        return not is_named, not is_review, kind is DRAFT and has_draft, is_amending, -known

    return sorted(found, key=likelihood)


# What a file would bring.


@frozen
class Preview:
    """What a file would bring as one kind."""

    name: str = ""  # of the file; empty where none is looked at
    file: File | None = None  # None where it cannot be read
    kinds: tuple[Kind, ...] = ()  # as what it can be imported, the present one first
    counts: str = ""  # how much would be taken, unplaced, refused and known already
    lines: tuple[tuple[str, str], ...] = ()  # what would be taken: a name or label, and words
    findings: tuple[str, ...] = ()  # what is odd about it, with the line
    problem: str = ""  # why nothing of it can be imported; empty if it can
    is_known: bool = False  # whether some of it is in the record already
    refused: int = 0  # how many of its rows would be refused
    authors: tuple[str, ...] = ()  # of tracked changes, of whom it is not known who they are
    head: str = ""  # the last step of the record that it was tried on
    # what is done, or to be done, before it can be shown; empty once it is
    wait: str = ""
    is_recorded: bool = False  # whether it tells what was imported


class _TakenBackError(Exception):
    """What was tried is not to stay."""


@contextmanager
def _tried(group: WorkingGroup) -> Iterator[None]:
    with suppress(_TakenBackError), group.atomic():
        yield
        raise _TakenBackError


def preview(
    group: WorkingGroup, file: File, wanted: str, authors: Authors, progress: OnProgress
) -> Preview:
    """Tries to import a file: as the wanted kind, or as it is called, or as what something is."""
    kinds, stem = kinds_of(file, group), Path(file.name).stem.casefold()
    if "amendment" in stem and not group.state.drafts and wanted in ("", AMENDMENTS.id):
        first = "import a draft first, which they are about"
        return Preview(file.name, file, (AMENDMENTS, *kinds), problem=first)
    tries: list[Preview] = []
    # Any text can be another draft; where there is one, that is said and not guessed.
    is_first = "draft" in stem or not group.state.drafts
    guessed = [e for e in kinds if is_first or e.id not in ("draft", "statuses")]
    for kind in [kind for kind in kinds if kind.id == wanted] or guessed:
        place = kinds.index(kind)
        ordered = (*kinds[place:], *kinds[:place])
        found = _preview(group, file, ordered, authors, progress)
        # What is called by a kind is never taken for another one, whose columns it may have.
        is_named = kind.id.rstrip("s") in stem
        is_whole = not (found.problem or found.refused) or found.is_known
        if is_whole or found.authors or is_named:
            return found
        tries.append(found)
    return max(tries, key=lambda each: (not each.problem, -each.refused))


def _preview(
    group: WorkingGroup,
    file: File,
    kinds: tuple[Kind, ...],
    authors: Authors,
    progress: OnProgress,
) -> Preview:
    try:
        with _tried(group):
            head, unknown = group.head, tuple(_unknown_authors(group, file, kinds[0], authors))
            report = bring(group, file, kinds[0], authors, progress)
            lines = tuple(islice(_lines(group, report), _SHOWN))
    except ConsensusError as error:
        return Preview(file.name, file, kinds, problem=str(error))
    findings = tuple(
        f"{'✗' if each.severity is Severity.ERROR else '!'} {_finding(each)}"
        for each in sorted(report.findings, key=lambda each: each.severity is not Severity.ERROR)
    )
    problem = "" if report.step else f"nothing new in {file.name}: {counts_of(report)}"
    if problem and unknown:
        problem = "it is not known which members propose this"
    return Preview(
        *(file.name, file, kinds, counts_of(report), lines, findings[:_SHOWN], problem),
        *(bool(report.duplicates), report.refused, unknown, head),
    )


def _finding(finding: Finding) -> str:
    where = f"line {finding.line}: " if finding.line else ""
    return where + finding.message


def counts_of(report: ImportReport) -> str:
    """Returns how much an import takes, puts into the inbox, refuses and knows already."""
    parts = [f"{report.taken} taken"]
    if report.tray:
        parts.append(f"{report.tray} {PLACED_LATER}, without a place yet")
    if report.refused:
        parts.append(f"{report.refused} refused")
    if report.duplicates:
        parts.append(f"{report.duplicates} known already")
    return ", ".join(parts)


def _lines(group: WorkingGroup, report: ImportReport) -> Iterator[tuple[str, str]]:
    """Yields what an import has recorded, each with its name."""
    yield from ((each.label, each.sentence) for each in report.statuses)
    for operation in report.operations:
        match operation:
            case ImportDraft():
                for item in operation.items:
                    yield item.label, one_line(item.wording.notation())
            case AddMember():
                yield operation.code, ", ".join(filter(None, (operation.name, operation.group)))
            case PutInTray():
                yield operation.handle, f"{PLACED_LATER}: {operation.problem}"
            case _ if report.step and not report.statuses:
                for sentence in describe(report.step, (operation,), group.state).sentences:
                    yield "", sentence


@as_look
def preview_look(
    group: WorkingGroup,
    check: Check,
    file: File,
    wanted: str,
    authors: Authors,
    tell: OnProgress,
) -> Preview:
    """Tries to import a file that was read."""

    def progress(done: int, total: int) -> None:
        # What is urgent does not wait until the end of a long file: it begins anew after that.
        check()
        tell(done, total)

    return preview(group, file, wanted, authors, progress)


SINCE = "others have recorded since"
"""Why nothing was imported after a preview of another record."""


@as_act
def import_act(group: WorkingGroup, seen: Preview, authors: Authors) -> Step:
    """Imports what a preview has shown, in one step; nothing if the record is another since."""
    if seen.file is None:
        raise Rejected(seen.problem)
    try:
        with group.atomic():
            if group.head != seen.head:
                raise Rejected(SINCE)
            report = bring(group, seen.file, seen.kinds[0], authors)
    except HeadMoved:
        raise Rejected(SINCE) from None
    if report.step is None:
        raise Rejected(f"nothing new in {seen.name}: {counts_of(report)}")
    return report.step


@as_act
def first_item(group: WorkingGroup, words: str) -> Step:
    """Begins a draft with one item."""
    source = Source.of(f"# {one_line(group.title)}\n\n1. {one_line(words)}\n", "first-item.md")
    report = group.import_draft(source)
    if report.step is None:
        raise Rejected("this is no item")
    return report.step


# A new group.


@frozen
class Beginning:
    """What a new group is to begin with."""

    title: str
    place: str  # a file, whose ending may be left out, or the URL of a database
    by: str = ""  # who records
    rule: str = ""  # an expression; empty for that of the style
    style: str = Style.PLAIN
    draft: File | None = None
    members: File | None = None

    def trial(self, clock: Clock) -> WorkingGroup:
        """Returns the group with all it begins with, in memory."""
        rule = self.rule or None
        group = WorkingGroup.in_memory(
            title=self.title, rule=rule, style=self.style, by=self.by, clock=clock
        )
        for file, kind in ((self.members, MEMBERS), (self.draft, DRAFT)):
            if file is not None:
                bring(group, file, kind)
        return group

    def opening(self, clock: Clock) -> tuple[str, Opening]:
        """Returns where the group is kept, and what creates it with all it begins with, or nothing.

        It raises `StoreError` where it cannot be kept there.
        """
        place = with_name(full_place(self.place), name_for(self.title))
        return place, lambda: _written(self.trial(clock), place, self.by, clock)


def _written(group: WorkingGroup, place: str, by: str, clock: Clock) -> WorkingGroup:
    """Writes a group made in memory to a new place, whole or not at all, and opens it there."""
    with group:
        content = group.export_steps()
    return WorkingGroup.from_steps(place, content, by=by, clock=clock)


@frozen
class Found:
    """What a file of a new group holds."""

    said: str  # what it found, or why it cannot be taken
    is_problem: bool = False
    file: File | None = None  # None where it cannot be taken
    title: str = ""  # of a draft
    lines: tuple[tuple[str, str], ...] = ()  # the first items of a draft
    findings: tuple[str, ...] = ()


def look_into(path: str, kind: Kind, members: File | None = None) -> Found:
    """Returns what a draft, after its members, or a list of members would begin a group with."""
    if not path.strip():
        return Found("may come later")
    place = Path(path.strip()).expanduser()
    try:
        if place.suffix.casefold() not in kind.endings:
            if place.is_file():
                decode_file(read_bytes(place), place.name, True)  # says what to do with a PDF
            raise UnreadableInput(f"{kind.name} comes from {_listed(kind.endings)}")
        file = read_file(place)
        with WorkingGroup.in_memory() as group:
            if members:
                bring(group, members, MEMBERS)
            report = bring(group, file, kind)
            lines = tuple(islice(_lines(group, report), _SHOWN))
            drafts = [each.title for each in group.state.drafts.values()]
    except ConsensusError as error:
        return Found(with_short_name(str(error), place.name), is_problem=True)
    findings = tuple(_finding(each) for each in report.findings)
    if report.step is None:
        return Found(findings[0] if findings else f"{file.name} holds none", is_problem=True)
    words = _draft_words(report) if kind is DRAFT else _members_words(report)
    return Found(words, False, file, "".join(drafts), lines, findings)


def with_short_name(words: str, name: str) -> str:
    """Returns words in which the name of a file is shortened in the middle, so that it fits."""
    is_long = len(name) > _NAME
    return (
        words.replace(name, f"{name[: _NAME // 2]}…{name[-_NAME // 2 + 1 :]}") if is_long else words
    )


def _listed(endings: frozenset[str]) -> str:
    *others, last = sorted(endings)
    return f"{', '.join(others)} or {last} files"


def _draft_words(report: ImportReport) -> str:
    made = [each for each in report.operations if isinstance(each, ImportDraft)]
    items = [item for each in made for item in each.items]
    agreeable = count_noun(sum(each.kind.can_be_agreed for each in items), "item", "items")
    brackets = sum(each.wording.count for each in items)
    brackets += sum(isinstance(each, BracketItems) for each in report.operations)
    return f"{agreeable}, {count_noun(brackets, 'bracket', 'brackets')}"


def _members_words(report: ImportReport) -> str:
    members = [each for each in report.operations if isinstance(each, AddMember)]
    groups = {each.group for each in members if each.group}
    words = count_noun(len(members), "member", "members")
    words += f" in {count_noun(len(groups), 'group', 'groups')}" if groups else ""
    return f"{words}, {report.refused} refused" if report.refused else words


def rule_choices(style: str) -> list[tuple[str, str]]:
    """Returns the shipped rules as words and expressions, that of the style first."""
    usual = parse_rule(expression_of(phrase(style, "rule"))).sentence
    return [(usual, ""), *((each.title, each.rule) for each in procedures().values())]


def place_problem(typed: str) -> str:
    """Returns why a new group cannot be kept at a place; empty where it can, as far as is known."""
    if not typed:
        return ""
    place = full_place(typed)
    try:
        path = file_of(place)
    except ConsensusError as error:
        return str(error)
    if path is not None and path.exists():
        return f"{path.name} is there already; choose another name"
    if path is not None and not path.absolute().parent.is_dir():
        return f"there is no folder {path.parent}"
    return ""


def lasting_place(place: str) -> str:
    """Returns a place as it is found again: the whole path, or a URL without its password."""
    file = file_of(place)
    return shown_place(place) if file is None else str(file.absolute())


def is_missing(place: str) -> bool:
    """Returns whether nothing is at a place, or only an empty file."""
    file = file_of(place) if place else None
    return not place or bool(file and (not file.exists() or not file.stat().st_size))


def opening(place: str, by: str, clock: Clock) -> Opening:
    """Returns what opens a working group."""
    there = place if "://" in place else os.path.expanduser(place)
    return lambda: WorkingGroup.open(there, by=by, clock=clock)


@frozen
class Known:
    """A working group that can be opened."""

    place: str
    name: str  # of the file or database
    said: str  # its title and how far it is, or why it cannot be read
    seen: datetime | None  # when it was opened or recorded in last


def known_groups() -> list[Known]:
    """Returns what was opened lately and is there, and after that what else is in this folder."""
    found: dict[str, Known] = {}
    for each in read_recent():
        try:
            file = file_of(each.place)
        except StoreError:
            continue  # It is on another machine.
        if file is None or file.is_file():
            said = ", ".join(filter(None, (each.title, each.said)))
            name = each.place if file is None else file.name
            seen = datetime.fromisoformat(each.seen) if each.seen else None
            found[each.place] = Known(each.place, name, said, seen)
    for listed in list_records(Path()):
        place = str(Path(listed.name).absolute())
        said = listed.problem or listed.title
        found.setdefault(place, Known(place, listed.name, said, listed.recorded))
    return [*found.values()]


def full_place(typed: str) -> str:
    """Returns the file or URL that is meant: a name without an ending gets that of records."""
    typed = typed.strip()
    if "://" in typed:
        return typed
    typed = os.path.expanduser(typed)
    return typed if typed.casefold().endswith(ENDING) else f"{typed}{ENDING}"


def demo_opening(by: str, clock: Clock) -> tuple[str, Opening]:
    """Returns a new file for the example in this folder, and what writes it whole and opens it."""
    place = f"{free_name('wgec-demo')}{ENDING}"
    return place, lambda: _written(make_example(IN_MEMORY, by, clock), place, by, clock)


def free_name(title: str) -> str:
    """Returns a name of a file for a group that is not in this folder yet, without its ending."""
    stem = name_for(title)
    names = (f"{stem}{f'-{number}' if number > 1 else ''}" for number in count(1))
    return next(name for name in names if not Path(f"{name}{ENDING}").exists())


def likely_files(folder: Path) -> tuple[str, str]:
    """Returns the names of a draft and a list of members in a folder; empty where none is sure."""
    files = sorted(each for each in folder.iterdir() if each.is_file())
    texts = [each.name for each in files if each.suffix.casefold() in DRAFT.endings]
    tables = [each.name for each in files if each.suffix.casefold() in MEMBERS.endings]
    drafts = [name for name in texts if "draft" in name.casefold()]
    members = [name for name in tables if "member" in name.casefold()]
    return "".join(drafts[:1]), "".join(members[:1])
