"""The pages that the caseload puts into the window, and what the search box asks."""

from __future__ import annotations

from corrdesk.base.i18n import N_
from corrdesk.ui.caseload.closed import ClosedPage
from corrdesk.ui.caseload.importer import ImportPage
from corrdesk.ui.caseload.looks import search_people
from corrdesk.ui.caseload.new_person import NewPersonPage
from corrdesk.ui.caseload.people import PeoplePage
from corrdesk.ui.caseload.person import PersonPage
from corrdesk.ui.paths import CheckInFor
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.registry import PageSpec, SearchSpec

PEOPLE = PageSpec("people", N_("在册人员"), PeoplePage, icon="people")
IMPORT = PageSpec("import", N_("导入台账"), ImportPage, icon="import")
PERSON = PageSpec("person", N_("人员档案"), PersonPage)
CLOSED = PageSpec("closed", N_("不公开的档案"), ClosedPage)
NEW_PERSON = PageSpec("new_person", N_("新建档案"), NewPersonPage)


def _check_in(context: Context, person_id: str) -> None:
    context.open_panel("check_in", CheckInFor(person_id))


def _open_file(context: Context, person_id: str) -> None:
    context.go("person", person_id)


SEARCH = SearchSpec(
    find=search_people,
    enter=_check_in,
    enter_label=N_("登记报到"),
    control_enter=_open_file,
    control_enter_label=N_("打开档案"),
)
