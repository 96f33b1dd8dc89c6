"""`consensus merge`, `combine`, `draft edit` and `draft bracket`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

import click

from consensus.cli import context, options, output
from consensus.cli.framework import command
from consensus.cli.recording import confirm, named, print_step, recording
from consensus.errors import NothingToMerge, Rejected
from consensus.formats import combinations
from consensus.formats.bracket_notation import keep_names, put_in_brackets, read_text
from consensus.formats.source import check_lines
from consensus.history.step import Step
from consensus.model.amendments import AmendmentKind, AmendmentState
from consensus.model.counting import in_favour_of
from consensus.model.lookup import find_item, find_target
from consensus.model.positions import Stance
from consensus.model.rivals import backers_of, names_of
from consensus.reports import step_sentences
from consensus.reports.amendments import change_summary
from consensus.reports.audience import Audience
from consensus.reports.holders import wanting_otherwise
from consensus.reports.positions import position_terms, standing_words
from consensus.reports.status import explain_waiting
from consensus.reports.words import SentenceContext, label_or_handle
from consensus.rules.mergeable import bars_merging, check_instruction, dissent_on
from consensus.text.brackets import attribution_of
from consensus.text.combination import Combination
from consensus.text.display import count_noun
from consensus.text.hunk import Names
from consensus.working_group.queries import Queries

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from consensus.working_group.contesting import MergeEffects
    from consensus.working_group.merging import MergePlan


def show_combination(group: Queries, target: str, combination: Combination) -> None:
    """Prints how the undecided amendments to a target combine."""
    state = group.state
    backers = backers_of(state, target).items()
    sponsors = {handle: attribution_of(each.proposes, each.supports) for handle, each in backers}
    members = [each.handle for each in state.open_amendments(target)]
    apart = [key for key in sponsors if key not in members]
    said = state.positions.get(target, {})
    pending = [e for e in group.judgement().counts(target).conditional if e in said]
    present = present_support(group, target) | {code: said[code].stance for code in pending}
    terms = position_terms(state, target)
    otherwise = wanting_otherwise(state, target, combination)
    wording = state.version(target).wording
    own = count_noun(len(sponsors) - len(apart), "amendment", "amendments")
    others = f", and {', '.join(apart)}, which no member proposed" if apart else ""
    counted = combinations.counted_words(combination, wording)
    output.write(f"{state.name_of(target)}: {own} to its words{others}, {counted}", bold=True)
    for amendment in _structural(group, target):
        output.write(f"first to be asked: {amendment}")
    output.write(f"\n{combinations.numbered_text(combination)}")
    held = [{code: said for code, said in present.items() if code not in e} for e in otherwise]
    standing = [standing_words(each, terms) for each in (present, *held)]
    for heading, lines in combinations.combination_sections(
        combination, wording, sponsors, *standing
    ):
        output.write(f"\n{heading}", bold=True)
        for line in lines:
            output.write(line)
    output.write_section(
        "To be read again, because several change one sentence",
        [f"{', '.join(each.by)}: {each.sentence}" for each in combination.neighbours],
    )
    output.write_section("To be looked at", [each.message for each in combination.findings])


def present_support(group: Queries, target: str) -> dict[str, Stance]:
    """Returns who is in favour of the present words of a text, with the stance."""
    return in_favour_of(group.state, target, group.judgement().electorate)


def _structural(group: Queries, target: str) -> Iterator[str]:
    state = group.state
    for each in state.amendments_to.get(target, ()):
        amendment = state.amendments[each]
        is_open = state.is_open(amendment)
        if is_open and amendment.kind is not AmendmentKind.MODIFY:
            by = ", ".join(amendment.sponsors) or "the chair"
            yield f"{amendment.handle} ({by}): {change_summary(state, each)}"


def _print_contested(group: WorkingGroup, step: Step) -> None:
    """Writes to stderr what a change of text did to objections, holds and other amendments."""
    spoken = SentenceContext(group.state, Audience.SECRETARIAT)
    for index in range(1, len(step.bodies)):
        for told in (step_sentences.contested_sentences, step_sentences.follow_up_sentences):
            for sentence in told(step.operation(index), spoken):
                output.echo_status(sentence)


@command("merge", "group.merge('3', take=['A3', 'A5'], settle={1: 'A7'})", records=True)
@click.argument("target", metavar="ITEM", shell_complete=options.complete_target)
@options.several("--take", shell_complete=options.complete_amendment, help="Only these amendments.")
@options.several("--change", metavar="NUMBER", help="Merge only these changes, such as c1.")
@options.several("--settle", metavar="NUMBER=WHAT", help="Settle a conflict, order or bracket.")
@options.amendments("--keep-open", help="An amendment that stays open if its words are not chosen.")
@options.flag("--without-brackets", help="No brackets around opposed words; needs --reason.")
@options.text("--reason", help="The reason. With --without-brackets: the reason of the Chair.")
@options.choice(
    "--to", "notation", of=["brackets", "critic"], help="With --dry-run: write only this text."
)
@options.flag("--names", help="With --to: print names of members instead of handles of amendments.")
@options.flag("--strict", help="Exit 1 if conflicts are left.")
def merge(target: str, notation: str | None, names: bool, strict: bool, **choices: Any) -> None:
    """Merge amendments into an item; --dry-run only shows it.

    --dry-run records nothing. It shows how the undecided amendments combine:

      c1, c2 …   changes that no other amendment contradicts
      1, 2 …     conflicts with options a, b …, or new sentences that need an order
      B1, B2 …   brackets of the text

    Then it shows the new text, and the results that would change. If you name no changes, the
    command merges a change on three conditions: its amendment is ready, no other amendment
    contradicts it, and no member objects to it or reserves its position. --dry-run says why a
    change is not merged. To settle a conflict, add --settle and:

      1=A7                  the wording of A7, at all places of this question
      1=b                   option b, for every amendment that has this option
      1=A7+A9               both wordings, if they are compatible
      1=base                the wording as it is
      1=brackets            a bracket with all options
      1=text:"new words"    new words

    To settle the order of new sentences at one place, add --settle and:

      1=A7+A9               the sentence of A7, then the sentence of A9
      1=A7                  only the sentence of A7
      1=base                neither
      1=brackets            both in brackets

    To settle a bracket of the text, add --settle and:

      B1=keep               keep the words, remove the brackets
      B1=drop               remove the brackets and their words
      B1=a                  keep only the words of option a
      B1=b+c                keep options b and c (if one option is empty)
      B1=text:"new words"   new words instead of the bracket

    Sometimes a member objects to words, or reserves its position on them. The command merges such
    words only if you name them, and puts them in brackets. To merge them without brackets, the
    Chair must give an instruction: add --without-brackets and --reason.

    A conflict that you do not settle stays open. If several conflicts are one question, you settle
    all of them together. An amendment falls if a conflict is settled with other words than its own.
    It stays open if you name it with --keep-open, or if the conflict is put in brackets.

    Some amendments insert, delete, move, split or join items. To merge one of them, give its handle
    as ITEM, such as A43. If a member objects to it, it needs the same instruction of the Chair.

      consensus merge 3 --dry-run
      consensus merge 3 --take A51 --settle 1=A4 --keep-open A6
      consensus merge 3 --settle 1=A4 --without-brackets --reason "The Chair's ruling"
      consensus merge 7 --settle B1=b
      consensus merge A43 --yes
    """
    asked = context.record_context()
    if notation:
        if not asked.is_dry_run or any(choices.values()):
            raise click.UsageError("--to goes with --dry-run, and with nothing that is chosen")
        if asked.is_json:
            raise click.UsageError("--json goes without --to, which writes a text")
        combination = _of_an_item(target, notation, names)
        click.get_current_context().exit(1 if strict and combination.conflicts else 0)
    with recording() as group:
        state = group.state
        found = find_target(state, target)
        for sentence in explain_waiting(state, found):
            output.echo_status(output.with_commands(f"{state.handle_of(found)}: {sentence}"))
        amendment = state.amendments.get(found)
        if amendment is not None and amendment.kind is not AmendmentKind.MODIFY:
            if any(choices[name] for name in ("take", "change", "settle", "keep_open")):
                raise click.UsageError(f"{amendment.handle} is merged whole, without choices")
            _arrange(group, found, choices["without_brackets"], choices["reason"])
            return
        is_left = _merge(group, found, **choices)
    if strict and is_left:
        click.get_current_context().exit(1)


def _merge(group: WorkingGroup, target: str, **choices: Any) -> bool:
    asked, state = context.record_context(), group.state
    combination = group.combination(target)
    nothing = ""
    try:
        plan = _plan(group, target, combination, **choices)
    except NothingToMerge as error:
        if not asked.is_dry_run:
            raise
        nothing = output.with_commands(str(error))
    except Rejected as refused:
        stands = combinations.standing_options(combination, context.split_values(choices["take"]))
        raise Rejected(*stands, *refused.reasons) from None
    if asked.is_dry_run and asked.is_json:
        context.add_fields({"combination": _combination_fields(group, target, combination)})
    elif asked.is_dry_run and not any(choices.values()):
        show_combination(group, target, combination)
        output.write("")
    if nothing:
        fields = {"target": state.handle_of(target), "text": state.text(target), "nothing": nothing}
        context.add_fields(fields | combinations.nothing_fields(combination))
        if not asked.is_json:
            output.write(nothing)
        return bool(combination.conflicts)
    if asked.is_json:
        context.add_fields(_fields(group, plan))
    else:
        _show(plan, choices["without_brackets"])
        backed = [each.handle for each in state.open_amendments(target)]
        apart = [e.key for e in plan.merge.outcomes if e.taken and e.key not in backed]
        if apart:
            going = "is merged" if len(apart) == 1 else "are merged"
            output.echo_status(f"{', '.join(apart)}, which no member proposed, {going}")
        for question in _structural(group, target):
            output.echo_status(f"still to be decided: {question}")
    _ask((*plan.bracketed, *plan.left_in_brackets), plan.not_introduced)
    # What was shown is recorded; if anything has changed since, it is refused.
    try:
        recorded = group.merge(plan)
    except Rejected as refused:
        again = "nothing was recorded; give the command again to see it anew"
        raise Rejected(*refused.reasons, again) from None
    as_seen = SentenceContext(group.state, Audience.SECRETARIAT)
    print_step(recorded, step_sentences.change_sentence(plan.operation, as_seen))
    _print_contested(group, recorded)
    return bool(plan.conflicts_open or plan.conflicts_in_brackets or plan.orders_open)


def _plan(group: WorkingGroup, target: str, combination: Combination, **choices: Any) -> MergePlan:
    state = group.state
    handle = state.handle_of(target)
    if not combination.proposals and state.version(target).wording.is_clean:
        amended, barred = state.amendments.get(target), bars_merging(state, target)
        advice = f"; to take it, merge {state.handle_of(amended.target)}" if amended else ""
        below = (e.handle for e in state.walk(target) if state.open_amendments(e.id))
        if names := ", ".join(below):
            advice = f"; below it there are changes of {names}"
        arranging = (e.handle for e in state.open_amendments(target) if state.is_open(e))
        if names := " or ".join(f"'consensus merge {each}'" for each in arranging):
            advice = f"; what deletes, moves, splits or joins it is merged by name, with {names}"
        if over := [each.handle for each in state.spanning_over(target)]:
            advice = f"; it stands in {', '.join(over)}, see 'consensus draft bracket --help'"
        if barred:
            advice = f"; {'; '.join(barred)}"
        raise NothingToMerge(f"no undecided amendment changes the words of {handle}{advice}")
    try:
        changes = combinations.read_changes(choices.pop("change"))
        settled = combinations.read_settlements(choices.pop("settle"), combination, handle)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    taken = context.split_values(choices.pop("take"))
    plan = group.plan_merge(target, take=taken or None, changes=changes, settle=settled, **choices)
    named = {state.amendments[find_target(state, each)].handle for each in taken}
    for each in plan.merge.outcomes:
        if each.key in named and each.closed and not each.taken:
            raise Rejected(
                f"--take names {each.key}, and --settle closes it; name only what is to be merged"
            )
    return plan


def _arrange(group: WorkingGroup, amendment: str, without_brackets: bool, reason: str) -> None:
    from consensus.working_group.contesting import effects_of
    from consensus.working_group.editing import plan_arrangement

    handle = group.state.handle_of(amendment)
    summary = change_summary(group.state, amendment)
    opposed = dissent_on(group.state, group.judgement(), amendment)
    not_yet = group.judgement().not_introduced(amendment)
    early = {handle: not_yet.sentence()} if not_yet else {}
    found = group.state.amendments[amendment]
    deleted = found.target if found.kind is AmendmentKind.DELETE else ""
    others = map(group.state.amendments.__getitem__, group.state.amendments_to.get(deleted, ()))
    closes = [e.handle for e in others if e.state is AmendmentState.OPEN and e != found]
    operation = plan_arrangement(group.state, amendment, group.new_id)
    effects = effects_of(group.state, operation)
    parts = {label_or_handle(group.state, each): text for each, text in operation.reworded.items()}
    parts |= {each.label or each.handle: each.wording for each in operation.inserted if parts}
    texts = [{"item": name, "text": text.notation()} for name, text in parts.items()]
    if output.is_json():
        fields = {"target": handle, "summary": summary, "objecting": opposed, "closes": closes}
        context.add_fields(
            fields | {"texts": texts, "not_introduced": early} | _on_conditions(effects)
        )
    else:
        output.write(f"{handle}: {summary}")
        for part in texts:
            output.write(f"- {part['item']} would read: {part['text']}")
        for each in opposed:
            output.write(f"- {each.sentence} ({each.where})")
        for late, why in early.items():
            output.write(f"- {late} is {why}")
        if closes:
            output.write(f"- closes {', '.join(closes)}, which would change what is deleted")
        for heading, lines in effects.sections:
            output.write_section(heading, lines)
    check_instruction(handle, opposed, without_brackets, reason)
    _ask(early=early)
    recorded = group.merge(amendment, without_brackets=without_brackets, reason=reason)
    print_step(recorded, f"{handle} is merged")
    _print_contested(group, recorded)


def _ask(bracketed: Collection[str] = (), early: Collection[str] = ()) -> None:
    how = f", with words of {', '.join(bracketed)} in brackets" if bracketed else ""
    if early:
        how += f", before {', '.join(early)} {'is' if len(early) == 1 else 'are'} introduced"
    confirm(f"Record this{how}?", "A merge is asked about first.", default=True)


def _show(plan: MergePlan, without_brackets: bool) -> None:
    output.write("The text would read", bold=True)
    output.write(plan.merge.text)
    for heading, lines in (*plan.choices, *plan.sections):
        output.write_section(heading, lines)
    if without_brackets and not plan.unbracketed:
        output.echo_status(
            "nothing is merged that a member objects to or reserves its position on: the"
            " instruction is not needed"
        )
    if plan.bracketed:
        output.echo_status(
            f"opposed words of {', '.join(plan.bracketed)} go in brackets; without brackets only"
            " on the Chair's instruction: --without-brackets --reason TEXT"
        )
    for sentence in plan.left_open:
        output.echo_status(sentence)


def _fields(group: WorkingGroup, plan: MergePlan) -> dict[str, Any]:
    brackets = combinations.bracket_fields(each.options for each in plan.brackets)
    return {
        "target": group.state.handle_of(plan.target),
        "text": plan.merge.text,
        "outcomes": plan.merge.outcomes,
        "in_part": list(plan.in_part),
        "stale": [{"member": member, "stance": stance} for member, stance in plan.stale],
        "proposing": plan.proposing,
        "changes": [
            {
                **output.picked(row, "number", "replaces", "text", "by", "in_part"),
                "ticked": row.is_ticked,
                **output.picked(row, "in_brackets", "why_not"),
                "objecting": row.against,
            }
            for row in plan.changes
        ],
        "brackets": [
            {
                **fields,
                "settled": None
                if each.choice is None
                else combinations.write_settlement(each.choice),
                "objecting": each.against,
                "others": each.others,
            }
            for fields, each in zip(brackets, plan.brackets, strict=True)
        ],
        **output.picked(plan, "objecting", "in_favour", "bracketed", "not_introduced"),
        "unbracketed": plan.unbracketed,
        **output.picked(plan.effects, "contested", "lapsed", "to_confirm"),
        **_on_conditions(plan.effects),
        "settled": {
            str(at): combinations.write_settlement(way) for at, way in sorted(plan.settled.items())
        },
        "conflicts": plan.number_of("substance"),
        **output.picked(plan, "conflicts_open", "conflicts_in_brackets"),
        "orders": plan.number_of("order"),
        "orders_open": plan.orders_open,
    }


def _on_conditions(effects: MergeEffects) -> dict[str, Any]:
    return {
        "conditions": [
            {"member": member, "amendment": amendment} for member, amendment in effects.conditions
        ],
        "failing": [
            {"member": line.member, "on": on, "said": line.stance, "conditions": failed}
            | {"counts_as": None if line.is_stale else line.otherwise}
            for on, line, failed in effects.failing
        ],
    }


NOTATIONS = ("brackets", "clean", "markers", "critic", "json")
MARKDOWN = (".md", ".markdown")


@command("combine", "combine_documents(base, {'ALV': one, 'MER': other}).render('brackets')")
@click.argument("what", nargs=-1, required=True, metavar="BASE NAME=FILE...")
@options.choice("--to", "notation", of=NOTATIONS, help="Write one text in this format.")
@options.flag("--names", hidden=True, help="As that of merge, with --dry-run.")
def combine(what: tuple[str, ...], notation: str | None, names: bool) -> None:
    """Combine several versions of a text file.

    You need no working group. If the name of BASE ends in .md, the files are Markdown. Otherwise
    they are plain text. The command recognises a paragraph that was moved, and changes it at its
    new place. The formats of --to are:

      brackets   conflicts are in square brackets
      clean      no marks; refused if there are conflicts
      markers    conflicts have the markers of git
      critic     changes are CriticMarkup

    The exit code is 1 if conflicts remain, or if new sentences need an order. To combine the
    amendments to an item, use 'consensus merge ITEM --dry-run'.

      consensus combine base.txt ALV=alvora.txt MER=meridia.txt
      consensus combine draft.md ALV=alvora.md MER=meridia.md --to markers
    """
    if output.is_json():
        notation = "json"
    combination: Combination
    if len(what) > 1:
        if names:
            raise click.UsageError("--names goes with an item; files are named as given")
        combination = _of_files(what[0], what[1:], notation or "brackets")
    else:
        output.echo_status("'combine ITEM' is now 'merge ITEM --dry-run'")
        combination = _of_an_item(what[0], notation, names)
    click.get_current_context().exit(0 if combination.is_clean else 1)


def _of_an_item(item: str, notation: str | None, names: bool) -> Combination:
    with context.reading() as group:
        combination = group.combination(item)
        found = find_target(group.state, item)
        if notation == "json":
            output.write_json(_combination_fields(group, found, combination))
        elif notation:
            _write(combination, notation, backers_of(group.state, found) if names else None, "\n")
        else:
            show_combination(group, found, combination)
    return combination


def _combination_fields(group: Queries, target: str, combination: Combination) -> dict[str, Any]:
    otherwise = wanting_otherwise(group.state, target, combination)
    written = group.state.version(target).wording.brackets()
    return {
        "target": group.state.handle_of(target),
        **combinations.combination_fields(combination, present_support(group, target), otherwise),
        "sponsors": names_of(group.state, target),
        "brackets": combinations.bracket_fields(each.options for each in written),
    }


def _of_files(base: str, named: tuple[str, ...], notation: str) -> Combination:
    from consensus.text.document import combine_documents

    paths = options.paired(named, "NAME=FILE")
    if [base, *paths.values()].count(context.STDIN) > 1:
        raise click.UsageError("only one of the files can be stdin")
    # What comes through a pipe has no name to tell; it is then what the first file is.
    first = next((path for path in (base, *paths.values()) if path != context.STDIN), "")
    sources = {name: context.source_of(path) for name, path in {**paths, "": base}.items()}
    for source in sources.values():
        check_lines(source)
    combination = combine_documents(
        sources.pop("").text,
        {name: source.text for name, source in sources.items()},
        markdown=first.lower().endswith(MARKDOWN),
    )
    if notation == "json":
        output.write_json(combinations.combination_fields(combination))
    else:
        _write(combination, notation, None)
    if not combination.is_clean:
        count = len(combination.conflicts)
        output.echo_status(count_noun(count, "conflict remains", "conflicts remain"))
    return combination


def _write(combination: Combination, notation: str, names: Names | None, ending: str = "") -> None:
    try:
        written = combination.render(notation, names)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    output.write(written, end=ending)


@command("edit ITEM TEXT", "group.edit('3', 'the whole text', editorial=True)", records=True)
@options.flag("--editorial", help="Declare that the meaning does not change.")
@options.text("--reason", help="Why.")
def edit(item: str, text: str, editorial: bool, reason: str) -> None:
    """Change the text of an item.

    No amendment is needed. TEXT is the whole text; - reads it from stdin. Undecided amendments then
    apply to the new text. Positions in favour must be reconfirmed, unless you give --editorial.

      consensus draft edit 3 "Members shall report every year." --editorial --reason typing
      consensus draft edit 3 - < paragraph-3.txt
    """
    with recording() as group:
        words, state = context.given_text(text), group.state
        with_names = keep_names(state, state.version(find_item(state, item)).wording, words)
        step = group.edit(item, words, editorial=editorial, reason=reason)
        print_step(step, f"{named(group, item)} has another text")
        if read_text(state, with_names) != read_text(state, words):
            context.warn(
                "its brackets lost their names; 'consensus draft show --names' prints names"
            )
        _print_contested(group, step)


@command("bracket ITEM [WORDS]", "group.bracket('3', 'Members [shall] report.')", records=True)
@options.text("--text", help="The whole text with its brackets; - is stdin.")
@options.member("--without", metavar="MEMBER", help="Remove this member's name from brackets.")
@options.text("--to", "last", metavar="ITEM", help="Put all items up to this one in one bracket.")
@options.text("--settle", metavar="HOW", help="Settle a bracket over several items.")
@options.text("--reason", help="Why.")
def bracket(
    item: str, words: str, text: str, without: str, last: str, settle: str, reason: str
) -> None:
    """Put words in brackets, or remove a name from brackets.

    WORDS must occur exactly once in the text. All positions still count.

    A bracket over several items has a handle, such as BR1. ITEM can be this handle, or an item in
    the bracket. While it is open, no item in it is agreed. To settle it, add --settle and:

      keep     keep the items, remove the bracket
      drop     remove the bracket and all its items
      a        of alternatives, keep the first; the items of the others leave the text

      consensus draft bracket 3 "every year"
      consensus draft bracket 3 --text "Members [ALV: shall | MER: should] report."
      consensus draft bracket 7 --without TAL
      consensus draft bracket 3 --to 5
      consensus draft bracket BR1 --settle keep
    """
    if sum(map(bool, (words, text, without, last, settle))) != 1:
        raise click.UsageError("give the words, or --text, --without, --to or --settle")
    with recording() as group:
        step: Step
        if last:
            step = made = group.bracket_items(item, last, reason=reason)
            told = f"{made.handle} is open"
        elif settle:
            step = made = group.settle_bracket(item, settle, reason)
            told = f"{made.handle} {made.made.became}"
        elif without:
            step = group.leave_brackets(item, without, reason)
            told = f"the name of {without} is in no bracket of {named(group, item)} any more"
        else:
            target = find_item(group.state, item)
            wanted = context.given_text(text) or put_in_brackets(group.state.text(target), words)
            step, told = group.bracket(item, wanted, reason), f"{named(group, item)} has brackets"
            if not output.is_json():
                output.write(group.state.text(target))
        print_step(step, told)
        _print_contested(group, step)
