"""Who the county is: one root, a device that is new after a restoring, and no key in a text."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from corrdesk.county.identity import CountyIdentity, escrow_public
from corrdesk.sync.core.membership import read_certificate
from corrdesk.vault.datakey import DataKey
from corrdesk.vault.keyslots import unwrap_with_escrow, wrap_for_escrow
from tests.county.conftest import Bureau


def test_the_root_signs_and_its_device_is_certified(bureau: Bureau) -> None:
    me = bureau.county.identity
    Ed25519PublicKey.from_public_bytes(me.root).verify(me.sign(b"x"), b"x")
    (certificate,) = me.certificates()
    assert read_certificate(certificate.packed(), me.root).device == me.device


def test_a_restoring_gives_a_new_device_under_the_same_root(bureau: Bureau) -> None:
    before = bureau.county.identity
    bureau.county.folder.new_epoch()
    after = CountyIdentity(bureau.county.folder)
    assert (after.root, after.county_id) == (before.root, before.county_id)
    assert after.device != before.device
    assert [each.device for each in after.certificates()] == [after.device, before.device]
    assert after.ended == (before.epoch,)


def test_its_text_shows_no_key(bureau: Bureau) -> None:
    folder = bureau.county.folder
    text = repr(bureau.county.identity) + repr(bureau.county.identity.box)
    assert folder.key("signing").hex() not in text
    assert folder.sealing_identity() not in text


def test_the_escrow_key_opens_what_was_sealed_to_it(bureau: Bureau) -> None:
    folder = bureau.county.folder
    slot = wrap_for_escrow(DataKey(b"k" * 32), "0" * 32, "2026", escrow_public(folder))
    opened = unwrap_with_escrow((slot,), "0" * 32, folder.key("escrow").hex())
    assert opened.material() == b"k" * 32
