"""`python -m tui [FILE]`: the same as `consensus tui`."""

from __future__ import annotations

import sys

from consensus.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["tui"]
    main()
