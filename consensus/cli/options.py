"""Options of one kind, what completes their values, and `consensus --completion`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

import click
from click.shell_completion import get_completion_class

from consensus.cli import output
from consensus.cli.context import given_start, given_time, reading, split_values
from consensus.errors import ConsensusError
from consensus.model.state import State

Completer = Callable[[click.Context, click.Parameter, str], list[str]]
_Command = TypeVar("_Command", bound=Callable[..., Any])


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


def _targets(state: State) -> Iterable[str]:
    yield from _items(state)
    yield from (each.handle for each in state.amendments.values())
    yield from (each.handle for each in state.packages.values())


def _handles(table: Callable[[State], Mapping[str, Any]]) -> Completer:
    """Returns what completes the handles in a table of the state."""
    return _completing(lambda state: (each.handle for each in table(state).values()))


complete_item = _completing(_items)
complete_amendment = _handles(lambda state: state.amendments)
complete_target = _completing(_targets)
complete_comment = _handles(lambda state: state.comments)
complete_draft = _handles(lambda state: state.drafts)
complete_member = _completing(lambda state: state.members)
complete_group = _completing(lambda state: state.negotiating_groups)
complete_meeting = _handles(lambda state: state.meetings)
complete_agenda = _handles(lambda state: state.agenda)
complete_entry = _handles(lambda state: state.tray)
complete_silence = _handles(lambda state: state.silences)
complete_consultation = _handles(lambda state: state.consultations)
complete_ballot = _handles(lambda state: state.ballots)
complete_question = _handles(lambda state: state.questions)
complete_contribution = _handles(lambda state: state.contributions)
complete_undertaking = _handles(lambda state: state.undertakings)
complete_milestone = _handles(lambda state: state.milestones)
complete_to_come = _completing(lambda state: (each.handle for each in state.meetings_to_come))
complete_revision = _completing(lambda state: (each.name for each in state.revisions.values()))
complete_nomination = _handles(lambda state: state.nominations)
complete_person = _handles(lambda state: state.participants)
complete_decision = _handles(lambda state: state.decisions)


class Day(click.ParamType):  # type: ignore[type-arg]
    """A day, such as 2017-01-26."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Returns it as a date."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” is no day; give a day such as 2027-02-28", param, ctx)


def choice(*names: str, of: Iterable[str], **settings: Any) -> Callable[[_Command], _Command]:
    """Returns an option that takes one of several values."""
    return click.option(*names, type=click.Choice([*map(str, of)]), show_default=True, **settings)


def split(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[str]:
    """Splits the values of a parameter at commas."""
    return split_values(values)


def paired(given: Iterable[str], form: str, split: Any = str.partition) -> dict[str, str]:
    """Returns values by their names, written in a form such as NAME=VALUE; [VALUE] may be empty."""
    found: dict[str, str] = {}
    for each in given:
        name, sign, value = map(str.strip, split(each, "="))
        if not (sign and name and (value or form.endswith("]"))):
            raise click.UsageError(f"{each} is not written as {form}")
        if name in found:
            raise click.UsageError(f"{name} is named twice")
        found[name] = value
    return found


def _pairing(split: Callable[..., Any]) -> Callable[..., dict[str, str]]:
    return lambda _, option, given: paired(given, option.metavar, split)


def _unless_empty(parse: Callable[[str], datetime]) -> Callable[[str], datetime | None]:
    return lambda value: parse(value) if value else None


# Options of one kind: yes or no, a text that is empty if not given, a value that may be left out,
# several of something, several that commas may part, a time, the time of a beginning. Commas part
# `targets`, and not `texts`. In pairs of a name and a value, the value may be any words; in
# `numbered` ones the name may be, and the value is a number or a code.
flag = partial(click.option, is_flag=True)
text = partial(click.option, default="")
file = partial(text, metavar="FILE")
optional = partial(click.option, is_flag=False, flag_value="")
several = partial(click.option, multiple=True)
pairs = partial(several, callback=_pairing(str.partition))
numbered = partial(several, callback=_pairing(str.rpartition))
listed = partial(several, callback=split)
members = partial(listed, shell_complete=complete_member)
targets = partial(listed, shell_complete=complete_target)
texts = partial(several, shell_complete=complete_target)
amendments = partial(listed, shell_complete=complete_amendment)
text_arguments = partial(click.argument, nargs=-1, required=True, shell_complete=complete_target)
number = partial(click.option, type=click.IntRange(0))
member = partial(text, shell_complete=complete_member)
target = partial(text, shell_complete=complete_target)
meeting = partial(text, shell_complete=complete_meeting)
time = partial(click.option, metavar="TIME", type=_unless_empty(given_time))
start = partial(click.option, metavar="TIME", type=_unless_empty(given_start))

# Options that mean the same in every command that has them.
strict = flag("--strict", help="If something is refused, import nothing.")
due = partial(time, "--due", help="The deadline; a day means the end of that day.")
draft = text("--draft", shell_complete=complete_draft, help="The draft, if there are several.")
only_draft = text("--draft", shell_complete=complete_draft, help="Only this draft.")
limit = partial(number, "-n", "--limit", type=click.IntRange(1), help="Show this many at most.")


def print_script(shell: str) -> None:
    """Prints the script that completes commands in a shell: bash, zsh or fish."""
    kind = get_completion_class(shell)
    assert kind is not None
    root = click.get_current_context().find_root().command
    script = kind(root, {}, "consensus", "_CONSENSUS_COMPLETE")
    # The class for bash asks the bash on this machine for its version, which the script may not be
    # meant for; the template is the same for all.
    output.write(script.source_template % script.source_vars(), end="")
