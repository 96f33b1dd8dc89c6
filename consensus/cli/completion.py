"""`consensus completion`: the script that completes commands, and what can be completed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import click
from click.shell_completion import get_completion_class

from consensus.cli import output
from consensus.cli.context import reading
from consensus.cli.framework import Command
from consensus.errors import ConsensusError
from consensus.model.state import State

Completer = Callable[[click.Context, click.Parameter, str], list[str]]


def _completing(names: Callable[[State], Iterable[str]]) -> Completer:
    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
        # A shell that asks what could follow is no place for an error message.
        try:
            with context.scope(cleanup=False), reading() as group:
                found = dict.fromkeys(names(group.state))
        except (ConsensusError, click.ClickException, OSError):
            return []
        wanted = incomplete.casefold()
        return [name for name in found if name.casefold().startswith(wanted)]

    return complete


def _items(state: State) -> Iterable[str]:
    for item in state.items.values():
        if not item.removed:
            yield item.handle
            if item.label:
                yield item.label


def _amendments(state: State) -> Iterable[str]:
    return (each.handle for each in state.amendments.values())


def _targets(state: State) -> Iterable[str]:
    yield from _items(state)
    yield from _amendments(state)
    yield from (each.handle for each in state.packages.values())


complete_item = _completing(_items)
complete_amendment = _completing(_amendments)
complete_target = _completing(_targets)
complete_draft = _completing(lambda state: (each.handle for each in state.drafts.values()))
complete_member = _completing(lambda state: state.members)
complete_group = _completing(lambda state: state.negotiating_groups)
complete_meeting = _completing(lambda state: (each.handle for each in state.meetings.values()))
complete_agenda = _completing(lambda state: (each.handle for each in state.agenda.values()))
complete_tray = _completing(lambda state: (each.handle for each in state.tray.values()))
complete_silence = _completing(lambda state: (each.handle for each in state.silences.values()))
complete_consultation = _completing(
    lambda state: (each.handle for each in state.consultations.values())
)
complete_ballot = _completing(lambda state: (each.handle for each in state.ballots.values()))
complete_question = _completing(lambda state: (each.handle for each in state.questions.values()))
complete_contribution = _completing(
    lambda state: (each.handle for each in state.contributions.values())
)
complete_undertaking = _completing(
    lambda state: (each.handle for each in state.undertakings.values())
)
complete_milestone = _completing(lambda state: (each.handle for each in state.milestones.values()))
complete_to_come = _completing(lambda state: (each.handle for each in state.meetings_to_come))
complete_revision = _completing(lambda state: (each.name for each in state.revisions.values()))
complete_nomination = _completing(
    lambda state: (each.handle for each in state.nominations.values())
)
complete_decision = _completing(lambda state: (each.handle for each in state.decisions.values()))


@click.command("completion", cls=Command)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that completes commands.

    Handles, labels and codes of members are completed from the record.

    Examples:
      eval "$(consensus completion bash)"
      consensus completion fish > ~/.config/fish/completions/consensus.fish
    """
    kind = get_completion_class(shell)
    assert kind is not None
    root = click.get_current_context().find_root().command
    script = kind(root, {}, "consensus", "_CONSENSUS_COMPLETE")
    # The class for bash asks the bash on this machine for its version, which the script may not be
    # meant for; the template is the same for all.
    output.write_exactly(script.source_template % script.source_vars())
