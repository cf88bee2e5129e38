"""Turns a finished PDF into archive quality (PDF/A-2b) and proves it with an independent validator.

Files keep no time of day: the same input gives the same bytes.
"""

from __future__ import annotations

import io

import pikepdf
from pikepdf import pdfa

from corrdesk.base.errors import CorrdeskError

_FLAVOUR = "2b"
_XMP_TIME = "{http://ns.adobe.com/xap/1.0/}MetadataDate"


def to_pdfa(pdf: bytes) -> bytes:
    """The same pages as PDF/A-2b; raises when the validator does not approve the result."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            if "/Trans" in page:  # ReportLab writes an empty transition for every page
                del page["/Trans"]
        for key in ("/CreationDate", "/ModDate"):
            if key in document.docinfo:
                del document.docinfo[key]
        pdfa.prepare(document, _FLAVOUR)
        with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            if _XMP_TIME in metadata:
                del metadata[_XMP_TIME]
        output = io.BytesIO()
        # Not pdfa.save: it writes the sheet to a temporary file on disk on its way.
        document.save(output, **pdfa.resolve_save_kwargs(_FLAVOUR, deterministic_id=True))
    report = pdfa.validate_written(io.BytesIO(output.getvalue()), _FLAVOUR)
    if not report.passed:
        rules = ", ".join(sorted({finding.rule for finding in report.findings}))
        message = f"the sheet is not PDF/A-{_FLAVOUR}: {rules}"
        raise CorrdeskError(message)
    return output.getvalue()
