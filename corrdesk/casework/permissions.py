"""Who may do what to which record: one table of action × role × record state, nothing beside it.

A command declares its action with `@command`; an action without a row here cannot even be declared.
What a role may read is the same table: `caseload/visibility.py` draws it over every connection,
so that no list or figure can forget it. Imports no screen and no table: the county asks it too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Concatenate, Final, NamedTuple, ParamSpec, TypeVar, cast

from corrdesk.base.actor import Actor, Role
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.store.unit_of_work import UnitOfWork

NOBODY: Final = frozenset[Role]()
HEAD: Final = frozenset({Role.HEAD})
DESK: Final = frozenset({Role.OFFICER, Role.HEAD})
FRONT: Final = DESK | {Role.ASSISTANT}
READERS: Final = FRONT | {Role.AUDITOR}
KEEPERS: Final = frozenset({Role.HEAD, Role.ADMINISTRATOR})
INSPECTORS: Final = frozenset({Role.HEAD, Role.AUDITOR})


class RecordState(StrEnum):
    """What the file that an action concerns may be. Every file is ordinary, some are more."""

    ORDINARY = "ordinary"
    MINOR = "minor"  # offended as a minor (社区矫正法 58)
    ENDED = "ended"  # no order is being served any more
    SEALED = "sealed"  # 封存


class NotAllowed(UserError):
    """The role does not allow this. Never names what was asked for."""

    def __init__(self) -> None:
        super().__init__(
            _("您的角色不能办理这一事项。"), remedy=_("请由有权限的工作人员登录后办理。")
        )


@dataclass(frozen=True, slots=True)
class Grant:
    """One row of the table: the roles for each state of the file."""

    roles: Mapping[RecordState, frozenset[Role]]
    of_person: bool = True

    def allows(self, role: Role, states: Iterable[RecordState] = ()) -> bool:
        """Whether the role may, for a file in these states; the strictest state decides."""
        return all(role in self.roles[state] for state in {RecordState.ORDINARY, *states})


def for_person(
    roles: frozenset[Role],
    *,
    minor: frozenset[Role] | None = None,
    ended: frozenset[Role] | None = None,
    sealed: frozenset[Role] = NOBODY,
) -> Grant:
    """A row about one person's file. Unless told otherwise nobody may with a sealed one."""
    return Grant(
        {
            RecordState.ORDINARY: roles,
            RecordState.MINOR: roles if minor is None else minor,
            RecordState.ENDED: roles if ended is None else ended,
            RecordState.SEALED: sealed,
        }
    )


def for_office(roles: frozenset[Role]) -> Grant:
    """A row about nobody's file: the state of a record does not matter."""
    return Grant(dict.fromkeys(RecordState, roles), of_person=False)


def _table(rows: Mapping[str, Grant | frozenset[Role]]) -> dict[str, Grant]:
    """A row given by roles alone is about a person: the stricter reading."""
    return {
        action: row if isinstance(row, Grant) else for_person(row) for action, row in rows.items()
    }


_ROWS: Final[dict[str, Grant | frozenset[Role]]] = {
    "office.open": for_office(KEEPERS),
    "office.change": for_office(KEEPERS),
    "office.pack": for_office(HEAD),
    "rules.confirm": for_office(HEAD),
    "office.delegation": for_office(KEEPERS),
    "officer.add": for_office(KEEPERS),
    # Reading: that there is somebody, for figures; the name; how to reach the person; that there
    # are violations, leaves and the like; what they say; and a file that is closed to the role,
    # one at a time and with a reason.
    "person.count": for_person(READERS, ended=READERS - {Role.ASSISTANT}),
    "person.read": for_person(READERS, minor=FRONT, ended=READERS - {Role.ASSISTANT}),
    "person.reach": for_person(READERS, minor=DESK, ended=READERS - {Role.ASSISTANT}),
    "file.count": for_person(DESK | {Role.AUDITOR}),
    "file.read": for_person(DESK | {Role.AUDITOR}, minor=DESK),
    "file.open": for_person(INSPECTORS, sealed=HEAD),
    "file.seal": for_person(HEAD),
    "file.unseal": for_person(HEAD, sealed=HEAD),
    "person.add": DESK,
    "person.change": DESK,
    "ledger.import": DESK,
    "ledger.remember": for_office(DESK),
    "supervision.add": DESK,
    "supervision.report_in": DESK,
    "supervision.class": DESK,
    "supervision.status": DESK,
    "supervision.change": DESK,
    "team.change": DESK,
    "attachment.add": for_person(FRONT, ended=DESK),  # the front scans and does not read it back
    "draft.own": for_office(FRONT | {Role.ADMINISTRATOR}),  # each one his own
    "duties.open": for_office(FRONT),
    "checkin.record": for_person(FRONT, ended=DESK),
    "checkin.withdraw": DESK,
    "medical.record": DESK,
    "hints.find": for_office(DESK),  # what is kept from a reader would make it guess wrong
    "hints.dismiss": DESK,
    "measure.start": DESK,
    "measure.step": DESK,
    "measure.preview": DESK,
    "measure.issue": DESK,
    "measure.check": frozenset({Role.HEAD}),
    "violation.record": DESK,
    "violation.evidence": DESK,
    "violation.dismiss": DESK,
    "proposal.make": DESK,
    "proposal.check": frozenset({Role.HEAD}),
    "proposal.submit": DESK,
    "proposal.withdraw": DESK,
    "decision.record": DESK,
    "decision.revoke": DESK,
    "notice.preview": DESK,
    "notice.issue": DESK,
    "notice.void": frozenset({Role.HEAD}),
    "notice.serve": DESK,
    "document.issue": DESK,
    "document.step": DESK,
    "document.void": frozenset({Role.HEAD}),
    "document.reserve": frozenset({Role.HEAD}),
    "leave.request": DESK,
    "leave.proof": DESK,
    "leave.decide": frozenset({Role.HEAD}),  # where the county has delegated it
    "leave.record": DESK,  # what the county or the city decided
    "leave.withdraw": DESK,
    "leave.return": DESK,
    "leave.certificate": DESK,
    "leave.void": frozenset({Role.HEAD}),
    "travel.request": DESK,
    "travel.record": DESK,
    "travel.withdraw": DESK,
    "travel.trip": DESK,
    "relocation.request": DESK,
    "relocation.record": DESK,  # what the two counties decided and sent
    "relocation.withdraw": DESK,
    "relocation.pack": DESK,
    "relocation.paper": DESK,
    # At the county: the same roles, at its own devices.
    "county.read": for_person(DESK | {Role.AUDITOR}, minor=DESK),
    "county.decide": DESK,
    "county.keep": for_office(frozenset({Role.ADMINISTRATOR})),  # accounts, devices, packs
    "county.packs": for_office(DESK | {Role.AUDITOR, Role.ADMINISTRATOR}),  # which rules hold where
    "approval.request": DESK,
    "approval.record": DESK,  # what the county decided
    "approval.withdraw": DESK,
    "approval.paper": DESK,
    "partner.change": for_office(DESK),
    "program.plan": for_office(DESK),
    "program.invite": for_person(FRONT, ended=DESK),
    "program.print": DESK,
    "program.certificate": DESK,
    "attendance.record": for_person(FRONT, ended=DESK),
    "plan.revise": DESK,
    "plan.confirm": DESK,
    "hours.adjust": DESK,
    "hours.exempt": DESK,
    "hours.import": DESK,
    "sync.enrol": for_office(KEEPERS),
    "sync.run": for_office(FRONT | {Role.ADMINISTRATOR}),
    "sync.settle": DESK,
    "vault.keys": for_office(KEEPERS),
    "vault.backup": for_office(FRONT | {Role.ADMINISTRATOR}),
    "vault.accept": for_office(KEEPERS),
    "inspection.export": for_person(INSPECTORS, minor=HEAD, sealed=HEAD),
    "journal.verify": for_office(READERS - {Role.ASSISTANT} | {Role.ADMINISTRATOR}),
}
ACTIONS: Final = _table(_ROWS)
"""Action → roles by record state. The administrator keeps keys and sees no case data.

Where the law leaves a case open, it is decided against curiosity:

- A minor (社区矫正法 54: identity secret, the file to nobody but a lawful query) is worked with by
  officer and head like anybody. The assistant sees what a check-in needs, a name and a masked
  number, no address and no telephone. The auditor counts minors without names; reading one file
  asks for a reason and leaves an entry. Only the head hands a minor's file out, entered as well.
- A sealed file (封存, 刑事诉讼法 286) is for everybody, the head included, as if it had never
  been: the same answer as for a person nobody knows, in search, lists, figures, exports, errors.
  The head alone opens one, by its identity number, with a reason and the paper of the query
  (依法查询); each reading leaves an entry. Nobody acts on it; unsealing names its paper.
- Somebody whose supervision has ended is no business of the check-in desk: the assistant sees none.
- A file that carries several states is held by the strictest of them.
"""


class Cell(NamedTuple):
    """One cell of the table."""

    action: str
    role: Role
    state: RecordState
    allowed: bool


def cells() -> Iterator[Cell]:
    """The whole table, cell by cell: what the tests walk through and the county compares."""
    for action, grant in ACTIONS.items():
        for role in Role:
            for state in RecordState:
                yield Cell(action, role, state, grant.allows(role, (state,)))


Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def may(actor: Actor, action: str, states: Iterable[RecordState] = ()) -> bool:
    """Whether the actor's role allows the action on a file in these states.

    Raises KeyError for an undeclared action.
    """
    return ACTIONS[action].allows(actor.role, states)


def require(actor: Actor, action: str, states: Iterable[RecordState] = ()) -> None:
    """Raises NotAllowed when the actor's role does not allow the action on such a file."""
    if not may(actor, action, states):
        raise NotAllowed


def command(
    action: str,
) -> Callable[
    [Callable[Concatenate[UnitOfWork, Parameters], Result]],
    Callable[Concatenate[UnitOfWork, Parameters], Result],
]:
    """Declares a service function as a command: checks the permission, names the act."""
    if action not in ACTIONS:
        msg = f"action [{action}] has no row in the permission table"
        raise KeyError(msg)

    def declare(
        function: Callable[Concatenate[UnitOfWork, Parameters], Result],
    ) -> Callable[Concatenate[UnitOfWork, Parameters], Result]:
        @wraps(function)
        def run(uow: UnitOfWork, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            require(uow.actor, action)
            uow.begin_act(action)
            return function(uow, *args, **kwargs)

        run.action = action  # type: ignore[attr-defined]
        return cast(Callable[Concatenate[UnitOfWork, Parameters], Result], run)

    return declare
