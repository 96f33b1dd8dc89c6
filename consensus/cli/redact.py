"""`consensus redact`: take words out for good, and confirm what others took out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from consensus.cli import output
from consensus.cli.command import Command, as_json
from consensus.cli.context import given_text, reading_with_acts, recording
from consensus.cli.reporting import tell_step

if TYPE_CHECKING:
    from consensus.working_group.log import Redaction


@click.command(
    "redact", cls=Command, python="group.redact('the words', reason='Chatham House rule')"
)
@click.argument("words", required=False)
@click.option("--step", default="", help="Only in this step.")
@click.option("--reason", default="", help="Why; without the words.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--waiting", is_flag=True, help="List what redactions from other copies would erase.")
@click.option(
    "--erase",
    type=click.IntRange(1),
    metavar="N",
    help="Erase the N bodies that --waiting lists; another number is refused.",
)
@as_json
def redact(
    words: str | None,
    step: str,
    reason: str,
    yes: bool,
    waiting: bool,
    erase: int | None,
    as_json: bool,
) -> None:
    """Take words out of the record for good.

    The chain of steps still verifies, and names the gap. This cannot be undone. Give - to read the
    words from stdin, so that they stay out of the history of the shell. Afterwards it says which
    private notes, backups, copies and bundles still have the words, as far as they can be found:
    in the notes of the record, and in files of its folder.

    What a redaction in another copy takes out is withheld here as soon as it comes in, and kept
    until you confirm it: --waiting lists it, --erase repeats how many bodies that are.

    \b
    Examples:
      consensus redact "Ms. Example" --reason "Chatham House rule"
      consensus redact - --step 019cafe0 --yes < words.txt
      consensus redact --waiting
      consensus redact --erase 3
    """
    if (words is not None) + waiting + (erase is not None) != 1:
        raise click.UsageError("give the words, or --waiting, or --erase N")
    unused = {"--step": step, "--reason": reason, "--yes": yes}
    if words is None and any(unused.values()):
        without = " or ".join(name for name, given in unused.items() if given)
        alone = "--waiting" if waiting else "--erase"
        raise click.UsageError(f"{alone} does not go with {without}")
    if waiting:
        _tell_waiting(as_json)
        return
    if erase is not None:
        with recording() as group:
            group.erase_withheld(erase)
        if as_json:
            output.write_json({"erased": erase})
        else:
            output.say(f"{erase} {'body' if erase == 1 else 'bodies'} erased")
        return
    wanted = given_text(words or "")
    with recording() as group:
        if not yes and not output.is_interactive():
            raise click.UsageError("this cannot be undone; say --yes where nobody can be asked")
        if not yes:
            click.confirm("The words will be gone for good. Go on?", abort=True, err=True)
        _tell(group.redact(wanted, step, reason), as_json)


def _tell(redaction: Redaction, as_json: bool) -> None:
    count = redaction.places
    if as_json:
        fields = {**output.plain(redaction), "step": redaction.step.id}
        output.write_json({**fields, "sentences": redaction.sentences})
        return
    tell_step(redaction.step, f"taken out of {count} {'place' if count == 1 else 'places'}")
    for sentence in redaction.sentences:
        output.say(sentence)


def _tell_waiting(as_json: bool) -> None:
    from consensus.cli.sync import tell_withheld

    with reading_with_acts() as group:
        withheld = group.withheld_bodies
    if as_json:
        output.write_json({"withheld": withheld})
        return
    tell_withheld(withheld)
    if withheld:
        count = sum(len(each.bodies) for each in withheld)
        output.say(f"they are kept, shown nowhere; 'consensus redact --erase {count}' erases them")
    else:
        output.say("nothing waits to be erased")
