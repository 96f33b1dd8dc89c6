"""What cannot be recorded of amendments, positions, decisions and packages, and why."""

from __future__ import annotations

import pytest

from consensus import Stance
from consensus.history.operations import (
    AnswerObjection,
    CosponsorAmendment,
    LiftPending,
    MakeStatement,
    NoteSense,
    ProposePackage,
    RetireAmendment,
    SettleObjection,
    StateGroupPosition,
    TakeUpAmendment,
    WithdrawAmendment,
    WithdrawPosition,
)
from consensus.model.amendments import AmendmentKind
from consensus.model.decisions import Outcome, StatementKind
from consensus.model.positions import ObjectionState
from tests.history.scene import UNKNOWN_HOLDER, Case, Scene, refused

CASES: dict[str, Case] = {
    # Amendments
    "amendment to no draft": lambda s: (
        s.insertion(draft="nothing", target="nothing"),
        "no draft has the id nothing",
    ),
    "insertion into an item": lambda s: (
        s.insertion(target=s.id("R1")),
        "an insertion is made to its draft",
    ),
    "amendment to what was removed": lambda s: (
        s.proposal("R4"),
        "R4 was removed from the draft",
    ),
    "amendment to another draft": lambda s: (s.proposal("N1"), "N1 is in another draft"),
    "move of an amendment": lambda s: (
        s.proposal("A1", kind=AmendmentKind.MOVE),
        f"nothing that can be amended so has the id {s.id('A1')}",
    ),
    "deletion of an amendment": lambda s: (
        s.proposal("A1", kind=AmendmentKind.DELETE),
        f"nothing that can be amended so has the id {s.id('A1')}",
    ),
    "amendment to a withdrawn amendment": lambda s: (s.proposal("A3"), "A3 is withdrawn already"),
    "amendment against a version of another": lambda s: (
        s.proposal("R1", against=s.version("R2")),
        "the version it was made against is none of its target",
    ),
    "amendment by a stranger": lambda s: (
        s.proposal(cosponsors=("NIX",)),
        "no member has the code NIX",
    ),
    "amendment with unknown holders": lambda s: (
        s.proposal(wording=UNKNOWN_HOLDER),
        "no member and no negotiating group has the code XXX",
    ),
    "insertion after nothing": lambda s: (
        s.insertion(after="nothing"),
        "no item has the id nothing",
    ),
    "insertion after another draft's item": lambda s: (
        s.insertion(after=s.id("N1")),
        "N1 is in another draft",
    ),
    "insertion below what was removed": lambda s: (
        s.insertion(parent=s.id("R4")),
        "R4 was removed from the draft",
    ),
    "proposal to move an item after itself": lambda s: (
        s.proposal(kind=AmendmentKind.MOVE, after=s.id("R1")),
        "R1 cannot be moved beside or below itself",
    ),
    "split into one": lambda s: (
        s.proposal(kind=AmendmentKind.SPLIT),
        "a split needs at least a second part",
    ),
    "split into words and nothing": lambda s: (
        s.proposal(kind=AmendmentKind.SPLIT, parts=(" ",)),
        "a part of a split has no words",
    ),
    "join with nothing": lambda s: (
        s.proposal(kind=AmendmentKind.JOIN),
        "a join needs at least a second item",
    ),
    "join with itself": lambda s: (
        s.proposal(kind=AmendmentKind.JOIN, others=(s.id("R1"),)),
        "a join names each item once",
    ),
    "wording drawn from nothing": lambda s: (
        s.proposal(sources=("nothing",)),
        "no amendment has the id nothing",
    ),
    "amendment from no entry of the tray": lambda s: (
        s.proposal(tray="nothing"),
        "that entry is not waiting in the tray",
    ),
    "withdrawal of nothing": lambda s: (
        WithdrawAmendment(amendment="nothing"),
        "no amendment has the id nothing",
    ),
    "withdrawal twice": lambda s: (
        WithdrawAmendment(amendment=s.id("A3")),
        "A3 is withdrawn already",
    ),
    "withdrawal by somebody else": lambda s: (
        WithdrawAmendment(amendment=s.id("A1"), members=("FIR",)),
        "FIR is not behind A1",
    ),
    "nothing taken up": lambda s: (
        TakeUpAmendment(amendment="nothing", members=("FIR",)),
        "no amendment has the id nothing",
    ),
    "open amendment taken up": lambda s: (
        TakeUpAmendment(amendment=s.id("A1"), members=("FIR",)),
        "A1 is open; only what was withdrawn can be taken up",
    ),
    "taken up by nobody": lambda s: (
        TakeUpAmendment(amendment=s.id("A3"), members=()),
        "somebody has to take it up",
    ),
    "taken up by a stranger": lambda s: (
        TakeUpAmendment(amendment=s.id("A3"), members=("NIX",)),
        "no member has the code NIX",
    ),
    "taken up over another text": lambda s: (
        TakeUpAmendment(amendment=s.id("A3"), members=("FIR",), over="another"),
        "R2 has changed since; look at it again",
    ),
    "merged amendment joined": lambda s: (
        CosponsorAmendment(amendment=s.id("A4"), members=("FIR",)),
        "A4 is merged already",
    ),
    "amendment joined by a stranger": lambda s: (
        CosponsorAmendment(amendment=s.id("A1"), members=("NIX",)),
        "no member has the code NIX",
    ),
    "merged amendment retired": lambda s: (
        RetireAmendment(amendment=s.id("A4"), into=s.id("A1"), consenting=()),
        "A4 is merged already",
    ),
    "retired into what does not draw on it": lambda s: (
        RetireAmendment(amendment=s.id("A9"), into=s.id("A1"), consenting=()),
        "A9 is no source of that wording",
    ),
    # Positions and objections
    "position of a stranger": lambda s: (
        s.position(member="NIX"),
        "no member has the code NIX",
    ),
    "position on nothing": lambda s: (
        s.position(target="nothing"),
        "no item, amendment or package has the id nothing",
    ),
    "position on another's version": lambda s: (
        s.position(version=s.version("R2")),
        "that version is none of R1",
    ),
    "position on a version of a package": lambda s: (
        s.position("PKG1", version=s.version("R1")),
        "a package has one version only, itself",
    ),
    "objection with conditions": lambda s: (
        s.position(stance=Stance.OBJECT, conditions=(s.id("R2"),)),
        "only support and accept take conditions, not object",
    ),
    "condition on nothing": lambda s: (
        s.position(conditions=("nothing",)),
        "no item, amendment or package has the id nothing",
    ),
    "condition on itself": lambda s: (
        s.position(conditions=(s.id("R1"),)),
        "a position cannot be conditional on its own target",
    ),
    "objection with a reservation": lambda s: (
        s.position(stance=Stance.OBJECT, reservation="on costs"),
        "a reservation goes with support or accept, not with object",
    ),
    "position via nobody": lambda s: (
        s.position(via="NIX"),
        "no negotiating group has the code NIX",
    ),
    "statement of no alliance": lambda s: (
        StateGroupPosition(
            target=s.id("R1"),
            version=s.version("R1"),
            group="NIX",
            members=(),
            stance=Stance.SUPPORT,
        ),
        "no negotiating group has the code NIX",
    ),
    "statement for others": lambda s: (
        StateGroupPosition(
            target=s.id("R1"),
            version=s.version("R1"),
            group="ISL",
            members=("COL",),
            stance=Stance.SUPPORT,
        ),
        "COL is not in ISL",
    ),
    "withdrawal of no position": lambda s: (
        WithdrawPosition(target=s.id("R1"), member="DUN"),
        "DUN holds no position there",
    ),
    "sense of nothing": lambda s: (
        NoteSense(target="nothing", quantity="several", stance=Stance.SUPPORT),
        "no item, amendment or package has the id nothing",
    ),
    "sense of nobody": lambda s: (
        NoteSense(target=s.id("R1"), quantity=" ", stance=Stance.SUPPORT),
        "say how many, such as: several",
    ),
    "answer to nobody": lambda s: (
        AnswerObjection(target=s.id("R1"), member="FIR", answer="as agreed"),
        "FIR has raised no objection there",
    ),
    "answer to what was withdrawn": lambda s: (
        AnswerObjection(target=s.id("R3"), member="ELM", answer="as agreed"),
        "the objection of ELM was withdrawn already",
    ),
    "answer without words": lambda s: (
        AnswerObjection(target=s.id("R3"), member="FIR", answer=" "),
        "an answer needs words",
    ),
    "settled as raised": lambda s: (
        SettleObjection(target=s.id("R3"), member="FIR", state=ObjectionState.RAISED),
        "an objection ends accommodated, withdrawn or sustained",
    ),
    # Decisions
    "decision on nothing at all": lambda s: (s.decision(), "a decision needs something it decides"),
    "decision without versions": lambda s: (
        s.decision("R1", versions=()),
        "the versions seen do not go with the targets",
    ),
    "decision twice on one": lambda s: (
        s.decision("R1", "R1"),
        "a target is named twice",
    ),
    "decision on a meeting": lambda s: (
        s.decision(targets=(s.id("M1"),), versions=("",)),
        f"no item, amendment or package has the id {s.id('M1')}",
    ),
    "decision on what has changed": lambda s: (
        s.decision("R1", versions=(s.version("R2"),)),
        "R1 has changed since; look at it again",
    ),
    "decision on what was removed": lambda s: (s.decision("R4"), "R4 was removed from the draft"),
    "reopening of what is open": lambda s: (
        s.decision("R1", outcome=Outcome.REOPENED),
        "R1 is not decided, so there is nothing to reopen",
    ),
    "decision on what is decided": lambda s: (
        s.decision("R2", outcome=Outcome.REJECTED),
        "R2 is agreed already; reopen it first",
    ),
    "decision on a merged amendment": lambda s: (
        s.decision("A4", outcome=Outcome.REJECTED),
        "A4 is merged already",
    ),
    "agreement to a withdrawn amendment": lambda s: (s.decision("A3"), "A3 is withdrawn already"),
    "pending a stranger": lambda s: (
        s.decision("R1", pending=("NIX",)),
        "no member has the code NIX",
    ),
    "rejection pending a word": lambda s: (
        s.decision("R1", outcome=Outcome.REJECTED, pending=("FIR",)),
        "only an agreement can await somebody's word, not rejected",
    ),
    "decision over one objection": lambda s: (
        s.decision("R3", over=("FIR",)),
        "FIR still objects; a decision over a standing objection needs a reason",
    ),
    "decision over two objections": lambda s: (
        s.decision("R3", over=("ELM", "FIR")),
        "ELM, FIR still object; a decision over a standing objection needs a reason",
    ),
    "deferral without a reason": lambda s: (
        s.decision("R1", outcome=Outcome.DEFERRED),
        "a deferral needs a reason",
    ),
    "word on no decision": lambda s: (
        LiftPending(decision="nothing", member="FIR"),
        "no decision has the id nothing",
    ),
    "word that is not awaited": lambda s: (
        LiftPending(decision=s.id("DEC2"), member="ELM"),
        "DEC2 does not await ELM",
    ),
    "statement of a stranger": lambda s: (
        MakeStatement(decision=s.id("DEC2"), member="NIX", kind=StatementKind.EXPLANATION),
        "no member has the code NIX",
    ),
    "statement on no decision": lambda s: (
        MakeStatement(decision="nothing", member="FIR", kind=StatementKind.EXPLANATION),
        "no decision has the id nothing",
    ),
    # Packages
    "package of one item": lambda s: (
        ProposePackage(handle="PKG2", title="x", items=(s.id("R1"),)),
        "a package settles at least two items",
    ),
    "package of one item twice": lambda s: (
        ProposePackage(handle="PKG2", title="x", items=(s.id("R1"), s.id("R1"))),
        "something is named twice",
    ),
    "package of nothing": lambda s: (
        ProposePackage(handle="PKG2", title="x", items=(s.id("R1"), "nothing")),
        "no item has the id nothing",
    ),
    "package of what was removed": lambda s: (
        ProposePackage(handle="PKG2", title="x", items=(s.id("R1"), s.id("R4"))),
        "R4 was removed from the draft",
    ),
    "package of no amendment": lambda s: (
        ProposePackage(
            handle="PKG2", title="x", items=(s.id("R1"), s.id("R2")), amendments=("nothing",)
        ),
        "no amendment has the id nothing",
    ),
    "package of a merged amendment": lambda s: (
        ProposePackage(
            handle="PKG2", title="x", items=(s.id("R1"), s.id("R2")), amendments=(s.id("A4"),)
        ),
        "A4 is merged already",
    ),
    "package of an amendment to something else": lambda s: (
        ProposePackage(
            handle="PKG2", title="x", items=(s.id("R1"), s.id("R2")), amendments=(s.id("A8"),)
        ),
        "A8 is to no item of the package",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_cannot_be_recorded_is_refused_with_its_reason(scene: Scene, case: Case) -> None:
    """Each operation that does not fit the state gives one reason and changes nothing."""
    refused(scene, case)
