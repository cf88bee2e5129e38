"""The parts of a form."""

from corrdesk.printing.blocks import Cell, Items, Opinion, Place, Row, Table, Text, Ticks, slots_of
from corrdesk.printing.slots import Slot, parse_wording


def test_every_slot_of_a_block_is_found() -> None:
    table = Table(
        (1, 1),
        (
            Row((Cell(parse_wording("甲"), Place.LABEL), Cell(parse_wording("{a}"), Place.VALUE))),
            Row(
                (
                    Ticks(Slot("b"), ("一",)),
                    Opinion(parse_wording("[{c}]"), "", parse_wording("{d}")),
                )
            ),
        ),
    )
    assert [slot.name for slot in slots_of(table)] == ["a", "b", "c", "d"]
    assert [slot.name for slot in slots_of(Items(Slot("e")))] == ["e"]
    assert list(slots_of(Text((parse_wording("无"),)))) == []
