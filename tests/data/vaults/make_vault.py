"""Makes the stored vault of the present schema: `python -m tests.data.vaults.make_vault`.

Run once where a schema version is the newest one; what is stored is never made again, only opened.
"""

from __future__ import annotations

import shutil
import sys
from datetime import date, timedelta
from pathlib import Path

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Founding, create_desk
from corrdesk.casework.caseload.service import add_attachment
from corrdesk.store.schema import latest_revision
from corrdesk.vault.keyslots import KdfProfile
from tests.casework.people import new_person, report

HERE = Path(__file__).parent
OFFICER = "沈青禾"
PASSPHRASE = "纸船漂过十二座石桥看见灯火"
DAY = date(2026, 6, 10)


def make(folder: Path) -> None:
    """Make a small office with everything that a first version records."""
    folder.mkdir()
    clock = FixedClock(DAY)
    founding = Founding(
        "青石镇司法所", OFFICER, PASSPHRASE, "cn-example", kdf=KdfProfile.CHEAP_FOR_TESTS
    )
    desk, code = create_desk(
        folder / "vault", founding, device_secret_file=folder / "device.secret", clock=clock
    )
    (folder / "recovery.txt").write_text(code + "\n", encoding="ascii")
    for serial in (1, 2):
        person, supervision = new_person(desk, serial)
        clock.advance(timedelta(minutes=1))
        report(desk, supervision)
    desk.act(
        lambda uow: add_attachment(
            uow, person, b"letter", name="信.txt", media_type="text/plain", seal=desk.seal
        )
    )
    desk.close()


if __name__ == "__main__":
    target = HERE / latest_revision()
    if target.exists() and "--again" not in sys.argv:
        sys.exit("stored vaults are not made again")
    shutil.rmtree(target, ignore_errors=True)
    make(target)
