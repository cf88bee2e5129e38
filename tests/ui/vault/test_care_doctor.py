"""The doctor in the window: the worst first, shape and word, the next step, the index mended."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.ui.shell.tokens import Shape
from corrdesk.ui.shell.workplace import Workplace
from corrdesk.ui.vault.care_doctor import LOOKS, DoctorTab
from corrdesk.upkeep.finding import ERROR, INFO, WARNING
from corrdesk.vault.cipher import connect
from tests.ui.vault.care_parts import open_tab


def _examined(tab: DoctorTab, qtbot: QtBot, settled: Callable[[], None]) -> None:
    tab.examine()
    qtbot.waitUntil(lambda: not tab.working.is_busy, timeout=60_000)
    settled()


def test_a_healthy_vault_and_its_hints(
    place: Workplace, settled: Callable[[], None], qtbot: QtBot
) -> None:
    tab = open_tab(place, settled, "doctor")
    assert tab.table.isHidden()
    _examined(tab, qtbot, settled)
    assert "没有发现损坏" in tab.banner.text
    assert tab.model.rowCount() == len(tab.findings)
    assert all(finding.severity != ERROR for finding in tab.findings)
    assert tab.mend_button.isHidden()
    assert tab.findings[0].next in tab.told.text


def test_what_is_broken_stands_first_and_the_index_is_mended(
    place: Workplace, desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    raw = connect(desk.vault.database_path, desk.vault.key)
    raw.execute("DELETE FROM search_key")
    raw.close()
    tab = open_tab(place, settled, "doctor")
    _examined(tab, qtbot, settled)
    assert tab.findings[0].code == "search"
    assert "要处理" in tab.banner.text
    assert tab.model.index(0, 0).data() == "要处理"
    assert tab.mend_button.isVisible()
    tab.mend_button.click()
    settled()
    qtbot.waitUntil(lambda: not tab.working.is_busy, timeout=60_000)
    settled()
    assert all(finding.code != "search" for finding in tab.findings)


def test_severities_differ_by_shape_and_word() -> None:
    looks = [LOOKS[severity] for severity in (ERROR, WARNING, INFO)]
    assert len({words for words, _shape, _tone in looks}) == 3
    assert len({shape for _words, shape, _tone in looks}) == 3
    assert looks[0][1] is Shape.CROSS
