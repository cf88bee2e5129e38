"""What every way to a target has to do, whatever lies behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from corrdesk.sync.core.files import CHUNK
from corrdesk.sync.core.names import chunk_name, chunks, files_folder
from corrdesk.sync.transports.base import Clearing, Transport, TransportFault, Trouble

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

    def test_chunks_of_files_lie_each_by_itself(self, opens: Open) -> None:
        """Left out of order and one twice, as after a cut; found together by their beginning."""
        files = {name: name.encode() * 5 for name in ("0a" * 32, "f1" * 32)}
        for index in (2, 0, 1, 0):
            for name, content in files.items():
                opens().put(chunk_name("o", name, index), content + bytes([index]) * CHUNK)
        way = opens()
        there = chunks(way.list(files_folder("o")))
        assert there == {name: {0, 1, 2} for name in files}
        for name, content in files.items():
            assert way.get(chunk_name("o", name, 2)) == content + bytes([2]) * CHUNK

    def test_what_the_county_lets_go_is_gone_and_nothing_else(self, opens: Open) -> None:
        way = opens()
        if not isinstance(way, Clearing):
            pytest.skip("desks let nothing go there")
        names = [chunk_name("o", "0a" * 32, index) for index in range(3)]
        for name in [*names, "o/in/1.seg"]:
            way.put(name, b"x")
        way.clear([*names[:2], chunk_name("o", "0b" * 32, 0)])
        assert opens().list("") == [names[2], "o/in/1.seg"]
        way.clear(names)
        assert opens().list("") == ["o/in/1.seg"]
        way.put(names[0], b"again")
        assert opens().get(names[0]) == b"again"
        with pytest.raises((ValueError, TransportFault)):
            way.clear(["../x"])

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
