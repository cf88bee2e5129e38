"""The first run: nothing weak gets through, the recovery code is typed back, the desk opens."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from corrdesk.base.actor import Role
from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk, Founding, open_desk
from corrdesk.casework.caseload.queries import OfficeCard
from corrdesk.sync.second_pc import Invitation
from corrdesk.ui.vault.new_office import NewOfficeScreen, pack_options
from corrdesk.ui.vault.parts import Card
from corrdesk.vault.keyslots import KdfProfile
from tests.ui.conftest import TODAY

GOOD = "纸鸢 石桥 冬瓜 铁轨 月食 芦苇"


@pytest.fixture
def opened() -> Iterator[list[Desk]]:
    desks: list[Desk] = []
    yield desks
    for desk in desks:
        desk.close()


@pytest.fixture
def went_back() -> list[str]:
    return []


@pytest.fixture
def screen(
    app: QApplication,
    tmp_path: Path,
    opened: list[Desk],
    went_back: list[str],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> NewOfficeScreen:
    cheap = partial(Founding, kdf=KdfProfile.CHEAP_FOR_TESTS)
    monkeypatch.setattr("corrdesk.ui.vault.new_office.Founding", cheap)
    made = NewOfficeScreen(
        tmp_path / "new" / "vault",
        clock=FixedClock(TODAY),
        device_secret_file=tmp_path / "device.secret",
        opened=opened.append,
        back=lambda: went_back.append("back"),
    )
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


class _Started:
    """Stands for work on a lane: notes that it was started."""

    def __init__(self, seen: list[str]) -> None:
        self._seen = seen

    def then(self, _done: object) -> "_Started":
        return self

    def or_else(self, _failed: object) -> "_Started":
        return self

    def start(self) -> None:
        self._seen.append("print")


def _to_the_passphrase(screen: NewOfficeScreen) -> None:
    screen.office.setText("青石镇司法所")
    screen.officer.setText("李明")
    screen.pack.setCurrentIndex(screen.pack.findData("cn-example"))
    screen.go_on()


def test_the_whole_first_run(
    screen: NewOfficeScreen, opened: list[Desk], tmp_path: Path, qtbot: QtBot
) -> None:
    _to_the_passphrase(screen)
    screen.passphrase.first.line.setText(GOOD)
    screen.passphrase.again.line.setText(GOOD)
    QTest.keyClick(screen.passphrase.again.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.made is not None, timeout=20_000)
    made = screen.made
    assert made is not None
    assert screen.passphrase.text() == ""
    assert made.code.split("-")[0] in screen.paper.shown.text()
    screen.go_on()
    assert "从纸上" in screen.paper.field._error.text()
    groups = made.code.split("-")
    groups[2] = groups[2][::-1] if groups[2] != groups[2][::-1] else "00000"
    screen.paper.line.setText("-".join(groups))
    assert made.code.split("-")[0] not in screen.paper.shown.text()
    screen.go_on()
    assert opened == []
    assert "第 3 组" in screen.paper.field._error.text()
    screen.paper.line.setText(made.code.lower().replace("-", " "))
    QTest.keyClick(screen.paper.line, Qt.Key.Key_Return)  # as a scanner ends
    assert len(opened) == 1
    assert opened[0].office.name == "青石镇司法所"
    assert opened[0].office.pack_id == "cn-example"
    assert screen.paper.shown.text() == ""
    raw = b"".join(path.read_bytes() for path in (tmp_path / "new").rglob("*") if path.is_file())
    assert "李明".encode() not in raw
    assert GOOD.encode() not in raw


def test_what_is_missing_is_said(screen: NewOfficeScreen) -> None:
    screen.go_on()
    assert screen.step == 0
    assert screen._office_field._error.text()
    assert screen._officer_field._error.text()


@pytest.mark.parametrize("weak", ["123456", "青石镇司法所", "password"])
def test_a_weak_passphrase_goes_no_further_and_says_why(screen: NewOfficeScreen, weak: str) -> None:
    _to_the_passphrase(screen)
    screen.passphrase.first.line.setText(weak)
    assert screen.passphrase.meter.text
    screen.passphrase.again.line.setText(weak)
    screen.go_on()
    assert screen.step == 1
    assert screen.passphrase.field._error.text()
    assert screen.made is None


def test_two_different_passphrases_are_noticed(screen: NewOfficeScreen) -> None:
    _to_the_passphrase(screen)
    screen.passphrase.first.line.setText(GOOD)
    screen.passphrase.again.line.setText(GOOD + "x")
    screen.go_on()
    assert "不一样" in screen.passphrase.again_field._error.text()
    assert screen.made is None


def test_each_step_is_as_tall_as_itself_and_the_last_says_what_it_does(
    screen: NewOfficeScreen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = screen.findChild(Card)
    assert isinstance(card, Card)
    qtbot.waitUntil(lambda: card.height() == card.maximumHeight())
    first = card.height()
    _to_the_passphrase(screen)
    qtbot.waitUntil(lambda: card.height() == card.maximumHeight() < first - 100)
    for line in (screen.passphrase.first.line, screen.passphrase.again.line):
        line.setText(GOOD)
    assert "下一步" in screen.next_button.text()
    screen.go_on()
    qtbot.waitUntil(lambda: screen.made is not None, timeout=20_000)
    assert "打开工作台" in screen.next_button.text()
    printed: list[str] = []
    monkeypatch.setattr(screen.paper, "_start", lambda *_work: _Started(printed))
    screen.paper.print_button.setFocus()
    QTest.keyClick(screen, Qt.Key.Key_Return)
    assert printed == ["print"]
    assert screen.paper.field._error.text() == ""
    screen._close_without()


def test_a_code_on_no_paper_is_not_lost_unawares(
    screen: NewOfficeScreen, opened: list[Desk], tmp_path: Path, app: QApplication, qtbot: QtBot
) -> None:
    screen.close()
    assert not screen.isVisible()  # nothing to lose yet
    screen.show()
    _to_the_passphrase(screen)
    for line in (screen.passphrase.first.line, screen.passphrase.again.line):
        line.setText(GOOD)
    screen.go_on()
    qtbot.waitUntil(lambda: screen.made is not None, timeout=20_000)
    made = screen.made
    assert made is not None
    screen.close()
    assert screen.isVisible()
    box: Any = app.activeModalWidget()
    assert "恢复码" in box.text()
    box.reject()
    assert screen.isVisible()
    assert made.code.split("-")[0] in screen.paper.shown.text()
    screen.close()
    box = app.activeModalWidget()
    assert box.defaultButton().text() == "返回  Esc"
    next(each for each in box.buttons() if "关闭" in each.text()).click()
    assert not screen.isVisible()
    assert opened == []
    secret = tmp_path / "device.secret"
    again = open_desk(
        tmp_path / "new" / "vault", officer="李明", passphrase=GOOD, device_secret_file=secret,
        clock=FixedClock(TODAY),
    )  # fmt: skip
    again.close()


def test_escape_leads_back_step_by_step(
    screen: NewOfficeScreen, went_back: list[str], qtbot: QtBot
) -> None:
    _to_the_passphrase(screen)
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    assert screen.step == 0
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    assert went_back == ["back"]


def test_without_a_keyring_a_file_is_offered_with_its_risk(
    screen: NewOfficeScreen, opened: list[Desk], tmp_path: Path, qtbot: QtBot
) -> None:
    remembered: list[Path] = []
    screen._remember = remembered.append
    screen._secret_file = None  # as on a machine; the keyring of the tests is refused
    _to_the_passphrase(screen)
    screen.passphrase.first.line.setText(GOOD)
    screen.passphrase.again.line.setText(GOOD)
    screen.go_on()
    qtbot.waitUntil(screen.offer.isVisible, timeout=20_000)
    assert "风险" in screen.offer.banner.text
    assert screen.made is None
    screen.offer.chosen.emit(tmp_path / "usb.key")
    qtbot.waitUntil(lambda: screen.made is not None, timeout=20_000)
    assert (tmp_path / "usb.key").is_file()
    assert remembered == [tmp_path / "usb.key"]
    assert screen.made is not None
    opened.append(screen.made.desk)


def test_a_folder_that_is_taken_is_explained(
    screen: NewOfficeScreen, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "new" / "vault").mkdir(parents=True)
    (tmp_path / "new" / "vault" / "something").write_text("x", encoding="utf-8")
    _to_the_passphrase(screen)
    screen.passphrase.first.line.setText(GOOD)
    screen.passphrase.again.line.setText(GOOD)
    screen.go_on()
    qtbot.waitUntil(lambda: bool(screen._banner.text), timeout=20_000)
    assert screen.made is None
    assert screen.next_button.isEnabled()


def test_the_blank_form_is_no_choice() -> None:
    packs = [pack for pack, _words in pack_options()]
    assert packs[0] == "cn"
    assert "blank-county" not in packs


def test_an_invitation_joins_an_office_that_is_at_work(
    screen: NewOfficeScreen, opened: list[Desk], tmp_path: Path, qtbot: QtBot
) -> None:
    card = OfficeCard("0123456789ab", "白石镇司法所", "白", "青石县", "", "cn")
    (tmp_path / "junk").write_bytes(b"junk")
    screen.take_invitation(tmp_path / "junk")
    screen.take_invitation(tmp_path / "none")
    assert not screen.office.isReadOnly()
    (tmp_path / "i").write_bytes(Invitation(card, "f" * 32, "王芳", {}).packed())
    screen.take_invitation(tmp_path / "i")
    assert (screen.office.text(), screen.officer.text()) == ("白石镇司法所", "王芳")
    assert screen.office.isReadOnly()
    assert "所长" not in screen.officer.accessibleName()
    assert screen._title.text().startswith("加入本所")
    assert screen.next_button.hasFocus()
    assert not screen.pack.isVisible()
    screen.go_on()
    for field in (screen.passphrase.first, screen.passphrase.again):
        field.line.setText(GOOD)
    qtbot.waitUntil(screen.passphrase.is_good)
    screen.go_on()
    qtbot.waitUntil(lambda: screen.made is not None, timeout=20_000)
    made = screen.made
    assert made is not None
    opened.append(made.desk)
    assert (made.desk.office, made.desk.actor.officer_id) == (card, "f" * 32)
    assert made.desk.actor.role is Role.ADMINISTRATOR
