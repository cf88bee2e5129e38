"""Any WebDAV server: the contract against a real Apache, and what a hostile one may answer."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from corrdesk.sync.transports.base import Trouble
from corrdesk.sync.transports.webdav import WebdavTransport, open_webdav
from tests.sync.transports.contract import Open, TransportContract

APACHE = shutil.which("apache2", path="/usr/sbin:/usr/bin:/sbin")
MODULES = Path("/usr/lib/apache2/modules")
CONFIGURATION = """
ServerName 127.0.0.1
ServerRoot {folder}
PidFile {folder}/pid
ErrorLog {folder}/error.log
Listen 127.0.0.1:{port}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule dav_module {modules}/mod_dav.so
LoadModule dav_fs_module {modules}/mod_dav_fs.so
DocumentRoot {folder}/share
DavLockDB {folder}/lock
<Directory {folder}/share>
    Dav On
    Require all granted
</Directory>
<Location /share/forbidden>
    Require all denied
</Location>
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a WebDAV share and its folder."""
    if APACHE is None:
        pytest.skip("no WebDAV server on this machine")
    folder = tmp_path_factory.mktemp("dav")
    (folder / "share").mkdir()
    for each in (folder, folder / "share"):
        each.chmod(0o777)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    file = folder / "httpd.conf"
    file.write_text(CONFIGURATION.format(folder=folder, port=port, modules=MODULES))
    server = subprocess.Popen([APACHE, "-f", str(file), "-DFOREGROUND"])
    for _try in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"webdav+http://127.0.0.1:{port}", folder / "share"
    server.terminate()
    server.wait(20)


class TestWebdav(TransportContract):
    @pytest.fixture
    def root(self, served: tuple[str, Path], request: pytest.FixtureRequest) -> Path:
        made = served[1] / f"test-{abs(hash(request.node.nodeid))}"
        made.mkdir()
        made.chmod(0o777)
        return made

    @pytest.fixture
    def opens(self, served: tuple[str, Path], root: Path) -> Iterator[Open]:
        ways: list[WebdavTransport] = []

        def open_one() -> WebdavTransport:
            way = open_webdav(f"{served[0]}/{root.name}")
            assert isinstance(way, WebdavTransport)
            ways.append(way)
            return way

        yield open_one
        for way in ways:
            way.close()

    def test_a_collection_that_vanished_is_gone_and_not_empty(
        self, opens: Open, root: Path
    ) -> None:
        way = opens()
        way.put("o/x", b"1")
        shutil.rmtree(root)
        for call in (lambda: way.list(""), lambda: way.get("o/x"), lambda: way.put("o/y", b"2")):
            assert self.trouble(call) is Trouble.GONE
        assert not root.exists()

    def test_parts_of_somebody_who_was_cut_off_are_not_shown(self, opens: Open, root: Path) -> None:
        (root / "o").mkdir()
        (root / "o" / ".0123.part").write_bytes(b"half")
        (root / ".hidden").mkdir()
        (root / ".hidden" / "x").write_bytes(b"x")
        assert opens().list("") == []

    def test_nobody_answers(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"webdav+http://127.0.0.1:{free.getsockname()[1]}/x"
        way = open_webdav(address)
        assert self.trouble(lambda: way.list("")) is Trouble.GONE
        way.close()


ANSWERS = [
    (httpx.Response(507), Trouble.FULL),
    (httpx.Response(403), Trouble.FORBIDDEN),
    (httpx.Response(401), Trouble.FORBIDDEN),
    (httpx.Response(200, content=b"a web page"), Trouble.BROKEN),
    (httpx.Response(207, content=b"<a"), Trouble.WRONG),
    (httpx.Response(207, content=b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), Trouble.WRONG),
    (httpx.ReadTimeout("slow"), Trouble.SLOW),
    (httpx.ReadError("cut"), Trouble.BROKEN),
]


@pytest.mark.parametrize(("answer", "expected"), ANSWERS)
def test_a_server_that_is_not_what_it_was(
    answer: httpx.Response | Exception, expected: Trouble
) -> None:
    def serve(_request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    way = WebdavTransport("https://dav.test/x", transport=httpx.MockTransport(serve))
    assert TransportContract().trouble(lambda: way.list("")) is expected
