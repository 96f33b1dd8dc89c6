from __future__ import annotations

import doctest
import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "how-to-write-a-rule.md"


def test_the_page_on_writing_a_rule_is_true() -> None:
    """The code on the page runs as it stands, and answers what the page says."""
    *code, session = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    names: dict[str, object] = {"__name__": "at_least"}
    for block in code:
        exec(compile(block, PAGE.name, "exec"), names)
    test = doctest.DocTestParser().get_doctest(session, names, PAGE.name, str(PAGE), 0)

    results = doctest.DocTestRunner(verbose=False).run(test)

    assert results.attempted
    assert not results.failed
