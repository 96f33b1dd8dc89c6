"""`consensus completion`: the script for a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from consensus.cli import output
from consensus.cli.command import Command


@click.command("completion", cls=Command)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that completes commands.

    Handles, labels and codes of members are completed from the record.

    \b
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
