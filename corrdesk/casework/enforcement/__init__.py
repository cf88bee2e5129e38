"""Violations and what follows from them: proposals, decisions, notices. Proposes; the county decides."""
