"""Linked conflicts: one question about several places of a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from consensus.errors import InvalidChoice
from consensus.text.hunk import Change, Conflict, Kept
from consensus.text.settlement import InBrackets, InOrder, KeepBase, Reword, Settlement, Take


def settled_together(
    sites: Mapping[int, Conflict],
    at: int,
    settlement: Settlement | str,
    names: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[int, Kept | Change]:
    """Settle the conflicts at several places by one settlement.

    Args:
        sites: the conflicts by place.
        at: the place where new wording is to stand; what is disputed elsewhere goes.
        settlement: what they are settled by; the key of a proposal means taking that one.
        names: the codes to print for each proposal where a bracket is written.

    Returns:
        What stands at each place.

    Raises:
        InvalidChoice: the settlement names proposals that do not contend at any of the places,
            exclude each other, or are no insertions at one place.
    """
    if isinstance(settlement, str):
        settlement = Take(settlement)
    match settlement:
        case KeepBase() | InBrackets():
            return {site: conflict.settled(settlement, names) for site, conflict in sites.items()}
        case Reword(text):
            return {
                site: _settled(conflict, text if site == at else "", (), settlement)
                for site, conflict in sites.items()
            }
        case Take(keys) | InOrder(keys):
            _check(sites, keys, isinstance(settlement, InOrder))
            return {
                site: _settled(conflict, *_taken(conflict, keys), settlement)
                for site, conflict in sites.items()
            }


def _settled(
    conflict: Conflict, text: str, by: tuple[str, ...], settlement: Settlement
) -> Kept | Change:
    if text == conflict.replaces:
        return Kept(text, conflict, settlement)
    return Change(conflict.replaces, text, by, 0, conflict, settlement)


def _check(sites: Mapping[int, Conflict], keys: Sequence[str], in_order: bool) -> None:
    contenders = sorted({key for conflict in sites.values() for key in conflict.by})
    strangers = sorted(set(keys) - set(contenders))
    if strangers:
        raise InvalidChoice(
            f"{', '.join(strangers)} has no option here: choose from {', '.join(contenders)}"
        )
    for conflict in sites.values():
        sides = {option.by for option in conflict.options if set(option.by) & set(keys)}
        if len(sides) > 1 and not (in_order and not conflict.replaces):
            listed = ", ".join(sorted(key for side in sides for key in side if key in keys))
            raise InvalidChoice(f"these proposals exclude each other here: {listed}")


def _taken(conflict: Conflict, keys: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Write the options of these proposals one after the other, each once."""
    chosen = {option.by: option for key in keys for option in conflict.options if key in option.by}
    if not chosen:
        return conflict.replaces, ()
    by = tuple(sorted(key for side in chosen for key in side))
    return "".join(option.text for option in chosen.values()), by
