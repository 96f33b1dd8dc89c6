"""`consensus position` and `objection`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from consensus.cli import options, output
from consensus.cli.context import given_text, reading, source_of, warn
from consensus.cli.framework import Noun, audience_option
from consensus.cli.output import as_rows, picked
from consensus.cli.recording import named, print_import, print_step, recording, say_closed
from consensus.formats.position_rows import PositionRow, read_stance
from consensus.model.counting import positions_on
from consensus.model.lookup import find_member, find_target
from consensus.model.positions import ObjectionState, Position, Stance, StatedBy
from consensus.model.staleness import is_stale, text_changed
from consensus.model.state import State
from consensus.reports.audience import Viewer, confidence_note, effective_audience
from consensus.reports.json import plain
from consensus.reports.positions import every_objection

if TYPE_CHECKING:
    from consensus.working_group import Queries, WorkingGroup


def _position(word: str) -> str:
    try:
        return read_stance(word).value
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    return [each for each in Stance if each.startswith(incomplete)]


SAID: Mapping[str, Any] = {"type": _position, "shell_complete": _complete, "metavar": "POSITION"}


def source_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options `--source` and `--document`."""
    meaning = "How the member said it."
    option = options.choice("--source", of=StatedBy, default="floor", help=meaning)
    written = "The letter or e-mail, if it was said in writing."
    return option(options.text("--document", help=written)(function))


@click.group("position", cls=Noun)
def position() -> None:
    """What members say about a text.

    A position is about the present version of an item, an amendment or a package.

    Positions:
      support   supports
      accept    can live with it
      abstain   stands aside
      hold      reserves its position, and keeps the text open
      disagree  is against, without blocking
      object    objects
      recuse    recused: takes no part, and is not counted

    You can also write the words on the right, or the words of other organizations:
      yes, agree, approve         support
      noobj, no objection         accept
      no, against, disapprove     disagree; it does not block
      discuss, block              object
    """


@position.records("import FILE", "group.import_positions(read_source(Path('positions.csv')))")
@options.flag("--ratings", help="FILE has ratings.")
@options.strict
def import_positions(group: WorkingGroup, file: str, ratings: bool, strict: bool) -> None:
    """Import positions or ratings.

    Use --ratings for a file of ratings, with the columns target, member, rating and round.

      consensus position import positions.csv --strict --json
      consensus position import round-2.csv --ratings
    """
    take_in = group.import_ratings if ratings else group.import_positions
    print_import(take_in(source_of(file, guess=True), strict))


@position.records_itself("set MEMBER TARGET", "group.take_position('ALV', '3', 'support')")
@click.argument("stance", **SAID)
@options.text("--reason", help="Why, in the member's words.")
@options.targets("--if", "conditions", help="The position counts only if this text is agreed.")
@click.option("--otherwise", **SAID, help="The position if a condition fails. By default: object.")
@options.text("--reservation", help="A reservation to put on record. It does not change counts.")
@source_options
@options.text("--words", help="Of an amendment: the words that are objected to or reserved.")
def take(
    member: str, target: str, stance: str, conditions: list[str], otherwise: str | None, **said: Any
) -> None:
    """Record a member's position.

    consensus position set ALV 3 support
    consensus position set MER 9 accept --if 12 --reason "both or neither"
    consensus position set JRL 5 hold --source written --document "e-mail of 3 May"
    consensus position set MER A4 object --words "shall" --reason "binding language"
    """
    if otherwise and not conditions:
        raise click.UsageError("--otherwise goes with --if, which names what must be agreed")
    with recording() as group:
        failing = otherwise or Stance.OBJECT
        step = group.take_position(
            member, target, stance, conditions=conditions, otherwise=failing, **said
        )
        code, found = find_member(group.state, member), find_target(group.state, target)
        is_late = stance in ("object", "hold", "disagree") and group.state.is_closed(found)
        if conditions:
            stance += f" provided {', '.join(conditions)} is agreed, otherwise {failing}"
        stance += _after_comma(confidence_note(said["source"]))
        print_step(step, f"{member} on {named(group, target)}: {stance}")
        why = "" if stance.startswith(Stance.RECUSE) else _uncounted(group, found, code)
        if why and not group.state.members[code].observer:
            warn(f"it does not count: {code} {why}")
        elif is_late and not why:
            say_closed(group, target, reopens=stance.startswith(Stance.OBJECT))


@position.records("group GROUP TARGET", "group.state_group_position('G12', '3', 'support')")
@click.argument("stance", **SAID)
@options.text("--reason", help="Why.")
@options.text("--document", help="The written source.")
def group_(working_group: WorkingGroup, group: str, target: str, stance: str, **said: Any) -> None:
    """Record a negotiating group's position.

    Members with a position of their own keep it.

      consensus position group G12 3 support
    """
    step = working_group.state_group_position(group, target, stance, **said)
    print_step(step, f"{group} on {named(working_group, target)}: {stance}")


@position.records("withdraw MEMBER TARGET", "group.withdraw_position('ALV', '3')")
@options.text("--reason", help="Why.")
def withdraw_position(group: WorkingGroup, member: str, target: str, reason: str) -> None:
    """Withdraw a position.

    consensus position withdraw ALV 3
    """
    step = group.withdraw_position(member, target, reason)
    print_step(step, f"{member} withdrew its position on {named(group, target)}")


_AS_TAKEN = ("reservation", "source", "via", "document", "words", "happened")


@position.shows("list", "group.state.positions")
@options.target("--on", help="Only positions on this text.")
@options.member("--member", help="Only positions of this member.")
@options.flag("--reconfirm", help="Only positions that are to be reconfirmed.")
@options.flag("--ratings", help="List the latest rating of each member, not the positions.")
@as_rows
def list_positions(
    on: str, member: str, reconfirm: bool, ratings: bool, form: str | None, path: str
) -> None:
    """List positions or ratings.

    The list also has the sponsors of each amendment, because they support it. The rows of --to csv
    or jsonl do not have them.

      consensus position list --member ALV --reconfirm --json
      consensus position list --to csv -o positions.csv
      consensus position list --ratings
    """
    if ratings and form:
        raise click.UsageError("--to writes positions; it does not go with --ratings")
    with reading() as group:
        state = group.state
        code = find_member(state, member) if member else ""
        about = [find_target(state, on)] if on else None
        if ratings:
            _list_ratings(group, about or list(state.ratings), code, reconfirm)
            return
        targets = about or [*state.items, *state.amendments, *state.packages]

        def is_wanted(each: Position) -> bool:
            return code in ("", each.member) and (not reconfirm or is_stale(state, each))

        if form:
            from consensus.formats.export_rows import export, position_row

            held = (each for on in targets for each in state.positions.get(on, {}).values())
            exported = (position_row(state, each) for each in filter(is_wanted, held))
            output.deliver(export(PositionRow, exported, form), path)
            return
        rows: list[dict[str, Any]] = [
            {
                "target": state.handle_of(each.target),
                "label": _label(state, each.target),
                **picked(each, "member", "stance"),
                "stale": is_stale(state, each),
                "reason": each.reason,
                "conditions": [state.handle_of(condition) for condition in each.conditions],
                "otherwise": each.otherwise if each.conditions else None,
                **picked(each, *_AS_TAKEN),
            }
            for target in targets
            for each in filter(is_wanted, positions_on(state, target))
        ]
    output.write_list(
        "positions",
        rows,
        "on=target,label,member,position,reason",
        "there is no such position",
        position=_stance_of,
    )


def _label(state: State, target: str) -> str:
    return state.items[target].label if target in state.items else ""


def _stance_of(row: Mapping[str, Any]) -> str:
    """Returns a position with its conditions, and whether it is to be reconfirmed."""
    via = f" via {row['via']}" if row["via"] else ""
    needed = ", ".join(row["conditions"])
    conditions = f" provided {needed}, otherwise {row['otherwise']}" if needed else ""
    note = _after_comma(confidence_note(row["source"]))
    return f"{row['stance']}{conditions}{_reconfirm(row)}{via}{note}"


def _reconfirm(row: Mapping[str, Any]) -> str:
    return " (to be reconfirmed)" if row["stale"] else ""


def _after_comma(note: str) -> str:
    return f", {note}" if note else ""


def _list_ratings(group: Queries, targets: Sequence[str], code: str, reconfirm: bool) -> None:
    state = group.state
    rows: list[dict[str, Any]] = [
        {
            "target": state.handle_of(each.target),
            "label": state.full_label(each.target) if each.target in state.items else "",
            **picked(each, "member", "rating", "round"),
            "stale": is_stale,
            "not_counted": _uncounted(group, each.target, each.member),
            "happened": each.happened,
        }
        for on in targets
        for each in state.ratings.get(on, {}).values()
        if code in ("", each.member)
        and ((is_stale := text_changed(state, each.target, each.version)) or not reconfirm)
    ]
    output.write_list(
        "ratings",
        rows,
        "on=target,label,member,rating,round,=note",
        "nobody has rated anything yet",
        rating=lambda row: "cannot judge" if row["rating"] is None else row["rating"],
        note=lambda row: (
            _reconfirm(row).strip(" ()")
            or (row["not_counted"] and f"not counted: {row['not_counted']}")
        ),
    )


@position.records("rate MEMBER TARGET RATING", "group.rate('3', 'MER', 8)")
@click.option("--round", "round_", type=click.IntRange(min=1), help="The round, if not the latest.")
def give(group: WorkingGroup, member: str, target: str, rating: str, round_: int | None) -> None:
    """Record a rating from 1 to 9.

    consensus position rate MER 3 8
    consensus position rate MER 3 X --round 2
    """
    step = group.rate(target, member, rating, round=round_)
    print_step(step, f"{member} rates {named(group, target)}: {rating}")
    code = find_member(group.state, member)
    if why := _uncounted(group, find_target(group.state, target), code):
        warn(f"it does not count: {code} {why}")


def _uncounted(group: Queries, target: str, member: str) -> str:
    """Returns why the rating of a target by a member does not count; empty where it does."""
    said = group.state.positions.get(target, {}).get(member)
    if said is not None and said.stance is Stance.RECUSE:
        return "is recused"
    if group.state.members[member].observer:
        return "observes"
    counts = member in group.judgement().electorate.on(group.state, target).groups
    return "" if counts else "is no member today"


@position.records("sense TARGET QUANTITY", "group.note_sense('3', 'several', 'support')")
@click.argument("stance", **SAID)
@options.text("--note", help="A short note.")
def sense(group: WorkingGroup, target: str, quantity: str, stance: str, note: str) -> None:
    """Note the sense of the room.

    QUANTITY is a number of members in words, such as "several", or the result of a straw poll or a
    hum. No rule counts the sense of the room.

      consensus position sense 3 several support
      consensus position sense 3 "23 to 4" support
      consensus position sense 7 "the majority" disagree --note "no show of hands"
    """
    step = group.note_sense(target, quantity, stance, note)
    print_step(step, f"{quantity} on {named(group, target)}: {stance}")


@click.group("objection", cls=Noun)
def objection() -> None:
    """What happens to an objection.

    First an objection is answered. Then the text is changed to accommodate it, or the member
    withdraws or maintains it.
    """


@objection.reads("list", "objection_lines(group.state, target, Viewer(audience))")
@options.target("--on", help="Only objections to this text.")
@audience_option("secretariat")
def list_objections(group: Queries, on: str, audience: str) -> None:
    """List objections and their state.

    An objection is raised, answered, accommodated, maintained or withdrawn. If a member objects to
    words of an amendment, and these words are merged, the objection is listed under the text that
    has them now. Members see objections that were made openly. The public sees none.

      consensus objection list --on 5 --json
      consensus objection list --audience members
    """
    state = group.state
    viewer = Viewer(effective_audience(state, audience)).throughout(state, group.now())
    found = list(every_objection(state, viewer, find_target(state, on) if on else ""))
    places = [*state.items, *state.amendments, *state.packages]
    found.sort(key=lambda each: places.index(each[0]) if each[0] in places else -1)
    rows = [(state.handle_of(each), _label(state, each), line) for each, line in found]
    if output.is_json():
        told = [{"on": on, "label": label, **plain(line)} for on, label, line in rows]
        output.write_json({"objections": told, "withheld": viewer.withheld})
        return
    output.write_table(
        ("on", "label", "member", "state", "to", "reason", "answer"),
        [
            (on, label, line.who, line.became, line.words, line.reason, line.answer)
            for on, label, line in rows
        ],
        "there is no such objection"
        if viewer.audience.sees_all
        else f"no objection is shown to the {audience}",
    )
    if viewer.withheld.counts:
        output.echo_status(viewer.withheld.sentence())


@objection.records("answer TARGET MEMBER ANSWER", "group.answer_objection('5', 'MER', 'answer')")
def answer(group: WorkingGroup, target: str, member: str, answer: str) -> None:
    """Record the answer to an objection.

    consensus objection answer 5 MER "The deadline is stated in paragraph 2."
    """
    step = group.answer_objection(target, member, given_text(answer))
    print_step(step, f"the objection of {member} to {named(group, target)} is answered")


def _ending(verb: str, became: ObjectionState, meaning: str, how: str = "Why.") -> None:
    """Adds a command that records what became of an objection."""

    @objection.records(
        verb,
        f"group.settle_objection('5', 'MER', '{became}')",
        help=f"{meaning}\n\nconsensus objection {verb} 5 MER",
    )
    @click.argument("target", shell_complete=options.complete_target)
    @click.argument("member", shell_complete=options.complete_member)
    @options.text("--reason", help=how)
    def settle(group: WorkingGroup, target: str, member: str, reason: str) -> None:
        step = group.settle_objection(target, member, became, reason)
        on = named(group, target)
        print_step(step, f"the objection of {member} to {on} is {became.words}")


_ending(
    "accommodate",
    ObjectionState.ACCOMMODATED,
    "Record that the text now accommodates an objection.",
    "How the text accommodates it.",
)
_ending("maintain", ObjectionState.SUSTAINED, "Record that a member maintains its objection.")
_ending("withdraw", ObjectionState.WITHDRAWN, "Record that a member withdraws its objection.")
