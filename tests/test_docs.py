"""Tutorials and how-tos run as they are printed, and links lead somewhere."""

from __future__ import annotations

import doctest
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from attrs import frozen

from consensus.cli import main
from consensus.rules.expression import parse_rule
from tests.cli.conftest import run_command
from tests.tui.playing import UNTOUCHED, Player, play
from tui import worker

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*(DOCS / "tutorial").glob("*.md"), *(DOCS / "how-to").glob("*.md")])
LINKING = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
LONGEST_PAGE = 135
"""In lines; who has a question reads one page."""


@frozen
class Printed:
    """A command as a page prints it."""

    line: int
    command: str
    code: int
    written: str  # what follows it up to the end of a heredoc
    shown: tuple[str, ...]  # what it is said to answer

    @property
    def pattern(self) -> re.Pattern[str]:
        """What it is said to answer, with `...` for whatever varies."""
        lines = [
            r"(?:.*\n)*" if each.strip() == "..." else r".*".join(map(re.escape, parts)) + r" *\n"
            for each in self.shown
            for parts in [each.rstrip().split("...")]
        ]
        return re.compile("".join(lines))


def printed(text: str) -> Iterator[Printed]:
    """The commands in the console blocks of a page."""
    for block in re.finditer(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        before = text.count("\n", 0, block.start(1))
        parts = re.split(r"^\$ ", block[1], flags=re.MULTILINE)
        assert not parts[0], f"line {before + 1}: a console block begins with a command"
        for part in parts[1:]:
            command, *rest = part.replace("\\\n", " ").splitlines()
            written = ""
            if heredoc := re.search(r"<<'EOF'", command):
                command, end = command[: heredoc.start()], rest.index("EOF")
                written, rest = "".join(f"{each}\n" for each in rest[:end]), rest[end + 1 :]
            code = re.search(r"\s+# exit (\d+)$", command)
            command = command[: code.start()] if code else command
            shown = tuple(rest if any(rest) else ())
            yield Printed(before + 1, command, int(code[1]) if code else 0, written, shown)
            before += part.count("\n")


def follow(step: Printed, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Do what a line says; returns the exit code, and what a terminal would show."""
    command, stdin = step.command, step.written
    if piped := re.fullmatch(r"cat (\S+) \| (.+)", command):
        stdin, command = Path(piped[1]).read_text("utf-8"), piped[2]
    words = shlex.split(command)
    out: Path | None = None
    if ">" in words:
        out, words = Path(words[-1]), words[: words.index(">")]
    match words:
        case ["consensus", *arguments]:
            answer = run_command(*arguments, stdin=stdin)
            code, shown = answer.code, answer.err
            said_out = answer.out
        case ["cat"]:
            code, said_out, shown = 0, step.written, ""
        case ["cat", name]:
            code, said_out, shown = 0, Path(name).read_text("utf-8"), ""
        case ["export", assignment]:
            monkeypatch.setenv(*assignment.split("=", 1))
            code, said_out, shown = 0, "", ""
        case ["mkdir", name]:
            Path(name).mkdir()
            code, said_out, shown = 0, "", ""
        case ["cp", source, target]:
            shutil.copy(source, target)
            code, said_out, shown = 0, "", ""
        case ["python", *arguments]:
            environment = {"PYTHONPATH": str(ROOT), "PATH": "", "PYTHONIOENCODING": "utf-8"}
            done = subprocess.run(
                [sys.executable, *arguments],
                input=stdin,
                capture_output=True,
                env=environment,
                check=False,
                encoding="utf-8",
            )
            code, said_out, shown = done.returncode, done.stdout, done.stderr
        case _:
            pytest.fail(f"line {step.line}: the tests cannot do this: {step.command}")
    if out is not None:
        out.write_text(said_out, encoding="utf-8")
        said_out = ""
    return code, shown + said_out


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_every_command_of_a_page_does_what_is_printed(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after the other, in a folder with nothing but the examples."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("CONSENSUS_FILE", "CONSENSUS_BY", "CONSENSUS_USER", "CONSENSUS_AT"):
        # Set first, so that what the page exports does not outlive it.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    text = page.read_text(encoding="utf-8")
    for step in printed(text):
        code, answer = follow(step, monkeypatch)
        where = f"{page.name}:{step.line}: $ {step.command}"
        assert code == step.code, f"{where}\n{answer}"
        if step.shown:
            assert step.pattern.fullmatch(answer if answer.endswith("\n") else answer + "\n"), (
                f"{where}\n{answer}"
            )
        assert "is now '" not in answer, f"{where} is spelt as it was once\n{answer}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_a_page_begins_with_what_it_enables_and_is_short(page: Path) -> None:
    """A title, a sentence, then the rest."""
    title, empty, first, *rest = page.read_text(encoding="utf-8").splitlines()
    assert title.startswith("# ")
    assert not empty
    assert re.match(r"[A-Z]\w", first)
    assert len(rest) < LONGEST_PAGE
    assert "```" in "\n".join(rest)


def headings(path: Path) -> set[str]:
    """The names under which the headings of a page can be linked to."""
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", each.lower().replace("`", "")) for each in titles]
    return {each.strip().replace(" ", "-") for each in plain}


@pytest.mark.parametrize("page", LINKING, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_page_and_a_heading(page: Path) -> None:
    """Relative links, of documentation, README and examples."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", text)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, heading = target.partition("#")
        linked = page.parent / name if name else page
        assert linked.exists(), target
        if heading:
            assert heading in headings(linked), target


def test_the_page_of_keys_is_that_of_the_registry() -> None:
    """`python docs/generate_keys.py` writes it."""
    page = runpy.run_path(str(DOCS / "generate_keys.py"))["keys_page"]()
    assert (DOCS / "keys.md").read_text(encoding="utf-8") == page


# The tutorial on the screens: its tables say which keys to press, and what is seen then.

KEYS = {"Enter": "enter", "Esc": "escape", "Space": "space", "↓": "down", "F2": "f2", "F9": "f9"}


def played(text: str) -> list[tuple[list[str], list[str]]]:
    """The rows of the tables headed "press": what is pressed or typed, and words to be seen."""
    rows = []
    for table in re.findall(r"^\| press \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE):
        for row in table.splitlines():
            press, see = (re.findall(r"`([^`]+)`", each) for each in row.split("|")[1:3])
            rows.append((press, see))
    return rows


def test_the_first_meeting_goes_as_the_tutorial_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every key of its tables is pressed, and what they say is on the screen."""
    monkeypatch.setattr(worker, "gc", UNTOUCHED)
    demo = tmp_path / "panel.consensus"
    assert run_command("demo", str(demo), "--no-tui").code == 0
    rows = played((DOCS / "tutorial" / "first-meeting.md").read_text(encoding="utf-8"))
    assert len(rows) > 20

    async def story(player: Player) -> None:
        for press, see in rows:
            for each in press:
                if each in KEYS or len(each) == 1:
                    await player.press(KEYS.get(each, each))
                else:
                    await player.type(each)
            shown = player.screen()
            for words in see:
                assert words in shown, f"{press}\n{shown}"

    play(demo, story)
    answer = run_command("-f", str(demo), "why", "5", "--json")
    assert answer.json["status"] == "agreed"


def test_the_table_of_rules_says_what_the_rules_say() -> None:
    """Of every rule in it, the sentence and the short form."""
    page = (DOCS / "rules.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+\(.*)` \| (.+) \| (.+) \|$", page.split("## Shares")[0], re.M)
    assert len(rows) > 20
    for text, sentence, short in rows:
        rule = parse_rule(text)
        assert (rule.sentence, rule.short_form) == (sentence, short)


STOPPED = re.compile(
    r"\b(?:the (?:tray|wall|log)|facilitators? push\w*|overtaken|unbundle|clash(?:es)?|take[ns]? in"
    r"|let go|all-or-nothing|position take|decision record|stale|hangs? together"
    r"|both be had|the gavel falls|silent)\b"
)
"""Words that the vocabulary has others for."""


@pytest.mark.parametrize(
    "page", [*PAGES, *sorted((DOCS / "explanation").glob("*.md"))], ids=lambda page: page.stem
)
def test_a_page_has_the_words_of_the_vocabulary(page: Path) -> None:
    """What other bodies say is in the last column of the words; the rest says ours."""
    text = page.read_text(encoding="utf-8")
    if page.stem == "words":
        text = re.sub(r" \| [^|\n]* \|$", "", text, flags=re.MULTILINE)
    assert STOPPED.findall(text) == []


# Commands that pages name are there, spelt as now.


def commands_of(command: click.Command, context: click.Context) -> Iterator[list[str]]:
    """Every command that does something, as words."""
    if not isinstance(command, click.Group):
        yield []
        return
    for name in command.list_commands(context):
        under = command.get_command(context, name)
        assert under is not None
        inner = click.Context(under, info_name=name, parent=context)
        yield from ([name, *words] for words in commands_of(under, inner))


def named_commands(text: str) -> Iterator[list[str]]:
    """Lines and code in sentences that begin with `consensus`, without what stands before."""
    for line in re.findall(r"^(?:\$ )?(consensus .+)$|`(consensus [^`\n]+)`", text, re.MULTILINE):
        words = "".join(line).split()[1:]
        while words and words[0] in ("-f", "--user", "--as-of", "--at", "--completion"):
            words = words[2:]
        yield words


def test_every_command_that_a_page_names_is_one() -> None:
    """Of a group a page may speak as such; whatever else it names can be run."""
    known = {" ".join(words) for words in commands_of(main, click.Context(main))}
    groups = {name.rsplit(" ", 1)[0] for name in known if " " in name}
    for page in LINKING:
        if page.name in ("CHANGELOG.md", "cli.md"):
            continue
        for words in named_commands(page.read_text(encoding="utf-8")):
            if words[:1] == ["minus"]:  # a rule
                continue
            said = [each for each in words[:3] if re.fullmatch(r"[a-z][a-z-]*", each)]
            spelt = [" ".join(said[:size]) for size in (3, 2, 1)]
            whole = len(words) == len(said) and " ".join(said) in groups
            assert whole or not said or any(each in known for each in spelt), (page, words)


def lacking(words: list[str]) -> list[str]:
    """The arguments that a line lacks which gives some; it raises UsageError for a wrong option."""
    command: click.Command = main
    context = click.Context(main)
    rest = list(words)
    while isinstance(command, click.Group) and rest:
        under = command.get_command(context, rest[0])
        if under is None:
            return []
        command, context = under, click.Context(under, info_name=rest.pop(0), parent=context)
    # Of an option in a sentence the value may be left out.
    value = ["…"] if rest and rest[-1].startswith("--") else []
    given, _, _ = command.make_parser(context).parse_args([*rest, *value])
    found = {name for name, each in given.items() if isinstance(each, str | tuple) and each}
    needed = [each for each in command.params if isinstance(each, click.Argument) and each.required]
    return [str(each.name) for each in needed if rest and each.name not in found]


@pytest.mark.parametrize("page", LINKING, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_a_page_names_has_its_options_and_arguments(page: Path) -> None:
    """Also in sentences, which nothing runs."""
    if page.name in ("CHANGELOG.md", "cli.md"):
        return
    for words in named_commands(page.read_text(encoding="utf-8").replace("\\\n", " ")):
        line = re.split(r" [|>#]| <<", " ".join(words))[0]
        assert lacking(shlex.split(line)) == [], line


def test_the_library_of_the_readme_answers_as_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a folder with the working group that the README makes before."""
    monkeypatch.chdir(tmp_path)
    run_command("demo", "wgec.consensus", "--no-tui")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    test = doctest.DocTestParser().get_doctest(block, {}, "README.md", None, None)
    said: list[str] = []
    outcome = doctest.DocTestRunner().run(test, out=said.append, clear_globs=False)
    test.globs["group"].close()
    assert (outcome.failed, outcome.attempted) == (0, 5), "".join(said)
