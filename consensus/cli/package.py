"""`consensus package`: several questions settled together."""

from __future__ import annotations

from typing import Any

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_amendment, complete_item
from consensus.cli.context import listed, reading, recording
from consensus.cli.reporting import made_by, tell_step


@click.group("package", cls=Noun)
def package() -> None:
    """Settle several questions together.

    One gavel settles all of them or none.

    \b
    Examples:
      consensus package propose "Fees and reports" --item 9,12 --amendment A28
      consensus decision record PKG1 agreed
    """


@package.command(
    "propose", python="group.propose_package('Fees and reports', ['9', '12'], ['A28'])"
)
@click.argument("title")
@click.option(
    "--item", multiple=True, required=True, shell_complete=complete_item, help="An item it settles."
)
@click.option(
    "--amendment", multiple=True, shell_complete=complete_amendment, help="An amendment it takes."
)
def propose(title: str, item: tuple[str, ...], amendment: tuple[str, ...]) -> None:
    """Record that several questions are to be settled by one gavel.

    \b
    Examples:
      consensus package propose "Fees and reports" --item 9,12 --amendment A28
    """
    with recording() as group:
        step = group.propose_package(title, listed(item), listed(amendment))
        handle = made_by(group, step)
        tell_step(step, f"{handle} is proposed: {title}", handle)


@package.command("show", python="group.state.packages, group.verdict('PKG1')")
@click.argument("package", default="")
@as_json
def show(package: str, as_json: bool) -> None:
    """Show packages, what they settle, and where they stand.

    \b
    Examples:
      consensus package show
      consensus package show PKG1 --json
    """
    from consensus.errors import NotFound
    from consensus.model.lookup import find

    with reading() as group:
        state = group.state
        chosen = [find(state, package)] if package else list(state.packages)
        if not set(chosen) <= set(state.packages):
            raise NotFound(f"{package} is no package")
        rows: list[dict[str, Any]] = [
            {
                "handle": each.handle,
                "title": each.title,
                "state": each.state,
                "status": group.judgement().verdict(each.id, with_moves=False).status,
                "items": [state.handle_of(item) for item in each.items],
                "amendments": [state.handle_of(amendment) for amendment in each.amendments],
            }
            for each in (state.packages[one] for one in chosen)
        ]
    if as_json:
        output.write_json({"packages": rows})
        return
    output.write_table(
        ("package", "title", "status", "items", "amendments"),
        [
            (
                row["handle"],
                row["title"],
                row["status"],
                ", ".join(row["items"]),
                ", ".join(row["amendments"]),
            )
            for row in rows
        ],
        "no package is proposed",
    )
