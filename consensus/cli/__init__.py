"""The command line; `main` is its entry point. What few commands need is imported in them."""

from consensus.cli.main import main

__all__ = ["main"]
