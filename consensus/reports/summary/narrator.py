"""The narrator: what tells a paragraph remembers what it spoke of last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from attrs import frozen

from consensus.model.state import State
from consensus.reports.summary import subjects
from consensus.reports.summary.attribution import Attribution
from consensus.reports.summary.proceedings import Happening, Proceedings
from consensus.reports.summary.sentence import Quantity, Sentence


class Narrator:
    """Tells one paragraph, and speaks of the same thing in short the second time.

    Args:
        attribution: who is named, and how the others are counted.
        proceedings: all that happened in the meeting.

    Attributes:
        said: the id of the intervention that was told last.
        remedied: the id of the concern that was last said to have a remedy.
    """

    def __init__(self, attribution: Attribution, proceedings: Proceedings) -> None:
        self.attribution = attribution
        self.proceedings = proceedings
        self.said = ""
        self.remedied = ""
        self._target = ""
        self._indications: Counter[str] = Counter()

    @property
    def state(self) -> State:
        """The state."""
        return self.attribution.state

    def subject(self, target: str, version: str = "") -> str:
        """A target, in short where the sentence before spoke of it."""
        if target == self._target:
            return subjects.again(self.state, target)
        self.speak_of(target)
        return subjects.subject(self.state, target, version)

    def subjects(self, targets: Sequence[str]) -> str:
        """Several targets, or one."""
        if len(targets) == 1:
            return self.subject(targets[0])
        self.speak_of("")
        return subjects.subjects(self.state, targets)

    def speak_of(self, target: str) -> None:
        """Remember what is spoken of; empty for nothing in particular."""
        self._target = target

    def again(self, who: str) -> str:
        """What to put in when somebody indicates something once more: `also`, then `further`."""
        count = self._indications[who]
        self._indications[who] += 1
        return ("", "also ", "further ")[count if count < 2 else 1 + (count + 1) % 2]

    def things(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The handles of several things, each once."""
        return tuple(dict.fromkeys(self.state.handle_of(each) for each in ids))

    def sentence(
        self,
        happenings: Sequence[Happening],
        text: str,
        *,
        key: str,
        things: Iterable[str] = (),
        quantities: Iterable[Quantity] = (),
    ) -> Sentence:
        """A sentence on what happened, without its capital and its full stop.

        Args:
            happenings: what it tells.
            text: the sentence.
            key: what it is about.
            things: the ids of what it speaks of.
            quantities: the numbers behind its words.
        """
        steps = tuple(dict.fromkeys(each.step for each in happenings))
        return Sentence(key, text, steps, self.things(things), tuple(quantities))


Together: TypeAlias = Callable[[Any, Narrator], str]
Tell: TypeAlias = Callable[[Sequence[Happening], Narrator], Iterable[Sentence]]


@frozen
class Telling:
    """How operations of one kind are told.

    Attributes:
        tell: makes the sentences.
        together: a word that operations have in common which are told together; each is told by
            itself if not given.
    """

    tell: Tell
    together: Together | None = None
