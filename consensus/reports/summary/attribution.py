"""Attribution: who is named in a summary, and in which words the others are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from attrs import frozen

from consensus.model.meeting import Meeting, Presence
from consensus.model.member import day_of
from consensus.model.quantifier import in_words
from consensus.model.stance import Source
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind
from consensus.reports.summary.context import body_of
from consensus.reports.summary.sentence import Quantity
from consensus.reports.words import Voice, listed


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
        return self.attributed and self.tells_offices

    @property
    def tells_offices(self) -> bool:
        """Whether whoever holds or acts in an office is told.

        It is what a chair's summary always tells; but not to the public, who is told no names,
        and not under the Chatham House rule, since an office says who spoke.
        """
        return self.audience.sees_names and not self.meeting.chatham_house

    @property
    def body(self) -> str:
        """What the body is called in short, such as `the Working Group`."""
        return body_of(self.state.title)

    @property
    def present(self) -> int:
        """How many of the members that count are there; all of them where nobody was noted."""
        return len(self._there()) or len(self._counting())

    def attending(self) -> tuple[int, int, int, int]:
        """How many members were there, how many of them remotely, of how many, and observers."""
        there = self._there()
        remote = [each for each in there if self._presence(each) is Presence.REMOTE]
        observers = [
            each.code
            for each in self.state.members.values()
            if each.observer and self._presence(each.code) is not Presence.ABSENT
        ]
        return len(there), len(remote), len(self._counting()), len(observers)

    def _counting(self) -> list[str]:
        return [each.code for each in self.state.counting(day_of(self.meeting.opened))]

    def _there(self) -> list[str]:
        return [each for each in self._counting() if self._presence(each) is not Presence.ABSENT]

    def _presence(self, member: str) -> Presence:
        return self.state.presence_of(member, self.meeting.id)

    def tells(self, kind: Kind, count: int = 1) -> bool:
        """Whether words of a kind may be told; where not, they are counted as withheld."""
        if self.audience.sees_names:
            return True
        self.left_out[kind] += count
        return False

    def hears(self, source: Source) -> bool:
        """Whether the audience may hear what comes from a source; if not, it is counted."""
        heard = Voice(self.state, self.audience).openly(source)
        self.left_out[Kind.POSITIONS] += not heard
        return heard

    def member(self, code: str) -> str:
        """A member, observer or negotiating group by its name."""
        known = self.state.members.get(code) or self.state.negotiating_groups.get(code)
        return known.name or code if known else code

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
