"""From what somebody typed (WHERE) to an open transport; ways of others come in as plug-ins."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Final, Protocol
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.sync.transports.base import Transport
from corrdesk.sync.transports.folder import open_folder

GROUP: Final = "corrdesk.transports"
WEB: Final = frozenset({"https", "webdav+https", "webdav+http"})


def scheme_of(where: str) -> str:
    """What stands before the first colon."""
    return where.partition(":")[0].lower()


class County(Protocol):
    """The county's server as the enrolment named it."""

    @property
    def authority(self) -> str:
        """The county's own TLS authority (PEM)."""
        ...


class Enrolled(Protocol):
    """Who shows itself at the county's server."""

    @property
    def device(self) -> str: ...
    @property
    def key(self) -> Ed25519PrivateKey: ...
    def county(self) -> County | None:
        """The county, None before enrolment."""
        ...


def open_target(where: str, enrolled: Enrolled) -> Transport:
    """The transport for `folder:PATH`, `https://…`, `webdav+https://…` or a plug-in's scheme.

    `enrolled` shows itself where the county's server asks. Raises UserError for what names no way,
    `TransportFault` when the target is not there.
    """
    scheme = scheme_of(where)
    if scheme == "folder" and where.partition(":")[2]:
        return open_folder(where)
    if scheme in WEB:
        _require_host(where)
    if scheme in {"webdav+https", "webdav+http"}:
        # The library for the web costs time that a folder should not pay.
        from corrdesk.sync.transports.webdav import open_webdav  # noqa: PLC0415

        return open_webdav(where)
    if scheme == "https":
        return _server(where, enrolled)
    for plug_in in entry_points(group=GROUP):
        if plug_in.name == scheme:
            opened: Transport = plug_in.load()(where)
            return opened
    raise UserError(
        _("不认识这个交换地点。"),
        remedy=_("请写 folder:路径、https://服务器 或 webdav+https://服务器/文件夹。"),
        field="via",
    )


def _require_host(where: str) -> None:
    """Raises UserError for an address that names no machine."""
    try:
        place = urlsplit(where.removeprefix("webdav+"))
        named = bool(place.hostname) and place.port != 0
    except ValueError:
        named = False
    if not named:
        raise UserError(
            _("交换地点的地址不完整。"),
            remedy=_("请写 https://服务器 或 https://服务器:端口。"),
            field="via",
        )


def _server(where: str, enrolled: Enrolled) -> Transport:
    from corrdesk.sync.transports.http import Credentials, HttpTransport  # noqa: PLC0415 - as above

    county = enrolled.county()
    if county is None:
        raise UserError(_("本机还没有在县级登记，不能连接县级服务器。"), field="via")
    return HttpTransport(where, Credentials(enrolled.device, enrolled.key, county.authority))
