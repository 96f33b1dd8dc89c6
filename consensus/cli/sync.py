"""`consensus sync`: exchanging steps with another copy, and what no longer applies after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from consensus.cli import options, output
from consensus.cli.context import add_fields, reading_with_commands, record_context
from consensus.cli.framework import Noun
from consensus.cli.recording import confirm, print_begun, print_step, recording
from consensus.errors import Rejected
from consensus.history.operations.corrections import SettleOvertaken
from consensus.reports.history import HistoryLine, describe
from consensus.reports.json import plain
from consensus.reports.overtaken import WithheldBodies
from consensus.text.display import count_noun, one_line

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from consensus.working_group.sync import SyncReport

_MEBIBYTE = 1024 * 1024

_most = click.option(
    "--max-size",
    "most",
    type=click.IntRange(1),
    default=512,
    show_default=True,
    metavar="MIB",
    help="Refuse to receive more than this, in MiB.",
)
_erase = options.number(
    "--erase",
    metavar="N",
    help="Erase the parts of steps that were redacted. N must be their number.",
)


sync = Noun("sync", help="Exchange steps with another copy.")


@sync.records_itself("run OTHER", "group.sync('other.consensus')")
@options.flag("--pull", help="Do not change the other copy.")
@_erase
@_most
def run(other: str, pull: bool, erase: int | None, most: int) -> None:
    """Exchange steps with another copy, in both directions.

    Afterwards both copies have every step, in the same order. Each copy receives either all steps
    or none. If a step of one copy contradicts an earlier step of the other copy, the later step is
    superseded. 'consensus sync list --help' says what to do then, and what to do if the copies
    decided, merged or edited the same text differently.

    If words were redacted in one copy, both copies then hide them. The command lists the parts of
    steps that have the words. It erases the words when you confirm. On a terminal it asks you; in a
    script, give --erase with the number of these parts. Until then the words are hidden, but not
    erased: see 'consensus history redact --waiting'.

      consensus sync run /media/stick/panel.consensus
      consensus sync run other.consensus --dry-run --json
      consensus sync run other.consensus --erase 3
    """
    place = record_context().place()
    are_files = all(Path(each).is_file() for each in (other, place))
    if other == place or (are_files and Path(other).samefile(place)):
        raise Rejected(f"{other} is this file itself, so there is nothing to exchange")
    with recording(tries_itself=True) as group:
        _take_in(partial(group.sync, other, pull=pull), erase, most)


@sync.shows("export PATH", "group.export_steps()")
@options.text("--since", metavar="HASH-OR-STEP", help="The last step that the receiver has.")
def bundle(path: str, since: str) -> None:
    """Write steps to a file.

    The file has all recorded steps, and also what was said in confidence. It has no private notes.
    It has no redacted words, not even words that this copy only hides. To send only new steps, give
    --since with the last step that the receiver has.

      consensus sync export friday.bundle --since 5f2c9a…
    """
    if Path(path).exists():
        raise click.UsageError(f"{path} is there already; choose another name")
    if output.is_json() and not output.is_file(path):
        raise click.UsageError("with --json the steps do not go to stdout; name a file")
    with reading_with_commands() as group:
        content = group.export_steps(since)
    output.deliver(content, path)
    if output.is_json():
        output.write_json({"file": path, "bytes": len(content)})


@sync.records_itself("import", "group.import_steps(Path('friday.bundle').read_bytes())")
@click.argument("path", type=click.Path(path_type=Path))
@options.flag("--new", help="Begin a copy in the new file that -f names.")
@_erase
@_most
def unbundle(path: Path, new: bool, erase: int | None, most: int) -> None:
    """Import steps from a file.

    The command works like 'consensus sync run --pull', also for redacted words. If the file is
    damaged, or is of another working group, the command imports nothing.

      consensus sync import friday.bundle
      consensus -f panel.consensus sync import all.bundle --new
    """
    from consensus.working_group import WorkingGroup

    if path.stat().st_size > most * _MEBIBYTE:
        raise click.UsageError(f"{path} has more than {most} MiB; allow more with --max-size")
    content = path.read_bytes()
    if new:
        if record_context().is_dry_run or erase is not None or not record_context().file:
            raise click.UsageError("--new makes the file that -f names, so it needs -f alone")
        place = record_context().file
        with WorkingGroup.from_steps(place, content, most_bytes=most * _MEBIBYTE) as made:
            steps = made.steps()
            told = f"a copy of {made.title} with {count_noun(len(steps), 'step', 'steps')}"
            print_begun(place, steps[-1].id, told, came_in=len(steps))
        return
    with recording(tries_itself=True) as group:
        _take_in(partial(group.import_steps, content), erase, most)


def _take_in(join: Callable[..., SyncReport], erase: int | None, most: int) -> None:
    """Imports another copy by `join`; asks before bodies are erased."""
    context = record_context()
    join = partial(join, dry_run=bool(context.is_dry_run), most_bytes=most * _MEBIBYTE)
    report = join(erase=erase)
    if context.is_json:
        add_fields({"dry_run": bool(context.is_dry_run), **plain(report)})
        return
    _print_report(report, context.is_dry_run)
    count = sum(len(each.bodies) for each in report.withheld)
    if not count:
        return
    if context.is_dry_run:
        told = "would erase them; without it they are kept, shown nowhere"
        output.echo_status(f"'--erase {count}' {told}")
        return
    question = f"Erase the words of {_bodies(count)} for good?"
    if output.is_interactive() and click.confirm(question, err=True):
        output.echo_status(f"{_bodies(join(erase=count).erased)} erased")
        return
    output.echo_status(
        f"they are kept, shown nowhere; the same with '--erase {count}' erases them, and"
        " 'consensus history redact --waiting' lists those of this file"
    )


def _print_report(report: SyncReport, dry_run: bool) -> None:
    came, went, are = ("would come", "would go", "would be") if dry_run else ("came", "went", "are")
    out = f", {count_noun(report.went_out, 'step', 'steps')} {went} out" if report.went_out else ""
    output.write(f"{count_noun(report.came_in, 'step', 'steps')} {came} in{out}")
    if report.joined:
        output.echo_status(f"both copies had new steps, and {are} joined")
    for renamed in report.renamed:
        output.echo_status(
            f"two things were called {renamed.was}: the later one is {renamed.now} from now on"
        )
    output.echo_findings(report.findings)
    if report.erased:
        output.echo_status(f"{_bodies(report.erased)} erased")
    print_withheld(report.withheld, f" of {report.bodies}")
    for each in report.overtaken:
        if not each.rivals:
            reasons = "; ".join(each.reasons)
            output.echo_status(f"step {each.step} does not apply any more: {reasons}")
    for line in report.choices:
        by = f" by {line.line.by}" if line.line.by else ""
        output.echo_status(f"step {line.id}{by} waits for a choice: {'; '.join(line.reasons)}")
        for sentence in (*line.line.sentences, *line.would_read):
            output.echo_status(f"  {one_line(sentence)}")
    if report.settled_apart:
        names = ", ".join(report.settled_apart)
        output.echo_status(f"text and status of {names} are those from before, until one is chosen")
    if report.overtaken and not dry_run:
        output.echo_status("see 'consensus sync list' for what to do about it")


def print_withheld(withheld: Sequence[WithheldBodies], of: str = "") -> None:
    """Prints how many bodies are withheld until a user confirms that they are erased."""
    count = sum(len(each.bodies) for each in withheld)
    if not count:
        return
    output.echo_status(f"redactions take the words out of {_bodies(count)}{of}:")
    for each in withheld:
        by = f" by {each.by}" if each.by else ""
        reason = f": {one_line(each.reason)}" if each.reason else ""
        output.echo_status(
            f"  step {each.step}, {count_noun(len(each.bodies), 'part', 'parts')}, redacted{by} in"
            f" step {each.redaction}{reason}"
        )


def _bodies(count: int) -> str:
    return count_noun(count, "part of a step", "parts of steps")


@sync.shows("list", "group.superseded")
def list_() -> None:
    """List superseded steps.

    You can settle a superseded step in three ways. 'reapply' records it again. 'discard' leaves it
    out. 'consensus undo' undoes the step that it contradicts; then the superseded step applies.

    Sometimes the copies decided, merged or edited the same text differently. Then none of these
    steps applies, and the text keeps its earlier wording and status. 'reapply' chooses one step and
    discards the others.

      consensus sync list
    """
    with reading_with_commands() as group:
        lines = group.superseded
    if output.wrote_json({"overtaken": lines}):
        return
    for each in lines:
        part = f" ({each.rows} of {each.of} rows)" if each.rows < each.of else ""
        print_line(each.line, part, each.would_read)
        for reason in each.reasons:
            output.write(f"  does not apply: {one_line(reason)}")
        for rested in each.rests_on:
            output.write(f"  rested on: {one_line(rested)}")
    if not lines:
        output.echo_status("nothing waits to be settled")


def print_line(line: HistoryLine, note: str, more: Sequence[str] = ()) -> None:
    """Prints a step of the history, with a note on it and more sentences than its own."""
    where = f" in {line.meeting}" if line.meeting else ""
    by = f" by {line.by}" if line.by else ""
    output.write(f"{line.id}  {line.happened:%Y-%m-%d %H:%M}{where}{by}{note}", bold=True)
    for sentence in (*line.sentences, *more):
        output.write(f"  {one_line(sentence)}")


@sync.records("reapply STEP", "group.reapply('019cafe0-5c1a')")
@options.text("--reason", help="Why.")
def reapply(group: WorkingGroup, step: str, reason: str) -> None:
    """Record a superseded step again.

    If several steps settled the same text differently, the command chooses this step and discards
    the others. The step keeps its time, its meeting and its handles. A position remains a position
    on the wording that it was about.

      consensus sync reapply 019cafe0-5c1a
    """
    try:
        recorded = group.reapply(step, reason)
    except Rejected as refused:
        anew = f"leave it out with 'consensus sync discard {step} REASON', and record it anew"
        raise Rejected(*refused.reasons, anew) from None
    settled = [recorded.operation(each) for each in range(1, len(recorded.bodies))]
    _, *others = [each.step for each in settled if isinstance(each, SettleOvertaken)]
    discarded = "".join(f"; discarded: step {each}" for each in others)
    print_step(recorded, f"recorded again: step {step}{discarded}")


@sync.records("discard STEP REASON", "group.discard('019cafe0-5c1a', 'asked again')")
def discard(group: WorkingGroup, step: str, reason: str) -> None:
    """Leave out a superseded step, with a reason.

    The command shows the step and asks for confirmation. In a script, give --yes.

      consensus sync discard 019cafe0-5c1a "the member was asked again" --yes
    """
    kept = {each.id for _, made in group.applied() for each in made}
    lines = [
        describe(each, [one for one in made if one.id not in kept], group.state, is_aloud=True)
        for each, made, _ in group.history()
        if each.id in group.state.overtaken and each.id.startswith(step)
    ]
    did = "; ".join(sentence for line in lines for sentence in line.sentences)
    if lines:
        confirm(f"This leaves out: {did}. Continue?")
    print_step(group.discard(step, reason), f"discarded, step {step}: {did}")
