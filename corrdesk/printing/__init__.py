"""Paper: official A4 sheets as archive-quality PDF. The only package that imports ReportLab.

It receives finished facts (sheets) from casework and decides nothing.
"""
