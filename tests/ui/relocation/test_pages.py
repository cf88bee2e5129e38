"""What relocation puts into the window is in its registry, with the figure of what is late."""

from corrdesk.ui.app import registry
from corrdesk.ui.relocation.pages import RELOCATION, RELOCATIONS
from corrdesk.ui.relocation.relocations import count_late
from corrdesk.ui.shell.tokens import Tone


def test_the_window_hosts_them() -> None:
    known = registry()
    assert RELOCATIONS in known.pages
    assert RELOCATION in known.extras
    assert (RELOCATIONS.figure, RELOCATIONS.tone) == (count_late, Tone.BAD)
