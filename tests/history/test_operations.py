"""What cannot be recorded and why, and what operations say of objections."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import attrs
import pytest

from consensus import Stance, WorkingGroup
from consensus.analysis.agreement import leanings
from consensus.errors import Rejected
from consensus.history.operation import Operation
from consensus.history.operations import (
    AddGroup,
    AddMember,
    AnswerObjection,
    ArrangeItems,
    AssignOffice,
    ChangeMember,
    ChangeText,
    CloseMeeting,
    CosponsorAmendment,
    FollowUp,
    FormNegotiatingGroup,
    ImportDraft,
    LiftPending,
    MakeStatement,
    MovedItem,
    NewItem,
    NotePresence,
    NoteSense,
    OpenMeeting,
    PresentTexts,
    ProposeAmendment,
    ProposePackage,
    PublishRevision,
    PutInTray,
    RecordDecision,
    RetireAmendment,
    SetAllOrNothing,
    SetAside,
    SetNotice,
    SetRule,
    SettleObjection,
    StartWorkingGroup,
    StateGroupPosition,
    TakePosition,
    TakeUpAmendment,
    WithdrawAmendment,
    WithdrawPosition,
)
from consensus.history.snapshot import read_snapshot, write_snapshot
from consensus.history.step import open_body
from consensus.model.amendments import AmendmentKind
from consensus.model.counting import Electorate
from consensus.model.decisions import Outcome, StatementKind
from consensus.model.drafts import Cause, ItemKind, Relabelling
from consensus.model.people import Role, day_of
from consensus.model.positions import ObjectionState, StatedBy
from consensus.reports.audience import Audience, number_hidden, visible_state
from consensus.reports.step_sentences import operation_sentence
from consensus.reports.words import SentenceContext
from consensus.rules.explain import explain
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import Status
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


@pytest.fixture(scope="module")
def scene() -> Scene:
    """The panel some way into its work; refusals leave it as it is."""
    return Scene()


# What cannot be recorded of members, drafts, texts and meetings, and why.


CLOSED = "R2 is closed by a decision; reopen it first"

CASES: dict[str, Case] = {
    # Members, groups, offices
    "group without a code": lambda s: (
        AddGroup(code="two words"),
        "'two words' is no code: it needs letters or digits, without spaces or any of ()[]|\\:,",
    ),
    "member with a sign of the notation": lambda s: (
        AddMember(code="A|B"),
        "'A|B' is no code: it needs letters or digits, without spaces or any of ()[]|\\:,",
    ),
    "member twice": lambda s: (AddMember(code="ASH"), "ASH is a member already"),
    "member called like an alliance": lambda s: (
        AddMember(code="ISL"),
        "ISL is the code of a negotiating group",
    ),
    "member of an unknown group": lambda s: (
        AddMember(code="GUM", group="NIX"),
        "no stakeholder group has the code NIX",
    ),
    "member that leaves first": lambda s: (
        AddMember(code="GUM", since=date(2026, 2, 1), until=date(2026, 1, 1)),
        "GUM would leave before it joins",
    ),
    "change of nobody": lambda s: (ChangeMember(code="NIX"), "no member has the code NIX"),
    "change to an unknown group": lambda s: (
        ChangeMember(code="ASH", group="NIX"),
        "no stakeholder group has the code NIX",
    ),
    "change to leave first": lambda s: (
        ChangeMember(code="ASH", since=date(2026, 2, 1), until=date(2026, 1, 1)),
        "ASH would leave before it joins",
    ),
    "alliance of strangers": lambda s: (
        FormNegotiatingGroup(code="NEW", members=("NIX",)),
        "no member has the code NIX",
    ),
    "alliance called like a member": lambda s: (
        FormNegotiatingGroup(code="ASH", members=("BAY",)),
        "ASH is the code of a member",
    ),
    "office for a stranger": lambda s: (
        AssignOffice(role=Role.CHAIR, person="Ms Quill", member="NIX"),
        "no member has the code NIX",
    ),
    # The working group
    "a second beginning": lambda s: (
        StartWorkingGroup(title="Another"),
        "this file already belongs to Harbour panel",
    ),
    "rule of an amendment": lambda s: (
        SetRule(rule="consent()", target=s.id("A1")),
        f"{s.id('A1')} is no draft and no item, so it has no rule of its own",
    ),
    "no rule at all": lambda s: (SetRule(rule=""), "the working group itself always has a rule"),
    # Drafts
    "draft of nothing": lambda s: (
        ImportDraft(handle="D9", title="Empty", items=()),
        "the draft has no items",
    ),
    "draft with unknown holders": lambda s: (
        ImportDraft(handle="D9", title="New", items=(attrs.evolve(NEW, wording=UNKNOWN_HOLDER),)),
        "no member and no negotiating group has the code XXX",
    ),
    "draft twice": lambda s: (
        ImportDraft(
            handle="D9",
            title="Quay rules",
            items=(NEW,),
            digest=text_source("quay.md", OTHER_DRAFT).digest,
        ),
        "the same content was imported already, as D2",
    ),
    "all or nothing of no draft": lambda s: (
        SetAllOrNothing(draft="nothing", holds=True),
        "no draft has the id nothing",
    ),
    # Arrangements
    "arrangement of no draft": lambda s: (
        s.arrangement(draft="nothing"),
        "no draft has the id nothing",
    ),
    "arrangement without versions": lambda s: (
        s.arrangement(removed=(s.id("R1"),)),
        "the versions seen do not go with the items",
    ),
    "arrangement of another draft's item": lambda s: (
        s.arrangement("N1", removed=(s.id("N1"),)),
        f"no item of that draft has the id {s.id('N1')}",
    ),
    "removal twice": lambda s: (
        s.arrangement("R4", removed=(s.id("R4"),)),
        "R4 was removed from the draft already",
    ),
    "removal of what has changed": lambda s: (
        s.arrangement("R3", removed=(s.id("R1"),)),
        "R1 has changed since; look at it again",
    ),
    "removal of what is agreed": lambda s: (
        s.arrangement("R2", removed=(s.id("R2"),)),
        CLOSED,
    ),
    "item named twice": lambda s: (
        s.arrangement("R1", "R1", removed=(s.id("R1"), s.id("R1"))),
        "an item is named twice",
    ),
    "arrangement with unknown holders": lambda s: (
        s.arrangement(inserted=(attrs.evolve(NEW, wording=UNKNOWN_HOLDER),)),
        "no member and no negotiating group has the code XXX",
    ),
    "insertion nowhere": lambda s: (
        s.arrangement(inserted=(attrs.evolve(NEW, after="nowhere"),)),
        "the place nowhere is not in the draft",
    ),
    "insertion in another draft": lambda s: (
        s.arrangement(inserted=(attrs.evolve(NEW, after=s.id("N1")),)),
        f"the place {s.id('N1')} is not in the draft",
    ),
    "move below what was removed": lambda s: (
        s.arrangement("R1", moved=(MovedItem(item=s.id("R1"), parent=s.id("R4")),)),
        "R4 was removed from the draft",
    ),
    "move beside itself": lambda s: (
        s.arrangement("R1", moved=(MovedItem(item=s.id("R1"), after=s.id("R1")),)),
        "R1 cannot be moved beside itself",
    ),
    "move below itself": lambda s: (
        s.arrangement("S1", moved=(MovedItem(item=s.id("S1"), parent=s.id("R1")),)),
        "S1 cannot be moved below itself",
    ),
    "arrangement by no amendment": lambda s: (
        s.arrangement(amendments=("nothing",)),
        "no amendment has the id nothing",
    ),
    "arrangement by a withdrawn amendment": lambda s: (
        s.arrangement(amendments=(s.id("A3"),)),
        "A3 is withdrawn already",
    ),
    "split of words that others change": lambda s: (
        s.arrangement("R3", reworded={s.id("R3"): WORDS}),
        "A8 changes the words of R3; merge or decide it first",
    ),
    # Texts
    "change of nothing": lambda s: (
        s.change(target="nothing"),
        "nothing with a text has the id nothing",
    ),
    "change of what has changed": lambda s: (
        s.change(seen="another"),
        "R1 has changed since; look at it again",
    ),
    "change of what was removed": lambda s: (s.change("R4"), "R4 was removed from the draft"),
    "presentation in no meeting": lambda s: (
        PresentTexts(meeting="", targets=(s.id("R1"),)),
        "that meeting is not open",
    ),
    "notice of more than a year": lambda s: (
        SetNotice(minutes=1_000_000),
        "a notice period is from no time to 366 days",
    ),
    "change of what is agreed": lambda s: (
        s.change("R2", follow_ups=(s.follow_up("A9"),)),
        CLOSED,
    ),
    "new wording of a merged amendment": lambda s: (s.change("A4"), "A4 is merged already"),
    "change with unknown holders": lambda s: (
        s.change(wording=UNKNOWN_HOLDER),
        "no member and no negotiating group has the code XXX",
    ),
    "change that leaves something of nothing": lambda s: (
        s.change("N1", follow_ups=(FollowUp(amendment="nothing", seen=""),)),
        "no amendment has the id nothing",
    ),
    "change that merges what was withdrawn": lambda s: (
        s.change("N1", follow_ups=(s.follow_up("A3"),)),
        "A3 is withdrawn already",
    ),
    "change over another wording of an amendment": lambda s: (
        s.change(follow_ups=(s.follow_up("A1", seen="another"), s.follow_up("A2"))),
        "A1 has changed since; look at it again",
    ),
    "change without an amendment to it": lambda s: (
        s.change(follow_ups=()),
        "A1 came in since; look at R1 again",
    ),
    "change without an amendment to an amendment": lambda s: (
        s.change(follow_ups=(s.follow_up("A1"),)),
        "A2 came in since; look at A1 again",
    ),
    # Revisions, the tray, meetings
    "revision of nothing": lambda s: (
        s.revision(draft="nothing"),
        "no draft has the id nothing",
    ),
    "revision twice": lambda s: (s.revision(name="Rev.1"), "Rev.1 was published already"),
    "revision without its last version": lambda s: (
        s.revision(versions=s.revision().versions[:-1]),
        "the draft has changed since; look at it again",
    ),
    "concordance of nothing": lambda s: (
        s.revision(concordance=(Relabelling("nothing", "1", "2"),)),
        "no item has the id nothing",
    ),
    "row twice in the tray": lambda s: (
        PutInTray(
            handle="TR9",
            fields={},
            problem="x",
            digest=next(
                iter(
                    digest for digest, made in s.panel.state.imported.items() if made == s.id("TR1")
                )
            ),
        ),
        "the same row was imported already, as TR1",
    ),
    "row twice as an amendment": lambda s: (
        s.proposal(digest=text_source("quay.md", OTHER_DRAFT).digest),
        "the same row was imported already, as D2",
    ),
    "nothing set aside": lambda s: (
        SetAside(entry="nothing", reason="a test"),
        "that entry is not waiting in the inbox",
    ),
    "set aside without a reason": lambda s: (
        SetAside(entry=s.id("TR1"), reason=" "),
        "say why it is set aside",
    ),
    "meeting closed twice": lambda s: (
        CloseMeeting(meeting=s.id("M1")),
        "that meeting is not open",
    ),
    "presence at no meeting": lambda s: (
        NotePresence(meeting=s.id("M1"), members=("ASH",)),
        "that meeting is not open",
    ),
}

IN_A_MEETING: dict[str, Case] = {
    "second meeting at once": lambda s: (
        OpenMeeting(handle="M9", title="Third"),
        "Second meeting is still open; close it first",
    ),
    "presence of a stranger": lambda s: (
        NotePresence(meeting=s.id("M2"), members=("NIX",)),
        "no member has the code NIX",
    ),
    "written position without its source": lambda s: (
        s.position(source=StatedBy.WRITTEN),
        "name the written source of the position of ASH",
    ),
    "presentation of what is decided": lambda s: (
        PresentTexts(meeting=s.id("M2"), targets=(s.id("A4"),)),
        "A4 is merged already",
    ),
    "presentation of what was removed": lambda s: (
        PresentTexts(meeting=s.id("M2"), targets=(s.id("R4"),)),
        "R4 was removed from the draft",
    ),
    "presentation of nothing": lambda s: (
        PresentTexts(meeting=s.id("M2"), targets=()),
        "name what is presented",
    ),
    "words of somebody who is away": lambda s: (
        s.position(),
        "ASH’s attendance was not noted; note the presence of ASH if it spoke here, and name the"
        " document if it wrote",
    ),
}


@pytest.fixture(scope="module")
def meeting() -> Scene:
    """The same with a meeting going on, at which nobody is present yet."""
    scene = Scene()
    scene.panel.open_meeting("Second meeting")
    return scene


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_cannot_be_recorded_is_refused_with_its_reason(scene: Scene, case: Case) -> None:
    """Each operation that does not fit the state gives one reason and changes nothing."""
    refused(scene, case)


@pytest.mark.parametrize("case", IN_A_MEETING.values(), ids=IN_A_MEETING)
def test_what_cannot_be_recorded_in_a_meeting(meeting: Scene, case: Case) -> None:
    """Who is away cannot speak, and one meeting goes on at a time."""
    refused(meeting, case)


def test_beginning_without_a_title_is_refused() -> None:
    """A working group is called something."""
    with pytest.raises(Rejected, match="a working group needs a title"):
        WorkingGroup.in_memory(title=" ")


def test_what_takes_time_to_come_about_is_refused_too() -> None:
    """Consent missing, targets gone under a withdrawn amendment, and entries placed once."""
    scene = Scene()
    panel = scene.panel
    panel.propose("R1", "have to", old="shall", by=["ELM"])
    panel.consolidate(["A1", "A10"], "Members have to report.", consenting=["ELM"])
    refused(
        scene,
        lambda s: (
            RetireAmendment(amendment=s.id("A1"), into=s.id("A11"), consenting=("COL",)),
            "A1 stays: no consent of ASH",
        ),
    )
    panel.withdraw("A2")
    panel.withdraw("A1")
    refused(
        scene,
        lambda s: (
            TakeUpAmendment(amendment=s.id("A2"), members=("FIR",)),
            "A1 is withdrawn already",
        ),
    )
    panel.decide("A2", "rejected")
    refused(
        scene,
        lambda s: (
            s.decision("A2", outcome=Outcome.REOPENED),
            "A1 is withdrawn already",
        ),
    )
    panel.decide("R2", "reopened")
    panel.propose("R2", kind="delete", by=["FIR"])
    panel.merge("A12")
    refused(
        scene,
        lambda s: (
            TakeUpAmendment(amendment=s.id("A3"), members=("FIR",)),
            "R2 was removed from the draft",
        ),
    )


def test_nothing_happens_in_a_meeting_that_was_undone() -> None:
    """A meeting in which something was decided is undone only after that."""
    panel = make_panel()
    opened = panel.open_meeting("Meeting")
    decided = panel.decide("1", "agreed")
    with pytest.raises(Rejected, match="the meeting in which it happened is not in the history"):
        panel.undo(opened.id)
    panel.undo(decided.id)
    panel.undo(opened.id)
    assert panel.state.meetings == {}


# What cannot be recorded of amendments, positions, decisions and packages, and why.


_WAYS = (
    "the Chair's ruling over an objection needs a reason; give one, record its reservation"
    " or dissociation, put the text in brackets, defer it, or reject it"
)
AMENDMENT_CASES: dict[str, Case] = {
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
        "the version it was made against is none of its text",
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
        "that entry is not waiting in the inbox",
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
        "a position cannot be conditional on its own text",
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
        "an objection ends accommodated, withdrawn or maintained",
    ),
    # Decisions
    "decision on nothing at all": lambda s: (s.decision(), "a decision needs something it decides"),
    "decision without versions": lambda s: (
        s.decision("R1", versions=()),
        "the versions seen do not go with the texts",
    ),
    "decision twice on one": lambda s: (
        s.decision("R1", "R1"),
        "a text is named twice",
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
        "only an agreement can await confirmation, not rejected",
    ),
    "decision over one objection": lambda s: (
        s.decision("R3", over=("FIR",), ruled=(s.id("R3"),)),
        f"FIR still objects; {_WAYS}",
    ),
    "decision over two objections": lambda s: (
        s.decision("R3", over=("ELM", "FIR"), ruled=(s.id("R3"),)),
        f"ELM, FIR still object; {_WAYS}",
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
        "a package has at least two items",
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


@pytest.mark.parametrize("case", AMENDMENT_CASES.values(), ids=AMENDMENT_CASES)
def test_what_cannot_be_recorded_of_amendments_is_refused_with_its_reason(
    scene: Scene, case: Case
) -> None:
    """Each operation that does not fit the state gives one reason and changes nothing."""
    refused(scene, case)


# What operations say, and do not say, of objections to what goes in.


SHALL = "The office shall publish all reports."


@pytest.fixture
def binding() -> WorkingGroup:
    """A1 makes recommendation 2 binding, and FIR objects to that; silence is consent."""
    panel = make_panel("consent()")
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT, reason="no binding language")
    return panel


def recorded(panel: WorkingGroup) -> Operation:
    """The only operation of the last step."""
    found = panel.steps()[-1].operation(1)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        (
            "change-text/1",
            '{"cause":"merge","id":"1","seen":"2","target":"3","wording":{"parts":["x"]}}',
            ChangeText,
        ),
        ("arrange-items/1", '{"draft":"1","id":"2"}', ArrangeItems),
    ],
)
def test_first_schema_carries_nothing(name: str, body: str, expected: type[Operation]) -> None:
    """What was recorded before objections were carried says so once it is read."""
    operation = open_body(name, body)
    assert isinstance(operation, expected)
    assert isinstance(operation, ChangeText | ArrangeItems)
    assert not operation.carries


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        (
            "take-position/1",
            '{"id":"1","member":"FIR","stance":"object","target":"2","version":"3"}',
            TakePosition(id="1", member="FIR", stance=Stance.OBJECT, target="2", version="3"),
        ),
        (
            "record-decision/1",
            '{"handle":"DEC1","id":"1","outcome":"agreed","targets":["2"],"versions":["3"]}',
            RecordDecision(
                id="1", handle="DEC1", outcome="agreed", targets=("2",), versions=("3",)
            ),
        ),
    ],
)
def test_first_schema_named_no_words_and_asked_nobody(
    name: str, body: str, expected: Operation
) -> None:
    """What the second added is as if it had not been said."""
    assert open_body(name, body) == expected


def test_merge_from_before_keeps_the_status_it_had(binding: WorkingGroup) -> None:
    """The amendment is agreed, nobody objects to the text, and why says that none were carried."""
    operation = binding.plan_edit("2", SHALL).operation
    binding.record(attrs.evolve(operation, carries=False, contested=()))
    assert binding.verdict("A1").status is Status.AGREED
    verdict = binding.verdict("2")
    assert (verdict.status, verdict.counts.standing, verdict.counts.proposed) == (
        Status.READY,
        (),
        (),
    )
    assert "merged before objections were carried over to the text: A1" in explain(
        verdict, label=binding.state.handle_of
    )


def test_undone_objection_is_not_carried(binding: WorkingGroup) -> None:
    """The merge stays, and says of an objection that was never raised nothing any more."""
    objection = binding.steps()[-1]
    binding.edit("2", SHALL)
    assert [each.member for each in binding.verdict("2").counts.standing] == ["FIR"]
    binding.undo(objection.id)
    assert binding.state.contested == {}
    assert binding.verdict("2").counts.standing == ()


def test_redacted_reason_is_gone_from_the_text_too(binding: WorkingGroup) -> None:
    """The objection stands without the words that were taken out."""
    binding.edit("2", SHALL)
    binding.redact("no binding language")
    (standing,) = binding.verdict("2").counts.standing
    assert (standing.member, standing.reason) == ("FIR", "(redacted)")


def test_snapshot_keeps_what_is_contested(binding: WorkingGroup) -> None:
    """A state read back from one is the state that was written."""
    binding.edit("2", SHALL)
    found = read_snapshot(BytesIO(write_snapshot(binding.state, "head", 1)).read)
    assert found is not None
    assert found[0].contested == binding.state.contested != {}


def test_log_names_who_objects_and_what_lapsed(binding: WorkingGroup) -> None:
    """The secretariat reads it; others are told of the text alone."""
    binding.edit("2", SHALL)
    context = SentenceContext(binding.state, Audience.SECRETARIAT)
    assert operation_sentence(recorded(binding), context) == (
        "2 (R2) was reworded; A1 of ASH is met: the text says now what it asks for; the objection"
        " of FIR to “should” → “shall” (A1) stands on the text"
    )
    binding.edit("2", "The office must publish all reports.")
    assert operation_sentence(recorded(binding), context).endswith(
        "; the objection of FIR to “should” → “shall” (A1) is to be confirmed"
    )
    binding.edit("2", "The office should publish all reports.")
    assert operation_sentence(recorded(binding), context).endswith(
        "; the objection of FIR to “should” → “shall” (A1) no longer applies: the text reads as"
        " before"
    )
    assert (
        operation_sentence(recorded(binding), SentenceContext(binding.state, Audience.MEMBERS))
        == "2 (R2) was reworded"
    )
    binding.edit("2", "Soon the office should publish all reports.")
    assert operation_sentence(recorded(binding), context) == "2 (R2) was reworded"


def test_log_says_what_was_done_to_an_item(binding: WorkingGroup) -> None:
    """A move and a deletion by what they are, not by where the item was."""
    context = SentenceContext(binding.state, Audience.SECRETARIAT)
    for number, kind in enumerate(("move", "delete"), 2):
        binding.propose("3", kind=kind, by=["ASH"], **({"after": "4"} if kind == "move" else {}))
        binding.take_position("FIR", f"A{number}", Stance.HOLD)
        binding.merge(f"A{number}", without_brackets=True, reason="the chair rules")
        assert operation_sentence(recorded(binding), context).endswith(
            f"; the reserved position of FIR to {WHAT_WAS_DONE[kind]} (A{number}) stands on the"
            " text"
        )


WHAT_WAS_DONE = {
    "move": "its move",
    "delete": "the deletion of “Ships may enter at night with a pilot on board.”",
}


def test_without_brackets_is_told_with_the_reason(binding: WorkingGroup) -> None:
    """Over whom, and why; members read that it was ruled, and why."""
    operation = ChangeText(
        id="1",
        target=binding.state.handles["R2"],
        seen="2",
        wording=binding.plan_edit("2", SHALL).operation.wording,
        cause="merge",
        merged_whole=(binding.state.handles["A1"],),
        reason="time is short",
        contested=binding.plan_edit("2", SHALL).operation.contested,
        unbracketed=(binding.state.handles["A1"],),
    )
    assert operation_sentence(
        operation, SentenceContext(binding.state, Audience.SECRETARIAT)
    ).startswith("A1 merged into 2 (R2); A1 merged without brackets over FIR: “time is short”; ")
    assert operation_sentence(operation, SentenceContext(binding.state, Audience.MEMBERS)) == (
        "A1 merged into 2 (R2); A1 merged without brackets: “time is short”"
    )


def test_what_was_said_in_confidence_stays_so(binding: WorkingGroup) -> None:
    """An objection from confidence goes with the words, and members are not told of it."""
    binding.take_position(
        "ELM", "A1", Stance.OBJECT, source=StatedBy.CONFIDENCE, reason="do not say this"
    )
    binding.edit("2", SHALL)
    target = binding.state.handles["R2"]
    assert len(binding.verdict("2").counts.standing) == 2
    assert number_hidden(binding.state, target, Audience.MEMBERS) == 1
    assert number_hidden(binding.state, target, Audience.PUBLIC) == 2
    now = binding.now()
    with visible_state(binding.state, Audience.MEMBERS) as left_out:
        seen = Judgement(binding.state, now).counts(target)
        assert [each.member for each in seen.standing] == ["FIR"]
        assert left_out == 2
    assert len(binding.state.contested[target]) == 2


def test_who_objects_to_what_went_in_leans_against_the_text(binding: WorkingGroup) -> None:
    """Also where it had supported it, and was not asked since."""
    binding.take_position("FIR", "2", Stance.SUPPORT)
    binding.edit("2", SHALL)
    state = binding.state
    electorate = Electorate.of(state, day_of(binding.now()))
    (leaning,) = leanings(state, electorate, [state.handles["R2"]])
    assert [*state.positions.member_index.members(leaning.against)] == ["FIR"]
    assert leaning.agree == 0
    graph = binding.graph
    assert graph.has_edge("FIR", state.handles["R2"])
