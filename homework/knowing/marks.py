"""The two partners of a couple as marks, and one thing for each of them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

Mark = Literal["a", "b"]
MARKS: tuple[Mark, Mark] = ("a", "b")

T = TypeVar("T")


def other(mark: Mark) -> Mark:
    """The other partner's mark."""
    return "b" if mark == "a" else "a"


@dataclass(frozen=True, slots=True)
class Both(Generic[T]):
    """The same thing for each partner, side by side and never mixed into one."""

    a: T
    b: T

    def of(self, mark: Mark) -> T:
        """This partner's own."""
        return self.a if mark == "a" else self.b

    def __iter__(self) -> Iterator[T]:
        return iter((self.a, self.b))


def for_both(work_out: Callable[[Mark], T]) -> Both[T]:
    """Work out one thing for each partner in the same way, so that swapping them swaps only the marks."""
    return Both(work_out("a"), work_out("b"))
