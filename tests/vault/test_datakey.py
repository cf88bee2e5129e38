"""The key object shows nothing, and its derived keys are apart."""

import pickle

import pytest

from corrdesk.vault.datakey import DataKey


def test_nothing_of_the_key_shows() -> None:
    key = DataKey(bytes(range(32)))
    assert bytes(range(32)).hex() not in f"{key!r} {key!s}"
    with pytest.raises(TypeError):
        pickle.dumps(key)


def test_the_raw_form_has_sixty_four_digits() -> None:
    literal = DataKey(b"\x01" * 32).raw_key_literal()
    assert literal == b"x'" + b"01" * 32 + b"'"


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_other_sizes_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match="32"):
        DataKey(b"k" * size)


def test_subkeys_are_stable_and_differ_by_purpose() -> None:
    key = DataKey(b"k" * 32)
    assert key.subkey("a") == DataKey(b"k" * 32).subkey("a")
    assert len({key.subkey("a"), key.subkey("b"), key.material()}) == 3


def test_a_wiped_key_serves_nobody() -> None:
    key = DataKey.random()
    key.wipe()
    with pytest.raises(ValueError, match="wiped"):
        key.subkey("a")


def test_random_keys_differ() -> None:
    assert len({DataKey.random().material() for _ in range(50)}) == 50


def test_a_carried_subkey_stands_in_for_one_purpose_and_is_wiped() -> None:
    key = DataKey(b"k" * 32)
    other = key.subkey("b")
    key.carry("a", b"c" * 32)
    assert (key.subkey("a"), key.subkey("b")) == (b"c" * 32, other)
    with pytest.raises(ValueError, match="32 bytes"):
        key.carry("a", b"short")
    key.wipe()
    with pytest.raises(ValueError, match="wiped"):
        key.subkey("a")
