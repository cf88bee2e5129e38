"""How large a ledger file may be before anything in it is believed, and the refusals themselves.

A township office has 10 to 300 people and a county a few thousand; the limits leave room for
fifty thousand rows and still keep a hostile file below 300 MB of memory and 2 s.
"""

from __future__ import annotations

from typing import Final

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _

FILE_BYTES: Final = 64 * 1024 * 1024
"""Size of the file on disk."""
MEMBERS: Final = 2_000
"""Files packed inside one workbook."""
DIRECTORY_BYTES: Final = 1024 * 1024
"""Size of the list of those files."""
UNPACKED_BYTES: Final = 96 * 1024 * 1024
"""Everything in the workbook that would be parsed, unpacked."""
RATIO: Final = 200
"""Unpacked to packed size of one member; real sheets stay below 60."""
RATIO_FREE_BYTES: Final = 4 * 1024 * 1024
"""Below this size a member may be packed as tightly as it likes."""
ROWS: Final = 100_000
"""Number of the last row with a value."""
ROW_TAGS: Final = 1_048_576
"""Rows that a sheet mentions, empty ones included; as many as Excel has."""
COLUMNS: Final = 512
"""Number of the last column with a value."""
CELLS: Final = 3_000_000
"""Area from the first cell to the last cell with a value, over all sheets."""
SHEETS: Final = 200
"""Sheets in one workbook."""
XML_DEPTH: Final = 32
"""Nesting of elements; a sheet needs about eight."""
XML_TOKEN_BYTES: Final = 1024 * 1024
"""One tag with its attributes, or one comment."""


def too_large() -> UserError:
    """Return the refusal of a file that is, or would unpack to be, far larger than a ledger."""
    return UserError(
        _("这个文件太大，不像是人员台账，没有打开。"),
        remedy=_("请只保留在册人员的工作表，删去图片和多余的空行空列，另存为 .xlsx 后再导入。"),
    )


def suspicious() -> UserError:
    """Return the refusal of a file whose insides contradict its outside."""
    return UserError(
        _("这个文件的内部结构异常（可能是伪装的压缩炸弹或含外部实体），没有打开。"),
        remedy=_(
            "请用 Excel 或 WPS 打开原表，另存为新的 .xlsx 后再导入；来路不明的文件请不要使用。"
        ),
    )


def damaged() -> UserError:
    """Return the refusal of a file that cannot be read to its end."""
    return UserError(
        _("这个文件已损坏，读不完整，没有导入任何内容。"),
        remedy=_("请用 Excel 或 WPS 打开并修复，另存为 .xlsx 后再导入，或向提供者重新索取。"),
    )


def encrypted() -> UserError:
    """Return the refusal of a workbook that opens only with a password."""
    return UserError(
        _("这个工作簿设置了打开密码，无法读取。"),
        remedy=_("请用 Excel 或 WPS 打开，取消打开密码，另存为 .xlsx 后再导入。"),
    )


def not_a_ledger(kind: str) -> UserError:
    """Return the refusal of a file of another kind; `kind` says what it is, for people."""
    return UserError(
        _("这不是可以导入的台账文件（{kind}）。").format(kind=kind),
        remedy=_("请用 Excel 或 WPS 打开，另存为 .xlsx 或 .csv 后再导入。"),
    )
