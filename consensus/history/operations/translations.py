"""Translations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.model.state import State
from consensus.model.translation import Translation


@operation("translate-item")
@frozen(kw_only=True)
class TranslateItem(Operation):
    """An item is rendered in another language, in place of what rendered it before.

    Attributes:
        item: the id of the item.
        language: a tag such as `fr`.
        version: the id of the version that is rendered.
        text: the words.
        happened: when it was made, if not when the step happened.
    """

    STANDS_ALONE: ClassVar[bool] = True

    item: str
    language: str
    version: str
    text: str
    happened: datetime | None = None

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse what is no version of an item, a language without a name, and no words."""
        version = state.versions.get(self.version)
        if self.item not in state.items:
            yield f"there is no item {self.item}"
        elif version is None or version.target != self.item:
            yield f"{state.handle_of(self.item)} has no version {self.version}"
        if not self.language.strip():
            yield "name the language by a tag such as fr"
        elif self.language == state.settings[""].language:
            yield f"{self.language} is the language of the drafts themselves"
        if not self.text.strip():
            yield "a translation has words"

    def apply(self, state: State, act: Act) -> None:
        """Keep the translation."""
        kept = state.translations.get(self.language)
        if kept is None:
            kept = {}
            state.journal.put(state.translations, self.language, kept)
        translation = Translation(
            id=self.id,
            item=self.item,
            language=self.language,
            version=self.version,
            text=self.text,
            happened=self.happened or act.happened,
        )
        state.journal.put(kept, self.item, translation)
