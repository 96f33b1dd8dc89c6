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
from consensus.cli.renamed import OPTIONS_RENAMED, current_spelling

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

Here you find all commands. Each entry has its own page. `docs/generate_cli.py` writes this page and
the pages of the entries.

```
consensus [-f FILE-OR-URL] ENTRY [COMMAND]
```

`-f` or `CONSENSUS_FILE` names the file or database. By default a command works on the only
`*.consensus` in the folder. `--user` or `CONSENSUS_USER` says who records. If you record something
later, `--at` or `CONSENSUS_AT` says when it happened. `--as-of` shows an earlier state:

- a day or time: what had happened by then
- `recorded:TIME`: what had been recorded by then
- a meeting, a revision or a step: the state at its end

You can give these options before or after the command. `CONSENSUS_CACHE` is the folder for cached
states of large files, or `off`.

Results go to stdout, and all other messages go to stderr. [Exit codes](exit-codes.md) say whether
the command succeeded. With `--json`, results and errors are [data](json.md). A terminal shows
control characters as escapes; a pipe gets them unchanged. If `NO_COLOR` is set, there are no
colours. On a terminal, `consensus` without a command lists the first commands to use, and the
working groups in the folder.

Every command that records has `--yes` and `--dry-run`. `--dry-run` shows what would be recorded,
and which results would change. On a terminal, consensus asks you before a merge, a redaction, `sync
discard`, the undo of a step that somebody else recorded, and a decision over an objection or
with a position reserved. In scripts, give `--yes`.

`consensus --completion bash` prints a script that completes commands, handles and codes of members.
To use it: `eval "$(consensus --completion bash)"`. There are also scripts for `zsh` and `fish`.

If you have many commands, run them together. [`consensus run`](commands/run.md) runs all commands
of a file in one process, which is much faster. Each line of the file has one command:

```console
$ consensus run --dry-run positions.txt
$ consensus --user "Ana, secretariat" run --atomic positions.txt
$ sqlite3 replies.db "SELECT 'position set ' || code || ' 3 accept' FROM r" | consensus run -
```

With `--atomic`, all lines are recorded together. If a line fails, nothing is recorded, and the exit
code is 3. Without `--atomic`, each line is recorded separately. If a line fails, the run stops with
the exit code of the line. An import that refuses some rows has not failed: the run continues, and
the exit code at the end is 1.

`--dry-run` tries all lines and records nothing. Lines that take effect immediately, such as `note
add` or `file copy`, are not tried, but counted. If a line fails, a message names it:
`positions.txt:17: consensus: no member has the code NIX`.

`--json` writes one object for each line of the file. It has the fields `line`, `exit`, `output`,
`messages` and `taken_back`. `output` is what the command wrote: its own JSON if the line has
`--json`, else the text. `taken_back` says whether nothing of the line was recorded in the end. In
Python, `with group.atomic():` does the same as `--atomic` ([library](library.md)).

In the Python examples of each command, `group` is an open `WorkingGroup`.

## Every entry, and what it was called

The spellings of version 0.1 still work until version 0.4; each then prints the new spelling.

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
    if renamed := OPTIONS_RENAMED.get(path.removeprefix("consensus ")):
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
