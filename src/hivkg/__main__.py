"""Lets `python -m hivkg` and the command `hivkg` run the command line."""

import sys


def run() -> None:
    """Run the command line and exit with its code; Ctrl-C counts from the first moment on."""
    try:
        from hivkg.cli import main

        sys.exit(main())
    except KeyboardInterrupt:
        print("hivkg: interrupted\nNothing was written; a release that was there is as it was.", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    run()
