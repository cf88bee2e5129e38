"""A whole day at an office whose every name, number, place and word is marked, in one process.

Run as a module: a folder comes as argument, the seed too, the passphrase on standard input. Prints
the marked strings and every path that was written to outside the folder, locks, and is gone. With
`careless` the guard is off: somebody notes a name in plain text.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from corrdesk.base.clock import CHINA, FixedClock, ShiftedClock
from corrdesk.bootstrap import Desk, Founding, create_desk, open_desk
from corrdesk.casework.caseload.service import add_attachment, add_person
from corrdesk.casework.drafts.model import Draft
from corrdesk.casework.drafts.service import keep_draft
from corrdesk.casework.enforcement.service import add_evidence, preview_notice
from corrdesk.casework.leave.certificates import issue_certificate
from corrdesk.casework.reporting.model import CheckInFacts, DutyKind, Outcome, Presence
from corrdesk.casework.reporting.queries import desk_page
from corrdesk.casework.reporting.service import open_duties, record_check_in
from corrdesk.settings import SettingsStore
from corrdesk.ui.app import make_window
from corrdesk.ui.paths import ViolationOf
from corrdesk.ui.shell.qt_setup import make_application
from corrdesk.upkeep import backups
from corrdesk.vault.keyslots import KdfProfile
from corrdesk.vault.no_dumps import forbid_dumps
from tests.casework import cases, leaves
from tests.casework.people import id_number, order_facts, person_facts
from tests.faults.lock_office import OFFICER, TODAY

PEOPLE = 46
FIRST = 4  # of the marks: the name of the first person; her number comes next
HAN = range(0x4E00, 0x9FA0)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Marks:
    """Makes strings that stand nowhere else and remembers them."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.made: list[str] = []

    def words(self, before: str = "", count: int = 4) -> str:
        """Han characters at random, after a beginning that tells what they are."""
        self.made.append(before + "".join(chr(self._chance.choice(HAN)) for _each in range(count)))
        return self.made[-1]

    def phone(self) -> str:
        """A telephone number of nobody."""
        self.made.append(f"199{self._chance.randrange(10**8):08d}")
        return self.made[-1]

    def number(self, serial: int) -> str:
        """A valid identity number of nobody."""
        self.made.append(id_number(serial))
        return self.made[-1]


def watch_writing(base: Path) -> set[str]:
    """From now on: the paths outside the folder that are opened for writing."""
    outside: set[str] = set()

    def hear(event: str, told: tuple[Any, ...]) -> None:
        if event != "open" or not isinstance(told[0], str):
            return
        mode, flags = told[1], told[2]
        writes = bool(mode and set(mode) & set("wax+")) or bool(flags & WRITING)
        path = os.path.realpath(told[0])
        if writes and not path.startswith((str(base), "/dev/", "/proc/")):
            outside.add(path)

    sys.addaudithook(hear)
    return outside


def work(desk: Desk, clock: FixedClock, marks: Marks) -> tuple[str, str]:
    """The casework of the day. Returns the ids of a person and of the order."""
    orders = []
    for serial in range(1, PEOPLE + 1):
        facts = person_facts(
            serial,
            marks.words("欧阳", 3),
            id_number=marks.number(serial),
            phone=marks.phone(),
            residence=marks.words("青石镇", 5),
        )
        person, _changes = desk.act(lambda uow, facts=facts: add_person(uow, facts, order_facts()))  # type: ignore[misc]
        orders.append(person)
    desk.act(lambda uow: open_duties(uow, desk.law()))
    with desk.read() as session:
        lines = desk_page(session, desk.office.id, TODAY, "due", limit=100)
    for line in [each for each in lines if each.kind is DutyKind.CHECK_IN][:10]:
        clock.advance(timedelta(minutes=3))
        seen = CheckInFacts(
            line.kind, Presence.OFFICER_SAW, Outcome.COMPLIED, clock.now(), note=marks.words("备注")
        )
        desk.act(
            lambda uow, line=line, seen=seen: record_check_in(  # type: ignore[misc]
                uow, line.supervision_id, seen, duty_id=line.duty_id
            )
        )
    line = lines[0]
    case(desk, line.supervision_id, marks)
    leave = leaves.granted(
        desk, line.supervision_id, reason_text=marks.words("看望"), destination=marks.words("省城")
    )
    desk.issue(lambda uow, press, seal: issue_certificate(uow, leave, press=press, seal=seal))
    draft = Draft("0d" * 16, "{}", "登记违规", marks.made[FIRST], marks.words("草稿"), ())
    desk.act(lambda uow: keep_draft(uow, draft))
    return line.person_id, line.supervision_id


def case(desk: Desk, order: str, marks: Marks) -> None:
    """A breach with evidence in a file, to the printed and previewed notice."""
    violation = cases.violation(
        desk, order, facts=marks.words("未按规定报到，"), statement=marks.words("本人称")
    )
    content = marks.words("笔录").encode()
    attachment, _changes = desk.act(
        lambda uow: add_attachment(
            uow, violation, content, name=f"{marks.words('附件')}.txt", media_type="text/plain",
            seal=desk.seal,
        )
    )  # fmt: skip
    desk.act(
        lambda uow: add_evidence(uow, violation, marks.words("证据"), attachment_id=attachment)
    )
    decided = cases.decision(desk, cases.proposal(desk, violation), document=marks.words("青矫决"))
    desk.print_sheet(lambda uow: preview_notice(uow, decided))
    desk.issue_notice(decided)


def at_the_window(
    desk: Desk, base: Path, who: tuple[str, str], marks: Marks, then: Callable[[], None]
) -> int:
    """Looks for somebody, types half a form, copies a name, and locks."""
    app = make_application(["corrdesk"])
    window = make_window(
        base / "vault",
        clock=desk.clock,
        settings=SettingsStore(base / "home" / "settings.json"),
        device_secret_file=base / "device.secret",
    )
    window.show_desk(desk)
    window.show()
    window.activateWindow()
    place = window.workplace
    if place is None:
        return 1

    def type_half() -> None:
        place.search.setText(marks.made[FIRST])
        place.open_page("person", who[0])
        place.open_panel("violation", ViolationOf(*who))
        panel: Any = place.panel
        panel.form.facts.setFocus()
        panel.form.facts.insertPlainText(marks.words("写到一半"))
        QTest.keyClicks(panel.form.facts, "x")
        QApplication.clipboard().setText(marks.made[FIRST + 1])

    def lock() -> None:
        then()
        window.lock()

    QTimer.singleShot(500, type_half)
    QTimer.singleShot(3500, lock)
    return app.exec()


def main(base: Path, seed: int, *, careless: bool) -> int:
    """Plays the day; the process ends by locking."""
    forbid_dumps()
    outside, marks = watch_writing(base), Marks(seed)
    passphrase = sys.stdin.readline().strip()
    marks.made.append(passphrase)
    clock = FixedClock(TODAY)
    founding = Founding(
        marks.words("青石镇", 5), OFFICER, passphrase, "cn-example", marks.words("青石县", 5),
        kdf=KdfProfile.CHEAP_FOR_TESTS,
    )  # fmt: skip
    secret = base / "device.secret"
    desk, code = create_desk(base / "vault", founding, device_secret_file=secret, clock=clock)
    marks.made.append(code)
    who = work(desk, clock, marks)
    backups.back_up(desk.vault, clock, base / "stick")
    desk.close()
    desk = open_desk(
        base / "vault",
        officer=OFFICER,
        passphrase=passphrase,
        device_secret_file=secret,
        clock=ShiftedClock(datetime.combine(TODAY, time(17), CHINA)),
    )
    if careless:
        Path(tempfile.gettempdir(), "debug.log").write_text(marks.made[FIRST], encoding="gb18030")

    def tell() -> None:
        sys.stdout.write(json.dumps({"marks": marks.made, "outside": sorted(outside)}) + "\n")
        sys.stdout.flush()

    return at_the_window(desk, base, who, marks, tell)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), careless="careless" in sys.argv[3:]))
