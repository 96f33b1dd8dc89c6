"""One record judged by several rules side by side; nothing is recorded by asking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from consensus.model.state import State
from consensus.reports.status import ItemStatus, status_report
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import Status


@frozen
class ComparedStatus:
    """Where one item would stand by each of several rules.

    Attributes:
        statuses: by each rule, in the order of the rules.
    """

    statuses: tuple[ItemStatus, ...]

    @property
    def item(self) -> ItemStatus:
        """The item, as the first rule judges it."""
        return self.statuses[0]

    @property
    def differs(self) -> tuple[bool, ...]:
        """For each rule, whether the status is another than by the first."""
        first = self.item.status
        return tuple(each.status is not first for each in self.statuses)

    @property
    def is_contested(self) -> bool:
        """Whether any two rules give the item another status."""
        return any(self.differs)


@frozen
class RuleComparison:
    """Where every item that can be agreed would stand by each of several rules.

    Attributes:
        rules: the rules, as expressions.
        totals: for each rule, how many items have each status; every status is named.
        items: the items in the order of the documents.
    """

    rules: tuple[str, ...]
    totals: tuple[Mapping[Status, int], ...]
    items: tuple[ComparedStatus, ...]

    @property
    def contested(self) -> tuple[ComparedStatus, ...]:
        """The items whose status depends on the rule."""
        return tuple(item for item in self.items if item.is_contested)


def compare_rules(
    state: State, judgements: Mapping[str, Judgement], drafts: Sequence[str]
) -> RuleComparison:
    """Judge the items of some drafts by several rules.

    Args:
        state: the state.
        judgements: of that state, each by the rule that is its key.
        drafts: the ids of the drafts.
    """
    reports = [status_report(state, each, drafts) for each in judgements.values()]
    rows: Iterator[tuple[ItemStatus, ...]] = zip(*(each.items for each in reports), strict=True)
    return RuleComparison(
        tuple(judgements),
        tuple(each.totals for each in reports),
        tuple(ComparedStatus(row) for row in rows if state.items[row[0].id].kind.can_be_agreed),
    )
