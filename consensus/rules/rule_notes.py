"""Notes on rules: what a rule counts and leaves out, beside the sentence of when it is met."""

from __future__ import annotations

from functools import singledispatch

from consensus.rules.clean_text import CleanText
from consensus.rules.consensus_minus import ConsensusMinus
from consensus.rules.consent import Consent
from consensus.rules.counting_rules import Threshold
from consensus.rules.delphi import Delphi
from consensus.rules.each_group import EachGroup
from consensus.rules.expression import for_item
from consensus.rules.iesg_ballot import IesgBallot
from consensus.rules.majority import Majority, MajorityKind
from consensus.rules.no_objection import NoObjection
from consensus.rules.quorum import Quorum
from consensus.rules.rating_rules import RandUcla
from consensus.rules.rough_consensus import RoughConsensus
from consensus.rules.rule import Rule
from consensus.rules.share import Denominator
from consensus.rules.silence import Silence
from consensus.rules.unanimity import Unanimity

CLEAN_TEXT = (
    "An item also needs a clean text: no bracket and no open amendment;"
    " clean_text(False) inside all_of switches that off."
)
"""What every rule asks of an item unless it speaks of the text itself."""

_DISAGREEMENT = "Who disagrees without objecting does not block."
_RATINGS = (
    "Stances do not matter: ratings from 1 to 9 of the present wording do, those of the last round."
)


def notes_on(rule: Rule) -> tuple[str, ...]:
    """Say what a rule, and each rule in it, counts and leaves out.

    Args:
        rule: any rule.

    Returns:
        Sentences, with capital and full stop, each once; the last one is about items.
    """
    notes = [*_all_notes(rule)]
    if for_item(rule) is not rule:
        notes.append(CLEAN_TEXT)
    return tuple(dict.fromkeys(notes))


def _all_notes(rule: Rule) -> tuple[str, ...]:
    return (*_notes(rule), *(note for part in rule.parts for note in _all_notes(part)))


@singledispatch
def _notes(rule: Rule) -> tuple[str, ...]:
    return ()


@_notes.register
def _(rule: Consent) -> tuple[str, ...]:
    return ("Silence is consent.", _DISAGREEMENT)


@_notes.register
def _(rule: NoObjection) -> tuple[str, ...]:
    return ("Silence does not stand in the way, but is not enough.", _DISAGREEMENT)


@_notes.register
def _(rule: Unanimity) -> tuple[str, ...]:
    return ("Silence, abstaining and reserving a position all stand in the way.",)


@_notes.register
def _(rule: ConsensusMinus) -> tuple[str, ...]:
    return ("Nobody has to support; holds do not matter.", _DISAGREEMENT)


@_notes.register
def _(rule: Threshold) -> tuple[str, ...]:
    of = {
        Denominator.ELIGIBLE: "Silence counts like a vote against.",
        Denominator.PRESENT: "Outside a meeting nobody is known to be present; remote is present.",
        Denominator.CAST: "Abstentions are cast; holds, recusals and silence are not.",
    }[rule.of]
    block = "A standing objection blocks." if rule.block else "No objection blocks by itself."
    return (of, block)


@_notes.register
def _(rule: Majority) -> tuple[str, ...]:
    against = "Against are those who disagree or object; no objection blocks by itself."
    if rule.kind is MajorityKind.ABSOLUTE:
        return ("Silence and abstaining count like votes against; no objection blocks by itself.",)
    return (against, "Abstentions, holds and silence do not count; 0 to 0 does not pass.")


@_notes.register
def _(rule: Quorum) -> tuple[str, ...]:
    if rule.of is Denominator.PRESENT:
        return ("Outside a meeting nobody is known to be present; remote is present.",)
    return ("What is said does not matter, only that a position is cast.",)


@_notes.register
def _(rule: EachGroup) -> tuple[str, ...]:
    return ("Groups without eligible members, and members of no group, are not asked.",)


@_notes.register
def _(rule: CleanText) -> tuple[str, ...]:
    return ("It is asked of items only: an amendment may carry brackets.",) if rule.asked else ()


@_notes.register
def _(rule: RoughConsensus) -> tuple[str, ...]:
    return (
        "An objection has to be answered in substance, not necessarily accommodated (RFC 7282).",
        "Against are those who disagree or object, answered or not; 0 to 0 does not pass.",
        "Holds and silence do not matter.",
    )


@_notes.register
def _(rule: IesgBallot) -> tuple[str, ...]:
    return (
        "Support is “Yes”, accept “No Objection”, object “Discuss”, as the IESG ballots.",
        "Who recused itself is not eligible; who is silent is.",
    )


@_notes.register
def _(rule: Silence) -> tuple[str, ...]:
    return (
        "The last procedure over the present wording is looked at.",
        "Once broken it stays broken, though the objection be withdrawn.",
        "An objection at the deadline or later is too late to count; nobody has to support.",
    )


@_notes.register
def _(rule: Delphi) -> tuple[str, ...]:
    return (_RATINGS, "The shares are of the ratings given; who did not rate is left out.")


@_notes.register
def _(rule: RandUcla) -> tuple[str, ...]:
    return (
        _RATINGS,
        "Allowed between the 30th and the 70th percentile are 2.35 + 1.5 × |5 − their middle|"
        " (RAND/UCLA Appropriateness Method).",
        f"Percentiles are interpolated “{rule.percentiles}”.",
    )
