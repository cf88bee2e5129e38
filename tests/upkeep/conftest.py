"""One office for all tests of a session; each test works on its own copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.upkeep.offices import Place, found


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return found(tmp_path_factory.mktemp("base") / "office")


@pytest.fixture
def place(base: Place, tmp_path: Path) -> Place:
    return base.copy(tmp_path / "office")
