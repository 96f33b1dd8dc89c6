"""Rings: targets whose conditions hang together, each on all others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


def rings(conditions: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """Find the sets of targets that are each conditional, directly or not, on all others.

    They are the strongly connected components of more than one target (R. Tarjan, "Depth-first
    search and linear graph algorithms", 1972), found without recursion. Everyday status needs
    them, and a graph library takes longer to load than a status to show.

    Args:
        conditions: target to the targets its positions are conditional on.

    Returns:
        The ids of each set, sorted, and the sets sorted.
    """
    found: list[tuple[str, ...]] = []
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    on_stack: dict[str, int] = {}

    def enter(target: str) -> tuple[str, Iterator[str]]:
        order[target] = lowest[target] = len(order)
        on_stack[target] = len(stack)
        stack.append(target)
        return target, iter(sorted(conditions.get(target, ())))

    for root in sorted(conditions):
        path = [enter(root)] if root not in order else []
        while path:
            target, needed = path[-1]
            step = next(needed, None)
            if step is None:
                path.pop()
                if path:
                    above = path[-1][0]
                    lowest[above] = min(lowest[above], lowest[target])
                if lowest[target] == order[target]:
                    place = on_stack[target]
                    component = stack[place:]
                    del stack[place:]
                    for each in component:
                        del on_stack[each]
                    if len(component) > 1:
                        found.append(tuple(sorted(component)))
            elif step not in order:
                path.append(enter(step))
            elif step in on_stack:
                lowest[target] = min(lowest[target], order[step])
    return tuple(sorted(found))
