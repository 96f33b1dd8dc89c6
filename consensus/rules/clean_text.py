"""`clean_text()`: no bracket and no open amendment is left in an item."""

from __future__ import annotations

import attrs
from attrs import frozen

from consensus.errors import MalformedRule
from consensus.model.counts import Counts
from consensus.rules.context import Context
from consensus.rules.reasons import Brackets, OpenAmendments, Reason
from consensus.rules.rule import Rule
from consensus.rules.weight import Weight


def _read_asked(given: object) -> bool:
    if not isinstance(given, bool):
        raise MalformedRule(f"clean_text takes True or False, not {given!r}")
    return given


@frozen
class CleanText(Rule):
    """Met when an item has no bracket and no open amendment.

    It is asked of items only, since the wording of an amendment may carry brackets.

    Attributes:
        asked: whether it is asked at all; `clean_text(False)` switches off what is implied.
    """

    name = "clean_text"
    weighs = frozenset[Weight]()
    asked: bool = attrs.field(default=True, converter=_read_asked)

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Say how many brackets and open amendments are left."""
        if not (self.asked and context.is_item):
            return ()
        found: list[Reason] = []
        if context.brackets:
            found.append(Brackets(context.brackets))
        if context.open_amendments:
            found.append(OpenAmendments(context.open_amendments))
        return tuple(found)
