"""The ground floor: clock, ids, spans, working days, identity numbers, texts.

Standard library only (python-stdnum in `idnumber`); knows nothing of casework, law or screens.
"""
