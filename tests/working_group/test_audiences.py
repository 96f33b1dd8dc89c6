"""What `verdict`, `status`, `explain` and `to_json` tell whom."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from consensus import Audience, Source, Stance, StatedBy, Status, WorkingGroup, explain, to_json
from consensus.model.lookup import targets_in_order
from consensus.reports.dossier import dossier, why_sentences
from tests.support.market import new_market

SECRET = "Quietly, for reasons of its own."


@pytest.fixture(scope="module")
def group() -> Iterator[WorkingGroup]:
    """A market in which members spoke openly of some texts and in confidence of others."""
    with new_market() as market:
        market.open_meeting("Monday")
        market.note_presence(list(market.state.members))
        market.propose("R2", "midday", old="noon", by=["ASP"])
        market.take_position("BIR", "R1", "support")
        market.take_position("CED", "R1", "object", reason="Too early.")
        market.take_position("DOG", "R2", "hold", reason="Openly.")
        market.take_position("FIG", "R2", "object", reason=SECRET, source=StatedBy.CONFIDENCE)
        market.take_position("FIG", "A1", "object", reason=SECRET, source=StatedBy.CONFIDENCE)
        market.take_position("GUM", "R4", "object", reason=SECRET, source=StatedBy.CONFIDENCE)
        market.decide("R4", "agreed", reason="It is late.")
        market.take_position("ELD", "R5", "recuse")
        yield market


def targets(group: WorkingGroup) -> list[str]:
    """The handles of everything that takes positions."""
    return [
        group.state.handle_of(each)
        for each in targets_in_order(group.state, list(group.state.drafts))
    ]


def test_nothing_is_withheld_unless_an_audience_is_named(group: WorkingGroup) -> None:
    """Whoever opens the record sees it all, as before there were audiences here."""
    verdict = group.verdict("R2")
    assert verdict.is_whole
    assert verdict.counts.stances()[Stance.OBJECT] == 1
    assert "FIG" in " ".join(explain(verdict))
    assert group.status().items == group.status("D1").items
    assert all(each.verdict.is_whole for each in group.status().items)


@pytest.mark.parametrize("audience", [None, *Audience])
def test_a_verdict_is_worded_as_in_the_dossier(
    group: WorkingGroup, audience: Audience | None
) -> None:
    """Heading, counts, reasons, what would change it, rule: what `why` says for the same people."""
    state = group.state
    for handle in targets(group):
        target = state.handles[handle]
        told = explain(group.verdict(handle, audience), state.name_of)
        shown = dossier(state, group.judgement(), target, audience or Audience.SECRETARIAT)
        said = [" ".join(each.split()) for each in why_sentences(shown)]
        if audience is None:
            # The secretariat is told beside a name who spoke in confidence; here nothing is added.
            said = [each.replace(" (in confidence)", "") for each in said]
        assert told[0].startswith(f"{state.name_of(target)}: ")
        assert list(told[1:]) == said


def test_the_public_sees_no_names(group: WorkingGroup) -> None:
    """No member, no reason of one, and no count of what they think."""
    for handle in targets(group):
        verdict = group.verdict(handle, "public")
        words = json.dumps(to_json(verdict)) + " ".join(explain(verdict))
        assert [code for code in group.state.members if code in words] == []
        assert not verdict.is_whole
        assert verdict.status not in (Status.BLOCKED, Status.READY, Status.CONDITIONAL)
        assert verdict.counts.stances() == dict.fromkeys(Stance, 0)


def test_members_learn_nothing_of_what_was_said_in_confidence(group: WorkingGroup) -> None:
    """Not who, not how many, and of an agreement not that anybody had objected."""
    for handle in targets(group):
        verdict = group.verdict(handle, Audience.MEMBERS)
        words = json.dumps(to_json(verdict)) + " ".join(explain(verdict))
        assert SECRET not in words
        assert handle not in ("R2", "A1", "R4") or ("FIG" not in words and "GUM" not in words)
        assert verdict.is_whole is (handle not in ("R2", "A1", "R4"))
    assert "CED" in " ".join(explain(group.verdict("R1", "members")))
    assert group.verdict("R4", "secretariat").is_ruling
    assert not group.verdict("R4", "members").is_ruling


@pytest.mark.parametrize("audience", Audience)
def test_a_status_is_made_of_the_same_verdicts(group: WorkingGroup, audience: Audience) -> None:
    """Each item as its verdict for that audience, and the totals of them."""
    report = group.status("", audience)
    for item in report.items:
        verdict = group.verdict(item.handle, audience)
        assert (item.status, item.standing) == (verdict.status, verdict.standing)
        assert bool(item.counts) is bool(item.classes) is verdict.is_whole
        assert item.eligible == verdict.counts.eligible
    assert sum(report.totals.values()) == len(
        [each for each in report.items if each.kind not in ("title", "section")]
    )
    words = json.dumps(to_json(report))
    assert (SECRET in words or "FIG" in words) is audience.sees_all
    if not audience.sees_names:
        assert [code for code in group.state.members if code in words] == []


RESULTS: dict[str, Callable[[WorkingGroup], Any]] = {
    "a verdict": lambda group: group.verdict("R2"),
    "a status": lambda group: group.status(),
    "who holds what": lambda group: group.wordings("R2", "members"),
    "a summary": lambda group: group.summary(),
    "a verification": lambda group: group.verify(),
    "an import": lambda group: group.import_members(Source.of("code\nHAW\n", "members.csv")),
}


@pytest.mark.parametrize("what", RESULTS)
def test_results_become_json(group: WorkingGroup, what: str) -> None:
    """With the number of the schema first, and nothing that `json.dumps` refuses."""
    found = to_json(RESULTS[what](group))
    assert next(iter(found.items())) == ("schema", 1)
    assert json.loads(json.dumps(found)) == found
