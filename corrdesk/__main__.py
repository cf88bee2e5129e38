"""Starts the desk, or the command line when there is something to do on it; nothing else."""

from __future__ import annotations

import sys


def main() -> None:
    """The entry point of `corrdesk` and of `python -m corrdesk`; ends the process."""
    # Imported here, so that the command line never loads Qt and the desk loads it only once.
    from corrdesk.cli.main import run  # noqa: PLC0415

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
