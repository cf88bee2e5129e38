"""What the ways over HTTP have in common: how an answer or a broken line becomes trouble."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import ParseError

import httpx

from corrdesk.sync.transports.base import TransportFault, Trouble

TIMEOUT_SECONDS: Final = 60.0  # a piece of two megabytes needs that long on the slowest lines
LARGEST_LIST: Final = 32 << 20
_BY_STATUS: Final = {
    401: Trouble.FORBIDDEN,
    403: Trouble.FORBIDDEN,
    404: Trouble.WRONG,
    405: Trouble.WRONG,
    408: Trouble.SLOW,
    423: Trouble.SLOW,
    429: Trouble.SLOW,
    503: Trouble.SLOW,
    507: Trouble.FULL,
}


def require(answer: httpx.Response, *good: int) -> None:
    """Raises `TransportFault` for any other answer."""
    if answer.status_code not in good:
        raise TransportFault(_BY_STATUS.get(answer.status_code, Trouble.BROKEN))


def content_of(answer: httpx.Response, largest: int) -> bytes:
    """The content of an answer, unpacked as far as it is no larger than that."""
    content = bytearray()
    for piece in answer.iter_bytes():
        content += piece
        if len(content) > largest:
            raise TransportFault(Trouble.WRONG)
    return bytes(content)


@contextlib.contextmanager
def spoken() -> Iterator[None]:
    """What went wrong on the way, as trouble with the target; its own text stays behind."""
    try:
        yield
    except httpx.TimeoutException:
        raise TransportFault(Trouble.SLOW) from None
    except httpx.ConnectError as fault:
        foreign = "CERTIFICATE" in str(fault).upper()
        raise TransportFault(Trouble.UNPROVEN if foreign else Trouble.GONE) from None
    except httpx.HTTPError:
        raise TransportFault(Trouble.BROKEN) from None
    except (ParseError, ValueError, KeyError, TypeError):
        raise TransportFault(Trouble.WRONG) from None
