"""What a driver says of a database becomes the right word, and an error with its remedy."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from corrdesk.county.ailments import Ailment, ailment_of, fault_of
from corrdesk.county.errors import (
    DatabaseFileStuck,
    DatabaseFull,
    DatabaseOutOfReach,
    DatabaseReadOnly,
)


class _Server(Exception):
    """An error of a database server, with the state that it names."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__("could not extend file: 设备上没有空间")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("cause", "ailment", "fault"),
    [
        (Exception("database or disk is full"), Ailment.FULL, DatabaseFull),
        (Exception("attempt to write a readonly database"), Ailment.READ_ONLY, DatabaseReadOnly),
        (Exception("unable to open database file"), Ailment.BROKEN, DatabaseFileStuck),
        (Exception("disk I/O error"), Ailment.BROKEN, DatabaseFileStuck),
        (_Server("53100"), Ailment.FULL, DatabaseFull),
        (_Server("25006"), Ailment.READ_ONLY, DatabaseReadOnly),
        (_Server("57P01"), Ailment.AWAY, DatabaseOutOfReach),
    ],
)
def test_a_cause_is_told_by_its_kind(cause: Exception, ailment: Ailment, fault: type) -> None:
    error = OperationalError("", {}, cause)
    assert ailment_of(error) is ailment
    in_folder = not isinstance(cause, _Server)
    assert type(fault_of(error, in_folder=in_folder)) is fault
