"""Rules explained, and one record judged by several."""

from __future__ import annotations

from pathlib import Path

import pytest

from consensus.rules.expression import RULES

from .conftest import Run

EXAMPLES = {
    "all_of": "all_of(quorum('1/2'), consent())",
    "any_of": "any_of(unanimity(), silence(24))",
    "each_group": "each_group(delphi())",
    "consensus_minus": "consensus_minus(1)",
    "threshold": "threshold('2/3', of='cast')",
    "majority": "majority('two-thirds')",
    "quorum": "quorum('1/2', of='cast')",
    "at_most": "at_most('1/4', 'against')",
    "weighted": "weighted('65%', by='population')",
    "no_veto": "no_veto(['CHN', 'FRA'])",
    "among": "among('P', threshold('2/3', of='for or against'))",
}


@pytest.mark.parametrize("name", RULES)
def test_every_rule_is_explained(run: Run, name: str) -> None:
    """Each rule has a sentence, and says what it counts and leaves out."""
    answer = run("rule", "explain", EXAMPLES.get(name, name))
    sentence, *notes = answer.out.splitlines()
    assert (answer.code, answer.err) == (0, "")
    assert sentence.startswith(f"{name}(")
    assert notes
    assert [note for note in notes if not (note.startswith("- ") and note.endswith("."))] == []


def test_notes_of_parts_come_once_each(run: Run) -> None:
    """Each part says what it counts, and that items need a clean text comes last."""
    data = run("rule", "explain", "all_of(rand_ucla(), delphi())", "--json").json
    assert len(data["notes"]) == len(set(data["notes"]))
    assert "clean text" in data["notes"][-1]
    asked = run("rule", "explain", "all_of(clean_text(False), consent())", "--json").json
    assert not any("clean text" in note for note in asked["notes"])


@pytest.mark.parametrize("words", [("explain",), ("compare", "consent()"), ("set",)])
def test_malformed_rule_is_refused_with_its_column(
    run: Run, harbour: Path, words: tuple[str, ...]
) -> None:
    """The column, what is wrong, and what to write instead."""
    answer = run("rule", *words, "all_of(quorum('1/2'), no_objektion())")
    assert (answer.code, answer.out) == (3, "")
    assert "column 23" in answer.err
    assert "no_objection" in answer.err


@pytest.mark.parametrize(
    ("given", "recorded"),
    [
        ("3GPP", 'threshold("71%", of="for or against", block=False)'),
        ("RFC_7282", ""),
        ("Un_No-Objection", "no_objection()"),
        ("no-objection", "no_objection"),
        ("Consent", "consent"),
    ],
)
def test_names_are_compared_without_case_and_dashes(
    run: Run, harbour: Path, given: str, recorded: str
) -> None:
    """A name in capitals, or with another dash, is that rule or procedure."""
    answer = run("rule", "set", given)
    assert answer.code == (0 if recorded else 3)
    if recorded:
        assert run("rule", "show", "--json").json["rule"].startswith(recorded)
    else:
        assert "did you mean rfc7282?" in answer.err


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("iso-diss", "did you mean iso-dis?"),
        ("foo", "see the list of rules ('consensus rule explain')"),
    ],
)
def test_a_mistyped_name_is_answered_with_the_nearest(
    run: Run, harbour: Path, given: str, says: str
) -> None:
    """No column of an expression, since it is none."""
    answer = run("rule", "set", given)
    assert (answer.code, answer.out) == (3, "")
    assert f"no rule or procedure is called {given!r}" in answer.err
    assert says in answer.err
    assert "column" not in answer.err


def test_a_rule_without_its_arguments_says_what_it_takes(run: Run) -> None:
    """Its arguments, and what `of` accepts; the list of rules has the arguments, too."""
    assert run("rule", "explain", "threshold").out.splitlines() == [
        "threshold(share, of, block): Met when at least a share of those who count (`of`) is in"
        " favour.",
        "- `of` is one of: eligible, present, cast, for or against, for or against with reasons,"
        " members.",
    ]
    assert "- `of` is one of: present, cast." in run("rule", "explain", "quorum").out
    assert "weighted(share, by, of)" in run("rule", "explain").out


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ("among('ZZ', consent())", "there is no group ZZ"),
        ("all_of(no_veto(['ASH', 'ZZZ']), consent())", "no member ZZZ"),
        ("weighted('1/2', by='gdp')", "the list of members has no gdp of ASH, BAY and COL"),
        ("unsc", "has no members CHN, FRA"),
        ("no_veto(['ASH'])", ""),
    ],
)
def test_what_a_rule_asks_for_in_vain_is_said(
    run: Run, harbour: Path, given: str, missing: str
) -> None:
    """The rule is set all the same, since the list of members may follow."""
    answer = run("rule", "set", given)
    assert answer.code == 0
    assert missing in answer.err
    assert bool(missing) is ("warning" in answer.err)
    if "'ZZ'" in given:
        assert "there is no group ZZ" in run("why", "1").out


def test_rules_are_compared_and_nothing_is_recorded(run: Run, harbour: Path) -> None:
    """What differs from the first rule is marked, item by item."""
    run("position", "set", "ASH", "1", "support")
    run("position", "set", "BAY", "1", "object", "--reason", "too early")
    before = run("history", "verify", "--json").json["head"]
    answer = run("rule", "compare", "consent()", "majority('simple')", "consensus_minus(1)")
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert lines[:3] == [
        "(1) consent(): 1 blocked, 2 ready",
        '(2) majority("simple"): 2 open, 1 blocked',
        "(3) consensus_minus(1): 3 ready",
    ]
    (first,) = [line.split() for line in lines if line.lstrip().startswith("1 ")]
    assert first[2:] == ["✗", "blocked", "✗", "blocked", "▶", "ready", "≠"]
    assert lines[-1] == "3 of 3 items depend on the rule"
    assert run("history", "verify", "--json").json["head"] == before


def test_comparison_as_data_and_with_reasons(run: Run, harbour: Path) -> None:
    """By rule: the status, whether it is met, whether it differs, and why."""
    run("position", "set", "BAY", "1", "object", "--reason", "too early")
    rules = ("consent()", "consensus_minus(1)")
    data = run("rule", "compare", *rules, "--differing", "--json").json
    assert (data["schema"], data["rules"], data["differing"]) == (1, list(rules), 1)
    (item,) = data["items"]
    assert [(each["status"], each["met"], each["differs"]) for each in item["by_rule"]] == [
        ("blocked", False, False),
        ("ready", True, True),
    ]
    assert "BAY objects" in item["by_rule"][0]["reasons"]
    out = run("rule", "compare", *rules, "--differing", "--reasons").out
    assert "(1) blocked: BAY objects" in out


@pytest.mark.parametrize("rules", [("consent()",), ("consent()", "consent")])
def test_one_rule_is_no_comparison(run: Run, harbour: Path, rules: tuple[str, ...]) -> None:
    """The same rule written twice is one rule."""
    assert run("rule", "compare", *rules).code == 2


def test_a_rule_says_which_results_it_changes(run: Run, harbour: Path) -> None:
    """Tried or set, as lines and as data, with what it asks for in vain as a warning."""
    run("position", "set", "ASH", "1", "support")
    run("position", "set", "BAY", "1", "object", "--reason", "too early")
    head = run("history", "verify", "--json").json["head"]
    tried = run("rule", "set", "consensus_minus(1)", "1", "--dry-run")
    assert (tried.code, tried.out) == (0, "1 (N1): blocked → ready\n")
    assert tried.err == "the rule of 1 (N1) is consensus_minus(1)\nnothing was recorded\n"
    assert run("history", "verify", "--json").json["head"] == head
    told = run("rule", "set", "among('ZZ', consent())", "1", "--json").json
    assert told["warnings"] == ["there is no group ZZ"]
    assert (bool(told["step"]), told["handles"]) == (True, [])
    assert "the rule of 1 (N1) is that of the group again" in run("rule", "set", "", "1").err


def test_what_holds_is_shown_and_set_by_one_command(run: Run, harbour: Path) -> None:
    """The notice period and the counting words: as data, what holds or what was recorded."""
    assert run("rule", "notice", "--json").json == {"schema": 1, "minutes": 0}
    assert run("rule", "notice", "24h", "--json").json["step"]
    assert run("rule", "notice", "--json").json["minutes"] == 1440
    shown = run("rule", "counting-words", "--json").json["quantifiers"]
    assert shown[0] == {"words": "all members", "share": "1"}
    assert run("rule", "counting-words", "most members=3/4", "--dry-run").code == 0
    assert run("rule", "counting-words", "--json").json["quantifiers"] == shown
    assert run("rule", "counting-words", "most members=3/4", "--json").json["step"]
    assert len(run("rule", "counting-words", "--json").json["quantifiers"]) == 1
    assert "the counting words are set" in run("rule", "counting-words", "--default").err
    assert run("rule", "counting-words", "--json").json["quantifiers"] == shown


def test_a_style_is_set_with_rule_and_notice_or_alone(run: Run) -> None:
    """At the beginning with what goes with it, later without; another one is refused."""
    begun = run("-f", "tides.consensus", "init", "--title", "Tides WG", "--style", "ietf")
    assert "Rule: every objection neither withdrawn nor accommodated was answered" in begun.err
    tides = ("-f", "tides.consensus", "rule")
    assert run(*tides, "style").out == "ietf\n"
    assert "the style is iso" in run(*tides, "style", "iso").err
    assert run(*tides, "style", "--json").json["style"] == "iso"
    assert run(*tides, "show", "--json").json["rule"] == "rough_consensus()"
    assert run(*tides, "set", "consent()").code == 0
    assert run(*tides, "style").out == "iso\n"
    refused = run(*tides, "style", "ansi")
    assert (refused.code, run(*tides, "style").out) == (2, "iso\n")
    assert all(f"'{each}'" in refused.err for each in ("plain", "un", "ietf", "iso"))
    assert run("-f", "b.consensus", "init", "--title", "B", "--style", "ansi").code == 2
    assert run("-f", "un.consensus", "init", "--title", "B", "--style", "un").code == 0
    assert run("-f", "un.consensus", "rule", "notice").out == "24 hours\n"
    words = ("--style", "un", "--notice", "none", "--rule", "unanimity()")
    assert run("-f", "own.consensus", "init", "--title", "B", *words).code == 0
    assert run("-f", "own.consensus", "rule", "notice").out.startswith("none")
    assert run("-f", "own.consensus", "rule", "show", "--json").json["rule"] == "unanimity()"


def test_an_audience_policy_is_set_with_the_style_or_alone(run: Run) -> None:
    """A minority is one of an assembly; another policy, or a minority alone, is refused."""
    assert run("-f", "a.consensus", "init", "--title", "A", "--style", "ietf").code == 0
    rule = ("-f", "a.consensus", "rule")
    assert run(*rule, "audience").out == "ietf\n"
    assert "the audience policy is un" in run(*rule, "audience", "un").err
    assert run(*rule, "audience", "un", "--minority", "10").code == 3
    assert run(*rule, "audience", "--minority", "10").code == 2
    assert run(*rule, "audience", "secret").code == 2
    assert run(*rule, "audience", "assembly", "--minority", "10").code == 0
    assert run(*rule, "audience", "--json").json["minority"] == 10
    assert run(*rule, "audience").out == "assembly; a statement of 10 members is read by all\n"
    assert run("-f", "b.consensus", "init", "--title", "B", "--style", "iso").code == 0
    assert run("-f", "b.consensus", "rule", "audience").out == "un\n"


def test_the_parent_body_stands_at_the_head_of_a_summary(run: Run) -> None:
    """Given at the beginning or later, and taken away."""
    words = ("init", "--title", "Tides WG", "--parent", "Coastal Commission")
    assert run("-f", "t.consensus", *words).code == 0
    assert run("-f", "t.consensus", "meeting", "open", "First").code == 0
    said = run("-f", "t.consensus", "report", "summary").out
    assert said.startswith("Coastal Commission\nTides WG\n")
    assert run("-f", "t.consensus", "rule", "style").out == "plain; part of Coastal Commission\n"
    assert run("-f", "t.consensus", "rule", "style", "--parent", "").code == 0
    assert run("-f", "t.consensus", "report", "summary").out.startswith("Tides WG\n")
    assert run("-f", "t.consensus", "rule", "style", "un", "--parent", "X").code == 2


def test_styles_are_completed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the option of init as in the command."""
    monkeypatch.setenv("_CONSENSUS_COMPLETE", "bash_complete")
    for words in ("init --style i", "rule style i"):
        monkeypatch.setenv("COMP_WORDS", f"consensus {words}")
        monkeypatch.setenv("COMP_CWORD", "3")
        found = run().out.split()
        assert found == ["plain,ietf", "plain,iso"]
