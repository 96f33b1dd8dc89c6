"""Acts on mail: taken in, and what it offers taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import attrs

from consensus.errors import Rejected
from consensus.finding import Severity
from consensus.history.step import Step
from consensus.working_group.import_base import ImportReport
from consensus.working_group.recording import Recording

# What reads mails and the wishes in them is imported late: few commands and pages need it.
if TYPE_CHECKING:
    from consensus.formats.mail import Mail
    from consensus.working_group.offering import Offer


class MailActs(Recording):
    """What is done with mails."""

    def import_mail(
        self,
        *files: Path | BinaryIO,
        name: str = "",
        senders: Mapping[str, str] | None = None,
        question: str = "",
        draft: str = "",
        deadline: datetime | None = None,
        strict: bool = False,
    ) -> ImportReport:
        """Take mails in, in one step, from mails (`.eml`) and mailboxes (mbox).

        What answers a question is a contribution. Everything else waits in the tray, whole, and
        offers the amendments that it seems to ask for; so do mails of which nobody knows whose
        they are. A mail that is in already, by its Message-ID, adds nothing.

        Args:
            files: paths, or the bytes of a file.
            name: what a file without a path is called.
            senders: by address, or by domain (`@mission.example`), the member it belongs to.
            question: the handle or number of the question that the mails answer.
            draft: the draft that amendments in them are to, where there are several.
            deadline: the last moment at which an amendment is not late, with its time zone.
            strict: whether nothing goes in when something is wrong with one.

        Raises:
            UnreadableInput: one is no mail.
            Rejected: something is wrong and `strict` is set.
        """
        from consensus.working_group.import_mail import Intake, import_mails

        report = import_mails(
            self.state,
            [_mails(each, name) for each in files],
            self.new_id,
            Intake(senders or {}, question, draft, deadline),
            self.now(),
        )
        bad = [str(each) for each in report.findings if each.severity is not Severity.NOTE]
        if strict and bad:
            raise Rejected(*bad)
        if report.operations:
            what = _mails(files[0], name)[0] if len(files) == 1 else f"{len(files)} files of mail"
            self.record(*report.operations, note=f"imported {what}", outside_meeting=True)
        return report

    def offers(self, entry: str) -> tuple[Offer, ...]:
        """The amendments that a mail in the tray seems to ask for; see `offers`."""
        from consensus.working_group.offering import offers

        return offers(self.state, entry)

    def take_offers(
        self, entry: str, numbers: Sequence[int] = (), *, by: Sequence[str] = ()
    ) -> Step:
        """Record amendments that a mail offers, in one step that happened when it was sent.

        The mail came to the secretariat, so they are circulated when they are recorded.

        Args:
            entry: the handle of the entry.
            numbers: of the offers; none for all.
            by: who proposes them; as the mail says if not given.
        """
        from consensus.working_group.offering import plan_offers

        operations = plan_offers(self.state, entry, numbers, by)
        sent = self.state.tray[operations[0].tray].fields.get("sent", "")
        moment = datetime.fromisoformat(sent) if sent else None
        now = self.now()
        happened = moment if moment and moment <= now else None
        circulated = [attrs.evolve(each, circulated=now) for each in operations]
        return self.record(*circulated, happened=happened, outside_meeting=True)


def _mails(file: Path | BinaryIO, name: str) -> tuple[str, Iterator[Mail]]:
    """What a file is called, and its mails, which are read as they are taken."""
    from consensus.formats.mail import read_mail_file, read_mails

    if isinstance(file, Path):
        return str(file), read_mail_file(file)
    called = name or "mail"
    return called, read_mails(file, called)
