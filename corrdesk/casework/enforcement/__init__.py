"""Violations and what follows: proposals, decisions, notices. Proposes; the county decides."""
