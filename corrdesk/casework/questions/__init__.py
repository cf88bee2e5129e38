"""Asking the law by name: a question, loose facts, a day and a rule pack give a decision."""

from corrdesk.casework.questions.asking import Refusal, ask, refusal_of
from corrdesk.casework.questions.registry import REGISTRY

__all__ = ["REGISTRY", "Refusal", "ask", "refusal_of"]
