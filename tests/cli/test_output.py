"""Output: streams, columns, colour, rows that are read back, and texts of every script."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import regex

from consensus.cli import output
from consensus.text.display import shortened

from .conftest import DRAFT, Run, done

# Output: streams, columns, control signs and colour.

ESCAPE = "\x1b[31mred\x1b[0m \u202eright to left\u202c \x9b1m \x07"


END_OF_COMMAND = "\f"
_RUN_EACH = """
import json, sys
from consensus.cli import main
for words in json.loads(sys.argv[1]):
    try:
        main(words)
    except SystemExit:
        pass
    print(end="\f", flush=True)
"""


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What a command writes to a terminal."""
    return _on_a_terminal("-m", "consensus", *arguments, **environment)


def each_on_a_terminal(*commands: tuple[str, ...], **environment: str) -> list[str]:
    """What commands write to a terminal, one after the other in one process."""
    written = _on_a_terminal("-c", _RUN_EACH, json.dumps(commands), **environment)
    return written.split(END_OF_COMMAND)[:-1]


def _on_a_terminal(*arguments: str, **environment: str) -> str:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        stdout=theirs,
        stderr=theirs,
        stdin=theirs,
        env={**os.environ, "TERM": "xterm", "PYTHONUTF8": "1", **environment},
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            part = os.read(ours, 65_536)
        except OSError:
            break
        if not part:
            break
        written += part
    process.wait()
    os.close(ours)
    return written.decode()


@pytest.fixture
def hostile(run: Run, harbour: Path) -> Path:
    """A record with control signs in what a member said."""
    assert run("position", "set", "ASH", "1", "support", "--reason", ESCAPE).code == 0
    return harbour


def test_no_control_sign_reaches_a_terminal(hostile: Path) -> None:
    """On a terminal they are visible escapes."""
    shows = [("position", "list"), ("why", "1"), ("history", "list")]
    commands = [("-f", str(hostile), *command) for command in shows]
    for command, written in zip(shows, each_on_a_terminal(*commands, NO_COLOR="1"), strict=True):
        assert "\\u001b[31mred" in written, command
        assert "\\u202e" in written, command
        assert set(written) & {"\x1b", "\u202e", "\x9b", "\x07"} == set(), command


def test_json_on_a_terminal_is_still_json(hostile: Path) -> None:
    """The escapes are those of JSON, so what is copied from a terminal reads back."""
    written = on_a_terminal("-f", str(hostile), "position", "list", "--json")
    assert set(written) & {"\x1b", "\u202e", "\x9b", "\x07"} == set()
    assert json.loads(written)["positions"][0]["reason"] == ESCAPE


def test_error_on_a_terminal_has_no_control_sign(hostile: Path) -> None:
    """What a user typed is repeated without its control signs."""
    assert "\x1b" not in on_a_terminal("-f", str(hostile), "why", "\x1b[2J", NO_COLOR="1")


def test_pipe_gets_the_signs_as_they_are(run: Run, hostile: Path) -> None:
    """Another program gets the words as they were recorded."""
    assert run("position", "list", "--json").json["positions"][0]["reason"] == ESCAPE
    assert ESCAPE in run("why", "1").out


def test_colour_is_for_terminals_that_want_it(harbour: Path) -> None:
    """NO_COLOR and dumb terminals are respected, and the words are the same without."""
    bold = on_a_terminal("-f", str(harbour), "status", NO_COLOR="")
    plain = on_a_terminal("-f", str(harbour), "status", NO_COLOR="1")
    assert "\x1b[1m" in bold
    assert "\x1b" not in plain
    assert "\x1b" not in on_a_terminal("-f", str(harbour), "status", NO_COLOR="", TERM="dumb")
    assert bold.replace("\x1b[1m", "").replace("\x1b[0m", "") == plain


def test_progress_is_for_terminals(run: Run, harbour: Path, folder: Path) -> None:
    """A bar is drawn on a terminal, and a pipe is silent."""
    (folder / "a.csv").write_text("target,old,text,by\n1,shall,should,ASH\n", encoding="utf-8")
    assert "amendments" in on_a_terminal("amendment", "import", "a.csv")
    run("undo")
    piped = run("amendment", "import", "a.csv", "--json")
    assert (piped.code, piped.err) == (0, "")


def test_table_lines_up(capsys: pytest.CaptureFixture[str]) -> None:
    """Cells stand under their header, numbers to the right, lines folded."""
    output.write_table(("name", "count"), [("工作", "5"), ("a\nb", "12/40")])
    assert capsys.readouterr().out == "name  count\n工作      5\na b   12/40\n"


def test_empty_table_says_so_beside_the_data(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing goes to stdout when there is nothing."""
    output.write_table(("name",), [], "there is none")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "there is none\n")


def test_what_is_no_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    """A pipe, as a device would, gets the words and stays what it is."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    output.deliver(["one ", "two"], str(pipe))
    assert os.read(reading, 100) == b"one two"
    os.close(reading)
    assert (pipe.is_fifo(), list(tmp_path.iterdir())) == (True, [pipe])


def test_a_dash_is_stdout(run: Run, demo: Path) -> None:
    """As everywhere; no file is called so, and the form is the one of a pipe."""
    lists = run("member", "list", "--to", "csv").out
    assert run("member", "list", "--to", "csv", "-o", "-").out == lists
    assert run("report", "open", "-o", "-").out.startswith("# ")
    assert json.loads(run("report", "graph", "--to", "json", "-o", "-").out)["schema"] == 1
    assert run("report", "open", "--to", "docx", "-o", "-").code == 0
    assert not Path("-").exists()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What it leads to gets the new words."""
    there, link = tmp_path / "there.txt", tmp_path / "link.txt"
    there.write_text("old")
    link.symlink_to(there)
    output.deliver("new", str(link))
    assert (link.is_symlink(), there.read_text()) == (True, "new")
    assert sorted(tmp_path.iterdir()) == [link, there]


def test_a_link_to_itself_becomes_the_file(tmp_path: Path) -> None:
    """What leads nowhere is put right instead of followed."""
    link = tmp_path / "link.txt"
    link.symlink_to(link)
    output.deliver("new", str(link))
    assert (link.is_symlink(), link.read_text()) == (False, "new")


def test_lists_of_an_empty_record_are_empty(run: Run) -> None:
    """Every list of a new record is an empty list, and says so to people."""
    assert run("init", "--title", "New").code == 0
    for noun in (
        "draft",
        "member",
        "member group",
        "amendment",
        "position",
        "inbox",
        "decision",
        "objection",
        "meeting",
        "meeting agenda",
        "contribution",
        "contribution question",
        "plan undertaking",
        "plan milestone",
    ):
        answer = run(*noun.split(), "list", "--json")
        assert (answer.code, [each for each in answer.json.values() if each == []]) == (0, [[]])
        assert answer.json["schema"] == 1
        assert run(*noun.split(), "list").out == ""
    assert done(run("draft", "list", "--revisions", "--json")).json["revisions"] == []
    assert run("status").code == 0
    assert run("next").out == ""


# Texts of every script and with every trick go in and out unharmed, and past no terminal raw.

ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
TO_RED = "\x1b[31m"


class Script(NamedTuple):
    """A text, what two members want of it, apart from each other, and what two others do instead.

    The two others replace the same word as the first.
    """

    text: str
    word: str
    new: str
    rival: str
    other_word: str
    other_new: str


SCRIPTS = {
    "escapes": Script(
        f"The {TO_RED}red\x1b[0m office shall report \x07every year.",
        *("shall", "\x1b[1mshould\x9b", "must\x07"),
        *("every", "\x1b]0;title\x07each"),
    ),
    "directions": Script(
        "Members \u202eesrever\u202c shall \u2066report\u2069 to the office yearly\u200f.",
        *("shall", "\u202dmust\u202c", "may"),
        *("yearly", "\u061cmonthly"),
    ),
    "zero width": Script(
        "Co\u200boperation shall be\ufeff open\u2060ed by tag\U000e0041ged sig\u200dns and words.",
        *("shall", "sh\u200bould", "must"),
        *("words", "w\u2060ords"),
    ),
    "markup": Script(
        "The <b>office</b> & others shall {{report}} on `all` of $it.",
        *("shall", "<script>must</script>", "'; DROP"),
        *("others", "*o*_t_"),
    ),
    "Arabic": Script(
        "يجب على الأعضاء تقديم التقارير سنوياً إلى المكتب.",
        *("سنوياً", "شهرياً", "أسبوعياً"),
        *("الأعضاء", "الدول الأعضاء"),
    ),
    "Persian": Script(
        "اعضا هر سال گزارش می\u200cدهند و دفتر آن را منتشر می\u200cکند.",
        *("می\u200cدهند", "نمی\u200cدهند", "داده\u200cاند"),
        *("دفتر", "دبیرخانه"),
    ),
    "Devanagari": Script(
        "सदस्य हर वर्ष कार्यालय को प्रतिवेदन देंगे।",
        *("वर्ष", "माह", "सप्ताह"),
        *("प्रतिवेदन", "लिखित प्रतिवेदन"),
    ),
    "Chinese": Script(
        "各成员应当每年向办公室报告一次。",
        *("应当", "必须", "可以"),
        *("一次", "两次"),
    ),
    "Thai": Script(
        "สมาชิกควรรายงานต่อสำนักงานทุกปี",
        *("ควร", "ต้อง", "อาจ"),
        *("ทุกปี", "ทุกเดือน"),
    ),
    "emoji": Script(
        f"Members 👩🏽‍💻👍🏿 shall ❤️ vote 🇧🇷 by {ENGLAND} hand 1️⃣.",
        *("👩🏽‍💻", "👩🏿‍💻", "👩‍💻"),
        *("🇧🇷", "🇧🇹"),
    ),
    "marks": Script(
        "Les e\u0301le\u0300ves doivent arriver a\u0300 l\u2019heure, c\u2019est-a\u0300-dire tot.",
        *("doivent", "de\u0301siraient", "peuvent"),
        *("heure", "e\u0301tude"),
    ),
}
NAMED = pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)

# What may not reach a terminal: controls of terminals and of direction, and signs without any look.
RAW = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0041]"
)


def plain(notation: str) -> str:
    """A text without the signs that keep brackets in it from being brackets."""
    return re.sub(r"\\([\[\]|:\\])", r"\1", notation)


def typed(text: str) -> str:
    """A text as it is typed: the square signs of escape sequences build no bracket."""
    return re.sub(r"(?<=\x1b)[\[\]]", r"\\\g<0>", text)


def with_words(script: Script, new: str = "", other: str = "") -> str:
    """The text with the first word replaced, the second one, or both."""
    text = script.text.replace(script.word, new or script.word, 1)
    return text.replace(script.other_word, other or script.other_word, 1)


@pytest.fixture
def record(run: Run, folder: Path, script: Script) -> Path:
    """A record of one paragraph, two members with names in the script, and their amendments."""
    (folder / "draft.md").write_text(f"# Rules\n\n1. {script.text}\n", encoding="utf-8")
    done(run("-f", "s.consensus", "init", "--title", script.text))
    done(run("draft", "import", "draft.md"))
    for code in ("甲", "ไทย", "ÉÑ"):
        done(run("member", "add", code, script.text))
    rows = [
        {"item": "1", "text": with_words(script, new=script.new), "by": ["甲"]},
        {"item": "1", "text": with_words(script, other=script.other_new), "by": ["ไทย"]},
    ]
    for row in rows:
        row["rationale"] = script.text
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "amendments.jsonl").write_text(lines, encoding="utf-8")
    assert done(run("amendment", "import", "amendments.jsonl", "--json")).json["taken"] == 2
    return folder


def item(run: Run) -> dict[str, Any]:
    """The only paragraph, as data."""
    (found,) = [each for each in run("draft", "show", "--json").json["items"] if each["label"]]
    return dict(found)


@NAMED
def test_draft_is_written_as_it_was_read(run: Run, record: Path, script: Script) -> None:
    """What is shown is what was imported, and reads back the same."""
    assert plain(item(run)["text"]) == script.text
    shown = done(run("draft", "show", "--to", "markdown")).out
    assert plain(shown) == f"# Rules\n\n1. {script.text}\n"
    text = item(run)["text"]
    (record / "again.md").write_text(shown, encoding="utf-8")
    done(run("-f", "again.consensus", "init", "--title", "Again"))
    done(run("-f", "again.consensus", "draft", "import", "again.md"))
    again = run("-f", "again.consensus", "draft", "show", "--json").json["items"]
    assert [each["text"] for each in again if each["label"]] == [text]


@NAMED
def test_amendments_combine_and_merge_to_the_letter(run: Run, record: Path, script: Script) -> None:
    """Two that want different things are both done; no grapheme and no word is broken."""
    data = done(run("combine", "1", "--json")).json
    sides = [
        [
            each["text"] if each["kind"] == "kept" else data["changes"][each["number"] - 1][side]
            for each in data["hunks"]
        ]
        for side in ("replaces", "text")
    ]
    for pieces in sides:
        joined = "".join(pieces)
        assert [sign for piece in pieces for sign in regex.findall(r"\X", piece)] == (
            regex.findall(r"\X", joined)
        )
    done(run("merge", "1", "--yes"))
    wanted = with_words(script, new=script.new, other=script.other_new)
    assert plain(item(run)["text"]) == wanted


@NAMED
def test_conflict_becomes_a_bracket_and_words_again(run: Run, record: Path, script: Script) -> None:
    """A rival's word stands in a bracket whole; settled for either, the text is theirs."""
    rival = with_words(script, new=script.rival)
    done(run("amendment", "add", "1", "--text", typed(rival), "--sponsor", "ÉÑ"))
    assert run("combine", "1").code == 1
    (conflict,) = run("combine", "1", "--json").json["conflicts"]
    options = [plain(each["text"]) for each in conflict["options"]]
    assert any(script.word in option for option in options)
    assert any(script.rival in option for option in options)
    done(run("merge", "1", "--settle", "1=A3", "--yes"))
    assert plain(item(run)["text"]) == with_words(script, new=script.rival, other=script.other_new)


def test_files_combine_to_the_byte(folder: Path) -> None:
    """Through a real pipe: nothing is escaped, normalised or lost, whatever the script."""
    commands, expected = [], []
    for number, script in enumerate(SCRIPTS.values()):
        texts = {
            "base": script.text,
            "one": with_words(script, new=script.new),
            "two": with_words(script, other=script.other_new),
        }
        for name, text in texts.items():
            path = folder / f"{name}{number}.txt"
            path.write_text(f"{text}\n\n{script.text}\n", encoding="utf-8")
        files = (f"base{number}.txt", f"A=one{number}.txt", f"B=two{number}.txt")
        commands.append(("combine", *files, "--to", "clean"))
        both = with_words(script, new=script.new, other=script.other_new)
        expected.append(f"{both}\n\n{script.text}\n")
    written = subprocess.run(
        [sys.executable, "-c", _RUN_EACH, json.dumps(commands)],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert written.stderr == b""
    assert written.stdout.decode().split(END_OF_COMMAND) == [*expected, ""]


@NAMED
def test_reports_keep_the_words(run: Run, record: Path, script: Script) -> None:
    """As data and as a table every word is there; what would be markup is no markup."""
    done(run("position", "set", "甲", "1", "object", "--reason", script.text))
    written = done(run("report", "open", "--audience", "secretariat", "--json")).json
    assert script.text in map(plain, strings(written))
    table = done(run("report", "open", "--audience", "secretariat", "--to", "csv")).out
    rows = list(csv.DictReader(io.StringIO(table)))
    assert script.text in [plain(each["text"]) for each in rows]
    assert list(strings(run("why", "1", "--json").json)).count(script.text) >= 1


def strings(value: Any) -> Iterator[str]:
    """Every text in data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


SHOWING = [
    ("draft", "show"),
    ("draft", "show", "--to", "critic"),
    ("combine", "1"),
    ("combine", "1", "--to", "brackets", "--names"),
    ("status",),
    ("why", "1"),
    ("amendment", "list"),
    ("amendment", "show", "A1"),
    ("member", "list"),
    ("report", "open", "--audience", "secretariat"),
    ("history", "list"),
    ("next",),
    ("why", "nothing\x1b[2J\u202e"),
]


@pytest.mark.parametrize(
    "script",
    [
        Script(
            "".join(
                SCRIPTS[name].text for name in ("escapes", "directions", "zero width", "markup")
            ),
            *("office", f"{TO_RED}bureau", "x"),
            *("Members", "\u202esrebmeM"),
        )
    ],
    ids=["hostile"],
)
def test_nothing_raw_reaches_a_terminal(run: Run, record: Path, script: Script) -> None:
    """Every command that shows writes escapes in place of what a terminal would obey."""
    commands = [("-f", str(record / "s.consensus"), *command) for command in SHOWING]
    written = each_on_a_terminal(*commands, NO_COLOR="1")
    for command, shown in zip(SHOWING, written, strict=True):
        assert (bool(shown.strip()), RAW.findall(shown)) == (True, []), command


@NAMED
def test_scripts_stay_whole_on_a_terminal(run: Run, record: Path, script: Script) -> None:
    """Signs that join letters and emoji are no tricks: words of a script are shown as written."""
    if RAW.search(script.text):
        pytest.skip("this text is shown with escapes, which another test looks at")
    written = on_a_terminal("-f", str(record / "s.consensus"), "draft", "show", NO_COLOR="1")
    assert script.text in plain(written)


def test_text_is_shortened_between_signs() -> None:
    """No letter loses its marks, and no emoji its parts."""
    assert shortened("👩🏽‍💻" * 3, 3) == "👩🏽‍💻" * 3
    assert shortened("👩🏽‍💻" * 4, 3) == "👩🏽‍💻" * 2 + "…"
    assert shortened("e\u0301" * 5, 3) == "e\u0301" * 2 + "…"
    assert shortened("plain words", 6) == "plain…"


# Lists written as rows, and read back.


def rows(run: Run, *noun: str) -> list[dict[str, Any]]:
    """What a list says as data, without ids and moments, which no two records share."""
    (listed,) = (
        each for each in done(run(*noun, "list", "--json")).json.values() if isinstance(each, list)
    )
    return [
        {name: value for name, value in each.items() if name not in ("id", "happened")}
        for each in listed
    ]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_what_is_exported_comes_back(run: Run, harbour: Path, folder: Path, form: str) -> None:
    """Members, groups, amendments and positions, into a record of the same draft."""
    done(run("member", "group", "import", "-", stdin="code,name,members\nISL,Islands,ASH;BAY\n"))
    done(run("member", "office", "assign", "chair", "Ada Lind", "--member", "ASH"))
    done(run("amendment", "add", "1", "--old", "shall", "--text", "should", "--sponsor", "ASH"))
    done(run("amendment", "add", "--kind", "insert", "--after", "2", "--text", "No, =1."))
    done(run("position", "set", "BAY", "1", "object", "--reason", 'too "soft"'))
    nouns = ("member", "member group", "amendment", "position")
    for noun in nouns:
        written = done(run(*noun.split(), "list", "--to", form, "-o", f"{noun}.{form}"))
        assert written.out == ""
    listed = [rows(run, *noun.split()) for noun in nouns]
    again = ("-f", "again.consensus")
    (folder / "draft.md").write_text(DRAFT)
    done(run(*again, "init", "--title", "Again", "--rule", "no_objection()"))
    done(run(*again, "draft", "import", "draft.md"))
    for noun in nouns:
        done(run(*again, *noun.split(), "import", f"{noun}.{form}"))
    for noun, before in zip(nouns, listed, strict=True):
        assert rows(run, *again, *noun.split()) == before
    known = done(run("-f", str(harbour), "amendment", "import", f"amendment.{form}", "--json")).json
    assert (known["taken"], known["duplicates"]) == (0, 2)


def test_rows_go_to_stdout(run: Run, harbour: Path) -> None:
    """One object on each line, or a table; filters hold."""
    done(run("amendment", "add", "1", "--text", "Reports are due.", "--sponsor", "ASH"))
    done(run("amendment", "add", "2", "--text", "Reports are read.", "--sponsor", "BAY"))
    lines = done(run("amendment", "list", "--sponsor", "BAY", "--to", "jsonl")).out.splitlines()
    assert len(lines) == 1
    assert '"text": "Reports are read."' in lines[0]
    table = done(run("member", "list", "--to", "csv")).out
    assert table.startswith("code,name,group,group_name,observer,")


def test_options_that_do_not_go_together_are_refused(run: Run, harbour: Path) -> None:
    """A file without a form, and two forms at once."""
    for noun in ("member", "member group", "amendment", "position"):
        assert run(*noun.split(), "list", "-o", "x.csv").code == 2
        assert run(*noun.split(), "list", "--to", "csv", "--json").code == 2
