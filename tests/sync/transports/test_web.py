"""What goes wrong over HTTP becomes trouble with words, whatever the library says."""

from __future__ import annotations

import httpx
import pytest

from corrdesk.sync.transports.base import TransportFault, Trouble
from corrdesk.sync.transports.web import content_of, require, spoken


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (httpx.ReadTimeout("slow"), Trouble.SLOW),
        (httpx.ConnectError("refused"), Trouble.GONE),
        (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]"), Trouble.UNPROVEN),
        (httpx.ReadError("reset"), Trouble.BROKEN),
        (ValueError("no JSON"), Trouble.WRONG),
        (KeyError("names"), Trouble.WRONG),
    ],
)
def test_troubles(error: Exception, expected: Trouble) -> None:
    with pytest.raises(TransportFault) as fault, spoken():
        raise error
    assert fault.value.trouble is expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [(401, Trouble.FORBIDDEN), (507, Trouble.FULL), (429, Trouble.SLOW), (500, Trouble.BROKEN)],
)
def test_answers(status: int, expected: Trouble) -> None:
    with pytest.raises(TransportFault) as fault:
        require(httpx.Response(status), 200)
    assert fault.value.trouble is expected
    require(httpx.Response(status), status)


def test_content_is_bounded() -> None:
    assert content_of(httpx.Response(200, content=b"1234"), 4) == b"1234"
    with pytest.raises(TransportFault):
        content_of(httpx.Response(200, content=b"12345"), 4)
