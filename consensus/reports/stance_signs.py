"""Signs of stances, so that colour is never the only signal."""

from __future__ import annotations

from consensus.model.stance import Stance

STANCE_SIGNS = {
    Stance.SUPPORT: "+",
    Stance.ACCEPT: "~",
    Stance.ABSTAIN: "/",
    Stance.HOLD: "…",
    Stance.DISAGREE: "−",
    Stance.OBJECT: "✗",
    Stance.RECUSE: "=",
}
"""A sign beside the word for each stance."""
