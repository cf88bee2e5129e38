"""The accounts of the console: who may sign in, new ones, new codes, and their end."""

from __future__ import annotations

from typing import Annotated

import segno
from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from corrdesk.base.actor import Role
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.county.accounts import ROLE_LABELS, Person, totp_uri
from corrdesk.county.web.sheets import download, workbook
from corrdesk.county.web.visits import Keeper, KeeperForm, after, county_of, page

router = APIRouter(include_in_schema=False)
HEADS = ("姓名", "角色", "状态")
Text = Annotated[str, Form(max_length=200)]


@router.get("/accounts")
def show_accounts(request: Request, visit: Keeper) -> Response:
    """Everybody, and the form for somebody new."""
    return _accounts(request, visit)


@router.get("/accounts.xlsx")
def export_accounts(request: Request, visit: Keeper) -> Response:  # noqa: ARG001 - who may
    """The accounts as a workbook."""
    with county_of(request).console() as console:
        rows = [
            (each.name, _(ROLE_LABELS[each.role]), _state(each))
            for each in console.accounts.everybody()
        ]
    return download("账号.xlsx", workbook("账号", HEADS, rows))


@router.post("/accounts")
def add_account(
    request: Request,
    visit: KeeperForm,
    role: Annotated[Role, Form()],
    name: Text = "",
    passphrase: Text = "",
) -> Response:
    """A new account; its code is shown once, to be scanned at once by its holder."""
    try:
        with county_of(request).console() as console:
            person, secret = console.accounts.add(name, role, passphrase)
    except UserError as problem:
        return _accounts(request, visit, str(problem), name=name, role=role.value)
    return _code(request, visit, person.name, secret)


@router.post("/accounts/{account_id}/renew")
def renew_account(
    request: Request, visit: KeeperForm, account_id: str, passphrase: Text = ""
) -> Response:
    """A new passphrase and a new code for somebody who lost one of them."""
    try:
        with county_of(request).console() as console:
            secret = console.accounts.renew(account_id, passphrase)
            person = console.accounts.find(account_id)
    except UserError as problem:
        return _accounts(request, visit, str(problem))
    return _code(request, visit, person.name if person else "", secret)


@router.post("/accounts/{account_id}/close")
def close_account(request: Request, visit: KeeperForm, account_id: str) -> Response:
    """Ends an account and its sessions; what was decided stays under the name."""
    try:
        with county_of(request).console() as console:
            console.accounts.close(account_id)
    except UserError as problem:
        return _accounts(request, visit, str(problem))
    return after(visit, "/accounts", _("账号已停用，登录已结束。"))


@router.post("/accounts/{account_id}/role")
def change_role(
    request: Request, visit: KeeperForm, account_id: str, role: Annotated[Role, Form()]
) -> Response:
    """Another role for an account; who has it signs in anew."""
    try:
        with county_of(request).console() as console:
            console.accounts.change_role(account_id, role)
    except UserError as problem:
        return _accounts(request, visit, str(problem))
    if account_id == visit.person.id:
        return RedirectResponse("/login", 303)
    return after(visit, "/accounts", _("角色已改，本人重新登录后生效。"))


def _accounts(
    request: Request,
    visit: Keeper,
    problem: str = "",
    *,
    name: str = "",
    role: str = Role.OFFICER.value,
) -> Response:
    with county_of(request).console() as console:
        known = console.accounts.everybody()
    return page(
        request,
        visit,
        "accounts.html",
        accounts=known,
        roles=[(role.value, _(label)) for role, label in ROLE_LABELS.items()],
        labels={role.value: _(label) for role, label in ROLE_LABELS.items()},
        problem=problem,
        name=name,
        role=role,
        status=400 if problem else 200,
    )


def _state(person: Person) -> str:
    if not person.active:
        return _("已停用")
    if person.waits_until:
        return _("暂停登录")
    return _("可登录，陌生电脑暂停") if person.strangers_wait else _("可登录")


def _code(request: Request, visit: Keeper, name: str, secret: str) -> Response:
    picture = segno.make(totp_uri(name, secret)).svg_data_uri(scale=5)
    return page(request, visit, "totp.html", name=name, picture=picture, secret=secret)
