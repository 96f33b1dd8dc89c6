"""The command line; `main` is its entry point."""

from consensus.cli.main import main

__all__ = ["main"]
