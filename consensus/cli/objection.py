"""`consensus objection`: the life of an objection."""

from __future__ import annotations

import click

from consensus.cli.command import Noun
from consensus.cli.completing import complete_member, complete_target
from consensus.cli.context import given_text, recording
from consensus.cli.reporting import tell_step


@click.group("objection", cls=Noun)
def objection() -> None:
    """Follow an objection.

    It is answered in substance, then accommodated, withdrawn or sustained.

    \b
    Examples:
      consensus objection answer 5 MER "The deadline is stated in paragraph 2."
      consensus objection withdraw 5 MER
    """


@objection.command("answer", python="group.answer_objection('5', 'MER', 'the answer')")
@click.argument("target", shell_complete=complete_target)
@click.argument("member", shell_complete=complete_member)
@click.argument("answer")
def answer(target: str, member: str, answer: str) -> None:
    """Record that an objection was answered in substance.

    \b
    Examples:
      consensus objection answer 5 MER "The deadline is stated in paragraph 2."
    """
    with recording() as group:
        step = group.answer_objection(target, member, given_text(answer))
        tell_step(step, f"the objection of {member} to {target} is answered")


def _settle(target: str, member: str, became: str, reason: str) -> None:
    with recording() as group:
        step = group.settle_objection(target, member, became, reason)
        tell_step(step, f"the objection of {member} to {target} is {became}")


@objection.command("accommodate", python="group.settle_objection('5', 'MER', 'accommodated')")
@click.argument("target", shell_complete=complete_target)
@click.argument("member", shell_complete=complete_member)
@click.option("--reason", default="", help="How.")
def accommodate(target: str, member: str, reason: str) -> None:
    """Record that the text now meets an objection.

    \b
    Examples:
      consensus objection accommodate 5 MER --reason "A7 was merged"
    """
    _settle(target, member, "accommodated", reason)


@objection.command("withdraw", python="group.settle_objection('5', 'MER', 'withdrawn')")
@click.argument("target", shell_complete=complete_target)
@click.argument("member", shell_complete=complete_member)
@click.option("--reason", default="", help="Why.")
def withdraw(target: str, member: str, reason: str) -> None:
    """Record that a member withdraws its objection.

    \b
    Examples:
      consensus objection withdraw 5 MER
    """
    _settle(target, member, "withdrawn", reason)


@objection.command("sustain", python="group.settle_objection('5', 'MER', 'sustained')")
@click.argument("target", shell_complete=complete_target)
@click.argument("member", shell_complete=complete_member)
@click.option("--reason", default="", help="Why.")
def sustain(target: str, member: str, reason: str) -> None:
    """Record that an objection stands although it was answered.

    \b
    Examples:
      consensus objection sustain 5 MER
    """
    _settle(target, member, "sustained", reason)
