"""`consensus status`, `why` and `next`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from consensus.cli import options, output
from consensus.cli.context import reading, reading_with_commands
from consensus.cli.framework import audience_option, command, report_options
from consensus.errors import NotFound
from consensus.model.counting import Standpoint
from consensus.model.decisions import phrased
from consensus.model.drafts import ItemKind
from consensus.model.lookup import find_draft, find_item, find_member, find_target
from consensus.model.state import State
from consensus.reports import status as reports
from consensus.reports.audience import Audience, effective_audience
from consensus.reports.json import plain
from consensus.reports.words import SIGNS, display_name, ruled_note
from consensus.rules.verdict import PROVISIONAL, Status
from consensus.text.display import count_noun, one_line, shortened

if TYPE_CHECKING:
    from consensus.reports.dossier import Dossier
    from consensus.reports.overtaken import SupersededLine


def _complete_named(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    complete = options.complete_item if ctx.params.get("required") else options.complete_draft
    return complete(ctx, parameter, incomplete)


@command("status", "group.status()")
@click.argument("named", nargs=-1, metavar="[DRAFT | ITEM...]", shell_complete=_complete_named)
@options.only_draft
@options.text("--rule", metavar="RULE", help="Use this rule, for this command only.")
@options.several(
    "--require",
    "required",
    type=click.Choice([each.value for each in Status]),
    help="Test if items have this status. If you give several, one is enough.",
)
@options.flag("--progress", "is_progress", help="Count the agreed items over time.")
@options.choice(
    "--per", of=["day", "meeting"], help="With --progress: count for each day (default) or meeting."
)
@report_options(audience=None)
def status(
    named: tuple[str, ...],
    draft: str,
    rule: str,
    required: tuple[str, ...],
    is_progress: bool,
    per: str | None,
    **delivery: Any,
) -> None:
    """What is agreed and what is open; --require: a test.

    Each line shows an item and its status. Eight columns count members: for (of all members),
    object, against (without blocking), aside, reserved, cond. (conditional), reconf. (to reconfirm,
    because the text changed) and none (no position). The last columns count the brackets [ ], and
    the undecided amendments that members proposed. If the Chair declared agreement over an
    objection, the status is "agreed over 1 objection".

    --require tests a status. The exit code is 0 if all ITEMs have the status, and 1 if not. If you
    name no ITEM, all items are tested. A later status is enough; the order is ready, agreed ad ref,
    agreed, adopted.

    --progress counts the items that were agreed at the end of each day or meeting with decisions.
    A separate line counts the decisions between meetings.

      consensus --as-of 2026-03-02 status D1 --json
      consensus status --rule "consensus_minus(1)"
      consensus status --require agreed
      consensus status --require ready --require deferred 3 4 5
      consensus status --progress --per meeting
      consensus status --progress -o progress.html
    """
    if not is_progress and (per or any(delivery.values())):
        raise click.UsageError(
            "--per, --to, --audience, --symbol and -o go with --progress; 'consensus report open'"
            " writes what is agreed and what is open"
        )
    if is_progress and (rule or required):
        raise click.UsageError("--progress goes with neither --rule nor --require")
    if not required and len([*named, *filter(None, [draft])]) > 1:
        raise click.UsageError("name one draft, or with --require STATUS the items to test")
    draft = draft or ("" if required else "".join(named))
    if is_progress:
        from consensus.cli.analyse import print_progress

        print_progress(draft, per or "day", delivery)
        return
    with reading() as group:
        state = group.state
        drafts = [find_draft(state, draft)] if draft else list(state.drafts)
        items = {find_item(state, each) for each in named} if required else set()
        report = reports.status_report(state, group.judgement(rule), drafts)
    if required:
        _check(report, required, items)
    elif output.is_json():
        output.write_json({"title": state.title, **reports.status_json(report)})
    else:
        output.write(state.title, bold=True)
        show_status(report, state)
        if state.proposals and not draft:
            from consensus.cli.meeting import write_proposals

            write_proposals(group, "\nProcedural proposals")
        for target in reports.waiting_objections(state):
            name = state.handle_of(target) if state.is_target(target) else "what is not here"
            is_apart = target in state.settled_apart()
            for sentence in reports.explain_waiting(state, target)[is_apart:]:
                output.write(f"{name}: {output.with_commands(sentence)}")


_COLUMNS = {
    Standpoint.OBJECT: "object",
    Standpoint.DISAGREE: "against",
    Standpoint.ABSTAIN: "aside",
    Standpoint.HOLD: "reserved",
    Standpoint.CONDITIONAL: "cond.",
    Standpoint.RECONFIRM: "reconf.",
    Standpoint.NONE: "none",
}
_BEGINNING = 24
"""So many characters of a text without a label stand in its place."""


def show_status(report: reports.StatusReport, state: State) -> None:
    """Prints the table of items, and how many of them have each status."""
    items = [item for item in report.items if ItemKind(item.kind).can_be_agreed]
    rows = [_row(item, state.text(item.id)) for item in items]
    header = ["", "label", "item", "status", "for", *_COLUMNS.values(), "[ ]", "amdts"]
    for heading, handles in (
        ("consultation", [item.consultations for item in items]),
        ("ballot", [item.ballots for item in items]),
    ):
        if any(handles):
            header.append(heading)
            rows = [(*row, own) for row, own in zip(rows, handles, strict=True)]
    output.write_table(header, rows, "there is no text to be agreed yet")
    if items:
        parts = ", ".join(f"{count} {status}" for status, count in report.in_words.items() if count)
        ruled = ruled_note(report.ruled) if report.ruled else ""
        output.write(
            f"\n{parts}; {count_noun(sum(report.totals.values()), 'item', 'items')}{ruled}"
        )
    for language in report.languages:
        output.write(language.sentence)
    if report.settled_apart:
        output.write(
            f"{', '.join(report.settled_apart)}: settled otherwise in two copies, so text and"
            " status are those from before; choose with 'consensus sync list'"
        )


def _row(item: reports.ItemStatus, text: str) -> tuple[Any, ...]:
    classes = item.classes
    words = PROVISIONAL if item.verdict.is_provisional else item.status
    return (
        SIGNS[words],
        item.label or f"“{shortened(one_line(text), _BEGINNING)}”",
        item.handle,
        f"{words} {item.over}".rstrip(),
        f"{classes[Standpoint.SUPPORT] + classes[Standpoint.ACCEPT]}/{item.eligible}",
        *(classes[each] or "" for each in _COLUMNS),
        item.brackets or "",
        item.open_amendments or "",
    )


def _check(report: reports.StatusReport, required: Sequence[str], wanted: Collection[str]) -> None:
    """Says which of some items, all if none is wanted, lack a status; exits 1 if any does."""
    found = [each for each in report.items if ItemKind(each.kind).can_be_agreed]
    found = [each for each in found if not wanted or each.id in wanted]
    if not found:
        raise NotFound("there is no item to test")
    short = reports.falling_short(found, {Status(each) for each in required})
    if output.is_json():
        names = ("handle", "label", "status", "standing", "reasons")
        output.write_json(
            {
                "required": required,
                "met": not short,
                "checked": len(found),
                "short": [output.picked(each, *names) for each in short],
            }
        )
    else:
        for each in short:
            reasons = f": {'; '.join(each.reasons)}" if each.reasons else ""
            output.write(f"{each.label or each.handle} is {phrased(each.standing)}{reasons}")
        of_items = f"of {count_noun(len(found), 'item', 'items')} {'are' if short[1:] else 'is'}"
        lacking = f"{len(short)} {of_items} not {' or '.join(required)} yet"
        output.echo_status(f"not met: {lacking}" if short else "met")
    click.get_current_context().exit(1 if short else 0)


@command("why", "dossier(group.state, group.judgement(), item, Audience.SECRETARIAT)")
@click.argument("target", metavar="TEXT", shell_complete=options.complete_target)
@options.text("--rule", metavar="RULE", help="Use this rule, for this command only.")
@options.flag("--wordings", help="Show only who supports which wording.")
@audience_option("secretariat")
def why(target: str, rule: str, wordings: bool, audience: str) -> None:
    """Why a text has its status, and what would change it.

    The output has the text, the reasons for its status, what could change the status, the positions
    of members, and the history of the text. --rule tries another rule, and records nothing.

    --wordings shows who supports which wording, who could live with several wordings, and whom to
    consult. A wording is an option of a bracket, an option of a conflict, or an amendment in a
    conflict. An option stays in the list even if nobody supports it any more.

      consensus why A17 --json
      consensus why 5 --rule "consensus_minus(1)"
      consensus why 5 --wordings --audience public
    """
    if wordings:
        if rule:
            raise click.UsageError("--wordings goes without --rule")
        from consensus.cli.analyse import print_wordings

        print_wordings(target, Audience(audience))
        return
    from consensus.reports.dossier import dossier

    with reading() as group:
        found = find_target(group.state, target)
        waiting = tuple(map(output.with_commands, reports.explain_waiting(group.state, found)))
        informal = group.informal_words() if Audience(audience).sees_all else {}
        seen_by = effective_audience(group.state, audience)
        shown = dossier(group.state, group.judgement(rule), found, seen_by)
    lines: tuple[SupersededLine, ...] = ()
    if shown.settled_apart and not output.is_json():
        with reading_with_commands() as whole:
            lines = tuple(each for each in whole.superseded if each.id in shown.settled_apart)
    print_dossier(shown, lines, waiting[bool(shown.settled_apart) :])
    if not output.is_json():
        output.write_section("Said informally, for no paper", informal.get(found, ()))


def print_dossier(
    shown: Dossier, settled_apart: Sequence[SupersededLine] = (), waiting: tuple[str, ...] = ()
) -> None:
    """Prints a dossier as data, or for people with what waits for a choice since copies joined."""
    if output.is_json():
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
            f"step {each.id}{f' by {each.line.by}' if each.line.by else ''}:"
            f" {'; '.join((*each.line.sentences, *each.would_read))}"
            for each in settled_apart
        ],
    )
    output.write_section("Waits to be settled since copies were joined", waiting)
    for heading, sentences in dossier_sections(shown):
        output.write_section(heading, _positions(shown) if heading == "Positions" else sentences)
    if shown.withheld.counts:
        output.echo_status(shown.withheld.sentence())


def _positions(shown: Dossier) -> Iterator[str]:
    for stance in shown.stances:
        yield stance.heading
        told = stance.sentences(lambda handle: shown.names_of([handle]))
        yield from (f"  {one_line(each)}" for each in told)
    if shown.no_position:
        yield f"{shown.no_position_heading}: {', '.join(shown.no_position)}"


@command("next", "next_items(group.state, group.judgement(), drafts)")
@options.member("--member", help="Only texts that need the position of this member.")
@options.limit()
@options.only_draft
@options.flag("--consult", help="List whom to consult, at most 10 of each kind.")
def next_items(member: str, limit: int | None, draft: str, consult: bool) -> None:
    """What to discuss next; --consult: whom to consult.

    The list begins with texts that need only the decision of the Chair, and amendments that can be
    merged. Texts that are close to agreement follow. Then come texts that are not ready, such as
    those with undecided amendments. Last come overdue work, deferred texts, and entries of the
    inbox that have no place yet.

    --consult lists the members to consult. It begins with members that alone stop a text. Members
    that could live with several conflicting amendments follow. To see more about one text, use
    'consensus why --wordings'.

      consensus next -n 5
      consensus next --member ALV --json
      consensus next --consult
    """
    if consult:
        if member:
            raise click.UsageError("--consult goes without --member")
        from consensus.cli.analyse import print_calls

        print_calls(draft, limit or 10)
        return
    from consensus.reports.next_items import next_items as ranked

    with reading() as group:
        state = group.state
        code = find_member(state, member) if member else ""
        today = group.now().date()
        drafts = [find_draft(state, draft)] if draft else list(state.drafts)
        found = ranked(state, group.judgement(), drafts, code, today)[:limit]
        said = group.informal_words()
    output.write_list(
        "next",
        found,
        "label,what=handle,because_it_is,reason",
        "there is nothing to take up",
        because_it_is=lambda each: each.rank.words,
        reason=lambda each: "; informally: ".join((each.reason, *said.get(each.id, ()))),
    )
