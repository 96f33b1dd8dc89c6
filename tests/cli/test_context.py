"""Which record a command works on: named, found, in a database, or partly unreadable."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from consensus.store.opening import copy_record, file_name_for
from tests.history.samples.make_sample import FOLDER
from tests.support.postgres import Server

from .conftest import Run, done

# Which record a command works on, when, and who records.


def test_only_record_in_the_folder_is_taken(run: Run, harbour: Path) -> None:
    """Nobody has to name the only record there is."""
    assert run("status").code == 0


def test_without_a_record_the_user_is_told_how_to_begin(run: Run) -> None:
    """An empty folder is a usage error."""
    answer = run("status")
    assert (answer.code, answer.out) == (2, "")
    assert "there is no working group in this folder" in answer.err


def test_of_several_records_one_is_to_be_named(run: Run, harbour: Path) -> None:
    """No command guesses among records."""
    Path("other.consensus").write_bytes(harbour.read_bytes())
    answer = run("status")
    assert (answer.code, answer.out) == (2, "")
    assert "say which with -f: harbour.consensus, other.consensus" in answer.err
    assert run("-f", "other.consensus", "status").code == 0


def test_variable_names_the_record(
    run: Run, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CONSENSUS_FILE is used unless -f is given."""
    harbour.rename("panel.db")
    monkeypatch.setenv("CONSENSUS_FILE", "panel.db")
    assert run("status").code == 0
    assert run("-f", "other.db", "status").code == 4


def test_global_options_may_stand_after_the_command(run: Run, harbour: Path) -> None:
    """`consensus status -f FILE` does what it says, and the later one wins."""
    harbour.rename("panel.db")
    assert run("status", "-f", "panel.db").code == 0
    assert run("-f", "other.db", "status", "--file", "panel.db").code == 0


def test_who_records_is_in_the_log(
    run: Run, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The option wins over the variable."""
    monkeypatch.setenv("CONSENSUS_USER", "Ada")
    run("position", "set", "ASH", "1", "support")
    run("--user", "Bo", "position", "set", "BAY", "1", "support")
    run("position", "set", "COL", "1", "accept", "--user", "Cy")
    assert [each["by"] for each in run("history", "list", "-n", "3", "--json").json["steps"]] == [
        "Ada",
        "Bo",
        "Cy",
    ]


def test_undo_takes_the_own_last_step(run: Run, harbour: Path) -> None:
    """One recorder does not undo what another recorded last."""
    run("--user", "Ada", "position", "set", "ASH", "1", "support")
    run("--user", "Bo", "position", "set", "BAY", "1", "support")
    assert run("--user", "Ada", "undo").code == 0
    held = run("position", "list", "--json").json["positions"]
    assert [each["member"] for each in held] == ["BAY"]


def test_old_names_of_who_records_still_work(
    run: Run, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a line that says the new one; the new one wins over the old variable."""
    monkeypatch.setenv("CONSENSUS_BY", "Ada")
    answer = run("position", "set", "ASH", "1", "support")
    assert answer.err.splitlines()[0] == "'CONSENSUS_BY' is now 'CONSENSUS_USER'"
    run("--user", "Bo", "position", "set", "BAY", "1", "support")
    answer = run("position", "set", "COL", "1", "accept", "--by", "Cy")
    assert "'--by' is now '--user'" in answer.err.splitlines()
    steps = run("history", "list", "--limit", "3", "--json").json["steps"]
    assert [each["by"] for each in steps] == ["Ada", "Bo", "Cy"]
    assert "--by" not in run("--help").out


def test_undo_says_what_it_takes_back_and_which_results_change(run: Run, harbour: Path) -> None:
    """In words; tried first with --dry-run, which records nothing, and as data."""
    run("position", "set", "BAY", "1", "support")
    run("position", "set", "ASH", "1", "object", "--reason", "too often")
    did = "ASH on 1 (N1): object — too often"
    tried = run("undo", "--dry-run")
    assert (tried.code, tried.out) == (0, "1 (N1): blocked → ready\n")
    assert did in tried.err
    assert tried.err.endswith("nothing was recorded\n")
    undone = run("undo")
    assert (undone.code, undone.out) == (0, "")
    assert "undone, step " in undone.err
    assert did in undone.err
    assert undone.err.splitlines()[-1] == "1 (N1): blocked → ready"
    run("position", "set", "ASH", "1", "object", "--reason", "too often")
    found = run("undo", "--json").json
    assert found["sentences"] == [did]
    assert found["changed"] == [{"on": "N1", "was": "blocked", "is": "ready"}]
    steps = run("history", "list", "--json").json["steps"]
    assert (found["undone"], found["step"]) == (steps[-2]["id"], steps[-1]["id"])


@pytest.mark.parametrize("asked", [("--json",), ("--dry-run",), ("--json", "--dry-run"), ()])
def test_undo_does_not_repeat_what_was_said_in_confidence(
    run: Run, harbour: Path, asked: tuple[str, ...]
) -> None:
    """It names the position with its mark and no reason; the history is for the secretariat."""
    said = ("--reason", "our minister cannot lose face", "--source", "confidence")
    done(run("--user", "ann", "position", "set", "ASH", "1", "object", *said))
    did = "ASH on 1 (N1): object (in confidence)"
    step = run_id(run)
    refused = run("undo", step)
    assert (refused.code, f"what ann recorded: {did}; say --yes" in refused.err) == (2, True)
    answer = done(run("undo", step, "--yes", *asked))
    assert "minister" not in refused.err + answer.out + answer.err
    if "--json" in asked:
        assert answer.json["sentences"] == [did]
    else:
        assert did in answer.err
    assert "ASH on 1 (N1): object — our minister" in done(run("history", "list")).out
    if "--dry-run" not in asked:
        again = done(run("undo", run_id(run), "--yes"))
        assert f"what was undone: {did}" in again.err
        assert "minister" not in again.err


@pytest.mark.parametrize(
    "about",
    [
        ("answer", "ASH", "our minister hears you"),
        ("accommodate", "ASH", "--reason", "the minister was met"),
        ("withdraw", "ASH", "--reason", "the minister gave in"),
        ("maintain", "ASH", "--reason", "the minister insists"),
    ],
)
def test_undo_does_not_repeat_words_about_an_objection(
    run: Run, harbour: Path, about: tuple[str, ...]
) -> None:
    """They may be about one in confidence; the history has them."""
    done(run("position", "set", "ASH", "1", "object", "--source", "confidence"))
    done(run("objection", about[0], "1", *about[1:]))
    assert "minister" in done(run("history", "list")).out
    for asked in (("--dry-run",), ("--json",)):
        answer = done(run("undo", *asked))
        assert "the objection of ASH to 1 (N1) was " in answer.out + answer.err
        assert "minister" not in answer.out + answer.err


def test_the_step_of_somebody_else_is_undone_when_that_is_confirmed(
    run: Run, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe needs --yes, a terminal is asked; the question says whose it is and what it did."""
    run("--user", "Ada", "position", "set", "ASH", "1", "support")
    step = run("history", "list", "--json").json["steps"][-1]["id"]
    undo = ("--user", "Bo", "undo", step)
    refused = run(*undo)
    told = "This takes back what Ada recorded: ASH on 1 (N1): support; say --yes"
    assert (refused.code, told in refused.err) == (2, True)
    monkeypatch.setattr("consensus.cli.output.is_interactive", lambda: True)
    asked = run(*undo, stdin="n\n")
    assert asked.code == 1
    assert "This takes back what Ada recorded: ASH on 1 (N1): support. Continue? [y/N]" in asked.err
    assert run("history", "list", "--json").json["steps"][-1]["id"] == step
    assert run("--user", "Ada", "undo", step).code == 0
    run("--user", "Ada", "position", "set", "ASH", "1", "support")
    assert run("--user", "Bo", "undo", "--yes", run_id(run)).code == 0


def run_id(run: Run) -> str:
    """The id of the last step."""
    return str(run("history", "list", "--json").json["steps"][-1]["id"])


def test_past_is_looked_at_by_step_day_and_revision(run: Run, harbour: Path) -> None:
    """What was is shown as it was."""
    start = run("history", "list", "--json").json["steps"][-1]["id"]
    run("decision", "add", "1", "agreed")
    run("draft", "publish", "Rev.1")
    run("decision", "add", "2", "agreed")

    def agreed(*when: str) -> int:
        return int(run(*when, "status", "--json").json["totals"]["agreed"])

    assert agreed() == 2
    assert agreed("--as-of", start) == 0
    assert agreed("--as-of", "Rev.1") == 1
    assert agreed("--as-of", "2999-12-31") == 2
    assert agreed("--as-of", "2999-12-31T10:00:00+02:00") == 2


def test_a_time_is_when_things_happened(run: Run, harbour: Path) -> None:
    """Unless it says recorded; where nothing had happened, that is said with what is understood."""
    run("--at", "2017-01-10", "decision", "add", "1", "agreed")
    run("--at", "2017-02-10", "decision", "add", "2", "agreed")
    run("--at", "2017-01-20", "decision", "add", "3", "agreed")

    def agreed(when: str) -> list[str]:
        items = run("--as-of", when, "status", "--json").json["items"]
        return [each["label"] for each in items if each["status"] == "agreed"]

    assert agreed("2017-01-15") == ["1"]
    assert agreed("2017-01-31") == ["1", "3"]
    assert agreed("2017-02-10") == agreed("2999-01-01") == ["1", "2", "3"]
    assert agreed("recorded:2999-01-01") == ["1", "2", "3"]
    early = run("--as-of", "2016-01-01", "status")
    told = "nothing had happened by 2016-01-01; the first step is of 2017-01-10"
    assert (early.code, told in early.err) == (3, True)
    early = run("--as-of", "recorded:2017-03-01", "status")
    assert (early.code, "nothing had been recorded by 2017-03-01" in early.err) == (3, True)
    for command in (("file", "copy", "then.db"), ("sync", "export", "then.bundle")):
        answer = run("--as-of", "2017-01-15", *command)
        assert (answer.code, "look at recorded:TIME, or at the present" in answer.err) == (3, True)
    checked = run("--as-of", "2017-01-15", "history", "verify")
    assert (checked.code, "leave out --as-of" in checked.err) == (2, True)
    assert not {"then.db", "then.bundle"} & {each.name for each in Path().iterdir()}
    unknown = run("--as-of", "tomorrow", "status")
    assert unknown.code == 3
    assert "a moment is a day or time (2026-03-01, 2026-03-01T18:00), a meeting" in unknown.err


@pytest.mark.parametrize("begun", [(), ("--at", "2026-01-01")], ids=["now", "dated back"])
def test_what_is_set_up_on_the_first_day_is_as_old_as_the_rest(
    run: Run, folder: Path, begun: tuple[str, ...]
) -> None:
    """Wherever it stands among what is dated, and whatever of it was undone at once."""
    (folder / "members.csv").write_text("code,name\nASH,Ash\nBAY,Bay\n", encoding="utf-8")
    (folder / "draft.md").write_text("1. Lamps are lit.\n\n2. Boats sail.\n", encoding="utf-8")
    for words in (
        ("init", "--title", "Panel", *begun),
        ("member", "import", "members.csv"),
        ("undo",),
        ("member", "import", "members.csv"),
        ("draft", "import", "draft.md"),
        ("position", "set", "BAY", "1", "object", "--at", "2026-01-05"),
        ("member", "add", "COL"),
        ("position", "set", "COL", "2", "object", "--at", "2026-01-06"),
    ):
        done(run(*words))

    def blocked(when: str) -> list[str]:
        items = done(run("--as-of", when, "status", "--json")).json["items"]
        return [each["label"] for each in items if each["status"] == "blocked"]

    assert [blocked(f"2026-01-0{day}") for day in (5, 6)] == [["1"], ["1", "2"]]
    done(run("position", "set", "ASH", "2", "object"))
    done(run("member", "add", "DUN"))
    done(run("position", "set", "DUN", "1", "object", "--at", "2026-01-06"))
    assert "DUN" not in done(run("--as-of", "2026-01-07", "member", "list")).out


def test_a_past_says_truly_why_it_leaves_something_out(run: Run, folder: Path) -> None:
    """No copy was joined, nothing was undone, and nothing is to be discarded."""
    (folder / "draft.md").write_text("1. Lamps are lit.\n", encoding="utf-8")
    done(run("init", "--title", "Panel", "--at", "2026-01-01"))
    done(run("member", "add", "BAY", "--at", "2026-01-01"))
    done(run("draft", "import", "draft.md", "--at", "2026-01-10"))
    done(run("position", "set", "BAY", "1", "object", "--at", "2026-01-05"))
    shown = done(run("--as-of", "2026-01-06", "status")).out
    assert "BAY objected to it or held it, on a text that had not been imported" in shown
    listed = done(run("--as-of", "2026-01-06", "history", "list")).out
    assert "(does not apply)\n  BAY on what was not there by then: object" in listed
    for told in (shown, listed):
        assert not [each for each in ("in a copy", "discard", "undone since") if each in told]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Harbour panel", "harbour-panel.consensus"),
        ("Comité d’éthique / 2026", "comite-d-ethique-2026.consensus"),
        ("工作组", "工作组.consensus"),
        ("../../etc", "etc.consensus"),
        ("…", "working-group.consensus"),
        ("x" * 300, "x" * 60 + ".consensus"),
    ],
)
def test_file_is_named_after_the_title(title: str, name: str) -> None:
    """Of a title only letters and digits come into the name of a file."""
    assert file_name_for(title) == name


def test_init_says_where_the_record_is(run: Run) -> None:
    """The name of the file is data, for scripts."""
    answer = run("init", "--title", "Harbour panel")
    assert (answer.code, answer.out) == (0, "harbour-panel.consensus\n")
    assert Path("harbour-panel.consensus").exists()
    assert run("-f", "sub.consensus", "init", "--title", "Other").out == "sub.consensus\n"


def test_init_can_be_tried_and_tells_what_it_began_as_data(run: Run) -> None:
    """The file, the first step, and nothing where it is only tried."""
    words = ("init", "--title", "Harbour panel")
    tried = run(*words, "--dry-run")
    assert (tried.code, tried.out, Path("harbour-panel.consensus").exists()) == (
        *(0, "harbour-panel.consensus\n"),
        False,
    )
    assert "nothing was recorded" in tried.err
    assert run(*words, "--dry-run", "--rule", "nonsense(").code == 3
    found = run(*words, "--json").json
    assert found == {
        "schema": 1,
        "file": "harbour-panel.consensus",
        "title": "Harbour panel",
        "step": run_id(run),
        "handles": [],
        "changed": [],
        "warnings": [],
    }
    assert run(*words, "--dry-run").code == 3


# A record in a database: every command takes its URL where it takes a file.


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    """The URL of a database that holds nothing."""
    with postgres.database("empty") as url:
        yield url


def test_a_working_group_is_begun_and_worked_with(run: Run, database: str) -> None:
    """The tables are made, the working group gets a name, and it is recorded in and read."""
    begun = run("-f", database, "init", "--title", "Harbour Panel")
    assert (begun.code, begun.out) == (0, f"{database}&group=harbour-panel\n")
    url = begun.out.strip()
    assert run("-f", url, "member", "add", "ASH", "Ashland").code == 0
    assert run("-f", url, "history", "verify").out.startswith("2 steps")
    assert "Ashland" in run("-f", url, "member", "list").out
    assert run("-f", url, "file", "copy", "copy.consensus").code == 0
    assert (
        run("-f", "copy.consensus", "history", "list", "--json").json["steps"]
        == (run("-f", url, "history", "list", "--json").json["steps"])
    )


def test_the_only_working_group_need_not_be_named(
    run: Run, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a second one there, it must be; no command guesses."""
    monkeypatch.setenv("CONSENSUS_FILE", database)
    answer = run("status")
    assert (answer.code, "holds no tables yet" in answer.err) == (4, True)
    assert run("init", "--tables").code == 0
    answer = run("status")
    assert (answer.code, "no working group yet" in answer.err) == (4, True)
    run("init", "--title", "One")
    assert run("status").code == 0
    run("init", "--title", "Two")
    answer = run("status")
    assert (answer.code, "several working groups (one, two)" in answer.err) == (4, True)
    assert run("-f", f"{database}&group=two", "status").code == 0
    answer = run("-f", f"{database}&group=three", "status")
    assert (answer.code, "holds no working group three" in answer.err) == (4, True)
    answer = run("init", "--title", "Two")
    assert (answer.code, "there already" in answer.err) == (4, True)


def test_working_groups_are_listed(run: Run, harbour: Path, database: str) -> None:
    """Those in a database and those in a folder, also what cannot be read."""
    run("-f", database, "init", "--title", "One")
    found = run("file", "list", database, "--json").json["working_groups"]
    assert [(each["name"], each["title"], each["steps"]) for each in found] == [("one", "One", 1)]
    assert run("-f", database, "file", "list").out.count("one") == 1
    Path("broken.consensus").write_bytes(b"no record" * 100)
    found = run("file", "list", "--json").json["working_groups"]
    assert [each["name"] for each in found] == ["broken.consensus", "harbour.consensus"]
    assert "no record" in found[0]["problem"]
    assert (
        found[1]["steps"]
        == run("history", "verify", "-f", "harbour.consensus", "--json").json["steps"]
    )
    assert run("file", "list", "nowhere").code == 4


def test_a_record_is_copied_into_a_database_and_back(
    run: Run, harbour: Path, database: str
) -> None:
    """Every copy has the same steps and the same head, and nothing is overwritten."""
    head = run("history", "verify", "--json").json["head"]
    url = f"{database}&group=harbour"
    there = run("file", "copy", "harbour.consensus", url)
    assert (there.code, there.out, head in there.err) == (0, f"{url}\n", True)
    assert run("file", "copy", url, "back.consensus").code == 0
    assert run("-f", "back.consensus", "history", "verify", "--fingerprint", head).code == 0
    assert run("file", "copy", "harbour.consensus", url).code == 4
    assert run("file", "copy", url, "back.consensus").code == 4


def test_the_doctor_looks_at_a_database(run: Run, database: str) -> None:
    """It says how the server is set, which for the tests is careless, and nothing else."""
    run("-f", database, "init", "--title", "One")
    answer = run("-f", database, "file", "check", "--json")
    (found,) = answer.json["findings"]
    assert "fsync = off" in found["message"]
    assert answer.code == 1


def test_tables_are_made_in_a_database_only(run: Run) -> None:
    """A file has none, and a working group needs a title."""
    answer = run("-f", "panel.consensus", "init", "--tables")
    assert (answer.code, "no database" in answer.err) == (4, True)
    assert run("init").code == 2


# A record with steps that cannot be read, from the command line: warned of, used, repaired.

REPAIR = "consensus file check --repair"


@pytest.fixture(params=["file", "database"])
def ferry(request: pytest.FixtureRequest, folder: Path) -> str:
    """The kept record, of which four steps cannot be read, in each kind of store."""
    file = shutil.copy(FOLDER / "unreadable.consensus", folder / "ferry.consensus")
    if request.param == "file":
        return str(file)
    pytest.importorskip("psycopg")
    server: Server = request.getfixturevalue("postgres")
    url = server.new_url()
    copy_record(file, url)
    return url


def test_from_the_warning_to_the_repair(run: Run, ferry: str) -> None:
    """Each command warns once and does its work, until what cannot be read is set aside."""
    answer = run("-f", ferry, "status", "--json")
    assert (answer.code, answer.json["totals"]["agreed"]) == (0, 1)
    assert answer.err.count("number 5, 2026-05-04 09:13, by secretary") == 1
    assert "operation 1 (take-position/1) cannot be read: field reason: expected text" in answer.err
    assert "4 more steps are left out" in answer.err
    assert REPAIR in answer.err
    proof = run("-f", ferry, "history", "verify")
    assert (proof.code, "unreadable" in proof.err, "nothing" in proof.err) == (1, True, False)
    assert (
        "(number 12, 2026-05-04 09:32, by secretary): operation 2 (move-milestone/1)" in proof.out
    )
    assert run("-f", ferry, "history", "verify", "--json").json["intact"] is False
    looked = run("-f", ferry, "file", "check", "--json")
    assert (looked.code, looked.json["sound"]) == (1, False)
    messages = [each["message"] for each in looked.json["findings"]]
    assert sum("cannot be read: field" in each for each in messages) == 5
    assert sum("rests on what cannot be read" in each for each in messages) == 5
    taken = run("-f", ferry, "--user", "dep", "position", "set", "OAK", "4", "support")
    assert (taken.code, REPAIR in taken.err) == (0, True)
    log = run("-f", ferry, "history", "list")
    assert "an operation (propose-amendment/1) cannot be read: field rationale" in log.out
    assert run("-f", ferry, "--as-of", "M1", "status").code == 0
    waiting = run("-f", ferry, "sync", "list", "--json").json["overtaken"]
    repaired = run("-f", ferry, "--user", "keeper", "file", "check", "--repair")
    assert repaired.out.count("it was set aside") == 10
    # The server of the tests is set so that it can lose steps, which the doctor says too.
    assert repaired.code == (1 if "fsync" in repaired.out else 0)
    for words in ("status", "history list", "next"):
        assert "warning" not in done(run("-f", ferry, *words.split())).err
    proof = done(run("-f", ferry, "history", "verify"))
    assert "5 operations that cannot be read, set aside" in proof.out
    assert proof.err == "nothing was altered in 30 steps\n"
    assert "5 operations that cannot be read are set aside" in run("-f", ferry, "file", "check").out
    log = run("-f", ferry, "history", "list").out
    assert log.count("by keeper") == len(waiting) == 9


def test_one_command_warns_once(run: Run, folder: Path) -> None:
    """Also where it opens the record more than once, and never where a shell completes a word."""
    shutil.copy(FOLDER / "unreadable.consensus", folder / "ferry.consensus")
    shutil.copy(FOLDER / "unreadable.consensus", folder / "copy.consensus")
    answer = run("-f", "ferry.consensus", "sync", "run", "copy.consensus")
    assert (answer.code, answer.err.count(REPAIR)) == (0, 1)
