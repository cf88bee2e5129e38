"""The county's authority: who trusts it trusts its servers, for a time."""

from __future__ import annotations

import socket
import ssl
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from corrdesk.base.clock import SystemClock
from corrdesk.county.pki import Certified, expires, make_root, make_server

NOW = SystemClock().now()


def _handshake(folder: Path, root: Certified, server: Certified, host: str) -> str:
    """Speaks TLS with a server of this certificate as somebody who trusts that root."""
    for name, content in (("root", root.certificate), ("cert", server.certificate),
                          ("key", server.key)):  # fmt: skip
        (folder / name).write_bytes(content)
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(folder / "cert", folder / "key")
    client_side = ssl.create_default_context(cafile=folder / "root")
    here, there = socket.socketpair()

    def serve() -> None:
        try:
            server_side.wrap_socket(there, server_side=True).close()
        except (ssl.SSLError, OSError):
            there.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with client_side.wrap_socket(here, server_hostname=host) as spoken:
            return spoken.version() or ""
    finally:
        thread.join()
        here.close()
        there.close()


def test_who_trusts_the_root_trusts_its_server(tmp_path: Path) -> None:
    root = make_root("石桥县", NOW)
    server = make_server(root, ["localhost", "127.0.0.1"], NOW)
    assert _handshake(tmp_path, root, server, "localhost") == "TLSv1.3"
    assert _handshake(tmp_path, root, server, "127.0.0.1") == "TLSv1.3"


@pytest.mark.parametrize("case", ["host", "root", "expired"])
def test_nothing_else_is_trusted(tmp_path: Path, case: str) -> None:
    root = make_root("石桥县", NOW)
    signer = make_root("石桥县", NOW) if case == "root" else root
    day = NOW - timedelta(days=500) if case == "expired" else NOW
    server = make_server(signer, ["localhost"], day)
    with pytest.raises(ssl.SSLCertVerificationError):
        _handshake(tmp_path, root, server, "other.example" if case == "host" else "localhost")


def test_it_says_when_it_ends() -> None:
    assert expires(make_server(make_root("x", NOW), ["h"], NOW).certificate) > NOW
