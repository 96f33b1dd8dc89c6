"""The reference document, and the origin of carried-over text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from consensus.history.replay import gc_paused
from consensus.model.counting import Standpoint
from consensus.model.drafts import Item, ItemKind
from consensus.model.state import State
from consensus.reports import outline
from consensus.reports.audience import (
    Audience,
    Kind,
    Viewer,
    Withheld,
    told_verdict,
    visible_decision,
    visible_state,
)
from consensus.reports.decisions import members_apart
from consensus.reports.texts import OriginLine, origin_line, origin_sentence
from consensus.reports.texts import origin_lines as origin_lines  # where programs look for it
from consensus.reports.words import display_name, unmet_words
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import BY_THE_CHAIR, UNDECIDED, Status
from consensus.text.display import count_noun, count_phrase

AGREED = frozenset({Status.AGREED, Status.AGREED_AD_REF, Status.ADOPTED})
"""The statuses of targets that are agreed, whatever they still wait for."""

_NOT_RETAINED = frozenset({Status.REJECTED, Status.WITHDRAWN, Status.DELETED})
_AGAINST = (
    (Standpoint.OBJECT, "one objection", "{} objections"),
    (Standpoint.DISAGREE, "one member against", "{} members against"),
    (Standpoint.HOLD, "one position reserved", "{} positions reserved"),
)


@frozen
class ReferenceItem:
    """One text of a reference document."""

    handle: str  # such as `R3`
    label: str  # the printed label; may be empty
    kind: ItemKind  # what it is
    heading: str  # the heading it stands under; may be empty
    text: str  # its text, brackets without names
    status: str  # where it stands, where that was decided; empty where not
    standing: str  # the same in words, with whether the chair declared it over objections
    contested: tuple[str, ...]  # what is contested in it, one phrase each; empty where nothing is
    apart: tuple[str, ...]  # what its agreement was without, and who did not wholly join in it
    origin: OriginLine | None  # where it comes from; None where it was not carried over

    @property
    def is_whole(self) -> bool:
        """Whether nothing stands beside its agreement, as far as its readers may know."""
        return not self.apart and BY_THE_CHAIR not in self.standing


@frozen
class ReferenceDocument:
    """What a working group can refer to in its work."""

    title: str  # the name of the working group
    as_of: datetime  # the moment it was drawn up
    audience: Audience  # who it is for
    drafts: tuple[str, ...]  # the titles of the drafts that it draws together
    uncontested: tuple[ReferenceItem, ...]  # items that no member contests
    apart: tuple[ReferenceItem, ...]  # what was agreed, not by all or without its rule
    contested: tuple[ReferenceItem, ...]  # what is contested
    carried_over: tuple[ReferenceItem, ...]  # what comes from other working groups
    left_out: int  # how many items were rejected or withdrawn, and are not in it
    withheld: Withheld  # what was left out for the audience


def reference_document(
    state: State,
    judgement: Judgement,
    now: datetime,
    audience: Audience = Audience.PUBLIC,
    drafts: Sequence[str] = (),
) -> ReferenceDocument:
    """Divides the texts of the record into uncontested and contested ones.

    Contested is what has brackets or open amendments, and, for an audience that may see positions,
    what a member objects to, is against, or reserves its position on. What was agreed is contested
    only if it awaits confirmation, has open amendments, or a member objects to it; what was agreed
    without its rule, or was not joined in by all, stands apart else. What was carried
    over from another working group stands apart, with where it comes from and whether this one has
    reconfirmed it.

    Args:
        now: the moment it is drawn up.
        audience: the public sees the texts alone.
        drafts: the ids of the drafts that are drawn together; all if not given.
    """
    chosen = list(drafts) or list(state.drafts)
    viewer = Viewer(audience).throughout(state, now)
    with gc_paused():
        shown = [each for draft in chosen for each in _items(state, judgement, draft, viewer)]
    gone = {each for each in shown if state.left_out(state.handles[each.handle])}
    kept = [each for each in shown if each.status not in _NOT_RETAINED and each not in gone]
    own = [each for each in kept if each.origin is None]
    return ReferenceDocument(
        title=state.title,
        as_of=now,
        audience=audience,
        drafts=tuple(state.drafts[each].title for each in chosen),
        uncontested=tuple(each for each in own if not each.contested and each.is_whole),
        apart=tuple(each for each in own if not each.contested and not each.is_whole),
        contested=tuple(each for each in own if each.contested),
        carried_over=tuple(each for each in kept if each.origin is not None),
        left_out=len(shown) - len(kept),
        withheld=viewer.withheld,
    )


def _items(
    state: State, judgement: Judgement, draft: str, viewer: Viewer
) -> Iterator[ReferenceItem]:
    items = [each for each in state.walk(draft) if each.kind.can_be_agreed]
    classes: Mapping[str, Mapping[Standpoint, int]] = {}  # the public is told of no position
    if viewer.sees_names:
        named = [each.id for each in items]
        classes = _visible_classes(state, judgement, named, viewer.audience)
    for item in items:
        verdict = told_verdict(state, judgement.verdict(item.id, with_moves=False), viewer.audience)
        is_hidden = verdict.status in UNDECIDED and not viewer.sees_names
        status = Status.OPEN if is_hidden else verdict.status
        standing = status if is_hidden else verdict.standing
        standing += ", objections stated" if verdict.is_ruling else ""
        decided = state.last_decision(item.id) is not None
        yield ReferenceItem(
            handle=item.handle,
            label=state.full_label(item.id),
            kind=item.kind,
            heading=_heading(state, item),
            text=state.version(item.id).wording.notation(False),
            status=status.value if decided else "",
            standing=standing if decided else "",
            contested=tuple(_contested(state, judgement, item, viewer, status, classes)),
            apart=tuple(_apart(state, item.id, viewer)) if status in AGREED else (),
            origin=origin_line(state, item.id),
        )


def _visible_classes(
    state: State, judgement: Judgement, targets: Iterable[str], audience: Audience
) -> dict[str, Mapping[Standpoint, int]]:
    """Returns how many members are in each class on each target, by what an audience may see."""
    with visible_state(state, audience) as hidden:
        seen = Judgement(state, judgement.now) if hidden else judgement
        return {each: seen.counts(each).classes for each in targets}


def _contested(
    state: State,
    judgement: Judgement,
    item: Item,
    viewer: Viewer,
    status: Status,
    classes: Mapping[str, Mapping[Standpoint, int]],
) -> Iterator[str]:
    if status is Status.NO_CONSENSUS:
        yield Status.NO_CONSENSUS.value
        return
    agreed = status in AGREED
    decision = state.last_decision(item.id)
    if decision and decision.pending:
        yield "awaiting confirmation"
    brackets = 0 if agreed else state.brackets_in(item.id)
    if brackets:
        yield count_noun(brackets, "bracket", "brackets")
    if undecided := len(judgement.undecided_amendments(item.id)):
        yield count_noun(undecided, "open amendment", "open amendments")
    if waiting := sum(map(state.is_open, judgement.open_amendments(item.id))) - undecided:
        yield f"{count_noun(waiting, 'agreed amendment', 'agreed amendments')} not merged yet"
    if not viewer.sees_names:
        viewer.left_out[Kind.ANALYSES] += not agreed
        return
    # What was agreed is contested by objections alone, that it was declared over or that came late.
    for each, one, many in _AGAINST[:1] if agreed else _AGAINST:
        if number := classes[item.id][each]:
            yield count_phrase(number, one, many)


def _apart(state: State, item: str, viewer: Viewer) -> Iterator[str]:
    decision = state.last_decision(item)
    told = visible_decision(decision, viewer.audience) if decision else None
    if told and (unmet := unmet_words(told, state.handle_of, item)):
        yield unmet
    yield from members_apart(state, item, viewer).values()


def _heading(state: State, item: Item) -> str:
    parent = item.parent
    while parent in state.items:
        if not state.items[parent].kind.can_be_agreed:
            label = state.items[parent].label
            return f"{label} {state.text(parent)}".strip()
        parent = state.items[parent].parent
    return ""


def document_parts(
    document: ReferenceDocument,
) -> tuple[tuple[str, tuple[ReferenceItem, ...]], ...]:
    """Returns the parts of a document under their headings.

    To the public no heading says that a text is uncontested, since that would reveal positions, and
    to members that it is so openly.
    """
    names = document.audience.sees_names
    openly = "" if document.audience.sees_all else " openly"
    unheld = "Texts without brackets and open amendments"
    settled = f"What nobody contests{openly}" if names else unheld
    words = f"What is contested{openly}" if names else "Texts with brackets or open amendments"
    unsettled = f"{words}, or not confirmed yet"
    # Where there is none, to say so would deny what is in confidence.
    apart = "Agreed, not joined in by all or without the rule met"
    return (
        (settled, document.uncontested),
        *([(apart, document.apart)] if document.apart else []),
        (unsettled, document.contested),
        ("What comes from other working groups", document.carried_over),
    )


def reference_outline(document: ReferenceDocument) -> outline.Outline:
    """Returns a reference document as an outline; parts without a text say so."""
    return outline.Outline(
        "Reference document",
        tuple(filter(None, (drafts_sentence(document), not_retained_sentence(document)))),
        document.withheld,
        tuple(_blocks(document)),
    )


def _blocks(document: ReferenceDocument) -> Iterator[outline.Block]:
    for heading, items in document_parts(document):
        yield outline.Heading(2, heading, outline.place(heading.lower()))
        if not items:
            yield outline.passage("Nothing.")
        under = ""
        for each in items:
            if each.heading and each.heading != under:
                yield outline.Heading(3, each.heading, outline.place("under", each.handle))
            under = each.heading
            yield outline.Heading(4, item_name(each), outline.place(each.handle))
            yield outline.quoted_text(each.text)
            yield from outline.points_of(*item_notes(each))


def preface(document: ReferenceDocument) -> str:
    """Returns the introduction of the document, in a sentence or two."""
    as_of = outline.as_of_line(document.as_of, document.audience)
    return f"{as_of} {drafts_sentence(document)}".rstrip()


def drafts_sentence(document: ReferenceDocument) -> str:
    """Returns which drafts it draws together, as a sentence; empty where none has a title."""
    drafts = ", ".join(f"“{each}”" for each in document.drafts if each)
    return f"It draws on {drafts}." if drafts else ""


def closing_sentence(document: ReferenceDocument) -> str:
    """Returns what is not in it; empty where everything is."""
    return " ".join(filter(None, (not_retained_sentence(document), document.withheld.sentence())))


def not_retained_sentence(document: ReferenceDocument) -> str:
    """Returns how many items were rejected or withdrawn, in a sentence; empty where none was."""
    count = document.left_out
    return f"Not retained, and left out: {count_noun(count, 'item', 'items')}." if count else ""


def item_name(item: ReferenceItem) -> str:
    """Returns the label and handle of an item, with what was decided of it."""
    name = display_name(item.label, item.handle)
    return f"{name}: {item.standing}" if item.standing else name


def item_notes(item: ReferenceItem) -> tuple[str, ...]:
    """Returns what is contested in an item, and where it comes from."""
    notes = [f"contested: {', '.join(item.contested)}"] if item.contested else []
    notes += [f"on record: {'; '.join(item.apart)}"] if item.apart else []
    notes += [origin_sentence(item.origin)] if item.origin else []
    return tuple(notes)
