"""Who the county is in the exchange: its root key, its device, and what opens things sealed to it.

The root key signs certificates, rosters, receipts and the county's own journal. Its device is new
after every restoring, so that its journal cannot fork.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from corrdesk.base.ids import derived_id
from corrdesk.county.folder import CountyFolder
from corrdesk.sync.box import AgeBox
from corrdesk.sync.core.membership import NEVER, Certificate
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.talk import Me


class CountyIdentity:
    """The county's keys in use; its text form shows none."""

    def __init__(self, folder: CountyFolder) -> None:
        self._folder = folder
        self._key = Ed25519PrivateKey.from_private_bytes(folder.key("signing"))
        self.box = AgeBox(folder.sealing_identity())
        self.county_id = folder.card.county_id
        self.name = folder.card.name
        self.epoch = folder.card.epoch
        self.device = derived_id("county", self.county_id, self.epoch)
        self.root = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def __repr__(self) -> str:
        return f"CountyIdentity({self.county_id})"

    def sign(self, content: bytes) -> bytes:
        """The county's signature."""
        return self._key.sign(content)

    def me(self) -> Me:
        """The county as it speaks in the exchange."""
        return Me(self.device, self.sign, self.box)

    @property
    def ended(self) -> tuple[str, ...]:
        """The epochs that are over."""
        return self._folder.card.ended

    def certificates(self) -> list[Certificate]:
        """The county's own device, and those that it had in epochs that are over."""
        return [self._certificate(epoch) for epoch in (self.epoch, *self.ended)]

    def _certificate(self, epoch: str) -> Certificate:
        device = derived_id("county", self.county_id, epoch)
        return Certificate(
            self.county_id, "", device, Side.COUNTY, self.name, self.root, self.box.recipient,
            NEVER,
        ).signed(self.sign)  # fmt: skip


def escrow_public(folder: CountyFolder) -> str:
    """The public half of the escrow key, as offices register it (64 hex digits)."""
    key = X25519PrivateKey.from_private_bytes(folder.key("escrow"))
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
