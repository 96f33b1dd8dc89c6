"""`consensus convert` as a user runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from consensus.formats.docx.reader import read_document

from .conftest import Run, done

TEXT = "Rules\n\n1. Members [shall] report.\n\n2. Ships wait.\n"
CRITIC = "# Rules\n\n1. Members {~~shall~>should~~}{>>ASH<<} report.\n"


def test_endings_say_what_is_converted(run: Run, folder: Path) -> None:
    """No record is needed, and the file is written beside what is said of it."""
    Path("rules.txt").write_text(TEXT, encoding="utf-8")
    said = done(run("convert", "rules.txt", "rules.docx"))
    assert (said.out, said.err) == ("", "written to rules.docx\n")
    assert done(run("convert", "rules.docx", "--to", "brackets")).out == TEXT
    done(run("convert", "rules.docx", "rules.md"))
    assert Path("rules.md").read_text(encoding="utf-8").startswith("# Rules\n")


def test_options_go_before_endings(run: Run, folder: Path) -> None:
    """--from and --to say what a file is, whatever its name; - is stdin or stdout."""
    found = done(run("convert", "-", "--from", "critic", "--to", "brackets", stdin=CRITIC))
    assert "1. Members [shall | ASH: should] report." in found.out
    done(run("convert", "-", "out.dat", "--from", "critic", "--to", "docx", stdin=CRITIC))
    assert read_document(Path("out.dat").read_bytes(), "out").authors == ("ASH",)


def test_changes_are_kept_or_decided(run: Run, folder: Path) -> None:
    """They stay unless all, none or some authors' are accepted."""
    Path("rules.critic.md").write_text(CRITIC, encoding="utf-8")
    assert done(run("convert", "rules.critic.md", "--to", "critic")).out == CRITIC
    for changes, word in (("accept", "should"), ("reject", "shall"), ("ASH,BAY", "should")):
        clean = done(run("convert", "rules.critic.md", "--to", "clean", "--changes", changes)).out
        assert f"1. Members {word} report." in clean
    refused = run("convert", "rules.critic.md", "--to", "clean")
    assert (refused.code, "changes are left (2)" in refused.err) == (3, True)


def test_what_is_lost_is_said_on_stderr(run: Run, folder: Path) -> None:
    """The text is written all the same."""
    found = done(run("convert", "-", "--from", "critic", "--to", "html", stdin="A.{>>why?<<}\n"))
    assert '<p dir="auto">A.</p>' in found.out
    assert "stdin: warning: 1 comment was left out." in found.err


def test_data_has_the_text_and_what_was_lost(run: Run, folder: Path) -> None:
    """--json has findings as values, and the text unless that goes to a file."""
    said = CRITIC + "\nEnd.{>>why?<<}\n"
    asked = ("convert", "-", "--from", "critic", "--to", "brackets", "--json")
    found = done(run(*asked, stdin=said)).json
    assert (found["from"], found["to"], found["written"]) == ("critic", "brackets", "")
    assert "Members [shall | ASH: should] report." in found["text"]
    assert [each["message"] for each in found["findings"]] == ["1 comment was left out."]
    written = done(run("convert", "-", "out.html", "--from", "critic", "--json", stdin=said)).json
    assert (written["to"], written["written"], "text" in written) == ("html", "out.html", False)


def test_a_word_document_can_go_into_a_pipe(folder: Path) -> None:
    """Named as -, stdout takes its bytes, and stdin gives them."""
    command = [sys.executable, "-m", "consensus", "convert", "-"]
    made = subprocess.run(
        [*command, "-", "--from", "critic", "--to", "docx"],
        input=CRITIC.encode(),
        capture_output=True,
        check=True,
    )
    assert (read_document(made.stdout, "d").authors, made.stderr) == (("ASH",), b"")
    back = subprocess.run(
        [*command, "--from", "docx", "--to", "critic"],
        input=made.stdout,
        capture_output=True,
        check=True,
    )
    assert back.stdout.decode() == CRITIC


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("rules.txt", "rules.pdf"), 2, "say it with --to"),
        (("rules.pdf", "rules.md"), 2, "say it with --from"),
        (("rules.txt",), 2, "stdout does not say what it is; say it with --to"),
        (("rules.html", "rules.md"), 2, "only written"),
        (("rules.txt", "--to", "docx"), 2, "goes to a file"),
        (("rules.txt", "-", "--to", "clean", "--json"), 2, "leave OUT out"),
        (("missing.txt", "rules.md"), 3, "there is no file missing.txt"),
        (("rules.docx", "rules.md"), 3, "no Word document"),
        ((".", "x.md", "--from", "markdown"), 3, "is a directory"),
    ],
)
def test_mistakes_are_named(
    run: Run, folder: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    """One line says what to do, with the exit code of its kind."""
    Path("rules.txt").write_text(TEXT, encoding="utf-8")
    Path("rules.docx").write_text(TEXT, encoding="utf-8")
    found = run("convert", *arguments)
    assert (found.code, found.out, said in found.err) == (code, "", True)
