"""The words that people read: what the vocabulary replaced does not come back.

Read are the sentences in the code, every help, the reports of the example for each audience, the
screens as they are stored, and the documentation. What a record itself says is left out.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import EnumMeta
from html import unescape
from importlib import import_module
from pathlib import Path

import click
import pytest
from attrs import frozen

from consensus.cli import main
from consensus.reports.audience import Audience
from consensus.rules.expression import RULES
from consensus.working_group.reports.report import Form
from consensus.working_group.script import make_example
from tests.support.every_report import requests, written

ROOT = Path(__file__).parents[1]
SCREENS = sorted((ROOT / "tests" / "tui" / "snapshots").glob("*.txt"))
CODE = sorted([*(ROOT / "consensus").rglob("*.py"), *(ROOT / "tui").rglob("*.py")])
STYLES = ROOT / "consensus" / "reports" / "summary" / "styles.toml"
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("README.md")]
)
LEFT_OUT = {"__init__.py", "renamed.py", "script.py", "docs/decisions"}
LEFT_OUT |= {"architecture.md", "changelog.md", "code-of-the-screens.md"}
LEFT_OUT |= {"durability.md", "migration.md", "performance.md"}
"""Names of the library and of fields, words of earlier versions, and what maintainers read."""
OF_LIBRARY = {"graph.md", "how-to-write-a-rule.md", "library.md", "rules.md"}
"""Pages on the library, which say by their names what its arguments and values are."""
ENOUGH = 3
"""Of so many items, members or meetings each report is read."""
DATA = {"needing a fresh position", "no record", "waiting for a condition"}
DATA |= {"bundle {}", "stance {}", "turn {}"}
"""Values of JSON and of tables, and names of rows and boxes, which stay as they are."""

# A pattern with the context in which an ordinary word is meant, what is said instead, and a
# sentence in which it is found.
_TABLE = r"""
(?<!for )\b(the|this|that|another|other|whole|each|every|same|of|one|a|no) record\b(?! (of|or)\b)
    |\b(the|these|of|old|other) records\b
    :: working group, file, history :: the record has no step
\b(chronicle|the logs?)\b :: history :: look at the log
\b(eligible|members? that count|not today)\b :: members :: none of 41 eligible
(?<!["'`*])(?<!columns )(?<!columns: )\b(?-i:targets?)\b(?!["'`*=]| dates?)
    :: text, item (a name in the library) :: it names no target
\bissu(ed|ing)\b :: published :: Rev.1 was issued
\bstanding (text|objection)s? :: text as published; objection :: over a standing objection
\b(backed by|backing|backers?|(stands?|stood) behind|behind it)\b
    :: proposed by, in favour :: no member stands behind it
\b(goes|go|went|gone|going) in\b(?! (square )?brackets)
    :: is merged, would be merged :: nothing goes in
\blives? on\b :: remains undecided :: A7 lives on
\bclosed (by the merge|in part)\b|\bA\d+:? closed\b|\brest is closed\b
    :: not retained :: A6 closed
\btrays?\b :: inbox :: in the tray 3 wait
\bfitted nowhere|found (a|no) place :: not placed :: what came in and found no place
\b(held by|on hold|holding member|alone holds|holds it with|holds? (it |them )?up|who holds? what
    |who holds? which)\b
    :: proposed by, reserved, whom to consult :: alone holds up
\b(objects? to|object) or holds?\b|\b[A-Z]{3,4} (still )?holds\b|\b(a|the) hold\b
    :: reserves its position :: words that members object to or hold
\b(clash|clashes|clashing|hangs? together|hang together|cannot both be)\b
    :: conflict; linked :: it hangs together with 12
\bexcludes?\b|\bexcluding each other :: conflict :: A4 excludes A6
\b(accepting|objection|alone|this) would do\b :: would be met if … :: any one accepting would do
\bdisagrees\b|\bwho disagree\b|object or disagree
    :: is against :: who disagrees with what is proposed
\b(which|and|it|that|member|speaker) blocks (it|the|this)\b
    :: objects :: the speaker objects, which blocks it
\b(silent members?|(is|are|was|were|members?) silent)\b
    :: no position :: any one of the 41 silent members
\b(stale|afresh|fresh positions?)\b :: to be reconfirmed :: taken afresh
\b(waits?|waiting) for (a condition|what|it\b|its|each other|the text|the others|a place|\{|[A-Z])
    |\((waits|reserves|objects), with \d|\bwaits(, with|\))
    :: conditional on, not placed :: DOL waits for A9
\brings?\b|\bbundles?\b|\b(package|gavel|it|R) settles\b|\bsettles it\b
    :: linked, package, file of steps :: 1 of them is a ring
\bsustain(s|ed|ing)?\b(?! (\w+ )?opposition) :: maintained :: the objection is sustained
\bverdicts?\b :: result (a name in the library) :: a verdict on it
\bjudged by\b :: rule :: judged by no_objection()
(?<!\bg )\bgavels?\b :: decision :: ready for the gavel
(pending|await\w*|gives?|whose|their|its) (the |a |its |somebody's )?word\b
    |(the |a )word of (\{|[A-Z])|\bword (pending|came|has come)
    :: awaiting confirmation :: agreed with a word pending
\b(decided over|asks? to reopen|asked to reopen|late (objection|wish)\w*)
    :: request to reopen :: it asks to reopen 3
\bunder silence\b|\blaps(e|es|ed|ing)\b
    :: silence procedure, broken :: 3 is under silence
\b(is|are) to be reached\b|\bsent in\b :: target date :: it is to be reached by May
\bturns? at the floor|\d turns?\b|\{\} turns?\b|\bturn \{ :: intervention, round :: 58 turns
\bwalls?\b|\bpush(es|ed|ing)? :: projector, show, blank :: the wall is blank
\b(withheld from|positions (are )?withheld)
    :: Not shown in this version :: Withheld from this audience: 3
\bovertaken\b|\b(let|lets|letting) (\w+ )*go\b
    :: superseded, discard :: why is it let go?
\bintact\b|\bhead \{|\b(the|published) head\b
    :: nothing was altered, fingerprint :: the published head
\bwhom to call\b|\bcall first\b|(?<!-)\bholders?\b|\bfindings?\b
    :: whom to consult, wordings, warnings :: whom to call first
\b(takes?|took|taken|taking) in\b(?! (part|turn|order|full|one|the|a)\b)
    :: import, merge :: it was taken in as a draft
\bdone with\b :: finish, close :: be done with an item
\b(goes|go|went|gone|going) on\b(?! (record|the \w+)\b)
    :: continue, is open :: no meeting goes on
\b(comes?|came) to\b(?! (the|a)\b) :: outcome, result :: hear what it came to
\b(tells?|told|telling)\b :: say, show, distinguish :: they tell members apart
\bstances?\b :: position (a name in the library) :: no stance alone
(\d|\{\}|NUL|printable) signs?\b|\bsign \{ :: characters :: copied 12 signs
\b(otherwise now|with this it reads|it is not said|no item yet)\b
    :: the amendments have changed; empty :: Enter alone: it is not said
\b(placed or set aside|X set aside|drop bracket|lift,? (or |and )?drop)\b
    :: dismissed; lift, delete :: placed or set aside
"""


_IN_LIBRARY = " (a name in the library)"


@frozen
class Stop:
    """A phrase that is not used, and what is said instead."""

    pattern: re.Pattern[str]
    instead: str
    example: str


def _stops() -> Iterator[Stop]:
    for row in re.split(r"\n(?! )", _TABLE.strip()):
        pattern, instead, example = re.split(r"\s*:: ", re.sub(r"\n +", "", row))
        yield Stop(re.compile(pattern.replace("[A-Z]", "(?-i:[A-Z])"), re.I), instead, example)


STOPS = tuple(_stops())


@frozen
class Found:
    """A phrase that is not used, and where it was read."""

    where: str
    words: str  # the phrase with two words before it and two after it
    instead: str

    @property
    def is_in_library(self) -> bool:
        """Whether the library has a name for it that is this word."""
        return self.instead.endswith(_IN_LIBRARY)


def find(where: str, text: str, own: str = "") -> Iterator[Found]:
    """Find what is not used; what a record says in its own words is left out."""
    text = " ".join(text.split())
    for stop in STOPS:
        for match in stop.pattern.finditer(text):
            before = " ".join(text[: match.start()].split(" ")[-3:])
            after = " ".join(text[match.end() :].split(" ")[:3])
            said = [f"{before}{match[0]}"] * bool(before) + [f"{match[0]}{after}"] * bool(after)
            if not any(words.casefold() in own for words in said):
                yield Found(where, f"{before}{match[0]}{after}", stop.instead)


_NO_PROSE = re.compile(
    r"\{\s*([\w-]+: |&|[.#\w][\w.-]* \{)"
    r"|^\s*(WITH|SELECT|INSERT|DELETE|CREATE|ON CONFLICT|FROM|AND) "
    r"|\bTEXT NOT NULL\b|^\W*(\w+\()?group\.\w+|(\S\|\S[^|]*){3}"
)
"""Styles of screens, questions to databases, calls of the library, lists of what is recognized."""


def sentences(code: str) -> Iterator[tuple[int, str]]:
    """The texts of several words in a module, by line, without docstrings and data."""
    waiting: list[ast.AST] = [ast.parse(code)]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Expr(ast.Constant()) | ast.ClassDef(bases=[ast.Name("StrEnum")]):
                continue  # what is printed of values is read below
            case ast.Constant(value=str(text)):
                text = re.sub(r"\{\w+(?=[:}])", "{", text)  # the name of a blank is not printed
            case ast.JoinedStr(values):
                text = "".join(
                    str(each.value) if isinstance(each, ast.Constant) else "{}" for each in values
                )
                waiting += [each.value for each in values if isinstance(each, ast.FormattedValue)]
            case _:
                waiting += ast.iter_child_nodes(node)
                continue
        if " " in text.strip() and text not in DATA and not _NO_PROSE.search(text):
            yield node.lineno, text


def strings(table: object) -> Iterator[str]:
    """Every text in a table, at any depth."""
    match table:
        case str():
            yield table
        case dict() | list():
            for each in table.values() if isinstance(table, dict) else table:
                yield from strings(each)


def descriptions(schema: object) -> Iterator[str]:
    """What a schema says of its fields."""
    match schema:
        case dict():
            yield from (text for text in [schema.get("description")] if isinstance(text, str))
            yield from (text for each in schema.values() for text in descriptions(each))
        case list():
            yield from (text for each in schema for text in descriptions(each))


def prose(page: str) -> str:
    """What is said on a page of the documentation, without code, links and pictures."""
    page = re.sub(r"^(```|~~~).*?^\1", "", page, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"``.+?``|`[^`]+`|\]\([^)]*\)|<[^>]+>", "`", page, flags=re.DOTALL)


def columns(screen: str) -> Iterator[str]:
    """What is read from top to bottom between the lines of a screen."""
    lines = [re.split("[│╭╮╰╯├┤]", line) for line in screen.splitlines()]
    for number in range(max(map(len, lines))):
        yield " ".join(line[number].strip(" ─▁▂▃▄▅▆▇█") for line in lines if number < len(line))


def blocks(page: str) -> Iterator[str]:
    """What is read on a page in HTML, a block after the other."""
    page = re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL)
    page = re.sub(
        r"</?(a|abbr|b|bdi|code|del|em|i|ins|span|strong|sub|sup|tspan)\b[^>]*>", "", page
    )
    return (unescape(each) for each in re.split(r"<[^>]+>", page))


def helps(command: click.Command) -> Iterator[str]:
    """The help of a command, of what it takes, and of the commands in it."""
    yield re.sub(r"^ *(\$ |consensus |>>> ).*$", "", command.help or "", flags=re.MULTILINE)
    yield from (each.help or "" for each in command.params if isinstance(each, click.Option))
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from helps(found)


OWN = " ".join(
    " ".join(path.read_text("utf-8").split())
    for path in sorted((ROOT / "examples" / "wgec").iterdir())
    if path.name != "README.md"
).casefold()
"""What the members and texts of the example say."""


ELSEWHERE = {"ContestedState", "ObjectionState", "NoMove", "Denominator", "Attitude"}
ELSEWHERE |= {"AnchorKind", "Subject"}
"""Of these the values are data alone, or are printed in sentences, which are read there."""


def values() -> Iterator[tuple[str, str]]:
    """What is printed of each value that has a name in the library, and its class."""
    for path in CODE:
        if "class" in (code := path.read_text("utf-8")) and "(StrEnum)" in code:
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for found in vars(import_module(module)).values():
                if isinstance(found, EnumMeta) and found.__module__ == module:
                    for value in found:
                        yield found.__name__, str(getattr(value, "words", value))


def is_left_out(path: Path) -> bool:
    """Whether it has names of the library, or words of earlier versions."""
    within = path.relative_to(ROOT)
    return not LEFT_OUT.isdisjoint([path.name, *map(str, within.parents)])


def refuse(found: Iterator[Found]) -> None:
    """Fail with all that is found."""
    assert "\n".join(f"{each.where}: “{each.words}”; say: {each.instead}" for each in found) == ""


def test_no_sentence_in_the_code_has_a_word_that_is_not_used() -> None:
    """Errors, warnings, questions, reports and screens alike."""
    refuse(
        found
        for path in CODE
        if not is_left_out(path)
        for line, text in sentences(path.read_text("utf-8"))
        for found in find(f"{path.relative_to(ROOT)}:{line}", text)
    )


def test_no_rule_is_explained_with_a_word_that_is_not_used() -> None:
    """Of each, `rule explain` prints the first line of what it says in the code."""
    refuse(
        found
        for name, kind in RULES.items()
        for found in find(name, (kind.__doc__ or "").split("\n")[0])
    )


def test_no_value_is_printed_with_a_word_that_is_not_used() -> None:
    """Reasons, kinds and ranks, which have words of their own where the value is older."""
    assert {where for where, _ in values()} > ELSEWHERE
    refuse(
        found for where, text in values() if where not in ELSEWHERE for found in find(where, text)
    )


def test_no_style_has_a_word_that_is_not_used() -> None:
    """The sentences of summaries and lists of decisions, in the style of each body."""
    texts = [*strings(tomllib.loads(STYLES.read_text("utf-8")))]
    assert len(texts) > 100
    refuse(found for text in texts for found in find(STYLES.name, text))


def test_no_schema_is_described_with_a_word_that_is_not_used() -> None:
    """But for the names that the fields have."""
    pages = sorted((ROOT / "docs" / "schemas").rglob("*.json"))
    said = {
        text: page.name for page in pages for text in descriptions(json.loads(page.read_text()))
    }
    assert len(said) > 500
    refuse(
        found
        for text, where in said.items()
        for found in find(where, re.sub(r"`[^`]*`", "`", text))
        if not found.is_in_library
    )


def test_no_help_has_a_word_that_is_not_used() -> None:
    """Of every command and every option."""
    refuse(found for text in helps(main) for found in find(text[:30], text))


def test_no_report_has_a_word_that_is_not_used(tmp_path: Path) -> None:
    """For each audience, without what members and texts say in them."""
    now = datetime(2017, 2, 1, 9, tzinfo=UTC)
    read: dict[str, str] = {}
    with make_example(tmp_path / "example.consensus", clock=lambda: now) as group:
        for audience in Audience:
            asked = Counter[str]()
            for report, wanted in requests(group, audience):
                asked[report.name] += 1
                if asked[report.name] > ENOUGH:
                    continue
                for form in {Form.MARKDOWN, Form.HTML} & {*report.forms}:
                    page = written(group, report, wanted, form)
                    parts = blocks(page) if form is Form.HTML else page.split("\n\n")
                    read.update(dict.fromkeys(parts, f"{report.name}, {form}, {audience}"))
    refuse(found for text, where in read.items() for found in find(where, text, OWN))


def test_no_screen_has_a_word_that_is_not_used() -> None:
    """Of the screens as they are stored."""
    refuse(
        found
        for path in SCREENS
        for column in columns(path.read_text("utf-8"))
        for found in find(path.stem, column, OWN)
    )


def _ours(page: Path) -> str:
    """A page without what other bodies say, in the last column of the words, and old changes."""
    text = page.read_text("utf-8")
    if page.name == "CHANGELOG.md":
        return "\n## ".join(text.split("\n## ")[:2])
    return re.sub(r" \| [^|\n]* \|$", "", text, flags=re.M) if page.stem == "words" else text


def test_no_page_has_a_word_that_is_not_used() -> None:
    """Of the documentation and the README, outside code."""
    refuse(
        found
        for path in PAGES
        if not is_left_out(path)
        for found in find(str(path.relative_to(ROOT)), prose(_ours(path)))
        if path.name not in OF_LIBRARY or not found.is_in_library
    )


# The test itself: whatever is planted is found, and what a record says is not read.


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.instead)
def test_a_planted_phrase_is_found_wherever_it_is(stop: Stop) -> None:
    """In an error, an f-string, a help, a page in HTML, on a narrow screen, and in the docs."""
    said = stop.example
    assert stop.pattern.search(said)
    assert not stop.pattern.search(stop.instead)
    code = f'raise Rejected("{said}")\nwarn(f"{{who}}: {said}")'
    assert sorted(line for line, text in sentences(code) if [*find("", text)]) == [1, 2]
    command = click.Group(commands=[click.Command("x", help=said)])
    options = click.Command("x", params=[click.Option(["--x"], help=said)])
    words = said.split(" ")
    half = len(words) // 2
    screen = f"│ {' '.join(words[:half])} │ ● │\n│ {' '.join(words[half:])} │ ○ │"
    page = f"<style>p {{}}</style><p>It is <b>so</b>:</p><p>{said}</p>"
    for texts in (helps(command), helps(options), blocks(page), columns(screen), [prose(said)]):
        found = {each.instead for text in texts for each in find("", text)}
        assert stop.instead in found


@pytest.mark.parametrize(
    "code",
    [
        'f"wall {each} of {all}"',
        'f"Delete it from the wall: {group}, {member}"',
        'write("The wall FROM which it was taken")',
        'warn(f"the group.toml {name} is on the wall")',
        'ask("[shall|should] stands on the wall: keep | drop | skip")',
    ],
)
def test_a_sentence_that_looks_like_code_is_read(code: str) -> None:
    """One with braces, bars, a word of a database, or the name of a group."""
    assert [text for _, text in sentences(code) if [*find("", text)]]


def test_values_are_read_as_they_are_printed() -> None:
    """In their own words, where they have some."""
    read = {text for _, text in values()}
    assert "alone supports it" in read
    assert "alone holds it" not in read
    assert "ready for decision" in read
    assert [*strings({"a": ["one", {"b": "two"}], "c": 3})] == ["one", "two"]


def test_what_a_record_says_and_code_are_not_read() -> None:
    """Nor docstrings, questions to a database, values of data, and what is quoted as code."""
    assert not [*find("", "Told the floor that it is so", "told the floor that")]
    assert [*find("", "Told the chair that it is so", "told the floor that")]
    code = (
        'def f():\n    """The wall."""\n    return "SELECT content FROM wall"\n'
        'class Rank(StrEnum):\n    READY = "ready for the gavel"\nWAITS = "waiting for a condition"'
    )
    assert [*sentences(code)] == []
    page = "Say `tray list`.\n\n```\nthe wall\n```\nSee [it](the wall.md) <!-- the wall -->."
    assert [*find("", prose(page))] == []
    assert [*find("", prose(page.replace("`tray list`", "the tray")))]
