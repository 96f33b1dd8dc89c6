"""`consensus decision`, `package`, `consultation` and `silence`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from consensus.cli import options, output
from consensus.cli.context import given_text, record_context, warn
from consensus.cli.framework import Noun, report_options
from consensus.cli.output import picked
from consensus.cli.position import source_options
from consensus.cli.recording import confirm, named, print_step, retried, tried
from consensus.cli.report import print_reminders
from consensus.errors import NotFound, Rejected
from consensus.model import lookup
from consensus.model.counting import contested_on
from consensus.model.decisions import Decision, Outcome, Scope, Statement, StatementKind
from consensus.model.meetings import Forum
from consensus.model.state import State
from consensus.reports.audience import Audience, confided, marked
from consensus.reports.consultations import Course, consultations, silence_lines
from consensus.reports.decisions import annexed_before
from consensus.reports.json import plain
from consensus.reports.outline import moment
from consensus.reports.reminders import beyond_silence, consultation_reminder, silence_notice
from consensus.reports.status import explain_waiting
from consensus.reports.words import declared_words, join_names, unmet_words
from consensus.rules.reasons import dissent
from consensus.working_group.queries import Queries

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from consensus.working_group.recording import Made

KINDS = {each.value.split()[0]: each for each in [*StatementKind][:-1]}
KINDS["vote"] = StatementKind.VOTE


_words = partial(options.pairs, metavar="MEMBER=WORDS")


decision = Noun("decision", help="What the Chair declared.")


@decision.records("add", "group.decide(['3', '4'], 'agreed ad ref', pending=['KEL'])")
@options.text_arguments("targets", metavar="TARGET... OUTCOME")
@options.members("--pending", help="A member that must still confirm the agreement.")
@options.choice("--forum", of=Forum, help="The forum. By default the forum of the meeting.")
@options.choice("--scope", of=Scope, help="What the decision covers. By default the texts.")
@options.text("--reason", help="Why. Needed to defer, and to agree over an objection.")
@click.option("--due", type=options.Day(), help="For a deferral: the day to discuss it again.")
@options.flag("--no-objection", "no_objection_heard", help="The Chair asked, and nobody objected.")
@options.flag("--without-brackets", help="For a package: no brackets around opposed words.")
@options.text("--tried", help="What was tried. Needed for no consensus.")
@options.text("--level", help="The level of agreement, of the body's own list (rule levels).")
@_words("--reservation", "reservations", help="A member that objects joins, with these words.")
@_words("--dissociation", "dissociations", help="A member that objects dissociates itself.")
@source_options
def record(group: WorkingGroup, targets: tuple[str, ...], **declared: Any) -> None:
    """Record a decision.

    OUTCOME is agreed, agreed ad ref, adopted, deferred, withdrawn, rejected, no consensus or
    reopened. Only a decision closes a text; a count of positions never closes it. If a package is
    agreed, its amendments are merged completely. If a draft is agreed, its rejected and withdrawn
    items keep that status.

    If there is no consensus, the text remains as it is, with its brackets and amendments. They are
    no longer counted as open.

    If a member objects, and the rule permits no objection, you have a choice:

      --reservation    the member joins; confidential if its objection was confidential
      --dissociation   the member dissociates itself, and stands aside
      --reason         the Chair declares agreement in spite of the objection; reports say so
      other            put words in brackets, or defer or reject the text

    The command asks before it records a decision over an objection, or with the position of a
    member reserved that is not to confirm it (--pending); in a script, give --yes.

      consensus decision add 3 agreed
      consensus decision add 4 5 agreed ad ref --pending KEL --forum informals
      consensus decision add 10 deferred --reason "awaits an answer" --due 2017-05-04
      consensus decision add 7 no-consensus --tried "three meetings and a consultation"
      consensus decision add 5 agreed --reservation PLG="understood as voluntary"
      consensus decision add 5 agreed --dissociation PLG="no" --source written --document L2
    """
    names, outcome = _targets_and_outcome(targets)
    due = declared["due"]
    if due and outcome not in (Outcome.DEFERRED, Outcome.AGREED_AD_REF):
        raise click.UsageError(f"--due goes with deferred or agreed ad ref, not with {outcome}")
    is_sourced = declared["document"] or declared["source"] != "floor"
    if is_sourced and not (declared["reservations"] or declared["dissociations"]):
        raise click.UsageError("--source and --document go with --reservation or --dissociation")
    decide = partial(group.decide, names, outcome, **declared)
    step = _decided(group, decide, Outcome(outcome).closes)
    state, made, handle = group.state, step.made, step.handle
    awaited = f", awaiting confirmation by {', '.join(made.pending)}" if made.pending else ""
    whole = set(made.ruled) == set(made.targets)
    chair = "the Chair declared " if whole else ""
    ruled = join_names([state.name_of(each) for each in made.ruled])
    part = f", {ruled} by the Chair's ruling" if made.ruled and not whole else ""
    over = _named(state, made, made.over, made.over_on)
    dissenting = dissent(over, len(made.over), bool(made.ruled))
    statements = _beside(state, made)
    beside = "".join(f", with the {each.kind} of {each.member}" for each in statements)
    in_full = declared_words(state, made.targets, made.outcome)
    what = f"{named(group, *names)} {made.outcome if made.pending else in_full}"
    level = f" ({made.level})" if made.level else ""
    said = f"{chair}{what}{level}{part}{beside}{dissenting}{awaited}"
    print_step(step, f"{handle}: {said}", handle)
    for remark in _remarks(group, made, names[0]):
        output.echo_status(remark)
    if due and due < made.happened.date():
        warn(f"{due} is over already, so it is listed as due from now on")


def _decided(
    group: WorkingGroup, decide: Callable[[], Made[Decision]], closes: bool
) -> Made[Decision]:
    """Records a decision; asks before over whose objection, with nothing held open meanwhile."""
    if not closes or record_context().is_agreed or record_context().is_dry_run:
        return decide()
    with tried(group):
        made = decide().made
        seen = _agreed_to(group.state, made)
        shown = _named(group.state, made, made.over, made.over_on)
        # Who is still to confirm it says so itself.
        holding = [each for each in made.holding if each not in made.pending]
        held = _named(group.state, made, holding, made.holding_on)
    against = [f"over the objection of {shown}"] if shown else []
    against += [f"with the position reserved by {held}"] if held else []
    if against:
        how = ", ".join(against)
        confirm(f"Record this decision {how}?", f"the decision would be {how}")

    def record_as_shown() -> Made[Decision]:
        with group.atomic():
            step = decide()
            now = _agreed_to(group.state, step.made)
            if changed := join_names([what for what in seen if now[what] != seen[what]]):
                again = "look and give the command again"
                raise Rejected(f"something changed meanwhile: {changed}; {again}")
        return step

    return retried(record_as_shown)


def _agreed_to(state: State, made: Decision) -> dict[str, object]:
    """Returns what is agreed to, by its name; new versions have another id at each try."""
    versions = [state.versions[each] for each in made.versions if each in state.versions]
    over = _named(state, made, made.over, made.over_on)
    return {
        "the text": (made.targets, [(e.number, e.wording.notation()) for e in versions]),
        "the open amendments": [e.id for on in made.targets for e in state.open_amendments(on)],
        "who objects": (over, [made.over_on(each) for each in made.targets]),
        "who reserves a position": [made.holding_on(each) for each in made.targets],
        "whether the rule is met": (made.unmet, made.unmet_each, made.ruled),
    }


def _named(
    state: State, made: Decision, members: Sequence[str], on: Callable[[str], Sequence[str]]
) -> str:
    """Returns members, marked where they spoke in confidence; of several texts, on which."""
    notes: dict[str, str] = {}
    for target in made.targets:
        about = f" on {state.handle_of(target)}" if len(made.targets) > 1 else ""
        for each in set(made.in_confidence.get(target, ())).intersection(on(target)):
            note = confided(state, target).get(each, "in confidence") + about
            notes[each] = f"{notes[each]}, {note}" if each in notes else note
    return join_names([marked(each, notes) for each in members])


def _remarks(group: Queries, made: Decision, name: str) -> Iterator[str]:
    # Loaded already by what records a decision, and not needed to list them.
    from consensus.working_group.decisions import is_spoken_of

    state, judgement = group.state, group.judgement()
    if (draft := lookup.find(state, name)) in state.drafts:
        yield from _of_a_draft(state, draft, made)
    for target, members in made.without.items():
        waited = f"confirmation by {join_names(members)} was awaited, and is no longer"
        yield f"{state.handle_of(target)}: {waited}"
    for target in made.targets if made.outcome is Outcome.REOPENED else ():
        if lost := annexed_before(state, target):
            who = join_names([*dict.fromkeys(each.member for each in lost)])
            again = f"the statements for the annex of {who} are annexed only if they are made again"
            yield f"{state.handle_of(target)}: {again}"
    if hidden := [each.member for each in _beside(state, made) if each.in_confidence]:
        yield f"what {join_names(hidden)} put on record is for the secretariat"
    if unmet := unmet_words(made, state.handle_of):
        yield f"although {unmet}"
    for target in made.targets:
        for sentence in explain_waiting(state, target):
            yield f"{state.handle_of(target)}: {output.with_commands(sentence)}"
        if made.outcome.closes and (early := judgement.not_introduced(target)):
            yield f"{state.handle_of(target)} is {early.sentence()}"
    if made.holding:
        yield f"with the position reserved by {_named(state, made, made.holding, made.holding_on)}"
    asked = "" if made.meeting else "; no meeting is open in which the Chair could ask"
    spoken = (contested_on(state, e) or is_spoken_of(state, judgement, e) for e in made.targets)
    if made.no_objection_heard:
        yield "no objection heard" + (asked if made.unmet else "")
    elif asked and made.outcome.closes and not any(spoken):
        yield "nobody spoke on it" + (asked if made.unmet else "")
    handles = {state.handle_of(target): state.name_of(target) for target in made.targets}
    for each in silence_lines(state, made.happened):
        if each.target in handles and each.course is Course.RUNNING:
            ends = f"is still running until {moment(each.deadline)}"
            then = "; an objection now is a request to reopen" if made.closes else ""
            yield f"{each.handle} on {handles[each.target]} {ends}{then}"


def _beside(state: State, made: Decision) -> list[Statement]:
    return [each for each in state.statements.values() if each.decision == made.id]


def _of_a_draft(state: State, draft: str, made: Decision) -> Iterator[str]:
    decided = {each: state.decided[each] for each in made.targets}
    said = {each: [state.decisions[one].outcome for one in decided[each]] for each in decided}
    amended = {each: filter(state.is_open, state.open_amendments(each)) for each in said}
    found = {
        "decided": made.targets,
        "deferred until then": [each for each in said if Outcome.DEFERRED in said[each][-2:-1]],
        "with open amendments": [each for each in said if any(amended[each])],
        "with brackets left": [*filter(state.brackets_in, said)],
    }
    for words in filter(found.get, found):
        yield f"{words}: {', '.join(map(state.handle_of, found[words]))}"
    last = {each.handle: state.last_decision(each.id) for each in state.walk(draft)}
    left = [f"{each} ({one.outcome})" for each, one in last.items() if one and one.gives_up]
    if left and made.outcome.closes:
        yield f"left as they are: {', '.join(left)}"


def _targets_and_outcome(words: tuple[str, ...]) -> tuple[list[str], str]:
    for count in (3, 2, 1):
        outcome = " ".join(words[-count:]).casefold().replace("-", " ")
        if outcome in list(Outcome):
            if len(words) <= count:
                raise click.UsageError("name what it was declared of before the outcome")
            return list(words[:-count]), outcome
    raise click.UsageError(f"the outcome comes last and is one of {', '.join(Outcome)}")


@decision.records("confirm DECISION MEMBER", "group.confirm_decision('8', 'KEL')")
@options.text("--note", help="What the member said.")
def confirm_(group: WorkingGroup, decision: str, member: str, note: str) -> None:
    """Record the confirmation of a member.

    consensus decision confirm DEC12 KEL --note "confirmed by e-mail"
    """
    step = group.confirm_decision(decision, member, note)
    print_step(step, f"{member} confirmed {named(group, decision)}")


@decision.records("statement DECISION MEMBER", "group.make_statement('3', 'ALV', 'reservation')")
@click.argument("kind", type=click.Choice(list(KINDS)), metavar="KIND")
@click.argument("text", default="")
@options.flag("--annex", "annexed", help="The member agrees that its words are in the annex.")
@options.flag("--before", help="It was made before the vote, or before the decision.")
def statement(
    group: WorkingGroup, decision: str, member: str, kind: str, text: str, **more: Any
) -> None:
    """Record the statement of a member on a decision.

    KIND is explanation (of position), vote (explanation of vote), reservation, dissociation or
    minority. Where several texts were decided together, a statement beside one of them is on that
    one, and one beside DEC4 is on all. 'report statements' prints them in the members' own words.

    With --annex, the words go into an annex of the final report as they are. Nobody can edit them.
    A later statement of the same member and kind replaces them. After the deadline of the draft
    (draft set --statements-due), such a statement is refused.

      consensus decision statement 3 ALV reservation "on the second sentence"
      consensus decision statement 7 ALV minority "We wanted a deadline." --annex
      consensus decision statement 5 MER vote "We voted yes." --before
      consensus decision statement DEC4 DOL dissociation
    """
    step = group.make_statement(decision, member, KINDS[kind], given_text(text), **more)
    annex = ", for the annex" if step.made.annexed else ""
    print_step(step, f"{member} beside {named(group, decision)}: {step.made.words}{annex}")
    if step.made.in_confidence:
        output.echo_status(f"what {member} put on record is for the secretariat")


_AS_STORED = (
    *("scope", "forum", "pending", "present", "absent", "over", "holding", "unmet", "reason"),
    *("no_objection_heard", "happened", "due", "unmet_each", "tried", "level"),
)


@decision.lists("list", "group.state.decisions", "decisions")
@options.flag("--pending", help="Only decisions that await a confirmation.")
@report_options(audience=None)
def list_decisions(group: Queries, pending: bool) -> None:
    """List decisions.

    consensus decision list --pending --json
    consensus decision list --audience members -o decisions.docx
    """
    state = group.state
    rows: list[dict[str, Any]] = [
        {
            **picked(each, "handle", "outcome"),
            "targets": [state.handle_of(target) for target in each.targets],
            **picked(each, *_AS_STORED),
            "replaced_by": (last := _replaced_by(state, each)),
            "pending": [] if last else each.pending,
            "silent": [state.handle_of(target) for target in each.silent],
            "answered_by": [state.handle_of(amendment) for amendment in each.answered_by],
            "statements": _beside(state, each),
        }
        for each in state.decisions.values()
        if not pending or (each.pending and each in map(state.last_decision, each.targets))
    ]
    # Outside meetings a decision is put down to the committee, unless another forum was named.
    where = {
        each.handle: each.forum if each.meeting or each.forum is not Forum.COMMITTEE else ""
        for each in state.decisions.values()
    }
    output.write_list(
        "decisions",
        rows,
        "decision=handle,of=targets,outcome,where,when=happened,pending,over,reason",
        "there is no such decision",
        outcome=lambda row: ", replaced by ".join(
            (row["outcome"] + (row["level"] and f" ({row['level']})"), *row["replaced_by"])
        ),
        where=lambda row: where[row["handle"]],
        reason=lambda row: row["reason"] or row["tried"],
    )


def _replaced_by(state: State, decision: Decision) -> list[str]:
    """Returns the handles of the last decisions on its targets; none while it holds for any."""
    last = dict.fromkeys(state.decided[each][-1] for each in decision.targets)
    return [] if decision.id in last else [state.handle_of(each) for each in last]


@decision.noun("package")
def package() -> None:
    """Packages: texts that are agreed together.

    One decision covers all of them or none.
    """


@package.records("add TITLE", "group.propose_package('Access and review', ['9', '14'], ['A28'])")
@options.listed("--on", required=True, shell_complete=options.complete_item, help="An item.")
@options.amendments("--amendment", help="An amendment of the package.")
def propose(group: WorkingGroup, title: str, on: list[str], amendment: list[str]) -> None:
    """Propose a package.

    consensus decision package add "Access and review" --on 9,14 --amendment A28
    """
    step = group.propose_package(title, on, amendment)
    print_step(step, f"{step.handle} is proposed: {title}", step.handle)


@package.reads("show [PACKAGE]", "group.state.packages, group.verdict('PKG1')")
def show_package(group: Queries, package: str) -> None:
    """Show packages.

    consensus decision package show PKG1 --json
    """
    state = group.state
    chosen = [lookup.find(state, package)] if package else list(state.packages)
    if not set(chosen) <= set(state.packages):
        raise NotFound(f"{package} is no package")
    rows: list[dict[str, Any]] = [
        {
            **picked(each, "handle", "title", "state"),
            "status": (verdict := group.judgement().verdict(each.id, False)).status,
            "standing": verdict.standing,
            "items": [state.handle_of(item) for item in each.items],
            "amendments": [state.handle_of(amendment) for amendment in each.amendments],
        }
        for each in (state.packages[one] for one in chosen)
    ]
    output.write_list(
        "packages",
        rows,
        "package=handle,title,status=standing,items,amendments",
        "no package is proposed",
    )


@click.group("consultation", cls=Noun)
def consultation() -> None:
    """Informal consultations.

    A consultation decides nothing. When it has an outcome, record a decision, an amendment or
    positions.
    """


@consultation.records("open", "group.open_consultation(['3', '4'], facilitator='MER', due=due)")
@options.text_arguments("items")
@options.text("--facilitator", help="Who leads it: a name or the code of a member.")
@options.members("--with", "participants", help="Who takes part.")
@options.due()
@options.text("--reason", "purpose", help="What the consultation should find.")
def open_consultation(group: WorkingGroup, items: tuple[str, ...], **more: Any) -> None:
    """Open a consultation on items.

    consensus consultation open 3 --facilitator MER --due 2026-03-05T18:00
    consensus consultation open 3 A17 --with ALV,BRE --reason "a word between the two"
    """
    step = group.open_consultation(items, **more)
    print_step(step, f"{step.handle} is opened on {named(group, *items)}", step.handle)


@consultation.records("close CONSULTATION OUTCOME", "group.report_back('CON1', 'both accept A17')")
def close(group: WorkingGroup, consultation: str, outcome: str) -> None:
    """Record the outcome of a consultation.

    CONSULTATION is a handle. If only one consultation on a text is open, it can also be the text.

      consensus consultation close CON1 "both can live with A17"
    """
    found = group.state.consultations[lookup.find_consultation(group.state, consultation)]
    step = group.report_back(consultation, outcome)
    on = named(group, *found.items)
    print_step(step, f"{found.handle} on {on} reported back: {outcome}")


@consultation.lists("list", "consultations(group.state, now).consultations", "consultations")
@options.flag("--open", "open_only", help="Only consultations that have not reported back.")
@report_options(audience=None)
def list_consultations(group: Queries, open_only: bool) -> None:
    """List consultations.

    consensus consultation list --open --json
    consensus consultation list --audience members -o consultations.docx
    """
    found = consultations(group.state, group.now(), Audience.SECRETARIAT, open_only)
    output.write_list(
        "consultations",
        found.consultations,
        "consultation=handle,on=items,facilitator,participants,reports_back,outcome",
        "there is no consultation",
        reports_back=lambda each: (
            moment(each.due if each.goes_on else None) + " (overdue)" * each.is_overdue
        ),
    )


@consultation.reads("show CONSULTATION", "group.state.consultations[group.state.handles['CON1']]")
def show_consultation(group: Queries, consultation: str) -> None:
    """Show a consultation.

    consensus consultation show CON1
    """
    found = group.state.consultations[lookup.find_consultation(group.state, consultation)]
    every = consultations(group.state, group.now(), Audience.SECRETARIAT).consultations
    (line,) = (each for each in every if each.handle == found.handle)
    if output.wrote_json(line):
        return
    output.write(f"{line.handle} on {', '.join(line.items)}", bold=True)
    told = {
        **output.picked(line, "purpose", "facilitator"),
        "participants": ", ".join(line.participants),
        "opened": f"{line.opened:%Y-%m-%d %H:%M}",
        "reports back by": moment(line.due),
        "reported back": f"{line.reported:%Y-%m-%d %H:%M}" if line.reported else "",
        "outcome": line.outcome,
    }
    for what in filter(told.get, told):
        output.write(f"{what}: {told[what]}")
    if line.is_overdue:
        output.echo_status("it is overdue")


@consultation.reads("remind [CONSULTATIONS...]", "consultation_reminder(group.state, each, now)")
def remind(group: Queries, consultations: list[str]) -> None:
    """Write reminders to those who lead consultations.

    Without CONSULTATIONS, there is a reminder for each overdue consultation. Nothing is sent.

      consensus consultation remind CON1
    """
    state, now = group.state, group.now()
    chosen = [state.consultations[lookup.find_consultation(state, each)] for each in consultations]
    overdue = (each for each in state.consultations.values() if each.is_overdue(now))
    print_reminders(group, consultation_reminder, chosen or overdue)


silence = Noun("silence", help="Silence procedures.")


@silence.records("open", "group.open_silence(['3', '4'], hours=72)")
@options.text_arguments("targets")
@click.option("--hours", type=click.IntRange(min=1), help="How long the silence procedure lasts.")
@options.due("deadline")
def open_silence(group: WorkingGroup, targets: tuple[str, ...], **lasting: Any) -> None:
    """Start a silence procedure.

    The rule silence(hours=72), for example, requires a silence procedure. A change of the text ends
    the silence.

      consensus silence open 3 4 --hours 72
      consensus silence open A17 --due 2026-03-05T18:00+01:00
    """
    if (lasting["hours"] is None) == (lasting["deadline"] is None):
        raise click.UsageError("say how long it lasts with --hours, or its deadline with --due")
    step = group.open_silence(targets, **lasting)
    lapses = moment(step.made.deadline)
    print_step(step, f"silence on {named(group, *targets)} until {lapses}", step.handle)
    for target in targets:
        why = beyond_silence(group.state, lookup.find_target(group.state, target), group.now())
        if why:
            warn(f"silence alone does not make {named(group, target)} agreed: {why}")


@silence.records("break SILENCE MEMBER", "group.break_silence('SP1', 'MER', 'why')")
@options.text("--reason", help="Why, in the member's words.")
@options.texts("--on", "targets", help="The texts that the member objects to. By default all.")
def break_(group: WorkingGroup, silence: str, member: str, **said: Any) -> None:
    """Record that a member broke the silence.

    SILENCE is the handle of the silence procedure, or a text of the procedure.

      consensus silence break SP1 MER --reason "the second sentence"
      consensus silence break SP1 MER --on 4
    """
    found = lookup.find_silence(group.state, silence)
    before = len(group.state.silences[found].breaches)
    step = group.break_silence(silence, member, **said)
    broken = group.state.silences[found].breaches[before:]
    over = named(group, *(each.target for each in broken))
    handle = group.state.silences[found].handle
    print_step(step, f"{member} broke the silence of {handle} over {over}")


@silence.reads("notice SILENCE", "silence_notice(group.state, silence, group.now())")
def notice(group: Queries, silence: str) -> None:
    """Write the notice to members.

    Nothing is sent.

      consensus silence notice SP1
    """
    found = group.state.silences[lookup.find_silence(group.state, silence)]
    text = silence_notice(group.state, found, group.now())
    if not output.wrote_json({"silence": found.handle, "notice": text}):
        output.write(text, end="")


@silence.reads("list", "silence_lines(group.state, group.now())")
@options.flag("--running", help="Only silence procedures that are running.")
def list_silences(group: Queries, running: bool) -> None:
    """List silence procedures and their outcome.

    Each is running, broken, passed without objection, or ended by a change of the text.

      consensus silence list --running --json
    """
    lines = [
        each
        for each in silence_lines(group.state, group.now())
        if not running or each.course is Course.RUNNING
    ]
    said = ("member", "happened", "reason")
    output.write_list(
        "silences",
        lines,
        "silence=handle,label,on=target,is=course,until=deadline,broken_by=breaches",
        "there is no silence procedure",
        # The id of what a member objects to is that of what the line is about.
        [plain(each) | {"breaches": [picked(e, *said) for e in each.breaches]} for each in lines],
        course=lambda each: each.course.words,
        deadline=lambda each: moment(each.deadline),
        breaches=lambda each: "; ".join(
            f"{one.member} ({one.reason or 'not stated'})" for one in each.breaches
        ),
    )
