"""Bytes over a line of 64 kbit/s that breaks every 30 seconds, to bytes over one that holds.

The rules are those that ship, the line and its clock are reckoned: nobody waits. What HTTPS adds to
a request and to a connection is what was measured over the real one. Judges nothing.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from typing import Any

from corrdesk.base.ids import derived_id
from corrdesk.store.chain import Change
from corrdesk.sync.core.sending import RUN, Pace
from corrdesk.sync.core.talk import Get, List, Put, Talk
from tests.bench.exchange.records import records
from tests.sync.core.parties import Exchange, Mailbox

SPEED = 8_000  # bytes a second: 64 kbit/s
HOLDS = 30  # seconds
GREETING = 3_300  # bytes of a new connection, both ways
AROUND = 720  # bytes of a request and its answer, beside what they carry
SEAL = 400  # bytes of a seal and a frame
PATIENCE = 40  # cuts without one entry more, after which nobody hopes
RUNS = (RUN, 1_000, 250)  # entries in a segment at the most: as shipped, and smaller


class Cut(Exception):
    """The line broke."""


@dataclass
class Line:
    """Counts bytes, and breaks where its time is over; what was half sent did not arrive."""

    mailbox: Mailbox
    holds: float
    sent: float = 0
    left: float = 0

    def talk(self, talk: Talk[Any]) -> Any:
        """One exchange over a new connection."""
        answer: Any = None
        self._carry(GREETING)
        try:
            while True:
                ask = talk.send(answer)
                self._carry(AROUND)
                if isinstance(ask, Put):
                    self._carry(len(ask.content) + SEAL)
                answer = self.mailbox.answer(ask)
                if isinstance(ask, Put):
                    answer = (AROUND + len(ask.content) + SEAL) / SPEED
                if isinstance(ask, List):
                    self._carry(sum(len(name) + 3 for name in answer))
                elif isinstance(ask, Get) and answer is not None:
                    self._carry(len(answer) + SEAL)
        except StopIteration as end:
            return end.value
        finally:
            talk.close()

    def _carry(self, count: float) -> None:
        if count > self.left:
            self.sent += self.left
            self.left = self.holds * SPEED
            raise Cut
        self.sent += count
        self.left -= count


def bytes_to_deliver(count: int, most: int, holds: float) -> tuple[float, int]:
    """Bytes until the county holds all these entries, and cuts; no end of them is infinite."""
    exchange = Exchange(("a",))
    device = derived_id("device", "a")
    for number, record in enumerate(records(count)):
        fields = {name: value for name, value in record.items() if name != "id"}
        change = Change("volunteer", record["id"], fields, {})
        exchange.desks["a"].write(device, [change], 1_781_000_000_000 + 40_000 * number)
    line = Line(exchange.mailbox, holds, left=holds * SPEED)
    cuts = idle = held = 0
    while held < count:
        side = exchange.side("a")
        side._sender = replace(side._sender, pace=Pace(most))
        try:
            line.talk(side.exchange())
        except Cut:
            cuts += 1
        exchange.serve()
        before, held = held, len(exchange.county.chains.get(device, []))
        idle = 0 if held > before else idle + 1
        if idle > PATIENCE:
            return float("inf"), cuts
    return line.sent, cuts


def main() -> None:
    """Prints one line for each size of a segment."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    count = parser.parse_args().count
    for most in RUNS:
        whole, _none = bytes_to_deliver(count, most, float("1e9"))
        broken, cuts = bytes_to_deliver(count, most, HOLDS)
        print(
            f"{count} records, segments of at most {most}: {whole / count:.0f} bytes each, "
            f"{cuts} cuts, bytes / uncut {broken / whole:.2f}"
        )


if __name__ == "__main__":
    main()
