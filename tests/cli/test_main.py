"""The entry point: what it loads, what becomes of errors, and what all commands have in common."""

from __future__ import annotations

import inspect
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from jsonschema import Draft202012Validator

from consensus import WorkingGroup, __version__
from consensus.cli import main
from consensus.cli.framework import COMMANDS, FIRST_STEPS, Command
from consensus.cli.output import ReaderGone
from consensus.cli.renamed import current_spelling
from consensus.errors import HeadMoved, MalformedRule, NotFound, Rejected, Unresolved, WrongValue

from .conftest import Run

# The entry point: what it loads, and what becomes of every error.

HEAVY = (
    "networkx",
    "textual",
    "lxml",
    "rapidfuzz",
    "regex",
    "msgspec",
    "diff_match_patch",
    "attrs",
)

# What changes or verifies the record, and what comes from outside; looking at it needs neither.
ONLY_TO_RECORD = (
    "consensus.working_group.working_group",
    "consensus.working_group.recording",
    "consensus.history.operations.positions",
    "consensus.history.verify",
    "consensus.formats",
    "consensus.text.combine",
    "email",
    "http",
    "urllib.request",
)


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own."""
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        check=False,
    )


# `--help` loads 33 modules that click does not, most of them small ones of the standard library.
MORE_THAN_CLICK = 50


# Lines of this software that a command loads; to be lowered where less is loaded, never raised.
LINES_LOADED = {
    "--help": 1_500,
    "status": 23_000,
    "draft show": 26_000,
    "why 1": 25_500,
    "next": 24_500,
    "position set ASH 1 support": 43_000,
}
LINES_OF_THE_LIBRARY = 40_000
OURS = ("consensus", "tui")
ROOT = Path(__file__).parents[2]


def loaded_by(*arguments: str) -> list[str]:
    """The modules that a command has loaded when it is done."""
    code = (
        "import sys\nfrom consensus.cli import main\n"
        f"try:\n    main({list(arguments)!r})\nexcept SystemExit:\n    pass\n"
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    return python("-c", code).stderr.split()


def test_help_loads_no_heavy_library() -> None:
    """Listing the commands imports none of them, and nothing below them."""
    loaded = loaded_by("--help")
    assert [name for name in HEAVY if name in loaded] == []
    assert "consensus.cli.status" not in loaded


def test_looking_from_a_snapshot_loads_nothing_that_records(folder: Path) -> None:
    """A command that only looks draws in neither acts nor operations, and no format of files."""
    place = str(folder / "panel.consensus")
    with WorkingGroup.create(place, title="Panel") as panel:
        panel.add_member("ASH", "Ashland")
        panel._log.keep_snapshot()
    loaded = loaded_by("-f", place, "status", "--json")
    assert "consensus.working_group.queries" in loaded
    assert [name for name in loaded if name.startswith(ONLY_TO_RECORD)] == []


@pytest.mark.parametrize("words", LINES_LOADED)
def test_commands_load_few_lines_of_code(harbour: Path, words: str) -> None:
    """What a command loads of this software takes time before it says anything."""
    loaded = loaded_by("-f", str(harbour), *words.split())
    assert lines_of(loaded) <= LINES_LOADED[words]


def test_programs_load_few_lines_of_code() -> None:
    """What reads files and joins copies is loaded when it is called, not with the library."""
    code = "import sys; from consensus import WorkingGroup; print(*sys.modules)"
    loaded = python("-c", code).stdout.split()
    late = ("consensus.formats.docx", "consensus.formats.votes", "consensus.working_group.sync")
    assert [name for name in loaded if name.startswith(late)] == []
    assert lines_of(loaded) <= LINES_OF_THE_LIBRARY


def lines_of(loaded: list[str]) -> int:
    """How many lines the modules of this software among some modules have."""
    files = [ROOT.joinpath(*name.split(".")) for name in loaded if name.startswith(OURS)]
    places = [file / "__init__.py" if file.is_dir() else file.with_suffix(".py") for file in files]
    return sum(len(place.read_text(encoding="utf-8").splitlines()) for place in places)


def test_looking_defines_no_operations_that_the_record_has_not(harbour: Path) -> None:
    """A record without meetings is read without what may happen in one."""
    loaded = loaded_by("-f", str(harbour), "status")
    assert "consensus.history.operations.drafts" in loaded
    assert "consensus.history.operations.meetings" not in loaded


@pytest.mark.parametrize("command", ["status", "next"])
def test_texts_in_latin_letters_need_no_table_of_graphemes(demo: Path, command: str) -> None:
    """Quotation marks, dashes and accents are cut and measured character by character."""
    assert "regex" not in loaded_by("-f", str(demo), command)


def test_help_loads_little_more_than_click() -> None:
    """Help is there at once, since hardly any modules are loaded for it."""
    click = python("-c", "import sys, click; print(*sys.modules)").stdout.split()
    assert len(set(loaded_by("--help")) - set(click)) <= MORE_THAN_CLICK


def test_module_is_the_command() -> None:
    """`python -m consensus` is the command, under its own name."""
    answer = python("-m", "consensus", "--version")
    assert (answer.returncode, answer.stdout) == (0, f"consensus, version {__version__}\n")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__


def test_help_opens_with_what_to_begin_with(run: Run) -> None:
    """Eight commands first, then every entry under its heading, each on one line."""
    lines = run("--help").out.splitlines()
    begin = lines.index("Begin with:")
    assert begin == 4
    firsts = ["init", "demo", "tui", "draft-import", "amendment-import", "status", "why", "merge"]
    assert [line.split("  ")[1].replace(" ", "-") for line in lines[5:13]] == firsts
    assert [lines[begin - 1], lines[begin + 9], lines[begin + 10]] == ["", "", "Start:"]
    listed = [line.split()[0] for line in lines[lines.index("Start:") :] if line[:3].strip()]
    for under in COMMANDS.values():
        for name, place in under.items():
            assert name in listed
            assert [line for line in lines if line.split() == [name, *place.short_help.split()]]


def test_without_a_command_a_pipe_gets_help_and_a_usage_error(run: Run) -> None:
    """Help goes to stderr, since nothing was asked for."""
    answer = run()
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("Usage: consensus")
    assert run("draft").code == 2
    answer = run("--user", "Ana")
    assert (answer.code, answer.err) == (
        2,
        "consensus: name a command (see 'consensus --help')\n",
    )


def test_without_a_command_a_terminal_shows_what_is_here(
    run: Run, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands to begin with, and each working group with its title and totals on a line."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("consensus.cli.output.is_terminal", lambda stream: stream is sys.stdout)
    Path("broken.consensus").write_bytes(b"no record" * 100)
    answer = run()
    assert (answer.code, answer.err) == (0, "")
    begin, _, here = answer.out.partition("\n\nHere\n")
    assert [*begin.splitlines()[1:]] == run("--help").out.splitlines()[5:13]
    broken, found, empty, last = here.splitlines()
    assert broken.startswith("- broken.consensus")
    assert re.split("  +", found) == ["- harbour.consensus", "Harbour panel", "3 open"]
    assert (empty, last) == ("", "'consensus --help' lists all commands.")
    for number in range(20):
        shutil.copy(harbour, f"copy-{number}.consensus")
    assert run().out.count("Harbour panel") == 9
    assert "12 more: see 'consensus file list'" in run().out
    for path in Path().glob("*.consensus"):
        path.unlink()
    assert "- no working group yet\n" in run().out


@pytest.mark.parametrize("words", [("--completion",), ("-f", "none.consensus", "completion")])
def test_completion_is_printed(run: Run, words: tuple[str, ...]) -> None:
    """As an option, and as the command that it was; a shell that is not known is refused."""
    for shell in ("bash", "zsh", "fish"):
        answer = run(*words, shell)
        assert (answer.code, "_CONSENSUS_COMPLETE" in answer.out) == (0, True)
    assert run(*words, "tcsh").code == 2
    assert ("is now '--completion'" in answer.err) == ("completion" in words)


def test_misspelt_command_gets_advice(run: Run) -> None:
    """The nearest names are offered."""
    answer = run("staus")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        "consensus: there is no command staus; did you mean status? (see 'consensus --help')\n"
    )
    below = run("member", "lst")
    assert (below.code, below.err) == (
        2,
        "consensus: there is no command lst; did you mean list? (see 'consensus member --help')\n",
    )


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (Rejected("one", "two"), 3, "consensus: one; two\n"),
        (NotFound("nothing is called X"), 3, "consensus: nothing is called X\n"),
        (MalformedRule("column 3: what?"), 3, "consensus: column 3: what?\n"),
        (Unresolved("brackets are left"), 3, "consensus: brackets are left\n"),
        (HeadMoved("somebody was first"), 4, "consensus: somebody was first\n"),
        (PermissionError(13, "Permission denied", "a.csv"), 4, "consensus: a.csv: Permission den"),
        (KeyboardInterrupt(), 130, "consensus: stopped\n"),
        (ReaderGone(), 141, ""),
        (
            ZeroDivisionError("no\nway"),
            70,
            "consensus: an unexpected error (ZeroDivisionError: no ",
        ),
    ],
)
def test_every_error_is_one_line_and_a_code(
    run: Run,
    harbour: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    line: str,
) -> None:
    """No traceback reaches a user, whatever happens."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("consensus.working_group.queries.Queries.open", fail)
    answer = run("status")
    assert (answer.code, answer.out) == (code, "")
    # On an interrupt click ends the line of the terminal first.
    told = answer.err.lstrip("\n")
    assert told.startswith(line)
    assert told.count("\n") == (1 if line else 0)


SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "commands" / "error.json"


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (
            click.UsageError("there are two; say which with -f: a, b"),
            2,
            {"kind": "usage", "reasons": ["there are two"], "try": "say which with -f: a, b"},
        ),
        (
            Rejected("one; two", "no member has the code X; see the list of members"),
            3,
            {
                "kind": "refused",
                "reasons": ["one; two", "no member has the code X"],
                "try": "see the list of members ('consensus member list')",
            },
        ),
        (
            WrongValue("due", "never", "a day", "write it as 2016-12-07"),
            3,
            {
                "kind": "refused",
                "reasons": ["due must be a day, not never"],
                "try": "write it as 2016-12-07",
            },
        ),
        (NotFound("nothing"), 3, {"kind": "refused", "reasons": ["nothing"], "try": ""}),
        (
            PermissionError(13, "Permission denied", "a.csv"),
            4,
            {"kind": "storage", "reasons": ["a.csv: Permission denied"], "try": ""},
        ),
        (KeyboardInterrupt(), 130, {"kind": "interrupted", "reasons": ["stopped"], "try": ""}),
        (
            ZeroDivisionError("no"),
            70,
            {
                "kind": "unexpected",
                "reasons": [
                    "an unexpected error (ZeroDivisionError: no); nothing more was recorded"
                ],
                "try": "Please report it with what the same command prints with --debug before it",
            },
        ),
    ],
)
def test_with_json_every_error_is_an_object_on_stderr(
    run: Run,
    harbour: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    told: dict[str, object],
) -> None:
    """What kind it is, the reasons, and what to do, on one line; stdout stays empty."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("consensus.working_group.queries.Queries.open", fail)
    answer = run("status", "--json")
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.strip("\n").count("\n") == 0
    found = json.loads(answer.err)
    assert found == {"schema": 1} | told
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(found)


def test_a_command_that_is_misspelt_is_an_object_too(run: Run) -> None:
    """Also where click finds the mistake, before any option is read."""
    told = json.loads(run("staus", "--json").err)
    assert (told["kind"], told["try"]) == ("usage", "did you mean status?")
    told = json.loads(run("status", "--jsn", "--json").err)
    assert (told["kind"], told["try"]) == ("usage", "see 'consensus status --help'")


def test_debug_shows_the_traceback(
    run: Run, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The option and the variable both do; the line comes all the same."""
    monkeypatch.setattr("consensus.working_group.queries.Queries.open", lambda *_, **__: 1 / 0)
    for answer in (run("--debug", "status"), run("status", "--debug")):
        assert "Traceback" in answer.err
        assert answer.err.splitlines()[-1].startswith("consensus: an unexpected error")
    monkeypatch.setenv("CONSENSUS_DEBUG", "1")
    assert "Traceback" in run("status").err


def test_argument_that_is_no_text_is_refused(run: Run) -> None:
    """Bytes that are no UTF-8 do not get into a record."""
    answer = run("init", "--title", "caf\udce9")
    assert answer.code == 2
    assert "not valid text" in answer.err


def test_reader_that_leaves_ends_the_command_quietly(demo: Path) -> None:
    """`consensus history list | head -1` says nothing of broken pipes."""
    code = (
        f'{sys.executable} -m consensus -f {demo} history list | head -1; echo "${{PIPESTATUS[0]}}"'
    )
    answer = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=False)
    assert answer.stderr == ""
    assert answer.stdout.splitlines()[-1] in ("0", "141")


def test_full_disk_is_said_in_one_line(demo: Path) -> None:
    """Output that cannot be written is a problem of storage."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no full device")
    code = f"{sys.executable} -m consensus -f {demo} status > /dev/full"
    answer = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=False)
    assert answer.returncode == 4
    assert answer.stderr.startswith("consensus: ")
    assert answer.stderr.count("\n") == 1


def test_signs_that_the_encoding_lacks_are_escaped(demo: Path) -> None:
    """A terminal of another encoding gets escapes, not a crash."""
    answer = python("-m", "consensus", "-f", str(demo), "status", PYTHONIOENCODING="ascii")
    assert answer.returncode == 0
    assert "\\u25cf" in answer.stdout


@pytest.mark.parametrize("is_ours", [True, False])
def test_only_a_process_of_our_own_looks_for_rings_less_often(is_ours: bool) -> None:
    """A program that calls the command and goes on keeps its collector as it was."""
    script = (
        "import gc\n"
        "from consensus.cli import main\n"
        "before = gc.get_threshold()\n"
        "try:\n"
        f"    main(['--version'], standalone_mode={is_ours})\n"
        "except SystemExit:\n"
        "    pass\n"
        "print(gc.get_threshold() == before)"
    )
    assert python("-c", script).stdout.splitlines()[-1:] == [str(not is_ours)]


# What every command has in common.

CONTEXT = click.Context(main, info_name="consensus")


def every_command() -> Iterator[tuple[str, click.Command]]:
    """Every command and noun with its words."""
    waiting: list[tuple[str, click.Command]] = [("", main)]
    while waiting:
        words, command = waiting.pop(0)
        if words:
            yield words, command
        if isinstance(command, click.Group):
            for name in command.list_commands(CONTEXT):
                found = command.get_command(CONTEXT, name)
                assert found is not None
                waiting.append((f"{words} {name}".strip(), found))


ALL = dict(every_command())
LEAVES = {words: each for words, each in ALL.items() if not isinstance(each, click.Group)}
NOUNS = [words for words, each in ALL.items() if isinstance(each, click.Group)]

NO_JSON = {
    "demo": "opens the screens, or prints a first overview to read",
    "tui": "opens the screens",
}
"""The commands without `--json`, and why."""


def options_of(command: click.Command) -> set[str]:
    """The options that are a command's own."""
    return {name for parameter in command.params for name in parameter.opts}


def test_the_tree_is_small_and_flat() -> None:
    """At most 34 words follow `consensus`, and no command has more than three."""
    assert len(main.list_commands(CONTEXT)) <= 34
    assert [words for words in ALL if len(words.split()) > 3] == []


@pytest.mark.parametrize("words", ALL)
def test_first_lines_are_short(words: str) -> None:
    """The first line of every help is one sentence of at most 60 characters."""
    command = ALL[words]
    first, *_ = (command.help or "").split("\n\n")
    assert "\n" not in first
    assert 0 < len(first.removesuffix(".")) <= 60
    assert command.get_short_help_str(10) == first.removesuffix(".")


@pytest.mark.parametrize("words", NOUNS)
def test_no_line_of_a_list_is_cut(run: Run, words: str) -> None:
    """On a terminal of 80 columns every command stands on one line with the whole of its first."""
    out = run(*words.split(), "--help").out
    for name, command in ALL.items():
        if name.rpartition(" ")[0] == words:
            line = rf"^  {name.rpartition(' ')[2]} +{re.escape(command.get_short_help_str())}$"
            assert re.search(line, out, re.MULTILINE), line
    assert [line for line in out.splitlines() if line.endswith("...")] == [
        line for line in out.splitlines() if line.startswith("Usage: ")
    ]


@pytest.mark.parametrize("words", LEAVES)
def test_every_command_gives_data(words: str) -> None:
    """Every command takes `--json`, but for those named with a reason."""
    assert ("--json" in options_of(LEAVES[words])) == (words not in NO_JSON)


@pytest.mark.parametrize("words", LEAVES)
def test_what_records_can_be_tried_and_agreed_to(words: str) -> None:
    """Every command that records takes `--dry-run` and `--yes`."""
    command = LEAVES[words]
    assert command.callback is not None
    if "with recording(" in inspect.getsource(inspect.unwrap(command.callback)):
        assert {"--json", "--dry-run", "--yes"} <= options_of(command)


def has_an_example(words: str, command: click.Command) -> bool:
    """Whether the help calls the command by its own name."""
    _, separator, examples = inspect.cleandoc(command.help or "").partition("\b\nExamples:\n")
    name = f"consensus {words.split()[0]}"
    return bool(separator) and any(name in line or " -f " in line for line in examples.splitlines())


def test_help_has_an_example() -> None:
    """Every help shows how the command is called, by its own name."""
    assert [words for words, command in LEAVES.items() if not has_an_example(words, command)] == []


@pytest.mark.parametrize("words", NOUNS)
def test_the_help_of_a_noun_has_an_example_of_each_command(run: Run, words: str) -> None:
    """Its last lines call every command below it once, as the first example of that command."""
    *_, examples = run(*words.split(), "--help").out.partition("\nExamples:\n")
    below = [name for name in ALL if name.rpartition(" ")[0] == words]
    for name, line in zip(below, examples.splitlines(), strict=True):
        first = next(each for each in LEAVES if each == name or each.startswith(f"{name} "))
        assert line[:2] == "  "
        assert f"{name} " in f"{line} "
        assert line.strip() in (LEAVES[first].help or "")


def test_help_fits_an_old_terminal() -> None:
    """Examples are not folded, so their lines are short enough for what is shown."""
    lines = [
        (words, line) for words, each in ALL.items() for line in (each.help or "").splitlines()
    ]
    assert [(words, line) for words, line in lines if len(line) > 100] == []


def test_every_option_is_explained() -> None:
    """Every option has a help text, or choices that explain it."""
    assert [words for words, command in LEAVES.items() if not isinstance(command, Command)] == []
    unexplained = [
        (words, each.opts[0])
        for words, command in LEAVES.items()
        for each in command.params
        if isinstance(each, click.Option)
        and not each.hidden
        and not (each.help or isinstance(each.type, click.Choice))
    ]
    assert unexplained == []


def test_the_tables_say_what_the_commands_say() -> None:
    """The help that is shown without importing a command is that of the command."""
    table = {name: each.short_help for under in COMMANDS.values() for name, each in under.items()}
    assert {name: ALL[name].get_short_help_str() for name in table} == table
    assert {name: ALL[name].get_short_help_str() for name in FIRST_STEPS} == FIRST_STEPS


def test_reference_is_up_to_date() -> None:
    """docs/cli.md and a page for every entry say what the commands say."""
    docs = Path(__file__).parents[2] / "docs"
    written = runpy.run_path(str(docs / "generate_cli.py"))["pages"]()
    there = ["cli.md", *(f"commands/{path.name}" for path in (docs / "commands").glob("*.md"))]
    found = {name: (docs / name).read_text(encoding="utf-8") for name in there}
    assert found == written, "run docs/generate_cli.py"
    text = "".join(written.values())
    schemas = {each.name for each in (docs / "schemas" / "reports").glob("*.json")}
    assert {each for each in schemas if f"schemas/reports/{each}" not in text} == {"draft.json"}
    assert len(written) == len(main.list_commands(CONTEXT)) + 1


def test_the_reference_tells_every_old_command() -> None:
    """What each command of version 0.1 is called now stands in the table of the entries."""
    page = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
    place = Path(__file__).with_name("commands-0.1.json")
    for old in json.loads(place.read_text(encoding="utf-8")):
        new, change = current_spelling(old.split())
        assert not change or f"`{old}` → `{' '.join(new)}`" in page
