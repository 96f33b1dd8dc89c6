"""Write docs/cli.md, the reference of the command line, from the commands themselves."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from consensus.cli import main

INTRODUCTION = """# The command line

This page is made by `docs/generate_cli.py` from the commands themselves.

```
consensus [-f FILE-OR-URL] NOUN VERB
```

The record is the one that `-f` or `CONSENSUS_FILE` names, or else the only `*.consensus` in the
folder. `--by` or `CONSENSUS_BY` says who records, `--as-of` looks at the past, and
`--at` or `CONSENSUS_AT` says when what is recorded later happened. All of them may stand before or
after the command. `CONSENSUS_CACHE` names the folder in which the states of large records are kept
to open them fast, or is `off`.

What was asked for goes to stdout, everything else to stderr. On a terminal control signs are
shown as escapes; a pipe gets them as they are. `NO_COLOR` is honoured.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | answered "no": conflicts remain, a check fails, something was altered |
| 2 | the command is not written so |
| 3 | refused, or bad input; nothing was recorded |
| 4 | the record or a file cannot be read or written |
| 70 | an error in this software; `--debug` shows where |

Many commands are best given at once: `consensus run FILE` runs a file of them, one a line, in one
process, which takes a small part of the time. A script can write the lines into `consensus run -`:

```console
$ consensus run --dry-run positions.txt
$ consensus --by "Ana, secretariat" run --atomic positions.txt
$ sqlite3 replies.db "SELECT 'position take ' || code || ' 3 accept' FROM r" | consensus run -
```

With `--atomic` all lines are recorded together, or none if one fails; otherwise each by itself, and
the first that fails ends the run with its exit code. `--dry-run` tries all and records nothing;
lines that take effect at once, such as `note add` or `backup`, cannot be tried and are counted
apart. A line that fails is named, as in `positions.txt:17: consensus: no member has the code NIX`.
`--json` writes one object for each line, on one line, with `line`, `exit`, `output` (what the
command wrote: its own JSON if the line asks for that, else the text) and `messages`
([schema](schemas/commands/run.json)). In Python, `with group.atomic():` does the same
([library](library.md)).

JSON has `"schema": 1`; the number changes when a field changes its meaning. In the lines of Python,
`group` is an open `WorkingGroup`.
"""


def reference() -> str:
    """The whole page."""
    context = click.Context(main, info_name="consensus")
    parts = [INTRODUCTION]
    for heading, places in main.headings.items():
        parts.append(f"## {heading}\n")
        for name in places:
            command = main.get_command(context, name)
            assert command is not None
            parts += _sections(command, f"consensus {name}", context)
    return "\n".join(parts)


def _sections(command: click.Command, path: str, parent: click.Context) -> Iterator[str]:
    context = click.Context(command, info_name=path.rpartition(" ")[2], parent=parent)
    yield f"### `{path}`\n"
    yield from _help(command)
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            yield from _sections(each, f"{path} {name}", context)
        return
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"Usage: `{path} {usage}`\n"
    options = [each for each in command.params if isinstance(each, click.Option)]
    if options:
        yield "| option | meaning |\n|---|---|"
        yield from (_row(each, context) for each in options)
        yield ""
    if getattr(command, "python", ""):
        yield f"In Python: `{getattr(command, 'python', '')}`\n"


def _help(command: click.Command) -> Iterator[str]:
    """The help; what it keeps from being folded is a block of code."""
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        if paragraph.startswith("\b\n"):
            yield f"```\n{paragraph[2:]}\n```\n"
        else:
            yield f"{paragraph}\n"


def _row(option: click.Option, context: click.Context) -> str:
    record = option.get_help_record(context)
    assert record is not None
    names, meaning = (text.replace("|", "\\|") for text in record)
    return f"| `{names}` | {meaning} |"


if __name__ == "__main__":
    (Path(__file__).parent / "cli.md").write_text(reference(), encoding="utf-8")
