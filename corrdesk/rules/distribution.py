"""Rule packs as signed files: what a county hands out, and what an office takes in.

A package is a zip of `pack.yaml` and its Ed25519 signature. The signature is checked over the
exact bytes before any of them is read as a pack. Choosing a pack for an office is not done here.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.base.i18n import _
from corrdesk.base.resources import resource_path
from corrdesk.rules.catalog import NATIONAL, PACK_FILE, national_rules, pack_ids
from corrdesk.rules.document import parse_document
from corrdesk.rules.pack import Pack, parse_pack

SIGNATURE: Final = "pack.sig"
SIGNER: Final = "signer.pem"

_MEANING: Final = b"corrdesk rule pack 1\n"  # a signature made for something else does not fit
_LARGEST: Final = 1_000_000  # bytes; a pack of every rule has some ten thousand
_SIGNATURE_BYTES: Final = 64
_MADE: Final = (2020, 1, 1, 0, 0, 0)  # the same pack gives the same file


class PackRefused(UserError):
    """A package or an installed pack that is not what somebody signed."""

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy, field="pack")


def new_key(private: Path, public: Path) -> None:
    """Make a signing key: the private file for its owner's eyes, the public one for the offices.

    Raises UserError when one of the files exists, EnvironmentFault when they cannot be written.
    """
    key = Ed25519PrivateKey.generate()
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    _write_new(private, key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain))
    _write_new(public, _pem(key.public_key()))


def sign_pack(folder: Path, key: Path, out: Path) -> Pack:
    """Write the signed package of a pack folder. Returns the pack.

    Raises `DocumentProblem` for a pack with faults, UserError for a template, a key that is none
    and a file that exists.
    """
    content = _read(folder / PACK_FILE, _("规则包文件夹里没有 pack.yaml。"))
    pack = _parsed(content)
    private = _private(_read(key, _("签名密钥文件读不出来。")))
    signature = private.sign(_MEANING + content)
    building = out.with_name(f".{out.name}.part")
    if out.exists():
        raise UserError(_("文件已存在，不会覆盖。"), remedy=_("请换一个文件名。"), field="out")
    try:
        with zipfile.ZipFile(building, "w", zipfile.ZIP_DEFLATED) as package:
            for name, each in ((PACK_FILE, content), (SIGNATURE, signature)):
                package.writestr(zipfile.ZipInfo(name, _MADE), each)
        building.rename(out)
    except OSError:
        building.unlink(missing_ok=True)
        raise _unwritable() from None
    return pack


def install_pack(package: Path, signed_by: Path, installed: Path) -> Pack:
    """Check a package against the signer's public key and lay the pack into a folder of packs.

    A pack that is there already stays as it is: a new edition has a new id, so that it goes
    through the comparison before it is used. Raises `PackRefused` and `DocumentProblem`.
    """
    content, signature = _unpack(package)
    public = _public(_read(signed_by, _("公钥文件读不出来。")))
    _verify(content, signature, public)
    pack = _parsed(content)
    if pack.id in pack_ids():
        raise PackRefused(_("编号“{id}”与程序自带的规则包相同。").format(id=pack.id))
    if pack.base != NATIONAL and pack.base not in pack_ids(None, installed):
        message = _("这个规则包以“{id}”为基础，请先安装它。")
        raise PackRefused(message.format(id=pack.base))
    target = installed / pack.id
    if target.exists():
        if (target / PACK_FILE).is_file() and (target / PACK_FILE).read_bytes() == content:
            return pack
        raise PackRefused(
            _("编号“{id}”的规则包已经安装，内容不同。").format(id=pack.id),
            remedy=_("修订后的规则包请用新的编号。"),
        )
    _lay_down(target, {PACK_FILE: content, SIGNATURE: signature, SIGNER: _pem(public)})
    return pack


def check_installed(folder: Path) -> None:
    """Raise `PackRefused` unless an installed pack still is what its signer signed."""
    remedy = _("请重新安装规则包。")
    broken = PackRefused(_("规则包“{id}”缺少文件。").format(id=folder.name), remedy=remedy)
    try:
        content, signature, signer = (
            (folder / name).read_bytes() for name in (PACK_FILE, SIGNATURE, SIGNER)
        )
    except OSError:
        raise broken from None
    _verify(content, signature, _public(signer))


def _verify(content: bytes, signature: bytes, public: Ed25519PublicKey) -> None:
    try:
        public.verify(signature, _MEANING + content)
    except InvalidSignature:
        raise PackRefused(
            _("规则包的签名与公钥不符：不是该单位签发的，或者内容被改动过。"),
            remedy=_("请向县级社区矫正机构核对，不要安装。"),
        ) from None


def _unpack(package: Path) -> tuple[bytes, bytes]:
    """The two parts of a package; anything more, less or too large is refused unread."""
    torn = PackRefused(_("这不是 corrdesk 的规则包文件。"), remedy=_("请重新获取规则包。"))
    try:
        with zipfile.ZipFile(package) as opened:
            sizes = {info.filename: info.file_size for info in opened.infolist()}
            if sorted(sizes) != [SIGNATURE, PACK_FILE] or len(opened.infolist()) != len(sizes):
                raise torn
            if sizes[PACK_FILE] > _LARGEST or sizes[SIGNATURE] != _SIGNATURE_BYTES:
                raise torn
            return opened.read(PACK_FILE), opened.read(SIGNATURE)
    except FileNotFoundError:
        raise PackRefused(_("没有找到规则包文件。")) from None
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError):
        raise torn from None


def _parsed(content: bytes) -> Pack:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PackRefused(_("规则包须为 UTF-8 文本。")) from None
    national = national_rules(resource_path("rules"))
    pack = parse_pack(parse_document(text, PACK_FILE), national.parameters)
    if pack.template:
        raise PackRefused(_("规则包“{id}”是空白模板，填好数值后才能使用。").format(id=pack.id))
    return pack


def _private(pem: bytes) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise UserError(_("签名密钥须为 Ed25519 私钥（PEM，不加密）。"), field="key")
    return key


def _public(pem: bytes) -> Ed25519PublicKey:
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise UserError(_("公钥须为 Ed25519 公钥（PEM）。"), field="signed_by")
    return key


def _pem(public: Ed25519PublicKey) -> bytes:
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    return public.public_bytes(serialization.Encoding.PEM, spki)


def _read(path: Path, problem: str) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise UserError(problem)
        return path.read_bytes()
    except OSError:
        raise UserError(problem, remedy=_("请检查路径和权限。")) from None


def _write_new(path: Path, content: bytes) -> None:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except FileExistsError:
        message = _("文件已存在，不会覆盖。")
        raise UserError(message, remedy=_("请换一个文件名。"), field="out") from None
    except OSError:
        raise _unwritable() from None


def _lay_down(target: Path, files: dict[str, bytes]) -> None:
    """Puts a folder into its place at once; half a pack never lies there."""
    building = target.with_name(f".{target.name}.part")
    try:
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(mode=0o700, parents=True)
        for name, content in files.items():
            with (building / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        building.rename(target)
    except OSError:
        shutil.rmtree(building, ignore_errors=True)
        raise _unwritable() from None


def _unwritable() -> EnvironmentFault:
    return EnvironmentFault(_("文件写不进去。"), remedy=_("请检查文件夹权限和磁盘空间。"))
