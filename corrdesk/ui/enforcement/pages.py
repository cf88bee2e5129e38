"""The pages and the panel that enforcement puts into the window."""

from __future__ import annotations

from corrdesk.base.i18n import N_
from corrdesk.ui.enforcement.case import CasePage
from corrdesk.ui.enforcement.hints import HintsPage
from corrdesk.ui.enforcement.measure import MeasurePage
from corrdesk.ui.enforcement.measure_start import MeasurePanel
from corrdesk.ui.enforcement.measures import MeasuresPage
from corrdesk.ui.enforcement.violation_form import ViolationPanel
from corrdesk.ui.enforcement.violations import ViolationsPage, count_waiting
from corrdesk.ui.shell.registry import PageSpec
from corrdesk.ui.shell.tokens import Tone

HINTS = PageSpec("hints", N_("违规提示"), HintsPage)
VIOLATIONS = PageSpec(
    "violations",
    N_("违规处置"),
    ViolationsPage,
    icon="violations",
    figure=count_waiting,
    tone=Tone.WARN,
)
CASE = PageSpec("case", N_("案件"), CasePage)
VIOLATION = PageSpec("violation", N_("登记违规"), ViolationPanel)
MEASURES = PageSpec("measures", N_("提请、奖励和措施"), MeasuresPage)
MEASURE = PageSpec("measure", N_("事项"), MeasurePage)
MEASURE_START = PageSpec("measure_start", N_("提请、奖励和措施"), MeasurePanel)
