"""Refusals: in words for every front end, and at the command line with what does it there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from consensus.cli.failure import COMMANDS, failure_of, with_commands
from consensus.cli.framework import COMMANDS as HELP
from consensus.errors import Rejected

from .conftest import Run, done

CODE = Path(__file__).parents[2] / "consensus"
LIBRARY = ("model", "history", "rules", "text", "formats", "store", "working_group", "reports")
ALLOWED = {"consensus decision add 1 1", "1 --reason TEXT"}
"""What a report gives as the command that declares a result: data, not a message."""
OF_OTHERS = re.compile(r"soffice( --[\w-]+(=\S+)?)* --convert-to docx FILE")
"""What converts files that are not read: everybody can use it."""
OF_A_COMMAND = re.compile(
    rf"--[a-z]|\bconsensus ({'|'.join(name for part in HELP.values() for name in part)}) "
)
COMPOSED = {"see the inbox", "see the status of the texts", "see the list of comments"}
COMPOSED |= {"see the list of (member|draft|amendment|ballot)s"}
COMPOSED |= {r"(answer|accommodate|maintain|withdraw) the objection of (\S+) to (\S+)"}
COMPOSED |= {r"see which of the (style|audience)[\w ]* is set"}
"""What the library puts together from parts; tests of its messages hold them."""


def texts(code: str) -> Iterator[str]:
    """The texts in a module without docstrings, each as a whole, with 1 for what is put in."""
    waiting: list[ast.AST] = [ast.parse(code)]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Expr(ast.Constant()):
                pass
            case ast.Constant(value=str(text)):
                yield text
            case ast.JoinedStr(values):
                parts = (each.value if isinstance(each, ast.Constant) else "1" for each in values)
                yield "".join(map(str, parts))
                waiting += [each.value for each in values if isinstance(each, ast.FormattedValue)]
            case _:
                waiting += ast.iter_child_nodes(node)


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """Every text of the library, by the module that it is in and what it says."""
    return {
        f"{path.relative_to(CODE)}: {text}": text
        for part in LIBRARY
        for path in sorted((CODE / part).rglob("*.py"))
        for text in texts(path.read_text(encoding="utf-8"))
    }


def test_no_text_of_the_library_names_a_command_or_an_option(said: dict[str, str]) -> None:
    """Programs and the screens show them too, where nobody could use it."""
    named = {place for place, text in said.items() if OF_A_COMMAND.search(OF_OTHERS.sub("", text))}
    assert {place for place in named if said[place] not in ALLOWED} == set()


@pytest.mark.parametrize("planted", ["f'settle it with --settle {a}'", "'with ' '--take'"])
def test_what_names_an_option_is_found(planted: str) -> None:
    """Also where it is put together, and not in a docstring."""
    assert any(map(OF_A_COMMAND.search, texts(f"x = {planted}")))
    assert not any(map(OF_A_COMMAND.search, texts('"""Takes --take."""')))


@pytest.mark.parametrize("words", sorted(COMMANDS.keys() - COMPOSED))
def test_each_command_is_for_words_that_the_library_says(words: str, said: dict[str, str]) -> None:
    """Words that are changed in the library alone would lose their command here."""
    assert any(re.search(words, text) for text in said.values())


@pytest.mark.parametrize(
    ("words", "told", "to_try"),
    [
        (
            ("position", "set", "NIX", "1", "accept"),
            "no member has the code NIX",
            "see the list of members ('consensus member list')",
        ),
        (
            ("meeting", "close"),
            "no meeting is open",
            "open one first ('consensus meeting open')",
        ),
        (
            ("merge", "1", "--take", "A1", "--yes"),
            "A1 stands in conflict 1",
            "choose A1 for conflict 1 (--settle 1=A1)",
        ),
        (
            ("merge", "1", "--yes"),
            "nothing can go into N1 before its conflict is settled",
            "look at the plan for 1 ('consensus merge 1 --dry-run'), and choose a wording for"
            " conflict 1 (--settle 1=WHAT)",
        ),
        (
            ("draft", "edit", "2", "Other words."),
            "N2 is closed by a decision",
            "reopen it first ('consensus decision add N2 reopened')",
        ),
    ],
)
def test_what_to_try_names_the_command(
    run: Run, harbour: Path, words: tuple[str, ...], told: str, to_try: str
) -> None:
    """To people behind the reason, and apart from it as data."""
    for text in ("One.", "Two."):
        done(run("amendment", "add", "1", "--text", text, "--sponsor", "ASH"))
    done(run("decision", "add", "2", "agreed"))
    assert run(*words).err == f"consensus: {told}; {to_try}\n"
    data = run(*words, "--json").err
    assert f'"reasons": ["{told}"], "try": "{to_try}"' in data


def test_each_name_stands_in_its_place_in_the_command() -> None:
    """Of several members, and where others stand between."""
    said = with_commands("BAY and COL hold it; note the presence of BAY, COL")
    assert said.endswith("('consensus meeting presence BAY COL')")
    told = failure_of(Rejected("X; once R1 is decided, add the minority statement of ASH"))
    assert told.advice.endswith("(consensus decision statement R1 ASH minority '…')")
    assert told.reasons == ["X"]
