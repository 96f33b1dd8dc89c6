"""The picture of packages: what waits for what, and what could be agreed together."""

from __future__ import annotations

from collections.abc import Mapping

from consensus.analysis.packages import Bundle, Packages, Prospect, Wait
from consensus.reports.diagrams.columns import in_columns
from consensus.reports.diagrams.layout import Layout, framed, gathered
from consensus.reports.diagrams.picture import WIDEST, Picture, listed, nothing
from consensus.reports.diagrams.sketch import MOST_NODES, Box, Form, Line, Sketch, Stroke
from consensus.reports.words import several

_STROKES = {
    Prospect.DECLARED: Stroke.FULL,
    Prospect.TOGETHER: Stroke.FULL,
    Prospect.APART: Stroke.BROKEN,
    Prospect.UNREACHED: Stroke.BROKEN,
    Prospect.FAILED: Stroke.DOTTED,
}
_NAMED = 3


def package_picture(found: Packages, forms: Mapping[str, Form]) -> Picture:
    """Picture what waits for what.

    Args:
        found: what hangs together by conditions.
        forms: how each target is drawn, by its handle.
    """
    if not found.bundles:
        return Picture("Packages", "", nothing("No position has a condition."))
    boxes = sum(len(bundle.targets) for bundle in found.bundles)
    if boxes <= MOST_NODES:
        return Picture(
            f"Packages: {_conditions(found.conditions)} between {boxes} targets",
            "An arrow leads from a target to what members made a condition for it, with their"
            " codes: full where it is agreed or could be agreed together with it, broken where it"
            " could not as things stand, dotted where it has failed. Heavy outlines could be"
            " agreed together; broken ones could not, and say in which round they fall.",
            gathered(
                (
                    _bundle(number, bundle, forms)
                    for number, bundle in enumerate(found.bundles, start=1)
                ),
                WIDEST,
            ),
        )
    return Picture(
        f"Packages: {found.conditions} conditions in {len(found.bundles)} bundles",
        "Each box is a bundle of targets that hang together by conditions, the largest first; with"
        " a double outline those in which some wait for each other in a ring.",
        _summary(found),
    )


def _bundle(number: int, bundle: Bundle, forms: Mapping[str, Form]) -> Layout:
    rounds = {each.target: each.round for each in bundle.fallen}
    waiting: dict[tuple[str, str], list[Wait]] = {}
    for wait in bundle.waits:
        waiting.setdefault((wait.target, wait.condition), []).append(wait)
    sketch = Sketch(
        boxes=tuple(
            Box(
                each,
                (each, f"falls in round {rounds[each]}" if each in rounds else "could be agreed"),
                forms[each],
                is_strong=each not in rounds,
                is_faint=each in rounds,
            )
            for each in bundle.targets
        ),
        lines=tuple(
            Line(target, condition, _codes(waits), _STROKES[waits[0].prospect], points=True)
            for (target, condition), waits in waiting.items()
            if target != condition
        ),
        title=f"{number}. {len(bundle.targets)} targets",
        caption="; ".join(f"ring: {', '.join(ring[:6])}" for ring in bundle.rings[:2]),
    )
    return framed(sketch, in_columns(sketch))


def _conditions(count: int) -> str:
    return several(count, "condition", "conditions")


def _codes(waits: list[Wait]) -> str:
    codes = list(dict.fromkeys(wait.member for wait in waits))
    more = f" +{len(codes) - _NAMED}" if len(codes) > _NAMED else ""
    return f"{', '.join(codes[:_NAMED])}{more}"


def _summary(found: Packages) -> Layout:
    shown = found.bundles[: MOST_NODES - 1] if len(found.bundles) > MOST_NODES else found.bundles
    boxes = [
        Box(
            str(at),
            (
                f"{', '.join(each.targets[:3])}{'…' if len(each.targets) > 3 else ''}",
                f"{len(each.targets)} targets, {_conditions(len(each.waits))}",
                f"{len(each.together)} could be agreed",
            ),
            Form.PACKAGE if each.rings else Form.TEXT,
            told=", ".join(each.targets[:MOST_NODES]),
        )
        for at, each in enumerate(shown)
    ]
    rest = found.bundles[len(shown) :]
    if rest:
        many = sum(len(each.targets) for each in rest)
        words = (f"{len(rest)} smaller bundles", f"of {many} targets")
        boxes.append(Box("rest", words, Form.TEXT, is_faint=True))
    return listed(boxes)
