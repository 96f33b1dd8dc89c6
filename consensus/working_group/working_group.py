"""A working group: created, opened, and all commands that record in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final, Self, cast

import consensus
from consensus.arguments import OnProgress, former
from consensus.errors import Rejected, UnreadableInput
from consensus.history import operations
from consensus.history.operation import Operation
from consensus.history.replicas import MOST_BYTES
from consensus.model.people import AudiencePolicy, Style
from consensus.model.staleness import CarryOver
from consensus.rules.expression import expression_of
from consensus.store.notes import MemoryNotes
from consensus.store.opening import create_store, open_notes
from consensus.working_group.commands import positions, work
from consensus.working_group.commands.imports import MailCommands
from consensus.working_group.commands.meetings import AgendaCommands, FloorCommands, WallCommands
from consensus.working_group.commands.people import MembershipCommands, NoteCommands
from consensus.working_group.commands.sync import SyncCommands, WatchCommands
from consensus.working_group.commands.texts import AmendmentCommands, DraftCommands, TextCommands
from consensus.working_group.log import Clock, Log, system_clock


class FormerNames:
    """What methods were called in version 0.1; each warns, and works until version 0.4."""

    bundle = former(SyncCommands.export_steps)
    unbundle = former(SyncCommands.import_steps)
    overtaken: Final[tuple[consensus.SupersededLine, ...]] = former(
        cast(Any, SyncCommands.superseded)
    )
    take_again = former(SyncCommands.reapply)
    let_go = former(SyncCommands.discard)
    fulfil = former(work.PlanningCommands.close_undertaking)
    lift_pending = former(positions.DecisionCommands.confirm_decision)
    push_to_wall = former(WallCommands.show_on_projector)
    blank_wall = former(WallCommands.blank_projector)
    set_aside = former(AmendmentCommands.dismiss)


class WorkingGroup(
    MembershipCommands,
    AgendaCommands,
    FloorCommands,
    positions.ConsultationCommands,
    work.ContributionCommands,
    work.PlanningCommands,
    work.BallotCommands,
    NoteCommands,
    DraftCommands,
    AmendmentCommands,
    MailCommands,
    TextCommands,
    positions.PositionCommands,
    positions.DecisionCommands,
    positions.ProcedureCommands,
    WallCommands,
    SyncCommands,
    WatchCommands,
    FormerNames,
):
    """The record of one group that agrees on a text, and the entry point of the library.

    Its commands take targets by handle, printed label or the start of an id, members by code, and
    steps as they are, or by id or the start of it. They return the step, and as `Made` what it
    made. They raise `NotFound` for what the record does not hold, `MalformedRule` for a rule or a
    quorum that cannot be read, `Rejected`, with every reason, for what cannot be recorded, and
    `StoreError` where it cannot be written; nothing has changed then.

    What many commands take is described here only: `happened` is when it happened, if not now;
    `reason` is why; `draft` is which draft, where there are several; with `strict`, an import in
    which something is bad is refused whole. Moments have a time zone.

    It is opened with `create`, `open` or `in_memory`, and closed when a `with` block ends:

        >>> from consensus import WorkingGroup
        >>> with WorkingGroup.in_memory(title="Panel") as panel:
        ...     panel.title
        'Panel'
    """

    @classmethod
    def create(
        cls,
        path: str | Path,
        *,
        title: str,
        rule: str | None = None,
        carry_over: CarryOver | str = CarryOver.WISHES_MET,
        language: str = "en",
        notice: timedelta | None = None,
        style: Style | str = Style.PLAIN,
        parent: str = "",
        by: str = "",
        clock: Clock = system_clock,
        happened: datetime | None = None,
    ) -> Self:
        """Creates a working group in a new file, or in a database.

        Args:
            path: the file, or the URL of a database with a new name in it, such as
                `postgresql://host/database?group=panel`; it must not exist.
            rule: the rule for everything that has none of its own; if not given, as in the style.
            carry_over: how supportive positions carry over a change of text.
            language: the language of its drafts, as a tag such as `en`.
            notice: how long a text has to be circulated before it is introduced; see `set_notice`.
                If it is not given, as in the style: 24 hours for the UN, and no time for others.
            style: `plain` or `un`, with the rule `consent()`, `ietf`, with `rough_consensus()`,
                or `iso`, with `iso_consensus()`; see `set_style`. The audience policy is that of
                the style, too; see `set_audience_policy`.
            parent: the body that the group is part of, at the head of its papers.
            by, clock, happened: as for `open`.

        Raises:
            StoreError: it is there already or cannot be written; nothing is left behind.
            MalformedRule: the rule cannot be read.
        """
        start = _beginning(title, rule, CarryOver(carry_over), language, notice, style, parent)
        if not title.strip():
            raise Rejected("a working group needs a title")
        from consensus.store.memory import MemoryStore

        log = Log(MemoryStore(), clock, by, happened=happened)
        log.record([*start])
        return cls._begun(path, log)

    @classmethod
    def in_memory(
        cls,
        *,
        title: str = "Working group",
        rule: str | None = None,
        carry_over: CarryOver | str = CarryOver.WISHES_MET,
        language: str = "en",
        notice: timedelta | None = None,
        style: Style | str = Style.PLAIN,
        parent: str = "",
        by: str = "",
        clock: Clock = system_clock,
    ) -> Self:
        """Creates a working group that is not stored; arguments as `create`."""
        from consensus.store.memory import MemoryStore

        started = cls(Log(MemoryStore(), clock, by), notes=MemoryNotes)
        start = _beginning(title, rule, CarryOver(carry_over), language, notice, style, parent)
        started.record(*start)
        return started

    @classmethod
    def from_steps(
        cls,
        path: str | Path,
        content: bytes,
        *,
        by: str = "",
        clock: Clock = system_clock,
        most_bytes: int = MOST_BYTES,
    ) -> Self:
        """Creates a copy of a record, in a new file, from a bundle that holds all of it.

        `content` is what `export_steps` returned, with at most `most_bytes` of steps. The other
        arguments are as for `create`.

        Raises:
            UnreadableInput: it is no bundle, is damaged, or does not begin at the beginning.
            Rejected: it holds what was never recorded.
            StoreError: the file is there already or cannot be written; nothing is left behind.
        """
        from consensus.formats.bundle import read_bundle
        from consensus.store.copies import merge_copies
        from consensus.store.memory import MemoryStore

        received = MemoryStore()
        found = merge_copies(received, read_bundle(content, most_bytes=most_bytes), most_bytes)
        if found is None:
            raise UnreadableInput("the file holds no steps; ask for all that was recorded")
        received.extend(found.added, "")
        return cls._begun(path, Log(received, clock, by))

    from_bundle: ClassVar = former(from_steps)

    @classmethod
    def _begun(cls, path: str | Path, log: Log) -> Self:
        """Writes a log made in memory to a new place, whole or not at all."""
        store = create_store(path, steps=tuple(log.store.read()))
        try:
            log.store = store
            return cls(log, notes=partial(open_notes, path, store))
        except BaseException:
            store.close()
            raise

    def backup(self, path: str | Path, progress: OnProgress | None = None) -> None:
        """Copies the whole record to a new file while it is in use, without private notes.

        `progress` is called with the parts done and the parts in all.

        Raises:
            Rejected: it is in a block of `atomic`.
            StoreError: the file is there already or cannot be written.
        """
        self._log.refuse_within_atomic("a copy is written at once")
        self._log.store.backup(str(path), progress)


def _beginning(
    title: str,
    rule: str | None,
    carry_over: CarryOver,
    language: str,
    notice: timedelta | None,
    style: Style | str,
    parent: str,
) -> Iterator[Operation]:
    from consensus.reports.summary.context import phrase

    rule = phrase(style, "rule") if rule is None else rule
    yield operations.StartWorkingGroup(
        title=title, rule=expression_of(rule), carry_over=carry_over, language=language
    )
    usual = timedelta(hours=int(phrase(style, "hours of notice")))
    if waiting := usual if notice is None else notice:
        yield operations.SetNotice.of(waiting)
    if style != Style.PLAIN:
        yield operations.SetStyle(style=Style(style))
    policy = AudiencePolicy(phrase(style, "audience policy"))
    if policy is not AudiencePolicy.UN:
        yield operations.SetAudiencePolicy(policy=policy)
    if parent.strip():
        yield operations.SetParent(parent=parent.strip())
