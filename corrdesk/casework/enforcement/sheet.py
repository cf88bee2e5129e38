"""The facts of an issued notice, ready for paper: plain text and dates, nothing to compute.

This is the seam between casework and printing. It holds no layout and no rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One clause that the decision rests on, as it is quoted on the sheet."""

    title: str  # official title without brackets, e.g. 中华人民共和国社区矫正法实施办法
    article: str  # e.g. 第三十四条第一项
    text: str = ""  # what the clause says, in words of the sheet; may be empty


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """社区矫正训诫决定书 or 社区矫正警告决定书 with everything that is printed on it."""

    kind: str  # "admonition" or "warning"
    serial: str  # e.g. （2026）青矫警字第2号
    county: str  # who decides and seals: 执行地县级社区矫正机构
    office: str  # who prints and serves: the judicial office
    person_name: str
    sex: str  # 男 / 女
    born: date
    id_number: str
    residence: str
    category: str  # 管制 / 缓刑 / 假释 / 暂予监外执行
    offence: str
    decision_organ: str  # may be empty when the ledger did not say
    judgment_number: str  # may be empty
    term_start: date
    term_end: date
    facts: str  # what happened, in sentences; paragraphs separated by newlines
    evidence: tuple[str, ...]  # names of the pieces of evidence
    bases: tuple[LegalBasis, ...]
    objection: str  # the right to object: where and how, in one sentence
    decided_on: date
    copies: tuple[str, ...]  # 抄送 addressees, e.g. 青石县人民检察院
    chain_head: str  # short journal chain head, e.g. 12 hex characters
    check_code: str  # 8 characters, printed and in the QR code
    specimen: bool = False  # 样张: marked across the page, never a valid notice


@dataclass(frozen=True, slots=True)
class ServiceSheet:
    """送达回证: proof that a document reached its addressee; the lower part is filled by hand."""

    serial: str  # serial of the document served
    document_title: str  # e.g. 社区矫正警告决定书
    office: str
    county: str
    addressee: str
    place: str  # where it is to be served; may be empty for filling by hand
    check_code: str
    chain_head: str
    specimen: bool = False
