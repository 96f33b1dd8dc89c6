"""`consensus position`, `objection`, `rating`, `sense`, `roll-call` and `poll`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from consensus.cli import output
from consensus.cli.completion import complete_group, complete_member, complete_target
from consensus.cli.context import given_text, reading, source_of, split_values
from consensus.cli.framework import Noun, as_json
from consensus.cli.output import as_rows
from consensus.cli.recording import print_import, print_step, recording
from consensus.formats.row_writer import RowForm, write_positions
from consensus.model.counting import positions_on
from consensus.model.lookup import find_member, find_target
from consensus.model.positions import Source, Stance
from consensus.model.staleness import is_stale, text_changed
from consensus.reports.audience import confidence_note
from consensus.working_group.export_rows import position_row

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from consensus.working_group.import_base import ImportReport
    from consensus.working_group.queries import Queries


STANCE = click.Choice([each.value for each in Stance], case_sensitive=False)
SOURCES = [each.value for each in Source]


@click.group("position", cls=Noun)
def position() -> None:
    """What members say of a text.

    It is said of an item, an amendment or a package, on its present version.

    Stances:
      support   is for it
      accept    can live with it
      abstain   stands aside
      hold      reserves its position, and keeps the item open
      disagree  is against it, and does not block
      object    blocks
      recuse    leaves the count

    Examples:
      consensus position set ALV 3 support
      consensus position list --target 3
    """


@position.command(
    "import", records=True, python="group.import_positions(read_source(Path('positions.csv')))"
)
@click.argument("file")
@click.option("--strict", is_flag=True, help="Take nothing in when one row is bad.")
@as_json
def import_positions(file: str, strict: bool, as_json: bool) -> None:
    """Import positions or ratings.

    Examples:
      consensus position import positions.csv
      consensus position import positions.csv --strict --json
    """
    with recording() as group:
        print_import(group.import_positions(source_of(file, guess=True), strict))


@position.command("set", records=True, python="group.take_position('ALV', '3', 'support')")
@click.argument("member", shell_complete=complete_member)
@click.argument("target", shell_complete=complete_target)
@click.argument("stance", type=STANCE, metavar="STANCE")
@click.option("--reason", default="", help="Why, in the member's words.")
@click.option(
    "--if",
    "conditions",
    multiple=True,
    shell_complete=complete_target,
    help="A target that must be agreed for the stance to hold.",
)
@click.option(
    "--otherwise",
    type=STANCE,
    help="The stance that counts once a condition has failed; object if none is given.",
)
@click.option("--reservation", default="", help="A reservation on record; it changes no count.")
@click.option(
    "--source",
    type=click.Choice(SOURCES),
    default="floor",
    show_default=True,
    help="Where it comes from.",
)
@click.option("--document", default="", help="The written source, for a member that is away.")
@click.option(
    "--words",
    default="",
    help="The words of an amendment's change that an objection or a hold is about, if not all.",
)
def take(
    member: str,
    target: str,
    stance: str,
    conditions: tuple[str, ...],
    otherwise: str | None,
    **said: Any,
) -> None:
    """Record a member's position.

    Examples:
      consensus position set ALV 3 support
      consensus position set MER 9 accept --if 12 --reason "both or neither"
      consensus position set JRL 5 hold --source written --document "e-mail of 3 May"
      consensus position set MER A4 object --words "shall" --reason "binding language"
    """
    if otherwise and not conditions:
        raise click.UsageError("--otherwise goes with --if, which names what must be agreed")
    with recording() as group:
        needed, failing = split_values(conditions), otherwise or Stance.OBJECT
        step = group.take_position(
            member, target, stance, conditions=needed, otherwise=failing, **said
        )
        if conditions:
            stance += f" provided {', '.join(needed)} is agreed, otherwise {failing}"
        stance += _after_comma(confidence_note(said["source"]))
        print_step(step, f"{member} on {target}: {stance}")


@position.command("group", records=True, python="group.state_group_position('G12', '3', 'support')")
@click.argument("group", shell_complete=complete_group)
@click.argument("target", shell_complete=complete_target)
@click.argument("stance", type=STANCE, metavar="STANCE")
@click.option("--reason", default="", help="Why.")
@click.option("--document", default="", help="The written source.")
def group_(group: str, target: str, stance: str, reason: str, document: str) -> None:
    """Record a negotiating group's.

    Members that have spoken for themselves keep what they said.

    Examples:
      consensus position group G12 3 support
    """
    with recording() as working_group:
        step = working_group.state_group_position(group, target, stance, reason, document)
        print_step(step, f"{group} on {target}: {stance}")


@position.command("withdraw", records=True, python="group.withdraw_position('ALV', '3')")
@click.argument("member", shell_complete=complete_member)
@click.argument("target", shell_complete=complete_target)
@click.option("--reason", default="", help="Why.")
def withdraw_position(member: str, target: str, reason: str) -> None:
    """Withdraw a position.

    Examples:
      consensus position withdraw ALV 3
    """
    with recording() as group:
        step = group.withdraw_position(member, target, reason)
        print_step(step, f"{member} takes its position on {target} back")


@position.command("list", python="group.state.positions")
@click.option("--target", default="", shell_complete=complete_target, help="Only those on this.")
@click.option("--member", default="", shell_complete=complete_member, help="Only this member's.")
@click.option("--stale", is_flag=True, help="Only those that need to be taken afresh.")
@as_rows
@as_json
def list_positions(
    target: str, member: str, stale: bool, form: str | None, path: str, as_json: bool
) -> None:
    """List positions, and which of them need to be taken afresh.

    The sponsors of an amendment support it; that is listed too, but is no row of its own.

    Examples:
      consensus position list --target 3
      consensus position list --member ALV --stale --json
      consensus position list --to csv -o positions.csv
    """
    with reading() as group:
        state = group.state
        code = find_member(state, member) if member else ""
        targets = (
            [find_target(state, target)]
            if target
            else [*state.items, *state.amendments, *state.packages]
        )
        if form:
            taken = [
                each
                for on in targets
                for each in state.positions.get(on, {}).values()
                if (not code or each.member == code) and (not stale or is_stale(state, each))
            ]
            exported = [position_row(state, each) for each in taken]
            output.deliver(write_positions(exported, RowForm(form)), path)
            return
        rows: list[dict[str, Any]] = [
            {
                "target": state.handle_of(each.target),
                "label": state.items[each.target].label if each.target in state.items else "",
                "member": each.member,
                "stance": each.stance,
                "stale": is_stale(state, each),
                "reason": each.reason,
                "conditions": [state.handle_of(condition) for condition in each.conditions],
                "otherwise": each.otherwise if each.conditions else None,
                "reservation": each.reservation,
                "source": each.source,
                "via": each.via,
                "document": each.document,
                "words": each.words,
                "happened": each.happened,
            }
            for on in targets
            for each in positions_on(state, on)
            if (not code or each.member == code) and (not stale or is_stale(state, each))
        ]
    output.write_list(
        "positions",
        rows,
        as_json,
        ("on", "label", "member", "stance", "reason"),
        lambda row: (row["target"], row["label"], row["member"], _stance_of(row), row["reason"]),
        "there is no such position",
    )


def _stance_of(row: Mapping[str, Any]) -> str:
    """Returns a stance with its conditions, and whether it needs to be taken again."""
    via = f" via {row['via']}" if row["via"] else ""
    needed = ", ".join(row["conditions"])
    conditions = f" provided {needed}, otherwise {row['otherwise']}" if needed else ""
    note = _after_comma(confidence_note(row["source"]))
    return f"{row['stance']}{conditions}{' (stale)' if row['stale'] else ''}{via}{note}"


def _after_comma(note: str) -> str:
    return f", {note}" if note else ""


@position.command("sense", records=True, python="group.note_sense('3', 'several', 'support')")
@click.argument("target", shell_complete=complete_target)
@click.argument("quantity")
@click.argument("stance", type=STANCE, metavar="STANCE")
@click.option("--note", default="", help="A word on it.")
def sense(target: str, quantity: str, stance: str, note: str) -> None:
    """Note the sense of the room.

    It is a quantity, also that of a straw poll or a hum, and counts nowhere.

    Examples:
      consensus position sense 3 several support
      consensus position sense 3 "23 to 4" support
      consensus position sense 3 "louder for" support
      consensus position sense 7 "the majority" disagree --note "no show of hands"
    """
    with recording() as group:
        step = group.note_sense(target, quantity, stance, note)
        print_step(step, f"{quantity} on {target}: {stance}")


@click.group("objection", cls=Noun)
def objection() -> None:
    """What becomes of an objection.

    It is answered in substance; then the text meets it (accommodate), or the member withdraws or
    maintains it (sustain).

    Examples:
      consensus objection answer 5 MER "The deadline is stated in paragraph 2."
      consensus objection withdraw 5 MER
    """


@objection.command(
    "answer", records=True, python="group.answer_objection('5', 'MER', 'the answer')"
)
@click.argument("target", shell_complete=complete_target)
@click.argument("member", shell_complete=complete_member)
@click.argument("answer")
def answer(target: str, member: str, answer: str) -> None:
    """Record the answer given.

    Examples:
      consensus objection answer 5 MER "The deadline is stated in paragraph 2."
    """
    with recording() as group:
        step = group.answer_objection(target, member, given_text(answer))
        print_step(step, f"the objection of {member} to {target} is answered")


def _settle(target: str, member: str, became: str, reason: str) -> None:
    with recording() as group:
        step = group.settle_objection(target, member, became, reason)
        print_step(step, f"the objection of {member} to {target} is {became}")


@objection.command("accommodate", python="group.settle_objection('5', 'MER', 'accommodated')")
@click.argument("target", shell_complete=complete_target)
@click.argument("member", shell_complete=complete_member)
@click.option("--reason", default="", help="How.")
def accommodate(target: str, member: str, reason: str) -> None:
    """Record that the text meets it.

    Examples:
      consensus objection accommodate 5 MER --reason "A7 was merged"
    """
    _settle(target, member, "accommodated", reason)


@objection.command("withdraw", python="group.settle_objection('5', 'MER', 'withdrawn')")
@click.argument("target", shell_complete=complete_target)
@click.argument("member", shell_complete=complete_member)
@click.option("--reason", default="", help="Why.")
def withdraw_objection(target: str, member: str, reason: str) -> None:
    """Record that it is withdrawn.

    Examples:
      consensus objection withdraw 5 MER
    """
    _settle(target, member, "withdrawn", reason)


@objection.command("maintain", python="group.settle_objection('5', 'MER', 'sustained')")
@click.argument("target", shell_complete=complete_target)
@click.argument("member", shell_complete=complete_member)
@click.option("--reason", default="", help="Why.")
def sustain(target: str, member: str, reason: str) -> None:
    """Record that it is maintained.

    Examples:
      consensus objection maintain 5 MER
    """
    _settle(target, member, "sustained", reason)


@click.group("rating", cls=Noun)
def rating() -> None:
    """Record ratings on the scale of the rule, in rounds.

    The rules delphi() and rand_ucla() judge by them; without one, the scale is 1 to 9.

    Examples:
      consensus position rate MER 3 8
      consensus rating import round-2.csv
    """


@position.command("rate", records=True, python="group.rate('3', 'MER', 8)")
@click.argument("member", shell_complete=complete_member)
@click.argument("target", shell_complete=complete_target)
@click.argument("rating")
@click.option("--round", "round_", type=click.IntRange(min=1), help="If not the latest on it.")
def give(member: str, target: str, rating: str, round_: int | None) -> None:
    """Record a rating from 1 to 9.

    Examples:
      consensus position rate MER 3 8
      consensus position rate MER 3 X --round 2
    """
    with recording() as group:
        step = group.rate(target, member, rating, round=round_)
        print_step(step, f"{member} rates {target}: {rating}")
        code = find_member(group.state, member)
        if why := _uncounted(group, find_target(group.state, target), code):
            output.echo_status(f"it does not count: {code} {why}")


def _uncounted(group: Queries, target: str, member: str) -> str:
    """Returns why the rating of a target by a member does not count; empty where it does."""
    said = group.state.positions.get(target, {}).get(member)
    if said is not None and said.stance is Stance.RECUSE:
        return "is recused"
    if group.state.members[member].observer:
        return "observes"
    counts = member in group.judgement().electorate.on(group.state, target).groups
    return "" if counts else "is no member today"


@rating.command(
    "import", records=True, python="group.import_ratings(read_source(Path('round-2.csv')))"
)
@click.argument("file")
@click.option("--strict", is_flag=True, help="Take nothing in when one row is bad.")
@as_json
def import_ratings(file: str, strict: bool, as_json: bool) -> None:
    """Take ratings in from a CSV file with the columns target, member, rating and round.

    Examples:
      consensus rating import round-2.csv
      consensus rating import round-2.csv --strict --json
    """
    with recording() as group:
        print_import(group.import_ratings(source_of(file, guess=True), strict))


@rating.command("list", python="group.state.ratings")
@click.option("--target", default="", shell_complete=complete_target, help="Only those of this.")
@as_json
def list_ratings(target: str, as_json: bool) -> None:
    """List the latest rating of each member, and which of them need to be given afresh.

    Examples:
      consensus rating list --target 3
      consensus rating list --json
    """
    with reading() as group:
        state = group.state
        wanted = [find_target(state, target)] if target else list(state.ratings)
        rows: list[dict[str, Any]] = [
            {
                "target": state.handle_of(each.target),
                "label": state.full_label(each.target) if each.target in state.items else "",
                "member": each.member,
                "rating": each.rating,
                "round": each.round,
                "stale": text_changed(state, each.target, each.version),
                "not_counted": _uncounted(group, each.target, each.member),
                "happened": each.happened,
            }
            for on in wanted
            for each in state.ratings.get(on, {}).values()
        ]
    output.write_list(
        "ratings",
        rows,
        as_json,
        ("on", "label", "member", "rating", "round", ""),
        lambda row: (
            row["target"],
            row["label"],
            row["member"],
            "cannot judge" if row["rating"] is None else str(row["rating"]),
            str(row["round"]),
            ("stale" if row["stale"] else "")
            or (row["not_counted"] and f"not counted: {row['not_counted']}"),
        ),
        "nobody has rated anything yet",
    )


@click.group("roll-call", cls=Noun)
def roll_call() -> None:
    """Take roll calls in from the records of a plenary.

    Examples:
      consensus roll-call import votes.csv --titles resolutions.csv
    """


@roll_call.command("import", records=True, python="group.import_roll_calls(votes, titles)")
@click.argument("votes")
@click.option("--titles", default="", metavar="FILE", help="What was voted on, by roll call.")
@click.option("--title", default="", help="The title of the draft that is made.")
@click.option("--strict", is_flag=True, help="Take nothing in when one row is bad.")
@as_json
def import_roll_calls(votes: str, titles: str, title: str, strict: bool, as_json: bool) -> None:
    """Make a draft of what was voted on, and of the votes members and positions.

    VOTES is a CSV file with a vote in each row: the roll call (rcid), the member (country_code, or
    country) and the vote (yes, no, abstain); since and until say when it was a member. Titles have
    rcid, unres, short, descr and date. Either may have the result (adopted, rejected) and the
    majority (two-thirds, a rule). Votes count among the members of the day. It is one step.

    Examples:
      consensus roll-call import votes.csv --titles resolutions.csv
      consensus roll-call import votes.csv --title "Seventy-third session" --json
    """
    with recording() as group:
        known = set(group.state.drafts)
        report = group.import_roll_calls(
            source_of(votes), source_of(titles) if titles else None, title=title, strict=strict
        )
        _print_import(group, known, report, as_json)


@click.group("poll", cls=Noun)
def poll() -> None:
    """Take polls in: on people's comments, or on proposals.

    Examples:
      consensus poll import comments.csv participants-votes.csv
      consensus poll import-proposals lights.csv --on 3
    """


@poll.command("import", records=True, python="group.import_poll(comments, votes)")
@click.argument("comments")
@click.argument("votes")
@click.option("--title", default="", help="The title of the draft that is made.")
@click.option(
    "--accepted-only", is_flag=True, help="Leave out comments that the moderators rejected."
)
@click.option("--strict", is_flag=True, help="Take nothing in when one vote is bad.")
@as_json
def import_poll(
    comments: str, votes: str, title: str, accepted_only: bool, strict: bool, as_json: bool
) -> None:
    """Make a draft of the comments, and of the votes participants and positions.

    The files are those that Pol.is exports: COMMENTS with comment-id and comment-body, VOTES with a
    row for each participant and a column for each comment. Agree is support, disagree is disagree,
    pass is abstain. The groups of opinion become groups, for each_group rules. It is one step.

    Examples:
      consensus poll import comments.csv participants-votes.csv
      consensus poll import comments.csv participants-votes.csv --accepted-only --json
    """
    with recording() as group:
        known = set(group.state.drafts)
        report = group.import_poll(
            source_of(comments),
            source_of(votes),
            title=title,
            rejected=not accepted_only,
            strict=strict,
        )
        _print_import(group, known, report, as_json)


@poll.command("import-proposals", records=True, python="group.import_proposals(*sources, on='3')")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--title", default="", help="The title of the draft that is made.")
@click.option(
    "--on",
    default="",
    shell_complete=complete_target,
    help="What a single proposal was about, where that is in the record already.",
)
@click.option("--strict", is_flag=True, help="Take nothing in when one vote is bad.")
@as_json
def import_proposals(
    files: tuple[str, ...], title: str, on: str, strict: bool, as_json: bool
) -> None:
    """Make a draft of proposals, and of their votes participants and positions with reasons.

    The files are those that Loomio exports, one for each proposal. Agree is support, disagree is
    disagree, abstain is abstain, block is object. With --on, votes are positions of members, by
    their codes or names, on an item or amendment, and no draft is made. It is one step.

    Examples:
      consensus poll import-proposals lights.csv fees.csv --title "Autumn round"
      consensus poll import-proposals lights.csv --on 3
    """
    if on and (len(files) > 1 or title):
        raise click.UsageError("--on goes with one file and without --title")
    with recording() as group:
        known = set(group.state.drafts)
        sources = [source_of(file) for file in files]
        report = group.import_proposals(*sources, title=title, on=on, strict=strict)
        if not on:
            _print_import(group, known, report, as_json)
    if on:
        print_import(report)


def _print_import(
    group: WorkingGroup, known: set[str], report: ImportReport, as_json: bool
) -> None:
    from consensus.history.operations import AddMember, ImportDraft, TakePosition

    (draft,) = (each for each in group.state.drafts.values() if each.id not in known)
    items = sum(len(each.items) for each in report.operations if isinstance(each, ImportDraft))
    joined = sum(isinstance(each, AddMember) for each in report.operations)
    stances = Counter(each.stance for each in report.operations if isinstance(each, TakePosition))
    if as_json:
        output.write_json(
            {
                "draft": draft.handle,
                "items": items,
                "members": joined,
                "positions": dict(sorted(stances.items())),
                "rows": report.rows,
                "taken": report.taken,
                "duplicates": report.duplicates,
                "refused": report.refused,
                "findings": report.findings,
            }
        )
        return
    output.echo_findings(report.findings)
    output.write(draft.handle)
    counted = ", ".join(f"{count} {stance}" for stance, count in stances.most_common())
    output.echo_status(
        f"{draft.title}: {items} items, {joined} new members, {stances.total()} positions"
        f"{f' ({counted})' if counted else ''}; {report.duplicates} said twice,"
        f" {report.refused} refused"
    )
