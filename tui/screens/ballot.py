"""Ballots: opening one, recording votes, closing it, and the gavel on what it came to."""

from __future__ import annotations

import re
from functools import partial

from consensus.model.ballots import DISAPPROVE, INVALID, WITH_COMMENTS, BallotKind
from consensus.reports.ballots import declared
from consensus.text.display import escape_control_characters
from tui.screens.base import WithPapers, opens_dialog
from tui.screens.target_commands import DecisionCommands
from tui.views.ballots import VotingView, opening_answers, voting_view
from tui.views.planning import Paper, PaperKind, PapersView, Sheet
from tui.views.text import HOW_TO_TYPE, Choice, codes_in, read_moment, wrong_codes, wrong_moment

_KINDS = (
    Choice(BallotKind.TEXT, "approval of the text", "by name, with comments and reasons", "t"),
    Choice(BallotKind.YES_NO, "yes or no", "or blank", "y"),
    Choice(BallotKind.SCALE, "a scale of five points", "the share of the top ones counts", "s"),
    Choice(BallotKind.APPROVAL, "acceptable options", "each marks those it can accept", "a"),
    Choice(BallotKind.RANKED, "options in order", "counted by Schulze's method", "r"),
)
_BY_NAME = Choice("by name", "by name", "who chose what is recorded", "n")
_SECRET = Choice("secret", "secret", "only totals are kept, and who took part", "s")
_KEYS = {DISAPPROVE: "d", "abstain": "z", WITH_COMMENTS: "c"}
"""The keys for answers that are not their first letter or number."""
_ASKED = {
    "question": ("Which question is put to the vote?", "As members are to read it."),
    "options": ("What can be chosen?", "Texts by handle, or words, with commas between."),
    "default": ("Which option do the others have to beat?", "One of them, or nothing."),
    "points": ("Which points are counted, and which share has to be there?", "Such as 4-5 70%"),
    "rule": ("By which rule is it counted?", 'Such as majority("two-thirds"), or iso-dis.'),
    "until": ("Until when are votes cast?", f"{HOW_TO_TYPE} Nothing: until it is closed."),
}


class BallotCommands(WithPapers, DecisionCommands[PapersView, None]):
    """Commands on ballots."""

    async def open_ballot(self, target: str = "") -> None:
        """Asks what is put to the vote, and how, and records it; for workers only."""
        if self.host.refuses_in_the_past("open a ballot"):
            return
        link = (target, "") if target else await self.pick_link("What is put to the vote?")
        if link is None:
            return
        target = link[0]
        picked = await self.press_key("Which kind of ballot?", _KINDS if target else _KINDS[1:])
        said = await self.glance(opening_answers(BallotKind(picked), target)) if picked else None
        # What is refused is asked again, with what was typed.
        while picked and said and not await self._is_opened(BallotKind(picked), target, said):
            pass

    async def _is_opened(self, kind: BallotKind, target: str, said: dict[str, str]) -> bool:
        """Asks for all that is said of a ballot, and records it; returns False if refused."""
        now = self.host.clock()
        for name, value in said.items():
            if name == "secret":
                answer = await self.press_key("Is it secret?", (_BY_NAME, _SECRET))
            elif name == "until":
                wrong = partial(wrong_moment, now=now, to_come=True)
                answer = await self.ask_text(*_ASKED[name], value, needed=False, problem=wrong)
            else:
                answer = await self.ask_text(*_ASKED[name], value, needed=name != "default")
            if answer is None:
                return True
            said[name] = answer
        points, _, share = said.get("points", "").partition(" ")
        options = [each for each in said.get("options", "").split(",") if each.strip()]
        ballot = await self.record(
            f"put to the vote: {said['question']}",
            lambda group: group.open_ballot(
                kind,
                said["question"],
                on=target,
                options=options,
                default=said.get("default", ""),
                rule=said.get("rule", ""),
                top=points,
                share=share.strip(),
                secret=said.get("secret") == _SECRET.key,
                deadline=read_moment(said["until"], now),
            ),
        )
        if ballot:
            self.turn_to(Sheet.BALLOTS, ballot.handle)
        return ballot is not None

    @opens_dialog
    async def action_vote(self) -> None:
        """Asks one member after the other what it votes, and records it."""
        paper = await self.read_selected("record votes", (PaperKind.BALLOT,))
        if paper is None or self.is_over(paper):
            return
        view = await self.glance(voting_view(paper.id))
        while view is not None and await self._vote(view):
            view = await self.glance(voting_view(paper.id))
            if view is not None and not view.missing:
                return

    async def _vote(self, view: VotingView) -> bool:
        """Asks for the vote of a member, and records it; returns False if none is given."""
        ballot = view.ballot
        if ballot.secret:
            self.host.tell(
                f"{ballot.handle} is secret: {self.named_key('papers.done')} enters its totals",
                is_problem=True,
            )
            return False
        is_ranked = ballot.kind is BallotKind.RANKED
        title = escape_control_characters(f"{ballot.handle}: {ballot.question}")
        code = await self.pick(f"{title}\nWho votes?", view.voters, "".join(view.missing[:1]))
        choice: str | None = None
        comment: str | None = ""
        if code and ballot.kind.has_options:
            how = "In order, as in A > B = C" if is_ranked else "As in A, B; or none"
            how = f"{how}. The options: {', '.join(ballot.answers)}."
            choice = await self.ask_text(f"{title}\n{code} chooses", how)
        elif code:
            answers = [Choice(e, e, key_press=_KEYS.get(e, e[0])) for e in ballot.answers]
            choice = await self.press_key(f"{title}\n{code} says", answers)
        if choice in (WITH_COMMENTS, DISAPPROVE):
            how = "Without reasons a disapproval does not count under rules that ask for them."
            comment = await self.ask_text(
                f"{code}: {choice}. Its comments or reasons?", how, needed=False
            )
        if code is None or choice is None or comment is None:
            return False
        await self.record(
            f"{code} in {ballot.handle}: {choice}",
            lambda group: group.cast_vote(ballot.handle, code, choice, comment),
        )
        return True

    async def close_ballot(self, paper: Paper) -> None:
        """Asks for what closing a ballot takes, and records it; for workers only."""
        view = await self.glance(voting_view(paper.id))
        if view is None:
            return
        counted = await self._count(view) if view.ballot.secret else ((), None)
        if counted is None:
            return
        took_part, totals = counted
        missing = [each for each in view.missing if each not in took_part]
        reason: str | None = ""
        if missing and view.ballot.deadline and not view.ballot.has_ended(self.host.clock()):
            how = f"Before its deadline it takes a reason: {', '.join(missing)} did not vote."
            reason = await self.ask_text(f"Why is {paper.key} closed now?", how)
        elif totals is None and not await self.confirm(f"Close {paper.key}?", paper.spans, "close"):
            return
        if reason is not None:
            await self.record(
                f"{paper.key} is closed",
                lambda group: group.close_ballot(
                    paper.key, totals=totals, took_part=took_part, reason=reason
                ),
            )

    async def _count(self, view: VotingView) -> tuple[tuple[str, ...], dict[str, int]] | None:
        """Asks who took part in a secret ballot, and what their papers say."""
        ballot, handle, codes = view.ballot, view.ballot.handle, view.missing
        if ballot.kind is BallotKind.RANKED:
            told = f"{handle}: papers that rank options are counted from a file, not typed"
            self.host.tell(told, is_problem=True)
            return None
        typed = await self.ask_text(
            *(f"Who took part in {handle}?", "Their codes; nothing for nobody."),
            " ".join(view.present),
            needed=False,
            problem=lambda answer: wrong_codes(answer, codes),
        )
        if typed is None:
            return None
        took_part = codes_in(typed, codes)
        answers = (*ballot.answers, INVALID)
        form = re.compile(rf"\d+([ ,]+\d+){{0,{len(answers) - 1}}}")

        def wrong(answer: str) -> str:
            counts = [int(each) for each in re.findall(r"\d+", answer)]
            if not form.fullmatch(answer):
                return "write only numbers, one for each"
            fits = ballot.kind.has_options or sum(counts) == len(took_part)
            return "" if fits else f"that is {sum(counts)} of {len(took_part)} papers"

        numbers = await self.ask_text(
            f"{handle}: what do the {len(took_part)} papers say?",
            f"How many for {', '.join(answers)}, in this order: such as 5 2 1.",
            "" if took_part else "0",
            problem=wrong,
        )
        if numbers is None:
            return None
        return took_part, dict(zip(answers, map(int, re.findall(r"\d+", numbers)), strict=False))

    async def action_gavel(self) -> None:
        """Opens the gavel on the text to decide on, with what is recommended, if anything."""
        paper = await self.read_selected("declare", (PaperKind.BALLOT,))
        if paper is None:
            return
        found = await self.glance(
            lambda group, _: declared(group.state, group.state.ballots[paper.id])
        )
        if found and found[0]:
            self.host.target, outcome = found
            await self._ask(outcome)
        elif found:
            why = f"{self.named_key('papers.done')} closes it first"
            why = "there is no text in it to decide on" if paper.is_done else why
            self.host.tell(f"{paper.key}: {why}", is_problem=True)

    async def go_on(self, decided: str) -> str:
        """Stays with the ballot."""
        return f"{self.named_key('statement')} puts a statement on record beside it"
