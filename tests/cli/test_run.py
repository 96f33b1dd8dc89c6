"""`consensus run`: lines do what commands do, alone or all together; those that fail are named."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from consensus import WorkingGroup
from consensus.cli import main
from consensus.cli.framework import COMMANDS
from consensus.errors import HeadMoved
from consensus.store.memory import StagedStore
from tests.history.samples.make_sample import FOLDER

from .conftest import Answer, Run, done, run_command
from .test_output import on_a_terminal

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "commands" / "run.json"
LINES = """# The first round.
position set ASH 1 support --reason "as it is"

consensus position set BAY 1 accept
  position set COL 2 object
amendment add 1 --old shall --text should --sponsor ASH
position set BAY A1 support
status
combine 1
why 1 --json
"""
BAD = "position set NIX 1 support"
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ][\d:.+]+Z?")


def same(text: str) -> str:
    """A text without what differs from one recording to the next."""
    return _TIME.sub("TIME", _ID.sub("ID", text))


@pytest.fixture
def batch(folder: Path) -> Callable[..., Answer]:
    """Runs lines, given as one text, with options of `run`."""

    def run(text: str, *options: str) -> Answer:
        Path("lines.txt").write_text(text, encoding="utf-8")
        return run_command("run", *options, "lines.txt")

    return run


Batch = Callable[..., Answer]


def steps(run: Run) -> list[dict[str, Any]]:
    """What the log holds."""
    found: list[dict[str, Any]] = done(run("history", "list", "--json")).json["steps"]
    return found


# What lines do.


@pytest.mark.parametrize("options", [(), ("--atomic",), ("--keep-going",)])
def test_lines_do_and_write_what_commands_do(
    run: Run, batch: Batch, harbour: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    """Both streams have what the commands write alone, and the log has the same steps."""
    alone = Path(shutil.copy(harbour, tmp_path / "alone.db"))
    out = err = ""
    for line in LINES.splitlines():
        if line.strip() and not line.startswith("#"):
            words = re.findall(r'"[^"]*"|\S+', line.removeprefix("consensus "))
            answer = run("-f", str(alone), *(each.strip('"') for each in words))
            # `combine` answers with its exit code.
            assert answer.code == 0
            out, err = out + answer.out, err + answer.err
    answer = batch(LINES, *options)
    together = "8 lines done together\n" if "--atomic" in options else ""
    assert answer.code == 0
    assert same(answer.out) == same(out)
    assert same(answer.err) == same(err) + together
    there = json.loads(run("-f", str(alone), "log", "--json").out)["steps"]
    assert [each["sentences"] for each in steps(run)] == [each["sentences"] for each in there]
    assert run("history", "verify").code == 0


def test_the_record_is_opened_once(
    batch: Batch, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines that record and lines that read share it."""
    opened: list[object] = []
    opening = WorkingGroup.open.__func__  # type: ignore[attr-defined]  # that of a class method

    def count(cls: type[WorkingGroup], /, *given: object, **named: object) -> WorkingGroup:
        opened.append(given)
        group: WorkingGroup = opening(cls, *given, **named)
        return group

    monkeypatch.setattr(WorkingGroup, "open", classmethod(count))
    assert batch(LINES).code == 0
    assert len(opened) == 1


@pytest.mark.parametrize("options", [(), ("--atomic",)])
def test_what_cannot_be_read_is_named_once(
    run: Run, batch: Batch, folder: Path, options: tuple[str, ...]
) -> None:
    """Not in every line: it is one record."""
    shutil.copy(FOLDER / "unreadable.consensus", folder / "ferry.consensus")
    answer = batch("status\nnext\nstatus\n", *options)
    assert answer.code == 0
    assert answer.err.count("see 'consensus file check'") == 1


def test_lines_come_from_stdin(run: Run, harbour: Path) -> None:
    """The file - is stdin, which is called so where a line fails."""
    answer = run("run", "-", stdin=f"position set ASH 1 support\n{BAD}\n")
    assert answer.code == 3
    assert answer.err.splitlines()[1].startswith("stdin:2: consensus: no member has the code NIX")


def test_a_file_without_lines_does_nothing(run: Run, batch: Batch, harbour: Path) -> None:
    """Nor does it need a record."""
    before = steps(run)
    assert batch("\n# nothing\n   \n").code == 0
    assert batch("", "--atomic").code == 0
    assert run("run", "-").code == 0
    assert steps(run) == before
    harbour.unlink()
    assert batch("# nothing").code == 0


def test_lines_may_begin_the_record_that_they_work_on(run: Run, batch: Batch) -> None:
    """Commands that need no record, or make it, do so."""
    answer = batch('rule explain consent\ninit --title "Panel"\nmember add ASH Ashland\nstatus\n')
    assert (answer.code, answer.out.splitlines()[-1]) == (0, "Panel")
    assert run("member", "list").out.splitlines()[-1].startswith("ASH")


def test_a_line_sees_what_others_recorded_since_the_line_before(
    run: Run, batch: Batch, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a command does, which opens the record anew."""
    refresh = WorkingGroup.refresh
    seen: list[int] = []

    def meanwhile(group: WorkingGroup) -> bool:
        seen.append(1)
        if len(seen) == 2:
            with WorkingGroup.open(harbour, by="Bo") as other:
                other.propose("1", "must", old="shall", by=["COL"])
        return refresh(group)

    monkeypatch.setattr(WorkingGroup, "refresh", meanwhile)
    answer = batch("position set ASH 1 support\nposition set ASH A1 object\n")
    assert (answer.code, answer.out) == (0, "")
    assert [each["by"] for each in steps(run)[-3:]] == ["", "Bo", ""]


# Options of the run, and of a line.


def test_options_of_the_run_hold_for_every_line(
    run: Run, batch: Batch, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line has its own in their place; the next has those of the run again."""
    monkeypatch.setenv("CONSENSUS_USER", "Somebody")
    monkeypatch.setenv("CONSENSUS_AT", "2016-01-01")
    lines = [f"position set {code} 1 support" for code in ("ASH", "BAY", "COL")]
    lines[1] += " --user Bo --at 2016-12-08T09:00+00:00"
    lines[2] = f"--user Cy {lines[2]}"
    answer = batch("\n".join(lines), "--user", "Ana", "--at", "2016-12-07T18:00+00:00")
    assert answer.code == 0
    found = [(each["by"], each["happened"][:13]) for each in steps(run)[-3:]]
    assert found == [("Ana", "2016-12-07T18"), ("Bo", "2016-12-08T09"), ("Cy", "2016-12-07T18")]


def test_a_line_looks_at_the_past(run: Run, batch: Batch, harbour: Path) -> None:
    """--as-of holds for a line, or for all; then none records."""
    start = steps(run)[-1]["id"]
    assert run("draft", "publish", "Rev.1").code == 0
    answer = batch(f"--as-of {start} draft list --revisions\ndraft list --revisions --json\n")
    assert (answer.code, answer.err) == (0, "nothing is published yet\n")
    assert answer.json["revisions"][0]["name"] == "Rev.1"
    answer = batch("status\nposition set ASH 1 object\n", "--as-of", start)
    assert (answer.code, "lines.txt:2: consensus: --as-of looks at the past" in answer.err) == (
        2,
        True,
    )


@pytest.mark.parametrize("options", [(), ("--atomic",)])
def test_a_line_works_on_no_other_record(
    run: Run, batch: Batch, harbour: Path, options: tuple[str, ...]
) -> None:
    """Naming the same file is allowed, as lines of a script do; another is refused."""
    shutil.copy(harbour, "other.db")
    line = "-f ./harbour.consensus position set ASH 1 support\n"
    assert batch(line, "-f", "harbour.consensus", *options).code == 0
    code = 3 if options else 2
    assert batch(f"{line}position set BAY 1 support --file other.db\n", *options).code == code
    answer = batch("position set BAY 1 support -f other.db", *options)
    assert (answer.code, len(answer.err.splitlines()) - len(options)) == (code, 1)
    assert answer.err.startswith(
        "lines.txt:1: consensus: all lines work on harbour.consensus; put what concerns other.db in"
        " a file of its own, for 'consensus -f other.db run'"
    )
    assert run("-f", "other.db", "position", "list", "--json").json["positions"] == []


@pytest.mark.parametrize("options", [(), ("--atomic",), ("--dry-run",)])
def test_a_line_says_which_of_several_records_it_is(
    run: Run, batch: Batch, harbour: Path, options: tuple[str, ...]
) -> None:
    """Where it is not known yet; the lines after it work on the same."""
    shutil.copy(harbour, "other.consensus")
    take = "position set ASH 1 support"
    answer = batch(f"-f other.consensus status\n{take}\n", *options)
    assert answer.code == 0
    found = run("-f", "other.consensus", "position", "list", "--json").json["positions"]
    assert bool(found) == ("--dry-run" not in options)
    assert run("-f", str(harbour), "position", "list", "--json").json["positions"] == []
    answer = batch(f"{take} -f other.consensus\n{take} -f harbour.consensus\n", *options)
    code = {(): 2, ("--atomic",): 3, ("--dry-run",): 1}[options]
    assert answer.code == code
    assert "lines.txt:2: consensus: all lines work on other.consensus" in answer.err
    answer = batch(f"{take}\n", *options)
    assert answer.code == code
    assert "there are several working groups here" in answer.err


def test_a_line_says_in_which_file_it_begins_a_record(run: Run, batch: Batch) -> None:
    """There is none before it."""
    answer = batch("init --title Panel -f a.consensus\nmember add ASH Ashland\n")
    assert (answer.code, answer.out) == (0, "a.consensus\n")
    assert run("-f", "a.consensus", "member", "list").out.splitlines()[-1].startswith("ASH")


def test_the_same_file_may_be_named_in_several_ways(
    run: Run, batch: Batch, harbour: Path, tmp_path: Path
) -> None:
    """By its path from here or from the root, as a URL, or through a link."""
    Path("link.db").symlink_to(harbour)
    names = ("harbour.consensus", str(harbour.absolute()), harbour.absolute().as_uri(), "link.db")
    for name in names:
        lines = "".join(f"-f {each} status\n" for each in names)
        for options in ((), ("--atomic",)):
            assert batch(lines, "-f", name, *options).code == 0


def test_words_are_quoted_as_in_a_shell_and_nothing_is_expanded(
    run: Run, batch: Batch, harbour: Path
) -> None:
    """Neither variables nor homes nor files; nor does a comment begin behind a command."""
    Path("note.txt").touch()
    answer = batch("position set ASH 1 support --reason '~ $HOME *.txt # why'\n")
    assert answer.code == 0
    answer = batch("position set BAY 1 support --reason ~/$HOME/*.txt\n")
    assert answer.code == 0
    said = run("position", "list", "--json").json["positions"]
    assert [each["reason"] for each in said] == ["~ $HOME *.txt # why", "~/$HOME/*.txt"]
    assert batch("status # how far\n").code == 2


def test_another_record_in_the_folder_changes_nothing(
    run: Run, batch: Batch, harbour: Path
) -> None:
    """The record is the one that the first line found, also when a line makes a copy beside it."""
    answer = batch("status\nfile copy copy.consensus\nposition set ASH 1 support\nhistory verify\n")
    assert (answer.code, Path("copy.consensus").exists()) == (0, True)
    assert len(run("-f", str(harbour), "position", "list", "--json").json["positions"]) == 1


def test_lines_may_be_spelt_as_before(run: Run, batch: Batch, harbour: Path) -> None:
    """Each old spelling is named once, however many lines have it, and refused for its new name."""
    lines = [f"position take {code} 1 support" for code in ("ASH", "BAY", "COL")]
    answer = batch("\n".join([*lines, "--by Ana log -n 1"]))
    assert answer.code == 0
    assert answer.err.count("'position take' is now 'position set'") == 1
    assert answer.err.count("'--by' is now '--user'") == 1
    assert answer.out.startswith(steps(run)[-1]["id"])
    answer = batch("log\ndoctor\n", "--atomic")
    assert "lines.txt:2: consensus: file check looks" in answer.err


# Lines that fail.


def test_a_line_that_fails_ends_the_run(run: Run, batch: Batch, harbour: Path) -> None:
    """It is named before the message; what was recorded before it stays."""
    before = len(steps(run))
    answer = batch(f"position set ASH 1 support\n\n{BAD}\nposition set BAY 1 support\n")
    assert (answer.code, answer.out) == (3, "")
    assert answer.err.splitlines()[1:] == [
        "lines.txt:3: consensus: no member has the code NIX; see the list of members"
        " ('consensus member list')"
    ]
    assert len(steps(run)) == before + 1


def test_the_run_may_go_on_after_a_line_that_fails(run: Run, batch: Batch, harbour: Path) -> None:
    """The exit code is 1 then, whatever the codes of the lines were."""
    before = len(steps(run))
    answer = batch(f"{BAD}\nposition tke\nposition set BAY 1 support\n", "--keep-going")
    assert (answer.code, len(steps(run))) == (1, before + 1)
    assert [line.partition(" ")[0] for line in answer.err.splitlines()[:2]] == [
        "lines.txt:1:",
        "lines.txt:2:",
    ]
    assert batch("status", "--keep-going").code == 0


@pytest.mark.parametrize("options", [(), ("--atomic",)])
def test_an_answer_of_no_ends_the_run(
    run: Run, batch: Batch, harbour: Path, options: tuple[str, ...]
) -> None:
    """A check before what rests on it."""
    before = len(steps(run))
    answer = batch("status --require agreed 1\ndecision add 2 agreed\n", *options)
    assert (answer.code, len(steps(run))) == (3 if options else 1, before)
    assert answer.out.startswith("1 is ")
    assert answer.err.splitlines()[1] == "lines.txt:1: consensus: exit code 1"
    assert run("decision", "add", "1", "agreed").code == 0
    assert batch("status --require agreed 1\ndecision add 2 agreed\n", *options).code == 0


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("tui", 2, "tui opens screens"),
        ("demo try.consensus", 2, "demo makes a working group of its own"),
        ("serve", 2, "serve runs until it is stopped"),
        ("consensus run lines.txt", 2, "run runs a file of commands"),
        ("staus", 2, "there is no command staus; did you mean status?"),
        ("draft", 2, "exit code 2"),
        ("consensus", 2, "exit code 2"),
        ('position take "ASH', 2, "No closing quotation"),
        ("history redact Ms", 2, "say --yes where nobody can be asked"),
        ("draft edit 1 -", 2, "a line cannot read from stdin"),
        ("draft import -", 2, "a line cannot read from stdin"),
        ("inbox import -", 2, "a line cannot read from stdin"),
        ("history redact - --yes", 2, "a line cannot read from stdin"),
        ("position list --to csv -o no/such/folder.csv", 4, "no/such/folder.csv"),
    ],
)
def test_what_no_line_can_do_is_refused(
    run: Run, batch: Batch, harbour: Path, line: str, code: int, words: str
) -> None:
    """With its place, and nothing is recorded or made."""
    before = steps(run)
    for options in ((), ("--atomic",)):
        answer = batch(f"\n{line}\n", *options)
        (message,) = [each for each in answer.err.splitlines() if each.startswith("lines.txt:2: ")]
        assert (answer.code, words in message) == (3 if options else code, True)
    assert steps(run) == before
    assert [path.name for path in Path().glob("*.consensus")] == ["harbour.consensus"]


def test_each_command_is_run_or_refused_for_a_reason(batch: Batch, harbour: Path) -> None:
    """No command is forgotten: each of them shows its help in a line, but for four."""
    names = [name for under in COMMANDS.values() for name in under]
    answer = batch("\n".join(f"{name} --help" for name in names), "--keep-going")
    failed = re.findall(r"^lines.txt:(\d+):", answer.err, re.MULTILINE)
    assert {names[int(at) - 1] for at in failed} == {"tui", "demo", "serve", "run"}
    assert answer.out.count("Usage: consensus ") == len(names) - 4


def test_what_is_asked_on_a_terminal_is_refused(harbour: Path) -> None:
    """Also where somebody could answer: a line goes without questions."""
    Path("lines.txt").write_text("history redact Members --reason privacy\n", encoding="utf-8")
    assert "say --yes where nobody can be asked" in on_a_terminal("run", "lines.txt")


def test_stdin_is_as_before_after_the_run(batch: Batch, harbour: Path) -> None:
    """A program that calls the command line goes on reading."""
    import sys

    before = sys.stdin
    batch("draft edit 1 -")
    assert sys.stdin is before


TWO = "position set ASH 1 support\nstatus\n"


@pytest.mark.parametrize("options", [("--keep-going",), ("--dry-run",), ()])
def test_an_interrupt_ends_the_run(
    batch: Batch, harbour: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    """Ctrl+C is no line that fails."""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(WorkingGroup, "take_position", interrupt)
    answer = batch(f"{BAD}\n{TWO}" if options else TWO, *options)
    assert (answer.code, answer.out) == (130, "")
    assert "consensus: stopped" in answer.err
    assert " of " not in answer.err
    assert answer.err.endswith("nothing was recorded\n") == ("--dry-run" in options)


# All together.


def many(bad: bool) -> str:
    """Two hundred positions, one of them of a member that is not there."""
    lines = [
        f"position set {code} {item} {stance}"
        for code in ("ASH", "BAY", "COL", "OBS")
        for item in "123"
        for stance in ("support", "accept", "abstain", "hold", "disagree", "object") * 3
    ][:200]
    if bad:
        lines[149] = BAD
    return "\n".join(lines)


def test_one_bad_line_among_two_hundred(run: Run, batch: Batch, harbour: Path) -> None:
    """Alone it ends the run after 149 steps; together with the others nothing is recorded."""
    before = steps(run)
    answer = batch(many(bad=True), "--atomic")
    assert (answer.code, answer.out, steps(run)) == (3, "", before)
    assert answer.err.splitlines() == [
        "lines.txt:150: consensus: no member has the code NIX; see the list of members"
        " ('consensus member list')",
        "nothing was recorded",
    ]
    answer = batch(many(bad=True))
    assert (answer.code, len(answer.err.splitlines())) == (3, 150)
    assert len(steps(run)) == len(before) + 149
    answer = batch(many(bad=False), "--atomic")
    assert (answer.code, len(answer.err.splitlines())) == (0, 201)
    assert len(steps(run)) == len(before) + 349
    assert run("history", "verify").code == 0


def test_a_dry_run_checks_every_line(run: Run, batch: Batch, harbour: Path) -> None:
    """Lines rest on those before them; only those that fail are shown, and nothing is recorded."""
    before = steps(run)
    proposed = "amendment add 1 --old shall --text should --sponsor ASH"
    good = f"{proposed}\nposition set BAY A1 support\nstatus\n"
    answer = batch(good, "--dry-run")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "0 of 3 lines would fail; nothing was recorded\n"
    answer = batch(f"{BAD}\n{good}status --require agreed 1\n", "--dry-run")
    assert (answer.code, answer.out[:5]) == (1, "1 is ")
    assert [each.partition(" ")[0] for each in answer.err.splitlines()] == [
        *("lines.txt:1:", "not", "lines.txt:5:", "2"),
    ]
    assert answer.err.endswith("2 of 5 lines would fail; nothing was recorded\n")
    assert steps(run) == before


@pytest.mark.parametrize(
    "line",
    [
        "init --title Other",
        "doctor --repair",
        "note add 1 private",
        "projector show 1",
        "file copy other.consensus",
        "sync run copy.db",
        "sync export - ",
        "history redact Members --reason privacy --yes",
        "file copy harbour.consensus other.consensus",
        "--as-of Rev.1 backup other.consensus",
        "--as-of Rev.1 bundle other.bundle",
    ],
)
@pytest.mark.parametrize("option", ["--atomic", "--dry-run"])
def test_what_cannot_be_taken_back_is_refused_together(
    run: Run, batch: Batch, harbour: Path, line: str, option: str
) -> None:
    """A line that takes effect at once would stay when a later one fails; a dry run says so."""
    shutil.copy(harbour, "copy.db")
    assert run("draft", "publish", "Rev.1").code == 0
    before = steps(run)
    answer = batch(f"position set ASH 1 support\n{line}\nstatus\n{BAD}\n", option)
    assert re.search(r"^lines.txt:2: consensus: .* at once", answer.err, re.MULTILINE)
    if option == "--dry-run":
        told = "1 of 4 lines would fail, 1 cannot be tried; nothing was recorded\n"
        assert (answer.code, answer.err.endswith(told)) == (1, True)
    else:
        assert answer.code == 3
    assert steps(run) == before
    assert {path.name for path in Path().iterdir()} == {
        *("harbour.consensus", "copy.db", "lines.txt"),
    }
    assert run("note", "list", "--json").json["notes"] == []


@pytest.fixture
def faster(harbour: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Another process records before the lines go in, as often as the list says."""
    times = [1]
    commit = StagedStore.commit

    def late(store: StagedStore) -> None:
        if isinstance(store._store, StagedStore):
            commit(store)
            return
        times[0] -= 1
        if times[0] >= 0:
            with WorkingGroup.open(harbour, by="Bo") as other:
                other.propose("1", "must", old="shall", by=["COL"])
        commit(store)

    monkeypatch.setattr(StagedStore, "commit", late)
    return times


def test_lines_are_run_again_where_others_were_faster(
    run: Run, batch: Batch, faster: list[int]
) -> None:
    """What is printed is what was recorded, so handles are those that are free by then."""
    answer = batch("amendment add 1 --old shall --text should --sponsor ASH\nstatus\n", "--atomic")
    assert (answer.code, answer.out.splitlines()[0]) == (0, "A2")
    assert [each["by"] for each in steps(run)[-2:]] == ["Bo", ""]
    assert run("history", "verify").code == 0


def test_lines_that_never_go_in_are_refused(
    run: Run, batch: Batch, faster: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where others record without pause, that is said after a backoff between all tries."""
    faster[0] = 1_000
    waits: list[int] = []
    monkeypatch.setattr("consensus.working_group.log.backoff", waits.append)
    answer = batch("position set ASH 1 support\n", "--atomic")
    assert (answer.code, answer.out) == (4, "")
    assert waits == list(range(20))
    assert answer.err.startswith("consensus: others record so fast")
    assert {each["by"] for each in steps(run)[-20:]} == {"Bo"}


def test_a_line_that_lost_the_race_for_good_is_named(
    batch: Batch, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of the store within a line is that of the line."""

    def moved(*_: object, **__: object) -> None:
        raise HeadMoved("somebody was first")

    monkeypatch.setattr(WorkingGroup, "take_position", moved)
    answer = batch("position set ASH 1 support\n")
    assert (answer.code, answer.err) == (4, "lines.txt:1: consensus: somebody was first\n")


def test_going_on_and_all_together_exclude_each_other(batch: Batch, harbour: Path) -> None:
    """One keeps what succeeds, the other does not."""
    assert batch("status", "--atomic", "--keep-going").code == 2


ROWS = "item,old,text,by\n1,shall,must,ASH\n1,shall,can,NIX\n"
IMPORT = "amendment import rows.csv\nposition set ASH 1 support\n"


@pytest.mark.parametrize("options", [(), ("--atomic",), ("--keep-going",)])
def test_rows_that_are_refused_do_not_end_the_run(
    run: Run, batch: Batch, harbour: Path, options: tuple[str, ...]
) -> None:
    """The others are recorded, and what comes after; the exit code at the end says so."""
    Path("rows.csv").write_text(ROWS, encoding="utf-8")
    before = len(steps(run))
    answer = batch(IMPORT, *options)
    assert (answer.code, len(steps(run))) == (1, before + 2)
    assert "lines.txt:1: consensus: exit code 1" in answer.err
    answer = batch(f"{IMPORT}{BAD}\n", "--atomic", "--json")
    assert (answer.code, len(steps(run))) == (3, before + 2)
    Path("rows.csv").write_text(ROWS.replace("shall,must", "every,each"), encoding="utf-8")
    answer = batch(IMPORT, "--dry-run")
    told = "0 of 2 lines would fail, 1 would be done in part; nothing was recorded\n"
    assert (answer.code, answer.err.endswith(told)) == (1, True)


def test_rows_that_are_refused_do_not_end_the_run_where_the_others_are_known(
    run: Run, batch: Batch, harbour: Path
) -> None:
    """The second time nothing of the import is recorded, and what comes after is."""
    Path("rows.csv").write_text(ROWS, encoding="utf-8")
    assert batch("amendment import rows.csv\n").code == 1
    before = len(steps(run))
    assert (batch(IMPORT, "--dry-run").code, batch(IMPORT, "--atomic").code) == (1, 1)
    assert len(steps(run)) == before + 1
    assert batch(IMPORT.replace("support", "object")).code == 1
    assert len(steps(run)) == before + 2
    Path("rows.csv").write_text(ROWS.replace("ASH", "NIX"), encoding="utf-8")
    assert batch(IMPORT).code == 3
    assert len(steps(run)) == before + 2


def test_yes_holds_for_every_line(run: Run, batch: Batch, harbour: Path) -> None:
    """What would ask is refused without it."""
    lines = "amendment add 1 --old shall --text must --sponsor ASH\nmerge 1 --take A1\n"
    assert (batch(lines).code, batch(lines, "--atomic").code) == (2, 3)
    assert run("undo").code == 0
    assert batch(lines.replace("A1", "A2"), "--yes").code == 0
    assert "Members must report" in run("draft", "show").out


# As data.


def test_what_is_taken_back_has_no_step(run: Run, batch: Batch, harbour: Path) -> None:
    """Nor what is only tried, which is told as by the command alone."""
    proposed = "amendment add 1 --old shall --text should --sponsor ASH"
    answer = batch(f"{proposed} --json\n{BAD}\n", "--atomic", "--json")
    first = json.loads(answer.out.splitlines()[0])
    assert (answer.code, first["taken_back"], first["output"]["step"]) == (3, True, None)
    assert answer.err.splitlines()[0] == "nothing was recorded"
    assert json.loads(answer.err.splitlines()[-1])["kind"] == "refused"
    alone = done(run(*proposed.split(), "--dry-run"))
    answer = batch(f"{proposed}\n{proposed} --json\n", "--dry-run", "--json")
    found = [json.loads(each) for each in answer.out.splitlines()]
    assert (found[0]["output"], found[0]["messages"]) == (alone.out, alone.err)
    assert (found[1]["output"]["step"], found[1]["output"]["handles"]) == (None, ["A2"])


@pytest.mark.parametrize("options", [(), ("--keep-going",), ("--atomic",), ("--dry-run",)])
def test_each_line_is_an_object(
    run: Run, batch: Batch, harbour: Path, options: tuple[str, ...]
) -> None:
    """Its number, its exit code, and what it wrote: JSON as it is, else the text."""
    proposed = "amendment add 1 --old shall --text should --sponsor ASH"
    lines = ("# first", proposed, "", "status --json", "combine 1 --to brackets", BAD, BAD)
    answer = batch("\n".join(lines), *options, "--json")
    found = [json.loads(line) for line in answer.out.splitlines()]
    goes_on = options in (("--keep-going",), ("--dry-run",))
    assert [(each["line"], each["exit"]) for each in found] == [
        *((2, 0), (4, 0), (5, 0), (6, 3)),
        *([(7, 3)] if goes_on else []),
    ]
    assert found[0]["output"] == ("A1: not there → ready\n" if "--dry-run" in options else "A1\n")
    assert {each["taken_back"] for each in found} == {options in (("--atomic",), ("--dry-run",))}
    assert found[0]["messages"].startswith("A1 is proposed by ASH")
    assert found[1]["output"]["items"][0]["open_amendments"] == 1
    assert found[2]["output"] == "Members should report every year to the harbour office.\n"
    assert found[3]["messages"].startswith("lines.txt:6: consensus: no member has the code NIX")
    told = json.loads(answer.err.splitlines()[-1])
    assert (told["kind"], told["try"]) == (
        "refused",
        "see the list of members ('consensus member list')",
    )
    assert told["reasons"] == [f"lines.txt:{7 if goes_on else 6}: no member has the code NIX"]
    assert ("nothing was recorded" in answer.err) == found[0]["taken_back"]
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for each in found:
        validator.validate(each)
    assert not validator.is_valid({**found[0], "exit": "0"})
    made = run("amendment", "list", "--json").json["amendments"]
    assert bool(made) == (options in ((), ("--keep-going",)))


def test_a_line_with_json_tells_its_error_as_data(batch: Batch, harbour: Path) -> None:
    """The first reason says which line it is; of one that cannot be parsed the run says it so."""
    told = json.loads(batch("\nwhy 99 --json\n").err)
    assert (told["kind"], told["reasons"]) == ("refused", ["lines.txt:2: nothing is called 99"])
    told = json.loads(batch('status "\n', "--json").err)
    assert told["kind"] == "usage"
    assert told["reasons"][0].startswith("lines.txt:1: no words can be made of it")


def test_bytes_go_to_a_file_where_output_is_held_back(batch: Batch, harbour: Path) -> None:
    """A Word document is no part of an object, nor of what is shown at the end."""
    for options in (("--json",), ("--atomic",)):
        answer = batch("draft show --to docx -o -", *options)
        code = 3 if "--atomic" in options else 2
        assert (answer.code, "this is no text" in answer.err) == (code, True)
        assert "name a file with -o" in answer.err
        assert batch("draft show --to docx -o rolling.docx", *options).code == 0
        assert Path("rolling.docx").read_bytes().startswith(b"PK")
        Path("rolling.docx").unlink()


def test_the_command_can_be_called_again(run: Run, harbour: Path) -> None:
    """In a program that calls `main`, a run leaves nothing behind for the next command."""
    Path("lines.txt").write_text("--user Ana status\n", encoding="utf-8")
    assert main(["run", "lines.txt"], standalone_mode=False) == 0
    answer = run("position", "set", "NIX", "1", "support")
    assert answer.err.startswith("consensus: no member")
