"""`consensus member`, `group`, `office` and `note`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
import click

from consensus.cli import context, options, output
from consensus.cli.framework import Noun, report_options
from consensus.cli.output import as_rows, picked
from consensus.cli.position import SAID
from consensus.cli.recording import print_import, print_step
from consensus.cli.report import deliver_report
from consensus.formats.export_rows import export, group_rows, member_rows
from consensus.formats.member_rows import GroupRow, MemberRow
from consensus.model.lookup import find_member, find_nomination, find_target
from consensus.model.people import NominationState, Role
from consensus.reports.audience import Audience
from consensus.reports.words import SentenceContext

if TYPE_CHECKING:
    from consensus.store.notes import PrivateNote
    from consensus.working_group import Queries, WorkingGroup


member = Noun("member", help="Members and observers, groups, offices.")


class _Day(options.Day):
    """A day; `none` is the first or the last of the calendar, as the library takes it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "none" and param:
            return date.min if param.name == "since" else date.max
        return super().convert(value, param, ctx)


def _details(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that say more of a member, as arguments of `_given`."""
    day, weight = _Day(), "A weight that rules can use: population=83.4; may be repeated."
    for option in (
        options.pairs("--weight", "weights", metavar="NAME=[NUMBER]", help=weight),
        click.option("--until", type=day, metavar="DAY", help="Its last day, or the word none."),
        click.option("--since", type=day, metavar="DAY", help="Its first day, or the word none."),
        click.option("--observer/--member", default=None, help="Whether it is an observer."),
        click.option("--group", "stakeholders", help="The code of its stakeholder group."),
    ):
        function = option(function)
    return function


def _given(stakeholders: str | None, weights: dict[str, str], **rest: Any) -> dict[str, Any]:
    """Returns the details that were given, as the library takes them."""
    given = rest | {"group": stakeholders, "weights": weights or None}
    return {name: value for name, value in given.items() if value is not None}


@member.records("add CODE [NAME]", "group.add_member('ALV', 'Alvora', group='GOV')")
@_details
def add_member(group: WorkingGroup, code: str, name: str, **details: Any) -> None:
    """Add a member or observer.

    An observer takes part, but its positions do not count.

      consensus member add ALV Alvora --group GOV
      consensus member add OWC "Open Ways Coalition" --observer
    """
    step = group.add_member(code, name, **_given(**details))
    print_step(step, f"{code} is {'an observer' if details['observer'] else 'a member'}")


@member.records("edit", "group.change_member('ALV', until=date(2017, 6, 30))")
@click.argument("code", shell_complete=options.complete_member)
@click.option("--name", help="Its name in full.")
@_details
def edit_member(group: WorkingGroup, code: str, **details: Any) -> None:
    """Change the name, group or dates of a member.

    The command changes only what you give, and never the code. --group "" takes the member out of
    its group, and --weight population= removes a weight. Earlier decisions stay as they are.

      consensus member edit ALV --name Alvoria --group CIV
      consensus member edit KRV --member --since 2017-01-26
    """
    from consensus.reports.step_sentences import changes_of_member

    if not (given := _given(**details)):
        raise click.UsageError("say what changes, such as --name or --until")
    was = group.state.members[find_member(group.state, code)]
    step = group.change_member(code, **given)
    changes = changes_of_member(was, group.state.members[was.code])
    print_step(step, f"{was.code}: {', '.join(changes)}")


@member.records("import FILE", "group.import_members(read_source(path))")
@options.strict
def import_members(group: WorkingGroup, file: str, strict: bool) -> None:
    """Import members and observers from a table.

    FILE is CSV or JSON Lines, with a row for each member; - is stdin. The columns are code, name,
    group, group_name, observer, since, until, negotiating_groups, offices and weights; only the
    code is needed. If a member exists already, the row changes it.

      consensus member import members.csv --strict --json
    """
    print_import(group.import_members(context.source_of(file, guess=True), strict))


@member.shows("list", "group.state.members")
@options.flag("--presence", help="Show who is at the open meeting, and the quorum.")
@report_options(audience=None)
def list_members(presence: bool, **delivery: Any) -> None:
    """List members; --presence: who is at the open meeting.

    With --to csv or jsonl, the command writes rows that 'member import' reads. With --presence, it
    writes a report of who is present.

      consensus member list --to csv -o members.csv
      consensus member list --presence --audience members -o attendance.docx
    """
    form, audience = delivery["form"], delivery["audience"]
    if presence or audience or form not in (None, "csv", "jsonl"):
        shown = audience or (None if any(delivery.values()) else "secretariat")
        deliver_report("attendance", **delivery | {"audience": shown})
        return
    output.check_rows(form, delivery["path"])
    with context.reading() as group:
        state, today = group.state, group.now().date()
        if form:
            output.deliver(export(MemberRow, member_rows(state), form), delivery["path"])
            return
        offices = state.offices_by_member()
        rows: list[dict[str, Any]] = [
            attrs.asdict(each, recurse=False)
            | {
                "negotiating_groups": state.negotiating_groups_of(each.code),
                "offices": [office.role for office in offices.get(each.code, ())],
                "counts": each.counts_on(today),
                "weights": dict(each.weights),
            }
            for each in state.members.values()
        ]
    output.write_list(
        "members",
        rows,
        "code,name,group,negotiates_with=negotiating_groups,is=standing",
        "there is no member yet",
        standing=lambda row: (
            "observer" if row["observer"] else "member" if row["counts"] else "not a member today"
        ),
    )


@member.noun("group")
def group() -> None:
    """Stakeholder groups and negotiating groups."""


@group.records("import FILE", "group.import_groups(read_source(path))")
@options.strict
def import_groups(working_group: WorkingGroup, file: str, strict: bool) -> None:
    """Import groups.

    FILE is CSV or JSON Lines, with a row for each group; - is stdin. The columns are code, name,
    kind (stakeholder or negotiating) and members.

      consensus member group import groups.csv
    """
    print_import(working_group.import_groups(context.source_of(file, guess=True), strict))


@group.reads("list", "group.state.groups, group.state.negotiating_groups")
@as_rows
def list_groups(working_group: Queries, form: str | None, path: str) -> None:
    """List groups and their members.

    consensus member group list --to csv -o groups.csv
    """
    state = working_group.state
    if form:
        output.deliver(export(GroupRow, group_rows(state), form), path)
        return
    belonging: dict[str, list[str]] = defaultdict(list)
    for each in state.members.values():
        belonging[each.group].append(each.code)
    rows: list[dict[str, Any]] = [
        picked(row, "code", "name", "kind")
        | {"members": belonging[row.code] if row.kind == "stakeholder" else row.members}
        for row in group_rows(state)
    ]
    output.write_list("groups", rows, "code,name,kind,members", "there is no group yet")


_ROLE = click.argument("role", type=click.Choice([each.value for each in Role]))
_DELEGATION = options.member("--member", help="The delegation of the person.")


@member.noun("office")
def office() -> None:
    """Officers, and nominations for an office.

    The delegation of a chair is a member like any other. You record its positions in the same way.
    """


@office.records("assign", "group.assign_office(Role.CHAIR, 'Ada Lind', member='TAL')")
@_ROLE
@click.argument("person")
@_DELEGATION
def assign(group: WorkingGroup, role: str, person: str, member: str) -> None:
    """Give an office to a person.

    If somebody has the office already, that person loses it. Only the office of facilitator can
    have several people.

      consensus member office assign chair "Ada Lind" --member TAL
      consensus member office assign facilitator "Ben Oru"
    """
    if not person.strip():
        raise click.UsageError(
            "name the person; 'consensus member office vacate' empties an office"
        )
    code = find_member(group.state, member) if member else ""
    step = group.assign_office(Role(role), person, member=code)
    print_step(step, f"{person}{f' ({code})' if code else ''} is {role}")


@office.records("nominate", "group.nominate(Role.CHAIR, 'Ada Lind', by='acting chair')")
@_ROLE
@click.argument("person")
@_DELEGATION
@options.text("--nominated-by", help='Who nominates, such as "acting chair".')
def nominate(group: WorkingGroup, role: str, person: str, member: str, nominated_by: str) -> None:
    """Nominate a person for an office.

    The person takes the office when you record the approval with 'member office approve'.

      consensus member office nominate co-chair "Ben Oru" --nominated-by "acting chair"
    """
    step = group.nominate(Role(role), person, member=member, by=nominated_by)
    print_step(step, f"{person} is nominated as {role}", step.handle)


@office.records("approve NOMINATION", "group.approve_nomination('NOM1')")
def approve(group: WorkingGroup, nomination: str) -> None:
    """Record approval of a nomination.

    The person takes the office.

      consensus member office approve NOM1
    """
    step = group.approve_nomination(nomination)
    found = group.state.nominations[find_nomination(group.state, nomination)]
    print_step(step, f"{found.person} is {found.role}")


@office.records("decline NOMINATION", "group.decline_nomination('NOM1', 'not available')")
@options.text("--reason", help="Why.")
def decline(group: WorkingGroup, nomination: str, reason: str) -> None:
    """Record that a nomination failed.

    The group did not approve it, the person did not accept it, or it was withdrawn.

      consensus member office decline NOM1 --reason "not available"
    """
    print_step(group.decline_nomination(nomination, reason), f"{nomination} is declined")


@office.records("vacate", "group.vacate_office(Role.CHAIR)")
@_ROLE
@_DELEGATION
def vacate(group: WorkingGroup, role: str, member: str) -> None:
    """Record that an office is vacant.

    consensus member office vacate facilitator --member KEL
    """
    code = find_member(group.state, member) if member else ""
    step = group.vacate_office(Role(role), member=code)
    print_step(step, f"{role}{f' of {code}' if code else ''}: vacant")


@office.reads("list", "group.state.offices")
def list_offices(group: Queries) -> None:
    """List officers and nominations.

    consensus member office list
    """
    held = sorted(group.state.offices.values(), key=lambda each: list(Role).index(each.role))
    nominations = group.state.nominations
    who = ("role", "person", "member")
    offices = [
        picked(each, *who)
        | {"nomination": nominations[each.nomination].handle if each.nomination else ""}
        for each in held
    ]
    waiting = [
        {"nomination": each.handle} | picked(each, *who, "by")
        for each in nominations.values()
        if each.state is NominationState.OPEN
    ]
    if output.wrote_json({"offices": offices, "nominations": waiting}):
        return
    for each in waiting:
        each["nomination"] += ", awaits approval"
    rows = [[each[name] for name in (*who, "nomination")] for each in (*offices, *waiting)]
    output.write_table(("office", "person", "member", "nomination"), rows, "no office is held")


@click.group("note", cls=Noun)
def note() -> None:
    """Private notes, which are not in the file.

    Your notes are in a separate file, for example panel.notes beside panel.consensus. Only you can
    read that file. No report, export or copy has your notes. If you move the file of the working
    group, move the file of your notes, too. If the working group is in a database, your notes are
    in ~/.local/share/consensus/notes.

    A note can also be what a member said informally. It is shown in 'why', 'next' and on the
    screens, and counts nowhere.
    """


def _note_rows(group: WorkingGroup, notes: Iterable[PrivateNote]) -> list[dict[str, Any]]:
    sentences = SentenceContext(group.state, Audience.SECRETARIAT)
    return [
        attrs.asdict(each)
        | {"target": sentences.created_handle(each.target, "what was undone since")}
        for each in notes
    ]


@note.records_itself("add TARGET TEXT", "group.note_privately('5', 'MER may move')")
@options.member("--member", help="The member that said it informally.")
@click.option("--position", "stance", **SAID, help="The position that the member would have.")
def add_note(target: str, text: str, member: str, stance: str | None) -> None:
    """Add a note.

    TARGET is an item, an amendment or a package. If TEXT is -, it is read from stdin. With
    --member, the note is what this member said informally, for no paper. --position is support,
    accept, hold or another word of 'consensus position set'.

      consensus note add 5 "MER will move if the deadline does"
      consensus note add 5 "if the deadline moves" --member MER --position accept
      consensus note add A17 - < note.txt
    """
    with context.reading_with_commands() as group:
        words, found = context.given_text(text), find_target(group.state, target)
        # What is refused is refused there, also when it is only tried.
        member = find_member(group.state, member) if member else ""
        is_tried = _is_tried(words.strip() or stance)
        kept = [] if is_tried else [group.note_privately(found, words, member, stance)]
        rows, on = _note_rows(group, kept), group.state.name_of(found)
    if output.wrote_json({"notes": rows}):
        return
    for each in kept:
        output.write(str(each.number))
        output.echo_status(f"note {each.number} on {on} is kept beside the file")
    if not kept:
        output.echo_status(f"a note on {on} would be kept; nothing was recorded")


def _is_tried(what: object) -> bool:
    return bool(what and context.record_context().is_dry_run and not context.record_context().as_of)


@note.shows("list [TARGET]", "group.private_notes('5')")
def list_notes(target: str) -> None:
    """List notes.

    consensus note list 5 --json
    """
    with context.reading_with_commands() as group:
        rows = _note_rows(group, group.private_notes(target))
    output.write_list(
        "notes",
        rows,
        "note=number,on=target,written,by,member,stance,text",
        "there is no private note",
    )


@note.records_itself("remove", "group.remove_private_note(3)")
@click.argument("number", type=click.IntRange(min=1))
def remove(number: int) -> None:
    """Remove a note.

    This erases the words of the note; 'undo' cannot restore them.

      consensus note remove 3
    """
    with context.reading_with_commands() as group:
        removed = [each for each in group.private_notes() if each.number == number]
        rows = _note_rows(group, removed)
        if not (is_tried := _is_tried(removed)):
            group.remove_private_note(number)
    if not output.wrote_json({"notes": rows}):
        would = "would be removed; nothing was" if is_tried else "is"
        output.echo_status(f"note {number} {would} removed")
