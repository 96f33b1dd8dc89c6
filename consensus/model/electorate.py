"""The electorate: the members that count on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from consensus.model.meeting import Presence
from consensus.model.state import State


@frozen
class Electorate:
    """The members that count on a day, found once for many counts.

    Attributes:
        groups: member code to the code of its stakeholder group.
        everybody: the seats of all of them.
        seats: the code of each stakeholder group to the seats of its members.
        there: the seats of the members at the meeting; None between meetings.
    """

    groups: Mapping[str, str]
    everybody: int
    seats: Mapping[str, int]
    there: int | None

    @classmethod
    def of(cls, state: State, day: date) -> Electorate:
        """The electorate of a day; presence is that of the meeting that goes on."""
        numbers = state.positions.seats
        groups: dict[str, str] = {}
        seats: dict[str, int] = {}
        everybody = there = 0
        meeting = state.meeting
        for member in state.counting(day):
            groups[member.code] = member.group
            seat = numbers.of(member.code)
            everybody |= seat
            seats[member.group] = seats.get(member.group, 0) | seat
            if meeting and state.presence_of(member.code, meeting.id) is not Presence.ABSENT:
                there |= seat
        return cls(groups, everybody, seats, there if meeting else None)

    @property
    def eligible(self) -> dict[str, int]:
        """How many members each stakeholder group has."""
        return {group: seats.bit_count() for group, seats in self.seats.items()}
