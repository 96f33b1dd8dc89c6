"""`python -m consensus` is the command `consensus`."""

from consensus.cli import main

if __name__ == "__main__":
    main()
