"""How the working group works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Self

import attrs
from attrs import frozen

from consensus.errors import Rejected
from consensus.history.operation import Act, Operation, operation
from consensus.model.pinning import CarryOver
from consensus.model.quantifier import QUANTIFIERS, Quantifier
from consensus.model.state import Settings, State


@operation("start-working-group")
@frozen(kw_only=True)
class StartWorkingGroup(Operation):
    """A working group begins; the first operation of every record.

    Attributes:
        title: its name.
        rule: the rule for everything that has none of its own.
        carry_over: how supportive positions carry over a change of text.
        language: the language of its drafts, as a tag such as `en`.
    """

    title: str
    rule: str = "consent()"
    carry_over: CarryOver = CarryOver.WISHES_MET
    language: str = "en"

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse a second beginning."""
        if state.title:
            yield f"this record already belongs to {state.title}"
        if not self.title.strip():
            yield "a working group needs a title"

    def apply(self, state: State, act: Act) -> None:
        """Set what holds for the whole working group."""
        settings = Settings(self.title, self.rule, self.carry_over.value, self.language)
        state.journal.put(state.settings, "", settings)


@operation("set-rule")
@frozen(kw_only=True)
class SetRule(Operation):
    """Consensus on a target is judged by another rule from now on.

    Attributes:
        rule: the expression; empty takes the target's own rule away again.
        target: the id of a draft or item; empty for the whole working group.
    """

    rule: str
    target: str = ""

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse targets that have no rule of their own."""
        if self.target and self.target not in state.drafts and self.target not in state.items:
            yield f"{self.target} is no draft and no item, so it has no rule of its own"
        if not self.target and not self.rule:
            yield "the working group itself always has a rule"

    def apply(self, state: State, act: Act) -> None:
        """Set the rule where it belongs."""
        put = state.journal.put
        if not self.target:
            put(state.settings, "", attrs.evolve(state.settings[""], rule=self.rule))
        elif self.target in state.drafts:
            draft = state.drafts[self.target]
            put(state.drafts, self.target, attrs.evolve(draft, rule=self.rule))
        else:
            item = state.items[self.target]
            put(state.items, self.target, attrs.evolve(item, rule=self.rule))


@operation("set-quantifiers")
@frozen(kw_only=True)
class SetQuantifiers(Operation):
    """The body says which words its summaries have for which share of the members.

    Attributes:
        quantifiers: the whole table; empty for the words that hold until it is set.
    """

    quantifiers: tuple[Quantifier, ...] = ()

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse rows without words, shares that are none, and two words for one share."""
        seen: set[str] = set()
        for each in self.quantifiers:
            if not each.words.strip():
                yield "a quantifier needs words"
            try:
                share = f"{'>' * each.share.startswith('>')}{each.at_least}"
            except ValueError:
                yield f"{each.share} is no share from 0 to 1, such as 2/3 or >1/2"
                continue
            if share in seen:
                yield f"the share {each.share} has two quantifiers"
            seen.add(share)

    def apply(self, state: State, act: Act) -> None:
        """Set the table."""
        table = self.quantifiers or QUANTIFIERS
        state.journal.put(state.settings, "", attrs.evolve(state.settings[""], quantifiers=table))


LONGEST_NOTICE = timedelta(days=366)


@operation("set-notice")
@frozen(kw_only=True)
class SetNotice(Operation):
    """A text has to be circulated so long before it is introduced, unless a meeting has seen it.

    Attributes:
        minutes: the notice period; 0 for none.
    """

    minutes: int

    @classmethod
    def of(cls, notice: timedelta) -> Self:
        """The operation that sets a notice period.

        Raises:
            Rejected: it is no number of whole minutes.
        """
        minutes, rest = divmod(notice, timedelta(minutes=1))
        if rest:
            raise Rejected("a notice period is a number of whole minutes")
        return cls(minutes=minutes)

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse periods that are none."""
        if not 0 <= self.minutes <= LONGEST_NOTICE // timedelta(minutes=1):
            yield "a notice period is from no time to 366 days"

    def apply(self, state: State, act: Act) -> None:
        """Set it."""
        notice = timedelta(minutes=self.minutes)
        state.journal.put(state.settings, "", attrs.evolve(state.settings[""], notice=notice))
