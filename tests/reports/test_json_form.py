"""Reports as JSON, in pieces and as a whole."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from consensus.model.counting import Counts, GroupCount, Standing
from consensus.model.positions import Stance
from consensus.reports.json import json_chunks, json_whole, to_json
from consensus.rules.expression import parse_rule
from consensus.rules.judgement import evaluate
from consensus.rules.verdict import Context

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
@example({})
@example({"none": [], "nothing": {}, "nested": [[], [{}], {"": [1e300, 1e-7, -0.0, 10**30]}]})
@example({"signs": '\x1b[31m \x00 \x7f \u2028 \u202e \\ " / é 中 🏽', "ends": "\n\udcff"})
@example({"when": datetime(2026, 3, 2, 9, tzinfo=UTC), "day": date(2026, 3, 2)})
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
