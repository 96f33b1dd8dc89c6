"""Write docs/cli.md and docs/commands/, the reference of the command line, from the commands."""

from __future__ import annotations

import inspect
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import click

from consensus.cli import main
from consensus.cli.framework import Place
from consensus.cli.renamed import current_spelling

FOLDER = Path(__file__).parent
OLD = FOLDER.parent / "tests" / "cli" / "commands-0.1.json"
"""The commands of version 0.1, which go on working."""

REPORTS = {
    "report compilation": ["amendments"],
    "report positions": ["matrix", "groups"],
    "draft compare": ["changes", "concordance"],
    "amendment show": ["dossier", "sources"],
    "ballot show": ["ballots"],
    "ballot list": ["ballots"],
    "decision list": ["decisions"],
    "consultation list": ["consultations"],
    "member list": ["attendance"],
    "plan undertaking list": ["undertakings"],
    "plan milestone list": ["milestones"],
    "status": ["progress"],
}
"""The reports that a command may write, where it is not `report` with their name."""

INTRODUCTION = """# The command line

Look up a command here: each entry has a page of its own. `docs/generate_cli.py` makes this page
and those from the commands themselves.

```
consensus [-f FILE-OR-URL] ENTRY [COMMAND]
```

A command works on the file or database that `-f` or `CONSENSUS_FILE` names, or else on the only
`*.consensus` in the folder. `--user` or `CONSENSUS_USER` says who records, and `--at` or
`CONSENSUS_AT` when what is recorded later happened. `--as-of` looks at the past: a day or time is
when things happened, `recorded:TIME` when they were recorded, and a meeting, a revision or a step
is where it ended. All of them may stand before or after the command. `CONSENSUS_CACHE` names the
folder in which the states of large files are kept to open them fast, or is `off`.

What was asked for goes to stdout, everything else to stderr; [exit codes](exit-codes.md) say how it
went. `--json` prints [data](json.md), errors too. On a terminal control characters are shown as
escapes; a pipe gets them as they are. `NO_COLOR` is honoured. `consensus` alone shows on a terminal
what to begin with, and the working groups of the folder.

What records takes `--dry-run`, which says what would be recorded and which results would change,
and `--yes`. A terminal is asked before a merge, a redaction, `sync discard`, the undo of what
somebody else recorded, and a decision over an objection; elsewhere say `--yes`.

`consensus --completion bash` prints what completes commands, handles and codes of members in a
shell: `eval "$(consensus --completion bash)"`. It knows `zsh` and `fish` as well.

Many commands are best given at once: [`consensus run`](commands/run.md) runs a file of them, one a
line, in one process, which takes a small part of the time:

```console
$ consensus run --dry-run positions.txt
$ consensus --user "Ana, secretariat" run --atomic positions.txt
$ sqlite3 replies.db "SELECT 'position set ' || code || ' 3 accept' FROM r" | consensus run -
```

With `--atomic` all lines are recorded together, or none if one fails; otherwise each by itself, and
the first that fails ends the run with its exit code. `--dry-run` tries all and records nothing;
lines that take effect at once, such as `note add` or `file copy`, cannot be tried and are counted
apart. A line that fails is named, as in `positions.txt:17: consensus: no member has the code NIX`.
`--json` writes one object for each line, on one line, with `line`, `exit`, `output` (what the
command wrote: its own JSON if the line asks for that, else the text) and `messages`. In Python,
`with group.atomic():` does the same ([library](library.md)).

In the lines of Python on the pages, `group` is an open `WorkingGroup`.

## Every entry, and what it was called

The spellings of version 0.1 go on working until version 0.4, with a line that says the present one.

| entry | commands | old spellings |
|---|---|---|"""


def pages() -> dict[str, str]:
    """The name of each page, below docs/, to what is on it."""
    context = click.Context(main, info_name="consensus")
    rows = []
    found = {}
    old = _old_spellings()
    for places in main.headings.values():
        for name, place in places.items():
            command = main.get_command(context, name)
            assert command is not None
            found[f"commands/{name}.md"] = "\n".join(_page(command, name, context))
            rows.append(_entry(command, name, place, old))
    rows.append(f"| `consensus --completion SHELL` | | {', '.join(old['--completion'])} |")
    links = "\n".join(f"{name.removesuffix('.md')}" for name in found)
    toctree = f"```{{toctree}}\n:hidden:\n:maxdepth: 1\n\n{links}\n```\n"
    return {"cli.md": "\n".join([INTRODUCTION, *rows, "", toctree])} | found


def _old_spellings() -> dict[str, list[str]]:
    """The first word of each present spelling to the old ones that differ from it."""
    found: dict[str, list[str]] = {}
    for old in json.loads(OLD.read_text(encoding="utf-8")):
        new, change = current_spelling(old.split())
        if change:
            found.setdefault(new[0], []).append(f"`{old}` → `{' '.join(new)}`")
    return found


def _entry(command: click.Command, name: str, place: Place, old: dict[str, list[str]]) -> str:
    words = [f"`{each}`" for each in _words(command)]
    cells = (
        f"[`{name}`](commands/{name}.md) {place.short_help}",
        ", ".join(words),
        ", ".join(old.get(name, ())),
    )
    return f"| {' | '.join(cells)} |"


def _words(command: click.Command) -> Iterator[str]:
    """The words of each command below a noun."""
    if isinstance(command, click.Group):
        for name, each in _commands(command):
            inner = list(_words(each))
            yield from (f"{name} {word}" for word in inner) if inner else (name,)


def _commands(group: click.Group) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield name, command


def _page(command: click.Command, name: str, context: click.Context) -> Iterator[str]:
    yield f"# consensus {name}\n"
    yield from _sections(command, f"consensus {name}", context, is_title=True)


def _sections(
    command: click.Command, path: str, parent: click.Context, is_title: bool = False
) -> Iterator[str]:
    context = click.Context(command, info_name=path.rpartition(" ")[2], parent=parent)
    if not is_title:
        yield f"## `{path}`\n"
    yield from _help(command)
    if isinstance(command, click.Group):
        for name, each in _commands(command):
            yield from _sections(each, f"{path} {name}", context)
        return
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"Usage: `{path} {usage}`\n"
    options = [each for each in command.params if isinstance(each, click.Option)]
    shown = [each for each in options if not each.hidden]
    if shown:
        yield "| option | meaning |\n|---|---|"
        yield from (_row(each, context) for each in shown)
        yield ""
    if renamed := getattr(command, "renamed", {}):
        was = ", ".join(f"`{old}` is now `{new}`" for old, new in renamed.items())
        yield f"Old names of options: {was}.\n"
    if schemas := list(_schemas(path.removeprefix("consensus "), shown)):
        yield f"JSON: {', '.join(schemas)}\n"
    if getattr(command, "python", ""):
        yield f"In Python: `{getattr(command, 'python', '')}`\n"


def _schemas(name: str, options: list[click.Option]) -> Iterator[str]:
    """Links to the schemas of what a command writes."""
    folder = FOLDER / "schemas" / "commands"
    file = name.replace(" ", "-")
    more = (*folder.glob(f"{file}-[A-Z]*.json"), *folder.glob(f"{file}--*.json"))
    found = [*folder.glob(f"{file}.json"), *sorted(more)]
    is_recording = any("--dry-run" in each.opts for each in options)
    if not found and is_recording:
        found = [folder / "recorded.json"]
    yield from (f"[{each.stem}](../schemas/commands/{each.name})" for each in found)
    for report in REPORTS.get(name, [name.removeprefix("report ")]):
        if (FOLDER / "schemas" / "reports" / f"{report}.json").exists():
            yield f"[report {report}](../schemas/reports/{report}.json)"


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
    shutil.rmtree(FOLDER / "commands", ignore_errors=True)
    (FOLDER / "commands").mkdir()
    for page, text in pages().items():
        (FOLDER / page).write_text(text, encoding="utf-8")
