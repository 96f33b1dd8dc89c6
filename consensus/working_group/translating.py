"""Taking a draft in, in another language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consensus.finding import Finding, Severity
from consensus.formats.draft import DraftItem
from consensus.formats.source import Source
from consensus.history.operations import TranslateItem
from consensus.model.drafts import Item
from consensus.model.state import State
from consensus.working_group.drafting import read_draft
from consensus.working_group.import_base import ImportReport


def import_translation(state: State, draft: str, language: str, source: Source) -> ImportReport:
    """Match the paragraphs of a translated draft with the items they render.

    Items with a label are found by it; between two of them, those without one by their order,
    where there are as many in both.

    Args:
        state: the state.
        draft: the id of the draft.
        language: a tag such as `fr`.
        source: the file, in Markdown or plain text, or from Word without its tracked changes.
    """
    draft_read = read_draft(state, source)
    texts = {
        each.line: wording.notation()
        for each, wording in zip(draft_read.document.items, draft_read.wordings, strict=True)
    }
    read = draft_read.document
    items = list(state.walk(draft))
    taken: list[TranslateItem] = []
    findings: list[Finding] = []
    duplicates = 0
    for item, words in _matched(state, items, read.items):
        if item is None:
            message = "no item of the draft stands in its place, so it was left out"
            findings.append(Finding(message, Severity.ERROR, source.name, words.line))
            continue
        kept = state.translations.get(language, {}).get(item.id)
        text = texts[words.line]
        if kept and kept.text == text and kept.version == item.version:
            duplicates += 1
            continue
        taken.append(
            TranslateItem(item=item.id, language=language, version=item.version, text=text)
        )
    return ImportReport(
        rows=len(read.items),
        taken=len(taken),
        duplicates=duplicates,
        refused=len(findings),
        findings=tuple(findings),
        operations=tuple(taken),
    )


def _matched(
    state: State, items: Sequence[Item], words: Sequence[DraftItem]
) -> Iterator[tuple[Item | None, DraftItem]]:
    by_label = {_key(state.full_label(item.id)): at for at, item in enumerate(items) if item.label}
    place = 0
    waiting: list[DraftItem] = []
    labels = _full_labels(words)
    for each, label in zip(words, labels, strict=True):
        at = by_label.get(_key(label)) if label else None
        if at is None or at < place:
            waiting.append(each)
            continue
        yield from _in_order(items[place:at], waiting)
        yield items[at], each
        place, waiting = at + 1, []
    yield from _in_order(items[place:], waiting)


def _in_order(
    items: Sequence[Item], words: Sequence[DraftItem]
) -> Iterator[tuple[Item | None, DraftItem]]:
    """Pair what has no label by its order; nobody knows which is which where numbers differ."""
    without = [item for item in items if not item.label]
    if len(without) == len(words):
        yield from zip(without, words, strict=True)
    else:
        yield from ((None, each) for each in words)


def _full_labels(words: Sequence[DraftItem]) -> list[str]:
    """The labels as people say them: `12(a)` where only `(a)` is printed under 12."""
    found: list[str] = []
    above: list[tuple[int, str]] = []
    for each in words:
        while above and above[-1][0] >= each.depth:
            above.pop()
        label = each.label
        if label.startswith("(") and above:
            label = above[-1][1] + label
        found.append(label)
        above.append((each.depth, label or (above[-1][1] if above else "")))
    return found


def _key(label: str) -> str:
    return label.casefold().rstrip(".")
