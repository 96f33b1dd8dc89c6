"""The picture of conflicts: which amendments exclude each other, cluster by cluster."""

from __future__ import annotations

from consensus.analysis.conflicts import Choice, Clash, ClashKind, Cluster, Conflicts
from consensus.reports.diagrams.circle import on_a_circle
from consensus.reports.diagrams.layout import Layout, framed, gathered
from consensus.reports.diagrams.picture import WIDEST, Picture, listed, nothing
from consensus.reports.diagrams.sketch import MOST_NODES, Box, Form, Line, Sketch, Stroke
from consensus.reports.diagrams.staircase import on_a_staircase
from consensus.reports.words import several

_NAMED = 4
_MOST_LINES = 40  # more of them cannot be followed across a circle


def conflict_picture(found: Conflicts, with_support: bool = True) -> Picture:
    """Picture which amendments exclude each other.

    Args:
        found: the conflicts.
        with_support: whether to say what support there is, and what could be had together.
    """
    if not found.clusters:
        return Picture("Conflicts", "", nothing("No amendments exclude each other."))
    boxes = sum(len(cluster.choices) for cluster in found.clusters)
    if boxes <= MOST_NODES:
        return Picture(
            f"Conflicts: {boxes} amendments, {found.clashes} pairs that exclude each other",
            "Each frame is a cluster; a line, or a square where two meet, joins amendments that"
            " cannot both be had: full where they want different words, broken (a light square)"
            " where one would delete, move, split or join what the other changes, dotted where one"
            " amends what the other excludes. On a staircase go left from an amendment, and down"
            " from it."
            + (
                " ✓ and a heavy outline: the largest compatible set by support."
                if with_support
                else ""
            ),
            gathered(
                (
                    _cluster(number, cluster, with_support)
                    for number, cluster in enumerate(found.clusters, start=1)
                ),
                WIDEST,
            ),
        )
    return Picture(
        f"Conflicts: {boxes} amendments in {len(found.clusters)} clusters",
        "Each box is a cluster of amendments that hang together by conflicts, the largest first.",
        _summary(found, with_support),
    )


def _cluster(number: int, cluster: Cluster, with_support: bool) -> Layout:
    chosen = set(cluster.largest) if with_support else set()
    is_dense = len(cluster.clashes) > _MOST_LINES
    sketch = Sketch(
        boxes=tuple(
            Box(
                each.amendment,
                _words(each, each.amendment in chosen, with_support, is_dense),
                Form.AMENDMENT,
                told=f"excludes {', '.join(each.excludes)}",
                is_strong=each.amendment in chosen,
            )
            for each in cluster.choices
        ),
        lines=tuple(map(_line, cluster.clashes)),
        title=f"{number}. over {', '.join(cluster.targets[:_NAMED])}"
        + ("…" if len(cluster.targets) > _NAMED else ""),
        caption=_most(cluster) if with_support else "",
    )
    return framed(sketch, on_a_staircase(sketch) if is_dense else on_a_circle(sketch))


def _words(
    choice: Choice, is_chosen: bool, with_support: bool, in_one_line: bool
) -> tuple[str, ...]:
    words = [f"{choice.amendment} ✓" if is_chosen else choice.amendment]
    if with_support:
        words.append(f"support {choice.support}")
    return (", ".join(words),) if in_one_line else tuple(words)


def _line(clash: Clash) -> Line:
    stroke = (
        Stroke.FULL
        if clash.kind is ClashKind.WORDS
        else Stroke.DOTTED
        if clash.kind is ClashKind.THROUGH
        else Stroke.BROKEN
    )
    return Line(clash.one, clash.other, stroke=stroke)


def _most(cluster: Cluster) -> str:
    bound = "" if cluster.is_exact else f" of at most {cluster.at_most}"
    return f"✓ together: support {cluster.support}{bound}"


def _summary(found: Conflicts, with_support: bool) -> Layout:
    largest = sorted(found.clusters, key=lambda each: -len(each.choices))
    shown = largest[: MOST_NODES - 1] if len(largest) > MOST_NODES else largest
    boxes = [
        Box(
            str(at),
            (
                f"over {', '.join(each.targets[:2])}{'…' if len(each.targets) > 2 else ''}",
                f"{len(each.choices)} amendments, {several(len(each.clashes), 'pair', 'pairs')}",
                *((f"✓ {len(each.largest)}, {_most(each)[2:]}",) if with_support else ()),
            ),
            Form.AMENDMENT,
            told=", ".join(each.amendments[:MOST_NODES]),
        )
        for at, each in enumerate(shown)
    ]
    rest = largest[len(shown) :]
    if rest:
        many = sum(len(each.choices) for each in rest)
        words = (f"{len(rest)} smaller clusters", f"with {many} amendments")
        boxes.append(Box("rest", words, Form.AMENDMENT, is_faint=True))
    return listed(boxes)
