"""The printed code: read back as written by hand, and every slip of the pen named."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.vault import recovery
from corrdesk.vault.errors import RecoveryCodeMistyped

SECRETS = st.binary(min_size=recovery.SECRET_BYTES, max_size=recovery.SECRET_BYTES)


@given(SECRETS)
def test_a_code_is_eight_groups_of_five_and_gives_its_bits_back(secret: bytes) -> None:
    code = recovery.to_code(secret)
    assert [len(group) for group in code.split("-")] == [5] * 8
    assert set(code) <= set(recovery.ALPHABET) | {"-"}
    assert recovery.from_code(code) == secret


@given(SECRETS)
def test_a_hand_may_write_it_its_own_way(secret: bytes) -> None:
    code = recovery.to_code(secret)
    loose = code.lower().replace("0", "o").replace("1", "l").replace("-", " \n ")
    wide = code.replace("1", "I").translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)})
    assert recovery.from_code(f"  {loose} ") == secret
    assert recovery.from_code(wide) == secret
    assert recovery.from_code(code.replace("-", "—")) == secret


def test_each_single_slip_is_found_in_its_group() -> None:
    code = recovery.to_code(random.Random(1).randbytes(20)).replace("-", "")
    for place, symbol in enumerate(code):
        for other in recovery.ALPHABET:
            if other != symbol:
                with pytest.raises(RecoveryCodeMistyped) as caught:
                    recovery.from_code(code[:place] + other + code[place + 1 :])
                assert caught.value.groups == (place // 5 + 1,)


@given(SECRETS, st.integers(0, 38))
def test_two_neighbours_swapped_are_found(secret: bytes, place: int) -> None:
    code = recovery.to_code(secret).replace("-", "")
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code and place % 5 != 4:
        with pytest.raises(RecoveryCodeMistyped):
            recovery.from_code(swapped)


@given(SECRETS, st.integers(0, 7), st.integers(0, 7))
def test_two_groups_swapped_are_found(secret: bytes, one: int, two: int) -> None:
    groups = recovery.to_code(secret).split("-")
    if one != two and groups[one] != groups[two]:
        groups[one], groups[two] = groups[two], groups[one]
        with pytest.raises(RecoveryCodeMistyped):
            recovery.from_code("-".join(groups))


@given(SECRETS, st.sampled_from(".·_/,，。 —–-\t\u3000"), st.integers(1, 3))
def test_it_does_not_matter_how_the_groups_are_kept_apart(
    secret: bytes, sign: str, times: int
) -> None:
    assert recovery.from_code(recovery.to_code(secret).replace("-", sign * times)) == secret


@given(SECRETS, st.integers(0, 39))
def test_a_lost_character_is_looked_for_in_its_group(secret: bytes, place: int) -> None:
    code = recovery.to_code(secret)
    at = place + place // 5  # past the dashes
    with pytest.raises(RecoveryCodeMistyped) as caught:
        recovery.from_code(code[:at] + code[at + 1 :])
    assert caught.value.groups == (place // 5 + 1,)
    assert "39 个" in str(caught.value)


def test_a_lost_character_of_a_code_without_dashes_shows_where_it_begins_to_fail() -> None:
    code = recovery.to_code(random.Random(5).randbytes(20)).replace("-", "")
    with pytest.raises(RecoveryCodeMistyped) as caught:
        recovery.from_code(code[:17] + code[18:])
    assert caught.value.groups in {(4,), (5,)}


@pytest.mark.parametrize("text", ["", "ABC", "0" * 39, "0" * 41, "U" * 40, "中" * 40, "é" * 40])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(RecoveryCodeMistyped):
        recovery.from_code(text)


def test_new_codes_differ() -> None:
    assert len({recovery.to_code(recovery.new_secret()) for _ in range(100)}) == 100
