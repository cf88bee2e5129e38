"""Starts the desk, or the command line when there is something to do on it; nothing else."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk


class Desktop:
    """The way from the command line to the screen; Qt is loaded only when it is taken."""

    def open(
        self,
        desk: Desk | None,
        device_secret_file: Path | None = None,
        throw_away: Path | None = None,
    ) -> int:
        """Shows the desk (None: the unlock window first) until it is closed."""
        from corrdesk.ui.app import run_desktop  # noqa: PLC0415 - Qt only where it is wanted

        return run_desktop(
            None, desk=desk, device_secret_file=device_secret_file, throw_away=throw_away
        )

    def capture(self, desk: Desk, out: Path) -> list[Path]:
        """Opens the real window on a desk and writes a picture of every screen."""
        from corrdesk.ui.capture import capture_screens  # noqa: PLC0415 - as above

        return capture_screens(desk, out)


def main() -> None:
    """The entry point of `corrdesk` and of `python -m corrdesk`; ends the process."""
    from corrdesk.vault.no_dumps import forbid_dumps  # noqa: PLC0415 - before all the others

    forbid_dumps()  # any command may come to hold a key
    from corrdesk.cli.main import run  # noqa: PLC0415 - `--help` should not load a database

    sys.exit(run(sys.argv[1:], Desktop()))


if __name__ == "__main__":
    main()
