"""The list of questions: named once, titled, each with the facts of its own class."""

from __future__ import annotations

from dataclasses import is_dataclass

from corrdesk.casework.questions.registry import FACT_NAMES, REGISTRY


def test_every_question_is_whole() -> None:
    for name, question in REGISTRY.items():
        assert question.name == name
        assert question.title
        assert is_dataclass(question.facts)
        assert question.policy.__doc__
        assert set(question.fact_names) <= FACT_NAMES


def test_keywords_are_facts_without_their_underscore() -> None:
    assert {"return", "from", "class"} <= FACT_NAMES
    assert not any(name.endswith("_") for name in FACT_NAMES)
