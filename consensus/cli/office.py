"""`consensus office`: who chairs, facilitates and keeps the record."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_member
from consensus.cli.reporting import tell_step
from consensus.cli.target import reading, recording
from consensus.model.member import Role

ROLE = click.Choice([each.value for each in Role])


@click.group(cls=Noun)
def office() -> None:
    """Say who holds which office.

    The delegation that a chair comes from still counts.

    \b
    Examples:
      consensus office assign chair "Ada Lind" --member TAL
      consensus office list
    """


@office.command(python="group.assign_office(Role.CHAIR, 'Ada Lind', member='TAL')")
@click.argument("role", type=ROLE)
@click.argument("person")
@click.option("--member", default="", shell_complete=complete_member, help="The delegation.")
@click.option("--nominated-by", default="", help="The office or body that nominated the person.")
@click.option("--approved", is_flag=True, help="The members approved the nomination.")
def assign(role: str, person: str, member: str, nominated_by: str, approved: bool) -> None:
    """Give an office to a person; only facilitators can be several.

    \b
    Examples:
      consensus office assign chair "Ada Lind" --member TAL
      consensus office assign facilitator "Ben Oru"
      consensus office assign chair "Ada Lind" --nominated-by "acting chair" --approved
    """
    from consensus.model.naming import find_member

    if not person.strip():
        raise click.UsageError("name the person; 'consensus office vacate' empties an office")
    with recording() as group:
        code = find_member(group.state, member) if member else ""
        step = group.assign_office(
            Role(role), person, member=code, nominated_by=nominated_by, approved=approved
        )
        tell_step(step, f"{person}{f' ({code})' if code else ''} is {role}")


@office.command(python="group.vacate_office(Role.CHAIR)")
@click.argument("role", type=ROLE)
@click.option("--member", default="", shell_complete=complete_member, help="Only this one's.")
def vacate(role: str, member: str) -> None:
    """Note that an office falls vacant.

    \b
    Examples:
      consensus office vacate co-chair
      consensus office vacate facilitator --member KEL
    """
    from consensus.model.naming import find_member

    with recording() as group:
        code = find_member(group.state, member) if member else ""
        step = group.vacate_office(Role(role), member=code)
        tell_step(step, f"{role}{f' of {code}' if code else ''}: vacant")


@office.command("list", python="group.state.offices")
@as_json
def list_(as_json: bool) -> None:
    """List who holds which office.

    \b
    Examples:
      consensus office list
      consensus office list --json
    """
    with reading() as group:
        held = sorted(group.state.offices.values(), key=lambda each: list(Role).index(each.role))
    rows = [(each.role, each.person, each.member) for each in held]
    if as_json:
        names = ("role", "person", "member")
        output.write_json({"offices": [dict(zip(names, row, strict=True)) for row in rows]})
    else:
        output.write_table(("office", "person", "member"), rows, "no office is held")
