"""Sizes of files as people say them."""

from __future__ import annotations

from typing import Final

KILO: Final = 1024


def size_words(size: int) -> str:
    """A size in bytes as KB, rounded up, or as MB."""
    if size < KILO * KILO:
        return f"{-(-size // KILO)} KB"
    return f"{size / KILO / KILO:.1f} MB"
