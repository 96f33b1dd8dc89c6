"""The context of a verdict: what a rule may ask besides the counts."""

from __future__ import annotations

from datetime import datetime

import attrs
import msgspec
from attrs import frozen

from consensus.model.counts import Standing


@frozen
class SilenceSeen:
    """The last silence procedure over a target, as it looks at the moment of judging.

    Attributes:
        opened: when it began.
        deadline: the moment before which an objection had to be made.
        is_over: whether the deadline has passed.
        text_changed: whether the text was changed since, more than editorially.
        broken_by: who objected while it went on, whatever became of the objection.
        late: the standing objections that came at the deadline or later.
    """

    opened: datetime
    deadline: datetime
    is_over: bool
    text_changed: bool = False
    broken_by: tuple[Standing, ...] = ()
    late: tuple[Standing, ...] = ()

    def only(self, group: str) -> SilenceSeen:
        """The same, with the members of one stakeholder group only."""
        return attrs.evolve(
            self,
            broken_by=tuple(each for each in self.broken_by if each.group == group),
            late=tuple(each for each in self.late if each.group == group),
        )


class Context(msgspec.Struct, frozen=True, gc=False):
    """What a rule may ask besides the counts.

    Attributes:
        groups: the codes of the declared stakeholder groups that have eligible members.
        brackets: how many brackets are left in the text.
        open_amendments: how many amendments to the text are undecided and backed by a member.
        is_item: whether the target is an item; the wording of an amendment may carry brackets.
        silence: the last silence procedure over the target; None when there was none.
    """

    groups: tuple[str, ...] = ()
    brackets: int = 0
    open_amendments: int = 0
    is_item: bool = True
    silence: SilenceSeen | None = None

    def only(self, group: str) -> Context:
        """The context of one stakeholder group on its own."""
        silence = self.silence.only(group) if self.silence else None
        return msgspec.structs.replace(self, groups=(group,), silence=silence)
