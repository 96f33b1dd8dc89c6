"""What cannot be recorded of members, drafts, texts and meetings, and why."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from consensus import WorkingGroup
from consensus.errors import Rejected
from consensus.history.operations import (
    AddGroup,
    AddMember,
    AssignOffice,
    ChangeMember,
    CloseMeeting,
    FollowUp,
    FormNegotiatingGroup,
    ImportDraft,
    MovedItem,
    NotePresence,
    OpenMeeting,
    PresentTexts,
    PutInTray,
    RetireAmendment,
    SetAllOrNothing,
    SetAside,
    SetNotice,
    SetRule,
    StartWorkingGroup,
    TakeUpAmendment,
)
from consensus.model.decisions import Outcome
from consensus.model.drafts import Relabelling
from consensus.model.people import Role
from consensus.model.positions import Source
from tests.history.scene import NEW, OTHER_DRAFT, UNKNOWN_HOLDER, WORDS, Case, Scene, refused
from tests.support.panel import make_panel, text_source

CLOSED = (
    "R2 is closed by a decision; reopen it first, as 'consensus decision record R2 reopened' does"
)

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
        "this record already belongs to Harbour panel",
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
        "that meeting is not going on",
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
    "revision twice": lambda s: (s.revision(name="Rev.1"), "Rev.1 was issued already"),
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
        "that entry is not waiting in the tray",
    ),
    "set aside without a reason": lambda s: (
        SetAside(entry=s.id("TR1"), reason=" "),
        "say why it is set aside",
    ),
    "meeting closed twice": lambda s: (
        CloseMeeting(meeting=s.id("M1")),
        "that meeting is not going on",
    ),
    "presence at no meeting": lambda s: (
        NotePresence(meeting=s.id("M1"), members=("ASH",)),
        "that meeting is not going on",
    ),
}

IN_A_MEETING: dict[str, Case] = {
    "second meeting at once": lambda s: (
        OpenMeeting(handle="M9", title="Third"),
        "Second meeting is still going on; close it first",
    ),
    "presence of a stranger": lambda s: (
        NotePresence(meeting=s.id("M2"), members=("NIX",)),
        "no member has the code NIX",
    ),
    "written position without its source": lambda s: (
        s.position(source=Source.WRITTEN),
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
        "ASH’s attendance was not noted; if it spoke here, note that with"
        " 'consensus meeting presence ASH', and if it wrote, give '--source written --document …'",
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
    with pytest.raises(Rejected, match="the meeting in which it happened is not in the record"):
        panel.undo(opened.id)
    panel.undo(decided.id)
    panel.undo(opened.id)
    assert panel.state.meetings == {}
