"""Slots open with what they were made with, and with nothing else."""

import time
import unicodedata
from collections.abc import Mapping
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from corrdesk.vault import keyslots
from corrdesk.vault.datakey import DataKey
from corrdesk.vault.errors import (
    BadEscrowKey,
    HeaderDamaged,
    WrongEscrowKey,
    WrongPassphrase,
    WrongRecoveryCode,
)
from corrdesk.vault.header import KeySlot
from corrdesk.vault.keyslots import KdfProfile, SlotOwner

VAULT = "0a" * 16
DEVICE = b"d" * 32
OWNER = SlotOwner("0b" * 16, "0c" * 16, "2026-11-20T09:00:00+08:00")
SECRET_WORDS = "Café 灯笼 lantern nine"


@pytest.fixture
def key() -> DataKey:
    return DataKey.random()


def make_slot(key: DataKey, kdf: KdfProfile = KdfProfile.CHEAP_FOR_TESTS) -> KeySlot:
    return keyslots.wrap_for_officer(key, VAULT, OWNER, SECRET_WORDS, DEVICE, kdf)


def test_an_officers_slot_opens_with_passphrase_and_device_together(key: DataKey) -> None:
    slot = make_slot(key)
    opened = keyslots.unwrap_as_officer(slot, VAULT, SECRET_WORDS, DEVICE)
    assert opened.material() == key.material()
    for passphrase, device in [(SECRET_WORDS + " ", DEVICE), (SECRET_WORDS, b"e" * 32)]:
        with pytest.raises(WrongPassphrase):
            keyslots.unwrap_as_officer(slot, VAULT, passphrase, device)


def test_both_ways_of_composing_an_accent_are_one_passphrase(key: DataKey) -> None:
    slot = make_slot(key)
    other = unicodedata.normalize("NFD", SECRET_WORDS)
    assert other != SECRET_WORDS
    assert keyslots.unwrap_as_officer(slot, VAULT, other, DEVICE).material() == key.material()


def test_the_default_cost_is_that_of_the_design_and_stays_bearable(key: DataKey) -> None:
    """The one test with the real cost: 64 MiB, three passes, four lanes."""
    slot = make_slot(key, KdfProfile.STANDARD)
    assert {n: slot.params[n] for n in ("memory_kib", "passes", "lanes")} == {
        "memory_kib": 65536,
        "passes": 3,
        "lanes": 4,
    }
    started = time.monotonic()
    keyslots.unwrap_as_officer(slot, VAULT, SECRET_WORDS, DEVICE)
    assert 0.02 < time.monotonic() - started < 10


def test_a_slot_altered_in_any_member_or_moved_to_another_vault_opens_nothing(
    key: DataKey,
) -> None:
    slot = make_slot(key)
    altered = [
        replace(slot, slot_id="00" * 8),
        replace(slot, kind="recovery"),
        replace(slot, officer_id="ff" * 16),
        replace(slot, name_tag="ff" * 16),
        replace(slot, device="ff" * 8),
        replace(slot, created="2027-01-01T00:00:00+08:00"),
        replace(slot, params=dict(slot.params) | {"memory_kib": 128}),
        replace(slot, params=dict(slot.params) | {"note": "x"}),
        replace(slot, wrapped=make_slot(key).wrapped),
        replace(slot, wrapped="AAAA"),
        replace(slot, wrapped="not base64!"),
    ]
    for other in altered:
        with pytest.raises(WrongPassphrase):
            keyslots.unwrap_as_officer(other, VAULT, SECRET_WORDS, DEVICE)
    with pytest.raises(WrongPassphrase):
        keyslots.unwrap_as_officer(slot, "0f" * 16, SECRET_WORDS, DEVICE)


@pytest.mark.parametrize(
    "hostile",
    [
        {"memory_kib": 100 * 1024 * 1024},
        {"memory_kib": 1024 * 1024 + 1},
        {"memory_kib": 0},
        {"memory_kib": 1024 * 1024, "passes": 16},
        {"passes": 1_000_000},
        {"passes": 0},
        {"lanes": 1000},
        {"lanes": -1},
        {"memory_kib": "64"},
        {"kdf": "none"},
        {"salt": ""},
        {"salt": "zz" * 16},
    ],
)
def test_a_hostile_header_cannot_ask_for_absurd_costs(
    key: DataKey, hostile: Mapping[str, int | str]
) -> None:
    slot = make_slot(key)
    worse = replace(slot, params=dict(slot.params) | dict(hostile))
    started = time.monotonic()
    with pytest.raises(HeaderDamaged):
        keyslots.unwrap_as_officer(worse, VAULT, SECRET_WORDS, DEVICE)
    assert time.monotonic() - started < 1


def test_the_recovery_code_opens_its_slot_and_no_other(key: DataKey) -> None:
    slot, code = keyslots.wrap_for_recovery(key, VAULT, OWNER.created)
    other, other_code = keyslots.wrap_for_recovery(DataKey.random(), VAULT, OWNER.created)
    assert keyslots.unwrap_with_code((slot,), VAULT, code).material() == key.material()
    assert keyslots.unwrap_with_code((other, slot), VAULT, code).material() == key.material()
    for slots, typed, vault in [
        ((slot,), other_code, VAULT),
        ((slot,), code, "0f" * 16),
        ((), code, VAULT),
    ]:
        with pytest.raises(WrongRecoveryCode):
            keyslots.unwrap_with_code(slots, vault, typed)


def test_the_same_key_is_never_wrapped_twice_alike(key: DataKey) -> None:
    slots = [make_slot(key) for _ in range(20)]
    assert len({s.wrapped for s in slots}) == len({s.params["salt"] for s in slots}) == 20


def test_a_device_secret_of_another_size_is_our_own_mistake(key: DataKey) -> None:
    with pytest.raises(ValueError, match="32"):
        keyslots.unwrap_as_officer(make_slot(key), VAULT, SECRET_WORDS, b"short")


def test_the_device_tag_does_not_contain_the_secret() -> None:
    assert keyslots.device_tag(DEVICE) != keyslots.device_tag(b"e" * 32)
    assert DEVICE.hex()[:8] not in keyslots.device_tag(DEVICE)


# The county's escrow


def x25519() -> tuple[str, str]:
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw().hex(), private.public_key().public_bytes_raw().hex()


def test_the_county_opens_what_is_sealed_to_it() -> None:
    key, (private, public) = DataKey.random(), x25519()
    slot = keyslots.wrap_for_escrow(key, VAULT, "2026-11-20", public)
    opened = keyslots.unwrap_with_escrow((slot,), VAULT, private + "\n")
    assert opened.material() == key.material()
    with pytest.raises(WrongEscrowKey):
        keyslots.unwrap_with_escrow((slot,), VAULT, x25519()[0])
    with pytest.raises(WrongEscrowKey):
        keyslots.unwrap_with_escrow((slot,), "0b" * 16, private)  # moved to another vault
    with pytest.raises(WrongEscrowKey):
        keyslots.unwrap_with_escrow((replace(slot, created="2026-11-21"),), VAULT, private)


@pytest.mark.parametrize("text", ["", "zz", "ab" * 31, "ab" * 33])
def test_what_is_no_key_is_said_to_be_none(text: str) -> None:
    with pytest.raises(BadEscrowKey):
        keyslots.wrap_for_escrow(DataKey.random(), VAULT, "2026-11-20", text)
    with pytest.raises(BadEscrowKey):
        keyslots.unwrap_with_escrow((), VAULT, text)
