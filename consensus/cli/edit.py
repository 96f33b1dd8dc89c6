"""`consensus edit` and `consensus bracket`: the chair's hand in the text."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Command
from consensus.cli.completing import complete_item, complete_member
from consensus.cli.context import given_text, recording
from consensus.cli.reporting import tell_contested, tell_step


@click.command("edit", cls=Command, python="group.edit('3', 'the whole text', editorial=True)")
@click.argument("item", shell_complete=complete_item)
@click.argument("text")
@click.option("--editorial", is_flag=True, help="Nothing of substance changes; positions hold.")
@click.option("--reason", default="", help="Why.")
def edit(item: str, text: str, editorial: bool, reason: str) -> None:
    """Give an item another text.

    The amendments to it follow. TEXT is the whole text; - reads it from stdin.

    \b
    Examples:
      consensus edit 3 "Members shall report every year." --editorial --reason "a typing error"
      consensus edit 3 - < paragraph-3.txt
    """
    with recording() as group:
        step = group.edit(item, given_text(text), editorial=editorial, reason=reason)
        tell_step(step, f"{item} has another text")
        tell_contested(group, step)


@click.command(
    "bracket", cls=Command, python="group.bracket('3', 'Members [shall] report every year.')"
)
@click.argument("item", shell_complete=complete_item)
@click.argument("words", default="")
@click.option("--text", default="", help="The whole text with its brackets; - is stdin.")
@click.option(
    "--without",
    default="",
    metavar="MEMBER",
    shell_complete=complete_member,
    help="Take this member's name out of the brackets.",
)
@click.option("--reason", default="", help="Why.")
def bracket(item: str, words: str, text: str, without: str, reason: str) -> None:
    """Put words of an item in brackets.

    The words are quoted as they stand there, once. Positions hold, since nothing else changes.

    \b
    Examples:
      consensus bracket 3 "every year"
      consensus bracket 3 --text "Members [ALV: shall | MER: should] report."
      consensus bracket 7 --without TAL
    """
    from consensus.model.lookup import find_item
    from consensus.working_group.merging import bracketing

    if sum(map(bool, (words, text, without))) != 1:
        raise click.UsageError("give the words, or --text, or --without")
    with recording() as group:
        if without:
            step = group.leave_brackets(item, without, reason)
            tell_step(step, f"{without} holds nothing in {item} any more")
            tell_contested(group, step)
            return
        target = find_item(group.state, item)
        wanted = given_text(text) or bracketing(group.state.text(target), words)
        step = group.bracket(item, wanted, reason)
        output.write(group.state.text(target))
        tell_step(step, f"{item} has brackets")
        tell_contested(group, step)
