"""The command line; `main` is its entry point."""

from consensus.cli.entry import main

__all__ = ["main"]
