"""Eight words: read as people type them, and proofs that cover everything that must not change."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrdesk.sync.core.enrolment import FIRST, SECOND
from corrdesk.sync.core.invitation import (
    Code,
    NotACode,
    answer_proof,
    ask_proof,
    read_code,
    same,
)

SECRET = bytes([0, 17, 34, 51, 68, 85, 102, 119])
SEPARATORS = st.sampled_from(["", " ", "　", "，", "、", "\n", " - "])


@given(st.binary(min_size=8, max_size=8), st.lists(SEPARATORS, min_size=8, max_size=8))
def test_words_are_read_however_they_are_typed(secret: bytes, between: list[str]) -> None:
    words = Code(secret).words().split(" ")
    typed = "".join(word + gap for word, gap in zip(words, between, strict=True))
    assert read_code(typed) == Code(secret)


def test_every_byte_has_a_word_of_its_own() -> None:
    words = {Code(bytes([byte]) * 8).words() for byte in range(256)}
    assert len(words) == 256
    assert not set(FIRST) & set(SECOND)  # a letter that is left out shows itself at once


@pytest.mark.parametrize(
    ("typed", "word"),
    [("", 0), ("东门", 0), ("东门 " * 9, 0), ("东门 南桥 门东", 3), ("东门 x", 2), ("东门 南", 2)],
)
def test_what_is_no_code_names_the_word(typed: str, word: int) -> None:
    with pytest.raises(NotACode) as wrong:
        read_code(typed)
    assert wrong.value.word == word


def test_the_text_form_shows_nothing() -> None:
    assert repr(Code(SECRET)) == "Code()"


@settings(max_examples=30)
@given(st.integers(0, 63))
def test_another_code_has_another_key(bit: int) -> None:
    changed = bytearray(SECRET)
    changed[bit // 8] ^= 1 << bit % 8
    assert Code(bytes(changed)).key() != Code(SECRET).key()


def test_a_proof_covers_certificate_request_and_grant() -> None:
    key, other = b"k" * 32, b"o" * 32
    said = answer_proof(key, b"c" * 32, b"request", b"grant")
    different = [
        answer_proof(other, b"c" * 32, b"request", b"grant"),
        answer_proof(key, b"d" * 32, b"request", b"grant"),
        answer_proof(key, b"c" * 32, b"Request", b"grant"),
        answer_proof(key, b"c" * 32, b"request", b"Grant"),
        ask_proof(key, b"c" * 32, b"request"),
    ]
    assert not any(same(said, each) for each in different)
    asked = ask_proof(key, b"c" * 32, b"request")
    assert not same(asked, ask_proof(key, b"d" * 32, b"request"))
    assert not same(asked, ask_proof(key, b"c" * 32, b"Request"))
    assert same(asked, ask_proof(key, b"c" * 32, b"request"))
