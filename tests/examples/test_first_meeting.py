"""The first meeting of the example, recorded by commands and by Python, and its summary."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import attrs
import msgspec
import pytest
from click.testing import CliRunner

from consensus import WorkingGroup
from consensus.cli import main
from consensus.history.operation import Operation
from consensus.reports.audience import Audience
from consensus.reports.summary.summary import ChairSummary

FOLDER = Path(__file__).parents[2] / "examples" / "wgec-2016-09-30"
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")

# What a sentence is about, and words that it has to have: dates, names, quantities, decisions.
FACTS = (
    ("M1", "first meeting"),
    ("M1", "Working Group on Enhanced Cooperation"),
    ("M1", "Palais des Nations in Geneva, Switzerland"),
    ("M1", "30 September 2016"),
    ("facilities:M1", "Remote participation"),
    ("facilities:M1", "real-time transcription"),
    ("facilities:M1", "members and observers"),
    ("opening:M1", "Ms. Shamika Sirimanne"),
    ("opening:M1", "Director of the UNCTAD Division on Technology and Logistics"),
    ("opening:M1", "Head of the CSTD secretariat"),
    ("INT1", "Mr. Peter Major"),
    ("INT1", "Acting Chair of the twentieth session of the CSTD"),
    ("INT1", "made an introductory presentation"),
    ("NOM1", "Mr. Major nominated Ambassador Benedicto Fonseca of Brazil as Chair"),
    ("chair", "Following the approval of the members"),
    ("chair", "accepted the nomination and chaired the remainder of the meeting"),
    ("agenda", "goals and target dates to meet the request of the General Assembly"),
    ("agenda", "A/RES/70/125, paragraph 65"),
    ("agenda", "methods of work"),
    ("agenda", "review of work and documents related to enhanced cooperation"),
    ("agenda", "proposals on topics and format of next meetings"),
    ("agenda", "proposed dates for next meetings"),
    ("DEC1", "the Working Group agreed"),
    ("DEC1", "reporting to the twenty-first session of the Commission"),
    ("DEC1", "complete its work by the end of January 2018"),
    ("DEC1", "annual report of the Commission to the Economic and Social Council"),
    ("DEC1", "annual report of the Secretary-General"),
    ("MS1", "31 January 2018"),
    ("INT2", "Several members expressed concern over the lack of funding"),
    ("INT2", "representatives of developing countries and other stakeholders"),
    (
        "INT3",
        "To address this concern, it was suggested that the secretariat further",
    ),
    ("INT4", "back-to-back with the intersessional panels and the annual sessions"),
    ("INT4", "travel support"),
    ("INT5", "methods of work of the first CSTD working group on enhanced cooperation (2013-2014)"),
    ("INT6", "interactive dialogue between members and non-members"),
    ("INT7", "in the order of their requests, whatever their stakeholder group"),
    ("INT7", "in person or remotely"),
    ("INT7", "observers after them in the order of their requests, time allowing"),
    ("INT8", "The Chair proposed to have a co-chair who represents the non-governmental"),
    ("INT9", "Members exchanged views on this proposal"),
    ("sense:N2", "The majority of members objected to this proposal"),
    ("DEC2", "It was decided not to pursue this proposal for the moment"),
    ("INT10", "The Chair suggested that it could be taken up again at a later stage"),
    ("sense:N3", "Most members supported the proposal to work in plenary rather than in break-out"),
    ("INT11", "participants took stock of the work done so far"),
    ("INT12", "exchanged views on ways and means to draw on this work"),
    ("U1", "The Chair undertook, before the next meeting, to prepare a reference document"),
    ("U1", "Mapping of international Internet public policy issues"),
    ("U1", "separates factual information from more controversial text"),
    ("INT13", "guide the Working Group, should it wish to work on selected topics at a later st"),
    ("INT14", "recommendations of the first working group on which consensus had emerged"),
    ("DEC3", "the Working Group agreed that two questions will guide the discussion"),
    ("Q1", "(1) What are the high-level characteristics of enhanced cooperation?"),
    ("Q1", "(2) Which kind of recommendations should be considered"),
    ("Q1", "the Tunis Agenda, in particular its paragraphs 69 to 71"),
    ("DEC4", "the secretariat gather inputs on these questions from members and other stakehold"),
    ("INT15", "inputs or comments on any relevant issue"),
    ("INT16", "sustainable development goals and the link to enhanced cooperation"),
    ("INT17", "globally applicable principles of public policy issues"),
    ("INT18", "on an equal footing"),
    ("INT19", "a safe and secure Internet"),
    ("INT20", "bridging digital divides"),
    ("DEC5", "post the questions on the mailing list of the Working Group and online"),
    ("deadline:Q1", "7 December 2016"),
    ("U2", "The Secretariat undertook to compile the replies and make them available"),
    ("DEC6", "hold its second meeting"),
    ("M2", "26-27 January 2017"),
    ("M2", "Palais des Nations in Geneva, Switzerland"),
)

# What is changed in the record, and the sentences that say so.
CHANGES = (
    ("2016-09-{day}", "2016-10-{day}", {"M1": "30 October 2016"}),
    ("date(2018, 1, 31)", "date(2018, 2, 28)", {"MS1": "28 February 2018"}),
    ("2016-12-07T", "2016-12-09T", {"deadline:Q1": "9 December 2016"}),
    ("2017-01-27T18", "2017-01-28T18", {"M2": "26-28 January 2017"}),
    (
        "Ambassador Benedicto Fonseca of Brazil",
        "Ambassador Ada Lind of Alvora",
        {"NOM1": "Ambassador Ada Lind of Alvora as Chair", "chair": "Ada Lind"},
    ),
    ("Mr. Peter Major", "Mr. Ben Oru", {"INT1": "Mr. Ben Oru, Acting Chair"}),
    ("Ms. Shamika Sirimanne", "Ms. Cleo Vane", {"opening:M1": "Ms. Cleo Vane"}),
    ("voices=6", "voices=1", {"INT2": "One member expressed concern"}),
    ("voices=6", "voices=30", {"INT2": "Most members expressed concern"}),
    ('"the majority", "object"', '"12", "object"', {"sense:N2": "Several members objected"}),
    ('"most", "support"', '"all", "support"', {"sense:N3": "All members supported"}),
    (
        '"2", "deferred", reason="the majority objected"',
        '"2", "rejected"',
        {"DEC2": "This proposal was not agreed to."},
    ),
    ('"1", "agreed"', '"1", "agreed ad ref"', {"DEC1": "agreed ad referendum that, to fulfil"}),
    ('number="2",\n        place=PALAIS', 'number="2", place="Bonn"', {"M2": "in Bonn on"}),
)


def replay(script: Path, file: Path, work: Path) -> None:
    """Let bash run the script, and play the commands that it gives in this process."""
    noted = work / "commands"
    noted.touch()
    teller = work / "tell.sh"
    teller.write_text(
        f'printf "%s\\0" "$CONSENSUS_AT" "$CONSENSUS_BY" "$CONSENSUS_FILE" "$#" "$@" >>"{noted}"\n',
        encoding="utf-8",
    )
    environment = {**os.environ, "CONSENSUS_COMMAND": f"bash {teller}"}
    subprocess.run(["bash", str(script), str(file)], env=environment, check=True)
    parts = iter(noted.read_text(encoding="utf-8").split("\0")[:-1])
    for moment in parts:
        settings = {
            "CONSENSUS_AT": moment,
            "CONSENSUS_BY": next(parts),
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


def test_at_least_forty_facts_are_looked_for() -> None:
    """The list is long enough, and names none twice."""
    assert len(FACTS) == len(set(FACTS)) >= 40


def test_every_fact_is_in_the_summary_with_its_trace(made: ChairSummary, by_python: Path) -> None:
    """Each sentence has the words, rests on steps of the record, and names what they made."""
    with WorkingGroup.open(by_python) as group:
        steps = {step.id for step in group.steps()}
        handles = set(group.state.handles)
    sentences = {each.key: each for each in made.sentences}
    for key, words in FACTS:
        sentence = sentences[key]
        assert words in sentence.text, key
        assert sentence.steps, key
        assert sentence.things, key
        assert steps.issuperset(sentence.steps), key
        assert handles.issuperset(sentence.things), key


def test_every_sentence_has_a_trace(made: ChairSummary) -> None:
    """No sentence of a summary comes from nowhere, and no two have one key."""
    assert [each.text for each in made.sentences if not each.steps] == []
    keys = [each.key for each in made.sentences]
    assert len(keys) == len(set(keys))


def test_there_are_ten_paragraphs(made: ChairSummary) -> None:
    """They are numbered as the paragraphs of the published summary are."""
    assert [each.number for each in made.paragraphs] == list(range(1, 11))


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


def test_the_public_is_told_what_was_decided_and_not_what_was_said(by_python: Path) -> None:
    """Decisions, questions and dates are there; what was withheld is counted."""
    public = summary(by_python, Audience.PUBLIC)
    text = " ".join(each.text for each in public.sentences)
    assert "by the end of January 2018" in text
    assert "7 December 2016" in text
    assert not any(word in text for word in ("Fonseca", "concern", "majority", "undertook"))
    assert public.withheld.total > 20


def test_the_script_prints_the_summary(tmp_path: Path) -> None:
    """Run as it stands, it records and prints."""
    done = subprocess.run(
        [sys.executable, str(FOLDER / "record.py"), str(tmp_path / "x.consensus")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("Working Group on Enhanced Cooperation\nFirst meeting\n")
    assert done.stderr == ""
