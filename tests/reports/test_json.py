"""Reports as JSON: in pieces and as a whole, held against the published schema."""

from __future__ import annotations

import json
import runpy
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from hypothesis import example as explicit_example
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from consensus.model.counting import Counts, GroupCount, Standing
from consensus.model.positions import Stance
from consensus.reports.audience import Audience
from consensus.reports.json import json_chunks, json_whole, to_json
from consensus.reports.status import ItemStatus
from consensus.rules.expression import parse_rule
from consensus.rules.judgement import evaluate
from consensus.rules.verdict import Context
from consensus.working_group import WorkingGroup
from consensus.working_group.reports.report import Form
from consensus.working_group.script import make_example
from tests.support.every_report import requests, written
from tests.support.market import busy_market, hold_a_meeting

# The published JSON Schema of the reports, and the reports held against it.

DOCS = Path(__file__).parents[2] / "docs"
_MAKER = runpy.run_path(str(DOCS / "json_schema.py"))
json_schema, described = _MAKER["json_schema"], _MAKER["described"]


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


@frozen
class Stall:
    """A stall.

    Attributes:
        name: what it is called.
        colour: how it looks; None for nobody knows.
    """

    name: str
    colour: Colour | None


@frozen
class Row:
    """A row of stalls, one of
    everything.

    Attributes:
        stalls: in order, from the
            first on.
        counts: how many there are of each colour.
        since: since when.
        pair: two numbers.
    """

    stalls: tuple[Stall, ...]
    counts: Mapping[Colour, int]
    since: date
    seen: datetime | None
    pair: tuple[int, float]
    words: frozenset[str]
    _kept: str = ""


ROW = Row(
    (Stall("one", Colour.RED), Stall("two", None)),
    {Colour.RED: 1},
    date(2026, 4, 7),
    None,
    (1, 0.5),
    frozenset({"b", "a"}),
)


def test_a_schema_is_made_of_classes_and_what_they_say_of_themselves() -> None:
    """Every attribute that is not private is required, with what its docstring says of it."""
    schema = json_schema(Row, "a row")
    Draft202012Validator.check_schema(schema)
    properties = schema["properties"]
    assert list(properties) == ["schema", "stalls", "counts", "since", "seen", "pair", "words"]
    assert schema["required"] == list(properties)
    assert schema["description"] == "A row of stalls, one of"
    assert properties["stalls"] == {
        "type": "array",
        "items": {"$ref": "#/$defs/Stall"},
        "description": "in order, from the first on",
    }
    assert properties["counts"]["propertyNames"] == {"enum": ["red", "green"]}
    assert schema["$defs"]["Stall"]["properties"]["colour"]["anyOf"] == [
        {"enum": ["red", "green"]},
        {"type": "null"},
    ]


def test_attributes_are_described_where_they_are_declared() -> None:
    """A class need not say again what its base says of an attribute."""

    @frozen
    class Tent(Stall):
        """A stall with a roof.

        Attributes:
            poles: how many hold it.
        """

        poles: int

    properties = json_schema(Tent, "a tent")["properties"]
    assert properties["name"]["description"] == "what it is called"
    assert properties["poles"]["description"] == "how many hold it"


def test_comments_describe_attributes_of_structs_too() -> None:
    """Beside the attribute, or above it."""
    said = described(ItemStatus)
    assert said["handle"] == "such as `R3`"
    assert said["counts"] == "how many positions count of each stance; empty where withheld"


def test_what_is_written_is_what_the_schema_says() -> None:
    """A value passes; one with another attribute, a missing one or another kind does not."""
    validator = Draft202012Validator(json_schema(Row, "a row"))
    value: dict[str, Any] = json.loads("".join(json_chunks(ROW)))
    assert value == to_json(ROW)
    assert list(validator.iter_errors(value)) == []
    for wrong in (
        {**value, "more": 1},
        {name: each for name, each in value.items() if name != "since"},
        {**value, "counts": {"blue": 1}},
        {**value, "stalls": [{"name": "one", "colour": "blue"}]},
        {**value, "pair": [1]},
        {**value, "schema": 2},
    ):
        assert list(validator.iter_errors(wrong)) != []


def test_two_classes_of_one_name_have_schemas_of_their_own() -> None:
    """The second is named after its module too."""
    other = frozen(type("Stall", (), {"__annotations__": {"width": int}, "__module__": __name__}))
    both = frozen(type("Both", (), {"__annotations__": {"one": Stall, "other": other}}))
    assert set(json_schema(both, "both")["$defs"]) == {"Stall", "test_json.Stall"}


def test_what_has_no_form_as_json_is_refused() -> None:
    """No schema says less than what is written."""
    kind = frozen(type("Kind", (), {"__annotations__": {"one": bytes}}))
    with pytest.raises(TypeError, match="has no form as JSON"):
        json_schema(kind, "kind")


def test_the_published_schemas_are_up_to_date() -> None:
    """docs/schemas/ has one for each report and command, as the classes are."""
    made = runpy.run_path(str(DOCS / "generate_schemas.py"))["schemas"]()
    there = {
        str(path.relative_to(DOCS / "schemas")): path.read_text(encoding="utf-8")
        for path in (DOCS / "schemas").rglob("*.json")
    }
    assert there == made, "run docs/generate_schemas.py"


@pytest.fixture(scope="module")
def everything() -> WorkingGroup:
    """A record of everything."""
    group = busy_market()
    group.consolidate(["A1", "A2"], "Sellers shall pay the fee before lunch.")
    group.ask_question("When should stalls open?")
    group.receive_contribution("DOG", {"1": "At eight."})
    group.publish("Rev.1")
    hold_a_meeting(group)
    group.open_ballot("text", on="R3", rule='majority("two-thirds")')
    group.cast_vote("R3", "ASP", "disapprove", "Nights are loud.")
    group.open_ballot("yes-no", "Shall the market move?", secret=True)
    group.close_ballot("BAL2", totals={"yes": 2, "no": 1}, took_part=["ASP", "BIR", "CED"])
    group.open_ballot("ranked", "When?", options=["spring", "autumn", "never"], default="never")
    group.cast_vote("BAL3", "BIR", "autumn > spring = never")
    group.close_ballot("BAL3")
    return group


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkingGroup]:
    """The example."""
    with make_example(tmp_path_factory.mktemp("example") / "wgec.consensus") as group:
        yield group


@cache
def published(report: str) -> Draft202012Validator:
    """What holds a report against its published schema."""
    schema = (DOCS / "schemas" / "reports" / f"{report}.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(schema))


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("record", ["everything", "example"])
def test_every_report_is_as_its_schema_says(
    record: str, audience: Audience, request: pytest.FixtureRequest
) -> None:
    """For every audience, over a record of everything and over the example."""
    group: WorkingGroup = request.getfixturevalue(record)
    for report, wanted in requests(group, audience):
        found = json.loads(written(group, report, wanted, Form.JSON))
        assert [each.message for each in published(report.name).iter_errors(found)] == []


# Reports as JSON, in pieces and as a whole.

plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.sampled_from(Stance),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
)
names = st.text(max_size=8)
values = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3)
)


@given(st.dictionaries(names, values, max_size=4))
@explicit_example({})
@explicit_example(
    {"none": [], "nothing": {}, "nested": [[], [{}], {"": [1e300, 1e-7, -0.0, 10**30]}]}
)
@explicit_example({"signs": '\x1b[31m \x00 \x7f \u2028 \u202e \\ " / é 中 🏽', "ends": "\n\udcff"})
@explicit_example({"when": datetime(2026, 3, 2, 9, tzinfo=UTC), "day": date(2026, 3, 2)})
def test_the_whole_is_what_the_pieces_are_together(fields: dict[str, Any]) -> None:
    """Whoever holds it all in memory writes the same signs, only sooner."""
    assert "".join(json_chunks(fields)) == json_whole(fields)


def test_verdicts_are_plain_data_too() -> None:
    """What a rule says of a target, counts and denominators included, can be handed on."""
    group = GroupCount(3, None, {Stance.SUPPORT: 2, Stance.OBJECT: 1}, answered=1)
    counts = Counts({"GOV": group}, standing=(Standing("ASH", "GOV", True),))
    verdict = evaluate(parse_rule("consent()"), "item", counts, Context())
    written = json.loads(json_whole(verdict))
    assert written == to_json(verdict)
    assert written["counts"]["groups"]["GOV"]["stances"] == {"support": 2, "object": 1}
    assert written["counts"]["standing"][0]["member"] == "ASH"
