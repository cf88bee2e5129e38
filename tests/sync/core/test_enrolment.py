"""A request proves its own key; a grant is whole in itself; eight words tell them apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corrdesk.base.ids import derived_id
from corrdesk.sync.core.enrolment import (
    FIRST,
    SECOND,
    Grant,
    Request,
    eight_words,
    read_grant,
    read_request,
)
from corrdesk.sync.core.frame import Kind, frame
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.refusal import Reason, Refused
from tests.sync.core.parties import TRUST, certificate, roster
from tests.sync.worlds import COUNTY, OFFICE, public, signing

A = derived_id("device", "a")
REQUEST = Request(
    OFFICE, "石桥司法所", A, "一号机", public(signing("a")), "age-a", "2026-06-10T09:00:00+08:00"
)
GRANT = Grant(
    COUNTY,
    "测试县",
    TRUST.root,
    certificate("a", Side.OFFICE),
    roster("a"),
    "PEM",
    "https://x:8443",
)


def test_they_come_back() -> None:
    assert read_request(REQUEST.framed(signing("a").sign)) == REQUEST
    assert read_grant(GRANT.packed(signing("county").sign)) == GRANT


def test_nobody_asks_for_the_key_of_another() -> None:
    with pytest.raises(Refused) as refused:
        read_request(REQUEST.framed(signing("b").sign))
    assert refused.value.reason is Reason.SIGNATURE
    other = replace(REQUEST, device="0" * 32)
    raw = frame(Kind.REQUEST, A, other.body(), signing("a").sign)
    with pytest.raises(Refused):
        read_request(raw)


def test_every_cut_and_every_flipped_byte_is_refused() -> None:
    for raw, read in (
        (REQUEST.framed(signing("a").sign), read_request),
        (GRANT.packed(signing("county").sign), read_grant),
    ):
        for position in range(0, len(raw), 3):
            damaged = bytearray(raw)
            damaged[position] ^= 0x55
            for wrong in (bytes(damaged), raw[:position]):
                with pytest.raises(Refused):
                    read(wrong)


def test_a_grant_of_another_root_is_another_countys() -> None:
    with pytest.raises(Refused):
        read_grant(GRANT.packed(signing("mallory").sign))
    with pytest.raises(Refused):
        read_grant(replace(GRANT, root=public(signing("mallory"))).packed(signing("mallory").sign))


def test_eight_words() -> None:
    words = eight_words(b"x").split()
    assert len(words) == 8
    assert all(len(word) == 2 for word in words)
    assert eight_words(b"x") != eight_words(b"y")
    assert len(set(FIRST)) == len(set(SECOND)) == 16
