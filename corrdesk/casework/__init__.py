"""The work of the office itself: one folder per capability. No Qt, no ReportLab, no HTTP."""
