"""The text of a revision, and the named states of a draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs
from attrs import frozen

from consensus.errors import NotFound
from consensus.model.drafts import Item, ItemKind, Revision, SpanningBracket
from consensus.model.state import State
from consensus.reports import outline
from consensus.reports.audience import Audience, Kind, Viewer, Withheld
from consensus.text.brackets import render
from consensus.text.display import shortened

if TYPE_CHECKING:
    from consensus.model.spanning import Signs

FIRST = "first"
# The default name of an imported draft.
ZERO_DRAFT = "zero draft"
PRESENT = ""
_LONGEST_NAME = 60


@frozen
class Issue:
    """A named state of a whole draft, such as `Rev.1`, with the ids of its items in order."""

    name: str
    language: str
    items: tuple[str, ...]
    versions: Mapping[str, str]  # item to the id of its version
    labels: Mapping[str, str]  # item to its label
    issued: datetime | None = None  # None for what was not published
    standing: str = ""
    # items that were rejected or withdrawn, to which of it: of the present text, which shows them
    # struck out, they are among `items`; of a revision, which is without them, they are not
    left_out: Mapping[str, str] = attrs.field(factory=dict)
    revision: Revision | None = None  # the one it is, if it is one
    spanning: tuple[SpanningBracket, ...] = ()  # its brackets over several items

    def signs(self, state: State, names: bool = False) -> Mapping[str, Signs]:
        """Returns the signs of its brackets over several items, with names if they are wanted."""
        if not self.spanning:
            return {}
        from consensus.model.spanning import signs_in

        return signs_in(state, self.spanning, self.clean().versions, names)

    def clean(self) -> Issue:
        """Returns it without what was rejected or withdrawn."""
        kept = tuple(each for each in self.items if each not in self.left_out)
        return attrs.evolve(self, items=kept, versions={e: self.versions[e] for e in kept})


def find_issue(state: State, draft: str, name: str = PRESENT) -> Issue:
    """Returns the state of a draft with a name: of a revision, `first`, or empty for the present.

    Raises NotFound, which names those there are, where no revision has that name.
    """
    published = [each for each in state.revisions.values() if each.draft == draft]
    if name == PRESENT:
        return _present(state, draft)
    for number, revision in enumerate(published):
        if revision.name == name:
            return _revision(state, revision, _labels(state, published[: number + 1]))
    if name in (FIRST, ZERO_DRAFT):
        return _first(state, draft, published)
    if not published and name == state.drafts[draft].revision:
        return _present(state, draft)
    known = ", ".join([*(each.name for each in published), FIRST])
    raise NotFound(f"{state.handle_of(draft)} has no revision {name}; there are: {known}")


def _labels(state: State, published: list[Revision]) -> Mapping[str, str]:
    """Returns the labels of items after some revisions, each of which may have renumbered."""
    labels: dict[str, str] = {}
    for revision in published:
        labels.update((line.item, line.new) for line in revision.concordance)
    return labels


def _revision(state: State, revision: Revision, labels: Mapping[str, str]) -> Issue:
    return Issue(
        name=revision.name,
        issued=revision.issued,
        standing=revision.standing,
        language=revision.language,
        items=revision.items,
        versions=dict(zip(revision.items, revision.versions, strict=True)),
        labels={item: labels.get(item, "") for item in revision.items},
        left_out={each.item: each.why for each in revision.left_out},
        revision=revision,
        spanning=tuple(state.spanning[each] for each in revision.spanning),
    )


def left_out_sentence(state: State, issue: Issue) -> str:
    """Returns what is not in a text, and why; empty where nothing was rejected or withdrawn.

    What stands under such an item went with it, and is not named. A number that several had is told
    apart by the text in which they had it.
    """
    named = [
        (*_name(state, issue, each), why)
        for each, why in issue.left_out.items()
        if state.items[each].parent not in issue.left_out
    ]
    counts = Counter(name for name, _, _ in named)
    said = (
        f"{name}{f' of {text}' if counts[name] > 1 and text else ''}, {why}"
        for name, text, why in named
    )
    return f"Not in this text: {'; '.join(said)}." if named else ""


def _name(state: State, issue: Issue, item: str) -> tuple[str, str]:
    """Returns the name of an item that a text is without, and in which text that was its number."""
    found, revision = state.items[item], issue.revision
    label, text = ("", "") if revision else (state.full_label(item), "")
    former = ""
    if not label:
        label, text, is_kept = _former_label(state, found, revision)
        former = "" if is_kept else "the former "
    kind = ItemKind.PARAGRAPH if found.kind is ItemKind.CHAPEAU else found.kind
    if not label:
        versions = {each.item: each.version for each in revision.left_out} if revision else {}
        words = state.versions[versions.get(item, found.version)].wording.notation(names=False)
        return f"the {kind} “{shortened(words, _LONGEST_NAME)}”", ""
    return f"{former}{kind} {label.removeprefix('PP').removeprefix('OP')}", text


def _former_label(state: State, item: Item, until: Revision | None) -> tuple[str, str, bool]:
    """Returns the label an item had before a revision that left it out, and in which text.

    Revisions after `until` are not asked. Also whether it kept that label.
    """
    published = [each for each in state.revisions.values() if each.draft == item.draft]
    before = published[: published.index(until) + 1] if until else published
    for number, revision in reversed([*enumerate(before)]):
        old = {line.item: line.old for line in revision.concordance}
        if old.get(item.id) and item.id not in revision.items:
            label, above = old[item.id], item
            while label.startswith("(") and above.parent in state.items:
                above = state.items[above.parent]
                label = (old.get(above.id, "") if above.kind.can_be_agreed else "") + label
            text = before[number - 1].name if number else "the first draft"
            return label, text, any(e.new for e in revision.concordance if e.item == item.id)
    return "", "", False


def as_published(state: State, revision: Revision) -> State:
    """Returns the state as of a revision without what that left out."""
    gone = {each.item for each in revision.left_out}
    items = {
        key: attrs.evolve(e, removed=True) if key in gone else e for key, e in state.items.items()
    }
    return attrs.evolve(state, items=items)


def label_once(state: State, item: str) -> str:
    """Returns the label of an item, or the one it had before a revision that left it out."""
    label = state.items[item].label
    for revision in state.revisions.values() if not label else ():
        for line in revision.concordance:
            if line.item == item and line.old and item not in revision.items:
                label = line.old
    return label


def _present(state: State, draft: str) -> Issue:
    items = list(state.walk(draft))
    return Issue(
        name=f"present text after {state.drafts[draft].revision}",
        language=state.settings[""].language,
        items=tuple(item.id for item in items),
        versions={item.id: item.version for item in items},
        labels={item.id: item.label for item in items},
        left_out={each.id: why for each in items if (why := state.left_out(each.id))},
        spanning=_open_brackets(state, draft),
    )


def _open_brackets(state: State, draft: str) -> tuple[SpanningBracket, ...]:
    if not state.spanning:
        return ()
    from consensus.model.spanning import open_brackets

    return open_brackets(state, draft)


def _first(state: State, draft: str, published: list[Revision]) -> Issue:
    # The items that came with a draft are those whose ids its import gave; the id of the first
    # version of an item is that of the item.
    items = tuple(item for item in state.items if item.startswith(f"{draft}."))
    before: dict[str, str] = {}
    for revision in reversed(published):
        before.update((line.item, line.old) for line in revision.concordance)
    return Issue(
        name="first draft",
        language=state.settings[""].language,
        items=items,
        versions={item: item for item in items},
        labels={item: before.get(item, state.items[item].label) for item in items},
        spanning=tuple(e for e in state.spanning.values() if e.draft == draft and e.is_original),
    )


def with_labels_of(state: State, then: datetime) -> State:
    """Returns the state with the labels of an earlier moment, before revisions renumbered."""
    before: dict[str, str] = {}
    for revision in reversed(state.revisions.values()):
        if revision.issued > then:
            before.update((line.item, line.old) for line in revision.concordance)
    if not before:
        return state
    items = {
        each.id: attrs.evolve(each, label=before.get(each.id, each.label))
        for each in state.items.values()
    }
    return attrs.evolve(state, items=items)


@frozen
class RevisionItem:
    """One item of a revision."""

    handle: str  # such as `R3`
    label: str  # its label in that revision; empty for none
    kind: ItemKind  # what it is
    depth: int  # how many items stand above it
    text: str  # its text in the notation of brackets
    left_out: str = ""  # `rejected` or `withdrawn` for what is shown struck out; else empty


@frozen
class RevisionDocument:
    """The text of a revision."""

    title: str  # the title of the draft
    name: str  # such as `Rev.1`
    issued: datetime | None  # when it was published; None for what was not
    standing: str  # such as `without prejudice`; may be empty
    language: str  # the original language, as a tag such as `en`
    items: tuple[RevisionItem, ...]  # in the order of the document
    withheld: Withheld  # what was left out for the audience
    left_out: str = ""  # what was rejected or withdrawn and is not in it, as a sentence


class LabelChange(StrEnum):
    """What a revision did to a label."""

    KEPT = "kept"
    RENUMBERED = "renumbered"
    NEW = "new"
    REMOVED = "removed"


@frozen
class ConcordanceLine:
    """One line of a concordance."""

    handle: str  # the handle of the item, which never changes
    old: str  # its label before; empty when it had none
    new: str  # its label now; empty when it was removed
    change: LabelChange  # what became of it


@frozen
class Concordance:
    """Old label to new, for every item of a revision and of the one before."""

    draft: str  # the title of the draft
    name: str  # the name of the revision
    lines: tuple[ConcordanceLine, ...]  # in the order of the revision, removed items last


def revision_document(
    state: State, draft: str, name: str = PRESENT, audience: Audience = Audience.PUBLIC
) -> RevisionDocument:
    """Returns the text of a draft as it was issued; it is named as in `find_issue`.

    Items that were moved since stand as deep as they stand now; the state as of the revision has
    them as they stood.
    """
    issue = find_issue(state, draft, name)
    viewer = Viewer(audience)
    items: list[RevisionItem] = []
    signs = issue.signs(state, viewer.sees_names)
    viewer.named(tuple(name for each in issue.spanning for name in each.holders), Kind.NAMES)
    for each in issue.items:
        item = state.items[each]
        wording = state.versions[issue.versions[each]].wording
        viewer.named(wording.holders, Kind.NAMES)
        printed = signs[each].written if each in signs else render
        text = printed(wording, viewer.sees_names)
        items.append(
            RevisionItem(
                *(item.handle, issue.labels[each], item.kind, state.depth(each), text),
                issue.left_out.get(each, ""),
            )
        )
    return RevisionDocument(
        title=state.drafts[draft].title,
        name=issue.name,
        issued=issue.issued,
        standing=issue.standing,
        language=issue.language,
        items=tuple(items),
        withheld=viewer.withheld,
        left_out=left_out_sentence(state, issue) if issue.issued else "",
    )


def concordance(state: State, draft: str, name: str) -> Concordance:
    """Returns the table of old and new labels of a revision."""
    published = [each for each in state.revisions.values() if each.draft == draft]
    before = {item for item in state.items if item.startswith(f"{draft}.")}
    for revision in published:
        if revision.name == name:
            lines = tuple(
                ConcordanceLine(
                    state.items[line.item].handle,
                    line.old if line.item in before else "",
                    line.new if line.item in revision.items else "",
                    _change(line.old, line.new, line.item in before, line.item in revision.items),
                )
                for line in revision.concordance
            )
            return Concordance(state.drafts[draft].title, name, lines)
        before = set(revision.items)
    raise NotFound(f"{state.handle_of(draft)} has no revision {name}")


def _change(old: str, new: str, was_there: bool, is_there: bool) -> LabelChange:
    if not is_there:
        return LabelChange.REMOVED
    if not was_there:
        return LabelChange.NEW
    return LabelChange.KEPT if old == new else LabelChange.RENUMBERED


def concordance_table(concordance: Concordance) -> outline.Table:
    """Returns a concordance as a table, to be written as CSV or Markdown."""
    return outline.Table.of_attributes(
        concordance.lines,
        *(("item", "handle"), ("old label", "old"), ("new label", "new"), "change"),
    )


_FIRST_LEVEL, _LAST_LEVEL = 2, 4


def revision_outline(document: RevisionDocument) -> outline.Outline:
    """Returns the text of a draft as an outline, its sections as headings."""
    state = document.name[:1].upper() + document.name[1:]
    issued = f", published {outline.moment(document.issued)}" if document.issued else ""
    standing = f", {document.standing}" if document.standing else ""
    return outline.Outline(
        document.title or "Draft",
        (f"{state}{issued}{standing}.", document.left_out),
        document.withheld,
        tuple(map(_item, document.items)),
    )


def _item(item: RevisionItem) -> outline.Block:
    words = f"{item.label} {item.text}".strip()
    if item.left_out:
        struck = outline.Span(words, outline.Mark.REMOVED)
        return outline.passage(struck, f" ({item.left_out})")
    if item.kind is ItemKind.SECTION:
        level = min(item.depth + _FIRST_LEVEL, _LAST_LEVEL)
        return outline.Heading(level, words, outline.place(item.handle))
    label = (outline.strong_words(item.label), " ") if item.label else ()
    return outline.passage(*label, item.text)


def revision_table(document: RevisionDocument) -> outline.Table:
    """Returns the text of a draft as a table, a row for each item."""
    names = ("handle", "label", "kind", "depth", "text", "left_out")
    return outline.Table.of_attributes(document.items, *names)


def concordance_outline(concordance: Concordance) -> outline.Outline:
    """Returns a concordance as an outline."""
    return outline.Outline(
        f"Concordance of labels, {concordance.draft}, {concordance.name}",
        blocks=outline.grid_of("Concordance", concordance_table(concordance)),
    )
