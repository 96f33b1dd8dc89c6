"""What was once recorded can be read for ever."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from consensus import WorkingGroup
from consensus.errors import Rejected
from consensus.history import operations
from consensus.history.operation import Operation, upgrades_for
from consensus.history.replay import numbered_operations
from consensus.history.step import FORMAT
from consensus.model.state import State

from .samples.make_sample import FOLDER, tables

SAMPLES = sorted(FOLDER.glob("*.consensus"))


@pytest.fixture(params=SAMPLES, ids=lambda path: path.stem)
def sample(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a kept record, beside what its state must be."""
    copy = tmp_path / request.param.name
    shutil.copy(request.param, copy)
    shutil.copy(request.param.with_suffix(".json"), copy.with_suffix(".json"))
    return copy


def test_kept_record_gives_the_state_it_gave(sample: Path) -> None:
    """Head, number of steps, every table and the proof are what they were when it was made."""
    expected = json.loads(sample.with_suffix(".json").read_text(encoding="utf-8"))
    with WorkingGroup.open(sample) as group:
        assert group.head == expected["head"]
        assert len(group.steps()) == expected["steps"]
        assert json.loads(json.dumps(tables(group.state))) == expected["state"]
        assert all(group.verdict(each) for each in group.state.items)
        verification = group.verify(expected["head"])
        assert verification.is_unaltered
        assert verification.is_intact == (sample.stem != "unreadable")
        assert len(verification.redactions) == (sample.stem in ("format-1", "first-schemas"))


def test_samples_of_the_present_format_hold_every_operation() -> None:
    """Nothing that can be recorded is missing; what came later has a sample of its own."""
    known = {
        kind.NAME
        for name in operations.__all__
        if issubclass(kind := getattr(operations, name), Operation)
    }
    stored = set()
    later = ("ballots-1", "styles-1", "outcomes-1", "policies-1", "proposals-1", "participants-1")
    later += ("comments-1", "spanning-1")
    for name in (f"format-{FORMAT}", *later):
        with WorkingGroup.open(FOLDER / f"{name}.consensus") as group:
            bodies = [body for step in group.steps() for body in step.bodies]
        stored |= {body.name.partition("/")[0] for body in bodies}
    assert stored == known | {"act"}


def test_no_operation_is_taken_for_damage_where_nothing_it_names_is_there(sample: Path) -> None:
    """What another copy took back leaves what was built on it unapplied, with reasons in words."""
    with WorkingGroup.open(sample) as group:
        for step in group.steps():
            act = step.context_from(step.bodies[0].body)
            for _, each in numbered_operations(step, {}):
                with suppress(Rejected):
                    list(each.check(State(), act))


def test_amendments_of_the_first_schema_version_answer_nothing() -> None:
    """Whoever proposed it, what came after an agreement was a request to reopen."""
    with WorkingGroup.open(FOLDER / "first-schemas.consensus") as group:
        proposals = [
            (body.name, step.operation(number))
            for step in group.steps()
            for number, body in enumerate(step.bodies)
            if body.name.startswith("propose-amendment/")
        ]
    assert {name for name, _ in proposals} == {"propose-amendment/1"}
    assert not any(operation.answers for _, operation in proposals)


def test_decisions_over_objections_that_missed_their_rule_were_rulings() -> None:
    """Before the fifth schema version that was not said; where the rule was met, none was one."""
    (upgrade,) = upgrades_for("record-decision/4")
    over = {"targets": ["R1"], "over": ["ASH"]}
    for rule in ("consent()", "all_of(clean_text(), no_objection())", "each_group(unanimity())"):
        assert upgrade({**over, "unmet": rule})["ruled"] == ["R1"]
        assert upgrade({**over, "unmet": f"{rule}; its notice of 24 hours"})["ruled"] == ["R1"]
    assert upgrade(over) == over
    assert upgrade({"targets": ["R1"], "unmet": "consent()"}).get("ruled") is None


@pytest.mark.parametrize(
    "unmet",
    [
        *("consensus_minus(1)", 'threshold("2/3")', "any_of(consent(), threshold('2/3'))"),
        *("among('GOV', no_objection())", "consent(); consensus_minus(1)", "my_consent()"),
    ],
)
def test_where_a_rule_may_let_objections_stand_no_ruling_is_inferred(unmet: str) -> None:
    """Whether it was missed for the objection alone was not recorded, and that is said."""
    (upgrade,) = upgrades_for("record-decision/4")
    upgraded = upgrade({"targets": ["R1", "R2"], "over": ["ASH"], "unmet": unmet})
    assert (upgraded.get("ruled"), upgraded["ruling_unknown"]) == (None, True)


def test_what_only_came_too_early_was_no_ruling() -> None:
    """A notice period is no rule, so the rule let the objection stand."""
    (upgrade,) = upgrades_for("record-decision/4")
    early = {"targets": ["R1"], "over": ["ASH"], "unmet": "its notice of 24 hours"}
    assert upgrade(early) == early


def test_whose_rule_was_not_met_is_known_since_the_sixth_schema_version() -> None:
    """Before, of several texts decided together, it was stored of all of them alone."""
    known = {}
    for name in ("several-1", "several-2"):
        with WorkingGroup.open(FOLDER / f"{name}.consensus") as group:
            (decision,) = group.state.decisions.values()
        assert decision.is_unmet_unknown is (name == "several-1")
        known[name] = [bool(decision.unmet_on(each)) for each in decision.targets]
    assert known == {"several-1": [True] * 3, "several-2": [True, False, False]}


def test_copies_joined_by_the_first_schema_version_stay_as_they_were() -> None:
    """What was recorded first stands there, and no rival is found where none was named."""
    with WorkingGroup.open(FOLDER / "joined-1.consensus") as group:
        names = [body.name for step in group.steps() for body in step.bodies]
        assert names.count("join-copies/1") == 1
        assert len(group.superseded) == 3
        assert not any(each.rivals for each in group.state.overtaken.values())
