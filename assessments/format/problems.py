"""What is wrong with a file, told to the person who wrote it. Pure."""

from collections.abc import Iterable

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """One mistake in a definition, told to the person who wrote it.

    table, row, key: the place it sits in, for a builder on screen that puts the sentence beside its field.
    """

    line: int | None
    where: str
    says: str
    hint: str = ""
    table: str = ""
    row: int = 0
    key: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"line {self.line}" if self.line else "", self.where) if part)
        says = f"{self.says} {self.hint}".strip()
        return f"{place}: {says}" if place else says


class DefinitionError(ValueError):
    """The text is not an instrument yet; `problems` holds every mistake that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Unreadable(DefinitionError):
    """The text is no TOML at all, so that nothing else could be looked at."""
