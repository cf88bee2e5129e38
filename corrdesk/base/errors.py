"""The three kinds of errors that reach a person: a user's mistake, the environment, our bug.

Texts are written for the person at the desk and never carry personal data: no name, no
identity number, no judgment number. Cancelling something is not an error.
"""

from typing import ClassVar


class CorrdeskError(Exception):
    """Something went wrong, said in one sentence, with what to do about it.

    Raised directly only for our own bugs; everything foreseeable is a `UserError` or an
    `EnvironmentFault`. `exit_code` is what the command line ends with.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}" if self.remedy else self.message


class UserError(CorrdeskError):
    """What was asked cannot be done as asked; `field` names the input to mend, if one does."""

    exit_code = 2

    def __init__(self, message: str, *, remedy: str = "", field: str | None = None) -> None:
        super().__init__(message, remedy=remedy)
        self.field = field


class EnvironmentFault(CorrdeskError):
    """The machine lacks something: a folder, a right, a library, disk space, a device."""

    exit_code = 3
