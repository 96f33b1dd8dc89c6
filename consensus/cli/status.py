"""`consensus status`, `check`, `why`, `holders` and `next`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import click

from consensus.cli import output
from consensus.cli.completion import complete_draft, complete_item, complete_member, complete_target
from consensus.cli.context import reading, reading_with_commands
from consensus.cli.framework import Command, as_json, audience_option
from consensus.errors import NotFound
from consensus.model.counting import Standpoint
from consensus.model.drafts import ItemKind
from consensus.model.lookup import find_draft, find_item, find_member, find_target
from consensus.reports.audience import Audience, confidence_note
from consensus.reports.json import plain
from consensus.reports.status import (
    ItemStatus,
    StatusReport,
    explain_waiting,
    falling_short,
    status_json,
    status_report,
    waiting_objections,
)
from consensus.reports.words import SIGNS, display_name, ruled_note
from consensus.rules.verdict import PROVISIONAL, Status
from consensus.text.display import one_line

if TYPE_CHECKING:
    from consensus.reports.dossier import Dossier
    from consensus.reports.holders import Alternative, HoldersReport
    from consensus.reports.overtaken import SupersededLine
    from consensus.reports.positions import PositionLine

# What `why` and `next` report is imported where they are called, as `status` needs none of it.


@click.command("status", cls=Command, python="group.status()")
@click.argument("draft", default="", shell_complete=complete_draft)
@click.option("--rule", default="", metavar="RULE", help="Judge by this rule for once.")
@as_json
def status(draft: str, rule: str, as_json: bool) -> None:
    """What is agreed, what is open; --require, --progress.

    Each item has its status, and of how many members that count how many are for it (support or
    accept), object, are against without blocking, stand aside, reserve their position (hold), wait
    for a condition, are to reconfirm their position since the text changed, and have none; then the
    brackets [ ] in it, and the undecided amendments by members. Each member is counted once, and
    nobody is named. What the Chair declared over objections says so, as "agreed over 1 objection".

    Examples:
      consensus status
      consensus --as-of 2026-03-02 status D1 --json
      consensus status --rule "consensus_minus(1)"
    """
    with reading() as group:
        state = group.state
        drafts = [find_draft(state, draft)] if draft else list(state.drafts)
        report = status_report(state, group.judgement(rule), drafts)
    if as_json:
        output.write_json({"title": state.title, **status_json(report)})
        return

    output.write(state.title, bold=True)
    show_status(report)
    for target in waiting_objections(state):
        name = state.handle_of(target) if state.is_target(target) else "what is not here"
        for sentence in explain_waiting(state, target)[target in state.settled_apart() :]:
            output.write(f"{name}: {sentence}")


# Statuses as the command line shows them: a sign, the word, and counts with denominators.

_COLUMNS = {
    Standpoint.OBJECT: "object",
    Standpoint.DISAGREE: "against",
    Standpoint.ABSTAIN: "aside",
    Standpoint.HOLD: "hold",
    Standpoint.CONDITIONAL: "cond.",
    Standpoint.RECONFIRM: "reconf.",
    Standpoint.NONE: "none",
}
_HEADER = ("", "label", "item", "status", "for", *_COLUMNS.values(), "[ ]", "amdts")


def show_status(report: StatusReport) -> None:
    """Prints the table of items, and how many of them have each status."""
    items = [item for item in report.items if ItemKind(item.kind).can_be_agreed]
    rows = [_row(item) for item in items]
    header: tuple[str, ...] = _HEADER
    for heading, handles in (
        ("consultation", [item.consultations for item in items]),
        ("ballot", [item.ballots for item in items]),
    ):
        if any(handles):
            header = (*header, heading)
            rows = [(*row, ", ".join(own)) for row, own in zip(rows, handles, strict=True)]
    output.write_table(header, rows, "there is no item yet")
    if items:
        output.write(f"\n{totals(report)}")
    for language in report.languages:
        output.write(language.sentence)
    if report.settled_apart:
        output.write(
            f"{', '.join(report.settled_apart)}: settled otherwise in two copies, so text and"
            " status are those from before; choose with 'consensus overtaken'"
        )


def totals(report: StatusReport) -> str:
    """Returns how many items have each status, of how many."""
    parts = ", ".join(f"{count} {status}" for status, count in report.in_words.items() if count)
    ruled = ruled_note(report.ruled) if report.ruled else ""
    return f"{parts}; {sum(report.totals.values())} items{ruled}"


def _row(item: ItemStatus) -> tuple[str, ...]:
    classes = item.classes
    words = PROVISIONAL if item.verdict.is_provisional else item.status
    return (
        SIGNS[words],
        item.label or item.kind,
        item.handle,
        f"{words} {item.over}".rstrip(),
        f"{classes[Standpoint.SUPPORT] + classes[Standpoint.ACCEPT]}/{item.eligible}",
        *(
            str(count or "")
            for count in (
                *(classes[each] for each in _COLUMNS),
                item.brackets,
                item.open_amendments,
            )
        ),
    )


@click.command("check", cls=Command, python="falling_short(group.status().items, {Status.AGREED})")
@click.option(
    "--require",
    "required",
    multiple=True,
    required=True,
    type=click.Choice([each.value for each in Status]),
    help="The status to have; several mean any of them.",
)
@click.argument("items", nargs=-1, shell_complete=complete_item)
@as_json
def check(required: tuple[str, ...], items: tuple[str, ...], as_json: bool) -> None:
    """Test whether items have a status.

    All items are tested when none is named. Ready, agreed ad ref, agreed and adopted follow each
    other: who requires one is content with a later one. The exit code is 0 when all do, and 1 when
    some do not.

    Examples:
      consensus check --require agreed
      consensus check --require ready --require deferred 3 4 5
    """
    with reading() as group:
        wanted = {find_item(group.state, each) for each in items}
        found = [each for each in group.status().items if ItemKind(each.kind).can_be_agreed]
    report = [each for each in found if not wanted or each.id in wanted]
    if not report:
        raise NotFound("there is no item to check")
    short = falling_short(report, {Status(each) for each in required})
    if as_json:
        output.write_json(
            {
                "required": required,
                "met": not short,
                "checked": len(report),
                "short": [
                    {
                        "handle": each.handle,
                        "label": each.label,
                        "status": each.status,
                        "standing": each.standing,
                        "reasons": each.reasons,
                    }
                    for each in short
                ],
            }
        )
    else:
        for each in short:
            reasons = f": {'; '.join(each.reasons)}" if each.reasons else ""
            output.write(f"{each.label or each.handle} is {each.standing}{reasons}")
        output.echo_status(f"{len(short)} of {len(report)} items fall short" if short else "all do")
    click.get_current_context().exit(1 if short else 0)


@click.command(
    "why", cls=Command, python="dossier(group.state, group.judgement(), item, Audience.SECRETARIAT)"
)
@click.argument("target", shell_complete=complete_target)
@click.option("--rule", default="", metavar="RULE", help="Judge by this rule for once.")
@audience_option("secretariat")
@as_json
def why(target: str, rule: str, audience: str, as_json: bool) -> None:
    """Why a text stands where it does; --wordings.

    It shows the text, the reasons for its status, what could change it, who said what, and what
    happened to it. --rule tries another rule, and records nothing.

    Examples:
      consensus why 5
      consensus why A17 --json
      consensus why 5 --rule "consensus_minus(1)"
    """
    from consensus.reports.dossier import dossier

    with reading() as group:
        found = find_target(group.state, target)
        waiting = explain_waiting(group.state, found)
        shown = dossier(group.state, group.judgement(rule), found, Audience(audience))
    lines: tuple[SupersededLine, ...] = ()
    if shown.settled_apart and not as_json:
        with reading_with_commands() as whole:
            lines = tuple(each for each in whole.overtaken if each.id in shown.settled_apart)
    print_dossier(shown, as_json, lines, waiting[bool(shown.settled_apart) :])


# A dossier as the command line shows it.


def print_dossier(
    shown: Dossier,
    as_json: bool,
    settled_apart: Sequence[SupersededLine] = (),
    waiting: tuple[str, ...] = (),
) -> None:
    """Prints a dossier, with its target beside the rest as data, or for people.

    People are also told which steps settled it apart, so that one of them is to be chosen, and
    which objections do not apply since copies were joined.
    """
    if as_json:
        fields = plain(shown)
        target, reasons = fields.pop("subject"), fields.pop("sentences")
        output.write_json({**target, "reasons": reasons, **fields})
        return
    from consensus.reports.dossier import dossier_sections

    subject = shown.subject
    name = display_name(subject.label, subject.handle)
    about = f" to {shown.names_of([subject.amends])}" if subject.amends else ""
    output.write(f"{name}: {shown.standing}", bold=True)
    output.write(f"{subject.kind}{about}")
    for line in subject.proposal:
        output.write(line)
    for text in (subject.title, subject.text):
        if text:
            output.write(f"\n{text}")
    output.write_section(
        "Settled otherwise in two copies: choose one with 'consensus sync reapply STEP'",
        [
            f"step {each.id}{_after(' by ', each.line.by)}:"
            f" {'; '.join((*each.line.sentences, *each.would_read))}"
            for each in settled_apart
        ],
    )
    output.write_section("Waits to be settled since copies were joined", waiting)
    own = {"Positions": _positions, "Amendments": _amendments}
    for heading, sentences in dossier_sections(shown):
        output.write_section(heading, own[heading](shown) if heading in own else sentences)
    if shown.withheld.counts:
        output.echo_status(shown.withheld.sentence())


def _positions(shown: Dossier) -> Sequence[str]:
    """Returns the positions with a line for each member."""
    lines: list[str] = []
    for stance in shown.stances:
        lines.append(stance.heading)
        lines += [f"  {_position(*each, shown)}" for each in stance.lines]
        lines += [f"  {code} ({said})" for code, said in stance.of_part]
    if shown.no_position:
        lines.append(f"{shown.no_position_heading}: {', '.join(shown.no_position)}")
    return lines


def _position(line: PositionLine, said: str, shown: Dossier) -> str:
    return (
        line.member
        + (f" ({said})" if said else "")
        + (f" ({note})" if (note := confidence_note(line.source)) else "")
        + (" (stale)" if line.is_stale else "")
        + (" as sponsor" if line.by_sponsoring else "")
        + _after(" via ", line.via)
        + _after(" provided agreed: ", shown.names_of(line.conditions))
        + (f", otherwise {line.otherwise}" if line.conditions else "")
        + _after(": ", one_line(line.reason))
        + _after("; reservation: ", one_line(line.reservation))
    )


def _amendments(shown: Dossier) -> Sequence[str]:
    return [
        f"{'  ' * each.depth}{each.handle} ({each.attribution or 'no sponsor shown'},"
        f" {each.standing}): {each.summary}"
        for each in shown.amendments
    ]


def _after(opening: str, text: str) -> str:
    return f"{opening}{text}" if text else ""


@click.command("holders", cls=Command, python="group.holders('5', Audience.SECRETARIAT)")
@click.argument("target", shell_complete=complete_target)
@audience_option("secretariat")
@as_json
def holders(target: str, audience: str, as_json: bool) -> None:
    """Say who holds which wording, who could live with several, and whom to call.

    It lists the options of brackets, those of conflicts between undecided amendments, and these
    amendments. An option that nobody holds any longer stays on the table.

    Examples:
      consensus holders 5
      consensus holders A17 --json
      consensus holders 5 --audience public
    """
    with reading() as group:
        report = group.holders(target, Audience(audience))
    if as_json:
        output.write_json(report)
    else:
        _show(report, names=audience != "public")


def _show(report: HoldersReport, names: bool) -> None:
    name = display_name(report.label, report.target)
    if not report.alternatives:
        output.echo_status(f"{name} has no bracket, and no amendment to it is undecided")
    for question, found in groupby(report.alternatives, key=lambda each: each.question):
        output.write(question or "amendments", bold=True)
        for each in found:
            _show_alternative(each, names)
        output.write("")
    if report.bridges:
        output.write("could live with several", bold=True)
        for bridge in report.bridges:
            provided = " (on conditions)" if bridge.conditional else ""
            output.write(f"  {bridge.member}: {', '.join(bridge.alternatives)}{provided}")
        output.write("")
    if report.calls:
        output.write("whom to call", bold=True)
        for number, call in enumerate(report.calls, start=1):
            does = f"{call.weight.removesuffix(' with others')}{call.like}"
            output.write(f"  {number}. {call.member} {does}: {', '.join(call.alternatives)}")
    if report.withheld.counts:
        output.echo_status(report.withheld.sentence())


def _show_alternative(each: Alternative, names: bool) -> None:
    by = f" [{', '.join(each.amendments)}]" if each.question and each.amendments else ""
    is_apart = each.question.startswith(("conflict", "order"))
    present = " (as it stands)" if is_apart and each.stands else ""
    place = each.key.removeprefix(f"{each.question}, ") if each.question else each.key
    output.write(f"  {place}{by}{present}: {one_line(each.wording) or 'no text'}")
    if not names:
        return
    output.write(f"    held by {', '.join(map(str, each.holders)) or 'nobody'}")
    for what, words in (
        ("can live with it", each.accepting),
        ("disagree", each.against),
        ("object", each.objecting),
    ):
        if words:
            output.write(f"    {what}: {', '.join(map(str, words))}")


@click.command("next", cls=Command, python="next_items(group.state, group.judgement(), drafts)")
@click.option(
    "--member",
    default="",
    shell_complete=complete_member,
    help="What needs the position of this member.",
)
@click.option("-n", "limit", type=click.IntRange(1), help="At most so many.")
@as_json
def next_items(member: str, limit: int | None, as_json: bool) -> None:
    """What to take up next; --consult for whom to call.

    What only needs the chair's decision comes first, then amendments that can be merged, then what
    is closest to agreement; last is what waits for others. Any label or handle can be typed.

    Examples:
      consensus next -n 5
      consensus next --member ALV --json
    """
    from consensus.reports import next_items as reports

    with reading() as group:
        state = group.state
        code = find_member(state, member) if member else ""
        today = group.now().date()
        found = reports.next_items(state, group.judgement(), list(state.drafts), code, today)
    found = found[:limit]
    output.write_list(
        "next",
        found,
        as_json,
        ("label", "what", "because it is", "reason"),
        lambda each: (each.label, each.handle, each.rank, each.reason),
        "there is nothing to take up",
    )
