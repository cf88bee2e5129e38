"""Every docket that there is, in the order in which the console offers them."""

from __future__ import annotations

from typing import Final

from corrdesk.casework.deciding.dockets.approvals import Approvals
from corrdesk.casework.deciding.dockets.leaves import Leaves, Permits
from corrdesk.casework.deciding.dockets.measures import Measures
from corrdesk.casework.deciding.dockets.proposals import Proposals
from corrdesk.casework.deciding.dockets.relocations import Relocations
from corrdesk.casework.deciding.model import Docket, MatterKind

DOCKETS: Final[dict[MatterKind, Docket]] = {
    docket.kind: docket
    for docket in (Proposals(), Measures(), Leaves(), Permits(), Approvals(), Relocations())
}
