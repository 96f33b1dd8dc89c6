"""Writes the present text of a draft in any notation."""

from __future__ import annotations

from collections.abc import Callable

from consensus.errors import NotFound
from consensus.formats.bracket_notation import check_clean
from consensus.formats.draft_writer import OutItem, write_draft, write_plain_draft
from consensus.model.drafts import Item
from consensus.model.rivals import combine_pending, names_of
from consensus.model.state import State
from consensus.text.brackets import render

Writer = Callable[[State, str, bool], str]


def write_text(state: State, draft: str, notation: str = "brackets", names: bool = False) -> str:
    """Returns the present text of a draft in a notation.

    With `names`, who holds which option of a bracket, and who proposes what, is printed.

    Args:
        notation: `brackets`, plain text with what is not agreed in square brackets; `clean`, plain
            text; `markdown`, which reads back as the same draft; or `critic`, plain text with what
            the undecided amendments would change as CriticMarkup.

    Raises:
        Unresolved: `clean` was asked for, and brackets are left.
        ValueError: there is no such notation.
    """
    if notation not in NOTATIONS:
        raise ValueError(f"no notation {notation!r}: choose from {', '.join(NOTATIONS)}")
    return NOTATIONS[notation](state, draft, names)


def write_translation(state: State, draft: str, language: str) -> str:
    """Returns a draft in another language, as Markdown.

    What is not translated stands in braces, in the language of the draft.
    """
    kept = state.translations.get(language, {})
    if not any(item.id in kept for item in state.walk(draft)):
        raise NotFound(f"nothing of {state.handle_of(draft)} is translated into {language}")

    def written(item: Item) -> str:
        if item.id in kept:
            return kept[item.id].text
        return f"{{{_notation(state, item, names=False)}}}"

    return write_draft(*_items(state, draft, written))


def _brackets(state: State, draft: str, names: bool) -> str:
    return _plain(state, draft, lambda item: _notation(state, item, names))


def _clean(state: State, draft: str, names: bool) -> str:
    check_clean((item.label or item.handle, state.version(item.id)) for item in state.walk(draft))
    return _plain(
        state, draft, lambda item: "".join(map(str, state.version(item.id).wording.parts))
    )


def _markdown(state: State, draft: str, names: bool) -> str:
    return write_draft(*_items(state, draft, lambda item: _notation(state, item, names)))


def _critic(state: State, draft: str, names: bool) -> str:
    def written(item: Item) -> str:
        holders = names_of(state, item.id) if names else {}
        return combine_pending(state, item.id, names).render("critic", holders)

    return _plain(state, draft, written)


def _notation(state: State, item: Item, names: bool) -> str:
    return render(state.version(item.id).wording, names, markdown=True)


def _plain(state: State, draft: str, text: Callable[[Item], str]) -> str:
    return write_plain_draft(*_items(state, draft, text))


def _items(state: State, draft: str, text: Callable[[Item], str]) -> tuple[str, list[OutItem]]:
    items = [
        OutItem(item.label, item.kind, state.depth(item.id), text(item))
        for item in state.walk(draft)
    ]
    return state.drafts[draft].title, items


NOTATIONS: dict[str, Writer] = {
    "brackets": _brackets,
    "clean": _clean,
    "markdown": _markdown,
    "critic": _critic,
}
"""Every notation a draft can be written in."""
