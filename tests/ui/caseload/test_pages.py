"""What Enter and Ctrl+Enter do with a found person."""

from corrdesk.ui.caseload.pages import SEARCH
from corrdesk.ui.paths import CheckInFor
from corrdesk.ui.shell.context import Context


def test_enter_registers_and_control_enter_opens_the_file(context: Context) -> None:
    gone: list[tuple[str, object]] = []
    context.page_wanted.connect(lambda page, argument: gone.append((page, argument)))
    context.panel_wanted.connect(lambda panel, argument: gone.append((panel, argument)))
    SEARCH.enter(context, "p1")
    SEARCH.control_enter(context, "p1")
    assert gone == [("check_in", CheckInFor("p1")), ("person", "p1")]
