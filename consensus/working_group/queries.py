"""Queries of a working group: state, verdicts, combinations, graph, past moments, verification."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from functools import cache, cached_property, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Self

import consensus
from consensus.arguments import Validated, former
from consensus.errors import Damaged, NotFound, Rejected
from consensus.history.operation import Operation
from consensus.history.replay import numbered_operations, operations_of
from consensus.history.snapshot import read_snapshot
from consensus.history.step import Step
from consensus.model.lookup import find_draft, find_meeting, find_target
from consensus.model.rivals import combine_pending
from consensus.model.state import State
from consensus.reports.audience import Audience, Viewer, effective_audience, visible_verdict
from consensus.reports.status import StatusReport, status_report
from consensus.rules.expression import expression_of
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import Verdict
from consensus.store.opening import open_notes, open_store, shown_place
from consensus.working_group.log import Clock, Log, dependents, find_step, system_clock

if TYPE_CHECKING:
    from consensus.store.notes import Notes


class Queries(Validated):
    """Read access to a working group.

    Args:
        log: the log; it may belong to the past, in which case nothing can be recorded.
        past: what moment it shows, in words; empty for the present.
        notes: opens the private notes beside the record; None where none can be kept.
    """

    _is_read_only = False

    def __init__(self, log: Log, past: str = "", notes: Callable[[], Notes] | None = None) -> None:
        self._log = log
        self._past = past
        self._judged: Judgement | None = None
        self._open_notes = cache(notes) if notes else None

    @classmethod
    def open(
        cls,
        path_or_url: str | Path,
        *,
        by: str = "",
        clock: Clock = system_clock,
        happened: datetime | None = None,
        read_only: bool = False,
    ) -> Self:
        """Opens an existing working group.

        Args:
            path_or_url: the file, or the URL of a database and the working group in it, such as
                `postgresql://host/database?group=panel`.
            by: who records.
            clock: returns the present time, with its time zone.
            happened: when what is recorded happened, where it is recorded later and the act
                itself does not say; now if not given.
            read_only: whether everything that would be recorded is refused with `Rejected`.

        Raises:
            StoreError: it is not there, is no record, is locked, damaged or of a later version.
        """
        store = open_store(path_or_url, read_only)
        try:
            log = Log(store, clock, by, happened=happened)
            if not log.length:
                raise Damaged(
                    f"{shown_place(str(path_or_url))} holds no step, though every file begins"
                    " with one: all of it was lost; keep it as it is and use a backup"
                )
            found = cls(log, notes=partial(open_notes, path_or_url, store))
            found._is_read_only = read_only
            return found
        except BaseException:
            store.close()
            raise

    @property
    def _notes(self) -> Notes | None:
        return self._open_notes() if self._open_notes else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the record."""
        self._log.close()

    @property
    def state(self) -> State:
        """The present state; its values are frozen, and its tables must not be changed."""
        return self._log.state

    @property
    def title(self) -> str:
        """The name of the working group."""
        return self.state.title

    @property
    def head(self) -> str:
        """The hash of the last step, which covers everything before it."""
        return self._log.head

    def now(self) -> datetime:
        """Returns the time, by the clock of this working group."""
        return self._log.clock()

    def new_id(self) -> str:
        """Generates an id for something about to be recorded."""
        return self._log.new_id()

    def refresh(self) -> bool:
        """Loads what others have recorded; returns whether there was anything."""
        return self._log.refresh()

    def last_own_step(self, by: str | None = None) -> Step:
        """Returns the step that `undo` would undo if none is named: the last one of a person.

        It is the person that the working group was opened by if not given.
        """
        return self._log.last_own_step(by)

    def steps(self, last: int | None = None) -> list[Step]:
        """Returns every step, in order; only so many at the end if `last` is given."""
        return self._log.steps() if last is None else self._log.last_steps(max(0, last))

    def history(self) -> Iterator[tuple[Step, tuple[Operation, ...], bool]]:
        """Yields each step with its operations, redacted words replaced, and whether it was undone.

        In the place of an operation that cannot be read stands an `Unreadable`.
        """
        known = self._log.known()
        for step in self._log.steps():
            yield step, tuple(operations_of(step, known.substitutes)), known.is_omitted(step)

    def applied(self, about: Collection[str] = ()) -> Iterator[tuple[Step, tuple[Operation, ...]]]:
        """Yields each step with those of its operations that made the state.

        What was undone is left out, and what does not apply since copies of the record were
        joined, settled or not.

        Args:
            about: ids, of which an operation must name one; all operations if there are none.
        """
        return self._applied(re.compile("|".join(map(re.escape, about))).search)

    def _applied(
        self, wanted: Callable[[str], object] = bool, of: Callable[[Step], bool] = lambda step: True
    ) -> Iterator[tuple[Step, tuple[Operation, ...]]]:
        """Yields as `applied` what is in the wanted bodies of some steps; no other is decoded."""
        known, overtaken = self._log.known(), self.state.overtaken
        for step in self._log.steps():
            if step.id in known.undone or not of(step):
                continue
            waiting = overtaken[step.id].operations if step.id in overtaken else ()
            made = tuple(
                each
                for number, each in numbered_operations(step, known.substitutes, wanted=wanted)
                if number not in waiting and (step.id, number) not in known.settled
            )
            yield step, made

    @property
    def unreadable(self) -> tuple[consensus.UnreadableStep, ...]:
        """The steps left out because they, or steps they depend on, cannot be decoded.

        Everything else is in the state. `doctor` with `repair` sets such steps aside, after which
        there are none.
        """
        if not any(each.unreadable for each in self.state.overtaken.values()):
            return ()
        from consensus.reports.overtaken import unreadable_steps

        log = self._log
        return tuple(unreadable_steps(log.state, islice(log.store.read(), log.length), log.known()))

    @cached_property
    def chronicle(self) -> consensus.HistoryIndex:
        """The sentences of every step, searchable, and updated with what is recorded."""
        from consensus.working_group.history_search import HistoryIndex

        return HistoryIndex(self._log)

    def dependents(self, step: Step | str) -> list[tuple[Step, str]]:
        """Returns the later steps that would have to be undone before a step, with the reasons.

        Raises:
            Rejected: it cannot be undone, whatever depends on it.
        """
        steps = self._log.steps()
        return dependents(steps, self._log.known(), find_step(steps, step).id)

    def verify(
        self, head: str = "", progress: Callable[[int], None] | None = None
    ) -> consensus.Verification:
        """Verifies that no step was altered, and against a head that none was cut off.

        A snapshot kept beside the log, which is what opening it shows, is compared with a replay.

        Args:
            head: the hash of a step that was published or noted before; empty for none.
            progress: called after each step with the number of steps done, and again from the first
                one on where they are replayed; it may raise to end that.

        Raises:
            Rejected: it is of what had happened by a moment, without the rest.
        """
        from consensus.history.verify import verify, with_snapshot

        self._log.refuse_drawn()
        store = self._log.store
        found = verify(
            store.read_stored(), head, progress, redacted=self._log.later, now=self.now()
        )
        return with_snapshot(found, store.snapshot(read_snapshot), store, progress)

    def judgement(self, rule: str = "") -> Judgement:
        """Returns the verdicts on the present state; by another rule if given.

        Verdicts by the rules of the record are kept, and judged anew as far as what was recorded
        since, or the time, bears on them.
        """
        state, now = self.state, self.now()
        if rule:
            return Judgement(state, now, expression_of(rule))
        if self._judged is None or not self._judged.is_valid_at(state, now):
            self._judged = Judgement(state, now, is_kept=True)
        return self._judged

    def projector(self) -> consensus.Slide | None:
        """Returns the slide on the projector; None when it is blank.

        Raises:
            Damaged: it was put there by other software.
        """
        from consensus.reports.wall import decode_slide

        shown = self._log.store.on_wall()
        return decode_slide(shown) if shown else None

    def verdict(self, target: str, audience: Audience | str | None = None) -> Verdict:
        """Returns the verdict on a target, named by handle, label or id, with the least move.

        It is all of it, or what an `audience` may see: where that is not every position, `counts`
        tell only how many members count, and what is undecided is `open`. The public sees no names.
        """
        verdict = self.judgement().verdict(find_target(self.state, target))
        if audience is None:
            return verdict
        viewer = Viewer(effective_audience(self.state, audience))
        return visible_verdict(self.state, verdict, viewer)

    def status(self, draft: str = "", audience: Audience | str | None = None) -> StatusReport:
        """Returns what is agreed and what is open in a draft; in all if none is given.

        It is all of it, or what an `audience` may see, as for `verdict`.
        """
        drafts = [find_draft(self.state, draft)] if draft else list(self.state.drafts)
        seen_by = None if audience is None else effective_audience(self.state, audience)
        return status_report(self.state, self.judgement(), drafts, seen_by)

    def private_notes(self, target: str = "") -> tuple[consensus.PrivateNote, ...]:
        """Returns the private notes, on one target or all, oldest first.

        At a past moment, they are those written by then.
        """
        if self._notes is None:
            return ()
        found = find_target(self.state, target) if target else ""
        return tuple(
            each
            for each in self._notes.read()
            if (not found or each.target == found)
            and (not self._past or each.written <= self.now())
        )

    def informal_words(self) -> Mapping[str, tuple[str, ...]]:
        """Returns what members said informally, by the id of the target; it is for no paper."""
        found: dict[str, tuple[str, ...]] = {}
        for each in self.private_notes():
            if each.member and self.state.is_target(each.target):
                found[each.target] = (*found.get(each.target, ()), noted_words(each))
        return found

    def combination(self, target: str) -> consensus.Combination:
        """Returns how the undecided amendments to a text combine, by their handles."""
        found = find_target(self.state, target)
        if found in self.state.packages:
            name = self.state.handle_of(found)
            raise NotFound(f"{name} is a package, which has no text of its own")
        return combine_pending(self.state, found)

    def wordings(
        self, target: str, audience: Audience | str = Audience.PUBLIC
    ) -> consensus.HoldersReport:
        """Returns who holds which wording of a text, who could bridge it, and whom to call.

        A package has no text of its own. `audience` is `public`, `members` or `secretariat`, as
        the facilitator's own screens ask.
        """
        from consensus.reports.holders import holders

        found = find_target(self.state, target)
        seen_by = effective_audience(self.state, audience)
        return holders(self.state, self.judgement(), found, seen_by)

    resting_on, wall, holders = former(dependents), former(projector), former(wordings)

    def summary(
        self,
        meeting: str = "",
        audience: Audience | str = Audience.PUBLIC,
        *,
        attributed: bool = False,
        dated: date | None = None,
    ) -> consensus.ChairSummary:
        """Returns the chair's summary of a meeting, each sentence with the steps it rests on.

        Args:
            meeting: its handle or title; the last one that was opened if not given.
            audience: `public`, `members` or `secretariat`.
            attributed: whether members are named, where the audience and the rule allow it.
            dated: the day that it bears; if not given, that on which the meeting was closed.
        """
        from consensus.reports.summary.context import is_part_of
        from consensus.reports.summary.summary import chair_summary

        state = self.state
        if not meeting and not state.meetings:
            raise NotFound("no meeting was opened yet, so there is nothing to summarise")
        found = find_meeting(state, meeting) if meeting else list(state.meetings)[-1]
        seen_by = effective_audience(state, audience)
        now, names = self.now(), attributed
        recorded = self._applied(of=lambda step: is_part_of(step, found))
        return chair_summary(state, recorded, found, now, dated, seen_by, attributed=names)

    def edited_summary(
        self, source: consensus.Source | Path, dated: date | None = None
    ) -> consensus.EditedSummary:
        """Compares an edited summary with the record, sentence by sentence.

        The Markdown file says of which meeting and for whom it was made; `dated` is as for
        `summary`.

        Raises:
            UnreadableInput: it does not say of which meeting it is.
        """
        from consensus.formats.source import as_source
        from consensus.reports.summary.markup import edited_summary, read_summary

        given = as_source(source)
        marked = read_summary(given.text, given.name)
        attributed = marked.attributed
        made = self.summary(marked.meeting, marked.audience, attributed=attributed, dated=dated)
        return edited_summary(marked, made)

    @property
    def analysis(self) -> consensus.Analysis:
        """The analysis of the working group as a whole: conflicts, packages, coalitions."""
        from consensus.working_group.analysis import Analysis

        return Analysis(self)

    @property
    def graph(self) -> consensus.Graph:
        """The graph of members, texts, positions and decisions; a `networkx.MultiDiGraph`."""
        from consensus.analysis.conflicts import find_clashes, undecided_in_order
        from consensus.model.graph import build_graph

        state = self.state
        undecided = undecided_in_order(state, list(state.drafts))
        handles: Mapping[str, str] = state.handles
        clashing = [
            (handles[each.one], handles[each.other], each.kind.value)
            for each in find_clashes(state, undecided, partial(combine_pending, state))
        ]
        return build_graph(state, clashing)

    def as_of(self, when: datetime | Step | str, *, happened: bool = False) -> Self:
        """Returns the working group at a past moment; it can be read, not changed.

        It is of the same class, which is made with what this class is made with.

        Args:
            when: a moment of recording, a meeting (its end), a revision (its issue), or a step: by
                handle, title, name, or the start of an id; or the step itself.
            happened: whether the moment is one of happening. Where what happened later is left out,
                what is left was never a record, and cannot be copied, joined or verified.

        Raises:
            NotFound: there is no such meeting, revision or step.
            Rejected: the moment has no time zone, or a name is given with `happened`.
        """
        log, moment = self._cut(when.id if isinstance(when, Step) else when, happened)
        log.is_held_back = self._log.is_held_back
        return type(self)(log, past=moment, notes=self._open_notes)

    def _cut(self, when: datetime | str, happened: bool) -> tuple[Log, str]:
        if isinstance(when, datetime):
            if when.tzinfo is None:
                raise Rejected("say the time zone of the moment to look at")
            log = self._log
            log = log.happened_by(when) if happened else log.past(lambda each: each.moment <= when)
            return log, when.isoformat(timespec="minutes")
        if happened:
            raise Rejected(f"{when} is no moment: happened=True goes with a day and time alone")
        ends = self._ends(when)
        return self._log.past(lambda step: step.id in ends), when

    def _ends(self, name: str) -> set[str]:
        """Returns the ids of the steps of a meeting, of a revision, or with such an id."""
        from consensus.history.operations import CloseMeeting, PublishRevision

        meetings = {
            each.id
            for each in self.state.meetings.values()
            if name in (each.handle, each.title, each.id)
        }
        ends: set[str] = set()
        if any(stored.id == name for stored in self._log.store.read_stored()):
            return {name}
        for step, operations in self.applied():
            if step.meeting in meetings:
                ends.add(step.id)
            for each in operations:
                closes = isinstance(each, CloseMeeting) and each.meeting in meetings
                issues = isinstance(each, PublishRevision) and each.name == name
                if closes or issues:
                    ends.add(step.id)
        if not ends:
            try:
                ends.add(find_step(self._log.steps(), name).id)
            except NotFound as error:
                raise NotFound(
                    "a moment is a day or time (2026-03-01, 2026-03-01T18:00), a meeting (its end),"
                    f" a revision (its issue), or the id of a step; {error}"
                ) from None
        return ends


def noted_words(note: consensus.PrivateNote) -> str:
    """Returns a private note with who said it informally, and where that member would stand."""
    from consensus.reports.words import STANCE_WORDS

    who = " ".join(filter(None, (note.member, STANCE_WORDS[note.stance] if note.stance else "")))
    return ": ".join(filter(None, (who, note.text.strip())))
