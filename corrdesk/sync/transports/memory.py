"""A target in memory: for tests, for rehearsals, and as the plainest example of a way."""

from __future__ import annotations

from collections.abc import Iterable

from corrdesk.sync.transports.base import checked_name, checked_prefix


class MemoryTransport:
    """Names and what lies under them."""

    def __init__(self, content: dict[str, bytes] | None = None) -> None:
        self.content = content if content is not None else {}

    def list(self, prefix: str) -> list[str]:
        start = checked_prefix(prefix)
        return sorted(name for name in self.content if name.startswith(start))

    def get(self, name: str) -> bytes | None:
        return self.content.get(checked_name(name))

    def put(self, name: str, content: bytes) -> None:
        self.content.setdefault(checked_name(name), bytes(content))

    def clear(self, names: Iterable[str]) -> None:
        for name in names:
            self.content.pop(checked_name(name), None)

    def close(self) -> None:
        """Nothing to let go of."""
