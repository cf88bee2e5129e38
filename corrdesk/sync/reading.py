"""Reads that share one transaction for as long as a step of an exchange lasts.

Between two questions to a target the rules ask some thirty small things of a database, and a
transaction for each costs more than the answers do. A step never waits for a line, so nothing is
held open over one. What is written in between ends the sharing: the next read sees it. What was
asked in a step before need not be asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from corrdesk.store.engine import Store

Answer = TypeVar("Answer")


class Reads:
    """The reads of one exchange in a store; of one thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._step: ExitStack | None = None
        self._session: Session | None = None
        self._answers: dict[Hashable, Any] = {}

    @contextmanager
    def together(self) -> Iterator[None]:
        """Reads inside the block share a transaction. Raises as `Store.read` does."""
        try:
            with ExitStack() as self._step:
                yield
        finally:
            self._step = self._session = None
            self._answers.clear()

    def once(self, question: Hashable, ask: Callable[[Session], Answer]) -> Answer:
        """The answer to a question, asked once in a step unless something was written since.

        Whoever asks gets the same object, so nobody changes it.
        """
        if question in self._answers:
            answer: Answer = self._answers[question]
            return answer
        with self.read() as session:
            answer = ask(session)
        if self._step is not None:
            self._answers[question] = answer
        return answer

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A reader's session, shared with others of the same step."""
        if self._step is None:
            with self._store.read() as session:
                yield session
            return
        if self._session is None:
            self._session = self._step.enter_context(self._store.read())
        yield self._session

    def end(self) -> None:
        """To be said before anything is written."""
        self._answers.clear()
        if self._step is not None:
            self._session = None
            self._step.close()
