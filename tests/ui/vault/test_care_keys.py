"""Who has a key, in Chinese, and what may be done about whom."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox  # noqa: TID251 - the one that confirm() makes

from corrdesk.base.actor import Role
from corrdesk.bootstrap import Desk
from corrdesk.ui.shell.workplace import Workplace
from corrdesk.ui.vault.key_forms import OwnPassphraseDialog, ResetDialog
from corrdesk.upkeep import officers
from tests.ui.vault.care_parts import dialog_of, open_tab

FIRST = "七只青蛙在雨伞下面数萤火虫"


def test_people_roles_and_keys_are_shown_and_a_key_taken_back(
    place: Workplace, desk: Desk, settled: Callable[[], None]
) -> None:
    new_id = officers.hire(desk, "王芳", Role.ASSISTANT, FIRST)
    tab = open_tab(place, settled, "keys")
    row = tab.model.find(new_id)
    assert [tab.model.index(row, column).data() for column in range(3)] == [
        "王芳", "辅助人员（只登记报到和签到）", "有钥匙",
    ]  # fmt: skip
    own = tab.model.find(desk.actor.officer_id)
    tab.table.setCurrentIndex(tab.model.index(own, 0))
    assert not tab.dismiss_button.isEnabled()
    tab.table.setCurrentIndex(tab.model.index(row, 0))
    tab.dismiss_button.click()
    box = dialog_of(QMessageBox)
    assert "更换数据密钥" in box.text()
    next(each for each in box.buttons() if "收回" in each.text()).click()
    settled()
    assert tab.model.index(tab.model.find(new_id), 2).data() == "已停用"
    assert new_id not in desk.vault.officer_ids()


def test_enter_on_a_row_opens_the_passphrase_of_that_person(
    place: Workplace, desk: Desk, settled: Callable[[], None]
) -> None:
    new_id = officers.hire(desk, "王芳", Role.OFFICER, FIRST)
    tab = open_tab(place, settled, "keys")
    tab.table.setCurrentIndex(tab.model.index(tab.model.find(new_id), 0))
    tab.reset()
    dialog_of(ResetDialog).reject()
    tab.table.setCurrentIndex(tab.model.index(tab.model.find(desk.actor.officer_id), 0))
    tab.reset()
    dialog_of(OwnPassphraseDialog).reject()
