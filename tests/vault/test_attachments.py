"""Sealed files: what goes in comes out, and nothing else does."""

import io
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.vault.attachments import Attachments
from corrdesk.vault.datakey import DataKey
from corrdesk.vault.errors import AttachmentDamaged, AttachmentMissing, AttachmentTooLarge

MARKER = "见证人：沈青禾。".encode()
CHUNK = 1024 * 1024


@pytest.fixture
def sealed(tmp_path: Path) -> Attachments:
    return Attachments(tmp_path, DataKey(b"k" * 32))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_any_size_comes_back(sealed: Attachments, size: int) -> None:
    content = random.Random(size).randbytes(size)
    name = sealed.put(content)
    assert sealed.get(name) == content
    assert sealed.put_file(io.BytesIO(content)) == name
    assert list(sealed.names()) == [name]


@given(st.binary(max_size=300))
def test_the_name_belongs_to_the_content_and_the_key(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("sealed")
    one, two = Attachments(folder, DataKey(b"k" * 32)), Attachments(folder, DataKey(b"l" * 32))
    assert one.put(content) == one.put(content) != two.put(content)
    assert one.get(one.put(content)) == content


def test_no_plain_text_and_no_plain_digest_on_the_disk(sealed: Attachments, tmp_path: Path) -> None:
    import hashlib

    name = sealed.put(MARKER * 100_000)
    paths = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in paths] == [name]
    assert MARKER[:12] not in paths[0].read_bytes()
    assert name != hashlib.sha256(MARKER * 100_000).hexdigest()


def test_every_flipped_bit_and_every_cut_is_noticed(sealed: Attachments, tmp_path: Path) -> None:
    content = random.Random(5).randbytes(500)
    name = sealed.put(content)
    path = tmp_path / name[:2] / name
    raw = path.read_bytes()
    for bit in range(len(raw) * 8):
        damaged = bytearray(raw)
        damaged[bit // 8] ^= 1 << bit % 8
        path.write_bytes(damaged)
        assert not sealed.verify(name), bit
    for size in range(len(raw)):
        path.write_bytes(raw[:size])
        with pytest.raises(AttachmentDamaged):
            sealed.get(name)
    path.write_bytes(raw + b"x")
    assert not sealed.verify(name)


def test_whole_chunks_cannot_be_cut_off_or_swapped(sealed: Attachments, tmp_path: Path) -> None:
    name = sealed.put(random.Random(6).randbytes(3 * CHUNK))
    path = tmp_path / name[:2] / name
    raw = path.read_bytes()
    head, body, piece = raw[:24], raw[24:], CHUNK + 16
    parts = [body[i : i + piece] for i in range(0, len(body), piece)]
    assert len(parts) == 3
    for order in ([0, 1], [1, 0, 2], [0, 2], [0, 1, 1, 2]):
        path.write_bytes(head + b"".join(parts[i] for i in order))
        assert not sealed.verify(name), order


def test_another_file_under_this_name_is_noticed(sealed: Attachments, tmp_path: Path) -> None:
    one, two = sealed.put(b"one"), sealed.put(b"two")
    (tmp_path / one[:2] / one).write_bytes((tmp_path / two[:2] / two).read_bytes())
    with pytest.raises(AttachmentDamaged):
        sealed.get(one)


def test_putting_a_damaged_file_again_mends_it(sealed: Attachments, tmp_path: Path) -> None:
    name = sealed.put(b"letter")
    (tmp_path / name[:2] / name).write_bytes(b"rubbish")
    assert sealed.put(b"letter") == name
    assert sealed.get(name) == b"letter"


def test_too_large_missing_and_deleted(sealed: Attachments, tmp_path: Path) -> None:
    with pytest.raises(AttachmentTooLarge):
        sealed.put(b"x" * 11, limit=10)
    with pytest.raises(AttachmentTooLarge):
        sealed.put_file(io.BytesIO(b"x" * 1000), limit=10)
    assert list(sealed.names()) == []
    name = sealed.put(b"x" * 10, limit=10)
    sealed.delete(name)
    sealed.delete(name)
    with pytest.raises(AttachmentMissing):
        sealed.get(name)


@pytest.mark.parametrize("name", ["", "../" * 20, "A" * 64, "/etc/passwd", "0" * 63, "0" * 65])
def test_only_names_of_our_own_form_are_looked_for(sealed: Attachments, name: str) -> None:
    with pytest.raises(ValueError, match="64"):
        sealed.get(name)


def test_whether_a_file_is_there(sealed: Attachments) -> None:
    name = sealed.put(b"one")
    assert sealed.has(name)
    assert not any(map(sealed.has, ["0" * 64, "", "../" + name, name.upper(), name[:-1]]))
