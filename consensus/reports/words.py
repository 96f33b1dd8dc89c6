"""Words that reports share: names of targets, signs for stances and statuses, and numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from consensus.errors import NotFound
from consensus.model.decisions import DecisionFields, Outcome
from consensus.model.positions import Stance
from consensus.model.staleness import not_agreed_in
from consensus.model.state import State
from consensus.reports.audience import Audience
from consensus.rules.reasons import explain_unmet
from consensus.rules.verdict import BY_THE_CHAIR, FALLS, NOT_RETAINED, PROVISIONAL, Status
from consensus.text.display import count_noun, list_phrase, one_line


@frozen
class SentenceContext:
    """Names targets and members in sentences for an audience."""

    state: State
    audience: Audience
    is_aloud: bool = False  # whether it is said where others may hear what not all may
    # what was known of members before, by their codes: operations with the fields of `Member`
    known: Mapping[str, Any] = field(factory=dict)

    def handle(self, target: str) -> str:
        """Returns what a target is called; words that say so if it is not there."""
        try:
            return self.state.name_of(target)
        except NotFound:
            is_past = any(each.is_ahead for each in self.state.overtaken.values())
            return "what was not there by then" if is_past else "what was undone since"

    def handles(self, targets: Sequence[str]) -> str:
        """Returns the handles of several targets."""
        return join_names([self.handle(each) for each in targets])

    def created_handle(self, target: str, handle: str) -> str:
        """Returns the handle that a target got, or the requested one if it is gone."""
        try:
            return self.state.handle_of(target)
        except NotFound:
            return handle

    def created(self, operation: Any) -> str:
        """Returns the handle of what an operation created."""
        return self.created_handle(operation.id, operation.handle)

    def members(self, codes: Sequence[str]) -> str:
        """Returns some members by their codes, or how many they are."""
        if self.audience.sees_names:
            return join_names(codes)
        return "a member" if len(codes) == 1 else f"{len(codes)} members"

    def speakers(self, meeting: str, codes: Sequence[str]) -> str:
        """Returns who spoke or asked to in a meeting; no name under the Chatham House rule."""
        return "somebody" if self.hides_speakers(meeting) else self.members(codes)

    def attendants(self, meeting: str, codes: Sequence[str]) -> str:
        """Returns who is at a meeting; under the Chatham House rule only for the secretariat."""
        if self.hides_speakers(meeting) and not self.audience.sees_all:
            return count_noun(len(codes), "participant", "participants")
        return self.members(codes)

    def hides_speakers(self, meeting: str) -> bool:
        """Returns whether the Chatham House rule holds in a meeting."""
        found = self.state.meetings.get(meeting)
        return found is not None and found.chatham_house

    def words(self, text: str, opening: str = ": ") -> str:
        """Returns a member's words after an opening; empty if the audience may not see them."""
        return f"{opening}{one_line(text)}" if text and self.audience.sees_names else ""

    def reason(self, text: str) -> str:
        """Returns a reason as a quotation, so that more can follow, where it may be seen."""
        return self.words(f"“{text}”" if text else "")


def join_names(parts: Sequence[str]) -> str:
    """Returns several names as an enumeration: `BRA, EGY and FIN`."""
    return list_phrase(parts) if parts else ""


def label_of(state: State, target: str) -> str:
    """Returns an item's full label, a new item's proposed one, or a package's title."""
    if target in state.items:
        return state.full_label(target)
    if target in state.amendments:
        return state.amendments[target].label
    return state.packages[target].title


def label_or_handle(state: State, target: str) -> str:
    """Returns the full label of an item if no other item of its draft has it, or the handle."""
    item = state.items.get(target)
    if item is None or not item.label:
        return state.handle_of(target)
    return item.handle if state.is_label_shared(target) else state.full_label(target)


def display_name(label: str, handle: str) -> str:
    """Returns a label with the handle behind it, or the handle alone."""
    return f"{label} ({handle})" if label else handle


def target_name(state: State, target: str) -> str:
    """Returns the label of a target with its handle behind it, or the handle alone."""
    return display_name(label_of(state, target), state.handle_of(target))


STANCE_SIGNS = {
    Stance.SUPPORT: "+",
    Stance.ACCEPT: "~",
    Stance.ABSTAIN: "/",
    Stance.HOLD: "…",
    Stance.DISAGREE: "−",
    Stance.OBJECT: "✗",
    Stance.RECUSE: "=",
}
"""A sign beside the word for each stance."""


STANCE_WORDS: dict[str, str] = {
    Stance.SUPPORT: "supports",
    Stance.ACCEPT: "can live with it",
    Stance.ABSTAIN: "stands aside",
    Stance.HOLD: "reserves its position",
    Stance.DISAGREE: "is against",
    Stance.OBJECT: "objects",
    Stance.RECUSE: "is recused",
}
"""What is said of a member for each stance."""
SAYS_OF: dict[str, str] = {
    Stance.SUPPORT: "supports {}",
    Stance.ACCEPT: "can live with {}",
    Stance.ABSTAIN: "stands aside on {}",
    Stance.HOLD: "reserves its position on {}",
    Stance.DISAGREE: "is against {}",
    Stance.OBJECT: "objects to {}",
    Stance.RECUSE: "is recused from {}",
}
"""What a member says of a text for each stance."""


SIGNS: dict[str, str] = {
    Status.OPEN: "○",
    Status.BLOCKED: "✗",
    Status.CONDITIONAL: "◇",
    Status.READY: "▶",
    Status.MERGED: "⊕",
    PROVISIONAL: "◐",
    Status.AGREED_AD_REF: "◑",
    Status.AGREED: "●",
    Status.ADOPTED: "★",
    Status.DEFERRED: "…",
    Status.WITHDRAWN: "–",
    Status.REJECTED: "×",
    Status.NO_CONSENSUS: "⊘",
    NOT_RETAINED: "×",
    FALLS: "×",
    Status.DELETED: "–",
}
"""A sign beside the word for each status, of the same width in every font."""


def words_of(standing: str) -> str:
    """Returns a status in words without what follows, such as `, declared by the Chair`."""
    return standing.partition(",")[0]


def sign_of(standing: str) -> str:
    """Returns the sign of a status in words, behind which more may follow; empty for none."""
    return SIGNS.get("withdrawn" if "consolidated into" in standing else words_of(standing), "")


def ruled_note(count: int, opening: str = "; ") -> str:
    """Returns how many of the agreed the chair declared so over objections, in words, if any."""
    return f"{opening}{count} of the agreed {BY_THE_CHAIR}, objections stated" if count else ""


def unmet_words(
    made: DecisionFields, name: Callable[[str], str], target: str = "", is_ahead: bool = False
) -> str:
    """Returns which rules a decision, or a target of it, is or was without; empty for none."""
    if made.unmet_each and not target:
        return explain_unmet({name(each): made.unmet_on(each) for each in made.targets}, is_ahead)
    return explain_unmet(made.unmet_on(target), is_ahead, made.is_unmet_unknown)


def declared_words(state: State, targets: Sequence[str], outcome: Outcome) -> str:
    """Returns what is declared of some targets: an agreement may hold only with all of a draft."""
    drafts = dict.fromkeys(map(state.draft_of, targets if outcome is Outcome.AGREED else ()))
    left = [draft for draft in drafts if {*not_agreed_in(state, draft)}.difference(targets)]
    until = f"until everything in {join_names([*map(state.handle_of, left)])} is agreed"
    return f"{PROVISIONAL} {until}" if left else outcome
