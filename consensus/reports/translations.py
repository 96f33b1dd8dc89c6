"""How far each language version is behind the text it translates."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from consensus.model.drafts import Translation
from consensus.model.state import State


@frozen
class TranslatedItem:
    """One item in one other language."""

    handle: str  # such as `R3`
    label: str  # the printed label; may be empty
    text: str  # the words; empty when it is not translated
    rendered: int  # the number of the version that it renders; 0 when it is not translated
    current: int  # the number of the version that the item has now
    is_behind: bool  # whether the words changed since


@frozen
class LanguageProgress:
    """How far one language version of a draft is."""

    language: str  # a tag such as `fr`
    behind: int  # how many items have changed since they were translated
    missing: int  # how many items are not translated

    @property
    def sentence(self) -> str:
        """How far it is behind, in words without a full stop."""
        parts = []
        if self.behind:
            parts.append(f"{_paragraphs(self.behind)} outdated")
        if self.missing:
            parts.append(f"{_paragraphs(self.missing)} not translated")
        return f"{self.language}: {', '.join(parts) or 'up to date'}"


@frozen
class LanguageVersion:
    """A draft in one other language."""

    language: str  # a tag such as `fr`
    draft: str  # the handle of the draft
    items: tuple[TranslatedItem, ...]  # in the order of the document

    @property
    def behind(self) -> int:
        """How many items have changed since they were translated."""
        return sum(1 for item in self.items if item.is_behind)

    @property
    def missing(self) -> int:
        """How many items are not translated."""
        return sum(1 for item in self.items if not item.rendered)

    @property
    def progress(self) -> LanguageProgress:
        """How far it is."""
        return LanguageProgress(self.language, self.behind, self.missing)

    @property
    def sentence(self) -> str:
        """How far it is behind, in words without a full stop."""
        return self.progress.sentence


def language_versions(
    state: State, drafts: Sequence[str], language: str = ""
) -> tuple[LanguageVersion, ...]:
    """Returns how far the language versions of some drafts are behind, by language, then draft.

    A translation is behind when the words of the item, brackets included, are others than those
    it renders; who holds a bracket makes no difference. A draft of which nothing is translated is
    left out.
    """
    found: list[LanguageVersion] = []
    for tag in sorted(state.translations) if not language else [language]:
        kept = state.translations.get(tag, {})
        for draft in drafts:
            items = tuple(_item(state, item.id, kept.get(item.id)) for item in state.in_text(draft))
            if any(state.items[item].draft == draft for item in kept):
                found.append(LanguageVersion(tag, state.drafts[draft].handle, items))
    return tuple(found)


def _item(state: State, item: str, translation: Translation | None) -> TranslatedItem:
    current = state.version(item)
    rendered = state.versions[translation.version] if translation else None
    return TranslatedItem(
        handle=state.handle_of(item),
        label=state.full_label(item),
        text=translation.text if translation else "",
        rendered=rendered.number if rendered else 0,
        current=current.number,
        is_behind=rendered is not None
        and rendered.wording.notation(names=False) != current.wording.notation(names=False),
    )


def _paragraphs(count: int) -> str:
    return f"{count} paragraph{'s' if count > 1 else ''}"
