"""Every command with `--json` writes what its published schema says: one walk over all of them."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest
from jsonschema import Draft202012Validator

from consensus.cli import main

from .conftest import Run, done

FOLDER = Path(__file__).parents[2] / "docs" / "schemas"
EXAMPLE = Path(__file__).parents[2] / "examples" / "wgec"

WALK = """
member list
member add QQQ Quara --group CIV
member edit QQQ --name "Quara and Isles"
member group list
member office assign facilitator "Ben Oru"
member office nominate chair "Ada Lind" --member TAL
member office list
member office approve NOM1
member office nominate co-chair "Ada Lind"
member office decline NOM2
member office vacate facilitator
member import members.csv
member group import groups.csv
rule show 5
rule explain
rule explain iso-dis = rule explain PROCEDURE
rule explain "consent()" = rule explain RULE
rule compare "consent()" "no_objection()"
rule notice
rule notice 24h = recorded
rule notice none = recorded
rule style
rule style un = recorded
rule style plain = recorded
rule style --parent "Coastal Commission" = recorded
rule audience
rule audience assembly --minority 10 = recorded
rule audience un = recorded
rule counting-words
rule counting-words "most members=2/3" = recorded
rule levels icann = recorded
rule levels
rule set "consensus_minus(1)" 5
draft show
draft list
draft list --revisions
draft list --carried-over
draft brackets
draft brackets --since first
draft set D1 on = recorded
draft set D1 off = recorded
draft edit 12 "Encourage States to share experience." --reason shorter
draft bracket 4 "at least six weeks beforehand"
draft translation add 4 fr "Inviter le secrétariat à publier."
draft translation list
draft translation show fr
draft publish Rev.1 --no-renumber
draft compare first = reports/changes
draft show --revision Rev.1 --audience members
draft compare Rev.1 --labels
draft import draft.md --compare
draft translation import draft.md --language en-GB
merge 3 --dry-run
merge 6 --dry-run = merge NOTHING
merge 3 --yes
amendment list
amendment show A4
amendment add 4 --old six --text eight --sponsor ALV
amendment edit A55 "Invite the secretariat to publish the agenda eight weeks beforehand."
amendment cosponsor A55 MER
amendment import comments.csv
amendment list --comments
amendment resolve MER-001 noted
amendment show MER-001 = amendment show COMMENT
amendment withdraw A55
amendment take-over A55 DOL
amendment consolidate A4 A5 --text "Agree that cooperation must be open."
amendment show A56 --sources = reports/sources
amendment import rows.csv --show-columns
amendment import rows.csv
inbox import late.eml --sender @isles.example=RDSI
inbox list
inbox show TR1
inbox show TR1 --suggest
inbox place TR1 12 --old "" --text "Encourage States to repair cables."
inbox dismiss TR2 "a remark"
merge A43 --yes = merge AMENDMENT
undo --yes
combine 3 = combine ITEM | 1
combine draft.md ALV=second.md
position set MER 3 accept
position group NAC 3 support
position withdraw MER 3
position list
position rate MER 3 8
position list --ratings
position sense 3 several support
position import positions.csv
objection list
objection answer 5 PLG "it is read back"
objection maintain 5 PLG
objection withdraw 5 PLG
position set QIR 6 object --reason costs
objection accommodate 6 QIR
silence open 4 --hours 72
silence list
silence notice SP1
silence break SP1 MER --reason "not yet"
decision add 10 deferred --reason later
decision list
decision confirm 8 SRN
decision statement 10 ALV reservation "its words"
decision package add "Two of them" --item 4 --item 6
decision package show
consultation open 6 --facilitator ALV
consultation list
consultation show CON1
consultation remind CON1
consultation close CON1 "both can live with it"
ballot open text --on 6 --rule "majority('simple')"
ballot cast BAL1 ALV approve
ballot list
ballot show BAL1 = reports/ballots
ballot import BAL1 ballot.csv
ballot close BAL1 --reason enough
meeting add "Fourth meeting" --begins 2040-01-26
meeting edit M4 --begins 2040-01-27
meeting list
meeting open "An informal meeting"
meeting presence ALV MER
amendment present A55
meeting edit --quorum 1/2
meeting quorum | 1
meeting agenda add Reports
meeting agenda adopt
meeting agenda open Reports
meeting agenda list
meeting proposal add "to have a co-chair" --office chair
meeting proposal list
meeting participants add "Ada Lind" --member ALV --head
meeting participants import persons.csv
meeting participants edit PER2 --remote
meeting participants list
meeting participants remove PER2
meeting agenda close
floor request ALV
floor limit 120
floor list
floor give
floor end
floor note "the costs" --kind concern
floor request MER
floor withdraw MER
floor close
floor reopen
meeting close
meeting cancel M4
contribution question add "Which?" --due 2040-01-01
contribution question edit Q1 2040-02-01
contribution question list
contribution add ALV --text "Openness above all."
contribution import second.md --sender MER
contribution list
contribution show C1
contribution highlight C1 Openness --issue openness
contribution missing
contribution remind
plan undertaking add "compile the replies" --owner ALV
plan undertaking list
plan undertaking remind
plan undertaking close U1
plan milestone add "final report" 2040-01-31
plan milestone edit MS1 2040-02-15
plan milestone list
plan milestone close MS1
note add 5 "MER will move"
note list
note remove 1
status
status --require agreed | 1
status --progress
status --progress --audience members = reports/progress
why 5
why 3 --wordings
next
next --consult
analyse conflicts
analyse order
analyse links
analyse coalitions
analyse bridges
analyse what-if --say MER:3:support
report open = reports/open
report dossier 5 = reports/dossier
report history 5 = reports/history
report compilation = reports/amendments
report side-by-side 3 = reports/side-by-side
report positions --audience members = reports/matrix
report positions --by-group --audience members = reports/groups
report member ALV --audience secretariat = reports/member
report contributions = reports/contributions
report comments = reports/comments
report meeting M1 = reports/meeting
report summary M1 = reports/summary
report summary --check summary.md | 1
report reference = reports/reference
report final = reports/final
report participants M1 = reports/participants
report roll-call 5 = reports/roll-call
report statements --audience members = reports/statements
report analysis = reports/analysis
report graph
projector show 5
projector status
projector blank
history list
history verify
history redact "MER will move" --yes | 3
history redact --waiting
history redact Alliance --dry-run
sync run copy.consensus
sync export sent.bundle
sync import sent.bundle
file copy copied.consensus
init --title Other -f other.consensus
sync list
sync discard FIRST asked --yes
sync reapply SECOND --yes
file list
draft import second.md
draft import third.md --state --yes
draft import votes.csv --as roll-call = draft import --as roll-call
draft import draft.md --as-amendments --compare D1 --sponsor ALV
draft carry-over copy.consensus | 3
convert second.md --to html
convert second.md second.html = convert OUT
file check
"""
"""Commands, with the exit code if it is not 0, and the schema if it is not called like it."""


def leaves(command: click.Command, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command under its whole name."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None
        yield from leaves(inner, f"{path} {name}".strip())


LEAVES = dict(leaves(main))


def schema_file(name: str) -> Path:
    """The file of a schema, by the name of a command or by its path without ending."""
    inside = name if name.startswith("reports/") else f"commands/{name}"
    return FOLDER / f"{inside.replace(' --', '--').replace(' ', '-')}.json"


def schema_of(words: list[str]) -> Path:
    """The schema of what a command line writes: of its option, of it, or of what is recorded."""
    name = command_of(words)
    options = [each for each in words if each.startswith("--")]
    for called in (*(f"{name} {option}" for option in options), name):
        if (found := schema_file(called)).exists():
            return found
    return schema_file("recorded")


def command_of(words: list[str]) -> str:
    """The name of the command that words call."""
    names = (" ".join(words[:length]) for length in (3, 2, 1))
    return next((each for each in names if each in LEAVES), " ".join(words))


@pytest.fixture
def prepared(run: Run, demo: Path, folder: Path) -> Path:
    """The example, with the files that the walk imports."""
    for name in ("members.csv", "groups.csv", "draft.md", "positions.csv", "late.eml"):
        (folder / name).write_bytes((EXAMPLE / name).read_bytes())
    (folder / "rows.csv").write_text("target,old,text,by\n4,six,nine,ALV\n", encoding="utf-8")
    summary = run("-f", str(demo), "report", "summary", "M1", "--to", "markdown").out
    (folder / "summary.md").write_text(summary, encoding="utf-8")
    (folder / "second.md").write_text("# Annex\n\n1. Members shall meet.\n", encoding="utf-8")
    (folder / "third.md").write_text("1. Members shall rest (agreed 3 May).\n", encoding="utf-8")
    (folder / "persons.csv").write_text("name,organisation\nBen Oru,Press\n", encoding="utf-8")
    (folder / "votes.csv").write_text("rcid,code,vote\n7,ALV,yes\n", encoding="utf-8")
    (folder / "ballot.csv").write_text("member,vote\nMER,approve\n", encoding="utf-8")
    table = "MB/NC,Clause,Type of comment,Comments,Proposed change\nMER,5,ge,Good.,\n"
    (folder / "comments.csv").write_text(table, encoding="utf-8")
    copy = folder / "copy.consensus"
    copy.write_bytes(demo.read_bytes())
    done(run("-f", str(copy), "draft", "edit", "12", "Encourage States to learn."))
    return demo


def test_all_commands_write_what_their_schemas_say(run: Run, prepared: Path) -> None:
    """One after the other in one working group; none is left out."""
    walked = set()
    waiting: dict[str, str] = {}  # the steps that await a choice after copies were joined
    wrong: list[str] = []
    for line in filter(None, WALK.split("\n")):
        given, _, code = line.partition(" | ")
        given, _, named = given.partition(" = ")
        words = [waiting.get(each, each) for each in shlex.split(given)]
        walked.add(command_of(words))
        answer = run("-f", str(prepared), *words, "--json")
        path = schema_file(named) if named else schema_of(words)
        if answer.code != int(code or 0):
            wrong.append(f"{line}: exit {answer.code}, {answer.err}")
            continue
        if answer.code > 1:
            path, written = schema_file("error"), answer.err
        else:
            written = answer.out
        wrong += [f"{line}: {each}" for each in faults(path, written)]
        if given == "sync list":
            ids = [each["line"]["id"] for each in json.loads(written)["overtaken"]]
            waiting = dict(zip(("FIRST", "SECOND"), ids, strict=False))
    assert not wrong, "\n".join(wrong)
    assert {name for name, each in LEAVES.items() if has_json(each)} - walked == ELSEWHERE


def faults(path: Path, written: str) -> list[str]:
    """What a schema finds wrong in what a command wrote."""
    try:
        data: Any = json.loads(written)
    except ValueError:
        return [f"no JSON: {written[:80]!r}"]
    checked = validator(path).iter_errors(data)
    return [f"{path.stem}: {each.json_path} {each.message[:200]}" for each in checked]


@cache
def validator(path: Path) -> Draft202012Validator:
    """What checks values against a schema, which is valid itself."""
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def has_json(command: click.Command) -> bool:
    """Whether a command writes JSON."""
    return any("--json" in each.opts for each in command.params)


ELSEWHERE = {"run", "serve"}
"""`run` is held against its schema in its own tests; `serve` runs until it is stopped."""
