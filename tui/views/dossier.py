"""Everything that is known of an item, amendment or package, section by section."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.reports.amendments import Relatives, change_summary, relatives
from consensus.reports.audience import Audience
from consensus.reports.dossier import Dossier, dossier
from consensus.reports.history import HistoryLine, concerns, describe, things_of
from consensus.reports.texts import VersionLine, version_lines
from consensus.reports.words import label_of
from consensus.rules.verdict import Status
from consensus.text.display import shortened
from tui.views.amended import pieces_of_amendment
from tui.views.text import Piece, pieces_of_wording
from tui.views.wording import name_of

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from tui.worker import Check

_BEGINNING = 48


class Part(StrEnum):
    """The sections of a dossier, in order."""

    WHAT = "What it is"
    STATUS = "Status and why"
    POSITIONS = "Positions"
    OBJECTIONS = "Objections"
    AMENDMENTS = "Amendments to it"
    RELATED = "Related"
    VERSIONS = "Versions"
    DECISIONS = "Decisions"
    ROOM = "Room, consultations"
    HISTORY = "History"


@frozen
class RelatedLine:
    """A target that this one has to do with.

    Attributes:
        id: its id.
        handle: such as `A17`.
        how: in which way.
        beginning: how its text begins.
    """

    id: str
    handle: str
    how: str
    beginning: str


@frozen
class DossierView:
    """Everything that is known of one target.

    Attributes:
        name: what people call it.
        dossier: the report.
        text: its text, with changes marked where it is an amendment.
        proposes: what an amendment would do, in a sentence; empty where the marks say it.
        copied: the text as it is copied.
        state: how far it has come, for an amendment; None otherwise.
        backers: the codes of the members behind it, for an amendment.
        holders: the codes of those named in its brackets.
        relatives: what it has to do with other amendments, for an amendment.
        related: everything it has to do with, to be gone to.
        versions: its versions, the first first.
        history: its steps, the first first; None where they were not asked for.
        speaker: the code of who has the floor; may be empty.
    """

    name: str
    dossier: Dossier
    text: tuple[Piece, ...]
    proposes: str
    copied: str
    state: AmendmentState | None
    backers: tuple[str, ...]
    holders: tuple[str, ...]
    relatives: Relatives
    related: tuple[RelatedLine, ...]
    versions: tuple[VersionLine, ...]
    history: tuple[HistoryLine, ...] | None
    speaker: str

    @property
    def status(self) -> Status:
        """Where it stands."""
        return self.dossier.status

    @property
    def is_item(self) -> bool:
        """Whether it is an item."""
        return self.state is None and not self.is_package

    @property
    def is_package(self) -> bool:
        """Whether it is a package, which has no text of its own."""
        return self.dossier.subject.kind == "package"


def dossier_view(
    group: WorkingGroup, check: Check, target: str, *, with_history: bool
) -> DossierView:
    """Read everything that is known of a target.

    Args:
        group: the working group.
        check: called now and then, so that something urgent can come first.
        target: its id.
        with_history: whether its steps are read too, for which all of them are looked through.

    Raises:
        NotFound: nothing that takes positions has that id.
    """
    state = group.state
    judgement = group.judgement()
    check()
    found = dossier(state, judgement, target, Audience.SECRETARIAT)
    check()
    amendment = state.amendments.get(target)
    kin = relatives(state, target)
    check()
    versions = version_lines(state, target, Audience.SECRETARIAT)
    history = _history(group, check, target) if with_history else None
    has_text = target not in state.packages
    if amendment is not None:
        text = pieces_of_amendment(state, target)
    elif has_text:
        text = pieces_of_wording(state.version(target).wording)
    else:
        text = ()
    return DossierView(
        name=name_of(group, target),
        dossier=found,
        text=text,
        proposes=change_summary(state, target) if amendment and _is_placed(amendment) else "",
        copied=state.text(target) if has_text else found.subject.title,
        state=amendment.state if amendment else None,
        backers=amendment.backers if amendment else (),
        holders=state.version(target).wording.holders if has_text else (),
        relatives=kin,
        related=_related(group, target, found, kin),
        versions=versions,
        history=history,
        speaker=state.floor.speaker if state.floor else "",
    )


def _is_placed(amendment: Amendment) -> bool:
    """Whether the marks in its text do not say all that an amendment would do."""
    return amendment.kind in (AmendmentKind.INSERT, AmendmentKind.DELETE)


def _related(
    group: WorkingGroup, target: str, found: Dossier, kin: Relatives
) -> tuple[RelatedLine, ...]:
    subject = found.subject
    ways: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("amends", (subject.amends,) if subject.amends else ()),
        ("draws together", subject.sources),
        ("settles", subject.settles),
        ("the same", kin.same),
        ("nearly the same", tuple(each.handle for each in kin.near)),
        ("excludes", kin.rivals),
        ("follows", kin.follows),
        ("followed by", kin.followed_by),
        ("conditional on", found.conditional_on),
        ("awaited by", found.awaited_by),
        ("hangs together with", found.together),
        ("part of", found.packages),
        ("amended by", tuple(each.handle for each in found.amendments)),
    )
    lines: dict[str, RelatedLine] = {}
    for how, handles in ways:
        for handle in handles:
            thing = group.state.handles[handle]
            if thing not in lines and group.state.is_target(thing):
                lines[thing] = RelatedLine(thing, handle, how, beginning_of(group, thing))
    return tuple(lines.values())


def beginning_of(group: WorkingGroup, target: str) -> str:
    """How the text of a target begins, what an amendment does, what a package is called."""
    state = group.state
    if target in state.amendments:
        return change_summary(state, target)
    text = label_of(state, target) if target in state.packages else state.text(target)
    return shortened(" ".join(text.split()), _BEGINNING)


def _history(group: WorkingGroup, check: Check, target: str) -> tuple[HistoryLine, ...]:
    things = things_of(group.state, target)
    found: list[HistoryLine] = []
    for step, operations, undone in group.history():
        check()
        mine = tuple(each for each in operations if concerns(each, things))
        if mine:
            found.append(describe(step, mine, group.state, undone))
    return tuple(found)
