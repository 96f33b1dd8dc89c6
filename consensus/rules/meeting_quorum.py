"""The quorum of a meeting: whether enough members are there, whatever is before them."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from consensus.errors import MalformedRule
from consensus.model.counts import Counts, GroupCount
from consensus.model.meeting import Presence
from consensus.model.state import State
from consensus.rules.all_of import AllOf
from consensus.rules.any_of import AnyOf
from consensus.rules.context import Context
from consensus.rules.each_group import EachGroup
from consensus.rules.explain import explain_reason
from consensus.rules.expression import parse_rule
from consensus.rules.quorum import Quorum
from consensus.rules.rule import Rule
from consensus.rules.share import Denominator, read_share


@frozen
class MeetingQuorum:
    """Whether enough members are at a meeting.

    Attributes:
        rule: the rule.
        is_there: whether it is met.
        present: how many members that count are there, in person or remotely.
        members: how many count.
        reasons: why it is not met, as sentences.
    """

    rule: str
    is_there: bool
    present: int
    members: int
    reasons: tuple[str, ...]


def read_quorum(given: str) -> str:
    """Read a quorum: a share of the members, or a rule that looks at who is present alone.

    Args:
        given: such as `1/2`, `60%`, `quorum("1/2")` or `each_group(quorum("1/3"))`.

    Returns:
        The rule, written as a rule.

    Raises:
        MalformedRule: it is neither.
    """
    try:
        rule: Rule = Quorum(read_share(given))
    except MalformedRule:
        rule = parse_rule(given)
    _only_presence(rule)
    return str(rule)


def _only_presence(rule: Rule) -> None:
    if isinstance(rule, Quorum) and rule.of is Denominator.PRESENT:
        return
    if not isinstance(rule, EachGroup | AllOf | AnyOf):
        raise MalformedRule(
            f"the quorum of a meeting looks at who is present alone, and {rule} does not"
        )
    for part in rule.parts:
        _only_presence(part)


def meeting_quorum(state: State, meeting: str, day: date) -> MeetingQuorum | None:
    """Say whether enough members are at a meeting.

    Args:
        state: the state.
        meeting: the id of the meeting.
        day: on which it is counted who is a member.

    Returns:
        None where the meeting has no quorum.
    """
    rule = state.meetings[meeting].quorum
    if not rule:
        return None
    there = state.presence.get(meeting, {})
    eligible: dict[str, int] = {}
    present: dict[str, int] = {}
    for member in state.counting(day):
        eligible[member.group] = eligible.get(member.group, 0) + 1
        is_there = there.get(member.code, Presence.ABSENT) is not Presence.ABSENT
        present[member.group] = present.get(member.group, 0) + is_there
    counts = Counts(
        {group: GroupCount(number, present[group]) for group, number in eligible.items()}
    )
    groups = tuple(code for code in state.groups if code in eligible)
    reasons = parse_rule(rule).reasons(counts, Context(groups=groups))
    return MeetingQuorum(
        rule=rule,
        is_there=not reasons,
        present=sum(present.values()),
        members=sum(eligible.values()),
        reasons=tuple(explain_reason(each, str) for each in reasons),
    )
