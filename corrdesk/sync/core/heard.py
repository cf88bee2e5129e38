"""What an office's devices say that they hold: heard by the county, remembered, answered by it.

What is answered stands in `county`; what such a word is made of, in `receipt`.
"""

from __future__ import annotations

from typing import Final

from corrdesk.sync.core.frame import Kind, read_frame
from corrdesk.sync.core.ledger import Ledger
from corrdesk.sync.core.membership import Roster, allow
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import numbered
from corrdesk.sync.core.receipt import Holdings, read_holdings
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.talk import Box, Get, Talk

HOLDINGS: Final = "holdings:"


class Heard:
    """The last word of each serving device of an office, for one serving.

    `new`: devices of which one was heard in this serving. `epochs`: those that they know, and that
    are none of this county's any more.
    """

    def __init__(self, ledger: Ledger, box: Box, roster: Roster, today: str) -> None:
        self._ledger = ledger
        self._box = box
        self._roster = roster
        self._today = today
        self._words: dict[str, Holdings] = {}
        self.new: set[str] = set()
        self.epochs: set[str] = set()

    def hear(self, sealed: bytes) -> Holdings:
        """A device's word about what it holds, remembered. Raises `Refused`."""
        raw = self._box.open(sealed)
        opened = read_frame(raw, self._roster.keys(Side.OFFICE), Kind.HOLDINGS)
        allow(self._roster, opened.sender, last=0, today=self._today)
        said = read_holdings(opened.body, county=self._roster.county, office=self._roster.office)
        known = self._remembered(opened.sender)
        if known is not None and known.number >= said.number:
            raise Refused(Reason.OLD)
        if said.epoch not in {self._roster.epoch, *self._roster.ended}:
            self.epochs.add(said.epoch)
        self._ledger.remember({HOLDINGS + opened.sender: opened.body})
        self._words[opened.sender] = said
        self.new.add(opened.sender)
        return said

    def read(self, listed: list[str]) -> Talk[dict[str, Reason]]:
        """The latest word of each device that lies there; by name why others were not taken."""
        refused: dict[str, Reason] = {}
        for device in self._roster.devices(Side.OFFICE):
            known = self.of(device)
            for number, name in numbered(listed, f"holdings-{device}-"):
                if known is not None and number <= known.number:
                    break
                raw = yield Get(name)
                if raw is None:
                    continue  # a later one was read meanwhile
                try:
                    self.hear(raw)
                    break
                except Refused as refusal:
                    refused[name] = refusal.reason
        return refused

    def of(self, device: str) -> Holdings | None:
        """A device's word, as it was when it was first asked for in this serving.

        What another process hears meanwhile is answered by that one, and by the next serving.
        """
        if device not in self._words and (said := self._remembered(device)) is not None:
            self._words[device] = said
        return self._words.get(device)

    def all(self) -> dict[str, Holdings]:
        """The words of all devices that ever said one."""
        said = {device: self.of(device) for device in self._roster.devices(Side.OFFICE)}
        return {device: word for device, word in said.items() if word is not None}

    def latest(self) -> dict[str, Holdings]:
        """As `all`, with what other processes have heard up to now."""
        self._words.clear()
        return self.all()

    def _remembered(self, device: str) -> Holdings | None:
        body = self._ledger.recall(HOLDINGS + device)
        if body is None:
            return None
        return read_holdings(body, county=self._roster.county, office=self._roster.office)
