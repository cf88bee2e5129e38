"""Sizes as people say them."""

from __future__ import annotations

from corrdesk.base.sizes import size_words


def test_sizes() -> None:
    assert [size_words(size) for size in (1, 1024, 1025, 1 << 20, 52_428_800)] == [
        "1 KB", "1 KB", "2 KB", "1.0 MB", "50.0 MB",
    ]  # fmt: skip
