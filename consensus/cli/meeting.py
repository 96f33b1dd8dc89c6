"""`consensus meeting`, with its agenda, and `consensus floor`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from consensus.cli import options, output
from consensus.cli.context import given_start, given_text, say, source_of, warn
from consensus.cli.framework import Noun, audience_option
from consensus.cli.output import picked
from consensus.cli.recording import print_import, print_step
from consensus.errors import Rejected
from consensus.model.lookup import find_any_meeting, find_meeting
from consensus.model.meetings import Forum, InterventionKind, Presence, SpeakersList
from consensus.reports import meetings
from consensus.reports.audience import effective_audience
from consensus.rules.expression import parse_rule

if TYPE_CHECKING:
    from consensus.working_group import Queries, WorkingGroup

_ENDS = options.time("--ends", help="When the meeting ends.")
_NUMBER = options.text("--number", help="The number of the meeting, as printed.")
_SHARE = "A share of the members, such as 1/2, or a rule."
_BEHIND = "behind"  # the value of `--quorum` where it stands behind other options
_QUORUM = options.text("--quorum", help=_SHARE)


meeting = Noun("meeting", help="Meetings, attendance and agenda.")


@meeting.records("add TITLE", "group.announce_meeting('Second meeting', begins)")
@options.start("--begins", required=True, type=given_start, help="When the meeting begins.")
@_ENDS
@_NUMBER
@options.text("--place", help="Where the meeting is held.")
@_QUORUM
def announce(group: WorkingGroup, title: str, **meeting: Any) -> None:
    """Announce a meeting.

    TIME is a day or a moment, such as 2017-01-26 or 2017-01-26T10:00.

      consensus meeting add "Second meeting" --begins 2017-01-26T10:00 --place Geneva
      consensus meeting add "Third meeting" --begins 2017-05-03 --ends 2017-05-05 --quorum 1/2
    """
    step = group.announce_meeting(title, **meeting)
    print_step(step, f"{title} is announced", step.handle)


@meeting.records("edit", "group.reschedule_meeting('M2', begins), group.set_quorum('1/2')")
@click.argument("meeting", default="", shell_complete=options.complete_to_come)
@options.start("--begins", help="When the meeting begins.")
@_ENDS
@click.option("--place", help="Where the meeting is held.")
@options.text("--reason", help="Why the meeting is moved.")
@options.optional("--quorum", flag_value=_BEHIND, help=_SHARE)
def edit(group: WorkingGroup, meeting: str, quorum: str | None, reason: str, **moved: Any) -> None:
    """Move a meeting, or set its quorum.

    To move a future meeting, give its handle or title. --quorum changes the quorum of the open
    meeting; "" removes it. For a future meeting, give the quorum with 'meeting add' or 'meeting
    open'.

      consensus meeting edit M2 --begins 2017-01-27 --reason "no room"
      consensus meeting edit --quorum 'each_group(quorum("1/3"))'
    """
    if quorum == _BEHIND:
        meeting, quorum = "", meeting or None
    is_moved = any(value is not None for value in moved.values())
    if is_moved is (quorum is not None) or (is_moved and not meeting):
        raise click.UsageError("name a meeting that is moved, and to when or where; or --quorum")
    is_open = group.state.meeting
    if quorum is None:
        step = group.reschedule_meeting(meeting, reason=reason, **moved)
        print_step(step, f"{meeting} is moved")
    elif meeting and is_open and meeting not in (is_open.handle, is_open.title):
        raise Rejected(f"{meeting} is not open; say its quorum when you open it")
    else:
        said = f"the quorum is {quorum}" if quorum else "there is no quorum"
        print_step(group.set_quorum(quorum), said)


@meeting.records("cancel", "group.cancel_meeting('M2', 'no room')")
@click.argument("meeting", shell_complete=options.complete_to_come)
@options.text("--reason", help="Why.")
def cancel(group: WorkingGroup, meeting: str, reason: str) -> None:
    """Cancel a meeting.

    consensus meeting cancel M2 --reason "no room"
    """
    print_step(group.cancel_meeting(meeting, reason), f"{meeting} is cancelled")


@meeting.records("open", "group.open_meeting('First meeting', Forum.PLENARY)")
@click.argument("title", shell_complete=options.complete_to_come)
@options.choice("--forum", of=Forum, default="committee")
@_NUMBER
@options.text("--place", help="Where the meeting is held.")
@_QUORUM
@options.flag("--chatham-house", help="Notes say what was said, but not who said it.")
@options.text("--opened-by", help='The office of the person who opens it, such as "acting chair".')
@options.several("--facility", "facilities", help='A facility, such as "remote participation".')
def open_(group: WorkingGroup, title: str, forum: str, **meeting: Any) -> None:
    """Open a meeting.

    TITLE is the title of a new meeting, or the handle or title of an announced one. All steps that
    you record until you close the meeting belong to the meeting.

      consensus meeting open "First meeting" --forum plenary
      consensus meeting open M2
      consensus meeting open "Retreat" --chatham-house
    """
    step = group.open_meeting(title, forum, **meeting)
    print_step(step, f"{step.made.title} is open ({forum})", step.handle)


@meeting.records("close", "group.close_meeting()")
def close_meeting(group: WorkingGroup) -> None:
    """Close the meeting.

    consensus meeting close
    """
    print_step(group.close_meeting(), "the meeting is closed")


@meeting.records("presence MEMBERS...", "group.note_presence(['ALV', 'MER'])")
@click.option("--remote", "how", flag_value=Presence.REMOTE.value, help="They take part remotely.")
@click.option("--absent", "how", flag_value=Presence.ABSENT.value, help="They are absent.")
def presence(group: WorkingGroup, members: list[str], how: str | None) -> None:
    """Record who is present.

    MEMBERS are codes of members or observers. The presence is recorded for the open meeting. A
    member that takes part remotely counts as present.

      consensus meeting presence ALV MER DOL
      consensus meeting presence KEL --remote
    """
    noted = Presence(how or Presence.IN_PERSON)
    print_step(group.note_presence(members, noted), f"{noted}: {', '.join(members)}")


@meeting.reads("quorum", "meeting_quorum(group.state, group.state.meeting.id, today)")
def quorum(group: Queries) -> None:
    """Test if there is a quorum; the exit code is 1 if not.

    There is a quorum if enough members are present at the open meeting.

      consensus meeting quorum
    """
    is_open = group.state.meeting
    if is_open is None:
        raise Rejected("no meeting is open")
    found = meetings.meeting_quorum(group.state, is_open.id, group.now().date())
    if found is None:
        raise Rejected("the meeting has no quorum; set one with 'consensus meeting edit --quorum'")
    if not output.wrote_json(found):
        there = f"quorum: {found.present} of {found.members} members present"
        output.write(there if found.is_there else "\n".join(found.reasons))
        output.echo_status(f"rule: {parse_rule(found.rule).sentence}")
    if not found.is_there:
        click.get_current_context().exit(1)


@meeting.reads("list", "meeting_lines(group.state, group.now().date())")
@options.flag("--to-come", help="Only meetings that are not opened yet.")
def list_meetings(group: Queries, to_come: bool) -> None:
    """List meetings.

    consensus meeting list --to-come --json
    """
    lines = [
        each
        for each in meetings.meeting_lines(group.state, group.now().date())
        if not to_come or (each.opened is None and not each.cancelled)
    ]
    output.write_list(
        "meetings",
        lines,
        "meeting=handle,number,title,place,forum,opened,closed",
        "there was no meeting yet",
        opened=lambda each: _held(each)[0],
        closed=lambda each: _held(each)[1],
    )


def _held(line: meetings.MeetingLine) -> tuple[datetime | str, datetime | str]:
    """Returns when a meeting was opened and closed, or is to be held, and how it stands."""
    if line.opened:
        return line.opened, line.closed or "open"
    until = f" to {line.ends:%Y-%m-%d %H:%M}" if line.ends else ""
    return f"{line.begins:%Y-%m-%d %H:%M}{until}", "cancelled" if line.cancelled else "to come"


@meeting.noun("participants")
def participants() -> None:
    """The list of participants of a meeting.

    It names the persons of members, of observers and of others. A person on the list makes no
    member present: 'meeting presence' records that, and the quorum counts only what it records.
    'report participants' prints the list.
    """


_OF_MEETING = options.meeting(
    "--meeting", help="The meeting, also a future one. By default the open meeting."
)


def _person(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that say more of a participant; what is not given is None."""
    for option in (
        click.option("--remote/--in-person", default=None, help="How the person takes part."),
        click.option("--head/--not-head", "is_head", default=None, help="Head of delegation?"),
        click.option("--organisation", help="Its organisation, if it is no member or observer."),
        click.option("--member", shell_complete=options.complete_member, help="Its delegation."),
        click.option("--function", help="Its function, such as Permanent Representative."),
        click.option("--title", help="Its title, such as Ms. or Ambassador."),
    ):
        function = option(function)
    return function


@participants.records("import FILE", "group.import_participants(read_source(path), 'M1')")
@_OF_MEETING
@options.file("--columns", help="A TOML file that explains the columns.")
@options.strict
def import_participants(group: WorkingGroup, file: str, columns: str, **more: Any) -> None:
    """Import persons from a table.

    FILE is CSV or JSON Lines, with a row for each person; - is stdin. The columns are name (or
    first_name and last_name), title, function, member, organisation, is_head and remote; only a
    name is needed. Member is the code or the name of a member or observer; who comes from another
    place has an organisation. If a person is on the list already, the row corrects it.

      consensus meeting participants import participants.csv --meeting M2
      consensus meeting participants import badges.csv --columns columns.toml
    """
    from consensus.formats.amendment_rows import read_column_map
    from consensus.formats.member_rows import PARTICIPANT_COLUMNS

    fields = PARTICIPANT_COLUMNS.fields
    chosen = read_column_map(source_of(columns), fields) if columns else None
    source = source_of(file, guess=True)
    print_import(group.import_participants(source, columns=chosen, **more))
    _say_absent(group, find_any_meeting(group.state, more["meeting"]))


def _say_absent(group: Queries, meeting: str) -> None:
    """Says which members have persons on the list, and were not noted as present."""
    from consensus.reports.meeting_record import listed_not_present

    if absent := listed_not_present(group.state, meeting):
        say(f"on the list, but not noted as present: {', '.join(absent)}")


@participants.records("add NAME", "group.add_participant('Ada Lind', title='Ms.', member='ALV')")
@_OF_MEETING
@_person
def add_participant(group: WorkingGroup, name: str, meeting: str, **details: Any) -> None:
    """Add a person to the list.

    consensus meeting participants add "Ada Lind" --title Ms. --member ALV --head
    consensus meeting participants add "Ben Oru" --organisation Secretariat
    """
    given = {key: value for key, value in details.items() if value is not None}
    step = group.add_participant(name, meeting=meeting, **given)
    print_step(step, f"{name} is on the list of participants", step.handle)


@participants.records("edit PERSON", "group.correct_participant('PER3', function='Adviser')")
@click.option("--name", help="Its name.")
@_person
def edit_participant(group: WorkingGroup, person: str, **details: Any) -> None:
    """Correct what the list says of a person.

    PERSON is a handle, such as PER3. The command changes only what you give.

      consensus meeting participants edit PER3 --title Ambassador --head
    """
    print_step(group.correct_participant(person, **details), f"{person} is corrected")


@participants.records("remove PERSON", "group.remove_participant('PER3')")
def remove_participant(group: WorkingGroup, person: str) -> None:
    """Remove a person from the list.

    The name stays in the history; 'history redact' takes it out for good.

      consensus meeting participants remove PER3
    """
    print_step(group.remove_participant(person), f"{person} is off the list of participants")


@participants.reads("list [MEETING]", "group.state.participants")
def list_participants(group: Queries, meeting: str) -> None:
    """List persons, with the handles to correct them.

    consensus meeting participants list
    consensus meeting participants list M1 --json
    """
    state = group.state
    only = find_any_meeting(state, meeting, cancelled=True) if meeting else ""
    told = ("name", "title", "function", "member", "organisation", "is_head", "remote")
    listed = [each for each in state.participants.values() if only in ("", each.meeting)]
    rows = [
        {"handle": each.handle, "meeting": state.handle_of(each.meeting)} | picked(each, *told)
        for each in listed
    ]
    output.write_list(
        "participants",
        rows,
        "person=handle,meeting,title,name,function,of,=notes",
        "nobody is listed",
        of=lambda row: row["member"] or row["organisation"],
        notes=lambda row: ", ".join(["head"] * row["is_head"] + ["remote"] * row["remote"]),
    )
    for each in dict.fromkeys(each.meeting for each in listed):
        _say_absent(group, each)


_on = partial(options.targets, "--on", help="What it is about: items, A4, PKG1, D1.")


@meeting.noun("agenda")
def agenda() -> None:
    """The agenda of a meeting.

    Each item has a speakers' list of its own.
    """


@agenda.records("add TITLE", "group.add_agenda_item('Reports', targets=['1', '2'])")
@options.text("--number", help="The number as printed. By default the next number.")
@_on("targets")
def add(group: WorkingGroup, title: str, **more: Any) -> None:
    """Add an item to the agenda.

    If a meeting is open, its agenda gets the item. If not, the next meeting gets the item.

      consensus meeting agenda add "Reports" --on 1,2
      consensus meeting agenda add "Fees" --number "3(a)"
    """
    step = group.add_agenda_item(title, **more)
    print_step(step, f"{title} is on the agenda", step.handle)


@agenda.records("adopt", "group.adopt_agenda()")
def adopt(group: WorkingGroup) -> None:
    """Record the adoption of the agenda.

    The open meeting adopts its agenda.

      consensus meeting agenda adopt
    """
    print_step(group.adopt_agenda(), "the agenda is adopted")


@agenda.records("open", "group.take_up_agenda_item('1')")
@click.argument("name", shell_complete=options.complete_agenda)
def take_up(group: WorkingGroup, name: str) -> None:
    """Open an item of the agenda.

    NAME is a handle, number or title. If a speaker has the floor, the intervention ends.

      consensus meeting agenda open 1
    """
    step = group.take_up_agenda_item(name)
    print_step(step, f"{group.state.agenda[_floor(group).agenda_item].title} is taken up")


@agenda.records("close", "group.finish_agenda_item()")
@click.argument("name", default="", shell_complete=options.complete_agenda)
def finish(group: WorkingGroup, name: str) -> None:
    """Close an item of the agenda.

    Without NAME, the command closes the open item. It also empties the speakers' list of the item.

      consensus meeting agenda close 1
    """
    step = group.finish_agenda_item(name)
    print_step(step, f"{name or 'the item'} is closed")


@agenda.reads("list", "speakers(group.state, group.now()).agenda")
def list_agenda(group: Queries) -> None:
    """List the agenda.

    If no meeting is open, the command lists the agenda of the next meeting.

      consensus meeting agenda list
    """
    lines = meetings.speakers(group.state, group.now()).agenda
    output.write_list(
        "agenda",
        lines,
        "item=handle,number,title,on=targets,=stage",
        "nothing is on the agenda",
        stage=lambda each: "taken up" if each.is_current else "finished" * each.is_finished,
    )


@meeting.noun("proposal")
def proposal() -> None:
    """Procedural proposals, such as to have a co-chair.

    They are decided like any text ('decision add PROP1 deferred'), but they are in no draft.
    'status' lists them apart.
    """


@proposal.records("add TEXT", "group.add_proposal('to have a co-chair', by='ALV')")
@options.member("--sponsor", help="The member or observer that proposes it.")
@options.text("--office", help="The office that proposes it, such as chair.")
@options.text("--agenda-item", help="By default the open item of the agenda.")
def propose(group: WorkingGroup, text: str, sponsor: str, **said: Any) -> None:
    """Record a procedural proposal.

    Write TEXT so that it completes the sentence "It was proposed ...". The new proposal gets a
    handle, such as PROP1. With the handle you record positions, the sense of the room and the
    decision, as for any text.

      consensus meeting proposal add "to have a co-chair" --sponsor ALV
      consensus meeting proposal add "to meet in plenary" --office chair --agenda-item 2
      consensus meeting proposal add "that the secretariat post the questions online"
    """
    step = group.add_proposal(given_text(text), by=sponsor, **said)
    print_step(step, f"{group.state.name_of(step.made.target)} is recorded", step.handle)


@proposal.reads("list", "proposal_lines(group.state, group.judgement())")
def list_proposals(group: Queries) -> None:
    """List procedural proposals.

    consensus meeting proposal list
    """
    write_proposals(group)


def write_proposals(group: Queries, heading: str = "") -> None:
    """Writes the procedural proposals, or that there is none."""
    if heading:
        output.write(heading, bold=True)
    output.write_list(
        "proposals",
        meetings.proposal_lines(group.state, group.judgement()),
        "proposal=handle,item=label,by,agenda=agenda_item,status=standing,text",
        "there is no procedural proposal yet",
    )


_REMOTE = click.option(
    "--remote/--in-person",
    "remote",
    default=None,
    help="How the member takes part. By default as noted before, or else in person.",
)


@click.group("floor", cls=Noun)
def floor() -> None:
    """Speakers' list, and notes of what is said.

    Members speak in the order of their requests; group and remote participation do not matter.
    Observers speak after members. Rights of reply come last.
    """


@floor.records("request MEMBER", "group.request_floor('ALV', remote=True)")
@options.flag("--reply", help="For a right of reply, after everybody else.")
@_REMOTE
def request_(group: WorkingGroup, member: str, reply: bool, remote: bool | None) -> None:
    """Put a member on the speakers' list.

    The member or observer is noted as present.

      consensus floor request KEL --remote
      consensus floor request MER --reply
    """
    step = group.request_floor(member, right_of_reply=reply, remote=remote)
    waiting = [each.member for each in _floor(group).waiting]
    print_step(step, f"waiting: {', '.join(waiting)}")


@floor.records("withdraw MEMBER", "group.withdraw_request('ALV')")
@options.flag("--reply", help="Remove only its right of reply.")
def withdraw(group: WorkingGroup, member: str, reply: bool) -> None:
    """Remove a member from the speakers' list.

    consensus floor withdraw ALV
    """
    step = group.withdraw_request(member, right_of_reply=reply or None)
    print_step(step, f"{member} is off the speakers' list")


@floor.records("give [MEMBER]", "group.give_floor()")
@options.flag("--reply", help="For a right of reply.")
@_REMOTE
def give(group: WorkingGroup, member: str, reply: bool, remote: bool | None) -> None:
    """Give the floor to a member.

    Without MEMBER, the next speaker on the list gets the floor. If another speaker has the floor,
    that intervention ends. If MEMBER speaks before others that waited longer, this is recorded.

      consensus floor give
      consensus floor give MER --reply
    """
    if not member and (reply or remote is not None):
        raise click.UsageError("--reply, --remote and --in-person are said of a named member")
    step = group.give_floor(member, right_of_reply=reply or None, remote=remote)
    turn = _floor(group).turn
    assert turn is not None
    how = ", out of turn" if turn.out_of_turn else ""
    how += ", for a right of reply" if turn.right_of_reply else ""
    print_step(step, f"{turn.member} has the floor{how}")


@floor.records("end", "group.end_intervention()")
def end(group: WorkingGroup) -> None:
    """End the intervention of the speaker.

    consensus floor end
    """
    print_step(group.end_intervention(), "nobody has the floor")


@floor.records("note TEXT", "group.note_intervention('Costs are a concern', items=['3'])")
@options.member("--member", help="Who said it.")
@_on("items")
@options.choice("--kind", of=InterventionKind, default="statement")
@options.number("--voices", default=0, help="How many members said it.")
@options.text("--office", help="The office that said it, such as chair.")
@options.text("--remedy-for", "remedies", help="The concern that TEXT would remedy.")
def note(group: WorkingGroup, text: str, member: str, **said: Any) -> None:
    """Note what was said.

    If TEXT is -, the command reads TEXT from stdin. Write TEXT so that it completes the sentence of
    the summary:

      statement    it was indicated that TEXT
      proposal     it was proposed TEXT, such as "to meet twice"
      concern      concern was expressed over TEXT
      suggestion   it was suggested that TEXT

      consensus floor note "once a year is enough" --member ALV --on 3,4
      consensus floor note "the costs of travel" --kind concern --voices 5
      consensus floor note "funds be raised" --kind suggestion --remedy-for INT1
    """
    step = group.note_intervention(given_text(text), member=member, **said)
    by = f" by {member}" if member else ""
    print_step(step, f"an intervention{by} is noted", step.handle)
    state, voices = group.state, said["voices"]
    noted = state.presence.get(step.made.meeting, {})
    here = [code for code, how in noted.items() if how is not Presence.ABSENT]
    there = sum(not state.members[code].observer for code in here)
    if voices > there > 0:
        warn(f"{voices} voices are more than the {there} members present")


@floor.records("close", "group.close_list()")
def close_list(group: WorkingGroup) -> None:
    """Close the speakers' list.

    Later requests are refused, except requests for a right of reply.

      consensus floor close
    """
    print_step(group.close_list(), "the speakers' list is closed")


@floor.records("reopen", "group.reopen_list()")
def reopen(group: WorkingGroup) -> None:
    """Reopen the speakers' list.

    consensus floor reopen
    """
    print_step(group.reopen_list(), "the speakers' list is open")


@floor.records("limit", "group.set_time_budget(180, observers=120)")
@click.argument("seconds", type=click.IntRange(min=0))
@options.number("--observers", help="The limit for observers, in seconds.")
def budget(group: WorkingGroup, seconds: int, observers: int | None) -> None:
    """Limit speaking time.

    Each intervention at the open meeting may last SECONDS; 0 means no limit.

      consensus floor limit 180 --observers 120
    """
    step = group.set_time_budget(seconds, observers=observers)
    found = _floor(group)
    members, others = found.budget_for(), found.budget_for(observer=True)
    print_step(step, f"members {_time(members)}, observers {_time(others)}")


@floor.reads("list", "speakers(group.state, group.now(), Audience.SECRETARIAT)")
@options.flag("--noted", help="List the notes of what was said, not the speakers.")
@options.meeting("--meeting", help="An earlier meeting.")
@audience_option("secretariat")
def list_speakers(group: Queries, noted: bool, meeting: str, audience: str) -> None:
    """List speakers and notes.

    The list shows who has the floor, and who waits, in order. For an earlier meeting, it shows who
    spoke. With --json, it also has the agenda and the notes.

      consensus floor list --noted --meeting M1 --audience public
    """
    found = find_meeting(group.state, meeting) if meeting else ""
    seen_by = effective_audience(group.state, audience)
    report = meetings.speakers(group.state, group.now(), seen_by, found)
    if output.is_json():
        output.write_json(report)
    elif noted:
        notes = [(e.handle, e.member, e.targets, e.agenda_item, e.text) for e in report.noted]
        output.write_table(("note", "member", "on", "agenda", "text"), notes, "nothing was noted")
    elif meeting:
        spoke = [
            (*(e.member, e.began, _time(e.seconds), e.agenda_item), "out of turn" * e.out_of_turn)
            for e in report.spoken
        ]
        output.write_table(("member", "began", "time", "agenda", ""), spoke, "nobody had the floor")
    else:
        _write_list(report)
    if not output.is_json() and report.withheld.counts:
        output.echo_status(report.withheld.sentence())


def _floor(group: WorkingGroup) -> SpeakersList:
    found = group.state.floor
    assert found is not None
    return found


def _write_list(report: meetings.SpeakersReport) -> None:
    rows = []
    for place, each in enumerate(report.waiting, start=1):
        flags = {"remote": each.is_remote, "observer": each.is_observer}
        flags["right of reply"] = each.right_of_reply
        rows.append((str(place), each.member, each.group, ", ".join(filter(flags.get, flags))))
    if report.speaker:
        left = ""
        if report.left is not None:
            left = f", {_time(abs(report.left))} {'left' if report.left >= 0 else 'over'}"
        rows.insert(0, ("now", report.speaker, report.group, f"{_time(report.elapsed)}{left}"))
    output.write_table(("turn", "member", "group", ""), rows, "nobody has the floor or asks for it")
    if report.is_closed:
        output.echo_status("the speakers' list is closed")


def _time(seconds: int | None) -> str:
    """Returns minutes and seconds, as on a clock; or that there is no limit."""
    return "without limit" if seconds is None else f"{seconds // 60}:{seconds % 60:02}"
