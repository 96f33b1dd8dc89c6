"""The status of items: counts, the check of a status, and the comparison of rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from attrs import frozen

from consensus.history.replay import gc_paused
from consensus.model.counting import Standpoint
from consensus.model.drafts import ItemKind
from consensus.model.positions import Stance
from consensus.model.state import State
from consensus.reports.audience import Audience, Viewer, visible_verdict
from consensus.reports.json import SCHEMA
from consensus.reports.translations import LanguageVersion, language_versions
from consensus.reports.words import SIGNS
from consensus.rules.explain import explain
from consensus.rules.judgement import Judgement
from consensus.rules.reasons import DecidedOver
from consensus.rules.verdict import PROVISIONAL, Status, Verdict
from consensus.text.display import count_noun


class ItemStatus(msgspec.Struct, frozen=True, gc=False):
    """The status of one item, with every denominator."""

    id: str  # the id of the item
    handle: str  # such as `R3`
    label: str  # the label by which people name it, such as `12(a)`
    kind: str  # what it is
    status: Status  # where it stands
    decision: str  # the handle of the decision that holds; empty when there is none
    consultations: tuple[str, ...]  # the handles of the consultations that go on over it
    ballots: tuple[str, ...]  # the handles of the open ballots on it
    brackets: int  # how many brackets are in its text
    open_amendments: int  # how many amendments to it are undecided and backed by a member
    # how many positions count of each stance; empty where withheld
    counts: Mapping[Stance, int]
    # how many members need to reconfirm their position; None where withheld
    stale: int | None
    # how many proposed or supported part of the text, and said nothing of the whole; None: withheld
    proposed: int | None
    no_position: int | None  # how many eligible members have said nothing at all; None: withheld
    # the members in each class, together the eligible ones; empty where withheld
    classes: Mapping[Standpoint, int]
    present: int | None  # how many eligible members are at the meeting; None between meetings
    eligible: int  # how many members count, recused ones taken out
    reasons: tuple[str, ...]  # why, as sentences
    verdict: Verdict  # the verdict itself

    @property
    def standing(self) -> str:
        """The status in words, with whether the chair declared it over objections."""
        return self.verdict.standing

    @property
    def over(self) -> str:
        """Over how many objections the chair declared it, in words; empty where it did not."""
        verdict = self.verdict
        found = (each.count for each in verdict.reasons if isinstance(each, DecidedOver))
        count = sum(found) if verdict.is_ruling else 0
        return f"over {count_noun(count, 'objection', 'objections')}" if count else ""


@frozen
class StatusReport:
    """The status of every item of some drafts."""

    # how many items that can be agreed have each status; every status is named
    totals: Mapping[Status, int]
    items: tuple[ItemStatus, ...]  # the items in the order of the documents, headings included
    # how far the language versions of the drafts are behind
    languages: tuple[LanguageVersion, ...] = ()
    # the handles of what copies of the record settled otherwise, as long as none is chosen; text
    # and status are those from before
    settled_apart: tuple[str, ...] = ()
    # how many of them the chair declared agreed over objections that their rules do not allow
    ruled: int = 0
    provisional: int = 0  # how many of those agreed ad ref are so until all of their draft is

    @property
    def in_words(self) -> dict[str, int]:
        """The totals in words: what is only provisionally agreed is apart from agreed ad ref."""
        counts = dict.fromkeys(SIGNS, 0) | {each.value: n for each, n in self.totals.items()}
        counts[Status.AGREED_AD_REF] -= self.provisional
        return counts | {PROVISIONAL: self.provisional}


def status_report(
    state: State, judgement: Judgement, drafts: Sequence[str], audience: Audience | None = None
) -> StatusReport:
    """Returns the status of every item of some drafts; all of it, or what an audience may see."""
    items: list[ItemStatus] = []
    totals = dict.fromkeys(Status, 0)
    ruled = provisional = 0
    with gc_paused():
        for draft in drafts:
            for item in state.walk(draft):
                status = item_status(state, judgement, item.id, audience)
                items.append(status)
                if item.kind.can_be_agreed:
                    totals[status.status] += 1
                    ruled += status.verdict.is_ruling
                    provisional += status.verdict.is_provisional
    sees_apart = audience is None or audience.sees_all
    copied = state.settled_apart() if sees_apart else ()
    apart = sorted(state.handle_of(each) for each in copied if state.is_target(each))
    languages = language_versions(state, drafts)
    return StatusReport(totals, tuple(items), languages, tuple(apart), ruled, provisional)


def item_status(
    state: State, judgement: Judgement, item: str, audience: Audience | None = None
) -> ItemStatus:
    """Returns the status of one item, without the moves that would change it."""
    found = state.items[item]
    verdict = judgement.verdict(item, with_moves=False)
    if audience is not None:
        verdict = visible_verdict(state, verdict, Viewer(audience))
    is_whole = audience is None or verdict.is_whole
    decision = state.last_decision(item)
    counts = verdict.counts
    return ItemStatus(
        id=item,
        handle=found.handle,
        label=state.full_label(item),
        kind=found.kind.value,
        status=verdict.status,
        decision=decision.handle if decision else "",
        consultations=tuple(each.handle for each in state.consultations_on(item) if each.goes_on),
        ballots=tuple(each.handle for each in state.ballots_on(item) if each.is_open),
        brackets=state.brackets_in(found.id),
        open_amendments=len(judgement.undecided_amendments(item)),
        counts=counts.stances() if is_whole else {},
        stale=len(counts.stale) if is_whole else None,
        proposed=len(counts.proposed) if is_whole else None,
        no_position=counts.no_position if is_whole else None,
        classes=counts.classes if is_whole else {},
        present=counts.present,
        eligible=counts.eligible,
        reasons=explain(verdict, label=state.name_of),
        verdict=verdict,
    )


# Asking each stance for its value takes longer than the rest of an item.
_NAMES = tuple((stance, stance.value) for stance in Stance)


def status_json(report: StatusReport) -> dict[str, Any]:
    """Returns the status of every item, ready for `json.dumps`.

    It tells what `report` does: made for no audience, it counts what was said in confidence too.

    Returns:
        `schema`; `totals`, how many items that can be agreed have each status; `ruled`, how many
        of them the chair declared agreed over objections; `provisional`, how many of those agreed
        ad ref are so only until all of their draft is agreed; `items`;
        `languages`, how many paragraphs of each language version are behind or missing; and
        `settled_apart`, the handles of what copies of the record settled otherwise.
    """
    return {
        "schema": SCHEMA,
        "totals": {status.value: count for status, count in report.totals.items()},
        "ruled": report.ruled,
        "provisional": report.provisional,
        "items": [_full_item(item) for item in report.items],
        "languages": [
            {name: getattr(each, name) for name in ("language", "draft", "behind", "missing")}
            for each in report.languages
        ],
        "settled_apart": list(report.settled_apart),
    }


def _full_item(item: ItemStatus) -> dict[str, Any]:
    fields = msgspec.structs.asdict(item)
    del fields["verdict"]
    return fields | {
        "status": item.status.value,
        "standing": item.standing,
        "consultations": list(item.consultations),
        "ballots": list(item.ballots),
        "counts": {name: item.counts[stance] for stance, name in _NAMES if stance in item.counts},
        "reasons": list(item.reasons),
    }


# A later status meets the requirement of an earlier one.
_TOWARDS_ADOPTION = (Status.READY, Status.AGREED_AD_REF, Status.AGREED, Status.ADOPTED)


def meets(status: Status, required: Collection[Status]) -> bool:
    """Returns whether a status is one of those required, or further towards adoption than one."""
    if status in required:
        return True
    if status not in _TOWARDS_ADOPTION:
        return False
    far_enough = [_TOWARDS_ADOPTION.index(each) for each in required if each in _TOWARDS_ADOPTION]
    return bool(far_enough) and _TOWARDS_ADOPTION.index(status) >= min(far_enough)


def falling_short(
    items: Iterable[ItemStatus], required: Collection[Status]
) -> tuple[ItemStatus, ...]:
    """Returns the items that can be agreed and have not reached a required status."""
    decidable = (each for each in items if ItemKind(each.kind).can_be_agreed)
    return tuple(each for each in decidable if not meets(each.status, required))


@frozen
class ComparedStatus:
    """The status of one item by each of several rules."""

    statuses: tuple[ItemStatus, ...]

    @property
    def item(self) -> ItemStatus:
        """The item, as judged by the first rule."""
        return self.statuses[0]

    @property
    def differs(self) -> tuple[bool, ...]:
        """For each rule, whether the status differs from that by the first."""
        first = self.item.status
        return tuple(each.status is not first for each in self.statuses)

    @property
    def is_contested(self) -> bool:
        """Whether any two rules give the item another status."""
        return any(self.differs)


@frozen
class RuleComparison:
    """The status of every item that can be agreed, by each of several rules."""

    rules: tuple[str, ...]  # the rules, as expressions
    # for each rule, how many items have each status; every status is named
    totals: tuple[Mapping[Status, int], ...]
    in_words: tuple[Mapping[str, int], ...]  # the same in words
    items: tuple[ComparedStatus, ...]  # the items in the order of the documents

    @property
    def contested(self) -> tuple[ComparedStatus, ...]:
        """The items whose status depends on the rule."""
        return tuple(item for item in self.items if item.is_contested)


def compare_rules(
    state: State, judgements: Mapping[str, Judgement], drafts: Sequence[str]
) -> RuleComparison:
    """Judges the items of some drafts by several rules, the key of each judgement."""
    reports = [status_report(state, each, drafts) for each in judgements.values()]
    rows: Iterator[tuple[ItemStatus, ...]] = zip(*(each.items for each in reports), strict=True)
    return RuleComparison(
        tuple(judgements),
        tuple(each.totals for each in reports),
        tuple(each.in_words for each in reports),
        tuple(ComparedStatus(row) for row in rows if state.items[row[0].id].kind.can_be_agreed),
    )


def comparison_data(found: RuleComparison, only_differing: bool) -> dict[str, Any]:
    """Returns a comparison as JSON-compatible data, perhaps with the items that differ only."""
    items = [
        {
            **{name: getattr(each.item, name) for name in ("handle", "label", "kind")},
            "differs": each.is_contested,
            "by_rule": [
                {
                    "rule": rule,
                    "status": one.status,
                    "standing": one.standing,
                    "met": one.verdict.met,
                    "differs": differs,
                    "reasons": one.reasons,
                }
                for rule, one, differs in zip(found.rules, each.statuses, each.differs, strict=True)
            ],
        }
        for each in (found.contested if only_differing else found.items)
    ]
    totals = {"rules": found.rules, "totals": found.totals}
    return {**totals, "differing": len(found.contested), "items": items}


# What copies left to be settled.


def waiting_objections(state: State) -> dict[str, tuple[tuple[str, str], ...]]:
    """Returns what members object to or hold in steps that do not apply, to (step, member)."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for waiting in state.overtaken.values():
        for target, member in waiting.objections:
            found[target] = (*found.get(target, ()), (waiting.step, member))
    return found


def waiting_targets(state: State, drafts: Collection[str]) -> Iterator[str]:
    """Yields the targets in some drafts, and packages over several, about which that is so."""
    for target in {**state.settled_apart(), **waiting_objections(state)}:
        if state.is_target(target) and state.draft_of(target) in ("", *drafts):
            yield target


def explain_waiting(state: State, target: str) -> tuple[str, ...]:
    """Returns what copies of the record left to be settled about a target, a clause each."""
    found = []
    if target in state.settled_apart():
        found.append(
            "two copies settled it otherwise, so text and status are those from before; choose"
            " which holds"
        )
    for step, member in waiting_objections(state).get(target, ()):
        said = f"{member} objected to it or held it"
        found.append(
            f"{said}, on a text that had not been imported or proposed by then (step {step})"
            if state.overtaken[step].is_ahead
            else f"{said} in a copy, on a text that is not here (step {step}): ask {member}, record"
            " its position anew, and discard that step"
        )
    return tuple(found)
