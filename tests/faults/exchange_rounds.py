"""An office that writes and exchanges without a pause, to be killed: it says what it did.

`python -m tests.faults.exchange_rounds VAULT SECRET ADDRESS` says "written SEQ" when an act is
committed, "held SEQ" when the county's receipt proves it, "broken" when the county was away.
"""

from __future__ import annotations

import itertools
import sys
import time
from pathlib import Path

from corrdesk.base.clock import SystemClock
from corrdesk.base.errors import EnvironmentFault
from corrdesk.bootstrap import open_desk
from corrdesk.sync.transports.http import Credentials, HttpTransport
from tests.casework.conftest import OFFICER, PASSPHRASE
from tests.casework.people import new_person


def main(vault: Path, secret: Path, address: str) -> None:
    """Works until it is killed."""
    desk = open_desk(
        vault, officer=OFFICER, passphrase=PASSPHRASE, device_secret_file=secret,
        clock=SystemClock(),
    )  # fmt: skip
    county = desk.exchange.county()
    assert county is not None
    own = Credentials(desk.exchange.device, desk.exchange.key, county.authority)
    for serial in itertools.count(desk.head().seq + 100):
        new_person(desk, serial)
        print("written", desk.head().seq, flush=True)
        try:
            transport = HttpTransport(address, own)
            try:
                held = desk.exchange.run(transport, address).report.held
            finally:
                transport.close()
        except EnvironmentFault:
            print("broken", flush=True)
            time.sleep(0.2)
        else:
            print("held", held, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
