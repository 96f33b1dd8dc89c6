"""Mail: whose it is, and what becomes of it: a contribution, or an entry of the tray."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import attrs
from attrs import frozen

from consensus.errors import UnreadableInput
from consensus.finding import Severity
from consensus.formats.contributions import read_contribution
from consensus.formats.mail import Mail, reply_text
from consensus.formats.rows import Columns, read_records, shown, take_rows
from consensus.formats.source import Source
from consensus.history.operations import PutInTray, ReceiveContribution, SetAside
from consensus.model.amendments import MESSAGE_ID, TrayState
from consensus.model.lookup import find_draft, find_member, find_question
from consensus.model.planning import Answer, Document
from consensus.model.state import State
from consensus.working_group.import_base import Importer, ImportReport
from consensus.working_group.offering import Offer, OfferReader

MOST_TEXT = 64 * 1024 * 1024
"""Signs of text that are taken in from one mailbox at once."""

SENDER_COLUMNS = Columns(
    {
        "address": ("mail", "email", "e mail", "mail address", "sender", "from"),
        "code": ("member", "delegation", "member code"),
    }
)


@frozen
class Intake:
    """How mails are taken in.

    Attributes:
        senders: by address, or by domain with its sign (`@mission.example`), the member whose
            mails come from there.
        question: the handle or number of the question that they answer; empty for none.
        draft: the draft that amendments in them are to; empty for any.
        deadline: the last moment at which an amendment is not late; None for none.
    """

    senders: Mapping[str, str] = attrs.field(factory=dict)
    question: str = ""
    draft: str = ""
    deadline: datetime | None = None


def read_senders(source: Source) -> dict[str, str]:
    """Read which address is whose from a table with the columns address and code.

    Args:
        source: the file that was read.

    Raises:
        UnreadableInput: it has no such columns, or a row without one of them.
    """
    records, findings = read_records(source, SENDER_COLUMNS, needed=("address", "code"))
    pairs, refused = take_rows(
        records, lambda record: (record.word("address").casefold(), record.word("code")), ""
    )
    bad = [str(each) for each in (*findings, *refused) if each.severity is Severity.ERROR]
    bad += [f"{shown(address)} has no code" for address, code in pairs if not (address and code)]
    if bad:
        raise UnreadableInput(f"{source.name} does not say whose addresses they are: {bad[0]}")
    return dict(pairs)


def import_mails(
    state: State,
    files: Iterable[tuple[str, Iterable[Mail]]],
    new_id: Callable[[], str],
    intake: Intake,
    now: datetime,
) -> ImportReport:
    """Work out what mails add to the record; the state is left as it was.

    Args:
        state: the state.
        files: the name of each file, and its mails, read one after the other.
        new_id: makes identities.
        intake: whose they are, and what they are about.
        now: when those came that do not say when they were sent.

    Raises:
        NotFound: the question, the draft or a member of the senders is not there.
        UnreadableInput: a file is no mail, or there is too much text in them.
    """
    importer = _MailImporter(state, Source.of(""), new_id, intake, now)
    with state.journal.trial():
        size = 0
        for name, mails in files:
            importer.source = Source.of("", name)
            for mail in mails:
                size += len(mail.text) + len(mail.quoted)
                if size > MOST_TEXT:
                    raise UnreadableInput(f"{name} holds too much text; divide it")
                importer.take_mail(mail)
    report = importer.report(importer.rows, importer.contributions)
    return attrs.evolve(report, tray=importer.tray)


class _MailImporter(Importer):
    def __init__(
        self,
        state: State,
        source: Source,
        new_id: Callable[[], str],
        intake: Intake,
        now: datetime,
    ) -> None:
        super().__init__(state, source, new_id)
        self._now = now
        self._intake = intake
        self._question = find_question(state, intake.question) if intake.question else ""
        draft = find_draft(state, intake.draft) if intake.draft else ""
        self._draft = state.drafts[draft].handle if draft else ""
        self._senders = {
            address.strip().casefold(): find_member(state, code)
            for address, code in intake.senders.items()
        }
        self._offers = OfferReader(state)
        self.rows = self.tray = self.contributions = 0

    def take_mail(self, mail: Mail) -> None:
        """Take one mail in, as a contribution or into the tray, or say that it is known."""
        self.rows += 1
        self.findings += mail.findings
        member = self._member(mail)
        key = f"mail {mail.message_id}"
        known = self.state.imported.get(key)
        if known is not None:
            answers = bool(self._question and member)
            key = f"{key} of {member}{', as an answer' if answers else ''}"
            news = self._news_of(known, member, answers)
            if not news or key in self.state.imported:
                self.duplicates += 1
                return
            # It is taken as what it is now said to be.
            self.take(mail.line, SetAside(entry=known, reason=f"taken in again, {news}"))
        if mail.attachments:
            names = ", ".join(each.name for each in mail.attachments)
            message = f"{names} came with it; of that, name and SHA-256 are kept and no words"
            self.find(mail.line, message, Severity.NOTE)
        if self._question and member:
            self._contribute(mail, member, key)
        else:
            self._put_in_tray(mail, member, key)

    def _news_of(self, known: str, member: str, answers: bool) -> str:
        """What is now said of a mail that waits in the tray; empty for nothing new."""
        entry = self.state.tray.get(known)
        if entry is None or entry.state is not TrayState.WAITING or not member:
            return ""
        if answers:
            return f"as an answer of {member}"
        return "" if entry.fields.get("by") else f"as a mail of {member}"

    def _member(self, mail: Mail) -> str:
        domain = mail.sender[mail.sender.rfind("@") :]
        return self._senders.get(mail.sender) or self._senders.get(domain, "")

    def _contribute(self, mail: Mail, member: str, key: str) -> None:
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
            received=self._moment(mail),
            member=member,
            answers=tuple(Answer(question, said) for question, said in answers.items()),
            text=text,
            documents=tuple(Document(each.name, each.digest) for each in mail.attachments),
            digest=key,
        )
        if self.take(mail.line, operation):
            self.contributions += 1
            if earlier:
                message = f"{earlier[-1].handle} comes from {member} too; both stand"
                self.find(mail.line, message, Severity.NOTE)

    def _put_in_tray(self, mail: Mail, member: str, key: str) -> None:
        late = self._intake.deadline is not None and self._moment(mail) > self._intake.deadline
        problem = f"a mail of {member}" if member else f"nobody knows whose {mail.sender} is"
        if late:
            problem += ", after the deadline"
        entry = PutInTray(
            handle=self.state.next_handle("TR"),
            fields=_fields(mail, member, self._draft, late),
            problem=problem,
            source=self.source.name,
            line=mail.line,
            digest=key,
        )
        if not self.take(mail.line, entry):
            return
        self.tray += 1
        self._tell(mail, entry.handle, problem)

    def _tell(self, mail: Mail, handle: str, problem: str) -> None:
        found = self._offers.read(handle)
        offered = "1 change" if len(found) == 1 else f"{len(found)} changes"
        message = f"{problem}; it waits in the tray as {handle}"
        if found:
            message += f", and offers {offered}"
        if closed := self._closed(found):
            message += f"; {', '.join(closed)} is closed, so it asks to reopen"
        known = not problem.startswith("nobody")
        self.find(mail.line, message, Severity.NOTE if known else Severity.WARNING)

    def _closed(self, found: Iterable[Offer]) -> list[str]:
        targets = dict.fromkeys(each.place.target for each in found if each.reopens)
        return [self.state.handle_of(target) for target in targets]

    def _moment(self, mail: Mail) -> datetime:
        return mail.date or self._now


def _fields(mail: Mail, member: str, draft: str, late: bool) -> dict[str, str]:
    """A mail as fields of an entry, so that the entry can be read as a row too."""
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


def given_sender(given: str) -> tuple[str, str]:
    """The address and the code of `ADDRESS=CODE`.

    Raises:
        ValueError: it is not written so.
    """
    address, sign, code = given.rpartition("=")
    if not sign or not code.strip() or "@" not in address:
        raise ValueError(f"{given} says of no address whose it is; write it as name@host=CODE")
    return address.strip().casefold(), code.strip()
