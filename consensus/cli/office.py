"""`consensus office`: who chairs, facilitates and keeps the record."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_member, complete_nomination
from consensus.cli.context import reading, recording
from consensus.cli.reporting import made_by, tell_step
from consensus.model.people import NominationState, Role

ROLE = click.Choice([each.value for each in Role])


@click.group("office", cls=Noun)
def office() -> None:
    """Say who holds which office.

    The delegation that a chair comes from still counts.

    \b
    Examples:
      consensus office assign chair "Ada Lind" --member TAL
      consensus office list
    """


@office.command("assign", python="group.assign_office(Role.CHAIR, 'Ada Lind', member='TAL')")
@click.argument("role", type=ROLE)
@click.argument("person")
@click.option("--member", default="", shell_complete=complete_member, help="The delegation.")
def assign(role: str, person: str, member: str) -> None:
    """Give an office to a person; only facilitators can be several.

    \b
    Examples:
      consensus office assign chair "Ada Lind" --member TAL
      consensus office assign facilitator "Ben Oru"
    """
    from consensus.model.lookup import find_member

    if not person.strip():
        raise click.UsageError("name the person; 'consensus office vacate' empties an office")
    with recording() as group:
        code = find_member(group.state, member) if member else ""
        step = group.assign_office(Role(role), person, member=code)
        tell_step(step, f"{person}{f' ({code})' if code else ''} is {role}")


@office.command(
    "nominate", python="group.nominate(Role.CHAIR, 'Ada Lind', member='TAL', by='acting chair')"
)
@click.argument("role", type=ROLE)
@click.argument("person")
@click.option("--member", default="", shell_complete=complete_member, help="The delegation.")
@click.option("--by", "nominated_by", default="", help="The office or body, in words.")
def nominate(role: str, person: str, member: str, nominated_by: str) -> None:
    """Put a person forward for an office; the members have to approve.

    \b
    Examples:
      consensus office nominate chair "Ada Lind" --member TAL --by "acting chair"
    """
    with recording() as group:
        step = group.nominate(Role(role), person, member=member, by=nominated_by)
        tell_step(step, f"{person} is nominated as {role}", made_by(group, step))


@office.command("approve", python="group.approve_nomination('NOM1')")
@click.argument("nomination", shell_complete=complete_nomination)
def approve(nomination: str) -> None:
    """Record that the members approve a nomination; the person takes the office.

    \b
    Examples:
      consensus office approve NOM1
    """
    with recording() as group:
        step = group.approve_nomination(nomination)
        found = next(
            each for each in group.state.nominations.values() if each.handle == nomination.upper()
        )
        tell_step(step, f"{found.person} is {found.role}")


@office.command("decline", python="group.decline_nomination('NOM1', 'not available')")
@click.argument("nomination", shell_complete=complete_nomination)
@click.option("--reason", default="", help="Why.")
def decline(nomination: str, reason: str) -> None:
    """Record that a nomination is not approved, not accepted or taken back.

    \b
    Examples:
      consensus office decline NOM1 --reason "not available"
    """
    with recording() as group:
        tell_step(group.decline_nomination(nomination, reason), f"{nomination} is declined")


@office.command("vacate", python="group.vacate_office(Role.CHAIR)")
@click.argument("role", type=ROLE)
@click.option("--member", default="", shell_complete=complete_member, help="Only this one's.")
def vacate(role: str, member: str) -> None:
    """Note that an office falls vacant.

    \b
    Examples:
      consensus office vacate co-chair
      consensus office vacate facilitator --member KEL
    """
    from consensus.model.lookup import find_member

    with recording() as group:
        code = find_member(group.state, member) if member else ""
        step = group.vacate_office(Role(role), member=code)
        tell_step(step, f"{role}{f' of {code}' if code else ''}: vacant")


@office.command("list", python="group.state.offices")
@as_json
def list_(as_json: bool) -> None:
    """List who holds which office, and who is nominated.

    \b
    Examples:
      consensus office list
      consensus office list --json
    """
    with reading() as group:
        state = group.state
        held = sorted(state.offices.values(), key=lambda each: list(Role).index(each.role))
        waiting = [
            each for each in state.nominations.values() if each.state is NominationState.OPEN
        ]
        names = {each.id: each.handle for each in state.nominations.values()}
    if as_json:
        output.write_json(
            {
                "offices": [
                    {
                        "role": each.role,
                        "person": each.person,
                        "member": each.member,
                        "nomination": names.get(each.nomination, ""),
                    }
                    for each in held
                ],
                "nominations": [
                    {
                        "nomination": each.handle,
                        "role": each.role,
                        "person": each.person,
                        "member": each.member,
                        "by": each.by,
                    }
                    for each in waiting
                ],
            }
        )
        return
    rows = [
        *((each.role, each.person, each.member, names.get(each.nomination, "")) for each in held),
        *(
            (each.role, each.person, each.member, f"{each.handle}, awaits approval")
            for each in waiting
        ),
    ]
    output.write_table(("office", "person", "member", "nomination"), rows, "no office is held")
