"""Reading an office's spreadsheet of people: file, columns, rows, plan, and the rows sent back.

Pure: nothing here writes to a vault. The plan says what an import would do; the caseload
service carries it out.
"""
