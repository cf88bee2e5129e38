"""Issued sheets have their place in the sidebar, with the figure of what waits."""

from corrdesk.ui.app import registry
from corrdesk.ui.documents.documents import count_to_do


def test_the_pages_are_registered() -> None:
    known = registry()
    (documents,) = [page for page in known.pages if page.key == "documents"]
    assert documents.figure is count_to_do
    assert {"document", "issue_document", "numbers"} <= {page.key for page in known.extras}
    assert known.dropped is not None
