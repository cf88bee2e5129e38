"""How issued sheets look: shape and tone of every state."""

from __future__ import annotations

from corrdesk.casework.documents.model import DocumentState
from corrdesk.ui.shell.tokens import Shape, Tone

DOCUMENT_LOOKS = {
    DocumentState.PRINTED: (Shape.DIAMOND, Tone.WARN),
    DocumentState.STAMPED: (Shape.RING, Tone.INFO),
    DocumentState.SERVED: (Shape.TICK, Tone.OK),
    DocumentState.FILED: (Shape.SQUARE, Tone.PLAIN),
    DocumentState.VOID: (Shape.CROSS, Tone.PLAIN),
}
