"""The final report of a working group, or of its chair."""

from __future__ import annotations

from consensus.model.decisions import Statement
from consensus.model.lookup import stated_on
from consensus.model.state import State


def annexed_to(state: State, target: str) -> list[Statement]:
    """Returns the statements on a target that are annexed to a report.

    Of one kind a member replaces what it stated before.
    """
    stated = [each for each in stated_on(state, target) if each.annexed]
    return [*{(each.member, each.kind): each for each in stated}.values()]
