"""Copies of a record from the command line: sync, bundle, unbundle, and what was overtaken."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from consensus import WorkingGroup
from consensus.history.step import make_step

from .conftest import Run, done


def apart(run: Run, folder: Path) -> None:
    """Ann agrees recommendation 1 in one file before Bob amends and rewords it in another."""
    run("-f", "harbour.consensus", "position", "set", "ASH", "1", "support")
    shutil.copy(folder / "harbour.consensus", folder / "bob.consensus")
    run("-f", "harbour.consensus", "--user", "ann", "decision", "add", "1", "agreed")
    run("-f", "harbour.consensus", "amendment", "add", "2", "--text", "Later.", "--sponsor", "ASH")
    bob = ("-f", "bob.consensus", "--user", "bob")
    assert run(*bob, "draft", "edit", "1", "Members report.").code == 0
    assert run(*bob, "amendment", "add", "2", "--text", "Never.", "--sponsor", "BAY").code == 0


def test_two_files_are_joined(run: Run, harbour: Path, folder: Path) -> None:
    """What came in, which handles were given twice, and what does not apply, are said."""
    apart(run, folder)
    ann = ("-f", "harbour.consensus")
    tried = run(*ann, "sync", "run", "bob.consensus", "--dry-run")
    assert (tried.code, tried.out) == (0, "2 steps would come in, 2 steps would go out\n")
    assert "would be joined" in tried.err
    found = run(*ann, "sync", "run", "bob.consensus")
    assert (found.code, found.out) == (0, "2 steps came in, 2 steps went out\n")
    assert "two things were called A1: the later one is A1-2 from now on" in found.err
    assert found.err.count("N1 was settled otherwise in another copy (step ") == 2
    assert "text and status of N1 are those from before" in found.err
    for words in ("by bob waits for a choice", "N1 would read: Members report.", "1 (N1) agreed"):
        assert words in tried.err
        assert words in found.err
    status = run(*ann, "status")
    assert "N1: settled otherwise in two copies" in status.out
    assert run(*ann, "status", "--json").json["settled_apart"] == ["N1"]
    told = run(*ann, "why", "1")
    assert "Settled otherwise in two copies" in told.out
    assert "by bob: 1 (N1) was reworded; N1 would read: Members report." in told.out
    assert len(run(*ann, "why", "1", "--json").json["settled_apart"]) == 2
    assert run(*ann, "sync", "run", "bob.consensus", "--json").json == {
        "schema": 1,
        "dry_run": False,
        "came_in": 0,
        "went_out": 0,
        "joined": False,
        "head": run("-f", "bob.consensus", "history", "verify", "--json").json["head"],
        "overtaken": [],
        "settled_apart": [],
        "choices": [],
        "renamed": [],
        "findings": [],
        "withheld": [],
        "erased": 0,
        "bodies": 23,
        "step": None,
        "handles": [],
        "changed": [],
        "warnings": [],
    }


def test_of_two_that_settled_one_target_a_person_chooses(
    run: Run, harbour: Path, folder: Path
) -> None:
    """Both are listed with what the other did; the chosen one applies, and the choice is undone."""
    apart(run, folder)
    ann = ("-f", "harbour.consensus", "--user", "ann")
    run(*ann, "sync", "run", "bob.consensus")
    listed = run(*ann, "sync", "list")
    assert "N1 would read: Members report." in listed.out
    assert "1 (N1) agreed" in listed.out
    data = {
        each["line"]["by"]: each for each in run(*ann, "sync", "list", "--json").json["overtaken"]
    }
    assert data["ann"]["rivals"] == [data["bob"]["line"]["id"]]
    assert data["bob"]["rivals"] == [data["ann"]["line"]["id"]]
    step = data["bob"]["line"]["id"]
    assert run(*ann, "history", "list").out.count("(does not apply)") == 2
    again = run(*ann, "sync", "reapply", step, "--reason", "as Bob had it")
    assert (again.code, f"recorded again: step {step}" in again.err) == (0, True)
    assert f"discarded: step {data['ann']['line']['id']}" in again.err
    assert "Members report." in run(*ann, "draft", "show").out
    assert run(*ann, "sync", "list").err == "nothing waits to be settled\n"
    run(*ann, "undo")
    assert len(run(*ann, "sync", "list", "--json").json["overtaken"]) == 2
    for each in data.values():
        words = ("sync", "discard", each["line"]["id"], "as it was")
        asked = run(*ann, *words)
        said = f"This leaves out: {'; '.join(each['line']['sentences'])}; say --yes"
        assert (asked.code, said in asked.err) == (2, True)
        left_out = run(*ann, *words, "--yes")
        assert (left_out.code, "discarded, step" in left_out.err) == (0, True)
    assert run(*ann, "sync", "list", "--json").json["overtaken"] == []
    assert run(*ann, "sync", "discard", step, "as it was").code == 3


def test_bundles_go_by_mail(run: Run, harbour: Path, folder: Path) -> None:
    """A copy begins with one, answers with another, and nothing is written over."""
    ann, cyn = ("-f", "harbour.consensus"), ("-f", "cyn.consensus")
    assert run(*ann, "sync", "export", "all.bundle").code == 0
    assert run(*ann, "sync", "export", "all.bundle").code == 2
    made = run(*cyn, "sync", "import", "all.bundle", "--new")
    assert (made.code, made.out) == (0, "cyn.consensus\n")
    assert run(*cyn, "sync", "import", "all.bundle", "--new").code == 4
    assert run("sync", "import", "all.bundle", "--new").code == 2
    head = run(*ann, "history", "verify", "--json").json["head"]
    run(*cyn, "amendment", "add", "2", "--text", "Never.", "--sponsor", "BAY")
    assert run(*cyn, "sync", "export", "reply.bundle", "--since", head).code == 0
    tried = run(*ann, "sync", "import", "reply.bundle", "--dry-run", "--json").json
    assert (tried["came_in"], tried["dry_run"]) == (1, True)
    assert run(*ann, "sync", "import", "reply.bundle").out == "1 step came in\n"
    assert run(*ann, "sync", "import", "reply.bundle").out == "0 steps came in\n"
    assert (
        run(
            *ann,
            "sync",
            "export",
            "none.bundle",
            "--since",
            run(*ann, "history", "verify", "--json").json["head"],
        ).code
        == 3
    )
    assert not (folder / "none.bundle").exists()


def test_steps_that_are_sent_are_told_as_data(run: Run, harbour: Path, folder: Path) -> None:
    """What was written, and the copy that begins with it."""
    found = run("sync", "export", "all.bundle", "--json").json
    size = (folder / "all.bundle").stat().st_size
    assert found == {"schema": 1, "file": "all.bundle", "bytes": size}
    assert run("sync", "export", "-", "--json").code == 2
    new = run("-f", "bob.consensus", "sync", "import", "all.bundle", "--new", "--json").json
    last = run("-f", "harbour.consensus", "history", "list", "--json").json["steps"]
    assert (new["file"], new["step"]) == ("bob.consensus", last[-1]["id"])
    assert new["came_in"] == len(last)


def test_what_is_no_copy_is_refused(run: Run, harbour: Path, folder: Path) -> None:
    """Another working group, another kind of file, and what is too large."""
    ann = ("-f", "harbour.consensus")
    run("-f", "other.consensus", "init", "--title", "Other")
    other = run(*ann, "sync", "run", "other.consensus")
    assert (other.code, "begins another working group" in other.err) == (3, True)
    (folder / "words.bundle").write_text("words", encoding="utf-8")
    assert (
        run(*ann, "sync", "import", "words.bundle").code,
        run(*ann, "sync", "run", "words.bundle").code,
    ) == (
        3,
        4,
    )
    assert run(*ann, "sync", "run", "nowhere.consensus").code == 4
    (folder / "same.consensus").symlink_to("harbour.consensus")
    for name in ("harbour.consensus", "same.consensus"):
        itself = run(*ann, "sync", "run", name)
        assert (itself.code, f"{name} is this file itself" in itself.err) == (3, True)
    (folder / "large.bundle").write_bytes(bytes(1_100_000))
    assert run(*ann, "sync", "import", "large.bundle", "--max-size", "1").code == 2


def redacted_elsewhere(run: Run, folder: Path) -> None:
    """Bob takes words out of his copy of a record in which they stand twice."""
    for member in ("ASH", "BAY"):
        words = ("--reason", f"Zorblax asked {member}")
        run("-f", "harbour.consensus", "position", "set", member, "1", "object", *words)
    shutil.copy(folder / "harbour.consensus", folder / "bob.consensus")
    bob = ("-f", "bob.consensus", "--user", "bob")
    assert run(*bob, "history", "redact", "Zorblax", "--reason", "a name", "--yes").code == 0


def test_what_a_copy_redacts_is_listed_kept_and_erased_when_the_number_is_repeated(
    run: Run, harbour: Path, folder: Path
) -> None:
    """Without a terminal nothing is erased unasked, and a wrong number changes nothing."""
    redacted_elsewhere(run, folder)
    ann = ("-f", "harbour.consensus")
    before = (folder / "harbour.consensus").read_bytes()
    tried = run(*ann, "sync", "run", "bob.consensus", "--dry-run")
    assert "redactions take the words out of 2 parts of steps of " in tried.err
    assert tried.err.count("1 part, redacted by bob in step ") == 2
    assert "'--erase 2' would erase them" in tried.err
    assert "Zorblax" not in tried.out + tried.err
    data = run(*ann, "sync", "run", "bob.consensus", "--dry-run", "--json").json
    assert [(each["bodies"], each["by"], each["reason"]) for each in data["withheld"]] == [
        ([1], "bob", "a name")
    ] * 2
    wrong = run(*ann, "sync", "run", "bob.consensus", "--erase", "3")
    assert (wrong.code, "2 parts of steps wait to be erased, not 3" in wrong.err) == (3, True)
    assert (folder / "harbour.consensus").read_bytes() == before
    taken = run(*ann, "sync", "run", "bob.consensus")
    assert (taken.code, taken.out) == (0, "1 step came in\n")
    assert "they are kept, shown nowhere; the same with '--erase 2' erases them" in taken.err
    assert b"Zorblax" in (folder / "harbour.consensus").read_bytes()
    for command in (
        "history list",
        "why 1",
        "position list --to csv",
        "report open --audience secretariat",
    ):
        shown = run(*ann, *command.split())
        assert (shown.code, "Zorblax" in shown.out) == (0, False), command
    proof = run(*ann, "history", "verify")
    assert (proof.code, "words of 2 steps redacted, and withheld" in proof.out) == (0, True)
    assert len(run(*ann, "history", "verify", "--json").json["withheld"]) == 2
    assert run(*ann, "file", "check").code == 0
    assert run(*ann, "sync", "run", "bob.consensus", "--erase", "1").code == 3
    erased = run(*ann, "sync", "run", "bob.consensus", "--erase", "2", "--json").json
    assert (erased["erased"], erased["withheld"]) == (2, [])
    assert b"Zorblax" not in (folder / "harbour.consensus").read_bytes()
    assert "words of 2 steps redacted\n" in run(*ann, "history", "verify").out


def test_what_waits_to_be_erased_is_listed_and_confirmed_later(
    run: Run, harbour: Path, folder: Path
) -> None:
    """The copy that redacted is not needed for it; a bundle brings the redaction as well."""
    redacted_elsewhere(run, folder)
    ann = ("-f", "harbour.consensus")
    assert run(*ann, "history", "redact", "--waiting").err == "nothing waits to be erased\n"
    assert run("-f", "bob.consensus", "sync", "export", "bob.bundle").code == 0
    assert "'--erase 2' erases them" in run(*ann, "sync", "import", "bob.bundle").err
    waiting = run(*ann, "history", "redact", "--waiting")
    assert "redactions take the words out of 2 parts of steps" in waiting.err
    assert len(run(*ann, "history", "redact", "--waiting", "--json").json["withheld"]) == 2
    assert run(*ann, "history", "redact", "--erase", "1").code == 3
    assert b"Zorblax" in (folder / "harbour.consensus").read_bytes()
    assert run(*ann, "history", "redact", "--erase", "2").err == "2 parts of steps erased\n"
    assert b"Zorblax" not in (folder / "harbour.consensus").read_bytes()
    assert run(*ann, "history", "redact", "--erase", "2").code == 3
    assert run(*ann, "history", "redact", "--waiting", "--erase", "2").code == 2
    assert run(*ann, "history", "redact").code == 2


@pytest.mark.parametrize("answer", ["y", "n"])
def test_on_a_terminal_it_is_asked(
    run: Run, harbour: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    """Yes erases in both copies that were joined, no keeps the words withheld."""
    redacted_elsewhere(run, folder)
    shutil.copy(folder / "harbour.consensus", folder / "cyn.consensus")
    run("-f", "bob.consensus", "sync", "run", "harbour.consensus", "--pull")
    monkeypatch.setattr("consensus.cli.output.is_interactive", lambda: True)
    asked = run("-f", "bob.consensus", "sync", "run", "harbour.consensus", stdin=f"{answer}\n")
    assert "Erase the words of 2 parts of steps for good? [y/N]" in asked.err
    assert asked.code == 0
    assert ("2 parts of steps erased" in asked.err) == (answer == "y")
    content = (folder / "harbour.consensus").read_bytes()
    assert (b"Zorblax" in content) == (answer == "n")


def test_a_redaction_says_what_still_holds_the_words(run: Run, harbour: Path, folder: Path) -> None:
    """The backup beside the record and the note are named, and what nobody can know is said."""
    ann = ("-f", "harbour.consensus")
    run(*ann, "position", "set", "ASH", "1", "object", "--reason", "Zorblax asked")
    run(*ann, "file", "copy", "friday.consensus")
    run(*ann, "note", "add", "1", "call Zorblax")
    told = run(*ann, "history", "redact", "Zorblax", "--yes")
    assert "private note 1 has the words; take it away ('consensus note remove 1')" in told.err
    assert "friday.consensus has the words" in told.err
    assert "every other backup, file of steps and copy that was made before now" in told.err
    run(*ann, "position", "set", "BAY", "1", "object", "--reason", "Zorblax asked")
    data = run(*ann, "history", "redact", "Zorblax", "--yes", "--json").json
    assert (data["places"], data["notes"], data["files"]) == (1, [1], ["friday.consensus"])


def merged_in_both(run: Run, folder: Path, *objecting: str) -> tuple[tuple[str, ...], ...]:
    """Two copies that both took the same amendment; to which members object beforehand."""
    change = ("amendment", "add", "1", "--old", "shall", "--text", "should", "--sponsor", "ASH")
    assert run("-f", "harbour.consensus", *change).code == 0
    for member in objecting:
        run("-f", "harbour.consensus", "position", "set", member, "A1", "object", "--reason", "no")
    shutil.copy(folder / "harbour.consensus", folder / "bob.consensus")
    ann, bob = (
        ("-f", "harbour.consensus", "--user", "ann"),
        ("-f", "bob.consensus", "--user", "bob"),
    )
    for each in (ann, bob):
        assert run(*each, "merge", "1", "--take", "A1", "--yes").code == 0
    return ann, bob


def test_after_the_same_merge_in_two_copies_nobodys_objection_is_lost(
    run: Run, harbour: Path, folder: Path
) -> None:
    """What was said of the text that one copy made is said of the same text of the other."""
    ann, bob = merged_in_both(run, folder)
    run(*bob, "position", "set", "COL", "1", "object", "--reason", "weak")
    synced = run(*ann, "sync", "run", "bob.consensus")
    assert (synced.code, "does not apply" in synced.err) == (0, False)
    assert run(*ann, "sync", "list").err == "nothing waits to be settled\n"
    assert "COL, raised: weak" in run(*ann, "why", "1").out
    refused = run(*ann, "decision", "add", "1", "agreed")
    assert (refused.code, "COL still objects" in refused.err) == (3, True)


def test_of_two_who_settled_the_bracket_of_the_same_merge_one_is_chosen(
    run: Run, harbour: Path, folder: Path
) -> None:
    """The bracket step is one; the two outcomes wait, every command says so, and one is chosen."""
    ann, bob = merged_in_both(run, folder, "BAY")
    instructed = ("--without-brackets", "--reason", "the chair rules")
    assert run(*ann, "merge", "1", "--settle", "B1=b", *instructed, "--yes").code == 0
    assert run(*bob, "merge", "1", "--settle", "B1=a", "--yes").code == 0
    run(*ann, "sync", "run", "bob.consensus")
    waiting = run(*ann, "sync", "list", "--json").json["overtaken"]
    assert [each["line"]["by"] for each in waiting] == ["ann", "bob"]
    said = "two copies settled it otherwise"
    (first, *_) = run(*ann, "next", "--json").json["next"]
    assert (first["rank"], said in first["reason"]) == ("waits since copies were joined", True)
    assert said in run(*ann, "merge", "1", "--dry-run").err
    over = run(*ann, "decision", "add", "1", "agreed", "--reason", "the chair", "--yes")
    assert (over.code, f"N1: {said}" in over.err) == (0, True)
    run(*ann, "undo")
    assert run(*ann, "sync", "reapply", waiting[0]["line"]["id"]).code == 0
    assert "Members should report" in run(*ann, "draft", "show").out
    assert "BAY objects to “shall” → “should” (A1)" in run(*ann, "why", "1").out


def test_what_cannot_be_recorded_again_is_told_with_the_way_forward(
    run: Run, harbour: Path, folder: Path
) -> None:
    """A decision that did not see an objection: nothing is said of when it was raised."""
    shutil.copy(folder / "harbour.consensus", folder / "bob.consensus")
    ann = ("-f", "harbour.consensus", "--user", "ann")
    assert run("-f", "bob.consensus", "position", "set", "COL", "1", "object").code == 0
    assert run(*ann, "decision", "add", "1", "agreed").code == 0
    run(*ann, "sync", "run", "bob.consensus")
    (waiting,) = run(*ann, "sync", "list", "--json").json["overtaken"]
    step = waiting["line"]["id"]
    refused = run(*ann, "sync", "reapply", step)
    assert refused.code == 3
    assert "N1 has an objection that was not seen, of COL" in refused.err
    assert f"leave it out with 'consensus sync discard {step} REASON'" in refused.err


def test_discarding_does_not_repeat_what_was_said_in_confidence(
    run: Run, harbour: Path, folder: Path
) -> None:
    """Neither asked nor done; the list has it."""
    shutil.copy(folder / "harbour.consensus", folder / "bob.consensus")
    ann, bob = ("-f", "harbour.consensus"), ("-f", "bob.consensus")
    done(run(*ann, "draft", "edit", "1", "Members may report."))
    done(run(*bob, "draft", "edit", "1", "Members report."))
    said = ("--reason", "the minister is weak", "--source", "confidence")
    done(run(*bob, "position", "set", "COL", "1", "object", *said))
    done(run(*bob, "objection", "answer", "1", "COL", "the minister is heard"))
    done(run(*ann, "sync", "run", "bob.consensus"))
    waiting = run(*ann, "sync", "list", "--json").json["overtaken"]
    own = [each["line"] for each in waiting if "minister" in "".join(each["line"]["sentences"])]
    assert len(own) == 2
    for line in reversed(own):
        words = ("sync", "discard", line["id"], "asked again")
        asked = run(*ann, *words)
        assert (asked.code, "This leaves out: " in asked.err) == (2, True)
        left_out = done(run(*ann, *words, "--yes"))
        assert "COL" in asked.err
        assert "COL" in left_out.err
        assert "minister" not in asked.err + left_out.err + left_out.out


def test_an_objection_to_a_text_that_is_not_chosen_is_named_until_it_is_settled(
    run: Run, harbour: Path, folder: Path
) -> None:
    """Status, why and next name who objected to it, and say what to do."""
    shutil.copy(folder / "harbour.consensus", folder / "bob.consensus")
    ann, bob = (
        ("-f", "harbour.consensus", "--user", "ann"),
        ("-f", "bob.consensus", "--user", "bob"),
    )
    run(*ann, "draft", "edit", "1", "Members may report.")
    run(*bob, "draft", "edit", "1", "Members report.")
    run(*bob, "position", "set", "COL", "1", "object", "--reason", "weak")
    run(*ann, "sync", "run", "bob.consensus")
    waiting = run(*ann, "sync", "list", "--json").json["overtaken"]
    step = next(each["line"]["id"] for each in waiting if each["line"]["by"] == "ann")
    assert run(*ann, "sync", "reapply", step).code == 0
    objection = next(each["line"]["id"] for each in waiting if not each["rivals"])
    said = f"COL objected to it or held it in a copy, on a text that is not here (step {objection})"
    for command in (("status",), ("why", "1"), ("next",)):
        assert said in run(*ann, *command).out.replace("\n", " ")
    gavel = run(*ann, "decision", "add", "1", "agreed")
    assert (gavel.code, said in gavel.err) == (0, True)
    run(*ann, "undo")
    assert run(*ann, "sync", "discard", objection, "COL was asked again", "--yes").code == 0
    assert "objected to it" not in run(*ann, "why", "1").out


def test_what_is_created_and_changes_is_told_of_its_own_steps(
    run: Run, harbour: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where joining sorts those that come in between; a trial tells neither."""
    shutil.copy(harbour, folder / "bob.consensus")
    ann = ("-f", "harbour.consensus", "--user", "ann")
    bob = ("-f", "bob.consensus", "--user", "bob")
    done(run(*bob, "amendment", "add", "1", "--old", "shall", "--text", "must", "--sponsor", "BAY"))
    done(run(*bob, "decision", "add", "2", "agreed"))
    done(run(*ann, "amendment", "add", "3", "--old", "may", "--text", "can", "--sponsor", "ASH"))
    done(run(*ann, "position", "set", "ASH", "3", "support"))
    tried = done(run(*ann, "sync", "run", "bob.consensus", "--dry-run", "--json")).json
    assert (tried["step"], tried["handles"], tried["changed"]) == (None, None, None)
    told = done(run(*ann, "sync", "run", "bob.consensus", "--json")).json
    assert (told["came_in"], told["joined"]) == (2, True)
    assert {each[:2] for each in told["handles"]} == {"A1", "DE"}
    assert "N2" in [each["on"] for each in told["changed"]]
    assert told["step"] == done(run(*ann, "history", "list", "--json")).json["steps"][-1]["id"]

    def answer(*_: object, **__: object) -> None:
        with WorkingGroup.open(harbour, by="Bo") as other:
            other.propose("2", "must", old="should", by=["COL"])

    monkeypatch.setattr("consensus.working_group.log.make_step", late := _Before(answer))
    proposed = ("amendment", "add", "1", "--old", "year", "--text", "month", "--sponsor", "ASH")
    told = done(run(*ann, *proposed, "--json")).json
    assert (late.times, told["handles"]) == (3, ["A2-2"])


class _Before:
    """Does something once before a step is made, as another process might."""

    def __init__(self, do: Callable[[], None]) -> None:
        self.times, self._do = 0, do

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.times += 1
        if self.times == 1:
            self._do()
        return make_step(*given, **named)
