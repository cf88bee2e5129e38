"""Who may do what: one table of actions and roles, asked by every command and nowhere else.

A command declares its action with `@command`; an action without a row here cannot even be declared.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from corrdesk.base.actor import Actor, Role
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.store.unit_of_work import UnitOfWork

DESK = frozenset({Role.OFFICER, Role.HEAD})
FRONT = DESK | {Role.ASSISTANT}
READERS = FRONT | {Role.AUDITOR}

ACTIONS: dict[str, frozenset[Role]] = {
    "office.open": frozenset({Role.HEAD, Role.ADMINISTRATOR}),
    "office.change": frozenset({Role.HEAD, Role.ADMINISTRATOR}),
    "office.pack": frozenset({Role.HEAD}),
    "rules.confirm": frozenset({Role.HEAD}),
    "office.delegation": frozenset({Role.HEAD, Role.ADMINISTRATOR}),
    "officer.add": frozenset({Role.HEAD, Role.ADMINISTRATOR}),
    "person.add": DESK,
    "person.change": DESK,
    "ledger.import": DESK,
    "ledger.remember": DESK,
    "supervision.add": DESK,
    "supervision.report_in": DESK,
    "supervision.class": DESK,
    "supervision.status": DESK,
    "supervision.change": DESK,
    "team.change": DESK,
    "attachment.add": FRONT,
    "duties.open": FRONT,
    "checkin.record": FRONT,
    "checkin.withdraw": DESK,
    "medical.record": DESK,
    "hints.find": FRONT,
    "hints.dismiss": DESK,
    "violation.record": DESK,
    "violation.evidence": DESK,
    "violation.dismiss": DESK,
    "proposal.make": DESK,
    "proposal.submit": DESK,
    "proposal.withdraw": DESK,
    "decision.record": DESK,
    "notice.preview": DESK,
    "notice.issue": DESK,
    "notice.void": frozenset({Role.HEAD}),
    "notice.serve": DESK,
    "document.issue": DESK,
    "document.step": DESK,
    "document.void": frozenset({Role.HEAD}),
    "document.reserve": frozenset({Role.HEAD}),
    "leave.request": DESK,
    "leave.proof": FRONT,
    "leave.decide": frozenset({Role.HEAD}),  # where the county has delegated it
    "leave.record": DESK,  # what the county or the city decided
    "leave.withdraw": DESK,
    "leave.return": FRONT,
    "leave.certificate": DESK,
    "leave.void": frozenset({Role.HEAD}),
    "travel.request": DESK,
    "travel.record": DESK,
    "travel.withdraw": DESK,
    "travel.trip": FRONT,
    "relocation.request": DESK,
    "relocation.record": DESK,  # what the two counties decided and sent
    "relocation.withdraw": DESK,
    "relocation.pack": FRONT,
    "approval.request": DESK,
    "approval.record": DESK,  # what the county decided
    "approval.withdraw": DESK,
    "partner.change": DESK,
    "program.plan": DESK,
    "program.invite": FRONT,
    "attendance.record": FRONT,
    "hours.adjust": DESK,
    "hours.exempt": DESK,
    "hours.import": DESK,
    "vault.keys": frozenset({Role.HEAD, Role.ADMINISTRATOR}),
    "vault.backup": FRONT | {Role.ADMINISTRATOR},
    "vault.accept": frozenset({Role.HEAD, Role.ADMINISTRATOR}),
    "inspection.export": frozenset({Role.HEAD, Role.AUDITOR}),
    "person.read": READERS,
    "journal.verify": frozenset({Role.OFFICER, Role.HEAD, Role.AUDITOR, Role.ADMINISTRATOR}),
}
"""Action → roles that may perform it. The administrator keeps keys and sees no case data."""

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def may(actor: Actor, action: str) -> bool:
    """Whether the actor's role allows the action. Raises KeyError for an undeclared action."""
    return actor.role in ACTIONS[action]


def require(actor: Actor, action: str) -> None:
    """Raises UserError when the actor's role does not allow the action."""
    if not may(actor, action):
        message = _("您的角色不能办理这一事项。")
        raise UserError(message, remedy=_("请由有权限的工作人员登录后办理。"))


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
