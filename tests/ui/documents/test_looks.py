"""Every state of a sheet has a look."""

from corrdesk.casework.documents.model import DocumentState
from corrdesk.ui.documents.looks import DOCUMENT_LOOKS


def test_no_state_is_without_a_look() -> None:
    assert set(DOCUMENT_LOOKS) == set(DocumentState)
