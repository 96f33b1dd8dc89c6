"""Published procedures through the command line, and a rule of another package."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from consensus import WorkingGroup
from consensus.history.operations import SetRule
from consensus.rules.expression import procedures

from .conftest import Run, done

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "at_least"
DRAFT = "# Text\n\n1. Members shall report every year.\n"


def body(run: Run, rule: str, members: str, positions: str) -> None:
    """A record with one paragraph, members and their positions, judged by a rule."""
    folder = Path()
    for name, text in {"t.md": DRAFT, "m.csv": members, "p.csv": positions}.items():
        (folder / name).write_text(text, encoding="utf-8")
    done(run("init", "--title", "Body", "--rule", rule))
    done(run("member", "import", "m.csv", "--strict"))
    done(run("draft", "import", "t.md"))
    done(run("position", "import", "p.csv", "--strict"))


def rows(**stances: int) -> tuple[list[str], list[str]]:
    """Codes of members, and the rows of their positions; `bare_` objects without a reason."""
    codes, said = [], []
    for stance, number in stances.items():
        for at in range(number):
            code = f"{stance[:2].upper()}{at}"
            reason = "" if stance.startswith("bare") else "a technical reason"
            word = {"bare": "object", "yes": "support", "no": "object"}.get(stance, stance)
            codes.append(code)
            said.append(f"1,{code},{word},{reason}\n")
    return codes, said


def verdict(run: Run) -> tuple[str, str]:
    """The status of the paragraph, and why."""
    found = run("status", "--json").json["items"][-1]
    return found["status"], run("why", "1").out


@pytest.mark.parametrize(
    ("rule", "stances", "status", "why"),
    [
        (
            "3gpp",
            {"yes": 71, "no": 29, "abstain": 30},
            "ready",
            "71 of 100 in favour (71% of votes for or against)",
        ),
        (
            "3gpp",
            {"yes": 70, "no": 29, "abstain": 30},
            "blocked",
            "70 of 99 in favour (71% of votes for or against); 71 needed",
        ),
        (
            "iso-dis",
            {"yes": 10, "no": 5},
            "blocked",
            "5 of 15 against (33% of votes for and reasoned votes against)",
        ),
        ("iso-dis", {"yes": 9, "no": 3, "abstain": 9}, "ready", "at most 3 allowed"),
        ("iso-dis", {"yes": 8, "no": 3}, "blocked", "3 of 11 against (27%"),
        ("iso-dis", {"yes": 9, "no": 3, "bare": 5}, "ready", "9 of 12"),
        # What is left out is named, met or not.
        (
            "iso-dis",
            {"yes": 9, "no": 3, "bare": 1},
            "ready",
            "; 1 against without reasons not counted)",
        ),
        (
            "iso-dis",
            {"yes": 8, "no": 3, "bare": 2},
            "blocked",
            "; 2 against without reasons not counted)",
        ),
        ("iso-dis", {"bare": 5}, "open", "no position that counts has been expressed"),
    ],
)
def test_a_vote_in_a_standards_body(
    run: Run, folder: Path, rule: str, stances: dict[str, int], status: str, why: str
) -> None:
    """3GPP and ISO count as they say they do, and `why` gives their figures."""
    codes, said = rows(**stances)
    members = "code,negotiating groups\n" + "".join(f"{code},P\n" for code in codes)
    body(run, rule, members, "target,member,stance,reason\n" + "".join(said))
    found, reason = verdict(run)
    assert (found, why in reason) == (status, True)


_EU = {"DE": "83.4", "FR": "68.1", "IT": "58.9", "ES": "48.1", "PL": "36.8", "MT": "0.5"}
_OTHERS = [f"S{at}" for at in range(21)]


@pytest.mark.parametrize(
    ("against", "status"),
    [
        (["DE", "FR", "IT"], "ready"),
        (["DE", "FR", "IT", "MT"], "open"),
        (["PL", "MT", "S0", "S1"], "ready"),
        ([f"S{at}" for at in range(12)], "ready"),
        ([f"S{at}" for at in range(13)], "open"),
    ],
)
def test_a_qualified_majority_in_the_council(
    run: Run, folder: Path, against: list[str], status: str
) -> None:
    """Populations come from the list of members, and go back into it."""
    people = {**_EU, **dict.fromkeys(_OTHERS, "7.25")}
    members = "code,population\n" + "".join(f"{code},{n}\n" for code, n in people.items())
    said = (f"1,{code},{'object' if code in against else 'support'}\n" for code in people)
    body(run, "eu-qmv", members, "target,member,stance\n" + "".join(said))
    assert verdict(run)[0] == status
    done(run("member", "list", "--to", "csv", "-o", "back.csv"))
    assert "population=0.5" in Path("back.csv").read_text(encoding="utf-8")
    again = done(run("member", "import", "back.csv", "--strict", "--json")).json
    assert again["taken"] == 0


@pytest.mark.parametrize(
    ("stances", "yes", "status", "why"),
    [
        ({}, 4, "ready", "none of 5 with a veto is against it"),
        ({}, 3, "open", "8 of 15 in favour (53% of all members and those recused); 9 needed"),
        ({"USA": "object"}, 10, "blocked", "USA is against it, with a veto"),
        ({"RUS": "disagree"}, 10, "open", "RUS is against it, with a veto"),
        ({"CHN": "abstain"}, 5, "ready", "9 of 15 in favour (60% of all"),
        (
            {"GBR": "recuse", "USA": "recuse"},
            5,
            "open",
            "8 of 15 in favour (53% of all members and those recused); 9 needed",
        ),
        (
            {"GBR": "recuse", "USA": "recuse"},
            6,
            "ready",
            "9 of 15 in favour (60% of all members and those recused); 9 needed",
        ),
    ],
)
def test_a_veto_in_the_security_council(
    run: Run, folder: Path, stances: dict[str, str], yes: int, status: str, why: str
) -> None:
    """Nine votes, and no permanent member against; abstaining is no veto."""
    permanent = ["CHN", "FRA", "GBR", "RUS", "USA"]
    others = [f"E{at}" for at in range(10)]
    said = [f"1,{code},{stances.get(code, 'support')}\n" for code in permanent]
    said += [f"1,{code},support\n" for code in others[:yes]]
    members = "code\n" + "".join(f"{code}\n" for code in [*permanent, *others])
    body(run, "unsc", members, "target,member,stance\n" + "".join(said))
    found, reason = verdict(run)
    assert (found, why in reason) == (status, True)


@pytest.mark.parametrize("rule", ["rfc7282", "iso_consensus()"])
def test_five_against_a_hundred_are_consensus_once_answered(
    run: Run, folder: Path, rule: str
) -> None:
    """RFC 7282, section 7: answers decide, and the count is said beside as information."""
    codes = [f"F{at}" for at in range(5)] + [f"A{at}" for at in range(100)]
    said = [f"1,{code},{'support' if code[0] == 'F' else 'object'},cost\n" for code in codes]
    members = "code\n" + "".join(f"{code}\n" for code in codes)
    body(run, rule, members, "target,member,stance,reason\n" + "".join(said))
    status, reason = verdict(run)
    assert (status, "the objections of 100 members are not answered" in reason) == ("blocked", True)
    assert "would be met if all 100 unanswered objections were answered or withdrawn" in " ".join(
        reason.split()
    )
    for code in codes[5:104]:
        done(run("objection", "answer", "1", code, "The cost is met by the fund."))
    status, reason = verdict(run)
    assert (status, "the objection of A99 is not answered" in reason) == (
        "blocked",
        True,
    )
    assert "would be met if the objection of A99 was answered or withdrawn" in reason
    done(run("objection", "answer", "1", "A99", "The cost is met by the fund."))
    status, reason = verdict(run)
    assert (status, "5 for, 100 against" in reason) == ("ready", True), reason


def test_a_weight_has_to_be_a_number(run: Run, harbour: Path) -> None:
    """The row is named, and what to write instead."""
    Path("w.csv").write_text("code,population\nASH,many\n", encoding="utf-8")
    answer = run("member", "import", "w.csv", "--strict")
    assert answer.code == 3
    assert "write a number such as 83445000 or 83.4" in answer.err
    answer = run("member", "add", "NEW", "--weight", "population=1,000")
    assert (answer.code, "write a number" in answer.err) == (3, True)


@pytest.mark.parametrize("weights", ['"1,000"', '"votes=1,5"', "votes=1;votes=2", '"1.000,5"'])
def test_a_weight_is_not_split_at_a_comma_and_not_given_twice(
    run: Run, harbour: Path, weights: str
) -> None:
    """The row is refused, and the member stays without a weight."""
    Path("w.csv").write_text(f"code,weights\nASH,{weights}\n", encoding="utf-8")
    assert run("member", "import", "w.csv", "--strict").code == 3
    assert all(each["weights"] == {} for each in run("member", "list", "--json").json["members"])


def test_a_weight_stays_where_a_file_names_another(run: Run, harbour: Path) -> None:
    """A row changes the weights that it names; the list of members shows them all."""
    done(run("member", "add", "NEW", "--weight", "votes=29", "--weight", "population=100"))
    Path("w.csv").write_text("code,population\nNEW,120\n", encoding="utf-8")
    done(run("member", "import", "w.csv", "--strict"))
    found = {
        each["code"]: each["weights"] for each in run("member", "list", "--json").json["members"]
    }
    assert found["NEW"] == {"population": "120", "votes": "29"}


@pytest.mark.parametrize("name", list(procedures()))
def test_a_named_procedure_is_set_and_looked_at(run: Run, harbour: Path, name: str) -> None:
    """What is recorded is its expression; `explain` has source and limits."""
    found = procedures()[name]
    done(run("rule", "set", name))
    assert run("rule", "show", "--json").json["rule"] == str_of(run, found.rule)
    shown = run("rule", "explain", name)
    assert shown.code == 0
    assert f"- source: {found.source}" in shown.out
    assert "- limits: " in shown.out
    data = run("rule", "explain", name, "--json").json
    assert (data["name"], data["limits"]) == (name, found.limits)


def str_of(run: Run, rule: str) -> str:
    """An expression as it is printed."""
    return str(run("rule", "explain", rule, "--json").json["rule"])


def test_all_rules_and_procedures_are_listed(run: Run) -> None:
    """Without a rule, `explain` lists them all, procedures with their body."""
    out = run("rule", "explain").out
    assert "threshold" in out
    assert "3GPP: a vote" in out
    data = run("rule", "explain", "--json").json
    assert [each["name"] for each in data["procedures"]] == list(procedures())


def test_the_docs_have_every_procedure_as_it_is() -> None:
    """Expression, source and limits on the page are those of the table."""
    page = " ".join((ROOT / "docs" / "rules.md").read_text(encoding="utf-8").split())
    for each in procedures().values():
        for words in (each.name, each.title, each.rule, each.source, each.limits):
            assert " ".join(words.split()) in page


# A rule of another package: the example, installed beside as a package manager would.


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder of packages with the example in it, as its pyproject.toml says."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    packages = tmp_path / "packages"
    info = packages / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir(parents=True)
    shutil.copy(EXAMPLE / "consensus_at_least.py", packages)
    metadata = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(metadata, encoding="utf-8")
    ((group, points),) = project["entry-points"].items()
    lines = [f"[{group}]", *(f"{name} = {value}" for name, value in points.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return packages


def beside(packages: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, with a folder of packages."""
    return subprocess.run(
        [sys.executable, "-m", "consensus", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(packages), str(ROOT)])},
        check=False,
    )


def test_a_rule_of_another_package_works_as_those_here(installed: Path, harbour: Path) -> None:
    """It is set, explained, judged by, reported and listed without a change here."""
    assert beside(installed, "rule", "set", "at_least(2)").returncode == 0
    beside(installed, "position", "set", "ASH", "1", "support")
    why = beside(installed, "why", "1")
    assert "- 1 of 3 in favour (33%); 2 needed\n" in why.stdout
    assert "at least 2 of the members are in favour" in why.stdout
    report = beside(installed, "report", "dossier", "1", "--audience", "members")
    assert "at least 2 of the members are in favour" in report.stdout
    listed = json.loads(beside(installed, "rule", "explain", "--json").stdout)["rules"]
    assert "at_least" in [each["name"] for each in listed]
    bad = beside(installed, "rule", "set", "at_least(0)")
    assert (bad.returncode, "a whole number from 1, not 0" in bad.stderr) == (3, True)


def test_a_record_whose_rule_is_not_installed_says_so(
    installed: Path, harbour: Path, run: Run
) -> None:
    """It names the rule and what may be missing; this process has no package with it."""
    assert beside(installed, "rule", "set", "at_least(2)").returncode == 0
    answer = run("status")
    assert answer.code == 3
    assert "no rule is called 'at_least'" in answer.err
    assert "is its package not installed?" in answer.err
    for words in (("status",), ("why", "1"), ("next",), ("rule", "show"), ("rule", "show", "1")):
        answer = run(*words)
        assert (answer.code, answer.out) == (3, "")
        assert "the rule of the working group, at_least(2), cannot be read" in answer.err
        assert "'consensus rule set'" in answer.err
    found = run("file", "check")
    assert (found.code, "at_least(2), cannot be read" in found.out) == (1, True)
    assert run("rule", "set", "consent()").code == 0
    assert run("file", "check").code == 0
    assert beside(installed, "rule", "set", "at_least(2)", "2").returncode == 0
    assert "the rule of 2 (" in run("status").err
    assert "the rule of 2 (" in run("file", "check").out


def test_a_package_that_cannot_be_loaded_is_named(installed: Path, harbour: Path) -> None:
    """What is broken in another package is said with the name of that package."""
    (installed / "consensus_at_least.py").write_text("import nothing_of_that_name\n")
    answer = beside(installed, "rule", "explain", "at_least(2)")
    assert answer.returncode == 3
    assert "the rule at_least of the package consensus-at-least cannot be loaded" in answer.stderr
    assert beside(installed, "rule", "explain", "consent()").returncode == 0


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("raise RuntimeError('boom')\n", "cannot be loaded: boom"),
        ("from consensus.rules.counting_rules import Consent as AtLeast\n", "name, 'consent'"),
    ],
)
def test_one_broken_package_leaves_the_other_rules(
    installed: Path, harbour: Path, code: str, says: str
) -> None:
    """Whatever a package raises is said with its name, and every other rule is listed."""
    (installed / "consensus_at_least.py").write_text(code)
    listed = beside(installed, "rule", "explain")
    assert (listed.returncode, "each_group" in listed.stdout) == (0, True)
    used = beside(installed, "rule", "explain", "at_least(2)")
    assert used.returncode == 3
    for answer in (listed, used):
        assert "the rule at_least of the package consensus-at-least" in answer.stderr
        assert says in answer.stderr


def test_a_record_with_an_endless_silence_can_be_judged(run: Run, harbour: Path) -> None:
    """A rule that can no longer be set, and zeros before numbers, are read where they stand."""
    assert run("rule", "set", "silence(99999999999999)").code == 3
    with WorkingGroup.open(harbour) as group:
        group.record(SetRule(rule="silence(099999999999999)", target=""))
        group.open_silence(["1"], hours=72)
    assert "99999999999999 needed" in run("why", "1").out
    assert run("status").code == 0
