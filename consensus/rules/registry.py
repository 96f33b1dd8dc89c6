"""The registry: every rule that an expression can name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from consensus.rules.all_of import AllOf
from consensus.rules.any_of import AnyOf
from consensus.rules.clean_text import CleanText
from consensus.rules.consensus_minus import ConsensusMinus
from consensus.rules.consent import Consent
from consensus.rules.counting_rules import Threshold
from consensus.rules.delphi import Delphi
from consensus.rules.each_group import EachGroup
from consensus.rules.iesg_ballot import IesgBallot
from consensus.rules.majority import Majority
from consensus.rules.no_objection import NoObjection
from consensus.rules.quorum import Quorum
from consensus.rules.rating_rules import RandUcla
from consensus.rules.rough_consensus import RoughConsensus
from consensus.rules.rule import Rule
from consensus.rules.silence import Silence
from consensus.rules.unanimity import Unanimity

RULES: Mapping[str, type[Rule]] = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            Consent,
            NoObjection,
            Unanimity,
            ConsensusMinus,
            Threshold,
            Majority,
            RoughConsensus,
            IesgBallot,
            Silence,
            Delphi,
            RandUcla,
            Quorum,
            EachGroup,
            AllOf,
            AnyOf,
            CleanText,
        )
    }
)
"""Every rule by its name."""
