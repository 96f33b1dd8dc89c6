"""Tests and benchmarks; none of them keeps snapshots in the cache of the user who runs it."""

import os

os.environ.setdefault("CONSENSUS_CACHE", "off")
