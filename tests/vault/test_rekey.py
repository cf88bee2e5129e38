"""A vault built anew under another key: every kind of slot and of file, and nothing of the old."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from corrdesk.vault import header, keyslots, rekey
from corrdesk.vault.errors import HeaderDamaged, WrongRecoveryCode
from corrdesk.vault.keyslots import KdfProfile
from corrdesk.vault.vault import Vault
from tests.vault.conftest import OFFICER, PASSPHRASE, Made


def rebuilt(made: Made) -> tuple[Made, str]:
    new = rekey.draw_key(
        made.opened, made.clock, officer_name=OFFICER, passphrase=PASSPHRASE,
        kdf=KdfProfile.CHEAP_FOR_TESTS,
    )  # fmt: skip
    assert new.draft.code not in repr(new)
    side = made.folder.with_name("side")
    assert rekey.build(made.opened, new, side) == ()
    return Made(side, new.draft.code, made.store, made.clock, made.opened), new.draft.code


def test_the_officer_the_new_code_and_the_county_open_it(made: Made) -> None:
    private = X25519PrivateKey.generate()
    made.opened.set_escrow(private.public_key().public_bytes_raw().hex())
    made.opened.add_officer(
        officer_name="王芳", officer_id="0b" * 16, passphrase="七只青蛙在雨伞下面数萤火虫",
        kdf=KdfProfile.CHEAP_FOR_TESTS,
    )  # fmt: skip
    connection = made.opened.connect()
    connection.execute("CREATE TABLE note (text TEXT)")
    connection.execute("INSERT INTO note VALUES ('kept')")
    connection.close()
    name = made.opened.attachments().put(b"letter" * 1000)
    (made.folder / "packs").mkdir()
    (made.folder / "packs" / "p.yaml").write_text("a: 1\n")
    side, code = rebuilt(made)
    opened = side.open()
    assert opened.key.material() != made.opened.key.material()
    assert opened.officer_ids() == (made.opened.officer_id,)
    connection = opened.connect()
    assert connection.execute("SELECT text FROM note").fetchone() == ("kept",)
    connection.close()
    assert opened.attachments().get(name) == b"letter" * 1000
    assert opened.attachments().put(b"letter" * 1000) == name
    assert (side.folder / "packs" / "p.yaml").is_file()
    Vault.open_with_recovery(side.folder, code, device_store=made.store, clock=made.clock)
    with pytest.raises(WrongRecoveryCode):
        Vault.open_with_recovery(side.folder, made.code, device_store=made.store, clock=made.clock)
    by_county = Vault.open_with_escrow(
        side.folder, private.private_bytes_raw().hex(), device_store=made.store, clock=made.clock
    )
    assert by_county.attachments().get(name) == b"letter" * 1000


def test_the_sealed_bytes_are_others(made: Made) -> None:
    name = made.opened.attachments().put(b"letter" * 1000)
    side, _code = rebuilt(made)
    before = (made.folder / "attachments" / name[:2] / name).read_bytes()
    after = (side.folder / "attachments" / name[:2] / name).read_bytes()
    assert before != after


def test_a_carried_key_opens_nothing_and_is_bound_to_its_slot(made: Made) -> None:
    side, _code = rebuilt(made)
    found = header.load(side.folder).header
    (carried,) = found.of_kind(keyslots.CARRIED)
    opened = side.open()
    with pytest.raises(HeaderDamaged):
        keyslots.take_carried((carried,), "0c" * 16, opened.key)
    with pytest.raises(HeaderDamaged):
        keyslots.take_carried((carried,), found.vault_id, made.opened.key)
