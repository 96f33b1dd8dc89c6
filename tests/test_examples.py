"""Every example runs as it stands: the scripts, the first meeting and the web service."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage
from http.client import HTTPConnection
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import msgspec
import pytest
from click.testing import CliRunner

from consensus import WorkingGroup
from consensus.cli import main
from consensus.history.operation import Operation
from consensus.reports.audience import Audience
from consensus.reports.summary.markup import summary_text
from consensus.reports.summary.summary import ChairSummary
from tests.support.panel import fill, text_source

pytestmark = pytest.mark.waits

EXAMPLES = Path(__file__).parents[1] / "examples"
PATH = EXAMPLES / "web_service.py"


def test_every_script_is_named_in_the_readme() -> None:
    """A newcomer finds each script from the list."""
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in EXAMPLES.glob("*.py") if path.name not in readme] == []


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("*.py")))
def test_every_script_says_for_whom_it_is_and_how_it_is_run(name: str) -> None:
    """Its docstring has both, in the same words everywhere."""
    said = ast.get_docstring(ast.parse((EXAMPLES / name).read_text(encoding="utf-8"))) or ""
    assert ": for whoever " in said.replace("\n", " ")
    assert f"\n    python examples/{name}" in said


# What the programs print as they stand: how each line begins, with one space for several.
PRINTED = {
    "embed_library.py": [
        "Users [shall | A1: should | A2: must] clean the bench when they leave.",
        "1 agreed - Users must clean the bench when they leave.",
        "2 agreed - Tools may be borrowed for two days.",
        "intact: True",
    ],
    "chat_bot.py": [
        "ASH> status",
        "1: open",
        "2: open",
        "ASH> support 2",
        "Noted. 2 is ready.",
        "BAY> object 2 because rescuers come by it",
        "Noted. 2 is blocked.",
        "BAY> why 2",
        "2 (N2): blocked",
        "Of 3 members: 1 in favour (1 supports), 1 objects, 1 no position",
        "BAY objects",
        "would be met if BAY withdrew its objection",
        "Rule: no member objects",
        "BAY> propose 2: shut -> shut at night",
        "A1 is noted. The gate is shut at night.",
        "ELM> text 2",
        "The gate is shut at night.",
        "ELM> object 7",
        "That cannot be: nothing is called 7",
        "BAY> undo",
        "Taken back.",
        "ELM> object because it is dear",
        "Say which text, such as: object 2",
        "ELM> hello",
        "I do not know 'hello'; I know status, undo, why, text, propose, support,",
    ],
    "converter.py": [
        "draft.md: 3 of 3 taken",
        "ASH.md: 1 of 3 taken",
        "list.csv: 1 of 2 taken",
        "warning, line 3: nothing is called 7;",
        "minutes.jsonl: 0 of 1 taken",
        "error, line 1: This is no valid JSON",
        "review.docx: 1 of 1 taken",
        "3 amendments are in amendments.json",
    ],
    "daily_digest.py": [
        "To: members@panel.example",
        "Subject: Harbour council: 6 changes since ",
        "",
        "- 1 was open and is agreed",
        "- 1 reads now: The harbour closes at eleven.",
        "- 2 was ready and is open",
        "- A1 by BAY (modify) on 1 (N1): The harbour closes at eleven.",
        "- A2 by ELM (modify) on 2 (N2): The quay is always lit.",
        "- DEC1: 1 (N1) agreed",
        "attached: open.html",
    ],
    "gate.py": [
        "2 (N2): blocked",
        "Of 3 members: 1 in favour (1 supports), 1 objects, 1 no position",
        "BAY objects",
        "would be met if BAY withdrew its objection",
        "Rule: no member objects",
        "3 (N3): open",
        "Of 3 members: 3 no position",
        "one amendment by a member is undecided",
        "nobody has spoken; ask for objections",
        "no position can change it yet: decide the amendment",
        "Rule: no member objects",
        "1 of 3 items are agreed",
        "exit code: 1",
    ],
    "survey.py": [
        "4 taken, 0 passed over, 3 refused",
        'answers.csv, line 4: "Maybe" is no position;',
        "answers.csv, line 5: no member has the code The Neighbours;",
        "answers.csv, line 5: no member has the code The Neighbours;",
        "1 taken, 4 passed over, 3 refused",
        'answers.csv, line 4: "Maybe" is no position;',
        "answers.csv, line 5: no member has the code The Neighbours;",
        "answers.csv, line 5: no member has the code The Neighbours;",
        "1 blocked: ELM objects",
        "2 blocked: ASH objects",
    ],
    "web_api_threads.py": [
        "12 positions recorded, 1 refused",
        "the public sees: 1 open 2 open",
        "we see: 1 ready 2 open",
        "one group in two threads: a block of atomic is running in the thread 'MainThread', so",
    ],
    "open_items_csv.py": ["label,status,brackets,open amendments,silent,eligible", "PP1,ready,0,"],
    "three_rules.py": [
        "rule 1: no_objection()",
        "rule 2: consensus_minus(1)",
        "rule 3: all_of(threshold",
        "1 open open ready",
        "1: one amendment by a member is undecided",
    ],
    "notebook.py": [
        "47 positions",
        "item 1 (N1) 2 (N2) 3 (N3) 4 (N4) 5 (N5) 6 (N6)",
        "member",
        "ASH support support object object support object",
        "BAY support accept object object support object",
        "CEDAR support support object disagree accept object",
        "DUNE accept support object object object object",
        "ELM object object support support object support",
        "FIR object object support accept object accept",
        "GROVE disagree object support support object support",
        "HAZEL object - support support object support",
        "",
        "stance accept disagree object support",
        "item",
        "1 (N1) 1 1 3 3",
        "2 (N2) 1 0 3 3",
        "3 (N3) 0 0 4 4",
        "4 (N4) 1 1 3 3",
        "5 (N5) 1 0 5 2",
        "6 (N6) 1 0 4 3",
        "",
        "ASH and BAY are in favour of the same 3 items",
        "a coalition: ASH, BAY, CEDAR, DUNE",
        "a coalition: ELM, FIR, GROVE, HAZEL",
        "agreeing.gexf written, True",
        "record.graphml written, True",
    ],
}
# Of those only the first lines are given.
CUT = ("open_items_csv.py", "three_rules.py")
# The programs with arguments: what is printed, and the exit code. `panel` is a record of three
# paragraphs that nobody has spoken on, `done` one of a single paragraph that is agreed, and `two`
# one of two drafts with a paragraph 1 each, both with names in brackets.
WITH_ARGUMENTS: dict[str, tuple[list[str], int]] = {
    "chat_bot.py panel.consensus --member BAY": (
        [
            "1: ready",
            "2: ready",
            "3: ready",
            "4: ready",
            "Noted. 1 is open.",
            "1 (R1): open",
            "Of 6 members: 1 reserved, 5 no position",
        ],
        0,
    ),
    "converter.py inbox --to out.json": (
        [
            "draft.txt: 1 of 1 taken",
            "BAY.txt: 1 of 1 taken",
            "notes.docx: inbox/notes.docx is no Word document",
            "1 amendments are in out.json",
        ],
        1,
    ),
    "daily_digest.py panel.consensus --since 2020-01-01": (
        [
            "To: members@panel.example",
            "Subject: Panel: 4 changes since 01 January 2020",
            "",
            "- 1 is new: Members shall report every year to the harbour office.",
        ],
        0,
    ),
    "daily_digest.py done.consensus --since 2999-01-01": (["nothing changed"], 0),
    "daily_digest.py two.consensus --since 2020-01-02 --audience public": (
        [
            "To: members@panel.example",
            "Subject: Two: 3 changes since 02 January 2020",
            "",
            "- 1 reads now: The lights [stay on | go off].",
            "- 1 is new: The gate is [shut].",
            "- A1 (modify) on 1 (N1): The lights [stay on | go off].",
        ],
        0,
    ),
    "daily_digest.py two.consensus --since 2020-01-02": (
        [
            "To: members@panel.example",
            "Subject: Two: 4 changes since 02 January 2020",
            "",
            "- 1 was ready and is open",
            "- 1 reads now: The lights [ASH: stay on | BAY: go off].",
            "- 1 is new: The gate is [BAY: shut].",
            "- A1 by the chair (modify) on 1 (N1): The lights [ASH: stay on | BAY: go off].",
        ],
        0,
    ),
    "gate.py panel.consensus": (["1 (R1): ready"], 1),
    "gate.py done.consensus": (["1 of 1 items are agreed"], 0),
    "notebook.py panel.consensus --folder graphs": (["Empty DataFrame"], 0),
    "notebook.py two.consensus --folder graphs/of/two": (
        ["item 1 (N1) 1 (N2)", "member", "ASH support object", "BAY - support"],
        0,
    ),
    "open_items_csv.py done.consensus": (["label,status"], 0),
    "survey.py panel.consensus answers.csv": (["1 taken, 0 passed over, 0 refused"], 0),
    "three_rules.py panel.consensus unanimity() consent()": (["rule 1: unanimity()"], 0),
}
TYPED = {
    "chat_bot.py panel.consensus --member BAY": "status\nhold 1 because we wait\nwhy 1\nundo\n"
}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[list[str], int]]:
    """What each call printed, and its exit code; in one process, since starting takes long."""
    folder = tmp_path_factory.mktemp("programs")
    with WorkingGroup.create(folder / "panel.consensus", title="Panel") as group:
        fill(group)
    with WorkingGroup.create(folder / "done.consensus", title="Done") as group:
        group.import_draft(text_source("done.md", "1. The gate is shut."))
        group.decide("1", "agreed", no_objection_heard=True)
    with WorkingGroup.create(folder / "two.consensus", title="Two") as group:
        with group.acting_as(happened=datetime(2020, 1, 1, tzinfo=UTC)):
            group.import_members(text_source("members.csv", "code\nASH\nBAY\n"))
            group.import_draft(text_source("lights.md", "# Lights\n\n1. The lights stay on."))
        group.propose("1", "The lights [ASH: stay on | BAY: go off].")
        group.merge("1")
        group.import_draft(text_source("gates.md", "# Gates\n\n1. The gate is [BAY: shut]."))
        group.take_position("ASH", "N1", "support")
        group.take_position("ASH", "N2", "object")
        group.take_position("BAY", "N2", "support")
    texts = {
        "answers.csv": "Timestamp,Who are you?,Paragraph 1,Remarks\n2026-03-10 09:12,ash,Yes,\n",
        "inbox/draft.txt": "1. The gate is shut.\n",
        "inbox/BAY.txt": "1. The gate is open.\n",
        "inbox/notes.docx": "no Word document",
    }
    (folder / "inbox").mkdir()
    for name, content in texts.items():
        (folder / name).write_text(content, encoding="utf-8")
    calls = [*PRINTED, *WITH_ARGUMENTS]
    runs = [(call.split(), TYPED.get(call, "")) for call in calls]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.support.programs"],
        input=json.dumps([(str(EXAMPLES / words[0]), words[1:], typed) for words, typed in runs]),
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(EXAMPLES.parent)},
    )
    assert done.stderr == ""
    return {
        call: (printed.splitlines(), code)
        for call, (printed, code) in zip(calls, json.loads(done.stdout), strict=True)
    }


def assert_printed(lines: list[str], expected: list[str], whole: bool) -> None:
    """Lines begin as expected, one by one; more may follow where not all are given."""
    begins = []
    for found, each in zip(lines, expected, strict=False):
        words = " ".join(found.split())
        begins.append(words[: len(each)])
    assert begins == expected, lines
    assert not whole or len(lines) == len(expected), lines


def needs_pandas() -> None:
    """Skip where pandas is not installed; looked for without importing it, which takes long."""
    if importlib.util.find_spec("pandas") is None:
        pytest.skip("pandas is not installed")


@pytest.mark.parametrize("name", PRINTED)
def test_every_program_runs_as_it_stands(name: str, ran: dict[str, Any]) -> None:
    """It prints what it is to print, and warns of nothing that is to go."""
    lines, code = ran[name]
    if name == "notebook.py":
        needs_pandas()
    assert code == 0, lines
    assert_printed(lines, PRINTED[name], name not in CUT)


@pytest.mark.parametrize("call", WITH_ARGUMENTS)
def test_programs_take_records_and_files(call: str, ran: dict[str, Any]) -> None:
    """What they print of a record that is named, and their exit codes."""
    lines, code = ran[call]
    if call.startswith("notebook.py"):
        needs_pandas()
    expected, expected_code = WITH_ARGUMENTS[call]
    assert code == expected_code, lines
    assert_printed(lines, expected, False)


def test_every_program_is_run() -> None:
    """As it stands; the web service has tests of its own, below."""
    assert {path.name for path in EXAMPLES.glob("*.py")} == {*PRINTED, PATH.name}


def test_the_public_is_not_told_who_proposes_what(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The digest for the public has the amendments without names, and is sent where it is to go."""
    module = load("daily_digest")
    sent: list[EmailMessage] = []

    class Server:
        """Takes what is sent."""

        def __init__(self, host: str) -> None:
            assert host == "mail.example"

        def __enter__(self) -> Server:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def send_message(self, message: EmailMessage) -> None:
            sent.append(message)

    monkeypatch.setattr("smtplib.SMTP", Server)
    words = ["x", "--audience", "public", "--to", "all@example", "--host", "mail.example"]
    monkeypatch.setattr("sys.argv", words)
    module.main()
    assert capsys.readouterr().out == ""
    (message,) = sent
    assert message["To"] == "all@example"
    text, page = (part.get_content() for part in message.iter_parts())
    assert "- A1 (modify) on 1 (N1): The harbour closes at eleven." in text
    for code in ("ASH", "BAY", "ELM", "costs"):
        assert code not in text + page


def test_a_chat_takes_what_is_typed_as_written(record: Path) -> None:
    """So a meeting that is open keeps nobody from writing; a text is asked for if none is named."""
    module = load("chat_bot")
    with WorkingGroup.open(record) as group:
        group.open_meeting("First meeting")
        assert module.answer(group, "BAY", "Object 1 because too dear") == "Noted. 1 is blocked."
        said = group.state.positions[group.state.handles["R1"]]["BAY"]
        assert (said.source, said.document, said.reason) == ("written", "chat", "too dear")
        for message in ("object because too dear", "Object", "why", "text", "propose: a -> b"):
            word = message.split(":")[0].split()[0].lower()
            expected = f"Say which text, such as: {word} 2"
            assert module.answer(group, "BAY", message) == expected, message
        assert module.answer(group, "BAY", "status").splitlines()[0] == "1: blocked"


def test_a_form_changes_nothing_said_since(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its remark is no reason, its document is the form itself, and a later word stands."""
    module = load("survey")
    heading = "Timestamp,Who are you?,Paragraph 1,Why 1,Paragraph 2,Remarks\n"
    form = heading + "2026-03-10 09:12,ash,Yes,,No,Thank you\n2026-03-10 10:00,bay,No,Dear.,Yes,\n"
    with WorkingGroup.open(record) as group:
        module.take(group, text_source("answers.csv", form))
        target = group.state.handles["R1"]
        said = group.state.positions[target]
        assert [(each.reason, each.document) for each in said.values()] == [
            ("", "answers.csv"),
            ("Dear.", "answers.csv"),
        ]
        group.take_position("ASH", "1", "object", reason="of the costs")
        longer = form + "2026-03-11 09:00,col,Yes,,Yes,\n2026-03-11 10:00,bay,Yes,,Yes,\n"
        module.take(group, text_source("answers.csv", longer))
        stances = {code: each.stance for code, each in group.state.positions[target].items()}
        assert stances == {"ASH": "object", "BAY": "support", "COL": "support"}
        module.take(group, text_source("answers.csv", heading + "3/10/2026 9:12,col,No,,Yes,\n"))
    first, second, third, why, *_ = capsys.readouterr().out.splitlines()
    assert first == "4 taken, 0 passed over, 0 refused"
    assert second == "3 taken, 5 passed over, 0 refused"
    assert third == "0 taken, 0 passed over, 2 refused"
    assert why.startswith("  answers.csv, line 2: ")


def test_the_converter_writes_only_where_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder without a name for the file is refused."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "draft.md").write_text("1. The gate is shut.\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["converter.py", "."])
    with pytest.raises(SystemExit):
        load("converter").main()
    assert "name a folder and the file to write, or neither" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["draft.md"]


def test_the_api_says_why_it_refuses(record: Path) -> None:
    """Unknown members and stances, missing fields, and what is no JSON."""
    module = load("web_api_threads")
    server = module.Server(record)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        for data, kind, code in (
            ({"member": "XYZ", "target": "1", "stance": "support"}, "application/json", 404),
            ({"member": "ASH", "target": "1", "stance": "loves"}, "application/json", 409),
            ({"member": "ASH"}, "application/json", 400),
            ([1], "application/json", 400),
            ({"member": "ASH", "target": "1", "stance": "support"}, "text/plain", 415),
            ({"member": "ASH", "target": "1", "stance": "support"}, "application/json", 201),
        ):
            assert ask(server.server_port, "POST", "/positions", data, kind)[0] == code, data
        with WorkingGroup.open(record) as group:
            assert source_and_document(group, "ASH") == ("written", "web")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# The first meeting of the example, recorded by commands and by Python, and its summary.


FOLDER = EXAMPLES / "wgec-2016-09-30"
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")

# What the published summary says: the paragraph, the fact, and words that tell it.
FACTS = [line.split("\t") for line in (FOLDER / "facts.tsv").read_text("utf-8").splitlines()[1:]]

# What is changed in the record, and the sentences that say so.
CHANGES = (
    ("2016-09-{day}", "2016-10-{day}", {"M1": "30 October 2016"}),
    ("date(2018, 1, 31)", "date(2018, 2, 28)", {"MS1": "28 February 2018"}),
    ("2016-12-07T", "2016-12-09T", {"deadline:Q1": "9 December 2016"}),
    ("on 26-27 January 2017", "in January 2017", {"DEC6": "second meeting in January 2017 at"}),
    (
        "Ambassador Benedicto Fonseca of Brazil",
        "Ambassador Ada Lind of Alvora",
        {"NOM1": "Ambassador Ada Lind of Alvora as Chair", "chair": "Ada Lind"},
    ),
    ("Mr. Peter Major", "Mr. Ben Oru", {"INT1": "Mr. Ben Oru, Acting Chair"}),
    ("Ms. Shamika Sirimanne", "Ms. Cleo Vane", {"opening:M1": "Ms. Cleo Vane"}),
    ("voices=6", "voices=1", {"INT3": "One member expressed concern"}),
    ("voices=6", "voices=30", {"INT3": "Most members expressed concern"}),
    ('"the majority", "object"', '"12", "object"', {"sense:PROP2": "Several members objected"}),
    ('"most", "support"', '"all", "support"', {"sense:PROP3": "All members supported"}),
    (
        'co_chair, "deferred", reason="the majority objected"',
        'co_chair, "rejected"',
        {"DEC2": "This proposal was not agreed to."},
    ),
    (
        'handle, "agreed"',
        'handle, "agreed ad ref" if "mandate" in proposal else "agreed"',
        {"DEC1": "agreed ad referendum that, to fulfil"},
    ),
)


def replay(script: Path, file: Path, work: Path) -> None:
    """Let bash run the script, and play the commands that it gives in this process."""
    noted = work / "commands"
    noted.touch()
    teller = work / "tell.sh"
    teller.write_text(
        'printf "%s\\0" "$CONSENSUS_AT" "$CONSENSUS_USER" "$CONSENSUS_FILE" "$#" "$@"'
        f' >>"{noted}"\n',
        encoding="utf-8",
    )
    environment = {**os.environ, "CONSENSUS_COMMAND": f"bash {teller}"}
    subprocess.run(["bash", str(script), str(file)], env=environment, check=True)
    parts = iter(noted.read_text(encoding="utf-8").split("\0")[:-1])
    for moment in parts:
        settings = {
            "CONSENSUS_AT": moment,
            "CONSENSUS_USER": next(parts),
            "CONSENSUS_FILE": next(parts),
        }
        words = [next(parts) for _ in range(int(next(parts)))]
        result = CliRunner().invoke(main, words, env=settings)
        assert (result.exit_code, words, result.stderr) == (0, words, result.stderr)


def recorded_by(source: str, file: Path) -> None:
    """Run the Python of the example, as it is or changed."""
    module = ModuleType("record")
    module.__file__ = str(FOLDER / "record.py")
    exec(compile(source, module.__file__, "exec"), module.__dict__)
    module.record(file)


def summary(file: Path, audience: Audience = Audience.MEMBERS) -> ChairSummary:
    """The summary of the only meeting of a record."""
    with WorkingGroup.open(file) as group:
        return group.summary(audience=audience, dated=date(2016, 10, 17))


@pytest.fixture(scope="module")
def by_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record that the Python makes."""
    file = tmp_path_factory.mktemp("python") / "meeting.consensus"
    recorded_by((FOLDER / "record.py").read_text(encoding="utf-8"), file)
    return file


@pytest.fixture(scope="module")
def by_commands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record that the commands make."""
    if shutil.which("bash") is None:
        pytest.skip("there is no bash to run the script")
    work = tmp_path_factory.mktemp("commands")
    file = work / "meeting.consensus"
    replay(FOLDER / "record.sh", file, work)
    return file


@pytest.fixture(scope="module")
def made(by_python: Path) -> ChairSummary:
    """The summary for members."""
    return summary(by_python)


def happenings(file: Path) -> list[str]:
    """Everything recorded, with the times when it happened, ids numbered as they come up."""
    numbers: dict[str, str] = {}

    def numbered(found: re.Match[str]) -> str:
        return numbers.setdefault(found[0], f"id {len(numbers)}")

    with WorkingGroup.open(file) as group:
        return [
            _ID.sub(
                numbered,
                json.dumps(
                    [step.act.by, str(step.act.happened), step.meeting, *map(plain, operations)]
                ),
            )
            for step, operations, _ in group.history()
        ]


def plain(operation: Operation) -> list[object]:
    """An operation as data."""
    fields = attrs.asdict(operation, recurse=False)
    return [operation.NAME, msgspec.to_builtins(fields, enc_hook=dict)]


def test_commands_and_python_make_the_same_record(by_commands: Path, by_python: Path) -> None:
    """Step by step the same happened, at the same times, in one as in the other."""
    assert happenings(by_commands) == happenings(by_python)


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.MEMBERS])
def test_every_fact_of_the_published_summary_is_told(by_python: Path, audience: Audience) -> None:
    """To members and in public: whoever was in the room could read it."""
    assert len(FACTS) == len({fact for _, fact, _ in FACTS}) >= 55
    paragraphs = summary_text(summary(by_python, audience)).split("\n\n")
    told = [" ".join(each.split()) for each in paragraphs]
    missing = [
        fact
        for _, fact, words in FACTS
        if not any(re.search(words, each, re.IGNORECASE) for each in told)
    ]
    assert missing == []


def test_every_sentence_has_a_trace(made: ChairSummary, by_python: Path) -> None:
    """No sentence of a summary comes from nowhere, and no two have one key."""
    with WorkingGroup.open(by_python) as group:
        steps = {step.id for step in group.steps()}
        handles = set(group.state.handles)
    for each in made.sentences:
        assert each.steps, each.text
        assert each.things, each.text
        assert steps.issuperset(each.steps), each.text
        assert handles.issuperset(each.things), each.text
    keys = [each.key for each in made.sentences]
    assert len(keys) == len(set(keys))


def test_there_are_eleven_paragraphs(made: ChairSummary) -> None:
    """They are those of the published summary; its fifth, of nine sentences, is made two."""
    assert [each.number for each in made.paragraphs] == list(range(1, 12))
    assert made.paragraphs[5].sentences[0].text.startswith("The Chair proposed to have a co-chair")


@pytest.mark.parametrize(("old", "new", "expected"), CHANGES)
def test_what_is_changed_in_the_record_is_changed_in_the_summary(
    made: ChairSummary, tmp_path: Path, old: str, new: str, expected: dict[str, str]
) -> None:
    """A date, an office-holder, a quantity or a decision: its sentence says it, others stay."""
    source = (FOLDER / "record.py").read_text(encoding="utf-8")
    assert old in source
    recorded_by(source.replace(old, new), tmp_path / "changed.consensus")
    before = {each.key: each.text for each in made.sentences}
    after = {each.key: each.text for each in summary(tmp_path / "changed.consensus").sentences}
    for key, words in expected.items():
        assert words in after[key]
    assert {key for key in before if before[key] != after[key]} == set(expected)


def test_the_public_is_told_what_was_public_in_the_room(by_python: Path) -> None:
    """As the published original tells it; the reason of a decision is withheld, and counted."""
    public = summary(by_python, Audience.PUBLIC)
    text = " ".join(each.text for each in public.sentences)
    for words in (
        *("by the end of January 2018", "7 December 2016", "Fonseca", "Several members expressed"),
        *("The majority of members objected", "The Secretariat undertook to compile"),
    ):
        assert words in text
    assert public.withheld.sentence() == "Not shown in this version: reasons."


def test_the_script_prints_the_summary(tmp_path: Path) -> None:
    """Run as it stands, it records and prints."""
    done = subprocess.run(
        [sys.executable, str(FOLDER / "record.py"), str(tmp_path / "x.consensus")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("United Nations Commission on Science and Technology for Dev")
    assert done.stderr == ""


# The example of a web service over the library.


# How long a test waits for news, however busy the machine is.
PATIENCE_SECONDS = 300.0


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A record to serve."""
    with WorkingGroup.create(tmp_path / "panel.consensus", title="Panel") as group:
        fill(group)
    return tmp_path / "panel.consensus"


def load(name: str) -> Any:
    """A program as a module."""
    found = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture
def asked_for_news() -> threading.Event:
    """Set when a request for news has come in."""
    return threading.Event()


@pytest.fixture
def port(record: Path, asked_for_news: threading.Event) -> Iterator[int]:
    """Where the service answers."""
    module = load("web_service")
    server, service = module.serve(str(record))
    wait_for_news: Callable[[str, float], dict[str, Any]] = service.news

    def news(since: str) -> dict[str, Any]:
        asked_for_news.set()
        return wait_for_news(since, PATIENCE_SECONDS)

    service.news = news
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()
    service.close()


def source_and_document(group: WorkingGroup, member: str) -> tuple[str, str]:
    """How a member stated its position on paragraph 1."""
    position = group.state.positions[group.state.handles["R1"]][member]
    return position.source, position.document


def ask(port: int, method: str, path: str, data: Any = None, kind: str = "application/json") -> Any:
    """The code of an answer, and what it says."""
    connection = HTTPConnection("127.0.0.1", port, timeout=2 * PATIENCE_SECONDS)
    body = None if data is None else json.dumps(data)
    connection.request(method, path, body, {"Content-Type": kind})
    answer = connection.getresponse()
    found = answer.status, json.loads(answer.read())
    connection.close()
    return found


def test_a_position_is_recorded_and_shows_in_the_status(port: int, record: Path) -> None:
    """What was posted is in the file, and nobody is named to whoever looks."""
    position = {"member": "ASH", "target": "1", "stance": "support"}
    code, said = ask(port, "POST", "/positions", position)
    assert code == 201
    with WorkingGroup.open(record) as group:
        assert group.head == said["head"]
        assert source_and_document(group, "ASH") == ("written", "web")
    code, status = ask(port, "GET", "/status")
    assert (code, status["head"]) == (200, said["head"])
    assert {each["label"]: each["status"] for each in status["items"]}["1"] == "ready"
    assert "ASH" not in json.dumps(status)


def test_what_another_program_records_is_news(
    port: int, record: Path, asked_for_news: threading.Event
) -> None:
    """Whoever waits is answered as soon as somebody records, here or elsewhere."""
    _, status = ask(port, "GET", "/status")

    def record_elsewhere() -> None:
        assert asked_for_news.wait(PATIENCE_SECONDS)
        with WorkingGroup.open(record) as group:
            group.propose("1", "must", old="shall", by=["ASH"])

    elsewhere = threading.Thread(target=record_elsewhere)
    elsewhere.start()
    _, news = ask(port, "GET", f"/news?since={status['head']}")
    elsewhere.join()
    assert news["head"] != status["head"]


def test_what_cannot_be_recorded_says_why_and_changes_nothing(port: int) -> None:
    """Unknown members and stances, missing fields, and too much."""
    _, before = ask(port, "GET", "/status")
    refused: list[tuple[Any, int]] = [
        ({"member": "XYZ", "target": "1", "stance": "support"}, 404),
        ({"member": "ASH", "target": "1", "stance": "loves"}, 400),
        ({"member": "ASH"}, 400),
        ([1], 400),
        ("x" * 20_000, 413),
    ]
    for data, code in refused:
        found, said = ask(port, "POST", "/positions", data)
        assert (found, "error" in said) == (code, True), data
        assert ask(port, "GET", "/status")[1]["head"] == before["head"]


def test_a_page_elsewhere_cannot_post_a_form(port: int) -> None:
    """What a browser sends without asking is no JSON, and is refused."""
    position = {"member": "ASH", "target": "1", "stance": "support"}
    assert ask(port, "POST", "/positions", position, "text/plain")[0] == 415
    assert ask(port, "GET", "/elsewhere")[0] == 404
