"""Imports mails and papers in words: whose they are, and the amendments that they ask for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import cache, cached_property, partial
from pathlib import Path
from typing import BinaryIO, TypeAlias

import attrs
from attrs import frozen

from consensus.errors import Rejected, UnreadableInput
from consensus.finding import Severity
from consensus.formats.amendment_rows import AmendmentRow, find_sponsors
from consensus.formats.citations import match_citation
from consensus.formats.contributions import read_contribution, read_proposal_paper
from consensus.formats.instruction_placer import InstructionPlacer
from consensus.formats.instructions import (
    Instruction,
    before_and_after,
    in_printed_typography,
    is_marked,
    read_instructions,
    split_at_labels,
    with_marks,
)
from consensus.formats.mail import Mail, read_mail_file, read_mails, reply_text
from consensus.formats.numbered_lines import LinePlacer
from consensus.formats.placing import UnplacedError, replace_at
from consensus.formats.source import Source
from consensus.history.operations import ProposeAmendment, ReceiveContribution, SetAside
from consensus.model.amendments import (
    MESSAGE_ID,
    Amendment,
    AmendmentKind,
    Placing,
    TrayEntry,
    TrayState,
)
from consensus.model.lookup import find_draft, find_member, find_question, find_tray_entry
from consensus.model.planning import Answer, Document
from consensus.model.state import State
from consensus.reports.amendments import text_summary
from consensus.text.anchor import Passages, normalize_text
from consensus.text.display import count_noun, shortened
from consensus.working_group.import_amendments import AmendmentImporter
from consensus.working_group.import_base import Importer, ImportReport
from consensus.working_group.proposing import proposal_of, sponsors_of

ScoredPlace: TypeAlias = tuple[AmendmentRow, float]
"""A placed amendment, and how sure it is that it is meant, from 0 to 1."""

# What a mail asks to change in a draft.

_FEWEST_WORDS = 5  # of a paragraph that may be one of the draft
_LEAST_LIKENESS = 0.6
_LEAST_COVERED = 0.6  # share of an item that a pasted paragraph must stand for
_MOST_PLACES = 8  # of words that are not said to stand in one item


class DraftSearch:
    """Finds the places in a draft that a mail asks to change, in words or by pasted paragraphs."""

    def __init__(self, state: State, draft: str) -> None:
        self.draft = draft
        self._state = state
        self._placer = LinePlacer(state, draft)
        self._instructions = InstructionPlacer(self._placer, state, draft)
        self._passages = Passages({each.id: state.text(each.id) for each in state.walk(draft)})

    # What a mail pastes: paragraphs of the draft with other words in them, or with words marked.

    def pasted(self, paragraph: str, is_quoted: bool) -> Iterator[ScoredPlace]:
        """Yields the items that a paragraph is another version of, or that a mail quotes."""
        marked = is_marked(paragraph)
        old, new = before_and_after(paragraph)
        old, new = (each.strip(' "“”«»') for each in (old, new))
        if len(old.split()) < _FEWEST_WORDS and not marked:
            return
        hint = ""
        citation, end = match_citation(old)
        if citation is not None and old[end:].strip():
            with suppress(UnplacedError):
                hint = self._placer.find_target(old[:end].strip(" .:–—-"))
        if hint and hint in self._state.items:
            old, new = old[end:].lstrip(" .:–—-)"), new[min(end, len(new)) :]
            found = self._pasted_over(hint, old, new, marked)
        else:
            near = self._passages.nearest(old, 1)
            if not near or near[0].anchor.score < _LEAST_LIKENESS:
                return
            found = self._pasted_over(near[0].key, old, new, marked)
        for place, score in found:
            if not (is_quoted and self._is_known(place)):
                yield place, score

    def _is_known(self, place: AmendmentRow) -> bool:
        """Returns whether a text contains the item's own, or is an earlier version of it."""
        text = normalize_text(place.text).text.strip()
        now = normalize_text(self._state.text(place.target)).text.strip()
        if text.startswith(now) or text.endswith(now):
            return True
        version = self._state.version(place.target).previous
        while version:
            earlier = self._state.versions[version]
            if normalize_text(earlier.wording.notation()).text.strip() == text:
                return True
            version = earlier.previous
        return False

    def _pasted_over(self, item: str, old: str, new: str, marked: bool) -> Iterator[ScoredPlace]:
        whole = self._state.text(item)
        old = self._placer.without_label(item, old)
        new = self._placer.without_label(item, new).lstrip(" .:–—-)")
        near = Passages({item: whole}).nearest(old, 1)
        if not near or near[0].anchor.score < _LEAST_LIKENESS:
            return
        found = near[0].anchor
        covered = (found.end - found.start) / max(1, len(whole))
        if marked:
            passage = whole[found.start : found.end]
            if whole[found.end : found.end + 1] in (".", ";", ",") and old[-1:] in (".", ";", ","):
                new = new.rstrip(".;,")
            text, score = replace_at(whole, found, in_printed_typography(passage, new)), found.score
        elif covered >= _LEAST_COVERED:
            new = self._placer.without_label(item, new)
            text, score = in_printed_typography(whole, new), 0.9 * found.score
        else:
            return
        if text.strip() and text.strip() != whole.strip():
            yield AmendmentRow(target=item, text=text, placing=Placing("fuzzy", score)), score

    def requested(self, instruction: Instruction) -> Iterator[ScoredPlace]:
        """Yields the places that an instruction asks to change, each with a score."""
        with suppress(UnplacedError):
            yield from self._instructions.apply(instruction)


# Offering: the amendments that a mail in the tray may ask for, for a person to take or leave.

LONGEST_TEXT = 60_000
"""Signs of a mail that are looked through; what is longer is a document and no mail."""

_MOST = 200
_SHARE_OF_QUOTED = 0.9  # how much surer it is that own words are meant than quoted ones


_MAIL_ENDINGS = (".eml", ".mbox", ".mbx")


def without_folders(files: Iterable[Path | BinaryIO]) -> Iterator[Path | BinaryIO]:
    """Yields the files, and all mails of folders by suffix, by name."""
    for file in files:
        if isinstance(file, Path) and file.is_dir():
            yield from (e for e in sorted(file.iterdir()) if e.suffix.lower() in _MAIL_ENDINGS)
        else:
            yield file


@frozen
class SuggestedAmendment:
    """An amendment that a mail seems to ask for."""

    number: int  # by which it is taken, counted from 1
    place: AmendmentRow  # the amendment as it is placed, with what it makes of the text there
    draft: str  # the id of the draft
    words: str  # the words of the mail that ask for it
    score: float  # how sure it is that this is meant, from 0 to 1
    reopens: bool = False  # whether it changes what a decision closed, and so asks to reopen it
    taken: str = ""  # the amendment that proposes the same for the same people; empty for none


def mail_amendments(state: State, entry: str) -> tuple[SuggestedAmendment, ...]:
    """Finds what a tray entry asks for: in words, by marked words, or by pasted paragraphs."""
    return MailAmendmentReader(state).read(entry)


def suggestion_lines(
    state: State, suggested: Iterable[SuggestedAmendment]
) -> list[dict[str, object]]:
    """Returns suggested amendments as JSON has them, with what each would do in one clause."""
    lines: list[dict[str, object]] = []
    for each in suggested:
        place = each.place
        after = place.after or place.parent
        summary = f"delete {state.handle_of(place.target)}"
        if place.kind is AmendmentKind.INSERT:
            where = f" after {state.handle_of(after)}" if after not in ("", "first") else ""
            summary = f"insert “{place.text}”{where}"
        elif place.kind is not AmendmentKind.DELETE:
            summary = text_summary(state.text(place.target), place.text)
        lines.append(
            {
                "number": each.number,
                "kind": place.kind,
                "text": place.text,
                "target": state.handle_of(place.target),
                "summary": summary,
                **{name: getattr(each, name) for name in ("words", "score", "reopens", "taken")},
            }
        )
    return lines


def plan_mail_amendments(
    state: State, entry: str, numbers: Sequence[int], by: Sequence[str] = ()
) -> tuple[ProposeAmendment, ...]:
    """Returns the operations that record suggested amendments; arguments as `take_offers`."""
    found = find_tray_entry(state, entry)
    known = {each.number: each for each in mail_amendments(state, entry)}
    if not known:
        raise Rejected(f"no suggestion for {found.handle}; name the text to place it on")
    for number in numbers:
        if number not in known:
            raise Rejected(f"{found.handle} has no suggestion {number}; it has 1 to {len(known)}")
        if known[number].taken:
            raise Rejected(f"suggestion {number} was taken as {known[number].taken} already")
    names = [*by] or [each for each in (found.fields.get("by", ""),) if each]
    if not names:
        raise Rejected(f"{found.handle} does not say who proposes it; name the member")
    sponsors = sponsors_of(state, names)
    wanted = numbers or [each.number for each in known.values() if not each.taken]
    if not wanted:
        raise Rejected(f"everything that {found.handle} suggests was taken already")
    chosen = [known[number] for number in dict.fromkeys(wanted)]
    day = _day(found)
    placed = [(each.draft, attrs.evolve(each.place, by=sponsors, date=day)) for each in chosen]
    return tuple(
        attrs.evolve(
            proposal_of(state, draft, row, tray=found.id), handle=state.next_handle("A", skip)
        )
        for skip, (draft, row) in enumerate(placed)
    )


def _day(entry: TrayEntry) -> date | None:
    try:
        return date.fromisoformat(entry.fields.get("date", "")[:10])
    except ValueError:
        return None


class MailAmendmentReader:
    """Finds suggested amendments in several mails of one state, reusing its indexes."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._search = cache(partial(DraftSearch, state))

    def read(self, entry: str) -> tuple[SuggestedAmendment, ...]:
        """Returns the suggested amendments of an entry; see `mail_amendments`."""
        found = find_tray_entry(self._state, entry)
        if not found.is_mail:
            return ()
        named = found.fields.get("draft", "")
        drafts = [find_draft(self._state, named)] if named else list(self._state.drafts)
        return tuple(_MailSearch(self._state, found, [*map(self._search, drafts)]).read())


_Found: TypeAlias = tuple[AmendmentRow, str, str, float]
"""A placed amendment, the id of its draft, the words that ask for it, and its score."""


class _MailSearch:
    """Searches one mail for suggested amendments."""

    def __init__(self, state: State, entry: TrayEntry, lookups: Sequence[DraftSearch]) -> None:
        self._state = state
        self._entry = entry
        self._text = with_marks(entry.fields.get("text", "")[:LONGEST_TEXT])
        left = max(0, LONGEST_TEXT - len(self._text))
        self._quoted = with_marks(entry.fields.get("quoted", "")[:left])
        self._drafts = lookups

    def read(self) -> Iterator[SuggestedAmendment]:
        """Yields the suggested amendments, each place and text once."""
        seen: set[tuple[object, ...]] = set()
        sender = self._entry.fields.get("by", "")
        for place, draft, words, score in self._found():
            same = (place.kind, place.target, place.text, place.parent, place.after)
            if same in seen:
                continue
            seen.add(same)
            reopens = place.target in self._state.items and self._state.is_closed(place.target)
            # A change by a member whose word is awaited is its answer.
            reopens = reopens and not self._state.awaits(place.target, (sender,))
            yield SuggestedAmendment(
                len(seen), place, draft, words, round(score, 2), reopens, self._taken(place)
            )
            if len(seen) == _MOST:
                return

    def _taken(self, place: AmendmentRow) -> str:
        """Returns the handle of the amendment already made of a place; empty for none."""
        for amendment in self._made:
            same = (amendment.kind, amendment.target, amendment.parent, amendment.after)
            if same == (place.kind, place.target, place.parent, place.after) and (
                not place.text or place.text in self._texts(amendment.version)
            ):
                return amendment.handle
        return ""

    @cached_property
    def _made(self) -> tuple[Amendment, ...]:
        if self._entry.state is not TrayState.PLACED:
            return ()
        sender = self._entry.fields.get("by", "")
        return tuple(
            each for each in self._state.amendments.values() if not sender or sender in each.backers
        )

    def _texts(self, version: str) -> Iterator[str]:
        while version:
            found = self._state.versions[version]
            yield found.wording.notation()
            version = found.previous

    def _found(self) -> Iterator[_Found]:
        paragraphs = _paragraphs(self._text)
        requested: list[str] = []
        unmarked = "\n\n".join(each for each in paragraphs if not is_marked(each))
        for instruction in read_instructions(unmarked):
            for lookup in self._drafts:
                for place, score in lookup.requested(instruction):
                    requested.append(" ".join(instruction.words.split()))
                    yield place, lookup.draft, instruction.words, score
        for each in paragraphs:
            # What asks for a change in words may quote so much that it looks like a paragraph.
            if not any(words in " ".join(each.split()) for words in requested):
                yield from self._pasted(each, is_quoted=False)
        for each in _paragraphs(self._quoted):
            yield from self._pasted(each, is_quoted=True)

    def _pasted(self, paragraph: str, is_quoted: bool) -> Iterator[_Found]:
        share = _SHARE_OF_QUOTED if is_quoted else 1.0
        for words in split_at_labels(paragraph):
            found = [
                (score, lookup.draft, place)
                for lookup in self._drafts
                for place, score in lookup.pasted(words, is_quoted)
            ]
            for score, draft, place in sorted(found, key=lambda each: -each[0])[:1]:
                yield place, draft, words, score * share


def _paragraphs(text: str) -> list[str]:
    return re.split(r"\n[ \t]*\n", text)


# Mail: whose it is, and what becomes of it: a contribution, or an entry of the tray.

MOST_TEXT = 64 * 1024 * 1024
"""Signs of text that are taken in from one mailbox at once."""


class MailImporter(Importer[Mail]):
    """Imports mails as `MailCommands.import_mail` does; those without a date came `now`."""

    def __init__(
        self,
        state: State,
        new_id: Callable[[], str],
        now: datetime,
        senders: Mapping[str, str],
        question: str,
        draft: str,
        deadline: datetime | None,
    ) -> None:
        super().__init__(state, Source.of(""), new_id)
        self._now = now
        self._deadline = deadline
        self._question = find_question(state, question) if question else ""
        self._draft = state.drafts[find_draft(state, draft)].handle if draft else ""
        self._senders = {
            address.strip().casefold(): find_member(state, code)
            for address, code in senders.items()
        }
        self._offers = MailAmendmentReader(state)

    def rows_of(self, files: Iterable[Path | BinaryIO], name: str) -> Iterator[Mail]:
        """Yields the mails of files; raises UnreadableInput where they hold too much text."""
        size = 0
        for file in files:
            self.source = Source.of("", str(file) if isinstance(file, Path) else name)
            mails = read_mail_file(file) if isinstance(file, Path) else read_mails(file, name)
            for mail in mails:
                size += len(mail.text) + len(mail.quoted)
                if size > MOST_TEXT:
                    raise UnreadableInput(f"{self.source.name} holds too much text; divide it")
                yield mail

    def take_row(self, row: Mail) -> bool:
        """Imports a mail; returns whether it is a contribution and not an entry of the tray."""
        self.findings += row.findings
        domain = row.sender[row.sender.rfind("@") :]
        member = self._senders.get(row.sender) or self._senders.get(domain, "")
        key = f"mail {row.message_id}"
        known = self.state.imported.get(key)
        if known is not None:
            answers = bool(self._question and member)
            key = f"{key} of {member}{', as an answer' if answers else ''}"
            news = self._news_of(known, member, answers)
            if not news or key in self.state.imported:
                return self.pass_over()
            # It is taken as what it is now said to be.
            self.take(row.line, SetAside(entry=known, reason=f"imported again, {news}"))
        if row.attachments:
            names = ", ".join(each.name for each in row.attachments)
            message = f"{names} came with it; of that, name and SHA-256 are kept and no words"
            self.find(row.line, message, Severity.NOTE)
        if self._question and member:
            return self._contribute(row, member, key)
        self._put_in_tray(row, member, key)
        return False

    def _news_of(self, known: str, member: str, answers: bool) -> str:
        """Returns what is new about a mail that waits in the tray; empty for nothing."""
        entry = self.state.tray.get(known)
        if entry is None or entry.state is not TrayState.WAITING or not member:
            return ""
        if answers:
            return f"as an answer of {member}"
        return "" if entry.fields.get("by") else f"as a mail of {member}"

    def _contribute(self, mail: Mail, member: str, key: str) -> bool:
        questions = tuple(self.state.questions.values())
        said = reply_text(mail.exchange, questions) if mail.exchange else mail.text
        source = Source.of(said, self.source.name)
        row, findings = read_contribution(source, questions)
        answers = {each.question: each.text for each in row.answers}
        text = row.text
        if answers:
            self.findings += findings
        elif mail.text.strip():
            answers, text = {self._question: mail.text}, ""
        earlier = [
            each
            for each in self.state.contributions.values()
            if each.member == member and each.stands
        ]
        operation = ReceiveContribution(
            handle=self.state.next_handle("C"),
            received=mail.date or self._now,
            member=member,
            answers=tuple(Answer(question, said) for question, said in answers.items()),
            text=text,
            documents=tuple(Document(each.name, each.digest) for each in mail.attachments),
            digest=key,
        )
        if not self.take(mail.line, operation):
            return False
        if earlier:
            message = f"{earlier[-1].handle} comes from {member} too; both stand"
            self.find(mail.line, message, Severity.NOTE)
        return True

    def _put_in_tray(self, mail: Mail, member: str, key: str) -> None:
        late = self._deadline is not None and (mail.date or self._now) > self._deadline
        problem = f"a mail of {member}" if member else f"{mail.sender} is no address of a member"
        if late:
            problem += ", after the deadline"
        fields = _fields(mail, member, self._draft, late)
        if handle := self.put_in_tray(mail.line, fields, problem, key):
            self._tell(mail, handle, problem, Severity.NOTE if member else Severity.WARNING)

    def _tell(self, mail: Mail, handle: str, problem: str, severity: Severity) -> None:
        found = self._offers.read(handle)
        message = f"{problem}; it waits in the inbox as {handle}"
        if found:
            message += f", and suggests {count_noun(len(found), 'change', 'changes')}"
        if closed := dict.fromkeys(each.place.target for each in found if each.reopens):
            handles = ", ".join(map(self.state.handle_of, closed))
            message += f"; {handles} is decided, so it requests a reopening"
        self.find(mail.line, message, severity)


def _fields(mail: Mail, member: str, draft: str, late: bool) -> dict[str, str]:
    """Returns a mail as fields of a tray entry, which can also be parsed as a row."""
    attachments = "\n".join(
        f"{each.name} ({each.media_type}, {each.size} bytes, SHA-256 {each.digest})"
        for each in mail.attachments
    )
    fields = {
        MESSAGE_ID: mail.message_id,
        "sent": mail.date.isoformat() if mail.date else "",
        "date": mail.date.date().isoformat() if mail.date else "",
        "sender address": mail.sender,
        "sender name": mail.sender_name,
        "by": member,
        "draft": draft,
        "subject": mail.subject,
        "text": mail.text,
        "quoted": mail.quoted,
        "signature": mail.signature,
        "attachments": attachments,
        "late": "yes" if late else "",
    }
    return {name: value for name, value in fields.items() if value or name == MESSAGE_ID}


# Papers in plain words: rows of what their paragraphs ask for.


def author_of(source: Source) -> str:
    """Returns what the author of a paper that names no sponsor is called."""
    return f"the author of {Path(source.name).name}"


def unknown_proposers(state: State, source: Source, authors: Mapping[str, str]) -> tuple[str, ...]:
    """Returns who proposes something in a paper of words and is neither a member nor known."""
    rows = read_proposal_paper(state, source).rows
    return tuple(dict.fromkeys(e for row in rows for e in _unknown(state, source, row, authors)))


def _unknown(
    state: State, source: Source, row: AmendmentRow, authors: Mapping[str, str]
) -> list[str]:
    names = row.by or (author_of(source),)
    return [each for each in names if each not in authors and each not in state.members]


class PaperImporter(AmendmentImporter):
    """Imports what a paper asks for in words; arguments as `import_worded_amendments`."""

    def import_paper(self, by: Sequence[str], authors: Mapping[str, str]) -> ImportReport:
        """Imports the paper; the proposals of a sponsor who is not known are refused."""
        paper = read_proposal_paper(self.state, self.source)
        codes = {name: find_sponsors(self.state, code) for name, code in authors.items() if code}
        sponsors = sponsors_of(self.state, by)
        pasted = [row for each in paper.remarks if (row := self._pasted(each))]
        left = len(paper.remarks) - len(pasted)
        refused = Counter[str]()
        rows: list[AmendmentRow] = []
        for row in sorted((*paper.rows, *pasted), key=lambda each: each.line):
            names = row.by or (author_of(self.source),)
            strange = [] if by else _unknown(self.state, self.source, row, authors)
            if strange and not (self._add_members and row.by):
                refused[strange[0]] += 1
                continue
            found = (code for e in names for code in codes.get(e, () if e in authors else (e,)))
            rows.append(_with_sponsors(row, sponsors or tuple(dict.fromkeys(found))))
        for name, times in refused.items():
            proposals = count_noun(times, "proposal", "proposals")
            message = (
                f"“{name}” is no member's code or name, so {proposals} stayed out; say which member"
                f" “{name}” is, or that these are nobody's proposals, and import the file again"
                if name != author_of(self.source)
                else f"it does not say who proposes it, so {proposals} stayed out; name the member,"
                " and import it again"
            )
            self.find(0, message, Severity.ERROR)
        if not (paper.rows or pasted):
            self.find(1, "No paragraph of it asks for a change in words.")
        elif left:
            lines = {each.line for each in pasted}
            first = next(each for each in paper.remarks if each.line not in lines)
            said = count_noun(left, "paragraph asks", "paragraphs ask")
            message = f"{said} for nothing and stayed out: “{shortened(first.text, _BEGINNING)}”"
            self.find(first.line, message, Severity.NOTE)
        report = self.run(rows)
        stayed = refused.total()
        return attrs.evolve(report, rows=report.rows + stayed, refused=report.refused + stayed)

    def take_row(self, row: AmendmentRow) -> bool:
        """Imports what a paragraph asks for, or a paragraph of the draft with other words."""
        return super().take_row((self._pasted(row) or row) if row.doubt else row)

    def _pasted(self, row: AmendmentRow) -> AmendmentRow | None:
        """Returns a paragraph of the draft with other words as a row; None if it is none."""
        words = f"{row.target}: {row.text}" if row.target else row.text
        found = list(self._search.pasted(words, False))
        if len(found) != 1:
            return None
        (place, score), target = found[0], self.state.handle_of(found[0][0].target)
        if score < _SURE:
            doubt = f"it may be a new wording of {target}, which it is like by {score:.0%}"
            return attrs.evolve(row, doubt=doubt)
        return attrs.evolve(row, target=target, text=place.text, doubt="")

    @cached_property
    def _search(self) -> DraftSearch:
        return DraftSearch(self.state, self._draft)


_BEGINNING = 60
_SURE = 0.75  # of a paragraph that is one of the draft with other words


def _with_sponsors(row: AmendmentRow, sponsors: tuple[str, ...]) -> AmendmentRow:
    fields = {**row.fields, "by": "; ".join(sponsors)}
    return attrs.evolve(row, by=sponsors, fields={k: v for k, v in fields.items() if v})
