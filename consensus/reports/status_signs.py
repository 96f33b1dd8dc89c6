"""Signs of statuses, so that colour is never the only signal."""

from __future__ import annotations

from consensus.rules.verdict import Status

SIGNS = {
    Status.OPEN: "○",
    Status.BLOCKED: "✗",
    Status.CONDITIONAL: "◇",
    Status.READY: "▶",
    Status.MERGED: "⊕",
    Status.AGREED_AD_REF: "◑",
    Status.AGREED: "●",
    Status.ADOPTED: "★",
    Status.DEFERRED: "…",
    Status.WITHDRAWN: "–",
    Status.REJECTED: "×",
}
"""A sign beside the word for each status, of the same width in every font."""
