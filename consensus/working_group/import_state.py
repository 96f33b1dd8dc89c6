"""Reads what a draft or a table says was decided of its items, and records it as decisions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import zip_longest
from typing import TypeAlias

from attrs import evolve

from consensus.errors import Rejected
from consensus.finding import Finding, Severity
from consensus.formats.bracket_notation import unstruck
from consensus.formats.draft import DraftDocument, DraftItem, with_kinds
from consensus.formats.draft_docx import DocxSource, table_under
from consensus.formats.draft_version import read_draft
from consensus.formats.labels import parts_of
from consensus.formats.placing import shortened
from consensus.formats.rows import BadRowError, Columns, Row, convert_rows, read_rows
from consensus.formats.source import Source
from consensus.history.operations import NoteIntervention, RecordDecision
from consensus.model.decisions import Outcome
from consensus.model.drafts import ItemKind
from consensus.model.lookup import find
from consensus.model.meetings import Forum, InterventionKind
from consensus.model.state import State
from consensus.working_group.import_base import Importer, ImportReport, StatedStatus, Trial
from consensus.working_group.import_drafts import bracket_operations, report_draft

# Words for a status, in English, French and Spanish.

_PHRASES = {
    Outcome.AGREED_AD_REF: r"(?:(?:(?:text )?agreed|adopted|accepted|convenue?s?|acceptée?s?"
    r"|acordad[oa]s?|convenid[oa]s?)\s+)?ad[ -]?ref(?:\.|erendum|eréndum)?",
    Outcome.AGREED: r"agreed(?: text)?|text agreed|convenue?s?|agréée?s?|acceptée?s?"
    r"|acordad[oa]s?|convenid[oa]s?",
    Outcome.ADOPTED: r"adopted|adoptée?s?|adoptad[oa]s?|aprobad[oa]s?",
    Outcome.DEFERRED: r"deferred|reportée?s?|aplazad[oa]s?",
    Outcome.WITHDRAWN: r"withdrawn|retirée?s?|retirad[oa]s?",
    Outcome.REJECTED: r"rejected|rejetée?s?|rechazad[oa]s?",
}
_STATUSES = {
    outcome: re.compile(rf"(?:{words})(?!\w)", re.IGNORECASE) for outcome, words in _PHRASES.items()
}
_FORUMS = {
    Forum.INFORMALS: r"informal(?:ly|s| informals| consultations?| meetings?)?"
    r"|consultations? (?:informelles?|officieuses?)|(?:consultas? )?(?:informales|oficiosas?)",
    Forum.COMMITTEE: r"(?:the )?committee|commission|comité|comisión",
    Forum.PLENARY: r"plenary(?: meeting| session)?|(?:séance )?plénière|(?:sesión )?plenaria|pleno",
}
_PLACES = {
    forum: re.compile(rf"(?:{words})(?!\w)", re.IGNORECASE) for forum, words in _FORUMS.items()
}
_OFFICES = {
    "chair": r"chair(?:man|woman|person)?|president|président[e]?|présidence|president[ae]"
    r"|presidencia",
    "the Co-Chairs": r"co-?chairs?",
    "facilitator": r"(?:co-?)?facilitators?|facilita(?:teur|trice)|facilitador[a]?",
}
_OFFICE = "|".join(f"(?:{words})" for words in _OFFICES.values())
_WORK = r"(?:compromise )?(?:proposal|text|draft|suggestion|compromise)s?"
_PROPOSED = re.compile(
    rf"(?:the )?({_OFFICE})(?:['’]s|s?['’])? {_WORK}"
    rf"|(?:{_WORK}|proposed|suggested) (?:by|of|from) the ({_OFFICE})"
    rf"|(?:proposition|texte) (?:du|de la|des) ({_OFFICE})"
    rf"|(?:propuesta|texto) (?:del|de la) ({_OFFICE})",
    re.IGNORECASE,
)
_LINKS = re.compile(
    r"(?:(?:in|at|by|on|of|en|dans|aux?|le|la|les|el|los|las|the|del?|du)\s+)*", re.IGNORECASE
)
_DAY = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)"
    r"|(?P<d3>\d{1,2})(?P<sign>[./])(?P<m3>\d{1,2})(?P=sign)(?P<y3>\d{4})(?!\d)"
    r"|(?P<d1>\d{1,2})(?:st|nd|rd|th|er|\.)?\s+(?:de\s+)?(?P<m1>[^\W\d_]{3,10})\b\.?"
    r"(?:,?\s+(?:de\s+)?(?P<y1>\d{4})(?!\d))?"
    r"|(?P<m2>[^\W\d_]{3,10})\.?\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<y2>\d{4})(?!\d))?"
)
_MONTHS = (
    *("january janvier enero", "february février febrero", "march mars marzo"),
    *("april avril abril", "may mai mayo", "june juin junio", "july juillet julio"),
    *("august août agosto", "september septembre septiembre setiembre"),
    *("october octobre octubre", "november novembre noviembre", "december décembre diciembre"),
)
_SIGNS = " \t\n\u00a0.,;:–—-*_"

# Where they stand: in brackets behind or before a text, behind a dash or its last stop, or before a
# colon.

_STOPS = (".", ",", ";", ":", "!", "?")
_AROUND = "()[]{}*_ \t"
_LONGEST = 120  # characters of what is read at either end of a text
_ANY = rf"(?i:{'|'.join(_PHRASES.values())}|{_PROPOSED.pattern})"
_IN_BRACKETS = r"[*_]{0,3}[(\[{][*_]{0,3}(?P<said>[^()\[\]{}]{2,100})[)\]}][*_]{0,3}"
_BRACKETS_BEHIND = re.compile(rf"\s?{_IN_BRACKETS}(?P<stop>[.;:,]?)[*_]{{0,3}}\s*\Z")
_DASH_BEHIND = re.compile(
    rf"(?:\s[–—-]{{1,3}}\s?|(?<=[:,!?])\s(?=[*_]{{0,3}}[A-ZÉ])|(?<=[.;])\s)"
    rf"(?P<said>[*_]{{0,3}}{_ANY}[^()\[\]{{}}]{{0,80}})(?P<stop>)\Z"
)
_BRACKETS_BEFORE = re.compile(rf"\A{_IN_BRACKETS}\s*(?:[.:–—-]\s)?\s*")
_BARE_LABEL = re.compile(rf"(\d{{1,3}}[a-z]?)\s+{_IN_BRACKETS}\s")
_COLON_BEFORE = re.compile(
    rf"\A(?:[–—-]\s)?(?P<said>[*_]{{0,3}}{_ANY}[^.:;()\[\]]{{0,60}}?)"
    r"(?:\s?[:–—][*_]{0,3}|(?<=[A-Z][A-Z])[*_]{0,3}(?=\s[^a-z](?![A-Z])))\s+"
)
_LOOKS_SO = re.compile(rf"(?<!\w){_ANY}(?!\w)")
_NOT_UNDERSTOOD = "it is not understood, and stays in the text"
_HEADING = "it is a heading, so that it is not known of what it is said"
_MOST_WORDS = 8  # of what looks like a status in brackets; more are a remark
_ALT = re.compile(r"[(\[]?alt\b\.?(?: ?(?P<number>\d{1,2})\b)?[)\]]?[.:]?\s+(?=\S)", re.IGNORECASE)
_OF_ALT = re.compile(r"\s+alt\b.*")


def read_status(words: str, today: date) -> StatedStatus | None:
    """Returns what words such as `agreed ad ref 12 May, in informals` say; None for any other.

    Where the year is not said, the last such day is meant.
    """
    rest = " ".join(words.split()).strip(_SIGNS) if len(words) <= _LONGEST else ""
    if found := _PROPOSED.fullmatch(rest):
        office = next(filter(None, found.groups()))
        known = (name for name, each in _OFFICES.items() if re.fullmatch(each, office.casefold()))
        return StatedStatus("", words.strip(), office=next(known, office.casefold()))
    matches = ((outcome, each.match(rest)) for outcome, each in _STATUSES.items())
    outcome, found = next((each for each in matches if each[1]), (Outcome.AGREED, None))
    if not found:
        return None
    told = StatedStatus("", words.strip(), outcome=outcome)
    rest = rest[found.end() :].strip(_SIGNS)
    while rest:
        rest = _LINKS.sub("", rest, count=1)
        places = [(forum, found) for forum, each in _PLACES.items() if (found := each.match(rest))]
        if places and told.forum is None:
            told, found = _decided_in(places[0][0], told), places[0][1]
        elif told.day is None and (found := _DAY.match(rest)) and (day := _day(found, today)):
            remark = "" if "y" in _given(found) else f"the year is not said, {day.year} was taken"
            told = evolve(told, day=day, remark=remark)
        else:
            return None
        rest = rest[found.end() :].strip(_SIGNS)
    return told


def _decided_in(forum: Forum, told: StatedStatus) -> StatedStatus:
    """Returns a status that was decided in a forum; what informals agree is agreed ad ref."""
    is_ad_ref = forum is Forum.INFORMALS and told.outcome in (Outcome.AGREED, Outcome.ADOPTED)
    return evolve(told, forum=forum, outcome=Outcome.AGREED_AD_REF if is_ad_ref else told.outcome)


def _given(found: re.Match[str]) -> dict[str, str]:
    return {name.rstrip("123"): text for name, text in found.groupdict().items() if text}


def _day(found: re.Match[str], today: date) -> date | None:
    """Returns the day that was found; None for none, and for one to come.

    In 5/6/2024 the day comes first, unless it cannot be one.
    """
    given = _given(found)
    name, number = given["m"].casefold(), int(given["d"])
    months = (at for at, names in enumerate(_MONTHS, 1) if f" {name}" in f" {names}")
    month = int(name) if name.isdigit() else next(months, 0)
    if found["sign"] and month > len(_MONTHS):
        month, number = number, month
    years = [int(given["y"])] if "y" in given else [today.year, today.year - 1]
    for year in years:
        try:
            day = date(year, month, number)
        except ValueError:
            continue
        if day <= today:
            return day
    return None


_Key: TypeAlias = tuple[int, str]  # the line and the label of an item


class _StatusScan:
    """Takes what says how items stand out of the texts of a draft that was read, and keeps it."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._announced: list[StatedStatus] = []  # of the next item
        self.items: list[DraftItem] = []
        self.told: list[tuple[StatedStatus, _Key]] = []

    def take_out(self, document: DraftDocument) -> DraftDocument:
        """Returns the draft without the words that say how its items stand."""
        for item, after in zip_longest(document.items, document.items[1:]):
            is_above = after is not None and after.depth > item.depth
            if item.kind is ItemKind.FOOTNOTE:
                self.items.append(item)
            elif is_above or not self._is_alone(item, is_last=after is None):
                self._take(self._with_text(item))
        # What was behind a comma hid that a paragraph is preambular.
        self.items = [*with_kinds(self.items)]
        return evolve(document, items=tuple(self.items))

    def _is_alone(self, item: DraftItem, is_last: bool) -> bool:
        """Returns whether a paragraph only says how the one before it, or behind it, stands."""
        if item.label or item.kind is ItemKind.SECTION:
            return False
        told = read_status(item.text.strip(_AROUND), self._today)
        if told and not is_last and (told.office or item.text.rstrip("*_ ").endswith(":")):
            self._announced.append(told)
        elif told and self.items and self.items[-1].kind is not ItemKind.FOOTNOTE:
            self._keep(told, self.items[-1], item.line)
        else:
            return False
        return True

    def _with_text(self, item: DraftItem) -> DraftItem:
        """Returns a paragraph as the text of the label before it that had only a status."""
        bare = self.items[-1] if self.items else item
        is_text = bare.label and not (bare.text or item.label) and item.depth - bare.depth in (0, 1)
        if not is_text or ItemKind.SECTION in (bare.kind, item.kind):
            return item
        return evolve(self.items.pop(), text=item.text)

    def _take(self, item: DraftItem) -> None:
        bare = None if item.label else _BARE_LABEL.match(item.text)
        if bare and read_status(bare["said"], self._today):
            item = evolve(item, label=bare[1], text=item.text[bare.end(1) :].lstrip())
        words = unstruck(item.text)
        if words != item.text:
            said = item.text.rpartition("(")[2].rstrip(")")
            text, found = words, [StatedStatus("", said, outcome=Outcome(said))]
        elif item.kind is ItemKind.SECTION and read_status(words.strip(_AROUND), self._today):
            text, found = words, [StatedStatus("", words, remark=_HEADING)]
        else:
            text, found = self._ends(words, bool(item.label))
        found, self._announced = self._announced + found, []
        if item.label or text:
            item = self._as_alternative(item, text, any(each.office for each in found))
        self.items.append(item)
        for each in found if item.label or text else ():
            self._keep(each, item)

    def _as_alternative(self, item: DraftItem, text: str, is_proposed: bool) -> DraftItem:
        """Returns an item with its new text, under the label of what it is an alternative to."""
        beside = next((each for each in reversed(self.items) if each.depth <= item.depth), item)
        host = _OF_ALT.sub("", beside.label) if beside.depth == item.depth else ""
        known, base = parts_of(item.label), item.label or host
        alt = None if known and known.is_alternative else _ALT.match(text)
        if alt and parts_of(base):
            text, number = text[alt.end() :], f" {alt['number']}" if alt["number"] else ""
            item = evolve(item, label=f"{base} alt{number}")
        elif is_proposed and item.label and item.label == host:
            item = evolve(item, label=f"{base} alt")
        return evolve(item, text=text)

    def _ends(self, text: str, is_labelled: bool) -> tuple[str, list[StatedStatus]]:
        """Returns a text without what is said of it at its ends, and that."""
        found: list[StatedStatus] = []
        for pattern in (_BRACKETS_BEHIND, _DASH_BEHIND, _BRACKETS_BEFORE, _COLON_BEFORE):
            is_behind = pattern in (_BRACKETS_BEHIND, _DASH_BEHIND)
            start = max(0, len(text) - _LONGEST) if is_behind else 0
            while each := pattern.search(text[start : start + _LONGEST]):
                if pattern is _COLON_BEFORE and not is_labelled:
                    break
                told = read_status(each["said"], self._today)
                if told is None:
                    is_apart = pattern is not _DASH_BEHIND or each[0].strip()[0] in "–—-"
                    unread = StatedStatus("", each["said"].strip(), remark=_NOT_UNDERSTOOD)
                    if is_apart and _looks_so(each["said"]) and unread not in found:
                        found.append(unread)
                    break
                found.insert(0 if is_behind else len(found), told)
                if is_behind:
                    text = text[: start + each.start()].rstrip()
                    text += "" if not text or text.endswith(_STOPS) else each["stop"]
                    start = max(0, len(text) - _LONGEST)
                else:
                    text = text[each.end() :]
        return text, found

    def _keep(self, status: StatedStatus, item: DraftItem, line: int = 0) -> None:
        status = evolve(status, label=_name(item), line=line or item.line)
        self.told.append((status, (item.line, item.label)))

    def listed(self, items: Sequence[DraftItem]) -> list[tuple[StatedStatus, int]]:
        """Returns what is said, in order, each with the place of its item among those kept.

        The place is -1 where nothing is recorded. An alternative has that of the item it is folded
        into; a heading stands for what is under it and says nothing of its own.
        """
        places = {(each.line, each.label): at for at, each in enumerate(items)}
        hosts: dict[_Key, int] = {}
        last: dict[str, int] = {}
        found: list[tuple[StatedStatus, int]] = []
        for item in self.items:
            key = item.line, item.label
            if key in places:
                last[item.label] = places[key]
            elif (base := _OF_ALT.sub("", item.label)) != item.label and base in last:
                hosts[key] = last[base]
                told = StatedStatus(item.label, "alt", item.line, alternative_to=base)
                found.append((told, last[base]))
        own = {places[key] for _, key in self.told if key in places}
        split = set(hosts.values())
        for status, key in self.told:
            at = places.get(key, -1)
            if not (status.outcome or status.office):
                found.append((status, -1))
            elif at < 0 and (status.outcome or key not in hosts):
                found.append((_unrecorded(status, "an alternative is not decided alone"), -1))
            elif at < 0:
                found.append((status, hosts[key]))
            elif items[at].kind.can_be_agreed:
                is_split = status.outcome and at in split
                why = "it has alternatives, so that nothing is decided of it"
                found.append((_unrecorded(status, why), -1) if is_split else (status, at))
            else:
                below = _below(items, at, own | split)
                each_of = [(evolve(status, label=_name(items[e])), e) for e in below]
                found += each_of or [(_unrecorded(status, "nothing under it can be agreed"), -1)]
        return sorted(found, key=lambda each: each[0].line)


def _name(item: DraftItem) -> str:
    return item.label or shortened(item.text, _LONGEST // 3)


def _below(items: Sequence[DraftItem], at: int, own: set[int]) -> Iterator[int]:
    for place in range(at + 1, len(items)):
        if items[place].depth <= items[at].depth:
            return
        if items[place].kind.can_be_agreed and place not in own:
            yield place


def _in_paragraphs(source: Source, today: date) -> Source:
    """Returns a plain text in which what says how an item stands is at its end, and no heading."""
    if isinstance(source, DocxSource) or source.name.lower().endswith((".md", ".markdown")):
        return source
    lines: list[str] = []
    above = -1  # the last line that is not empty
    for line in source.text.split("\n"):
        found = _BRACKETS_BEHIND.search(line[-_LONGEST:])
        told = read_status(line.strip(_AROUND), today) if len(line) <= _LONGEST else None
        if told and told.office:
            line = line.rstrip(": ") + ":"
        elif told and above >= 0:
            lines[above], line = f"{lines[above].rstrip()} {line.strip()}", ""
        elif found and read_status(found["said"], today):
            words = line[: -len(found[0])].split()
            line += "." if len(words) > 1 and words[-1].endswith(_STOPS) else ""
        above = len(lines) if line.strip() else above
        lines.append(line)
    return evolve(source, text="\n".join(lines))


def _looks_so(said: str) -> bool:
    return len(said.split()) <= _MOST_WORDS and _LOOKS_SO.search(said) is not None


def _unrecorded(status: StatedStatus, why: str) -> StatedStatus:
    return evolve(status, outcome=None, office="", remark=why)


def _hint(scan: _StatusScan, source: Source) -> Iterator[Finding]:
    said = [each for each, _ in scan.told if each.outcome]
    if len(said) > 1:
        first = f"such as “{said[0].said}” of {said[0].label}"
        message = f"{len(said)} items say how they stand, {first}; it was read as text of theirs."
        yield Finding(message, Severity.NOTE, source.name, said[0].line, 1)


_TWICE = "The label "  # stands on several items, it goes on


def import_with_statuses(
    state: State,
    source: Source,
    revision: str,
    alternatives: bool,
    new_id: Callable[[], str],
    now: datetime,
    is_wanted: bool = True,
) -> ImportReport:
    """Computes what a file adds as a draft, and as decisions what its text says of its items.

    Where that is not wanted, a note says that it says so.
    """
    scan = _StatusScan(now.date())
    text = _in_paragraphs(source, now.date()) if is_wanted else source
    read = read_draft(state, text, alternatives, change=scan.take_out if is_wanted else None)
    report = report_draft(state, source, read, revision, new_id())
    if not is_wanted:
        scan.take_out(read.document)
        return evolve(report, findings=(*report.findings, *_hint(scan, source)))
    trial = Trial(state, source, new_id, now)
    statuses: list[StatedStatus] = []
    with state.journal.rollback_scope():
        trial.try_out(report.operations[0])
        for each in list(bracket_operations(state, read, trial.operations[0].id)):
            trial.try_out(each)
        for status, at in scan.listed(read.document.items):
            item = f"{trial.operations[0].id}.{at}"
            is_noted = at < 0 or bool(status.alternative_to)
            if is_noted or trial.take(status.line, _operation(state, item, status, source.name)):
                statuses.append(status)
    beside = {each.line for each in statuses if each.alternative_to}
    known = [e for e in report.findings if e.line not in beside or not e.message.startswith(_TWICE)]
    return evolve(
        report,
        operations=tuple(trial.operations),
        findings=(*known, *trial.findings),
        statuses=tuple(statuses),
    )


def _operation(
    state: State, item: str, told: StatedStatus, file: str
) -> RecordDecision | NoteIntervention:
    """Returns what records a status, in words that claim no more than the file."""
    if told.office:
        what = f"the wording of {told.label}" if told.label.endswith("alt") else "this text"
        return NoteIntervention(
            handle=state.next_handle("INT"),
            text=f"to have {what}, marked “{told.said}”",
            targets=(item,),
            kind=InterventionKind.PROPOSAL,
            office=told.office,
        )
    assert told.outcome is not None
    return RecordDecision(
        handle=state.next_handle("DEC"),
        outcome=told.outcome,
        targets=(item,),
        versions=(state.version_id(item),),
        forum=told.forum or Forum.COMMITTEE,
        reason=f"as {file} says{'' if told.day else ', without a day'}: “{told.said}”",
        happened=datetime.combine(told.day, time(), UTC) if told.day else None,
    )


# The same in a table.

_TABLES = (".csv", ".tsv", ".json", ".jsonl", ".xlsx")

STATUS_COLUMNS = Columns(
    {
        "label": ("item", "paragraph", "para", "provision", "article", "text", "target"),
        "status": ("outcome", "decision", "standing", "state", "result"),
        "date": ("day", "dated", "decided", "decided on", "agreed on"),
        "forum": ("where", "body", "place", "agreed in"),
    }
)


def status_table(source: Source) -> Source | None:
    """Returns the rows of a table of statuses, also of one in a Word file; None for a draft."""
    if isinstance(source, DocxSource):
        return table_under(source, _is_head)
    return source if source.name.lower().endswith(_TABLES) else None


def _is_head(cells: Sequence[str]) -> bool:
    return {"label", "status"} <= {*map(STATUS_COLUMNS.field_named, cells)}


class StatusImporter(Importer[StatedStatus]):
    """Imports what a table says was decided of the items of a draft."""

    def __init__(
        self, state: State, draft: str, source: Source, new_id: Callable[[], str], now: datetime
    ) -> None:
        super().__init__(state, source, new_id, now)
        self._draft, self._now = draft, now
        self.statuses: list[StatedStatus] = []

    def read(self) -> tuple[tuple[StatedStatus, ...], tuple[Finding, ...]]:
        """Reads the rows: a label, a status, and perhaps a day and a forum."""
        raw_rows, findings = read_rows(self.source, STATUS_COLUMNS, ("label", "status"))
        return convert_rows(raw_rows, self._row, self.source.name, findings)

    def _row(self, raw: Row) -> StatedStatus:
        label = raw.required("label", "give that of the item")
        status = raw.required("status", "give one such as agreed or agreed ad ref")
        told = read_status(status, self._now.date())
        if told is None:
            known = ", ".join(each.value for each in _STATUSES)
            raise BadRowError(f"“{status}” is no status; those that are read are {known}", "status")
        told = evolve(told, label=label, line=raw.line, day=raw.day("date") or told.day)
        if told.day and told.day > self._now.date():
            raise BadRowError(f"{told.day} is still to come", "date")
        if where := raw.word("forum"):
            forum = next((each for each, words in _PLACES.items() if words.fullmatch(where)), None)
            if forum is None:
                raise BadRowError(f"“{where}” is no forum; they are {', '.join(Forum)}", "forum")
            told = _decided_in(forum, told)
        return told

    def take_row(self, row: StatedStatus) -> bool:
        """Records a status, unless it is recorded already, as far as the row says."""
        state = self.state
        item = find(state, row.label, self._draft)
        if item not in state.items or not state.items[item].kind.can_be_agreed:
            raise Rejected(f"{row.label} is nothing that is agreed by itself")
        made = _operation(state, item, row, self.source.name)
        last = state.last_decision(item)
        if isinstance(made, NoteIntervention):
            same = [each for each in state.interventions.values() if each.text == made.text]
            if any(each.targets == made.targets for each in same):
                return self.pass_over()
        elif last and last.outcome is row.outcome and row.day in (None, last.happened.date()):
            return self.pass_over()
        if not self.take(row.line, made):
            return False
        self.statuses.append(row)
        return True
