"""How consensus is judged: rules, verdicts, and the reasons in them."""

from __future__ import annotations

from consensus.rules.explain import explain
from consensus.rules.expression import parse_rule
from consensus.rules.rule import Rule
from consensus.rules.verdict import Status, Verdict

__all__ = ["Rule", "Status", "Verdict", "explain", "parse_rule"]
