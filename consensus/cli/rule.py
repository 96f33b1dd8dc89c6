"""`consensus rule`: how consensus is judged."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_item
from consensus.cli.reporting import tell_step
from consensus.cli.target import reading, recording


@click.group(cls=Noun)
def rule() -> None:
    """Say how consensus is judged.

    \b
    Examples:
      consensus rule show
      consensus rule set "all_of(quorum('1/2'), no_objection())"
    """


@rule.command("set", python="group.set_rule('no_objection()', '3')")
@click.argument("rule")
@click.argument("target", default="", shell_complete=complete_item)
def set_(rule: str, target: str) -> None:
    """Judge everything, a draft or an item by another rule from now on.

    \b
    Examples:
      consensus rule set "no_objection()"
      consensus rule set "consensus_minus(1)" 3
    """
    with recording() as group:
        tell_step(group.set_rule(rule, target), f"{target or 'everything'} is judged by {rule}")


@rule.command(python="group.judgement().rule_for(item)")
@click.argument("target", default="", shell_complete=complete_item)
@as_json
def show(target: str, as_json: bool) -> None:
    """Show the rule of the working group, or the one a target is judged by.

    \b
    Examples:
      consensus rule show
      consensus rule show 3 --json
    """
    from consensus.model.naming import find_target
    from consensus.rules.explain_rule import explain_rule
    from consensus.rules.expression import parse_rule

    with reading() as group:
        if target:
            found = group.judgement().rule_for(find_target(group.state, target))
        else:
            found = parse_rule(group.state.settings[""].rule)
    _show(str(found), explain_rule(found), as_json)


@rule.command(python="explain_rule(parse_rule('no_objection()'))")
@click.argument("rule", default="")
@as_json
def explain(rule: str, as_json: bool) -> None:
    """Say in a sentence when a rule is met; without a rule, list them all. Needs no record.

    \b
    Examples:
      consensus rule explain
      consensus rule explain "each_group(threshold('2/3', of='cast'))"
    """
    from consensus.rules.explain_rule import explain_rule
    from consensus.rules.expression import parse_rule
    from consensus.rules.registry import RULES

    if rule:
        found = parse_rule(rule)
        _show(str(found), explain_rule(found), as_json)
        return
    rows = [(name, (kind.__doc__ or "").split("\n")[0]) for name, kind in RULES.items()]
    if as_json:
        output.write_json({"rules": [{"name": name, "sentence": line} for name, line in rows]})
    else:
        output.write_table(("rule", "what it is"), rows)


def _show(rule: str, sentence: str, as_json: bool) -> None:
    if as_json:
        output.write_json({"rule": rule, "sentence": sentence})
    else:
        output.write(f"{rule}: {sentence}")
