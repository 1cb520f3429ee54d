"""Lets `python -m hivkg` and the command `hivkg` run the command line."""

import sys

from hivkg.cli import main


def run() -> None:
    """Run the command line and exit with its code."""
    sys.exit(main())


if __name__ == "__main__":
    run()
