"""Publishing a state of a whole draft."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

import attrs
from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.model.revision import Relabelling, Revision
from consensus.model.state import State


@operation("publish-revision")
@frozen(kw_only=True)
class PublishRevision(Operation):
    """A revision is issued, and its labels become those of the draft.

    Attributes:
        draft: the id of the draft.
        name: such as `Rev.1`.
        items: the ids of its items, in order.
        versions: the ids of their versions, in the order of `items`.
        concordance: old label to new, for every item of the last revision and of this one.
        standing: such as `without prejudice`; may be empty.
        language: the original language, as a tag such as `en`.
    """

    draft: str
    name: str
    items: tuple[str, ...]
    versions: tuple[str, ...]
    concordance: tuple[Relabelling, ...]
    standing: str = ""
    language: str = "en"

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse a name twice, and texts that changed since."""
        if self.draft not in state.drafts:
            yield f"no draft has the id {self.draft}"
            return
        used = {each.name for each in state.revisions.values() if each.draft == self.draft}
        if self.name in used or self.name == state.drafts[self.draft].revision:
            yield f"{self.name} was issued already"
        now = [(item.id, item.version) for item in state.walk(self.draft)]
        if now != list(zip_longest(self.items, self.versions)):
            yield "the draft has changed since; look at it again"
        for line in self.concordance:
            if line.item not in state.items:
                yield f"no item has the id {line.item}"
            elif state.items[line.item].label != line.old:
                yield f"{state.handle_of(line.item)} has another label since; look at it again"

    def apply(self, state: State, act: Act) -> None:
        """Issue it."""
        revision = Revision(
            self.id,
            self.draft,
            self.name,
            act.happened,
            self.standing,
            self.language,
            self.items,
            self.versions,
            self.concordance,
        )
        put = state.journal.put
        put(state.revisions, self.id, revision)
        put(state.drafts, self.draft, attrs.evolve(state.drafts[self.draft], revision=self.name))
        for line in self.concordance:
            if line.new != line.old and not state.items[line.item].removed:
                item = attrs.evolve(state.items[line.item], label=line.new)
                put(state.items, line.item, item)
