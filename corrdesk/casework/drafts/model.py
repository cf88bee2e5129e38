"""What a draft is. What stands in it is for the form that wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A form half filled in, as its officer left it.

    `place` is how the form is reached again and `typed` what was typed, both in the form's own
    words (JSON); `subjects` are the ids of the records that the form is about.
    """

    id: str
    place: str
    what: str  # the form, as people call it
    about: str  # whom it is about, as people say it
    typed: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft with the moments of its first and its last word."""

    draft: Draft
    begun_at: datetime
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class News:
    """An act that touched the subjects of a draft after it was begun."""

    act: str
    officer: str  # the name of who did it
    entered_at: datetime
