"""Attribution: who is named in a summary, and in which words the others are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from attrs import frozen

from consensus.model.meeting import Meeting, Presence
from consensus.model.member import day_of
from consensus.model.quantifier import in_words
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind
from consensus.reports.summary.sentence import Quantity
from consensus.reports.voice import listed


@frozen
class Attribution:
    """Names and counts for one audience.

    Attributes:
        state: the state.
        meeting: the meeting.
        audience: who the summary is for.
        attributed: whether names were asked for.
        left_out: counts what is withheld.
    """

    state: State
    meeting: Meeting
    audience: Audience
    attributed: bool
    left_out: Counter[Kind]

    @property
    def names(self) -> bool:
        """Whether members are named: asked for, allowed, and not under the Chatham House rule."""
        return self.attributed and self.audience.sees_names and not self.meeting.chatham_house

    @property
    def present(self) -> int:
        """How many of the members that count are there; all of them where nobody was noted."""
        counting = self.state.counting(day_of(self.meeting.opened))
        there = [
            each
            for each in counting
            if self.state.presence_of(each.code, self.meeting.id) is not Presence.ABSENT
        ]
        return len(there or counting)

    def tells(self, kind: Kind, count: int = 1) -> bool:
        """Whether words of a kind may be told; where not, they are counted as withheld."""
        if self.audience.sees_names:
            return True
        self.left_out[kind] += count
        return False

    def member(self, code: str) -> str:
        """A member by its name."""
        return self.state.members[code].name or code

    def quantity(self, count: int) -> Quantity:
        """So many members in words, by the table of the body."""
        of = self.present
        table = self.state.settings[""].quantifiers
        return Quantity(in_words(count, of, table), count, of)

    def members(self, codes: Sequence[str], more: int = 0) -> tuple[str, tuple[Quantity, ...]]:
        """Some members by name, or in words with the number behind them.

        Args:
            codes: their codes.
            more: how many others there are, of whom no codes are known.
        """
        if self.names and not more and codes:
            return listed([self.member(code) for code in codes]), ()
        found = self.quantity(len(codes) + more)
        return found.words, (found,)
