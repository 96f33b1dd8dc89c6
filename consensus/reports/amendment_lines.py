"""Amendments as reports list them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from attrs import frozen

from consensus.model.amendment import AmendmentKind, AmendmentState
from consensus.model.introduction import is_introduced
from consensus.model.state import State
from consensus.reports.amendments import change_summary, word_changes
from consensus.reports.audience import Audience, Kind
from consensus.reports.comparison import Piece
from consensus.reports.shown_verdict import show_verdict
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import UNDECIDED, Status
from consensus.text.diff import ParsedBases


@frozen
class AmendmentLine:
    """One amendment in a report.

    Attributes:
        id: its id.
        handle: such as `A17`.
        kind: what it proposes to do.
        target: the handle of what it amends.
        sponsors: the codes of the members that propose it; empty where withheld.
        cosponsors: the codes of the members that joined; empty where withheld.
        state: how far it has come.
        status: where it stands, as `show_verdict` shows it.
        summary: what it would do, in one sentence.
        changes: what it would change, word by word; empty for other kinds than modifications, and
            where its words were decided on.
        text: the whole text as it would be, in the notation of brackets.
        rationale: why, in the sponsors' words; empty where withheld.
        late: whether it asks to reopen what was decided.
        circulated: when it was sent to the members.
        presented: the handle of the meeting in which it was presented; empty for none.
        introduced: whether it was presented, put under silence, or circulated long enough ago.
        depth: 0 for an amendment to an item or draft, 1 for one to such an amendment, and so on.
    """

    id: str
    handle: str
    kind: AmendmentKind
    target: str
    sponsors: tuple[str, ...]
    cosponsors: tuple[str, ...]
    state: AmendmentState
    status: Status
    summary: str
    changes: tuple[Piece, ...]
    text: str
    rationale: str
    late: bool
    circulated: datetime
    presented: str
    introduced: bool
    depth: int = 0

    @property
    def backers(self) -> tuple[str, ...]:
        """The members behind it that the audience may see, sponsors first."""
        return (*self.sponsors, *self.cosponsors)


def amendment_line(
    state: State,
    judgement: Judgement,
    amendment: str,
    audience: Audience,
    left_out: Counter[Kind],
    depth: int = 0,
    originals: ParsedBases | None = None,
) -> AmendmentLine:
    """Show one amendment to an audience.

    Args:
        state: the state.
        judgement: of that state.
        amendment: its id.
        audience: who it is shown to.
        left_out: what is withheld is counted here.
        depth: how many amendments stand between it and an item or draft.
        originals: the texts that were amended, kept where several amendments are shown.
    """
    found = state.amendments[amendment]
    names = audience.sees_names
    wording = state.version(amendment).wording
    verdict = judgement.verdict(amendment, with_moves=False)
    presented = state.presented.get(amendment, ())
    changes = word_changes(state, amendment, names, originals)
    if not names:
        left_out[Kind.SPONSORS] += len(found.backers)
        left_out[Kind.RATIONALES] += bool(found.rationale)
        left_out[Kind.NAMES] += len(wording.holders)
    return AmendmentLine(
        id=amendment,
        handle=found.handle,
        kind=found.kind,
        target=state.handle_of(found.target),
        sponsors=found.sponsors if names else (),
        cosponsors=found.cosponsors if names else (),
        state=found.state,
        status=show_verdict(state, verdict, audience, left_out).status,
        summary=change_summary(state, amendment, names, changes),
        changes=changes,
        text=wording.notation(names),
        rationale=found.rationale if names else "",
        late=found.late,
        circulated=found.circulated or state.moments[amendment],
        presented=state.handle_of(presented[-1].meeting) if presented else "",
        introduced=is_introduced(state, amendment, judgement.now),
        depth=depth,
    )


def is_undecided(line: AmendmentLine) -> bool:
    """Whether an amendment is open and nothing was declared on it."""
    return line.state is AmendmentState.OPEN and line.status in UNDECIDED
