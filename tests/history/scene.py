"""A panel of which everything may be refused, and what is asserted of a refusal."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from consensus import Stance, WorkingGroup
from consensus.errors import Rejected
from consensus.history.operation import Operation
from consensus.history.operations import (
    ArrangeItems,
    ChangeText,
    FollowUp,
    NewItem,
    ProposeAmendment,
    PublishRevision,
    RecordDecision,
    TakePosition,
)
from consensus.model.amendments import AmendmentKind
from consensus.model.decisions import Outcome
from consensus.model.drafts import Cause, ItemKind
from consensus.text.brackets import BracketedText, parse
from tests.support.panel import make_panel, text_source

WORDS = BracketedText.plain("other words")
UNKNOWN_HOLDER, _ = parse("[XXX: may | ASH: must]", {"XXX", "ASH"})
OTHER_DRAFT = "# Quay rules\n\n1. Quays are swept.\n\n2. Bollards are painted.\n"


class Scene:
    """The panel some way into its work: something of everything is open, and something decided.

    A1 to recommendation 1 is open and A2 amends it; A3 was withdrawn, A4 merged and A5 rejected;
    A6 removed recommendation 4; A7 inserts, A8 splits recommendation 3, and A9 is a chair's
    proposal to recommendation 2. Recommendation 2 is agreed. FIR objects to recommendation 3,
    and ELM did.
    """

    def __init__(self) -> None:
        self.panel = panel = make_panel()
        panel.propose("1", "must", old="shall", by=["ASH"], cosponsors=["COL"])
        panel.propose("A1", "weekly", old="every year", by=["BAY"])
        panel.propose("2", "may", old="should", by=["BAY"])
        panel.withdraw("A3")
        panel.propose("2", "shall", old="should", by=["COL"])
        panel.merge("2", take=["A4"])
        panel.propose("1", "Nobody reports.", by=["DUN"])
        panel.decide("A5", "rejected")
        panel.propose("4", kind="delete", by=["FIR"])
        panel.merge("A6")
        panel.propose(kind="insert", after="1", text="Boats are welcome.", by=["DUN"])
        panel.propose("3", "Ships may enter.", kind="split", parts=["At night."], by=["COL"])
        panel.propose("2", "every report", old="all reports")
        panel.take_position("FIR", "3", Stance.OBJECT, reason="too dark")
        panel.take_position("ELM", "3", Stance.OBJECT)
        panel.settle_objection("3", "ELM", "withdrawn")
        panel.decide("2", "agreed", pending=["FIR"])
        panel.propose_package("Reports", ["1", "3"], ["A1"])
        panel.publish("Rev.1")
        panel.import_draft(text_source("quay.md", OTHER_DRAFT))
        rows = '{"old": "no such words", "text": "x", "by": "ASH"}'
        panel.import_amendments(text_source("a.jsonl", rows), draft="D1")
        panel.open_meeting("First meeting")
        panel.close_meeting()

    def id(self, handle: str) -> str:
        """The id of what has a handle."""
        return self.panel.state.handles[handle]

    def version(self, handle: str) -> str:
        """The id of its current version."""
        return self.panel.state.version_id(self.id(handle))

    def proposal(self, handle: str = "R1", **fields: Any) -> ProposeAmendment:
        """An amendment that could be recorded, but for the fields given."""
        given: dict[str, Any] = {
            "handle": "A50",
            "kind": AmendmentKind.MODIFY,
            "draft": self.id("D1"),
            "target": self.id(handle),
            "against": self.version(handle),
            "wording": WORDS,
            "sponsors": ("ASH",),
        }
        return ProposeAmendment(**{**given, **fields})

    def insertion(self, **fields: Any) -> ProposeAmendment:
        """An insertion that could be recorded, but for the fields given."""
        given = {"kind": AmendmentKind.INSERT, "target": self.id("D1"), "against": ""}
        return self.proposal(**{**given, **fields})

    def follow_up(self, handle: str, **fields: Any) -> FollowUp:
        """What a change leaves of an amendment: its text as it is."""
        given: dict[str, Any] = {
            "amendment": self.id(handle),
            "seen": self.version(handle),
            "wording": self.panel.state.version(self.id(handle)).wording,
        }
        return FollowUp(**{**given, **fields})

    def change(self, handle: str = "R1", **fields: Any) -> ChangeText:
        """A change of text that could be recorded for recommendation 1, but for the fields."""
        given: dict[str, Any] = {
            "target": self.id(handle),
            "seen": self.version(handle),
            "wording": WORDS,
            "cause": Cause.EDIT,
            "follow_ups": (self.follow_up("A1"), self.follow_up("A2")) if handle == "R1" else (),
        }
        return ChangeText(**{**given, **fields})

    def arrangement(self, *seen: str, **fields: Any) -> ArrangeItems:
        """An arrangement of the first draft."""
        versions = tuple(self.version(each) for each in seen)
        given: dict[str, Any] = {"draft": self.id("D1"), "seen": versions}
        return ArrangeItems(**{**given, **fields})

    def decision(self, *handles: str, **fields: Any) -> RecordDecision:
        """A decision on what has these handles."""
        given: dict[str, Any] = {
            "handle": "DEC9",
            "outcome": Outcome.AGREED,
            "targets": tuple(self.id(each) for each in handles),
            "versions": tuple(self.version(each) for each in handles),
        }
        return RecordDecision(**{**given, **fields})

    def position(self, handle: str = "R1", **fields: Any) -> TakePosition:
        """A position of ASH."""
        given: dict[str, Any] = {
            "target": self.id(handle),
            "version": self.version(handle),
            "member": "ASH",
            "stance": Stance.SUPPORT,
        }
        return TakePosition(**{**given, **fields})

    def revision(self, **fields: Any) -> PublishRevision:
        """A revision of the first draft as it is."""
        state = self.panel.state
        items = list(state.walk(self.id("D1")))
        given: dict[str, Any] = {
            "draft": self.id("D1"),
            "name": "Rev.2",
            "items": tuple(item.id for item in items),
            "versions": tuple(item.version for item in items),
            "concordance": (),
        }
        return PublishRevision(**{**given, **fields})


Case = Callable[[Scene], tuple[Operation, str]]

NEW = NewItem(handle="R60", kind=ItemKind.RECOMMENDATION, wording=WORDS)


def tables(panel: WorkingGroup) -> dict[str, Any]:
    """Everything the panel knows, for comparing."""
    fields = [field.name for field in attrs.fields(type(panel.state)) if field.name != "journal"]
    return {name: copy.deepcopy(getattr(panel.state, name)) for name in fields}


def refused(scene: Scene, case: Case) -> None:
    """Assert that an operation is refused for just that reason, and leaves all as it was."""
    operation, reason = case(scene)
    before, head = tables(scene.panel), scene.panel.head
    with pytest.raises(Rejected) as caught:
        scene.panel.record(operation)
    assert caught.value.reasons == (reason,)
    assert tables(scene.panel) == before
    assert scene.panel.head == head
