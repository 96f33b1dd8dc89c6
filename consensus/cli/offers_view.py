"""Showing and taking what a mail in the tray offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from consensus.cli import output
from consensus.cli.reporting import tell_step

if TYPE_CHECKING:
    from consensus.model.state import State
    from consensus.working_group.import_mail import Offer

ALL = "all"


def offer_rows(state: State, offers: Sequence[Offer]) -> list[dict[str, Any]]:
    """What is told of each offer."""
    return [
        {
            "number": each.number,
            "kind": each.place.kind,
            "target": state.handle_of(each.place.target),
            "text": each.place.text,
            "summary": _summary(state, each),
            "words": each.words,
            "score": each.score,
            "reopens": each.reopens,
            "taken": each.taken,
        }
        for each in offers
    ]


def _summary(state: State, offer: Offer) -> str:
    from consensus.model.amendments import AmendmentKind
    from consensus.reports.amendments import text_summary

    place = offer.place
    if place.kind is AmendmentKind.INSERT:
        after = place.after or place.parent
        where = f" after {state.handle_of(after)}" if after not in ("", "first") else ""
        return f"insert “{place.text}”{where}"
    if place.kind is AmendmentKind.DELETE:
        return f"delete {state.handle_of(place.target)}"
    return text_summary(state.text(place.target), place.text)


def take_offers(entry: str, numbers: Sequence[str], sponsors: Sequence[str]) -> None:
    """Record offers by their numbers, or all of them, and say what they became."""
    from consensus.cli.context import recording
    from consensus.history.operations import ProposeAmendment

    if numbers != [ALL] and not all(each.isdecimal() for each in numbers):
        raise click.UsageError(f"an offer is a number, or {ALL}")
    chosen = [] if numbers == [ALL] else [int(each) for each in numbers]
    with recording() as group:
        known = group.offers(entry)
        step = group.take_offers(entry, chosen, by=sponsors)
        state = group.state
        made = [
            state.amendments[each.id]
            for index in range(1, len(step.bodies))
            if isinstance(each := step.operation(index), ProposeAmendment)
        ]
        for amendment in made:
            output.write(amendment.handle)
        handles = ", ".join(each.handle for each in made)
        tell_step(step, f"{entry} is placed as {handles}")
        for amendment in made:
            if amendment.late:
                target = state.handle_of(amendment.target)
                output.say(f"{amendment.handle} asks to reopen {target}; its status stays")
        left = len([each for each in known if not each.taken]) - len(made)
        if left:
            output.say(f"{entry} offers {left} more; see 'consensus tray offers {entry}'")
