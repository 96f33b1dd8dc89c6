"""How analyses are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consensus.cli import output

if TYPE_CHECKING:
    from consensus.analysis.alike import Difference
    from consensus.analysis.clashes import Clash
    from consensus.analysis.conflicts import Cluster, Conflicts


def show_conflicts(found: Conflicts) -> None:
    """Print what excludes what, cluster by cluster."""
    for number, cluster in enumerate(found.clusters, start=1):
        _show_cluster(number, cluster)
    if found.same:
        output.write("propose the same", bold=True)
        for alike in found.same:
            output.write(f"  {', '.join(alike.amendments)} to {alike.target}")
        output.write("")
    if found.nearly_same:
        output.write("propose nearly the same", bold=True)
        for pair in found.nearly_same:
            output.write(
                f"  {pair.one} and {pair.other} to {pair.target}, {pair.likeness:.0%} alike:"
            )
            output.write(f"    {'; '.join(map(_difference, pair.differences))}")
        output.write("")
    output.say(
        f"{found.amendments} undecided amendments, {found.clashes} pairs exclude each other;"
        f" {len(found.largest)} could be had together"
    )


def _show_cluster(number: int, cluster: Cluster) -> None:
    output.write(f"{number}. over {', '.join(cluster.targets)}", bold=True)
    for clash in cluster.clashes:
        output.write(f"  {_clash(clash)}")
    output.write_table(
        ("choosing", "support", "excludes", "whose support is"),
        [
            (
                f"{each.amendment}{' *' if each.amendment in cluster.largest else ''}",
                str(each.support),
                ", ".join(each.excludes),
                str(each.costs),
            )
            for each in cluster.choices
        ],
    )
    bound = "" if cluster.is_exact else f"; no set has more than {cluster.at_most}"
    output.write(
        f"  * most can be had with {', '.join(cluster.largest)}: support {cluster.support}{bound}"
    )
    output.write("")


def _clash(clash: Clash) -> str:
    words = " and ".join(
        f"for “{output.one_line(each)}”" if each.strip() else "for what is put in"
        for each in clash.words
    )
    through = f" ({clash.through})" if clash.through else ""
    told = f"{clash.one} and {clash.other}: {clash.kind}{through}"
    return f"{told} {words}" if words else told


def _difference(difference: Difference) -> str:
    one = f"“{difference.one}”" if difference.one else "nothing"
    other = f"“{difference.other}”" if difference.other else "nothing"
    return f"{one} against {other}"
