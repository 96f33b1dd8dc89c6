"""Every command of version 0.1 still does its work, under its old name and with its old options."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import click
import pytest

from consensus.cli import main
from consensus.cli.renamed import OPTIONS_RENAMED, RENAMED, RENAMED_NOUNS, current_spelling

from .conftest import Run, done, run_command

ROOT = Path(__file__).parents[2]

OLD: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("commands-0.1.json").read_text(encoding="utf-8")
)
"""Every command of version 0.1 to its options."""


def found(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that words lead to, and what is left of them."""
    context = click.Context(main, info_name="consensus")
    command: click.Command = main
    while isinstance(command, click.Group):
        assert words, "a group"
        inner = command.get_command(context, words[0])
        assert inner is not None, words
        words = words[1:]
        command = inner
    return command, words


@pytest.mark.parametrize("old", OLD)
def test_an_old_command_leads_to_one_that_takes_its_options(old: str) -> None:
    """Nothing that a script says since version 0.1 is refused for its spelling."""
    words, _ = current_spelling([*old.split(), "other.consensus"])  # `sync` was a command
    if words[0].startswith("-"):
        assert words[0] == "--completion"
        return
    command, given = found(words)
    context = click.Context(command)
    known = {name for each in command.get_params(context) for name in each.opts}
    renamed = OPTIONS_RENAMED.get(" ".join(words[: len(words) - len(given)]), {})
    assert {each for each in given if each.startswith("-")} <= known
    assert given[-1:] == ["other.consensus"]
    assert set(OLD[old]) <= known | set(renamed), set(OLD[old]) - known - set(renamed)
    assert set(renamed.values()) <= known


def test_what_is_renamed_was_there_and_is_not_any_more() -> None:
    """No present spelling is told to be another one."""
    assert set(RENAMED) <= set(OLD)
    assert set(RENAMED_NOUNS) <= {each.split()[0] for each in OLD} - set(OLD)
    for new in (*RENAMED.values(), *RENAMED_NOUNS.values()):
        assert current_spelling(new.split())[1] == "", new


def test_an_old_spelling_says_what_it_is_now(run: Run, demo: Path) -> None:
    """The line is on stderr, and what was asked for on stdout as before."""
    old, new = done(run("tray", "list", "--json")), done(run("inbox", "list", "--json"))
    assert (old.out, old.err) == (new.out, "'tray list' is now 'inbox list'\n" + new.err)


def test_check_requires_something(run: Run, demo: Path) -> None:
    """What tests a status is not taken for what shows it; its help can be read."""
    refused = run("check", "--json")
    assert (refused.code, refused.out) == (2, "")
    assert "say what is required, with --require" in refused.err
    assert run("check", "--require", "agreed").code == 1
    assert "--require" in done(run("check", "--help")).out
    assert "--completion" in done(run("completion", "--help")).out


ROWS = re.findall(
    r"^\| `(.+?)` \| `(.+?)` \|$",
    (ROOT / "docs" / "migration.md").read_text(encoding="utf-8").partition("\n## Calls")[0],
    re.MULTILINE,
)
"""Command lines of version 0.1, each with that of now, in the order in which they can be run."""

VOTES = "rcid,session,member,vote\n1,1,ALV,yes\n1,1,MER,no\n"
FILES = {
    "ratings.csv": "member,target,rating\nMER,4,7\n",
    "draft.fr.md": "1. Un texte.\n",
    "votes.csv": VOTES,
    "comments.csv": "comment-id,comment-body\n0,More trees.\n",
    "poll-votes.csv": "participant,0\n1,1\n",
    "proposals.csv": "Title,Trees\nAuthor,Ada\n\nParticipant,Agree,Disagree,Reason\nAlvora,1,0,\n",
    "earlier.md": "1. Members shall meet.\n",
}
_VARIES = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}"
    r"|\d{4}-\d\d-\d\d[T ][\d:.+]+Z?|head [0-9a-f]+|'[^']+' is now '[^']+'\n"
)


@pytest.fixture
def twins(demo_file: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two folders with the same in them."""
    folders = (tmp_path / "old", tmp_path / "new")
    for folder in folders:
        folder.mkdir()
        for name in ("wgec", "twin"):
            (folder / f"{name}.consensus").write_bytes(demo_file.read_bytes())
        for name in ("groups.csv", "late.eml"):
            (folder / name).write_bytes((ROOT / "examples" / "wgec" / name).read_bytes())
        for name, text in FILES.items():
            (folder / name).write_text(text, encoding="utf-8")
    earlier = folders[0] / "earlier.consensus"
    done(run_command("-f", str(earlier), "init", "--title", "An earlier group"))
    done(run_command("-f", str(earlier), "draft", "import", str(folders[0] / "earlier.md")))
    (folders[1] / earlier.name).write_bytes(earlier.read_bytes())
    return folders


def test_every_line_of_the_page_of_migration_does_the_same(
    twins: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Old and new are run one after the other, each in a folder of its own."""
    wrong = []
    for old, new in ROWS:
        answers = []
        for folder, line in zip(twins, (old, new), strict=True):
            monkeypatch.chdir(folder)
            answers.append(run_command("-f", "wgec.consensus", *shlex.split(line)))
        was, now = (
            [each.code, *(_VARIES.sub("", text) for text in (each.out, each.err))]
            for each in answers
        )
        if was != now or was[0] > 1:
            wrong.append(f"{old} | {new}\n  {was}\n  {now}")
    assert not wrong, "\n".join(wrong)


def test_the_page_of_migration_has_every_command_that_is_spelt_otherwise() -> None:
    """Those that take the id of a step are in its last sentence."""
    page = {" ".join(words) for old, _ in ROWS for words in [shlex.split(old)]}
    lacking = {each for each in OLD if current_spelling(each.split())[1] and not begins(page, each)}
    assert lacking == {"overtaken again", "overtaken let-go", "completion"}


def begins(lines: set[str], command: str) -> bool:
    """Whether a line calls a command."""
    return any(f"{line} ".startswith(f"{command} ") for line in lines)


def test_an_error_as_data_is_the_last_line(run: Run, harbour: Path) -> None:
    """The notice of an old spelling stands before it."""
    answer = run("position", "take", "NIX", "1", "support", "--json")
    notice, error = answer.err.splitlines()
    assert (answer.code, notice) == (3, "'position take' is now 'position set'")
    assert json.loads(error)["kind"] == "refused"
