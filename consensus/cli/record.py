"""`consensus init`, `undo`, `history` and `file`: what was recorded, and copies of it."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import click

from consensus.cli import context, options, output
from consensus.cli.framework import Noun, as_json, command
from consensus.cli.recording import confirm, given_span, print_begun, print_step, recording, tried
from consensus.cli.sync import print_line, print_withheld
from consensus.errors import Rejected, StoreError
from consensus.finding import Finding, Severity
from consensus.history.operations.corrections import UndoStep
from consensus.history.snapshot import read_snapshot
from consensus.history.verify import SnapshotCheck, Verification, with_snapshot
from consensus.history.verify import verify as verify_steps
from consensus.model.lookup import find_meeting
from consensus.model.people import Style
from consensus.reports.history import describe
from consensus.reports.json import plain
from consensus.reports.meeting_record import recorded_before, recorded_in
from consensus.rules.expression import expression_of, parse_rule
from consensus.store import opening
from consensus.store.doctor import doctor as examine
from consensus.store.words import not_found, redacted_bodies
from consensus.text.display import aligned, count_noun, one_line
from consensus.working_group.log import check_count, find_step

# So many working groups are shown where a command is not named.
_MOST_SHOWN = 10


history = Noun("history", help="What was recorded.")


file = Noun("file", help="Copy, check and find files of working groups.")


@history.shows("verify", "group.verify()")
@options.text("--fingerprint", "head", metavar="HASH", help="The fingerprint you noted earlier.")
@options.file("--origin", help="The file of the other group, to test what was carried over.")
def verify(head: str, origin: str) -> None:
    """Check that nothing was altered.

    The command prints a fingerprint. Keep a copy of it outside the file. If you give it later with
    --fingerprint, the command also proves that nobody removed the last steps.

    If a snapshot of the file is cached, the command compares it with the steps. It lists steps
    whose time is doubtful, because a clock was set back or is fast. The exit code is 1 if something
    was altered or cannot be read.

      consensus history verify --fingerprint 5f2c…
      consensus history verify --origin earlier-group.consensus
    """
    if context.record_context().as_of:
        raise click.UsageError("the whole file is checked, as it is now; leave out --as-of")
    # Read as it lies there: what cannot be replayed any more is what this is to find.
    with closing(opening.open_store(context.record_context().place(), read_only=True)) as store:
        found = verify_steps(store.read_stored(), head, now=datetime.now(UTC))
        found = with_snapshot(found, store.snapshot(read_snapshot), store)
    origins: tuple[Finding, ...] = ()
    if origin and found.is_intact:
        from consensus.working_group import WorkingGroup

        with context.reading_with_commands() as group, WorkingGroup.open(origin) as other:
            origins = group.check_origins(other)
    stands = found.is_intact and all(each.severity is Severity.NOTE for each in origins)
    if not output.wrote_json({"intact": stands, **plain(found), "origins": origins}):
        _print_proof(found)
        for finding in (*origins, *found.times):
            output.write(str(finding))
        if found.is_unreadable:
            output.echo_status(
                "unreadable; everything is as it was recorded, see 'consensus file check'"
            )
        else:
            altered = f"nothing was altered in {count_noun(found.steps, 'step', 'steps')}"
            output.echo_status(altered if stands else "not as it was recorded")
    click.get_current_context().exit(0 if stands else 1)


def _print_proof(found: Verification) -> None:
    output.write(f"{count_noun(found.steps, 'step', 'steps')}, fingerprint {found.head}")
    if found.redactions:
        of = len({step for step, _ in found.redactions})
        output.write(f"words of {count_noun(of, 'step', 'steps')} redacted")
    if found.snapshot is SnapshotCheck.AGREES:
        output.write("the kept snapshot agrees with the steps, which were replayed")
    if found.withheld:
        of = len({step for step, _ in found.withheld})
        output.write(
            f"words of {count_noun(of, 'step', 'steps')} redacted, and withheld until"
            " 'consensus history redact --erase' confirms the erasure"
        )
    for problem in found.problems:
        output.write(output.with_commands(str(problem)))
    if found.set_aside:
        aside = count_noun(len(found.set_aside), "operation", "operations")
        output.write(f"{aside} that cannot be read, set aside")


@file.records_itself("check", "doctor('panel.consensus', repair=True)")
@options.flag("--repair", help="Set unreadable steps aside, and remove useless remains.")
@options.text("--fingerprint", "head", metavar="HASH", help="The fingerprint you noted earlier.")
@as_json
def doctor(repair: bool, head: str, as_json: bool) -> None:
    """Check a file; --repair mends what it can.

    If a step cannot be read, --repair sets it aside, together with the steps that depend on it. A
    new step records this. --repair never changes an existing step. It also removes an unusable
    snapshot and the remains of redacted words. The exit code is 1 if something is wrong.

      consensus -f panel.consensus file check --repair
    """
    asked = context.record_context()
    if asked.as_of:
        raise click.UsageError("the whole file is checked, as it is now; leave out --as-of")
    repair &= not asked.is_dry_run
    found = examine(asked.place(), head=head, repair=repair, by=asked.user)
    wrong = any(each.severity is not Severity.NOTE for each in found)
    if as_json:
        output.write_json({"sound": not wrong, "findings": found})
    else:
        for each in found:
            output.write(str(each))
        nothing = "; nothing was recorded" if asked.is_dry_run else ""
        output.echo_status(("something is wrong" if wrong else "the file is in order") + nothing)
    click.get_current_context().exit(1 if wrong else 0)


@command("init", "WorkingGroup.create('panel.consensus', title='Panel')", records=True)
@options.text("--title", metavar="TITLE", help="The name of the working group.")
@click.option("--rule", show_default="set by --style", metavar="RULE", help="The group's rule.")
@click.option("--language", default="en", show_default=True, help="The language of its drafts.")
@click.option(
    "--notice", show_default="set by --style", metavar="TIME", help="The notice period: 24h or 2d."
)
@options.choice("--style", of=Style, default="plain", help="The style of summaries.")
@options.text("--parent", metavar="NAME", help="The body that the group is part of.")
@options.flag("--tables", help="Only create the tables of a database, or update them.")
def init(
    title: str, rule: str | None, notice: str | None, style: str, tables: bool, **more: Any
) -> None:
    """Create a working group in a new file or database.

    -f names the file. Without -f, the title gives the name of the file. In a database, ?group= at
    the end of the URL names the working group. Without ?group=, the title gives the name. The
    command creates missing tables, and updates old tables.

    --style sets the wording of summaries and of lists of decisions. It also sets the rule and the
    notice period, if you do not give them: un has consent() and 24h, ietf has rough_consensus(),
    iso has iso_consensus(). It also sets the audience policy, which says what papers show: ietf has
    its own, the others have that of the UN. You can change each later: with 'rule style', 'rule
    set', 'rule notice' and 'rule audience'; the help of 'rule notice' says what needs no notice.
    --parent is a name above that of the group in summaries.

      consensus init --title "Harbour panel"
      consensus -f panel.consensus init --title "Harbour panel" --rule "no_objection()"
      consensus init --title "Harbour panel" --style un --notice 48h
      consensus -f postgresql://localhost/secretariat init --title "Harbour panel"
      consensus -f postgresql://localhost/secretariat init --tables
    """
    from consensus.reports.summary.context import phrase
    from consensus.working_group import WorkingGroup

    if tables and context.record_context().is_dry_run:
        raise click.UsageError("--tables changes a database at once, so it has no --dry-run")
    if tables:
        opening.prepare_database(context.record_context().file)
        output.echo_status("the tables are up to date")
        return
    if not title:
        raise click.UsageError("say what the working group is called, with --title")
    asked = context.record_context()
    place = opening.with_name(asked.file or opening.file_name_for(title), opening.name_for(title))
    rule = phrase(style, "rule") if rule is None else rule
    rule_words = parse_rule(expression_of(rule)).sentence
    path = opening.file_of(place)
    if asked.is_dry_run and path is not None and path.exists():
        raise Rejected(f"{path} is there already; choose another name")
    with WorkingGroup.create(
        opening.IN_MEMORY if asked.is_dry_run else place,
        title=title,
        rule=rule,
        notice=None if notice is None else given_span(notice),
        style=style,
        **more,
        by=asked.user,
        happened=context.given_start(asked.at) if asked.at else None,
    ) as group:
        step = None if asked.is_dry_run else group.steps()[-1].id
    begun = "would begin; nothing was recorded" if asked.is_dry_run else "has begun"
    print_begun(
        opening.shown_place(place),
        step,
        f"{title} {begun}. Rule: {rule_words} ({rule})",
        title=title,
    )


@history.shows("list", "[describe(*each, ...) for each in group.history()]")
@options.limit()
@options.meeting("--meeting", help="Only steps of this meeting.")
@options.meeting("--before", help="Only steps before this meeting and after the previous meeting.")
def log(limit: int | None, meeting: str, before: str) -> None:
    """List the steps.

    consensus history list -n 10
    consensus history list --before M2
    """
    if meeting and before:
        raise click.UsageError("give --meeting or --before, not both")
    with context.reading() as group:
        steps = list(group.history())
        known = {each.id: (each, did) for each, did, _ in steps}
        if meeting:
            steps = list(recorded_in(steps, find_meeting(group.state, meeting)))
        elif before:
            steps = list(recorded_before(steps, find_meeting(group.state, before)))
        if limit is not None:
            steps = steps[-limit:]
        lines = [describe(*step[:2], group.state, step[2], known=known) for step in steps]
        head = group.head
    if output.wrote_json({"head": head, "steps": lines}):
        return
    for line in lines:
        print_line(line, " (undone)" if line.undone else " (does not apply)" * line.overtaken)
        if line.note:
            output.write(f"  note: {one_line(line.note)}")


@command("undo [STEP]", "group.undo()", records=True)
@options.text("--reason", help="Why.")
def undo(step: str, reason: str) -> None:
    """Undo the last step, or the step that you name.

    Without STEP, the command undoes your own last step (--user says who you are). It says what it
    undoes, and which results change. If another person recorded the step, it asks you first; in a
    script, give --yes. The history keeps the step and marks it as undone. If later steps depend on
    the step, the command undoes nothing and lists those steps.

      consensus undo
      consensus undo 019cafe0-5c1a --reason "recorded for the wrong member" --yes
    """
    with recording(shows_changes=True) as group:
        # What it made has its handle only in the state from before.
        known = {each.id: (each, did) for each, did, _ in group.history()}
        with tried(group):
            operation = group.undo(step, reason).operation(1)
        assert isinstance(operation, UndoStep)
        line = describe(*known[operation.step], group.state, known=known, is_aloud=True)
        did = "; ".join(line.sentences)
        if line.by != context.record_context().user:
            who = line.by or "somebody who gave no name"
            confirm(f"This takes back what {who} recorded: {did}. Continue?")
        recorded = group.undo(operation.step, reason)
        context.add_fields({"undone": operation.step, "sentences": line.sentences})
        print_step(recorded, f"undone, step {operation.step}: {did}")


@history.records_itself("redact", "group.redact('the words', reason='Chatham House rule')")
@click.argument("words", required=False)
@options.text("--step", help="Only in this step.")
@options.text("--reason", help="The reason. Do not repeat the redacted words.")
@options.flag("--waiting", help="List the parts of steps that are hidden, but not erased yet.")
@options.number(
    "--erase", type=click.IntRange(1), metavar="N", help="Erase all N parts that --waiting lists."
)
def redact(words: str | None, step: str, reason: str, waiting: bool, erase: int | None) -> None:
    """Erase words from the file; this cannot be undone.

    You can still verify the history. The verification lists the redaction. If you give - as WORDS,
    the command reads the words from stdin, and the history of the shell does not have them. At the
    end the command lists the private notes, backups and copies that still have the words. It looks
    only in the notes of this file and in the folder of the file.

    When you sync with a copy in which words were redacted, this copy hides the words. It erases
    them only when you confirm. --waiting lists the parts of steps that have the words. To confirm,
    give --erase with the number of these parts.

      consensus history redact "Ms. Example" --reason "Chatham House rule"
      consensus history redact - --step 019cafe0-5c1a --yes < words.txt
      consensus history redact --waiting
      consensus history redact --erase 3
    """
    asked = context.record_context()
    if (words is not None) + waiting + (erase is not None) != 1:
        raise click.UsageError("give the words, or --waiting, or --erase N")
    unused = {"--step": step, "--reason": reason, "--yes": asked.is_agreed and not asked.shared}
    if words is None and any(unused.values()):
        without = " or ".join(name for name, given in unused.items() if given)
        alone = "--waiting" if waiting else "--erase"
        raise click.UsageError(f"{alone} does not go with {without}")
    if waiting:
        _print_waiting()
        return
    wanted = context.given_text(words or "")
    with recording(tries_itself=True) as group:
        if erase is not None:
            if asked.is_dry_run:
                check_count(erase, sum(len(each.bodies) for each in group.withheld_bodies))
            else:
                group.erase_withheld(erase)
            context.add_fields({"erased": erase})
            parts = count_noun(erase, "part of a step", "parts of steps")
            context.say(f"{parts} {'would be ' * asked.is_dry_run}erased")
        elif asked.is_dry_run:
            steps = [find_step(group.steps(), step)] if step else group.steps()
            places = sum(1 for each in steps for _ in redacted_bodies(each, wanted, reason))
            if not places:
                raise not_found(wanted, group.steps(), step)
            context.add_fields({"places": places})
            context.say(f"would be taken out of {count_noun(places, 'place', 'places')}")
        else:
            confirm("The words will be gone for good. Continue?")
            done = group.redact(wanted, step, reason)
            context.add_fields({**plain(done), "sentences": done.sentences})
            print_step(done.step, f"taken out of {count_noun(done.places, 'place', 'places')}")
            for sentence in done.sentences:
                context.say(output.with_commands(sentence))


def _print_waiting() -> None:
    with context.reading_with_commands() as group:
        withheld = group.withheld_bodies
    if output.wrote_json({"withheld": withheld}):
        return
    print_withheld(withheld)
    if withheld:
        count = sum(len(each.bodies) for each in withheld)
        output.echo_status(
            f"they are kept, shown nowhere; 'consensus history redact --erase {count}' erases them"
        )
    else:
        output.echo_status("nothing waits to be erased")


@file.shows("list", "list_records('postgresql://localhost/secretariat')")
@click.argument("place", metavar="[FOLDER-OR-URL]", default="")
def working_groups(place: str) -> None:
    """List working groups in a folder.

    Without FOLDER-OR-URL, the command looks in the database that -f names. If -f names no database,
    it looks in this folder. To open a working group in a database, add ?group= and its name to the
    URL. If the URL has other options, add &group= instead.

      consensus file list postgresql://localhost/secretariat
      consensus -f 'postgresql://localhost/secretariat?group=harbour' status
    """
    given = context.record_context().file
    is_database = given and opening.file_of(given) is None
    output.write_list(
        "working_groups",
        opening.list_records(place or (given if is_database else ".")),
        "name,title,steps,recorded_last",
        "no working group is there",
        title=lambda each: each.title or each.problem,
        recorded_last=lambda each: each.recorded and each.recorded.astimezone(),
    )


def print_working_groups() -> None:
    """Prints the title and the totals of each working group here, a line each."""
    from consensus.working_group.queries import Queries

    places = context.record_context().places()
    lines = []
    for place in places[:_MOST_SHOWN]:
        try:
            with Queries.open(place) as group:
                counts = group.status().in_words.items()
                totals = ", ".join(f"{count} {name}" for name, count in counts if count)
                lines.append([opening.shown_place(place), group.title, totals or "no text yet"])
        except StoreError as error:
            lines.append([opening.shown_place(place), "", str(error)])
    output.write_section("Here", aligned(lines) or ["no working group yet"])
    if len(places) > len(lines):
        output.write(f"{len(places) - len(lines)} more: see 'consensus file list'")
    output.write("\n'consensus --help' lists all commands.")


@file.shows("copy", "copy_record('panel.consensus', 'copy.consensus')")
@click.argument("places", nargs=-1, required=True, metavar="[SOURCE] TARGET")
def copy(places: tuple[str, ...]) -> None:
    """Copy a working group to a file or database, and verify it.

    Without SOURCE, the command copies the file that -f names. Other people can continue to record.
    Every step keeps its hash, so you can still verify the copy with an older fingerprint. If the
    history was altered, the command copies nothing. The copy has no private notes, and does not
    have what the projector shows.

      consensus file copy copy-of-friday.consensus
      consensus file copy panel.consensus 'postgresql://localhost/secretariat?group=panel'
      consensus file copy 'postgresql://localhost/secretariat?group=panel' panel.consensus
    """
    *source, target = places
    if len(source) > 1:
        raise click.UsageError("there are more than two places; give the source and the copy")
    with context.progress("steps") as show:
        if context.record_context().as_of and not source:
            with context.reading_with_commands() as group:
                group.backup(target, show)
            with closing(opening.open_store(target, read_only=True)) as store:
                made = verify_steps(store.read_stored())
        else:
            made = opening.copy_record(
                source[0] if source else context.record_context().place(), target, show
            )
    place = opening.shown_place(target)
    if output.wrote_json({"file": place, "steps": made.steps, "head": made.head}):
        return
    output.write(place)
    steps = count_noun(made.steps, "step", "steps")
    output.echo_status(f"copied and unaltered: {steps}, fingerprint {made.head}")
