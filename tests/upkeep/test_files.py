"""A record's file is looked for where it lies here, which another device's record does not know."""

from __future__ import annotations

import sqlite3

from corrdesk.upkeep.files import Placed, placed_files


def test_the_place_here_goes_before_the_address_of_the_writer() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "CREATE TABLE attachment (office_id, id, sha256, address, entry);"
        "CREATE TABLE sync_file (office_id, sha256, address, refused);"
        "INSERT INTO attachment VALUES ('o', '1', 's1', 'a1', 'd:1');"
        "INSERT INTO attachment VALUES ('o', '2', 's2', 'a2', 'e:9');"
        "INSERT INTO attachment VALUES ('o', '3', 's3', 'a3', 'e:10');"
        "INSERT INTO sync_file VALUES ('o', 's2', 'here', 0);"
        "INSERT INTO sync_file VALUES ('o', 's3', '', 0);"
        "INSERT INTO sync_file VALUES ('x', 's1', 'z', 0);"
    )
    assert placed_files(connection) == [
        Placed("1", "s1", "a1", "d"),
        Placed("2", "s2", "here", "e"),
        Placed("3", "s3", "", "e"),
    ]
