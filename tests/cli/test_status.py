"""What is shown of a working group, to whom, and in which words."""

from __future__ import annotations

import csv
import io
import re
import shlex
import shutil
from pathlib import Path

import pytest

from .conftest import Run, done

# What is shown of a working group, and to whom.


def test_status_has_words_and_denominators(run: Run, demo: Path) -> None:
    """A sign, the word, and of how many: never colour alone."""
    lines = run("status").out.splitlines()
    (ready,) = [line.split() for line in lines if " R4 " in line]
    assert ready[:5] == ["▶", "4", "R4", "ready", "4/41"]
    assert lines[-1].endswith(
        "1 rejected; 23 items; 1 of the agreed declared by the Chair, objections stated"
    )
    (over,) = [line for line in lines if "over 1 objection" in line]
    assert over.index("●  15      R15   agreed over 1 objection  3/41") == 0


def test_status_says_what_is_missing_where_members_are_there(run: Run, folder: Path) -> None:
    """Steps are recorded by then; what there is not yet is a text."""
    done(run("init", "--title", "Panel"))
    done(run("member", "add", "ASH"))
    for command in (["status"], ["rule", "compare", "consent()", "unanimity()"]):
        shown = done(run(*command))
        assert "there is no text to be agreed yet" in shown.out + shown.err


def test_status_tells_texts_without_labels_apart_by_their_words(run: Run, folder: Path) -> None:
    """It called every one of them a paragraph, also where the draft has recommendations."""
    words = "The office should publish every report that it is given."
    text = f"# Harbours\n\n## Recommendations\n\nShips report.\n\n{words}\n"
    (folder / "draft.md").write_text(text, encoding="utf-8")
    done(run("init", "--title", "Harbours"))
    done(run("draft", "import", "draft.md"))
    told = done(run("status")).out
    assert "paragraph" not in told
    assert "“Ships report.”" in told
    assert "“The office should publi…”" in told


def test_status_by_another_rule_records_nothing(run: Run, demo: Path) -> None:
    """What would be under another rule is shown, on trial."""
    before = run("history", "verify", "--json").json["head"]
    items = run("status", "--rule", "consensus_minus(1)", "--json").json["items"]
    assert {each["label"]: each["status"] for each in items}["5"] == "ready"
    assert run("history", "verify", "--json").json["head"] == before


def test_why_explains_and_names_what_could_change_it(run: Run, demo: Path) -> None:
    """The reasons, the least move, who says what, and the answer that was given."""
    out = run("why", "5").out
    for words in (
        "5 (R5): blocked",
        "- Of 41 members: 8 in favour (6 support, 2 can live with it), 1 objects, 32 no position\n"
        "- PLG objects\n- would be met if PLG withdrew its objection\n- Rule: no member objects",
        "supports (6 of 41)",
        "PLG, answered:",
    ):
        assert words in out
    data = run("why", "5", "--json").json
    assert (data["schema"], data["status"], data["handle"]) == (1, "blocked", "R5")


def test_next_begins_with_what_needs_only_the_gavel(run: Run, demo: Path) -> None:
    """The gavel first; with a member, what still needs its position."""
    ranks = [each["rank"] for each in run("next", "--json").json["next"]]
    assert ranks[0] == "ready for the gavel"
    assert len(run("next", "-n", "3", "--json").json["next"]) == 3
    asked = run("next", "--member", "ALV", "--json").json["next"]
    assert {each["rank"] for each in asked} <= {
        "your position is missing",
        "your position needs to be taken afresh",
    }


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--require", "agreed", "2", "15"), 0),
        (("--require", "agreed", "1"), 0),
        (("--require", "agreed", "2", "4"), 1),
        (("--require", "ready", "4", "8", "1"), 0),
        (("--require", "agreed", "8"), 1),
        (("--require", "agreed", "--require", "deferred", "2", "10"), 0),
        (("--require", "ready"), 1),
    ],
)
def test_check_answers_by_its_exit_code(
    run: Run, demo: Path, arguments: tuple[str, ...], code: int
) -> None:
    """Zero when all have come so far, one when some have not, which are named."""
    answer = run("status", *arguments)
    assert (answer.code, bool(answer.out)) == (code, bool(code))
    assert run("status", *arguments, "--json").json["met"] is (code == 0)


def test_items_are_tested_in_one_draft_and_by_another_rule(run: Run, demo: Path) -> None:
    """What limits and judges a status does so where a status is required, too."""
    everything = run("status", "--require", "agreed")
    assert everything.err == "not met: 18 of 23 items are not agreed yet\n"
    told = run("status", "--require", "agreed", "5").err
    assert told == "not met: 1 of 1 item is not agreed yet\n"
    one = run("status", "--require", "agreed", "--draft", "D1", "--json").json
    assert one["checked"] == 23
    needs_less = ("--rule", "consensus_minus(1)", "--require", "ready", "5")
    assert (run("status", "--require", "ready", "5").code, run("status", *needs_less).code) == (
        1,
        0,
    )
    assert run("status", *needs_less).err == "met\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("status", "D1", "D1"),
        ("status", "D1", "--draft", "D1"),
        ("status", "--to", "html"),
        ("status", "--per", "day"),
        ("status", "--progress", "--rule", "consent()"),
        ("status", "--progress", "--require", "agreed"),
        ("why", "5", "--wordings", "--rule", "consent()"),
        ("next", "--consult", "--member", "ALV"),
        ("report", "positions", "--by-group", "--with-amendments"),
        ("report", "summary", "--check"),
        ("report", "summary", "--check", "s.md", "--audience", "members"),
        ("report", "summary", "--check", "s.md", "--names"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    run: Run, demo: Path, arguments: tuple[str, ...]
) -> None:
    """Rather than that one of them does nothing."""
    answer = run(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert "consensus: " in answer.err


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("check --require agreed 5", "status --require agreed 5"),
        ("check 5 --require agreed --json", "status 5 --require agreed --json"),
        ("holders 5 --json", "why 5 --wordings --json"),
        ("analyse progress --by meeting", "status --progress --per meeting"),
        ("analyse progress --by=meeting --json", "status --progress --per meeting --json"),
        ("analyse calls -n 2", "next --consult --limit 2"),
        ("analyse packages --json", "analyse links --json"),
        ("report progress", "status --progress --to markdown"),
        ("report progress D1 --json", "status --progress D1 --audience public --json"),
        ("report progress --by meeting --to csv", "status --progress --per meeting --to csv"),
        ("report matrix --audience members", "report positions --audience members"),
        ("report groups --audience members", "report positions --by-group --audience members"),
        ("report amendments --open", "report compilation --open"),
        ("graph --to dot", "report graph --to dot"),
    ],
)
def test_old_spellings_give_what_the_new_ones_give(
    run: Run, demo: Path, old: str, new: str
) -> None:
    """With one line about it on stderr."""
    before, now = run(*old.split()), run(*new.split())
    assert (before.code, before.out) == (now.code, now.out)
    assert now.out
    assert before.err.startswith("'")
    assert " is now '" in before.err.partition("\n")[0]
    assert before.err.partition("\n")[2] == now.err


@pytest.mark.parametrize("form", ["markdown", "json", "csv"])
def test_report_for_the_public_names_nobody(run: Run, demo: Path, form: str) -> None:
    """By default nothing leaves that a member said, and what is withheld is counted."""
    secret = "Zorblax said so in confidence"
    taken = ("position", "set", "ALV", "16", "object", "--reason", secret)
    assert run(*taken, "--source", "confidence").code == 0
    report = run("report", "open", "--to", form).out
    codes = [each["code"] for each in run("member", "list", "--json").json["members"]]
    words = set(report.replace(",", " ").replace('"', " ").replace(":", " ").split())
    assert words.isdisjoint(codes)
    assert "Zorblax" not in report
    assert "Zorblax" not in run("report", "open", "--to", form, "--audience", "members").out


def test_report_goes_to_a_file(run: Run, demo: Path) -> None:
    """What is written is said on stderr, and stdout stays empty."""
    answer = run("report", "open", "--agreed-only", "--to", "csv", "-o", "agreed.csv")
    assert (answer.code, answer.out) == (0, "")
    rows = list(csv.DictReader(io.StringIO(Path("agreed.csv").read_text(encoding="utf-8"))))
    assert {row["status"] for row in rows} == {"agreed", "adopted"}


@pytest.mark.parametrize("notation", ["json", "dot", "graphml"])
def test_graph_for_the_public_has_no_members(run: Run, demo: Path, notation: str) -> None:
    """Texts and decisions are shown; who says what is for the secretariat."""
    answer = run("report", "graph", "--to", notation)
    assert answer.code == 0
    assert "ALV" not in answer.out
    assert answer.err == "Not shown in this version: nodes and edges.\n"
    assert "ALV" in run("report", "graph", "--to", notation, "--audience", "secretariat").out


def test_graph_for_members_keeps_confidences(run: Run, demo: Path) -> None:
    """A position taken in confidence is an edge for the secretariat only."""
    run("position", "set", "LUM", "16(c)", "object", "--source", "confidence")

    def objections(audience: str) -> int:
        edges = run("report", "graph", "--audience", audience).json["edges"]
        return sum(1 for each in edges if each.get("stance") == "object")

    assert objections("secretariat") == objections("members") + 1


def test_draft_is_written_in_each_notation(run: Run, demo: Path, folder: Path) -> None:
    """Markdown reads back as the same draft, without strikes; a clean text has no brackets."""
    assert "[shall | should]" in run("draft", "show").out
    assert "[ALV: shall | MER: should]" in run("draft", "show", "--names").out
    assert "{>>" not in run("draft", "show", "--to", "critic").out
    assert "{>>" in run("draft", "show", "--to", "critic", "--names").out
    refused = run("draft", "show", "--to", "clean")
    assert (refused.code, refused.out) == (3, "")
    assert "brackets are left (3), in PP3, 7, 14" in refused.err
    (folder / "again.md").write_text(run("draft", "show", "--to", "markdown").out, encoding="utf-8")
    run("-f", "again.consensus", "init", "--title", "Again")
    assert run("-f", "again.consensus", "draft", "import", "again.md").code == 0
    again = run("-f", "again.consensus", "draft", "show", "--json").json["items"]
    first = run("-f", "demo.consensus", "draft", "show", "--json").json["items"]
    told = ("label", "kind", "depth", "text")
    assert [[each[name] for name in told] for each in again] == [
        [each[name] for name in told] for each in first
    ]
    struck = [each["left_out"] for each in first if each["left_out"]]
    assert struck == ["rejected", "withdrawn"]
    assert not any(each["left_out"] for each in again)


def test_revision_is_shown_as_it_was_published(run: Run, harbour: Path) -> None:
    """A later change does not reach it."""
    run("draft", "publish", "Rev.1", "--standing", "without prejudice")
    before = run("draft", "show", "--revision", "Rev.1").out
    assert run("draft", "edit", "2", "Another text.").code == 0
    assert run("draft", "show", "--revision", "Rev.1").out == before
    shown = run("draft", "show", "--revision", "Rev.1", "--json").json
    assert shown["standing"] == "without prejudice"
    assert [each["label"] for each in shown["items"]] == ["1", "2", "3"]


def test_rules_are_explained_without_a_record(run: Run) -> None:
    """One sentence says when a rule is met."""
    answer = run("rule", "explain", "each_group(threshold('2/3', of='cast'))")
    assert (answer.code, answer.err) == (0, "")
    assert "in each stakeholder group: at least" in answer.out
    assert "no_objection" in run("rule", "explain").out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(run: Run, shell: str) -> None:
    """Each shell gets a script that asks this command."""
    assert "_CONSENSUS_COMPLETE" in run("--completion", shell).out


@pytest.mark.parametrize(
    ("words", "suggested"),
    [
        ("consensus pos", {"position"}),
        ("consensus position w", {"withdraw"}),
        ("consensus status D", {"D1"}),
        ("consensus status --require agreed R2", {"R2"}),
        ("consensus why R1", {"R1", "R10", "R11", "R12", "R13", "R14", "R15", "R16"}),
        ("consensus position set AL", {"ALV"}),
        ("consensus position set ALV PP", {"PP1", "PP2", "PP3"}),
        ("consensus inbox place T", {"TR1", "TR2"}),
        ("consensus -f missing.consensus why R1", set()),
        ("consensus amendment present R2", {"R2"}),
        ("consensus amendment edit A1 R2", set()),
        ("consensus draft edit R1 R2", set()),
        ("consensus meeting proposal add R2", set()),
        ("consensus floor note R2", set()),
        ("consensus contribution question add R2", set()),
        ("consensus note add R1 R2", set()),
    ],
)
def test_names_are_completed(
    run: Run, demo: Path, monkeypatch: pytest.MonkeyPatch, words: str, suggested: set[str]
) -> None:
    """Commands, handles, labels and codes; silence where the record cannot be read."""
    monkeypatch.setenv("_CONSENSUS_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    answer = run()
    assert (answer.code, answer.err) == (0, "")
    assert {line.partition(",")[2] for line in answer.out.split()} == suggested


# What people read: rules as sentences, labels, who said what, and counts that add up.

ROOT = Path(__file__).parents[2]
NO_OBJECTION = (
    "no member objects or reserves its position, and at least one is in favour or none objected"
    " when the Chair asked"
)


def test_combine_says_on_what_terms_members_support_the_text(run: Run, demo: Path) -> None:
    """But who waits for another option of a question, or proposes one, is not for the words."""
    dolmara = "DOL (if A9 is agreed, proposes A9)"
    told = run("combine", "3").out
    said = f"supported by ELD, OWC (if A7 is agreed, supports A7), accepted by SDFA, {dolmara}"
    assert f"in favour of the text as it is: {said}" in told
    assert f"a  “should be”  as it is: {said}\n" in told
    for words in ("open, transparent and inclusive", "taken as close as possible"):
        assert f"a  “{words}”  as it is: supported by ELD, accepted by SDFA\n" in told
    assert "supported by AFC, IISQ (proposes A22), ILU (proposes A21)" in run("combine", "10").out
    planned = run("merge", "3", "--settle", "1=A4", "--dry-run").out
    assert f"- accept: {dolmara}, SDFA" in planned
    assert run("combine", "3", "--json").json["in_favour_of_base"] == [
        {"member": "ELD", "stance": "support"},
        {"member": "SDFA", "stance": "accept"},
    ]
    callable_first = run("why", "3", "--wordings").out
    assert "  ELD: R3, A6\n  OWC: A7, A8\n" in callable_first


def test_who_wants_other_words_is_not_named_for_the_present_ones(run: Run, harbour: Path) -> None:
    """Neither a sponsor of another option, nor who only accepted what went in on a condition."""
    for old, new, by in (
        ("publish", "print", "ASH"),
        ("all", "some", "BAY"),
        ("all", "most", "ASH"),
        ("should", "shall", "COL"),
    ):
        done(run("amendment", "add", "2", "--old", old, "--text", new, "--by", by))
    done(run("position", "set", "COL", "A1", "accept", "--if", "3"))
    done(run("position", "set", "BAY", "2", "support"))
    done(run("merge", "2", "--take", "A1", "--yes"))
    done(run("position", "set", "BAY", "2", "support"))
    told = run("combine", "2").out
    assert "in favour of the text as it is: supported by BAY (proposes A2)\n" in told
    assert "a  “all”  as it is\n" in told
    (conflict,) = run("combine", "2", "--json").json["conflicts"]
    assert [each["positions"] for each in conflict["options"]] == [[], [], []]
    held = run("why", "2", "--wordings").out
    assert "option a (as it stands): all\n    supported by nobody\n" in held


def test_what_is_closed_is_told_by_what_it_wanted(run: Run, harbour: Path) -> None:
    """With in whose favour, and as closed in part where more of the amendment stays open."""
    done(run("amendment", "add", "2", "--old", "all", "--text", "all new", "--by", "BAY"))
    done(run("position", "set", "COL", "A1", "object"))
    done(run("merge", "2", "--take", "A1", "--yes"))
    told = done(run("merge", "2", "--settle", "B1=a", "--dry-run")).out
    assert "- A1: not retained, in favour of no text: it wanted “new”\n" in told
    text = "Members {} report to the secretariat {} year on the measures that they have taken."
    done(run("draft", "edit", "1", text.format("shall", "every")))
    done(run("amendment", "add", "1", "--text", text.format("should", "each"), "--by", "ASH"))
    for old, new, by in (("shall", "must", "COL"), ("every", "every second", "BAY")):
        done(run("amendment", "add", "1", "--old", old, "--text", new, "--by", by))
    told = done(run("merge", "1", "--settle", "1=A3", "--dry-run")).out
    assert "- A2: undecided (conflict 2): “every” becomes “each”\n" in told
    assert "- A2: not retained in part, in favour of A3: it wanted “should”\n" in told


def test_amendment_is_told_by_its_words_whatever_brackets_stand_there(run: Run, demo: Path) -> None:
    """By what stood before a bracket was written, open or closed, for the public too."""

    def told(*options: str) -> str:
        return done(run("report", "dossier", "3", *options)).out

    done(run("merge", "3", "--settle", "1=A4", "--settle", "2=brackets", "--yes"))
    for audience in ("public", "secretariat"):
        found = told("--audience", audience)
        assert ": replace “should be” by “shall be”, in brackets\n" in found
        assert ": replace “should be” by “is best when”\n" in found
        assert "by “left”, in brackets\n" in found
    ruled = ("--without-brackets", "--reason", "time is short", "--yes")
    done(run("merge", "3", "--settle", "B1=b", *ruled, "--yes"))
    assert "A6, not retained: replace “should be” by “is best when”\n" in told()
    (listed,) = [e for e in run("amendment", "list").out.splitlines() if e.startswith("A6 ")]
    assert listed.endswith("replace “should be” by “is best when”")


def test_a_failed_condition_is_told_as_why_its_member_objects(run: Run, harbour: Path) -> None:
    """What follows otherwise is told with the condition, and once it failed, what it was."""
    done(run("amendment", "add", "2", "--old", "should", "--text", "shall", "--by", "ASH"))
    done(run("amendment", "add", "1", "--old", "every", "--text", "each", "--by", "ASH"))
    taken = done(run("position", "set", "BAY", "A1", "accept", "--if", "A2"))
    said = "BAY on A1: accept provided A2"
    assert f"{said} is agreed, otherwise object" in taken.err
    assert f"{said}, otherwise object\n" in done(run("history", "list")).out
    assert (
        "BAY (can live with it, floor, provided A2, otherwise objects)\n"
        in done(run("why", "A1")).out
    )
    done(run("decision", "add", "A2", "rejected"))
    failed = "objects: its condition failed: A2 was rejected"
    assert f"only BAY {failed}" in done(run("next")).out
    assert f"BAY {failed} (A1)" in done(run("merge", "2", "--take", "A1", "--dry-run")).out


@pytest.mark.parametrize(
    "command",
    ["why 3", "why 15", "why PKG1", "next", "status --require agreed", "decision list", "status"],
)
def test_rules_are_printed_as_sentences(run: Run, demo: Path, command: str) -> None:
    """The expression is for `rule` and for programs."""
    assert not re.search(r"(all_of|no_objection|clean_text)\(", run(*command.split()).out)


def test_the_rule_of_a_text_is_told_and_stays_in_json(run: Run, demo: Path) -> None:
    """As a sentence for people, as an expression for programs."""
    told = done(run("why", "3")).out
    clean = "once every amendment is decided and no bracket is left"
    assert f"\n- Rule: {NO_OBJECTION}, {clean}\n" in told
    assert done(run("why", "3", "--json")).json["rule"] == "all_of(clean_text(), no_objection())"
    assert "- the Chair declared it agreed; SDFA stated its objection" in done(run("why", "15")).out


def test_the_rule_is_told_with_what_is_typed_where_it_begins(run: Run, folder: Path) -> None:
    """`init` and `demo` say both."""
    begun = done(run("init", "--title", "Panel", "--rule", "no_objection()"))
    assert f"Panel has begun. Rule: {NO_OBJECTION} (no_objection())" in begun.err
    shown = done(run("demo", "--no-tui")).out
    assert f"Rule: {NO_OBJECTION} (no_objection())" in shown
    assert "- Connectivity and safety (PKG1): ready for decision" in shown


def test_sentences_name_items_by_their_labels(run: Run, demo: Path) -> None:
    """With the handle behind it, which can be typed whatever else has that label."""
    assert (
        "- ELD's position is conditional on 12 (R12)\n- linked with 12 (R12)\n"
        in done(run("why", "9")).out
    )
    told = done(run("why", "9")).out
    assert "- for some, agreement on it depends on 12 (R12)\n" in told
    assert "- to be agreed together with 12 (R12)\n" in told
    assert (
        "ELD (can live with it, written, Comments of ELD, 13 January 2017, provided 12 (R12),"
        " otherwise objects): Public investment" in told
    )
    assert "- contains 9 (R9), 12 (R12)" in done(run("why", "PKG1")).out
    assert "amendment: modify to 14 (R14)\n" in done(run("why", "A28")).out
    assert "ELD's position is conditional on 12 (R12)" in done(run("next")).out
    assert "A34 merged into 15 (R15)" in done(run("history", "list")).out
    assert run("combine", "16(b)").out.startswith("16(b) (L2): 4 amendments")


def test_a_package_says_that_a_part_is_objected_to(run: Run, demo: Path) -> None:
    """What the rule counts is said of the package as a whole, and not that none objects."""
    done(run("position", "set", "PLG", "9", "object", "--reason", "too far"))
    shown = done(run("why", "PKG1")).out
    assert "- 2 of 41 in favour of the whole\n- PLG objects to 9" in shown
    assert (
        "would be ready if nobody objected to a part of it or reserved a position on one" in shown
    )
    assert "o objection" not in shown


def test_amendments_of_observers_are_told_beside_those_of_members(run: Run, demo: Path) -> None:
    """Recommendation 7 has six, and one that an observer proposed, wherever they are counted."""
    beside = ", and A54, which no member proposed"
    assert f"7 (R7): 6 amendments to its words{beside}, 5 changes" in run("combine", "7").out
    assert f"of 6 undecided amendments{beside}\n" in done(run("next")).out
    assert "- 6 amendments by members are undecided" in done(run("why", "7")).out


def test_a_bracket_that_is_changed_and_added_to_reads_well_in_critic_markup(
    run: Run, demo: Path
) -> None:
    """What is put in before the words of a conflict stands by itself, and each change is named."""
    assert run("combine", "7", "--to", "critic").out.startswith(
        "Agree that every government {++and every observer State ++}{>>A54<<}"
        "{~~[ALV: shall | MER: should]~>is encouraged to~~}{>>A45<<} designate"
        " {~~a~>one or more~~}{>>A15<<} national"
    )


def test_every_command_of_the_readme_works_as_it_is_printed(run: Run, folder: Path) -> None:
    """One after the other, in a folder with nothing but the examples."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ consensus (.+)$", readme, re.MULTILINE)
    assert len(commands) > 20
    for command in commands:
        file = () if command.startswith("demo ") else ("-f", "tour.consensus")
        answer = run(*file, *shlex.split(command))
        # Conflicts may be left, and a row of a table refused.
        may_be_no = command.startswith(("combine", "amendment import"))
        assert answer.code in ((0, 1) if may_be_no else (0,)), answer.err
