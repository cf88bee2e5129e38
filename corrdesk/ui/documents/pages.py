"""The pages that issued sheets put into the window."""

from __future__ import annotations

from corrdesk.base.i18n import N_
from corrdesk.ui.documents.document import DocumentPage
from corrdesk.ui.documents.documents import DocumentsPage, count_to_do
from corrdesk.ui.documents.issue import IssuePage
from corrdesk.ui.documents.numbers import NumbersPage
from corrdesk.ui.shell.registry import PageSpec
from corrdesk.ui.shell.tokens import Tone

DOCUMENTS = PageSpec(
    "documents", N_("文书"), DocumentsPage, icon="document", figure=count_to_do, tone=Tone.WARN
)
DOCUMENT = PageSpec("document", N_("文书办理"), DocumentPage)
ISSUE_DOCUMENT = PageSpec("issue_document", N_("出具文书"), IssuePage)
NUMBERS = PageSpec("numbers", N_("编号和号段"), NumbersPage)
