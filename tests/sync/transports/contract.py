"""What every way to a target has to do, whatever lies behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from corrdesk.sync.transports.base import Transport, TransportFault, Trouble

Open = Callable[[], Transport]


class TransportContract:
    """A test class per transport derives from this one and offers `opens` and what breaks it."""

    def test_what_was_left_is_there_for_another(self, opens: Open) -> None:
        opens().put("o/in/1.seg", b"first")
        other = opens()
        assert other.get("o/in/1.seg") == b"first"
        assert other.list("o/in/") == ["o/in/1.seg"]

    def test_names_by_their_beginning(self, opens: Open) -> None:
        way = opens()
        names = ["a/in/1.seg", "a/in/10.seg", "a/in/d/2.seg", "a/out/1.rct", "b/in/1.seg"]
        for name in names:
            way.put(name, name.encode())
        assert way.list("") == names
        assert way.list("a/in/1") == ["a/in/1.seg", "a/in/10.seg"]
        assert way.list("a/in/") == names[:3]
        assert way.list("c/") == []
        assert way.list("a/in/d/2.seg") == ["a/in/d/2.seg"]

    def test_what_is_not_there_is_none(self, opens: Open) -> None:
        assert opens().get("o/in/none.seg") is None

    def test_a_name_is_written_once(self, opens: Open) -> None:
        way = opens()
        way.put("o/x", b"first")
        way.put("o/x", b"other")
        assert way.get("o/x") == b"first"

    def test_large_and_binary(self, opens: Open) -> None:
        content = bytes(range(256)) * 4096
        opens().put("o/large", content)
        assert opens().get("o/large") == content

    @pytest.mark.parametrize(
        "name", ["", "/x", "../x", "a/../x", "a//x", ".x", "a/.x", "a\\x", "a b", "a/", "x\0", "é"]
    )
    def test_names_that_the_protocol_never_makes(self, opens: Open, name: str) -> None:
        way = opens()
        with pytest.raises((ValueError, TransportFault)):
            way.get(name)
        with pytest.raises((ValueError, TransportFault)):
            way.put(name, b"x")
        assert way.list("") == []

    def test_two_writers_of_one_name_leave_one_whole(self, opens: Open) -> None:
        contents = [bytes([letter]) * 200_000 for letter in b"ab"]
        start = threading.Barrier(2)

        def write(content: bytes) -> None:
            start.wait()
            opens().put("o/same", content)

        threads = [threading.Thread(target=write, args=(each,)) for each in contents]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert opens().get("o/same") in contents
        assert opens().list("") == ["o/same"]

    def trouble(self, call: Callable[[], object]) -> Trouble:
        """What a call that cannot be done says."""
        with pytest.raises(TransportFault) as fault:
            call()
        assert fault.value.remedy
        return fault.value.trouble
