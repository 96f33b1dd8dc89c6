"""`consensus rule`: how consensus is judged."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import attrs
import click

from consensus.cli import options, output
from consensus.cli.context import reading, warn
from consensus.cli.framework import Noun
from consensus.cli.recording import given_span, named, print_step, recording
from consensus.history.operations.decisions import LEVELS
from consensus.model.lookup import find_draft, find_target
from consensus.model.people import AudiencePolicy, Style
from consensus.reports.status import RuleComparison, compare_rules, comparison_data
from consensus.reports.words import sign_of
from consensus.rules.expression import (
    RULES,
    Procedure,
    expression_of,
    load_installed,
    parse_rule,
    procedures,
    recorded_rule,
)
from consensus.rules.reasons import MEMBERSHIP
from consensus.rules.rule import Rule, notes_on
from consensus.rules.share_rules import Quorum
from consensus.rules.verdict import Denominator
from consensus.text.display import in_words

if TYPE_CHECKING:
    from consensus.working_group import Queries, WorkingGroup


rule = Noun("rule", help="How consensus is judged.")


def complete_rule(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Completes the name of a rule or of a published procedure."""
    return [each for each in (*procedures(), *RULES) if each.startswith(incomplete)]


@rule.reads("show", "group.judgement().rule_for(item)")
@click.argument("target", default="", shell_complete=options.complete_item)
def show(group: Queries, target: str) -> None:
    """Show the rule that applies.

    With TARGET, it shows the rule of that item, otherwise the rule of the group.

      consensus rule show 3 --json
    """
    if target:
        found = group.judgement().rule_for(find_target(group.state, target))
    else:
        found = recorded_rule(group.state)
    _show(found)


@rule.records("set", "group.set_rule('no_objection()', '3')")
@click.argument("rule", shell_complete=complete_rule)
@click.argument("target", default="", shell_complete=options.complete_item)
def set_(group: WorkingGroup, rule: str, target: str) -> None:
    """Change the rule of the group, a draft or an item.

    RULE is an expression, or the name of a published procedure; 'rule explain' lists both. TARGET
    is a draft or an item. Without TARGET, you set the rule of the whole group. The rule applies
    from now on. If RULE is "", TARGET no longer has its own rule.

      consensus rule set "all_of(quorum('1/2'), no_objection())"
      consensus rule set "consensus_minus(1)" 3
      consensus rule set iso-dis
    """
    written = expression_of(rule) if rule else ""
    step = group.set_rule(rule, target)
    subject = named(group, target) if target else "the group"
    print_step(step, f"the rule of {subject} is {written or 'that of the group again'}")
    judged = [each for each in group.state.items if group.state.rule_of(each) == written]
    unmet = (why for each in judged[:1] for why in group.judgement().unmet_with(each, ()))
    for why in dict.fromkeys(each.sentence() for each in unmet if each.bound_to == MEMBERSHIP):
        warn(why)


@rule.shows("explain", "parse_rule('no_objection()').sentence")
@click.argument("rule", default="", shell_complete=complete_rule)
def explain(rule: str) -> None:
    """Explain a rule, or list all rules.

    Without RULE, the command lists all rules and published procedures. It needs no file.

      consensus rule explain "each_group(threshold('2/3', of='cast'))"
      consensus rule explain eu-qmv
    """
    if rule:
        name = rule.strip().casefold().replace("-", "_")
        kind = RULES.get(name)
        given = inspect.signature(kind).parameters.values() if kind else ()
        bare = kind if any(each.default is each.empty for each in given) else None
        named = procedures().get(name.replace("_", "-"))
        _show(bare or parse_rule(expression_of(rule)), named)
        return
    for broken in load_installed():
        output.echo_status(broken)
    rows = [(_call(kind), (kind.__doc__ or "").split("\n")[0]) for kind in RULES.values()]
    bodies = [(each.name, each.title) for each in procedures().values()]
    if output.is_json():
        rules = [{"name": call.split("(")[0], "call": call, "sentence": s} for call, s in rows]
        published = [{"name": name, "title": title} for name, title in bodies]
        output.write_json({"rules": rules, "procedures": published})
        return
    output.write_table(("rule", "what it is"), rows)
    output.write("")
    output.write_table(("procedure", "of what body"), bodies)


def _call(kind: type[Rule]) -> str:
    """Returns a rule with the names of its arguments, such as `quorum(share, of)`."""
    given = inspect.signature(kind).parameters.values()
    return f"{kind.name}({', '.join(str(each).partition(':')[0] for each in given)})"


@rule.shows("compare", "compare_rules(state, judgements, state.drafts)")
@click.argument("rules", nargs=-1, required=True)
@options.only_draft
@options.flag("--differing", help="Only items whose results differ.")
@options.flag("--reasons", help="Give the reasons under each rule.")
def compare(rules: tuple[str, ...], draft: str, differing: bool, reasons: bool) -> None:
    """Compare the results of several rules.

    ≠ marks each result that differs from the result under the first rule. What the Chair declared
    is the same under every rule. Nothing is recorded.

      consensus rule compare "consent()" "consensus_minus(1)" "majority('simple')"
      consensus rule compare "unanimity()" "rough_consensus()" --differing --reasons
    """
    written = list(dict.fromkeys(str(parse_rule(expression_of(each))) for each in rules))
    if len(written) < 2:
        raise click.UsageError("give two rules or more to compare")
    with reading() as group:
        state = group.state
        drafts = [find_draft(state, draft)] if draft else list(state.drafts)
        found = compare_rules(state, {each: group.judgement(each) for each in written}, drafts)
    if not output.wrote_json(comparison_data(found, differing)):
        _show_comparison(found, differing, reasons)


def _show_comparison(found: RuleComparison, differing: bool, reasons: bool) -> None:
    # Rules are too long for the head of a column.
    for number, rule in enumerate(found.rules, start=1):
        in_words = found.in_words[number - 1].items()
        counted = ", ".join(f"{n} {status}" for status, n in in_words if n)
        output.write(f"({number}) {rule}: {counted or 'no items'}")
    shown = found.contested if differing else found.items
    output.write("")
    output.write_table(
        ("label", "item", *(f"({number})" for number in range(1, len(found.rules) + 1))),
        [
            (
                each.item.label or each.item.kind,
                each.item.handle,
                *(
                    f"{sign_of(one.standing)} {one.standing}{' ≠' if differs else ''}"
                    for one, differs in zip(each.statuses, each.differs, strict=True)
                ),
            )
            for each in shown
        ],
        "no item's status depends on the rule"
        if found.items
        else "there is no text to be agreed yet",
    )
    if reasons:
        for each in shown:
            output.write(f"\n{each.item.label or each.item.kind} ({each.item.handle})", bold=True)
            for number, one in enumerate(each.statuses, start=1):
                why = f": {'; '.join(one.reasons)}" if one.reasons else ""
                output.write(f"  ({number}) {one.standing}{why}")
    if found.items:
        count = len(found.contested)
        output.write(f"\n{count} of {len(found.items)} items depend on the rule")


def _show(rule: Rule | type[Rule], named: Procedure | None = None) -> None:
    if isinstance(rule, Rule):
        written, sentence, notes = str(rule), rule.sentence, notes_on(rule)
    else:
        written, sentence = _call(rule), (rule.__doc__ or "").split("\n")[0]
        of = tuple(Denominator)[1:3] if rule is Quorum else tuple(Denominator)
        notes = (f"`of` is one of: {', '.join(of)}.",) if "of" in written[:-1].split(", ") else ()
    published = attrs.asdict(named) if named else {}
    if output.wrote_json(published | {"rule": written, "sentence": sentence, "notes": notes}):
        return
    output.write(f"{written}: {sentence}")
    said = (f"{each}: {published[each]}" for each in ("source", "limits") if published)
    for note in (*notes, *said):
        output.write(f"- {' '.join(note.split())}")


@rule.records_itself("notice", "group.set_notice(timedelta(hours=24))")
@click.argument("period", default="", metavar="[TIME]")
def notice(period: str) -> None:
    """Set how long a text is circulated before it can be ready.

    TIME is the notice period, such as 24h, 90m or 2d. The word none removes the notice period.
    Without TIME, the command shows it.

    During the notice period, a text is "not yet introduced". It is not ready for decision. It is
    merged only if you name it. Two kinds of text need no notice: a text that was presented in a
    meeting (see 'consensus amendment present'), and a text in a silence procedure.

      consensus rule notice 24h
      consensus rule notice none
    """
    if not period:
        with reading() as group:
            found = group.state.settings[""].notice
        if not output.wrote_json({"minutes": found // timedelta(minutes=1)}):
            output.write(in_words(found) if found else "none: a text is introduced at once")
        return
    span = given_span(period)
    with recording() as group:
        step = group.set_notice(span)
        print_step(step, f"the notice period is {in_words(span) if span else 'none'}")


def _one_of(name: str, values: type[StrEnum]) -> Callable[..., Any]:
    """Adds an argument that may be left out; versions of click put other signs around choices."""
    choices = [each.value for each in values]
    shown = f"[{'|'.join(choices)}]"
    return click.argument(name, metavar=shown, type=click.Choice(choices), required=False)


@rule.records_itself("style", "group.set_style('un')")
@_one_of("style", Style)
@click.option("--parent", metavar="NAME", help="The body that the group is part of.")
def style_(style: str | None, parent: str | None) -> None:
    """Set the style of summaries and decision lists.

    With un, ietf or iso, summaries have the sentences of that organization, and call members as it
    does. The rule, the notice period and the audience policy do not change. --parent sets the name
    above that of the group in summaries; "" removes it. Without a style, the command shows the
    present style.

      consensus rule style un
      consensus rule style --parent "Commission on Science and Technology for Development"
    """
    if style and parent is not None:
        raise click.UsageError("give a style or --parent, not both")
    if style or parent is not None:
        with recording() as group:
            if style:
                print_step(group.set_style(style), f"the style is {style}")
            else:
                step = group.set_parent(parent or "")
                print_step(step, f"the group is part of {parent or 'no body'}")
        return
    with reading() as group:
        now = group.state.settings[""]
    if not output.wrote_json({"style": now.style, "parent": now.parent}):
        output.write(now.style + (f"; part of {now.parent}" if now.parent else ""))


@rule.records_itself("audience", python="group.set_audience_policy('ietf')")
@_one_of("policy", AudiencePolicy)
@options.number(
    "--minority", type=click.IntRange(2), metavar="N", help="So many may make a public statement."
)
def audience_(policy: str | None, minority: int | None) -> None:
    """Set what papers show of members.

    With un, what was public in the room is public: statements of the Chair, decisions,
    undertakings, documents, and who took part. Who has which position, and why, is for members.
    With ietf, the public reads what members read. With chatham-house, papers do not say who said
    something or took part. With assembly, members are numbers, and positions are totals. Without a
    policy, the command shows the present one.

      consensus rule audience chatham-house
      consensus rule audience assembly --minority 10
    """
    if policy:
        with recording() as group:
            step = group.set_audience_policy(policy, minority or 0)
            print_step(step, f"the audience policy is {policy}")
        return
    if minority:
        raise click.UsageError("--minority goes with the policy assembly")
    with reading() as group:
        now = group.state.settings[""]
    if not output.wrote_json({"policy": now.policy, "minority": now.minority}):
        alike = f"; a statement of {now.minority} members is read by all" if now.minority else ""
        output.write(f"{now.policy}{alike}")


@rule.records_itself("levels", "group.set_levels('icann')")
@click.argument("levels", nargs=-1, metavar="[icann | LEVEL...]")
@options.listed("--unopposed", help="A level that is declared only where no member objects.")
@options.flag("--none", "nothing", help="Have no levels any more.")
def levels_(levels: tuple[str, ...], unopposed: list[str], nothing: bool) -> None:
    """Set the levels of agreement.

    A decision can state one of these levels. Give them from the most to the least, or give icann:
    full consensus, consensus, strong support but significant opposition, divergence, minority view.
    Without arguments, the command lists the present levels.

      consensus rule levels icann
      consensus rule levels "general agreement" "agreement of most" --unopposed "general agreement"
      consensus decision add 7 no-consensus --level divergence --tried "three meetings"
    """
    if (nothing and (levels or unopposed)) or (unopposed and not levels):
        raise click.UsageError("give the levels, or --none")
    if not levels and not nothing:
        with reading() as group:
            found = group.state.settings[""]
        rows = [{"level": each, "unopposed": each in found.unopposed} for each in found.levels]
        output.write_list(
            "levels",
            rows,
            "level,only_where_nobody_objects=unopposed",
            "there are no levels of agreement",
            unopposed=lambda row: "yes" * row["unopposed"],
        )
        return
    with recording() as group:
        is_named = len(levels) == 1 and levels[0] in LEVELS
        step = group.set_levels(levels[0] if is_named else levels, unopposed)
        said = "; ".join(group.state.settings[""].levels)
        print_step(step, f"the levels of agreement are: {said}" if said else "there are no levels")


@rule.records_itself("counting-words", "group.set_quantifiers({'most members': '2/3'})")
@click.argument("rows", nargs=-1, metavar="[WORDS=SHARE]...")
@options.flag("--default", "back", help="Use the usual words again.")
def quantifiers(rows: tuple[str, ...], back: bool) -> None:
    """Set what "most" and "several" mean.

    Summaries use these words instead of numbers. SHARE is the smallest share of the members that
    WORDS stand for. It is 2/3 or 60%, for example; >1/2 means more than half. Without arguments,
    the command lists the present words.

      consensus rule counting-words "all members=1" "most members=3/4" "a number of members=>0"
    """
    if rows and back:
        raise click.UsageError("give a table, or --default")
    if not rows and not back:
        with reading() as group:
            table = group.state.settings[""].quantifiers
        output.write_list("quantifiers", table, "words,share", "no words are set")
        return
    shares = options.paired(rows, "WORDS=SHARE")
    with recording() as group:
        print_step(group.set_quantifiers(shares), "the counting words are set")
