"""`consensus rating`: how members rate a wording, in rounds."""

from __future__ import annotations

from typing import Any

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_member, complete_target
from consensus.cli.context import reading, recording, source_of
from consensus.cli.reporting import tell_import, tell_step
from consensus.model.positions import HIGHEST, LOWEST


@click.group("rating", cls=Noun)
def rating() -> None:
    """Record ratings from 1 to 9, in rounds.

    The rules delphi() and rand_ucla() judge by them.

    \b
    Examples:
      consensus rating give MER 3 8
      consensus rating import round-2.csv
    """


@rating.command("give", python="group.rate('3', 'MER', 8)")
@click.argument("member", shell_complete=complete_member)
@click.argument("target", shell_complete=complete_target)
@click.argument("rating", type=click.IntRange(LOWEST, HIGHEST))
@click.option("--round", "round_", type=click.IntRange(min=1), help="If not the latest on it.")
def give(member: str, target: str, rating: int, round_: int | None) -> None:
    """Record how a member rates the present wording: 1 to 3 is against, 7 to 9 in favour.

    \b
    Examples:
      consensus rating give MER 3 8
      consensus rating give MER 3 6 --round 2
    """
    with recording() as group:
        step = group.rate(target, member, rating, round=round_)
        tell_step(step, f"{member} rates {target}: {rating}")


@rating.command("import", python="group.import_ratings(read_source(Path('round-2.csv')))")
@click.argument("file")
@click.option("--strict", is_flag=True, help="Take nothing in when one row is bad.")
@as_json
def import_(file: str, strict: bool, as_json: bool) -> None:
    """Take ratings in from a CSV file with the columns target, member, rating and round.

    \b
    Examples:
      consensus rating import round-2.csv
      consensus rating import round-2.csv --strict --json
    """
    with recording() as group:
        tell_import(group.import_ratings(source_of(file, guess=True), strict), as_json)


@rating.command("list", python="group.state.ratings")
@click.option("--target", default="", shell_complete=complete_target, help="Only those of this.")
@as_json
def list_(target: str, as_json: bool) -> None:
    """List the latest rating of each member, and which of them need to be given afresh.

    \b
    Examples:
      consensus rating list --target 3
      consensus rating list --json
    """
    from consensus.model.lookup import find_target
    from consensus.model.staleness import text_changed

    with reading() as group:
        state = group.state
        wanted = [find_target(state, target)] if target else list(state.ratings)
        rows: list[dict[str, Any]] = [
            {
                "target": state.handle_of(each.target),
                "label": state.full_label(each.target) if each.target in state.items else "",
                "member": each.member,
                "rating": each.rating,
                "round": each.round,
                "stale": text_changed(state, each.target, each.version),
                "happened": each.happened,
            }
            for on in wanted
            for each in state.ratings.get(on, {}).values()
        ]
    if as_json:
        output.write_json({"ratings": rows})
        return
    output.write_table(
        ("on", "label", "member", "rating", "round", ""),
        [
            (
                row["target"],
                row["label"],
                row["member"],
                str(row["rating"]),
                str(row["round"]),
                "stale" if row["stale"] else "",
            )
            for row in rows
        ],
        "nobody has rated anything yet",
    )
