"""Commands on questions, contributions, undertakings, milestones and ballots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import consensus
from consensus.errors import NotFound, Rejected
from consensus.formats.source import Source, as_source
from consensus.history import operations
from consensus.history.step import Step
from consensus.model import lookup
from consensus.model.ballots import BallotKind
from consensus.model.people import Role
from consensus.model.planning import Answer, Document
from consensus.text.anchor import AnchorKind, anchor
from consensus.working_group.import_base import ImportReport
from consensus.working_group.recording import Made, Recording

# What reads contributions is imported late: few programs need it.


class ContributionCommands(Recording):
    """Commands on questions, and on contributions in writing."""

    def ask_question(
        self,
        text: str,
        *,
        number: str = "",
        deadline: datetime | None = None,
        happened: datetime | None = None,
    ) -> Made[consensus.Question]:
        """Records a question to members and others.

        Args:
            number: as it is printed; the next whole number if not given.
            deadline: the last moment at which an answer is not late.
        """
        state = self.state
        taken = (each.number for each in state.questions.values())
        last = max((int(each) for each in taken if each.isdecimal()), default=0)
        operation = operations.AskQuestion(
            handle=state.next_handle("Q"),
            number=number or str(last + 1),
            text=text,
            deadline=deadline,
        )
        return self._made(self.record(operation, happened=happened), self.state.questions)

    def extend_deadline(self, question: str, deadline: datetime | None) -> Step:
        """Sets another deadline for a question, named by handle or number; None for no deadline."""
        found = lookup.find_question(self.state, question)
        return self.record(operations.ExtendDeadline(question=found, deadline=deadline))

    def receive_contribution(
        self,
        contributor: str = "",
        answers: Mapping[str, str] | None = None,
        *,
        text: str = "",
        received: datetime | None = None,
        documents: Sequence[Document] = (),
        name: str = "",
        group: str = "",
        confidential: bool = False,
        replaces: str = "",
    ) -> Made[consensus.Contribution]:
        """Records a contribution; a late one is accepted too.

        Args:
            contributor: the code of the member or observer it comes from.
            answers: the handle or number of each question answered, to what is said to it.
            text: what is said beside the questions.
            received: when it came; now if not given.
            documents: what came with it.
            name: who it comes from, where that is neither a member nor an observer.
            group: the code or name of the stakeholder group of who is neither.
            confidential: whether only the secretariat may see it.
            replaces: the earlier contribution of the same contributor that it takes the place of.
        """
        from consensus.formats.contributions import Contributor, find_contributor
        from consensus.working_group.import_contributions import content_digest

        state = self.state
        if contributor and (name or group):
            raise Rejected("name a member or observer by its code, or somebody else by a name")
        if contributor:
            who = Contributor(member=self._member(contributor))
        else:
            who = find_contributor(state, name, group)
        operation = operations.ReceiveContribution(
            handle=state.next_handle("C"),
            received=received or self.now(),
            member=who.member,
            name=who.name,
            group=who.group,
            answers=tuple(
                Answer(lookup.find_question(state, question), said)
                for question, said in (answers or {}).items()
            ),
            text=text,
            documents=tuple(documents),
            confidential=confidential,
            replaces=lookup.find_contribution(state, replaces) if replaces else "",
        )
        step = self.record(content_digest(operation), outside_meeting=True)
        return self._made(step, self.state.contributions)

    def import_contributions(
        self,
        sources: Source | Path | Sequence[Source | Path],
        *,
        contributor: str = "",
        name: str = "",
        group: str = "",
        received: datetime | None = None,
        confidential: bool = False,
        replace: bool = False,
        strict: bool = False,
    ) -> ImportReport:
        """Imports contributions, in one step, from files in Markdown, plain text or CSV.

        A text is one contribution; headings, lines such as `Question 1` and the words of the
        questions part its answers, and what stands under none of them is kept beside them. Who it
        comes from is given here, in its first lines (`From:`, `Group:`, `Received:`), or by the
        name of its file, which begins with a code. In a table the rows of one contributor that were
        received at one time are one contribution. The same content again adds nothing.

        Arguments are as for `receive_contribution`, where the files do not say; with `replace`,
        each contribution takes the place of the last that the same contributor sent.
        """
        from consensus.formats.contributions import Contributor, find_contributor
        from consensus.formats.draft_docx import text_or_docx
        from consensus.working_group.import_contributions import ContributionImporter

        given_files = [sources] if isinstance(sources, Source | Path) else sources
        files = [text_or_docx(each) for each in given_files]
        given = Contributor(name=name, group=group)
        if contributor:
            given = Contributor(member=self._member(contributor))
        elif name:
            given = find_contributor(self.state, name, group)
        importer = ContributionImporter(
            self.state,
            self.new_id,
            given,
            received or self.now(),
            confidential=confidential,
            replace=replace,
        )
        report = importer.run(importer.rows_of(files))
        what = files[0].name if len(files) == 1 else f"{len(files)} files"
        return self._record_import(report, what, strict)

    def highlight(
        self,
        contribution: str,
        passage: str,
        *,
        items: Sequence[str] = (),
        issue: str = "",
        happened: datetime | None = None,
    ) -> Made[consensus.Highlight]:
        """Marks a passage of a contribution, and links it to targets.

        Args:
            contribution: its handle, or who sent just one.
            passage: words of it; quotation marks, dashes and spaces may differ.
            items: the items, amendments, packages, drafts, questions and agenda items.
            issue: what it is about, in a few words.
        """
        state = self.state
        found = lookup.find_contribution(state, contribution)
        question, words = self._passage(found, passage)
        operation = operations.HighlightPassage(
            handle=state.next_handle("HL"),
            contribution=found,
            passage=words,
            question=question,
            issue=issue,
            links=tuple(lookup.find_link(state, each) for each in items),
        )
        return self._made(self.record(operation, happened=happened), self.state.highlights)

    def _passage(self, contribution: str, passage: str) -> tuple[str, str]:
        """Returns in which answer a passage stands, and its words as they stand there."""
        found = self.state.contributions[contribution]
        if not passage.strip():
            raise Rejected("say which words are highlighted")
        near = ""
        texts = [*((each.question, each.text) for each in found.answers), ("", found.text)]
        for question, text in texts:
            place = anchor(passage, text) if text else None
            if place is None:
                continue
            words = text[place.start : place.end]
            if place.how is not AnchorKind.FUZZY:
                return question, words
            near = near or words
        hint = f"; did you mean: {near}" if near else ""
        raise NotFound(f"{found.handle} does not say that{hint}")


NEXT_MEETING = "next meeting"
"""What an undertaking is due before when no meeting is named."""

_OFFICES = {
    **{role.value: role for role in Role},
    **dict.fromkeys(("secretariat", "the secretariat"), Role.SECRETARY),
    **dict.fromkeys(("chairman", "chairwoman", "chairperson", "the chair"), Role.CHAIR),
}


class PlanningCommands(Recording):
    """Commands on undertakings and milestones."""

    def undertake(
        self,
        what: str,
        by: str,
        *,
        due: datetime | str | None = None,
        happened: datetime | None = None,
    ) -> Made[consensus.Undertaking]:
        """Records that a member, office or person undertakes to do something.

        Args:
            by: the code of a member or observer, an office such as `chair` or `secretariat`, or the
                name of a person.
            due: until when; or the meeting to come before which, by its handle or title, or `next
                meeting`.
        """
        state = self.state
        member, office = "", _OFFICES.get(by.strip().casefold())
        if office is None:
            try:
                member = self._member(by.strip())
            except NotFound:
                member = ""
        before = ""
        is_next = isinstance(due, str) and due.strip().casefold() == NEXT_MEETING
        if is_next and state.meetings_to_come:
            before = state.meetings_to_come[0].id
        elif isinstance(due, str) and not is_next:
            before = lookup.find_announcement(state, due)
        operation = operations.Undertake(
            handle=state.next_handle("U"),
            what=what,
            member=member,
            office=office,
            person="" if member or office else by.strip(),
            due=due if isinstance(due, datetime) else None,
            before=before,
            next_meeting=is_next and not before,
        )
        return self._made(self.record(operation, happened=happened), self.state.undertakings)

    def close_undertaking(
        self, undertaking: str, outcome: str = "", *, happened: datetime | None = None
    ) -> Step:
        """Records that an undertaking, named by its handle, is done, and in words how."""
        found = lookup.find_undertaking(self.state, undertaking)
        return self.record(
            operations.FulfilUndertaking(undertaking=found, outcome=outcome), happened=happened
        )

    def add_milestone(
        self, title: str, target: date, *, happened: datetime | None = None
    ) -> Made[consensus.Milestone]:
        """Records what the group is to have reached by the day `target`."""
        operation = operations.AddMilestone(
            handle=self.state.next_handle("MS"), title=title, target=target
        )
        return self._made(self.record(operation, happened=happened), self.state.milestones)

    def move_milestone(self, milestone: str, target: date, reason: str = "") -> Step:
        """Sets another day for a milestone, named by handle or title."""
        found = lookup.find_milestone(self.state, milestone)
        return self.record(operations.MoveMilestone(milestone=found, target=target, reason=reason))

    def reach_milestone(
        self, milestone: str, note: str = "", *, happened: datetime | None = None
    ) -> Step:
        """Records that a milestone, named by handle or title, is reached."""
        found = lookup.find_milestone(self.state, milestone)
        return self.record(operations.ReachMilestone(milestone=found, note=note), happened=happened)


class BallotCommands(Recording):
    """Commands on ballots: questions with options and a deadline, and the votes in them."""

    # What plans and counts ballots is loaded by their commands alone, since it is long.

    def open_ballot(
        self,
        kind: BallotKind | str,
        question: str = "",
        *,
        on: str = "",
        options: Sequence[str] = (),
        conflict: bool = False,
        default: str = "",
        majorities: Mapping[str, str] | None = None,
        rule: str = "",
        top: str = "",
        share: str = "",
        secret: bool = False,
        deadline: datetime | None = None,
        happened: datetime | None = None,
    ) -> Made[consensus.Ballot]:
        """Puts a question to the vote; what comes of it is a recommendation, and decides nothing.

        Args:
            kind: `text` for the approval of a text by members, `yes-no`, `scale` for five points,
                `approval` for any number of options, or `ranked` for an order of them.
            question: in words; made of `on` if not given.
            on: the item, amendment, package or draft that it is about.
            options: items and amendments by their names, or plain words.
            conflict: whether the options are the amendments to `on` that conflict, and its text as
                it stands.
            default: of a ranked ballot, the option that others have to beat, or are left out.
            majorities: the options of which more than most have to prefer them to the default, to
                how many times as many, such as `3`.
            rule: what counts a text, or yes and no: an expression or the name of a procedure; that
                of the text if not given, and `majority("simple")` for yes and no.
            top: of a scale, the points that are counted; `4-5` if not given.
            share: the share of the points given that has to be among these; `70%` if not given.
            secret: whether only totals are kept, and who took part.
            deadline: the moment before which votes are cast.
        """
        from consensus.formats.position_rows import option_named
        from consensus.working_group.ballots import counted_by, options_in_conflict, options_of

        state, kind = self.state, BallotKind(kind)
        began = happened or self._log.happened or self.now()
        target = lookup.find_subject(state, on) if on else ""
        is_draft = target in state.drafts
        contending = options_in_conflict(state, target, began) if conflict else ()
        named = options_of(state, (*options, *contending), majorities or {})
        if not question.strip() and target:
            what = "Choice on" if kind.has_options else "Approval of"
            title = f"{state.drafts[target].title}, " if is_draft else ""
            question = f"{what} {title}{state.name_of(target)}"
        operation = operations.OpenBallot(
            handle=state.next_handle("BAL"),
            kind=kind,
            question=question.strip(),
            target=target,
            version=state.version_id(target) if target and not is_draft else "",
            texts={e.id: e.version for e in state.walk(target)} if is_draft else {},
            options=named,
            default=option_named(state, named, " ".join(default.split())),
            secret=secret,
            deadline=deadline,
        )
        counted = counted_by(state, began, operation, rule, top, share)
        return self._made(self.record(counted, happened=began), self.state.ballots)

    def cast_vote(
        self,
        ballot: str,
        member: str,
        choice: str,
        comment: str = "",
        *,
        happened: datetime | None = None,
    ) -> Made[consensus.Vote]:
        """Records a member's vote in an open ballot; its last vote before closing counts.

        Args:
            ballot: its handle, or what the only open ballot is about.
            choice: an answer such as `approve`; options to be marked, with commas, or `none`; or
                options in order, such as `A3 > A5 = A7`.
            comment: its comments, or the reasons that some rules ask of a disapproval.
        """
        from consensus.formats.position_rows import read_choice

        state = self.state
        found = state.ballots[lookup.find_ballot(state, ballot)]
        operation = operations.CastVote(
            ballot=found.id,
            member=self._member(member),
            choice=read_choice(state, found, choice),
            comment=comment.strip(),
        )
        step = self.record(operation, happened=happened)
        return self._made(step, self.state.votes[found.id], found.handle, operation.member)

    def import_ballot(
        self,
        ballot: str,
        votes: Source | Path,
        *,
        took_part: Source | Path | Sequence[str] = (),
        reason: str = "",
        strict: bool = False,
    ) -> ImportReport:
        """Imports the votes of an open ballot from CSV, or counts and closes a secret one.

        The columns are `member`, `vote` and `comment`. Those of a secret ballot are papers without
        names: nothing of them is kept but totals, and none is taken if one is bad. A spoilt paper
        is `invalid`; an empty one is blank, or marks none, where the ballot has that.

        Args:
            ballot: its handle, or what the only open ballot is about.
            took_part: of a secret ballot, who cast a paper: codes, or a file with the column
                `member`.
            reason: why a secret ballot is closed before its deadline.
        """
        from consensus.working_group.ballots import BallotImporter, count_papers

        state, votes = self.state, as_source(votes)
        took_part = as_source(took_part) if isinstance(took_part, Source | Path) else took_part
        found = state.ballots[lookup.find_ballot(state, ballot)]
        moment = self._log.happened or self.now()
        if found.secret:
            report = count_papers(state, found, votes, took_part, moment, reason)
            return self._imported(report, self.record(*report.operations, happened=moment))
        if took_part:
            raise Rejected(f"{found.handle} is open: its votes say who took part")
        importer = BallotImporter(found, state, votes, self.new_id, moment)
        report = importer.run(*importer.read)
        return self._record_import(report, votes.name, strict)

    def close_ballot(
        self,
        ballot: str,
        *,
        totals: Mapping[str, int] | None = None,
        took_part: Sequence[str] = (),
        reason: str = "",
        happened: datetime | None = None,
    ) -> Made[consensus.Ballot]:
        """Closes a ballot, with what it comes to: a recommendation that the Chair declares.

        Args:
            ballot: its handle, or what the only open ballot is about.
            totals: of a secret ballot, how many chose each answer or marked each option, or spoilt
                their paper (`invalid`).
            took_part: of a secret ballot, the codes of those that did.
            reason: why, before its deadline and before all have voted.
        """
        from consensus.working_group.ballots import plan_closing

        state = self.state
        found = state.ballots[lookup.find_ballot(state, ballot)]
        if found.secret and found.kind is BallotKind.RANKED and totals is None:
            raise Rejected(f"{found.handle} is ranked in secret: its papers are imported as a file")
        if found.secret and totals is None and found.is_open:
            raise Rejected(f"{found.handle} is secret: give its totals, and who took part")
        moment = happened or self._log.happened or self.now()
        codes = [self._member(each) for each in took_part]
        operation = plan_closing(state, found, moment, reason, totals or {}, codes)
        step = self.record(operation, happened=moment)
        return self._made(step, self.state.ballots, key=found.id)
